//! Data that leave little to diagnose, and what must not matter.

use thalweg::{Fit, Sigma, Topic};

use super::common::*;

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
