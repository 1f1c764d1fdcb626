//! Covariances of the estimates against R (testdata/reference/errors.R), and the laws they follow.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Errors, Fit, Loss, Sigma, Table};

const KINDS: [Errors; 6] =
    [Errors::Expected, Errors::Hessian, Errors::Hc0, Errors::Hc1, Errors::Hc2, Errors::Hc3];

/// R's dataset Puromycin, treated cells (Treloar 1974).
fn puromycin(unit: f64) -> Table {
    let conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.10, 1.10];
    let rate = [76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0];
    Table::new().with("conc", conc).unwrap().with("rate", rate.map(|v| v * unit)).unwrap()
}

fn fit(errors: Errors) -> Fit {
    Fit::new("rate ~ Vm*conc/(K + conc)").declare("Vm=200; K=0.1").errors(errors).scrutiny(false)
}

fn reference(key: &str) -> Vec<f64> {
    let text = include_str!("../../../testdata/reference/errors.toml");
    let line = text.lines().find_map(|l| l.strip_prefix(&format!("{key} = ["))).unwrap();
    line.split(']').next().unwrap().split(", ").map(|v| v.parse().unwrap()).collect()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * b.abs(), "{a} instead of {b}");
}

fn errors_of(answer: &Answer) -> Vec<f64> {
    answer.parameters.iter().map(|p| p.std_error.unwrap()).collect()
}

#[test]
fn every_covariance_is_that_of_r() {
    for kind in KINDS {
        let answer = fit(kind).run(&puromycin(1.0)).unwrap();
        let want = reference(kind.code());
        let c = &answer.covariance;
        for (have, want) in [c[0][0], c[0][1], c[1][1]].into_iter().zip(&want) {
            close(have, *want, 1e-8);
        }
        assert_eq!(answer.errors, kind);
        let vm = answer.parameter("Vm").unwrap();
        close(vm.std_error.unwrap(), want[0].sqrt(), 1e-8);
        close(answer.correlation[0][1], want[1] / (want[0] * want[2]).sqrt(), 1e-8);
        // t(0.975, 10) = 2.228138851964939: every kind takes the scatter from the residuals.
        let (low, high) = vm.interval.unwrap();
        close((high - low) / 2.0, 2.228138851964939 * want[0].sqrt(), 1e-8);
    }
}

#[test]
fn leverages_are_those_of_r() {
    let watch = &mut |_: &_| std::ops::ControlFlow::Continue(());
    let table = puromycin(1.0);
    fit(Errors::Expected)
        .with_problem(&table, watch, |p| {
            let found = p.local().unwrap().leverages();
            for (have, want) in found.iter().zip(reference("leverages")) {
                close(*have, want, 1e-8);
            }
        })
        .unwrap();
}

#[test]
fn a_unit_changes_nothing_but_the_unit() {
    for kind in KINDS {
        let plain = errors_of(&fit(kind).run(&puromycin(1.0)).unwrap());
        for unit in [1e-12, 1e12, 1e-160, 1e160] {
            let formula = Fit::new("rate ~ Vm*conc/(K + conc)").start("K", 0.1);
            let fit = formula.start("Vm", 200.0 * unit).errors(kind).scrutiny(false);
            let scaled = errors_of(&fit.run(&puromycin(unit)).unwrap());
            close(scaled[0] / unit, plain[0], 1e-9);
            close(scaled[1], plain[1], 1e-9);
        }
    }
}

#[test]
fn numerical_derivatives_give_the_same_hessian() {
    let exact = errors_of(&fit(Errors::Hessian).run(&puromycin(1.0)).unwrap());
    let by_differences = fit(Errors::Hessian).differences(true).run(&puromycin(1.0)).unwrap();
    for (a, b) in errors_of(&by_differences).iter().zip(&exact) {
        close(*a, *b, 1e-4);
    }
}

/// A straight line: the Hessian is JᵀJ, and weights enter a sandwich as in R's `vcovHC` of a weighted
/// `lm`: `lm(y ~ x, weights = c(1, 2, 3, 4, 5))`, HC3.
#[test]
fn a_line_with_weights() {
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0, 5.0])
        .unwrap()
        .with("y", [1.1, 1.9, 3.2, 3.7, 5.4])
        .unwrap();
    let line = |errors| Fit::new("y ~ a + b*x").weights("x").errors(errors).scrutiny(false);
    let expected = errors_of(&line(Errors::Expected).run(&table).unwrap());
    let hessian = errors_of(&line(Errors::Hessian).run(&table).unwrap());
    close(hessian[0], expected[0], 1e-12);
    close(hessian[1], expected[1], 1e-12);
    let hc3 = errors_of(&line(Errors::Hc3).run(&table).unwrap());
    close(hc3[0], LINE_HC3[0], 1e-9);
    close(hc3[1], LINE_HC3[1], 1e-9);
}

/// R 4.2.2, sandwich 3.0.2: sqrt(diag(vcovHC(lm(c(1.1,1.9,3.2,3.7,5.4) ~ x, weights = x), "HC3"))), x = 1:5.
const LINE_HC3: [f64; 2] = [0.554315452309461, 0.211102322655504];

#[test]
fn what_does_not_exist_is_said() {
    // The last row alone determines `c`: its leverage is 1.
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0, 5.0])
        .unwrap()
        .with("y", [1.1, 1.9, 3.2, 3.7, 9.0])
        .unwrap()
        .with("last", [0.0, 0.0, 0.0, 0.0, 1.0])
        .unwrap();
    let fit = |errors| Fit::new("y ~ b*x + c*last").errors(errors).scrutiny(false);
    let hc3 = fit(Errors::Hc3).run(&table).unwrap();
    let b = hc3.parameter("b").unwrap();
    assert_eq!(b.std_error, None);
    assert!(b.std_error_reason.as_deref().unwrap().contains("leverage 1"));
    assert!(fit(Errors::Hc1).run(&table).unwrap().parameter("b").unwrap().std_error.is_some());
    // n = p: no residual is left.
    let two = Table::new().with("x", [1.0, 2.0]).unwrap().with("y", [1.0, 3.0]).unwrap();
    let exact = Fit::new("y ~ a + b*x").errors(Errors::Hc0).run(&two).unwrap();
    assert!(exact.parameters.iter().all(|p| p.std_error.is_none()));
    // A robust loss has errors of its own.
    let both = Fit::new("y ~ b*x").errors(Errors::Hc3).loss(Loss::Huber { scale: 1.0 });
    assert_eq!(both.run(&table).unwrap_err().code(), "E-OPTION");
}

#[test]
fn sigma_that_is_known_does_not_enter_a_sandwich() {
    let plain = errors_of(&fit(Errors::Hc2).run(&puromycin(1.0)).unwrap());
    let known = fit(Errors::Hc2).sigma(Sigma::Absolute("7".into())).run(&puromycin(1.0)).unwrap();
    for (a, b) in errors_of(&known).iter().zip(&plain) {
        close(*a, *b, 1e-9);
    }
    // But it does enter the Hessian's.
    let known = fit(Errors::Hessian).sigma(Sigma::Absolute("7".into()));
    let (a, b) = (known.run(&puromycin(1.0)).unwrap(), fit(Errors::Hessian));
    let b = b.run(&puromycin(1.0)).unwrap();
    let ratio = 7.0 / b.residual_std_error.unwrap();
    close(errors_of(&a)[0], errors_of(&b)[0] * ratio, 1e-9);
}

/// Where the data determine nothing there is no error of any kind.
#[test]
fn nothing_determined_has_no_errors() {
    let x = [0.0, 1.0, 2.0, 3.0];
    let table = Table::new().with("x", x).unwrap().with("y", [0.0; 4]).unwrap();
    for errors in [Errors::Hessian, Errors::Hc0, Errors::Hc1, Errors::Hc2, Errors::Hc3] {
        let fit = Fit::new("y ~ a*b*x").declare("a=1; b=1").errors(errors);
        let answer = fit.run(&table).unwrap();
        assert!(answer.parameters.iter().all(|p| p.std_error.is_none()), "{errors:?}");
    }
}

/// The scatter behind an M-estimate's errors is that of the residuals, also beside a known σ: with six degrees of
/// freedom intervals are Student's, and a sum of squares over it is no χ².
#[test]
fn an_m_estimate_beside_a_known_sigma() {
    let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let y = [10.2, 7.1, 5.4, 3.4, 2.9, 1.5, 1.4, 0.8];
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=10; k=0.4");
    let fit = fit.sigma(Sigma::Absolute("10".into())).loss(Loss::Huber { scale: 1.345 });
    let answer = fit.run(&table).unwrap();
    let a = &answer.parameters[0];
    let half = 0.5 * (a.interval.unwrap().1 - a.interval.unwrap().0);
    close(half / a.std_error.unwrap(), 2.446911851144969, 1e-9); // t(0.975, 6)
    let diagnosis = answer.diagnosis.unwrap();
    assert!(
        diagnosis.tests.iter().all(|t| !t.seen.contains("chi-squared")),
        "{:?}",
        diagnosis.tests
    );
}
