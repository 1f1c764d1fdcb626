//! The picture of a problem's valley as data: the surface of F, and the path of each damping on it.
//!
//! [`valley`] lays a plane through the solution: of two parameters, or of the two directions that
//! the residuals determine least. Over a window that holds the paths it evaluates F, the other
//! parameters re-minimised or held, and it runs each [`Route`] with its steps written down. What
//! comes out is plain data; drawing is for others.

mod cell;
mod draw;
mod error;
mod frame;
mod grid;
mod options;
mod path;
mod picture;
mod singular;
mod slice;
mod window;
mod within;

pub use draw::valley;
pub use error::ValleyError;
pub use options::{Others, Plane, Route, ValleyOptions};
pub use picture::{Axis, Grid, Path, Region, Step, Valley};
