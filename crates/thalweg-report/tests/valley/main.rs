//! Pictures of valleys: what every format shows, what any input leaves standing.

mod drawing;
mod problems;
