//! What a formula determines: cases whose answer is known by inspection, and random ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

use proptest::prelude::*;
use thalweg::structure::{Structure, check};

fn told(formula: &str) -> Structure {
    check(formula, &["x", "z", "y"], &[]).unwrap_or_else(|e| panic!("{formula}: {e:?}"))
}

/// Formulas all of whose parameters are determined.
#[test]
fn identifiable() {
    for formula in [
        "y ~ a*x",
        "y ~ c",
        "y ~ a + b*x + c*x^2 + d*x^3",
        "y ~ b1*(1 - exp(-b2*x))",
        "y ~ a*exp(-k*x) + c",
        "y ~ a1*exp(-k1*x) + a2*exp(-k2*x)",
        "y ~ a1*exp(-k1*x) + a2*exp(-k2*x) + a3*exp(-k3*x)",
        "y ~ v*x/(km + x)",
        "y ~ bottom + (top - bottom)/(1 + (x/ec50)^(-h))",
        "y ~ a*exp(-((x - m)/s)^2/2)",
        "y ~ a*sin(w*x + p)",
        "y ~ a/(1 + exp(b - c*x))",
        "y ~ a*x^b",
        "y ~ (b1 + b2*x + b3*x^2)/(1 + b4*x + b5*x^2)",
        "y ~ b1*(b2 + x)^(-1/b3)",
        "y ~ a*log(x/b)",
        "y ~ a*x + b*z + c*x*z",
        "y ~ if(x < 1.5, a, b)*x",
        "y ~ a*(x == 1) + b*(x == 2) + c*(x == 3)",
        "y ~ a*(x > 550) + b*(x <= 550)",
        "y ~ a*max(x - c, 0) + b",
        "y ~ a*abs(x) + b*x",
        "y ~ d*ka/(v*(ka - ke))*(exp(-ke*x) - exp(-ka*x)) + d",
        "y ~ a/(1 + exp((x - 550)/w))",
    ] {
        let told = told(formula);
        assert!(told.is_identifiable(), "{formula}: {:?}", told.findings);
        assert_eq!(told.determined, told.parameters, "{formula}");
        assert_eq!(told.reduced, None, "{formula}");
    }
}

/// Formula, the determined combinations in the order of the parameters, the formula with fewer parameters.
const REDUNDANT: &[(&str, &[&str], Option<&str>)] = &[
    // Products, ratios, powers.
    ("y ~ b1*b3*(1 - exp(-b2*x))", &["b1*b3", "b2"], Some("y ~ b1*(1 - exp(-b2*x))")),
    ("y ~ a*b*c*x", &["a*b*c"], Some("y ~ a*x")),
    ("y ~ a/b*x", &["a/b"], Some("y ~ a*x")),
    ("y ~ a*b^2*x", &["a*b^2"], Some("y ~ a*x")),
    ("y ~ a^2*b^3*x", &["a*b^(3/2)"], Some("y ~ a^2*x")),
    ("y ~ a*sqrt(b)*exp(-k*x)", &["a^2*b", "k"], Some("y ~ sqrt(b)*exp(-k*x)")),
    ("y ~ a*b*exp(-c*d*x)", &["a*b", "c*d"], Some("y ~ a*exp(-c*x)")),
    ("y ~ a*b*exp(-b*c*x)", &["a*b", "b*c"], Some("y ~ a*exp(-c*x)")),
    ("y ~ a*b*x/(b*c + b*d*x)", &["a/d", "c/d"], Some("y ~ a*x/(c + x)")),
    ("y ~ v*e*x/(km + x)", &["v*e", "km"], Some("y ~ v*x/(km + x)")),
    ("y ~ a*(k*x)^n", &["a*k^n", "n"], Some("y ~ a*x^n")),
    // Sums and differences.
    ("y ~ (a + c)*x", &["a + c"], Some("y ~ a*x")),
    ("y ~ a + b*x - c", &["a - c", "b"], Some("y ~ a + b*x")),
    ("y ~ (a + 2*b - c/3)*x", &["a + 2*b - c/3"], Some("y ~ a*x")),
    ("y ~ (a + 2.3548*b)*x", &["a + 2.3548*b"], Some("y ~ a*x")),
    ("y ~ a*exp(-(k1 + k2)*x)", &["a", "k1 + k2"], Some("y ~ a*exp(-k1*x)")),
    ("y ~ exp(a + b + c*x)", &["a + b", "c"], Some("y ~ exp(a + c*x)")),
    ("y ~ sin(w*x + p - q)", &["w", "p - q"], Some("y ~ sin(w*x + p)")),
    // Mixed.
    ("y ~ exp(a)*b*x", &["b*exp(a)"], Some("y ~ b*x")),
    ("y ~ b*exp(a - k*x)", &["b*exp(a)", "k"], Some("y ~ b*exp(-k*x)")),
    ("y ~ (a + b)*c*x", &["(a + b)*c"], Some("y ~ a*x")),
    ("y ~ a*b*x + c*b", &["a*b", "b*c"], Some("y ~ a*x + c")),
    ("y ~ x*(1/a + 1/b)", &["1/a + 1/b"], None),
    ("y ~ x/sqrt(a^2 + b^2)", &["a^2 + b^2"], Some("y ~ x/sqrt(a^2)")),
    ("y ~ x*(exp(a) + exp(b))", &["exp(a) + exp(b)"], None),
    ("y ~ log(a) + b + c*x", &["a*exp(b)", "c"], Some("y ~ log(a) + c*x")),
    ("y ~ a*exp(-k*(x - t0))", &["a*exp(k*t0)", "k"], Some("y ~ a*exp(-k*x)")),
    ("y ~ a*exp(-(x - m)/s)", &["a*exp(m/s)", "s"], Some("y ~ a*exp(-x/s)")),
    ("y ~ a + b*(x - c)", &["a - b*c", "b"], Some("y ~ a + b*x")),
    ("y ~ a*(x/k)^n + c", &["a/k^n", "n", "c"], Some("y ~ a*x^n + c")),
];

#[test]
fn redundant() {
    let mut wrong = String::new();
    for &(formula, determined, reduced) in REDUNDANT {
        let told = told(formula);
        if told.is_identifiable()
            || told.determined != determined
            || (reduced.is_some() && told.reduced.as_deref() != reduced)
        {
            wrong += &format!("{formula}: {told:#?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn parameters_that_do_not_matter() {
    let one = told("y ~ a*x + 0*b");
    assert_eq!(
        (one.findings[0].kind, one.findings[0].seen.as_str()),
        ("absent", "the curve does not depend on `b`")
    );
    assert_eq!((one.determined, one.reduced.as_deref()), (vec!["a".to_string()], Some("y ~ a*x")));
    // By cancellation, which no derivative shows as an exact 0.
    let one = told("y ~ a*b*x/(b*c + b*d*x)");
    assert_eq!(one.findings.iter().map(|f| f.kind).collect::<Vec<_>>(), ["combination", "absent"]);
    assert_eq!(one.determined, ["a/d", "c/d"]);
}

#[test]
fn parameters_that_count_only_through_a_comparison() {
    for formula in ["y ~ if(x < c, a, b)", "y ~ a*step(x - c) + b", "y ~ a*(x > c) + b"] {
        let one = told(formula);
        assert_eq!((one.findings.len(), one.findings[0].kind), (1, "jumps"), "{formula}");
        assert_eq!(one.findings[0].parameters, ["c"], "{formula}");
    }
    // A kink is none: its place has a derivative.
    assert!(told("y ~ if(x < c, a*(x - c), b*(x - c))").is_identifiable());
}

#[test]
fn a_combination_without_a_name_is_given_as_a_direction() {
    // Only a + b + a·b counts: there are no coordinates on the list for that.
    let one = told("y ~ (a + b + a*b*sin(a))*x");
    let finding = &one.findings[0];
    assert_eq!((finding.kind, finding.parameters.len()), ("direction", 2));
    let (at, by) = finding.direction.as_ref().unwrap();
    let (a, b) = (at[0], at[1]);
    let slope = (1.0 + b * a.sin() + a * b * a.cos()) * by[0] + (1.0 + a * a.sin()) * by[1];
    assert!(slope.abs() < 1e-9 && by.contains(&1.0), "{finding:?}");
    assert!(one.determined.is_empty() && one.reduced.is_none());
}

fn symmetries(formula: &str) -> Vec<String> {
    let one = told(formula);
    assert!(one.is_identifiable(), "{formula}: {:?}", one.findings);
    one.symmetries.into_iter().map(|s| s.seen).collect()
}

#[test]
fn other_values_of_the_same_curve() {
    let exchange = "(a1, k1) and (a2, k2) are terms that can be exchanged";
    assert_eq!(symmetries("y ~ a1*exp(-k1*x) + a2*exp(-k2*x)"), [exchange]);
    let one = told("y ~ a1*exp(-k1*x) + a2*exp(-k2*x)");
    assert!(one.symmetries[0].help.contains("k1 > k2"), "{:?}", one.symmetries);
    assert_eq!(symmetries("y ~ exp(-a*x) + exp(-b*x)"), ["`a` and `b` can be exchanged"]);
    assert_eq!(symmetries("y ~ a*exp(-((x - m)/s)^2)"), ["the sign of `s` does not matter"]);
    assert_eq!(
        symmetries("y ~ a*sin(w*x + p)"),
        [
            "the signs of `a`, `w` and `p` can be turned together",
            "`p + 2*pi` is the same curve",
            "`p + pi` with `-a` for `a` is the same curve"
        ]
    );
    let peaks =
        symmetries("y ~ a*exp(-((x-m)/s)^2) + b*exp(-((x-n)/t)^2) + c*exp(-((x-o)/u)^2) + d");
    assert_eq!(peaks.iter().filter(|s| s.contains("exchanged")).count(), 3, "{peaks:?}");
    assert!(symmetries("y ~ a + b*x").is_empty());
    // Bounds that leave only one of them.
    let bounded = check("y ~ a*exp(-((x - m)/s)^2)", &["x", "y"], &["s in [0, inf]"]).unwrap();
    assert!(bounded.symmetries.is_empty());
}

#[test]
fn declarations_are_part_of_the_question() {
    let redundant = "y ~ b1*b3*(1 - exp(-b2*x))";
    let with = |declarations: &[&str]| check(redundant, &["x", "y"], declarations).unwrap();
    assert!(!with(&[]).is_identifiable());
    assert!(with(&["b3=2 fixed"]).is_identifiable());
    assert!(with(&["b3 := 2*b1"]).is_identifiable());
    assert!(!with(&["b3 := 2*b2"]).findings.iter().any(|f| f.parameters.contains(&"b2".into())));
    assert!(!with(&["b1=1e9; b3 in [1e-12, 1e-11]"]).is_identifiable());
}

#[test]
fn columns_are_named_or_told() {
    assert_eq!(check("y ~ a*b*x", &[], &[]).unwrap().columns, ["x"]);
    assert!(check("y ~ a*t", &[], &[]).unwrap().guessed);
    assert!(check("a*exp(-k*time)", &[], &[]).unwrap().is_identifiable());
    for formula in ["y ~ a*u", "y ~ a*x*t", "y ~"] {
        let error = check(formula, &[], &[]).unwrap_err();
        assert!(["E-COLUMN", "E-FORMULA"].contains(&error.code()), "{error:?}");
    }
    assert_eq!(check("y ~ 2*x", &["x"], &[]).unwrap_err().code(), "E-NOPARAMETER");
    // A column that was forgotten is not taken for a parameter without a word: it is listed as one.
    assert_eq!(check("y ~ a*x + b*z", &["x"], &[]).unwrap().parameters, ["a", "b", "z"]);
}

#[test]
fn forty_parameters() {
    let terms: Vec<String> = (0..20).map(|k| format!("a{k}*exp(-((x - {k})/s{k})^2)")).collect();
    let formula = format!("y ~ {}", terms.join(" + "));
    let started = std::time::Instant::now();
    let one = told(&formula);
    assert_eq!(one.parameters.len(), 40);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

proptest! {
    /// a^p b^q c^r: one product of powers is determined, whatever the exponents, and it is this one.
    #[test]
    fn random_monomials(p in 1..4i32, q in -3..4i32, r in -3..4i32, rate in prop::bool::ANY) {
        prop_assume!(q != 0 && r != 0);
        let tail = if rate { "*exp(-k*x)" } else { "*x" };
        let formula = format!("y ~ a^{p}*b^({q})*c^({r}){tail}");
        let told = told(&formula);
        prop_assert_eq!(told.determined.len(), 1 + usize::from(rate), "{:?}", told);
        prop_assert_eq!(&told.findings[0].parameters, &["a", "b", "c"]);
        // The exponents are those of the formula: two points at which the formula agrees agree here.
        let text = format!("y ~ ({})*x", told.determined[0]);
        let both = check(&format!("y ~ (a^{p}*b^({q})*c^({r}))*x"), &["x", "y"], &[]).unwrap();
        prop_assert_eq!(check(&text, &["x", "y"], &[]).unwrap().determined, both.determined);
    }

    /// Linear combinations likewise.
    #[test]
    fn random_sums(p in 1..5i32, q in -4..5i32, r in -4..5i32) {
        prop_assume!(q != 0 && r != 0);
        let told = told(&format!("y ~ ({p}*a + {q}*b + {r}*c)*x"));
        prop_assert_eq!(told.determined.len(), 1, "{:?}", told);
        prop_assert_eq!(&told.findings[0].parameters, &["a", "b", "c"]);
    }
}
