//! Eigenvalues of small symmetric matrices and singular values of small factors, by Jacobi's
//! rotations (Golub & Van Loan, *Matrix Computations*, 4th ed., §8.5 and §8.6.3).

use crate::norm::dot;

/// Most sweeps over all pairs; convergence is quadratic and takes about six.
const MOST_SWEEPS: usize = 30;

/// Diagonalises the symmetric n×n matrix `a` in place (both triangles given): afterwards
/// `a = V diag(values) Vᵀ` with the eigenvectors as the columns of `vectors`. In no order.
pub(crate) fn symmetric_eigen(a: &mut [f64], n: usize, values: &mut [f64], vectors: &mut [f64]) {
    vectors.fill(0.0);
    for k in 0..n {
        vectors[k * n + k] = 1.0;
    }
    for _ in 0..MOST_SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                let (app, aqq, apq) = (a[p * n + p], a[q * n + q], a[q * n + p]);
                // Relative to the two diagonal entries, so that graded matrices keep their small
                // eigenvalues; a zero on the diagonal is rotated away.
                let negligible = 0.1 * f64::EPSILON * app.abs().sqrt() * aqq.abs().sqrt();
                if apq.abs() <= negligible || apq == 0.0 {
                    continue;
                }
                rotated = true;
                let (cos, sin) = rotation((aqq - app) / (2.0 * apq));
                for k in 0..n {
                    turn(a, p * n + k, q * n + k, cos, sin);
                    turn(vectors, p * n + k, q * n + k, cos, sin);
                }
                for k in 0..n {
                    turn(a, k * n + p, k * n + q, cos, sin);
                }
                (a[q * n + p], a[p * n + q]) = (0.0, 0.0);
            }
        }
        if !rotated {
            break;
        }
    }
    for k in 0..n {
        values[k] = a[k * n + k];
    }
}

/// Singular values of the n×n matrix `s` (destroyed), largest first, by one-sided rotations: each
/// is right to a few units of its own rounding when the columns are well scaled.
pub(crate) fn singular_values(s: &mut [f64], n: usize, values: &mut Vec<f64>) {
    for _ in 0..MOST_SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                let (left, right) = s.split_at_mut(q * n);
                let (u, v) = (&mut left[p * n..(p + 1) * n], &mut right[..n]);
                let (uu, vv, uv) = (dot(u, u), dot(v, v), dot(u, v));
                if uv.abs() <= f64::EPSILON * uu.sqrt() * vv.sqrt() || uv == 0.0 {
                    continue;
                }
                rotated = true;
                let (cos, sin) = rotation((vv - uu) / (2.0 * uv));
                for (a, b) in u.iter_mut().zip(v) {
                    (*a, *b) = (cos * *a - sin * *b, sin * *a + cos * *b);
                }
            }
        }
        if !rotated {
            break;
        }
    }
    values.clear();
    values.extend(s.chunks_exact(n.max(1)).take(n).map(crate::norm::norm));
    values.sort_unstable_by(|a, b| b.total_cmp(a));
}

/// cos and sin of the smaller rotation with cot 2θ = `cot2`.
fn rotation(cot2: f64) -> (f64, f64) {
    let tan = if cot2.abs() > 1e150 {
        0.5 / cot2
    } else {
        1.0_f64.copysign(cot2) / (cot2.abs() + (1.0 + cot2 * cot2).sqrt())
    };
    let cos = 1.0 / (1.0 + tan * tan).sqrt();
    (cos, tan * cos)
}

fn turn(a: &mut [f64], p: usize, q: usize, cos: f64, sin: f64) {
    (a[p], a[q]) = (cos * a[p] - sin * a[q], sin * a[p] + cos * a[q]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_vectors_give_the_matrix_back() {
        let n = 5;
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let v = ((3 * i + 7 * j) as f64).sin();
                (a[i * n + j], a[j * n + i]) = (v, v);
            }
        }
        a[0] = 0.0;
        let whole = a.clone();
        let (mut values, mut vectors) = (vec![0.0; n], vec![0.0; n * n]);
        symmetric_eigen(&mut a, n, &mut values, &mut vectors);
        for i in 0..n {
            for j in 0..n {
                let back: f64 =
                    (0..n).map(|k| vectors[k * n + i] * values[k] * vectors[k * n + j]).sum();
                assert!((back - whole[i * n + j]).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn small_eigenvalues_of_a_graded_matrix_are_right() {
        // [1 1e-9; 1e-9 4e-18]: eigenvalues 1 + 1e-18 and 3e-18 to first order.
        let mut a = [1.0, 1e-9, 1e-9, 4e-18];
        let (mut values, mut vectors) = ([0.0; 2], [0.0; 4]);
        symmetric_eigen(&mut a, 2, &mut values, &mut vectors);
        let smallest = values[0].min(values[1]);
        assert!((smallest / 3e-18 - 1.0).abs() < 1e-14, "{smallest:e}");
    }

    #[test]
    fn singular_values_of_a_triangle() {
        // [3 4; 0 5]: σ² are the eigenvalues 45 and 5 of SᵀS = [9 12; 12 41].
        let mut values = Vec::new();
        singular_values(&mut [3.0, 0.0, 4.0, 5.0], 2, &mut values);
        assert!((values[0] - 45.0_f64.sqrt()).abs() < 1e-14);
        assert!((values[1] - 5.0_f64.sqrt()).abs() < 1e-14);
    }
}
