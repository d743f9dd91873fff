//! The tests planned: each lesson once, kinds that its subject has, given dates on which it can have lessons.

use super::Findings;
use super::known::Known;
use crate::instance::*;
use crate::words::{Arg, Fill, Word};
use std::collections::BTreeSet;

pub(super) fn check(known: &Known, rules: &[EffectiveRule], found: &mut Findings) {
    occasions(known, found);
    let mut seen = BTreeSet::new();
    for (i, entry) in known.instance.examinations.iter().enumerate() {
        let path = format!("/examinations/{i}");
        if !seen.insert(&entry.lesson) {
            let message = Word::ExaminationsTwice.with(&[("lesson", &entry.lesson)]);
            let path = format!("{path}/lesson");
            found.add("E-examinations-twice", path, message, Word::ExaminationsTwiceAdvice);
        }
        let Some(lesson) = known.lessons.get(entry.lesson.as_str()) else {
            continue;
        };
        let has_none = rules.iter().any(|rule| {
            let hard = rule.setting.weight == Weight::Hard;
            hard && matches!(&rule.setting.rule, Wish::ClassTestLessons { lessons } if !lessons.contains_key(&lesson.subject))
        });
        if entry.class_tests > 0 && has_none {
            let message = Word::NoClassTests.with(&[("subject", &known.subject_name(&lesson.subject))]);
            let path = format!("{path}/class_tests");
            found.add("E-class-test-subject", path, message, Word::NoClassTestsAdvice);
        }
        for kind in TestKind::ALL {
            let given = entry.given.iter().filter(|g| g.kind == kind).count();
            if given > usize::from(entry.tests(kind)) {
                let args: &[(&'static str, &dyn Fill)] = &[
                    ("kind", &kind.word()),
                    ("given", &given),
                    ("planned", &entry.tests(kind)),
                ];
                let message = Word::TestsGivenTooMany.with(args);
                let path = format!("{path}/given");
                found.add("E-tests-given", path, message, Word::TestsGivenTooManyAdvice);
            }
        }
        for (k, given) in entry.given.iter().enumerate() {
            given_date(known, lesson, given, format!("{path}/given/{k}/date"), found);
        }
    }
}

fn occasions(known: &Known, found: &mut Findings) {
    let term = &known.instance.term;
    for (i, occasion) in term.occasions.iter().enumerate() {
        let path = format!("/term/occasions/{i}");
        if occasion.to < occasion.from {
            let message = Word::DatesReversed.with(&[("from", &occasion.from), ("to", &occasion.to)]);
            found.add("E-dates", format!("{path}/to"), message, Word::DatesReversedAdvice);
        } else if occasion.to < term.from || term.to < occasion.from {
            let (from, to) = (Arg::Date(term.from), Arg::Date(term.to));
            let message = Word::OccasionOutsideTerm.with(&[("name", &occasion.name), ("from", &from), ("to", &to)]);
            found.add(
                "E-outside-term",
                format!("{path}/from"),
                message,
                Word::OutsideTermAdvice,
            );
        }
    }
}

/// A date on which the lesson's classes have lessons; whether this one is among them, the timetable will say.
fn given_date(known: &Known, lesson: &Lesson, given: &GivenTest, path: String, found: &mut Findings) {
    let term = &known.instance.term;
    let classes = known.instance.classes_of(&lesson.class);
    let date = given.date;
    let occasion = classes.iter().find_map(|c| term.occasion(&c.id, date));
    let last = classes.iter().map(|c| term.last_day(c.grade)).min().unwrap_or(term.to);
    let wrong = if date < term.from || last < date {
        Some(("E-outside-term", Word::TestOutsideTerm))
    } else if !term.days.contains(&Weekday::of(date)) {
        Some(("E-test-day-off", Word::TestOnDayOff))
    } else if term.holiday(date).is_some() {
        Some(("E-test-on-holiday", Word::TestOnHoliday))
    } else {
        occasion.map(|_| ("E-test-on-occasion", Word::TestOnOccasion))
    };
    if let Some((code, word)) = wrong {
        let classes = Arg::List(classes.iter().map(|c| known.class_name(&c.id)).collect());
        let message = word.with(&[
            ("class", &classes),
            ("subject", &known.subject_name(&lesson.subject)),
            ("kind", &given.kind.word()),
            ("date", &Arg::Date(date)),
            ("name", &occasion.map_or_else(|| "".arg(), |o| o.name.arg())),
        ]);
        found.add(code, path, message, Word::TestDateAdvice);
    }
}
