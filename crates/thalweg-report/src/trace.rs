//! The trace: every step as a line.

use thalweg::{Anatomy, Answer, Iteration, Rejection, StepKind};

use crate::columns::{Align, Columns};
use crate::number::significant;

/// Every step of the fit as a table, ending with a line break; empty without a trace.
///
/// `F` is ½ Σ w r² where the step left from, the decrement says how much of the residual a
/// Gauss-Newton step would still remove, μ is the damping, Δ the trust-region radius, and the ratio
/// is the actual over the predicted reduction. "as GN" counts the directions in which the step went
/// as Gauss-Newton's would, Σ σᵢ²/(σᵢ² + μ) of how many (2.3/4); ∠g and ∠GN are its angles to steepest
/// descent and to Gauss-Newton's step in the metric D, in degrees.
///
/// ```
/// use thalweg::{Answer, Status};
/// assert_eq!(thalweg_report::trace_text(&Answer::new("y ~ a*x", Status::Minimum)), "");
/// ```
pub fn trace_text(answer: &Answer) -> String {
    if answer.trace.is_empty() {
        return String::new();
    }
    let mut table = Columns::new([
        ("step", Align::Right),
        ("stage", Align::Right),
        ("F", Align::Point),
        ("decrement", Align::Point),
        ("μ", Align::Point),
        ("Δ", Align::Point),
        ("ratio", Align::Point),
        ("‖Dp‖", Align::Point),
        ("as GN", Align::Right),
        ("∠g", Align::Right),
        ("∠GN", Align::Right),
        ("kind", Align::Left),
    ]);
    for step in &answer.trace {
        let kind = match rejected(step) {
            Some(why) => format!("{}, rejected: {why}", kind(step)),
            None => kind(step).to_string(),
        };
        table.row([
            step.iteration.to_string(),
            step.stage.to_string(),
            number(step.cost, 9),
            number(step.decrement, 2),
            number(step.mu, 2),
            number(step.radius, 2),
            number(step.ratio, 3),
            number(step.step_norm, 2),
            directions(&step.anatomy),
            degrees(&step.anatomy, step.anatomy.gradient_angle),
            degrees(&step.anatomy, step.anatomy.gauss_newton_angle),
            kind,
        ]);
    }
    table.render(0)
}

/// "2.3/4": the sum of the fractions, of how many.
fn directions(anatomy: &Anatomy) -> String {
    match anatomy.fractions.len() {
        0 => "–".into(),
        all => format!("{:.1}/{all}", anatomy.gauss_newton_directions()),
    }
}

/// Whole degrees, or a dash where there is no anatomy.
pub(crate) fn degrees(anatomy: &Anatomy, radians: f64) -> String {
    if anatomy.fractions.is_empty() || radians.is_nan() {
        return "–".into();
    }
    format!("{:.0}°", radians.to_degrees())
}

/// A number, or a dash where there is none.
pub(crate) fn number(value: f64, digits: i32) -> String {
    if value.is_nan() { "–".into() } else { significant(value, digits) }
}

/// The kind of a step, in a word.
pub(crate) fn kind(step: &Iteration) -> &'static str {
    match step.kind {
        StepKind::GaussNewton => "gauss-newton",
        StepKind::Damped => "damped",
        StepKind::Accelerated => "accelerated",
        StepKind::Mixed => "mixed",
        StepKind::Newton => "newton",
        StepKind::Polish => "polish",
        _ => "other",
    }
}

/// Why a step was rejected, in a word or two.
pub(crate) fn rejected(step: &Iteration) -> Option<&'static str> {
    step.rejected.as_ref().map(|why| match why {
        Rejection::NoReduction => "no-reduction",
        Rejection::Curvature => "curvature",
        Rejection::OutOfDomain => "out-of-domain",
        Rejection::NoContraction => "no-contraction",
        _ => "other",
    })
}
