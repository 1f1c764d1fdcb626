//! What starting rules know of the data.

/// Share of the places at either end that `y_first` and `y_last` are means of.
const END_SHARE: usize = 10;
/// The least that `x_75` may lie above `x_25`, as a share of the span: rules divide by the difference.
const LEAST_RISE: f64 = 1e-3;

/// A few numbers that say where a curve through the data rises, bends and peaks. y at equal x is averaged.
///
/// | name | what it is |
/// |---|---|
/// | `x_min`, `x_max`, `x_span` | range of x |
/// | `y_min`, `y_max`, `y_span` | range of y |
/// | `y_first`, `y_last` | mean of y over the first and the last tenth of the places |
/// | `x_25`, `x_50`, `x_75` | first x at which y has gone so many percent of the way from `y_first` to `y_last` |
/// | `y_base` | mean of `y_first` and `y_last` |
/// | `x_peak`, `y_peak` | where y is farthest from `y_base` |
/// | `x_left`, `x_right`, `width` | half height on both sides of the peak, and the distance between |
/// | `asymmetry` | (right half − left half)/width: above 0 where the tail lies on the right |
///
/// ```
/// use thalweg::family::Summary;
/// let data = Summary::of(&[0.0, 1.0, 2.0, 3.0, 4.0], &[0.0, 2.0, 6.0, 2.0, 0.0]);
/// assert_eq!(data.get("x_peak"), Some(2.0));
/// assert_eq!(data.get("width"), Some(1.5)); // y is 3 at x = 1.25 and 2.75
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    values: [f64; Self::NAMES.len()],
}

impl Summary {
    /// What rules may be written in.
    pub const NAMES: [&'static str; 18] = [
        "x_min",
        "x_max",
        "x_span",
        "y_min",
        "y_max",
        "y_span",
        "y_first",
        "y_last",
        "x_25",
        "x_50",
        "x_75",
        "y_base",
        "x_peak",
        "y_peak",
        "x_left",
        "x_right",
        "width",
        "asymmetry",
    ];

    /// Of points (x, y), as many of one as of the other; those that are not finite are left out. Cost: sorting.
    pub fn of(x: &[f64], y: &[f64]) -> Self {
        let places = places(x, y);
        let (Some(&(x_min, _)), Some(&(x_max, _))) = (places.first(), places.last()) else {
            return Self { values: [f64::NAN; Self::NAMES.len()] };
        };
        let heights = || places.iter().map(|p| p.1);
        let (y_min, y_max) =
            (heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
        let x_span = if x_max > x_min { x_max - x_min } else { x_max.abs().max(1.0) };
        let end = (places.len() / END_SHARE).max(1);
        let mean = |end: &[(f64, f64)]| end.iter().map(|p| p.1 / end.len() as f64).sum::<f64>();
        let (y_first, y_last) = (mean(&places[..end]), mean(&places[places.len() - end..]));
        let way = |share: f64| {
            let level = y_first + share * (y_last - y_first);
            crossing(places.iter().copied(), level).unwrap_or(x_min + share * x_span)
        };
        let (x_25, x_50) = (way(0.25), way(0.5));
        let x_75 = way(0.75).max(x_25 + LEAST_RISE * x_span);
        let y_base = 0.5 * (y_first + y_last);
        let far = |a: &usize, b: &usize| {
            (places[*a].1 - y_base).abs().total_cmp(&(places[*b].1 - y_base).abs())
        };
        let top = (0..places.len()).max_by(far).unwrap_or(0);
        let (x_peak, y_peak) = places[top];
        let half = 0.5 * (y_base + y_peak);
        let x_left = crossing(places[..=top].iter().rev().copied(), half).unwrap_or(x_min);
        let x_right = crossing(places[top..].iter().copied(), half).unwrap_or(x_max);
        let width = (x_right - x_left).max(LEAST_RISE * x_span);
        let asymmetry = ((x_right - x_peak) - (x_peak - x_left)) / width;
        Self {
            values: [
                x_min,
                x_max,
                x_span,
                y_min,
                y_max,
                y_max - y_min,
                y_first,
                y_last,
                x_25,
                x_50,
                x_75,
                y_base,
                x_peak,
                y_peak,
                x_left,
                x_right,
                width,
                asymmetry,
            ],
        }
    }

    /// The number of that name.
    ///
    /// ```
    /// use thalweg::family::Summary;
    /// let data = Summary::of(&[1.0, 3.0], &[5.0, 6.0]);
    /// assert_eq!((data.get("x_span"), data.get("z_span")), (Some(2.0), None));
    /// ```
    pub fn get(&self, name: &str) -> Option<f64> {
        Self::NAMES.iter().position(|n| *n == name).map(|k| self.values[k])
    }

    /// All of them, in the order of [`NAMES`](Self::NAMES).
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// What the data do from the first to the last: +1 rise, −1 fall, 0 if they go farther in between than
    /// between the ends.
    pub(super) fn tendency(&self) -> i8 {
        let of = |name| self.get(name).unwrap_or(f64::NAN);
        let (across, aside) = (of("y_last") - of("y_first"), of("y_peak") - of("y_base"));
        if aside.abs() > across.abs() {
            0
        } else if across > 0.0 {
            1
        } else {
            -1
        }
    }
}

/// The points in order of x, y averaged where x is the same.
fn places(x: &[f64], y: &[f64]) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    points.retain(|p| p.0.is_finite() && p.1.is_finite());
    if !points.is_sorted_by(|a, b| a.0 <= b.0) {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let groups = points.chunk_by(|a, b| a.0 == b.0);
    groups.map(|g| (g[0].0, g.iter().map(|p| p.1 / g.len() as f64).sum())).collect()
}

/// The first x, in the order of the points, at which the line through them crosses a level.
fn crossing(points: impl Iterator<Item = (f64, f64)>, level: f64) -> Option<f64> {
    let mut before: Option<(f64, f64)> = None;
    for (x, y) in points {
        let Some((x0, y0)) = before else {
            if y == level {
                return Some(x);
            }
            before = Some((x, y));
            continue;
        };
        if (y0 < level && y >= level) || (y0 > level && y <= level) {
            return Some(x0 + (x - x0) * ((level - y0) / (y - y0)));
        }
        before = Some((x, y));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(x: &[f64], y: &[f64], name: &str) -> f64 {
        Summary::of(x, y).get(name).unwrap()
    }

    #[test]
    fn order_and_repeats_do_not_matter() {
        let sorted = Summary::of(&[0.0, 1.0, 2.0], &[1.0, 3.0, 9.0]);
        let mixed = Summary::of(&[2.0, 0.0, 1.0, 1.0], &[9.0, 1.0, 2.0, 4.0]);
        assert_eq!(sorted, mixed);
    }

    #[test]
    fn places_on_the_way() {
        let (x, y) = ([0.0, 10.0, 20.0, 30.0], [8.0, 6.0, 2.0, 0.0]);
        assert_eq!(
            (of(&x, &y, "x_25"), of(&x, &y, "x_50"), of(&x, &y, "x_75")),
            (10.0, 15.0, 20.0)
        );
        // A level that is never crossed.
        assert_eq!(of(&x, &[1.0; 4], "x_50"), 0.0);
    }

    #[test]
    fn a_dip_is_a_peak_downwards() {
        let (x, y) = ([0.0, 1.0, 2.0, 3.0, 6.0], [5.0, 5.0, 1.0, 5.0, 5.0]);
        assert_eq!((of(&x, &y, "x_peak"), of(&x, &y, "width")), (2.0, 1.0));
        let (x, y) = ([0.0, 1.0, 3.0], [0.0, 4.0, 0.0]);
        assert_eq!(of(&x, &y, "asymmetry"), (1.0 - 0.5) / 1.5);
    }

    #[test]
    fn nothing_is_no_number_and_one_point_is_no_division_by_zero() {
        assert!(Summary::of(&[], &[]).values().iter().all(|v| v.is_nan()));
        let one = Summary::of(&[2.0, f64::NAN], &[3.0, 1.0]);
        assert!(one.values().iter().all(|v| v.is_finite()) && one.get("x_span") > Some(0.0));
    }
}
