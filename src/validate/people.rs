//! Staff, classes, groups and pupils.

use super::Findings;
use super::known::{Known, list};
use super::times;
use crate::instance::*;
use crate::words::Word;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(known: &Known, found: &mut Findings) {
    for (i, person) in known.instance.staff.iter().enumerate() {
        staff(known, person, &format!("/staff/{i}"), found);
    }
    for (i, class) in known.instance.classes.iter().enumerate() {
        self::class(known, class, &format!("/classes/{i}"), found);
    }
    for (i, room) in known.instance.rooms.iter().enumerate() {
        institution(known, room.institution.as_ref(), &room.id, format!("/rooms/{i}"), found);
    }
    for (i, merged) in known.instance.groups.iter().enumerate() {
        group(known, merged, &format!("/groups/{i}"), found);
    }
    for (i, one) in known.instance.pupils.iter().enumerate() {
        pupil(known, one, &format!("/pupils/{i}"), found);
    }
}

fn staff(known: &Known, person: &Staff, path: &str, found: &mut Findings) {
    if person.post.is_some_and(|post| !(0.0..=1.0).contains(&post)) {
        let post = person.post.unwrap_or_default();
        let message = Word::PostOutOfRange.with(&[("post", &post)]);
        found.add("E-post", format!("{path}/post"), message, Word::PostOutOfRangeAdvice);
    }
    // What only this person can give counts to the norm; of lessons in A or B weeks, half.
    let halves: u32 = known
        .instance
        .lessons
        .iter()
        .filter(|l| l.staff.contains(&StaffNeed::Person(person.id.clone())))
        .map(|l| u32::from(l.weekly) * if l.week == Week::Every { 2 } else { 1 })
        .sum();
    if let Some(norm) = person.norm_weekly.filter(|norm| halves > 2 * u32::from(*norm)) {
        let lessons = f64::from(halves) / 2.0;
        let name = known.staff_name(&person.id);
        let message = Word::NormExceeded.with(&[("staff", &name), ("lessons", &lessons), ("norm", &norm)]);
        found.add(
            "W-norm",
            format!("{path}/norm_weekly"),
            message,
            Word::NormExceededAdvice,
        );
    }
}

/// Where there are several institutions, each class and room names its own.
fn institution(known: &Known, named: Option<&Id>, id: &Id, path: String, found: &mut Findings) {
    if named.is_none() && known.instance.institutions.len() > 1 {
        let message = Word::InstitutionNotNamed.with(&[("id", id)]);
        found.add(
            "E-institution-not-named",
            path,
            message,
            Word::InstitutionNotNamedAdvice,
        );
    }
}

fn class(known: &Known, class: &Class, path: &str, found: &mut Findings) {
    let at = known.institution(class.institution.as_ref());
    let kindergarten = at.is_some_and(|i| i.kind == InstitutionKind::Kindergarten);
    // A group of a kindergarten has no grade.
    if class.grade != 0 || !kindergarten {
        times::grade(class.grade, format!("{path}/grade"), found);
    }
    institution(known, class.institution.as_ref(), &class.id, path.to_owned(), found);
    if class.bell.is_none() && !(kindergarten && known.attended(&class.id).is_empty()) {
        let message = Word::ClassWithoutBell.with(&[("class", &known.class_name(&class.id))]);
        found.add("E-class-without-bell", path, message, Word::ClassWithoutBellAdvice);
    }
    for (d, _) in class.divisions.iter().enumerate().filter(|(_, d)| d.groups.is_empty()) {
        let path = format!("{path}/divisions/{d}/groups");
        found.add("E-empty-list", path, Word::ListEmpty.with(&[]), Word::ListEmptyAdvice);
    }
}

fn group(known: &Known, group: &MergedGroup, path: &str, found: &mut Findings) {
    if group.members.is_empty() {
        let message = Word::ListEmpty.with(&[]);
        found.add(
            "E-empty-list",
            format!("{path}/members"),
            message,
            Word::ListEmptyAdvice,
        );
    }
    let mut below: BTreeSet<&Id> = BTreeSet::new();
    let mut open: Vec<&Id> = group.members.iter().collect();
    while let Some(id) = open.pop() {
        if below.insert(id) {
            open.extend(known.merged.get(id.as_str()).into_iter().flat_map(|m| &m.members));
        }
    }
    let name = known.class_name(&group.id);
    if below.contains(&group.id) {
        let message = Word::GroupCycle.with(&[("group", &name)]);
        found.add(
            "E-group-cycle",
            format!("{path}/members"),
            message,
            Word::GroupCycleAdvice,
        );
        return;
    }
    let parts = known.parts(&group.id);
    let bells: BTreeMap<&Id, &str> = parts
        .iter()
        .filter_map(|p| Some((known.class_of(p)?.bell.as_ref()?, *p)))
        .collect();
    if bells.len() > 1 {
        let message = Word::GroupBells.with(&[("group", &name), ("bells", &list(bells.keys()))]);
        found.add(
            "E-group-bells",
            format!("{path}/members"),
            message,
            Word::GroupBellsAdvice,
        );
    }
    for part in &parts {
        if let Some(class) = known.groups.get(part).filter(|c| parts.contains(c.id.as_str())) {
            let message = Word::GroupTwice.with(&[("group", &name), ("part", part), ("class", &class.id)]);
            found.add(
                "E-group-twice",
                format!("{path}/members"),
                message,
                Word::GroupTwiceAdvice,
            );
        }
    }
}

fn pupil(known: &Known, pupil: &Pupil, path: &str, found: &mut Findings) {
    let Some(class) = known.classes.get(pupil.class.as_str()) else {
        return;
    };
    let mut taken: BTreeMap<usize, &Id> = BTreeMap::new();
    for (k, group) in pupil.groups.iter().enumerate() {
        let path = format!("{path}/groups/{k}");
        match class.divisions.iter().position(|d| d.groups.contains(group)) {
            None => {
                let args: &[(&'static str, &dyn crate::words::Fill)] =
                    &[("pupil", &pupil.id), ("group", group), ("class", &class.id)];
                let message = Word::PupilGroupOfOtherClass.with(args);
                found.add("E-pupil-group", path, message, Word::PupilGroupOfOtherClassAdvice);
            }
            Some(division) => {
                if let Some(other) = taken.insert(division, group) {
                    let message = Word::PupilInTwoGroups.with(&[("pupil", &pupil.id), ("a", other), ("b", group)]);
                    found.add("E-pupil-two-groups", path, message, Word::PupilInTwoGroupsAdvice);
                }
            }
        }
    }
    // What sessions may not take a pupil out of depends on it.
    for (d, division) in class.divisions.iter().enumerate() {
        if !division.groups.is_empty() && !taken.contains_key(&d) {
            let groups = list(&division.groups);
            let message = Word::PupilInNoGroup.with(&[("pupil", &pupil.id), ("groups", &groups)]);
            found.add("E-pupil-no-group", path, message, Word::PupilInNoGroupAdvice);
        }
    }
}
