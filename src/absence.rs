//! Who is away when, and what a repair of the timetable for those days is worth: what `term/` makes one from and the
//! judge of repairs judges it by.

use crate::instance::{Clock, CoverLevel, FORMAT_VERSION, Id, Instance, Staff};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who or what is away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Away {
    /// A member of staff.
    Staff(Id),
    /// A room that cannot be used.
    Room(Id),
    /// A class that is elsewhere: its lessons fall out, and its teachers are free.
    Class(Id),
}

/// An absence, from a minute up to another, on the school's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub who: Away,
    /// First minute away.
    pub from: NaiveDateTime,
    /// First minute back.
    pub to: NaiveDateTime,
}

impl Absence {
    /// Whether it takes a minute of a stretch of a date, in minutes after midnight.
    pub fn touches(&self, date: NaiveDate, from: i32, to: i32) -> bool {
        self.from < minute_of(date, to) && minute_of(date, from) < self.to
    }
}

/// A minute of a date, counted from its midnight.
pub fn minute_of(date: NaiveDate, minute: i32) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into())
}

/// Two teachers have agreed that each gives the other's meeting. Both are busy then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateSwap {
    /// A person, and the date and start of a meeting of theirs that the other gives.
    pub one: (Id, NaiveDate, Clock),
    /// The other person and the meeting that the first gives.
    pub other: (Id, NaiveDate, Clock),
}

/// What is to be covered, and with whom.
#[derive(Debug, Clone)]
pub struct Request {
    /// The absences.
    pub absences: Vec<Absence>,
    /// What teachers have agreed among themselves.
    pub swaps: Vec<PrivateSwap>,
    /// Substitutes from outside; without windows they can come at any time.
    pub external: Vec<Staff>,
    /// Covers so far, by person.
    pub counters: BTreeMap<Id, u32>,
    /// When the order is made: nothing before it can be changed.
    pub decided: NaiveDateTime,
}

/// Covers so far, by person: what `counters.json` holds. It is carried from order to order, and a new timetable
/// changes nothing in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counters {
    /// Version of the format: 1.
    pub firstbell: u32,
    /// The institutions whose staff is counted, as the instance names them.
    pub institutions: Vec<Id>,
    /// The orders counted, each once.
    #[serde(default)]
    pub orders: Vec<Id>,
    /// Covers, in meetings.
    pub covers: BTreeMap<Id, u32>,
}

impl Counters {
    /// Nothing counted yet.
    pub fn new(instance: &Instance) -> Self {
        Counters {
            firstbell: FORMAT_VERSION,
            institutions: instance.institutions.iter().map(|i| i.id.clone()).collect(),
            orders: Vec::new(),
            covers: BTreeMap::new(),
        }
    }
}

/// What a repair costs, level by level; less is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Vector {
    /// Demands of law and safety broken that the timetable itself does not break.
    pub law: i64,
    /// Minutes of classes that nobody is with.
    pub unsupervised: i64,
    /// Lessons lost, one for each class of a lesson; sessions, clubs and consultations not held.
    pub lost: i64,
    /// What moves and whose day changes, weighed by how late they hear.
    pub disturbance: i64,
    /// The n-th cover of a person counts n.
    pub fairness: i64,
    /// Cost of the school's wishes, more than in the timetable as it is.
    pub quality: i64,
}

impl Vector {
    /// Its value on a level.
    pub fn on(&self, level: CoverLevel) -> i64 {
        match level {
            CoverLevel::LostLessons => self.lost,
            CoverLevel::Disturbance => self.disturbance,
            CoverLevel::Fairness => self.fairness,
            CoverLevel::Quality => self.quality,
        }
    }

    /// Its values, the most important first.
    pub fn in_order(&self, order: &[CoverLevel; 4]) -> [i64; 6] {
        let [a, b, c, d] = order.map(|level| self.on(level));
        [self.law, self.unsupervised, a, b, c, d]
    }
}

/// How much a change counts that is heard of so late: on the day 3, the day before 2, earlier 1.
pub fn lateness(decided: NaiveDateTime, date: NaiveDate) -> i64 {
    match (date - decided.date()).num_days() {
        ..=0 => 3,
        1 => 2,
        _ => 1,
    }
}
