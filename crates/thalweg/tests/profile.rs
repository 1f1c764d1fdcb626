//! Profile intervals, traces and joint regions against refits elsewhere, and their laws.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::ops::ControlFlow;

use thalweg::profile::{Along, Profiler, Why};
use thalweg::{Answer, Fit, FitProblem, Local, Loss, Sigma, Table, Topic};
use thalweg_solver::{EvalError, Options, Problem, Solver};
use thalweg_testdata::nist;

const REFERENCE: &str = include_str!("../../../testdata/reference/profile_intervals.toml");

/// R's datasets Puromycin (treated), BOD and DNase (run 1).
const CONC: [f64; 12] = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
const RATE: [f64; 12] =
    [76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0];
const TIME: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 7.0];
const DEMAND: [f64; 6] = [8.3, 10.3, 19.0, 16.0, 15.6, 19.8];
const DOSE: [f64; 16] = [
    0.04882812, 0.04882812, 0.1953125, 0.1953125, 0.390625, 0.390625, 0.78125, 0.78125, 1.5625,
    1.5625, 3.125, 3.125, 6.25, 6.25, 12.5, 12.5,
];
const DENSITY: [f64; 16] = [
    0.017, 0.018, 0.121, 0.124, 0.206, 0.215, 0.377, 0.374, 0.614, 0.609, 1.019, 1.001, 1.334,
    1.364, 1.73, 1.71,
];

fn table(columns: &[(&str, &[f64])]) -> Table {
    columns.iter().fold(Table::new(), |t, (name, cells)| t.with(*name, cells.to_vec()).unwrap())
}

fn nist_table(name: &str) -> Table {
    let problem = nist::problem(name).unwrap();
    let columns = problem.columns.iter().map(|c| (c.as_str(), problem.column(c).unwrap()));
    table(&columns.collect::<Vec<_>>())
}

fn puromycin() -> Table {
    table(&[("conc", &CONC), ("rate", &RATE)])
}

fn bod() -> Table {
    table(&[("t", &TIME), ("y", &DEMAND)])
}

fn with<T>(fit: &Fit, table: &Table, work: impl FnOnce(&FitProblem) -> T) -> T {
    fit.with_problem(table, &mut |_| ControlFlow::Continue(()), work).unwrap()
}

/// Formula, declarations and data of a problem of the reference, under the names used there.
fn problem(name: &str) -> (String, String, Table) {
    let rows = |f: &str, d: &str, t: Table| (f.to_string(), d.to_string(), t);
    match name {
        "Puromycin" => rows("rate ~ Vm*conc/(K + conc)", "Vm=200; K=0.05", puromycin()),
        "Puromycin slope" => {
            rows("rate ~ Vm*conc/(K + conc)", "Vm=200; K=0.05; s := Vm/K", puromycin())
        }
        "BOD" => rows("y ~ a*(1 - exp(-k*t))", "a=20; k=0.24", bod()),
        "DNase" => rows(
            "density ~ Asym/(1 + exp((xmid - log(conc))/scal))",
            "Asym=2; xmid=1.5; scal=1",
            table(&[("conc", &DOSE), ("density", &DENSITY)]),
        ),
        "Misra1a half" => {
            let misra = nist::problem("Misra1a").unwrap();
            rows(&misra.formula, "b1=500; b2=1e-4; half := log(2)/b2", nist_table("Misra1a"))
        }
        name => {
            let nist = nist::problem(name).unwrap();
            let starts = nist.parameters.iter().zip(nist.starts()[1]);
            let starts: Vec<String> = starts.map(|(n, v)| format!("{n}={v}")).collect();
            rows(&nist.formula, &starts.join("; "), nist_table(name))
        }
    }
}

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

/// How far the ends are from Wald's, in half widths.
fn apart(wald: (f64, f64), profile: &thalweg::Interval) -> f64 {
    let half = 0.5 * (wald.1 - wald.0);
    ((wald.0 - profile.low) / half).abs().max(((wald.1 - profile.high) / half).abs())
}

#[test]
fn where_the_model_is_linear_the_profile_is_walds() {
    let answer = Fit::new("rate ~ a + b*log(conc) + c*log(conc)^2").run(&puromycin()).unwrap();
    for p in &answer.parameters {
        let (wald, profile) = (p.interval.unwrap(), p.profile.clone().unwrap());
        assert!(apart(wald, &profile) < 1e-9, "{}: {profile:?}", p.name);
    }
    assert!(!answer.warned("W-OPEN"));
}

#[test]
fn units_change_nothing_but_units() {
    let ends = |rate: f64, conc: f64| {
        let y: Vec<f64> = RATE.iter().map(|y| rate * y).collect();
        let x: Vec<f64> = CONC.iter().map(|x| conc * x).collect();
        let table = table(&[("conc", &x), ("rate", &y)]);
        let start = format!("Vm={}; K={}; s := Vm/K", 200.0 * rate, 0.05 * conc);
        let answer = Fit::new("rate ~ Vm*conc/(K + conc)").declare(start).run(&table).unwrap();
        let profile = |p: Option<thalweg::Interval>, unit: f64| {
            let p = p.unwrap();
            (p.low / unit, p.high / unit)
        };
        [
            profile(answer.parameters[0].profile.clone(), rate),
            profile(answer.parameters[1].profile.clone(), conc),
            profile(answer.derived[0].profile.clone(), rate / conc),
        ]
    };
    let plain = ends(1.0, 1.0);
    for (rate, conc) in [(1e12, 1e-12), (1e-12, 1e12), (3e150, 1.0), (1e-160, 7.0)] {
        for (a, b) in plain.iter().zip(ends(rate, conc)) {
            let off = (a.0 / b.0 - 1.0).abs().max((a.1 / b.1 - 1.0).abs());
            assert!(off < 1e-7, "{rate} {conc}: {a:?} {b:?}");
        }
    }
}

#[test]
fn a_change_of_parameters_changes_their_intervals_as_it_should() {
    let log = Fit::new("rate ~ exp(lv)*conc/(exp(lk) + conc)").declare("lv=5; lk=-3");
    let answer = log.run(&puromycin()).unwrap();
    let (lv, lk) = (&answer.parameters[0], &answer.parameters[1]);
    let ends = |p: &thalweg::Parameter| p.profile.clone().map(|i| (i.low.exp(), i.high.exp()));
    let (v, k) = (ends(lv).unwrap(), ends(lk).unwrap());
    assert!((v.0 - 197.3019329).abs() < 1e-5 && (v.1 - 229.289055055).abs() < 1e-5, "{v:?}");
    assert!((k.0 - 0.0469203420352).abs() < 1e-8 && (k.1 - 0.0861569134271).abs() < 1e-8);
}

#[test]
fn a_known_scatter_is_judged_by_the_normal_distribution() {
    let sigma = vec![10.9; 12];
    let table = puromycin().with("s", sigma).unwrap();
    let base = Fit::new("rate ~ Vm*conc/(K + conc)").declare("Vm=200; K=0.05");
    let known = base.clone().sigma(Sigma::Absolute("s".into())).run(&table).unwrap();
    // The same level of t by an estimated scatter: 2 Φ(z) − 1 of the rise z² σ²/s².
    let answer = base.run(&table).unwrap();
    let s = answer.residual_std_error.unwrap();
    let t = 1.959963984540054 * 10.9 / s;
    let level = 2.0 * student(t, 10) - 1.0;
    let same = base.level(level).run(&table).unwrap();
    let (a, b) = (known.parameters[1].profile.clone(), same.parameters[1].profile.clone());
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!((a.low / b.low - 1.0).abs() < 1e-6 && (a.high / b.high - 1.0).abs() < 1e-6);
}

/// P(T ≤ t) with an even number of degrees of freedom (Abramowitz & Stegun 26.7.4).
fn student(t: f64, freedom: usize) -> f64 {
    let theta = (t / (freedom as f64).sqrt()).atan();
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..freedom / 2 {
        term *= (2 * k - 1) as f64 / (2 * k) as f64 * theta.cos().powi(2);
        sum += term;
    }
    0.5 + 0.5 * theta.sin() * sum
}

/// y = a sin(w t) at t = 0, 0.5, ...
struct Sine {
    y: Vec<f64>,
}

impl Problem for Sine {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        self.y.len()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        for (i, (r, y)) in r.iter_mut().zip(&self.y).enumerate() {
            *r = x[0] * (0.5 * x[1] * i as f64).sin() - y;
        }
        Ok(())
    }
}

#[test]
fn a_better_minimum_on_the_way_is_told() {
    // A sine fitted from far off: the frequency's profile passes lower minima.
    let y = (0..24).map(|i| (0.65 * f64::from(i)).sin() + 0.3 * wobble(i as usize)).collect();
    let sine = Sine { y };
    let solution = Solver::new().solve(&sine, &[0.3, 2.5]).unwrap();
    assert!((solution.x[1] - 1.3).abs() > 0.5, "{:?}", solution.x);
    let options = Options::default();
    let local = Local::new(&sine, &solution, &options).unwrap();
    let mut profiler = Profiler::new(&local).unwrap();
    profiler.interval(Along::Parameter(1), 0.95).unwrap();
    let lower = profiler.lower().unwrap();
    assert!(lower.cost < solution.cost);
    // It was followed to its bottom.
    let bottom = Solver::new().solve(&sine, &lower.x).unwrap();
    assert!((bottom.cost / lower.cost - 1.0).abs() < 1e-9);
}

fn wobble(i: usize) -> f64 {
    ((i * 7919 % 13) as f64 - 6.0) / 6.0
}

#[test]
fn nothing_to_judge_by_means_no_profile() {
    let none = |answer: Answer| answer.parameters.iter().all(|p| p.profile.is_none());
    let fit = Fit::new("rate ~ Vm*conc/(K + conc)").declare("Vm=200; K=0.05");
    assert!(none(fit.clone().loss(Loss::Huber { scale: 5.0 }).run(&puromycin()).unwrap()));
    let two = table(&[("conc", &CONC[1..3]), ("rate", &RATE[1..3])]);
    assert!(none(fit.clone().run(&two).unwrap()));
    let exact: Vec<f64> = CONC.iter().map(|x| 210.0 * x / (0.06 + x)).collect();
    let exact = table(&[("conc", &CONC), ("rate", &exact)]);
    assert!(none(fit.clone().run(&exact).unwrap()));
    assert!(none(fit.clone().scrutiny(false).run(&puromycin()).unwrap()));
    with(&fit.loss(Loss::Huber { scale: 5.0 }), &puromycin(), |p| {
        assert_eq!(p.profile_interval("K", 0.95).unwrap_err().code(), "E-PROFILE");
        assert!(p.profile_traces().is_empty());
    });
}

#[test]
fn exact_data_of_known_scatter_have_profiles() {
    let y: Vec<f64> = CONC.iter().map(|x| 210.0 * x / (0.06 + x)).collect();
    let table = table(&[("conc", &CONC), ("rate", &y)]).with("s", vec![10.0; 12]).unwrap();
    let fit = Fit::new("rate ~ Vm*conc/(K + conc)").declare("Vm=200; K=0.05");
    let answer = fit.sigma(Sigma::Absolute("s".into())).run(&table).unwrap();
    for p in &answer.parameters {
        let profile = p.profile.clone().unwrap();
        assert!(profile.low < p.estimate && p.estimate < profile.high && profile.is_finite());
    }
}

#[test]
fn what_is_not_determined_has_no_ends() {
    let fit = Fit::new("rate ~ Vm*f*conc/(K + conc)").declare("Vm=200; f=1; K=0.05; v := Vm*f");
    let answer = fit.run(&puromycin()).unwrap();
    let f = answer.parameter("f").unwrap().profile.clone();
    if let Some(f) = f {
        assert!(!f.is_finite(), "{f:?}");
    }
    let v = answer.derived("v").unwrap().profile.clone().unwrap();
    assert!((v.low - 197.3019329).abs() < 1e-4 && (v.high - 229.289055055).abs() < 1e-4, "{v:?}");
}

/// y = a (1 − exp(−k t)) without derivatives.
struct Demand;

impl Problem for Demand {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        6
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        for ((r, t), y) in r.iter_mut().zip(TIME).zip(DEMAND) {
            *r = x[0] * (1.0 - (-x[1] * t).exp()) - y;
        }
        Ok(())
    }
}

#[test]
fn a_problem_without_formula_or_derivatives_has_profiles() {
    let solution = Solver::new().solve(&Demand, &[20.0, 0.24]).unwrap();
    let options = Options::default();
    let local = Local::new(&Demand, &solution, &options).unwrap();
    let mut profiler = Profiler::new(&local).unwrap();
    let k = profiler.interval(Along::Parameter(1), 0.8).unwrap();
    assert!((k.low.value - 0.279248473813).abs() < 1e-6, "{k:?}");
    assert!((k.high.value - 0.9677577591).abs() < 1e-6, "{k:?}");
    // The half-life, 1/k but for a factor: its interval is that of k.
    let half = |x: &[f64], gradient: &mut [f64]| {
        gradient[1] = -2f64.ln() / (x[1] * x[1]);
        2f64.ln() / x[1]
    };
    let half = profiler.interval(Along::Quantity(&half), 0.8).unwrap();
    assert!((half.low.value * 0.9677577591 / 2f64.ln() - 1.0).abs() < 1e-5, "{half:?}");
    assert!((half.high.value * 0.279248473813 / 2f64.ln() - 1.0).abs() < 1e-5, "{half:?}");
    // No work allowed, no ends.
    let mut idle = Profiler::with_work(&local, 0).unwrap();
    let nothing = idle.interval(Along::Parameter(1), 0.8).unwrap();
    assert_eq!(nothing.low.why, Why::Unfinished);
    assert!(nothing.interval().is_none());
}

#[test]
fn traces_are_even_in_t_and_fitted() {
    let fit = Fit::new("rate ~ Vm*conc/(K + conc)").declare("Vm=200; K=0.05");
    with(&fit, &puromycin(), |p| {
        let traces = p.profile_traces();
        assert_eq!(traces.len(), 2);
        let t = 2.2281388519649385;
        for trace in &traces {
            assert_eq!(trace.values.len(), 17);
            assert!(trace.values.windows(2).all(|w| w[0] < w[1]));
            for (k, found) in trace.t.iter().enumerate() {
                let want = (k as f64 - 8.0) / 8.0 * 1.25 * t;
                assert!((found - want).abs() < 1e-5, "{found} {want}");
            }
            // For each Vm the best K zeroes the derivative of the sum of squares by K.
            for (x, found) in trace.estimates.iter().zip(&trace.t) {
                let sum = |x: &[f64]| {
                    let mut r = [0.0; 12];
                    p.problem.residuals(x, &mut r).unwrap();
                    r.iter().map(|r| r * r).sum::<f64>()
                };
                let other = 1 - trace.parameter;
                let mut moved = x.clone();
                for step in [-1e-3, 1e-3] {
                    moved[other] = x[other] * (1.0 + step);
                    assert!(sum(&moved) > sum(x));
                }
                let s2 = p.answer.residual_sum_of_squares / 10.0;
                let rise = (sum(x) - p.answer.residual_sum_of_squares) / s2;
                assert!((rise - found * found).abs() < 1e-8, "{rise} {found}");
            }
        }
    });
}

/// min over the others of the sum of squares with two parameters held, by a solver of its own start.
fn held(p: &FitProblem, pair: [(usize, f64); 2], start: &[f64]) -> f64 {
    let n = start.len();
    let mut bounds = vec![(f64::NEG_INFINITY, f64::INFINITY); n];
    let mut start = start.to_vec();
    for (j, value) in pair {
        bounds[j] = (value, value);
        start[j] = value;
    }
    2.0 * Solver::new().bounds(bounds).solve(p.problem, &start).unwrap().cost
}

#[test]
fn contours_are_on_the_level() {
    for (name, fisher) in [("Misra1a", 3.885293834652392), ("Rat42", 5.143252849784718)] {
        let (formula, declarations, data) = problem(name);
        with(&Fit::new(formula).declare(declarations), &data, |p| {
            let least = p.answer.residual_sum_of_squares;
            let s2 = least / p.answer.degrees_of_freedom as f64;
            let names = &p.names;
            for a in 0..names.len() {
                for b in 0..a {
                    let contour = p.contour(&names[a], &names[b], 0.95).unwrap();
                    assert!(contour.closed && contour.points.len() >= 24, "{name} {a} {b}");
                    for &(va, vb) in &contour.points {
                        let found = held(p, [(a, va), (b, vb)], &p.solution);
                        let rise = (found - least) / s2 / 2.0 / fisher;
                        assert!((rise - 1.0).abs() < 1e-5, "{name} {a} {b}: {rise}");
                    }
                }
            }
        });
    }
}

#[test]
fn a_region_without_end_is_not_closed() {
    let fit = Fit::new("y ~ a*(1 - exp(-k*t))").declare("a=20; k=0.5");
    with(&fit, &bod(), |p| {
        let closed = p.contour("a", "k", 0.5).unwrap();
        assert!(closed.closed, "{closed:?}");
        let open = p.contour("a", "k", 0.95).unwrap();
        assert!(!open.closed && open.points.len() > 20);
        assert_eq!(p.contour("a", "a", 0.9).unwrap_err().code(), "E-PROFILE");
        assert_eq!(p.contour("a", "q", 0.9).unwrap_err().code(), "E-PROFILE");
        assert_eq!(p.contour("a", "k", 1.5).unwrap_err().code(), "E-PROFILE");
    });
}

#[test]
fn forty_parameters_and_one() {
    // Forty means of three observations each.
    let group: Vec<f64> = (0..120).map(|i| f64::from(i / 3)).collect();
    let y: Vec<f64> = (0..120).map(|i| wobble(i) + (i / 3) as f64).collect();
    let table = table(&[("g", &group), ("y", &y)]);
    let terms: Vec<String> = (0..40).map(|k| format!("m{k}*if(g == {k}, 1, 0)")).collect();
    let answer = Fit::new(format!("y ~ {}", terms.join(" + "))).run(&table).unwrap();
    assert_eq!(answer.parameters.len(), 40);
    for p in &answer.parameters {
        if let (Some(wald), Some(profile)) = (p.interval, p.profile.clone()) {
            assert!(apart(wald, &profile) < 1e-6, "{}", p.name);
        }
    }
    let one = Fit::new("rate ~ 212*conc/(K + conc)").declare("K=0.05").run(&puromycin()).unwrap();
    let k = one.parameters[0].profile.clone().unwrap();
    assert!(k.is_finite() && k.high - one.parameters[0].estimate > 0.002);
}
