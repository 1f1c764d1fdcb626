//! The distribution of the sum of squares of successive differences over the sum of squares, of normal
//! residuals from which p directions were fitted away.

use num_complex::Complex64;

/// Beyond this many residuals the normal approximation from the exact moments serves.
pub(super) const EXACT: usize = 300;

/// z of length n = normal errors projected off the p orthonormal columns of `basis` (n×p).
/// d = zᵀAz/zᵀz, where zᵀAz = Σ (zᵢ − zᵢ₋₁)².
pub(super) struct Differences<'b> {
    n: usize,
    columns: Vec<&'b [f64]>,
}

impl<'b> Differences<'b> {
    /// None where nothing varies: n − p < 2.
    pub(super) fn new(n: usize, basis: &'b [f64]) -> Option<Self> {
        let columns: Vec<&[f64]> = basis.chunks_exact(n.max(1)).collect();
        (n >= columns.len() + 2).then_some(Self { n, columns })
    }

    /// n − p.
    fn freedom(&self) -> f64 {
        (self.n - self.columns.len()) as f64
    }

    /// Mean and variance of d (Durbin & Watson 1950, §4): with M = I − QQᵀ,
    /// tr MA = tr A − tr QᵀAQ and tr (MA)² = tr A² − 2 tr QᵀA²Q + tr (QᵀAQ)².
    pub(super) fn moments(&self) -> (f64, f64) {
        let (n, nu) = (self.n as f64, self.freedom());
        let images: Vec<Vec<f64>> = self.columns.iter().map(|q| differences_twice(q)).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let (mut first, mut second, mut crossed) = (0.0, 0.0, 0.0);
        for (q, a) in self.columns.iter().zip(&images) {
            first += dot(q, a);
            second += dot(a, a);
            crossed += self.columns.iter().map(|p| dot(p, a).powi(2)).sum::<f64>();
        }
        let trace = 2.0 * (n - 1.0) - first;
        let square = 6.0 * n - 8.0 - 2.0 * second + crossed;
        let mean = trace / nu;
        (mean, 2.0 * (square - trace * mean) / (nu * (nu + 2.0)))
    }

    /// P(D ≤ d), exact: D ≤ d where S = zᵀ(A − d)z ≤ 0, and P(S ≤ 0) is the inverse Laplace transform
    /// of the moment generating function of S, taken along a line through its saddlepoint (Imhof 1961
    /// takes it along the imaginary axis). The generating function is a determinant,
    /// det(I − 2t(A − d)) over the complement of Q = det(B) det(QᵀB⁻¹Q) with B tridiagonal: n p²
    /// operations a point, and no eigenvalue.
    pub(super) fn below(&self, d: f64) -> f64 {
        let (mean, _) = self.moments();
        // Where B is positive definite: A has its eigenvalues between 0 and 4.
        let lower = d < mean;
        let end = if lower { -0.5 / d.max(1e-300) } else { 0.5 / (4.0 - d).max(1e-300) };
        let height = |c: f64| self.log_generating(Complex64::from(c), d).re - c.abs().ln();
        let c = end * lowest(|share| height(share * end));
        let top = height(c);
        let width = c.abs();
        let value = |v: f64| {
            let t = Complex64::new(c, width * v.sinh());
            let f = (self.log_generating(t, d) - top).exp() / t;
            (f * width * v.cosh()).re
        };
        let tail = (top + integral(value).abs().ln()).exp() / std::f64::consts::PI;
        let tail = tail.clamp(0.0, 1.0);
        if lower { tail } else { 1.0 - tail }
    }

    /// ln E exp(tS) = −½ ln det. Each pivot of a matrix with a positive definite real part has a
    /// positive real part, so that the sum of their principal logarithms is continuous in t.
    fn log_generating(&self, t: Complex64, d: f64) -> Complex64 {
        let p = self.columns.len();
        let (middle, side) = (1.0 + 2.0 * t * d - 4.0 * t, 2.0 * t);
        let mut log = Complex64::from(0.0);
        let mut inner = vec![Complex64::from(0.0); p * p];
        let mut y = vec![Complex64::from(0.0); p];
        let mut pivot = Complex64::from(1.0);
        for i in 0..self.n {
            let end = i == 0 || i + 1 == self.n;
            let diagonal = if end { middle + side } else { middle };
            let factor = if i == 0 { Complex64::from(0.0) } else { side / pivot };
            pivot = diagonal - factor * side;
            log += pivot.ln();
            for (y, q) in y.iter_mut().zip(&self.columns) {
                *y = q[i] - factor * *y;
            }
            for k in 0..p {
                let share = y[k] / pivot;
                for l in 0..=k {
                    inner[k * p + l] += share * y[l];
                }
            }
        }
        // LDLᵀ of the p×p rest.
        for k in 0..p {
            for l in 0..=k {
                let mut sum = inner[k * p + l];
                for h in 0..l {
                    sum -= inner[k * p + h] * inner[l * p + h] * inner[h * p + h];
                }
                inner[k * p + l] = if l == k { sum } else { sum / inner[l * p + l] };
            }
            log += inner[k * p + k].ln();
        }
        -0.5 * log
    }
}

/// A q.
fn differences_twice(q: &[f64]) -> Vec<f64> {
    let step = |i: usize| q[i] - q[i - 1];
    let one = |i: usize| {
        let behind = if i > 0 { step(i) } else { 0.0 };
        let ahead = if i + 1 < q.len() { step(i + 1) } else { 0.0 };
        behind - ahead
    };
    (0..q.len()).map(one).collect()
}

/// Where a convex function on (0, 1) is about lowest: a golden section on the logarithm of the odds.
fn lowest(f: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let at = |u: f64| 1.0 / (1.0 + (-u).exp());
    let (mut low, mut high) = (-8.0, 4.0);
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut fa, mut fb) = (f(at(a)), f(at(b)));
    while high - low > 0.5 {
        if fa < fb {
            (high, b, fb) = (b, a, fa);
            a = high - GOLDEN * (high - low);
            fa = f(at(a));
        } else {
            (low, a, fa) = (a, b, fb);
            b = low + GOLDEN * (high - low);
            fb = f(at(b));
        }
    }
    at(0.5 * (low + high))
}

/// ∫₀^∞ of an even function that falls off exponentially: the trapezoidal rule, halved until it stands.
fn integral(f: impl Fn(f64) -> f64) -> f64 {
    const STANDS: f64 = 1e-7;
    const HALVINGS: usize = 5;
    let sum = |first: f64, step: f64| {
        let (mut sum, mut most, mut v) = (0.0, 0.0_f64, first);
        loop {
            let value = f(v);
            most = most.max(value.abs());
            // Two in a row: one may be a zero of the oscillation.
            let gone = value.abs() <= 1e-12 * most && f(v + 0.1 * step).abs() <= 1e-12 * most;
            if gone || !value.is_finite() || v > 60.0 {
                return sum;
            }
            sum += value;
            v += step;
        }
    };
    let mut step = 0.25;
    let mut total = step * (0.5 * f(0.0) + sum(step, step));
    for _ in 0..HALVINGS {
        let finer = 0.5 * total + 0.5 * step * sum(0.5 * step, step);
        step *= 0.5;
        let done = (finer - total).abs() <= STANDS * finer.abs();
        total = finer;
        if done {
            break;
        }
    }
    total
}
