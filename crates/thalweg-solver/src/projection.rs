//! The reduced problem of variable projection.
//!
//! Parameters in which the residuals are jointly affine are solved for by linear least squares at
//! every point of the others (Golub & Pereyra 1973); the Jacobian of what remains is P⊥J of the
//! others (Kaufman 1975), without the term that her paper shows to be negligible.

use crate::evaluator::{Evaluator, second_difference};
use crate::linalg::{PivotedQr, solve_upper};
use crate::norm::{all_finite, norm};
use crate::oracle::{CURVATURE_STEP, Interrupt, Oracle, Record};

/// Directions of the linear parameters below this fraction of the first pivot are cut.
const LINEAR_RANK: f64 = 1e-10;

/// Buffers of [`Projected`]; sized once, then reused.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProjectionSpace {
    linear: Vec<usize>,
    nonlinear: Vec<usize>,
    /// The whole point: α where it was last evaluated, β solved for.
    point: Vec<f64>,
    jac: Vec<f64>,
    base: Vec<f64>,
    qr: PivotedQr,
    norms: Vec<f64>,
    s: Vec<f64>,
    beta: Vec<f64>,
    ahead: Vec<f64>,
}

impl ProjectionSpace {
    /// Divides the parameters into those to project out and the others.
    pub(crate) fn split(&mut self, x: &[f64], linear: &[usize]) {
        self.linear.clear();
        self.linear.extend_from_slice(linear);
        self.nonlinear.clear();
        self.nonlinear.extend((0..x.len()).filter(|j| !linear.contains(j)));
        self.point.clear();
        self.point.extend_from_slice(x);
    }

    /// The parameters that remain.
    pub(crate) fn nonlinear(&self) -> &[usize] {
        &self.nonlinear
    }

    /// The whole point of the last evaluation of residuals.
    pub(crate) fn point(&self) -> &[f64] {
        &self.point
    }
}

/// [`Oracle`] over the nonlinear parameters.
pub(crate) struct Projected<'a, 'e> {
    whole: &'a mut Evaluator<'e>,
    space: &'a mut ProjectionSpace,
}

impl<'a, 'e> Projected<'a, 'e> {
    pub(crate) fn new(whole: &'a mut Evaluator<'e>, space: &'a mut ProjectionSpace) -> Self {
        let m = whole.residual_count();
        space.jac.resize(m * space.point.len(), 0.0);
        space.base.resize(m, 0.0);
        space.ahead.resize(m, 0.0);
        Self { whole, space }
    }

    /// Solves for β at α, leaving the factor of Φ, and the whole point; `r` gets P⊥ r.
    fn project(&mut self, alpha: &[f64], r: &mut [f64]) -> Result<(), Interrupt> {
        let ProjectionSpace { linear, nonlinear, point, jac, base, qr, norms, s, beta, .. } =
            &mut *self.space;
        let m = r.len();
        for (&j, a) in nonlinear.iter().zip(alpha) {
            point[j] = *a;
        }
        // Affine in β: β = 0 is as good a place as any, and the same one every time.
        for &j in linear.iter() {
            point[j] = 0.0;
        }
        self.whole.residuals(point, base)?;
        self.whole.jacobian(point, base, jac)?;
        let q = linear.len();
        norms.clear();
        let w = qr.prepare(m, q);
        for (k, &j) in linear.iter().enumerate() {
            let column = &jac[j * m..(j + 1) * m];
            let length = norm(column);
            norms.push(length);
            for (w, c) in w[k * m..(k + 1) * m].iter_mut().zip(column) {
                *w = if length > 0.0 { c / length } else { 0.0 };
            }
        }
        qr.factor();
        qr.copy_s(s);
        let rank = qr.rank(LINEAR_RANK);
        r.copy_from_slice(base);
        qr.apply_qt(r);
        beta.clear();
        beta.extend((0..q).map(|k| if k < m { -r[k] } else { 0.0 }));
        solve_upper(s, q, rank, beta);
        for (position, &k) in qr.permutation().iter().enumerate() {
            let length = norms[k];
            point[linear[k]] = if length > 0.0 { beta[position] / length } else { 0.0 };
        }
        r[..rank].fill(0.0);
        qr.apply_q(r);
        if all_finite(r) && all_finite(point) { Ok(()) } else { Err(Interrupt::Outside) }
    }
}

impl Oracle for Projected<'_, '_> {
    fn residual_count(&self) -> usize {
        self.whole.residual_count()
    }

    fn residuals(&mut self, x: &[f64], r: &mut [f64]) -> Result<(), Interrupt> {
        self.project(x, r)
    }

    fn jacobian(&mut self, x: &[f64], r: &[f64], jac: &mut [f64]) -> Result<(), Interrupt> {
        let m = r.len();
        let moved =
            self.space.nonlinear.iter().zip(x).any(|(&j, &alpha)| self.space.point[j] != alpha);
        if moved {
            // The last trial was another point: its factor and β do not belong here.
            let mut base = std::mem::take(&mut self.space.ahead);
            let result = self.project(x, &mut base);
            self.space.ahead = base;
            result?;
        }
        let ProjectionSpace { nonlinear, point, jac: whole, qr, .. } = &mut *self.space;
        self.whole.jacobian(point, r, whole)?;
        let rank = qr.rank(LINEAR_RANK);
        for (k, &j) in nonlinear.iter().enumerate() {
            let column = &mut jac[k * m..(k + 1) * m];
            column.copy_from_slice(&whole[j * m..(j + 1) * m]);
            qr.apply_qt(column);
            column[..rank].fill(0.0);
            qr.apply_q(column);
        }
        Ok(())
    }

    fn curvature(
        &mut self,
        x: &[f64],
        v: &[f64],
        r: &[f64],
        image: &[f64],
        out: &mut [f64],
    ) -> Result<(), Interrupt> {
        const H: f64 = CURVATURE_STEP;
        let ahead: Vec<f64> = x.iter().zip(v).map(|(x, v)| x + H * v).collect();
        self.project(&ahead, out)?;
        second_difference(out, r, image, H);
        if all_finite(out) { Ok(()) } else { Err(Interrupt::Outside) }
    }

    fn has_jacobian(&self) -> bool {
        self.whole.has_jacobian()
    }

    fn refine(&mut self) -> bool {
        self.whole.refine()
    }

    fn cost_noise(&self, residual_norm: f64) -> f64 {
        self.whole.cost_noise(residual_norm)
    }

    fn residual_noise(&self, residual_norm: f64) -> f64 {
        self.whole.residual_noise(residual_norm)
    }

    fn note_response(&mut self, response: f64) {
        self.whole.note_response(response);
    }

    fn is_watched(&self) -> bool {
        self.whole.is_watched()
    }

    fn observe(&mut self, mut record: Record, x: &[f64]) -> Result<(), Interrupt> {
        let ProjectionSpace { nonlinear, point, ahead, .. } = &mut *self.space;
        // The linear part shown is that of the last evaluation.
        let place = |values: &[f64], whole: &mut [f64]| {
            nonlinear.iter().zip(values).for_each(|(&j, v)| whole[j] = *v);
        };
        ahead.clear();
        ahead.extend_from_slice(point);
        place(x, ahead);
        if self.whole.is_watched() {
            let (mut trial, mut scales) = (point.clone(), vec![f64::NAN; point.len()]);
            place(&record.portrait.trial, &mut trial);
            place(&record.portrait.scales, &mut scales);
            (record.portrait.trial, record.portrait.scales) = (trial, scales);
        }
        let result = self.whole.observe(record, ahead);
        let m = self.whole.residual_count();
        self.space.ahead.resize(m, 0.0);
        result
    }
}
