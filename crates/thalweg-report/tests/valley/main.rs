//! Pictures of valleys: what every format shows, and what any input leaves standing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // helpers of tests are tests

mod browser;
mod drawing;
#[path = "../common/browser.rs"]
mod drive;
mod problems;
