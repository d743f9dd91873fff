//! What the engine solves: a time axis cut into cells, events that split into meets, resources,
//! slots they may take, and rules over them.
//!
//! Nothing here knows of schools. A school is lowered onto it (minutes become cells between
//! all distinct boundaries), XHSTT fits as it is (one cell per time, no minutes, events that
//! split, open roles). Rules speak of **events** and resources, never of single meets: meets of
//! one event are interchangeable, which is what lets the integer program have one column per
//! event and slot.

mod assignment;
mod axis;
mod cell_set;
mod rule;
#[doc(hidden)]
pub mod testing;

pub use assignment::*;
pub use axis::*;
pub use cell_set::*;
pub use rule::*;

/// Index of a resource in [`Problem::resources`].
pub type ResourceId = usize;
/// Index of an event in [`Problem::events`].
pub type EventId = usize;
/// Index of a meet in [`Problem::meets`].
pub type MeetId = usize;
/// Index of a cell in [`Axis::cells`].
pub type CellId = usize;
/// Index of a day in the axis, 0 to [`Axis::days`] - 1.
pub type Day = usize;
/// Index of a slot in the event's slot set.
pub type SlotId = u16;

/// What a resource is; all kinds behave alike but for the gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// Pupils that are always together: a class, or the part of it that every division leaves together.
    Class,
    /// A teacher or specialist.
    Staff,
    /// A place.
    Room,
    /// One pupil with sessions of their own.
    Pupil,
    /// Anything else (XHSTT resource types).
    Other,
}

/// Somebody or something that can be in one place at a time.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Name for messages.
    pub name: String,
    /// Kind.
    pub kind: ResourceKind,
    /// Needs the gap after every engagement: then a span keeps it busy up to [`Span::free`]
    /// instead of [`Span::end`].
    pub gap: bool,
}

/// A role of an event that the solution fills.
#[derive(Debug, Clone)]
pub struct Role {
    /// Name, unique in its event.
    pub name: String,
    /// Who or what may fill it; which of them is right is said by rules.
    pub candidates: Vec<ResourceId>,
}

/// Something that takes place `length` units a week, split into meets.
#[derive(Debug, Clone)]
pub struct Event {
    /// Name for messages and for the way back.
    pub name: String,
    /// Total length in units (XHSTT: duration; school: number of weekly meetings).
    pub length: u16,
    /// Its meets: as many as it can split into.
    pub meets: std::ops::Range<MeetId>,
    /// Lengths one meet may have, fewest and most units; school: 1 and 1.
    pub meet_lengths: (u16, u16),
    /// Index in [`Problem::slot_sets`] of the slots its meets may take.
    pub slots: usize,
    /// Resources that every meet occupies.
    pub fixed: Vec<ResourceId>,
    /// Roles that each meet fills.
    pub roles: Vec<Role>,
}

/// A named set of cells.
#[derive(Debug, Clone)]
pub struct TimeGroup {
    /// Name for messages.
    pub name: String,
    /// Its cells.
    pub cells: CellSet,
    /// The same, in order of time.
    pub members: Vec<CellId>,
    /// Days that have cells of the group, in order.
    pub days: Vec<Day>,
    /// It holds every cell of these days.
    pub whole_days: bool,
}

impl TimeGroup {
    /// A group of cells of an axis.
    pub fn new(name: String, cells: CellSet, axis: &Axis) -> Self {
        let members: Vec<CellId> = (0..cells.len()).filter(|c| cells[*c]).collect();
        let mut days: Vec<Day> = members.iter().map(|c| axis.cells[*c].day).collect();
        days.dedup();
        let of_days: usize = days.iter().map(|day| axis.day_cells[*day].len()).sum();
        TimeGroup {
            whole_days: of_days == members.len(),
            name,
            cells,
            members,
            days,
        }
    }
}

/// The whole problem.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    /// Name.
    pub name: String,
    /// The time axis.
    pub axis: Axis,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Events.
    pub events: Vec<Event>,
    /// The event of every meet.
    pub meets: Vec<EventId>,
    /// Sets of slots, each used by one or more events. Sorted by first span's start.
    pub slot_sets: Vec<Vec<Slot>>,
    /// Rules.
    pub rules: Vec<Rule>,
}

impl Problem {
    /// The slots that an event's meets may take.
    #[inline]
    pub fn slots(&self, event: EventId) -> &[Slot] {
        &self.slot_sets[self.events[event].slots]
    }

    /// Adds an event of `length` meets of one unit each, and gives its index.
    pub fn add_event(
        &mut self,
        name: String,
        length: u16,
        slots: usize,
        fixed: Vec<ResourceId>,
        roles: Vec<Role>,
    ) -> EventId {
        let id = self.events.len();
        let first = self.meets.len();
        self.meets.resize(first + length as usize, id);
        self.events.push(Event {
            name,
            length,
            meets: first..self.meets.len(),
            meet_lengths: (1, 1),
            slots,
            fixed,
            roles,
        });
        id
    }

    /// One time group per day of the axis.
    pub fn day_groups(&self) -> Vec<TimeGroup> {
        (0..self.axis.days)
            .map(|day| {
                let cells: CellSet = self.axis.cells.iter().map(|c| c.day == day).collect();
                TimeGroup::new(self.axis.day_names[day].clone(), cells, &self.axis)
            })
            .collect()
    }
}
