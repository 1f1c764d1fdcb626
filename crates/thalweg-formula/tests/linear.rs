//! Which parameters a formula is jointly linear in.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use thalweg_formula::{Expr, Model};

fn linear(text: &str) -> Vec<String> {
    let model = Model::new(&Expr::parse(text).unwrap(), &["x", "z"], &[]).unwrap();
    model.linear_parameters().iter().map(|&j| model.parameters()[j].clone()).collect()
}

#[test]
fn a_largest_set_is_found() {
    for (text, expected) in [
        ("b1*(1-exp(-b2*x))", &["b1"][..]),
        ("exp(-b1*x)/(b2+b3*x)", &[]),
        ("b1*b2*x", &["b1"]),
        ("b1*(b2 + b3*x)", &["b2", "b3"]),
        ("b1*(b2 + b3*x) + b4*b1", &["b2", "b3", "b4"]),
        ("a + b*x + c*x^2 + d*sin(w*x)", &["a", "b", "c", "d"]),
        ("a/x + b/(x + z) - c", &["a", "b", "c"]),
        ("(a + b*x)^2", &[]),
        ("(a + b*x)^1", &["a", "b"]),
        ("a^2 + a*b", &["b"]),
        ("abs(a) + b", &["b"]),
        ("max(a, b) + c", &["c"]),
        ("if(x > 1, a, b*x) + c", &["a", "b", "c"]),
        ("if(x > t, a, b) + c*t", &["a", "b", "c"]),
        ("step(x - t)*a + b", &["a", "b"]),
        ("a*b + b*c + c*a", &["a"]),
        ("a*b + c*d", &["a", "c"]),
        ("a*b + b*c + c*d + d*e", &["a", "c", "e"]),
        ("-(-a)/2 - pi*b", &["a", "b"]),
        ("x", &[]),
        ("x^a*exp(-b)", &[]),
    ] {
        assert_eq!(linear(text), expected, "{text}");
    }
}

/// With the others held, a difference of the linear ones moves the value in proportion.
#[test]
fn superposition_holds() {
    let mut scratch = thalweg_formula::Scratch::new();
    for text in ["b1*(b2 + b3*x)/(1 + b4*z) + b5*atan(b4*x)", "if(x > b1, b2*z, b3) - b3*x/7"] {
        let model = Model::new(&Expr::parse(text).unwrap(), &["x", "z"], &[]).unwrap();
        let (x, z) = ([0.5, 1.5, 4.0], [2.0, -0.3, 1.0]);
        let columns: Vec<&[f64]> =
            model.columns().iter().map(|name| if name == "x" { &x[..] } else { &z[..] }).collect();
        let base: Vec<f64> = (0..model.parameters().len()).map(|j| 0.7 + j as f64).collect();
        let mut at = |t: f64| {
            let mut params = base.clone();
            for &j in model.linear_parameters() {
                params[j] += t * (1.0 + j as f64);
            }
            let mut out = [0.0; 3];
            model.values(&params, &columns, &mut out, &mut scratch);
            out
        };
        let (zero, one, three) = (at(0.0), at(1.0), at(3.0));
        for i in 0..3 {
            let (small, large) = (one[i] - zero[i], three[i] - zero[i]);
            assert!((large - 3.0 * small).abs() < 1e-13 * (1.0 + large.abs()), "{text}");
        }
        assert!(!model.linear_parameters().is_empty());
    }
}
