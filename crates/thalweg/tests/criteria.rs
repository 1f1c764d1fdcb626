//! Criteria against R's: testdata/reference/criteria.R.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Fit, Table};

const R: &str = include_str!("../../../testdata/reference/criteria.toml");

fn misra1a() -> Table {
    let x = [
        77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1,
        760.0,
    ];
    let y = [
        10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
        81.78,
    ];
    Table::new().with("x", x).unwrap().with("y", y).unwrap()
}

/// Treloar (1974), the treated cells, as in R's Puromycin.
fn puromycin() -> Table {
    let conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
    let rate = [76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0];
    Table::new().with("conc", conc).unwrap().with("rate", rate).unwrap()
}

/// Compares with R: its AIC and BIC keep n(1 + ln 2π) − Σ ln w.
fn agrees(answer: &Answer, name: &str, log_weights: f64) {
    let reference: toml::Table = R.parse().unwrap();
    let value = |key: &str| reference[name][key].as_float().unwrap();
    let own = answer.criteria.unwrap();
    let n = answer.observations as f64;
    let constant = n * (1.0 + std::f64::consts::TAU.ln()) - log_weights;
    for (key, found) in [
        ("rss", answer.residual_sum_of_squares),
        ("log_likelihood", own.log_likelihood),
        ("aic", own.aic + constant),
        ("bic", own.bic + constant),
    ] {
        let wanted = value(key);
        assert!((found / wanted - 1.0).abs() < 1e-8, "{name} {key}: {found} {wanted}");
    }
    // Hurvich & Tsai (1989) with k = p + 1.
    let k = answer.parameters_estimated as f64 + 1.0;
    let aicc = own.aic + 2.0 * k * (k + 1.0) / (n - k - 1.0);
    assert!((own.aicc - aicc).abs() < 1e-12);
}

#[test]
fn criteria_are_those_of_r_but_for_a_constant() {
    let fit = Fit::new("y ~ b1*(1-exp(-b2*x))").scrutiny(false);
    agrees(&fit.run(&misra1a()).unwrap(), "misra1a", 0.0);
    let table = misra1a();
    let log_weights: f64 = table.column("y").unwrap().iter().map(|y| -y.ln()).sum();
    agrees(&fit.clone().weights("1/y").run(&table).unwrap(), "misra1a_weighted", log_weights);
    // The same weights as standard deviations, known up to a factor, and as a covariance.
    let relative = fit.clone().sigma(thalweg::Sigma::Relative("sqrt(y)".into()));
    agrees(&relative.run(&table).unwrap(), "misra1a_weighted", log_weights);
    let mut covariance = vec![0.0; 14 * 14];
    for (i, y) in table.column("y").unwrap().iter().enumerate() {
        covariance[15 * i] = *y;
    }
    let covariance = thalweg::DataCovariance::full(covariance);
    let correlated = fit.sigma(thalweg::Sigma::RelativeCovariance(covariance));
    agrees(&correlated.run(&table).unwrap(), "misra1a_weighted", log_weights);
    let mm = Fit::new("rate ~ v*conc/(k + conc)").scrutiny(false);
    agrees(&mm.run(&puromycin()).unwrap(), "puromycin", 0.0);
    let hill =
        Fit::new("rate ~ v*conc^h/(k^h + conc^h)").declare("v=200;k=0.05;h=1").scrutiny(false);
    agrees(&hill.run(&puromycin()).unwrap(), "puromycin_hill", 0.0);
}

/// With correlations ρ between neighbours in pairs, ln det C = Σ ln σ² + pairs ln(1 − ρ²).
#[test]
fn correlations_enter_the_likelihood() {
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0])
        .and_then(|t| t.with("y", [2.1, 3.9, 6.2, 7.8]))
        .unwrap();
    let pair = vec![0.04, 0.03, 0.03, 0.09];
    let covariance = thalweg::DataCovariance::blocks([pair.clone(), pair]);
    let fit = Fit::new("y ~ a*x").scrutiny(false).sigma(thalweg::Sigma::Covariance(covariance));
    let answer = fit.run(&table).unwrap();
    let own = answer.criteria.unwrap();
    let log_determinant = 2.0 * (0.04_f64 * 0.09 - 0.03 * 0.03).ln();
    let chi2 = answer.residual_sum_of_squares;
    let wanted = -0.5 * (chi2 + 4.0 * std::f64::consts::TAU.ln() + log_determinant);
    assert!((own.log_likelihood - wanted).abs() < 1e-12);
    assert!((own.aic - chi2 - 2.0).abs() < 1e-12 && (own.bic - chi2 - 4.0_f64.ln()).abs() < 1e-12);
}
