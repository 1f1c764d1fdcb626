//! Curves that are simulated, and what is asked of their fits.
#![allow(clippy::unwrap_used)] // helpers of tests are tests
#![allow(dead_code)] // not every file of tests needs all

use thalweg_batch::{BatchFit, Column, Curves, Fits};
use thalweg_formula::{Expr, Model};

pub fn model(text: &str) -> Model {
    Model::new(&Expr::parse(text).unwrap(), &["x"], &[]).unwrap()
}

/// A stream of numbers between 0 and 1 (SplitMix64).
pub struct Noise(pub u64);

impl Noise {
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Knuth's product of uniform numbers.
    pub fn count(&mut self, mean: f64) -> f64 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.unit(), 0.0);
        while product > limit {
            product *= self.unit();
            count += 1.0;
        }
        count
    }
}

pub const POINTS: usize = 24;
pub const DECAY: &str = "a*exp(-k*x) + c";

/// Curves on x = 0..24, and where their fits start.
pub struct Data {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub starts: Vec<f64>,
}

pub fn decays(count: usize, sigma: f64, seed: u64) -> Data {
    let random = &mut Noise(seed);
    let x: Vec<f64> = (0..POINTS).map(|k| k as f64).collect();
    let (mut y, mut starts) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (a, k) = (random.between(50.0, 150.0), random.between(0.1, 0.5));
        let c = random.between(2.0, 20.0);
        y.extend(x.iter().map(|x| a * (-k * x).exp() + c + sigma * random.normal()));
        starts.extend([a, k, c].map(|v| v * random.between(0.6, 1.5)));
    }
    Data { x, y, starts }
}

pub fn fitted(fit: &BatchFit, data: &Data) -> Fits {
    let curves = Curves::new(&data.y, POINTS).columns(&[Column::Shared(&data.x)]);
    fit.run(&curves.starts(&data.starts)).unwrap()
}

/// Everything that is known of fit i, bit for bit.
pub fn bits(fits: &Fits, i: usize) -> Vec<u64> {
    let numbers = fits.estimates.iter().chain(&fits.std_errors).map(|column| column[i].to_bits());
    let rest = [fits.cost[i].to_bits(), u64::from(fits.iterations[i]), fits.status[i] as u64];
    numbers.chain(rest).collect()
}

/// To a billionth of `scale`.
pub fn near(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * scale
}

pub fn in_units(data: &Data, unit: f64) -> Data {
    Data {
        x: data.x.clone(),
        y: data.y.iter().map(|y| y * unit).collect(),
        starts: data.starts.chunks(3).flat_map(|s| [s[0] * unit, s[1], s[2] * unit]).collect(),
    }
}

/// The bits of every fit are the same at any number of threads, in any order and by itself.
pub fn assert_no_neighbour_matters(fit: &BatchFit, data: &Data) {
    let whole = fitted(fit, data);
    let one = fitted(&fit.clone().threads(1), data);
    let three = fitted(&fit.clone().threads(3), data);
    let backwards = Data {
        x: data.x.clone(),
        y: data.y.chunks(POINTS).rev().flatten().copied().collect(),
        starts: data.starts.chunks(3).rev().flatten().copied().collect(),
    };
    let back = fitted(fit, &backwards);
    let count = whole.len();
    for i in 0..count {
        let want = bits(&whole, i);
        assert_eq!(want, bits(&one, i));
        assert_eq!(want, bits(&three, i));
        assert_eq!(want, bits(&back, count - 1 - i));
    }
    for i in (0..count).step_by(501) {
        let y = data.y[i * POINTS..(i + 1) * POINTS].to_vec();
        let starts = data.starts[3 * i..3 * i + 3].to_vec();
        let alone = Data { x: data.x.clone(), y, starts };
        assert_eq!(bits(&whole, i), bits(&fitted(fit, &alone), 0));
    }
}
