//! Fits to draw.

use std::ops::ControlFlow;

use thalweg::{Answer, Contour, Fit, Portrait, ProfileTrace, Resample, Resampling, Sigma, Table};
use thalweg_testdata::nist;

/// A fit with its portrait.
pub struct Drawn {
    pub answer: Answer,
    pub portrait: Portrait,
}

pub fn draw(fit: &Fit, table: &Table) -> Drawn {
    fit.with_problem(table, &mut |_| ControlFlow::Continue(()), |p| Drawn {
        portrait: p.full_portrait(),
        answer: p.answer.clone(),
    })
    .unwrap()
}

fn table(columns: &[(&str, Vec<f64>)]) -> Table {
    columns.iter().fold(Table::new(), |t, (name, v)| t.with(*name, v.clone()).unwrap())
}

/// Numbers that look like normal ones: twelve of an even generator less their mean.
pub struct Noise(u64);

impl Noise {
    fn even(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }
}

pub fn from_nist(name: &str) -> Drawn {
    let p = nist::problem(name).unwrap();
    let columns: Vec<(&str, Vec<f64>)> =
        p.columns.iter().map(String::as_str).zip(p.values.iter().cloned()).collect();
    let starts = p.parameters.iter().zip(&p.start2);
    let fit = starts.fold(Fit::new(p.formula.as_str()), |f, (n, &v)| f.start(n.as_str(), v));
    draw(&fit, &table(&columns))
}

pub fn misra() -> Drawn {
    from_nist("Misra1a")
}

/// With intervals from data drawn anew.
pub fn resampled() -> Drawn {
    let p = nist::problem("BoxBOD").unwrap();
    let columns = [("x", p.values[1].clone()), ("y", p.values[0].clone())];
    let fit = Fit::new("y ~ b1*(1-exp(-b2*x))")
        .declare("b1=200; b2=0.5; half := log(2)/b2")
        .bootstrap(Resampling::new(Resample::Residual).replicates(200));
    draw(&fit, &table(&columns))
}

/// Nothing wrong with it.
pub fn good(rows: usize) -> Drawn {
    let mut noise = Noise(7);
    let x: Vec<f64> = (0..rows).map(|i| 10.0 * i as f64 / (rows - 1) as f64).collect();
    let y = x.iter().map(|x| 5.0 * (-0.4 * x).exp() + 1.0 + 0.12 * noise.normal()).collect();
    let fit = Fit::new("signal ~ a*exp(-k*t) + c").declare("half := log(2)/k");
    draw(&fit, &table(&[("t", x), ("signal", y)]))
}

/// Only a product of parameters is determined.
pub fn flat_valley() -> Drawn {
    let p = nist::problem("Misra1a").unwrap();
    let columns = [("x", p.values[1].clone()), ("y", p.values[0].clone())];
    draw(&Fit::new("y ~ b1*b3*(1-exp(-b2*x))").declare("b1=20; b2=1e-4; b3=20"), &table(&columns))
}

/// Counts, each with its own standard deviation.
pub fn counts() -> Drawn {
    let mut noise = Noise(3);
    let x: Vec<f64> = (0..41).map(|i| 4.0 + 0.1 * f64::from(i)).collect();
    let rate = |e: f64| 900.0 * (-0.5 * ((e - 6.0) / 0.35).powi(2)).exp() + 60.0;
    let n: Vec<f64> =
        x.iter().map(|&e| (rate(e) + rate(e).sqrt() * noise.normal()).round().max(1.0)).collect();
    let fit = Fit::new("n ~ a*exp(-((E-m)/s)^2/2) + c")
        .declare("a=800; m=6.1; s=0.3; c=50")
        .sigma(Sigma::Absolute("sqrt(n)".into()));
    draw(&fit, &table(&[("E", x), ("n", n)]))
}

/// Doses over five decades.
pub fn doses() -> Drawn {
    let mut noise = Noise(21);
    let x: Vec<f64> = (0..24).map(|i| 10f64.powf(-3.0 + 5.0 * f64::from(i / 2) / 11.0)).collect();
    let y = x.iter().map(|x| 5.0 + 90.0 / (1.0 + (0.4 / x).powf(1.2)) + 3.0 * noise.normal());
    let fit = Fit::new("response ~ low + (high-low)/(1+(ec50/dose)^h)")
        .declare("low=0; high=100; ec50=1; h=1");
    draw(&fit, &table(&[("dose", x.clone()), ("response", y.collect())]))
}

/// A model of two columns.
pub fn two_columns() -> Drawn {
    let mut noise = Noise(11);
    let grid: Vec<(f64, f64)> =
        (0..36).map(|i| (f64::from(i % 6) + 1.0, f64::from(i / 6) + 1.0)).collect();
    let rate =
        grid.iter().map(|(s, i)| 12.0 * s / (1.5 * (1.0 + i / 2.0) + s) + 0.1 * noise.normal());
    let columns = [
        ("S", grid.iter().map(|g| g.0).collect()),
        ("I", grid.iter().map(|g| g.1).collect()),
        ("rate", rate.collect()),
    ];
    draw(&Fit::new("rate ~ V*S/(K*(1 + I/Ki) + S)").declare("V=10; K=1; Ki=1"), &table(&columns))
}

/// As many parameters as observations.
pub fn saturated() -> Drawn {
    draw(
        &Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1"),
        &table(&[("x", vec![0.0, 2.0]), ("y", vec![3.0, 1.0])]),
    )
}

pub fn exact() -> Drawn {
    let x: Vec<f64> = (0..8).map(f64::from).collect();
    let y = x.iter().map(|x| 2.0 * x + 1.0).collect();
    draw(&Fit::new("y ~ a*x + b"), &table(&[("x", x), ("y", y)]))
}

pub fn one_parameter() -> Drawn {
    let columns = [("x", vec![1.0, 2.0, 3.0, 4.0, 5.0]), ("y", vec![2.1, 3.9, 6.2, 7.8, 10.1])];
    draw(&Fit::new("y ~ a*x"), &table(&columns))
}

/// Twelve parameters: four peaks.
pub fn peaks() -> Drawn {
    let mut noise = Noise(5);
    let x: Vec<f64> = (0..240).map(|i| 0.05 * f64::from(i)).collect();
    let peak = |x: f64, a: f64, m: f64, s: f64| a * (-0.5 * ((x - m) / s).powi(2)).exp();
    let height = |x: f64| {
        [(3.0, 2.0, 0.4), (5.0, 4.1, 0.6), (2.0, 6.5, 0.5), (4.0, 9.0, 0.8)]
            .iter()
            .map(|&(a, m, s)| peak(x, a, m, s))
            .sum::<f64>()
    };
    let y = x.iter().map(|&x| height(x) + 0.05 * noise.normal()).collect();
    let terms: Vec<String> = (1..=4).map(|k| format!("a{k}*exp(-((x-m{k})/s{k})^2/2)")).collect();
    let starts = "a1=3; m1=2; s1=0.4; a2=5; m2=4; s2=0.6; a3=2; m3=6.5; s3=0.5; a4=4; m4=9; s4=0.8";
    let fit = Fit::new(format!("y ~ {}", terms.join(" + "))).declare(starts);
    draw(&fit, &table(&[("x", x), ("y", y)]))
}

/// Rows of weight 0, and names that are markup.
pub fn odd_names() -> Drawn {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let y = x.iter().map(|x| 3.0 + 0.5 * x + if *x == 5.0 { 2.0 } else { 0.1 * (7.0 * x).sin() });
    let w = (0..12).map(|i| if i == 5 { 0.0 } else { 1.0 }).collect();
    let columns = [("</script><b>\"x\" & 'y'", x.clone()), ("a<b", y.collect()), ("w", w)];
    let fit = Fit::new("`a<b` ~ p + q*`</script><b>\"x\" & 'y'`").weights("w");
    draw(&fit, &table(&columns))
}

/// The same numbers in very small or very large units.
pub fn in_units(unit: f64) -> Drawn {
    let p = nist::problem("Misra1a").unwrap();
    let x: Vec<f64> = p.values[1].iter().map(|v| v * unit).collect();
    let y: Vec<f64> = p.values[0].iter().map(|v| v * unit).collect();
    let fit = Fit::new("y ~ b1*(1-exp(-b2*x))").start("b1", 250.0 * unit).start("b2", 5e-4 / unit);
    draw(&fit, &table(&[("x", x), ("y", y)]))
}

/// An answer nothing is known of.
pub fn empty() -> Drawn {
    let answer = Answer::new("y ~ a*x", thalweg::Status::Stalled);
    Drawn { answer, portrait: Portrait::default() }
}

/// Contours and profiles of every pair and parameter, as they would be if the model were linear: for
/// tests of how many are shown.
pub fn with_linear_profiles(mut drawn: Drawn) -> Drawn {
    let n = drawn.answer.parameters.len();
    let (portrait, answer) = (&mut drawn.portrait, &drawn.answer);
    let at = |k: usize, t: f64| {
        answer.parameters[k].estimate + t * answer.parameters[k].std_error.unwrap()
    };
    let steps = || (-12..=12).map(|k| 0.25 * f64::from(k));
    portrait.profiles = (0..n)
        .map(|k| ProfileTrace {
            parameter: k,
            values: steps().map(|t| at(k, t)).collect(),
            t: steps().collect(),
            estimates: steps()
                .map(|t| (0..n).map(|j| at(j, t * answer.correlation[k][j])).collect())
                .collect(),
        })
        .collect();
    let round = |k: usize| std::f64::consts::TAU * k as f64 / 60.0;
    portrait.contours = (0..n)
        .flat_map(|a| (a + 1..n).map(move |b| (a, b)))
        .map(|(a, b)| {
            let r = answer.correlation[a][b];
            let point = |k: usize| {
                let (u, v) = (round(k).cos(), round(k).sin());
                (at(a, 2.5 * u), at(b, 2.5 * (r * u + (1.0 - r * r).max(0.0).sqrt() * v)))
            };
            let points = (0..60).map(point).collect();
            Contour { parameters: (a, b), level: 0.95, points, closed: true }
        })
        .collect();
    drawn
}

/// Every fit with a name.
pub fn all() -> Vec<(&'static str, Drawn)> {
    vec![
        ("misra", misra()),
        ("good", good(40)),
        ("flat-valley", flat_valley()),
        ("boxbod", from_nist("BoxBOD")),
        ("large", good(3000)),
        ("counts", counts()),
        ("doses", doses()),
        ("two-columns", two_columns()),
        ("saturated", saturated()),
        ("exact", exact()),
        ("one-parameter", one_parameter()),
        ("peaks", with_linear_profiles(peaks())),
        ("odd-names", odd_names()),
        ("tiny", in_units(1e-12)),
        ("huge", in_units(1e12)),
        ("empty", empty()),
    ]
}
