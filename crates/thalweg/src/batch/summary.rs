//! How the curves of a batch ended, counted.

use std::fmt;
use std::str::FromStr;

use thalweg_batch::{Code, Fits, Notes};

/// The words of a line for [`BatchSummary::handed_on`] and [`BatchSummary::widened`].
const HANDED_ON: &str = "handed-on";
const WIDENED: &str = "widened";

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
    /// Curves that the full solver was asked for: those that the lanes of the batch engine did not fit cleanly, and all
    /// under a robust loss.
    pub handed_on: u64,
    /// Curves fitted in double precision after all, where single precision had been asked for.
    pub widened: u64,
    /// Statuses that occur, by their code word, in the order of [`Code::ALL`].
    pub statuses: Vec<(String, u64)>,
    /// Warnings that occur, by code, alphabetically.
    pub warnings: Vec<(String, u64)>,
}

impl BatchSummary {
    /// Of some curves.
    ///
    /// ```
    /// use thalweg::batch::{BatchSummary, Fits};
    /// assert_eq!(BatchSummary::of(&Fits::default()).curves, 0);
    /// ```
    pub fn of(fits: &Fits) -> Self {
        let mut summary = Self {
            curves: fits.len() as u64,
            handed_on: fits.handed_on as u64,
            widened: fits.widened as u64,
            ..Self::default()
        };
        for (status, count) in fits.summary() {
            summary.usable += if status.converged() { count as u64 } else { 0 };
            summary.statuses.push((status.code().into(), count as u64));
        }
        for notes in fits.notes.iter().filter(|notes| **notes != Notes::default()) {
            notes
                .to_string()
                .split_whitespace()
                .for_each(|code| add(&mut summary.warnings, code, 1));
        }
        summary.points = fits.points.iter().map(|n| u64::from(*n)).sum();
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
        self.handed_on += other.handed_on;
        self.widened += other.widened;
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
    /// One line that [`FromStr`] reads: `3 2 30 minimum=2 limit=1 W-MISSING=1 handed-on=1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.curves, self.usable, self.points)?;
        let mut all = self.statuses.iter().chain(&self.warnings);
        all.try_for_each(|(word, count)| write!(f, " {word}={count}"))?;
        let solvers = [(HANDED_ON, self.handed_on), (WIDENED, self.widened)];
        let mut some = solvers.iter().filter(|(_, count)| *count > 0);
        some.try_for_each(|(word, count)| write!(f, " {word}={count}"))
    }
}

impl FromStr for BatchSummary {
    type Err = std::num::ParseIntError;

    /// Reads what was written.
    ///
    /// ```
    /// use thalweg::batch::BatchSummary;
    /// let line = "3 2 30 minimum=2 limit=1 W-MISSING=1 handed-on=1";
    /// let summary: BatchSummary = line.parse()?;
    /// assert_eq!((summary.curves, summary.warnings[0].1, summary.handed_on), (3, 1, 1));
    /// assert_eq!(summary.to_string(), line);
    /// # Ok::<(), std::num::ParseIntError>(())
    /// ```
    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let mut words = line.split_whitespace();
        let mut number = || words.next().unwrap_or_default().parse();
        let mut summary =
            Self { curves: number()?, usable: number()?, points: number()?, ..Self::default() };
        for (word, count) in words.filter_map(|word| word.split_once('=')) {
            let count = count.parse()?;
            match word {
                HANDED_ON => summary.handed_on = count,
                WIDENED => summary.widened = count,
                _ if word.starts_with("W-") => summary.warnings.push((word.into(), count)),
                _ => summary.statuses.push((word.into(), count)),
            }
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
