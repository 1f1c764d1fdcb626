//! Columns of Parquet, some rows at a time: numbers, lists of numbers, keys.

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::FileReader;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use super::keys::{KeyColumn, TextKeys};
use super::places::Places;
use super::points::{PointSource, Points, ROWS};
use super::progress::Progress;
use crate::error::{DataError, empty};
use crate::parquet::guard::guarded;
use crate::parquet::meaning::Meaning;
use crate::parquet::{WHOLE, damaged};

/// A column as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Its name; of a list that of the list.
    pub name: String,
    pub is_list: bool,
    meaning: Meaning,
    /// Definition level of a value that is there.
    there: i16,
    /// Definition levels below this are those of an empty list, or of none.
    element: i16,
    key: Option<KeyColumn>,
}

impl Leaf {
    /// Those of a schema, in its order.
    pub(super) fn all(schema: &SchemaDescriptor) -> Vec<Self> {
        schema.columns().iter().map(|column| Self::of(schema, column)).collect()
    }

    fn of(schema: &SchemaDescriptor, column: &ColumnDescriptor) -> Self {
        let parts = column.path().parts();
        let mut node = schema.root_schema();
        let (mut level, mut repeated, mut element) = (0, None, 0);
        for (depth, part) in parts.iter().enumerate() {
            let Some(next) = node.get_fields().iter().find(|field| field.name() == part) else {
                break;
            };
            node = next;
            let info = node.get_basic_info();
            let repetition = info.has_repetition().then(|| info.repetition());
            level +=
                i16::from(repetition.is_some_and(|r| r != parquet::basic::Repetition::REQUIRED));
            if repetition == Some(parquet::basic::Repetition::REPEATED) && repeated.is_none() {
                (repeated, element) = (Some(depth), level);
            }
        }
        // A list is `name.list.element`, under several other words; a column that repeats by itself is its own.
        let whole = match repeated {
            Some(depth) => depth.max(1),
            None => parts.len(),
        };
        Self {
            name: parts.get(..whole).unwrap_or(parts).join("."),
            is_list: repeated.is_some(),
            meaning: match column.max_rep_level() {
                0 | 1 => Meaning::of_element(column),
                _ => Meaning::Unusable("lists of lists"),
            },
            there: column.max_def_level(),
            element,
            key: if repeated.is_none() { kind(column) } else { None },
        }
    }

    /// Errors: no number can be had from it.
    pub(super) fn check_numbers(&self, file: &str) -> std::result::Result<(), DataError> {
        match self.meaning.unusable() {
            None => Ok(()),
            Some(what) => Err(DataError::new(
                "E-VALUE",
                format!("{file}: the column `{}` holds {what}, not numbers", self.name),
                "use another column, or convert this one to numbers",
            )),
        }
    }

    /// An empty column of its keys. Errors: it has none.
    pub(super) fn keys(&self, file: &str) -> std::result::Result<KeyColumn, DataError> {
        self.key.clone().ok_or_else(|| {
            DataError::new(
                "E-VALUE",
                format!("{file}: the column `{}` holds no keys", self.name),
                "keys are text or numbers, and no lists, dates or decimals",
            )
        })
    }
}

/// The kind of keys that a column can be.
fn kind(column: &ColumnDescriptor) -> Option<KeyColumn> {
    let plain = matches!(column.logical_type_ref(), None | Some(LogicalType::Integer(_)))
        && !matches!(column.converted_type(), ConvertedType::DECIMAL | ConvertedType::DATE);
    match column.physical_type() {
        Type::BYTE_ARRAY if column.converted_type() != ConvertedType::DECIMAL => {
            Some(KeyColumn::Text(TextKeys::default()))
        }
        Type::INT32 | Type::INT64 | Type::BOOLEAN if plain => Some(KeyColumn::Integer(Vec::new())),
        Type::FLOAT | Type::DOUBLE => Some(KeyColumn::Number(Vec::new())),
        _ => None,
    }
}

/// Values of some rows.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// NaN where there is none.
    pub numbers: Vec<f64>,
    /// Where the values of each row end.
    pub ends: Vec<usize>,
}

/// One column of one row group, being read.
pub(super) struct Cursor {
    reader: ColumnReader,
    leaf: Leaf,
}

/// What stands in a column.
enum Item<'v, V> {
    /// A row begins.
    Row,
    Value(&'v V),
    Null,
}

impl Cursor {
    /// The numbers of the next rows, `most` at most.
    pub(super) fn numbers(&mut self, most: usize) -> Result<Values> {
        let Self { reader, leaf } = self;
        let mut values = Values::default();
        let meaning = leaf.meaning;
        macro_rules! pulled {
            ($reader:expr, $number:expr) => {
                pull($reader, leaf, most, |item| match item {
                    Item::Row => values.ends.push(values.numbers.len()),
                    Item::Null => values.numbers.push(f64::NAN),
                    Item::Value(value) => {
                        let number: Option<f64> = $number(value);
                        values.numbers.push(number.filter(|v| v.is_finite()).unwrap_or(f64::NAN));
                    }
                })
            };
        }
        match reader {
            ColumnReader::BoolColumnReader(r) => {
                pulled!(r, |v: &bool| Some(f64::from(u8::from(*v))))
            }
            ColumnReader::Int32ColumnReader(r) if meaning == Meaning::Unsigned => {
                pulled!(r, |v: &i32| Some(f64::from(v.cast_unsigned())))
            }
            ColumnReader::Int32ColumnReader(r) => {
                pulled!(r, |v: &i32| Some(meaning.integer(i64::from(*v))))
            }
            ColumnReader::Int64ColumnReader(r) => pulled!(r, |v: &i64| Some(meaning.integer(*v))),
            ColumnReader::Int96ColumnReader(r) => {
                pulled!(r, |v: &parquet::data_type::Int96| Some(meaning.integer(v.to_nanos())))
            }
            ColumnReader::FloatColumnReader(r) => pulled!(r, |v: &f32| Some(f64::from(*v))),
            ColumnReader::DoubleColumnReader(r) => pulled!(r, |v: &f64| Some(*v)),
            ColumnReader::ByteArrayColumnReader(r) => {
                pulled!(r, |v: &ByteArray| meaning.bytes(v.data()))
            }
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                pulled!(r, |v: &parquet::data_type::FixedLenByteArray| meaning.bytes(v.data()))
            }
        }?;
        // Ends, not beginnings.
        if !values.ends.is_empty() {
            values.ends.remove(0);
            values.ends.push(values.numbers.len());
        }
        Ok(values)
    }

    /// The keys of the next rows, appended; the number of the first row, from 0, that has none.
    fn keys(&mut self, most: usize, keys: &mut KeyColumn) -> Result<Option<usize>> {
        let Self { reader, leaf } = self;
        let (mut rows, mut missing) = (0, None);
        macro_rules! pulled {
            ($reader:expr, $push:expr) => {
                pull($reader, leaf, most, |item| match item {
                    Item::Row => rows += 1,
                    Item::Null => missing = missing.or(Some(rows - 1)),
                    Item::Value(value) => $push(value),
                })
            };
        }
        match (reader, keys) {
            (ColumnReader::ByteArrayColumnReader(r), KeyColumn::Text(keys)) => {
                pulled!(r, |v: &ByteArray| keys.push(&String::from_utf8_lossy(v.data())))
            }
            (ColumnReader::Int32ColumnReader(r), KeyColumn::Integer(keys)) => {
                let unsigned = leaf.meaning == Meaning::Unsigned;
                pulled!(r, |v: &i32| keys.push(match unsigned {
                    true => i64::from(v.cast_unsigned()),
                    false => i64::from(*v),
                }))
            }
            (ColumnReader::Int64ColumnReader(r), KeyColumn::Integer(keys)) => {
                pulled!(r, |v: &i64| keys.push(*v))
            }
            (ColumnReader::BoolColumnReader(r), KeyColumn::Integer(keys)) => {
                pulled!(r, |v: &bool| keys.push(i64::from(*v)))
            }
            (ColumnReader::FloatColumnReader(r), KeyColumn::Number(keys)) => {
                pulled!(r, |v: &f32| keys.push(f64::from(*v)))
            }
            (ColumnReader::DoubleColumnReader(r), KeyColumn::Number(keys)) => {
                pulled!(r, |v: &f64| keys.push(*v))
            }
            _ => Err(ParquetError::General("a key column changes its type".into())),
        }?;
        Ok(missing)
    }
}

/// Gives the items of the next rows, `most` rows at most, to `push`.
fn pull<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    leaf: &Leaf,
    most: usize,
    mut push: impl FnMut(Item<T::T>),
) -> Result<()> {
    let mut values: Vec<T::T> = Vec::new();
    let (mut defined, mut repeated): (Vec<i16>, Vec<i16>) = (Vec::new(), Vec::new());
    let mut rows = 0;
    while rows < most {
        values.clear();
        defined.clear();
        repeated.clear();
        let rep = leaf.is_list.then_some(&mut repeated);
        let (read, there, levels) =
            reader.read_records(most - rows, Some(&mut defined), rep, &mut values)?;
        if read == 0 {
            break;
        }
        rows += read;
        let levels = if leaf.there > 0 || leaf.is_list { levels } else { there };
        let mut next = values.iter();
        for i in 0..levels {
            if !leaf.is_list || repeated.get(i) == Some(&0) {
                push(Item::Row);
            }
            let level = if leaf.there == 0 { 0 } else { defined.get(i).copied().unwrap_or(0) };
            if level == leaf.there {
                let value = next.next();
                push(Item::Value(value.ok_or_else(|| short("a value"))?));
            } else if level >= leaf.element {
                push(Item::Null);
            }
        }
    }
    Ok(())
}

fn short(what: &str) -> ParquetError {
    ParquetError::EOF(format!("{what} is missing"))
}

/// The columns of a file that are used, row group by row group.
pub(super) struct Groups {
    pub file: String,
    reader: Box<dyn FileReader>,
    leaves: Vec<Leaf>,
    pub places: Places,
    empty_keys: Vec<KeyColumn>,
    progress: Progress,
    group: usize,
    cursors: Vec<Cursor>,
    left: usize,
    /// Rows that were read.
    pub before: usize,
}

impl Groups {
    /// Errors: columns that are not what they should be.
    pub(super) fn new(
        file: &str,
        reader: Box<dyn FileReader>,
        leaves: Vec<Leaf>,
        places: Places,
        progress: Progress,
    ) -> std::result::Result<Self, DataError> {
        places.numbers.iter().try_for_each(|k| leaves[*k].check_numbers(file))?;
        let keys = places.keys.iter().map(|k| leaves[*k].keys(file));
        Ok(Self {
            file: file.into(),
            empty_keys: keys.collect::<std::result::Result<_, _>>()?,
            reader,
            leaves,
            places,
            progress,
            group: 0,
            cursors: Vec::new(),
            left: 0,
            before: 0,
        })
    }

    /// Keys, and values of each column, of the next rows, `most` at most; none at the end.
    #[allow(clippy::type_complexity, reason = "two kinds of columns")]
    pub(super) fn next(
        &mut self,
        most: usize,
    ) -> std::result::Result<Option<(Vec<KeyColumn>, Vec<Values>)>, DataError> {
        if !guarded(|| self.go_on()).map_err(|error| damaged(&self.file, WHOLE, &error))? {
            return match self.before {
                0 => Err(empty(&self.file, "there are no rows in it")),
                _ => Ok(None),
            };
        }
        let rows = most.min(self.left);
        let numbers = self.places.numbers.len();
        let Self { cursors, empty_keys, .. } = self;
        let read = guarded(|| {
            let (numbers, keys) = cursors.split_at_mut(numbers);
            let values: Vec<Values> =
                numbers.iter_mut().map(|cursor| cursor.numbers(rows)).collect::<Result<_>>()?;
            let mut columns = empty_keys.clone();
            let mut missing = None;
            for (cursor, column) in keys.iter_mut().zip(&mut columns) {
                missing = missing.or(cursor.keys(rows, column)?);
            }
            let whole = values.iter().all(|v| v.ends.len() == rows)
                && (missing.is_some() || columns.iter().all(|c| c.len() == rows));
            if whole { Ok((columns, values, missing)) } else { Err(short("the end of a column")) }
        });
        let (columns, values, missing) =
            read.map_err(|error| damaged(&self.file, WHOLE, &error))?;
        if let Some(row) = missing {
            return Err(DataError::new(
                "E-VALUE",
                format!("{}: row {} has no key", self.file, self.before + row + 1),
                "say which curve it belongs to, or take the row out",
            ));
        }
        self.left -= rows;
        self.before += rows;
        self.progress.add(rows as u64);
        Ok(Some((columns, values)))
    }

    /// Opens the next row group that has rows, if this one is read; whether there are rows.
    fn go_on(&mut self) -> Result<bool> {
        while self.left == 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(false);
            }
            let group = self.reader.get_row_group(self.group)?;
            self.group += 1;
            self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let places = self.places.numbers.iter().chain(&self.places.keys);
            let cursor = |k: &usize| {
                let leaf = self.leaves[*k].clone();
                Ok(Cursor { reader: group.get_column_reader(*k)?, leaf })
            };
            self.cursors = places.map(cursor).collect::<Result<_>>()?;
        }
        Ok(true)
    }
}

/// Points of Parquet.
pub(super) struct ParquetPoints(pub Groups);

impl PointSource for ParquetPoints {
    fn next(&mut self) -> std::result::Result<Option<Points>, DataError> {
        let before = self.0.before;
        let Some((keys, values)) = self.0.next(ROWS)? else { return Ok(None) };
        let columns = values.into_iter().map(|v| v.numbers).collect();
        Ok(Some(Points { keys, columns, lines: Vec::new(), before }))
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}
