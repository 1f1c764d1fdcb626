//! The page `docs/explanation/which-damping.md` and its figures, from the results alone.
//!
//! The text is a template beside this file; every number in it is asked of the results. What it may
//! ask is in the functions below.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use super::method::{METRICS, combinations};
use super::profile::profiles;
use super::results::Results;
use super::set::Set;
use super::sign::{Paired, problem};
use super::tally::{self, Tally};
use super::words::{count, equation, name};
use super::{charts, tables};

/// Where the results are, in the folder of the documentation.
///
/// ```
/// use std::path::Path;
/// use thalweg_bench::study::page::results_file;
/// assert_eq!(results_file(Path::new("docs")), Path::new("docs/study/results.json"));
/// ```
pub fn results_file(docs: &Path) -> PathBuf {
    docs.join("study/results.json")
}

/// Everything that is made from the results: paths in the folder of the documentation, and texts.
///
/// # Errors
/// A template that asks for a method that is not in the results.
pub fn files(results: &Results) -> Result<Vec<(PathBuf, String)>, Box<dyn Error>> {
    let mut files = vec![("explanation/which-damping.md".into(), page(results)?)];
    for (figure, methods) in figures(results) {
        let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
        let names: Vec<String> = methods.iter().map(|m| name(m)).collect();
        let svg = charts::draw(&profiles(results, &methods)?, &names)?;
        files.push((format!("study/{figure}.svg").into(), svg));
    }
    Ok(files)
}

/// Name and methods of each figure.
fn figures(results: &Results) -> Vec<(&'static str, Vec<String>)> {
    let default = &results.default;
    let of = |keys: &[&str]| keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
    vec![
        ("metrics", METRICS.iter().rev().map(|(m, _)| with(default, 0, m)).collect()),
        ("rules", ["tr", "nielsen", "x10"].map(|rule| with(default, 1, rule)).into()),
        ("accelerations", ["off", "trouble", "always"].map(|a| with(default, 2, a)).into()),
        ("attempts", of(&["cascade", "projection-first", default, "minpack-like"])),
    ]
}

/// A combination with one part replaced: 0 the metric, 1 the rule, 2 the acceleration.
fn with(key: &str, part: usize, value: &str) -> String {
    let parts = key.split('/').enumerate().map(|(k, own)| if k == part { value } else { own });
    parts.collect::<Vec<_>>().join("/")
}

type Answer<T> = Result<T, minijinja::Error>;

/// What went wrong, in the words of the template engine.
fn wrong(why: String) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, why)
}

fn set(letter: &str) -> Answer<Set> {
    Set::of(letter).ok_or_else(|| wrong(format!("there is no set {letter}")))
}

fn page(results: &Results) -> Result<String, Box<dyn Error>> {
    let results = Arc::new(results.clone());
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page", include_str!("which-damping.md.jinja"))?;
    add_counts(&mut environment, &results);
    add_pairs(&mut environment, &results);
    add_tables(&mut environment, &results);
    let runs: usize = results.blocks.iter().map(|b| b.cases.len() * b.rows.len()).sum();
    let singles: Vec<(f64, String)> =
        combinations().into_iter().map(|m| (tally::total(&results, &m.key), m.key)).collect();
    let best = singles.iter().max_by(|a, b| a.0.total_cmp(&b.0)).map(|b| b.1.clone());
    let context = BTreeMap::from([
        ("program", results.program.clone()),
        ("default", results.default.clone()),
        ("best_single", best.unwrap_or_default()),
        ("seeds", results.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")),
        ("draws", results.seeds.len().to_string()),
        ("cases", tally::case_count(&results).to_string()),
        ("methods", tally::methods(&results).len().to_string()),
        ("runs", runs.to_string()),
    ]);
    Ok(environment.get_template("page")?.render(context)? + "\n")
}

/// `solved(method, set)`, `total(method)`, `cost(method, other)`, … : numbers in a sentence.
fn add_counts(environment: &mut Environment<'_>, results: &Arc<Results>) {
    fn known(results: &Results, method: &str) -> Answer<()> {
        let there = tally::methods(results).contains(&method);
        if there { Ok(()) } else { Err(wrong(format!("there is no method {method}"))) }
    }
    let shared = Arc::clone(results);
    environment.add_function("name", |method: String| name(&method));
    environment
        .add_function("with", |key: String, part: usize, value: String| with(&key, part, &value));
    environment.add_function("solved", move |method: String, letter: String| -> Answer<String> {
        known(&shared, &method)?;
        Ok(count(Tally::of(&shared, &method, set(&letter)?, None).solved_per_draw()))
    });
    let shared = Arc::clone(results);
    environment.add_function("total", move |method: String| -> Answer<String> {
        known(&shared, &method)?;
        Ok(count(tally::total(&shared, &method)))
    });
    let shared = Arc::clone(results);
    environment.add_function("gain", move |method: String, over: String| -> Answer<String> {
        known(&shared, &method)?;
        known(&shared, &over)?;
        Ok(count(tally::total(&shared, &method) - tally::total(&shared, &over)))
    });
    let shared = Arc::clone(results);
    environment.add_function("false_claims", move |method: String| -> Answer<usize> {
        known(&shared, &method)?;
        Ok(Set::ALL.iter().map(|&s| Tally::of(&shared, &method, s, None).false_claims).sum())
    });
    let shared = Arc::clone(results);
    environment.add_function("cost", move |method: String, other: String| -> Answer<String> {
        known(&shared, &method)?;
        known(&shared, &other)?;
        let ratio = tally::cost_ratio(&shared, &method, &other).map_err(wrong)?;
        Ok(format!("{ratio:.2}"))
    });
    let shared = Arc::clone(results);
    environment.add_function("jacobians_in", move |method: String, case: String| -> Answer<_> {
        let runs = shared.of(&method).map_err(wrong)?;
        let run = runs.iter().find(|(b, k, run)| b.cases[*k] == case && run.is_solved());
        let run = run.ok_or_else(|| wrong(format!("{method} does not solve {case}")))?;
        Ok(run.2.jacobians)
    });
    let shared = Arc::clone(results);
    environment.add_function(
        "losers",
        move |case: String, rule: String, when: String| -> Answer<String> {
            let mut losers = Vec::new();
            for (metric, _) in METRICS {
                let runs = shared.of(&format!("{metric}/{rule}/{when}")).map_err(wrong)?;
                let run = runs.iter().find(|(b, k, _)| !b.set.is_drawn() && b.cases[*k] == case);
                let run = run.ok_or_else(|| wrong(format!("no case {case}")))?;
                if !run.2.is_solved() {
                    losers.push(format!("the {}", name(metric)));
                }
            }
            Ok(if losers.is_empty() { "none".to_owned() } else { losers.join(", ") })
        },
    );
    let shared = Arc::clone(results);
    environment.add_function("false_cases", move |method: String| -> Answer<String> {
        let runs = shared.of(&method).map_err(wrong)?;
        let wrong_ends = runs.iter().filter(|(_, _, run)| run.is_false);
        let problems: BTreeSet<&str> = wrong_ends.map(|(b, k, _)| problem(&b.cases[*k])).collect();
        Ok(problems.into_iter().collect::<Vec<_>>().join(", "))
    });
    let shared = Arc::clone(results);
    environment.add_function("unstarted", move || -> Answer<usize> {
        let runs = shared.of(&shared.default).map_err(wrong)?;
        Ok(runs.iter().filter(|(_, _, run)| run.evaluations == 0).count())
    });
}

/// `only(a, b)`, `p(a, b)`, `p_problems(a, b)`, `where(a, b, most)`: paired comparisons.
fn add_pairs(environment: &mut Environment<'_>, results: &Arc<Results>) {
    let paired = |shared: &Results, a: &str, b: &str| Paired::of(shared, a, b).map_err(wrong);
    let shared = Arc::clone(results);
    environment.add_function("only", move |a: String, b: String| -> Answer<String> {
        let [a, b] = paired(&shared, &a, &b)?.runs;
        Ok(format!("{a} : {b}"))
    });
    let shared = Arc::clone(results);
    environment.add_function("p", move |a: String, b: String| -> Answer<String> {
        Ok(equation(paired(&shared, &a, &b)?.runs_p()))
    });
    let shared = Arc::clone(results);
    environment.add_function("problems", move |a: String, b: String| -> Answer<String> {
        let [a, b] = paired(&shared, &a, &b)?.problems;
        Ok(format!("{a} : {b}"))
    });
    let shared = Arc::clone(results);
    environment.add_function("p_problems", move |a: String, b: String| -> Answer<String> {
        Ok(equation(paired(&shared, &a, &b)?.problems_p()))
    });
    let shared = Arc::clone(results);
    environment.add_function(
        "in_set",
        move |a: String, b: String, letter: String| -> Answer<String> {
            let by_set = paired(&shared, &a, &b)?.by_set;
            let [a, b] = by_set.get(&set(&letter)?).copied().unwrap_or_default();
            Ok(format!("{a} : {b}"))
        },
    );
    let shared = Arc::clone(results);
    environment.add_function(
        "decided_by",
        move |a: String, b: String, most: usize| -> Answer<String> {
            let mut problems = paired(&shared, &a, &b)?.by_problem;
            problems.retain(|(_, [a, b])| a > b);
            problems.sort_by_key(|(name, [a, b])| (b.abs_diff(*a), name.clone()));
            let shown = problems.iter().rev().take(most);
            let shown: Vec<String> =
                shown.map(|(name, [a, b])| format!("{name} ({a} : {b})")).collect();
            Ok(shown.join(", "))
        },
    );
}

/// `combination_table()`, `set_table(methods)`, `pair_table(pairs)`, `valley_table(…)`.
fn add_tables(environment: &mut Environment<'_>, results: &Arc<Results>) {
    let shared = Arc::clone(results);
    environment.add_function("combination_table", move || -> Answer<String> {
        tables::combinations(&shared).map_err(wrong)
    });
    let shared = Arc::clone(results);
    environment.add_function("set_table", move |methods: Vec<String>| -> Answer<String> {
        let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
        tables::by_set(&shared, &methods).map_err(wrong)
    });
    let shared = Arc::clone(results);
    environment.add_function("pair_table", move |pairs: Vec<Vec<String>>| -> Answer<String> {
        let pairs: Vec<(String, String)> =
            pairs.iter().filter_map(|p| Some((p.first()?.clone(), p.get(1)?.clone()))).collect();
        tables::pairs(&shared, &pairs).map_err(wrong)
    });
    let shared = Arc::clone(results);
    environment.add_function(
        "valley_table",
        move |families: Vec<String>, methods: Vec<String>| -> Answer<String> {
            let families: Vec<&str> = families.iter().map(String::as_str).collect();
            let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
            tables::valleys(&shared, &families, &methods).map_err(wrong)
        },
    );
    environment.add_function("metric_pairs", {
        let shared = Arc::clone(results);
        move |rule: String, when: String| -> Vec<Vec<String>> {
            let own = shared.default.split('/').next().unwrap_or_default().to_owned();
            let others = METRICS.iter().map(|(m, _)| (*m).to_owned()).filter(|m| *m != own);
            let key = |metric: &str| format!("{metric}/{rule}/{when}");
            others.map(|other| vec![key(&own), key(&other)]).collect()
        }
    });
}
