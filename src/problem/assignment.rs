//! A timetable as the engine sees it.

use super::{Event, MeetId, Problem, ResourceId, Slot, SlotId, Span};
use smallvec::SmallVec;
use std::ops::Range;

/// Where a meet is and who fills its roles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// Length in units; 0: the event is split into fewer meets and this one is not there.
    pub length: u16,
    /// Its slot in the event's slot set, of the same length; `None`: not placed.
    pub slot: Option<SlotId>,
    /// For each of the event's roles the resource that fills it; `None`: nobody.
    pub roles: SmallVec<[Option<ResourceId>; 2]>,
}

impl Place {
    /// Its slot, if the meet is there.
    pub fn placed(&self) -> Option<SlotId> {
        self.slot.filter(|_| self.length > 0)
    }
}

/// A place for every meet; may be incomplete and illegal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// By meet.
    pub places: Vec<Place>,
}

impl Assignment {
    /// Nothing placed, no role filled; events that do not split have all their meets.
    pub fn empty(problem: &Problem) -> Self {
        let mut assignment = Assignment {
            places: vec![Place::default(); problem.meets.len()],
        };
        for event in &problem.events {
            assignment.leave_out(event, event.meets.clone(), event.length);
        }
        assignment
    }

    /// Takes some of an event's meets out of the timetable; they share `length` units of it.
    pub fn leave_out(&mut self, event: &Event, meets: Range<MeetId>, length: u16) {
        let shortest = event.meet_lengths.0.max(1);
        let mut left = length;
        for meet in meets.clone() {
            // A meet takes the shortest length; a remainder stays with the last.
            let last = meet + 1 == meets.end || left < 2 * shortest;
            let length = if last { left } else { shortest };
            left -= length;
            self.places[meet] = Place {
                length,
                slot: None,
                roles: SmallVec::from_elem(None, event.roles.len()),
            };
        }
    }

    /// The slot of a meet.
    pub fn slot<'p>(&self, problem: &'p Problem, meet: MeetId) -> Option<&'p Slot> {
        let slot = self.places[meet].placed();
        slot.map(|s| &problem.slots(problem.meets[meet])[s as usize])
    }

    /// The stretches in which a meet takes place; none while it is not placed.
    pub fn spans<'p>(&self, problem: &'p Problem, meet: MeetId) -> &'p [Span] {
        self.slot(problem, meet).map_or(&[], |s| &s.spans)
    }

    /// All resources that a meet holds: fixed ones and those that fill roles.
    pub fn resources<'a>(&'a self, problem: &'a Problem, meet: MeetId) -> impl Iterator<Item = ResourceId> + 'a {
        let event = &problem.events[problem.meets[meet]];
        event
            .fixed
            .iter()
            .copied()
            .chain(self.places[meet].roles.iter().flatten().copied())
    }
}
