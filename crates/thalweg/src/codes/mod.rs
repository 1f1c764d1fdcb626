//! Every code and status word a fit can give, with an explanation of a paragraph each.

mod curvature;
mod diagnose;
mod errors;
mod families;
mod identify;
mod profile;
mod resample;
mod statuses;
mod using;
mod warnings;

use crate::check::Topic;

/// A code or status word and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code as it is printed: `W-BOUND`, `E-COLUMN`, `flat-valley`.
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// What was seen, what it means, what to do: plain text, paragraphs separated by empty lines.
    pub explanation: &'static str,
    /// What a warning makes doubtful; none for a mere note, a status or an error.
    pub topic: Option<Topic>,
}

/// What [`all`] goes through, in its order.
const TABLES: &[&[Code]] = &[
    statuses::STATUSES,
    warnings::WARNINGS,
    identify::DETERMINED,
    diagnose::DIAGNOSE,
    profile::PROFILE,
    curvature::CURVATURE,
    using::USING,
    errors::ERRORS,
    resample::RESAMPLE,
    families::FAMILIES,
];

/// Every code: statuses, then warnings, then errors.
///
/// ```
/// assert!(thalweg::codes::all().any(|c| c.code == "W-LOCAL"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Code> {
    TABLES.iter().copied().flatten()
}

/// The code of that name, in any case of letters.
///
/// ```
/// assert_eq!(thalweg::codes::find("w-bound").unwrap().code, "W-BOUND");
/// assert!(thalweg::codes::find("W-NONE").is_none());
/// ```
pub fn find(code: &str) -> Option<&'static Code> {
    all().find(|c| c.code.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_code_is_there_once_and_says_something() {
        let codes: Vec<_> = all().collect();
        for (i, code) in codes.iter().enumerate() {
            assert!(code.explanation.len() > 120, "{} is too short", code.code);
            assert!(codes[..i].iter().all(|c| c.code != code.code), "{} twice", code.code);
        }
    }
}
