//! The covariance from the Hessian of F at the minimum.

use thalweg_solver::Cholesky;

use super::{Metric, NO_SCATTER};
use crate::local::Local;

/// σ²(I + B)⁻¹ in the directions dₖ that J makes orthonormal, Bₖₗ = Σ rᵢ dₖᵀ∇²rᵢ dₗ, as σL⁻¹ with
/// I + B = L Lᵀ (Seber & Wild 1989, §5.13: observed information in place of the expected one).
pub(super) fn metric(local: &Local) -> Result<Metric, &'static str> {
    let scatter = local.scatter.ok_or(NO_SCATTER)?;
    let seconds = local.second_derivatives().ok_or("a second derivative is not finite")?;
    let rank = seconds.size();
    if rank == 0 {
        return Err("the data determine no parameter");
    }
    let all: Vec<usize> = (0..rank).collect();
    let mut hessian = vec![0.0; rank * rank];
    for k in 0..rank {
        for l in 0..rank {
            let rows = seconds.entry(k, l).iter().zip(&local.at.residuals);
            // The directions were a standard error long; each factor is divided by its own σ.
            let b: f64 =
                rows.map(|(second, r)| (second / scatter.sigma) * (r / scatter.sigma)).sum();
            hessian[l * rank + k] = b + f64::from(u8::from(k == l));
        }
    }
    let mut factor = Cholesky::default();
    if !factor.factor(&hessian, rank, &all) {
        return Err("the Hessian of the sum of squares is not positive definite");
    }
    let mut inverse = vec![0.0; rank * rank];
    for (k, column) in inverse.chunks_exact_mut(rank).enumerate() {
        column[k] = scatter.sigma;
        factor.solve_lower(column);
    }
    Ok(Metric::Matrix(inverse))
}
