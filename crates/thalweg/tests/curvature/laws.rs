//! Laws that curvature, skewness and bias obey whatever the data.

use proptest::prelude::*;
use thalweg::{Answer, Fit, Nonlinearity, Sigma, Table};

use super::reference::close;

/// y = 10(1 − e^(−x/2)) and a little off it, by numbers that look like noise.
fn table(noise: f64, scale: f64) -> Table {
    let x: Vec<f64> = (1..=12).map(|i| 0.6 * f64::from(i)).collect();
    let off = |i: usize| ((i * i * 37 + 11 * i) % 17) as f64 / 8.0 - 1.0;
    let y = |(i, x): (usize, &f64)| scale * (10.0 * (1.0 - (-0.5 * x).exp()) + noise * off(i));
    let y: Vec<f64> = x.iter().enumerate().map(y).collect();
    Table::new().with("x", x).unwrap().with("y", y).unwrap()
}

fn measured(answer: &Answer) -> &Nonlinearity {
    assert!(answer.converged, "{}: {}", answer.formula, answer.message);
    answer.nonlinearity.as_ref().expect(&answer.formula)
}

fn same(a: &Nonlinearity, b: &Nonlinearity, tolerance: f64, what: &str) {
    close(a.intrinsic, b.intrinsic, tolerance, what);
    close(a.parameter_effects, b.parameter_effects, tolerance, what);
    for (a, b) in a.skewness.iter().zip(&b.skewness) {
        close(a.unwrap(), b.unwrap(), tolerance, what);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// In other units of the data and of the parameters: the same measures, the bias in the new unit.
    #[test]
    fn units_change_nothing(data in -300..300i32, first in -200..200i32, second in -200..200i32) {
        let fit = |unit_of_data: f64, a: f64, b: f64| {
            let formula = format!("y ~ {unit_of_data:e}*(b1/{a:e})*(1 - exp(-(b2/{b:e})*x))");
            Fit::new(formula).start("b1", 8.0 * a).start("b2", 0.7 * b)
                .run(&table(0.4, unit_of_data)).unwrap()
        };
        let (data, a, b) = (4f64.powi(data), 2f64.powi(first), 2f64.powi(second));
        let (plain, scaled) = (fit(1.0, 1.0, 1.0), fit(data, a, b));
        same(measured(&scaled), measured(&plain), 1e-9, &scaled.formula);
        let bias = |answer: &Answer, k: usize| measured(answer).bias[k].unwrap();
        close(bias(&scaled, 0) / a, bias(&plain, 0), 1e-9, "bias of b1");
        close(bias(&scaled, 1) / b, bias(&plain, 1), 1e-9, "bias of b2");
    }

    /// The surface does not know its parameters: intrinsic curvature is the same however they are
    /// written, and so is the skewness of what is the same quantity.
    #[test]
    fn intrinsic_curvature_does_not_depend_on_the_parameters(noise in 0.05..0.8f64, p in -2.0..2.0f64) {
        prop_assume!(p.abs() > 0.1);
        let data = table(noise, 1.0);
        let plain = Fit::new("y ~ b1*(1 - exp(-b2*x))").declare("b1=9; b2=0.6").run(&data).unwrap();
        let other = Fit::new(format!("y ~ q1^({p})*(1 - exp(-exp(q2)*x))"))
            .start("q1", 9f64.powf(1.0 / p)).start("q2", -0.5)
            .derive("b1", format!("q1^({p})")).derive("b2", "exp(q2)").run(&data).unwrap();
        let (a, b) = (measured(&plain), measured(&other));
        close(b.intrinsic, a.intrinsic, 1e-6, "intrinsic");
        for k in 0..2 {
            close(b.derived_skewness[k].unwrap(), a.skewness[k].unwrap(), 1e-6, "skewness");
            close(b.derived_bias[k].unwrap(), a.bias[k].unwrap(), 1e-6, "bias");
        }
    }

    /// With σ known, k copies of every observation are worth 1/√k of the curvature and 1/k of the bias.
    #[test]
    fn more_data_are_less_curved(copies in 2..9usize) {
        let once = table(0.3, 1.0);
        let repeated = |name: &str| -> Vec<f64> {
            let column = once.column(name).unwrap();
            (0..copies).flat_map(|_| column.iter().copied()).collect()
        };
        let often = Table::new().with("x", repeated("x")).unwrap().with("y", repeated("y")).unwrap();
        let fit = Fit::new("y ~ b1*(1 - exp(-b2*x))").declare("b1=9; b2=0.6")
            .sigma(Sigma::Absolute("0.3".into()));
        let (one, many) = (fit.run(&once).unwrap(), fit.run(&often).unwrap());
        let (one, many) = (measured(&one), measured(&many));
        let root = (copies as f64).sqrt();
        close(many.intrinsic * root, one.intrinsic, 1e-8, "intrinsic");
        close(many.parameter_effects * root, one.parameter_effects, 1e-8, "parameter effects");
        for k in 0..2 {
            close(many.skewness[k].unwrap() * root, one.skewness[k].unwrap(), 1e-8, "skewness");
            close(many.bias[k].unwrap() * copies as f64, one.bias[k].unwrap(), 1e-8, "bias");
        }
    }
}

#[test]
fn a_linear_model_has_none_at_all() {
    for formula in ["y ~ a + b*x", "y ~ a*x", "y ~ a + b*log(x) + c*x^2"] {
        let answer = Fit::new(formula).run(&table(0.4, 1.0)).unwrap();
        let found = measured(&answer);
        assert_eq!((found.intrinsic, found.parameter_effects), (0.0, 0.0), "{formula}");
        for (skewness, bias) in found.skewness.iter().zip(&found.bias) {
            assert_eq!((skewness.unwrap(), bias.unwrap()), (0.0, 0.0), "{formula}");
        }
        assert!(!answer.warned("W-CURVED"));
    }
}

/// Differences instead of exact derivatives see the same curvature.
#[test]
fn without_exact_derivatives() {
    let fit = Fit::new("y ~ b1*(1 - exp(-b2*x))").declare("b1=9; b2=0.6");
    let data = table(0.4, 1.0);
    let (exact, near) =
        (fit.run(&data).unwrap(), fit.clone().differences(true).run(&data).unwrap());
    same(measured(&near), measured(&exact), 2e-3, "differences");
}

#[test]
fn a_held_parameter_is_a_constant() {
    let data = table(0.4, 1.0);
    let bound = Fit::new("y ~ b1*(1 - exp(-b2*x)) + c").declare("b1=9; b2=0.6; c=0.5 in [0.4, 2]");
    let fixed = Fit::new("y ~ b1*(1 - exp(-b2*x)) + c").declare("b1=9; b2=0.6; c=0.4 fixed");
    let (bound, fixed) = (bound.run(&data).unwrap(), fixed.run(&data).unwrap());
    assert!(bound.parameter("c").unwrap().at_bound);
    let (a, b) = (measured(&bound), measured(&fixed));
    // The bounded parameter counts in n − p: σ differs by a known factor.
    let sigma = bound.residual_std_error.unwrap() / fixed.residual_std_error.unwrap();
    for k in 0..2 {
        close(a.skewness[k].unwrap() / sigma, b.skewness[k].unwrap(), 1e-9, "skewness");
        close(a.bias[k].unwrap() / sigma.powi(2), b.bias[k].unwrap(), 1e-9, "bias");
    }
    assert_eq!((a.skewness[2], a.bias[2], b.skewness[2]), (None, None, None));
}

#[test]
fn what_is_not_determined_has_no_skewness_and_hides_nothing_else() {
    let data = table(0.4, 1.0);
    let two = Fit::new("y ~ b1*(1 - exp(-b2*x))").declare("b1=9; b2=0.6").run(&data).unwrap();
    let three =
        Fit::new("y ~ b1*b3*(1 - exp(-b2*x))").declare("b1=3; b3=3; b2=0.6").run(&data).unwrap();
    let (a, b) = (measured(&two), three.nonlinearity.as_ref().unwrap());
    let sigma = three.residual_std_error.unwrap() / two.residual_std_error.unwrap();
    let at = |name: &str| three.parameters.iter().position(|p| p.name == name).unwrap();
    assert_eq!((b.skewness[at("b1")], b.skewness[at("b3")]), (None, None));
    close(b.skewness[at("b2")].unwrap() / sigma, a.skewness[1].unwrap(), 1e-6, "skewness of b2");
    assert!(b.intrinsic.is_finite() && b.parameter_effects.is_finite());
}

#[test]
fn one_parameter_has_one_curvature() {
    let answer = Fit::new("y ~ 10*(1 - exp(-k*x))").declare("k=0.4").run(&table(0.4, 1.0)).unwrap();
    let found = measured(&answer);
    assert!(found.intrinsic > 0.0 && found.parameter_effects > 0.0);
    // With one direction q·η″/σ is both the parameter effect (over √F = t) and a third of the skewness.
    let t = thalweg::Scatter { sigma: 1.0, degrees_of_freedom: 11, known: false }.quantile(0.95);
    close(found.parameter_effects / t, found.skewness[0].unwrap().abs() / 3.0, 1e-9, "skewness");
}

#[test]
fn more_than_twelve_parameters_take_too_long_and_that_is_said() {
    let x: Vec<f64> = (0..60).map(|i| f64::from(i) / 20.0).collect();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| 1.0 + x + 0.01 * ((i * 7919) % 13) as f64).collect();
    let terms: Vec<String> = (0..13).map(|k| format!("a{k}*cos({k}*x)")).collect();
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let answer = Fit::new(format!("y ~ {}", terms.join(" + "))).run(&table).unwrap();
    assert!(answer.converged && answer.nonlinearity.is_none());
    let said = answer.checks.iter().any(|c| c.seen.contains("curvature not computed"));
    assert!(said, "{:?}", answer.checks);
}

#[test]
fn no_scatter_no_measure() {
    let exact = table(0.0, 1.0);
    let fit = Fit::new("y ~ b1*(1 - exp(-b2*x))").declare("b1=9; b2=0.6");
    assert!(fit.run(&exact).unwrap().nonlinearity.is_none(), "zero residuals");
    let two = Table::new().with("x", [1.0, 3.0]).unwrap().with("y", [4.0, 7.5]).unwrap();
    assert!(fit.run(&two).unwrap().nonlinearity.is_none(), "as many parameters as rows");
    let known = fit.clone().sigma(Sigma::Absolute("0.1".into())).run(&two).unwrap();
    let found = measured(&known);
    assert!(
        found.intrinsic < 1e-12 && found.parameter_effects > 0.01,
        "the plane of two rows is flat"
    );
}
