//! How times are taken on a machine that others use too: contenders take turns, and what is
//! reported is the median of ratios within one turn.

use std::time::{Duration, Instant};

/// How long and how often to measure.
///
/// ```
/// use thalweg_bench::timing::Effort;
/// assert!(Effort::QUICK.rounds < Effort::FULL.rounds);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Turns that every contender gets.
    pub rounds: usize,
    /// How long one turn lasts at least; a call that is shorter is repeated.
    pub turn: Duration,
}

impl Effort {
    /// Enough for figures worth quoting.
    pub const FULL: Effort = Effort { rounds: 21, turn: Duration::from_micros(400) };
    /// Enough to see a regression.
    pub const QUICK: Effort = Effort { rounds: 7, turn: Duration::from_micros(150) };
    /// Enough to see that it runs.
    pub const SMOKE: Effort = Effort { rounds: 1, turn: Duration::ZERO };
}

/// Seconds per call: `turns[k][round]` of contender k.
///
/// ```
/// use thalweg_bench::timing::{Effort, Turns};
/// let mut sums = [0.0_f64; 2];
/// let [a, b] = &mut sums;
/// let turns = Turns::take(&mut [&mut || *a += 1.0, &mut || *b += 1.0], Effort::SMOKE);
/// assert!(turns.seconds(0) >= 0.0 && turns.ratio(1, 1) == 1.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Turns {
    seconds: Vec<Vec<f64>>,
}

impl Turns {
    /// Measures every contender in every round, in an order that rotates from round to round.
    pub fn take(contenders: &mut [&mut dyn FnMut()], effort: Effort) -> Turns {
        let repeats: Vec<usize> = contenders.iter_mut().map(|c| repeats(c, effort.turn)).collect();
        let count = contenders.len();
        let mut seconds = vec![Vec::with_capacity(effort.rounds); count];
        for round in 0..effort.rounds {
            for place in 0..count {
                let k = (place + round) % count;
                let began = Instant::now();
                for _ in 0..repeats[k] {
                    contenders[k]();
                }
                seconds[k].push(began.elapsed().as_secs_f64() / repeats[k] as f64);
            }
        }
        Turns { seconds }
    }

    /// Median time of one call of contender k.
    pub fn seconds(&self, k: usize) -> f64 {
        median(&self.seconds[k])
    }

    /// Median over the rounds of the time of contender k over that of contender `reference`.
    pub fn ratio(&self, k: usize, reference: usize) -> f64 {
        if k == reference {
            return 1.0;
        }
        let pairs = self.seconds[k].iter().zip(&self.seconds[reference]);
        median(&pairs.map(|(a, b)| a / b).collect::<Vec<_>>())
    }
}

/// How many calls fill a turn; the calls made to find out warm the caches.
fn repeats(contender: &mut &mut dyn FnMut(), turn: Duration) -> usize {
    contender();
    let mut calls = 1;
    loop {
        let began = Instant::now();
        for _ in 0..calls {
            contender();
        }
        let elapsed = began.elapsed();
        if elapsed >= turn {
            let needed = turn.as_secs_f64() / elapsed.as_secs_f64() * calls as f64;
            return (needed.ceil() as usize).clamp(1, calls);
        }
        calls *= 2;
    }
}

/// The middle value (of an even number the mean of the middle two); NaN of nothing.
///
/// ```
/// use thalweg_bench::timing::median;
/// assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
/// assert_eq!(median(&[3.0, 1.0]), 2.0);
/// ```
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n => 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]),
    }
}

/// The geometric mean; NaN of nothing.
///
/// ```
/// let mean = thalweg_bench::timing::geometric_mean([2.0, 8.0]);
/// assert!((mean - 4.0_f64).abs() < 1e-15);
/// ```
pub fn geometric_mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) =
        values.into_iter().fold((0.0, 0.0), |(sum, count), v: f64| (sum + v.ln(), count + 1.0));
    (sum / count).exp()
}
