//! A column of Parquet as it is stored: numbers, lists of numbers, keys.

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use crate::curves::columns::no_keys;
use crate::curves::keys::{KeyColumn, TextKeys};
use crate::error::DataError;
use crate::parquet::Meaning;

/// A column as it is stored.
#[derive(Debug, Clone)]
pub(in crate::curves) struct Leaf {
    /// Its name; of a list that of the list.
    pub name: String,
    pub is_list: bool,
    pub(super) meaning: Meaning,
    /// Definition level of a value that is there.
    pub(super) there: i16,
    /// Definition levels below this are those of an empty list, or of none.
    pub(super) element: i16,
    key: Option<KeyColumn>,
}

impl Leaf {
    /// Those of a schema, in its order.
    pub(in crate::curves) fn all(schema: &SchemaDescriptor) -> Vec<Self> {
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
            level += i16::from(repetition.is_some_and(|r| r != Repetition::REQUIRED));
            if repetition == Some(Repetition::REPEATED) && repeated.is_none() {
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
    pub(in crate::curves) fn check_numbers(&self, file: &str) -> Result<(), DataError> {
        self.meaning.check_numbers(file, &self.name)
    }

    /// An empty column of its keys. Errors: it has none.
    pub(in crate::curves) fn keys(&self, file: &str) -> Result<KeyColumn, DataError> {
        self.key.clone().ok_or_else(|| no_keys(file, &self.name))
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
        Type::INT64 if plain && Meaning::of_element(column) == Meaning::Unsigned => {
            Some(KeyColumn::Unsigned(Vec::new()))
        }
        Type::INT32 | Type::INT64 | Type::BOOLEAN if plain => Some(KeyColumn::Integer(Vec::new())),
        Type::FLOAT | Type::DOUBLE => Some(KeyColumn::Number(Vec::new())),
        _ => None,
    }
}
