//! Warnings: seen, means, do.

use thalweg_solver::Status;

use crate::answer::{Answer, MinimumFound, RobustScale};
use crate::identify::{Determined, Finding, Kind};
use crate::names;
use crate::numbers::short;
use crate::origin::{Origin, plain};
use crate::plan::Free;
use crate::warning::{Value, Warning};

/// |correlation| beyond which two estimates are hardly told apart: the standard error of each is
/// then more than 20 times what it would be if the other were known.
const HIGH_CORRELATION: f64 = 0.999;

/// Collects warnings.
pub(crate) struct Alarms<'a> {
    free: &'a [Free],
    /// Columns that lie far from 0.
    origins: &'a [Origin],
    pub given: Vec<Warning>,
}

impl<'a> Alarms<'a> {
    pub(crate) fn new(free: &'a [Free], origins: &'a [Origin]) -> Self {
        Self { free, origins, given: Vec::new() }
    }

    fn raise(
        &mut self,
        code: &'static str,
        message: String,
        help: impl Into<String>,
        data: Vec<(&str, Value)>,
    ) {
        let data = data.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
        self.given.push(Warning { code, message, help: help.into(), data });
    }

    /// W-START. `given`: the caller gave starts for all of them, but they led nowhere.
    pub(crate) fn starts(&mut self, answer: &Answer, given: bool) {
        let found = || answer.parameters.iter().filter(|p| p.start_found);
        let names: Vec<String> = found().map(|p| p.name.clone()).collect();
        // Linear parameters are solved for: with the others given there is no other minimum.
        if names.is_empty() || (found().all(|p| p.linear) && !given) {
            return;
        }
        let example: Vec<String> =
            found().filter_map(|p| Some(format!("{}={}", p.name, short(p.start?)))).collect();
        let message = if given {
            "The given starting values led nowhere; those of this fit were found by searching. \
             Another start may lead to another minimum."
                .to_string()
        } else {
            format!(
                "The starting {} of {} {} found by searching. Another start may lead to another minimum.",
                if names.len() == 1 { "value" } else { "values" },
                names::list(&names),
                if names.len() == 1 { "was" } else { "were" }
            )
        };
        let help =
            format!("give starting values if you know them; these were `{}`", example.join("; "));
        let starts = found().filter_map(|p| p.start).collect();
        let data = vec![("parameters", Value::Names(names)), ("starts", Value::Numbers(starts))];
        self.raise("W-START", message, help, data);
    }

    /// W-SEARCH.
    pub(crate) fn search(&mut self, cut: bool) {
        if cut {
            let message = "The search for starting values was cut short: so many parameters over so many rows take too long to search thoroughly.";
            let help = "give starting values where you know them, above all for parameters that are not linear; or ask for more points with --starts";
            self.raise("W-SEARCH", message.into(), help, Vec::new());
        }
    }

    /// W-LOCAL. `moved`: the run from the starts ended in a higher one.
    pub(crate) fn minima(&mut self, answer: &Answer, moved: bool) {
        let minima = &answer.minima;
        if minima.len() < 2 {
            return;
        }
        let rss: Vec<f64> = minima.iter().map(|m| m.rss).collect();
        let lowest = answer.residual_norm <= minima[0].residual_norm * (1.0 + 1e-6);
        let sum = |m: &MinimumFound| match square_is_ordinary(m.residual_norm) {
            true => short(m.rss),
            false => format!("({})²", short(m.residual_norm)),
        };
        let which = if lowest { "the lowest of them" } else { "not the lowest of them" };
        let message = format!(
            "{} different minima were seen, with residual sums of squares {} ... {}. The answer is {which}{}; there may be more.",
            minima.len(),
            sum(&minima[0]),
            sum(&minima[minima.len() - 1]),
            if moved { ", found by refits: the starts lead to a higher one" } else { "" }
        );
        let help = "look at the fitted curve; exclude wrong minima by bounds, or by starting values and --starts 0";
        let data = vec![("minima", Value::Count(minima.len())), ("rss", Value::Numbers(rss))];
        self.raise("W-LOCAL", message, help, data);
    }

    /// W-BOUND.
    pub(crate) fn bounds(&mut self, answer: &Answer) {
        let names: Vec<String> =
            answer.parameters.iter().filter(|p| p.at_bound).map(|p| p.name.clone()).collect();
        if names.is_empty() {
            return;
        }
        let (is, bound, it) = match names.len() {
            1 => ("is", "its bound", "it"),
            _ => ("are", "their bounds", "them"),
        };
        let message = format!(
            "{} {is} on {bound}. There is no standard error for {it}, and those of the others hold only if that is the true value.",
            names::list(&names)
        );
        let help = "widen the bound unless it is a law of nature, or fix the parameter";
        self.raise("W-BOUND", message, help, vec![("parameters", Value::Names(names))]);
    }

    /// W-ORIGIN: the fit came to nothing and a column lies far from 0.
    pub(crate) fn origins(&mut self, answer: &Answer) {
        if answer.converged || matches!(answer.status, Status::Stopped) {
            return;
        }
        for o in self.origins {
            let message = format!(
                "The values of `{}` lie between {} and {}: far from 0 compared with how much they differ. Parameters that refer to 0 (an intercept, an amplitude) then lie far outside the data.",
                o.column,
                plain(o.low),
                plain(o.high)
            );
            let help = format!("subtract an origin: write `{}` for `{}`", o.words(), o.column);
            let data = vec![
                ("column", Value::Text(o.column.clone())),
                ("origin", Value::Number(o.origin)),
            ];
            self.raise("W-ORIGIN", message, help, data);
        }
    }

    /// W-IDENT and W-EVAP.
    pub(crate) fn identification(&mut self, findings: &[Finding], status: &Status) {
        let Status::FlatValley { evaporated, .. } = status else { return };
        // What a column far from 0 can be the reason of is to be looked at again without it.
        let first = match self.origins {
            [] => String::new(),
            [o, ..] => format!("subtract an origin first (`{}`); if it stays so, ", o.words()),
        };
        let free = self.free;
        let named = |indices: &[usize]| -> Vec<String> {
            indices.iter().map(|&j| free[j].name.clone()).collect()
        };
        for finding in findings {
            let names = named(&finding.parameters);
            let words = finding.words.clone();
            let (seen, help) = match names.as_slice() {
                [one] => (
                    format!("Changing `{one}` does not change the curve"),
                    format!(
                        "start `{one}` elsewhere or let its start be found; if it stays so, leave it out or fix it (`{one}=value fixed`)"
                    ),
                ),
                several => (
                    match finding.kind {
                        Kind::Combination => format!(
                            "{} can change together so that the curve changes by less than {} of what one of them changes it by",
                            names::list(several),
                            power_above(finding.change)
                        ),
                        _ => format!(
                            "{} can change together without any change of the curve",
                            names::list(several)
                        ),
                    },
                    format!(
                        "{first}fix one of them (`{}=value fixed`) or write the combination as one parameter",
                        several[0]
                    ),
                ),
            };
            let measured: Vec<String> =
                finding.determined.iter().filter_map(Determined::words).collect();
            let measured = match measured.as_slice() {
                [] => String::new(),
                some => format!(" What is determined: {}.", some.join(", ")),
            };
            let message = format!("{seen}: {words}.{measured} The single values mean nothing.");
            let mut data =
                vec![("parameters", Value::Names(names)), ("finding", Value::Text(words))];
            if !finding.determined.is_empty() {
                let all = &finding.determined;
                let texts = all.iter().map(|d| d.text.clone()).collect();
                let errors = all.iter().map(|d| d.std_error.unwrap_or(f64::NAN)).collect();
                data.push(("determined", Value::Names(texts)));
                data.push(("values", Value::Numbers(all.iter().map(|d| d.value).collect())));
                data.push(("std_errors", Value::Numbers(errors)));
            }
            self.raise("W-IDENT", message, help, data);
        }
        // What runs along a direction that is not determined may well run far.
        let explained = |j: &usize| findings.iter().any(|f| f.parameters.contains(j));
        let gone: Vec<usize> = evaporated.iter().copied().filter(|j| !explained(j)).collect();
        if !gone.is_empty() {
            let names = named(&gone);
            let message = format!(
                "{} ran off to more than ten million times where it started. The best fit lies at infinity: the data ask for a simpler formula.",
                names::list(&names)
            );
            let help = format!("{first}leave the term out, start closer, or set bounds");
            self.raise("W-EVAP", message, help, vec![("parameters", Value::Names(names))]);
        }
        if findings.is_empty() && evaporated.is_empty() {
            let message = "The data hardly tell the parameters apart: rounding hides the rest. Their values and errors mean little.";
            self.raise(
                "W-IDENT",
                message.into(),
                "use a formula with fewer parameters",
                Vec::new(),
            );
        }
    }

    /// W-DF.
    pub(crate) fn freedom(&mut self, answer: &Answer) {
        if answer.degrees_of_freedom > 0 {
            return;
        }
        let n = answer.observations;
        let message = format!(
            "There are as many parameters as observations ({n}). Nothing is left to estimate the scatter from."
        );
        let help =
            "take more data or fix a parameter; with known standard deviations give them as sigma";
        self.raise("W-DF", message, help, vec![("observations", Value::Count(n))]);
    }

    /// W-EXACT.
    pub(crate) fn exact(&mut self, answer: &Answer) {
        let rss = answer.residual_sum_of_squares;
        let message = "The residuals are zero to rounding. Measured data never fit exactly: the left side may have been computed from the right.";
        let help = "check where the data come from";
        let data = vec![("residual_sum_of_squares", Value::Number(rss))];
        self.raise("W-EXACT", message.into(), help, data);
    }

    /// W-CORR: the strongest correlation among the estimates, if it is too strong.
    pub(crate) fn correlations(&mut self, answer: &Answer) {
        let own = |k: &usize| !answer.parameters[*k].tied;
        let all: Vec<usize> = (0..answer.parameters.len()).filter(own).collect();
        let mut strong: Vec<(f64, usize, usize)> = Vec::new();
        for (a, &k) in all.iter().enumerate() {
            for &l in &all[a + 1..] {
                let c = answer.correlation[k][l];
                if c.abs() > HIGH_CORRELATION {
                    strong.push((c, k, l));
                }
            }
        }
        strong.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let Some(&(c, k, l)) = strong.first() else { return };
        let names = vec![answer.parameters[k].name.clone(), answer.parameters[l].name.clone()];
        let more = match strong.len() - 1 {
            0 => String::new(),
            1 => " One more pair is nearly as bad.".to_string(),
            n => format!(" {n} more pairs are beyond {HIGH_CORRELATION}."),
        };
        let message = format!(
            "The estimates of {} have a correlation of {c:.6}. Each alone is known much worse than the curve is.{more}",
            names::list(&names)
        );
        let help = match self.origins {
            [] => "centre a column (x - mean), use other parameters, or fix one".to_string(),
            [o, ..] => format!(
                "centre a column: write `{}` for `{}`; or use other parameters, or fix one",
                o.words(),
                o.column
            ),
        };
        let data = vec![
            ("parameters", Value::Names(names)),
            ("correlation", Value::Number(c)),
            ("pairs", Value::Count(strong.len())),
        ];
        self.raise("W-CORR", message, help, data);
    }

    /// W-ZERO-WEIGHT.
    pub(crate) fn left_out(&mut self, rows: usize) {
        if rows == 0 {
            return;
        }
        let (have, they) = if rows == 1 { ("row has", "It is") } else { ("rows have", "They are") };
        let message = format!("{rows} {have} weight 0. {they} not counted as observations.");
        let help = "if 0 stands for an unknown weight, give a small one instead";
        self.raise("W-ZERO-WEIGHT", message, help, vec![("rows", Value::Count(rows))]);
    }

    /// W-LOSS. `rows`: those that count less than half, from 0; none where they are not known.
    pub(crate) fn loss(&mut self, robust: Option<&RobustScale>, rows: &[usize]) {
        let Some(robust) = robust else { return };
        let c = short(robust.loss.scale().unwrap_or(0.0));
        let how = match (robust.estimate, robust.scale) {
            (Some(estimate), Some(scale)) => {
                let (k, scale) = (short(estimate.constant()), short(scale));
                format!(
                    "The {} loss bends at {c}, {k} times the scale {scale} of good residuals",
                    estimate.code()
                )
            }
            _ => format!("The loss bends at {c}, as given"),
        };
        const SHOWN: usize = 5;
        let shown: Vec<String> = rows.iter().take(SHOWN).map(|i| (i + 1).to_string()).collect();
        let which = match robust.down_weighted {
            n if n > 0 && rows.is_empty() => format!("{n} rows count less than half"),
            0 => "no row counts less than half".to_string(),
            1 => format!("row {} counts less than half", shown[0]),
            n if n <= SHOWN => format!("{n} rows count less than half: {}", shown.join(", ")),
            n => format!("{n} rows count less than half: {}, ...", shown.join(", ")),
        };
        let message = format!(
            "{how}; {which}. Standard errors are those of an M-estimate: right for many observations whose errors are symmetric."
        );
        let help = match robust.down_weighted == 0 {
            true => "least squares would do as well here, with errors that are better known",
            false => "look at these rows first; judge errors by `--bootstrap` if they matter",
        };
        let data = vec![
            ("scale", Value::Number(robust.scale.unwrap_or(f64::NAN))),
            ("down_weighted", Value::Numbers(rows.iter().map(|i| (i + 1) as f64).collect())),
        ];
        self.raise("W-LOSS", message, help, data);
    }
}

/// The next power of ten above a small share, for "less than": no less than 1e-15, which is
/// rounding.
fn power_above(share: f64) -> String {
    format!("1e{}", (share.max(1e-16).log10().floor() as i32 + 1).min(-1))
}

/// Whether the square of a number keeps its digits.
fn square_is_ordinary(v: f64) -> bool {
    v == 0.0 || (f64::MIN_POSITIVE..=f64::MAX).contains(&(v * v))
}
