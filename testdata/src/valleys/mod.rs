//! Long curved valleys: 22 problems whose minimum 0 lies at the end of a narrow bent floor.
//!
//! No damping matrix cures these; geodesic acceleration does. The set V of the damping study, at
//! most 1000 evaluations allowed there.

mod functions;
mod list;

pub use list::{Valley, valleys};
