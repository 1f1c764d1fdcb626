//! What is to be known about the picture, in sentences.

use thalweg::valley::{Others, Valley};

use super::label::name;
use super::path::Stage;
use crate::number::significant;

/// The sentences under the picture.
pub(super) fn caption(stage: Stage) -> String {
    let valley = stage.valley;
    let mut text = String::new();
    let mut say = |sentence: &str| {
        text.push_str(sentence);
        text.push(' ');
    };
    say(&format!(
        "Shown is how far F lies above the lowest value seen, F* = {}.",
        significant(valley.lowest, 6)
    ));
    if valley.axes.len() > 1 {
        say(
            "Each cell of the map shows the lowest F within a cell's width, so that a floor narrower than that stays visible.",
        );
    }
    match (&valley.others, shown(valley)) {
        (Some(others), Some(shown)) => {
            let (what, are) = what(others, valley);
            let parameters = match valley.names.len() - 2 {
                1 => "parameter".to_string(),
                n => format!("{n} parameters"),
            };
            say(&format!(
                "The {parameters} other than {shown} {are} {what}; paths and trial points are projected onto the plane.",
            ));
        }
        (Some(others), None) => {
            let (what, are) = what(others, valley);
            let directions = match valley.names.len() - 2 {
                1 => "direction".to_string(),
                n => format!("{n} directions"),
            };
            say(&format!(
                "The axes are the two directions that the data determine least at the solution, each parameter \
                 measured by its own size: at 0.1 a parameter of weight 1 differs by 10 % from its estimate. The other \
                 {directions} {are} {what}; paths and trial points are projected onto the plane.",
            ));
        }
        (None, _) => {}
    }
    if valley.others.is_some() {
        say("Trust regions are the shadows that the ellipsoids ‖Dh‖ ≤ Δ cast on the plane.");
    }
    match stage.outside() {
        0 => {}
        1 => say("One trial point lies outside the window (an arrow at its edge)."),
        many => say(&format!("{many} trial points lie outside the window (arrows at its edge).")),
    }
    text.trim_end().into()
}

/// What is done with what is outside the plane, and its verb.
fn what(others: &Others, valley: &Valley) -> (&'static str, &'static str) {
    let what = match others {
        Others::Held => "held at the solution",
        _ => "re-minimised at every point of the map",
    };
    (what, if valley.names.len() == 3 { "is" } else { "are" })
}

/// The parameters that are axes, if the axes are parameters.
fn shown(valley: &Valley) -> Option<String> {
    let own = |axis: &thalweg::valley::Axis| {
        axis.parts.first().filter(|_| !axis.relative).map(|(j, _)| name(valley, *j))
    };
    let names: Option<Vec<String>> = valley.axes.iter().map(own).collect();
    names.map(|names| names.join(" and "))
}
