//! What profile intervals cost beside the fit they belong to.

use std::error::Error;
use std::fmt::Write;
use std::ops::ControlFlow;

use thalweg::profile::{Along, Profiler};
use thalweg::{Fit, FitProblem, Table};
use thalweg_solver::{Options, Solver, Workspace};
use thalweg_testdata::nist::{self, NistProblem};

use crate::timing::{Effort, Turns, median};

/// The level of the intervals.
const LEVEL: f64 = 0.95;

/// One problem: all its profile intervals against one fit from the second start.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The problem's name.
    pub name: String,
    /// Number of parameters.
    pub parameters: usize,
    /// Seconds for both ends of every parameter.
    pub seconds: f64,
    /// The same over the time of a fit.
    pub ratio: f64,
    /// Warm fits made for each end.
    pub refits: f64,
    /// Ends that were found, or shown not to exist.
    pub ends: usize,
}

/// Every problem of NIST that has scatter.
///
/// ```
/// use thalweg_bench::{profiles, timing::Effort};
/// let misra = profiles::run(&["Misra1a"], Effort::SMOKE)?;
/// assert_eq!((misra[0].parameters, misra[0].ends), (2, 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// None but those of problems that cannot be set up.
pub fn run(names: &[&str], effort: Effort) -> Result<Vec<Measured>, Box<dyn Error>> {
    let all = nist::problems();
    let wanted = |p: &&NistProblem| names.is_empty() || names.contains(&p.name.as_str());
    let mut measured = Vec::new();
    for problem in all.iter().filter(wanted) {
        measured.extend(one(problem, effort)?);
    }
    Ok(measured)
}

fn one(problem: &NistProblem, effort: Effort) -> Result<Option<Measured>, Box<dyn Error>> {
    let mut table = Table::new();
    for name in &problem.columns {
        table = table.with(name, problem.column(name).unwrap_or_default().to_vec())?;
    }
    let starts = problem.parameters.iter().zip(problem.starts()[1]);
    let declared: Vec<String> = starts.map(|(n, v)| format!("{n}={v}")).collect();
    let fit = Fit::new(&problem.formula).declare(declared.join("; ")).scrutiny(false);
    let watch = &mut |_: &_| ControlFlow::Continue(());
    Ok(fit.with_problem(&table, watch, |p| measure(problem, p, effort))?)
}

fn measure(problem: &NistProblem, p: &FitProblem, effort: Effort) -> Option<Measured> {
    let local = p.local()?;
    Profiler::new(&local)?;
    let n = p.names.len();
    let all = || -> (usize, usize) {
        let Some(mut profiler) = Profiler::new(&local) else { return (0, 0) };
        let found = (0..n).filter_map(|j| profiler.interval(Along::Parameter(j), LEVEL));
        let ends = 2 * found.filter(|i| i.interval().is_some()).count();
        (ends, profiler.refits())
    };
    let (ends, refits) = all();
    let solver = Solver::with_options(Options::default());
    let mut workspace = Workspace::new();
    let mut fit = || drop(solver.solve_with(&mut workspace, p.problem, &p.start));
    let mut profile = || {
        all();
    };
    let turns = Turns::take(&mut [&mut fit, &mut profile], effort);
    Some(Measured {
        name: problem.name.clone(),
        parameters: n,
        seconds: turns.seconds(1),
        ratio: turns.ratio(1, 0),
        refits: refits as f64 / (2 * n) as f64,
        ends,
    })
}

/// As a table, with medians.
pub fn table(measured: &[Measured]) -> String {
    let mut out = String::from("problem      p   ends  fits/end       µs   fits from a start\n");
    for m in measured {
        let _ = writeln!(
            out,
            "{:<10} {:>3} {:>6} {:>9.1} {:>8.0} {:>10.1}",
            m.name,
            m.parameters,
            m.ends,
            m.refits,
            1e6 * m.seconds,
            m.ratio
        );
    }
    let ratios: Vec<f64> = measured.iter().map(|m| m.ratio).collect();
    let _ = writeln!(out, "median: the intervals cost {:.1} fits", median(&ratios));
    out
}
