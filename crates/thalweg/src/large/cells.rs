//! Numbers that are kept between passes, in as few bytes as hold them.

use std::borrow::Cow;
use std::ops::Range;

/// Numbers, without loss.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cells<'c> {
    Double(Cow<'c, [f64]>),
    /// Where every one of them is a number of single precision: measurements of a 24-bit converter, counts,
    /// columns of 32-bit floating point.
    Single(Vec<f32>),
    /// Where all are the same.
    One(f64),
}

impl Cells<'_> {
    /// The same numbers in as little memory as will do.
    pub(crate) fn packed(self) -> Cells<'static> {
        let values = match self {
            Self::Double(values) => values,
            Self::Single(values) => return Cells::Single(values),
            Self::One(value) => return Cells::One(value),
        };
        if let Some(&first) = values.first()
            && values.iter().all(|v| v.to_bits() == first.to_bits())
        {
            return Cells::One(first);
        }
        let single = |v: &f64| f64::from(*v as f32).to_bits() == v.to_bits();
        if values.iter().fold(true, |all, v| all & single(v)) {
            return Cells::Single(values.iter().map(|v| *v as f32).collect());
        }
        Cells::Double(Cow::Owned(values.into_owned()))
    }

    /// The memory they take.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Double(values) => std::mem::size_of_val(&values[..]),
            Self::Single(values) => std::mem::size_of_val(values.as_slice()),
            Self::One(_) => 0,
        }
    }

    /// Some of them; `room` has their length, and holds them where they are not kept as they are.
    pub(crate) fn slice<'a>(&'a self, rows: Range<usize>, room: &'a mut [f64]) -> &'a [f64] {
        match self {
            Self::Double(values) => return &values[rows],
            Self::Single(values) => {
                room.iter_mut().zip(&values[rows]).for_each(|(to, v)| *to = f64::from(*v));
            }
            Self::One(value) => room.fill(*value),
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_found() {
        let packed = |v: &[f64]| Cells::Double(v.to_vec().into()).packed();
        assert_eq!(packed(&[2.5, 2.5]), Cells::One(2.5));
        assert_eq!(packed(&[0.5, -3.0]), Cells::Single(vec![0.5, -3.0]));
        assert_eq!(packed(&[0.1, 0.5]), Cells::Double(vec![0.1, 0.5].into()));
        assert!(matches!(packed(&[0.0, -0.0]), Cells::Single(_)));
        assert_eq!(packed(&[1e300, 0.0]), Cells::Double(vec![1e300, 0.0].into()));
    }

    proptest! {
        #[test]
        fn nothing_is_lost(values in prop::collection::vec(
            prop_oneof![any::<f64>(), any::<f32>().prop_map(f64::from), Just(1.5)], 1..40)
        ) {
            let packed = Cells::Double(values.clone().into()).packed();
            let mut room = vec![0.0; values.len()];
            let back = packed.slice(0..values.len(), &mut room);
            let bits = |v: &[f64]| v.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            // The bits of a NaN are not kept by a conversion, and no cell of a fit is one.
            if values.iter().all(|v| !v.is_nan()) {
                prop_assert_eq!(bits(back), bits(&values));
            }
        }
    }
}
