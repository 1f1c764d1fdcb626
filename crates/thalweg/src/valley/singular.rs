//! Singular values and right singular vectors of a small matrix.

/// The right singular vectors of a square matrix given by columns, smallest singular value first.
///
/// One-sided Jacobi (Hestenes 1958; Golub & Van Loan, *Matrix Computations*, 4th ed., §8.6.3): small
/// singular values keep their relative accuracy where columns are well scaled, which forming AᵀA
/// would lose.
pub(super) fn right_singular_vectors(mut columns: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    const SWEEPS: usize = 30;
    let n = columns.len();
    let unit = |k: usize| (0..n).map(|j| f64::from(u8::from(j == k))).collect::<Vec<f64>>();
    let mut vectors: Vec<Vec<f64>> = (0..n).map(unit).collect();
    for _ in 0..SWEEPS {
        let mut turned = false;
        for p in 0..n {
            for q in p + 1..n {
                let (a, b) = (dot(&columns[p], &columns[p]), dot(&columns[q], &columns[q]));
                let c = dot(&columns[p], &columns[q]);
                if c.is_nan() || c.abs() <= f64::EPSILON * a.sqrt() * b.sqrt() {
                    continue;
                }
                turned = true;
                let zeta = (b - a) / (2.0 * c);
                let t = 1.0_f64.copysign(zeta) / (zeta.abs() + zeta.hypot(1.0));
                let cosine = 1.0 / t.hypot(1.0);
                turn(&mut columns, p, q, cosine, cosine * t);
                turn(&mut vectors, p, q, cosine, cosine * t);
            }
        }
        if !turned {
            break;
        }
    }
    let mut order: Vec<(f64, Vec<f64>)> = columns.iter().map(|c| dot(c, c)).zip(vectors).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().map(|(_, vector)| vector).collect()
}

/// Σ aᵢbᵢ.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Rotates columns p and q.
fn turn(columns: &mut [Vec<f64>], p: usize, q: usize, cosine: f64, sine: f64) {
    let (head, tail) = columns.split_at_mut(q);
    for (a, b) in head[p].iter_mut().zip(&mut tail[0]) {
        (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_that_nothing_sees_comes_first() {
        // Columns 1 and 2 cancel along (1, 1, 0)/√2; column 3 is short.
        let vectors = right_singular_vectors(vec![
            vec![1.0, 2.0, 3.0],
            vec![-1.0, -2.0, -3.0],
            vec![1e-9, 0.0, 1e-9],
        ]);
        let half = 0.5_f64.sqrt();
        assert!((dot(&vectors[0], &[half, half, 0.0]).abs() - 1.0).abs() < 1e-12);
        assert!((vectors[1][2].abs() - 1.0).abs() < 1e-6);
        for (i, u) in vectors.iter().enumerate() {
            for (j, v) in vectors.iter().enumerate() {
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((dot(u, v) - expected).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn tiny_singular_values_keep_their_order() {
        let columns: Vec<Vec<f64>> = [1e-13, 1.0, 1e-15, 1e-14]
            .iter()
            .enumerate()
            .map(|(k, s)| (0..4).map(|j| if j == k { *s } else { 0.0 }).collect())
            .collect();
        let vectors = right_singular_vectors(columns);
        let leading: Vec<usize> =
            vectors.iter().map(|v| v.iter().position(|e| e.abs() > 0.9).unwrap()).collect();
        assert_eq!(leading, [2, 3, 0, 1]);
    }
}
