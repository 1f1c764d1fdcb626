//! Diagnostics against R.

use thalweg::diagnose::{
    LeaveOneOut, Order, Residuals, durbin_watson, lack_of_fit, outlier, scatter_trend, shapiro_wilk,
};
use thalweg::{Local, Problem, Test};
use thalweg_solver::{EvalError, Options, Solver};

use super::common::*;

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
