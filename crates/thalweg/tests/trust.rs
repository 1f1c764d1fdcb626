//! "Can this be trusted?": no false alarms on sound data, the right name for a planted fault, and what
//! NIST's Misra1a is told unasked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints its table"
)]

use std::collections::BTreeMap;

use thalweg::{Answer, Fit, Table, Topic};
use thalweg_testdata::simulated::{Fault, Simulated, draw};

const SETS: usize = 200;
const SEED: u64 = 20;

fn answer(set: &Simulated) -> Answer {
    let table = Table::new().with("x", set.x.clone()).unwrap().with("y", set.y.clone()).unwrap();
    Fit::new(set.formula).declare(set.declarations).run(&table).unwrap()
}

/// Topic and code of everything to look at.
fn looks(answer: &Answer) -> Vec<(Topic, &'static str)> {
    let code = |c: &thalweg::Check| Some((c.topic, c.look.as_ref()?.code));
    answer.checks.iter().filter_map(code).collect()
}

/// Whether one of the looks names the fault.
fn names_it(answer: &Answer, set: &Simulated) -> bool {
    let looks = looks(answer);
    let has = |code: &str| looks.iter().any(|l| l.1 == code);
    let about = |topic: Topic| looks.iter().any(|l| l.0 == topic);
    match set.fault {
        Fault::None => looks.is_empty(),
        Fault::WrongModel => about(Topic::Shape) || about(Topic::Rivals),
        Fault::Outlier => {
            let row = (set.outlier.unwrap() + 1) as f64;
            let rows = |w: &thalweg::Warning| {
                w.data.iter().any(|(key, value)| {
                    key == "rows" && *value == thalweg::Value::Numbers(vec![row])
                })
            };
            answer.warnings.iter().any(|w| w.code == "W-OUTLIER" && rows(w))
        }
        Fault::GrowingScatter => has("W-SCATTER"),
        Fault::Unidentified => about(Topic::Determined),
    }
}

/// The share of sets that are judged rightly; prints which looks there were, by formula.
fn share(fault: Fault) -> f64 {
    let mut right = 0;
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for set in draw(fault, SETS, SEED) {
        let answer = answer(&set);
        right += usize::from(names_it(&answer, &set));
        for (_, code) in looks(&answer) {
            *seen.entry((set.formula.to_string(), code.to_string())).or_default() += 1;
        }
    }
    println!("{fault:?}: {right} of {SETS}");
    for ((formula, code), count) in seen {
        println!("  {count:4} {code:14} {formula}");
    }
    right as f64 / SETS as f64
}

#[test]
fn sound_data_raise_no_alarm() {
    assert!(share(Fault::None) >= 0.95);
}

#[test]
fn a_planted_fault_is_named() {
    let faults = [Fault::WrongModel, Fault::Outlier, Fault::GrowingScatter, Fault::Unidentified];
    let shares = faults.map(|fault| (fault, share(fault)));
    assert!(shares.iter().all(|(_, share)| *share >= 0.9), "{shares:?}");
}

#[test]
fn misra1a_is_told_what_nobody_asked() {
    let problem = thalweg_testdata::nist::problem("Misra1a").unwrap();
    let mut table = Table::new();
    for name in &problem.columns {
        table = table.with(name.clone(), problem.column(name).unwrap()).unwrap();
    }
    let answer = Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4").run(&table).unwrap();
    let all: Vec<String> = answer
        .checks
        .iter()
        .map(|c| format!("{} {}", c.seen, c.look.as_ref().map_or("", |w| &w.message)))
        .collect();
    let all = all.join("\n");
    for figure in ["3 runs", "14", "0.007", "0.50", "1.57", "34 %", "0.9988", "-73.3", "-57.7"] {
        assert!(all.replace('−', "-").contains(figure), "{figure} is not in\n{all}");
    }
    let leverage = &answer.diagnosis.as_ref().unwrap().leverage;
    assert!((leverage.iter().sum::<f64>() - 2.0).abs() < 1e-9);
}
