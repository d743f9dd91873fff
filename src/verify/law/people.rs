//! Nobody and nothing is in two places at once; staff are there when they teach.

use super::Breach;
use super::case::{Case, Meeting, What};
use super::demand::*;
use crate::instance::{Id, Text, Weekday};
use crate::words::{Word, weekday};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn breaches(case: &Case) -> Vec<Breach> {
    let mut found = Vec::new();
    clashes(case, &mut found);
    for (id, meetings) in by_staff(case) {
        present(case, id, &meetings, &mut found);
        within_limits(case, id, &meetings, &mut found);
    }
    found
}

fn clashes(case: &Case, found: &mut Vec<Breach>) {
    for (id, meetings) in by_staff(case) {
        apart(case, &CLASH_STAFF, &case.staff_name(id), &meetings, true, found);
    }
    for (id, meetings) in by_pupil(case) {
        apart(case, &CLASH_PUPIL, &Text::Any(id.clone()), &meetings, true, found);
    }
    for party in &case.parties {
        let afternoon = (case.meetings.iter()).filter(|m| {
            (case.afternoon_of(m))
                .is_some_and(|(group, _)| group.classes.iter().any(|id| party.is_in(&case.covered(id))))
        });
        let meetings: Vec<&Meeting> = case.lessons_of(party).chain(afternoon).collect();
        apart(
            case,
            &CLASH_CLASS,
            &case.class_name(&party.class.id),
            &meetings,
            false,
            found,
        );
    }
    let mut rooms: BTreeMap<&Id, Vec<&Meeting>> = BTreeMap::new();
    for meeting in &case.meetings {
        if let Some(id) = &meeting.placement.room {
            rooms.entry(id).or_default().push(meeting);
        }
    }
    for (id, meetings) in rooms {
        if !case.room(id).is_some_and(|r| r.unlimited) {
            apart(case, &CLASH_ROOM, &case.room_name(id), &meetings, false, found);
        }
    }
}

/// No two of the meetings have a minute in common; for persons, with the minutes they need in between.
fn apart<'a>(
    case: &Case<'a>,
    demand: &Demand,
    who: &Text,
    meetings: &[&Meeting<'a>],
    person: bool,
    found: &mut Vec<Breach>,
) {
    let mut by_day: BTreeMap<Weekday, Vec<&Meeting>> = BTreeMap::new();
    for meeting in meetings {
        by_day.entry(meeting.day()).or_default().push(meeting);
    }
    for today in by_day.values_mut() {
        today.sort_by_key(|m| (m.from, m.to, m.index));
        for (at, first) in today.iter().enumerate() {
            for second in today.iter().skip(at + 1) {
                let gap = if person { first.gap_to(second) } else { 0 };
                if !first.meets(second, gap) {
                    continue;
                }
                let between = second.from - first.to;
                let message = if between < 0 {
                    let common = first.to.min(second.to) - second.from;
                    case.about_two(Word::LawClash, who.clone(), first, second)
                        .and("minutes", Text::Any(common.to_string()))
                } else {
                    (case.about_two(Word::LawGap, who.clone(), first, second))
                        .and("minutes", Text::Any(between.to_string()))
                        .and("gap", Text::Any(gap.to_string()))
                };
                found.push(demand.broken(message, &[first, second], Some(gap - between)));
            }
        }
    }
}

fn by_staff<'c, 'a>(case: &'c Case<'a>) -> BTreeMap<&'a Id, Vec<&'c Meeting<'a>>> {
    let mut all: BTreeMap<&Id, Vec<&Meeting>> = BTreeMap::new();
    for meeting in &case.meetings {
        for id in meeting.placement.staff.iter().collect::<BTreeSet<&Id>>() {
            all.entry(id).or_default().push(meeting);
        }
    }
    all
}

/// The sessions of each pupil, those inside lessons too.
pub(super) fn by_pupil<'c, 'a>(case: &'c Case<'a>) -> BTreeMap<&'a Id, Vec<&'c Meeting<'a>>> {
    let mut all: BTreeMap<&Id, Vec<&Meeting>> = BTreeMap::new();
    for meeting in &case.meetings {
        for id in case
            .session_of(meeting)
            .iter()
            .flat_map(|s| &s.pupils)
            .collect::<BTreeSet<&Id>>()
        {
            all.entry(id).or_default().push(meeting);
        }
    }
    all
}

/// Minutes of `from` up to `to` on a day in which a member of staff is not present.
pub(super) fn minutes_away(case: &Case, id: &Id, day: Weekday, from: i32, to: i32) -> i32 {
    let Some(windows) = case.staff(id).and_then(|s| s.available.as_ref()) else {
        return 0;
    };
    let there = |minute: i32| {
        (windows.iter())
            .filter(|w| w.days.as_ref().is_none_or(|days| days.contains(&day)))
            .any(|w| w.from.minutes() <= minute && minute < w.to.minutes())
    };
    (from..to).map(|minute| i32::from(!there(minute))).sum()
}

fn present(case: &Case, id: &Id, meetings: &[&Meeting], found: &mut Vec<Breach>) {
    for meeting in meetings {
        let away = minutes_away(case, id, meeting.day(), meeting.from, meeting.to);
        if away > 0 {
            let message = case
                .about(Word::LawAway, meeting, &[("minutes", &away)])
                .and("staff", case.staff_name(id));
            found.push(PRESENCE.broken(message, &[meeting], Some(away)));
        }
    }
}

/// Most lessons a day and most days.
fn within_limits(case: &Case, id: &Id, meetings: &[&Meeting], found: &mut Vec<Breach>) {
    let Some(staff) = case.staff(id) else { return };
    if let Some(most) = staff.max_lessons_a_day.map(usize::from) {
        for (week, day) in case.week_days() {
            let lessons: Vec<&Meeting> = meetings
                .iter()
                .copied()
                .filter(|m| m.on(day, week) && gives_lesson(case, m, id))
                .collect();
            if lessons.len() > most {
                let message = (Word::LawLessonsOfStaff.with(&[("found", &lessons.len()), ("most", &most)]))
                    .and("staff", case.staff_name(id))
                    .and("day", weekday(day).text());
                found.push(LESSONS_A_DAY.broken(message, &lessons, None));
            }
        }
    }
    if let Some(most) = staff.max_days.map(usize::from) {
        for &week in &case.weeks {
            let days = days_of(meetings.iter().copied().filter(|m| m.placement.week.meets(week)));
            if days.len() > most {
                let message = (Word::LawDaysOfStaff.with(&[("found", &days.len()), ("most", &most)]))
                    .and("staff", case.staff_name(id));
                found.push(DAYS.broken(message, meetings, None));
            }
        }
    }
}

/// Whether it is a lesson of this person's own; a specialist inside it gives a session.
pub(super) fn gives_lesson(case: &Case, meeting: &Meeting, id: &Id) -> bool {
    let What::Lesson(lesson) = meeting.what else {
        return false;
    };
    let own = || lesson.staff.iter().any(|need| need.may_be(id));
    meeting.has_staff(id) && (case.session_of(meeting).is_none_or(|s| !s.staff.may_be(id)) || own())
}

/// The days on which some meetings are.
pub(super) fn days_of<'m, 'a: 'm>(meetings: impl Iterator<Item = &'m Meeting<'a>>) -> BTreeSet<Weekday> {
    meetings.map(Meeting::day).collect()
}
