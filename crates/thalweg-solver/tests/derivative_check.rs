//! The checker: every kind of mistake planted and named, and no false alarm.

use proptest::prelude::*;
use thalweg_solver::derivative::{DerivativeReport, Suspect, check_derivatives};
use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Problem, Provides, Real};

const M: usize = 8;
const X: [f64; 3] = [2.0, 0.7, -0.4];

/// rᵢ = a exp(−k tᵢ) + c tᵢ − yᵢ: a and c are linear jointly.
struct Decay;

impl GenericResiduals for Decay {
    fn parameter_count(&self) -> usize {
        3
    }
    fn residual_count(&self) -> usize {
        M
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (i, r) in r.iter_mut().enumerate() {
            let t = 0.5 * (i + 1) as f64;
            *r = x[0] * (-x[1] * t).exp() + x[2] * t - (t * 0.3).cos();
        }
        Ok(())
    }
}

/// [`Decay`] with mistakes.
struct Planted {
    inside: ExactProblem<Decay>,
    jacobian: fn(&mut [f64]),
    second: fn(&mut [f64]),
    linear: Vec<usize>,
}

impl Problem for Planted {
    fn parameter_count(&self) -> usize {
        3
    }
    fn residual_count(&self) -> usize {
        M
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.inside.residuals(x, r)
    }
    fn provides(&self) -> Provides {
        self.inside.provides()
    }
    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.inside.jacobian(x, jac)?;
        (self.jacobian)(jac);
        Ok(())
    }
    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.inside.second_directional(x, v, rvv)?;
        (self.second)(rvv);
        Ok(())
    }
    fn linear_parameters(&self) -> &[usize] {
        &self.linear
    }
}

fn check(jacobian: fn(&mut [f64]), second: fn(&mut [f64]), linear: &[usize]) -> DerivativeReport {
    let inside = ExactProblem::new(Decay);
    check_derivatives(&Planted { inside, jacobian, second, linear: linear.to_vec() }, &X)
}

fn jacobian(plant: fn(&mut [f64])) -> DerivativeReport {
    let report = check(plant, |_| {}, &[]);
    assert!(!report.is_clean() && report.wrong_bends.is_empty() && report.entries == 3 * M);
    report
}

#[test]
fn right_derivatives_are_clean() {
    let report = check(|_| {}, |_| {}, &[0, 2]);
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.to_string(), "derivatives agree with differences (24 entries)\n");
}

#[test]
fn a_wrong_sign() {
    let report = jacobian(|jac| jac[M..2 * M].iter_mut().for_each(|v| *v = -*v));
    assert_eq!(report.suspects, [Suspect::Sign { parameter: Some(1) }]);
    assert_eq!(report.wrong.len(), M);
    let report = jacobian(|jac| jac.iter_mut().for_each(|v| *v = -*v));
    assert_eq!(report.suspects, [Suspect::Sign { parameter: None }]);
    assert!(report.to_string().contains("suspect: the whole Jacobian has the wrong sign"));
}

#[test]
fn a_wrong_factor() {
    let factor = |report: &DerivativeReport| match report.suspects[..] {
        [Suspect::Factor { parameter, factor }] => (parameter, factor),
        _ => panic!("{report}"),
    };
    let report = jacobian(|jac| jac[..M].iter_mut().for_each(|v| *v *= 2.0));
    let (parameter, by) = factor(&report);
    assert!(parameter == Some(0) && (by - 2.0).abs() < 1e-6, "{report}");
    let report = jacobian(|jac| jac.iter_mut().for_each(|v| *v *= -0.5));
    let (parameter, by) = factor(&report);
    assert!(parameter.is_none() && (by + 0.5).abs() < 1e-6, "{report}");
}

#[test]
fn written_by_rows() {
    let report = jacobian(|jac| {
        let columns = jac.to_vec();
        for i in 0..M {
            for j in 0..3 {
                jac[i * 3 + j] = columns[j * M + i];
            }
        }
    });
    assert_eq!(report.suspects, [Suspect::Transposed]);
    assert!(report.to_string().contains("written by rows"));
}

#[test]
fn columns_in_the_wrong_order() {
    let report = jacobian(|jac| (0..M).for_each(|i| jac.swap(i, M + i)));
    assert_eq!(
        report.suspects,
        [
            Suspect::Misplaced { parameter: 0, holds: 1 },
            Suspect::Misplaced { parameter: 1, holds: 0 }
        ]
    );
}

#[test]
fn one_wrong_column() {
    for plant in [
        (|jac: &mut [f64]| jac[2 * M..].fill(0.0)) as fn(&mut [f64]),
        |jac| {
            jac[2 * M..].iter_mut().enumerate().for_each(|(i, v)| *v += 1e-3 * i as f64 * i as f64)
        },
        |jac| jac[2 * M + 3..].fill(f64::NAN),
    ] {
        let report = jacobian(plant);
        assert_eq!(report.suspects, [Suspect::Column { parameter: 2 }], "{report}");
        assert!(report.wrong.iter().all(|entry| entry.parameter == 2));
    }
}

#[test]
fn one_wrong_row() {
    let report = jacobian(|jac| (0..3).for_each(|j| jac[j * M + 5] *= 1.0 + 0.1 * (j + 1) as f64));
    assert_eq!(report.suspects, [Suspect::Row { row: 5 }]);
    assert!(report.to_string().contains("suspect: only row 5 is wrong"));
}

#[test]
fn one_wrong_entry_is_named_with_both_values() {
    let report = jacobian(|jac| jac[M + 2] += 1e-4);
    let [entry] = &report.wrong[..] else { panic!("{report}") };
    let exact = -1.5 * 2.0 * (-0.7_f64 * 1.5).exp();
    assert_eq!((entry.row, entry.parameter), (2, 1));
    assert!((entry.given - exact - 1e-4).abs() < 1e-15);
    assert!((entry.measured - exact).abs() < 1e-10 && entry.uncertainty < 1e-8);
    assert!(report.suspects.is_empty());
    assert!(report.to_string().contains("      2         1"), "{report}");
}

#[test]
fn the_worst_is_first() {
    let report = jacobian(|jac| {
        jac[1] *= 1.01;
        jac[4] = -jac[4];
        jac[2 * M + 6] *= 1.5;
    });
    let rows: Vec<usize> = report.wrong.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [4, 6, 1]);
}

#[test]
fn wrong_second_derivatives() {
    let report = check(|_| {}, |rvv| rvv[3] *= 0.5, &[]);
    assert!(!report.is_clean() && report.wrong.is_empty());
    assert!(report.wrong_bends.iter().all(|bend| bend.row == 3 && bend.direction.len() == 3));
    assert!(report.to_string().contains("second directional derivatives differ"));
    let report = check(|_| {}, |rvv| rvv.fill(0.0), &[]);
    assert_eq!(report.wrong_bends.len(), 2 * M);
}

#[test]
fn parameters_that_are_not_linear() {
    let named = |linear: &[usize]| {
        let report = check(|_| {}, |_| {}, linear);
        assert_eq!(report.is_clean(), report.not_linear.is_empty());
        report.not_linear.iter().map(|l| (l.first, l.second)).collect::<Vec<_>>()
    };
    assert_eq!(named(&[2, 0]), []);
    assert_eq!(named(&[0, 1, 2]), [(1, 1)]);
    assert_eq!(named(&[0, 7]), [(7, 7)]);
}

#[test]
fn each_linear_but_not_jointly() {
    struct Product;
    impl GenericResiduals for Product {
        fn parameter_count(&self) -> usize {
            2
        }
        fn residual_count(&self) -> usize {
            2
        }
        fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
            r[0] = x[0] * x[1] - 3.0;
            r[1] = x[0] - x[1];
            Ok(())
        }
        fn linear_parameters(&self) -> &[usize] {
            &[0, 1]
        }
    }
    let report = check_derivatives(&ExactProblem::new(Product), &[2.0, 5.0]);
    let [pair] = &report.not_linear[..] else { panic!("{report}") };
    assert_eq!((pair.first, pair.second), (0, 1));
    assert!(report.to_string().contains("parameters 0 and 1 are said to be linear jointly"));
}

#[test]
fn undefined_points_say_so() {
    struct Root;
    impl GenericResiduals for Root {
        fn parameter_count(&self) -> usize {
            1
        }
        fn residual_count(&self) -> usize {
            2
        }
        fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
            if x[0] > 9.0 {
                return Err(EvalError::out_of_domain("too large"));
            }
            r[0] = x[0];
            r[1] = (x[0] - 1.0).sqrt();
            Ok(())
        }
    }
    let problem = ExactProblem::new(Root);
    let text = |x: &[f64]| check_derivatives(&problem, x).to_string();
    assert!(text(&[0.0]).contains("residual 1 is NaN at x"));
    assert!(text(&[10.0]).contains("too large"));
    assert!(text(&[1.0, 2.0]).contains("x has 2 values, not 1"));
    // Next to the edges of the domain there is room on one side at least.
    for x in [1.0 + 1e-9, 9.0] {
        let report = check_derivatives(&problem, &[x]);
        assert!(report.is_clean() && report.unmeasured.is_empty(), "{report}");
    }
}

#[test]
fn a_model_in_f32_with_an_exact_jacobian_is_clean() {
    struct Single(ExactProblem<Decay>);
    impl Problem for Single {
        fn parameter_count(&self) -> usize {
            3
        }
        fn residual_count(&self) -> usize {
            M
        }
        fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
            self.0.residuals(x, r)?;
            r.iter_mut().for_each(|r| *r = f64::from(*r as f32));
            Ok(())
        }
        fn provides(&self) -> Provides {
            self.0.provides()
        }
        fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
            self.0.jacobian(x, jac)
        }
        fn second_directional(
            &self,
            x: &[f64],
            v: &[f64],
            rvv: &mut [f64],
        ) -> Result<(), EvalError> {
            self.0.second_directional(x, v, rvv)
        }
        fn linear_parameters(&self) -> &[usize] {
            &[0, 2]
        }
    }
    let report = check_derivatives(&Single(ExactProblem::new(Decay)), &X);
    assert!(report.is_clean(), "{report}");
}

/// Several shapes of model, with units of their own.
struct Zoo {
    shape: usize,
    units: [f64; 3],
}

impl GenericResiduals for Zoo {
    fn parameter_count(&self) -> usize {
        3
    }
    fn residual_count(&self) -> usize {
        20
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        let [a, b, c] = [x[0] / self.units[0], x[1] / self.units[1], x[2] / self.units[2]];
        for (i, r) in r.iter_mut().enumerate() {
            let t = 0.2 * (i + 1) as f64;
            *r = match self.shape {
                0 => a * (-b * t).exp() + c - 2.0,
                1 => a * (b * t + c).sin() - 0.5,
                2 => a / ((b - t).powi(2) + c * c + 0.1) - 1.0,
                3 => a * b * b * t + (c * t).tanh(),
                4 => a * T::from(t).pow(b) - c * c * c,
                _ => (a - t) * 10.0 + (b * c - t).powi(2),
            };
        }
        Ok(())
    }
    fn linear_parameters(&self) -> &[usize] {
        match self.shape {
            0 => &[0, 2],
            5 => &[0],
            _ => &[],
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_false_alarms(
        shape in 0..6_usize,
        x in prop::array::uniform3(-3.0..3.0_f64),
        exponents in prop::array::uniform3(-12..12_i32),
    ) {
        let units = exponents.map(|k| 10.0_f64.powi(k));
        let x: Vec<f64> = x.iter().zip(units).map(|(x, u)| x * u).collect();
        let report = check_derivatives(&ExactProblem::new(Zoo { shape, units }), &x);
        prop_assert!(report.is_clean(), "{shape} {x:?} {report}");
        prop_assert_eq!(report.entries, 60);
    }

    #[test]
    fn any_wrong_entry_is_found(row in 0..M, parameter in 0..3_usize, by in 1e-4..1.0_f64) {
        struct One(ExactProblem<Decay>, usize, f64);
        impl Problem for One {
            fn parameter_count(&self) -> usize { 3 }
            fn residual_count(&self) -> usize { M }
            fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
                self.0.residuals(x, r)
            }
            fn provides(&self) -> Provides {
                Provides { jacobian: true, second_directional: false }
            }
            fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
                self.0.jacobian(x, jac)?;
                jac[self.1] *= 1.0 + self.2;
                Ok(())
            }
        }
        let place = parameter * M + row;
        let report = check_derivatives(&One(ExactProblem::new(Decay), place, by), &X);
        prop_assert_eq!(report.wrong.len(), 1);
        prop_assert_eq!((report.wrong[0].row, report.wrong[0].parameter), (row, parameter));
    }
}
