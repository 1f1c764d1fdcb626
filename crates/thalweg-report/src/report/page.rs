//! The page: what stands in it, put into its template.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::{Value, json};
use thalweg::{Answer, Portrait};

use super::{charts, estimates, facts, linked, methods, rivals, rows, trust};
use crate::drawing::svg::escape;
use crate::json::SCHEMA;
use crate::plot::figure::Figure;
use crate::plot::layout::Layout;
use crate::plot::sheet::Sheet;
use crate::plot::style;

const TEMPLATE: &str = include_str!("page.html");
const CSS: &str = include_str!("page.css");
const LINK: &str = include_str!("link.js");
const FIGURE: &str = include_str!("figure.js");
const TABLE: &str = include_str!("table.js");

/// Longer arrays are not put into the JSON of a page.
const LONGEST_ARRAY: usize = 2000;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be laid out: {0}")]
pub struct ReportError(String);

/// Everything there is to say about a fit as a page: one file that asks no network for anything and
/// works from a disk. `portrait` is what there is to draw; what it does not have is not drawn, and the
/// page says why.
///
/// Points are linked: one that is hovered, or chosen with the arrow keys, lights up in every chart and in
/// the table, with what leaving it out would do to the parameters. The fit can be zoomed, the table
/// sorted. It follows the reader's choice of a light or dark ground, and prints. Beyond 5000 rows the
/// charts, and beyond 200 the table, show those that stick out and say so: the file stays below 2 MB.
///
/// # Errors
/// None that a fit is known to cause: a template that cannot be filled.
///
/// ```
/// use thalweg::{Answer, Parameter, Portrait, Status};
/// let mut answer = Answer::new("y ~ a*x", Status::Minimum);
/// answer.parameters.push(Parameter::new("a", 2.5));
/// let page = thalweg_report::report_html(&answer, &Portrait::default())?;
/// assert!(page.starts_with("<!doctype html>") && page.contains("y ~ a*x"));
/// # Ok::<(), thalweg_report::ReportError>(())
/// ```
pub fn report_html(answer: &Answer, portrait: &Portrait) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("prose", prose);
    environment
        .add_template("report", TEMPLATE)
        .and_then(|()| environment.get_template("report")?.render(Serde(context(answer, portrait))))
        .map_err(|error| ReportError(format!("{error:#}")))
}

/// A hyphen that stands for a minus as one: "AICc -57.7", "(-0.99)".
fn minus(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let one = |(k, &c): (usize, &char)| {
        let begins = k == 0 || matches!(all[k - 1], ' ' | '(' | '[');
        let number = all.get(k + 1).is_some_and(char::is_ascii_digit);
        if c == '-' && begins && number { '−' } else { c }
    };
    all.iter().enumerate().map(one).collect()
}

/// Text as markup, what stands between backticks as code.
fn prose(text: &str) -> minijinja::Value {
    let parts = text.split('`');
    // A backtick that is never closed is a backtick.
    if parts.clone().count().is_multiple_of(2) {
        return minijinja::Value::from_safe_string(escape(&minus(text)));
    }
    let marked = parts.enumerate().map(|(k, part)| match k % 2 {
        0 => escape(&minus(part)),
        _ => format!("<code>{}</code>", escape(part)),
    });
    minijinja::Value::from_safe_string(marked.collect())
}

fn context(answer: &Answer, portrait: &Portrait) -> Value {
    let sheet = Sheet::new(answer, portrait);
    let figure = Figure::new(&sheet, Layout::PAGE);
    let (json, json_note) = embedded(answer);
    let rows = rows::rows(&sheet);
    let level = estimates::level(answer);
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": SCHEMA,
        "title": format!("{} – thalweg", answer.formula),
        "formula": answer.formula,
        "verdict": {
            "good": answer.converged,
            "status": answer.status.code(),
            "message": answer.message,
            "looks": trust::looks(answer),
            "some": answer.checks.iter().any(|c| !c.is_ok()),
            "conclusion": answer.conclusion,
        },
        "fit": charts::fit(&figure),
        "level": level,
        "parameters": estimates::parameters(answer),
        "derived": estimates::derived(answer),
        "bootstrap": estimates::bootstrap(answer),
        "reasons": estimates::reasons(answer),
        "facts": facts::facts(answer),
        "checks": trust::checks(answer),
        "remarks": trust::remarks(answer),
        "tests": trust::tests(answer),
        "residuals": charts::of_residuals(&sheet),
        "profiles": charts::of_profiles(&sheet),
        "regions": charts::of_regions(&sheet),
        "rivals": rivals::rivals(answer),
        "rivals_absent": rivals::none(answer),
        "heads": rows.heads,
        "rows": rows.rows,
        "rows_note": rows.note,
        "methods": methods::methods(answer),
        "json": json,
        "json_note": json_note,
        "data": script(&linked::data(&figure).to_string()),
        "css": css(&level),
        "link": LINK,
        "figure": FIGURE,
        "table": TABLE,
    })
}

/// Text of a script element: within one, "</script>" would end it.
fn script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

fn css(level: &str) -> String {
    CSS.replace("{{drawing}}", &style::css(&style::LIGHT))
        .replace("{{dark}}", &style::colours(&style::DARK))
        .replace("{{level}}", level)
}

/// The JSON of the answer, and what was left out of it.
fn embedded(answer: &Answer) -> (String, &'static str) {
    let text = crate::json::json(answer);
    let whole = |text: &str| (script(text), "");
    let Ok(mut value) = serde_json::from_str::<Value>(&text) else { return whole(&text) };
    if !shortened(&mut value) {
        return whole(&text);
    }
    let note = "(arrays with an entry for each of very many rows are left out: thalweg fit --format json writes them)";
    (script(&crate::object::pretty(&value)), note)
}

/// Puts null in the place of very long arrays; whether there was one.
fn shortened(value: &mut Value) -> bool {
    match value {
        Value::Array(items) if items.len() > LONGEST_ARRAY => {
            *value = Value::Null;
            true
        }
        Value::Array(items) => items.iter_mut().fold(false, |any, item| shortened(item) | any),
        Value::Object(map) => map.values_mut().fold(false, |any, item| shortened(item) | any),
        _ => false,
    }
}
