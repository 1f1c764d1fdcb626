//! Writing a fit down.

use serde::Serialize;
use serde_json::Value;
use thalweg::{Answer, Fit, Table};

use super::asked::Asked;
use super::data::{Data, Origin};
use super::error::SavedError;
use super::{DATA, PROGRAM, REQUEST, program};
use crate::json;
use crate::object::pretty;

/// The text of a file that [`Saved::read`](super::Saved::read) reads back: the answer, what was asked, and
/// the columns of `table` that it was asked of.
///
/// ```
/// use thalweg::{Fit, Table};
/// use thalweg_report::saved::{Origin, save};
/// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
/// let fit = Fit::new("y ~ a*x");
/// let text = save(&fit, &table, &fit.run(&table)?, &Origin::default())?;
/// assert!(text.contains("\"values\": [2.1, 3.9, 6.0]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The fit does not fit the table, or has an option this version cannot write.
pub fn save(
    fit: &Fit,
    table: &Table,
    answer: &Answer,
    origin: &Origin,
) -> Result<String, SavedError> {
    let names: Vec<&str> = table.names().iter().map(String::as_str).collect();
    let used = fit.columns_used(&names)?;
    let mut document = json::object(answer);
    document.insert(PROGRAM.into(), program().into());
    document.insert(REQUEST.into(), value(&Asked::try_from(fit)?)?);
    document.insert(DATA.into(), value(&Data::new(table, &used, origin))?);
    Ok(pretty(&Value::Object(document)))
}

fn value(part: &impl Serialize) -> Result<Value, SavedError> {
    serde_json::to_value(part)
        .map_err(|error| SavedError::new(format!("the fit cannot be written: {error}"), ""))
}
