//! `cover.html`: the repairs of an absence side by side for the head to choose from, and the whole day of everybody who is
//! asked to come in. Sessions are not on it.

use super::CoverOption;
use super::entries::{Entry, School, both, capital, span, told};
use super::html::shell;
use super::order_text::Meetings;
use crate::instance::{CoverLevel, Instance, Text, Weekday};
use crate::order::{How, Order, OrderedChange};
use crate::timetable::Timetable;
use crate::words::{Arg, Lang, Word, weekday};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::collections::BTreeSet;

const STYLE: &str = include_str!("cover.css");

/// The page, in one language.
pub(super) fn page(instance: &Instance, timetable: &Timetable, options: &[CoverOption], lang: Lang) -> String {
    let school = School::new(instance, timetable);
    let title = Word::CoverTitle.say(lang);
    let circumstances = options.first().map(|o| o.order.circumstances.clone());
    let body = html! {
        main.cover {
            header {
                h1 { (title) }
                p { (instance.name.in_lang(lang)) }
                @if let Some(text) = &circumstances { p { strong { (text.in_lang(lang)) } } }
            }
            div.options {
                @for (at, option) in options.iter().enumerate() { (one(&school, option, at + 1, lang)) }
            }
            footer { p { (Word::CoverJudged.say(lang)) " " (Word::CoverPrivate.say(lang)) } }
        }
    };
    shell(lang, title, STYLE, body, None)
}

fn one(school: &School, option: &CoverOption, number: usize, lang: Lang) -> Markup {
    let meetings = Meetings::new(school.timetable, option.order);
    let shown = meetings.shown(school.instance, option.order);
    let title = Word::CoverOption.with(&[("number", &number)]).in_lang(lang);
    html! {
        section.option {
            h2 { (title) }
            dl {
                @for (name, value) in values(option) { div { dt { (name.say(lang)) } dd { (value) } } }
            }
            p.proof { (if option.proven { Word::CoverProven } else { Word::CoverUnproven }.say(lang)) }
            table {
                thead { tr {
                    th scope="col" { (Word::CoverWhen.say(lang)) }
                    th scope="col" { (Word::CoverWhat.say(lang)) }
                    th scope="col" { (Word::CoverBecomes.say(lang)) }
                } }
                tbody { @for s in &shown { @if let Some(was) = &s.was { tr {
                    td { (when(s.change.date(), was, lang)) }
                    td { (named(school, was, lang)) br; span.who { (school.staff_names(&was.staff).in_lang(lang)) } }
                    td class=(class(s.change.how)) {
                        strong { (capital(s.change.how.word().say(lang))) }
                        @if let Some(is) = &s.is {
                            @if s.change.how == How::Moved { ": " (when(s.change.is.as_ref().map(|d| d.date), is, lang)) }
                            br; (school.staff_names(&is.staff).in_lang(lang))
                            @if is.room != was.room && let Some(room) = is.room { ", " (school.room_name(room).in_lang(lang)) }
                        }
                        @if let Some(why) = &s.change.why { br; span.why { (why.in_lang(lang)) } }
                    }
                } } } }
            }
            @for (person, date) in asked(option.order) { (day(school, &shown, &person, date, lang)) }
        }
    }
}

/// The levels with their values, in the school's order.
fn values(option: &CoverOption) -> Vec<(Word, i64)> {
    let v = option.vector;
    let mut all = vec![(Word::CoverLaw, v.law), (Word::CoverAlone, v.unsupervised)];
    all.extend(option.levels.iter().map(|level| {
        let word = match level {
            CoverLevel::LostLessons => Word::CoverLost,
            CoverLevel::Disturbance => Word::CoverDisturbance,
            CoverLevel::Fairness => Word::CoverFairness,
            CoverLevel::Quality => Word::CoverQuality,
        };
        (word, v.on(*level))
    }));
    all
}

fn class(how: How) -> &'static str {
    match how {
        How::Supervision | How::Merged => "watched",
        How::Cancelled | How::Freed => "lost",
        _ => "held",
    }
}

fn when(date: Option<NaiveDate>, entry: &Entry, lang: Lang) -> Markup {
    let date = date.map(|d| Arg::Date(d).in_lang(lang)).unwrap_or_default();
    html! { span.date { (date) } " " span.time { (span(entry.start, entry.end)) } }
}

fn named(school: &School, entry: &Entry, lang: Lang) -> String {
    let what = entry.what.in_lang(lang);
    match school.audience_name(entry) {
        Some(audience) => format!("{}, {what}", audience.in_lang(lang)),
        None => what.to_owned(),
    }
}

/// What each change of an order is of: subject and class; of a session its service, and not whose it is.
pub(super) fn names(instance: &Instance, timetable: &Timetable, order: &Order) -> Vec<Text> {
    let school = School::new(instance, timetable);
    let meetings = Meetings::new(timetable, order);
    let shown = meetings.shown(instance, order);
    let name = |change: &OrderedChange| {
        if let Some(s) = shown.iter().find(|s| s.change == change) {
            return both(|lang| named(&school, s.was.as_ref().unwrap_or(&s.entry), lang));
        }
        let activity = change
            .was
            .as_ref()
            .or(change.is.as_ref())
            .map(|d| d.placement.activity.as_str());
        let session = instance.sessions.iter().find(|s| Some(s.id.as_str()) == activity);
        session.map_or_else(
            || Text::Any(activity.unwrap_or_default().to_owned()),
            |session| instance.service_name(&session.service),
        )
    };
    order.changes.iter().map(name).collect()
}

/// Who is asked to cover something, and on which date.
fn asked(order: &Order) -> BTreeSet<(String, NaiveDate)> {
    let mut asked = BTreeSet::new();
    for change in &order.changes {
        let covering = matches!(change.how, How::Substitute | How::Supervision | How::Merged);
        if let (Some(was), Some(is)) = (&change.was, &change.is) {
            let new = |id: &&String| !was.placement.staff.contains(id);
            asked.extend(
                is.placement
                    .staff
                    .iter()
                    .filter(new)
                    .filter(|_| covering)
                    .map(|id| (id.clone(), is.date)),
            );
        }
    }
    asked
}

/// Everything that a person has on a date, what is new marked.
fn day(school: &School, shown: &[super::order_text::Shown], person: &str, date: NaiveDate, lang: Lang) -> Markup {
    let week = school.instance.term.week_of(date);
    let today = |e: &&&Entry| e.day == Weekday::of(date) && e.week.meets(week);
    let own = school.of_staff(person);
    // What they give as always, but for what the order takes from them.
    let gone = |e: &Entry| {
        let was = shown
            .iter()
            .filter(|s| s.change.date() == Some(date))
            .filter_map(|s| s.was.as_ref());
        was.into_iter().any(|w| (w.activity, w.start) == (e.activity, e.start))
    };
    let mut rows: Vec<(Text, String, bool)> = own
        .iter()
        .filter(today)
        .filter(|e| !gone(e))
        .map(|e| (Text::Any(span(e.start, e.end)), named(school, e, lang), false))
        .collect();
    for s in shown {
        if let (Some(is), Some(dated)) = (&s.is, &s.change.is)
            && dated.date == date
            && is.staff.contains(&person)
        {
            rows.push((Text::Any(span(is.start, is.end)), named(school, is, lang), true));
        }
    }
    rows.sort_by_key(|(time, ..)| time.in_lang(lang).to_owned());
    let name = school.staff_name(person);
    let head = told(&Word::CoverDay.with(&[
        ("name", &name),
        ("day", &weekday(Weekday::of(date))),
        ("date", &Arg::Date(date)),
    ]));
    html! {
        details.day {
            summary { (head.in_lang(lang)) }
            ul { @for (time, what, new) in &rows { li.new[*new] { span.time { (time.in_lang(lang)) } " " (what) } } }
        }
    }
}
