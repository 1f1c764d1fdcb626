//! One column of one row group, of whatever type it is stored in.

use parquet::column::reader::ColumnReader;
use parquet::data_type::{
    BoolType, ByteArrayType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
    Int96Type,
};
use parquet::errors::{ParquetError, Result};

use super::leaf::Leaf;
use super::records::Records;
use crate::curves::columns::Values;
use crate::curves::keys::KeyColumn;
use crate::names::decoded;
use crate::parquet::Meaning;

/// A column being read.
pub(super) struct Cursor {
    leaf: Leaf,
    stored: Stored,
}

enum Stored {
    Bool(Records<BoolType>),
    Int32(Records<Int32Type>),
    Int64(Records<Int64Type>),
    Int96(Records<Int96Type>),
    Float(Records<FloatType>),
    Double(Records<DoubleType>),
    Bytes(Records<ByteArrayType>),
    Fixed(Records<FixedLenByteArrayType>),
}

impl Cursor {
    pub(super) fn new(reader: ColumnReader, leaf: Leaf) -> Self {
        let stored = match reader {
            ColumnReader::BoolColumnReader(r) => Stored::Bool(Records::new(r)),
            ColumnReader::Int32ColumnReader(r) => Stored::Int32(Records::new(r)),
            ColumnReader::Int64ColumnReader(r) => Stored::Int64(Records::new(r)),
            ColumnReader::Int96ColumnReader(r) => Stored::Int96(Records::new(r)),
            ColumnReader::FloatColumnReader(r) => Stored::Float(Records::new(r)),
            ColumnReader::DoubleColumnReader(r) => Stored::Double(Records::new(r)),
            ColumnReader::ByteArrayColumnReader(r) => Stored::Bytes(Records::new(r)),
            ColumnReader::FixedLenByteArrayColumnReader(r) => Stored::Fixed(Records::new(r)),
        };
        Self { leaf, stored }
    }

    /// Appends the numbers of the next rows, `most` at most; how many rows there were.
    pub(super) fn numbers(&mut self, most: usize, out: &mut Values) -> Result<usize> {
        let Self { leaf, stored } = self;
        let leaf = &*leaf;
        match stored {
            Stored::Bool(r) => r.numbers(leaf, most, out),
            Stored::Int32(r) => r.numbers(leaf, most, out),
            Stored::Int64(r) => r.numbers(leaf, most, out),
            Stored::Int96(r) => r.numbers(leaf, most, out),
            Stored::Float(r) => r.numbers(leaf, most, out),
            Stored::Double(r) => r.doubles(leaf, most, out),
            Stored::Bytes(r) => r.numbers(leaf, most, out),
            Stored::Fixed(r) => r.numbers(leaf, most, out),
        }
    }

    /// Appends the keys of the next rows, `most` at most; how many rows there were, and the first, from 0, that has no
    /// key.
    pub(super) fn keys(
        &mut self,
        most: usize,
        keys: &mut KeyColumn,
    ) -> Result<(usize, Option<usize>)> {
        let Self { leaf, stored } = self;
        let leaf = &*leaf;
        match (stored, keys) {
            (Stored::Bytes(r), KeyColumn::Text(keys)) => r.keys(leaf, most, |values| {
                values.iter().for_each(|v| keys.push(&decoded(v.data())));
            }),
            (Stored::Int32(r), KeyColumn::Integer(keys)) => {
                let unsigned = leaf.meaning == Meaning::Unsigned;
                let integer = |v: &i32| match unsigned {
                    true => i64::from(v.cast_unsigned()),
                    false => i64::from(*v),
                };
                r.keys(leaf, most, |values| keys.extend(values.iter().map(integer)))
            }
            (Stored::Int64(r), KeyColumn::Integer(keys)) => {
                r.keys(leaf, most, |values| keys.extend_from_slice(values))
            }
            (Stored::Int64(r), KeyColumn::Unsigned(keys)) => {
                let unsigned =
                    |values: &[i64]| keys.extend(values.iter().map(|v| v.cast_unsigned()));
                r.keys(leaf, most, unsigned)
            }
            (Stored::Bool(r), KeyColumn::Integer(keys)) => {
                r.keys(leaf, most, |values| keys.extend(values.iter().map(|v| i64::from(*v))))
            }
            (Stored::Float(r), KeyColumn::Number(keys)) => {
                r.keys(leaf, most, |values| keys.extend(values.iter().map(|v| f64::from(*v))))
            }
            (Stored::Double(r), KeyColumn::Number(keys)) => {
                r.keys(leaf, most, |values| keys.extend_from_slice(values))
            }
            _ => Err(ParquetError::General("a key column changes its type".into())),
        }
    }
}
