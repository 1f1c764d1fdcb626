//! A problem with exact derivatives from a model that is generic over its number type.

use std::sync::{Mutex, TryLockError};

use super::dual::Dual;
use super::jet::Jet;
use super::real::Real;
use crate::problem::{EvalError, Problem, Provides};

/// Residuals written once for any number type; wrap them in [`ExactProblem`] to fit them.
///
/// ```
/// use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Problem, Real};
///
/// /// Decay to zero: rᵢ = a exp(−k tᵢ) − yᵢ.
/// struct Decay {
///     t: Vec<f64>,
///     y: Vec<f64>,
/// }
///
/// impl GenericResiduals for Decay {
///     fn parameter_count(&self) -> usize { 2 }
///     fn residual_count(&self) -> usize { self.t.len() }
///     fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
///         for ((r, &t), &y) in r.iter_mut().zip(&self.t).zip(&self.y) {
///             *r = x[0] * (-x[1] * t).exp() - y;
///         }
///         Ok(())
///     }
///     fn linear_parameters(&self) -> &[usize] { &[0] }
/// }
///
/// let problem = ExactProblem::new(Decay { t: vec![0.0, 1.0], y: vec![2.0, 1.0] });
/// let mut jac = [0.0; 4];
/// problem.jacobian(&[2.0, 0.0], &mut jac)?;
/// assert_eq!(jac, [1.0, 1.0, 0.0, -2.0]);
/// # Ok::<(), EvalError>(())
/// ```
pub trait GenericResiduals {
    /// n, the length of x.
    fn parameter_count(&self) -> usize;

    /// m, the length of r.
    fn residual_count(&self) -> usize;

    /// Writes r(x), length m, at x, length n; every element of r must be written.
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError>;

    /// See [`Problem::linear_parameters`]. Default: none known.
    fn linear_parameters(&self) -> &[usize] {
        &[]
    }

    /// See [`Problem::data_norm`]. Default: not known.
    fn data_norm(&self) -> Option<f64> {
        None
    }
}

/// [`GenericResiduals`] as a [`Problem`]: Jacobian by dual numbers, a few columns at a time, and
/// second directional derivatives by [`Jet`]s, both exact to rounding.
///
/// A Jacobian costs one pass of the model per 8 parameters, each on numbers of up to 9 parts. The
/// buffers are kept between calls; threads that share one `ExactProblem` do not wait for each
/// other (the one that comes second allocates its own).
///
/// ```
/// use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Problem, Real};
///
/// struct Cube;
/// impl GenericResiduals for Cube {
///     fn parameter_count(&self) -> usize { 1 }
///     fn residual_count(&self) -> usize { 1 }
///     fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
///         r[0] = x[0].powi(3);
///         Ok(())
///     }
/// }
/// let mut second = [0.0];
/// ExactProblem::new(Cube).second_directional(&[2.0], &[1.0], &mut second)?;
/// assert_eq!(second, [12.0]);
/// # Ok::<(), EvalError>(())
/// ```
#[derive(Debug)]
pub struct ExactProblem<G> {
    model: G,
    scratch: Mutex<Scratch>,
}

impl<G: GenericResiduals> ExactProblem<G> {
    /// Wraps a model; nothing is evaluated or allocated yet.
    pub fn new(model: G) -> Self {
        Self { model, scratch: Mutex::default() }
    }

    /// The model inside.
    pub fn model(&self) -> &G {
        &self.model
    }

    /// Runs `work` with this problem's buffers, or with fresh ones if another thread has them.
    fn with_scratch<R>(&self, work: impl FnOnce(&mut Scratch) -> R) -> R {
        match self.scratch.try_lock() {
            Ok(mut scratch) => work(&mut scratch),
            // A model that panicked left numbers behind that the next call overwrites.
            Err(TryLockError::Poisoned(poisoned)) => work(&mut poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => work(&mut Scratch::default()),
        }
    }

    /// The Jacobian, N columns at a time.
    fn sweep<const N: usize>(
        &self,
        x: &[f64],
        jac: &mut [f64],
        buffers: &mut Buffers<Dual<N>>,
    ) -> Result<(), EvalError> {
        let m = self.model.residual_count();
        let (arguments, results) = buffers.of_lengths(x.len(), m);
        for first in (0..x.len()).step_by(N) {
            for (j, (argument, &value)) in arguments.iter_mut().zip(x).enumerate() {
                *argument =
                    if j >= first { Dual::variable(value, j - first) } else { Dual::from(value) };
            }
            self.model.residuals(arguments, results)?;
            for k in 0..N.min(x.len() - first) {
                let column = &mut jac[(first + k) * m..(first + k + 1) * m];
                for (entry, result) in column.iter_mut().zip(results.iter()) {
                    *entry = result.derivatives()[k];
                }
            }
        }
        Ok(())
    }
}

impl<G: Clone + GenericResiduals> Clone for ExactProblem<G> {
    fn clone(&self) -> Self {
        Self::new(self.model.clone())
    }
}

impl<G: GenericResiduals> Problem for ExactProblem<G> {
    fn parameter_count(&self) -> usize {
        self.model.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.model.residual_count()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.model.residuals(x, r)
    }

    fn provides(&self) -> Provides {
        Provides { jacobian: true, second_directional: true }
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        // As few passes as 8 columns each allow, and no wider than those need.
        let passes = x.len().div_ceil(8).max(1);
        self.with_scratch(|s| match x.len().div_ceil(passes) {
            0 => Ok(()),
            1 => self.sweep(x, jac, &mut s.one),
            2 => self.sweep(x, jac, &mut s.two),
            3 => self.sweep(x, jac, &mut s.three),
            4 => self.sweep(x, jac, &mut s.four),
            5 | 6 => self.sweep(x, jac, &mut s.six),
            _ => self.sweep(x, jac, &mut s.eight),
        })
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.with_scratch(|s| {
            let (arguments, results) = s.jet.of_lengths(x.len(), rvv.len());
            for ((argument, &x), &v) in arguments.iter_mut().zip(x).zip(v) {
                *argument = Jet::along(x, v);
            }
            self.model.residuals(arguments, results)?;
            for (out, result) in rvv.iter_mut().zip(results.iter()) {
                *out = result.second();
            }
            Ok(())
        })
    }

    fn linear_parameters(&self) -> &[usize] {
        self.model.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        self.model.data_norm()
    }
}

/// Arguments and results in every width; only the widths in use ever hold memory.
#[derive(Debug, Default)]
struct Scratch {
    one: Buffers<Dual<1>>,
    two: Buffers<Dual<2>>,
    three: Buffers<Dual<3>>,
    four: Buffers<Dual<4>>,
    six: Buffers<Dual<6>>,
    eight: Buffers<Dual<8>>,
    jet: Buffers<Jet>,
}

#[derive(Debug)]
struct Buffers<T> {
    arguments: Vec<T>,
    results: Vec<T>,
}

impl<T> Default for Buffers<T> {
    fn default() -> Self {
        Self { arguments: Vec::new(), results: Vec::new() }
    }
}

impl<T: Real> Buffers<T> {
    /// n arguments and m results; allocates the first time only.
    fn of_lengths(&mut self, n: usize, m: usize) -> (&mut [T], &mut [T]) {
        self.arguments.resize(n, T::from(f64::NAN));
        self.results.resize(m, T::from(f64::NAN));
        (&mut self.arguments, &mut self.results)
    }
}
