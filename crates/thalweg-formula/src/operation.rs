//! The operations a formula is made of, and the names people write for them.
//!
//! The text of a formula, its derivative graph and the tape all speak of the same operations; those
//! that only differentiation produces have no name and cannot be written.

/// An operation on one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    Neg,
    Not,
    Exp,
    Expm1,
    Log,
    Log1p,
    Log2,
    Log10,
    Sqrt,
    Cbrt,
    Abs,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Erf,
    Erfc,
    Gamma,
    Lgamma,
    BesselJ0,
    BesselJ1,
    Step,
    /// x^0.5 as IEEE 754 defines `pow`: −0 gives +0 and −∞ gives +∞, unlike the square root.
    HalfPower,
    /// −1, 0 or 1: the derivative of `abs`.
    Sign,
    /// ψ(x), the logarithmic derivative of Γ.
    Digamma,
    /// ψ′(x).
    Trigamma,
    /// J_n(x)/xⁿ, an entire function: its derivative is −x J_{n+1}(x)/x^{n+1}.
    BesselRatio(u8),
}

/// An operation on two operands. Comparisons and logic give 1 or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Atan2,
    Min,
    Max,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    /// u·v, and 0 where u is 0 whatever v is: x^p·log(x) at x = 0 is 0 for p > 0.
    Annul,
}

/// An operation on three operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ternary {
    /// The second operand where the first is not 0, else the third; NaN where the first is NaN.
    If,
    /// a^(b−1) from a, b and f = a^b: f/a, and the power itself where that would lose it.
    LowerPower,
}

/// What a name followed by `(` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    One(Unary),
    Two(Binary),
    /// Two operands or more, folded from the left.
    Many(Binary),
    If,
}

/// Every function that can be written, in the order of the documentation.
pub(crate) const FUNCTIONS: &[(&str, Function)] = &[
    ("exp", Function::One(Unary::Exp)),
    ("expm1", Function::One(Unary::Expm1)),
    ("log", Function::One(Unary::Log)),
    ("ln", Function::One(Unary::Log)),
    ("log1p", Function::One(Unary::Log1p)),
    ("log2", Function::One(Unary::Log2)),
    ("log10", Function::One(Unary::Log10)),
    ("sqrt", Function::One(Unary::Sqrt)),
    ("cbrt", Function::One(Unary::Cbrt)),
    ("abs", Function::One(Unary::Abs)),
    ("sin", Function::One(Unary::Sin)),
    ("cos", Function::One(Unary::Cos)),
    ("tan", Function::One(Unary::Tan)),
    ("asin", Function::One(Unary::Asin)),
    ("acos", Function::One(Unary::Acos)),
    ("atan", Function::One(Unary::Atan)),
    ("atan2", Function::Two(Binary::Atan2)),
    ("sinh", Function::One(Unary::Sinh)),
    ("cosh", Function::One(Unary::Cosh)),
    ("tanh", Function::One(Unary::Tanh)),
    ("erf", Function::One(Unary::Erf)),
    ("erfc", Function::One(Unary::Erfc)),
    ("gamma", Function::One(Unary::Gamma)),
    ("lgamma", Function::One(Unary::Lgamma)),
    ("besselj0", Function::One(Unary::BesselJ0)),
    ("besselj1", Function::One(Unary::BesselJ1)),
    ("min", Function::Many(Binary::Min)),
    ("max", Function::Many(Binary::Max)),
    ("if", Function::If),
    ("step", Function::One(Unary::Step)),
];

/// The function called `name`, if there is one.
pub(crate) fn function(name: &str) -> Option<Function> {
    FUNCTIONS.iter().find(|(known, _)| *known == name).map(|&(_, function)| function)
}

impl Unary {
    /// The name under which this operation is written as a call; the first where there are two.
    pub(crate) fn name(self) -> Option<&'static str> {
        name_of(Function::One(self))
    }
}

impl Binary {
    /// The name under which this operation is written as a call.
    pub(crate) fn name(self) -> Option<&'static str> {
        name_of(Function::Two(self)).or_else(|| name_of(Function::Many(self)))
    }
}

fn name_of(wanted: Function) -> Option<&'static str> {
    FUNCTIONS.iter().find(|(_, function)| *function == wanted).map(|&(name, _)| name)
}
