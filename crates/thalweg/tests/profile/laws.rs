//! Laws of profiles, and where there is none.

use thalweg::{Answer, Fit, Loss, Sigma};

use super::common::*;

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
