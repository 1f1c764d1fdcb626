//! The relative curvature array of a fit, and what follows from it.

use super::form::{Form, place};
use crate::local::Local;
use crate::size::scaled_norm;

/// The level of the confidence region that curvatures are compared with; tables and critical values
/// are for this one.
const LEVEL: f64 = 0.95;

/// Second derivatives of the fitted values along directions one standard error long, in units of σ:
/// their part in the tangent plane bends the lines of constant parameters, their part across it the
/// surface itself (Bates & Watts 1980; Seber & Wild 1989, ch. 4).
///
/// Directions that the data do not determine take no part, nor do parameters that are held.
///
/// ```
/// use thalweg::{Fit, Table};
/// use thalweg::curvature::RelativeCurvature;
/// let table = Table::new().with("x", [1.0, 2.0, 3.0, 4.0])?.with("y", [1.1, 1.4, 1.8, 1.9])?;
/// let fit = Fit::new("y ~ x^q").declare("q=1").scrutiny(false);
/// fit.with_problem(&table, &mut |_| std::ops::ControlFlow::Continue(()), |p| {
///     let local = p.local().unwrap();
///     let curved = RelativeCurvature::of(&local).unwrap();
///     // A power law bends its one parameter's line more than its curve of fitted values.
///     assert!(curved.parameter_effects().maximum() > curved.intrinsic().maximum());
///     // A small x^q has a longer way to go than a large one: q is skewed to the left.
///     assert!(curved.skewness(&[1.0], |_| 0.0).unwrap() < 0.0);
/// })?;
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub struct RelativeCurvature<'a> {
    local: &'a Local<'a>,
    /// The directions, σ each, length n.
    steps: Vec<Vec<f64>>,
    sigma: f64,
    /// √(p F), in standard errors.
    radius: f64,
    /// Of each column (b, c): qₐ·∂²η/∂b∂c over σ, for all a.
    tangential: Vec<Vec<f64>>,
    /// What is left of each column.
    normal: Vec<Vec<f64>>,
}

impl<'a> RelativeCurvature<'a> {
    /// Of a fit. None without a scatter, or where a second derivative is not finite.
    ///
    /// Cost: p(p + 1)/2 second derivatives of all rows, and 2 m p³ operations.
    pub fn of(local: &'a Local<'a>) -> Option<Self> {
        let scatter = local.scatter?;
        let (sigma, p, m) = (scatter.sigma, local.rank(), local.rows());
        let second = local.second_derivatives()?;
        let basis = local.at.basis();
        let (mut tangential, mut normal) = (Vec::new(), Vec::new());
        for c in 0..p {
            for b in 0..=c {
                let mut rest: Vec<f64> = second.entry(b, c).iter().map(|w| w / sigma).collect();
                let mut within = vec![0.0; p];
                // Twice: the basis is orthonormal only as far as the Jacobian is well conditioned.
                for _ in 0..2 {
                    for (t, q) in within.iter_mut().zip(basis.chunks_exact(m)) {
                        let part: f64 = q.iter().zip(&rest).map(|(q, r)| q * r).sum();
                        *t += part;
                        rest.iter_mut().zip(q).for_each(|(r, q)| *r -= part * q);
                    }
                }
                if within.iter().chain(&rest).any(|v| !v.is_finite()) {
                    return None;
                }
                tangential.push(within);
                normal.push(rest);
            }
        }
        let mut steps = local.at.directions();
        steps.iter_mut().flatten().for_each(|d| *d *= sigma);
        let radius = scatter.radius(LEVEL, p);
        Some(Self { local, steps, sigma, radius, tangential, normal })
    }

    /// How the surface of fitted values bends, whatever its parameters are.
    /// Times [`radius`](Self::radius) it is the curvature relative to the 95 % region, γ√F.
    /// Cost: m p⁴/8.
    pub fn intrinsic(&self) -> Form {
        Form::of(self.steps.len(), &self.normal)
    }

    /// How the lines of constant parameters bend on that surface, and how unevenly they lie; as
    /// [`intrinsic`](Self::intrinsic). Cost: p⁵/8.
    pub fn parameter_effects(&self) -> Form {
        Form::of(self.steps.len(), &self.tangential)
    }

    /// √(p F(p, n − p; 0.95)), the radius of the 95 % region in standard errors.
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// Hougaard's skewness of the estimate of a quantity φ(x): its third central moment over the cube
    /// of its standard error (Hougaard 1985; Ratkowsky 1990, p. 27, for a parameter).
    ///
    /// `gradient`: ∂φ/∂x, length n. `second`: d²φ(x + t v)/dt² for a v of length n; 0 for a parameter.
    /// With e the direction of φ among the steps, it is 3(φ″(e)/se − qₑ·η″(e)/σ): the rate at which
    /// φ leaves its tangent less that at which the fitted values run ahead of theirs.
    /// None where φ is not determined, or does not depend on anything that is estimated.
    pub fn skewness(&self, gradient: &[f64], second: impl Fn(&[f64]) -> f64) -> Option<f64> {
        let u = self.local.at.conditioning.coordinates(gradient)?;
        let length = scaled_norm(u.iter().copied());
        let e: Vec<f64> = u.iter().map(|u| u / length).collect();
        let mut step = vec![0.0; self.local.x().len()];
        for (e, d) in e.iter().zip(&self.steps) {
            step.iter_mut().zip(d).for_each(|(s, d)| *s += e * d);
        }
        let mut along = 0.0;
        for (c, ec) in e.iter().enumerate() {
            for (b, eb) in e.iter().enumerate() {
                let column = &self.tangential[place(b.min(c), b.max(c))];
                let part: f64 = column.iter().zip(&e).map(|(t, e)| t * e).sum();
                along += eb * ec * part;
            }
        }
        let skewness = 3.0 * (second(&step) / (self.sigma * length) - along);
        skewness.is_finite().then_some(skewness)
    }

    /// Box's bias of the estimate of a quantity, in its own unit: its expectation less the true value,
    /// to the order of σ² (Box 1971). Arguments as of [`skewness`](Self::skewness).
    pub fn bias(&self, gradient: &[f64], second: impl Fn(&[f64]) -> f64) -> Option<f64> {
        let u = self.local.at.conditioning.coordinates(gradient)?;
        if u.iter().all(|u| *u == 0.0) {
            return None;
        }
        let mut bias = 0.0;
        for (b, step) in self.steps.iter().enumerate() {
            let column = &self.tangential[place(b, b)];
            let ahead: f64 = column.iter().zip(&u).map(|(t, u)| t * u).sum();
            bias += 0.5 * (second(step) - self.sigma * ahead);
        }
        bias.is_finite().then_some(bias)
    }
}
