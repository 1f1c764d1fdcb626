//! Observations whose errors are correlated: their covariance, and the whitening of r and J by it.
//!
//! With C = S R S, where S holds the standard deviations and R the correlations, and R = L Lᵀ, the sum
//! of squares rᵀC⁻¹r is ‖L⁻¹S⁻¹r‖²: r, J and second derivatives are weighted by S⁻¹ as for sigma, and
//! then L⁻¹ is applied (Golub & Van Loan, *Matrix Computations*, 4th ed., §6.1.2). Factoring R and not C makes
//! the test of definiteness free of units.

use std::ops::Range;
use std::sync::Arc;

use crate::error::{ErrorKind, FitError};
use crate::size::scaled_norm;

/// Entries that mirror each other may differ by this, in units of the standard deviations: what
/// rounding to nine digits in a file leaves.
const ASYMMETRY: f64 = 1e-9;

/// The covariance of the observations: symmetric positive definite, one row and column for each row
/// of the table, in its order.
///
/// It belongs to the *data*: residuals and derivatives are whitened by it, so it changes what is
/// minimised (rᵀC⁻¹r) and where the minimum lies. A damping matrix
/// ([`Scaling::Matrix`](crate::Scaling::Matrix)) belongs to the *parameters*; it changes the way to the
/// minimum and not the minimum.
///
/// Cost: k³/3 once and k² for every residual vector and every column of the Jacobian, where k is
/// the size of the largest group of rows that are correlated. Rows that are not correlated with those
/// around them (zeros in the matrix, or blocks) cost nothing.
///
/// ```
/// use thalweg::{DataCovariance, Fit, Sigma, Table};
/// // Two readings of one instrument share its offset, and so half of their variance.
/// let pair = vec![0.02, 0.01, 0.01, 0.02];
/// let covariance = DataCovariance::blocks([pair.clone(), pair]);
/// let table = Table::new()
///     .with("x", [1.0, 2.0, 3.0, 4.0])?
///     .with("y", [2.1, 3.9, 6.2, 7.8])?;
/// let answer = Fit::new("y ~ a*x").sigma(Sigma::Covariance(covariance)).run(&table)?;
/// assert!((answer.parameters[0].estimate - 63.1 / 32.0).abs() < 1e-14);
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DataCovariance {
    /// Square matrices, row by row.
    blocks: Arc<[Vec<f64>]>,
}

impl DataCovariance {
    /// One matrix for all m observations, row by row: m² entries in the units of the left side
    /// squared. It is checked when the fit runs: E-COVARIANCE says what is wrong with it.
    ///
    /// ```
    /// use thalweg::DataCovariance;
    /// let covariance = DataCovariance::full([4.0, 1.0, 1.0, 9.0]);
    /// assert_eq!(covariance.rows(), 2);
    /// ```
    pub fn full(entries: impl Into<Vec<f64>>) -> Self {
        Self::blocks([entries.into()])
    }

    /// Blocks along the diagonal, each row by row: groups of consecutive observations that are
    /// correlated with each other and not with the others.
    ///
    /// ```
    /// use thalweg::DataCovariance;
    /// let covariance = DataCovariance::blocks([vec![4.0], vec![2.0, 1.0, 1.0, 2.0]]);
    /// assert_eq!(covariance.rows(), 3);
    /// ```
    pub fn blocks(blocks: impl IntoIterator<Item = Vec<f64>>) -> Self {
        Self { blocks: blocks.into_iter().collect() }
    }

    /// Observations it is for: the sum of the sizes of its blocks.
    ///
    /// ```
    /// assert_eq!(thalweg::DataCovariance::full(vec![1.0]).rows(), 1);
    /// ```
    pub fn rows(&self) -> usize {
        self.blocks.iter().map(|b| size(b)).sum()
    }

    /// The blocks along the diagonal, each row by row.
    ///
    /// ```
    /// use thalweg::DataCovariance;
    /// assert_eq!(DataCovariance::full([4.0, 1.0, 1.0, 9.0]).entries(), [[4.0, 1.0, 1.0, 9.0]]);
    /// ```
    pub fn entries(&self) -> &[Vec<f64>] {
        &self.blocks
    }

    /// One phrase for a report: "14 by 14", "7 blocks of 14 rows".
    pub(crate) fn words(&self) -> String {
        match self.blocks.len() {
            1 => format!("{0} by {0}", self.rows()),
            n => format!("{n} blocks of {} rows", self.rows()),
        }
    }

    /// The standard deviation of each observation and the whitening by the correlations. Errors: the
    /// wrong size, not finite, not symmetric, not positive definite.
    pub(crate) fn whitening(&self, rows: usize) -> Result<(Vec<f64>, Whitening), FitError> {
        for (k, block) in self.blocks.iter().enumerate() {
            if size(block).pow(2) != block.len() || block.is_empty() {
                let entries = block.len();
                return Err(refuse(format!(
                    "block {} of the covariance of the observations has {entries} entries, which is no \
                     square matrix",
                    k + 1
                )));
            }
        }
        if self.rows() != rows {
            return Err(refuse(format!(
                "the covariance of the observations is for {}, but there are {rows} rows",
                match self.rows() {
                    1 => "1 row".to_string(),
                    n => format!("{n} rows"),
                }
            ))
            .with_help(
                "it has a row and a column for each row of the data that takes part, in their order",
            ));
        }
        self.check_entries()?;
        let all: Vec<usize> = (0..rows).collect();
        let deviations: Vec<f64> = self.variances().map(f64::sqrt).collect();
        let whitening = Whitening::new(&self.correlations(&deviations), &all)
            .map_err(|(row, pivot)| not_definite(row, pivot))?;
        Ok((deviations, whitening))
    }

    /// The whitening of some of the observations, in ascending order, without one twice; none of
    /// them where there is none (of a matrix that passed [`whitening`](Self::whitening) there is one).
    pub(crate) fn whitening_of(&self, rows: &[usize]) -> Option<Whitening> {
        let deviations: Vec<f64> = self.variances().map(f64::sqrt).collect();
        Whitening::new(&self.correlations(&deviations), rows).ok()
    }

    fn check_entries(&self) -> Result<(), FitError> {
        let mut first = 0;
        for block in self.blocks.iter() {
            let n = size(block);
            let variance = |i: usize| block[i * n + i];
            let at =
                |i: usize, j: usize| format!("row {}, column {}", first + i + 1, first + j + 1);
            for i in 0..n {
                for j in 0..n {
                    let entry = block[i * n + j];
                    if !entry.is_finite() {
                        return Err(refuse(format!(
                            "the covariance of the observations is {entry} in {}",
                            at(i, j)
                        )));
                    }
                }
                // 1/σ must be a number, too.
                if !(variance(i) > 0.0 && (1.0 / variance(i).sqrt()).is_finite()) {
                    return Err(refuse(format!(
                        "the variance of observation {} is {}",
                        first + i + 1,
                        variance(i)
                    ))
                    .with_help("the diagonal of a covariance is above 0"));
                }
            }
            for i in 0..n {
                for j in 0..i {
                    let (below, above) = (block[i * n + j], block[j * n + i]);
                    let unit = variance(i).sqrt() * variance(j).sqrt();
                    if (below - above).abs() > ASYMMETRY * unit {
                        return Err(refuse(format!(
                            "the covariance of the observations is not symmetric: {below} in {}, {above} in {}",
                            at(i, j),
                            at(j, i)
                        )));
                    }
                }
            }
            first += n;
        }
        Ok(())
    }

    fn variances(&self) -> impl Iterator<Item = f64> {
        self.blocks.iter().flat_map(|b| {
            let n = size(b);
            (0..n).map(move |i| b[i * n + i])
        })
    }

    fn correlations<'c>(&'c self, deviations: &'c [f64]) -> Correlations<'c> {
        let mut place = Vec::with_capacity(deviations.len());
        for (b, block) in self.blocks.iter().enumerate() {
            place.extend((0..size(block)).map(|i| (b, i)));
        }
        Correlations { blocks: &self.blocks, place, deviations }
    }
}

/// The number of rows of a square matrix.
fn size(block: &[f64]) -> usize {
    block.len().isqrt()
}

fn refuse(message: String) -> FitError {
    FitError::new(ErrorKind::Data, "E-COVARIANCE", message)
        .with_help("a covariance is square, finite, symmetric and positive definite")
}

fn not_definite(row: usize, pivot: f64) -> FitError {
    // Rounding of entries with nine digits does not make a pivot as negative as this.
    let (what, help) = if pivot < -1e-8 {
        (
            "a negative eigenvalue",
            "no errors have such correlations: look at how it was made (two correlated by more than 1, or \
             three that contradict each other)",
        )
    } else {
        (
            "an eigenvalue of 0, to rounding",
            "an observation that is a combination of others carries nothing: leave it out, or add its own \
             error to the diagonal",
        )
    };
    refuse(format!(
        "the covariance of the observations is not positive definite: its first {} rows and columns have {what}",
        row + 1
    ))
    .with_help(help)
}

/// R of C = S R S, entry by entry.
struct Correlations<'c> {
    blocks: &'c [Vec<f64>],
    /// Block and row in it of each observation.
    place: Vec<(usize, usize)>,
    deviations: &'c [f64],
}

impl Correlations<'_> {
    fn entry(&self, i: usize, j: usize) -> f64 {
        if i == j {
            return 1.0;
        }
        let ((block, k), (other, l)) = (self.place[i], self.place[j]);
        if block != other {
            return 0.0;
        }
        let entries = &self.blocks[block];
        let n = size(entries);
        let mean = 0.5 * entries[k * n + l] + 0.5 * entries[l * n + k];
        mean / self.deviations[i] / self.deviations[j]
    }
}

/// L⁻¹ of the correlations R = L Lᵀ, for vectors that are weighted by 1/σ already.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Whitening {
    groups: Vec<Group>,
}

/// Consecutive observations that are correlated with each other.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    rows: Range<usize>,
    /// L by rows: row i begins at i(i+1)/2.
    lower: Vec<f64>,
}

impl Whitening {
    /// Of the observations `rows`. Error: the row (its place in `rows`) whose pivot is not above
    /// rounding, and the pivot.
    fn new(correlations: &Correlations, rows: &[usize]) -> Result<Self, (usize, f64)> {
        let mut groups = Vec::new();
        let mut first = 0;
        while first < rows.len() {
            let end = group_end(correlations, rows, first);
            if end - first > 1 {
                let lower = factor(correlations, &rows[first..end])
                    .map_err(|(row, pivot)| (first + row, pivot))?;
                groups.push(Group { rows: first..end, lower });
            }
            first = end;
        }
        Ok(Self { groups })
    }

    /// v ← L⁻¹ v. What is not finite spreads to later rows and never to earlier ones.
    pub(crate) fn apply(&self, v: &mut [f64]) {
        self.groups.iter().for_each(|g| g.solve(&mut v[g.rows.clone()]));
    }

    /// ln det L⁻¹.
    pub(crate) fn log_determinant(&self) -> f64 {
        let pivots = |g: &Group| -> f64 {
            (0..g.rows.len()).map(|i| g.lower[i * (i + 1) / 2 + i].ln()).sum()
        };
        -self.groups.iter().map(pivots).sum::<f64>()
    }

    /// Cost of one [`apply`](Self::apply) in evaluations of a row, of which one takes the time of
    /// eight multiplications or so.
    pub(crate) fn work(&self) -> usize {
        self.groups.iter().map(|g| g.lower.len() / 8).sum()
    }

    /// How much rounding errors that are independent from row to row grow in the squares:
    /// √(R⁻¹)ᵢᵢ for each observation.
    pub(crate) fn amplification(&self, observations: usize) -> Vec<f64> {
        let mut growth = vec![1.0; observations];
        for group in &self.groups {
            let n = group.rows.len();
            let mut unit = vec![0.0; n];
            for i in 0..n {
                unit.fill(0.0);
                unit[i] = 1.0;
                group.solve(&mut unit);
                growth[group.rows.start + i] = scaled_norm(unit.iter().copied());
            }
        }
        growth
    }
}

impl Group {
    fn solve(&self, v: &mut [f64]) {
        let mut begin = 0;
        for i in 0..v.len() {
            let row = &self.lower[begin..=begin + i];
            v[i] = (v[i] - dot(&row[..i], &v[..i])) / row[i];
            begin += i + 1;
        }
    }
}

/// Where the group of rows that begins at `first` ends: no later row is correlated with one of it.
fn group_end(correlations: &Correlations, rows: &[usize], first: usize) -> usize {
    let block = |i: usize| correlations.place[rows[i]].0;
    let last =
        (first..rows.len()).take_while(|&i| block(i) == block(first)).last().unwrap_or(first);
    let mut reach = first;
    let mut i = first;
    while i <= reach {
        let linked = |j: &usize| correlations.entry(rows[i], rows[*j]) != 0.0;
        reach = (reach + 1..=last).rev().find(linked).unwrap_or(reach);
        i += 1;
    }
    reach + 1
}

/// L by rows of the correlations of these observations.
fn factor(correlations: &Correlations, rows: &[usize]) -> Result<Vec<f64>, (usize, f64)> {
    let n = rows.len();
    let begin = |i: usize| i * (i + 1) / 2;
    let mut lower = vec![0.0; begin(n)];
    for i in 0..n {
        for j in 0..i {
            let sum = dot(&lower[begin(i)..begin(i) + j], &lower[begin(j)..begin(j) + j]);
            let rest = correlations.entry(rows[i], rows[j]) - sum;
            lower[begin(i) + j] = rest / lower[begin(j) + j];
        }
        let row = &lower[begin(i)..begin(i) + i];
        let pivot = 1.0 - dot(row, row);
        // The pivots of a singular R are rounding (Higham, *Accuracy and Stability*, 2nd ed., thm 10.7).
        if pivot.is_nan() || pivot <= n as f64 * f64::EPSILON {
            return Err((i, pivot));
        }
        lower[begin(i) + i] = pivot.sqrt();
    }
    Ok(lower)
}

/// Four sums side by side, in an order that depends on the length alone.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (mut fours, mut others) = (a.chunks_exact(4), b.chunks_exact(4));
    for (a, b) in fours.by_ref().zip(others.by_ref()) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    let tail: f64 = fours.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row by row: 1s of variance `v`, neighbours correlated by `rho` to the power of their distance.
    fn chain(n: usize, v: f64, rho: f64) -> Vec<f64> {
        (0..n * n).map(|k| v * rho.powi((k / n).abs_diff(k % n) as i32)).collect()
    }

    #[test]
    fn whitening_undoes_the_covariance() {
        let (n, v) = (9, 4.0);
        let c = chain(n, v, 0.7);
        let (deviations, whitening) = DataCovariance::full(c.clone()).whitening(n).unwrap();
        assert!(deviations.iter().all(|d| (d - 2.0).abs() < 1e-15));
        // W C Wᵀ = I with W = L⁻¹S⁻¹: columns first, then rows.
        let mut columns: Vec<Vec<f64>> =
            (0..n).map(|j| (0..n).map(|i| c[i * n + j] / 2.0).collect()).collect();
        columns.iter_mut().for_each(|column| whitening.apply(column));
        for i in 0..n {
            let mut row: Vec<f64> = columns.iter().map(|column| column[i] / 2.0).collect();
            whitening.apply(&mut row);
            for (j, entry) in row.iter().enumerate() {
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((entry - expected).abs() < 1e-13, "{i} {j}: {entry}");
            }
        }
    }

    #[test]
    fn zeros_and_blocks_make_the_same_groups() {
        let pair = vec![2.0, 0.5, 0.5, 1.0];
        let blocks = DataCovariance::blocks([vec![3.0], pair, vec![1.0, 0.0, 0.0, 1.0]]);
        let full = DataCovariance::full([
            3.0, 0.0, 0.0, 0.0, 0.0, //
            0.0, 2.0, 0.5, 0.0, 0.0, //
            0.0, 0.5, 1.0, 0.0, 0.0, //
            0.0, 0.0, 0.0, 1.0, 0.0, //
            0.0, 0.0, 0.0, 0.0, 1.0,
        ]);
        let (a, b) = (blocks.whitening(5).unwrap(), full.whitening(5).unwrap());
        assert_eq!(a, b);
        assert_eq!(a.1.groups.len(), 1);
        assert_eq!(a.1.groups[0].rows, 1..3);
    }

    #[test]
    fn some_of_the_rows_are_whitened_by_their_own_covariance() {
        let covariance = DataCovariance::full(chain(5, 1.0, 0.5));
        let own = covariance.whitening_of(&[0, 2, 4]).unwrap();
        // Every second of a chain is a chain of correlation ρ².
        let expected = DataCovariance::full(chain(3, 1.0, 0.25)).whitening(3).unwrap().1;
        assert_eq!(own, expected);
        assert_eq!(covariance.whitening_of(&[1, 1]), None);
    }

    #[test]
    fn growth_is_the_root_of_the_diagonal_of_the_inverse() {
        let (_, whitening) = DataCovariance::full([1.0, 0.6, 0.6, 1.0]).whitening(2).unwrap();
        // (R⁻¹)ᵢᵢ = 1/(1 − ρ²) = 1/0.64.
        for growth in whitening.amplification(2) {
            assert!((growth - 1.25).abs() < 1e-15);
        }
    }

    #[test]
    fn definiteness_is_free_of_units() {
        let nearly = |scale: f64| {
            let (a, b) = (scale * scale, 1.0 / scale / scale);
            DataCovariance::full([a, 0.999_999, 0.999_999, b]).whitening(2)
        };
        for scale in [1.0, 1e-140, 1e140] {
            assert!(nearly(scale).is_ok(), "{scale}");
        }
    }
}
