//! Blocks of rows: the results do not depend on how rows are grouped, threaded or asked for.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use proptest::prelude::*;
use thalweg_formula::{Expr, Model, Scratch};

const FORMULAS: [&str; 8] = [
    "b1*(1 - exp(-b2*x))",
    "(b1 + b2*x + b3*z^3)/(1 + b4*x^2)",
    "b1*x^b2 + log(z)/b3 - b4*x",
    "if(x > b1, sin(b2*x)*cos(b3*z), b4*tanh(x*z))",
    "b1*atan2(x, b2*z) + max(b3*x, z^b4)",
    "b1*exp(-((x - b2)/b3)^2/2) + b4",
    "abs(b1 - x)^b2 + erf(b3*x)*b4 + cbrt(z)",
    "b1 + b2 + b3*b4",
];

struct Results {
    value: Vec<f64>,
    partials: Vec<Vec<f64>>,
    second: Vec<f64>,
}

fn evaluate(
    model: &Model,
    params: &[f64],
    columns: &[&[f64]],
    rows: usize,
    scratch: &mut Scratch,
) -> Results {
    let mut value = vec![f64::NAN; rows];
    let mut partials = vec![vec![f64::NAN; rows]; params.len()];
    let mut second = vec![f64::NAN; rows];
    let mut slices: Vec<&mut [f64]> = partials.iter_mut().map(|p| &mut p[..]).collect();
    model.partials(params, columns, &mut value, &mut slices, None, scratch);
    let direction = [0.3, -1.0, 0.5, 2.0];
    model.second_directional(params, &direction[..params.len()], columns, &mut second, scratch);
    Results { value, partials, second }
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|x| if x.is_nan() { 0 } else { x.to_bits() }).collect()
}

/// x and z of every row, and the columns a model uses of them.
fn data(rows: usize) -> [Vec<f64>; 2] {
    let wave = |i: usize, f: f64| 1.5 + (i as f64 * f).sin() * 1.4;
    [(0..rows).map(|i| wave(i, 0.7)).collect(), (0..rows).map(|i| wave(i, 1.3)).collect()]
}

fn used<'a>(model: &Model, [x, z]: [&'a [f64]; 2]) -> Vec<&'a [f64]> {
    model.columns().iter().map(|name| if name == "x" { x } else { z }).collect()
}

fn model(text: &str) -> Model {
    Model::new(&Expr::parse(text).unwrap(), &["x", "z"], &["b1", "b2", "b3", "b4"]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_cannot_be_seen(
        which in 0..FORMULAS.len(),
        params in prop::array::uniform4(-2.0f64..2.0),
        rows in 1usize..1100,
        cuts in prop::collection::vec(0usize..1100, 0..5),
    ) {
        let model = model(FORMULAS[which]);
        let params = &params[..model.parameters().len()];
        let [x, z] = data(rows);
        let mut scratch = Scratch::new();
        let whole = evaluate(&model, params, &used(&model, [&x, &z]), rows, &mut scratch);
        let mut ends: Vec<usize> = cuts.into_iter().filter(|&cut| cut < rows).chain([0, rows]).collect();
        ends.sort_unstable();
        for pair in ends.windows(2) {
            let range = pair[0]..pair[1];
            let columns = used(&model, [&x[range.clone()], &z[range.clone()]]);
            let part = evaluate(&model, params, &columns, range.len(), &mut scratch);
            prop_assert_eq!(bits(&part.value), bits(&whole.value[range.clone()]));
            prop_assert_eq!(bits(&part.second), bits(&whole.second[range.clone()]));
            for (part, whole) in part.partials.iter().zip(&whole.partials) {
                prop_assert_eq!(bits(part), bits(&whole[range.clone()]));
            }
        }
    }
}

#[test]
fn only_what_is_wanted_is_written() {
    let mut scratch = Scratch::new();
    let [x, z] = data(300);
    for text in FORMULAS {
        let model = model(text);
        let columns = used(&model, [&x, &z]);
        let params = &[0.7, 1.3, 0.4, 0.9][..model.parameters().len()];
        let count = params.len();
        let whole = evaluate(&model, params, &columns, 300, &mut scratch);
        for pattern in 0..1u32 << count {
            let wanted: Vec<bool> = (0..count).map(|j| pattern >> j & 1 == 1).collect();
            let mut value = vec![0.0; 300];
            // What is not wanted may be empty.
            let mut partials: Vec<Vec<f64>> =
                wanted.iter().map(|&wanted| vec![0.0; if wanted { 300 } else { 0 }]).collect();
            let mut slices: Vec<&mut [f64]> = partials.iter_mut().map(|p| &mut p[..]).collect();
            model.partials(params, &columns, &mut value, &mut slices, Some(&wanted), &mut scratch);
            assert_eq!(bits(&value), bits(&whole.value), "{text}");
            for j in (0..count).filter(|&j| wanted[j]) {
                assert_eq!(bits(&partials[j]), bits(&whole.partials[j]), "{text}, parameter {j}");
            }
        }
    }
}

#[test]
fn more_than_sixty_four_parameters_can_be_picked_from() {
    let terms: Vec<String> = (0..80).map(|j| format!("p{j}*x^{j}")).collect();
    let model = Model::new(&Expr::parse(&terms.join(" + ")).unwrap(), &["x"], &[]).unwrap();
    let wanted: Vec<bool> = (0..80).map(|j| j % 3 == 0).collect();
    let mut partials: Vec<Vec<f64>> =
        wanted.iter().map(|&wanted| vec![0.0; if wanted { 2 } else { 0 }]).collect();
    let mut slices: Vec<&mut [f64]> = partials.iter_mut().map(|p| &mut p[..]).collect();
    let params = [1.0; 80];
    let mut value = [0.0; 2];
    let x: &[f64] = &[2.0, 1.0];
    model.partials(&params, &[x], &mut value, &mut slices, Some(&wanted), &mut Scratch::new());
    for j in (0..80).filter(|j| j % 3 == 0) {
        assert_eq!(partials[j], [2f64.powi(j as i32), 1.0]);
    }
}

#[test]
fn threads_share_a_model() {
    let model = model(FORMULAS[1]);
    let [x, z] = data(1000);
    let columns = used(&model, [&x, &z]);
    let params = [1.0, 0.2, 0.3, 0.4];
    let expected = evaluate(&model, &params, &columns, 1000, &mut Scratch::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let got = evaluate(&model, &params, &columns, 1000, &mut Scratch::new());
                assert_eq!(bits(&got.value), bits(&expected.value));
                assert_eq!(bits(&got.partials[3]), bits(&expected.partials[3]));
            });
        }
    });
}

#[test]
fn no_columns_no_parameters_no_rows() {
    let mut scratch = Scratch::new();
    let constant = Model::new(&Expr::parse("2*pi").unwrap(), &[], &[]).unwrap();
    let mut out = [0.0; 3];
    constant.values(&[], &[], &mut out, &mut scratch);
    assert_eq!(out, [2.0 * std::f64::consts::PI; 3]);
    constant.second_directional(&[], &[], &[], &mut out, &mut scratch);
    assert_eq!(out, [0.0; 3]);

    let tie = Model::new(&Expr::parse("2.3548*s").unwrap(), &[], &["s"]).unwrap();
    let (mut value, mut partial) = ([0.0], [0.0]);
    tie.partials(&[2.0], &[], &mut value, &mut [&mut partial], None, &mut scratch);
    assert_eq!((value, partial), ([4.7096], [2.3548]));

    let column = Model::new(&Expr::parse("x").unwrap(), &["x"], &[]).unwrap();
    column.values(&[], &[&[1.0, f64::NAN, -0.0]], &mut out, &mut scratch);
    assert_eq!(bits(&out), bits(&[1.0, f64::NAN, -0.0]));
    column.values(&[], &[&[]], &mut [], &mut scratch);

    let same = Model::new(&Expr::parse("a*x + 0*b").unwrap(), &["x"], &[]).unwrap();
    let (mut value, mut by_a, mut by_b) = ([0.0; 2], [0.0; 2], [9.0; 2]);
    let columns: &[&[f64]] = &[&[3.0, 4.0]];
    same.partials(
        &[1.0, 1.0],
        columns,
        &mut value,
        &mut [&mut by_a, &mut by_b],
        None,
        &mut scratch,
    );
    assert_eq!((value, by_a, by_b), ([3.0, 4.0], [3.0, 4.0], [0.0, 0.0]));
}
