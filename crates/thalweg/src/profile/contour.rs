//! The outline of the joint region of two parameters.
//!
//! Followed by predictor and corrector: along the tangent, and back to the level along the gradient,
//! which every fit gives for nothing (the derivative of the sum of squares with respect to what is held). So
//! every point is on the level, whatever the shape: Bates & Watts (1988, appendix A6) interpolate
//! between profile traces instead.

use std::f64::consts::{PI, TAU};

use super::plane::{Plane, Spot};
use super::profiler::Profiler;
use super::refit::Refitter;
use crate::portrait::Contour;

/// Steps around a circle.
const STEPS: f64 = 40.0;
/// A step may turn by so much, in radians; one that turns by less than a third of it may be longer.
const TURN: f64 = 0.3;
/// Shortest and longest step, in radii.
const SHORTEST: f64 = 1e-3;
const LONGEST: f64 = 1.0;
/// A point this near to the level, in parts of the radius, needs but the step back that it knows.
const NEAR: f64 = 1e-3;
/// Corrections before a step is halved.
const CORRECTIONS: usize = 6;
/// Beyond so many radii nobody looks for the outline.
const FAR: f64 = 30.0;
/// Most steps in one direction.
const MOST: usize = 500;
/// Directions in which the outline is looked for.
const RAYS: usize = 12;

impl Profiler<'_> {
    /// The outline of the joint region of parameters a and b of the problem: all pairs of values for
    /// which the others can be fitted so that the sum of squares rises by no more than 2F σ² (χ²σ² where
    /// the scatter is known); the piece around the solution. It ends, not closed, at bounds, at the
    /// edge of the domain, and where the region goes on without end. None where one is held or not
    /// determined.
    ///
    /// Cost: a hundred warm fits or so.
    pub fn contour(&mut self, a: usize, b: usize, level: f64) -> Option<Contour> {
        let refitter = &mut self.refitter;
        let plane = Plane::new((a, b), refitter)?;
        let radius = refitter.scatter.radius(level, 2);
        refitter.ceiling = f64::INFINITY;
        let mut contour = Contour { parameters: (a, b), level, points: Vec::new(), closed: false };
        let Some(first) = first(&plane, refitter, radius) else { return Some(contour) };
        let mut outline = Outline { plane: &plane, refitter, radius };
        let (forward, closed) = outline.follow(&first, 1.0);
        let mut points = if closed { Vec::new() } else { outline.follow(&first, -1.0).0 };
        points.reverse();
        points.push(first.z);
        points.extend(forward);
        contour.points = points.into_iter().map(|z| plane.values(z)).collect();
        contour.closed = closed;
        Some(contour)
    }
}

/// A point of the outline, on a ray from the solution.
fn first(plane: &Plane, refitter: &mut Refitter, radius: f64) -> Option<Spot> {
    let mut centre =
        Spot { z: [0.0; 2], t: 0.0, gradient: [0.0; 2], x: refitter.local.x().to_vec() };
    (0..RAYS).find_map(|k| {
        let angle = TAU * k as f64 / RAYS as f64;
        let ray = [angle.cos(), angle.sin()];
        centre.gradient = ray;
        along(plane, refitter, radius, &centre, ray)
    })
}

/// Where t is the radius on a ray: Newton's steps, halved towards the last point before it.
fn along(
    plane: &Plane,
    refitter: &mut Refitter,
    radius: f64,
    centre: &Spot,
    ray: [f64; 2],
) -> Option<Spot> {
    let (mut inside, mut outside) = (0.0, f64::INFINITY);
    let mut here = centre.clone();
    let mut at = 0.0;
    for _ in 0..4 * CORRECTIONS {
        let slope = here.gradient[0] * ray[0] + here.gradient[1] * ray[1];
        let newton = at + (radius - here.t) / slope;
        let longest = f64::min(outside, FAR * radius);
        let middle = if outside.is_finite() { 0.5 * (inside + outside) } else { 2.0 * inside };
        let next = if newton > inside && newton < longest { newton } else { middle };
        if next >= FAR * radius || next <= 0.0 {
            return None;
        }
        match plane.spot(refitter, [next * ray[0], next * ray[1]], &here.x) {
            Ok(spot) if (spot.t - radius).abs() <= 1e-8 * radius => return Some(spot),
            Ok(spot) if spot.t.is_finite() => {
                if spot.t > radius {
                    outside = next;
                } else {
                    inside = next;
                }
                (at, here) = (next, spot);
            }
            _ => outside = next,
        }
    }
    None
}

struct Outline<'o, 'a> {
    plane: &'o Plane,
    refitter: &'o mut Refitter<'a>,
    radius: f64,
}

impl Outline<'_, '_> {
    /// Follows the outline from a point of it, counter-clockwise (sense 1) or clockwise (−1); whether it
    /// came back to where it began.
    fn follow(&mut self, first: &Spot, sense: f64) -> (Vec<[f64; 2]>, bool) {
        let mut points = Vec::new();
        let mut here = first.clone();
        let mut before: Option<(Vec<f64>, f64)> = None;
        let (mut step, mut turned, mut bend) =
            (TAU * self.radius / STEPS, 0.0, sense / self.radius);
        for _ in 0..MOST {
            let angle = heading(&here, sense);
            let home = [first.z[0] - here.z[0], first.z[1] - here.z[1]];
            if turned > 1.5 * PI && home[0].hypot(home[1]) <= 1.2 * step {
                return (points, true);
            }
            // Along the circle that turns as the last step did.
            let ahead = angle + 0.5 * bend * step;
            let z = [here.z[0] + step * ahead.cos(), here.z[1] + step * ahead.sin()];
            let start: Vec<f64> = match &before {
                Some((x, length)) => {
                    let share = step / length;
                    here.x.iter().zip(x).map(|(now, then)| now + share * (now - then)).collect()
                }
                None => here.x.clone(),
            };
            let next = self.corrected(z, &start).or_else(|| self.corrected(z, &here.x));
            let turn = next.as_ref().map(|next| wrapped(heading(next, sense) - angle));
            match (next, turn) {
                (Some(next), Some(turn))
                    if turn.abs() <= TURN || step <= SHORTEST * self.radius =>
                {
                    let moved = (next.z[0] - here.z[0]).hypot(next.z[1] - here.z[1]);
                    turned += sense * turn;
                    bend = turn / moved;
                    before = Some((std::mem::replace(&mut here, next).x, moved));
                    points.push(here.z);
                    if turn.abs() < TURN / 3.0 {
                        step = (1.5 * step).min(LONGEST * self.radius);
                    }
                    if here.z[0].hypot(here.z[1]) > FAR * self.radius {
                        break;
                    }
                }
                _ if step <= SHORTEST * self.radius => break,
                _ => step *= 0.5,
            }
        }
        (points, false)
    }

    /// The point of the outline near z.
    fn corrected(&mut self, mut z: [f64; 2], start: &[f64]) -> Option<Spot> {
        let mut start = start.to_vec();
        for _ in 0..CORRECTIONS {
            let mut spot = self.plane.spot(self.refitter, z, &start).ok()?;
            let [u, v] = spot.gradient;
            let back = (self.radius - spot.t) / (u * u + v * v);
            if !back.is_finite() || (self.radius - spot.t).abs() > self.radius {
                return None;
            }
            z = [z[0] + back * u, z[1] + back * v];
            if (self.radius - spot.t).abs() <= NEAR * self.radius {
                spot.z = z;
                return Some(spot);
            }
            start = spot.x;
        }
        None
    }
}

/// The direction of the outline at a point of it: the level on the left-hand side of the gradient.
fn heading(spot: &Spot, sense: f64) -> f64 {
    let [u, v] = spot.gradient;
    (sense * u).atan2(-sense * v)
}

/// An angle between −π and π.
fn wrapped(angle: f64) -> f64 {
    angle - TAU * (angle / TAU).round()
}
