//! Robust fits whose scale is estimated: M-estimates, and MM-estimates that survive data of which almost
//! half is wrong.

mod choice;
mod elemental;
mod fixed_point;
mod high_breakdown;
mod scale;

pub use choice::{Robust, RobustSolution};
pub use scale::{m_scale, mad};

pub(crate) use elemental::Search;
