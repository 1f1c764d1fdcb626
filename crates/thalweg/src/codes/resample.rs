//! Warnings about robust losses and refits to data drawn anew.

use super::Code;
use crate::check::Topic;

pub(super) const RESAMPLE: &[Code] = &[Code {
    code: "W-BOOTSTRAP",
    title: "bootstrap fits failed, or none was made",
    topic: Some(Topic::Intervals),
    explanation: "A bootstrap fits data that are drawn anew, many times. Fits that lead to no minimum, or whose rows do not \
determine every parameter (a case bootstrap of few rows draws such sets), are counted and left out; if they are more than one in \
200 the intervals are those of the benign half of the draws, and too narrow. No bootstrap is made where the residuals are zero \
or a parameter is not determined: there is nothing to draw from, or nothing that could scatter.\n\n\
Draw residuals in place of rows, prefer profile intervals, or use a formula with fewer parameters.",
}];
