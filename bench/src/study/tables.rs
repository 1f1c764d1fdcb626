//! The tables of the page, in Markdown.

use super::method::{ACCELERATIONS, METRICS, RULES};
use super::results::Results;
use super::set::Set;
use super::sign::Paired;
use super::tally::{self, Tally, cost_ratio, total, total_per_seed};
use super::words::{count, name, probability};

/// Solved of all cases: a row per rule and acceleration, a column per metric.
///
/// # Errors
/// As [`Results::of`].
pub fn combinations(results: &Results) -> Result<String, String> {
    let mut text = String::from("| rule | acceleration |");
    for (metric, _) in METRICS {
        text += &format!(" {} |", name(metric));
    }
    text += "\n|---|---|";
    text += &"---:|".repeat(METRICS.len());
    for (rule, _) in RULES {
        for (when, _) in ACCELERATIONS {
            text += &format!("\n| {} | {} |", name(rule), name(when));
            for (metric, _) in METRICS {
                let key = format!("{metric}/{rule}/{when}");
                let solved = count(total(results, &key));
                let mark = if key == results.default { "**" } else { "" };
                text += &format!(" {mark}{solved}{mark} |");
            }
        }
    }
    Ok(text)
}

/// Solved by set, with the range over the seeds, the cost and the false claims.
///
/// # Errors
/// As [`Results::of`]; a key that is not there.
pub fn by_set(results: &Results, methods: &[&str]) -> Result<String, String> {
    let mut text = String::from("| |");
    for set in Set::ALL {
        let block = results.blocks.iter().find(|b| b.set == set);
        text += &format!(" {} {} |", set.letter(), block.map_or(0, |b| b.cases.len()));
    }
    text += &format!(
        " all {} | by seed | other minima | false claims | cost | Jacobians |\n|---|",
        tally::case_count(results)
    );
    text += &"---:|".repeat(Set::ALL.len() + 6);
    for &method in methods {
        let mark = if method == results.default { "**" } else { "" };
        text += &format!("\n| {mark}{}{mark} |", name(method));
        let tallies = Set::ALL.map(|set| Tally::of(results, method, set, None));
        if tallies.iter().all(|t| t.runs == 0) {
            return Err(format!("no results for `{method}`"));
        }
        for tally in tallies {
            text += &format!(" {} |", count(tally.solved_per_draw()));
        }
        let seeds = total_per_seed(results, method);
        let (low, high) = (seeds.iter().min(), seeds.iter().max());
        let sum = |part: fn(&Tally) -> usize| tallies.iter().map(part).sum::<usize>() as f64;
        let per_draw = |part: fn(&Tally) -> usize| {
            tallies.iter().map(|t| part(t) as f64 / t.draws.max(1) as f64).sum::<f64>()
        };
        text += &format!(
            " {} | {}–{} | {} | {} | {:.2} | {:.0} |",
            count(total(results, method)),
            low.copied().unwrap_or_default(),
            high.copied().unwrap_or_default(),
            count(per_draw(|t| t.other)),
            sum(|t| t.false_claims),
            cost_ratio(results, method, &results.default)?,
            sum(|t| t.jacobians) / sum(|t| t.runs)
        );
    }
    Ok(text)
}

/// Paired comparisons, one per row.
///
/// # Errors
/// As [`Results::of`].
pub fn pairs(results: &Results, pairs: &[(String, String)]) -> Result<String, String> {
    let mut text = String::from(
        "| A | B | only A : only B | p, runs | problems better : worse | p, problems | where |\n\
         |---|---|---:|---:|---:|---:|---|",
    );
    for (a, b) in pairs {
        let paired = Paired::of(results, a, b)?;
        let sets: Vec<String> =
            paired.by_set.iter().map(|(set, [a, b])| format!("{} {a}:{b}", set.letter())).collect();
        text += &format!(
            "\n| {} | {} | {} : {} | {} | {} : {} | {} | {} |",
            name(a),
            name(b),
            paired.runs[0],
            paired.runs[1],
            probability(paired.runs_p()),
            paired.problems[0],
            paired.problems[1],
            probability(paired.problems_p()),
            sets.join(", ")
        );
    }
    Ok(text)
}

/// Evaluations and Jacobians in the valleys whose name begins so; a dash where the end was missed.
///
/// # Errors
/// As [`Results::of`].
pub fn valleys(results: &Results, families: &[&str], methods: &[&str]) -> Result<String, String> {
    let mut text = String::from("| |");
    for method in methods {
        text += &format!(" {} |", name(method));
    }
    text += "\n|---|";
    text += &"---:|".repeat(methods.len());
    let Some(block) = results.blocks.iter().find(|b| b.set == Set::V) else { return Ok(text) };
    let wanted = |case: &&String| families.iter().any(|family| case.starts_with(family));
    for case in block.cases.iter().filter(wanted) {
        text += &format!("\n| {case} |");
        for method in methods {
            let runs = results.of(method)?;
            let run = runs.iter().find(|(b, k, _)| b.set == Set::V && b.cases[*k] == *case);
            text += &match run {
                Some((_, _, run)) if run.is_solved() => {
                    format!(" {} / {} |", run.evaluations, run.jacobians)
                }
                _ => " – |".to_owned(),
            };
        }
    }
    Ok(text)
}
