//! How often intervals contain the truth: 2000 simulated data sets of three models.
//!
//! `cargo test -p thalweg --test coverage -- --nocapture` prints the table of docs/explanation/intervals.md.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a table to be read, and helpers of tests"
)]

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Normal};
use thalweg::Local;
use thalweg::profile::{Along, Profiler};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Options, Real, Solver};

const DATA_SETS: usize = 2000;
const LEVEL: f64 = 0.95;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Curve {
    /// a exp(−k t)
    Decay,
    /// v x/(k + x)
    Saturation,
    /// a/(1 + exp((m − t)/s))
    Logistic,
}

struct Data {
    curve: Curve,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl GenericResiduals for Data {
    fn parameter_count(&self) -> usize {
        self.curve.truth().len()
    }
    fn residual_count(&self) -> usize {
        self.x.len()
    }
    fn residuals<T: Real>(&self, p: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for ((r, &x), &y) in r.iter_mut().zip(&self.x).zip(&self.y) {
            *r = self.curve.value(p, x) - y;
        }
        Ok(())
    }
}

impl Curve {
    fn value<T: Real>(self, p: &[T], x: f64) -> T {
        match self {
            Self::Decay => p[0] * (-p[1] * x).exp(),
            Self::Saturation => p[0] * x / (p[1] + x),
            Self::Logistic => p[0] / (((p[1] - x) / p[2]).exp() + 1.0),
        }
    }

    fn truth(self) -> &'static [f64] {
        match self {
            Self::Decay => &[10.0, 0.4],
            Self::Saturation => &[1.0, 1.0],
            Self::Logistic => &[5.0, 4.0, 1.0],
        }
    }

    fn names(self) -> [&'static str; 4] {
        match self {
            Self::Decay => ["decay a", "decay k", "", "decay ln 2/k"],
            Self::Saturation => ["saturation v", "saturation k", "", "saturation v/k"],
            Self::Logistic => ["logistic a", "logistic m", "logistic s", "logistic a/4s"],
        }
    }

    /// Where it is observed, and the standard deviation there.
    fn design(self) -> (Vec<f64>, f64) {
        match self {
            Self::Decay => ((0..12).map(|i| 0.75 * f64::from(i)).collect(), 0.5),
            // Few points, most below saturation: skewed.
            Self::Saturation => (vec![0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2], 0.05),
            Self::Logistic => ((0..11).map(f64::from).collect(), 0.3),
        }
    }

    /// The derived quantity and its gradient.
    fn derived(self, p: &[f64], gradient: &mut [f64]) -> f64 {
        match self {
            Self::Decay => {
                gradient[1] = -2f64.ln() / (p[1] * p[1]);
                2f64.ln() / p[1]
            }
            Self::Saturation => {
                (gradient[0], gradient[1]) = (1.0 / p[1], -p[0] / (p[1] * p[1]));
                p[0] / p[1]
            }
            Self::Logistic => {
                (gradient[0], gradient[2]) = (0.25 / p[2], -0.25 * p[0] / (p[2] * p[2]));
                0.25 * p[0] / p[2]
            }
        }
    }
}

/// How often an interval lay above the truth, and below it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Misses {
    above: usize,
    below: usize,
}

impl Misses {
    fn note(&mut self, low: f64, high: f64, truth: f64) {
        self.above += usize::from(low > truth);
        self.below += usize::from(high < truth);
    }

    fn cover(&self) -> f64 {
        1.0 - (self.above + self.below) as f64 / DATA_SETS as f64
    }

    fn uneven(&self) -> usize {
        self.above.abs_diff(self.below)
    }

    fn words(&self) -> String {
        let percent = |n: usize| 100.0 * n as f64 / DATA_SETS as f64;
        let cover = 100.0 * self.cover();
        format!("{cover:.1} % ({:.1} + {:.1})", percent(self.above), percent(self.below))
    }
}

/// One quantity of a model under both kinds of interval.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    name: &'static str,
    wald: Misses,
    profile: Misses,
}

fn simulate(curve: Curve, seed: u64) -> Vec<Row> {
    let (x, sigma) = curve.design();
    let truth = curve.truth();
    let noise = Normal::new(0.0, sigma).unwrap();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let count = truth.len() + 1;
    let mut rows = vec![Row::default(); count];
    let options = Options::default();
    let quantity = |p: &[f64], gradient: &mut [f64]| curve.derived(p, gradient);
    for _ in 0..DATA_SETS {
        let y = x.iter().map(|&x| curve.value(truth, x) + noise.sample(&mut rng)).collect();
        let problem = ExactProblem::new(Data { curve, x: x.clone(), y });
        let solution = Solver::new().solve(&problem, truth).unwrap();
        let local = Local::new(&problem, &solution, &options).unwrap();
        let mut profiler = Profiler::new(&local).unwrap();
        let t = profiler.scatter().quantile(LEVEL);
        for (j, row) in rows.iter_mut().enumerate() {
            let mut gradient = vec![0.0; truth.len()];
            let (along, want, name) = if j < truth.len() {
                gradient[j] = 1.0;
                (Along::Parameter(j), truth[j], curve.names()[j])
            } else {
                let want = curve.derived(truth, &mut gradient);
                gradient.fill(0.0);
                curve.derived(&solution.x, &mut gradient);
                (Along::Quantity(&quantity), want, curve.names()[3])
            };
            row.name = name;
            let found = profiler.interval(along, LEVEL).unwrap();
            let half = t * local.std_error(&gradient).unwrap();
            row.wald.note(found.estimate - half, found.estimate + half, want);
            let interval = found.interval().unwrap();
            row.profile.note(interval.low, interval.high, want);
        }
    }
    rows
}

#[test]
fn profile_intervals_cover_as_often_as_they_say() {
    let curves = [Curve::Decay, Curve::Saturation, Curve::Logistic];
    let rows: Vec<Row> = std::thread::scope(|scope| {
        let run = |c: Curve| scope.spawn(move || simulate(c, 20_250_101));
        let running: Vec<_> = curves.map(run).into_iter().collect();
        running.into_iter().flat_map(|r| r.join().unwrap()).collect()
    });
    println!("| quantity | Wald (above + below) | profile (above + below) |\n|---|---|---|");
    for row in &rows {
        println!("| {} | {} | {} |", row.name, row.wald.words(), row.profile.words());
    }
    assert_eq!(rows.len(), 10);
    for row in &rows {
        // Three standard deviations of 2000 trials: 1.5 %.
        assert!((0.935..=0.965).contains(&row.profile.cover()), "{row:?}");
    }
    // Where the model is skewed, Wald's intervals miss on one side; the profile's do not.
    let saturation: Vec<&Row> = rows.iter().filter(|r| r.name.starts_with("sat")).collect();
    for row in &saturation {
        assert!(row.profile.uneven() < 60, "{row:?}");
    }
    // Each end is to be missed by 2.5 %: how far both are from that.
    let off = |m: &Misses| {
        let tail = 0.5 * (1.0 - LEVEL);
        let far = |n: usize| (n as f64 / DATA_SETS as f64 - tail).abs();
        far(m.above) + far(m.below)
    };
    let wald: f64 = saturation.iter().map(|r| off(&r.wald)).sum();
    let profile: f64 = saturation.iter().map(|r| off(&r.profile)).sum();
    assert!(profile < 0.5 * wald, "{profile} {wald}");
}
