//! What holds for every batch: it is its fits, whatever stands beside them.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{
    DECAY, Data, Noise, POINTS, assert_no_neighbour_matters, decays, fitted, in_units, model, near,
};
use proptest::prelude::*;
use thalweg_batch::{BatchFit, Code, Column, Curves, Estimator, Note};
use thalweg_solver::Loss;

#[test]
fn a_batch_is_its_single_fits() {
    let data = decays(500, 3.0, 1);
    let fit = BatchFit::new(model(DECAY));
    let (lanes, single) = (fitted(&fit, &data), fitted(&fit.clone().lanes(false), &data));
    assert!(lanes.handed_on < 10, "{}", lanes.handed_on);
    assert_eq!(single.handed_on, 500);
    for i in 0..500 {
        assert_eq!((lanes.status[i], lanes.points[i]), (single.status[i], single.points[i]));
        assert!(near(lanes.cost[i], single.cost[i], single.cost[i]));
        for j in 0..3 {
            let (a, b) = (lanes.estimates[j][i], single.estimates[j][i]);
            let (own, error) = (lanes.std_errors[j][i], single.std_errors[j][i]);
            assert!(near(a, b, b.abs().max(error)), "{i} {j}: {a} {b} ± {error}");
            assert!((own - error).abs() < 1e-7 * error, "{i} {j}: {own} {error}");
        }
    }
}

#[test]
fn a_step_too_far_is_damped() {
    let mut data = decays(400, 8.0, 12);
    // From a slow decay Gauss-Newton's first steps lead to growth beyond all numbers.
    data.starts.chunks_exact_mut(3).for_each(|start| start.copy_from_slice(&[20.0, 0.02, 0.0]));
    let fits = fitted(&BatchFit::new(model(DECAY)), &data);
    assert!(fits.handed_on <= 4, "{}", fits.handed_on);
    assert!(fits.status.iter().all(|status| *status == Code::Minimum));
}

#[test]
fn a_start_of_its_own_leaves_the_candidates_for_the_others() {
    // Sines of two frequencies, each of which is found from one of the candidates alone.
    let x: Vec<f64> = (0..40).map(|k| f64::from(k) * 0.1).collect();
    let sine = |i: usize| if i.is_multiple_of(2) { 3.0 } else { 8.0 };
    let wave = |i: usize, x: f64| 2.0 * (sine(i) * x).sin() + 0.01 * (x * 1e4).sin();
    let y: Vec<f64> = (0..40).flat_map(|i| x.iter().map(move |x| wave(i, *x))).collect();
    let fit = BatchFit::new(model("a*sin(w*x)"));
    let fit = fit.candidates(&[vec![1.0, 3.1], vec![1.0, 7.9]]);
    let curves = Curves::new(&y, 40).columns(&[Column::Shared(&x)]);
    let own: Vec<f64> = (0..40).flat_map(|_| [1.5, f64::NAN]).collect();
    for fits in [fit.run(&curves).unwrap(), fit.run(&curves.clone().starts(&own)).unwrap()] {
        for i in 0..40 {
            assert!((fits.estimates[1][i] - sine(i)).abs() < 0.1, "{i}: {}", fits.estimates[1][i]);
        }
    }
}

#[test]
fn neighbours_order_and_threads_change_no_bit() {
    for noise in [8.0, 25.0] {
        let mut data = decays(5000, noise, 2);
        for i in (0..5000).step_by(97) {
            data.y[i * POINTS..(i + 1) * POINTS].fill(f64::NAN);
        }
        assert_no_neighbour_matters(&BatchFit::new(model(DECAY)), &data);
    }
}

/// The known defect of GPU libraries: tests of convergence with a unit.
#[test]
fn units_change_neither_iterations_nor_estimates() {
    let data = decays(1000, 4.0, 3);
    let fit = BatchFit::new(model(DECAY));
    let plain = fitted(&fit, &data);
    for unit in [1e-4, 1e6, 1e-12, 1e12] {
        let other = fitted(&fit, &in_units(&data, unit));
        let same = (0..1000).filter(|&i| plain.iterations[i] == other.iterations[i]).count();
        // Rounding decides a comparison now and then.
        assert!(same >= 995, "{unit}: {same}");
        for i in 0..1000 {
            let (a, b) = (plain.estimates[0][i], other.estimates[0][i] / unit);
            assert!(near(a, b, plain.std_errors[0][i]), "{unit} {i}: {a} {b}");
            assert!(near(plain.estimates[1][i], other.estimates[1][i], plain.std_errors[1][i]));
        }
    }
    // A power of two: the same bits.
    let other = fitted(&fit, &in_units(&data, 1024.0));
    assert_eq!(plain.iterations, other.iterations);
    assert_eq!(plain.estimates[1], other.estimates[1]);
}

/// Points that are missing are as if they had never been: ragged curves with x of their own say so.
#[test]
fn missing_points_and_ragged_curves() {
    let data = decays(64, 2.0, 4);
    let mut y = data.y.clone();
    let (mut ragged_y, mut ragged_x, mut offsets) = (Vec::new(), Vec::new(), vec![0]);
    let random = &mut Noise(9);
    for i in 0..64 {
        for k in 0..POINTS {
            if random.unit() < 0.2 {
                y[i * POINTS + k] = f64::NAN;
            } else {
                ragged_y.push(y[i * POINTS + k]);
                ragged_x.push(data.x[k]);
            }
        }
        offsets.push(ragged_y.len());
    }
    let fit = BatchFit::new(model(DECAY));
    let with_gaps = Data { x: data.x.clone(), y: y.clone(), starts: data.starts.clone() };
    let gaps = fitted(&fit, &with_gaps);
    let curves = Curves::ragged(&ragged_y, &offsets).columns(&[Column::Rows(&ragged_x)]);
    let ragged = fit.run(&curves.starts(&data.starts)).unwrap();
    let weights: Vec<f64> = y.iter().map(|y| if y.is_nan() { 0.0 } else { 1.0 }).collect();
    let curves = Curves::new(&data.y, POINTS).columns(&[Column::Shared(&data.x)]);
    let weighted = fit.run(&curves.weights(&weights).starts(&data.starts)).unwrap();
    for i in 0..64 {
        assert_eq!(gaps.points[i] as usize, offsets[i + 1] - offsets[i]);
        assert_eq!(gaps.notes[i].has(Note::Missing), gaps.points[i] as usize != POINTS);
        for j in 0..3 {
            let (a, scale) = (gaps.estimates[j][i], gaps.std_errors[j][i]);
            assert!(near(a, ragged.estimates[j][i], scale), "{i}");
            assert!(near(a, weighted.estimates[j][i], scale), "{i}");
        }
    }
}

#[test]
fn every_status_is_right() {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let curve = |f: &dyn Fn(f64) -> f64| x.iter().map(|x| f(*x)).collect::<Vec<f64>>();
    let wiggle = |x: f64| 0.1 * (3.0 * x).sin();
    let good = curve(&|x| 10.0 * (-0.4 * x).exp() + 2.0 + wiggle(x));
    let flat = curve(&|_| 3.0);
    let nan = curve(&|_| f64::NAN);
    let mut few = nan.clone();
    few[..2].copy_from_slice(&[9.0, 5.0]);
    let negative = curve(&|x| 10.0 * (-0.4 * x).exp() - 2.0 + wiggle(x));
    let exact = curve(&|x| 10.0 * (-0.4 * x).exp() + 2.0);
    let mut outlier = good.clone();
    outlier[5] = 1e9;
    let all = [&good, &flat, &nan, &few, &negative, &exact, &outlier];
    let y: Vec<f64> = all.into_iter().flatten().copied().collect();
    let open = (f64::NEG_INFINITY, f64::INFINITY);
    let curves = Curves::new(&y, 12).columns(&[Column::Shared(&x)]);
    let fit = BatchFit::new(model(DECAY)).starts(&[5.0, 0.3, 1.0]);
    let fit = fit.bounds(&[open, open, (0.0, f64::INFINITY)]);
    let fits = fit.run(&curves).unwrap();
    let single = fit.lanes(false).run(&curves).unwrap();
    // Every curve has its row, and the verdict of the single fit. The one with the outlier has two minima.
    assert_eq!(fits.status[..6], single.status[..6]);
    assert!(fits.status[6].converged() && fits.cost[6] <= single.cost[6]);
    assert_eq!(fits.points, [12, 12, 0, 2, 12, 12, 12]);
    assert_eq!(fits.status[0], Code::Minimum);
    assert_eq!(fits.status[2..4], [Code::TooFewPoints; 2]);
    assert_eq!(fits.status[4], Code::MinimumOnBound);
    assert!(fits.notes[4].has(Note::Bound));
    assert_eq!(fits.estimates[2][4], 0.0);
    assert!(fits.std_errors[2][4].is_nan() && fits.std_errors[0][4] > 0.0);
    assert_eq!(fits.status[5], Code::ExactFit);
    assert!(fits.status[1] == Code::FlatValley && fits.std_errors[1][1].is_nan());
    assert!(fits.summary().contains(&(Code::TooFewPoints, 2)));
}

#[test]
fn a_fit_that_may_not_go_on_says_so() {
    let data = decays(40, 3.0, 13);
    for most in [1, 2, 5] {
        let fit = BatchFit::new(model(DECAY)).evaluations(most);
        let (lanes, single) = (fitted(&fit, &data), fitted(&fit.lanes(false), &data));
        assert_eq!(
            (&lanes.status[..], &single.status[..]),
            (&[Code::Limit; 40][..], &[Code::Limit; 40][..])
        );
        assert!(lanes.iterations.iter().all(|steps| *steps <= most as u32));
    }
}

/// What a curve y(x), x = 0, 1, .. 11, ends as, in lanes and by the full solver.
fn verdicts(formula: &str, starts: &[f64], y: impl Fn(f64) -> f64) -> [Code; 2] {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| y(*x)).collect();
    let curves = Curves::new(&y, 12).columns(&[Column::Shared(&x)]);
    let fit = BatchFit::new(model(formula)).starts(starts).evaluations(10_000);
    [fit.clone(), fit.lanes(false)].map(|fit| fit.run(&curves).unwrap().status[0])
}

#[test]
fn what_is_no_minimum_says_so() {
    let wiggle = |x: f64| 3.0 + 0.1 * (2.0 * x).sin();
    // k does not act; b and c act alike.
    assert_eq!(verdicts("a + k*0*x", &[1.0, 1.0], wiggle), [Code::FlatValley; 2]);
    assert_eq!(verdicts("a*x + b + c", &[1.0, 1.0, 2.0], wiggle), [Code::FlatValley; 2]);
    // The last points press the root against the edge of its domain.
    let pressed = |x: f64| (6.0 - 0.9 * x).max(0.0).sqrt();
    assert_eq!(verdicts("sqrt(b - k*x)", &[12.0, 0.5], pressed), [Code::DomainEdge; 2]);
    // F falls towards a = 1, where it jumps up.
    let jump = "a*x + 100*step(a - 1)*x";
    assert_eq!(verdicts(jump, &[0.5], |x| 3.0 * x + wiggle(x)), [Code::Stalled; 2]);
}

#[test]
fn the_model_may_have_no_value_at_the_start() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let y = [1.0, 1.4, 1.7, 2.1];
    let curves = Curves::new(&y, 4).columns(&[Column::Shared(&x)]);
    let fit = BatchFit::new(model("a*sqrt(x - c)")).starts(&[1.0, 8.0]);
    let lanes = fit.run(&curves).unwrap();
    assert_eq!(lanes.handed_on, 1);
    assert_eq!(lanes, fit.lanes(false).run(&curves).unwrap());
}

/// Points where nothing is expected and nothing counted change nothing, down to means that vanish: exp(−3·300) is 0.
#[test]
fn a_dark_tail_says_nothing() {
    let random = &mut Noise(21);
    let near: Vec<f64> = (0..10).map(f64::from).collect();
    let far: Vec<f64> = [60.0, 100.0, 200.0, 236.0, 238.0, 245.0, 248.0, 300.0].to_vec();
    let counts: Vec<Vec<f64>> =
        (0..300).map(|_| near.iter().map(|t| random.count(50.0 * (-t).exp())).collect()).collect();
    let fit = BatchFit::new(model("a*exp(-k*x)")).estimator(Estimator::Poisson);
    let run = |tail: &[f64], lanes: bool| {
        let x = [&near[..], tail].concat();
        let y = counts.iter().flat_map(|counts| [counts, &vec![0.0; tail.len()][..]].concat());
        let y: Vec<f64> = y.collect();
        let curves = Curves::new(&y, x.len()).columns(&[Column::Shared(&x)]);
        fit.clone().starts(&[40.0, 3.0]).lanes(lanes).run(&curves).unwrap()
    };
    for lanes in [true, false] {
        let (short, long) = (run(&[], lanes), run(&far, lanes));
        assert_eq!(short.summary(), [(Code::Minimum, counts.len())]);
        assert_eq!(long.summary(), [(Code::Minimum, counts.len())]);
        for i in 0..counts.len() {
            let (a, b) = (short.estimates[1][i], long.estimates[1][i]);
            let (own, error) = (short.std_errors[1][i], long.std_errors[1][i]);
            let close = (a - b).abs() < 1e-6 * error && (own - error).abs() < 1e-5 * error;
            assert!(close, "{i} {lanes}: {a} {b}, {own} {error}");
        }
    }
}

#[test]
fn counts_are_fitted_by_their_likelihood() {
    let random = &mut Noise(11);
    let x: Vec<f64> = (0..POINTS).map(|k| k as f64).collect();
    let (mut y, mut starts) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let (a, k) = (random.between(5.0, 40.0), random.between(0.1, 0.4));
        let c = random.between(0.5, 3.0);
        y.extend(x.iter().map(|x| random.count(a * (-k * x).exp() + c)));
        starts.extend([a, k, c]);
    }
    let data = Data { x, y, starts };
    let fit = BatchFit::new(model(DECAY)).estimator(Estimator::Poisson);
    let fit = fit.bounds(&[(0.0, f64::INFINITY), (0.0, 5.0), (0.0, f64::INFINITY)]);
    let (lanes, single) = (fitted(&fit, &data), fitted(&fit.clone().lanes(false), &data));
    let mut alike = 0;
    for i in 0..200 {
        let (a, b) = (lanes.estimates[1][i], single.estimates[1][i]);
        let (own, error) = (lanes.std_errors[1][i], single.std_errors[1][i]);
        let same = (a - b).abs() <= 1e-6 * error && (own - error).abs() <= 1e-5 * error;
        alike += usize::from(same || (own.is_nan() && error.is_nan()));
    }
    // The others end in another minimum, or where a mean comes to 0.
    assert!(alike >= 195, "{alike}");
    assert!(lanes.status.iter().filter(|s| s.converged()).count() >= 195);
}

/// Cost is Σ w r² whatever the loss, and a loss that never bends is none.
#[test]
fn robust_losses() {
    let mut data = decays(50, 2.0, 5);
    let fit = BatchFit::new(model(DECAY));
    let (plain, wide) =
        (fitted(&fit, &data), fitted(&fit.clone().loss(Loss::Huber { scale: 1e6 }), &data));
    for i in 0..50 {
        assert!(near(plain.estimates[1][i], wide.estimates[1][i], plain.std_errors[1][i]));
        assert!((plain.std_errors[1][i] / wide.std_errors[1][i] - 1.0).abs() < 1e-6);
        assert!((plain.cost[i] / wide.cost[i] - 1.0).abs() < 1e-9);
    }
    for i in 0..50 {
        data.y[i * POINTS + 7] += 500.0;
    }
    let robust = fitted(&fit.loss(Loss::Huber { scale: 2.7 }), &data);
    for i in 0..50 {
        let (a, b) = (plain.estimates[1][i], robust.estimates[1][i]);
        assert!((a - b).abs() < 4.0 * robust.std_errors[1][i], "{i}: {a} {b}");
    }
}

/// One whose bounds are equal is a constant: no degree of freedom, and one point less is enough.
#[test]
fn a_fixed_parameter_is_not_estimated() {
    let data = decays(40, 2.0, 6);
    let open = (f64::NEG_INFINITY, f64::INFINITY);
    let held = BatchFit::new(model(DECAY)).bounds(&[open, open, (3.0, 3.0)]);
    let constant = BatchFit::new(model("a*exp(-k*x) + 3"));
    let starts = data.starts.chunks(3).flat_map(|s| [s[0], s[1]]).collect();
    let two = Data { x: data.x.clone(), y: data.y.clone(), starts };
    for lanes in [true, false] {
        let (a, b) = (
            fitted(&held.clone().lanes(lanes), &data),
            fitted(&constant.clone().lanes(lanes), &two),
        );
        for i in 0..40 {
            let (own, error) = (a.std_errors[1][i], b.std_errors[1][i]);
            assert!(near(a.estimates[1][i], b.estimates[1][i], error), "{lanes} {i}");
            assert!((own / error - 1.0).abs() < 1e-7, "{lanes} {i}: {own} {error}");
        }
        let short = Curves::new(&data.y[..2], 2).columns(&[Column::Shared(&data.x[..2])]);
        let fits = held.clone().lanes(lanes).starts(&[90.0, 0.3, 3.0]).run(&short).unwrap();
        assert_ne!(fits.status[0], Code::TooFewPoints);
    }
}

/// No count is below 0: such a point is missing, in the lanes and by the full solver.
#[test]
fn a_negative_count_is_a_missing_point() {
    let x: Vec<f64> = (0..POINTS).map(|k| k as f64).collect();
    let mut y: Vec<f64> = x.iter().map(|x| (20.0 * (-0.2 * x).exp() + 1.0).round()).collect();
    y[5] = -1.0;
    let data = Data { x, y, starts: vec![15.0, 0.3, 2.0] };
    let fit = BatchFit::new(model(DECAY)).estimator(Estimator::Poisson);
    let (lanes, single) = (fitted(&fit, &data), fitted(&fit.lanes(false), &data));
    for fits in [&lanes, &single] {
        assert_eq!(fits.points[0] as usize, POINTS - 1);
        assert!(fits.notes[0].has(Note::Missing) && fits.status[0].converged());
    }
    assert_eq!((lanes.handed_on, single.handed_on), (0, 1));
}

#[test]
fn what_cannot_begin_is_an_error() {
    let (x, y) = ([1.0, 2.0], [1.0, 2.0, 3.0, 4.0]);
    let curves = Curves::new(&y, 2).columns(&[Column::Shared(&x)]);
    let fit = BatchFit::new(model("a*x"));
    assert!(fit.run(&Curves::new(&y, 2)).is_err());
    assert!(fit.run(&Curves::new(&y, 3).columns(&[Column::Shared(&x)])).is_err());
    assert!(fit.run(&Curves::ragged(&y, &[0, 3, 2, 4]).columns(&[Column::Rows(&y)])).is_err());
    assert!(fit.clone().starts(&[1.0, 2.0]).run(&curves).is_err());
    assert!(fit.clone().bounds(&[(2.0, 1.0)]).run(&curves).is_err());
    assert!(fit.run(&curves.clone().weights(&x)).is_err());
    assert!(fit.clone().evaluations(0).run(&curves).is_err());
    assert!(fit.run(&Curves::new(&[], 2).columns(&[Column::Shared(&x)])).unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any number of parameters: those that have sums in registers, and those that have not.
    #[test]
    fn sums_of_cosines(n in 1_usize..10, seed in 0_u64..1000) {
        let terms: Vec<String> = (0..n).map(|j| format!("p{j}*cos({j}*x)")).collect();
        let random = &mut Noise(seed);
        let x: Vec<f64> = (0..30).map(|k| 0.1 * f64::from(k)).collect();
        let y: Vec<f64> = (0..20 * 30).map(|i| random.normal() + f64::from(i % 30)).collect();
        let weights: Vec<f64> = (0..20 * 30).map(|_| random.between(0.5, 2.0)).collect();
        let curves = Curves::new(&y, 30).columns(&[Column::Shared(&x)]).weights(&weights);
        let fit = BatchFit::new(model(&terms.join(" + "))).starts(&vec![0.5; n]);
        let lanes = fit.run(&curves).unwrap();
        let single = fit.lanes(false).run(&curves).unwrap();
        for i in 0..20 {
            prop_assert_eq!(lanes.status[i], single.status[i]);
            for j in 0..n {
                let (a, b) = (lanes.estimates[j][i], single.estimates[j][i]);
                prop_assert!(near(a, b, single.std_errors[j][i]), "{} {}: {} {}", i, j, a, b);
            }
        }
    }

    /// Starts that are far away, chosen among candidates.
    #[test]
    fn candidates_find_the_way(seed in 0_u64..500) {
        let data = decays(32, 1.0, seed);
        let candidates = [0.02, 0.1, 0.3, 1.0].map(|k| vec![1.0, k, 0.0]);
        let curves = Curves::new(&data.y, POINTS).columns(&[Column::Shared(&data.x)]);
        let fit = BatchFit::new(model(DECAY));
        let found = fit.clone().candidates(&candidates).run(&curves).unwrap();
        let given = fitted(&fit, &data);
        for i in 0..32 {
            prop_assert!(found.status[i].converged());
            let (a, b) = (found.estimates[1][i], given.estimates[1][i]);
            prop_assert!(near(a, b, given.std_errors[1][i]), "{} {}", a, b);
        }
    }
}
