//! The 54 fits of NIST: time and right digits of every contender.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use thalweg_testdata::nist::{NistProblem, digits, problems};

use crate::contenders::{self, Calls, Contender, Fitter};
use crate::timing::{Effort, Turns, geometric_mean, median};

/// Digits in every parameter from which on a fit counts as solved.
pub const SOLVED: f64 = 6.0;

/// One problem from one start, fitted by every contender.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Measured {
    /// The problem.
    pub problem: &'static NistProblem,
    /// 1 for the far start, 2 for the near one.
    pub start: usize,
    /// Right digits of the worst parameter, by contender.
    pub digits: Vec<f64>,
    /// Evaluations of one fit, by contender.
    pub calls: Vec<Calls>,
    /// Times, by contender.
    pub turns: Turns,
}

/// All fits by all contenders.
#[derive(Clone)]
pub struct Comparison {
    contenders: Vec<Contender>,
    fits: Vec<Measured>,
}

impl Comparison {
    /// Runs it: 54 fits by every contender that can run here.
    ///
    /// # Errors
    /// If a formula does not compile or a model is missing.
    ///
    /// ```
    /// use thalweg_bench::{nist::Comparison, timing::Effort};
    /// let comparison = Comparison::run(Effort::SMOKE)?;
    /// assert_eq!(comparison.fits().len(), 54);
    /// assert!(comparison.table().starts_with("NIST: 54 fits"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(effort: Effort) -> Result<Self, Box<dyn Error>> {
        let contenders = contenders::all();
        let mut fits = Vec::new();
        for problem in problems() {
            let mut fitters = Vec::new();
            for contender in &contenders {
                fitters.push((contender.prepare)(problem)?);
            }
            for (k, start) in problem.starts().into_iter().enumerate() {
                fits.push(measure(problem, k + 1, start, &mut fitters, effort));
            }
        }
        Ok(Self { contenders, fits })
    }

    /// Who took part, in the order of the lists in [`Measured`].
    pub fn contenders(&self) -> &[Contender] {
        &self.contenders
    }

    /// Every fit, the two starts of a problem after one another.
    pub fn fits(&self) -> &[Measured] {
        &self.fits
    }

    /// How many fits contender k solves.
    pub fn solved(&self, k: usize) -> usize {
        self.fits.iter().filter(|fit| fit.digits[k] >= SOLVED).count()
    }

    /// Evaluations of contender k in all fits together.
    pub fn calls(&self, k: usize) -> Calls {
        self.fits.iter().fold(Calls::default(), |sum, fit| Calls {
            residuals: sum.residuals + fit.calls[k].residuals,
            jacobians: sum.jacobians + fit.calls[k].jacobians,
        })
    }

    /// Geometric mean over all fits, or over those that everybody solves, of the time of contender
    /// k over that of `reference`.
    pub fn ratio(&self, k: usize, reference: usize, only_common: bool) -> f64 {
        geometric_mean(self.chosen(only_common).map(|fit| fit.turns.ratio(k, reference)))
    }

    /// The fits that everybody solves, or all.
    fn chosen(&self, only_common: bool) -> impl Iterator<Item = &Measured> {
        let common = |fit: &Measured| fit.digits.iter().all(|&d| d >= SOLVED);
        self.fits.iter().filter(move |fit| !only_common || common(fit))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.contenders.iter().position(|c| c.name == name)
    }

    /// Whom the others are compared with: lmder where it is installed, and levenberg-marquardt.
    fn references(&self) -> Vec<usize> {
        let names = [contenders::LMDER.map(|c| c.name), Some(contenders::LEVENBERG_MARQUARDT.name)];
        names.into_iter().flatten().filter_map(|name| self.place(name)).collect()
    }

    /// The summary.
    pub fn table(&self) -> String {
        let mut text = format!("NIST: {} fits (27 problems, 2 starts)\n", self.fits.len());
        let references = self.references();
        let mut header = format!(
            "{:<20} {:>8} {:>6} {:>6} {:>7} {:>6} {:>8}",
            "contender", ">=6 dig.", "worst", "median", "r calls", "J", "us/fit"
        );
        for &k in &references {
            let _ = write!(header, "  {:>20}", format!("x {}", self.contenders[k].name));
        }
        let common = self.chosen(true).count();
        let _ = writeln!(text, "{header}\n{}", "-".repeat(header.len()));
        for (k, contender) in self.contenders.iter().enumerate() {
            let digits: Vec<f64> = self.fits.iter().map(|fit| fit.digits[k]).collect();
            let worst = digits.iter().copied().fold(f64::INFINITY, f64::min);
            let time = geometric_mean(self.fits.iter().map(|fit| fit.turns.seconds(k)));
            let _ = write!(
                text,
                "{:<20} {:>5}/{} {worst:>6.1} {:>6.1} {:>7} {:>6} {:>8.2}",
                contender.name,
                self.solved(k),
                self.fits.len(),
                median(&digits),
                self.calls(k).residuals,
                self.calls(k).jacobians,
                1e6 * time,
            );
            for &reference in &references {
                let [all, shared] = [false, true].map(|only| self.ratio(k, reference, only));
                let _ = write!(text, "  {:>20}", format!("{all:.3} ({shared:.3})"));
            }
            text.push('\n');
        }
        for contender in &self.contenders {
            let _ = writeln!(text, "  {}: {}", contender.name, contender.what);
        }
        let _ = writeln!(
            text,
            "digits: of the worst parameter against NIST's 11. r calls, J: residual vectors (with second\n\
             directional derivatives) and Jacobians of all fits. us/fit: geometric mean of medians; \
             it moves with the\nmachine, the ratios do not. A ratio is the geometric mean over all \
             {} fits (a failed fit counts with the\ntime it took), in brackets over the {common} \
             that everybody solves; below 1 is faster.",
            self.fits.len()
        );
        if contenders::LMDER.is_none() {
            text.push_str("cminpack's lmder was skipped: libcminpack-dev is not installed.\n");
        }
        text
    }

    /// Digits and ratios of every fit.
    pub fn details(&self) -> String {
        let reference = self.references().first().copied().unwrap_or(0);
        let name = self.contenders[reference].name;
        let mut text = format!(
            "every fit: digits, residual calls and Jacobians, time over that of {name}\n{:<12}",
            ""
        );
        for contender in &self.contenders {
            let _ = write!(text, " {:>24}", contender.name);
        }
        text.push('\n');
        for fit in &self.fits {
            let _ = write!(text, "{:<10} {}", fit.problem.name, fit.start);
            for k in 0..self.contenders.len() {
                let ratio = fit.turns.ratio(k, reference);
                let Calls { residuals, jacobians } = fit.calls[k];
                let calls = format!("{residuals}+{jacobians}");
                let _ = write!(text, " {:>8.1} {calls:>8} {ratio:>6.2}", fit.digits[k]);
            }
            let _ = writeln!(text, " {:>9.2} us", 1e6 * fit.turns.seconds(0));
        }
        text
    }
}

fn measure(
    problem: &'static NistProblem,
    number: usize,
    start: &[f64],
    fitters: &mut [Box<dyn Fitter>],
    effort: Effort,
) -> Measured {
    let n = start.len();
    let mut estimates = vec![vec![f64::NAN; n]; fitters.len()];
    let mut counts = vec![Calls::default(); fitters.len()];
    let mut runs: Vec<_> = fitters
        .iter_mut()
        .zip(estimates.iter_mut().zip(&mut counts))
        .map(|(fitter, (x, calls))| move || *calls = fitter.fit(black_box(start), black_box(x)))
        .collect();
    let mut runs: Vec<&mut dyn FnMut()> = runs.iter_mut().map(|run| run as _).collect();
    let turns = Turns::take(&mut runs, effort);
    let digits = estimates.iter().map(|x| worst_digits(problem, x)).collect();
    Measured { problem, start: number, digits, calls: counts, turns }
}

/// Right digits of the worst parameter.
fn worst_digits(problem: &NistProblem, x: &[f64]) -> f64 {
    let each = x.iter().zip(&problem.certified).map(|(&x, &c)| digits(x, c));
    each.fold(f64::INFINITY, f64::min)
}
