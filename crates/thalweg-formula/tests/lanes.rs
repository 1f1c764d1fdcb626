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
        let mut value = vec![[0.0; LANES]; m];
        let mut partials = vec![[0.0; LANES]; n * m];
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
