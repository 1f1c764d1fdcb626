//! In which parameters, jointly, an expression is linear.

use super::{Graph, Leaf};
use crate::arena::{Id, Node};
use crate::operation::{Binary, Ternary, Unary};

/// Most steps of the exact search; far more than any formula with fewer than thirty parameters
/// needs. Beyond it the best set found so far is taken: still right, perhaps not the largest.
const MAX_STEPS: usize = 100_000;

impl Graph {
    /// A largest set of parameters with ∂²root/∂bj∂bk ≡ 0 for all j, k in the set, in order.
    ///
    /// A pair is excluded where the two meet in a product, a quotient's divisor or a function that
    /// is not linear; nothing is computed with numbers, so nothing is linear by accident.
    pub(crate) fn linear_parameters(&self, root: Id) -> Vec<usize> {
        let count = self.parameters();
        let meetings = self.meetings(root);
        let present = self.dependence(root);
        let candidates =
            (0..count).filter(|&j| present[root as usize].has(j) && !meetings[j].has(j));
        let mut search = Search { meetings: &meetings, best: Vec::new(), steps: 0 };
        search.extend(Vec::new(), candidates.collect());
        search.best.sort_unstable();
        search.best
    }

    /// Which parameters each node depends on.
    fn dependence(&self, root: Id) -> Vec<Set> {
        let mut sets: Vec<Set> = Vec::with_capacity(root as usize + 1);
        for id in 0..=root {
            let mut set = Set::new(self.parameters());
            let node = self.node(id);
            if let Node::Leaf(leaf) = node
                && let Leaf::Parameter(parameter) = self.leaf(leaf)
            {
                set.insert(parameter);
            }
            for operand in node.operands() {
                set.unite(&sets[operand as usize]);
            }
            sets.push(set);
        }
        sets
    }

    /// Row j: the parameters k for which ∂²root/∂bj∂bk need not be 0.
    fn meetings(&self, root: Id) -> Vec<Set> {
        let sets = self.dependence(root);
        let needed = self.needed_by(&[root]);
        let mut meetings = vec![Set::new(self.parameters()); self.parameters()];
        let mut meet = |a: &Set, b: &Set| {
            for (one, other) in [(a, b), (b, a)] {
                for j in one.members() {
                    meetings[j].unite(other);
                }
            }
        };
        for id in 0..=root {
            if !needed[id as usize] || !self.has_parameters(id) {
                continue;
            }
            let all = &sets[id as usize];
            let of = |operand: Id| &sets[operand as usize];
            match self.node(id) {
                Node::Number(_)
                | Node::Leaf(_)
                | Node::Unary(Unary::Neg, _)
                | Node::Binary(Binary::Add | Binary::Sub, ..) => {}
                Node::Binary(Binary::Mul, a, b) => meet(of(a), of(b)),
                Node::Binary(Binary::Div, _, b) => meet(of(b), all),
                Node::Ternary(Ternary::If, condition, ..) => meet(of(condition), all),
                _ => meet(all, all),
            }
        }
        meetings
    }
}

/// A largest set of vertices of which no two meet, by branching on the one that meets most others.
struct Search<'a> {
    meetings: &'a [Set],
    best: Vec<usize>,
    steps: usize,
}

impl Search<'_> {
    fn extend(&mut self, mut chosen: Vec<usize>, mut open: Vec<usize>) {
        let mut pending = Vec::new();
        loop {
            self.steps += 1;
            let exhausted = self.steps > MAX_STEPS && !self.best.is_empty();
            if exhausted || chosen.len() + open.len() <= self.best.len() || open.is_empty() {
                if !exhausted && chosen.len() > self.best.len() {
                    self.best = chosen;
                }
                match pending.pop() {
                    Some((next_chosen, next_open)) => (chosen, open) = (next_chosen, next_open),
                    None => return,
                }
                continue;
            }
            let degree = |j: usize| open.iter().filter(|&&k| self.meetings[j].has(k)).count();
            // One that meets at most one other is in some largest set.
            if let Some(&easy) = open.iter().find(|&&j| degree(j) <= 1) {
                open = self.without(easy, &open);
                chosen.push(easy);
                continue;
            }
            let Some(&busiest) = open.iter().max_by_key(|&&j| (degree(j), j)) else { continue };
            let mut with = chosen.clone();
            with.push(busiest);
            pending.push((with, self.without(busiest, &open)));
            open.retain(|&j| j != busiest);
        }
    }

    /// The open vertices that may still be chosen beside `taken`.
    fn without(&self, taken: usize, open: &[usize]) -> Vec<usize> {
        open.iter().copied().filter(|&k| k != taken && !self.meetings[taken].has(k)).collect()
    }
}

/// A set of small numbers.
#[derive(Clone)]
struct Set(Vec<u64>);

impl Set {
    fn new(capacity: usize) -> Self {
        Set(vec![0; capacity.div_ceil(64)])
    }

    fn insert(&mut self, member: usize) {
        self.0[member / 64] |= 1 << (member % 64);
    }

    fn has(&self, member: usize) -> bool {
        self.0[member / 64] >> (member % 64) & 1 == 1
    }

    fn unite(&mut self, other: &Set) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn members(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|&member| self.has(member))
    }
}
