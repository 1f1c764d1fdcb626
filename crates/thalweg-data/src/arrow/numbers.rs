//! The numbers of an array, of whatever type they are stored in.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, BooleanArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, TimeUnit};

use super::fields::plain;
use crate::meaning::{Meaning, decimal};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Numbers, and which of them are not there.
pub(crate) struct Numbers {
    pub values: Vec<f64>,
    pub nulls: Option<NullBuffer>,
}

/// The numbers of an array. Errors: it has none.
pub(crate) fn numbers(array: &dyn Array) -> Result<Numbers, ArrowError> {
    let values = match array.data_type() {
        DataType::Null => vec![f64::NAN; array.len()],
        DataType::Boolean => booleans(array.as_boolean()),
        DataType::Int8 => of::<Int8Type>(array, f64::from),
        DataType::Int16 => of::<Int16Type>(array, f64::from),
        DataType::Int32 => of::<Int32Type>(array, f64::from),
        DataType::Int64 => of::<Int64Type>(array, |v| v as f64),
        DataType::UInt8 => of::<UInt8Type>(array, f64::from),
        DataType::UInt16 => of::<UInt16Type>(array, f64::from),
        DataType::UInt32 => of::<UInt32Type>(array, f64::from),
        DataType::UInt64 => of::<UInt64Type>(array, |v| v as f64),
        DataType::Float16 => of::<Float16Type>(array, f64::from),
        DataType::Float32 => of::<Float32Type>(array, f64::from),
        DataType::Float64 => of::<Float64Type>(array, |v| v),
        DataType::Decimal32(_, scale) => {
            let scale = positive(*scale)?;
            of::<Decimal32Type>(array, |v| decimal(i128::from(v), scale))
        }
        DataType::Decimal64(_, scale) => {
            let scale = positive(*scale)?;
            of::<Decimal64Type>(array, |v| decimal(i128::from(v), scale))
        }
        DataType::Decimal128(_, scale) => {
            let scale = positive(*scale)?;
            of::<Decimal128Type>(array, |v| decimal(v, scale))
        }
        DataType::Date32 => of::<Date32Type>(array, f64::from),
        DataType::Date64 => of::<Date64Type>(array, |v| v as f64 / DAY as f64),
        DataType::Time32(TimeUnit::Second) => of::<Time32SecondType>(array, f64::from),
        DataType::Time32(_) => of::<Time32MillisecondType>(array, |v| f64::from(v) / 1e3),
        DataType::Time64(TimeUnit::Nanosecond) => {
            of::<Time64NanosecondType>(array, |v| Meaning::TimeOfDay(1_000_000_000).integer(v))
        }
        DataType::Time64(_) => {
            of::<Time64MicrosecondType>(array, |v| Meaning::TimeOfDay(1_000_000).integer(v))
        }
        DataType::Timestamp(TimeUnit::Second, _) => of::<TimestampSecondType>(array, |v| v as f64),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            of::<TimestampMillisecondType>(array, |v| Meaning::Timestamp(1_000).integer(v))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            of::<TimestampMicrosecondType>(array, |v| Meaning::Timestamp(1_000_000).integer(v))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            of::<TimestampNanosecondType>(array, |v| Meaning::Timestamp(1_000_000_000).integer(v))
        }
        DataType::Dictionary(..) => return numbers(plain(array)?.as_ref()),
        kind => return Err(ArrowError::CastError(format!("{kind} holds no numbers"))),
    };
    Ok(Numbers { values, nulls: array.logical_nulls() })
}

fn of<T: ArrowPrimitiveType>(array: &dyn Array, number: impl Fn(T::Native) -> f64) -> Vec<f64> {
    array.as_primitive::<T>().values().iter().map(|value| number(*value)).collect()
}

fn booleans(array: &BooleanArray) -> Vec<f64> {
    array.values().iter().map(|value| f64::from(u8::from(value))).collect()
}

fn positive(scale: i8) -> Result<u32, ArrowError> {
    u32::try_from(scale).map_err(|_| ArrowError::CastError("a negative scale".into()))
}
