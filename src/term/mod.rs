//! What happens inside a term: the calendar of tests, and what is due when.
//!
//! The weekly timetable is given; everything here speaks of dates.

pub mod deadlines;
mod options;
pub mod planning;
mod swaps;

pub use deadlines::{Deadline, When, deadlines};
pub use planning::{Planned, Proof, plan};
