//! Services: how many of the sessions wanted can the specialists give at most? What may stay unmet makes no timetable
//! impossible, so this warns.

use super::week::Week;
use crate::instance::{Id, Weekday};
use crate::validate::Findings;
use crate::words::{Arg, Fill, Word};
use std::collections::{BTreeMap, BTreeSet};

/// Sessions of one service that the same persons may give and that may stay unmet.
#[derive(Default)]
struct Wanted<'a> {
    first: usize,
    /// Minutes of each session wanted.
    minutes: Vec<u16>,
    institutions: BTreeSet<&'a str>,
}

pub(super) fn check(week: &Week, found: &mut Findings) {
    let known = week.known;
    let mut all: BTreeMap<(&str, &[Id]), Wanted> = BTreeMap::new();
    let optional = known.instance.sessions.iter().enumerate();
    for (i, session) in optional.filter(|(_, s)| s.unmet_weight.is_some()) {
        let key = (session.service.as_str(), session.staff.persons());
        let wanted = all.entry(key).or_insert_with(|| Wanted {
            first: i,
            ..Wanted::default()
        });
        wanted.minutes.extend((0..session.weekly).map(|_| session.minutes));
        let pupil = session.pupils.first().and_then(|p| known.pupils.get(p.as_str()));
        let class = pupil.and_then(|p| known.classes.get(p.class.as_str()));
        let at = class.and_then(|c| known.institution(c.institution.as_ref()));
        wanted.institutions.extend(at.map(|i| i.id.as_str()));
    }
    for ((service, persons), mut wanted) in all {
        let service = known.instance.service_name(service);
        let path = format!("/sessions/{}", wanted.first);
        let count = wanted.minutes.len();
        if persons.is_empty() {
            let message = Word::ServiceNobody.with(&[("service", &service), ("count", &count)]);
            found.add("W-service-nobody", path, message, Word::ServiceNobodyAdvice);
            continue;
        }
        let mut room = Room::of(week, persons, &wanted);
        wanted.minutes.sort_unstable();
        let taken = wanted.minutes.iter().take_while(|m| room.take(i32::from(**m)));
        let possible = taken.count();
        if possible < count {
            let minutes: u32 = wanted.minutes.iter().map(|m| u32::from(*m)).sum();
            let names = Arg::List(persons.iter().map(|id| known.staff_name(id)).collect());
            let args: &[(&'static str, &dyn Fill)] = &[
                ("service", &service),
                ("staff", &names),
                ("count", &count),
                ("minutes", &minutes),
                ("institutions", &wanted.institutions.len()),
                ("possible", &possible),
                ("missing", &(count - possible)),
            ];
            found.add(
                "W-service-short",
                path,
                Word::ServiceShort.with(args),
                Word::ServiceShortAdvice,
            );
        }
    }
}

/// The most that some persons can give.
struct Room {
    /// Minutes that their posts pay for.
    paid: i32,
    /// Minutes of presence, without the ways that so many institutions cost at least; of each day one gap more.
    there: i32,
    gap: i32,
}

impl Room {
    fn of(week: &Week, persons: &[Id], wanted: &Wanted) -> Self {
        let known = week.known;
        let institutions = wanted.institutions.iter().filter_map(|id| known.institutions.get(*id));
        let opens = institutions.clone().map(|i| i.opens.minutes()).min().unwrap_or(0);
        let closes = institutions
            .clone()
            .map(|i| i.closes.minutes())
            .max()
            .unwrap_or(24 * 60);
        let gap = institutions.map(|i| i32::from(i.gap)).min().unwrap_or(0);
        let (mut paid, mut there, mut person_days) = (0, 0, 0);
        for id in persons {
            let of_day = |day: &Weekday| -> i32 {
                let windows = week.presence(id, *day).into_iter();
                windows
                    .map(|(from, to)| (to.min(closes) - from.max(opens)).max(0))
                    .sum()
            };
            let days = week.days().iter().map(of_day).filter(|minutes| *minutes > 0);
            let (count, minutes) = days.fold((0, 0), |(count, sum), minutes| (count + 1, sum + minutes));
            let post = known.staff.get(id.as_str()).and_then(|s| s.minutes_weekly);
            paid += minutes.min(post.map_or(i32::MAX, i32::from));
            there += minutes + count * gap;
            person_days += count;
        }
        // A second institution on one day of one person costs a way.
        let inside = |id: &Id| wanted.institutions.contains(id.as_str());
        let ways = known
            .instance
            .travel
            .iter()
            .filter(|w| inside(&w.from) && inside(&w.to));
        let shortest = ways.map(|w| i32::from(w.minutes)).min().unwrap_or(0);
        let needed = (i32::try_from(wanted.institutions.len()).unwrap_or(0) - person_days).max(0);
        there -= needed * shortest;
        Room { paid, there, gap }
    }

    /// Whether one session more has room; it is then taken.
    fn take(&mut self, minutes: i32) -> bool {
        self.paid -= minutes;
        self.there -= minutes + self.gap;
        self.paid >= 0 && self.there >= 0
    }
}
