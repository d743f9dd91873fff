//! `ics/order-…`: what an order changes in calendars that were taken before it. A meeting that a calendar has every
//! week is changed on its one date: same UID, RECURRENCE-ID, a higher SEQUENCE. What a calendar did not have gets
//! an event of its own.

use super::entries::{Entry, School, both};
use super::ics::{at, calendar, complete, local, plain};
use super::order_text::{Shown, session_of};
use crate::instance::Text;
use crate::order::{Dated, Order, OrderedChange};
use crate::words::{Lang, Word};
use chrono::{DateTime, Utc};
use icalendar::{Component, Event, Property};

/// Whose calendar.
#[derive(Clone, Copy)]
pub(super) enum Owner<'o> {
    Class(&'o str),
    Staff(&'o str),
}

impl Owner<'_> {
    fn has(self, entry: &Entry) -> bool {
        match self {
            Owner::Class(id) => entry.classes.contains(&id),
            Owner::Staff(id) => entry.staff.contains(&id),
        }
    }
}

/// The changes of a class or of a member of staff, as far as they are public.
pub(super) fn updates(
    school: &School,
    order: &Order,
    shown: &[Shown],
    owner: Owner,
    lang: Lang,
    now: DateTime<Utc>,
) -> String {
    let events = shown.iter().filter_map(|s| public(school, order, s, owner, lang, now));
    calendar(&name(school, owner), Word::OrderTitle, events, lang)
}

/// Whether an order changes anything in a calendar.
pub(super) fn concerns(shown: &[Shown], owner: Owner) -> bool {
    shown.iter().any(|s| s.was.iter().chain(&s.is).any(|e| owner.has(e)))
}

/// The changed sessions of somebody. Private.
pub(super) fn sessions(school: &School, order: &Order, person: &str, lang: Lang, now: DateTime<Utc>) -> String {
    let events = order.changes.iter().filter_map(|change| {
        let session = session_of(school.instance, change, person)?;
        let placement = &change.was.as_ref().or(change.is.as_ref())?.placement;
        let id = &school.instance.id;
        let uid = match placement.activity == session.id {
            true => format!("{id}/{}/{}", session.id, placement.number),
            false => format!("{id}/{}/{}/{}", session.id, placement.activity, placement.number),
        };
        let mut event = dated(change.was.as_ref(), change.is.as_ref(), &uid, order)?;
        let service = school.instance.service_name(&session.service);
        event.summary(&plain(&format!(
            "{} – {}",
            service.in_lang(lang),
            session.pupils.join(", ")
        )));
        event.append_property(Property::new("CLASS", "CONFIDENTIAL"));
        event.description(&plain(change.how.word().say(lang)));
        let room = change.is.as_ref().and_then(|d| d.placement.room.as_deref());
        complete(&mut event, school, room, lang, now);
        Some(event)
    });
    calendar(&school.staff_name(person), Word::OrderTitle, events, lang)
}

fn name(school: &School, owner: Owner) -> Text {
    match owner {
        Owner::Class(id) => school.class_name(id),
        Owner::Staff(id) => school.staff_name(id),
    }
}

fn public(school: &School, order: &Order, s: &Shown, owner: Owner, lang: Lang, now: DateTime<Utc>) -> Option<Event> {
    let OrderedChange { was, is, .. } = s.change;
    let was = was.as_ref().filter(|_| s.was.as_ref().is_some_and(|e| owner.has(e)));
    let is = is.as_ref().filter(|_| s.is.as_ref().is_some_and(|e| owner.has(e)));
    let placement = &was.or(is)?.placement;
    let uid = format!("{}/{}/{}", school.instance.id, placement.activity, placement.number);
    let mut event = dated(was, is, &uid, order)?;
    let entry = &s.entry;
    let audience = match owner {
        Owner::Class(_) => None,
        Owner::Staff(_) => school.audience_name(entry),
    };
    let summary = match audience {
        Some(audience) => both(|lang| format!("{} – {}", entry.what.in_lang(lang), audience.in_lang(lang))),
        None => entry.what.clone(),
    };
    event.summary(&plain(summary.in_lang(lang)));
    let staff = school.staff_names(&entry.staff);
    let said = [staff.in_lang(lang), s.change.how.word().say(lang)];
    event.description(&plain(
        &said
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    ));
    complete(&mut event, school, entry.room, lang, now);
    Some(event)
}

/// The event without its words. As the calendar had it and as it has it now; one of them at least.
fn dated(was: Option<&Dated>, is: Option<&Dated>, uid: &str, order: &Order) -> Option<Event> {
    let held = is.or(was)?;
    let mut event = Event::new();
    event.append_property(local("DTSTART", at(held.date, held.placement.start)));
    event.append_property(local("DTEND", at(held.date, held.placement.end)));
    match was {
        Some(was) => {
            event.append_property(local("RECURRENCE-ID", at(was.date, was.placement.start)));
            event.uid(&format!("{}@firstbell", plain(uid)));
        }
        None => {
            let uid = format!("{uid}/{}/{}@firstbell", order.id, held.date);
            event.uid(&plain(&uid));
        }
    }
    // Minutes since 1970: a later order on the same meeting has the higher number.
    let sequence = order.decided.and_utc().timestamp() / 60;
    event.append_property(Property::new("SEQUENCE", sequence.max(1).to_string()));
    let status = if is.is_some() { "CONFIRMED" } else { "CANCELLED" };
    event.append_property(Property::new("STATUS", status));
    Some(event)
}
