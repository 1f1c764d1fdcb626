//! What can be wrong when an answer is used: predicted from, inverted, saved and read back.

use super::Code;

pub(super) const USING: &[Code] = &[
    Code {
        code: "E-ANSWER",
        title: "the answer does not belong to this fit and these data",
        explanation: "A curve was asked of an answer that lacks a parameter the fit estimates, or at whose estimates the \
model has no finite value in the rows of the data, or another sum of squares than the answer says. The answer is of \
another formula or of other data, or was changed: give the ones it was made from, or fit again.",
        topic: None,
    },
    Code {
        code: "E-INVERT",
        title: "the question for x makes no sense",
        explanation: "`thalweg invert` looks for the values of one column at which the curve has a given value. The column \
must be one that the formula uses, every other column of the formula needs a value (`--at 'z=2'`), y must be finite, it \
is the mean of one observation or more, and `--between` takes two finite numbers, the smaller one first.",
        topic: None,
    },
    Code {
        code: "E-SAVED",
        title: "the file is no saved fit, or was changed",
        explanation: "`predict`, `invert`, `replay` and `resume` read what `thalweg fit ... --save FILE` wrote: the answer \
(schema thalweg.fit/1) with what was asked and the data in full. The file is of another schema, lacks a part, or its data \
do not have the checksum that is written beside them. Save the fit anew, or read it with the version that wrote it.",
        topic: None,
    },
];
