//! What a meet may do without breaking a hard rule all by itself, and which events stand for a
//! full-day group's afternoon.

use crate::board::Attended;
use crate::problem::*;
use smallvec::SmallVec;

/// The cells in which a slot keeps people busy, by words: which word, and the cells in it for those who do not need the gap
/// and for those who do.
type Held = SmallVec<[(u32, [u64; 2]); 2]>;

/// Derived from a problem once, shared by all threads.
pub struct Domain<'p> {
    /// The problem.
    pub problem: &'p Problem,
    /// By event and length less one: slots that no hard rule forbids by itself; all of them where each is forbidden.
    slots: Vec<Vec<Vec<SlotId>>>,
    /// By event and role: who no hard rule forbids by itself; everybody where each is forbidden.
    pub candidates: Vec<Vec<Vec<ResourceId>>>,
    /// By event and role: a hard rule wants it filled.
    pub filled: Vec<Vec<bool>>,
    /// By event: into what it may split, as the rules have it.
    pub pieces: Vec<Vec<(&'p Rule, &'p Split)>>,
    /// By event: no hard rule wants all of its meets placed.
    pub optional: Vec<bool>,
    /// By event: others that a hard rule wants at the same time.
    pub linked: Vec<Vec<EventId>>,
    /// By event and role: roles of events that the same person should fill.
    pub hands: Vec<Vec<Vec<(EventId, usize)>>>,
    /// Resources whose days present some rule counts.
    pub counted: Vec<ResourceId>,
    /// Some event splits into meets of different lengths.
    pub splitting: bool,
    /// Meets that have a choice: of slots or of roles.
    pub movable: Vec<MeetId>,
    /// Full-day groups.
    pub groups: Vec<&'p AfternoonGroup>,
    /// By group, the events of its afternoons and those who attend them.
    pub things: Vec<Vec<Attended>>,
    /// By event whether it is part of a class's morning, for the groups.
    pub counts: &'p [bool],
    /// By resource, the groups whose class it is.
    pub groups_of: Vec<Vec<usize>>,
    /// By event, length less one and cell: the slot that starts there and that no hard rule forbids.
    by_start: Vec<Vec<Option<SlotId>>>,
    /// By event, as words: the events that have a fixed resource in common with it.
    shared: Vec<Vec<u64>>,
    /// By slot set and slot.
    held: Vec<Vec<Held>>,
    /// By slot set, then day and ordinal.
    by_ordinal: Vec<Vec<Option<SlotId>>>,
    /// Ordinals of a day.
    ordinals: usize,
}

impl<'p> Domain<'p> {
    /// Reads a problem.
    pub fn new(problem: &'p Problem) -> Self {
        let mut optional = vec![true; problem.events.len()];
        let mut groups: Vec<&AfternoonGroup> = Vec::new();
        let mut counts: &[bool] = &[];
        let mut pieces = vec![Vec::new(); problem.events.len()];
        let by_role = |event: &Event| vec![false; event.roles.len()];
        let mut filled: Vec<Vec<bool>> = problem.events.iter().map(by_role).collect();
        let mut hands: Vec<Vec<Vec<(EventId, usize)>>> =
            problem.events.iter().map(|e| vec![Vec::new(); e.roles.len()]).collect();
        let mut counted = Vec::new();
        for rule in &problem.rules {
            match &rule.kind {
                RuleKind::Presence(kind) => counted.extend(kind.points.iter().map(|(who, ..)| *who)),
                RuleKind::Split(split) => split.events.iter().for_each(|e| pieces[*e].push((rule, split))),
                RuleKind::SameHands(same) => {
                    for point in &same.points {
                        for (event, role) in &point.roles {
                            hands[*event][*role].extend(&point.roles);
                        }
                    }
                }
                _ => {}
            }
        }
        counted.sort_unstable();
        counted.dedup();
        let mut linked: Vec<Vec<EventId>> = vec![Vec::new(); problem.events.len()];
        for rule in problem.rules.iter().filter(|r| r.hard) {
            match &rule.kind {
                RuleKind::Assigned(kind) => kind.events.iter().for_each(|e| optional[*e] = false),
                RuleKind::Staffed(kind) => kind.roles.iter().for_each(|(e, role)| filled[*e][*role] = true),
                RuleKind::SameStart(kind) => {
                    for (_, events) in &kind.points {
                        for event in events {
                            let new = |other: &&EventId| *other != event && !linked[*event].contains(other);
                            let new: Vec<EventId> = events.iter().filter(new).copied().collect();
                            linked[*event].extend(new);
                        }
                    }
                }
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
        let slots = allowed(problem);
        let choice = |m: &MeetId| {
            let event = problem.meets[*m];
            let places = slots[event].iter().map(Vec::len).max();
            places > Some(1) || optional[event] || !problem.events[event].roles.is_empty()
        };
        let movable = (0..problem.meets.len()).filter(choice).collect();
        let cells = problem.axis.cells.len();
        let starts = |(event, by_length): (EventId, &Vec<Vec<SlotId>>)| {
            let mut starts = vec![None; by_length.len() * cells];
            for (length, slots) in by_length.iter().enumerate() {
                for slot in slots {
                    let first = problem.slots(event)[usize::from(*slot)].first();
                    starts[length * cells + first.start] = Some(*slot);
                }
            }
            starts
        };
        let by_start: Vec<Vec<Option<SlotId>>> = slots.iter().enumerate().map(starts).collect();
        let last = problem.slot_sets.iter().flatten().filter_map(|slot| slot.ordinal).max();
        let ordinals = last.map_or(0, |last| usize::from(last) + 1);
        let by_ordinal = |set: &Vec<Slot>| {
            let mut slots = vec![None; problem.axis.days * ordinals];
            for (i, slot) in set.iter().enumerate() {
                if let Some(ordinal) = slot.ordinal {
                    slots[slot.first().day * ordinals + usize::from(ordinal)] = Some(i as SlotId);
                }
            }
            slots
        };
        let by_ordinal = problem.slot_sets.iter().map(by_ordinal).collect();
        Domain {
            problem,
            slots,
            candidates: suited(problem),
            filled,
            pieces,
            linked,
            hands,
            counted,
            splitting: problem.events.iter().any(|e| e.meet_lengths.0 < e.meet_lengths.1),
            optional,
            movable,
            things: groups.iter().map(|group| things(problem, group)).collect(),
            groups,
            counts,
            groups_of,
            by_start,
            shared: shared(problem),
            held: problem
                .slot_sets
                .iter()
                .map(|set| set.iter().map(held).collect())
                .collect(),
            by_ordinal,
            ordinals,
        }
    }

    /// Whether two events have a fixed resource in common.
    #[inline]
    pub fn share(&self, one: EventId, other: EventId) -> bool {
        self.shared[one][other / 64] >> (other % 64) & 1 == 1
    }

    /// The cells in which a meet of an event keeps people busy in a slot.
    #[inline]
    pub fn held(&self, event: EventId, slot: SlotId) -> &[(u32, [u64; 2])] {
        &self.held[self.problem.events[event].slots][usize::from(slot)]
    }

    /// Slots for meets of an event of some length.
    #[inline]
    pub fn slots(&self, event: EventId, length: u16) -> &[SlotId] {
        let by_length = self.slots[event].get(usize::from(length).wrapping_sub(1));
        by_length.map_or(&[], Vec::as_slice)
    }

    /// The slot for a meet of an event at the time of another slot: the same start, else the same period
    /// of its own bell schedule.
    pub fn slot_like(&self, event: EventId, length: u16, other: &Slot) -> Option<SlotId> {
        let same_start = self.slot_at(event, length, other.first().start);
        same_start.or_else(|| {
            let set = self.problem.events[event].slots;
            let slot = self.by_ordinal[set][other.first().day * self.ordinals + usize::from(other.ordinal?)]?;
            self.slots(event, length).binary_search(&slot).is_ok().then_some(slot)
        })
    }

    /// The slot for a meet of an event that starts in a cell.
    #[inline]
    pub fn slot_at(&self, event: EventId, length: u16, cell: CellId) -> Option<SlotId> {
        let cells = self.problem.axis.cells.len();
        let at = usize::from(length).checked_sub(1)? * cells + cell;
        self.by_start[event].get(at).copied().flatten().filter(|_| cell < cells)
    }
}

/// The cells in which a slot keeps people busy.
fn held(slot: &Slot) -> Held {
    let mut held = Held::new();
    for span in &slot.spans {
        for gap in [false, true] {
            for (word, cells) in words_of(span.start..span.until(gap)) {
                let known = held.iter().position(|(at, _)| *at as usize == word);
                let at = known.unwrap_or_else(|| {
                    held.push((word as u32, [0; 2]));
                    held.len() - 1
                });
                held[at].1[usize::from(gap)] |= cells;
            }
        }
    }
    held
}

/// The events of a group's afternoons and those who attend them, its classes and whoever is with them.
fn things(problem: &Problem, group: &AfternoonGroup) -> Vec<Attended> {
    let events = || group.kinds().into_iter().flatten().copied();
    let mut all: Vec<ResourceId> = group.classes.clone();
    for event in events().map(|event| &problem.events[event]) {
        all.extend(&event.fixed);
        all.extend(event.roles.iter().flat_map(|role| &role.candidates));
    }
    all.sort_unstable();
    all.dedup();
    let resources = all.into_iter().map(Attended::Resource);
    events().map(Attended::Event).chain(resources).collect()
}

/// By event and length less one.
fn allowed(problem: &Problem) -> Vec<Vec<Vec<SlotId>>> {
    let mut holding = vec![Vec::new(); problem.resources.len()];
    for (event, e) in problem.events.iter().enumerate() {
        e.fixed.iter().for_each(|r| holding[*r].push(event));
    }
    let mut free: Vec<Vec<bool>> = (0..problem.events.len())
        .map(|event| vec![true; problem.slots(event).len()])
        .collect();
    let mut forbid = |event: EventId, forbids: &dyn Fn(&Slot) -> bool| {
        let slots = problem.slots(event).iter();
        slots
            .zip(&mut free[event])
            .for_each(|(slot, free)| *free &= !forbids(slot));
    };
    for rule in problem.rules.iter().filter(|r| r.hard) {
        match &rule.kind {
            RuleKind::Available(kind) => {
                for (resource, away) in &kind.away {
                    let touched = |slot: &Slot| slot.spans.iter().any(|s| away[s.start..s.end].contains(&true));
                    holding[*resource].iter().for_each(|e| forbid(*e, &touched));
                }
            }
            RuleKind::Preferred(kind) => kind
                .events
                .iter()
                .for_each(|e| forbid(*e, &|slot| kind.amount(slot) > 0)),
            _ => {}
        }
    }
    let by_length = |(event, free): (EventId, Vec<bool>)| {
        let slots = problem.slots(event);
        let longest = slots.iter().map(|s| s.length).max().unwrap_or(0);
        let of = |length: u16| {
            let all = (0..slots.len() as SlotId).filter(|s| slots[usize::from(*s)].length == length);
            let some: Vec<SlotId> = all.clone().filter(|s| free[usize::from(*s)]).collect();
            if some.is_empty() { all.collect() } else { some }
        };
        (1..=longest).map(of).collect()
    };
    free.into_iter().enumerate().map(by_length).collect()
}

/// By event, the events that have a fixed resource in common with it, as words.
fn shared(problem: &Problem) -> Vec<Vec<u64>> {
    let mut holding = vec![vec![0; problem.events.len().div_ceil(64)]; problem.resources.len()];
    for (event, e) in problem.events.iter().enumerate() {
        e.fixed
            .iter()
            .for_each(|r| holding[*r][event / 64] |= 1 << (event % 64));
    }
    let both = |mut all: Vec<u64>, more: &Vec<u64>| {
        all.iter_mut().zip(more).for_each(|(all, more)| *all |= more);
        all
    };
    let nobody = || vec![0; problem.events.len().div_ceil(64)];
    let of = |event: &Event| event.fixed.iter().map(|r| &holding[*r]).fold(nobody(), both);
    problem.events.iter().map(of).collect()
}

/// By event and role.
fn suited(problem: &Problem) -> Vec<Vec<Vec<ResourceId>>> {
    let of = |event: &Event| event.roles.iter().map(|role| role.candidates.clone()).collect();
    let all: Vec<Vec<Vec<ResourceId>>> = problem.events.iter().map(of).collect();
    let mut suited = all.clone();
    for rule in problem.rules.iter().filter(|r| r.hard) {
        if let RuleKind::Suited(kind) = &rule.kind {
            let forbids = |(event, role): &(EventId, usize)| suited[*event][*role].retain(|r| kind.suited[*r]);
            kind.roles.iter().for_each(forbids);
        }
    }
    for (suited, all) in suited.iter_mut().flatten().zip(all.into_iter().flatten()) {
        if suited.is_empty() {
            *suited = all;
        }
    }
    suited
}
