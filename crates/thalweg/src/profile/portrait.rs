//! The portrait of a fit with its profiles and regions, as a report draws it.

use crate::fit_problem::FitProblem;
use crate::portrait::{Contour, Portrait};

/// Regions of more pairs than this are too many to look at.
const MOST_PAIRS: usize = 6;
/// Some hundred warm fits of rows × parameters beyond this take more than a second or so.
const MOST_NUMBERS: usize = 100_000;

impl FitProblem<'_> {
    /// As [`portrait`](Self::portrait), with the profiles of all parameters, and the regions of the six
    /// pairs that are correlated most. Neither where rows × parameters are more than 10⁵.
    ///
    /// Cost: some hundred warm fits.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
    /// let watch = &mut |_: &_| ControlFlow::Continue(());
    /// let portrait = fit.with_problem(&table, watch, |p| p.full_portrait())?;
    /// assert_eq!((portrait.profiles.len(), portrait.contours.len()), (2, 1));
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn full_portrait(&self) -> Portrait {
        let mut portrait = self.portrait();
        if self.problem.residual_count() * self.names.len() <= MOST_NUMBERS {
            portrait.profiles = self.profile_traces();
            portrait.contours = self.regions();
        }
        portrait
    }

    /// Of the pairs that are correlated most.
    fn regions(&self) -> Vec<Contour> {
        let parameters = &self.answer.parameters;
        let free = |k: &usize| {
            parameters[*k].std_error.is_some() && !parameters[*k].tied && !parameters[*k].fixed
        };
        let free: Vec<usize> = (0..parameters.len()).filter(free).collect();
        let correlation = |a: usize, b: usize| {
            self.answer.correlation.get(a).and_then(|row| row.get(b)).map_or(0.0, |r| r.abs())
        };
        let mut pairs: Vec<(usize, usize)> = free
            .iter()
            .enumerate()
            .flat_map(|(i, &a)| free[i + 1..].iter().map(move |&b| (a, b)))
            .collect();
        pairs.sort_by(|&(a, b), &(c, d)| correlation(c, d).total_cmp(&correlation(a, b)));
        let level = parameters.first().map_or(0.95, |p| p.level);
        let region = |&(a, b): &(usize, usize)| {
            self.contour(&parameters[a].name, &parameters[b].name, level).ok()
        };
        pairs.iter().take(MOST_PAIRS).filter_map(region).collect()
    }
}
