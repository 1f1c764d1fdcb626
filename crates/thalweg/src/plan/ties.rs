//! Definitions (`name := expression`): which are ties, and each in terms of free names only.

use thalweg_formula::Expr;

use crate::declaration::Definition;
use crate::error::{ErrorKind, FitError};

/// A definition with its expression read.
pub(super) struct Defined<'d> {
    pub definition: &'d Definition,
    pub expression: Expr,
}

/// The definitions, split by whether their name is in the formula.
pub(super) struct Definitions<'d> {
    pub ties: Vec<Defined<'d>>,
    pub derived: Vec<Defined<'d>>,
}

impl<'d> Definitions<'d> {
    /// Reads the expressions. A tie may be reached through other ties (`w := 2*v; v := 3*s` with
    /// only w in the formula): then both are ties.
    pub(super) fn read(
        definitions: &'d [Definition],
        in_formula: &[String],
    ) -> Result<Self, FitError> {
        let mut ties: Vec<Defined> = Vec::new();
        let mut rest: Vec<Defined> = Vec::new();
        for definition in definitions {
            let expression = Expr::parse(&definition.expression).map_err(|e| {
                let error = FitError::from_formula(ErrorKind::Declaration, &e);
                definition.point_inside(error, e.span())
            })?;
            rest.push(Defined { definition, expression });
        }
        loop {
            let reached = |d: &Defined| {
                let name = &d.definition.name;
                in_formula.contains(name)
                    || (d.definition.tie != Some(false)
                        && ties.iter().any(|t| t.expression.names().contains(name)))
            };
            let Some(at) = rest.iter().position(reached) else { break };
            ties.push(rest.remove(at));
        }
        for d in &ties {
            if d.definition.tie == Some(false) {
                let message = format!(
                    "`{}` is in the formula, so it cannot be a derived quantity",
                    d.definition.name
                );
                let error = FitError::new(ErrorKind::Declaration, "E-TIE", message);
                return Err(d.definition.point(error.with_help(
                    "give the derived quantity another name, or tie the parameter instead",
                )));
            }
        }
        for d in &rest {
            if d.definition.tie == Some(true) {
                return Err(d.definition.point(FitError::not_in_formula(
                    &d.definition.name,
                    "tied",
                    in_formula,
                )));
            }
        }
        Ok(Self { ties, derived: rest })
    }

    /// Puts ties into each other until each is in terms of names that are not tied.
    pub(super) fn resolve_ties(&mut self) -> Result<(), FitError> {
        let names: Vec<String> = self.ties.iter().map(|t| t.definition.name.clone()).collect();
        let mut open: Vec<usize> = (0..self.ties.len()).collect();
        while !open.is_empty() {
            let ready = open.iter().position(|&i| {
                let used = self.ties[i].expression.names();
                !used.iter().any(|n| names.contains(n))
            });
            let Some(at) = ready else {
                let definition = self.ties[open[0]].definition;
                let message = format!("the tie of `{}` leads back to itself", definition.name);
                let error = FitError::new(ErrorKind::Declaration, "E-TIE", message)
                    .with_help("a tie must end at parameters that are estimated");
                return Err(definition.point(error));
            };
            let done = open.remove(at);
            let expression = self.ties[done].expression.clone();
            for &i in &open {
                self.ties[i].expression =
                    self.ties[i].expression.substitute(&names[done], &expression);
            }
        }
        Ok(())
    }
}
