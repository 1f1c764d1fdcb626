//! Codes of the comparison of formulas and of what to measure next.

use super::Code;
use crate::check::Topic;

pub(super) const FAMILIES: &[Code] = &[
    Code {
        code: "W-RIVAL",
        title: "another formula of the same family does better",
        topic: Some(Topic::Rivals),
        explanation: "The formula is one of a family of curves that compete for such data (`thalweg compare --family`), \
and another one of it, with no more parameters, follows the data clearly better: its residuals are so much smaller that \
chance would bring that about in less than one of two hundred data sets if the formula were right. Or a simpler one does as well, \
and the data do not determine all the parameters of this one. AICc (Akaike 1974, Hurvich & Tsai 1989) weighs the residuals \
against the number of parameters; lower is better, and a difference of 2 is little, of 10 much.\n\n\
A criterion knows nothing of the process. Look at all of them (`thalweg compare FORMULA --family NAME DATA`), and take the one whose \
meaning fits; if it has to be this one, its parameters carry an error that no interval shows.",
    },
    Code {
        code: "E-FAMILY",
        title: "a family of formulas cannot be used",
        topic: None,
        explanation: "There is no family of that name (saturating, growth, decay, peak, dose-response, line), or a file of \
formulas is not of the form described in the reference, or it cannot be told which column the formulas of a family are in: \
give a formula in one column, or only the two sides, as in `y ~ x`.",
    },
    Code {
        code: "E-COMPARE",
        title: "these fits cannot be compared",
        topic: None,
        explanation: "Criteria compare formulas for the same numbers: the same left side, in the same rows, with the same \
weights. The criteria of `log(y) ~ ...` and `y ~ ...` are about different numbers and say nothing about each other. Write all \
formulas for the same left side (`y ~ exp(...)` for `log(y) ~ ...`), and keep rows that only one of them can use out of all (`--where`).",
    },
    Code {
        code: "E-DESIGN",
        title: "it cannot be said where to measure next",
        topic: None,
        explanation: "`thalweg design` needs a fit that ended in a minimum with standard errors, a target that is a parameter, a derived \
quantity or an expression of the parameters and that the data determine, and candidates that are written as \
`x in [from, to]` with a column of the formula.",
    },
];
