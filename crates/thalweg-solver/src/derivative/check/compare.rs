//! Given derivatives beside measured ones.

use super::measure::{Line, Measured};
use super::report::{DerivativeReport, NotLinear, WrongBend, WrongEntry};
use super::suspect::Comparison;
use crate::derivative::{Differences, Mode};
use crate::norm::{all_finite, norm};
use crate::problem::Problem;

/// An entry is right when it is off by no more than this share of itself, …
const ENTRY: f64 = 1e-6;
/// … or by this many times the uncertainty of what was measured, …
const DOUBT: f64 = 20.0;
/// … or by this share of what its column is in the mean.
const NEGLIGIBLE: f64 = 1e-9;
/// The same for second derivatives, of which fewer digits can be measured.
const BEND: f64 = 1e-4;

/// Second differences of linear parameters, over first ones, that are not rounding.
const STRAIGHT: f64 = 1e-9;

/// Compares what `problem` gives (Jacobian, second directional derivatives, linear parameters)
/// with extrapolated central differences at x, length n.
///
/// Take an x with nothing special about it: not 0, not a symmetric point, not the solution.
/// Costs about 15 residual evaluations a parameter, and two for each pair of linear ones.
///
/// ```
/// use thalweg_solver::derivative::{Suspect, check_derivatives};
/// use thalweg_solver::{EvalError, Problem, Provides};
///
/// /// rᵢ = a exp(−k i), with a mistake: the minus of the chain rule is missing.
/// struct Decay;
/// impl Problem for Decay {
///     fn parameter_count(&self) -> usize { 2 }
///     fn residual_count(&self) -> usize { 5 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         r.iter_mut().enumerate().for_each(|(i, r)| *r = x[0] * (-x[1] * i as f64).exp());
///         Ok(())
///     }
///     fn provides(&self) -> Provides {
///         Provides { jacobian: true, second_directional: false }
///     }
///     fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
///         for i in 0..5 {
///             let e = (-x[1] * i as f64).exp();
///             jac[i] = e;
///             jac[5 + i] = i as f64 * x[0] * e;
///         }
///         Ok(())
///     }
/// }
/// let report = check_derivatives(&Decay, &[2.0, 0.3]);
/// assert_eq!(report.suspects, [Suspect::Sign { parameter: Some(1) }]);
/// assert!(report.to_string().contains("the column of parameter 1 has the wrong sign"));
/// ```
pub fn check_derivatives(problem: &dyn Problem, x: &[f64]) -> DerivativeReport {
    let mut report = DerivativeReport::default();
    let m = problem.residual_count();
    let mut r = vec![f64::NAN; m];
    let undefined = match problem.residuals(x, &mut r) {
        _ if x.len() != problem.parameter_count() => {
            Some(format!("x has {} values, not {}", x.len(), problem.parameter_count()))
        }
        Err(error) => Some(error.to_string()),
        Ok(()) => r
            .iter()
            .position(|v| !v.is_finite())
            .map(|row| format!("residual {row} is {} at x", r[row])),
    };
    if undefined.is_some() {
        report.undefined = undefined;
        return report;
    }
    let check = Check::new(problem, x, &r);
    let provides = problem.provides();
    if provides.jacobian {
        check.jacobian(&mut report);
    }
    if provides.second_directional {
        check.second_directional(&mut report);
    }
    check.linear_parameters(&mut report);
    report
}

/// The point of comparison, and what is known about it.
struct Check<'a> {
    problem: &'a dyn Problem,
    x: &'a [f64],
    r: &'a [f64],
    /// Length over which each column changes, as far as second differences tell.
    lengths: Vec<f64>,
    /// Noise in each residual.
    noise: Vec<f64>,
    relative_noise: f64,
}

impl<'a> Check<'a> {
    fn new(problem: &'a dyn Problem, x: &'a [f64], r: &'a [f64]) -> Self {
        let (n, m) = (x.len(), r.len());
        let mut eval = |x: &[f64], r: &mut [f64]| problem.residuals(x, r).is_ok() && all_finite(r);
        let mut differences = Differences::new(n, m);
        let data_norm = problem.data_norm().unwrap_or(0.0);
        let relative_noise = differences.estimate_noise(&mut eval, x, r, data_norm, &[], &[]);
        // Only for what it learns about lengths.
        let mut jac = vec![0.0; m * n];
        differences.jacobian(&mut eval, x, r, &mut jac, &[], &[], Mode::Central);
        let lengths = (0..n).map(|j| differences.length(j, x[j])).collect();
        let typical = norm(r).max(data_norm) / (m.max(1) as f64).sqrt();
        let noise = r.iter().map(|r| relative_noise * r.abs().max(typical)).collect();
        Self { problem, x, r, lengths, noise, relative_noise }
    }

    fn line<'b>(&'b self, v: &'b [f64]) -> Line<'b> {
        Line { problem: self.problem, x: self.x, v, r: self.r, noise: &self.noise }
    }

    fn jacobian(&self, report: &mut DerivativeReport) {
        let (n, m) = (self.x.len(), self.r.len());
        let mut given = vec![f64::NAN; m * n];
        if let Err(error) = self.problem.jacobian(self.x, &mut given) {
            report.undefined = Some(error.to_string());
            return;
        }
        // Where nothing can be measured the given values stand in, as if right.
        let mut measured = given.clone();
        let mut wrong = vec![false; m * n];
        for j in 0..n {
            let mut v = vec![0.0; n];
            v[j] = self.lengths[j];
            let column = j * m..(j + 1) * m;
            let Some(found) = self.line(&v).first(0.125) else {
                report.unmeasured.push(j);
                continue;
            };
            let found = found.divided_by(v[j]);
            measured[column.clone()].copy_from_slice(&found.values);
            wrong[column.clone()].copy_from_slice(&found.disagrees(&given[column], ENTRY));
            report.entries += m;
            report.wrong.extend((0..m).filter(|i| wrong[j * m + i]).map(|row| WrongEntry {
                row,
                parameter: j,
                given: given[j * m + row],
                measured: found.values[row],
                uncertainty: found.errors[row],
            }));
        }
        report
            .wrong
            .sort_by(|a, b| apart(b.given, b.measured).total_cmp(&apart(a.given, a.measured)));
        let comparison = Comparison { m, n, given: &given, measured: &measured, wrong: &wrong };
        report.suspects = comparison.suspects();
    }

    /// Along two directions in which every parameter moves.
    fn second_directional(&self, report: &mut DerivativeReport) {
        for signs in [[1.0, 1.0], [1.0, -1.0]] {
            let v: Vec<f64> =
                self.lengths.iter().enumerate().map(|(j, l)| l * signs[j % 2]).collect();
            let mut given = vec![f64::NAN; self.r.len()];
            if let Err(error) = self.problem.second_directional(self.x, &v, &mut given) {
                report.undefined = Some(error.to_string());
                return;
            }
            let Some(found) = self.line(&v).second(0.125) else { continue };
            let wrong = found.disagrees(&given, BEND);
            report.wrong_bends.extend((0..given.len()).filter(|i| wrong[*i]).map(|row| {
                WrongBend {
                    row,
                    direction: v.clone(),
                    given: given[row],
                    measured: found.values[row],
                    uncertainty: found.errors[row],
                }
            }));
            if self.lengths.len() < 2 {
                break;
            }
        }
        report
            .wrong_bends
            .sort_by(|a, b| apart(b.given, b.measured).total_cmp(&apart(a.given, a.measured)));
    }

    /// Jointly affine: r bends neither along any one of them nor along any two.
    fn linear_parameters(&self, report: &mut DerivativeReport) {
        let n = self.x.len();
        let mut straight = Vec::new();
        for &j in self.problem.linear_parameters() {
            let bend = if j < n { self.bend(j, j) } else { Some(f64::NAN) };
            match bend {
                Some(bend) => report.not_linear.push(NotLinear { first: j, second: j, bend }),
                None => straight.push(j),
            }
        }
        // One that bends alone bends with every other too: named once, above.
        for (k, &first) in straight.iter().enumerate() {
            for &second in &straight[k + 1..] {
                if let Some(bend) = self.bend(first, second) {
                    report.not_linear.push(NotLinear { first, second, bend });
                }
            }
        }
    }

    /// ‖second difference‖/‖first difference‖ where both parameters move by their lengths, unless
    /// it is rounding.
    fn bend(&self, first: usize, second: usize) -> Option<f64> {
        let mut v = vec![0.0; self.x.len()];
        v[first] = self.lengths[first];
        v[second] = self.lengths[second];
        let line = self.line(&v);
        let (plus, minus) = (line.at(1.0)?, line.at(-1.0)?);
        let second: Vec<f64> =
            (0..self.r.len()).map(|i| (plus[i] - self.r[i]) - (self.r[i] - minus[i])).collect();
        let first: Vec<f64> = plus.iter().zip(&minus).map(|(p, m)| p - m).collect();
        let values = norm(&plus).max(norm(&minus)).max(norm(&self.noise) / self.relative_noise);
        let rounding = DOUBT * self.relative_noise * values;
        let (second, first) = (norm(&second), norm(&first));
        (second > STRAIGHT * first + rounding).then(|| second / first)
    }
}

impl Measured {
    fn divided_by(mut self, length: f64) -> Self {
        for v in self.values.iter_mut().chain(&mut self.errors) {
            *v /= length;
        }
        self
    }

    /// Which given values are not the measured ones.
    fn disagrees(&self, given: &[f64], share: f64) -> Vec<bool> {
        let mean = norm(&self.values) / (given.len().max(1) as f64).sqrt();
        let both = given.iter().zip(&self.values).zip(&self.errors);
        both.map(|((&given, &measured), &error)| {
            let tolerance =
                (share * given.abs().max(measured.abs())).max(DOUBT * error).max(NEGLIGIBLE * mean);
            // A given value that is not finite is never right; one that is measured so says nothing.
            measured.is_finite() && (given.is_nan() || (given - measured).abs() > tolerance)
        })
        .collect()
    }
}

/// How wrong an entry is, for sorting: the difference over the larger one.
fn apart(given: f64, measured: f64) -> f64 {
    let share = (given - measured).abs() / given.abs().max(measured.abs());
    if share.is_nan() { f64::INFINITY } else { share }
}
