//! Any text as a formula: parsed, printed, parsed again, compiled, and evaluated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use thalweg_formula::{Formula, Model, Scratch};

const COLUMNS: [&str; 4] = ["x", "y", "time", "conc"];
const ROWS: [[f64; 3]; 4] = [[0.0, 1.0, -2.5], [1.0, 0.0, 1e300], [3.0, 2.0, 0.5], [-1.0, 1e-300, 7.0]];

fuzz_target!(|text: &str| {
    let formula = match Formula::parse(text) {
        Ok(formula) => formula,
        Err(error) => {
            // The message must be printable, its place inside the text.
            assert!(!error.to_string().is_empty());
            assert!(error.span().end <= text.len().max(1));
            return;
        }
    };
    let printed = formula.right().to_string();
    let again = thalweg_formula::Expr::parse(&printed);
    assert!(again.is_ok(), "{printed}");
    let Ok(model) = Model::new(formula.right(), &COLUMNS, &[]) else { return };
    let n = model.parameters().len();
    if n > 16 {
        return;
    }
    let columns: Vec<&[f64]> = model
        .columns()
        .iter()
        .map(|name| &ROWS[COLUMNS.iter().position(|c| c == name).unwrap()][..])
        .collect();
    let (params, mut scratch) = (vec![0.75; n], Scratch::default());
    let mut values = [0.0; 3];
    model.values(&params, &columns, &mut values, &mut scratch);
    let mut storage = vec![[0.0; 3]; n];
    let mut partials: Vec<&mut [f64]> = storage.iter_mut().map(|p| &mut p[..]).collect();
    let mut beside = [0.0; 3];
    model.partials(&params, &columns, &mut beside, &mut partials, None, &mut scratch);
    for (a, b) in values.iter().zip(&beside) {
        assert!(a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()), "{printed}: {a} {b}");
    }
    model.second_directional(&params, &params, &columns, &mut values, &mut scratch);
});
