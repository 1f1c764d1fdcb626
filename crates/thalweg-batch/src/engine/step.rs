//! The damped step of sixteen fits.

use multiversion::multiversion;
use thalweg_formula::LANES;

use super::sums::{Sums, place};
use crate::chunk::{Chunk, either, rounded};

/// What a step is computed in, and the step.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    /// sⱼ, a power of two with 1 ≤ sⱼ²Aⱼⱼ < 4; 0 for a parameter that is held, or whose column vanished.
    scale: Vec<Chunk>,
    /// L of S(A + μ diag A)S = L Δ Lᵀ below its unit diagonal, and 1/Δ on it; by rows.
    factor: Vec<Chunk>,
    /// h.
    pub step: Vec<Chunk>,
    /// −gᵀh: what twice a full step would take from F, near a minimum the decrement q².
    pub decrement: Chunk,
    /// The least pivot against the diagonal: what of a column is left when those before it are taken out.
    pub pivot: Chunk,
}

impl Step {
    pub(super) fn new(n: usize) -> Self {
        Self {
            scale: vec![[0.0; LANES]; n],
            factor: vec![[0.0; LANES]; place(n, 0)],
            step: vec![[0.0; LANES]; n],
            decrement: [0.0; LANES],
            pivot: [0.0; LANES],
        }
    }

    /// h of (A + μ diag A) h = −g over the parameters that are not held (`free` is 1, else 0), in Marquardt's scaled form:
    /// with a diagonal of about 1 the matrix is as well conditioned as a diagonal scaling can make it (van der Sluis
    /// 1969), and powers of two round nothing.
    pub(super) fn solve(&mut self, sums: &Sums, free: &[Chunk], mu: &Chunk) {
        factor(self, sums, free, mu);
        substitute(self, sums);
    }

    /// Diagonal of the inverse of A over the free parameters, 0 for the others: variances of unit scatter.
    pub(super) fn variances(&mut self, sums: &Sums, free: &[Chunk], out: &mut [Chunk]) {
        factor(self, sums, free, &[0.0; LANES]);
        invert(self, out);
    }

    /// gᵀA⁻¹g over the free parameters, after [`variances`](Self::variances): the variance of unit scatter of what has
    /// this gradient.
    pub(super) fn variance(&mut self, gradient: &[Chunk]) -> Chunk {
        let mut out = [0.0; LANES];
        along(self, gradient, &mut out);
        out
    }
}

/// A power of two s with 1 ≤ s²a < 4; 0 where a is not above the least normal number, or not finite.
#[inline(always)]
fn root_scale(a: f64) -> f64 {
    let exponent = (a.to_bits() >> 52) as i64;
    let scale = f64::from_bits(((1023 - ((exponent - 1023) >> 1)) as u64) << 52);
    if (f64::MIN_POSITIVE..=f64::MAX).contains(&a) { scale } else { 0.0 }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn factor(own: &mut Step, sums: &Sums, free: &[Chunk], mu: &Chunk) {
    let n = own.scale.len();
    for j in 0..n {
        let (diagonal, free) = (sums.matrix[place(j, j)], free[j]);
        let mut scale = [0.0; LANES];
        for l in 0..LANES {
            scale[l] = root_scale(diagonal[l]) * free[l];
        }
        own.scale[j] = scale;
    }
    // The least share of its diagonal that a pivot is: as two numbers, so that one division does for all.
    let (mut least, mut of) = ([1.0; LANES], [1.0; LANES]);
    for j in 0..n {
        let (scale, free) = (own.scale[j], free[j]);
        for k in 0..=j {
            let (entry, other) = (sums.matrix[place(j, k)], own.scale[k]);
            let mut rest = [0.0; LANES];
            for l in 0..LANES {
                rest[l] = entry[l] * scale[l] * other[l];
            }
            if k < j {
                // Row j holds L Δ until its diagonal is reached.
                for h in 0..k {
                    let (a, b) = (own.factor[place(j, h)], own.factor[place(k, h)]);
                    for l in 0..LANES {
                        rest[l] -= a[l] * b[l];
                    }
                }
                own.factor[place(j, k)] = rest;
                continue;
            }
            let whole = rest;
            for l in 0..LANES {
                rest[l] += mu[l] * whole[l];
            }
            for h in 0..j {
                let (row, pivot) = (own.factor[place(j, h)], own.factor[place(h, h)]);
                let mut unit = [0.0; LANES];
                for l in 0..LANES {
                    unit[l] = row[l] * pivot[l];
                    rest[l] -= row[l] * unit[l];
                }
                own.factor[place(j, h)] = unit;
            }
            for l in 0..LANES {
                // A parameter that is held has a row and a column of the unit matrix; so has one whose column vanished,
                // but its pivot is nothing.
                let held = scale[l] == 0.0;
                let vanished = held & (free[l] != 0.0);
                let less = !held & (rest[l] * of[l] < least[l] * whole[l]);
                least[l] = either(vanished, 0.0, either(less, rest[l], least[l]));
                of[l] = either(less, whole[l], of[l]);
                let pivot = if held { 1.0 } else { rest[l] };
                rest[l] = 1.0 / if pivot > f64::MIN_POSITIVE { pivot } else { f64::MIN_POSITIVE };
            }
            own.factor[place(j, j)] = rest;
        }
    }
    for l in 0..LANES {
        own.pivot[l] = least[l] / of[l];
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn substitute(own: &mut Step, sums: &Sums) {
    let n = own.scale.len();
    let mut decrement = [0.0; LANES];
    for j in 0..n {
        let mut rest = [0.0; LANES];
        for l in 0..LANES {
            rest[l] = -sums.gradient[j][l] * own.scale[j][l];
        }
        for k in 0..j {
            let (a, y) = (&own.factor[place(j, k)], &own.step[k]);
            for l in 0..LANES {
                rest[l] -= a[l] * y[l];
            }
        }
        own.step[j] = rest;
    }
    for j in (0..n).rev() {
        let (mut rest, pivot) = (own.step[j], &own.factor[place(j, j)]);
        for l in 0..LANES {
            let scaled = rest[l] * pivot[l];
            decrement[l] += rest[l] * scaled;
            rest[l] = scaled;
        }
        for k in j + 1..n {
            let (a, y) = (&own.factor[place(k, j)], &own.step[k]);
            for l in 0..LANES {
                rest[l] -= a[l] * y[l];
            }
        }
        own.step[j] = rest;
    }
    own.decrement = decrement;
    for j in 0..n {
        for l in 0..LANES {
            own.step[j][l] *= own.scale[j][l];
        }
    }
}

/// yᵀΔ⁻¹y with L y = b, where b is 0 before place `first`.
#[inline(always)]
fn square(factor: &[Chunk], y: &mut [Chunk], first: usize, b: impl Fn(usize) -> Chunk) -> Chunk {
    let mut sum = [0.0; LANES];
    for i in first..y.len() {
        let mut rest = b(i);
        for k in first..i {
            let (a, y) = (&factor[place(i, k)], &y[k]);
            for l in 0..LANES {
                rest[l] -= a[l] * y[l];
            }
        }
        let pivot = &factor[place(i, i)];
        for l in 0..LANES {
            sum[l] += rest[l] * rest[l] * pivot[l];
        }
        y[i] = rest;
    }
    sum
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn invert(own: &mut Step, out: &mut [Chunk]) {
    for j in 0..own.scale.len() {
        // Column j of L⁻¹.
        let unit = |i: usize| [if i == j { 1.0 } else { 0.0 }; LANES];
        let sum = square(&own.factor, &mut own.step, j, unit);
        for l in 0..LANES {
            out[j][l] = sum[l] * own.scale[j][l] * own.scale[j][l];
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn along(own: &mut Step, gradient: &[Chunk], out: &mut Chunk) {
    let Step { scale, factor, step, .. } = own;
    *out = square(factor, step, 0, |j| {
        let mut scaled = [0.0; LANES];
        for l in 0..LANES {
            scaled[l] = gradient[j][l] * scale[j][l];
        }
        scaled
    });
}

/// Which parameters are free, and not held by a bound that the gradient pushes them against.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn hold(bounds: &[(f64, f64)], x: &[Chunk], sums: &Sums, free: &mut [Chunk]) {
    for (j, (low, high)) in bounds.iter().enumerate() {
        let (x, g, free) = (&x[j], &sums.gradient[j], &mut free[j]);
        for l in 0..LANES {
            let held = ((x[l] <= *low) & (g[l] >= 0.0)) | ((x[l] >= *high) & (g[l] <= 0.0));
            free[l] = either(held, 0.0, 1.0);
        }
    }
}

/// h ← length h, lane by lane.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn scale(length: &Chunk, h: &mut [Chunk]) {
    for h in h {
        for l in 0..LANES {
            h[l] *= length[l];
        }
    }
}

/// Where the lanes that are running go: x + h within the bounds; and h as it is then. A number that a `SINGLE` model
/// rounds is rounded here, so that it is evaluated where it is said to be.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn propose<const SINGLE: bool>(
    x: &[Chunk],
    bounds: Option<&[(f64, f64)]>,
    running: &Chunk,
    h: &mut [Chunk],
    trial: &mut [Chunk],
) {
    for j in 0..x.len() {
        let (x, own) = (x[j], trial[j]);
        let (h, trial) = (&mut h[j], &mut trial[j]);
        let (low, high) = bounds.map_or((f64::NEG_INFINITY, f64::INFINITY), |b| b[j]);
        for l in 0..LANES {
            let to = x[l] + h[l];
            let to = rounded::<SINGLE>(to);
            let to = either(to > high, high, to);
            let to = either(to < low, low, to);
            trial[l] = either(running[l] == 0.0, own[l], to);
            h[l] = trial[l] - x[l];
        }
    }
}

/// gᵀh.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn slope(g: &[Chunk], h: &[Chunk], out: &mut Chunk) {
    let mut sum = [0.0; LANES];
    for (g, h) in g.iter().zip(h) {
        for l in 0..LANES {
            sum[l] += g[l] * h[l];
        }
    }
    *out = sum;
}

/// What a step h takes from F if f is linear: −2gᵀh − hᵀAh.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn predicted(sums: &Sums, h: &[Chunk], out: &mut Chunk) {
    let mut sum = [0.0; LANES];
    for j in 0..h.len() {
        let mut row = [0.0; LANES];
        for k in 0..j {
            let a = &sums.matrix[place(j, k)];
            for l in 0..LANES {
                row[l] += a[l] * h[k][l];
            }
        }
        let (a, g) = (&sums.matrix[place(j, j)], &sums.gradient[j]);
        for l in 0..LANES {
            sum[l] -= h[j][l] * (2.0 * (g[l] + row[l]) + a[l] * h[j][l]);
        }
    }
    *out = sum;
}
