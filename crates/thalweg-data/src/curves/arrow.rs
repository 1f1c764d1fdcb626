//! Columns of Arrow, some rows at a time: numbers, lists of numbers, keys.

use arrow_array::cast::AsArray;
use arrow_array::{Array, GenericListArray, OffsetSizeTrait, RecordBatch};
use arrow_schema::{ArrowError, DataType};

use super::columns::{ColumnSource, Values, finite, no_keys};
use super::keys::{KeyColumn, TextKeys};
use super::places::Places;
use super::progress::Progress;
use crate::arrow::{ArrowFile, Leaf, Numbers, numbers, plain};
use crate::error::{DataError, empty, no_key};

/// The columns of a file that are used.
pub(super) struct ArrowColumns {
    file: String,
    arrow: ArrowFile,
    names: Vec<String>,
    numbers: Vec<Leaf>,
    keys: Vec<Leaf>,
    empty_keys: Vec<KeyColumn>,
    progress: Progress,
    batch: Option<RecordBatch>,
    /// Rows of the batch that were read.
    row: usize,
    before: usize,
}

impl ArrowColumns {
    /// Errors: columns that are not what they should be.
    pub(super) fn new(
        file: &str,
        mut arrow: ArrowFile,
        places: Places,
        progress: Progress,
    ) -> Result<Self, DataError> {
        let wanted = places.wanted(arrow.leaves().len());
        for leaf in places.numbers.iter().map(|k| &arrow.leaves()[*k]) {
            leaf.element().unwrap_or(leaf.meaning()).check_numbers(file, &leaf.name)?;
        }
        let of_keys = places.keys.iter().map(|k| &arrow.leaves()[*k]);
        let empty_keys =
            of_keys.map(|leaf| kind(&leaf.kind).ok_or_else(|| no_keys(file, &leaf.name)));
        let empty_keys = empty_keys.collect::<Result<_, _>>()?;
        let leaves = arrow.want(&wanted);
        let chosen = |which: &[usize]| which.iter().map(|k| leaves[*k].clone()).collect();
        Ok(Self {
            file: file.into(),
            numbers: chosen(&places.numbers),
            keys: chosen(&places.keys),
            names: places.names,
            arrow,
            empty_keys,
            progress,
            batch: None,
            row: 0,
            before: 0,
        })
    }

    /// Reads the next batch that has rows, if this one is used up; whether there are rows.
    fn go_on(&mut self) -> Result<bool, DataError> {
        while self.batch.as_ref().is_none_or(|batch| self.row == batch.num_rows()) {
            self.batch = self.arrow.next()?;
            self.row = 0;
            if self.batch.is_none() {
                return Ok(false);
            }
            self.progress.add(1);
        }
        Ok(true)
    }
}

impl ColumnSource for ArrowColumns {
    fn file(&self) -> &str {
        &self.file
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn lists(&self) -> Vec<bool> {
        self.numbers.iter().map(|leaf| leaf.element().is_some()).collect()
    }

    fn keys(&self) -> &[KeyColumn] {
        &self.empty_keys
    }

    fn before(&self) -> usize {
        self.before
    }

    fn append(
        &mut self,
        most: usize,
        keys: &mut [KeyColumn],
        columns: &mut [Values],
    ) -> Result<usize, DataError> {
        let found = self.go_on()?;
        let Some(batch) = self.batch.as_ref().filter(|_| found) else {
            return match self.before {
                0 => Err(empty(&self.file, "there are no rows in it")),
                _ => Ok(0),
            };
        };
        let rows = most.min(batch.num_rows() - self.row);
        let batch = batch.slice(self.row, rows);
        let missing = self.arrow.decoded(|| {
            for (leaf, values) in self.numbers.iter().zip(columns) {
                append(leaf.array(&batch)?.as_ref(), values)?;
            }
            let mut missing = None;
            for (leaf, keys) in self.keys.iter().zip(keys) {
                let array = leaf.array(&batch)?;
                let nulls = array.logical_nulls();
                let gap = nulls.and_then(|nulls| (0..rows).find(|i| nulls.is_null(*i)));
                if gap.is_none() {
                    append_keys(array.as_ref(), keys)?;
                }
                missing = missing.or(gap);
            }
            Ok(missing)
        })?;
        if let Some(row) = missing {
            return Err(no_key(&self.file, &format!("row {}", self.before + row + 1)));
        }
        self.row += rows;
        self.before += rows;
        Ok(rows)
    }
}

/// The kind of keys that a column can be.
fn kind(kind: &DataType) -> Option<KeyColumn> {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            Some(KeyColumn::Text(TextKeys::default()))
        }
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            Some(KeyColumn::Number(Vec::new()))
        }
        DataType::Boolean => Some(KeyColumn::Integer(Vec::new())),
        DataType::UInt64 => Some(KeyColumn::Unsigned(Vec::new())),
        kind if kind.is_integer() => Some(KeyColumn::Integer(Vec::new())),
        DataType::Dictionary(_, values) => self::kind(values),
        _ => None,
    }
}

/// Appends the numbers of an array; NaN where there is none.
fn append(array: &dyn Array, out: &mut Values) -> Result<(), ArrowError> {
    match array.data_type() {
        DataType::List(_) => lists(array.as_list::<i32>(), out),
        DataType::LargeList(_) => lists(array.as_list::<i64>(), out),
        DataType::FixedSizeList(_, size) => {
            let (array, size) = (array.as_fixed_size_list(), size.unsigned_abs() as usize);
            let begins = (0..array.len()).map(|i| i * size..(i + 1) * size);
            each_list(array, array.values().as_ref(), begins, out)
        }
        _ => {
            let Numbers { values, nulls } = numbers(array)?;
            let first = out.numbers.len();
            out.numbers.extend(values.iter().map(|value| finite(*value)));
            for gap in
                nulls.iter().flat_map(|nulls| (0..values.len()).filter(|i| nulls.is_null(*i)))
            {
                out.numbers[first + gap] = f64::NAN;
            }
            Ok(())
        }
    }
}

fn lists<O: OffsetSizeTrait>(
    array: &GenericListArray<O>,
    out: &mut Values,
) -> Result<(), ArrowError> {
    let offsets = array.value_offsets();
    let first = offsets.first().map_or(0, |at| at.as_usize());
    let last = offsets.last().map_or(0, |at| at.as_usize());
    let values = array.values().slice(first, last - first);
    let rows =
        offsets.windows(2).map(|pair| pair[0].as_usize() - first..pair[1].as_usize() - first);
    each_list(array, values.as_ref(), rows, out)
}

/// Appends row after row of an array of lists; a list that is not there is empty.
fn each_list(
    array: &dyn Array,
    values: &dyn Array,
    rows: impl Iterator<Item = std::ops::Range<usize>>,
    out: &mut Values,
) -> Result<(), ArrowError> {
    let mut cells = Values::default();
    append(values, &mut cells)?;
    let first = out.numbers.len();
    if array.null_count() == 0 {
        out.numbers.append(&mut cells.numbers);
        out.ends.extend(rows.map(|row| first + row.end));
        return Ok(());
    }
    for (i, row) in rows.enumerate() {
        if array.is_valid(i) {
            out.numbers.extend_from_slice(&cells.numbers[row]);
        }
        out.ends.push(out.numbers.len());
    }
    Ok(())
}

/// Appends the keys of an array that has one in every row.
fn append_keys(array: &dyn Array, out: &mut KeyColumn) -> Result<(), ArrowError> {
    use arrow_array::types::{Int64Type, UInt64Type};
    match (array.data_type(), out) {
        (DataType::Utf8, KeyColumn::Text(keys)) => {
            array.as_string::<i32>().iter().flatten().for_each(|key| keys.push(key));
        }
        (DataType::LargeUtf8, KeyColumn::Text(keys)) => {
            array.as_string::<i64>().iter().flatten().for_each(|key| keys.push(key));
        }
        (DataType::Utf8View, KeyColumn::Text(keys)) => {
            array.as_string_view().iter().flatten().for_each(|key| keys.push(key));
        }
        (DataType::Dictionary(..), out) => {
            append_keys(plain(array)?.as_ref(), out)?;
        }
        // These have more digits than a double.
        (DataType::Int64, KeyColumn::Integer(keys)) => {
            keys.extend_from_slice(array.as_primitive::<Int64Type>().values());
        }
        (DataType::UInt64, KeyColumn::Unsigned(keys)) => {
            keys.extend_from_slice(array.as_primitive::<UInt64Type>().values());
        }
        (_, KeyColumn::Integer(keys)) => {
            keys.extend(numbers(array)?.values.iter().map(|key| *key as i64));
        }
        (_, KeyColumn::Number(keys)) => keys.append(&mut numbers(array)?.values),
        (kind, KeyColumn::Text(_) | KeyColumn::Unsigned(_)) => {
            return Err(ArrowError::CastError(format!("{kind} holds no such keys")));
        }
    }
    Ok(())
}
