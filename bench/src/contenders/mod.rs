//! The programs that fit: all get the same data, the same starts, and exact first derivatives.
//!
//! What can be done before the start is known (parse and compile a formula, reserve memory) is
//! done once, in [`Contender::prepare`]; what is timed is [`Fitter::fit`].

mod by_formula;
mod by_hand;
mod cminpack;
mod nalgebra_crate;
mod rmpfit_crate;

use std::error::Error;

use thalweg_testdata::nist::NistProblem;

/// ftol, xtol and gtol of the contenders that have them.
pub const TOLERANCE: f64 = 1e-12;

/// Calls the others may make, per parameter and one: ten times what MINPACK allows by default, so
/// that what is compared is where an algorithm ends, not where a limit ends it. (With the defaults
/// Bennett5 and, for rmpfit, MGH09, MGH10 and MGH17 are cut short from their far starts.)
pub const CALLS_PER_PARAMETER: usize = 1000;

/// A problem made ready to be fitted from any start.
pub trait Fitter {
    /// Fits from `start` and leaves the estimates in `x`, both in NIST's order. A contender that
    /// gives up leaves what it has, or NaN if it has nothing.
    fn fit(&mut self, start: &[f64], x: &mut [f64]) -> Calls;
}

/// How often a fit evaluated its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calls {
    /// Residual vectors, second directional derivatives included.
    pub residuals: usize,
    /// Jacobians.
    pub jacobians: usize,
}

impl From<thalweg_solver::Counts> for Calls {
    fn from(counts: thalweg_solver::Counts) -> Calls {
        Calls {
            residuals: counts.residuals + counts.second_directional,
            jacobians: counts.jacobians,
        }
    }
}

/// Makes a problem ready.
pub type Prepare = fn(&'static NistProblem) -> Result<Box<dyn Fitter>, Box<dyn Error>>;

/// A program that fits.
#[derive(Clone, Copy)]
pub struct Contender {
    /// How it is called in tables.
    pub name: &'static str,
    /// What it is, in one line.
    pub what: &'static str,
    /// Makes a problem ready for it.
    pub prepare: Prepare,
}

/// Thalweg, its formula compiled once and its workspace reused: the one it is all about.
pub const THALWEG: Contender = Contender {
    name: "thalweg, formula",
    what: "thalweg-solver on a compiled formula; defaults; with verdict and covariance",
    prepare: by_formula::prepare,
};

/// Thalweg's solver on models written by hand.
pub const SOLVER: Contender = Contender {
    name: "thalweg, by hand",
    what: "thalweg-solver on hand-written models; defaults; with verdict and covariance",
    prepare: by_hand::prepare,
};

/// The crate levenberg-marquardt.
pub const LEVENBERG_MARQUARDT: Contender = Contender {
    name: "levenberg-marquardt",
    what: "crate levenberg-marquardt 0.15 (nalgebra, static n); hand-written models; tolerances 1e-12",
    prepare: nalgebra_crate::prepare,
};

/// The crate rmpfit.
pub const RMPFIT: Contender = Contender {
    name: "rmpfit",
    what: "crate rmpfit 2 (MPSide::User); hand-written models; tolerances 1e-12; with covariance",
    prepare: rmpfit_crate::prepare,
};

/// The program lmder of the C library cminpack, where it is installed.
pub const LMDER: Option<Contender> = cminpack::CONTENDER;

/// All that can run here, Thalweg first.
///
/// ```
/// use thalweg_bench::contenders::{all, THALWEG};
/// assert_eq!(all()[0].name, THALWEG.name);
/// ```
pub fn all() -> Vec<Contender> {
    let mut all = vec![THALWEG, SOLVER, LEVENBERG_MARQUARDT, RMPFIT];
    all.extend(LMDER);
    all
}

/// The hand-written model of a problem.
fn hand_written(problem: &NistProblem) -> Result<thalweg_testdata::Model, Box<dyn Error>> {
    let missing = || format!("no hand-written model of {}", problem.name);
    Ok(thalweg_testdata::nist::models::model(&problem.name).ok_or_else(missing)?)
}
