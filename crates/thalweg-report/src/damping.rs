//! A comparison of damping methods, as text and as `thalweg.damping/1`.

use serde_json::Value;
use thalweg::damping::{
    Advice, Cause, Compared, Contest, Measured, Method, Outcome, Run, Spread, Start, StartKind,
    acceleration_name, damping_name, scaling_name,
};
use thalweg::{Acceleration, Damping, Scaling};

use crate::columns::{Align, Columns};
use crate::layout::{count, width, with_faint_head};
use crate::number::{shortest, significant};
use crate::object::{Object, numbers, pretty};
use crate::style::{Role, paint};
use crate::text::TextOptions;
use crate::wrap::{hang, paragraphs, wrap};

/// The name and version of the format. Keys are only ever added under the same version.
pub const DAMPING_SCHEMA: &str = "thalweg.damping/1";

/// Minima that are listed in the text.
const MINIMA_SHOWN: usize = 5;
/// Ways to fail that are explained per scaling.
const REASONS_SHOWN: usize = 2;
/// A way to fail that fewer of a scaling's runs took is not explained, unless it is the start's own.
const RARE: f64 = 0.02;

/// The comparison as a report: the minima, how each method did from the caller's start and from all
/// starts, why methods fail, and which to use. Ends with a line break.
pub fn damping_text(
    compared: &Compared,
    names: &[String],
    formula: &str,
    options: &TextOptions,
) -> String {
    let report = Report { compared, names, width: options.width.max(60), color: options.color };
    let mut parts = vec![report.head(formula), report.minima(), report.own(), report.all()];
    parts.extend(report.reasons());
    parts.push(report.advice());
    parts.join("\n")
}

struct Report<'r> {
    compared: &'r Compared,
    names: &'r [String],
    width: usize,
    color: bool,
}

impl Report<'_> {
    fn head(&self, formula: &str) -> String {
        let Compared { starts, methods, most_evaluations, stopped, .. } = self.compared;
        let around = |of: fn(&StartKind) -> bool| starts.iter().filter(|s| of(&s.kind)).count();
        let start = around(|k| matches!(k, StartKind::AroundStart { .. }));
        let solution = around(|k| matches!(k, StartKind::AroundSolution { .. }));
        let from = match starts.len() {
            1 => "your start".to_string(),
            n => format!("{n} starts: yours, {start} around it, {solution} around the solution"),
        };
        let mut text = format!(
            "{formula}\n\n{} from {from}; at most {most_evaluations} evaluations a run, one attempt each.",
            count(methods.len(), "method", "methods"),
        );
        if *stopped {
            text.push_str(" It was stopped: these are the starts that were complete.");
        }
        paragraphs(&text, self.width)
    }

    fn minima(&self) -> String {
        let Compared { minima, determined, .. } = self.compared;
        let mut table = Columns::new(
            [("", Align::Left), ("F", Align::Point), ("runs", Align::Right)]
                .map(|(h, a)| (h.to_string(), a))
                .into_iter()
                .chain(self.names.iter().map(|n| (n.clone(), Align::Point))),
        );
        for (k, minimum) in minima.iter().take(MINIMA_SHOWN).enumerate() {
            let what = match k {
                0 if *determined => "solution".to_string(),
                0 => "lowest F".to_string(),
                k => format!("minimum {}", k + 1),
            };
            let values = minimum.x.iter().map(|&v| significant(v, 6));
            let row = [what, significant(minimum.cost, 7), minimum.runs.to_string()];
            table.row(row.into_iter().chain(values));
        }
        let mut text = table.render(0);
        if width(&text) > self.width {
            text = self.minima_in_lines();
        } else {
            text = with_faint_head(&text, self.color);
        }
        if minima.len() > MINIMA_SHOWN {
            let more = count(minima.len() - MINIMA_SHOWN, "minimum", "minima");
            text.push_str(&format!("and {more} with larger F\n"));
        }
        if !determined {
            text.push_str(&paragraphs(
                "The lowest F lies at no proper minimum: the data do not determine all parameters, or no \
                 run came to the bottom. A run counts as solved where it came down to that F.",
                self.width,
            ));
        }
        text
    }

    /// Where there are too many parameters for columns.
    fn minima_in_lines(&self) -> String {
        let mut text = String::new();
        for (k, m) in self.compared.minima.iter().take(MINIMA_SHOWN).enumerate() {
            let what = if k == 0 { "solution".into() } else { format!("minimum {}", k + 1) };
            let values: Vec<String> = self
                .names
                .iter()
                .zip(&m.x)
                .map(|(n, v)| format!("{n}={}", significant(*v, 6)))
                .collect();
            let line =
                format!("F = {}, {} runs: {}", significant(m.cost, 7), m.runs, values.join(", "));
            text.push_str(&hang(&what, 11, &line, self.width));
        }
        text
    }

    /// From the caller's own start: a row per D and rule, a column per acceleration.
    fn own(&self) -> String {
        let Compared { starts, methods, cascade, .. } = self.compared;
        let values: Vec<String> = self
            .names
            .iter()
            .zip(&starts[0].x)
            .map(|(n, v)| format!("{n} = {}", shortest(*v)))
            .collect();
        let title = wrap(&format!("From your start, {}", values.join(", ")), self.width).join("\n");
        let accelerations = [Acceleration::Off, Acceleration::InTrouble, Acceleration::Always];
        let mut table = Columns::new([
            ("D", Align::Left),
            ("rule for μ", Align::Left),
            ("no acceleration", Align::Left),
            ("in trouble", Align::Left),
            ("always", Align::Left),
        ]);
        for (scaling, rule) in rows(methods) {
            let cells = accelerations.map(|a| {
                let method = Method::new(scaling.clone(), rule, a);
                self.compared.measured(&method).map_or(String::new(), |m| cell(&m.runs[0]))
            });
            let first = [scaling_name(&scaling).to_string(), damping_name(&rule)];
            table.row(first.into_iter().chain(cells));
        }
        format!(
            "{title}:\n{}{}",
            with_faint_head(&table.render(0), self.color),
            paragraphs(
                &format!(
                    "Numbers are residual + Jacobian evaluations of a run that solved it. The default \
                     with its cascade: {}.",
                    cell(&cascade.runs[0])
                ),
                self.width
            )
        )
    }

    /// From all starts, method by method.
    fn all(&self) -> String {
        let Compared { methods, cascade, starts, .. } = self.compared;
        if starts.len() == 1 {
            return String::new();
        }
        let heads = [
            ("D", Align::Left),
            ("μ", Align::Left),
            ("accel.", Align::Left),
            ("solved", Align::Right),
            ("evals", Align::Right),
            ("J", Align::Right),
            ("ms", Align::Right),
        ];
        let mut table = Columns::new(heads);
        for (k, m) in methods.iter().chain([cascade]).enumerate() {
            table.row(cells(m, k == methods.len()));
        }
        let plain = table.render(0);
        // The words take what width is left, over several lines if they must.
        let left = self.width.saturating_sub(width(&plain) + 2).max(16);
        let mut lines = plain.lines().map(str::to_string);
        let widest = width(&plain);
        let mut text = String::new();
        if let Some(head) = lines.next() {
            let pad = " ".repeat(widest + 2 - head.chars().count());
            text.push_str(&paint(&format!("{head}{pad}lost"), Role::Faint, self.color));
            text.push('\n');
        }
        for (k, (line, m)) in lines.zip(methods.iter().chain([cascade])).enumerate() {
            if k == methods.len() {
                text.push('\n');
            }
            let pad = " ".repeat(widest + 2 - line.chars().count());
            let lost = wrap(&lost(m), left);
            text.push_str(format!("{line}{pad}{}", lost.first().map_or("", |l| l)).trim_end());
            text.push('\n');
            for more in lost.iter().skip(1) {
                text.push_str(&format!("{}{more}\n", " ".repeat(widest + 2)));
            }
        }
        let note = "evals: residuals and second derivatives, J: Jacobians, both median/worst of the runs \
                    that solved it; ms: median. accel.: geodesic acceleration. The \
                    last row is the default with its cascade: more than one attempt a run.";
        format!("From all starts:\n{text}{}", paragraphs(note, self.width))
    }

    /// Why methods fail, D by D.
    fn reasons(&self) -> Option<String> {
        let mut text = String::new();
        for scaling in scalings(&self.compared.methods) {
            let said = self.reasons_of(&scaling);
            for (k, reason) in said.iter().enumerate() {
                let first = if k == 0 { scaling_name(&scaling) } else { "" };
                text.push_str(&hang(first, 11, reason, self.width));
            }
        }
        (!text.is_empty()).then(|| format!("Why runs failed:\n{text}"))
    }

    fn reasons_of(&self, scaling: &Scaling) -> Vec<String> {
        let of_it: Vec<&Measured> =
            self.compared.methods.iter().filter(|m| m.method.scaling == *scaling).collect();
        let runs: usize = of_it.iter().map(|m| m.runs.len()).sum();
        let mut kinds: Vec<(&'static str, usize, bool)> = Vec::new();
        for m in &of_it {
            for (start, run) in m.runs.iter().enumerate() {
                if run.outcome == Outcome::Solved {
                    continue;
                }
                let code = run.outcome.code();
                let own = start == 0;
                match kinds.iter_mut().find(|(c, ..)| *c == code) {
                    Some((_, n, seen)) => (*n, *seen) = (*n + 1, *seen || own),
                    None => kinds.push((code, 1, own)),
                }
            }
        }
        kinds.retain(|(_, n, own)| *own || *n as f64 >= RARE * runs as f64);
        kinds.sort_by_key(|(_, n, own)| (std::cmp::Reverse(*own), std::cmp::Reverse(*n)));
        let explain = |&(code, n, _): &(&'static str, usize, bool)| {
            let (method, start, run, cause) = example(&of_it, code)?;
            let from = match &self.compared.starts[start].kind {
                StartKind::Own => "from your start".to_string(),
                _ => format!("from start {}", start + 1),
            };
            let rule = damping_name(&method.damping);
            let bend = match method.acceleration {
                Acceleration::Off => "no acceleration".to_string(),
                other => format!("acceleration {}", acceleration_name(other)),
            };
            Some(format!(
                "{n} of {runs} runs: {}. Such as {from} ({rule}, {bend}): {}.",
                run.outcome.words(),
                cause.sentence(method, run.outcome, self.names)
            ))
        };
        kinds.iter().filter_map(explain).take(REASONS_SHOWN).collect()
    }

    fn advice(&self) -> String {
        let sentence = self.compared.recommendation.sentence();
        let lines = wrap(&format!("→ {sentence}"), self.width.saturating_sub(2));
        let role = match self.compared.recommendation.advice {
            Advice::Nothing => Role::Bad,
            _ => Role::Good,
        };
        paint(&lines.join("\n  "), role, self.color) + "\n"
    }
}

/// A failed run of that kind whose trace says why: from the caller's start if there is one.
fn example<'m>(
    of_it: &[&'m Measured],
    code: &str,
) -> Option<(&'m Method, usize, &'m Run, &'m Cause)> {
    let starts = of_it.first()?.runs.len();
    (0..starts).find_map(|start| {
        of_it.iter().find_map(|m| {
            let run = m.runs.get(start).filter(|run| run.outcome.code() == code)?;
            Some((&m.method, start, run, run.cause.as_ref()?))
        })
    })
}

/// D and rule, each pair once, in the order of `methods()`.
fn rows(methods: &[Measured]) -> Vec<(Scaling, Damping)> {
    let mut rows = Vec::new();
    for scaling in scalings(methods) {
        let rules = [
            Damping::TrustRegion,
            Damping::Nielsen,
            Damping::Multiplicative { up: 10.0, down: 10.0 },
        ];
        let more = methods.iter().map(|m| m.method.damping);
        for rule in rules.into_iter().chain(more) {
            let pair = (scaling.clone(), rule);
            let known = |m: &Measured| m.method.scaling == scaling && m.method.damping == rule;
            if !rows.contains(&pair) && methods.iter().any(known) {
                rows.push(pair);
            }
        }
    }
    rows
}

/// Each D once: the four that need no numbers, then the user's.
fn scalings(methods: &[Measured]) -> Vec<Scaling> {
    let mut all = vec![Scaling::Identity, Scaling::Marquardt, Scaling::More, Scaling::Geometric];
    for m in methods {
        if !all.contains(&m.method.scaling) {
            all.push(m.method.scaling.clone());
        }
    }
    all.retain(|s| methods.iter().any(|m| m.method.scaling == *s));
    all
}

/// How one run ended, in a word or its cost.
fn cell(run: &Run) -> String {
    match run.outcome {
        Outcome::Solved => format!("{} + {}", run.evaluations, run.jacobians),
        Outcome::OtherMinimum(which) => format!("minimum {}", which + 1),
        other => other.words().to_string(),
    }
}

/// A row of the large table, without what was lost.
fn cells(m: &Measured, cascade: bool) -> Vec<String> {
    let Method { scaling, damping, acceleration, .. } = &m.method;
    let spread = |s: &Option<Spread>| {
        s.map_or("–".to_string(), |s| format!("{:.0}/{:.0}", s.median, s.worst))
    };
    let time = m.seconds.map_or("–".to_string(), |s| significant(1e3 * s.median, 2));
    let bent = match acceleration {
        Acceleration::InTrouble => "trouble",
        other => acceleration_name(*other),
    };
    let names = if cascade {
        ["default".to_string(), "cascade".to_string(), String::new()]
    } else {
        let rule = damping_name(damping).replace("trust region", "trust");
        [scaling_name(scaling).to_string(), rule, bent.to_string()]
    };
    let solved = format!("{}/{}", m.counts.solved, m.counts.runs);
    let numbers = [solved, spread(&m.evaluations), spread(&m.jacobians), time];
    names.into_iter().chain(numbers).collect()
}

/// `8 evaporated, 2 crept`.
fn lost(m: &Measured) -> String {
    let said: Vec<String> = m
        .counts
        .failures()
        .iter()
        .map(|(code, n)| format!("{n} {}", code.replace('-', " ")))
        .collect();
    said.join(", ")
}

/// The comparison as one JSON object, ending with a line break: every run of every method.
pub fn damping_json(compared: &Compared, names: &[String], formula: &str) -> String {
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
    let (small, large, ratio) = cause.extremes;
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
        .put("smallest", names[small].as_str())
        .put("largest", names[large].as_str())
        .number("size_ratio", ratio)
        .put("edge", cause.edge.as_deref())
        .done()
}

fn recommended(r: &thalweg::damping::Recommendation) -> Value {
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
