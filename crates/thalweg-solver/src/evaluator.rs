//! The whole problem as the loop sees it: evaluations counted, limited, checked and watched.

use std::ops::ControlFlow;
use std::time::Instant;

use crate::derivative::{Differences, Mode};
use crate::norm::{all_finite, norm};
use crate::options::Limits;
use crate::oracle::{CURVATURE_STEP, Interrupt, Oracle, Record};
use crate::problem::{EvalError, Problem, Provides};
use crate::solution::Counts;
use crate::status::LimitKind;
use crate::trace::Iteration;

/// Who watches the iterations.
pub(crate) type Observer<'a> = &'a mut dyn FnMut(&Iteration) -> ControlFlow<()>;

/// Multiples of ε‖√w y‖ that rounding in r can amount to (DESIGN §2 step 8).
const ROUNDING: f64 = 64.0;
/// Multiples of a noise that was measured, not bounded.
const MEASURED: f64 = 4.0;
/// A relative noise above this is more than rounding.
pub(crate) const MEASURABLE: f64 = 16.0 * f64::EPSILON;

/// [`Oracle`] of a [`Problem`].
pub(crate) struct Evaluator<'a> {
    problem: &'a dyn Problem,
    bounds: &'a [(f64, f64)],
    provides: Provides,
    pub(crate) differences: Differences,
    mode: Mode,
    /// Relative size of the noise in r; ε until differences have measured it.
    noise: f64,
    sizes: Vec<f64>,
    /// ‖√w y‖, or how far r moves when a parameter changes by its size, where there are no data.
    data_norm: f64,
    has_data: bool,
    /// Whether `data_norm` is a response already.
    response_known: bool,
    limits: Limits,
    deadline: Option<Instant>,
    observer: Option<Observer<'a>>,
    pub(crate) trace: Option<Vec<Iteration>>,
    pub(crate) counts: Counts,
    stage: usize,
    /// Residual and f_vv calls that this stage may still make.
    left_in_stage: usize,
    /// What the problem last said about a point it is not defined at.
    pub(crate) outside: Option<EvalError>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        problem: &'a dyn Problem,
        bounds: &'a [(f64, f64)],
        differences: Differences,
        limits: Limits,
        observer: Option<Observer<'a>>,
        trace: bool,
    ) -> Self {
        Self {
            problem,
            bounds,
            provides: problem.provides(),
            differences,
            mode: Mode::Forward,
            noise: f64::EPSILON,
            sizes: Vec::new(),
            data_norm: f64::NAN,
            has_data: false,
            response_known: false,
            limits,
            deadline: limits.time.and_then(|t| Instant::now().checked_add(t)),
            observer,
            trace: trace.then(Vec::new),
            counts: Counts::default(),
            stage: 0,
            left_in_stage: usize::MAX,
            outside: None,
        }
    }

    /// The problem itself.
    pub(crate) fn problem(&self) -> &'a dyn Problem {
        self.problem
    }

    /// Learns the sizes tⱼ (0 where not known yet) and the size of the data, once r₀ is known.
    pub(crate) fn set_sizes(&mut self, sizes: &[f64], start_norm: f64) {
        self.sizes.clear();
        self.sizes.extend_from_slice(sizes);
        let data = self.problem.data_norm().filter(|v| *v > 0.0);
        self.has_data = data.is_some();
        self.data_norm = data.unwrap_or(start_norm);
    }

    /// Relative noise level of r: ε, or what differences measured.
    pub(crate) fn noise(&self) -> f64 {
        self.noise
    }

    /// Measures the noise in r at x, where derivatives come from differences.
    pub(crate) fn measure_noise(&mut self, x: &[f64], r: &[f64]) {
        if self.provides.jacobian {
            return;
        }
        let problem = self.problem;
        let calls = &mut self.counts.residuals;
        let mut eval = |x: &[f64], r: &mut [f64]| {
            *calls += 1;
            problem.residuals(x, r).is_ok() && all_finite(r)
        };
        let data = problem.data_norm().unwrap_or(0.0);
        self.noise =
            self.differences.estimate_noise(&mut eval, x, r, data, &self.sizes, self.bounds);
    }

    /// Begins a stage of the cascade with this many residual and f_vv calls.
    pub(crate) fn begin_stage(&mut self, stage: usize, budget: usize) {
        self.stage = stage;
        self.left_in_stage = budget;
        self.mode = Mode::Forward;
        self.counts.stages = self.counts.stages.max(stage + 1);
    }

    /// No share of a stage is left to keep to, only the caller's limits.
    pub(crate) fn lift_budget(&mut self) {
        self.left_in_stage = usize::MAX;
    }

    /// Evaluations that the answer needs are made whatever the limits say; returns the limits, to
    /// be [restored](Self::restore_limits).
    pub(crate) fn lift_limits(&mut self) -> (usize, Option<Instant>) {
        self.lift_budget();
        (std::mem::replace(&mut self.limits.evaluations, usize::MAX), self.deadline.take())
    }

    /// Puts back what [`lift_limits`](Self::lift_limits) took.
    pub(crate) fn restore_limits(&mut self, (evaluations, deadline): (usize, Option<Instant>)) {
        self.limits.evaluations = evaluations;
        self.deadline = deadline;
    }

    fn evaluations(&self) -> usize {
        self.counts.residuals + self.counts.second_directional + self.counts.jacobians
    }

    /// Whether another evaluation is allowed.
    fn check_limits(&self) -> Result<(), Interrupt> {
        if self.evaluations() >= self.limits.evaluations {
            return Err(Interrupt::Limit(LimitKind::Evaluations));
        }
        if self.deadline.is_some_and(|d| Instant::now() >= d) {
            return Err(Interrupt::Limit(LimitKind::Time));
        }
        Ok(())
    }

    fn spend(&mut self) -> Result<(), Interrupt> {
        self.check_limits()?;
        self.left_in_stage = self.left_in_stage.checked_sub(1).ok_or(Interrupt::Budget)?;
        Ok(())
    }

    fn settle(&mut self, result: Result<(), EvalError>, finite: bool) -> Result<(), Interrupt> {
        match result {
            Ok(()) if finite => Ok(()),
            Ok(()) => Err(Interrupt::Outside),
            Err(why) => {
                self.outside = Some(why);
                Err(Interrupt::Outside)
            }
        }
    }
}

impl Oracle for Evaluator<'_> {
    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&mut self, x: &[f64], r: &mut [f64]) -> Result<(), Interrupt> {
        self.spend()?;
        self.counts.residuals += 1;
        let result = self.problem.residuals(x, r);
        self.settle(result, all_finite(r))
    }

    fn jacobian(&mut self, x: &[f64], r: &[f64], jac: &mut [f64]) -> Result<(), Interrupt> {
        self.check_limits()?;
        self.counts.jacobians += 1;
        if self.provides.jacobian {
            let result = self.problem.jacobian(x, jac);
            return self.settle(result, all_finite(jac));
        }
        let problem = self.problem;
        let calls = &mut self.counts.residuals;
        let mut eval = |x: &[f64], r: &mut [f64]| {
            *calls += 1;
            problem.residuals(x, r).is_ok() && all_finite(r)
        };
        let done =
            self.differences.jacobian(&mut eval, x, r, jac, &self.sizes, self.bounds, self.mode);
        if done && all_finite(jac) { Ok(()) } else { Err(Interrupt::Outside) }
    }

    fn curvature(
        &mut self,
        x: &[f64],
        v: &[f64],
        r: &[f64],
        image: &[f64],
        out: &mut [f64],
    ) -> Result<(), Interrupt> {
        self.spend()?;
        if self.provides.second_directional {
            self.counts.second_directional += 1;
            let result = self.problem.second_directional(x, v, out);
            return self.settle(result, all_finite(out));
        }
        const H: f64 = CURVATURE_STEP;
        self.counts.residuals += 1;
        let ahead = self.differences.point(x, v, H);
        let result = self.problem.residuals(ahead, out);
        second_difference(out, r, image, H);
        // Below this it is the noise of r, divided by h² and not by the step's length: it would
        // seem to bend a short step most.
        let size = norm(r);
        let noise = MEASURED * (2.0 / (H * H)) * self.cost_noise(size) * size;
        if norm(out) <= noise {
            out.fill(0.0);
        }
        self.settle(result, all_finite(out))
    }

    fn has_jacobian(&self) -> bool {
        self.provides.jacobian
    }

    fn refine(&mut self) -> bool {
        let better = !self.provides.jacobian && self.mode == Mode::Forward;
        if better {
            self.mode = Mode::Central;
        }
        better
    }

    fn cost_noise(&self, residual_norm: f64) -> f64 {
        if residual_norm == 0.0 {
            0.0
        } else {
            self.noise * self.data_norm.max(residual_norm) / residual_norm
        }
    }

    fn residual_noise(&self, residual_norm: f64) -> f64 {
        if self.noise() <= MEASURABLE {
            ROUNDING * f64::EPSILON * self.data_norm
        } else {
            MEASURED * self.noise * self.data_norm.max(residual_norm)
        }
    }

    fn note_response(&mut self, response: f64) {
        if !self.has_data && response.is_finite() {
            if !self.provides.jacobian && !self.response_known && response > 0.0 {
                // Noise was measured against ‖r₀‖; from now on the response is what it is part of.
                self.noise = (self.noise * self.data_norm / response).max(f64::EPSILON);
                self.response_known = true;
            }
            self.data_norm = response;
        }
    }

    fn is_watched(&self) -> bool {
        self.observer.is_some() || self.trace.is_some()
    }

    fn observe(&mut self, record: Record, x: &[f64]) -> Result<(), Interrupt> {
        self.counts.iterations += 1;
        if self.is_watched() {
            let iteration = Iteration {
                stage: self.stage,
                iteration: self.counts.iterations,
                cost: record.cost,
                decrement: record.decrement,
                mu: record.mu,
                radius: record.radius,
                ratio: record.ratio,
                step_norm: record.step_norm,
                kind: record.kind,
                rejected: record.rejected,
                x: x.to_vec(),
                trial: record.portrait.trial,
                scales: record.portrait.scales,
                anatomy: record.portrait.anatomy,
            };
            let stop = self.observer.as_mut().is_some_and(|o| o(&iteration).is_break());
            if let Some(trace) = &mut self.trace {
                trace.push(iteration);
            }
            if stop {
                return Err(Interrupt::Stopped);
            }
        }
        if self.counts.iterations >= self.limits.iterations {
            return Err(Interrupt::Limit(LimitKind::Iterations));
        }
        Ok(())
    }
}

/// ahead ← 2/h ((ahead − r)/h − J v): f_vv by a difference (Transtrum & Sethna 2012, eq. 15).
pub(crate) fn second_difference(ahead: &mut [f64], r: &[f64], image: &[f64], h: f64) {
    for i in 0..r.len() {
        ahead[i] = 2.0 / h * ((ahead[i] - r[i]) / h - image[i]);
    }
}
