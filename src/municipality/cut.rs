//! One institution cut out of an instance: a school's file as if there were no other.
//!
//! Shared people come only in the half-days that the plan gives to the institution; with the way between two of them taken
//! off the second. So timetables of the cuts put together are legal wherever each of them is: nobody is in two places.

use super::{HalfDay, Homes, Plan, travel};
use crate::instance::{Clock, Id, Instance, Institution, Session, Staff, StaffNeed, Weekday, Window};
use std::collections::{BTreeSet, HashMap};

/// The instance of every institution, in their order. Shared people come whenever they can and anybody who may gives a
/// session: what costs least then costs no more in any plan.
pub fn cuts(instance: &Instance, homes: &Homes) -> Vec<Instance> {
    let of_institution = |own: &Institution| Instance {
        id: format!("{}-{}", instance.id, own.id),
        name: own.name.clone(),
        institutions: vec![own.clone()],
        ..head(instance)
    };
    let mut parts: Vec<Instance> = instance.institutions.iter().map(of_institution).collect();
    let all = &mut parts[..];
    let lessons: HashMap<&Id, &Id> = instance.lessons.iter().map(|l| (&l.id, &l.class)).collect();
    hand_out(
        all,
        &instance.visits,
        |v| homes.institution(Some(&v.institution)),
        |p| &mut p.visits,
    );
    hand_out(all, &instance.rooms, |r| homes.of_room(&r.id), |p| &mut p.rooms);
    hand_out(all, &instance.classes, |c| homes.of_class(&c.id), |p| &mut p.classes);
    hand_out(all, &instance.groups, |g| homes.of_class(&g.id), |p| &mut p.groups);
    hand_out(all, &instance.pupils, |p| homes.of_class(&p.class), |p| &mut p.pupils);
    hand_out(all, &instance.lessons, |l| homes.of_class(&l.class), |p| &mut p.lessons);
    hand_out(
        all,
        &instance.sessions,
        |s| homes.of_pupils(&s.pupils),
        |p| &mut p.sessions,
    );
    hand_out(
        all,
        &instance.full_day,
        |g| homes.of_class(g.classes.first()?),
        |p| &mut p.full_day,
    );
    hand_out(
        all,
        &instance.consultations,
        |c| homes.of_consultation(c),
        |p| &mut p.consultations,
    );
    hand_out(
        all,
        &instance.examinations,
        |e| homes.of_class(lessons.get(&e.lesson)?),
        |p| &mut p.examinations,
    );
    let bells: HashMap<&Id, usize> = (instance.bells.iter().enumerate()).map(|(at, b)| (&b.id, at)).collect();
    let staff: HashMap<&Id, usize> = (instance.staff.iter().enumerate()).map(|(at, s)| (&s.id, at)).collect();
    for part in &mut parts {
        // Every bell schedule cuts the week: only those that ring here.
        let classes = part.classes.iter().filter_map(|c| c.bell.as_ref());
        let hours = part.full_day.iter().map(|g| &g.hours);
        let ringing = classes.chain(hours).chain(part.consultations.iter().map(|c| &c.hours));
        part.bells = named(&instance.bells, &bells, ringing);
        part.staff = named(&instance.staff, &staff, people(part).iter());
        // The employer is another institution's.
        part.staff.iter_mut().for_each(|person| person.institution = None);
    }
    parts
}

/// Gives each institution what is its own, in the order of the file.
fn hand_out<T: Clone>(
    parts: &mut [Instance],
    all: &[T],
    home: impl Fn(&T) -> Option<usize>,
    list: impl Fn(&mut Instance) -> &mut Vec<T>,
) {
    for one in all {
        if let Some(part) = home(one).and_then(|home| parts.get_mut(home)) {
            list(part).push(one.clone());
        }
    }
}

/// What has one of these ids, in the order of the file.
fn named<'i, T: Clone>(all: &[T], places: &HashMap<&Id, usize>, ids: impl Iterator<Item = &'i Id>) -> Vec<T> {
    let places: BTreeSet<usize> = ids.filter_map(|id| places.get(id).copied()).collect();
    places.into_iter().map(|at| all[at].clone()).collect()
}

/// An institution that is [cut](cuts) out, as a plan has it: shared people come only when and for what the plan says.
pub fn under(plan: &Plan, instance: &Instance, homes: &Homes, institution: usize, mut part: Instance) -> Instance {
    part.sessions.iter_mut().for_each(|session| give(session, plan));
    let people = people(&part);
    part.staff.retain(|person| people.contains(&person.id));
    for person in part.staff.iter_mut().filter(|person| homes.is_shared(&person.id)) {
        narrow(instance, person, institution, plan);
    }
    part
}

/// What is of no institution.
fn head(instance: &Instance) -> Instance {
    Instance {
        firstbell: instance.firstbell,
        id: Id::new(),
        name: instance.name.clone(),
        term: instance.term.clone(),
        rule_sets: instance.rule_sets.clone(),
        parts: Vec::new(),
        institutions: Vec::new(),
        travel: Vec::new(),
        half_day: instance.half_day,
        visits: Vec::new(),
        bells: Vec::new(),
        subjects: instance.subjects.clone(),
        rooms: Vec::new(),
        staff: Vec::new(),
        classes: Vec::new(),
        groups: Vec::new(),
        pupils: Vec::new(),
        lessons: Vec::new(),
        sessions: Vec::new(),
        full_day: Vec::new(),
        consultations: Vec::new(),
        examinations: Vec::new(),
        rules: instance.rules.clone(),
        cover: instance.cover.clone(),
        law_overrides: instance.law_overrides.clone(),
    }
}

/// A session with a choice is given by whom the plan says.
fn give(session: &mut Session, plan: &Plan) {
    let nobody = || StaffNeed::AnyOf { any_of: Vec::new() };
    if let Some(giver) = plan.givers.get(&session.id) {
        session.staff = giver.clone().map_or_else(nobody, StaffNeed::Person);
    }
}

/// Everybody with something to do in a cut.
fn people(part: &Instance) -> BTreeSet<Id> {
    let lessons = part.lessons.iter().flat_map(|l| &l.staff).flat_map(StaffNeed::persons);
    let sessions = part.sessions.iter().flat_map(|s| s.staff.persons());
    let groups = part.full_day.iter().map(|g| &g.staff);
    let leaders = part.full_day.iter().flat_map(|g| &g.clubs).flat_map(|c| &c.leaders);
    let consultations = part.consultations.iter().map(|c| &c.staff);
    lessons
        .chain(sessions)
        .chain(groups)
        .chain(leaders)
        .chain(consultations)
        .cloned()
        .collect()
}

/// A shared person is there in the half-days of the plan, less the way from where they were in the first.
fn narrow(instance: &Instance, person: &mut Staff, institution: usize, plan: &Plan) {
    let mut windows = Vec::new();
    for &day in &instance.term.days {
        let places = HalfDay::of(day).map(|half| plan.place(&person.id, half));
        let (from, to) = match places.map(|at| at == Some(institution)) {
            [true, true] => (0, 24 * 60),
            [true, false] => (0, instance.half_day.minutes()),
            [false, true] => {
                let way = places[0].map_or(0, |from| way(instance, from, institution));
                (instance.half_day.minutes() + way, 24 * 60)
            }
            [false, false] => continue,
        };
        for (opens, closes) in there(person, day) {
            let (from, to) = (from.max(opens), to.min(closes));
            if from < to {
                windows.push(Window {
                    days: Some(vec![day]),
                    from: Clock(from as u16),
                    to: Clock(to as u16),
                });
            }
        }
    }
    person.available = Some(windows);
    if let Some(minutes) = plan.minutes.get(&(person.id.clone(), institution)) {
        person.minutes_weekly = Some(*minutes);
    }
}

/// When a person can be anywhere on a day, in minutes.
pub(super) fn there(person: &Staff, day: Weekday) -> Vec<(i32, i32)> {
    match &person.available {
        None => vec![(0, 24 * 60)],
        Some(windows) => {
            let on = windows
                .iter()
                .filter(|w| w.days.as_ref().is_none_or(|days| days.contains(&day)));
            on.map(|w| (w.from.minutes(), w.to.minutes())).collect()
        }
    }
}

/// Minutes that a person needs from one institution to another: the way, and at least the usual gap.
pub(super) fn way(instance: &Instance, from: usize, to: usize) -> i32 {
    let gap = instance.institutions.get(to).map_or(0, |i| i32::from(i.gap));
    travel(instance, from, to).max(gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::municipality::toys::two_villages;
    use std::collections::BTreeMap;

    #[test]
    fn an_institution_has_its_own_and_shared_people_when_they_are_there() {
        let instance = two_villages(30);
        let homes = Homes::new(&instance);
        let (mon, tue) = (Weekday::Mon, Weekday::Tue);
        let half = |day, afternoon| HalfDay { day, afternoon };
        let at = |places: &[(HalfDay, usize)]| -> BTreeMap<(Id, HalfDay), usize> {
            places
                .iter()
                .map(|(half, at)| (("MUS".to_owned(), *half), *at))
                .collect()
        };
        let plan = Plan {
            at: at(&[(half(mon, false), 0), (half(mon, true), 1), (half(tue, true), 1)]),
            ..Plan::default()
        };
        let ids = |part: &Instance| {
            let lessons = part.lessons.iter().map(|l| l.id.clone()).collect::<Vec<_>>();
            let staff = part.staff.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
            (
                lessons.join(" "),
                staff.join(" "),
                part.rooms.len(),
                part.bells.len(),
                part.pupils.len(),
            )
        };
        let windows = |part: &Instance, id: &str| {
            let person = part.staff.iter().find(|s| s.id == id).unwrap();
            let all = person.available.iter().flatten();
            let text = all.map(|w| format!("{:?} {} {}", w.days.as_ref().unwrap()[0], w.from, w.to));
            text.collect::<Vec<_>>().join(", ")
        };
        let cuts = cuts(&instance, &homes);
        let under = |home: usize| under(&plan, &instance, &homes, home, cuts[home].clone());
        let north = under(0);
        assert_eq!(
            ids(&north),
            ("N-bulgarian N-art N-music".into(), "TN MUS LOG".into(), 1, 1, 1)
        );
        assert_eq!(windows(&north, "MUS"), "Mon 00:00 10:10");
        assert_eq!(windows(&north, "LOG"), "");
        let south = under(1);
        // The way on Monday; all of Tuesday, since she is nowhere else.
        assert_eq!(windows(&south, "MUS"), "Mon 10:40 24:00, Tue 00:00 24:00");
        assert_eq!(cuts[1].staff[1].available, None);
        assert_eq!(ids(&cuts[2]).1, "");
    }
}
