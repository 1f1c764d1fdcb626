//! Huge and hostile input: an error or an answer, soon, and never an exhausted stack.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::time::{Duration, Instant};

use thalweg_formula::{Expr, Formula, FormulaErrorKind, Model, Scratch};

fn is_too_large(text: &str) {
    let started = Instant::now();
    let error = Formula::parse(text).unwrap_err();
    assert_eq!(error.kind(), FormulaErrorKind::TooLarge, "{}", error.message());
    assert!(error.to_string().len() < 500);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn nesting_has_an_end() {
    for (open, close) in
        [("(", ")"), ("-", ""), ("exp(", ")"), ("!", ""), ("a^", ""), ("if(1,", ",2)")]
    {
        for depth in [1_000, 10_000] {
            is_too_large(&(open.repeat(depth) + "x" + &close.repeat(depth)));
        }
        let fine = 90;
        assert!(Expr::parse(&(open.repeat(fine) + "x" + &close.repeat(fine))).is_ok());
    }
    is_too_large(&("(".repeat(100_000) + &")".repeat(100_000)));
    is_too_large(&"(".repeat(100_000));
}

#[test]
fn length_has_an_end() {
    is_too_large(&"x + ".repeat(1_000_000));
}

#[test]
fn definitions_cannot_explode() {
    let mut text = "y ~ a0 where a60 := x".to_owned();
    for i in 0..60 {
        text += &format!(", a{i} := a{} + a{}", i + 1, i + 1);
    }
    is_too_large(&text);
}

#[test]
fn shared_parts_stay_shared() {
    // 2^40 x as written, 40 additions as computed.
    let mut expr = Expr::parse("b*x").unwrap();
    let twice = Expr::parse("u + u").unwrap();
    for _ in 0..40 {
        expr = twice.substitute("u", &expr);
    }
    let model = Model::new(&expr, &["x"], &[]).unwrap();
    let (mut value, mut partial) = ([0.0], [0.0]);
    model.partials(&[2.0], &[&[3.0]], &mut value, &mut [&mut partial], None, &mut Scratch::new());
    let factor = (1u64 << 40) as f64;
    assert_eq!((value, partial), ([6.0 * factor], [3.0 * factor]));
}

#[test]
fn long_sums_need_no_deep_stack() {
    let text = "x*b".to_owned() + &" + x*b".repeat(9_000);
    let started = Instant::now();
    let expr = Expr::parse(&text).unwrap();
    assert_eq!(Expr::parse(&expr.to_string()).unwrap(), expr);
    let model = Model::new(&expr, &["x"], &[]).unwrap();
    let (mut value, mut partial) = ([0.0], [0.0]);
    model.partials(&[2.0], &[&[3.0]], &mut value, &mut [&mut partial], None, &mut Scratch::new());
    assert_eq!((value, partial), ([54_006.0], [27_003.0]));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn thousands_of_parameters_are_a_matter_of_seconds() {
    let terms: Vec<String> = (0..4_000).map(|i| format!("p{i}*x^{}", i % 7)).collect();
    let text = terms.join("+");
    let started = Instant::now();
    let model = Model::new(&Expr::parse(&text).unwrap(), &["x"], &[]).unwrap();
    assert_eq!(model.linear_parameters().len(), 4_000);
    let mut storage = vec![[0.0]; 4_000];
    let mut partials: Vec<&mut [f64]> = storage.iter_mut().map(|p| &mut p[..]).collect();
    let params = vec![1.0; 4_000];
    model.partials(&params, &[&[2.0]], &mut [0.0], &mut partials, None, &mut Scratch::new());
    assert_eq!(storage[3_995], [2f64.powi(3_995 % 7)]);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn products_of_sums_are_a_matter_of_seconds() {
    let sum = |name: &str| (0..60).map(|i| format!("{name}{i}")).collect::<Vec<_>>().join("+");
    let product: Vec<String> = (0..60).map(|i| format!("({})", sum(&format!("p{i}_")))).collect();
    let started = Instant::now();
    let model = Model::new(&Expr::parse(&product.join("*")).unwrap(), &[], &[]).unwrap();
    assert_eq!(model.linear_parameters().len(), 60);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn choices_among_thousands_are_a_matter_of_seconds() {
    let names: Vec<String> = (0..4_000).map(|i| format!("p{i}*x")).collect();
    let text = format!("min({})", names.join(","));
    let started = Instant::now();
    let model = Model::new(&Expr::parse(&text).unwrap(), &["x"], &[]).unwrap();
    assert!(model.linear_parameters().is_empty());
    let mut storage = vec![[0.0]; 4_000];
    let mut partials: Vec<&mut [f64]> = storage.iter_mut().map(|p| &mut p[..]).collect();
    let params: Vec<f64> = (0..4_000).map(|i| f64::from((i + 17) % 4_000)).collect();
    model.partials(&params, &[&[2.0]], &mut [0.0], &mut partials, None, &mut Scratch::new());
    assert_eq!(storage.iter().position(|p| p[0] == 2.0), Some(3_983));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
