//! Two judges that share no code with the rules, the board or the program.
//!
//! [`law`] reads the instance alone and says whether a timetable is legal to the minute.

pub mod law;
