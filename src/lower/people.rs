//! Resources: staff, places, pupils with sessions, and classes as sets of pupils that are
//! always together.

use super::{Lowering, axis};
use crate::instance::*;
use crate::problem::*;
use std::collections::{BTreeMap, BTreeSet};

/// Where each id went.
#[derive(Debug, Default)]
pub struct People {
    /// By resource, the id it came from.
    pub ids: Vec<Id>,
    /// Staff.
    pub staff: BTreeMap<Id, ResourceId>,
    /// Rooms that hold one lesson at a time.
    pub rooms: BTreeMap<Id, ResourceId>,
    /// Pupils with sessions.
    pub pupils: BTreeMap<Id, ResourceId>,
    /// By class: its parts. One where it has no divisions; otherwise one for every choice of a
    /// group from each division.
    pub classes: BTreeMap<Id, Vec<ResourceId>>,
    /// By group inside a class: the parts that belong to it.
    pub groups: BTreeMap<Id, Vec<ResourceId>>,
}

impl<'i> Lowering<'i> {
    /// Adds all resources to the problem.
    pub fn add_people(&mut self) {
        for class in &self.instance.classes {
            let name = class.name.as_ref().map_or(class.id.clone(), |n| self.text(n));
            // Every choice of one group from each division.
            let mut parts: Vec<Vec<Id>> = vec![Vec::new()];
            for division in &class.divisions {
                parts = parts
                    .iter()
                    .flat_map(|part| {
                        division
                            .groups
                            .iter()
                            .map(|g| [part.as_slice(), std::slice::from_ref(g)].concat())
                    })
                    .collect();
            }
            for part in parts {
                let name = if part.is_empty() {
                    name.clone()
                } else {
                    format!("{name} ({})", part.join(", "))
                };
                let resource = self.add_resource(name, class.id.clone(), ResourceKind::Class, false);
                self.people.classes.entry(class.id.clone()).or_default().push(resource);
                for group in part {
                    self.people.groups.entry(group).or_default().push(resource);
                }
            }
        }
        for staff in &self.instance.staff {
            let name = staff.name.as_ref().map_or(staff.id.clone(), |n| self.text(n));
            let resource = self.add_resource(name, staff.id.clone(), ResourceKind::Staff, true);
            self.people.staff.insert(staff.id.clone(), resource);
        }
        for room in self.instance.rooms.iter().filter(|r| !r.unlimited) {
            let name = room.name.as_ref().map_or(room.id.clone(), |n| self.text(n));
            let resource = self.add_resource(name, room.id.clone(), ResourceKind::Room, false);
            self.people.rooms.insert(room.id.clone(), resource);
        }
        for pupil in &self.instance.pupils {
            let resource = self.add_resource(pupil.id.clone(), pupil.id.clone(), ResourceKind::Pupil, true);
            self.people.pupils.insert(pupil.id.clone(), resource);
        }
    }

    fn add_resource(&mut self, name: String, id: Id, kind: ResourceKind, gap: bool) -> ResourceId {
        self.problem.resources.push(Resource { name, kind, gap });
        self.people.ids.push(id);
        self.people.ids.len() - 1
    }

    /// The parts of classes that a class, group or merged group consists of.
    pub fn parts(&self, id: &str) -> Vec<ResourceId> {
        let mut parts = BTreeSet::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            parts.extend(self.people.classes.get(id).into_iter().flatten());
            parts.extend(self.people.groups.get(id).into_iter().flatten());
            let merged = self.instance.groups.iter().find(|g| g.id == id);
            open.extend(merged.iter().flat_map(|g| g.members.iter().map(String::as_str)));
        }
        parts.into_iter().collect()
    }

    /// The class that a class, group or merged group has its bell and home room from: the first
    /// of its members.
    pub fn class_of(&self, id: &str) -> Option<&'i Class> {
        let part = *self.parts(id).first()?;
        self.class(&self.people.ids[part])
    }

    /// By cell, whether a member of staff is away.
    pub fn away(&self, staff: &Staff) -> Vec<bool> {
        let days = axis::days(self.instance, self.weeks);
        let present: Vec<Vec<(i32, i32)>> = days.iter().map(|(d, _)| axis::presence(staff, *d)).collect();
        let cells = &self.problem.axis.cells;
        cells
            .iter()
            .map(|c| {
                let base = c.day as i32 * 24 * 60;
                !present[c.day]
                    .iter()
                    .any(|(from, to)| base + from <= c.from && c.to <= base + to)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::lower;
    use crate::words::Lang;

    #[test]
    fn people_who_go_somewhere_need_the_minutes_between() {
        let school: Instance = serde_json::from_str(include_str!("../../instances/zlatar/term1.json")).unwrap();
        let resources = lower(&school, Lang::En).problem.resources;
        for kind in [
            ResourceKind::Staff,
            ResourceKind::Pupil,
            ResourceKind::Class,
            ResourceKind::Room,
        ] {
            let goes = matches!(kind, ResourceKind::Staff | ResourceKind::Pupil);
            let mut of_kind = resources.iter().filter(|r| r.kind == kind).peekable();
            assert!(of_kind.peek().is_some(), "{kind:?}");
            assert!(of_kind.all(|r| r.gap == goes), "{kind:?}");
        }
    }
}
