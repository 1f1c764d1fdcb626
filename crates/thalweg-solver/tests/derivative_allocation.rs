//! After the first Jacobian, derivatives allocate nothing.

use counting_allocator::{Counting, allocations};
use thalweg_solver::derivative::{Differences, Mode};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Loss, Problem, Real};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// rᵢ = Σⱼ exp(−xⱼ tᵢ).
struct Exponentials(usize);

impl GenericResiduals for Exponentials {
    fn parameter_count(&self) -> usize {
        self.0
    }
    fn residual_count(&self) -> usize {
        30
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (i, r) in r.iter_mut().enumerate() {
            *r = x.iter().map(|&x| (-x * (0.1 * i as f64)).exp()).sum();
        }
        Ok(())
    }
}

#[test]
fn nothing_is_allocated_after_warm_up() {
    for n in [1, 2, 3, 5, 8, 17] {
        let problem = ExactProblem::new(Exponentials(n));
        let x: Vec<f64> = (0..n).map(|j| j as f64 * 0.3).collect();
        let (mut r, mut jac, mut rvv) = (vec![0.0; 30], vec![0.0; 30 * n], vec![0.0; 30]);
        let mut row_scale = vec![0.0; 30];
        let mut differences = Differences::new(n, 30);
        let mut round = || {
            problem.jacobian(&x, &mut jac).unwrap();
            problem.second_directional(&x, &x, &mut rvv).unwrap();
            problem.residuals(&x, &mut r).unwrap();
            let mut eval = |x: &[f64], r: &mut [f64]| problem.residuals(x, r).is_ok();
            for mode in [Mode::Forward, Mode::Central] {
                assert!(differences.jacobian(&mut eval, &x, &r, &mut jac, &[], &[], mode));
            }
            differences.estimate_noise(&mut eval, &x, &r, 0.0, &[], &[]);
            differences.resize(n, 30);
            Loss::Cauchy { scale: 0.5 }.reshape(&mut r, &mut jac, &mut row_scale);
        };
        round();
        let before = allocations();
        for _ in 0..10 {
            round();
        }
        assert_eq!(allocations() - before, 0, "n = {n}");
    }
}
