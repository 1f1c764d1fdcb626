//! Laws of partial reductions: any split and any order of merging is one QR, to rounding.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use thalweg_solver::{Partial, PartialError, Reduced, merged};

/// n columns and residuals of m rows, from a seed; columns of very different sizes and nearly alike.
fn rows(n: usize, m: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let common: Vec<f64> = (0..m).map(|_| draw()).collect();
    let column = |j: usize| -> Vec<f64> {
        let size = 10f64.powi(j as i32 * 3 - 4);
        common.iter().map(|c| size * (c + 0.3 * draw())).collect()
    };
    (0..=n).map(column).collect()
}

fn part(columns: &[Vec<f64>], at: std::ops::Range<usize>) -> Partial {
    let (r, jacobian) = columns.split_last().unwrap();
    let mut partial = Partial::new(jacobian.len());
    let cut: Vec<&[f64]> = jacobian.iter().map(|c| &c[at.clone()]).collect();
    partial.update(&cut, &r[at]).unwrap();
    partial
}

/// Whether two factors agree to `tolerance` of the norm of each column.
fn alike(a: &Reduced, b: &Reduced, tolerance: f64) -> bool {
    let close = |a: &[f64], b: &[f64]| {
        let size = a.iter().map(|v| v * v).sum::<f64>().sqrt();
        a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance * size)
    };
    (0..a.columns()).all(|j| close(a.r_column(j), b.r_column(j)))
        && close(a.qtr(), b.qtr())
        && (a.rest() - b.rest()).abs() <= tolerance * a.residual_norm()
        && a.rows() == b.rows()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_split_and_order_of_merging_is_one_qr(
        n in 1usize..7,
        m in 20usize..900,
        seed in any::<u64>(),
        cuts in prop::collection::vec(0usize..900, 0..12),
        order in any::<u64>(),
    ) {
        let columns = rows(n, m, seed);
        let whole = part(&columns, 0..m).finish(m as u64).unwrap();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c % (m + 1)).chain([0, m]).collect();
        cuts.sort_unstable();
        let mut parts: Vec<Partial> =
            cuts.windows(2).map(|w| part(&columns, w[0]..w[1])).collect();
        let tree = merged(parts.clone()).unwrap().unwrap().finish(m as u64).unwrap();
        prop_assert!(alike(&whole, &tree, 1e-12), "{whole:?}\n{tree:?}");
        // Any two of them, until there is one.
        let mut state = order;
        while parts.len() > 1 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let one = parts.remove((state >> 33) as usize % parts.len());
            let at = (state >> 13) as usize % parts.len();
            parts[at].merge(&one).unwrap();
        }
        let any = parts.pop().unwrap().finish(m as u64).unwrap();
        prop_assert!(alike(&whole, &any, 1e-12), "{whole:?}\n{any:?}");
    }

    #[test]
    fn a_bad_cell_is_named_and_changes_nothing(
        n in 1usize..5,
        m in 1usize..600,
        seed in any::<u64>(),
        place in any::<(usize, usize)>(),
        bad in prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ) {
        let columns = rows(n, m, seed);
        let mut partial = part(&columns, 0..m);
        let before = partial.state();
        let (row, column) = (place.0 % m, place.1 % (n + 1));
        let mut spoilt = columns.clone();
        spoilt[column][row] = bad;
        let (r, jacobian) = spoilt.split_last().unwrap();
        let jacobian: Vec<&[f64]> = jacobian.iter().map(Vec::as_slice).collect();
        let column = (column < n).then_some(column);
        let error = PartialError::NotFinite { block: 1, row: Some(row), column };
        prop_assert_eq!(partial.update(&jacobian, r), Err(error));
        prop_assert_eq!(partial.state(), before);
        prop_assert_eq!(partial.rows(), m as u64);
    }
}

#[test]
fn rows_are_counted() {
    let columns = rows(2, 50, 3);
    let mut a = part(&columns, 0..20);
    a.merge(&part(&columns, 20..50)).unwrap();
    assert_eq!(a.clone().finish(51), Err(PartialError::Rows { got: 50, expected: 51 }));
    assert!(a.finish(50).is_ok());
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut partial = Partial::new(2);
    let columns = PartialError::Columns { got: 1, expected: 2 };
    assert_eq!(partial.update(&[&[1.0]], &[1.0]), Err(columns.clone()));
    assert_eq!(partial.merge(&Partial::new(1)), Err(columns));
    let length = PartialError::Length { block: 0, column: 1, got: 2, expected: 1 };
    assert_eq!(partial.update(&[&[1.0], &[1.0, 2.0]], &[1.0]), Err(length));
    assert_eq!(Partial::from_state(2, 1, &[1.0; 5]).unwrap_err(), PartialError::State);
    let huge = [f64::MAX; 9];
    let error = partial.update(&[&huge, &huge], &huge).unwrap_err();
    assert_eq!(error, PartialError::NotFinite { block: 0, row: None, column: None });
    assert_eq!(partial.rows(), 0);
}

#[test]
fn no_squares_are_taken() {
    // JᵀJ of these columns is singular to working precision, R is not.
    let e = 1e-9;
    let mut partial = Partial::new(2);
    partial.update(&[&[1.0, e, 0.0], &[1.0, 0.0, e]], &[1.0, 0.0, 0.0]).unwrap();
    let reduced = partial.finish(3).unwrap();
    assert!((reduced.r(1, 1) / (e * 2.0_f64.sqrt()) - 1.0).abs() < 1e-6);
}
