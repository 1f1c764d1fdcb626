//! What is asked after every fit.

use super::judge::{TOLERABLE, better_scale, check, disagreement};
use super::relative::RelativeCurvature;
use crate::answer::{Answer, Parameter};
use crate::check::Check;
use crate::diagnosis::{Nonlinearity, Reparameterisation};
use crate::ended::Ended;
use crate::plan::{Plan, Role, Scalar};
use crate::sandwich::Errors;

/// Products of second derivatives that are worth their time unasked: about 10 ms.
const MOST_WORK: usize = 10_000_000;
/// Parameters beyond which there are too many pairs.
const MOST_PARAMETERS: usize = 12;

/// Curvature, skewness and bias; and where they matter, a check that says so. Needs the profile
/// intervals of the answer.
pub(crate) fn look(ended: &Ended, answer: &mut Answer) -> Vec<Check> {
    let local = ended.local;
    if local.scatter.is_none() || local.rank() == 0 || !local.is_least_squares() {
        return Vec::new();
    }
    let (mut nonlinearity, not_computed) = match measured(ended) {
        Ok(nonlinearity) => (nonlinearity, None),
        Err(reason) => (unmeasured(), Some(reason)),
    };
    let wald = wald(ended, answer);
    let pairs = answer.parameters.iter().zip(&wald);
    nonlinearity.disagreement =
        pairs.map(|(p, wald)| disagreement(p.profile.as_ref()?, (*wald)?)).collect();
    nonlinearity.reparameterisation = better(ended, answer, &wald, &nonlinearity.disagreement);
    let said = check(answer, &wald, &nonlinearity, not_computed.as_deref());
    answer.nonlinearity = not_computed.is_none().then_some(nonlinearity);
    vec![said]
}

/// Wald's intervals from JᵀJ: profiles assume errors of one size as well, so that the two part by curvature
/// alone, whichever errors the answer has.
fn wald(ended: &Ended, answer: &Answer) -> Vec<Option<(f64, f64)>> {
    if answer.errors == Errors::Expected {
        return answer.parameters.iter().map(|p| p.interval).collect();
    }
    let (local, plan) = (ended.local, ended.setting.plan);
    let one = |(k, p): (usize, &Parameter)| {
        p.interval?;
        let half =
            local.std_error(&plan.gradient(k, local.x()))? * local.scatter?.quantile(p.level);
        Some((p.estimate - half, p.estimate + half))
    };
    answer.parameters.iter().enumerate().map(one).collect()
}

fn unmeasured() -> Nonlinearity {
    Nonlinearity { intrinsic: f64::NAN, parameter_effects: f64::NAN, ..Nonlinearity::default() }
}

/// The measures, or why there are none.
fn measured(ended: &Ended) -> Result<Nonlinearity, String> {
    let (local, plan) = (ended.local, ended.setting.plan);
    let (p, m) = (local.rank(), local.rows());
    let pairs = p * (p + 1) / 2;
    if p > MOST_PARAMETERS || m.saturating_mul(pairs * pairs) > MOST_WORK {
        return Err(format!("{p} parameters over {m} rows take too long"));
    }
    let curved = RelativeCurvature::of(local).ok_or("second derivatives are not finite")?;
    let parameters: Vec<Quantity> =
        (0..plan.parameters.len()).map(|k| Quantity::parameter(plan, k, local.x())).collect();
    let derived: Vec<Quantity> =
        plan.derived.iter().map(|d| Quantity::of(&d.value, local.x())).collect();
    let skewness = |q: &Quantity| curved.skewness(&q.gradient, |v| q.second(v));
    let bias = |q: &Quantity| curved.bias(&q.gradient, |v| q.second(v));
    Ok(Nonlinearity {
        intrinsic: curved.radius() * curved.intrinsic().root_mean_square(),
        parameter_effects: curved.radius() * curved.parameter_effects().root_mean_square(),
        skewness: parameters.iter().map(skewness).collect(),
        bias: parameters.iter().map(bias).collect(),
        derived_skewness: derived.iter().map(skewness).collect(),
        derived_bias: derived.iter().map(bias).collect(),
        disagreement: Vec::new(),
        reparameterisation: None,
    })
}

/// A quantity that follows from the free parameters x, to second order.
struct Quantity<'p> {
    x: &'p [f64],
    gradient: Vec<f64>,
    /// None for what is linear in x.
    scalar: Option<&'p Scalar>,
}

impl<'p> Quantity<'p> {
    fn of(scalar: &'p Scalar, x: &'p [f64]) -> Self {
        let mut gradient = vec![0.0; x.len()];
        scalar.gradient(x, &mut gradient);
        Self { x, gradient, scalar: Some(scalar) }
    }

    /// Parameter k of the formula.
    fn parameter(plan: &'p Plan, k: usize, x: &'p [f64]) -> Self {
        match &plan.parameters[k] {
            Role::Tied(scalar) => Self::of(scalar, x),
            _ => Self { x, gradient: plan.gradient(k, x), scalar: None },
        }
    }

    /// d²/dt² at x + t v.
    fn second(&self, v: &[f64]) -> f64 {
        self.scalar.map_or(0.0, |scalar| scalar.second_directional(self.x, v))
    }
}

/// Another scale for the worst of the parameters that one is found for.
fn better(
    ended: &Ended,
    answer: &Answer,
    wald: &[Option<(f64, f64)>],
    disagreement: &[Option<f64>],
) -> Option<Reparameterisation> {
    let plan = ended.setting.plan;
    let mut uneven: Vec<(usize, f64)> = disagreement
        .iter()
        .enumerate()
        .filter_map(|(k, d)| d.filter(|d| *d > TOLERABLE).map(|d| (k, d)))
        .filter(|(k, _)| matches!(plan.parameters[*k], Role::Free(_)))
        .collect();
    uneven.sort_by(|a, b| b.1.total_cmp(&a.1));
    let derived = plan.derived.iter().map(|d| &d.name);
    let taken: Vec<String> =
        plan.names.iter().chain(derived).chain(ended.table.names()).cloned().collect();
    uneven.into_iter().find_map(|(k, before)| better_scale(answer, k, wald[k], before, &taken))
}
