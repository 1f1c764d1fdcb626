//! Ranges of single names that a condition demands.

use crate::arena::{Id, Node};
use crate::expr::Expr;
use crate::operation::{Binary, Unary};

impl Expr {
    /// Ranges (name, lowest, highest): the expression is 0 wherever a name has a number outside a range of its.
    /// Comparisons of a name with a number say so, alone or joined by `&`; nothing else does.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// let condition = Expr::parse("x > 1 & (2 >= y & x != z)")?;
    /// let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    /// assert_eq!(condition.ranges(), [("x".to_string(), 1.0, high), ("y".to_string(), low, 2.0)]);
    /// assert_eq!(Expr::parse("!(x > 1 & y > 1)")?.ranges(), []);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn ranges(&self) -> Vec<(String, f64, f64)> {
        let mut ranges = Vec::new();
        let mut demanded = vec![self.root()];
        while let Some(id) = demanded.pop() {
            match self.nodes()[id as usize] {
                Node::Binary(Binary::And, left, right) => demanded.extend([right, left]),
                Node::Binary(relation, left, right) => {
                    ranges.extend(self.range(relation, left, right));
                }
                _ => {}
            }
        }
        ranges
    }

    /// The range of a name that is compared with a number.
    fn range(&self, relation: Binary, left: Id, right: Id) -> Option<(String, f64, f64)> {
        use Binary::{Equal, Greater, GreaterEqual, Less, LessEqual};
        let (name, number, turned) = match (self.as_name(left), self.as_name(right)) {
            (Some(name), None) => (name, self.as_number(right)?, false),
            (None, Some(name)) => (name, self.as_number(left)?, true),
            _ => return None,
        };
        let (lowest, highest) = match (relation, turned) {
            (Greater | GreaterEqual, false) | (Less | LessEqual, true) => (number, f64::INFINITY),
            (Less | LessEqual, false) | (Greater | GreaterEqual, true) => {
                (f64::NEG_INFINITY, number)
            }
            (Equal, _) => (number, number),
            _ => return None,
        };
        Some((name.to_string(), lowest, highest))
    }

    fn as_name(&self, id: Id) -> Option<&str> {
        match self.nodes()[id as usize] {
            Node::Leaf(leaf) => Some(&self.named()[leaf as usize].text),
            _ => None,
        }
    }

    fn as_number(&self, id: Id) -> Option<f64> {
        match self.nodes()[id as usize] {
            Node::Number(number) => Some(number.value()),
            Node::Unary(Unary::Neg, a) => self.as_number(a).map(|number| -number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ranges(text: &str) -> Vec<(String, f64, f64)> {
        Expr::parse(text).unwrap().ranges()
    }

    #[test]
    fn of_plain_comparisons_that_are_joined() {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let x = |a: f64, b: f64| ("x".to_string(), a, b);
        assert_eq!(ranges("x > 1 & x <= 4e3"), [x(1.0, high), x(low, 4000.0)]);
        assert_eq!(ranges("-2.5 < `x`"), [x(-2.5, high)]);
        assert_eq!(ranges("x == 3 && g*2 > x & g != 1"), [x(3.0, 3.0)]);
        assert_eq!(ranges("((x >= 1) & ((g | x) & 2 > x)) & 1"), [x(1.0, high), x(low, 2.0)]);
        assert_eq!(ranges(&["x < 1"; 10_000].join("&")).len(), 10_000);
    }

    #[test]
    fn of_nothing_that_may_be_true_outside() {
        for text in [
            "x",
            "x > g",
            "x + 1 > 2",
            "log(x) > 1",
            "x > 1 | g > 2",
            "!(x > 1)",
            "!(g > 0 & x > 1 & z < 2)",
            "if(g > 0 & x > 1 & z < 2, 0, 1)",
            "(g > 0 & x > 1 & z < 2) == 0",
            "(x > 1) < 1",
            "1 - (x > 1)",
            "(g > 0 & x > 1 & z < 2) | z",
        ] {
            assert_eq!(ranges(text), [], "{text}");
        }
    }
}
