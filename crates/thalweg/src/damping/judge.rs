//! What all runs together found, and what each of them came to in its light.

use thalweg_solver::{Curvature, Loss, Problem, Solver, Status};

use super::Comparison;
use super::anatomy::column_norms;
use super::compared::Minimum;
use super::end::{End, Ends, Place, check_limits};
use super::outcome::Outcome;
use super::starts::nudged;
use crate::alike::Alike;

/// A run that stopped this near the lowest F has come down to it, whatever it says of itself
/// (relative; the tolerance of the evidence, section 2).
const THERE: f64 = 1e-7;
/// |xⱼ| beyond this multiple of tⱼ has run away (as in the solver's verdict).
const EVAPORATED: f64 = 1e7;
/// A parameter whose column has vanished ran there if it moved by this many of its sizes.
const RAN: f64 = 2.0;
/// Residuals do not answer to a parameter if a change by all of its size changes them by less than
/// this share of them (the solver's tolerance of rank).
const SILENT: f64 = 1e-9;
/// A null vector belongs to one parameter if the others have less than this share of it.
const ALONE: f64 = 1e-3;

/// The minima, and how to recognise them.
pub(super) struct Judge {
    pub(super) minima: Vec<Minimum>,
    /// Whether the first of them is one.
    pub(super) determined: bool,
    /// Costs at which runs claimed a minimum that is none.
    claimed: Vec<f64>,
    alike: Alike,
}

impl Judge {
    /// Sees all ends.
    pub(super) fn new<P: Problem + ?Sized>(
        comparison: &Comparison,
        problem: &P,
        ends: &Ends,
    ) -> Self {
        let all = || ends.iter().flatten().map(|end| &end.place);
        let alike = Alike::of(problem).or_exact(
            all().filter(|s| s.status == Status::ExactFit).map(|s| s.cost).fold(0.0, f64::max),
        );
        let mut judge = Self { minima: Vec::new(), determined: true, claimed: Vec::new(), alike };
        let mut converged: Vec<&Place> = all().filter(|s| s.status.converged()).collect();
        converged.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let check = Check { comparison, problem };
        while let Some(&lowest) = converged.first() {
            let same = converged.iter().take_while(|s| alike.same(s.cost, lowest.cost)).count();
            let best = converged[..same].iter().min_by_key(|s| s.negative()).unwrap_or(&lowest);
            match check.way_down(best, &alike) {
                None => judge.add(best),
                Some(lower) => {
                    judge.claimed.push(lowest.cost);
                    if lower.status.converged() {
                        judge.add(&lower);
                    }
                }
            }
            converged.drain(..same);
        }
        // A run that did not converge may be the lowest of all.
        if let Some(lowest) = all().min_by(|a, b| a.cost.total_cmp(&b.cost)) {
            judge.settle(lowest, &check);
        }
        judge
    }

    /// Takes the minimum in, unless it is known.
    fn add(&mut self, place: &Place) {
        if !self.minima.iter().any(|m| self.alike.same(m.cost, place.cost)) {
            let Place { x, cost, .. } = place;
            self.minima.push(Minimum { x: x.clone(), cost: *cost, runs: 0 });
            self.minima.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        }
    }

    /// Sees to it that the first minimum is the lowest point, given the lowest end of all.
    fn settle<P: Problem + ?Sized>(&mut self, lowest: &Place, check: &Check<P>) {
        let lower = |judge: &Self, cost: f64| match judge.minima.first() {
            Some(first) => cost < first.cost && !judge.alike.same(cost, first.cost),
            None => true,
        };
        if !lower(self, lowest.cost) {
            return;
        }
        let on = Solver::with_options(check.comparison.cascade()).solve(check.problem, &lowest.x);
        let on = on.map(Place::of);
        let end = match &on {
            Ok(on) if on.cost <= lowest.cost => on,
            _ => lowest,
        };
        self.determined = end.status.converged();
        self.add(end);
    }

    /// What `end` came to, on this problem.
    pub(super) fn outcome<P: Problem + ?Sized>(&self, problem: &P, end: &End) -> Outcome {
        let Place { x, cost, status, .. } = &end.place;
        let same = |m: &Minimum| self.alike.same(m.cost, *cost);
        let at = self.minima.iter().position(same);
        if status.converged() {
            return match at {
                Some(0) => Outcome::Solved,
                Some(other) => Outcome::OtherMinimum(other),
                None => Outcome::FalseStop,
            };
        }
        let lowest = self.minima.first().map_or(f64::NEG_INFINITY, |m| m.cost);
        let near = cost - lowest <= THERE * lowest || self.alike.is_rounding(*cost);
        match status {
            _ if at == Some(0) && !self.determined => return Outcome::Solved,
            Status::FlatValley { .. } if at == Some(0) => return Outcome::NotDetermined,
            _ if near => return Outcome::Solved,
            _ => {}
        }
        let gone = ran_away(x, &end.start, &end.sizes, status).or_else(|| vanished(problem, end));
        if let Some(parameter) = gone {
            return Outcome::Evaporated { parameter };
        }
        match status {
            Status::FlatValley { stationary: true, .. } => Outcome::Flat,
            Status::Limit { .. } => Outcome::Crept,
            Status::DomainEdge { .. } => Outcome::DomainEdge,
            _ => Outcome::FalseStop,
        }
    }
}

/// The parameter that ran away, if one did.
fn ran_away(x: &[f64], start: &[f64], sizes: &[f64], status: &Status) -> Option<usize> {
    let far = |j: usize| x[j].abs() / sizes[j];
    let farthest = (0..x.len()).max_by(|&a, &b| far(a).total_cmp(&far(b)))?;
    if far(farthest) > EVAPORATED {
        return Some(farthest);
    }
    let Status::FlatValley { null_vectors, .. } = status else { return None };
    let alone = |v: &Vec<f64>| {
        let largest = (0..v.len()).max_by(|&a, &b| v[a].abs().total_cmp(&v[b].abs()))?;
        let others = (0..v.len()).filter(|&j| j != largest).map(|j| v[j].abs());
        (others.fold(0.0, f64::max) < ALONE * v[largest].abs()).then_some(largest)
    };
    null_vectors
        .iter()
        .filter_map(alone)
        .filter(|&j| (x[j] - start[j]).abs() > RAN * sizes[j])
        .max_by(|&a, &b| far(a).total_cmp(&far(b)))
}

/// The parameter that the residuals no longer answer to, and from a start at which they did.
fn vanished<P: Problem + ?Sized>(problem: &P, end: &End) -> Option<usize> {
    let Place { x, size, .. } = &end.place;
    let answer = |j: usize, column: f64, x: f64| column * x.abs().max(end.sizes[j]);
    let columns = column_norms(problem, x)?;
    let before = column_norms(problem, &end.start)?;
    let silent = |&j: &usize| {
        answer(j, columns[j], x[j]) < SILENT * size
            && answer(j, before[j], end.start[j]) >= SILENT * size
    };
    // Where one parameter takes the curve out of reach, others fall silent with it: who moved most?
    let moved = |j: usize| (x[j] - end.start[j]).abs() / end.sizes[j];
    let silent = (0..x.len()).filter(silent).max_by(|&a, &b| moved(a).total_cmp(&moved(b)))?;
    (moved(silent) > RAN).then_some(silent)
}

/// Whether a point is a minimum, looked at with second derivatives from beside it.
struct Check<'c, P: ?Sized> {
    comparison: &'c Comparison,
    problem: &'c P,
}

impl<P: Problem + ?Sized> Check<'_, P> {
    /// Where a run from just beside a claimed minimum ends, if that is lower.
    fn way_down(&self, claimed: &Place, alike: &Alike) -> Option<Place> {
        let mut options = self.comparison.probe();
        options.limits = check_limits();
        options.polish = true;
        if options.loss == Loss::Squared {
            options.curvature = Curvature::Hessian;
        }
        let beside = nudged(self.comparison, &claimed.x);
        let end = Place::of(Solver::with_options(options).solve(self.problem, &beside).ok()?);
        let lower = end.cost < claimed.cost && !alike.same(end.cost, claimed.cost);
        lower.then_some(end)
    }
}
