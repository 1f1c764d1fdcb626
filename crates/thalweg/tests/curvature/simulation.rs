//! Skewness and bias are predictions about repeated experiments: the experiments.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use thalweg::curvature::RelativeCurvature;
use thalweg::{Local, Scatter};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Options, Real, Solver, Workspace};

/// y = b₁x/(b₂ + x), Michaelis and Menten's curve.
struct Saturating {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl GenericResiduals for Saturating {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        self.x.len()
    }
    fn residuals<T: Real>(&self, b: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for ((r, x), y) in r.iter_mut().zip(&self.x).zip(&self.y) {
            *r = b[0] * *x / (b[1] + *x) - *y;
        }
        Ok(())
    }
}

const TRUE: [f64; 2] = [100.0, 2.0];
const SIGMA: f64 = 3.0;
const REPEATS: usize = 20_000;

fn curve() -> Saturating {
    let x: Vec<f64> = (1..=12).map(|i| 0.5 * f64::from(i)).collect();
    let y = x.iter().map(|x| TRUE[0] * x / (TRUE[1] + x)).collect();
    Saturating { x, y }
}

#[test]
fn twenty_thousand_experiments_are_as_skewed_and_biased_as_said() {
    let truth = ExactProblem::new(curve());
    let mut options = Options::default();
    options.cascade = false;
    let solver = Solver::with_options(options.clone());
    let solution = solver.solve(&truth, &TRUE).unwrap();
    let scatter = Scatter { sigma: SIGMA, degrees_of_freedom: 10, known: true };
    let local = Local::with_scatter(&truth, &solution, &options, Some(scatter)).unwrap();
    let curved = RelativeCurvature::of(&local).unwrap();

    let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
    let mut workspace = Workspace::new();
    let mut drawn: Vec<[f64; 2]> = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let mut data = curve();
        data.y.iter_mut().for_each(|y| *y += SIGMA * rng.sample::<f64, _>(StandardNormal));
        let fit = solver.solve_with(&mut workspace, &ExactProblem::new(data), &TRUE).unwrap();
        assert!(fit.status.converged());
        drawn.push([fit.x[0], fit.x[1]]);
    }
    let n = REPEATS as f64;
    for k in 0..2 {
        let mut gradient = [0.0; 2];
        gradient[k] = 1.0;
        let mean = drawn.iter().map(|b| b[k]).sum::<f64>() / n;
        let moment = |power: i32| drawn.iter().map(|b| (b[k] - mean).powi(power)).sum::<f64>() / n;
        let error = moment(2).sqrt();
        let skewness = curved.skewness(&gradient, |_| 0.0).unwrap();
        let bias = curved.bias(&gradient, |_| 0.0).unwrap();
        // Both are of the first order in σ: the next one is some 10 % of it here. A mean of n is known to
        // 1/√n, a skewness to √(6/n).
        let found = moment(3) / moment(2).powf(1.5);
        let off = (found - skewness).abs();
        assert!(skewness > 0.3, "{skewness}");
        assert!(off < 0.2 * skewness + 4.0 * (6.0 / n).sqrt(), "{found} instead of {skewness}");
        let off = (mean - TRUE[k] - bias).abs();
        assert!(bias > 6.0 * error / n.sqrt(), "{bias}");
        assert!(off < 0.15 * bias + 4.0 * error / n.sqrt(), "{} instead of {bias}", mean - TRUE[k]);
    }
}
