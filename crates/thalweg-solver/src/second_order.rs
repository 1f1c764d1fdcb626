//! S = Σ rᵢ∇²rᵢ, the part of the Hessian that Gauss-Newton leaves out: exact, or learned from steps.

use crate::bounds;
use crate::linalg::{Reduction, times, transposed_times};
use crate::newton::NewtonModel;
use crate::norm::{add_scaled, dot};
use crate::options::Curvature;
use crate::oracle::{CURVATURE_STEP, Interrupt, Oracle};
use crate::scaling::Metric;

/// A model's prediction must be this much nearer to what happened to take over (Dennis, Gay &
/// Welsch 1981, §4).
const CLEARLY_BETTER: f64 = 1.5;
/// Gauss-Newton that predicted a reduction to within this fraction needs no help.
const GOOD: f64 = 0.25;

/// The second-order part at x with the model it makes, and what a secant update needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct SecondOrder {
    curvature: Curvature,
    /// S, n×n.
    s: Vec<f64>,
    model: NewtonModel,
    /// The model with S proposes the next step.
    in_use: bool,
    /// The model is that of S and the linearisation.
    built: bool,
    /// The step that led here, the gradient where it began, and J₋ᵀr₊; empty before the first.
    step: Vec<f64>,
    gradient_before: Vec<f64>,
    half_way: Vec<f64>,
    direction: Vec<f64>,
    scratch: Vec<f64>,
}

impl SecondOrder {
    /// Begins a run of n parameters.
    pub(crate) fn begin(&mut self, curvature: Curvature, n: usize) {
        self.curvature = curvature;
        self.s.clear();
        (self.in_use, self.built) = (false, false);
        self.step.clear();
        if curvature != Curvature::GaussNewton {
            self.s.resize(n * n, 0.0);
        }
    }

    /// The model with S at a linearisation over `free`; None where Gauss-Newton is to be used.
    pub(crate) fn model(
        &mut self,
        reduction: &Reduction,
        metric: &Metric,
        free: &[usize],
    ) -> Option<&mut NewtonModel> {
        if !self.in_use {
            return None;
        }
        if !self.built {
            self.model.build(reduction, &self.s, metric, free);
            self.built = true;
        }
        self.model.is_finite().then_some(&mut self.model)
    }

    /// A new linearisation: the model is no longer that of x.
    pub(crate) fn expire(&mut self) {
        self.built = false;
        self.in_use &= self.curvature == Curvature::Secant;
    }

    /// Whether S is learned, and Gauss-Newton the alternative.
    pub(crate) fn is_learned(&self) -> bool {
        self.curvature == Curvature::Secant
    }

    /// Whether S is evaluated, not learned.
    pub(crate) fn is_exact(&self) -> bool {
        self.curvature == Curvature::Hessian
    }

    /// S at x, exact where second directional derivatives are: S_jj from f_vv along eⱼ, S_jk by
    /// polarisation along eⱼ + eₖ, in units of the parameters' sizes and into the bounds. f(f+1)/2
    /// evaluations for f free parameters; the other entries are 0.
    pub(crate) fn evaluate(
        &mut self,
        oracle: &mut dyn Oracle,
        x: &[f64],
        r: &[f64],
        jac: &[f64],
        (metric, free, bounds): (&Metric, &[usize], &[(f64, f64)]),
        (image, curve): (&mut [f64], &mut [f64]),
    ) -> Result<(), Interrupt> {
        let n = x.len();
        let Self { s, direction: v, scratch: reach, .. } = self;
        v.clear();
        v.resize(n, 0.0);
        s.fill(0.0);
        reach.clear();
        reach.extend(
            (0..n).map(|j| bounds::inward(bounds, j, x[j], metric.sizes()[j], CURVATURE_STEP)),
        );
        let mut along = |v: &[f64]| {
            times(jac, v, image);
            oracle.curvature(x, v, r, image, curve)?;
            Ok(dot(r, curve))
        };
        for &j in free {
            v[j] = reach[j];
            s[j * n + j] = along(v)?;
            v[j] = 0.0;
        }
        for (at, &j) in free.iter().enumerate() {
            for &k in &free[..at] {
                (v[j], v[k]) = (reach[j], reach[k]);
                let both = along(v)? - s[j * n + j] - s[k * n + k];
                (v[j], v[k]) = (0.0, 0.0);
                (s[j * n + k], s[k * n + j]) = (0.5 * both, 0.5 * both);
            }
        }
        for &j in free {
            for &k in free {
                s[j * n + k] = s[j * n + k] / reach[j] / reach[k];
            }
        }
        self.in_use = true;
        Ok(())
    }

    /// Where S is [learned](Self::is_learned): keeps what the update after an accepted step needs: `jac` and `gradient` still belong to
    /// the old point.
    pub(crate) fn remember(
        &mut self,
        jac: &[f64],
        gradient: impl Iterator<Item = f64>,
        step: impl Iterator<Item = f64>,
        r_new: &[f64],
    ) {
        self.step.clear();
        self.step.extend(step);
        self.gradient_before.clear();
        self.gradient_before.extend(gradient);
        self.half_way.resize(self.step.len(), 0.0);
        transposed_times(jac, r_new, &mut self.half_way);
    }

    /// The update of Dennis, Gay & Welsch (1981, eqs. 3.2 and 3.6) with the gradient at the new
    /// point: S s = y♯ = J₊ᵀr₊ − J₋ᵀr₊, least in a weighted norm, sized down first.
    pub(crate) fn update(&mut self, gradient: impl Iterator<Item = f64>) {
        let n = self.step.len();
        if n == 0 {
            return;
        }
        let Self { s, step, gradient_before, half_way, direction, scratch, .. } = self;
        // y♯ in half_way, y in gradient_before.
        for ((half, before), new) in
            half_way.iter_mut().zip(gradient_before.iter_mut()).zip(gradient)
        {
            (*half, *before) = (new - *half, new - *before);
        }
        let (sharp, y) = (&*half_way, &*gradient_before);
        scratch.clear();
        scratch.resize(n, 0.0);
        for (column, step) in s.chunks_exact(n).zip(step.iter()) {
            add_scaled(scratch, *step, column);
        }
        let curvature = dot(step, scratch);
        let wanted = dot(step, sharp);
        let size = if curvature != 0.0 { (wanted / curvature).abs().min(1.0) } else { 1.0 };
        let along = dot(y, step);
        // Without curvature along the step there is nothing to learn in its metric.
        if along > 0.0 && along.is_finite() && size.is_finite() {
            direction.clear();
            direction.extend(sharp.iter().zip(scratch.iter()).map(|(a, b)| a - size * b));
            let bend = dot(direction, step) / along;
            for j in 0..n {
                for i in 0..n {
                    let entry = &mut s[j * n + i];
                    let pair = direction[i] * y[j] + y[i] * direction[j] - bend * y[i] * y[j];
                    *entry = size * *entry + pair / along;
                }
            }
            if s.iter().any(|v| !v.is_finite()) {
                s.fill(0.0);
            }
        }
        self.step.clear();
    }

    /// Where S is [learned](Self::is_learned): chooses the model of the next step from how the last one, p, was predicted, all as
    /// reductions of 2F over `size`²: the one that was clearly better, Gauss-Newton if it was good.
    pub(crate) fn choose(&mut self, actual: f64, gauss_newton: f64, p: &[f64], size: f64) {
        let augmented = gauss_newton - self.bend(p) / size / size;
        let (plain, helped) = ((gauss_newton - actual).abs(), (augmented - actual).abs());
        self.in_use = if plain <= GOOD * actual.abs() {
            false
        } else if self.in_use {
            CLEARLY_BETTER * plain >= helped
        } else {
            CLEARLY_BETTER * helped < plain
        };
    }

    /// After a step that was rejected, or taken back: Gauss-Newton has its turn.
    pub(crate) fn give_up(&mut self) {
        if self.is_learned() {
            self.in_use = false;
            self.step.clear();
        }
    }

    /// pᵀSp.
    fn bend(&self, p: &[f64]) -> f64 {
        let n = p.len().max(1);
        self.s.chunks_exact(n).zip(p).map(|(column, p_j)| p_j * dot(column, p)).sum()
    }
}
