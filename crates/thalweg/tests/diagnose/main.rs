//! Diagnostics against R (`testdata/reference/diagnostics.R` and what it printed), and where they end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod common;
mod limits;
mod reference;
mod words;
