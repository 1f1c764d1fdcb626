//! What the data determine.

use super::Code;
use crate::check::Topic;

pub(super) const DETERMINED: &[Code] = &[
    Code {
        code: "W-REACH",
        title: "the data end far before the plateau",
        explanation: "A parameter is the value that the curve tends to (a plateau, an asymptote of a sigmoid), and the data cover \
less than half of the way there, counted from where the curve comes from. Its value then rests on the formula: another \
one that fits the data as well puts the plateau elsewhere. Such a parameter is strongly correlated with the one that says how \
fast the plateau is approached.\n\n\
Take observations further out, where the curve has turned. Until then quote what the data show (the initial slope, the value at \
the last point), and the plateau as an extrapolation.",
        topic: Some(Topic::Determined),
    },
    Code {
        code: "W-VAGUE",
        title: "a parameter is hardly determined",
        explanation: "The named parameters are determined in principle, but other parameters can make up for almost any change of \
them: the standard error is as large as the estimate, or the sum of squares a standard error away is nothing like what the \
error promises. So it is where a formula has a term too many, such as two exponentials for data that show one. The message \
says, where it was tried, over which range of the parameter the sum of squares stays below the limit of its confidence interval.\n\n\
Try the formula without the term and compare, fix the parameter at a value known from elsewhere, or take data where it shows.",
        topic: Some(Topic::Determined),
    },
];
