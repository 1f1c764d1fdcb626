//! "Is every parameter determined?": what the data say, in one line where that will do.

use thalweg_formula::Expr;

use super::combination::Determined;
use super::vague::{extent, vague};
use crate::answer::Answer;
use crate::check::{Check, Topic};
use crate::ended::Ended;
use crate::names;
use crate::numbers::brief;
use crate::origin::Origin;
use crate::plan::Role;
use crate::reach::{Reach, reach};
use crate::warning::{Value, Warning};

/// Correlations beyond this are said.
const HIGH: f64 = 0.99;
/// They are worth a look where they leave one of the two known no better than this.
const KNOWN: f64 = 0.05;
/// Beyond this correlation they are in any case: each error is 20 times what it would be if the other
/// parameter were known.
const EXTREME: f64 = 0.999;
/// A plateau of which the data reach less is an extrapolation.
const HALF: f64 = 0.5;
/// A combination known so many times better than either of two parameters is what the data determine.
const BETTER: f64 = 5.0;

/// What there is to say. Warnings about this that the answer has already become checks.
pub(crate) fn look(ended: &Ended, answer: &mut Answer) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    let mut undetermined = false;
    for code in ["W-IDENT", "W-EVAP", "W-BOUND", "W-CORR"] {
        while let Some(at) = answer.warnings.iter().position(|w| w.code == code) {
            let warning = answer.warnings.remove(at);
            undetermined |= matches!(code, "W-IDENT" | "W-EVAP");
            // A correlation is judged below, with what else there is.
            if code != "W-CORR" {
                checks.push(Check::look(Topic::Determined, in_short(&warning), warning));
            }
        }
    }
    if undetermined || !answer.converged {
        return checks;
    }
    if !answer.has_scatter() {
        if checks.is_empty() && !answer.warned("W-DF") {
            let seen =
                "the derivatives are independent, and there is no scatter to judge errors by";
            checks.push(Check::fine(Topic::Determined, seen));
        }
        return checks;
    }
    let judged = Judged { ended, answer };
    let look = judged.vague().or_else(|| judged.reach()).or_else(|| judged.correlation());
    checks.extend(look.or_else(|| checks.is_empty().then(|| judged.fine())));
    checks
}

/// What a warning saw, for a line.
fn in_short(warning: &Warning) -> String {
    let text = |key: &str| {
        warning.data.iter().find_map(|(k, v)| match v {
            Value::Text(text) if k == key => Some(text.clone()),
            _ => None,
        })
    };
    let parameters = warning.data.iter().find_map(|(k, v)| match v {
        Value::Names(names) if k == "parameters" => Some(names.join(", ")),
        _ => None,
    });
    match (warning.code, parameters) {
        ("W-BOUND", Some(names)) => format!("{names} on a bound"),
        ("W-EVAP", Some(names)) => format!("{names} ran off"),
        _ => text("finding").unwrap_or_else(|| "rank deficient".into()),
    }
}

struct Judged<'j> {
    ended: &'j Ended<'j>,
    answer: &'j Answer,
}

impl Judged<'_> {
    /// Parameters that are estimated and have an error, as indices of the answer.
    fn known(&self) -> Vec<usize> {
        let estimated = |k: &usize| {
            matches!(self.ended.setting.plan.parameters[*k], Role::Free(_))
                && self.answer.parameters[*k].std_error.is_some()
        };
        (0..self.answer.parameters.len()).filter(estimated).collect()
    }

    fn name(&self, k: usize) -> &str {
        &self.answer.parameters[k].name
    }

    /// Standard error over estimate.
    fn share(&self, k: usize) -> f64 {
        let p = &self.answer.parameters[k];
        p.std_error.map_or(f64::INFINITY, |e| e / p.estimate.abs())
    }

    /// The strongest correlation, and how many are beyond [`HIGH`].
    fn strongest(&self) -> Option<(f64, usize, usize, usize)> {
        let known = self.known();
        let mut strongest = None;
        let mut beyond = 0;
        for (a, &k) in known.iter().enumerate() {
            for &l in &known[a + 1..] {
                let c = self.answer.correlation[k][l];
                beyond += usize::from(c.abs() > HIGH);
                if strongest.is_none_or(|(most, ..): (f64, usize, usize)| c.abs() > most.abs()) {
                    strongest = Some((c, k, l));
                }
            }
        }
        strongest.map(|(c, k, l)| (c, k, l, beyond))
    }

    /// What of two parameters is known much better than each.
    fn better(&self, k: usize, l: usize) -> Option<Determined> {
        let plan = self.ended.setting.plan;
        let [a, b] = [k, l].map(|i| Expr::name(self.name(i)).to_string());
        let x = &self.ended.solution.x;
        let error = |g: &[f64]| self.ended.local.std_error(g);
        let texts =
            [format!("{a}*{b}"), format!("{a}/{b}"), format!("{a} + {b}"), format!("{a} - {b}")];
        texts
            .into_iter()
            .map(|text| Determined::new(text).measured(&plan.free, x, error))
            .filter(|d| {
                d.relative_error().is_some_and(|r| BETTER * r < self.share(k).min(self.share(l)))
            })
            .min_by(|a, b| {
                a.relative_error()
                    .partial_cmp(&b.relative_error())
                    .unwrap_or(std::cmp::Ordering::Equal)
            })
    }

    /// "corr(b1, b2) = -0.9988", where it is high.
    fn correlated(&self) -> Option<(String, f64, usize, usize, usize)> {
        let (c, k, l, beyond) = self.strongest().filter(|s| s.0.abs() > HIGH)?;
        let digits = (1.0 - c.abs()).log10().floor().clamp(-12.0, -2.0).abs() as usize + 1;
        let text = format!("corr({}, {}) = {c:.digits$}", self.name(k), self.name(l));
        Some((text, c, k, l, beyond))
    }

    /// W-VAGUE: a parameter about which nothing is known.
    fn vague(&self) -> Option<Check> {
        let all = vague(self.ended, self.answer);
        let nonlinear = |k: &&usize| !self.answer.parameters[**k].linear;
        let &worst = all.iter().find(nonlinear).or(all.first())?;
        let names: Vec<&str> = all.iter().map(|&k| self.name(k)).collect();
        let Role::Free(j) = self.ended.setting.plan.parameters[worst] else { return None };
        let scatter = self.ended.local.scatter?;
        let level = self.answer.parameters[worst].level;
        let quantile = scatter.quantile(level);
        let rise = quantile * scatter.sigma;
        // Of the sum of squares as it is; where σ is known, of χ².
        let share = rise * (rise / (2.0 * self.ended.local.cost));
        let p = &self.answer.parameters[worst];
        let range = extent(self.ended, j, rise);
        let any = match range {
            Some((low, high)) => format!(
                "any value from {} to {} changes {}",
                brief(low),
                brief(high),
                match scatter.known {
                    true => format!("chi-squared by less than {}", brief(quantile * quantile)),
                    false =>
                        format!("the residual sum of squares by less than {} %", percent(share)),
                }
            ),
            None => format!(
                "its standard error is {} times the estimate",
                brief((self.share(worst) * 100.0).round() / 100.0)
            ),
        };
        let also = match self.correlated() {
            Some((text, ..)) => format!(" {text}."),
            None => String::new(),
        };
        let known: Vec<&str> =
            self.known().into_iter().filter(|k| !all.contains(k)).map(|k| self.name(k)).collect();
        let rest = match known.as_slice() {
            [] => String::new(),
            known => format!(
                " Determined {} {}.",
                if known.len() == 1 { "is" } else { "are" },
                names::list(known)
            ),
        };
        let seen = format!(
            "{} not determined: {}",
            p.name,
            range.map_or_else(
                || rounded_estimate(p.estimate, p.std_error),
                |(low, high)| format!("anything from {} to {} fits", brief(low), brief(high)),
            )
        );
        let message = format!(
            "{} {} hardly determined: for `{}`, {any}.{also}{rest}",
            names::list(&names),
            if names.len() == 1 { "is" } else { "are" },
            p.name
        );
        let help = format!(
            "try the formula without the term of `{}`, fix it, or take data where it shows",
            p.name
        );
        let mut data = vec![
            ("parameters".to_string(), Value::Names(names.iter().map(|n| n.to_string()).collect())),
            ("share".to_string(), Value::Number(share)),
        ];
        if let Some((low, high)) = range {
            data.push(("range".to_string(), Value::Numbers(vec![low, high])));
        }
        Some(Check::look(Topic::Determined, seen, Warning { code: "W-VAGUE", message, help, data }))
    }

    /// W-REACH: the data end far before a plateau that is a parameter.
    fn reach(&self) -> Option<Check> {
        // One that a bound holds is no extrapolation.
        let is_known = |j: &usize| self.ended.local.free.contains(j);
        let Reach { plateau, parameters, share, column, above, half } =
            reach(self.ended).filter(|r| r.share < HALF && r.parameters.iter().any(is_known))?;
        let reach = format!("the data reach {} % of the plateau `{plateau}`", percent(share));
        let correlated = self.correlated();
        let beside = correlated.as_ref().map_or(String::new(), |c| format!("; {}", c.0));
        let mut message = format!(
            "The data reach {} % of the plateau `{plateau}`: its value comes from the formula more than from the data.",
            percent(share)
        );
        let mut data = vec![
            ("plateau".to_string(), Value::Text(plateau.clone())),
            ("share".to_string(), Value::Number(share)),
            ("column".to_string(), Value::Text(column.clone())),
        ];
        let free = &self.ended.setting.plan.free;
        let own = parameters.iter().map(|&j| free[j].name.clone()).collect();
        data.insert(0, ("parameters".to_string(), Value::Names(own)));
        if let Some(j) = half {
            message.push_str(&format!(" Half of the way, `{}`, lies beyond them.", free[j].name));
        }
        if let Some((text, c, k, l, _)) = &correlated {
            message.push_str(&format!(" {text}: a change of one is made up for by the other."));
            if let Some(known) = self.better(*k, *l).and_then(|d| d.words()) {
                message.push_str(&format!(" {known} is known better than either."));
            }
            data.push(("correlation".to_string(), Value::Number(*c)));
            let pair = vec![self.name(*k).to_string(), self.name(*l).to_string()];
            data.push(("correlated".to_string(), Value::Names(pair)));
        }
        let towards = if above { "larger" } else { "smaller" };
        let help = format!(
            "take observations at {towards} `{column}`; until then quote `{plateau}` as an extrapolation"
        );
        let warning = Warning { code: "W-REACH", message, help, data };
        Some(Check::look(Topic::Determined, reach + &beside, warning))
    }

    /// W-CORR: two parameters that are not known well, because each makes up for the other.
    fn correlation(&self) -> Option<Check> {
        let (text, c, k, l, beyond) = self.correlated()?;
        let worst = self.share(k).max(self.share(l));
        if worst <= KNOWN && c.abs() <= EXTREME {
            return None;
        }
        let more = match beyond - 1 {
            0 => String::new(),
            1 => " One more pair is nearly as bad.".to_string(),
            n => format!(" {n} more pairs are beyond {HIGH}."),
        };
        let known = match self.better(k, l).and_then(|d| d.words()) {
            Some(words) => format!(" {words} is known better than either."),
            None => String::new(),
        };
        let pair = [self.name(k), self.name(l)];
        let message = format!(
            "The estimates of {} have a correlation of {c:.6}. Each alone is known much worse than the curve is.{known}{more}",
            names::list(&pair)
        );
        let data = vec![
            ("parameters".to_string(), Value::Names(pair.iter().map(|n| n.to_string()).collect())),
            ("correlation".to_string(), Value::Number(c)),
            ("pairs".to_string(), Value::Count(beyond)),
        ];
        let help = centred(self.ended);
        Some(Check::look(Topic::Determined, text, Warning { code: "W-CORR", message, help, data }))
    }

    fn fine(&self) -> Check {
        let known = self.known();
        let worst = known.iter().copied().max_by(|&a, &b| self.share(a).total_cmp(&self.share(b)));
        let mut seen = match worst {
            None => "no parameter has an error to judge".to_string(),
            Some(k) if self.share(k) <= 1.0 && known.len() > 1 => {
                format!(
                    "every parameter is known to {} % or better ({} least)",
                    percent(self.share(k)),
                    self.name(k)
                )
            }
            Some(k) if self.share(k) <= 1.0 => {
                format!("{} is known to {} %", self.name(k), percent(self.share(k)))
            }
            Some(k) => format!(
                "every parameter has a finite error; {} is {}",
                self.name(k),
                rounded_estimate(
                    self.answer.parameters[k].estimate,
                    self.answer.parameters[k].std_error
                )
            ),
        };
        if let Some((text, ..)) = self.correlated() {
            seen.push_str(&format!("; {text}"));
        }
        Check::fine(Topic::Determined, seen)
    }
}

/// What to do about a correlation: count a column from near its values, if it lies far from 0.
fn centred(ended: &Ended) -> String {
    let Ended { setting, observations, solution, .. } = ended;
    let named = setting.plan.model.columns().iter().zip(&observations.columns);
    let origin = named
        .filter_map(|(name, cells)| Origin::of(name, cells, &setting.fit.asked.formula))
        .find(|o| o.is_free(setting.plan, observations, setting.problem, &solution.x));
    match origin {
        None => "centre a column (x - mean), use other parameters, or fix one".to_string(),
        Some(o) => format!(
            "centre a column: write `{}` for `{}`; or use other parameters, or fix one",
            o.words(),
            o.column
        ),
    }
}

fn rounded_estimate(estimate: f64, error: Option<f64>) -> String {
    super::combination::rounded(estimate, error.unwrap_or(0.0))
}

/// A share in percent, with two digits: 0.34, 1.3, 34, 340.
fn percent(share: f64) -> String {
    let v = 100.0 * share;
    match v {
        _ if !v.is_finite() => "∞".to_string(),
        _ if v >= 10.0 => format!("{v:.0}"),
        _ if v >= 1.0 => format!("{v:.1}"),
        _ if v >= 0.1 => format!("{v:.2}"),
        _ => "0.1".to_string(),
    }
}
