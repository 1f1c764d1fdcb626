//! Reading a saved fit back, with nothing taken on trust.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thalweg::{Answer, Fit, Request, Table};

use super::asked::Asked;
use super::data::{Data, Origin};
use super::error::SavedError;
use super::{DATA, PROGRAM, REQUEST, answer, program};
use crate::json::SCHEMA;

/// A fit that was saved.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Saved {
    /// What was asked.
    pub fit: Fit,
    /// The columns it was asked of.
    pub table: Table,
    /// Where they came from.
    pub origin: Origin,
    /// The program that wrote the file, with its version.
    pub program: String,
    /// The answer as far as the file says it in numbers: the verdict, the estimates and their errors, and
    /// the size of the residuals. Fitted values, checks and warnings are not read back.
    pub answer: Answer,
    /// The answer as it was written.
    pub(super) written: Map<String, Value>,
}

impl Saved {
    /// The confidence level the fit was asked for.
    pub fn level(&self) -> f64 {
        Request::from(&self.fit).level
    }

    /// Reads what [`save`](super::save) wrote.
    ///
    /// ```
    /// use thalweg_report::saved::Saved;
    /// let error = Saved::read(r#"{"schema": "thalweg.fit/2"}"#).unwrap_err();
    /// assert_eq!(
    ///     error.message(),
    ///     "the saved fit has the schema `thalweg.fit/2`, and this version reads `thalweg.fit/1`"
    /// );
    /// ```
    ///
    /// # Errors
    /// The text is not JSON, of another schema, lacks a part, or was changed.
    pub fn read(text: &str) -> Result<Self, SavedError> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| SavedError::foreign(&format!("it is not JSON ({error})")))?;
        let Value::Object(mut document) = document else {
            return Err(SavedError::foreign("it is not a JSON object"));
        };
        check_schema(&document)?;
        if let Some(error) = document.get("error") {
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
            return Err(SavedError::foreign(&format!("it is the report of an error ({message})")));
        }
        if !document.contains_key(REQUEST) && document.contains_key("parameters") {
            return Err(SavedError::new(
                "this is an answer without what was asked and the data",
                "`--format json` prints the answer alone; `--save FILE` writes all that is needed here",
            ));
        }
        let program_was = match document.remove(PROGRAM) {
            Some(Value::String(name)) => name,
            _ => return Err(SavedError::damaged(format!("`{PROGRAM}` is not there"))),
        };
        let asked: Asked = part(&mut document, REQUEST, &program_was)?;
        let data: Data = part(&mut document, DATA, &program_was)?;
        let (table, origin) = data.table()?;
        let answer = answer::read(&document)?;
        if answer.formula != asked.formula {
            return Err(SavedError::damaged("its answer is of another formula"));
        }
        if answer.observations > table.rows() {
            return Err(SavedError::damaged(format!(
                "its answer is of {} observations, its data have {} rows",
                answer.observations,
                table.rows()
            )));
        }
        let fit = Fit::from(asked);
        Ok(Self { fit, table, origin, program: program_was, answer, written: document })
    }
}

fn check_schema(document: &Map<String, Value>) -> Result<(), SavedError> {
    match document.get("schema") {
        Some(Value::String(schema)) if schema == SCHEMA => Ok(()),
        Some(Value::String(schema)) => Err(SavedError::new(
            format!("the saved fit has the schema `{schema}`, and this version reads `{SCHEMA}`"),
            "read it with the version that wrote it",
        )),
        _ => Err(SavedError::foreign("it has no `schema`")),
    }
}

/// A part of the document as its own type.
fn part<T: DeserializeOwned>(
    document: &mut Map<String, Value>,
    key: &str,
    program_was: &str,
) -> Result<T, SavedError> {
    let Some(value) = document.remove(key) else {
        return Err(SavedError::damaged(format!("`{key}` is not there")));
    };
    serde_json::from_value(value).map_err(|error| {
        let message = format!("in `{key}`: {error}");
        if program_was == program() {
            return SavedError::damaged(message);
        }
        SavedError::new(
            format!("the saved fit cannot be read: {message}"),
            format!("it was written by {program_was}, this is {}: read it with that", program()),
        )
    })
}
