//! Families, as they stand in their files.

use std::sync::LazyLock;

use serde::Deserialize;

use super::member::{FamilyModel, ModelEntry};
use crate::error::{ErrorKind, FitError};

/// What the curves of a family do, as far as all of them do the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Direction {
    /// They rise.
    Rising,
    /// They fall.
    Falling,
    /// They rise and fall, or fall and rise.
    Peak,
    /// They differ.
    Any,
}

/// Formulas that compete for the same data.
#[derive(Debug)]
#[non_exhaustive]
pub struct Family {
    /// Its name: `saturating`.
    pub name: String,
    /// What it is in a few words: "approach to a plateau".
    pub title: String,
    /// What its curves do.
    pub direction: Direction,
    /// Its models.
    pub models: Vec<FamilyModel>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: String,
    direction: Direction,
    #[serde(rename = "model")]
    models: Vec<ModelEntry>,
}

impl Family {
    /// Reads a family from the text of its file.
    ///
    /// ```
    /// use thalweg::family::Family;
    /// let family = Family::parse("springs", r#"
    ///     title = "springs"
    ///     direction = "rising"
    ///     [[model]]
    ///     name = "hooke"
    ///     title = "Hooke's law"
    ///     formula = "stiffness*x"
    ///     source = "Hooke (1678)"
    ///     parameters = [{ name = "stiffness", meaning = "force per length" }]
    /// "#)?;
    /// assert_eq!(family.models[0].parameters[0].name, "stiffness");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// Where it is no TOML of this form; a formula or a rule that cannot be read; a parameter that is not
    /// described, or described and not there; one without a rule in which the formula is not linear.
    pub fn parse(name: &str, text: &str) -> Result<Self, FitError> {
        let family = Self::read(name, text)?;
        family.models.iter().try_for_each(|model| model.curve().map(|_| ()))?;
        Ok(family)
    }

    /// As [`parse`](Self::parse), without compiling anything.
    fn read(name: &str, text: &str) -> Result<Self, FitError> {
        let entry: Entry = toml::from_str(text).map_err(|error| {
            let message = format!("the family `{name}` cannot be read: {}", error.message());
            FitError::new(ErrorKind::Formula, "E-FAMILY", message)
        })?;
        let models: Result<_, FitError> = entry.models.into_iter().map(FamilyModel::new).collect();
        let Entry { title, direction, .. } = entry;
        Ok(Self { name: name.to_string(), title, direction, models: models? })
    }

    /// The model of that name.
    ///
    /// ```
    /// assert!(thalweg::family::find("decay").unwrap().model("two-exponentials").is_some());
    /// ```
    pub fn model(&self, name: &str) -> Option<&FamilyModel> {
        self.models.iter().find(|m| m.name == name)
    }
}

macro_rules! families {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!($name, ".toml")))),*]
    };
}

/// Name and file of each.
const FILES: [(&str, &str); 6] =
    families!["saturating" "growth" "decay" "peak" "dose-response" "line"];

/// Read when first asked for; that they can be read is a test's business.
static FAMILIES: [LazyLock<Option<Family>>; FILES.len()] = [
    LazyLock::new(|| read(0)),
    LazyLock::new(|| read(1)),
    LazyLock::new(|| read(2)),
    LazyLock::new(|| read(3)),
    LazyLock::new(|| read(4)),
    LazyLock::new(|| read(5)),
];

fn read(k: usize) -> Option<Family> {
    let (name, text) = FILES[k];
    Family::read(name, text).ok()
}

/// The families that come with the library: `saturating`, `growth`, `decay`, `peak`, `dose-response` and
/// `line`. Each is read when it is first come to.
///
/// ```
/// let names: Vec<&str> = thalweg::family::all().map(|f| f.name.as_str()).collect();
/// assert_eq!(names, ["saturating", "growth", "decay", "peak", "dose-response", "line"]);
/// ```
pub fn all() -> impl Iterator<Item = &'static Family> {
    FAMILIES.iter().filter_map(|family| family.as_ref())
}

/// The family of that name.
///
/// ```
/// assert!(thalweg::family::find("peak").is_some() && thalweg::family::find("peek").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static Family> {
    let k = FILES.iter().position(|(n, _)| *n == name)?;
    FAMILIES[k].as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        for (name, text) in FILES {
            if let Err(error) = Family::parse(name, text) {
                panic!("{error}");
            }
        }
        assert_eq!(all().count(), FILES.len());
    }

    #[test]
    fn a_file_that_is_wrong_is_refused() {
        let model = |formula: &str, parameters: &str| {
            format!(
                "title = \"t\"\ndirection = \"any\"\n[[model]]\nname = \"m\"\ntitle = \"m\"\n\
                 source = \"s\"\nformula = \"{formula}\"\nparameters = [{parameters}]"
            )
        };
        let a = "{ name = \"a\", meaning = \"m\" }";
        let k = "{ name = \"k\", meaning = \"m\", start = \"1/x_span\" }";
        let lost = "{ name = \"k\", meaning = \"m\", start = \"1/x_spam\" }";
        let open = "{ name = \"k\", meaning = \"m\" }";
        let good = model("a*exp(k*x)", &format!("{a}, {k}"));
        assert!(Family::parse("f", &good).is_ok());
        for (text, says) in [
            ("title = 3".to_string(), "cannot be read"),
            (good.replace("meaning", "meening"), "cannot be read"),
            (model("a*exp(k*", &format!("{a}, {k}")), "model `m`"),
            (model("a*exp(k*x)", a), "`k` is not described"),
            (model("a*x", &format!("{a}, {k}")), "`k` is not in the formula"),
            (model("a*exp(k*x)", &format!("{a}, {lost}")), "x_spam"),
            (model("a*exp(k*x)", &format!("{a}, {open}")), "`k` needs a start"),
        ] {
            let error = Family::parse("f", &text).unwrap_err();
            assert_eq!(error.code(), "E-FAMILY");
            assert!(error.message().contains(says), "{}", error.message());
        }
    }
}
