//! After the first call an evaluation allocates nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use thalweg_formula::{Expr, Model, Scratch};

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting per thread.
struct Counting;

// SAFETY: every call is passed on unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps GlobalAlloc's contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc` above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

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
    let before = COUNT.with(Cell::get);
    for _ in 0..10 {
        round(&mut scratch);
    }
    assert_eq!(COUNT.with(Cell::get) - before, 0);
    let _ = vec![0u8; before + 1];
    assert!(COUNT.with(Cell::get) > before, "the counter counts");
}
