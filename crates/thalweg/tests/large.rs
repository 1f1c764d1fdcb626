//! Rows read in passes: the same answer as in memory, the same bits whoever reads them.
#![allow(clippy::unwrap_used)]

use std::ops::ControlFlow;
use std::sync::Mutex;

use proptest::prelude::*;
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus as Rng};
use thalweg::large::{Each, Large, Progress, SLAB_ROWS, Source};
use thalweg::{Answer, Condition, Fit, FitError, Loss, Sigma, Status, Table};

fn go(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// y = 5 exp(−0.5 x) + 1 with noise, σ from row to row, and a group.
fn decay(rows: usize, seed: u64) -> Table {
    let mut rng = Rng::seed_from_u64(seed);
    let mut columns = [const { Vec::new() }; 4];
    for i in 0..rows {
        let x = 10.0 * rng.random::<f64>();
        let s = 0.05 + 0.1 * rng.random::<f64>();
        let noise: f64 = (0..12).map(|_| rng.random::<f64>() - 0.5).sum();
        let y = 5.0 * (-0.5 * x).exp() + 1.0 + s * noise;
        for (column, value) in columns.iter_mut().zip([x, y, s, (i % 3) as f64]) {
            column.push(value);
        }
    }
    let [x, y, s, g] = columns;
    let table = Table::new().with("x", x).and_then(|t| t.with("y", y));
    table.and_then(|t| t.with("s", s)).and_then(|t| t.with("g", g)).unwrap()
}

fn large() -> Large {
    Large::new().sample(2000)
}

/// Estimates, errors, intervals and sums that agree to `tolerance` of themselves.
fn same(a: &Answer, b: &Answer, tolerance: f64) {
    let close = |what: &str, a: f64, b: f64, scale: f64| {
        assert!((a - b).abs() <= tolerance * scale, "{what}: {a:e} and {b:e}");
    };
    assert_eq!(a.status.code(), b.status.code(), "{} / {}", a.message, b.message);
    assert_eq!(a.observations, b.observations);
    assert_eq!(a.degrees_of_freedom, b.degrees_of_freedom);
    assert_eq!(a.dropped, b.dropped);
    for (p, q) in a.parameters.iter().zip(&b.parameters) {
        let size = q.estimate.abs();
        close(&p.name, p.estimate, q.estimate, size);
        assert_eq!(p.std_error.is_some(), q.std_error.is_some(), "{}", p.name);
        assert_eq!((p.at_bound, p.fixed, p.tied), (q.at_bound, q.fixed, q.tied));
        if let (Some(e), Some(f)) = (p.std_error, q.std_error) {
            close("std_error", e, f, 100.0 * f);
            let ((l, h), (m, i)) = (p.interval.unwrap(), q.interval.unwrap());
            close("interval", l, m, 100.0 * size);
            close("interval", h, i, 100.0 * size);
        }
    }
    for (p, q) in a.derived.iter().zip(&b.derived) {
        close(&p.name, p.estimate, q.estimate, q.estimate.abs());
        close(&p.name, p.std_error.unwrap(), q.std_error.unwrap(), 100.0 * q.std_error.unwrap());
    }
    for (p, q) in a.correlation.iter().flatten().zip(b.correlation.iter().flatten()) {
        assert!(p.is_nan() == q.is_nan() && (p.is_nan() || (p - q).abs() < 1e-7));
    }
    let rss = b.residual_sum_of_squares;
    close("sum of squares", a.residual_sum_of_squares, rss, rss);
    let (c, d) = (a.criteria.map(|c| c.aicc), b.criteria.map(|c| c.aicc));
    assert_eq!(c.is_some(), d.is_some());
    if let (Some(c), Some(d)) = (c, d) {
        close("AICc", c, d, d.abs());
    }
}

fn both(fit: &Fit, table: &Table) -> (Answer, Answer) {
    let streamed = fit.run_large(table, &large(), &go).unwrap();
    let whole = fit.clone().scrutiny(false).run(table).unwrap();
    (streamed, whole)
}

#[test]
fn it_is_the_fit_of_all_rows_in_memory() {
    let table = decay(60_000, 1);
    let plain = || Fit::new("y ~ a*exp(-k*x) + c");
    for fit in [
        plain(),
        plain().declare("a=1; k=0.1; c=0; half := log(2)/k"),
        plain().sigma(Sigma::Absolute("s".into())),
        plain().sigma(Sigma::Relative("s".into())),
        plain().sigma(Sigma::Absolute("5%".into())),
        plain().weights("if(g == 1, 0, 1/s^2)"),
        plain().declare("c=1 fixed"),
        plain().declare("c in [1.2, 3]"),
        plain().declare("c := a/5"),
        Fit::new("y ~ a*exp(-x/tau) + c where tau := 1/k"),
        Fit::new("log(y + 2) ~ a + b*x + d*x^2"),
    ] {
        let (streamed, whole) = both(&fit, &table);
        same(&streamed, &whole, 1e-10);
        let counts = streamed.streamed.unwrap();
        assert_eq!((counts.rows, counts.kept, counts.sample), (60_000, 60_000, 2000));
        assert!((3..20).contains(&counts.passes), "{counts:?}");
        assert!(streamed.fitted.is_empty() && streamed.residuals.is_empty());
    }
}

#[test]
fn a_few_observations_among_many_rows_of_weight_0_are_all_sampled() {
    for apart in [6000, 1500, 25] {
        let table = decay(60_000, 13);
        let w: Vec<f64> = (0..60_000).map(|i| f64::from(u8::from(i % apart == 0))).collect();
        let table = table.with("w", w).unwrap();
        let (streamed, whole) = both(&Fit::new("y ~ a*exp(-k*x) + c").weights("w"), &table);
        same(&streamed, &whole, 1e-10);
        assert_eq!(streamed.observations, 60_000 / apart);
        let left_out =
            |a: &Answer| a.warnings.iter().find(|w| w.code == "W-ZERO-WEIGHT").cloned().unwrap();
        assert_eq!(left_out(&streamed), left_out(&whole));
    }
}

#[test]
fn a_loss_of_given_scale_is_that_of_memory() {
    let mut table = decay(40_000, 2);
    let mut y = table.column("y").unwrap().to_vec();
    y.iter_mut().step_by(50).for_each(|y| *y += 3.0);
    table =
        Table::new().with("x", table.column("x").unwrap()).and_then(|t| t.with("y", y)).unwrap();
    for loss in [
        Loss::Huber { scale: 0.2 },
        Loss::SoftL1 { scale: 0.2 },
        Loss::Cauchy { scale: 0.2 },
        Loss::Tukey { scale: 0.6 },
    ] {
        let fit = Fit::new("y ~ a*exp(-k*x) + c").loss(loss);
        let (streamed, whole) = both(&fit, &table);
        same(&streamed, &whole, 1e-9);
        let (a, b) = (streamed.robust.unwrap(), whole.robust.unwrap());
        assert_eq!((a.loss, a.down_weighted), (b.loss, b.down_weighted));
    }
}

#[test]
fn no_bit_depends_on_threads_or_memory() {
    let table = decay(70_001, 3);
    let bits = |threads: usize, memory: u64| {
        let fit = Fit::new("y ~ a*exp(-k*x) + c").sigma(Sigma::Absolute("s".into()));
        let answer = fit.threads(threads).run_large(&table, &large().memory(memory), &go).unwrap();
        let kept = answer.streamed.unwrap().kept;
        let numbers: Vec<u64> = answer
            .parameters
            .iter()
            .flat_map(|p| [p.estimate, p.std_error.unwrap()])
            .chain([answer.residual_norm, answer.criteria.unwrap().aicc])
            .map(f64::to_bits)
            .collect();
        (numbers, answer.checks, answer.streamed.unwrap().passes, kept)
    };
    let (numbers, checks, passes, kept) = bits(1, 1 << 30);
    assert_eq!(kept, 70_001);
    for (threads, memory) in [(2, 1 << 30), (3, 0), (1, 0), (5, 12_000_000), (0, 1 << 30)] {
        let (others, same, count, kept) = bits(threads, memory);
        assert_eq!((&others, &same, count), (&numbers, &checks, passes), "{threads} {memory}");
        assert_eq!(kept == 0, memory == 0);
    }
}

#[test]
fn conditions_and_missing_cells_are_those_of_a_table_without_them() {
    let table = decay(50_000, 4);
    let mut y = table.column("y").unwrap().to_vec();
    y.iter_mut().step_by(97).for_each(|y| *y = f64::NAN);
    let column = |name: &str| table.column(name).unwrap();
    let holed = Table::new()
        .with("x", column("x"))
        .and_then(|t| t.with("y", y.clone()))
        .and_then(|t| t.with("g", column("g")))
        .unwrap();
    let rows: Vec<usize> =
        (0..50_000).filter(|&i| column("g")[i] > 0.0 && column("x")[i] <= 8.0).collect();
    let kept: Vec<usize> = rows.iter().copied().filter(|&i| !y[i].is_nan()).collect();
    let of = |cells: &[f64]| kept.iter().map(|&i| cells[i]).collect::<Vec<_>>();
    let plain = Table::new().with("x", of(column("x"))).and_then(|t| t.with("y", of(&y))).unwrap();
    let fit = Fit::new("y ~ a*exp(-k*x) + c");
    let condition = || Condition::new("g > 0 & x <= 8", &["x", "y", "g"]).unwrap();
    let asked = large().condition(condition()).drop_missing(true);
    let streamed = fit.run_large(&holed, &asked, &go).unwrap();
    let mut whole = fit.clone().scrutiny(false).run(&plain).unwrap();
    whole.dropped = rows.len() - kept.len();
    same(&streamed, &whole, 1e-10);

    let error = fit.run_large(&holed, &large(), &go).unwrap_err();
    assert_eq!((error.code(), error.kind().exit_code()), ("E-VALUE", 3));
    assert!(error.message().starts_with("the column `y` is NaN in row 1 and"), "{error}");
    let nowhere = large().condition(Condition::new("x > 1e9", &["x"]).unwrap());
    assert_eq!(fit.run_large(&holed, &nowhere, &go).unwrap_err().code(), "E-EMPTY");
}

#[test]
fn a_condition_on_what_is_no_column_is_an_error() {
    let unknown = large().condition(Condition::new("z > 0", &["z"]).unwrap());
    let fit = Fit::new("y ~ a*exp(-k*x) + c");
    let error = fit.run_large(&decay(5000, 14), &unknown, &go).unwrap_err();
    assert_eq!(error.code(), "E-COLUMN");
    assert_eq!(error.message(), "`z` in the condition is not a column of the data");
    let read = decay(10, 14).read(0, &["z".into()], &mut |_| Ok(())).unwrap_err();
    assert_eq!((read.code(), read.message()), ("E-COLUMN", "there is no column `z`"));
}

#[test]
fn every_pass_ends_where_all_rows_are_seen() {
    let table = decay(60_000, 15);
    let mut y = table.column("y").unwrap().to_vec();
    y.iter_mut().step_by(97).for_each(|y| *y = f64::NAN);
    let gaps = Table::new().with("x", table.column("x").unwrap()).and_then(|t| t.with("y", y));
    let gaps = gaps.and_then(|t| t.with("g", table.column("g").unwrap())).unwrap();
    let fit = Fit::new("y ~ a*exp(-k*x) + c").weights("if(x > 9, 0, 1)");
    for memory in [0, 9_000_000, 1 << 30] {
        let asked = large().memory(memory).drop_missing(true);
        let asked = asked.condition(Condition::new("g > 0", &["g"]).unwrap());
        let last = Mutex::new(Vec::new());
        let watch = |now: Progress| {
            let mut last = last.lock().unwrap();
            last.resize(now.pass, (0, None));
            let (rows, of) = &mut last[now.pass - 1];
            (*rows, *of) = (now.rows.max(*rows), now.of);
            ControlFlow::Continue(())
        };
        let answer = fit.run_large(&gaps, &asked, &watch).unwrap();
        let passes = answer.streamed.unwrap().passes;
        assert_eq!(last.into_inner().unwrap(), vec![(60_000, Some(60_000)); passes], "{memory}");
    }
}

#[test]
fn few_rows_are_fitted_as_they_are() {
    let table = decay(900, 5);
    let fit = Fit::new("y ~ a*exp(-k*x) + c");
    let (streamed, whole) =
        (fit.run_large(&table, &large(), &go).unwrap(), fit.run(&table).unwrap());
    let estimates = |a: &Answer| a.parameters.iter().map(|p| p.estimate).collect::<Vec<_>>();
    assert_eq!(estimates(&streamed), estimates(&whole));
    assert_eq!(streamed.checks, whole.checks);
    assert_eq!(streamed.streamed.unwrap().passes, 1);
}

#[test]
fn checks_say_what_they_were_made_on() {
    let answer =
        Fit::new("y ~ a*exp(-k*x) + c").run_large(&decay(60_000, 6), &large(), &go).unwrap();
    let seen: Vec<&str> = answer.checks.iter().map(|c| c.seen.as_str()).collect();
    assert!(seen.iter().any(|s| s.ends_with("(computed on 2000 of 60000 rows)")), "{seen:?}");
    assert!(seen.iter().any(|s| s.contains("in the order of the rows")), "{seen:?}");
    assert!(seen.iter().any(|s| s.starts_with("of all rows the largest leverage")), "{seen:?}");
    assert!(!answer.warned("W-SHAPE"), "{:?}", answer.warnings);
    assert!(!answer.conclusion.is_empty());
}

#[test]
fn runs_of_signs_are_seen_over_all_rows() {
    let x: Vec<f64> = (0..60_000).map(|i| f64::from(i) / 6000.0).collect();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| x * x + 1e-3 * (i as f64 * 1.7e4).sin()).collect();
    let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
    let answer = Fit::new("y ~ a + b*x").run_large(&table, &large(), &go).unwrap();
    assert!(answer.warned("W-SHAPE"));
}

#[test]
fn exact_data_are_said_to_be_so_once_and_their_residuals_are_not_judged() {
    let x: Vec<f64> = (0..60_000).map(|i| f64::from(i) / 6000.0).collect();
    let y: Vec<f64> = x.iter().map(|x| 5.0 * (-0.5 * x).exp() + 1.0).collect();
    let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
    let answer = Fit::new("y ~ a*exp(-k*x) + c").run_large(&table, &large(), &go).unwrap();
    assert!(answer.exact);
    assert_eq!(answer.warnings.iter().filter(|w| w.code == "W-EXACT").count(), 1);
    let seen: Vec<&str> = answer.checks.iter().map(|c| c.seen.as_str()).collect();
    assert!(!seen.iter().any(|s| s.contains("runs of signs") || s.contains("largest")), "{seen:?}");
}

#[test]
fn why_no_row_is_left_is_told() {
    let table = decay(3000, 12);
    let fit = Fit::new("y ~ a*exp(-k*x) + c");
    let far = || large().condition(Condition::new("x > 1000", &["x", "y"]).unwrap());
    let error = fit.run_large(&table, &far(), &go).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        ("E-EMPTY", "no row meets the condition `x > 1000`")
    );
    let none = Table::new().with("x", vec![f64::NAN; 9]).and_then(|t| t.with("y", vec![1.0; 9]));
    let error = fit.run_large(&none.unwrap(), &large().drop_missing(true), &go).unwrap_err();
    assert_eq!(error.code(), "E-EMPTY");
    assert!(error.message().starts_with("every row has a used cell"), "{error}");
}

#[test]
fn what_needs_all_rows_at_once_is_refused() {
    let table = decay(3000, 7);
    let fit = Fit::new("y ~ a*exp(-k*x) + c");
    for fit in [
        fit.clone().errors(thalweg::Errors::Hc1),
        fit.clone().robust(thalweg::Robust::Mm),
        fit.clone().differences(true),
        fit.clone().bootstrap(thalweg::Resampling::new(thalweg::Resample::Case)),
    ] {
        let error = fit.run_large(&table, &large(), &go).unwrap_err();
        assert_eq!((error.code(), error.kind().exit_code()), ("E-OPTION", 2), "{error}");
    }
}

#[test]
fn it_stops_when_it_is_told_to() {
    let table = decay(60_000, 8);
    let fit = Fit::new("y ~ a*exp(-k*x) + c").scrutiny(false);
    let stop_at = |pass: usize| {
        move |p: Progress| match p.pass >= pass {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    assert_eq!(fit.run_large(&table, &large(), &stop_at(1)).unwrap_err().code(), "E-START");
    let later = fit.run_large(&table, &large(), &stop_at(3)).unwrap();
    assert_eq!(later.status, Status::Stopped);
    assert!((later.parameters[0].estimate - 5.0).abs() < 0.5);
}

/// A table that writes down what is announced and what is read, and can be worse than a table.
struct Written<'t> {
    table: &'t Table,
    /// Whether it was announced or read, and which part.
    log: Mutex<Vec<(bool, usize)>>,
    left_out: Option<usize>,
    /// What part 1 turns into, and how often it is read before.
    broken: Option<(Break, usize)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Break {
    Gone,
    Short,
}

impl<'t> Written<'t> {
    fn new(table: &'t Table) -> Self {
        Self { table, log: Mutex::default(), left_out: None, broken: None }
    }
}

impl Source for Written<'_> {
    fn names(&self) -> Vec<String> {
        Source::names(self.table)
    }
    fn parts(&self) -> usize {
        self.table.parts()
    }
    fn place(&self, part: usize) -> String {
        format!("part {part}")
    }
    fn rows(&self) -> Option<u64> {
        Source::rows(self.table)
    }
    fn is_outside(&self, part: usize, _: &[(String, f64, f64)]) -> bool {
        self.left_out == Some(part)
    }
    fn announce(&self, part: usize, columns: &[String]) {
        assert_eq!(columns, ["x", "y"]);
        self.log.lock().unwrap().push((true, part));
    }
    fn read(&self, part: usize, columns: &[String], each: &mut Each) -> Result<(), FitError> {
        let mut log = self.log.lock().unwrap();
        let before = log.iter().filter(|entry| **entry == (false, part)).count();
        log.push((false, part));
        drop(log);
        match self.broken.filter(|(_, from)| part == 1 && before >= *from) {
            None => self.table.read(part, columns, each),
            Some((Break::Gone, _)) => {
                Err(FitError::of_data("E-FILE", "part 1: gone", "look for it"))
            }
            Some((Break::Short, _)) => {
                let one = |t: Table, name: &String| t.with(name.as_str(), [1.0]).unwrap();
                each(columns.iter().fold(Table::new(), one))
            }
        }
    }
}

#[test]
fn what_is_read_next_is_announced_and_nothing_else() {
    let table = decay(4 * SLAB_ROWS, 11);
    let fit = Fit::new("y ~ a*exp(-k*x) + c").scrutiny(false).threads(1);
    let one_pass = [(true, 1), (false, 0), (true, 3), (false, 1), (false, 3)];
    for (memory, read) in [(0, true), (1 << 30, false)] {
        let written = Written { left_out: Some(2), ..Written::new(&table) };
        let answer = fit.run_large(&written, &large().memory(memory), &go).unwrap();
        let passes = if read { answer.streamed.unwrap().passes } else { 1 };
        assert_eq!(written.log.into_inner().unwrap(), one_pass.repeat(passes));
    }
}

#[test]
fn rows_of_parts_that_are_left_out_are_not_waited_for() {
    let table = decay(4 * SLAB_ROWS, 11);
    let seen = Mutex::new(Vec::new());
    let watch = |now: Progress| {
        seen.lock().unwrap().push((now.pass, now.rows, now.of));
        ControlFlow::Continue(())
    };
    let written = Written { left_out: Some(2), ..Written::new(&table) };
    let fit = Fit::new("y ~ a*exp(-k*x) + c").scrutiny(false).threads(1);
    fit.run_large(&written, &large(), &watch).unwrap();
    let all = 3 * SLAB_ROWS as u64;
    for end in seen.into_inner().unwrap().chunks(3).map(|pass| pass[2]) {
        assert_eq!(end, (end.0, all, (end.0 > 1).then_some(all)));
    }
}

#[test]
fn a_part_that_fails_or_changes_on_the_way_is_one_error() {
    let table = decay(4 * SLAB_ROWS, 9);
    let fit = Fit::new("y ~ a*exp(-k*x) + c").scrutiny(false);
    for from in 0..4 {
        for how in [Break::Gone, Break::Short] {
            let broken = Written { broken: Some((how, from)), ..Written::new(&table) };
            let answer = fit.run_large(&broken, &large().memory(0), &go);
            if from == 0 && how == Break::Short {
                continue;
            }
            let error = answer.unwrap_err();
            let message = error.message();
            assert!(message.starts_with("part 1: "), "{message}");
            let expected = match how {
                Break::Gone => "gone",
                Break::Short => "1 rows were read of it where there were",
            };
            assert!(message.contains(expected), "{message}");
            assert_eq!(error.kind().exit_code(), 3);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_curve_of_any_length_is_that_of_memory(
        rows in 2100usize..40_000,
        seed in any::<u64>(),
        (a, k, c) in (0.5f64..50.0, 0.05f64..2.0, -3.0f64..3.0),
        noise in 0.01f64..0.3,
        unit in prop::sample::select(vec![1e-120, 1e-6, 1.0, 1e6, 1e130]),
    ) {
        let mut rng = Rng::seed_from_u64(seed);
        let x: Vec<f64> = (0..rows).map(|_| 10.0 * rng.random::<f64>()).collect();
        let y: Vec<f64> = x
            .iter()
            .map(|x| unit * (a * (-k * x).exp() + c + noise * a * (rng.random::<f64>() - 0.5)))
            .collect();
        let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
        let fit = Fit::new("y ~ a*exp(-k*x) + c").scrutiny(false);
        let streamed = fit.run_large(&table, &large(), &go).unwrap();
        let whole = fit.run(&table).unwrap();
        for (p, q) in streamed.parameters.iter().zip(&whole.parameters) {
            // To a millionth of what the data say of it, or ten digits.
            let close = 1e-10 * q.estimate.abs() + 1e-7 * q.std_error.unwrap();
            prop_assert!((p.estimate - q.estimate).abs() <= close, "{p:?}\n{q:?}");
        }
        let (r, s) = (streamed.residual_norm, whole.residual_norm);
        prop_assert!((r / s - 1.0).abs() < 1e-12);
    }
}
