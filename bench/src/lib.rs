//! Side-by-side measurements: ratios against other programs in the same run.
//!
//! - [`nist`]: the 54 fits of NIST (27 problems, two starts each), time and right digits of every
//!   one of the [`contenders`]. Program `nist-speed`.
//! - [`formulas`]: value and all partial derivatives of five formulas per row, against the same
//!   written by hand. Program `formula-speed`.
//! - [`profiles`]: profile intervals beside the fit they belong to. Program `profile-speed`.
//! - [`study`]: every damping metric, rule and acceleration on six sets of problems. Program
//!   `damping-study`.
//! - Program `large`: one fit on 10⁶ to 10⁸ rows of Parquet, rows per second and pass from memory and from disk beside
//!   reading and decoding alone, and peak memory.
//! - Program `batch-speed`: fits per second of the batch engine beside a [`scalar`] program, on four sets of curves.
//! - Program `batch-file`: `thalweg batch` from file to file beside the engine on the same curves in memory.
//! - [`timing`] and [`memory`]: how times are taken on a machine that is not quiet, and memory is.
//!
//! `cargo bench -p thalweg-bench` prints short versions of the first two.

pub mod contenders;
pub mod formulas;
pub mod memory;
pub mod nist;
pub mod profiles;
pub mod scalar;
pub mod study;
pub mod timing;
