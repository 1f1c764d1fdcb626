//! Standard errors, weights, ties and derived quantities against values computed by hand.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Fit, Loss, Sigma, Starts, Table};

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * b.abs().max(1e-300), "{a} instead of {b}");
}

fn line() -> Table {
    Table::new()
        .with("x", [0.0, 1.0, 2.0, 3.0])
        .unwrap()
        .with("y", [1.0, 3.0, 4.0, 4.0])
        .unwrap()
        .with("s", [0.5, 0.5, 0.5, 0.5])
        .unwrap()
}

fn run(fit: Fit) -> Answer {
    fit.run(&line()).unwrap()
}

/// y = 1.5 + x, Σr² = 1, dof 2, Σ(x − mean)² = 5: Var b = 0.5/5, Var a = 0.5·14/(4·5).
#[test]
fn a_line_by_hand() {
    let answer = run(Fit::new("y ~ a + b*x"));
    let (a, b) = (&answer.parameters[0], &answer.parameters[1]);
    close(a.estimate, 1.5, 1e-14);
    close(b.estimate, 1.0, 1e-14);
    close(answer.residual_sum_of_squares, 1.0, 1e-13);
    close(answer.residual_std_error.unwrap(), 0.5_f64.sqrt(), 1e-13);
    close(b.std_error.unwrap(), 0.1_f64.sqrt(), 1e-12);
    close(a.std_error.unwrap(), 0.35_f64.sqrt(), 1e-12);
    // Cov(a, b) = −mean·Var b; t(0.975, 2) = 4.302652729749464.
    close(answer.covariance[0][1], -0.15, 1e-12);
    close(answer.correlation[0][1], -0.15 / (0.1_f64 * 0.35).sqrt(), 1e-12);
    let (lo, hi) = b.interval.unwrap();
    close(hi - lo, 2.0 * 4.302_652_729_749_464 * 0.1_f64.sqrt(), 1e-9);
    assert!(a.linear && b.linear);
    assert_eq!(answer.fitted.len(), 4);
    close(answer.residuals[0], -0.5, 1e-13);
}

#[test]
fn what_sigma_means() {
    let plain = run(Fit::new("y ~ a + b*x"));
    let relative = run(Fit::new("y ~ a + b*x").sigma(Sigma::Relative("s".into())));
    let absolute = run(Fit::new("y ~ a + b*x").sigma(Sigma::Absolute("0.5".into())));
    let weights = run(Fit::new("y ~ a + b*x").weights("1/s^2"));
    let error = |answer: &Answer| answer.parameters[1].std_error.unwrap();
    close(error(&relative), error(&plain), 1e-12);
    close(error(&weights), error(&plain), 1e-12);
    // σ = 0.5 known: Var b = 0.25/5; the interval is normal: 1.959963984540054.
    close(error(&absolute), 0.05_f64.sqrt(), 1e-12);
    let (lo, hi) = absolute.parameters[1].interval.unwrap();
    close((hi - lo) / error(&absolute), 2.0 * 1.959_963_984_540_054, 1e-9);
    // Σ w r² with w = 1/σ² = 4.
    for answer in [&relative, &absolute, &weights] {
        close(answer.residual_sum_of_squares, 4.0, 1e-12);
    }
}

#[test]
fn derived_quantities_and_ties() {
    let problem = thalweg_testdata::nist::problem("Misra1a").unwrap();
    let data = Table::new()
        .with("x", problem.column("x").unwrap())
        .unwrap()
        .with("y", problem.column("y").unwrap())
        .unwrap();
    let free = Fit::new("y ~ b1*(1-exp(-b2*x))")
        .declare("b1=500; b2=1e-4; half := log(2)/b2; third := half*3; slope := b1*b2")
        .run(&data)
        .unwrap();
    let b2 = free.parameter("b2").unwrap();
    let half = free.derived("half").unwrap();
    close(half.estimate, 2.0_f64.ln() / b2.estimate, 1e-14);
    close(half.std_error.unwrap() / half.estimate, b2.std_error.unwrap() / b2.estimate, 1e-12);
    close(free.derived("third").unwrap().std_error.unwrap(), 3.0 * half.std_error.unwrap(), 1e-12);
    // Var(b1 b2) = b2² V11 + 2 b1 b2 V12 + b1² V22.
    let (b1, v) = (free.parameters[0].estimate, &free.covariance);
    let variance =
        b2.estimate.powi(2) * v[0][0] + 2.0 * b1 * b2.estimate * v[0][1] + b1 * b1 * v[1][1];
    close(free.derived("slope").unwrap().std_error.unwrap(), variance.sqrt(), 1e-9);

    let tied = Fit::new("y ~ b1*(1-exp(-b2*x))")
        .declare("b2 := k/1000; k=1; b1=300; half := log(2)/b2")
        .run(&data)
        .unwrap();
    let same = tied.parameter("b2").unwrap();
    assert!(same.tied && same.start.is_none() && tied.parameters_estimated == 2);
    close(same.estimate, b2.estimate, 1e-11);
    close(same.std_error.unwrap(), b2.std_error.unwrap(), 1e-9);
    close(tied.derived("half").unwrap().std_error.unwrap(), half.std_error.unwrap(), 1e-9);
    close(tied.correlation[1][2], 1.0, 1e-12);

    let fixed = Fit::new("y ~ b1*(1-exp(-b2*x)) + c*z where z := x/100")
        .declare("c=0 fixed; b1=500; b2=1e-4")
        .run(&data)
        .unwrap();
    close(fixed.parameters[1].estimate, b2.estimate, 1e-11);
    let c = fixed.parameter("c").unwrap();
    assert!(c.fixed && c.std_error.is_none() && fixed.parameters_estimated == 2);
    assert!(fixed.covariance[2][2].is_nan());
}

#[test]
fn threads_and_order_of_rows() {
    let n = 40_000;
    let x: Vec<f64> = (0..n).map(|i| (i as f64 * 0.618_033_988).fract() * 10.0).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 * (-0.7 * x).exp() + 0.1 * (x * 1e4).sin()).collect();
    let data = Table::new().with("x", x.clone()).unwrap().with("y", y.clone()).unwrap();
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
    let one = fit.clone().threads(1).run(&data).unwrap();
    for threads in [2, 7] {
        let more = fit.clone().threads(threads).run(&data).unwrap();
        assert_eq!(one.parameters, more.parameters, "{threads} threads");
        assert_eq!(one.residuals, more.residuals);
    }
    let turned = |v: &[f64]| v.iter().rev().copied().collect::<Vec<f64>>();
    let reversed = Table::new().with("x", turned(&x)).unwrap().with("y", turned(&y)).unwrap();
    let other = fit.run(&reversed).unwrap();
    for (a, b) in one.parameters.iter().zip(&other.parameters) {
        close(a.estimate, b.estimate, 1e-11);
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let fit = Fit::new("y ~ a*exp(-k*x) + c");
    let (one, two) = (run(fit.clone()), run(fit.clone()));
    assert_eq!(one.parameters, two.parameters);
    assert_eq!(one.minima, two.minima);
    let counted = run(fit.clone().starts(Starts::Count(5)));
    assert!(counted.starts_tried >= 5);
    let around = run(fit.declare("a=-3; k=1; c=4").starts(Starts::Count(5)));
    assert!(around.starts_tried >= 2, "{}", around.starts_tried);
    close(around.residual_sum_of_squares, one.residual_sum_of_squares, 1e-9);
}

#[test]
fn an_outlier_and_a_robust_loss() {
    let data = Table::new()
        .with("x", [0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
        .unwrap()
        .with("y", [0.1, 0.9, 2.1, 2.9, 14.0, 5.1])
        .unwrap();
    let squared = Fit::new("y ~ a + b*x").declare("a=0; b=1").run(&data).unwrap();
    let robust = Fit::new("y ~ a + b*x")
        .declare("a=0; b=1")
        .loss(Loss::Cauchy { scale: 0.2 })
        .run(&data)
        .unwrap();
    assert!((squared.parameters[1].estimate - 1.0).abs() > 0.5);
    assert!((robust.parameters[1].estimate - 1.0).abs() < 0.05, "{:?}", robust.parameters[1]);
    assert!(robust.warned("W-LOSS"));
}
