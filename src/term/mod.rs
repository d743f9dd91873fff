//! What happens inside a term: the calendar of tests, what is due when, the versions of the
//! timetable.
//!
//! The weekly timetable is given; everything here speaks of dates.

pub mod cover;
mod dates;
pub mod deadlines;
mod options;
pub mod planning;
mod shortened;
mod swaps;
pub mod versions;

pub use dates::{Decree, Ordered, Refused, school_day};
pub use deadlines::{Deadline, When, deadlines};
pub use planning::{Planned, Proof, plan};
pub use shortened::shorten;
