//! Errors, for people and for programs.

use crate::json::SCHEMA;
use crate::object::{Object, pretty};
use crate::style::{Role, paint};

/// An error as the JSON object that stands where the answer would.
///
/// ```
/// let text = thalweg_report::error_json("E-EMPTY", "the data have no rows", None);
/// assert!(text.contains("\"code\": \"E-EMPTY\""));
/// ```
pub fn error_json(code: &str, message: &str, help: Option<&str>) -> String {
    let error = Object::new().put("code", code).put("message", message).put("help", help).done();
    pretty(&Object::new().put("schema", SCHEMA).put("error", error).done())
}

/// An error as a few lines: what, where (a line of text and carets below it), what to do.
///
/// ```
/// let text = thalweg_report::error_text(
///     "E-FORMULA",
///     "the parenthesis is not closed",
///     Some("y ~ a*(x\n      ^"),
///     Some("add a `)`"),
///     false,
/// );
/// assert_eq!(
///     text,
///     "error[E-FORMULA]: the parenthesis is not closed\n  y ~ a*(x\n        ^\nhelp: add a `)`\n"
/// );
/// ```
pub fn error_text(
    code: &str,
    message: &str,
    excerpt: Option<&str>,
    help: Option<&str>,
    color: bool,
) -> String {
    let head = paint(&format!("error[{code}]:"), Role::Bad, color);
    let mut out = format!("{head} {message}\n");
    for line in excerpt.into_iter().flat_map(str::lines) {
        out.push_str(&format!("  {line}\n"));
    }
    if let Some(help) = help.filter(|help| !help.is_empty()) {
        out.push_str(&format!("{} {help}\n", paint("help:", Role::Warn, color)));
    }
    out
}
