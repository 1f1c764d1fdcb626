//! Which damping? Every combination of metric, rule and acceleration on six sets of problems.
//! Program `damping-study`.
//!
//! A [`method`] is run on every [`case`] of a [`set`], and a [`judge`] says what its end is worth;
//! [`run`] does so in parallel and makes the [`results`], a file. From that file alone come the
//! [`tally`] of each method, the paired [`sign`] tests, the [`profile`]s and with them the
//! [`tables`], [`charts`] and text of the [`page`]. The [`picture`]
//! on top of it is drawn from runs of its own.

pub mod case;
pub mod charts;
pub mod judge;
pub mod method;
pub mod page;
pub mod picture;
pub mod profile;
pub mod results;
pub mod run;
pub mod second;
pub mod set;
pub mod sign;
pub mod tables;
pub mod tally;
pub mod words;
