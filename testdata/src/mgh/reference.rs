//! The reference values that `testdata/reference/mgh_minima.py` computed.

use std::sync::OnceLock;

use serde::Deserialize;

/// A minimum that is known, to 17 digits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KnownMinimum {
    /// Σ r², twice the cost F of the solver. Computed with 70 digits, or exact by theory.
    pub sum_of_squares: f64,
    /// Σ r² as the paper prints it, where it does; `sum_of_squares` was checked against it.
    pub published: Option<String>,
    /// A minimiser, correctly rounded. None where the value is only approached on the way to
    /// infinity.
    pub x: Option<Vec<f64>>,
}

impl KnownMinimum {
    /// F = ½ Σ r².
    ///
    /// ```
    /// let bard = thalweg_testdata::mgh::instance("bard").unwrap();
    /// assert_eq!(2.0 * bard.minima()[0].cost(), bard.minima()[0].sum_of_squares);
    /// ```
    pub fn cost(&self) -> f64 {
        self.sum_of_squares / 2.0
    }
}

/// What the file has about one instance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) number: usize,
    pub(super) parameters: usize,
    pub(super) residuals: usize,
    pub(super) sums_at_starts: Vec<f64>,
    #[serde(rename = "minimum")]
    pub(super) minima: Vec<KnownMinimum>,
}

#[derive(Deserialize)]
struct File {
    instance: Vec<Reference>,
}

/// Everything in the file, parsed once.
#[expect(clippy::panic, reason = "the input is compiled in, and tested")]
fn references() -> &'static [Reference] {
    static FILE: OnceLock<File> = OnceLock::new();
    let parse = || match toml::from_str(include_str!("../../mgh/reference.toml")) {
        Ok(file) => file,
        Err(error) => panic!("{error}"),
    };
    &FILE.get_or_init(parse).instance
}

/// What the file has about the instance of that name.
#[expect(clippy::panic, reason = "the names are compiled in, and tested")]
pub(super) fn reference(name: &str) -> &'static Reference {
    match references().iter().find(|r| r.name == name) {
        Some(reference) => reference,
        None => panic!("no reference values for {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_has_its_instance() {
        let instances = crate::mgh::instances();
        assert_eq!(instances.len(), references().len());
        for (instance, reference) in instances.iter().zip(references()) {
            assert_eq!(instance.name(), reference.name);
        }
    }
}
