#![doc = include_str!("architecture.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod absence;
pub mod board;
pub mod cli;
pub mod finding;
pub mod formats;
pub mod generate;
pub mod instance;
pub mod lower;
pub mod municipality;
pub mod order;
pub mod problem;
pub mod program;
pub mod report;
pub mod rules;
pub mod solve;
pub mod term;
pub mod test_calendar;
pub mod timetable;
pub mod validate;
pub mod verify;
pub mod words;
