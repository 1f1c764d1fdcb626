//! What a metric must survive: columns that are zero or depend on each other, and matrices that are
//! none.

#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use thalweg_solver::{
    Damping, EvalError, ExactProblem, GenericResiduals, InputError, Real, Scaling, Solution,
    Solver, Status,
};

/// r = used parameters only: rows a·t + b·t² − y over t = 1..6, plus parameters as asked.
#[derive(Clone, Copy)]
enum Kind {
    /// The third parameter does nothing: diag(A) has a zero.
    Dead,
    /// None does.
    AllDead,
    /// The third only adds to the first.
    Dependent,
}

impl GenericResiduals for Kind {
    fn parameter_count(&self) -> usize {
        3
    }
    fn residual_count(&self) -> usize {
        6
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (i, r) in r.iter_mut().enumerate() {
            let t = (i + 1) as f64;
            let y = [1.1, 3.8, 9.3, 15.7, 25.4, 35.6][i];
            *r = match self {
                Kind::Dead => x[0] * t + x[1] * (t * t) - y,
                Kind::AllDead => T::from(1.0 - y),
                Kind::Dependent => (x[0] + x[2]) * t + x[1] * (t * t) - y,
            };
        }
        Ok(())
    }
}

fn scalings() -> Vec<Scaling> {
    vec![
        Scaling::Geometric,
        Scaling::Identity,
        Scaling::Marquardt,
        Scaling::More,
        Scaling::Diagonal(vec![1.0, 3.0, 0.1]),
        Scaling::Matrix(vec![2.0, 0.5, 0.0, 0.5, 1.0, 0.1, 0.0, 0.1, 4.0]),
    ]
}

/// One run for every scaling and rule, cascade off and on.
fn runs(kind: Kind) -> impl Iterator<Item = (Solver, Solution)> {
    let rules =
        [Damping::TrustRegion, Damping::Nielsen, Damping::Multiplicative { up: 10.0, down: 10.0 }];
    let solvers = scalings().into_iter().flat_map(move |scaling| {
        rules.into_iter().flat_map(move |rule| {
            let solver = Solver::new().scaling(scaling.clone()).damping(rule).trace(true);
            [solver.clone().cascade(false), solver]
        })
    });
    solvers.map(move |solver| {
        let s = solver.solve(&ExactProblem::new(kind), &[0.5, 2.0, 0.25]).unwrap();
        assert!(s.x.iter().all(|v| v.is_finite()), "{solver:?}: {:?}", s.x);
        for step in &s.trace {
            assert!(step.step_norm.is_finite() && step.x.iter().all(|v| v.is_finite()));
        }
        (solver, s)
    })
}

fn undetermined(s: &Solution) -> Vec<usize> {
    let Status::FlatValley { null_vectors, .. } = &s.status else { return Vec::new() };
    (0..s.x.len()).filter(|&j| null_vectors.iter().any(|v| v[j].abs() > 1e-6)).collect()
}

#[test]
fn a_zero_on_the_diagonal_is_a_parameter_that_is_not_determined() {
    for (solver, s) in runs(Kind::Dead) {
        assert_eq!(undetermined(&s), [2], "{solver:?}: {:?}", s.status);
        // Nothing says where it should go, unless a matrix ties it to another's step.
        let tied = matches!(solver.options().scaling, Scaling::Matrix(_));
        assert!(tied || s.x[2] == 0.25, "{solver:?}: {:?}", s.x);
        assert_eq!(s.covariance.std_error(2, 1.0), Some(f64::INFINITY));
        assert!(s.covariance.std_error(0, 1.0).unwrap().is_finite());
        // The others are where linear least squares puts them.
        assert!(s.evidence.decrement < 1e-12, "{solver:?}: {:?}", s.evidence);
    }
}

#[test]
fn nothing_is_determined_where_all_columns_are_zero() {
    for (solver, s) in runs(Kind::AllDead) {
        assert_eq!(undetermined(&s), [0, 1, 2], "{solver:?}: {:?}", s.status);
        assert_eq!(s.x, [0.5, 2.0, 0.25]);
    }
}

#[test]
fn dependent_columns_are_named_together() {
    for (solver, s) in runs(Kind::Dependent) {
        assert_eq!(undetermined(&s), [0, 2], "{solver:?}: {:?}", s.status);
        assert!(s.evidence.decrement < 1e-12, "{solver:?}: {:?}", s.evidence);
    }
}

#[test]
fn a_metric_that_is_none_is_refused_with_the_reason() {
    let refused = |scaling: Scaling| {
        let solver = Solver::new().scaling(scaling);
        solver.solve(&ExactProblem::new(Kind::Dead), &[1.0, 1.0, 1.0]).unwrap_err()
    };
    let says = |scaling: Scaling, word: &str| {
        let error = refused(scaling);
        assert!(error.to_string().contains(word), "{error}");
    };
    let unit = vec![1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let with = |at: usize, value: f64| {
        let mut matrix = unit.clone();
        matrix[at] = value;
        Scaling::Matrix(matrix)
    };
    says(with(4, -1.0), "not positive definite");
    says(with(4, 0.0), "not positive definite");
    says(with(1, 0.5), "not symmetric");
    says(with(8, f64::NAN), "not finite");
    says(with(8, f64::INFINITY), "not finite");
    says(Scaling::Matrix(vec![1.0; 4]), "3×3");
    says(Scaling::Diagonal(vec![1.0, 0.0, 1.0]), "positive");
    says(Scaling::Diagonal(vec![1.0, f64::NAN, 1.0]), "finite");
    assert!(matches!(
        refused(Scaling::Diagonal(vec![1.0])),
        InputError::WrongLength { got: 1, expected: 3, .. }
    ));
}
