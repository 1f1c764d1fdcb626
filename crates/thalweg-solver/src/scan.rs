//! Coordinate search by factors: a coarse look around for a better start.

use crate::loss::Loss;
use crate::oracle::{Interrupt, Oracle};
use crate::space::effective_norm;

/// What a coordinate is multiplied by, or its size when it is zero.
const FACTORS: [f64; 6] = [0.01, 0.1, 0.3, 3.0, 10.0, 100.0];
/// Most sweeps over all coordinates.
const MOST_SWEEPS: usize = 3;

/// Improves `x` coordinate by coordinate; returns √(2F) at the best point, None if no finite point
/// was found. `r` is scratch. Stops when a sweep changes nothing.
pub(crate) fn scan(
    oracle: &mut dyn Oracle,
    x: &mut [f64],
    sizes: &[f64],
    bounds: &[(f64, f64)],
    loss: Loss,
    r: &mut [f64],
) -> Result<Option<f64>, Interrupt> {
    let mut value = |oracle: &mut dyn Oracle, x: &[f64]| match oracle.residuals(x, r) {
        Ok(()) => Ok(Some(effective_norm(loss, r))),
        Err(Interrupt::Outside) => Ok(None),
        Err(stop) => Err(stop),
    };
    let mut best = value(oracle, x)?;
    for _ in 0..MOST_SWEEPS {
        let mut improved = false;
        for j in 0..x.len() {
            let (lower, upper) =
                bounds.get(j).copied().unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
            let from = x[j];
            let unit = if from == 0.0 { sizes[j] } else { from };
            let mut kept = from;
            for factor in FACTORS {
                x[j] = (factor * unit).clamp(lower, upper);
                let found = match value(oracle, x) {
                    Err(Interrupt::Budget) => {
                        // What was found so far is kept.
                        x[j] = kept;
                        return Ok(best);
                    }
                    found => found?,
                };
                if found.is_some_and(|v| best.is_none_or(|b| v < b)) {
                    best = found;
                    kept = x[j];
                    improved = true;
                }
            }
            x[j] = kept;
        }
        if !improved {
            break;
        }
    }
    Ok(best)
}
