//! Models computed in float32: fitted as far as their noise allows, and never called a success
//! where they are not.

use thalweg_solver::{EvalError, Problem, Solver};
use thalweg_testdata::nist;

/// NIST's models with every value rounded to 24 bits, and no derivatives.
struct Float32 {
    inner: thalweg_testdata::Model,
    response: Vec<f64>,
}

impl Problem for Float32 {
    fn parameter_count(&self) -> usize {
        self.inner.parameter_count()
    }
    fn residual_count(&self) -> usize {
        self.inner.residual_count()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.inner.residuals(x, r)?;
        for (r, y) in r.iter_mut().zip(&self.response) {
            *r = f64::from((*r + y) as f32) - y;
        }
        Ok(())
    }
    fn data_norm(&self) -> Option<f64> {
        self.inner.data_norm()
    }
}

#[test]
fn noise_is_recognised_and_nothing_false_is_claimed() {
    let (mut converged, mut right) = (0, 0);
    for problem in nist::problems() {
        for start in problem.starts() {
            let inner = nist::models::model(&problem.name).unwrap();
            let model = Float32 { inner, response: problem.response() };
            let s = Solver::new().solve(&model, start).unwrap();
            assert!(
                s.evidence.noise > 1e-11 && s.evidence.noise < 1e-6,
                "{}: noise {:.1e}",
                problem.name,
                s.evidence.noise
            );
            // How far from the certified values, in certified standard errors.
            let offset =
                s.x.iter()
                    .zip(&problem.certified)
                    .zip(&problem.certified_std)
                    .map(|((x, c), e)| ((x - c) / e).abs())
                    .fold(0.0, f64::max);
            println!(
                "{:10} {:12} {:.1e} standard errors, noise {:.1e}, {:?}",
                problem.name,
                s.status.code(),
                offset,
                s.evidence.noise,
                s.counts
            );
            converged += usize::from(s.status.converged());
            right += usize::from(offset < 0.1);
            // The Lanczos data are exact to more digits than float32 has: there the noise of the
            // model is 10³ to 10⁶ times the residual, and standard errors from the data mean
            // nothing. An exact fit is what can be seen.
            if s.status.converged() && !problem.name.starts_with("Lanczos") {
                assert!(offset < 0.1, "{}: {offset} standard errors away", problem.name);
            }
        }
    }
    println!("{converged} of 54 converged, {right} within a tenth of a standard error");
    // 43 and 45 when this was written; the others are Lanczos, MGH10, MGH17 and Bennett5, whose
    // valleys are flatter than the noise, and one BoxBOD.
    assert!(converged >= 43 && right >= 45, "{converged} and {right} of 54");
}
