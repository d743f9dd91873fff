//! The instance by identifier.

use crate::instance::*;
use crate::words::Arg;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that can be referred to, by its id; of two with one id, the first.
pub(super) struct Known<'a> {
    pub instance: &'a Instance,
    pub institutions: BTreeMap<&'a str, &'a Institution>,
    pub bells: BTreeMap<&'a str, &'a Bell>,
    pub subjects: BTreeMap<&'a str, &'a Subject>,
    pub rooms: BTreeMap<&'a str, &'a Room>,
    pub staff: BTreeMap<&'a str, &'a Staff>,
    pub classes: BTreeMap<&'a str, &'a Class>,
    /// Groups of divisions, with their class.
    pub groups: BTreeMap<&'a str, &'a Class>,
    pub merged: BTreeMap<&'a str, &'a MergedGroup>,
    pub pupils: BTreeMap<&'a str, &'a Pupil>,
    pub lessons: BTreeMap<&'a str, &'a Lesson>,
    /// Lessons by the classes and groups that attend them.
    attended: BTreeMap<&'a str, Vec<&'a Lesson>>,
    /// Rooms by institution.
    rooms_of: BTreeMap<Option<&'a Id>, Vec<&'a Room>>,
}

fn by_id<'a, T>(list: &'a [T], id: impl Fn(&'a T) -> &'a Id) -> BTreeMap<&'a str, &'a T> {
    list.iter().rev().map(|t| (id(t).as_str(), t)).collect()
}

impl<'a> Known<'a> {
    pub fn new(instance: &'a Instance) -> Self {
        let groups = instance.classes.iter().rev().flat_map(|class| {
            let ids = class.divisions.iter().flat_map(|d| &d.groups);
            ids.map(move |id| (id.as_str(), class))
        });
        let mut known = Known {
            instance,
            institutions: by_id(&instance.institutions, |x| &x.id),
            bells: by_id(&instance.bells, |x| &x.id),
            subjects: by_id(&instance.subjects, |x| &x.id),
            rooms: by_id(&instance.rooms, |x| &x.id),
            staff: by_id(&instance.staff, |x| &x.id),
            classes: by_id(&instance.classes, |x| &x.id),
            groups: groups.collect(),
            merged: by_id(&instance.groups, |x| &x.id),
            pupils: by_id(&instance.pupils, |x| &x.id),
            lessons: by_id(&instance.lessons, |x| &x.id),
            attended: BTreeMap::new(),
            rooms_of: BTreeMap::new(),
        };
        for room in &instance.rooms {
            let at = known.institution(room.institution.as_ref()).map(|i| &i.id);
            known.rooms_of.entry(at).or_default().push(room);
        }
        for lesson in &instance.lessons {
            for part in known.parts(&lesson.class) {
                known.attended.entry(part).or_default().push(lesson);
            }
        }
        known
    }

    /// Lessons that a class attends as a whole, or a group apart from its class.
    pub fn attended(&self, part: &str) -> &[&'a Lesson] {
        self.attended.get(part).map_or(&[], Vec::as_slice)
    }

    /// The rooms of an institution.
    pub fn rooms_of(&self, institution: Option<&'a Id>) -> &[&'a Room] {
        self.rooms_of.get(&institution).map_or(&[], Vec::as_slice)
    }

    /// The classes and groups of classes that a class, group or merged group consists of.
    pub fn parts(&self, id: &'a str) -> BTreeSet<&'a str> {
        let mut parts = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            match self.merged.get(id) {
                // A cycle ends here.
                Some(merged) if seen.insert(id) => open.extend(merged.members.iter().map(Id::as_str)),
                Some(_) => {}
                None => {
                    parts.insert(id);
                }
            }
        }
        parts
    }

    /// The class of a class or group.
    pub fn class_of(&self, part: &str) -> Option<&'a Class> {
        self.classes.get(part).or_else(|| self.groups.get(part)).copied()
    }

    /// The institution of a class; the only one where none is named.
    pub fn institution(&self, id: Option<&'a Id>) -> Option<&'a Institution> {
        match id {
            Some(id) => self.institutions.get(id.as_str()).copied(),
            None => match self.instance.institutions.as_slice() {
                [only] => Some(only),
                _ => None,
            },
        }
    }

    /// The name of a class or group, or its id.
    pub fn class_name(&self, id: &str) -> Arg {
        let class = self.classes.get(id).and_then(|c| c.name.as_ref());
        named(class.or_else(|| self.merged.get(id).and_then(|g| g.name.as_ref())), id)
    }

    /// The name of a member of staff, or the id.
    pub fn staff_name(&self, id: &str) -> Arg {
        named(self.staff.get(id).and_then(|s| s.name.as_ref()), id)
    }

    /// The name of a room, or its id.
    pub fn room_name(&self, id: &str) -> Arg {
        named(self.rooms.get(id).and_then(|r| r.name.as_ref()), id)
    }

    /// The name of a subject, or its id.
    pub fn subject_name(&self, id: &str) -> Arg {
        named(self.subjects.get(id).map(|s| &s.name), id)
    }
}

fn named(name: Option<&Text>, id: &str) -> Arg {
    name.map_or_else(|| Arg::Plain(id.to_owned()), |n| Arg::Text(n.clone()))
}

/// Words in several places of a sentence.
pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Arg {
    Arg::List(items.into_iter().map(|i| Arg::Plain(i.as_ref().to_owned())).collect())
}
