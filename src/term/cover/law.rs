//! What the rules say of lessons that move: counts by class and day as rows, wishes as costs, and the law's judge for all
//! the rest.

use super::choices::{Choice, Item};
use super::days::Days;
use super::program::Spread;
use crate::instance::*;
use crate::order::{Dated, How};
use crate::program::Column;
use crate::timetable::{Placement, Timetable};
use crate::verify::law;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Terms and limits of a row.
type Limits = (Vec<(Column, i64)>, Option<i64>, Option<i64>);

/// The rules of an instance, and what its timetable breaks as it is.
pub(super) struct Law<'d, 'a> {
    days: &'d Days<'a>,
    rules: Vec<EffectiveRule>,
    before: BTreeMap<String, usize>,
}

/// One more or fewer lesson of a class on a date.
struct Step<'a> {
    column: Column,
    class: &'a Class,
    date: NaiveDate,
    lesson: &'a Lesson,
    by: i64,
    /// It falls out; what is fewer for that is counted as lost.
    freed: bool,
}

impl<'d, 'a> Law<'d, 'a> {
    pub fn new(days: &'d Days<'a>) -> Self {
        // Conflicts among rules are bad input, which `validate` reports.
        let rules = effective_rules(days.instance).unwrap_or_default();
        let mut law = Law {
            days,
            rules,
            before: BTreeMap::new(),
        };
        law.before = law.broken(days.timetable);
        law
    }

    /// How often a timetable breaks each rule, but for those that only count what a week has: that is lost and
    /// counted as such. Holes before a first lesson that is freed are none.
    fn broken(&self, timetable: &Timetable) -> BTreeMap<String, usize> {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for breach in law::judge(self.days.instance, timetable) {
            let of_week = self
                .rules
                .iter()
                .any(|r| r.name == breach.rule && counts_a_week(&r.setting.rule));
            if !of_week && !["placed/count", "placed/number"].contains(&breach.rule.as_str()) {
                *count.entry(breach.rule).or_default() += 1;
            }
        }
        count
    }

    fn hard(&self) -> impl Iterator<Item = &Wish> {
        let hard = self.rules.iter().filter(|r| r.setting.weight == Weight::Hard);
        hard.map(|r| &r.setting.rule)
    }

    /// The wishes with their weights.
    fn soft(&self) -> impl Iterator<Item = (&Wish, i64)> {
        self.rules.iter().filter_map(|r| match r.setting.weight {
            Weight::Soft(weight) => Some((&r.setting.rule, i64::from(weight))),
            Weight::Hard => None,
        })
    }

    /// What the choices change in the counts of classes without divisions; where a class is parted, the judge looks.
    fn steps(&self, items: &[Item], columns: &[Vec<Column>]) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for (item, columns) in items.iter().zip(columns) {
            for (choice, column) in item.choices.iter().zip(columns) {
                if !matches!(choice.how, How::Moved | How::Freed) {
                    continue;
                }
                for (at, is) in &choice.changes {
                    let Some(m) = self.days.meetings.get(*at) else { continue };
                    let super::days::What::Lesson(lesson) = m.what else {
                        continue;
                    };
                    for class in m.classes.iter().filter(|c| c.divisions.is_empty()) {
                        let step = |date, by| Step {
                            column: *column,
                            class,
                            date,
                            lesson,
                            by,
                            freed: choice.how == How::Freed,
                        };
                        steps.push(step(m.date, -1));
                        steps.extend(is.iter().map(|is| step(is.date, 1)));
                    }
                }
            }
        }
        steps
    }

    /// The rows of what hard rules count by class and day.
    pub fn counts(&self, items: &[Item], columns: &[Vec<Column>]) -> Vec<Limits> {
        let steps = self.steps(items, columns);
        let mut by_day: BTreeMap<(&Id, NaiveDate), Vec<&Step>> = BTreeMap::new();
        for step in &steps {
            by_day.entry((&step.class.id, step.date)).or_default().push(step);
        }
        let mut rows = Vec::new();
        for ((class, date), steps) in by_day {
            let Some(first) = steps.first() else { continue };
            let grade = first.class.grade;
            let of_grade = |grades: &Option<Vec<u8>>| grades.as_ref().is_none_or(|all| all.contains(&grade));
            let today: Vec<&Lesson> = (self.days.lessons_of(class, date).into_iter())
                .filter_map(|at| match self.days.meetings[at].what {
                    super::days::What::Lesson(lesson) => Some(lesson),
                    _ => None,
                })
                .collect();
            let mut limit = |which: &dyn Fn(&Lesson) -> bool, lower: Option<i64>, upper: Option<i64>| {
                let now = today.iter().filter(|l| which(l)).count() as i64;
                let terms = |freed: bool| {
                    let mut terms: BTreeMap<Column, i64> = BTreeMap::new();
                    for step in steps.iter().filter(|s| which(s.lesson) && (freed || !s.freed)) {
                        *terms.entry(step.column).or_default() += step.by;
                    }
                    terms.into_iter().collect::<Vec<_>>()
                };
                if let Some(upper) = upper {
                    rows.push((terms(true), None, Some(upper.max(now) - now)));
                }
                if let Some(lower) = lower {
                    rows.push((terms(true), Some(lower.min(now) - now), None));
                }
            };
            let curriculum = |l: &Lesson| l.kind == LessonKind::Lesson;
            for rule in self.hard() {
                match rule {
                    Wish::SubjectADay { max } => {
                        let subjects: BTreeSet<&Id> = steps.iter().map(|s| &s.lesson.subject).collect();
                        for subject in subjects {
                            limit(&|l| curriculum(l) && l.subject == *subject, None, Some(i64::from(*max)));
                        }
                    }
                    Wish::LessonsADay { grades, max, .. } if of_grade(grades) => {
                        let most = max.map_or_else(|| self.a_day(class).1, i64::from);
                        limit(&curriculum, None, Some(most));
                    }
                    Wish::PeriodsADay { grades, max } if of_grade(grades) => {
                        limit(&|_| true, None, Some(i64::from(*max)));
                    }
                    Wish::OneOfDaily { grades, subjects } if of_grade(grades) => {
                        limit(&|l| curriculum(l) && subjects.contains(&l.subject), Some(1), None);
                    }
                    _ => {}
                }
            }
            let single = |l: &&Lesson| matches!(l.doubles, Some(Doubles::Forbidden));
            let alone: BTreeSet<&Id> = steps.iter().map(|s| s.lesson).filter(single).map(|l| &l.id).collect();
            for id in alone {
                limit(&|l| l.id == *id, None, Some(1));
            }
            // Fewer lessons are counted as lost where they fall out, and are against the law where they are moved away.
            for rule in self.hard() {
                if let Wish::LessonsADay { grades, min, .. } = rule
                    && of_grade(grades)
                {
                    let least = min.map_or_else(|| self.a_day(class).0, i64::from);
                    let now = today.iter().filter(|l| curriculum(l)).count() as i64;
                    let mut terms: BTreeMap<Column, i64> = BTreeMap::new();
                    for step in steps.iter().filter(|s| curriculum(s.lesson) && !s.freed) {
                        *terms.entry(step.column).or_default() += step.by;
                    }
                    rows.push((terms.into_iter().collect(), Some(least.min(now) - now), None));
                }
            }
        }
        rows
    }

    /// The average of a class's lessons a day, rounded down and up.
    fn a_day(&self, class: &Id) -> (i64, i64) {
        let has = |l: &&Lesson| {
            l.kind == LessonKind::Lesson && self.days.instance.classes_of(&l.class).iter().any(|c| c.id == *class)
        };
        let lessons: i64 = self
            .days
            .instance
            .lessons
            .iter()
            .filter(has)
            .map(|l| i64::from(l.weekly))
            .sum();
        let days = (self.days.instance.term.days.len() as i64).max(1);
        (lessons / days, (lessons + days - 1) / days)
    }

    /// What the wishes about periods say of lessons that move, more than where they were.
    pub fn place_cost(&self, days: &Days, choice: &Choice) -> i64 {
        let mut cost = 0;
        for (at, is) in &choice.changes {
            let (Some(m), Some(is)) = (days.meetings.get(*at), is) else {
                continue;
            };
            let Some(lesson) = m.lesson().filter(|l| l.kind == LessonKind::Lesson) else {
                continue;
            };
            for class in &m.classes {
                let price = |placement: &Placement| {
                    let bell = days.instance.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref());
                    let mut periods = bell.map_or(&[][..], |b| b.periods_on(placement.day)).iter();
                    let number = periods.find(|p| p.start == placement.start).map(|p| p.number);
                    let of_wish = |(wish, weight): (&Wish, i64)| match wish {
                        Wish::PeriodCost { subjects, costs } if subjects.contains(&lesson.subject) => {
                            weight * i64::from(number.and_then(|n| costs.get(&n)).copied().unwrap_or(0))
                        }
                        _ => 0,
                    };
                    self.soft().map(of_wish).sum::<i64>()
                };
                cost += price(&is.placement) - price(&m.placement);
            }
        }
        cost
    }

    /// What the wishes about days say of subjects whose lessons move.
    pub fn spreads(&self, items: &[Item], columns: &[Vec<Column>]) -> Vec<Spread> {
        let instance = self.days.instance;
        let mut by_subject: BTreeMap<(&Id, &Id, NaiveDate), Vec<Step>> = BTreeMap::new();
        for step in self.steps(items, columns) {
            if step.lesson.kind == LessonKind::Lesson && !step.freed {
                let key = (&step.class.id, &step.lesson.subject, monday(step.date));
                by_subject.entry(key).or_default().push(step);
            }
        }
        let mut spreads = Vec::new();
        for ((class, subject, first), steps) in by_subject {
            let week = instance.term.week_of(first);
            let is = |l: &&Lesson| {
                let of_class = instance.classes_of(&l.class).iter().any(|c| c.id == *class);
                of_class && l.kind == LessonKind::Lesson && l.subject == *subject && l.week.meets(week)
            };
            let lessons: Vec<&Lesson> = instance.lessons.iter().filter(is).collect();
            let weekly: usize = lessons.iter().map(|l| usize::from(l.weekly)).sum();
            let doubles: usize = lessons
                .iter()
                .map(|l| match l.doubles {
                    Some(Doubles::Wanted { count, .. }) => usize::from(count),
                    _ => 0,
                })
                .sum();
            let wanted = weekly.saturating_sub(doubles).min(instance.term.days.len()) as i64;
            let of_subject = |p: &&Placement| p.week.meets(week) && lessons.iter().any(|l| l.id == p.activity);
            let mut days: BTreeMap<Weekday, (i64, BTreeMap<Column, i64>)> = BTreeMap::new();
            for placement in self.days.timetable.placements.iter().filter(of_subject) {
                days.entry(placement.day).or_default().0 += 1;
            }
            for step in steps {
                let of_day = days.entry(Weekday::of(step.date)).or_default();
                *of_day.1.entry(step.column).or_default() += step.by;
            }
            let missing = (wanted - days.values().filter(|(count, _)| *count > 0).count() as i64).max(0);
            for (wish, weight) in self.soft() {
                if matches!(wish, Wish::SpreadOverDays { up_to } if weekly <= usize::from(*up_to)) {
                    spreads.push(Spread {
                        weight,
                        wanted,
                        missing,
                        days: days.values().cloned().collect(),
                    });
                }
            }
        }
        spreads
    }

    /// Whether some week with these moves in it breaks a rule more often than the timetable does.
    pub fn forbids(&self, moves: &[&Choice]) -> bool {
        let mut weeks: BTreeMap<NaiveDate, Timetable> = BTreeMap::new();
        for (at, is) in moves.iter().flat_map(|choice| &choice.changes) {
            let Some(m) = self.days.meetings.get(*at) else { continue };
            let week = weeks
                .entry(monday(m.date))
                .or_insert_with(|| self.days.timetable.clone());
            put(&mut week.placements, &m.placement, is.as_ref());
        }
        weeks.values().any(|week| {
            let found = self.broken(week);
            found
                .iter()
                .any(|(rule, count)| self.before.get(rule).is_none_or(|before| count > before))
        })
    }
}

/// Gives a placement of a week another time, or takes it out.
fn put(placements: &mut Vec<Placement>, was: &Placement, is: Option<&Dated>) {
    let same = |p: &Placement| {
        (&p.activity, p.number, p.week, p.day, p.start) == (&was.activity, was.number, was.week, was.day, was.start)
    };
    let Some(at) = placements.iter().position(same) else {
        return;
    };
    match is {
        Some(Dated { placement: is, .. }) => {
            if let Some(p) = placements.get_mut(at) {
                (p.day, p.start, p.end, p.period) = (is.day, is.start, is.end, is.period);
            }
        }
        None => {
            placements.remove(at);
        }
    }
}

/// Whether a rule only counts what a week or a day is to have.
fn counts_a_week(rule: &Wish) -> bool {
    matches!(
        rule,
        Wish::WeeklyTotal { .. } | Wish::ExtraHours { .. } | Wish::LessonsADay { .. } | Wish::NoHoles {}
    )
}
