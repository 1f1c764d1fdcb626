//! What profiles say, and what can be wrong with asking for one.

use super::Code;
use crate::check::Topic;

pub(super) const PROFILE: &[Code] = &[
    Code {
        code: "W-OPEN",
        title: "an interval has no end",
        explanation: "However far the named quantity is moved in that direction, the other parameters can make up for it: the \
sum of squares levels off below what the confidence level allows. The data give a limit on one side only, or none. \
A standard error cannot say so: it is about the neighbourhood of the estimate.\n\n\
Take data where the quantity matters (a plateau that is not reached, a slow rate seen for too short a time), fix it if it is \
known, bound it, or report the limit that there is.",
        topic: Some(Topic::Determined),
    },
    Code {
        code: "E-PROFILE",
        title: "there is no such profile",
        explanation: "A profile holds a quantity at one value after another and fits everything else anew. It needs a fit by \
least squares that ended in a minimum, with residuals that scatter, and a quantity that moves: a parameter that is estimated, \
or an expression of such parameters. One that is fixed or held by its bound has none.",
        topic: None,
    },
];
