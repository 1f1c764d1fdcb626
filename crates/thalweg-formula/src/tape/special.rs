//! Functions that only derivatives need, one number at a time.

/// J_n(x)/xⁿ for n ≥ 1: the power series near 0 (DLMF 10.2.2), else forward recurrence
/// (DLMF 10.6.1), which is stable for n < |x|. Absolute error below 1e-15.
pub(super) fn bessel_ratio(n: u8, x: f64) -> f64 {
    let order = f64::from(n);
    if x.abs() <= order + 2.0 {
        let z = -0.25 * x * x;
        let mut term = 1.0;
        for k in 1..=n {
            term /= 2.0 * f64::from(k);
        }
        let mut sum = term;
        let mut k = 1.0;
        while term.abs() > 1e-18 * sum.abs() && k < 200.0 {
            term *= z / (k * (k + order));
            sum += term;
            k += 1.0;
        }
        return sum;
    }
    let inverse = 1.0 / x;
    if inverse == 0.0 {
        return 0.0;
    }
    // R_k = J_k/x^k obeys R_{k+1} = (2k R_k − R_{k−1})/x².
    let (mut before, mut ratio) = (libm::j0(x), libm::j1(x) * inverse);
    for k in 1..n {
        let next = (2.0 * f64::from(k) * ratio - before) * inverse * inverse;
        before = ratio;
        ratio = next;
    }
    ratio
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bessel_ratios_meet_the_library_and_each_other() {
        for n in 1..4u8 {
            for i in 1..400 {
                let x = f64::from(i) * 0.05;
                let expected = libm::jn(i32::from(n), x) / x.powi(i32::from(n));
                let got = bessel_ratio(n, x);
                assert!((got - expected).abs() < 1e-15, "J{n}({x}): {got} for {expected}");
            }
        }
        assert_eq!(bessel_ratio(1, 0.0), 0.5);
        assert_eq!(bessel_ratio(2, 0.0), 0.125);
        assert_eq!(bessel_ratio(1, f64::INFINITY), 0.0);
    }
}
