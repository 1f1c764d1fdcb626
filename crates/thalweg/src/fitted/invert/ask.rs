//! The question and its answer.

use super::crossing::crossings;
use super::reach::{outward, reach};
use super::slice::{Place, Slice};
use crate::error::{ErrorKind, FitError};
use crate::fitted::model::Fitted;
use crate::interval::Interval;
use crate::local::Scatter;
use crate::table::Table;

/// Places at which the curve is looked at between the ends of the range.
const POINTS: usize = 400;

/// How to look for the x of a y.
///
/// ```
/// use thalweg::Inversion;
/// let triple = Inversion::new(0.95).replicates(3.0).between(0.0, 40.0);
/// # let _ = triple;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inversion {
    level: f64,
    replicates: f64,
    between: Option<(f64, f64)>,
}

impl Inversion {
    /// Intervals of this level, in (0, 1), for a single new observation.
    pub fn new(level: f64) -> Self {
        Self { level, replicates: 1.0, between: None }
    }

    /// How many new observations y is the mean of; infinity for a value of the curve itself, which is
    /// known without error. Default 1.
    pub fn replicates(mut self, replicates: f64) -> Self {
        self.replicates = replicates;
        self
    }

    /// Where to look. Default: the range of the data, and 5 % more on both sides.
    pub fn between(mut self, low: f64, high: f64) -> Self {
        self.between = Some((low, high));
        self
    }

    fn check(&self, y: f64) -> Result<(), FitError> {
        let wrong = |code, message: String, help: &str| {
            Err(FitError::new(ErrorKind::Option, code, message).with_help(help))
        };
        if !(self.level > 0.0 && self.level < 1.0) {
            let message = format!("the confidence level is {}", self.level);
            return wrong("E-OPTION", message, "it lies between 0 and 1, such as 0.95");
        }
        if self.replicates.is_nan() || self.replicates < 1.0 {
            let message = format!("y is the mean of {} observations", self.replicates);
            return wrong("E-INVERT", message, "give 1 or more, or inf for the curve itself");
        }
        if !y.is_finite() {
            return wrong("E-INVERT", format!("y is {y}"), "give a finite number");
        }
        match self.between {
            Some((low, high)) if !(low.is_finite() && high.is_finite() && low < high) => wrong(
                "E-INVERT",
                format!("there is nothing between {low} and {high}"),
                "give two finite numbers, the smaller one first",
            ),
            _ => Ok(()),
        }
    }
}

/// Where the curve has a given value, and between what ends x may lie.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Inverse {
    /// The column whose value was asked for.
    pub column: String,
    /// The value of the left side.
    pub y: f64,
    /// How many observations y is the mean of; infinite for the curve itself.
    pub replicates: f64,
    /// The level of the intervals.
    pub level: f64,
    /// Where solutions were looked for.
    pub searched: (f64, f64),
    /// The lowest and the highest value of the curve seen there; NaN where it has none.
    pub curve: (f64, f64),
    /// Every x there at which the curve is y, rising.
    pub solutions: Vec<Preimage>,
    /// Every x at which y lies within the prediction band (the confidence band where `replicates` is
    /// infinite): the inversion interval. Several where the curve is not monotone, none where no x will do;
    /// an infinite end where the band never leaves y. Those apart from `searched` are left out.
    pub intervals: Vec<Interval>,
    /// Why there are no intervals, where the errors are not known.
    pub reason: Option<String>,
    /// Where the scatter of a new observation was taken from, where that has to be said.
    pub note: Option<String>,
}

/// An x at which the curve has the value asked for.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Preimage {
    /// Where.
    pub x: f64,
    /// Its standard error by the delta method, √(s²/(m w) + std_error(f)²)/|f′(x)|; none where the curve
    /// is level, or errors are not known.
    pub std_error: Option<f64>,
    /// Wald's interval x ± t·std_error: symmetric, and right only where the curve is straight over it.
    pub wald: Option<(f64, f64)>,
    /// Which of the intervals it lies in.
    pub interval: Option<usize>,
    /// Whether it lies beyond the data, as in [`crate::Predictions::extrapolated`].
    pub extrapolated: bool,
}

impl Fitted {
    /// The values of `column` at which the curve is `y`, with their inversion and Wald intervals. The other
    /// columns of the curve (and those that sigma or weights need, where they are known) are held at the one
    /// row of `others`.
    ///
    /// The inversion interval holds every x at which |y − f(x)| ≤ t·√(s²/(m w) + std_error(f(x))²): the
    /// prediction band read sideways (Seber & Wild 1989, §5.13; for a line it is Fieller's). It need not be
    /// symmetric, nor finite, nor one.
    ///
    /// ```
    /// use thalweg::{Fit, Inversion, Table};
    /// let table = Table::new()
    ///     .with("dose", [0.0, 1.0, 2.0, 4.0, 8.0, 16.0])?
    ///     .with("signal", [0.1, 1.9, 3.4, 5.1, 7.0, 8.2])?;
    /// let fit = Fit::new("signal ~ top*dose/(k + dose)");
    /// let curve = fit.fitted(&table, &fit.run(&table)?)?;
    /// let found = curve.invert("dose", 6.0, &Table::new(), Inversion::new(0.95))?;
    /// let (x, interval) = (found.solutions[0].x, &found.intervals[0]);
    /// assert!(found.solutions.len() == 1 && interval.low < x && x < interval.high);
    /// // The curve flattens: more is uncertain above than below.
    /// assert!(interval.high - x > x - interval.low);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// E-INVERT: `column` is none of the curve's, another one is not given, or the question makes no sense.
    pub fn invert(
        &self,
        column: &str,
        y: f64,
        others: &Table,
        how: Inversion,
    ) -> Result<Inverse, FitError> {
        how.check(y)?;
        let slice = Slice::new(self, column, others)?;
        let inner = match how.between {
            Some((low, high)) => slice.spread().grid_between(low, high, POINTS),
            None => slice.spread().grid(POINTS),
        };
        let searched = (inner[0], inner[inner.len() - 1]);
        let all = outward(&inner);
        let places = slice.places(&all);
        let question = Question { slice: &slice, y, how, scatter: self.scatter() };
        let within = |x: &f64| (searched.0..=searched.1).contains(x);
        let known = || all.iter().zip(&places).filter(|(x, _)| within(x)).map(|(_, p)| p.fit);
        let extreme = |pick: fn(f64, f64) -> f64| known().fold(f64::NAN, pick);
        let intervals = match question.scatter {
            Some(_) => {
                let values: Vec<f64> = places.iter().map(|p| question.beyond(p)).collect();
                reach(&all, &values, searched, &|x| question.beyond_at(x))
            }
            None => Vec::new(),
        };
        let solutions: Vec<Preimage> = question
            .solutions(&inner)
            .iter()
            .filter_map(|&x| question.solved(x, &intervals))
            .collect();
        let note = solutions.first().and_then(|s| slice.note(s.x));
        Ok(Inverse {
            column: column.to_string(),
            y,
            replicates: how.replicates,
            level: how.level,
            searched,
            curve: (extreme(f64::min), extreme(f64::max)),
            solutions,
            intervals,
            reason: self.reason().map(String::from),
            note: note.filter(|_| how.replicates.is_finite()),
        })
    }
}

struct Question<'q> {
    slice: &'q Slice<'q>,
    y: f64,
    how: Inversion,
    scatter: Option<Scatter>,
}

impl Question<'_> {
    /// Standard deviation of y − f.
    fn deviation(&self, place: &Place) -> f64 {
        let sigma = self.scatter.map_or(f64::NAN, |s| s.sigma);
        let own = match self.how.replicates {
            m if m.is_finite() => sigma * place.scatter / m.sqrt(),
            _ => 0.0,
        };
        place.error.hypot(own)
    }

    /// How far y lies outside the band; below 0 inside.
    fn beyond(&self, place: &Place) -> f64 {
        let quantile = self.scatter.map_or(f64::NAN, |s| s.quantile(self.how.level));
        (self.y - place.fit).abs() - quantile * self.deviation(place)
    }

    fn beyond_at(&self, x: f64) -> f64 {
        self.slice.place(x).map_or(f64::NAN, |p| self.beyond(&p))
    }

    /// Where the curve is y. A jump past y is no solution.
    fn solutions(&self, x: &[f64]) -> Vec<f64> {
        let miss = |x: f64| self.slice.place(x).map_or(f64::NAN, |p| p.fit - self.y);
        let values: Vec<f64> = self.slice.places(x).iter().map(|p| p.fit - self.y).collect();
        let size = values.iter().filter(|v| v.is_finite()).fold(0.0, |m: f64, v| m.max(v.abs()));
        let mut found = crossings(x, &values, &miss);
        found.retain(|&x| miss(x).abs() <= 1e-6 * size);
        found
    }

    fn solved(&self, x: f64, intervals: &[Interval]) -> Option<Preimage> {
        let place = self.slice.place(x)?;
        let std_error = Some(self.deviation(&place) / self.slice.slope(x).abs())
            .filter(|e| self.scatter.is_some() && e.is_finite());
        let half = std_error.zip(self.scatter).map(|(e, s)| s.quantile(self.how.level) * e);
        Some(Preimage {
            x,
            std_error,
            wald: half.map(|half| (x - half, x + half)),
            interval: intervals.iter().position(|i| i.low <= x && x <= i.high),
            extrapolated: place.extrapolated,
        })
    }
}
