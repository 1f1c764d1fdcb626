//! Robust fits whose scale is estimated: M-estimates, and MM-estimates that survive data of which almost
//! half is wrong.

mod choice;
mod elemental;
mod fixed_point;
mod high_breakdown;
mod scale;
mod solution;
mod solve;

pub use choice::Robust;
pub use scale::{m_scale, mad};
pub use solution::RobustSolution;

pub(crate) use elemental::Search;
