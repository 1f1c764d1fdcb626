//! The loss of a robust fit as a phrase and as JSON.

use serde_json::Value;
use thalweg::{Loss, Robust, RobustScale};

use crate::number::significant;
use crate::object::Object;

/// Digits of a scale.
const DIGITS: i32 = 5;

/// "huber, bends at 0.27166: 1.345 times the scale 0.20198 of good residuals".
pub(crate) fn words(robust: &RobustScale) -> String {
    let bends = significant(robust.loss.scale().unwrap_or(f64::NAN), DIGITS);
    match (robust.estimate, robust.scale) {
        (Some(estimate), Some(scale)) => format!(
            "{}, bends at {bends}: {} times the scale {} of good residuals",
            estimate.code(),
            significant(estimate.constant(), 4),
            significant(scale, DIGITS)
        ),
        _ => format!("{}, bends at {bends}, as given", name(robust.loss)),
    }
}

/// The object under the key `robust`.
pub(crate) fn json(robust: &RobustScale) -> Value {
    const GIVEN: &str = "the scale of the loss was given";
    let estimate = robust.estimate.map(Robust::code);
    let object = Object::new().put("loss", name(robust.loss)).optional(
        "bends_at",
        robust.loss.scale(),
        "the squared loss does not",
    );
    let object = match estimate {
        Some(code) => object.put("estimate", code),
        None => object.absent("estimate", GIVEN),
    };
    object.optional("scale", robust.scale, GIVEN).put("down_weighted", robust.down_weighted).done()
}

fn name(loss: Loss) -> &'static str {
    match loss {
        Loss::Huber { .. } => "huber",
        Loss::SoftL1 { .. } => "soft-l1",
        Loss::Cauchy { .. } => "cauchy",
        Loss::Arctan { .. } => "arctan",
        Loss::Tukey { .. } => "tukey",
        _ => "squared",
    }
}
