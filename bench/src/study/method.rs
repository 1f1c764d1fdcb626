//! The methods that are compared.

use thalweg_solver::{
    Acceleration, Curvature, Damping, Options, Scaling, Solver, VariableProjection,
};

/// A way to solve, with a name.
#[derive(Debug, Clone)]
pub struct Method {
    /// Such as `geometric/tr/trouble`: metric, rule, acceleration; or the name of a row beside them.
    pub key: String,
    /// The solver, without the limits of the study.
    pub solver: Solver,
    /// How many times the limit of the set applies; else the solver's own.
    pub limit: Option<usize>,
}

/// The four metrics with their keys.
pub const METRICS: [(&str, Scaling); 4] = [
    ("identity", Scaling::Identity),
    ("marquardt", Scaling::Marquardt),
    ("more", Scaling::More),
    ("geometric", Scaling::Geometric),
];

/// The three rules for μ with their keys.
pub const RULES: [(&str, Damping); 3] = [
    ("tr", Damping::TrustRegion),
    ("nielsen", Damping::Nielsen),
    ("x10", Damping::Multiplicative { up: 10.0, down: 10.0 }),
];

/// When steps are accelerated, with keys.
pub const ACCELERATIONS: [(&str, Acceleration); 3] = [
    ("off", Acceleration::Off),
    ("trouble", Acceleration::InTrouble),
    ("always", Acceleration::Always),
];

/// The 36 combinations, each in a single run: no cascade, no projection, with polish.
///
/// ```
/// assert_eq!(thalweg_bench::study::method::combinations().len(), 36);
/// ```
pub fn combinations() -> Vec<Method> {
    let mut all = Vec::new();
    for (metric, scaling) in METRICS {
        for (rule, damping) in RULES {
            for (when, acceleration) in ACCELERATIONS {
                let solver = single(Solver::new())
                    .scaling(scaling.clone())
                    .damping(damping)
                    .acceleration(acceleration);
                let key = format!("{metric}/{rule}/{when}");
                all.push(Method { key, solver, limit: Some(1) });
            }
        }
    }
    all
}

fn single(solver: Solver) -> Solver {
    solver.cascade(false).projection(VariableProjection::Off)
}

/// The key of the combination that [`Options::default`] makes.
///
/// ```
/// use thalweg_bench::study::method::{combinations, default_key};
/// assert!(combinations().iter().any(|m| m.key == default_key()));
/// ```
pub fn default_key() -> String {
    let default = Options::default();
    let same = |m: &&Method| {
        let own = m.solver.options();
        (&own.scaling, own.damping, own.acceleration)
            == (&default.scaling, default.damping, default.acceleration)
    };
    combinations().iter().find(same).map_or_else(String::new, |m| m.key.clone())
}

/// The rows beside the combinations, in single runs: the default with one thing changed, or with
/// twice the evaluations, and MINPACK's choices.
///
/// ```
/// let rows = thalweg_bench::study::method::rows();
/// assert!(rows.iter().any(|m| m.key == "minpack-like"));
/// ```
pub fn rows() -> Vec<Method> {
    let plain = || single(Solver::new());
    let minpack = plain().scaling(Scaling::More).acceleration(Acceleration::Off).mixing(false);
    let secant = || plain().curvature(Curvature::Secant);
    let rows = [
        ("twice", plain(), 2),
        ("mixing-off", plain().mixing(false), 1),
        ("secant", secant(), 1),
        ("secant-always", secant().acceleration(Acceleration::Always), 1),
        ("hessian", plain().curvature(Curvature::Hessian), 1),
        ("projection-first", plain().projection(VariableProjection::First), 1),
        ("minpack-like", minpack, 1),
    ];
    let method = |(key, solver, limit): (&str, Solver, usize)| Method {
        key: key.to_owned(),
        solver,
        limit: Some(limit),
    };
    rows.map(method).into()
}

/// The cascade as it ships, and with one thing changed; each with the solver's own limits.
///
/// ```
/// let cascades = thalweg_bench::study::method::cascades();
/// assert!(cascades.iter().any(|m| m.key == "cascade" && m.limit.is_none()));
/// ```
pub fn cascades() -> Vec<Method> {
    let always = || Solver::new().acceleration(Acceleration::Always);
    let rows = [
        ("cascade", Solver::new()),
        ("cascade/identity", Solver::new().scaling(Scaling::Identity)),
        ("cascade/marquardt", Solver::new().scaling(Scaling::Marquardt)),
        ("cascade/more", Solver::new().scaling(Scaling::More)),
        ("cascade/geometric", Solver::new().scaling(Scaling::Geometric)),
        ("cascade/trouble", Solver::new().acceleration(Acceleration::InTrouble)),
        ("cascade/always", always()),
        ("cascade/nielsen-always", always().damping(Damping::Nielsen)),
        ("cascade/secant", Solver::new().curvature(Curvature::Secant)),
        ("cascade/projection-first", Solver::new().projection(VariableProjection::First)),
    ];
    // What ships is one of them under another name.
    let ships = |solver: &Solver| *solver == Solver::new();
    rows.into_iter()
        .filter(|(key, solver)| *key == "cascade" || !ships(solver))
        .map(|(key, solver)| Method { key: key.to_owned(), solver, limit: None })
        .collect()
}

/// Everything.
pub fn methods() -> Vec<Method> {
    combinations().into_iter().chain(rows()).chain(cascades()).collect()
}
