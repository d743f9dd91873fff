//! What a meet may do without breaking a hard rule all by itself, and which events stand for a
//! full-day group's afternoon.

use crate::problem::*;
use std::collections::HashMap;

/// Derived from a problem once, shared by all threads.
pub struct Domain<'p> {
    /// The problem.
    pub problem: &'p Problem,
    /// By event: slots that no hard rule forbids by itself; all of them where each is forbidden.
    pub slots: Vec<Vec<SlotId>>,
    /// By event: no hard rule wants all of its meets placed.
    pub optional: Vec<bool>,
    /// Meets that have a choice: of slots or of roles.
    pub movable: Vec<MeetId>,
    /// Full-day groups.
    pub groups: Vec<&'p AfternoonGroup>,
    /// By event whether it is part of a class's morning, for the groups.
    pub counts: &'p [bool],
    /// By resource, the groups whose class it is.
    pub groups_of: Vec<Vec<usize>>,
    by_start: Vec<HashMap<CellId, SlotId>>,
    by_ordinal: Vec<HashMap<(Day, u8), SlotId>>,
}

impl<'p> Domain<'p> {
    /// Reads a problem.
    pub fn new(problem: &'p Problem) -> Self {
        let events = 0..problem.events.len();
        let mut optional = vec![true; problem.events.len()];
        let mut groups: Vec<&AfternoonGroup> = Vec::new();
        let mut counts: &[bool] = &[];
        for rule in problem.rules.iter().filter(|r| r.hard) {
            match &rule.kind {
                RuleKind::Assigned(kind) => kind.events.iter().for_each(|e| optional[*e] = false),
                RuleKind::Afternoon(kind) => {
                    groups.extend(&kind.groups);
                    counts = &kind.counts;
                }
                _ => {}
            }
        }
        let mut groups_of = vec![Vec::new(); problem.resources.len()];
        for (g, group) in groups.iter().enumerate() {
            group.classes.iter().for_each(|r| groups_of[*r].push(g));
        }
        let slots: Vec<Vec<SlotId>> = events.map(|e| allowed(problem, e)).collect();
        let choice = |m: &MeetId| {
            let event = problem.meets[*m];
            slots[event].len() > 1 || optional[event] || !problem.events[event].roles.is_empty()
        };
        let movable = (0..problem.meets.len()).filter(choice).collect();
        let index = |set: &Vec<Slot>| {
            set.iter()
                .enumerate()
                .map(|(i, s)| (i as SlotId, s.clone()))
                .collect::<Vec<_>>()
        };
        let by_start = problem
            .slot_sets
            .iter()
            .map(|set| index(set).iter().map(|(i, s)| (s.first().start, *i)).collect());
        let by_ordinal = problem.slot_sets.iter().map(|set| {
            index(set)
                .iter()
                .filter_map(|(i, s)| Some(((s.first().day, s.ordinal?), *i)))
                .collect()
        });
        let (by_start, by_ordinal) = (by_start.collect(), by_ordinal.collect());
        Domain {
            problem,
            slots,
            optional,
            movable,
            groups,
            counts,
            groups_of,
            by_start,
            by_ordinal,
        }
    }

    /// The slot of an event at the time of another slot: the same start, else the same period
    /// of its own bell schedule.
    pub fn slot_like(&self, event: EventId, other: &Slot) -> Option<SlotId> {
        let set = self.problem.events[event].slots;
        let same_start = self.by_start[set].get(&other.first().start);
        let slot = same_start.or_else(|| self.by_ordinal[set].get(&(other.first().day, other.ordinal?)))?;
        self.slots[event].binary_search(slot).is_ok().then_some(*slot)
    }

    /// The slot of an event that starts in a cell.
    pub fn slot_at(&self, event: EventId, cell: CellId) -> Option<SlotId> {
        let slot = self.by_start[self.problem.events[event].slots].get(&cell)?;
        self.slots[event].binary_search(slot).is_ok().then_some(*slot)
    }
}

fn allowed(problem: &Problem, event: EventId) -> Vec<SlotId> {
    let e = &problem.events[event];
    let free = |slot: &Slot| {
        problem.rules.iter().filter(|r| r.hard).all(|rule| match &rule.kind {
            RuleKind::Available(kind) => kind
                .away
                .iter()
                .filter(|(r, _)| e.fixed.contains(r))
                .all(|(_, away)| slot.spans.iter().all(|s| !away[s.start..s.end].contains(&true))),
            RuleKind::Preferred(kind) => !kind.events.contains(&event) || kind.amount(slot) == 0,
            _ => true,
        })
    };
    let all = 0..problem.slots(event).len() as SlotId;
    let some: Vec<SlotId> = all
        .clone()
        .filter(|s| free(&problem.slots(event)[usize::from(*s)]))
        .collect();
    if some.is_empty() { all.collect() } else { some }
}
