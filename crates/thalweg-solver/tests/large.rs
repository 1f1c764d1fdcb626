//! More than 32 parameters: blocked factorisation, the same answers.

use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Real, Reduction, Solver};

/// A trigonometric system with scattered coefficients: r_i = Σⱼ aᵢⱼ (xⱼ + sin xⱼ / 2) − bᵢ.
struct Scattered {
    n: usize,
    m: usize,
}

impl Scattered {
    fn a(&self, i: usize, j: usize) -> f64 {
        // The usual hash of two coordinates: no pattern between rows.
        ((i as f64 * 12.9898 + j as f64 * 78.233).sin() * 43758.5453).fract()
    }
}

impl GenericResiduals for Scattered {
    fn parameter_count(&self) -> usize {
        self.n
    }
    fn residual_count(&self) -> usize {
        self.m
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (i, r) in r.iter_mut().enumerate() {
            *r = T::from((i as f64 * 1.7).sin());
            for (j, &x) in x.iter().enumerate() {
                *r += (x + x.sin() * 0.5) * self.a(i, j);
            }
        }
        Ok(())
    }
}

#[test]
fn any_number_of_parameters() {
    for n in [31, 32, 33, 40, 120] {
        let problem = Scattered { n, m: 3 * n };
        let exact = ExactProblem::new(problem);
        let s = Solver::new().solve(&exact, &vec![0.1; n]).unwrap();
        assert!(s.status.converged(), "{n}: {:?} {:?}", s.status, s.evidence);
        // The gradient, by hand.
        let problem = Scattered { n, m: 3 * n };
        let mut r = vec![0.0; 3 * n];
        problem.residuals(&s.x, &mut r).unwrap();
        let size = r.iter().map(|r| r * r).sum::<f64>().sqrt();
        for j in 0..n {
            let slope = 1.0 + 0.5 * s.x[j].cos();
            let g: f64 = (0..3 * n).map(|i| problem.a(i, j) * slope * r[i]).sum();
            assert!(g.abs() < 1e-11 * size * (n as f64), "{n}: g[{j}] = {g}");
        }
        assert!(s.covariance.std_error(n - 1, 1.0).unwrap().is_finite());
    }
}

#[test]
fn wide_reductions_merge() {
    let (m, n) = (500, 60);
    let source = Scattered { n, m };
    let columns: Vec<Vec<f64>> = (0..n).map(|j| (0..m).map(|i| source.a(i, j)).collect()).collect();
    let r: Vec<f64> = (0..m).map(|i| (i as f64 * 0.3).cos()).collect();
    let part = |rows: std::ops::Range<usize>| {
        let mut p = Reduction::new(n);
        p.update(&columns.iter().map(|c| &c[rows.clone()]).collect::<Vec<_>>(), &r[rows]);
        p
    };
    let mut merged = part(0..170);
    merged.merge(&part(170..m));
    assert_eq!(merged.rows(), 500);
    for j in 0..n {
        let g: f64 = columns[j].iter().zip(&r).map(|(a, b)| a * b).sum();
        assert!((merged.gradient(j) - g).abs() < 1e-12);
        let c: f64 = columns[j].iter().map(|a| a * a).sum::<f64>().sqrt();
        assert!((merged.column_norm(j) - c).abs() < 1e-12);
    }
    let norm = r.iter().map(|v| v * v).sum::<f64>().sqrt();
    assert!((merged.residual_norm() - norm).abs() < 1e-12);
}
