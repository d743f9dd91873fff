//! The way back: an assignment as a timetable, and a timetable as an assignment.

use super::Lowered;
use crate::instance::{Clock, FORMAT_VERSION, Id};
use crate::problem::{Assignment, MeetId, Place, ResourceKind, Role, SlotId};
use crate::timetable::{Placement, Status, Timetable};
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// A placement of a timetable that fits no meet of the problem: an unknown activity, a time it
/// cannot have, or one too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// Index of the placement in the timetable.
    pub placement: usize,
}

impl Lowered {
    /// The timetable of an assignment. Meets without a slot are left out; meetings of an activity
    /// are numbered in order of time.
    pub fn timetable(&self, assignment: &Assignment, hard: i64, soft: i64) -> Timetable {
        let mut placements = Vec::new();
        let mut unmet: BTreeMap<Id, u16> = BTreeMap::new();
        for (event, origin) in self.origins.iter().enumerate() {
            for meet in self.problem.events[event].meets.clone() {
                match self.placement(assignment, meet) {
                    Some(placement) => placements.push(placement),
                    None if origin.optional => *unmet.entry(origin.activity.clone()).or_default() += 1,
                    None => {}
                }
            }
        }
        placements.sort_by(|a, b| {
            let key = |p: &Placement| (p.activity.clone(), p.day, p.start, p.week);
            key(a).cmp(&key(b))
        });
        let mut number = 0;
        for i in 0..placements.len() {
            let again = i > 0 && placements[i - 1].activity == placements[i].activity;
            number = if again { number + 1 } else { 1 };
            placements[i].number = number;
        }
        Timetable {
            firstbell: FORMAT_VERSION,
            instance: self.problem.name.clone(),
            status: Status::Draft,
            approved: None,
            from: None,
            legal: hard == 0,
            hard,
            soft,
            placements,
            unmet,
        }
    }

    fn placement(&self, assignment: &Assignment, meet: MeetId) -> Option<Placement> {
        let event = self.problem.meets[meet];
        let origin = &self.origins[event];
        let place = &assignment.places[meet];
        let index = place.slot?;
        let span = *self.problem.slots(event)[usize::from(index)].first();
        let base = span.day as i32 * 24 * 60;
        let mut staff = origin.staff.clone();
        let mut room = origin.room.clone();
        for resource in place.roles.iter().flatten() {
            match self.problem.resources[*resource].kind {
                ResourceKind::Staff => staff.push(self.ids[*resource].clone()),
                _ => room = Some(self.ids[*resource].clone()),
            }
        }
        Some(Placement {
            activity: origin.activity.clone(),
            number: 0,
            day: self.days[span.day].0,
            start: Clock((span.from - base) as u16),
            end: Clock((span.to - base) as u16),
            week: origin.week,
            period: origin.periods[usize::from(index)],
            staff,
            room,
            session: origin.session.clone(),
        })
    }

    /// The assignment of a timetable, and the placements that fit nowhere.
    pub fn assignment(&self, timetable: &Timetable) -> (Assignment, Vec<Unplaced>) {
        let mut assignment = Assignment::empty(&self.problem);
        let mut events: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
        for (event, origin) in self.origins.iter().enumerate() {
            events
                .entry((&origin.activity, origin.session.as_deref()))
                .or_default()
                .push(event);
        }
        let mut used = vec![false; self.problem.meets.len()];
        let mut unplaced = Vec::new();
        for (index, placement) in timetable.placements.iter().enumerate() {
            let key = (placement.activity.as_str(), placement.session.as_deref());
            let candidates = events.get(&key).into_iter().flatten();
            let found = candidates.copied().find_map(|event| {
                let meet = self.problem.events[event].meets.clone().find(|m| !used[*m])?;
                Some((meet, self.place(event, placement)?))
            });
            match found {
                Some((meet, place)) => {
                    used[meet] = true;
                    assignment.places[meet] = place;
                }
                None => unplaced.push(Unplaced { placement: index }),
            }
        }
        // Where a meeting does not take place, nobody is missing: that it should is said by other rules.
        for meet in (0..used.len()).filter(|m| !used[*m]) {
            let event = &self.problem.events[self.problem.meets[meet]];
            // Nor does anybody come in who has no part in the others.
            let other = event.meets.clone().find(|m| used[*m]);
            let who = |(number, role): (usize, &Role)| {
                let there = other.and_then(|m| assignment.places[m].roles[number]);
                there.or(role.candidates.first().copied())
            };
            let roles = event.roles.iter().enumerate().map(who).collect();
            assignment.places[meet].roles = roles;
        }
        (assignment, unplaced)
    }

    fn place(&self, event: usize, placement: &Placement) -> Option<Place> {
        let origin = &self.origins[event];
        if origin.week != placement.week {
            return None;
        }
        let slot = self.problem.slots(event).iter().position(|slot| {
            let span = slot.first();
            let base = span.day as i32 * 24 * 60;
            let (day, from, to) = (self.days[span.day].0, span.from - base, span.to - base);
            (day, from, to) == (placement.day, placement.start.minutes(), placement.end.minutes())
        })?;
        let mut staff: Vec<&Id> = placement.staff.iter().filter(|s| !origin.staff.contains(s)).collect();
        let roles: SmallVec<[Option<usize>; 2]> = self.problem.events[event]
            .roles
            .iter()
            .map(|role| {
                let named = role.candidates.iter().copied().find(|r| {
                    let id = &self.ids[*r];
                    match self.problem.resources[*r].kind {
                        ResourceKind::Staff => staff.contains(&id),
                        _ => placement.room.as_ref() == Some(id),
                    }
                });
                staff.retain(|s| named.is_none_or(|r| **s != self.ids[r]));
                named
            })
            .collect();
        Some(Place {
            length: 1,
            slot: Some(slot as SlotId),
            roles,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{Instance, StaffNeed, Week, Weekday};
    use crate::lower::lower;
    use crate::words::Lang;

    /// Otherwise a session of which a part is unmet would be given by two.
    #[test]
    fn what_is_unmet_is_nobody_elses() {
        let toy = include_str!("../../instances/toy/unmet.json");
        let mut instance: Instance = serde_json::from_str(toy).unwrap();
        let mut second = instance.staff[2].clone();
        second.id = "LOG2".into();
        instance.staff.push(second);
        instance.sessions[0].staff = StaffNeed::AnyOf {
            any_of: vec!["LOG".into(), "LOG2".into()],
        };
        let lowered = lower(&instance, Lang::En);
        let mut timetable = lowered.timetable(&Assignment::empty(&lowered.problem), 0, 0);
        timetable.placements.push(Placement {
            activity: "speech-p1".into(),
            number: 1,
            day: Weekday::Mon,
            start: Clock(8 * 60 + 50),
            end: Clock(9 * 60 + 30),
            week: Week::Every,
            period: None,
            staff: vec!["LOG2".into()],
            room: None,
            session: None,
        });
        let (assignment, unplaced) = lowered.assignment(&timetable);
        assert!(unplaced.is_empty());
        let event = lowered.origins.iter().position(|o| o.activity == "speech-p1").unwrap();
        let who = lowered.problem.events[event].meets.clone().map(|m| {
            let who = assignment.places[m].roles[0].unwrap();
            (assignment.places[m].slot.is_some(), lowered.ids[who].as_str())
        });
        assert_eq!(who.collect::<Vec<_>>(), [(true, "LOG2"), (false, "LOG2")]);
    }
}
