//! Rows that arrive in pieces, reduced wherever they are: update, merge, finish.
//!
//! The partial factors of TSQR (Demmel, Grigori, Hoemmen & Langou 2012). The reduction is by Householder
//! reflections, never by the Gram matrix JᵀJ, whose condition is the square of that of J: for three columns it costs
//! twice what a·exp(−kx) + c and its derivatives do, so that there is little to be gained by giving accuracy away.

use std::fmt;

use crate::linalg::Reduction;
use crate::norm::all_finite;

/// What is known of some rows of [J r]: the triangle of their QR factorisation and their count. A few
/// numbers whatever the count, so that threads, files and machines can each reduce their own rows and send
/// [what came of it](Partial::state) to where it is [merged](Partial::merge).
///
/// ```
/// use thalweg_solver::Partial;
/// // J = [1 0; 0 2; 1 1; 2 0], r = (1, 2, 3, 4), two rows here and two rows there.
/// let mut here = Partial::new(2);
/// here.update(&[&[1.0, 0.0], &[0.0, 2.0]], &[1.0, 2.0])?;
/// let mut there = Partial::new(2);
/// there.update(&[&[1.0, 2.0], &[1.0, 0.0]], &[3.0, 4.0])?;
/// here.merge(&there)?;
/// let all = here.finish(4)?;
/// assert!((all.r(0, 0) - 6.0_f64.sqrt()).abs() < 1e-15);
/// assert!((all.r(0, 0) * all.qtr()[0] - 12.0).abs() < 1e-14); // J₁ᵀr
/// assert!((all.residual_norm() - 30.0_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), thalweg_solver::PartialError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Partial {
    reduction: Reduction,
    /// Blocks that were folded in here.
    blocks: usize,
}

/// What is wrong with rows, or with the partial results of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartialError {
    /// A block has another number of columns, or two partial results have.
    Columns {
        /// What there is.
        got: usize,
        /// What there should be.
        expected: usize,
    },
    /// A column of a block is not as long as its residuals.
    Length {
        /// Which block of this partial result, from 0.
        block: usize,
        /// Which column, from 0.
        column: usize,
        /// Its length.
        got: usize,
        /// That of the residuals.
        expected: usize,
    },
    /// A number is not finite, or too large to be squared.
    NotFinite {
        /// Which block of this partial result, from 0.
        block: usize,
        /// Which row of that block, from 0; none if only the sums are not finite.
        row: Option<usize>,
        /// Which column of J, from 0; none for the residual.
        column: Option<usize>,
    },
    /// Rows are missing, or came twice.
    Rows {
        /// How many there are.
        got: u64,
        /// How many there should be.
        expected: u64,
    },
    /// Numbers that are no [`state`](Partial::state).
    State,
}

impl fmt::Display for PartialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns { got, expected } => {
                write!(f, "{got} columns where there are {expected}")
            }
            Self::Length { block, column, got, expected } => write!(
                f,
                "block {block}: column {column} has {got} rows where the residuals have {expected}"
            ),
            Self::NotFinite { block, row: Some(row), column: Some(column) } => {
                write!(f, "block {block}: column {column} is not finite in row {row}")
            }
            Self::NotFinite { block, row: Some(row), column: None } => {
                write!(f, "block {block}: the residual is not finite in row {row}")
            }
            Self::NotFinite { block, row: None, .. } => {
                write!(f, "block {block}: the norm of a column is not finite")
            }
            Self::Rows { got, expected } => write!(f, "{got} rows where there are {expected}"),
            Self::State => write!(f, "these numbers are not the state of a partial result"),
        }
    }
}

impl std::error::Error for PartialError {}

impl Partial {
    /// No rows yet of a Jacobian of n columns.
    pub fn new(n: usize) -> Self {
        Self { reduction: Reduction::new(n), blocks: 0 }
    }

    /// Folds a block of rows in: `jacobian[j]` is column j for these rows, of the length of `residuals`.
    /// Cost 2·rows·(n+1)² operations. After an error the partial result is what it was before.
    ///
    /// ```
    /// use thalweg_solver::{Partial, PartialError};
    /// let mut partial = Partial::new(1);
    /// partial.update(&[&[1.0]], &[2.0])?;
    /// let error = partial.update(&[&[1.0, f64::NAN]], &[2.0, 3.0]).unwrap_err();
    /// assert_eq!(error, PartialError::NotFinite { block: 1, row: Some(1), column: Some(0) });
    /// assert_eq!((partial.rows(), partial.finish(1)?.residual_norm()), (1, 2.0));
    /// # Ok::<(), PartialError>(())
    /// ```
    ///
    /// # Errors
    /// Another number of columns, columns of another length, and numbers that are not finite.
    pub fn update(&mut self, jacobian: &[&[f64]], residuals: &[f64]) -> Result<(), PartialError> {
        let (n, block) = (self.columns(), self.blocks);
        if jacobian.len() != n {
            return Err(PartialError::Columns { got: jacobian.len(), expected: n });
        }
        let expected = residuals.len();
        if let Some(column) = jacobian.iter().position(|c| c.len() != expected) {
            let got = jacobian[column].len();
            return Err(PartialError::Length { block, column, got, expected });
        }
        let columns = || jacobian.iter().enumerate().map(|(j, c)| (Some(j), *c));
        let mut before = None;
        for (column, values) in columns().chain([(None, residuals)]) {
            if !all_safe(values) {
                // Numbers may be finite and their norm not.
                before = before.or_else(|| Some(self.clone()));
                if let Some(row) = values.iter().position(|v| !v.is_finite()) {
                    return Err(PartialError::NotFinite { block, row: Some(row), column });
                }
            }
        }
        self.reduction.update(jacobian, residuals);
        if let Some(before) = before
            && !all_finite(&self.reduction.packed())
        {
            *self = before;
            return Err(PartialError::NotFinite { block, row: None, column: None });
        }
        self.blocks += 1;
        Ok(())
    }

    /// Folds in what is known of other rows of the same columns.
    ///
    /// # Errors
    /// Another number of columns.
    pub fn merge(&mut self, other: &Partial) -> Result<(), PartialError> {
        let expected = self.columns();
        if other.columns() != expected {
            return Err(PartialError::Columns { got: other.columns(), expected });
        }
        self.reduction.merge(&other.reduction);
        self.blocks += other.blocks;
        Ok(())
    }

    /// n.
    pub fn columns(&self) -> usize {
        self.reduction.columns()
    }

    /// Rows seen so far, here and in what was merged.
    pub fn rows(&self) -> u64 {
        self.reduction.rows()
    }

    /// The triangle of [J r] by columns: (n+1)(n+2)/2 numbers, to be sent elsewhere with
    /// [`rows`](Self::rows).
    ///
    /// ```
    /// use thalweg_solver::Partial;
    /// let mut partial = Partial::new(2);
    /// partial.update(&[&[1.0, 2.0, 3.0], &[1.0, 1.0, 1.0]], &[4.0, 5.0, 6.0])?;
    /// let sent = (partial.rows(), partial.state());
    /// let received = Partial::from_state(2, sent.0, &sent.1)?;
    /// assert_eq!(received.finish(3)?, partial.finish(3)?);
    /// # Ok::<(), thalweg_solver::PartialError>(())
    /// ```
    pub fn state(&self) -> Vec<f64> {
        self.reduction.packed()
    }

    /// The partial result of n columns and this many rows whose [`state`](Self::state) this is.
    ///
    /// # Errors
    /// Another number of numbers, or some that are not finite.
    pub fn from_state(n: usize, rows: u64, state: &[f64]) -> Result<Self, PartialError> {
        if state.len() != (n + 1) * (n + 2) / 2 || !all_finite(state) {
            return Err(PartialError::State);
        }
        Ok(Self { reduction: Reduction::unpacked(n, rows, state), blocks: 1 })
    }

    /// The result, if it is of `rows` rows.
    ///
    /// # Errors
    /// It is not.
    pub fn finish(self, rows: u64) -> Result<Reduced, PartialError> {
        if self.rows() != rows {
            return Err(PartialError::Rows { got: self.rows(), expected: rows });
        }
        let n = self.columns();
        let mut triangle = self.reduction.packed();
        // A row of R may have either sign: a diagonal that is not negative makes it the only one.
        let place = |i: usize, j: usize| j * (j + 1) / 2 + i;
        for i in (0..=n).filter(|&i| triangle[place(i, i)] < 0.0).collect::<Vec<_>>() {
            (i..=n).for_each(|j| triangle[place(i, j)] *= -1.0);
        }
        Ok(Reduced { n, rows, triangle })
    }
}

/// Beyond this the norm of a column of 2⁶⁴ rows may overflow.
const SAFE: f64 = 1e298;

/// Whether all are finite, and their norm will be; without a branch, so that it costs next to nothing.
fn all_safe(values: &[f64]) -> bool {
    values.iter().fold(true, |safe, v| safe & (v.abs() <= SAFE))
}

/// All of them merged in pairs, then the pairs, and so on: a tree that depends on their order and number only,
/// in which rounding grows with its height. None of none.
///
/// ```
/// use thalweg_solver::{Partial, merged};
/// let part = |x: f64| {
///     let mut part = Partial::new(1);
///     part.update(&[&[x]], &[1.0]).map(|()| part)
/// };
/// let all = merged(vec![part(1.0)?, part(2.0)?, part(2.0)?])?.unwrap().finish(3)?;
/// assert!((all.r(0, 0) - 3.0).abs() < 1e-15);
/// # Ok::<(), thalweg_solver::PartialError>(())
/// ```
///
/// # Errors
/// As [`Partial::merge`].
pub fn merged(mut parts: Vec<Partial>) -> Result<Option<Partial>, PartialError> {
    while parts.len() > 1 {
        let mut next = Vec::with_capacity(parts.len().div_ceil(2));
        let mut rest = parts.into_iter();
        while let Some(mut left) = rest.next() {
            if let Some(right) = rest.next() {
                left.merge(&right)?;
            }
            next.push(left);
        }
        parts = next;
    }
    Ok(parts.pop())
}

/// All rows of [J r] reduced: JᵀJ = RᵀR, Jᵀr = Rᵀ(Qᵀr), ‖r‖² = ‖Qᵀr‖² + [`rest`](Reduced::rest)².
#[derive(Debug, Clone, PartialEq)]
pub struct Reduced {
    n: usize,
    rows: u64,
    /// By columns, without the zeros below the diagonal.
    triangle: Vec<f64>,
}

impl Reduced {
    /// n, the number of columns of J.
    pub fn columns(&self) -> usize {
        self.n
    }

    /// How many rows were reduced.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// R_ij for i ≤ j < n; the diagonal is not negative.
    pub fn r(&self, i: usize, j: usize) -> f64 {
        self.column(j)[i]
    }

    /// Column j of R: its j + 1 entries from the top.
    pub fn r_column(&self, j: usize) -> &[f64] {
        self.column(j)
    }

    fn column(&self, j: usize) -> &[f64] {
        let first = j * (j + 1) / 2;
        &self.triangle[first..first + j + 1]
    }

    /// Qᵀr, length n.
    pub fn qtr(&self) -> &[f64] {
        &self.column(self.n)[..self.n]
    }

    /// How much of ‖r‖ no step reaches: the distance of r from what J spans.
    pub fn rest(&self) -> f64 {
        self.column(self.n)[self.n]
    }

    /// ‖r‖.
    pub fn residual_norm(&self) -> f64 {
        crate::norm::norm(self.column(self.n))
    }

    /// As a [`Reduction`], for [`Conditioning::of`](crate::Conditioning::of).
    pub fn reduction(&self) -> Reduction {
        Reduction::unpacked(self.n, self.rows, &self.triangle)
    }
}
