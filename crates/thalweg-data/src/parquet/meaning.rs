//! What the type of a Parquet column says about its values.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

use crate::meaning::Meaning;

/// Digits of a decimal that 128 bits hold.
const MOST_DIGITS: i32 = 38;

impl Meaning {
    pub(crate) fn of(column: &ColumnDescriptor) -> Self {
        match column.max_rep_level() {
            0 => Self::of_element(column),
            _ => Self::Unusable("lists"),
        }
    }

    /// Of a single value, which may be an element of a list.
    pub(crate) fn of_element(column: &ColumnDescriptor) -> Self {
        let physical = column.physical_type();
        let bytes = matches!(physical, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY);
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL)
                if column.type_precision() > MOST_DIGITS =>
            {
                Self::Unusable("decimals of more than 38 digits")
            }
            (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => {
                u32::try_from(column.type_scale())
                    .map_or(Self::Unusable("decimals of negative scale"), Self::Decimal)
            }
            (Some(LogicalType::Float16), _) => Self::Half,
            (Some(LogicalType::Timestamp(time)), _) => Self::Timestamp(parts(&time.unit)),
            (Some(LogicalType::Time(time)), _) => Self::TimeOfDay(parts(&time.unit)),
            (_, ConvertedType::TIMESTAMP_MILLIS) => Self::Timestamp(1_000),
            (_, ConvertedType::TIMESTAMP_MICROS) => Self::Timestamp(1_000_000),
            (_, ConvertedType::TIME_MILLIS) => Self::TimeOfDay(1_000),
            (_, ConvertedType::TIME_MICROS) => Self::TimeOfDay(1_000_000),
            (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Self::Date,
            (Some(LogicalType::Integer(int)), _) if !int.is_signed => Self::Unsigned,
            (
                _,
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64,
            ) => Self::Unsigned,
            (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
            | (_, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => {
                Self::Unusable("text")
            }
            _ if physical == Type::INT96 => Self::Timestamp(1_000_000_000),
            _ if bytes => Self::Unusable("binary data"),
            _ => Self::Number,
        }
    }
}

fn parts(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}
