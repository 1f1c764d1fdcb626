//! ‖dᵀA d‖ of an array A with p×p faces, over all unit vectors d: its root mean square, its maximum.

/// Steps towards a maximum from one start.
const MOST_STEPS: usize = 200;
/// A maximum is found when d and the gradient point the same way to this part.
const ALIGNED: f64 = 1e-14;

/// The squared length of dᵀA d as a form of degree four in d: all that the curvature measures need
/// of an array of second derivatives, however many rows it has.
///
/// ```
/// use thalweg::curvature::Form;
/// // One row: dᵀA d = 3d₀² − d₁².
/// let form = Form::of(2, &[&[3.0], &[0.0], &[-1.0]]);
/// assert_eq!(form.maximum(), 3.0);
/// // (2 Σ aⱼₖ² + (Σ aⱼⱼ)²)/(p(p + 2)) = (2·10 + 4)/8.
/// assert!((form.root_mean_square() - 3.0_f64.sqrt()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone)]
pub struct Form {
    p: usize,
    /// Products of columns (j, k) and (l, m) of A, each counted from 0 ≤ j ≤ k: `gram[b*s + a]`.
    gram: Vec<f64>,
}

/// Where the column (j, k), j ≤ k, of a symmetric array is kept: (0,0), (0,1), (1,1), (0,2), ...
pub(super) fn place(j: usize, k: usize) -> usize {
    k * (k + 1) / 2 + j
}

impl Form {
    /// Of an array for p directions, given by its columns A₀₀, A₀₁, A₁₁, A₀₂, ...: p(p + 1)/2 of them,
    /// all of the same length m. Cost: m p⁴/8.
    pub fn of<C: AsRef<[f64]>>(p: usize, columns: &[C]) -> Self {
        let s = p * (p + 1) / 2;
        let mut gram = vec![0.0; s * s];
        for (b, right) in columns.iter().enumerate() {
            for (a, left) in columns.iter().enumerate().take(b + 1) {
                let product: f64 =
                    left.as_ref().iter().zip(right.as_ref()).map(|(x, y)| x * y).sum();
                gram[b * s + a] = product;
                gram[a * s + b] = product;
            }
        }
        Self { p, gram }
    }

    fn product(&self, a: usize, b: usize) -> f64 {
        self.gram[b * (self.p * (self.p + 1) / 2) + a]
    }

    /// The root mean square of ‖dᵀA d‖ over all directions:
    /// √{(2 Σ‖aⱼₖ‖² + ‖Σ aⱼⱼ‖²)/(p(p + 2))} (Bates & Watts 1980). 0 for p = 0.
    pub fn root_mean_square(&self) -> f64 {
        let p = self.p;
        if p == 0 {
            return 0.0;
        }
        let (mut squares, mut trace) = (0.0, 0.0);
        for k in 0..p {
            for j in 0..p {
                let at = place(j.min(k), j.max(k));
                squares += self.product(at, at);
                trace += self.product(place(j, j), place(k, k));
            }
        }
        // The square of a sum; rounding may take it below 0.
        ((2.0 * squares + trace.max(0.0)) / (p * (p + 2)) as f64).sqrt()
    }

    /// The largest ‖dᵀA d‖ over all directions, by ascent from each axis and between them (Bates &
    /// Watts 1980). Cost: some tens of p⁴/4 operations for each of 2p starts.
    pub fn maximum(&self) -> f64 {
        let p = self.p;
        let axes = (0..p).map(|k| (0..p).map(|j| f64::from(u8::from(j == k))).collect());
        let between = (0..p).map(|k| (0..p).map(|j| if j == k { -1.0 } else { 1.0 }).collect());
        let best = axes.chain(between).map(|d| self.ascend(d)).fold(0.0, f64::max);
        best.max(0.0).sqrt()
    }

    /// The value that ascent from d leads to: d ← ∇h + α d, with α raised until h rises.
    fn ascend(&self, mut d: Vec<f64>) -> f64 {
        normalise(&mut d);
        let mut gradient = vec![0.0; self.p];
        let mut value = self.value(&d, &mut gradient);
        let mut shift = 0.0;
        for _ in 0..MOST_STEPS {
            let length = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
            let along: f64 = gradient.iter().zip(&d).map(|(g, d)| g * d).sum();
            if length == 0.0 || along >= (1.0 - ALIGNED) * length {
                break;
            }
            let mut trial: Vec<f64> =
                gradient.iter().zip(&d).map(|(g, d)| g + shift * length * d).collect();
            normalise(&mut trial);
            let mut at_trial = vec![0.0; self.p];
            let found = self.value(&trial, &mut at_trial);
            if found > value {
                (d, value, gradient) = (trial, found, at_trial);
            } else if shift > 1e6 {
                break;
            } else {
                shift = 2.0 * shift + 1.0;
            }
        }
        value
    }

    /// h(d) = ‖dᵀA d‖² and a quarter of its gradient.
    fn value(&self, d: &[f64], gradient: &mut [f64]) -> f64 {
        let p = self.p;
        let (mut value, mut weights) = (0.0, vec![0.0; p * (p + 1) / 2]);
        for k in 0..p {
            for j in 0..=k {
                weights[place(j, k)] = if j == k { d[j] * d[k] } else { 2.0 * d[j] * d[k] };
            }
        }
        gradient.fill(0.0);
        for k in 0..p {
            for j in 0..=k {
                let a = place(j, k);
                // aⱼₖ·(dᵀA d).
                let s = weights.len();
                let row = &self.gram[a * s..(a + 1) * s];
                let product: f64 = row.iter().zip(&weights).map(|(g, w)| g * w).sum();
                value += weights[a] * product;
                gradient[j] += product * d[k];
                if j != k {
                    gradient[k] += product * d[j];
                }
            }
        }
        value
    }
}

fn normalise(d: &mut [f64]) {
    let length = d.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length > 0.0 {
        d.iter_mut().for_each(|v| *v /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of three rows: diag(1, −1, 0), diag(0, 0, 2), and a mixed one.
    fn three() -> Form {
        let columns: Vec<[f64; 3]> = vec![
            [1.0, 0.0, 0.0],
            [0.0, 0.0, 0.5],
            [-1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0],
            [0.0, 0.0, -0.25],
            [0.0, 2.0, 0.0],
        ];
        Form::of(3, &columns)
    }

    #[test]
    fn the_root_mean_square_is_that_of_many_directions() {
        let form = three();
        // A spiral of equal areas on the sphere.
        let n = 20_000;
        let golden = std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
        let squares: f64 = (0..n)
            .map(|i| {
                let z = 1.0 - (2.0 * f64::from(i) + 1.0) / f64::from(n);
                let (r, a) = ((1.0 - z * z).sqrt(), golden * f64::from(i));
                form.value(&[r * a.cos(), r * a.sin(), z], &mut [0.0; 3])
            })
            .sum();
        let want = (squares / f64::from(n)).sqrt();
        assert!((form.root_mean_square() / want - 1.0).abs() < 1e-5);
    }

    #[test]
    fn no_direction_exceeds_the_maximum_and_one_reaches_it() {
        let form = three();
        let most = form.maximum();
        let mut seen = 0.0_f64;
        for i in 0..200 {
            for k in 0..200 {
                let (a, b) = (f64::from(i) * 0.0315, f64::from(k) * 0.0158);
                let d = [a.cos() * b.sin(), a.sin() * b.sin(), b.cos()];
                seen = seen.max(form.value(&d, &mut [0.0; 3]).sqrt());
            }
        }
        assert!(seen <= most * (1.0 + 1e-12) && seen > 0.999 * most, "{seen} {most}");
    }

    #[test]
    fn a_saddle_between_two_directions_is_left() {
        // dᵀA d = d₀² − d₁² has the same size on both axes; 4 d₀d₁ exceeds it half way.
        let form = Form::of(2, &[[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0]]);
        assert!((form.maximum() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_has_no_curvature() {
        let none = Form::of(0, &[] as &[[f64; 1]]);
        assert_eq!((none.root_mean_square(), none.maximum()), (0.0, 0.0));
    }
}
