//! One column of a Jacobian from residuals beside x.

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

/// How often a step is divided by 8 before a parameter is given up.
const SHRINKS: usize = 8;

/// x, and residuals at two points beside it.
#[derive(Debug, Default)]
pub(super) struct Stencil {
    /// Where the differences are taken, length n.
    pub(super) x: Vec<f64>,
    /// Length m.
    pub(super) near: Vec<f64>,
    far: Vec<f64>,
}

/// How a column was measured.
pub(super) struct Measured {
    /// The step.
    pub(super) h: f64,
    /// ‖second difference‖, where three points were used.
    pub(super) bend: Option<f64>,
}

impl Stencil {
    pub(super) fn resize(&mut self, n: usize, m: usize) {
        self.x.resize(n, 0.0);
        self.near.resize(m, 0.0);
        self.far.resize(m, 0.0);
    }

    /// Column j by steps of about `step`: shorter where bounds or the domain ask for it.
    pub(super) fn column(
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
}

/// Where residuals beside x go.
enum Buffer {
    Near,
    Far,
}

/// (near − r)/h.
fn quotient(column: &mut [f64], near: &[f64], r: &[f64], h: f64) {
    for ((out, near), r) in column.iter_mut().zip(near).zip(r) {
        *out = (near - r) / h;
    }
}

/// Bounds of parameter j; empty bounds are none.
pub(super) fn bounds_of(bounds: &[(f64, f64)], j: usize) -> (f64, f64) {
    bounds.get(j).copied().unwrap_or((f64::NEG_INFINITY, f64::INFINITY))
}

/// Whether equal bounds hold parameter j.
pub(super) fn is_fixed(bounds: &[(f64, f64)], j: usize) -> bool {
    bounds.get(j).is_some_and(|(lower, upper)| lower == upper)
}
