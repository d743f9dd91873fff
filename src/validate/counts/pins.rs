//! Given starts: at a period, with the staff present, and never two at once.

use super::week::{Slot, Week};
use crate::instance::*;
use crate::validate::Findings;
use crate::words::{Fill, Word};
use std::collections::BTreeMap;

/// A given start that is a period.
struct Pin<'a> {
    lesson: &'a Lesson,
    index: usize,
    path: String,
    slot: Slot,
}

pub(super) fn check(week: &Week, found: &mut Findings) {
    let mut by_day: BTreeMap<Weekday, Vec<Pin>> = BTreeMap::new();
    for (i, lesson) in week.known.instance.lessons.iter().enumerate() {
        for (k, pinned) in lesson.pinned.iter().enumerate() {
            let path = format!("/lessons/{i}/pinned/{k}");
            if let Some(slot) = single(week, lesson, pinned, &path, found) {
                let pin = Pin {
                    lesson,
                    index: i,
                    path,
                    slot,
                };
                by_day.entry(pinned.day).or_default().push(pin);
            }
        }
    }
    for pins in by_day.values() {
        for (i, a) in pins.iter().enumerate() {
            for b in pins.iter().skip(i + 1) {
                pair(week, a, b, found);
            }
        }
    }
}

fn single(week: &Week, lesson: &Lesson, pinned: &Pinned, path: &str, found: &mut Findings) -> Option<Slot> {
    let parts = week.known.parts(&lesson.class);
    let class = parts.iter().find_map(|p| week.known.class_of(p))?;
    let slots = week.periods(&class.id, lesson.kind);
    let slot = slots
        .into_iter()
        .find(|s| s.day == pinned.day && s.from == pinned.start.minutes());
    let args: &[(&'static str, &dyn Fill)] = &[
        ("lesson", &lesson.id),
        ("day", &pinned.day),
        ("start", &pinned.start),
        ("class", &week.known.class_name(&class.id)),
    ];
    let Some(slot) = slot else {
        found.add("I-pin-no-period", path, Word::PinNoPeriod.with(args), Word::PinAdvice);
        return None;
    };
    for need in &lesson.staff {
        let named: &[Id] = match need {
            StaffNeed::Person(id) => std::slice::from_ref(id),
            StaffNeed::AnyOf { any_of } => any_of,
        };
        if !named.iter().any(|id| week.present(id, slot)) {
            let names = crate::words::Arg::List(named.iter().map(|id| week.known.staff_name(id)).collect());
            let mut args = args.to_vec();
            args.push(("staff", &names));
            found.add(
                "I-pin-staff-away",
                path,
                Word::PinStaffAway.with(&args),
                Word::PinAdvice,
            );
        }
    }
    Some(slot)
}

fn pair(week: &Week, a: &Pin, b: &Pin, found: &mut Findings) {
    if !a.lesson.week.meets(b.lesson.week) {
        return;
    }
    let apart = |gap: i32| a.slot.to + gap <= b.slot.from || b.slot.to + gap <= a.slot.from;
    let persons = |l: &Lesson| -> Vec<Id> {
        let persons = l.staff.iter().filter_map(|n| match n {
            StaffNeed::Person(id) => Some(id.clone()),
            StaffNeed::AnyOf { .. } => None,
        });
        persons.collect()
    };
    let (demand_a, demand_b) = (week.demands.get(a.index), week.demands.get(b.index));
    let (Some(demand_a), Some(demand_b)) = (demand_a, demand_b) else {
        return;
    };
    let part = demand_a.parts.iter().find(|p| {
        let whole = week.known.class_of(p).map(|c| c.id.as_str());
        demand_b.parts.contains(*p)
            || whole.is_some_and(|w| demand_b.parts.contains(w))
            || demand_b
                .parts
                .iter()
                .any(|q| week.known.groups.get(q).is_some_and(|c| c.id == **p))
    });
    let person = persons(a.lesson).into_iter().find(|id| persons(b.lesson).contains(id));
    let room = match (demand_a.rooms.as_slice(), demand_b.rooms.as_slice()) {
        ([r], [s]) if r == s && week.known.rooms.get(r).is_some_and(|r| !r.unlimited) => Some(*r),
        _ => None,
    };
    let shared = match (part, person, room) {
        (Some(part), _, _) if !apart(0) => week.known.class_name(part),
        (_, Some(person), _) if !apart(week.gap()) => week.known.staff_name(&person),
        (_, _, Some(room)) if !apart(0) => week.known.room_name(room),
        _ => return,
    };
    let clock = |minutes: i32| Clock(u16::try_from(minutes).unwrap_or(0));
    let args: &[(&'static str, &dyn Fill)] = &[
        ("a", &a.lesson.id),
        ("a_from", &clock(a.slot.from)),
        ("a_to", &clock(a.slot.to)),
        ("b", &b.lesson.id),
        ("b_from", &clock(b.slot.from)),
        ("b_to", &clock(b.slot.to)),
        ("day", &a.slot.day),
        ("shared", &shared),
    ];
    found.add(
        "I-pin-clash",
        b.path.as_str(),
        Word::PinClash.with(args),
        Word::PinAdvice,
    );
}
