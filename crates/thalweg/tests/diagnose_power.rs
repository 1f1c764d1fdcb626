//! How often the checks of residuals cry wolf on sound data, and how often they name a fault that was
//! planted. Drawn with fixed seeds: the rates below do not change from run to run.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use std::collections::BTreeMap;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use thalweg::{Answer, Fit, Table, Topic};
use thalweg_testdata::simulated::{Fault, draw};

/// A formula, its starts, the curve, and where it is observed.
type Design = (&'static str, &'static str, fn(f64) -> f64, f64, f64);

const DESIGNS: [Design; 6] = [
    ("y ~ a*exp(-k*x)", "a=8; k=0.6", |x| 10.0 * (-0.5 * x).exp(), 0.0, 6.0),
    ("y ~ a*exp(-k*x) + c", "a=8; k=0.6; c=1", |x| 10.0 * (-0.5 * x).exp() + 2.0, 0.0, 10.0),
    ("y ~ vmax*x/(km + x)", "vmax=90; km=1.5", |x| 100.0 * x / (2.0 + x), 0.5, 20.0),
    ("y ~ a + b*x", "a=1; b=1", |x| 3.0 + 0.7 * x, -5.0, 5.0),
    (
        "y ~ a/(1 + exp(-(x - m)/s))",
        "a=4; m=6; s=0.8",
        |x| 5.0 / (1.0 + (5.0 - x).exp()),
        0.0,
        10.0,
    ),
    (
        "y ~ b1*(1 - exp(-b2*x))",
        "b1=40; b2=0.2",
        |x| 50.0 * (1.0 - (-0.3_f64 * x).exp()),
        0.5,
        15.0,
    ),
];

/// A data set with errors of 2 % of the largest value; `error` makes them from their place, how high the
/// curve is there (0 to 1), and a normal deviate.
fn simulate(
    design: &Design,
    n: usize,
    rng: &mut Xoshiro256PlusPlus,
    error: impl Fn(usize, f64, f64) -> f64,
) -> Table {
    let (_, _, curve, from, to) = *design;
    let x: Vec<f64> = (0..n).map(|i| from + (to - from) * i as f64 / (n - 1) as f64).collect();
    let f: Vec<f64> = x.iter().map(|&x| curve(x)).collect();
    let (low, high) =
        f.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), f| (l.min(*f), h.max(*f)));
    let sigma = 0.02 * high.abs().max(low.abs());
    let y: Vec<f64> = f
        .iter()
        .enumerate()
        .map(|(i, f)| f + sigma * error(i, (f - low) / (high - low), rng.sample(StandardNormal)))
        .collect();
    Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap()
}

fn fit(formula: &str, declarations: &str, table: &Table) -> Answer {
    Fit::new(formula).declare(declarations).threads(1).run(table).unwrap()
}

/// The codes that residuals and single observations gave reason for.
fn looks(answer: &Answer) -> Vec<&'static str> {
    let ours = |t: Topic| matches!(t, Topic::Shape | Topic::Scatter | Topic::Influence);
    let checks = answer.checks.iter().filter(|c| ours(c.topic));
    checks.filter_map(|c| Some(c.look.as_ref()?.code)).collect()
}

struct Tally {
    sets: usize,
    looked_at: usize,
    codes: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn of(answers: impl Iterator<Item = Answer>) -> Self {
        let mut tally = Self { sets: 0, looked_at: 0, codes: BTreeMap::new() };
        for answer in answers {
            let found = looks(&answer);
            tally.sets += 1;
            tally.looked_at += usize::from(!found.is_empty());
            found.into_iter().for_each(|code| *tally.codes.entry(code).or_default() += 1);
        }
        tally
    }

    fn share(&self, code: &str) -> f64 {
        self.codes.get(code).copied().unwrap_or(0) as f64 / self.sets as f64
    }
}

fn simulated(fault: Fault, count: usize) -> impl Iterator<Item = Answer> {
    draw(fault, count, 4).into_iter().map(|set| {
        let table = Table::new().with("x", set.x).and_then(|t| t.with("y", set.y)).unwrap();
        fit(set.formula, set.declarations, &table)
    })
}

#[test]
fn sound_data_are_left_alone() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let sizes = [10, 12, 15, 20, 30, 60, 100, 200];
    let own = (0..2400).map(|i| {
        let design = &DESIGNS[i % DESIGNS.len()];
        let n = sizes[(i / DESIGNS.len()) % sizes.len()];
        let table = simulate(design, n, &mut rng, |_, _, e| e);
        fit(design.0, design.1, &table)
    });
    let own = Tally::of(own);
    let drawn = Tally::of(simulated(Fault::None, 1000));
    for (tally, topic) in [(&own, "2400 of 10 to 200 rows"), (&drawn, "1000 drawn")] {
        println!("sound, {topic}: {} looked at, {:?}", tally.looked_at, tally.codes);
        assert!(tally.looked_at * 100 < 3 * tally.sets, "{} of {}", tally.looked_at, tally.sets);
    }
}

/// Of every fault at least nine in ten are named for what they are.
#[test]
fn planted_faults_are_named() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
    let rounds = 300;
    let named = |what: &str, code: &str, tally: Tally, alone: bool| {
        println!("{what}: {:?} of {}", tally.codes, tally.sets);
        assert!(tally.share(code) >= 0.9, "{what}: {:?}", tally.codes);
        let topic = ["W-OUTLIER", "W-SCATTER", "W-NORMAL"];
        let others: f64 = topic.iter().filter(|c| **c != code).map(|c| tally.share(c)).sum();
        assert!(!alone || others < 0.03, "{what}: {:?}", tally.codes);
    };
    // The data of a hyperbola, 30 points with errors of 2 %, fitted by an exponential.
    let wrong = (0..rounds).map(|_| {
        let table = simulate(&DESIGNS[2], 30, &mut rng, |_, _, e| e);
        fit("y ~ b1*(1 - exp(-b2*x))", "b1=90; b2=0.3", &table)
    });
    named("exponential for a hyperbola", "W-SHAPE", Tally::of(wrong), true);
    // One error of six standard deviations, at any place, the ends of the curve among them.
    for n in [20, 30, 60] {
        let outlier = (0..rounds).map(|i| {
            let design = &DESIGNS[i % DESIGNS.len()];
            let place = (i * 7919) % n;
            let table = simulate(design, n, &mut rng, |at, _, e| if at == place { 6.0 } else { e });
            fit(design.0, design.1, &table)
        });
        named(&format!("outlier, {n} rows"), "W-OUTLIER", Tally::of(outlier), true);
    }
    // Scatter that grows fivefold from the lowest value to the highest.
    let growing = (0..rounds).map(|i| {
        let design = &DESIGNS[i % DESIGNS.len()];
        let table = simulate(design, 100, &mut rng, |_, share, e| e * (0.2 + 0.8 * share));
        fit(design.0, design.1, &table)
    });
    named("growing scatter, 100 rows", "W-SCATTER", Tally::of(growing), true);
    for (fault, code) in [
        (Fault::WrongModel, "W-SHAPE"),
        (Fault::Outlier, "W-OUTLIER"),
        (Fault::GrowingScatter, "W-SCATTER"),
    ] {
        named(&format!("{fault:?}"), code, Tally::of(simulated(fault, 200)), true);
    }
}
