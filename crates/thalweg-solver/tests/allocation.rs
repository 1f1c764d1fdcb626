//! After warm-up an iteration allocates nothing.

#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use counting_allocator::Counting;
use thalweg_solver::{
    Acceleration, Curvature, Damping, EvalError, ExactProblem, GenericResiduals, Limits, Loss,
    Real, Scaling, Solver, Workspace,
};

#[global_allocator]
static COUNTING: Counting = Counting;

/// A spiral valley with three more residuals: hundreds of iterations.
struct Spiral;

impl GenericResiduals for Spiral {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        3
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        let rho = (x[0] * x[0] + x[1] * x[1]).sqrt();
        r[0] = (rho - 1.0) * 1e4;
        r[1] = (x[0] - 1.0) * 0.1;
        r[2] = x[1] * 0.1;
        Ok(())
    }
}

/// Allocations of a warm run that is cut off after so many iterations.
fn allocations(solver: &Solver, iterations: usize) -> (usize, usize) {
    let mut limits = Limits::default();
    limits.iterations = iterations;
    let solver = solver.clone().limits(limits);
    let problem = ExactProblem::new(Spiral);
    let mut workspace = Workspace::new();
    solver.solve_with(&mut workspace, &problem, &[-1.0, 0.01]).unwrap();
    let before = counting_allocator::allocations();
    let solution = solver.solve_with(&mut workspace, &problem, &[-1.0, 0.01]).unwrap();
    (counting_allocator::allocations() - before, solution.counts.iterations)
}

#[test]
fn iterations_allocate_nothing() {
    let plain = Solver::new().cascade(false);
    for solver in [
        plain.clone(),
        plain.clone().acceleration(Acceleration::Always),
        plain.clone().damping(Damping::Nielsen).scaling(Scaling::More),
        plain.clone().scaling(Scaling::Matrix(vec![2.0, 0.5, 0.5, 1.0])),
        plain.clone().bounds(vec![(-2.0, 2.0), (-0.5, 0.5)]),
        plain.clone().curvature(Curvature::Secant),
        plain.clone().curvature(Curvature::Hessian).acceleration(Acceleration::Off),
        plain.clone().loss(Loss::Cauchy { scale: 10.0 }),
    ] {
        let (few, ran_few) = allocations(&solver, 5);
        let (many, ran_many) = allocations(&solver, 40);
        // Both were cut off: neither polished, which factors once more.
        assert_eq!((ran_few, ran_many), (5, 40), "{solver:?}");
        assert_eq!(few, many, "{ran_few} and {ran_many} iterations: {solver:?}");
    }
}
