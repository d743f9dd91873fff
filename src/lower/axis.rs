//! The week of an instance, cut at every minute at which something may begin or end.

use crate::instance::*;
use crate::problem::{Axis, Cell, CellId, Span};
use crate::words::{Lang, weekday};
use std::collections::BTreeSet;

/// 2 where some activity takes place only in weeks A or B, else 1.
pub fn weeks(instance: &Instance) -> usize {
    if instance.lessons.iter().any(|l| l.week != Week::Every) {
        2
    } else {
        1
    }
}

/// Weekday and week of every day of the axis.
pub fn days(instance: &Instance, weeks: usize) -> Vec<(Weekday, Week)> {
    let week = |w| match (weeks, w) {
        (1, _) => Week::Every,
        (_, 0) => Week::A,
        _ => Week::B,
    };
    (0..weeks)
        .flat_map(|w| instance.term.days.iter().map(move |d| (*d, week(w))))
        .collect()
}

/// The largest gap between engagements that an institution asks for.
pub fn gap(instance: &Instance) -> i32 {
    instance
        .institutions
        .iter()
        .map(|i| i32::from(i.gap))
        .max()
        .unwrap_or(0)
}

/// Starts of a session on a weekday: on its raster from opening, while its pupils and one who may give it are there.
pub fn session_starts(instance: &Instance, session: &Session, day: Weekday) -> Vec<i32> {
    let Some(institution) = instance.institution_of_session(session) else {
        return Vec::new();
    };
    let may_give = instance.staff.iter().filter(|s| session.staff.may_be(&s.id));
    let givers: Vec<(i32, i32)> = may_give.flat_map(|s| presence(s, day)).collect();
    let pupils = instance.pupils.iter().filter(|p| session.pupils.contains(&p.id));
    let classes = pupils.filter_map(|p| instance.classes.iter().find(|c| c.id == p.class));
    let days: Vec<Vec<(i32, i32)>> = classes
        .filter_map(|c| c.day.as_ref())
        .map(|d| windows(d, day))
        .collect();
    let (from, to) = institution.pupils_day();
    let fits = |start: i32| {
        let end = start + i32::from(session.minutes);
        let within = |windows: &[(i32, i32)]| windows.iter().any(|(from, to)| *from <= start && end <= *to);
        within(&[(from, to)]) && within(&givers) && days.iter().all(|d| within(d))
    };
    let step = usize::from(session.step.max(1));
    let all = institution.opens.minutes()..institution.closes.minutes();
    all.step_by(step).filter(|s| fits(*s)).collect()
}

/// Those windows that are of a weekday, in minutes of the day.
fn windows(windows: &[Window], day: Weekday) -> Vec<(i32, i32)> {
    let of_day = windows
        .iter()
        .filter(|w| w.days.as_ref().is_none_or(|d| d.contains(&day)));
    of_day.map(|w| (w.from.minutes(), w.to.minutes())).collect()
}

/// When a member of staff is present on a weekday, in minutes of the day.
pub fn presence(staff: &Staff, day: Weekday) -> Vec<(i32, i32)> {
    match &staff.available {
        None => vec![(0, 24 * 60)],
        Some(available) => windows(available, day),
    }
}

/// The axis: days one after the other, twice with weeks A and B.
pub fn axis(instance: &Instance, lang: Lang, weeks: usize) -> Axis {
    let gap = gap(instance);
    let mut axis = Axis::default();
    for (day, (name, week)) in days(instance, weeks).into_iter().enumerate() {
        let mut cuts: BTreeSet<i32> = BTreeSet::new();
        let mut cut = |from: i32, to: i32| cuts.extend([from, to, to + gap]);
        for institution in &instance.institutions {
            cut(institution.opens.minutes(), institution.closes.minutes());
        }
        for bell in &instance.bells {
            for period in bell.periods_on(name) {
                cut(period.start.minutes(), period.end.minutes());
            }
        }
        for session in &instance.sessions {
            for start in session_starts(instance, session, name) {
                cut(start, start + i32::from(session.minutes));
            }
        }
        // Presence matters between the first and the last thing that may happen.
        let (first, last) = (cuts.first().copied().unwrap_or(0), cuts.last().copied().unwrap_or(0));
        for staff in &instance.staff {
            let edges = presence(staff, name).into_iter().flat_map(|(from, to)| [from, to]);
            cuts.extend(edges.filter(|m| first < *m && *m < last));
        }
        let start = axis.cells.len();
        let base = day as i32 * 24 * 60;
        let cuts: Vec<i32> = cuts.into_iter().collect();
        axis.cells.extend(cuts.windows(2).map(|pair| Cell {
            weight: (pair[1] - pair[0]) as u32,
            day,
            from: base + pair[0],
            to: base + pair[1],
        }));
        axis.day_cells.push(start..axis.cells.len());
        let label = weekday(name).say(lang);
        axis.day_names.push(match week {
            Week::Every => label.to_string(),
            Week::A => format!("{label} (A)"),
            Week::B => format!("{label} (B)"),
        });
    }
    axis.days = axis.day_names.len();
    axis
}

/// The stretch from one minute of a day to another; both must be cuts of the axis.
pub fn span(axis: &Axis, day: usize, from: i32, to: i32, gap: i32) -> Span {
    let base = day as i32 * 24 * 60;
    let cells = axis.day_cells[day].clone();
    let cell_at =
        |minute: i32| -> CellId { cells.start + axis.cells[cells.clone()].partition_point(|c| c.from < base + minute) };
    Span {
        day,
        start: cell_at(from),
        end: cell_at(to),
        free: cell_at(to + gap),
        from: base + from,
        to: base + to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_holds_the_week_once_or_as_a_and_b() {
        let toy = |json: &str| serde_json::from_str::<Instance>(json).unwrap();
        for (school, weeks) in [
            (toy(include_str!("../../instances/toy/unmet.json")), 1),
            (toy(include_str!("../../instances/toy/weeks.json")), 2),
        ] {
            assert_eq!(super::weeks(&school), weeks);
            let axis = axis(&school, Lang::En, weeks);
            assert_eq!(axis.days, weeks * school.term.days.len());
            let minutes: Vec<i32> = axis.cells.iter().map(|c| c.to - c.from).collect();
            assert!(minutes.iter().all(|m| *m > 0), "{minutes:?}");
            assert!(axis.cells.windows(2).all(|pair| pair[0].to <= pair[1].from));
        }
    }
}
