//! The judge of the calendar of tests: whether it holds every limit, and what it costs by each rule. It reads the
//! instance, the timetable and the calendar alone, and knows nothing of how calendars are made.

use super::law;
use crate::instance::*;
use crate::test_calendar::{Held, Test, TestCalendar};
use crate::timetable::{Placement, Timetable};
use crate::words::{Arg, Fill, Message, Word};
use chrono::{Datelike, NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// One hard demand that a calendar breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// Name of the demand: `tests/date`, or the full name of a rule, `bg-assessment-2016/tests-a-week`.
    pub rule: String,
    /// Where it comes from.
    pub cite: Text,
    /// The sentence for people.
    pub message: Message,
}

/// What a rule of the file or of its sets costs in a calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCost {
    /// Full name.
    pub rule: String,
    /// Where it comes from.
    pub cite: Text,
    /// Units of deviation times the weight.
    pub cost: i64,
}

/// What the judge says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Hard demands that are broken; none: the calendar may be published.
    pub breaches: Vec<Breach>,
    /// Soft rules of tests, in their order.
    pub costs: Vec<RuleCost>,
}

impl Verdict {
    /// The cost of all soft rules.
    pub fn cost(&self) -> i64 {
        self.costs.iter().map(|c| c.cost).sum()
    }
}

/// One unit or more of a rule broken at one point.
struct Deviation {
    units: i64,
    message: Message,
}

/// Judges a calendar.
pub fn judge(instance: &Instance, timetable: &Timetable, calendar: &TestCalendar) -> Verdict {
    let case = Case {
        instance,
        timetable,
        calendar,
    };
    let mut verdict = Verdict::default();
    let mut general = |rule: &str, cite: Word, messages: Vec<Message>| {
        verdict.breaches.extend(messages.into_iter().map(|message| Breach {
            rule: rule.to_owned(),
            cite: cite.text(),
            message,
        }));
    };
    general("tests/planned", Word::CiteTestPlan, case.planned());
    general("tests/date", Word::CiteTestDate, case.dated());
    general("tests/lesson", Word::CiteTestLesson, case.in_lessons());
    general("tests/swap", Word::CiteTestSwap, case.swapped());
    for rule in effective_rules(instance).unwrap_or_default() {
        let Some(deviations) = case.deviations(&rule.setting.rule) else {
            continue;
        };
        match rule.setting.weight {
            Weight::Hard => verdict.breaches.extend(deviations.into_iter().map(|d| Breach {
                rule: rule.name.clone(),
                cite: rule.setting.cite.clone(),
                message: d.message,
            })),
            Weight::Soft(weight) => verdict.costs.push(RuleCost {
                rule: rule.name,
                cite: rule.setting.cite,
                cost: deviations.iter().map(|d| i64::from(weight) * d.units).sum(),
            }),
        }
    }
    verdict
}

/// Examinations planned, class by class, that fall short of the fewest that hard rules demand. They have no dates,
/// so they can be judged before there is a calendar.
pub fn too_few_examinations(instance: &Instance) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for rule in effective_rules(instance).unwrap_or_default() {
        let Wish::ExaminationsATerm { least } = &rule.setting.rule else {
            continue;
        };
        if rule.setting.weight != Weight::Hard {
            continue;
        }
        for deviation in examinations(instance, least) {
            breaches.push(Breach {
                rule: rule.name.clone(),
                cite: rule.setting.cite.clone(),
                message: deviation.message,
            });
        }
    }
    breaches
}

/// By lesson of the curriculum, examinations missing.
fn examinations(instance: &Instance, least: &BTreeMap<u8, u8>) -> Vec<Deviation> {
    let mut found = Vec::new();
    for lesson in instance.lessons.iter().filter(|l| l.kind == LessonKind::Lesson) {
        let entry = instance.examinations.iter().find(|e| e.lesson == lesson.id);
        let in_two_weeks = entry
            .and_then(|e| e.in_two_weeks)
            .unwrap_or(lesson.weekly.saturating_mul(2));
        let wanted = least.range(..=in_two_weeks).next_back().map_or(0, |(_, least)| *least);
        let written = entry.map_or(0, |e| u16::from(e.control_tests) + u16::from(e.class_tests));
        let oral = entry.map_or(0, |e| e.oral);
        let missing = i64::from(wanted) - i64::from(written) - i64::from(oral);
        if missing > 0 {
            let message = Word::ExaminationsTooFew.with(&[
                ("class", &names(instance, &lesson.class)),
                ("subject", &subject(instance, lesson)),
                ("written", &written),
                ("oral", &oral),
                ("wanted", &wanted),
            ]);
            found.push(Deviation {
                units: missing,
                message,
            });
        }
    }
    found
}

fn names(instance: &Instance, id: &str) -> Arg {
    let name = |class: &Class| class.name.as_ref().map_or_else(|| class.id.arg(), Fill::arg);
    Arg::List(instance.classes_of(id).into_iter().map(name).collect())
}

fn subject(instance: &Instance, lesson: &Lesson) -> Arg {
    let subject = instance.subjects.iter().find(|s| s.id == lesson.subject);
    subject.map_or_else(|| lesson.subject.arg(), |s| s.name.arg())
}

/// The Monday of a date's week.
fn week(date: NaiveDate) -> NaiveDate {
    date - TimeDelta::days(i64::from(date.weekday().number_from_monday()) - 1)
}

struct Case<'a> {
    instance: &'a Instance,
    timetable: &'a Timetable,
    calendar: &'a TestCalendar,
}

impl<'a> Case<'a> {
    fn lesson(&self, id: &str) -> Option<&'a Lesson> {
        self.instance.lessons.iter().find(|l| l.id == id)
    }

    fn classes(&self, test: &Test) -> Vec<&'a Class> {
        let lesson = self.lesson(&test.lesson);
        lesson.map_or(Vec::new(), |l| self.instance.classes_of(&l.class))
    }

    /// A sentence about one test.
    fn about(&self, word: Word, test: &Test, more: &[(&'static str, &dyn Fill)]) -> Message {
        let lesson = self.lesson(&test.lesson);
        let class = lesson.map_or_else(|| "?".arg(), |l| names(self.instance, &l.class));
        let subject = lesson.map_or_else(|| test.lesson.arg(), |l| subject(self.instance, l));
        let mut message = word.with(more);
        message.args.extend([
            ("class", class),
            ("subject", subject),
            ("kind", test.kind.word().arg()),
            ("date", Arg::Date(test.date)),
        ]);
        message
    }

    /// As many tests of each lesson and kind as planned, and on the dates given.
    fn planned(&self) -> Vec<Message> {
        let mut found = Vec::new();
        if self.calendar.instance != self.instance.id {
            let args: &[(&'static str, &dyn Fill)] = &[("is", &self.calendar.instance), ("wanted", &self.instance.id)];
            found.push(Word::TestsOtherInstance.with(args));
        }
        let mut counts: BTreeMap<(&str, TestKind), (usize, usize)> = BTreeMap::new();
        for entry in &self.instance.examinations {
            for kind in TestKind::ALL {
                counts.entry((&entry.lesson, kind)).or_default().1 += usize::from(entry.tests(kind));
            }
            for given in &entry.given {
                let there = self
                    .calendar
                    .tests
                    .iter()
                    .any(|t| t.lesson == entry.lesson && t.kind == given.kind && t.date == given.date);
                if !there {
                    let args: &[(&'static str, &dyn Fill)] = &[
                        ("lesson", &entry.lesson),
                        ("kind", &given.kind.word()),
                        ("date", &Arg::Date(given.date)),
                    ];
                    found.push(Word::TestGivenElsewhere.with(args));
                }
            }
        }
        for test in &self.calendar.tests {
            counts.entry((&test.lesson, test.kind)).or_default().0 += 1;
        }
        for ((lesson, kind), (held, planned)) in counts {
            if held != planned {
                let args: &[(&'static str, &dyn Fill)] = &[
                    ("lesson", &lesson),
                    ("kind", &kind.word()),
                    ("held", &held),
                    ("planned", &planned),
                ];
                found.push(Word::TestCount.with(args));
            }
        }
        found
    }

    /// Every test is on a teaching day of its classes.
    fn dated(&self) -> Vec<Message> {
        let term = &self.instance.term;
        let mut found = Vec::new();
        for test in &self.calendar.tests {
            let date = test.date;
            let classes = self.classes(test);
            let ended = |c: &&Class| {
                let mut ends = term.ends.iter().filter(|e| e.grades.contains(&c.grade));
                ends.any(|e| date > e.to)
            };
            if date < term.from || date > term.to || classes.iter().any(ended) {
                found.push(self.about(Word::TestOutsideTerm, test, &[]));
            } else if !term
                .days
                .iter()
                .any(|d| d.index() == date.weekday().num_days_from_monday() as usize)
            {
                found.push(self.about(Word::TestOnDayOff, test, &[]));
            } else if term.holidays.iter().any(|h| (h.from..=h.to).contains(&date)) {
                found.push(self.about(Word::TestOnHoliday, test, &[]));
            }
            for occasion in term.occasions.iter().filter(|o| (o.from..=o.to).contains(&date)) {
                let here = |c: &&Class| occasion.classes.as_ref().is_none_or(|all| all.contains(&c.id));
                if classes.iter().any(here) {
                    found.push(self.about(Word::TestOnOccasion, test, &[("name", &occasion.name)]));
                }
            }
        }
        found
    }

    /// The lessons of a week, with the exchanges of that week made.
    fn week_of(&self, monday: NaiveDate) -> Timetable {
        let mut timetable = self.timetable.clone();
        for test in self.calendar.tests.iter().filter(|t| week(t.date) == monday) {
            let place = |held: &Held| self.timetable.placements.iter().position(|p| self.is(p, held));
            let places: Vec<Option<usize>> = test.moved.iter().map(place).collect();
            for (at, from) in places.iter().enumerate() {
                // Each takes the place of the next.
                if let (Some(from), Some(to)) = (from, places[(at + 1) % places.len()]) {
                    let to = &self.timetable.placements[to];
                    let p = &mut timetable.placements[*from];
                    (p.day, p.start, p.end, p.period) = (to.day, to.start, to.end, to.period);
                }
            }
        }
        timetable
    }

    fn is(&self, p: &Placement, held: &Held) -> bool {
        p.activity == held.lesson && p.start == held.start && self.takes_place(p, held.date)
    }

    /// Whether a placement takes place on a date.
    fn takes_place(&self, p: &Placement, date: NaiveDate) -> bool {
        let first = week(self.instance.term.week_a.unwrap_or(self.instance.term.from));
        let even = (week(date) - first).num_weeks() % 2 == 0;
        let in_week = match p.week {
            Week::Every => true,
            Week::A => even,
            Week::B => !even,
        };
        p.day.index() == date.weekday().num_days_from_monday() as usize && in_week
    }

    /// Every test takes a lesson of its subject, or two that follow each other without the big break.
    fn in_lessons(&self) -> Vec<Message> {
        let mut weeks: BTreeMap<NaiveDate, Timetable> = BTreeMap::new();
        let mut found = Vec::new();
        for test in &self.calendar.tests {
            let monday = week(test.date);
            let timetable = weeks.entry(monday).or_insert_with(|| self.week_of(monday));
            let mut lessons: Vec<&Placement> = timetable
                .placements
                .iter()
                .filter(|p| p.activity == test.lesson && self.takes_place(p, test.date))
                .filter(|p| test.start <= p.start && p.end <= test.end)
                .collect();
            lessons.sort_by_key(|p| p.start);
            let whole = lessons.len() == usize::from(test.lessons)
                && lessons.first().is_some_and(|p| p.start == test.start)
                && lessons.last().is_some_and(|p| p.end == test.end);
            let merged = lessons
                .windows(2)
                .all(|pair| self.no_break_between(test, pair[0], pair[1]));
            if !whole || !merged {
                let args: &[(&'static str, &dyn Fill)] =
                    &[("start", &test.start), ("end", &test.end), ("lessons", &test.lessons)];
                found.push(self.about(Word::TestNotInLessons, test, args));
            }
        }
        found
    }

    /// No period of the class begins between two lessons, and no big break lies there.
    fn no_break_between(&self, test: &Test, first: &Placement, second: &Placement) -> bool {
        self.classes(test).iter().all(|class| {
            let bell = self.instance.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref());
            let between = |p: &&Period| first.start <= p.start && p.start < second.start;
            let periods: Vec<&Period> = bell
                .map_or(&[][..], |b| b.periods_on(first.day))
                .iter()
                .filter(between)
                .collect();
            periods.len() == 1 && !periods[0].big_break_after
        })
    }

    /// Lessons change places with others of the class in one week; and the week stays legal.
    fn swapped(&self) -> Vec<Message> {
        let mut found = Vec::new();
        let mut weeks = BTreeSet::new();
        for test in &self.calendar.tests {
            if test.moved.is_empty() {
                continue;
            }
            let class = |id: &str| self.lesson(id).map(|l| &l.class);
            let right = |held: &Held| {
                let there = self.timetable.placements.iter().any(|p| self.is(p, held));
                there && class(&held.lesson) == class(&test.lesson) && week(held.date) == week(test.date)
            };
            let comes = test.moved.first().is_some_and(|held| held.lesson == test.lesson);
            let right = comes && test.moved.len() > 1 && test.moved.iter().all(right);
            if !right {
                found.push(self.about(Word::TestSwapUnknown, test, &[]));
            }
            weeks.insert(week(test.date));
        }
        let breaches = |timetable: &Timetable| -> BTreeSet<(String, Vec<usize>)> {
            let breaches = law::judge(self.instance, timetable);
            breaches.into_iter().map(|b| (b.rule, b.placements)).collect()
        };
        let before = if weeks.is_empty() {
            BTreeSet::new()
        } else {
            breaches(self.timetable)
        };
        for monday in weeks {
            for (rule, _) in breaches(&self.week_of(monday)).difference(&before) {
                let args: &[(&'static str, &dyn Fill)] = &[("date", &Arg::Date(monday)), ("rule", rule)];
                found.push(Word::TestSwapIllegal.with(args));
            }
        }
        found
    }

    /// Where a rule of tests is broken and by how much; none for rules of other things.
    fn deviations(&self, rule: &Wish) -> Option<Vec<Deviation>> {
        let tests = &self.calendar.tests;
        let limited = |t: &&Test| matches!(t.kind, TestKind::ControlTest | TestKind::ClassTest);
        Some(match rule {
            Wish::TestsADay { max } => self.crowded(tests.iter().filter(limited), *max, |d| d, Word::TestsOnDay),
            Wish::WrittenTestsADay { max } => self.crowded(tests.iter(), *max, |d| d, Word::TestsOnDay),
            Wish::TestsAWeek { max } => self.crowded(tests.iter().filter(limited), *max, week, Word::TestsInWeek),
            Wish::NoClassTestsAtEnd { weeks } => self.each(TestKind::ClassTest, Word::TestAtEnd, |t| {
                let days_left = (self.last_monday(t) - week(t.date)).num_days();
                i64::from(days_left < 7 * i64::from(*weeks))
            }),
            Wish::ClassTestsLate { weeks } => self.each(TestKind::ClassTest, Word::TestEarly, |t| {
                let weeks_left = (self.last_monday(t) - week(t.date)).num_weeks();
                (weeks_left - (i64::from(*weeks) - 1)).max(0)
            }),
            Wish::ClassTestLessons { lessons } => self.each(TestKind::ClassTest, Word::ClassTestWrong, |t| {
                let subject = self.lesson(&t.lesson).map(|l| &l.subject);
                i64::from(subject.and_then(|s| lessons.get(s)) != Some(&t.lessons))
            }),
            Wish::EntryTestsWithin { weeks } => self.each(TestKind::EntryTest, Word::EntryTestLate, |t| {
                i64::from((t.date - self.instance.term.from).num_days() >= 7 * i64::from(*weeks))
            }),
            Wish::ExaminationsATerm { least } => examinations(self.instance, least),
            Wish::TestsSpread {} => self.spread(),
            Wish::TestsToMark { weeks, max } => self.to_mark(i64::from(*weeks), *max),
            Wish::NoUnplannedDoubles {} => {
                let swapped = tests.iter().filter(|t| !t.moved.is_empty());
                let deviation = |t| Deviation {
                    units: 1,
                    message: self.about(Word::TestNeedsOrder, t, &[]),
                };
                swapped.map(deviation).collect()
            }
            _ => return None,
        })
    }

    /// The Monday of the last week of a test's classes.
    fn last_monday(&self, test: &Test) -> NaiveDate {
        let term = &self.instance.term;
        let end = |c: &Class| {
            let own = term.ends.iter().find(|e| e.grades.contains(&c.grade));
            own.map_or(term.to, |e| e.to)
        };
        week(self.classes(test).into_iter().map(end).min().unwrap_or(term.to))
    }

    /// What each test of a kind breaks by itself.
    fn each(&self, kind: TestKind, word: Word, units: impl Fn(&Test) -> i64) -> Vec<Deviation> {
        let tests = self.calendar.tests.iter().filter(|t| t.kind == kind);
        let deviation = |t: &Test| Deviation {
            units: units(t),
            message: self.about(word, t, &[]),
        };
        tests.map(deviation).filter(|d| d.units > 0).collect()
    }

    /// Tests of a class beyond the most of a day or week.
    fn crowded<'t>(
        &self,
        tests: impl Iterator<Item = &'t Test>,
        max: u8,
        span: impl Fn(NaiveDate) -> NaiveDate,
        word: Word,
    ) -> Vec<Deviation> {
        let mut counts: BTreeMap<(&str, NaiveDate), i64> = BTreeMap::new();
        for test in tests {
            for class in self.classes(test) {
                *counts.entry((&class.id, span(test.date))).or_default() += 1;
            }
        }
        let over = counts.into_iter().filter(|(_, count)| *count > i64::from(max));
        over.map(|((class, date), count)| Deviation {
            units: count - i64::from(max),
            message: word.with(&[
                ("class", &names(self.instance, class)),
                ("date", &Arg::Date(date)),
                ("count", &count),
                ("max", &max),
            ]),
        })
        .collect()
    }

    /// Control tests outside the middle half of their part of the term, in weeks.
    fn spread(&self) -> Vec<Deviation> {
        let mut found = Vec::new();
        for entry in &self.instance.examinations {
            let of_lesson = |kind: TestKind| {
                let tests = self.calendar.tests.iter();
                tests.filter(move |t| t.lesson == entry.lesson && t.kind == kind)
            };
            let mut control: Vec<&Test> = of_lesson(TestKind::ControlTest).collect();
            control.sort_by_key(|t| t.date);
            let parts = (control.len() + of_lesson(TestKind::ClassTest).count()) as f64;
            for (i, test) in control.into_iter().enumerate() {
                let first = week(self.instance.term.from);
                let weeks = (self.last_monday(test) - first).num_weeks() + 1;
                // A week counts where its middle lies.
                let (from, to) = (
                    weeks as f64 * (i as f64 + 0.25) / parts,
                    weeks as f64 * (i as f64 + 0.75) / parts,
                );
                let inside = |w: &i64| from <= *w as f64 + 0.5 && *w as f64 + 0.5 <= to;
                let mut targets: Vec<i64> = (0..weeks).filter(inside).collect();
                if targets.is_empty() {
                    targets.push((weeks as f64 * (i as f64 + 0.5) / parts) as i64);
                }
                let stands = (week(test.date) - first).num_weeks();
                let units = targets.iter().map(|t| (t - stands).abs()).min().unwrap_or(0);
                if units > 0 {
                    let message = self.about(Word::TestNotInPart, test, &[("weeks", &units)]);
                    found.push(Deviation { units, message });
                }
            }
        }
        found
    }

    /// Tests of one teacher from some weeks in a row, beyond the most.
    fn to_mark(&self, weeks: i64, max: u8) -> Vec<Deviation> {
        let mut dates: BTreeMap<&Id, Vec<NaiveDate>> = BTreeMap::new();
        for test in &self.calendar.tests {
            for person in self.markers(test) {
                dates.entry(person).or_default().push(test.date);
            }
        }
        let mut found = Vec::new();
        for (person, dates) in dates {
            let mut monday = week(self.instance.term.from);
            while monday <= self.instance.term.to {
                let end = monday + TimeDelta::weeks(weeks);
                let count = dates.iter().filter(|d| monday <= **d && **d < end).count() as i64;
                if count > i64::from(max) {
                    let staff = self.instance.staff.iter().find(|s| s.id == *person);
                    let name = staff
                        .and_then(|s| s.name.as_ref())
                        .map_or_else(|| person.arg(), Fill::arg);
                    found.push(Deviation {
                        units: count - i64::from(max),
                        message: Word::TestsOnDesk.with(&[
                            ("name", &name),
                            ("date", &Arg::Date(monday)),
                            ("weeks", &weeks),
                            ("count", &count),
                            ("max", &max),
                        ]),
                    });
                }
                monday += TimeDelta::weeks(1);
            }
        }
        found
    }

    /// The lesson's own teachers who are there when the test is held.
    fn markers(&self, test: &Test) -> BTreeSet<&'a Id> {
        let Some(lesson) = self.lesson(&test.lesson) else {
            return BTreeSet::new();
        };
        let own: BTreeSet<&Id> = lesson
            .staff
            .iter()
            .flat_map(|need| match need {
                StaffNeed::Person(id) => std::slice::from_ref(id),
                StaffNeed::AnyOf { any_of } => any_of,
            })
            .collect();
        // With a swap, the lesson of that day that stays.
        let stays = |p: &&Placement| {
            p.activity == test.lesson
                && self.takes_place(p, test.date)
                && test.start <= p.start
                && p.end <= test.end
                && test.moved.first().is_none_or(|comes| !self.is(p, comes))
        };
        let first = self.timetable.placements.iter().filter(stays).min_by_key(|p| p.start);
        first.map_or(BTreeSet::new(), |p| {
            p.staff.iter().filter(|id| own.contains(id)).collect()
        })
    }
}
