//! What the residuals say about the fit, and what each observation does to it: results only.

/// A test of the residuals.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// `runs`, `durbin-watson`, `shapiro-wilk`, `lack-of-fit`, `chi-squared`, `scatter-trend`, `outlier`.
    pub code: &'static str,
    /// The test statistic.
    pub statistic: f64,
    /// Probability of one as extreme if nothing is wrong.
    pub p_value: f64,
    /// The finding in a few words: "3 runs of signs in 14 residuals".
    pub seen: String,
}

/// Tests of the residuals, and the influence of each observation. Vectors have one entry per
/// observation, in the order of `rows`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diagnosis {
    /// The tests that could be made.
    pub tests: Vec<Test>,
    /// Which row of the table, from 0, each observation is: rows of weight 0 are none.
    pub rows: Vec<usize>,
    /// Residuals (data − model, weighted) over σ√(1 − h): internally studentised.
    pub standardized: Vec<f64>,
    /// The same with σ estimated without the observation: externally studentised, or deleted.
    pub studentized: Vec<f64>,
    /// Tangential leverage h, the diagonal of J(JᵀJ)⁻¹Jᵀ; between 0 and 1, in sum p.
    pub leverage: Vec<f64>,
    /// Jacobian leverage (St. Laurent & Cook 1992): how the fitted value follows the observed one, with the
    /// curvature of the model; none where second derivatives are not finite.
    pub jacobian_leverage: Option<Vec<f64>>,
    /// Cook's distance.
    pub cook: Vec<f64>,
    /// `deletion[k][i]`: change of parameter k, in its own unit and in the order of
    /// [`crate::Answer::parameters`], when observation i is left out: refits for those of the largest Cook's
    /// distance (all of them in a small fit), one Gauss-Newton step for the others. NaN where what is left does not
    /// determine it, and under a loss where there is no refit; empty above 10 000 observations, and where they are correlated.
    pub deletion: Vec<Vec<f64>>,
}

impl Diagnosis {
    /// The test of that code.
    ///
    /// ```
    /// assert!(thalweg::Diagnosis::default().test("runs").is_none());
    /// ```
    pub fn test(&self, code: &str) -> Option<&Test> {
        self.tests.iter().find(|t| t.code == code)
    }
}

/// How nonlinear the model is around its solution, and what that does to the estimates. Vectors have
/// one entry per parameter, in the order of [`crate::Answer::parameters`]; none for those that are not
/// estimated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nonlinearity {
    /// Root mean square intrinsic curvature times √F(p, n−p; 0.95) (Bates & Watts 1980): small against
    /// 1 where the surface of fitted values is flat over the confidence region.
    pub intrinsic: f64,
    /// The same for parameter effects: small against 1 where parameter lines are straight and even.
    pub parameter_effects: f64,
    /// Hougaard's skewness of each estimate (Ratkowsky 1990): below 0.1 close to linear, above 1 far.
    pub skewness: Vec<Option<f64>>,
    /// Box's bias of each estimate (Box 1971), in its own unit.
    pub bias: Vec<Option<f64>>,
    /// The skewness of each derived quantity, in the order of [`crate::Answer::derived`].
    pub derived_skewness: Vec<Option<f64>>,
    /// The bias of each derived quantity, in its own unit.
    pub derived_bias: Vec<Option<f64>>,
    /// How far the profile interval of each parameter and Wald's disagree: the larger distance of their
    /// ends over the half width of Wald's. None where either is missing or has no end.
    pub disagreement: Vec<Option<f64>>,
    /// Another way to write a parameter that was tried and behaves more linearly.
    pub reparameterisation: Option<Reparameterisation>,
}

/// A better way to write a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Reparameterisation {
    /// The parameter that behaves badly.
    pub parameter: String,
    /// What to estimate in its place, such as `log(b2)` or `1/b2`.
    pub instead: String,
    /// The name it has in `formula`.
    pub name: String,
    /// Its value at the estimates, to start from.
    pub start: f64,
    /// The tie that brings it in without touching the formula: `b2 := exp(log_b2)`.
    pub declaration: String,
    /// The formula written in it.
    pub formula: String,
    /// Disagreement of profile and Wald intervals before and after.
    pub disagreement: (f64, f64),
}

/// Refits from perturbed starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restarts {
    /// How many were run.
    pub runs: usize,
    /// How many ended at the same minimum.
    pub agree: usize,
}
