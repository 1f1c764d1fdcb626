//! The warnings.

use super::Code;
use crate::check::Topic;

pub(super) const WARNINGS: &[Code] = &[
    Code {
        code: "W-BOUND",
        title: "a parameter is on its bound",
        topic: Some(Topic::Determined),
        explanation: "The named parameter ended on a bound and would go further without it. It has no standard error, and \
the standard errors of the others hold on condition that it has exactly this value.\n\n\
If the bound is a law of nature (a concentration is not negative), say so in the report. If it was a guess, widen it and fit again.",
    },
    Code {
        code: "W-IDENT",
        title: "a combination of parameters is not determined",
        topic: Some(Topic::Determined),
        explanation: "Changing the named parameters together leaves the fitted curve as it is, or changes it by less than a billionth of \
what each does alone, so the data say nothing about them separately; often only their product or their sum is determined. They have no standard errors.\n\n\
Fix one of them (`name=value fixed`), or write the combination as one parameter.",
    },
    Code {
        code: "W-LOCAL",
        title: "there are several minima",
        topic: Some(Topic::Minimum),
        explanation: "Runs from different starting points ended in different minima of the sum of squares: starts that were searched or asked \
for, or eight refits from perturbed starts around the solution. The answer is the lowest one that was seen, unless --starts 0 holds it to \
the starts given; nothing proves that there is no lower one. The list of minima is in the answer. Of minima that only refits found, this is said \
where one is lower, or so little higher that the data do not rule it out (a joint 95 % region of the parameters reaches as \
high); others are listed only.\n\n\
Compare the fitted curve with the data. If another minimum is the physical one, set bounds that exclude the others, or give its values as \
starts with --starts 0.",
    },
    Code {
        code: "W-START",
        title: "starting values were found by searching",
        topic: None,
        explanation: "No starting value was given for the named parameters, or those given led nowhere, so a fixed-seed search over ranges suggested by \
the data found them (parameters that enter linearly are solved for). The fit is the same every time it is run.\n\n\
Look at the fitted curve, and give starting values (`name=value`) if you have them.",
    },
    Code {
        code: "W-SEARCH",
        title: "the search for starting values was cut short",
        topic: Some(Topic::Minimum),
        explanation: "The work of a search is bounded, so that it takes seconds: a billion numbers, counted as rows (512 at \
most) times one number for the model and one for each linear parameter, at every point that is looked at, and 500 million rows times \
parameters squared for the points that are followed. About ten parameters that are not linear can be searched thoroughly over 500 rows; of \
more, fewer combinations are tried, and a minimum may be missed.\n\n\
Give starting values where you know them: every one given leaves more work for the others. --starts N follows N points, and \
allows more work for more than 16 of them.",
    },
    Code {
        code: "W-EXACT",
        title: "the residuals are zero to rounding",
        topic: Some(Topic::Scatter),
        explanation: "The model reproduces every observation to the last digits. There is no scatter to estimate errors \
from, so standard errors are not given. Data that were measured never fit exactly: check that the left side is not \
computed from the right side, and that there are more observations than parameters.",
    },
    Code {
        code: "W-DF",
        title: "as many parameters as observations",
        topic: Some(Topic::Determined),
        explanation: "There are no degrees of freedom: the scatter of the data cannot be estimated, so there are no standard \
errors (unless the standard deviations of the data are known: --sigma with absolute meaning). Take more data or fix a parameter.",
    },
    Code {
        code: "W-CORR",
        title: "two estimates are almost perfectly correlated",
        topic: Some(Topic::Determined),
        explanation: "The correlation of two estimates exceeds 0.999 in size; or it exceeds 0.99 and one of the two is known to no better \
than 5 %. The data determine a combination of them much better than each alone, and their separate standard errors are large and \
sensitive to the model. Predictions of the curve are not affected. The message names what is known better than either (a product, a \
ratio, a sum or a difference), where it is one of these.\n\n\
Centre a column (x - mean), write the formula in other parameters, or fix one of them.",
    },
    Code {
        code: "W-EVAP",
        title: "a parameter ran off",
        topic: Some(Topic::Determined),
        explanation: "A parameter went to a value millions of times larger than where it started, gaining ever less: the \
best fit lies at infinity, which means the data call for a simpler formula (a term that is not needed, a time constant \
longer than the data). Leave the term out, or bound the parameter.",
    },
    Code {
        code: "W-ORIGIN",
        title: "a column lies far from 0",
        topic: Some(Topic::Determined),
        explanation: "The fit did not converge, and the values of a column are large compared with their differences \
(seconds since 1970, years, absolute temperatures). What a formula says about 0, an intercept or an amplitude, then lies far \
outside the data: it is hardly told apart from a slope or a rate, or runs out of the range of numbers.\n\n\
Subtract a round number near the data: `(t - 1.7e9)` for `t`. The curve is the same, and its parameters refer to that point.",
    },
    Code {
        code: "W-ZERO-WEIGHT",
        title: "rows of weight 0 do not count",
        topic: None,
        explanation: "Rows whose weight is 0 take no part in the fit. They are not counted as observations and not in the \
degrees of freedom (as in R's nls and lm); their residuals are still listed. If 0 stood for `unknown`, give those rows a \
weight or leave them out.",
    },
    Code {
        code: "W-LOSS",
        title: "the loss is a robust one",
        topic: None,
        explanation: "Residuals that are large against the scale of good ones count less than their square. Standard errors \
are those of an M-estimate (Huber 1981): they hold for many observations whose errors are symmetric, and do not know of doubts about \
which rows are bad. The rows that count less than half are named.\n\n\
Look at these rows: a slip is corrected, not weighed down. Judge errors by --bootstrap if they matter. Where no row counts \
less than half, least squares gives the same with errors that are better known.",
    },
    Code {
        code: "W-MISSING",
        title: "points of a curve were left out",
        topic: None,
        explanation: "Some points of this curve of a batch do not count: a cell that is used is missing or not finite, or the weight is 0, \
negative or missing. The fit is of the others; the column n says how many there are. `--na error` makes a cell that is no number an error instead.",
    },
];
