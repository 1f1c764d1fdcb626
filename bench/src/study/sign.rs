//! Paired comparisons: who solves what the other does not, and whether that could be chance.

use std::collections::BTreeMap;

use thalweg::damping::sign_test;

use super::results::Results;
use super::set::Set;

/// A and B on the same cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paired {
    /// Runs that only A solved, and only B.
    pub runs: [usize; 2],
    /// The same for each set that has any.
    pub by_set: BTreeMap<Set, [usize; 2]>,
    /// Problems of which A solved more runs than B, and fewer. Runs of one problem are no
    /// independent witnesses; problems are.
    pub problems: [usize; 2],
    /// Runs that only A solved, and only B, for each problem that has any.
    pub by_problem: Vec<(String, [usize; 2])>,
}

impl Paired {
    /// Compares the methods of these keys.
    ///
    /// # Errors
    /// As [`Results::of`].
    pub fn of(results: &Results, a: &str, b: &str) -> Result<Self, String> {
        let mut paired = Self::default();
        let mut by_problem: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        for ((block, case, a), (_, _, b)) in results.of(a)?.into_iter().zip(results.of(b)?) {
            if a.is_solved() == b.is_solved() {
                continue;
            }
            let winner = usize::from(b.is_solved());
            paired.runs[winner] += 1;
            paired.by_set.entry(block.set).or_default()[winner] += 1;
            by_problem.entry(problem(&block.cases[case])).or_default()[winner] += 1;
        }
        for (problem, [a, b]) in by_problem {
            paired.problems[0] += usize::from(a > b);
            paired.problems[1] += usize::from(b > a);
            paired.by_problem.push((problem.to_owned(), [a, b]));
        }
        Ok(paired)
    }

    /// The sign test of the runs: each is a witness of its own.
    ///
    /// ```
    /// use thalweg_bench::study::sign::Paired;
    /// let paired = Paired { runs: [0, 5], problems: [0, 1], ..Default::default() };
    /// assert!((paired.runs_p() - 2.0 / 32.0).abs() < 1e-15);
    /// assert!((paired.problems_p() - 1.0).abs() < 1e-12);
    /// ```
    pub fn runs_p(&self) -> f64 {
        sign_test(self.runs[0], self.runs[1])
    }

    /// The sign test of the problems: each has one vote.
    pub fn problems_p(&self) -> f64 {
        sign_test(self.problems[0], self.problems[1])
    }
}

/// The problem of a case: its name up to a comma or blank (all valleys of one shape are one).
///
/// ```
/// use thalweg_bench::study::sign::problem;
/// assert_eq!(problem("wood, 10 x0"), "wood");
/// assert_eq!(problem("spiral c=1e4"), "spiral");
/// ```
pub fn problem(case: &str) -> &str {
    case.split([',', ' ']).next().unwrap_or(case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::results::{Block, Row, Run};

    #[test]
    fn pairs_are_counted_by_run_by_set_and_by_problem() -> Result<(), String> {
        let row = |key: &str, runs: &str| -> Result<Row, String> {
            let runs: Vec<Run> = runs.split(' ').map(str::parse).collect::<Result<_, _>>()?;
            Ok(Row::new(key, &runs))
        };
        let block = |set, a: &str, b: &str| -> Result<Block, String> {
            let cases = ["wood, x0", "wood, 10 x0", "beale, x0", "cubic c=1e1"];
            let cases = cases.map(str::to_owned).to_vec();
            Ok(Block { set, seed: None, cases, rows: vec![row("a", a)?, row("b", b)?] })
        };
        let results = Results::new(
            &[],
            vec![
                block(Set::M, "b1/1 o1/1 n1/1 b1/1", "n1/1 n1/1 b1/1 b1/1")?,
                block(Set::S, "n1/1 n1/1 n1/1 b1/1", "n1/1 b1/1 n1/1 n1/1")?,
            ],
        );
        let paired = Paired::of(&results, "a", "b")?;
        assert_eq!(paired.runs, [3, 2]);
        assert_eq!(paired.by_set[&Set::M], [2, 1]);
        assert_eq!(paired.by_set[&Set::S], [1, 1]);
        assert_eq!(paired.problems, [2, 1], "wood and cubic against beale");
        Ok(())
    }
}
