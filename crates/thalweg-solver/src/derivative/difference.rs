//! Jacobians by differences whose steps come from the noise in the residuals.
//!
//! The noise is measured (`noise`), the column's norm is that of the last Jacobian, and the length
//! over which it changes starts as the size of the parameter and is then measured by the second
//! difference that a central one yields for nothing; from these comes the step (`step`).
//!
//! No step is compared with anything but lengths in its own unit, so that a change of units by
//! powers of two changes no bit of a decision.

use super::noise::{NoiseTable, Place};
use super::size::find_size;
use super::stencil::{Evaluate, Mode, Stencil, bounds_of, is_fixed};
use super::step::{best_step, length_over_size};
use crate::norm::norm;

/// Noise is never taken to be below this share of ‖r‖ and the data.
const ROUNDING: f64 = f64::EPSILON;

/// A parameter that has shrunk keeps this share of its size at the start: the step of one that is
/// 0 is not 0.
const LEAST_SIZE: f64 = 0.01;

/// A column is taken again when its step proves wrong by more than this factor: its error is then
/// more than 8 times (forward) or 64 times (central) what it need be.
const WRONG_STEP: f64 = 8.0;

/// Noise is measured again when ‖r‖ has changed by this factor.
const STALE: f64 = 16.0;

/// Differences for one run of a solver: remembers noise, lengths and slopes from call to call.
///
/// The size of a parameter is what `sizes` says (length n, or empty); where it says nothing
/// positive, |xⱼ| of the first call; where that is 0, what the residuals' response says, which
/// costs some 16 evaluations. Equal bounds fix a parameter: its column is 0. Empty bounds are none.
///
/// ```
/// use thalweg_solver::derivative::{Differences, Mode};
///
/// let mut eval = |x: &[f64], r: &mut [f64]| {
///     r[0] = x[0].exp() - 1.0;
///     r[1] = x[0] * x[1] + 1.0;
///     true
/// };
/// let (x, r) = ([0.0, 3.0], [0.0, 1.0]); // an estimate of exactly 0 is nothing special
/// let mut jac = [0.0; 4];
/// assert!(Differences::new(2, 2).jacobian(&mut eval, &x, &r, &mut jac, &[], &[], Mode::Central));
/// for (measured, exact) in jac.iter().zip([1.0, 3.0, 0.0, 0.0]) {
///     assert!((measured - exact).abs() < 1e-8);
/// }
/// ```
#[derive(Debug, Default)]
pub struct Differences {
    parameters: Vec<Memory>,
    /// ‖data‖ where the caller knows it, or 0.
    data_norm: f64,
    /// ‖noise in r‖, and ‖r‖ where it was measured.
    noise: Option<(f64, f64)>,
    table: NoiseTable,
    stencil: Stencil,
    undefined: Option<usize>,
    error: f64,
}

/// What is known of one parameter.
#[derive(Debug, Clone, Copy)]
struct Memory {
    /// Its size at the start; 0: not known yet.
    size: f64,
    /// L over the present size; none: no second difference has been seen.
    length: Option<f64>,
    /// ‖∂r/∂xⱼ‖ when last seen.
    slope: Option<f64>,
}

impl Memory {
    const UNKNOWN: Self = Self { size: 0.0, length: None, slope: None };

    /// The present size, at xⱼ = `x`.
    fn size_at(&self, x: f64) -> f64 {
        x.abs().max(LEAST_SIZE * self.size)
    }
}

impl Differences {
    /// Buffers for n parameters and m residuals.
    ///
    /// ```
    /// let differences = thalweg_solver::derivative::Differences::new(3, 100);
    /// assert_eq!(differences.undefined(), None);
    /// ```
    pub fn new(n: usize, m: usize) -> Self {
        let mut differences = Self::default();
        differences.resize(n, m);
        differences
    }

    /// Makes ready for another problem, of n parameters and m residuals: everything learned is
    /// forgotten. Nothing is allocated unless the shape has grown, and nothing anywhere else.
    ///
    /// ```
    /// use thalweg_solver::derivative::{Differences, Mode};
    /// let mut differences = Differences::new(1, 1);
    /// let mut eval = |x: &[f64], r: &mut [f64]| { r[0] = x[0] * x[0]; true };
    /// let (mut first, mut second) = ([0.0], [0.0]);
    /// differences.jacobian(&mut eval, &[2.0], &[4.0], &mut first, &[], &[], Mode::Central);
    /// differences.resize(1, 1);
    /// differences.jacobian(&mut eval, &[2.0], &[4.0], &mut second, &[], &[], Mode::Central);
    /// assert_eq!(first, second);
    /// ```
    pub fn resize(&mut self, n: usize, m: usize) {
        self.parameters.clear();
        self.parameters.resize(n, Memory::UNKNOWN);
        self.data_norm = 0.0;
        self.noise = None;
        self.undefined = None;
        self.error = 0.0;
        self.table.resize(m);
        self.stencil.resize(n, m);
    }

    /// The parameter on both sides of which the model was not defined, after
    /// [`jacobian`](Self::jacobian) returned false.
    ///
    /// ```
    /// use thalweg_solver::derivative::{Differences, Mode};
    /// let mut differences = Differences::new(1, 1);
    /// let mut nowhere = |_: &[f64], _: &mut [f64]| false;
    /// let mut jac = [0.0];
    /// assert!(!differences.jacobian(&mut nowhere, &[1.0], &[1.0], &mut jac, &[], &[], Mode::Forward));
    /// assert_eq!(differences.undefined(), Some(0));
    /// ```
    pub fn undefined(&self) -> Option<usize> {
        self.undefined
    }

    /// What noise and truncation leave uncertain in the columns of the last Jacobian, relative to
    /// their norms: the largest of them, at most 1. Differences cannot see a decrement below this
    /// share of ‖r‖: 1e-10 for a model in f64, 1e-5 to 1e-3 for one in f32.
    ///
    /// ```
    /// use thalweg_solver::derivative::{Differences, Mode};
    /// let mut differences = Differences::new(1, 1);
    /// let mut eval = |x: &[f64], r: &mut [f64]| { r[0] = x[0].exp(); true };
    /// let (mut r, mut jac) = ([0.0], [0.0]);
    /// eval(&[1.0], &mut r);
    /// differences.jacobian(&mut eval, &[1.0], &r, &mut jac, &[], &[], Mode::Central);
    /// assert!(differences.column_error() < 1e-9);
    /// ```
    pub fn column_error(&self) -> f64 {
        self.error
    }

    /// x + h v, in a buffer.
    ///
    /// ```
    /// let mut differences = thalweg_solver::derivative::Differences::new(2, 1);
    /// assert_eq!(differences.point(&[1.0, 2.0], &[1.0, -1.0], 0.5), &[1.5, 1.5]);
    /// ```
    pub fn point(&mut self, x: &[f64], v: &[f64], h: f64) -> &[f64] {
        for ((point, x), v) in self.stencil.x.iter_mut().zip(x).zip(v) {
            *point = x + h * v;
        }
        &self.stencil.x
    }

    /// Measures the noise in r(x) and returns it relative to ‖data‖ (0: not known) or ‖r‖,
    /// whichever is larger, and at least 2.2e-16. A model that is computed in f32 has 1e-8 to 1e-7.
    ///
    /// Usually costs 6 evaluations, on a line through x that goes up in every parameter; the line
    /// goes down, or is shorter, where the model is not defined.
    ///
    /// ```
    /// use thalweg_solver::derivative::Differences;
    /// let mut in_f32 = |x: &[f64], r: &mut [f64]| {
    ///     for (i, r) in r.iter_mut().enumerate() {
    ///         *r = f64::from((x[0] as f32 * i as f32).exp());
    ///     }
    ///     true
    /// };
    /// let mut r = [0.0; 8];
    /// in_f32(&[0.3], &mut r);
    /// let noise = Differences::new(1, 8).estimate_noise(&mut in_f32, &[0.3], &r, 0.0, &[], &[]);
    /// assert!(noise > 3e-9 && noise < 3e-7);
    /// ```
    pub fn estimate_noise(
        &mut self,
        eval: &mut Evaluate<'_>,
        x: &[f64],
        r: &[f64],
        data_norm: f64,
        sizes: &[f64],
        bounds: &[(f64, f64)],
    ) -> f64 {
        self.data_norm = if data_norm.is_finite() { data_norm } else { 0.0 };
        let reference = self.reference(r);
        self.learn_sizes(eval, x, r, sizes, bounds);
        self.measure_noise(eval, x, r, bounds);
        match self.noise {
            Some((noise, _)) if reference > 0.0 => (noise / reference).max(ROUNDING),
            _ => ROUNDING,
        }
    }

    /// Writes J(x), m×n by columns, given r(x). False where both sides of some parameter are
    /// outside the domain.
    ///
    /// Costs n (forward) or 2n (central) evaluations, and some more at the first call: it measures
    /// the noise and is always central, to learn the lengths.
    pub fn jacobian(
        &mut self,
        eval: &mut Evaluate<'_>,
        x: &[f64],
        r: &[f64],
        jac: &mut [f64],
        sizes: &[f64],
        bounds: &[(f64, f64)],
        mode: Mode,
    ) -> bool {
        self.undefined = None;
        self.error = 0.0;
        self.learn_sizes(eval, x, r, sizes, bounds);
        let r_norm = norm(r);
        let stale = |there: f64| r_norm > STALE * there || there > STALE * r_norm;
        if self.noise.is_none_or(|(_, there)| stale(there)) {
            self.measure_noise(eval, x, r, bounds);
        }
        self.stencil.x.copy_from_slice(x);
        let m = r.len().max(1);
        for (j, column) in jac.chunks_exact_mut(m).enumerate() {
            if is_fixed(bounds, j) {
                column.fill(0.0);
            } else if !self.column(eval, r, column, j, bounds_of(bounds, j), mode) {
                self.undefined = Some(j);
                return false;
            }
        }
        true
    }

    /// The length over which column j changes, as far as is known, at xⱼ = `x`.
    pub(super) fn length(&self, j: usize, x: f64) -> f64 {
        self.parameters[j].size_at(x) * self.parameters[j].length.unwrap_or(1.0)
    }

    /// What noise by rounding is relative to.
    fn reference(&self, r: &[f64]) -> f64 {
        norm(r).max(self.data_norm)
    }

    /// Fills in sizes that are not known yet.
    fn learn_sizes(
        &mut self,
        eval: &mut Evaluate<'_>,
        x: &[f64],
        r: &[f64],
        sizes: &[f64],
        bounds: &[(f64, f64)],
    ) {
        let reference = self.reference(r);
        for j in 0..self.parameters.len() {
            if self.parameters[j].size > 0.0 || is_fixed(bounds, j) {
                continue;
            }
            let told = sizes.get(j).copied().filter(|t| *t > 0.0 && t.is_finite());
            let size = told.or((x[j] != 0.0).then_some(x[j].abs())).or_else(|| {
                self.stencil.x.copy_from_slice(x);
                let Stencil { x, near, .. } = &mut self.stencil;
                find_size(eval, x, j, r, reference, bounds_of(bounds, j), near)
            });
            // 1 where r does not move at all: any number does.
            self.parameters[j].size = size.unwrap_or(1.0);
        }
    }

    fn measure_noise(
        &mut self,
        eval: &mut Evaluate<'_>,
        x: &[f64],
        r: &[f64],
        bounds: &[(f64, f64)],
    ) {
        let parameters = &self.parameters;
        let sizes = |j: usize| parameters[j].size_at(x[j]);
        let place = Place { x, r, sizes: &sizes, bounds };
        self.noise = Some((self.table.measure(eval, place, &mut self.stencil), norm(r)));
    }

    /// Column j by the best step, taken again if the step proves wrong.
    fn column(
        &mut self,
        eval: &mut Evaluate<'_>,
        r: &[f64],
        column: &mut [f64],
        j: usize,
        bounds: (f64, f64),
        mode: Mode,
    ) -> bool {
        let size = self.parameters[j].size_at(self.stencil.x[j]);
        let reference = self.reference(r);
        let noise = self.noise.map_or(0.0, |(noise, _)| noise).max(ROUNDING * reference);
        let mode = if self.parameters[j].length.is_none() { Mode::Central } else { mode };
        let mut error = 0.0;
        for attempt in 0..2 {
            let Memory { length, slope, .. } = self.parameters[j];
            let step = best_step(mode, noise, slope.unwrap_or(reference / size), size, length);
            let Some(measured) = self.stencil.column(eval, r, column, j, bounds, mode, step) else {
                return false;
            };
            let slope = norm(column);
            let memory = &mut self.parameters[j];
            memory.slope = Some(slope);
            if let Some(bend) = measured.bend {
                memory.length =
                    Some(length_over_size(slope, measured.h, bend, noise, size, length));
            } else if memory.length.is_none() {
                memory.length = Some(1.0);
            }
            // At the best step truncation is as large as noise, or half of it.
            error = 2.0 * (noise / (slope * measured.h.abs()));
            let better = best_step(mode, noise, slope, size, memory.length);
            let as_good = step <= WRONG_STEP * better && better <= WRONG_STEP * step;
            // A step that walls have cut short is not made better by a longer one.
            if attempt > 0 || as_good || (better > step && measured.h.abs() < 0.5 * step) {
                break;
            }
        }
        // A column of zeros takes no part in a decrement.
        if self.parameters[j].slope.is_some_and(|slope| slope > 0.0) {
            self.error = self.error.max(error.min(1.0));
        }
        true
    }
}
