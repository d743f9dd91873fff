//! The term's calendar of written tests: what `tests.json` holds, what people read and what the judge of the
//! calendar looks at. `term/` makes it.

use crate::instance::{Clock, Id, TestKind};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A lesson of the timetable on a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The lesson.
    pub lesson: Id,
    /// Date.
    pub date: NaiveDate,
    /// Start.
    pub start: Clock,
}

/// One written test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Date.
    pub date: NaiveDate,
    /// Start of its first lesson.
    pub start: Clock,
    /// End of its last lesson.
    pub end: Clock,
    /// The lesson whose class and subject are tested.
    pub lesson: Id,
    /// Kind.
    pub kind: TestKind,
    /// Which of the lesson's tests of this kind, from 1, by date.
    pub number: u8,
    /// Lessons in a row that it takes.
    pub lessons: u8,
    /// Lessons of the class that change places for it in its week, by the head's order, as the timetable has them:
    /// each takes the place of the next, the last that of the first. The first is the one that comes to the test.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Held>,
}

/// All written tests of a term, by date and start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestCalendar {
    /// Version of the format: 1.
    pub firstbell: u32,
    /// The instance it is for.
    pub instance: Id,
    /// The tests.
    pub tests: Vec<Test>,
}
