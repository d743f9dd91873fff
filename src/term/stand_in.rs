//! Who can stand in for somebody on a day: at hand, free, and with the least to do.

use crate::instance::*;
use crate::timetable::Placement;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn name(instance: &Instance, staff: &Id) -> Text {
    let person = instance
        .staff
        .iter()
        .find(|s| s.id == *staff)
        .and_then(|s| s.name.clone());
    person.unwrap_or_else(|| Text::Any(staff.clone()))
}

/// Whether somebody is there on a weekday throughout a meeting.
pub(super) fn present(instance: &Instance, staff: &Id, day: Weekday, placement: &Placement) -> bool {
    let windows = instance
        .staff
        .iter()
        .find(|s| s.id == *staff)
        .and_then(|s| s.available.as_ref());
    let covers = |w: &Window| {
        w.days.as_ref().is_none_or(|days| days.contains(&day)) && w.from <= placement.start && placement.end <= w.to
    };
    windows.is_none_or(|windows| windows.iter().any(covers))
}

/// A teacher who is there and free during a meeting, and not engaged elsewhere: whoever has least on the day.
pub(super) fn somebody_free(
    instance: &Instance,
    day: Weekday,
    all: &[Placement],
    at: usize,
    cancelled: &BTreeSet<usize>,
    engaged: &BTreeMap<Id, Vec<(Clock, Clock)>>,
) -> Option<Id> {
    let gap = instance.institutions.iter().map(|i| i.gap).max().unwrap_or(0);
    let meeting = &all[at];
    let has = |staff: &Staff| {
        let own = all
            .iter()
            .enumerate()
            .filter(|(other, p)| !cancelled.contains(other) && p.staff.contains(&staff.id));
        own.map(|(_, p)| p).collect::<Vec<&Placement>>()
    };
    let free = |staff: &&Staff| {
        let apart = |(start, end): (Clock, Clock)| end.0 + gap <= meeting.start.0 || meeting.end.0 + gap <= start.0;
        let (has, elsewhere) = (has(staff), engaged.get(&staff.id));
        let room = staff.max_lessons_a_day.is_none_or(|most| has.len() < usize::from(most));
        let mut all = has
            .iter()
            .map(|p| (p.start, p.end))
            .chain(elsewhere.into_iter().flatten().copied());
        staff.role == Role::Teacher && room && all.all(apart) && present(instance, &staff.id, day, meeting)
    };
    instance
        .staff
        .iter()
        .filter(free)
        .min_by_key(|s| has(s).len())
        .map(|s| s.id.clone())
}

/// On this day somebody may stand in for another in an activity, whatever their subjects.
pub(super) fn allow(day: &mut Instance, activity: &Id, missing: &Id, free: &Id) {
    let both = |any_of: &mut Vec<Id>| any_of.extend((!any_of.contains(free)).then(|| free.clone()));
    for lesson in day.lessons.iter_mut().filter(|l| l.id == *activity) {
        for need in &mut lesson.staff {
            match need {
                StaffNeed::Person(id) if id == missing => {
                    *need = StaffNeed::AnyOf {
                        any_of: vec![missing.clone(), free.clone()],
                    };
                }
                StaffNeed::AnyOf { any_of } if any_of.contains(missing) => both(any_of),
                _ => {}
            }
        }
    }
    let clubs = day.full_day.iter_mut().flat_map(|g| &mut g.clubs);
    clubs
        .filter(|c| c.id == *activity)
        .for_each(|club| both(&mut club.leaders));
    day.staff
        .iter_mut()
        .filter(|s| s.id == *free)
        .for_each(|s| s.qualified = None);
}
