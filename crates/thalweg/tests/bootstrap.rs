//! The bootstrap against R's by the same rules (testdata/reference/bootstrap.R), and its laws.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Bootstrap, Fit, Resample, Resampled, Resampling, Sigma, Table};

const KINDS: [Resample; 4] =
    [Resample::Residual, Resample::Case, Resample::Wild, Resample::Parametric];

/// R's dataset Puromycin, treated cells (Treloar 1974).
fn puromycin(unit: f64) -> Table {
    let conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.10, 1.10];
    let rate = [76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0];
    let rate = rate.map(|v| v * unit);
    Table::new().with("conc", conc).unwrap().with("rate", rate).unwrap()
}

fn michaelis() -> Fit {
    Fit::new("rate ~ Vm*conc/(K + conc)").start("K", 0.1).scrutiny(false)
}

fn run(fit: Fit, table: &Table) -> Answer {
    fit.run(table).unwrap()
}

fn bootstrap(kind: Resample, replicates: usize) -> Bootstrap {
    let fit = michaelis().start("Vm", 200.0);
    let resampling = Resampling::new(kind).replicates(replicates).seed(11);
    run(fit.bootstrap(resampling), &puromycin(1.0)).bootstrap.unwrap()
}

/// sd, bias, percentile, BCa, a, failed.
fn reference(kind: Resample, name: &str) -> Vec<f64> {
    let text = include_str!("../../../testdata/reference/bootstrap.toml");
    let key = format!("{}_{name} = [", kind.code());
    let line = text.lines().find_map(|l| l.strip_prefix(&key)).unwrap();
    line.split(']').next().unwrap().split(", ").map(|v| v.parse().unwrap()).collect()
}

/// A standard deviation from B draws has itself a relative one of √((κ − 1)/4B), 0.5 % for normal
/// draws and B = 20 000 (κ = 3), up to 1 % for the long tails here (κ ≤ 9); a quantile in the tails one of
/// about 2.7 σ/√B = 0.02 σ. Four of them, R's own included.
#[test]
fn every_kind_is_that_of_r() {
    for kind in KINDS {
        let found = bootstrap(kind, 20_000);
        for name in ["Vm", "K"] {
            let (have, want) = (found.of(name).unwrap(), reference(kind, name));
            let sd = want[0];
            assert!((have.std_error.unwrap() / sd - 1.0).abs() < 0.04, "{kind:?} {have:?}");
            assert!((have.bias.unwrap() - want[1]).abs() < 0.035 * sd, "{kind:?} {have:?}");
            let (percentile, bca) = (have.percentile.as_ref(), have.bca.as_ref());
            let ends = [percentile.unwrap().low, percentile.unwrap().high];
            let moved = [bca.unwrap().low, bca.unwrap().high];
            for (have, want) in ends.iter().zip(&want[2..4]).chain(moved.iter().zip(&want[4..6])) {
                assert!((have - want).abs() < 0.1 * sd, "{kind:?} {name}: {have} for {want}");
            }
            // Leave-one-out is linearised here and refitted there.
            let tolerance = if kind == Resample::Case { 0.02 } else { 1e-6 };
            assert!((have.acceleration - want[6]).abs() < tolerance, "{kind:?} {have:?}");
        }
    }
}

fn bits(bootstrap: &Bootstrap) -> Vec<u64> {
    let one = |r: &Resampled| {
        let bca = r.bca.clone().unwrap();
        [r.std_error.unwrap(), r.bias.unwrap(), bca.low, bca.high].map(f64::to_bits)
    };
    bootstrap.parameters.iter().flat_map(one).collect()
}

#[test]
fn the_same_seed_gives_the_same_bits_at_any_number_of_threads() {
    for kind in KINDS {
        let with = |threads, seed| {
            let fit = michaelis().start("Vm", 200.0).threads(threads);
            let resampling = Resampling::new(kind).replicates(700).seed(seed);
            bits(&run(fit.bootstrap(resampling), &puromycin(1.0)).bootstrap.unwrap())
        };
        assert_eq!(with(1, 5), with(3, 5));
        assert_eq!(with(0, 5), with(1, 5));
        assert_ne!(with(0, 5), with(0, 6));
    }
}

#[test]
fn more_replicates_begin_with_the_same() {
    let watch = &mut |_: &_| std::ops::ControlFlow::Continue(());
    let table = puromycin(1.0);
    let fit = michaelis().start("Vm", 200.0);
    fit.with_problem(&table, watch, |p| {
        let local = p.local().unwrap();
        let make = |n| local.bootstrap(&Resampling::new(Resample::Wild).replicates(n)).unwrap();
        let (few, many) = (make(300), make(900));
        assert!(few.estimates().zip(many.estimates()).all(|(a, b)| a == b));
        assert_eq!((few.made(), few.failed()), (300, 0));
    })
    .unwrap();
}

#[test]
fn a_unit_changes_nothing_but_the_unit() {
    for kind in KINDS {
        let plain = bootstrap(kind, 400);
        for unit in [1e-12, 1e12, 1e-160, 1e160] {
            let fit = michaelis().start("Vm", 200.0 * unit);
            let resampling = Resampling::new(kind).replicates(400).seed(11);
            let scaled = run(fit.bootstrap(resampling), &puromycin(unit)).bootstrap.unwrap();
            let error = |b: &Bootstrap, name| b.of(name).unwrap().std_error.unwrap();
            let ratio = error(&scaled, "Vm") / unit / error(&plain, "Vm");
            assert!((ratio - 1.0).abs() < 1e-4, "{kind:?} {unit}: {ratio}");
            let ratio = error(&scaled, "K") / error(&plain, "K");
            assert!((ratio - 1.0).abs() < 1e-4, "{kind:?} {unit}: {ratio}");
        }
    }
}

/// In a linear model a residual bootstrap has, by theory, the covariance Σε²/n (JᵀJ)⁻¹ of its centred
/// errors, and a parametric one s²(JᵀJ)⁻¹.
#[test]
fn a_line_has_the_errors_of_theory() {
    let x: Vec<f64> = (0..30).map(f64::from).collect();
    let noise = |i: f64| (i * 12.9898).sin() * 43_758.545_3 % 1.0;
    let y: Vec<f64> = x.iter().map(|x| 2.0 + 0.5 * x + noise(*x)).collect();
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let line = || Fit::new("y ~ a + b*x").scrutiny(false);
    let resampling = Resampling::new(Resample::Parametric).replicates(20_000);
    let answer = run(line().bootstrap(resampling), &table);
    let found = answer.bootstrap.as_ref().unwrap();
    for p in &answer.parameters {
        let ratio = found.of(&p.name).unwrap().std_error.unwrap() / p.std_error.unwrap();
        assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
    }
    // A σ that is known is the one that is drawn.
    let known = run(line().sigma(Sigma::Absolute("3".into())).bootstrap(resampling), &table);
    let found = known.bootstrap.as_ref().unwrap();
    for p in &known.parameters {
        let ratio = found.of(&p.name).unwrap().std_error.unwrap() / p.std_error.unwrap();
        assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
    }
}

#[test]
fn derived_quantities_ties_and_fixed_parameters() {
    let fit = michaelis()
        .declare("Vm=200; half := K/2")
        .bootstrap(Resampling::new(Resample::Residual).replicates(500));
    let answer = run(fit, &puromycin(1.0));
    let found = answer.bootstrap.unwrap();
    let (half, k) = (found.of("half").unwrap(), found.of("K").unwrap());
    assert!((half.std_error.unwrap() * 2.0 / k.std_error.unwrap() - 1.0).abs() < 1e-12);
    assert!(
        (half.bca.as_ref().unwrap().low * 2.0 / k.bca.as_ref().unwrap().low - 1.0).abs() < 1e-12
    );
    let fixed = michaelis().declare("Vm=212 fixed");
    let fixed = run(fixed.bootstrap(Resampling::new(Resample::Wild)), &puromycin(1.0));
    let found = fixed.bootstrap.unwrap();
    assert_eq!((found.parameters.len(), found.of("Vm")), (1, None));
}

#[test]
fn failures_are_counted_and_told() {
    // Rows 4 and 5 alone tell `c` from `b`: one draw in 12 has neither.
    let table = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0, 5.0])
        .unwrap()
        .with("y", [1.1, 1.9, 3.2, 7.1, 8.8])
        .unwrap()
        .with("late", [0.0, 0.0, 0.0, 1.0, 1.0])
        .unwrap();
    let fit = |kind| Fit::new("y ~ b*x + c*late").bootstrap(Resampling::new(kind));
    let answer = run(fit(Resample::Case), &table);
    let found = answer.bootstrap.as_ref().unwrap();
    // (3/5)⁵ = 0.078 have no late row, and others only rows of one kind: 5·(1/5)⁵ of them.
    let share = found.failed as f64 / 2000.0;
    assert!((0.06..0.12).contains(&share), "{share}");
    assert!(answer.warned("W-BOOTSTRAP"));
    assert_eq!(found.of("c").unwrap().defined, 2000 - found.failed);
    assert_eq!(run(fit(Resample::Residual), &table).bootstrap.unwrap().failed, 0);
}

#[test]
fn where_there_is_nothing_to_draw_from_that_is_said() {
    let exact = Table::new()
        .with("x", [1.0, 2.0, 3.0, 4.0])
        .unwrap()
        .with("y", [2.0, 4.0, 6.0, 8.0])
        .unwrap();
    for kind in KINDS {
        let fit = Fit::new("y ~ a*x").bootstrap(Resampling::new(kind).replicates(50));
        let answer = run(fit, &exact);
        assert!(answer.bootstrap.is_none() && answer.warned("W-BOOTSTRAP"), "{kind:?}");
        // a and b only as their product.
        let fit = Fit::new("rate ~ a*b*conc/(K + conc)").declare("a=10; b=20; K=0.1");
        let fit = fit.bootstrap(Resampling::new(kind).replicates(50));
        let answer = run(fit, &puromycin(1.0));
        assert!(answer.bootstrap.is_none() && answer.warned("W-BOOTSTRAP"), "{kind:?}");
    }
    let few = Fit::new("y ~ a*x").bootstrap(Resampling::new(Resample::Case).replicates(1));
    assert_eq!(few.run(&exact).unwrap_err().code(), "E-OPTION");
}

#[test]
fn a_parameter_on_its_bound_stays_within() {
    let fit = michaelis()
        .declare("Vm=190 in [0, 205]")
        .bootstrap(Resampling::new(Resample::Residual).replicates(500));
    let answer = run(fit, &puromycin(1.0));
    let vm = answer.bootstrap.as_ref().unwrap().of("Vm").unwrap().clone();
    assert!(vm.percentile.unwrap().high <= 205.0);
    assert!(answer.bootstrap.unwrap().of("K").unwrap().std_error.unwrap() > 0.0);
}

#[test]
fn a_bootstrap_can_be_stopped() {
    let mut seen = 0;
    let fit = michaelis().start("Vm", 200.0);
    let fit = fit.bootstrap(Resampling::new(Resample::Residual).replicates(100_000));
    // The fit takes fewer than 40 steps; the observer then stops the bootstrap.
    let answer = fit.run_observed(&puromycin(1.0), &mut |_| {
        seen += 1;
        match seen > 40 {
            true => std::ops::ControlFlow::Break(()),
            false => std::ops::ControlFlow::Continue(()),
        }
    });
    let answer = answer.unwrap();
    assert!(answer.converged && answer.bootstrap.is_none() && answer.warned("W-BOOTSTRAP"));
}
