//! Against MASS::rms.curv and against Hougaard's and Box's formulas in index notation, both in R.

use std::ops::ControlFlow;

use serde::Deserialize;
use thalweg::curvature::RelativeCurvature;
use thalweg::{Fit, Table};

/// A data set with what R says about it; see testdata/reference/curvature.R.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub source: String,
    pub formula: String,
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub parameters: Vec<String>,
    pub start: Vec<f64>,
    pub estimates: Vec<f64>,
    pub pe: f64,
    pub ic: f64,
    pub pe_max: f64,
    pub ic_max: f64,
    pub skewness: Vec<f64>,
    pub bias: Vec<f64>,
}

impl Case {
    pub fn table(&self) -> Table {
        Table::new().with("x", self.x.clone()).unwrap().with("y", self.y.clone()).unwrap()
    }

    pub fn fit(&self) -> Fit {
        let fit = Fit::new(self.formula.clone());
        self.parameters.iter().zip(&self.start).fold(fit, |fit, (name, x)| fit.start(name, *x))
    }
}

pub fn cases() -> Vec<Case> {
    #[derive(Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }
    let text = include_str!("../../../../testdata/reference/curvature.toml");
    toml::from_str::<Cases>(text).unwrap().case
}

pub fn close(found: f64, want: f64, tolerance: f64, what: &str) {
    assert!((found / want - 1.0).abs() <= tolerance, "{what}: {found} instead of {want}");
}

#[test]
fn every_figure_of_r_to_six_digits() {
    let all = cases();
    assert_eq!(all.len(), 17);
    for case in &all {
        assert!(!case.source.is_empty());
        let name = &case.name;
        let answer = case.fit().run(&case.table()).unwrap();
        assert!(answer.converged, "{name}: {}", answer.message);
        let found = answer.nonlinearity.as_ref().unwrap();
        close(found.intrinsic, case.ic, 1e-6, name);
        close(found.parameter_effects, case.pe, 1e-6, name);
        for (k, parameter) in case.parameters.iter().enumerate() {
            let at = answer.parameters.iter().position(|p| p.name == *parameter).unwrap();
            close(answer.parameters[at].estimate, case.estimates[k], 1e-6, name);
            close(found.skewness[at].unwrap(), case.skewness[k], 1e-6, parameter);
            close(found.bias[at].unwrap(), case.bias[k], 1e-6, parameter);
        }
    }
}

#[test]
fn the_maximum_over_all_directions() {
    for case in cases() {
        let watch = &mut |_: &_| ControlFlow::Continue(());
        case.fit()
            .scrutiny(false)
            .with_problem(&case.table(), watch, |p| {
                let local = p.local().unwrap();
                let curved = RelativeCurvature::of(&local).unwrap();
                let intrinsic = curved.radius() * curved.intrinsic().maximum();
                let effects = curved.radius() * curved.parameter_effects().maximum();
                close(intrinsic, case.ic_max, 1e-6, &case.name);
                close(effects, case.pe_max, 1e-6, &case.name);
            })
            .unwrap();
    }
}

/// What derived quantities and ties suffer is what they would as parameters of their own.
#[test]
fn a_parameter_in_another_scale_is_a_derived_quantity() {
    let all = cases();
    let case = |name: &str| all.iter().find(|c| c.name == name).unwrap();
    let (plain, log) = (case("puromycin"), case("puromycin-log"));
    let derived = plain.fit().derive("lK", "log(K)").run(&plain.table()).unwrap();
    let found = derived.nonlinearity.unwrap();
    close(found.derived_skewness[0].unwrap(), log.skewness[1], 1e-6, "derived");
    close(found.derived_bias[0].unwrap(), log.bias[1], 1e-6, "derived");
    let tied = Fit::new(plain.formula.clone()).declare("K := exp(lK); lK=-3; Vm=200");
    let answer = tied.run(&plain.table()).unwrap();
    let found = answer.nonlinearity.as_ref().unwrap();
    let at = answer.parameters.iter().position(|p| p.name == "K").unwrap();
    assert!(answer.parameters[at].tied);
    close(found.skewness[at].unwrap(), plain.skewness[1], 1e-6, "tied");
    close(found.bias[at].unwrap(), plain.bias[1], 1e-6, "tied");
    close(found.parameter_effects, log.pe, 1e-6, "tied");
}
