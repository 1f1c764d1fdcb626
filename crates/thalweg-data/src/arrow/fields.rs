//! The columns of a schema: a structure's fields are columns of their own.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, make_array};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, Field, Fields, TimeUnit};
use arrow_select::take::take;

use crate::meaning::Meaning;

/// A column as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// Its name: `outer.inner` for a field of a structure.
    pub name: String,
    pub kind: DataType,
    /// Its place among the columns, then among the fields of each structure.
    path: Vec<usize>,
}

impl Leaf {
    /// Those of a schema, in its order.
    pub(crate) fn all(fields: &Fields) -> Vec<Self> {
        let mut leaves = Vec::new();
        fields.iter().enumerate().for_each(|(k, field)| find(field, "", vec![k], &mut leaves));
        leaves
    }

    /// The column of the schema it is in.
    pub(crate) fn column(&self) -> usize {
        self.path.first().copied().unwrap_or(0)
    }

    /// The same where only these columns are read.
    pub(crate) fn among(&self, columns: &[usize]) -> Self {
        let mut leaf = self.clone();
        if let (Some(first), Some(k)) =
            (leaf.path.first_mut(), columns.iter().position(|k| *k == self.column()))
        {
            *first = k;
        }
        leaf
    }

    /// What its values mean.
    pub(crate) fn meaning(&self) -> Meaning {
        meaning(&self.kind)
    }

    /// What the elements of its lists mean, if it holds lists.
    pub(crate) fn element(&self) -> Option<Meaning> {
        match &self.kind {
            DataType::List(field)
            | DataType::LargeList(field)
            | DataType::FixedSizeList(field, _) => Some(match meaning(field.data_type()) {
                Meaning::Unusable("lists") => Meaning::Unusable("lists of lists"),
                meaning => meaning,
            }),
            _ => None,
        }
    }

    /// Its values; null where a structure is that it is in.
    pub(crate) fn array(&self, batch: &RecordBatch) -> Result<ArrayRef, ArrowError> {
        let missing = || ArrowError::SchemaError(format!("the column `{}` is missing", self.name));
        let mut path = self.path.iter();
        let mut array =
            Arc::clone(path.next().and_then(|k| batch.columns().get(*k)).ok_or_else(missing)?);
        for k in path {
            let outer = array.as_struct_opt().ok_or_else(missing)?;
            let inner = outer.columns().get(*k).ok_or_else(missing)?;
            array = match outer.nulls() {
                None => Arc::clone(inner),
                Some(nulls) => {
                    let nulls = NullBuffer::union(Some(nulls), inner.logical_nulls().as_ref());
                    make_array(inner.to_data().into_builder().nulls(nulls).build()?)
                }
            };
        }
        match array.data_type() == &self.kind {
            true => Ok(array),
            false => Err(missing()),
        }
    }
}

/// The values that the keys of a dictionary stand for.
pub(crate) fn plain(array: &dyn Array) -> Result<ArrayRef, ArrowError> {
    let dictionary = array.as_any_dictionary();
    take(dictionary.values().as_ref(), dictionary.keys(), None)
}

fn find(field: &Field, outer: &str, path: Vec<usize>, leaves: &mut Vec<Leaf>) {
    let name = match outer {
        "" => field.name().clone(),
        outer => format!("{outer}.{}", field.name()),
    };
    match field.data_type() {
        DataType::Struct(fields) => {
            for (k, inner) in fields.iter().enumerate() {
                find(inner, &name, [path.as_slice(), &[k]].concat(), leaves);
            }
        }
        kind => leaves.push(Leaf { name, kind: kind.clone(), path }),
    }
}

/// What single values of a type mean.
fn meaning(kind: &DataType) -> Meaning {
    match kind {
        DataType::Null
        | DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float16
        | DataType::Float32
        | DataType::Float64 => Meaning::Number,
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
            Meaning::Unsigned
        }
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale) => u32::try_from(*scale)
            .map_or(Meaning::Unusable("decimals of negative scale"), Meaning::Decimal),
        DataType::Timestamp(unit, _) => Meaning::Timestamp(parts(*unit)),
        DataType::Time32(unit) | DataType::Time64(unit) => Meaning::TimeOfDay(parts(*unit)),
        DataType::Date32 | DataType::Date64 => Meaning::Date,
        DataType::Dictionary(_, values) => meaning(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Meaning::Unusable("text"),
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::FixedSizeList(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_) => Meaning::Unusable("lists"),
        DataType::Duration(_) | DataType::Interval(_) => Meaning::Unusable("spans of time"),
        DataType::Decimal256(..) => Meaning::Unusable("decimals of more than 38 digits"),
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => Meaning::Unusable("binary data"),
        _ => Meaning::Unusable("values of another kind"),
    }
}

fn parts(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}
