//! The judges of a timetable. They share no code with the rules that the search runs on: a
//! mistake in common would fool both.

pub mod cost;
