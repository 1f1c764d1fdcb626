//! How far the data reach towards what a parameter is: the plateau of a curve in one column.

use thalweg_formula::Scratch;

use crate::ended::Ended;
use crate::size::scaled_norm;

/// Parts of the spread of the fitted values within which limits, and their names, are told.
const TOLD: f64 = 1e-4;
/// Values of the column this many decades apart are of a curve that is looked at over its logarithm.
const DECADES: f64 = 2.0;

/// A plateau that the curve tends to, and how much of the way the data cover.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reach {
    /// What the plateau is: `b1`, or `a + c`.
    pub plateau: String,
    /// Free parameters it is made of.
    pub parameters: Vec<usize>,
    /// How much of the way there the curve has come at the last value of the column: 0 to 1.
    pub share: f64,
    /// Name of the column.
    pub column: String,
    /// Whether the plateau lies beyond the largest value, and not below the smallest.
    pub above: bool,
    /// A parameter at whose value the curve is half-way there, where that lies beyond the data.
    pub half: Option<usize>,
}

/// The plateau that the data are furthest from, where the model has one column and a parameter, or a sum or
/// difference of some, is the limit of the curve for x → ±∞, or for x → 0 where x spans decades.
pub(crate) fn reach(ended: &Ended) -> Option<Reach> {
    let [cells] = ended.observations.columns.as_slice() else { return None };
    let low = cells.iter().copied().fold(f64::INFINITY, f64::min);
    let high = cells.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let curve = Curve { ended, low, high };
    let ends = curve.at(&[low, high]);
    // The sample shows the extremes between, wherever they lie.
    let (most, least) =
        ended.setting.rows.columns.first().map_or((ends[1].0, ends[0].0), |sample| {
            let values: Vec<f64> =
                curve.at(sample).into_iter().map(|v| v.0).chain([ends[0].0, ends[1].0]).collect();
            (
                values.iter().copied().fold(f64::MIN, f64::max),
                values.iter().copied().fold(f64::MAX, f64::min),
            )
        });
    let spread = most - least;
    if !(spread > 0.0 && spread.is_finite() && low < high) {
        return None;
    }
    let (up, down) = (curve.limit(Side::Up, spread), curve.limit(Side::Down, spread));
    let differ =
        |a: &Limit, b: Option<&Limit>| b.is_none_or(|b| (a.value - b.value).abs() > TOLD * spread);
    // Where the curve comes from: a limit on the other side, unless that is near this one, as on both sides
    // of a peak; then the fitted value that is furthest away.
    let from = |limit: &Limit, other: Option<&Limit>| {
        let furthest =
            if (most - limit.value).abs() > (least - limit.value).abs() { most } else { least };
        let away = 0.5 * (furthest - limit.value).abs();
        other.map(|o| o.value).filter(|o| (o - limit.value).abs() > away).unwrap_or(furthest)
    };
    let near_zero = low >= 0.0 && low < high - low;
    let mut found: Vec<Reach> = Vec::new();
    if let Some(limit) = &up {
        let zero = near_zero.then(|| curve.limit(Side::Zero, spread)).flatten();
        let other = if low < 0.0 { down.as_ref() } else { zero.as_ref() };
        found.extend(curve.reach(limit, ends[1].0, from(limit, other), true));
    }
    // A pole in between makes the limit on the other side the same: it is no plateau of these data.
    if let Some(limit) = down.as_ref().filter(|d| differ(d, up.as_ref())) {
        found.extend(curve.reach(limit, ends[0].0, from(limit, up.as_ref()), false));
    }
    let smallest = cells.iter().copied().filter(|v| *v > 0.0).fold(f64::INFINITY, f64::min);
    if low >= 0.0
        && high >= 10f64.powf(DECADES) * smallest
        && let Some(limit) = curve.limit(Side::Zero, spread)
    {
        found.extend(curve.reach(&limit, ends[0].0, from(&limit, up.as_ref()), false));
    }
    found.into_iter().min_by(|a, b| a.share.total_cmp(&b.share))
}

#[derive(Clone, Copy)]
enum Side {
    Up,
    Down,
    Zero,
}

/// What the curve tends to.
struct Limit {
    value: f64,
    gradient: Vec<f64>,
}

struct Curve<'e> {
    ended: &'e Ended<'e>,
    low: f64,
    high: f64,
}

impl Curve<'_> {
    /// Value and gradient with respect to the free parameters at these values of the column.
    fn at(&self, places: &[f64]) -> Vec<(f64, Vec<f64>)> {
        let (model, x) = (&self.ended.setting.plan.model, &self.ended.solution.x);
        let mut value = vec![0.0; places.len()];
        let mut partials = vec![vec![0.0; places.len()]; x.len()];
        let mut slots: Vec<&mut [f64]> = partials.iter_mut().map(Vec::as_mut_slice).collect();
        model.partials(x, &[places], &mut value, &mut slots, None, &mut Scratch::new());
        let gradient = |i: usize| partials.iter().map(|p| p[i]).collect();
        value.iter().enumerate().map(|(i, v)| (*v, gradient(i))).collect()
    }

    /// The limit on one side: two values ten times further out each time that agree.
    fn limit(&self, side: Side, spread: f64) -> Option<Limit> {
        const FURTHEST: i32 = 9;
        let range = self.high - self.low;
        let place = |k: i32| {
            let far = 10f64.powi(k);
            match side {
                Side::Up => self.high + range * far,
                Side::Down => self.low - range * far,
                Side::Zero => (self.low.max(range * 1e-3)) / far,
            }
        };
        let places: Vec<f64> = (1..=FURTHEST).map(place).collect();
        let values = self.at(&places);
        let settled = |w: &&[(f64, Vec<f64>)]| (w[0].0 - w[1].0).abs() <= 1e-6 * spread;
        // As far out as there are values: further out an exponential may leave the numbers.
        let finite: Vec<_> = values.into_iter().take_while(|v| v.0.is_finite()).collect();
        let last = finite.windows(2).last().filter(settled)?;
        let (value, gradient) = last[1].clone();
        gradient.iter().all(|g| g.is_finite()).then_some(Limit { value, gradient })
    }

    /// How far the curve has come at the end of the data, on its way from `from` to a limit with a name.
    fn reach(&self, limit: &Limit, at_end: f64, from: f64, above: bool) -> Option<Reach> {
        let (plateau, parameters) = self.name(limit, (limit.value - from).abs())?;
        let share = 1.0 - (limit.value - at_end) / (limit.value - from);
        let half = 0.5 * (limit.value + from);
        let x = &self.ended.solution.x;
        let beyond = |j: &usize| if above { x[*j] > self.high } else { x[*j] < self.low };
        let is_half = |j: &usize| {
            let there = self.at(&[x[*j]])[0].0;
            (there - half).abs() <= 1e-6 * (limit.value - from).abs()
        };
        Some(Reach {
            plateau,
            parameters,
            share: share.clamp(0.0, 1.0),
            column: self.ended.setting.plan.model.columns()[0].clone(),
            above,
            half: (0..x.len()).filter(beyond).find(is_half),
        })
    }

    /// The sum or difference of parameters that a limit is.
    fn name(&self, limit: &Limit, way: f64) -> Option<(String, Vec<usize>)> {
        let x = &self.ended.solution.x;
        let unit = |g: f64| (g.abs() - 1.0).abs() <= TOLD;
        let counts = |j: &usize| {
            let size = x[*j].abs().max(f64::MIN_POSITIVE);
            limit.gradient[*j].abs() * size > TOLD * way || unit(limit.gradient[*j])
        };
        let parts: Vec<usize> = (0..x.len()).filter(counts).collect();
        let sum: f64 = parts.iter().map(|&j| limit.gradient[j] * x[j]).sum();
        let scale = scaled_norm(parts.iter().map(|&j| x[j])).max(way);
        if parts.is_empty()
            || !parts.iter().all(|&j| unit(limit.gradient[j]))
            || (sum - limit.value).abs() > TOLD * scale
        {
            return None;
        }
        let mut text = String::new();
        for &j in &parts {
            let name = &self.ended.setting.plan.free[j].name;
            match (text.is_empty(), limit.gradient[j] < 0.0) {
                (true, false) => {}
                (true, true) => text.push('-'),
                (false, false) => text.push_str(" + "),
                (false, true) => text.push_str(" - "),
            }
            text.push_str(name);
        }
        Some((text, parts))
    }
}
