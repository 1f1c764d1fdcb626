//! Smallest sets of parameters whose derivatives depend on each other: circuits, in the language of matroids
//! (Oxley 2011, *Matroid Theory*, §1.1).

use std::collections::BTreeSet;

use thalweg_solver::Conditioning;

use super::probe::View;

/// A column depends on others if this part of it is left at most.
const DEPENDENT: f64 = 1e-9;
/// Sets of three and more are looked for one by one among so many parameters.
const FEW: usize = 10;

impl View {
    /// Number of determined directions among `active`.
    pub(crate) fn rank(&self, active: &[usize]) -> usize {
        Conditioning::of(&self.reduction, active).rank()
    }

    /// The null vector of a circuit in the parameters' own units, in the order of `set`; None if its columns
    /// do not depend on each other here, or one of them is not needed.
    pub(crate) fn null_vector(&self, set: &[usize]) -> Option<Vec<f64>> {
        let (&last, others) = set.split_last()?;
        let n = self.columns.len();
        let qtb: Vec<f64> =
            (0..n).map(|i| if i <= last { self.reduction.r(i, last) } else { 0.0 }).collect();
        let size = self.reduction.column_norm(last);
        let conditioning = Conditioning::of(&self.reduction, others);
        let mut c = vec![0.0; others.len()];
        let left = conditioning.solve(&qtb, &mut c);
        let needed =
            |(k, c): (usize, &f64)| (c * self.reduction.column_norm(others[k])).abs() > 3e-5 * size;
        let whole = conditioning.rank() == others.len() && left <= DEPENDENT * size && size > 0.0;
        if !whole || !c.iter().enumerate().all(needed) {
            return None;
        }
        // Columns are of relative changes.
        let relative = c.iter().map(|c| -c).chain([1.0]);
        Some(relative.zip(set).map(|(u, &j)| u * self.unit(j)).collect())
    }

    /// What the column of parameter j is the derivative per unit of.
    fn unit(&self, j: usize) -> f64 {
        if self.x[j] == 0.0 { 1.0 } else { self.x[j] }
    }

    /// Circuits among `active`: all of two, those of three and four if the parameters that take part are few,
    /// and in any case enough of them to reach every parameter that takes part in one.
    pub(crate) fn circuits(&self, active: &[usize]) -> Vec<Vec<usize>> {
        let fundamental: Vec<Vec<usize>> = Conditioning::of(&self.reduction, active)
            .null_directions()
            .into_iter()
            .map(|d| d.parameters)
            .collect();
        let touched: Vec<usize> =
            fundamental.iter().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let mut sets: Vec<Vec<usize>> = Vec::new();
        let sizes = if touched.len() <= FEW { 2..=4 } else { 2..=2 };
        for size in sizes {
            subsets(&touched, size, &mut Vec::new(), &mut sets);
        }
        sets.extend(fundamental.into_iter().filter(|set| set.len() > 2));
        sets.retain(|set| self.null_vector(set).is_some());
        sets
    }
}

/// All subsets of `size` elements, in order.
pub(super) fn subsets(
    of: &[usize],
    size: usize,
    begun: &mut Vec<usize>,
    found: &mut Vec<Vec<usize>>,
) {
    if begun.len() == size {
        found.push(begun.clone());
        return;
    }
    for (k, &j) in of.iter().enumerate() {
        begun.push(j);
        subsets(&of[k + 1..], size, begun, found);
        begun.pop();
    }
}
