//! Single precision is double precision, to a share of the standard errors that is stated here.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{
    DECAY, Data, Noise, POINTS, assert_no_neighbour_matters, bits, decays, fitted, in_units, model,
};
use proptest::prelude::*;
use thalweg_batch::{BatchFit, Code, Column, Curves, Estimator, Fits, Precision};

/// What rounding may move an estimate by, in standard errors.
const SHARE: f64 = 1e-3;

fn both(fit: BatchFit, data: &Data) -> [Fits; 2] {
    [Precision::Single, Precision::Double].map(|p| fitted(&fit.clone().precision(p), data))
}

/// How far estimate, standard error and cost of fit i are from those of double precision, at most.
fn apart(single: &Fits, double: &Fits, i: usize) -> f64 {
    let columns = single.estimates.iter().zip(&double.estimates);
    let errors = single.std_errors.iter().zip(&double.std_errors);
    let each = columns.zip(errors).map(|((a, b), (own, error))| {
        if own[i].is_nan() && error[i].is_nan() {
            return 0.0; // held by a bound
        }
        ((a[i] - b[i]) / error[i]).abs().max((own[i] / error[i] - 1.0).abs())
    });
    // A NaN must not be lost among the others.
    let cost = (single.cost[i] / double.cost[i] - 1.0).abs();
    each.fold(cost, |most, own| if own <= most { most } else { own })
}

#[test]
fn single_is_double_to_a_share_of_the_standard_error() {
    for (sigma, seed) in [(0.3, 1), (3.0, 2), (10.0, 3)] {
        let data = decays(1000, sigma, seed);
        let [single, double] = both(BatchFit::new(model(DECAY)), &data);
        assert!(single.widened <= 10, "{sigma}: {}", single.widened);
        assert_eq!((double.widened, &single.status), (0, &double.status));
        let alike = (0..1000).filter(|&i| apart(&single, &double, i) <= SHARE).count();
        // With much noise a few have two minima.
        assert!(alike >= if sigma < 5.0 { 1000 } else { 995 }, "{sigma}: {alike}");
        // It is no copy: the bits differ where f32 had a part.
        assert!((0..1000).filter(|&i| bits(&single, i) != bits(&double, i)).count() > 900);
    }
}

#[test]
fn order_threads_and_neighbours_change_nothing() {
    let fit = BatchFit::new(model(DECAY)).precision(Precision::Single);
    for noise in [2.0, 25.0] {
        assert_no_neighbour_matters(&fit, &decays(5000, noise, 2));
    }
}

#[test]
fn units_that_are_powers_of_two_change_nothing() {
    let data = decays(500, 4.0, 3);
    let fit = BatchFit::new(model(DECAY)).precision(Precision::Single);
    let plain = fitted(&fit, &data);
    for power in [-60, -10, 1, 10, 60] {
        let other = fitted(&fit, &in_units(&data, f64::from(power).exp2()));
        assert_eq!(plain.iterations, other.iterations, "2^{power}");
        assert_eq!(plain.estimates[1], other.estimates[1], "2^{power}");
        assert_eq!(plain.widened, other.widened);
    }
    // Of x and k too.
    let (mut other, unit) = (decays(500, 4.0, 3), 40f64.exp2());
    other.x.iter_mut().for_each(|x| *x *= unit);
    other.starts.iter_mut().skip(1).step_by(3).for_each(|k| *k /= unit);
    let other = fitted(&fit, &other);
    assert_eq!((&plain.iterations, &plain.cost), (&other.iterations, &other.cost));
}

/// What f32 cannot hold, or not well enough, is fitted in double precision to the last bit.
#[test]
fn what_f32_cannot_hold_is_left_to_double() {
    let data = decays(100, 3.0, 4);
    let fit = || BatchFit::new(model(DECAY));
    let same = |data: &Data, what: &str| {
        let [single, double] = both(fit(), data);
        assert_eq!(single.widened, 100, "{what}");
        assert!((0..100).all(|i| bits(&single, i) == bits(&double, i)), "{what}");
        assert!(single.status.iter().all(|status| *status == Code::Minimum), "{what}");
    };
    same(&in_units(&data, 1e39), "too large");
    same(&in_units(&data, 1e-43), "too small");
    same(&decays(100, 1e-3, 5), "noise below the rounding of f32");
    for unit in [1e39, 1e-43] {
        let mut other = decays(100, 3.0, 4);
        other.x.iter_mut().for_each(|x| *x *= unit);
        other.starts.iter_mut().skip(1).step_by(3).for_each(|k| *k /= unit);
        same(&other, "x");
    }
}

/// A place far from 0 has few digits of f32 left for what differs from point to point.
#[test]
fn a_place_far_from_0_is_no_worse() {
    let random = &mut Noise(7);
    let formula = "a*exp(-((x - m)/s)^2/2)";
    for far in [0.0, 1e2, 1e4, 1e6, 1e9] {
        let x: Vec<f64> = (0..POINTS).map(|k| far + k as f64).collect();
        let (mut y, mut starts) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            let (a, m, s) =
                (random.between(50.0, 100.0), random.between(9.0, 15.0), random.between(2.0, 4.0));
            let f = |x: &f64| a * (-((x - far - m) / s).powi(2) / 2.0).exp();
            y.extend(x.iter().map(f).map(|f| f + random.normal()));
            starts.extend([1.1 * a, far + m + 0.5, 0.9 * s]);
        }
        let [single, double] = both(BatchFit::new(model(formula)), &Data { x, y, starts });
        for i in 0..100 {
            assert!(
                apart(&single, &double, i) <= SHARE,
                "{far} {i}: {}",
                apart(&single, &double, i)
            );
        }
        assert_eq!(single.widened > 50, far > 1e3, "{far}: {}", single.widened);
    }
}

#[test]
fn counts() {
    let random = &mut Noise(11);
    let x: Vec<f64> = (0..POINTS).map(|k| k as f64).collect();
    let (mut y, mut starts) = (Vec::new(), Vec::new());
    for _ in 0..400 {
        let (a, k) = (random.between(20.0, 80.0), random.between(0.1, 0.4));
        let c = random.between(3.0, 6.0);
        y.extend(x.iter().map(|x| random.count(a * (-k * x).exp() + c)));
        starts.extend([a, k, c]);
    }
    let fit = BatchFit::new(model(DECAY)).estimator(Estimator::Poisson);
    let fit = fit.bounds(&[(0.0, f64::INFINITY), (0.0, 5.0), (0.0, f64::INFINITY)]);
    let [single, double] = both(fit, &Data { x, y, starts });
    assert!(single.widened + single.handed_on < 20, "{} {}", single.widened, single.handed_on);
    let alike = (0..400).filter(|&i| apart(&single, &double, i) <= SHARE).count();
    assert!(alike >= 396, "{alike}");
}

/// Curves that are no plain minimum have the verdict of double precision.
#[test]
fn verdicts_are_those_of_double() {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let curve = |f: &dyn Fn(f64) -> f64| x.iter().map(|x| f(*x)).collect::<Vec<f64>>();
    let wiggle = |x: f64| 0.1 * (3.0 * x).sin();
    let good = curve(&|x| 10.0 * (-0.4 * x).exp() + 2.0 + wiggle(x));
    let nan = curve(&|_| f64::NAN);
    let mut few = nan.clone();
    few[..2].copy_from_slice(&[9.0, 5.0]);
    let negative = curve(&|x| 10.0 * (-0.4 * x).exp() - 2.0 + wiggle(x));
    let exact = curve(&|x| 10.0 * (-0.4 * x).exp() + 2.0);
    let all = [&good, &curve(&|_| 3.0), &nan, &few, &negative, &exact];
    let y: Vec<f64> = all.into_iter().flatten().copied().collect();
    let open = (f64::NEG_INFINITY, f64::INFINITY);
    let curves = Curves::new(&y, 12).columns(&[Column::Shared(&x)]);
    let fit = BatchFit::new(model(DECAY)).starts(&[5.0, 0.3, 1.0]);
    let fit = fit.bounds(&[open, open, (0.0, f64::INFINITY)]);
    let double = fit.run(&curves).unwrap();
    let single = fit.precision(Precision::Single).run(&curves).unwrap();
    assert_eq!((&single.status, &single.notes), (&double.status, &double.notes));
    assert_eq!(single.status[4], Code::MinimumOnBound);
    assert_eq!((single.estimates[2][4], single.status[5]), (0.0, Code::ExactFit));
    // A parameter that does not act, and two that act alike.
    for formula in ["a + k*0*x", "a*x + b + c"] {
        let fit = BatchFit::new(model(formula)).precision(Precision::Single);
        let fits = fit.run(&Curves::new(&good, 12).columns(&[Column::Shared(&x)])).unwrap();
        assert_eq!((fits.status[0], fits.widened), (Code::FlatValley, 1), "{formula}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any number of parameters, weights, and columns of each curve's own.
    #[test]
    fn sums_of_cosines(n in 1_usize..10, seed in 0_u64..1000) {
        let terms: Vec<String> = (0..n).map(|j| format!("p{j}*cos({j}*x)")).collect();
        let random = &mut Noise(seed);
        let x: Vec<f64> = (0..600).map(|k| 0.1 * f64::from(k % 30) + 0.01 * random.unit()).collect();
        let y: Vec<f64> = (0..600).map(|i| random.normal() + f64::from(i % 30)).collect();
        let weights: Vec<f64> = (0..600).map(|_| random.between(0.5, 2.0)).collect();
        let curves = Curves::new(&y, 30).columns(&[Column::Rows(&x)]).weights(&weights);
        let fit = BatchFit::new(model(&terms.join(" + "))).starts(&vec![0.5; n]);
        let double = fit.run(&curves).unwrap();
        let single = fit.precision(Precision::Single).run(&curves).unwrap();
        for i in 0..20 {
            prop_assert!(apart(&single, &double, i) <= SHARE, "{}: {}", i, apart(&single, &double, i));
        }
        prop_assert_eq!(single.widened, 0);
    }
}
