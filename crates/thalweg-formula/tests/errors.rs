//! Every mistake gets one message: what is wrong, where, what to do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use thalweg_formula::{Expr, Formula, FormulaErrorKind, Model};

/// The message for a formula fitted to columns `time` and `conc`.
fn message(text: &str) -> String {
    let checked = Formula::parse(text)
        .and_then(|formula| Model::new(formula.right(), &["time", "conc", "x"], &["declared"]));
    match checked {
        Ok(model) => format!("no error; parameters {}", model.parameters().join(", ")),
        Err(error) => error.to_string(),
    }
}

#[test]
fn grammar() {
    insta::assert_snapshot!(message("y ~ b1*(1 - exp(-b2*x)"), @r#"
    this `(` is never closed
      y ~ b1*(1 - exp(-b2*x)
             ^
    "#);
    insta::assert_snapshot!(message("y ~ b1*x)"), @r#"
    this `)` was never opened
      y ~ b1*x)
              ^
    "#);
    insta::assert_snapshot!(message("y ~ 2x"), @r#"
    an operator is missing between `2` and `x`
      y ~ 2x
          ^^
    help: to multiply, write `2*x`
    "#);
    insta::assert_snapshot!(message("y ~ (a)(b)"), @r#"
    an operator is missing between `)` and `(`
      y ~ (a)(b)
            ^^
    help: to multiply, write `*`
    "#);
    insta::assert_snapshot!(message("y ~ sin x"), @r#"
    an operator is missing between `sin` and `x`
      y ~ sin x
          ^^^^^
    help: `sin` is a function: write `sin(x)`
    "#);
    insta::assert_snapshot!(message("y ~ a +"), @r#"
    the formula ends where a value is expected
      y ~ a +
             ^
    "#);
    insta::assert_snapshot!(message("y ~ a + * b"), @r#"
    unexpected `*`
      y ~ a + * b
              ^
    "#);
    insta::assert_snapshot!(message(""), @r#"
    the formula is empty
      
      ^
    "#);
    insta::assert_snapshot!(message("y = a*x"), @r#"
    unexpected `=`
      y = a*x
        ^
    help: to compare, write `==`; a formula is `left ~ right`
    "#);
    insta::assert_snapshot!(message("y ~ a ~ b"), @r#"
    unexpected `~`
      y ~ a ~ b
            ^
    help: a formula has one `~`: left side ~ right side
    "#);
    insta::assert_snapshot!(message("y ~ a # b"), @r#"
    unexpected character `#`
      y ~ a # b
            ^
    "#);
    insta::assert_snapshot!(message("y ~ a·x²"), @r#"
    unexpected character `·`
      y ~ a·x²
           ^
    help: to multiply, write `*`
    "#);
    insta::assert_snapshot!(message("y ~ 1.2.3"), @r#"
    this is not a number
      y ~ 1.2.3
          ^^^^^
    "#);
    insta::assert_snapshot!(message("y ~ 1e999"), @r#"
    this number is too large
      y ~ 1e999
          ^^^^^
    help: the largest number is about 1.8e308
    "#);
    insta::assert_snapshot!(message("y ~ `dose"), @r#"
    this backtick is never closed
      y ~ `dose
          ^
    help: a name in backticks ends with a backtick: `dose (mg)`
    "#);
    insta::assert_snapshot!(message("y ~ $a"), @r#"
    `$` without a number
      y ~ $a
          ^
    help: the first column is `$1`, the second `$2`
    "#);
    insta::assert_snapshot!(message("0 < x < 5"), @r#"
    comparisons cannot be chained
      0 < x < 5
        ^^^^^
    help: join two comparisons with `&`: 0 < x & x < 5
    "#);
    insta::assert_snapshot!(message("1 + !x"), @r#"
    `!` needs parentheses here
      1 + !x
          ^
    help: `!` binds more loosely than comparisons and arithmetic
    "#);
    insta::assert_snapshot!(message("y ~ a*x,\n"), @r#"
    unexpected `,`
      y ~ a*x,
             ^
    "#);
    insta::assert_snapshot!(message("y ~ a\n  + (b*x\n  + c"), @r#"
    this `(` is never closed
        + (b*x
          ^
    "#);
}

#[test]
fn functions() {
    insta::assert_snapshot!(message("y ~ a*epx(x)"), @r#"
    unknown function `epx`
      y ~ a*epx(x)
            ^^^
    help: did you mean `exp`?
    "#);
    insta::assert_snapshot!(message("y ~ a*Exp(x)"), @r#"
    unknown function `Exp`
      y ~ a*Exp(x)
            ^^^
    help: did you mean `exp`?
    "#);
    insta::assert_snapshot!(message("y ~ arctan(x)"), @r#"
    unknown function `arctan`
      y ~ arctan(x)
          ^^^^^^
    help: did you mean `atan`?
    "#);
    insta::assert_snapshot!(message("y ~ pow(x, 2)"), @r#"
    unknown function `pow`
      y ~ pow(x, 2)
          ^^^
    help: powers are written `x^p`
    "#);
    insta::assert_snapshot!(message("y ~ b1(x + 1)"), @r#"
    unknown function `b1`
      y ~ b1(x + 1)
          ^^
    help: to multiply, write `b1*(...)`
    "#);
    insta::assert_snapshot!(message("y ~ wavelet(x)"), @r#"
    unknown function `wavelet`
      y ~ wavelet(x)
          ^^^^^^^
    help: the functions are exp, expm1, log, ln, log1p, log2, log10, sqrt, cbrt, abs, sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, erf, erfc, gamma, lgamma, besselj0, besselj1, min, max, if, step
    "#);
    insta::assert_snapshot!(message("y ~ exp(x, 2)"), @r#"
    `exp` takes 1 argument, not 2
      y ~ exp(x, 2)
          ^^^^^^^^^
    help: write `exp(x)`
    "#);
    insta::assert_snapshot!(message("y ~ atan2(x)"), @r#"
    `atan2` takes 2 arguments, not 1
      y ~ atan2(x)
          ^^^^^^^^
    help: write `atan2(y, x)`
    "#);
    insta::assert_snapshot!(message("y ~ if(x > 1, 2)"), @r#"
    `if` takes 3 arguments, not 2
      y ~ if(x > 1, 2)
          ^^^^^^^^^^^^
    help: write `if(condition, a, b)`
    "#);
    insta::assert_snapshot!(message("y ~ max(x)"), @r#"
    `max` takes 2 arguments or more, not 1
      y ~ max(x)
          ^^^^^^
    help: write `max(a, b)`
    "#);
    insta::assert_snapshot!(message("y ~ exp()"), @r#"
    `exp` takes 1 argument, not 0
      y ~ exp()
          ^^^^^
    help: write `exp(x)`
    "#);
}

#[test]
fn names() {
    insta::assert_snapshot!(message("y ~ a*tme"), @r#"
    there is no column `tme`
      y ~ a*tme
            ^^^
    help: did you mean the column `time`? if `tme` is a parameter, declare it
    "#);
    insta::assert_snapshot!(message("y ~ a*Conc"), @r#"
    there is no column `Conc`
      y ~ a*Conc
            ^^^^
    help: did you mean the column `conc`? if `Conc` is a parameter, declare it
    "#);
    insta::assert_snapshot!(message("y ~ a*X"), @r#"
    there is no column `X`
      y ~ a*X
            ^
    help: did you mean the column `x`? if `X` is a parameter, declare it
    "#);
    insta::assert_snapshot!(message("y ~ a*$3"), @r#"
    there is no column `$3`
      y ~ a*$3
            ^^
    help: the columns are time, conc, x
    "#);
    insta::assert_snapshot!(message("y ~ a*`time (s)`"), @r#"
    there is no column `time (s)`
      y ~ a*`time (s)`
            ^^^^^^^^^^
    help: the columns are time, conc, x
    "#);
    insta::assert_snapshot!(message("y ~ exp*x"), @r#"
    `exp` is a function
      y ~ exp*x
          ^^^
    help: write `exp(...)`; if it is a parameter, declare it
    "#);
    insta::assert_snapshot!(message("y ~ 2*PI*x"), @r#"
    unknown name `PI`
      y ~ 2*PI*x
            ^^
    help: did you mean `pi`? if `PI` is a parameter, declare it
    "#);
    insta::assert_snapshot!(message("y ~ a*x + b*declared + b1 + x1 + tau + e + conc2x"), @r#"no error; parameters a, b, declared, b1, x1, tau, e, conc2x"#);
}

#[test]
fn definitions() {
    insta::assert_snapshot!(message("y ~ a*x where a := 2, a := 3"), @r#"
    `a` is defined twice
      y ~ a*x where a := 2, a := 3
                            ^
    "#);
    insta::assert_snapshot!(message("y ~ a*x where a := b, b := c, c := a"), @r#"
    the definition of `a` leads back to itself
      y ~ a*x where a := b, b := c, c := a
                    ^
    "#);
    insta::assert_snapshot!(message("y ~ a*tau where tua := 1/k"), @r#"
    `tua` is defined but never used
      y ~ a*tau where tua := 1/k
                      ^^^
    help: check its spelling, or leave it out
    "#);
    insta::assert_snapshot!(message("y ~ a*x where exp := 2"), @r#"
    `exp` cannot be defined
      y ~ a*x where exp := 2
                    ^^^
    help: choose another name
    "#);
    insta::assert_snapshot!(message("y ~ a*x where a = 2"), @r#"
    `:=` is expected here
      y ~ a*x where a = 2
                      ^
    help: a definition is written `a := expression`
    "#);
    insta::assert_snapshot!(message("y ~ a*x where"), @r#"
    a definition is expected here
      y ~ a*x where
                   ^
    help: definitions are `name := expression`, with commas between
    "#);
    insta::assert_snapshot!(message("y ~ a*x, a := 2"), @r#"
    unexpected `,`
      y ~ a*x, a := 2
             ^
    "#);
    insta::assert_snapshot!(message("y ~ where a := 2"), @r#"
    unexpected `where`
      y ~ where a := 2
          ^^^^^
    help: `where` follows a whole formula; a column of this name is written `where` in backticks
    "#);
    insta::assert_snapshot!(message("y ~ a*x where a := 2*cnoc"), @r#"
    there is no column `cnoc`
      y ~ a*x where a := 2*cnoc
                           ^^^^
    help: did you mean the column `conc`? if `cnoc` is a parameter, declare it
    "#);
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let long = "a1 + ".repeat(60) + "(b" + &" + a2".repeat(60);
    insta::assert_snapshot!(message(&long), @r#"
    this `(` is never closed
      ...a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + a1 + (b + a2 + a2 + a2 + a2 + a2 + a2 + a2 + ...
                                                                     ^
    "#);
}

#[test]
fn a_column_with_a_unit_is_asked_for_by_its_whole_name() {
    let expr = Expr::parse("a*dose").unwrap();
    let error = Model::new(&expr, &["dose (mg)"], &[]).unwrap_err();
    assert_eq!(
        error.help(),
        Some("did you mean the column `dose (mg)`? if `dose` is a parameter, declare it")
    );
    let whole = Model::new(&Expr::parse("a*`dose (mg)`").unwrap(), &["dose (mg)"], &[]).unwrap();
    assert_eq!((whole.parameters().len(), whole.columns()), (1, &["dose (mg)".to_owned()][..]));
}

#[test]
fn an_error_knows_its_place_and_kind() {
    let error = Formula::parse("y ~ µ*exb(x)").unwrap_err();
    assert_eq!(&error.text()[error.span()], "exb");
    assert_eq!(error.kind(), FormulaErrorKind::UnknownFunction);
    let columns = ["time"];
    let error = Model::new(&Expr::parse("a*tiem").unwrap(), &columns, &[]).unwrap_err();
    assert_eq!((error.kind(), error.span()), (FormulaErrorKind::UnknownName, 2..6));
}
