//! The full day: does the afternoon hold what is demanded of it?

use super::week::{ClassWeek, Week, by_day, days};
use crate::instance::*;
use crate::validate::Findings;
use crate::words::{Fill, Word};

pub(super) fn check(week: &Week, found: &mut Findings) {
    for (g, group) in week.known.instance.full_day.iter().enumerate() {
        for (k, class) in group.classes.iter().enumerate() {
            if let Some(class) = week.classes.get(class.as_str()) {
                afternoon(week, group, class, format!("/full_day/{g}/classes/{k}"), found);
            }
        }
        clubs(week, group, &format!("/full_day/{g}"), found);
        teacher(week, group, &format!("/full_day/{g}/staff"), found);
    }
}

/// Hours demanded every day by a group.
fn demanded(group: &FullDayGroup) -> usize {
    let counts = &group.per_day;
    [counts.recreation, counts.self_study, counts.interests]
        .iter()
        .map(|r| usize::from(r.min))
        .sum()
}

/// The longer the morning, the fewer hours the afternoon has: days that hold the demand have at most some number of
/// periods, and the class needs more in a week than such days give.
fn afternoon(week: &Week, group: &FullDayGroup, class: &ClassWeek, path: String, found: &mut Findings) {
    let demanded = demanded(group);
    let hours = |d: usize, periods: usize| {
        let day = class.days.get(d)?;
        Some(week.hours(group, day.day, day.end(periods)))
    };
    let holds = |d: usize, periods: usize| hours(d, periods).is_some_and(|h| h.len() >= demanded);
    // Most periods of each day beside the demand; `None`: not even a day without lessons holds it.
    let beside: Vec<Option<usize>> = class
        .days
        .iter()
        .enumerate()
        .map(|(d, day)| (0..=day.most).rev().find(|n| holds(d, *n)))
        .collect();
    let room: usize = beside.iter().flatten().sum();
    if demanded == 0 || (room >= class.periods && beside.iter().all(Option::is_some)) {
        return;
    }
    let name = week.known.class_name(&class.class.id);
    let counts = &group.per_day;
    let args: &[(&'static str, &dyn Fill)] = &[
        ("class", &name),
        ("periods", &class.periods),
        ("demanded", &demanded),
        ("recreation", &counts.recreation.min),
        ("self_study", &counts.self_study.min),
        ("interests", &counts.interests.min),
        ("lunch", &group.lunch),
    ];
    // The longest day that the week forces: without it, all days together are too short.
    let longest = class.days.iter().map(|d| d.most).max().unwrap_or(0);
    let forced = (1..=longest).rev().find_map(|length| {
        let shorter: usize = class.days.iter().map(|d| d.most.min(length - 1)).sum();
        let missing = class.periods.checked_sub(shorter).filter(|m| *m > 0)?;
        let long: Vec<usize> = (0..class.days.len())
            .filter(|d| class.days.get(*d).is_some_and(|x| x.most >= length))
            .collect();
        let all_fail = long.iter().all(|d| !holds(*d, length));
        let gain = longest - (length - 1);
        all_fail.then_some((length, missing.div_ceil(gain), long))
    });
    let Some((length, count, long)) = forced else {
        let counted = by_day(class.days.iter().zip(&beside).map(|(d, n)| (d.day, n.unwrap_or(0))));
        let mut args = args.to_vec();
        args.extend([("room", &room as &dyn Fill), ("by_day", &counted)]);
        found.add("I-full-day", path, Word::FullDayWeek.with(&args), Word::FullDayAdvice);
        return;
    };
    let Some((first, day)) = long.first().and_then(|d| Some((*d, class.days.get(*d)?))) else {
        return;
    };
    let closes = week
        .known
        .institution(class.class.institution.as_ref())
        .map_or(Clock(24 * 60), |i| i.closes);
    let end = day.end(length);
    let from = end + i32::from(group.lunch);
    let fitting = hours(first, length).unwrap_or_default();
    let bell = week.known.bells.get(group.hours.as_str());
    let hour = bell.and_then(|b| {
        b.periods_on(day.day)
            .iter()
            .find(|p| p.kinds.contains(&PeriodKind::Afternoon))
    });
    let hour = hour.map_or(0, |p| p.end.minutes() - p.start.minutes());
    let clock = |minutes: i32| Clock(u16::try_from(minutes).unwrap_or(0));
    let minutes = (closes.minutes() - from).max(0);
    let shortest = beside.iter().flatten().max().map_or(1, |n| n + 1);
    let which = days(long.iter().filter_map(|d| class.days.get(*d)).map(|d| d.day));
    let (end, from, fitting) = (clock(end), clock(from), fitting.len());
    let mut args = args.to_vec();
    args.extend([
        ("days", &count as &dyn Fill),
        ("which", &which),
        ("length", &length),
        ("end", &end),
        ("from", &from),
        ("closes", &closes),
        ("minutes", &minutes),
        ("hours", &fitting),
        ("hour", &hour),
        ("shortest", &shortest),
    ]);
    found.add("I-full-day", path, Word::FullDayDay.with(&args), Word::FullDayAdvice);
}

/// Clubs fill the interest hours: neither too few nor too many.
fn clubs(week: &Week, group: &FullDayGroup, path: &str, found: &mut Findings) {
    let days = week.days().len();
    let most: usize = group.clubs.iter().map(|c| usize::from(c.weekly.max)).sum();
    let fewest: usize = group.clubs.iter().map(|c| usize::from(c.weekly.min)).sum();
    let wanted = usize::from(group.per_day.interests.min) * days;
    let room: usize = week
        .days()
        .iter()
        .enumerate()
        .map(|(d, day)| {
            week.interest_hours(group, d, *day)
                .len()
                .min(usize::from(group.per_day.interests.max))
        })
        .sum();
    let args: &[(&'static str, &dyn Fill)] = &[
        ("group", &group.id),
        ("most", &most),
        ("fewest", &fewest),
        ("wanted", &wanted),
        ("a_day", &group.per_day.interests.min),
        ("room", &room),
    ];
    if most < wanted {
        found.add(
            "I-clubs",
            format!("{path}/clubs"),
            Word::ClubsTooFew.with(args),
            Word::ClubsAdvice,
        );
    } else if fewest > room {
        found.add(
            "I-clubs",
            format!("{path}/clubs"),
            Word::ClubsTooMany.with(args),
            Word::ClubsAdvice,
        );
    }
}

/// The group's teacher gives recreation and self-study on every day.
fn teacher(week: &Week, group: &FullDayGroup, path: &str, found: &mut Findings) {
    let needed = usize::from(group.per_day.recreation.min) + usize::from(group.per_day.self_study.min);
    for day in week.days() {
        let hours = week.hours(group, *day, 0);
        let there = hours.iter().filter(|h| week.present(&group.staff, **h)).count();
        if there < needed {
            let args: &[(&'static str, &dyn Fill)] = &[
                ("staff", &week.known.staff_name(&group.staff)),
                ("group", &group.id),
                ("day", day),
                ("there", &there),
                ("needed", &needed),
            ];
            found.add(
                "I-group-teacher",
                path,
                Word::GroupTeacherAway.with(args),
                Word::GroupTeacherAwayAdvice,
            );
        }
    }
}
