//! Lessons, sessions, the full day and consultations: what contradicts itself.

use super::Findings;
use super::known::{Known, list};
use crate::instance::*;
use crate::words::{Fill, Word};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(known: &Known, found: &mut Findings) {
    for (i, subject) in known.instance.subjects.iter().enumerate() {
        let hex = |c: &str| {
            c.strip_prefix('#')
                .is_some_and(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        if let Some(colour) = subject.colour.as_ref().filter(|c| !hex(c)) {
            let message = Word::ColourWrong.with(&[("colour", colour)]);
            found.add(
                "E-colour",
                format!("/subjects/{i}/colour"),
                message,
                Word::ColourWrongAdvice,
            );
        }
    }
    for (i, one) in known.instance.lessons.iter().enumerate() {
        lesson(known, one, &format!("/lessons/{i}"), found);
    }
    parallel(known.instance, found);
    for (i, one) in known.instance.sessions.iter().enumerate() {
        session(known, one, &format!("/sessions/{i}"), found);
    }
    let mut groups: BTreeMap<&Id, &Id> = BTreeMap::new();
    for (i, group) in known.instance.full_day.iter().enumerate() {
        full_day(known, group, &format!("/full_day/{i}"), found);
        for (k, class) in group.classes.iter().enumerate() {
            if let Some(other) = groups.insert(class, &group.id) {
                let args: &[(&'static str, &dyn Fill)] =
                    &[("class", &known.class_name(class)), ("a", other), ("b", &group.id)];
                let path = format!("/full_day/{i}/classes/{k}");
                found.add(
                    "E-full-day-twice",
                    path,
                    Word::ClassInTwoFullDayGroups.with(args),
                    Word::ClassInTwoFullDayGroupsAdvice,
                );
            }
        }
    }
    for (i, one) in known.instance.consultations.iter().enumerate() {
        hours(known, &one.hours, format!("/consultations/{i}/hours"), found);
    }
}

fn not_empty<T>(list: &[T], path: String, found: &mut Findings) {
    if list.is_empty() {
        found.add("E-empty-list", path, Word::ListEmpty.with(&[]), Word::ListEmptyAdvice);
    }
}

fn lesson(known: &Known, lesson: &Lesson, path: &str, found: &mut Findings) {
    not_empty(&lesson.staff, format!("{path}/staff"), found);
    if lesson.weekly == 0 {
        let message = Word::NoneWeekly.with(&[("activity", &lesson.id)]);
        found.add(
            "W-none-weekly",
            format!("{path}/weekly"),
            message,
            Word::NoneWeeklyAdvice,
        );
    }
    let mut persons = BTreeSet::new();
    for (k, need) in lesson.staff.iter().enumerate() {
        match need {
            StaffNeed::Person(id) => {
                if !persons.insert(id) {
                    let message = Word::StaffTwice.with(&[("lesson", &lesson.id), ("staff", &known.staff_name(id))]);
                    found.add(
                        "E-staff-twice",
                        format!("{path}/staff/{k}"),
                        message,
                        Word::StaffTwiceAdvice,
                    );
                }
            }
            StaffNeed::AnyOf { any_of } => not_empty(any_of, format!("{path}/staff/{k}/any_of"), found),
        }
    }
    qualified(known, lesson, path, found);
    rooms(known, lesson, path, found);
    if let Some(Doubles::Wanted { count, .. }) = lesson.doubles
        && 2 * u16::from(count) > u16::from(lesson.weekly)
    {
        let args: &[(&'static str, &dyn Fill)] =
            &[("lesson", &lesson.id), ("count", &count), ("weekly", &lesson.weekly)];
        let path = format!("{path}/doubles/wanted/count");
        found.add(
            "E-doubles",
            path,
            Word::DoublesTooMany.with(args),
            Word::DoublesTooManyAdvice,
        );
    }
    if lesson.pinned.len() > usize::from(lesson.weekly) {
        let (count, weekly) = (lesson.pinned.len(), lesson.weekly);
        let message = Word::PinsTooMany.with(&[("lesson", &lesson.id), ("count", &count), ("weekly", &weekly)]);
        found.add(
            "E-pins-too-many",
            format!("{path}/pinned"),
            message,
            Word::PinsTooManyAdvice,
        );
    }
}

/// A lesson of the curriculum needs somebody who may teach its subject; others may stand beside.
fn qualified(known: &Known, lesson: &Lesson, path: &str, found: &mut Findings) {
    if lesson.kind != LessonKind::Lesson {
        return;
    }
    let may = |id: &Id| {
        let person = known.staff.get(id.as_str());
        person.is_none_or(|p| p.qualified.as_ref().is_none_or(|q| q.contains(&lesson.subject)))
    };
    let named: Vec<&Id> = lesson
        .staff
        .iter()
        .flat_map(|need| match need {
            StaffNeed::Person(id) => std::slice::from_ref(id),
            StaffNeed::AnyOf { any_of } => any_of.as_slice(),
        })
        .collect();
    let subject = known.subject_name(&lesson.subject);
    if !named.is_empty() && !named.iter().any(|id| may(id)) {
        let message =
            Word::NobodyQualified.with(&[("lesson", &lesson.id), ("subject", &subject), ("staff", &list(&named))]);
        found.add(
            "E-nobody-qualified",
            format!("{path}/staff"),
            message,
            Word::NobodyQualifiedAdvice,
        );
        return;
    }
    for (k, need) in lesson.staff.iter().enumerate() {
        let StaffNeed::AnyOf { any_of } = need else { continue };
        for (j, id) in any_of.iter().enumerate().filter(|(_, id)| !may(id)) {
            let args: &[(&'static str, &dyn Fill)] = &[
                ("lesson", &lesson.id),
                ("subject", &subject),
                ("staff", &known.staff_name(id)),
            ];
            let path = format!("{path}/staff/{k}/any_of/{j}");
            found.add(
                "W-not-qualified",
                path,
                Word::NotQualified.with(args),
                Word::NotQualifiedAdvice,
            );
        }
    }
}

fn rooms(known: &Known, lesson: &Lesson, path: &str, found: &mut Findings) {
    if let Some(RoomNeed::Features { features }) = &lesson.room {
        not_empty(features, format!("{path}/room/features"), found);
        let has = |room: &Room| features.iter().all(|f| room.features.contains(f));
        if !known.instance.rooms.iter().any(has) {
            let message = Word::NoRoomWithFeatures.with(&[("lesson", &lesson.id), ("features", &list(features))]);
            found.add(
                "E-room-features",
                format!("{path}/room/features"),
                message,
                Word::NoRoomWithFeaturesAdvice,
            );
        }
    }
}

/// Lessons that start together come equally often.
fn parallel(instance: &Instance, found: &mut Findings) {
    let mut first: BTreeMap<&Id, &Lesson> = BTreeMap::new();
    for (i, lesson) in instance.lessons.iter().enumerate() {
        let Some(word) = &lesson.parallel else { continue };
        let other = *first.entry(word).or_insert(lesson);
        if other.weekly != lesson.weekly || other.week != lesson.week {
            let args: &[(&'static str, &dyn Fill)] = &[
                ("a", &other.id),
                ("times", &other.weekly),
                ("b", &lesson.id),
                ("weekly", &lesson.weekly),
            ];
            let path = format!("/lessons/{i}/weekly");
            found.add(
                "E-parallel",
                path,
                Word::ParallelUnequal.with(args),
                Word::ParallelUnequalAdvice,
            );
        }
    }
}

fn session(known: &Known, session: &Session, path: &str, found: &mut Findings) {
    not_empty(&session.pupils, format!("{path}/pupils"), found);
    for (field, number) in [("minutes", session.minutes), ("step", session.step)] {
        if number == 0 {
            let message = Word::ZeroMinutes.with(&[("session", &session.id)]);
            found.add("E-zero", format!("{path}/{field}"), message, Word::ZeroMinutesAdvice);
        }
    }
    if session.weekly == 0 {
        let message = Word::NoneWeekly.with(&[("activity", &session.id)]);
        found.add(
            "W-none-weekly",
            format!("{path}/weekly"),
            message,
            Word::NoneWeeklyAdvice,
        );
    }
    let mut seen = BTreeSet::new();
    for (k, pupil) in session.pupils.iter().enumerate().filter(|(_, p)| !seen.insert(*p)) {
        let message = Word::PupilTwice.with(&[("session", &session.id), ("pupil", pupil)]);
        found.add(
            "E-pupil-twice",
            format!("{path}/pupils/{k}"),
            message,
            Word::PupilTwiceAdvice,
        );
    }
    let Some(inside) = &session.co_taught else { return };
    if inside.count > session.weekly {
        let args: &[(&'static str, &dyn Fill)] = &[
            ("session", &session.id),
            ("count", &inside.count),
            ("weekly", &session.weekly),
        ];
        let path = format!("{path}/co_taught/count");
        found.add(
            "E-co-taught-count",
            path,
            Word::CoTaughtTooMany.with(args),
            Word::CoTaughtTooManyAdvice,
        );
    }
    let Some(lesson) = known.lessons.get(inside.lesson.as_str()) else {
        return;
    };
    let parts = known.parts(&lesson.class);
    for pupil in session.pupils.iter().filter_map(|p| known.pupils.get(p.as_str())) {
        let attends = std::iter::once(&pupil.class)
            .chain(&pupil.groups)
            .any(|id| parts.contains(id.as_str()));
        if !attends {
            let args: &[(&'static str, &dyn Fill)] =
                &[("session", &session.id), ("lesson", &lesson.id), ("pupil", &pupil.id)];
            let path = format!("{path}/co_taught/lesson");
            found.add(
                "E-co-taught-lesson",
                path,
                Word::CoTaughtElsewhere.with(args),
                Word::CoTaughtElsewhereAdvice,
            );
        }
    }
}

fn full_day(known: &Known, group: &FullDayGroup, path: &str, found: &mut Findings) {
    not_empty(&group.classes, format!("{path}/classes"), found);
    hours(known, &group.hours, format!("{path}/hours"), found);
    let counts = &group.per_day;
    range(counts.recreation, format!("{path}/per_day/recreation"), found);
    range(counts.self_study, format!("{path}/per_day/self_study"), found);
    range(counts.interests, format!("{path}/per_day/interests"), found);
    for (c, club) in group.clubs.iter().enumerate() {
        not_empty(&club.leaders, format!("{path}/clubs/{c}/leaders"), found);
        range(club.weekly, format!("{path}/clubs/{c}/weekly"), found);
    }
}

pub(super) fn range(range: Range, path: String, found: &mut Findings) {
    if range.max < range.min {
        let message = Word::RangeReversed.with(&[("min", &range.min), ("max", &range.max)]);
        found.add("E-range", path, message, Word::RangeReversedAdvice);
    }
}

/// Afternoon activities need a bell schedule with afternoon hours.
fn hours(known: &Known, bell: &Id, path: String, found: &mut Findings) {
    let Some(bell) = known.bells.get(bell.as_str()) else {
        return;
    };
    let mut periods = bell.periods.iter().chain(bell.on.iter().flat_map(|d| &d.periods));
    if !periods.any(|p| p.kinds.contains(&PeriodKind::Afternoon)) {
        let message = Word::NoAfternoonHours.with(&[("bell", &bell.id)]);
        found.add("E-no-afternoon-hours", path, message, Word::NoAfternoonHoursAdvice);
    }
}
