//! Robust losses.

/// How much a residual costs: F = ½ Σ c² ρ(rᵢ²/c²), c the scale in units of r.
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
