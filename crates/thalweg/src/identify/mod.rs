//! What is not determined, in words: which combination of parameters the data do see, and with what error.

mod combination;
mod look;
mod vague;

use thalweg_solver::NullDirection;

use crate::names;
use crate::observations::Observations;
use crate::plan::{Free, Plan};
use crate::structure::{Domain, Group, Probe, Reason, open};

pub(crate) use combination::Determined;
pub(crate) use look::look;

/// Most rows that are looked at for what a combination is.
const ROWS: usize = 256;
/// ln of the factor by which parameters are moved around the solution.
const SPREAD: f64 = 0.4;

/// A set of parameters that the data do not tell apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    /// Indices of free parameters.
    pub parameters: Vec<usize>,
    pub kind: Kind,
    /// How much the curve changes when they change together, relative to one changing alone.
    pub change: f64,
    /// What was seen: "only the product `b1*b3` is determined".
    pub words: String,
    /// What is determined of them, with its error where there is one.
    pub determined: Vec<Determined>,
}

/// What the data do see of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: the curve does not depend on it, not here or nowhere.
    Nothing,
    /// Something that has a name.
    Named,
    /// Some combination.
    Combination,
}

/// What the data leave open. The null vectors say which parameters take part; the formula over the cells of
/// the data then says, as [`crate::structure`] does over any cells, what is constant among them.
pub(crate) fn findings(
    plan: &Plan,
    observations: &Observations,
    x: &[f64],
    directions: &[NullDirection],
) -> Vec<Finding> {
    if directions.is_empty() {
        return Vec::new();
    }
    let free: Vec<&str> = plan.free.iter().map(|f| f.name.as_str()).collect();
    let touched = |j: &usize| directions.iter().any(|d| d.parameters.contains(j));
    let mut all: Vec<Finding> = Vec::new();
    for group in groups(plan, observations, x) {
        let known = match group.reason {
            Reason::Combination => Some(Kind::Named),
            Reason::Jumps => Some(Kind::Nothing),
            // Their null vectors tell these as well, and over all rows.
            Reason::Absent | Reason::Direction { .. } => None,
        };
        // What only seems so over a sample of the rows, or elsewhere than here, is none.
        if let (Some(kind), true) = (known, group.parameters.iter().all(touched)) {
            all.push(Finding {
                words: group.words(&free),
                determined: group
                    .determined
                    .iter()
                    .map(|f| Determined::new(f.text(&free)))
                    .collect(),
                parameters: group.parameters,
                kind,
                change: 0.0,
            });
        }
    }
    for NullDirection { parameters, change, .. } in directions {
        let known = all.iter().any(|f| f.parameters.iter().any(|j| parameters.contains(j)));
        if !known {
            all.push(unnamed(parameters, *change, &plan.free));
        }
    }
    all
}

/// What is seen only here and now.
fn unnamed(parameters: &[usize], change: f64, free: &[Free]) -> Finding {
    let own: Vec<&str> = parameters.iter().map(|&j| free[j].name.as_str()).collect();
    let (kind, words) = match own.as_slice() {
        [_] => (Kind::Nothing, format!("the data say nothing about {}", names::list(&own))),
        _ => {
            (Kind::Combination, format!("{} are determined only in combination", names::list(&own)))
        }
    };
    Finding { parameters: parameters.to_vec(), kind, change, words, determined: Vec::new() }
}

/// What the formula leaves open over the cells of the data around the solution. A parameter on its bound
/// stays there.
fn groups(plan: &Plan, observations: &Observations, x: &[f64]) -> Vec<Group> {
    let step = observations.count().div_ceil(ROWS).max(1);
    let pick = |cells: &[f64]| cells.iter().copied().step_by(step).collect();
    let cells: Vec<Vec<f64>> = observations.columns.iter().map(|c| pick(c)).collect();
    let domain = |(f, &x): (&Free, &f64)| Domain {
        lower: f.lower,
        upper: f.upper,
        around: Some(x),
        spread: SPREAD,
    };
    let mut probe = Probe::new(&plan.model, cells, plan.free.iter().zip(x).map(domain).collect());
    for (held, (f, &x)) in probe.held.iter_mut().zip(plan.free.iter().zip(x)) {
        *held = (x == f.lower || x == f.upper).then_some(x);
    }
    let names: Vec<&str> = plan.free.iter().map(|f| f.name.as_str()).collect();
    open(&mut probe, &names).groups
}
