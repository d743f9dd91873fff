//! Classes: do the week's lessons fit its days?

use super::week::{Demand, Kind, Week, by_day, days, fit, total};
use crate::instance::*;
use crate::validate::Findings;
use crate::validate::known::list;
use crate::words::{Fill, Word};
use std::collections::BTreeSet;

pub(super) fn check(week: &Week, found: &mut Findings) {
    for (i, class) in week.known.instance.classes.iter().enumerate() {
        let path = format!("/classes/{i}");
        whole_week(week, class, &path, found);
        subjects(week, class, &path, found);
        one_of_daily(week, class, &path, found);
    }
    for demand in week.demands.iter().filter(|d| matches!(d.kind, Kind::Lesson(_))) {
        single(week, demand, found);
    }
}

fn whole_week(week: &Week, class: &Class, path: &str, found: &mut Findings) {
    let Some(whole) = week.classes.get(class.id.as_str()) else {
        return;
    };
    let name = week.known.class_name(&class.id);
    let days = whole.days.iter().filter(|d| !d.periods.is_empty()).count();
    // Periods a day that rules allow, and the rule that says so.
    let mut limits: Vec<(usize, &EffectiveRule)> = Vec::new();
    for ((min, max), rule) in week.lessons_a_day(class, whole.fewest, whole.lessons) {
        let args: &[(&'static str, &dyn Fill)] = &[
            ("class", &name),
            ("lessons", &whole.lessons),
            ("days", &days),
            ("min", &min),
            ("max", &max),
            ("cite", &rule.setting.cite),
        ];
        if whole.lessons > max * days {
            found.add(
                "I-lessons-a-day",
                path,
                Word::LessonsADayMost.with(args),
                Word::LessonsADayAdvice,
            );
            return;
        }
        if whole.fewest < min * days {
            found.add(
                "I-lessons-a-day",
                path,
                Word::LessonsADayFewest.with(args),
                Word::LessonsADayAdvice,
            );
        }
        limits.push((max + whole.extras, rule));
    }
    let room = whole.most();
    if whole.periods <= room {
        return;
    }
    limits.extend(week.hard(|w| match w {
        Wish::PeriodsADay { grades, max } if grades.as_ref().is_none_or(|g| g.contains(&class.grade)) => {
            Some(usize::from(*max))
        }
        _ => None,
    }));
    let bells: usize = whole.days.iter().map(|d| d.periods.len()).sum();
    let counted = by_day(whole.days.iter().map(|d| (d.day, d.most)));
    let mut args: Vec<(&'static str, &dyn Fill)> = vec![
        ("class", &name),
        ("periods", &whole.periods),
        ("lessons", &whole.lessons),
        ("extras", &whole.extras),
        ("room", &room),
        ("by_day", &counted),
    ];
    let strictest = limits.iter().min_by_key(|(max, _)| *max);
    match strictest.filter(|_| bells > room) {
        Some((max, rule)) => {
            args.extend([("max", max as &dyn Fill), ("cite", &rule.setting.cite)]);
            found.add(
                "I-class-week",
                path,
                Word::ClassWeekLimit.with(&args),
                Word::ClassWeekAdvice,
            );
        }
        None => found.add("I-class-week", path, Word::ClassWeek.with(&args), Word::ClassWeekAdvice),
    }
}

/// A lesson more often than there are periods for it while its staff are present.
fn single(week: &Week, demand: &Demand, found: &mut Findings) {
    let fits = fit(&demand.slots, 0);
    let room: usize = match demand.once_a_day {
        true => fits.len(),
        false => fits.values().map(Vec::len).sum(),
    };
    if demand.weekly as usize > room {
        let staff = list(demand.staff.iter().flatten());
        let counted = by_day(week.days().iter().map(|d| (*d, fits.get(d).map_or(0, Vec::len))));
        let args: &[(&'static str, &dyn Fill)] = &[
            ("lesson", &demand.id),
            ("weekly", &demand.weekly),
            ("room", &room),
            ("staff", &staff),
            ("by_day", &counted),
        ];
        let word = if demand.once_a_day {
            Word::LessonOnceADay
        } else {
            Word::LessonPeriods
        };
        found.add(
            "I-lesson-periods",
            demand.path.as_str(),
            word.with(args),
            Word::LessonPeriodsAdvice,
        );
    }
}

/// Subjects more often than the most a day times the days on which they can be.
fn subjects(week: &Week, class: &Class, path: &str, found: &mut Findings) {
    let Some((max, rule)) = week
        .hard(|w| {
            if let Wish::SubjectADay { max } = w {
                Some(*max)
            } else {
                None
            }
        })
        .min_by_key(|(max, _)| *max)
    else {
        return;
    };
    let groups = class.divisions.iter().flat_map(|d| &d.groups).map(Id::as_str);
    let mut reported = BTreeSet::new();
    for part in std::iter::once(class.id.as_str()).chain(groups) {
        let attended = week.attended_by(&[&class.id, part]);
        let attended: Vec<&Demand> = attended
            .filter(|d| d.kind == Kind::Lesson(LessonKind::Lesson))
            .collect();
        let subjects: BTreeSet<&str> = attended.iter().filter_map(|d| d.subject).collect();
        for subject in subjects {
            let lessons: Vec<&Demand> = attended
                .iter()
                .filter(|d| d.subject == Some(subject))
                .copied()
                .collect();
            let weekly = total(lessons.iter().copied());
            let fits = fit(lessons.iter().flat_map(|d| &d.slots), 0);
            let room: usize = fits.values().map(|ends| ends.len().min(usize::from(max))).sum();
            if weekly as usize > room && reported.insert(subject) {
                let args: &[(&'static str, &dyn Fill)] = &[
                    ("class", &week.known.class_name(part)),
                    ("subject", &week.known.subject_name(subject)),
                    ("weekly", &weekly),
                    ("max", &max),
                    ("days", &fits.len()),
                    ("which", &days(fits.keys().copied())),
                    ("room", &room),
                    ("cite", &rule.setting.cite),
                ];
                found.add(
                    "I-subject-a-day",
                    path,
                    Word::SubjectADay.with(args),
                    Word::SubjectADayAdvice,
                );
            }
        }
    }
}

/// A lesson of some subjects every day.
fn one_of_daily(week: &Week, class: &Class, path: &str, found: &mut Findings) {
    let Some(whole) = week.classes.get(class.id.as_str()) else {
        return;
    };
    let rules = week.hard(|w| match w {
        Wish::OneOfDaily { grades, subjects } if grades.as_ref().is_none_or(|g| g.contains(&class.grade)) => {
            Some(subjects)
        }
        _ => None,
    });
    for (subjects, rule) in rules {
        let groups = class.divisions.iter().flat_map(|d| &d.groups).map(Id::as_str);
        let parts: Vec<&str> = std::iter::once(class.id.as_str()).chain(groups).collect();
        let lessons: Vec<&Demand> = week
            .attended_by(&parts)
            .filter(|d| d.kind == Kind::Lesson(LessonKind::Lesson))
            .filter(|d| d.subject.is_some_and(|s| subjects.iter().any(|id| id == s)))
            .collect();
        let count: u32 = lessons.iter().map(|d| d.weekly).sum();
        let name = week.known.class_name(&class.id);
        let named = crate::words::Arg::List(subjects.iter().map(|s| week.known.subject_name(s)).collect());
        let open: Vec<Weekday> = whole
            .days
            .iter()
            .filter(|d| !d.periods.is_empty())
            .map(|d| d.day)
            .collect();
        let args: &[(&'static str, &dyn Fill)] = &[
            ("class", &name),
            ("subjects", &named),
            ("count", &count),
            ("days", &open.len()),
            ("cite", &rule.setting.cite),
        ];
        if (count as usize) < open.len() {
            found.add(
                "I-one-of-daily",
                path,
                Word::OneOfDailyTooFew.with(args),
                Word::OneOfDailyAdvice,
            );
            continue;
        }
        for day in open
            .iter()
            .filter(|day| lessons.iter().all(|l| l.slots.iter().all(|s| s.day != **day)))
        {
            let mut args = args.to_vec();
            args.push(("day", day));
            found.add(
                "I-one-of-daily",
                path,
                Word::OneOfDailyNobody.with(&args),
                Word::OneOfDailyAdvice,
            );
        }
    }
}
