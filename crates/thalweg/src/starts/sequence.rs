//! Points that fill the unit cube evenly, the same for the same seed.

/// The additive recurrence uₙ = frac(u₀ + n α) with αⱼ = φ^−(j+1), φ the root of φ^(d+1) = φ + 1
/// (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences").
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    alpha: Vec<f64>,
    offset: Vec<f64>,
    n: u64,
}

impl Sequence {
    /// In `d` dimensions; the seed shifts the points.
    pub(super) fn new(d: usize, seed: u64) -> Self {
        let mut phi: f64 = 2.0;
        for _ in 0..64 {
            phi = (1.0 + phi).powf(1.0 / (d as f64 + 1.0));
        }
        let mut random = Random::new(seed);
        let alpha = (1..=d).map(|j| phi.powi(-(j as i32))).collect();
        Self { alpha, offset: (0..d).map(|_| random.unit()).collect(), n: 0 }
    }

    /// Writes the next point, each coordinate in [0, 1).
    pub(super) fn next(&mut self, u: &mut [f64]) {
        self.n += 1;
        for ((u, alpha), offset) in u.iter_mut().zip(&self.alpha).zip(&self.offset) {
            *u = (offset + self.n as f64 * alpha).fract();
        }
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014): enough randomness for offsets and signs.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of a seed's i-th replicate: far from those of all others.
    pub(crate) fn stream(seed: u64, i: u64) -> Self {
        let place = Self::new(seed).bits().wrapping_add(i.wrapping_mul(0xd134_2543_de82_ef95));
        Self(Self::new(place).bits())
    }

    /// Uniform in 0..n (Lemire 2019; its bias is n/2⁶⁴).
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * 2f64.powi(-53)
    }

    /// Standard normal (Box & Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fill_the_square_more_evenly_than_chance() {
        let mut sequence = Sequence::new(2, 3);
        let mut counts = [0; 64];
        let mut u = [0.0; 2];
        for _ in 0..1024 {
            sequence.next(&mut u);
            counts[(u[0] * 8.0) as usize * 8 + (u[1] * 8.0) as usize] += 1;
        }
        assert!(counts.iter().all(|&c| (13..=19).contains(&c)), "{counts:?}");
    }

    #[test]
    fn random_numbers_are_the_published_ones() {
        let mut random = Random::new(1234567);
        assert_eq!(random.bits(), 6457827717110365317);
        assert_eq!(random.bits(), 3203168211198807973);
    }
}
