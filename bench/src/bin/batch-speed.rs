//! Many small fits: lanes against a plain scalar Levenberg-Marquardt, on five sets of curves.
//!
//! `cargo run --release -p thalweg-bench --bin batch-speed [CURVES [SET]]`. The scalar program fits one curve at a time without
//! allocating, with derivatives written by hand and the same tests of convergence; `thalweg_bench::scalar` says what it has
//! not. Times are the least of three runs each, taken in turn. Steps of the scalar program are in brackets.

use std::time::Instant;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, Normal, Poisson};
use thalweg_batch::{BatchFit, Code, Column, Curves, Fits, Precision};
use thalweg_bench::scalar::{self, Curve, Fitted};
use thalweg_formula::{Expr, Model};

/// A set of curves.
struct Set {
    name: &'static str,
    formula: &'static str,
    columns: &'static [&'static str],
    /// Points of a curve.
    points: usize,
    x: Vec<Vec<f64>>,
    y: Vec<f64>,
    truth: Vec<f64>,
    starts: Vec<f64>,
    parameters: usize,
}

const SEED: u64 = 5;

/// That of `BatchFit`.
const TOLERANCE: f64 = 3e-11;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |word| word.parse())?;
    let only = std::env::args().nth(2);
    let mut out = String::from(
        "set    curves   lanes 1 core  2 cores  scalar 1 core  ratio  2/1    within 1e-6  steps  handed on\n       single 1 core  to double  steps  within 1e-3 (1e-5) standard errors of double  99.9 %  farthest  widened\n",
    );
    for set in [
        gaussian(count),
        spot(count / 8),
        decay(count, "exp", 1.0),
        decay(count, "expn", 20.0),
        background(count / 8),
    ] {
        if only.as_ref().is_some_and(|name| name != set.name) {
            continue;
        }
        out.push_str(&measured(&set)?);
        out.push('\n');
    }
    scalar::print(&out);
    Ok(())
}

fn measured(set: &Set) -> Result<String, Box<dyn std::error::Error>> {
    let model = Model::new(&Expr::parse(set.formula)?, set.columns, &[])?;
    let columns: Vec<Column> = set.x.iter().map(|x| Column::Shared(x)).collect();
    let curves = Curves::new(&set.y, set.points).columns(&columns).starts(&set.starts);
    let count = curves.count();
    let fit = BatchFit::new(model);
    let (mut one, mut two, mut alone) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    let mut narrow = f64::INFINITY;
    let mut single = Fits::default();
    let mut fits = Fits::default();
    let mut plain: Vec<Fitted> = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        fits = fit.clone().threads(1).run(&curves)?;
        one = one.min(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        single = fit.clone().precision(Precision::Single).threads(1).run(&curves)?;
        narrow = narrow.min(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        fit.clone().threads(2).run(&curves)?;
        two = two.min(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        plain = scalar_fits(set, &set.starts, TOLERANCE);
        alone = alone.min(begun.elapsed().as_secs_f64());
    }
    let reference = reference(set);
    let mut near = 0;
    let mut judged = 0;
    let mut plain_near = 0;
    for i in 0..count {
        let Some(best) = &reference[i] else { continue };
        judged += 1;
        let within = |x: &dyn Fn(usize) -> f64| {
            (0..set.parameters).all(|j| (x(j) - best[j]).abs() <= 1e-6 * best[j].abs())
        };
        near += usize::from(within(&|j| fits.estimates[j][i]));
        plain_near += usize::from(within(&|j| plain[i].x[j]));
    }
    let steps: f64 = fits.iterations.iter().map(|s| f64::from(*s)).sum::<f64>() / count as f64;
    let plain_steps: f64 = plain.iter().map(|f| f64::from(f.steps)).sum::<f64>() / count as f64;
    let share = |k: usize| 100.0 * k as f64 / judged as f64;
    Ok(format!(
        "{:5} {:8}  {:12.0} {:9.0} {:13.0}  {:5.2} {:5.2}  {:6.2} % of {:5.1} % (scalar {:.2} %)  {steps:.1} ({plain_steps:.1})  {} {:?}",
        set.name,
        count,
        count as f64 / one,
        count as f64 / two,
        count as f64 / alone,
        alone / one,
        one / two,
        share(near),
        100.0 * judged as f64 / count as f64,
        share(plain_near),
        fits.handed_on,
        fits.summary(),
    ) + &told(&single, &fits, narrow, one))
}

/// What single precision gains, and how far its estimates are from those of double.
fn told(single: &Fits, double: &Fits, narrow: f64, wide: f64) -> String {
    let count = double.len();
    let errors = (0..count).filter(|&i| double.status[i] == Code::Minimum).map(|i| {
        let columns = single.estimates.iter().zip(&double.estimates).zip(&double.std_errors);
        let off = columns.map(|((a, b), error)| (a[i] - b[i]).abs() / error[i]);
        off.fold(0.0, |most: f64, off| if off <= most { most } else { off })
    });
    let mut errors: Vec<f64> = errors.collect();
    errors.sort_by(f64::total_cmp);
    let within = |share: f64| {
        100.0 * errors.iter().filter(|off| **off <= share).count() as f64 / errors.len() as f64
    };
    let at = |share: f64| {
        let place = (share * errors.len() as f64) as usize;
        errors.get(place.min(errors.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    };
    let steps: f64 = single.iterations.iter().map(|s| f64::from(*s)).sum::<f64>() / count as f64;
    format!(
        "\n       {:13.0}  {:9.2}  {steps:.1}  {:.2} % ({:.2} %)  {:.1e}  {:.1e}  {}",
        count as f64 / narrow,
        wide / narrow,
        within(1e-3),
        within(1e-5),
        at(0.999),
        at(1.0),
        single.widened,
    )
}

/// The optimum of every curve, if it has one inside: the lower of the ends from its start and from the truth, polished to
/// a decrement of 1e-11. An optimum a hundred times as far away as anything that was simulated is not one inside.
fn reference(set: &Set) -> Vec<Option<[f64; 8]>> {
    let far = 100.0 * set.truth.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let ends = |starts: &[f64]| scalar_fits(set, starts, TOLERANCE);
    let pairs = ends(&set.starts).into_iter().zip(ends(&set.truth));
    let each = pairs.zip(set.y.chunks_exact(set.points)).map(|((a, b), y)| {
        let better = if a.cost <= b.cost { a } else { b };
        let inside = |f: &Fitted| f.x.iter().all(|x| x.abs() < far);
        polished(set, y, &better).filter(inside).map(|f| f.x)
    });
    each.collect()
}

fn polished(set: &Set, y: &[f64], fitted: &Fitted) -> Option<Fitted> {
    match set.name {
        "g1d" => scalar::polished::<4>(&scalar::Gaussian { x: &set.x[0] }, y, fitted),
        "g2d" => scalar::polished::<5>(&scalar::Spot { x: &set.x[0], y: &set.x[1] }, y, fitted),
        _ => scalar::polished::<3>(&scalar::Decay { x: &set.x[0] }, y, fitted),
    }
}

fn scalar_fits(set: &Set, starts: &[f64], tolerance: f64) -> Vec<Fitted> {
    let n = set.parameters;
    let each = set.y.chunks_exact(set.points).zip(starts.chunks_exact(n));
    each.map(|(y, start)| match set.name {
        "g1d" => scalar::fit::<4>(&scalar::Gaussian { x: &set.x[0] }, y, start, tolerance),
        "g2d" => {
            scalar::fit::<5>(&scalar::Spot { x: &set.x[0], y: &set.x[1] }, y, start, tolerance)
        }
        _ => scalar::fit::<3>(&scalar::Decay { x: &set.x[0] }, y, start, tolerance),
    })
    .collect()
}

fn curves_of<const N: usize>(
    model: &impl Curve<N>,
    count: usize,
    points: usize,
    random: &mut Xoshiro256PlusPlus,
    mut truth: impl FnMut(&mut Xoshiro256PlusPlus) -> [f64; N],
    noise: impl Fn(f64, &mut Xoshiro256PlusPlus) -> f64,
    off: f64,
) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let (mut y, mut all, mut starts) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..count {
        let x = truth(random);
        for k in 0..points {
            let (f, _) = model.at(k, &x);
            y.push(noise(f, random));
        }
        starts.extend(x.iter().map(|v| v * (1.0 + off * (2.0 * random.random::<f64>() - 1.0))));
        all.extend_from_slice(&x);
    }
    (y, all, starts)
}

fn uniform(random: &mut impl Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * random.random::<f64>()
}

fn normal(sigma: f64) -> impl Fn(f64, &mut Xoshiro256PlusPlus) -> f64 {
    move |f, random| f + sigma * Normal::new(0.0, 1.0).map_or(0.0, |n| n.sample(random))
}

fn gaussian(count: usize) -> Set {
    let x: Vec<f64> = (0..30).map(f64::from).collect();
    let random = &mut Xoshiro256PlusPlus::seed_from_u64(SEED);
    let truth = |r: &mut Xoshiro256PlusPlus| {
        [
            uniform(r, 50.0, 150.0),
            uniform(r, 11.0, 18.0),
            uniform(r, 2.0, 4.5),
            uniform(r, 5.0, 15.0),
        ]
    };
    let (y, truth, starts) =
        curves_of::<4>(&scalar::Gaussian { x: &x }, count, 30, random, truth, normal(5.0), 0.2);
    Set {
        name: "g1d",
        formula: "a*exp(-(x - m)^2/(2*s^2)) + c",
        columns: &["x"],
        points: 30,
        x: vec![x],
        y,
        truth,
        starts,
        parameters: 4,
    }
}

fn spot(count: usize) -> Set {
    let x: Vec<f64> = (0..225).map(|k| f64::from(k % 15)).collect();
    let z: Vec<f64> = (0..225).map(|k| f64::from(k / 15)).collect();
    let random = &mut Xoshiro256PlusPlus::seed_from_u64(SEED + 1);
    let truth = |r: &mut Xoshiro256PlusPlus| {
        [
            uniform(r, 200.0, 800.0),
            uniform(r, 6.0, 8.0),
            uniform(r, 6.0, 8.0),
            uniform(r, 1.2, 2.5),
            uniform(r, 5.0, 20.0),
        ]
    };
    let counts = |f: f64, r: &mut Xoshiro256PlusPlus| Poisson::new(f).map_or(0.0, |p| p.sample(r));
    let (y, truth, starts) =
        curves_of::<5>(&scalar::Spot { x: &x, y: &z }, count, 225, random, truth, counts, 0.15);
    Set {
        name: "g2d",
        formula: "a*exp(-((x - u)^2 + (z - v)^2)/(2*s^2)) + b",
        columns: &["x", "z"],
        points: 225,
        x: vec![x, z],
        y,
        truth,
        starts,
        parameters: 5,
    }
}

/// What the pixels beside an object hold: noise, and starts that hope for a decay.
fn background(count: usize) -> Set {
    let mut set = decay(count, "none", 20.0);
    let random = &mut Xoshiro256PlusPlus::seed_from_u64(SEED + 3);
    let noise = normal(20.0);
    set.y.iter_mut().for_each(|y| *y = noise(10.0, random));
    set
}

fn decay(count: usize, name: &'static str, sigma: f64) -> Set {
    let x: Vec<f64> = (0..32).map(f64::from).collect();
    let random = &mut Xoshiro256PlusPlus::seed_from_u64(SEED + 2);
    let truth = |r: &mut Xoshiro256PlusPlus| {
        [uniform(r, 50.0, 150.0), uniform(r, 0.08, 0.3), uniform(r, 5.0, 15.0)]
    };
    let (y, truth, starts) =
        curves_of::<3>(&scalar::Decay { x: &x }, count, 32, random, truth, normal(sigma), 0.3);
    Set {
        name,
        formula: "a*exp(-k*x) + c",
        columns: &["x"],
        points: 32,
        x: vec![x],
        y,
        truth,
        starts,
        parameters: 3,
    }
}
