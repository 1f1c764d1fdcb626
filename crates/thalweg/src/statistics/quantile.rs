//! Quantiles for confidence intervals.

use statrs::distribution::{
    ChiSquared, Continuous, ContinuousCDF, FisherSnedecor, Normal, StudentsT,
};

/// How many standard errors a two-sided interval reaches, or a quantile of a squared distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantile(Option<f64>);

impl Quantile {
    /// Normal: the standard deviations of the data are known.
    pub(crate) fn normal(level: f64) -> Self {
        let p = 0.5 + 0.5 * level;
        Self(Normal::new(0.0, 1.0).ok().map(|d| refine(&d, d.inverse_cdf(p), p)))
    }

    /// Student's t: the scatter is estimated with so many degrees of freedom.
    pub(crate) fn student(level: f64, degrees_of_freedom: usize) -> Self {
        let nu = degrees_of_freedom as f64;
        if nu > MANY {
            return Self(Self::normal(level).0.map(|z| student_of_many(z, nu)));
        }
        let p = 0.5 + 0.5 * level;
        let t = StudentsT::new(0.0, 1.0, nu).ok();
        Self(t.map(|d| refine(&d, d.inverse_cdf(p), p)))
    }

    /// Upper quantile of χ² with p degrees of freedom.
    pub(crate) fn chi_squared(level: f64, p: usize) -> Self {
        Self(chi_squared(level, p as f64))
    }

    /// Upper quantile of Fisher's F with (p, degrees of freedom).
    pub(crate) fn fisher(level: f64, p: usize, degrees_of_freedom: usize) -> Self {
        let (p, nu) = (p as f64, degrees_of_freedom as f64);
        if nu > MANY {
            return Self(chi_squared(level, p).map(|q| fisher_of_many(q, p, nu)));
        }
        let d = FisherSnedecor::new(p, nu).ok();
        Self(d.map(|d| refine(&d, d.inverse_cdf(level), level)))
    }

    /// The number itself; None where the distribution does not exist.
    pub(crate) fn value(&self) -> Option<f64> {
        self.0
    }

    /// estimate ± quantile·error.
    pub(crate) fn interval(&self, estimate: f64, error: f64) -> Option<(f64, f64)> {
        let half = self.0? * error;
        half.is_finite().then_some((estimate - half, estimate + half))
    }
}

/// Degrees of freedom beyond which the library's inverse does not end, and the first terms in 1/ν are exact.
const MANY: f64 = 1e6;

/// Student's t from the normal quantile (Abramowitz & Stegun 1964, 26.7.5).
fn student_of_many(z: f64, nu: f64) -> f64 {
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    z + (first + second / nu) / nu
}

/// Fisher's F from the quantile of χ² (the first term of its expansion in 1/ν).
fn fisher_of_many(q: f64, p: f64, nu: f64) -> f64 {
    (q + q * (q - p + 2.0) / (2.0 * nu)) / p
}

fn chi_squared(level: f64, p: f64) -> Option<f64> {
    let d = ChiSquared::new(p).ok();
    d.map(|d| refine(&d, d.inverse_cdf(level), level))
}

/// Newton steps on the distribution function: the library's inverse stops early.
fn refine<D: Continuous<f64, f64> + ContinuousCDF<f64, f64>>(d: &D, mut t: f64, p: f64) -> f64 {
    for _ in 0..3 {
        let step = (d.sf(t) - (1.0 - p)) / d.pdf(t);
        if !step.is_finite() {
            break;
        }
        t += step;
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_quantiles() {
        // R 4: qt(0.975, c(1, 2, 12, 100, 1e6)), qt(0.995, 5), qnorm(0.975).
        for (level, dof, t) in [
            (0.95, 1, 12.706204736174707),
            (0.95, 2, 4.302652729749464),
            (0.95, 12, 2.178812829667228),
            (0.95, 100, 1.983971518523552),
            (0.95, 1_000_000, 1.959966356779108),
            (0.99, 5, 4.032142983555228),
        ] {
            let Quantile(Some(found)) = Quantile::student(level, dof) else { panic!("{dof}") };
            assert!((found / t - 1.0).abs() < 1e-9, "{dof}: {found} instead of {t}");
        }
        let Quantile(Some(z)) = Quantile::normal(0.95) else { panic!("normal") };
        assert!((z - 1.959963984540054).abs() < 1e-10);
    }

    #[test]
    fn published_quantiles_of_squared_distances() {
        // R 4: qf(0.95, c(1, 2, 4), c(12, 12, 154)), qf(0.99, 3, 2), qchisq(0.95, c(1, 5)).
        for (level, p, dof, want) in [
            (0.95, 1, 12, 4.747225346722511),
            (0.95, 2, 12, 3.885293834652392),
            (0.95, 4, 154, 2.430384511748829),
            (0.99, 3, 2, 99.16620137447144),
        ] {
            let found = Quantile::fisher(level, p, dof).value().unwrap();
            assert!((found / want - 1.0).abs() < 1e-8, "{p} {dof}: {found} instead of {want}");
        }
        for (p, want) in [(1, 3.841458820694124), (5, 11.07049769351635)] {
            let found = Quantile::chi_squared(0.95, p).value().unwrap();
            assert!((found / want - 1.0).abs() < 1e-9, "{p}: {found}");
        }
    }

    #[test]
    fn many_degrees_of_freedom_are_the_limit_of_some() {
        for level in [0.5, 0.9, 0.95, 0.999] {
            let z = Quantile::normal(level).value().unwrap();
            let t = Quantile::student(level, 100_000).value().unwrap();
            assert!((student_of_many(z, 1e5) / t - 1.0).abs() < 1e-9, "{level}: {t}");
            let square = fisher_of_many(Quantile::chi_squared(level, 1).value().unwrap(), 1.0, 1e5);
            assert!((square / (t * t) - 1.0).abs() < 1e-8, "{level}: {square}");
            // The library's F is good to 5 digits here.
            for p in [1, 3, 10] {
                let q = Quantile::chi_squared(level, p).value().unwrap();
                let f = Quantile::fisher(level, p, 100_000).value().unwrap();
                let many = fisher_of_many(q, p as f64, 1e5);
                assert!((many / f - 1.0).abs() < 2e-5, "{level} {p}: {f} {many}");
            }
        }
        // These ended never: R 4: qt(0.975, 1e8).
        for many in [1_000_001, 100_000_000, 10_000_000_000] {
            let t = Quantile::student(0.95, many).value().unwrap();
            assert!((t - 1.959963984540054).abs() < 3e-6, "{many}: {t}");
            assert!(Quantile::fisher(0.95, 3, many).value().unwrap() > 2.6);
        }
    }

    #[test]
    fn no_degrees_of_freedom_no_interval() {
        assert_eq!(Quantile::student(0.95, 0).interval(1.0, 0.1), None);
    }
}
