//! Which of two ends is the better one, and which are the same.

use thalweg_solver::{Problem, Solution};

/// Costs that agree to this are of the same minimum.
const SAME: f64 = 1e-6;

/// Costs of the same minimum: alike to a millionth, or to the rounding of the data (DESIGN 2.8:
/// residuals below 64ε‖√w y‖ are rounding).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alike {
    floor: f64,
}

impl Alike {
    /// For a problem's data.
    pub(crate) fn of<P: Problem + ?Sized>(problem: &P) -> Self {
        let size = 64.0 * f64::EPSILON * problem.data_norm().unwrap_or(0.0);
        Self { floor: 0.5 * size * size }
    }

    /// As it is, and costs up to `exact`, that of a fit that is exact, are rounding as well.
    pub(crate) fn or_exact(self, exact: f64) -> Self {
        Self { floor: self.floor.max(exact) }
    }

    /// Whether a cost is nothing but the rounding of the data.
    pub(crate) fn is_rounding(&self, cost: f64) -> bool {
        cost <= self.floor
    }

    /// Whether two costs are of the same minimum.
    pub(crate) fn same(&self, a: f64, b: f64) -> bool {
        (a - b).abs() <= SAME * a.max(b) + self.floor
    }

    /// Whether `a` is to be preferred to `b`: the lower cost, or, where they are alike, a better
    /// [`rank`].
    pub(crate) fn prefers(&self, a: &Solution, b: &Solution) -> bool {
        if self.same(a.cost, b.cost) { rank(a) < rank(b) } else { a.cost < b.cost }
    }
}

/// Of equivalent ends a converged one is better, and then the one with fewer negative values: a
/// width or a rate is easier to read positive.
pub(crate) fn rank(solution: &Solution) -> (bool, usize) {
    (!solution.status.converged(), solution.x.iter().filter(|v| **v < 0.0).count())
}
