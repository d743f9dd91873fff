//! One file per rule kind: what its points look at, their deviation, the sentence that explains
//! it, and its rows in the integer program.
//!
//! | view | may assume |
//! |---|---|
//! | rows of a soft rule | a complete timetable in which all hard rules hold |
//! | deviation, sentence | nothing: incomplete and illegal timetables too |
//!
//! Rows of a kind that speaks of the course of somebody's day (edge, waiting, lunch, afternoon, supervision, and
//! what overlaps or comes after) also assume that a hard rule keeps everybody concerned from clashing, and that classes
//! are fixed in their events. So the agreement test draws their toys.
//!
//! What the deviation of each kind is, is said in `problem/rule.rs` and nowhere else.

#[cfg(test)]
mod testing;

use crate::board::{Board, Engagement};
use crate::instance::Clock;
use crate::problem::*;
use crate::program::Builder;
use crate::words::Message;

/// What a rule kind can do. `point` counts from 0 within the rule.
pub trait Kind {
    /// Number of points of application.
    fn points(&self, problem: &Problem) -> usize;

    /// Says which changes can alter the deviation of a point.
    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch);

    /// The deviation of a point, from the board's counts.
    fn deviation(&self, board: &Board, point: usize) -> i64;

    /// The sentence about a point that deviates.
    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message;

    /// Adds the rule's rows, each tagged with rule and point, and for a soft rule its cost.
    fn rows(&self, program: &mut Builder, rule: usize);
}

// Declared one by one, because formatters do not look into macros.
mod adjacent;
mod after;
mod afternoon;
mod assigned;
mod available;
mod busy;
mod clash;
mod days;
mod days_apart;
mod doubles;
mod edge;
mod idle;
mod load;
mod lunch;
mod no_holes;
mod order;
mod overlap;
mod preferred;
mod presence;
mod same_hands;
mod same_start;
mod split;
mod spread;
mod staffed;
mod suited;
mod supervision;
mod waiting;
mod workload;

macro_rules! kinds {
    ($($file:ident $kind:ident),* $(,)?) => {
        /// The rule file of a kind.
        pub fn kind(kind: &RuleKind) -> &dyn Kind {
            match kind {
                $(RuleKind::$kind(k) => k,)*
            }
        }

        /// Name of a kind, as in its file name.
        pub fn name(kind: &RuleKind) -> &'static str {
            match kind {
                $(RuleKind::$kind(_) => stringify!($file),)*
            }
        }
    };
}

kinds! {
    adjacent Adjacent,
    after After,
    afternoon Afternoon,
    assigned Assigned,
    available Available,
    busy Busy,
    clash Clash,
    days Days,
    days_apart DaysApart,
    doubles Doubles,
    edge Edge,
    idle Idle,
    load Load,
    lunch Lunch,
    no_holes NoHoles,
    order Order,
    overlap Overlap,
    preferred Preferred,
    presence Presence,
    same_hands SameHands,
    same_start SameStart,
    split Split,
    spread Spread,
    staffed Staffed,
    suited Suited,
    supervision Supervision,
    waiting Waiting,
    workload Workload,
}

/// What a point looks at.
pub struct Watch {
    days: usize,
    events: Vec<(EventId, Day)>,
    resources: Vec<(ResourceId, Day)>,
}

impl Watch {
    /// Nothing yet.
    pub fn new(days: usize) -> Self {
        Watch {
            days,
            events: Vec::new(),
            resources: Vec::new(),
        }
    }

    /// Meets of an event, on any day or unplaced.
    pub fn event(&mut self, event: EventId) {
        self.events.extend((0..self.days).map(|d| (event, d)));
    }

    /// Meets of an event that start on a day.
    pub fn event_day(&mut self, event: EventId, day: Day) {
        self.events.push((event, day));
    }

    /// Engagements of a resource on any day.
    pub fn resource(&mut self, resource: ResourceId) {
        self.resources.extend((0..self.days).map(|d| (resource, d)));
    }

    /// Engagements of a resource that start on a day.
    pub fn resource_day(&mut self, resource: ResourceId, day: Day) {
        self.resources.push((resource, day));
    }

    /// Events and days watched, each once.
    pub fn event_days(&mut self) -> impl Iterator<Item = (EventId, Day)> + '_ {
        self.events.sort_unstable();
        self.events.dedup();
        self.events.iter().copied()
    }

    /// Resources and days watched, each once.
    pub fn resource_days(&mut self) -> impl Iterator<Item = (ResourceId, Day)> + '_ {
        self.resources.sort_unstable();
        self.resources.dedup();
        self.resources.iter().copied()
    }
}

/// The engagement of a resource that ends last on a day, among those in events that count.
fn last_of<'b>(board: &'b Board, resource: ResourceId, day: Day, counts: &[bool]) -> Option<&'b Engagement<'b>> {
    let list = board.of_resource(resource, day).iter();
    list.filter(|e| counts[e.event()]).max_by_key(|e| e.span.to)
}

/// The cells of a set in which a resource is engaged, as words.
fn engaged_in<'b>(board: &'b Board, resource: ResourceId, set: &'b CellSet) -> impl Iterator<Item = u64> {
    board.engaged(resource).iter().zip(set.words()).map(|(a, b)| a & b)
}

/// Their weight.
fn engaged_weight(board: &Board, resource: ResourceId, set: &CellSet) -> i64 {
    let weight = |cell: CellId| i64::from(board.problem().axis.cells[cell].weight);
    cells_of(engaged_in(board, resource, set)).map(weight).sum()
}

/// What a number should be, for people; the largest there is means no limit.
fn range(least: impl Into<u32>, most: impl Into<u32>) -> String {
    match (least.into(), most.into()) {
        (least, most) if least == most => least.to_string(),
        (least, most) if most == u32::from(u16::MAX) || most > i32::MAX as u32 => format!("{least}–∞"),
        (least, most) => format!("{least}–{most}"),
    }
}

/// A minute of the axis as people read it.
fn clock(minute: i32) -> Clock {
    Clock(minute.rem_euclid(24 * 60) as u16)
}

/// One broken or costly point, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Index of the rule.
    pub rule: usize,
    /// Point within the rule.
    pub point: usize,
    /// How far it is off.
    pub deviation: i64,
    /// What that costs.
    pub cost: i64,
    /// The sentence.
    pub message: Message,
}

/// All violations of an assignment, cost and explanation in one.
pub fn violations(board: &Board) -> Vec<Violation> {
    board
        .deviating()
        .map(|(r, point, deviation)| {
            let rule = &board.problem().rules[r];
            Violation {
                rule: r,
                point,
                deviation,
                cost: rule.weight * rule.cost.of(deviation),
                message: kind(&rule.kind).explain(board, point, deviation),
            }
        })
        .collect()
}
