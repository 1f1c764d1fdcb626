//! Other scales for a parameter: one-to-one functions under which its estimate may scatter more evenly.

/// A function φ of a parameter q, increasing or decreasing where it is used.
pub(super) struct Scale {
    /// φ in terms of `q`.
    pub text: &'static str,
    /// q in terms of φ, called `p`.
    pub back: &'static str,
    /// What the name of φ begins with.
    pub prefix: &'static str,
    /// Which q it is for.
    pub domain: fn(f64) -> bool,
    pub value: fn(f64) -> f64,
    pub slope: fn(f64) -> f64,
}

fn positive(q: f64) -> bool {
    q > 0.0
}

fn negative(q: f64) -> bool {
    q < 0.0
}

/// e^±q is a scale for numbers of ordinary size.
fn ordinary(q: f64) -> bool {
    q.abs() < 20.0
}

/// In the order of how natural they are; of those that do, the first is offered. The same function
/// stands twice where its text differs with the sign of q.
pub(super) const SCALES: &[Scale] = &[
    Scale {
        text: "log(q)",
        back: "exp(p)",
        prefix: "log_",
        domain: positive,
        value: f64::ln,
        slope: f64::recip,
    },
    Scale {
        text: "log(-q)",
        back: "-exp(p)",
        prefix: "log_",
        domain: negative,
        value: |q| (-q).ln(),
        slope: f64::recip,
    },
    Scale {
        text: "1/q",
        back: "1/p",
        prefix: "inverse_",
        domain: positive,
        value: f64::recip,
        slope: |q| -1.0 / (q * q),
    },
    Scale {
        text: "1/q",
        back: "1/p",
        prefix: "inverse_",
        domain: negative,
        value: f64::recip,
        slope: |q| -1.0 / (q * q),
    },
    Scale {
        text: "sqrt(q)",
        back: "p^2",
        prefix: "root_",
        domain: positive,
        value: f64::sqrt,
        slope: |q| 0.5 / q.sqrt(),
    },
    Scale {
        text: "sqrt(-q)",
        back: "-p^2",
        prefix: "root_",
        domain: negative,
        value: |q| (-q).sqrt(),
        slope: |q| -0.5 / (-q).sqrt(),
    },
    Scale {
        text: "q^2",
        back: "sqrt(p)",
        prefix: "square_",
        domain: positive,
        value: |q| q * q,
        slope: |q| 2.0 * q,
    },
    Scale {
        text: "q^2",
        back: "-sqrt(p)",
        prefix: "square_",
        domain: negative,
        value: |q| q * q,
        slope: |q| 2.0 * q,
    },
    Scale {
        text: "1/sqrt(q)",
        back: "1/p^2",
        prefix: "inverse_root_",
        domain: positive,
        value: |q| 1.0 / q.sqrt(),
        slope: |q| -0.5 / (q * q.sqrt()),
    },
    Scale {
        text: "1/q^2",
        back: "1/sqrt(p)",
        prefix: "inverse_square_",
        domain: positive,
        value: |q| 1.0 / (q * q),
        slope: |q| -2.0 / (q * q * q),
    },
    Scale {
        text: "q^3",
        back: "cbrt(p)",
        prefix: "cube_",
        domain: positive,
        value: |q| q * q * q,
        slope: |q| 3.0 * q * q,
    },
    Scale {
        text: "exp(-q)",
        back: "-log(p)",
        prefix: "exp_minus_",
        domain: ordinary,
        value: |q| (-q).exp(),
        slope: |q| -(-q).exp(),
    },
    Scale {
        text: "exp(q)",
        back: "log(p)",
        prefix: "exp_",
        domain: ordinary,
        value: f64::exp,
        slope: f64::exp,
    },
];

impl Scale {
    /// How far a profile interval and Wald's disagree in this scale, as a part of the half width of
    /// Wald's. `wald_half`: half width in terms of q. None where the scale does not cover the interval.
    pub(super) fn disagreement(
        &self,
        estimate: f64,
        wald_half: f64,
        profile: (f64, f64),
    ) -> Option<f64> {
        let (low, high) = profile;
        if ![low, estimate, high].into_iter().all(self.domain) {
            return None;
        }
        let (at, half) = ((self.value)(estimate), (self.slope)(estimate) * wald_half);
        // Signed: a decreasing scale turns both the ends and the half width round.
        let end = |q: f64, sign: f64| (((self.value)(q) - at) / half - sign).abs();
        let worst = end(low, -1.0).max(end(high, 1.0));
        worst.is_finite().then_some(worst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_the_values() {
        for scale in SCALES {
            for q in [-7.0, -0.3, 0.4, 2.0, 11.0].into_iter().filter(|q| (scale.domain)(*q)) {
                let h = 1e-6 * q;
                let difference = ((scale.value)(q + h) - (scale.value)(q - h)) / (2.0 * h);
                let slope = (scale.slope)(q);
                assert!((difference / slope - 1.0).abs() < 1e-7, "{} at {q}", scale.text);
            }
        }
    }

    #[test]
    fn an_interval_even_in_a_scale_agrees_there() {
        // log q = 1 ± 0.7: half width 0.7·e in q.
        let (low, high) = (0.3_f64.exp(), 1.7_f64.exp());
        let e = 1.0_f64.exp();
        let log = SCALES[0].disagreement(e, 0.7 * e, (low, high)).unwrap();
        let inverse = SCALES[2].disagreement(e, 0.7 * e, (low, high)).unwrap();
        assert!(log < 1e-14 && inverse > 0.2, "{log} {inverse}");
        assert!(SCALES[1].disagreement(e, 0.7 * e, (low, high)).is_none());
    }
}
