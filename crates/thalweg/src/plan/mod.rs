//! A fit, checked and compiled against the names of the columns: all that can be known without
//! looking at a single cell.

mod columns;
mod compile;
mod scalar;
mod sigma;
mod ties;

use thalweg_formula::Model;

pub(crate) use columns::ColumnExpression;
pub(crate) use scalar::Scalar;

use crate::weighting::Weighting;
use crate::whitening::DataCovariance;

/// What a fit comes down to.
pub(crate) struct Plan {
    /// Every parameter in the order of the formula.
    pub parameters: Vec<Role>,
    pub names: Vec<String>,
    /// The ones to be estimated, in the order of the model's parameters.
    pub free: Vec<Free>,
    /// Left side.
    pub left: ColumnExpression,
    /// Right side in the free parameters: ties and fixed values put in.
    pub model: Model,
    /// Right side as written, in all of `names` (for words about what failed).
    pub written: Model,
    pub weighting: Weighting,
    /// Weights or σ, if any.
    pub weights: Option<ColumnExpression>,
    /// The covariance of the observations, if any.
    pub covariance: Option<DataCovariance>,
    pub derived: Vec<DerivedQuantity>,
}

/// Where the value of a parameter comes from.
pub(crate) enum Role {
    /// Estimated: index into the free ones.
    Free(usize),
    /// Held at a value.
    Fixed(f64),
    /// Follows from the free ones.
    Tied(Box<Scalar>),
}

/// A parameter to be estimated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Free {
    pub name: String,
    pub start: Option<f64>,
    pub lower: f64,
    pub upper: f64,
}

/// A quantity to compute from the estimates.
pub(crate) struct DerivedQuantity {
    pub name: String,
    pub expression: String,
    pub value: Scalar,
}

impl Plan {
    /// The values of all parameters of the formula, given the free ones.
    pub(crate) fn all_values(&self, x: &[f64]) -> Vec<f64> {
        let value = |role: &Role| match role {
            Role::Free(j) => x[*j],
            Role::Fixed(value) => *value,
            Role::Tied(scalar) => scalar.value(x),
        };
        self.parameters.iter().map(value).collect()
    }

    /// The gradient of parameter `k` of the formula with respect to the free ones.
    pub(crate) fn gradient(&self, k: usize, x: &[f64]) -> Vec<f64> {
        let mut gradient = vec![0.0; x.len()];
        match &self.parameters[k] {
            Role::Free(j) => gradient[*j] = 1.0,
            Role::Fixed(_) => {}
            Role::Tied(scalar) => scalar.gradient(x, &mut gradient),
        }
        gradient
    }

    /// The columns that this fit reads, as places in the list it was compiled against.
    pub(crate) fn columns(&self) -> Vec<String> {
        let mut used: Vec<String> = self.model.columns().to_vec();
        let others = self.weights.iter().chain([&self.left]);
        for name in others.flat_map(|e| e.columns()).chain(self.written.columns()) {
            if !used.contains(name) {
                used.push(name.clone());
            }
        }
        used
    }
}
