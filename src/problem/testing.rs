//! Small problems for tests. Panics on nonsense, so it is for tests alone.
//!
//! ```
//! use firstbell::problem::{Assigned, Assignment, ResourceKind, RuleKind, testing::Builder};
//! // two days, two periods a day, staff need 5 minutes after each
//! let mut school = Builder::school(2, 5, &[&[(480, 520), (530, 570)]]);
//! let class = school.resource(ResourceKind::Class);
//! let maths = school.event(3, 0, &[class]);
//! school.rule(RuleKind::Assigned(Assigned { events: vec![maths] }));
//! let problem = school.problem;
//! let mut assignment = Assignment::empty(&problem);
//! assignment.put(&problem, problem.events[maths].meets.start, 1, 530);
//! ```

use super::*;
use crate::instance::{Source, Text};
use smallvec::SmallVec;

/// A problem while it is being put together.
#[derive(Debug, Clone)]
pub struct Builder {
    /// The problem so far; change in it whatever the methods do not offer.
    pub problem: Problem,
    /// Minutes of the gap.
    gap: i32,
}

impl Builder {
    /// `days` days, each with these bells: periods as (start, end) in minutes of the day. Bell b
    /// becomes slot set b with its periods' ordinals, day by day. Resources that need the gap are
    /// busy `gap` minutes longer. The cells of a day run from its first start to `gap` minutes after its last end.
    pub fn school(days: usize, gap: i32, bells: &[&[(i32, i32)]]) -> Self {
        let periods = bells.iter().flat_map(|bell| bell.iter().copied());
        let mut cuts: Vec<i32> = periods.flat_map(|(from, to)| [from, to, to + gap]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut axis = Axis {
            days,
            day_names: (0..days).map(|day| format!("day {day}")).collect(),
            ..Axis::default()
        };
        for day in 0..days {
            let first = axis.cells.len();
            axis.cells.extend(cuts.windows(2).map(|cut| Cell {
                weight: (cut[1] - cut[0]) as u32,
                day,
                from: day as i32 * 1440 + cut[0],
                to: day as i32 * 1440 + cut[1],
            }));
            axis.day_cells.push(first..axis.cells.len());
        }
        let problem = Problem {
            name: "test".into(),
            axis,
            ..Problem::default()
        };
        let mut builder = Builder { problem, gap };
        for bell in bells {
            let slots = (0..days).flat_map(|day| bell.iter().enumerate().map(move |(i, period)| (day, i, *period)));
            let slots = slots.map(|(day, ordinal, (from, to))| Slot {
                ordinal: Some(ordinal as u8),
                ..builder.slot(&[day], from, to)
            });
            let slots = slots.collect();
            builder.slots(slots);
        }
        builder
    }

    /// As XHSTT has it: `times` times of weight 1, no days (one day holds all), no minutes (the index
    /// stands for them), no ordinals. Slot set 0 has a slot for each start and each length up to `longest`.
    pub fn plain(times: usize, longest: u16) -> Self {
        let cells = (0..times).map(|i| Cell {
            weight: 1,
            day: 0,
            from: i as i32,
            to: i as i32 + 1,
        });
        let axis = Axis {
            cells: cells.collect(),
            days: 1,
            day_names: vec!["all".into()],
            day_cells: std::iter::once(0..times).collect(),
            reach: 0,
        };
        let problem = Problem {
            name: "test".into(),
            axis,
            ..Problem::default()
        };
        let mut builder = Builder { problem, gap: 0 };
        let slots = (0..times).flat_map(|start| (1..=longest).map(move |length| (start, length)));
        let slots = slots
            .filter(|(start, length)| start + *length as usize <= times)
            .map(|(start, length)| Slot {
                length,
                ..builder.slot(&[0], start as i32, start as i32 + length as i32)
            });
        let slots = slots.collect();
        builder.slots(slots);
        builder
    }

    /// A slot of length 1 without an ordinal, from `from` to `to` (minutes of the day) on each of
    /// the days: one span a day. Its ends must be ends of cells.
    pub fn slot(&self, days: &[Day], from: i32, to: i32) -> Slot {
        let axis = &self.problem.axis;
        let span = |day: Day| {
            let base = day as i32 * 1440;
            let starts = |minute: i32| {
                let mut cells = axis.day_cells[day].clone();
                cells
                    .find(|c| axis.cells[*c].from == base + minute)
                    .expect("a cell starts there")
            };
            let after = |minute: i32| {
                let mut cells = axis.day_cells[day].clone();
                1 + cells
                    .find(|c| axis.cells[*c].to == base + minute)
                    .expect("a cell ends there")
            };
            Span {
                day,
                start: starts(from),
                end: after(to),
                free: after(to + self.gap),
                from: base + from,
                to: base + to,
            }
        };
        Slot {
            spans: days.iter().map(|day| span(*day)).collect(),
            length: 1,
            ordinal: None,
            big_break_after: false,
        }
    }

    /// Adds a slot set, sorted, and gives its index.
    pub fn slots(&mut self, mut slots: Vec<Slot>) -> usize {
        slots.sort_by_key(|slot| (slot.first().start, slot.length));
        self.problem.slot_sets.push(slots);
        self.problem.slot_sets.len() - 1
    }

    /// The big break follows the period with this ordinal in a slot set.
    pub fn big_break(&mut self, slots: usize, ordinal: u8) {
        for slot in &mut self.problem.slot_sets[slots] {
            slot.big_break_after = slot.ordinal == Some(ordinal);
        }
    }

    /// Adds a resource; staff need the gap, others do not.
    pub fn resource(&mut self, kind: ResourceKind) -> ResourceId {
        let id = self.problem.resources.len();
        self.problem.resources.push(Resource {
            name: format!("{kind:?} {id}"),
            kind,
            gap: kind == ResourceKind::Staff,
        });
        id
    }

    /// Adds an event of `length` meets of one unit, without roles.
    pub fn event(&mut self, length: u16, slots: usize, fixed: &[ResourceId]) -> EventId {
        let name = format!("event {}", self.problem.events.len());
        self.problem.add_event(name, length, slots, fixed.to_vec(), Vec::new())
    }

    /// Adds an event whose meets have lengths within `lengths`; it has as many meets as there are of the shortest.
    pub fn splitting(&mut self, length: u16, lengths: (u16, u16), slots: usize, fixed: &[ResourceId]) -> EventId {
        let event = self.event(length / lengths.0, slots, fixed);
        self.problem.events[event].length = length;
        self.problem.events[event].meet_lengths = lengths;
        event
    }

    /// Adds an open role to an event and gives its index there.
    pub fn role(&mut self, event: EventId, candidates: &[ResourceId]) -> usize {
        let roles = &mut self.problem.events[event].roles;
        roles.push(Role {
            name: format!("role {}", roles.len()),
            candidates: candidates.to_vec(),
        });
        roles.len() - 1
    }

    /// Adds a hard rule of weight 1, linear, and gives its index.
    pub fn rule(&mut self, kind: RuleKind) -> usize {
        let id = self.problem.rules.len();
        self.problem.rules.push(Rule {
            kind,
            hard: true,
            weight: 1,
            cost: CostFunction::Linear,
            origin: Origin {
                rule: format!("test/{id}"),
                cite: Text::Any(String::new()),
                source: Source::Assumed,
            },
        });
        id
    }

    /// By event: whether it is among these.
    pub fn only(&self, events: &[EventId]) -> Vec<bool> {
        (0..self.problem.events.len())
            .map(|event| events.contains(&event))
            .collect()
    }

    /// By cell: whether it lies within these minutes of that day.
    pub fn cells(&self, day: Day, from: i32, to: i32) -> Vec<bool> {
        let base = day as i32 * 1440;
        let within = |cell: &Cell| cell.from >= base + from && cell.to <= base + to;
        self.problem.axis.cells.iter().map(within).collect()
    }
}

/// Calls `visit` with every assignment in which all is placed and filled that hard rules demand
/// ([`Assigned`], [`Staffed`]), up to the order of an event's meets. Other rules may be broken.
pub fn each_assignment(problem: &Problem, visit: &mut dyn FnMut(&Assignment)) {
    let hard = || problem.rules.iter().filter(|rule| rule.hard).map(|rule| &rule.kind);
    let placed = |event| hard().any(|kind| matches!(kind, RuleKind::Assigned(k) if k.events.contains(&event)));
    let filled = |role| hard().any(|kind| matches!(kind, RuleKind::Staffed(k) if k.roles.contains(&role)));
    let ways = problem.events.iter().enumerate().map(|(id, event)| {
        let mut ways = Vec::new();
        for (s, slot) in problem.slots(id).iter().enumerate() {
            let mut roles = vec![SmallVec::new()];
            for (r, role) in event.roles.iter().enumerate() {
                let nobody = (!filled((id, r))).then_some(None);
                let by: Vec<_> = role.candidates.iter().map(|c| Some(*c)).chain(nobody).collect();
                let with = |roles: &SmallVec<[Option<ResourceId>; 2]>, by| roles.iter().copied().chain([by]).collect();
                roles = roles
                    .iter()
                    .flat_map(|roles| by.iter().map(move |by| with(roles, *by)))
                    .collect();
            }
            ways.extend(roles.into_iter().map(|roles| Place {
                length: slot.length,
                slot: Some(s as SlotId),
                roles,
            }));
        }
        (ways, placed(id))
    });
    let ways: Vec<_> = ways.collect();
    let mut assignment = Assignment::empty(problem);
    each_event(problem, &ways, 0, &mut assignment, visit);
}

/// Places the events from the given one on; by event, `ways` to place a meet and whether all must be.
fn each_event(
    problem: &Problem,
    ways: &[(Vec<Place>, bool)],
    event: EventId,
    assignment: &mut Assignment,
    visit: &mut dyn FnMut(&Assignment),
) {
    let Some(e) = problem.events.get(event) else {
        return visit(assignment);
    };
    // Meets in order of their ways: one order of many.
    let mut stack = vec![(Vec::new(), 0)];
    while let Some((taken, length)) = stack.pop() {
        let (ways_here, all) = &ways[event];
        if length == e.length || !all {
            for (meet, way) in e.meets.clone().zip(&taken) {
                assignment.places[meet] = Place::clone(&ways_here[*way]);
            }
            assignment.leave_out(e, e.meets.start + taken.len()..e.meets.end, e.length - length);
            each_event(problem, ways, event + 1, assignment, visit);
        }
        if taken.len() < e.meets.len() {
            let first = taken.last().copied().unwrap_or(0);
            let fits = |way: &usize| length + ways_here[*way].length <= e.length;
            for way in (first..ways_here.len()).filter(fits) {
                let more = taken.iter().copied().chain([way]).collect();
                stack.push((more, length + ways_here[way].length));
            }
        }
    }
}

impl Assignment {
    /// Puts a meet into the slot of its length that starts at that minute of that day.
    #[doc(hidden)]
    pub fn put(&mut self, problem: &Problem, meet: MeetId, day: Day, from: i32) {
        let place = &mut self.places[meet];
        let from = day as i32 * 1440 + from;
        let mut slots = problem.slots(problem.meets[meet]).iter();
        let slot = slots.position(|slot| slot.length == place.length && slot.first().from == from);
        place.slot = Some(slot.expect("a slot of that length starts there") as SlotId);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(problem: &Problem) -> usize {
        let mut seen = std::collections::HashSet::new();
        each_assignment(problem, &mut |assignment| assert!(seen.insert(assignment.clone())));
        seen.len()
    }

    #[test]
    fn every_assignment_once() {
        let mut school = Builder::school(2, 5, &[&[(480, 520), (530, 570)]]);
        let class = school.resource(ResourceKind::Class);
        let event = school.event(2, 0, &[class]);
        // nothing, one in 4 slots, two in 4 slots: 4 * 5 / 2
        assert_eq!(count(&school.problem), 1 + 4 + 10);
        let staff = [0, 1].map(|_| school.resource(ResourceKind::Staff));
        let role = school.role(event, &staff);
        // a slot with one of two or with nobody
        assert_eq!(count(&school.problem), 1 + 12 + 12 * 13 / 2);
        school.rule(RuleKind::Staffed(Staffed {
            roles: vec![(event, role)],
        }));
        assert_eq!(count(&school.problem), 1 + 8 + 8 * 9 / 2);
        school.rule(RuleKind::Assigned(Assigned { events: vec![event] }));
        assert_eq!(count(&school.problem), 8 * 9 / 2);
        // a wish prunes nothing
        school.problem.rules[1].hard = false;
        assert_eq!(count(&school.problem), 1 + 8 + 8 * 9 / 2);
        school.event(1, 0, &[class]);
        assert_eq!(count(&school.problem), (1 + 8 + 8 * 9 / 2) * 5);
    }

    #[test]
    fn events_that_split() {
        let mut plain = Builder::plain(3, 2);
        let class = plain.resource(ResourceKind::Class);
        let event = plain.splitting(2, (1, 2), 0, &[class]);
        plain.rule(RuleKind::Assigned(Assigned { events: vec![event] }));
        // one of two units in 2 places, two of one unit in 3 * 4 / 2
        assert_eq!(count(&plain.problem), 2 + 6);
    }
}
