//! What one more pass says about the residuals at the end: runs, leverage, and under a loss the scatter.

use thalweg_solver::{Conditioning, Loss, Moments, Reduced};

use super::block::{At, Block};
use super::pass::Rows;
use super::stop::Stop;
use super::tree::Merge;

/// Of all observations, in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Residuals above and below 0.
    pub above: usize,
    pub below: usize,
    /// Changes of sign, and the signs at either end.
    changes: usize,
    first: bool,
    last: bool,
    /// The largest leverage and the largest |r|, in the solver's unit.
    pub leverage: f64,
    pub largest: f64,
    /// Σ r² over the squared largest.
    squares: f64,
    /// Under a loss.
    pub moments: Option<Moments>,
}

impl Look {
    /// Runs of signs.
    pub(crate) fn runs(&self) -> usize {
        usize::from(self.above + self.below > 0) + self.changes
    }

    /// ‖r‖.
    pub(crate) fn norm(&self) -> f64 {
        self.largest * self.squares.sqrt()
    }
}

impl Merge for Look {
    fn merge(self, next: Self) -> Self {
        if next.above + next.below == 0 || self.above + self.below == 0 {
            let signed = if self.above + self.below == 0 { next } else { self };
            let (leverage, largest) =
                (self.leverage.max(next.leverage), self.largest.max(next.largest));
            return Self { leverage, largest, moments: both(self.moments, next.moments), ..signed };
        }
        let largest = self.largest.max(next.largest);
        let squares = |of: &Self| of.squares * (of.largest / largest).powi(2);
        Self {
            above: self.above + next.above,
            below: self.below + next.below,
            changes: self.changes + next.changes + usize::from(self.last != next.first),
            first: self.first,
            last: next.last,
            leverage: self.leverage.max(next.leverage),
            largest,
            squares: squares(&self) + squares(&next),
            moments: both(self.moments, next.moments),
        }
    }
}

fn both(a: Option<Moments>, b: Option<Moments>) -> Option<Moments> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.and(b)),
        (a, b) => a.or(b),
    }
}

/// One pass at a point. `conditioning` is that of the rows there, as their observations weigh them.
pub(crate) fn look(
    rows: &Rows,
    at: At<'_>,
    loss: Loss,
    conditioning: &Conditioning,
) -> Result<Option<Look>, Stop> {
    let plan = rows.recipe.plan;
    let directions = conditioning.directions(at.x.len());
    rows.pass(|_, slab| {
        rows.borrow(|buffers| {
            let mut whole: Option<Look> = None;
            for stretch in slab.stretches() {
                let block = Block::of(&plan.model, stretch, at, buffers);
                let [h, q] = block.spare;
                let leverage = largest_leverage(&block.partials, &directions, h, q);
                let these = of_block(block.residuals, leverage, loss);
                whole = Some(match whole {
                    Some(before) => before.merge(these),
                    None => these,
                });
            }
            Ok(whole)
        })
    })
    .map(Option::flatten)
}

/// max Σₖ (Jᵢ dₖ)², at most 1.
fn largest_leverage(
    partials: &[&mut [f64]],
    directions: &[Vec<f64>],
    h: &mut [f64],
    q: &mut [f64],
) -> f64 {
    h.fill(0.0);
    for d in directions {
        q.fill(0.0);
        for (column, d) in partials.iter().zip(d).filter(|(_, d)| **d != 0.0) {
            q.iter_mut().zip(column.iter()).for_each(|(q, a)| *q += a * d);
        }
        h.iter_mut().zip(&*q).for_each(|(h, q)| *h += q * q);
    }
    h.iter().fold(0.0, |most: f64, h| most.max(*h)).min(1.0)
}

fn of_block(r: &[f64], leverage: f64, loss: Loss) -> Look {
    let mut look = Look {
        above: 0,
        below: 0,
        changes: 0,
        first: false,
        last: false,
        leverage,
        largest: r.iter().fold(0.0, |most: f64, r| most.max(r.abs())),
        squares: 0.0,
        moments: (loss != Loss::Squared).then(|| Moments::of(&loss, r)),
    };
    for r in r.iter().filter(|r| **r != 0.0) {
        let above = *r > 0.0;
        if look.above + look.below == 0 {
            look.first = above;
        } else {
            look.changes += usize::from(look.last != above);
        }
        look.last = above;
        look.above += usize::from(above);
        look.below += usize::from(!above);
        look.squares += (r / look.largest) * (r / look.largest);
    }
    look
}

/// The conditioning of all rows, over these parameters.
pub(crate) fn conditioning(reduced: &Reduced, is_free: &[bool]) -> Conditioning {
    let free: Vec<usize> = (0..is_free.len()).filter(|&j| is_free[j]).collect();
    Conditioning::of(&reduced.reduction(), &free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_are_those_of_the_whole_wherever_it_is_cut(
            r in prop::collection::vec(prop::sample::select(vec![-2.0, -1.0, 0.0, 0.5, 3.0]), 1..60),
            cut in any::<usize>(),
        ) {
            let cut = cut % (r.len() + 1);
            let loss = Loss::Huber { scale: 1.0 };
            let whole = of_block(&r, 0.0, loss);
            let parts = of_block(&r[..cut], 0.0, loss).merge(of_block(&r[cut..], 0.0, loss));
            prop_assert_eq!(
                (whole.above, whole.below, whole.runs(), whole.largest),
                (parts.above, parts.below, parts.runs(), parts.largest)
            );
            let (a, b) = (whole.moments.unwrap(), parts.moments.unwrap());
            prop_assert_eq!(a.down_weighted(), b.down_weighted());
            prop_assert!((whole.norm() - parts.norm()).abs() < 1e-12);
            if let (Some(a), Some(b)) = (a.scatter(r.len() - 1), b.scatter(r.len() - 1)) {
                prop_assert!((a - b).abs() <= 1e-12 * a);
            }
        }
    }
}
