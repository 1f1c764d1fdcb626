//! What the loop asks of a problem, whole or reduced.

use crate::status::LimitKind;
use crate::trace::{Anatomy, Rejection, StepKind};

/// The share of v by which f_vv looks ahead where it is a difference (GSL's `h_fvv`).
pub(crate) const CURVATURE_STEP: f64 = 0.02;

/// Residual and f_vv calls that a stage of the cascade may make (evidence §9).
pub(crate) const STAGE_CALLS: usize = 300;

/// Why an evaluation gave no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// Not defined, or not finite, at this point.
    Outside,
    /// The stage has used its share of the calls.
    Budget,
    /// A limit of the caller ran out.
    Limit(LimitKind),
    /// The caller said stop.
    Stopped,
}

/// One trial as the loop knows it; the oracle adds stage, count and the whole point.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) cost: f64,
    pub(crate) decrement: f64,
    pub(crate) mu: f64,
    pub(crate) radius: f64,
    pub(crate) ratio: f64,
    pub(crate) step_norm: f64,
    pub(crate) kind: StepKind,
    pub(crate) rejected: Option<Rejection>,
    pub(crate) portrait: Portrait,
}

/// What only those who watch want to know of a trial; empty unless somebody
/// [does](Oracle::is_watched).
#[derive(Debug, Clone, Default)]
pub(crate) struct Portrait {
    pub(crate) trial: Vec<f64>,
    pub(crate) scales: Vec<f64>,
    pub(crate) anatomy: Anatomy,
}

/// Residuals and derivatives with their counting, limits and choice of derivative behind them.
pub(crate) trait Oracle {
    /// m.
    fn residual_count(&self) -> usize;

    /// r(x), all finite.
    fn residuals(&mut self, x: &[f64], r: &mut [f64]) -> Result<(), Interrupt>;

    /// J(x) by columns, all finite; `r` is r(x).
    fn jacobian(&mut self, x: &[f64], r: &[f64], jac: &mut [f64]) -> Result<(), Interrupt>;

    /// d²r(x + t v)/dt² at t = 0; `image` is J v. Evaluates at x + [`CURVATURE_STEP`] v, if not at x.
    fn curvature(
        &mut self,
        x: &[f64],
        v: &[f64],
        r: &[f64],
        image: &[f64],
        out: &mut [f64],
    ) -> Result<(), Interrupt>;

    /// Whether J is given, not measured by differences.
    fn has_jacobian(&self) -> bool;

    /// Switches to more accurate derivatives; false if there are none.
    fn refine(&mut self) -> bool;

    /// The relative size below which a change of F is noise: that of r, over ‖r‖.
    fn cost_noise(&self, residual_norm: f64) -> f64;

    /// The most that rounding, or measured noise, leaves in r: below it a residual is zero.
    fn residual_noise(&self, residual_norm: f64) -> f64;

    /// Takes note of max ‖Jⱼ‖ max(|xⱼ|, tⱼ): where no data say how large r could be, this does.
    fn note_response(&mut self, response: f64);

    /// Whether somebody wants to know every trial in full.
    fn is_watched(&self) -> bool;

    /// Tells whoever watches about a trial; `x` is the point after it.
    fn observe(&mut self, record: Record, x: &[f64]) -> Result<(), Interrupt>;
}
