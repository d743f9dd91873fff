//! Two lessons in a row for a class test, by order (regulations II 13(1)3): those of a calendar of tests, and one that
//! was not planned.

use super::dates::{Decree, Ordered, Refused, school_day};
use super::options::Dates;
use super::swaps;
use crate::instance::*;
use crate::order::{Dated, How, Order, OrderKind, OrderedChange};
use crate::test_calendar::{Held, TestCalendar};
use crate::timetable::{Placement, Timetable};
use crate::words::{Arg, Lang, Message, Word};
use chrono::{NaiveDate, NaiveDateTime};

/// The orders that a calendar of tests needs.
pub fn orders_of(
    instance: &Instance,
    timetable: &Timetable,
    calendar: &TestCalendar,
    decided: NaiveDateTime,
) -> Vec<Order> {
    let decree = Decree {
        circumstances: None,
        decided,
    };
    let order = |test: &crate::test_calendar::Test| {
        let lesson = instance.lessons.iter().find(|l| l.id == test.lesson)?;
        order(instance, timetable, lesson, test.date, &test.moved, &decree)
    };
    calendar.tests.iter().filter_map(order).collect()
}

/// An order that gives a lesson two lessons in a row on a date, in exchange for other lessons of the class in its week.
///
/// # Errors
/// When the date or the lesson makes no sense, or the date has two in a row already; with no breach named where no
/// exchange is legal.
pub fn double(
    instance: &Instance,
    timetable: &Timetable,
    date: NaiveDate,
    lesson: &str,
    decree: &Decree,
) -> Result<Ordered, Refused> {
    let wrong = |message: Message| Refused::Input(message, Word::DateAdvice);
    school_day(instance, date).map_err(wrong)?;
    let known = instance.lessons.iter().find(|l| l.id == lesson);
    let Some(lesson) = known else {
        return Err(Refused::Input(Word::NoLesson.with(&[("id", &lesson)]), Word::CheckId));
    };
    let dates = Dates::new(instance, timetable);
    let classes = instance.classes_of(&lesson.class);
    let args = || Word::DoubleNotHeld.with(&[("lesson", &lesson.id), ("date", &Arg::Date(date))]);
    let mut of_date = dates.placements(&lesson.id).iter().filter(|p| dates.on(p, date));
    if !dates.taught(&classes, date) || of_date.next().is_none() {
        return Err(wrong(args()));
    }
    if dates
        .choices(lesson, 2)
        .iter()
        .any(|c| c.date == date && c.moved.is_empty())
    {
        return Err(wrong(
            Word::DoubleThere.with(&[("lesson", &lesson.id), ("date", &Arg::Date(date))]),
        ));
    }
    let choice = swaps::choices(&dates, lesson, &classes, &[date]).into_iter().next();
    let made = choice.and_then(|choice| order(instance, timetable, lesson, date, &choice.moved, decree));
    let none =
        || Refused::Impossible(Word::DoubleImpossible.with(&[("lesson", &lesson.id), ("date", &Arg::Date(date))]));
    made.map(|order| Ordered {
        order,
        notes: Vec::new(),
    })
    .ok_or_else(none)
}

/// The order of a ring of lessons, each of which takes the place of the next; none for an empty one.
fn order(
    instance: &Instance,
    timetable: &Timetable,
    lesson: &Lesson,
    date: NaiveDate,
    ring: &[Held],
    decree: &Decree,
) -> Option<Order> {
    let placement = |held: &Held| {
        let there = |p: &&Placement| p.day == Weekday::of(held.date) && p.start == held.start;
        timetable
            .placements
            .iter()
            .filter(there)
            .find(|p| p.activity == held.lesson)
    };
    let next = ring.iter().skip(1).chain(ring.first());
    let change = |(held, to): (&Held, &Held)| {
        let (was, place) = (placement(held)?, placement(to)?);
        let (day, start, end, period) = (place.day, place.start, place.end, place.period);
        let is = Placement {
            day,
            start,
            end,
            period,
            ..was.clone()
        };
        Some(OrderedChange {
            was: Some(Dated {
                date: held.date,
                placement: was.clone(),
            }),
            is: Some(Dated {
                date: to.date,
                placement: is,
            }),
            how: How::Moved,
            why: None,
        })
    };
    let mut changes: Vec<OrderedChange> = ring.iter().zip(next).map(change).collect::<Option<_>>()?;
    changes.sort_by_key(|change| change.is.as_ref().map(|is| (is.date, is.placement.start)));
    let subject = instance.subjects.iter().find(|s| s.id == lesson.subject);
    let subject = subject.map_or_else(|| Text::Any(lesson.subject.clone()), |s| s.name.clone());
    let why = Word::OrderWhy.with(&[("subject", &subject), ("date", &Arg::Date(date))]);
    let why = Text::Both {
        bg: why.in_lang(Lang::Bg),
        en: why.in_lang(Lang::En),
    };
    let kind = (OrderKind::Double, format!("{date}-double-{}", lesson.id));
    (!changes.is_empty()).then(|| decree.order(instance, kind, why, changes))
}
