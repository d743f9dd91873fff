//! Two judges of a timetable and one of a calendar of tests. They share no code with the rules, the board or the program that the
//! search runs on: a mistake in common would fool both.
//!
//! [`cost`] evaluates every rule kind a second time over the problem; [`law`] reads the instance
//! alone and says whether a timetable is legal to the minute; [`test_calendar`] reads the dates.

pub mod cost;
pub mod cover;
pub mod law;
pub mod test_calendar;
