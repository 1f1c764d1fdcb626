//! First partial derivatives by all parameters, from the root downwards (reverse accumulation).
//!
//! What flows down is kept as a factor that is the same for all rows times a factor that is not:
//! signs, constants and parameters are multiplied once per evaluation, not once per row.

use std::collections::HashMap;

use super::{Graph, Leaf};
use crate::arena::{Id, Node};
use crate::operation::{Binary, Ternary, Unary};

/// coefficient · row
#[derive(Clone, Copy)]
struct Term {
    coefficient: Id,
    row: Option<Id>,
}

/// The partial derivatives of a node, by parameter; those that are 0 are absent.
type Gradient = HashMap<usize, Id>;

impl Graph {
    /// ∂root/∂parameter for every parameter; `None` where it is 0.
    pub(crate) fn gradient(&mut self, root: Id) -> Vec<Option<Id>> {
        let mut branches: HashMap<Id, Gradient> = HashMap::new();
        // The branches of choices first, inner ones before outer ones: what is not chosen must not
        // leak into the result as 0·∞.
        let needed = self.needed_by(&[root]);
        for id in 0..=root {
            if needed[id as usize] && self.has_parameters(id) {
                for branch in self.branches(id).into_iter().flatten() {
                    if !branches.contains_key(&branch) {
                        let gradient = self.accumulate(branch, &branches);
                        branches.insert(branch, gradient);
                    }
                }
            }
        }
        let mut gradient = self.accumulate(root, &branches);
        (0..self.parameters()).map(|parameter| gradient.remove(&parameter)).collect()
    }

    /// The two nodes of which `id` is one or the other, if it is a choice.
    fn branches(&self, id: Id) -> Option<[Id; 2]> {
        match self.node(id) {
            Node::Ternary(Ternary::If, _, a, b) => Some([a, b]),
            Node::Binary(Binary::Min | Binary::Max, a, b) => Some([a, b]),
            _ => None,
        }
    }

    fn accumulate(&mut self, root: Id, branches: &HashMap<Id, Gradient>) -> Gradient {
        let one = self.number(1.0);
        let mut arriving: HashMap<Id, Vec<Term>> = HashMap::new();
        let mut by_choice: HashMap<usize, Vec<Term>> = HashMap::new();
        let mut gradient = Gradient::new();
        if !self.has_parameters(root) {
            return gradient;
        }
        arriving.insert(root, vec![Term { coefficient: one, row: None }]);
        for id in (0..=root).rev() {
            let Some(terms) = arriving.remove(&id) else { continue };
            if let Node::Leaf(leaf) = self.node(id) {
                if let Leaf::Parameter(parameter) = self.leaf(leaf) {
                    by_choice.entry(parameter).or_default().extend(terms);
                }
                continue;
            }
            let term = self.total(terms);
            if let Some([a, b]) = self.branches(id) {
                self.choose(id, term, [&branches[&a], &branches[&b]], &mut by_choice);
                continue;
            }
            for (operand, term) in self.passed_down(id, term).into_iter().flatten() {
                if self.has_parameters(operand) {
                    arriving.entry(operand).or_default().push(term);
                }
            }
        }
        let mut parameters: Vec<usize> = by_choice.keys().copied().collect();
        parameters.sort_unstable();
        for parameter in parameters {
            let terms = by_choice.remove(&parameter).unwrap_or_default();
            let total = self.total(terms);
            gradient.insert(parameter, self.whole(total));
        }
        gradient
    }

    /// What each operand of `id` receives when `id` receives `term`.
    fn passed_down(&mut self, id: Id, term: Term) -> [Option<(Id, Term)>; 2] {
        match self.node(id) {
            Node::Unary(Unary::Exp, u) => {
                // Where the adjoint has vanished an overflowing exponential must not revive it:
                // 1/(1+exp(u)) has slope 0 at u = 800.
                let row = match term.row {
                    Some(row) if self.varies_by_row(id) => {
                        Some(self.existing_product(row, id).unwrap_or_else(|| self.annul(row, id)))
                    }
                    _ => return [Some((u, self.times(term, id))), None],
                };
                [Some((u, Term { row, ..term })), None]
            }
            Node::Unary(op, u) => match self.slope(op, u, id) {
                Some(slope) => [Some((u, self.times(term, slope))), None],
                None => [None, None],
            },
            Node::Binary(op, a, b) => match op {
                Binary::Add => [Some((a, term)), Some((b, term))],
                Binary::Sub => [Some((a, term)), Some((b, self.negated(term)))],
                Binary::Mul => [Some((a, self.times(term, b))), Some((b, self.times(term, a)))],
                Binary::Div => {
                    let inverse = self.reciprocal(b);
                    let by_a = self.times(term, inverse);
                    let by_b = if self.has_parameters(b) {
                        let product = self.times(by_a, id);
                        Some((b, self.negated(product)))
                    } else {
                        None
                    };
                    [Some((a, by_a)), by_b]
                }
                Binary::Pow => self.passed_to_power(id, a, b, term),
                Binary::Atan2 => {
                    let (aa, bb) = (self.mul(a, a), self.mul(b, b));
                    let square = self.sum(aa, bb);
                    let (by_a, by_b) = (self.div(b, square), self.div(a, square));
                    let negated = self.negated(term);
                    [Some((a, self.times(term, by_a))), Some((b, self.times(negated, by_b)))]
                }
                _ => [None, None],
            },
            _ => [None, None],
        }
    }

    fn passed_to_power(&mut self, f: Id, a: Id, b: Id, term: Term) -> [Option<(Id, Term)>; 2] {
        let by_base = self.has_parameters(a).then(|| {
            let lowered = self.lowered_power(a, b, f);
            let slope = self.annul(b, lowered);
            (a, self.times(term, slope))
        });
        let by_exponent = self.has_parameters(b).then(|| {
            let log = self.unary(Unary::Log, a);
            let slope = self.annul(f, log);
            (b, self.times(term, slope))
        });
        [by_base, by_exponent]
    }

    /// Adds what a choice passes to each parameter: the derivative of the branch that is taken.
    fn choose(
        &mut self,
        id: Id,
        term: Term,
        [a, b]: [&Gradient; 2],
        totals: &mut HashMap<usize, Vec<Term>>,
    ) {
        let condition = match self.node(id) {
            Node::Ternary(_, condition, ..) => Some(condition),
            Node::Binary(op, a, b) => self.choice(op, a, b),
            _ => None,
        };
        let Some(condition) = condition else { return };
        let zero = self.number(0.0);
        let mut parameters: Vec<usize> = a.keys().chain(b.keys()).copied().collect();
        parameters.sort_unstable();
        parameters.dedup();
        for parameter in parameters {
            let [a, b] = [a, b].map(|gradient| gradient.get(&parameter).copied().unwrap_or(zero));
            let slope = self.ternary(Ternary::If, condition, a, b);
            let term = self.times(term, slope);
            totals.entry(parameter).or_default().push(term);
        }
    }

    /// Multiplies a term by a node, constant factors of the node going to the coefficient.
    fn times(&mut self, term: Term, node: Id) -> Term {
        let mut term = term;
        let mut rest = node;
        loop {
            if !self.varies_by_row(rest) {
                return Term { coefficient: self.mul(term.coefficient, rest), ..term };
            }
            match self.node(rest) {
                Node::Unary(Unary::Neg, inner) => {
                    term = self.negated(term);
                    rest = inner;
                }
                Node::Binary(Binary::Mul, a, b) if !self.varies_by_row(a) => {
                    term.coefficient = self.mul(term.coefficient, a);
                    rest = b;
                }
                Node::Binary(Binary::Mul, a, b) if !self.varies_by_row(b) => {
                    term.coefficient = self.mul(term.coefficient, b);
                    rest = a;
                }
                _ => break,
            }
        }
        let row = match term.row {
            Some(row) => self.mul(row, rest),
            None => rest,
        };
        Term { row: Some(row), ..term }
    }

    fn negated(&mut self, term: Term) -> Term {
        Term { coefficient: self.neg(term.coefficient), ..term }
    }

    /// The node a term stands for.
    fn whole(&mut self, term: Term) -> Id {
        match term.row {
            Some(row) => self.mul(term.coefficient, row),
            None => term.coefficient,
        }
    }

    fn total(&mut self, terms: Vec<Term>) -> Term {
        let mut merged: Vec<Term> = Vec::new();
        for term in terms {
            match merged.iter_mut().find(|other| other.row == term.row) {
                Some(other) => other.coefficient = self.sum(other.coefficient, term.coefficient),
                None => merged.push(term),
            }
        }
        if let [only] = merged[..] {
            return only;
        }
        let mut sum: Option<Id> = None;
        for term in merged {
            let next = self.whole(term);
            sum = Some(match sum {
                Some(sum) => self.sum(sum, next),
                None => next,
            });
        }
        let one = self.number(1.0);
        match sum {
            Some(sum) => self.times(Term { coefficient: one, row: None }, sum),
            None => Term { coefficient: self.number(0.0), row: None },
        }
    }
}
