//! Jacobians by differences whose steps come from the noise in the residuals.
//!
//! Of a column of length c = ‖∂r/∂xⱼ‖ that changes over a length L, a difference of step h has an
//! error of h c/(2L) (forward) or h² c/(6L²) (central) by truncation and of 2η/h or η/h by noise η
//! in r. With δ = η/c, the change of xⱼ that drowns in noise, the best steps are 2√(δL) and ∛(3δL²)
//! (Gill, Murray, Saunders & Wright 1983; Moré & Wild 2012). η is measured; c is that of the last
//! Jacobian; L starts as the size of xⱼ and is then measured by the second difference that a
//! central one yields for nothing.
//!
//! No step is compared with anything but lengths in its own unit, so that a change of units by
//! powers of two changes no bit of a decision.

use super::noise::{NoiseTable, POINTS};
use super::size::find_size;
use crate::norm::{all_finite, norm};

/// What evaluates the residuals: from x, length n, into r, length m; false where they are not
/// defined.
pub type Evaluate<'a> = dyn FnMut(&[f64], &mut [f64]) -> bool + 'a;

/// Which differences a Jacobian is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One evaluation a column, half the digits of r: far from the end.
    Forward,
    /// Two evaluations a column, two thirds of the digits of r: near the end.
    Central,
}

/// Noise is never taken to be below this share of ‖r‖ and the data.
const ROUNDING: f64 = f64::EPSILON;

/// A parameter that has shrunk keeps this share of its size at the start: the step of one that is
/// 0 is not 0.
const LEAST_SIZE: f64 = 0.01;

/// Limits of L over the size. L from second differences is blind to third ones, which are what
/// truncation consists of; where it seems longer than the size, it is not believed.
const LENGTHS: (f64, f64) = (1.0 / 16384.0, 1.0);

/// Limits of δ/L: rounding of x itself; a step of about a quarter of L.
const BLUR: (f64, f64) = (f64::EPSILON, 1.0 / 256.0);

/// A column is taken again when its step proves wrong by more than this factor: its error is then
/// more than 8 times (forward) or 64 times (central) what it need be.
const WRONG_STEP: f64 = 8.0;

/// A second difference is believed when it is this many times the noise in it, √6 η.
const BELIEVED: f64 = 10.0;

/// Noise is measured again when ‖r‖ has changed by this factor.
const STALE: f64 = 16.0;

/// How often a step is divided by 8 before a parameter is given up.
const SHRINKS: usize = 8;

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
    x: Vec<f64>,
    near: Vec<f64>,
    far: Vec<f64>,
    undefined: Option<usize>,
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

const UNKNOWN: Memory = Memory { size: 0.0, length: None, slope: None };

/// How a column was measured.
struct Measured {
    /// The step.
    h: f64,
    /// ‖second difference‖, where three points were used.
    bend: Option<f64>,
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
        self.parameters.resize(n, UNKNOWN);
        self.data_norm = 0.0;
        self.noise = None;
        self.undefined = None;
        self.table.resize(m);
        self.x.resize(n, 0.0);
        self.near.resize(m, 0.0);
        self.far.resize(m, 0.0);
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

    /// x + h v, in a buffer.
    ///
    /// ```
    /// let mut differences = thalweg_solver::derivative::Differences::new(2, 1);
    /// assert_eq!(differences.point(&[1.0, 2.0], &[1.0, -1.0], 0.5), &[1.5, 1.5]);
    /// ```
    pub fn point(&mut self, x: &[f64], v: &[f64], h: f64) -> &[f64] {
        for ((point, x), v) in self.x.iter_mut().zip(x).zip(v) {
            *point = x + h * v;
        }
        &self.x
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
        self.learn_sizes(eval, x, r, sizes, bounds);
        let r_norm = norm(r);
        let stale = |there: f64| r_norm > STALE * there || there > STALE * r_norm;
        if self.noise.is_none_or(|(_, there)| stale(there)) {
            self.measure_noise(eval, x, r, bounds);
        }
        self.x.copy_from_slice(x);
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
                self.x.copy_from_slice(x);
                find_size(eval, &mut self.x, j, r, reference, bounds_of(bounds, j), &mut self.near)
            });
            // 1 where r does not move at all: any number does.
            self.parameters[j].size = size.unwrap_or(1.0);
        }
    }

    /// The present size of parameter j at xⱼ.
    fn size(&self, j: usize, x: f64) -> f64 {
        x.abs().max(LEAST_SIZE * self.parameters[j].size)
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
        let size = self.size(j, self.x[j]);
        let reference = self.reference(r);
        let noise = self.noise.map_or(0.0, |(noise, _)| noise).max(ROUNDING * reference);
        let mode = if self.parameters[j].length.is_none() { Mode::Central } else { mode };
        for attempt in 0..2 {
            let Memory { length, slope, .. } = self.parameters[j];
            let step = best_step(mode, noise, slope.unwrap_or(reference / size), size, length);
            let Some(measured) = self.measure_column(eval, r, column, j, bounds, mode, step) else {
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
            let better = best_step(mode, noise, slope, size, memory.length);
            let as_good = step <= WRONG_STEP * better && better <= WRONG_STEP * step;
            // A step that walls have cut short is not made better by a longer one.
            if attempt > 0 || as_good || (better > step && measured.h.abs() < 0.5 * step) {
                break;
            }
        }
        true
    }

    /// Column j by steps of about `step`: shorter where bounds or the domain ask for it.
    fn measure_column(
        &mut self,
        eval: &mut Evaluate<'_>,
        r: &[f64],
        column: &mut [f64],
        j: usize,
        (lower, upper): (f64, f64),
        mode: Mode,
        step: f64,
    ) -> Option<Measured> {
        let x = self.x[j];
        let room = (upper - x).max(x - lower);
        let mut step = step.min(0.5 * room);
        for _ in 0..=SHRINKS {
            let measured = match mode {
                Mode::Central => self.central(eval, r, column, j, (lower, upper), step),
                Mode::Forward => [step, -step].into_iter().find_map(|h| {
                    let h = self.visit(eval, j, h, (lower, upper), Buffer::Near)?;
                    quotient(column, &self.near, r, h);
                    Some(Measured { h, bend: None })
                }),
            };
            self.x[j] = x;
            if measured.is_some() {
                return measured;
            }
            step *= 0.125;
        }
        None
    }

    /// (r₊ − r₋)/2h; where one side is missing (−3r + 4r₁ − r₂)/2h on the other.
    fn central(
        &mut self,
        eval: &mut Evaluate<'_>,
        r: &[f64],
        column: &mut [f64],
        j: usize,
        bounds: (f64, f64),
        step: f64,
    ) -> Option<Measured> {
        let up = self.visit(eval, j, step, bounds, Buffer::Near);
        // Where up is missing, down lies in `far` and is the near point of a pair on one side.
        let down = self.visit(eval, j, -step, bounds, Buffer::Far);
        let one_side = match (up, down) {
            (Some(up), Some(down)) => {
                for (((out, plus), &minus), &r) in
                    column.iter_mut().zip(&mut self.near).zip(&self.far).zip(r)
                {
                    *out = (*plus - minus) / (up - down);
                    *plus = (*plus - r) - (r - minus);
                }
                return Some(Measured { h: 0.5 * (up - down), bend: Some(norm(&self.near)) });
            }
            (Some(up), None) => up,
            (None, Some(down)) => {
                std::mem::swap(&mut self.near, &mut self.far);
                down
            }
            (None, None) => return None,
        };
        let Some(beyond) = self.visit(eval, j, 2.0 * one_side, bounds, Buffer::Far) else {
            quotient(column, &self.near, r, one_side);
            return Some(Measured { h: one_side, bend: None });
        };
        let ratio = beyond / one_side;
        for (((out, near), &far), &r) in column.iter_mut().zip(&mut self.near).zip(&self.far).zip(r)
        {
            let (first, second) = ((*near - r) / one_side, (far - r) / beyond);
            // Extrapolated to a step of 0.
            *out = first + (first - second) / (ratio - 1.0);
            *near = (far - *near) - (*near - r);
        }
        Some(Measured { h: one_side, bend: Some(norm(&self.near)) })
    }

    /// Evaluates at xⱼ + h and puts xⱼ back; the step really made, none outside bounds or domain.
    fn visit(
        &mut self,
        eval: &mut Evaluate<'_>,
        j: usize,
        h: f64,
        (lower, upper): (f64, f64),
        buffer: Buffer,
    ) -> Option<f64> {
        let x = self.x[j];
        let moved = x + h;
        if moved < lower || moved > upper || moved == x {
            return None;
        }
        let out = match buffer {
            Buffer::Near => &mut self.near,
            Buffer::Far => &mut self.far,
        };
        self.x[j] = moved;
        let defined = eval(&self.x, out) && all_finite(out);
        self.x[j] = x;
        defined.then_some(moved - x)
    }

    /// Measures ‖noise in r‖ on a line through x.
    fn measure_noise(
        &mut self,
        eval: &mut Evaluate<'_>,
        x: &[f64],
        r: &[f64],
        bounds: &[(f64, f64)],
    ) {
        let mut noise = 0.0;
        // Up; where the model ends there, down; then much shorter, for steep models near a wall.
        for spacing in [SPACING, -SPACING, SPACING / WIDER, -SPACING / WIDER] {
            if !self.tabulate(eval, x, r, bounds, spacing) {
                continue;
            }
            // Nothing moved: the model may round its parameters, to f16 or to printed digits.
            let moved = !self.table.is_constant()
                || (self.tabulate(eval, x, r, bounds, spacing * WIDER)
                    && !self.table.is_constant());
            noise = if moved { self.table.estimate() } else { 0.0 };
            break;
        }
        self.noise = Some((noise, norm(r)));
    }

    /// Fills the table from points x + k·spacing·size, each parameter on the side with more room
    /// where bounds leave too little; false where one of them is outside the domain.
    fn tabulate(
        &mut self,
        eval: &mut Evaluate<'_>,
        x: &[f64],
        r: &[f64],
        bounds: &[(f64, f64)],
        spacing: f64,
    ) -> bool {
        self.table.record(0, r);
        for k in 1..POINTS {
            for j in 0..x.len() {
                let (lower, upper) = bounds_of(bounds, j);
                // Unequal steps, so that no two parameters move in ways that cancel.
                let uneven = 0.75 + 0.5 * (j as f64 * GOLDEN).fract();
                let step = spacing * uneven * self.size(j, x[j]);
                let reach = step * (POINTS - 1) as f64;
                let step = match x[j] + reach {
                    end if end >= lower && end <= upper => step,
                    _ if x[j] - reach >= lower && x[j] - reach <= upper => -step,
                    _ => 0.0,
                };
                // The step as x can take it: points that are rounded unevenly would be noise.
                let exact = (x[j] + step) - x[j];
                self.x[j] = x[j] + k as f64 * exact;
            }
            if !(eval(&self.x, &mut self.near) && all_finite(&self.near)) {
                return false;
            }
            self.table.record(k, &self.near);
        }
        true
    }
}

/// Spacing of the table of noise, in sizes: a few ulps of an f32, and so small that the fourth
/// differences of anything smooth vanish.
const SPACING: f64 = 1.0 / 2_097_152.0;

/// How much wider or shorter the table is where the first one fails.
const WIDER: f64 = 1024.0;

/// The golden ratio: its multiples are spread evenly.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Where residuals beside x go.
enum Buffer {
    Near,
    Far,
}

fn bounds_of(bounds: &[(f64, f64)], j: usize) -> (f64, f64) {
    bounds.get(j).copied().unwrap_or((f64::NEG_INFINITY, f64::INFINITY))
}

fn is_fixed(bounds: &[(f64, f64)], j: usize) -> bool {
    bounds.get(j).is_some_and(|(lower, upper)| lower == upper)
}

/// (near − r)/h.
fn quotient(column: &mut [f64], near: &[f64], r: &[f64], h: f64) {
    for ((out, near), r) in column.iter_mut().zip(near).zip(r) {
        *out = (near - r) / h;
    }
}

/// 2√(δL) or ∛(3δL²), δ = noise/slope, L = length·size.
fn best_step(mode: Mode, noise: f64, slope: f64, size: f64, length: Option<f64>) -> f64 {
    let length = length.unwrap_or(1.0);
    // Of ratios without a unit only; NaN (0/0) where nothing is known: rounding then.
    let blur = (noise / (slope * size) / length).max(BLUR.0).min(BLUR.1);
    let share = match mode {
        Mode::Forward => 2.0 * blur.sqrt(),
        Mode::Central => (3.0 * blur).cbrt(),
    };
    share * length * size
}

/// L/size from a second difference: L = ‖r′‖/‖r″‖, and at least what the noise allows to see.
fn length_over_size(
    slope: f64,
    h: f64,
    bend: f64,
    noise: f64,
    size: f64,
    before: Option<f64>,
) -> f64 {
    let seen = BELIEVED * noise;
    let length = slope * h.abs() / bend.max(seen) * (h.abs() / size);
    // A second difference lost in noise is a lower bound of L only.
    let length = if bend > seen { length } else { length.max(before.unwrap_or(1.0)) };
    if length.is_finite() { length.clamp(LENGTHS.0, LENGTHS.1) } else { 1.0 }
}
