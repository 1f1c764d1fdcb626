//! Sizes of parameters and columns at a point.

use thalweg_solver::Problem;

use crate::size::scaled_norm;

/// tⱼ at a start, as the solver takes them: `typical` where given, |xⱼ|, and ‖r‖/‖Jⱼ‖ where xⱼ = 0
/// (1 where that is 0/0).
pub(super) fn sizes<P: Problem + ?Sized>(
    problem: &P,
    x: &[f64],
    typical: Option<&[f64]>,
) -> Vec<f64> {
    if let Some(typical) = typical {
        return typical.to_vec();
    }
    if x.iter().all(|x| *x != 0.0) {
        return x.iter().map(|x| x.abs()).collect();
    }
    let mut r = vec![0.0; problem.residual_count()];
    let size = match problem.residuals(x, &mut r) {
        Ok(()) => scaled_norm(r.iter().copied()),
        Err(_) => f64::NAN,
    };
    let columns = column_norms(problem, x);
    let natural = |j: usize| columns.as_ref().map_or(f64::NAN, |c| size / c[j]);
    let positive = |t: f64| if t > 0.0 && t.is_finite() { t } else { 1.0 };
    let one = |(j, x): (usize, &f64)| if *x == 0.0 { positive(natural(j)) } else { x.abs() };
    x.iter().enumerate().map(one).collect()
}

/// ‖Jⱼ‖ at x: exact, or by central differences, good enough to say by how many powers of ten a column
/// shrank. None where a derivative is not finite.
pub(super) fn column_norms<P: Problem + ?Sized>(problem: &P, x: &[f64]) -> Option<Vec<f64>> {
    let (m, n) = (problem.residual_count(), x.len());
    let mut jac = vec![0.0; m * n];
    if problem.provides().jacobian {
        problem.jacobian(x, &mut jac).ok()?;
    } else {
        let (mut ahead, mut behind) = (vec![0.0; m], vec![0.0; m]);
        let mut at = x.to_vec();
        for j in 0..n {
            let h = f64::EPSILON.cbrt() * if x[j] == 0.0 { 1.0 } else { x[j].abs() };
            at[j] = x[j] + h;
            problem.residuals(&at, &mut ahead).ok()?;
            at[j] = x[j] - h;
            problem.residuals(&at, &mut behind).ok()?;
            at[j] = x[j];
            let differences = ahead.iter().zip(&behind).map(|(a, b)| (a - b) / (2.0 * h));
            jac[j * m..(j + 1) * m].iter_mut().zip(differences).for_each(|(c, d)| *c = d);
        }
    }
    let norms: Vec<f64> =
        jac.chunks_exact(m).map(|column| scaled_norm(column.iter().copied())).collect();
    norms.iter().all(|c| c.is_finite()).then_some(norms)
}
