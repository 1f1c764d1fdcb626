//! Replicates against the curve.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::order::Order;
use super::words::{p_words, short};
use crate::diagnosis::Test;

/// Lack of fit against pure error (Bates & Watts 1988, §3.9; Draper & Smith 1998, §2.1): with g groups of
/// replicates among n observations and p parameters,
/// F = [(S − Sₑ)/(g − p)]/[Sₑ/(n − g)], where S = Σ e² and Sₑ is what of it is the scatter of replicates about
/// the mean of their group. `residuals` are weighted, √w where they are; `rank` is p. None without replicates,
/// with no more groups than parameters, or where replicates agree to rounding.
///
/// ```
/// use thalweg::diagnose::{Order, lack_of_fit};
/// // y = 0, 1, 5, 6 at x = 0, 0, 1, 1 and 4, 5 at x = 2, and the mean of all: e = y − 3.5.
/// let x = [0.0, 0.0, 1.0, 1.0, 2.0, 2.0];
/// let e = [-3.5, -2.5, 1.5, 2.5, 0.5, 1.5];
/// let test = lack_of_fit(&e, None, &Order::by(&[&x]), 1).unwrap();
/// assert!((test.statistic - (28.0 / 2.0) / (1.5 / 3.0)).abs() < 1e-12);
/// ```
pub fn lack_of_fit(
    residuals: &[f64],
    root_weights: Option<&[f64]>,
    order: &Order,
    rank: usize,
) -> Option<Test> {
    let replicates = order.replicates();
    let freedom = (order.len() - replicates).checked_sub(rank).filter(|f| *f > 0)?;
    if replicates == 0 {
        return None;
    }
    let largest = residuals.iter().fold(0.0_f64, |most, e| most.max(e.abs()));
    let scaled: Vec<f64> = residuals.iter().map(|e| e / largest).collect();
    let pure = order.within(|i| scaled[i], root_weights);
    let lack: f64 = order.merged(|i| scaled[i], root_weights).iter().map(|z| z * z).sum();
    // Rows given twice are no replicates.
    if pure.is_nan() || pure <= 1e-20 * lack {
        return None;
    }
    let statistic = (lack / freedom as f64) / (pure / replicates as f64);
    let p_value = FisherSnedecor::new(freedom as f64, replicates as f64).ok()?.sf(statistic);
    let seen = format!(
        "lack of fit F({freedom}, {replicates}) {} ({})",
        short(statistic),
        p_words(p_value)
    );
    Some(Test { code: "lack-of-fit", statistic, p_value, seen })
}
