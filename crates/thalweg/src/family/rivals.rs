//! Do other formulas of the same family do better?

use thalweg_solver::Workspace;

use super::contest;
use super::member::FamilyModel;
use super::recognise::{Place, Whole};
use super::summary::Summary;
use crate::answer::Answer;
use crate::blocks::Workers;
use crate::check::{Check, Topic};
use crate::criteria::{Criteria, Likelihood, Rival, akaike_weights};
use crate::diagnose::runs_of;
use crate::ended::Ended;
use crate::names;
use crate::observations::Observations;
use crate::problem::FormulaProblem;
use crate::statistics::is_minimum;
use crate::warning::{Value, Warning};

/// Rows beyond which nobody is tried unasked: a rival costs about as much as the fit.
const MOST_ROWS: usize = 4_000;
/// A rival with no more parameters does clearly better if (n − p) ln(RSS/RSS of the rival) exceeds this. Under
/// a formula that is right, 0.13 % of data sets of 8 to 100 rows exceed it (measured by the test
/// `formulas_that_are_right_are_left_alone`); 6 would be exceeded by 0.75 %.
const CLEARLY: f64 = 9.0;
/// Differences of AICc up to this are nothing to choose by (Burnham & Anderson 2002, §2.6).
const ALIKE: f64 = 2.0;

/// Fits the other formulas of the family that have no more parameters than this one, and says what came of
/// it; nothing where the formula belongs to no family.
pub(crate) fn look(ended: &Ended, answer: &mut Answer) -> Vec<Check> {
    let [cells] = ended.observations.columns.as_slice() else { return Vec::new() };
    let Some(own) = answer.criteria else { return Vec::new() };
    let x = &ended.solution.x;
    let Some(place) = Whole { model: &ended.setting.plan.model, x, cells }.recognise() else {
        return Vec::new();
    };
    let family = &place.family.name;
    if cells.len() > MOST_ROWS {
        let seen = format!(
            "not computed: the other formulas of the family `{family}`, for {} rows; \
             `thalweg compare` fits them",
            cells.len()
        );
        return vec![Check::fine(Topic::Rivals, seen)];
    }
    let mut found = rivals(ended, &place);
    found.push(Rival {
        name: place.model.name.clone(),
        formula: answer.formula.clone(),
        parameters: x.len(),
        residual_sum_of_squares: answer.residual_sum_of_squares,
        criteria: own,
        difference: 0.0,
        weight: 0.0,
        runs_p_value: runs_p_value(ended.observations, &ended.solution.residuals)
            .filter(|_| !answer.exact),
    });
    let weights = akaike_weights(&found.iter().map(|r| r.criteria.aicc).collect::<Vec<_>>());
    for (rival, (difference, weight)) in found.iter_mut().zip(weights) {
        (rival.difference, rival.weight) = (difference, weight);
    }
    found.sort_by(|a, b| a.criteria.aicc.total_cmp(&b.criteria.aicc));
    let check = judged(ended, answer, &place, own, &found);
    answer.rivals = found;
    vec![check]
}

/// Every other model of the family with no more parameters that can be fitted.
fn rivals(ended: &Ended, place: &Place) -> Vec<Rival> {
    let Ended { setting, observations, table, .. } = *ended;
    let [cells] = observations.columns.as_slice() else { return Vec::new() };
    let known = !setting.plan.weighting.scales_covariance();
    let likelihood = Likelihood::new(observations, known);
    let data = Summary::of(cells, &observations.left);
    let columns: Vec<&str> = table.names().iter().map(String::as_str).collect();
    let workers = Workers::new(setting.fit.asked.threads, cells.len());
    let mut workspace = Workspace::new();
    let mut fitted = |model: &FamilyModel| -> Option<Rival> {
        let curve = model.curve().ok()?;
        let problem = FormulaProblem::new(
            &curve.model,
            &[cells],
            &observations.left,
            observations.root_weights.as_deref(),
            true,
            &workers,
        )
        .whitened(observations.whitening.as_ref());
        let start = contest::start(model, curve, &data, setting.rows)?;
        let solution = contest::run(model, curve, &problem, &start, &mut workspace)?;
        if !is_minimum(&solution.status) {
            return None;
        }
        let norm = observations.unit.norm(solution.cost);
        let (right, _) = model.written(setting.plan.model.columns().first()?, &columns);
        Some(Rival {
            name: model.name.clone(),
            formula: format!("{} ~ {right}", setting.plan.left.text),
            parameters: model.parameters.len(),
            residual_sum_of_squares: observations.unit.sum_of_squares(solution.cost),
            criteria: likelihood.criteria(norm, model.parameters.len())?,
            difference: 0.0,
            weight: 0.0,
            runs_p_value: runs_p_value(observations, &solution.residuals),
        })
    };
    let others = place.family.models.iter().filter(|m| {
        m.name != place.model.name && m.parameters.len() <= place.model.parameters.len()
    });
    others.filter_map(&mut fitted).collect()
}

/// p of the runs test of these residuals. A formula of a family has one column, so that fitted values order
/// nothing.
fn runs_p_value(observations: &Observations, residuals: &[f64]) -> Option<f64> {
    runs_of(observations, &[], residuals).map(|test| test.p_value)
}

/// What the comparison comes to. `found` is sorted by AICc.
fn judged(ended: &Ended, answer: &Answer, place: &Place, own: Criteria, found: &[Rival]) -> Check {
    let p = answer.parameters_estimated;
    // 2 ln of the ratio of the likelihoods, n of it as n − p.
    let share = answer.degrees_of_freedom as f64 / answer.observations as f64;
    let gain = |r: &Rival| 2.0 * (r.criteria.log_likelihood - own.log_likelihood) * share;
    let is_own = |r: &&Rival| r.name == place.model.name;
    let rest = || found.iter().filter(|r| !is_own(r));
    if let Some(best) = rest().find(|r| gain(r) > CLEARLY) {
        let better: Vec<&Rival> =
            rest().filter(|r| own.aicc - r.criteria.aicc > ALIKE && gain(r) > 0.0).collect();
        let seen = format!(
            "{} fit{} better (AICc {:.1} against {:.1})",
            counted(&better),
            if better.len() == 1 { "s" } else { "" },
            best.criteria.aicc,
            own.aicc
        );
        return looked(ended, place, own, best, better.len(), seen);
    }
    let open = undetermined(answer);
    // Where parameters are not determined, of the simpler formulas that AICc prefers: the one of fewest
    // parameters among those like the best.
    let preferred = || rest().filter(|r| r.parameters < p && r.criteria.aicc < own.aicc);
    let lowest = preferred().map(|r| r.criteria.aicc).next();
    let like_it = |r: &&Rival| lowest.is_some_and(|low| r.criteria.aicc <= low + ALIKE);
    let simpler = preferred().filter(like_it).min_by_key(|r| r.parameters);
    let simpler = simpler.filter(|_| !open.is_empty());
    if let Some(best) = simpler {
        let one = if open.len() == 1 { "is" } else { "are" };
        let seen = format!(
            "{} {one} not determined, and a formula of {} is preferred (AICc {:.1} against {:.1})",
            names::list(&open),
            parameters(best.parameters),
            best.criteria.aicc,
            own.aicc
        );
        return looked(ended, place, own, best, 1, seen);
    }
    let tried = found.len() - 1;
    let family = &place.family.name;
    Check::fine(
        Topic::Rivals,
        match tried {
            0 => format!("no other formula of the family `{family}` has so few parameters"),
            1 => format!(
                "the other formula tried, of the family `{family}`, does not do clearly better"
            ),
            _ => format!(
                "none of {tried} other formulas of the family `{family}` does clearly better"
            ),
        },
    )
}

fn looked(
    ended: &Ended,
    place: &Place,
    own: Criteria,
    best: &Rival,
    better: usize,
    seen: String,
) -> Check {
    let family = &place.family.name;
    let warning = Warning {
        code: "W-RIVAL",
        message: format!("{seen}; the best is `{}` ({})", best.formula, best.name),
        help: format!(
            "ask which of them describes what happened; `thalweg compare '{}' --family {family}` with the \
             same data shows all",
            ended.setting.fit.asked.formula
        ),
        data: vec![
            ("family".into(), Value::Text(family.clone())),
            ("best".into(), Value::Text(best.name.clone())),
            ("formula".into(), Value::Text(best.formula.clone())),
            ("aicc".into(), Value::Number(best.criteria.aicc)),
            ("own_aicc".into(), Value::Number(own.aicc)),
            ("better".into(), Value::Count(better)),
        ],
    };
    Check::look(Topic::Rivals, seen, warning)
}

/// Free parameters without an error, or with one that is as large as the estimate.
fn undetermined(answer: &Answer) -> Vec<&str> {
    let free = answer.parameters.iter().filter(|p| !(p.fixed || p.tied || p.at_bound));
    let open = free.filter(|p| p.std_error.is_none_or(|e| e >= p.estimate.abs()));
    open.map(|p| p.name.as_str()).collect()
}

/// "three rival two-parameter models", "one rival model".
fn counted(rivals: &[&Rival]) -> String {
    let count = number(rivals.len());
    let models = if rivals.len() == 1 { "model" } else { "models" };
    match rivals {
        [first, rest @ ..] if rest.iter().all(|r| r.parameters == first.parameters) => {
            format!("{count} rival {}-parameter {models}", number(first.parameters))
        }
        _ => format!("{count} rival {models}"),
    }
}

fn parameters(count: usize) -> String {
    format!("{} parameter{}", number(count), if count == 1 { "" } else { "s" })
}

/// Small numbers as words.
fn number(n: usize) -> String {
    const WORDS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |w| w.to_string())
}
