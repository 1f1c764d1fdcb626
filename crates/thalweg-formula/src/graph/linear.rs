//! In which parameters, jointly, an expression is linear.

use std::collections::HashMap;

use super::{Graph, Leaf};
use crate::arena::{Id, Node};
use crate::operation::{Binary, Ternary, Unary};

/// Most comparisons in the exact search: a fraction of a second, and far more than formulas with
/// a few dozen parameters need. Beyond it the best set found so far is taken: still right, perhaps
/// not the largest.
const MAX_WORK: usize = 20_000_000;

impl Graph {
    /// A largest set of parameters with ∂²root/∂bj∂bk ≡ 0 for all j, k in the set, in order.
    ///
    /// A pair is excluded where the two meet in a product, a quotient's divisor or a function that
    /// is not linear; nothing is computed with numbers, so nothing is linear by accident.
    pub(crate) fn linear_parameters(&self, root: Id) -> Vec<usize> {
        let count = self.parameters();
        let sets = self.dependence(root);
        let meetings = self.meetings(root, &sets);
        let present = &sets[root as usize];
        let candidates: Vec<usize> =
            (0..count).filter(|&j| present.has(j) && !meetings[j].has(j)).collect();
        let groups = Groups::new(&meetings, &candidates);
        let mut linear: Vec<usize> =
            groups.heaviest().into_iter().flat_map(|group| groups.members[group].clone()).collect();
        linear.sort_unstable();
        linear
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
    fn meetings(&self, root: Id, sets: &[Set]) -> Vec<Set> {
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

/// Parameters that meet the same others, as the coefficients of a polynomial do, stand or fall
/// together: the search is over such groups, each weighing as much as it has members.
struct Groups {
    members: Vec<Vec<usize>>,
    /// For each group those that it meets.
    meetings: Vec<Set>,
}

impl Groups {
    fn new(meetings: &[Set], candidates: &[usize]) -> Self {
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut index: HashMap<&Set, usize> = HashMap::new();
        for &j in candidates {
            let group = *index.entry(&meetings[j]).or_insert(members.len());
            if group == members.len() {
                members.push(Vec::new());
            }
            members[group].push(j);
        }
        let meetings = members
            .iter()
            .map(|one| {
                let mut set = Set::new(members.len());
                for (group, other) in members.iter().enumerate() {
                    if meetings[one[0]].has(other[0]) {
                        set.insert(group);
                    }
                }
                set
            })
            .collect();
        Groups { members, meetings }
    }

    fn weight(&self, groups: &[usize]) -> usize {
        groups.iter().map(|&group| self.members[group].len()).sum()
    }

    /// The groups of `open` that may still be chosen beside `taken`.
    fn beside(&self, taken: usize, open: &[usize]) -> Vec<usize> {
        open.iter().copied().filter(|&k| k != taken && !self.meetings[taken].has(k)).collect()
    }

    /// A heaviest set of groups of which no two meet: branch and bound on the group that meets
    /// most others.
    fn heaviest(&self) -> Vec<usize> {
        let mut best: Vec<usize> = Vec::new();
        let mut best_weight = 0;
        let mut work = 0;
        let mut pending = vec![(Vec::new(), (0..self.members.len()).collect::<Vec<_>>())];
        while let Some((mut chosen, mut open)) = pending.pop() {
            while !open.is_empty()
                && self.weight(&chosen) + self.weight(&open) > best_weight
                && (work < MAX_WORK || best.is_empty())
            {
                work += open.len() * open.len();
                let met = |j: usize| -> Vec<usize> {
                    open.iter().copied().filter(|&k| self.meetings[j].has(k)).collect()
                };
                let outweighs = |j: usize| self.weight(&met(j)) <= self.members[j].len();
                if let Some(&easy) = open.iter().find(|&&j| outweighs(j)) {
                    // One that weighs as much as all it meets is in some heaviest set.
                    chosen.push(easy);
                    open = self.beside(easy, &open);
                } else if let Some(&busiest) = open.iter().rev().max_by_key(|&&j| met(j).len()) {
                    let without = open.iter().copied().filter(|&j| j != busiest).collect();
                    pending.push((chosen.clone(), without));
                    chosen.push(busiest);
                    open = self.beside(busiest, &open);
                }
            }
            if open.is_empty() && self.weight(&chosen) > best_weight {
                best_weight = self.weight(&chosen);
                best = chosen;
            }
        }
        best
    }
}

/// A set of small numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
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
        self.0.iter().enumerate().flat_map(|(at, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}
