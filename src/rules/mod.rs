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
use std::ops::Range;

/// What a rule kind can do. `point` counts from 0 within the rule.
pub trait Kind: Sync {
    /// Number of points of application.
    fn points(&self, problem: &Problem) -> usize;

    /// Says which changes can alter the deviation of a point.
    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch);

    /// The numbers whose distance from their limits, added up, is the deviation of a point, where it is that and follows
    /// from slots alone. Then nobody asks for [`Kind::deviation`].
    fn counts(&self, _: &Problem, _point: usize) -> Option<Vec<Count>> {
        None
    }
    /// Whether the deviation of a point is the sum of what each of the days adds that it watches.
    fn adds_up(&self, _: &Problem, _point: usize) -> bool {
        false
    }
    /// What a day adds to the deviation of a point, where that follows from the engagements of one resource on that day alone: these,
    /// in order of time.
    fn of_list(&self, _: &Problem, _point: usize, _list: &[Engagement]) -> Option<i64> {
        None
    }
    /// The deviation of a point, from the board's counts; where it adds up over days, what these add. Otherwise `days`
    /// are all days.
    fn deviation(&self, _: &Board, _point: usize, _: Range<Day>) -> i64 {
        0
    }

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

/// A number that placed meets add up to.
pub struct Count {
    /// Event, slot and what a meet of the event adds there; no event and slot twice.
    pub adds: Vec<(EventId, usize, i64)>,
    /// Least and most that cost nothing.
    pub least: i64,
    /// See `least`.
    pub most: i64,
}

impl Count {
    /// What meets of some events add in a slot, wherever that is something.
    fn of(problem: &Problem, events: &[EventId], amount: impl Fn(&Slot) -> i64, least: i64, most: i64) -> Self {
        let of_event = |event: &EventId| {
            let (event, slots) = (*event, problem.slots(*event).iter().enumerate());
            let adds = slots.map(move |(at, slot)| (event, at, slot));
            adds.collect::<Vec<_>>()
        };
        let adds = events.iter().flat_map(of_event);
        let adds = adds.map(|(event, at, slot)| (event, at, amount(slot)));
        Count {
            adds: adds.filter(|(.., amount)| *amount != 0).collect(),
            least,
            most,
        }
    }
}

/// What a point looks at.
pub struct Watch {
    days: usize,
    events: Vec<(EventId, Day)>,
    resources: Vec<(ResourceId, Day)>,
    pieces: Vec<EventId>,
}

impl Watch {
    /// Nothing yet.
    pub fn new(days: usize) -> Self {
        Watch {
            days,
            events: Vec::new(),
            resources: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Length and roles of an event's meets, and which of them have a slot.
    pub fn pieces(&mut self, event: EventId) {
        self.pieces.push(event);
    }

    /// Placed meets of an event, on any day.
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

    /// Events whose meets are watched wherever they are, each once.
    pub fn events_of_pieces(&mut self) -> impl Iterator<Item = EventId> + '_ {
        self.pieces.sort_unstable();
        self.pieces.dedup();
        self.pieces.iter().copied()
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

/// The cells of a set that are among others, all as words.
fn in_set<'b>(
    cells: &'b [u64],
    set: &'b CellSet,
) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator + use<'b> {
    cells.iter().zip(set.words()).map(|(a, b)| a & b)
}

/// The cells of a set in which a resource is engaged, as words.
fn engaged_in<'b>(board: &'b Board, resource: ResourceId, set: &'b CellSet) -> impl Iterator<Item = u64> {
    in_set(board.engaged(resource), set)
}

/// Their weight.
fn engaged_weight(board: &Board, resource: ResourceId, set: &CellSet) -> i64 {
    let weight = |cell: CellId| i64::from(board.problem().axis.cells[cell].weight);
    cells_of(engaged_in(board, resource, set)).map(weight).sum()
}

/// Whether what is engaged in each of some groups follows from what starts on its one day.
fn by_days(problem: &Problem, groups: &[TimeGroup]) -> bool {
    let day = |cell: CellId| problem.axis.cells[cell].day;
    let mut spans = problem.slot_sets.iter().flatten().flat_map(|slot| &slot.spans);
    groups.iter().all(|group| group.days.len() == 1) && spans.all(|span| day(span.end - 1) == span.day)
}

/// Whether a group is of one of these days, or of no day.
fn begins(group: &TimeGroup, days: &Range<Day>) -> bool {
    group.days.first().is_none_or(|day| days.contains(day))
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
