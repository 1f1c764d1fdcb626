//! The profile on one side of the estimate: points so far, and the way to the next.

use super::direction::{Direction, Point};
use super::end::{End, Why};
use super::hermite::{Node, hermite};
use super::quantity::Along;
use super::refit::{Blocked, Refitter};

/// Most warm fits on the way to one end.
const MOST: usize = 80;
/// Two interpolations of different order that agree to this part of the way are right …
const AGREE: f64 = 1e-7;
/// … if a point lies so near to where they meet (in t).
const NEAR: f64 = 0.05;
/// How much further a step goes at most where nothing is known of what lies ahead.
const GROWTH: f64 = 4.0;
/// The same far out.
const FAR_GROWTH: f64 = 30.0;
/// Beyond this multiple of the farthest point a polynomial through the last ones is not to be trusted.
const EXTRAPOLATION: f64 = 1.2;
/// A step that changed a sign and came to less than this share of the target may have leapt over a hump,
/// which stands before 0 where it is the value that changed it.
const LOW: f64 = 0.6;
const CLOSE_TO_ZERO: f64 = 1e-3;
/// A bracket this small beside its place holds a jump, or the edge of the domain.
const NARROW: f64 = 1e-10;
/// Beyond this multiple of its size a profile may be seen to have levelled off …
const FAR: f64 = 100.0;
/// … and beyond this nobody looks for its end.
const BEYOND: f64 = 1e9;
/// What is left to rise, per d t/d ln(distance): 1 for a profile that levels off like 1/distance.
const STILL_TO_RISE: f64 = 3.0;
/// A point with this many times the target in t is no guide, nor is one beyond it from which t falls: it
/// may lie in another valley, where the fit got lost. The step there is taken back and halved.
const WILD: f64 = 2.0;

/// A point at a distance from the estimate, with t there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Station {
    pub distance: f64,
    /// √rise, growing with the distance; −√−rise where the sum of squares is lower than at the solution.
    pub t: f64,
    /// dt/d distance.
    pub slope: f64,
    pub value: f64,
    pub x: Vec<f64>,
}

/// Where a walk cannot go on.
struct Wall {
    distance: f64,
    why: Why,
    /// Whether the wall itself can be reached: a bound.
    reachable: bool,
}

/// What came of a visit.
enum Visit {
    /// A station.
    Kept,
    /// A point far above the target.
    Wild,
}

/// One side of a profile.
pub(super) struct Walk<'w, 'q> {
    direction: &'w Direction<'q>,
    /// 1 upwards, −1 downwards.
    side: f64,
    /// By distance; the first is the solution.
    pub stations: Vec<Station>,
    wall: Option<Wall>,
    /// The longest step to try; infinite until one was taken back.
    stride: f64,
}

impl<'w, 'q> Walk<'w, 'q> {
    pub(super) fn new(direction: &'w Direction<'q>, side: f64, refitter: &Refitter) -> Self {
        let slope = if direction.determined { 1.0 / direction.unit } else { 0.0 };
        let value = direction.estimate;
        let x = refitter.local.x().to_vec();
        let (low, high) = direction.bounds(refitter);
        let distance = if side > 0.0 { high - value } else { value - low };
        let wall = distance.is_finite().then_some(Wall {
            distance: distance.max(0.0),
            why: Why::Bound,
            reachable: true,
        });
        let first = Station { distance: 0.0, t: 0.0, slope, value, x };
        Self { direction, side, stations: vec![first], wall, stride: f64::INFINITY }
    }

    /// Walks until t reaches `target`, or shows that it does not.
    pub(super) fn reach(&mut self, refitter: &mut Refitter, target: f64) -> End {
        let mut widths = [f64::INFINITY; 2];
        refitter.ceiling = (WILD * target).powi(2);
        for _ in 0..MOST {
            let ahead = self.stations.iter().position(|s| s.t >= target);
            let inside = ahead.unwrap_or(self.stations.len()) - 1;
            let from = self.stations[inside].distance;
            if let Some(distance) = self.crossing(target, inside, ahead) {
                return self.end(distance, Why::Crossing);
            }
            let next = match ahead {
                Some(outside) => {
                    let to = self.stations[outside].distance;
                    if to - from <= NARROW * to {
                        return self.end(from, Why::Crossing);
                    }
                    let slow = to - from > 0.5 * widths[0];
                    widths = [widths[1], to - from];
                    let guess = self.interpolated(target, inside, outside);
                    if !slow && guess > from && guess < to { guess } else { 0.5 * (from + to) }
                }
                None => {
                    if self.stride <= NARROW * from.max(self.direction.unit) {
                        return self.end(from, Why::Crossing);
                    }
                    if let Some(end) = self.levelled(target) {
                        return end;
                    }
                    match self.further(target) {
                        Ok(distance) => distance,
                        Err(end) => return end,
                    }
                }
            };
            if let Err(end) = self.step(refitter, inside, next, target) {
                return end;
            }
            if let Some(between) = ahead.is_none().then(|| self.leapt(inside, target)).flatten()
                && let Err(end) = self.step(refitter, inside, between, target)
            {
                return end;
            }
        }
        let last = self.stations.last().map_or(0.0, |s| s.distance);
        self.end(last, Why::Unfinished)
    }

    /// Visits a distance beyond a station, and draws the consequences; an end where no work is left.
    fn step(
        &mut self,
        refitter: &mut Refitter,
        inside: usize,
        next: f64,
        target: f64,
    ) -> Result<(), End> {
        let from = self.stations[inside].distance;
        match self.visit(refitter, next, target) {
            Ok(Visit::Kept) => self.stride *= 2.0,
            Ok(Visit::Wild) => {
                self.stations.truncate(inside + 1);
                self.stride = 0.5 * (next - from);
            }
            Err(Blocked::Undefined(reason)) => self.block(inside, next, Why::Undefined(reason)),
            Err(Blocked::OutOfRange) => self.block(inside, next, Why::Range),
            Err(Blocked::Exhausted) => return Err(self.end(from, Why::Unfinished)),
        }
        Ok(())
    }

    /// Where to look for a hump that the last step may have leapt over: it changed a sign, and t is much
    /// lower than it was to be.
    fn leapt(&self, inside: usize, target: f64) -> Option<f64> {
        let [from, to] = [self.stations.get(inside)?, self.stations.get(inside + 1)?];
        if to.t > LOW * target {
            return None;
        }
        let estimate = self.direction.estimate;
        if from.value * to.value < 0.0 {
            return Some(from.distance.max((1.0 - CLOSE_TO_ZERO) * estimate.abs()));
        }
        let changed = from.x.iter().zip(&to.x).any(|(a, b)| a * b < 0.0);
        changed.then_some(0.5 * (from.distance + to.distance))
    }

    /// Nothing is defined at a distance, beyond which nothing counts.
    fn block(&mut self, inside: usize, distance: f64, why: Why) {
        self.stations.truncate(inside + 1);
        self.wall = Some(Wall { distance, why, reachable: false });
    }

    /// The point where t is `target`, fitted; None where t does not reach it.
    pub(super) fn station(&mut self, refitter: &mut Refitter, target: f64) -> Option<Station> {
        let end = self.reach(refitter, target);
        if end.why != Why::Crossing {
            return None;
        }
        let distance = self.side * (end.value - self.direction.estimate);
        match self.visit(refitter, distance, target).ok()? {
            Visit::Kept => self.stations.iter().find(|s| s.distance == distance).cloned(),
            Visit::Wild => None,
        }
    }

    /// Fits at a distance and keeps the station, unless it is no guide.
    fn visit(
        &mut self,
        refitter: &mut Refitter,
        distance: f64,
        target: f64,
    ) -> Result<Visit, Blocked> {
        let value = self.direction.estimate + self.side * distance;
        let start = self.predicted(refitter, distance, value);
        let whole = start.iter().all(|v| v.is_finite());
        let tried = whole.then(|| self.direction.point(refitter, value, &start));
        let point = match tried {
            Some(Ok(point)) => point,
            Some(Err(Blocked::Exhausted)) => return Err(Blocked::Exhausted),
            _ => {
                let start = self.stations[self.nearest(distance)].x.clone();
                self.direction.point(refitter, value, &start)?
            }
        };
        let Point { rise, slope, x } = point;
        let t = rise.abs().sqrt().copysign(rise);
        let slope = 0.5 * self.side * slope / t.abs();
        if t.is_nan() || t > WILD * target || (t > target && slope <= 0.0) {
            return Ok(Visit::Wild);
        }
        let station = Station { distance, t, slope, value, x };
        let place = self.stations.partition_point(|s| s.distance < distance);
        let known = self.stations.get(place).is_some_and(|s| s.distance == distance);
        if !known {
            self.stations.insert(place, station);
        }
        Ok(Visit::Kept)
    }

    /// The station nearest to a distance.
    fn nearest(&self, distance: f64) -> usize {
        let place = self.stations.partition_point(|s| s.distance < distance);
        let before = place.saturating_sub(1);
        match self.stations.get(place) {
            Some(s) if s.distance - distance < distance - self.stations[before].distance => place,
            _ => before,
        }
    }

    /// Where the other parameters are expected at a distance: on a polynomial through what is known near;
    /// where that is extrapolation, on a power law if the sum of squares is lower there.
    fn predicted(&self, refitter: &mut Refitter, distance: f64, value: f64) -> Vec<f64> {
        let smooth = self.polynomial(distance, value);
        let last = self.stations.len() - 1;
        if last == 0 || distance <= EXTRAPOLATION * self.stations[last].distance {
            return smooth;
        }
        let scaling = power_law(&self.stations[last - 1], &self.stations[last], value);
        let better = refitter.cost(&scaling) < refitter.cost(&smooth);
        if better { scaling } else { smooth }
    }

    /// A polynomial through the solution and the two stations nearest to a distance.
    fn polynomial(&self, distance: f64, value: f64) -> Vec<f64> {
        let mut around: Vec<usize> = (1..self.stations.len()).collect();
        let apart = |k: &usize| (self.stations[*k].distance - distance).abs();
        around.sort_by(|a, b| apart(a).total_cmp(&apart(b)));
        around.truncate(2);
        let mut nodes = [Node { at: 0.0, value: 0.0, slope: None }; 3];
        let component = |j: usize| {
            let slope = Some(self.side * self.direction.tangent[j]);
            nodes[0] = Node { at: 0.0, value: self.stations[0].x[j], slope };
            for (node, &k) in nodes[1..].iter_mut().zip(&around) {
                let s = &self.stations[k];
                *node = Node { at: s.distance, value: s.x[j], slope: None };
            }
            hermite(&nodes[..1 + around.len()], distance)
        };
        let mut x: Vec<f64> = (0..self.stations[0].x.len()).map(component).collect();
        if let Along::Parameter(j) = self.direction.along {
            x[j] = value;
        }
        x
    }

    /// The distance at which t is `target`, where interpolations of two orders agree on it.
    fn crossing(&self, target: f64, inside: usize, outside: Option<usize>) -> Option<f64> {
        let nodes = self.inverse(target)?;
        let near = &nodes[0];
        if nodes.len() < 2 || (near.at - target).abs() > NEAR * target {
            return None;
        }
        let fine = hermite(&nodes, target);
        let coarse = hermite(&nodes[..nodes.len() - 1], target);
        let low = self.stations[inside].distance;
        let high = outside.map_or(f64::INFINITY, |k| self.stations[k].distance);
        let slack = AGREE * fine;
        let within = fine >= low - slack && fine <= high + slack;
        let allowed = self.wall.as_ref().is_none_or(|w| fine <= w.distance);
        (within && allowed && (fine - coarse).abs() <= slack).then_some(fine)
    }

    /// The distance as a function of t through at most three stations, the nearest first; None where t
    /// does not grow with the distance.
    fn inverse(&self, target: f64) -> Option<Vec<Node>> {
        let mut near: Vec<&Station> = self.stations.iter().collect();
        near.sort_by(|a, b| (a.t - target).abs().total_cmp(&(b.t - target).abs()));
        near.truncate(3);
        let node = |s: &&Station| Node {
            at: s.t,
            value: s.distance,
            slope: Some(1.0 / s.slope).filter(|v| v.is_finite() && *v > 0.0),
        };
        let nodes: Vec<Node> = near.iter().map(node).collect();
        let rising = |a: &Node, b: &Node| (a.at - b.at) * (a.value - b.value) > 0.0;
        let pairs = (0..nodes.len()).flat_map(|k| (0..k).map(move |l| (k, l)));
        let fit = nodes.iter().all(|n| n.slope.is_some())
            && pairs.into_iter().all(|(k, l)| rising(&nodes[k], &nodes[l]));
        fit.then_some(nodes)
    }

    /// A guess between two stations; NaN where there is none.
    fn interpolated(&self, target: f64, inside: usize, outside: usize) -> f64 {
        if let Some(nodes) = self.inverse(target) {
            return hermite(&nodes, target);
        }
        let (a, b) = (&self.stations[inside], &self.stations[outside]);
        a.distance + (b.distance - a.distance) * (target - a.t) / (b.t - a.t)
    }

    /// How far to go next where no point lies beyond the target.
    fn further(&self, target: f64) -> Result<f64, End> {
        let unit = self.direction.unit;
        let here = &self.stations[self.stations.len() - 1];
        let natural = unit.max(self.direction.estimate.abs());
        let growth = if here.distance > natural { FAR_GROWTH } else { GROWTH };
        let (least, most) = match self.stations.len() {
            1 => (0.5 * target * unit, target * unit),
            _ => (1.001 * here.distance, growth * here.distance),
        };
        let guess = match self.inverse(target) {
            Some(nodes) => hermite(&nodes, target),
            None => f64::NAN,
        };
        let guess = if guess > here.distance { guess } else { most };
        let mut next = guess.clamp(least, most).min(here.distance + self.stride);
        if let Some(wall) = &self.wall {
            if wall.reachable {
                if here.distance >= wall.distance {
                    return Err(self.end(wall.distance, wall.why.clone()));
                }
                next = next.min(wall.distance);
            } else {
                let size = wall.distance.max(self.direction.estimate.abs());
                if wall.distance - here.distance <= NARROW * size {
                    return Err(self.at_edge(here.distance, wall));
                }
                next = next.min(0.5 * (here.distance + wall.distance));
            }
        }
        Ok(next)
    }

    /// Whether t will not reach the target however far the walk goes on.
    fn levelled(&self, target: f64) -> Option<End> {
        let [.., before, here] = &self.stations[..] else { return None };
        let natural = self.direction.unit.max(self.direction.estimate.abs());
        if here.distance < FAR * natural {
            return None;
        }
        // dt/d ln(distance), which falls where the profile levels off.
        let (rate, rate_before) = (here.slope * here.distance, before.slope * before.distance);
        let falling = rate <= 0.5 * rate_before || rate.abs() <= 1e-6 * target;
        let level = here.t + STILL_TO_RISE * rate.max(0.0);
        let over = level < target && falling && before.distance > 0.0;
        (over || here.distance > BEYOND * natural).then(|| {
            let limit = here.t + rate.max(0.0);
            let infinite = self.side * f64::INFINITY;
            End { value: infinite, why: Why::Unbounded { rise: limit * limit.abs() } }
        })
    }

    fn end(&self, distance: f64, why: Why) -> End {
        End { value: self.direction.estimate + self.side * distance, why }
    }

    /// The end at an edge between the last point that is defined and the first that is not: 0 where
    /// that lies between them.
    fn at_edge(&self, distance: f64, wall: &Wall) -> End {
        let mut end = self.end(distance, wall.why.clone());
        let beyond = self.direction.estimate + self.side * wall.distance;
        if end.value * beyond <= 0.0 {
            end.value = 0.0;
        }
        end
    }
}

/// x at `value` if every component is a power of the value through two stations; as it was last where
/// signs differ.
fn power_law(before: &Station, last: &Station, value: f64) -> Vec<f64> {
    let (reach, ahead) = ((last.value / before.value).ln(), (value / last.value).ln());
    let share = ahead / reach;
    let component = |(a, b): (&f64, &f64)| {
        let ratio = b / a;
        let power = ratio.powf(share);
        if ratio > 0.0 && power.is_finite() && power > 0.0 { b * power } else { *b }
    };
    before.x.iter().zip(&last.x).map(component).collect()
}
