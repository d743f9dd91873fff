//! `ics/`: calendars of classes and members of staff, for telephones and calendar programs.
//!
//! Times are local, with the rules of Europe/Sofia in every file; the repetition ends with the
//! last lesson of the term; days without lessons are left out.

use super::entries::{Entry, Meeting, School, both, capital};
use super::tests_shown::Shown;
use crate::instance::{Clock, Holiday, Instance, Term, Text, Week, Weekday};
use crate::words::{Lang, Word, date};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};

const ZONE: &str = "Europe/Sofia";
/// The rules of the European Union since 1996: 3:00 to 4:00 on the last Sunday of March, 4:00
/// to 3:00 on the last of October.
const ZONE_RULES: &str = "BEGIN:VTIMEZONE\r\n\
    TZID:Europe/Sofia\r\n\
    BEGIN:DAYLIGHT\r\n\
    TZNAME:EEST\r\n\
    TZOFFSETFROM:+0200\r\n\
    TZOFFSETTO:+0300\r\n\
    DTSTART:19970330T030000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    END:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\n\
    TZNAME:EET\r\n\
    TZOFFSETFROM:+0300\r\n\
    TZOFFSETTO:+0200\r\n\
    DTSTART:19971026T040000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    END:STANDARD\r\n\
    END:VTIMEZONE\r\n";
const CALENDAR_END: &str = "END:VCALENDAR\r\n";

/// The calendar of a class, the hours of its groups included. `now` is the moment the calendar is made.
pub(super) fn class(school: &School, class: &str, lang: Lang, now: DateTime<Utc>) -> String {
    let last = school.last_day(&[class]);
    let events = school.of_class(class).into_iter().filter_map(|e| {
        let group = e
            .audience
            .filter(|a| *a != class && e.classes.len() == 1)
            .map(|a| school.class_name(a));
        public(school, e, group, last, lang, now)
    });
    calendar(&school.class_name(class), Word::WeeklyTimetable, events, lang)
}

/// The calendar of a member of staff, as far as it is public.
pub(super) fn staff(school: &School, person: &str, lang: Lang, now: DateTime<Utc>) -> String {
    let events = staff_events(school, person, lang, now);
    calendar(&school.staff_name(person), Word::WeeklyTimetable, events, lang)
}

/// The calendar of somebody who gives sessions, with them. Private.
pub(super) fn staff_with_sessions(school: &School, person: &str, lang: Lang, now: DateTime<Utc>) -> String {
    let sessions = school
        .meetings
        .iter()
        .filter(|m| m.staff.contains(&person))
        .filter_map(|m| session(school, m, lang, now));
    let events = staff_events(school, person, lang, now).chain(sessions);
    calendar(&school.staff_name(person), Word::WeeklyTimetable, events, lang)
}

/// Tests on their dates: those of a class, or those that a teacher has to mark.
pub(super) fn tests(school: &School, name: &Text, tests: &[&Shown], lang: Lang, now: DateTime<Utc>) -> String {
    let event = |shown: &&Shown| {
        let test = shown.test;
        let mut event = Event::new();
        event.append_property(local("DTSTART", at(test.date, test.start)));
        event.append_property(local("DTEND", at(test.date, test.end)));
        let (kind, subject) = (test.kind.word().say(lang), shown.subject.in_lang(lang));
        let audience = shown.audience.in_lang(lang);
        event.summary(&plain(&format!("{} – {subject}, {audience}", capital(kind))));
        let mut said = vec![school.staff_names(&shown.staff).in_lang(lang).to_string()];
        said.push(format!(
            "{}: {}",
            Word::ResultsBy.say(lang),
            date(shown.results(), lang)
        ));
        if !test.moved.is_empty() {
            said.push(capital(Word::ByOrder.say(lang)));
        }
        event.description(&plain(&said.join("; ")));
        let kind = serde_json::to_string(&test.kind).unwrap_or_default();
        let kind = kind.trim_matches('"');
        let uid = format!("{}/{}/{kind}/{}", school.instance.id, test.lesson, test.number);
        finish(&mut event, school, &uid, None, lang, now);
        event
    };
    calendar(name, Word::TestCalendarTitle, tests.iter().map(event), lang)
}

/// What is due, on whole days.
pub(super) fn deadlines(
    instance: &Instance,
    deadlines: &[(String, NaiveDate, String)],
    lang: Lang,
    now: DateTime<Utc>,
) -> String {
    let event = |(id, date, what): &(String, NaiveDate, String)| {
        let mut event = Event::new();
        event.all_day(*date);
        event.summary(&plain(what));
        event.uid(&format!(
            "{}@firstbell",
            plain(&format!("{}/deadline/{id}/{date}", instance.id))
        ));
        event.timestamp(now);
        event
    };
    calendar(&instance.name, Word::Deadlines, deadlines.iter().map(event), lang)
}

fn staff_events(school: &School, person: &str, lang: Lang, now: DateTime<Utc>) -> impl Iterator<Item = Event> {
    school.of_staff(person).into_iter().filter_map(move |e| {
        let last = school.last_day(&e.classes);
        public(school, e, school.audience_name(e), last, lang, now)
    })
}

fn public(
    school: &School,
    e: &Entry,
    audience: Option<Text>,
    last: NaiveDate,
    lang: Lang,
    now: DateTime<Utc>,
) -> Option<Event> {
    let summary = match audience {
        Some(audience) => both(|lang| format!("{} – {}", e.what.in_lang(lang), audience.in_lang(lang))),
        None => e.what.clone(),
    };
    let uid = format!("{}/{}/{}", school.instance.id, e.activity, e.number);
    let mut event = weekly(&school.instance.term, (e.day, e.week, e.start, e.end), last)?;
    event.summary(&plain(summary.in_lang(lang)));
    if !e.staff.is_empty() {
        event.description(&plain(school.staff_names(&e.staff).in_lang(lang)));
    }
    finish(&mut event, school, &uid, e.room, lang, now);
    Some(event)
}

fn session(school: &School, m: &Meeting, lang: Lang, now: DateTime<Utc>) -> Option<Event> {
    let pupils = school.pupils_of(m.session.pupils.iter().map(String::as_str));
    let classes: Vec<&str> = pupils.iter().map(|p| p.class.as_str()).collect();
    // A meeting inside a lesson is numbered as the lesson is.
    let uid = match m.inside {
        Some(lesson) => format!("{}/{}/{}/{}", school.instance.id, m.session.id, lesson.id, m.number),
        None => format!("{}/{}/{}", school.instance.id, m.session.id, m.number),
    };
    let mut event = weekly(
        &school.instance.term,
        (m.day, m.week, m.start, m.end),
        school.last_day(&classes),
    )?;
    let service = school.instance.service_name(&m.session.service);
    event.summary(&plain(&format!(
        "{} – {}",
        service.in_lang(lang),
        m.session.pupils.join(", ")
    )));
    event.append_property(Property::new("CLASS", "CONFIDENTIAL"));
    if let Some(lesson) = m.inside {
        let (subject, class) = (school.subject_name(&lesson.subject), school.class_name(&lesson.class));
        let (subject, class) = (subject.in_lang(lang), class.in_lang(lang));
        let inside = Word::InsideLesson.with(&[("subject", &subject), ("class", &class)]);
        event.description(&plain(&inside.in_lang(lang)));
    }
    finish(&mut event, school, &uid, m.room, lang, now);
    Some(event)
}

fn finish(event: &mut Event, school: &School, uid: &str, room: Option<&str>, lang: Lang, now: DateTime<Utc>) {
    event.uid(&format!("{}@firstbell", plain(uid)));
    complete(event, school, room, lang, now);
}

/// The moment it is made, and the place.
pub(super) fn complete(event: &mut Event, school: &School, room: Option<&str>, lang: Lang, now: DateTime<Utc>) {
    event.timestamp(now);
    if let Some(room) = room {
        event.location(&plain(school.room_name(room).in_lang(lang)));
    }
}

/// One line of text: the calendar format has escapes for punctuation, none for control characters.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub(super) fn calendar(name: &Text, what: Word, events: impl Iterator<Item = Event>, lang: Lang) -> String {
    let mut head = Calendar::empty();
    let both_names = format!("{} – {}", plain(name.in_lang(lang)), what.say(lang));
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Firstbell//Firstbell//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", &both_names),
        ("X-WR-TIMEZONE", ZONE),
    ] {
        head.append_property(Property::new(key, value));
    }
    // The crate would stamp a VTIMEZONE with properties that it must not have, so the parts are put together here.
    let head = head.to_string();
    let mut out = head.strip_suffix(CALENDAR_END).unwrap_or(&head).to_string();
    out.push_str(ZONE_RULES);
    for event in events {
        // Writing into a string cannot fail.
        out.push_str(&event.try_into_string().unwrap_or_default());
    }
    out.push_str(CALENDAR_END);
    out
}

/// A weekly event without its words: first and last date, days left out; none where the term
/// has no date for it.
fn weekly(term: &Term, (day, week, start, end): (Weekday, Week, Clock, Clock), last: NaiveDate) -> Option<Event> {
    let dates = dates(term, day, week, last);
    let held = |date: &&NaiveDate| !is_holiday(&term.holidays, **date);
    let first = *dates.iter().find(held)?;
    let until = *dates.iter().rev().find(held)?;
    let mut event = Event::new();
    event.append_property(local("DTSTART", at(first, start)));
    event.append_property(local("DTEND", at(first, end)));
    let until = to_utc(at(until, start)).format("%Y%m%dT%H%M%SZ");
    let interval = if week == Week::Every { "" } else { ";INTERVAL=2" };
    event.append_property(Property::new("RRULE", format!("FREQ=WEEKLY{interval};UNTIL={until}")));
    for date in dates.iter().filter(|d| **d > first && is_holiday(&term.holidays, **d)) {
        event.append_multi_property(local("EXDATE", at(*date, start)));
    }
    Some(event)
}

/// All dates of a weekday from the term's first to `last`, holidays included, in the weeks asked for.
fn dates(term: &Term, day: Weekday, week: Week, last: NaiveDate) -> Vec<NaiveDate> {
    let from_monday = u64::from(term.from.weekday().num_days_from_monday());
    let ahead = (day.index() as u64 + 7 - from_monday) % 7;
    let Some(first) = term.from.checked_add_days(Days::new(ahead)) else {
        return Vec::new();
    };
    first
        .iter_weeks()
        .take_while(|date| *date <= last)
        .filter(|date| week == Week::Every || term.week_of(*date) == week)
        .collect()
}

fn is_holiday(holidays: &[Holiday], date: NaiveDate) -> bool {
    holidays.iter().any(|h| h.from <= date && date <= h.to)
}

pub(super) fn at(date: NaiveDate, clock: Clock) -> NaiveDateTime {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    midnight
        .checked_add_signed(TimeDelta::minutes(clock.minutes().into()))
        .unwrap_or(midnight)
}

pub(super) fn local(key: &str, at: NaiveDateTime) -> Property {
    Property::new(key, at.format("%Y%m%dT%H%M%S").to_string())
        .add_parameter("TZID", ZONE)
        .done()
}

/// From Sofia's clock to UTC: three hours between the last Sundays of March and October, two otherwise.
fn to_utc(local: NaiveDateTime) -> NaiveDateTime {
    let last_sunday = |month: u32| {
        let last = NaiveDate::from_ymd_opt(local.year(), month, 31).unwrap_or(local.date());
        last - Days::new(last.weekday().num_days_from_sunday().into())
    };
    let summer = at(last_sunday(3), Clock(3 * 60)) <= local && local < at(last_sunday(10), Clock(4 * 60));
    local
        .checked_sub_signed(TimeDelta::hours(if summer { 3 } else { 2 }))
        .unwrap_or(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Term 1 of 2020/21: from a Tuesday to a Friday.
    fn term() -> Term {
        Term {
            from: day("2020-09-15"),
            to: day("2021-02-03"),
            days: Weekday::school_week(),
            holidays: Vec::new(),
            week_a: None,
            ends: Vec::new(),
            occasions: Vec::new(),
            source: None,
        }
    }

    fn lines(term: &Term, day: Weekday, week: Week, last: NaiveDate) -> Vec<String> {
        let event = weekly(term, (day, week, Clock(8 * 60 + 50), Clock(9 * 60 + 30)), last).unwrap();
        let text = event.try_into_string().unwrap();
        let wanted = ["DTSTART", "DTEND", "RRULE", "EXDATE"];
        text.lines()
            .filter(|l| wanted.iter().any(|w| l.starts_with(w)))
            .map(String::from)
            .collect()
    }

    #[test]
    fn a_term_that_starts_on_tuesday_has_its_first_monday_a_week_later() {
        let t = term();
        assert_eq!(
            lines(&t, Weekday::Mon, Week::Every, t.to),
            [
                "DTEND;TZID=Europe/Sofia:20200921T093000",
                "DTSTART;TZID=Europe/Sofia:20200921T085000",
                "RRULE:FREQ=WEEKLY;UNTIL=20210201T065000Z",
            ]
        );
        assert!(lines(&t, Weekday::Tue, Week::Every, t.to)[1].ends_with("20200915T085000"));
    }

    #[test]
    fn the_end_is_in_utc_by_the_season() {
        let mut t = term();
        t.to = day("2020-10-23"); // summer time still holds: 8:50 is 5:50 UTC
        assert_eq!(
            lines(&t, Weekday::Fri, Week::Every, t.to)[2],
            "RRULE:FREQ=WEEKLY;UNTIL=20201023T055000Z"
        );
        t.to = day("2020-10-30");
        assert_eq!(
            lines(&t, Weekday::Fri, Week::Every, t.to)[2],
            "RRULE:FREQ=WEEKLY;UNTIL=20201030T065000Z"
        );
        let utc = |text: &str| to_utc(text.parse().unwrap()).to_string();
        assert_eq!(utc("2021-03-28T02:59:00"), "2021-03-28 00:59:00");
        assert_eq!(utc("2021-03-28T04:00:00"), "2021-03-28 01:00:00");
        assert_eq!(utc("2021-10-31T04:00:00"), "2021-10-31 02:00:00");
    }

    #[test]
    fn holidays_on_the_weekday_are_left_out_and_move_the_ends() {
        let mut t = term();
        let holiday = |from, to| Holiday {
            from: day(from),
            to: day(to),
            name: None,
        };
        t.holidays = vec![
            holiday("2020-09-22", "2020-09-22"), // a Tuesday
            holiday("2020-10-30", "2020-11-04"), // Friday to Wednesday
            holiday("2021-02-01", "2021-02-05"), // beyond the end
        ];
        assert_eq!(
            lines(&t, Weekday::Tue, Week::Every, t.to)[2..],
            [
                "RRULE:FREQ=WEEKLY;UNTIL=20210126T065000Z",
                "EXDATE;TZID=Europe/Sofia:20200922T085000",
                "EXDATE;TZID=Europe/Sofia:20201103T085000",
                "EXDATE;TZID=Europe/Sofia:20210202T085000",
            ]
        );
        // Thursday meets only the holiday after the last one.
        assert_eq!(lines(&t, Weekday::Thu, Week::Every, t.to)[2..].len(), 1);
        t.holidays = vec![holiday("2020-09-14", "2020-09-16")];
        assert_eq!(
            lines(&t, Weekday::Wed, Week::Every, t.to)[1],
            "DTSTART;TZID=Europe/Sofia:20200923T085000"
        );
        t.holidays = vec![holiday("2020-09-01", "2021-03-01")];
        assert!(weekly(&t, (Weekday::Wed, Week::Every, Clock(480), Clock(515)), t.to).is_none());
    }

    #[test]
    fn weeks_a_and_b_alternate_from_the_given_day() {
        let mut t = term();
        t.week_a = Some(day("2020-09-24")); // so the week of the 15th is a B week
        let a = lines(&t, Weekday::Tue, Week::A, t.to);
        assert_eq!(a[1], "DTSTART;TZID=Europe/Sofia:20200922T085000");
        assert_eq!(a[2], "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20210126T065000Z");
        let b = lines(&t, Weekday::Tue, Week::B, t.to);
        assert_eq!(b[1], "DTSTART;TZID=Europe/Sofia:20200915T085000");
        // A Monday of the first, broken week is before the term: its B week is the one after next.
        assert!(lines(&t, Weekday::Mon, Week::B, t.to)[1].ends_with("20200928T085000"));
        // The anchor may lie before the term, in either parity.
        t.week_a = Some(day("2020-09-01"));
        assert!(lines(&t, Weekday::Tue, Week::A, t.to)[1].ends_with("20200915T085000"));
        // A holiday of the other week is not on the grid and needs no exception.
        t.holidays = vec![Holiday {
            from: day("2020-09-22"),
            to: day("2020-09-22"),
            name: None,
        }];
        assert_eq!(lines(&t, Weekday::Tue, Week::A, t.to).len(), 3);
    }

    #[test]
    fn an_earlier_last_day_ends_the_repetition() {
        let t = term();
        let early = lines(&t, Weekday::Wed, Week::Every, day("2020-12-22"));
        assert_eq!(early[2], "RRULE:FREQ=WEEKLY;UNTIL=20201216T065000Z");
        assert!(
            weekly(
                &t,
                (Weekday::Wed, Week::Every, Clock(480), Clock(515)),
                day("2020-09-15")
            )
            .is_none()
        );
    }
}
