//! A fit seen from its end: the problem linearised there, and the scatter of its residuals. What
//! every statistic is computed from.

use thalweg_solver::{Linearisation, Loss, Options, Problem, SecondDerivatives, Solution};

use crate::statistics::Quantile;

/// A problem at its solution. All vectors of length n have one entry per parameter of the problem;
/// residuals are model − data, weighted, in the order of the problem's rows.
///
/// ```
/// use thalweg::Local;
/// use thalweg_solver::{EvalError, Options, Problem, Solver};
/// struct Mean;
/// impl Problem for Mean {
///     fn parameter_count(&self) -> usize { 1 }
///     fn residual_count(&self) -> usize { 4 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) { *r = x[0] - y; }
///         Ok(())
///     }
/// }
/// let solution = Solver::new().solve(&Mean, &[1.0])?;
/// let options = Options::default();
/// let local = Local::new(&Mean, &solution, &options).unwrap();
/// // s = √(5/3), t₀.₉₇₅(3) = 3.182: the mean is 2.5 ± t s/2.
/// assert!((local.std_error(&[1.0]).unwrap() - (5.0_f64 / 12.0).sqrt()).abs() < 1e-8);
/// assert!((local.scatter.unwrap().quantile(0.95) - 3.1824463).abs() < 1e-6);
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
pub struct Local<'a> {
    /// The problem.
    pub problem: &'a (dyn Problem + Sync),
    /// How it was solved: bounds and loss count for refits.
    pub options: &'a Options,
    /// r, J and what they determine, at the solution.
    pub at: Linearisation,
    /// Which parameters were free there: neither fixed nor held by a bound. Rising.
    pub free: Vec<usize>,
    /// F = ½ Σ r² at the solution (½ Σ c²ρ under a loss).
    pub cost: f64,
    /// The scatter of the residuals; none without degrees of freedom, where they are zero to rounding,
    /// or where the solution is no minimum.
    pub scatter: Option<Scatter>,
}

/// How residuals of weight 1 scatter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scatter {
    /// Their standard deviation, in units of the problem's residuals.
    pub sigma: f64,
    /// n − p.
    pub degrees_of_freedom: usize,
    /// Whether `sigma` was known beforehand, and not estimated from the residuals.
    pub known: bool,
}

impl Scatter {
    /// How many standard errors a two-sided interval of this level reaches: Student's t, or the normal
    /// quantile where the scatter is known.
    ///
    /// ```
    /// use thalweg::Scatter;
    /// let s = Scatter { sigma: 1.0, degrees_of_freedom: 12, known: false };
    /// assert!((s.quantile(0.95) - 2.17881283).abs() < 1e-8);
    /// ```
    pub fn quantile(&self, level: f64) -> f64 {
        let quantile = match self.known {
            true => Quantile::normal(level),
            false => Quantile::student(level, self.degrees_of_freedom),
        };
        quantile.value().unwrap_or(f64::INFINITY)
    }

    /// √(p F) with F the quantile of Fisher's distribution with (p, degrees of freedom): the radius, in
    /// standard errors, of a joint confidence region of p parameters (√χ²(p) where the scatter is known).
    ///
    /// ```
    /// use thalweg::Scatter;
    /// let s = Scatter { sigma: 1.0, degrees_of_freedom: 12, known: false };
    /// assert!((s.radius(0.95, 1) - s.quantile(0.95)).abs() < 1e-8);
    /// assert!((s.radius(0.95, 2).powi(2) / 2.0 - 3.8852938).abs() < 1e-6);
    /// ```
    pub fn radius(&self, level: f64, p: usize) -> f64 {
        let square = match self.known {
            true => Quantile::chi_squared(level, p).value(),
            false => {
                Quantile::fisher(level, p, self.degrees_of_freedom).value().map(|f| f * p as f64)
            }
        };
        square.map_or(f64::INFINITY, f64::sqrt)
    }
}

impl<'a> Local<'a> {
    /// Of a solution of `problem`, its scatter estimated from the residuals. None where r or J is not
    /// finite there.
    pub fn new<P: Problem + Sync>(
        problem: &'a P,
        solution: &Solution,
        options: &'a Options,
    ) -> Option<Self> {
        // As an answer counts them: a parameter that a bound holds was estimated, a direction that the data do
        // not determine was not.
        let undetermined = solution.covariance.free - solution.covariance.rank;
        let degrees_of_freedom =
            (problem.residual_count() + undetermined).saturating_sub(problem.parameter_count());
        let minimum = crate::statistics::is_minimum(&solution.status);
        let sigma = (2.0 * solution.cost / degrees_of_freedom as f64).sqrt();
        let scatter = (minimum && degrees_of_freedom > 0 && sigma > 0.0).then_some(Scatter {
            sigma,
            degrees_of_freedom,
            known: false,
        });
        Self::with_scatter(problem, solution, options, scatter)
    }

    /// As [`new`](Self::new), with this scatter.
    pub fn with_scatter(
        problem: &'a (dyn Problem + Sync),
        solution: &Solution,
        options: &'a Options,
        scatter: Option<Scatter>,
    ) -> Option<Self> {
        let is_free = &solution.covariance.is_free;
        let free: Vec<usize> = (0..is_free.len()).filter(|&j| is_free[j]).collect();
        let at = Linearisation::of(problem, &solution.x, &free)?;
        Some(Self { problem, options, at, free, cost: solution.cost, scatter })
    }

    /// The estimates, length n.
    pub fn x(&self) -> &[f64] {
        &self.at.x
    }

    /// m.
    pub fn rows(&self) -> usize {
        self.at.rows()
    }

    /// Number of determined directions.
    pub fn rank(&self) -> usize {
        self.at.conditioning.rank()
    }

    /// Those of the scatter; without one, rows − rank.
    pub(crate) fn degrees_of_freedom(&self) -> usize {
        let plain = || self.rows().saturating_sub(self.rank());
        self.scatter.map_or_else(plain, |s| s.degrees_of_freedom)
    }

    /// Whether the loss is the squared one.
    pub fn is_least_squares(&self) -> bool {
        self.options.loss == Loss::Squared
    }

    /// Standard error, from JᵀJ, of a quantity with this gradient (length n); None where it is not
    /// determined or there is no scatter.
    pub fn std_error(&self, gradient: &[f64]) -> Option<f64> {
        let u = self.at.conditioning.coordinates(gradient)?;
        let error = self.scatter?.sigma * crate::size::scaled_norm(u.iter().copied());
        error.is_finite().then_some(error)
    }

    /// Second derivatives of r along the [directions](Linearisation::directions), a standard error each.
    pub fn second_derivatives(&self) -> Option<SecondDerivatives> {
        self.at.second_derivatives(self.problem, self.scatter?.sigma)
    }
}
