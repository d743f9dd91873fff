//! The judge of repairs: what an order that covers absences breaks, and what it costs, counted again from the instance,
//! the timetable and the order alone.
//!
//! It takes the published day, does what the order says, and looks at what has come out. How the order was found is of
//! no interest here.

use super::law;
use crate::absence::{Away, Request, Vector, lateness, minute_of};
use crate::instance::*;
use crate::order::{Dated, How, Order, OrderedChange};
use crate::timetable::{Placement, Timetable};
use crate::words::{Arg, Fill, Message, Word};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What the judge finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What it breaks.
    pub breaches: Vec<Message>,
    /// What it costs; its `law` is the number of breaches.
    pub vector: Vector,
}

/// Judges an order that covers the absences of a request.
pub fn judge(instance: &Instance, timetable: &Timetable, request: &Request, order: &Order) -> Verdict {
    let mut court = Court::new(instance, timetable, request, order);
    court.carry_out();
    court.apart();
    court.present();
    court.missing();
    court.limits();
    court.week();
    let vector = Vector {
        law: court.breaches.len() as i64,
        unsupervised: court.unsupervised(),
        lost: court.lost(),
        disturbance: court.disturbance(),
        fairness: court.fairness(),
        quality: court.quality(),
    };
    Verdict {
        breaches: court.breaches,
        vector,
    }
}

/// A meeting of a date.
#[derive(Debug, Clone)]
struct Meeting<'a> {
    date: NaiveDate,
    placement: Placement,
    classes: Vec<&'a Class>,
    /// Index of the change that made it what it is.
    change: Option<usize>,
}

impl Meeting<'_> {
    fn from(&self) -> i32 {
        self.placement.start.minutes()
    }

    fn to(&self) -> i32 {
        self.placement.end.minutes()
    }

    fn meets(&self, from: i32, to: i32) -> bool {
        self.from() < to && from < self.to()
    }
}

struct Court<'a> {
    instance: &'a Instance,
    timetable: &'a Timetable,
    request: &'a Request,
    order: &'a Order,
    /// The dates as published, without what falls out.
    published: Vec<Meeting<'a>>,
    /// The dates as they become.
    actual: Vec<Meeting<'a>>,
    /// By change, the published meeting.
    of_change: Vec<Option<Meeting<'a>>>,
    breaches: Vec<Message>,
}

impl<'a> Court<'a> {
    fn new(instance: &'a Instance, timetable: &'a Timetable, request: &'a Request, order: &'a Order) -> Self {
        let mut dates: BTreeSet<NaiveDate> = order.dates();
        for absence in &request.absences {
            dates.extend(
                absence
                    .from
                    .date()
                    .iter_days()
                    .take_while(|d| minute_of(*d, 0) < absence.to),
            );
        }
        let mut court = Court {
            instance,
            timetable,
            request,
            order,
            published: Vec::new(),
            actual: Vec::new(),
            of_change: Vec::new(),
            breaches: Vec::new(),
        };
        for date in dates {
            court.publish(date);
        }
        court
    }

    // --- the published days

    fn publish(&mut self, date: NaiveDate) {
        let term = &self.instance.term;
        let taught = term.from <= date && date <= term.to && term.days.contains(&Weekday::of(date));
        if !taught || term.holiday(date).is_some() {
            return;
        }
        let week = term.week_of(date);
        let mut today = Vec::new();
        for placement in &self.timetable.placements {
            if placement.day != Weekday::of(date) || !placement.week.meets(week) {
                continue;
            }
            let all = self.classes(&placement.activity);
            let (from, to) = (placement.start.minutes(), placement.end.minutes());
            let taught = |c: &&Class| term.occasion(&c.id, date).is_none() && date <= term.last_day(c.grade);
            let had: Vec<&Class> = all.iter().copied().filter(taught).collect();
            let away = |c: &&Class| self.away(&Away::Class(c.id.clone()), date, from, to);
            let there: Vec<&Class> = had.iter().copied().filter(|c| !away(c)).collect();
            if all.is_empty() || !there.is_empty() {
                today.push(Meeting {
                    date,
                    placement: placement.clone(),
                    classes: there,
                    change: None,
                });
            }
        }
        for group in &self.instance.full_day {
            today.extend(self.waiting(group, date, &today));
        }
        self.published.extend(today);
    }

    /// The time from a group's first class that is free to its first hour.
    fn waiting(&self, group: &'a FullDayGroup, date: NaiveDate, today: &[Meeting<'a>]) -> Option<Meeting<'a>> {
        let classes: Vec<&Class> = group
            .classes
            .iter()
            .flat_map(|id| self.instance.classes_of(id))
            .collect();
        let ends: Vec<(i32, &Class)> = classes
            .into_iter()
            .filter_map(|c| Some((self.end(c, today)?, c)))
            .collect();
        let (first, last) = (ends.iter().map(|e| e.0).min()?, ends.iter().map(|e| e.0).max()?);
        let hours = today
            .iter()
            .filter(|m| self.group_of(&m.placement.activity).is_some_and(|g| g.id == group.id));
        let until = hours.map(Meeting::from).min().unwrap_or(last);
        let clock = |minutes: i32| Clock(u16::try_from(minutes).unwrap_or(0));
        (first < until).then(|| Meeting {
            date,
            placement: Placement {
                activity: format!("{}/after-lessons", group.id),
                number: 1,
                day: Weekday::of(date),
                start: clock(first),
                end: clock(until),
                week: Week::Every,
                period: None,
                staff: vec![group.staff.clone()],
                room: None,
                session: None,
            },
            classes: ends.into_iter().map(|e| e.1).collect(),
            change: None,
        })
    }

    fn end(&self, class: &Class, today: &[Meeting]) -> Option<i32> {
        let lessons = today.iter().filter(|m| self.lesson(&m.placement.activity).is_some());
        lessons
            .filter(|m| m.classes.iter().any(|c| c.id == class.id))
            .map(Meeting::to)
            .max()
    }

    fn lesson(&self, id: &str) -> Option<&'a Lesson> {
        self.instance.lessons.iter().find(|l| l.id == id)
    }

    fn session(&self, id: &str) -> Option<&'a Session> {
        self.instance.sessions.iter().find(|s| s.id == id)
    }

    fn club(&self, id: &str) -> Option<&'a Club> {
        self.instance
            .full_day
            .iter()
            .flat_map(|g| &g.clubs)
            .find(|c| c.id == id)
    }

    /// The full-day group whose hour or club it is.
    fn group_of(&self, id: &str) -> Option<&'a FullDayGroup> {
        self.instance.full_day.iter().find(|g| {
            let hours = [Activity::Recreation, Activity::SelfStudy].map(|a| g.activity_id(a));
            hours.iter().any(|h| h == id) || g.clubs.iter().any(|c| c.id == id)
        })
    }

    fn waits(&self, id: &str) -> Option<&'a FullDayGroup> {
        self.instance
            .full_day
            .iter()
            .find(|g| id.strip_suffix("/after-lessons") == Some(&g.id))
    }

    fn classes(&self, id: &str) -> Vec<&'a Class> {
        if let Some(lesson) = self.lesson(id) {
            return self.instance.classes_of(&lesson.class);
        }
        if let Some(session) = self.session(id) {
            let pupils = self.instance.pupils.iter().filter(|p| session.pupils.contains(&p.id));
            let ids: BTreeSet<&Id> = pupils.map(|p| &p.class).collect();
            return self.instance.classes.iter().filter(|c| ids.contains(&c.id)).collect();
        }
        let group = self.group_of(id).or_else(|| self.waits(id));
        let mut classes: Vec<&Class> = Vec::new();
        for class in group
            .iter()
            .flat_map(|g| &g.classes)
            .flat_map(|id| self.instance.classes_of(id))
        {
            if classes.iter().all(|c| c.id != class.id) {
                classes.push(class);
            }
        }
        classes
    }

    fn person(&self, id: &Id) -> Option<&'a Staff> {
        self.instance
            .staff
            .iter()
            .chain(&self.request.external)
            .find(|s| s.id == *id)
    }

    fn away(&self, who: &Away, date: NaiveDate, from: i32, to: i32) -> bool {
        self.request
            .absences
            .iter()
            .any(|a| a.who == *who && a.touches(date, from, to))
    }

    fn gap(&self, meeting: &Meeting) -> i32 {
        if self.waits(&meeting.placement.activity).is_some() {
            return 0;
        }
        let of_class = meeting.classes.first().and_then(|c| c.institution.as_ref());
        let own = of_class.and_then(|id| self.instance.institutions.iter().find(|i| i.id == *id));
        let most = self.instance.institutions.iter().map(|i| i.gap).max().unwrap_or(0);
        own.map_or(most, |i| i.gap).into()
    }

    fn breach(&mut self, word: Word, dated: &Dated, who: &dyn Fill) {
        let p = &dated.placement;
        let message = word.with(&[
            ("activity", &p.activity),
            ("date", &Arg::Date(dated.date)),
            ("from", &p.start),
            ("to", &p.end),
            ("who", who),
        ]);
        if !self.breaches.contains(&message) {
            self.breaches.push(message);
        }
    }

    // --- the order

    /// Whether a change is one that teachers have agreed on and the request tells of.
    fn is_agreed(&self, change: &OrderedChange) -> bool {
        let (Some(was), Some(is)) = (&change.was, &change.is) else {
            return false;
        };
        self.request.swaps.iter().any(|swap| {
            let side = |given: &(Id, NaiveDate, Clock), taker: &Id| {
                let (giver, date, start) = given;
                was.date == *date
                    && was.placement.start == *start
                    && was.placement.staff.contains(giver)
                    && is.placement.staff.contains(taker)
            };
            side(&swap.one, &swap.other.0) || side(&swap.other, &swap.one.0)
        })
    }

    fn carry_out(&mut self) {
        self.actual = self.published.clone();
        let order = self.order;
        for (number, change) in order.changes.iter().enumerate() {
            let Some(was) = &change.was else {
                if let Some(is) = &change.is {
                    self.breach(Word::JudgeUnknownMeeting, is, &"");
                }
                self.of_change.push(None);
                continue;
            };
            let same = |m: &&Meeting| {
                m.date == was.date
                    && m.placement.activity == was.placement.activity
                    && m.placement.number == was.placement.number
                    && match self.waits(&was.placement.activity) {
                        Some(_) => m.from() <= was.placement.start.minutes() && was.placement.end.minutes() <= m.to(),
                        None => m.placement.start == was.placement.start,
                    }
            };
            let found = self.published.iter().find(same).cloned();
            let ahead = minute_of(was.date, was.placement.start.minutes()) >= self.request.decided
                && change
                    .is
                    .as_ref()
                    .is_none_or(|is| minute_of(is.date, is.placement.start.minutes()) >= self.request.decided);
            if !ahead {
                self.breach(Word::JudgePast, was, &"");
            }
            let Some(meeting) = found else {
                // What a class that is away would have had is named in the order too.
                if change.is.is_some() || change.how != How::Cancelled || !self.falls_out(was) {
                    self.breach(Word::JudgeUnknownMeeting, was, &"");
                }
                self.of_change.push(None);
                continue;
            };
            self.replace(number, change, was, &meeting);
            self.of_change.push(Some(meeting));
        }
    }

    fn falls_out(&self, was: &Dated) -> bool {
        let p = &was.placement;
        let classes = self.classes(&p.activity);
        let published = self
            .timetable
            .placements
            .iter()
            .any(|o| (&o.activity, o.number, o.start) == (&p.activity, p.number, p.start));
        let gone = |c: &&Class| {
            let absent = Away::Class(c.id.clone());
            self.away(&absent, was.date, p.start.minutes(), p.end.minutes())
                || self.instance.term.occasion(&c.id, was.date).is_some()
                || was.date > self.instance.term.last_day(c.grade)
        };
        (published || self.waits(&p.activity).is_some()) && classes.iter().all(gone)
    }

    fn replace(&mut self, number: usize, change: &OrderedChange, was: &Dated, meeting: &Meeting<'a>) {
        let is_it = |m: &Meeting| {
            m.date == was.date
                && m.placement.activity == was.placement.activity
                && m.placement.number == was.placement.number
        };
        if self.waits(&was.placement.activity).is_some() {
            // Whoever else watches for a part of the time: the group's teacher does not.
            let parts: Vec<Meeting> = self
                .actual
                .iter()
                .filter(|m| is_it(m) && m.change.is_none())
                .cloned()
                .collect();
            self.actual.retain(|m| !is_it(m) || m.change.is_some());
            for part in parts {
                for (from, to) in [
                    (part.placement.start, was.placement.start),
                    (was.placement.end, part.placement.end),
                ] {
                    if from < to {
                        let mut rest = part.clone();
                        (rest.placement.start, rest.placement.end) = (from, to);
                        self.actual.push(rest);
                    }
                }
            }
        } else {
            let agreed = self.is_agreed(change);
            let at = self
                .actual
                .iter()
                .position(|m| is_it(m) && (m.change.is_none() || !agreed));
            if let Some(at) = at {
                self.actual.remove(at);
            } else {
                self.breach(Word::JudgeTwice, was, &"");
            }
        }
        if let Some(is) = &change.is {
            self.actual.push(Meeting {
                date: is.date,
                placement: is.placement.clone(),
                classes: meeting.classes.clone(),
                change: Some(number),
            });
        }
    }

    fn how(&self, meeting: &Meeting) -> Option<How> {
        Some(self.order.changes.get(meeting.change?)?.how)
    }

    // --- law and safety

    /// Nobody, no room and no class is in two places, as far as the order has a part in it.
    fn apart(&mut self) {
        let mut found = Vec::new();
        for (at, a) in self.actual.iter().enumerate() {
            for b in self.actual.iter().skip(at + 1).filter(|b| b.date == a.date) {
                if a.change.is_none() && b.change.is_none() {
                    continue;
                }
                let (first, second) = if a.from() <= b.from() { (a, b) } else { (b, a) };
                let near = second.from() < first.to() + self.gap(first);
                let merged = |x: &Meeting, y: &Meeting| {
                    self.how(x) == Some(How::Merged) && x.placement.staff == y.placement.staff
                };
                if near && !merged(a, b) && !merged(b, a) {
                    for id in a.placement.staff.iter().filter(|id| b.placement.staff.contains(id)) {
                        found.push((Word::JudgeTwoPlaces, dated(a), id.clone()));
                    }
                }
                let room = a
                    .placement
                    .room
                    .as_ref()
                    .filter(|r| b.placement.room.as_ref() == Some(r));
                let limited = |id: &Id| !self.instance.rooms.iter().any(|r| r.id == *id && r.unlimited);
                if a.meets(b.from(), b.to())
                    && !merged(a, b)
                    && !merged(b, a)
                    && let Some(room) = room.filter(|r| limited(r))
                {
                    found.push((Word::JudgeTwoPlaces, dated(a), room.clone()));
                }
            }
        }
        for (word, dated, who) in found {
            self.breach(word, &dated, &who);
        }
    }

    /// Those named are there, and were free in the timetable as it is.
    fn present(&mut self) {
        let mut found = Vec::new();
        for meeting in self.actual.iter().filter(|m| m.change.is_some()) {
            let (date, from, to) = (meeting.date, meeting.from(), meeting.to());
            let change = meeting.change.and_then(|c| self.order.changes.get(c));
            let was = change.and_then(|c| c.was.as_ref());
            for id in &meeting.placement.staff {
                let Some(person) = self.person(id) else {
                    found.push((Word::JudgeUnknownPerson, dated(meeting), id.clone()));
                    continue;
                };
                let day = Weekday::of(date);
                let there = |minute: i32| {
                    person.available.as_ref().is_none_or(|windows| {
                        let open = |w: &Window| {
                            w.days.as_ref().is_none_or(|d| d.contains(&day))
                                && w.from.minutes() <= minute
                                && minute < w.to.minutes()
                        };
                        windows.iter().any(open)
                    })
                };
                // A person who stays where they were is as present as the timetable has it.
                let stays = was.is_some_and(|w| {
                    w.date == date && w.placement.start == meeting.placement.start && w.placement.staff.contains(id)
                });
                if !stays && !(from..to).all(there) {
                    found.push((Word::JudgeNotThere, dated(meeting), id.clone()));
                }
                // Nobody is counted on whom only another change sets free, unless the two change places in one class.
                let engaged = self.published.iter().any(|m| {
                    let gap = self.gap(m);
                    let clashes = m.date == date && from < m.to() + gap && m.from() < to + self.gap(meeting);
                    let itself = was.is_some_and(|w| {
                        w.date == date
                            && w.placement.activity == m.placement.activity
                            && w.placement.number == m.placement.number
                    });
                    let moves = |c: &OrderedChange| c.how == How::Moved;
                    let of_class = m.classes.iter().any(|c| meeting.classes.iter().any(|d| d.id == c.id));
                    let in_turn = self.order.changes.iter().any(|c| {
                        let same = c.was.as_ref().is_some_and(|w| {
                            (w.date, &w.placement.activity, w.placement.number)
                                == (m.date, &m.placement.activity, m.placement.number)
                        });
                        // What two have agreed on holds before all else.
                        same && (self.is_agreed(c) || of_class && moves(c) && change.is_some_and(moves))
                    });
                    let merged = change.is_some_and(|c| c.how == How::Merged);
                    clashes && !itself && !in_turn && !merged && m.placement.staff.contains(id)
                });
                if engaged && !stays {
                    found.push((Word::JudgeNotFree, dated(meeting), id.clone()));
                }
                if person.role == Role::Leader && !stays && change.is_some_and(|c| c.how != How::Moved) {
                    found.push((Word::JudgeNotThere, dated(meeting), id.clone()));
                }
            }
            if let Some(room) = &meeting.placement.room
                && self.away(&Away::Room(room.clone()), date, from, to)
            {
                found.push((Word::JudgeAway, dated(meeting), room.clone()));
            }
        }
        for (word, dated, who) in found {
            self.breach(word, &dated, &who);
        }
    }

    /// Nobody who is away gives anything that is still ahead.
    fn missing(&mut self) {
        let mut found = Vec::new();
        for meeting in &self.actual {
            if minute_of(meeting.date, meeting.from()) < self.request.decided {
                continue;
            }
            for id in &meeting.placement.staff {
                if self.away(&Away::Staff(id.clone()), meeting.date, meeting.from(), meeting.to()) {
                    found.push((dated(meeting), id.clone()));
                }
            }
            let room = meeting.placement.room.iter();
            found.extend(
                room.filter(|r| self.away(&Away::Room((*r).clone()), meeting.date, meeting.from(), meeting.to()))
                    .map(|r| (dated(meeting), r.clone())),
            );
        }
        for (dated, who) in found {
            self.breach(Word::JudgeAway, &dated, &who);
        }
    }

    /// Lessons a day and days a week of each person, more than the timetable has.
    fn limits(&mut self) {
        let lessons = |all: &[Meeting], id: &Id, date: NaiveDate| {
            let of_person = |m: &&Meeting| m.date == date && m.placement.staff.contains(id);
            all.iter()
                .filter(of_person)
                .filter(|m| self.lesson(&m.placement.activity).is_some())
                .count()
        };
        let mut found = Vec::new();
        for meeting in self.actual.iter().filter(|m| m.change.is_some()) {
            for id in &meeting.placement.staff {
                let Some(person) = self.person(id) else { continue };
                let before = lessons(&self.published, id, meeting.date);
                // Two classes at once are one lesson of their teacher.
                let joined = |m: &&Meeting| {
                    m.date == meeting.date && self.how(m) == Some(How::Merged) && m.placement.staff.contains(id)
                };
                let now = lessons(&self.actual, id, meeting.date)
                    - self
                        .actual
                        .iter()
                        .filter(joined)
                        .filter(|m| self.lesson(&m.placement.activity).is_some())
                        .count();
                if person
                    .max_lessons_a_day
                    .is_some_and(|most| now > usize::from(most) && now > before)
                {
                    found.push((dated(meeting), id.clone()));
                }
                if let Some(most) = person.max_days {
                    let mut days: BTreeSet<Weekday> = BTreeSet::new();
                    days.extend(
                        self.timetable
                            .placements
                            .iter()
                            .filter(|p| p.staff.contains(id))
                            .map(|p| p.day),
                    );
                    let before = days.len();
                    let week = |m: &&Meeting| monday(m.date) == monday(meeting.date) && m.placement.staff.contains(id);
                    days.extend(self.actual.iter().filter(week).map(|m| Weekday::of(m.date)));
                    if days.len() > usize::from(most).max(before) {
                        found.push((dated(meeting), id.clone()));
                    }
                }
            }
        }
        for (dated, who) in found {
            self.breach(Word::JudgeLimit, &dated, &who);
        }
    }

    /// Every week with what has moved breaks nothing more than the timetable does; counts of the week aside, for they are
    /// counted as lost.
    fn week(&mut self) {
        let mut weeks: BTreeMap<NaiveDate, Timetable> = BTreeMap::new();
        for (change, meeting) in self.order.changes.iter().zip(&self.of_change) {
            let (Some(was), Some(_)) = (&change.was, meeting) else {
                continue;
            };
            if !matches!(change.how, How::Moved | How::Freed) {
                continue;
            }
            let week = weeks.entry(monday(was.date)).or_insert_with(|| self.timetable.clone());
            let is = |p: &Placement| {
                (&p.activity, p.number, p.day, p.start)
                    == (
                        &was.placement.activity,
                        was.placement.number,
                        was.placement.day,
                        was.placement.start,
                    )
            };
            let Some(at) = week.placements.iter().position(is) else {
                continue;
            };
            match &change.is {
                Some(is) => {
                    let place = &mut week.placements[at];
                    (place.day, place.start, place.end) = (is.placement.day, is.placement.start, is.placement.end);
                    place.period = is.placement.period;
                }
                None => drop(week.placements.remove(at)),
            }
        }
        let before = self.law(self.timetable);
        for changed in weeks.into_values() {
            for (rule, (count, message)) in self.law(&changed) {
                if before.get(&rule).is_none_or(|(had, _)| *had < count) && !self.breaches.contains(&message) {
                    self.breaches.push(message);
                }
            }
        }
    }

    fn law(&self, timetable: &Timetable) -> BTreeMap<String, (usize, Message)> {
        let rules = effective_rules(self.instance).unwrap_or_default();
        let counted = |name: &str| {
            let of_name = rules.iter().find(|r| r.name == name).map(|r| &r.setting.rule);
            let of_week = of_name.is_some_and(|rule| {
                matches!(
                    rule,
                    Wish::WeeklyTotal { .. } | Wish::ExtraHours { .. } | Wish::LessonsADay { .. } | Wish::NoHoles {}
                )
            });
            of_week || name == "placed/count" || name == "placed/number"
        };
        let mut found: BTreeMap<String, (usize, Message)> = BTreeMap::new();
        for breach in law::judge(self.instance, timetable) {
            if !counted(&breach.rule) {
                found.entry(breach.rule).or_insert((0, breach.message)).0 += 1;
            }
        }
        found
    }

    // --- minutes

    /// Minutes in which a class that has something to do at school has nobody with it.
    fn unsupervised(&self) -> i64 {
        let mut minutes = 0;
        for (change, meeting) in self.order.changes.iter().zip(&self.of_change) {
            let Some(meeting) = meeting.as_ref().filter(|_| !self.is_agreed(change)) else {
                continue;
            };
            let activity = &meeting.placement.activity;
            let pupils_go_on =
                self.session(activity).is_some() || self.instance.consultations.iter().any(|c| c.id == *activity);
            let Some(was) = change.was.as_ref().filter(|_| !pupils_go_on) else {
                continue;
            };
            let (from, to) = (was.placement.start.minutes(), was.placement.end.minutes());
            for class in &meeting.classes {
                minutes += match (change.how, &change.is) {
                    _ if self.waits(activity).is_some() => {
                        let from = from.max(self.published_end(class, was.date));
                        self.without(was.date, from, to, &|m| m.placement.activity == *activity)
                    }
                    (How::Freed, _) => self.free(class, was.date, from, to),
                    (How::Moved, Some(is)) if is_at_another_time(was, is) => {
                        match self.held_in(class, was.date, from, to) {
                            true => 0,
                            false => self.free(class, was.date, from, to),
                        }
                    }
                    (_, None) => i64::from(to - from),
                    (_, Some(is)) => {
                        let (start, end) = (is.placement.start.minutes(), is.placement.end.minutes());
                        let with = |minute: &i32| !is.placement.staff.is_empty() && start <= *minute && *minute < end;
                        (from..to).filter(|minute| !with(minute)).count() as i64
                    }
                };
            }
        }
        // A class that joins another has somebody only while that one is taught.
        for meeting in self.actual.iter().filter(|m| self.how(m) == Some(How::Merged)) {
            let together = self
                .host(&dated(meeting))
                .map_or(0, |host| shared(host, &meeting.placement));
            minutes += i64::from(meeting.to() - meeting.from() - together) * meeting.classes.len() as i64;
        }
        minutes
    }

    /// The meeting that a class joins: of those with its staff and room, the one that most of its time is spent in.
    fn host(&self, is: &Dated) -> Option<&Meeting<'a>> {
        let p = &is.placement;
        let hosts = self.actual.iter().filter(|m| {
            m.date == is.date
                && self.how(m) != Some(How::Merged)
                && (&m.placement.staff, &m.placement.room) == (&p.staff, &p.room)
        });
        hosts.max_by_key(|m| shared(m, p)).filter(|m| shared(m, p) > 0)
    }

    fn published_end(&self, class: &Class, date: NaiveDate) -> i32 {
        let today: Vec<Meeting> = self.published.iter().filter(|m| m.date == date).cloned().collect();
        self.end(class, &today).unwrap_or(0)
    }

    /// Minutes of a stretch of a date in which no meeting of a kind takes place.
    fn without(&self, date: NaiveDate, from: i32, to: i32, which: &dyn Fn(&Meeting) -> bool) -> i64 {
        let there = |m: &&Meeting| m.date == date && !m.placement.staff.is_empty() && which(m);
        let today: Vec<&Meeting> = self.actual.iter().filter(there).collect();
        (from..to)
            .filter(|minute| !today.iter().any(|m| m.from() <= *minute && *minute < m.to()))
            .count() as i64
    }

    /// Whether a class has a lesson then.
    fn held_in(&self, class: &Class, date: NaiveDate, from: i32, to: i32) -> bool {
        self.actual.iter().any(|m| {
            let of_class = m.date == date && m.meets(from, to) && m.classes.iter().any(|c| c.id == class.id);
            of_class && self.lesson(&m.placement.activity).is_some()
        })
    }

    /// From when to when a class is there for lessons on a date, with nobody too.
    fn at_school(&self, class: &Class, date: NaiveDate) -> Vec<(i32, i32)> {
        let cancelled = self.order.changes.iter().zip(&self.of_change);
        let alone = cancelled.filter(|(change, _)| change.how == How::Cancelled);
        let meetings = self
            .actual
            .iter()
            .chain(alone.filter_map(|(_, meeting)| meeting.as_ref()));
        meetings
            .filter(|m| m.date == date && m.classes.iter().any(|c| c.id == class.id))
            .filter(|m| self.lesson(&m.placement.activity).is_some())
            .map(|m| (m.from(), m.to()))
            .collect()
    }

    /// Minutes alone of a class whose lesson has gone: none before its first lesson; after its last, those that no teacher
    /// of its full-day group watches over; in between, all.
    fn free(&self, class: &Class, date: NaiveDate, from: i32, to: i32) -> i64 {
        let lessons = self.at_school(class, date);
        let before = lessons.iter().map(|l| l.1).filter(|end| *end <= from).max();
        let later = lessons.iter().any(|l| l.0 >= to);
        match (before, later) {
            (None, _) if date > self.request.decided.date() => 0,
            (Some(end), false) => {
                let groups = self.instance.full_day.iter().filter(|g| {
                    g.classes
                        .iter()
                        .flat_map(|id| self.instance.classes_of(id))
                        .any(|c| c.id == class.id)
                });
                let alone = |group: &FullDayGroup| {
                    let teacher = &group.staff;
                    let windows = self.person(teacher).and_then(|p| p.available.as_ref());
                    let day = Weekday::of(date);
                    let there = |minute: i32| {
                        windows.is_none_or(|all| {
                            all.iter().any(|w| {
                                w.days.as_ref().is_none_or(|d| d.contains(&day))
                                    && w.from.minutes() <= minute
                                    && minute < w.to.minutes()
                            })
                        })
                    };
                    let busy = |minute: i32| {
                        self.actual.iter().any(|m| {
                            let other = self.waits(&m.placement.activity).is_none_or(|g| g.id != group.id);
                            m.date == date
                                && other
                                && m.placement.staff.contains(teacher)
                                && m.from() <= minute
                                && minute < m.to()
                        })
                    };
                    let gone = |minute: i32| self.away(&Away::Staff(teacher.clone()), date, minute, minute + 1);
                    (end..to).filter(|m| !there(*m) || busy(*m) || gone(*m)).count() as i64
                };
                groups.map(alone).max().unwrap_or(0)
            }
            _ => i64::from(to - from),
        }
    }

    // --- lost

    fn lost(&self) -> i64 {
        let mut lost = 0;
        for (change, meeting) in self.order.changes.iter().zip(&self.of_change) {
            let Some(meeting) = meeting.as_ref().filter(|_| !self.is_agreed(change)) else {
                continue;
            };
            lost += self.lost_in(change, meeting);
        }
        lost
    }

    fn lost_in(&self, change: &OrderedChange, meeting: &Meeting) -> i64 {
        let activity = &meeting.placement.activity;
        let Some(lesson) = self.lesson(activity) else {
            if self.waits(activity).is_some() {
                return 0;
            }
            let led = |club: &Club| {
                change
                    .is
                    .iter()
                    .any(|is| is.placement.staff.iter().any(|id| club.leaders.contains(id)))
            };
            let held = match self.club(activity) {
                Some(club) => led(club) && change.how != How::Merged,
                None => change.is.is_some(),
            };
            return i64::from(!held);
        };
        let classes = meeting.classes.len() as i64;
        // A session inside the lesson is lost with it, unless it goes on there.
        let goes_on = change.is.as_ref().is_some_and(|is| is.placement.session.is_some());
        let inside = i64::from(meeting.placement.session.is_some() && !goes_on);
        let Some(is) = &change.is else { return classes + inside };
        let roomless = meeting.placement.room.is_some() && is.placement.room.is_none();
        let taught = match change.how {
            How::Merged => self.host(is).is_some_and(|host| {
                let other = self.lesson(&host.placement.activity);
                let grades = |all: &[&Class]| all.iter().map(|c| c.grade).collect::<BTreeSet<u8>>();
                other.is_some_and(|l| l.subject == lesson.subject) && grades(&host.classes) == grades(&meeting.classes)
            }),
            _ => !roomless && is.placement.staff.iter().any(|id| self.may_teach(id, lesson)),
        };
        if taught { inside } else { classes + inside }
    }

    fn may_teach(&self, id: &Id, lesson: &Lesson) -> bool {
        if gives(lesson, id) {
            return true;
        }
        match self.person(id).and_then(|p| p.qualified.as_ref()) {
            Some(subjects) => subjects.contains(&lesson.subject),
            None => self.teaches(id, &lesson.subject),
        }
    }

    fn teaches(&self, id: &Id, subject: &Id) -> bool {
        self.instance
            .lessons
            .iter()
            .any(|l| l.subject == *subject && gives(l, id))
    }

    // --- disturbance

    fn knows(&self, id: &Id, classes: &[&Class]) -> bool {
        let has = |of: &str| {
            self.instance
                .classes_of(of)
                .iter()
                .any(|c| classes.iter().any(|k| k.id == c.id))
        };
        self.instance.lessons.iter().any(|l| gives(l, id) && has(&l.class))
            || self
                .instance
                .full_day
                .iter()
                .any(|g| g.staff == *id && g.classes.iter().any(|c| has(c)))
    }

    fn disturbance(&self) -> i64 {
        let weight = |date: NaiveDate| lateness(self.request.decided, date);
        let mut sum = 0;
        let mut touched: BTreeSet<(Id, NaiveDate)> = BTreeSet::new();
        let mut waited: BTreeSet<(Id, NaiveDate, Id)> = BTreeSet::new();
        for (change, meeting) in self.order.changes.iter().zip(&self.of_change) {
            let Some(meeting) = meeting.as_ref().filter(|_| !self.is_agreed(change)) else {
                continue;
            };
            let (Some(was), is) = (&change.was, &change.is) else {
                continue;
            };
            let told = is
                .as_ref()
                .is_some_and(|is| is.placement.room != was.placement.room && change.how != How::Merged);
            if told {
                sum += weight(was.date) * meeting.classes.len() as i64;
            }
            match (change.how, is) {
                (How::Substitute | How::Supervision | How::Merged, Some(is)) => {
                    let new: Vec<&Id> = is
                        .placement
                        .staff
                        .iter()
                        .filter(|id| !was.placement.staff.contains(id))
                        .collect();
                    touched.extend(new.iter().map(|id| ((*id).clone(), was.date)));
                    let Some(first) = new.first().copied().or_else(|| {
                        // A specialist who is left alone in a lesson now watches over it.
                        let lesson = self.lesson(&meeting.placement.activity)?;
                        is.placement.staff.first().filter(|id| !gives(lesson, id))
                    }) else {
                        continue;
                    };
                    touched.insert((first.clone(), was.date));
                    // Whoever waits with pupils, in one part or in several, is one stranger.
                    let once = self.waits(&was.placement.activity).is_none()
                        || waited.insert((first.clone(), was.date, was.placement.activity.clone()));
                    let strange = i64::from(once && !self.knows(first, &meeting.classes));
                    let new_subject = self.lesson(&meeting.placement.activity).is_some_and(|l| {
                        change.how == How::Substitute && self.may_teach(first, l) && !self.teaches(first, &l.subject)
                    });
                    sum += weight(was.date) * (strange + i64::from(new_subject));
                    if change.how == How::Merged {
                        sum += weight(was.date) * self.host(is).map_or(0, |h| h.classes.len() as i64);
                    }
                }
                (How::Moved, Some(is)) => {
                    if !is_at_another_time(was, is) {
                        continue;
                    }
                    sum += weight(was.date.min(is.date)) * self.moved(change);
                    for id in &is.placement.staff {
                        touched.insert((id.clone(), is.date));
                        if !self.away(&Away::Staff(id.clone()), was.date, meeting.from(), meeting.to()) {
                            touched.insert((id.clone(), was.date));
                        }
                    }
                    let lesson = self.lesson(&meeting.placement.activity).is_some();
                    let held = |c: &&Class| self.held_in(c, was.date, meeting.from(), meeting.to());
                    if lesson && !meeting.classes.iter().all(held) {
                        touched.extend(self.watchers(meeting, was.date));
                    }
                }
                (How::Freed, _) => {
                    sum += 2 * weight(was.date);
                    touched.extend(self.watchers(meeting, was.date));
                }
                _ => {}
            }
        }
        for (id, date) in touched {
            let called_in = !self
                .published
                .iter()
                .any(|m| m.date == date && m.placement.staff.contains(&id));
            sum += weight(date) * (1 + i64::from(called_in));
        }
        sum
    }

    /// A lesson that goes to the end of another day changes two days of its class; of two that change places each is one.
    fn moved(&self, change: &OrderedChange) -> i64 {
        let Some(was) = &change.was else { return 0 };
        let p = &was.placement;
        let lesson = self.lesson(&p.activity).is_some();
        let taken = self
            .classes(&p.activity)
            .iter()
            .all(|c| self.held_in(c, was.date, p.start.minutes(), p.end.minutes()));
        if lesson && !taken { 2 } else { 1 }
    }

    /// The teachers of the full-day groups whose pupils come to them earlier.
    fn watchers(&self, meeting: &Meeting, date: NaiveDate) -> Vec<(Id, NaiveDate)> {
        let mut found = Vec::new();
        for class in &meeting.classes {
            let later = self.at_school(class, date).iter().any(|l| l.0 >= meeting.to());
            for group in self.instance.full_day.iter().filter(|_| !later) {
                if group
                    .classes
                    .iter()
                    .flat_map(|id| self.instance.classes_of(id))
                    .any(|c| c.id == class.id)
                {
                    found.push((group.staff.clone(), date));
                }
            }
        }
        found
    }

    // --- fairness

    fn fairness(&self) -> i64 {
        let mut covers: BTreeMap<&Id, i64> = BTreeMap::new();
        let mut waited: BTreeSet<(&Id, NaiveDate, &Id)> = BTreeSet::new();
        for change in self.order.changes.iter().filter(|c| !self.is_agreed(c)) {
            let (Some(was), Some(is)) = (&change.was, &change.is) else {
                continue;
            };
            let covering = matches!(change.how, How::Substitute | How::Supervision | How::Merged);
            let own = self.lesson(&was.placement.activity).is_some_and(|l| {
                is.placement
                    .staff
                    .iter()
                    .any(|id| gives(l, id) && was.placement.staff.contains(id))
            });
            let activity = &was.placement.activity;
            if let Some(person) = is.placement.staff.first().filter(|_| covering && !own)
                && (self.waits(activity).is_none() || waited.insert((person, was.date, activity)))
            {
                *covers.entry(person).or_default() += 1;
            }
        }
        let cost = |(person, count): (&Id, i64)| {
            let before = i64::from(self.request.counters.get(person).copied().unwrap_or(0));
            (1..=count).map(|n| before + n).sum::<i64>()
        };
        covers.into_iter().map(cost).sum()
    }

    // --- quality

    fn quality(&self) -> i64 {
        let rules = effective_rules(self.instance).unwrap_or_default();
        let mut cost = 0;
        for rule in &rules {
            let Weight::Soft(weight) = rule.setting.weight else {
                continue;
            };
            let units = match &rule.setting.rule {
                Wish::PeriodCost { subjects, costs } => self.periods(subjects, costs),
                Wish::SpreadOverDays { up_to } => self.spread(*up_to),
                _ => 0,
            };
            cost += i64::from(weight) * units;
        }
        cost
    }

    fn periods(&self, subjects: &[Id], costs: &BTreeMap<u8, u32>) -> i64 {
        let mut units = 0;
        for (change, meeting) in self.order.changes.iter().zip(&self.of_change) {
            let (How::Moved, Some(was), Some(is), Some(meeting)) = (change.how, &change.was, &change.is, meeting)
            else {
                continue;
            };
            let Some(lesson) = self.lesson(&meeting.placement.activity) else {
                continue;
            };
            if lesson.kind != LessonKind::Lesson || !subjects.contains(&lesson.subject) {
                continue;
            }
            for class in &meeting.classes {
                let price = |p: &Placement| {
                    let bell = self.instance.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref());
                    let period = bell.and_then(|b| b.periods_on(p.day).iter().find(|q| q.start == p.start));
                    i64::from(period.and_then(|q| costs.get(&q.number)).copied().unwrap_or(0))
                };
                units += price(&is.placement) - price(&was.placement);
            }
        }
        units
    }

    fn spread(&self, up_to: u8) -> i64 {
        let mut units = 0;
        let mondays: BTreeSet<NaiveDate> = self.order.dates().into_iter().map(monday).collect();
        for first in mondays {
            let week = self.instance.term.week_of(first);
            // A class that is parted has several weeks; their wishes are left to the timetable.
            for class in self.instance.classes.iter().filter(|c| c.divisions.is_empty()) {
                let of_class = |l: &&Lesson| {
                    l.kind == LessonKind::Lesson
                        && l.week.meets(week)
                        && self.instance.classes_of(&l.class).iter().any(|c| c.id == class.id)
                };
                let lessons: Vec<&Lesson> = self.instance.lessons.iter().filter(of_class).collect();
                let subjects: BTreeSet<&Id> = lessons.iter().map(|l| &l.subject).collect();
                for subject in subjects {
                    let own: Vec<&&Lesson> = lessons.iter().filter(|l| l.subject == *subject).collect();
                    let weekly: usize = own.iter().map(|l| usize::from(l.weekly)).sum();
                    if weekly > usize::from(up_to) {
                        continue;
                    }
                    let doubles: usize = own
                        .iter()
                        .filter_map(|l| match l.doubles {
                            Some(Doubles::Wanted { count, .. }) => Some(usize::from(count)),
                            _ => None,
                        })
                        .sum();
                    let wanted = weekly.saturating_sub(doubles).min(self.instance.term.days.len());
                    let mut days: BTreeMap<Weekday, i64> = BTreeMap::new();
                    for p in &self.timetable.placements {
                        if p.week.meets(week) && own.iter().any(|l| l.id == p.activity) {
                            *days.entry(p.day).or_default() += 1;
                        }
                    }
                    let missing = |days: &BTreeMap<Weekday, i64>| {
                        wanted.saturating_sub(days.values().filter(|n| **n > 0).count()) as i64
                    };
                    let before = missing(&days);
                    for change in self.order.changes.iter().filter(|c| c.how == How::Moved) {
                        let (Some(was), Some(is)) = (&change.was, &change.is) else {
                            continue;
                        };
                        if monday(was.date) == first && own.iter().any(|l| l.id == was.placement.activity) {
                            *days.entry(was.placement.day).or_default() -= 1;
                            *days.entry(is.placement.day).or_default() += 1;
                        }
                    }
                    units += missing(&days) - before;
                }
            }
        }
        units
    }
}

/// Whether somebody is named for a lesson.
fn gives(lesson: &Lesson, id: &Id) -> bool {
    lesson.staff.iter().any(|need| match need {
        StaffNeed::Person(person) => person == id,
        StaffNeed::AnyOf { any_of } => any_of.contains(id),
    })
}

/// Whether a meeting that is moved is not only moved to another room.
fn is_at_another_time(was: &Dated, is: &Dated) -> bool {
    (is.date, is.placement.start) != (was.date, was.placement.start)
}

/// Minutes that a meeting and a placement of its date have together.
fn shared(meeting: &Meeting, p: &Placement) -> i32 {
    (meeting.to().min(p.end.minutes()) - meeting.from().max(p.start.minutes())).max(0)
}

fn dated(meeting: &Meeting) -> Dated {
    Dated {
        date: meeting.date,
        placement: meeting.placement.clone(),
    }
}
