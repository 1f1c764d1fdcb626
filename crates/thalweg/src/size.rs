//! Sizes of data: norms that neither overflow nor vanish, and the unit in which squares do not.

use thalweg_solver::Loss;

/// ‖v‖ without overflow or underflow on the way.
pub(crate) fn scaled_norm(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(0.0, |m: f64, v| m.max(v.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * values.map(|v| (v / largest) * (v / largest)).sum::<f64>().sqrt()
}

/// A factor on all residuals.
///
/// It is 1 unless the squares of the data leave the range of f64: then a power of 4, under which
/// the iterates of the solver are the same bit for bit, and the answer is scaled back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unit(f64);

impl Unit {
    /// For data of this norm.
    pub(crate) fn of(norm: f64) -> Self {
        /// Squares of these, and their products with 1e200, are ordinary numbers.
        const ORDINARY: std::ops::Range<f64> = 1e-100..1e100;
        if norm == 0.0 || !norm.is_finite() || ORDINARY.contains(&norm) {
            return Self(1.0);
        }
        let half_exponent = (0.5 * norm.log2()).round() as i32;
        Self(4f64.powi((-half_exponent).clamp(-511, 511)))
    }

    /// The unit that undoes one of this factor.
    pub(crate) fn one_over(factor: f64) -> Self {
        Self(1.0 / factor)
    }

    /// The factor.
    pub(crate) fn factor(self) -> f64 {
        self.0
    }

    /// Whether nothing has to be scaled.
    pub(crate) fn is_one(self) -> bool {
        self.0 == 1.0
    }

    /// ‖√w r‖ for the solver's F = ½‖r‖².
    pub(crate) fn norm(self, cost: f64) -> f64 {
        (2.0 * cost).sqrt() / self.0
    }

    /// Σ w r² for the solver's F = ½ Σ r²; it may overflow or vanish.
    pub(crate) fn sum_of_squares(self, cost: f64) -> f64 {
        2.0 * cost / self.0 / self.0
    }

    /// The loss for scaled residuals.
    pub(crate) fn loss(self, loss: Loss) -> Loss {
        let own = |scale: f64| scale * self.0;
        match loss {
            Loss::Huber { scale } => Loss::Huber { scale: own(scale) },
            Loss::SoftL1 { scale } => Loss::SoftL1 { scale: own(scale) },
            Loss::Cauchy { scale } => Loss::Cauchy { scale: own(scale) },
            Loss::Arctan { scale } => Loss::Arctan { scale: own(scale) },
            Loss::Tukey { scale } => Loss::Tukey { scale: own(scale) },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_brings_squares_into_range_and_is_exact() {
        assert!(Unit::of(0.0).is_one() && Unit::of(3e-90).is_one() && Unit::of(1e99).is_one());
        for norm in [5e-324, 1e-200, 3e-101, 1e100, 7e200, f64::MAX] {
            let unit = Unit::of(norm);
            let scaled = norm * unit.factor();
            assert!((0.1..10.0).contains(&scaled) || norm < 1e-307, "{norm}: {scaled}");
            assert_eq!(unit.norm(0.5 * scaled * scaled) / norm, 1.0, "{norm}");
        }
    }
}
