//! Searches along one parameter, and over two, at a time.

use super::prior::Prior;
use super::reduced::{Bench, Reduced};
use super::scan::Candidate;
use super::sequence::Sequence;

/// Values tried over the whole range of one parameter.
const LINE: usize = 96;
/// Points tried over the ranges of each two parameters: where a term of the model has a place and
/// a width, neither helps alone.
const PAIRS: usize = 96;
/// Factors tried around the best one.
const FACTORS: [f64; 8] = [0.5, 0.8, 0.95, 0.99, 1.01, 1.05, 1.25, 2.0];
/// Sweeps over all parameters, at most.
const SWEEPS: usize = 3;
/// A sweep that gains less than this is the last.
const GAIN: f64 = 0.99;

/// Points of the sweeps over `d` parameters without which they had better not begin: every line,
/// and the pairs of neighbours.
pub(super) fn least_points(d: usize) -> usize {
    SWEEPS * d * (LINE + FACTORS.len() + if d > 2 { PAIRS } else { 0 })
}

/// Improves a candidate by sweeping over its searched parameters, as long as the bench allows.
pub(super) fn improve(
    problem: &Reduced,
    priors: &[Prior],
    candidate: &mut Candidate,
    bench: &mut Bench,
) {
    for sweep in 0..SWEEPS {
        let before = candidate.rss;
        for (k, &j) in problem.searched.iter().enumerate() {
            // Alone, a parameter was already scanned as densely as this.
            if problem.searched.len() > 1 {
                let value = |i: usize| (i as f64 + 0.5) / LINE as f64;
                let line = (0..LINE).map(|i| priors[k].value(value(i), &problem.free[j]));
                try_values(problem, candidate, j, line, bench);
            }
            let centre = candidate.x[j];
            try_values(problem, candidate, j, FACTORS.iter().map(|f| f * centre), bench);
        }
        try_pairs(problem, priors, candidate, sweep as u64, bench);
        if candidate.rss >= GAIN * before || bench.is_spent() {
            break;
        }
    }
}

/// Redraws each two of more than two parameters together; those next to each other in the formula
/// come first, as they are most likely parts of the same term.
fn try_pairs(
    problem: &Reduced,
    priors: &[Prior],
    candidate: &mut Candidate,
    seed: u64,
    bench: &mut Bench,
) {
    let d = problem.searched.len();
    if d < 3 {
        return;
    }
    let mut sequence = Sequence::new(2, seed);
    let mut u = [0.0; 2];
    for distance in 1..d {
        for (l, k) in (distance..d).enumerate() {
            for _ in 0..PAIRS {
                if bench.is_spent() {
                    return;
                }
                sequence.next(&mut u);
                let mut x = candidate.x.clone();
                for (k, u) in [k, l].into_iter().zip(u) {
                    let j = problem.searched[k];
                    x[j] = priors[k].value(u, &problem.free[j]);
                }
                let rss = problem.project(&mut x, bench);
                if rss < candidate.rss {
                    *candidate = Candidate { x, rss };
                }
            }
        }
    }
}

/// Turns negative values round where that changes nothing: a width is easier to read positive.
pub(super) fn prefer_positive(problem: &Reduced, candidate: &mut Candidate, bench: &mut Bench) {
    for &j in &problem.searched {
        let turned = -candidate.x[j];
        if turned > 0.0 && turned <= problem.free[j].upper {
            let mut x = candidate.x.clone();
            x[j] = turned;
            let rss = problem.project(&mut x, bench);
            if rss <= candidate.rss * (1.0 + 1e-9) {
                *candidate = Candidate { x, rss };
            }
        }
    }
}

fn try_values(
    problem: &Reduced,
    candidate: &mut Candidate,
    j: usize,
    values: impl Iterator<Item = f64>,
    bench: &mut Bench,
) {
    let mut x = candidate.x.clone();
    for value in values {
        if !(problem.free[j].lower..=problem.free[j].upper).contains(&value) {
            continue;
        }
        if bench.is_spent() {
            return;
        }
        x[j] = value;
        let rss = problem.project(&mut x, bench);
        if rss < candidate.rss {
            candidate.rss = rss;
            candidate.x.copy_from_slice(&x);
        }
    }
}
