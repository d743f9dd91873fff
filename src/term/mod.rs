//! What happens inside a term: the calendar of tests.
//!
//! The weekly timetable is given; everything here speaks of dates.

mod options;
pub mod planning;
mod swaps;

pub use planning::{Planned, Proof, plan};
