//! Value and all partial derivatives of five formulas, per row, against the same written by hand.
//!
//! `cargo run --release -p thalweg-formula --example speed`
#![allow(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::hint::black_box;
use std::time::Instant;

use thalweg_formula::{Expr, FormulaError, Model, Scratch};

/// Writes the value and the partials of one row.
type ByHand = fn(b: &[f64], x: f64, row: &mut [f64]) -> f64;

struct Case {
    name: &'static str,
    formula: &'static str,
    params: &'static [f64],
    by_hand: ByHand,
}

const CASES: &[Case] = &[
    Case {
        name: "Misra1a",
        formula: "b1*(1 - exp(-b2*x))",
        params: &[2.4, 0.3],
        by_hand: |b, x, d| {
            let e = (-b[1] * x).exp();
            d[0] = 1.0 - e;
            d[1] = b[0] * x * e;
            b[0] * d[0]
        },
    },
    Case {
        name: "DanWood",
        formula: "b1*x^b2",
        params: &[0.7, 3.9],
        by_hand: |b, x, d| {
            d[0] = x.powf(b[1]);
            let f = b[0] * d[0];
            d[1] = f * x.ln();
            f
        },
    },
    Case {
        name: "Hahn1",
        formula: "(b1+b2*x+b3*x^2+b4*x^3)/(1+b5*x+b6*x^2+b7*x^3)",
        params: &[1.1, -0.1, 0.004, -1e-6, -0.005, 2e-4, -1e-7],
        by_hand: |b, x, d| {
            let (x2, x3) = (x * x, x * x * x);
            let r = 1.0 / (1.0 + b[4] * x + b[5] * x2 + b[6] * x3);
            let f = (b[0] + b[1] * x + b[2] * x2 + b[3] * x3) * r;
            let g = -f * r;
            d.copy_from_slice(&[r, r * x, r * x2, r * x3, g * x, g * x2, g * x3]);
            f
        },
    },
    Case {
        name: "Gauss1",
        formula: "b1*exp(-b2*x)+b3*exp(-((x-b4)^2)/b5^2)+b6*exp(-((x-b7)^2)/b8^2)",
        params: &[98.0, 0.01, 100.0, 6.5, 2.3, 70.0, 15.0, 1.8],
        by_hand: |b, x, d| {
            d[0] = (-b[1] * x).exp();
            d[1] = -b[0] * x * d[0];
            let mut f = b[0] * d[0];
            for k in [2, 5] {
                let (u, w) = (x - b[k + 1], 1.0 / b[k + 2]);
                d[k] = (-u * u * w * w).exp();
                let g = b[k] * d[k];
                f += g;
                d[k + 1] = 2.0 * g * u * w * w;
                d[k + 2] = d[k + 1] * u * w;
            }
            f
        },
    },
    Case {
        name: "ENSO",
        formula: "b1+b2*cos(2*pi*x/12)+b3*sin(2*pi*x/12)+b5*cos(2*pi*x/b4)+b6*sin(2*pi*x/b4)\
                  +b8*cos(2*pi*x/b7)+b9*sin(2*pi*x/b7)",
        params: &[10.5, 3.0, 0.5, 44.3, -1.6, 0.5, 26.8, 0.2, -1.4],
        by_hand: |b, x, d| {
            let w = 2.0 * std::f64::consts::PI * x;
            let (s0, c0) = (w / 12.0).sin_cos();
            let (s1, c1) = (w / b[3]).sin_cos();
            let (s2, c2) = (w / b[6]).sin_cos();
            d.copy_from_slice(&[
                1.0,
                c0,
                s0,
                (b[4] * s1 - b[5] * c1) * w / (b[3] * b[3]),
                c1,
                s1,
                (b[7] * s2 - b[8] * c2) * w / (b[6] * b[6]),
                c2,
                s2,
            ]);
            b[0] + b[1] * c0 + b[2] * s0 + b[4] * c1 + b[5] * s1 + b[7] * c2 + b[8] * s2
        },
    },
];

fn main() -> Result<(), FormulaError> {
    println!("ns per row, value and all partials; blocks of 1000 rows and of 14");
    println!(
        "{:8} {:>8} {:>8} {:>6} {:>12} {:>12}",
        "formula", "tape", "by hand", "ratio", "ns/14 rows", "by hand"
    );
    for case in CASES {
        let model = Model::new(&Expr::parse(case.formula)?, &["x"], &[])?;
        let order: Vec<usize> = model
            .parameters()
            .iter()
            .map(|name| name[1..].parse::<usize>().map_or(0, |i| i - 1))
            .collect();
        let order: Vec<usize> = if case.name == "ENSO" { (0..9).collect() } else { order };
        let params: Vec<f64> = order.iter().map(|&i| case.params[i]).collect();
        let many = [tape(&model, &params, 1000), by_hand(case, 1000)];
        let few = [tape(&model, &params, 14), by_hand(case, 14)];
        println!(
            "{:8} {:8.2} {:8.2} {:6.2} {:12.0} {:12.0}",
            case.name,
            many[0] / 1000.0,
            many[1] / 1000.0,
            many[0] / many[1],
            few[0],
            few[1]
        );
    }
    Ok(())
}

fn inputs(rows: usize) -> Vec<f64> {
    (0..rows).map(|i| 0.01 + 25.0 * i as f64 / rows as f64).collect()
}

fn tape(model: &Model, params: &[f64], rows: usize) -> f64 {
    let x = inputs(rows);
    let mut value = vec![0.0; rows];
    let mut storage = vec![0.0; rows * params.len()];
    let mut scratch = Scratch::new();
    let mut slices: Vec<&mut [f64]> = storage.chunks_mut(rows).collect();
    best_of(rows, || {
        let columns: &[&[f64]] = &[black_box(&x)];
        model.partials(black_box(params), columns, &mut value, &mut slices, None, &mut scratch);
        black_box((&value, &slices));
    })
}

fn by_hand(case: &Case, rows: usize) -> f64 {
    let x = inputs(rows);
    let count = case.params.len();
    let mut value = vec![0.0; rows];
    let mut partials = vec![0.0; rows * count];
    best_of(rows, || {
        let params = black_box(case.params);
        for ((value, row), &x) in value.iter_mut().zip(partials.chunks_mut(count)).zip(&x) {
            *value = (case.by_hand)(params, x, row);
        }
        black_box((&value, &partials));
    })
}

/// Nanoseconds per call, the best of many short rounds: one of them is not interrupted.
fn best_of(rows: usize, mut call: impl FnMut()) -> f64 {
    let calls = 20_000 / (rows + 50);
    (0..700)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..calls {
                call();
            }
            start.elapsed().as_nanos() as f64 / calls as f64
        })
        .fold(f64::INFINITY, f64::min)
}
