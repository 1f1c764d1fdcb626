//! Every function's derivatives, and the places where a rule applied blindly would give NaN.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use thalweg_formula::{Expr, Model, Scratch};

fn model(text: &str) -> Model {
    Model::new(&Expr::parse(text).unwrap(), &["x"], &[]).unwrap()
}

/// Value, partial derivatives, and the second derivative along (1, 1, ...) at one row.
fn all(text: &str, params: &[f64], x: f64) -> (f64, Vec<f64>, f64) {
    let model = model(text);
    let column = [x];
    let columns: &[&[f64]] = if model.columns().is_empty() { &[] } else { &[&column] };
    let (mut value, mut second) = ([0.0], [0.0]);
    let mut storage = vec![[0.0]; params.len()];
    let mut slices: Vec<&mut [f64]> = storage.iter_mut().map(|p| &mut p[..]).collect();
    let mut scratch = Scratch::new();
    model.partials(params, columns, &mut value, &mut slices, None, &mut scratch);
    let ones = vec![1.0; params.len()];
    model.second_directional(params, &ones, columns, &mut second, &mut scratch);
    (value[0], storage.into_iter().map(|[partial]| partial).collect(), second[0])
}

/// The derivative at 0 by central differences and Richardson's extrapolation.
fn derivative(f: impl Fn(f64) -> f64, h: f64) -> f64 {
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    let (coarse, middle, fine) = (central(h), central(h / 2.0), central(h / 4.0));
    let (once, again) = ((4.0 * middle - coarse) / 3.0, (4.0 * fine - middle) / 3.0);
    (16.0 * again - once) / 15.0
}

#[test]
fn every_function_has_the_derivatives_of_its_values() {
    for (text, points) in [
        ("exp(b)", &[-3.0, 0.0, 2.0][..]),
        ("expm1(b)", &[-3.0, 1e-9, 2.0]),
        ("log(b)", &[0.1, 1.0, 30.0]),
        ("ln(b)", &[0.1, 1.0, 30.0]),
        ("log1p(b)", &[-0.5, 1e-9, 30.0]),
        ("log2(b)", &[0.1, 1.0, 30.0]),
        ("log10(b)", &[0.1, 1.0, 30.0]),
        ("sqrt(b)", &[0.1, 1.0, 30.0]),
        ("cbrt(b)", &[-0.7, 1.0, 30.0]),
        ("abs(b)", &[-0.7, 0.3]),
        ("sin(b)", &[-4.0, 0.0, 1.0]),
        ("cos(b)", &[-4.0, 0.0, 1.0]),
        ("tan(b)", &[-4.0, 0.0, 1.0]),
        ("asin(b)", &[-0.9, 0.0, 0.5]),
        ("acos(b)", &[-0.9, 0.0, 0.5]),
        ("atan(b)", &[-4.0, 0.0, 1.0]),
        ("atan2(b, 0.7)", &[-4.0, 0.0, 1.0]),
        ("atan2(0.7, b)", &[-4.0, 0.0, 1.0]),
        ("sinh(b)", &[-3.0, 0.0, 1.0]),
        ("cosh(b)", &[-3.0, 0.0, 1.0]),
        ("tanh(b)", &[-3.0, 0.0, 1.0]),
        ("erf(b)", &[-2.0, 0.0, 0.5]),
        ("erfc(b)", &[-2.0, 0.0, 3.0]),
        ("gamma(b)", &[-1.4, 0.7, 4.2]),
        ("lgamma(b)", &[-1.4, 0.7, 4.2]),
        ("besselj0(b)", &[-5.0, 0.0, 1.0, 9.0]),
        ("besselj1(b)", &[-5.0, 0.0, 1.0, 9.0]),
        ("min(b, b^2)", &[-0.5, 0.5, 2.0]),
        ("max(b, b^2)", &[-0.5, 0.5, 2.0]),
        ("if(b > 1, b^3, exp(b))", &[0.5, 2.0]),
        ("step(b)*b^2", &[-0.5, 0.5]),
        ("b^3.7", &[0.5, 2.0]),
        ("b^0.5 + b^-0.5 + b^-1 + b^-2 + b^-3", &[0.5, 2.0]),
        ("b^1 + b^2 + b^3 + b^4 + b^5 + b^0", &[-0.5, 2.0]),
        ("2^b + 10^-b", &[-0.5, 2.0]),
        ("b^b", &[0.5, 2.0]),
    ] {
        for &b in points {
            let (_, partials, second) = all(text, &[b], 0.0);
            let value = |t: f64| all(text, &[b + t], 0.0).0;
            let slope = |t: f64| all(text, &[b + t], 0.0).1[0];
            let h = 1e-3 * b.abs().max(0.05);
            let scale = 1.0 + value(0.0).abs() + second.abs();
            let expected = derivative(value, h);
            let got = partials[0];
            assert!((got - expected).abs() < 2e-9 * scale, "{text}′ at {b}: {got} for {expected}");
            let expected = derivative(slope, h);
            assert!(
                (second - expected).abs() < 2e-8 * scale,
                "{text}″ at {b}: {second} for {expected}"
            );
        }
    }
}

#[test]
fn a_power_of_zero_has_its_value_and_derivatives() {
    // Doses of 0: x^p and its derivatives by p are 0 there.
    for p in [0.5, 1.0, 1.7, 2.0, 3.5] {
        let (value, partials, second) = all("v*x^p", &[3.0, p], 0.0);
        assert_eq!((value, partials, second), (0.0, vec![0.0, 0.0], 0.0), "p = {p}");
    }
    // The Hill curve at dose 0.
    let (value, partials, second) = all("top*x^n/(k^n + x^n)", &[5.0, 1.5, 2.0], 0.0);
    assert_eq!((value, partials, second), (0.0, vec![0.0, 0.0, 0.0], 0.0));
    // By the base: (b − x)^p at b = x.
    for (p, slope, second) in
        [(1.0, 1.0, 0.0), (1.5, 0.0, f64::INFINITY), (2.0, 0.0, 2.0), (2.5, 0.0, 0.0)]
    {
        let (value, partials, curvature) = all(&format!("(b - x)^{p:?}"), &[2.0], 2.0);
        assert_eq!((value, partials[0], curvature), (0.0, slope, second), "p = {p}");
    }
    // An exponent that is a parameter and happens to be 0, 1 or 2.
    for (p, slope) in [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)] {
        let (value, partials, _) = all("(b - x)^p", &[2.0, p], 2.0);
        assert_eq!((value, partials[0]), (if p == 0.0 { 1.0 } else { 0.0 }, slope), "p = {p}");
    }
    assert_eq!(all("x^p", &[0.0], 0.0).0, 1.0);
}

#[test]
fn a_negative_base_has_integer_powers() {
    let (value, partials, second) = all("(b - x)^n + 0*n", &[1.0, 3.0], 3.0);
    assert_eq!((value, partials[0]), (-8.0, 12.0));
    assert!(partials[1].is_nan() && second.is_nan(), "there is no derivative by the exponent");
    assert_eq!(all("(b - x)^5", &[1.0], 3.0), (-32.0, vec![80.0], -160.0));
    assert_eq!(all("(b - x)^-3", &[1.0], 3.0).1, [-3.0 / 16.0]);
    assert!(all("(b - x)^0.5", &[1.0], 3.0).0.is_nan());
}

#[test]
fn saturated_exponentials_are_flat() {
    let (value, partials, second) = all("b1/(1 + exp(b2*x))", &[3.0, 1.0], 1000.0);
    assert_eq!((value, partials, second), (0.0, vec![0.0, 0.0], 0.0));
    let (value, partials, second) = all("tanh(b*x)", &[1.0], 1e4);
    assert_eq!((value, partials, second), (1.0, vec![0.0], 0.0));
}

#[test]
fn a_branch_that_is_not_taken_does_not_count() {
    let text = "if(x > 0, b1*x^b2, 0)";
    assert_eq!(all(text, &[2.0, -0.5], 0.0), (0.0, vec![0.0, 0.0], 0.0));
    assert_eq!(all("max(b*log(x), b*1)", &[2.0], 0.0), (2.0, vec![1.0], 0.0));
    let (value, partials, _) = all("if(b*x > 1, sqrt(b - x), b^2)", &[1.0], 0.5);
    assert_eq!((value, partials), (1.0, vec![2.0]));
    let nested = "if(x < 1, if(x < 0, log(x)*b, b^2), b^3)*b";
    assert_eq!(all(nested, &[2.0], 0.5).1, [12.0]);
    assert_eq!(all(nested, &[2.0], 5.0).1, [32.0]);
}

#[test]
fn comparisons_give_one_and_zero() {
    for (text, expected) in [
        ("x > 1 & x <= 2", 1.0),
        ("x < 2 | x != 2", 0.0),
        ("!x == 2", 0.0),
        ("!(x >= 3)", 1.0),
        ("x == 2 & 7", 1.0),
        ("(x > 1) + (x > 0)", 2.0),
        ("step(x - 2) + step(-x)", 1.0),
        ("0/0*x > 0 | !(0/0*x)", 1.0),
    ] {
        assert_eq!(all(text, &[], 2.0).0, expected, "{text}");
    }
    assert!(all("if(0/0*x, 1, 2)", &[], 2.0).0.is_nan());
    assert!(all("min(x, 0/0*x)", &[], 2.0).0.is_nan());
    assert!(all("max(0/0*x, x)", &[], 2.0).0.is_nan());
}

#[test]
fn simplification_changes_no_value() {
    let nan = f64::NAN;
    for (text, x, expected) in [
        ("0*x", f64::INFINITY, nan),
        ("x - x", f64::INFINITY, nan),
        ("x/x", 0.0, nan),
        ("x^0", nan, 1.0),
        ("x^0.5", -0.0, 0.0),
        ("x^0.5", f64::NEG_INFINITY, f64::INFINITY),
        ("sqrt(x)", f64::NEG_INFINITY, nan),
        ("2*x/3", 0.1, 0.2 / 3.0),
        ("x/4", 0.3, 0.075),
        ("x/3", 0.1, 0.1 / 3.0),
        ("-(-x)", 0.1, 0.1),
        ("1*x + 0", 0.1, 0.1),
        ("log(exp(x))", 1000.0, f64::INFINITY),
        ("x*(1/3)", 5.0, 5.0 * (1.0 / 3.0)),
    ] {
        let (value, ..) = all(text, &[], x);
        assert!(
            value.to_bits() == expected.to_bits() || (value.is_nan() && expected.is_nan()),
            "{text} at {x}: {value} for {expected}"
        );
    }
}
