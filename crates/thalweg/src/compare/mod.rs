//! Several formulas for the same data: which of them describe it, at what price in parameters.
//!
//! ```
//! use thalweg::{Fit, Table, compare::Comparison};
//! let table = Table::new()
//!     .with("x", [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0])?
//!     .with("y", [20.1, 33.2, 49.8, 60.3, 71.2, 80.1, 85.6])?;
//! let compared = Comparison::new(Fit::new("y ~ a*(1 - exp(-k*x))"))
//!     .formula("y ~ v*x/(h + x)")
//!     .run(&table)?;
//! assert_eq!(compared.entries[0].formula, "y ~ v*x/(h + x)");
//! assert!(compared.entries[0].weight.unwrap() > 0.99);
//! # Ok::<(), thalweg::FitError>(())
//! ```

mod comparison;
mod declared;
mod entry;
mod nested;
mod sides;
mod words;

pub use comparison::{Compared, Comparison};
pub use entry::Entry;
pub use nested::Nested;
