//! Formulas against each other.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::compare::{Compared, Comparison};
use thalweg::{Fit, FitError, Sigma, Table};

const R: &str = include_str!("../../../testdata/reference/criteria.toml");

/// Treloar (1974), the treated cells, as in R's Puromycin.
fn puromycin() -> Table {
    let conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
    let rate = [76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0];
    Table::new().with("conc", conc).unwrap().with("rate", rate).unwrap()
}

fn by_formula(compared: &Compared, formula: &str) -> usize {
    compared.entries.iter().position(|e| e.formula == formula).unwrap()
}

/// `anova` of R's nls: testdata/reference/criteria.R.
#[test]
fn a_nested_pair_is_found_and_tested_as_by_r() {
    let (mm, hill) = ("rate ~ v*conc/(k + conc)", "rate ~ w*conc^h/(c^h + conc^h)");
    let compared = Comparison::new(Fit::new(mm).declare("v=200; k=0.05; h=1; c=0.05; w=200"))
        .formula(hill)
        .formula("rate ~ a + b*conc")
        .run(&puromycin())
        .unwrap();
    let (mm, hill) = (by_formula(&compared, mm), by_formula(&compared, hill));
    let [test] = compared.nested.as_slice() else { panic!("{:?}", compared.nested) };
    assert_eq!((test.smaller, test.larger, test.parameters), (mm, hill, 1));
    let reference: toml::Table = R.parse().unwrap();
    let value = |key: &str| reference["puromycin_f"][key].as_float().unwrap();
    assert!((test.statistic / value("f") - 1.0).abs() < 1e-7, "{test:?}");
    assert!((test.p_value / value("p") - 1.0).abs() < 1e-7, "{test:?}");
    assert_eq!(test.degrees_of_freedom, Some(9));
    let weights: f64 = compared.entries.iter().filter_map(|e| e.weight).sum();
    assert!((weights - 1.0).abs() < 1e-12);
    assert!(
        compared
            .entries
            .windows(2)
            .all(|w| w[0].criteria.unwrap().aicc <= w[1].criteria.unwrap().aicc)
    );
}

/// Where σ is known the difference of χ² is the statistic.
#[test]
fn a_known_scatter_is_tested_by_chi_squared() {
    let fit = Fit::new("rate ~ a + b*conc").sigma(Sigma::Absolute("10".into()));
    let compared =
        Comparison::new(fit).formula("rate ~ a + b*conc + c*conc^2").run(&puromycin()).unwrap();
    let [test] = compared.nested.as_slice() else { panic!("{:?}", compared.nested) };
    let rss = |i: usize| compared.entries[i].residual_sum_of_squares.unwrap();
    assert!((test.statistic - (rss(test.smaller) - rss(test.larger))).abs() < 1e-9);
    assert_eq!(test.degrees_of_freedom, None);
}

#[test]
fn a_family_is_fitted_and_what_was_given_has_its_name() {
    let compared = Comparison::new(Fit::new("rate ~ conc*v/(conc + k)"))
        .family("saturating")
        .run(&puromycin())
        .unwrap();
    let given: Vec<_> = compared.entries.iter().filter(|e| e.given).collect();
    assert_eq!((given.len(), given[0].name.as_str()), (1, "hyperbola"));
    let family = thalweg::family::find("saturating").unwrap();
    assert_eq!(compared.entries.len(), family.models.len());
    // A column called like a parameter, and the two sides only.
    let table = puromycin();
    let renamed = Table::new()
        .with("half", table.column("conc").unwrap().to_vec())
        .unwrap()
        .with("plateau", table.column("rate").unwrap().to_vec())
        .unwrap();
    let sides =
        Comparison::new(Fit::new("plateau ~ half")).family("saturating").run(&renamed).unwrap();
    assert_eq!(sides.entries.len(), family.models.len());
    let hyperbola = sides.entries.iter().find(|e| e.name == "hyperbola").unwrap();
    assert_eq!(hyperbola.formula, "plateau ~ model_plateau*half/(model_half + half)");
    assert_eq!(hyperbola.criteria.unwrap(), given[0].criteria.unwrap());
}

#[test]
fn a_fit_that_fails_is_a_row() {
    let table = Table::new()
        .with("x", [0.0, 1.0, 2.0, 3.0])
        .unwrap()
        .with("y", [1.0, 2.1, 2.9, 4.2])
        .unwrap();
    let compared = Comparison::new(Fit::new("y ~ a + b*x"))
        .formula("y ~ a*log(x)")
        .formula("y ~ a + b*x + c*x^2 + d*x^3 + e*x^4")
        .run(&table)
        .unwrap();
    assert_eq!(compared.entries.len(), 3);
    let status = |f: &str| compared.entries[by_formula(&compared, f)].status.as_str();
    assert_eq!(status("y ~ a*log(x)"), "E-START");
    assert_eq!(status("y ~ a + b*x + c*x^2 + d*x^3 + e*x^4"), "E-FEW");
    assert_eq!(compared.entries[0].weight, Some(1.0));
    assert!(compared.sentence.contains("2 fits failed"), "{}", compared.sentence);
}

/// Replicates, rows that do not count, weights, several columns: the runs test of a row of the comparison is that
/// of the fit itself.
#[test]
fn runs_are_those_of_the_fit() {
    let (mut x, mut z, mut y, mut w) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for k in 0..24 {
        x.push(f64::from(k / 3));
        z.push(f64::from(k * 5 % 7));
        y.push(1.0 + 0.5 * f64::from(k / 3) + 0.1 * f64::from((k * 7919 % 13) - 6));
        w.push(f64::from(k * 11 % 4));
    }
    let table = Table::new().with("x", x).unwrap().with("z", z).unwrap();
    let table = table.with("y", y).unwrap().with("w", w).unwrap();
    let formulas = ["y ~ a + b*x", "y ~ a + b*x + c*x^2", "y ~ a + b*x + d*z"];
    for weights in ["1", "w"] {
        let fit = |formula: &str| Fit::new(formula).weights(weights);
        let comparison =
            Comparison::new(fit(formulas[0])).formula(formulas[1]).formula(formulas[2]);
        let compared = comparison.run(&table).unwrap();
        for formula in formulas {
            let answer = fit(formula).run(&table).unwrap();
            let own = answer.diagnosis.as_ref().unwrap().tests[0].clone();
            assert_eq!(own.code, "runs");
            let entry = &compared.entries[by_formula(&compared, formula)];
            assert_eq!(entry.runs.as_ref(), Some(&own), "{formula}, weights {weights}");
        }
    }
}

/// And that of a rival, by any of the three ways to come to it.
#[test]
fn runs_of_rivals_are_those_of_fits() {
    let hyperbola = "rate ~ v*conc/(k + conc)";
    let answer = Fit::new(hyperbola).declare("v=200; k=0.05").run(&puromycin()).unwrap();
    let compared =
        Comparison::new(Fit::new(hyperbola)).family("saturating").run(&puromycin()).unwrap();
    assert!(answer.rivals.len() > 2);
    for rival in &answer.rivals {
        let entry = compared.entries.iter().find(|e| e.name == rival.name).unwrap();
        assert_eq!(rival.runs_p_value, entry.runs.as_ref().map(|t| t.p_value), "{}", rival.name);
        if rival.formula == hyperbola {
            let own = answer.diagnosis.as_ref().unwrap().tests[0].p_value;
            assert_eq!(rival.runs_p_value, Some(own));
        }
    }
}

#[test]
fn declarations_go_where_they_belong() {
    let compared = Comparison::new(
        Fit::new("rate ~ v*conc/(k + conc)")
            .declare("k=0.1 fixed; q := 2*v")
            .declare("a in [0, 5]"),
    )
    .formula("rate ~ a + b*conc")
    .run(&puromycin())
    .unwrap();
    let of = |f: &str| compared.entries[by_formula(&compared, f)].answer.as_ref().unwrap();
    assert!(of("rate ~ v*conc/(k + conc)").parameter("k").unwrap().fixed);
    assert!(of("rate ~ a + b*conc").parameter("a").unwrap().at_bound);
    assert_eq!(compared.entries[by_formula(&compared, "rate ~ v*conc/(k + conc)")].parameters, 1);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let error = |c: Comparison| -> FitError { c.run(&puromycin()).unwrap_err() };
    let of = |text: &str| Comparison::new(Fit::new(text));
    let sides = error(of("rate ~ a*conc").formula("log(rate) ~ a + b*conc"));
    assert_eq!(
        (sides.code(), sides.message()),
        ("E-COMPARE", "the left sides differ: `rate` and `log(rate)`")
    );
    assert_eq!(
        error(of("rate ~ a*conc").family("saturated")).help(),
        Some("did you mean `saturating`?")
    );
    assert_eq!(error(of("")).code(), "E-FAMILY");
    assert_eq!(error(of("rate ~ conc")).code(), "E-NOPARAMETER");
    assert_eq!(error(of("a*conc")).code(), "E-FORMULA");
    assert_eq!(error(of("rate ~ a*(")).code(), "E-FORMULA");
    assert_eq!(
        error(of("rate ~ a*conc").formula("rate ~ a").family("line").formula("rate ~ b*rate"))
            .code(),
        "E-FAMILY"
    );
    let lost = error(Comparison::new(Fit::new("rate ~ a*conc").declare("q=1")));
    assert_eq!(
        (lost.code(), lost.message()),
        ("E-DECLARATION", "`q` is declared, and no formula has it")
    );
    let used = of("rate ~ a*conc").family("line").columns_used(&["z", "conc", "rate"]).unwrap();
    assert_eq!(used, ["conc", "rate"]);
}

#[test]
fn zero_residuals_and_too_few_rows_are_said() {
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0])
        .unwrap()
        .with("y", [2.0, 4.0, 6.0, 8.0])
        .unwrap();
    let exact =
        Comparison::new(Fit::new("y ~ a*x")).formula("y ~ a + b*sqrt(x)").run(&table).unwrap();
    assert!(
        exact.entries[0].is_exact() && exact.sentence.contains("to rounding"),
        "{}",
        exact.sentence
    );
    let rough =
        Table::new().with("x", [1.0, 2.0, 3.0]).unwrap().with("y", [2.0, 4.4, 6.0]).unwrap();
    let few = Comparison::new(Fit::new("y ~ a*x + b")).formula("y ~ a*x^b").run(&rough).unwrap();
    assert!(few.sentence.contains("too few"), "{}", few.sentence);
}
