//! A day with the timetable of another weekday.
//!
//! Who is not there on that weekday is missing: their lessons are watched over by somebody who is there and free, and
//! their sessions are not held.

use super::dates::{Decree, Ordered, Refused, breaches, held, teaching};
use super::stand_in::{allow, name, present, somebody_free};
use crate::instance::*;
use crate::order::{Dated, How, Order, OrderKind, OrderedChange};
use crate::timetable::{Placement, Timetable};
use crate::verify::law::Breach;
use crate::words::{Arg, Message, Word, weekday};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The date with the timetable of a weekday; a Saturday may be such a date.
///
/// # Errors
/// When the date or the weekday makes no sense, or the day breaks the law: then somebody is missing for whom nobody is
/// free.
pub fn another_weekday(
    instance: &Instance,
    timetable: &Timetable,
    date: NaiveDate,
    other: Weekday,
    decree: &Decree,
) -> Result<Ordered, Refused> {
    let wrong = |message: Message| Refused::Input(message, Word::DateAdvice);
    teaching(instance, date).map_err(wrong)?;
    let own = Weekday::of(date);
    if own == other || !instance.term.days.contains(&other) {
        let message = Word::NoOtherWeekday.with(&[("date", &Arg::Date(date)), ("weekday", &other)]);
        return Err(wrong(message));
    }
    let mut day = of_weekday(instance, other);
    let was = held(instance, timetable, date, own);
    let mut is = held(instance, timetable, date, other);
    is.iter_mut().for_each(|p| p.day = own);
    is.sort_by_key(|p| p.start);
    let mut how: Vec<Option<How>> = vec![None; is.len()];
    let mut notes = Vec::new();
    let mut cancelled = BTreeSet::new();
    for at in 0..is.len() {
        let missing: Vec<Id> = is[at]
            .staff
            .iter()
            .filter(|id| !present(instance, id, own, &is[at]))
            .cloned()
            .collect();
        for staff in missing {
            let start = is[at].start;
            let named = |word: Word| word.with(&[("start", &start)]).and("staff", name(instance, &staff));
            let session = |id: &Id| instance.sessions.iter().any(|s| s.id == *id && s.staff.may_be(&staff));
            if session(&is[at].activity) || instance.consultations.iter().any(|c| c.id == is[at].activity) {
                cancelled.insert(at);
                notes.push(named(Word::MissingCancelled));
                continue;
            }
            if is[at].session.as_ref().is_some_and(session) {
                // The lesson is held without the specialist.
                is[at].session = None;
                is[at].staff.retain(|id| *id != staff);
                notes.push(named(Word::MissingCancelled));
                continue;
            }
            let Some(free) = somebody_free(instance, own, &is, at, &cancelled, &BTreeMap::new()) else {
                notes.push(named(Word::MissingNobodyFree));
                continue;
            };
            notes.push(named(Word::MissingSupervised).and("free", name(instance, &free)));
            allow(&mut day, &is[at].activity, &staff, &free);
            is[at]
                .staff
                .iter_mut()
                .filter(|id| **id == staff)
                .for_each(|id| *id = free.clone());
            how[at] = Some(How::Supervision);
        }
    }
    let kept: Vec<Placement> = is
        .iter()
        .enumerate()
        .filter(|(at, _)| !cancelled.contains(at))
        .map(|(_, p)| p.clone())
        .collect();
    let broken: Vec<Breach> = breaches(&day, date, &kept);
    if !broken.is_empty() {
        return Err(Refused::Illegal(broken));
    }
    let how: Vec<Option<How>> = how
        .into_iter()
        .enumerate()
        .filter(|(at, _)| !cancelled.contains(at))
        .map(|(_, how)| how)
        .collect();
    let changes = changes(date, was, kept, &how);
    let kind = (OrderKind::AnotherWeekday, format!("{date}-{}", word_of(other)));
    let order = decree.order(instance, kind, Word::CircumstancesToFill.text(), changes);
    let weekday = Some(other);
    let order = Order { weekday, ..order };
    Ok(Ordered { order, notes })
}

fn word_of(day: Weekday) -> String {
    weekday(day).say(crate::words::Lang::En).to_lowercase()
}

/// The instance with a weekday's bells on every day.
fn of_weekday(instance: &Instance, day: Weekday) -> Instance {
    let mut of_day = instance.clone();
    for bell in &mut of_day.bells {
        bell.periods = bell.periods_on(day).to_vec();
        bell.on.clear();
    }
    of_day
}

/// What becomes of the day's own meetings, and what is added: meetings of one activity are the same ones, moved.
fn changes(date: NaiveDate, was: Vec<Placement>, is: Vec<Placement>, how: &[Option<How>]) -> Vec<OrderedChange> {
    let mut own: BTreeMap<Id, Vec<Placement>> = BTreeMap::new();
    for placement in was {
        own.entry(placement.activity.clone()).or_default().push(placement);
    }
    let dated = |placement: Placement| Dated { date, placement };
    let mut changes = Vec::new();
    for (placement, how) in is.into_iter().zip(how) {
        let before = own
            .get_mut(&placement.activity)
            .and_then(|of| (!of.is_empty()).then(|| of.remove(0)));
        let (start, staff, room) = (placement.start, &placement.staff, &placement.room);
        let same = before
            .as_ref()
            .is_some_and(|b| (b.start, &b.staff, &b.room) == (start, staff, room));
        if same && how.is_none() {
            continue;
        }
        let plainly = if before.is_some() { How::Moved } else { How::Added };
        changes.push(OrderedChange {
            was: before.map(dated),
            is: Some(dated(placement)),
            how: how.unwrap_or(plainly),
            why: None,
        });
    }
    let gone = own.into_values().flatten().map(|placement| OrderedChange {
        was: Some(dated(placement)),
        is: None,
        how: How::Cancelled,
        why: None,
    });
    changes.extend(gone);
    let at = |c: &OrderedChange| {
        c.is.as_ref()
            .or(c.was.as_ref())
            .map(|d| (c.is.is_none(), d.placement.start))
    };
    changes.sort_by_key(at);
    changes
}
