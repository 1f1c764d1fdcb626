//! Does the curve follow the data, do residuals scatter as the errors assume, and does the answer hang on
//! single observations?
//!
//! From the ground up: [`Order`] and [`Residuals`]; one file per test; what leaving out an observation does
//! ([`LeaveOneOut`]); then what is made of them after a fit: shape, scatter, influence.
//!
//! A test is a [`Test`](crate::Test) with its p-value: the probability of a statistic as extreme if nothing is
//! wrong. Residuals here are data − model, weighted.

mod chi_squared;
mod deletion;
mod durbin_watson;
mod influence;
mod jacobian_leverage;
mod lack_of_fit;
mod look;
mod order;
mod outlier;
mod quadratic;
mod residuals;
mod runs;
mod scatter;
mod scatter_advice;
mod sequence;
mod shape;
mod shapiro_wilk;
mod standing_out;
mod trend;
mod view;
mod words;

pub use chi_squared::chi_squared;
pub use deletion::LeaveOneOut;
pub use durbin_watson::durbin_watson;
pub use jacobian_leverage::jacobian_leverage;
pub use lack_of_fit::lack_of_fit;
pub(crate) use look::look;
pub use order::Order;
pub use outlier::{Outlier, outlier};
pub use residuals::Residuals;
pub use runs::runs;
pub(crate) use runs::test as runs_test;
pub(crate) use sequence::runs_of;
pub use shapiro_wilk::shapiro_wilk;
pub use trend::{Trend, scatter_trend};
