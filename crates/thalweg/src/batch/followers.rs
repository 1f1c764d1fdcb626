//! What follows from the estimated parameters: tied, fixed and derived quantities.

use thalweg_batch::Fits;
use thalweg_formula::Model;

use crate::plan::{Plan, Role};

/// Where a quantity comes from.
enum Follower {
    /// It is that of the engine's own: a free parameter, or what follows from these.
    Estimated(usize),
    /// It is held at a value.
    Fixed(f64),
}

/// The quantities of a row.
pub(super) struct Followers {
    pub names: Vec<String>,
    /// Where each of them comes from.
    each: Vec<Follower>,
    /// Expressions of free parameters, which the engine numbers after these.
    pub derived: Vec<Model>,
}

impl Followers {
    pub(super) fn of(plan: &Plan) -> Self {
        let (mut each, mut derived) = (Vec::new(), Vec::new());
        let mut follow = |model: &Model| {
            derived.push(model.clone());
            Follower::Estimated(plan.free.len() + derived.len() - 1)
        };
        for role in &plan.parameters {
            each.push(match role {
                Role::Free(j) => Follower::Estimated(*j),
                Role::Fixed(value) => Follower::Fixed(*value),
                Role::Tied(scalar) => follow(scalar.model()),
            });
        }
        each.extend(plan.derived.iter().map(|d| follow(d.value.model())));
        let names = plan.names.iter().chain(plan.derived.iter().map(|d| &d.name)).cloned();
        Self { names: names.collect(), each, derived }
    }

    /// The same fits with a column for each of the quantities.
    pub(super) fn put_into(&self, mut fits: Fits) -> Fits {
        let count = fits.len();
        // No two quantities are the same column of the engine's.
        let columns = |own: &mut [Vec<f64>], fixed: fn(f64) -> f64| -> Vec<Vec<f64>> {
            let column = |follower: &Follower| match follower {
                Follower::Estimated(k) => std::mem::take(&mut own[*k]),
                Follower::Fixed(value) => vec![fixed(*value); count],
            };
            self.each.iter().map(column).collect()
        };
        fits.estimates = columns(&mut fits.estimates, |value| value);
        fits.std_errors = columns(&mut fits.std_errors, |_| f64::NAN);
        fits
    }
}
