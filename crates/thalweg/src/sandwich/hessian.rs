//! The covariance from the Hessian of F at the minimum.

use thalweg_solver::Cholesky;

use super::NO_SCATTER;
use crate::local::Local;
use crate::statistics::Metric;
use crate::symmetric::Symmetric;

/// L of I + B = LLᵀ in the directions dₖ that J makes orthonormal, Bₖₗ = Σ rᵢ dₖᵀ∇²rᵢ dₗ: the Hessian of F
/// there. Errors: why there is none.
pub(crate) fn factor(local: &Local) -> Result<Cholesky, &'static str> {
    let sigma = local.scatter.ok_or(NO_SCATTER)?.sigma;
    let seconds = local.second_derivatives().ok_or("a second derivative is not finite")?;
    let rank = seconds.size();
    if rank == 0 {
        return Err("the data determine no parameter");
    }
    let mut hessian = Symmetric::identity(rank);
    for k in 0..rank {
        for l in 0..=k {
            let rows = seconds.entry(k, l).iter().zip(&local.at.residuals);
            // The directions were a standard error long; each factor is divided by its own σ.
            hessian.add(k, l, rows.map(|(second, r)| (second / sigma) * (r / sigma)).sum());
        }
    }
    hessian.factor().ok_or("the Hessian of the sum of squares is not positive definite")
}

/// σ²(I + B)⁻¹ as σL⁻¹ (Seber & Wild 1989, §5.13: observed information in place of the expected one).
pub(super) fn metric(local: &Local) -> Result<Metric, &'static str> {
    let factor = factor(local)?;
    let (rank, sigma) = (local.rank(), local.scatter.ok_or(NO_SCATTER)?.sigma);
    let mut inverse = vec![0.0; rank * rank];
    for (k, column) in inverse.chunks_exact_mut(rank).enumerate() {
        column[k] = sigma;
        factor.solve_lower(column);
    }
    Ok(Metric::Matrix(inverse))
}
