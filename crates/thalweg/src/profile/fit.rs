//! Profiles of a fit by formula, asked for by name.

use super::profiler::Profiler;
use super::quantity::Along;
use crate::error::{ErrorKind, FitError};
use crate::fit_problem::FitProblem;
use crate::interval::Interval;
use crate::plan::Role;
use crate::portrait::{Contour, ProfileTrace};
use crate::target::{Target, no_parameter};

/// Points of a trace on each side.
const POINTS: usize = 8;

/// There is no profile, and why.
fn none(message: String, help: &str) -> FitError {
    FitError::new(ErrorKind::Option, "E-PROFILE", message).with_help(help)
}

impl FitProblem<'_> {
    /// The profile interval of a parameter, a derived quantity, or any expression of parameters.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1; half := log(2)/k");
    /// fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
    ///     let k = p.profile_interval("k", 0.9).unwrap();
    ///     let half = p.profile_interval("half", 0.9).unwrap();
    ///     // One follows from the other: so do their intervals.
    ///     assert!((half.low * k.high - 2f64.ln()).abs() < 1e-6);
    ///     assert_eq!(p.profile_interval("log(2)/k", 0.9).unwrap().low, half.low);
    ///     assert_eq!(p.profile_interval("b", 0.9).unwrap_err().code(), "E-PROFILE");
    /// })?;
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// `E-PROFILE` where there is no such quantity or no such interval: it is held, the fit has no
    /// scatter, the loss is not the squared one, the level is not between 0 and 1; or what is wrong with
    /// the expression.
    pub fn profile_interval(&self, what: &str, level: f64) -> Result<Interval, FitError> {
        self.check_level(level)?;
        let (plan, ..) = self.asked();
        let unknown = || self.no_profile();
        let local = self.local().ok_or_else(unknown)?;
        let mut profiler = Profiler::new(&local).ok_or_else(unknown)?;
        let target = Target::read(what, plan, "E-PROFILE")?;
        let along = match &target {
            Target::Parameter(k) => match &plan.parameters[*k] {
                Role::Free(j) => Along::Parameter(*j),
                Role::Tied(scalar) => Along::Quantity(&**scalar),
                Role::Fixed(_) => return Err(held(what)),
            },
            Target::Derived(scalar) => Along::Quantity(*scalar),
            Target::Expression(expression) => Along::Quantity(&**expression),
        };
        let found = profiler.interval(along, level).ok_or_else(|| held(what))?;
        found.interval().ok_or_else(|| {
            none(format!("the ends of `{what}` were not found"), "the sum of squares is too rugged")
        })
    }

    /// The profiles of all parameters that are estimated, somewhat beyond the interval at the level of
    /// the fit, with the values of all parameters of the formula at every point. Empty where there are
    /// none.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
    /// fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
    ///     let traces = p.profile_traces();
    ///     assert_eq!((traces.len(), traces[1].t.len()), (2, 17));
    ///     assert_eq!(traces[1].estimates[8][1], traces[1].values[8]);
    /// })?;
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn profile_traces(&self) -> Vec<ProfileTrace> {
        let (plan, fit, _) = self.asked();
        let Some(local) = self.local() else { return Vec::new() };
        let Some(mut profiler) = Profiler::new(&local) else { return Vec::new() };
        let mut trace = |k: usize| {
            let Role::Free(j) = plan.parameters[k] else { return None };
            let mut trace = profiler.trace(j, fit.asked.level, POINTS)?;
            trace.parameter = k;
            trace.estimates.iter_mut().for_each(|x| *x = plan.all_values(x));
            Some(trace)
        };
        (0..plan.parameters.len()).filter_map(&mut trace).collect()
    }

    /// The outline of the joint region of two parameters that are estimated; see
    /// [`Profiler::contour`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
    /// fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
    ///     let region = p.contour("a", "k", 0.95).unwrap();
    ///     assert!(region.closed && region.points.len() > 20);
    ///     // A joint region reaches further than the interval of one of them.
    ///     let high = region.points.iter().map(|p| p.1).fold(f64::MIN, f64::max);
    ///     assert!(high > p.profile_interval("k", 0.95).unwrap().high);
    /// })?;
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// `E-PROFILE` as for [`profile_interval`](Self::profile_interval), and where one of them is tied or not
    /// determined.
    pub fn contour(&self, a: &str, b: &str, level: f64) -> Result<Contour, FitError> {
        self.check_level(level)?;
        let (plan, ..) = self.asked();
        let place = |name: &str| match plan.names.iter().position(|n| n == name.trim()) {
            Some(k) => match plan.parameters[k] {
                Role::Free(j) => Ok((k, j)),
                _ => Err(held(name)),
            },
            None => Err(no_parameter(name.trim(), plan, "E-PROFILE")),
        };
        let ((k, a), (l, b)) = (place(a)?, place(b)?);
        let local = self.local().ok_or_else(|| self.no_profile())?;
        let mut profiler = Profiler::new(&local).ok_or_else(|| self.no_profile())?;
        let mut contour = profiler.contour(a, b, level).ok_or_else(|| {
            let both = format!("`{}` and `{}`", plan.names[k], plan.names[l]);
            none(
                format!("{both} have no joint region: one is held, or they are not determined"),
                "choose two parameters that both have standard errors",
            )
        })?;
        contour.parameters = (k, l);
        Ok(contour)
    }

    fn check_level(&self, level: f64) -> Result<(), FitError> {
        if level > 0.0 && level < 1.0 {
            return Ok(());
        }
        Err(none(format!("the level is {level}"), "it lies between 0 and 1, such as 0.95"))
    }

    /// Why nothing of this fit has a profile.
    fn no_profile(&self) -> FitError {
        none(
            "this fit has no profiles: they need a minimum by least squares and a scatter".into(),
            "fit without a loss, with more observations than parameters",
        )
    }
}

/// What is held has no profile.
fn held(what: &str) -> FitError {
    none(
        format!(
            "`{}` is held: by a fixed value, a bound, or because nothing moves it",
            what.trim()
        ),
        "free it, or widen the bound",
    )
}
