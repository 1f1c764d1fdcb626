//! Where intervals end, and why.

use thalweg::{Fit, Topic};
use thalweg_testdata::nist;

use super::common::*;

const REFERENCE: &str = include_str!("../../../../testdata/reference/profile_intervals.toml");

#[test]
fn intervals_agree_with_refits_in_r() {
    let reference: toml::Table = REFERENCE.parse().unwrap();
    let mut ends = 0;
    for entry in reference["problem"].as_array().unwrap() {
        let entry = entry.as_table().unwrap();
        let name = entry["name"].as_str().unwrap();
        let level = entry["level"].as_float().unwrap();
        let (formula, declarations, data) = problem(name);
        let fit = Fit::new(formula).declare(declarations).level(level);
        let answer = fit.run(&data).unwrap();
        for (quantity, want) in entry.iter().filter(|(_, v)| v.is_array()) {
            let want: Vec<f64> =
                want.as_array().unwrap().iter().map(|v| v.as_float().unwrap()).collect();
            let profile = match answer.parameter(quantity) {
                Some(p) => p.profile.clone(),
                None => answer.derived(quantity).unwrap().profile.clone(),
            };
            let profile = profile.unwrap();
            let width = want[2] - want[1];
            // Ends are found to 1e-7 of the way to them; the refits in R are good to about 1e-9.
            for (found, want) in [(profile.low, want[1]), (profile.high, want[2])] {
                let off = (found - want).abs() / width;
                assert!(off < 1e-7, "{name} {quantity}: {found} instead of {want} ({off:e})");
                ends += 1;
            }
        }
    }
    assert_eq!(ends, 50);
}

#[test]
fn an_end_that_does_not_exist_is_infinite_with_the_reason() {
    // As k → ∞ the curve is a constant, as k → 0 a line through 0: neither is much worse at 99 %.
    let fit =
        Fit::new("y ~ a*(1 - exp(-k*t))").declare("a=20; k=0.5; half := log(2)/k").level(0.99);
    let answer = fit.run(&bod()).unwrap();
    let a = answer.parameter("a").unwrap().profile.clone().unwrap();
    let k = answer.parameter("k").unwrap().profile.clone().unwrap();
    assert_eq!((a.high, k.high), (f64::INFINITY, f64::INFINITY));
    assert!(a.low.is_finite() && a.low_reason.is_none());
    // The line: slope Σty/Σt².
    let slope = TIME.iter().zip(DEMAND).map(|(t, y)| t * y).sum::<f64>()
        / TIME.iter().map(|t| t * t).sum::<f64>();
    let line: f64 = TIME.iter().zip(DEMAND).map(|(t, y)| (y - slope * t).powi(2)).sum();
    let variance = answer.residual_sum_of_squares / 4.0;
    let rise = (line - answer.residual_sum_of_squares) / variance;
    let allowed = 4.604094871349993_f64.powi(2);
    let share = |rise: f64| format!("rises by {:.0} %", 100.0 * rise / allowed);
    assert!(a.high_reason.unwrap().contains(&share(rise)), "{}", share(rise));
    let mean = DEMAND.iter().sum::<f64>() / 6.0;
    let constant: f64 = DEMAND.iter().map(|y| (y - mean).powi(2)).sum();
    let rise = (constant - answer.residual_sum_of_squares) / variance;
    assert!(k.high_reason.unwrap().contains(&share(rise)), "{}", share(rise));
    // k goes through 0, where `a` is infinite, to curves that turn upwards; the half-life does not.
    assert!(k.low.is_finite() && k.low < 0.0, "{:?}", k.low);
    let half = answer.derived("half").unwrap().profile.clone().unwrap();
    assert_eq!((half.low, half.high), (0.0, f64::INFINITY));
    let warning = answer.warnings.iter().find(|w| w.code == "W-OPEN").unwrap();
    assert!(warning.message.contains("`a` has no upper end"), "{}", warning.message);
    let check = answer.checks.iter().find(|c| c.look.as_ref() == Some(warning)).unwrap();
    assert_eq!(check.topic, Topic::Determined);
}

#[test]
fn a_bound_ends_an_interval() {
    let misra = nist::problem("Misra1a").unwrap();
    let run = |bounds: &str| {
        let fit = Fit::new(&misra.formula).declare(format!("b1=220 {bounds}; b2=5e-4"));
        fit.run(&nist_table("Misra1a")).unwrap().parameters[0].profile.clone()
    };
    let inside = run("in [0, 242]").unwrap();
    assert_eq!((inside.high, inside.high_reason.as_deref()), (242.0, Some("its bound")));
    assert!((inside.low - 233.195307962).abs() < 1e-6 && inside.low_reason.is_none());
    // Held by its bound it has none.
    assert_eq!(run("in [0, 230]"), None);
    assert_eq!(run("fixed"), None);
}

#[test]
fn the_edge_of_the_domain_ends_an_interval() {
    // √(x − c) has no value at the first x beyond c = 1, and the data allow c = 1.
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let y = [0.3, 0.8, 1.6, 1.55, 2.1, 2.15];
    let table = table(&[("x", &x), ("y", &y)]);
    let answer = Fit::new("y ~ a*sqrt(x - c)").declare("a=1; c=0.5").run(&table).unwrap();
    let c = answer.parameter("c").unwrap().profile.clone().unwrap();
    assert!((c.high - 1.0).abs() < 1e-8, "{c:?}");
    let reason = c.high_reason.unwrap();
    assert!(reason.contains("not defined: `sqrt(x - c)` is NaN"), "{reason}");
    assert!(c.low < 0.9 && c.low_reason.is_none());
}

#[test]
fn the_range_of_a_quantity_ends_its_interval() {
    // b is compatible with 0, its square not with less.
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    let y = [0.1, -0.2, 0.15, 0.05, -0.02];
    let table = table(&[("x", &x), ("y", &y)]);
    let fit = Fit::new("y ~ a + b*x").declare("a=0; b=0; square := b^2; power := exp(b)");
    let answer = fit.run(&table).unwrap();
    let b = answer.parameter("b").unwrap().profile.clone().unwrap();
    let square = answer.derived("square").unwrap().profile.clone().unwrap();
    assert!(square.low.abs() < 1e-9, "{square:?}");
    assert!(square.low_reason.as_deref().unwrap().contains("goes no further"));
    // The upper end of b's is where its square ends: b stays on its side of 0.
    assert!((square.high / b.high.powi(2) - 1.0).abs() < 1e-6, "{square:?}");
    let power = answer.derived("power").unwrap().profile.clone().unwrap();
    assert!((power.high.ln() - b.high).abs() < 1e-8 && (power.low.ln() - b.low).abs() < 1e-8);
}

/// The profile of s = a + b on y = a + b x with a ≤ `most`, b ≤ `most_b`, in closed form: along a + b = c the
/// sum of squares is a parabola in a, whose lowest place within the bounds counts.
fn rise_of_sum(y: &[f64], c: f64, most: f64, most_b: f64) -> f64 {
    let rss = |a: f64| -> f64 {
        y.iter().zip(1..).map(|(y, x)| (y - a - (c - a) * f64::from(x)).powi(2)).sum()
    };
    // a (1 − x) is fitted to y − c x.
    let (mut cross, mut square) = (0.0, 0.0);
    for (y, x) in y.iter().zip(1..).map(|(y, x)| (y, f64::from(x))) {
        cross += (1.0 - x) * (y - c * x);
        square += (1.0 - x) * (1.0 - x);
    }
    rss((cross / square).min(most).max(c - most_b))
}

#[test]
fn a_bound_on_one_parameter_does_not_end_the_interval_of_a_quantity() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let y = [1.05, 1.31, 1.92, 2.45, 2.83, 3.42];
    let table = table(&[("x", &x), ("y", &y)]);
    let infinite = f64::INFINITY;
    for (most, most_b, by_bounds) in [
        (0.55, infinite, "a in [-10, 0.55]; b=0.1"),
        (0.45, infinite, "a in [-10, 0.45]; b=0.1"),
        (0.3, infinite, "a in [-10, 0.3]; b=0.1"),
        (0.55, 0.7, "a in [-10, 0.55]; b=0.1 in [-10, 0.7]"),
        (0.55, 0.53, "a in [-10, 0.55]; b=0.1 in [-10, 0.53]"),
        (infinite, 0.5, "a=0.1; b=0.1 in [0, 0.5]"),
    ] {
        let fit = Fit::new("y ~ a + b*x").declare(format!("{by_bounds}; s := a + b"));
        let answer = fit.run(&table).unwrap();
        let (s, t) = (answer.residual_std_error.unwrap(), answer.parameters.iter());
        let (a, b) = (t.clone().next().unwrap().estimate, t.clone().nth(1).unwrap().estimate);
        let freedom = answer.degrees_of_freedom;
        let t = if freedom == 4 { 2.7764451051977987 } else { 2.570581835636314 };
        let level = answer.residual_sum_of_squares + (t * s).powi(2);
        let profile = answer.derived("s").unwrap().profile.clone().unwrap();
        for (side, end, why) in
            [(-1.0, profile.low, &profile.low_reason), (1.0, profile.high, &profile.high_reason)]
        {
            // The farthest value up to the level, or the last one that the bounds leave.
            let (mut inside, mut outside) = (a + b, a + b + side * 10.0);
            for _ in 0..200 {
                let middle = 0.5 * (inside + outside);
                let within =
                    middle <= most + most_b && rise_of_sum(&y, middle, most, most_b) <= level;
                if within { inside = middle } else { outside = middle }
            }
            let off = (end - inside).abs() / (inside - a - b).abs().max(0.01);
            assert!(off < 1e-6, "{by_bounds}: {side} {end} instead of {inside}, {why:?}");
            let at_range = (inside - most - most_b).abs() < 1e-9;
            assert_eq!(why.is_some(), at_range, "{by_bounds}: {why:?}");
        }
    }
}

#[test]
fn a_tie_is_a_quantity() {
    let fit = Fit::new("rate ~ Vm*conc/(K + conc)").declare("K=0.05; s=4000; Vm := s*K");
    let tied = fit.run(&puromycin()).unwrap().parameter("Vm").unwrap().profile.clone().unwrap();
    assert!((tied.low - 197.3019329).abs() < 1e-5 && (tied.high - 229.289055055).abs() < 1e-5);
}
