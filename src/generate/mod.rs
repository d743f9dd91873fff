//! Made-up schools of any size that have a legal timetable, for measuring how the search grows.
//!
//! `school.json` is the pattern, in the native format: one class of each of the two grades that have 30 lessons a week by
//! law, one teacher of each kind, one room of each kind, the bells and the wishes. A school repeats the classes, and has
//! as many teachers and rooms as the timetable behind it needs; see `hidden`.

mod hidden;
mod municipality;

pub use municipality::{
    MOST, Municipality, Provider, Wanted, WantedMunicipality, municipality, municipality_of, read_wanted, wanted,
};

use crate::finding::Finding;
use crate::instance::*;
use crate::timetable::Timetable;
use crate::words::{Lang, Word};
use hidden::{DAYS, Hidden, LESSONS, Person};

/// The most classes of a school.
pub const MOST_CLASSES: usize = 1000;
/// The most free periods a week of a class: with more, a day would have more than seven periods.
pub const MOST_SLACK: usize = 3;

const PATTERN: &str = include_str!("school.json");

/// A made-up school.
#[derive(Debug, Clone)]
pub struct School {
    /// The school.
    pub instance: Instance,
    /// The legal timetable that it was built around. Its cost was not looked at.
    pub timetable: Timetable,
}

/// A school of 1 to [`MOST_CLASSES`] classes, each with 30 lessons, a class hour and a sport hour a week and with `slack`
/// free periods, 0 to [`MOST_SLACK`]. The same numbers give the same school. Otherwise says what is wrong with them.
pub fn school(classes: usize, seed: u64, slack: usize) -> Result<School, Vec<Finding>> {
    let mut findings = Vec::new();
    if !(1..=MOST_CLASSES).contains(&classes) {
        let message = Word::GenerateClasses.with(&[("classes", &classes), ("most", &MOST_CLASSES)]);
        let advice = Word::GenerateClassesAdvice.with(&[("most", &MOST_CLASSES)]);
        findings.push(Finding::new("E-classes", "", message, advice));
    }
    if slack > MOST_SLACK {
        let message = Word::GenerateSlack.with(&[("slack", &slack), ("most", &MOST_SLACK)]);
        let advice = Word::GenerateSlackAdvice.with(&[("most", &MOST_SLACK)]);
        findings.push(Finding::new("E-slack", "", message, advice));
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let pattern: Instance = serde_json::from_str(PATTERN).expect("the pattern comes with the program");
    let mut hidden = Hidden::new(&pattern, seed, slack);
    (0..classes).for_each(|_| hidden.add_class());
    let instance = instance(&pattern, &hidden, format!("school-{classes}-{seed}-{slack}"));
    let timetable = hidden.timetable(&instance);
    Ok(School { instance, timetable })
}

/// Lessons a week of a school, class hours and sport hours not counted: a class that is parted for one has one.
pub fn lessons(classes: usize) -> usize {
    classes * DAYS * LESSONS
}

/// The pattern with the classes, teachers and rooms of a hidden timetable.
fn instance(pattern: &Instance, hidden: &Hidden, id: Id) -> Instance {
    let days = &pattern.term.days;
    let mut school = pattern.clone();
    school.id = id;
    let name = Word::GeneratedSchool.with(&[("classes", &hidden.units.len())]);
    school.name = Text::Both {
        bg: name.in_lang(Lang::Bg),
        en: name.in_lang(Lang::En),
    };
    for bell in &mut school.bells {
        let short: Vec<Weekday> = (0..DAYS)
            .filter(|d| hidden.periods[*d] < bell.periods.len())
            .map(|d| days[d])
            .collect();
        if let (Some(_), Some((_, periods))) = (short.first(), bell.periods.split_last()) {
            bell.on = vec![BellDay {
                days: short,
                periods: periods.to_vec(),
            }];
        }
    }
    school.rooms = rooms(pattern, hidden);
    let person = |person: &Person| {
        let whole = &pattern.staff[person.pattern];
        let part_time = person.days.contains(&false);
        Staff {
            id: person.id.clone(),
            post: part_time.then_some(0.5),
            norm_weekly: Some(person.norm as u16),
            available: part_time.then(|| {
                vec![Window {
                    days: Some((0..DAYS).filter(|d| person.days[*d]).map(|d| days[d]).collect()),
                    from: pattern.institutions[0].opens,
                    to: pattern.institutions[0].closes,
                }]
            }),
            ..whole.clone()
        }
    };
    // Somebody who was hired for a class and then not needed goes.
    school.staff = hidden.persons.iter().filter(|p| p.load > 0).map(person).collect();
    for rule in &mut school.rules {
        if let Wish::DaysPresent { staff, .. } = &mut rule.rule {
            let part_time = school.staff.iter().filter(|s| s.post.is_some());
            *staff = part_time.map(|s| s.id.clone()).collect();
        }
    }
    (school.classes, school.lessons) = (Vec::new(), Vec::new());
    for class in &hidden.units {
        let as_pattern = &pattern.classes[class.classes[0]];
        let own = |id: &Id| class.own(id);
        let room = Room {
            id: own(&as_pattern.id),
            name: None,
            institution: None,
            features: Vec::new(),
            capacity: None,
            unlimited: false,
            source: as_pattern.source,
        };
        school.rooms.push(room);
        let division = |d: &Division| Division {
            groups: d.groups.iter().map(own).collect(),
        };
        school.classes.push(Class {
            id: own(&as_pattern.id),
            room: as_pattern.room.as_ref().map(own),
            teacher: as_pattern.teacher.as_ref().map(|t| hidden.teacher(class, t)),
            divisions: as_pattern.divisions.iter().map(division).collect(),
            ..as_pattern.clone()
        });
        let staff = |need: &StaffNeed| match need {
            StaffNeed::Person(id) => StaffNeed::Person(hidden.teacher(class, id)),
            StaffNeed::AnyOf { .. } => need.clone(),
        };
        school.lessons.extend(class.lessons(pattern).map(|lesson| Lesson {
            id: own(&lesson.id),
            class: own(&lesson.class),
            staff: lesson.staff.iter().map(staff).collect(),
            parallel: lesson.parallel.as_ref().map(own),
            ..lesson.clone()
        }));
    }
    school
}

/// The special rooms of a hidden timetable.
fn rooms(pattern: &Instance, hidden: &Hidden) -> Vec<Room> {
    let copies = |(k, room): (usize, &Room)| -> Vec<Room> {
        let copy = |number| Room {
            id: hidden.room(k, number),
            ..room.clone()
        };
        (0..hidden.rooms[k].copies).map(copy).collect()
    };
    pattern.rooms.iter().enumerate().flat_map(copies).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_is_the_free_periods_of_every_class() {
        for slack in 0..=MOST_SLACK {
            let school = school(6, 5, slack).unwrap().instance;
            let bell = &school.bells[0];
            let grid: usize = school.term.days.iter().map(|d| bell.periods_on(*d).len()).sum();
            for class in &school.classes {
                let mut groups = class.divisions.iter().map(|d| &d.groups[0]);
                let weekly = school
                    .lessons
                    .iter()
                    .filter(|l| l.class == class.id || groups.any(|g| *g == l.class));
                assert!(weekly.map(|l| usize::from(l.weekly)).sum::<usize>() <= grid - slack);
            }
            assert_eq!(grid, 32 + slack);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
        let bytes = |seed| serde_json::to_vec(&school(7, seed, 1).unwrap().instance).unwrap();
        assert_eq!(bytes(3), bytes(3));
        assert_ne!(bytes(3), bytes(4));
    }

    #[test]
    fn teachers_are_many_classes_and_some_come_on_few_days() {
        let school = school(24, 1, 1).unwrap().instance;
        let load = |id: &Id| -> u16 {
            let need = StaffNeed::Person(id.clone());
            let own = school.lessons.iter().filter(|l| l.staff.contains(&need));
            own.map(|l| u16::from(l.weekly)).sum()
        };
        let full = school.staff.iter().filter(|s| load(&s.id) >= 18).count();
        assert!(3 * full >= school.staff.len(), "{full} of {}", school.staff.len());
        assert!(school.staff.iter().any(|s| s.available.is_some()));
    }

    #[test]
    fn numbers_that_make_no_school_are_all_refused() {
        let codes = |classes, slack| -> Vec<&'static str> {
            let findings = school(classes, 1, slack).unwrap_err();
            findings.iter().map(|f| f.code).collect()
        };
        assert_eq!(codes(0, 1), ["E-classes"]);
        assert_eq!(codes(MOST_CLASSES + 1, MOST_SLACK), ["E-classes"]);
        assert_eq!(codes(0, MOST_SLACK + 1), ["E-classes", "E-slack"]);
    }
}
