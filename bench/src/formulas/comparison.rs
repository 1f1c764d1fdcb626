//! The measurement and its table.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use thalweg_formula::{Formula, Model, Scratch};
use thalweg_testdata::nist::{NistProblem, problem};

use super::by_hand::{MODELS, Rows};
use crate::timing::{Effort, Turns, geometric_mean};

/// Numbers of rows at which it is measured: a block as the engine meets it in large data, and the
/// size of Misra1a.
pub const ROWS: [usize; 2] = [1000, 14];

/// One formula on one number of rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Measured {
    /// The problem of NIST whose formula it is.
    pub name: &'static str,
    /// Number of parameters.
    pub parameters: usize,
    /// Rows per call.
    pub rows: usize,
    /// Nanoseconds per row of the compiled formula.
    pub formula: f64,
    /// Nanoseconds per row of the model by hand.
    pub by_hand: f64,
    /// Median of their ratios; below 1 the formula is faster.
    pub ratio: f64,
    /// Largest difference of the two results, over the largest value of the same column.
    pub difference: f64,
}

/// All formulas on both numbers of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    measured: Vec<Measured>,
}

impl Comparison {
    /// Runs it.
    ///
    /// # Errors
    /// If a formula does not compile.
    ///
    /// ```
    /// use thalweg_bench::{formulas::Comparison, timing::Effort};
    /// let comparison = Comparison::run(Effort::SMOKE)?;
    /// assert!(comparison.measured().iter().all(|m| m.difference < 1e-11));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(effort: Effort) -> Result<Self, Box<dyn Error>> {
        let mut measured = Vec::new();
        for rows in ROWS {
            for (name, by_hand) in MODELS {
                measured.push(measure(name, by_hand, rows, effort)?);
            }
        }
        Ok(Self { measured })
    }

    /// What was measured: the formulas on the larger number of rows, then on the smaller.
    pub fn measured(&self) -> &[Measured] {
        &self.measured
    }

    /// Geometric mean of the ratios on that number of rows.
    pub fn ratio(&self, rows: usize) -> f64 {
        geometric_mean(self.measured.iter().filter(|m| m.rows == rows).map(|m| m.ratio))
    }

    /// The summary.
    pub fn table(&self) -> String {
        let header = format!(
            "{:<10} {:>3} {:>6} {:>12} {:>12} {:>8}",
            "formula", "p", "rows", "thalweg ns", "by hand ns", "ratio"
        );
        let mut text =
            format!("value and all partials, per row\n{header}\n{}\n", "-".repeat(header.len()));
        for rows in ROWS {
            for m in self.measured.iter().filter(|m| m.rows == rows) {
                let _ = writeln!(
                    text,
                    "{:<10} {:>3} {:>6} {:>12.2} {:>12.2} {:>8.3}",
                    m.name, m.parameters, m.rows, m.formula, m.by_hand, m.ratio
                );
            }
            let mean = self.ratio(rows);
            let _ = writeln!(text, "{:<10} {:>10} {:>25} {mean:>8.3}", "all", rows, "");
        }
        text.push_str(
            "by hand: scalar Rust, value and partials in one loop, by columns, no bounds checks.\n\
             Below 1 the compiled formula is faster.\n",
        );
        text
    }
}

/// Rows of the problem's data, again from the beginning where there are too few.
fn cells(problem: &NistProblem, rows: usize) -> Vec<f64> {
    problem.column("x").unwrap_or_default().iter().copied().cycle().take(rows).collect()
}

fn measure(
    name: &'static str,
    by_hand: Rows,
    rows: usize,
    effort: Effort,
) -> Result<Measured, Box<dyn Error>> {
    let problem = problem(name).ok_or_else(|| format!("no problem {name}"))?;
    let formula = Formula::parse(&problem.formula)?;
    let model = Model::new(formula.right(), &["x"], &[])?;
    let place = |p: &String| problem.parameters.iter().position(|q| p == q);
    let order: Vec<usize> = model.parameters().iter().filter_map(place).collect();
    let own: Vec<f64> = order.iter().map(|&j| problem.certified[j]).collect();
    let (x, n) = (cells(problem, rows), own.len());

    let (mut value, mut storage) = (vec![0.0; rows], vec![0.0; rows * n]);
    let mut partials: Vec<&mut [f64]> = storage.chunks_exact_mut(rows).collect();
    let mut scratch = Scratch::new();
    let (mut hand_value, mut hand_partials) = (vec![0.0; rows], vec![0.0; rows * n]);
    let turns = Turns::take(
        &mut [
            &mut || {
                let (own, x) = (black_box(&own), black_box(&x));
                model.partials(own, &[x], &mut value, &mut partials, None, &mut scratch);
                black_box((&value, &partials));
            },
            &mut || {
                let (b, x) = (black_box(&problem.certified), black_box(&x));
                by_hand(b, x, &mut hand_value, &mut hand_partials);
                black_box((&hand_value, &hand_partials));
            },
        ],
        effort,
    );

    let mut difference = worst_difference(&value, &hand_value);
    for (column, &j) in partials.iter().zip(&order) {
        let hand = &hand_partials[j * rows..(j + 1) * rows];
        difference = difference.max(worst_difference(column, hand));
    }
    let nanoseconds = |k: usize| 1e9 * turns.seconds(k) / rows as f64;
    Ok(Measured {
        name,
        parameters: n,
        rows,
        formula: nanoseconds(0),
        by_hand: nanoseconds(1),
        ratio: turns.ratio(0, 1),
        difference,
    })
}

/// Largest difference over the largest value; infinite if something is not finite.
fn worst_difference(a: &[f64], b: &[f64]) -> f64 {
    let largest = b.iter().fold(f64::MIN_POSITIVE, |most, v| most.max(v.abs()));
    let worst = |worst: f64, (a, b): (&f64, &f64)| {
        let difference = (a - b).abs() / largest;
        if difference.is_nan() { f64::INFINITY } else { worst.max(difference) }
    };
    a.iter().zip(b).fold(0.0, worst)
}
