//! Rules: the closed set of kinds and their parameters.
//!
//! A rule has **points of application**. Each point gets one whole deviation >= 0; it costs
//! weight * f(deviation). What the deviation is stands with each kind, and nowhere else: the
//! rule's file in `rules/` and the judge in `verify/cost.rs` are two independent readings of
//! these sentences.
//!
//! Words that the sentences share, for any assignment, incomplete and illegal ones too:
//! - A meet is **there** when its length is not 0, and **placed** when it is there and has a slot. One that is not
//!   there counts nowhere, whatever its slot and roles say. "The spans of an event" are those of its placed meets.
//! - A resource **attends** a meet when it is fixed in the event or fills one of the meet's roles; once, however
//!   often it does. Each span of a placed meet that a resource attends is one **engagement** of it.
//! - A resource is **engaged** in a cell that lies in `start`..`end` of one of its engagements, or several.
//! - A span is **of the day** on which it starts ([`Span::day`](super::Span)), wherever it ends. Its cells are
//!   `start`..`end`, unless `free` is named. Starts and ends are compared on the axis, in minutes or in cells alike.
//! - The axis has all days of all its weeks; a day begins at minute day * 1440, and minutes of the day count
//!   from there.
//! - "`counts` events" are those that the rule's `counts` marks by event.

use super::{CellId, CellSet, Day, EventId, ResourceId, Slot, TimeGroup};
use crate::instance::{Source, Text};
use std::ops::Range;

/// From the deviation of a point to its cost (XHSTT).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CostFunction {
    /// d
    #[default]
    Linear,
    /// d * d
    Quadratic,
    /// 1 where d > 0
    Step,
}

impl CostFunction {
    /// The function itself.
    pub fn of(self, deviation: i64) -> i64 {
        match self {
            CostFunction::Linear => deviation,
            CostFunction::Quadratic => deviation * deviation,
            CostFunction::Step => i64::from(deviation > 0),
        }
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Full name, `set/id`: what a law override names, and how costs are listed.
    pub rule: String,
    /// Article, decision or wish.
    pub cite: Text,
    /// Law, document, practice or assumption.
    pub source: Source,
}

/// One rule of the problem.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it demands, and where.
    pub kind: RuleKind,
    /// Hard: counts to the hard value; otherwise to the soft cost.
    pub hard: bool,
    /// Cost of one unit.
    pub weight: i64,
    /// Cost function of each point.
    pub cost: CostFunction,
    /// Origin.
    pub origin: Origin,
}

/// The kinds of rule. Every `Vec` of points: one entry is one point.
#[derive(Debug, Clone)]
pub enum RuleKind {
    /// See [`Assigned`].
    Assigned(Assigned),
    /// See [`Staffed`].
    Staffed(Staffed),
    /// See [`Clash`].
    Clash(Clash),
    /// See [`Available`].
    Available(Available),
    /// See [`Preferred`].
    Preferred(Preferred),
    /// See [`Spread`].
    Spread(Spread),
    /// See [`Days`].
    Days(Days),
    /// See [`Presence`].
    Presence(Presence),
    /// See [`Load`].
    Load(Load),
    /// See [`Waiting`].
    Waiting(Waiting),
    /// See [`NoHoles`].
    NoHoles(NoHoles),
    /// See [`Adjacent`].
    Adjacent(Adjacent),
    /// See [`Doubles`].
    Doubles(Doubles),
    /// See [`DaysApart`].
    DaysApart(DaysApart),
    /// See [`Edge`].
    Edge(Edge),
    /// See [`Overlap`].
    Overlap(Overlap),
    /// See [`After`].
    After(After),
    /// See [`Lunch`].
    Lunch(Lunch),
    /// See [`Afternoon`].
    Afternoon(Afternoon),
    /// See [`Supervision`].
    Supervision(Supervision),
    /// See [`SameStart`].
    SameStart(SameStart),
    /// See [`Split`].
    Split(Split),
    /// See [`Suited`].
    Suited(Suited),
    /// See [`SameHands`].
    SameHands(SameHands),
    /// See [`Order`].
    Order(Order),
    /// See [`Idle`].
    Idle(Idle),
    /// See [`Busy`].
    Busy(Busy),
    /// See [`Workload`].
    Workload(Workload),
}

/// Everything is placed. Point: an event. Deviation: units of its length (of meets that are
/// there) without a slot. XHSTT AssignTime.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// Points.
    pub events: Vec<EventId>,
}

/// Every role is filled. Point: an event and the index of one of its roles. Deviation: units of
/// length of its meets, placed or not, in which the role is empty. XHSTT AssignResource.
#[derive(Debug, Clone)]
pub struct Staffed {
    /// Points.
    pub roles: Vec<(EventId, usize)>,
}

/// Nobody is in two places at once. Point: a resource, or where `by_cell` a resource in one cell (in order of resources,
/// then cells). Deviation: over all cells, or in that cell, the cell's weight times (engagements that keep the resource
/// busy in it - 1) where positive. A span keeps a resource busy from `start` up to `free` if the resource needs the gap,
/// else up to `end`. Where `by_role`, an engagement counts as often as the resource is fixed in the event (once, and
/// once more for each pair in `again`) and fills roles of the meet; otherwise once. XHSTT AvoidClashes.
#[derive(Debug, Clone, Default)]
pub struct Clash {
    /// Points.
    pub resources: Vec<ResourceId>,
    /// Who fills several roles of one meet clashes there.
    pub by_role: bool,
    /// Events that need a fixed resource once more than once.
    pub again: Vec<(EventId, ResourceId)>,
    /// Every cell is a point of its own.
    pub by_cell: bool,
}

/// Presence. Point: a resource with the cells in which it may not be engaged. Deviation: over
/// those cells, the weight of each in which it has an engagement (once, and without the gap:
/// `start` up to `end`). XHSTT AvoidUnavailableTimes.
#[derive(Debug, Clone)]
pub struct Available {
    /// Points: the resource, and by cell whether it is unavailable.
    pub away: Vec<(ResourceId, CellSet)>,
}

/// Better and worse starts. Point: an event. Deviation: sum over its placed meets (only those of length `only`, where
/// given) of the number that `amounts` gives for the first cell of the meet's first span, times the meet's length
/// where `by_length`. XHSTT PreferTimes (amount 0 or 1, by length).
#[derive(Debug, Clone, Default)]
pub struct Preferred {
    /// Points.
    pub events: Vec<EventId>,
    /// Amount by cell.
    pub amounts: Vec<u32>,
    /// Multiply by the meet's length in units.
    pub by_length: bool,
    /// Only meets of this length.
    pub only: Option<u16>,
}

impl Preferred {
    /// What one meet in a slot adds.
    pub(crate) fn amount(&self, slot: &Slot) -> i64 {
        let length = i64::from(slot.length);
        match self.only {
            Some(only) if only != slot.length => 0,
            _ => i64::from(self.amounts[slot.first().start]) * if self.by_length { length } else { 1 },
        }
    }
}

/// Counts per time group. Point: a set of events (no duplicates) with its time groups, and
/// fewest and most for each. Deviation: sum over the groups of the amount by which the number
/// of spans of the set's meets that start in the group lies outside. XHSTT SpreadEvents.
#[derive(Debug, Clone)]
pub struct Spread {
    /// Time groups that points refer to.
    pub groups: Vec<TimeGroup>,
    /// Points.
    pub points: Vec<SpreadPoint>,
}

/// One point of [`Spread`].
#[derive(Debug, Clone)]
pub struct SpreadPoint {
    /// Name for messages: the class, pupil or subject it speaks of.
    pub name: String,
    /// The events.
    pub events: Vec<EventId>,
    /// Index of a time group, fewest, most.
    pub limits: Vec<(usize, u16, u16)>,
}

/// Number of days. Point: a set of events, a least and a most number of days. Deviation: the
/// amount by which the number of days on which at least one span of its meets starts lies outside.
#[derive(Debug, Clone)]
pub struct Days {
    /// Points.
    pub points: Vec<DaysPoint>,
}

/// One point of [`Days`].
#[derive(Debug, Clone)]
pub struct DaysPoint {
    /// Name for messages.
    pub name: String,
    /// The events.
    pub events: Vec<EventId>,
    /// Fewest days.
    pub min: u16,
    /// Most days.
    pub max: u16,
}

/// Days present. Point: a resource with a least and a most number of groups. Deviation: the amount by which the number
/// of time groups (days, as a rule) that hold a cell in which it is engaged lies outside. Where `earned` is given, the
/// most is greater by the number of its engagements in `counts` events that start in a group (in several: once), divided
/// by `each` and rounded up. XHSTT ClusterBusyTimes.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The time groups.
    pub groups: Vec<TimeGroup>,
    /// Points: resource, fewest groups, most groups.
    pub points: Vec<(ResourceId, u16, u16)>,
    /// Groups that engagements add to the most.
    pub earned: Option<Earned>,
}

/// How many engagements add a group to the most of [`Presence`].
#[derive(Debug, Clone)]
pub struct Earned {
    /// By event: whether it counts (a lesson does).
    pub counts: Vec<bool>,
    /// Engagements for one group, at least 1.
    pub each: u16,
}

/// Engagements of a kind per day. Point: a resource. Deviation: sum over the days of the number
/// of its engagements of that day in `counts` events, beyond the most.
#[derive(Debug, Clone)]
pub struct Load {
    /// By event: whether it counts (a lesson does, a consultation does not).
    pub counts: Vec<bool>,
    /// Points: resource, most a day.
    pub points: Vec<(ResourceId, u16)>,
}

/// Waiting time. Point: a resource. Its engagements of a day, cut to the window `from`..`to`
/// (minutes of the day; those that share no minute with it are left out), are merged where they
/// overlap or touch; each gap of g minutes between neighbours with g > `beyond` adds
/// ceil((g - beyond) / per). Deviation: the sum over all days. An engagement is
/// `from`..`to` of its span; gap minutes of persons are not part of it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Points.
    pub resources: Vec<ResourceId>,
    /// Start of the window in minutes of the day.
    pub from: i32,
    /// End of the window in minutes of the day.
    pub to: i32,
    /// Minutes that cost nothing.
    pub beyond: i32,
    /// Minutes of one unit, at least 1.
    pub per: i32,
}

/// No holes. Point: a resource. Only its engagements in slots with an ordinal, in `counts`
/// events, are looked at. Deviation: sum over the days of (highest ordinal taken + 1 - number
/// of different ordinals taken); 0 on a day without any.
#[derive(Debug, Clone)]
pub struct NoHoles {
    /// By event: whether it is part of the class's day (lessons, class hour, sport hour).
    pub counts: Vec<bool>,
    /// Points.
    pub resources: Vec<ResourceId>,
}

/// Two on a day stand together. Point: a set of events. Deviation: number of days on which the
/// different ordinals taken by spans of its events (in slots with an ordinal) are not consecutive
/// numbers without a hole. None, or one, is without a hole.
#[derive(Debug, Clone)]
pub struct Adjacent {
    /// Points: name, events.
    pub points: Vec<(String, Vec<EventId>)>,
}

/// Wanted doubles. Point: a set of events. A double on a day: two ordinals o, o+1
/// taken on that day by spans of its events, without the big break after o unless `across_big_break`; the
/// big break is after o when any of the slots with ordinal o that they take on that day says so. Doubles are
/// counted greedily from the smallest ordinal, each ordinal used once. Deviation: amount by
/// which the number of doubles of all days of the axis is below `count` (with weeks A and B, doubles of both
/// weeks count, so `count` speaks of both).
#[derive(Debug, Clone)]
pub struct Doubles {
    /// Points.
    pub points: Vec<DoublesPoint>,
}

/// One point of [`Doubles`].
#[derive(Debug, Clone)]
pub struct DoublesPoint {
    /// Name for messages.
    pub name: String,
    /// The events.
    pub events: Vec<EventId>,
    /// How many doubles are wanted.
    pub count: u16,
    /// The big break may be inside.
    pub across_big_break: bool,
}

/// Days apart. Point: a set of events. Deviation: number of pairs of days d < e with
/// less than `apart` between their `numbers`, on both of which a
/// span of its events starts.
#[derive(Debug, Clone)]
pub struct DaysApart {
    /// Points: name, events.
    pub points: Vec<(String, Vec<EventId>)>,
    /// Days between: 2 forbids consecutive days.
    pub apart: usize,
    /// By day of the axis, its number in a calendar: days without school count too, and weeks lie far apart.
    pub numbers: Vec<usize>,
}

/// Edge of the day. Point: an event and a resource that attends it. Deviation: number of the
/// event's spans that are neither (if `first`) the resource's first nor (if `last`) its last of the day
/// among the resource's engagements in `counts` events: first: no such engagement of that day starts
/// earlier; last: none of that day ends later. Neither flag: every span counts. The event itself need not
/// be marked in `counts`.
#[derive(Debug, Clone)]
pub struct Edge {
    /// By event: whether it is part of the day.
    pub counts: Vec<bool>,
    /// Points.
    pub points: Vec<(EventId, ResourceId)>,
    /// The first place is right.
    pub first: bool,
    /// The last place is right.
    pub last: bool,
}

/// Not at the same time. Point: two sets of events. Deviation: number of pairs (a span of a meet
/// of `a`, a span of a meet of `b`), both of one of `days`, that touch - `start`..`free` of the one and `start`..`free`
/// of the other have a cell in common - beyond `allowed`. Assumes slots that end on the day they start.
#[derive(Debug, Clone)]
pub struct Overlap {
    /// Points.
    pub points: Vec<OverlapPoint>,
}

/// One point of [`Overlap`].
#[derive(Debug, Clone)]
pub struct OverlapPoint {
    /// Name for messages.
    pub name: String,
    /// One side.
    pub a: Vec<EventId>,
    /// The other side; shares no event with the first.
    pub b: Vec<EventId>,
    /// Days that are looked at: all, or those of one week.
    pub days: Range<Day>,
    /// Pairs that cost nothing.
    pub allowed: u16,
}

/// After the last. Point: an event and a resource. Deviation: number of pairs (a span of the event, an engagement of
/// the resource in `counts` events on the same day) in which the engagement's `free` cell is later than the span's
/// `start` cell, whichever of the two comes first. The event itself need not be marked in `counts`.
#[derive(Debug, Clone)]
pub struct After {
    /// By event: whether it comes before (a lesson does, a consultation does not).
    pub counts: Vec<bool>,
    /// Points.
    pub points: Vec<(EventId, ResourceId)>,
}

/// Lunch. Point: an event (a session) and a class resource. On each day, lunch is the `minutes`
/// after the latest end among the class's engagements in `counts` events; without any there is
/// none. Deviation: number of the event's spans whose minutes `from`..`to` share a minute with the
/// lunch of their day.
#[derive(Debug, Clone)]
pub struct Lunch {
    /// By event: whether it is part of the class's morning.
    pub counts: Vec<bool>,
    /// Points: event, class resource, minutes.
    pub points: Vec<(EventId, ResourceId, i32)>,
}

/// Order of a full-day group's afternoon. Point: one day of one group. Let E be the latest end
/// among the engagements of its `classes` in `counts` events of that day (minute day * 1440
/// if there is none). The first possible hour is the first of the day's `hours` whose cell's `from` is at or after
/// E + `lunch`; without one, all hours are before it. An activity is a span of an event of the group; an hour
/// is taken by the activities whose `start` is the hour's cell, and one that starts elsewhere takes none. Hours are
/// spoken of by position in the day's `hours`, and counted once however many activities take them. Deviation, added up:
/// 1. hours of `hours` before the first possible one that are taken;
/// 2. hours from the first possible one on that are not taken though a later one is;
/// 3. pairs (earlier taken hour, later taken hour) where the earlier holds interests and the later
///    holds recreation or self-study; once, if it holds both;
/// 4. 1 if the positions of the hours that hold self-study have a hole between them;
/// 5. 1 if anything is taken and the earliest taken hour does not hold recreation.
#[derive(Debug, Clone)]
pub struct Afternoon {
    /// By event: whether it is part of a class's morning.
    pub counts: Vec<bool>,
    /// The groups; each gives one point per day, in order of groups, then days.
    pub groups: Vec<AfternoonGroup>,
}

/// One group of [`Afternoon`].
#[derive(Debug, Clone)]
pub struct AfternoonGroup {
    /// Name for messages.
    pub name: String,
    /// Class resources.
    pub classes: Vec<ResourceId>,
    /// Start cell of each afternoon hour, by day; in order of time, at most 64 a day.
    pub hours: Vec<Vec<CellId>>,
    /// Minutes of lunch.
    pub lunch: i32,
    /// Events that are recreation.
    pub recreation: Vec<EventId>,
    /// Events that are self-study.
    pub self_study: Vec<EventId>,
    /// Events that are interests: one per club.
    pub interests: Vec<EventId>,
}

impl AfternoonGroup {
    /// Recreation, self-study and interests, in the order in which an afternoon has them.
    pub fn kinds(&self) -> [&[EventId]; 3] {
        [&self.recreation, &self.self_study, &self.interests]
    }

    /// Whether an event is part of its afternoons.
    pub fn holds(&self, event: EventId) -> bool {
        self.kinds().iter().any(|events| events.contains(&event))
    }
}

/// Supervision from the first class's last lesson to the afternoon's first hour. Point: one day
/// of one group. On a day on which some class of the group has engagements in `counts` events,
/// let F be the earliest of the last ends of the classes that have any on that day, and H the start of the earliest
/// span of that day of the group's `activities` (the latest of those last ends if there is none). Deviation:
/// weights of the cells that lie wholly within F..H in which the group's teacher is away (by `away`) or has an
/// engagement of any event (`start`..`end`). 0 if H is not after F, and on other days.
#[derive(Debug, Clone)]
pub struct Supervision {
    /// By event: whether it is part of a class's morning.
    pub counts: Vec<bool>,
    /// The groups; each gives one point per day, in order of groups, then days.
    pub groups: Vec<SupervisionGroup>,
}

/// One group of [`Supervision`].
#[derive(Debug, Clone)]
pub struct SupervisionGroup {
    /// Name for messages.
    pub name: String,
    /// Class resources.
    pub classes: Vec<ResourceId>,
    /// The group's teacher.
    pub staff: ResourceId,
    /// By cell: whether the teacher is away.
    pub away: CellSet,
    /// Events of the afternoon.
    pub activities: Vec<EventId>,
}

/// Parallel groups. Point: a set of events. Deviation: number of cells at which at least one but
/// not all of its events are running (`start`..`end`), each cell counted once. XHSTT LinkEvents.
#[derive(Debug, Clone)]
pub struct SameStart {
    /// Points: name, events.
    pub points: Vec<(String, Vec<EventId>)>,
}

/// Pieces of an event that splits. Point: an event. Deviation: sum over `counts` of the amount by which the number of
/// its meets that are there, placed or not, and have a length from `shortest` to `longest`, lies outside `fewest` to
/// `most`. XHSTT SplitEvents, DistributeSplitEvents.
#[derive(Debug, Clone)]
pub struct Split {
    /// Points.
    pub events: Vec<EventId>,
    /// How many pieces of which lengths.
    pub counts: Vec<Pieces>,
}

/// How many pieces of some lengths an event may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces {
    /// Least length in units.
    pub shortest: u16,
    /// Greatest length in units.
    pub longest: u16,
    /// Fewest pieces.
    pub fewest: u16,
    /// Most pieces.
    pub most: u16,
}

/// Who suits. Point: an event and the index of one of its roles. Deviation: units of length of its meets that are there,
/// placed or not, in which the role is filled by a resource that `suited` does not mark. XHSTT PreferResources.
#[derive(Debug, Clone)]
pub struct Suited {
    /// Points.
    pub roles: Vec<(EventId, usize)>,
    /// By resource: whether it suits.
    pub suited: Vec<bool>,
}

/// The same hands. Point: roles of events, and resources that hold one in any case. Deviation: number of different
/// resources among these and those that fill one of the roles in a meet that is there, placed or not, less one; 0 if
/// there are none. XHSTT AvoidSplitAssignments.
#[derive(Debug, Clone)]
pub struct SameHands {
    /// Points.
    pub points: Vec<SameHandsPoint>,
}

/// One point of [`SameHands`].
#[derive(Debug, Clone)]
pub struct SameHandsPoint {
    /// Name for messages.
    pub name: String,
    /// Events and indices of their roles.
    pub roles: Vec<(EventId, usize)>,
    /// Who holds one in any case; nobody twice.
    pub fixed: Vec<ResourceId>,
}

/// One after the other. Point: two events with a least and a greatest distance. Deviation: the amount by which the
/// minutes (XHSTT: times) from the latest end of a span of the first event to the earliest start of a span of the
/// second, less than 0 where that starts earlier, lie outside; 0 if a meet of either that is there is not placed.
/// XHSTT OrderEvents.
#[derive(Debug, Clone)]
pub struct Order {
    /// Points.
    pub points: Vec<OrderPoint>,
}

/// One point of [`Order`].
#[derive(Debug, Clone, Copy)]
pub struct OrderPoint {
    /// The first event.
    pub first: EventId,
    /// The second event.
    pub second: EventId,
    /// Least minutes between.
    pub min: i32,
    /// Most minutes between.
    pub max: i32,
}

/// Idle times. Point: a resource. A cell is idle in a time group that holds it if the resource is not engaged in it, but
/// in an earlier and in a later cell of the group. Deviation: the amount by which the weights of idle cells, added up over
/// all groups, lie outside `min` to `max`. XHSTT LimitIdleTimes.
#[derive(Debug, Clone)]
pub struct Idle {
    /// The time groups.
    pub groups: Vec<TimeGroup>,
    /// Points.
    pub resources: Vec<ResourceId>,
    /// Least weight.
    pub min: u32,
    /// Greatest weight.
    pub max: u32,
}

/// Busy times. Point: a resource and some time groups. Deviation: sum over those of them in which it is engaged at all
/// of the amount by which the weights of their cells in which it is engaged lie outside `min` to `max`.
/// XHSTT LimitBusyTimes.
#[derive(Debug, Clone)]
pub struct Busy {
    /// Time groups that points refer to.
    pub groups: Vec<TimeGroup>,
    /// Points: resource, indices of time groups.
    pub points: Vec<(ResourceId, Vec<usize>)>,
    /// Least weight.
    pub min: u32,
    /// Greatest weight.
    pub max: u32,
}

/// Workload. Point: a resource with a least and a greatest load. Its load: what it has in any case, and for each role
/// that it fills in a meet that is there, placed or not, the meet's length times the role's amount. Amounts are counted
/// in parts of which `unit` make one. Deviation: what the load lies outside by, rounded up to a whole number.
/// XHSTT LimitWorkload.
#[derive(Debug, Clone)]
pub struct Workload {
    /// Event, index of its role, and the amount for each unit of length; no role twice.
    pub roles: Vec<(EventId, usize, i64)>,
    /// Parts of one, at least 1.
    pub unit: i64,
    /// Points.
    pub points: Vec<WorkloadPoint>,
}

/// One point of [`Workload`].
#[derive(Debug, Clone, Copy)]
pub struct WorkloadPoint {
    /// The resource.
    pub resource: ResourceId,
    /// Load that it has in any case, in parts.
    pub fixed: i64,
    /// Least load, in wholes.
    pub min: u32,
    /// Greatest load, in wholes.
    pub max: u32,
}

/// The days of one week of the axis, for callers that build groups.
pub fn days_of_week(days: usize, weeks: usize) -> impl Iterator<Item = (usize, Day)> {
    (0..weeks).flat_map(move |w| (0..days).map(move |d| (w, w * days + d)))
}
