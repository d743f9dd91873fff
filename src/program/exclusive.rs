//! Placements of which at most one can hold: the sets that make rows on pairs tight.

use super::{Builder, Column};
use crate::problem::*;
use smallvec::SmallVec;

/// One stretch of one slot of an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed<'p> {
    /// The event.
    pub event: EventId,
    /// The stretch.
    pub span: Span,
    /// The slot.
    pub slot: &'p Slot,
    /// The column of the slot.
    pub column: Column,
}

/// Placements of one day that exclude each other, while they are collected.
struct Exclusive {
    /// The event, if all are of one that takes place once.
    once: Option<EventId>,
    /// Resources that may not clash and that all of them hold, with the cells in which all do.
    held: SmallVec<[(ResourceId, CellId, CellId); 4]>,
    columns: Vec<Column>,
}

impl<'p> Builder<'p, '_> {
    /// The placements of events, in order of time.
    pub fn placed(&self, events: &[EventId]) -> Vec<Placed<'p>> {
        let mut all = Vec::new();
        for &event in events {
            for (slot, column) in self.placements(event) {
                all.extend(slot.spans.iter().map(|span| Placed {
                    event,
                    span: *span,
                    slot,
                    column,
                }));
            }
        }
        all.sort_by_key(|p| (p.span.start, p.span.free, p.column));
        all
    }

    /// The placements of events that start on a day, in order of time.
    pub fn starts(&self, events: &[EventId], day: Day) -> Vec<Placed<'p>> {
        let mut placed = self.placed(events);
        placed.retain(|p| p.span.day == day);
        placed
    }

    /// Splits placements of one day into few sets of columns of which at most one is 1. The events
    /// must each hold a resource that may not clash.
    pub fn exclusive_sets(&self, placed: &[Placed]) -> Vec<Vec<Column>> {
        let mut sets: Vec<Exclusive> = Vec::new();
        for place in placed {
            let alone = self.alone(place);
            if !sets.iter_mut().any(|set| set.admit(&alone)) {
                sets.push(alone);
            }
        }
        sets.into_iter().map(|set| set.columns).collect()
    }

    fn alone(&self, place: &Placed) -> Exclusive {
        let problem = self.problem();
        let event = &problem.events[place.event];
        let fixed = event.fixed.iter().filter(|r| self.never_clashes(**r));
        let until = |r: ResourceId| place.span.until(problem.resources[r].gap);
        Exclusive {
            once: (event.length == 1).then_some(place.event),
            held: fixed.map(|r| (*r, place.span.start, until(*r))).collect(),
            columns: vec![place.column],
        }
    }
}

impl Exclusive {
    /// Takes the other in if all still exclude each other: intervals that meet pairwise have a cell
    /// in common.
    fn admit(&mut self, other: &Exclusive) -> bool {
        let once = self.once.filter(|event| other.once == Some(*event));
        let both = |&(r, from, until): &(ResourceId, CellId, CellId)| {
            let (_, other_from, other_until) = other.held.iter().find(|h| h.0 == r)?;
            let (from, until) = (from.max(*other_from), until.min(*other_until));
            (from < until).then_some((r, from, until))
        };
        let held: SmallVec<_> = self.held.iter().filter_map(both).collect();
        if once.is_none() && held.is_empty() {
            return false;
        }
        (self.once, self.held) = (once, held);
        self.columns.extend(&other.columns);
        true
    }
}
