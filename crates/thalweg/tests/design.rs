//! Where to measure next: what is promised against what a fit with that observation says.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use std::ops::ControlFlow;

use thalweg::design::{Design, Wanted};
use thalweg::{Answer, Errors, Fit, FitError, Sigma, Table};

const X: [f64; 14] = [
    77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0,
];
const Y: [f64; 14] = [
    10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
    81.78,
];

fn misra1a() -> Table {
    Table::new().with("x", X).unwrap().with("y", Y).unwrap()
}

fn design(fit: &Fit, table: &Table, wanted: &Wanted) -> Result<Design, FitError> {
    fit.with_problem(table, &mut |_| ControlFlow::Continue(()), |p| p.design(wanted)).flatten()
}

fn model() -> Fit {
    Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=240; b2=5e-4; half := log(2)/b2").scrutiny(false)
}

/// `table` with the points of a design, on the curve.
fn with_points(answer: &Answer, design: &Design) -> Table {
    let (b1, b2) = (answer.parameters[0].estimate, answer.parameters[1].estimate);
    let (mut x, mut y) = (X.to_vec(), Y.to_vec());
    for point in &design.points {
        x.push(point.place[0].1);
        y.push(b1 * (1.0 - (-b2 * point.place[0].1).exp()));
    }
    Table::new().with("x", x).unwrap().with("y", y).unwrap()
}

/// An observation on the curve leaves the estimates as they are: with σ fixed, a fit with it has the error that
/// was promised.
#[test]
fn a_fit_with_the_new_observations_has_the_error_promised() {
    for sigma in [Sigma::Absolute("0.1".into()), Sigma::Absolute("0.02*y".into())] {
        let fit = model().sigma(sigma);
        let answer = fit.run(&misra1a()).unwrap();
        for target in ["b1", "half", "b1*b2", "log(b1) - b2"] {
            let wanted = Wanted::new().target(target).points(3);
            let found = design(&fit, &misra1a(), &wanted).unwrap();
            let with = fit.clone().derive("t", target).run(&with_points(&answer, &found)).unwrap();
            let before = fit.clone().derive("t", target).run(&misra1a()).unwrap();
            let (promised, kept) = (found.points[2].std_error.unwrap(), with.derived("t").unwrap());
            assert!(
                (promised / kept.std_error.unwrap() - 1.0).abs() < 1e-6,
                "{target}: {promised} {kept:?}"
            );
            let own = before.derived("t").unwrap().std_error.unwrap();
            assert!((found.std_error.unwrap() / own - 1.0).abs() < 1e-9);
        }
    }
}

/// The errors of a design are of the kind the fit was asked for, or the design says that they are not.
#[test]
fn the_errors_are_those_of_the_fit() {
    let fit = model().sigma(Sigma::Absolute("0.4".into())).errors(Errors::Hessian);
    let answer = fit.run(&misra1a()).unwrap();
    let found = design(&fit, &misra1a(), &Wanted::new().target("b1").points(2)).unwrap();
    let own = answer.parameter("b1").unwrap().std_error.unwrap();
    assert!((found.std_error.unwrap() / own - 1.0).abs() < 1e-9, "{:?} {own}", found.std_error);
    let with = fit.run(&with_points(&answer, &found)).unwrap();
    let (kept, promised) = (with.parameter("b1").unwrap().std_error, found.points[1].std_error);
    assert!((promised.unwrap() / kept.unwrap() - 1.0).abs() < 1e-6, "{promised:?} {kept:?}");
    assert_eq!(found.note, None);
    let fit = model().errors(Errors::Hc3);
    let found = design(&fit, &misra1a(), &Wanted::new().target("b1")).unwrap();
    let plain = model().run(&misra1a()).unwrap().parameter("b1").unwrap().std_error.unwrap();
    assert!((found.std_error.unwrap() / plain - 1.0).abs() < 1e-9);
    assert!(found.note.as_ref().unwrap().contains("not HC3"), "{:?}", found.note);
}

/// No other place leaves less, by refits on a grid.
#[test]
fn no_other_place_is_better() {
    let fit = model().sigma(Sigma::Absolute("0.1".into()));
    let answer = fit.run(&misra1a()).unwrap();
    let wanted = Wanted::new().target("b2").candidates("x", 100.0, 700.0);
    let best = design(&fit, &misra1a(), &wanted).unwrap();
    for k in 0..=60 {
        let mut other = best.clone();
        other.points[0].place[0].1 = 100.0 + 10.0 * f64::from(k);
        let with = fit.run(&with_points(&answer, &other)).unwrap();
        let error = with.parameter("b2").unwrap().std_error.unwrap();
        assert!(error >= best.points[0].std_error.unwrap() * (1.0 - 1e-7), "{k}: {error}");
    }
    assert!(best.curve.len() > 100 && best.curve.iter().all(|(_, left)| *left <= 1.0));
}

#[test]
fn the_edge_is_said_and_the_inside_is_found() {
    let far = design(&model(), &misra1a(), &Wanted::new().target("b1")).unwrap();
    // 760 and half the range of 682.4.
    assert!((far.points[0].place[0].1 - 1101.2).abs() < 1e-9);
    assert_eq!(far.points[0].at_edge, ["x"]);
    // The rate of a decay from a known beginning is told best at 1/k (Box & Lucas 1959).
    let x: Vec<f64> = (0..20).map(|i| 0.2 * f64::from(i)).collect();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| (-x).exp() + [0.01, -0.01][i % 2]).collect();
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let decay = Fit::new("y ~ exp(-k*x)").declare("k=1").scrutiny(false);
    let k = decay.run(&table).unwrap().parameters[0].estimate;
    let inside = design(&decay, &table, &Wanted::new()).unwrap();
    assert!((inside.points[0].place[0].1 * k - 1.0).abs() < 1e-6, "{inside:?}");
    assert!(inside.points[0].at_edge.is_empty() && inside.std_error.is_none());
}

#[test]
fn several_columns_and_ties() {
    let u = [0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0];
    let v = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
    let y = [0.1, 1.0, 2.1, 2.9, 2.0, 3.1, 3.9, 5.1];
    let table = Table::new().with("u", u).unwrap().with("v", v).unwrap().with("y", y).unwrap();
    let fit = Fit::new("y ~ a + b*u + c*v").scrutiny(false);
    let found = design(&fit, &table, &Wanted::new().target("c")).unwrap();
    assert_eq!(found.points[0].place[1], ("v".to_string(), 1.5));
    assert!(found.curve.is_empty());
    let tied = Fit::new("y ~ a + b*u + c*v").declare("c := 2*b").scrutiny(false);
    let by = |target: &str| {
        design(&tied, &table, &Wanted::new().target(target)).unwrap().std_error.unwrap()
    };
    assert!((by("c") / by("b") - 2.0).abs() < 1e-9 && (by("c + b") / by("b") - 3.0).abs() < 1e-9);
}

#[test]
fn what_cannot_be_planned_is_said() {
    let code = |fit: &Fit, wanted: Wanted| design(fit, &misra1a(), &wanted).unwrap_err().code();
    assert_eq!(code(&model(), Wanted::new().target("b7")), "E-DESIGN");
    assert_eq!(code(&model(), Wanted::new().target("b1*(")), "E-FORMULA");
    assert_eq!(code(&model(), Wanted::new().candidates("z", 0.0, 1.0)), "E-DESIGN");
    assert_eq!(code(&model(), Wanted::new().candidates("x", 1.0, 0.0)), "E-DESIGN");
    let product =
        Fit::new("y ~ b1*b3*(1-exp(-b2*x))").declare("b1=240; b2=5e-4; b3=1").scrutiny(false);
    assert_eq!(code(&product, Wanted::new().target("b3")), "E-DESIGN");
    // What is determined of it can be planned for.
    let found = design(&product, &misra1a(), &Wanted::new().target("b1*b3")).unwrap();
    assert!((found.std_error.unwrap() - 2.7070075241).abs() < 1e-5, "{:?}", found.std_error);
    let fixed = model().scrutiny(false);
    assert_eq!(code(&fixed, Wanted::new().target("0*b1")), "E-DESIGN");
    let exact =
        Table::new().with("x", [1.0, 2.0, 3.0]).unwrap().with("y", [2.0, 4.0, 6.0]).unwrap();
    let error = design(&Fit::new("y ~ a*x").scrutiny(false), &exact, &Wanted::new()).unwrap_err();
    assert_eq!(error.code(), "E-DESIGN");
}
