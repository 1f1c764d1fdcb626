//! After the first call an evaluation allocates nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use counting_allocator::{Counting, allocations};
use thalweg_formula::{Expr, Model, Scratch};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn evaluations_allocate_nothing_after_the_first() {
    let text = "b1*exp(-b2*x)^b3 + if(x > b1, atan2(x, b2), x^1.7) + exp(b1)*log(b2)^b3";
    let model = Model::new(&Expr::parse(text).unwrap(), &["x"], &[]).unwrap();
    let x: Vec<f64> = (0..600).map(|i| f64::from(i) * 0.01).collect();
    let columns: &[&[f64]] = &[&x];
    let mut scratch = Scratch::new();
    let mut out = vec![0.0; 600];
    let mut storage = vec![0.0; 1800];
    let mut slices: Vec<&mut [f64]> = storage.chunks_mut(600).collect();
    let mut round = |scratch: &mut Scratch| {
        let params = [1.5, 0.5, 2.0];
        model.values(&params, columns, &mut out, scratch);
        model.partials(&params, columns, &mut out, &mut slices, None, scratch);
        model.partials(
            &params,
            columns,
            &mut out,
            &mut slices,
            Some(&[true, false, true]),
            scratch,
        );
        model.second_directional(&params, &[1.0, 0.0, 1.0], columns, &mut out, scratch);
    };
    round(&mut scratch);
    let before = allocations();
    for _ in 0..10 {
        round(&mut scratch);
    }
    assert_eq!(allocations() - before, 0);
    let _ = vec![0u8; before + 1];
    assert!(allocations() > before, "the counter counts");
}
