//! The plane: how points of ℝⁿ become points of the picture, and back.

use thalweg_solver::derivative::{Differences, Mode};
use thalweg_solver::{Options, Problem, Reduction};

use super::error::ValleyError;
use super::options::Plane;
use super::picture::Axis;
use super::singular::{dot, right_singular_vectors};

/// The bounds of a coordinate that has none.
const UNBOUNDED: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// An origin and directions that span what may move: those of the picture first.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// What is seen, 1 or 2.
    pub flat: usize,
    /// The point at coordinates 0.
    pub origin: Vec<f64>,
    /// Directions, length n each: `flat` in the picture, then the others.
    pub directions: Vec<Vec<f64>>,
    /// Coordinate k of x is `duals[k]`ᵀ(x − origin).
    duals: Vec<Vec<f64>>,
    /// Bounds of the coordinates outside the picture, where each is a parameter.
    pub limits: Vec<(f64, f64)>,
    parts: Vec<Vec<(usize, f64)>>,
    relative: bool,
}

impl Frame {
    /// The plane that was asked for.
    pub(super) fn new(
        problem: &dyn Problem,
        x0: &[f64],
        solution: &[f64],
        plane: Plane,
        surface: &Options,
    ) -> Result<Self, ValleyError> {
        let n = solution.len();
        let bounds = surface.bounds.as_deref().unwrap_or_default();
        let may_move = |j: &usize| bounds.get(*j).is_none_or(|b| b.0 < b.1);
        let free: Vec<usize> = (0..n).filter(may_move).collect();
        let sizes = sizes(x0, solution, surface.typical.as_deref());
        match plane {
            Plane::Parameters(first, second) => {
                if first == second || first >= n || second >= n {
                    return Err(ValleyError::NoSuchPlane { first, second, count: n });
                }
                Ok(Self::of_parameters(solution, &sizes, &[first, second], &free, bounds))
            }
            Plane::LeastDetermined if free.is_empty() => Err(ValleyError::NoParameters),
            Plane::LeastDetermined if free.len() <= 2 => {
                Ok(Self::of_parameters(solution, &sizes, &free, &free, bounds))
            }
            Plane::LeastDetermined => least_determined(problem, solution, &sizes, &free),
        }
    }

    /// Axes that are parameters: the picture shows their values.
    fn of_parameters(
        solution: &[f64],
        sizes: &[f64],
        shown: &[usize],
        free: &[usize],
        bounds: &[(f64, f64)],
    ) -> Self {
        let n = solution.len();
        let along = |j: usize, length: f64| {
            let mut v = vec![0.0; n];
            v[j] = length;
            v
        };
        let mut origin = solution.to_vec();
        shown.iter().for_each(|&j| origin[j] = 0.0);
        let others: Vec<usize> = free.iter().copied().filter(|j| !shown.contains(j)).collect();
        let limit = |&j: &usize| {
            let (lower, upper) = bounds.get(j).copied().unwrap_or(UNBOUNDED);
            ((lower - solution[j]) / sizes[j], (upper - solution[j]) / sizes[j])
        };
        let scaled = |size: fn(f64) -> f64| {
            let outside = others.iter().map(move |&j| along(j, size(sizes[j])));
            shown.iter().map(|&j| along(j, 1.0)).chain(outside).collect::<Vec<_>>()
        };
        Self {
            flat: shown.len(),
            origin,
            directions: scaled(|size| size),
            duals: scaled(|size| 1.0 / size),
            limits: others.iter().map(limit).collect(),
            parts: shown.iter().map(|&j| vec![(j, 1.0)]).collect(),
            relative: false,
        }
    }

    /// The point of the picture at which x is seen.
    pub(super) fn project(&self, x: &[f64]) -> [f64; 2] {
        let up = if self.flat > 1 { self.coordinate(1, x) } else { 0.0 };
        [self.coordinate(0, x), up]
    }

    /// The coordinates of x that the picture does not show.
    pub(super) fn others(&self, x: &[f64]) -> Vec<f64> {
        (self.flat..self.duals.len()).map(|k| self.coordinate(k, x)).collect()
    }

    fn coordinate(&self, k: usize, x: &[f64]) -> f64 {
        let dual = &self.duals[k];
        // Coordinates a dual does not look at may be infinite.
        let seen = (0..x.len()).filter(|&j| dual[j] != 0.0);
        seen.map(|j| dual[j] * (x[j] - self.origin[j])).sum()
    }

    /// Conjugate semi-diameters of the shadow of {h : hᵀMh ≤ 1}, given M⁻¹p for a p: points of the
    /// shadow have covariance-like form P M⁻¹ Pᵀ, and the columns of its Cholesky factor are such.
    pub(super) fn shadow(&self, inverse: impl Fn(&[f64]) -> Vec<f64>) -> Option<[[f64; 2]; 2]> {
        let first = inverse(&self.duals[0]);
        let a = dot(&self.duals[0], &first).sqrt();
        let mut diameters = [[a, 0.0], [0.0, 0.0]];
        if let Some(up) = self.duals.get(1).filter(|_| self.flat > 1) {
            let b = dot(up, &first) / a;
            let rest = dot(up, &inverse(up)) - b * b;
            diameters = [[a, b], [0.0, rest.max(0.0).sqrt()]];
        }
        diameters.as_flattened().iter().all(|v| v.is_finite()).then_some(diameters)
    }

    /// The axes over this window.
    pub(super) fn axes(&self, solution: &[f64], window: &[(f64, f64)]) -> Vec<Axis> {
        let at = self.project(solution);
        self.parts
            .iter()
            .zip(window)
            .enumerate()
            .map(|(k, (parts, &(low, high)))| Axis {
                parts: parts.clone(),
                relative: self.relative,
                solution: at[k],
                low,
                high,
            })
            .collect()
    }
}

/// tⱼ: what the caller says, or the size of the solution, or of the start, or 1.
fn sizes(x0: &[f64], solution: &[f64], typical: Option<&[f64]>) -> Vec<f64> {
    /// An estimate this much smaller than its start is a zero, and no unit to measure in.
    const ZERO: f64 = 1e-8;
    let natural = |j: usize| match (solution[j].abs(), x0[j].abs()) {
        (x, start) if x > ZERO * start => x,
        (_, start) if start > 0.0 => start,
        _ => 1.0,
    };
    (0..x0.len()).map(|j| typical.map_or_else(|| natural(j), |t| t[j])).collect()
}

/// The two right singular vectors of J·diag(t) with the smallest singular values.
fn least_determined(
    problem: &dyn Problem,
    solution: &[f64],
    sizes: &[f64],
    free: &[usize],
) -> Result<Frame, ValleyError> {
    let (n, m) = (solution.len(), problem.residual_count());
    let (mut r, mut jac) = (vec![0.0; m], vec![0.0; n * m]);
    linearise(problem, solution, sizes, &mut r, &mut jac)?;
    let mut reduction = Reduction::new(n);
    let columns: Vec<&[f64]> = jac.chunks_exact(m).collect();
    reduction.update(&columns, &r);
    let scaled = |&j: &usize| {
        let entry = |i| if i <= j { reduction.r(i, j) * sizes[j] } else { 0.0 };
        (0..n).map(entry).collect::<Vec<f64>>()
    };
    let triangle: Vec<Vec<f64>> = free.iter().map(scaled).collect();
    let vectors = right_singular_vectors(triangle);
    let spread = |v: &Vec<f64>, value: &dyn Fn(f64, f64) -> f64| {
        let mut x = vec![0.0; n];
        free.iter().zip(v).for_each(|(&j, &v)| x[j] = value(v, sizes[j]));
        x
    };
    Ok(Frame {
        flat: 2,
        origin: solution.to_vec(),
        directions: vectors.iter().map(|v| spread(v, &|v, t| v * t)).collect(),
        duals: vectors.iter().map(|v| spread(v, &|v, t| v / t)).collect(),
        limits: vec![UNBOUNDED; vectors.len() - 2],
        parts: vectors[..2].iter().map(|v| parts(v, free)).collect(),
        relative: true,
    })
}

/// Weights by parameter, heaviest first.
fn parts(vector: &[f64], free: &[usize]) -> Vec<(usize, f64)> {
    let mut parts: Vec<(usize, f64)> = free.iter().copied().zip(vector.iter().copied()).collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    parts
}

/// r and J at x, J by differences where the problem gives none.
fn linearise(
    problem: &dyn Problem,
    x: &[f64],
    sizes: &[f64],
    r: &mut [f64],
    jac: &mut [f64],
) -> Result<(), ValleyError> {
    let finite = |v: &[f64]| v.iter().all(|v| v.is_finite());
    let mut defined = problem.residuals(x, r).is_ok() && finite(r);
    if defined && problem.provides().jacobian {
        defined = problem.jacobian(x, jac).is_ok();
    } else if defined {
        let mut eval = |x: &[f64], r: &mut [f64]| problem.residuals(x, r).is_ok() && finite(r);
        let mut differences = Differences::new(x.len(), r.len());
        defined = differences.jacobian(&mut eval, x, r, jac, sizes, &[], Mode::Central);
    }
    if defined && finite(jac) { Ok(()) } else { Err(ValleyError::SolutionNotFinite) }
}
