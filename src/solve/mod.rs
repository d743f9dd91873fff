//! The engines that make timetables: the program solved whole where it is small, and what all
//! engines share.

pub mod bound;
pub mod clock;
pub mod exact;
