//! Sessions of one pupil: at most so many a day, on the days when specialists are there.

use super::week::{Demand, Kind, Week, days, fit, total};
use crate::instance::*;
use crate::validate::Findings;
use crate::words::{Fill, Word};
use std::collections::{BTreeSet, HashMap};

pub(super) fn check(week: &Week, found: &mut Findings) {
    let instance = week.known.instance;
    let rule = week
        .hard(|w| {
            if let Wish::SessionsOfServiceADay { max } = w {
                Some(*max)
            } else {
                None
            }
        })
        .min_by_key(|(max, _)| *max);
    let mut of_pupil: HashMap<&Id, Vec<&Session>> = HashMap::new();
    for session in &instance.sessions {
        for pupil in session.pupils.iter().collect::<BTreeSet<_>>() {
            of_pupil.entry(pupil).or_default().push(session);
        }
    }
    let mut demands: HashMap<&str, Vec<&Demand>> = HashMap::new();
    for demand in &week.demands {
        if demand.kind == Kind::Session && !demand.slots.is_empty() {
            demands.entry(demand.id).or_default().push(demand);
        }
    }
    for (i, pupil) in instance.pupils.iter().enumerate() {
        let path = format!("/pupils/{i}");
        let own = of_pupil.get(&pupil.id).map_or(&[][..], Vec::as_slice);
        if let Some((max, rule)) = rule {
            let services: BTreeSet<&str> = own.iter().map(|s| s.service.as_str()).collect();
            for service in services {
                let ids = own.iter().filter(|s| s.service == service).map(|s| s.id.as_str());
                let (weekly, room, which) = count(&demands, &ids.collect(), max);
                if weekly > room {
                    let args: &[(&'static str, &dyn Fill)] = &[
                        ("pupil", &pupil.id),
                        ("service", &instance.service_name(service)),
                        ("weekly", &weekly),
                        ("max", &max),
                        ("which", &which),
                        ("cite", &rule.setting.cite),
                    ];
                    found.add(
                        "I-sessions-a-day",
                        path.as_str(),
                        Word::SessionsOfService.with(args),
                        Word::SessionsAdvice,
                    );
                }
            }
        }
        if let Some(max) = pupil.max_sessions_a_day {
            let (weekly, room, which) = count(&demands, &own.iter().map(|s| s.id.as_str()).collect(), max);
            if weekly > room {
                let args: &[(&'static str, &dyn Fill)] = &[
                    ("pupil", &pupil.id),
                    ("weekly", &weekly),
                    ("max", &max),
                    ("which", &which),
                ];
                found.add(
                    "I-sessions-a-day",
                    path,
                    Word::SessionsOfPupil.with(args),
                    Word::SessionsAdvice,
                );
            }
        }
    }
}

/// Meetings of some sessions, how many of them the days hold, and those days.
fn count(demands: &HashMap<&str, Vec<&Demand>>, ids: &BTreeSet<&str>, max: u8) -> (usize, usize, crate::words::Arg) {
    let own: Vec<&Demand> = ids.iter().filter_map(|id| demands.get(id)).flatten().copied().collect();
    let fits = fit(own.iter().flat_map(|d| &d.slots), 0);
    let room = fits.values().map(|ends| ends.len().min(max.into())).sum();
    (total(own) as usize, room, days(fits.into_keys()))
}
