//! From a fit and a table to an answer.

use std::ops::ControlFlow;
use std::time::Instant;

use thalweg_solver::{Curvature, InputError, Iteration, Loss, Options, Scaling, Solution};

use crate::answer::Answer;
use crate::assemble::Assembly;
use crate::attempts::{Attempts, Setting};
use crate::blocks::Workers;
use crate::bootstrap::{self, Resample};
use crate::conclusion::conclusion;
use crate::ended::Ended;
use crate::error::{ErrorKind, FitError};
use crate::fit::Fit;
use crate::names;
use crate::observations::Observations;
use crate::plan::{Plan, Role};
use crate::problem::FormulaProblem;
use crate::request::Starts;
use crate::restarts;
use crate::sandwich::Errors;
use crate::scrutiny::scrutinise;
use crate::starts::SearchRows;
use crate::table::Table;

/// Replicates of a bootstrap that memory and patience have room for.
const MOST_REPLICATES: usize = 1_000_000;

impl Fit {
    /// The columns this fit needs out of those available, in the order available; so that a reader
    /// need read only those. Errors: whatever is wrong with the formula and the declarations.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").weights("w");
    /// assert_eq!(fit.columns_used(&["t", "x", "y", "w"])?, ["x", "y", "w"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn columns_used(&self, available: &[&str]) -> Result<Vec<String>, FitError> {
        let plan = Plan::new(self, available)?;
        // Here, where all columns are known, and not only those that will be read.
        check_parameters(self, &plan, available)?;
        let used = plan.columns();
        let needed = |name: &&&str| used.iter().any(|u| u == **name);
        Ok(available.iter().filter(needed).map(|s| s.to_string()).collect())
    }

    /// The parameters that this fit estimates, neither fixed nor tied, given the columns there are.
    /// Errors: as [`columns_used`](Fit::columns_used).
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x) + c").declare("c=0 fixed");
    /// assert_eq!(fit.estimated(&["x", "y"])?, ["a", "k"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn estimated(&self, available: &[&str]) -> Result<Vec<String>, FitError> {
        let plan = Plan::new(self, available)?;
        check_parameters(self, &plan, available)?;
        Ok(plan.free.into_iter().map(|f| f.name).collect())
    }

    /// Fits. However the run ends it is an [`Answer`] with a status; an error is bad input.
    ///
    /// ```
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let answer = Fit::new("y ~ a*x").run(&table)?;
    /// assert!((answer.parameters[0].estimate - 27.9 / 14.0).abs() < 1e-12);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn run(&self, table: &Table) -> Result<Answer, FitError> {
        self.run_observed(table, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`run`](Fit::run), with a callback that sees every iteration and may stop the run.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [0.0, 1.0, 2.0])?.with("y", [4.1, 1.9, 1.1])?;
    /// let mut steps = 0;
    /// Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1").run_observed(&table, &mut |_| {
    ///     steps += 1;
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert!(steps > 0);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn run_observed(
        &self,
        table: &Table,
        observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
    ) -> Result<Answer, FitError> {
        Ok(self.run_and_look(table, observer, |_, _, _| ())?.0)
    }
}

impl Fit {
    /// As [`run_observed`](Fit::run_observed), with what `look` makes of the observations, the solution and the
    /// answer.
    pub(crate) fn run_and_look<T>(
        &self,
        table: &Table,
        observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
        look: impl FnOnce(&Observations, &Solution, &Answer) -> T,
    ) -> Result<(Answer, T), FitError> {
        prepared(self, table, |setting, observations| {
            let (setting, attempts) = setting
                .fitted(observations.unit.factor(), observer)
                .map_err(|error| refused(error, setting.plan, observations, table))?;
            let (answer, solution) = answered(&setting, observations, table, attempts, observer);
            let seen = look(observations, &solution, &answer);
            Ok((answer, seen))
        })
    }
}

/// The answer that a fit's attempts come to, scrutinised, and the solution it is of.
pub(crate) fn answered(
    setting: &Setting,
    observations: &Observations,
    table: &Table,
    mut attempts: Attempts,
    observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
) -> (Answer, Solution) {
    if setting.fit.asked.scrutiny {
        restarts::restart(setting, &mut attempts);
    }
    let Setting { fit, plan, problem, began, .. } = *setting;
    let options = &setting.options;
    let scale = setting.scale;
    let assembly = Assembly { fit, plan, table, observations, problem, options, scale };
    let (mut answer, solution) = assembly.answer(attempts);
    let local = (fit.asked.scrutiny || fit.asked.bootstrap.is_some())
        .then(|| Ended::local(setting, observations, &solution, &answer))
        .flatten();
    if let Some(mut resampling) = fit.asked.bootstrap {
        // Each is the most there may be, 0 no limit at all.
        let most = [resampling.threads, fit.asked.threads].into_iter().filter(|most| *most > 0);
        resampling.threads = most.min().unwrap_or(0);
        bootstrap::answer(local.as_ref(), plan, &resampling, &mut answer, observer);
    }
    if fit.asked.scrutiny
        && let Some(local) = &local
    {
        let ended = Ended { setting, observations, table, solution: &solution, local };
        scrutinise(&ended, &mut answer);
    }
    answer.conclusion = conclusion(&answer);
    answer.solver.seconds = began.elapsed().as_secs_f64();
    (answer, solution)
}

/// Checks and compiles everything, and does `work` with it.
pub(crate) fn prepared<T>(
    fit: &Fit,
    table: &Table,
    work: impl FnOnce(&Setting, &Observations) -> Result<T, FitError>,
) -> Result<T, FitError> {
    let began = Instant::now();
    let names: Vec<&str> = table.names().iter().map(String::as_str).collect();
    let plan = Plan::new(fit, &names)?;
    let mut options = options(fit, &plan)?;
    check_parameters(fit, &plan, &names)?;
    let observations = Observations::new(&plan, table)?;
    options.loss = observations.unit.loss(options.loss);
    check_count(&plan, &observations)?;

    let workers = Workers::new(fit.asked.threads, observations.count());
    let columns: Vec<&[f64]> = observations.columns.iter().map(|c| &c[..]).collect();
    let problem = FormulaProblem::new(
        &plan.model,
        &columns,
        &observations.left,
        observations.root_weights.as_deref(),
        !fit.asked.differences,
        &workers,
    )
    .whitened(observations.whitening.as_ref());
    let rows = SearchRows::new(&observations, fit.asked.seed);
    let setting =
        Setting { fit, plan: &plan, problem: &problem, rows: &rows, options, scale: None, began };
    work(&setting, &observations)
}

/// The solver's options in terms of the free parameters.
pub(crate) fn options(fit: &Fit, plan: &Plan) -> Result<Options, FitError> {
    let wrong = |message: String| FitError::new(ErrorKind::Option, "E-OPTION", message);
    if !(fit.asked.level > 0.0 && fit.asked.level < 1.0) {
        return Err(wrong(format!("the confidence level is {}", fit.asked.level))
            .with_help("it lies between 0 and 1, such as 0.95"));
    }
    let mut options = fit.asked.options.clone();
    let (all, free) = (plan.names.len(), plan.free.len());
    // Matrices are given for all parameters of the formula; only the free ones are the solver's.
    let kept: Vec<usize> =
        (0..all).filter(|&k| matches!(plan.parameters[k], Role::Free(_))).collect();
    let place = |k: &usize| match plan.parameters[*k] {
        Role::Free(j) => j,
        _ => 0,
    };
    match &fit.asked.options.scaling {
        Scaling::Diagonal(d) if d.len() == all => {
            let mut own = vec![1.0; free];
            kept.iter().for_each(|k| own[place(k)] = d[*k]);
            options.scaling = Scaling::Diagonal(own);
        }
        Scaling::Diagonal(d) => {
            return Err(wrong(format!(
                "the damping diagonal has {} entries, but the formula has {all} parameters",
                d.len()
            ))
            .with_help(format!("one for each of {}, in this order", names::list(&plan.names))));
        }
        Scaling::Matrix(m) if m.len() == all * all => {
            let mut own = vec![0.0; free * free];
            for k in &kept {
                for l in &kept {
                    own[place(k) * free + place(l)] = m[k * all + l];
                }
            }
            options.scaling = Scaling::Matrix(own);
        }
        Scaling::Matrix(m) => {
            return Err(wrong(format!(
                "the damping matrix has {} entries, but {all} parameters need {all} times {all}",
                m.len()
            ))
            .with_help(format!(
                "rows and columns for {}, in this order",
                names::list(&plan.names)
            )));
        }
        _ => {}
    }
    let robust = fit.asked.options.loss != Loss::Squared || fit.asked.robust.is_some();
    if robust && fit.asked.options.curvature != Curvature::GaussNewton {
        return Err(wrong("second derivatives in the steps and a robust loss are given".into())
            .with_help(
                "leave --curvature at gauss-newton: they are known under the squared loss only",
            ));
    }
    if plan.covariance.is_some() && robust {
        return Err(wrong("a robust loss and a covariance of the observations are given".into())
            .with_help("a robust loss is about single observations; whitened ones are mixtures"));
    }
    if fit.asked.errors != Errors::Expected && robust {
        let message =
            format!("errors of kind {} and a robust loss are given", fit.asked.errors.code());
        return Err(
            wrong(message).with_help("a robust loss has errors of its own, those of an M-estimate")
        );
    }
    let by_case = fit.asked.bootstrap.is_some_and(|b| b.kind == Resample::Case);
    if plan.covariance.is_some() && by_case {
        return Err(wrong(
            "a case bootstrap and a covariance of the observations are given".into(),
        )
        .with_help("rows that are correlated cannot be drawn one by one: draw residuals"));
    }
    if fit.asked.bootstrap.is_some_and(|b| b.replicates < 2) {
        return Err(wrong("a bootstrap of fewer than two replicates is asked for".into())
            .with_help("intervals take a thousand or more"));
    }
    if let Some(b) = fit.asked.bootstrap.filter(|b| b.replicates > MOST_REPLICATES) {
        return Err(wrong(format!("a bootstrap of {} replicates is asked for", b.replicates))
            .with_help(format!("{MOST_REPLICATES} at most: intervals take some thousands")));
    }
    let bounded = plan.free.iter().any(|f| f.lower.is_finite() || f.upper.is_finite());
    options.bounds = bounded.then(|| plan.free.iter().map(|f| (f.lower, f.upper)).collect());
    Ok(options)
}

pub(crate) fn check_parameters(fit: &Fit, plan: &Plan, available: &[&str]) -> Result<(), FitError> {
    if plan.written.columns().is_empty() && plan.free.len() > 1 {
        let message = format!(
            "no column of the data stands on the right of `~`: {} are all parameters",
            names::list(&plan.names)
        );
        // Columns are known by place, too (`$1`); where they have names, these are what is meant.
        let named: Vec<&str> = available.iter().copied().filter(|n| !n.starts_with('$')).collect();
        let columns = names::list(if named.is_empty() { available } else { &named });
        return Err(FitError::new(ErrorKind::Formula, "E-COLUMN", message).with_help(format!(
            "the columns are {columns}; a curve depends on at least one of them"
        )));
    }
    if plan.free.is_empty() {
        let (message, help) = if plan.names.is_empty() {
            ("the formula has no parameters", "names that are columns of the data are data")
        } else {
            ("no parameter is left to estimate", "all are fixed or tied: free at least one")
        };
        let error = FitError::new(ErrorKind::Formula, "E-NOPARAMETER", message);
        return Err(error.with_help(help));
    }
    let missing: Vec<&str> =
        plan.free.iter().filter(|f| f.start.is_none()).map(|f| f.name.as_str()).collect();
    if fit.asked.starts == Starts::Off && !missing.is_empty() {
        let message = format!("no starting value is given for {}", names::list(&missing));
        return Err(FitError::new(ErrorKind::Declaration, "E-NOSTART", message)
            .with_help(format!("give one (`{}=1`), or let it be found", missing[0])));
    }
    Ok(())
}

fn check_count(plan: &Plan, observations: &Observations) -> Result<(), FitError> {
    let (n, p) = (observations.count(), plan.free.len());
    if n >= p {
        return Ok(());
    }
    let rows = if n == 1 { "observation" } else { "observations" };
    let message = format!("{n} {rows} cannot determine {p} parameters");
    Err(FitError::new(ErrorKind::Undetermined, "E-FEW", message)
        .with_help("take more data, fix parameters (`name=value fixed`), or use a simpler formula"))
}

/// Why the solver refused to begin, in terms of names and rows.
pub(crate) fn refused(
    error: InputError,
    plan: &Plan,
    observations: &Observations,
    table: &Table,
) -> FitError {
    let option = |message: String| FitError::new(ErrorKind::Option, "E-OPTION", message);
    let name = |j: usize| plan.free.get(j).map_or("?", |f| f.name.as_str());
    match &error {
        InputError::StartNotFinite { row, .. } => start_fault(*row, plan, observations, table),
        InputError::DerivativeNotFinite { row, parameter } => {
            let message = format!(
                "at the start the derivative with respect to `{}` is not finite in row {}",
                name(*parameter),
                observations.row(*row) + 1
            );
            FitError::new(ErrorKind::Start, "E-START", message)
                .with_help("a root, a power or a logarithm at 0 has no finite derivative: start elsewhere, or leave that row out")
        }
        InputError::StartNotANumber { parameter } => {
            let message = format!("the start found for `{}` is not finite", name(*parameter));
            FitError::new(ErrorKind::Start, "E-START", message)
                .with_help(format!("give a start: `{}=1`", name(*parameter)))
        }
        InputError::BadBounds { parameter, start, lower, upper } => {
            let message = format!(
                "`{}` starts at {start}, outside its bounds [{lower}, {upper}]",
                name(*parameter)
            );
            FitError::new(ErrorKind::Declaration, "E-BOUNDS", message)
        }
        other => option(other.to_string()),
    }
}

/// Names the row and the part of the formula that has no value at the start.
fn start_fault(
    row: Option<usize>,
    plan: &Plan,
    observations: &Observations,
    table: &Table,
) -> FitError {
    let given = |f: &crate::plan::Free| f.start.unwrap_or(0.0_f64.clamp(f.lower, f.upper));
    let start: Vec<f64> = plan.free.iter().map(given).collect();
    let found = plan.free.iter().any(|f| f.start.is_none());
    let values: Vec<f64> = {
        let all = plan.all_values(&start);
        let place = |n: &String| plan.names.iter().position(|m| m == n);
        plan.written.parameters().iter().filter_map(|n| Some(all[place(n)?])).collect()
    };
    let cells = |row: usize| -> Vec<f64> {
        let cell = |n: &String| table.column(n)?.get(row).copied();
        plan.written.columns().iter().filter_map(cell).collect()
    };
    let fault_in = |i: usize| {
        let row = observations.row(i);
        Some((row, plan.written.fault(&values, &cells(row))?))
    };
    let fault = row.and_then(fault_in).or_else(|| (0..observations.count()).find_map(fault_in));
    let at = if found { "wherever starts were looked for" } else { "at the start" };
    let message = match fault {
        Some((row, fault)) => {
            let inputs: Vec<String> =
                fault.inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let with = if inputs.is_empty() {
                String::new()
            } else {
                format!(" with {}", inputs.join(", "))
            };
            format!(
                "the model has no value {at}: in row {}, `{}` is {}{with}",
                row + 1,
                fault.text,
                fault.value
            )
        }
        None => format!("the model has no finite sum of squares {at}"),
    };
    FitError::new(ErrorKind::Start, "E-START", message)
        .with_help("start where this part is finite, or set bounds that keep it so")
}
