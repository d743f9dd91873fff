//! Firstbell: weekly school timetables, legal to the minute.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod finding;
pub mod formats;
pub mod instance;
pub mod problem;
pub mod timetable;
pub mod validate;
pub mod words;
