//! When W-CURVED is raised, and that what it offers instead fits and is better.

use thalweg::{Answer, Errors, Fit, Table};

use super::reference::cases;

/// The larger distance of the ends of the two intervals of a parameter, over Wald's half width.
fn parted(answer: &Answer, name: &str) -> f64 {
    let parameter = answer.parameter(name).unwrap();
    let ((a, b), profile) = (parameter.interval.unwrap(), parameter.profile.as_ref().unwrap());
    (profile.low - a).abs().max((profile.high - b).abs()) / (0.5 * (b - a))
}

#[test]
fn what_is_offered_fits_as_well_and_its_intervals_agree() {
    let mut offered = 0;
    for case in cases() {
        let (table, name) = (case.table(), &case.name);
        let answer = case.fit().run(&table).unwrap();
        let Some(better) = answer.nonlinearity.as_ref().unwrap().reparameterisation.clone() else {
            continue;
        };
        offered += 1;
        assert!(answer.warned("W-CURVED"), "{name}");
        let (before, after) = better.disagreement;
        assert!((parted(&answer, &better.parameter) - before).abs() < 1e-9, "{name}");
        assert!(before > 0.15 && after < 0.15 && after <= 0.5 * before, "{name}: {before} {after}");
        let others = |fit: Fit| {
            let kept = answer.parameters.iter().filter(|p| p.name != better.parameter);
            kept.fold(fit, |fit, p| fit.start(&p.name, p.estimate))
                .start(&better.name, better.start)
        };
        let written = others(Fit::new(&better.formula)).run(&table).unwrap();
        let declared =
            others(Fit::new(&case.formula)).declare(&better.declaration).run(&table).unwrap();
        for again in [written, declared] {
            assert!(again.converged, "{name}: {}", better.formula);
            let ratio = again.residual_sum_of_squares / answer.residual_sum_of_squares;
            assert!((ratio - 1.0).abs() < 1e-9, "{name}: {ratio}");
            let found = parted(&again, &better.name);
            assert!((found - after).abs() < 1e-3, "{name}: {found} instead of {after}");
        }
    }
    assert!(offered >= 3, "{offered} offers");
}

#[test]
fn only_intervals_that_part_are_worth_a_look() {
    for case in cases() {
        let answer = case.fit().run(&case.table()).unwrap();
        let found = answer.nonlinearity.as_ref().unwrap();
        let most = found.disagreement.iter().flatten().copied().fold(0.0, f64::max);
        let curved = most > 0.15 || found.intrinsic > 0.5;
        assert_eq!(answer.warned("W-CURVED"), curved, "{}: {most}", case.name);
        // Large parameter effects, even estimates: nothing to say.
        if case.name == "misra1a" {
            assert!(found.parameter_effects > 0.9 && !curved);
        }
    }
}

/// A line does not curve, whatever the size of its errors: a sandwich and a profile differ for another reason.
#[test]
fn a_line_is_not_curved_under_a_sandwich() {
    let x: Vec<f64> = (1..=12).map(f64::from).collect();
    let y: Vec<f64> =
        x.iter().map(|x| 1.0 + 2.0 * x + 0.1 * x * if x % 2.0 == 0.0 { *x } else { -x }).collect();
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    for errors in [Errors::Expected, Errors::Hc0, Errors::Hc3, Errors::Hessian] {
        let answer = Fit::new("y ~ a + b*x").errors(errors).run(&table).unwrap();
        assert!(answer.warnings.iter().all(|w| w.code != "W-CURVED"), "{errors:?}");
        let apart = &answer.nonlinearity.as_ref().unwrap().disagreement;
        assert!(apart.iter().all(|d| d.is_some_and(|d| d < 1e-6)), "{errors:?}: {apart:?}");
    }
}
