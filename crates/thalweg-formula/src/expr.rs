//! An expression as it was written, with equal parts shared.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::arena::{Arena, Id, Node};
use crate::error::{FormulaError, Source};
use crate::operation::{Binary, Unary};
use crate::text;

/// An expression of numbers, names, operators and functions.
///
/// It knows nothing of columns and parameters: that is [`Model`](crate::Model)'s business.
/// Displayed, it is canonical text that parses to an equal expression.
///
/// ```
/// use thalweg_formula::Expr;
/// let expr = Expr::parse("b1 * ( 1 - exp( (-b2)*x ) )")?;
/// assert_eq!(expr.to_string(), "b1*(1 - exp(-b2*x))");
/// assert_eq!(expr, Expr::parse(&expr.to_string())?);
/// # Ok::<(), thalweg_formula::FormulaError>(())
/// ```
#[derive(Clone)]
pub struct Expr {
    /// In the order of a walk that visits operands first, left to right; the root is the last.
    nodes: Arc<[Node]>,
    /// What the leaves mean, in order of first appearance.
    names: Arc<[Name]>,
}

#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    /// Where it was written, if it came from a text.
    pub(crate) source: Option<Source>,
}

impl Expr {
    /// Reads one expression.
    ///
    /// # Errors
    /// Where the text does not follow the grammar, calls an unknown function, or is too long or
    /// nested too deep.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert!(Expr::parse("2*atan2(y, x) > 1 & x != 0").is_ok());
    /// assert_eq!(Expr::parse("sqrt(x").unwrap_err().span(), 4..5);
    /// ```
    pub fn parse(text: &str) -> Result<Expr, FormulaError> {
        text::expression(&Arc::from(text))
    }

    /// The expression that is one number. There is no way to write infinity and NaN but as
    /// quotients, and so they are represented.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::number(-2.5), Expr::parse("-2.5").unwrap());
    /// assert_eq!(Expr::number(f64::INFINITY), Expr::parse("1/0").unwrap());
    /// ```
    pub fn number(value: f64) -> Expr {
        let mut builder = Builder::default();
        let magnitude = if value.is_finite() {
            builder.add(Node::number(value.abs()))
        } else {
            let above = builder.add(Node::number(if value.is_nan() { 0.0 } else { 1.0 }));
            let zero = builder.add(Node::number(0.0));
            builder.add(Node::Binary(Binary::Div, above, zero))
        };
        let root = if value.is_sign_negative() {
            builder.add(Node::Unary(Unary::Neg, magnitude))
        } else {
            magnitude
        };
        builder.finish(root)
    }

    /// The expression that is one name, whatever characters it has.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::name("dose (mg)").to_string(), "`dose (mg)`");
    /// ```
    pub fn name(name: &str) -> Expr {
        let mut builder = Builder::default();
        let root = builder.name(name, None);
        builder.finish(root)
    }

    /// The names in it, in order of first appearance.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::parse("a*exp(-k*t)/a + pi")?.names(), ["a", "k", "t"]);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn names(&self) -> Vec<String> {
        self.names.iter().map(|name| name.text.clone()).collect()
    }

    /// This expression with `replacement` in place of the name `name`.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// let tied = Expr::parse("a*exp(-x/w)")?.substitute("w", &Expr::parse("2*s")?);
    /// assert_eq!(tied, Expr::parse("a*exp(-x/(2*s))")?);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn substitute(&self, name: &str, replacement: &Expr) -> Expr {
        self.substitute_all(&HashMap::from([(name, replacement)]))
    }

    /// This expression with all names in `replacements` replaced at once.
    pub(crate) fn substitute_all(&self, replacements: &HashMap<&str, &Expr>) -> Expr {
        let mut builder = Builder::default();
        let leaves: Vec<Id> = self
            .names
            .iter()
            .map(|name| match replacements.get(name.text.as_str()) {
                Some(expr) => builder.include(expr),
                None => builder.name(&name.text, name.source.clone()),
            })
            .collect();
        let root = builder.include_with(&self.nodes, &leaves);
        builder.finish(root)
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn root(&self) -> Id {
        self.nodes.len() as Id - 1
    }

    pub(crate) fn named(&self) -> &[Name] {
        &self.names
    }

    /// How many nodes it has when nothing is shared, as in its text.
    pub(crate) fn written_size(&self) -> usize {
        let mut sizes: Vec<usize> = Vec::with_capacity(self.nodes.len());
        for node in self.nodes.iter() {
            let below = node.operands().map(|id| sizes[id as usize]);
            sizes.push(below.fold(1, usize::saturating_add));
        }
        sizes.last().copied().unwrap_or(0)
    }

    /// The text of one of its parts.
    pub(crate) fn part(&self, id: Id) -> String {
        let mut text = String::new();
        let written =
            text::write_node(&mut text, &self.nodes, id, |leaf| &self.names[leaf as usize].text);
        debug_assert!(written.is_ok(), "writing to a string does not fail");
        text
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        let texts = |expr: &Expr| expr.names.iter().map(|n| n.text.clone()).collect::<Vec<_>>();
        self.nodes == other.nodes && texts(self) == texts(other)
    }
}

impl Eq for Expr {}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write_node(f, &self.nodes, self.root(), |leaf| &self.names[leaf as usize].text)
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expr({self})")
    }
}

/// Collects nodes and names until an expression is whole.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    arena: Arena,
    names: Vec<Name>,
    index: HashMap<String, u32>,
}

impl Builder {
    pub(crate) fn add(&mut self, node: Node) -> Id {
        self.arena.add(node)
    }

    pub(crate) fn node(&self, id: Id) -> Node {
        self.arena.node(id)
    }

    pub(crate) fn name(&mut self, text: &str, source: Option<Source>) -> Id {
        let next = self.names.len() as u32;
        let leaf = *self.index.entry(text.to_owned()).or_insert_with(|| {
            self.names.push(Name { text: text.to_owned(), source });
            next
        });
        self.arena.add(Node::Leaf(leaf))
    }

    /// Adds a whole expression.
    fn include(&mut self, expr: &Expr) -> Id {
        let leaves: Vec<Id> =
            expr.names.iter().map(|name| self.name(&name.text, name.source.clone())).collect();
        self.include_with(&expr.nodes, &leaves)
    }

    /// Adds nodes whose leaves are already here.
    fn include_with(&mut self, nodes: &[Node], leaves: &[Id]) -> Id {
        let mut ids: Vec<Id> = Vec::with_capacity(nodes.len());
        for &node in nodes {
            let id = match node {
                Node::Leaf(leaf) => leaves[leaf as usize],
                other => self.add(other.renamed(|operand| ids[operand as usize])),
            };
            ids.push(id);
        }
        ids.last().copied().unwrap_or(0)
    }

    /// The expression at `root`: only what it needs, in canonical order.
    pub(crate) fn finish(&self, root: Id) -> Expr {
        let mut nodes: Vec<Node> = Vec::new();
        let mut names: Vec<Name> = Vec::new();
        let mut leaves: HashMap<u32, u32> = HashMap::new();
        let mut places: Vec<Option<Id>> = vec![None; self.arena.len()];
        let mut open = vec![(root, false)];
        while let Some((id, operands_done)) = open.pop() {
            if places[id as usize].is_some() {
                continue;
            }
            let node = self.arena.node(id);
            if !operands_done {
                open.push((id, true));
                open.extend(node.operands().rev().map(|operand| (operand, false)));
                continue;
            }
            let placed = match node {
                Node::Leaf(leaf) => Node::Leaf(*leaves.entry(leaf).or_insert_with(|| {
                    names.push(self.names[leaf as usize].clone());
                    names.len() as u32 - 1
                })),
                other => other.renamed(|operand| places[operand as usize].unwrap_or(0)),
            };
            places[id as usize] = Some(nodes.len() as Id);
            nodes.push(placed);
        }
        Expr { nodes: nodes.into(), names: names.into() }
    }
}
