//! Comparing ways to damp on problems written by hand, with published minima.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use thalweg::damping::{Advice, Comparison, Method, Outcome, Phase, Progress, StartKind};
use thalweg::{
    Acceleration, Damping, EvalError, Fit, InputError, Limits, Problem, Provides, Scaling, Table,
};

/// Freudenstein and Roth (1963), Moré-Garbow-Hillstrom's second: Σr² = 0 at (5, 4) and 48.9842... at
/// (11.4128, −0.8968).
struct FreudensteinRoth;

impl Problem for FreudensteinRoth {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        r[0] = -13.0 + x[0] + ((5.0 - x[1]) * x[1] - 2.0) * x[1];
        r[1] = -29.0 + x[0] + ((x[1] + 1.0) * x[1] - 14.0) * x[1];
        Ok(())
    }
    fn provides(&self) -> Provides {
        Provides { jacobian: true, second_directional: false }
    }
    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        jac[..2].fill(1.0);
        jac[2] = (10.0 - 3.0 * x[1]) * x[1] - 2.0;
        jac[3] = (3.0 * x[1] + 2.0) * x[1] - 14.0;
        Ok(())
    }
}

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn both_minima_of_freudenstein_and_roth_are_told_apart() {
    // All methods go to the local one from here; half of the starts are drawn around the other.
    let comparison = Comparison::new().starts(12).seed(3).solution(vec![5.0, 4.0]);
    let compared = comparison.run(&FreudensteinRoth, &[0.5, -2.0], &go_on).unwrap();
    assert!(compared.determined && !compared.stopped);
    assert_eq!(compared.minima.len(), 2, "{:?}", compared.minima);
    let [global, local] = &compared.minima[..] else { unreachable!() };
    assert!(global.cost < 1e-20 && (global.x[0] - 5.0).abs() < 1e-6);
    assert!((2.0 * local.cost - 48.984_253_679_24).abs() < 1e-8, "{local:?}");
    assert!((local.x[0] - 11.412_779).abs() < 1e-4 && (local.x[1] + 0.896_805).abs() < 1e-4);

    assert_eq!(compared.methods.len(), 36);
    for measured in &compared.methods {
        assert_eq!(measured.runs.len(), compared.starts.len());
        let counts = measured.counts;
        let lost: usize = counts.failures().iter().map(|(_, n)| n).sum();
        assert_eq!(counts.solved + lost, counts.runs);
        for run in &measured.runs {
            let f = match run.outcome {
                Outcome::Solved => global.cost,
                Outcome::OtherMinimum(1) => local.cost,
                _ => continue,
            };
            assert!((run.cost - f).abs() <= 1e-6 * f + 1e-12, "{run:?}");
        }
    }
    let ended: usize = compared.minima.iter().map(|m| m.runs).sum();
    let there =
        |r: &thalweg::damping::Run| matches!(r.outcome, Outcome::Solved | Outcome::OtherMinimum(_));
    let runs = compared.methods.iter().flat_map(|m| &m.runs);
    assert_eq!(ended, runs.filter(|r| there(r)).count());
    // Sorted: most solved first.
    assert!(compared.methods.is_sorted_by_key(|m| std::cmp::Reverse(m.counts.solved)));
}

#[test]
fn starts_are_drawn_around_both_points_and_inside_the_bounds() {
    let bounds = vec![(0.0, 20.0), (-3.0, 3.9)];
    let comparison = Comparison::new().starts(10).bounds(bounds.clone());
    let compared = comparison.run(&FreudensteinRoth, &[0.5, -2.0], &go_on).unwrap();
    assert_eq!(compared.starts[0].kind, StartKind::Own);
    let around = |start: bool| {
        let kinds = compared.starts.iter().map(|s| s.kind);
        kinds.filter(|k| matches!(k, StartKind::AroundStart { .. }) == start).count()
    };
    assert_eq!((compared.starts.len(), around(true)), (11, 5));
    for x in compared.starts.iter().map(|s| &s.x) {
        assert!(x.iter().zip(&bounds).all(|(x, b)| b.0 <= *x && *x <= b.1), "{x:?}");
    }
    // e^(sz) keeps signs.
    assert!(compared.starts.iter().all(|s| s.x[0] > 0.0));
}

#[test]
fn a_start_at_zero_is_moved_by_its_natural_size() {
    let compared = Comparison::new().starts(4).run(&FreudensteinRoth, &[0.0, 0.0], &go_on).unwrap();
    for start in &compared.starts[1..] {
        assert!(start.x.iter().all(|x| *x != 0.0 && x.is_finite()), "{start:?}");
    }
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let run = |threads: usize| {
        let comparison = Comparison::new().starts(5).seed(11).threads(threads);
        let compared = comparison.run(&FreudensteinRoth, &[0.5, -2.0], &go_on).unwrap();
        let ends = compared.methods.iter().map(|m| {
            let runs: Vec<_> =
                m.runs.iter().map(|r| (r.outcome, r.cost.to_bits(), r.evaluations)).collect();
            (m.method.name(), runs)
        });
        (ends.collect::<Vec<_>>(), compared.recommendation.sentence())
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn only_the_callers_start_and_only_some_methods() {
    let more = Method::new(Scaling::More, Damping::Nielsen, Acceleration::Off);
    let comparison = Comparison::new().starts(0).methods(vec![more.clone()]);
    let compared = comparison.run(&FreudensteinRoth, &[6.0, 5.0], &go_on).unwrap();
    assert_eq!(compared.starts.len(), 1);
    // The default, plain diag(A) and plain I are what it is compared with.
    assert_eq!(compared.methods.len(), 4);
    assert_eq!(compared.measured(&more).unwrap().counts.solved, 1);
    assert_eq!(compared.recommendation.advice, Advice::Keep);
}

#[test]
fn bad_input_is_that_of_a_run() {
    let run = |comparison: Comparison, x0: &[f64]| {
        comparison.run(&FreudensteinRoth, x0, &go_on).unwrap_err()
    };
    assert!(matches!(run(Comparison::new(), &[1.0]), InputError::WrongLength { .. }));
    let outside = Comparison::new().bounds(vec![(0.0, 1.0), (0.0, 1.0)]);
    assert!(matches!(run(outside, &[0.5, -2.0]), InputError::BadBounds { .. }));
    let crossed = Comparison::new().bounds(vec![(1.0, 0.0), (0.0, 1.0)]);
    assert!(matches!(run(crossed, &[0.5, 0.5]), InputError::BadBounds { .. }));
    let negative = Method::plain(Scaling::Diagonal(vec![1.0, -1.0]));
    let comparison = Comparison::new().methods(vec![negative]);
    assert!(matches!(run(comparison, &[0.5, -2.0]), InputError::BadScaling { .. }));
    let elsewhere =
        Comparison::new().solution(vec![5.0]).run(&FreudensteinRoth, &[0.5, -2.0], &go_on);
    assert!(matches!(elsewhere, Err(InputError::WrongLength { got: 1, expected: 2, .. })));
}

#[test]
fn stopped_it_keeps_the_complete_starts() {
    let told = AtomicUsize::new(0);
    let watch = |progress: Progress| {
        let runs = progress.phase == Phase::Runs;
        let enough = runs && told.fetch_add(1, Ordering::Relaxed) >= 300;
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let comparison = Comparison::new().starts(40).threads(1);
    let compared = comparison.run(&FreudensteinRoth, &[0.5, -2.0], &watch).unwrap();
    assert!(compared.stopped);
    // 37 runs a start: eight starts are complete after 300 runs.
    assert_eq!(compared.starts.len(), 8);
    assert!(compared.methods.iter().all(|m| m.runs.len() == 8));
    let at_once = &|_: Progress| ControlFlow::Break(());
    let nothing = Comparison::new().run(&FreudensteinRoth, &[0.5, -2.0], at_once);
    assert!(nothing.is_err());
}

#[test]
fn the_limit_is_per_run() {
    let mut limits = Limits::default();
    limits.evaluations = 3;
    let compared = Comparison::new()
        .starts(2)
        .limits(limits)
        .solution(vec![5.0, 4.0])
        .run(&FreudensteinRoth, &[0.5, -2.0], &go_on)
        .unwrap();
    let crept = |m: &thalweg::damping::Measured| m.runs[0].outcome == Outcome::Crept;
    assert!(compared.methods.iter().any(crept));
    // One Jacobian more, for the verdict.
    assert!(compared.methods.iter().flat_map(|m| &m.runs).all(|r| r.work() <= 4));
}

#[test]
fn a_fit_lends_its_problem() {
    let table = Table::new()
        .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])
        .unwrap()
        .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])
        .unwrap();
    let fit = Fit::new("y ~ a*exp(-k*x) + b + c")
        .declare("a=1; k=1 in [0, 3]; b=0 fixed; c := a/100")
        .scaling(Scaling::Diagonal(vec![1.0, 10.0, 7.0, 7.0]));
    let watch = &mut |_: &_| ControlFlow::Continue(());
    fit.with_problem(&table, watch, |p| {
        assert_eq!(p.names, ["a", "k"]);
        assert_eq!((p.start.as_slice(), p.start_found), ([1.0, 1.0].as_slice(), false));
        assert_eq!(p.bounds().unwrap()[1], (0.0, 3.0));
        let compared = p.compare_damping(Comparison::new().starts(2), &go_on).unwrap();
        // The diagonal is that of the parameters that are left.
        let own = Method::plain(Scaling::Diagonal(vec![1.0, 10.0]));
        assert!(compared.measured(&own).unwrap().counts.solved > 0);
        assert_eq!(compared.methods.len(), 45);
    })
    .unwrap();
}
