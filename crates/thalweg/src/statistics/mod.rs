//! Standard errors, intervals, covariances: what the data say about the estimates.

mod metric;
mod quantile;
mod spread;

pub(crate) use metric::Metric;
pub(crate) use quantile::Quantile;
pub(crate) use spread::{Missing, Spread, is_minimum};
