//! A timetable in the words of an instance: every engagement with its day and minutes, its
//! staff and its place; and the difference of two timetables.
//!
//! This is what people read, what `timetable.json` holds and what the law's judge looks at.
//! The engine works on `problem::Assignment`; `lower/` turns one into the other.

use crate::instance::{Clock, Id, Week, Weekday};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a timetable has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Made by the program.
    #[default]
    Draft,
    /// Approved by the head's order.
    Approved,
    /// In force.
    Published,
}

/// One engagement of the week.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The activity: a lesson, session, club or consultation by id, or the hours of a full-day
    /// group as `G1/recreation`, `G1/self-study`.
    pub activity: Id,
    /// Which of the activity's weekly meetings, from 1.
    pub number: u16,
    /// Day.
    pub day: Weekday,
    /// Start.
    pub start: Clock,
    /// End.
    pub end: Clock,
    /// Weeks.
    #[serde(default, skip_serializing_if = "is_every")]
    pub week: Week,
    /// Number of the period, where it takes one of a bell schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u8>,
    /// Everybody who gives it. A co-taught lesson names the specialist too.
    pub staff: Vec<Id>,
    /// Place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Id>,
    /// The session that takes place inside this lesson (co-teaching).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Id>,
}

fn is_every(week: &Week) -> bool {
    *week == Week::Every
}

/// A weekly timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timetable {
    /// Version of the format: 1.
    pub firstbell: u32,
    /// The instance it is for.
    pub instance: Id,
    /// How far it has come.
    #[serde(default)]
    pub status: Status,
    /// Date of the head's order, once approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<NaiveDate>,
    /// First day in force, once published; the last is the day before the next version's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Whether the program judged it legal when it wrote it.
    pub legal: bool,
    /// Weighted sum of hard violations when it was written.
    pub hard: i64,
    /// Cost of the soft rules when it was written.
    pub soft: i64,
    /// All engagements, in order of activity and number.
    pub placements: Vec<Placement>,
    /// Meetings left out, by activity: only those the instance lets stay unmet, in a legal timetable.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unmet: BTreeMap<Id, u16>,
}

/// What happened to one weekly meeting between two timetables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Only the second has it.
    Added(Placement),
    /// Only the first has it.
    Removed(Placement),
    /// Both have it, at different times, with different staff or in different rooms.
    Moved {
        /// As the first has it.
        from: Placement,
        /// As the second has it.
        to: Placement,
    },
}

impl Timetable {
    /// The changes from `self` to `other`. Meetings of one activity are interchangeable: those
    /// that stay where they were are matched first, the rest in order.
    pub fn changes_to(&self, other: &Timetable) -> Vec<Change> {
        let same = |a: &Placement, b: &Placement| {
            (a.day, a.start, a.end, a.week, &a.staff, &a.room) == (b.day, b.start, b.end, b.week, &b.staff, &b.room)
        };
        let mut old: BTreeMap<&Id, Vec<&Placement>> = BTreeMap::new();
        let mut new: BTreeMap<&Id, Vec<&Placement>> = BTreeMap::new();
        for p in &self.placements {
            old.entry(&p.activity).or_default().push(p);
        }
        for p in &other.placements {
            new.entry(&p.activity).or_default().push(p);
        }
        let mut changes = Vec::new();
        for activity in old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))) {
            let mut before = old.get(activity).cloned().unwrap_or_default();
            let mut after = new.get(activity).cloned().unwrap_or_default();
            before.retain(|b| match after.iter().position(|a| same(a, b)) {
                Some(at) => {
                    after.remove(at);
                    false
                }
                None => true,
            });
            let pairs = before.len().min(after.len());
            for (b, a) in before.iter().zip(&after) {
                changes.push(Change::Moved {
                    from: (*b).clone(),
                    to: (*a).clone(),
                });
            }
            changes.extend(before[pairs..].iter().map(|p| Change::Removed((*p).clone())));
            changes.extend(after[pairs..].iter().map(|p| Change::Added((*p).clone())));
        }
        changes
    }
}
