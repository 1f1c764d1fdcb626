//! Products with a matrix of many rows, stored by columns.

use multiversion::multiversion;

use crate::norm::{add_scaled, dot_here};

/// out ← J p.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn times(jac: &[f64], p: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for (column, &p) in jac.chunks_exact(out.len()).zip(p) {
        add_scaled(out, p, column);
    }
}

/// r ← r + J p.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn add_times(jac: &[f64], p: &[f64], r: &mut [f64]) {
    for (column, &p) in jac.chunks_exact(r.len()).zip(p) {
        add_scaled(r, p, column);
    }
}

/// out ← Jᵀr.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn transposed_times(jac: &[f64], r: &[f64], out: &mut [f64]) {
    for (column, out) in jac.chunks_exact(r.len()).zip(out) {
        *out = dot_here(column, r);
    }
}
