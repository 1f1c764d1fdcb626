//! What the tests of the batch share.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "helpers of tests are tests, and no test needs all of them"
)]

use thalweg_formula::{Expr, Model};

/// A model over x.
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
