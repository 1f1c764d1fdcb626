//! How the curves of a batch ended, counted.

use std::fmt;
use std::str::FromStr;

use thalweg_batch::{Code, Notes};

use super::rows::BatchRows;

/// How many curves ended with each status, and how many have each warning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct BatchSummary {
    /// Curves.
    pub curves: u64,
    /// Curves whose fit is a minimum.
    pub usable: u64,
    /// Points that count, of all curves together.
    pub points: u64,
    /// Statuses that occur, by their code word, in the order of [`Code::ALL`].
    pub statuses: Vec<(String, u64)>,
    /// Warnings that occur, by code, alphabetically.
    pub warnings: Vec<(String, u64)>,
}

impl BatchSummary {
    /// Of some curves.
    ///
    /// ```
    /// use thalweg::batch::{BatchRows, BatchSummary};
    /// assert_eq!(BatchSummary::of(&BatchRows::default()).curves, 0);
    /// ```
    pub fn of(rows: &BatchRows) -> Self {
        let mut summary = Self { curves: rows.len() as u64, ..Self::default() };
        let mut statuses = [0; Code::ALL.len()];
        rows.status.iter().for_each(|status| statuses[*status as usize] += 1);
        for (status, count) in Code::ALL.into_iter().zip(statuses).filter(|(_, n)| *n > 0) {
            summary.usable += if status.converged() { count } else { 0 };
            add(&mut summary.statuses, status.code(), count);
        }
        for notes in rows.notes.iter().filter(|notes| **notes != Notes::default()) {
            notes
                .to_string()
                .split_whitespace()
                .for_each(|code| add(&mut summary.warnings, code, 1));
        }
        summary.points = rows.points.iter().map(|n| u64::from(*n)).sum();
        summary.in_order()
    }

    /// Together with others.
    ///
    /// ```
    /// use thalweg::batch::BatchSummary;
    /// let mut one = BatchSummary::default();
    /// (one.curves, one.statuses) = (2, vec![("minimum".into(), 2)]);
    /// assert_eq!(one.clone().with(&one).statuses, [("minimum".to_string(), 4)]);
    /// ```
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.curves += other.curves;
        self.usable += other.usable;
        self.points += other.points;
        other.statuses.iter().for_each(|(code, count)| add(&mut self.statuses, code, *count));
        other.warnings.iter().for_each(|(code, count)| add(&mut self.warnings, code, *count));
        self.in_order()
    }

    fn in_order(mut self) -> Self {
        let place = |word: &str| Code::ALL.iter().position(|code| code.code() == word);
        self.statuses.sort_by_key(|(word, _)| place(word));
        self.warnings.sort();
        self
    }
}

impl fmt::Display for BatchSummary {
    /// One line that [`FromStr`] reads: `3 2 30 minimum=2 limit=1 W-MISSING=1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.curves, self.usable, self.points)?;
        let all = self.statuses.iter().chain(&self.warnings);
        all.into_iter().try_for_each(|(word, count)| write!(f, " {word}={count}"))
    }
}

impl FromStr for BatchSummary {
    type Err = std::num::ParseIntError;

    /// Reads what was written.
    ///
    /// ```
    /// use thalweg::batch::BatchSummary;
    /// let line = "3 2 30 minimum=2 limit=1 W-MISSING=1";
    /// let summary: BatchSummary = line.parse()?;
    /// assert_eq!((summary.curves, summary.warnings[0].1), (3, 1));
    /// assert_eq!(summary.to_string(), line);
    /// # Ok::<(), std::num::ParseIntError>(())
    /// ```
    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let mut words = line.split_whitespace();
        let mut number = || words.next().unwrap_or_default().parse();
        let mut summary =
            Self { curves: number()?, usable: number()?, points: number()?, ..Self::default() };
        for (word, count) in words.filter_map(|word| word.split_once('=')) {
            let counts = match word.starts_with("W-") {
                true => &mut summary.warnings,
                false => &mut summary.statuses,
            };
            counts.push((word.into(), count.parse()?));
        }
        Ok(summary)
    }
}

fn add(counts: &mut Vec<(String, u64)>, word: &str, more: u64) {
    match counts.iter_mut().find(|(known, _)| known == word) {
        Some((_, count)) => *count += more,
        None => counts.push((word.into(), more)),
    }
}
