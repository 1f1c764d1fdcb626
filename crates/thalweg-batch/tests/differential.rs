//! Lanes against the full solver, on many models: the same verdict and standard errors where they end in the same
//! minimum, and no worse a minimum where they do not.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use thalweg_batch::{BatchFit, Column, Curves, Estimator, Fits};
use thalweg_formula::{Model, Scratch};

mod common;
use common::{Noise, model};

const POINTS: usize = 24;
const CURVES: usize = 400;

/// A formula, the ranges of its parameters, σ, and whether its parameters can change places or signs.
struct Case {
    formula: &'static str,
    ranges: &'static [(f64, f64)],
    sigma: f64,
    has_twins: bool,
}

const CASES: [Case; 9] = [
    Case {
        formula: "a*exp(-k*x) + c",
        ranges: &[(2.0, 8.0), (0.1, 1.0), (0.5, 2.0)],
        sigma: 0.3,
        has_twins: false,
    },
    Case {
        formula: "a*exp(-(x - m)^2/(2*s^2)) + c",
        ranges: &[(3.0, 9.0), (3.0, 9.0), (0.8, 2.5), (0.5, 2.0)],
        sigma: 0.3,
        has_twins: true,
    },
    Case {
        formula: "v*x/(k + x)",
        ranges: &[(2.0, 8.0), (0.5, 4.0)],
        sigma: 0.2,
        has_twins: false,
    },
    Case { formula: "a*x^b", ranges: &[(1.0, 4.0), (0.3, 1.5)], sigma: 0.3, has_twins: false },
    Case {
        formula: "l/(1 + exp(-k*(x - m))) + c",
        ranges: &[(3.0, 9.0), (0.5, 2.0), (3.0, 9.0), (0.5, 1.0)],
        sigma: 0.2,
        has_twins: true,
    },
    Case {
        formula: "a*exp(-k*x) + b*exp(-q*x)",
        ranges: &[(2.0, 6.0), (1.0, 3.0), (2.0, 6.0), (0.1, 0.3)],
        sigma: 0.1,
        has_twins: true,
    },
    Case {
        formula: "a*sin(w*x + p) + c",
        ranges: &[(2.0, 5.0), (0.7, 1.3), (0.1, 1.0), (6.0, 8.0)],
        sigma: 0.3,
        has_twins: true,
    },
    Case {
        formula: "a + b*x + c*x^2",
        ranges: &[(1.0, 3.0), (0.5, 1.0), (0.1, 0.3)],
        sigma: 0.5,
        has_twins: false,
    },
    Case {
        formula: "a*(1 - exp(-b*x))",
        ranges: &[(5.0, 9.0), (0.02, 0.5)],
        sigma: 0.2,
        has_twins: false,
    },
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Bounds,
    Weights,
    Counts,
    /// From starts that are off by a factor of up to 4.5, not 1.5.
    Far,
}

struct Data {
    x: Vec<f64>,
    y: Vec<f64>,
    weights: Vec<f64>,
    starts: Vec<f64>,
}

fn data(case: &Case, kind: Kind, model: &Model, random: &mut Noise) -> Data {
    let x: Vec<f64> = (0..POINTS).map(|k| 0.25 + 0.5 * k as f64).collect();
    let (mut y, mut weights, mut starts) = (Vec::new(), Vec::new(), Vec::new());
    let off: f64 = if kind == Kind::Far { 1.5 } else { 0.4 };
    for _ in 0..CURVES {
        let truth: Vec<f64> = case.ranges.iter().map(|(a, b)| random.between(*a, *b)).collect();
        let mut values = vec![0.0; POINTS];
        model.values(&truth, &[&x], &mut values, &mut Scratch::default());
        for f in values {
            y.push(match kind {
                Kind::Counts => random.count(f.max(0.0)),
                _ => f + case.sigma * random.normal(),
            });
            weights.push(random.between(0.2, 1.2));
        }
        starts.extend(truth.iter().map(|v| v * random.between(-off, off).exp()));
    }
    Data { x, y, weights, starts }
}

/// Curves whose ends cost the same, less, and more in lanes than by the full solver.
fn compare(case: &Case, kind: Kind, random: &mut Noise) -> [usize; 3] {
    let model = model(case.formula);
    let data = data(case, kind, &model, random);
    let columns = [Column::Shared(&data.x)];
    let mut curves = Curves::new(&data.y, POINTS).columns(&columns).starts(&data.starts);
    let mut fit = BatchFit::new(model).evaluations(10_000);
    match kind {
        Kind::Bounds => {
            let bounds = case.ranges.iter().enumerate().map(|(j, (low, high))| {
                (1.2 * low, if j == 1 { 0.8 * high } else { f64::INFINITY })
            });
            fit = fit.bounds(&bounds.collect::<Vec<_>>());
        }
        Kind::Weights => curves = curves.weights(&data.weights),
        Kind::Counts => fit = fit.estimator(Estimator::Poisson),
        Kind::Plain | Kind::Far => {}
    }
    let lanes = fit.run(&curves).unwrap();
    let single = fit.lanes(false).run(&curves).unwrap();
    let mut counts = [0; 3];
    for i in 0..CURVES {
        let (own, other) = (lanes.cost[i], single.cost[i]);
        let same = (own - other).abs() <= 1e-8 * other;
        let place = if same { 0 } else { 1 + usize::from(own > other) };
        counts[place] += 1;
        if same {
            let context = format!("{} {kind:?} {i}", case.formula);
            assert_eq!(lanes.status[i], single.status[i], "{context}");
            if lanes.status[i].converged() && !case.has_twins {
                assert_alike(&lanes, &single, i, &context);
            }
        }
    }
    counts
}

fn assert_alike(lanes: &Fits, single: &Fits, i: usize, context: &str) {
    for j in 0..lanes.estimates.len() {
        let (own, other) = (lanes.estimates[j][i], single.estimates[j][i]);
        let (error, known) = (lanes.std_errors[j][i], single.std_errors[j][i]);
        assert!(
            own == other || (own - other).abs() <= 1e-6 * known,
            "{context}: {own} {other} ± {known}"
        );
        let alike = (error.is_nan() && known.is_nan()) || (error - known).abs() <= 1e-5 * known;
        assert!(alike, "{context}: ± {error} {known}");
    }
}

#[test]
fn lanes_end_where_the_full_solver_does() {
    let random = &mut Noise(1);
    for case in &CASES {
        for kind in [Kind::Plain, Kind::Bounds, Kind::Weights, Kind::Counts, Kind::Far] {
            let [same, less, more] = compare(case, kind, random);
            println!("{:32} {kind:?}: {same} the same, {less} lower, {more} higher", case.formula);
            // A sine has a minimum for every period that is missed.
            let chance = if case.formula.contains("sin") { CURVES / 10 } else { CURVES / 50 };
            assert!(more <= less + chance, "{} {kind:?}: {more}", case.formula);
        }
    }
}
