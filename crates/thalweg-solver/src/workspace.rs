//! Every buffer a run needs.

use crate::derivative::Differences;
use crate::projection::ProjectionSpace;
use crate::space::Space;

/// The memory of a run, to be reused: with a workspace that has seen a problem of this size, an
/// iteration allocates nothing.
///
/// It holds about 2 m n numbers (the Jacobian, and a second one once variable projection was
/// needed) and a few vectors of length m and n.
///
/// ```
/// # use thalweg_solver::{EvalError, Problem, Solver, Workspace};
/// # struct Line;
/// # impl Problem for Line {
/// #     fn parameter_count(&self) -> usize { 1 }
/// #     fn residual_count(&self) -> usize { 2 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         r[0] = x[0] - 1.0; r[1] = 2.0 * x[0] - 2.5; Ok(())
/// #     }
/// # }
/// let (solver, mut workspace) = (Solver::new(), Workspace::new());
/// for start in [0.5, 1.0, 2.0] {
///     let solution = solver.solve_with(&mut workspace, &Line, &[start])?;
///     assert!((solution.x[0] - 1.2).abs() < 1e-9);
/// }
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
#[derive(Debug, Default)]
pub struct Workspace {
    pub(crate) whole: Space,
    pub(crate) reduced: Space,
    pub(crate) projection: ProjectionSpace,
    pub(crate) differences: Differences,
    pub(crate) start: Vec<f64>,
    pub(crate) start_r: Vec<f64>,
    pub(crate) start_norm: f64,
    pub(crate) sizes: Vec<f64>,
    pub(crate) best_x: Vec<f64>,
    pub(crate) best_r: Vec<f64>,
}

impl Workspace {
    /// An empty one; it grows with the first run.
    ///
    /// ```
    /// let workspace = thalweg_solver::Workspace::new();
    /// # let _ = workspace;
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// ∇F = Jᵀr where the last run ended, length n: of fixed parameters and of those held by a bound,
    /// too, whose entries say how F would change with them (0 for a fixed parameter of a problem whose
    /// Jacobian comes from differences: it cannot be moved). NaN for every parameter that the last run
    /// did not have.
    ///
    /// ```
    /// # use thalweg_solver::{EvalError, Problem, Solver, Workspace};
    /// # struct Pair;
    /// # impl Problem for Pair {
    /// #     fn parameter_count(&self) -> usize { 2 }
    /// #     fn residual_count(&self) -> usize { 2 }
    /// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    /// #         r[0] = x[0] - 1.0; r[1] = x[0] + x[1]; Ok(())
    /// #     }
    /// #     fn provides(&self) -> thalweg_solver::Provides {
    /// #         thalweg_solver::Provides { jacobian: true, second_directional: false }
    /// #     }
    /// #     fn jacobian(&self, _: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
    /// #         jac.copy_from_slice(&[1.0, 1.0, 0.0, 1.0]); Ok(())
    /// #     }
    /// # }
    /// // r = (x₀ − 1, x₀ + x₁), x₁ held at 1: F is least at x₀ = 0, where ∂F/∂x₁ = x₀ + x₁ = 1.
    /// let solver = Solver::new().bounds(vec![(-9.0, 9.0), (1.0, 1.0)]);
    /// let mut workspace = Workspace::new();
    /// solver.solve_with(&mut workspace, &Pair, &[5.0, 1.0])?;
    /// assert!(workspace.gradient(0).abs() < 1e-7 && (workspace.gradient(1) - 1.0).abs() < 1e-7);
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    pub fn gradient(&self, parameter: usize) -> f64 {
        if parameter < self.whole.x.len() {
            self.whole.reduction.gradient(parameter)
        } else {
            f64::NAN
        }
    }
}
