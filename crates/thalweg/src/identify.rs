//! What is not determined, in words: which combination of parameters the data do see.

use thalweg_solver::{NullDirection, Problem};

use crate::names;
use crate::plan::Free;
use crate::size::scaled_norm;

/// Residuals that agree to this part of the data are the same.
const SAME: f64 = 1e-9;

/// A set of parameters that the data do not tell apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    /// Indices of free parameters.
    pub parameters: Vec<usize>,
    pub kind: Kind,
    /// How much the curve changes when they change together, relative to one changing alone.
    pub change: f64,
}

/// What the data do see of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: the curve does not depend on it.
    Nothing,
    /// Their product.
    Product,
    /// The ratio of the first to the second.
    Ratio,
    /// Their sum.
    Sum,
    /// The difference of the first and the second.
    Difference,
    /// Some combination.
    Combination,
}

impl Finding {
    /// "only the product `b1*b3` is determined".
    pub(crate) fn words(&self, free: &[Free]) -> String {
        let names: Vec<&str> = self.parameters.iter().map(|&j| free[j].name.as_str()).collect();
        match self.kind {
            Kind::Nothing => format!("the data say nothing about {}", names::list(&names)),
            Kind::Product => format!("only the product `{}` is determined", names.join("*")),
            Kind::Ratio => format!("only the ratio `{}` is determined", names.join("/")),
            Kind::Sum => format!("only the sum `{}` is determined", names.join(" + ")),
            Kind::Difference => {
                format!("only the difference `{}` is determined", names.join(" - "))
            }
            Kind::Combination => {
                format!("{} are determined only in combination", names::list(&names))
            }
        }
    }
}

/// What the data leave open. The null vectors say which parameters take part; what is constant
/// among them is then tested by moving them far along: multiplying one and dividing the other,
/// adding to one and taking from the other, must not change the residuals at all.
pub(crate) fn findings<P: Problem>(
    problem: &P,
    x: &[f64],
    directions: &[NullDirection],
) -> Vec<Finding> {
    if directions.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Finding> = Vec::new();
    let mut tester = Tester::new(problem, x);
    let mut open: Vec<usize> = Vec::new();
    for direction in directions {
        match direction.parameters.as_slice() {
            [only] => {
                let change = direction.change;
                all.push(Finding { parameters: vec![*only], kind: Kind::Nothing, change });
            }
            several => open.extend(several),
        }
    }
    open.sort_unstable();
    open.dedup();
    while let Some(first) = open.first().copied() {
        let rest = &open[1..];
        let Some(kind) = rest.iter().find_map(|&k| tester.pair(first, k)) else {
            let among =
                |d: &&NullDirection| d.parameters.len() > 1 && d.parameters.contains(&first);
            let Some(NullDirection { parameters, change, .. }) =
                directions.iter().find(among).cloned()
            else {
                break;
            };
            open.retain(|j| *j != first && !parameters.contains(j));
            let known = all.iter().any(|f| f.parameters.iter().any(|j| parameters.contains(j)));
            if !known {
                all.push(Finding { parameters, kind: Kind::Combination, change });
            }
            continue;
        };
        let mut parameters = vec![first];
        parameters.extend(rest.iter().filter(|&&k| tester.pair(first, k) == Some(kind)));
        if matches!(kind, Kind::Ratio | Kind::Difference) {
            parameters.truncate(2);
        }
        open.retain(|j| !parameters.contains(j));
        all.push(Finding { parameters, kind, change: 0.0 });
    }
    all
}

/// Moves parameters and looks whether the residuals change.
struct Tester<'p, P: Problem> {
    problem: &'p P,
    x: &'p [f64],
    here: Option<Vec<f64>>,
    there: Vec<f64>,
    tolerance: f64,
}

impl<'p, P: Problem> Tester<'p, P> {
    fn new(problem: &'p P, x: &'p [f64]) -> Self {
        let m = problem.residual_count();
        let mut here = vec![0.0; m];
        let here = problem.residuals(x, &mut here).is_ok().then_some(here);
        let tolerance = SAME * problem.data_norm().unwrap_or(1.0);
        Self { problem, x, here, there: vec![0.0; m], tolerance }
    }

    /// Whether xⱼ ← factor·xⱼ + shift, for each of the moves, leaves the residuals as they are.
    fn unchanged(&mut self, moves: &[(usize, f64, f64)]) -> bool {
        let Some(here) = &self.here else { return false };
        let mut moved = self.x.to_vec();
        for &(j, factor, shift) in moves {
            moved[j] = factor * moved[j] + shift;
        }
        if self.problem.residuals(&moved, &mut self.there).is_err() {
            return false;
        }
        scaled_norm(here.iter().zip(&self.there).map(|(a, b)| a - b)) <= self.tolerance
    }

    /// What the residuals see of two parameters.
    fn pair(&mut self, a: usize, b: usize) -> Option<Kind> {
        const FACTOR: f64 = 1.5;
        let shift = 0.5 * self.x[a].abs().max(self.x[b].abs());
        // A factor does nothing to a parameter at 0: nothing could be learned from it.
        let scalable = self.x[a] != 0.0 && self.x[b] != 0.0;
        if scalable && self.unchanged(&[(a, FACTOR, 0.0), (b, 1.0 / FACTOR, 0.0)]) {
            Some(Kind::Product)
        } else if scalable && self.unchanged(&[(a, FACTOR, 0.0), (b, FACTOR, 0.0)]) {
            Some(Kind::Ratio)
        } else if shift > 0.0 && self.unchanged(&[(a, 1.0, shift), (b, 1.0, -shift)]) {
            Some(Kind::Sum)
        } else if shift > 0.0 && self.unchanged(&[(a, 1.0, shift), (b, 1.0, shift)]) {
            Some(Kind::Difference)
        } else {
            None
        }
    }
}
