//! Events and their slots: lessons on their class's bell, sessions on their raster, afternoon
//! hours and consultations on the afternoon's.

use super::{Activity, Lowering, Origin, axis};
use crate::instance::*;
use crate::problem::{self, *};
use smallvec::smallvec;

/// An event on its way into the problem.
struct Draft<'i> {
    activity: Activity<'i>,
    id: Id,
    name: String,
    length: u16,
    week: Week,
    slots: Vec<(Slot, Option<u8>)>,
    /// Classes' parts and pupils.
    pupils: Vec<ResourceId>,
    staff: Vec<StaffNeed>,
    room: Option<RoomNeed>,
    /// Where rooms asked for by feature are.
    institution: Option<&'i Institution>,
    /// Pupils to seat, for rooms asked for by feature.
    size: u16,
    session: Option<Id>,
    optional: bool,
}

impl<'i> Lowering<'i> {
    /// Adds an event for every activity.
    pub fn add_activities(&mut self) {
        let instance = self.instance;
        for lesson in &instance.lessons {
            self.add_lesson(lesson);
        }
        for session in &instance.sessions {
            self.add_session(session);
        }
        for (index, group) in instance.full_day.iter().enumerate() {
            self.add_full_day(index, group);
        }
        for consultation in &instance.consultations {
            let Some(bell) = self.bell(&consultation.hours) else {
                continue;
            };
            let name = self.staff_name(&consultation.staff);
            self.add(Draft {
                activity: Activity::Consultation(consultation),
                id: consultation.id.clone(),
                name: crate::words::Word::NameConsultation
                    .with(&[("who", &name)])
                    .in_lang(self.lang),
                length: u16::from(consultation.weekly),
                week: Week::Every,
                slots: self.bell_slots(bell, Week::Every, PeriodKind::Afternoon),
                pupils: Vec::new(),
                staff: vec![StaffNeed::Person(consultation.staff.clone())],
                room: consultation.room.clone().map(RoomNeed::Room),
                institution: None,
                size: 0,
                session: None,
                optional: false,
            });
        }
    }

    fn staff_name(&self, id: &str) -> String {
        self.people
            .staff
            .get(id)
            .map_or(id.to_string(), |r| self.problem.resources[*r].name.clone())
    }

    pub(super) fn subject_name(&self, id: &str) -> String {
        self.instance
            .subjects
            .iter()
            .find(|s| s.id == id)
            .map_or(id.to_string(), |s| self.text(&s.name))
    }

    /// A lesson is one event, or two where some of its meetings are co-taught.
    fn add_lesson(&mut self, lesson: &'i Lesson) {
        let Some(class) = self.class_of(&lesson.class) else {
            return;
        };
        let Some(bell) = class.bell.as_ref().and_then(|b| self.bell(b)) else {
            return;
        };
        let kind = match lesson.kind {
            LessonKind::Lesson => PeriodKind::Lesson,
            LessonKind::ClassHour => PeriodKind::ClassHour,
            LessonKind::SportHour => PeriodKind::SportHour,
        };
        let parts = self.parts(&lesson.class);
        let name = format!("{} {}", self.subject_name(&lesson.subject), lesson.class);
        let mut classes: Vec<&str> = parts.iter().map(|p| self.people.ids[*p].as_str()).collect();
        classes.dedup();
        let size = classes.iter().filter_map(|c| self.class(c)?.size).sum();
        let sessions = self.instance.sessions.iter();
        let taught: Vec<(&Session, u8)> = sessions
            .filter_map(|s| {
                s.co_taught
                    .as_ref()
                    .filter(|c| c.lesson == lesson.id)
                    .map(|c| (s, c.count.min(s.weekly)))
            })
            .collect();
        let mut alone = lesson.weekly;
        let mut drafts = Vec::new();
        for (session, count) in taught {
            let count = count.min(alone);
            alone -= count;
            drafts.push((count, Some(session)));
        }
        drafts.push((alone, None));
        for (count, session) in drafts.into_iter().filter(|(count, _)| *count > 0) {
            let mut staff = lesson.staff.clone();
            let mut pupils = parts.clone();
            if let Some(session) = session {
                staff.push(session.staff.clone());
                pupils.extend(session.pupils.iter().filter_map(|p| self.people.pupils.get(p)));
            }
            let home = class.room.clone().map(RoomNeed::Room);
            self.add(Draft {
                activity: Activity::Lesson { lesson, session },
                id: lesson.id.clone(),
                name: name.clone(),
                length: u16::from(count),
                week: lesson.week,
                slots: self.bell_slots(bell, lesson.week, kind),
                pupils,
                staff,
                room: lesson.room.clone().or(home),
                institution: self.instance.institution_of_class(class),
                size,
                session: session.map(|s| s.id.clone()),
                optional: false,
            });
        }
    }

    fn add_session(&mut self, session: &'i Session) {
        let inside = session.co_taught.as_ref().map_or(0, |c| c.count);
        let gap = axis::gap(self.instance);
        let mut slots = Vec::new();
        for (day, weekday) in self.instance.term.days.iter().enumerate() {
            for from in axis::session_starts(self.instance, session, *weekday) {
                let to = from + i32::from(session.minutes);
                slots.push((self.slot(day, Week::Every, from, to, gap), None));
            }
        }
        self.add(Draft {
            activity: Activity::Session(session),
            id: session.id.clone(),
            name: session.id.clone(),
            length: u16::from(session.weekly.saturating_sub(inside)),
            week: Week::Every,
            slots,
            pupils: session
                .pupils
                .iter()
                .filter_map(|p| self.people.pupils.get(p).copied())
                .collect(),
            // Where there is nobody to choose from, it has no slot, and nobody is missing in it.
            staff: vec![session.staff.clone()]
                .into_iter()
                .filter(|s| !s.persons().is_empty())
                .collect(),
            room: session.room.clone(),
            institution: self.instance.institution_of_session(session),
            size: session.pupils.len() as u16,
            session: None,
            optional: session.unmet_weight.is_some(),
        });
    }

    /// Recreation and self-study with as many meets as a week may hold, and the clubs.
    fn add_full_day(&mut self, index: usize, group: &'i FullDayGroup) {
        use crate::instance::Activity as Kind;
        let Some(bell) = self.bell(&group.hours) else { return };
        let days = self.instance.term.days.len() as u16;
        let pupils: Vec<ResourceId> = group.classes.iter().flat_map(|c| self.parts(c)).collect();
        let name = group.name.as_ref().map_or(group.id.clone(), |n| self.text(n));
        let home = group
            .room
            .clone()
            .or_else(|| self.class_of(group.classes.first()?)?.room.clone());
        let slots = self.bell_slots(bell, Week::Every, PeriodKind::Afternoon);
        for kind in [Kind::Recreation, Kind::SelfStudy] {
            let (range, word, room) = match kind {
                Kind::SelfStudy => (
                    group.per_day.self_study,
                    crate::words::Word::NameSelfStudy,
                    home.clone(),
                ),
                _ => (group.per_day.recreation, crate::words::Word::NameRecreation, None),
            };
            self.add(Draft {
                activity: Activity::Hour { group: index, kind },
                id: group.activity_id(kind),
                name: word.with(&[("group", &name)]).in_lang(self.lang),
                length: days * u16::from(range.max),
                week: Week::Every,
                slots: slots.clone(),
                pupils: pupils.clone(),
                staff: vec![StaffNeed::Person(group.staff.clone())],
                room: room.map(RoomNeed::Room),
                institution: None,
                size: 0,
                session: None,
                optional: false,
            });
        }
        for club in &group.clubs {
            let staff = match club.leaders.as_slice() {
                [one] => StaffNeed::Person(one.clone()),
                several => StaffNeed::AnyOf {
                    any_of: several.to_vec(),
                },
            };
            self.add(Draft {
                activity: Activity::Club { group: index, club },
                id: club.id.clone(),
                name: format!("{} {name}", self.text(&club.name)),
                length: u16::from(club.weekly.max),
                week: Week::Every,
                slots: slots.clone(),
                pupils: pupils.clone(),
                staff: vec![staff],
                room: club.room.clone().map(RoomNeed::Room),
                institution: None,
                size: 0,
                session: None,
                optional: false,
            });
        }
    }

    fn add(&mut self, mut draft: Draft<'i>) {
        let known = |id: &Id| self.people.staff.get(id).copied();
        let mut fixed = draft.pupils;
        let mut roles = Vec::new();
        let mut staff = Vec::new();
        for need in &draft.staff {
            match need {
                StaffNeed::Person(id) => {
                    fixed.extend(known(id));
                    staff.push(id.clone());
                }
                StaffNeed::AnyOf { any_of } => roles.push(problem::Role {
                    name: format!("staff {}", roles.len() + 1),
                    candidates: any_of.iter().filter_map(known).collect(),
                }),
            }
        }
        let room = match &draft.room {
            Some(RoomNeed::Room(id)) => {
                fixed.extend(self.people.rooms.get(id));
                Some(id.clone())
            }
            Some(RoomNeed::Features { features }) => {
                let fits = |r: &&Room| {
                    features.iter().all(|f| r.features.contains(f))
                        && r.capacity.is_none_or(|c| c >= draft.size)
                        && self.instance.institution_of_room(r) == draft.institution
                };
                let rooms: Vec<&Room> = self.instance.rooms.iter().filter(fits).collect();
                // A place without limit is always free, so it serves when there is one.
                match rooms.iter().find(|r| r.unlimited) {
                    Some(room) => Some(room.id.clone()),
                    None => {
                        let candidates = rooms
                            .iter()
                            .filter_map(|r| self.people.rooms.get(&r.id).copied())
                            .collect();
                        roles.push(problem::Role {
                            name: "room".into(),
                            candidates,
                        });
                        None
                    }
                }
            }
            None => None,
        };
        fixed.sort_unstable();
        fixed.dedup();
        draft.slots.sort_by_key(|(s, _)| (s.first().start, s.first().end));
        let (slots, periods): (Vec<Slot>, Vec<Option<u8>>) = draft.slots.into_iter().unzip();
        let known = self.problem.slot_sets.iter().position(|set| *set == slots);
        let set = known.unwrap_or_else(|| {
            self.problem.slot_sets.push(slots);
            self.problem.slot_sets.len() - 1
        });
        self.problem.add_event(draft.name, draft.length, set, fixed, roles);
        self.activities.push(draft.activity);
        self.origins.push(Origin {
            activity: draft.id,
            week: draft.week,
            session: draft.session,
            staff,
            room,
            periods,
            optional: draft.optional,
        });
    }

    /// The periods of a bell schedule that may hold something, on every day. Ordinals count the
    /// periods of a day that are not of the afternoon.
    fn bell_slots(&self, bell: &Bell, week: Week, kind: PeriodKind) -> Vec<(Slot, Option<u8>)> {
        let gap = axis::gap(self.instance);
        let mut slots = Vec::new();
        for (day, weekday) in self.instance.term.days.iter().enumerate() {
            let mut ordinal = 0;
            for period in bell.periods_on(*weekday) {
                let morning = period.kinds.iter().any(|k| *k != PeriodKind::Afternoon);
                if period.kinds.contains(&kind) {
                    let mut slot = self.slot(day, week, period.start.minutes(), period.end.minutes(), gap);
                    slot.ordinal = (kind != PeriodKind::Afternoon).then_some(ordinal);
                    slot.big_break_after = period.big_break_after;
                    slots.push((slot, Some(period.number)));
                }
                ordinal += u8::from(morning);
            }
        }
        slots
    }

    /// A slot of a weekday (index in the term's days), in one week of the axis or in both.
    fn slot(&self, day: usize, week: Week, from: i32, to: i32, gap: i32) -> Slot {
        let days = self.instance.term.days.len();
        let span = |w: usize| axis::span(&self.problem.axis, w * days + day, from, to, gap);
        let spans = match (self.weeks, week) {
            (1, _) | (_, Week::A) => smallvec![span(0)],
            (_, Week::B) => smallvec![span(1)],
            (_, Week::Every) => smallvec![span(0), span(1)],
        };
        Slot {
            spans,
            length: 1,
            ordinal: None,
            big_break_after: false,
        }
    }
}
