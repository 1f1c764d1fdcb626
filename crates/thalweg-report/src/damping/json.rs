//! A comparison of damping methods for programs: `thalweg.damping/1`.

use serde_json::Value;
use thalweg::Scaling;
use thalweg::damping::{
    Advice, Cause, Compared, Contest, Measured, Method, Outcome, Recommendation, Run, Spread,
    Start, StartKind, acceleration_name, damping_name, scaling_name,
};

use super::Asked;
use crate::object::{Object, numbers, pretty};

/// The name and version of the format. Keys are only ever added under the same version.
pub const DAMPING_SCHEMA: &str = "thalweg.damping/1";

/// The comparison as one JSON object, ending with a line break: every run of every method.
pub fn damping_json(compared: &Compared, asked: &Asked) -> String {
    let Asked { formula, names, start_found } = *asked;
    let Compared { starts, minima, methods, cascade, recommendation, .. } = compared;
    let minima: Value = minima
        .iter()
        .map(|m| {
            Object::new().number("F", m.cost).put("x", numbers(&m.x)).put("runs", m.runs).done()
        })
        .collect();
    let method = |m: &Measured| measured(m, names);
    let object = Object::new()
        .put("schema", DAMPING_SCHEMA)
        .put("formula", formula)
        .put("parameters", names.to_vec())
        .put("start_found", start_found)
        .put("stopped", compared.stopped)
        .put("seconds", compared.seconds)
        .put("most_evaluations", compared.most_evaluations)
        .put("determined", compared.determined)
        .put("minima", minima)
        .put("starts", starts.iter().map(start).collect::<Value>())
        .put("methods", methods.iter().map(method).collect::<Value>())
        .put("cascade", method(cascade))
        .put("recommendation", recommended(recommendation));
    pretty(&object.done())
}

fn start(start: &Start) -> Value {
    let (kind, spread) = match start.kind {
        StartKind::AroundStart { spread } => ("around-start", Some(spread)),
        StartKind::AroundSolution { spread } => ("around-solution", Some(spread)),
        _ => ("own", None),
    };
    let object = Object::new().put("kind", kind).put("x", numbers(&start.x));
    match spread {
        Some(spread) => object.number("spread", spread),
        None => object,
    }
    .done()
}

fn method_keys(method: &Method) -> Object {
    let object = Object::new()
        .put("scaling", scaling_name(&method.scaling))
        .put("damping", damping_name(&method.damping).replace(' ', "-"))
        .put("acceleration", acceleration_name(method.acceleration).replace(' ', "-"));
    match &method.scaling {
        Scaling::Diagonal(d) => object.put("diagonal", numbers(d)),
        Scaling::Matrix(m) => object.put("matrix", numbers(m)),
        _ => object,
    }
}

fn measured(m: &Measured, names: &[String]) -> Value {
    let counts = &m.counts;
    let spread = |object: Object, key: &str, s: Option<Spread>| match s {
        Some(s) => object
            .put(key, Object::new().number("median", s.median).number("worst", s.worst).done()),
        None => object.absent(key, "no run solved it"),
    };
    let mut object = method_keys(&m.method)
        .put("runs_made", counts.runs)
        .put("solved", counts.solved)
        .put("other_minimum", counts.other_minimum)
        .put("evaporated", counts.evaporated)
        .put("not_determined", counts.not_determined)
        .put("flat", counts.flat)
        .put("crept", counts.crept)
        .put("false_stop", counts.false_stop)
        .put("domain_edge", counts.domain_edge);
    object = spread(object, "evaluations", m.evaluations);
    object = spread(object, "jacobians", m.jacobians);
    object = spread(object, "seconds", m.seconds);
    object.put("runs", m.runs.iter().map(|r| run(r, &m.method, names)).collect::<Value>()).done()
}

fn run(run: &Run, method: &Method, names: &[String]) -> Value {
    let mut object = Object::new()
        .put("outcome", run.outcome.code())
        .put("status", run.status)
        .number("F", run.cost)
        .put("x", numbers(&run.x))
        .put("evaluations", run.evaluations)
        .put("jacobians", run.jacobians)
        .put("seconds", run.seconds);
    match run.outcome {
        Outcome::OtherMinimum(which) => object = object.put("minimum", which),
        Outcome::Evaporated { parameter } => {
            object = object.put("parameter", names[parameter].as_str());
        }
        _ => {}
    }
    if let Some(cause) = &run.cause {
        object = object
            .put("why", cause.sentence(method, run.outcome, names))
            .put("cause", because(cause, names));
    }
    object.done()
}

fn because(cause: &Cause, names: &[String]) -> Value {
    let d = &cause.departure;
    let departure = Object::new()
        .put("parameter", names[d.parameter].as_str())
        .put("step", d.step)
        .put("value", numbers(&[d.value.0, d.value.1]))
        .number("end", d.end)
        .number("size", d.size)
        .number("start", d.start)
        .number("column_at_start", d.column_of_run.0)
        .number("column_at_end", d.column_of_run.1)
        .number("column_before", d.column.0)
        .number("column_after", d.column.1)
        .number("scale_before", d.scale.0)
        .number("scale_after", d.scale.1)
        .number("mu", d.mu)
        .number("hold", d.hold)
        .done();
    let refused = Object::new()
        .put("no_reduction", cause.rejections.no_reduction)
        .put("curvature", cause.rejections.curvature)
        .put("out_of_domain", cause.rejections.out_of_domain)
        .done();
    let grip = Object::new()
        .put("hardest", names[cause.grip.hardest].as_str())
        .put("weakest", names[cause.grip.weakest].as_str())
        .number("ratio", cause.grip.ratio)
        .number("way", cause.grip.way)
        .done();
    Object::new()
        .put("departure", departure)
        .put("steps_taken", cause.taken)
        .put("refused", refused)
        .put("refused_at_the_end", cause.last_in_vain)
        .number("decrement", cause.decrement)
        .put("farthest", names[cause.farthest].as_str())
        .number("distance", cause.distance)
        .number("pace", cause.pace)
        .number("gauss_newton_directions", cause.gauss_newton_directions)
        .put("directions", cause.directions)
        .put("grip", grip)
        .put("claimed", cause.claimed)
        .put("edge", cause.edge.as_deref())
        .done()
}

fn recommended(r: &Recommendation) -> Value {
    let advice = match r.advice {
        Advice::Keep => "keep",
        Advice::KeepCascade => "keep-cascade",
        Advice::SolvesMore => "solves-more",
        Advice::Cheaper => "cheaper",
        _ => "nothing",
    };
    Object::new()
        .put("advice", advice)
        .put("sentence", r.sentence())
        .put("best", method_keys(&r.best).done())
        .put("chosen_from", r.chosen_from)
        .put("against_default", contest(&r.against_default))
        .put("against_cascade", contest(&r.against_cascade))
        .put("against_marquardt", contest(&r.against_marquardt))
        .put("against_identity", contest(&r.against_identity))
        .done()
}

fn contest(c: &Contest) -> Value {
    Object::new()
        .put("starts", c.starts)
        .put("solved", c.solved)
        .put("solved_by_other", c.solved_by_other)
        .put("only", c.only)
        .put("only_other", c.only_other)
        .number("p", c.p)
        .number("work", c.work)
        .number("work_p", c.work_p)
        .done()
}
