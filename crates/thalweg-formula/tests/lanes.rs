//! Many problems at once are each as on its own, bit for bit.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use proptest::prelude::*;
use proptest::sample::select;
use thalweg_formula::{Expr, LANES, LaneColumn, Model, Scratch};

const FORMULAS: [&str; 8] = [
    "a*exp(-k*x) + c",
    "a*exp(-((x - k)/c)^2/2)",
    "a*sin(k*x) + c*cos(k*x)",
    "a*x^k + c",
    "exp(a)*sqrt(k^2 + 1)/c*x + atan2(a, k)",
    "if(x < k, a, c*x)",
    "a + k + c",
    "min(a*x, k) + erf(c*z)*x",
];

proptest! {
    #[test]
    fn a_lane_is_the_problem_alone(
        formula in select(&FORMULAS[..]),
        points in select(vec![1_usize, 2, 31, 32, 33, 70]),
        numbers in prop::collection::vec(-3.0_f64..3.0, 400),
    ) {
        let model = Model::new(&Expr::parse(formula).unwrap(), &["x", "z"], &[]).unwrap();
        let (n, m) = (model.parameters().len(), points);
        let number = |i: usize| numbers[i % numbers.len()];
        let params: Vec<[f64; LANES]> =
            (0..n).map(|j| std::array::from_fn(|lane| number(7 * j + lane))).collect();
        let shared: Vec<f64> = (0..m).map(|k| number(3 * k + 100)).collect();
        let each: Vec<[f64; LANES]> =
            (0..m).map(|k| std::array::from_fn(|lane| number(5 * k + lane + 11))).collect();
        let column = |c: usize| match c {
            0 => LaneColumn::Shared(&shared),
            _ => LaneColumn::Each(&each),
        };
        let mut value = vec![[0.0_f64; LANES]; m];
        let mut partials = vec![[0.0_f64; LANES]; n * m];
        let mut scratch = Scratch::new();
        model.lane_partials(&params, &column, &mut value, &mut partials, &mut scratch);
        for lane in 0..LANES {
            let own: Vec<f64> = params.iter().map(|p| p[lane]).collect();
            let z: Vec<f64> = each.iter().map(|p| p[lane]).collect();
            let columns: Vec<&[f64]> = [&shared[..], &z[..]][..model.columns().len()].to_vec();
            let (mut alone, mut slopes) = (vec![0.0; m], vec![vec![0.0; m]; n]);
            let mut out: Vec<&mut [f64]> = slopes.iter_mut().map(Vec::as_mut_slice).collect();
            model.partials(&own, &columns, &mut alone, &mut out, None, &mut scratch);
            for k in 0..m {
                prop_assert_eq!(value[k][lane].to_bits(), alone[k].to_bits());
                for j in 0..n {
                    prop_assert_eq!(partials[j * m + k][lane].to_bits(), slopes[j][k].to_bits());
                }
            }
        }
    }
}

/// Every function there is, on numbers where none is steep: f32 is f64 to a few of its roundings.
#[test]
fn f32_is_f64_rounded() {
    let one = [
        "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "abs", "sin", "cos",
        "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "gamma", "lgamma",
        "besselj0", "besselj1", "step",
    ];
    let calls = one.iter().map(|name| format!("a*{name}(b*x + c)"));
    let others = [
        "a*x^b + c",
        "a*atan2(b*x, c)",
        "max(a*x, b) + min(c, x)",
        "if(x > b, a*x, c)",
        "a*sin(b*x)*cos(b*x) - c",
    ];
    let x: Vec<f64> = (0..40).map(|k| 0.31 + 0.011 * f64::from(k)).collect();
    let params = [0.7, 0.45, 0.3].map(|p| std::array::from_fn(|lane| p + 0.004 * lane as f64));
    let mut scratch = Scratch::new();
    for formula in calls.chain(others.map(String::from)) {
        let expr = Expr::parse(&formula).unwrap();
        let model = Model::new(&expr, &["x"], &["a", "b", "c"]).unwrap();
        let n = model.parameters().len();
        let order = |name: &String| params["abc".find(name.as_str()).unwrap()];
        let params: Vec<[f64; LANES]> = model.parameters().iter().map(order).collect();
        let column = |_: usize| LaneColumn::Shared(&x);
        let (mut value, mut slopes) = (vec![[0.0_f64; LANES]; 40], vec![[0.0_f64; LANES]; 40 * n]);
        model.lane_partials(&params, &column, &mut value, &mut slopes, &mut scratch);
        let (mut narrow, mut narrow_slopes) =
            (vec![[0.0_f32; LANES]; 40], vec![[0.0_f32; LANES]; 40 * n]);
        model.lane_partials(&params, &column, &mut narrow, &mut narrow_slopes, &mut scratch);
        let pairs = [value, slopes].concat().into_iter().zip([narrow, narrow_slopes].concat());
        for (wide, narrow) in pairs.flat_map(|(wide, narrow)| wide.into_iter().zip(narrow)) {
            let scale = wide.abs().max(1.0);
            assert!(
                (f64::from(narrow) - wide).abs() <= 8.0 * 2f64.powi(-24) * scale,
                "{formula}: {narrow} {wide}"
            );
        }
    }
}

/// What f32 cannot hold to its full precision is no number.
#[test]
fn f32_is_never_silently_wrong() {
    let model = Model::new(&Expr::parse("a*x + b").unwrap(), &["x"], &[]).unwrap();
    let at = |a: f64, b: f64, x: f64| {
        let (mut value, mut slopes) = ([[0.0_f32; LANES]], [[0.0_f32; LANES]; 2]);
        let given = [[x; LANES]];
        let column = |_: usize| LaneColumn::Each(&given);
        model.lane_partials(
            &[[a; LANES], [b; LANES]],
            &column,
            &mut value,
            &mut slopes,
            &mut Scratch::new(),
        );
        value[0][3]
    };
    assert_eq!((at(2.0, 1.0, 3.0), at(2.0, 0.0, 0.0)), (7.0, 0.0));
    assert!(at(1e39, 0.0, 1.0).is_nan() && at(1e-42, 0.0, 1.0).is_nan());
    assert!(at(1.0, 0.0, 1e39).is_nan() && at(1.0, 0.0, -1e-42).is_nan());
    assert!(at(f64::INFINITY, 0.0, 1.0).is_nan());
}
