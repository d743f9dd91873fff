//! What happens inside a term: the calendar of tests, repairs of absences, special days, what is due when, the versions
//! of the timetable.
//!
//! The weekly timetable is given; everything here speaks of dates.

mod another_weekday;
mod assessment;
pub mod cover;
mod dates;
pub mod deadlines;
mod double;
mod least;
mod options;
pub mod planning;
mod shortened;
mod stand_in;
mod swaps;
pub mod versions;

pub use another_weekday::another_weekday;
pub use assessment::assessment;
pub use dates::{Decree, Ordered, Refused, classes_of, school_day};
pub use deadlines::{Deadline, When, deadlines};
pub use double::{double, orders_of};
pub use least::Proof;
pub use planning::{Planned, plan};
pub use shortened::shorten;
