//! Where each test can be held: dates, and on each the lesson or lessons in a row that it takes.

use super::swaps;
use crate::instance::*;
use crate::test_calendar::Held;
use crate::timetable::{Placement, Timetable};
use crate::verify::law;
use chrono::NaiveDate;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// One way to hold a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub date: NaiveDate,
    pub start: Clock,
    pub end: Clock,
    pub lessons: u8,
    /// Who marks it.
    pub markers: Vec<Id>,
    /// What changes places for it: see [`crate::test_calendar::Test::moved`].
    pub moved: Vec<Held>,
    /// Whose week that changes.
    pub parties: BTreeSet<Party>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Class(Id),
    Staff(Id),
    Room(Id),
}

/// The timetable by date.
pub(super) struct Dates<'a> {
    pub instance: &'a Instance,
    pub timetable: &'a Timetable,
    pub lessons: BTreeMap<&'a str, &'a Lesson>,
    /// By lesson its placements, by day and start.
    placements: BTreeMap<&'a str, Vec<&'a Placement>>,
    breaches: OnceCell<Breaches>,
}

/// What a timetable breaks: rules and placements.
pub(super) type Breaches = BTreeSet<(String, Vec<usize>)>;

pub(super) fn breaches(instance: &Instance, timetable: &Timetable) -> Breaches {
    let breaches = law::judge(instance, timetable);
    breaches.into_iter().map(|b| (b.rule, b.placements)).collect()
}

impl<'a> Dates<'a> {
    pub fn new(instance: &'a Instance, timetable: &'a Timetable) -> Self {
        let mut placements: BTreeMap<&str, Vec<&Placement>> = BTreeMap::new();
        for placement in &timetable.placements {
            placements
                .entry(placement.activity.as_str())
                .or_default()
                .push(placement);
        }
        for list in placements.values_mut() {
            list.sort_by_key(|p| (p.day, p.start));
        }
        Dates {
            instance,
            timetable,
            lessons: instance.lessons.iter().map(|l| (l.id.as_str(), l)).collect(),
            placements,
            breaches: OnceCell::new(),
        }
    }

    /// What the timetable breaks as it is.
    pub fn breaches(&self) -> &Breaches {
        self.breaches.get_or_init(|| breaches(self.instance, self.timetable))
    }

    pub fn placements(&self, lesson: &str) -> &[&'a Placement] {
        self.placements.get(lesson).map_or(&[], Vec::as_slice)
    }

    /// Whether these classes have ordinary lessons on a date.
    pub fn taught(&self, classes: &[&Class], date: NaiveDate) -> bool {
        let term = &self.instance.term;
        let of_term = term.from <= date && term.days.contains(&Weekday::of(date)) && term.holiday(date).is_none();
        let of_class = |c: &&Class| date <= term.last_day(c.grade) && term.occasion(&c.id, date).is_none();
        of_term && classes.iter().all(of_class)
    }

    /// The dates on which these classes have ordinary lessons.
    pub fn dates(&self, classes: &[&Class]) -> Vec<NaiveDate> {
        let all = self.instance.term.from.iter_days();
        let all = all.take_while(|date| *date <= self.instance.term.to);
        all.filter(|date| self.taught(classes, *date)).collect()
    }

    /// Whether a placement takes place on a date of its weekday.
    pub fn on(&self, placement: &Placement, date: NaiveDate) -> bool {
        placement.day == Weekday::of(date)
            && (placement.week == Week::Every || placement.week == self.instance.term.week_of(date))
    }

    /// Whether two placements of one class follow each other, without the big break between them.
    pub fn in_a_row(&self, class: &Class, first: &Placement, second: &Placement) -> bool {
        let bell = self.instance.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref());
        let periods = bell.map_or(&[][..], |b| b.periods_on(first.day));
        first.day == second.day
            && first.week.meets(second.week)
            && periods
                .windows(2)
                .any(|pair| pair[0].start == first.start && pair[1].start == second.start && !pair[0].big_break_after)
    }

    /// Every way to hold a test of so many lessons in the lesson's subject. On a date with lessons enough the
    /// earliest will do, for no rule tells them apart. Where the timetable never has two in a row, so that no
    /// order could be spared by waiting for another week, exchanges that make them so are offered.
    pub fn choices(&self, lesson: &Lesson, lessons: u8) -> Vec<Choice> {
        let classes = self.instance.classes_of(&lesson.class);
        let placements = self.placements(&lesson.id);
        let rows: Vec<(&Placement, &Placement)> = match (lessons, classes.first()) {
            (1, _) => placements.iter().map(|p| (*p, *p)).collect(),
            (2, Some(class)) => {
                let pairs = placements.windows(2).map(|pair| (pair[0], pair[1]));
                pairs.filter(|(a, b)| self.in_a_row(class, a, b)).collect()
            }
            _ => Vec::new(),
        };
        let dates = self.dates(&classes);
        if rows.is_empty() && lessons == 2 {
            return swaps::choices(self, lesson, &classes, &dates);
        }
        let choice = |date: &NaiveDate| {
            let (first, last) = rows.iter().find(|(a, b)| self.on(a, *date) && self.on(b, *date))?;
            Some(Choice {
                date: *date,
                start: first.start,
                end: last.end,
                lessons,
                markers: markers(lesson, first),
                moved: Vec::new(),
                parties: BTreeSet::new(),
            })
        };
        dates.iter().filter_map(choice).collect()
    }
}

/// The teachers of a lesson who are there; a specialist who comes into it marks nothing.
pub(super) fn markers(lesson: &Lesson, placement: &Placement) -> Vec<Id> {
    let own = |id: &&Id| {
        lesson.staff.iter().any(|need| match need {
            StaffNeed::Person(person) => person == *id,
            StaffNeed::AnyOf { any_of } => any_of.contains(id),
        })
    };
    placement.staff.iter().filter(own).cloned().collect()
}
