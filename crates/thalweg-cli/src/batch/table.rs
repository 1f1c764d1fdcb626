//! The rows of a block as a table to be written.

use thalweg::batch::{Batch, Code, Fits, Notes};
use thalweg_data::{DataError, KeyColumn, ResultColumn, ResultTable, Words};

/// Keys, estimates and errors of every quantity, and how each fit ended.
pub(super) fn table(
    batch: &Batch,
    key_names: &[String],
    keys: Vec<KeyColumn>,
    fits: Fits,
) -> Result<ResultTable, DataError> {
    let keys = key_names.iter().cloned().zip(keys.into_iter().map(ResultColumn::Keys));
    let mut columns: Vec<(String, ResultColumn)> = keys.collect();
    let quantities = batch.names().iter().zip(fits.estimates.into_iter().zip(fits.std_errors));
    for (name, (estimates, errors)) in quantities {
        columns.push((name.clone(), ResultColumn::Numbers(estimates)));
        columns.push((format!("{name}_se"), ResultColumn::Numbers(errors)));
    }
    columns.push((batch.cost_name().into(), ResultColumn::Numbers(fits.cost)));
    columns.push(("n".into(), ResultColumn::Counts(fits.points)));
    columns.push(("iterations".into(), ResultColumn::Counts(fits.iterations)));
    let words: Vec<&str> = Code::ALL.iter().map(|status| status.code()).collect();
    let status = Words::of(&words, fits.status.iter().map(|status| *status as usize));
    columns.push(("status".into(), ResultColumn::Words(status)));
    let warnings = warnings(&fits.notes);
    columns.push(("warnings".into(), ResultColumn::Words(warnings)));
    ResultTable::new(columns)
}

/// The codes of warnings; there are few different sets of them.
fn warnings(notes: &[Notes]) -> Words {
    let mut different: Vec<Notes> = Vec::new();
    let mut place = |notes: &Notes| {
        let known = different.iter().position(|known| known == notes);
        known.unwrap_or_else(|| {
            different.push(*notes);
            different.len() - 1
        })
    };
    let each: Vec<usize> = notes.iter().map(&mut place).collect();
    let words: Vec<String> = different.iter().map(ToString::to_string).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Words::of(&words, each.into_iter())
}
