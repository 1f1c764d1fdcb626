//! Data and helpers that several of the tests use.

use thalweg::{Answer, Fit, Table, Topic};

pub(super) fn reference() -> toml::Table {
    include_str!("../../../../testdata/reference/diagnostics.toml").parse().unwrap()
}

pub(super) fn numbers(section: &toml::Table, key: &str) -> Vec<f64> {
    let number = |v: &toml::Value| v.as_float().or(v.as_integer().map(|i| i as f64)).unwrap();
    section[key].as_array().unwrap().iter().map(number).collect()
}

pub(super) fn nonlinear(name: &str) -> (Table, Fit) {
    let reference = reference();
    let section = reference[name].as_table().unwrap();
    let table = Table::new()
        .with("x", numbers(section, "column"))
        .and_then(|t| t.with("y", numbers(section, "response")))
        .unwrap();
    let fit = match name {
        "misra1a" => Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4"),
        "bod" => Fit::new("y ~ A*(1-exp(-exp(lrc)*x))").declare("A=20; lrc=-1"),
        _ => Fit::new("y ~ Vm*x/(K+x)").declare("Vm=200; K=0.1"),
    };
    (table, fit)
}

pub(super) fn check(answer: &Answer, topic: Topic) -> &thalweg::Check {
    answer.checks.iter().find(|c| c.topic == topic).unwrap()
}

pub(super) fn table(x: &[f64], y: &[f64]) -> Table {
    Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap()
}

/// Sound but small data.
pub(super) fn decay(n: usize) -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
    let error = |i: usize| 0.05 * ((i * 37 % 11) as f64 - 5.0) / 5.0;
    let y = (0..n).map(|i| 5.0 * (-0.3 * i as f64).exp() + error(i)).collect();
    (x, y)
}

pub(super) fn close(found: f64, want: f64, tolerance: f64, what: &str) {
    let size = want.abs().max(1e-12);
    assert!((found - want).abs() <= tolerance * size, "{what}: {found} instead of {want}");
}

/// Relative to the largest of them.
pub(super) fn all_close(found: &[f64], want: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), want.len(), "{what}");
    let size = want.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    for (i, (f, w)) in found.iter().zip(want).enumerate() {
        assert!((f - w).abs() <= tolerance * size, "{what} {i}: {f} instead of {w}");
    }
}

/// Whatever the data, no panic and no NaN in words.
pub(super) fn sane(answer: &Answer) {
    for check in &answer.checks {
        let look = check.look.as_ref();
        let words = look.map_or(String::new(), |w| format!("{} {}", w.message, w.help));
        for text in [&check.seen, &words] {
            assert!(!text.contains("NaN") && !text.contains("inf "), "{text}");
        }
    }
    if let Some(d) = &answer.diagnosis {
        let n = answer.observations;
        let lengths = [d.rows.len(), d.standardized.len(), d.studentized.len(), d.cook.len()];
        assert_eq!(lengths, [n; 4]);
        assert!(d.deletion.iter().all(|k| k.len() == n));
        assert!(d.tests.iter().all(|t| (0.0..=1.0).contains(&t.p_value)), "{:?}", d.tests);
        assert!(d.leverage.iter().all(|h| (0.0..=1.0).contains(h)));
    }
}
