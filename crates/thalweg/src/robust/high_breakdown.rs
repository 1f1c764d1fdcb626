//! MM-estimates (Yohai 1987): the S-estimate of the lowest M-scale among many starts, then Tukey's loss with
//! that scale from there.

use thalweg_solver::{InputError, Loss, Options, Problem};

use super::choice::Robust;
use super::elemental::Search;
use super::fixed_point::{self, Observer, floor, under};
use super::scale::{S_CONSTANT, m_scale};
use super::solution::RobustSolution;

/// Candidates that are followed to the end of their S-estimate.
const FOLLOWED: usize = 5;
/// Steps of an S-estimate: near it the scale converges quadratically.
const MOST_STEPS: usize = 50;
const AT_REST: f64 = 1e-13;

/// `starts`: least squares first, then what else is worth a try.
pub(super) fn solve(
    problem: &(dyn Problem + Sync),
    search: &Search,
    starts: &[Vec<f64>],
    options: &Options,
    observer: Observer,
) -> Result<RobustSolution, InputError> {
    let huber = fixed_point::from_least_squares(
        Robust::Huber,
        problem,
        &starts[0],
        options,
        None,
        &mut *observer,
    )?;
    let mut candidates = vec![huber.solution.x];
    candidates.extend(starts.iter().cloned());
    candidates.extend(search.candidates(&candidates, FOLLOWED));
    let mut best: Option<(f64, Vec<f64>, bool)> = None;
    for x in candidates {
        let Some((scale, x, settled)) = s_estimate(problem, &x, options, &mut *observer)? else {
            continue;
        };
        if best.as_ref().is_none_or(|(lowest, ..)| scale < *lowest) {
            best = Some((scale, x, settled));
        }
    }
    let (scale, x, settled) = best.unwrap_or((huber.scale, starts[0].clone(), false));
    let loss = Robust::Mm.loss(scale);
    let solution = under(loss, problem, &x, options, observer)?;
    Ok(RobustSolution { solution, scale, loss, settled })
}

/// The S-estimate near `x`: the M-scale of its residuals is a minimum. With the scale s held, the
/// minimum of Σρ(r/s) has a scale of at most s; at the S-estimate its derivative vanishes, so that the
/// scale converges quadratically.
fn s_estimate(
    problem: &(dyn Problem + Sync),
    x: &[f64],
    options: &Options,
    observer: Observer,
) -> Result<Option<(f64, Vec<f64>, bool)>, InputError> {
    let mut r = vec![0.0; problem.residual_count()];
    if problem.residuals(x, &mut r).is_err() {
        return Ok(None);
    }
    let (mut x, mut scale) = (x.to_vec(), m_scale(&r));
    for _ in 0..MOST_STEPS {
        if !scale.is_finite() {
            return Ok(None);
        }
        let least = floor(problem, &r);
        if scale <= least {
            return Ok(Some((least, x, true)));
        }
        let loss = Loss::Tukey { scale: S_CONSTANT * scale };
        let found = under(loss, problem, &x, options, &mut *observer)?;
        let next = m_scale(&found.residuals);
        if next >= scale * (1.0 - AT_REST) {
            return Ok(Some((scale, x, true)));
        }
        (x, scale, r) = (found.x, next, found.residuals);
    }
    Ok(Some((scale, x, false)))
}
