//! What a check of derivatives found, for programs and for people.

use std::fmt;

use super::suspect::Suspect;

/// An entry of the given Jacobian that differs from what was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct WrongEntry {
    /// Row, from 0.
    pub row: usize,
    /// Parameter, from 0.
    pub parameter: usize,
    /// What the problem gives.
    pub given: f64,
    /// What differences say.
    pub measured: f64,
    /// How far `measured` may be off.
    pub uncertainty: f64,
}

/// A second directional derivative that differs from what was measured.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct WrongBend {
    /// Row, from 0.
    pub row: usize,
    /// Direction v, length n.
    pub direction: Vec<f64>,
    /// What the problem gives.
    pub given: f64,
    /// What differences say.
    pub measured: f64,
    /// How far `measured` may be off.
    pub uncertainty: f64,
}

/// Two parameters (or one, twice) that are said to be linear jointly and are not.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct NotLinear {
    /// One of them, from 0.
    pub first: usize,
    /// The other; the same where it is not linear alone, or does not exist.
    pub second: usize,
    /// ‖second difference‖/‖first difference‖ where both move by their size; NaN for a parameter
    /// that does not exist.
    pub bend: f64,
}

/// What [`check_derivatives`](super::check_derivatives) found. Its `Display` is a short table.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct DerivativeReport {
    /// Why nothing could be checked: r or J is not defined at x.
    pub undefined: Option<String>,
    /// Entries of the Jacobian that were compared.
    pub entries: usize,
    /// Those that are wrong, the worst first.
    pub wrong: Vec<WrongEntry>,
    /// Mistakes that would explain them.
    pub suspects: Vec<Suspect>,
    /// Parameters by which nothing could be measured: the domain ends on both sides.
    pub unmeasured: Vec<usize>,
    /// Second directional derivatives that are wrong, the worst first.
    pub wrong_bends: Vec<WrongBend>,
    /// Parameters that are said to be linear and are not.
    pub not_linear: Vec<NotLinear>,
}

impl DerivativeReport {
    /// Whether all that was given and could be measured is right.
    ///
    /// ```
    /// assert!(thalweg_solver::derivative::DerivativeReport::default().is_clean());
    /// ```
    pub fn is_clean(&self) -> bool {
        self.undefined.is_none()
            && self.wrong.is_empty()
            && self.wrong_bends.is_empty()
            && self.not_linear.is_empty()
    }
}

/// Lines of a table that are printed.
const LINES: usize = 10;

impl fmt::Display for DerivativeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(reason) = &self.undefined {
            return writeln!(f, "nothing could be checked: {reason}");
        }
        if self.is_clean() {
            writeln!(f, "derivatives agree with differences ({} entries)", self.entries)?;
        }
        if !self.wrong.is_empty() {
            writeln!(
                f,
                "the Jacobian differs from differences in {} of {} entries \
                 (rows and parameters from 0, the worst first):",
                self.wrong.len(),
                self.entries
            )?;
            writeln!(f, "{:>7} {:>9} {:>14} {:>14}", "row", "parameter", "given", "measured")?;
            for WrongEntry { row, parameter, given, measured, .. } in self.wrong.iter().take(LINES)
            {
                writeln!(f, "{row:>7} {parameter:>9} {given:>14.6e} {measured:>14.6e}")?;
            }
            more(f, self.wrong.len())?;
        }
        for suspect in &self.suspects {
            writeln!(f, "suspect: {suspect}")?;
        }
        if !self.wrong_bends.is_empty() {
            writeln!(f, "second directional derivatives differ from differences:")?;
            writeln!(f, "{:>7} {:>14} {:>14}  direction", "row", "given", "measured")?;
            for WrongBend { row, direction, given, measured, .. } in
                self.wrong_bends.iter().take(LINES)
            {
                writeln!(f, "{row:>7} {given:>14.6e} {measured:>14.6e}  {direction:?}")?;
            }
            more(f, self.wrong_bends.len())?;
        }
        for NotLinear { first, second, bend } in &self.not_linear {
            if bend.is_nan() {
                writeln!(f, "parameter {first} is said to be linear and does not exist")?;
            } else if first == second {
                writeln!(f, "parameter {first} is said to be linear and is not")?;
            } else {
                writeln!(
                    f,
                    "parameters {first} and {second} are said to be linear jointly and are not"
                )?;
            }
        }
        for j in &self.unmeasured {
            writeln!(f, "parameter {j} could not be checked: the model is not defined beside it")?;
        }
        Ok(())
    }
}

fn more(f: &mut fmt::Formatter<'_>, count: usize) -> fmt::Result {
    if count > LINES { writeln!(f, "    … and {} more", count - LINES) } else { Ok(()) }
}
