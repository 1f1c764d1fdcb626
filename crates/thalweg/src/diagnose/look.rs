//! After a fit: its residuals and single observations.

use super::deletion::LeaveOneOut;
use super::influence::influence;
use super::jacobian_leverage::jacobian_leverage;
use super::residuals::Residuals;
use super::scatter::scatter;
use super::shape::shape;
use super::view::View;
use crate::answer::Answer;
use crate::check::{Check, Topic};
use crate::diagnosis::Diagnosis;
use crate::ended::Ended;
use crate::plan::Role;

/// Rows times pairs of directions beyond which the curvature of single rows is not worked out.
const CURVATURE_WORK: usize = 20_000;
/// Observations beyond which what each does to the parameters is not listed.
const LISTED: usize = 10_000;
/// Rows times parameters over all refits: some tenths of a millisecond.
const REFIT_WORK: usize = 4_000;
/// Rows times parameters beyond which not even one observation is left out by a refit.
const ONE_REFIT_WORK: usize = 20_000;

/// Fills in the diagnosis; what it comes to for shape, scatter and influence.
pub(crate) fn look(ended: &Ended, answer: &mut Answer) -> Vec<Check> {
    let Some(residuals) = Residuals::of(ended.local).filter(|r| r.degrees_of_freedom > 0) else {
        let why = format!("residuals not judged: {}", reason(answer));
        return vec![Check::fine(Topic::Shape, why)];
    };
    let view = View::new(ended, answer, &residuals);
    let deletion = deletion(&view);
    let (mut tests, shape) = shape(&view);
    let mut scattering = scatter(&view, &deletion, shape.is_ok());
    tests.append(&mut scattering.tests);
    let influence = influence(&view, &deletion, shape.is_ok(), &scattering);
    let pairs = residuals.rank * (residuals.rank + 1) / 2;
    let curved = view.count() * pairs <= CURVATURE_WORK && !view.is_robust();
    let rows = (0..view.count()).map(|i| view.row(i)).collect();
    let Residuals { standardized, studentized, leverage, cook, .. } = residuals;
    answer.diagnosis = Some(Diagnosis {
        tests,
        rows,
        standardized,
        studentized,
        leverage,
        jacobian_leverage: curved.then(|| jacobian_leverage(ended.local)).flatten(),
        cook,
        deletion,
    });
    vec![shape, scattering.check, influence]
}

/// Why there is nothing to judge residuals by.
fn reason(answer: &Answer) -> &'static str {
    if !crate::statistics::is_minimum(&answer.status) {
        "the run did not end at a minimum"
    } else if answer.exact {
        "they are zero to rounding"
    } else {
        "as many parameters as observations"
    }
}

/// The change of every parameter of the formula when each observation is left out.
fn deletion(view: &View) -> Vec<Vec<f64>> {
    let count = view.count();
    if count > LISTED || view.is_whitened() {
        return Vec::new();
    }
    let (residuals, plan) = (view.residuals, view.ended.setting.plan);
    let mut leave = LeaveOneOut::new(view.ended.local);
    let work = count * (view.ended.local.x().len() + 1);
    let refits = match work {
        w if w > ONE_REFIT_WORK => 0,
        w => (REFIT_WORK / w).max(1),
    };
    // What moves the estimates most is refitted first.
    let mut order: Vec<usize> = (0..count).collect();
    let weight =
        |i: usize| if residuals.cook[i].is_nan() { f64::INFINITY } else { residuals.cook[i] };
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    let here = plan.all_values(view.ended.local.x());
    let moves = |k: usize| !matches!(plan.parameters[k], Role::Fixed(_));
    let mut changes = vec![vec![0.0; count]; here.len()];
    for (place, &i) in order.iter().enumerate() {
        let there = if place < refits { leave.refit(i) } else { leave.one_step(i, residuals) };
        let there = there.map(|x| plan.all_values(&x));
        for k in (0..here.len()).filter(|&k| moves(k)) {
            changes[k][i] = there.as_ref().map_or(f64::NAN, |x| x[k] - here[k]);
        }
    }
    changes
}
