//! The rows of a block as a table to be written.

use thalweg::batch::{Batch, BatchRows};
use thalweg_data::{DataError, KeyColumn, ResultColumn, ResultTable};

/// Keys, estimates and errors of every quantity, and how each fit ended.
pub(super) fn table(
    batch: &Batch,
    key_names: &[String],
    keys: Vec<KeyColumn>,
    rows: BatchRows,
) -> Result<ResultTable, DataError> {
    let keys = key_names.iter().cloned().zip(keys.into_iter().map(ResultColumn::Keys));
    let mut columns: Vec<(String, ResultColumn)> = keys.collect();
    let quantities = batch.names().iter().zip(rows.estimates.into_iter().zip(rows.std_errors));
    for (name, (estimates, errors)) in quantities {
        columns.push((name.clone(), ResultColumn::Numbers(estimates)));
        columns.push((format!("{name}_se"), ResultColumn::Numbers(errors)));
    }
    columns.push((batch.cost_name().into(), ResultColumn::Numbers(rows.cost)));
    columns.push(("n".into(), ResultColumn::Counts(rows.points)));
    columns.push(("iterations".into(), ResultColumn::Counts(rows.iterations)));
    let status = rows.status.iter().map(|status| status.code()).collect();
    columns.push(("status".into(), ResultColumn::Words(status)));
    let warnings = rows.notes.iter().map(ToString::to_string).collect();
    columns.push(("warnings".into(), ResultColumn::Words(warnings)));
    ResultTable::new(columns)
}
