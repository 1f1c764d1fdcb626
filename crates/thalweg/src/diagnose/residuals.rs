//! Residuals in units of their scatter, and what each observation could do to the fit.

use crate::leverage::rest;
use crate::local::Local;

/// The residuals of a fit, each judged by how much it should scatter. Vectors have one entry per
/// observation, in the order of the problem's rows; NaN in `standardized`, `studentized` and `cook`
/// where an observation has leverage 1 (it alone determines something, and its residual is 0).
///
/// ```
/// # use thalweg::{Local, diagnose::Residuals};
/// # use thalweg_solver::{EvalError, Options, Problem, Solver};
/// # struct Mean;
/// # impl Problem for Mean {
/// #     fn parameter_count(&self) -> usize { 1 }
/// #     fn residual_count(&self) -> usize { 4 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) { *r = x[0] - y; }
/// #         Ok(())
/// #     }
/// # }
/// # let solution = Solver::new().solve(&Mean, &[1.0])?;
/// # let options = Options::default();
/// // The mean of 1, 2, 3, 4.
/// let local = Local::new(&Mean, &solution, &options).unwrap();
/// let residuals = Residuals::of(&local).unwrap();
/// assert!(residuals.leverage.iter().all(|h| (h - 0.25).abs() < 1e-9));
/// assert!((residuals.standardized[3] - 1.5 / (5.0_f64 / 3.0 * 0.75).sqrt()).abs() < 1e-8);
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Residuals {
    /// Data − model, weighted: −r.
    pub weighted: Vec<f64>,
    /// Tangential leverage h, the diagonal of J(JᵀJ)⁻¹Jᵀ (St. Laurent & Cook 1992).
    pub leverage: Vec<f64>,
    /// e/(σ√(1−h)), σ the scatter of the fit, known or estimated.
    pub standardized: Vec<f64>,
    /// The same with σ estimated from the other observations: Student's t with ν − 1 degrees of freedom
    /// (Cook & Weisberg 1982, §2.2.1); NaN where ν < 2.
    pub studentized: Vec<f64>,
    /// Cook's distance, standardized² h/((1−h) p) (Cook 1977); under a loss of what it leaves of the residual,
    /// which is what pulls at the estimates.
    pub cook: Vec<f64>,
    /// p: determined directions of the parameters.
    pub rank: usize,
    /// ν = n − p.
    pub degrees_of_freedom: usize,
}

impl Residuals {
    /// Of a fit; None where there is no scatter to judge by. Cost: m p² operations, in parallel.
    pub fn of(local: &Local) -> Option<Self> {
        let scatter = local.scatter?;
        let (m, rank, nu) = (local.rows(), local.rank(), scatter.degrees_of_freedom);
        let leverage = local.leverages();
        let weighted: Vec<f64> = local.at.residuals.iter().map(|r| -r).collect();
        // Of the residuals themselves, also where σ is known.
        let sum = weighted.iter().map(|e| (e / scatter.sigma).powi(2)).sum::<f64>();
        let own = (sum / nu as f64).sqrt();
        let standard = |i: usize| {
            rest(leverage[i]).map_or(f64::NAN, |rest| weighted[i] / scatter.sigma / rest.sqrt())
        };
        let standardized: Vec<f64> = (0..m).map(standard).collect();
        let nu = nu as f64;
        let studentize = |s: &f64| {
            let t = s / own;
            match nu > 1.0 && own > 0.0 {
                true => t * ((nu - 1.0) / (nu - t * t).max(0.0)).sqrt(),
                false => f64::NAN,
            }
        };
        let studentized = standardized.iter().map(studentize).collect();
        let loss = &local.options.loss;
        let distance = |i: usize| {
            let (h, pull) = (leverage[i], standardized[i] * loss.weight(weighted[i]));
            pull * pull * h / (1.0 - h) / rank as f64
        };
        let cook = (0..m).map(distance).collect();
        let degrees_of_freedom = scatter.degrees_of_freedom;
        Some(Self { weighted, leverage, standardized, studentized, cook, rank, degrees_of_freedom })
    }

    /// Whether observation i alone determines something: its leverage is 1.
    pub fn is_alone(&self, i: usize) -> bool {
        rest(self.leverage[i]).is_none()
    }
}
