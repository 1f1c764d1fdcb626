//! What is found is named, with what to do.

use thalweg::{Fit, Loss, Sigma, Table, Topic};

use super::common::*;

#[test]
fn misra1a_is_to_be_looked_at() {
    let (table, fit) = nonlinear("misra1a");
    let answer = fit.run(&table).unwrap();
    let shape = check(&answer, Topic::Shape);
    assert!(
        shape.seen.starts_with("3 runs of signs in 14 residuals (p = 0.007)"),
        "{}",
        shape.seen
    );
    assert_eq!(shape.look.as_ref().unwrap().code, "W-SHAPE");
    let influence = check(&answer, Topic::Influence);
    assert_eq!(influence.seen, "row 14 has leverage 0.50 and Cook's distance 1.57");
    let warning = influence.look.as_ref().unwrap();
    assert_eq!(warning.code, "W-INFLUENCE");
    assert!(warning.message.contains("without it `b"), "{}", warning.message);
    assert!(check(&answer, Topic::Scatter).is_ok());
}

/// One observation of its own parameter.
#[test]
fn an_observation_that_nothing_checks() {
    let (x, mut y) = decay(20);
    y[19] = 7.0;
    let data = table(&x, &y);
    let fit = Fit::new("y ~ a*exp(-k*x) + if(x > 18.5, d, 0)").declare("a=4; k=0.2; d=1");
    let answer = fit.run(&data).unwrap();
    sane(&answer);
    let look = check(&answer, Topic::Influence).look.as_ref().unwrap();
    assert_eq!(look.code, "W-INFLUENCE");
    assert!(look.message.starts_with("Row 20 has leverage 1"), "{}", look.message);
}

#[test]
fn an_outlier_is_named_with_what_it_does() {
    let (x, mut y) = decay(30);
    y[11] += 1.0;
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2");
    let answer = fit.run(&table(&x, &y)).unwrap();
    sane(&answer);
    let scatter = check(&answer, Topic::Scatter);
    let look = scatter.look.as_ref().unwrap();
    assert_eq!(look.code, "W-OUTLIER");
    assert!(scatter.seen.starts_with("row 12 stands out"), "{}", scatter.seen);
    assert!(look.message.contains("without it `"), "{}", look.message);
    // What a robust loss deals with is no reason to look.
    let robust = fit.loss(Loss::Huber { scale: 0.1 }).run(&table(&x, &y)).unwrap();
    sane(&robust);
    assert!(check(&robust, Topic::Scatter).is_ok());
    assert!(check(&robust, Topic::Scatter).seen.contains("row 12"));
}

#[test]
fn sigma_that_is_not_what_it_says() {
    let (x, y) = decay(40);
    let run = |sigma: &str| {
        let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2");
        fit.sigma(Sigma::Absolute(sigma.into())).run(&table(&x, &y)).unwrap()
    };
    for (sigma, words) in [("0.01", "too small"), ("1", "overstated")] {
        let answer = run(sigma);
        sane(&answer);
        let look = check(&answer, Topic::Scatter).look.as_ref().unwrap();
        assert_eq!(look.code, "W-CHI2");
        assert!(look.message.contains(words), "{}", look.message);
    }
    let fine = run("0.03");
    let test = fine.diagnosis.as_ref().unwrap().test("chi-squared").unwrap();
    close(test.statistic, fine.residual_sum_of_squares, 1e-10, "chi-squared");
    assert!(check(&fine, Topic::Scatter).is_ok());
}

#[test]
fn scatter_in_proportion_asks_for_a_percentage_and_counts_for_poisson() {
    let x: Vec<f64> = (0..80).map(|i| f64::from(i) * 0.05).collect();
    let noise = |i: usize| ((i * 7919 + 13) % 101) as f64 / 50.0 - 1.0;
    let share: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| 50.0 * (-x).exp() * (1.0 + 0.0866 * noise(i))).collect();
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=40; k=0.8");
    let answer = fit.run(&table(&x, &share)).unwrap();
    let look = check(&answer, Topic::Scatter).look.as_ref().unwrap();
    assert_eq!(look.code, "W-SCATTER");
    assert!(
        look.help.starts_with("try `-s '5.") || look.help.starts_with("try `-s '4."),
        "{}",
        look.help
    );
    let count = |(i, x): (usize, &f64)| {
        let f = 900.0 * (-x).exp();
        (f + 1.732 * noise(i) * f.sqrt()).round().max(0.0)
    };
    let counts: Vec<f64> = x.iter().enumerate().map(count).collect();
    let answer = fit.run(&table(&x, &counts)).unwrap();
    let look = check(&answer, Topic::Scatter).look.as_ref().unwrap();
    assert!(look.help.contains("-s poisson"), "{} {}", look.message, look.help);
}

/// One step is that of least squares: under a loss what is told of a row left out is a refit, or nothing.
#[test]
fn under_a_loss_what_is_left_out_is_fitted_anew() {
    let x: Vec<f64> = (0..60).map(|i| 0.1 * f64::from(i)).collect();
    let y: Vec<f64> = (0..60_usize)
        .map(|i| {
            let stray = if i % 17 == 5 { 3.0 } else { 0.0 };
            2.0 + 0.7 * x[i] + 0.2 * ((i * 7919 % 13) as f64 - 6.0) / 6.0 + stray
        })
        .collect();
    let data = |out: Option<usize>| {
        let keep =
            |v: &[f64]| -> Vec<f64> { (0..60).filter(|i| Some(*i) != out).map(|i| v[i]).collect() };
        Table::new().with("x", keep(&x)).unwrap().with("y", keep(&y)).unwrap()
    };
    let fit = Fit::new("y ~ a + b*x").loss(Loss::Cauchy { scale: 0.3 });
    let answer = fit.run(&data(None)).unwrap();
    let d = answer.diagnosis.as_ref().unwrap();
    let told: Vec<usize> = (0..60).filter(|&i| d.deletion[1][i].is_finite()).collect();
    assert!(told.len() > 5 && told.len() < 60, "{told:?}");
    let start = format!("a={}; b={}", answer.parameters[0].estimate, answer.parameters[1].estimate);
    for i in told {
        let without = fit.clone().declare(start.as_str()).run(&data(Some(i))).unwrap();
        for (k, (with, without)) in answer.parameters.iter().zip(&without.parameters).enumerate() {
            let change = without.estimate - with.estimate;
            assert!((d.deletion[k][i] - change).abs() < 1e-6, "{i}: {} {change}", d.deletion[k][i]);
        }
    }
}
