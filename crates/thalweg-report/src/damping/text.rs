//! A comparison of damping methods, as a report.

use thalweg::damping::{
    Advice, Cause, Compared, Measured, Method, Outcome, Run, Spread, StartKind, acceleration_name,
    damping_name, scaling_name,
};
use thalweg::{Acceleration, Damping, Scaling};

use super::Asked;
use crate::columns::{Align, Columns};
use crate::layout::{count, width, with_faint_head};
use crate::number::{shortest, significant};
use crate::style::{Role, paint};
use crate::text::TextOptions;
use crate::wrap::{hang, paragraphs, wrap};

/// Minima that are listed in the text.
const MINIMA_SHOWN: usize = 5;
/// Ways to fail that are explained per scaling.
const REASONS_SHOWN: usize = 2;
/// A way to fail that fewer of a scaling's runs took is not explained, unless it is the start's own.
const RARE: f64 = 0.02;

/// The comparison as a report: the minima, how each method did from the caller's start and from all
/// starts, why methods fail, and which to use. Ends with a line break.
///
/// ```
/// use std::ops::ControlFlow;
/// use thalweg::{Fit, Table, damping::Comparison};
/// use thalweg_report::{Asked, TextOptions, damping_json, damping_text};
/// let table = Table::new()
///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
/// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
/// let compared = fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
///     p.compare_damping(Comparison::new().starts(2), &|_| ControlFlow::Continue(()))
/// })??;
/// let names = ["a".to_string(), "k".to_string()];
/// let asked = Asked { formula: "y ~ a*exp(-k*x)", names: &names, start_found: false };
/// let text = damping_text(&compared, &asked, &TextOptions::default());
/// assert!(text.contains("From your start, a = 1, k = 1"), "{text}");
/// assert!(damping_json(&compared, &asked).contains("\"schema\": \"thalweg.damping/1\""));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn damping_text(compared: &Compared, asked: &Asked, options: &TextOptions) -> String {
    let Asked { formula, names, start_found } = *asked;
    let (width, color) = (options.width.max(60), options.color);
    let report = Report { compared, names, start_found, width, color };
    let mut parts = vec![report.head(formula), report.minima(), report.own(), report.all()];
    parts.extend(report.reasons());
    parts.push(report.advice());
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

struct Report<'r> {
    compared: &'r Compared,
    names: &'r [String],
    start_found: bool,
    width: usize,
    color: bool,
}

impl Report<'_> {
    fn head(&self, formula: &str) -> String {
        let Compared { starts, methods, most_evaluations, stopped, .. } = self.compared;
        let around = |of: fn(&StartKind) -> bool| starts.iter().filter(|s| of(&s.kind)).count();
        let start = around(|k| matches!(k, StartKind::AroundStart { .. }));
        let solution = around(|k| matches!(k, StartKind::AroundSolution { .. }));
        let own = if self.start_found { "the one that was found" } else { "yours" };
        let from = match starts.len() {
            1 => self.start().to_string(),
            n => format!("{n} starts: {own}, {start} around it, {solution} around the solution"),
        };
        let mut text = format!(
            "{formula}\n\n{} from {from}; at most {most_evaluations} evaluations a run, one attempt \
             each. F is half the weighted sum of squares or losses.",
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
            let what = self.what(k);
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

    fn start(&self) -> &'static str {
        if self.start_found { "the start that was found" } else { "your start" }
    }

    /// What minimum number `k` is called.
    fn what(&self, k: usize) -> String {
        match k {
            0 if self.compared.determined => "solution".to_string(),
            0 => "lowest F".to_string(),
            k => format!("minimum {}", k + 1),
        }
    }

    /// Where there are too many parameters for columns.
    fn minima_in_lines(&self) -> String {
        let mut text = String::new();
        for (k, m) in self.compared.minima.iter().take(MINIMA_SHOWN).enumerate() {
            let what = self.what(k);
            let values: Vec<String> = self
                .names
                .iter()
                .zip(&m.x)
                .map(|(n, v)| format!("{n}={}", significant(*v, 6)))
                .collect();
            let (cost, runs) = (significant(m.cost, 7), count(m.runs, "run", "runs"));
            let line = format!("F = {cost}, {runs}: {}", values.join(", "));
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
            .map(|(n, v)| {
                let value = if self.start_found { significant(*v, 6) } else { shortest(*v) };
                format!("{n} = {value}")
            })
            .collect();
        let title =
            wrap(&format!("From {}, {}", self.start(), values.join(", ")), self.width).join("\n");
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
                StartKind::Own => format!("from {}", self.start()),
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
