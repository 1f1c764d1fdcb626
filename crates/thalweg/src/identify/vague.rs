//! Parameters that are determined in principle and hopeless in practice.

use thalweg_solver::{Solver, Workspace};

use crate::answer::Answer;
use crate::ended::Ended;
use crate::plan::Role;
use crate::size::scaled_norm;

/// Above this part of the estimate an error may mean that nothing is known.
const LARGE: f64 = 0.5;
/// A variance this many times larger than if the other parameters were known: they stand in for it.
const INFLATED: f64 = 100.0;
/// Changes of the sum of squares off by this factor from what the errors say: the errors mean nothing.
const OFF: f64 = 10.0;

/// The parameters of the answer about which the data say next to nothing: the standard error is as large as
/// the estimate because the others can stand in for it, or the sum of squares one standard error away is
/// nothing like what the errors promise. An estimate that is small beside its error because it is near 0, an
/// intercept say, is none of these.
pub(crate) fn vague(ended: &Ended, answer: &Answer) -> Vec<usize> {
    let Some(scatter) = ended.local.scatter else { return Vec::new() };
    let is_vague = |k: &usize| {
        let Role::Free(j) = ended.setting.plan.parameters[*k] else { return false };
        let parameter = &answer.parameters[*k];
        let Some(error) = parameter.std_error else { return false };
        let share = error / parameter.estimate.abs();
        if share.is_nan() || share <= LARGE {
            return false;
        }
        let alone = scatter.sigma / scaled_norm(ended.local.at.column(j).iter().copied());
        let inflated = share > 1.0 && (error / alone).powi(2) > INFLATED;
        (inflated && !parameter.linear) || misjudged(ended, j)
    };
    (0..answer.parameters.len()).filter(is_vague).collect()
}

/// Whether the sum of squares one standard error to either side, the others following, is far from what the
/// errors say: one σ² above the minimum (Bates & Watts 1988, §6.1).
fn misjudged(ended: &Ended, j: usize) -> bool {
    let local = ended.local;
    let Some(scatter) = local.scatter.filter(|_| local.is_least_squares()) else { return false };
    let mut gradient = vec![0.0; local.x().len()];
    gradient[j] = 1.0;
    let Some(u) = local.at.conditioning.coordinates(&gradient) else { return false };
    let length = scaled_norm(u.iter().copied());
    let directions = local.at.directions();
    let bounds = local.options.bounds.as_deref();
    let mut r = vec![0.0; local.rows()];
    [1.0, -1.0].into_iter().any(|side| {
        let mut x = local.x().to_vec();
        for (u, d) in u.iter().zip(&directions) {
            x.iter_mut().zip(d).for_each(|(x, d)| *x += side * scatter.sigma * u / length * d);
        }
        let inside = bounds.is_none_or(|b| x.iter().zip(b).all(|(x, b)| (b.0..=b.1).contains(x)));
        if !inside {
            return false;
        }
        if local.problem.residuals(&x, &mut r).is_err() {
            return true;
        }
        let before = local.at.residuals.iter();
        let rise: f64 = r.iter().zip(before).map(|(a, b)| (a - b) * (a + b)).sum();
        let rise = rise / (scatter.sigma * scatter.sigma);
        !(1.0 / OFF..=OFF).contains(&rise)
    })
}

/// How far a parameter can go, others following, before the sum of squares rises by more than `rise`²: tried at three and ten times, and so on, to a thousandfold either way.
pub(crate) fn extent(ended: &Ended, j: usize, rise: f64) -> Option<(f64, f64)> {
    const FACTORS: [f64; 6] = [3.0, 10.0, 30.0, 100.0, 300.0, 1000.0];
    /// Rows times parameters squared beyond which it is not tried.
    const MOST: usize = 20_000;
    let local = ended.local;
    let estimate = local.x()[j];
    if estimate == 0.0 || !local.is_least_squares() || local.rows() * local.x().len().pow(2) > MOST
    {
        return None;
    }
    let free = &ended.setting.plan.free;
    let allowed = local.cost + 0.5 * rise * rise;
    let workspace = &mut Workspace::new();
    let mut furthest = |up: bool| {
        let (mut reached, mut x) = (estimate, local.x().to_vec());
        for factor in FACTORS {
            let value = if up { estimate * factor } else { estimate / factor };
            if !(free[j].lower..=free[j].upper).contains(&value) {
                break;
            }
            x[j] = value;
            let mut options = local.options.clone();
            options.trace = false;
            options.limits.evaluations = 60;
            let mut bounds: Vec<(f64, f64)> = free.iter().map(|f| (f.lower, f.upper)).collect();
            bounds[j] = (value, value);
            options.bounds = Some(bounds);
            match Solver::with_options(options).solve_with(workspace, local.problem, &x) {
                Ok(end) if end.cost <= allowed => (reached, x) = (value, end.x),
                _ => break,
            }
        }
        reached
    };
    let (large, small) = (furthest(true), furthest(false));
    (large != estimate || small != estimate).then(|| (large.min(small), large.max(small)))
}
