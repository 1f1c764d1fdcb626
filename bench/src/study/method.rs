//! The methods that are compared.

use thalweg_solver::{
    Acceleration, Curvature, Damping, Options, Scaling, Solver, VariableProjection,
};

/// A way to solve, with a name.
#[derive(Debug, Clone)]
pub struct Method {
    /// Such as `geometric/tr/trouble`: metric, rule, acceleration; or the name of a row beside them.
    pub key: String,
    /// The solver, without limits.
    pub solver: Solver,
    /// Whether the limit of the set applies; else the solver's own.
    pub limited: bool,
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
                all.push(Method { key, solver, limited: true });
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

/// The rows beside the combinations: the default with one thing changed, MINPACK's choices, and the
/// cascade, with the default metric and with the others.
///
/// ```
/// let rows = thalweg_bench::study::method::rows();
/// assert!(rows.iter().any(|m| m.key == "cascade" && !m.limited));
/// ```
pub fn rows() -> Vec<Method> {
    let row = |key: &str, solver: Solver| Method { key: key.to_owned(), solver, limited: true };
    let plain = || single(Solver::new());
    let mut rows = vec![
        row("mixing-off", plain().mixing(false)),
        row("secant", plain().curvature(Curvature::Secant)),
        row("hessian", plain().curvature(Curvature::Hessian)),
        row("projection-first", plain().projection(VariableProjection::First)),
        row(
            "minpack-like",
            plain().scaling(Scaling::More).acceleration(Acceleration::Off).mixing(false),
        ),
        Method { key: "cascade".to_owned(), solver: Solver::new(), limited: false },
    ];
    let default = Options::default().scaling;
    for (metric, scaling) in METRICS {
        if scaling != default {
            let solver = Solver::new().scaling(scaling);
            rows.push(Method { key: format!("cascade-{metric}"), solver, limited: false });
        }
    }
    rows
}

/// Everything.
pub fn methods() -> Vec<Method> {
    combinations().into_iter().chain(rows()).collect()
}
