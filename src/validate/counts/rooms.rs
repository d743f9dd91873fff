//! Rooms: do all that need a room, or one of some rooms, fit into it?

use super::week::{Demand, Week, by_day, fit, total};
use crate::instance::*;
use crate::validate::Findings;
use crate::validate::known::list;
use crate::words::{Arg, Fill, Word};
use std::collections::BTreeSet;

pub(super) fn check(week: &Week, found: &mut Findings) {
    for (i, lesson) in week.known.instance.lessons.iter().enumerate() {
        capacity(week, i, lesson, found);
    }
    let sets: BTreeSet<Vec<&str>> = week.demands.iter().map(|d| d.rooms.clone()).collect();
    for set in sets.iter().filter(|s| !s.is_empty()) {
        let unlimited = |id: &&str| week.known.rooms.get(id).is_none_or(|r| r.unlimited);
        if !set.iter().any(unlimited) {
            demand(week, set, found);
        }
    }
}

/// Everything that can be nowhere but in rooms of the set.
fn demand(week: &Week, set: &[&str], found: &mut Findings) {
    let inside = |d: &&Demand| !d.rooms.is_empty() && d.rooms.iter().all(|r| set.contains(r));
    let demands: Vec<&Demand> = week.held_in(set).filter(inside).filter(|d| d.weekly > 0).collect();
    // One class alone is counted as a class.
    let classes: BTreeSet<_> = demands.iter().map(|d| &d.parts).collect();
    if classes.len() < 2 || demands.iter().any(|d| d.slots.is_empty()) {
        return;
    }
    let needed = total(demands.iter().copied()) as usize;
    let fits = fit(demands.iter().flat_map(|d| &d.slots), 0);
    let room: usize = fits.values().map(|ends| ends.len() * set.len()).sum();
    if needed > room {
        let names = Arg::List(set.iter().map(|r| week.known.room_name(r)).collect());
        let counted = by_day(fits.iter().map(|(day, ends)| (*day, ends.len() * set.len())));
        let first = set.first().copied().unwrap_or_default();
        let path = week.known.instance.rooms.iter().position(|r| r.id == first);
        let args: &[(&'static str, &dyn Fill)] = &[
            ("rooms", &names),
            ("count", &needed),
            ("room", &room),
            ("by_day", &counted),
        ];
        let path = path.map_or(String::new(), |i| format!("/rooms/{i}"));
        found.add("I-room", path, Word::RoomFull.with(args), Word::RoomFullAdvice);
    }
}

/// Places for the pupils of whole classes.
fn capacity(week: &Week, i: usize, lesson: &Lesson, found: &mut Findings) {
    let Some(demand) = week.demands.get(i) else { return };
    let pupils = week.pupils(&demand.parts);
    match &lesson.room {
        Some(RoomNeed::Features { features }) if demand.rooms.is_empty() => {
            let args: &[(&'static str, &dyn Fill)] = &[
                ("lesson", &lesson.id),
                ("features", &list(features)),
                ("pupils", &pupils),
            ];
            let path = format!("/lessons/{i}/room");
            found.add(
                "I-room-places",
                path,
                Word::NoRoomLargeEnough.with(args),
                Word::NoRoomLargeEnoughAdvice,
            );
        }
        Some(RoomNeed::Room(id)) => {
            let places = week.known.rooms.get(id.as_str()).and_then(|r| r.capacity);
            if let Some(places) = places.filter(|p| u32::from(*p) < pupils) {
                let args: &[(&'static str, &dyn Fill)] = &[
                    ("lesson", &lesson.id),
                    ("room", &week.known.room_name(id)),
                    ("places", &places),
                    ("pupils", &pupils),
                ];
                let path = format!("/lessons/{i}/room");
                found.add("W-room-places", path, Word::RoomSmall.with(args), Word::RoomSmallAdvice);
            }
        }
        _ => {}
    }
}
