//! A fit that has ended: what every room that looks at it is given.

use thalweg_solver::{Loss, Solution};

use crate::answer::Answer;
use crate::attempts::Setting;
use crate::local::{Local, Scatter};
use crate::observations::Observations;
use crate::sandwich::m_estimate;
use crate::table::Table;

/// A fit that has ended, with everything that went into it.
pub(crate) struct Ended<'a> {
    /// Fit, plan, problem, options.
    pub setting: &'a Setting<'a>,
    pub observations: &'a Observations<'a>,
    pub table: &'a Table,
    pub solution: &'a Solution,
    /// The problem linearised at the solution.
    pub local: &'a Local<'a>,
}

impl<'a> Ended<'a> {
    /// The linearisation at `solution`, with the scatter as the answer has it.
    pub(crate) fn local(
        setting: &'a Setting<'a>,
        observations: &Observations,
        solution: &Solution,
        answer: &Answer,
    ) -> Option<Local<'a>> {
        let scatter = Self::scatter(setting, observations, answer, &solution.residuals);
        Local::with_scatter(setting.problem, solution, &setting.options, scatter)
    }

    /// The scatter as the answer has it, in the solver's unit.
    pub(crate) fn scatter(
        setting: &Setting,
        observations: &Observations,
        answer: &Answer,
        residuals: &[f64],
    ) -> Option<Scatter> {
        let loss = setting.options.loss;
        // The scatter behind the errors of an M-estimate comes from the residuals, whatever is known of σ.
        let known = !setting.plan.weighting.scales_covariance() && loss == Loss::Squared;
        let degrees_of_freedom = answer.degrees_of_freedom;
        let sigma = if loss != Loss::Squared {
            // What stands in its place for the errors of an M-estimate.
            m_estimate::scatter(&loss, residuals, degrees_of_freedom).ok()
        } else if known {
            Some(observations.unit.factor())
        } else {
            answer.residual_std_error.map(|s| s * observations.unit.factor())
        };
        sigma.filter(|s| *s > 0.0 && answer.has_scatter()).map(|sigma| Scatter {
            sigma,
            degrees_of_freedom,
            known,
        })
    }
}
