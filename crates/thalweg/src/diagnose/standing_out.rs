//! Outliers one after the other: a large one hides the next.

use super::outlier::two_sided;
use super::residuals::Residuals;
use crate::local::Local;
use crate::symmetric::Symmetric;

/// Rows beyond which all are judged by one scatter: an outlier among so many hides nothing.
const ONE_BY_ONE: usize = 20_000;
/// Outliers taken one by one; those that still stand out then are taken together.
const STEPS: usize = 30;

/// The observation `first`, and then the one that stands out most from the fit without those before it, as long as
/// its p-value, times the number of observations, is below `level`; at most one more than `most`.
/// Refits are those of the tangent plane: with R the rows left out, the basis Q and residuals e, a
/// residual is eⱼ + qⱼᵀ(I − Q_RᵀQ_R)⁻¹Q_Rᵀe_R (Cook & Weisberg 1982, appendix A.2).
pub(super) fn standing_out(
    local: &Local,
    residuals: &Residuals,
    first: usize,
    level: f64,
    most: usize,
) -> Vec<usize> {
    let (m, nu) = (local.rows(), residuals.degrees_of_freedom);
    let mut found = vec![first];
    if m > ONE_BY_ONE {
        let p_value = |i: &usize| m as f64 * two_sided(residuals.studentized[*i].abs(), nu - 1);
        found.extend((0..m).filter(|&i| i != first).filter(|i| p_value(i) < level).take(most));
        return found;
    }
    let basis = local.at.basis();
    let p = residuals.rank;
    let row = |i: usize| -> Vec<f64> { (0..p).map(|k| basis[k * m + i]).collect() };
    let mut kept: Vec<usize> = (0..m).filter(|i| *i != first).collect();
    while found.len() <= most {
        let mut left = Symmetric::identity(p);
        let mut pull = vec![0.0; p];
        for &i in &found {
            let q = row(i);
            left.subtract_square(&q);
            pull.iter_mut().zip(&q).for_each(|(s, q)| *s += q * residuals.weighted[i]);
        }
        let Some(factor) = left.factor() else { break };
        factor.solve(&mut pull);
        let refitted = |&i: &usize| {
            let q = row(i);
            let moved: f64 = q.iter().zip(&pull).map(|(q, s)| q * s).sum();
            (residuals.weighted[i] + moved, factor.inverse_square(&q))
        };
        let new: Vec<(f64, f64)> = kept.iter().map(refitted).collect();
        let sum: f64 = new.iter().map(|(e, _)| e * e).sum();
        let freedom = nu - found.len();
        // The t of one more deletion: e²/(1−h) against what is left without it.
        let t = |(e, h): &(f64, f64)| {
            let square = e * e / (1.0 - h).max(f64::EPSILON);
            (square * (freedom as f64 - 1.0) / (sum - square).max(0.0)).sqrt()
        };
        if freedom <= 2 {
            break;
        }
        let stands_out = |t: f64| m as f64 * two_sided(t, freedom - 1) < level;
        let all: Vec<f64> = new.iter().map(t).collect();
        if found.len() == STEPS {
            let together = kept.iter().zip(&all).filter(|(_, t)| stands_out(**t)).map(|(i, _)| *i);
            found.extend(together.take(most + 1 - STEPS));
            break;
        }
        let by_size = |a: &(usize, &f64), b: &(usize, &f64)| a.1.total_cmp(b.1);
        let largest = all.iter().enumerate().filter(|(_, t)| !t.is_nan()).max_by(by_size);
        match largest {
            Some((at, t)) if stands_out(*t) => found.push(kept.remove(at)),
            _ => break,
        }
    }
    found
}
