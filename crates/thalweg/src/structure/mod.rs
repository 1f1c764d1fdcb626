//! What a formula says about its parameters before there are data: which it determines, and of the others
//! what.
//!
//! The derivatives of the compiled formula are taken at random parameters and random cells: their rank is
//! the number of combinations that any data could determine (Rothenberg 1971, *Econometrica* 39, 577: a
//! parameter is locally identified where the Jacobian has full rank; that rank is the same at almost every
//! point). Where it falls short, the smallest sets of parameters that depend on each other are looked at one
//! by one. Along the null vector of such a set the curve does not change; if in suitable coordinates (θ,
//! log θ, 1/θ, θ², exp θ) that vector is the same at every point, what is constant along it is a sum of
//! multiples of these coordinates, a product of powers for logarithms. Each claim is then tried: the parameters
//! are moved far along and the curve must stay as it is, to rounding.

mod cells;
mod circuit;
mod coordinate;
mod flow;
mod form;
mod open;
mod probe;
mod symmetry;

use thalweg_formula::Formula;

use crate::error::{ErrorKind, FitError};
use crate::fit::Fit;
use crate::names;
use crate::plan::Plan;

pub(crate) use open::{Group, Reason, open};
pub(crate) use probe::{Domain, Probe};
use symmetry::Same;

/// ln of the factor by which parameters are drawn larger or smaller than 1.
const SPREAD: f64 = 0.8;
/// Names that are taken for a column where none is named.
const USUAL_COLUMNS: [&str; 3] = ["x", "t", "time"];

/// What a formula determines.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Structure {
    /// The formula as it was given.
    pub formula: String,
    /// The columns it uses on the right.
    pub columns: Vec<String>,
    /// Whether its column had to be guessed.
    pub guessed: bool,
    /// The parameters to be estimated, in the order of the formula.
    pub parameters: Vec<String>,
    /// Those in which it is jointly linear.
    pub linear: Vec<String>,
    /// Parameters and combinations of parameters that any data determine which have enough different rows.
    pub determined: Vec<String>,
    /// What is not determined. Empty: the formula is identifiable.
    pub findings: Vec<Finding>,
    /// The formula with a parameter less for each that is not determined; each that is left stands for a
    /// combination. None where nothing is to be left out, or there is no such formula.
    pub reduced: Option<String>,
    /// Other values that give the same curve.
    pub symmetries: Vec<Symmetry>,
}

/// Parameters that a formula does not tell apart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The parameters.
    pub parameters: Vec<String>,
    /// `absent`, `jumps`, `combination` or `direction`.
    pub kind: &'static str,
    /// What is determined of them, as expressions; empty where that has no name.
    pub determined: Vec<String>,
    /// Parameters that can be held, with a value that changes nothing else.
    pub hold: Vec<(String, f64)>,
    /// Where the combination has no name: values of `parameters` at a point, and the direction there in
    /// which the curve does not change, its largest component 1.
    pub direction: Option<(Vec<f64>, Vec<f64>)>,
    /// What was seen, in words: "only the product `b1*b3` is determined".
    pub seen: String,
    /// What to do.
    pub help: String,
}

/// Other values of the parameters that give the same curve: not an obstacle to a fit, but to comparing two.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Symmetry {
    /// `sign`, `exchange` or `shift`.
    pub kind: &'static str,
    /// The parameters that take part.
    pub parameters: Vec<String>,
    /// What was seen, in words.
    pub seen: String,
    /// What to do.
    pub help: String,
}

impl Structure {
    /// Whether the formula determines all of its parameters, up to symmetries.
    pub fn is_identifiable(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What `formula` says about its parameters, given the names of the columns and declarations as those of
/// [`Fit::declare`]: a fixed parameter is a number, a tied one an expression, bounds say where to look.
///
/// The left side may be missing; its names are columns in any case. Without columns, one of `x`, `t` and `time`
/// is taken for the column where just one of them stands on the right.
///
/// # Errors
/// Those of a formula and its declarations; E-COLUMN where no column can be told.
///
/// # Cost
/// Milliseconds: some hundred rows of values and derivatives for each parameter that is not determined.
///
/// ```
/// let told = thalweg::structure::check("y ~ b1*b3*(1 - exp(-b2*x))", &["x", "y"], &[])?;
/// assert_eq!(told.determined, ["b1*b3", "b2"]);
/// assert_eq!(told.findings[0].seen, "only the product `b1*b3` is determined");
/// assert_eq!(told.reduced.as_deref(), Some("y ~ b1*(1 - exp(-b2*x))"));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn check(
    formula: &str,
    columns: &[&str],
    declarations: &[&str],
) -> Result<Structure, FitError> {
    let parsed =
        Formula::parse(formula).map_err(|e| FitError::from_formula(ErrorKind::Formula, &e))?;
    let (known, guessed) = columns_of(&parsed, columns)?;
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    // What is to be fitted does not matter, only that there is something.
    let whole =
        if parsed.left().is_some() { formula.to_string() } else { format!("0 ~ {formula}") };
    let mut fit = Fit::new(whole);
    for text in declarations {
        fit = fit.declare(*text);
    }
    let plan = Plan::new(&fit, &known)?;
    if plan.free.is_empty() {
        return Err(FitError::new(
            ErrorKind::Formula,
            "E-NOPARAMETER",
            "there is no parameter to determine",
        )
        .with_help(
            "names that are columns are data; fixed and tied parameters are not looked at",
        ));
    }
    Ok(Told { formula, parsed: &parsed, plan: &plan }.structure(guessed))
}

/// The columns: those named, and those on the left.
fn columns_of(formula: &Formula, columns: &[&str]) -> Result<(Vec<String>, bool), FitError> {
    let mut known: Vec<String> = columns.iter().map(|c| c.to_string()).collect();
    known.extend(formula.left().into_iter().flat_map(|left| left.names()));
    if !columns.is_empty() {
        return Ok((known, false));
    }
    let right = formula.right().names();
    let usual: Vec<&str> =
        USUAL_COLUMNS.into_iter().filter(|c| right.iter().any(|n| n == c)).collect();
    match usual.as_slice() {
        [one] => {
            known.push((*one).to_string());
            Ok((known, true))
        }
        _ => Err(FitError::new(
            ErrorKind::Formula,
            "E-COLUMN",
            "which names are columns of the data cannot be told from the formula",
        )
        .with_help(format!("name them (--columns x,y): its names are {}", names::list(&right)))),
    }
}

/// Puts what was found into words.
struct Told<'t> {
    formula: &'t str,
    parsed: &'t Formula,
    plan: &'t Plan,
}

impl Told<'_> {
    fn structure(&self, guessed: bool) -> Structure {
        let plan = self.plan;
        let names: Vec<&str> = plan.free.iter().map(|f| f.name.as_str()).collect();
        let domains = plan.free.iter().map(|f| Domain {
            lower: f.lower,
            upper: f.upper,
            around: f.start,
            spread: SPREAD,
        });
        let cells = cells::cells(plan.model.columns().len(), self.formula, 0);
        let mut probe = Probe::new(&plan.model, cells, domains.collect());
        let found = open(&mut probe, &names);
        let symmetries = symmetry::symmetries(&probe);
        let spared = |j: &usize| probe.held[*j].is_some();
        let unnamed = |j: &usize| {
            let direction = |g: &Group| matches!(g.reason, Reason::Direction { .. });
            found.groups.iter().any(|g| direction(g) && g.parameters.contains(j))
        };
        let owned = |j: usize| names[j].to_string();
        Structure {
            formula: self.formula.to_string(),
            columns: plan.model.columns().to_vec(),
            guessed,
            parameters: names.iter().map(|n| n.to_string()).collect(),
            linear: plan.model.linear_parameters().iter().map(|&j| owned(j)).collect(),
            determined: (0..names.len())
                .filter(|j| !spared(j) && !unnamed(j))
                .map(|j| found.forms[j].text(&names))
                .collect(),
            findings: found.groups.iter().map(|group| self.finding(group, &names)).collect(),
            reduced: self.reduced(&found.groups, &names),
            symmetries: symmetries.iter().map(|same| self.symmetry(same, &names)).collect(),
        }
    }

    fn finding(&self, group: &Group, names: &[&str]) -> Finding {
        let parameters: Vec<String> =
            group.parameters.iter().map(|&j| names[j].to_string()).collect();
        let hold: Vec<(String, f64)> =
            group.spare.iter().map(|&(j, value)| (names[j].to_string(), value)).collect();
        let held: Vec<String> =
            hold.iter().map(|(name, value)| format!("{name}={value} fixed")).collect();
        let (kind, direction, help) = match &group.reason {
            Reason::Absent => ("absent", None, format!("leave {} out", names::list(&parameters))),
            Reason::Jumps => (
                "jumps",
                None,
                "least squares cannot follow a jump: fix it, or write a smooth one, such as `1/(1 + exp((c - x)/w))`"
                    .to_string(),
            ),
            Reason::Combination => ("combination", None, format!("hold {}: -p '{}'", names::list(&first(&hold)), held.join("; "))),
            Reason::Direction { at, move_by } => (
                "direction",
                Some((at.clone(), move_by.clone())),
                format!("fix {}, at a value you know", names::list(&first(&hold))),
            ),
        };
        let determined = group.determined.iter().map(|form| form.text(names)).collect();
        Finding { seen: group.words(names), parameters, kind, determined, hold, direction, help }
    }

    /// The formula with what can be spared at values that change nothing.
    fn reduced(&self, groups: &[Group], names: &[&str]) -> Option<String> {
        let named = |g: &&Group| matches!(g.reason, Reason::Combination | Reason::Absent);
        let mut right = self.parsed.right().clone();
        let mut changed = false;
        for group in groups.iter().filter(named) {
            for &(j, value) in &group.spare {
                let value = if group.reason == Reason::Absent { 1.0 } else { value };
                // A name that ties alone bring in is not in the formula.
                if !right.names().iter().any(|n| n == names[j]) || !(value == 0.0 || value == 1.0) {
                    return None;
                }
                right = right.with_value(names[j], value);
                changed = true;
            }
        }
        let left = self.parsed.left().map_or(String::new(), |left| format!("{left} ~ "));
        changed.then(|| format!("{left}{right}"))
    }

    fn symmetry(&self, same: &Same, names: &[&str]) -> Symmetry {
        let named =
            |set: &[usize]| -> Vec<String> { set.iter().map(|&j| names[j].to_string()).collect() };
        match same {
            Same::Signs(set) => {
                let parameters = named(set);
                let (seen, help) = match parameters.as_slice() {
                    [one] => (
                        format!("the sign of `{one}` does not matter"),
                        format!("`{one} in [0, inf]` keeps it positive"),
                    ),
                    several => (
                        format!("the signs of {} can be turned together", names::list(several)),
                        format!("`{} in [0, inf]` decides for one", several[0]),
                    ),
                };
                Symmetry { kind: "sign", parameters, seen, help }
            }
            Same::Shift { parameter, by, turned } => {
                let name = names[*parameter];
                let by = if *by > 4.0 { "2*pi" } else { "pi" };
                let also =
                    turned.map_or(String::new(), |k| format!(" with `-{}` for `{0}`", names[k]));
                let mut parameters = vec![name.to_string()];
                parameters.extend(turned.map(|k| names[k].to_string()));
                Symmetry {
                    kind: "shift",
                    parameters,
                    seen: format!("`{name} + {by}`{also} is the same curve"),
                    help: format!("read `{name}` as an angle"),
                }
            }
            Same::Exchange(pairs) => self.exchange(pairs, names),
        }
    }

    fn exchange(&self, pairs: &[(usize, usize)], names: &[&str]) -> Symmetry {
        let side = |pick: fn(&(usize, usize)) -> usize| -> String {
            let one: Vec<&str> = pairs.iter().map(|p| names[pick(p)]).collect();
            if one.len() == 1 { format!("`{}`", one[0]) } else { format!("({})", one.join(", ")) }
        };
        let what =
            if pairs.len() == 1 { "can be exchanged" } else { "are terms that can be exchanged" };
        let linear = self.plan.model.linear_parameters();
        let (a, b) = *pairs.iter().find(|p| !linear.contains(&p.0)).unwrap_or(&pairs[0]);
        let (a, b) = (names[a], names[b]);
        Symmetry {
            kind: "exchange",
            parameters: pairs
                .iter()
                .flat_map(|p| [p.0, p.1])
                .map(|j| names[j].to_string())
                .collect(),
            seen: format!("{} and {} {what}", side(|p| p.0), side(|p| p.1)),
            help: format!("order them, say {a} > {b}: -p '{a} := {b} + d{a}; d{a} in [0, inf]'"),
        }
    }
}

fn first(hold: &[(String, f64)]) -> Vec<&str> {
    hold.iter().map(|(name, _)| name.as_str()).collect()
}

impl Group {
    /// "only the product `b1*b3` is determined".
    pub(crate) fn words(&self, names: &[&str]) -> String {
        let own: Vec<&str> = self.parameters.iter().map(|&j| names[j]).collect();
        let written: Vec<String> = self.determined.iter().map(|f| f.text(names)).collect();
        match (&self.reason, self.determined.as_slice()) {
            (Reason::Absent, _) => format!("the curve does not depend on {}", names::list(&own)),
            (Reason::Jumps, _) => {
                format!(
                    "{} counts only through a comparison: the curve jumps, and its derivative is 0",
                    names::list(&own)
                )
            }
            (_, [one]) => format!("only the {} `{}` is determined", one.kind(), written[0]),
            (_, []) => format!("{} are determined only in combination", names::list(&own)),
            _ => format!("only {} are determined", names::list(&written)),
        }
    }
}
