//! Robust losses.

/// How much a residual costs: F = ½ Σ c² ρ(rᵢ²/c²), c the scale in units of r.
///
/// Every ρ has ρ(0) = 0 and ρ′(0) = 1: residuals small against c cost what they cost in least
/// squares. A residual beyond 10³⁰⁷ c counts as 10³⁰⁷ c.
///
/// ```
/// use thalweg_solver::Loss;
/// let huber = Loss::Huber { scale: 2.0 };
/// assert_eq!(huber.contribution(1.0), 1.0); // inside: r²
/// assert_eq!(huber.contribution(-5.0), 16.0); // beyond: c (2|r| − c)
/// assert_eq!(huber.weight(-4.0), 0.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Loss {
    /// ρ(z) = z.
    #[default]
    Squared,
    /// ρ(z) = z for z ≤ 1, 2√z − 1 beyond (Huber 1964).
    Huber {
        /// c.
        scale: f64,
    },
    /// ρ(z) = 2(√(1+z) − 1).
    SoftL1 {
        /// c.
        scale: f64,
    },
    /// ρ(z) = ln(1+z).
    Cauchy {
        /// c.
        scale: f64,
    },
    /// ρ(z) = arctan z.
    Arctan {
        /// c.
        scale: f64,
    },
    /// ρ(z) = (1 − (1−z)³)/3 for z ≤ 1, 1/3 beyond (Tukey's biweight).
    Tukey {
        /// c.
        scale: f64,
    },
}

/// The least curvature a row keeps, as a share of ρ′. Where ρ″ < 0 the true curvature
/// ρ′ + 2ρ″z falls to 0 or below. Triggs et al. (2000, section 4.3) stop it short of 0 without
/// naming a number; SciPy takes 2e-16, which lets the row of an outlier grow by 7e7 and drown
/// the other rows in its rounding errors. With 0.01 no row grows by more than 10, one digit, and
/// the false curvature of an outlier is 1 % of that of reweighted least squares.
const LEAST_CURVATURE: f64 = 0.01;

impl Loss {
    /// c; none for [`Loss::Squared`], which needs none.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Cauchy { scale: 0.1 }.scale(), Some(0.1));
    /// ```
    pub fn scale(&self) -> Option<f64> {
        match *self {
            Self::Squared => None,
            Self::Huber { scale }
            | Self::SoftL1 { scale }
            | Self::Cauchy { scale }
            | Self::Arctan { scale }
            | Self::Tukey { scale } => Some(scale),
        }
    }

    /// An error in words unless the scale is positive and finite.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert!(Loss::Tukey { scale: 4.685 }.validate().is_ok());
    /// assert!(Loss::Tukey { scale: -1.0 }.validate().is_err());
    /// ```
    pub fn validate(&self) -> Result<(), &'static str> {
        match self.scale() {
            Some(c) if !(c > 0.0 && c.is_finite()) => {
                Err("the scale of a loss must be positive and finite")
            }
            _ => Ok(()),
        }
    }

    /// The residual whose square is what `r` costs: s = ±c √ρ(r²/c²), with the sign of r, so that
    /// F = ½‖s‖². Differences and norms of s do not overflow where c²ρ does.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Squared.effective(-1e300), -1e300);
    /// assert_eq!(Loss::Huber { scale: 1.0 }.effective(-5.0), -3.0); // ρ(25) = 2·5 − 1
    /// ```
    pub fn effective(&self, r: f64) -> f64 {
        let Some(c) = self.scale() else { return r };
        let u = in_scales(r, c);
        // √ρ(z) = √z (1 + O(z)) for every ρ, where z itself might underflow.
        if u.abs() < 1e-9 {
            return r;
        }
        let z = u * u;
        let root = match self {
            Self::Squared => return r,
            Self::Huber { .. } if u.abs() <= 1.0 => return r,
            Self::Huber { .. } => (2.0 * u.abs() - 1.0).sqrt().copysign(u),
            // 2(√(1+z) − 1) = 2z/(1 + √(1+z)) without the cancellation.
            Self::SoftL1 { .. } => u * (2.0 / (1.0 + u.hypot(1.0))).sqrt(),
            Self::Cauchy { .. } if z.is_finite() => z.ln_1p().sqrt().copysign(u),
            Self::Cauchy { .. } => (2.0 * u.abs().ln()).sqrt().copysign(u),
            Self::Arctan { .. } => z.atan().sqrt().copysign(u),
            // (1 − (1−z)³)/3 = z (1 − z + z²/3) without the cancellation.
            Self::Tukey { .. } if u.abs() < 1.0 => u * (1.0 - z + z * z / 3.0).sqrt(),
            Self::Tukey { .. } => (1.0_f64 / 3.0).sqrt().copysign(u),
        };
        c * root
    }

    /// c² ρ(r²/c²): twice what `r` adds to F. Its derivative in r is 2r·[`weight`](Self::weight),
    /// its second derivative 2·[`curvature`](Self::curvature).
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Squared.contribution(3.0), 9.0);
    /// assert_eq!(Loss::SoftL1 { scale: 1.0 }.contribution(0.0), 0.0);
    /// ```
    pub fn contribution(&self, r: f64) -> f64 {
        let s = self.effective(r);
        s * s
    }

    /// F = ½ Σ c² ρ(rᵢ²/c²).
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Squared.cost(&[3.0, 4.0]), 12.5);
    /// ```
    pub fn cost(&self, r: &[f64]) -> f64 {
        0.5 * r.iter().map(|&r| self.contribution(r)).sum::<f64>()
    }

    /// ρ′(r²/c²), in 0..1: what reweighted least squares would weigh this residual with.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Cauchy { scale: 2.0 }.weight(2.0), 0.5);
    /// assert_eq!(Loss::Tukey { scale: 2.0 }.weight(2.5), 0.0);
    /// ```
    pub fn weight(&self, r: f64) -> f64 {
        self.slopes(r).0
    }

    /// ρ′ + 2ρ″z at z = r²/c²: half the second derivative of [`contribution`](Self::contribution)
    /// in r, below 0 where the loss bends down.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Huber { scale: 1.0 }.curvature(0.5), 1.0);
    /// assert_eq!(Loss::Huber { scale: 1.0 }.curvature(1.5), 0.0);
    /// ```
    pub fn curvature(&self, r: f64) -> f64 {
        let (weight, ratio) = self.slopes(r);
        weight * ratio
    }

    /// Turns r (length m) and J (m×n by columns) into r̃ and J̃ whose linear least-squares problem
    /// ½‖r̃ + J̃p‖² has the gradient of F, Jᵀ(ρ′r), and the curvature Σ (ρ′ + 2ρ″z) JᵢJᵢᵀ of F
    /// (Triggs et al. 2000, eq. 11; each row's curvature is kept at 0.01 ρ′ or more).
    ///
    /// Row i of J is multiplied by `row_scale[i]` (length m, written here). [`Loss::Squared`]
    /// leaves both as they are. ‖r̃‖ is *not* the norm that belongs to F: that is
    /// ‖[`effective`](Self::effective)‖.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// let (mut r, mut jac, mut row_scale) = ([0.5, 9.0], [1.0, 1.0], [0.0; 2]);
    /// Loss::Tukey { scale: 3.0 }.reshape(&mut r, &mut jac, &mut row_scale);
    /// assert_eq!((r[1], jac[1]), (0.0, 0.0)); // an outlier that counts no more
    /// ```
    pub fn reshape(&self, r: &mut [f64], jac: &mut [f64], row_scale: &mut [f64]) {
        if *self == Self::Squared {
            row_scale.fill(1.0);
            return;
        }
        for (r, scale) in r.iter_mut().zip(row_scale.iter_mut()) {
            let (weight, ratio) = self.slopes(*r);
            let (root, bend) = (weight.sqrt(), ratio.max(LEAST_CURVATURE).sqrt());
            *scale = root * bend;
            *r *= root / bend;
        }
        for column in jac.chunks_exact_mut(row_scale.len().max(1)) {
            for (entry, scale) in column.iter_mut().zip(row_scale.iter()) {
                *entry *= scale;
            }
        }
    }

    /// (ρ′, (ρ′ + 2ρ″z)/ρ′) at z = r²/c². The ratio is 0 where ρ′ is.
    fn slopes(&self, r: f64) -> (f64, f64) {
        let Some(c) = self.scale() else { return (1.0, 1.0) };
        let u = in_scales(r, c).abs();
        let z = u * u;
        match self {
            Self::Squared => (1.0, 1.0),
            // 1; u⁻¹, −u⁻³/2.
            Self::Huber { .. } if u <= 1.0 => (1.0, 1.0),
            Self::Huber { .. } => (1.0 / u, 0.0),
            // q⁻¹, −q⁻³/2 with q = √(1+z).
            Self::SoftL1 { .. } => {
                let q = u.hypot(1.0);
                (1.0 / q, 1.0 / q / q)
            }
            // (1+z)⁻¹, −(1+z)⁻².
            Self::Cauchy { .. } => (1.0 / (1.0 + z), 2.0 / (1.0 + z) - 1.0),
            // (1+z²)⁻¹, −2z(1+z²)⁻².
            Self::Arctan { .. } => {
                let t = 1.0 + z * z;
                (1.0 / t, 4.0 / t - 3.0)
            }
            // (1−z)², −2(1−z).
            Self::Tukey { .. } if u < 1.0 => {
                let t = 1.0 - z;
                (t * t, (1.0 - 5.0 * z) / t)
            }
            Self::Tukey { .. } => (0.0, 0.0),
        }
    }
}

/// r/c, kept inside what f64 can double.
fn in_scales(r: f64, c: f64) -> f64 {
    (r / c).clamp(-1e307, 1e307)
}
