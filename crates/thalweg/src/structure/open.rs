//! What a formula leaves open: groups of parameters of which only combinations count, found one smallest set
//! at a time, each then replaced by what is determined of it.

use thalweg_solver::Conditioning;

use super::flow::Flow;
use super::form::Form;
use super::probe::{Probe, View};

/// Points at which a formula is looked at.
const POINTS: usize = 4;

/// Parameters that are not told apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// Indices, rising.
    pub parameters: Vec<usize>,
    pub reason: Reason,
    /// What is determined of them; empty where no expression was found.
    pub determined: Vec<Form>,
    /// Those to do without, each with the value to hold it at.
    pub spare: Vec<(usize, f64)>,
}

/// Why they are not determined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reason {
    /// The curve does not depend on it.
    Absent,
    /// The curve depends on it by jumps: its derivative is 0 wherever there is one.
    Jumps,
    /// They move together along curves that are known.
    Combination,
    /// They move together; at a point, relative to its largest component, by this much.
    Direction { at: Vec<f64>, move_by: Vec<f64> },
}

/// The groups of a model, and what its parameters stand for when those to spare are gone.
pub(crate) struct Open {
    pub groups: Vec<Group>,
    /// One per parameter; of those to spare it means nothing.
    pub forms: Vec<Form>,
}

/// Looks for them. `probe` comes back with those to spare held.
pub(crate) fn open(probe: &mut Probe, names: &[&str]) -> Open {
    let n = names.len();
    let mut open = Open { groups: Vec::new(), forms: (0..n).map(Form::parameter).collect() };
    let mut views = probe.views(POINTS);
    if views.is_empty() {
        return open;
    }
    for j in 0..n {
        if probe.held[j].is_none() && views.iter().all(|view| view.reduction.column_norm(j) == 0.0)
        {
            open.groups.push(without_derivative(probe, &views, j));
            probe.held[j] = Some(views[0].x[j]);
        }
    }
    // Each round does without one parameter.
    for _ in 0..n {
        let active: Vec<usize> = (0..n).filter(|&j| probe.held[j].is_none()).collect();
        views = probe.views(POINTS);
        let Some(best) = views.iter().max_by_key(|view| view.rank(&active)) else { break };
        if best.rank(&active) == active.len() {
            break;
        }
        let circuits = best.circuits(&active);
        let flow = circuits.iter().find_map(|set| flow(probe, &views, set));
        let Some((found, value)) = (match flow {
            Some(flow) => Some(named(&flow, &mut open.forms, names, best)),
            None => circuits.iter().find_map(|set| unnamed(probe, best, set)),
        }) else {
            // Close to dependent, yet no move keeps the curve: it is determined, if badly.
            break;
        };
        probe.held[found.spare[0].0] = Some(value);
        open.join(found);
    }
    for group in &mut open.groups {
        if matches!(group.reason, Reason::Combination) {
            let gone = |j: &usize| group.spare.iter().any(|s| s.0 == *j);
            let kept = group.parameters.iter().filter(|j| !gone(j));
            group.determined = kept.map(|&j| open.forms[j].clone()).collect();
        }
    }
    open.groups.sort_by_key(|group| group.parameters[0]);
    open
}

impl Open {
    /// Adds a group, joined with those that share parameters with it.
    fn join(&mut self, mut found: Group) {
        let shared = |group: &Group| group.parameters.iter().any(|j| found.parameters.contains(j));
        let (joined, rest): (Vec<Group>, Vec<Group>) = self.groups.drain(..).partition(shared);
        self.groups = rest;
        for group in joined {
            found.parameters.extend(group.parameters);
            let mut spare = group.spare;
            spare.append(&mut found.spare);
            found.spare = spare;
            if matches!(group.reason, Reason::Direction { .. }) {
                found.reason = group.reason;
            }
        }
        if let Reason::Direction { .. } = found.reason {
            found.determined.clear();
        }
        found.parameters.sort_unstable();
        found.parameters.dedup();
        self.groups.push(found);
    }
}

/// A parameter by which no derivative is other than 0: does the curve depend on it at all?
fn without_derivative(probe: &Probe, views: &[View], j: usize) -> Group {
    const FACTORS: [f64; 8] = [1.5, 0.5, 3.0, 0.2, 10.0, 0.03, 100.0, -1.0];
    let jumps = views.iter().any(|view| {
        FACTORS.iter().any(|factor| {
            let mut moved = view.x.clone();
            moved[j] = if moved[j] == 0.0 { factor - 1.0 } else { factor * moved[j] };
            moved[j] = moved[j].clamp(probe.domains[j].lower, probe.domains[j].upper);
            probe.same(&view.x, &moved) == Some(false)
        })
    });
    let reason = if jumps { Reason::Jumps } else { Reason::Absent };
    let spare = vec![(j, views[0].x[j])];
    Group { parameters: vec![j], reason, determined: Vec::new(), spare }
}

/// The flow of a circuit, if it is one at every point and keeps the curve far along.
fn flow(probe: &Probe, views: &[View], set: &[usize]) -> Option<Flow> {
    let at: Option<Vec<(&[f64], Vec<f64>)>> =
        views.iter().map(|view| Some((view.x.as_slice(), view.null_vector(set)?))).collect();
    Flow::of(set, &at?).filter(|flow| flow.holds(probe, views))
}

/// Takes a flow into the forms: one parameter is spared, the others stand for what is determined.
fn named(flow: &Flow, forms: &mut [Form], names: &[&str], view: &View) -> (Group, f64) {
    let e = flow.spare();
    let spare = flow.parameters[e];
    let value = flow.coordinates[e].neutral().unwrap_or(view.x[spare]);
    let merged: Vec<Form> = (0..flow.parameters.len())
        .map(|j| if j == e { forms[spare].clone() } else { flow.merged(j, e, forms, names) })
        .collect();
    for (&j, form) in flow.parameters.iter().zip(merged) {
        forms[j] = form;
    }
    let parameters = flow.parameters.clone();
    let group = Group {
        parameters,
        reason: Reason::Combination,
        determined: Vec::new(),
        spare: vec![(spare, value)],
    };
    (group, value)
}

/// A circuit without a name, if a curve along which nothing changes does exist.
fn unnamed(probe: &Probe, view: &View, set: &[usize]) -> Option<(Group, f64)> {
    let move_by = view.null_vector(set)?;
    follows(probe, view, set, &move_by).then(|| {
        let spare = set[set.len() - 1];
        let largest =
            move_by.iter().fold(0.0, |m: f64, v| if v.abs() > f64::abs(m) { *v } else { m });
        let move_by = move_by.iter().map(|v| v / largest).collect();
        let at = set.iter().map(|&j| view.x[j]).collect();
        let reason = Reason::Direction { at, move_by };
        let value = view.x[spare];
        let parameters = set.to_vec();
        (Group { parameters, reason, determined: Vec::new(), spare: vec![(spare, value)] }, value)
    })
}

/// Whether the others can make up for a large change of the last parameter of a circuit to rounding: moves
/// it in steps, and corrects the others by Gauss-Newton. Columns that are only nearly dependent fail.
fn follows(probe: &Probe, view: &View, set: &[usize], direction: &[f64]) -> bool {
    const STEPS: usize = 4;
    const CORRECTIONS: usize = 12;
    let Some((&last, others)) = set.split_last() else { return false };
    let Some(end) = direction.last() else { return false };
    let mut x = view.x.clone();
    for _ in 0..STEPS {
        let step = 0.1 * view.x[last].abs().max(f64::MIN_POSITIVE);
        for (&j, v) in set.iter().zip(direction) {
            x[j] += v / end * step;
        }
        for _ in 0..CORRECTIONS {
            if probe.same(&view.x, &x) == Some(true) {
                break;
            }
            if !correct(probe, view, others, &mut x) {
                return false;
            }
        }
    }
    probe.same(&view.x, &x) == Some(true)
}

/// One Gauss-Newton step of `others` towards the curve of `view`; false if there is none.
fn correct(probe: &Probe, view: &View, others: &[usize], x: &mut [f64]) -> bool {
    let here = probe.view(x);
    if here.value.len() != view.value.len() {
        return false;
    }
    // Rows weighted by what their rounding is relative to, as the columns are.
    let n = x.len();
    let mut columns: Vec<Vec<f64>> = here.columns.clone();
    let target: Vec<f64> = (0..here.value.len())
        .map(|i| {
            let scale = here.scales[i];
            if scale > 0.0 { (view.value[i] - here.value[i]) / scale } else { 0.0 }
        })
        .collect();
    columns.push(target);
    let mut reduction = thalweg_solver::Reduction::new(n + 1);
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    reduction.update(&slices, &vec![0.0; here.value.len()]);
    let qtb: Vec<f64> = (0..=n).map(|i| reduction.r(i, n)).collect();
    let mut c = vec![0.0; others.len()];
    Conditioning::of(&reduction, others).solve(&qtb, &mut c);
    for (&j, c) in others.iter().zip(&c) {
        let unit = if x[j] == 0.0 { 1.0 } else { x[j] };
        x[j] += c.clamp(-1.0, 1.0) * unit;
    }
    x.iter().all(|v| v.is_finite())
}
