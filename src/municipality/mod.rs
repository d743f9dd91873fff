//! Several institutions that share people: one plan for all of them.
//!
//! Nobody solves a municipality as one problem. A [`master`] program says where shared people are on which half-day and
//! who gives which session; then every institution is a problem of its own, [`cut`] out of the instance, and
//! [`solve`]d by the same engine as a single school. What an institution cannot live with goes back to the master,
//! which changes as little as it can. [`bound`] says how far from the best the whole plan can be.

pub mod bound;
pub mod cut;
pub mod master;
pub mod solve;

use crate::instance::{Activity, Consultation, Id, Instance, StaffNeed, Weekday};
use crate::timetable::Timetable;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which institution everything belongs to, looked up once. Institutions are given by their index.
pub struct Homes<'i> {
    instance: &'i Instance,
    institutions: HashMap<&'i str, usize>,
    /// Where people are employed, as far as the file tells.
    employers: HashMap<&'i str, usize>,
    /// By class, group of a class and merged group.
    classes: HashMap<&'i str, usize>,
    pupils: HashMap<&'i str, usize>,
    rooms: HashMap<&'i str, usize>,
    /// By person, the institutions where they may have something to do.
    pub engaged: BTreeMap<&'i Id, BTreeSet<usize>>,
}

impl<'i> Homes<'i> {
    /// Looks everything up.
    pub fn new(instance: &'i Instance) -> Self {
        let mut homes = Homes {
            instance,
            institutions: HashMap::new(),
            employers: HashMap::new(),
            classes: HashMap::new(),
            pupils: HashMap::new(),
            rooms: HashMap::new(),
            engaged: BTreeMap::new(),
        };
        let institutions = instance.institutions.iter().zip(0..);
        homes.institutions = institutions.map(|(i, at)| (i.id.as_str(), at)).collect();
        for person in &instance.staff {
            if let Some(home) = homes.institution(person.institution.as_ref()) {
                homes.employers.insert(&person.id, home);
            }
        }
        for class in &instance.classes {
            let Some(home) = homes.institution(class.institution.as_ref()) else {
                continue;
            };
            let groups = class.divisions.iter().flat_map(|division| &division.groups);
            homes
                .classes
                .extend(groups.chain([&class.id]).map(|id| (id.as_str(), home)));
        }
        for group in &instance.groups {
            let first = instance.classes_of(&group.id).first().map(|class| class.id.as_str());
            if let Some(home) = first.and_then(|id| homes.of_class(id)) {
                homes.classes.insert(&group.id, home);
            }
        }
        for pupil in &instance.pupils {
            if let Some(home) = homes.of_class(&pupil.class) {
                homes.pupils.insert(&pupil.id, home);
            }
        }
        for room in &instance.rooms {
            if let Some(home) = homes.institution(room.institution.as_ref()) {
                homes.rooms.insert(&room.id, home);
            }
        }
        homes.engage();
        homes
    }

    fn engage(&mut self) {
        let instance = self.instance;
        let mut engaged: Vec<(&'i Id, Option<usize>)> = Vec::new();
        for lesson in &instance.lessons {
            let home = self.of_class(&lesson.class);
            let persons = lesson.staff.iter().flat_map(StaffNeed::persons);
            engaged.extend(persons.map(|id| (id, home)));
        }
        for session in &instance.sessions {
            let home = self.of_pupils(&session.pupils);
            engaged.extend(session.staff.persons().iter().map(|id| (id, home)));
        }
        for group in &instance.full_day {
            let home = group.classes.first().and_then(|id| self.of_class(id));
            let leaders = group.clubs.iter().flat_map(|club| &club.leaders);
            engaged.extend(leaders.chain([&group.staff]).map(|id| (id, home)));
        }
        for (person, home) in engaged {
            self.engaged.entry(person).or_default().extend(home);
        }
        // A consultation is where its teacher teaches, so it comes last.
        for consultation in &instance.consultations {
            let home = self.of_consultation(consultation);
            self.engaged.entry(&consultation.staff).or_default().extend(home);
        }
    }

    /// Of what names an institution; the only one where there is no other.
    pub fn institution(&self, id: Option<&Id>) -> Option<usize> {
        let only = || (self.instance.institutions.len() == 1).then_some(0);
        match id {
            Some(id) => self.institutions.get(id.as_str()).copied(),
            None => only(),
        }
    }

    /// Of a class, group or merged group: of a merged one that of the first class with pupils in it.
    pub fn of_class(&self, id: &str) -> Option<usize> {
        self.classes.get(id).copied()
    }

    /// Of a session with these pupils: that of the first.
    pub fn of_pupils(&self, pupils: &[Id]) -> Option<usize> {
        self.pupils.get(pupils.first()?.as_str()).copied()
    }

    /// Of a room.
    pub fn of_room(&self, id: &str) -> Option<usize> {
        self.rooms.get(id).copied()
    }

    /// Of a consultation: where its room is, else where its teacher is employed or, failing that, teaches.
    pub fn of_consultation(&self, consultation: &Consultation) -> Option<usize> {
        let room = consultation.room.as_ref().and_then(|id| self.of_room(id));
        let engaged = self.engaged.get(&consultation.staff);
        let employer = || {
            let employer = *self.employers.get(consultation.staff.as_str())?;
            engaged.is_none_or(|at| at.contains(&employer)).then_some(employer)
        };
        room.or_else(employer).or_else(|| engaged?.first().copied())
    }

    /// The half-days of each person at each institution, with the placements (by index) that they are there for.
    pub fn visits(&self, timetable: &Timetable) -> BTreeMap<(Id, HalfDay, usize), Vec<usize>> {
        let instance = self.instance;
        let lessons = instance.lessons.iter().map(|l| (&l.id, self.of_class(&l.class)));
        let sessions = instance.sessions.iter().map(|s| (&s.id, self.of_pupils(&s.pupils)));
        let hours = instance.consultations.iter().map(|c| (&c.id, self.of_consultation(c)));
        let mut home: HashMap<Id, Option<usize>> = lessons
            .chain(sessions)
            .chain(hours)
            .map(|(id, at)| (id.clone(), at))
            .collect();
        for group in &instance.full_day {
            let at = group.classes.first().and_then(|id| self.of_class(id));
            let ids = [Activity::Recreation, Activity::SelfStudy, Activity::Interests]
                .map(|activity| group.activity_id(activity));
            home.extend(
                ids.into_iter()
                    .chain(group.clubs.iter().map(|c| c.id.clone()))
                    .map(|id| (id, at)),
            );
        }
        let mut visits: BTreeMap<(Id, HalfDay, usize), Vec<usize>> = BTreeMap::new();
        for (index, placement) in timetable.placements.iter().enumerate() {
            let Some(at) = home.get(&placement.activity).copied().flatten() else {
                continue;
            };
            let half = HalfDay {
                day: placement.day,
                afternoon: placement.start >= instance.half_day,
            };
            for person in &placement.staff {
                visits.entry((person.clone(), half, at)).or_default().push(index);
            }
        }
        visits
    }

    /// The persons who may have something to do in more than one institution.
    pub fn shared(&self) -> impl Iterator<Item = &'i Id> + '_ {
        self.engaged.keys().copied().filter(|id| self.is_shared(id))
    }

    /// Whether a person may have something to do in more than one institution.
    pub fn is_shared(&self, person: &Id) -> bool {
        self.engaged.get(person).is_some_and(|at| at.len() > 1)
    }
}

/// One of the two halves of a day, parted by [`Instance::half_day`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfDay {
    /// The day.
    pub day: Weekday,
    /// The second half.
    pub afternoon: bool,
}

impl HalfDay {
    /// The halves of a term's days in order.
    pub fn all(instance: &Instance) -> Vec<HalfDay> {
        instance.term.days.iter().flat_map(|day| HalfDay::of(*day)).collect()
    }

    /// The halves of a day in order.
    pub fn of(day: Weekday) -> [HalfDay; 2] {
        [false, true].map(|afternoon| HalfDay { day, afternoon })
    }

    /// The other half of the same day.
    pub fn other(self) -> HalfDay {
        HalfDay {
            afternoon: !self.afternoon,
            ..self
        }
    }
}

/// Where shared people are, and who gives the sessions that several might.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// By person and half-day, the institution (by index). A half-day without an entry belongs to where the person is in
    /// the other half; a day without any is free.
    pub at: BTreeMap<(Id, HalfDay), usize>,
    /// By session with a choice among shared people, who gives it; nobody where nobody of them comes.
    pub givers: BTreeMap<Id, Option<Id>>,
    /// By person with a limit of weekly minutes and institution, how many of them are for it.
    pub minutes: BTreeMap<(Id, usize), u16>,
}

impl Plan {
    /// Where a person is in a half-day.
    pub fn place(&self, person: &str, half: HalfDay) -> Option<usize> {
        let at = |half| self.at.get(&(person.to_owned(), half)).copied();
        at(half).or_else(|| at(half.other()))
    }

    /// The days on which a person is at an institution.
    pub fn days(&self, person: &str, institution: usize) -> Vec<Weekday> {
        let there = |day: &Weekday| {
            let mut halves = HalfDay::of(*day).into_iter();
            halves.any(|half| self.place(person, half) == Some(institution))
        };
        Weekday::ALL.into_iter().filter(there).collect()
    }

    /// Whether a person is ever at an institution.
    pub fn visits(&self, person: &str, institution: usize) -> bool {
        !self.days(person, institution).is_empty()
    }

    /// Weekly minutes of a person with a limit of them that are for no institution.
    pub fn spare_minutes(&self, person: &str, limit: u16) -> u16 {
        let granted = self.minutes.iter().filter(|((id, _), _)| id == person);
        granted.fold(limit, |left, (_, minutes)| left.saturating_sub(*minutes))
    }
}

/// The institutions as a timetable has them: each [cut](cut::cuts) out, shared people only there when and for what the timetable
/// has them.
pub fn parts(instance: &Instance, timetable: &Timetable) -> Vec<Instance> {
    let homes = &Homes::new(instance);
    let plan = &master::plan_of(instance, homes, timetable);
    let part = |(home, alone)| cut::under(plan, instance, homes, home, alone);
    let alone = cut::cuts(instance, homes);
    alone.into_par_iter().enumerate().map(part).collect()
}

/// Minutes from one institution to another; 0 where the file gives none.
pub fn travel(instance: &Instance, from: usize, to: usize) -> i32 {
    let id = |index: usize| instance.institutions.get(index).map(|i| &i.id);
    let way = instance
        .travel
        .iter()
        .find(|t| Some(&t.from) == id(from) && Some(&t.to) == id(to));
    way.map_or(0, |t| i32::from(t.minutes))
}

#[cfg(test)]
pub(crate) mod toys;
