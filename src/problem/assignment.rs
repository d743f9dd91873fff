//! A timetable as the engine sees it.

use super::{MeetId, Problem, ResourceId, Slot, SlotId, Span};
use smallvec::SmallVec;

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
        let places = problem
            .events
            .iter()
            .flat_map(|e| {
                let shortest = e.meet_lengths.0.max(1);
                let mut left = e.length;
                e.meets.clone().map(move |_| {
                    // A meet takes the shortest length; a remainder stays with the last.
                    let length = if left < 2 * shortest { left } else { shortest };
                    left -= length;
                    Place {
                        length,
                        slot: None,
                        roles: SmallVec::from_elem(None, e.roles.len()),
                    }
                })
            })
            .collect();
        Assignment { places }
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
