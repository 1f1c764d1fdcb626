//! Whatever is asked of whatever data: an answer or an error with words, never a panic.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use proptest::prelude::*;
use proptest::sample::select;
use thalweg::{Errors, Fit, Limits, Loss, Resample, Resampling, Robust, Sigma, Table};

const FORMULAS: [&str; 14] = [
    "y ~ a",
    "y ~ a + b*x",
    "y ~ a + b*x + c*x^2",
    "y ~ a*b*x",
    "y ~ a*x^p",
    "y ~ a*exp(-k*x)",
    "y ~ a*exp(-k*x) + c",
    "y ~ a*(1 - exp(-k*x))",
    "y ~ v*x/(h + x)",
    "y ~ a/(1 + exp(-(x - m)/s))",
    "y ~ a*exp(-((x - m)/s)^2)",
    "y ~ a*sin(w*x)",
    "y ~ if(x < t, a, b)",
    "y ~ min(a, x)",
];

/// One thing that may be asked besides.
fn asked(option: usize, fit: Fit) -> Fit {
    let resample = |kind| Resampling::new(kind).replicates(20);
    match option {
        0 => fit.errors(Errors::Hc2),
        1 => fit.errors(Errors::Hc3),
        2 => fit.errors(Errors::Hessian),
        3 => fit.robust(Robust::Huber),
        4 => fit.robust(Robust::Mm),
        5 => fit.robust(Robust::Cauchy),
        6 => fit.loss(Loss::Tukey { scale: 1.0 }),
        7 => fit.bootstrap(resample(Resample::Case)),
        8 => fit.bootstrap(resample(Resample::Residual)),
        9 => fit.bootstrap(resample(Resample::Parametric)),
        10 => fit.bootstrap(resample(Resample::Wild)),
        11 => fit.sigma(Sigma::Absolute("s".into())),
        12 => fit.sigma(Sigma::Absolute("2".into())),
        13 => fit.sigma(Sigma::Relative("5%".into())),
        14 => fit.sigma(Sigma::Absolute("poisson".into())),
        15 => fit.weights("w"),
        16 => fit.level(1.0 - f64::EPSILON),
        17 => fit.level(1e-12),
        18 => fit.derive("q", "1/a"),
        19 => fit.bounds("a", -1.0, 0.5),
        _ => fit,
    }
}

/// Columns of `rows` rows: a curve of one kind, in these units.
fn columns(kind: usize, rows: usize, units: (f64, f64), noise: &[f64]) -> Table {
    let x: Vec<f64> =
        (0..rows).map(|i| if kind == 4 { (i / 4) as f64 } else { i as f64 }).collect();
    let y = |i: usize| match kind {
        0 => 2.0 + 3.0 * x[i] + 0.1 * noise[i],
        1 => 3.0,
        2 => noise[i],
        3 => 5.0 * (-0.3 * x[i]).exp() + 0.01 * noise[i],
        4 => x[i] + 0.1 * noise[i].round(),
        5 => 2.0 * x[i] + 1.0,
        6 if i == rows / 2 => 1e12,
        _ => 0.0,
    };
    let cells =
        |unit: f64, f: &dyn Fn(usize) -> f64| (0..rows).map(|i| unit * f(i)).collect::<Vec<_>>();
    let table = Table::new().with("x", cells(units.0, &|i| x[i])).unwrap();
    let table = table.with("y", cells(units.1, &y)).unwrap();
    let table = table.with("w", cells(1.0, &|i| (i % 3) as f64)).unwrap();
    table.with("s", cells(1.0, &|i| [0.1, 1.0, 1e-200][i % 3])).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn an_answer_or_an_error_comes_back(
        formula in select(&FORMULAS[..]),
        options in (0_usize..25, 0_usize..25),
        kind in 0_usize..7,
        rows in select(vec![1_usize, 2, 3, 4, 5, 6, 8, 12, 30]),
        units in (
            select(vec![1.0, 1.0, 1e150, 1e-150, 1e300, 1e-300, 0.0]),
            select(vec![1.0, 1.0, 1e150, 1e-150, 1e300, 1e-300, 0.0]),
        ),
        noise in prop::collection::vec(-2.0_f64..2.0, 30),
    ) {
        let mut limits = Limits::default();
        limits.evaluations = 300;
        let fit = asked(options.1, asked(options.0, Fit::new(formula).limits(limits)));
        match fit.run(&columns(kind, rows, units, &noise)) {
            Ok(answer) => prop_assert!(!answer.message.is_empty() && !answer.conclusion.is_empty()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
