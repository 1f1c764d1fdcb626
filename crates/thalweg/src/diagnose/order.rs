//! The order in which residuals are looked at, and which of them are replicates.

/// An order of the observations, those that cannot be told apart standing together.
///
/// ```
/// use thalweg::diagnose::Order;
/// let order = Order::by(&[&[3.0, 1.0, 3.0, 2.0]]);
/// let groups: Vec<&[usize]> = order.groups().collect();
/// assert_eq!(groups, [&[1][..], &[3], &[0, 2]]);
/// assert_eq!((order.len(), order.replicates()), (4, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    rows: Vec<usize>,
    /// Where each group begins in `rows`, and where the last one ends.
    bounds: Vec<usize>,
}

impl Order {
    /// As the observations stand, none of them a replicate of another.
    ///
    /// ```
    /// assert_eq!(thalweg::diagnose::Order::as_given(3).groups().count(), 3);
    /// ```
    pub fn as_given(count: usize) -> Self {
        Self { rows: (0..count).collect(), bounds: (0..=count).collect() }
    }

    /// By the first key, ties by the next, and so on; observations that are equal in all of them are
    /// replicates and keep their order. Keys are of equal length. Cost: m log m comparisons.
    ///
    /// ```
    /// use thalweg::diagnose::Order;
    /// let (dose, group) = ([1.0, 1.0, 0.0], [2.0, 1.0, 1.0]);
    /// assert_eq!(Order::by(&[&dose, &group]).rows(), [2, 1, 0]);
    /// ```
    pub fn by(keys: &[&[f64]]) -> Self {
        let count = keys.first().map_or(0, |k| k.len());
        Self::among((0..count).collect(), keys)
    }

    /// As [`by`](Self::by), of these rows only, which are given rising.
    pub(crate) fn among(mut rows: Vec<usize>, keys: &[&[f64]]) -> Self {
        use std::cmp::Ordering::Equal;
        let compare = |a: usize, b: usize| {
            keys.iter().map(|k| k[a].total_cmp(&k[b])).find(|o| *o != Equal).unwrap_or(Equal)
        };
        rows.sort_by(|&a, &b| compare(a, b));
        // −0 and 0 are the same value.
        let differ = |p: &[usize]| keys.iter().any(|k| k[p[0]] != k[p[1]]);
        let mut bounds = vec![0];
        bounds.extend((1..rows.len()).filter(|&i| differ(&rows[i - 1..=i])));
        if !rows.is_empty() {
            bounds.push(rows.len());
        }
        Self { rows, bounds }
    }

    /// The same order, no two observations taken together.
    ///
    /// ```
    /// use thalweg::diagnose::Order;
    /// assert_eq!(Order::by(&[&[1.0, 1.0]]).untied().replicates(), 0);
    /// ```
    #[must_use]
    pub fn untied(mut self) -> Self {
        self.bounds = (0..=self.rows.len()).collect();
        self
    }

    /// The observations in order.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// How many observations there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The groups of replicates in order, each with at least one observation.
    pub fn groups(&self) -> impl Iterator<Item = &[usize]> {
        self.bounds.windows(2).map(|b| &self.rows[b[0]..b[1]])
    }

    /// Observations beyond the first of their group: the degrees of freedom of pure error.
    pub fn replicates(&self) -> usize {
        self.len() - (self.bounds.len() - 1)
    }

    /// One number per group: Σ cᵢ vᵢ with c along `root_weights` (√w; all alike where none are given)
    /// and Σ c² = 1. Of residuals √w e with e of variance σ²/w it has variance σ², as each of them.
    pub(crate) fn merged(
        &self,
        value: impl Fn(usize) -> f64,
        root_weights: Option<&[f64]>,
    ) -> Vec<f64> {
        let one = |group: &[usize]| match group {
            [only] => value(*only),
            several => several
                .iter()
                .zip(shares(several, root_weights))
                .map(|(&i, share)| share * value(i))
                .sum(),
        };
        self.groups().map(one).collect()
    }

    /// Σ (vᵢ − cᵢ z)² over all groups, z as [`merged`](Self::merged) has it: pure error.
    pub(crate) fn within(&self, value: impl Fn(usize) -> f64, root_weights: Option<&[f64]>) -> f64 {
        let one = |group: &[usize]| -> f64 {
            let shares = shares(group, root_weights);
            let z: f64 = group.iter().zip(&shares).map(|(&i, c)| c * value(i)).sum();
            group.iter().zip(&shares).map(|(&i, c)| (value(i) - c * z).powi(2)).sum()
        };
        self.groups().filter(|g| g.len() > 1).map(one).sum()
    }
}

/// √w of these rows, made length 1.
fn shares(group: &[usize], root_weights: Option<&[f64]>) -> Vec<f64> {
    let weights: Vec<f64> = group.iter().map(|&i| root_weights.map_or(1.0, |w| w[i])).collect();
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let length = weights.iter().map(|w| (w / largest).powi(2)).sum::<f64>().sqrt();
    weights.iter().map(|w| w / largest / length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_merged_with_unit_variance_and_what_is_left_is_pure_error() {
        let v = [3.0, 5.0, 4.0];
        let order = Order::by(&[&[2.0, 1.0, 2.0]]);
        let z = order.merged(|i| v[i], Some(&[3.0, 1.0, 4.0]));
        assert_eq!(z, [5.0, 5.0]);
        // 3 and 4 are 0.6·5 and 0.8·5: nothing is left.
        assert!(order.within(|i| v[i], Some(&[3.0, 1.0, 4.0])) < 1e-30);
        assert!((order.within(|i| v[i], None) - 0.5).abs() < 1e-14);
    }

    #[test]
    fn nothing_has_no_groups() {
        let none = Order::by(&[]);
        assert!(none.is_empty());
        assert_eq!((none.groups().count(), none.replicates()), (0, 0));
    }

    #[test]
    fn signed_zeros_are_replicates() {
        assert_eq!(Order::by(&[&[0.0, 1.0, -0.0]]).replicates(), 1);
    }
}
