//! Other values of the parameters that give the same curve: signs that turn together, terms that can be
//! exchanged, phases. A fit finds one of them; the curve is the same.

use std::f64::consts::{PI, TAU};

use super::probe::{Probe, View};

/// Changes that leave the curve as it is, by indices of parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Same {
    /// The signs of all of these turn.
    Signs(Vec<usize>),
    /// Each of a pair takes the value of the other.
    Exchange(Vec<(usize, usize)>),
    /// `by` is added, and the sign of another turns.
    Shift { parameter: usize, by: f64, turned: Option<usize> },
}

/// Signs are turned up to three at a time among so many parameters, else one at a time.
const FEW: usize = 8;
/// Most exchanges that are tried.
const TRIES: usize = 600;
/// Columns that agree to this are equal.
const EQUAL: f64 = 1e-9;

/// Looks among the parameters that are not held.
pub(crate) fn symmetries(probe: &Probe) -> Vec<Same> {
    let active: Vec<usize> = (0..probe.held.len()).filter(|&j| probe.held[j].is_none()).collect();
    let views = probe.views(2);
    if views.len() < 2 {
        return Vec::new();
    }
    let seen = Seen { probe, views, active };
    let mut all = seen.signs();
    all.extend(seen.shifts());
    all.extend(seen.exchanges());
    all
}

struct Seen<'p> {
    probe: &'p Probe<'p>,
    views: Vec<View>,
    active: Vec<usize>,
}

impl Seen<'_> {
    /// Whether a change of the parameters changes no curve.
    fn holds(&self, change: impl Fn(&mut [f64])) -> bool {
        self.views.iter().all(|view| {
            let mut moved = view.x.clone();
            change(&mut moved);
            let inside =
                moved.iter().zip(&self.probe.domains).all(|(v, d)| (d.lower..=d.upper).contains(v));
            inside && self.probe.same(&view.x, &moved) == Some(true)
        })
    }

    fn signs(&self) -> Vec<Same> {
        let mut found: Vec<Vec<usize>> = Vec::new();
        let most = if self.active.len() <= FEW { 3 } else { 1 };
        for size in 1..=most {
            let mut sets = Vec::new();
            super::circuit::subsets(&self.active, size, &mut Vec::new(), &mut sets);
            for set in sets {
                let known = found.iter().any(|f| f.iter().all(|j| set.contains(j)));
                if !known && self.holds(|x| set.iter().for_each(|&j| x[j] = -x[j])) {
                    found.push(set);
                }
            }
        }
        found.into_iter().map(Same::Signs).collect()
    }

    fn shifts(&self) -> Vec<Same> {
        let mut found = Vec::new();
        for &parameter in &self.active {
            // One that counts only by its square or so is not periodic: a period is one from everywhere.
            if self.holds(|x| x[parameter] += PI) {
                found.push(Same::Shift { parameter, by: PI, turned: None });
                continue;
            }
            if self.holds(|x| x[parameter] += TAU) {
                found.push(Same::Shift { parameter, by: TAU, turned: None });
            }
            let other = |k: &&usize| {
                **k != parameter
                    && self.holds(|x| {
                        x[parameter] += PI;
                        x[**k] = -x[**k];
                    })
            };
            if let Some(&turned) = self.active.iter().find(other) {
                found.push(Same::Shift { parameter, by: PI, turned: Some(turned) });
            }
        }
        found
    }

    /// An exchange leaves the point alone at which all parameters are equal, so that the derivatives by two
    /// that are exchanged are equal there: only such pairs are tried.
    fn exchanges(&self) -> Vec<Same> {
        let classes = self.classes();
        let mut found: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut tries = 0;
        for size in 1..=classes.len() {
            let mut chosen = Vec::new();
            let places: Vec<usize> = (0..classes.len()).collect();
            super::circuit::subsets(&places, size, &mut Vec::new(), &mut chosen);
            for which in chosen {
                let pairs: Vec<Vec<(usize, usize)>> =
                    which.iter().map(|&c| pairs(&classes[c])).collect();
                for swap in products(&pairs, TRIES) {
                    tries += 1;
                    if tries > TRIES {
                        return found.into_iter().map(Same::Exchange).collect();
                    }
                    let known = found.iter().any(|f| f.iter().all(|p| swap.contains(p)));
                    if !known && self.holds(|x| swap.iter().for_each(|&(a, b)| x.swap(a, b))) {
                        found.push(swap);
                    }
                }
            }
        }
        found.into_iter().map(Same::Exchange).collect()
    }

    /// Parameters whose derivatives are equal where all parameters are.
    fn classes(&self) -> Vec<Vec<usize>> {
        let mut x = self.views[0].x.clone();
        for &j in &self.active {
            x[j] = 0.8;
            if !(self.probe.domains[j].lower..=self.probe.domains[j].upper).contains(&0.8) {
                return Vec::new();
            }
        }
        let view = self.probe.view(&x);
        if view.value.len() < 4 {
            return Vec::new();
        }
        let equal = |a: usize, b: usize| {
            let mut both = view.columns[a].iter().zip(&view.columns[b]);
            both.all(|(u, v)| (u - v).abs() <= EQUAL)
        };
        let mut classes: Vec<Vec<usize>> = Vec::new();
        for &j in &self.active {
            match classes.iter_mut().find(|c| equal(c[0], j)) {
                Some(class) => class.push(j),
                None => classes.push(vec![j]),
            }
        }
        classes.retain(|c| c.len() > 1);
        classes
    }
}

fn pairs(class: &[usize]) -> Vec<(usize, usize)> {
    let from = |k: usize| class[k + 1..].iter().map(move |&b| (class[k], b));
    (0..class.len()).flat_map(from).collect()
}

/// One of each list, in every way, up to `most`.
fn products(lists: &[Vec<(usize, usize)>], most: usize) -> Vec<Vec<(usize, usize)>> {
    lists.iter().fold(vec![Vec::new()], |begun, list| {
        let with = |b: &Vec<(usize, usize)>| {
            let b = b.clone();
            list.iter().map(move |&p| b.iter().copied().chain([p]).collect())
        };
        begun.iter().flat_map(with).take(most).collect()
    })
}
