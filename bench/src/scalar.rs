//! A plain Levenberg-Marquardt: one curve at a time, no allocation, derivatives by hand.

/// A curve of N parameters.
pub trait Curve<const N: usize> {
    /// f and ∂f of point k.
    fn at(&self, k: usize, p: &[f64; N]) -> (f64, [f64; N]);
}

/// a exp(−(x − m)²/2s²) + c.
pub struct Gaussian<'a> {
    /// Points.
    pub x: &'a [f64],
}

impl Curve<4> for Gaussian<'_> {
    #[inline(always)]
    fn at(&self, k: usize, &[a, m, s, c]: &[f64; 4]) -> (f64, [f64; 4]) {
        let u = (self.x[k] - m) / s;
        let e = (-0.5 * u * u).exp();
        let slope = a * e * u / s;
        (a * e + c, [e, slope, slope * u, 1.0])
    }
}

/// a exp(−((x − u)² + (y − v)²)/2s²) + b.
pub struct Spot<'a> {
    /// Columns.
    pub x: &'a [f64],
    /// Rows.
    pub y: &'a [f64],
}

impl Curve<5> for Spot<'_> {
    #[inline(always)]
    fn at(&self, k: usize, &[a, u, v, s, b]: &[f64; 5]) -> (f64, [f64; 5]) {
        let (dx, dy) = ((self.x[k] - u) / s, (self.y[k] - v) / s);
        let square = dx * dx + dy * dy;
        let e = (-0.5 * square).exp();
        let slope = a * e / s;
        (a * e + b, [e, slope * dx, slope * dy, slope * square, 1.0])
    }
}

/// a exp(−k x) + c.
pub struct Decay<'a> {
    /// Points.
    pub x: &'a [f64],
}

impl Curve<3> for Decay<'_> {
    #[inline(always)]
    fn at(&self, k: usize, &[a, rate, c]: &[f64; 3]) -> (f64, [f64; 3]) {
        let x = self.x[k];
        let e = (-rate * x).exp();
        (a * e + c, [e, -a * x * e, 1.0])
    }
}

/// Where a fit ended.
#[derive(Debug, Clone, Copy)]
pub struct Fitted {
    /// Estimates; what is beyond the parameters is 0.
    pub x: [f64; 8],
    /// Σ r².
    pub cost: f64,
    /// Whether the test of convergence held.
    pub converged: bool,
    /// Steps tried.
    pub steps: u32,
}

/// F, g, A at p.
#[inline(never)]
fn sums<const N: usize>(
    curve: &impl Curve<N>,
    y: &[f64],
    p: &[f64; N],
) -> (f64, [f64; N], [[f64; N]; N]) {
    let (mut cost, mut g, mut a) = (0.0, [0.0; N], [[0.0; N]; N]);
    for (k, y) in y.iter().enumerate() {
        let (f, slopes) = curve.at(k, p);
        let r = f - y;
        cost += r * r;
        for j in 0..N {
            g[j] += slopes[j] * r;
            for i in 0..=j {
                a[j][i] += slopes[j] * slopes[i];
            }
        }
    }
    (cost, g, a)
}

/// h of (A + μ diag A) h = −g, −gᵀh, and the least pivot against a unit diagonal.
#[inline(never)]
fn step<const N: usize>(g: &[f64; N], a: &[[f64; N]; N], mu: f64) -> ([f64; N], f64, f64) {
    let mut scale = [0.0; N];
    for j in 0..N {
        scale[j] = 1.0 / a[j][j].sqrt();
    }
    let mut l = [[0.0; N]; N];
    let mut pivot = f64::INFINITY;
    for j in 0..N {
        for k in 0..=j {
            let mut rest = a[j][k] * scale[j] * scale[k];
            for h in 0..k {
                rest -= l[j][h] * l[k][h];
            }
            if k < j {
                l[j][k] = rest * l[k][k];
            } else {
                pivot = pivot.min(rest + mu);
                l[j][k] = 1.0 / (rest + mu).max(1e-300).sqrt();
            }
        }
    }
    let (mut h, mut decrement) = ([0.0; N], 0.0);
    for j in 0..N {
        let mut rest = -g[j] * scale[j];
        for k in 0..j {
            rest -= l[j][k] * h[k];
        }
        h[j] = rest * l[j][j];
        decrement += h[j] * h[j];
    }
    for j in (0..N).rev() {
        for k in j + 1..N {
            h[j] -= l[k][j] * h[k];
        }
        h[j] *= l[j][j];
    }
    for j in 0..N {
        h[j] *= scale[j];
    }
    (h, decrement, pivot)
}

/// Marquardt's scaling, a gain ratio and the tests of convergence of the lanes of `thalweg-batch`. What is plain about it:
/// no region of trust, and no length of the last steps from the bend along them; these save the lanes a step or two.
pub fn fit<const N: usize>(
    curve: &impl Curve<N>,
    y: &[f64],
    start: &[f64],
    tolerance: f64,
) -> Fitted {
    let mut x = [0.0; N];
    x.copy_from_slice(&start[..N]);
    let (mut cost, mut g, mut a) = sums(curve, y, &x);
    let (mut mu, mut nu) = (1e-3, 2.0);
    let (mut before, mut earlier) = (f64::INFINITY, f64::INFINITY);
    let mut steps = 0;
    let mut converged = false;
    while steps < 200 && mu < 1e8 {
        let (h, q2, pivot) = step(&g, &a, mu);
        let near = mu == 0.0 && q2 <= 1e-8 * cost;
        let rate = || f64::max(q2 / before, f64::sqrt(q2 / earlier)).clamp(1e-4, 1.0);
        if near && q2 * rate() <= tolerance * tolerance * cost {
            (0..N).for_each(|j| x[j] += h[j]);
            cost -= q2;
            converged = true;
            break;
        }
        let mut trial = x;
        (0..N).for_each(|j| trial[j] += h[j]);
        let (next, next_g, next_a) = sums(curve, y, &trial);
        steps += 1;
        let mut predicted = 0.0;
        for j in 0..N {
            let row: f64 = (0..j).map(|k| a[j][k] * h[k]).sum();
            predicted -= h[j] * (2.0 * (g[j] + row) + a[j][j] * h[j]);
        }
        let ratio = (cost - next) / predicted;
        let polished = near && cost - next > -1e-10 * cost;
        if polished || (cost > next && ratio >= 1e-4) {
            (x, cost, g, a) = (trial, next, next_g, next_a);
            (nu, earlier, before) = (2.0, before, q2);
            mu = match ratio {
                _ if polished => 0.0,
                r if r > 0.25 && q2 * pivot < 1e-2 * cost * (pivot - mu) => 0.0,
                r if r < 0.25 => f64::max(mu, 1e-3) * 2.0,
                r if r < 0.75 => mu,
                _ => mu * 0.1,
            };
            if mu < 1e-7 {
                mu = 0.0;
            }
        } else {
            mu = f64::max(mu, 1e-3) * nu;
            nu *= 4.0;
        }
    }
    let mut all = [0.0; 8];
    all[..N].copy_from_slice(&x);
    Fitted { x: all, cost, converged, steps }
}

/// Gauss-Newton steps until the decrement gets no smaller: F, which is rounding there, is not asked. None where they
/// lead away.
pub fn polished<const N: usize>(
    curve: &impl Curve<N>,
    y: &[f64],
    fitted: &Fitted,
) -> Option<Fitted> {
    let mut x = [0.0; N];
    x.copy_from_slice(&fitted.x[..N]);
    let (mut least, mut best, mut cost) = (f64::INFINITY, x, fitted.cost);
    let mut stuck = 0;
    for _ in 0..2000 {
        let (f, g, a) = sums(curve, y, &x);
        let (h, q2, _) = step(&g, &a, 0.0);
        stuck = if q2 < least { 0 } else { stuck + 1 };
        if q2 < least {
            (least, best, cost) = (q2, x, f);
        }
        if stuck > 20 || q2 == 0.0 {
            break;
        }
        (0..N).for_each(|j| x[j] += h[j]);
    }
    let mut all = [0.0; 8];
    all[..N].copy_from_slice(&best);
    (least <= 1e-22 * cost).then_some(Fitted { x: all, cost, ..*fitted })
}

/// Prints a table.
#[expect(clippy::print_stdout, reason = "a table is what the programs here are for")]
pub fn print(text: &str) {
    print!("{text}");
}
