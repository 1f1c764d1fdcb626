//! The buffers of one loop.

use multiversion::multiversion;

use crate::bounds;
use crate::damped_system::DampedModel;
use crate::linalg::Reduction;
use crate::loss::Loss;
use crate::mixing::Mixing;
use crate::norm::norm;
use crate::options::Curvature;
use crate::oracle::{Interrupt, Oracle, Portrait, STAGE_CALLS};
use crate::scaling::Metric;
use crate::second_order::SecondOrder;
use crate::subproblem::Subproblem;

/// Point, residuals, linearisation and scratch of a loop; sized once, then reused.
#[derive(Debug, Clone)]
pub(crate) struct Space {
    pub(crate) x: Vec<f64>,
    pub(crate) x_trial: Vec<f64>,
    pub(crate) r: Vec<f64>,
    pub(crate) r_trial: Vec<f64>,
    pub(crate) jac: Vec<f64>,
    pub(crate) p: Vec<f64>,
    pub(crate) a: Vec<f64>,
    pub(crate) shift: Vec<f64>,
    pub(crate) fixed: Vec<f64>,
    pub(crate) rhs: Vec<f64>,
    pub(crate) vector: Vec<f64>,
    /// Length m: J v, and r̃ under a loss.
    pub(crate) image: Vec<f64>,
    /// Length m: f_vv.
    pub(crate) curve: Vec<f64>,
    /// Length m: the rows' factors under a loss.
    pub(crate) row_scale: Vec<f64>,
    pub(crate) pivoted: Vec<f64>,
    pub(crate) free: Vec<usize>,
    pub(crate) inner_free: Vec<usize>,
    pub(crate) reduction: Reduction,
    pub(crate) reduction_kept: Reduction,
    pub(crate) metric: Metric,
    pub(crate) subproblem: Subproblem,
    /// The subproblem is that of the reduction over the free parameters.
    pub(crate) factored: bool,
    pub(crate) mixing: Mixing,
    pub(crate) second: SecondOrder,
}

impl Default for Space {
    fn default() -> Self {
        Self {
            x: Vec::new(),
            x_trial: Vec::new(),
            r: Vec::new(),
            r_trial: Vec::new(),
            jac: Vec::new(),
            p: Vec::new(),
            a: Vec::new(),
            shift: Vec::new(),
            fixed: Vec::new(),
            rhs: Vec::new(),
            vector: Vec::new(),
            image: Vec::new(),
            curve: Vec::new(),
            row_scale: Vec::new(),
            pivoted: Vec::new(),
            free: Vec::new(),
            inner_free: Vec::new(),
            reduction: Reduction::new(0),
            reduction_kept: Reduction::new(0),
            metric: Metric::default(),
            subproblem: Subproblem::default(),
            factored: false,
            mixing: Mixing::default(),
            second: SecondOrder::default(),
        }
    }
}

impl Space {
    /// Makes room for n parameters and m residuals.
    pub(crate) fn resize(&mut self, n: usize, m: usize) {
        for v in [
            &mut self.x,
            &mut self.x_trial,
            &mut self.p,
            &mut self.a,
            &mut self.shift,
            &mut self.fixed,
            &mut self.rhs,
            &mut self.vector,
        ] {
            v.resize(n, 0.0);
        }
        for v in
            [&mut self.r, &mut self.r_trial, &mut self.image, &mut self.curve, &mut self.row_scale]
        {
            v.resize(m, 0.0);
        }
        self.jac.resize(n * m, 0.0);
        self.reduction.reset(n);
        self.reduction_kept.reset(n);
        self.mixing.resize(n);
    }

    /// Evaluates J at x and reduces it. Under a loss, rows are reshaped first.
    pub(crate) fn linearise(
        &mut self,
        oracle: &mut dyn Oracle,
        loss: Loss,
    ) -> Result<(), Interrupt> {
        oracle.jacobian(&self.x, &self.r, &mut self.jac)?;
        self.reduction.reset(self.x.len());
        self.factored = false;
        self.second.expire();
        if loss == Loss::Squared {
            self.reduction.update_dense(&self.jac, &self.r);
        } else {
            self.image.copy_from_slice(&self.r);
            loss.reshape(&mut self.image, &mut self.jac, &mut self.row_scale);
            self.reduction.update_dense(&self.jac, &self.image);
        }
        let response = (0..self.x.len())
            .map(|j| self.reduction.column_norm(j) * self.x[j].abs().max(self.metric.sizes()[j]));
        oracle.note_response(response.fold(0.0, f64::max));
        Ok(())
    }

    /// Evaluates S at x, where J is, over the free parameters, if it is to be exact. A point without
    /// second derivatives makes do with Gauss-Newton.
    pub(crate) fn evaluate_curvature(
        &mut self,
        oracle: &mut dyn Oracle,
        bounds: &[(f64, f64)],
    ) -> Result<(), Interrupt> {
        let Self { second, x, r, jac, metric, free, image, curve, .. } = self;
        if !second.is_exact() {
            return Ok(());
        }
        match second.evaluate(oracle, x, r, jac, (metric, free, bounds), (image, curve)) {
            Err(Interrupt::Outside) => Ok(()),
            other => other,
        }
    }

    /// The free parameters, D and the factor at x; returns q₁. Nothing is done twice.
    pub(crate) fn factor(&mut self, bounds: &[(f64, f64)]) -> f64 {
        let Self { reduction, metric, subproblem, free, x, .. } = self;
        if !self.factored {
            bounds::free_parameters(bounds, x, |j| reduction.gradient(j), free);
            metric.update((0..x.len()).map(|j| reduction.column_norm(j)));
            subproblem.build(reduction, metric, free, reduction.qtr());
            self.factored = true;
        }
        subproblem.q1()
    }

    /// As many residuals as free parameters.
    pub(crate) fn is_square(&self) -> bool {
        self.r.len() == self.free.len()
    }

    /// The largest |cosine| between r and a column of J, of the free parameters.
    pub(crate) fn gradient_cosine(&self) -> f64 {
        let norm = self.reduction.residual_norm();
        let cosine =
            |&j: &usize| (self.reduction.gradient(j) / norm / self.reduction.column_norm(j)).abs();
        self.free.iter().map(cosine).filter(|c| !c.is_nan()).fold(0.0, f64::max)
    }

    /// Whether n(n+1)/2 second directional derivatives are no more calls than a stage may make.
    pub(crate) fn hessian_is_affordable(&self) -> bool {
        let n = self.x.len();
        n * (n + 1) / 2 <= STAGE_CALLS
    }

    /// Whether the exact Hessian is positive definite at x, by more than `tolerance` of its largest
    /// eigenvalue in the metric: a minimum of its own whatever the rank of J. None where there are no
    /// second derivatives.
    pub(crate) fn is_isolated(
        &mut self,
        oracle: &mut dyn Oracle,
        bounds: &[(f64, f64)],
        tolerance: f64,
    ) -> Result<Option<bool>, Interrupt> {
        self.linearise(oracle, Loss::Squared)?;
        self.factor(bounds);
        self.second.begin(Curvature::Hessian, self.x.len());
        self.evaluate_curvature(oracle, bounds)?;
        let Self { second, reduction, metric, free, .. } = self;
        let model = second.model(reduction, metric, free);
        Ok(model.map(|m| m.lowest() > tolerance * m.largest_curvature()))
    }

    /// Swaps the point with the trial point, and keeps the linearisation that belongs to the old
    /// one: a second exchange brings it back.
    pub(crate) fn exchange(&mut self) {
        std::mem::swap(&mut self.x, &mut self.x_trial);
        std::mem::swap(&mut self.r, &mut self.r_trial);
        std::mem::swap(&mut self.reduction, &mut self.reduction_kept);
        self.factored = false;
    }

    /// What those who watch see of the trial step p, solved for with this μ; None where the model
    /// was not Gauss-Newton's.
    pub(crate) fn portrait(&self, oracle: &dyn Oracle, mu: Option<f64>) -> Portrait {
        if !oracle.is_watched() {
            return Portrait::default();
        }
        Portrait {
            trial: self.x.iter().zip(&self.p).map(|(x, p)| x + p).collect(),
            scales: self.metric.diagonal().to_vec(),
            anatomy: mu.map(|mu| self.subproblem.anatomy(mu)).unwrap_or_default(),
        }
    }

    /// The linear model's change of 2F under p: 2 gᵀp + ‖J p‖², from R alone.
    pub(crate) fn model_change(&mut self) -> f64 {
        self.reduction.apply(&self.p, &mut self.vector);
        let linear = crate::norm::dot(&self.vector, self.reduction.qtr());
        let length = norm(&self.vector);
        2.0 * linear + length * length
    }
}

/// √(2F): ‖r‖, or the norm that belongs to F under a loss.
pub(crate) fn effective_norm(loss: Loss, r: &[f64]) -> f64 {
    match loss {
        Loss::Squared => norm(r),
        // A sum in a fixed order; losses flatten large residuals, so overflow is out of question
        // unless the scale itself is extreme, which the effective residual handles.
        _ => {
            let largest = r.iter().map(|&v| loss.effective(v).abs()).fold(0.0, f64::max);
            if largest == 0.0 {
                return 0.0;
            }
            let sum: f64 = r
                .iter()
                .map(|&v| {
                    let s = loss.effective(v) / largest;
                    s * s
                })
                .sum();
            largest * sum.sqrt()
        }
    }
}

/// (2F(r) − 2F(r₊))/size², summed as Σ (s − s₊)(s + s₊) so that near the minimum nothing cancels.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn relative_reduction(loss: Loss, r: &[f64], r_trial: &[f64], size: f64) -> f64 {
    let inverse = 1.0 / size;
    if loss == Loss::Squared {
        let mut lanes = [0.0; 8];
        let (a8, a_rest) = r.as_chunks::<8>();
        let (b8, b_rest) = r_trial.as_chunks::<8>();
        for (a, b) in a8.iter().zip(b8) {
            for k in 0..8 {
                lanes[k] += ((a[k] - b[k]) * inverse) * ((a[k] + b[k]) * inverse);
            }
        }
        let rest: f64 =
            a_rest.iter().zip(b_rest).map(|(a, b)| ((a - b) * inverse) * ((a + b) * inverse)).sum();
        return lanes.iter().sum::<f64>() + rest;
    }
    r.iter()
        .zip(r_trial)
        .map(|(&a, &b)| {
            let (a, b) = (loss.effective(a), loss.effective(b));
            ((a - b) * inverse) * ((a + b) * inverse)
        })
        .sum()
}
