//! What the end of a run is worth, from what is known of the problem and nothing the solver says.

use thalweg_solver::{Problem, Solution};
use thalweg_testdata::nist::{NistProblem, digits};
use thalweg_testdata::verify::{is_proper_minimum, is_stationary};

use super::second::WithSecond;

/// A minimum is reached when Σ r² is within this of it, relatively …
const NEAR: f64 = 1e-7;
/// … and a minimum 0 when Σ r² is below this.
const ZERO: f64 = 1e-16;
/// Right digits of every parameter that NIST's own starts must lead to.
const DIGITS: f64 = 6.0;

/// Where a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// In the lowest minimum that is known.
    Best,
    /// In another minimum: a published one, or a proper one verified by the exact Hessian.
    Other,
    /// In none.
    None,
}

/// What is known of a problem.
pub struct Judge {
    /// Σ r² of the lowest known minimum.
    pub best: f64,
    /// Σ r² of other published minima.
    pub others: Vec<f64>,
    /// Certified parameters in the units of the run, if six right digits of each are asked for; then no
    /// other minimum counts.
    pub certified: Option<Vec<f64>>,
    /// Where exact second derivatives come from if the problem itself has none.
    pub formula: Option<&'static NistProblem>,
}

impl Judge {
    /// Where `solution` of `problem` ended.
    pub fn end(&self, problem: &(dyn Problem + Sync), solution: &Solution) -> End {
        let sum = 2.0 * solution.cost;
        if let Some(certified) = &self.certified {
            let right = solution.x.iter().zip(certified).all(|(x, c)| digits(*x, *c) >= DIGITS);
            return if right && is_at(sum, self.best) { End::Best } else { End::None };
        }
        if is_at(sum, self.best) {
            End::Best
        } else if self.others.iter().any(|&other| is_at(sum, other))
            || self.is_proper(problem, &solution.x)
        {
            End::Other
        } else {
            End::None
        }
    }

    fn is_proper(&self, problem: &(dyn Problem + Sync), x: &[f64]) -> bool {
        match self.formula {
            None => is_proper_minimum(&problem, x),
            Some(nist) => {
                WithSecond::new(problem, nist).is_ok_and(|exact| is_proper_minimum(&exact, x))
            }
        }
    }
}

/// Whether the solver claims a minimum where there is none: `converged`, but neither stationary nor
/// zero.
pub fn is_false_claim(problem: &(dyn Problem + Sync), solution: &Solution) -> bool {
    solution.status.converged()
        && 2.0 * solution.cost > ZERO
        && !is_stationary(&problem, &solution.x)
}

fn is_at(sum: f64, minimum: f64) -> bool {
    if minimum <= ZERO { sum <= ZERO } else { (sum - minimum).abs() <= NEAR * minimum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_is_absolute_and_the_rest_relative() {
        assert!(is_at(0.9e-16, 0.0) && !is_at(1.1e-16, 0.0));
        assert!(is_at(1e-17, 1.4e-25), "Lanczos1 is a zero in data of 13 digits");
        assert!(is_at(100.000_009, 100.0) && !is_at(100.000_011, 100.0));
        assert!(!is_at(f64::NAN, 0.0) && !is_at(f64::NAN, 1.0));
    }
}
