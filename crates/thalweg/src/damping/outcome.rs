//! How runs ended, one by one and counted.

/// How a run ended, seen from what all runs together found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// At the lowest F that any run found.
    Solved,
    /// At another minimum: its index in [`Compared::minima`](super::Compared::minima).
    OtherMinimum(usize),
    /// A parameter ran away to where the residuals no longer answer to it.
    Evaporated {
        /// Which one.
        parameter: usize,
    },
    /// At the lowest F, but with a direction left open, where other runs ended at a proper minimum.
    NotDetermined,
    /// On flat ground above the lowest F.
    Flat,
    /// Evaluations ran out.
    Crept,
    /// It stopped, or even claimed to have converged, where F still falls.
    FalseStop,
    /// It stopped against the edge of the model's domain.
    DomainEdge,
}

impl Outcome {
    /// The stable code word: `solved`, `other-minimum`, `evaporated`, `not-determined`, `flat`,
    /// `crept`, `false-stop` or `domain-edge`.
    ///
    /// ```
    /// assert_eq!(thalweg::damping::Outcome::Crept.code(), "crept");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::OtherMinimum(_) => "other-minimum",
            Self::Evaporated { .. } => "evaporated",
            Self::NotDetermined => "not-determined",
            Self::Flat => "flat",
            Self::Crept => "crept",
            Self::FalseStop => "false-stop",
            Self::DomainEdge => "domain-edge",
        }
    }

    /// A word or two for a table: `other minimum`.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::OtherMinimum(_) => "other minimum",
            Self::Evaporated { .. } => "evaporated",
            Self::NotDetermined => "not determined",
            Self::Flat => "flat ground",
            Self::Crept => "crept",
            Self::FalseStop => "false stop",
            Self::DomainEdge => "domain edge",
        }
    }
}

/// How many runs ended in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// All runs.
    pub runs: usize,
    /// [`Outcome::Solved`].
    pub solved: usize,
    /// [`Outcome::OtherMinimum`].
    pub other_minimum: usize,
    /// [`Outcome::Evaporated`].
    pub evaporated: usize,
    /// [`Outcome::NotDetermined`].
    pub not_determined: usize,
    /// [`Outcome::Flat`].
    pub flat: usize,
    /// [`Outcome::Crept`].
    pub crept: usize,
    /// [`Outcome::FalseStop`].
    pub false_stop: usize,
    /// [`Outcome::DomainEdge`].
    pub domain_edge: usize,
}

impl Counts {
    pub(super) fn of(outcomes: impl Iterator<Item = Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            counts.runs += 1;
            *match outcome {
                Outcome::Solved => &mut counts.solved,
                Outcome::OtherMinimum(_) => &mut counts.other_minimum,
                Outcome::Evaporated { .. } => &mut counts.evaporated,
                Outcome::NotDetermined => &mut counts.not_determined,
                Outcome::Flat => &mut counts.flat,
                Outcome::Crept => &mut counts.crept,
                Outcome::FalseStop => &mut counts.false_stop,
                Outcome::DomainEdge => &mut counts.domain_edge,
            } += 1;
        }
        counts
    }

    /// The ways to fail that occurred, with their code words: most frequent first.
    pub fn failures(&self) -> Vec<(&'static str, usize)> {
        let mut failures = vec![
            ("evaporated", self.evaporated),
            ("crept", self.crept),
            ("false-stop", self.false_stop),
            ("other-minimum", self.other_minimum),
            ("flat", self.flat),
            ("not-determined", self.not_determined),
            ("domain-edge", self.domain_edge),
        ];
        failures.retain(|(_, n)| *n > 0);
        failures.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        failures
    }
}

/// The middle and the worst of some counts.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The largest.
    pub worst: f64,
}

impl Spread {
    /// None of nothing.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let worst = *values.last()?;
        Some(Self { median: median(&values), worst })
    }
}

/// Of rising values; NaN of none.
pub(super) fn median(sorted: &[f64]) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}
