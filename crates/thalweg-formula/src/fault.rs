//! Where a value that is not finite comes from.

use crate::arena::{Id, Node};
use crate::graph::Leaf;
use crate::model::Model;
use crate::operation::Ternary;
use crate::tape::{binary_value, ternary_value, unary_value};

/// The innermost part of an expression that is not finite at one row.
///
/// ```
/// use thalweg_formula::{Expr, Model};
/// let model = Model::new(&Expr::parse("a*log(x - b) + 1")?, &["x"], &[])?;
/// let fault = model.fault(&[2.0, 5.0], &[3.0]).unwrap();
/// assert_eq!(fault.text, "log(x - b)");
/// assert!(fault.value.is_nan());
/// let inputs: Vec<_> = fault.inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
/// assert_eq!(inputs, ["x = 3", "b = 5", "x - b = -2"]);
/// # Ok::<(), thalweg_formula::FormulaError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fault {
    /// The part as text.
    pub text: String,
    /// What it comes to: NaN or infinite.
    pub value: f64,
    /// What goes into it: the names in it with their values, then its operands where they are
    /// expressions themselves. Empty where the part is a name.
    pub inputs: Vec<(String, f64)>,
}

impl Model {
    /// Explains why the value at one row is not finite; `None` if it is finite.
    ///
    /// `row` has one number per column used. Slow: for messages.
    ///
    /// # Panics
    /// If `params` has not one number per parameter or `row` not one per column used.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model};
    /// let model = Model::new(&Expr::parse("exp(b*x)/x")?, &["x"], &[])?;
    /// assert!(model.fault(&[1.0], &[2.0]).is_none());
    /// let fault = model.fault(&[800.0], &[2.0]).unwrap();
    /// assert_eq!((fault.text.as_str(), fault.value), ("exp(b*x)", f64::INFINITY));
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn fault(&self, params: &[f64], row: &[f64]) -> Option<Fault> {
        assert_eq!(params.len(), self.parameters().len(), "one number per parameter");
        assert_eq!(row.len(), self.columns().len(), "one number per column used");
        let values = self.part_values(params, row);
        let finite = |id: Id| values[id as usize].is_finite();
        let mut at = self.expr().root();
        if finite(at) {
            return None;
        }
        while let Some(inner) = self.operands_that_count(at, &values).find(|&id| !finite(id)) {
            at = inner;
        }
        Some(Fault {
            text: self.expr().part(at),
            value: values[at as usize],
            inputs: self.inputs(at, &values),
        })
    }

    /// The value of every part of the expression as it was written.
    fn part_values(&self, params: &[f64], row: &[f64]) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::with_capacity(self.expr().nodes().len());
        for &node in self.expr().nodes() {
            let at = |operand: Id| values[operand as usize];
            let value = match node {
                Node::Number(bits) => bits.value(),
                Node::Leaf(leaf) => match self.meanings()[leaf as usize] {
                    Leaf::Column(column) => row[column],
                    Leaf::Parameter(parameter) => params[parameter],
                    Leaf::Direction(_) => f64::NAN,
                },
                Node::Unary(op, a) => unary_value(op, at(a)),
                Node::Binary(op, a, b) => binary_value(op, at(a), at(b)),
                Node::Ternary(op, a, b, c) => ternary_value(op, at(a), at(b), at(c)),
            };
            values.push(value);
        }
        values
    }

    /// The operands that the value depends on: of a choice, only the branch that is taken.
    fn operands_that_count<'a>(
        &'a self,
        id: Id,
        values: &'a [f64],
    ) -> impl Iterator<Item = Id> + 'a {
        let node = self.expr().nodes()[id as usize];
        let idle = match node {
            Node::Ternary(Ternary::If, condition, a, b) => {
                let condition = values[condition as usize];
                if condition.is_nan() { None } else { Some(if condition == 0.0 { a } else { b }) }
            }
            _ => None,
        };
        node.operands().filter(move |&operand| Some(operand) != idle)
    }

    fn inputs(&self, at: Id, values: &[f64]) -> Vec<(String, f64)> {
        let nodes = self.expr().nodes();
        if matches!(nodes[at as usize], Node::Leaf(_)) {
            return Vec::new();
        }
        let mut inside = vec![false; at as usize + 1];
        inside[at as usize] = true;
        for id in (0..=at).rev() {
            if inside[id as usize] {
                for operand in nodes[id as usize].operands() {
                    inside[operand as usize] = true;
                }
            }
        }
        let names = (0..=at)
            .filter(|&id| inside[id as usize] && matches!(nodes[id as usize], Node::Leaf(_)));
        let parts = nodes[at as usize]
            .operands()
            .filter(|&operand| !matches!(nodes[operand as usize], Node::Leaf(_) | Node::Number(_)));
        let described = |id: Id| {
            let text = match nodes[id as usize] {
                Node::Leaf(leaf) => self.expr().named()[leaf as usize].text.clone(),
                _ => self.expr().part(id),
            };
            (text, values[id as usize])
        };
        names.chain(parts).map(described).collect()
    }
}
