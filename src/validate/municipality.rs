//! Several institutions: the ways between them, and those who work in more than one.

use super::known::Known;
use super::{Findings, activities};
use crate::instance::*;
use crate::words::{Fill, Word};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(known: &Known, found: &mut Findings) {
    let ways = ways(known, found);
    travel_there(known, &ways, found);
    back_and_through(&ways, found);
    for (i, person) in known.instance.staff.iter().enumerate() {
        present(known, person, format!("/staff/{i}/available"), found);
    }
    for (i, visit) in known.instance.visits.iter().enumerate() {
        activities::range(visit.weekly, format!("/visits/{i}/weekly"), found);
    }
    for (i, one) in known.instance.sessions.iter().enumerate() {
        in_one_place(known, one, &format!("/sessions/{i}"), found);
    }
}

/// An ordered pair of institutions.
type Pair<'a> = (&'a str, &'a str);

/// By ordered pair, index and minutes of the way.
fn ways<'a>(known: &Known<'a>, found: &mut Findings) -> BTreeMap<Pair<'a>, (usize, u16)> {
    let mut ways = BTreeMap::new();
    for (i, way) in known.instance.travel.iter().enumerate() {
        let pair = (way.from.as_str(), way.to.as_str());
        if ways.insert(pair, (i, way.minutes)).is_some() {
            let message = Word::TravelTwice.with(&[("from", &way.from), ("to", &way.to)]);
            found.add(
                "E-travel-twice",
                format!("/travel/{i}"),
                message,
                Word::TravelTwiceAdvice,
            );
        }
    }
    ways
}

/// A way for each ordered pair that shares a person; a pair is named once, with the first of those who need it.
fn travel_there(known: &Known, ways: &BTreeMap<Pair, (usize, u16)>, found: &mut Findings) {
    let places = places(known);
    let mut named = BTreeSet::new();
    for (i, person) in known.instance.staff.iter().enumerate() {
        let at = places.get(person.id.as_str());
        let at: Vec<&str> = at.into_iter().flatten().copied().collect();
        for (from, to) in at.iter().flat_map(|a| at.iter().map(|b| (*a, *b))) {
            if from != to && !ways.contains_key(&(from, to)) && named.insert((from, to)) {
                let args: &[(&'static str, &dyn Fill)] =
                    &[("from", &from), ("to", &to), ("staff", &known.staff_name(&person.id))];
                let path = format!("/staff/{i}");
                found.add(
                    "E-travel-missing",
                    path,
                    Word::TravelMissing.with(args),
                    Word::TravelMissingAdvice,
                );
            }
        }
    }
}

/// By member of staff, the institutions in which they may have lessons, sessions or hours.
fn places<'a>(known: &Known<'a>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let instance = known.instance;
    let of_class = |id: &'a str| -> Option<&'a str> {
        let class = known.parts(id).into_iter().find_map(|p| known.class_of(p))?;
        Some(known.institution(class.institution.as_ref())?.id.as_str())
    };
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut at = |persons: &'a [Id], place: Option<&'a str>| {
        for id in persons {
            places.entry(id.as_str()).or_default().extend(place);
        }
    };
    for lesson in &instance.lessons {
        let place = of_class(&lesson.class);
        lesson.staff.iter().for_each(|need| at(need.persons(), place));
    }
    for session in &instance.sessions {
        let pupil = session.pupils.first().and_then(|p| known.pupils.get(p.as_str()));
        at(session.staff.persons(), pupil.and_then(|p| of_class(&p.class)));
    }
    for group in &instance.full_day {
        let place = group.classes.first().and_then(|c| of_class(c));
        at(std::slice::from_ref(&group.staff), place);
        group.clubs.iter().for_each(|club| at(&club.leaders, place));
    }
    places
}

/// Ways that differ from the way back, and ways that are longer than another through a third place: worth a look.
fn back_and_through(ways: &BTreeMap<Pair, (usize, u16)>, found: &mut Findings) {
    let mut from: BTreeMap<&str, Vec<(&str, u16)>> = BTreeMap::new();
    for ((a, b), (_, minutes)) in ways {
        from.entry(a).or_default().push((b, *minutes));
    }
    for ((a, b), (i, minutes)) in ways {
        let path = || format!("/travel/{i}/minutes");
        let args: &[(&'static str, &dyn Fill)] = &[("from", a), ("to", b), ("minutes", minutes)];
        if let Some((_, back)) = ways.get(&(*b, *a)).filter(|(_, back)| a < b && back != minutes) {
            let message = Word::TravelAsymmetric.with(&[args, &[("back", back as &dyn Fill)]].concat());
            found.add("W-travel-asymmetric", path(), message, Word::TravelAsymmetricAdvice);
        }
        let through = from.get(a).into_iter().flatten().filter(|(third, _)| third != b);
        let through = through.filter_map(|(third, there)| Some((there + ways.get(&(*third, *b))?.1, third)));
        if let Some((shorter, third)) = through.min().filter(|(shorter, _)| shorter < minutes) {
            let message =
                Word::TravelTriangle.with(&[args, &[("third", third as &dyn Fill), ("shorter", &shorter)]].concat());
            found.add("W-travel-triangle", path(), message, Word::TravelTriangleAdvice);
        }
    }
}

/// Somebody who is never there can give nothing.
fn present(known: &Known, person: &Staff, path: String, found: &mut Findings) {
    let Some(windows) = &person.available else { return };
    let of_term = |w: &Window| {
        let days = &known.instance.term.days;
        w.days.as_ref().is_none_or(|own| own.iter().any(|d| days.contains(d)))
    };
    if !windows.iter().any(of_term) {
        let message = Word::NoPresence.with(&[("staff", &known.staff_name(&person.id))]);
        found.add("E-no-presence", path, message, Word::NoPresenceAdvice);
    }
}

/// The pupils of a session and its room are in one institution; somebody may give it, or it may stay unmet.
fn in_one_place(known: &Known, session: &Session, path: &str, found: &mut Findings) {
    let class = |pupil: &Id| {
        known
            .classes
            .get(known.pupils.get(pupil.as_str())?.class.as_str())
            .copied()
    };
    let mut places: Vec<&Id> = session
        .pupils
        .iter()
        .filter_map(|p| Some(&known.institution(class(p)?.institution.as_ref())?.id))
        .collect();
    if let Some(RoomNeed::Room(room)) = &session.room
        && let Some(room) = known.rooms.get(room.as_str())
    {
        places.extend(known.institution(room.institution.as_ref()).map(|i| &i.id));
    }
    if let Some(other) = places.iter().find(|id| **id != places[0]) {
        let args: &[(&'static str, &dyn Fill)] = &[("session", &session.id), ("a", places[0]), ("b", other)];
        found.add(
            "E-session-places",
            path,
            Word::SessionInTwoPlaces.with(args),
            Word::SessionInTwoPlacesAdvice,
        );
    }
    if session.staff.persons().is_empty() && session.unmet_weight.is_none() {
        let message = Word::NobodyToGive.with(&[("session", &session.id)]);
        found.add("E-nobody", format!("{path}/staff"), message, Word::NobodyToGiveAdvice);
    }
}
