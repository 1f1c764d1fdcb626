//! Counts of a method over the sets.

use super::results::{Results, Run};
use super::set::Set;

/// Counts of one method over one set, all draws together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Runs.
    pub runs: usize,
    /// Draws of the set: 1 where it is not drawn.
    pub draws: usize,
    /// Ended in the lowest known minimum.
    pub best: usize,
    /// Ended in another minimum.
    pub other: usize,
    /// Claimed a minimum where there is none.
    pub false_claims: usize,
    /// Residual, f_vv and Jacobian calls.
    pub evaluations: usize,
    /// Jacobian calls among them.
    pub jacobians: usize,
}

impl Tally {
    /// Of a method on a set; `seed` restricts what is drawn to one draw.
    pub fn of(results: &Results, method: &str, set: Set, seed: Option<u64>) -> Tally {
        let blocks = results.blocks.iter().filter(|b| b.set == set);
        let blocks = blocks.filter(|b| seed.is_none() || b.seed.is_none() || b.seed == seed);
        let mut tally = Tally::default();
        for block in blocks {
            for row in block.rows.iter().filter(|r| r.method == method) {
                tally.runs += block.cases.len();
                tally.draws += 1;
                tally.best += row.best;
                tally.other += row.other;
                tally.false_claims += row.false_claims;
                tally.evaluations += row.evaluations;
                tally.jacobians += row.jacobians;
            }
        }
        tally
    }

    /// In a minimum.
    pub fn solved(&self) -> usize {
        self.best + self.other
    }

    /// Solved per draw.
    pub fn solved_per_draw(&self) -> f64 {
        self.solved() as f64 / self.draws.max(1) as f64
    }
}

/// Solved of all sets, what is drawn averaged over its draws.
pub fn total(results: &Results, method: &str) -> f64 {
    Set::ALL.iter().map(|&set| Tally::of(results, method, set, None).solved_per_draw()).sum()
}

/// Solved of all sets with each of the seeds.
pub fn total_per_seed(results: &Results, method: &str) -> Vec<usize> {
    let with = |seed| Set::ALL.iter().map(|&s| Tally::of(results, method, s, seed).solved()).sum();
    results.seeds.iter().map(|&seed| with(Some(seed))).collect()
}

/// Cases of all sets, one draw of each.
pub fn case_count(results: &Results) -> usize {
    let first = |set| results.blocks.iter().find(|b| b.set == set).map_or(0, |b| b.cases.len());
    Set::ALL.into_iter().map(first).sum()
}

/// How many evaluations a method needs per evaluation of `other`: the geometric mean over the cases
/// that both solve; NaN where there are none.
///
/// # Errors
/// As [`Results::of`].
pub fn cost_ratio(results: &Results, method: &str, other: &str) -> Result<f64, String> {
    let (a, b) = (results.of(method)?, results.of(other)?);
    let mut logs = Vec::new();
    for ((_, _, a), (_, _, b)) in a.iter().zip(&b) {
        let cost = |run: &Run| (run.evaluations.max(1) as f64).ln();
        if a.is_solved() && b.is_solved() {
            logs.push(cost(a) - cost(b));
        }
    }
    Ok((logs.iter().sum::<f64>() / logs.len() as f64).exp())
}

/// Keys of all methods, in the order of the file.
pub fn methods(results: &Results) -> Vec<&str> {
    let rows = results.blocks.first().map(|b| b.rows.as_slice()).unwrap_or_default();
    rows.iter().map(|r| r.method.as_str()).collect()
}

/// All counts as text for a terminal.
///
/// # Errors
/// As [`Results::of`].
pub fn plain_table(results: &Results) -> Result<String, String> {
    let sets: Vec<Set> =
        Set::ALL.into_iter().filter(|s| results.blocks.iter().any(|b| b.set == *s)).collect();
    let mut text = format!("{:<28}", "solved");
    for set in &sets {
        text += &format!("{:>8}", set.letter());
    }
    text += &format!("{:>8}{:>8}{:>8}{:>8}{:>8}\n", "all", "other", "false", "cost", "J/run");
    for method in methods(results) {
        text += &format!("{method:<28}");
        let tallies: Vec<Tally> =
            sets.iter().map(|&s| Tally::of(results, method, s, None)).collect();
        for tally in &tallies {
            text += &format!("{:>8.1}", tally.solved_per_draw());
        }
        let sum = |part: &dyn Fn(&Tally) -> usize| tallies.iter().map(part).sum::<usize>();
        text += &format!(
            "{:>8.1}{:>8}{:>8}{:>8.2}{:>8.1}\n",
            total(results, method),
            sum(&|t| t.other),
            sum(&|t| t.false_claims),
            cost_ratio(results, method, &results.default)?,
            sum(&|t| t.jacobians) as f64 / sum(&|t| t.runs) as f64
        );
    }
    Ok(text)
}
