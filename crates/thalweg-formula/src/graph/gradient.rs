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
    /// Whether this came through a choice, and is 0 where the other branch was taken: what it is
    /// multiplied by may be infinite there and must not count.
    masked: bool,
}

impl Graph {
    /// ∂root/∂parameter for every parameter; `None` where it is 0.
    pub(crate) fn gradient(&mut self, root: Id) -> Vec<Option<Id>> {
        let mut gradient = vec![None; self.parameters()];
        let mut arriving: HashMap<Id, Vec<Term>> = HashMap::new();
        if self.has_parameters(root) {
            let one = self.number(1.0);
            arriving.insert(root, vec![Term { coefficient: one, row: None, masked: false }]);
        }
        for id in (0..=root).rev() {
            let Some(terms) = arriving.remove(&id) else { continue };
            let term = self.total(terms);
            if let Node::Leaf(leaf) = self.node(id) {
                if let Leaf::Parameter(parameter) = self.leaf(leaf) {
                    gradient[parameter] = Some(self.whole(term));
                }
                continue;
            }
            for (operand, term) in self.passed_down(id, term).into_iter().flatten() {
                if self.has_parameters(operand) {
                    arriving.entry(operand).or_default().push(term);
                }
            }
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
                Binary::Min | Binary::Max => match self.choice(op, a, b) {
                    Some(condition) => self.passed_to_branches(condition, a, b, term),
                    None => [None, None],
                },
                _ => [None, None],
            },
            Node::Ternary(Ternary::If, condition, a, b) => {
                self.passed_to_branches(condition, a, b, term)
            }
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

    fn passed_to_branches(
        &mut self,
        condition: Id,
        a: Id,
        b: Id,
        term: Term,
    ) -> [Option<(Id, Term)>; 2] {
        let whole = self.whole(term);
        let zero = self.number(0.0);
        let to_a = self.ternary(Ternary::If, condition, whole, zero);
        let to_b = self.ternary(Ternary::If, condition, zero, whole);
        [Some((a, self.masked(to_a))), Some((b, self.masked(to_b)))]
    }

    /// A masked term of one factor.
    fn masked(&mut self, factor: Id) -> Term {
        let one = self.number(1.0);
        if self.varies_by_row(factor) {
            Term { coefficient: one, row: Some(factor), masked: true }
        } else {
            Term { coefficient: factor, row: None, masked: true }
        }
    }

    /// Multiplies a term by a node, constant factors of the node going to the coefficient.
    fn times(&mut self, term: Term, node: Id) -> Term {
        if term.masked {
            let whole = self.whole(term);
            let product = self.annul(whole, node);
            return self.masked(product);
        }
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
            Some(row) if term.masked => self.annul(row, term.coefficient),
            Some(row) => self.mul(term.coefficient, row),
            None => term.coefficient,
        }
    }

    fn total(&mut self, terms: Vec<Term>) -> Term {
        let masked = terms.iter().any(|term| term.masked);
        let mut merged: Vec<Term> = Vec::new();
        for term in terms {
            match merged.iter_mut().find(|other| other.row == term.row) {
                Some(other) => other.coefficient = self.sum(other.coefficient, term.coefficient),
                None => merged.push(term),
            }
        }
        if let [only] = merged[..] {
            return Term { masked, ..only };
        }
        let mut sum: Option<Id> = None;
        for term in merged {
            let next = self.whole(term);
            sum = Some(match sum {
                Some(sum) => self.sum(sum, next),
                None => next,
            });
        }
        let coefficient = self.number(1.0);
        let none = Term { coefficient, row: None, masked: false };
        match sum {
            Some(sum) if masked => self.masked(sum),
            Some(sum) => self.times(none, sum),
            None => none,
        }
    }
}
