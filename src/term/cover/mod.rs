//! Absences: the best legal repair of the days, proven level by level, and the next best ones.
//!
//! `days` is the timetable by date, `choices` what can become of each meeting, `program` finds the best of all
//! combinations, `law` says which of them the rules admit.

mod choices;
mod days;
mod law;
mod program;

pub use days::after_lessons_id;

use super::Proof;
use crate::absence::{Away, Request, Vector};
use crate::instance::{CoverLevel, FORMAT_VERSION, Id, Instance, Text};
use crate::order::{How, Order, OrderKind, OrderedChange};
use crate::solve::clock::Clock;
use crate::timetable::Timetable;
use crate::words::{Arg, Fill, Message, Word};
use choices::Item;
use chrono::NaiveDate;
use days::Days;
use law::Law;
use program::{Repair, Repairs};
use std::collections::{BTreeMap, BTreeSet};

/// The least value of a level, those before it being at their least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// The value.
    pub value: i64,
    /// Who says that it is the least.
    pub proof: Proof,
}

/// A repair as an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What changes, for whom and why.
    pub order: Order,
    /// What it costs.
    pub vector: Vector,
    /// Minutes alone and then the four levels in the school's order, each with its proof.
    pub levels: Vec<Level>,
}

/// The best repairs of some absences, the best first; none if nothing that is still ahead is touched by them.
///
/// # Errors
/// The sentence that says which swap there is no meeting for.
pub fn cover(
    instance: &Instance,
    timetable: &Timetable,
    request: &Request,
    circumstances: &Text,
    most: usize,
    clock: &Clock,
) -> Result<Vec<Alternative>, Message> {
    let order = instance.cover.as_ref().map_or(CoverLevel::ALL, |c| c.order);
    let days = Days::new(instance, timetable, request)?;
    let items = choices::items(&days);
    let law = Law::new(&days);
    let mut repairs = Repairs::new(&days, &items, &law, &order);
    let mut found: Vec<Repair> = Vec::new();
    while found.len() < most {
        let Some(next) = repairs.best(found.last(), clock) else {
            break;
        };
        repairs.leave_out(&next);
        found.push(next);
        if items.is_empty() || clock.over() {
            break;
        }
    }
    // Where a level was left unproven, a later one may be better.
    found.sort_by_key(|repair| repair.levels.iter().map(|l| l.value).collect::<Vec<_>>());
    let alternative = |repair: Repair| Alternative {
        order: make_order(&days, &items, &repair, circumstances),
        vector: vector(&repair, &order),
        levels: repair.levels,
    };
    Ok(found.into_iter().map(alternative).collect())
}

fn vector(repair: &Repair, order: &[CoverLevel; 4]) -> Vector {
    let mut values = repair.levels.iter().map(|l| l.value);
    let mut vector = Vector {
        unsupervised: values.next().unwrap_or(0),
        ..Vector::default()
    };
    for (level, value) in order.iter().zip(values) {
        let place = match level {
            CoverLevel::LostLessons => &mut vector.lost,
            CoverLevel::Disturbance => &mut vector.disturbance,
            CoverLevel::Fairness => &mut vector.fairness,
            CoverLevel::Quality => &mut vector.quality,
        };
        *place = value;
    }
    vector
}

fn make_order(days: &Days, items: &[Item], repair: &Repair, circumstances: &Text) -> Order {
    let mut changes: Vec<OrderedChange> = Vec::new();
    for (published, at) in &days.swapped {
        changes.push(OrderedChange {
            was: Some(published.clone()),
            is: days.meetings.get(*at).map(days::Meeting::dated),
            how: How::Substitute,
            why: Some(choices::text(&Word::CoverAgreed.with(&[]))),
        });
    }
    for fallen in &days.fallen {
        if days.is_ahead(fallen.date, fallen.from) {
            changes.push(OrderedChange {
                was: Some(fallen.dated()),
                is: None,
                how: How::Cancelled,
                why: Some(choices::text(&Word::CoverClassAway.with(&[]))),
            });
        }
    }
    for (item, taken) in items.iter().zip(&repair.chosen) {
        changes.extend(item.choices.get(*taken).into_iter().flat_map(|c| c.ordered(days, item)));
    }
    join(&mut changes);
    let key = |c: &OrderedChange| {
        let first = c.was.as_ref().or(c.is.as_ref());
        first.map(|d| (d.date, d.placement.start, d.placement.activity.clone()))
    };
    changes.sort_by_key(key);
    let date = days.request.absences.iter().map(|a| a.from.date()).min();
    Order {
        firstbell: FORMAT_VERSION,
        instance: days.instance.id.clone(),
        id: format!("{}-cover", date.unwrap_or(days.request.decided.date())),
        kind: OrderKind::Cover,
        circumstances: circumstances.clone(),
        decided: days.request.decided,
        changes,
        bells: Vec::new(),
        sittings: Vec::new(),
        called: Vec::new(),
        weekday: None,
    }
}

/// Parts of the time after lessons that one person watches over in a row are one change.
fn join(changes: &mut Vec<OrderedChange>) {
    changes.dedup_by(|next, last| {
        let (Some(was), Some(before)) = (&next.was, &mut last.was) else {
            return false;
        };
        let in_a_row = was.placement.activity == before.placement.activity
            && was.date == before.date
            && was.placement.number == before.placement.number
            && before.placement.end == was.placement.start
            && last.how == next.how;
        let same = match (&next.is, &mut last.is) {
            (Some(a), Some(b)) => a.placement.staff == b.placement.staff && a.placement.room == b.placement.room,
            (None, None) => true,
            _ => false,
        };
        if in_a_row && same {
            before.placement.end = was.placement.end;
            if let (Some(a), Some(b)) = (&next.is, &mut last.is) {
                b.placement.end = a.placement.end;
            }
        }
        in_a_row && same
    });
}

/// The absences in a sentence, for an order whose reason nobody gave.
pub fn circumstances(instance: &Instance, request: &Request, reason: Option<&str>) -> Text {
    let staff = |id: &Id| {
        let person = instance.staff.iter().find(|s| s.id == *id);
        person.and_then(|s| s.name.as_ref()).map_or_else(|| id.arg(), Fill::arg)
    };
    let class = |id: &Id| {
        let class = instance.classes.iter().find(|c| c.id == *id);
        class.and_then(|c| c.name.as_ref()).map_or_else(|| id.arg(), Fill::arg)
    };
    let room = |id: &Id| {
        let room = instance.rooms.iter().find(|r| r.id == *id);
        room.and_then(|r| r.name.as_ref()).map_or_else(|| id.arg(), Fill::arg)
    };
    let mut by_time: BTreeMap<(NaiveDate, NaiveDate), Vec<Arg>> = BTreeMap::new();
    for absence in &request.absences {
        let name = match &absence.who {
            Away::Staff(id) => staff(id),
            Away::Room(id) => room(id),
            Away::Class(id) => class(id),
        };
        let last = (absence.to - chrono::TimeDelta::minutes(1)).date();
        by_time.entry((absence.from.date(), last)).or_default().push(name);
    }
    let said = by_time.into_iter().map(|((from, to), names)| {
        let who = Arg::List(names);
        let word = if from == to { Word::AbsentOn } else { Word::AbsentFromTo };
        let message = match reason {
            Some(reason) if from == to => {
                Word::AbsentOnReason.with(&[("who", &who), ("from", &Arg::Date(from)), ("reason", &reason)])
            }
            Some(reason) => Word::AbsentFromToReason.with(&[
                ("who", &who),
                ("from", &Arg::Date(from)),
                ("to", &Arg::Date(to)),
                ("reason", &reason),
            ]),
            None => word.with(&[("who", &who), ("from", &Arg::Date(from)), ("to", &Arg::Date(to))]),
        };
        Arg::Message(Box::new(message))
    });
    let list = Arg::List(said.collect());
    use crate::words::Lang;
    Text::Both {
        bg: list.in_lang(Lang::Bg),
        en: list.in_lang(Lang::En),
    }
}

/// How many meetings each person covers by an order; waiting with one group's pupils on a date is one.
pub fn covers(instance: &Instance, order: &Order) -> BTreeMap<Id, u32> {
    let mut covers: BTreeMap<Id, u32> = BTreeMap::new();
    let mut waited: BTreeSet<(&Id, NaiveDate, &Id)> = BTreeSet::new();
    for change in &order.changes {
        let covering = matches!(change.how, How::Substitute | How::Supervision | How::Merged);
        let agreed = change.why == Some(choices::text(&Word::CoverAgreed.with(&[])));
        let own_staff = change.why == Some(choices::text(&Word::CoverOwnStaff.with(&[])));
        let (Some(was), Some(is)) = (&change.was, &change.is) else {
            continue;
        };
        let Some(person) = is.placement.staff.first().filter(|_| covering && !agreed && !own_staff) else {
            continue;
        };
        let activity = &was.placement.activity;
        let waits = instance.full_day.iter().any(|g| after_lessons_id(g) == *activity);
        if !waits || waited.insert((person, was.date, activity)) {
            *covers.entry(person.clone()).or_default() += 1;
        }
    }
    covers
}
