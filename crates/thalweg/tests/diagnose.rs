//! Diagnostics against R (`testdata/reference/diagnostics.R` and what it printed), and where they end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

use thalweg::diagnose::{
    LeaveOneOut, Order, Residuals, durbin_watson, lack_of_fit, outlier, scatter_trend, shapiro_wilk,
};
use thalweg::{Answer, Fit, Local, Loss, Problem, Sigma, Table, Test, Topic};
use thalweg_solver::{EvalError, Options, Solver};

fn reference() -> toml::Table {
    include_str!("../../../testdata/reference/diagnostics.toml").parse().unwrap()
}

fn numbers(section: &toml::Table, key: &str) -> Vec<f64> {
    let number = |v: &toml::Value| v.as_float().or(v.as_integer().map(|i| i as f64)).unwrap();
    section[key].as_array().unwrap().iter().map(number).collect()
}

fn close(found: f64, want: f64, tolerance: f64, what: &str) {
    let size = want.abs().max(1e-12);
    assert!((found - want).abs() <= tolerance * size, "{what}: {found} instead of {want}");
}

/// Relative to the largest of them.
fn all_close(found: &[f64], want: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), want.len(), "{what}");
    let size = want.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    for (i, (f, w)) in found.iter().zip(want).enumerate() {
        assert!((f - w).abs() <= tolerance * size, "{what} {i}: {f} instead of {w}");
    }
}

fn test_close(test: &Test, want: &[f64], tolerance: f64, what: &str) {
    close(test.statistic, want[0], tolerance, what);
    close(test.p_value, want[1], tolerance, &format!("p of {what}"));
}

/// √w (X b − y).
struct Linear {
    design: Vec<f64>,
    response: Vec<f64>,
    root_weights: Vec<f64>,
}

impl Problem for Linear {
    fn parameter_count(&self) -> usize {
        self.design.len() / self.response.len()
    }
    fn residual_count(&self) -> usize {
        self.response.len()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        let m = self.response.len();
        for i in 0..m {
            let f: f64 = x.iter().enumerate().map(|(j, b)| b * self.design[j * m + i]).sum();
            r[i] = self.root_weights[i] * (f - self.response[i]);
        }
        Ok(())
    }
}

impl Linear {
    fn of(section: &toml::Table, root_weights: impl Fn(f64) -> f64) -> Self {
        let (design, response) = (numbers(section, "design"), numbers(section, "response"));
        let m = response.len();
        let root_weights = design[m..2 * m].iter().map(|x| root_weights(*x)).collect();
        Self { design, response, root_weights }
    }

    fn with_local<T>(&self, work: impl FnOnce(&Local) -> T) -> T {
        let options = Options::default();
        let start = vec![1.0; self.parameter_count()];
        let solution = Solver::new().solve(self, &start).unwrap();
        work(&Local::new(self, &solution, &options).unwrap())
    }
}

#[test]
fn linear_models_against_r() {
    let reference = reference();
    for name in ["stackloss", "cars"] {
        let section = reference[name].as_table().unwrap();
        let problem = Linear::of(section, |_| 1.0);
        let p = problem.parameter_count();
        problem.with_local(|local| {
            let found = Residuals::of(local).unwrap();
            all_close(&found.leverage, &numbers(section, "leverage"), 1e-7, "leverage");
            let standardized = numbers(section, "standardized");
            all_close(&found.standardized, &standardized, 1e-7, "standardized");
            all_close(&found.studentized, &numbers(section, "studentized"), 1e-7, "studentized");
            all_close(&found.cook, &numbers(section, "cook"), 1e-7, "cook");

            let watson = durbin_watson(&found.weighted, &local.at.basis()).unwrap();
            test_close(&watson, &numbers(section, "durbin_watson"), 1e-6, "Durbin-Watson");
            let normal = shapiro_wilk(&found.standardized).unwrap();
            test_close(&normal, &numbers(section, "shapiro_wilk"), 1e-6, "Shapiro-Wilk");
            let out = outlier(&found.studentized, found.degrees_of_freedom).unwrap().test;
            test_close(&out, &numbers(section, "outlier"), 1e-6, "outlier");
            let fitted: Vec<f64> =
                local.at.residuals.iter().zip(&problem.response).map(|(r, y)| r + y).collect();
            let trend = scatter_trend(&found.standardized, &fitted, found.rank).unwrap();
            let want = numbers(section, "scatter_trend");
            test_close(&trend.test, &want, 1e-5, "trend");
            close(trend.exponent, want[2], 1e-5, "exponent");

            // For a linear model one step is all the way.
            let mut leave = LeaveOneOut::new(local);
            let want = numbers(section, "dfbeta");
            let m = problem.response.len();
            for i in 0..m {
                let (full, step) = (leave.refit(i).unwrap(), leave.one_step(i, &found).unwrap());
                for j in 0..p {
                    let size = want[j * m..(j + 1) * m].iter().fold(0.0_f64, |a, b| a.max(b.abs()));
                    for x in [&full, &step] {
                        let change = x[j] - local.x()[j];
                        assert!((change - want[j * m + i]).abs() < 1e-5 * size, "{name} {i} {j}");
                    }
                }
            }
        });
    }
}

#[test]
fn lack_of_fit_against_r() {
    let reference = reference();
    let section = reference["cars"].as_table().unwrap();
    let plain = Linear::of(section, |_| 1.0);
    let weighted = Linear::of(section, |speed| (1.0 / (1.0 + speed)).sqrt());
    for (problem, weights, key) in [
        (&plain, None, "lack_of_fit"),
        (&weighted, Some(&weighted.root_weights[..]), "lack_of_fit_weighted"),
    ] {
        problem.with_local(|local| {
            let found = Residuals::of(local).unwrap();
            let order = Order::by(&[&problem.design[50..]]);
            let test = lack_of_fit(&found.weighted, weights, &order, 2).unwrap();
            test_close(&test, &numbers(section, key), 1e-7, key);
            if weights.is_some() {
                let want = numbers(section, "standardized_weighted");
                all_close(&found.standardized, &want, 1e-7, "standardized");
                all_close(&found.cook, &numbers(section, "cook_weighted"), 1e-7, "cook");
            }
        });
    }
}

#[test]
fn shapiro_wilk_against_r() {
    let reference = reference();
    let section = reference["shapiro_wilk"].as_table().unwrap();
    for n in [3, 4, 5, 6, 11, 12, 50] {
        let mut all = numbers(section, &format!("exponential_{n}"));
        let want = all.split_off(n);
        test_close(&shapiro_wilk(&all).unwrap(), &want, 1e-6, &format!("{n} values"));
    }
    let logistic = |i: u32| {
        let p = (f64::from(i) + 0.5) / 2000.0;
        (p / (1.0 - p)).ln()
    };
    let values: Vec<f64> = (0..2000).map(logistic).collect();
    let want = numbers(section, "logistic_2000");
    test_close(&shapiro_wilk(&values).unwrap(), &want, 1e-6, "2000 values");
}

/// The normal approximation where it is used, against the exact distribution of R at the same places.
#[test]
fn durbin_watson_of_many_residuals() {
    let n = 301;
    let noise = |i: usize| ((i * 7919) % 601) as f64 / 300.5 - 1.0;
    let mut e: Vec<f64> = (0..n).map(noise).collect();
    let mean = e.iter().sum::<f64>() / n as f64;
    e.iter_mut().for_each(|e| *e -= mean);
    let column = vec![1.0 / (n as f64).sqrt(); n];
    let many = durbin_watson(&e, &column).unwrap();
    let few = durbin_watson(&e[1..], &vec![1.0 / (300.0_f64).sqrt(); 300]).unwrap();
    assert!((many.p_value - few.p_value).abs() < 0.02, "{many:?} {few:?}");
}

fn nonlinear(name: &str) -> (Table, Fit) {
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

#[test]
fn nonlinear_models_against_r() {
    let reference = reference();
    for (name, parameters) in
        [("misra1a", ["b1", "b2"]), ("bod", ["A", "lrc"]), ("puromycin", ["Vm", "K"])]
    {
        let section = reference[name].as_table().unwrap();
        let (table, fit) = nonlinear(name);
        let answer = fit.run(&table).unwrap();
        let found = answer.diagnosis.as_ref().unwrap();
        let want = |key: &str| numbers(section, key);
        all_close(&found.leverage, &want("leverage"), 1e-6, "leverage");
        let jacobian = found.jacobian_leverage.as_ref().unwrap();
        all_close(jacobian, &want("jacobian_leverage"), 1e-6, "Jacobian leverage");
        all_close(&found.standardized, &want("standardized"), 1e-6, "standardized");
        all_close(&found.studentized, &want("studentized"), 1e-6, "studentized");
        all_close(&found.cook, &want("cook"), 1e-6, "cook");
        for (k, parameter) in parameters.iter().enumerate() {
            let want = want(&format!("deletion_{parameter}"));
            all_close(&found.deletion[k], &want, 1e-5, &format!("{name}: deletion of {parameter}"));
        }
        if found.standardized.len() > 8 {
            let test = |code: &str| found.test(code).unwrap();
            test_close(test("shapiro-wilk"), &want("shapiro_wilk"), 1e-5, "Shapiro-Wilk");
            test_close(test("outlier"), &want("outlier"), 1e-5, "outlier");
            test_close(test("scatter-trend"), &want("scatter_trend"), 1e-4, "trend");
        }
    }
    let (table, fit) = nonlinear("misra1a");
    let answer = fit.run(&table).unwrap();
    let diagnosis = answer.diagnosis.unwrap();
    let section = reference["misra1a"].as_table().unwrap();
    let watson = diagnosis.test("durbin-watson").unwrap();
    test_close(watson, &numbers(section, "durbin_watson"), 1e-4, "Durbin-Watson");
    test_close(diagnosis.test("runs").unwrap(), &numbers(section, "runs"), 1e-10, "runs");
    let (table, fit) = nonlinear("puromycin");
    let diagnosis = fit.run(&table).unwrap().diagnosis.unwrap();
    let section = reference["puromycin"].as_table().unwrap();
    let lack = diagnosis.test("lack-of-fit").unwrap();
    test_close(lack, &numbers(section, "lack_of_fit"), 1e-6, "lack of fit");
}

fn check(answer: &Answer, topic: Topic) -> &thalweg::Check {
    answer.checks.iter().find(|c| c.topic == topic).unwrap()
}

#[test]
fn misra1a_is_to_be_looked_at() {
    let (table, fit) = nonlinear("misra1a");
    let answer = fit.run(&table).unwrap();
    let shape = check(&answer, Topic::Shape);
    assert!(
        shape.seen.starts_with("3 runs of signs in 14 residuals (p = 0.007)"),
        "{}",
        shape.seen
    );
    assert_eq!(shape.look.as_ref().unwrap().code, "W-SHAPE");
    let influence = check(&answer, Topic::Influence);
    assert_eq!(influence.seen, "row 14 has leverage 0.50 and Cook's distance 1.57");
    let warning = influence.look.as_ref().unwrap();
    assert_eq!(warning.code, "W-INFLUENCE");
    assert!(warning.message.contains("without it `b"), "{}", warning.message);
    assert!(check(&answer, Topic::Scatter).is_ok());
}

/// Whatever the data, no panic and no NaN in words.
fn sane(answer: &Answer) {
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

fn table(x: &[f64], y: &[f64]) -> Table {
    Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap()
}

/// Sound but small data.
fn decay(n: usize) -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
    let error = |i: usize| 0.05 * ((i * 37 % 11) as f64 - 5.0) / 5.0;
    let y = (0..n).map(|i| 5.0 * (-0.3 * i as f64).exp() + error(i)).collect();
    (x, y)
}

#[test]
fn few_observations() {
    for n in 2..12 {
        let (x, y) = decay(n);
        let answer = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2").run(&table(&x, &y)).unwrap();
        sane(&answer);
        let shape = check(&answer, Topic::Shape);
        assert!(shape.is_ok());
        if n == 2 {
            assert!(shape.seen.starts_with("residuals not judged"), "{}", shape.seen);
            assert!(answer.diagnosis.is_none());
        }
        let answer = Fit::new("y ~ a*exp(-k*x)")
            .declare("a=4; k=0.2")
            .sigma(Sigma::Absolute("0.05".into()))
            .run(&table(&x, &y))
            .unwrap();
        sane(&answer);
    }
    sane(&Fit::new("y ~ a").run(&table(&[1.0, 2.0], &[3.0, 4.0])).unwrap());
}

#[test]
fn exact_data() {
    let x: Vec<f64> = (0..20).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 5.0 * (-0.3 * x).exp()).collect();
    for sigma in [Sigma::None, Sigma::Absolute("0.1".into())] {
        let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2").sigma(sigma);
        sane(&fit.run(&table(&x, &y)).unwrap());
    }
    let zeros = vec![0.0; 20];
    sane(&Fit::new("y ~ a*x").run(&table(&x, &zeros)).unwrap());
}

#[test]
fn units_do_not_matter() {
    let reference = reference();
    let section = reference["misra1a"].as_table().unwrap();
    let (x, y) = (numbers(section, "column"), numbers(section, "response"));
    let seen = |xu: f64, yu: f64| {
        let x: Vec<f64> = x.iter().map(|x| x * xu).collect();
        let y: Vec<f64> = y.iter().map(|y| y * yu).collect();
        let declare = format!("b1={}; b2={}", 240.0 * yu, 5.5e-4 / xu);
        let fit = Fit::new("y ~ b1*(1-exp(-b2*x))").declare(declare);
        let answer = fit.run(&table(&x, &y)).unwrap();
        sane(&answer);
        let ours = |t: Topic| matches!(t, Topic::Shape | Topic::Scatter | Topic::Influence);
        let checks = answer.checks.iter().filter(|c| ours(c.topic));
        checks.map(|c| c.seen.clone()).collect::<Vec<_>>()
    };
    let plain = seen(1.0, 1.0);
    for (xu, yu) in [(1e-12, 1.0), (1.0, 1e12), (1e12, 1e-12), (1.0, 1e-170), (1.0, 1e170)] {
        assert_eq!(seen(xu, yu), plain, "{xu} {yu}");
    }
}

#[test]
fn weights_of_zero_are_no_observations() {
    let (x, y) = decay(20);
    for keep in [2, 3, 12] {
        let w: Vec<f64> = (0..20).map(|i| f64::from(u8::from(i % 20 >= 20 - keep))).collect();
        let data = table(&x, &y).with("w", w).unwrap();
        let answer =
            Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2").weights("w").run(&data).unwrap();
        sane(&answer);
        if let Some(d) = &answer.diagnosis {
            assert_eq!(d.rows, (20 - keep..20).collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_is_not_determined_or_held() {
    let (x, y) = decay(20);
    let data = table(&x, &y);
    for (formula, declare) in [
        ("y ~ a*b*exp(-k*x)", "a=2; b=2; k=0.2"),
        ("y ~ a*exp(-k*x) + c", "a=4; k=0.2; c=1 in [1, 2]"),
        ("y ~ a*exp(-k*x) + c", "a=4; k=0.2; c=0 fixed"),
        ("y ~ a*exp(-k*x) + c", "a=4; k=0.2; c := 0.01*a"),
    ] {
        let answer = Fit::new(formula).declare(declare).run(&data).unwrap();
        sane(&answer);
        let diagnosis = answer.diagnosis.as_ref().unwrap();
        assert_eq!(diagnosis.deletion.len(), answer.parameters.len(), "{declare}");
        let (a, c) = (&diagnosis.deletion[0], diagnosis.deletion.last().unwrap());
        if declare.contains("fixed") || declare.contains("in [") {
            assert!(c.iter().all(|v| *v == 0.0), "{declare}");
        } else if declare.contains(":=") {
            all_close(c, &a.iter().map(|v| 0.01 * v).collect::<Vec<_>>(), 1e-9, "tied");
        }
    }
}

/// One observation of its own parameter.
#[test]
fn an_observation_that_nothing_checks() {
    let (x, mut y) = decay(20);
    y[19] = 7.0;
    let data = table(&x, &y);
    let fit = Fit::new("y ~ a*exp(-k*x) + if(x > 18.5, d, 0)").declare("a=4; k=0.2; d=1");
    let answer = fit.run(&data).unwrap();
    sane(&answer);
    let look = check(&answer, Topic::Influence).look.as_ref().unwrap();
    assert_eq!(look.code, "W-INFLUENCE");
    assert!(look.message.starts_with("Row 20 has leverage 1"), "{}", look.message);
}

#[test]
fn an_outlier_is_named_with_what_it_does() {
    let (x, mut y) = decay(30);
    y[11] += 1.0;
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2");
    let answer = fit.run(&table(&x, &y)).unwrap();
    sane(&answer);
    let scatter = check(&answer, Topic::Scatter);
    let look = scatter.look.as_ref().unwrap();
    assert_eq!(look.code, "W-OUTLIER");
    assert!(scatter.seen.starts_with("row 12 stands out"), "{}", scatter.seen);
    assert!(look.message.contains("without it `"), "{}", look.message);
    // What a robust loss deals with is no reason to look.
    let robust = fit.loss(Loss::Huber { scale: 0.1 }).run(&table(&x, &y)).unwrap();
    sane(&robust);
    assert!(check(&robust, Topic::Scatter).is_ok());
    assert!(check(&robust, Topic::Scatter).seen.contains("row 12"));
}

#[test]
fn sigma_that_is_not_what_it_says() {
    let (x, y) = decay(40);
    let run = |sigma: &str| {
        let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2");
        fit.sigma(Sigma::Absolute(sigma.into())).run(&table(&x, &y)).unwrap()
    };
    for (sigma, words) in [("0.01", "too small"), ("1", "overstated")] {
        let answer = run(sigma);
        sane(&answer);
        let look = check(&answer, Topic::Scatter).look.as_ref().unwrap();
        assert_eq!(look.code, "W-CHI2");
        assert!(look.message.contains(words), "{}", look.message);
    }
    let fine = run("0.03");
    let test = fine.diagnosis.as_ref().unwrap().test("chi-squared").unwrap();
    close(test.statistic, fine.residual_sum_of_squares, 1e-10, "chi-squared");
    assert!(check(&fine, Topic::Scatter).is_ok());
}

#[test]
fn scatter_in_proportion_asks_for_a_percentage_and_counts_for_poisson() {
    let x: Vec<f64> = (0..80).map(|i| f64::from(i) * 0.05).collect();
    let noise = |i: usize| ((i * 7919 + 13) % 101) as f64 / 50.0 - 1.0;
    let share: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| 50.0 * (-x).exp() * (1.0 + 0.0866 * noise(i))).collect();
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=40; k=0.8");
    let answer = fit.run(&table(&x, &share)).unwrap();
    let look = check(&answer, Topic::Scatter).look.as_ref().unwrap();
    assert_eq!(look.code, "W-SCATTER");
    assert!(
        look.help.starts_with("try `-s '5.") || look.help.starts_with("try `-s '4."),
        "{}",
        look.help
    );
    let count = |(i, x): (usize, &f64)| {
        let f = 900.0 * (-x).exp();
        (f + 1.732 * noise(i) * f.sqrt()).round().max(0.0)
    };
    let counts: Vec<f64> = x.iter().enumerate().map(count).collect();
    let answer = fit.run(&table(&x, &counts)).unwrap();
    let look = check(&answer, Topic::Scatter).look.as_ref().unwrap();
    assert!(look.help.contains("-s poisson"), "{} {}", look.message, look.help);
}

#[test]
fn correlated_observations_are_not_named_by_row() {
    let (x, y) = decay(20);
    let covariance: Vec<f64> =
        (0..400).map(|k| 0.01 * 0.5_f64.powi((k / 20 - k % 20_i32).abs())).collect();
    let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=4; k=0.2");
    let sigma = Sigma::RelativeCovariance(thalweg::DataCovariance::full(covariance));
    let answer = fit.sigma(sigma).run(&table(&x, &y)).unwrap();
    sane(&answer);
    assert!(check(&answer, Topic::Influence).seen.contains("mixtures"));
    assert!(answer.diagnosis.as_ref().unwrap().deletion.is_empty());
}

#[test]
fn forty_parameters() {
    let n = 200;
    let x: Vec<f64> = (0..n).map(f64::from).collect();
    let y: Vec<f64> = (0..n).map(|i| f64::from(i * 7919 % 211) / 100.0).collect();
    let terms: Vec<String> = (0..40).map(|k| format!("a{k}*cos({k}*0.0157*x)")).collect();
    let answer = Fit::new(format!("y ~ {}", terms.join(" + "))).run(&table(&x, &y)).unwrap();
    sane(&answer);
    assert!(answer.diagnosis.is_some());
}

/// Replicates stand together, whatever their order in the file; several columns go by the fitted value.
#[test]
fn the_order_of_rows_does_not_matter() {
    let reference = reference();
    let section = reference["puromycin"].as_table().unwrap();
    let (x, y) = (numbers(section, "column"), numbers(section, "response"));
    let shuffle = |v: &[f64]| -> Vec<f64> { (0..12).map(|i| v[i * 5 % 12]).collect() };
    let fit = Fit::new("y ~ Vm*x/(K+x)").declare("Vm=200; K=0.1");
    let one = fit.run(&table(&x, &y)).unwrap().diagnosis.unwrap();
    let other = fit.run(&table(&shuffle(&x), &shuffle(&y))).unwrap().diagnosis.unwrap();
    for test in &one.tests {
        close(other.test(test.code).unwrap().p_value, test.p_value, 1e-6, test.code);
    }
    let groups: Vec<f64> = (0..12).map(|i| f64::from(i % 2)).collect();
    let data = table(&x, &y).with("g", groups).unwrap();
    let two = Fit::new("y ~ (Vm + d*g)*x/(K+x)").declare("Vm=200; K=0.1; d=0").run(&data).unwrap();
    sane(&two);
    assert!(two.diagnosis.unwrap().test("lack-of-fit").is_none());
}

/// One step is that of least squares: under a loss what is told of a row left out is a refit, or nothing.
#[test]
fn under_a_loss_what_is_left_out_is_fitted_anew() {
    let x: Vec<f64> = (0..60).map(|i| 0.1 * f64::from(i)).collect();
    let y: Vec<f64> = (0..60_usize)
        .map(|i| {
            let stray = if i % 17 == 5 { 3.0 } else { 0.0 };
            2.0 + 0.7 * x[i] + 0.2 * ((i * 7919 % 13) as f64 - 6.0) / 6.0 + stray
        })
        .collect();
    let data = |out: Option<usize>| {
        let keep =
            |v: &[f64]| -> Vec<f64> { (0..60).filter(|i| Some(*i) != out).map(|i| v[i]).collect() };
        Table::new().with("x", keep(&x)).unwrap().with("y", keep(&y)).unwrap()
    };
    let fit = Fit::new("y ~ a + b*x").loss(Loss::Cauchy { scale: 0.3 });
    let answer = fit.run(&data(None)).unwrap();
    let d = answer.diagnosis.as_ref().unwrap();
    let told: Vec<usize> = (0..60).filter(|&i| d.deletion[1][i].is_finite()).collect();
    assert!(told.len() > 5 && told.len() < 60, "{told:?}");
    let start = format!("a={}; b={}", answer.parameters[0].estimate, answer.parameters[1].estimate);
    for i in told {
        let without = fit.clone().declare(start.as_str()).run(&data(Some(i))).unwrap();
        for (k, (with, without)) in answer.parameters.iter().zip(&without.parameters).enumerate() {
            let change = without.estimate - with.estimate;
            assert!((d.deletion[k][i] - change).abs() < 1e-6, "{i}: {} {change}", d.deletion[k][i]);
        }
    }
}
