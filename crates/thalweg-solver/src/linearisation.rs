//! A problem linearised at a point: r, J and what they determine; second derivatives on request.

use crate::covariance::Conditioning;
use crate::derivative::Differences;
use crate::evaluator::Evaluator;
use crate::linalg::{Reduction, times};
use crate::norm::norm;
use crate::options::Limits;
use crate::oracle::Oracle;
use crate::problem::Problem;

/// The share of a direction by which a second difference looks ahead and back.
const REACH: f64 = 0.1;

/// r and J at a point, over the parameters that are free there: what the statistics of a fit are
/// computed from. No loss is applied.
///
/// ```
/// use thalweg_solver::{EvalError, Linearisation, Problem};
/// /// r = x₀ + x₁ tᵢ − yᵢ for t = 0, 1, 2.
/// struct Line;
/// impl Problem for Line {
///     fn parameter_count(&self) -> usize { 2 }
///     fn residual_count(&self) -> usize { 3 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         for (i, y) in [1.0, 3.0, 4.0].into_iter().enumerate() { r[i] = x[0] + x[1] * i as f64 - y; }
///         Ok(())
///     }
/// }
/// let line = Linearisation::of(&Line, &[7.0 / 6.0, 1.5], &[0, 1]).unwrap();
/// // Leverages of a line through three equidistant points: 5/6, 1/3, 5/6.
/// let basis = line.basis();
/// let leverage = |i: usize| basis.chunks(3).map(|q| q[i] * q[i]).sum::<f64>();
/// assert!((leverage(0) - 5.0 / 6.0).abs() < 1e-9 && (leverage(1) - 1.0 / 3.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone)]
pub struct Linearisation {
    /// The point, length n.
    pub x: Vec<f64>,
    /// r, length m.
    pub residuals: Vec<f64>,
    /// J, m×n by columns: `jacobian[j*m + i]` = ∂rᵢ/∂xⱼ.
    pub jacobian: Vec<f64>,
    /// Rank and factor over the free parameters.
    pub conditioning: Conditioning,
}

impl Linearisation {
    /// Of `problem` at `x` over the parameters `free` (rising). None where r or J is not finite.
    ///
    /// Cost: one residual and one Jacobian (2n residuals where the problem gives none), and 2 m n²
    /// operations.
    pub fn of<P: Problem + ?Sized>(problem: &P, x: &[f64], free: &[usize]) -> Option<Self> {
        let (n, m) = (problem.parameter_count(), problem.residual_count());
        let (mut residuals, mut jacobian) = (vec![0.0; m], vec![0.0; m * n]);
        let problem: &dyn Problem = &problem;
        let mut differences = Differences::default();
        differences.resize(n, m);
        let limits = Limits { evaluations: usize::MAX, iterations: usize::MAX, time: None };
        let mut evaluator = Evaluator::new(problem, &[], differences, limits, None, false);
        evaluator.lift_budget();
        evaluator.residuals(x, &mut residuals).ok()?;
        let sizes: Vec<f64> = x.iter().map(|x| if *x == 0.0 { 1.0 } else { x.abs() }).collect();
        evaluator.set_sizes(&sizes, norm(&residuals));
        evaluator.measure_noise(x, &residuals);
        evaluator.refine();
        evaluator.jacobian(x, &residuals, &mut jacobian).ok()?;
        let mut rows = Reduction::new(n);
        rows.update_dense(&jacobian, &residuals);
        let conditioning = Conditioning::of(&rows, free);
        Some(Self { x: x.to_vec(), residuals, jacobian, conditioning })
    }

    /// m, the number of residuals.
    pub fn rows(&self) -> usize {
        self.residuals.len()
    }

    /// Column j of J, length m.
    pub fn column(&self, j: usize) -> &[f64] {
        let m = self.rows();
        &self.jacobian[j * m..(j + 1) * m]
    }

    /// Q₁, m×rank by columns: an orthonormal basis of what the free parameters can do to r to first
    /// order. Column k is J·[`directions`](Self::directions)\[k\]. Cost m rank² operations.
    pub fn basis(&self) -> Vec<f64> {
        let m = self.rows();
        let mut basis = Vec::with_capacity(m * self.conditioning.rank());
        for direction in self.directions() {
            let mut column = vec![0.0; m];
            times(&self.jacobian, &direction, &mut column);
            basis.extend(column);
        }
        basis
    }

    /// Directions dₖ of length n with ‖J dₖ‖ = 1, orthogonal to each other under J, one per determined
    /// direction: a step σ dₖ is one standard error long, and
    /// Σ σ² dₖdₖᵀ is the covariance of the parameters (Bates & Watts 1988, §6.1: dₖ = R⁻¹eₖ).
    pub fn directions(&self) -> Vec<Vec<f64>> {
        self.conditioning.directions(self.x.len())
    }

    /// d²r(x + t v)/dt² at t = 0, length m: exact where the problem gives it, else a second
    /// difference of steps 0.1 v, so that v should be about a standard error long. None where it is not
    /// finite.
    pub fn second_directional<P: Problem + ?Sized>(
        &self,
        problem: &P,
        v: &[f64],
    ) -> Option<Vec<f64>> {
        let m = self.rows();
        let mut out = vec![0.0; m];
        if problem.provides().second_directional {
            problem.second_directional(&self.x, v, &mut out).ok()?;
        } else {
            let at = |step: f64, r: &mut [f64]| {
                let x: Vec<f64> = self.x.iter().zip(v).map(|(x, v)| x + step * v).collect();
                problem.residuals(&x, r).ok()
            };
            let mut behind = vec![0.0; m];
            at(REACH, &mut out)?;
            at(-REACH, &mut behind)?;
            for ((o, b), r) in out.iter_mut().zip(&behind).zip(&self.residuals) {
                *o = ((*o - r) - (r - b)) / (REACH * REACH);
            }
        }
        out.iter().all(|v| v.is_finite()).then_some(out)
    }

    /// Second derivatives of r along the [`directions`](Self::directions), times `length` each:
    /// entry (k, l) is d²r/ds dt of r(x + s·length·dₖ + t·length·dₗ), by polarisation from
    /// rank(rank + 1)/2 second directional derivatives. None where one is not finite.
    pub fn second_derivatives<P: Problem + ?Sized>(
        &self,
        problem: &P,
        length: f64,
    ) -> Option<SecondDerivatives> {
        let directions = self.directions();
        let p = directions.len();
        let step = |pair: &[usize]| -> Vec<f64> {
            let along = |j: usize| pair.iter().map(|&k| length * directions[k][j]).sum();
            (0..self.x.len()).map(along).collect()
        };
        let mut entries: Vec<Vec<f64>> = Vec::with_capacity(p * (p + 1) / 2);
        for l in 0..p {
            for k in 0..l {
                entries.push(self.second_directional(problem, &step(&[k, l]))?);
            }
            entries.push(self.second_directional(problem, &step(&[l]))?);
        }
        // f_vv along dₖ + dₗ holds both pure ones and twice the mixed one.
        for l in 0..p {
            for k in 0..l {
                let (at, here, there) = (place(k, l), place(k, k), place(l, l));
                for i in 0..self.rows() {
                    let pure = entries[here][i] + entries[there][i];
                    entries[at][i] = 0.5 * (entries[at][i] - pure);
                }
            }
        }
        Some(SecondDerivatives { size: p, entries })
    }
}

/// Second derivatives of r along pairs of directions; see [`Linearisation::second_derivatives`].
#[derive(Debug, Clone)]
pub struct SecondDerivatives {
    size: usize,
    entries: Vec<Vec<f64>>,
}

impl SecondDerivatives {
    /// How many directions there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Entry (k, l), length m; the same as (l, k).
    pub fn entry(&self, k: usize, l: usize) -> &[f64] {
        &self.entries[place(k.min(l), k.max(l))]
    }
}

/// Where entry (k, l), k ≤ l, is kept.
fn place(k: usize, l: usize) -> usize {
    l * (l + 1) / 2 + k
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{EvalError, Provides};

    /// r = x₀² tᵢ + x₀ x₁ + x₁² tᵢ² for t = 1, 2, 3, 4.
    struct Quadratic {
        exact: bool,
    }

    impl Problem for Quadratic {
        fn parameter_count(&self) -> usize {
            2
        }
        fn residual_count(&self) -> usize {
            4
        }
        fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
            for (i, r) in r.iter_mut().enumerate() {
                let t = i as f64 + 1.0;
                *r = x[0] * x[0] * t + x[0] * x[1] + x[1] * x[1] * t * t;
            }
            Ok(())
        }
        fn provides(&self) -> Provides {
            Provides { jacobian: false, second_directional: self.exact }
        }
        fn second_directional(
            &self,
            _: &[f64],
            v: &[f64],
            out: &mut [f64],
        ) -> Result<(), EvalError> {
            self.residuals(v, out)?;
            out.iter_mut().for_each(|r| *r *= 2.0);
            Ok(())
        }
    }

    #[test]
    fn the_basis_is_orthonormal_and_second_derivatives_are_those_of_the_directions() {
        for exact in [true, false] {
            let problem = Quadratic { exact };
            let here = Linearisation::of(&problem, &[0.7, -1.3], &[0, 1]).unwrap();
            let (basis, d) = (here.basis(), here.directions());
            for k in 0..2 {
                for l in 0..2 {
                    let product: f64 = (0..4).map(|i| basis[k * 4 + i] * basis[l * 4 + i]).sum();
                    assert!((product - f64::from(u8::from(k == l))).abs() < 1e-12);
                }
            }
            let second = here.second_derivatives(&problem, 0.5).unwrap();
            for (k, l) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                for i in 0..4 {
                    let t = i as f64 + 1.0;
                    let (a, b) = (&d[k], &d[l]);
                    let mixed = a[0] * b[1] + a[1] * b[0];
                    let want = 0.25 * (2.0 * a[0] * b[0] * t + mixed + 2.0 * a[1] * b[1] * t * t);
                    let size = 0.5 * (a[0].abs() + a[1].abs()) * (b[0].abs() + b[1].abs()) * t * t;
                    assert!((second.entry(k, l)[i] - want).abs() < 1e-8 * size.max(1e-3));
                }
            }
        }
    }

    #[test]
    fn a_held_parameter_takes_no_part() {
        let here = Linearisation::of(&Quadratic { exact: true }, &[0.7, -1.3], &[1]).unwrap();
        assert_eq!((here.directions().len(), here.basis().len()), (1, 4));
        assert_eq!(here.directions()[0][0], 0.0);
    }
}
