//! What residuals and single observations can give reason to look at.

use super::Code;
use crate::check::Topic;

pub(super) const DIAGNOSE: &[Code] = &[
    Code {
        code: "W-SHAPE",
        title: "the curve does not follow the data",
        topic: Some(Topic::Shape),
        explanation: "Residuals were put in the order of the formula's column (of the fitted values where it has several; \
replicates taken together) and their signs come in fewer runs than chance explains, or neighbours are alike (Durbin-Watson \
well below 2). Then the data lie above the curve over a stretch and below it over the next: the formula is not the law they \
follow, or neighbouring measurements share an error, as in a drifting instrument. Estimates of a wrong formula depend on \
where the data happen to lie, and their standard errors are too small.\n\nPlot the residuals, try formulas of the same \
family (`thalweg compare`), and trust none of the numbers until the residuals look like scatter.",
    },
    Code {
        code: "W-LACK",
        title: "the curve misses the means of replicates",
        topic: Some(Topic::Shape),
        explanation: "Some rows of the data are replicates: they agree in every column of the formula. Their scatter about \
their own mean is error and nothing else; the distance of those means from the curve is larger than this error explains \
(F test of lack of fit). The formula does not follow the data, even if the residuals look small.\n\nTry another formula. If \
replicates were measured one right after the other they may agree too well: then the scatter between them is not the whole \
error.",
    },
    Code {
        code: "W-CHI2",
        title: "residuals are not as large as the standard deviations given say",
        topic: Some(Topic::Scatter),
        explanation: "With standard deviations known, the sum of squared residuals in their units follows a chi-squared \
distribution with n - p degrees of freedom. It is far above it: the formula does not follow the data, or the standard \
deviations are too small. Or it is far below: they are overstated. Standard errors rest on the standard deviations given, and are \
wrong by the same factor.\n\nLook at the residuals first. If they follow no pattern, it is the standard deviations: give them \
as relative, and the scatter of the data sets their size.",
    },
    Code {
        code: "W-NORMAL",
        title: "residuals do not scatter like a normal distribution",
        topic: Some(Topic::Scatter),
        explanation: "The Shapiro-Wilk test finds the standardized residuals heavier in the tails, more lopsided or otherwise \
different from a normal distribution, and no single outlier and no growth of the scatter explains it. Least squares still \
estimates well what the curve is on average; intervals and tests are approximate, the more so the fewer the data.\n\nWith \
heavy tails try a robust loss. Lopsided residuals ask for a transformation of both sides, or hide a process with one sign.",
    },
    Code {
        code: "W-SCATTER",
        title: "scatter changes along the curve",
        topic: Some(Topic::Scatter),
        explanation: "The size of the residuals goes with the fitted value: the likelihood is much higher if their variance is a \
power of it (or, where it changes sign, an exponential function). Least squares that weighs all observations alike then \
listens most to those that know least, and its standard errors are wrong at both ends.\n\nGive standard deviations: in \
proportion to the value (`-s '5%'`), as of counts (`-s poisson`), as a column or an expression. Or fit the logarithm of both \
sides.",
    },
    Code {
        code: "W-OUTLIER",
        title: "observations stand out",
        topic: Some(Topic::Scatter),
        explanation: "The residual of one or more rows is larger than the scatter of the other rows explains, at half a percent \
for all rows together (externally studentised residual, Bonferroni). Such a row pulls the curve towards it and inflates all \
standard errors.\n\nLook at how it was measured and written down. Leave it out only for a reason that does not come from the \
fit; otherwise a robust loss lets it count less without a decision.",
    },
    Code {
        code: "W-INFLUENCE",
        title: "the answer hangs on a single observation",
        topic: Some(Topic::Influence),
        explanation: "Leaving out one row would move the estimates about as far as their joint confidence region reaches (Cook's \
distance above 1), and that row is at odds with the others or the curve does not follow the data anyway; or a row has leverage \
1, so that it alone determines a parameter and nothing checks it. What the parameters say then rests on that one \
measurement.\n\nCheck it, measure near it again, and report the fit with and without it.",
    },
];
