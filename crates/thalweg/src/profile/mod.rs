//! Profiles: what the sum of squares comes to when a parameter, or anything that follows from the
//! parameters, is held and everything else is fitted anew.
//!
//! An interval of all values that the data do not contradict; a trace to draw; the outline of the
//! joint region of two parameters. Everything works on a [`Local`](crate::Local), with a formula or without.
//!
//! From the ground up: a [`Quantity`]; a problem with it in the place of a parameter, `exchanged`; `refit`, one warm fit; `direction`,
//! the quantity as the solution sees it; `hermite`; `walk`, one side of a profile and where it ends;
//! [`Profiler`].

mod answer;
mod contour;
mod direction;
mod end;
mod exchanged;
mod fit;
mod hermite;
mod plane;
mod portrait;
mod profiler;
mod quantity;
mod refit;
mod walk;
mod words;

pub(crate) use answer::intervals;
pub use end::{End, Why};
pub use profiler::{ProfileInterval, Profiler};
pub use quantity::{Along, Quantity};
pub use refit::Lower;
