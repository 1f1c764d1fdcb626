//! What there is to say about a step.

use thalweg::Anatomy;
use thalweg::valley::{Path, Step, Valley};

use super::label::name;
use crate::trace::{degrees, kind, number, rejected};

/// The rows of the table beside the picture; what a step does not have is a dash.
pub(super) const ROWS: [&str; 9] = [
    "F at the step's start",
    "F at the trial point",
    "actual / predicted reduction",
    "damping μ",
    "radius Δ",
    "length ‖Dh‖",
    "directions moved as Gauss-Newton",
    "angle to steepest descent",
    "angle to Gauss-Newton",
];

/// Whole sentence for a step: "Step 3 of 12: damped, rejected (no-reduction)".
pub(super) fn headline(path: &Path, i: usize, step: &Step) -> String {
    let verdict = match rejected(&step.iteration) {
        Some(why) => format!("rejected: {}", reason(why)),
        None => "taken".into(),
    };
    format!("Step {} of {}, {}, {verdict}", i + 1, path.steps.len(), kind(&step.iteration))
}

/// The values of [`ROWS`].
pub(super) fn values(step: &Step) -> [String; ROWS.len()] {
    let iteration = &step.iteration;
    let anatomy = &iteration.anatomy;
    [
        number(iteration.cost, 6),
        if step.trial_cost.is_nan() { "not defined".into() } else { number(step.trial_cost, 6) },
        number(iteration.ratio, 3),
        number(iteration.mu, 3),
        number(iteration.radius, 3),
        number(iteration.step_norm, 3),
        directions(anatomy),
        degrees(anatomy, anatomy.gradient_angle),
        degrees(anatomy, anatomy.gauss_newton_angle),
    ]
}

/// The point that was tried: "b1 = 238.9, b2 = 5.5e-4", of at most a dozen parameters.
pub(super) fn point(valley: &Valley, x: &[f64]) -> String {
    const MOST: usize = 12;
    let each = |(j, x): (usize, &f64)| format!("{} = {}", name(valley, j), number(*x, 6));
    let mut parts: Vec<String> = x.iter().enumerate().take(MOST).map(each).collect();
    if x.len() > MOST {
        parts.push("…".into());
    }
    parts.join(", ")
}

/// Why no trust region is seen, where none is.
pub(super) fn region(unseen: bool, step: &Step) -> &'static str {
    match step.region {
        Some(_) if unseen => {
            "The rim of its trust region is outside the window, or too small to be seen."
        }
        Some(_) => "",
        None => "It has no trust region that could be drawn.",
    }
}

/// "2.3 of 4".
fn directions(anatomy: &Anatomy) -> String {
    match anatomy.fractions.len() {
        0 => "–".into(),
        all => format!("{:.1} of {all}", anatomy.gauss_newton_directions()),
    }
}

/// A rejection's code in words.
fn reason(code: &'static str) -> &'static str {
    match code {
        "no-reduction" => "F did not fall enough",
        "curvature" => "the path bends too much",
        "out-of-domain" => "the model is not defined there",
        "no-contraction" => "the decrement did not fall",
        other => other,
    }
}
