//! Times, resources and events of an instance.

use super::Instance;
use super::constraints;
use super::xml::{Element, Findings};
use crate::instance::Source;
use crate::problem::*;
use crate::words::Word;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Longest duration and most meets; what is counted in 16 bits stays far below.
const MOST: u64 = 60_000;
/// Most event resources of one event.
const MOST_SLOTS: usize = 2_000;
/// Most resources times times, and events and resources times days.
const MOST_COUNTS: usize = 20_000_000;

/// The things of one kind by id.
pub(super) struct Index {
    kind: Word,
    by_id: HashMap<String, usize>,
    /// Their ids.
    pub ids: Vec<String>,
}

impl Index {
    fn new(kind: Word) -> Self {
        Index {
            kind,
            by_id: HashMap::new(),
            ids: Vec::new(),
        }
    }

    /// Adds the thing that an element defines. A group may be defined twice and is one group then.
    fn add(&mut self, element: &Element, findings: &mut Findings, group: bool) -> Option<usize> {
        let Some(id) = element.attribute("Id") else {
            let message = Word::XhsttMissing.with(&[("parent", &element.name), ("element", &"Id")]);
            findings.add("E-missing", element, message, Word::XhsttAdvice);
            return None;
        };
        match self.by_id.entry(id.to_owned()) {
            Entry::Vacant(free) => {
                free.insert(self.ids.len());
                self.ids.push(id.to_owned());
            }
            Entry::Occupied(_) if group => {
                let message = Word::XhsttIdTwice.with(&[("id", &id)]);
                findings.add("W-id-twice", element, message, Word::XhsttGroupTwiceAdvice);
            }
            Entry::Occupied(_) => findings.twice(element, id),
        }
        self.by_id.get(id).copied()
    }

    /// The thing that an element refers to.
    pub fn find(&self, element: &Element, findings: &mut Findings) -> Option<usize> {
        let Some(id) = element.attribute("Reference") else {
            let message = Word::XhsttMissing.with(&[("parent", &element.name), ("element", &"Reference")]);
            findings.add("E-missing", element, message, Word::XhsttAdvice);
            return None;
        };
        let found = self.by_id.get(id).copied();
        if found.is_none() {
            let message = Word::XhsttUnknown.with(&[("kind", &self.kind), ("id", &id)]);
            findings.add("E-reference", element, message, Word::XhsttReferenceAdvice);
        }
        found
    }
}

/// An event resource: a slot that is given or open.
pub(super) struct Slot {
    /// Name, where it has one.
    pub role: Option<String>,
    /// Who holds it, or the index of the event's role.
    pub holder: Result<ResourceId, usize>,
    /// Workload.
    pub workload: u32,
}

/// What constraints need to know of an instance.
pub(super) struct Parts {
    pub problem: Problem,
    pub times: Index,
    pub time_groups: Index,
    /// By time group, its name for people.
    pub time_group_names: Vec<String>,
    /// By time group, by cell.
    pub members: Vec<Vec<bool>>,
    pub resources: Index,
    /// By resource.
    pub types: Vec<usize>,
    pub resource_groups: Index,
    /// By resource group.
    pub resource_members: Vec<Vec<ResourceId>>,
    pub events: Index,
    pub event_groups: Index,
    /// By event group.
    pub event_members: Vec<Vec<EventId>>,
    /// By event.
    pub slots: Vec<Vec<Slot>>,
    /// By event.
    pub time: Vec<Option<CellId>>,
    /// How many may fill the open slots of all events.
    candidates: usize,
    /// Events that need a resource once more than once.
    pub again: Vec<(EventId, ResourceId)>,
}

/// Reads an instance; `None` if it has no times.
pub(super) fn read(element: &Element, findings: &mut Findings) -> Option<Instance> {
    let id = findings.needed_attribute(element, "Id")?.to_owned();
    findings.only(element, &["MetaData", "Times", "Resources", "Events", "Constraints"]);
    for part in ["Times", "Resources", "Events", "Constraints"] {
        findings.needed(element, part);
    }
    let mut parts = Parts {
        problem: Problem {
            name: id.clone(),
            ..Problem::default()
        },
        times: Index::new(Word::XhsttTime),
        time_groups: Index::new(Word::XhsttTimeGroup),
        time_group_names: Vec::new(),
        members: Vec::new(),
        resources: Index::new(Word::XhsttResource),
        types: Vec::new(),
        resource_groups: Index::new(Word::XhsttResourceGroup),
        resource_members: Vec::new(),
        events: Index::new(Word::XhsttEvent),
        event_groups: Index::new(Word::XhsttEventGroup),
        event_members: Vec::new(),
        slots: Vec::new(),
        time: Vec::new(),
        candidates: 0,
        again: Vec::new(),
    };
    parts.read_times(element.child("Times")?, findings);
    let types = parts.read_resources(element.child("Resources")?, findings);
    parts.read_events(element.child("Events")?, &types, findings);
    let meets = parts.problem.meets.len() as u64;
    let cells = parts.problem.axis.cells.len();
    let (events, resources) = (parts.problem.events.len(), parts.problem.resources.len());
    let counts = (cells * resources).max(parts.problem.axis.days * (events + resources) * 20);
    if meets > MOST || counts.max(parts.candidates).max(parts.different_slots() * 10) > MOST_COUNTS {
        let message = Word::XhsttLarge.with(&[
            ("id", &id),
            ("meets", &meets),
            ("times", &cells),
            ("resources", &resources),
        ]);
        findings.add("E-large", element, message, Word::XhsttLargeAdvice);
    }
    if findings.refuse() {
        return None;
    }
    parts.place_events();
    parts.warn_of_empty_groups(element, findings);
    constraints::read(element.child("Constraints")?, &mut parts, findings);
    let given = |slots: &Vec<Slot>| {
        let named = slots.iter().filter_map(|s| Some((s.role.clone()?, s.holder.ok()?)));
        named.collect()
    };
    Some(Instance {
        id,
        given: parts.slots.iter().map(given).collect(),
        problem: parts.problem,
        times: parts.times.ids,
        resources: parts.resources.ids,
        events: parts.events.ids,
        time: parts.time,
        by_id: parts.events.by_id,
        resource_by_id: parts.resources.by_id,
        time_by_id: parts.times.by_id,
        text: element.whole.clone(),
    })
}

/// A thing's name for people.
fn name(element: &Element, id: &str) -> String {
    let name = element.child("Name").map(|n| n.text()).filter(|n| !n.is_empty());
    name.unwrap_or(id).to_owned()
}

impl Parts {
    fn read_times(&mut self, times: &Element, findings: &mut Findings) {
        findings.only(times, &["TimeGroups", "Time*"]);
        let mut day_groups = Vec::new();
        let groups = times.child("TimeGroups").map_or(&[][..], |groups| &groups.children);
        for element in groups {
            if !["Week", "Day", "TimeGroup"].contains(&element.name) {
                findings.unknown(times, element);
                continue;
            }
            findings.only(element, &["Name"]);
            if let Some(group) = self.time_groups.add(element, findings, true) {
                self.members.resize(self.time_groups.ids.len(), Vec::new());
                let name = name(element, &self.time_groups.ids[group]);
                if element.name == "Day" {
                    day_groups.push((group, name.clone()));
                }
                self.time_group_names.resize(self.members.len(), name);
            }
        }
        let mut of_day = Vec::new();
        for element in times.all("Time") {
            findings.only(element, &["Name", "Day*", "Week*", "TimeGroups"]);
            let Some(time) = self.times.add(element, findings, false) else {
                continue;
            };
            let single = ["Day", "Week"].map(|kind| element.all(kind));
            let listed = findings.list(element, "TimeGroups", "TimeGroup");
            for reference in single.into_iter().flatten().chain(listed) {
                let Some(group) = self.time_groups.find(reference, findings) else {
                    continue;
                };
                let members = &mut self.members[group];
                members.resize(members.len().max(time + 1), false);
                members[time] = true;
                if reference.name == "Day" {
                    of_day.push((time, group));
                }
            }
        }
        let count = self.times.ids.len();
        self.members.iter_mut().for_each(|members| members.resize(count, false));
        if count == 0 {
            let message = Word::XhsttMissing.with(&[("parent", &times.name), ("element", &"Time")]);
            findings.add("E-missing", times, message, Word::XhsttAdvice);
        }
        self.problem.axis = axis(count, &day_groups, &of_day);
    }

    /// Gives by resource type its resources.
    fn read_resources(&mut self, resources: &Element, findings: &mut Findings) -> (Index, Vec<Vec<ResourceId>>) {
        findings.only(resources, &["ResourceTypes", "ResourceGroups", "Resource*"]);
        let mut types = Index::new(Word::XhsttResourceType);
        for element in findings.list(resources, "ResourceTypes", "ResourceType") {
            findings.only(element, &["Name"]);
            types.add(element, findings, false);
        }
        for element in findings.list(resources, "ResourceGroups", "ResourceGroup") {
            findings.only(element, &["Name", "ResourceType"]);
            self.resource_groups.add(element, findings, true);
            for of in element.all("ResourceType") {
                types.find(of, findings);
            }
        }
        self.resource_members.resize(self.resource_groups.ids.len(), Vec::new());
        let mut by_type = vec![Vec::new(); types.ids.len()];
        for element in resources.all("Resource") {
            findings.only(element, &["Name", "ResourceType", "ResourceGroups"]);
            let id = self.resources.add(element, findings, false);
            let of = findings
                .needed(element, "ResourceType")
                .and_then(|of| types.find(of, findings));
            let (Some(id), Some(of)) = (id, of) else { continue };
            if id < self.types.len() {
                continue;
            }
            self.types.push(of);
            by_type[of].push(id);
            let kind = match types.ids[of].as_str() {
                "Teacher" => ResourceKind::Staff,
                "Class" => ResourceKind::Class,
                "Room" => ResourceKind::Room,
                "Student" => ResourceKind::Pupil,
                _ => ResourceKind::Other,
            };
            self.problem.resources.push(Resource {
                name: name(element, &self.resources.ids[id]),
                kind,
                gap: false,
            });
            for reference in findings.list(element, "ResourceGroups", "ResourceGroup") {
                if let Some(group) = self.resource_groups.find(reference, findings)
                    && self.resource_members[group].last() != Some(&id)
                {
                    self.resource_members[group].push(id);
                }
            }
        }
        (types, by_type)
    }

    fn read_events(&mut self, events: &Element, types: &(Index, Vec<Vec<ResourceId>>), findings: &mut Findings) {
        findings.only(events, &["EventGroups", "Event*"]);
        let groups = events.child("EventGroups").map_or(&[][..], |groups| &groups.children);
        for element in groups {
            if ["Course", "EventGroup"].contains(&element.name) {
                findings.only(element, &["Name"]);
                self.event_groups.add(element, findings, true);
            } else {
                findings.unknown(events, element);
            }
        }
        self.event_members.resize(self.event_groups.ids.len(), Vec::new());
        let times = self.times.ids.len() as u64;
        for element in events.all("Event") {
            const PARTS: [&str; 9] = [
                "Name",
                "Duration",
                "Workload",
                "Course*",
                "Time",
                "Resources",
                "ResourceGroups",
                "EventGroups",
                "Color",
            ];
            findings.only(element, &PARTS);
            let Some(id) = self.events.add(element, findings, false) else {
                continue;
            };
            if id < self.slots.len() {
                continue;
            }
            let mut length = findings.number(element, "Duration", 1, MOST).unwrap_or(1);
            if length > times || length * times > MOST {
                let message =
                    Word::XhsttLong.with(&[("event", &self.events.ids[id]), ("length", &length), ("times", &times)]);
                findings.add("E-duration", element, message, Word::XhsttLongAdvice);
                length = 1;
            }
            let workload = match element.child("Workload") {
                Some(_) => findings.number(element, "Workload", 0, MOST).unwrap_or(0) as u32,
                None => length as u32,
            };
            let time = element.child("Time").and_then(|t| self.times.find(t, findings));
            self.time.push(time);
            let (mut slots, mut roles) = (Vec::new(), Vec::new());
            for slot in findings
                .list(element, "Resources", "Resource")
                .into_iter()
                .take(MOST_SLOTS + 1)
            {
                findings.only(slot, &["Role", "ResourceType", "Workload"]);
                let workload = match slot.child("Workload") {
                    Some(_) => findings.number(slot, "Workload", 0, MOST).unwrap_or(0) as u32,
                    None => workload,
                };
                let role = slot.child("Role").map(|r| r.text().to_owned());
                if role.is_some() && slots.iter().any(|s: &Slot| s.role == role) {
                    let role = role.clone().unwrap_or_default();
                    let message = Word::XhsttRoleTwice.with(&[("event", &self.events.ids[id]), ("role", &role)]);
                    findings.add("E-role-twice", slot, message, Word::XhsttAdvice);
                }
                let of = slot.child("ResourceType").and_then(|t| types.0.find(t, findings));
                let holder = if slot.attribute("Reference").is_some() {
                    let who = self.resources.find(slot, findings);
                    if let (Some(of), Some(who)) = (of, who)
                        && self.types.get(who).is_some_and(|t| *t != of)
                    {
                        let message = Word::XhsttOtherType.with(&[
                            ("event", &self.events.ids[id]),
                            ("resource", &self.resources.ids[who]),
                            ("found", &types.0.ids[of]),
                        ]);
                        findings.add("E-resource-type", slot, message, Word::XhsttAdvice);
                    }
                    who.map(Ok)
                } else {
                    findings.needed(slot, "ResourceType");
                    findings.needed(slot, "Role");
                    of.map(|of| {
                        roles.push(Role {
                            name: role.clone().unwrap_or_default(),
                            candidates: types.1[of].clone(),
                        });
                        Err(roles.len() - 1)
                    })
                };
                slots.extend(holder.map(|holder| Slot { role, holder, workload }));
            }
            for reference in findings.list(element, "ResourceGroups", "ResourceGroup") {
                let group = self.resource_groups.find(reference, findings);
                if slots.len() > MOST_SLOTS {
                    break;
                }
                for &member in group.map_or(&[][..], |group| &self.resource_members[group]) {
                    let (role, holder) = (None, Ok(member));
                    slots.push(Slot { role, holder, workload });
                }
            }
            if slots.len() > MOST_SLOTS {
                let event = &self.events.ids[id];
                let message = Word::XhsttSlots.with(&[("event", event), ("most", &MOST_SLOTS)]);
                findings.add("E-large", element, message, Word::XhsttLargeAdvice);
                return;
            }
            let courses = element.all("Course");
            for reference in courses.chain(findings.list(element, "EventGroups", "EventGroup")) {
                if let Some(group) = self.event_groups.find(reference, findings)
                    && self.event_members[group].last() != Some(&id)
                {
                    self.event_members[group].push(id);
                }
            }
            let mut fixed: Vec<ResourceId> = Vec::new();
            for resource in slots.iter().filter_map(|s| s.holder.ok()) {
                if fixed.contains(&resource) {
                    let (event, who) = (&self.events.ids[id], &self.resources.ids[resource]);
                    let message = Word::XhsttResourceTwice.with(&[("event", event), ("resource", who)]);
                    findings.add("W-resource-twice", element, message, Word::XhsttResourceTwiceAdvice);
                    self.again.push((id, resource));
                } else {
                    fixed.push(resource);
                }
            }
            let candidates = roles.iter().map(|role: &Role| role.candidates.len()).sum::<usize>();
            self.candidates += candidates;
            if self.candidates > MOST_COUNTS {
                return;
            }
            self.slots.push(slots);
            let name = name(element, &self.events.ids[id]);
            self.problem.add_event(name, length as u16, 0, fixed, roles);
            if let Some(event) = self.problem.events.last_mut() {
                event.meet_lengths = (1, length as u16);
            }
        }
    }

    /// About how many slots all slot sets have.
    fn different_slots(&self) -> usize {
        let of = |(event, time): (&Event, &Option<CellId>)| (event.length, *time);
        let kinds: HashSet<_> = self.problem.events.iter().zip(&self.time).map(of).collect();
        let size =
            |(length, time): (u16, Option<CellId>)| usize::from(length) * time.map_or(self.times.ids.len(), |_| 1);
        kinds.into_iter().map(size).sum()
    }

    /// Gives every event its slots: one set for each duration, and for each duration at a given time.
    fn place_events(&mut self) {
        let times = self.problem.axis.cells.len();
        let mut sets: HashMap<(u16, Option<CellId>), usize> = HashMap::new();
        for id in 0..self.problem.events.len() {
            let (length, time) = (self.problem.events[id].length, self.time[id]);
            let next = self.problem.slot_sets.len();
            let set = *sets.entry((length, time)).or_insert(next);
            if set == next {
                let starts = time.map_or(0..times, |t| t..t + 1);
                let slots = starts.flat_map(|start| (1..=length).map(move |length| (start, length)));
                let fit = slots.filter(|(start, length)| start + usize::from(*length) <= times);
                let slots = fit.map(|(start, length)| slot(&self.problem.axis, start, length));
                self.problem.slot_sets.push(slots.collect());
            }
            self.problem.events[id].slots = set;
        }
        let axis = &self.problem.axis;
        let last = |span: &Span| axis.cells[span.end - 1].day;
        let spans = self.problem.slot_sets.iter().flatten().flat_map(|slot| &slot.spans);
        let reach = spans.map(|span| last(span) - span.day).max().unwrap_or(0);
        self.problem.axis.reach = reach;
        // A given time is no constraint in the archive, but nothing may take it away.
        let events: Vec<EventId> = (0..self.time.len()).filter(|e| self.time[*e].is_some()).collect();
        if !events.is_empty() {
            self.problem.rules.push(Rule {
                kind: RuleKind::Assigned(Assigned { events }),
                hard: true,
                weight: 1,
                cost: CostFunction::Linear,
                origin: Origin {
                    rule: "Event/Time".into(),
                    cite: Word::CitePinned.text(),
                    source: Source::Document,
                },
            });
        }
    }

    fn warn_of_empty_groups(&self, element: &Element, findings: &mut Findings) {
        let mut warn = |index: &Index, list: &str, part: &str, empty: &dyn Fn(usize) -> bool| {
            let lists = element.child(part).and_then(|part| part.child(list));
            for group in lists.map_or(&[][..], |list| &list.children) {
                let id = group.attribute("Id").unwrap_or_default();
                if index.by_id.get(id).is_some_and(|group| empty(*group)) {
                    let message = Word::XhsttEmptyGroup.with(&[("kind", &index.kind), ("id", &id)]);
                    findings.add("W-empty-group", group, message, Word::XhsttEmptyGroupAdvice);
                }
            }
        };
        warn(&self.time_groups, "TimeGroups", "Times", &|g| {
            !self.members[g].contains(&true)
        });
        warn(&self.resource_groups, "ResourceGroups", "Resources", &|g| {
            self.resource_members[g].is_empty()
        });
        warn(&self.event_groups, "EventGroups", "Events", &|g| {
            self.event_members[g].is_empty()
        });
    }
}

/// Times one after the other. Their Day groups are the days if each holds times next to each other and every time is in
/// one; otherwise one day holds all.
fn axis(count: usize, day_groups: &[(usize, String)], of_day: &[(CellId, usize)]) -> Axis {
    let mut days: Vec<(&str, std::ops::Range<CellId>)> = Vec::new();
    for (i, &(time, group)) in of_day.iter().enumerate() {
        let before = i.checked_sub(1).map(|before| of_day[before].1);
        match days.last_mut() {
            Some((_, cells)) if before == Some(group) => cells.end = time + 1,
            _ => {
                let name = day_groups.iter().find(|d| d.0 == group).map_or("", |d| &d.1);
                days.push((name, time..time + 1));
            }
        }
    }
    let each_once = of_day.len() == count && of_day.iter().enumerate().all(|(i, (time, _))| i == *time);
    let mut groups: Vec<usize> = of_day.iter().map(|d| d.1).collect();
    groups.dedup();
    let runs = groups.len();
    groups.sort_unstable();
    groups.dedup();
    if !each_once || runs != groups.len() || days.is_empty() {
        days = vec![("", 0..count)];
    }
    let mut axis = Axis {
        days: days.len(),
        ..Axis::default()
    };
    for (day, (name, cells)) in days.into_iter().enumerate() {
        axis.cells.extend(cells.clone().map(|time| Cell {
            weight: 1,
            day,
            from: time as i32,
            to: time as i32 + 1,
        }));
        axis.day_names.push(name.to_owned());
        axis.day_cells.push(cells);
    }
    axis
}

fn slot(axis: &Axis, start: CellId, length: u16) -> crate::problem::Slot {
    let end = start + usize::from(length);
    let span = Span {
        day: axis.cells[start].day,
        start,
        end,
        free: end,
        from: start as i32,
        to: end as i32,
    };
    crate::problem::Slot {
        spans: std::iter::once(span).collect(),
        length,
        ordinal: None,
        big_break_after: false,
    }
}
