//! A batch of curves is what single fits of them are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use thalweg::batch::{Block, Code, Estimator, Note};
use thalweg::{Errors, Fit, Loss, Robust, Sigma, Table};

/// A number in (0, 1) that follows from i alone.
fn noise(i: usize) -> f64 {
    let wave = ((i as f64 + 1.0) * 12.9898).sin() * 43_758.545_3;
    wave - wave.floor()
}

/// Decays of 8 to 14 points with noise, weights and starts beside them.
fn decays(count: usize) -> Block {
    let mut columns = vec![Vec::new(); 5];
    let mut offsets = vec![0];
    for i in 0..count {
        let (a, k) = (2.0 + 3.0 * noise(7 * i), 0.4 + noise(7 * i + 1));
        for j in 0..8 + i % 7 {
            let t = 0.5 * j as f64;
            let y = 1.0 + a * (-k * t).exp() + 0.1 * (noise(1000 * i + j) - 0.5);
            let cells = [t, y, 0.05 + 0.1 * noise(31 * i + j), a * 1.2, (100.0 * y).round()];
            columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
        }
        offsets.push(columns[0].len());
    }
    let names = ["t", "y", "s", "a0", "count"];
    let table = names
        .iter()
        .zip(columns)
        .fold(Table::new(), |table, (name, column)| table.with(*name, column).unwrap());
    Block::new(table, offsets).unwrap()
}

/// The rows of one curve.
fn curve(block: &Block, i: usize) -> Table {
    block.table().names().iter().fold(Table::new(), |table, name| {
        let cells = &block.table().column(name).unwrap()[block.rows(i)];
        table.with(name.as_str(), cells.to_vec()).unwrap()
    })
}

fn near(a: f64, b: f64, relative: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= relative * a.abs().max(b.abs())
}

#[test]
fn every_curve_is_fitted_as_it_would_be_alone() {
    let block = decays(60);
    let names: Vec<&str> = block.table().names().iter().map(String::as_str).collect();
    let plain = Fit::new("y ~ a*exp(-k*t) + c");
    for (what, fit) in [
        ("free", plain.clone()),
        ("fixed", plain.clone().fix("c", 1.0)),
        ("bounds", plain.clone().bounds("k", 0.0, 0.7)),
        ("ties", Fit::new("y ~ a*exp(-k*t) + c").tie("c", "a/4 - k/10")),
        ("derived", plain.clone().derive("half", "log(2)/k").derive("all", "a/k + c")),
        ("sigma", plain.clone().sigma(Sigma::Absolute("s".into())).derive("all", "a/k + c")),
        ("relative", plain.clone().sigma(Sigma::Relative("2*s".into()))),
        ("percent", plain.clone().sigma(Sigma::Absolute("5%".into()))),
        ("weights", plain.clone().weights("1/s")),
        ("left side", Fit::new("log(y) ~ log(a*exp(-k*t) + c)").declare("a=3; k=1; c=1")),
        ("counts", Fit::new("count ~ a*exp(-k*t) + c").sigma(Sigma::Absolute("poisson".into()))),
        ("loss", plain.clone().loss(Loss::Huber { scale: 0.05 }).derive("all", "a/k + c")),
    ] {
        let fit = fit.scrutiny(false);
        let mut batch = fit.batch(&names).unwrap();
        if batch.needs_starts() {
            batch.find_starts(&block).unwrap();
        }
        let rows = batch.run(&block).unwrap();
        for i in 0..block.curves() {
            let answer = fit.run(&curve(&block, i)).unwrap();
            assert!(rows.status[i].converged() && answer.converged, "{what} {i}");
            assert_eq!(rows.points[i] as usize, answer.observations, "{what} {i}");
            for (k, name) in batch.names().iter().enumerate() {
                let parameter = answer.parameters.iter().find(|p| p.name == *name);
                let (estimate, error) = match parameter {
                    Some(p) => (p.estimate, p.std_error),
                    None => answer.derived(name).map(|d| (d.estimate, d.std_error)).unwrap(),
                };
                let found = (rows.estimates[k][i], rows.std_errors[k][i]);
                assert!(near(found.0, estimate, 1e-6), "{what} {i} {name}: {found:?} {estimate}");
                let held = answer.parameters.iter().any(|p| p.at_bound);
                if !held {
                    let error = error.unwrap_or(f64::NAN);
                    assert!(near(found.1, error, 1e-4), "{what} {i} {name}: {found:?} {error}");
                }
            }
        }
    }
}

/// A block of one table, all of it one curve.
fn one_curve(columns: &[(&str, &[f64])]) -> Block {
    let table = columns
        .iter()
        .fold(Table::new(), |table, (name, cells)| table.with(*name, cells.to_vec()).unwrap());
    let rows = table.rows();
    Block::new(table, vec![0, rows]).unwrap()
}

#[test]
fn what_follows_is_known_as_well_as_for_a_single_fit() {
    // A parabola far from 0: its parameters are correlated to 1 − 10⁻¹³ and more.
    for far in [200.0, 2000.0, 6000.0] {
        let x: Vec<f64> = (0..12).map(|j| far + 0.2 * f64::from(j)).collect();
        let y: Vec<f64> = x.iter().enumerate().map(|(j, x)| (x - far).powi(2) + noise(j)).collect();
        let block = one_curve(&[("x", &x), ("y", &y)]);
        let mid = format!("a + b*{0} + c*{0}^2", far + 1.0);
        let fit = Fit::new("y ~ a + b*x + c*x^2").derive("mid", &mid).scrutiny(false);
        let rows = fit.batch(&["x", "y"]).unwrap().run(&block).unwrap();
        let answer = fit.run(&curve(&block, 0)).unwrap();
        let error = answer.derived("mid").unwrap().std_error.unwrap();
        let found = rows.std_errors[3][0];
        assert!(near(found, error, 1e-5), "{far}: {found} {error}");
    }
}

#[test]
fn what_is_not_determined_has_no_error() {
    let block = one_curve(&[("x", &[0.0, 1.0, 2.0, 3.0]), ("y", &[1.0, 2.1, 2.9, 4.2])]);
    let fit = Fit::new("y ~ a*x + b + c").declare("sum := b + c");
    let rows = fit.batch(&["x", "y"]).unwrap().run(&block).unwrap();
    assert_eq!(rows.status, [Code::FlatValley]);
    assert!(rows.std_errors[1][0].is_nan() && rows.std_errors[2][0].is_nan(), "{rows:?}");
    // Their sum is that of a line: √(σ²·Σx²/(n·Σ(x − 1.5)²)).
    let (slope, shift) = (1.04, 0.99);
    let left = |(x, y): (&f64, &f64)| (y - slope * x - shift).powi(2);
    let sum: f64 = [0.0, 1.0, 2.0, 3.0].iter().zip(&[1.0, 2.1, 2.9, 4.2]).map(left).sum();
    let error = (sum / 2.0 * 14.0 / 20.0).sqrt();
    assert!(near(rows.std_errors[3][0], error, 1e-8), "{rows:?} {error}");
}

#[test]
fn some_starts_given_and_some_from_a_column() {
    let x: Vec<f64> = (0..30).map(|j| 0.1 * f64::from(j)).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 * (5.0 * x + 0.3).sin() + 0.01 * noise(1)).collect();
    let block = one_curve(&[("x", &x), ("y", &y), ("a0", &[1.5; 30])]);
    let names = ["x", "y", "a0"];
    let fit = Fit::new("y ~ a*sin(w*x + p)").declare("w=5; p=0.3");
    let batch = fit.batch(&names).unwrap();
    // Without the column a starts at 1, the others where they are told.
    assert!(batch.run(&block).unwrap().status[0].converged());
    let batch = batch.start_column("a", "a0", &names).unwrap();
    let rows = batch.run(&block).unwrap();
    assert!(rows.status[0].converged() && near(rows.estimates[1][0], 5.0, 1e-2), "{rows:?}");
}

#[test]
fn starts_come_from_columns() {
    let block = decays(5);
    let names: Vec<&str> = block.table().names().iter().map(String::as_str).collect();
    let fit = Fit::new("y ~ a*exp(-k*t) + c").declare("k=1; c=0.5");
    let batch = fit.batch(&names).unwrap().start_column("a", "a0", &names).unwrap();
    assert!(!batch.needs_starts());
    assert!(batch.columns().contains(&"a0".to_string()));
    assert!(batch.run(&block).unwrap().status.iter().all(|status| status.converged()));
    for (parameter, column, code) in [("b", "a0", "E-NAME"), ("a", "a1", "E-COLUMN")] {
        let error = fit.batch(&names).unwrap().start_column(parameter, column, &names).err();
        assert_eq!(error.unwrap().code(), code);
    }
}

/// Of a constant the rate of a decay is 0 to rounding. Nothing can start from what rounding leaves of it.
#[test]
fn constants_are_exact_fits() {
    let y = (0..24).map(|i| if i < 12 { 3.0 } else { 1.0 });
    let table = Table::new().with("y", y.collect::<Vec<_>>()).unwrap();
    let table = table.with("t", (0..24).map(|i| f64::from(i % 12)).collect::<Vec<_>>()).unwrap();
    let block = Block::new(table, vec![0, 12, 24]).unwrap();
    let fit = Fit::new("y ~ a*exp(-k*t)");
    assert_eq!(fit.run(&curve(&block, 0)).unwrap().status.code(), "exact-fit");
    let mut batch = fit.batch(&["t", "y"]).unwrap();
    batch.find_starts(&block).unwrap();
    assert_eq!(batch.run(&block).unwrap().status, [Code::ExactFit; 2]);
}

#[test]
fn counts_by_maximum_likelihood() {
    // The mean of counts is the estimate, √(mean/n) the Cramér-Rao bound, and the deviance is known.
    let counts = [3.0, 5.0, 0.0, 4.0, 8.0, 4.0];
    let table = Table::new().with("n", counts).unwrap();
    let block = Block::new(table, vec![0, 6]).unwrap();
    let fit = Fit::new("n ~ m").declare("m=1; m2 := m^2");
    let batch = fit.batch(&["n"]).unwrap().estimator(Estimator::Poisson).unwrap();
    assert_eq!(batch.cost_name(), "deviance");
    let rows = batch.run(&block).unwrap();
    assert!(rows.status[0].converged());
    assert!(near(rows.estimates[0][0], 4.0, 1e-9), "{rows:?}");
    assert!(near(rows.std_errors[0][0], (4.0f64 / 6.0).sqrt(), 1e-9), "{rows:?}");
    assert!(near(rows.std_errors[1][0], 8.0 * (4.0f64 / 6.0).sqrt(), 1e-9), "{rows:?}");
    let deviance: f64 = counts
        .iter()
        .map(|n| 2.0 * (if *n > 0.0 { n * (n / 4.0).ln() } else { 0.0 } - n + 4.0))
        .sum();
    assert!(near(rows.cost[0], deviance, 1e-9), "{} {deviance}", rows.cost[0]);
    for fit in
        [fit.clone().sigma(Sigma::Absolute("1".into())), fit.loss(Loss::Huber { scale: 1.0 })]
    {
        assert!(fit.batch(&["n"]).unwrap().estimator(Estimator::Poisson).is_err());
    }
}

#[test]
fn a_count_of_nothing_where_nothing_is_expected_says_nothing() {
    let (x, n) = ([1.0, 2.0, 3.0, 4.0], [2.0, 5.0, 5.0, 9.0]);
    let (more_x, more_n) = ([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 2.0, 5.0, 5.0, 9.0]);
    for formula in ["n ~ a*x", "n ~ a*x^b"] {
        let batch = Fit::new(formula).batch(&["x", "n"]).unwrap();
        let batch = batch.estimator(Estimator::Poisson).unwrap();
        let without = batch.run(&one_curve(&[("x", &x), ("n", &n)])).unwrap();
        let with = batch.run(&one_curve(&[("x", &more_x), ("n", &more_n)])).unwrap();
        assert_eq!(with.status, [Code::Minimum], "{formula}");
        assert_eq!((with.points[0], without.points[0]), (5, 4));
        for (a, b) in with.estimates.iter().zip(&without.estimates) {
            assert!(near(a[0], b[0], 1e-8), "{formula}: {a:?} {b:?}");
        }
        for (a, b) in with.std_errors.iter().zip(&without.std_errors) {
            assert!(near(a[0], b[0], 1e-6), "{formula}: {a:?} {b:?}");
        }
    }
}

#[test]
fn nothing_counted_at_all() {
    let block = one_curve(&[("x", &[1.0, 2.0, 3.0, 4.0]), ("n", &[0.0; 4])]);
    for (formula, bounds, code) in [
        ("n ~ m", "m in [0, inf]", Code::ExactFit),
        ("n ~ a*exp(-x/4)", "a in [0, inf]", Code::ExactFit),
        ("n ~ a*exp(-k*x)", "a in [0, inf]; k = 0.3", Code::FlatValley),
    ] {
        let batch = Fit::new(formula).declare(bounds).batch(&["x", "n"]).unwrap();
        let rows = batch.estimator(Estimator::Poisson).unwrap().run(&block).unwrap();
        assert_eq!(rows.status, [code], "{formula}: {rows:?}");
        assert_eq!((rows.estimates[0][0], rows.cost[0]), (0.0, 0.0), "{formula}: {rows:?}");
        assert!(rows.std_errors[0][0].is_nan(), "{formula}: {rows:?}");
    }
}

#[test]
fn negative_counts_are_missing_for_what_follows_too() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let fit = Fit::new("n ~ a + b*x").declare("s := a + b");
    let rows = |missing: f64| {
        let n = [3.0, 4.0, missing, 9.0, missing, 12.0];
        let batch = fit.batch(&["x", "n"]).unwrap().estimator(Estimator::Poisson).unwrap();
        batch.run(&one_curve(&[("x", &x), ("n", &n)])).unwrap()
    };
    let (negative, none) = (rows(-1.0), rows(f64::NAN));
    assert!(none.std_errors[2][0] > 0.0);
    assert_eq!((negative.estimates, negative.std_errors), (none.estimates, none.std_errors));
}

#[test]
fn points_that_do_not_count() {
    let nan = f64::NAN;
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 1.0, 2.0, nan, 1.0, 2.0, 3.0])
        .and_then(|t| t.with("y", [2.0, 4.1, 6.0, nan, nan, 1.0, 2.0, 4.0, 9.0]))
        .and_then(|t| t.with("s", [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0]))
        .unwrap();
    let block = Block::new(table, vec![0, 3, 6, 9]).unwrap();
    let fit = Fit::new("y ~ a*x").declare("a=1").sigma(Sigma::Absolute("s".into()));
    let rows = fit.batch(&["x", "y", "s"]).unwrap().run(&block).unwrap();
    assert_eq!(rows.points, [2, 0, 2]);
    assert_eq!(rows.status[1], Code::TooFewPoints);
    assert!(rows.notes.iter().all(|notes| notes.has(Note::Missing)));
    assert!(near(rows.estimates[0][0], 10.2 / 5.0, 1e-12));
}

/// A quantity has an error where it has a value, and where every parameter it follows from has one.
#[test]
fn errors_of_what_does_not_follow() {
    let x = (0..12).map(f64::from);
    let bumps = x.clone().map(|x| 3.0 + 0.1 * (3.0 * x).sin());
    let table = Table::new().with("y", bumps.collect::<Vec<_>>()).unwrap();
    let table = table.with("x", x.collect::<Vec<_>>()).unwrap();
    let block = Block::new(table, vec![0, 12]).unwrap();
    let fit = Fit::new("y ~ 0*x*k + c").declare("c=1; k=1");
    let fit = fit.derive("both", "c + k").derive("none", "log(-c)").derive("twice", "2*c");
    let batch = fit.batch(&["x", "y"]).unwrap();
    let rows = batch.run(&block).unwrap();
    let quantity = |name: &str| {
        let at = batch.names().iter().position(|own| own == name).unwrap();
        (rows.estimates[at][0], rows.std_errors[at][0])
    };
    assert_eq!(rows.status, [Code::FlatValley]);
    assert!(quantity("k").1.is_nan() && quantity("both").0.is_finite());
    assert!(quantity("both").1.is_nan() && quantity("none").1.is_nan());
    assert!(near(quantity("twice").1, 2.0 * quantity("c").1, 1e-12) && quantity("c").1 > 0.0);
}

#[test]
fn what_a_batch_has_not_is_refused() {
    let fit = Fit::new("y ~ a*x");
    let covariance = thalweg::DataCovariance::full([1.0, 0.0, 0.0, 1.0]);
    for fit in [
        fit.clone().robust(Robust::Mm),
        fit.clone().errors(Errors::Hc3),
        fit.clone().cascade(false),
        fit.clone().differences(true),
        fit.clone().sigma(Sigma::Covariance(covariance)),
        fit.clone().fix("a", 1.0),
        fit.clone().declare("b=1"),
        Fit::new("y ~ a*"),
    ] {
        let error = fit.batch(&["x", "y"]).err().unwrap();
        assert_eq!(error.kind().exit_code(), 2, "{error}");
    }
}
