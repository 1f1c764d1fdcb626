//! What follows from the estimated parameters: tied, fixed and derived quantities, with their errors.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use thalweg_batch::{Code, Estimator, Fits};
use thalweg_formula::Scratch;
use thalweg_solver::Loss;

use super::block::Block;
use super::fitting::{Batch, column};
use crate::error::FitError;
use crate::plan::{Plan, Role, Scalar};

/// Where a quantity comes from.
pub(super) enum Follower {
    /// It is a free parameter.
    Free(usize),
    /// It is held at a value.
    Fixed(f64),
    /// It follows: from derived quantity i, or as the tied parameter i.
    Derived(usize),
    /// As above.
    Tied(usize),
}

/// The names of all quantities, and where each comes from.
pub(super) fn of(plan: &Plan) -> (Vec<String>, Vec<Follower>) {
    let roles = plan.parameters.iter().enumerate().map(|(k, role)| match role {
        Role::Free(j) => Follower::Free(*j),
        Role::Fixed(value) => Follower::Fixed(*value),
        Role::Tied(_) => Follower::Tied(k),
    });
    let derived = (0..plan.derived.len()).map(Follower::Derived);
    let names = plan.names.iter().chain(plan.derived.iter().map(|d| &d.name)).cloned();
    (names.collect(), roles.chain(derived).collect())
}

/// The data of a block, as the engine sees them.
pub(super) struct Data<'d> {
    pub block: &'d Block,
    pub left: &'d [f64],
    pub weights: Option<&'d [f64]>,
}

/// Of one quantity the estimates and the standard errors, an entry per curve.
type Estimated = (Vec<f64>, Vec<f64>);

/// Estimates and standard errors of all quantities, column by column.
pub(super) fn follow(batch: &Batch, fits: &Fits, data: &Data) -> Result<Vec<Estimated>, FitError> {
    let count = fits.len();
    let scalars: Vec<&Scalar> = batch.quantities.iter().filter_map(|q| scalar(batch, q)).collect();
    let mut each = if scalars.is_empty() {
        Vec::new().into_iter()
    } else {
        columns_of(batch, &scalars, fits, data)?.into_iter()
    };
    let estimated = batch.quantities.iter().map(|quantity| match quantity {
        Follower::Free(j) => (fits.estimates[*j].clone(), fits.std_errors[*j].clone()),
        Follower::Fixed(value) => (vec![*value; count], vec![f64::NAN; count]),
        _ => each.next().unwrap_or_default(),
    });
    Ok(estimated.collect())
}

fn scalar<'b>(batch: &'b Batch, quantity: &Follower) -> Option<&'b Scalar> {
    match quantity {
        Follower::Derived(i) => batch.plan.derived.get(*i).map(|d| &d.value),
        Follower::Tied(k) => match &batch.plan.parameters[*k] {
            Role::Tied(scalar) => Some(scalar),
            _ => None,
        },
        _ => None,
    }
}

/// Value and standard error of each scalar in every curve.
fn columns_of(
    batch: &Batch,
    scalars: &[&Scalar],
    fits: &Fits,
    data: &Data,
) -> Result<Vec<Estimated>, FitError> {
    let names = batch.plan.model.columns().iter();
    let columns = names.map(|name| column(data.block, name)).collect::<Result<Vec<_>, _>>()?;
    let one = |i: usize| -> Vec<(f64, f64)> {
        let x: Vec<f64> = fits.estimates.iter().map(|column| column[i]).collect();
        let spread = Spread::of(batch, fits, data, &columns, i, &x);
        let mut gradient = vec![0.0; x.len()];
        let each = scalars.iter().map(|scalar| {
            if x.iter().any(|x| x.is_nan()) {
                return (f64::NAN, f64::NAN);
            }
            scalar.gradient(&x, &mut gradient);
            let value = scalar.value(&x);
            let error = if value.is_finite() { spread.of_gradient(&gradient) } else { f64::NAN };
            (value, error)
        });
        each.collect()
    };
    let rows: Vec<Vec<(f64, f64)>> = (0..fits.len()).into_par_iter().map(one).collect();
    let column = |k: usize| rows.iter().map(|row| row[k]).unzip();
    Ok((0..scalars.len()).map(column).collect())
}

/// The covariance of a curve's free parameters: their standard errors, and correlations from JᵀWJ.
struct Spread {
    errors: Vec<f64>,
    /// Of the parameters that have an error, in a square; none where it is not known.
    correlations: Option<Vec<f64>>,
    /// Those parameters.
    determined: Vec<usize>,
    /// For the others, whether a bound holds them, which is no uncertainty.
    held: Vec<bool>,
}

impl Spread {
    fn of(
        batch: &Batch,
        fits: &Fits,
        data: &Data,
        columns: &[&[f64]],
        i: usize,
        x: &[f64],
    ) -> Self {
        let errors: Vec<f64> = fits.std_errors.iter().map(|column| column[i]).collect();
        let determined: Vec<usize> = (0..x.len()).filter(|j| errors[*j].is_finite()).collect();
        let free = batch.plan.free.iter().zip(x);
        let at_bound = fits.status[i] == Code::MinimumOnBound;
        let held = free.map(|(f, x)| at_bound && (*x == f.lower || *x == f.upper)).collect();
        let known = batch.fit.asked.options.loss == Loss::Squared;
        let correlations = match determined.len() {
            0 => None,
            1 => Some(vec![1.0]),
            _ if known => correlations(batch, data, columns, i, x, &determined),
            _ => None,
        };
        Self { errors, correlations, determined, held }
    }

    /// √(gᵀ C g), by the delta method; NaN where it is not known.
    fn of_gradient(&self, gradient: &[f64]) -> f64 {
        let errors = gradient.iter().zip(&self.errors).zip(&self.held);
        if errors.clone().any(|((g, error), held)| *g != 0.0 && error.is_nan() && !held) {
            return f64::NAN;
        }
        let acting: Vec<usize> =
            (0..self.determined.len()).filter(|k| gradient[self.determined[*k]] != 0.0).collect();
        let part = |k: usize| gradient[self.determined[k]] * self.errors[self.determined[k]];
        match (acting.as_slice(), &self.correlations) {
            ([], _) => f64::NAN,
            ([only], _) => part(*only).abs(),
            (several, Some(correlations)) => {
                let n = self.determined.len();
                let sum: f64 = several
                    .iter()
                    .flat_map(|k| several.iter().map(move |l| (*k, *l)))
                    .map(|(k, l)| part(k) * part(l) * correlations[k * n + l])
                    .sum();
                sum.max(0.0).sqrt()
            }
            (_, None) => f64::NAN,
        }
    }
}

/// Correlations of these parameters, from JᵀWJ of the points that count; for counts Fisher's information.
fn correlations(
    batch: &Batch,
    data: &Data,
    columns: &[&[f64]],
    i: usize,
    x: &[f64],
    which: &[usize],
) -> Option<Vec<f64>> {
    let rows = data.block.rows(i);
    let (m, n) = (rows.len(), which.len());
    let columns: Vec<&[f64]> = columns.iter().map(|column| &column[rows.clone()]).collect();
    let (mut value, mut partials) = (vec![0.0; m], vec![0.0; m * x.len()]);
    let mut slots: Vec<&mut [f64]> = partials.chunks_exact_mut(m.max(1)).collect();
    let scratch = &mut Scratch::default();
    batch.plan.model.partials(x, &columns, &mut value, &mut slots, None, scratch);
    let mut information = vec![0.0; n * n];
    for (row, at) in rows.enumerate() {
        let mut weight = data.weights.map_or(1.0, |w| w[at]);
        let counts = columns.iter().all(|c| c[row].is_finite()) && data.left[at].is_finite();
        if !counts || !weight.is_finite() || weight <= 0.0 {
            continue;
        }
        if batch.estimator == Estimator::Poisson {
            weight /= value[row];
        }
        for (k, j) in which.iter().enumerate() {
            for (l, other) in which.iter().enumerate() {
                information[k * n + l] +=
                    weight * partials[j * m + row] * partials[other * m + row];
            }
        }
    }
    scaled_inverse(information, n)
}

/// The correlations of a covariance that is the inverse of `a`, by elimination on its unit-diagonal form; none where
/// it is singular.
fn scaled_inverse(mut a: Vec<f64>, n: usize) -> Option<Vec<f64>> {
    let scale: Vec<f64> = (0..n).map(|k| a[k * n + k].sqrt()).collect();
    for k in 0..n {
        for l in 0..n {
            a[k * n + l] /= scale[k] * scale[l];
        }
    }
    let mut inverse = vec![0.0; n * n];
    (0..n).for_each(|k| inverse[k * n + k] = 1.0);
    for k in 0..n {
        // Positive definite with a unit diagonal: pivots need no choosing, and one that is gone is singular.
        let pivot = a[k * n + k];
        if pivot.is_nan() || pivot <= f64::EPSILON {
            return None;
        }
        for l in 0..n {
            a[k * n + l] /= pivot;
            inverse[k * n + l] /= pivot;
        }
        for row in (0..n).filter(|row| *row != k) {
            let factor = a[row * n + k];
            for l in 0..n {
                a[row * n + l] -= factor * a[k * n + l];
                inverse[row * n + l] -= factor * inverse[k * n + l];
            }
        }
    }
    let root: Vec<f64> = (0..n).map(|k| inverse[k * n + k].sqrt()).collect();
    let normed = (0..n * n).map(|at| inverse[at] / (root[at / n] * root[at % n])).collect();
    Some(normed)
}
