//! Formulas: text in, a compiled model with exact derivatives out.
//!
//! ```
//! use thalweg_formula::{Formula, Model, Scratch};
//!
//! let formula = Formula::parse("y ~ b1*(1 - exp(-b2*x))")?;
//! let model = Model::new(formula.right(), &["y", "x"], &[])?;
//! assert_eq!(model.parameters(), ["b1", "b2"]); // x is a column, the others are not
//! assert_eq!(model.linear_parameters(), [0]);
//!
//! let x = [0.0, 1.0, 2.0];
//! let (mut value, mut by_b1, mut by_b2) = ([0.0; 3], [0.0; 3], [0.0; 3]);
//! let mut scratch = Scratch::new();
//! model.partials(
//!     &[10.0, 0.5],
//!     &[&x],
//!     &mut value,
//!     &mut [&mut by_b1, &mut by_b2],
//!     None,
//!     &mut scratch,
//! );
//! assert_eq!(by_b2[1], 10.0 * (-0.5f64).exp());
//! # Ok::<(), thalweg_formula::FormulaError>(())
//! ```
//!
//! # The language
//!
//! `left ~ right where name := expression, ...`; the left side and the definitions may be missing.
//!
//! | loosest first | |
//! |---|---|
//! | `\|` `&` `!` | or, and, not: 1 or 0 |
//! | `<` `<=` `>` `>=` `==` `!=` | comparisons: 1 or 0, not chained |
//! | `+` `-` | |
//! | `*` `/` | multiplication is always written |
//! | `-x` | |
//! | `^` or `**` | to the right: `-a^b^c` is `-(a^(b^c))` |
//!
//! Functions: `exp expm1 log ln log1p log2 log10 sqrt cbrt abs sin cos tan asin acos atan atan2
//! sinh cosh tanh erf erfc gamma lgamma besselj0 besselj1 min max step`, and
//! `if(condition, a, b)`. `log` is the natural logarithm, angles are in radians, `step(0)` is 1,
//! `min` and `max` take two arguments or more. The one constant is `pi`.
//!
//! Names begin with a letter or `_` and go on with letters, digits, `_` and `.`; any other column
//! is written in backticks, as in `` `dose (mg)` ``; `$1` is the first column of data without a
//! header.
//!
//! # From text to numbers
//!
//! [`Expr`] is what was written, with equal parts shared. [`Model`] gives its names a meaning,
//! simplifies it, differentiates it, and compiles it to a tape: a list of steps, each on a block
//! of rows. What is the same for all rows is computed once per call; common parts of the value and
//! of all its derivatives are computed once per row. The functions on slices are in [`vecmath`].

mod arena;
mod error;
mod expr;
mod fault;
mod fold;
mod formula;
mod graph;
mod model;
mod names;
mod number;
mod operation;
mod ranges;
mod tape;
mod text;
pub mod vecmath;

pub use error::{FormulaError, FormulaErrorKind};
pub use expr::Expr;
pub use fault::Fault;
pub use formula::Formula;
pub use model::Model;
pub use tape::{LANES, LaneColumn, LaneColumns, Real, Scratch};
