//! How nonlinear the model is: an object of measures.

use serde_json::Value;
use thalweg::{Answer, Nonlinearity, Reparameterisation};

use crate::object::Object;

/// The measures of the whole fit, and of each parameter and derived quantity by name.
pub(super) fn nonlinearity(answer: &Answer, n: &Nonlinearity) -> Value {
    let at = |values: &[Option<f64>], k: usize| values.get(k).copied().flatten();
    let each = |name: &str, skewness: Option<f64>, bias: Option<f64>| {
        Object::new().put("name", name).optional("skewness", skewness, "not estimated").optional(
            "bias",
            bias,
            "not estimated",
        )
    };
    let parameters = answer.parameters.iter().enumerate().map(|(k, p)| {
        each(&p.name, at(&n.skewness, k), at(&n.bias, k))
            .optional("disagreement", at(&n.disagreement, k), "an end of an interval is missing")
            .done()
    });
    let derived = answer
        .derived
        .iter()
        .enumerate()
        .map(|(k, d)| each(&d.name, at(&n.derived_skewness, k), at(&n.derived_bias, k)).done());
    let object = Object::new()
        .number("intrinsic", n.intrinsic)
        .number("parameter_effects", n.parameter_effects)
        .put("parameters", parameters.collect::<Value>())
        .put("derived", derived.collect::<Value>());
    match &n.reparameterisation {
        Some(better) => object.put("reparameterisation", reparameterisation(better)),
        None => object,
    }
    .done()
}

fn reparameterisation(better: &Reparameterisation) -> Value {
    Object::new()
        .put("parameter", better.parameter.as_str())
        .put("instead", better.instead.as_str())
        .put("name", better.name.as_str())
        .number("start", better.start)
        .put("declaration", better.declaration.as_str())
        .put("formula", better.formula.as_str())
        .number("disagreement_before", better.disagreement.0)
        .number("disagreement_after", better.disagreement.1)
        .done()
}
