//! What curvature is warned of.

use super::Code;
use crate::check::Topic;

pub(super) const CURVATURE: &[Code] = &[Code {
    code: "W-CURVED",
    title: "intervals from standard errors mislead",
    topic: Some(Topic::Intervals),
    explanation: "An interval of estimate ± t standard errors takes the model for linear over that range. The profile interval \
does not: it asks at each value of the parameter how well the others can still fit the data. For the named parameters the two \
part by more than 15 % of the half width, so that the true value is missed about twice as often as said at one end, and half as often at the other. \
Hougaard's skewness tells the same from second derivatives at the estimate: below 0.1 the estimate is close to even, above 0.25 \
visibly skewed, above 1 far from it.\n\n\
Use the profile intervals. Where another scale of the parameter (its logarithm, reciprocal, root) was tried and is even, estimate that: \
the curve and the profile interval are the same, and the standard error then means what it says.\n\n\
If instead the message says that the curve bends within the confidence region, the intrinsic curvature is large, which no other way of writing the parameters \
can change: take intervals from a bootstrap, or more data.",
}];
