//! Everything said about each parameter, in one place; contradictions are errors.

use std::ops::Range;

use super::parse::{self, Body};
use crate::error::{ErrorKind, FitError};
use crate::request::Step;

/// All that was declared, in the order in which names first came up.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Declarations {
    pub given: Vec<Given>,
    pub definitions: Vec<Definition>,
}

/// What was said about one parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub name: String,
    pub start: Option<f64>,
    pub bounds: Option<(f64, f64)>,
    pub fixed: bool,
    place: Place,
}

/// `name := expression`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    pub name: String,
    pub expression: String,
    /// Whether it must be a tie (`Some(true)`), must be derived, or whichever fits.
    pub tie: Option<bool>,
    place: Place,
    /// Where the expression stands in the text.
    expression_at: usize,
}

/// A place in a text, if there was a text.
#[derive(Debug, Clone, PartialEq, Default)]
struct Place(Option<(String, Range<usize>)>);

impl Place {
    fn point(&self, error: FitError) -> FitError {
        match &self.0 {
            Some((text, span)) => error.at(text, span.clone()),
            None => error,
        }
    }
}

impl Given {
    /// Points at this declaration.
    pub(crate) fn point(&self, error: FitError) -> FitError {
        self.place.point(error)
    }
}

impl Definition {
    /// Points at the name that is defined.
    pub(crate) fn point(&self, error: FitError) -> FitError {
        self.place.point(error)
    }

    /// Points at bytes `span` of the expression.
    pub(crate) fn point_inside(&self, error: FitError, span: Range<usize>) -> FitError {
        match &self.place.0 {
            Some((text, _)) => {
                let shifted = span.start + self.expression_at..span.end + self.expression_at;
                error.at(text, shifted)
            }
            None => error.at(&self.expression, span),
        }
    }
}

impl Declarations {
    /// Gathers the steps of a fit. Errors: text that cannot be read, a name declared twice, bounds
    /// and starts that make no sense.
    pub(crate) fn gather(steps: &[Step]) -> Result<Self, FitError> {
        let mut all = Self::default();
        for step in steps {
            all.take(step)?;
        }
        for given in &all.given {
            given.check()?;
        }
        Ok(all)
    }

    fn take(&mut self, step: &Step) -> Result<(), FitError> {
        let nowhere = Place::default;
        match step {
            Step::Declare(text) => self.take_text(text),
            Step::Start(name, value) => self.set_start(name, *value, false, nowhere()),
            Step::Fix(name, value) => self.set_start(name, *value, true, nowhere()),
            Step::Bounds(name, lo, hi) => self.set_bounds(name, (*lo, *hi), nowhere()),
            Step::Tie(name, text) => self.define(name, text, Some(true), nowhere(), 0),
            Step::Derive(name, text) => self.define(name, text, Some(false), nowhere(), 0),
            Step::Resume(name, value) => {
                self.given_mut(name, &nowhere())?.start = Some(*value);
                Ok(())
            }
        }
    }

    fn take_text(&mut self, text: &str) -> Result<(), FitError> {
        let place = |span: Range<usize>| Place(Some((text.to_string(), span)));
        for declaration in parse::parse(text)? {
            let name = &declaration.name;
            match declaration.body {
                Body::Definition(expression, span) => {
                    let at = place(declaration.name_at);
                    self.define(name, &expression, None, at, span.start)?;
                }
                Body::Value { start, bounds, fixed } => {
                    if let Some((value, span)) = start {
                        let whole = declaration.name_at.start..span.end;
                        self.set_start(name, value, fixed, place(whole))?;
                    }
                    if let Some((bounds, span)) = bounds {
                        self.set_bounds(name, bounds, place(span))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn set_start(
        &mut self,
        name: &str,
        value: f64,
        fixed: bool,
        place: Place,
    ) -> Result<(), FitError> {
        let given = self.given_mut(name, &place)?;
        if given.start.is_some() {
            return Err(twice(name, "a value", &place));
        }
        given.start = Some(value);
        given.fixed = fixed;
        Ok(())
    }

    fn set_bounds(&mut self, name: &str, bounds: (f64, f64), place: Place) -> Result<(), FitError> {
        let given = self.given_mut(name, &place)?;
        if given.bounds.is_some() {
            return Err(twice(name, "bounds", &place));
        }
        given.bounds = Some(bounds);
        Ok(())
    }

    fn given_mut(&mut self, name: &str, place: &Place) -> Result<&mut Given, FitError> {
        if self.definitions.iter().any(|d| d.name == name) {
            return Err(defined_and_declared(name, place));
        }
        let at = match self.given.iter().position(|g| g.name == name) {
            Some(at) => at,
            None => {
                let (name, place) = (name.to_string(), place.clone());
                self.given.push(Given { name, start: None, bounds: None, fixed: false, place });
                self.given.len() - 1
            }
        };
        Ok(&mut self.given[at])
    }

    fn define(
        &mut self,
        name: &str,
        expression: &str,
        tie: Option<bool>,
        place: Place,
        expression_at: usize,
    ) -> Result<(), FitError> {
        if self.definitions.iter().any(|d| d.name == name) {
            return Err(twice(name, "a definition", &place));
        }
        if self.given.iter().any(|g| g.name == name) {
            return Err(defined_and_declared(name, &place));
        }
        let (name, expression) = (name.to_string(), expression.to_string());
        self.definitions.push(Definition { name, expression, tie, place, expression_at });
        Ok(())
    }
}

fn twice(name: &str, what: &str, place: &Place) -> FitError {
    let message = format!("`{name}` is given {what} twice");
    place.point(
        FitError::new(ErrorKind::Declaration, "E-NAME", message).with_help("leave one of them out"),
    )
}

fn defined_and_declared(name: &str, place: &Place) -> FitError {
    let message = format!("`{name}` is both given a value or bounds and defined by `:=`");
    place.point(FitError::new(ErrorKind::Declaration, "E-NAME", message).with_help(
        "a quantity that follows from others has no start and no bounds of its own: leave one out",
    ))
}

impl Given {
    fn check(&self) -> Result<(), FitError> {
        let name = &self.name;
        let wrong = |message: String, help: &str| {
            let error = FitError::new(ErrorKind::Declaration, "E-BOUNDS", message);
            Err(self.point(error.with_help(help)))
        };
        if let Some(start) = self.start
            && !start.is_finite()
        {
            let what = if self.fixed { "value" } else { "start" };
            return wrong(
                format!("the {what} of `{name}` is {start}"),
                "give a finite number, or leave it out and let it be found",
            );
        }
        let Some((lo, hi)) = self.bounds else { return Ok(()) };
        if lo.is_nan() || hi.is_nan() {
            return wrong(
                format!("a bound of `{name}` is not a number"),
                "for no bound on one side write inf or -inf",
            );
        }
        if lo > hi {
            return wrong(
                format!("the lower bound of `{name}`, {lo}, lies above the upper one, {hi}"),
                "bounds are written `in [lower, upper]`",
            );
        }
        if lo == f64::INFINITY || hi == f64::NEG_INFINITY {
            return wrong(
                format!("the bounds of `{name}` leave no finite value"),
                "bounds are written `in [lower, upper]`",
            );
        }
        if let Some(start) = self.start
            && !(lo..=hi).contains(&start)
        {
            return wrong(
                format!("the start of `{name}`, {start}, lies outside its bounds [{lo}, {hi}]"),
                "start inside the bounds, or widen them",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(text: &str) -> Result<Declarations, FitError> {
        Declarations::gather(&[Step::Declare(text.into())])
    }

    #[test]
    fn declarations_are_read() {
        let all =
            gather("b1=500; b2 = 1e-4 in [0,1] ;c=2 fixed; d in [0, inf]; w := 2.3548*s;").unwrap();
        let seen: Vec<_> =
            all.given.iter().map(|g| (g.name.as_str(), g.start, g.bounds, g.fixed)).collect();
        assert_eq!(
            seen,
            [
                ("b1", Some(500.0), None, false),
                ("b2", Some(1e-4), Some((0.0, 1.0)), false),
                ("c", Some(2.0), None, true),
                ("d", None, Some((0.0, f64::INFINITY)), false),
            ]
        );
        assert_eq!(all.definitions[0].name, "w");
        assert_eq!(all.definitions[0].expression, "2.3548*s");
    }

    #[test]
    fn values_may_be_made_of_numbers_and_names_quoted() {
        let all = gather("p=pi/2; `k 1`=-.5e+3 fixed in [-1000,0]; x.y=1; in=3").unwrap();
        assert_eq!(all.given[0].start, Some(std::f64::consts::FRAC_PI_2));
        assert_eq!((all.given[1].name.as_str(), all.given[1].start), ("k 1", Some(-500.0)));
        assert!(all.given[1].fixed);
        assert_eq!(all.given[3].name, "in");
    }

    #[test]
    fn mistakes_are_pointed_at() {
        for (text, message, carets) in [
            ("b1=", "a number is missing after `=`", "   ^"),
            ("=3", "a declaration begins with the name of a parameter", "^"),
            ("b1", "the declaration of `b1` says nothing about it", "^^"),
            ("b1=abc", "`abc` is not a number", "   ^^^"),
            ("a=1; b=1 in (0,1)", "bounds are written `in [lower, upper]`", "            ^"),
            ("b=1 in [0,1", "the bounds are not closed by `]`", "           ^"),
            ("b=1 in [0]", "bounds are two numbers: `in [lower, upper]`", "       ^^^"),
            ("b=1 in [,1]", "a bound is missing (`inf` and `-inf` are allowed)", "        ^"),
            ("b=1 in [0,1,2]", "`1,2` is not a number", "          ^^^"),
            ("b in [0,1] fixed", "`fixed` needs a value: `name=value fixed`", "           ^^^^^"),
            ("w :=", "an expression is missing after `:=`", "    ^"),
            ("b=1 foo", "`1 foo` is not a number", "  ^^^^^"),
            ("b=1 fixed foo", "`foo` does not fit here", "          ^^^"),
            ("b=1 in [1,0]", "the lower bound of `b`, 1, lies above the upper one, 0", "^^^"),
            ("b=1 in [2,3]", "the start of `b`, 1, lies outside its bounds [2, 3]", "^^^"),
            ("b=nan", "the start of `b` is NaN", "^^^^^"),
            ("b=inf", "the start of `b` is inf", "^^^^^"),
            ("b in [nan,1]", "a bound of `b` is not a number", "     ^^^^^^^"),
            ("b in [inf,inf]", "the bounds of `b` leave no finite value", "     ^^^^^^^^^"),
            ("b=1; b=2", "`b` is given a value twice", "     ^^^"),
            ("b:=1; b:=2", "`b` is given a definition twice", "      ^"),
            ("b=1; b:=2*a", "`b` is both given a value or bounds and defined by `:=`", "     ^"),
            ("`b=1", "this backtick is never closed", "^"),
        ] {
            let error = gather(text).expect_err(text);
            assert_eq!(error.message(), message, "{text}");
            assert_eq!(error.excerpt(), Some(format!("{text}\n{carets}")), "{text}");
            assert_eq!(error.kind(), ErrorKind::Declaration);
        }
    }

    #[test]
    fn builder_steps_and_text_meet() {
        let steps = [
            Step::Start("a".into(), 1.0),
            Step::Declare("a in [0,2]".into()),
            Step::Tie("b".into(), "2*a".into()),
        ];
        let all = Declarations::gather(&steps).unwrap();
        assert_eq!((all.given[0].start, all.given[0].bounds), (Some(1.0), Some((0.0, 2.0))));
        assert_eq!(all.definitions[0].tie, Some(true));
        let again = [steps[0].clone(), Step::Start("a".into(), 2.0)];
        assert_eq!(Declarations::gather(&again).unwrap_err().code(), "E-NAME");
    }
}
