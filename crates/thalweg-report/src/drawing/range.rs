//! What an axis shows.

/// From the lowest to the highest of the finite values, and a share of that beyond on either side.
/// One value stands in the middle of something; none gives 0 to 1.
pub(crate) fn around(values: impl IntoIterator<Item = f64>, margin: f64) -> (f64, f64) {
    let (low, high) = ends(values);
    if low > high {
        return (0.0, 1.0);
    }
    let width = high - low;
    if width <= 1e-12 * low.abs().max(high.abs()) {
        let room = if low == 0.0 { 1.0 } else { 0.1 * low.abs() };
        return (low - room, high + room);
    }
    (low - margin * width, high + margin * width)
}

/// The lowest and the highest of the finite values; (∞, −∞) if there is none.
pub(crate) fn ends(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let finite = values.into_iter().filter(|v| v.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
}

/// `range` stretched to `values`, but by no more than `most` of its width on either side.
pub(crate) fn stretched(
    (low, high): (f64, f64),
    values: impl IntoIterator<Item = f64>,
    most: f64,
) -> (f64, f64) {
    let room = most * (high - low);
    let (a, b) = ends(values);
    (low.min(a.max(low - room)), high.max(b.min(high + room)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_values() {
        assert_eq!(around([1.0, 3.0, f64::NAN], 0.5), (0.0, 4.0));
        assert_eq!(around([0.0, 0.0], 0.1), (-1.0, 1.0));
        assert_eq!(around([10.0], 0.1), (9.0, 11.0));
        assert_eq!(around([], 0.1), (0.0, 1.0));
    }

    #[test]
    fn what_is_far_off_does_not_squeeze_the_rest() {
        assert_eq!(stretched((0.0, 1.0), [-0.25, 1e9], 0.5), (-0.25, 1.5));
        assert_eq!(stretched((0.0, 1.0), [], 0.5), (0.0, 1.0));
        assert_eq!(stretched((0.0, 1.0), [0.5], 0.5), (0.0, 1.0));
    }
}
