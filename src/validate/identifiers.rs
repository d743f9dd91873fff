//! Identifiers: none empty, none twice, and every reference leads somewhere.

use super::Findings;
use super::known::{Known, list};
use crate::instance::*;
use crate::words::Word;
use std::collections::BTreeMap;

pub(super) fn check(known: &Known, found: &mut Findings) {
    definitions(known.instance, found);
    references(known, found);
}

fn definitions(instance: &Instance, found: &mut Findings) {
    let mut spaces: Vec<Vec<(String, &Id)>> = Vec::new();
    macro_rules! space {
        ($($list:ident),*) => {{
            let mut space = Vec::new();
            $(space.extend(instance.$list.iter().enumerate().map(|(i, x)| (format!("/{}/{i}/id", stringify!($list)), &x.id)));)*
            spaces.push(space);
        }};
    }
    space!(institutions);
    space!(bells);
    space!(subjects);
    space!(rooms);
    space!(staff);
    space!(pupils);
    space!(full_day);
    // Classes, their groups and merged groups may stand in the same places.
    space!(classes, groups);
    let groups = instance.classes.iter().enumerate().flat_map(|(c, class)| {
        class.divisions.iter().enumerate().flat_map(move |(d, division)| {
            let path = move |g| format!("/classes/{c}/divisions/{d}/groups/{g}");
            division.groups.iter().enumerate().map(move |(g, id)| (path(g), id))
        })
    });
    if let Some(space) = spaces.last_mut() {
        space.extend(groups);
    }
    // So may all activities, in timetables.
    space!(lessons, sessions, consultations);
    let clubs = instance.full_day.iter().enumerate().flat_map(|(g, group)| {
        let path = move |c| format!("/full_day/{g}/clubs/{c}/id");
        group.clubs.iter().enumerate().map(move |(c, club)| (path(c), &club.id))
    });
    if let Some(space) = spaces.last_mut() {
        space.extend(clubs);
    }

    for space in &spaces {
        let mut first: BTreeMap<&Id, &String> = BTreeMap::new();
        for (path, id) in space {
            if id.trim().is_empty() {
                found.add("E-id-empty", path, Word::IdEmpty.with(&[]), Word::IdEmptyAdvice);
            } else if let Some(first) = first.get(id) {
                let message = Word::IdTwice.with(&[("id", id), ("first", first)]);
                found.add("E-id-twice", path, message, Word::IdTwiceAdvice);
            } else {
                first.insert(id, path);
            }
        }
    }
    let slashed = spaces.last().into_iter().flatten().filter(|(_, id)| id.contains('/'));
    for (path, id) in slashed {
        let message = Word::IdSlash.with(&[("id", id)]);
        found.add("E-id-slash", path, message, Word::IdSlashAdvice);
    }
}

/// What a reference refers to.
#[derive(Clone, Copy)]
enum Kind {
    Institution,
    Bell,
    Subject,
    Room,
    Staff,
    Class,
    /// A class, a group of a class or a merged group.
    Group,
    Pupil,
    Lesson,
}

/// The persons that may be meant.
fn staff<'a>(need: &'a StaffNeed, path: String, one: &mut impl FnMut(Kind, &'a Id, String)) {
    match need {
        StaffNeed::Person(id) => one(Kind::Staff, id, path),
        StaffNeed::AnyOf { any_of } => {
            for (j, id) in any_of.iter().enumerate() {
                one(Kind::Staff, id, format!("{path}/any_of/{j}"));
            }
        }
    }
}

/// Every reference of an instance: its kind, its id, its place.
fn all(instance: &Instance) -> Vec<(Kind, &Id, String)> {
    let mut all = Vec::new();
    let mut one = |kind, id, path: String| all.push((kind, id, path));
    for (i, class) in instance.classes.iter().enumerate() {
        let path = |field| format!("/classes/{i}/{field}");
        class
            .institution
            .iter()
            .for_each(|id| one(Kind::Institution, id, path("institution")));
        class.bell.iter().for_each(|id| one(Kind::Bell, id, path("bell")));
        class.room.iter().for_each(|id| one(Kind::Room, id, path("room")));
        class
            .teacher
            .iter()
            .for_each(|id| one(Kind::Staff, id, path("teacher")));
    }
    for (i, room) in instance.rooms.iter().enumerate() {
        let at = room.institution.iter();
        at.for_each(|id| one(Kind::Institution, id, format!("/rooms/{i}/institution")));
    }
    for (i, way) in instance.travel.iter().enumerate() {
        one(Kind::Institution, &way.from, format!("/travel/{i}/from"));
        one(Kind::Institution, &way.to, format!("/travel/{i}/to"));
    }
    for (i, visit) in instance.visits.iter().enumerate() {
        one(
            Kind::Institution,
            &visit.institution,
            format!("/visits/{i}/institution"),
        );
    }
    for (i, person) in instance.staff.iter().enumerate() {
        let employer = person.institution.iter();
        employer.for_each(|id| one(Kind::Institution, id, format!("/staff/{i}/institution")));
        for (k, id) in person.qualified.iter().flatten().enumerate() {
            one(Kind::Subject, id, format!("/staff/{i}/qualified/{k}"));
        }
    }
    for (i, group) in instance.groups.iter().enumerate() {
        for (k, id) in group.members.iter().enumerate() {
            one(Kind::Group, id, format!("/groups/{i}/members/{k}"));
        }
    }
    for (i, pupil) in instance.pupils.iter().enumerate() {
        one(Kind::Class, &pupil.class, format!("/pupils/{i}/class"));
        for (k, id) in pupil.groups.iter().enumerate() {
            one(Kind::Group, id, format!("/pupils/{i}/groups/{k}"));
        }
    }
    for (i, lesson) in instance.lessons.iter().enumerate() {
        one(Kind::Subject, &lesson.subject, format!("/lessons/{i}/subject"));
        one(Kind::Group, &lesson.class, format!("/lessons/{i}/for"));
        for (k, need) in lesson.staff.iter().enumerate() {
            staff(need, format!("/lessons/{i}/staff/{k}"), &mut one);
        }
        if let Some(RoomNeed::Room(id)) = &lesson.room {
            one(Kind::Room, id, format!("/lessons/{i}/room"));
        }
    }
    for (i, session) in instance.sessions.iter().enumerate() {
        let path = |field| format!("/sessions/{i}/{field}");
        staff(&session.staff, path("staff"), &mut one);
        for (k, id) in session.pupils.iter().enumerate() {
            one(Kind::Pupil, id, format!("/sessions/{i}/pupils/{k}"));
        }
        for (k, id) in session.not_from.iter().enumerate() {
            one(Kind::Subject, id, format!("/sessions/{i}/not_from/{k}"));
        }
        if let Some(RoomNeed::Room(id)) = &session.room {
            one(Kind::Room, id, path("room"));
        }
        let lesson = session.co_taught.iter();
        lesson.for_each(|c| one(Kind::Lesson, &c.lesson, path("co_taught/lesson")));
    }
    for (i, group) in instance.full_day.iter().enumerate() {
        for (k, id) in group.classes.iter().enumerate() {
            one(Kind::Class, id, format!("/full_day/{i}/classes/{k}"));
        }
        one(Kind::Staff, &group.staff, format!("/full_day/{i}/staff"));
        one(Kind::Bell, &group.hours, format!("/full_day/{i}/hours"));
        group
            .room
            .iter()
            .for_each(|id| one(Kind::Room, id, format!("/full_day/{i}/room")));
        for (c, club) in group.clubs.iter().enumerate() {
            for (k, id) in club.leaders.iter().enumerate() {
                one(Kind::Staff, id, format!("/full_day/{i}/clubs/{c}/leaders/{k}"));
            }
            let room = club.room.iter();
            room.for_each(|id| one(Kind::Room, id, format!("/full_day/{i}/clubs/{c}/room")));
        }
    }
    for (i, consultation) in instance.consultations.iter().enumerate() {
        let path = |field| format!("/consultations/{i}/{field}");
        one(Kind::Staff, &consultation.staff, path("staff"));
        one(Kind::Bell, &consultation.hours, path("hours"));
        consultation
            .room
            .iter()
            .for_each(|id| one(Kind::Room, id, path("room")));
    }
    for (i, occasion) in instance.term.occasions.iter().enumerate() {
        for (k, id) in occasion.classes.iter().flatten().enumerate() {
            one(Kind::Class, id, format!("/term/occasions/{i}/classes/{k}"));
        }
    }
    for (i, entry) in instance.examinations.iter().enumerate() {
        one(Kind::Lesson, &entry.lesson, format!("/examinations/{i}/lesson"));
    }
    let settings = instance
        .rules
        .iter()
        .enumerate()
        .map(|(i, r)| (format!("/rules/{i}"), r));
    let overrides = instance.law_overrides.iter().enumerate();
    let instead = overrides.filter_map(|(i, o)| Some((format!("/law_overrides/{i}/instead"), o.instead.as_ref()?)));
    for (path, setting) in settings.chain(instead) {
        match &setting.rule {
            Wish::OneOfDaily { subjects, .. }
            | Wish::PeriodCost { subjects, .. }
            | Wish::NotOnConsecutiveDays { subjects } => {
                for (k, id) in subjects.iter().enumerate() {
                    one(Kind::Subject, id, format!("{path}/rule/subjects/{k}"));
                }
            }
            Wish::DaysPresent { staff, .. } => {
                for (k, id) in staff.iter().enumerate() {
                    one(Kind::Staff, id, format!("{path}/rule/staff/{k}"));
                }
            }
            _ => {}
        }
    }
    all
}

fn references(known: &Known, found: &mut Findings) {
    for (kind, id, path) in all(known.instance) {
        let id = id.as_str();
        let (there, code, word) = match kind {
            Kind::Institution => (
                known.institutions.contains_key(id),
                "E-ref-institution",
                Word::NoInstitution,
            ),
            Kind::Bell => (known.bells.contains_key(id), "E-ref-bell", Word::NoBell),
            Kind::Subject => (known.subjects.contains_key(id), "E-ref-subject", Word::NoSubject),
            Kind::Room => (known.rooms.contains_key(id), "E-ref-room", Word::NoRoom),
            Kind::Staff => (known.staff.contains_key(id), "E-ref-staff", Word::NoStaff),
            Kind::Class => (known.classes.contains_key(id), "E-ref-class", Word::NoClass),
            Kind::Group => {
                let there = known.class_of(id).is_some() || known.merged.contains_key(id);
                (there, "E-ref-group", Word::NoGroup)
            }
            Kind::Pupil => (known.pupils.contains_key(id), "E-ref-pupil", Word::NoPupil),
            Kind::Lesson => (known.lessons.contains_key(id), "E-ref-lesson", Word::NoLesson),
        };
        if !there {
            let message = word.with(&[("id", &id), ("known", &nearest(id, kind, known))]);
            found.add(code, path, message, Word::ReferenceAdvice);
        }
    }
}

/// Keeps the ids most like an unknown one: most letters in common, in their order.
pub(crate) fn nearest_of(id: &str, ids: &mut Vec<&str>) {
    let unlike = |other: &str| {
        let same = id.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let longest = id.chars().count().max(other.chars().count());
        longest - same
    };
    ids.sort_by_key(|other| (unlike(other), *other));
    ids.dedup();
    ids.truncate(8);
}

/// The known ids nearest to an unknown one.
fn nearest(id: &str, kind: Kind, known: &Known) -> crate::words::Arg {
    let mut ids: Vec<&str> = match kind {
        Kind::Institution => known.institutions.keys().copied().collect(),
        Kind::Bell => known.bells.keys().copied().collect(),
        Kind::Subject => known.subjects.keys().copied().collect(),
        Kind::Room => known.rooms.keys().copied().collect(),
        Kind::Staff => known.staff.keys().copied().collect(),
        Kind::Class => known.classes.keys().copied().collect(),
        Kind::Group => {
            let classes = known.classes.keys().chain(known.groups.keys());
            classes.chain(known.merged.keys()).copied().collect()
        }
        Kind::Pupil => known.pupils.keys().copied().collect(),
        Kind::Lesson => known.lessons.keys().copied().collect(),
    };
    nearest_of(id, &mut ids);
    list(ids)
}
