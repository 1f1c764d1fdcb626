//! The numbers that stored values mean, by the physical type of their column.

use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type, Int96Type,
};

use crate::meaning::Meaning;

/// A physical type whose values mean numbers.
pub(crate) trait Numeric: DataType {
    /// The number that a value means, if it can be one.
    fn number(meaning: Meaning, value: &Self::T) -> Option<f64>;
}

macro_rules! numeric {
    ($($stored:ty: |$meaning:pat_param, $value:ident| $number:expr;)*) => {$(
        impl Numeric for $stored {
            #[inline]
            fn number($meaning: Meaning, $value: &Self::T) -> Option<f64> {
                $number
            }
        }
    )*};
}

numeric! {
    BoolType: |_, value| Some(f64::from(u8::from(*value)));
    Int32Type: |meaning, value| Some(match meaning {
        Meaning::Unsigned => f64::from(value.cast_unsigned()),
        _ => meaning.integer(i64::from(*value)),
    });
    Int64Type: |meaning, value| Some(meaning.integer(*value));
    Int96Type: |meaning, value| Some(meaning.integer(value.to_nanos()));
    FloatType: |_, value| Some(f64::from(*value));
    DoubleType: |_, value| Some(*value);
    ByteArrayType: |meaning, value| meaning.bytes(value.data());
    FixedLenByteArrayType: |meaning, value| meaning.bytes(value.data());
}
