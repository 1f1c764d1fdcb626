//! What is compared: ways to damp.

use thalweg_solver::{Acceleration, Damping, Scaling};

/// A way to damp: the matrix D, how μ moves, and when steps are bent.
///
/// ```
/// use thalweg::damping::Method;
/// let method = Method::default();
/// assert_eq!(method.name(), "geometric, trust region, in trouble");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Method {
    /// D.
    pub scaling: Scaling,
    /// How μ moves.
    pub damping: Damping,
    /// When steps are bent by geodesic acceleration.
    pub acceleration: Acceleration,
}

/// Marquardt's (1963) factors.
const TENFOLD: Damping = Damping::Multiplicative { up: 10.0, down: 10.0 };

impl Method {
    /// This D, this rule, this acceleration.
    ///
    /// ```
    /// use thalweg::damping::Method;
    /// use thalweg::{Acceleration, Damping, Scaling};
    /// let method = Method::new(Scaling::More, Damping::Nielsen, Acceleration::Off);
    /// assert_eq!(method.name(), "more, nielsen, off");
    /// ```
    pub fn new(scaling: Scaling, damping: Damping, acceleration: Acceleration) -> Self {
        Self { scaling, damping, acceleration }
    }

    /// (A + μ D²) as the textbooks run it: μ times or over 10, no acceleration.
    ///
    /// ```
    /// use thalweg::{Scaling, damping::Method};
    /// assert_eq!(Method::plain(Scaling::Identity).name(), "identity, x10//10, off");
    /// ```
    pub fn plain(scaling: Scaling) -> Self {
        Self::new(scaling, TENFOLD, Acceleration::Off)
    }

    /// All three in words, such as `geometric, trust region, in trouble`.
    pub fn name(&self) -> String {
        let Self { scaling, damping, acceleration } = self;
        format!(
            "{}, {}, {}",
            scaling_name(scaling),
            damping_name(damping),
            acceleration_name(*acceleration)
        )
    }
}

/// Every D (the user's own `own` among them) with every rule and every acceleration: 36 ways, 45
/// with `own`.
///
/// ```
/// use thalweg::{Scaling, damping::methods};
/// assert_eq!(methods(None).len(), 36);
/// assert_eq!(methods(Some(Scaling::Diagonal(vec![1.0, 5.0]))).len(), 45);
/// assert_eq!(methods(Some(Scaling::More)).len(), 36);
/// ```
pub fn methods(own: Option<Scaling>) -> Vec<Method> {
    let mut scalings =
        vec![Scaling::Identity, Scaling::Marquardt, Scaling::More, Scaling::Geometric];
    scalings.extend(own.filter(|s| matches!(s, Scaling::Diagonal(_) | Scaling::Matrix(_))));
    let rules = [Damping::TrustRegion, Damping::Nielsen, TENFOLD];
    let accelerations = [Acceleration::Off, Acceleration::InTrouble, Acceleration::Always];
    let mut all = Vec::new();
    for scaling in &scalings {
        for rule in rules {
            all.extend(accelerations.map(|a| Method::new(scaling.clone(), rule, a)));
        }
    }
    all
}

/// The word for D: `identity`, `marquardt`, `more`, `geometric`, `diagonal`, `matrix`.
pub fn scaling_name(scaling: &Scaling) -> &'static str {
    match scaling {
        Scaling::Identity => "identity",
        Scaling::Marquardt => "marquardt",
        Scaling::More => "more",
        Scaling::Diagonal(_) => "diagonal",
        Scaling::Matrix(_) => "matrix",
        _ => "geometric",
    }
}

/// The words for the rule of μ: `trust region`, `nielsen`, `x10//10`.
pub fn damping_name(damping: &Damping) -> String {
    match damping {
        Damping::TrustRegion => "trust region".into(),
        Damping::Nielsen => "nielsen".into(),
        Damping::Multiplicative { up, down } => format!("x{up}//{down}"),
        _ => "another rule".into(),
    }
}

/// The words for acceleration: `off`, `in trouble`, `always`.
pub fn acceleration_name(acceleration: Acceleration) -> &'static str {
    match acceleration {
        Acceleration::Off => "off",
        Acceleration::Always => "always",
        _ => "in trouble",
    }
}
