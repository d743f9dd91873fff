//! A calendar of tests ready to be shown: each test with its names, for the page, the workbook and the calendars.

use super::entries::{School, Shade};
use crate::instance::{Text, Weekday};
use crate::test_calendar::{Test, TestCalendar};
use chrono::{Days, NaiveDate};

/// Days until the results of a test are known (regulations III 12(2)).
const RESULTS: u64 = 14;

/// One test as people read it.
pub(super) struct Shown<'a> {
    pub test: &'a Test,
    pub audience: Text,
    pub classes: Vec<&'a str>,
    pub subject: Text,
    pub short: Text,
    pub shade: Shade,
    pub staff: Vec<&'a str>,
}

impl Shown<'_> {
    /// The last day for the results.
    pub fn results(&self) -> NaiveDate {
        let date = self.test.date;
        date.checked_add_days(Days::new(RESULTS)).unwrap_or(date)
    }
}

/// All tests of a calendar, by date.
pub(super) fn shown<'a>(school: &School<'a>, calendar: &'a TestCalendar) -> Vec<Shown<'a>> {
    let one = |test: &'a Test| {
        let lesson = school.instance.lessons.iter().find(|l| l.id == test.lesson)?;
        let subject = school.instance.subjects.iter().position(|s| s.id == lesson.subject)?;
        let of_lesson = || school.entries.iter().filter(|e| e.activity == lesson.id);
        let held = of_lesson().find(|e| e.day == Weekday::of(test.date) && test.start <= e.start && e.end <= test.end);
        let entry = held.or_else(|| of_lesson().next())?;
        Some(Shown {
            test,
            audience: school.class_name(&lesson.class),
            classes: entry.classes.clone(),
            subject: entry.what.clone(),
            short: entry.short.clone(),
            shade: Shade::Subject(subject),
            staff: entry.staff.clone(),
        })
    };
    calendar.tests.iter().filter_map(one).collect()
}
