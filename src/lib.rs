//! Firstbell: weekly school timetables, legal to the minute.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod instance;
pub mod problem;
pub mod report;
pub mod timetable;
pub mod words;
