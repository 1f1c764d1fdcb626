//! The problem of the search: the linear parameters solved for, so that a point is judged by the
//! others alone.

use thalweg_formula::{Model, Scratch};
use thalweg_solver::{Conditioning, Reduction};

use super::rows::SearchRows;
use crate::plan::Free;
use crate::size::scaled_norm;

/// What is searched, over a subset of the rows.
pub(super) struct Reduced<'d> {
    pub model: &'d Model,
    pub columns: Vec<&'d [f64]>,
    pub left: &'d [f64],
    pub root_weights: Option<&'d [f64]>,
    /// 1/‖√w y‖: sums of squares come out relative to that of the data.
    pub unit: f64,
    pub rows: &'d SearchRows,
    pub free: &'d [Free],
    /// Parameters solved for at every point.
    pub linear: Vec<usize>,
    /// Parameters searched.
    pub searched: Vec<usize>,
}

/// Buffers of one evaluation after another.
pub(super) struct Bench {
    scratch: Scratch,
    reduction: Reduction,
    value: Vec<f64>,
    partials: Vec<f64>,
    basis: Vec<f64>,
    zeros: Vec<f64>,
    wanted: Vec<bool>,
    coefficients: Vec<f64>,
    /// Work done so far.
    work: u64,
    /// Work after which a search ends.
    limit: u64,
}

impl Bench {
    /// Work done so far, in rows evaluated times the numbers computed for each.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// Allows so much work from here on.
    pub(super) fn allow(&mut self, work: u64) {
        self.limit = self.work.saturating_add(work);
    }

    /// Whether the work allowed is done.
    pub(super) fn is_spent(&self) -> bool {
        self.work >= self.limit
    }
}

impl<'d> Reduced<'d> {
    pub(super) fn new(
        model: &'d Model,
        rows: &'d SearchRows,
        free: &'d [Free],
        linear: Vec<usize>,
        searched: Vec<usize>,
    ) -> Self {
        let root_weights = rows.root_weights.as_deref();
        let norm = match root_weights {
            Some(w) => scaled_norm(rows.left.iter().zip(w).map(|(y, w)| y * w)),
            None => scaled_norm(rows.left.iter().copied()),
        };
        let unit = if norm > 0.0 && norm.is_finite() { 1.0 / norm } else { 1.0 };
        let columns = rows.columns.iter().map(Vec::as_slice).collect();
        Self { model, columns, left: &rows.left, root_weights, unit, rows, free, linear, searched }
    }

    pub(super) fn bench(&self) -> Bench {
        let (m, n) = (self.left.len(), self.free.len());
        Bench {
            scratch: Scratch::default(),
            reduction: Reduction::new(self.linear.len() + 1),
            value: vec![0.0; m],
            partials: vec![0.0; m * n],
            basis: vec![0.0; m * self.linear.len()],
            zeros: vec![0.0; m],
            wanted: vec![false; n],
            coefficients: vec![0.0; self.linear.len()],
            work: 0,
            limit: u64::MAX,
        }
    }

    /// Work of one [`project`](Self::project).
    pub(super) fn point_work(&self) -> u64 {
        (self.rows.work() * (1 + self.linear.len())) as u64
    }

    /// Solves for the linear parameters of `x` and returns Σ w r² / Σ w y²; infinite where the model has no
    /// value.
    pub(super) fn project(&self, x: &mut [f64], bench: &mut Bench) -> f64 {
        self.linear.iter().for_each(|&l| x[l] = 0.0);
        self.evaluate(x, &self.linear, bench);
        let m = self.left.len();
        for (i, (v, y)) in bench.value.iter_mut().zip(self.left).enumerate() {
            *v = self.weight(i) * (y - *v);
        }
        self.whiten(&mut bench.value);
        if self.linear.is_empty() {
            return finite_or_infinite(bench.value.iter().map(|r| r * r).sum());
        }
        for (k, &l) in self.linear.iter().enumerate() {
            for i in 0..m {
                bench.basis[k * m + i] = self.weight(i) * bench.partials[l * m + i];
            }
            self.whiten(&mut bench.basis[k * m..(k + 1) * m]);
        }
        let Bench { reduction, value, basis, zeros, coefficients, .. } = bench;
        if value.iter().chain(basis.iter()).map(|v| 0.0 * v).sum::<f64>() != 0.0 {
            return f64::INFINITY;
        }
        // The data are the last column, so that what no parameter reaches ends below the others.
        let data = self.linear.len();
        let columns: Vec<&[f64]> = basis.chunks_exact(m).chain([&value[..]]).collect();
        reduction.reset(data + 1);
        reduction.update(&columns, zeros);
        let all: Vec<usize> = (0..data).collect();
        let qtb: Vec<f64> = (0..=data).map(|i| reduction.r(i, data)).collect();
        let rss = Conditioning::of(reduction, &all).solve(&qtb, coefficients).powi(2);
        let mut clamped = false;
        for (&l, c) in self.linear.iter().zip(coefficients.iter()) {
            x[l] = c.clamp(self.free[l].lower, self.free[l].upper);
            clamped |= x[l] != *c;
        }
        if clamped { self.sum_of_squares(x, bench) } else { finite_or_infinite(rss) }
    }

    /// Σ w r² / Σ w y² at x; infinite where the model has no value.
    pub(super) fn sum_of_squares(&self, x: &[f64], bench: &mut Bench) -> f64 {
        self.model.values(x, &self.columns, &mut bench.value, &mut bench.scratch);
        for (i, (v, y)) in bench.value.iter_mut().zip(self.left).enumerate() {
            *v = self.weight(i) * (*v - y);
        }
        self.whiten(&mut bench.value);
        finite_or_infinite(bench.value.iter().map(|r| r * r).sum())
    }

    /// The model's values at x, if all are finite.
    pub(super) fn curve(&self, x: &[f64], bench: &mut Bench) -> Option<Vec<f64>> {
        self.model.values(x, &self.columns, &mut bench.value, &mut bench.scratch);
        bench.value.iter().all(|v| v.is_finite()).then(|| bench.value.clone())
    }

    /// Whether the curve at x turns more often than the data can tell: more often than once between
    /// two neighbouring values of the column, beyond Nyquist's frequency. Only a model of one
    /// column can be looked at between its rows.
    pub(super) fn is_rough(&self, x: &[f64], bench: &mut Bench) -> bool {
        let between = &self.rows.between;
        if between.len() < 3 {
            return false;
        }
        let mut curve = vec![0.0; between.len()];
        self.model.values(x, &[between], &mut curve, &mut bench.scratch);
        let turns = |w: &&[f64]| (w[1] - w[0]) * (w[2] - w[1]) < 0.0;
        curve.windows(3).filter(turns).count() >= self.rows.places
    }

    /// ‖y‖, or 1 where that is 0.
    pub(super) fn size(&self) -> f64 {
        let size = scaled_norm(self.left.iter().copied());
        if size > 0.0 { size } else { 1.0 }
    }

    /// Value and the partial derivatives of `which` at x, into the bench.
    fn evaluate(&self, x: &[f64], which: &[usize], bench: &mut Bench) {
        let m = self.left.len();
        bench.work += (self.rows.work() * (1 + which.len())) as u64;
        if which.is_empty() {
            self.model.values(x, &self.columns, &mut bench.value, &mut bench.scratch);
            return;
        }
        bench.wanted.fill(false);
        which.iter().for_each(|&j| bench.wanted[j] = true);
        let mut slots: Vec<&mut [f64]> = bench.partials.chunks_exact_mut(m).collect();
        self.model.partials(
            x,
            &self.columns,
            &mut bench.value,
            &mut slots,
            Some(&bench.wanted),
            &mut bench.scratch,
        );
    }

    fn whiten(&self, v: &mut [f64]) {
        if let Some(whitening) = &self.rows.whitening {
            whitening.apply(v);
        }
    }

    fn weight(&self, i: usize) -> f64 {
        self.root_weights.map_or(self.unit, |w| w[i] * self.unit)
    }

    /// How much the curve answers to each searched parameter at a point where every linear term
    /// has the size of the data: ‖xⱼ ∂f/∂xⱼ‖ / ‖y‖, written to `sensitivity`. None where that
    /// means nothing: not finite, or a curve of another size altogether.
    pub(super) fn sensitivities(
        &self,
        x: &mut [f64],
        size: f64,
        bench: &mut Bench,
        sensitivity: &mut [f64],
    ) -> Option<()> {
        let m = self.left.len();
        let length = |v: &[f64]| scaled_norm(v.iter().copied());
        self.linear.iter().for_each(|&l| x[l] = 0.0);
        self.evaluate(x, &self.linear, bench);
        for &l in &self.linear {
            let term = length(&bench.partials[l * m..(l + 1) * m]);
            x[l] = if term > 0.0 { size / term } else { 0.0 };
            if !x[l].is_finite() {
                return None;
            }
        }
        self.evaluate(x, &self.searched, bench);
        let whole = length(&bench.value) / size;
        // Two decades either side: a curve of quite another size says nothing about these data.
        let comparable = !self.linear.is_empty() || (1e-2..=1e2).contains(&whole);
        if !whole.is_finite() || !comparable {
            return None;
        }
        let scale = if self.linear.is_empty() { whole * size } else { size };
        for (s, &j) in sensitivity.iter_mut().zip(&self.searched) {
            *s = x[j].abs() * length(&bench.partials[j * m..(j + 1) * m]) / scale;
        }
        Some(())
    }
}

fn finite_or_infinite(v: f64) -> f64 {
    if v.is_finite() { v } else { f64::INFINITY }
}
