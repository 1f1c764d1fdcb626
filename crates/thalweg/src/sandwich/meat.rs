//! Sandwich covariances: (JᵀJ)⁻¹ Jᵀ diag(eᵢ²) J (JᵀJ)⁻¹.

use thalweg_solver::Reduction;

use super::{Errors, NO_SCATTER};
use crate::leverage::rest;
use crate::local::Local;
use crate::statistics::Metric;

/// R with RᵀR = Q₁ᵀ diag(eᵢ²) Q₁, by a QR of diag(eᵢ) Q₁: the meat is never formed.
pub(super) fn metric(local: &Local, errors: Errors) -> Result<Metric, &'static str> {
    let (m, rank) = (local.rows(), local.rank());
    if local.scatter.is_none() || local.degrees_of_freedom() == 0 {
        return Err(NO_SCATTER);
    }
    let mut basis = local.at.basis();
    let h = local.leverages();
    let corrects = matches!(errors, Errors::Hc2 | Errors::Hc3);
    if corrects && h.iter().any(|h| rest(*h).is_none()) {
        return Err("an observation has leverage 1: its own residual says nothing of its error");
    }
    let whole = (m as f64 / local.degrees_of_freedom() as f64).sqrt();
    let weigh = |(r, h): (&f64, &f64)| match errors {
        Errors::Hc1 => r * whole,
        Errors::Hc2 => r / (1.0 - h).sqrt(),
        Errors::Hc3 => r / (1.0 - h),
        _ => *r,
    };
    let e: Vec<f64> = local.at.residuals.iter().zip(&h).map(weigh).collect();
    for column in basis.chunks_exact_mut(m) {
        column.iter_mut().zip(&e).for_each(|(q, e)| *q *= e);
    }
    let columns: Vec<&[f64]> = basis.chunks_exact(m).collect();
    let mut rows = Reduction::new(rank);
    rows.update(&columns, &vec![0.0; m]);
    let entry = |k: usize| if k % rank <= k / rank { rows.r(k % rank, k / rank) } else { 0.0 };
    Ok(Metric::Matrix((0..rank * rank).map(entry).collect()))
}
