//! Standard deviations as percentages, counts, numbers and expressions.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Fit, FitError, Sigma, Table};

fn table(y: [f64; 5]) -> Table {
    Table::new().with("x", [1.0, 2.0, 3.0, 4.0, 5.0]).unwrap().with("y", y).unwrap()
}

fn run(sigma: Sigma, y: [f64; 5]) -> Result<Answer, FitError> {
    Fit::new("y ~ a*exp(-k*x)").declare("a=20; k=0.3").sigma(sigma).scrutiny(false).run(&table(y))
}

fn absolute(text: &str, y: [f64; 5]) -> Result<Answer, FitError> {
    run(Sigma::Absolute(text.into()), y)
}

const Y: [f64; 5] = [15.0, 10.0, 8.0, 6.0, 4.0];

fn same(a: &Answer, b: &Answer) {
    for (p, q) in a.parameters.iter().zip(&b.parameters) {
        assert!((p.estimate / q.estimate - 1.0).abs() < 1e-12);
        assert!((p.std_error.unwrap() / q.std_error.unwrap() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn a_percentage_is_of_what_was_observed() {
    let percent = absolute("5%", Y).unwrap();
    same(&percent, &absolute("0.05*abs(y)", Y).unwrap());
    same(&percent, &absolute(" 5 % ", Y).unwrap());
    assert_eq!(percent.weighting.words(), "standard deviations known: 5 % of `y`");
    let relative = run(Sigma::Relative("5%".into()), Y).unwrap();
    assert_eq!(relative.parameters[0].estimate, percent.parameters[0].estimate);
    assert_ne!(relative.parameters[0].std_error, percent.parameters[0].std_error);
    let words = "standard deviations known up to a factor: 5 % of `y`";
    assert_eq!(relative.weighting.words(), words);
    // A left side that is computed: of its own size.
    let fit = |s: &str| Fit::new("log(y) ~ a - k*x").sigma(Sigma::Absolute(s.into()));
    let (a, b) =
        (fit("5%").run(&table(Y)).unwrap(), fit("0.05*abs(log(y))").run(&table(Y)).unwrap());
    same(&a, &b);
}

#[test]
fn a_percentage_of_nothing_is_refused() {
    let error = absolute("5%", [15.0, 10.0, 0.0, 6.0, 4.0]).unwrap_err();
    assert_eq!(error.code(), "E-SIGMA");
    assert_eq!(error.message(), "the standard deviation, 5 % of `y`, is 0 in row 3");
    assert!(error.help().unwrap().contains("0.05*abs(y) + 0.1"), "{:?}", error.help());
    for bad in ["-5%", "0%", "%", "x%", "inf%", "nan%"] {
        assert_eq!(absolute(bad, Y).unwrap_err().code(), "E-SIGMA", "{bad}");
    }
}

#[test]
fn counts_have_the_root_for_their_error() {
    let counts = [15.0, 10.0, 8.0, 0.0, 4.0];
    let poisson = absolute("poisson", counts).unwrap();
    same(&poisson, &absolute("sqrt(max(y, 1))", counts).unwrap());
    let words = "standard deviations known: √`y` of counts (1 for a count of 0)";
    assert_eq!(poisson.weighting.words(), words);
    let error = absolute("poisson", [15.0, 10.0, -1.0, 6.0, 4.0]).unwrap_err();
    assert_eq!((error.code(), error.message()), ("E-SIGMA", "the count `y` is -1 in row 3"));
}

#[test]
fn a_column_of_that_name_is_a_column() {
    let table = table(Y).with("poisson", [1.0, 2.0, 1.0, 2.0, 1.0]).unwrap();
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=20; k=0.3");
    let answer = fit.sigma(Sigma::Absolute("poisson".into())).run(&table).unwrap();
    assert_eq!(answer.weighting.words(), "standard deviations known: `poisson`");
}

#[test]
fn numbers_and_extremes() {
    same(&absolute("0.5", Y).unwrap(), &absolute("1/2", Y).unwrap());
    for unit in [1e-160, 1e-12, 1e12, 1e160] {
        let scaled = Y.map(|y| y * unit);
        let fit = Fit::new("y ~ a*exp(-k*x)").start("a", 20.0 * unit).start("k", 0.3);
        let answer = fit.sigma(Sigma::Absolute("5%".into())).run(&table(scaled)).unwrap();
        let plain = absolute("5%", Y).unwrap();
        let ratio =
            answer.parameters[1].std_error.unwrap() / plain.parameters[1].std_error.unwrap();
        assert!((ratio - 1.0).abs() < 1e-9, "{unit}: {ratio}");
    }
}
