//! Exact second derivatives of NIST's models, for the judge: hand-written models have none, their
//! formulas do.

use std::error::Error;

use thalweg_formula::{Formula, Model, Scratch};
use thalweg_solver::{EvalError, Problem, Provides};
use thalweg_testdata::nist::NistProblem;

/// A hand-written model, with f_vv from its formula.
pub struct WithSecond<'a> {
    by_hand: &'a (dyn Problem + Sync),
    formula: Model,
    columns: Vec<&'a [f64]>,
    /// NIST's number of each parameter of the formula.
    order: Vec<usize>,
}

impl<'a> WithSecond<'a> {
    /// `by_hand` is the model of `problem`, in its own units.
    ///
    /// # Errors
    /// A formula that does not compile, or that has other parameters or columns than the data.
    ///
    /// ```
    /// use thalweg_bench::study::second::WithSecond;
    /// use thalweg_testdata::{nist::{models::model, problem}, verify::is_proper_minimum};
    /// let p = problem("MGH17").unwrap();
    /// let by_hand = model("MGH17").unwrap();
    /// let exact = WithSecond::new(&*by_hand, p)?;
    /// assert!(is_proper_minimum(&exact, &p.certified));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        by_hand: &'a (dyn Problem + Sync),
        problem: &'a NistProblem,
    ) -> Result<Self, Box<dyn Error>> {
        let columns: Vec<&str> = problem.columns.iter().map(String::as_str).collect();
        let formula = Model::new(Formula::parse(&problem.formula)?.right(), &columns, &[])?;
        let place = |name: &String| problem.parameters.iter().position(|p| p == name);
        let order: Vec<usize> = formula.parameters().iter().filter_map(place).collect();
        let columns: Vec<&[f64]> =
            formula.columns().iter().filter_map(|c| problem.column(c)).collect();
        if order.len() != problem.parameters.len() || columns.len() != formula.columns().len() {
            return Err(format!("formula and data of {} disagree", problem.name).into());
        }
        Ok(Self { by_hand, formula, columns, order })
    }
}

impl Problem for WithSecond<'_> {
    fn parameter_count(&self) -> usize {
        self.by_hand.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.by_hand.residual_count()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.by_hand.residuals(x, r)
    }

    fn provides(&self) -> Provides {
        Provides { second_directional: true, ..self.by_hand.provides() }
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.by_hand.jacobian(x, jac)
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        let sorted = |values: &[f64]| self.order.iter().map(|&j| values[j]).collect::<Vec<_>>();
        let (x, v) = (sorted(x), sorted(v));
        self.formula.second_directional(&x, &v, &self.columns, rvv, &mut Scratch::new());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg_testdata::nist::{models::model, problems};

    /// Against central differences of the hand-written Jacobian, at the near start of every problem.
    #[test]
    fn formulas_bend_as_the_models_do() {
        for p in problems() {
            let by_hand = model(&p.name).unwrap();
            let exact = WithSecond::new(&*by_hand, p).unwrap();
            let (m, n) = (exact.residual_count(), exact.parameter_count());
            let (mut ahead, mut behind) = (vec![0.0; m * n], vec![0.0; m * n]);
            let v: Vec<f64> = p.start2.iter().map(|x| 0.3 * x).collect();
            let h = 1e-5;
            let at = |t: f64| p.start2.iter().zip(&v).map(|(x, v)| x + t * v).collect::<Vec<_>>();
            by_hand.jacobian(&at(h), &mut ahead).unwrap();
            by_hand.jacobian(&at(-h), &mut behind).unwrap();
            let mut rvv = vec![0.0; m];
            exact.second_directional(&p.start2, &v, &mut rvv).unwrap();
            let size: f64 = rvv.iter().fold(0.0, |s, r| s.max(r.abs()));
            for i in 0..m {
                let bend = |j: usize| (ahead[j * m + i] - behind[j * m + i]) * v[j] / (2.0 * h);
                let difference: f64 = (0..n).map(bend).sum();
                let response = (0..n).map(|j| (ahead[j * m + i] * v[j]).abs()).sum::<f64>();
                let allowed = 1e-6 * size + 1e-10 * response;
                assert!(
                    (rvv[i] - difference).abs() <= allowed,
                    "{}: {} {difference}",
                    p.name,
                    rvv[i]
                );
            }
        }
    }
}
