//! Sums over the points of sixteen curves: F, g = Jᵀr and A = JᵀJ of each lane.

use multiversion::{multiversion, target::match_target};

use crate::chunk::{Chunk, either};
use thalweg_formula::{LANES, Real};

/// F = Σ w r², g = Σ w r ∂f, A = Σ w ∂f ∂fᵀ (lower triangle by rows), lane by lane.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pub cost: Chunk,
    pub gradient: Vec<Chunk>,
    pub matrix: Vec<Chunk>,
}

/// Place of (j, k), k ≤ j, in a lower triangle by rows.
pub(super) fn place(j: usize, k: usize) -> usize {
    j * (j + 1) / 2 + k
}

impl Sums {
    pub(super) fn new(n: usize) -> Self {
        Self {
            cost: [0.0; LANES],
            gradient: vec![[0.0; LANES]; n],
            matrix: vec![[0.0; LANES]; place(n, 0)],
        }
    }

    pub(super) fn clear(&mut self) {
        self.cost = [0.0; LANES];
        self.gradient.fill([0.0; LANES]);
        self.matrix.fill([0.0; LANES]);
    }

    /// Takes the lanes from another where the mask is not 0.
    pub(super) fn take(&mut self, mask: &Chunk, other: &Sums) {
        select(mask, std::slice::from_ref(&other.cost), std::slice::from_mut(&mut self.cost));
        select(mask, &other.gradient, &mut self.gradient);
        select(mask, &other.matrix, &mut self.matrix);
    }
}

/// What the sums are made of, point by point.
pub(super) struct Terms<'a, R> {
    /// f.
    pub value: &'a [[R; LANES]],
    /// ∂f, as many points for each parameter, one after the other.
    pub partials: &'a [[R; LANES]],
    pub against: Against<'a>,
}

/// What f is compared with.
pub(super) enum Against<'a> {
    /// y: r = f − y.
    Plain(&'a [Chunk]),
    /// y and w.
    Weighted(&'a [Chunk], &'a [Chunk]),
    /// w r, what it costs, and w.
    Likelihood { pull: &'a [Chunk], cost: &'a [Chunk], weight: &'a [Chunk] },
}

/// Adds the points to the sums.
pub(super) fn add<R: Real>(sums: &mut Sums, terms: &Terms<'_, R>) {
    match sums.gradient.len() {
        1 => small::<1, R>(sums, terms),
        2 => small::<2, R>(sums, terms),
        3 => small::<3, R>(sums, terms),
        4 => small::<4, R>(sums, terms),
        5 => small::<5, R>(sums, terms),
        6 => small::<6, R>(sums, terms),
        _ => any(sums, terms),
    }
}

/// Lanes that are summed at a time: their sums stay in machine registers.
const HALF: usize = LANES / 2;
type Half = [f64; HALF];

#[inline(always)]
fn half<R: Real>(chunk: &[R; LANES], which: usize) -> Half {
    let mut out = [0.0; HALF];
    for l in 0..HALF {
        out[l] = chunk[which * HALF + l].into();
    }
    out
}

/// a b + c, rounded once where the processor has an instruction for it; elsewhere that would take a call.
#[inline(always)]
fn fused<const FUSED: bool, const L: usize>(a: &[f64; L], b: &[f64; L], c: &mut [f64; L]) {
    for l in 0..L {
        c[l] = if FUSED { a[l].mul_add(b[l], c[l]) } else { a[l] * b[l] + c[l] };
    }
}

#[inline(always)]
fn minus<const L: usize>(a: &[f64; L], b: &[f64; L]) -> [f64; L] {
    std::array::from_fn(|l| a[l] - b[l])
}

#[inline(always)]
fn times<const L: usize>(a: &[f64; L], b: &[f64; L]) -> [f64; L] {
    std::array::from_fn(|l| a[l] * b[l])
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma", "aarch64+neon"))]
fn small<const N: usize, R: Real>(sums: &mut Sums, terms: &Terms<'_, R>) {
    match_target! {
        "x86_64+avx2+fma" | "x86_64+avx512f+avx512dq+avx512vl+fma" | "aarch64+neon" => {
            by_kind::<N, true, R>(sums, terms);
        }
        _ => by_kind::<N, false, R>(sums, terms),
    }
}

#[inline(always)]
fn by_kind<const N: usize, const FUSED: bool, R: Real>(sums: &mut Sums, terms: &Terms<'_, R>) {
    let points = terms.value.len();
    match terms.against {
        Against::Plain(y) => {
            let y = &y[..points];
            halves::<N, FUSED, false, R>(sums, terms, |p, which| {
                let r = minus(&half(&terms.value[p], which), &half(&y[p], which));
                (r, times(&r, &r), [1.0; HALF])
            });
        }
        Against::Weighted(y, w) => {
            let (y, w) = (&y[..points], &w[..points]);
            halves::<N, FUSED, true, R>(sums, terms, |p, which| {
                let r = minus(&half(&terms.value[p], which), &half(&y[p], which));
                let w = half(&w[p], which);
                let pull = times(&w, &r);
                (pull, times(&pull, &r), w)
            });
        }
        Against::Likelihood { pull, cost, weight } => {
            let (pull, cost, weight) = (&pull[..points], &cost[..points], &weight[..points]);
            halves::<N, FUSED, true, R>(sums, terms, |p, which| {
                (half(&pull[p], which), half(&cost[p], which), half(&weight[p], which))
            });
        }
    }
}

/// Both halves of the lanes; `term` is (w r, what it costs, w) of a point.
#[inline(always)]
fn halves<const N: usize, const FUSED: bool, const WEIGHTED: bool, R: Real>(
    sums: &mut Sums,
    terms: &Terms<'_, R>,
    term: impl Fn(usize, usize) -> (Half, Half, Half),
) {
    let points = terms.value.len();
    let mut partials = [terms.value; N];
    for j in 0..N {
        partials[j] = &terms.partials[j * points..(j + 1) * points];
    }
    for which in 0..2 {
        let mut cost = [0.0; HALF];
        let mut gradient = [[0.0; HALF]; N];
        let mut matrix = [[[0.0; HALF]; N]; N];
        for p in 0..points {
            let (pull, costs, w) = term(p, which);
            for l in 0..HALF {
                cost[l] += costs[l];
            }
            let mut row = [[0.0; HALF]; N];
            for j in 0..N {
                row[j] = half(&partials[j][p], which);
            }
            for j in 0..N {
                fused::<FUSED, HALF>(&row[j], &pull, &mut gradient[j]);
                let weighted = if WEIGHTED { times(&row[j], &w) } else { row[j] };
                // Bounds known when this is compiled, or the sums would not stay in registers.
                for k in 0..N {
                    if k <= j {
                        fused::<FUSED, HALF>(&weighted, &row[k], &mut matrix[j][k]);
                    }
                }
            }
        }
        let give = |to: &mut Chunk, from: &Half| {
            for l in 0..HALF {
                to[which * HALF + l] += from[l];
            }
        };
        give(&mut sums.cost, &cost);
        for j in 0..N {
            give(&mut sums.gradient[j], &gradient[j]);
            for k in 0..=j {
                give(&mut sums.matrix[place(j, k)], &matrix[j][k]);
            }
        }
    }
}

/// As [`small`] for any number of parameters, the sums in memory.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn any<R: Real>(sums: &mut Sums, terms: &Terms<'_, R>) {
    let (n, points) = (sums.gradient.len(), terms.value.len());
    for p in 0..points {
        let value = &terms.value[p].map(R::into);
        let (pull, cost, w) = match &terms.against {
            Against::Plain(y) => {
                let r = minus(value, &y[p]);
                (r, times(&r, &r), [1.0; LANES])
            }
            Against::Weighted(y, w) => {
                let r = minus(value, &y[p]);
                let pull = times(&w[p], &r);
                (pull, times(&pull, &r), w[p])
            }
            Against::Likelihood { pull, cost, weight } => (pull[p], cost[p], weight[p]),
        };
        for l in 0..LANES {
            sums.cost[l] += cost[l];
        }
        for j in 0..n {
            let row = &terms.partials[j * points + p].map(R::into);
            let weighted = times(row, &w);
            fused::<false, LANES>(row, &pull, &mut sums.gradient[j]);
            for k in 0..=j {
                let other = &terms.partials[k * points + p].map(R::into);
                fused::<false, LANES>(&weighted, other, &mut sums.matrix[place(j, k)]);
            }
        }
    }
}

/// to ← from in the lanes where the mask is not 0.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn select(mask: &Chunk, from: &[Chunk], to: &mut [Chunk]) {
    for (to, from) in to.iter_mut().zip(from) {
        // Values of its own, or it would be addresses that are chosen between, lane by lane.
        let (own, from) = (*to, *from);
        for l in 0..LANES {
            to[l] = either(mask[l] == 0.0, own[l], from[l]);
        }
    }
}
