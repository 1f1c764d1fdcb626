//! Whether a point is a minimum, from exact derivatives and nothing the solver says.

use thalweg_solver::Problem;

/// Largest cosine between the residuals and a column of the Jacobian at a stationary point.
const COSINE: f64 = 1e-5;

/// Smallest pivot of the Cholesky factor of a Hessian with unit diagonal that is more than rounding
/// in the Hessian.
const PIVOT: f64 = 64.0 * f64::EPSILON;

/// Residuals up to this times max ‖Jⱼ‖ |xⱼ| are zero: rounding of x alone makes as much.
const NOISE: f64 = 16.0 * f64::EPSILON;

/// max |Jⱼᵀr| / (‖Jⱼ‖ ‖r‖) over the parameters; 0 where r = 0, and NaN where r or J has no finite
/// value. Needs [`Problem::jacobian`].
///
/// ```
/// use thalweg_testdata::{mgh, verify::gradient_cosine};
/// let bard = mgh::instance("bard").unwrap();
/// let x = bard.minima()[0].x.clone().unwrap();
/// assert!(gradient_cosine(&bard.problem(), &x) < 1e-12);
/// ```
pub fn gradient_cosine(problem: &dyn Problem, x: &[f64]) -> f64 {
    let Some((r, columns)) = linearise(problem, x) else { return f64::NAN };
    let size = norm(&r);
    if size == 0.0 {
        return 0.0;
    }
    let cosine = |c: &Vec<f64>| match norm(c) {
        0.0 => 0.0,
        length => (c.iter().zip(&r).map(|(c, r)| c / length * (r / size)).sum::<f64>()).abs(),
    };
    columns.iter().map(cosine).fold(0.0, f64::max)
}

/// Whether x is stationary: [`gradient_cosine`] ≤ 1e-5, or residuals that are zero to rounding (then
/// their direction means nothing). Needs [`Problem::jacobian`].
///
/// ```
/// use thalweg_testdata::{mgh, verify::is_stationary};
/// let gulf = mgh::instance("gulf").unwrap();
/// assert!(is_stationary(&gulf.problem(), &[50.0, 25.0, 1.5]));
/// assert!(!is_stationary(&gulf.problem(), gulf.start()));
/// ```
pub fn is_stationary(problem: &dyn Problem, x: &[f64]) -> bool {
    let Some((r, columns)) = linearise(problem, x) else { return false };
    let moved = columns.iter().zip(x).map(|(c, x)| norm(c) * x.abs()).fold(0.0, f64::max);
    norm(&r) <= NOISE * moved || gradient_cosine(problem, x) <= COSINE
}

/// Whether x is a proper minimum: it [is stationary](is_stationary), and the exact Hessian JᵀJ + Σ rᵢ ∇²rᵢ,
/// scaled to unit diagonal, positive definite. Second derivatives come from
/// [`Problem::second_directional`] along eᵢ, eⱼ and eᵢ + eⱼ (polarisation).
///
/// ```
/// use thalweg_testdata::{mgh, verify::is_proper_minimum};
/// let p = mgh::instance("freudenstein-roth").unwrap();
/// assert!(is_proper_minimum(&p.problem(), p.minima()[1].x.as_ref().unwrap()));
/// assert!(!is_proper_minimum(&p.problem(), p.start()));
/// ```
pub fn is_proper_minimum(problem: &dyn Problem, x: &[f64]) -> bool {
    is_stationary(problem, x)
        && scaled_hessian(problem, x).is_some_and(|h| is_positive_definite(h, x.len()))
}

/// r and the columns of J, if all of them are finite.
fn linearise(problem: &dyn Problem, x: &[f64]) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
    let (m, n) = (problem.residual_count(), problem.parameter_count());
    let (mut r, mut jac) = (vec![0.0; m], vec![0.0; m * n]);
    problem.residuals(x, &mut r).ok()?;
    problem.jacobian(x, &mut jac).ok()?;
    let finite = r.iter().chain(&jac).all(|v| v.is_finite());
    finite.then(|| (r, jac.chunks(m).map(<[f64]>::to_vec).collect()))
}

/// The Hessian of F = ½ Σ r² with unit diagonal, n×n; None where it is not finite or where a
/// diagonal element is not positive.
fn scaled_hessian(problem: &dyn Problem, x: &[f64]) -> Option<Vec<f64>> {
    let n = x.len();
    let (r, columns) = linearise(problem, x)?;
    // Directions of unit effect on the residuals: polarisation then cancels no digits.
    let unit: Vec<f64> = columns
        .iter()
        .map(|c| match norm(c) {
            0.0 => 1.0,
            length => 1.0 / length,
        })
        .collect();
    let curvature = |along: &[usize]| {
        let (mut v, mut second) = (vec![0.0; n], vec![0.0; r.len()]);
        along.iter().for_each(|&j| v[j] = unit[j]);
        problem.second_directional(x, &v, &mut second).ok()?;
        Some(dot(&r, &second))
    };
    let alone: Vec<f64> = (0..n).map(|j| curvature(&[j])).collect::<Option<_>>()?;
    let mut h = vec![0.0; n * n];
    for i in 0..n {
        h[i * n + i] = dot(&columns[i], &columns[i]) * unit[i] * unit[i] + alone[i];
        for j in 0..i {
            let mixed = (curvature(&[i, j])? - alone[i] - alone[j]) / 2.0;
            h[i * n + j] = dot(&columns[i], &columns[j]) * unit[i] * unit[j] + mixed;
        }
    }
    let diagonal: Vec<f64> = (0..n).map(|i| h[i * n + i]).collect();
    if !h.iter().all(|v| v.is_finite()) || diagonal.iter().any(|&d| d <= 0.0) {
        return None;
    }
    for i in 0..n {
        for j in 0..=i {
            h[i * n + j] /= diagonal[i].sqrt() * diagonal[j].sqrt();
            h[j * n + i] = h[i * n + j];
        }
    }
    Some(h)
}

/// Cholesky's factorisation of an n×n matrix of unit diagonal, every pivot above [`PIVOT`].
fn is_positive_definite(mut h: Vec<f64>, n: usize) -> bool {
    for k in 0..n {
        if h[k * n + k] <= PIVOT {
            return false;
        }
        for i in k + 1..n {
            let factor = h[i * n + k] / h[k * n + k];
            for j in k + 1..=i {
                h[i * n + j] -= factor * h[j * n + k];
            }
        }
    }
    true
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// ‖a‖, safe against overflow.
fn norm(a: &[f64]) -> f64 {
    let largest = a.iter().fold(0.0, |l: f64, v| l.max(v.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * a.iter().map(|v| (v / largest) * (v / largest)).sum::<f64>().sqrt()
}
