//! What comes back: one row per curve, column by column.

use std::fmt;

/// How the fit of a curve ended: the code words of a single fit, and one for a curve that cannot be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Code {
    /// The gradient and decrement tests hold and the rank is full.
    Minimum,
    /// The same with a parameter on its bound.
    MinimumOnBound,
    /// The residuals are zero to rounding.
    ExactFit,
    /// A combination of parameters is not determined, or a parameter ran off.
    FlatValley,
    /// No step makes it better, and yet it is no minimum.
    Stalled,
    /// It ended against a region where the model is not defined, or began in one.
    DomainEdge,
    /// Evaluations ran out.
    Limit,
    /// The caller stopped the batch before this curve was done.
    Stopped,
    /// The curve has fewer usable points than parameters.
    TooFewPoints,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Minimum,
        Self::MinimumOnBound,
        Self::ExactFit,
        Self::FlatValley,
        Self::Stalled,
        Self::DomainEdge,
        Self::Limit,
        Self::Stopped,
        Self::TooFewPoints,
    ];

    /// The stable code word.
    ///
    /// ```
    /// assert_eq!(thalweg_batch::Code::MinimumOnBound.code(), "minimum-on-bound");
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::MinimumOnBound => "minimum-on-bound",
            Self::ExactFit => "exact-fit",
            Self::FlatValley => "flat-valley",
            Self::Stalled => "stalled",
            Self::DomainEdge => "domain-edge",
            Self::Limit => "limit",
            Self::Stopped => "stopped",
            Self::TooFewPoints => "too-few-points",
        }
    }

    /// Whether the answer is a minimum.
    pub fn converged(self) -> bool {
        matches!(self, Self::Minimum | Self::MinimumOnBound | Self::ExactFit)
    }
}

/// Something to know about a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Note {
    /// W-BOUND: a parameter sits on its bound.
    Bound = 1,
    /// W-DF: as many points as parameters, so no scatter and no standard errors.
    NoFreedom = 2,
    /// W-IDENT: a combination of parameters is not determined.
    Undetermined = 4,
    /// W-MISSING: points were left out, for a cell or a weight that does not count.
    Missing = 8,
}

/// The notes of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes(u8);

impl Notes {
    /// With one more.
    #[must_use]
    pub fn with(self, note: Note) -> Self {
        Self(self.0 | note as u8)
    }

    /// Whether it is among them.
    pub fn has(self, note: Note) -> bool {
        self.0 & note as u8 != 0
    }
}

impl fmt::Display for Notes {
    /// The codes of the warnings, a space between them: `W-BOUND W-DF`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (Note::Bound, "W-BOUND"),
            (Note::NoFreedom, "W-DF"),
            (Note::Undetermined, "W-IDENT"),
            (Note::Missing, "W-MISSING"),
        ];
        let mut separator = "";
        for (_, code) in all.iter().filter(|(note, _)| self.has(*note)) {
            write!(f, "{separator}{code}")?;
            separator = " ";
        }
        Ok(())
    }
}

/// The fits of all curves, in their order: every vector has one entry per curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fits {
    /// Estimates: one vector per parameter of the model, in its order, or per quantity that is asked for. NaN where there
    /// is none.
    pub estimates: Vec<Vec<f64>>,
    /// Standard errors, as `estimates`; NaN where there are none (fixed, held by a bound, undetermined, no scatter).
    pub std_errors: Vec<Vec<f64>>,
    /// Σ w (y − f)², or the Poisson deviance 2 Σ w (y ln(y/f) − (y − f)).
    pub cost: Vec<f64>,
    /// Points that count.
    pub points: Vec<u32>,
    /// Steps tried.
    pub iterations: Vec<u32>,
    /// How each ended.
    pub status: Vec<Code>,
    /// What there is to know.
    pub notes: Vec<Notes>,
    /// How many the full solver was asked for.
    pub handed_on: usize,
    /// How many were fitted in double precision after all, where single precision had been asked for.
    pub widened: usize,
}

impl Fits {
    /// Room for `count` fits of `parameters` parameters, none of them made.
    pub(crate) fn empty(parameters: usize, count: usize) -> Self {
        Self {
            estimates: vec![vec![f64::NAN; count]; parameters],
            std_errors: vec![vec![f64::NAN; count]; parameters],
            cost: vec![f64::NAN; count],
            points: vec![0; count],
            iterations: vec![0; count],
            status: vec![Code::Stopped; count],
            notes: vec![Notes::default(); count],
            handed_on: 0,
            widened: 0,
        }
    }

    /// Writes the fit of curve i.
    pub(crate) fn put(&mut self, i: usize, one: &One) {
        let columns = self.estimates.iter_mut().zip(&one.estimates);
        columns.chain(self.std_errors.iter_mut().zip(&one.std_errors)).for_each(|(c, v)| c[i] = *v);
        self.cost[i] = one.cost;
        self.points[i] = one.points;
        self.iterations[i] = one.iterations;
        self.status[i] = one.status;
        self.notes[i] = one.notes;
    }

    /// Appends those of the curves that follow.
    pub(crate) fn extend(&mut self, next: &Self) {
        let columns = self.estimates.iter_mut().zip(&next.estimates);
        let columns = columns.chain(self.std_errors.iter_mut().zip(&next.std_errors));
        columns.for_each(|(own, next)| own.extend_from_slice(next));
        self.cost.extend_from_slice(&next.cost);
        self.points.extend_from_slice(&next.points);
        self.iterations.extend_from_slice(&next.iterations);
        self.status.extend_from_slice(&next.status);
        self.notes.extend_from_slice(&next.notes);
        self.handed_on += next.handed_on;
        self.widened += next.widened;
    }

    /// Number of curves.
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// How many ended with each code, those that occur, in the order of [`Code::ALL`].
    pub fn summary(&self) -> Vec<(Code, usize)> {
        let mut counts = [0; Code::ALL.len()];
        self.status.iter().for_each(|code| counts[*code as usize] += 1);
        Code::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

/// The fit of one curve.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct One {
    pub estimates: Vec<f64>,
    pub std_errors: Vec<f64>,
    pub cost: f64,
    pub points: u32,
    pub iterations: u32,
    pub status: Code,
    pub notes: Notes,
}
