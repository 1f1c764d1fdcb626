//! What kind of mistake makes a Jacobian wrong in this way.

use std::fmt;

use crate::norm::norm;

/// A mistake that explains wrong entries. Rows and parameters are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Suspect {
    /// Entries have the wrong sign: of one parameter's column, or all (none).
    Sign {
        /// Whose column; none: all.
        parameter: Option<usize>,
    },
    /// Entries are too large by a constant factor.
    Factor {
        /// Whose column; none: all.
        parameter: Option<usize>,
        /// Given over measured.
        factor: f64,
    },
    /// Written by rows where columns are asked for.
    Transposed,
    /// A column holds the derivative by another parameter.
    Misplaced {
        /// Whose column.
        parameter: usize,
        /// By whom the derivative in it is.
        holds: usize,
    },
    /// Every wrong entry is in this parameter's column.
    Column {
        /// Whose.
        parameter: usize,
    },
    /// Every wrong entry is in this row.
    Row {
        /// Which.
        row: usize,
    },
}

impl fmt::Display for Suspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = |parameter: &Option<usize>| match parameter {
            Some(j) => format!("the column of parameter {j}"),
            None => "the whole Jacobian".to_owned(),
        };
        match self {
            Self::Sign { parameter } => write!(f, "{} has the wrong sign", whose(parameter)),
            Self::Factor { parameter, factor } => {
                write!(f, "{} is {factor:.6} times what it should be", whose(parameter))
            }
            Self::Transposed => write!(
                f,
                "the Jacobian is written by rows; entry (row i, parameter j) belongs at jac[j*m + i]"
            ),
            Self::Misplaced { parameter, holds } => write!(
                f,
                "the column of parameter {parameter} holds the derivative by parameter {holds}"
            ),
            Self::Column { parameter } => {
                write!(f, "only the column of parameter {parameter} is wrong")
            }
            Self::Row { row } => write!(f, "only row {row} is wrong"),
        }
    }
}

/// Two columns are the same, or multiples, when they agree to this.
const SAME: f64 = 1e-4;

/// A Jacobian as given and as measured, m×n by columns, and which entries are wrong.
pub(super) struct Comparison<'a> {
    pub(super) m: usize,
    pub(super) n: usize,
    pub(super) given: &'a [f64],
    pub(super) measured: &'a [f64],
    pub(super) wrong: &'a [bool],
}

impl Comparison<'_> {
    /// The mistakes that would explain it, the ones that explain most first.
    pub(super) fn suspects(&self) -> Vec<Suspect> {
        if !self.wrong.contains(&true) {
            return Vec::new();
        }
        // A Jacobian of zeros is proportional to anything: it is no reordered one.
        if self.m > 1 && self.n > 1 && self.is_transposed() {
            return vec![Suspect::Transposed];
        }
        let wrong_columns: Vec<usize> =
            (0..self.n).filter(|&j| self.column(self.wrong, j).contains(&true)).collect();
        let factors: Vec<Option<f64>> = wrong_columns.iter().map(|&j| self.factor(j)).collect();
        if let Some(factor) = common(&factors)
            && self.n > 1
            && (0..self.n).all(|j| wrong_columns.contains(&j) || self.is_zero(j))
        {
            return vec![named(None, factor)];
        }
        let mut suspects = Vec::new();
        for (&j, factor) in wrong_columns.iter().zip(&factors) {
            if let Some(factor) = factor {
                suspects.push(named(Some(j), *factor));
            } else if let Some(holds) = (0..self.n).find(|&k| k != j && self.holds(j, k)) {
                suspects.push(Suspect::Misplaced { parameter: j, holds });
            }
        }
        let wrong_rows: Vec<usize> =
            (0..self.m).filter(|&i| (0..self.n).any(|j| self.wrong[j * self.m + i])).collect();
        if suspects.is_empty() {
            match (wrong_columns.as_slice(), wrong_rows.as_slice()) {
                // One wrong entry speaks for itself.
                (&[_], &[_]) if self.m > 1 && self.n > 1 => {}
                (_, &[row]) if self.m > 1 => suspects.push(Suspect::Row { row }),
                (&[parameter], _) => suspects.push(Suspect::Column { parameter }),
                _ => {}
            }
        }
        suspects
    }

    fn column<'b, T>(&self, matrix: &'b [T], j: usize) -> &'b [T] {
        &matrix[j * self.m..(j + 1) * self.m]
    }

    fn is_zero(&self, j: usize) -> bool {
        self.column(self.measured, j).iter().all(|v| *v == 0.0)
    }

    /// The f ≠ 0 with given = f·measured in column j, from two rows or more.
    fn factor(&self, j: usize) -> Option<f64> {
        let (given, measured) = (self.column(self.given, j), self.column(self.measured, j));
        let (size, other) = (norm(given), norm(measured));
        if size == 0.0 || other == 0.0 || measured.iter().filter(|v| **v != 0.0).count() < 2 {
            return None;
        }
        let cosine: f64 = given.iter().zip(measured).map(|(g, m)| g / size * (m / other)).sum();
        let factor = cosine.signum() * (size / other);
        let apart: Vec<f64> = given.iter().zip(measured).map(|(g, m)| g - factor * m).collect();
        (norm(&apart) <= SAME * size && (factor - 1.0).abs() > SAME).then_some(factor)
    }

    /// Whether the given column j is the measured column k.
    fn holds(&self, j: usize, k: usize) -> bool {
        same(self.column(self.given, j), self.column(self.measured, k))
    }

    /// Whether the given matrix is the measured one by rows.
    fn is_transposed(&self) -> bool {
        let by_rows: Vec<f64> = (0..self.m * self.n)
            .map(|k| self.measured[(k % self.n) * self.m + k / self.n])
            .collect();
        same(self.given, &by_rows)
    }
}

fn same(a: &[f64], b: &[f64]) -> bool {
    let apart: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let size = norm(a);
    size > 0.0 && norm(&apart) <= SAME * size
}

fn named(parameter: Option<usize>, factor: f64) -> Suspect {
    if (factor + 1.0).abs() <= SAME {
        Suspect::Sign { parameter }
    } else {
        Suspect::Factor { parameter, factor }
    }
}

/// The factor that all of them share.
fn common(factors: &[Option<f64>]) -> Option<f64> {
    let first = (*factors.first()?)?;
    let alike = |f: &Option<f64>| f.is_some_and(|f| (f / first - 1.0).abs() <= SAME);
    factors.iter().all(alike).then_some(first)
}
