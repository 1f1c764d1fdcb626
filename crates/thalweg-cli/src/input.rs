//! From a file to the columns a fit needs.

use thalweg::{Condition, FitError, Table};
use thalweg_data::{DataSet, Na, Reader};

use crate::failure::{DATA, Failure};
use crate::question::Question;

/// What was read.
pub(crate) struct Input {
    /// The columns.
    pub(crate) table: Table,
    /// Rows left out because a cell that is used was missing.
    pub(crate) dropped: usize,
    /// What was detected and is unusual.
    pub(crate) notes: Vec<String>,
}

/// Reads the columns the question needs, and no others, and of them the rows that meet its conditions.
pub(crate) fn read(question: &Question) -> Result<Input, Failure> {
    read_columns(question, |available| question.fit.columns_used(available))
}

/// As [`read`], for work that needs other columns than the fit of the question: `used` names them out of
/// those available.
pub(crate) fn read_columns(
    question: &Question,
    used: impl Fn(&[&str]) -> Result<Vec<String>, FitError>,
) -> Result<Input, Failure> {
    let reader = Reader::open(question.source.clone(), &question.reading)?;
    let available = reader.available();
    if available.is_empty() {
        // Nothing in it: the reader has the words for that, the formula would miss its columns.
        return Ok(Input {
            table: reader.read(None)?.table(&[], question.na)?.0,
            dropped: 0,
            notes: vec![],
        });
    }
    let used = used(&available)?;
    let conditions: Vec<Condition> = question
        .conditions
        .iter()
        .map(|text| Condition::new(text, &available))
        .collect::<Result<_, _>>()?;
    let mut wanted = used.clone();
    for name in conditions.iter().flat_map(Condition::columns) {
        if !wanted.contains(name) {
            wanted.push(name.clone());
        }
    }
    let data = reader.read(Some(&wanted))?;
    let mut notes = data.notes().to_vec();
    let (table, dropped) = if conditions.is_empty() {
        data.table(&used, question.na)?
    } else {
        let rows = data.rows();
        let (table, dropped) = selected(data, &wanted, &conditions, question)?;
        notes.push(format!("{} of {rows} rows meet the condition", table.rows() + dropped));
        (table, dropped)
    };
    Ok(Input { table, dropped, notes })
}

/// The rows that meet every condition. A missing cell in a row that does not is no error; one in a
/// condition is, because it cannot be said whether the row meets it.
fn selected(
    data: DataSet,
    wanted: &[String],
    conditions: &[Condition],
    question: &Question,
) -> Result<(Table, usize), Failure> {
    let mut whole = Table::new();
    for name in wanted {
        // A column without numbers is an error of the data, and it knows the words.
        let Some(cells) = data.column(name) else { return Ok(data.table(wanted, question.na)?) };
        whole = whole.with(name.as_str(), cells)?;
    }
    let missing = |names: &[String], row: usize| {
        names.iter().filter_map(|n| whole.column(n)).any(|cells| cells[row].is_nan())
    };
    let held: Vec<Vec<bool>> = conditions.iter().map(|c| c.may_hold(&whole)).collect();
    let meets = |row: usize| held.iter().all(|held| held[row]);
    let met: Vec<usize> = (0..whole.rows()).filter(|&row| meets(row)).collect();
    let kept: Vec<usize> = met.iter().copied().filter(|&row| !missing(wanted, row)).collect();
    if kept.len() < met.len() && question.na == Na::Error {
        return Ok(data.table(wanted, question.na)?);
    }
    if kept.is_empty() && whole.rows() > 0 {
        return Err(no_rows(question));
    }
    let mut table = Table::new();
    for name in wanted {
        let cells = whole.column(name).unwrap_or_default();
        table =
            table.with(name.as_str(), kept.iter().map(|&row| cells[row]).collect::<Vec<_>>())?;
    }
    Ok((table, met.len() - kept.len()))
}

fn no_rows(question: &Question) -> Failure {
    Failure::new(
        "E-EMPTY",
        format!("no row meets the condition `{}`", question.conditions.join("` and `")),
        Some("check its sign and its numbers against the data".into()),
        DATA,
    )
}
