//! Valleys to draw.

use thalweg::valley::{Valley, ValleyOptions, valley};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Problem, Real, Solver};
use thalweg_testdata::{nist, valleys};

/// A problem with the names of its parameters, a start and a solution.
pub struct Case {
    pub problem: Box<dyn Problem + Send + Sync>,
    pub names: Vec<String>,
    pub start: Vec<f64>,
    pub solution: Vec<f64>,
}

impl Case {
    pub fn draw(&self, options: &ValleyOptions) -> Valley {
        valley(&self.problem, &self.names, &self.start, &self.solution, options).unwrap()
    }
}

fn named(n: usize) -> Vec<String> {
    (1..=n).map(|j| format!("b{j}")).collect()
}

/// Start 1 of a NIST problem.
pub fn from_nist(name: &str) -> Case {
    let p = nist::problem(name).unwrap();
    Case {
        problem: nist::models::model(name).unwrap(),
        names: p.parameters.clone(),
        start: p.start1.clone(),
        solution: p.certified.clone(),
    }
}

/// One of the 22 valleys.
pub fn from_valleys(name: &str) -> Case {
    let v = valleys::valleys().into_iter().find(|v| v.name == name).unwrap();
    let names = named(v.start.len());
    Case { problem: v.problem, names, start: v.start, solution: v.minimiser }
}

/// Σ aₖ exp(−((t − cₖ)/wₖ)²), four peaks on 60 points: 12 parameters; or a decay of one.
struct Peaks {
    parameters: usize,
    y: Vec<f64>,
}

const PEAKS: [f64; 12] = [3.0, 1.0, 0.8, 2.0, 3.0, 1.1, 4.0, 5.2, 0.7, 1.5, 7.5, 1.6];

fn peak<T: Real>(x: &[T], t: f64) -> T {
    let mut sum = T::from(0.0);
    for p in x.chunks_exact(3) {
        let z = (-p[1] + t) / p[2];
        sum += p[0] * (-z * z).exp();
    }
    sum
}

impl GenericResiduals for Peaks {
    fn parameter_count(&self) -> usize {
        self.parameters
    }
    fn residual_count(&self) -> usize {
        self.y.len()
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (i, (r, y)) in r.iter_mut().zip(&self.y).enumerate() {
            let t = i as f64 * 0.15;
            let model = if self.parameters == 1 { (-x[0] * t).exp() * 2.0 } else { peak(x, t) };
            *r = model - *y;
        }
        Ok(())
    }
}

/// Noise that is the same everywhere.
fn noise(i: usize) -> f64 {
    0.03 * (12.9898 * i as f64).sin() + 0.02 * (78.233 * i as f64).sin()
}

/// Four peaks: 12 parameters.
pub fn twelve() -> Case {
    let y = (0..60).map(|i| peak(&PEAKS, i as f64 * 0.15) + noise(i)).collect();
    let problem = Box::new(ExactProblem::new(Peaks { parameters: 12, y }));
    let start: Vec<f64> =
        PEAKS.iter().enumerate().map(|(j, p)| p * (1.0 + 0.12 * (j as f64).cos())).collect();
    let solution = Solver::new().solve(&problem, &start).unwrap();
    assert!(solution.status.converged());
    Case { problem, names: named(12), start, solution: solution.x }
}

/// A decay: one parameter.
pub fn one() -> Case {
    let y = (0..40).map(|i| 2.0 * (-0.7 * i as f64 * 0.15).exp() + noise(i)).collect();
    let problem = Box::new(ExactProblem::new(Peaks { parameters: 1, y }));
    let solution = Solver::new().solve(&problem, &[4.0]).unwrap();
    Case { problem, names: vec!["rate".into()], start: vec![4.0], solution: solution.x }
}

/// r = (c ln x₁ + x₂ − 1, x₂ − 2): defined for x₁ > 0 only, from a start near the edge.
struct Logarithm;

impl GenericResiduals for Logarithm {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = x[0].ln() * 3.0 + x[1] - 1.0;
        r[1] = x[1] - 2.0;
        Ok(())
    }
}

/// Its solution is (e^(−1/3), 2).
pub fn with_an_edge() -> Case {
    let solution = vec![(-1.0_f64 / 3.0).exp(), 2.0];
    let problem = Box::new(ExactProblem::new(Logarithm));
    Case { problem, names: named(2), start: vec![0.02, -0.5], solution }
}

/// Rosenbrock's valley with both parameters in units of 1/`unit`.
struct InUnits(f64);

impl GenericResiduals for InUnits {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        let (a, b) = (x[0] / self.0, x[1] / self.0);
        r[0] = (b - a * a) * 10.0;
        r[1] = -a + 1.0;
        Ok(())
    }
}

/// Numbers of the size of `unit`.
pub fn in_units(unit: f64) -> Case {
    let problem = Box::new(ExactProblem::new(InUnits(unit)));
    Case { problem, names: named(2), start: vec![-1.2 * unit, 1.0 * unit], solution: vec![unit; 2] }
}
