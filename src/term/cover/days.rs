//! The timetable by date: every meeting of the days that a repair may touch, who is busy when, who is away.

use crate::absence::{Absence, Away, PrivateSwap, Request, minute_of};
use crate::instance::*;
use crate::order::Dated;
use crate::timetable::{Placement, Timetable};
use crate::words::{Message, Word};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// What a meeting is one of.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    Lesson(&'a Lesson),
    Session(&'a Session),
    /// Recreation or self-study.
    Hours(&'a FullDayGroup),
    Club(&'a FullDayGroup, &'a Club),
    Consultation(&'a Consultation),
    /// A full-day group's pupils from the first class's last lesson to the group's first hour.
    AfterLessons(&'a FullDayGroup),
}

/// A meeting on a date.
#[derive(Debug, Clone)]
pub(super) struct Meeting<'a> {
    pub date: NaiveDate,
    pub placement: Placement,
    pub what: What<'a>,
    /// The classes with pupils in it that are there.
    pub classes: Vec<&'a Class>,
    pub from: i32,
    pub to: i32,
    /// Minutes that its staff need before the next engagement.
    pub gap: i32,
}

impl Meeting<'_> {
    pub fn lesson(&self) -> Option<&Lesson> {
        match self.what {
            What::Lesson(lesson) => Some(lesson),
            _ => None,
        }
    }

    /// Whether somebody in this one cannot be in another from one minute to another, with the gap after that.
    pub fn clashes(&self, from: i32, to: i32, gap: i32) -> bool {
        from < self.to + self.gap && self.from < to + gap
    }

    pub fn overlaps(&self, from: i32, to: i32) -> bool {
        from < self.to && self.from < to
    }

    pub fn dated(&self) -> Dated {
        Dated {
            date: self.date,
            placement: self.placement.clone(),
        }
    }
}

/// The days of all weeks with an absence, from the day of the order on.
pub(super) struct Days<'a> {
    pub instance: &'a Instance,
    pub timetable: &'a Timetable,
    pub request: &'a Request,
    pub meetings: Vec<Meeting<'a>>,
    /// What falls out because its classes are away.
    pub fallen: Vec<Meeting<'a>>,
    /// Meetings that teachers have swapped: as the timetable has them, and as they are in `meetings`.
    pub swapped: Vec<(Dated, usize)>,
    /// By person and date, the meetings.
    by_person: BTreeMap<(Id, NaiveDate), Vec<usize>>,
    /// By person, what they teach.
    subjects: BTreeMap<&'a Id, BTreeSet<&'a Id>>,
    /// By person, the classes they teach or have in their full-day group.
    classes: BTreeMap<&'a Id, BTreeSet<&'a Id>>,
}

impl<'a> Days<'a> {
    /// The days, with what teachers have swapped.
    ///
    /// # Errors
    /// The sentence that says which swap there is nothing for.
    pub fn new(instance: &'a Instance, timetable: &'a Timetable, request: &'a Request) -> Result<Self, Message> {
        let mut days = Days {
            instance,
            timetable,
            request,
            meetings: Vec::new(),
            fallen: Vec::new(),
            swapped: Vec::new(),
            by_person: BTreeMap::new(),
            subjects: BTreeMap::new(),
            classes: BTreeMap::new(),
        };
        for date in dates(instance, request) {
            days.add(date);
        }
        for swap in &request.swaps {
            days.swap(swap)?;
        }
        for (at, meeting) in days.meetings.iter().enumerate() {
            for person in &meeting.placement.staff {
                let of_person = days.by_person.entry((person.clone(), meeting.date)).or_default();
                of_person.push(at);
            }
        }
        days.learn();
        Ok(days)
    }

    /// The timetable of a date, without what classes that are away would have.
    fn add(&mut self, date: NaiveDate) {
        let term = &self.instance.term;
        let taught = |c: &&Class| date <= term.last_day(c.grade) && term.occasion(&c.id, date).is_none();
        let takes_place = |p: &&Placement| p.day == Weekday::of(date) && p.week.meets(term.week_of(date));
        let mut today = Vec::new();
        for placement in self.timetable.placements.iter().filter(takes_place) {
            let Some(what) = what(self.instance, &placement.activity) else {
                continue;
            };
            let all = classes_of(self.instance, what);
            let (from, to) = (placement.start.minutes(), placement.end.minutes());
            let mut meeting = Meeting {
                date,
                placement: placement.clone(),
                what,
                classes: all.iter().copied().filter(taught).collect(),
                from,
                to,
                gap: gap(self.instance, what),
            };
            if !all.is_empty() && meeting.classes.is_empty() {
                continue;
            }
            meeting
                .classes
                .retain(|c| !self.is_away(&Away::Class(c.id.clone()), date, from, to));
            match !all.is_empty() && meeting.classes.is_empty() {
                true => self.fallen.push(meeting),
                false => today.push(meeting),
            }
        }
        for group in &self.instance.full_day {
            today.extend(after_lessons(self.instance, group, date, &today));
        }
        today.sort_by_key(|m| (m.from, m.placement.activity.clone(), m.placement.number));
        self.meetings.extend(today);
    }

    fn swap(&mut self, swap: &PrivateSwap) -> Result<(), Message> {
        let find = |(person, date, start): &(Id, NaiveDate, Clock)| {
            let is = |m: &Meeting| m.date == *date && m.placement.start == *start && m.placement.staff.contains(person);
            self.meetings.iter().position(is).ok_or_else(|| {
                let args: &[(&'static str, &dyn crate::words::Fill)] = &[
                    ("person", person),
                    ("date", &crate::words::Arg::Date(*date)),
                    ("start", start),
                ];
                Word::SwapNothing.with(args)
            })
        };
        let (one, other) = (find(&swap.one)?, find(&swap.other)?);
        for (at, gives, takes) in [(one, &swap.one.0, &swap.other.0), (other, &swap.other.0, &swap.one.0)] {
            let Some(meeting) = self.meetings.get_mut(at) else {
                continue;
            };
            self.swapped.push((meeting.dated(), at));
            for person in &mut meeting.placement.staff {
                if person == gives {
                    person.clone_from(takes);
                }
            }
        }
        Ok(())
    }

    fn learn(&mut self) {
        for lesson in &self.instance.lessons {
            for need in &lesson.staff {
                let people = match need {
                    StaffNeed::Person(id) => std::slice::from_ref(id),
                    StaffNeed::AnyOf { any_of } => any_of,
                };
                for person in people {
                    self.subjects.entry(person).or_default().insert(&lesson.subject);
                    let classes = self.instance.classes_of(&lesson.class);
                    self.classes
                        .entry(person)
                        .or_default()
                        .extend(classes.iter().map(|c| &c.id));
                }
            }
        }
        for group in &self.instance.full_day {
            let classes = group.classes.iter().flat_map(|id| self.instance.classes_of(id));
            self.classes
                .entry(&group.staff)
                .or_default()
                .extend(classes.map(|c| &c.id));
        }
    }

    // --- who

    /// Who may be asked to cover: pedagogues of the staff and substitutes from outside.
    pub fn candidates(&self) -> impl Iterator<Item = &'a Staff> {
        let own = self.instance.staff.iter().filter(|s| s.role != Role::Leader);
        own.chain(&self.request.external)
    }

    pub fn person(&self, id: &Id) -> Option<&'a Staff> {
        let mut all = self.instance.staff.iter().chain(&self.request.external);
        all.find(|s| s.id == *id)
    }

    pub fn is_away(&self, who: &Away, date: NaiveDate, from: i32, to: i32) -> bool {
        let mut absences = self.request.absences.iter().filter(|a| a.who == *who);
        absences.any(|a: &Absence| a.touches(date, from, to))
    }

    pub fn staff_away(&self, id: &Id, date: NaiveDate, from: i32, to: i32) -> bool {
        self.is_away(&Away::Staff(id.clone()), date, from, to)
    }

    pub fn room_away(&self, id: &Id, date: NaiveDate, from: i32, to: i32) -> bool {
        self.is_away(&Away::Room(id.clone()), date, from, to)
    }

    /// Whether they teach the subject of some lesson.
    pub fn teaches_subject(&self, id: &Id, subject: &Id) -> bool {
        self.subjects.get(id).is_some_and(|all| all.contains(subject))
    }

    /// Whether they may teach it.
    pub fn may_teach(&self, person: &Staff, subject: &Id) -> bool {
        match &person.qualified {
            Some(subjects) => subjects.contains(subject),
            None => self.teaches_subject(&person.id, subject),
        }
    }

    /// Whether they teach one of the classes.
    pub fn knows(&self, id: &Id, classes: &[&Class]) -> bool {
        let known = self.classes.get(id);
        known.is_some_and(|all| classes.iter().any(|c| all.contains(&c.id)))
    }

    /// The meetings of a person on a date.
    pub fn of_person(&self, id: &Id, date: NaiveDate) -> impl Iterator<Item = usize> {
        self.by_person.get(&(id.clone(), date)).into_iter().flatten().copied()
    }

    /// Days of a date's week on which the timetable has a person there.
    pub fn days_present(&self, id: &Id) -> usize {
        let days: BTreeSet<Weekday> = (self.timetable.placements.iter())
            .filter(|p| p.staff.contains(id))
            .map(|p| p.day)
            .collect();
        days.len()
    }

    /// Whether a person is there and has nothing else from one minute to another, but for some meetings.
    pub fn free(&self, id: &Id, date: NaiveDate, (from, to, gap): (i32, i32, i32), but: &[usize]) -> bool {
        let present = self.person(id).is_some_and(|p| is_present(p, date, from, to));
        let busy = |at: usize| !but.contains(&at) && self.meetings.get(at).is_some_and(|m| m.clashes(from, to, gap));
        present && !self.staff_away(id, date, from, to) && !self.of_person(id, date).any(busy)
    }

    /// Whether a room can be used from one minute to another, but for some meetings.
    pub fn room_free(&self, id: &Id, date: NaiveDate, from: i32, to: i32, but: &[usize]) -> bool {
        let unlimited = self.instance.rooms.iter().any(|r| r.id == *id && r.unlimited);
        let taken = |(at, m): (usize, &Meeting)| {
            m.date == date && m.placement.room.as_ref() == Some(id) && m.overlaps(from, to) && !but.contains(&at)
        };
        !self.room_away(id, date, from, to) && (unlimited || !self.meetings.iter().enumerate().any(taken))
    }

    // --- when

    /// Whether it can still be changed.
    pub fn is_ahead(&self, date: NaiveDate, from: i32) -> bool {
        minute_of(date, from) >= self.request.decided
    }

    /// The lessons of a class on a date, by start.
    pub fn lessons_of(&self, class: &Id, date: NaiveDate) -> Vec<usize> {
        let all = self.meetings.iter().enumerate();
        let of_class =
            all.filter(|(_, m)| m.date == date && m.lesson().is_some() && m.classes.iter().any(|c| c.id == *class));
        of_class.map(|(at, _)| at).collect()
    }

    /// The full-day groups of a class.
    pub fn groups_of(&self, class: &Id) -> impl Iterator<Item = &'a FullDayGroup> {
        let has = move |g: &&FullDayGroup| {
            let mut classes = g.classes.iter().flat_map(|id| self.instance.classes_of(id));
            classes.any(|c| c.id == *class)
        };
        self.instance.full_day.iter().filter(has)
    }

    /// The period of a class's bells that starts then, if it may hold a lesson of the kind.
    pub fn period(&self, class: &Class, date: NaiveDate, start: Clock, kind: LessonKind) -> Option<&'a Period> {
        let bell = self
            .instance
            .bells
            .iter()
            .find(|b| Some(&b.id) == class.bell.as_ref())?;
        let wanted = match kind {
            LessonKind::Lesson => PeriodKind::Lesson,
            LessonKind::ClassHour => PeriodKind::ClassHour,
            LessonKind::SportHour => PeriodKind::SportHour,
        };
        let mut periods = bell.periods_on(Weekday::of(date)).iter();
        periods.find(|p| p.start == start && p.kinds.contains(&wanted))
    }
}

/// The teaching days of the weeks with an absence, from the day of the order on.
fn dates(instance: &Instance, request: &Request) -> BTreeSet<NaiveDate> {
    let mut dates = BTreeSet::new();
    for absence in &request.absences {
        let first = monday(absence.from.date()).max(request.decided.date());
        let after = (absence.to - chrono::TimeDelta::minutes(1)).date();
        let until = first
            .iter_days()
            .find(|d| *d >= after && d.weekday() == chrono::Weekday::Sun);
        let all = first.iter_days().take_while(|d| until.is_none_or(|until| *d <= until));
        dates.extend(all.filter(|d| is_taught(&instance.term, *d)));
    }
    dates
}

/// Whether the school teaches on a date.
pub(super) fn is_taught(term: &Term, date: NaiveDate) -> bool {
    let within = term.from <= date && date <= term.to;
    within && term.days.contains(&Weekday::of(date)) && term.holiday(date).is_none()
}

/// Whether a person's windows hold a stretch of a day.
pub(super) fn is_present(person: &Staff, date: NaiveDate, from: i32, to: i32) -> bool {
    let Some(windows) = &person.available else { return true };
    let day = Weekday::of(date);
    let today = || {
        windows
            .iter()
            .filter(|w| w.days.as_ref().is_none_or(|days| days.contains(&day)))
    };
    (from..to).all(|minute| today().any(|w| w.from.minutes() <= minute && minute < w.to.minutes()))
}

fn what<'a>(instance: &'a Instance, activity: &Id) -> Option<What<'a>> {
    let lesson = instance.lessons.iter().find(|l| l.id == *activity).map(What::Lesson);
    let session = || instance.sessions.iter().find(|s| s.id == *activity).map(What::Session);
    let hours = || {
        let mut groups = instance.full_day.iter();
        groups.find_map(|group| {
            let own = [Activity::Recreation, Activity::SelfStudy].map(|a| group.activity_id(a));
            match own.contains(activity) {
                true => Some(What::Hours(group)),
                false => group
                    .clubs
                    .iter()
                    .find(|c| c.id == *activity)
                    .map(|c| What::Club(group, c)),
            }
        })
    };
    let consultation = || {
        instance
            .consultations
            .iter()
            .find(|c| c.id == *activity)
            .map(What::Consultation)
    };
    lesson.or_else(session).or_else(hours).or_else(consultation)
}

fn classes_of<'a>(instance: &'a Instance, what: What<'a>) -> Vec<&'a Class> {
    let of_group = |group: &'a FullDayGroup| {
        let ids = group.classes.iter();
        let mut classes: Vec<&Class> = ids.flat_map(|id| instance.classes_of(id)).collect();
        classes.dedup_by_key(|c| &c.id);
        classes
    };
    match what {
        What::Lesson(lesson) => instance.classes_of(&lesson.class),
        What::Session(session) => {
            let is = |c: &&Class| {
                let mut pupils = instance.pupils.iter().filter(|p| session.pupils.contains(&p.id));
                pupils.any(|p| p.class == c.id)
            };
            instance.classes.iter().filter(is).collect()
        }
        What::Hours(group) | What::Club(group, _) | What::AfterLessons(group) => of_group(group),
        What::Consultation(_) => Vec::new(),
    }
}

/// Minutes a person needs after it: those of its class's institution, else the most of all.
fn gap(instance: &Instance, what: What) -> i32 {
    let of_class = classes_of(instance, what).first().and_then(|class| {
        let mut institutions = instance.institutions.iter();
        institutions.find(|i| class.institution.as_ref() == Some(&i.id))
    });
    let most = || instance.institutions.iter().map(|i| i.gap).max().unwrap_or(0);
    of_class.map_or_else(most, |i| i.gap).into()
}

/// What a group's teacher does between the first class's last lesson and the group's first hour.
fn after_lessons<'a>(
    instance: &'a Instance,
    group: &'a FullDayGroup,
    date: NaiveDate,
    today: &[Meeting<'a>],
) -> Option<Meeting<'a>> {
    let what = What::AfterLessons(group);
    let mut classes = classes_of(instance, what);
    let last = |class: &Class| {
        let lessons = today.iter().filter(|m| m.lesson().is_some());
        lessons
            .filter(|m| m.classes.iter().any(|c| c.id == class.id))
            .map(|m| m.to)
            .max()
    };
    classes.retain(|class| last(class).is_some());
    let from = classes.iter().filter_map(|c| last(c)).min()?;
    let end = classes.iter().filter_map(|c| last(c)).max()?;
    let of_group = |m: &&Meeting| matches!(m.what, What::Hours(g) | What::Club(g, _) if g.id == group.id);
    let to = today.iter().filter(of_group).map(|m| m.from).min().unwrap_or(end);
    (from < to).then(|| Meeting {
        date,
        placement: Placement {
            activity: after_lessons_id(group),
            number: 1,
            day: Weekday::of(date),
            start: clock(from),
            end: clock(to),
            week: Week::Every,
            period: None,
            staff: vec![group.staff.clone()],
            room: None,
            session: None,
        },
        what,
        classes,
        from,
        to,
        // As in the law: who waits with pupils needs no time to go on with them.
        gap: 0,
    })
}

/// How orders name the time between a group's lessons and its first hour.
pub fn after_lessons_id(group: &FullDayGroup) -> Id {
    format!("{}/after-lessons", group.id)
}

/// Minutes of the day as people write them.
pub(super) fn clock(minutes: i32) -> Clock {
    Clock(u16::try_from(minutes).unwrap_or(0))
}
