//! Rivals that are tried unasked.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Fit, Loss, Robust, Sigma, Starts, Table, Topic};

fn table_of(x: &[f64], y: &[f64]) -> Table {
    Table::new().with("x", x).unwrap().with("y", y).unwrap()
}

fn misra1a() -> Table {
    let x = [
        77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1,
        760.0,
    ];
    let y = [
        10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
        81.78,
    ];
    table_of(&x, &y)
}

fn rivals(answer: &Answer) -> Vec<(&str, f64)> {
    answer.rivals.iter().map(|r| (r.name.as_str(), r.criteria.aicc)).collect()
}

#[test]
fn misra1a_has_three_rivals() {
    let answer =
        Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4").run(&misra1a()).unwrap();
    let found = rivals(&answer);
    let names: Vec<&str> = found.iter().map(|r| r.0).collect();
    assert_eq!(names[..4], ["misra1c", "hyperbola", "misra1b", "exponential-rise"]);
    // 14 ln(RSS/14) + 6 + 24/10 with NIST's certified sums of squares.
    for ((name, aicc), rss) in
        found.iter().zip([4.0966836971e-2, 5.6419295283e-2, 7.5464681533e-2, 1.2455138894e-1_f64])
    {
        let certified = 14.0 * (rss / 14.0).ln() + 8.4;
        assert!((aicc - certified).abs() < 1e-8, "{name}: {aicc} {certified}");
    }
    let weights: f64 = answer.rivals.iter().map(|r| r.weight).sum();
    assert!((weights - 1.0).abs() < 1e-12 && answer.rivals[0].difference == 0.0);
    assert_eq!(answer.rivals[3].formula, "y ~ b1*(1-exp(-b2*x))");
    let check = answer.checks.iter().find(|c| c.topic == Topic::Rivals).unwrap();
    assert_eq!(
        check.seen,
        "three rival two-parameter models fit better (AICc -73.3 against -57.7)"
    );
    let look = check.look.as_ref().unwrap();
    assert!(look.message.contains("y ~ plateau*(1 - (1 + 2*rate*x)^-0.5)"), "{}", look.message);
    assert!(look.help.contains("--family saturating"), "{}", look.help);
    // The formula named there is the one that was fitted.
    let again = Fit::new(&answer.rivals[0].formula).run(&misra1a()).unwrap();
    let rss = answer.rivals[0].residual_sum_of_squares;
    assert!((again.residual_sum_of_squares / rss - 1.0).abs() < 1e-9);
}

/// A column that is called like a parameter of the table, weights, units that cannot be squared.
#[test]
fn names_weights_and_units_do_not_matter() {
    let (x, y) = (misra1a().column("x").unwrap().to_vec(), misra1a().column("y").unwrap().to_vec());
    let plain = Fit::new("y ~ b1*(1-exp(-b2*x))").run(&misra1a()).unwrap();
    let table = Table::new().with("rate", x.clone()).unwrap().with("plateau", y.clone()).unwrap();
    let named = Fit::new("plateau ~ b1*(1-exp(-b2*rate))").run(&table).unwrap();
    for (a, b) in named.rivals.iter().zip(&plain.rivals) {
        assert_eq!((&a.name, a.criteria), (&b.name, b.criteria));
    }
    assert_eq!(
        named.rivals[0].formula,
        "plateau ~ model_plateau*(1 - (1 + 2*model_rate*rate)^-0.5)"
    );
    let scale = |v: &[f64], by: f64| -> Vec<f64> { v.iter().map(|v| v * by).collect() };
    for (a, b) in [(1e-12, 1e12), (1e12, 1e-12), (1.0, 1e-180)] {
        let scaled = Fit::new("y ~ b1*(1-exp(-b2*x))")
            .start("b1", 240.0 * b)
            .start("b2", 5e-4 / a)
            .run(&table_of(&scale(&x, a), &scale(&y, b)))
            .unwrap();
        let shift = 2.0 * 14.0 * f64::ln(b);
        assert_eq!(scaled.rivals.len(), plain.rivals.len());
        for (s, p) in scaled.rivals.iter().zip(&plain.rivals) {
            assert_eq!(s.name, p.name);
            assert!((s.criteria.aicc - shift - p.criteria.aicc).abs() < 1e-6);
            assert!(
                (s.criteria.log_likelihood + 0.5 * shift - p.criteria.log_likelihood).abs() < 1e-6
            );
        }
    }
    let heavy = Fit::new("y ~ b1*(1-exp(-b2*x))").weights("1/y").run(&misra1a()).unwrap();
    assert_eq!(heavy.rivals[0].name, "misra1c");
    let known = Fit::new("y ~ b1*(1-exp(-b2*x))")
        .sigma(Sigma::Absolute("0.1".into()))
        .run(&misra1a())
        .unwrap();
    // χ² + 2k + 2k(k+1)/(n−k−1) with k = 2.
    let own = known.rivals.iter().find(|r| r.name == "exponential-rise").unwrap();
    assert!((own.criteria.aicc - (12.455138894 + 4.0 + 12.0 / 11.0)).abs() < 1e-7);
}

/// Two exponentials on one: not determined, and one is preferred.
#[test]
fn one_exponential_is_preferred_where_two_are_not_needed() {
    let x: Vec<f64> = (0..40).map(|i| 0.2 * f64::from(i)).collect();
    let (mut preferred, mut looks) = (0, 0);
    for seed in 0..20 {
        let mut noise = Noise::new(seed);
        let y: Vec<f64> =
            x.iter().map(|x| 10.0 * (-0.6 * x).exp() + 0.1 * noise.normal()).collect();
        let answer = Fit::new("y ~ a*exp(-k*x) + b*exp(-l*x)").run(&table_of(&x, &y)).unwrap();
        let named = |n: &str| answer.rivals.iter().find(|r| r.name == n).unwrap().criteria.aicc;
        preferred += usize::from(named("exponential") < named("two-exponentials"));
        let check = answer.checks.iter().find(|c| c.topic == Topic::Rivals).unwrap();
        let says = |w: &thalweg::Warning| {
            w.message.contains("not determined")
                && w.message.contains("`y ~ amplitude*exp(-rate*x)`")
        };
        looks += usize::from(check.look.as_ref().is_some_and(says));
    }
    // Two more parameters gain 2 ln of a ratio that is χ² with two degrees of freedom or so, and cost 5: one
    // exponential is preferred in some 90 of 100.
    assert!(preferred >= 16 && looks >= 15, "{preferred} {looks}");
}

/// Formula, curve, first and last x.
type Truth = (&'static str, fn(f64) -> f64, f64, f64);

/// A few hundred data sets of each of several formulas that are right, 8 to 100 rows.
#[test]
fn formulas_that_are_right_are_left_alone() {
    let truths: [Truth; 6] = [
        ("y ~ b1*(1 - exp(-b2*x))", |x| 50.0 * (1.0 - (-0.3 * x).exp()), 0.5, 10.0),
        ("y ~ v*x/(k + x)", |x| 50.0 * x / (2.0 + x), 0.3, 12.0),
        ("y ~ a*exp(-k*x)", |x| 50.0 * (-0.4 * x).exp(), 0.0, 8.0),
        ("y ~ a/(1 + exp(-(x - m)/s))", |x| 50.0 / (1.0 + (5.0 - x).exp()), 0.0, 10.0),
        (
            "y ~ h*exp(-((x - m)/w)^2/2)",
            |x| 50.0 * (-((x - 5.0) / 1.2).powi(2) / 2.0).exp(),
            0.0,
            10.0,
        ),
        ("y ~ a + b*x", |x| 20.0 + 3.0 * x, 1.0, 10.0),
    ];
    let mut counts = Vec::new();
    for (formula, curve, from, to) in truths {
        for n in [8, 12, 25, 100] {
            for share in [0.005, 0.02, 0.06] {
                let x: Vec<f64> =
                    (0..n).map(|i| from + (to - from) * f64::from(i) / f64::from(n - 1)).collect();
                let (mut looks, mut sets) = (0, 0);
                for seed in 0..SETS {
                    let mut noise = Noise::new(seed);
                    let y: Vec<f64> =
                        x.iter().map(|x| curve(*x) + 50.0 * share * noise.normal()).collect();
                    let answer = Fit::new(formula).starts(Starts::Off);
                    let answer = start(answer, formula).run(&table_of(&x, &y)).unwrap();
                    if let Some(check) = answer.checks.iter().find(|c| c.topic == Topic::Rivals) {
                        sets += 1;
                        looks += usize::from(!check.is_ok());
                    }
                }
                counts.push((formula, n, share, looks, sets));
            }
        }
    }
    let looks: usize = counts.iter().map(|c| c.3).sum();
    let sets: usize = counts.iter().map(|c| c.4).sum();
    let most: Vec<_> = counts.iter().filter(|c| c.3 > 0).collect();
    println!("{looks} of {sets}: {most:?}");
    assert!(sets > 9 * counts.len() * SETS as usize / 10, "{sets}");
    assert!(looks * 200 < sets, "{looks} of {sets}: {most:?}");
}

/// Data sets of each kind. With 400 of each, 38 of 28 800 looked (0.13 %; at most 5 of the 400 of a kind).
/// With a threshold of 6 in place of 9 it was 0.75 %.
const SETS: u64 = 20;

fn start(fit: Fit, formula: &str) -> Fit {
    let at: &[(&str, f64)] = match formula.as_bytes()[4] {
        b'b' => &[("b1", 50.0), ("b2", 0.3)],
        b'v' => &[("v", 50.0), ("k", 2.0)],
        b'h' => &[("h", 50.0), ("m", 5.0), ("w", 1.2)],
        _ if formula.contains("exp(-k") => &[("a", 50.0), ("k", 0.4)],
        _ if formula.contains("(x - m)/s") => &[("a", 50.0), ("m", 5.0), ("s", 1.0)],
        _ => &[("a", 20.0), ("b", 3.0)],
    };
    at.iter().fold(fit, |fit, (name, value)| fit.start(*name, *value))
}

/// SplitMix64 (Steele, Lea & Flood 2014) and Box & Muller (1958).
struct Noise(u64);

impl Noise {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed)
    }

    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

#[test]
fn no_family_no_rivals_and_many_rows_are_said() {
    let table = misra1a();
    let none = Fit::new("y ~ a*x + b*sin(c*x)").declare("a=0.1; b=1; c=0.01").run(&table).unwrap();
    assert!(none.rivals.is_empty() && none.checks.iter().all(|c| c.topic != Topic::Rivals));
    let off = Fit::new("y ~ b1*(1-exp(-b2*x))").scrutiny(false).run(&table).unwrap();
    assert!(off.rivals.is_empty() && off.criteria.is_some());
    let x: Vec<f64> = (0..20_000).map(|i| 1e-3 * f64::from(i)).collect();
    let mut noise = Noise::new(1);
    let y: Vec<f64> = x.iter().map(|x| 10.0 * (-0.6 * x).exp() + 0.1 * noise.normal()).collect();
    let many = Fit::new("y ~ a*exp(-k*x)").declare("a=9;k=0.5").run(&table_of(&x, &y)).unwrap();
    let check = many.checks.iter().find(|c| c.topic == Topic::Rivals).unwrap();
    assert!(check.is_ok() && check.seen.starts_with("not computed"), "{}", check.seen);
    // No criteria, no rivals: under a robust loss, and where nothing is left.
    let robust =
        Fit::new("y ~ b1*(1-exp(-b2*x))").loss(Loss::Huber { scale: 0.1 }).run(&table).unwrap();
    assert!(robust.criteria.is_none() && robust.rivals.is_empty());
    for loss in [Robust::Huber, Robust::Cauchy, Robust::Tukey, Robust::Mm] {
        let robust = Fit::new("y ~ b1*(1-exp(-b2*x))").robust(loss).run(&table).unwrap();
        assert!(robust.criteria.is_none() && robust.rivals.is_empty(), "{loss:?}");
    }
    let exact = Fit::new("y ~ a*x").run(&table_of(&[1.0, 2.0, 4.0], &[2.0, 4.0, 8.0])).unwrap();
    assert!(exact.criteria.is_none() && exact.rivals.is_empty());
}

/// The page of the reference lists every formula with its source, and no other.
#[test]
fn the_page_of_families_is_the_table() {
    let page = include_str!("../../../docs/reference/families.md");
    let mut rows = 0;
    for family in thalweg::family::all() {
        let heading = format!("\n## {}: {}\n", family.name, family.title);
        let (_, section) = page.split_once(&heading).expect("a heading");
        let section = section.split("\n## ").next().unwrap();
        for m in &family.models {
            let notes = if m.notes.is_empty() { String::new() } else { format!(". {}", m.notes) };
            let row =
                format!("| {} | `{}` | {}{notes} | {} |\n", m.name, m.formula, m.title, m.source);
            assert!(section.contains(&row), "{row}");
        }
        rows += family.models.len() + 2;
    }
    let (_, tables) = page.split_once("\n## saturating").unwrap();
    assert_eq!(tables.lines().filter(|l| l.starts_with('|')).count(), rows);
    for name in thalweg::family::Summary::NAMES {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}
