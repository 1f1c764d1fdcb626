//! Very many curves and one formula: each is fitted on its own, block by block.
//!
//! ```
//! use thalweg::{Fit, Table};
//! use thalweg::batch::{Block, Code};
//! // Two curves of four points, one below the other.
//! let table = Table::new()
//!     .with("t", [0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0])?
//!     .with("y", [8.0, 4.0, 2.0, 1.0, 9.0, 3.0, 1.0, 1.0 / 3.0])?;
//! let block = Block::new(table, vec![0, 4, 8])?;
//! let mut batch = Fit::new("y ~ a*exp(-k*t)").declare("half := log(2)/k").batch(&["t", "y"])?;
//! batch.find_starts(&block)?;
//! let rows = batch.run(&block)?;
//! assert_eq!(batch.names(), ["a", "k", "half"]);
//! assert_eq!(rows.status, [Code::ExactFit; 2]);
//! assert!((rows.estimates[2][0] - 1.0).abs() < 1e-9);
//! # Ok::<(), thalweg::FitError>(())
//! ```

mod block;
mod fitting;
mod followers;
mod refusals;
mod starts;
mod summary;

pub use block::Block;
pub use fitting::Batch;
pub use summary::BatchSummary;
pub use thalweg_batch::{Code, Estimator, Fits, Note, Notes, Precision};
