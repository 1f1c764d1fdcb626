//! Saved fits: whatever was asked comes back as it was, and runs to the same bits; whatever was done to the
//! file is noticed.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use thalweg::{
    Acceleration, Answer, Curvature, Damping, DataCovariance, Errors, Fit, Limits, Loss, Resample,
    Resampling, Robust, Scaling, Sigma, Starts, Status, Table, VariableProjection,
};
use thalweg_report::saved::{Origin, Saved, replay_json, replay_text, save};
use thalweg_testdata::nist;

fn small() -> (Fit, Table) {
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0])
        .and_then(|t| t.with("y", [2.1, 3.9, 6.2, 7.8]))
        .unwrap();
    (Fit::new("y ~ a*x"), table)
}

fn saved(fit: &Fit, table: &Table) -> String {
    save(fit, table, &fit.run(table).unwrap(), &Origin::default()).unwrap()
}

/// Any f64 at all.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![any::<u64>().prop_map(f64::from_bits), -10.0..10.0, Just(0.1 + 0.2), Just(-0.0)]
}

fn scaling() -> impl Strategy<Value = Scaling> {
    prop_oneof![
        Just(Scaling::Geometric),
        Just(Scaling::Identity),
        Just(Scaling::Marquardt),
        Just(Scaling::More),
        vec(number(), 0..4).prop_map(Scaling::Diagonal),
        vec(number(), 0..5).prop_map(Scaling::Matrix),
    ]
}

fn loss() -> impl Strategy<Value = Loss> {
    prop_oneof![
        Just(Loss::Squared),
        number().prop_map(|scale| Loss::Huber { scale }),
        number().prop_map(|scale| Loss::SoftL1 { scale }),
        number().prop_map(|scale| Loss::Cauchy { scale }),
        number().prop_map(|scale| Loss::Arctan { scale }),
        number().prop_map(|scale| Loss::Tukey { scale }),
    ]
}

fn sigma() -> impl Strategy<Value = Sigma> {
    let blocks = || vec(vec(number(), 0..5), 0..3).prop_map(DataCovariance::blocks);
    prop_oneof![
        Just(Sigma::None),
        Just(Sigma::Absolute("0.1*w".into())),
        Just(Sigma::Relative("sqrt(w)".into())),
        blocks().prop_map(Sigma::Covariance),
        blocks().prop_map(Sigma::RelativeCovariance),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    let time = proptest::option::of((any::<u64>(), 0..1_000_000_000_u32));
    (any::<usize>(), any::<usize>(), time).prop_map(|(evaluations, iterations, time)| {
        let mut limits = Limits::default();
        limits.evaluations = evaluations;
        limits.iterations = iterations;
        limits.time = time.map(|(s, n)| Duration::new(s, n));
        limits
    })
}

fn statements(fit: Fit) -> impl Strategy<Value = Fit> {
    let one = prop_oneof![
        Just("a=1e-4 in [0, inf]; half := log(2)/b".to_string()).prop_map(|t| (0, t, 0.0, 0.0)),
        (1..6_usize, "[abc]", number(), number()),
    ];
    vec(one, 0..5).prop_map(move |said| {
        said.into_iter().fold(fit.clone(), |fit, (which, name, u, v)| match which {
            0 => fit.declare(name),
            1 => fit.start(name, u),
            2 => fit.bounds(name, u, v),
            3 => fit.fix(name, u),
            4 => fit.tie(name, "2*b + \"quoted\" \\ ü\n"),
            _ => fit.derive(name, "a/b"),
        })
    })
}

fn any_fit() -> impl Strategy<Value = Fit> {
    let choices = (scaling(), loss(), sigma(), limits(), any::<[bool; 6]>());
    let more = (0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize);
    let plain = (any::<u64>(), any::<usize>(), number(), (number(), number()));
    (choices, more, plain).prop_flat_map(|((scaling, loss, sigma, limits, on), more, plain)| {
        let (seed, threads, level, (up, down)) = plain;
        let fit = Fit::new("log(y) ~ a*exp(-b*x) where c := a").scaling(scaling).loss(loss);
        let fit = match sigma {
            Sigma::None if on[5] => fit.weights("w"),
            other => fit.sigma(other),
        };
        let fit = fit
            .limits(limits)
            .mixing(on[0])
            .cascade(on[1])
            .polish(on[2])
            .trace(on[3])
            .differences(on[4])
            .scrutiny(on[5])
            .seed(seed)
            .threads(threads)
            .level(level)
            .errors([Errors::Expected, Errors::Hessian, Errors::Hc3][more.2])
            .damping(match more.0 {
                0 => Damping::TrustRegion,
                1 => Damping::Nielsen,
                _ => Damping::Multiplicative { up, down },
            })
            .acceleration(
                [Acceleration::Off, Acceleration::InTrouble, Acceleration::Always][more.1],
            )
            .curvature([Curvature::GaussNewton, Curvature::Secant, Curvature::Hessian][more.2])
            .projection(
                [VariableProjection::Cascade, VariableProjection::First, VariableProjection::Off]
                    [more.3],
            )
            .starts([Starts::Auto, Starts::Off, Starts::Count(threads)][more.4]);
        let kind = [Resample::Residual, Resample::Case, Resample::Wild][more.0];
        let draws = Resampling::new(kind).replicates(threads).seed(seed);
        let fit = if on[0] {
            fit.robust([Robust::Mm, Robust::SoftL1, Robust::Tukey][more.1])
        } else {
            fit
        };
        Just(if on[4] { fit.bootstrap(draws) } else { fit })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Every option and every bit of the data.
    #[test]
    fn what_was_asked_comes_back(
        fit in any_fit(),
        cells in vec((number(), number(), number()), 1..20),
    ) {
        let column = |k: usize| -> Vec<f64> {
            cells.iter().map(|c| [c.0, c.1, c.2][k]).collect()
        };
        // Only the columns that are used are kept.
        let all = Table::new().with("x", column(0))?.with("other", column(1))?.with("y", column(1))?
            .with("w", column(2))?;
        let answer = Answer::new("log(y) ~ a*exp(-b*x) where c := a", Status::Stalled);
        // A fit whose declarations contradict each other cannot be run, nor saved.
        let Ok(text) = save(&fit, &all, &answer, &Origin::default()) else { return Ok(()) };
        let back = Saved::read(&text)?;
        // As text: NaN is not equal to itself.
        prop_assert_eq!(format!("{:?}", back.fit), format!("{fit:?}"));
        prop_assert_eq!(back.table.column("other"), None);
        for name in back.table.names() {
            let bits = |t: &Table| -> Vec<u64> {
                let canonical = |v: &f64| if v.is_nan() { f64::NAN.to_bits() } else { v.to_bits() };
                t.column(name).unwrap().iter().map(canonical).collect()
            };
            prop_assert_eq!(bits(&back.table), bits(&all));
        }
        // And writing it again writes the same.
        prop_assert_eq!(save(&back.fit, &back.table, &answer, &Origin::default())?, text);
    }

    /// Declarations, whatever they say, as far as a fit of them can be planned at all.
    #[test]
    fn declarations_come_back(fit in statements(Fit::new("y ~ a*exp(-b*x) + c"))) {
        let (_, table) = small();
        let answer = Answer::new("y ~ a*exp(-b*x) + c", Status::Minimum);
        let Ok(text) = save(&fit, &table, &answer, &Origin::default()) else { return Ok(()) };
        prop_assert_eq!(format!("{:?}", Saved::read(&text)?.fit), format!("{fit:?}"));
    }

    /// No byte can be cut off or changed so that reading panics; and what is still read has its data whole.
    #[test]
    fn damage_never_panics(at in 0.0..1.0_f64, byte in any::<u8>(), cut in any::<bool>()) {
        let (fit, table) = small();
        let mut bytes = saved(&fit, &table).into_bytes();
        let place = (at * bytes.len() as f64) as usize;
        if cut { bytes.truncate(place) } else { bytes[place] = byte }
        if let Ok(read) = Saved::read(&String::from_utf8_lossy(&bytes)) {
            prop_assert_eq!(read.table, table);
        }
    }
}

#[test]
fn every_problem_of_nist_replays_bit_for_bit() {
    for problem in nist::problems() {
        let table = problem.columns.iter().fold(Table::new(), |table, name| {
            table.with(name.clone(), problem.column(name).unwrap()).unwrap()
        });
        for start in problem.starts() {
            let names = problem.parameters.iter().zip(start);
            let fit = names.fold(Fit::new(problem.formula.clone()), |f, (n, v)| f.start(n, *v));
            let answer = fit.run(&table).unwrap();
            let text = save(&fit, &table, &answer, &Origin::default()).unwrap();
            let read = Saved::read(&text).unwrap();
            assert_eq!(read.table, table, "{}", problem.name);
            let again = read.fit.run(&read.table).unwrap();
            assert_eq!(read.differences(&again), [], "{}", problem.name);
            for (a, b) in answer.parameters.iter().zip(&read.answer.parameters) {
                assert_eq!(a.estimate.to_bits(), b.estimate.to_bits());
                assert_eq!(a.std_error.map(f64::to_bits), b.std_error.map(f64::to_bits));
            }
        }
    }
}

#[test]
fn searched_robust_weighted_and_correlated_fits_replay_too() {
    let (_, table) = small();
    let table = table.with("s", [0.1, 0.2, 0.1, 0.0 + 0.3]).unwrap();
    let pair = vec![0.02, 0.01, 0.01, 0.02];
    for fit in [
        Fit::new("y ~ a*exp(k*x)"),
        Fit::new("y ~ a*x + c").loss(Loss::Huber { scale: 0.1 }),
        Fit::new("y ~ a*x + c").sigma(Sigma::Absolute("s".into())),
        Fit::new("y ~ a*x + c")
            .sigma(Sigma::Covariance(DataCovariance::blocks([pair.clone(), pair]))),
        Fit::new("y ~ a*x + c").declare("c = 0 in [0, inf]; q := a/c"),
        Fit::new("y ~ a*b*x"),
        Fit::new("y ~ a*x + c").errors(Errors::Hc2),
        Fit::new("y ~ a*x").robust(Robust::Huber),
        Fit::new("y ~ a*x").robust(Robust::Mm),
        Fit::new("y ~ a*x + c").sigma(Sigma::Relative("5%".into())),
        Fit::new("y ~ a*x").bootstrap(Resampling::new(Resample::Wild).replicates(50)),
        Fit::new("y ~ a*x^k").scaling(Scaling::Diagonal(vec![1.0, 3.0])).trace(true).seed(u64::MAX),
    ] {
        let read = Saved::read(&saved(&fit, &table)).unwrap();
        assert_eq!(read.fit, fit);
        let again = read.fit.run(&read.table).unwrap();
        assert_eq!(read.differences(&again), []);
        // What is used without fitting says what the fresh answer says.
        let curve = fit.fitted(&table, &again).unwrap().predict(&table, 0.9).unwrap();
        let from_file = read.fit.fitted(&read.table, &read.answer).unwrap();
        let here = from_file.predict(&read.table, 0.9).unwrap();
        assert_eq!(format!("{here:?}"), format!("{curve:?}"));
    }
}

#[test]
fn what_is_not_the_same_is_told() {
    let (fit, table) = small();
    let text = saved(&fit, &table).replace("\"rcond\": 1.0", "\"rcond\": 0.5");
    let read = Saved::read(&text).unwrap();
    let mut again = fit.run(&table).unwrap();
    again.parameters[0].estimate = -0.0;
    again.warnings.push(thalweg::Warning {
        code: "W-BOUND",
        message: String::new(),
        help: String::new(),
        data: Vec::new(),
    });
    let found = read.differences(&again);
    let paths: Vec<&str> = found.iter().map(|d| d.path.as_str()).collect();
    assert!(paths.contains(&"parameters[0].estimate"), "{paths:?}");
    assert!(paths.contains(&"evidence.rcond") && paths.contains(&"warnings"), "{paths:?}");
    let estimate = found.iter().find(|d| d.path == "parameters[0].estimate").unwrap();
    assert_eq!(estimate.now, "-0.0");
    let told = replay_text(&read, &found);
    assert!(told.contains("✗ ") && told.contains("now -0.0"), "{told}");
    let value: Value = serde_json::from_str(&replay_json(&read, &found)).unwrap();
    assert_eq!(
        (&value["schema"], &value["identical"]),
        (&json!("thalweg.replay/1"), &json!(false))
    );
    assert!(replay_text(&read, &[]).starts_with("✓ the same bit for bit"));
}

/// What reading says of `change` done to a saved fit.
fn refused(change: impl FnOnce(&mut Value)) -> String {
    let (fit, table) = small();
    let mut document: Value = serde_json::from_str(&saved(&fit, &table)).unwrap();
    change(&mut document);
    let error = Saved::read(&document.to_string()).unwrap_err();
    assert_eq!(error.code(), "E-SAVED");
    assert!(!error.help().is_empty());
    error.message().to_string()
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let says = |words: &str, message: String| assert!(message.contains(words), "{message}");
    says("not JSON", Saved::read("y = 3").unwrap_err().message().into());
    says("not JSON", Saved::read(&"[".repeat(1_000_000)).unwrap_err().message().into());
    says("not a JSON object", Saved::read("3").unwrap_err().message().into());
    says("no `schema`", Saved::read("{}").unwrap_err().message().into());
    says("thalweg.fit/9", refused(|d| d["schema"] = json!("thalweg.fit/9")));
    for key in ["program", "request", "data", "parameters", "status", "exact", "evidence"] {
        let message = refused(|d| {
            d.as_object_mut().unwrap().remove(key);
        });
        says(if key == "request" { "without what was asked" } else { key }, message);
    }
    says(
        "missing field `seed`",
        refused(|d| {
            d["request"].as_object_mut().unwrap().remove("seed");
        }),
    );
    says("unknown field `code`", refused(|d| d["request"]["code"] = json!("rm -rf")));
    says(
        "unknown variant `levenberg`",
        refused(|d| {
            d["request"]["solver"]["scaling"] = json!("levenberg");
        }),
    );
    says("invalid type", refused(|d| d["request"]["seed"] = json!("one")));
    says("checksum", refused(|d| d["data"]["columns"][0]["values"][2] = json!(6.200000000000001)));
    says("checksum", refused(|d| d["data"]["checksum"] = json!("fnv1a64:0")));
    says(
        "has 3 values, the data 4 rows",
        refused(|d| {
            d["data"]["columns"][1]["values"].as_array_mut().unwrap().pop();
        }),
    );
    says("4 values", refused(|d| d["data"]["rows"] = json!(u64::MAX)));
    says("invalid value", refused(|d| d["data"]["rows"] = json!(-1)));
    says("infinity", refused(|d| d["data"]["columns"][0]["values"][0] = json!("infinity")));
    says("another formula", refused(|d| d["formula"] = json!("y ~ b*x")));
    says("`solved` is no status", refused(|d| d["status"] = json!("solved")));
    says("`converged` says", refused(|d| d["converged"] = json!(false)));
    says("99 observations", refused(|d| d["observations"] = json!(99)));
    says("no way of weighting", refused(|d| d["weighting"]["kind"] = json!("guess")));
    let error = "{\"schema\": \"thalweg.fit/1\", \"error\": {\"message\": \"no rows\"}}";
    says("report of an error (no rows)", Saved::read(error).unwrap_err().message().into());
    // A file of another version is not called damaged.
    says(
        "cannot be read",
        refused(|d| {
            d["program"] = json!("thalweg 9.0.0");
            d["request"]["new"] = json!(1);
        }),
    );
}

#[test]
fn a_fit_that_did_not_end_is_resumed_from_the_file() {
    let problem = nist::problem("MGH09").unwrap();
    let table = problem.columns.iter().fold(Table::new(), |table, name| {
        table.with(name.clone(), problem.column(name).unwrap()).unwrap()
    });
    let names = problem.parameters.iter().zip(problem.starts()[0]);
    let mut limits = Limits::default();
    limits.evaluations = 10;
    let fit = names
        .fold(Fit::new(problem.formula.clone()), |f, (n, v)| f.start(n, *v))
        .limits(limits)
        .starts(Starts::Off);
    let read = Saved::read(&saved(&fit, &table)).unwrap();
    assert!(matches!(read.answer.status, Status::Limit { .. }));
    let further = read.fit.resumed(&read.answer).limits(Limits::default());
    // A resumed fit can be saved and read as any other.
    let again = Saved::read(&saved(&further, &table)).unwrap();
    assert_eq!(again.fit, further);
    assert!(again.answer.converged);
    for (p, certified) in again.answer.parameters.iter().zip(&problem.certified) {
        assert!((p.estimate / certified - 1.0).abs() < 1e-9, "{}", p.name);
    }
}
