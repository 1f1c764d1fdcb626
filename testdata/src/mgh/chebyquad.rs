//! Problem 35.

use thalweg_solver::Real;

use crate::function::Function;

/// (35) Chebyquad, m ≥ n: nodes of a quadrature rule with equal weights.
pub(super) struct Chebyquad;

impl Function for Chebyquad {
    fn start(n: usize) -> Vec<f64> {
        (1..=n).map(|j| j as f64 / (n + 1) as f64).collect()
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1_u32..).zip(r.iter_mut()) {
            let i = f64::from(i);
            // −∫ Tᵢ over [0, 1]: 0 for odd i.
            *r = T::from(if i % 2.0 == 0.0 { 1.0 / (i * i - 1.0) } else { 0.0 });
        }
        let n = x.len() as f64;
        for &x in x {
            // The Chebyshev polynomials shifted to [0, 1], by their recurrence.
            let z = x * 2.0 - 1.0;
            let (mut before, mut now) = (T::from(1.0), z);
            for r in r.iter_mut() {
                *r += now / n;
                (before, now) = (now, z * now * 2.0 - before);
            }
        }
    }
}
