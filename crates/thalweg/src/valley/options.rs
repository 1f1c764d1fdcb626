//! What a caller may choose about the picture.

use thalweg_solver::{Options, Scaling, Solver, VariableProjection};

/// Which plane is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Plane {
    /// Default. The two parameters, where there are two; else the two directions that the residuals
    /// determine least at the solution, the parameters measured in units of their sizes.
    #[default]
    LeastDetermined,
    /// Two parameters, by index: across and upwards.
    Parameters(usize, usize),
}

/// What the parameters outside the plane do while F is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Others {
    /// Default. F is minimised over them at every point, with few evaluations; within their bounds
    /// where the axes are parameters.
    #[default]
    Profiled,
    /// They stay as they are at the solution.
    Held,
}

/// A solver whose path is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// What the legend calls it.
    pub name: String,
    /// Runs from the start. Its trace is switched on.
    pub solver: Solver,
}

/// Choices for [`valley`](super::valley).
///
/// ```
/// use thalweg::valley::{Others, Plane, ValleyOptions};
/// let mut options = ValleyOptions::default();
/// options.plane = Plane::Parameters(0, 2);
/// options.others = Others::Held;
/// assert_eq!(options.routes.len(), 4);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ValleyOptions {
    /// Default [`Plane::LeastDetermined`].
    pub plane: Plane,
    /// Default [`Others::Profiled`].
    pub others: Others,
    /// Cells across and upwards. Default: as many as the work of one evaluation allows, at most 240
    /// by 180.
    pub grid: Option<(usize, usize)>,
    /// The paths. Default: the scalings `geometric`, `identity`, `marquardt` and `more`, each with a
    /// trust region and acceleration in trouble, single runs (no cascade) of at most 1000 evaluations.
    pub routes: Vec<Route>,
    /// Loss, bounds and sizes of the parameters behind the surface. Default: the solver's.
    pub surface: Options,
}

impl Default for ValleyOptions {
    fn default() -> Self {
        Self::with(&Options::default())
    }
}

impl ValleyOptions {
    /// The defaults for a problem that is solved with these options: its loss, bounds, sizes and
    /// limits are those of the surface and of every path.
    ///
    /// ```
    /// use thalweg::valley::ValleyOptions;
    /// let base = thalweg_solver::Options::default();
    /// assert_eq!(ValleyOptions::with(&base), ValleyOptions::default());
    /// ```
    pub fn with(base: &Options) -> Self {
        let scalings = [
            ("geometric", Scaling::Geometric),
            ("identity", Scaling::Identity),
            ("marquardt", Scaling::Marquardt),
            ("more", Scaling::More),
        ];
        let routes = scalings.map(|(name, scaling)| Route::single(name, base, scaling));
        Self {
            plane: Plane::default(),
            others: Others::default(),
            grid: None,
            routes: routes.into(),
            surface: base.clone(),
        }
    }
}

impl Route {
    /// A single run under this scaling, everything else as in `base`: no cascade, nothing projected
    /// out, at most 1000 evaluations.
    ///
    /// ```
    /// use thalweg::valley::Route;
    /// use thalweg_solver::{Options, Scaling};
    /// let route = Route::single("identity", &Options::default(), Scaling::Identity);
    /// assert!(!route.solver.options().cascade);
    /// ```
    pub fn single(name: &str, base: &Options, scaling: Scaling) -> Self {
        /// More steps than this are a path nobody can follow.
        const EVALUATIONS: usize = 1000;
        let mut limits = base.limits;
        limits.evaluations = limits.evaluations.min(EVALUATIONS);
        let solver = Solver::with_options(base.clone())
            .scaling(scaling)
            .projection(VariableProjection::Off)
            .cascade(false)
            .limits(limits);
        Self { name: name.into(), solver }
    }
}
