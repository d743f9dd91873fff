//! What can become of each meeting that an absence takes somebody or something from.
//!
//! A choice stands on the timetable as it is: whoever it engages is free then. Two choices go together unless they engage
//! somebody at once, move one meeting or break a count of the week; `program` says so in rows.

use super::days::{Days, Meeting, What, clock};
use crate::absence::lateness;
use crate::instance::*;
use crate::order::{Dated, How, OrderedChange};
use crate::timetable::Placement;
use crate::words::{Message, Word};
use chrono::{Days as Span, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Whom or what a choice engages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Staff(Id),
    Room(Id),
    /// A class in a period that it has no lesson in.
    Class(Id),
    Pupil(Id),
    /// A session, of whose meetings no two are on a date.
    Session(Id),
}

/// Somebody engaged from one minute of a date up to another, the way after it included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Engaged {
    pub party: Party,
    pub date: NaiveDate,
    pub from: i32,
    pub to: i32,
}

/// One way to go on with an item.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub how: How,
    pub why: Message,
    /// What changes: the meeting, and what takes its place.
    pub changes: Vec<(usize, Option<Dated>)>,
    /// Who covers.
    pub covers: Option<Id>,
    pub engaged: Vec<Engaged>,
    /// Who is not engaged by other choices, though several may count on it: a teacher who watches over several classes
    /// that leave earlier, a class that has left.
    pub free: Vec<Engaged>,
    /// Whose day changes.
    pub touched: BTreeSet<(Id, NaiveDate)>,
    /// A meeting of others that it needs as it is: the one a class is merged with.
    pub host: Option<usize>,
    /// The item of the same class's day that must be freed from the same end as well.
    pub needs_freed: Option<usize>,
    /// A class leaves earlier (`true`) or comes later.
    pub freed_at_end: Option<bool>,
    pub unsupervised: i64,
    pub lost: i64,
    /// But for the persons whose day changes.
    pub disturbance: i64,
}

/// A meeting, or a part of the time after lessons, that has lost somebody or something.
#[derive(Debug)]
pub(super) struct Item {
    pub meeting: usize,
    pub from: i32,
    pub to: i32,
    /// Classes that are with nobody if nobody comes.
    pub classes: i64,
    pub choices: Vec<Choice>,
}

/// All items with all their choices.
pub(super) fn items(days: &Days) -> Vec<Item> {
    let affected: BTreeSet<usize> = (0..days.meetings.len()).filter(|at| is_affected(days, *at)).collect();
    let maker = Maker { days, affected };
    let mut items: Vec<Item> = maker.affected.iter().flat_map(|at| maker.parts(*at)).collect();
    for item in &mut items {
        item.choices = maker.choices(item);
    }
    // A freed lesson needs those beyond it freed too: name them by item now that all are known.
    let by_meeting: BTreeMap<usize, usize> = items.iter().enumerate().map(|(i, item)| (item.meeting, i)).collect();
    for choice in items.iter_mut().flat_map(|item| &mut item.choices) {
        choice.needs_freed = choice.needs_freed.and_then(|meeting| by_meeting.get(&meeting).copied());
    }
    items
}

/// Whether a meeting misses somebody or its room.
fn is_affected(days: &Days, at: usize) -> bool {
    let Some(m) = days.meetings.get(at) else { return false };
    let away = |id: &Id| days.staff_away(id, m.date, m.from, m.to);
    let roomless = m
        .placement
        .room
        .as_ref()
        .is_some_and(|r| days.room_away(r, m.date, m.from, m.to));
    days.is_ahead(m.date, m.from) && (m.placement.staff.iter().any(away) || roomless)
}

struct Maker<'d, 'a> {
    days: &'d Days<'a>,
    affected: BTreeSet<usize>,
}

impl<'d, 'a> Maker<'d, 'a> {
    fn meeting(&self, at: usize) -> &'d Meeting<'a> {
        &self.days.meetings[at]
    }

    /// The meeting as one item; the time after lessons in parts in which the same persons are free, since no one
    /// person need be free for all of it.
    fn parts(&self, at: usize) -> Vec<Item> {
        let m = self.meeting(at);
        let item = |from, to, classes| Item {
            meeting: at,
            from,
            to,
            classes,
            choices: Vec::new(),
        };
        let What::AfterLessons(_) = m.what else {
            return vec![item(m.from, m.to, m.classes.len() as i64)];
        };
        let ends: Vec<i32> = m.classes.iter().filter_map(|c| self.end_of(&c.id, m.date)).collect();
        let mut cuts: BTreeSet<i32> = ends.iter().copied().chain([m.from, m.to]).collect();
        for person in self.days.candidates() {
            for busy in self.days.of_person(&person.id, m.date).map(|at| self.meeting(at)) {
                cuts.extend([busy.from, busy.to + busy.gap]);
            }
            let windows = person.available.iter().flatten();
            cuts.extend(windows.flat_map(|w| [w.from.minutes(), w.to.minutes()]));
        }
        let absences = self.days.request.absences.iter();
        let minutes = |t: chrono::NaiveDateTime| (t - m.date.and_time(chrono::NaiveTime::MIN)).num_minutes() as i32;
        cuts.extend(absences.flat_map(|a| [minutes(a.from), minutes(a.to)]));
        let cuts: Vec<i32> = cuts.into_iter().filter(|cut| m.from <= *cut && *cut <= m.to).collect();
        let free = |from: i32, to: i32| -> Vec<&Id> {
            let people = self.days.candidates().map(|p| &p.id);
            people
                .filter(|id| self.days.free(id, m.date, (from, to, 0), &[]))
                .collect()
        };
        let mut parts: Vec<(Item, Vec<&Id>)> = Vec::new();
        for pair in cuts.windows(2) {
            let &[from, to] = pair else { continue };
            let waiting = ends.iter().filter(|end| **end <= from).count() as i64;
            let people = free(from, to);
            match parts.last_mut() {
                Some((last, same)) if *same == people && last.classes == waiting => last.to = to,
                _ => parts.push((item(from, to, waiting), people)),
            }
        }
        // While the group's own teacher is there, nobody is missed.
        let missed = |item: &Item| {
            let mut staff = m.placement.staff.iter();
            staff.any(|id| self.days.staff_away(id, m.date, item.from, item.to))
        };
        parts.into_iter().map(|(item, _)| item).filter(missed).collect()
    }

    /// When a class has had its last lesson of a date.
    fn end_of(&self, class: &Id, date: NaiveDate) -> Option<i32> {
        let lessons = self.days.lessons_of(class, date);
        lessons.into_iter().map(|at| self.meeting(at).to).max()
    }

    fn choices(&self, item: &Item) -> Vec<Choice> {
        let m = self.meeting(item.meeting);
        let mut all = Vec::new();
        match m.what {
            What::Lesson(lesson) => {
                self.own_staff(item, &mut all);
                if all.is_empty() {
                    self.substitutes(item, &mut all);
                    self.swaps(item, lesson, &mut all);
                    self.freed(item, &mut all);
                    self.merged(item, &mut all);
                }
            }
            What::Session(session) => {
                self.own_staff(item, &mut all);
                self.moved_session(item, session, &mut all);
                all.push(self.cancelled(item, 1, Word::CoverSessionPostponed.with(&[])));
                return all;
            }
            What::Consultation(hour) => {
                self.own_staff(item, &mut all);
                self.moved_consultation(item, hour, &mut all);
                all.push(self.cancelled(item, 1, Word::CoverConsultationCancelled.with(&[])));
                return all;
            }
            What::Hours(_) | What::Club(..) | What::AfterLessons(_) => {
                self.own_staff(item, &mut all);
                if all.is_empty() {
                    self.substitutes(item, &mut all);
                    if !matches!(m.what, What::AfterLessons(_)) {
                        self.merged(item, &mut all);
                    }
                }
            }
        }
        if all.iter().all(|choice| !matches!(choice.why.word, Word::CoverOwnStaff)) {
            all.push(self.alone(item));
        }
        // Whatever else becomes of a lesson, a session inside it is lost unless it goes on there.
        for choice in all.iter_mut().filter(|_| m.placement.session.is_some()) {
            let kept = choice
                .changes
                .iter()
                .any(|(_, is)| is.as_ref().is_some_and(|d| d.placement.session.is_some()));
            choice.lost += i64::from(!kept);
        }
        all
    }

    // --- the same time, somebody else

    /// Those of its own staff who are there go on, in another room if need be; a specialist inside a lesson cannot.
    fn own_staff(&self, item: &Item, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let there = |id: &&Id| !self.days.staff_away(id, m.date, m.from, m.to);
        let left: Vec<&Id> = m.placement.staff.iter().filter(there).collect();
        let own = |id: &Id| {
            m.lesson().is_none_or(|lesson| {
                lesson.staff.iter().any(|need| match need {
                    StaffNeed::Person(person) => person == id,
                    StaffNeed::AnyOf { any_of } => any_of.contains(id),
                })
            })
        };
        if !left.iter().any(|id| own(id)) {
            return;
        }
        let staff: Vec<Id> = left.into_iter().cloned().collect();
        for (room, lost, told) in self.rooms(item) {
            let mut is = m.dated();
            is.placement.staff.clone_from(&staff);
            is.placement.room = room.clone();
            is.placement.session = self.session_inside(m);
            // Support and advice need a room of their own.
            let needs_room = matches!(m.what, What::Session(_) | What::Consultation(_));
            if needs_room && room.is_none() && m.placement.room.is_some() {
                continue;
            }
            let moved = is.placement.room != m.placement.room;
            let mut choice = Choice {
                lost,
                disturbance: told * lateness(self.days.request.decided, m.date),
                ..plain(
                    if moved { How::Moved } else { How::Substitute },
                    Word::CoverOwnStaff.with(&[]),
                )
            };
            if let Some(room) = room.filter(|_| moved) {
                choice
                    .engaged
                    .push(self.engage(Party::Room(room), m.date, m.from, m.to));
            }
            choice.changes.push((item.meeting, Some(is)));
            all.push(choice);
        }
    }

    /// The session that still takes place inside a lesson: its specialist is there.
    fn session_inside(&self, m: &Meeting) -> Option<Id> {
        let mut sessions = self.days.instance.sessions.iter();
        let session = sessions.find(|s| Some(&s.id) == m.placement.session.as_ref())?;
        let mut givers = m.placement.staff.iter().filter(|id| session.staff.may_be(id));
        let there = givers.all(|id| !self.days.staff_away(id, m.date, m.from, m.to));
        there.then(|| session.id.clone())
    }

    /// The rooms it can be in, each with the lessons lost for want of the right one and the classes to be told.
    fn rooms(&self, item: &Item) -> Vec<(Option<Id>, i64, i64)> {
        let m = self.meeting(item.meeting);
        let own = m.placement.room.as_ref();
        if own.is_none_or(|room| !self.days.room_away(room, m.date, m.from, m.to)) {
            return vec![(own.cloned(), 0, 0)];
        }
        let needs: &[String] = match m.lesson().and_then(|l| l.room.as_ref()) {
            Some(RoomNeed::Features { features }) => features,
            _ => &[],
        };
        let pupils: u16 = m.classes.iter().filter_map(|c| c.size).sum();
        let suits = |room: &&Room| {
            let large = room.capacity.is_none_or(|places| places >= pupils);
            let has = needs.iter().all(|feature| room.features.contains(feature));
            large && has && self.days.room_free(&room.id, m.date, m.from, m.to, &[])
        };
        let others = self.days.instance.rooms.iter().filter(suits);
        let told = m.classes.len() as i64;
        let mut rooms: Vec<_> = others.map(|room| (Some(room.id.clone()), 0, told)).collect();
        let lost = if m.lesson().is_some() { told } else { 0 };
        rooms.push((None, lost, told));
        rooms
    }

    fn substitutes(&self, item: &Item, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let weight = lateness(self.days.request.decided, m.date);
        let gap = match m.what {
            What::AfterLessons(_) => 0,
            _ => m.gap,
        };
        for person in self.days.candidates() {
            let inside = m.placement.staff.contains(&person.id);
            let but: &[usize] = if inside { &[item.meeting] } else { &[] };
            if !self.days.free(&person.id, m.date, (item.from, item.to, gap), but) || !self.may_come(person, m.date) {
                continue;
            }
            let fit = self.fit(person, m);
            for (room, lost, told) in self.rooms(item) {
                let mut is = m.dated();
                let stays = |id: &&Id| **id != person.id && !self.days.staff_away(id, m.date, m.from, m.to);
                let others = m.placement.staff.iter().filter(stays).cloned();
                is.placement.staff = [person.id.clone()].into_iter().chain(others).collect();
                is.placement.room.clone_from(&room);
                is.placement.session = self.session_inside(m);
                (is.placement.start, is.placement.end) = (clock(item.from), clock(item.to));
                is.placement.number = m.placement.number;
                let mut choice = Choice {
                    covers: Some(person.id.clone()),
                    lost: lost.max(fit.lost),
                    disturbance: weight * (fit.strange + told + if lost > 0 { 0 } else { fit.new }),
                    ..plain(fit.how, fit.why.with(&[]))
                };
                if lost > 0 {
                    choice.how = How::Supervision;
                }
                if room != m.placement.room
                    && let Some(room) = room
                {
                    choice
                        .engaged
                        .push(self.engage(Party::Room(room), m.date, item.from, item.to));
                }
                choice.engaged.push(Engaged {
                    party: Party::Staff(person.id.clone()),
                    date: m.date,
                    from: item.from,
                    to: item.to + gap,
                });
                choice.touched.insert((person.id.clone(), m.date));
                choice.changes.push((item.meeting, Some(is)));
                all.push(choice);
            }
        }
    }

    /// Nobody comes in on more days than agreed.
    fn may_come(&self, person: &Staff, date: NaiveDate) -> bool {
        let there = self.days.of_person(&person.id, date).next().is_some();
        there
            || person
                .max_days
                .is_none_or(|most| self.days.days_present(&person.id) < usize::from(most))
    }

    /// What a meeting is with this person.
    fn fit(&self, person: &Staff, m: &Meeting) -> Fit {
        let known = self.days.knows(&person.id, &m.classes);
        let strange = i64::from(!known);
        let fit = |how, why, lost, strange| Fit {
            how,
            why,
            lost,
            strange,
            new: i64::from(why == Word::CoverQualified),
        };
        let classes = m.classes.len() as i64;
        match m.what {
            What::Lesson(lesson) if self.days.may_teach(person, &lesson.subject) => {
                let teaches = self.days.teaches_subject(&person.id, &lesson.subject);
                let why = match (teaches, known) {
                    (true, true) => Word::CoverSubjectAndClass,
                    (true, false) => Word::CoverSubject,
                    (false, _) => Word::CoverQualified,
                };
                fit(How::Substitute, why, 0, strange)
            }
            What::Lesson(_) if known => fit(How::Supervision, Word::CoverClass, classes, 0),
            What::Lesson(_) => fit(How::Supervision, Word::CoverSupervision, classes, 1),
            What::Club(_, club) if club.leaders.contains(&person.id) => {
                fit(How::Substitute, Word::CoverLeader, 0, strange)
            }
            What::Club(..) => fit(How::Supervision, Word::CoverClub, 1, strange),
            // Counted once a person, however the time is parted.
            What::AfterLessons(_) => fit(
                How::Substitute,
                if known {
                    Word::CoverGroup
                } else {
                    Word::CoverGroupStranger
                },
                0,
                0,
            ),
            _ => fit(
                How::Substitute,
                if known {
                    Word::CoverGroup
                } else {
                    Word::CoverGroupStranger
                },
                0,
                strange,
            ),
        }
    }

    /// A class joins another that is taught at the same time, in its room.
    fn merged(&self, item: &Item, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let weight = lateness(self.days.request.decided, m.date);
        let length = i64::from(item.to - item.from);
        for (at, host) in self.days.meetings.iter().enumerate() {
            let with_classes = match (m.what, host.what) {
                (What::Lesson(_), What::Lesson(_)) => true,
                (What::Hours(a) | What::Club(a, _), What::Hours(b) | What::Club(b, _)) => a.id != b.id,
                _ => false,
            };
            let together = i64::from(host.to.min(item.to) - host.from.max(item.from));
            let same = host.classes.iter().any(|c| m.classes.iter().any(|own| own.id == c.id));
            if !with_classes || same || host.date != m.date || together * 2 < length || self.affected.contains(&at) {
                continue;
            }
            let (Some(teacher), size) = (host.placement.staff.first(), |m: &Meeting| -> u16 {
                m.classes.iter().filter_map(|c| c.size).sum()
            }) else {
                continue;
            };
            let room = host.placement.room.as_ref();
            let room = room.and_then(|id| self.days.instance.rooms.iter().find(|r| r.id == *id));
            if room
                .and_then(|r| r.capacity)
                .is_some_and(|places| places < size(m) + size(host))
            {
                continue;
            }
            let grade = |m: &Meeting| m.classes.iter().map(|c| c.grade).collect::<BTreeSet<u8>>();
            let taught = match (m.what, host.what) {
                (What::Lesson(own), What::Lesson(other)) => own.subject == other.subject && grade(m) == grade(host),
                (What::Club(..), _) => false,
                _ => true,
            };
            let lost = match m.what {
                _ if taught => 0,
                What::Lesson(_) => m.classes.len() as i64,
                _ => 1,
            };
            let mut is = m.dated();
            is.placement.staff.clone_from(&host.placement.staff);
            is.placement.room.clone_from(&host.placement.room);
            is.placement.session = None;
            let known = self.days.knows(teacher, &m.classes);
            let mut choice = Choice {
                covers: Some(teacher.clone()),
                host: Some(at),
                unsupervised: (length - together) * item.classes,
                lost,
                disturbance: weight * (host.classes.len() as i64 + i64::from(!known)),
                ..plain(
                    How::Merged,
                    if taught {
                        Word::CoverMergedTaught
                    } else {
                        Word::CoverMerged
                    }
                    .with(&[]),
                )
            };
            choice
                .touched
                .extend(host.placement.staff.iter().map(|id| (id.clone(), m.date)));
            choice.changes.push((item.meeting, Some(is)));
            all.push(choice);
        }
    }

    fn alone(&self, item: &Item) -> Choice {
        let m = self.meeting(item.meeting);
        let lost = match m.what {
            What::Lesson(_) => m.classes.len() as i64,
            What::AfterLessons(_) => 0,
            _ => 1,
        };
        Choice {
            unsupervised: i64::from(item.to - item.from) * item.classes,
            ..self.cancelled(item, lost, Word::CoverNobody.with(&[]))
        }
    }

    fn cancelled(&self, item: &Item, lost: i64, why: Message) -> Choice {
        let mut choice = Choice {
            lost,
            ..plain(How::Cancelled, why)
        };
        choice.changes.push((item.meeting, None));
        choice
    }

    // --- another time

    /// The lesson changes places with another of its class in the week.
    fn swaps(&self, item: &Item, lesson: &Lesson, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        if !self.may_move(m, lesson) {
            return;
        }
        for (at, other) in self.days.meetings.iter().enumerate() {
            let What::Lesson(partner) = other.what else { continue };
            let in_week = monday(other.date) == monday(m.date) && self.days.is_ahead(other.date, other.from);
            let fits = partner.class == lesson.class && partner.id != lesson.id && self.may_move(other, partner);
            let there = other.classes.len() == m.classes.len();
            if !in_week || !fits || !there || self.affected.contains(&at) || at == item.meeting {
                continue;
            }
            let but = [item.meeting, at];
            if !self.can_stand(m, lesson, other, &but) || !self.can_stand(other, partner, m, &but) {
                continue;
            }
            let weight = lateness(self.days.request.decided, m.date.min(other.date));
            let mut choice = Choice {
                disturbance: 2 * weight,
                ..plain(How::Moved, Word::CoverSwap.with(&[]))
            };
            self.stand(&mut choice, item.meeting, other);
            self.stand(&mut choice, at, m);
            all.push(choice);
        }
        self.to_the_end(item, lesson, all);
    }

    /// Neither inside a session, nor at a given start, nor beside parallel groups.
    fn may_move(&self, m: &Meeting, lesson: &Lesson) -> bool {
        let given = |p: &Pinned| p.day == m.placement.day && p.start == m.placement.start;
        m.placement.session.is_none() && lesson.parallel.is_none() && !lesson.pinned.iter().any(given)
    }

    /// Whether a lesson can stand where another does: its staff and room are free, and no session or consultation stands
    /// against it.
    fn can_stand(&self, m: &Meeting, lesson: &Lesson, at: &Meeting, but: &[usize]) -> bool {
        let (date, from, to) = (at.date, at.from, at.to);
        let free = |id: &Id| self.days.free(id, date, (from, to, m.gap), but);
        let after_last = |id: &Id| {
            let today = self.days.of_person(id, date).map(|at| self.meeting(at));
            let mut hours = today.filter(|c| matches!(c.what, What::Consultation(_)));
            hours.all(|hour| to + m.gap <= hour.from)
        };
        let room = m.placement.room.as_ref();
        let fits = m.classes.iter().all(|class| {
            let kind = lesson.kind;
            self.days
                .period(class, date, at.placement.start, kind)
                .is_some_and(|p| p.end == at.placement.end)
        });
        fits && m.placement.staff.iter().all(|id| free(id) && after_last(id))
            && room.is_none_or(|room| self.days.room_free(room, date, from, to, but))
            && !self
                .sessions_at(m, date, from, to)
                .any(|s| s.not_from.contains(&lesson.subject))
    }

    /// The sessions that pupils of a meeting's classes have at a time.
    fn sessions_at(&self, m: &Meeting, date: NaiveDate, from: i32, to: i32) -> impl Iterator<Item = &'a Session> {
        let classes: Vec<Id> = m.classes.iter().map(|c| c.id.clone()).collect();
        let all = self
            .days
            .meetings
            .iter()
            .filter(move |s| s.date == date && s.clashes(from, to, s.gap));
        all.filter_map(move |s| match s.what {
            What::Session(session) if s.classes.iter().any(|c| classes.contains(&c.id)) => Some(session),
            _ => None,
        })
    }

    /// Puts a meeting where another is, in a choice.
    fn stand(&self, choice: &mut Choice, at: usize, place: &Meeting) {
        let m = self.meeting(at);
        let mut is = m.dated();
        is.date = place.date;
        let p: &mut Placement = &mut is.placement;
        (p.day, p.start, p.end, p.period) = (
            place.placement.day,
            place.placement.start,
            place.placement.end,
            place.placement.period,
        );
        self.engage_moved(choice, at, place.date, place.from, place.to);
        choice.changes.push((at, Some(is)));
    }

    fn engage_moved(&self, choice: &mut Choice, at: usize, date: NaiveDate, from: i32, to: i32) {
        let m = self.meeting(at);
        for person in &m.placement.staff {
            choice.engaged.push(Engaged {
                party: Party::Staff(person.clone()),
                date,
                from,
                to: to + m.gap,
            });
            choice.touched.insert((person.clone(), date));
            if !self.days.staff_away(person, m.date, m.from, m.to) {
                choice.touched.insert((person.clone(), m.date));
            }
        }
        if let Some(room) = &m.placement.room {
            choice
                .engaged
                .push(self.engage(Party::Room(room.clone()), date, from, to));
        }
    }

    fn engage(&self, party: Party, date: NaiveDate, from: i32, to: i32) -> Engaged {
        Engaged { party, date, from, to }
    }

    /// The first or last lesson falls out: the class comes later or leaves earlier.
    fn freed(&self, item: &Item, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let weight = lateness(self.days.request.decided, m.date);
        for at_end in [false, true] {
            if let Some(edge) = self.edge(item, at_end) {
                let mut choice = Choice {
                    how: How::Freed,
                    why: if at_end {
                        Word::CoverFreedLast
                    } else {
                        Word::CoverFreedFirst
                    }
                    .with(&[]),
                    lost: m.classes.len() as i64,
                    disturbance: 2 * weight,
                    ..edge
                };
                choice.changes.push((item.meeting, None));
                all.push(choice);
            }
        }
    }

    /// What leaving a lesson at the edge of its class's day takes: the next one towards the edge out as well, and at the
    /// end the teacher of the full-day group there from the last lesson on. `None` where it cannot be.
    fn edge(&self, item: &Item, at_end: bool) -> Option<Choice> {
        let m = self.meeting(item.meeting);
        let [class] = m.classes[..] else { return None };
        let lessons = self.days.lessons_of(&class.id, m.date);
        let own = lessons.iter().position(|at| *at == item.meeting)?;
        let simple = class.divisions.is_empty() && lessons.iter().all(|at| self.meeting(*at).classes.len() == 1);
        // A class that has nothing left has a free day, which is no matter of covering.
        if !simple || lessons.len() < 2 {
            return None;
        }
        let next = match at_end {
            true => lessons.get(own + 1),
            false => own.checked_sub(1).and_then(|at| lessons.get(at)),
        };
        if next.is_some_and(|at| !self.affected.contains(at)) {
            return None;
        }
        let mut choice = plain(How::Freed, Word::CoverFreedLast.with(&[]));
        choice.needs_freed = next.copied();
        choice.freed_at_end = Some(at_end);
        if !at_end {
            // The pupils must hear of it the day before, and none comes for a session.
            let in_time = m.date > self.days.request.decided.date() && own + 1 < lessons.len();
            let called = self.sessions_at(m, m.date, m.from, m.to).next().is_some();
            return (in_time && !called).then_some(choice);
        }
        let before = own
            .checked_sub(1)
            .and_then(|at| lessons.get(at))
            .map(|at| self.meeting(*at))?;
        for group in self.days.groups_of(&class.id) {
            let teacher = &group.staff;
            let waits = |at: usize| matches!(self.meeting(at).what, What::AfterLessons(g) if g.id == group.id);
            let busy = self.days.of_person(teacher, m.date).any(|at| {
                let engaged = self.meeting(at);
                !waits(at) && engaged.overlaps(before.to, m.to)
            });
            let present = self
                .days
                .person(teacher)
                .is_some_and(|p| super::days::is_present(p, m.date, before.to, m.to));
            if busy || !present || self.days.staff_away(teacher, m.date, before.to, m.to) {
                return None;
            }
            let watches = Party::Staff(teacher.clone());
            choice.free.push(self.engage(watches, m.date, before.to, m.to));
            choice.touched.insert((teacher.clone(), m.date));
        }
        // No other lesson comes after this one instead.
        let left = Party::Class(class.id.clone());
        choice.free.push(self.engage(left, m.date, m.from, 24 * 60));
        Some(choice)
    }

    /// A lesson at the edge of its class's day goes to the end of another day of the week.
    fn to_the_end(&self, item: &Item, lesson: &Lesson, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let [class] = m.classes[..] else { return };
        for at_end in [false, true] {
            let Some(edge) = self.edge(item, at_end) else { continue };
            let first = monday(m.date);
            for date in (0..7).filter_map(|day| first.checked_add_days(Span::new(day))) {
                let lessons = self.days.lessons_of(&class.id, date);
                let Some(last) = lessons.iter().map(|at| self.meeting(*at)).max_by_key(|m| m.to) else {
                    continue;
                };
                let bell = self
                    .days
                    .instance
                    .bells
                    .iter()
                    .find(|b| Some(&b.id) == class.bell.as_ref());
                let periods = bell.map_or(&[][..], |b| b.periods_on(Weekday::of(date)));
                let mut later = periods.iter().filter(|p| p.start >= last.placement.end);
                let morning = |p: &&Period| p.kinds.iter().any(|k| *k != PeriodKind::Afternoon);
                let Some(period) = later.find(morning).filter(|_| date != m.date) else {
                    continue;
                };
                let times = (period.start.minutes(), period.end.minutes());
                let place = at_time(m, date, times, Some(period.number));
                let ahead = self.days.is_ahead(date, place.from);
                if !ahead || !self.can_stand(m, lesson, &place, &[item.meeting]) || !self.before_lunch(class, &place) {
                    continue;
                }
                let weight = lateness(self.days.request.decided, m.date.min(date));
                let mut choice = Choice {
                    how: How::Moved,
                    why: Word::CoverMoved.with(&[]),
                    disturbance: 2 * weight,
                    ..edge.clone()
                };
                self.stand(&mut choice, item.meeting, &place);
                choice
                    .engaged
                    .push(self.engage(Party::Class(class.id.clone()), date, place.from, place.to));
                all.push(choice);
            }
        }
    }

    /// Whether lunch is still over when the class's group begins its afternoon, and no pupil is called elsewhere before.
    fn before_lunch(&self, class: &Class, place: &Meeting) -> bool {
        let lunch = |group: &FullDayGroup| {
            let of_group = |m: &&Meeting| {
                let own = matches!(m.what, What::Hours(g) | What::Club(g, _) if g.id == group.id);
                own && m.date == place.date
            };
            let mut hours = self.days.meetings.iter().filter(of_group);
            hours.all(|hour| place.to + i32::from(group.lunch) <= hour.from)
        };
        let most = self
            .days
            .groups_of(&class.id)
            .map(|g| i32::from(g.lunch))
            .max()
            .unwrap_or(0);
        let called = self
            .sessions_at(place, place.date, place.from, place.to + most)
            .next()
            .is_some();
        self.days.groups_of(&class.id).all(lunch) && !called
    }

    /// A session at another time of the week.
    fn moved_session(&self, item: &Item, session: &'a Session, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let instance = self.days.instance;
        let opens = instance
            .institutions
            .iter()
            .map(|i| i.opens.minutes())
            .min()
            .unwrap_or(0);
        let closes = instance
            .institutions
            .iter()
            .map(|i| i.closes.minutes())
            .max()
            .unwrap_or(0);
        let length = item.to - item.from;
        for date in self.week(m.date) {
            let other_day = date == m.date
                || !self
                    .days
                    .meetings
                    .iter()
                    .any(|o| o.date == date && o.placement.activity == m.placement.activity);
            let mut from = opens;
            while other_day && from + length <= closes {
                let to = from + length;
                let moved = self.moved(item, date, (from, to), m.placement.period);
                if let Some(mut choice) = moved.filter(|_| self.pupils_can(item, session, date, from, to)) {
                    let party = Party::Session(session.id.clone());
                    choice.engaged.push(self.engage(party, date, 0, 24 * 60));
                    for pupil in &session.pupils {
                        let party = Party::Pupil(pupil.clone());
                        choice.engaged.push(self.engage(party, date, from, to + m.gap));
                    }
                    all.push(choice);
                }
                from += i32::from(session.step.max(1));
            }
        }
    }

    /// Whether the pupils of a session are free of other sessions, of lunch and self-study, and of lessons it may not
    /// take them out of, and have no more sessions on the date than they may.
    fn pupils_can(&self, item: &Item, session: &Session, date: NaiveDate, from: i32, to: i32) -> bool {
        let today = || {
            let all = self.days.meetings.iter().enumerate();
            all.filter(|(at, o)| o.date == date && *at != item.meeting)
                .map(|(_, o)| o)
        };
        session.pupils.iter().all(|id| {
            let Some(pupil) = self.days.instance.pupils.iter().find(|p| p.id == *id) else { return false };
            let comes = |s: &Session| s.pupils.contains(id);
            let inside = |o: &Meeting| {
                let id = o.placement.session.as_ref();
                id.and_then(|id| self.days.instance.sessions.iter().find(|s| s.id == *id)).is_some_and(comes)
            };
            let own = |o: &&Meeting| matches!(o.what, What::Session(s) if comes(s)) || inside(o);
            let of_class = |o: &&Meeting| o.classes.iter().any(|c| c.id == pupil.class);
            let apart = today().filter(own).all(|o| !o.clashes(from, to, o.gap));
            let few = pupil.max_sessions_a_day.is_none_or(|most| today().filter(own).count() < usize::from(most));
            let lessons = || today().filter(|o| o.lesson().is_some()).filter(of_class);
            let last = lessons().map(|o| o.to).max().unwrap_or(0);
            let taken_out = lessons().filter(|o| o.clashes(from, to, o.gap)).all(|o| {
                o.lesson().is_some_and(|l| !session.not_from.contains(&l.subject)) && o.placement.session.is_none()
            });
            let after = session.time != SessionTime::AfterLessons || from >= last + today().map(|o| o.gap).max().unwrap_or(0);
            let group = |o: &&Meeting| matches!(o.what, What::Hours(g) if o.placement.activity == g.activity_id(Activity::SelfStudy));
            let studying = today().filter(of_class).filter(group).any(|o| o.clashes(from, to, o.gap));
            let lunch = self.days.groups_of(&pupil.class).map(|g| i32::from(g.lunch)).max().unwrap_or(0);
            let eating = from < last + lunch && last < to;
            let present = self.days.instance.classes.iter().find(|c| c.id == pupil.class).is_some_and(|c| {
                let away = crate::absence::Away::Class(c.id.clone());
                !self.days.is_away(&away, date, from, to) && self.days.instance.term.occasion(&c.id, date).is_none()
            });
            apart && few && taken_out && after && !studying && !eating && present
        })
    }

    /// A consultation on another day of the week, after its teacher's last lesson.
    fn moved_consultation(&self, item: &Item, hour: &Consultation, all: &mut Vec<Choice>) {
        let m = self.meeting(item.meeting);
        let bell = self.days.instance.bells.iter().find(|b| b.id == hour.hours);
        for date in self.week(m.date) {
            let periods = bell.map_or(&[][..], |b| b.periods_on(Weekday::of(date)));
            for period in periods.iter().filter(|p| p.kinds.contains(&PeriodKind::Afternoon)) {
                let (from, to) = (period.start.minutes(), period.end.minutes());
                let today = self.days.of_person(&hour.staff, date).map(|at| self.meeting(at));
                let mut lessons = today.filter(|o| o.lesson().is_some());
                let after_last = lessons.all(|o| o.to + o.gap <= from);
                if after_last {
                    all.extend(self.moved(item, date, (from, to), m.placement.period.map(|_| period.number)));
                }
            }
        }
    }

    /// A session or consultation at a time that is still ahead, if those who give it and its room are free then.
    fn moved(&self, item: &Item, date: NaiveDate, (from, to): (i32, i32), period: Option<u8>) -> Option<Choice> {
        let m = self.meeting(item.meeting);
        let but = &[item.meeting];
        let staff_free = |id: &Id| self.days.free(id, date, (from, to, m.gap), but);
        let room_free = |id: &Id| self.days.room_free(id, date, from, to, but);
        if !self.days.is_ahead(date, from)
            || !m.placement.staff.iter().all(staff_free)
            || !m.placement.room.as_ref().is_none_or(room_free)
        {
            return None;
        }
        let mut choice = Choice {
            disturbance: lateness(self.days.request.decided, m.date.min(date)),
            ..plain(How::Moved, Word::CoverMoved.with(&[]))
        };
        self.stand(&mut choice, item.meeting, &at_time(m, date, (from, to), period));
        Some(choice)
    }

    /// The teaching days of a date's week.
    fn week(&self, date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let first = monday(date);
        let all = (0..7).filter_map(move |day| first.checked_add_days(Span::new(day)));
        all.filter(|d| super::days::is_taught(&self.days.instance.term, *d))
    }
}

/// A meeting at another time.
fn at_time<'a>(m: &Meeting<'a>, date: NaiveDate, (from, to): (i32, i32), period: Option<u8>) -> Meeting<'a> {
    Meeting {
        date,
        placement: Placement {
            day: Weekday::of(date),
            start: clock(from),
            end: clock(to),
            period,
            ..m.placement.clone()
        },
        from,
        to,
        ..m.clone()
    }
}

struct Fit {
    how: How,
    why: Word,
    lost: i64,
    /// The class does not know them.
    strange: i64,
    /// They do not teach the subject otherwise.
    new: i64,
}

/// A choice that says how and why, and nothing else.
fn plain(how: How, why: Message) -> Choice {
    Choice {
        how,
        why,
        changes: Vec::new(),
        covers: None,
        engaged: Vec::new(),
        free: Vec::new(),
        touched: BTreeSet::new(),
        host: None,
        needs_freed: None,
        freed_at_end: None,
        unsupervised: 0,
        lost: 0,
        disturbance: 0,
    }
}

impl Choice {
    /// What the order says of it.
    pub fn ordered(&self, days: &Days, item: &Item) -> Vec<OrderedChange> {
        let change = |(at, is): &(usize, Option<Dated>)| {
            let m = &days.meetings[*at];
            let mut was = m.dated();
            if *at == item.meeting {
                (was.placement.start, was.placement.end) = (clock(item.from), clock(item.to));
            }
            // What teachers have swapped is a change of its own; this one is of the timetable.
            if let Some((published, _)) = days.swapped.iter().find(|(_, swapped)| swapped == at) {
                was.placement.staff.clone_from(&published.placement.staff);
            }
            OrderedChange {
                was: Some(was),
                is: is.clone(),
                how: self.how,
                why: Some(text(&self.why)),
            }
        };
        self.changes.iter().map(change).collect()
    }
}

/// A message in both languages.
pub(super) fn text(message: &Message) -> Text {
    use crate::words::Lang;
    Text::Both {
        bg: message.in_lang(Lang::Bg),
        en: message.in_lang(Lang::En),
    }
}
