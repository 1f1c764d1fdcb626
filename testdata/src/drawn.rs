//! Starts and units drawn at random, the same for the same seed on every machine: the sets R, S and
//! X of the damping study.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use thalweg_solver::{EvalError, Problem, Provides};

use crate::function::Model;
use crate::mgh::{self, MghInstance};
use crate::nist::{self, NistProblem};

/// Spread s of the starts, small and large; each is drawn [`DRAWS`] times.
const SPREADS: [f64; 2] = [0.5, 1.0];
const DRAWS: usize = 3;
/// A minimiser that is 0 has no size of its own.
const SMALLEST: f64 = 0.5;
/// Units reach from 10⁻³ to 10³.
const DECADES: f64 = 3.0;

/// The generator of one set: sets and seeds share no numbers.
fn generator(seed: u64, set: char) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64((u64::from(u32::from(set)) << 56) ^ seed)
}

/// R: starts xⱼ = x*ⱼ exp(s zⱼ) around NIST's certified estimates x*, z standard normal, s = ½ and 1,
/// three of each: 162.
///
/// ```
/// use thalweg_testdata::drawn::around_nist;
/// let drawn = around_nist(1);
/// assert_eq!(drawn.len(), 162);
/// assert_eq!(drawn[7].1, around_nist(1)[7].1);
/// assert_ne!(drawn[7].1, around_nist(2)[7].1);
/// ```
pub fn around_nist(seed: u64) -> Vec<(&'static NistProblem, Vec<f64>)> {
    let mut rng = generator(seed, 'R');
    let mut drawn = Vec::new();
    for problem in nist::problems() {
        for spread in SPREADS {
            for _ in 0..DRAWS {
                let scatter = |x: &f64| x * (spread * rng.sample::<f64, _>(StandardNormal)).exp();
                drawn.push((problem, problem.certified.iter().map(scatter).collect()));
            }
        }
    }
    drawn
}

/// S: starts xⱼ = x*ⱼ + 2 s max(|x*ⱼ|, ½) zⱼ around the best known minimiser of each problem of Moré,
/// Garbow and Hillstrom, z standard normal, s = ½ and 1, three of each; without the three linear
/// problems: 228.
///
/// ```
/// use thalweg_testdata::drawn::around_mgh;
/// let drawn = around_mgh(1);
/// assert_eq!(drawn.len(), 228);
/// assert!(drawn.iter().all(|(instance, _)| !instance.name().starts_with("linear")));
/// ```
pub fn around_mgh(seed: u64) -> Vec<(MghInstance, Vec<f64>)> {
    let mut rng = generator(seed, 'S');
    let mut drawn = Vec::new();
    for instance in mgh::instances() {
        let minima = instance.minima().iter().filter_map(|m| Some((m.cost(), m.x.as_ref()?)));
        let best = minima.min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, minimiser)) = best.filter(|_| !instance.name().starts_with("linear")) else {
            continue;
        };
        for spread in SPREADS {
            for _ in 0..DRAWS {
                let scatter = |x: &f64| {
                    let z: f64 = rng.sample(StandardNormal);
                    x + 2.0 * spread * x.abs().max(SMALLEST) * z
                };
                drawn.push((instance.clone(), minimiser.iter().map(scatter).collect()));
            }
        }
    }
    drawn
}

/// X: for NIST's problems and the number of each start, units 10ᵘ of the parameters, u uniform in
/// −3..3; use them with [`InUnits`]: 54.
///
/// ```
/// let drawn = thalweg_testdata::drawn::random_units(1);
/// assert_eq!(drawn.len(), 54);
/// assert!(drawn.iter().all(|(problem, start, units)| {
///     *start < 2
///         && units.len() == problem.parameters.len()
///         && units.iter().all(|u| (1e-3..1e3).contains(u))
/// }));
/// ```
pub fn random_units(seed: u64) -> Vec<(&'static NistProblem, usize, Vec<f64>)> {
    let mut rng = generator(seed, 'X');
    let mut unit = || 10f64.powf(rng.random_range(-DECADES..DECADES));
    let starts = nist::problems().iter().flat_map(|p| [(p, 0), (p, 1)]);
    starts.map(|(p, start)| (p, start, p.parameters.iter().map(|_| unit()).collect())).collect()
}

/// A problem whose parameters are measured in other units: zⱼ = uⱼ xⱼ.
///
/// ```
/// use thalweg_solver::Problem;
/// use thalweg_testdata::{drawn::InUnits, nist::{models::model, problem}};
/// let misra = problem("Misra1a").unwrap();
/// let scaled = InUnits::new(model("Misra1a").unwrap(), vec![1e3, 1e-3]);
/// let mut r = [0.0; 14];
/// scaled.residuals(&scaled.to_units(&misra.certified), &mut r)?;
/// let rss: f64 = r.iter().map(|r| r * r).sum();
/// assert!((rss - misra.certified_rss).abs() < 1e-10);
/// # Ok::<(), thalweg_solver::EvalError>(())
/// ```
pub struct InUnits {
    inner: Model,
    units: Vec<f64>,
}

impl InUnits {
    /// `units` has a positive factor uⱼ for each parameter of `inner`.
    pub fn new(inner: Model, units: Vec<f64>) -> Self {
        assert_eq!(inner.parameter_count(), units.len(), "one unit per parameter");
        Self { inner, units }
    }

    /// z of x.
    ///
    /// ```
    /// # use thalweg_testdata::{drawn::InUnits, nist::models::model};
    /// let scaled = InUnits::new(model("Misra1a").unwrap(), vec![1e3, 0.5]);
    /// assert_eq!(scaled.to_units(&[2.0, 8.0]), [2e3, 4.0]);
    /// ```
    pub fn to_units(&self, x: &[f64]) -> Vec<f64> {
        x.iter().zip(&self.units).map(|(x, u)| x * u).collect()
    }

    /// x of z.
    ///
    /// ```
    /// # use thalweg_testdata::{drawn::InUnits, nist::models::model};
    /// let scaled = InUnits::new(model("Misra1a").unwrap(), vec![1e3, 0.5]);
    /// assert_eq!(scaled.from_units(&[2e3, 4.0]), [2.0, 8.0]);
    /// ```
    pub fn from_units(&self, z: &[f64]) -> Vec<f64> {
        z.iter().zip(&self.units).map(|(z, u)| z / u).collect()
    }
}

impl Problem for InUnits {
    fn parameter_count(&self) -> usize {
        self.inner.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.inner.residual_count()
    }

    fn residuals(&self, z: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.inner.residuals(&self.from_units(z), r)
    }

    fn provides(&self) -> Provides {
        self.inner.provides()
    }

    fn jacobian(&self, z: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.inner.jacobian(&self.from_units(z), jac)?;
        for (column, unit) in jac.chunks_exact_mut(self.residual_count()).zip(&self.units) {
            column.iter_mut().for_each(|e| *e /= unit);
        }
        Ok(())
    }

    fn second_directional(&self, z: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.inner.second_directional(&self.from_units(z), &self.from_units(v), rvv)
    }

    fn linear_parameters(&self) -> &[usize] {
        self.inner.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        self.inner.data_norm()
    }
}
