//! Exact derivatives against central differences of the same function, and against known values.

use proptest::prelude::*;
use thalweg_solver::derivative::{Dual, Jet};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Problem, Real};

/// Calls a test for every unary function, with an interval on which it is smooth.
macro_rules! for_each_function {
    ($check:ident, $u:expr) => {
        $check!(exp, $u, -3.0, 3.0);
        $check!(exp_m1, $u, -3.0, 3.0);
        $check!(ln, $u, 0.1, 5.0);
        $check!(ln_1p, $u, -0.8, 5.0);
        $check!(log2, $u, 0.1, 5.0);
        $check!(log10, $u, 0.1, 5.0);
        $check!(sqrt, $u, 0.1, 5.0);
        $check!(cbrt, $u, 0.1, 5.0);
        $check!(cbrt, $u, -5.0, -0.1);
        $check!(sin, $u, -4.0, 4.0);
        $check!(cos, $u, -4.0, 4.0);
        $check!(tan, $u, -1.3, 1.3);
        $check!(asin, $u, -0.9, 0.9);
        $check!(acos, $u, -0.9, 0.9);
        $check!(atan, $u, -4.0, 4.0);
        $check!(sinh, $u, -3.0, 3.0);
        $check!(cosh, $u, -3.0, 3.0);
        $check!(tanh, $u, -3.0, 3.0);
        $check!(abs, $u, 0.1, 5.0);
        $check!(abs, $u, -5.0, -0.1);
        $check!(recip, $u, 0.2, 5.0);
        $check!(recip, $u, -5.0, -0.2);
    };
}

/// f(x+h), f(x), f(x−h) give f′ to h⁴ (with f(x±2h)) and f″ to h².
fn measured(f: impl Fn(f64) -> f64, x: f64) -> (f64, f64) {
    let h = 1e-3;
    let first = (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h);
    let second = (16.0 * (f(x + h) + f(x - h)) - (f(x + 2.0 * h) + f(x - 2.0 * h)) - 30.0 * f(x))
        / (12.0 * h * h);
    (first, second)
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_function_has_its_derivatives(u in 0.0..1.0_f64) {
        macro_rules! check {
            ($name:ident, $u:expr, $lo:expr, $hi:expr) => {
                let x = $lo + $u * ($hi - $lo);
                let (first, second) = measured(|x| x.$name(), x);
                // Along x = x₀ + 2t + 0·t²: f′ = 2 f₁, f″ = 4 f₂.
                let jet = Jet::along(x, 2.0).$name();
                let dual = Dual::<3>::variable(x, 1).$name();
                prop_assert_eq!(jet.value(), x.$name());
                prop_assert_eq!(dual.value(), x.$name());
                prop_assert_eq!(dual.derivative(0), 0.0);
                prop_assert!(close(dual.derivative(1), first, 1e-8),
                    "{} at {x}: {} is not {first}", stringify!($name), dual.derivative(1));
                prop_assert!(close(jet.first(), 2.0 * first, 1e-8));
                prop_assert!(close(jet.second(), 4.0 * second, 2e-6),
                    "{} at {x}: {} is not {}", stringify!($name), jet.second(), 4.0 * second);
            };
        }
        for_each_function!(check, u);
    }

    #[test]
    fn the_chain_rule_reaches_second_order(x in 0.3..2.0_f64, y in 0.3..2.0_f64, v in -1.0..1.0_f64, w in -1.0..1.0_f64) {
        /// Every binary operation and every form of power, one inside another.
        fn f<T: Real>(x: T, y: T) -> T {
            let mut s = (x * y - x / y + 8.0).pow(x + y) + y.sin().atan2(x * x);
            s += x.powi(-3) * y.powf(1.7) - (x - y).max(T::from(-9.0)) + (x * 3.0).min(x * 4.0);
            s *= x + 1.0;
            s -= y * 0.5;
            s /= y + 3.0;
            s += 1.0;
            s *= 2.0;
            s -= 0.25;
            s /= -(T::from(2.0));
            [s, x, y].into_iter().sum()
        }
        let (first, second) = measured(|t| f(x + t * v, y + t * w), 0.0);
        let jet = f(Jet::along(x, v), Jet::along(y, w));
        prop_assert_eq!(jet.value(), f(x, y));
        prop_assert!(close(jet.first(), first, 1e-7), "{} {first}", jet.first());
        prop_assert!(close(jet.second(), second, 2e-5), "{} {second}", jet.second());
        let dual = f(Dual::<2>::variable(x, 0), Dual::<2>::variable(y, 1));
        // The two terms may cancel: what is left has the rounding of the larger.
        let terms = [dual.derivative(0) * v, dual.derivative(1) * w];
        let size = terms[0].abs() + terms[1].abs();
        prop_assert!((terms[0] + terms[1] - jet.first()).abs() <= 1e-13 * (1.0 + size));
    }

    #[test]
    fn any_number_of_parameters(x in prop::collection::vec(-2.0..2.0_f64, 0..20)) {
        let problem = ExactProblem::new(Chain(x.len()));
        let m = problem.residual_count();
        let mut jac = vec![f64::NAN; m * x.len()];
        // Twice: the second call uses the buffers of the first.
        for _ in 0..2 {
            problem.jacobian(&x, &mut jac).unwrap();
        }
        for j in 0..x.len() {
            for i in 0..m {
                prop_assert_eq!(jac[j * m + i], Chain::entry(&x, i, j));
            }
        }
        // ∂²(xᵢ xₖ) along v = 2 vᵢ vₖ.
        let v: Vec<f64> = x.iter().map(|x| x + 1.0).collect();
        let mut rvv = vec![f64::NAN; m];
        problem.second_directional(&x, &v, &mut rvv).unwrap();
        for i in 0..m {
            prop_assert_eq!(rvv[i], if i + 1 < x.len() { 2.0 * v[i] * v[i + 1] } else { 0.0 });
        }
    }
}

/// rᵢ = xᵢ xᵢ₊₁, and a last row that is constant.
struct Chain(usize);

impl Chain {
    fn entry(x: &[f64], i: usize, j: usize) -> f64 {
        match () {
            () if i + 1 >= x.len() => 0.0,
            () if i == j => x[i + 1],
            () if i + 1 == j => x[i],
            () => 0.0,
        }
    }
}

impl GenericResiduals for Chain {
    fn parameter_count(&self) -> usize {
        self.0
    }
    fn residual_count(&self) -> usize {
        self.0.max(1)
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (r, pair) in r.iter_mut().zip(x.windows(2)) {
            *r = pair[0] * pair[1];
        }
        if let Some(last) = r.last_mut() {
            *last = T::from(1.0);
        }
        Ok(())
    }
}

#[test]
fn a_dose_of_zero_has_derivatives() {
    // a·d^b at d = 0, b = 0.5: 0, and flat in a and b.
    let (a, b) = (Dual::<2>::variable(3.0, 0), Dual::<2>::variable(0.5, 1));
    let f = a * Dual::from(0.0).pow(b);
    assert_eq!((f.value(), f.derivatives()), (0.0, &[0.0, 0.0]));
    let f = Jet::from(0.0).pow(Jet::along(0.5, 1.0));
    assert_eq!((f.value(), f.first(), f.second()), (0.0, 0.0, 0.0));
    // d^b at d = 0, b = 1, in d.
    let f = Dual::<1>::variable(0.0, 0).pow(Dual::from(1.0));
    assert_eq!((f.value(), f.derivative(0)), (0.0, 1.0));
    assert_eq!(Dual::<1>::variable(0.0, 0).powf(2.0).derivative(0), 0.0);
    assert_eq!(Dual::<1>::variable(0.0, 0).powi(1).derivative(0), 1.0);
    assert_eq!(Dual::<1>::variable(0.0, 0).powf(0.0).derivative(0), 0.0);
}

#[test]
fn the_root_of_a_constant_zero_is_constant() {
    let f = Dual::<2>::variable(1.0, 0) + Dual::from(0.0).sqrt();
    assert_eq!(f.derivatives(), &[1.0, 0.0]);
    assert_eq!(Dual::<1>::variable(0.0, 0).sqrt().derivative(0), f64::INFINITY);
    assert_eq!(Jet::from(0.0).sqrt().second(), 0.0);
}

#[test]
fn integer_powers_of_negative_numbers_are_exact_in_the_base() {
    let f = Dual::<1>::variable(-2.0, 0).pow(Dual::from(3.0));
    assert_eq!((f.value(), f.derivative(0)), (-8.0, 12.0));
}

#[test]
fn comparisons_are_by_value_and_nan_stays() {
    let (a, b) = (Dual::<1>::variable(1.0, 0), Dual::<1>::from(1.0));
    assert!(a == b && a <= b && a < 2.0 && a == 1.0 && a > 0.0);
    assert!(Real::max(f64::NAN, 1.0).is_nan() && Real::max(1.0, f64::NAN).is_nan());
    assert!(Real::min(f64::NAN, 1.0).is_nan() && Real::min(1.0, f64::NAN).is_nan());
    assert_eq!(Real::max(1.0, 2.0) - Real::min(1.0, 2.0), 1.0);
}

#[test]
fn an_angle_far_out_does_not_overflow() {
    let f = Dual::<2>::variable(1e200, 0).atan2(Dual::variable(1e200, 1));
    assert_eq!(f.value(), std::f64::consts::FRAC_PI_4);
    assert!(close(f.derivative(0) * 1e200, 0.5, 1e-15));
    assert!(close(f.derivative(1) * 1e200, -0.5, 1e-15));
}

#[test]
fn shared_between_threads_the_answer_is_the_same() {
    let problem = ExactProblem::new(Chain(3));
    let x = [1.0, 2.0, 3.0];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1000 {
                    let mut jac = [0.0; 9];
                    problem.jacobian(&x, &mut jac).unwrap();
                    assert_eq!(jac, [2.0, 0.0, 0.0, 1.0, 3.0, 0.0, 0.0, 2.0, 0.0]);
                }
            });
        }
    });
}

#[test]
fn an_error_of_the_model_passes_through() {
    struct Nowhere;
    impl GenericResiduals for Nowhere {
        fn parameter_count(&self) -> usize {
            1
        }
        fn residual_count(&self) -> usize {
            1
        }
        fn residuals<T: Real>(&self, _: &[T], _: &mut [T]) -> Result<(), EvalError> {
            Err(EvalError::out_of_domain("nowhere"))
        }
    }
    let problem = ExactProblem::new(Nowhere);
    let mut out = [0.0];
    let expected = Err(EvalError::out_of_domain("nowhere"));
    assert_eq!(problem.residuals(&[0.0], &mut out), expected);
    assert_eq!(problem.jacobian(&[0.0], &mut out), expected);
    assert_eq!(problem.second_directional(&[0.0], &[1.0], &mut out), expected);
}
