//! Operations that share a pass over the rows give what they give one after the other.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use proptest::prelude::*;
use thalweg_formula::{Expr, Model, Scratch};

type Operation = fn(f64, f64) -> f64;

const OPERATIONS: [(&str, Operation); 4] =
    [("+", |a, b| a + b), ("-", |a, b| a - b), ("*", |a, b| a * b), ("/", |a, b| a / b)];

fn values(text: &str, columns: [&[f64]; 3]) -> Vec<f64> {
    let model = Model::new(&Expr::parse(text).unwrap(), &["x", "y", "z"], &[]).unwrap();
    let used: Vec<&[f64]> = model
        .columns()
        .iter()
        .map(|name| columns[["x", "y", "z"].iter().position(|known| known == name).unwrap()])
        .collect();
    let mut out = vec![0.0; columns[0].len()];
    model.values(&[], &used, &mut out, &mut Scratch::new());
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_of_two_operations_is_rounded(
        rows in prop::collection::vec(prop::array::uniform3(-1e3f64..1e3), 1..40),
    ) {
        let [x, y, z] = [0, 1, 2].map(|k| rows.iter().map(|row| row[k]).collect::<Vec<f64>>());
        let check = |text: &str, expected: &dyn Fn(f64, f64, f64) -> f64| {
            let got = values(text, [&x, &y, &z]);
            for (i, got) in got.iter().enumerate() {
                let expected = expected(x[i], y[i], z[i]);
                assert_eq!(got.to_bits(), expected.to_bits(), "{text} at row {i}");
            }
        };
        for (inner, f) in OPERATIONS {
            check(&format!("-(x {inner} y)"), &|x, y, _| -f(x, y));
            for (outer, g) in OPERATIONS {
                check(&format!("(x {inner} y) {outer} z"), &|x, y, z| g(f(x, y), z));
                check(&format!("z {outer} (x {inner} y)"), &|x, y, z| g(z, f(x, y)));
            }
        }
    }

    #[test]
    fn sine_and_cosine_of_one_angle(angles in prop::collection::vec(-1e4f64..1e4, 1..40)) {
        let alone = |text: &str| values(text, [&angles, &angles, &angles]);
        let (sin, cos) = (alone("sin(x)"), alone("cos(x)"));
        let both = alone("sin(x)/cos(x) + cos(x)*sin(x)");
        for i in 0..angles.len() {
            prop_assert_eq!(both[i], sin[i] / cos[i] + cos[i] * sin[i]);
        }
    }
}
