//! The best places, one after the other.

use thalweg_formula::Scratch;

use super::candidates::{self, Line};
use super::gain::Precision;
use super::wanted::Wanted;
use crate::ended::Ended;
use crate::error::{ErrorKind, FitError};
use crate::fit_problem::FitProblem;
use crate::fitted::NewObservation;
use crate::sandwich::Errors;
use crate::table::Table;
use crate::target::Target;

/// Golden-section steps beside the best place of a grid.
const STEPS: usize = 40;

/// Where to measure next.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Design {
    /// The quantity to be known better; none where all parameters are, together.
    pub target: Option<String>,
    /// Its standard error as it is.
    pub std_error: Option<f64>,
    /// The places, in the order in which they were chosen.
    pub points: Vec<Point>,
    /// Where they might lie: column, lowest, highest.
    pub candidates: Vec<(String, f64, f64)>,
    /// For a formula of one column, over the candidates: place and what one observation there would leave of
    /// the standard error (of the determinant of the covariance where there is no target), as a share.
    pub curve: Vec<(f64, f64)>,
    /// How the error of a new observation was come by, and that standard errors are not of the kind the fit was
    /// asked for, where that has to be said.
    pub note: Option<String>,
}

/// One new observation.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// Each column of the formula and its value.
    pub place: Vec<(String, f64)>,
    /// The standard error of the target with this observation and those before it, σ staying as it is.
    pub std_error: Option<f64>,
    /// What it leaves of the standard error before it (of the determinant of the covariance where there is
    /// no target).
    pub left: f64,
    /// Columns whose value is the lowest or highest candidate: farther out may be better still.
    pub at_edge: Vec<String>,
}

impl FitProblem<'_> {
    /// Where further observations would cut an error most.
    ///
    /// To first order: an observation with weight w at a place where the curve has the gradient g turns the
    /// covariance C into C − Cg gᵀC/(σ²/w + gᵀCg) (Sherman & Morrison 1950; c- and D-optimal augmentation,
    /// Atkinson, Donev & Tobias 2007, chapters 9 and 11), at the estimates as they are and σ as it is. It does not
    /// depend on what will be observed.
    ///
    /// C is σ²(JᵀJ)⁻¹, or from the Hessian where the fit takes its [errors](crate::Fit::errors) from there. A
    /// sandwich takes the size of each error from its residual, and the new ones are not seen yet: there C is
    /// σ²(JᵀJ)⁻¹ as well, and the note says so.
    ///
    /// Cost: a gradient and p² operations for each of 201 places (one column) or 41 times at most 50 per column.
    ///
    /// # Errors
    /// E-DESIGN: there are no standard errors (of the kind that was asked for), the target is unknown or not determined, a range is none.
    pub fn design(&self, wanted: &Wanted) -> Result<Design, FitError> {
        let local = self.local().filter(|l| l.scatter.is_some());
        let local = local.ok_or_else(|| {
            refuse("the fit has no standard errors").with_help(
                "it takes a minimum, degrees of freedom, and residuals that are not zero",
            )
        })?;
        let ended = self.ended(&local);
        Search::new(&ended, wanted)?.design(wanted)
    }
}

fn refuse(message: impl Into<String>) -> FitError {
    FitError::new(ErrorKind::Undetermined, "E-DESIGN", message)
}

struct Search<'s> {
    ended: &'s Ended<'s>,
    new: NewObservation,
    names: Vec<String>,
    ranges: Vec<(f64, f64)>,
    lines: Vec<Line>,
    /// Coordinates of the target.
    u: Option<Vec<f64>>,
    /// σ, in units of the target's gradient.
    sigma: f64,
    /// Before anything is added.
    precision: Precision,
    /// That these are not the errors of the fit, where they are not.
    parted: Option<String>,
}

/// A place and how much it leaves.
#[derive(Clone)]
struct Best {
    line: usize,
    value: f64,
    left: f64,
}

impl<'s> Search<'s> {
    fn new(ended: &'s Ended<'s>, wanted: &Wanted) -> Result<Self, FitError> {
        let plan = ended.setting.plan;
        let names = plan.model.columns().to_vec();
        let data: Vec<&[f64]> = ended.observations.columns.iter().map(|c| &c[..]).collect();
        let ranges = candidates::ranges(wanted, &names, &data)?;
        let u = match &wanted.target {
            None => None,
            Some(text) => {
                let target = Target::read(text, plan, "E-DESIGN")?;
                let gradient = target.gradient(plan, ended.local.x());
                let u = ended.local.at.conditioning.coordinates(&gradient);
                let known = u.filter(|u| u.iter().any(|v| *v != 0.0));
                Some(known.ok_or_else(|| {
                    refuse(format!("the data do not determine `{text}`, or it is fixed"))
                        .with_help("see what they determine: `thalweg fit` names it")
                })?)
            }
        };
        let lines = candidates::lines(&data, &ranges);
        let new = NewObservation::of(plan, ended.observations);
        let sigma = ended.local.scatter.map_or(f64::NAN, |s| s.sigma);
        let asked = ended.setting.fit.asked.errors.under(&ended.setting.options.loss);
        let errors = if asked == Errors::Hessian { asked } else { Errors::Expected };
        let metric = ended.local.metric(errors).map_err(refuse)?;
        let precision = Precision::of(&metric, ended.local.rank(), sigma);
        let sandwich = asked.is_from_residuals() && ended.local.is_least_squares();
        let parted = sandwich.then(|| {
            format!(
                "standard errors are those from JᵀJ, and not {}, which takes residuals that are not there yet",
                asked.code().to_uppercase()
            )
        });
        Ok(Self { ended, new, names, ranges, lines, u, sigma, precision, parted })
    }

    fn design(&self, wanted: &Wanted) -> Result<Design, FitError> {
        let mut precision = self.precision.clone();
        let error = |m: &Precision| self.u.as_ref().map(|u| self.sigma * m.variance(u).sqrt());
        let mut design = Design {
            target: wanted.target.clone(),
            std_error: error(&precision),
            points: Vec::new(),
            candidates: self
                .names
                .iter()
                .zip(&self.ranges)
                .map(|(n, r)| (n.clone(), r.0, r.1))
                .collect(),
            curve: Vec::new(),
            note: None,
        };
        for k in 0..wanted.points.max(1) {
            let (best, curve) = self.best(&precision);
            if k == 0 && self.names.len() == 1 {
                design.curve = curve;
            }
            let best = best.ok_or_else(|| refuse("the curve has no gradient at any candidate"))?;
            let line = &self.lines[best.line];
            let (rows, note) = self.rows(line, &[best.value]);
            let said: Vec<String> = note.into_iter().chain(self.parted.clone()).collect();
            design.note = (!said.is_empty()).then(|| said.join("; "));
            if let Some(Some(a)) = rows.first() {
                precision.add(a);
            }
            let mut place = line.base.clone();
            place[line.column] = best.value;
            let at_edge = |(value, (low, high)): (&f64, &(f64, f64))| {
                low < high && (value == low || value == high)
            };
            let edges = place.iter().zip(&self.ranges).map(at_edge).zip(&self.names);
            design.points.push(Point {
                at_edge: edges.filter(|(on, _)| *on).map(|(_, n)| n.clone()).collect(),
                place: self.names.iter().cloned().zip(place.iter().copied()).collect(),
                std_error: error(&precision),
                left: best.left,
            });
        }
        Ok(design)
    }

    /// What an observation leaves: of the standard error, or of the determinant.
    fn left(&self, m: &Precision, a: &[f64]) -> f64 {
        match &self.u {
            Some(u) => (m.variance_with(u, a) / m.variance(u)).sqrt(),
            None => m.shrinks(a),
        }
    }

    /// The best place of all lines, and the gain along the first.
    fn best(&self, m: &Precision) -> (Option<Best>, Vec<(f64, f64)>) {
        let mut best: Option<Best> = None;
        let mut curve = Vec::new();
        for (k, line) in self.lines.iter().enumerate() {
            let values: Vec<f64> = (0..line.places).map(|i| line.value(i)).collect();
            let (rows, _) = self.rows(line, &values);
            for (i, row) in rows.iter().enumerate() {
                let left = row.as_ref().map_or(f64::NAN, |a| self.left(m, a));
                if k == 0 {
                    curve.push((values[i], left));
                }
                if left < best.as_ref().map_or(f64::INFINITY, |b| b.left) {
                    best = Some(Best { line: k, value: values[i], left });
                }
            }
        }
        (best.map(|b| self.refined(b, m)), curve)
    }

    /// Golden-section search between the neighbours on the grid (Kiefer 1953), unless the end of the range
    /// is best.
    fn refined(&self, best: Best, m: &Precision) -> Best {
        let line = &self.lines[best.line];
        let step = (line.high - line.low) / (line.places - 1) as f64;
        if best.value <= line.low || best.value >= line.high {
            return best;
        }
        let at = |value: f64| {
            let (rows, _) = self.rows(line, &[value]);
            rows[0].as_ref().map_or(f64::INFINITY, |a| self.left(m, a))
        };
        let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
        let (mut a, mut b) = (best.value - step, best.value + step);
        let (mut c, mut d) = (b - golden * (b - a), a + golden * (b - a));
        let (mut at_c, mut at_d) = (at(c), at(d));
        for _ in 0..STEPS {
            if at_c < at_d {
                (b, d, at_d) = (d, c, at_c);
                c = b - golden * (b - a);
                at_c = at(c);
            } else {
                (a, c, at_c) = (c, d, at_d);
                d = a + golden * (b - a);
                at_d = at(d);
            }
        }
        let value = 0.5 * (a + b);
        let left = at(value);
        if left < best.left { Best { value, left, ..best } } else { best }
    }

    /// The coordinates of the row √w ∂f/∂x of an observation at each value along a line; None where there is
    /// no finite gradient, or one in a direction that the data do not determine.
    fn rows(&self, line: &Line, values: &[f64]) -> (Vec<Option<Vec<f64>>>, Option<String>) {
        let plan = self.ended.setting.plan;
        let x = self.ended.local.x();
        let count = values.len();
        let mut columns: Vec<Vec<f64>> = line.base.iter().map(|&v| vec![v; count]).collect();
        columns[line.column] = values.to_vec();
        let cells: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let (mut fit, mut partials) = (vec![0.0; count], vec![0.0; count * x.len()]);
        let mut slots: Vec<&mut [f64]> = partials.chunks_mut(count.max(1)).collect();
        plan.model.partials(x, &cells, &mut fit, &mut slots, None, &mut Scratch::new());
        let mut table = Table::new();
        for (name, cells) in self.names.iter().zip(&columns) {
            table = table.clone().with(name.as_str(), cells.clone()).unwrap_or(table);
        }
        let weights = self.new.root_weights(&table, &fit);
        let unit = self.ended.observations.unit.factor();
        let row = |i: usize| {
            let root = weights.values[i] * unit;
            let gradient: Vec<f64> = (0..x.len()).map(|j| root * partials[j * count + i]).collect();
            let sound = gradient.iter().all(|g| g.is_finite());
            self.ended.local.at.conditioning.coordinates(&gradient).filter(|_| sound)
        };
        ((0..count).map(row).collect(), weights.note)
    }
}
