//! The master program: where shared people are on which half-day, and who gives the sessions that several might.
//!
//! It knows no timetable, only how much fits: a person's half-day at an institution holds so many minutes of sessions and
//! so many lessons. What does not fit stays unmet at its cost; what must not stay unmet (a lesson) costs more than
//! everything else. A part of each half-day is left free, since pupils have lessons too; what an institution still cannot live
//! with comes back as [`Learnt`], and the program is solved again, near the plan before.
//!
//! People who share no need, no room and no wanted visits are programs of their own.

use super::{HalfDay, Homes, Plan, cut::there, cut::way};
use crate::instance::{
    Bell, Doubles, FullDayGroup, Id, Instance, Period, PeriodKind, RoomNeed, Staff, Weekday, Window,
};
use crate::program::{Column, ColumnDef, Program, RowDef, Tag, Task, backend, run_within};
use crate::solve::clock::Clock;
use crate::solve::exact;
use crate::timetable::Timetable;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Of a half-day's minutes, how many sessions may fill, in percent: pupils have lessons that they do not miss.
const FILL: i64 = 85;
/// Cost of one meeting that must not stay unmet, in units of soft cost.
const MUST: i64 = 100_000;
/// Units of the program's cost for one of soft cost, so that staying as before can cost less.
const UNIT: i64 = 100;
/// Cost of a day on which a lesson cannot be for want of its teacher, when it could be on so many days.
const SPREAD: i64 = 1;
/// Cost of a half-day elsewhere than in the plan before.
const MOVED: i64 = 40;
/// Cost of each minute that an institution has asked for in vain.
const ASKED: i64 = 5;
/// Most time for the programs, and share of what is left, for each institution and at most: a few should not wait longer than many.
/// Nodes of a search tree where time must not matter.
const TIME: Duration = Duration::from_secs(10);
const SHARE: f64 = 0.0005;
const MOST: f64 = 0.05;
const NODES: u64 = 20;

/// What institutions could not live with: minutes that a person should have more there, and half-days of one person at
/// one institution that do not do.
#[derive(Debug, Clone, Default)]
pub struct Learnt {
    /// By person and institution, minutes that they need beyond what the master thought.
    pub minutes: BTreeMap<(Id, usize), i64>,
    /// People and their half-days at an institution, of which one at least must change.
    pub not_again: Vec<(usize, Vec<(Id, HalfDay)>)>,
}

/// A person of the master: shared, or somebody who might give what a shared person might.
struct Person<'i> {
    id: &'i Id,
    staff: &'i Staff,
    homes: Vec<usize>,
}

/// What takes the place of one meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Session,
    Lesson,
    Afternoon,
}

/// Activities that are alike to the master: as long, as often, by the same people.
struct Need<'i> {
    institution: usize,
    kind: Kind,
    /// Persons by index.
    candidates: Vec<usize>,
    activities: Vec<&'i Id>,
    /// Meetings a week of each.
    weekly: i64,
    /// Most meetings of each on one day.
    a_day: i64,
    /// Minutes of a meeting, and with the gap after it.
    minutes: i64,
    with_gap: i64,
    /// Cost of a meeting that stays unmet.
    weight: i64,
    room: Option<&'i Id>,
    /// Service of sessions.
    service: Option<&'i Id>,
}

impl Need<'_> {
    fn meetings(&self) -> i64 {
        self.weekly * self.activities.len() as i64
    }
}

/// Everything the master looks at.
struct Case<'i> {
    instance: &'i Instance,
    homes: &'i Homes<'i>,
    persons: Vec<Person<'i>>,
    needs: Vec<Need<'i>>,
    halves: Vec<HalfDay>,
}

/// Plans where shared people are. `before` is the plan to stay near to.
pub fn plan(
    instance: &Instance,
    homes: &Homes,
    before: Option<&Plan>,
    learnt: &Learnt,
    repeatable: bool,
    clock: &Clock,
) -> Plan {
    let case = Case::new(instance, homes);
    let limit = match (repeatable, clock.left()) {
        (false, Some(left)) => {
            let share = (SHARE * instance.institutions.len() as f64).min(MOST);
            clock.at_most(TIME.min(left.mul_f64(share)))
        }
        _ => clock.clone(),
    };
    let blocks = case.blocks();
    let solved = blocks.par_iter().map(|block| {
        let mut master = Master::new(&case, block);
        master.write(before, learnt);
        let near = before.cloned().unwrap_or_else(|| case.simple(block));
        let values = master.solve(&near, repeatable, &limit);
        (master, values)
    });
    let mut plan = Plan::default();
    for (master, values) in solved.collect::<Vec<_>>() {
        master.read(&values, &mut plan);
    }
    case.spare(&mut plan);
    case.hand_out(&mut plan);
    plan
}

/// The plan that a timetable shows. Sessions that it does not place go to whoever is there.
pub fn plan_of(instance: &Instance, homes: &Homes, timetable: &Timetable) -> Plan {
    let case = Case::new(instance, homes);
    let mut plan = Plan::default();
    let person = |id: &Id| case.persons.iter().find(|p| p.id == id && p.homes.len() > 1);
    let mut needs: BTreeMap<&Id, Vec<&Need>> = BTreeMap::new();
    for need in &case.needs {
        need.activities
            .iter()
            .for_each(|id| needs.entry(id).or_default().push(need));
    }
    for placement in &timetable.placements {
        let activity = placement.session.as_ref().unwrap_or(&placement.activity);
        let afternoon = placement.start >= instance.half_day;
        let half = HalfDay {
            day: placement.day,
            afternoon,
        };
        for id in &placement.staff {
            let of = |need: &&&Need| need.candidates.iter().any(|p| case.persons[*p].id == id);
            let found = [activity, &placement.activity]
                .into_iter()
                .filter_map(|id| needs.get(id))
                .flatten();
            let Some(need) = found.into_iter().find(of) else {
                continue;
            };
            if need.kind == Kind::Session && need.candidates.len() > 1 {
                plan.givers.insert(activity.clone(), Some(id.clone()));
            }
            if person(id).is_some() {
                plan.at.insert((id.clone(), half), need.institution);
                if case
                    .persons
                    .iter()
                    .any(|p| p.id == id && p.staff.minutes_weekly.is_some())
                {
                    let minutes = placement.end.0.saturating_sub(placement.start.0);
                    *plan.minutes.entry((id.clone(), need.institution)).or_default() += minutes;
                }
            }
        }
    }
    case.spare(&mut plan);
    case.hand_out(&mut plan);
    plan
}

impl<'i> Case<'i> {
    fn new(instance: &'i Instance, homes: &'i Homes<'i>) -> Self {
        let shared: BTreeSet<&Id> = homes.shared().collect();
        // Who might give what a shared person might is looked at too, with all that they have.
        let mut known: BTreeSet<&'i Id> = shared.clone();
        for session in &instance.sessions {
            let all = session.staff.persons();
            if all.len() > 1 && all.iter().any(|id| shared.contains(id)) {
                known.extend(all);
            }
        }
        let persons: Vec<Person> = instance
            .staff
            .iter()
            .filter(|staff| known.contains(&staff.id))
            .map(|staff| Person {
                id: &staff.id,
                staff,
                homes: homes.engaged.get(&staff.id).into_iter().flatten().copied().collect(),
            })
            .collect();
        let mut case = Case {
            instance,
            homes,
            persons,
            needs: Vec::new(),
            halves: HalfDay::all(instance),
        };
        case.add_sessions();
        case.add_lessons();
        case.add_afternoons();
        case
    }

    /// The candidates that the master knows, where it knows all of them.
    fn candidates(&self, persons: &[Id]) -> Option<Vec<usize>> {
        let index = |id: &Id| self.persons.iter().position(|p| p.id == id);
        persons
            .iter()
            .map(index)
            .collect::<Option<Vec<usize>>>()
            .filter(|all| !all.is_empty())
    }

    fn gap(&self, institution: usize) -> i64 {
        self.instance
            .institutions
            .get(institution)
            .map_or(0, |i| i64::from(i.gap))
    }

    fn add_sessions(&mut self) {
        for session in &self.instance.sessions {
            let Some(institution) = self.homes.of_pupils(&session.pupils) else {
                continue;
            };
            let Some(candidates) = self.candidates(session.staff.persons()) else {
                continue;
            };
            let room = match &session.room {
                Some(RoomNeed::Room(id)) => Some(id),
                _ => None,
            };
            let minutes = i64::from(session.minutes);
            let need = Need {
                institution,
                kind: Kind::Session,
                candidates,
                activities: vec![&session.id],
                weekly: i64::from(session.weekly),
                a_day: 1,
                minutes,
                with_gap: minutes + self.gap(institution),
                weight: session.unmet_weight.map_or(MUST, i64::from),
                room,
                service: Some(&session.service),
            };
            let alike = |other: &&mut Need| {
                let key = |n: &Need| (n.institution, n.kind, n.weekly, n.minutes, n.weight);
                key(other) == key(&need)
                    && other.candidates == need.candidates
                    && (other.room, other.service) == (need.room, need.service)
            };
            match self.needs.iter_mut().find(alike) {
                Some(other) => other.activities.push(&session.id),
                None => self.needs.push(need),
            }
        }
    }

    fn add_lessons(&mut self) {
        for lesson in &self.instance.lessons {
            let Some(institution) = self.homes.of_class(&lesson.class) else {
                continue;
            };
            for need in &lesson.staff {
                let Some(candidates) = self.candidates(need.persons()) else {
                    continue;
                };
                let minutes = self.period(institution);
                self.needs.push(Need {
                    institution,
                    kind: Kind::Lesson,
                    candidates,
                    activities: vec![&lesson.id],
                    weekly: i64::from(lesson.weekly),
                    a_day: match lesson.doubles {
                        Some(Doubles::Forbidden) => 1,
                        _ => 2,
                    },
                    minutes,
                    with_gap: minutes,
                    weight: MUST,
                    room: None,
                    service: None,
                });
            }
        }
    }

    /// Clubs, consultations and the hours of full-day groups.
    fn add_afternoons(&mut self) {
        let mut found: Vec<(&'i Id, usize, Vec<Id>, i64, i64)> = Vec::new();
        for group in &self.instance.full_day {
            let Some(home) = group.classes.first().and_then(|id| self.homes.of_class(id)) else {
                continue;
            };
            let hours = i64::from(group.per_day.recreation.min + group.per_day.self_study.min);
            let days = self.instance.term.days.len() as i64;
            found.push((&group.id, home, vec![group.staff.clone()], hours * days, hours));
            let clubs = group.clubs.iter();
            found.extend(clubs.map(|c| (&c.id, home, c.leaders.clone(), i64::from(c.weekly.min), 2)));
        }
        for hour in &self.instance.consultations {
            if let Some(home) = self.homes.of_consultation(hour) {
                found.push((&hour.id, home, vec![hour.staff.clone()], i64::from(hour.weekly), 1));
            }
        }
        for (id, institution, persons, weekly, a_day) in found {
            if let Some(candidates) = self.candidates(&persons)
                && weekly > 0
            {
                let minutes = self.period(institution);
                self.needs.push(Need {
                    institution,
                    kind: Kind::Afternoon,
                    candidates,
                    activities: vec![id],
                    weekly,
                    a_day,
                    minutes,
                    with_gap: minutes,
                    weight: MUST,
                    room: None,
                    service: None,
                });
            }
        }
    }

    /// Bells that ring at an institution.
    fn bells(&self, institution: usize) -> impl Iterator<Item = &'i Bell> + '_ {
        let classes = self.instance.classes.iter();
        let here = classes.filter(move |c| self.homes.of_class(&c.id) == Some(institution));
        let rings: BTreeSet<&Id> = here.filter_map(|c| c.bell.as_ref()).collect();
        let groups = self.instance.full_day.iter();
        let of = move |g: &&FullDayGroup| g.classes.first().and_then(|id| self.homes.of_class(id)) == Some(institution);
        let hours: BTreeSet<&Id> = groups.filter(of).map(|g| &g.hours).collect();
        self.instance
            .bells
            .iter()
            .filter(move |b| rings.contains(&b.id) || hours.contains(&b.id))
    }

    /// Minutes from the start of one lesson to that of the next, the longest there.
    fn period(&self, institution: usize) -> i64 {
        let steps = |bell: &Bell| {
            let starts: Vec<i32> = bell.periods.iter().map(|p| p.start.minutes()).collect();
            let steps = starts.windows(2).map(|pair| pair[1] - pair[0]);
            steps.min()
        };
        self.bells(institution).filter_map(steps).max().map_or(45, i64::from)
    }

    /// From and to of the part of a day that a half is.
    fn bounds(&self, half: HalfDay) -> (i32, i32) {
        let parted = self.instance.half_day.minutes();
        if half.afternoon { (parted, 24 * 60) } else { (0, parted) }
    }

    /// Minutes in which a person can give sessions in a half-day at an institution.
    fn minutes(&self, person: &Person, half: HalfDay, institution: usize) -> i64 {
        let Some(home) = self.instance.institutions.get(institution) else {
            return 0;
        };
        let (opens, closes) = home.pupils_day();
        let (from, to) = self.bounds(half);
        let classes = self.instance.classes.iter();
        let here = classes.filter(|c| self.homes.of_class(&c.id) == Some(institution));
        let days: Vec<&Vec<Window>> = here.filter_map(|c| c.day.as_ref()).collect();
        let there = there(person.staff, half.day);
        let free = |minute: i32| {
            let open = |w: &Window| {
                w.days.as_ref().is_none_or(|d| d.contains(&half.day))
                    && w.from.minutes() <= minute
                    && minute < w.to.minutes()
            };
            there.iter().any(|(a, b)| *a <= minute && minute < *b)
                && (days.is_empty() || days.iter().any(|windows| windows.iter().any(open)))
        };
        (from.max(opens)..to.min(closes)).filter(|minute| free(*minute)).count() as i64
    }

    /// Lessons, or hours of the afternoon, that a person can give in a half-day at an institution.
    fn periods(&self, person: &Person, half: HalfDay, institution: usize, kind: Kind) -> i64 {
        let (from, to) = self.bounds(half);
        let there = there(person.staff, half.day);
        let of = |bell: &Bell| {
            let fits = |p: &&Period| {
                let (start, end) = (p.start.minutes(), p.end.minutes());
                let afternoon = p.kinds.contains(&PeriodKind::Afternoon);
                (kind == Kind::Afternoon) == afternoon
                    && from <= start
                    && end <= to
                    && there.iter().any(|(a, b)| *a <= start && end <= *b)
            };
            bell.periods_on(half.day).iter().filter(fits).count() as i64
        };
        self.bells(institution).map(of).max().unwrap_or(0)
    }

    /// A plan made by hand, to start from: what several might give at an institution one of them gives, and people go
    /// where they are wanted most.
    fn simple(&self, block: &[usize]) -> Plan {
        let mut wanted: BTreeMap<(usize, usize), (i64, i64)> = BTreeMap::new();
        let mut load: BTreeMap<usize, i64> = BTreeMap::new();
        let mut chosen: BTreeMap<(usize, &[usize]), usize> = BTreeMap::new();
        let minutes = |need: &Need| need.with_gap * need.meetings();
        let mut needs: Vec<&Need> = self.needs.iter().filter(|n| block.contains(&n.candidates[0])).collect();
        // Those without a choice first.
        needs.sort_by_key(|n| (n.candidates.len(), std::cmp::Reverse(minutes(n))));
        for need in needs {
            let least = |p: &&usize| (load.get(*p).copied().unwrap_or(0), **p);
            let Some(first) = need.candidates.iter().min_by_key(least) else {
                continue;
            };
            let person = *chosen.entry((need.institution, &need.candidates)).or_insert(*first);
            *load.entry(person).or_default() += minutes(need);
            let (all, days) = wanted.entry((person, need.institution)).or_default();
            *all += minutes(need);
            *days = (*days).max((need.weekly + need.a_day - 1) / need.a_day);
        }
        let mut plan = Plan::default();
        for &index in block.iter().filter(|p| self.persons[**p].homes.len() > 1) {
            let person = &self.persons[index];
            let all_day = person.staff.max_lessons_a_day.is_some();
            let mut open: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
            for home in &person.homes {
                open.extend(wanted.get(&(index, *home)).map(|want| (*home, *want)));
            }
            for &day in &self.instance.term.days {
                for afternoon in [false, true] {
                    let half = HalfDay { day, afternoon };
                    let morning = plan
                        .at
                        .get(&(person.id.clone(), half.other()))
                        .copied()
                        .filter(|_| afternoon);
                    let urgent = |(home, (minutes, days)): &(&usize, &(i64, i64))| {
                        let again = i64::from(morning == Some(**home));
                        (*days - again, *minutes, std::cmp::Reverse(**home))
                    };
                    let open_now = open.iter().filter(|(_, want)| want.0 > 0);
                    let next = match morning {
                        Some(home) if all_day => Some(home),
                        _ => open_now.max_by_key(urgent).map(|(home, _)| *home),
                    };
                    let Some(home) = next else { continue };
                    let room = self.minutes(person, half, home);
                    if room == 0 {
                        continue;
                    }
                    plan.at.insert((person.id.clone(), half), home);
                    if let Some((minutes, days)) = open.get_mut(&home) {
                        *minutes -= room * FILL / 100;
                        *days -= i64::from(morning != Some(home));
                    }
                }
            }
        }
        plan
    }

    /// Groups of persons, by index, that can be planned by themselves.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let mut of: Vec<usize> = (0..self.persons.len()).collect();
        fn root(of: &[usize], mut at: usize) -> usize {
            while of[at] != at {
                at = of[at];
            }
            at
        }
        let mut first: BTreeMap<(usize, &Id), usize> = BTreeMap::new();
        for need in &self.needs {
            for person in &need.candidates {
                let mut together = vec![need.candidates[0]];
                // A room, or a service whose visits are counted, joins its people.
                for shared in need.room.into_iter().chain(need.service) {
                    together.push(*first.entry((need.institution, shared)).or_insert(*person));
                }
                for other in together {
                    let (a, b) = (root(&of, *person), root(&of, other));
                    of[a.max(b)] = a.min(b);
                }
            }
        }
        let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for person in 0..of.len() {
            blocks.entry(root(&of, person)).or_default().push(person);
        }
        blocks.into_values().collect()
    }

    /// Days that the master needs nobody on go where a person has least room: windows grow, and nobody is worse off.
    fn spare(&self, plan: &mut Plan) {
        for (index, person) in self.persons.iter().enumerate().filter(|(_, p)| p.homes.len() > 1) {
            if person.staff.max_days.is_some() {
                continue;
            }
            for day in &self.instance.term.days {
                let half = HalfDay {
                    day: *day,
                    afternoon: false,
                };
                if plan.place(person.id, half).is_some() || there(person.staff, *day).is_empty() {
                    continue;
                }
                let tightness = |home: &usize| {
                    let needs = self
                        .needs
                        .iter()
                        .filter(|n| n.institution == *home && n.candidates.contains(&index));
                    let load: i64 = needs
                        .map(|n| n.with_gap * n.meetings() / n.candidates.len() as i64)
                        .sum();
                    let halves = self.halves.iter().filter(|h| plan.place(person.id, **h) == Some(*home));
                    let room: i64 = halves.map(|h| self.minutes(person, *h, *home)).sum();
                    (load * 1000 / (room + 1), std::cmp::Reverse(*home))
                };
                if let Some(home) = person.homes.iter().copied().max_by_key(tightness) {
                    plan.at.insert((person.id.clone(), half), home);
                }
            }
        }
    }

    /// Sessions that the master has no room for are given to somebody who is there all the same, on as many days as can be: a
    /// timetable may have room where an estimate has none. Then everybody has the minutes of what they give.
    fn hand_out(&self, plan: &mut Plan) {
        for need in self.needs.iter().filter(|n| n.kind == Kind::Session) {
            let days = |person: &Person| match person.homes.len() {
                1 => self.instance.term.days.len(),
                _ => plan.days(person.id, need.institution).len(),
            };
            let candidates = need.candidates.iter().map(|p| &self.persons[*p]);
            let mut there: Vec<(usize, &Person)> = candidates.map(|person| (days(person), person)).collect();
            let most = there.iter().map(|(days, _)| *days).max().unwrap_or(0);
            there.retain(|(days, _)| most > 0 && *days == most);
            for (turn, session) in need.activities.iter().enumerate() {
                if need.candidates.len() == 1 || plan.givers.contains_key(*session) {
                    continue;
                }
                let giver = (!there.is_empty()).then(|| there[turn % there.len()].1.id.clone());
                let must = (need.weight == MUST).then(|| self.persons[need.candidates[0]].id.clone());
                plan.givers.insert((*session).clone(), giver.or(must));
            }
        }
        for (index, person) in self.persons.iter().enumerate() {
            let Some(limit) = person.staff.minutes_weekly.filter(|_| person.homes.len() > 1) else {
                continue;
            };
            let mut left = plan.spare_minutes(person.id, limit);
            for home in &person.homes {
                let gives = |session: &&&Id| plan.givers.get(**session).and_then(Option::as_ref) == Some(person.id);
                let wanted = |need: &Need| match need.candidates[..] {
                    [_] => need.minutes * need.meetings(),
                    _ => need.minutes * need.weekly * need.activities.iter().filter(gives).count() as i64,
                };
                let needs = self.needs.iter();
                let here = needs.filter(|n| n.institution == *home && n.candidates.contains(&index));
                let wanted = u16::try_from(here.map(wanted).sum::<i64>()).unwrap_or(u16::MAX);
                let granted = plan.minutes.entry((person.id.clone(), *home)).or_default();
                let more = wanted.saturating_sub(*granted).min(left);
                *granted += more;
                left -= more;
            }
        }
    }
}

/// The program of one block.
struct Master<'c, 'i> {
    case: &'c Case<'i>,
    block: &'c [usize],
    program: Program,
    /// By person, half-day and institution: the person is there.
    at: BTreeMap<(usize, HalfDay, usize), Column>,
    /// By person, day and institution: the person is there in one half or in both.
    on: BTreeMap<(usize, Weekday, usize), Column>,
    /// By person and institution: the person is there on one day at least, on two, and so on.
    days: BTreeMap<(usize, usize), Vec<Column>>,
    /// By need and person: meetings given, and for sessions or where there is a choice activities given.
    given: BTreeMap<(usize, usize), (Column, Option<Column>)>,
    /// By need: meetings unmet.
    short: BTreeMap<usize, Column>,
    /// By column, its value where nobody goes anywhere and nothing is given: always a solution.
    nothing: Vec<i64>,
}

impl<'c, 'i> Master<'c, 'i> {
    fn new(case: &'c Case<'i>, block: &'c [usize]) -> Self {
        Master {
            case,
            block,
            program: Program::default(),
            at: BTreeMap::new(),
            on: BTreeMap::new(),
            days: BTreeMap::new(),
            given: BTreeMap::new(),
            short: BTreeMap::new(),
            nothing: Vec::new(),
        }
    }

    /// A column from 0; `nothing` is its value in the solution that is always there.
    fn column(&mut self, upper: i64, cost: i64, nothing: i64) -> Column {
        self.program.columns.push(ColumnDef {
            lower: 0,
            upper: upper.max(nothing),
            integer: true,
            cost,
        });
        self.nothing.push(nothing);
        Column(self.program.columns.len() - 1)
    }

    fn row(&mut self, terms: Vec<(Column, i64)>, lower: Option<i64>, upper: Option<i64>) {
        let mut sums: BTreeMap<Column, i64> = BTreeMap::new();
        terms
            .into_iter()
            .for_each(|(column, k)| *sums.entry(column).or_default() += k);
        let terms: Vec<(Column, i64)> = sums.into_iter().filter(|(_, k)| *k != 0).collect();
        if !terms.is_empty() {
            self.program.rows.push(RowDef {
                tag: Tag::Structure,
                terms,
                lower,
                upper,
            });
        }
    }

    fn write(&mut self, before: Option<&Plan>, learnt: &Learnt) {
        for person in self.block {
            self.place(*person, before);
        }
        for need in 0..self.case.needs.len() {
            if self.block.contains(&self.case.needs[need].candidates[0]) {
                self.give(need);
            }
        }
        for person in self.block {
            self.load(*person, learnt);
        }
        self.rooms();
        self.visits();
        for (institution, halves) in &learnt.not_again {
            let index = |id: &Id| self.case.persons.iter().position(|p| p.id == id);
            let column = |(id, half): &(Id, HalfDay)| self.at.get(&(index(id)?, *half, *institution)).copied();
            let terms: Vec<(Column, i64)> = halves.iter().filter_map(column).map(|c| (c, 1)).collect();
            let most = terms.len() as i64 - 1;
            let fewer = self.column(1, ASKED * 100, 0);
            self.row(terms.into_iter().chain([(fewer, -1)]).collect(), None, Some(most));
        }
    }

    /// A person is in one institution in a half-day.
    fn place(&mut self, index: usize, before: Option<&Plan>) {
        let case = self.case;
        let person = &case.persons[index];
        let shared = person.homes.len() > 1;
        for &half in &case.halves {
            if !there(person.staff, half.day).iter().any(|(from, to)| {
                let (a, b) = case.bounds(half);
                *from < b && a < *to
            }) {
                continue;
            }
            let mut one = Vec::new();
            for &home in &person.homes {
                let stays = before.map(|plan| plan.place(person.id, half) == Some(home));
                let cost = match stays {
                    Some(false) => MOVED,
                    _ => 0,
                };
                let column = self.column(1, cost, i64::from(!shared));
                if !shared {
                    self.program.columns[column.0].lower = 1;
                }
                self.at.insert((index, half, home), column);
                one.push((column, 1));
            }
            self.row(one, None, Some(1));
        }
        for &day in &case.instance.term.days {
            let mut days = Vec::new();
            for &home in &person.homes {
                let halves =
                    [false, true].map(|afternoon| self.at.get(&(index, HalfDay { day, afternoon }, home)).copied());
                let halves: Vec<(Column, i64)> = halves.into_iter().flatten().map(|c| (c, -1)).collect();
                if halves.is_empty() {
                    continue;
                }
                let on = self.column(1, 0, i64::from(!shared));
                self.on.insert((index, day, home), on);
                // There on the day only if in a half of it, and in a half of it only if there on the day.
                self.row(halves.iter().copied().chain([(on, 1)]).collect(), None, Some(0));
                for (half, _) in &halves {
                    self.row(vec![(on, 1), (*half, -1)], Some(0), None);
                }
                days.push((on, 1));
            }
            // Limits of lessons a day are an institution's own, so who has one stays the day.
            if shared && person.staff.max_lessons_a_day.is_some() {
                self.row(days, None, Some(1));
            }
        }
        if let Some(most) = person.staff.max_days.filter(|_| shared) {
            let mut all = Vec::new();
            for &day in &case.instance.term.days {
                let present = self.column(1, 0, 0);
                for &home in &person.homes {
                    if let Some(on) = self.on.get(&(index, day, home)).copied() {
                        self.row(vec![(present, 1), (on, -1)], Some(0), None);
                    }
                }
                all.push((present, 1));
            }
            self.row(all, None, Some(i64::from(most)));
        }
    }

    /// The meetings of a need are given by its candidates, or stay unmet.
    fn give(&mut self, index: usize) {
        let need = &self.case.needs[index];
        let (meetings, count) = (need.meetings(), need.activities.len() as i64);
        let short = self.column(meetings, need.weight * UNIT, meetings);
        self.short.insert(index, short);
        let mut sum = vec![(short, 1)];
        let mut wholes = Vec::new();
        for &person in &need.candidates {
            let given = self.column(meetings, 0, 0);
            sum.push((given, 1));
            let days = self.case.instance.term.days.iter();
            let on = days.filter_map(|day| self.on.get(&(person, *day, need.institution)));
            let on: Vec<Column> = on.copied().collect();
            let whole = if need.kind == Kind::Session {
                Some(self.by_days(index, person, given, &on))
            } else {
                let whole = (need.candidates.len() > 1).then(|| self.column(count, 0, 0));
                if let Some(whole) = whole {
                    self.row(vec![(given, 1), (whole, -need.weekly)], None, Some(0));
                }
                let many = on.iter().map(|c| (*c, -need.a_day * count));
                self.row(many.chain([(given, 1)]).collect(), None, Some(0));
                whole
            };
            wholes.extend(whole.map(|whole| (whole, 1)));
            if need.kind == Kind::Lesson && need.candidates.len() == 1 {
                let wanted = need.weekly.min(on.len() as i64);
                let missing = self.column(wanted, SPREAD * UNIT, wanted);
                let on = on.iter().map(|c| (*c, 1));
                self.row(on.chain([(missing, 1)]).collect(), Some(wanted), None);
            }
            self.given.insert((index, person), (given, whole));
        }
        self.row(wholes, None, Some(count));
        self.row(sum, Some(meetings), Some(meetings));
    }

    /// A session is once a day, so of one that a person gives there are no more meetings than days on which they are there. Gives
    /// the column that counts the sessions.
    fn by_days(&mut self, index: usize, person: usize, given: Column, on: &[Column]) -> Column {
        let need = &self.case.needs[index];
        let count = need.activities.len() as i64;
        let days = self.days.remove(&(person, need.institution)).unwrap_or_else(|| {
            let days: Vec<Column> = on.iter().map(|_| self.column(1, 0, 0)).collect();
            for pair in days.windows(2) {
                self.row(vec![(pair[0], 1), (pair[1], -1)], Some(0), None);
            }
            let on = on.iter().map(|c| (*c, -1));
            self.row(days.iter().map(|c| (*c, 1)).chain(on).collect(), None, Some(0));
            days
        });
        // By number of meetings, the sessions that have so many at least.
        let sessions: Vec<Column> = (0..need.weekly.max(1)).map(|_| self.column(count, 0, 0)).collect();
        for pair in sessions.windows(2) {
            self.row(vec![(pair[0], 1), (pair[1], -1)], Some(0), None);
        }
        for (at, column) in sessions.iter().enumerate() {
            let there = days.get(at).map(|day| (*day, -count));
            self.row(there.into_iter().chain([(*column, 1)]).collect(), None, Some(0));
        }
        let all = sessions.iter().map(|c| (*c, -1));
        self.row(all.chain([(given, 1)]).collect(), Some(0), Some(0));
        self.days.insert((person, need.institution), days);
        sessions[0]
    }

    /// What a person gives at an institution fits into the half-days there.
    fn load(&mut self, index: usize, learnt: &Learnt) {
        let case = self.case;
        let person = &case.persons[index];
        let mut minutes = Vec::new();
        for &home in &person.homes {
            let of =
                |need: &usize| case.needs[*need].institution == home && case.needs[*need].candidates.contains(&index);
            let needs: Vec<usize> = (0..case.needs.len()).filter(of).collect();
            if needs.is_empty() {
                continue;
            }
            let unit = needs.iter().map(|n| case.needs[*n].with_gap).max().unwrap_or(1).max(1);
            let mut load: Vec<(Column, i64)> = Vec::new();
            for need in &needs {
                let (given, _) = self.given[&(*need, index)];
                load.push((given, case.needs[*need].with_gap));
                minutes.push((given, case.needs[*need].minutes));
            }
            for &half in &case.halves {
                if let Some(at) = self.at.get(&(index, half, home)).copied() {
                    let whole = case.minutes(person, half, home) + case.gap(home);
                    load.push((at, -(whole / unit * unit * FILL / 100)));
                }
            }
            for &day in &case.instance.term.days {
                if let Some(lost) = self.lost(index, day, home) {
                    load.push((lost, 1));
                }
            }
            let asked = learnt.minutes.get(&(person.id.clone(), home)).copied().unwrap_or(0);
            if asked > 0 {
                let over = self.column(asked, ASKED, asked);
                load.push((over, -1));
            }
            self.row(load, None, Some(-asked));
            for kind in [Kind::Lesson, Kind::Afternoon] {
                let of_kind = needs.iter().filter(|n| case.needs[**n].kind == kind);
                let mut fit: Vec<(Column, i64)> = of_kind.map(|n| (self.given[&(*n, index)].0, 1)).collect();
                if fit.is_empty() {
                    continue;
                }
                for &half in &case.halves {
                    if let Some(at) = self.at.get(&(index, half, home)) {
                        fit.push((*at, -case.periods(person, half, home, kind)));
                    }
                }
                self.row(fit, None, Some(0));
                if let Some(most) = person.staff.max_lessons_a_day
                    && kind == Kind::Lesson
                {
                    let of_kind = needs.iter().filter(|n| case.needs[**n].kind == kind);
                    let given: Vec<(Column, i64)> = of_kind.map(|n| (self.given[&(*n, index)].0, 1)).collect();
                    let on = case
                        .instance
                        .term
                        .days
                        .iter()
                        .filter_map(|day| self.on.get(&(index, *day, home)));
                    let on: Vec<(Column, i64)> = on.map(|c| (*c, -i64::from(most))).collect();
                    self.row(given.into_iter().chain(on).collect(), None, Some(0));
                }
            }
        }
        if let Some(most) = person.staff.minutes_weekly {
            self.row(minutes, None, Some(i64::from(most)));
        }
    }

    /// Minutes of an afternoon that the way from the morning's institution takes.
    fn lost(&mut self, index: usize, day: Weekday, home: usize) -> Option<Column> {
        let case = self.case;
        let person = &case.persons[index];
        let at = |afternoon, home| self.at.get(&(index, HalfDay { day, afternoon }, home)).copied();
        let here = at(true, home)?;
        let others = person.homes.iter().filter(|other| **other != home);
        let ways: Vec<(Column, i64)> = others
            .filter_map(|other| Some((at(false, *other)?, i64::from(way(case.instance, *other, home)))))
            .filter(|(_, minutes)| *minutes > 0)
            .collect();
        let longest = ways.iter().map(|(_, minutes)| *minutes).max()?;
        let lost = self.column(longest, 0, 0);
        let terms = ways.into_iter().map(|(c, minutes)| (c, -minutes));
        self.row(
            terms.chain([(lost, 1), (here, -longest)]).collect(),
            Some(-longest),
            None,
        );
        Some(lost)
    }

    /// People whose sessions are in one room share its minutes.
    fn rooms(&mut self) {
        let case = self.case;
        let mut rooms: BTreeMap<(usize, &Id), BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
        for (index, need) in case.needs.iter().enumerate() {
            if let Some(room) = need.room
                && self.short.contains_key(&index)
            {
                let people = rooms.entry((need.institution, room)).or_default();
                need.candidates
                    .iter()
                    .for_each(|p| people.entry(*p).or_default().push(index));
            }
        }
        for ((home, _), people) in rooms.into_iter().filter(|(_, people)| people.len() > 1) {
            let mut in_half: BTreeMap<HalfDay, Vec<(Column, i64)>> = BTreeMap::new();
            for (person, needs) in people {
                let mut all: Vec<(Column, i64)> = Vec::new();
                for need in needs {
                    all.push((self.given[&(need, person)].0, -case.needs[need].with_gap));
                }
                for &half in &case.halves {
                    let Some(at) = self.at.get(&(person, half, home)).copied() else {
                        continue;
                    };
                    let minutes = case.minutes(&case.persons[person], half, home) + case.gap(home);
                    let used = self.column(minutes, 0, 0);
                    self.row(vec![(used, 1), (at, -minutes)], None, Some(0));
                    in_half.entry(half).or_default().push((used, 1));
                    all.push((used, 1));
                }
                self.row(all, Some(0), None);
            }
            for (half, used) in in_half {
                let (from, to) = case.bounds(half);
                let (opens, closes) = case.instance.institutions[home].pupils_day();
                let open = i64::from((to.min(closes) - from.max(opens)).max(0));
                self.row(used, None, Some(open));
            }
        }
    }

    /// Visits that an institution wants.
    fn visits(&mut self) {
        let case = self.case;
        for visit in &case.instance.visits {
            let home = case
                .instance
                .institutions
                .iter()
                .position(|i| i.id == visit.institution);
            let Some(home) = home else { continue };
            let needs = case.needs.iter().enumerate();
            let of = needs.filter(|(n, need)| {
                self.short.contains_key(n) && need.institution == home && need.service == Some(&visit.service)
            });
            let people: BTreeSet<usize> = of.flat_map(|(_, need)| need.candidates.iter().copied()).collect();
            let there = self
                .at
                .iter()
                .filter(|((p, _, at), _)| *at == home && people.contains(p));
            let at: Vec<(Column, i64)> = there.map(|(_, c)| (*c, 1)).collect();
            if at.is_empty() {
                continue;
            }
            let (least, most) = (i64::from(visit.weekly.min), i64::from(visit.weekly.max));
            // Who works there only gives sessions when it suits, so of them one cannot be there too often.
            let always: i64 = at.iter().map(|(c, _)| self.nothing[c.0]).sum();
            let few = self.column(least, i64::from(visit.weight) * UNIT, (least - always).max(0));
            let price = if always > 0 { 0 } else { i64::from(visit.weight) * UNIT };
            let many = self.column(at.len() as i64, price, (always - most).max(0));
            self.row(at.iter().copied().chain([(few, 1)]).collect(), Some(least), None);
            self.row(at.into_iter().chain([(many, -1)]).collect(), None, Some(most));
        }
    }

    /// Values near a plan first, by leaving people where it has them; then better ones.
    fn solve(&self, near: &Plan, repeatable: bool, clock: &Clock) -> Vec<i64> {
        let task = |start| Task {
            start: Some(start),
            effort: repeatable.then_some(NODES),
            ..Task::default()
        };
        let best = |program: &Program, start: Vec<i64>| {
            let answer = exact::solve(backend(), &Arc::new(program.clone()), task(start), clock);
            answer.values
        };
        let mut fixed = self.program.clone();
        for ((person, half, home), column) in &self.at {
            let person = &self.case.persons[*person];
            if person.homes.len() > 1 {
                let there = near.at.get(&(person.id.clone(), *half)) == Some(home);
                let column = &mut fixed.columns[column.0];
                (column.lower, column.upper) = (i64::from(there), i64::from(there));
            }
        }
        let start = best(&fixed, self.nothing.clone()).unwrap_or_else(|| self.nothing.clone());
        best(&self.program, start.clone()).unwrap_or(start)
    }

    fn read(&self, values: &[i64], plan: &mut Plan) {
        let case = self.case;
        let value = |column: &Column| values.get(column.0).copied().unwrap_or(0);
        for ((person, half, home), column) in &self.at {
            if case.persons[*person].homes.len() > 1 && value(column) > 0 {
                plan.at.insert((case.persons[*person].id.clone(), *half), *home);
            }
        }
        for index in self.short.keys() {
            let need = &case.needs[*index];
            let mut open = need.activities.iter();
            for person in &need.candidates {
                let (given, whole) = self.given[&(*index, *person)];
                let id = case.persons[*person].id;
                if case.persons[*person].staff.minutes_weekly.is_some() {
                    let minutes = u16::try_from(value(&given) * need.minutes).unwrap_or(u16::MAX);
                    let there = plan.minutes.entry((id.clone(), need.institution)).or_default();
                    *there = there.saturating_add(minutes);
                }
                if need.kind == Kind::Session
                    && need.candidates.len() > 1
                    && let Some(whole) = whole
                {
                    for session in open.by_ref().take(usize::try_from(value(&whole)).unwrap_or(0)) {
                        plan.givers.insert((*session).clone(), Some(id.clone()));
                    }
                }
            }
        }
    }
}

/// What a minute of a person costs in a bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Price {
    /// Of the time they are there: lengths of meetings and the gap after each.
    pub minute: i64,
    /// Of the minutes they are paid for.
    pub paid: i64,
    /// The least gap after a meeting, in minutes.
    pub gap: i64,
}

/// Shared people of whom there is too little, with prices in `parts` of a unit of cost and the minutes of their week: prices at
/// which needs and time balance when half-days, days and travel are left out.
pub fn scarce<'i>(
    instance: &'i Instance,
    homes: &'i Homes<'i>,
    parts: i64,
    clock: &Clock,
) -> Vec<(&'i Staff, Price, i64)> {
    let case = Case::new(instance, homes);
    let mut master = Master::new(&case, &[]);
    let mut loads: Vec<[Vec<(Column, i64)>; 2]> = case.persons.iter().map(|_| Default::default()).collect();
    let least_gap = |p: &Person| p.homes.iter().map(|home| case.gap(*home)).min().unwrap_or(0);
    for need in case.needs.iter().filter(|n| n.kind == Kind::Session && n.weight < MUST) {
        let meetings = need.meetings();
        let short = master.column(meetings, need.weight, meetings);
        let mut sum = vec![(short, 1)];
        for &person in &need.candidates {
            let given = master.column(meetings, 0, 0);
            sum.push((given, 1));
            let [there, paid] = &mut loads[person];
            there.push((given, need.minutes + least_gap(&case.persons[person])));
            paid.push((given, need.minutes));
        }
        master.row(sum, Some(meetings), Some(meetings));
    }
    // Which row speaks of whom.
    let mut rows = Vec::new();
    for (person, [there, paid]) in case.persons.iter().zip(loads) {
        let minutes = super::bound::minutes_there(instance, person.staff, &person.homes, least_gap(person));
        let limit = person.staff.minutes_weekly.map(i64::from);
        for (paid, load, most) in [(false, there, Some(minutes)), (true, paid, limit)] {
            let before = master.program.rows.len();
            if let Some(most) = most {
                master.row(load, None, Some(most));
            }
            rows.extend((before < master.program.rows.len()).then_some((person, paid, before, minutes)));
        }
    }
    let task = Task {
        relaxed: true,
        ..Task::default()
    };
    let outcome = run_within(
        backend(),
        &Arc::new(master.program),
        task,
        clock.deadline(),
        &clock.cancel(),
    );
    let duals = outcome.row_duals.unwrap_or_default();
    let mut found: BTreeMap<&Id, (&'i Staff, Price, i64)> = BTreeMap::new();
    for (person, paid, row, minutes) in rows {
        let price = duals
            .get(row)
            .map_or(0, |dual| (-dual * parts as f64).round().clamp(0.0, 1e9) as i64);
        if price > 0 {
            let gap = least_gap(person);
            let entry = found.entry(person.id).or_insert((
                person.staff,
                Price {
                    gap,
                    ..Price::default()
                },
                minutes,
            ));
            *(if paid { &mut entry.1.paid } else { &mut entry.1.minute }) = price;
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{Clock as Time, StaffNeed};
    use crate::municipality::toys::two_villages;

    fn planned(instance: &Instance, before: Option<&Plan>, learnt: &Learnt) -> Plan {
        let homes = Homes::new(instance);
        plan(instance, &homes, before, learnt, true, &Clock::new(None, None))
    }

    #[test]
    fn a_short_way_takes_both_to_both_villages_every_day() {
        let instance = two_villages(30);
        let plan = planned(&instance, None, &Learnt::default());
        for day in [Weekday::Mon, Weekday::Tue] {
            let at = |person: &str| [false, true].map(|afternoon| plan.place(person, HalfDay { day, afternoon }));
            let mut both = at("LOG");
            both.sort();
            assert_eq!(both, [Some(0), Some(1)], "{plan:?}");
        }
    }

    #[test]
    fn a_long_way_leaves_a_day_for_each() {
        let instance = two_villages(300);
        let plan = planned(&instance, None, &Learnt::default());
        for person in ["LOG", "MUS"] {
            for day in [Weekday::Mon, Weekday::Tue] {
                let at = |afternoon| plan.place(person, HalfDay { day, afternoon });
                assert_eq!(at(false), at(true), "{plan:?}");
            }
        }
        // Lessons must take place.
        assert!(plan.visits("MUS", 0) && plan.visits("MUS", 1), "{plan:?}");
    }

    /// Two pupils of one village with two sessions a week: who comes on one day gives one meeting of each, not two of one.
    #[test]
    fn who_gives_a_session_comes_on_as_many_days() {
        let mut instance = two_villages(300);
        let mut pupil = instance.pupils[0].clone();
        pupil.id = "p3".into();
        instance.pupils.push(pupil);
        let mut session = instance.sessions[0].clone();
        (session.id, session.pupils) = ("speech-p3".into(), vec!["p3".into()]);
        instance.sessions.push(session);
        let people = |ids: &[&str]| StaffNeed::AnyOf {
            any_of: ids.iter().map(|id| Id::from(*id)).collect(),
        };
        for (session, ids) in [
            (0, &["LOG", "TUE", "ALL"][..]),
            (1, &["ALL"]),
            (2, &["LOG", "TUE", "ALL"]),
        ] {
            instance.sessions[session].staff = people(ids);
        }
        instance.sessions[1].weekly = 1;
        let therapist = |id: &str, days: &[Weekday]| {
            let mut staff = instance.staff.iter().find(|s| s.id == "LOG").cloned().unwrap();
            let window = Window {
                days: Some(days.to_vec()),
                from: Time(8 * 60),
                to: Time(12 * 60 + 20),
            };
            (staff.id, staff.available) = (id.into(), Some(vec![window]));
            staff
        };
        let [mon, tue] = [Weekday::Mon, Weekday::Tue];
        let three = [
            therapist("LOG", &[mon]),
            therapist("TUE", &[tue]),
            therapist("ALL", &[mon, tue]),
        ];
        instance.staff.retain(|s| s.id != "LOG");
        instance.staff.extend(three);
        let plan = planned(&instance, None, &Learnt::default());
        // The south goes without its one meeting.
        assert_eq!(plan.days("ALL", 0), [mon, tue], "{plan:?}");
        for session in ["speech-p1", "speech-p3"] {
            assert_eq!(plan.givers[session].as_deref(), Some("ALL"), "{plan:?}");
        }
    }

    #[test]
    fn a_plan_that_does_is_kept_and_one_that_does_not_changes_little() {
        let instance = two_villages(30);
        let first = planned(&instance, None, &Learnt::default());
        assert_eq!(planned(&instance, Some(&first), &Learnt::default()), first);
        let mut learnt = Learnt::default();
        learnt.minutes.insert(("MUS".into(), 0), 60);
        let second = planned(&instance, Some(&first), &learnt);
        let of = |plan: &Plan, id: &str| {
            plan.at
                .iter()
                .filter(|((p, _), _)| p == id)
                .map(|(k, v)| (k.clone(), *v))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&first, "LOG"), of(&second, "LOG"));
    }

    #[test]
    fn nobody_is_scarce_but_where_needs_exceed_the_week() {
        let clock = Clock::new(None, None);
        let mut instance = two_villages(30);
        let homes = Homes::new(&instance);
        assert!(scarce(&instance, &homes, 64, &clock).is_empty());
        instance.sessions.iter_mut().for_each(|s| s.weekly = 12);
        let homes = Homes::new(&instance);
        let found = scarce(&instance, &homes, 64, &clock);
        let [(person, price, minutes)] = found.as_slice() else {
            panic!("{found:?}");
        };
        // Two days from 8:00 to 12:20 and a gap; a meeting of 40 and 5 minutes is worth 4.
        assert_eq!((person.id.as_str(), price.minute, *minutes), ("LOG", 6, 530));
    }
}
