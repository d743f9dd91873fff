//! A single date of the term: what takes place on it, and the same as an instance and a timetable of one day, for the
//! law's judge.

use crate::instance::*;
use crate::order::{Order, OrderKind, OrderedChange};
use crate::timetable::{Placement, Timetable};
use crate::verify::law::{self, Breach};
use crate::words::{Arg, Message, Word, weekday};
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};

/// Why a day has no order.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// What was asked for makes no sense: why, and what to do.
    Input(Message, Word),
    /// It makes sense and cannot be: what would be broken.
    Illegal(Vec<Breach>),
    /// It makes sense, and nothing that was tried is legal.
    Impossible(Message),
}

/// What the head says of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decree {
    /// The circumstances that forced it; left out: those that follow from what is ordered, or a line to fill in.
    pub circumstances: Option<Text>,
    /// When it was decided, on the school's clock.
    pub decided: NaiveDateTime,
}

impl Decree {
    /// An order of a kind; its name is made of the date, the kind and, where there may be several, one thing more.
    pub(super) fn order(
        &self,
        instance: &Instance,
        (kind, name): (OrderKind, String),
        otherwise: Text,
        changes: Vec<OrderedChange>,
    ) -> Order {
        Order {
            firstbell: FORMAT_VERSION,
            instance: instance.id.clone(),
            id: name,
            kind,
            circumstances: self.circumstances.clone().unwrap_or(otherwise),
            decided: self.decided,
            changes,
            weekday: None,
            bells: Vec::new(),
            called: Vec::new(),
            sittings: Vec::new(),
        }
    }
}

/// An order, and what the head should know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// The order.
    pub order: Order,
    /// Sentences: who is waited for, who is missing.
    pub notes: Vec<Message>,
}

impl Ordered {
    /// The end of the last meeting that it changes.
    pub fn ends(&self) -> Option<Clock> {
        let held = self.order.changes.iter().filter_map(|change| change.is.as_ref());
        held.map(|dated| dated.placement.end).max()
    }
}

/// A date on which the timetable is in force.
///
/// # Errors
/// The sentence that says why not: it lies outside the term, is a holiday or no school day.
pub fn school_day(instance: &Instance, date: NaiveDate) -> Result<(), Message> {
    teaching(instance, date)?;
    let day = Weekday::of(date);
    if !instance.term.days.contains(&day) {
        let args = Word::DateNoSchoolDay.with(&[("date", &Arg::Date(date))]);
        return Err(args.and("weekday", weekday(day).text()));
    }
    Ok(())
}

/// A date of the term that is no holiday; a Saturday may be one.
pub(super) fn teaching(instance: &Instance, date: NaiveDate) -> Result<(), Message> {
    let term = &instance.term;
    let day = Arg::Date(date);
    if date < term.from || term.to < date {
        let (from, to) = (Arg::Date(term.from), Arg::Date(term.to));
        return Err(Word::DateOutsideTerm.with(&[("date", &day), ("from", &from), ("to", &to)]));
    }
    match term.holiday(date) {
        Some(Holiday { name: Some(name), .. }) => Err(Word::DateHoliday.with(&[("date", &day), ("name", name)])),
        Some(_) => Err(Word::DateInHolidays.with(&[("date", &day)])),
        None => Ok(()),
    }
}

/// The classes with pupils in an activity; none: a consultation.
pub fn classes_of<'a>(instance: &'a Instance, activity: &str) -> Vec<&'a Class> {
    if let Some(lesson) = instance.lessons.iter().find(|l| l.id == activity) {
        return instance.classes_of(&lesson.class);
    }
    if let Some(group) = group_of(instance, activity) {
        return (group.classes.iter())
            .flat_map(|class| instance.classes_of(class))
            .collect();
    }
    let session = instance.sessions.iter().find(|s| s.id == activity);
    let comes = |p: &&Pupil| session.is_some_and(|s| s.pupils.contains(&p.id));
    let pupils = instance.pupils.iter().filter(comes);
    pupils.flat_map(|p| instance.classes_of(&p.class)).collect()
}

/// The full-day group whose hour an activity is.
pub(super) fn group_of<'a>(instance: &'a Instance, activity: &str) -> Option<&'a FullDayGroup> {
    let hours = |g: &FullDayGroup| {
        [Activity::Recreation, Activity::SelfStudy]
            .iter()
            .any(|kind| g.activity_id(*kind) == activity)
    };
    (instance.full_day.iter()).find(|g| hours(g) || g.clubs.iter().any(|club| club.id == activity))
}

/// What takes place on a date with the timetable of a weekday: without what is for classes that have an occasion or
/// whose term has ended.
pub(super) fn held(instance: &Instance, timetable: &Timetable, date: NaiveDate, day: Weekday) -> Vec<Placement> {
    let term = &instance.term;
    let taught = |class: &&Class| date <= term.last_day(class.grade) && term.occasion(&class.id, date).is_none();
    let of_date = |p: &&Placement| {
        let classes = classes_of(instance, &p.activity);
        p.day == day && p.week.meets(term.week_of(date)) && (classes.is_empty() || classes.iter().any(taught))
    };
    timetable.placements.iter().filter(of_date).cloned().collect()
}

/// What the law's judge has against these placements on a date. Only what holds of a single day is asked: the counts
/// of a week are those of the day, and rules of weeks are left out.
pub(super) fn breaches(instance: &Instance, date: NaiveDate, placements: &[Placement]) -> Vec<Breach> {
    breaches_of(instance, date, placements, speaks_of_a_day)
}

/// The same, of these rules alone.
pub(super) fn breaches_of(
    instance: &Instance,
    date: NaiveDate,
    placements: &[Placement],
    asked: fn(&Wish) -> bool,
) -> Vec<Breach> {
    let day = Weekday::of(date);
    let mut held: Vec<Placement> = placements.to_vec();
    held.sort_by(|a, b| (&a.activity, a.start).cmp(&(&b.activity, b.start)));
    let mut weekly: BTreeMap<Id, u8> = BTreeMap::new();
    let mut inside: BTreeMap<Id, u8> = BTreeMap::new();
    for placement in &mut held {
        let count = weekly.entry(placement.activity.clone()).or_default();
        *count += 1;
        (placement.day, placement.week, placement.number) = (day, Week::Every, u16::from(*count));
        if let Some(session) = &placement.session {
            *inside.entry(session.clone()).or_default() += 1;
        }
    }
    let count = |id: &Id| weekly.get(id).copied().unwrap_or(0);
    let mut of_day = instance.clone();
    of_day.term.days = vec![day];
    for lesson in &mut of_day.lessons {
        (lesson.weekly, lesson.week) = (count(&lesson.id), Week::Every);
        lesson.pinned.clear();
        lesson.doubles = lesson.doubles.take().filter(|d| *d == Doubles::Forbidden);
    }
    for session in &mut of_day.sessions {
        let inside = inside.get(&session.id).copied().unwrap_or(0);
        session.weekly = count(&session.id) + inside;
        session.co_taught = session.co_taught.take().filter(|_| inside > 0);
        if let Some(co_taught) = &mut session.co_taught {
            co_taught.count = inside;
        }
    }
    for consultation in &mut of_day.consultations {
        consultation.weekly = count(&consultation.id);
    }
    for club in of_day.full_day.iter_mut().flat_map(|g| &mut g.clubs) {
        let count = count(&club.id);
        club.weekly = Range { min: count, max: count };
    }
    of_day.lessons.retain(|l| l.weekly > 0);
    of_day.sessions.retain(|s| s.weekly > 0);
    of_day.consultations.retain(|c| c.weekly > 0);
    // Classes that are away have no lessons to count, and a group of such classes no afternoon.
    let taught: BTreeSet<Id> = (of_day.lessons.iter())
        .flat_map(|lesson| instance.classes_of(&lesson.class))
        .map(|class| class.id.clone())
        .collect();
    of_day.classes.retain(|class| taught.contains(&class.id));
    let comes = |group: &FullDayGroup| {
        held.iter()
            .any(|p| group_of(instance, &p.activity).is_some_and(|g| g.id == group.id))
    };
    of_day.full_day.retain(comes);
    of_day.staff.iter_mut().for_each(|staff| staff.max_days = None);
    let rules = effective_rules(instance).unwrap_or_default();
    let of_one_day = rules.into_iter().filter(|rule| asked(&rule.setting.rule));
    of_day.rules = of_one_day
        .map(|rule| RuleSetting {
            id: rule.name,
            ..rule.setting
        })
        .collect();
    of_day.rule_sets.clear();
    of_day.law_overrides.clear();
    let timetable = Timetable {
        firstbell: FORMAT_VERSION,
        instance: instance.id.clone(),
        status: crate::timetable::Status::Draft,
        approved: None,
        from: None,
        legal: false,
        hard: 0,
        soft: 0,
        placements: held,
        unmet: BTreeMap::new(),
    };
    law::judge(&of_day, &timetable)
}

/// Whether a rule can be read from one day. Lengths of lessons are not asked: an order may cut them.
fn speaks_of_a_day(rule: &Wish) -> bool {
    match rule {
        Wish::NoHoles {}
        | Wish::LessonsADay { .. }
        | Wish::PeriodsADay { .. }
        | Wish::SubjectADay { .. }
        | Wish::OneOfDaily { .. }
        | Wish::PeriodCost { .. }
        | Wish::AdjacentOnDay {}
        | Wish::Waiting { .. }
        | Wish::SessionsOfServiceADay { .. }
        | Wish::SessionOutOfLesson {}
        | Wish::ActivityHours { .. }
        | Wish::EdgeOfDay { .. } => true,
        Wish::SpreadOverDays { .. }
        | Wish::NotOnConsecutiveDays { .. }
        | Wish::DaysPresent { .. }
        | Wish::SessionOutOfSameSubject {}
        | Wish::WeeklyTotal { .. }
        | Wish::LessonLength { .. }
        | Wish::ExtraHours { .. }
        | Wish::StemShare { .. }
        | of_dates!() => false,
    }
}
