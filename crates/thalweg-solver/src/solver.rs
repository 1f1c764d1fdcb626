//! The solver: options in, solutions out. Immutable and shareable.

use std::ops::ControlFlow;

use crate::cascade;
use crate::error::InputError;
use crate::evaluator::{Evaluator, Observer};
use crate::linalg::Cholesky;
use crate::loss::Loss;
use crate::norm::norm;
use crate::options::{
    Acceleration, Curvature, Damping, Limits, Options, Scaling, VariableProjection,
};
use crate::oracle::{Interrupt, Oracle};
use crate::problem::{EvalError, Problem};
use crate::scan::scan;
use crate::solution::{Minimum, Solution};
use crate::space::effective_norm;
use crate::trace::Iteration;
use crate::verdict;
use crate::workspace::Workspace;

/// Levenberg-Marquardt with the options it was given; one solver serves any number of problems
/// and threads.
///
/// ```
/// use thalweg_solver::{Acceleration, Scaling, Solver};
/// let solver = Solver::new().scaling(Scaling::More).acceleration(Acceleration::Off).cascade(false);
/// assert_eq!(solver.options().scaling, Scaling::More);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Solver {
    options: Options,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name(mut self, value: $kind) -> Self {
            self.options.$name = value.into();
            self
        })*
    };
}

impl Solver {
    /// With every default.
    pub fn new() -> Self {
        Self::default()
    }

    /// With these options.
    ///
    /// ```
    /// use thalweg_solver::{Options, Solver};
    /// assert_eq!(Solver::with_options(Options::default()), Solver::new());
    /// ```
    pub fn with_options(options: Options) -> Self {
        Self { options }
    }

    /// What was chosen.
    pub fn options(&self) -> &Options {
        &self.options
    }

    setters! {
        /// Sets [`Options::scaling`].
        scaling: Scaling;
        /// Sets [`Options::damping`].
        damping: Damping;
        /// Sets [`Options::acceleration`].
        acceleration: Acceleration;
        /// Sets [`Options::curvature`].
        curvature: Curvature;
        /// Sets [`Options::mixing`].
        mixing: bool;
        /// Sets [`Options::projection`].
        projection: VariableProjection;
        /// Sets [`Options::loss`].
        loss: Loss;
        /// Sets [`Options::cascade`].
        cascade: bool;
        /// Sets [`Options::polish`].
        polish: bool;
        /// Sets [`Options::bounds`]: (lower, upper) for each parameter, ±∞ for none, equal to fix.
        bounds: Vec<(f64, f64)>;
        /// Sets [`Options::typical`].
        typical: Vec<f64>;
        /// Sets [`Options::limits`].
        limits: Limits;
        /// Sets [`Options::trace`].
        trace: bool;
    }

    /// Minimises F from `x0`, length n.
    ///
    /// # Errors
    /// Bad input only: lengths, bounds, options, or a start around which nothing is finite.
    ///
    /// # Cost
    /// Per iteration one residual evaluation, one Jacobian for an accepted step, and 2 m n² + O(n³)
    /// operations.
    pub fn solve<P: Problem + ?Sized>(
        &self,
        problem: &P,
        x0: &[f64],
    ) -> Result<Solution, InputError> {
        self.solve_with(&mut Workspace::new(), problem, x0)
    }

    /// [`solve`](Solver::solve) in memory that is reused; see [`Workspace`].
    pub fn solve_with<P: Problem + ?Sized>(
        &self,
        workspace: &mut Workspace,
        problem: &P,
        x0: &[f64],
    ) -> Result<Solution, InputError> {
        self.run(workspace, &problem, x0, None)
    }

    /// [`solve_with`](Solver::solve_with), with someone who sees every trial step and may stop the
    /// run by returning [`ControlFlow::Break`].
    ///
    /// ```
    /// # use std::ops::ControlFlow;
    /// # use thalweg_solver::{EvalError, Problem, Solver, Workspace};
    /// # struct Line;
    /// # impl Problem for Line {
    /// #     fn parameter_count(&self) -> usize { 1 }
    /// #     fn residual_count(&self) -> usize { 2 }
    /// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    /// #         r[0] = x[0].exp() - 1.0; r[1] = 2.0 * x[0] - 2.5; Ok(())
    /// #     }
    /// # }
    /// let mut costs = Vec::new();
    /// let solution = Solver::new().solve_observed(&mut Workspace::new(), &Line, &[3.0], &mut |i| {
    ///     costs.push(i.cost);
    ///     if costs.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    /// })?;
    /// assert_eq!(solution.status.code(), "stopped");
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    pub fn solve_observed<P: Problem + ?Sized>(
        &self,
        workspace: &mut Workspace,
        problem: &P,
        x0: &[f64],
        observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
    ) -> Result<Solution, InputError> {
        self.run(workspace, &problem, x0, Some(observer))
    }

    fn run<'a>(
        &'a self,
        workspace: &'a mut Workspace,
        problem: &'a dyn Problem,
        x0: &[f64],
        observer: Option<Observer<'a>>,
    ) -> Result<Solution, InputError> {
        let options = &self.options;
        let (n, m) = (problem.parameter_count(), problem.residual_count());
        validate(options, n, m, x0)?;
        let bounds = options.bounds.as_deref().unwrap_or_default();
        workspace.whole.resize(n, m);
        let mut differences = std::mem::take(&mut workspace.differences);
        differences.resize(n, m);
        let mut evaluator =
            Evaluator::new(problem, bounds, differences, options.limits, observer, options.trace);
        let outcome = begin(options, workspace, &mut evaluator, bounds, x0).and_then(|()| {
            let linear = projectable(options, problem, bounds, n);
            cascade::run(options, workspace, &mut evaluator, bounds, &linear).map_err(|why| {
                match why {
                    Interrupt::Limit(_) | Interrupt::Stopped => InputError::OutOfTime,
                    _ => derivative_error(workspace),
                }
            })
        });
        let (counts, trace, outside) =
            (evaluator.counts, evaluator.trace.take(), evaluator.outside.take());
        workspace.differences = evaluator.differences;
        let outcome = outcome?;

        let whole = &mut workspace.whole;
        let free = outcome.assessment.conditioning.free();
        let at_bound: Vec<usize> = (0..bounds.len())
            .filter(|j| bounds[*j].0 < bounds[*j].1 && !free.contains(j))
            .collect();
        let size = effective_norm(options.loss, &whole.r);
        let status = verdict::status(
            &outcome.assessment,
            outcome.reason,
            outcome.at_wall,
            &at_bound,
            &workspace.sizes,
            outside.map(|why| why.to_string()),
        );
        let mut minima = outcome.minima;
        minima.sort_by(|a: &Minimum, b: &Minimum| a.cost.total_cmp(&b.cost));
        Ok(Solution {
            x: whole.x.clone(),
            residuals: whole.r.clone(),
            cost: 0.5 * size * size,
            status,
            evidence: outcome.assessment.evidence,
            covariance: outcome.assessment.conditioning.covariance(n),
            at_bound,
            minima,
            counts,
            trace: trace.unwrap_or_default(),
        })
    }
}

/// Which parameters variable projection may solve for: unbounded ones in which the problem says
/// it is linear, under the squared loss.
fn projectable(
    options: &Options,
    problem: &dyn Problem,
    bounds: &[(f64, f64)],
    n: usize,
) -> Vec<usize> {
    if options.projection == VariableProjection::Off || options.loss != Loss::Squared {
        return Vec::new();
    }
    let unbounded =
        |j: usize| bounds.get(j).is_none_or(|b| b.0 == f64::NEG_INFINITY && b.1 == f64::INFINITY);
    let mut linear: Vec<usize> =
        problem.linear_parameters().iter().copied().filter(|&j| j < n && unbounded(j)).collect();
    linear.sort_unstable();
    linear.dedup();
    linear
}

/// Evaluates the start (or the nearest finite point of a scan) and the sizes tⱼ.
fn begin(
    options: &Options,
    workspace: &mut Workspace,
    evaluator: &mut Evaluator<'_>,
    bounds: &[(f64, f64)],
    x0: &[f64],
) -> Result<(), InputError> {
    let Workspace { whole, start, start_r, start_norm, sizes, .. } = workspace;
    start.clear();
    start.extend_from_slice(x0);
    sizes.clear();
    sizes.extend(x0.iter().map(|x| x.abs()));
    start_r.resize(whole.r.len(), 0.0);
    let first = evaluator.residuals(start, start_r);
    if let Err(Interrupt::Limit(_)) = first {
        return Err(InputError::OutOfTime);
    }
    if first.is_err() {
        let refused = start_error(evaluator.problem(), start, start_r);
        // Not defined here: the nearest point of the scan that is will do.
        let units: Vec<f64> = sizes.iter().map(|t| if *t > 0.0 { *t } else { 1.0 }).collect();
        let found = scan(evaluator, start, &units, bounds, options.loss, start_r);
        if !options.cascade || !matches!(found, Ok(Some(_))) {
            return Err(refused);
        }
        evaluator.residuals(start, start_r).map_err(|_| refused)?;
        sizes.clear();
        sizes.extend(start.iter().map(|x| x.abs()));
    }
    *start_norm = effective_norm(options.loss, start_r);
    if let Some(typical) = &options.typical {
        sizes.copy_from_slice(typical);
    }
    evaluator.set_sizes(sizes, *start_norm);
    evaluator.measure_noise(start, start_r);
    if sizes.contains(&0.0) {
        // tⱼ = ‖r₀‖/‖Jⱼ‖ where xⱼ starts at 0; 1 where that is 0/0.
        if evaluator.jacobian(start, start_r, &mut whole.jac).is_ok() {
            let m = start_r.len();
            for (j, t) in sizes.iter_mut().enumerate().filter(|(_, t)| **t == 0.0) {
                let natural = *start_norm / norm(&whole.jac[j * m..(j + 1) * m]);
                *t = if natural > 0.0 && natural.is_finite() { natural } else { 1.0 };
            }
        } else {
            sizes.iter_mut().filter(|t| **t == 0.0).for_each(|t| *t = 1.0);
        }
        evaluator.set_sizes(sizes, *start_norm);
    }
    Ok(())
}

/// Names what is not finite at the start.
fn start_error(problem: &dyn Problem, x: &[f64], r: &mut [f64]) -> InputError {
    match problem.residuals(x, r) {
        Err(EvalError::OutOfDomain { row, reason }) => {
            InputError::StartNotFinite { row, reason: Some(reason.into_owned()) }
        }
        Ok(()) => {
            InputError::StartNotFinite { row: r.iter().position(|v| !v.is_finite()), reason: None }
        }
    }
}

/// Names the derivative that is not finite at the start.
fn derivative_error(workspace: &Workspace) -> InputError {
    let m = workspace.whole.r.len();
    match workspace.whole.jac.iter().position(|v| !v.is_finite()) {
        Some(at) => InputError::DerivativeNotFinite { row: at % m, parameter: at / m },
        None => InputError::StartNotFinite { row: None, reason: None },
    }
}

fn validate(options: &Options, n: usize, m: usize, x0: &[f64]) -> Result<(), InputError> {
    let same_length = |what, got: usize| {
        if got == n { Ok(()) } else { Err(InputError::WrongLength { what, got, expected: n }) }
    };
    same_length("the start", x0.len())?;
    if m == 0 {
        return Err(InputError::NoResiduals);
    }
    if let Some(parameter) = x0.iter().position(|v| !v.is_finite()) {
        return Err(InputError::StartNotANumber { parameter });
    }
    if let Some(bounds) = &options.bounds {
        same_length("the list of bounds", bounds.len())?;
        for (parameter, (&(lower, upper), &start)) in bounds.iter().zip(x0).enumerate() {
            if !(lower <= start && start <= upper) {
                return Err(InputError::BadBounds { parameter, start, lower, upper });
            }
        }
    }
    if let Some(typical) = &options.typical {
        same_length("the list of typical sizes", typical.len())?;
        if typical.iter().any(|t| !(*t > 0.0 && t.is_finite())) {
            let reason = "every size must be positive and finite";
            return Err(InputError::BadOption { option: "typical", reason });
        }
    }
    if let Damping::Multiplicative { up, down } = options.damping
        && !(up > 1.0 && down > 1.0 && up.is_finite() && down.is_finite())
    {
        let reason = "both factors must be finite and exceed 1";
        return Err(InputError::BadOption { option: "damping", reason });
    }
    if options.curvature != Curvature::GaussNewton && options.loss != Loss::Squared {
        let reason = "second derivatives of F are known under the squared loss only";
        return Err(InputError::BadOption { option: "curvature", reason });
    }
    options.loss.validate().map_err(|reason| InputError::BadOption { option: "loss", reason })?;
    validate_scaling(&options.scaling, n)
}

fn validate_scaling(scaling: &Scaling, n: usize) -> Result<(), InputError> {
    let refuse = |reason: &str| Err(InputError::BadScaling { reason: reason.into() });
    match scaling {
        Scaling::Diagonal(d) if d.len() != n => {
            Err(InputError::WrongLength { what: "the damping diagonal", got: d.len(), expected: n })
        }
        Scaling::Diagonal(d) if d.iter().any(|v| !(*v > 0.0 && v.is_finite())) => {
            refuse("every entry of its diagonal must be positive and finite")
        }
        Scaling::Matrix(a) if a.len() != n * n => {
            refuse(&format!("it has {} entries, but {n} parameters need {n}×{n}", a.len()))
        }
        Scaling::Matrix(a) if a.iter().any(|v| !v.is_finite()) => refuse("it is not finite"),
        Scaling::Matrix(a) => {
            let tolerance = 8.0 * f64::EPSILON;
            let skew = (0..n * n).any(|k| {
                let (i, j) = (k / n, k % n);
                (a[k] - a[j * n + i]).abs() > tolerance * (a[i * n + i] * a[j * n + j]).abs().sqrt()
            });
            let all: Vec<usize> = (0..n).collect();
            if skew {
                refuse("it is not symmetric")
            } else if !Cholesky::default().factor(a, n, &all) {
                refuse("it is not positive definite")
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}
