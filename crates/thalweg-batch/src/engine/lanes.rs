//! The data of sixteen curves, lane by lane, and their sums at a point.

use thalweg_formula::{LANES, LaneColumn, Real, Scratch};

use super::sums::{self, Against, Sums, Terms};
use crate::asked::{Asked, Estimator};
use crate::chunk::Chunk;
use crate::curves::{Column, Curves};
use crate::deviance;

/// Points that are worked on together: what is computed of them stays in the cache.
const BLOCK: usize = 32;

/// Sixteen curves. Points beyond the end of a curve and those that do not count have weight 0, and the numbers of one
/// that counts, so that the model is defined there.
pub(super) struct Lanes {
    left: Vec<Chunk>,
    weight: Vec<Chunk>,
    /// One per column that differs from curve to curve; empty for a shared one.
    columns: Vec<Vec<Chunk>>,
    /// Points of each lane, those that do not count included.
    length: [usize; LANES],
    /// How far each lane is filled, its own points and what is beyond their end.
    filled: [usize; LANES],
    /// Whether all of a lane's points up to the longest length count alike.
    plain: [bool; LANES],
    /// Whether points count wherever the cells of their own are numbers.
    simple: bool,
    /// Points from the first on whose weight is 1 already.
    ones: [usize; LANES],
    /// Σ w y², or Σ w y for counts: what F is rounded against.
    pub size: Chunk,
    /// Points of each lane that count.
    pub points: Chunk,
}

/// Buffers of a pass in which the model is evaluated in numbers R.
pub(super) struct Pass<R> {
    scratch: Scratch,
    value: Vec<[R; LANES]>,
    /// Those of a block, parameter after parameter.
    partials: Vec<[R; LANES]>,
    pull: Vec<Chunk>,
    cost: Vec<Chunk>,
    weight: Vec<Chunk>,
    logarithm: Vec<Chunk>,
}

impl Lanes {
    pub(super) fn new(curves: &Curves) -> Self {
        let sound = |column: &Column| match column {
            Column::Shared(points) => points.iter().all(|x| x.is_finite()),
            _ => true,
        };
        Self {
            simple: curves.weights.is_none() && curves.columns.iter().all(sound),
            ones: [0; LANES],
            left: Vec::new(),
            weight: Vec::new(),
            columns: vec![Vec::new(); curves.columns.len()],
            length: [0; LANES],
            filled: [0; LANES],
            plain: [true; LANES],
            size: [0.0; LANES],
            points: [0.0; LANES],
        }
    }

    /// Puts curve i into a lane; returns how many of its points count.
    pub(super) fn fill(&mut self, lane: usize, curves: &Curves, i: usize, counts: bool) -> usize {
        let rows = curves.rows(i);
        let points = rows.len();
        if points > self.left.len() {
            self.left.resize(points, [0.0; LANES]);
            self.weight.resize(points, [0.0; LANES]);
            let own = self.columns.iter_mut().zip(&curves.columns);
            let own = own.filter(|(_, given)| !matches!(given, Column::Shared(_)));
            own.for_each(|(column, _)| column.resize(points, [0.0; LANES]));
        }
        (self.length[lane], self.filled[lane]) = (points, points);
        if self.simple && !counts && self.fill_simply(lane, curves, i) {
            return points;
        }
        let mut usable = 0;
        let mut good = None;
        let mut size = 0.0;
        let mut plain = true;
        for (k, row) in rows.enumerate() {
            let (y, w) = (curves.left[row], curves.weight(i, k, row, counts));
            self.left[k][lane] = y;
            self.weight[k][lane] = w;
            for (c, column) in self.columns.iter_mut().enumerate().filter(|(_, c)| !c.is_empty()) {
                column[k][lane] = curves.at(c, i, k);
            }
            plain &= w == 1.0;
            if w > 0.0 {
                usable += 1;
                good = good.or(Some(k));
                size += if counts { w * y } else { w * y * y };
            }
        }
        self.ones[lane] = if plain { points } else { 0 };
        self.size[lane] = size;
        self.points[lane] = usable as f64;
        self.plain[lane] = plain;
        if !plain && let Some(good) = good {
            for k in 0..points {
                if self.weight[k][lane] == 0.0 {
                    self.copy(lane, good, k);
                }
            }
        }
        usable
    }

    /// The same for a curve without weights of which every point counts; false where one does not.
    fn fill_simply(&mut self, lane: usize, curves: &Curves, i: usize) -> bool {
        let rows = curves.rows(i);
        let mut sound = true;
        for (column, given) in self.columns.iter_mut().zip(&curves.columns) {
            match given {
                Column::Shared(_) => {}
                Column::PerCurve(each) => {
                    sound &= each[i].is_finite();
                    column[..rows.len()].iter_mut().for_each(|chunk| chunk[lane] = each[i]);
                }
                Column::Rows(all) => {
                    for (chunk, x) in column.iter_mut().zip(&all[rows.clone()]) {
                        sound &= x.is_finite();
                        chunk[lane] = *x;
                    }
                }
            }
        }
        let y = &curves.left[rows];
        let mut size = 0.0;
        for (chunk, y) in self.left.iter_mut().zip(y) {
            chunk[lane] = *y;
            size += y * y;
        }
        // A sum that is not finite has a term that is not, or is too large for this path.
        if !sound || !size.is_finite() {
            return false;
        }
        for k in self.ones[lane]..y.len() {
            self.weight[k][lane] = 1.0;
        }
        self.ones[lane] = self.ones[lane].max(y.len());
        self.size[lane] = size;
        self.points[lane] = y.len() as f64;
        self.plain[lane] = true;
        true
    }

    fn copy(&mut self, lane: usize, from: usize, to: usize) {
        self.left[to][lane] = self.left[from][lane];
        for column in self.columns.iter_mut().filter(|c| !c.is_empty()) {
            column[to][lane] = column[from][lane];
        }
    }

    /// Fills what is beyond the end of the shorter curves of those in use; the longest length.
    pub(super) fn even(&mut self, used: &[bool; LANES]) -> usize {
        let longest = (0..LANES).filter(|&l| used[l]).map(|l| self.length[l]).max().unwrap_or(0);
        for lane in 0..LANES {
            // As far as a longer neighbour needed it before; the lane is no longer for that.
            let end = self.filled[lane];
            if end < longest {
                for k in end..longest {
                    self.weight[k][lane] = 0.0;
                    if end > 0 {
                        self.copy(lane, 0, k);
                    }
                }
                self.ones[lane] = self.ones[lane].min(end);
                self.filled[lane] = longest;
                self.plain[lane] = false;
            }
        }
        longest
    }

    /// F, g and A of every lane at `x`.
    pub(super) fn sums<R: Real>(
        &self,
        asked: &Asked,
        curves: &Curves,
        points: usize,
        x: &[Chunk],
        pass: &mut Pass<R>,
        out: &mut Sums,
    ) {
        out.clear();
        let plain =
            self.plain.iter().all(|plain| *plain) && asked.estimator == Estimator::LeastSquares;
        for start in (0..points).step_by(BLOCK) {
            let end = (start + BLOCK).min(points);
            let count = end - start;
            let column = |c: usize| match curves.columns[c] {
                Column::Shared(all) => LaneColumn::Shared(&all[start..end]),
                _ => LaneColumn::Each(&self.columns[c][start..end]),
            };
            let Pass { scratch, value, partials, pull, cost, weight, logarithm } = pass;
            let (value, partials) = (&mut value[..count], &mut partials[..x.len() * count]);
            asked.model.lane_partials(x, &column, value, partials, scratch);
            let (y, w) = (&self.left[start..end], &self.weight[start..end]);
            let against = match asked.estimator {
                Estimator::Poisson => {
                    let (pull, cost, weight) =
                        (&mut pull[..count], &mut cost[..count], &mut weight[..count]);
                    let room = &mut logarithm[..2 * count];
                    deviance::terms(y, w, value, pull, cost, weight, room);
                    Against::Likelihood { pull, cost, weight }
                }
                Estimator::LeastSquares if plain => Against::Plain(y),
                Estimator::LeastSquares => Against::Weighted(y, w),
            };
            sums::add(out, &Terms { value, partials, against });
        }
    }
}

impl<R: Real> Pass<R> {
    /// Room for a block of points of n parameters.
    pub(super) fn new(n: usize) -> Self {
        let zero = R::default();
        let room = |blocks: usize| vec![[0.0; LANES]; blocks * BLOCK];
        Self {
            scratch: Scratch::new(),
            value: vec![[zero; LANES]; BLOCK],
            partials: vec![[zero; LANES]; n * BLOCK],
            pull: room(1),
            cost: room(1),
            weight: room(1),
            logarithm: room(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One long curve does not make the curves after it long, lane by lane, as each is filled up to its neighbours.
    #[test]
    fn lanes_are_as_long_as_their_curves() {
        let y = vec![1.0; 1016];
        let curves = Curves::ragged(&y, &[0, 3, 6, 1006, 1009, 1016]);
        let mut lanes = Lanes::new(&curves);
        let mut used = [false; LANES];
        let mut even = |which: &[(usize, usize)]| {
            for (lane, curve) in which {
                used[*lane] = true;
                lanes.fill(*lane, &curves, *curve, false);
            }
            lanes.even(&used)
        };
        assert_eq!(even(&[(0, 0), (1, 1), (2, 2)]), 1000);
        assert_eq!(even(&[(2, 3)]), 3, "the long one is gone, its neighbours are still there");
        assert_eq!(even(&[(0, 4)]), 7);
    }
}
