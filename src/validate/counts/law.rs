//! Rules about the data themselves: weekly totals, lengths, extra hours, shares of clubs.

use super::week::Week;
use crate::instance::{self, *};
use crate::validate::Findings;
use crate::words::{Fill, Word};

pub(super) fn check(week: &Week, found: &mut Findings) {
    for rule in week.rules {
        let hard = rule.setting.weight == Weight::Hard;
        let cite = &rule.setting.cite;
        let code = |hard_code: &'static str, soft_code: &'static str| if hard { hard_code } else { soft_code };
        match &rule.setting.rule {
            Wish::WeeklyTotal { lessons } => {
                for (path, class) in classes(week) {
                    let Some(wanted) = lessons.get(&class.grade) else {
                        continue;
                    };
                    let (fewest, most) = attended(week, class, LessonKind::Lesson);
                    let wanted = f64::from(*wanted);
                    let Some(total) = [fewest, most].into_iter().find(|t| *t != wanted) else {
                        continue;
                    };
                    let args: &[(&'static str, &dyn Fill)] = &[
                        ("class", &week.known.class_name(&class.id)),
                        ("total", &total),
                        ("wanted", &wanted),
                        ("cite", cite),
                    ];
                    let code = code("I-weekly-total", "W-weekly-total");
                    found.add(code, path, Word::WeeklyTotal.with(args), Word::WeeklyTotalAdvice);
                }
            }
            Wish::ExtraHours { lesson, weekly } => {
                let what = match lesson {
                    LessonKind::Lesson => Word::LessonsMany,
                    LessonKind::ClassHour => Word::ClassHours,
                    LessonKind::SportHour => Word::SportHours,
                };
                for (path, class) in classes(week) {
                    let (fewest, most) = attended(week, class, *lesson);
                    let wanted = f64::from(*weekly);
                    let Some(total) = [fewest, most].into_iter().find(|t| *t != wanted) else {
                        continue;
                    };
                    let args: &[(&'static str, &dyn Fill)] = &[
                        ("class", &week.known.class_name(&class.id)),
                        ("what", &what),
                        ("total", &total),
                        ("wanted", &wanted),
                        ("cite", cite),
                    ];
                    let code = code("I-extra-hours", "W-extra-hours");
                    found.add(code, path, Word::ExtraHours.with(args), Word::WeeklyTotalAdvice);
                }
            }
            Wish::LessonLength { minutes } => {
                for (path, class) in classes(week) {
                    let Some(wanted) = minutes.get(&class.grade).map(|m| i32::from(*m)) else {
                        continue;
                    };
                    let days = week.classes.get(class.id.as_str()).into_iter().flat_map(|c| &c.days);
                    let length = |p: &Period| p.end.minutes() - p.start.minutes();
                    let mut periods = days.flat_map(|d| &d.periods);
                    let Some(period) = periods.find(|p| length(p) != wanted) else {
                        continue;
                    };
                    let args: &[(&'static str, &dyn Fill)] = &[
                        ("class", &week.known.class_name(&class.id)),
                        ("bell", &class.bell.as_deref().unwrap_or_default()),
                        ("number", &period.number),
                        ("minutes", &length(period)),
                        ("wanted", &wanted),
                        ("cite", cite),
                    ];
                    let code = code("I-lesson-length", "W-lesson-length");
                    found.add(
                        code,
                        format!("{path}/bell"),
                        Word::LessonLength.with(args),
                        Word::LessonLengthAdvice,
                    );
                }
            }
            Wish::StemShare { percent } => {
                for (i, group) in week.known.instance.full_day.iter().enumerate() {
                    let hours = |stem: bool| -> u32 {
                        let clubs = group.clubs.iter().filter(|c| c.stem || !stem);
                        clubs.map(|c| u32::from(c.weekly.min)).sum()
                    };
                    let (stem, all) = (hours(true), hours(false));
                    if 100 * stem < u32::from(*percent) * all {
                        let args: &[(&'static str, &dyn Fill)] = &[
                            ("group", &group.id),
                            ("stem", &stem),
                            ("all", &all),
                            ("percent", percent),
                            ("cite", cite),
                        ];
                        let path = format!("/full_day/{i}/clubs");
                        let code = code("I-stem-share", "W-stem-share");
                        found.add(code, path, Word::StemShare.with(args), Word::StemShareAdvice);
                    }
                }
            }
            _ => {}
        }
    }
}

fn classes<'a>(week: &Week<'a>) -> impl Iterator<Item = (String, &'a Class)> {
    // Groups of a kindergarten have no grade, and so no lessons that a rule could speak of.
    let classes = week.known.instance.classes.iter().enumerate();
    classes
        .filter(|(_, class)| class.grade > 0)
        .map(|(i, class)| (format!("/classes/{i}"), class))
}

/// Lessons of a kind a week that the pupils of a class attend, fewest and most: those of the whole class and, out of
/// every division, those of one group. Lessons in A or B weeks count half.
fn attended(week: &Week, class: &Class, kind: LessonKind) -> (f64, f64) {
    let count = |part: &str| -> f64 {
        let lessons = week.known.attended(part).iter().filter(|l| l.kind == kind);
        let weekly = lessons.map(|l| f64::from(l.weekly) / if l.week == instance::Week::Every { 1.0 } else { 2.0 });
        weekly.fold(0.0, |sum, w| sum + w)
    };
    let whole = count(&class.id);
    let of_divisions = class.divisions.iter().map(|d| {
        let counts = d.groups.iter().map(|g| count(g));
        counts.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), c| {
            (least.min(c), most.max(c))
        })
    });
    of_divisions.fold((whole, whole), |(a, b), (least, most)| (a + least.min(most), b + most))
}
