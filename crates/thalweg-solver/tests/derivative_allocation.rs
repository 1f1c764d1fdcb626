//! After the first Jacobian, derivatives allocate nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use thalweg_solver::derivative::{Differences, Mode};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Loss, Problem, Real};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

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

// One test: the counter is shared by all threads.
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
        let before = ALLOCATIONS.load(Relaxed);
        for _ in 0..10 {
            round();
        }
        assert_eq!(ALLOCATIONS.load(Relaxed) - before, 0, "n = {n}");
    }
}
