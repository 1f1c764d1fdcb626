//! A covariance of the observations whitens r and J: against sigma, against generalised least squares
//! by hand, and never as a damping matrix.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, DataCovariance, ErrorKind, Fit, Loss, Scaling, Sigma, Table};

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * b.abs().max(1e-300), "{a} instead of {b}");
}

fn misra1a() -> Table {
    let problem = thalweg_testdata::nist::problem("Misra1a").unwrap();
    Table::new()
        .with("x", problem.column("x").unwrap())
        .and_then(|t| t.with("y", problem.column("y").unwrap()))
        .unwrap()
}

fn sigmas(table: &Table) -> Vec<f64> {
    table.column("x").unwrap().iter().map(|x| 0.05 + 1e-4 * x).collect()
}

/// Neighbours correlated by ρ^distance, row by row.
fn chain(sigma: &[f64], rho: f64) -> Vec<f64> {
    let n = sigma.len();
    let entry = |i: usize, j: usize| sigma[i] * sigma[j] * rho.powi(i.abs_diff(j) as i32);
    (0..n * n).map(|k| entry(k / n, k % n)).collect()
}

fn misra(sigma: Sigma) -> Fit {
    Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4").sigma(sigma)
}

fn same(a: &Answer, b: &Answer) {
    for (p, q) in a.parameters.iter().zip(&b.parameters) {
        close(p.estimate, q.estimate, 1e-11);
        close(p.std_error.unwrap(), q.std_error.unwrap(), 1e-9);
        close(p.interval.unwrap().0, q.interval.unwrap().0, 1e-9);
    }
    close(a.residual_sum_of_squares, b.residual_sum_of_squares, 1e-10);
}

#[test]
fn a_diagonal_covariance_is_sigma() {
    let table = misra1a();
    let sigma = sigmas(&table);
    let by_sigma = "0.05 + 1e-4*x".to_string();
    let diagonal = DataCovariance::full(chain(&sigma, 0.0));
    let blocks = DataCovariance::blocks(sigma.iter().map(|s| vec![s * s]));
    let pairs = [
        (Sigma::Absolute(by_sigma.clone()), Sigma::Covariance(diagonal.clone())),
        (Sigma::Absolute(by_sigma.clone()), Sigma::Covariance(blocks)),
        (Sigma::Relative(by_sigma), Sigma::RelativeCovariance(diagonal)),
    ];
    for (plain, covariance) in pairs {
        let (a, b) = (misra(plain).run(&table).unwrap(), misra(covariance).run(&table).unwrap());
        assert!(a.converged && b.converged);
        same(&a, &b);
    }
}

/// y ~ a + b x with C: (a, b) = (XᵀC⁻¹X)⁻¹XᵀC⁻¹y, covariance (XᵀC⁻¹X)⁻¹. For neighbours correlated by
/// ρ^distance and variance 1, C⁻¹ is tridiagonal: (1, 1+ρ², ..., 1+ρ², 1)/(1−ρ²) on the diagonal and
/// −ρ/(1−ρ²) beside it.
#[test]
fn a_correlated_one_is_generalised_least_squares() {
    let (x, y) = ([0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 4.0, 4.0, 6.5]);
    let (n, rho) = (x.len(), 0.6_f64);
    let inverse = |i: usize, j: usize| {
        let entry = match i.abs_diff(j) {
            0 if i == 0 || i == n - 1 => 1.0,
            0 => 1.0 + rho * rho,
            1 => -rho,
            _ => 0.0,
        };
        entry / (1.0 - rho * rho)
    };
    let product = |u: &dyn Fn(usize) -> f64, v: &dyn Fn(usize) -> f64| -> f64 {
        (0..n * n).map(|k| u(k / n) * inverse(k / n, k % n) * v(k % n)).sum()
    };
    let (one, line, data) = (|_: usize| 1.0, |i: usize| x[i], |i: usize| y[i]);
    let (s, sx, sxx) = (product(&one, &one), product(&one, &line), product(&line, &line));
    let (sy, sxy) = (product(&one, &data), product(&line, &data));
    let determinant = s * sxx - sx * sx;
    let (a, b) = ((sxx * sy - sx * sxy) / determinant, (s * sxy - sx * sy) / determinant);
    let residual = |i: usize| y[i] - a - b * x[i];
    let rss = product(&residual, &residual);

    let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
    let covariance = DataCovariance::full(chain(&[1.0; 5], rho));
    let fit = |sigma: Sigma| Fit::new("y ~ a + b*x").sigma(sigma).run(&table).unwrap();
    let known = fit(Sigma::Covariance(covariance.clone()));
    let relative = fit(Sigma::RelativeCovariance(covariance));
    for answer in [&known, &relative] {
        close(answer.parameters[0].estimate, a, 1e-13);
        close(answer.parameters[1].estimate, b, 1e-13);
        close(answer.residual_sum_of_squares, rss, 1e-12);
    }
    close(known.parameters[0].std_error.unwrap(), (sxx / determinant).sqrt(), 1e-12);
    close(known.parameters[1].std_error.unwrap(), (s / determinant).sqrt(), 1e-12);
    let scatter = rss / (n - 2) as f64;
    close(relative.parameters[1].std_error.unwrap(), (scatter * s / determinant).sqrt(), 1e-12);
    // And it is another line than the plain one.
    let plain = Fit::new("y ~ a + b*x").run(&table).unwrap();
    assert!((plain.parameters[1].estimate / b - 1.0).abs() > 1e-3);
}

/// For a nonlinear model: whitening the two sides by hand gives the same fit.
#[test]
fn derivatives_are_whitened_like_the_residuals() {
    let table = misra1a();
    let covariance = DataCovariance::full(chain(&sigmas(&table), 0.8));
    let exact = misra(Sigma::Covariance(covariance.clone())).run(&table).unwrap();
    let differences =
        misra(Sigma::Covariance(covariance.clone())).differences(true).run(&table).unwrap();
    let searched = Fit::new("y ~ b1*(1-exp(-b2*x))")
        .sigma(Sigma::Covariance(covariance.clone()))
        .run(&table)
        .unwrap();
    let accelerated = misra(Sigma::Covariance(covariance))
        .acceleration(thalweg::Acceleration::Always)
        .run(&table)
        .unwrap();
    assert!(exact.converged && searched.parameters[0].start_found);
    for other in [&differences, &searched, &accelerated] {
        assert!(other.converged);
        for (p, q) in exact.parameters.iter().zip(&other.parameters) {
            close(q.estimate, p.estimate, 1e-8);
            close(q.std_error.unwrap(), p.std_error.unwrap(), 1e-5);
        }
    }
    let plain = misra(Sigma::Absolute("0.05 + 1e-4*x".into())).run(&table).unwrap();
    assert!((plain.parameters[0].estimate / exact.parameters[0].estimate - 1.0).abs() > 1e-4);
}

/// A damping matrix changes the way and not the minimum; a covariance changes the minimum.
#[test]
fn a_covariance_is_not_a_damping_matrix() {
    let table = Table::new().with("x", [0.0, 1.0]).and_then(|t| t.with("y", [1.0, 2.5])).unwrap();
    // As many rows as parameters would be an exact fit: one parameter, so that the two differ.
    let matrix = vec![1.0, 0.9, 0.9, 4.0];
    let fit = || Fit::new("y ~ a*exp(k*x)").declare("a=0.8; k=0.2 fixed");
    let plain = fit().run(&table).unwrap();
    let damped = fit().scaling(Scaling::Matrix(matrix.clone())).run(&table).unwrap();
    let whitened =
        fit().sigma(Sigma::Covariance(DataCovariance::full(matrix))).run(&table).unwrap();
    close(damped.parameters[0].estimate, plain.parameters[0].estimate, 1e-13);
    assert!((whitened.parameters[0].estimate / plain.parameters[0].estimate - 1.0).abs() > 0.05);
    // The scaling is not touched by it.
    assert_eq!(whitened.solver.scaling, "geometric");
}

#[test]
fn data_in_any_unit_give_the_same_answer() {
    let table = misra1a();
    let sigma = sigmas(&table);
    let answer = |factor: f64| {
        let y: Vec<f64> = table.column("y").unwrap().iter().map(|y| y * factor).collect();
        let sigma: Vec<f64> = sigma.iter().map(|s| s * factor).collect();
        let table = Table::new()
            .with("x", table.column("x").unwrap())
            .and_then(|t| t.with("y", y))
            .unwrap();
        let covariance = DataCovariance::full(chain(&sigma, 0.5));
        let answer = Fit::new("y ~ b1*(1-exp(-b2*x))")
            .start("b1", 500.0 * factor)
            .start("b2", 1e-4)
            .sigma(Sigma::Covariance(covariance))
            .run(&table)
            .unwrap();
        assert!(answer.converged, "{factor}: {}", answer.message);
        answer
    };
    let plain = answer(1.0);
    for factor in [1e-140, 1e140] {
        let scaled = answer(factor);
        close(scaled.parameters[0].estimate / factor, plain.parameters[0].estimate, 1e-11);
        close(
            scaled.parameters[1].std_error.unwrap(),
            plain.parameters[1].std_error.unwrap(),
            1e-9,
        );
    }
}

#[test]
fn more_rows_than_the_search_looks_at() {
    let n = 700;
    let x: Vec<f64> = (0..n).map(|i| i as f64 / 100.0).collect();
    let y: Vec<f64> = x
        .iter()
        .enumerate()
        .map(|(i, x)| 3.0 * (-0.7 * x).exp() + 0.01 * (i as f64).sin())
        .collect();
    let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
    let covariance = DataCovariance::full(chain(&vec![0.01; n], 0.5));
    let answer =
        Fit::new("y ~ a*exp(-k*x)").sigma(Sigma::Covariance(covariance)).run(&table).unwrap();
    assert!(answer.converged, "{}", answer.message);
    close(answer.parameter("k").unwrap().estimate, 0.7, 1e-2);
}

/// The work of a search is bounded with a covariance, too: whitening 512 rows costs more than the model.
#[test]
fn a_search_with_a_covariance_is_bounded() {
    let n = 400;
    let x: Vec<f64> = (0..n).map(|i| i as f64 / 40.0).collect();
    let wave = |i: usize| 0.01 * (12.9898 * i as f64).sin();
    let y: Vec<f64> =
        (0..n).map(|i| 3.0 * (-0.7 * x[i]).exp() + (2.0 * x[i]).sin() + wave(i)).collect();
    let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
    let formula = "y ~ a*exp(-k*x) + b*sin(w*x + p) + c*exp(-((x-m)/s)^2)";
    let covariance = DataCovariance::full(chain(&vec![0.01; n], 0.9));
    let answer = Fit::new(formula).sigma(Sigma::Covariance(covariance)).run(&table).unwrap();
    // Without the covariance the same search is not cut short: the work of whitening is counted.
    assert!(answer.warned("W-SEARCH"));
    let alike = Fit::new(formula).sigma(Sigma::Absolute("0.01".into())).run(&table).unwrap();
    assert!(!alike.warned("W-SEARCH"));
}

#[test]
fn what_is_refused_and_why() {
    let table = Table::new().with("x", [1.0, 2.0]).and_then(|t| t.with("y", [1.0, 2.5])).unwrap();
    let refused = |covariance: DataCovariance| {
        let error =
            Fit::new("y ~ a*x").sigma(Sigma::Covariance(covariance)).run(&table).unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Data, "E-COVARIANCE"));
        error.message().to_string()
    };
    let full = |entries: &[f64]| refused(DataCovariance::full(entries));
    for (message, words) in [
        (full(&[1.0]), "is for 1 row, but there are 2 rows"),
        (full(&[]), "block 1 of the covariance of the observations has 0 entries"),
        (full(&[1.0, 0.0, 1.0]), "3 entries, which is no square matrix"),
        (full(&[1.0, f64::NAN, 0.0, 1.0]), "is NaN in row 1, column 2"),
        (full(&[1.0, f64::INFINITY, 0.0, 1.0]), "is inf in row 1, column 2"),
        (
            full(&[1.0, 0.5, 0.4, 1.0]),
            "not symmetric: 0.4 in row 2, column 1, 0.5 in row 1, column 2",
        ),
        (full(&[1.0, 0.0, 0.0, 0.0]), "the variance of observation 2 is 0"),
        (full(&[-1.0, 0.0, 0.0, 1.0]), "the variance of observation 1 is -1"),
        (full(&[1.0, 2.0, 2.0, 1.0]), "its first 2 rows and columns have a negative eigenvalue"),
        (full(&[1.0, 1.0, 1.0, 1.0]), "have an eigenvalue of 0, to rounding"),
        (full(&[1e300, 1e300, 1e300, 1e300]), "have an eigenvalue of 0, to rounding"),
        (refused(DataCovariance::blocks([])), "is for 0 rows"),
    ] {
        assert!(message.contains(words), "{message}");
    }
    let both = Fit::new("y ~ a*x")
        .weights("1")
        .sigma(Sigma::Covariance(DataCovariance::full([1.0, 0.0, 0.0, 1.0])));
    assert_eq!(both.run(&table).unwrap_err().code(), "E-OPTION");
    let robust = Fit::new("y ~ a*x")
        .loss(Loss::Huber { scale: 1.0 })
        .sigma(Sigma::Covariance(DataCovariance::full([1.0, 0.0, 0.0, 1.0])));
    assert!(robust.run(&table).unwrap_err().message().contains("robust loss"));
}

#[test]
fn a_row_without_a_value_is_named_though_rows_are_mixed() {
    let table = Table::new()
        .with("x", [1.0, 2.0, -3.0, 4.0])
        .and_then(|t| t.with("y", [1.0, 2.5, 1.0, 1.0]))
        .unwrap();
    let covariance = DataCovariance::full(chain(&[1.0; 4], 0.5));
    let error =
        Fit::new("y ~ a*log(x)").sigma(Sigma::Covariance(covariance)).run(&table).unwrap_err();
    assert!(error.message().contains("in row 3"), "{error}");
}
