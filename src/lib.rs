//! Firstbell: weekly school timetables, legal to the minute.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod board;
pub mod finding;
pub mod formats;
pub mod instance;
pub mod lower;
pub mod problem;
pub mod program;
pub mod report;
pub mod rules;
pub mod solve;
pub mod timetable;
pub mod verify;
pub mod words;
