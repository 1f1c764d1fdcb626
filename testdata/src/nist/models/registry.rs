//! Which model belongs to which problem.

use crate::function::Model;

use super::curve::Regression;
use super::exponential::{
    Chwirut, Eckerle4, Gauss, Lanczos, Mgh10, Mgh17, Nelson, Rat42, Rat43, Saturation,
};
use super::miscellaneous::{Bennett5, DanWood, Enso, Misra1b, Misra1c, Misra1d, Roszman1};
use super::rational::{Cubics, Mgh09, Quadratics};
use crate::nist::problem;

/// The hand-written model of a problem, named in upper or lower case; None if there is no such
/// problem.
///
/// ```
/// use thalweg_testdata::nist::{models::model, problem};
/// let misra = model("Misra1a").unwrap();
/// let mut r = [0.0; 14];
/// misra.residuals(&problem("Misra1a").unwrap().certified, &mut r)?;
/// let rss: f64 = r.iter().map(|r| r * r).sum();
/// assert!((rss - 0.12455138894).abs() < 1e-10);
/// # Ok::<(), thalweg_solver::EvalError>(())
/// ```
pub fn model(name: &str) -> Option<Model> {
    let p = problem(name)?;
    Some(match p.name.as_str() {
        "Misra1a" | "BoxBOD" => Box::new(Regression::<Saturation, 2, 1>::new(p)),
        "Chwirut1" | "Chwirut2" => Box::new(Regression::<Chwirut, 3, 1>::new(p)),
        "Lanczos1" | "Lanczos2" | "Lanczos3" => Box::new(Regression::<Lanczos, 6, 1>::new(p)),
        "Gauss1" | "Gauss2" | "Gauss3" => Box::new(Regression::<Gauss, 8, 1>::new(p)),
        "Nelson" => Box::new(Regression::<Nelson, 3, 2>::new(p)),
        "MGH17" => Box::new(Regression::<Mgh17, 5, 1>::new(p)),
        "MGH10" => Box::new(Regression::<Mgh10, 3, 1>::new(p)),
        "Eckerle4" => Box::new(Regression::<Eckerle4, 3, 1>::new(p)),
        "Rat42" => Box::new(Regression::<Rat42, 3, 1>::new(p)),
        "Rat43" => Box::new(Regression::<Rat43, 4, 1>::new(p)),
        "Kirby2" => Box::new(Regression::<Quadratics, 5, 1>::new(p)),
        "Hahn1" | "Thurber" => Box::new(Regression::<Cubics, 7, 1>::new(p)),
        "MGH09" => Box::new(Regression::<Mgh09, 4, 1>::new(p)),
        "Misra1b" => Box::new(Regression::<Misra1b, 2, 1>::new(p)),
        "Misra1c" => Box::new(Regression::<Misra1c, 2, 1>::new(p)),
        "Misra1d" => Box::new(Regression::<Misra1d, 2, 1>::new(p)),
        "DanWood" => Box::new(Regression::<DanWood, 2, 1>::new(p)),
        "Roszman1" => Box::new(Regression::<Roszman1, 4, 1>::new(p)),
        "ENSO" => Box::new(Regression::<Enso, 9, 1>::new(p)),
        "Bennett5" => Box::new(Regression::<Bennett5, 3, 1>::new(p)),
        _ => return None,
    })
}
