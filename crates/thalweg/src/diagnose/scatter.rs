//! Do residuals scatter as the errors assume?

use super::chi_squared::chi_squared;
use super::outlier::outlier;
use super::scatter_advice as advice;
use super::shapiro_wilk::shapiro_wilk;
use super::standing_out::standing_out;
use super::trend::{Trend, scatter_trend};
use super::view::View;
use crate::check::{Check, Topic};
use crate::diagnosis::Test;

/// Below these p-values there is something to look at: about 1.5 % for all together.
const TREND: f64 = 0.004;
const OUTLIER: f64 = 0.005;
const NORMAL: f64 = 0.004;
const CHI_SQUARED: f64 = 0.005;
/// Degrees of freedom below which standardized residuals are bound too much to each other to be judged as if they
/// were not.
const FEW: usize = 5;
/// Where residuals are not normal, the largest of them is the reason if its own p-value is below this.
const REASON: f64 = 0.05;
/// A share of observations beyond which those that stand out are no outliers but the way the errors are.
const MANY: f64 = 0.1;

/// What was found out about the scatter.
pub(super) struct Scattering {
    pub tests: Vec<Test>,
    pub check: Check,
    /// Whether it is of one size, as far as can be told.
    pub even: bool,
    /// Observations named as outliers.
    pub outliers: Vec<usize>,
}

/// Outliers, scatter that grows, normality, and χ² where σ is known, and the one of them that explains most:
/// scatter that grows makes outliers, and an outlier is not normal. Where the curve does not follow the data
/// (`follows`), what residuals are distributed like is not how errors are.
pub(super) fn scatter(view: &View, deletion: &[Vec<f64>], follows: bool) -> Scattering {
    let residuals = view.residuals;
    let nu = residuals.degrees_of_freedom;
    let known = view.ended.local.scatter.is_some_and(|s| s.known);
    // χ² is about σ; the rest is about residuals relative to each other.
    let chi = known.then(|| chi_squared(sum_of_squares(view), nu)).flatten();
    if nu < FEW {
        let check = match &chi {
            Some(t) if t.p_value < CHI_SQUARED && !view.is_robust() => {
                Check::look(Topic::Scatter, t.seen.clone(), advice::chi_squared(view, t))
            }
            Some(t) => Check::fine(Topic::Scatter, t.seen.clone()),
            None => Check::fine(
                Topic::Scatter,
                format!("not computed: {nu} degrees of freedom are too few"),
            ),
        };
        return Scattering {
            tests: chi.into_iter().collect(),
            check,
            even: true,
            outliers: Vec::new(),
        };
    }
    let all = &residuals.standardized;
    let first = outlier(&residuals.studentized, nu);
    let trend_of = |standardized: &[f64]| {
        let rows = view.order.rows();
        let pick = |v: &[f64]| -> Vec<f64> { rows.iter().map(|&i| v[i]).collect() };
        scatter_trend(&pick(standardized), &pick(&view.fitted), residuals.rank)
    };
    let (trend, normal) = (trend_of(all), shapiro_wilk(all));
    let not_normal = normal.clone().filter(|t| t.p_value < NORMAL);
    let few = ((MANY * all.len() as f64) as usize).max(2);
    let level = if not_normal.is_some() { REASON } else { OUTLIER };
    let outliers = match &first {
        Some(o) if o.test.p_value < level => {
            standing_out(view.ended.local, residuals, o.at, OUTLIER, few)
        }
        _ => Vec::new(),
    };
    let mut rest = std::borrow::Cow::Borrowed(&all[..]);
    outliers.iter().for_each(|&i| rest.to_mut()[i] = f64::NAN);
    let grows = |t: &Option<Trend>| t.as_ref().is_some_and(|t| t.test.p_value < TREND);
    // With and without them: an outlier is no trend, and what is left of a trend without its largest
    // residuals is one.
    let trending = grows(&trend) && (outliers.is_empty() || grows(&trend_of(&rest)));
    let many = outliers.len() > few;
    let chi_off = chi.clone().filter(|t| t.p_value < CHI_SQUARED);
    let named = !outliers.is_empty() && !many;

    let look = |seen: &str, warning| Check::look(Topic::Scatter, seen, warning);
    let check = if view.is_robust() {
        // Outliers and tails are what the loss is for.
        Check::fine(Topic::Scatter, advice::under_loss(view, &outliers))
    } else if let Some(t) = trend.as_ref().filter(|_| trending) {
        look(&t.test.seen, advice::trend(view, t))
    } else if let Some(o) = first.as_ref().filter(|_| named) {
        let (seen, warning) = advice::outlier(view, deletion, o, &outliers);
        look(&seen, warning)
    } else if let Some(t) = &chi_off {
        look(&t.seen, advice::chi_squared(view, t))
    } else if let Some(t) = not_normal.as_ref().filter(|_| follows) {
        look(&t.seen, advice::not_normal(view, t, &rest))
    } else {
        let seen = [&normal, &chi].into_iter().flatten().map(|t| t.seen.as_str());
        let mut seen: Vec<&str> = seen.collect();
        seen.extend(trend.as_ref().map(|t| t.test.seen.as_str()));
        let even = match seen.as_slice() {
            [] => "no outlier".to_string(),
            some => format!("{}, no outlier", some.join(", ")),
        };
        Check::fine(Topic::Scatter, even)
    };
    let outliers = if named && !trending { outliers } else { Vec::new() };
    let tests = [normal, trend.map(|t| t.test), first.map(|o| o.test), chi];
    Scattering { tests: tests.into_iter().flatten().collect(), check, even: !trending, outliers }
}

/// Σ (e/σ)².
fn sum_of_squares(view: &View) -> f64 {
    let sigma = view.ended.local.scatter.map_or(1.0, |s| s.sigma);
    view.residuals.weighted.iter().map(|e| (e / sigma).powi(2)).sum()
}
