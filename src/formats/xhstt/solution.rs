//! A solution as an assignment.

use super::Instance;
use super::xml::{Element, Findings};
use crate::problem::*;
use crate::words::{Fill, Word};
use smallvec::SmallVec;
use std::collections::HashMap;

/// The instance that a solution speaks of, and the timetable, as far as it can be read.
pub(super) fn read(element: &Element, instances: &[Instance], findings: &mut Findings) -> Option<(usize, Assignment)> {
    findings.only(
        element,
        &[
            "Description",
            "RunningTime",
            "Events",
            "Report",
            "MachineIdentifier",
            "MetaData",
        ],
    );
    let id = findings.needed_attribute(element, "Reference")?;
    let Some(index) = instances.iter().position(|i| i.id == id) else {
        let message = Word::XhsttUnknown.with(&[("kind", &Word::XhsttInstance), ("id", &id)]);
        findings.add("E-reference", element, message, Word::XhsttReferenceAdvice);
        return None;
    };
    let instance = &instances[index];
    let mut by_event: HashMap<EventId, Vec<&Element>> = HashMap::new();
    for meet in findings.list(element, "Events", "Event") {
        findings.only(meet, &["Duration", "Time", "Resources"]);
        let Some(id) = findings.needed_attribute(meet, "Reference") else {
            continue;
        };
        match instance.by_id.get(id) {
            Some(event) => by_event.entry(*event).or_default().push(meet),
            None => unknown(findings, meet, Word::XhsttEvent, id),
        }
    }
    let mut assignment = Assignment::empty(&instance.problem);
    for event in 0..instance.problem.events.len() {
        let named = by_event.get(&event).map_or(&[][..], Vec::as_slice);
        let places = places(instance, event, named, findings)?;
        let meets = instance.problem.events[event].meets.clone();
        assignment.places[meets].clone_from_slice(&places);
    }
    Some((index, assignment))
}

/// The places of all meets of an event; `None` if they do not fit into it.
fn places(instance: &Instance, event: EventId, named: &[&Element], findings: &mut Findings) -> Option<Vec<Place>> {
    let shape = &instance.problem.events[event];
    let id = &instance.events[event];
    let nobody = || SmallVec::from_elem(None, shape.roles.len());
    let mut places = Vec::new();
    let mut left = shape.length;
    for meet in named {
        let whole = u64::from(shape.length);
        let length = match meet.child("Duration") {
            Some(_) => findings.number(meet, "Duration", 1, whole)? as u16,
            None => shape.length,
        };
        if length > left {
            let args: [(&'static str, &dyn Fill); 2] = [("event", id), ("length", &shape.length)];
            findings.add("E-split", meet, Word::XhsttSplit.with(&args), Word::XhsttSplitAdvice);
            return None;
        }
        left -= length;
        let start = time(instance, event, meet, findings);
        places.push(Place {
            length,
            slot: start.and_then(|start| slot(instance, event, start, length, meet, findings)),
            roles: roles(instance, event, meet, findings).unwrap_or_else(nobody),
        });
    }
    if left > 0 {
        let start = instance.time[event];
        let known = start.and_then(|start| find(&instance.problem, event, start, left));
        places.push(Place {
            length: left,
            slot: known,
            roles: nobody(),
        });
    }
    places.resize(
        shape.meets.len(),
        Place {
            length: 0,
            slot: None,
            roles: nobody(),
        },
    );
    Some(places)
}

/// The start of a meet: as it says, else as the event does.
fn time(instance: &Instance, event: EventId, meet: &Element, findings: &mut Findings) -> Option<CellId> {
    let given = instance.time[event];
    let Some(element) = meet.child("Time") else {
        return given;
    };
    let id = findings.needed_attribute(element, "Reference")?;
    let Some(&start) = instance.time_by_id.get(id) else {
        unknown(findings, element, Word::XhsttTime, id);
        return None;
    };
    if let Some(given) = given.filter(|given| *given != start) {
        let (event, given) = (&instance.events[event], &instance.times[given]);
        let message = Word::XhsttOtherTime.with(&[("event", event), ("given", given), ("found", &id)]);
        findings.add("E-given", element, message, Word::XhsttGivenAdvice);
    }
    Some(start)
}

fn slot(
    instance: &Instance,
    event: EventId,
    start: CellId,
    length: u16,
    meet: &Element,
    findings: &mut Findings,
) -> Option<SlotId> {
    let found = find(&instance.problem, event, start, length);
    if found.is_none() && instance.time[event].is_none_or(|given| given == start) {
        let (event, start) = (&instance.events[event], &instance.times[start]);
        let message = Word::XhsttPastEnd.with(&[("event", event), ("start", start), ("length", &length)]);
        findings.add("E-past-end", meet, message, Word::XhsttPastEndAdvice);
    }
    found
}

fn find(problem: &Problem, event: EventId, start: CellId, length: u16) -> Option<SlotId> {
    let slots = problem.slots(event);
    let found = slots.binary_search_by_key(&(start, length), |slot| (slot.first().start, slot.length));
    found.ok().and_then(|slot| SlotId::try_from(slot).ok())
}

/// Who fills the roles of a meet.
fn roles(
    instance: &Instance,
    event: EventId,
    meet: &Element,
    findings: &mut Findings,
) -> Option<SmallVec<[Option<ResourceId>; 2]>> {
    let shape = &instance.problem.events[event];
    let mut filled: SmallVec<[Option<ResourceId>; 2]> = SmallVec::from_elem(None, shape.roles.len());
    for element in findings.list(meet, "Resources", "Resource") {
        findings.only(element, &["Role"]);
        let id = findings.needed_attribute(element, "Reference")?;
        let name = findings.needed(element, "Role")?.text();
        let Some(&who) = instance.resource_by_id.get(id) else {
            unknown(findings, element, Word::XhsttResource, id);
            continue;
        };
        let event = (event, &instance.events[event]);
        match shape.roles.iter().position(|role| role.name == name) {
            Some(role) if filled[role].is_some() => {
                let message = Word::XhsttRoleTwice.with(&[("event", event.1), ("role", &name)]);
                findings.add("E-role-twice", element, message, Word::XhsttAdvice);
            }
            Some(role) if shape.roles[role].candidates.contains(&who) => filled[role] = Some(who),
            Some(_) => {
                let message = Word::XhsttWrongType.with(&[("event", event.1), ("role", &name), ("resource", &id)]);
                findings.add("E-resource-type", element, message, Word::XhsttAdvice);
            }
            None if instance.given[event.0].get(name) == Some(&who) => {}
            None if instance.given[event.0].contains_key(name) => {
                let message = Word::XhsttOtherResource.with(&[("event", event.1), ("role", &name), ("found", &id)]);
                findings.add("E-given", element, message, Word::XhsttGivenAdvice);
            }
            None => {
                let message = Word::XhsttNoRole.with(&[("event", event.1), ("role", &name)]);
                findings.add("E-role", element, message, Word::XhsttReferenceAdvice);
            }
        }
    }
    Some(filled)
}

fn unknown(findings: &mut Findings, at: &Element, kind: Word, id: &str) {
    let message = Word::XhsttUnknown.with(&[("kind", &kind), ("id", &id)]);
    findings.add("E-reference", at, message, Word::XhsttReferenceAdvice);
}
