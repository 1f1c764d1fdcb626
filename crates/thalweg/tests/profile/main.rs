//! Profile intervals, traces and joint regions against refits elsewhere, and their laws.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod ends;
mod laws;
mod problems;
mod surfaces;
