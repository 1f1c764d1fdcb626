//! The status words.

use super::Code;

pub(super) const STATUSES: &[Code] = &[
    Code {
        code: "minimum",
        title: "the fit converged",
        topic: None,
        explanation: "The run ended where the sum of squares has a minimum: the gradient vanishes, a further Gauss-Newton \
step would change nothing that matters, and every combination of parameters is determined by the data. Standard errors \
are meaningful as far as the model is right.\n\n\
A minimum is local: where other starting points led to other minima, W-LOCAL says so.",
    },
    Code {
        code: "minimum-on-bound",
        title: "the fit converged with a parameter on its bound",
        topic: None,
        explanation: "The sum of squares has a minimum within the bounds, and at least one parameter is held by its bound: \
without it the fit would go further. That parameter has no standard error; the errors of the others hold on \
condition that it has this value.\n\n\
If the bound is a law of nature, report it so. If it was a guess, widen it and fit again.",
    },
    Code {
        code: "exact-fit",
        title: "the model passes through every point",
        topic: None,
        explanation: "The residuals are zero to rounding. Either the data were computed from the model, or there are as \
many parameters as observations. There is no scatter left to estimate errors from, so there are no standard errors, unless the \
standard deviations of the data are known and given.",
    },
    Code {
        code: "flat-valley",
        title: "a combination of parameters is not determined",
        topic: None,
        explanation: "The sum of squares does not change (or hardly) when some parameters change together, or a parameter \
ran off towards infinity with ever smaller gains. The data cannot tell these values apart: the estimates along that \
direction are arbitrary, though the fitted curve may be good.\n\n\
Fix one of the named parameters, write the formula in terms of the combination that is determined (their product, \
their sum), or take data where they act differently.",
    },
    Code {
        code: "stalled",
        title: "no step makes the fit better, yet it is not a minimum",
        topic: None,
        explanation: "The gradient says that the sum of squares can still fall, but no step, however short, reduces it. \
Usual reasons: the model is not smooth (abs, min, if, step, a table), it is computed with noise, or the problem is so \
badly conditioned that rounding hides the way down. There are no standard errors away from a minimum.\n\n\
Try other starting values, look for a kink in the formula near the estimates, or use a formula with fewer parameters.",
    },
    Code {
        code: "domain-edge",
        title: "the run stopped at the edge of the model's domain",
        topic: None,
        explanation: "Beyond the estimates the formula has no value (the logarithm or root of a negative number, a division \
by zero, an overflow), and the sum of squares still falls in that direction. The best point inside is returned; it is not a minimum, so there \
are no standard errors.\n\n\
Set bounds that keep the parameters inside the domain, or write the formula so that it is defined there.",
    },
    Code {
        code: "limit",
        title: "a limit on evaluations, iterations or time ran out",
        topic: None,
        explanation: "The run was still making progress when the limit was reached. The best point so far is returned; it is \
not a minimum, so there are no standard errors.\n\n\
Raise the limit, start closer, or check (with --trace) whether the fit creeps along a valley that the data do not close.",
    },
    Code {
        code: "stopped",
        title: "the run was stopped from outside",
        topic: None,
        explanation: "The caller or Ctrl-C stopped the run. The best point so far is returned; it is not a minimum, so there \
are no standard errors. Run it again without stopping it, or start again from the point it had reached.",
    },
    Code {
        code: "too-few-points",
        title: "a curve of a batch has fewer points than there are parameters",
        topic: None,
        explanation: "Nothing was fitted to this curve: points with a missing or non-finite cell, or without a usable weight, do not count, and \
those that are left cannot determine the parameters. Its row has the status and no estimates, so that no curve is lost.\n\n\
Fix parameters (`name=value fixed`), use a simpler formula, or see why points are missing (W-MISSING).",
    },
];
