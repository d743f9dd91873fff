//! Staff: does what only they can give fit into their presence?

use super::week::{Demand, Kind, Slot, WEEKS, Week, by_day, fit, total};
use crate::instance::*;
use crate::validate::Findings;
use crate::words::{Arg, Fill, Word};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(week: &Week, found: &mut Findings) {
    for set in sets(week) {
        lessons(week, &set, found);
    }
    for (i, person) in week.known.instance.staff.iter().enumerate() {
        engagements(week, person, &format!("/staff/{i}"), found);
    }
    for (i, consultation) in week.known.instance.consultations.iter().enumerate() {
        self::consultation(week, consultation, format!("/consultations/{i}"), found);
    }
}

/// The persons that lessons choose from: each list that some lesson names.
fn sets<'a>(week: &Week<'a>) -> BTreeSet<Vec<&'a str>> {
    let lessons = week.demands.iter().filter(|d| matches!(d.kind, Kind::Lesson(_)));
    lessons
        .flat_map(|d| &d.staff)
        .map(|any| {
            let mut any = any.clone();
            any.sort_unstable();
            any.dedup();
            any
        })
        .collect()
}

/// Most lessons of each day for one person out of some slots.
fn by_person(week: &Week, person: &str, slots: &[Slot]) -> BTreeMap<Weekday, usize> {
    let there = slots.iter().filter(|s| week.present(person, **s));
    let about = week.known.staff.get(person);
    let most = about.and_then(|s| s.max_lessons_a_day).map_or(usize::MAX, usize::from);
    let mut days: Vec<(Weekday, usize)> = fit(there, week.gap())
        .into_iter()
        .map(|(day, ends)| (day, ends.len().min(most)))
        .collect();
    if let Some(max) = about.and_then(|s| s.max_days) {
        days.sort_by_key(|(day, count)| (std::cmp::Reverse(*count), *day));
        days.truncate(max.into());
    }
    days.into_iter().collect()
}

/// Lessons that only persons of the set can give, against what their presence holds.
fn lessons(week: &Week, set: &[&str], found: &mut Findings) {
    let inside = |any: &Vec<&str>| any.iter().all(|s| set.contains(s));
    let lessons: Vec<&Demand> = week
        .given_by(set)
        .filter(|d| matches!(d.kind, Kind::Lesson(_)) && d.staff.iter().any(inside))
        .collect();
    let slots: Vec<Slot> = lessons.iter().flat_map(|d| d.slots.iter().copied()).collect();
    let needed = total(lessons.iter().copied()) as usize;
    let mut room: BTreeMap<Weekday, usize> = BTreeMap::new();
    for person in set {
        for (day, count) in by_person(week, person, &slots) {
            *room.entry(day).or_default() += count;
        }
    }
    let most: usize = room.values().sum();
    // One lesson alone that finds no periods is said of the lesson.
    if needed > most && lessons.len() > 1 {
        let names = Arg::List(set.iter().map(|s| week.known.staff_name(s)).collect());
        let counted = by_day(week.days().iter().map(|d| (*d, room.get(d).copied().unwrap_or(0))));
        let args: &[(&'static str, &dyn Fill)] = &[
            ("staff", &names),
            ("lessons", &needed),
            ("room", &most),
            ("by_day", &counted),
            ("gap", &week.gap()),
        ];
        let path = match set {
            [one] => week
                .known
                .instance
                .staff
                .iter()
                .position(|s| s.id == *one)
                .map(|i| format!("/staff/{i}")),
            _ => lessons.first().map(|d| format!("{}/staff", d.path)),
        };
        found.add(
            "I-staff-lessons",
            path.unwrap_or_default(),
            Word::StaffLessons.with(args),
            Word::StaffAdvice,
        );
    }
}

/// All that a person alone can give: how many engagements and how many minutes.
fn engagements(week: &Week, person: &Staff, path: &str, found: &mut Findings) {
    let own: Vec<&Demand> = week
        .given_by(&[&person.id])
        .filter(|d| d.weekly > 0 && d.staff.iter().any(|any| any.as_slice() == [person.id.as_str()]))
        .collect();
    let sessions: Vec<&Demand> = own.iter().filter(|d| d.kind == Kind::Session).copied().collect();
    for demand in sessions.iter().filter(|d| d.slots.is_empty()) {
        let args: &[(&'static str, &dyn Fill)] =
            &[("session", &demand.id), ("staff", &week.known.staff_name(&person.id))];
        found.add(
            "I-session-nowhere",
            demand.path.as_str(),
            Word::SessionNowhere.with(args),
            Word::SessionNowhereAdvice,
        );
    }
    // Meetings inside a lesson are two engagements of one time only where the same person gives both, which no
    // school asks for; so all are counted one after another.
    let slots = || own.iter().flat_map(|d| &d.slots);
    let fits = fit(slots(), week.gap());
    let room: usize = fits.values().map(Vec::len).sum();
    let needed = total(own.iter().copied()) as usize;
    let shortest = |d: &Demand| d.slots.iter().map(|s| s.to - s.from).min().unwrap_or(0);
    let weekly_minutes: i32 = WEEKS
        .map(|w| {
            let there = own.iter().filter(|d| d.week.meets(w));
            there.map(|d| i32::try_from(d.weekly).unwrap_or(0) * shortest(d)).sum()
        })
        .into_iter()
        .max()
        .unwrap_or(0);
    let days = fits.len();
    let minutes = weekly_minutes + week.gap() * i32::try_from(needed.saturating_sub(days)).unwrap_or(0);
    let span = |day: Weekday| {
        let of_day = || slots().filter(move |s| s.day == day);
        let (first, last) = (
            of_day().map(|s| s.from).min().unwrap_or(0),
            of_day().map(|s| s.to).max().unwrap_or(0),
        );
        let windows = week.presence(&person.id, day).into_iter();
        windows
            .map(|(from, to)| (to.min(last) - from.max(first)).max(0))
            .sum::<i32>()
    };
    let presence: i32 = fits.keys().map(|day| span(*day)).sum();
    let counted = by_day(week.days().iter().map(|d| (*d, fits.get(d).map_or(0, Vec::len))));
    let name = week.known.staff_name(&person.id);
    let args: &[(&'static str, &dyn Fill)] = &[
        ("staff", &name),
        ("count", &needed),
        ("room", &room),
        ("by_day", &counted),
        ("gap", &week.gap()),
        ("minutes", &minutes),
        ("presence", &presence),
    ];
    let only_lessons = own.iter().all(|d| matches!(d.kind, Kind::Lesson(_)));
    let nowhere = own.iter().any(|d| d.slots.is_empty());
    if nowhere || own.len() < 2 && sessions.is_empty() {
        // Already said of the lesson, session or club itself.
    } else if needed > room && !only_lessons {
        found.add(
            "I-staff-engagements",
            path,
            Word::StaffEngagements.with(args),
            Word::StaffAdvice,
        );
    } else if minutes > presence && needed <= room {
        found.add(
            "I-staff-minutes",
            path,
            Word::StaffMinutes.with(args),
            Word::StaffAdvice,
        );
    }
}

/// A consultation comes after the teacher's last lesson of its day and ends with the institution's day.
fn consultation(week: &Week, consultation: &Consultation, path: String, found: &mut Findings) {
    let person = consultation.staff.as_str();
    let own: Vec<&Demand> = week
        .given_by(&[person])
        .filter(|d| matches!(d.kind, Kind::Lesson(_)) && d.staff.iter().any(|any| any.as_slice() == [person]))
        .collect();
    let lessons = total(own.iter().copied()) as usize;
    let slots: Vec<Slot> = own.iter().flat_map(|d| d.slots.iter().copied()).collect();
    let ends = fit(slots.iter().filter(|s| week.present(person, **s)), week.gap());
    let most = by_person(week, person, &slots);
    let all: usize = most.values().sum();
    let bell = week.known.bells.get(consultation.hours.as_str());
    let hours = |day: Weekday| bell.map_or(&[][..], |b| b.periods_on(day)).iter();
    let mut room = 0;
    for day in week.days() {
        // Lessons that the other days cannot take must be on this one, and are over at the earliest at `after`.
        let here = (lessons + most.get(day).copied().unwrap_or(0)).saturating_sub(all);
        let last = here.checked_sub(1).and_then(|i| ends.get(day)?.get(i)).copied();
        let after = last.map_or(0, |end| end + week.gap());
        room += hours(*day)
            .filter(|p| p.kinds.contains(&PeriodKind::Afternoon) && p.start.minutes() >= after)
            .filter(|p| {
                let slot = Slot {
                    day: *day,
                    from: p.start.minutes(),
                    to: p.end.minutes(),
                };
                week.present(person, slot)
            })
            .count();
    }
    if usize::from(consultation.weekly) > room {
        let args: &[(&'static str, &dyn Fill)] = &[
            ("staff", &week.known.staff_name(person)),
            ("weekly", &consultation.weekly),
            ("lessons", &lessons),
            ("room", &room),
        ];
        found.add(
            "I-consultation",
            path,
            Word::ConsultationNowhere.with(args),
            Word::ConsultationNowhereAdvice,
        );
    }
}
