//! What is recommended, as data.

use super::method::Method;

/// Which method to use for this problem.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recommendation {
    /// What to do.
    pub advice: Advice,
    /// The best single method.
    pub best: Method,
    /// It against the default, both in single runs.
    pub against_default: Contest,
    /// It against the default with its cascade.
    pub against_cascade: Contest,
    /// It against plain diag(A): x10//10, no acceleration.
    pub against_marquardt: Contest,
    /// It against plain I: x10//10, no acceleration.
    pub against_identity: Contest,
    /// How many methods the best was chosen from: p must be below 0.05 over this.
    pub chosen_from: usize,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// No difference worth having.
    Keep,
    /// The best method is better than the default alone, but not than the default with its cascade.
    KeepCascade,
    /// The best method solves more.
    SolvesMore,
    /// The best method solves as much, with less work.
    Cheaper,
    /// Nothing was solved by any method, so nothing can be said.
    Nothing,
}

/// Two methods on the same starts: A, the best, against B.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Contest {
    /// Starts.
    pub starts: usize,
    /// Starts solved by A.
    pub solved: usize,
    /// Starts solved by B.
    pub solved_by_other: usize,
    /// Starts solved by A only.
    pub only: usize,
    /// Starts solved by B only.
    pub only_other: usize,
    /// Chance of so uneven a split of the starts that only one solved (sign test, both sides).
    pub p: f64,
    /// Evaluations and Jacobians of A over those of B where both solved: median; NaN where none.
    pub work: f64,
    /// Chance of so uneven a split into starts where A and where B took less work.
    pub work_p: f64,
}
