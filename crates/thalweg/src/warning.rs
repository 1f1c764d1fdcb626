//! A warning: code, words and numbers.

/// Something to be wary of: what was seen, what it means, what to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// The stable code, such as `W-BOUND`; [`crate::codes::find`] explains it.
    pub code: &'static str,
    /// What was seen and what it means.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The numbers and names behind it.
    pub data: Vec<(String, Value)>,
}

/// A piece of a warning's data.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A number; may be infinite or NaN.
    Number(f64),
    /// A count.
    Count(usize),
    /// A text.
    Text(String),
    /// Names, say of parameters.
    Names(Vec<String>),
    /// Several numbers.
    Numbers(Vec<f64>),
}
