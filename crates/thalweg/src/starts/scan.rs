//! The quasi-random scan, and the choice of points worth following.

use super::prior::Prior;
use super::reach::Scales;
use super::reduced::{Bench, Reduced};
use super::sequence::{Random, Sequence};

/// A starting point and its Σ w r² relative to that of the data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    pub x: Vec<f64>,
    pub rss: f64,
}

/// Points of the scan for one, two, ... searched parameters.
const POINTS: [usize; 4] = [512, 2048, 4096, 8192];

/// Curves looked at between the rows for every point wanted.
const LOOKS: usize = 12;

/// Points closer than this in every coordinate of the unit cube are one.
const APART: f64 = 0.02;

/// What a scan found.
pub(super) struct Scanned {
    /// The best points that lie apart, best first.
    pub best: Vec<Candidate>,
    /// Points from further down the list, ever more widely spaced in rank.
    pub further: Vec<Candidate>,
}

/// Scans; `count` points of either kind at most.
pub(super) fn scan(
    problem: &Reduced,
    scales: &Scales,
    priors: &[Prior],
    base: &[f64],
    seed: u64,
    count: usize,
    bench: &mut Bench,
) -> Scanned {
    let d = problem.searched.len();
    let mut sequence = Sequence::new(d, seed);
    let mut x = base.to_vec();
    let mut u = vec![0.0; d];
    let mut seen: Vec<(Vec<f64>, Candidate)> = Vec::new();
    for _ in 0..POINTS[d.min(POINTS.len()) - 1] {
        if bench.is_spent() {
            break;
        }
        sequence.next(&mut u);
        for ((&j, prior), &u) in problem.searched.iter().zip(priors).zip(&u) {
            x[j] = prior.value(u, &problem.free[j]);
        }
        let rss = problem.project(&mut x, bench);
        if rss.is_finite() && scales.reach(&x) {
            seen.push((u.clone(), Candidate { x: x.clone(), rss }));
        }
    }
    seen.sort_by(|a, b| a.1.rss.total_cmp(&b.1.rss));
    let further: Vec<Candidate> = spaced(seen.len() / 2, count)
        .map(|rank| seen[rank].1.clone())
        .filter(|candidate| !problem.is_rough(&candidate.x, bench))
        .collect();
    let mut chosen: Vec<(Vec<f64>, Candidate)> = Vec::new();
    let mut looks = LOOKS * count;
    for point in seen {
        let near = |other: &(Vec<f64>, Candidate)| {
            point.0.iter().zip(&other.0).all(|(a, b)| (a - b).abs() < APART)
        };
        if looks == 0 || chosen.len() == count {
            break;
        }
        if !chosen.iter().any(near) {
            looks -= 1;
            if !problem.is_rough(&point.1.x, bench) {
                chosen.push(point);
            }
        }
    }
    Scanned { best: chosen.into_iter().map(|(_, candidate)| candidate).collect(), further }
}

/// `count` ranks below `limit` in geometric progression.
fn spaced(limit: usize, count: usize) -> impl Iterator<Item = usize> {
    let ratio = (limit as f64).powf(1.0 / count as f64);
    let rank = move |k: usize| (ratio.powi(k as i32) as usize).saturating_sub(1);
    (1..=count).map(rank).filter(move |&k| k < limit)
}

/// Best first, each point once.
pub(super) fn order(candidates: &mut Vec<Candidate>) {
    candidates.sort_by(|a, b| a.rss.total_cmp(&b.rss));
    candidates.dedup_by(|a, b| a.x == b.x);
}

/// `count` points around x0: searched parameters times e^z, z normal; a parameter at 0 stays as
/// it is; the linear ones are solved for.
pub(super) fn around(
    problem: &Reduced,
    x0: &[f64],
    seed: u64,
    count: usize,
    draw: impl Fn(usize, &mut Random) -> f64,
) -> Vec<Candidate> {
    let mut random = Random::new(seed ^ 0x6172_6f75_6e64);
    let mut bench = problem.bench();
    let mut found = Vec::new();
    // Points at which the model has no value are drawn again, a few times over.
    for _ in 0..20 * count {
        let mut x = x0.to_vec();
        for &j in &problem.searched {
            x[j] = draw(j, &mut random).clamp(problem.free[j].lower, problem.free[j].upper);
        }
        let rss = problem.project(&mut x, &mut bench);
        if rss.is_finite() {
            found.push(Candidate { x, rss });
        }
        if found.len() == count {
            break;
        }
    }
    found
}
