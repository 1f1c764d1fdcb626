//! What is drawn of a fit: an entry per row of the table, from the answer and its portrait.

use std::cmp::Ordering;

use thalweg::{Answer, Curve, Portrait};

use crate::drawing::ticks::{Ticks, linear, logarithmic};

/// More points than this are thinned.
pub(crate) const MOST_POINTS: usize = 5000;

/// Of those, as many as this are the ones that stick out.
const NOTABLE: usize = 500;

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// Its place in the table, from 0.
    pub row: usize,
    /// Horizontal: the one column, or the fitted value where there are several.
    pub x: f64,
    /// Where that is on the axis: itself or its common logarithm.
    pub at: f64,
    /// The left side.
    pub y: f64,
    pub fitted: f64,
    /// y − fitted.
    pub residual: f64,
    /// Its standard deviation, where rows differ in it or it is known.
    pub sigma: Option<f64>,
    /// Whether it takes part in the fit.
    pub counts: bool,
    /// Which observation of the diagnosis it is.
    pub observation: Option<usize>,
    /// Residual in standard deviations of residuals, leverage, Cook's distance.
    pub standardized: Option<f64>,
    pub leverage: Option<f64>,
    pub cook: Option<f64>,
    /// Normal quantile of its rank among the standardized residuals.
    pub quantile: Option<f64>,
}

/// A fit as it is drawn.
pub(crate) struct Sheet<'a> {
    pub answer: &'a Answer,
    pub portrait: &'a Portrait,
    /// The fitted curve, where the model is one of a single column: that is the horizontal axis then, and
    /// fitted values are where it is not.
    pub curve: Option<&'a Curve>,
    /// Title of the horizontal axis.
    pub x_name: String,
    /// Whether the horizontal axis is logarithmic.
    pub logarithmic: bool,
    /// Title of the vertical axis.
    pub y_name: String,
    /// Every row.
    pub points: Vec<Point>,
    /// Which of them are drawn, from left to right.
    pub drawn: Vec<usize>,
    /// Whether residuals are shown in standard deviations: these differ from row to row.
    pub scaled: bool,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(answer: &'a Answer, portrait: &'a Portrait) -> Self {
        let rows = answer.fitted.len().min(answer.residuals.len());
        let drawable = |c: &&Curve| c.x.len() > 1 && c.x.len() == c.fit.len();
        let curve = portrait.curve.as_ref().filter(drawable);
        let column = portrait.abscissa.as_ref().filter(|(_, x)| curve.is_some() && x.len() == rows);
        let errors = portrait.errors.as_ref().filter(|e| e.len() == rows);
        let diagnosis = answer.diagnosis.as_ref();
        let mut observation = vec![None; rows];
        for (i, &row) in diagnosis.iter().flat_map(|d| d.rows.iter().enumerate()) {
            if let Some(place) = observation.get_mut(row) {
                *place = Some(i);
            }
        }
        let known = diagnosis.is_some_and(|d| !d.rows.is_empty());
        let spread = errors.map(|e| crate::drawing::range::ends(e.iter().copied()));
        let scaled = spread.is_some_and(|(low, high)| low > 0.0 && high > 1.01 * low);
        let absolute = !answer.weighting.scales_covariance();
        let of = |values: Option<&Vec<f64>>, i: Option<usize>| {
            values.zip(i).and_then(|(v, i)| v.get(i).copied()).filter(|v| v.is_finite())
        };
        let logarithmic = column.is_some_and(|(_, x)| over_decades(x));
        let mut points: Vec<Point> = (0..rows)
            .map(|row| {
                let (fitted, residual) = (answer.fitted[row], answer.residuals[row]);
                let given =
                    portrait.ordinate.1.get(row).filter(|_| portrait.ordinate.1.len() == rows);
                let i = observation[row];
                let x = column.map_or(fitted, |(_, x)| x[row]);
                Point {
                    row,
                    x,
                    at: if logarithmic { x.log10() } else { x },
                    y: given.copied().unwrap_or(fitted + residual),
                    fitted,
                    residual,
                    sigma: errors
                        .filter(|_| scaled || absolute)
                        .map(|e| e[row])
                        .filter(|e| e.is_finite()),
                    counts: (!known || i.is_some()) && errors.is_none_or(|e| e[row].is_finite()),
                    observation: i,
                    standardized: of(diagnosis.map(|d| &d.standardized), i),
                    leverage: of(diagnosis.map(|d| &d.leverage), i),
                    cook: of(diagnosis.map(|d| &d.cook), i),
                    quantile: None,
                }
            })
            .collect();
        let standardized: Vec<Option<f64>> = points.iter().map(|p| p.standardized).collect();
        let quantiles = super::normal::quantiles(&standardized);
        points.iter_mut().zip(quantiles).for_each(|(point, q)| point.quantile = q);
        let drawn = drawn(&points);
        let y_name = Some(&portrait.ordinate.0).filter(|n| !n.is_empty());
        let y_name = y_name.map_or_else(|| left(&answer.formula), String::clone);
        let y_name = bare(&y_name);
        Self {
            answer,
            portrait,
            curve: curve.filter(|_| column.is_some()),
            x_name: column.map_or_else(|| format!("fitted {y_name}"), |(name, _)| name.clone()),
            logarithmic,
            y_name,
            points,
            drawn,
            scaled,
        }
    }

    /// The points that are drawn, from left to right.
    pub(crate) fn drawn(&self) -> impl Iterator<Item = &Point> + Clone {
        self.drawn.iter().map(|&i| &self.points[i])
    }

    /// Whether some rows are left out of the drawings.
    pub(crate) fn thinned(&self) -> bool {
        self.drawn.len() >= MOST_POINTS && self.points.len() > MOST_POINTS
    }

    /// The columns of the formula that are not on the horizontal axis.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &'a (String, Vec<f64>)> {
        let first = self.portrait.abscissa.iter().filter(|_| self.curve.is_none());
        let rows = self.points.len();
        first.chain(&self.portrait.covariates).filter(move |(_, values)| values.len() == rows)
    }

    /// The curve, placed on the horizontal axis.
    pub(crate) fn curve_at(&self) -> Vec<f64> {
        let x = self.curve.iter().flat_map(|c| c.x.iter().copied());
        x.map(|x| if self.logarithmic { x.log10() } else { x }).collect()
    }

    /// About so many marks of the horizontal axis between two places on it.
    pub(crate) fn marks(&self, (low, high): (f64, f64), count: usize) -> Ticks {
        if self.logarithmic { logarithmic(low, high) } else { linear(low, high, count) }
    }

    /// What the strip below the fit shows of a point.
    pub(crate) fn strip(&self, point: &Point) -> f64 {
        match point.sigma {
            Some(sigma) if self.scaled => point.residual / sigma,
            _ => point.residual,
        }
    }

    /// The bands as the strip shows them: less the curve. None where residuals are in units of their own.
    pub(crate) fn strip_bands(&self) -> Option<[Vec<(f64, f64)>; 2]> {
        let c = self.curve.filter(|_| !self.scaled)?;
        let less = |ends: &[(f64, f64)]| {
            ends.iter().zip(&c.fit).map(|(e, f)| (e.0 - f, e.1 - f)).collect()
        };
        Some([less(&c.prediction), less(&c.confidence)])
    }

    /// What a column of the strip is called.
    pub(crate) fn strip_name(&self) -> &'static str {
        if self.scaled { "residual / σ" } else { "residual" }
    }
}

/// A single name in backticks without these: so the column on the other axis is called.
fn bare(name: &str) -> String {
    let inner = name.strip_prefix('`').and_then(|n| n.strip_suffix('`'));
    inner.filter(|n| !n.contains('`')).unwrap_or(name).into()
}

/// The left side of a formula, for an answer without a portrait.
fn left(formula: &str) -> String {
    formula.split_once('~').map_or("y", |(left, _)| left.trim()).into()
}

/// Whether values are spread over decades rather than evenly: all above 0, a factor of 30 between the
/// ends, and most of them near the lower one.
fn over_decades(values: &[f64]) -> bool {
    const DECADES: f64 = 30.0;
    const LOW_MEDIAN: f64 = 0.2;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return false };
    let median = sorted[sorted.len() / 2];
    low > 0.0
        && high.is_finite()
        && high >= DECADES * low
        && median - low < LOW_MEDIAN * (high - low)
}

/// Points that stick out first: by Cook's distance or the standardized residual, without these by the
/// residual itself.
pub(crate) fn by_notability(a: &Point, b: &Point) -> Ordering {
    let far = |p: &Point| {
        let residual = p.standardized.map_or(0.0, |r| (r / 2.0).powi(2));
        p.cook.unwrap_or(0.0).max(residual)
    };
    far(b).total_cmp(&far(a)).then(b.residual.abs().total_cmp(&a.residual.abs()))
}

/// All points that have a place; of very many the notable ones and an even share of the rest.
fn drawn(points: &[Point]) -> Vec<usize> {
    let mut all: Vec<usize> = (0..points.len())
        .filter(|&i| points[i].at.is_finite() && points[i].y.is_finite())
        .collect();
    all.sort_by(|&a, &b| points[a].at.total_cmp(&points[b].at));
    if all.len() <= MOST_POINTS {
        return all;
    }
    let mut ranked = all.clone();
    ranked.sort_by(|&a, &b| by_notability(&points[a], &points[b]));
    let mut kept = vec![false; points.len()];
    ranked.iter().take(NOTABLE).for_each(|&i| kept[i] = true);
    let rest: Vec<usize> = all.iter().copied().filter(|&i| !kept[i]).collect();
    let share = MOST_POINTS - NOTABLE;
    (0..share).for_each(|k| kept[rest[k * rest.len() / share]] = true);
    all.retain(|&i| kept[i]);
    all
}
