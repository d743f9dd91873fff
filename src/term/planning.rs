//! The calendar of class tests, control tests and entry tests: an integer program of its own.
//!
//! A column says that a test is held at one of its choices. What a rule says of one test alone is in the cost of its
//! column, or the column is not there; what it says of a day, a week or a teacher's desk is a row. Tests, days and
//! weeks of a class are almost the rows of a network, so the relaxation is nearly whole and the proof is quick.

use super::least::{Proof, least};
use super::options::{Choice, Dates, Party};
use crate::instance::*;
use crate::program::{Column, ColumnDef, Program, RowDef, Status, Tag};
use crate::solve::clock::Clock;
use crate::test_calendar::{Held, Test, TestCalendar};
use crate::timetable::Timetable;
use crate::words::{Arg, Fill, Message, Word};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of planning.
#[derive(Debug, Clone, PartialEq)]
pub enum Planned {
    /// A calendar within all limits.
    Calendar {
        /// The tests.
        calendar: TestCalendar,
        /// Cost of the wishes.
        cost: i64,
        /// What no calendar can go below: proven in whole numbers if that reaches the cost, else by the solver's word.
        bound: i64,
        /// Who says that no calendar is better.
        proof: Proof,
    },
    /// No calendar holds all tests within the limits: why, in sentences with counts.
    TooMany(Vec<Message>),
    /// The time ran out before there was a calendar.
    OutOfTime,
}

/// One test to be held.
struct Item<'a> {
    lesson: &'a Lesson,
    kind: TestKind,
    classes: Vec<&'a Class>,
    /// Which of the lesson's tests of this kind, from 0.
    index: i64,
    /// Control tests and class tests of the lesson together.
    of: i64,
    choices: Vec<Choice>,
    columns: Vec<Column>,
}

/// Weeks of some classes' term, from 0; a calendar week with a holiday in it counts.
#[derive(Clone, Copy)]
struct Weeks {
    first: NaiveDate,
    count: i64,
}

impl Weeks {
    fn of(term: &Term, classes: &[&Class]) -> Weeks {
        let last = classes.iter().map(|c| term.last_day(c.grade)).min().unwrap_or(term.to);
        let first = monday(term.from);
        Weeks {
            first,
            count: (monday(last) - first).num_days() / 7 + 1,
        }
    }

    fn index(self, date: NaiveDate) -> i64 {
        (monday(date) - self.first).num_days() / 7
    }

    /// First and last week of the middle half of the i-th of n parts; of a part too short for that, its middle week.
    fn middle(self, i: i64, n: i64) -> (i64, i64) {
        // In quarters of parts: a week stands where its middle is.
        let inside = |week: &i64| {
            let middle = (2 * week + 1) * 2 * n;
            self.count * (4 * i + 1) <= middle && middle <= self.count * (4 * i + 3)
        };
        let mut weeks = (0..self.count).filter(inside);
        let middle = self.count * (2 * i + 1) / (2 * n);
        let first = weeks.next().unwrap_or(middle);
        (first, weeks.next_back().unwrap_or(first))
    }
}

/// The best calendar of the tests that an instance plans, on the lessons of a timetable.
pub fn plan(instance: &Instance, timetable: &Timetable, clock: &Clock) -> Planned {
    // Conflicts among rules are bad input, which `validate` reports.
    let rules = effective_rules(instance).unwrap_or_default();
    let dates = Dates::new(instance, timetable);
    let mut items = items(&dates, &rules);
    let mut messages = over_the_limits(&dates, &rules, &items);
    messages.extend(nowhere(instance, &items));
    messages.extend(given_nowhere(instance, &items));
    if !messages.is_empty() {
        return Planned::TooMany(messages);
    }
    let mut program = Arc::new(program(instance, &rules, &mut items, false));
    match least(&mut program, None, None, &[], clock) {
        Ok(found) => Planned::Calendar {
            calendar: calendar(instance, &items, &found.values),
            cost: found.cost,
            bound: match found.proof {
                Proof::Solver => found.cost,
                _ => found.bound,
            },
            proof: found.proof,
        },
        Err(Status::Infeasible) => left_out(instance, &rules, &mut items, clock),
        Err(_) => Planned::OutOfTime,
    }
}

fn items<'a>(dates: &Dates<'a>, rules: &[EffectiveRule]) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for entry in &dates.instance.examinations {
        let Some(lesson) = dates.lessons.get(entry.lesson.as_str()) else {
            continue;
        };
        let classes = dates.instance.classes_of(&lesson.class);
        let weeks = Weeks::of(&dates.instance.term, &classes);
        for kind in TestKind::ALL {
            let length = match kind {
                TestKind::ClassTest => class_test_lessons(rules, &lesson.subject),
                _ => 1,
            };
            let count = entry.tests(kind);
            let choices = if count > 0 {
                dates.choices(lesson, length)
            } else {
                Vec::new()
            };
            for index in 0..i64::from(count) {
                let mut item = Item {
                    lesson,
                    kind,
                    classes: classes.clone(),
                    index,
                    of: i64::from(entry.control_tests) + i64::from(entry.class_tests),
                    choices: Vec::new(),
                    columns: Vec::new(),
                };
                let allowed = |choice: &&Choice| {
                    let hard = rules.iter().filter(|r| r.setting.weight == Weight::Hard);
                    let mut hard = hard.map(|r| alone(&r.setting.rule, &dates.instance.term, weeks, &item, choice));
                    hard.all(|units| units == 0)
                };
                item.choices = choices.iter().filter(allowed).cloned().collect();
                items.push(item);
            }
        }
    }
    items
}

/// Lessons in a row that a class test of a subject takes.
fn class_test_lessons(rules: &[EffectiveRule], subject: &Id) -> u8 {
    let lengths = rules.iter().filter_map(|rule| match &rule.setting.rule {
        Wish::ClassTestLessons { lessons } => lessons.get(subject).copied(),
        _ => None,
    });
    lengths.max().unwrap_or(1)
}

/// Units of deviation that one test makes by itself.
fn alone(rule: &Wish, term: &Term, weeks: Weeks, item: &Item, choice: &Choice) -> i64 {
    let week = weeks.index(choice.date);
    match (rule, item.kind) {
        (Wish::NoClassTestsAtEnd { weeks: end }, TestKind::ClassTest) => {
            i64::from(week >= weeks.count - i64::from(*end))
        }
        (Wish::ClassTestsLate { weeks: late }, TestKind::ClassTest) => (weeks.count - i64::from(*late) - week).max(0),
        (Wish::TestsSpread {}, TestKind::ControlTest) => {
            let (first, last) = weeks.middle(item.index, item.of);
            (first - week).max(week - last).max(0)
        }
        (Wish::EntryTestsWithin { weeks }, TestKind::EntryTest) => {
            let end = term.from.checked_add_days(Days::new(7 * u64::from(*weeks)));
            i64::from(end.is_some_and(|end| choice.date >= end))
        }
        (Wish::NoUnplannedDoubles {}, _) => i64::from(!choice.moved.is_empty()),
        _ => 0,
    }
}

/// What rows count together: tests of a class on a day or in a week, tests on a teacher's desk.
type Together<'a> = BTreeMap<(&'a str, NaiveDate), Vec<Column>>;

fn together<'a>(rule: &Wish, term: &Term, items: &'a [Item]) -> Option<(u8, Together<'a>)> {
    let (max, limited) = match rule {
        Wish::TestsADay { max } | Wish::TestsAWeek { max } => (*max, true),
        Wish::WrittenTestsADay { max } | Wish::TestsToMark { max, .. } => (*max, false),
        _ => return None,
    };
    let mut groups = Together::new();
    for item in items.iter().filter(|item| item.kind.is_limited() || !limited) {
        for (choice, column) in item.choices.iter().zip(&item.columns) {
            let mut count = |who: &'a str, date| groups.entry((who, date)).or_default().push(*column);
            match rule {
                Wish::TestsToMark { weeks, .. } => {
                    // Every row of weeks that the test lies in, by its first Monday.
                    let mondays = (0..*weeks)
                        .filter_map(|back| monday(choice.date).checked_sub_days(Days::new(7 * u64::from(back))));
                    for start in mondays.filter(|start| *start >= monday(term.from)) {
                        choice.markers.iter().for_each(|who| count(who, start));
                    }
                }
                Wish::TestsAWeek { .. } => item.classes.iter().for_each(|c| count(&c.id, monday(choice.date))),
                _ => item.classes.iter().for_each(|c| count(&c.id, choice.date)),
            }
        }
    }
    Some((max, groups))
}

fn program(instance: &Instance, rules: &[EffectiveRule], items: &mut [Item], may_be_left_out: bool) -> Program {
    let term = &instance.term;
    let mut program = Program::default();
    for item in items.iter_mut() {
        let weeks = Weeks::of(term, &item.classes);
        let cost = |choice: &Choice| {
            let soft = rules.iter().filter_map(|r| match r.setting.weight {
                Weight::Soft(weight) if !may_be_left_out => Some((r, i64::from(weight))),
                _ => None,
            });
            soft.map(|(r, weight)| weight * alone(&r.setting.rule, term, weeks, item, choice))
                .sum()
        };
        let costs: Vec<i64> = item.choices.iter().map(cost).collect();
        item.columns = costs
            .into_iter()
            .map(|cost| column(&mut program, 1, true, cost))
            .collect();
        let mut terms: Vec<(Column, i64)> = item.columns.iter().map(|c| (*c, 1)).collect();
        if may_be_left_out {
            terms.push((column(&mut program, 1, true, 1), 1));
        }
        row(&mut program, Tag::Structure, terms, Some(1), Some(1));
    }
    given(instance, items, &mut program, may_be_left_out);
    swaps_apart(items, &mut program);
    for (number, rule) in rules.iter().enumerate() {
        let Some((max, groups)) = together(&rule.setting.rule, term, items) else {
            continue;
        };
        for (point, columns) in groups.into_values().enumerate() {
            let tag = Tag::Rule { rule: number, point };
            let beyond = columns.len() as i64 - i64::from(max);
            let mut terms: Vec<(Column, i64)> = columns.into_iter().map(|c| (c, 1)).collect();
            match rule.setting.weight {
                _ if beyond <= 0 => continue,
                Weight::Hard => {}
                Weight::Soft(_) if may_be_left_out => continue,
                Weight::Soft(weight) => terms.push((column(&mut program, beyond, false, weight.into()), -1)),
            }
            row(&mut program, tag, terms, None, Some(max.into()));
        }
    }
    program
}

pub(super) fn column(program: &mut Program, upper: i64, integer: bool, cost: i64) -> Column {
    program.columns.push(ColumnDef {
        lower: 0,
        upper,
        integer,
        cost,
    });
    Column(program.columns.len() - 1)
}

pub(super) fn row(program: &mut Program, tag: Tag, terms: Vec<(Column, i64)>, lower: Option<i64>, upper: Option<i64>) {
    program.rows.push(RowDef {
        tag,
        terms,
        lower,
        upper,
    });
}

/// Some test of the kind is held on each date given.
fn given(instance: &Instance, items: &[Item], program: &mut Program, may_be_left_out: bool) {
    for entry in instance.examinations.iter().filter(|_| !may_be_left_out) {
        for given in &entry.given {
            let of_kind = items
                .iter()
                .filter(|i| i.lesson.id == entry.lesson && i.kind == given.kind);
            let on_date = of_kind.flat_map(|i| i.choices.iter().zip(&i.columns));
            let on_date = on_date.filter(|(choice, _)| choice.date == given.date);
            let terms = on_date.map(|(_, column)| (*column, 1)).collect();
            row(program, Tag::Structure, terms, Some(1), None);
        }
    }
}

/// Each exchange was judged against the timetable as it stands, so in one week no class, nobody of the staff and no
/// room is in two; and no test stands on a lesson that is moved.
fn swaps_apart(items: &[Item], program: &mut Program) {
    let mut parties: BTreeMap<(NaiveDate, &Party), Vec<(Column, i64)>> = BTreeMap::new();
    for item in items {
        for (choice, column) in item.choices.iter().zip(&item.columns) {
            if choice.moved.is_empty() {
                continue;
            }
            for party in &choice.parties {
                let key = (monday(choice.date), party);
                parties.entry(key).or_default().push((*column, 1));
            }
            let moved = &choice.moved;
            for other in items.iter().filter(|i| moved.iter().any(|m| m.lesson == i.lesson.id)) {
                for (held, blocked) in other.choices.iter().zip(&other.columns) {
                    let on = |m: &Held| (&m.lesson, m.date, m.start) == (&other.lesson.id, held.date, held.start);
                    if held.moved.is_empty() && moved.iter().any(on) {
                        row(
                            program,
                            Tag::Structure,
                            vec![(*column, 1), (*blocked, 1)],
                            None,
                            Some(1),
                        );
                    }
                }
            }
        }
    }
    for terms in parties.into_values().filter(|terms| terms.len() > 1) {
        row(program, Tag::Structure, terms, None, Some(1));
    }
}

/// The calendar that column values describe.
fn calendar(instance: &Instance, items: &[Item], values: &[i64]) -> TestCalendar {
    let mut tests = Vec::new();
    for item in items {
        let held = |column: &Column| values.get(column.0).is_some_and(|v| *v > 0);
        let Some((choice, _)) = item.choices.iter().zip(&item.columns).find(|(_, c)| held(c)) else {
            continue;
        };
        tests.push(Test {
            date: choice.date,
            start: choice.start,
            end: choice.end,
            lesson: item.lesson.id.clone(),
            kind: item.kind,
            number: 0,
            lessons: choice.lessons,
            moved: choice.moved.clone(),
        });
    }
    tests.sort();
    let mut numbers: BTreeMap<(Id, TestKind), u8> = BTreeMap::new();
    for test in &mut tests {
        let number = numbers.entry((test.lesson.clone(), test.kind)).or_default();
        *number += 1;
        test.number = *number;
    }
    TestCalendar {
        firstbell: FORMAT_VERSION,
        instance: instance.id.clone(),
        tests,
    }
}

// --- too many tests

/// The most tests of a class that the limits of a day and a week let its term hold, and the weeks counted.
fn most(dates: &Dates, rules: &[EffectiveRule], class: &Class) -> Option<(usize, usize)> {
    let hard = rules.iter().filter(|r| r.setting.weight == Weight::Hard);
    let (mut a_day, mut a_week) = (None, None);
    for rule in hard {
        let (least, max) = match &rule.setting.rule {
            Wish::TestsADay { max } => (&mut a_day, usize::from(*max)),
            Wish::TestsAWeek { max } => (&mut a_week, usize::from(*max)),
            _ => continue,
        };
        *least = Some(least.map_or(max, |before: usize| before.min(max)));
    }
    let mut weeks: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for date in dates.dates(&[class]) {
        *weeks.entry(monday(date)).or_default() += 1;
    }
    let in_week = |days: &usize| match (a_day, a_week) {
        (None, None) => None,
        (Some(day), None) => Some(day * days),
        (None, Some(week)) => Some(week),
        (Some(day), Some(week)) => Some(week.min(day * days)),
    };
    let sum: Option<usize> = weeks.values().map(in_week).sum();
    sum.map(|most| (most, weeks.len()))
}

fn class_name(class: &Class) -> Arg {
    class.name.as_ref().map_or_else(|| class.id.arg(), Fill::arg)
}

fn subject_name(instance: &Instance, lesson: &Lesson) -> Arg {
    let subject = instance.subjects.iter().find(|s| s.id == lesson.subject);
    subject.map_or_else(|| lesson.subject.arg(), |s| s.name.arg())
}

/// Class by class, more tests than the days and weeks of the term can hold.
fn over_the_limits(dates: &Dates, rules: &[EffectiveRule], items: &[Item]) -> Vec<Message> {
    let over = |class: &Class| {
        let of_class = |i: &&Item| i.kind.is_limited() && i.classes.iter().any(|c| c.id == class.id);
        let planned = items.iter().filter(of_class).count();
        let (most, weeks) = most(dates, rules, class)?;
        let args: &[(&'static str, &dyn Fill)] = &[
            ("class", &class_name(class)),
            ("planned", &planned),
            ("most", &most),
            ("weeks", &weeks),
        ];
        (planned > most).then(|| Word::TestsOverLimits.with(args))
    };
    dates.instance.classes.iter().filter_map(over).collect()
}

/// Tests that no day of the term can hold.
fn nowhere(instance: &Instance, items: &[Item]) -> Vec<Message> {
    let homeless = items.iter().filter(|i| i.choices.is_empty() && i.index == 0);
    let message = |item: &Item| {
        Word::TestNowhere.with(&[
            ("kind", &item.kind.word()),
            (
                "class",
                &Arg::List(item.classes.iter().map(|c| class_name(c)).collect()),
            ),
            ("subject", &subject_name(instance, item.lesson)),
        ])
    };
    homeless.map(message).collect()
}

/// Given dates on which the timetable has no lesson that the test could take.
fn given_nowhere(instance: &Instance, items: &[Item]) -> Vec<Message> {
    let mut messages = Vec::new();
    for entry in &instance.examinations {
        for given in &entry.given {
            let of_kind = |i: &&Item| i.lesson.id == entry.lesson && i.kind == given.kind && !i.choices.is_empty();
            let Some(item) = items.iter().find(of_kind) else {
                continue;
            };
            if item.choices.iter().all(|choice| choice.date != given.date) {
                messages.push(Word::TestGivenNowhere.with(&[
                    ("kind", &item.kind.word()),
                    (
                        "class",
                        &Arg::List(item.classes.iter().map(|c| class_name(c)).collect()),
                    ),
                    ("subject", &subject_name(instance, item.lesson)),
                    ("date", &Arg::Date(given.date)),
                ]));
            }
        }
    }
    messages
}

/// Where counting finds nothing: the fewest tests that have to be left out, class by class.
fn left_out(instance: &Instance, rules: &[EffectiveRule], items: &mut [Item], clock: &Clock) -> Planned {
    let mut program = Arc::new(program(instance, rules, items, true));
    let values = match least(&mut program, None, None, &[], clock) {
        Ok(found) if found.proof != Proof::None => found.values,
        _ => return Planned::OutOfTime,
    };
    let held = |item: &Item| item.columns.iter().any(|c| values.get(c.0).is_some_and(|v| *v > 0));
    let mut messages = Vec::new();
    for class in &instance.classes {
        let of_class = || items.iter().filter(|i| i.classes.iter().any(|c| c.id == class.id));
        let without: Vec<Arg> = of_class()
            .filter(|i| !held(i))
            .map(|i| subject_name(instance, i.lesson))
            .collect();
        if !without.is_empty() {
            messages.push(Word::TestsLeftOut.with(&[
                ("class", &class_name(class)),
                ("planned", &of_class().count()),
                ("most", &(of_class().count() - without.len())),
                ("subjects", &Arg::List(without)),
            ]));
        }
    }
    if messages.is_empty() {
        // All fit, but not with every given date.
        messages.push(Word::TestsGivenDates.with(&[]));
    }
    Planned::TooMany(messages)
}
