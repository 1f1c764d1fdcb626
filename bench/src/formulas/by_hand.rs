//! Five models of NIST as one would write them for speed: value and partials of a row together.
//!
//! `thalweg_testdata` has them too, but there value and partials are apart, as a solver's interface
//! asks; together they share their exponentials and are the harder ones to beat.

use std::f64::consts::TAU;

/// Writes value and partials (by columns) of all rows: parameters, x, value, partials.
pub(super) type Rows = fn(&[f64], &[f64], &mut [f64], &mut [f64]);

/// Name of the problem and its model.
pub(super) const MODELS: [(&str, Rows); 5] = [
    ("Misra1a", |b, x, f, d| rows(saturation, b, x, f, d)),
    ("Chwirut1", |b, x, f, d| rows(chwirut, b, x, f, d)),
    ("Thurber", |b, x, f, d| rows(cubics, b, x, f, d)),
    ("Gauss1", |b, x, f, d| rows(gauss, b, x, f, d)),
    ("ENSO", |b, x, f, d| rows(enso, b, x, f, d)),
];

/// One loop over the rows; `row` is inlined into it.
#[inline(always)]
fn rows<const N: usize>(
    row: impl Fn(&[f64; N], f64) -> (f64, [f64; N]),
    b: &[f64],
    x: &[f64],
    value: &mut [f64],
    partials: &mut [f64],
) {
    let b: [f64; N] = std::array::from_fn(|j| b[j]);
    let m = x.len();
    let value = &mut value[..m];
    let mut columns = partials.chunks_exact_mut(m);
    // Slices of length m each: no bounds are checked in the loop.
    let columns: [&mut [f64]; N] =
        std::array::from_fn(|_| &mut columns.next().unwrap_or_default()[..m]);
    for i in 0..m {
        let (f, d) = row(&b, x[i]);
        value[i] = f;
        for j in 0..N {
            columns[j][i] = d[j];
        }
    }
}

/// b₁ (1 − exp(−b₂ x))
#[inline(always)]
fn saturation(b: &[f64; 2], x: f64) -> (f64, [f64; 2]) {
    let e = (-b[1] * x).exp();
    (b[0] * (1.0 - e), [1.0 - e, b[0] * x * e])
}

/// exp(−b₁ x) / (b₂ + b₃ x)
#[inline(always)]
fn chwirut(b: &[f64; 3], x: f64) -> (f64, [f64; 3]) {
    let q = 1.0 / (b[1] + b[2] * x);
    let f = (-b[0] * x).exp() * q;
    let slope = -f * q;
    (f, [-x * f, slope, slope * x])
}

/// (b₁ + b₂ x + b₃ x² + b₄ x³) / (1 + b₅ x + b₆ x² + b₇ x³)
#[inline(always)]
fn cubics(b: &[f64; 7], x: f64) -> (f64, [f64; 7]) {
    let q = 1.0 / (1.0 + x * (b[4] + x * (b[5] + x * b[6])));
    let f = (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) * q;
    let slope = -f * q * x;
    (f, [q, q * x, q * x * x, q * x * x * x, slope, slope * x, slope * x * x])
}

/// b₁ exp(−b₂ x) + b₃ exp(−(x − b₄)²/b₅²) + b₆ exp(−(x − b₇)²/b₈²)
#[inline(always)]
fn gauss(b: &[f64; 8], x: f64) -> (f64, [f64; 8]) {
    let e = (-b[1] * x).exp();
    let (w1, w2) = (1.0 / b[4], 1.0 / b[7]);
    let (z1, z2) = ((x - b[3]) * w1, (x - b[6]) * w2);
    let (g1, g2) = ((-z1 * z1).exp(), (-z2 * z2).exp());
    let (s1, s2) = (2.0 * b[2] * g1 * z1 * w1, 2.0 * b[5] * g2 * z2 * w2);
    let f = b[0] * e + b[2] * g1 + b[5] * g2;
    (f, [e, -b[0] * x * e, g1, s1, s1 * z1, g2, s2, s2 * z2])
}

/// A mean, a cycle of 12 months and two of periods b₄ and b₇.
#[inline(always)]
fn enso(b: &[f64; 9], x: f64) -> (f64, [f64; 9]) {
    let (w1, w2) = (1.0 / b[3], 1.0 / b[6]);
    let (phase1, phase2) = (TAU * x * w1, TAU * x * w2);
    let (s0, c0) = (TAU * x / 12.0).sin_cos();
    let ((s1, c1), (s2, c2)) = (phase1.sin_cos(), phase2.sin_cos());
    let f = b[0] + b[1] * c0 + b[2] * s0 + b[4] * c1 + b[5] * s1 + b[7] * c2 + b[8] * s2;
    let by_period1 = (b[4] * s1 - b[5] * c1) * phase1 * w1;
    let by_period2 = (b[7] * s2 - b[8] * c2) * phase2 * w2;
    (f, [1.0, c0, s0, by_period1, c1, s1, by_period2, c2, s2])
}
