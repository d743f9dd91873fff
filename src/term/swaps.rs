//! Two lessons in a row that the timetable does not have, made by exchanging lessons of the class in one week
//! (regulations II 13(1)3).

use super::options::{Choice, Dates, Party, breaches, markers};
use crate::instance::*;
use crate::test_calendar::Held;
use crate::timetable::{Placement, Timetable};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// Placements that exchange their times, the same in every week.
struct Exchange<'a> {
    /// Stays, beside the one that comes.
    stays: &'a Placement,
    /// Each takes the time of the next, the last that of the first; the first is the one that comes, the second
    /// makes way.
    ring: Vec<&'a Placement>,
}

/// The ways to hold a test of two lessons by exchanging two lessons of the class, or three where no two will do.
pub(super) fn choices(dates: &Dates, lesson: &Lesson, classes: &[&Class], days: &[NaiveDate]) -> Vec<Choice> {
    let of_days = |lessons: usize| -> Vec<Exchange> {
        let days = dates.instance.term.days.iter();
        days.flat_map(|day| legal(dates, lesson, classes, *day, lessons))
            .collect()
    };
    let mut exchanges = of_days(2);
    if exchanges.is_empty() {
        exchanges = of_days(3);
    }
    let on_date = |date: &NaiveDate| {
        let possible = |p: &Placement| {
            let own = same_week(*date, p.day);
            own.is_some_and(|own| dates.on(p, own) && dates.taught(classes, own))
        };
        let mut of_day = exchanges.iter().filter(|e| dates.on(e.stays, *date));
        let exchange = of_day.find(|e| e.ring.iter().all(|p| possible(p)))?;
        let makes_way = exchange.ring.get(1)?;
        let (first, last) = match exchange.stays.start < makes_way.start {
            true => (exchange.stays, *makes_way),
            false => (*makes_way, exchange.stays),
        };
        let held = |placement: &&Placement| {
            Some(Held {
                lesson: placement.activity.clone(),
                date: same_week(*date, placement.day)?,
                start: placement.start,
            })
        };
        Some(Choice {
            date: *date,
            start: first.start,
            end: last.end,
            lessons: 2,
            markers: markers(lesson, exchange.stays),
            moved: exchange.ring.iter().filter_map(held).collect(),
            parties: parties(classes, exchange),
        })
    };
    days.iter().filter_map(on_date).collect()
}

/// Whose week an exchange changes.
fn parties(classes: &[&Class], exchange: &Exchange) -> BTreeSet<Party> {
    let classes = classes.iter().map(|c| Party::Class(c.id.clone()));
    let staff = exchange
        .ring
        .iter()
        .flat_map(|p| p.staff.iter().cloned().map(Party::Staff));
    let rooms = exchange
        .ring
        .iter()
        .flat_map(|p| p.room.iter().cloned().map(Party::Room));
    classes.chain(staff).chain(rooms).collect()
}

/// The date of a weekday in the week of another date.
fn same_week(date: NaiveDate, day: Weekday) -> Option<NaiveDate> {
    monday(date).checked_add_days(Days::new(day.index() as u64))
}

/// Legal exchanges of so many lessons that give two in a row on a weekday: the first within the day and the first
/// across days, for another day may be free of lessons in some week.
fn legal<'a>(
    dates: &Dates<'a>,
    lesson: &Lesson,
    classes: &[&Class],
    day: Weekday,
    lessons: usize,
) -> Vec<Exchange<'a>> {
    let Some(class) = classes.first() else {
        return Vec::new();
    };
    let own = dates.placements(&lesson.id);
    let others: Vec<&Placement> = (dates.instance.lessons.iter())
        .filter(|other| other.class == lesson.class && other.id != lesson.id && other.parallel.is_none())
        .flat_map(|other| dates.placements(&other.id))
        .copied()
        .filter(|p| p.week == Week::Every && p.session.is_none())
        .collect();
    let mut rings: Vec<Exchange> = Vec::new();
    for stays in own.iter().filter(|p| p.day == day) {
        let in_a_row = |other: &Placement| dates.in_a_row(class, stays, other) || dates.in_a_row(class, other, stays);
        for makes_way in others.iter().filter(|p| in_a_row(p)) {
            for comes in own.iter().filter(|p| *p != stays && p.session.is_none()) {
                let mut ring = vec![*comes, *makes_way];
                if lessons == 2 {
                    rings.push(Exchange { stays, ring });
                    continue;
                }
                for third in others.iter().filter(|p| *p != makes_way) {
                    ring.truncate(2);
                    ring.push(third);
                    rings.push(Exchange {
                        stays,
                        ring: ring.clone(),
                    });
                }
            }
        }
    }
    let within = |e: &&Exchange| e.ring.iter().all(|p| p.day == day);
    let (inside, across): (Vec<_>, Vec<_>) = rings.into_iter().partition(|e| within(&e));
    let first = |of: Vec<Exchange<'a>>| of.into_iter().find(|e| is_legal(dates, &e.ring));
    [inside, across].into_iter().filter_map(first).collect()
}

/// Whether the week with the exchange breaks nothing that the timetable does not break as it is.
fn is_legal(dates: &Dates, ring: &[&Placement]) -> bool {
    let next = |at: usize| ring[(at + 1) % ring.len()];
    let length = |p: &Placement| p.end.minutes() - p.start.minutes();
    let busy = |person: &Id, at: &Placement| {
        dates.timetable.placements.iter().any(|p| {
            let there = p.staff.contains(person) && p.day == at.day && p.start < at.end && at.start < p.end;
            there && !ring.contains(&p)
        })
    };
    // Most candidates fall here, and the judge of the law need not be asked.
    let hopeless = ring.iter().enumerate().any(|(at, p)| {
        let to = next(at);
        length(p) != length(to) || p.staff.iter().any(|person| busy(person, to))
    });
    if hopeless {
        return false;
    }
    let mut exchanged: Timetable = dates.timetable.clone();
    for placement in &mut exchanged.placements {
        if let Some(at) = ring.iter().position(|p| **p == *placement) {
            let to = next(at);
            (placement.day, placement.start, placement.end, placement.period) = (to.day, to.start, to.end, to.period);
        }
    }
    breaches(dates.instance, &exchanged).is_subset(dates.breaches())
}
