//! What can be wrong when an answer is used: predicted from, inverted, saved and read back.

use super::Code;

pub(super) const USING: &[Code] = &[Code {
    code: "E-ANSWER",
    title: "the answer does not belong to this fit and these data",
    explanation: "A curve was asked of an answer that lacks a parameter the fit estimates, or at whose estimates the \
model has no finite value in the rows of the data. The answer is of another formula or of other data: give the ones it \
was made from.",
    topic: None,
}];
