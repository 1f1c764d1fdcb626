//! Printing and parsing are inverse to each other.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use proptest::prelude::*;
use thalweg_formula::{Expr, Formula};

/// Text with more parentheses than needed, and less canonical spelling.
fn text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(
            &[
                "x",
                "b1",
                "$2",
                "`dose (mg)`",
                "pi",
                "µ",
                "k₁",
                "a.b",
                "_",
                "`pi`",
                "`a``b`",
                "`where`"
            ][..]
        )
        .prop_map(str::to_owned),
        (0.0f64..1e6).prop_map(|value| format!("{value}")),
        any::<f64>()
            .prop_filter("literals are finite and have no sign", |v| v.is_finite()
                && v.is_sign_positive())
            .prop_map(|value| format!("{value:e}")),
    ];
    leaf.prop_recursive(6, 60, 3, |inner| {
        let operators = ["+", "-", "*", "/", "^", "**", "<", "<=", ">", ">=", "==", "!=", "&", "|", "&&"];
        let operator = prop::sample::select(operators.to_vec());
        let function = prop::sample::select(vec!["exp", "ln", "sqrt", "besselj1", "step"]);
        prop_oneof![
            4 => (inner.clone(), operator, inner.clone(), any::<bool>()).prop_map(
                |(a, o, b, space)| if space { format!("({a}) {o} ({b})") } else { format!("({a}){o}({b})") }
            ),
            2 => (prop::sample::select(vec!["-", "+", "!", "--"]), inner.clone())
                .prop_map(|(sign, a)| format!("({sign}({a}))")),
            1 => (function, inner.clone()).prop_map(|(f, a)| format!("{f}({a})")),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("if({a}, max({a}, {b}, {c}), atan2({b}, {c}))")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_text_parses_to_the_same_expression(text in text()) {
        let expr = Expr::parse(&text).unwrap();
        let canonical = expr.to_string();
        let again = Expr::parse(&canonical).unwrap();
        prop_assert_eq!(&expr, &again, "{} printed as {}", text, canonical);
        prop_assert_eq!(again.to_string(), canonical);
    }

    #[test]
    fn any_text_is_an_expression_or_an_error_with_a_place(text in "\\PC{0,40}|[a-z0-9+*/^()`$~,:=<>!&| .-]{0,60}") {
        if let Err(error) = Formula::parse(&text) {
            let span = error.span();
            prop_assert!(span.start <= span.end && span.end <= text.len());
            prop_assert!(text.get(span).is_some());
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn precedence_is_that_of_the_nist_notation() {
    let canonical = |text: &str| Expr::parse(text).unwrap().to_string();
    for (written, meant) in [
        ("-x^2", "-(x^2)"),
        ("2^-x^2", "2^(-(x^2))"),
        ("a^b^c", "a^(b^c)"),
        ("a**b**c", "a^(b^c)"),
        ("a/b*c", "(a/b)*c"),
        ("a-b-c", "(a-b)-c"),
        ("-a*b", "(-a)*b"),
        ("a--b", "a-(-b)"),
        ("(x^2+x*b2)", "((x^2)+(x*b2))"),
        ("-((x-b4)^2)/b5^2", "(-((x-b4)^2))/(b5^2)"),
        ("!a < b", "!(a < b)"),
        ("a < b & c > d | e", "((a < b) & (c > d)) | e"),
        ("!a & b", "(!a) & b"),
        ("x − 1", "x - 1"),
        (" 1.5e3*.5 ", "1500*0.5"),
        ("ln(x)", "log(x)"),
        ("min(a, b, c)", "min(min(a, b), c)"),
        ("a == b", "(a)==(b)"),
    ] {
        assert_eq!(Expr::parse(written), Expr::parse(meant), "{written} means {meant}");
    }
    assert_eq!(canonical("((a)-(b-c))*((d))^(-(e))"), "(a - (b - c))*d^-e");
    assert_eq!(canonical("(-a)^2 + (a^b)^c"), "(-a)^2 + (a^b)^c");
    assert_eq!(canonical("1e16 + 1e-7 + 3.141592653589793"), "1e16 + 1e-7 + pi");
    assert_eq!(canonical("!(!a) + 0"), "!(!a) + 0");
    assert_eq!(canonical("!(!a)"), "!!a");
}
