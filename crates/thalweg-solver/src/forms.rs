//! Tests: every form of (A + μD²)h = −g is what it says it is.

use crate::damped_system::DampedModel;
use crate::linalg::{PivotedQr, Reduction, singular_values, solve_upper};
use crate::norm::{dot, norm};
use crate::options::Scaling;
use crate::scaling::Metric;
use crate::subproblem::Subproblem;

/// Uniform numbers in (−1, 1) from a seed (Marsaglia 2003, xorshift64*).
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        bits as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn vector(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.next()).collect()
    }
}

/// J (m×n by columns) with singular values from 1 down to 1/`condition`, and r.
struct Linear {
    n: usize,
    jac: Vec<f64>,
    r: Vec<f64>,
}

impl Linear {
    fn random(uniform: &mut Uniform, m: usize, n: usize, condition: f64) -> Self {
        // Q₁ diag(σ) Q₂ᵀ with orthogonal factors from the QR of random matrices.
        let mut orthogonal = |k: usize| {
            let mut qr = PivotedQr::default();
            qr.prepare(k, k).copy_from_slice(&uniform.vector(k * k));
            qr.factor();
            qr
        };
        let (left, right) = (orthogonal(m), orthogonal(n));
        let mut jac = vec![0.0; m * n];
        for (j, column) in jac.chunks_exact_mut(m).enumerate() {
            let mut v = vec![0.0; n];
            v[j] = 1.0;
            right.apply_q(&mut v);
            for (k, v) in v.iter().enumerate() {
                column[k] = v * condition.powf(-(k as f64) / (n - 1).max(1) as f64);
            }
            left.apply_q(column);
        }
        Self { n, jac, r: uniform.vector(m) }
    }

    fn columns(&self) -> Vec<&[f64]> {
        self.jac.chunks_exact(self.r.len()).collect()
    }

    fn gradient(&self) -> Vec<f64> {
        self.columns().iter().map(|c| dot(c, &self.r)).collect()
    }

    fn image(&self, h: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.r.len()];
        for (column, h) in self.columns().iter().zip(h) {
            crate::norm::add_scaled(&mut out, *h, column);
        }
        out
    }

    /// The solver's own step, with ‖Dh‖.
    fn step(&self, metric: &mut Metric, mu: f64) -> (Vec<f64>, f64) {
        let mut reduction = Reduction::new(self.n);
        reduction.update(&self.columns(), &self.r);
        metric.update((0..self.n).map(|j| reduction.column_norm(j)));
        let all: Vec<usize> = (0..self.n).collect();
        let mut subproblem = Subproblem::default();
        subproblem.build(&reduction, metric, &all, reduction.qtr());
        let step = subproblem.solve(mu);
        let mut h = vec![0.0; self.n];
        subproblem.write_step(metric, &mut h);
        (h, step.norm)
    }
}

fn metric(scaling: Scaling, n: usize) -> Metric {
    let sizes: Vec<f64> = (0..n).map(|j| 10.0_f64.powi(j as i32 - 2)).collect();
    let mut metric = Metric::default();
    metric.begin(&scaling, &sizes, 1.0);
    metric
}

/// A symmetric positive definite matrix with its upper factor U, M = UᵀU.
fn definite(uniform: &mut Uniform, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut upper = vec![0.0; n * n];
    for j in 0..n {
        for i in 0..j {
            upper[j * n + i] = 0.3 * uniform.next();
        }
        upper[j * n + j] = 1.0 + 0.5 * uniform.next();
    }
    let entry = |i: usize, j: usize| dot(&upper[i * n..(i + 1) * n], &upper[j * n..(j + 1) * n]);
    ((0..n * n).map(|k| entry(k / n, k % n)).collect(), upper)
}

/// The five forms with their D as an upper triangle by columns (D² = UᵀU), at this J.
fn forms(uniform: &mut Uniform, problem: &Linear) -> Vec<(Scaling, Vec<f64>)> {
    let n = problem.n;
    let norms: Vec<f64> = problem.columns().iter().map(|c| norm(c)).collect();
    let diagonal = |d: &[f64]| {
        let mut upper = vec![0.0; n * n];
        d.iter().enumerate().for_each(|(j, d)| upper[j * n + j] = *d);
        upper
    };
    let sizes: Vec<f64> = (0..n).map(|j| 10.0_f64.powi(j as i32 - 2)).collect();
    let geometric: Vec<f64> = norms.iter().zip(&sizes).map(|(c, t)| (c / t).sqrt()).collect();
    let own: Vec<f64> = (0..n).map(|_| uniform.next().exp()).collect();
    let (matrix, factor) = definite(uniform, n);
    vec![
        (Scaling::Identity, diagonal(&vec![1.0; n])),
        (Scaling::Marquardt, diagonal(&norms)),
        (Scaling::More, diagonal(&norms)),
        (Scaling::Geometric, diagonal(&geometric)),
        (Scaling::Diagonal(own.clone()), diagonal(&own)),
        (Scaling::Matrix(matrix), factor),
    ]
}

/// h from the QR of the stacked [J; √μ D], nothing scaled: (A + μD²)h = −g as it stands. With the
/// singular values of that matrix.
fn stacked(problem: &Linear, upper: &[f64], mu: f64) -> (Vec<f64>, Vec<f64>) {
    let (m, n) = (problem.r.len(), problem.n);
    let mut qr = PivotedQr::default();
    let w = qr.prepare(m + n, n);
    for (j, column) in w.chunks_exact_mut(m + n).enumerate() {
        column[..m].copy_from_slice(problem.columns()[j]);
        for i in 0..n {
            column[m + i] = mu.sqrt() * upper[j * n + i];
        }
    }
    qr.factor();
    let mut rhs: Vec<f64> = problem.r.iter().map(|r| -r).collect();
    rhs.resize(m + n, 0.0);
    qr.apply_qt(&mut rhs);
    let mut s = Vec::new();
    qr.copy_s(&mut s);
    rhs.truncate(n);
    solve_upper(&s, n, n, &mut rhs);
    let mut h = vec![0.0; n];
    for (&j, v) in qr.permutation().iter().zip(rhs) {
        h[j] = v;
    }
    let mut singular = Vec::new();
    singular_values(&mut s, n, &mut singular);
    (h, singular)
}

/// D h.
fn lifted(upper: &[f64], h: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; h.len()];
    for (column, h) in upper.chunks_exact(h.len()).zip(h) {
        crate::norm::add_scaled(&mut out, *h, column);
    }
    out
}

fn difference(a: &[f64], b: &[f64]) -> f64 {
    norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
}

#[test]
fn marquardts_scaled_form_is_the_same_step() {
    // (A* + μI)h* = −g*, A* = D⁻¹AD⁻¹, is what the solver solves; [J; √μ D] is (A + μD²)h = −g.
    let mut uniform = Uniform(7);
    let (mut compared, mut worst) = (0, 0.0_f64);
    for condition in [1e1, 1e4, 1e8, 1e12] {
        for trial in 0..40 {
            let (m, n) = (12 + trial % 5, 2 + trial % 6);
            let problem = Linear::random(&mut uniform, m, n, condition);
            for (scaling, upper) in forms(&mut uniform, &problem) {
                for mu in [1e-12, 1e-4, 1.0, 1e4] {
                    let (h, _) = problem.step(&mut metric(scaling.clone(), n), mu);
                    let (other, singular) = stacked(&problem, &upper, mu);
                    // Both are backward stable, so they differ by the sensitivity of the least
                    // squares problem [J; √μ D] h ≈ [−r; 0] (Golub & Van Loan, thm 5.3.1).
                    let misfit = {
                        let rest: Vec<f64> = problem
                            .image(&other)
                            .iter()
                            .zip(&problem.r)
                            .map(|(a, r)| a + r)
                            .collect();
                        norm(&rest).hypot(mu.sqrt() * norm(&lifted(&upper, &other)))
                    };
                    let tangent = misfit / (singular[0] * norm(&other));
                    let kappa = singular[0] / singular[n - 1];
                    let tolerance = 20.0 * f64::EPSILON * (kappa + kappa * kappa * tangent);
                    let error = difference(&h, &other) / norm(&other);
                    assert!(error <= tolerance, "{scaling:?} {condition:e} {mu:e}: {error:e}");
                    worst = worst.max(error / tolerance);
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 4 * 40 * 6 * 4);
    assert!(worst > 1e-3, "the tolerance proves nothing: {worst:e}");
}

#[test]
fn limits_and_descent() {
    let mut uniform = Uniform(11);
    for trial in 0..60 {
        let n = 1 + trial % 6;
        let problem = Linear::random(&mut uniform, 14, n, 1e3);
        let g = problem.gradient();
        for (scaling, upper) in forms(&mut uniform, &problem) {
            let at = |mu: f64| problem.step(&mut metric(scaling.clone(), n), mu);
            // μ → 0 is Gauss-Newton.
            let (gauss_newton, mut length) = at(0.0);
            assert!(difference(&at(1e-25).0, &gauss_newton) <= 1e-9 * norm(&gauss_newton));
            // ‖Dh‖ falls, every step descends.
            for k in -12..13 {
                let (h, shorter) = at(10.0_f64.powi(k));
                assert!(shorter <= length * (1.0 + 1e-12), "{scaling:?}");
                assert!(dot(&h, &g) < 0.0);
                length = shorter;
            }
            // μ → ∞ turns to −D⁻²g: D²h and −g point the same way.
            let (h, _) = at(1e20);
            let scaled = lifted(&upper, &h);
            let squared: Vec<f64> = upper.chunks_exact(n).map(|c| dot(c, &scaled)).collect();
            let cosine = -dot(&squared, &g) / norm(&squared) / norm(&g);
            assert!(cosine > 1.0 - 1e-12, "{scaling:?}: {cosine}");
        }
    }
}

#[test]
fn zero_and_dependent_columns_give_finite_steps() {
    let mut uniform = Uniform(3);
    for dead in 0..4 {
        let mut problem = Linear::random(&mut uniform, 9, 3, 10.0);
        let m = problem.r.len();
        match dead {
            // One zero column, all of them, two equal ones.
            0 | 1 => problem.jac[dead * m..(dead + 1) * m].fill(0.0),
            2 => problem.jac.fill(0.0),
            _ => problem.jac.copy_within(0..m, 2 * m),
        }
        let scalings = [Scaling::Geometric, Scaling::Identity, Scaling::Marquardt, Scaling::More];
        for scaling in scalings {
            for mu in [0.0, 1e-8, 1.0] {
                let (h, length) = problem.step(&mut metric(scaling.clone(), 3), mu);
                assert!(h.iter().all(|v| v.is_finite()) && length.is_finite());
                if dead < 2 {
                    assert_eq!(h[dead], 0.0, "nothing says where parameter {dead} should go");
                }
            }
        }
    }
}

#[test]
fn the_anatomy_of_a_step() {
    let mut uniform = Uniform(5);
    let problem = Linear::random(&mut uniform, 12, 4, 1e2);
    let mut reduction = Reduction::new(4);
    reduction.update(&problem.columns(), &problem.r);
    let mut metric = metric(Scaling::Identity, 4);
    let mut subproblem = Subproblem::default();
    subproblem.build(&reduction, &mut metric, &[0, 1, 2, 3], reduction.qtr());
    for mu in [0.0, 1e-3, 1.0, 1e8] {
        subproblem.solve(mu);
        let anatomy = subproblem.anatomy(mu);
        // With D = I the singular values are those that J was made with: 100^(−k/3).
        for (k, f) in anatomy.fractions.iter().enumerate() {
            let squared = 1e4_f64.powf(-(k as f64) / 3.0);
            assert!((f - squared / (squared + mu)).abs() < 1e-12);
        }
        let last = if mu == 0.0 { anatomy.gauss_newton_angle } else { 0.0 };
        assert!(last < 1e-12);
    }
    assert!(subproblem.anatomy(1e8).gradient_angle < 1e-7);
    assert!(subproblem.anatomy(1e8).gauss_newton_angle > 0.1);
}
