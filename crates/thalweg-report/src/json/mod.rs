//! The answer for programs: `thalweg.fit/1`.

mod diagnosis;
mod nonlinearity;
mod trust;

pub(crate) use trust::criteria;

use serde_json::{Map, Value};
use thalweg::{Answer, Derived, Iteration, MinimumFound, Parameter, Status, Warning, Weighting};

use crate::bootstrap;
use crate::object::{Object, finite, numbers, pretty};
use crate::robust;
use crate::trace;

/// The name and version of the format. Keys are only ever added under the same version.
pub const SCHEMA: &str = "thalweg.fit/1";

/// The answer as one JSON object over several lines, ending with a line break.
///
/// Every number is written with as many of its 17 significant digits as it takes to read back the
/// same bits: the shortest such text, so 17 digits where they are needed and `0.1` where not. One
/// that is absent or not finite is `null`, with a reason in `<key>_reason`; so is a sum of squares
/// that is no f64, though `residual_norm`, its root, is.
///
/// ```
/// use thalweg::{Answer, Parameter, Status};
/// let mut answer = Answer::new("y ~ a*x", Status::Minimum);
/// answer.parameters.push(Parameter::new("a", 0.1 + 0.2));
/// assert!(thalweg_report::json(&answer).contains("\"estimate\": 0.30000000000000004"));
/// ```
pub fn json(answer: &Answer) -> String {
    pretty(&Value::Object(object(answer)))
}

/// The answer as an object.
pub(crate) fn object(answer: &Answer) -> Map<String, Value> {
    let mut object = Object::new()
        .put("schema", SCHEMA)
        .put("formula", answer.formula.as_str())
        .put("status", answer.status.code())
        .put("converged", answer.converged)
        .put("message", answer.message.as_str())
        .put("observations", answer.observations)
        .put("dropped", answer.dropped)
        .put("parameters_estimated", answer.parameters_estimated)
        .put("degrees_of_freedom", answer.degrees_of_freedom)
        .put("parameters", array(&answer.parameters, parameter))
        .put("derived", array(&answer.derived, derived))
        .put("covariance", array(&answer.covariance, |row| numbers(row)))
        .put("correlation", array(&answer.correlation, |row| numbers(row)));
    if undefined(&answer.covariance) {
        object = object.put(
            "covariance_reason",
            "null where a parameter has no standard error, or where its square is infinite",
        );
    }
    object = object
        .sum_of_squares(answer.residual_sum_of_squares, answer.residual_norm)
        .number("residual_norm", answer.residual_norm)
        .optional("residual_std_error", answer.residual_std_error, "no degrees of freedom")
        .put("errors", answer.errors.code())
        .put("exact", answer.exact)
        .put("weighting", weighting(&answer.weighting))
        .put("warnings", array(&answer.warnings, warning))
        .put("checks", array(&answer.checks, trust::check))
        .put("conclusion", answer.conclusion.as_str())
        .put("evidence", evidence(answer))
        .put("starts_tried", answer.starts_tried)
        .put("minima", array(&answer.minima, minimum))
        .put("solver", solver(answer));
    if let Some(streamed) = &answer.streamed {
        let streamed = Object::new()
            .put("passes", streamed.passes)
            .put("rows", streamed.rows)
            .put("rows_kept", streamed.kept)
            .put("sample", streamed.sample);
        object = object.put("streamed", streamed.done());
    }
    object = scrutiny(object, answer);
    if !answer.trace.is_empty() {
        object = object.put("trace", array(&answer.trace, iteration));
    }
    object.into_map()
}

/// What was asked after the fit, as far as it was.
fn scrutiny(mut object: Object, answer: &Answer) -> Object {
    if let Some(d) = &answer.diagnosis {
        object = object.put("diagnosis", diagnosis::diagnosis(answer, d));
    }
    if let Some(n) = &answer.nonlinearity {
        object = object.put("nonlinearity", nonlinearity::nonlinearity(answer, n));
    }
    if let Some(found) = &answer.lower_minimum {
        object = object.put("lower_minimum", minimum(found));
    }
    if let Some(restarts) = &answer.restarts {
        object = object.put("restarts", trust::restarts(restarts));
    }
    if let Some(loss) = &answer.robust {
        object = object.put("robust", robust::json(loss));
    }
    if let Some(bootstrap) = &answer.bootstrap {
        object = object.put("bootstrap", bootstrap::json(bootstrap));
    }
    if let Some(criteria) = &answer.criteria {
        object = object.put("criteria", trust::criteria(criteria));
    }
    if !answer.rivals.is_empty() {
        object = object.put("rivals", array(&answer.rivals, trust::rival));
    }
    object
}

fn minimum(found: &MinimumFound) -> Value {
    Object::new()
        .sum_of_squares(found.rss, found.residual_norm)
        .number("residual_norm", found.residual_norm)
        .put("estimates", numbers(&found.estimates))
        .put("runs", found.runs)
        .done()
}

fn array<T>(items: &[T], each: impl Fn(&T) -> Value) -> Value {
    items.iter().map(each).collect()
}

fn undefined(matrix: &[Vec<f64>]) -> bool {
    matrix.iter().flatten().any(|v| !v.is_finite())
}

fn parameter(p: &Parameter) -> Value {
    let reason = p.std_error_reason.as_deref().unwrap_or("not defined");
    let start = if p.tied { "it follows from the others" } else { "none was given" };
    let object = Object::new()
        .put("name", p.name.as_str())
        .number("estimate", p.estimate)
        .optional("std_error", p.std_error, reason);
    trust::profile(interval(object, p.interval, reason), p.profile.as_ref())
        .number("level", p.level)
        .optional("start", p.start, start)
        .put("start_found", p.start_found)
        .put("fixed", p.fixed)
        .put("at_bound", p.at_bound)
        .put("tied", p.tied)
        .put("linear", p.linear)
        .done()
}

fn derived(d: &Derived) -> Value {
    let reason = d.std_error_reason.as_deref().unwrap_or("not defined");
    let object = Object::new()
        .put("name", d.name.as_str())
        .put("expression", d.expression.as_str())
        .number("estimate", d.estimate)
        .optional("std_error", d.std_error, reason);
    trust::profile(interval(object, d.interval, reason), d.profile.as_ref()).done()
}

fn interval(object: Object, interval: Option<(f64, f64)>, reason: &str) -> Object {
    match interval {
        Some((low, high)) if low.is_finite() && high.is_finite() => {
            object.put("interval", numbers(&[low, high]))
        }
        Some(_) => object.absent("interval", "infinite"),
        None => object.absent("interval", reason),
    }
}

fn weighting(weighting: &Weighting) -> Value {
    let in_words = |known: &bool| if *known { "sigma-absolute" } else { "sigma-relative" };
    let percent = match weighting {
        Weighting::Percent { percent, .. } => format!("{percent}%"),
        _ => String::new(),
    };
    let poisson = "poisson".to_string();
    let (kind, by) = match weighting {
        Weighting::Percent { known, .. } => (in_words(known), Some(&percent)),
        Weighting::Poisson { known, .. } => (in_words(known), Some(&poisson)),
        Weighting::Weights(by) => ("weights", Some(by)),
        Weighting::Relative(by) => ("sigma-relative", Some(by)),
        Weighting::Absolute(by) => ("sigma-absolute", Some(by)),
        Weighting::RelativeCovariance(by) => ("covariance-relative", Some(by)),
        Weighting::Covariance(by) => ("covariance-absolute", Some(by)),
        _ => ("none", None),
    };
    Object::new()
        .put("kind", kind)
        .put("by", by.map(String::as_str))
        .put("words", weighting.words())
        .put("covariance_scaled", weighting.scales_covariance())
        .done()
}

fn warning(w: &Warning) -> Value {
    let mut data = Object::new();
    for (key, value) in &w.data {
        data = match value {
            thalweg::Value::Number(v) => data.number(key, *v),
            thalweg::Value::Count(n) => data.put(key, *n),
            thalweg::Value::Text(text) => data.put(key, text.as_str()),
            thalweg::Value::Names(names) => data.put(key, names.clone()),
            thalweg::Value::Numbers(values) => data.put(key, numbers(values)),
            // A kind of value this version does not know.
            _ => data.absent(key, "unknown kind of value"),
        };
    }
    Object::new()
        .put("code", w.code)
        .put("message", w.message.as_str())
        .put("help", w.help.as_str())
        .put("data", data.done())
        .done()
}

/// The measurements behind the verdict, and the details of the status.
fn evidence(answer: &Answer) -> Value {
    let e = &answer.evidence;
    let names = |indices: &[usize]| -> Vec<String> {
        let name = |&j: &usize| answer.parameters.get(j).map(|p| p.name.clone());
        indices.iter().filter_map(name).collect()
    };
    let object = Object::new()
        .number("decrement", e.decrement)
        .number("gradient_cosine", e.gradient_cosine)
        .number("rcond", e.rcond)
        .number("noise", e.noise);
    match &answer.status {
        Status::MinimumOnBound { parameters } => object.put("held_by_bound", names(parameters)),
        Status::FlatValley { null_vectors, evaporated, stationary } => object
            .put("null_vectors", array(null_vectors, |v| numbers(v)))
            .put("evaporated", names(evaporated))
            .put("stationary", *stationary),
        Status::DomainEdge { reason: Some(reason) } => object.put("reason", reason.as_str()),
        Status::Limit { which } => object.put("limit", format!("{which:?}").to_lowercase()),
        _ => object,
    }
    .done()
}

fn solver(answer: &Answer) -> Value {
    let s = &answer.solver;
    Object::new()
        .put("iterations", s.iterations)
        .put("residual_evaluations", s.residual_evaluations)
        .put("second_directional_evaluations", s.second_directional_evaluations)
        .put("jacobian_evaluations", s.jacobian_evaluations)
        .put("stages", s.stages)
        .put("scaling", s.scaling)
        .number("seconds", s.seconds)
        .done()
}

fn iteration(step: &Iteration) -> Value {
    // A step from a model with second derivatives has no anatomy.
    let angle =
        |radians: f64| finite(if step.anatomy.fractions.is_empty() { f64::NAN } else { radians });
    // A radius or ratio that does not exist is plain null here: a reason beside each of thousands
    // would drown the numbers.
    Object::new()
        .put("stage", step.stage)
        .put("iteration", step.iteration)
        .put("cost", finite(step.cost))
        .put("decrement", finite(step.decrement))
        .put("mu", finite(step.mu))
        .put("radius", finite(step.radius))
        .put("ratio", finite(step.ratio))
        .put("step_norm", finite(step.step_norm))
        .put("kind", trace::kind(step))
        .put("rejected", trace::rejected(step))
        .put("x", numbers(&step.x))
        .put("trial", numbers(&step.trial))
        .put("scales", numbers(&step.scales))
        .put("fractions", numbers(&step.anatomy.fractions))
        .put("gradient_angle", angle(step.anatomy.gradient_angle))
        .put("gauss_newton_angle", angle(step.anatomy.gauss_newton_angle))
        .done()
}
