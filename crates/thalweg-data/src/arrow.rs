//! Arrow's IPC formats, file and stream: the columns that are wanted, a record batch at a time.

mod batches;
mod fields;
mod messages;
mod numbers;

pub(crate) use batches::ArrowFile;
pub(crate) use fields::{Leaf, plain};
pub(crate) use numbers::{Numbers, numbers};

use crate::column::Column;
use crate::error::{DataError, empty};
use crate::kinds::Ipc;
use crate::meaning::{Meaning, of_times};
use crate::names::Names;
use crate::source::Bytes;

/// Reads the schema: what columns there are.
pub(crate) fn open(file: &str, bytes: Bytes, kind: Ipc) -> Result<(Names, ArrowFile), DataError> {
    let arrow = ArrowFile::open(file, bytes, kind)?;
    let names = arrow.leaves().iter().map(|leaf| leaf.name.clone()).collect();
    Ok((Names::from_header(file, names)?, arrow))
}

/// Reads the columns for which `wanted` is true, and counts the rows.
pub(crate) fn read(
    file: &str,
    mut arrow: ArrowFile,
    names: &Names,
    wanted: &[bool],
    notes: &mut Vec<String>,
) -> Result<(Vec<Option<Column>>, usize), DataError> {
    let meanings: Vec<Meaning> = arrow.leaves().iter().map(Leaf::meaning).collect();
    let column = |(meaning, wanted): (&Meaning, &bool)| {
        wanted.then(|| Column { unusable: meaning.unusable(), ..Column::default() })
    };
    let mut columns: Vec<Option<Column>> = meanings.iter().zip(wanted).map(column).collect();
    let leaves = arrow.want(wanted);
    let mut rows = 0;
    while let Some(batch) = arrow.next()? {
        for (leaf, column) in leaves.iter().zip(&mut columns) {
            let Some(column) = column.as_mut().filter(|column| column.unusable.is_none()) else {
                continue;
            };
            let cells = arrow.decoded(|| numbers(leaf.array(&batch)?.as_ref()))?;
            for (i, value) in cells.values.iter().enumerate() {
                let row = rows + i + 1;
                match cells.nulls.as_ref().is_some_and(|nulls| nulls.is_null(i)) {
                    true => column.push_bad(row, || "null".into()),
                    false => column.push_number(*value, row),
                }
            }
        }
        rows += batch.num_rows();
    }
    if rows == 0 {
        return Err(empty(file, "there are no rows in it"));
    }
    notes.extend(of_times(&meanings, names, wanted));
    Ok((columns, rows))
}
