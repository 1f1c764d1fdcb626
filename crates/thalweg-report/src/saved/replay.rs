//! Whether a fit that is run again says the same.

use serde_json::Value;
use thalweg::Answer;

use super::program;
use super::read::Saved;
use crate::json;
use crate::layout::count;
use crate::object::{Object, pretty};

/// Keys that hold words for people, which change from version to version, or times.
const NOT_COMPARED: [&str; 7] =
    ["message", "help", "words", "seen", "conclusion", "seconds", "schema"];

/// The most differences that are told in text.
const SHOWN: usize = 10;

/// A place at which two answers differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where, such as `parameters[0].estimate`.
    pub path: String,
    /// What was saved, as JSON.
    pub saved: String,
    /// What it is now.
    pub now: String,
}

impl Saved {
    /// Every number, flag and name of the saved answer that is another one in `answer`, compared bit for
    /// bit. Words for people and times are not compared, nor what only a newer version says.
    ///
    /// ```
    /// use thalweg::{Fit, Table};
    /// use thalweg_report::saved::{Origin, Saved, save};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x");
    /// let saved = Saved::read(&save(&fit, &table, &fit.run(&table)?, &Origin::default())?)?;
    /// let mut again = saved.fit.run(&saved.table)?;
    /// again.parameters[0].estimate += 4.4e-16;
    /// let differences = saved.differences(&again);
    /// assert_eq!(differences[0].path, "parameters[0].estimate");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn differences(&self, answer: &Answer) -> Vec<Difference> {
        let mut answer = answer.clone();
        // Rows that were dropped are not in the file.
        answer.dropped = self.answer.dropped;
        let now = json::object(&answer);
        let mut found = Vec::new();
        for (key, saved) in &self.written {
            compare(key, saved, now.get(key), key.clone(), &mut found);
        }
        found
    }
}

fn compare(
    key: &str,
    saved: &Value,
    now: Option<&Value>,
    path: String,
    found: &mut Vec<Difference>,
) {
    if NOT_COMPARED.contains(&key) || key.ends_with("_reason") {
        return;
    }
    match (saved, now) {
        (Value::Object(saved), Some(Value::Object(now))) => {
            for (key, value) in saved {
                compare(key, value, now.get(key), format!("{path}.{key}"), found);
            }
        }
        (Value::Array(saved), Some(Value::Array(now))) if saved.len() == now.len() => {
            for (i, (value, now)) in saved.iter().zip(now).enumerate() {
                compare("", value, Some(now), format!("{path}[{i}]"), found);
            }
        }
        (saved, now) => {
            // As text: the shortest that reads back to the same bits, and −0 is not 0.
            let (saved, now) = (short(Some(saved)), short(now));
            if saved != now {
                found.push(Difference { path, saved, now });
            }
        }
    }
}

fn short(value: Option<&Value>) -> String {
    match value {
        None => "not there".into(),
        Some(Value::Array(items)) => count(items.len(), "entry", "entries"),
        Some(Value::Object(_)) => "an object".into(),
        Some(scalar) => scalar.to_string(),
    }
}

/// What came of a replay, for people.
pub fn replay_text(saved: &Saved, differences: &[Difference]) -> String {
    if differences.is_empty() {
        return format!("✓ the same bit for bit: {}\n", saved.answer.message);
    }
    let n = differences.len();
    let mut out = format!("✗ {}\n", count(n, "value is not the same", "values are not the same"));
    for Difference { path, saved, now } in differences.iter().take(SHOWN) {
        out.push_str(&format!("  {path}: {saved}, now {now}\n"));
    }
    if n > SHOWN {
        out.push_str(&format!("  and {} more (all with --format json)\n", n - SHOWN));
    }
    out.push_str(&match why(saved) {
        Some(why) => format!("  {why}\n"),
        None => "  another kind of processor may differ in the last bit\n".into(),
    });
    out
}

/// What came of a replay: `thalweg.replay/1`.
pub fn replay_json(saved: &Saved, differences: &[Difference]) -> String {
    let one = |d: &Difference| {
        Object::new()
            .put("path", d.path.as_str())
            .put("saved", d.saved.as_str())
            .put("now", d.now.as_str())
            .done()
    };
    let object = Object::new()
        .put("schema", "thalweg.replay/1")
        .put("identical", differences.is_empty())
        .put("saved_by", saved.program.as_str())
        .put("replayed_by", program())
        .put("differences", differences.iter().map(one).collect::<Value>());
    pretty(&object.done())
}

/// Why a fit may differ when it is run again, where there is a reason to be seen.
fn why(saved: &Saved) -> Option<String> {
    use thalweg::{LimitKind, Status};
    match saved.answer.status {
        Status::Limit { which: LimitKind::Time } => {
            Some("it was ended by the clock, which is not repeated".into())
        }
        Status::Stopped => Some("it was stopped by hand, which is not repeated".into()),
        _ if saved.program != program() => {
            Some(format!("it was saved by {}, this is {}", saved.program, program()))
        }
        _ => None,
    }
}
