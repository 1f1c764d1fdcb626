//! Bad input: one clear error each, with its code and its place.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{ErrorKind, Fit, Sigma, Starts, Table};

fn table() -> Table {
    Table::new()
        .with("time", [1.0, 2.0, 3.0, 4.0, 5.0])
        .unwrap()
        .with("conc", [5.0, 3.1, 1.9, 1.2, 0.7])
        .unwrap()
        .with("w", [1.0, 1.0, 0.0, 2.0, 1.0])
        .unwrap()
        .with("bad", [1.0, f64::NAN, 0.0, -1.0, f64::INFINITY])
        .unwrap()
}

fn fit() -> Fit {
    Fit::new("conc ~ a*exp(-rate*time)")
}

#[track_caller]
fn refused(fit: Fit, kind: ErrorKind, code: &str, message: &str, help: &str) {
    let error = fit.run(&table()).expect_err(message);
    assert_eq!(error.message(), message);
    assert_eq!((error.kind(), error.code()), (kind, code));
    let said = error.help().unwrap_or_default();
    assert!(said.contains(help), "{said}");
    assert!(thalweg::codes::find(code).is_some(), "{code} is explained");
}

#[test]
fn formulas() {
    use ErrorKind::Formula;
    let cases = [
        (
            "conc ~ a*exp(-k*tme)",
            "E-COLUMN",
            "there is no column `tme`",
            "did you mean the column `time`?",
        ),
        (
            "cnc ~ a*time",
            "E-COLUMN",
            "`cnc` in the left side is not a column of the data",
            "did you mean `conc`?",
        ),
        ("a*time", "E-FORMULA", "the formula does not say what to fit", "write `COLUMN ~ a*time`"),
        ("conc ~ a*epx(time)", "E-FORMULA", "unknown function `epx`", "did you mean `exp`?"),
        ("conc ~ a*(time", "E-FORMULA", "this `(` is never closed", ""),
        ("conc ~ 2*time", "E-NOPARAMETER", "the formula has no parameters", "columns"),
    ];
    for (formula, code, message, help) in cases {
        refused(Fit::new(formula), Formula, code, message, help);
    }
    let error = Fit::new("cnc ~ a*time").run(&table()).unwrap_err();
    assert_eq!(error.excerpt().unwrap(), "cnc ~ a*time\n^^^");
}

#[test]
fn declarations() {
    use ErrorKind::Declaration;
    let cases = [
        ("rte=1", "E-NAME", "`rte` is declared but is not in the formula", "did you mean `rate`?"),
        (
            "zzz=1",
            "E-NAME",
            "`zzz` is declared but is not in the formula",
            "its parameters are `a` and `rate`",
        ),
        ("time=1", "E-NAME", "`time` is a column of the data, not a parameter", "rename"),
        ("a=1; a=2", "E-NAME", "`a` is given a value twice", "leave one"),
        ("rate := a; a := rate", "E-TIE", "the tie of `rate` leads back to itself", "estimated"),
        (
            "rate := 2*time",
            "E-TIE",
            "`rate` is defined by `time`, a column of the data",
            "single numbers",
        ),
        ("time := 2*a", "E-TIE", "`time` is a column of the data", "another name"),
        (
            "half := log(2)/rte",
            "E-NAME",
            "`rte` is not a parameter of the formula",
            "did you mean `rate`?",
        ),
        ("half := log(2", "E-FORMULA", "this `(` is never closed", ""),
        (
            "rate=1; rate := a",
            "E-NAME",
            "`rate` is both given a value or bounds and defined by `:=`",
            "leave one out",
        ),
        (
            "rate in [2, 1]",
            "E-BOUNDS",
            "the lower bound of `rate`, 2, lies above the upper one, 1",
            "[lower, upper]",
        ),
        (
            "rate=3 in [0, 1]",
            "E-BOUNDS",
            "the start of `rate`, 3, lies outside its bounds [0, 1]",
            "inside",
        ),
    ];
    for (declaration, code, message, help) in cases {
        refused(fit().declare(declaration), Declaration, code, message, help);
    }
    let error = fit().declare("a=1; half := 2*rte").run(&table()).unwrap_err();
    assert_eq!(error.excerpt().unwrap(), "a=1; half := 2*rte\n               ^^^");
    refused(
        fit().derive("a", "2*rate"),
        Declaration,
        "E-TIE",
        "`a` is in the formula, so it cannot be a derived quantity",
        "another name",
    );
    refused(
        fit().tie("b", "2*rate"),
        Declaration,
        "E-NAME",
        "`b` is tied but is not in the formula",
        "",
    );
    refused(
        fit().starts(Starts::Off).declare("a=1"),
        Declaration,
        "E-NOSTART",
        "no starting value is given for `rate`",
        "rate=1",
    );
    refused(
        fit().declare("a=1 fixed; rate=2 in [2,2]"),
        ErrorKind::Formula,
        "E-NOPARAMETER",
        "no parameter is left to estimate",
        "free",
    );
}

#[test]
fn options() {
    use ErrorKind::Option;
    refused(fit().level(1.0), Option, "E-OPTION", "the confidence level is 1", "between 0 and 1");
    refused(
        fit().level(f64::NAN),
        Option,
        "E-OPTION",
        "the confidence level is NaN",
        "between 0 and 1",
    );
    let both = fit().weights("w").sigma(Sigma::Relative("w".into()));
    refused(both, Option, "E-OPTION", "both weights and sigma are given", "1/sigma^2");
    let short = fit().scaling(thalweg::Scaling::Diagonal(vec![1.0]));
    refused(
        short,
        Option,
        "E-OPTION",
        "the damping diagonal has 1 entries, but the formula has 2 parameters",
        "`a` and `rate`",
    );
    let negative =
        fit().declare("a=1; rate=1").scaling(thalweg::Scaling::Diagonal(vec![1.0, -1.0]));
    assert_eq!(negative.run(&table()).unwrap_err().code(), "E-OPTION");
}

#[test]
fn data() {
    use ErrorKind::Data;
    refused(
        Fit::new("bad ~ a*time"),
        Data,
        "E-VALUE",
        "the column `bad` is NaN in row 2, nor will it do in row 5",
        "correct",
    );
    refused(
        Fit::new("log(bad) ~ a*time"),
        Data,
        "E-VALUE",
        "the column `bad` is NaN in row 2, nor will it do in row 5",
        "correct",
    );
    refused(
        Fit::new("log(conc - 0.7) ~ a*time"),
        Data,
        "E-VALUE",
        "the left side, `log(conc - 0.7)`, is -inf in row 5, where conc = 0.7",
        "correct",
    );
    refused(
        fit().weights("bad"),
        Data,
        "E-WEIGHT",
        "the weight `bad` is NaN in row 2, nor will it do in rows 4, 5",
        "not negative",
    );
    refused(
        fit().weights("w - 1"),
        Data,
        "E-WEIGHT",
        "the weight `w - 1` is -1 in row 3",
        "not negative",
    );
    refused(fit().weights("0"), Data, "E-EMPTY", "all weights are 0", "nothing left");
    refused(
        fit().sigma(Sigma::Absolute("w".into())),
        Data,
        "E-SIGMA",
        "the standard deviation `w` is 0 in row 3",
        "above 0",
    );
    refused(
        fit().sigma(Sigma::Relative("-1".into())),
        Data,
        "E-SIGMA",
        "the standard deviation `-1` is -1 in row 1, nor will it do in rows 2, 3, 4, 5",
        "above 0",
    );
    let unknown = fit().weights("tme").run(&table()).unwrap_err();
    assert_eq!((unknown.code(), unknown.help()), ("E-COLUMN", Some("did you mean `time`?")));
}

#[test]
fn a_row_of_weight_zero_does_not_count() {
    let weighted = fit().declare("a=5; rate=0.5").weights("w").run(&table()).unwrap();
    assert_eq!((weighted.observations, weighted.degrees_of_freedom), (4, 2));
    assert!(weighted.warned("W-ZERO-WEIGHT"));
    assert_eq!(weighted.residuals.len(), 5);
    let without = Table::new()
        .with("time", [1.0, 2.0, 4.0, 5.0])
        .unwrap()
        .with("conc", [5.0, 3.1, 1.2, 0.7])
        .unwrap()
        .with("w", [1.0, 1.0, 2.0, 1.0])
        .unwrap();
    let left_out = fit().declare("a=5; rate=0.5").weights("w").run(&without).unwrap();
    assert_eq!(weighted.parameters, left_out.parameters);
}
