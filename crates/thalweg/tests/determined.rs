//! "Is every parameter determined, and is this the only minimum?" on data sets whose answer is known.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

use std::collections::BTreeMap;

use thalweg::{Answer, Check, Fit, Sigma, Starts, Table, Topic, Value};
use thalweg_testdata::nist;
use thalweg_testdata::simulated::{Fault, Simulated, draw};

fn table(x: &[f64], y: &[f64]) -> Table {
    Table::new().with("x", x.to_vec()).unwrap().with("y", y.to_vec()).unwrap()
}

fn fitted(data: &Simulated) -> Answer {
    Fit::new(data.formula).declare(data.declarations).run(&table(&data.x, &data.y)).unwrap()
}

fn misra(formula: &str, declarations: &str) -> Answer {
    let problem = nist::problem("Misra1a").unwrap();
    let data = table(problem.column("x").unwrap(), &problem.response());
    Fit::new(formula).declare(declarations).run(&data).unwrap()
}

fn checks(answer: &Answer, topic: Topic) -> Vec<&Check> {
    answer.checks.iter().filter(|c| c.topic == topic).collect()
}

fn data<'a>(answer: &'a Answer, code: &str, key: &str) -> &'a Value {
    let warning =
        answer.warnings.iter().find(|w| w.code == code).unwrap_or_else(|| panic!("{answer:#?}"));
    &warning.data.iter().find(|(k, _)| k == key).unwrap_or_else(|| panic!("{warning:?}")).1
}

/// The data end at 81.78, the plateau is 238.942: 34.2 %. The correlation is that of R's nls.
#[test]
fn misra1a_reaches_a_third_of_its_plateau() {
    let answer = misra("y ~ b1*(1-exp(-b2*x))", "b1=500; b2=1e-4");
    let [check] = checks(&answer, Topic::Determined)[..] else { panic!("{:?}", answer.checks) };
    assert_eq!(check.seen, "the data reach 34 % of the plateau `b1`; corr(b1, b2) = -0.9988");
    let look = check.look.as_ref().unwrap();
    assert_eq!(look.code, "W-REACH");
    assert!(look.message.contains("`b1*b2` = 0.131"), "{}", look.message);
    let [check] = checks(&answer, Topic::Minimum)[..] else { panic!("{:?}", answer.checks) };
    assert_eq!(
        (check.seen.as_str(), check.is_ok()),
        ("8 of 8 refits from perturbed starts end here", true)
    );
    assert_eq!(answer.restarts.map(|r| (r.runs, r.agree)), Some((8, 8)));
}

#[test]
fn the_determined_product_comes_with_its_error() {
    let answer = misra("y ~ b1*b3*(1-exp(-b2*x))", "b1=10; b2=1e-4; b3=10");
    let [check] = checks(&answer, Topic::Determined)[..] else { panic!("{:?}", answer.checks) };
    assert_eq!(check.seen, "only the product `b1*b3` is determined");
    let look = check.look.as_ref().unwrap();
    assert!(
        look.message.contains("What is determined: `b1*b3` = 238.94 ± 2.71."),
        "{}",
        look.message
    );
    // NIST: 238.94212918, 2.7070075241.
    let (Value::Numbers(value), Value::Numbers(error)) =
        (data(&answer, "W-IDENT", "values"), data(&answer, "W-IDENT", "std_errors"))
    else {
        panic!("{answer:?}")
    };
    assert!((value[0] / 238.942_129_18 - 1.0).abs() < 1e-8, "{value:?}");
    assert!((error[0] / 2.707_007_524_1 - 1.0).abs() < 1e-6, "{error:?}");
    // Once only, as a check and as a warning.
    assert_eq!(answer.warnings.iter().filter(|w| w.code == "W-IDENT").count(), 1);
}

/// A combination that these data make: z = 2x.
#[test]
fn a_combination_that_only_the_data_make_is_named() {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 * x + (5.0 * x).sin() * 0.1).collect();
    let data = table(&x, &y).with("z", x.iter().map(|x| 2.0 * x).collect::<Vec<_>>()).unwrap();
    let answer = Fit::new("y ~ a*x + b*z").declare("a=1; b=1").run(&data).unwrap();
    let warning = answer.warnings.iter().find(|w| w.code == "W-IDENT").unwrap();
    assert!(
        warning.message.contains("only the combination `a + 2*b` is determined"),
        "{}",
        warning.message
    );
}

#[test]
fn a_parameter_on_its_bound_has_no_error_and_the_others_have_conditional_ones() {
    let answer = misra("y ~ b1*(1-exp(-b2*x))", "b1=200 in [0, 220]; b2=1e-4");
    assert!(answer.parameters[0].at_bound && answer.parameters[0].std_error.is_none());
    assert!(answer.parameters[1].std_error.is_some());
    let looks: Vec<&str> = checks(&answer, Topic::Determined)
        .iter()
        .filter_map(|c| Some(c.look.as_ref()?.code))
        .collect();
    assert_eq!(looks, ["W-BOUND"]);
}

/// y = two minima of different depth; the start lies in the shallow one.
#[test]
fn a_lower_minimum_beside_the_first_is_taken_and_said() {
    let x: Vec<f64> = (0..40).map(|i| f64::from(i) * 0.25).collect();
    let y: Vec<f64> = x.iter().map(|x| (1.3 * x).sin() + 0.02 * (17.0 * x).cos()).collect();
    let data = table(&x, &y);
    let fit = |w: f64| Fit::new("y ~ a*sin(w*x)").declare(format!("a=1; w={w}"));
    let start = 2.35;
    let kept = fit(start).starts(Starts::Off).run(&data).unwrap();
    let alone = fit(start).scrutiny(false).run(&data).unwrap();
    assert_eq!(kept.parameters[1].estimate, alone.parameters[1].estimate);
    let found = fit(start).run(&data).unwrap();
    assert!(
        (found.parameters[1].estimate - 1.3).abs() < 0.01,
        "{:?} {:?}",
        alone.parameters,
        found.parameters
    );
    assert!(found.residual_norm < 0.5 * alone.residual_norm);
    assert!(found.warned("W-LOCAL") && kept.warned("W-LOCAL"));
    assert!(
        found.minima.len() > 1
            && found.minima[0].rss <= found.residual_sum_of_squares * (1.0 + 1e-9)
    );
    // And nothing of this is by chance.
    assert_eq!(
        format!("{:?}", found.minima),
        format!("{:?}", fit(start).run(&data).unwrap().minima)
    );
}

#[test]
fn refits_do_not_move_what_nist_certifies() {
    let mut agree = BTreeMap::new();
    for problem in nist::problems() {
        let mut data = Table::new();
        for name in &problem.columns {
            data = data.with(name.as_str(), problem.column(name).unwrap().to_vec()).unwrap();
        }
        for start in problem.starts() {
            let mut fit = Fit::new(problem.formula.as_str());
            for (name, value) in problem.parameters.iter().zip(start) {
                fit = fit.start(name.as_str(), *value);
            }
            let answer = fit.run(&data).unwrap();
            let ratio = answer.residual_sum_of_squares / problem.certified_rss;
            assert!(
                ratio < 1.0 + 1e-6 || problem.certified_rss < 1e-20,
                "{}: {ratio}",
                problem.name
            );
            assert!(
                ratio > 1.0 - 1e-6 || problem.certified_rss < 1e-20,
                "{}: {ratio}",
                problem.name
            );
            if let Some(r) = answer.restarts {
                agree.insert(problem.name.clone(), (r.agree, r.runs, answer.minima.len()));
            }
        }
    }
    // Most of them: a start e times off is no hardship.
    let all: usize = agree.values().map(|a| a.0).sum();
    let runs: usize = agree.values().map(|a| a.1).sum();
    assert!(10 * all > 7 * runs, "{all} of {runs}: {agree:#?}");
}

/// At most 1 % of sound data sets show a doubt of these two topics.
#[test]
fn sound_fits_raise_no_alarm() {
    let mut alarms = Vec::new();
    for data in draw(Fault::None, 200, 11) {
        let answer = fitted(&data);
        for check in &answer.checks {
            if let (Topic::Minimum | Topic::Determined, Some(look)) = (check.topic, &check.look) {
                alarms.push(format!("{}: {} {}", data.formula, look.code, look.message));
            }
        }
    }
    assert!(alarms.len() <= 2, "{} {alarms:#?}", alarms.len());
}

/// At least 90 % of the sets with a parameter too many name it.
#[test]
fn undetermined_parameters_are_named() {
    let mut missed = Vec::new();
    let sets = draw(Fault::Unidentified, 200, 12);
    for data in &sets {
        let answer = fitted(data);
        let looks: Vec<_> = checks(&answer, Topic::Determined)
            .into_iter()
            .filter_map(|c| c.look.as_ref())
            .collect();
        let right = match data.formula {
            "y ~ b1*b3*(1 - exp(-b2*x))" => looks.iter().any(|w| w.message.contains("`b1*b3`")),
            "y ~ a*exp(-k*x) + c + d" => looks.iter().any(|w| w.message.contains("`c + d`")),
            "y ~ a1*exp(-k1*x) + a2*exp(-k2*x)" => {
                let codes = ["W-VAGUE", "W-IDENT", "W-EVAP", "W-CORR"];
                looks.iter().any(|w| codes.contains(&w.code) && (w.message.contains("`k")))
            }
            "y ~ b1*(1 - exp(-b2*x))" => looks.iter().any(|w| w.message.contains("`b1`")),
            _ => looks.iter().any(|w| w.message.contains("`vmax`")),
        };
        if !right {
            let seen: Vec<_> = answer.checks.iter().map(|c| &c.seen).collect();
            let p: Vec<_> = answer.parameters.iter().map(|p| (p.estimate, p.std_error)).collect();
            missed.push(format!("{} {} {seen:?} {p:?}", data.formula, answer.status.code()));
        }
    }
    assert!(10 * missed.len() <= sets.len(), "{} {missed:#?}", missed.len());
}

#[test]
fn units_do_not_matter() {
    let problem = nist::problem("Misra1a").unwrap();
    let seen = |unit_x: f64, unit_y: f64| {
        let x: Vec<f64> = problem.column("x").unwrap().iter().map(|v| v * unit_x).collect();
        let y: Vec<f64> = problem.response().iter().map(|v| v * unit_y).collect();
        let start = format!("b1={}; b2={}", 500.0 * unit_y, 1e-4 / unit_x);
        let answer = Fit::new("y ~ b1*(1-exp(-b2*x))").declare(start).run(&table(&x, &y)).unwrap();
        let of = |topic| checks(&answer, topic).iter().map(|c| c.seen.clone()).collect::<Vec<_>>();
        (of(Topic::Determined), of(Topic::Minimum))
    };
    let plain = seen(1.0, 1.0);
    for unit in [1e-12, 1e12] {
        assert_eq!(seen(unit, 1.0), plain);
        assert_eq!(seen(1.0, unit), plain);
    }
}

/// With σ known, what a parameter may change is counted in χ²: larger errors leave it more room.
#[test]
fn what_fits_is_judged_by_a_known_sigma() {
    let x = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let y = [10.2, 9.1, 8.4, 7.4, 6.9, 5.9, 5.4, 4.8];
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let seen = |sigma: &str| {
        let fit = Fit::new("y ~ a*exp(-k*x) + c").sigma(Sigma::Absolute(sigma.into()));
        let answer = fit.run(&table).unwrap();
        let vague = answer.warnings.iter().find(|w| w.code == "W-VAGUE");
        vague.map(|w| w.message.clone())
    };
    let (small, large) = (seen("0.5"), seen("5").unwrap());
    assert_ne!(small.as_ref(), Some(&large));
    assert!(large.contains("chi-squared by less than 3.84"), "{large}");
}
