//! What is due in a term, by date: the duties of the regulations, counted from the term's own dates.

use crate::instance::{Id, Instance, Text, Weekday};
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;
use std::sync::OnceLock;

/// A duty of every term or year.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duty {
    id: Id,
    due: Due,
    what: Text,
    cite: Text,
    /// No duty for terms that begin on this day or later.
    abolished: Option<NaiveDate>,
    /// Only in a term that begins the school year.
    #[serde(default)]
    first_term: bool,
    /// Grades concerned, where the date follows the end of their term.
    grades: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Due {
    /// So many days after the term's first day; negative: before.
    DaysFromStart(i64),
    /// On this day of the year: month and day.
    On(u32, u32),
    /// So many teaching days before the last one of a grade.
    SchoolDaysBeforeEnd(usize),
    /// So many days after each change of the timetable.
    DaysFromChange(u16),
}

fn duties() -> &'static [Duty] {
    static PARSED: OnceLock<Vec<Duty>> = OnceLock::new();
    // A test holds that the list can be read.
    PARSED.get_or_init(|| serde_json::from_str(include_str!("deadlines.json")).unwrap_or_default())
}

/// One thing that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// Name of the duty.
    pub id: Id,
    /// The last day for it.
    pub when: When,
    /// The last working day up to then, where the day itself is none.
    pub working_day: Option<NaiveDate>,
    /// What is due.
    pub what: Text,
    /// The article of the regulations.
    pub cite: Text,
    /// The grades it concerns; empty: all.
    pub grades: Vec<u8>,
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// On this date.
    On(NaiveDate),
    /// So many days after each change of the timetable.
    AfterChange(u16),
}

/// What is due in the instance's term, by date. A duty that was abolished is there if the term began before that;
/// `abolished` says otherwise.
pub fn deadlines(instance: &Instance, abolished: Option<bool>) -> Vec<Deadline> {
    let mut all = Vec::new();
    for duty in duties() {
        let gone = duty.abolished.is_some_and(|day| instance.term.from >= day);
        let wanted = duty.abolished.is_none() || abolished.unwrap_or(!gone);
        if !wanted || (duty.first_term && !begins_year(instance)) {
            continue;
        }
        for (when, grades) in dates(instance, duty) {
            let working_day = match when {
                When::On(date) => working_day(instance, date).filter(|day| *day != date),
                When::AfterChange(_) => None,
            };
            all.push(Deadline {
                id: duty.id.clone(),
                when,
                working_day,
                what: duty.what.clone(),
                cite: duty.cite.clone(),
                grades,
            });
        }
    }
    all.sort_by_key(|d| d.when);
    all
}

/// The school year begins in September.
fn begins_year(instance: &Instance) -> bool {
    instance.term.from.month() >= 8
}

/// When a duty is due, and the grades it is due for.
fn dates(instance: &Instance, duty: &Duty) -> Vec<(When, Vec<u8>)> {
    let term = &instance.term;
    let all = |date: NaiveDate| (When::On(date), Vec::new());
    match duty.due {
        Due::DaysFromStart(days) => {
            let distance = Days::new(days.unsigned_abs());
            let date = match days < 0 {
                true => term.from.checked_sub_days(distance),
                false => term.from.checked_add_days(distance),
            };
            date.map(all).into_iter().collect()
        }
        // A term may begin some days late, after a weekend.
        Due::On(month, day) => {
            let dates = (term.from.year()..=term.to.year()).filter_map(|y| NaiveDate::from_ymd_opt(y, month, day));
            let near = |date: &NaiveDate| (*date - term.from).num_days() >= -14 && *date <= term.to;
            dates.filter(near).map(all).collect()
        }
        Due::SchoolDaysBeforeEnd(days) => {
            let concerned = |grade: &u8| duty.grades.as_ref().is_none_or(|all| all.contains(grade));
            let mut grades: Vec<u8> = instance.classes.iter().map(|c| c.grade).filter(concerned).collect();
            grades.sort_unstable();
            grades.dedup();
            let mut ends: Vec<NaiveDate> = grades.iter().map(|g| term.last_day(*g)).collect();
            ends.sort_unstable();
            ends.dedup();
            let due = |end: NaiveDate| {
                let of_term = term.from.iter_days().take_while(|d| *d <= end);
                let teaching: Vec<NaiveDate> = of_term.filter(|d| is_teaching_day(instance, *d)).collect();
                let date = *teaching.iter().rev().nth(days)?;
                let of_end = grades.iter().copied().filter(|g| term.last_day(*g) == end);
                Some((When::On(date), of_end.collect()))
            };
            ends.into_iter().filter_map(due).collect()
        }
        Due::DaysFromChange(days) => vec![(When::AfterChange(days), Vec::new())],
    }
}

fn is_teaching_day(instance: &Instance, date: NaiveDate) -> bool {
    instance.term.days.contains(&Weekday::of(date)) && instance.term.holiday(date).is_none()
}

/// The last day up to a date that is no weekend and no holiday.
fn working_day(instance: &Instance, date: NaiveDate) -> Option<NaiveDate> {
    let works = |d: &NaiveDate| d.weekday().num_days_from_monday() < 5 && instance.term.holiday(*d).is_none();
    (0..60)
        .filter_map(|back| date.checked_sub_days(Days::new(back)))
        .find(works)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A school with grades 3 and 4 whose term has these dates.
    fn instance(from: &str, to: &str) -> Instance {
        let class = |grade: u8| serde_json::json!({ "id": format!("{grade}"), "grade": grade });
        serde_json::from_value(serde_json::json!({
            "firstbell": 1, "id": "s", "name": "S",
            "term": {
                "from": from, "to": to, "ends": [{ "grades": [3], "to": "2021-01-20" }],
                "holidays": [{ "from": "2020-10-10", "to": "2020-10-10" }, { "from": "2021-01-28", "to": "2021-01-28" }]
            },
            "institutions": [], "bells": [], "subjects": [], "staff": [], "lessons": [],
            "classes": [class(3), class(4)]
        }))
        .unwrap()
    }

    fn due(all: &[Deadline], id: &str) -> Vec<String> {
        let of_id = all.iter().filter(|d| d.id == id);
        let said = of_id.map(|d| match (d.when, d.working_day) {
            (When::On(date), None) => date.to_string(),
            (When::On(date), Some(day)) => format!("{date}, at work {day}"),
            (When::AfterChange(days), _) => format!("+{days}"),
        });
        said.collect()
    }

    #[test]
    fn the_list_is_read_and_its_names_differ() {
        let mut names: Vec<&Id> = duties().iter().map(|d| &d.id).collect();
        assert!(names.len() >= 12);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), duties().len());
    }

    #[test]
    fn the_first_term_of_2020() {
        let all = deadlines(&instance("2020-09-15", "2021-01-29"), None);
        assert_eq!(due(&all, "timetable-approved"), ["2020-09-12, at work 2020-09-11"]);
        assert_eq!(due(&all, "full-day-programme"), ["2020-09-15"]);
        assert_eq!(due(&all, "inspectorate"), ["2020-09-25"]);
        assert_eq!(due(&all, "inspectorate-changes"), ["+5"]);
        assert_eq!(due(&all, "test-calendar"), ["2020-09-29"]);
        assert_eq!(due(&all, "entry-tests"), ["2020-10-06"]);
        assert_eq!(due(&all, "interest-groups"), ["2020-10-10, at work 2020-10-09"]);
        assert_eq!(due(&all, "consultations-first"), ["2020-10-15"]);
        assert_eq!(due(&all, "consultations-second"), [""; 0]);
        // Friday the 29th is the last day, Thursday a holiday: two teaching days before it is Tuesday. Grade 3 has no marks.
        assert_eq!(due(&all, "term-marks"), ["2021-01-26"]);
        assert!(all.windows(2).all(|pair| pair[0].when <= pair[1].when));
    }

    #[test]
    fn the_second_term_has_its_own() {
        let all = deadlines(&instance("2021-02-02", "2021-06-30"), None);
        assert_eq!(due(&all, "consultations-second"), ["2021-02-20, at work 2021-02-19"]);
        for none in ["entry-tests", "consultations-first", "full-day-programme"] {
            assert_eq!(due(&all, none), [""; 0]);
        }
    }

    #[test]
    fn the_duty_to_the_inspectorate_ends_in_2026_and_can_be_switched() {
        let has = |from: &str, switch| {
            let all = deadlines(&instance(from, "2026-06-30"), switch);
            !due(&all, "inspectorate").is_empty() && !due(&all, "inspectorate-changes").is_empty()
        };
        assert!(has("2025-09-15", None) && !has("2026-09-15", None));
        assert!(!has("2025-09-15", Some(false)) && has("2026-09-15", Some(true)));
    }
}
