//! What a name in an expression means: data, a parameter, or a slip.

use std::sync::Arc;

use crate::error::{FormulaError, FormulaErrorKind, Source};
use crate::expr::Name;
use crate::operation::{FUNCTIONS, function};
use crate::text::suggest::{is_slip, nearest};

/// What a name stands for.
pub(crate) enum Meaning {
    Column,
    Parameter,
}

/// Decides what `name` means, or that it is probably a mistake.
pub(crate) fn resolve(
    name: &Name,
    columns: &[&str],
    declared: &[&str],
) -> Result<Meaning, FormulaError> {
    let text = name.text.as_str();
    if declared.contains(&text) {
        return Ok(Meaning::Parameter);
    }
    if columns.contains(&text) {
        return Ok(Meaning::Column);
    }
    if text.starts_with('$') || !text.chars().all(crate::text::continues_name) {
        // Only columns have such names.
        let error = unknown(name, format!("there is no column `{text}`"));
        return Err(match nearest(text, columns.iter().copied()) {
            Some(near) => error.with_help(format!("did you mean `{near}`? {}", listed(columns))),
            None => error.with_help(listed(columns)),
        });
    }
    let meant = |column: &&&str| is_slip(text, column) || is_first_word(text, column);
    if let Some(column) = columns.iter().find(meant) {
        return Err(unknown(name, format!("there is no column `{text}`")).with_help(format!(
            "did you mean the column `{column}`? if `{text}` is a parameter, declare it"
        )));
    }
    if function(text).is_some() {
        return Err(unknown(name, format!("`{text}` is a function"))
            .with_help(format!("write `{text}(...)`; if it is a parameter, declare it")));
    }
    let constants = ["pi"].into_iter();
    let known = FUNCTIONS.iter().map(|(function, _)| *function).chain(constants);
    if let Some(near) = known
        .into_iter()
        .find(|known| text.chars().count() > 1 && text.to_lowercase() == known.to_lowercase())
    {
        return Err(unknown(name, format!("unknown name `{text}`"))
            .with_help(format!("did you mean `{near}`? if `{text}` is a parameter, declare it")));
    }
    Ok(Meaning::Parameter)
}

/// Whether `text` is how someone would call a column like `dose (mg)` who forgot its unit.
fn is_first_word(text: &str, column: &str) -> bool {
    let word = column.split(|c| !crate::text::continues_name(c)).next().unwrap_or("");
    word.len() < column.len() && word.to_lowercase() == text.to_lowercase()
}

fn unknown(name: &Name, message: String) -> FormulaError {
    let source = name.source.clone().unwrap_or_else(|| Source {
        text: Arc::from(name.text.as_str()),
        span: 0..name.text.len(),
    });
    FormulaError::new(FormulaErrorKind::UnknownName, message, source)
}

/// The columns there are, as a sentence; the first dozen of many.
fn listed(columns: &[&str]) -> String {
    const SHOWN: usize = 12;
    match columns.len() {
        0 => "there are no columns here".to_owned(),
        count if count > SHOWN => {
            format!("the columns are {}, ... ({count} in all)", columns[..SHOWN].join(", "))
        }
        _ => format!("the columns are {}", columns.join(", ")),
    }
}
