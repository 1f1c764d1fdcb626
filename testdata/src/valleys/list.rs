//! Which valleys, and where the walk begins.

use thalweg_solver::{ExactProblem, GenericResiduals};

use super::functions::{Chain, Circle, Power};
use crate::function::Model;

/// A valley with its start and its end.
pub struct Valley {
    /// Such as `rosenbrock c=1e4`.
    pub name: String,
    /// With exact first and second derivatives.
    pub problem: Model,
    /// Where to start.
    pub start: Vec<f64>,
    /// The minimiser; Σ r² is 0 there.
    pub minimiser: Vec<f64>,
}

impl Valley {
    fn new(
        name: String,
        model: impl GenericResiduals + Send + Sync + 'static,
        start: &[f64],
        minimiser: &[f64],
    ) -> Self {
        let problem = Box::new(ExactProblem::new(model));
        Self { name, problem, start: start.to_vec(), minimiser: minimiser.to_vec() }
    }

    /// r = (c (x₂ − x₁ᵏ), 1 − x₁) from (−1.2, 1), the parameters measured in `unit`.
    fn power(name: String, c: f64, k: i32, unit: [f64; 2]) -> Self {
        let start = [-1.2 / unit[0], 1.0 / unit[1]];
        Self::new(name, Power { c, k, unit }, &start, &[1.0 / unit[0], 1.0 / unit[1]])
    }
}

/// All 22.
///
/// ```
/// assert_eq!(thalweg_testdata::valleys::valleys().len(), 22);
/// ```
pub fn valleys() -> Vec<Valley> {
    let mut all = Vec::new();
    for c in [1e2, 1e3, 1e4, 1e5, 1e6] {
        all.push(Valley::power(format!("rosenbrock c={c:e}"), c, 2, [1.0; 2]));
    }
    for j in 0..2 {
        for factor in [1e-6, 1e-3, 1e3, 1e6] {
            let mut unit = [1.0; 2];
            unit[j] = factor;
            let name = format!("rosenbrock x{} in units of {factor:e}", j + 1);
            all.push(Valley::power(name, 10.0, 2, unit));
        }
    }
    all.push(Valley::new("chained rosenbrock".into(), Chain { n: 10 }, &[-1.0; 10], &[1.0; 10]));
    for c in [1e1, 1e2, 1e3, 1e4] {
        all.push(Valley::power(format!("cubic c={c:e}"), c, 3, [1.0; 2]));
    }
    for c in [1e1, 1e2, 1e3, 1e4] {
        let name = format!("spiral c={c:e}");
        all.push(Valley::new(name, Circle { c }, &[-1.0, 0.01], &[1.0, 0.0]));
    }
    all
}
