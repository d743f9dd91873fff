//! Dates, bell schedules and windows.

use super::Findings;
use super::known::Known;
use crate::instance::*;
use crate::words::{Fill, Word};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

pub(super) fn check(known: &Known, found: &mut Findings) {
    term(known.instance, found);
    institutions(known.instance, found);
    for (i, bell) in known.instance.bells.iter().enumerate() {
        self::bell(known, bell, &format!("/bells/{i}"), found);
    }
    for (i, person) in known.instance.staff.iter().enumerate() {
        for (k, window) in person.available.iter().flatten().enumerate() {
            let path = format!("/staff/{i}/available/{k}");
            order(window.from, window.to, &format!("{path}/to"), found);
            days(known.instance, window.days.as_deref(), &format!("{path}/days"), found);
        }
    }
    for (i, class) in known.instance.classes.iter().enumerate() {
        for (k, window) in class.day.iter().flatten().enumerate() {
            let path = format!("/classes/{i}/day/{k}");
            order(window.from, window.to, &format!("{path}/to"), found);
            days(known.instance, window.days.as_deref(), &format!("{path}/days"), found);
        }
    }
}

fn term(instance: &Instance, found: &mut Findings) {
    let term = &instance.term;
    let reversed = |from: NaiveDate, to: NaiveDate, path: String, found: &mut Findings| {
        if to < from {
            let message = Word::DatesReversed.with(&[("from", &from), ("to", &to)]);
            found.add("E-dates", path, message, Word::DatesReversedAdvice);
        }
    };
    reversed(term.from, term.to, "/term/to".into(), found);
    // What goes through a term day by day needs one of ordinary length in an ordinary century.
    if (term.to - term.from).num_days() > 366 || !(1900..=9999).contains(&term.from.year()) {
        let message = Word::TermUnlikely.with(&[("from", &term.from), ("to", &term.to)]);
        found.add("E-term", "/term/to", message, Word::TermUnlikelyAdvice);
    }
    for (i, holiday) in term.holidays.iter().enumerate() {
        reversed(holiday.from, holiday.to, format!("/term/holidays/{i}/to"), found);
    }
    for (i, end) in term.ends.iter().enumerate() {
        reversed(term.from, end.to, format!("/term/ends/{i}/to"), found);
        reversed(end.to, term.to, format!("/term/ends/{i}/to"), found);
        for (k, grade) in end.grades.iter().enumerate() {
            self::grade(*grade, format!("/term/ends/{i}/grades/{k}"), found);
        }
    }
    if term.days.is_empty() {
        found.add(
            "E-empty-list",
            "/term/days",
            Word::ListEmpty.with(&[]),
            Word::ListEmptyAdvice,
        );
    }
    let mut seen = BTreeSet::new();
    for (i, day) in term.days.iter().enumerate() {
        if !seen.insert(day) {
            let message = Word::DayTwice.with(&[("day", day)]);
            found.add("E-day-twice", format!("/term/days/{i}"), message, Word::DayTwiceAdvice);
        }
    }
    if term.week_a.is_none() {
        for (i, lesson) in instance
            .lessons
            .iter()
            .enumerate()
            .filter(|(_, l)| l.week != Week::Every)
        {
            let message = Word::WeekWithoutStart.with(&[("lesson", &lesson.id)]);
            found.add(
                "E-week-a",
                format!("/lessons/{i}/week"),
                message,
                Word::WeekWithoutStartAdvice,
            );
        }
    }
}

/// A grade is 1 to 12.
pub(super) fn grade(grade: u8, path: String, found: &mut Findings) {
    if !(1..=12).contains(&grade) {
        let message = Word::GradeOutOfRange.with(&[("grade", &grade)]);
        found.add("E-grade", path, message, Word::GradeOutOfRangeAdvice);
    }
}

fn institutions(instance: &Instance, found: &mut Findings) {
    if instance.institutions.is_empty() {
        let message = Word::ListEmpty.with(&[]);
        found.add("E-empty-list", "/institutions", message, Word::ListEmptyAdvice);
    }
    for (i, institution) in instance.institutions.iter().enumerate() {
        order(
            institution.opens,
            institution.closes,
            &format!("/institutions/{i}/closes"),
            found,
        );
    }
}

fn order(from: Clock, to: Clock, path: &str, found: &mut Findings) {
    if to <= from {
        let message = Word::EndBeforeStart.with(&[("from", &from), ("to", &to)]);
        found.add("E-end-before-start", path, message, Word::EndBeforeStartAdvice);
    }
}

/// Days of the week, each once; those the term does not have are worth a look.
fn days(instance: &Instance, days: Option<&[Weekday]>, path: &str, found: &mut Findings) {
    let Some(days) = days else { return };
    if days.is_empty() {
        found.add("E-empty-list", path, Word::ListEmpty.with(&[]), Word::ListEmptyAdvice);
    }
    for (i, day) in days.iter().enumerate().filter(|(_, d)| !instance.term.days.contains(d)) {
        let message = Word::DayNotInTerm.with(&[("day", day)]);
        found.add(
            "W-day-not-in-term",
            format!("{path}/{i}"),
            message,
            Word::DayNotInTermAdvice,
        );
    }
}

fn bell(known: &Known, bell: &Bell, path: &str, found: &mut Findings) {
    periods(known, bell, &bell.periods, &format!("{path}/periods"), found);
    let mut seen = BTreeSet::new();
    for (i, on) in bell.on.iter().enumerate() {
        days(known.instance, Some(&on.days), &format!("{path}/on/{i}/days"), found);
        for (k, day) in on.days.iter().enumerate() {
            if !seen.insert(day) {
                let message = Word::DayTwice.with(&[("day", day)]);
                found.add(
                    "E-day-twice",
                    format!("{path}/on/{i}/days/{k}"),
                    message,
                    Word::DayTwiceAdvice,
                );
            }
        }
        periods(known, bell, &on.periods, &format!("{path}/on/{i}/periods"), found);
    }
}

fn periods(known: &Known, bell: &Bell, periods: &[Period], path: &str, found: &mut Findings) {
    for (i, period) in periods.iter().enumerate() {
        order(period.start, period.end, &format!("{path}/{i}/end"), found);
        if period.kinds.is_empty() {
            let message = Word::ListEmpty.with(&[]);
            found.add(
                "E-empty-list",
                format!("{path}/{i}/kinds"),
                message,
                Word::ListEmptyAdvice,
            );
        }
    }
    for (i, pair) in periods.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        let i = i + 1;
        if b.number <= a.number {
            let message = Word::PeriodNumbers.with(&[("number", &b.number), ("before", &a.number)]);
            found.add(
                "E-period-number",
                format!("{path}/{i}/number"),
                message,
                Word::PeriodNumbersAdvice,
            );
        }
        if b.start < a.end {
            let args: &[(&'static str, &dyn Fill)] = &[
                ("number", &b.number),
                ("start", &b.start),
                ("before", &a.number),
                ("end", &a.end),
            ];
            let (code, word) = match b.start < a.start {
                true => ("E-period-order", Word::PeriodOrder),
                false => ("E-period-overlap", Word::PeriodsOverlap),
            };
            found.add(code, format!("{path}/{i}/start"), word.with(args), Word::PeriodsAdvice);
        }
    }
    // The institutions whose classes and groups go by this bell.
    let users = known
        .instance
        .classes
        .iter()
        .filter(|c| c.bell.as_ref() == Some(&bell.id));
    let groups = known.instance.full_day.iter().filter(|g| g.hours == bell.id);
    let of_groups = groups
        .flat_map(|g| &g.classes)
        .filter_map(|c| known.classes.get(c.as_str()).copied());
    let places: BTreeSet<_> = users
        .chain(of_groups)
        .filter_map(|c| Some(&known.institution(c.institution.as_ref())?.id))
        .collect();
    for institution in places.iter().filter_map(|id| known.institutions.get(id.as_str())) {
        for (i, period) in periods.iter().enumerate() {
            if period.start < institution.opens || institution.closes < period.end {
                let message = Word::PeriodOutsideDay.with(&[
                    ("number", &period.number),
                    ("start", &period.start),
                    ("end", &period.end),
                    ("opens", &institution.opens),
                    ("closes", &institution.closes),
                ]);
                found.add(
                    "E-period-outside-day",
                    format!("{path}/{i}"),
                    message,
                    Word::PeriodOutsideDayAdvice,
                );
            }
        }
    }
}
