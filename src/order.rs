//! A temporary change by the head's order (regulations II 9 and II 13): what `order.json` holds, what the order, the notice
//! for the board and the calendars' updates are made of. `term/` makes it.
//!
//! An order never changes the timetable: it says of single dates what takes place instead. It is always said of
//! the timetable in force, never of what an earlier order made of it.

use crate::instance::{Bell, Clock, Id, Text, Weekday};
use crate::timetable::Placement;
use crate::words::Word;
use chrono::{NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrderKind {
    /// Somebody or something is away (II 13(1)2).
    Cover,
    /// A day of shorter lessons (II 9).
    Shortened,
    /// A day with the timetable of another weekday.
    AnotherWeekday,
    /// Lessons make way for an external assessment (II 13(1)1).
    Assessment,
    /// Two lessons in a row for a class test (II 13(1)3).
    Double,
}

/// What becomes of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Somebody else gives it.
    Substitute,
    /// The pupils are watched over, and nothing is taught.
    Supervision,
    /// Held together with another class.
    Merged,
    /// Held at another time, on the same date or another, or in another room.
    Moved,
    /// Held at another time of the same date, and shorter.
    Shortened,
    /// Held though the date's own timetable does not have it.
    Added,
    /// Not held; the class comes later or leaves earlier.
    Freed,
    /// Not held.
    Cancelled,
}

impl How {
    /// It in a word.
    pub fn word(self) -> Word {
        match self {
            How::Substitute => Word::HowSubstitute,
            How::Supervision => Word::HowSupervision,
            How::Merged => Word::HowMerged,
            How::Moved => Word::HowMoved,
            How::Shortened => Word::HowShortened,
            How::Added => Word::HowAdded,
            How::Freed => Word::HowFreed,
            How::Cancelled => Word::HowCancelled,
        }
    }
}

/// One meeting on a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// The date.
    pub date: NaiveDate,
    /// The meeting; its `day` is that of the date.
    pub placement: Placement,
}

/// One meeting that an order changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderedChange {
    /// As the timetable has it; left out: the date's timetable has no such meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Dated>,
    /// As it takes place; left out: it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Dated>,
    /// What becomes of it.
    pub how: How,
    /// Why so, for people; left out: the circumstances of the order say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
}

/// Where some classes write an external assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sitting {
    /// What is assessed.
    pub name: Text,
    /// The classes; all their engagements between the two minutes make way.
    pub classes: Vec<Id>,
    /// Start.
    pub from: Clock,
    /// End.
    pub to: Clock,
    /// The rooms.
    pub rooms: Vec<Id>,
    /// Who watches over it.
    pub invigilators: Vec<Id>,
}

/// An external assessment on one date: the file that `day --assessment` reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Version of the format: 1.
    pub firstbell: u32,
    /// The instance it is for.
    pub instance: Id,
    /// Who writes when and where.
    pub sittings: Vec<Sitting>,
}

/// Somebody who comes to work earlier than their hours of presence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// Who.
    pub staff: Id,
    /// The date.
    pub date: NaiveDate,
    /// From this time.
    pub from: Clock,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Version of the format: 1.
    pub firstbell: u32,
    /// The instance it is for.
    pub instance: Id,
    /// Its name in file names, unique in the term: `2020-10-05-shortened`.
    pub id: Id,
    /// What it is for.
    pub kind: OrderKind,
    /// What forced the change: the order must say it (II 13(2)).
    pub circumstances: Text,
    /// When it was decided, on the school's clock. Of two orders on one meeting the later one holds.
    pub decided: NaiveDateTime,
    /// The changed meetings, by date and start.
    pub changes: Vec<OrderedChange>,
    /// The weekday whose timetable the dates have, where it is not their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday: Option<Weekday>,
    /// The bells of the dates, where the order changes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bells: Vec<Bell>,
    /// Who comes to work earlier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<Called>,
    /// Where and when the external assessment is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sittings: Vec<Sitting>,
}

impl OrderedChange {
    /// The date, first as it was.
    pub fn date(&self) -> Option<NaiveDate> {
        self.was.as_ref().or(self.is.as_ref()).map(|dated| dated.date)
    }
}

impl Order {
    /// Every date on which something is other than the timetable has it.
    pub fn dates(&self) -> BTreeSet<NaiveDate> {
        let both = self
            .changes
            .iter()
            .flat_map(|change| change.was.iter().chain(&change.is));
        both.map(|dated| dated.date).collect()
    }
}
