//! A plain second evaluator of every rule kind, from the problem and the assignment alone.
//!
//! It is written to be read beside `problem/rule.rs`: lists and scans, one short function per kind,
//! nothing cached and nothing shared with the rules. Nothing is assumed of the assignment: it may be incomplete,
//! illegal, or even [malformed].

use crate::problem::{
    Adjacent, After, Afternoon, AfternoonGroup, Assigned, Assignment, Available, CellId, Clash, Day, Days, DaysApart,
    Doubles, DoublesPoint, Edge, EventId, Load, Lunch, NoHoles, Overlap, Place, Preferred, Presence, Problem,
    ResourceId, RuleKind, SameStart, Slot, Span, Spread, Staffed, Supervision, SupervisionGroup, Waiting,
};
use std::collections::BTreeSet;
use std::ops::Range;

/// A point of a rule that the assignment does not satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointCost {
    /// Index of the rule in [`Problem::rules`].
    pub rule: usize,
    /// Index of the point, in the order of the rule's points.
    pub point: usize,
    /// Deviation, more than 0.
    pub deviation: i64,
    /// The rule's weight times its function of the deviation.
    pub cost: i64,
}

/// What an assignment costs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sum over the hard rules; 0 is legal.
    pub hard: i64,
    /// Sum over the other rules.
    pub soft: i64,
    /// Cost of every rule, by its index.
    pub by_rule: Vec<i64>,
}

/// All points with a deviation, in order of rules and points.
pub fn evaluate(problem: &Problem, assignment: &Assignment) -> Vec<PointCost> {
    let timetable = Timetable::of(problem, assignment);
    let mut costs = Vec::new();
    for (index, rule) in problem.rules.iter().enumerate() {
        for (point, deviation) in deviations(&timetable, &rule.kind).into_iter().enumerate() {
            if deviation > 0 {
                costs.push(PointCost {
                    rule: index,
                    point,
                    deviation,
                    cost: rule.weight * rule.cost.of(deviation),
                });
            }
        }
    }
    costs
}

/// The cost, and that of every rule.
pub fn totals(problem: &Problem, assignment: &Assignment) -> Totals {
    let mut totals = Totals {
        by_rule: vec![0; problem.rules.len()],
        ..Totals::default()
    };
    for point in evaluate(problem, assignment) {
        totals.by_rule[point.rule] += point.cost;
        if problem.rules[point.rule].hard {
            totals.hard += point.cost;
        } else {
            totals.soft += point.cost;
        }
    }
    totals
}

/// Events whose places contradict the event itself, which no rule prices: lengths that a meet may not have or that do not
/// add up, a slot that does not exist or has another length, a role filled by somebody who is no candidate.
pub fn malformed(problem: &Problem, assignment: &Assignment) -> Vec<EventId> {
    let fits = |event: EventId| {
        let shape = &problem.events[event];
        let Some(places) = assignment.places.get(shape.meets.clone()) else {
            return false;
        };
        let there: Vec<&Place> = places.iter().filter(|place| place.length > 0).collect();
        let (shortest, longest) = shape.meet_lengths;
        let candidate = |(role, by): (usize, &Option<ResourceId>)| {
            by.is_none_or(|by| shape.roles.get(role).is_some_and(|role| role.candidates.contains(&by)))
        };
        there.iter().map(|place| u32::from(place.length)).sum::<u32>() == u32::from(shape.length)
            && there.iter().all(|place| {
                let slot = |id| problem.slots(event).get(usize::from(id));
                (shortest..=longest).contains(&place.length)
                    && place
                        .slot
                        .is_none_or(|id| slot(id).is_some_and(|slot| slot.length == place.length))
                    && place.roles.len() == shape.roles.len()
                    && place.roles.iter().enumerate().all(candidate)
            })
    };
    (0..problem.events.len()).filter(|event| !fits(*event)).collect()
}

/// The assignment, written out.
struct Timetable<'a> {
    problem: &'a Problem,
    /// The meets that are there.
    meets: Vec<Meet<'a>>,
    /// The spans of the meets that are placed.
    spans: Vec<Taken<'a>>,
}

/// A meet that is there.
struct Meet<'a> {
    event: EventId,
    length: i64,
    slot: Option<&'a Slot>,
    roles: &'a [Option<ResourceId>],
}

/// A span of a placed meet, with everybody who attends it.
struct Taken<'a> {
    event: EventId,
    slot: &'a Slot,
    span: &'a Span,
    resources: BTreeSet<ResourceId>,
}

impl<'a> Timetable<'a> {
    fn of(problem: &'a Problem, assignment: &'a Assignment) -> Self {
        let mut meets = Vec::new();
        let mut spans = Vec::new();
        for (event, place) in problem.meets.iter().zip(&assignment.places) {
            if place.length == 0 {
                continue;
            }
            let meet = Meet {
                event: *event,
                length: i64::from(place.length),
                slot: place.slot.and_then(|id| problem.slots(*event).get(usize::from(id))),
                roles: &place.roles,
            };
            if let Some(slot) = meet.slot {
                let fixed = problem.events[*event].fixed.iter();
                let resources: BTreeSet<ResourceId> = fixed.chain(meet.roles.iter().flatten()).copied().collect();
                spans.extend(slot.spans.iter().map(|span| Taken {
                    event: *event,
                    slot,
                    span,
                    resources: resources.clone(),
                }));
            }
            meets.push(meet);
        }
        Timetable { problem, meets, spans }
    }

    /// The meets of one event that are there.
    fn meets_of(&self, event: EventId) -> impl Iterator<Item = &Meet<'a>> {
        self.meets.iter().filter(move |meet| meet.event == event)
    }

    /// The spans of the meets of some events.
    fn spans_of(&self, events: &[EventId]) -> impl Iterator<Item = &Taken<'a>> {
        self.spans.iter().filter(move |taken| events.contains(&taken.event))
    }

    /// The engagements of a resource.
    fn engagements(&self, resource: ResourceId) -> impl Iterator<Item = &Taken<'a>> {
        self.spans
            .iter()
            .filter(move |taken| taken.resources.contains(&resource))
    }

    /// The engagements of a resource on one day in events that count.
    fn counted(&self, resource: ResourceId, counts: &[bool], day: Day) -> impl Iterator<Item = &Taken<'a>> {
        self.engagements(resource)
            .filter(move |taken| counts[taken.event] && taken.span.day == day)
    }

    /// The latest end of a resource's engagements on one day in events that count.
    fn last_end(&self, resource: ResourceId, counts: &[bool], day: Day) -> Option<i64> {
        self.counted(resource, counts, day)
            .map(|taken| i64::from(taken.span.to))
            .max()
    }

    /// The days on which a span of some events starts.
    fn days_of(&self, events: &[EventId]) -> BTreeSet<Day> {
        self.spans_of(events).map(|taken| taken.span.day).collect()
    }

    /// The ordinals that some events take on one day.
    fn ordinals_of(&self, events: &[EventId], day: Day) -> BTreeSet<usize> {
        let spans = self.spans_of(events).filter(|taken| taken.span.day == day);
        spans.filter_map(|taken| taken.slot.ordinal).map(usize::from).collect()
    }

    fn days(&self) -> Range<Day> {
        0..self.problem.axis.days
    }

    fn cells(&self) -> Range<CellId> {
        0..self.problem.axis.cells.len()
    }

    fn weight(&self, cell: CellId) -> i64 {
        i64::from(self.problem.axis.cells[cell].weight)
    }
}

/// The first minute of a day on the axis.
fn midnight(day: Day) -> i64 {
    day as i64 * 1440
}

fn runs(span: &Span, cell: CellId) -> bool {
    (span.start..span.end).contains(&cell)
}

fn outside(number: usize, least: u16, most: u16) -> i64 {
    let number = number as i64;
    (i64::from(least) - number).max(0) + (number - i64::from(most)).max(0)
}

fn beyond(number: usize, most: u16) -> i64 {
    outside(number, 0, most)
}

fn without_hole(ordinals: &BTreeSet<usize>) -> bool {
    match (ordinals.first(), ordinals.last()) {
        (Some(first), Some(last)) => last - first + 1 == ordinals.len(),
        _ => true,
    }
}

/// The deviation of every point of a rule.
fn deviations(t: &Timetable, kind: &RuleKind) -> Vec<i64> {
    match kind {
        RuleKind::Assigned(rule) => assigned(t, rule),
        RuleKind::Staffed(rule) => staffed(t, rule),
        RuleKind::Clash(rule) => clash(t, rule),
        RuleKind::Available(rule) => available(t, rule),
        RuleKind::Preferred(rule) => preferred(t, rule),
        RuleKind::Spread(rule) => spread(t, rule),
        RuleKind::Days(rule) => days(t, rule),
        RuleKind::Presence(rule) => presence(t, rule),
        RuleKind::Load(rule) => load(t, rule),
        RuleKind::Waiting(rule) => waiting(t, rule),
        RuleKind::NoHoles(rule) => no_holes(t, rule),
        RuleKind::Adjacent(rule) => adjacent(t, rule),
        RuleKind::Doubles(rule) => doubles(t, rule),
        RuleKind::DaysApart(rule) => days_apart(t, rule),
        RuleKind::Edge(rule) => edge(t, rule),
        RuleKind::Overlap(rule) => overlap(t, rule),
        RuleKind::After(rule) => after(t, rule),
        RuleKind::Lunch(rule) => lunch(t, rule),
        RuleKind::Afternoon(rule) => afternoon(t, rule),
        RuleKind::Supervision(rule) => supervision(t, rule),
        RuleKind::SameStart(rule) => same_start(t, rule),
    }
}

fn assigned(t: &Timetable, rule: &Assigned) -> Vec<i64> {
    let unplaced = |event: &EventId| {
        let meets = t.meets_of(*event).filter(|meet| meet.slot.is_none());
        meets.map(|meet| meet.length).sum()
    };
    rule.events.iter().map(unplaced).collect()
}

fn staffed(t: &Timetable, rule: &Staffed) -> Vec<i64> {
    let empty = |(event, role): &(EventId, usize)| {
        let meets = t
            .meets_of(*event)
            .filter(|meet| meet.roles.get(*role).is_none_or(Option::is_none));
        meets.map(|meet| meet.length).sum()
    };
    rule.roles.iter().map(empty).collect()
}

fn clash(t: &Timetable, rule: &Clash) -> Vec<i64> {
    let too_many = |resource: &ResourceId| {
        let gap = t.problem.resources[*resource].gap;
        let busy = |span: &Span, cell| (span.start..if gap { span.free } else { span.end }).contains(&cell);
        let in_cell = |cell| t.engagements(*resource).filter(|taken| busy(taken.span, cell)).count();
        t.cells().map(|cell| t.weight(cell) * beyond(in_cell(cell), 1)).sum()
    };
    rule.resources.iter().map(too_many).collect()
}

fn available(t: &Timetable, rule: &Available) -> Vec<i64> {
    let engaged_while_away = |(resource, away): &(ResourceId, Vec<bool>)| {
        let engaged = |cell: &CellId| t.engagements(*resource).any(|taken| runs(taken.span, *cell));
        let cells = t.cells().filter(|cell| away[*cell]).filter(engaged);
        cells.map(|cell| t.weight(cell)).sum()
    };
    rule.away.iter().map(engaged_while_away).collect()
}

fn preferred(t: &Timetable, rule: &Preferred) -> Vec<i64> {
    let amount = |meet: &Meet| {
        let start = meet.slot.and_then(|slot| slot.spans.first()).map(|span| span.start);
        let amount = start.map_or(0, |cell| i64::from(rule.amounts[cell]));
        if rule.by_length { amount * meet.length } else { amount }
    };
    let amounts = |event: &EventId| t.meets_of(*event).map(amount).sum();
    rule.events.iter().map(amounts).collect()
}

fn spread(t: &Timetable, rule: &Spread) -> Vec<i64> {
    let mut deviations = Vec::new();
    for point in &rule.points {
        let mut deviation = 0;
        for (group, least, most) in &point.limits {
            let cells = &rule.groups[*group].cells;
            let starts = t
                .spans_of(&point.events)
                .filter(|taken| cells[taken.span.start])
                .count();
            deviation += outside(starts, *least, *most);
        }
        deviations.push(deviation);
    }
    deviations
}

fn days(t: &Timetable, rule: &Days) -> Vec<i64> {
    let points = rule.points.iter();
    points
        .map(|point| outside(t.days_of(&point.events).len(), point.min, point.max))
        .collect()
}

fn presence(t: &Timetable, rule: &Presence) -> Vec<i64> {
    let days = |resource| {
        t.engagements(resource)
            .map(|taken| taken.span.day)
            .collect::<BTreeSet<Day>>()
    };
    let points = rule.points.iter();
    points
        .map(|(resource, most)| beyond(days(*resource).len(), *most))
        .collect()
}

fn load(t: &Timetable, rule: &Load) -> Vec<i64> {
    let overload = |(resource, most): &(ResourceId, u16)| {
        let number = |day| t.counted(*resource, &rule.counts, day).count();
        t.days().map(|day| beyond(number(day), *most)).sum()
    };
    rule.points.iter().map(overload).collect()
}

fn waiting(t: &Timetable, rule: &Waiting) -> Vec<i64> {
    let units = |resource: ResourceId, day: Day| {
        let (open, close) = (midnight(day) + i64::from(rule.from), midnight(day) + i64::from(rule.to));
        let of_day = t.engagements(resource).filter(|taken| taken.span.day == day);
        let minutes = of_day.map(|taken| {
            (
                i64::from(taken.span.from).max(open),
                i64::from(taken.span.to).min(close),
            )
        });
        let mut minutes: Vec<(i64, i64)> = minutes.filter(|(from, to)| from < to).collect();
        minutes.sort_unstable();
        let mut units = 0;
        let mut busy_until = None;
        for (from, to) in minutes {
            let gap = from - busy_until.unwrap_or(from);
            let too_long = (gap - i64::from(rule.beyond)).max(0);
            let per = i64::from(rule.per.max(1));
            units += (too_long + per - 1) / per;
            busy_until = busy_until.max(Some(to));
        }
        units
    };
    let resources = rule.resources.iter();
    resources
        .map(|resource| t.days().map(|day| units(*resource, day)).sum())
        .collect()
}

fn no_holes(t: &Timetable, rule: &NoHoles) -> Vec<i64> {
    let holes = |resource: ResourceId, day: Day| {
        let engagements = t.counted(resource, &rule.counts, day);
        let ordinals: BTreeSet<u8> = engagements.filter_map(|taken| taken.slot.ordinal).collect();
        ordinals
            .last()
            .map_or(0, |last| i64::from(*last) + 1 - ordinals.len() as i64)
    };
    let resources = rule.resources.iter();
    resources
        .map(|resource| t.days().map(|day| holes(*resource, day)).sum())
        .collect()
}

fn adjacent(t: &Timetable, rule: &Adjacent) -> Vec<i64> {
    let torn = |events: &[EventId], day: Day| !without_hole(&t.ordinals_of(events, day));
    let points = rule.points.iter();
    points
        .map(|(_, events)| t.days().filter(|day| torn(events, *day)).count() as i64)
        .collect()
}

fn doubles(t: &Timetable, rule: &Doubles) -> Vec<i64> {
    let missing = |point: &DoublesPoint| {
        let doubles: usize = t.days().map(|day| doubles_of_day(t, point, day)).sum();
        outside(doubles, point.count, u16::MAX)
    };
    rule.points.iter().map(missing).collect()
}

fn doubles_of_day(t: &Timetable, point: &DoublesPoint, day: Day) -> usize {
    let torn_after = |ordinal: usize| {
        let mut taken = t.spans_of(&point.events).filter(|taken| taken.span.day == day);
        !point.across_big_break
            && taken.any(|taken| taken.slot.ordinal.map(usize::from) == Some(ordinal) && taken.slot.big_break_after)
    };
    let ordinals = t.ordinals_of(&point.events, day);
    let mut doubles = 0;
    let mut free_from = 0;
    for ordinal in &ordinals {
        if *ordinal >= free_from && ordinals.contains(&(ordinal + 1)) && !torn_after(*ordinal) {
            doubles += 1;
            free_from = ordinal + 2;
        }
    }
    doubles
}

fn days_apart(t: &Timetable, rule: &DaysApart) -> Vec<i64> {
    let week = |day: Day| day / rule.days_a_week.max(1);
    let too_near = |(_, events): &(String, Vec<EventId>)| {
        let days = t.days_of(events);
        let later = |d: Day| {
            days.iter()
                .filter(move |e| **e > d && **e - d < rule.apart && week(**e) == week(d))
        };
        days.iter().map(|d| later(*d).count() as i64).sum()
    };
    rule.points.iter().map(too_near).collect()
}

fn edge(t: &Timetable, rule: &Edge) -> Vec<i64> {
    let inside = |(event, resource): &(EventId, ResourceId)| {
        let at_edge = |taken: &&Taken| {
            let others = || {
                t.counted(*resource, &rule.counts, taken.span.day)
                    .map(|other| other.span)
            };
            (rule.first && !others().any(|other| other.from < taken.span.from))
                || (rule.last && !others().any(|other| other.to > taken.span.to))
        };
        t.spans_of(&[*event]).filter(|taken| !at_edge(taken)).count() as i64
    };
    rule.points.iter().map(inside).collect()
}

fn overlap(t: &Timetable, rule: &Overlap) -> Vec<i64> {
    let mut deviations = Vec::new();
    for point in &rule.points {
        let mut pairs = 0;
        for a in t.spans_of(&point.a) {
            let touches = |b: &&Taken| a.span.start < b.span.free && b.span.start < a.span.free;
            pairs += t.spans_of(&point.b).filter(touches).count();
        }
        deviations.push(beyond(pairs, point.allowed));
    }
    deviations
}

fn after(t: &Timetable, rule: &After) -> Vec<i64> {
    let mut deviations = Vec::new();
    for (event, others) in &rule.points {
        let mut pairs = 0;
        for own in t.spans_of(&[*event]) {
            let later = |other: &&Taken| other.span.day == own.span.day && other.span.free > own.span.start;
            pairs += t.spans_of(others).filter(later).count() as i64;
        }
        deviations.push(pairs);
    }
    deviations
}

fn lunch(t: &Timetable, rule: &Lunch) -> Vec<i64> {
    let in_lunch = |(event, class, minutes): &(EventId, ResourceId, i32)| {
        let overlaps = |taken: &&Taken| {
            let start = t.last_end(*class, &rule.counts, taken.span.day);
            start.is_some_and(|start| {
                i64::from(taken.span.from) < start + i64::from(*minutes) && i64::from(taken.span.to) > start
            })
        };
        t.spans_of(&[*event]).filter(overlaps).count() as i64
    };
    rule.points.iter().map(in_lunch).collect()
}

fn afternoon(t: &Timetable, rule: &Afternoon) -> Vec<i64> {
    let groups = rule.groups.iter();
    groups
        .flat_map(|group| t.days().map(|day| afternoon_of_day(t, &rule.counts, group, day)))
        .collect()
}

fn afternoon_of_day(t: &Timetable, counts: &[bool], group: &AfternoonGroup, day: Day) -> i64 {
    let hours: &[CellId] = group.hours.get(day).map_or(&[], Vec::as_slice);
    let positions_of = |events: &[EventId]| -> BTreeSet<usize> {
        let taken = |hour: &CellId| t.spans_of(events).any(|taken| taken.span.start == *hour);
        (0..hours.len()).filter(|position| taken(&hours[*position])).collect()
    };
    let recreation = positions_of(&group.recreation);
    let self_study = positions_of(&group.self_study);
    let interests = positions_of(&group.interests);
    let taken = &(&recreation | &self_study) | &interests;

    let ends = group.classes.iter().filter_map(|class| t.last_end(*class, counts, day));
    let earliest = ends.max().unwrap_or(midnight(day)) + i64::from(group.lunch);
    let possible = |hour: &CellId| i64::from(t.problem.axis.cells[*hour].from) >= earliest;
    let first_possible = hours.iter().position(possible).unwrap_or(hours.len());

    let too_early = taken.iter().filter(|hour| **hour < first_possible).count();
    let left_out = |hour: &usize| !taken.contains(hour) && taken.iter().any(|later| later > hour);
    let holes = (first_possible..hours.len()).filter(left_out).count();
    let afterwards = &recreation | &self_study;
    let wrong_pairs = interests
        .iter()
        .map(|hour| afterwards.iter().filter(|later| *later > hour).count());
    let wrong_order: usize = wrong_pairs.sum();
    let self_study_torn = !without_hole(&self_study);
    let wrong_start = taken.first().is_some_and(|first| !recreation.contains(first));
    (too_early + holes + wrong_order) as i64 + i64::from(self_study_torn) + i64::from(wrong_start)
}

fn supervision(t: &Timetable, rule: &Supervision) -> Vec<i64> {
    let groups = rule.groups.iter();
    groups
        .flat_map(|group| t.days().map(|day| unsupervised(t, &rule.counts, group, day)))
        .collect()
}

fn unsupervised(t: &Timetable, counts: &[bool], group: &SupervisionGroup, day: Day) -> i64 {
    let last_ends = || group.classes.iter().filter_map(|class| t.last_end(*class, counts, day));
    let (Some(earliest), Some(latest)) = (last_ends().min(), last_ends().max()) else {
        return 0;
    };
    let activities = t.spans_of(&group.activities).filter(|taken| taken.span.day == day);
    let until = activities
        .map(|taken| i64::from(taken.span.from))
        .min()
        .unwrap_or(latest);
    let between = |cell: &CellId| {
        let cell = &t.problem.axis.cells[*cell];
        earliest <= i64::from(cell.from) && i64::from(cell.to) <= until
    };
    let engaged = |cell: CellId| t.engagements(group.staff).any(|taken| runs(taken.span, cell));
    let missed = t
        .cells()
        .filter(between)
        .filter(|cell| group.away[*cell] || engaged(*cell));
    missed.map(|cell| t.weight(cell)).sum()
}

fn same_start(t: &Timetable, rule: &SameStart) -> Vec<i64> {
    let apart = |(_, events): &(String, Vec<EventId>)| {
        let running = |event: &EventId, cell| t.spans_of(&[*event]).any(|taken| runs(taken.span, cell));
        let some_not_all = |cell: &CellId| {
            events.iter().any(|event| running(event, *cell)) && !events.iter().all(|event| running(event, *cell))
        };
        t.cells().filter(some_not_all).count() as i64
    };
    rule.points.iter().map(apart).collect()
}
