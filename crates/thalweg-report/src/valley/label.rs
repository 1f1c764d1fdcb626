//! What an axis is called.

use thalweg::valley::{Axis, Valley};

use crate::wrap::cut;

/// Names longer than this are cut.
const LONGEST: usize = 20;
/// Parts lighter than this are not named.
const LIGHTEST: f64 = 0.1;
/// No more parts than this are named.
const PARTS: usize = 4;

/// "b2", or "0.81 b2 − 0.58 b1 (relative change)".
pub(super) fn axis(valley: &Valley, axis: &Axis) -> String {
    if !axis.relative {
        return axis.parts.first().map(|(j, _)| name(valley, *j)).unwrap_or_default();
    }
    let mut text = String::new();
    let heavy = axis.parts.iter().filter(|(_, w)| w.abs() >= LIGHTEST);
    for (k, (j, weight)) in heavy.clone().take(PARTS).enumerate() {
        match (k, *weight < 0.0) {
            (0, false) => {}
            (0, true) => text.push('−'),
            (_, false) => text.push_str(" + "),
            (_, true) => text.push_str(" − "),
        }
        text.push_str(&format!("{:.2} {}", weight.abs(), name(valley, *j)));
    }
    if heavy.count() > PARTS {
        text.push_str(" + …");
    }
    text
}

/// The name of parameter j, at a length that fits.
pub(super) fn name(valley: &Valley, j: usize) -> String {
    valley.names.get(j).map(|n| cut(n, LONGEST)).unwrap_or_default()
}
