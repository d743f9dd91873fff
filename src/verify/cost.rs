//! A plain second evaluator of every rule kind, from the problem and the assignment alone.
//!
//! It is written to be read beside `problem/rule.rs`: lists and scans, one short function per kind,
//! nothing cached and nothing shared with the rules. Nothing is assumed of the assignment: it may
//! be incomplete, illegal, or even [malformed].

use crate::problem::{
    Adjacent, After, Afternoon, AfternoonGroup, Assigned, Assignment, Available, Busy, CellId, CellSet, Clash, Day,
    Days, DaysApart, Doubles, DoublesPoint, Earned, Edge, EventId, Idle, Load, Lunch, NoHoles, Order, Overlap, Place,
    Preferred, Presence, Problem, ResourceId, RuleKind, SameHands, SameStart, Slot, Span, Split, Spread, Staffed,
    Suited, Supervision, SupervisionGroup, TimeGroup, Waiting, Workload,
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

/// Events whose places contradict the event itself, which no rule prices: lengths that a meet may
/// not have or that do not add up, a slot that does not exist or has another length, a role
/// filled by somebody who is no candidate.
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
    roles: &'a [Option<ResourceId>],
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
                    roles: meet.roles,
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
    fn engagements(&self, resource: ResourceId) -> Vec<&Taken<'a>> {
        let attended = self.spans.iter().filter(|taken| taken.resources.contains(&resource));
        attended.collect()
    }

    /// The engagements of a resource on one day in events that count.
    fn counted(&self, resource: ResourceId, counts: &[bool], day: Day) -> Vec<&Taken<'a>> {
        let mut engagements = self.engagements(resource);
        engagements.retain(|taken| counts[taken.event] && taken.span.day == day);
        engagements
    }

    /// The cells in which a resource is engaged.
    fn busy_cells(&self, resource: ResourceId) -> BTreeSet<CellId> {
        let engagements = self.engagements(resource);
        engagements
            .iter()
            .flat_map(|taken| taken.span.start..taken.span.end)
            .collect()
    }

    /// The latest end of a resource's engagements on one day in events that count.
    fn last_end(&self, resource: ResourceId, counts: &[bool], day: Day) -> Option<i64> {
        let engagements = self.counted(resource, counts, day);
        engagements.iter().map(|taken| i64::from(taken.span.to)).max()
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
        RuleKind::Split(rule) => split(t, rule),
        RuleKind::Suited(rule) => suited(t, rule),
        RuleKind::SameHands(rule) => same_hands(t, rule),
        RuleKind::Order(rule) => order(t, rule),
        RuleKind::Idle(rule) => idle(t, rule),
        RuleKind::Busy(rule) => busy(t, rule),
        RuleKind::Workload(rule) => workload(t, rule),
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
    let mut deviations = Vec::new();
    for resource in &rule.resources {
        let gap = t.problem.resources[*resource].gap;
        let keeps_busy = |span: &Span, cell| (span.start..if gap { span.free } else { span.end }).contains(&cell);
        let times = |taken: &Taken| {
            if !rule.by_role {
                return 1;
            }
            let fixed = t.problem.events[taken.event].fixed.contains(resource);
            let again = rule.again.iter().filter(|(e, r)| (*e, *r) == (taken.event, *resource));
            let filled = taken.roles.iter().filter(|role| **role == Some(*resource));
            usize::from(fixed) + again.count() + filled.count()
        };
        let engagements = t.engagements(*resource);
        let mut by_cell = Vec::new();
        for cell in t.cells() {
            let here = engagements.iter().filter(|taken| keeps_busy(taken.span, cell));
            let often: usize = here.map(|taken| times(taken)).sum();
            by_cell.push(t.weight(cell) * beyond(often, 1));
        }
        if rule.by_cell {
            deviations.extend(by_cell);
        } else {
            deviations.push(by_cell.iter().sum());
        }
    }
    deviations
}

fn available(t: &Timetable, rule: &Available) -> Vec<i64> {
    let engaged_while_away = |(resource, away): &(ResourceId, CellSet)| {
        let engagements = t.engagements(*resource);
        let engaged = |cell: &CellId| engagements.iter().any(|taken| runs(taken.span, *cell));
        let cells = t.cells().filter(|cell| away[*cell]).filter(engaged);
        cells.map(|cell| t.weight(cell)).sum()
    };
    rule.away.iter().map(engaged_while_away).collect()
}

fn preferred(t: &Timetable, rule: &Preferred) -> Vec<i64> {
    let amount = |meet: &Meet| {
        let start = meet.slot.and_then(|slot| slot.spans.first()).map(|span| span.start);
        if rule.only.is_some_and(|only| i64::from(only) != meet.length) {
            return 0;
        }
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
    let off = |(resource, least, most): &(ResourceId, u16, u16)| {
        let busy = t.busy_cells(*resource);
        let groups = rule
            .groups
            .iter()
            .filter(|group| busy.iter().any(|cell| group.cells[*cell]));
        let mut most = *most;
        if let Some(Earned { counts, each }) = &rule.earned {
            let mut engagements = t.engagements(*resource);
            engagements.retain(|taken| counts[taken.event]);
            engagements.retain(|taken| rule.groups.iter().any(|group| group.cells[taken.span.start]));
            most = most.saturating_add(engagements.len().div_ceil(usize::from(*each)) as u16);
        }
        outside(groups.count(), *least, most)
    };
    rule.points.iter().map(off).collect()
}

fn load(t: &Timetable, rule: &Load) -> Vec<i64> {
    let overload = |(resource, most): &(ResourceId, u16)| {
        let number = |day| t.counted(*resource, &rule.counts, day).len();
        t.days().map(|day| beyond(number(day), *most)).sum()
    };
    rule.points.iter().map(overload).collect()
}

fn waiting(t: &Timetable, rule: &Waiting) -> Vec<i64> {
    let units = |resource: &ResourceId| t.days().map(|day| waiting_of_day(t, rule, *resource, day)).sum();
    rule.resources.iter().map(units).collect()
}

fn waiting_of_day(t: &Timetable, rule: &Waiting, resource: ResourceId, day: Day) -> i64 {
    let (open, close) = (midnight(day) + i64::from(rule.from), midnight(day) + i64::from(rule.to));
    let mut minutes = Vec::new();
    for taken in t.engagements(resource) {
        let (from, to) = (
            i64::from(taken.span.from).max(open),
            i64::from(taken.span.to).min(close),
        );
        if taken.span.day == day && from < to {
            minutes.push((from, to));
        }
    }
    minutes.sort_unstable();
    let per = i64::from(rule.per.max(1));
    let mut units = 0;
    let mut busy_until = None;
    for (from, to) in minutes {
        let gap = from - busy_until.unwrap_or(from);
        let too_long = (gap - i64::from(rule.beyond)).max(0);
        units += (too_long + per - 1) / per;
        busy_until = busy_until.max(Some(to));
    }
    units
}

fn no_holes(t: &Timetable, rule: &NoHoles) -> Vec<i64> {
    let holes_of_day = |resource: ResourceId, day: Day| {
        let engagements = t.counted(resource, &rule.counts, day);
        let ordinals: BTreeSet<u8> = engagements.iter().filter_map(|taken| taken.slot.ordinal).collect();
        let periods = ordinals.last().map_or(0, |last| i64::from(*last) + 1);
        periods - ordinals.len() as i64
    };
    let holes = |resource: &ResourceId| t.days().map(|day| holes_of_day(*resource, day)).sum();
    rule.resources.iter().map(holes).collect()
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
    let too_near = |(_, events): &(String, Vec<EventId>)| {
        let days = t.days_of(events);
        let distance = |d: Day, e: Day| (rule.numbers[e] as i64 - rule.numbers[d] as i64).abs();
        let later = |d: Day| {
            days.iter()
                .filter(move |e| **e > d && distance(d, **e) < rule.apart as i64)
        };
        days.iter().map(|d| later(*d).count() as i64).sum()
    };
    rule.points.iter().map(too_near).collect()
}

fn edge(t: &Timetable, rule: &Edge) -> Vec<i64> {
    let inside = |(event, resource): &(EventId, ResourceId)| {
        let at_edge = |own: &Span| {
            let others = t.counted(*resource, &rule.counts, own.day);
            let first = !others.iter().any(|other| other.span.from < own.from);
            let last = !others.iter().any(|other| other.span.to > own.to);
            rule.first && first || rule.last && last
        };
        t.spans_of(&[*event]).filter(|taken| !at_edge(taken.span)).count() as i64
    };
    rule.points.iter().map(inside).collect()
}

fn overlap(t: &Timetable, rule: &Overlap) -> Vec<i64> {
    let mut deviations = Vec::new();
    for point in &rule.points {
        let mut pairs = 0;
        for a in t.spans_of(&point.a).filter(|a| point.days.contains(&a.span.day)) {
            let touches = |b: &&Taken| a.span.start < b.span.free && b.span.start < a.span.free;
            pairs += t.spans_of(&point.b).filter(touches).count();
        }
        deviations.push(beyond(pairs, point.allowed));
    }
    deviations
}

fn after(t: &Timetable, rule: &After) -> Vec<i64> {
    let mut deviations = Vec::new();
    for (event, resource) in &rule.points {
        let mut pairs = 0;
        for own in t.spans_of(&[*event]) {
            let mut others = t.counted(*resource, &rule.counts, own.span.day);
            others.retain(|other| other.span.free > own.span.start);
            pairs += others.len() as i64;
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
                let end = start + i64::from(*minutes);
                i64::from(taken.span.from).max(start) < i64::from(taken.span.to).min(end)
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
    let engagements = t.engagements(group.staff);
    let engaged = |cell: CellId| engagements.iter().any(|taken| runs(taken.span, cell));
    let missed = t
        .cells()
        .filter(between)
        .filter(|cell| group.away[*cell] || engaged(*cell));
    missed.map(|cell| t.weight(cell)).sum()
}

fn same_start(t: &Timetable, rule: &SameStart) -> Vec<i64> {
    let apart = |(_, events): &(String, Vec<EventId>)| {
        let spans: Vec<Vec<&Taken>> = events.iter().map(|event| t.spans_of(&[*event]).collect()).collect();
        let runs_at = |spans: &[&Taken], cell| spans.iter().any(|taken| runs(taken.span, cell));
        let running = |cell| spans.iter().filter(|of_event| runs_at(of_event, cell)).count();
        t.cells()
            .filter(|cell| (1..events.len()).contains(&running(*cell)))
            .count() as i64
    };
    rule.points.iter().map(apart).collect()
}

fn split(t: &Timetable, rule: &Split) -> Vec<i64> {
    let mut deviations = Vec::new();
    for event in &rule.events {
        let mut deviation = 0;
        for pieces in &rule.counts {
            let lengths = t.meets_of(*event).map(|meet| meet.length);
            let fit = |length: &i64| i64::from(pieces.shortest) <= *length && *length <= i64::from(pieces.longest);
            deviation += outside(lengths.filter(fit).count(), pieces.fewest, pieces.most);
        }
        deviations.push(deviation);
    }
    deviations
}

/// Who fills a role of an event, with the lengths of the meets.
fn fillers(t: &Timetable, event: EventId, role: usize) -> Vec<(ResourceId, i64)> {
    let filled = |meet: &Meet| Some((meet.roles.get(role).copied().flatten()?, meet.length));
    t.meets_of(event).filter_map(filled).collect()
}

fn suited(t: &Timetable, rule: &Suited) -> Vec<i64> {
    let unsuited = |(event, role): &(EventId, usize)| {
        let fillers = fillers(t, *event, *role);
        let wrong = fillers.iter().filter(|(who, _)| !rule.suited[*who]);
        wrong.map(|(_, length)| length).sum()
    };
    rule.roles.iter().map(unsuited).collect()
}

fn same_hands(t: &Timetable, rule: &SameHands) -> Vec<i64> {
    let mut deviations = Vec::new();
    for point in &rule.points {
        let mut hands: BTreeSet<ResourceId> = point.fixed.iter().copied().collect();
        for (event, role) in &point.roles {
            hands.extend(fillers(t, *event, *role).into_iter().map(|(who, _)| who));
        }
        deviations.push((hands.len() as i64 - 1).max(0));
    }
    deviations
}

fn order(t: &Timetable, rule: &Order) -> Vec<i64> {
    let mut deviations = Vec::new();
    for point in &rule.points {
        let both = [point.first, point.second];
        let all_placed = both.iter().all(|e| t.meets_of(*e).all(|meet| meet.slot.is_some()));
        let end = t.spans_of(&both[..1]).map(|taken| taken.span.to).max();
        let start = t.spans_of(&both[1..]).map(|taken| taken.span.from).min();
        deviations.push(match (start, end) {
            (Some(start), Some(end)) if all_placed => {
                let distance = i64::from(start) - i64::from(end);
                (i64::from(point.min) - distance).max(0) + (distance - i64::from(point.max)).max(0)
            }
            _ => 0,
        });
    }
    deviations
}

fn between(number: i64, least: u32, most: u32) -> i64 {
    (i64::from(least) - number).max(0) + (number - i64::from(most)).max(0)
}

fn idle(t: &Timetable, rule: &Idle) -> Vec<i64> {
    let idle_in = |busy: &BTreeSet<CellId>, group: &TimeGroup| -> i64 {
        let in_group = |cell: &CellId| group.cells[*cell];
        let first = busy.iter().copied().find(|cell| in_group(cell));
        let last = busy.iter().rev().copied().find(|cell| in_group(cell));
        let (Some(first), Some(last)) = (first, last) else {
            return 0;
        };
        let idle = (first..last).filter(|cell| in_group(cell) && !busy.contains(cell));
        idle.map(|cell| t.weight(cell)).sum()
    };
    let off = |resource: &ResourceId| {
        let busy = t.busy_cells(*resource);
        let all = rule.groups.iter().map(|group| idle_in(&busy, group)).sum();
        between(all, rule.min, rule.max)
    };
    rule.resources.iter().map(off).collect()
}

fn busy(t: &Timetable, rule: &Busy) -> Vec<i64> {
    let mut deviations = Vec::new();
    for (resource, groups) in &rule.points {
        let busy = t.busy_cells(*resource);
        let mut deviation = 0;
        for group in groups {
            let cells: Vec<&CellId> = busy.iter().filter(|cell| rule.groups[*group].cells[**cell]).collect();
            if !cells.is_empty() {
                let weight = cells.into_iter().map(|cell| t.weight(*cell)).sum();
                deviation += between(weight, rule.min, rule.max);
            }
        }
        deviations.push(deviation);
    }
    deviations
}

fn workload(t: &Timetable, rule: &Workload) -> Vec<i64> {
    let mut deviations = Vec::new();
    for point in &rule.points {
        let mut load = point.fixed;
        for (event, role, amount) in &rule.roles {
            let own = fillers(t, *event, *role);
            load += own
                .iter()
                .filter(|(who, _)| *who == point.resource)
                .map(|(_, length)| length * amount)
                .sum::<i64>();
        }
        let missing = (i64::from(point.min) * rule.unit - load).max(0);
        let over = (load - i64::from(point.max) * rule.unit).max(0);
        deviations.push((missing + over + rule.unit - 1) / rule.unit);
    }
    deviations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder;
    use crate::problem::{CostFunction, DaysPoint, OverlapPoint, ResourceKind, SpreadPoint};

    /// Bells of two grades and the afternoon; the first two hours of the afternoon touch.
    const FIFTH: usize = 0;
    const THIRD: usize = 1;
    const AFTERNOON: usize = 2;

    fn school(days: usize) -> Builder {
        let fifth = [(480, 520), (530, 570), (580, 620), (640, 680)];
        let third = [(490, 530), (540, 580), (590, 630), (650, 690)];
        let afternoon = [(720, 760), (760, 800), (805, 845), (850, 890)];
        Builder::school(days, 5, &[&fifth, &third, &afternoon])
    }

    /// The k-th meet of an event.
    fn meet(b: &Builder, event: EventId, k: usize) -> usize {
        b.problem.events[event].meets.start + k
    }

    /// Event, day, minute.
    type At = (EventId, Day, i32);

    /// An assignment with meets of these events there, each event's from its first on.
    fn timetable(b: &Builder, places: &[At]) -> Assignment {
        let mut assignment = Assignment::empty(&b.problem);
        for (i, (event, day, from)) in places.iter().enumerate() {
            let k = places[..i].iter().filter(|earlier| earlier.0 == *event).count();
            assignment.put(&b.problem, meet(b, *event, k), *day, *from);
        }
        assignment
    }

    /// Point and deviation, where there is one.
    fn found(b: &Builder, assignment: &Assignment) -> Vec<(usize, i64)> {
        let costs = evaluate(&b.problem, assignment);
        costs.iter().map(|cost| (cost.point, cost.deviation)).collect()
    }

    fn at(b: &Builder, places: &[At]) -> Vec<(usize, i64)> {
        found(b, &timetable(b, places))
    }

    fn with(one: &[At], more: &[At]) -> Vec<At> {
        [one, more].concat()
    }

    const NONE: [(usize, i64); 0] = [];

    /// An event of length 4 in meets of 1 and 3, as XHSTT splits.
    fn split_in_two(b: &mut Builder, fixed: &[ResourceId]) -> EventId {
        b.splitting(4, (1, 4), 0, fixed)
    }

    fn one_and_three(b: &Builder, event: EventId) -> Assignment {
        let mut assignment = Assignment::empty(&b.problem);
        for (k, length) in [1, 3, 0, 0].into_iter().enumerate() {
            assignment.places[meet(b, event, k)].length = length;
        }
        assignment
    }

    #[test]
    fn assigned_counts_units_without_a_slot() {
        let mut b = school(1);
        let (maths, art) = (b.event(3, FIFTH, &[]), b.event(1, FIFTH, &[]));
        b.rule(RuleKind::Assigned(Assigned {
            events: vec![art, maths],
        }));
        assert_eq!(at(&b, &[]), [(0, 1), (1, 3)]);
        assert_eq!(at(&b, &[(art, 0, 480), (maths, 0, 480)]), [(1, 2)]);
        let all = [(art, 0, 480), (maths, 0, 480), (maths, 0, 480), (maths, 0, 530)];
        assert_eq!(at(&b, &all), NONE);
    }

    #[test]
    fn assigned_with_splits_and_cost_functions() {
        let mut b = Builder::plain(6, 4);
        let event = split_in_two(&mut b, &[]);
        for _ in 0..3 {
            b.rule(RuleKind::Assigned(Assigned { events: vec![event] }));
        }
        b.problem.rules[1].cost = CostFunction::Quadratic;
        b.problem.rules[1].weight = 10;
        b.problem.rules[2].cost = CostFunction::Step;
        b.problem.rules[2].weight = 7;
        b.problem.rules[2].hard = false;
        let mut assignment = one_and_three(&b, event);
        let by_rule = |assignment: &Assignment| totals(&b.problem, assignment);
        let expected = Totals {
            hard: 4 + 160,
            soft: 7,
            by_rule: vec![4, 160, 7],
        };
        assert_eq!(by_rule(&assignment), expected);
        assignment.put(&b.problem, meet(&b, event, 0), 0, 5);
        assert_eq!(by_rule(&assignment).by_rule, [3, 90, 7]);
        assignment.put(&b.problem, meet(&b, event, 1), 0, 0);
        assert_eq!(by_rule(&assignment).by_rule, [0, 0, 0]);
        let costs = evaluate(&b.problem, &one_and_three(&b, event));
        let second = PointCost {
            rule: 1,
            point: 0,
            deviation: 4,
            cost: 160,
        };
        assert_eq!(costs[1], second);
    }

    #[test]
    fn staffed_counts_units_of_meets_with_an_empty_role() {
        let mut b = Builder::plain(6, 4);
        let (ann, bob) = (b.resource(ResourceKind::Staff), b.resource(ResourceKind::Staff));
        let event = split_in_two(&mut b, &[]);
        let (teacher, helper) = (b.role(event, &[ann, bob]), b.role(event, &[bob]));
        let roles = vec![(event, teacher), (event, helper)];
        b.rule(RuleKind::Staffed(Staffed { roles }));
        let mut assignment = one_and_three(&b, event);
        let (one, three) = (meet(&b, event, 0), meet(&b, event, 1));
        assert_eq!(found(&b, &assignment), [(0, 4), (1, 4)]);
        assignment.places[one].roles[teacher] = Some(ann);
        assignment.places[three].roles[helper] = Some(bob);
        assert_eq!(found(&b, &assignment), [(0, 3), (1, 1)]);
        // Placing changes nothing.
        assignment.put(&b.problem, three, 0, 2);
        assert_eq!(found(&b, &assignment), [(0, 3), (1, 1)]);
        assignment.places[three].roles[teacher] = Some(bob);
        assignment.places[one].roles[helper] = Some(bob);
        assert_eq!(found(&b, &assignment), NONE);
    }

    #[test]
    fn clash_is_an_overlap_of_minutes_with_the_gap_of_those_who_need_it() {
        let mut b = school(2);
        let (teacher, class) = (b.resource(ResourceKind::Staff), b.resource(ResourceKind::Class));
        let fifth = b.event(2, FIFTH, &[teacher, class]);
        let third = b.event(2, THIRD, &[class, teacher]);
        let touching = b.slot(&[0], 520, 570);
        let touching = b.slots(vec![touching]);
        let touching = b.event(1, touching, &[teacher, class]);
        b.rule(RuleKind::Clash(Clash {
            resources: vec![class, teacher],
            ..Clash::default()
        }));
        // 8:50-9:30 and 9:00-9:40: from 540 to 570 the class, to 575 the teacher.
        assert_eq!(at(&b, &[(fifth, 0, 530), (third, 0, 540)]), [(0, 30), (1, 35)]);
        // 8:50-9:30 and 9:50-10:30, and the same hours on different days.
        assert_eq!(at(&b, &[(fifth, 0, 530), (third, 0, 590)]), NONE);
        assert_eq!(at(&b, &[(fifth, 0, 530), (third, 1, 540)]), NONE);
        // A lesson that begins when another ends is a clash for the gap alone.
        assert_eq!(at(&b, &[(fifth, 0, 480), (touching, 0, 520)]), [(1, 5)]);
        // Three at once: two too many.
        let thrice = [(fifth, 0, 530), (fifth, 0, 530), (third, 0, 540)];
        assert_eq!(at(&b, &thrice), [(0, 40 + 30), (1, 45 + 35)]);
    }

    #[test]
    fn clash_counts_a_resource_once_in_a_meet() {
        let mut b = Builder::plain(4, 4);
        let teacher = b.resource(ResourceKind::Other);
        let (one, two) = (b.event(1, 0, &[teacher]), b.event(1, 0, &[]));
        let role = b.role(one, &[teacher]);
        b.role(two, &[teacher]);
        b.rule(RuleKind::Clash(Clash {
            resources: vec![teacher],
            ..Clash::default()
        }));
        let mut assignment = timetable(&b, &[(one, 0, 2)]);
        assignment.places[meet(&b, one, 0)].roles[role] = Some(teacher);
        assert_eq!(found(&b, &assignment), NONE);
        assignment.put(&b.problem, meet(&b, two, 0), 0, 2);
        assert_eq!(found(&b, &assignment), NONE);
        assignment.places[meet(&b, two, 0)].roles[0] = Some(teacher);
        assert_eq!(found(&b, &assignment), [(0, 1)]);
    }

    #[test]
    fn what_is_not_there_counts_nowhere() {
        let mut b = Builder::plain(6, 4);
        let class = b.resource(ResourceKind::Class);
        let event = split_in_two(&mut b, &[class]);
        b.rule(RuleKind::Clash(Clash {
            resources: vec![class],
            ..Clash::default()
        }));
        b.rule(RuleKind::Assigned(Assigned { events: vec![event] }));
        let mut assignment = one_and_three(&b, event);
        assignment.put(&b.problem, meet(&b, event, 0), 0, 0);
        assignment.put(&b.problem, meet(&b, event, 1), 0, 1);
        // Left over from a meet that was there: the slot at time 1, of length 1.
        assignment.places[meet(&b, event, 2)].slot = Some(4);
        assert_eq!(found(&b, &assignment), NONE);
        assignment.places[meet(&b, event, 2)].length = 1;
        assert_eq!(found(&b, &assignment), [(0, 1)]);
    }

    #[test]
    fn available_counts_minutes_once_and_no_gap() {
        let mut b = school(2);
        let (ann, bob) = (b.resource(ResourceKind::Staff), b.resource(ResourceKind::Staff));
        let lesson = b.event(2, FIFTH, &[ann]);
        b.role(lesson, &[bob]);
        let away = [b.cells(0, 520, 570), b.cells(1, 530, 540)];
        b.rule(RuleKind::Available(Available {
            away: vec![(ann, away[0].clone().into()), (bob, away[1].clone().into())],
        }));
        assert_eq!(at(&b, &[]), NONE);
        // The gap of 520 to 525 is not an engagement.
        assert_eq!(at(&b, &[(lesson, 0, 480)]), NONE);
        assert_eq!(at(&b, &[(lesson, 0, 530)]), [(0, 40)]);
        assert_eq!(at(&b, &[(lesson, 0, 530), (lesson, 0, 530)]), [(0, 40)]);
        let mut assignment = timetable(&b, &[(lesson, 0, 530), (lesson, 1, 530)]);
        assert_eq!(found(&b, &assignment), [(0, 40)]);
        assignment.places[meet(&b, lesson, 1)].roles[0] = Some(bob);
        assert_eq!(found(&b, &assignment), [(0, 40), (1, 10)]);
    }

    #[test]
    fn preferred_looks_at_the_start() {
        let mut b = Builder::plain(6, 4);
        let event = split_in_two(&mut b, &[]);
        for by_length in [true, false] {
            b.rule(RuleKind::Preferred(Preferred {
                events: vec![event],
                amounts: vec![0, 0, 1, 1, 0, 5],
                by_length,
                only: None,
            }));
        }
        let mut assignment = one_and_three(&b, event);
        assert_eq!(totals(&b.problem, &assignment).by_rule, [0, 0]);
        // It starts at 1 and runs through 2 and 3.
        assignment.put(&b.problem, meet(&b, event, 1), 0, 1);
        assert_eq!(totals(&b.problem, &assignment).by_rule, [0, 0]);
        assignment.put(&b.problem, meet(&b, event, 1), 0, 2);
        assert_eq!(totals(&b.problem, &assignment).by_rule, [3, 1]);
        assignment.put(&b.problem, meet(&b, event, 0), 0, 5);
        assert_eq!(totals(&b.problem, &assignment).by_rule, [3 + 5, 1 + 5]);
    }

    #[test]
    fn preferred_counts_a_weekly_meet_once() {
        let mut b = school(4);
        let weekly = b.slot(&[1, 3], 480, 520);
        let weekly = b.slots(vec![weekly]);
        let event = b.event(1, weekly, &[]);
        let cells = b.problem.axis.cells.len();
        b.rule(RuleKind::Preferred(Preferred {
            events: vec![event],
            amounts: (0..cells).map(|cell| cell as u32).collect(),
            by_length: true,
            only: None,
        }));
        let start = b.problem.axis.day_cells[1].start;
        assert_eq!(at(&b, &[(event, 1, 480)]), [(0, start as i64)]);
    }

    #[test]
    fn spread_sums_over_groups_before_the_cost_function() {
        let mut b = school(3);
        let (one, two) = (b.event(3, FIFTH, &[]), b.event(1, THIRD, &[]));
        let groups = b.problem.day_groups();
        b.rule(RuleKind::Spread(Spread {
            groups,
            points: vec![SpreadPoint {
                name: String::new(),
                events: vec![one, two],
                limits: vec![(0, 1, 1), (1, 1, 2), (2, 0, 1)],
            }],
        }));
        b.problem.rules[0].cost = CostFunction::Quadratic;
        assert_eq!(at(&b, &[]), [(0, 2)]);
        assert_eq!(at(&b, &[(one, 0, 480), (one, 1, 480)]), NONE);
        assert_eq!(at(&b, &[(one, 1, 480), (one, 1, 480), (two, 1, 490)]), [(0, 2)]);
        let assignment = timetable(&b, &[(one, 2, 480), (one, 2, 530), (two, 2, 490), (one, 0, 640)]);
        assert_eq!(found(&b, &assignment), [(0, 1 + 2)]);
        assert_eq!(totals(&b.problem, &assignment).hard, 9);
    }

    #[test]
    fn spread_counts_starts_and_every_week() {
        let mut b = Builder::plain(6, 4);
        let event = split_in_two(&mut b, &[]);
        b.rule(RuleKind::Spread(Spread {
            groups: vec![TimeGroup::new(
                String::new(),
                vec![false, false, true, true, false, true].into(),
                &b.problem.axis,
            )],
            points: vec![SpreadPoint {
                name: String::new(),
                events: vec![event],
                limits: vec![(0, 0, 0)],
            }],
        }));
        let mut assignment = one_and_three(&b, event);
        assignment.put(&b.problem, meet(&b, event, 1), 0, 1);
        assert_eq!(found(&b, &assignment), NONE);
        assignment.put(&b.problem, meet(&b, event, 1), 0, 3);
        assignment.put(&b.problem, meet(&b, event, 0), 0, 2);
        assert_eq!(found(&b, &assignment), [(0, 2)]);

        let mut b = school(2);
        let weekly = b.slot(&[0, 1], 480, 520);
        let weekly = b.slots(vec![weekly]);
        let event = b.event(1, weekly, &[]);
        let all = vec![true; b.problem.axis.cells.len()];
        let groups = vec![TimeGroup::new(String::new(), all.into(), &b.problem.axis)];
        b.rule(RuleKind::Spread(Spread {
            groups,
            points: vec![SpreadPoint {
                name: String::new(),
                events: vec![event],
                limits: vec![(0, 0, 1)],
            }],
        }));
        assert_eq!(at(&b, &[(event, 0, 480)]), [(0, 1)]);
    }

    #[test]
    fn days_and_presence_count_days() {
        let mut b = school(4);
        let (ann, bob) = (b.resource(ResourceKind::Staff), b.resource(ResourceKind::Staff));
        let (one, two) = (b.event(3, FIFTH, &[ann]), b.event(2, THIRD, &[]));
        b.role(two, &[ann, bob]);
        let point = |events: &[EventId]| DaysPoint {
            name: String::new(),
            events: events.to_vec(),
            min: 2,
            max: 3,
        };
        b.rule(RuleKind::Days(Days {
            points: vec![point(&[one]), point(&[one, two])],
        }));
        assert_eq!(at(&b, &[]), [(0, 2), (1, 2)]);
        assert_eq!(at(&b, &[(one, 0, 480), (one, 0, 640)]), [(0, 1), (1, 1)]);
        let all = [
            (one, 0, 480),
            (one, 1, 480),
            (one, 2, 480),
            (two, 3, 490),
            (two, 3, 490),
        ];
        assert_eq!(at(&b, &all), [(1, 1)]);

        b.problem.rules.clear();
        let groups = b.problem.day_groups();
        b.rule(RuleKind::Presence(Presence {
            groups,
            points: vec![(bob, 0, 0), (ann, 0, 2)],
            earned: None,
        }));
        assert_eq!(at(&b, &[]), NONE);
        let mut assignment = timetable(&b, &all);
        assert_eq!(found(&b, &assignment), [(1, 1)]);
        assignment.places[meet(&b, two, 0)].roles[0] = Some(ann);
        assignment.places[meet(&b, two, 1)].roles[0] = Some(bob);
        assert_eq!(found(&b, &assignment), [(0, 1), (1, 2)]);

        // For two engagements in the first event, or one, one day more.
        let counts = b.only(&[one]);
        let RuleKind::Presence(presence) = &mut b.problem.rules[0].kind else {
            panic!("the last rule");
        };
        presence.points[1].2 = 0;
        presence.earned = Some(Earned { counts, each: 2 });
        assert_eq!(found(&b, &assignment), [(0, 1), (1, 2)]);
    }

    #[test]
    fn load_sums_over_days() {
        let mut b = school(2);
        let (ann, bob) = (b.resource(ResourceKind::Staff), b.resource(ResourceKind::Staff));
        let one = b.event(4, FIFTH, &[ann]);
        let two = b.event(1, THIRD, &[]);
        let talk = b.event(1, FIFTH, &[ann, bob]);
        b.role(two, &[ann, bob]);
        let counts = b.only(&[one, two]);
        b.rule(RuleKind::Load(Load {
            counts,
            points: vec![(ann, 1), (bob, 0)],
        }));
        assert_eq!(at(&b, &[(one, 0, 480), (one, 1, 480), (talk, 0, 530)]), NONE);
        let all = [
            (one, 0, 480),
            (one, 0, 530),
            (one, 1, 480),
            (one, 1, 480),
            (two, 1, 590),
        ];
        let mut assignment = timetable(&b, &all);
        assert_eq!(found(&b, &assignment), [(0, 1 + 1)]);
        assignment.places[meet(&b, two, 0)].roles[0] = Some(ann);
        assert_eq!(found(&b, &assignment), [(0, 1 + 2)]);
        assignment.places[meet(&b, two, 0)].roles[0] = Some(bob);
        assert_eq!(found(&b, &assignment), [(0, 2), (1, 1)]);
    }

    fn waiting_between(b: &mut Builder, resource: ResourceId, from: i32, to: i32) {
        b.problem.rules.clear();
        b.rule(RuleKind::Waiting(Waiting {
            resources: vec![resource],
            from,
            to,
            beyond: 30,
            per: 20,
        }));
    }

    #[test]
    fn waiting_counts_gaps_in_the_window() {
        let mut b = school(2);
        let ann = b.resource(ResourceKind::Staff);
        let long = b.slot(&[0], 480, 680);
        let long = b.slots(vec![long]);
        let long = b.event(1, long, &[ann]);
        let fifth = b.event(4, FIFTH, &[ann]);
        let third = b.event(1, THIRD, &[ann]);
        let club = b.event(1, AFTERNOON, &[ann]);
        waiting_between(&mut b, ann, 480, 900);
        assert_eq!(at(&b, &[]), NONE);
        // 120 minutes: 90 beyond, 5 begun units of 20.
        assert_eq!(at(&b, &[(fifth, 0, 480), (fifth, 0, 640)]), [(0, 5)]);
        // 10 and 70 minutes: nothing, and 40 beyond.
        assert_eq!(at(&b, &[(fifth, 0, 480), (fifth, 0, 640), (fifth, 0, 530)]), [(0, 2)]);
        // Overlapping ones are merged to 530-580: 10 and 60 minutes.
        let clash = [(fifth, 0, 480), (fifth, 0, 640), (fifth, 0, 530), (third, 0, 540)];
        assert_eq!(at(&b, &clash), [(0, 2)]);
        // One inside another: from 680 to 720.
        assert_eq!(at(&b, &[(long, 0, 480), (fifth, 0, 530), (club, 0, 720)]), [(0, 1)]);
        // Each day for itself; 110 minutes on the second: 80 beyond.
        assert_eq!(
            at(
                &b,
                &[(fifth, 0, 480), (fifth, 0, 640), (fifth, 1, 480), (third, 1, 650)]
            ),
            [(0, 5 + 5)]
        );
        assert_eq!(at(&b, &[(fifth, 0, 480), (fifth, 1, 640)]), NONE);
        // Exactly 30 minutes cost nothing: 690 to 720.
        assert_eq!(at(&b, &[(third, 1, 650), (club, 1, 720)]), NONE);
    }

    #[test]
    fn waiting_cuts_at_the_window() {
        let mut b = school(2);
        let ann = b.resource(ResourceKind::Staff);
        let lesson = b.event(4, FIFTH, &[ann]);
        for day in [0, 1] {
            let places = [(lesson, day, 480), (lesson, day, 640)];
            waiting_between(&mut b, ann, 500, 660);
            assert_eq!(at(&b, &places), [(0, 5)]);
            // An engagement that only touches the window is not in it.
            waiting_between(&mut b, ann, 520, 700);
            assert_eq!(at(&b, &places), NONE);
            waiting_between(&mut b, ann, 480, 640);
            assert_eq!(at(&b, &places), NONE);
        }
    }

    #[test]
    fn holes_count_from_the_first_period() {
        let mut b = school(2);
        let class = b.resource(ResourceKind::Class);
        let (lesson, other) = (b.event(4, FIFTH, &[class]), b.event(1, FIFTH, &[class]));
        let joined = b.event(1, THIRD, &[]);
        b.role(joined, &[class]);
        let free = b.slot(&[0], 850, 890);
        let free = b.slots(vec![free]);
        let free = b.event(1, free, &[class]);
        let counts = b.only(&[lesson, joined, free]);
        b.rule(RuleKind::NoHoles(NoHoles {
            counts,
            resources: vec![class],
        }));
        assert_eq!(at(&b, &[]), NONE);
        assert_eq!(
            at(&b, &[(lesson, 0, 480), (lesson, 0, 530), (lesson, 0, 640)]),
            [(0, 1)]
        );
        assert_eq!(at(&b, &[(lesson, 0, 580), (lesson, 1, 530)]), [(0, 2 + 1)]);
        // A clash fills no hole, nor does what does not count or has no ordinal.
        assert_eq!(
            at(&b, &[(lesson, 0, 480), (lesson, 0, 580), (lesson, 0, 580)]),
            [(0, 1)]
        );
        assert_eq!(at(&b, &[(lesson, 0, 480), (lesson, 0, 580), (other, 0, 530)]), [(0, 1)]);
        assert_eq!(at(&b, &[(lesson, 0, 480), (free, 0, 850)]), NONE);
        let mut assignment = timetable(&b, &[(lesson, 0, 480), (lesson, 0, 580), (joined, 0, 540)]);
        assert_eq!(found(&b, &assignment), [(0, 1)]);
        assignment.places[meet(&b, joined, 0)].roles[0] = Some(class);
        assert_eq!(found(&b, &assignment), NONE);
    }

    #[test]
    fn adjacent_counts_days_with_a_hole() {
        let mut b = school(2);
        let (one, two) = (b.event(4, FIFTH, &[]), b.event(1, THIRD, &[]));
        let free = b.slot(&[0], 580, 620);
        let free = b.slots(vec![free]);
        let free = b.event(1, free, &[]);
        b.rule(RuleKind::Adjacent(Adjacent {
            points: vec![(String::new(), vec![one, two, free])],
        }));
        assert_eq!(at(&b, &[(one, 0, 580), (one, 1, 480)]), NONE);
        assert_eq!(at(&b, &[(one, 0, 530), (two, 0, 590)]), NONE);
        assert_eq!(at(&b, &[(one, 0, 480), (two, 0, 490)]), NONE);
        assert_eq!(at(&b, &[(one, 0, 530), (two, 0, 650)]), [(0, 1)]);
        assert_eq!(at(&b, &[(one, 0, 530), (two, 0, 650), (free, 0, 580)]), [(0, 1)]);
        assert_eq!(at(&b, &[(one, 0, 530), (two, 0, 650), (one, 0, 580)]), NONE);
        let both = [(one, 0, 480), (one, 0, 640), (one, 1, 480), (one, 1, 580)];
        assert_eq!(at(&b, &both), [(0, 2)]);
    }

    #[test]
    fn doubles_are_counted_greedily() {
        let mut b = school(2);
        let (one, two) = (b.event(4, FIFTH, &[]), b.event(4, THIRD, &[]));
        b.big_break(FIFTH, 1);
        for across_big_break in [false, true] {
            b.rule(RuleKind::Doubles(Doubles {
                points: vec![DoublesPoint {
                    name: String::new(),
                    events: vec![one, two],
                    count: 2,
                    across_big_break,
                }],
            }));
        }
        let missing = |places: &[At]| totals(&b.problem, &timetable(&b, places)).by_rule;
        assert_eq!(missing(&[]), [2, 2]);
        let three = [(one, 0, 480), (one, 0, 530), (one, 0, 580)];
        assert_eq!(missing(&three), [1, 1]);
        // 1 and 2 on either side of the big break, unless it may be inside.
        assert_eq!(missing(&three[1..]), [2, 1]);
        assert_eq!(missing(&[(two, 0, 540), (two, 0, 590)]), [1, 1]);
        // One slot that says so is enough.
        assert_eq!(missing(&[(two, 0, 540), (two, 0, 590), (one, 0, 530)]), [2, 1]);
        assert_eq!(missing(&[(two, 0, 540), (two, 0, 590), (one, 1, 530)]), [1, 1]);
        // 1, 2, 3: over the big break 1 and 2, otherwise 2 and 3.
        let later = [(one, 0, 530), (one, 0, 580), (one, 0, 640)];
        assert_eq!(missing(&later), [1, 1]);
        let all = [(one, 0, 480), (one, 0, 530), (one, 0, 580), (one, 0, 640)];
        assert_eq!(missing(&all), [0, 0]);
        let days = [
            (one, 0, 480),
            (one, 0, 530),
            (two, 1, 590),
            (two, 1, 650),
            (two, 1, 650),
        ];
        assert_eq!(missing(&days), [0, 0]);
        // The same period twice, or on two days, is no double.
        assert_eq!(missing(&[(one, 0, 480), (two, 0, 490), (two, 1, 540)]), [2, 2]);
    }

    #[test]
    fn days_apart_counts_pairs_within_a_week() {
        let mut b = school(6);
        let (one, two) = (b.event(3, FIFTH, &[]), b.event(1, THIRD, &[]));
        for apart in [2, 3] {
            b.rule(RuleKind::DaysApart(DaysApart {
                points: vec![(String::new(), vec![one, two])],
                apart,
                numbers: vec![0, 1, 2, 14, 15, 16],
            }));
        }
        let pairs = |days: &[Day]| {
            let places: Vec<_> = days.iter().map(|day| (one, *day, 480)).collect();
            totals(&b.problem, &timetable(&b, &places)).by_rule
        };
        assert_eq!(pairs(&[1, 1]), [0, 0]);
        assert_eq!(pairs(&[1, 0]), [1, 1]);
        assert_eq!(pairs(&[0, 2]), [0, 1]);
        assert_eq!(pairs(&[2, 3]), [0, 0]);
        assert_eq!(pairs(&[3, 4, 5]), [2, 3]);
        let RuleKind::DaysApart(rule) = &mut b.problem.rules[0].kind else {
            panic!("the first rule");
        };
        rule.numbers = vec![0, 2, 3, 14, 15, 16];
        let pairs = |days: &[Day]| {
            let places: Vec<_> = days.iter().map(|day| (one, *day, 480)).collect();
            totals(&b.problem, &timetable(&b, &places)).by_rule[0]
        };
        assert_eq!((pairs(&[0, 1]), pairs(&[1, 2])), (0, 1));
        let assignment = timetable(&b, &[(one, 4, 480), (two, 5, 490)]);
        assert_eq!(totals(&b.problem, &assignment).by_rule, [1, 1]);
    }

    #[test]
    fn edge_is_first_or_last_of_the_day() {
        let mut b = school(2);
        let class = b.resource(ResourceKind::Class);
        let sport = b.event(2, FIFTH, &[class]);
        let lesson = b.event(3, FIFTH, &[class]);
        let other = b.event(2, FIFTH, &[class]);
        let third = b.event(1, THIRD, &[class]);
        for (first, last) in [(true, true), (true, false), (false, true), (false, false)] {
            let counts = b.only(&[lesson, third]);
            b.rule(RuleKind::Edge(Edge {
                counts,
                points: vec![(sport, class)],
                first,
                last,
            }));
        }
        let inside = |places: &[At]| totals(&b.problem, &timetable(&b, places)).by_rule;
        assert_eq!(inside(&[(lesson, 0, 480)]), [0, 0, 0, 0]);
        // Alone, it is both.
        assert_eq!(inside(&[(sport, 0, 530)]), [0, 0, 0, 1]);
        assert_eq!(inside(&[(sport, 0, 530), (lesson, 0, 580)]), [0, 0, 1, 1]);
        assert_eq!(inside(&[(sport, 0, 580), (lesson, 0, 530)]), [0, 1, 0, 1]);
        assert_eq!(
            inside(&[(sport, 0, 580), (lesson, 0, 530), (lesson, 0, 640)]),
            [1, 1, 1, 1]
        );
        // Others that begin before it, and that end after it, even in a clash.
        assert_eq!(inside(&[(sport, 0, 530), (third, 0, 490)]), [0, 1, 0, 1]);
        assert_eq!(inside(&[(sport, 0, 530), (third, 0, 540)]), [0, 0, 1, 1]);
        // What does not count, another day, and one at the same time do not stand before or after it.
        let others = [
            (sport, 0, 530),
            (other, 0, 480),
            (other, 0, 640),
            (lesson, 1, 480),
            (lesson, 0, 530),
        ];
        assert_eq!(inside(&others), [0, 0, 0, 1]);
        let two = [(sport, 0, 530), (sport, 1, 530), (lesson, 0, 480), (lesson, 1, 480)];
        assert_eq!(inside(&two), [0, 2, 0, 2]);
    }

    #[test]
    fn overlap_counts_pairs_that_touch_with_the_gap() {
        let mut b = school(2);
        let (one, two) = (b.event(2, FIFTH, &[]), b.event(2, THIRD, &[]));
        let touching = vec![b.slot(&[0], 520, 570), b.slot(&[0], 525, 570)];
        let touching = b.slots(touching);
        let touching = b.event(1, touching, &[]);
        let point = |a: EventId, events: &[EventId], allowed| OverlapPoint {
            name: String::new(),
            a: vec![a],
            b: events.to_vec(),
            days: 0..2,
            allowed,
        };
        let points = vec![
            point(one, &[two, touching], 0),
            point(touching, &[one], 0),
            point(two, &[one], 1),
        ];
        b.rule(RuleKind::Overlap(Overlap { points }));
        assert_eq!(at(&b, &[(one, 0, 480)]), NONE);
        assert_eq!(at(&b, &[(one, 0, 480), (two, 1, 490)]), NONE);
        assert_eq!(at(&b, &[(one, 0, 480), (two, 0, 540)]), NONE);
        assert_eq!(at(&b, &[(one, 0, 480), (two, 0, 490)]), [(0, 1)]);
        assert_eq!(at(&b, &[(one, 0, 480), (touching, 0, 520)]), [(0, 1), (1, 1)]);
        assert_eq!(at(&b, &[(one, 0, 480), (touching, 0, 525)]), NONE);
        let all = [(one, 0, 480), (one, 0, 480), (two, 0, 490), (two, 0, 490)];
        assert_eq!(at(&b, &all), [(0, 4), (2, 3)]);
        assert_eq!(at(&b, &[all[0], all[2], all[3]]), [(0, 2), (2, 1)]);
    }

    #[test]
    fn after_counts_pairs_in_the_wrong_order() {
        let mut b = school(2);
        let class = b.resource(ResourceKind::Class);
        let lesson = b.event(3, FIFTH, &[class]);
        let late = [b.slot(&[0], 570, 620), b.slot(&[0], 720, 760), b.slot(&[0], 575, 620)];
        let late = b.slots(late.to_vec());
        let session = b.event(2, late, &[]);
        let counts = b.only(&[lesson]);
        b.rule(RuleKind::After(After {
            counts,
            points: vec![(session, class)],
        }));
        let lessons = [(lesson, 0, 480), (lesson, 0, 530), (lesson, 1, 640)];
        assert_eq!(at(&b, &with(&lessons, &[(session, 0, 720)])), NONE);
        // The gap after the lesson counts: it ends at 570, and is free at 575.
        assert_eq!(at(&b, &with(&lessons, &[(session, 0, 575)])), NONE);
        assert_eq!(at(&b, &with(&lessons, &[(session, 0, 570)])), [(0, 1)]);
        let earlier = [(lesson, 0, 580), (lesson, 0, 640), (lesson, 0, 480)];
        assert_eq!(at(&b, &with(&earlier, &[(session, 0, 570)])), [(0, 2)]);
        let both = [(session, 0, 570), (session, 0, 575)];
        assert_eq!(at(&b, &with(&earlier, &both)), [(0, 4)]);
        assert_eq!(at(&b, &earlier), NONE);
    }

    #[test]
    fn lunch_follows_the_last_lesson() {
        let mut b = school(2);
        let class = b.resource(ResourceKind::Class);
        let (lesson, other) = (b.event(3, FIFTH, &[class]), b.event(1, FIFTH, &[class]));
        let late = [
            b.slot(&[0], 640, 680),
            b.slot(&[0], 680, 690),
            b.slot(&[0], 720, 760),
            b.slot(&[0], 580, 690),
        ];
        let late = b.slots(late.to_vec());
        let session = b.event(2, late, &[]);
        let counts = b.only(&[lesson]);
        b.rule(RuleKind::Lunch(Lunch {
            counts,
            points: vec![(session, class, 40), (session, class, 41)],
        }));
        let with = |from| at(&b, &[(lesson, 0, 480), (lesson, 0, 640), (session, 0, from)]);
        assert_eq!(with(640), NONE);
        assert_eq!(with(680), [(0, 1), (1, 1)]);
        assert_eq!(with(580), [(0, 1), (1, 1)]);
        // Lunch until 720 and until 721.
        assert_eq!(with(720), [(1, 1)]);
        let two = [(lesson, 0, 640), (session, 0, 680), (session, 0, 720)];
        assert_eq!(at(&b, &two), [(0, 1), (1, 2)]);
        // No lessons, no lunch.
        assert_eq!(at(&b, &[(other, 0, 640), (lesson, 1, 640), (session, 0, 680)]), NONE);
    }

    /// Two days with a class, and a group with its afternoon; the second group has hours on the second day alone.
    struct FullDay {
        b: Builder,
        lesson: EventId,
        third: EventId,
        recreation: EventId,
        self_study: EventId,
        interests: EventId,
    }

    fn full_day(lunch: i32) -> FullDay {
        let mut b = school(2);
        let (one, two) = (b.resource(ResourceKind::Class), b.resource(ResourceKind::Class));
        let (lesson, third) = (b.event(2, FIFTH, &[one]), b.event(2, THIRD, &[two]));
        let recreation = b.event(2, AFTERNOON, &[one]);
        let self_study = b.event(2, AFTERNOON, &[one]);
        let interests = b.event(2, AFTERNOON, &[one]);
        let starts = |day| {
            b.problem.slot_sets[AFTERNOON]
                .iter()
                .filter(move |slot| slot.first().day == day)
        };
        let hours = |day| starts(day).map(|slot| slot.first().start).collect::<Vec<CellId>>();
        let group = |classes: &[ResourceId], hours: Vec<Vec<CellId>>| AfternoonGroup {
            name: String::new(),
            classes: classes.to_vec(),
            hours,
            lunch,
            recreation: vec![recreation],
            self_study: vec![self_study],
            interests: vec![interests],
        };
        let groups = vec![
            group(&[one, two], vec![hours(0), hours(1)]),
            group(&[one], vec![vec![], hours(1)]),
        ];
        let counts = b.only(&[lesson, third]);
        b.rule(RuleKind::Afternoon(Afternoon { counts, groups }));
        FullDay {
            b,
            lesson,
            third,
            recreation,
            self_study,
            interests,
        }
    }

    #[test]
    fn afternoon_begins_after_lunch() {
        let FullDay {
            b,
            lesson,
            third,
            recreation,
            self_study,
            ..
        } = full_day(40);
        assert_eq!(at(&b, &[(lesson, 0, 640)]), NONE);
        let day = |day| [(recreation, day, 720), (self_study, day, 760)];
        // Lunch ends at 720: the first hour is possible.
        assert_eq!(at(&b, &with(&[(lesson, 0, 640)], &day(0))), NONE);
        // The other class ends at 690, lunch at 730: the first hour is too early.
        assert_eq!(at(&b, &with(&[(lesson, 0, 640), (third, 0, 650)], &day(0))), [(0, 1)]);
        // Not on the other day; there the second group knows of the first class alone.
        assert_eq!(at(&b, &with(&[(lesson, 1, 640), (third, 0, 650)], &day(1))), NONE);
        assert_eq!(at(&b, &with(&[(lesson, 1, 640), (third, 1, 650)], &day(1))), [(1, 1)]);
        // Without lessons every hour is possible.
        assert_eq!(at(&b, &with(&[], &day(0))), NONE);
        // From 760 on it is right when 720 is not possible, and leaves a hole when it is.
        let late = [(recreation, 0, 760), (self_study, 0, 805)];
        assert_eq!(at(&b, &with(&[(third, 0, 650)], &late)), NONE);
        assert_eq!(at(&b, &late), [(0, 1)]);

        // No hour is possible: both are too early, and nothing is a hole.
        let FullDay {
            b,
            lesson,
            recreation,
            self_study,
            ..
        } = full_day(300);
        let places = [(lesson, 0, 640), (recreation, 0, 720), (self_study, 0, 805)];
        assert_eq!(at(&b, &places), [(0, 2)]);
    }

    #[test]
    fn afternoon_has_its_order() {
        let FullDay {
            mut b,
            recreation: r,
            self_study: s,
            interests: i,
            ..
        } = full_day(40);
        assert_eq!(at(&b, &[(r, 0, 720), (s, 0, 760), (i, 0, 805)]), NONE);
        assert_eq!(at(&b, &[(r, 0, 720), (s, 0, 760), (s, 0, 805), (i, 0, 850)]), NONE);
        // A hole of one hour, and one of two.
        assert_eq!(at(&b, &[(r, 0, 720), (s, 0, 805)]), [(0, 1)]);
        assert_eq!(at(&b, &[(r, 0, 720), (i, 0, 850)]), [(0, 2)]);
        // A hole before, and not recreation first.
        assert_eq!(at(&b, &[(s, 0, 760)]), [(0, 1 + 1)]);
        assert_eq!(at(&b, &[(i, 0, 720)]), [(0, 1)]);
        // Interests before recreation and self-study: two pairs; and not recreation first.
        assert_eq!(at(&b, &[(i, 0, 720), (r, 0, 760), (s, 0, 805)]), [(0, 2 + 1)]);
        // Self-study torn by interests: one pair, and torn.
        assert_eq!(
            at(&b, &[(r, 0, 720), (s, 0, 760), (i, 0, 805), (s, 0, 850)]),
            [(0, 1 + 1)]
        );
        assert_eq!(at(&b, &[(r, 0, 720), (s, 0, 760), (r, 0, 805), (s, 0, 850)]), [(0, 1)]);
        // Several in one hour: one pair, though the later hour holds both.
        assert_eq!(at(&b, &[(r, 0, 720), (i, 0, 720), (r, 0, 760), (s, 0, 760)]), [(0, 1)]);
        // The second day is a point of each group.
        assert_eq!(at(&b, &[(s, 1, 720)]), [(1, 1), (3, 1)]);
        // What starts at no hour of the group is not looked at.
        let start = b.problem.axis.day_cells[0].start;
        let RuleKind::Afternoon(rule) = &mut b.problem.rules[0].kind else {
            unreachable!()
        };
        rule.groups[0].hours[0] = vec![start];
        assert_eq!(at(&b, &[(s, 0, 760), (i, 0, 720)]), NONE);
    }

    #[test]
    fn supervision_lasts_from_the_first_end_to_the_first_hour() {
        let mut b = school(2);
        let (one, two) = (b.resource(ResourceKind::Class), b.resource(ResourceKind::Class));
        let teacher = b.resource(ResourceKind::Staff);
        let (lesson, third) = (b.event(2, FIFTH, &[one]), b.event(2, THIRD, &[two]));
        let (own, club) = (b.event(2, FIFTH, &[teacher]), b.event(2, AFTERNOON, &[teacher, one]));
        let early = b.event(1, FIFTH, &[]);
        let counts = b.only(&[lesson, third]);
        let away = b.cells(0, 620, 720);
        let none = vec![false; away.len()];
        let group = |classes: &[ResourceId], away: &[bool]| SupervisionGroup {
            name: String::new(),
            classes: classes.to_vec(),
            staff: teacher,
            away: away.to_vec().into(),
            activities: vec![club, early],
        };
        let groups = vec![group(&[one, two], &away), group(&[one], &none)];
        b.rule(RuleKind::Supervision(Supervision { counts, groups }));
        // One class ends at 620, the other at 690, the teacher's club starts at 720, and until then
        // the teacher is away.
        let day = [(lesson, 0, 480), (lesson, 0, 580), (third, 0, 650), (club, 0, 720)];
        assert_eq!(at(&b, &day), [(0, 100)]);
        // Teaching until 680 as well: nothing more in the first group, 40 in the second.
        assert_eq!(at(&b, &with(&day, &[(own, 0, 640)])), [(0, 100), (2, 40)]);
        // The lesson that ends when supervision starts, and a clash.
        assert_eq!(at(&b, &with(&day, &[(own, 0, 580)])), [(0, 100)]);
        assert_eq!(
            at(&b, &with(&day, &[(own, 0, 640), (own, 0, 640)])),
            [(0, 100), (2, 40)]
        );
        // Without the club: from 620 to 690 for both classes, for one alone nothing.
        assert_eq!(at(&b, &with(&day[..3], &[(own, 0, 640)])), [(0, 70)]);
        // One class alone: from its end to the club, on its day; nobody is away on the other.
        assert_eq!(at(&b, &[(third, 0, 590), (club, 0, 720)]), [(0, 90)]);
        assert_eq!(at(&b, &[(third, 1, 590), (club, 1, 720), (own, 1, 640)]), [(1, 40)]);
        // An afternoon before the end, and a day without lessons.
        assert_eq!(at(&b, &with(&day, &[(early, 0, 480), (own, 0, 640)])), NONE);
        assert_eq!(at(&b, &[(club, 0, 720), (own, 0, 640)]), NONE);
    }

    #[test]
    fn same_start_counts_cells_where_only_some_run() {
        let mut b = school(2);
        let (one, two) = (b.event(2, FIFTH, &[]), b.event(1, THIRD, &[]));
        let same = b.event(1, FIFTH, &[]);
        b.rule(RuleKind::SameStart(SameStart {
            points: vec![(String::new(), vec![one, two]), (String::new(), vec![one, same])],
        }));
        assert_eq!(at(&b, &[]), NONE);
        assert_eq!(at(&b, &[(one, 0, 480), (same, 0, 480), (two, 0, 490)]), [(0, 1 + 2)]);
        // 480, 490 and no more until 520; the other event of each pair is missing.
        assert_eq!(at(&b, &[(one, 0, 480)]), [(0, 2), (1, 2)]);
        // Two meets of one event at once are not counted twice.
        assert_eq!(at(&b, &[(one, 0, 480), (one, 0, 480), (same, 0, 480)]), [(0, 2)]);
    }

    #[test]
    fn same_start_of_different_lengths() {
        let mut b = Builder::plain(6, 4);
        let (one, two) = (split_in_two(&mut b, &[]), b.splitting(2, (2, 2), 0, &[]));
        b.rule(RuleKind::SameStart(SameStart {
            points: vec![(String::new(), vec![one, two])],
        }));
        let mut assignment = one_and_three(&b, one);
        assignment.put(&b.problem, meet(&b, one, 1), 0, 1);
        assert_eq!(found(&b, &assignment), [(0, 3)]);
        assignment.put(&b.problem, meet(&b, two, 0), 0, 1);
        assert_eq!(found(&b, &assignment), [(0, 1)]);
        assignment.put(&b.problem, meet(&b, one, 0), 0, 0);
        assert_eq!(found(&b, &assignment), [(0, 2)]);
    }

    #[test]
    fn places_that_contradict_the_event_are_found() {
        let mut b = Builder::plain(6, 4);
        let (ann, bob) = (b.resource(ResourceKind::Staff), b.resource(ResourceKind::Staff));
        let (fine, event) = (b.event(1, 0, &[]), split_in_two(&mut b, &[]));
        b.problem.events[event].meet_lengths = (1, 3);
        b.role(event, &[ann]);
        let good = one_and_three(&b, event);
        let (one, three) = (meet(&b, event, 0), meet(&b, event, 1));
        assert_eq!(malformed(&b.problem, &good), [0; 0]);
        assert_eq!(malformed(&b.problem, &Assignment::empty(&b.problem)), [0; 0]);
        let spoilt = |spoil: &dyn Fn(&mut Assignment)| {
            let mut assignment = good.clone();
            spoil(&mut assignment);
            malformed(&b.problem, &assignment)
        };
        assert_eq!(spoilt(&|a| a.places[one].length = 0), [event]);
        assert_eq!(spoilt(&|a| a.places[three].length = 4), [event]);
        assert_eq!(
            spoilt(&|a| (a.places[one].length, a.places[three].length) = (0, 4)),
            [event]
        );
        assert_eq!(spoilt(&|a| a.places[three].slot = Some(0)), [event]);
        assert_eq!(spoilt(&|a| a.places[one].slot = Some(0)), [0; 0]);
        assert_eq!(spoilt(&|a| a.places[one].slot = Some(1000)), [event]);
        assert_eq!(spoilt(&|a| a.places[one].roles[0] = Some(ann)), [0; 0]);
        assert_eq!(spoilt(&|a| a.places[one].roles[0] = Some(bob)), [event]);
        assert_eq!(spoilt(&|a| a.places[one].roles.clear()), [event]);
        assert_eq!(spoilt(&|a| a.places.clear()), [fine, event]);
        // Nor does the judge fall over them.
        b.rule(RuleKind::Assigned(Assigned { events: vec![event] }));
        let role = RuleKind::Staffed(Staffed {
            roles: vec![(event, 0)],
        });
        b.rule(role);
        let mut assignment = good.clone();
        assignment.places[one].slot = Some(1000);
        assignment.places[three].roles.clear();
        assert_eq!(totals(&b.problem, &assignment).by_rule, [4, 4]);
        assignment.places.clear();
        assert_eq!(totals(&b.problem, &assignment).by_rule, [0, 0]);
    }
}
