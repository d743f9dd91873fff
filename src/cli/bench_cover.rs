//! `firstbell bench cover`: every two-day absence of every member of staff, ten at once, and a large school. What is
//! timed is what `cover` does between reading and writing: three repairs, each proven level by level, judge included.

use super::bench::{SCHOOL_SEED, SLACK};
use crate::absence::{Absence, Away, Request, minute_of};
use crate::formats::native;
use crate::generate;
use crate::instance::{Id, Instance, Text, Weekday, monday};
use crate::solve::clock::{Clock, cpu_seconds};
use crate::term::Proof;
use crate::term::cover::cover;
use crate::timetable::Timetable;
use crate::verify::cover::judge;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Classes of the large school.
pub(super) const CLASSES: usize = 48;
/// How many are away at once.
const AT_ONCE: usize = 10;
/// Repairs of each absence.
const ALTERNATIVES: usize = 3;
/// How many of the large school's staff: those with the most lessons.
const BUSIEST: usize = 12;

/// One kind of absence in one school.
#[derive(Serialize)]
pub struct Row {
    instance: String,
    absences: String,
    runs: usize,
    median_seconds: f64,
    worst_seconds: f64,
    /// Of the processor: what a run would take on a machine that does nothing else.
    median_cpu_seconds: f64,
    worst_cpu_seconds: f64,
    /// Runs in which every level of the best repair is proven; by whole numbers alone, or by the solver's word too.
    proven: usize,
    proven_exact: usize,
    /// Minutes of classes alone in all best repairs together, and the runs with any.
    unsupervised: i64,
    runs_with_unsupervised: usize,
    /// Runs with a repair that the judge counts otherwise.
    judged_otherwise: usize,
}

/// All rows.
///
/// # Errors
/// What went wrong, for people.
pub fn rows(scratch: &Path) -> Result<Vec<Row>, String> {
    let (zlatar, of_zlatar) = reference("term1", scratch)?;
    let large = generate::school(CLASSES, SCHOOL_SEED, SLACK).map_err(|_| "no school is made".to_owned())?;
    let everybody: Vec<Id> = zlatar.staff.iter().map(|s| s.id.clone()).collect();
    let ten: Vec<Vec<Id>> = everybody.windows(AT_ONCE).map(<[Id]>::to_vec).collect();
    let each = |instance: &Instance| instance.staff.iter().map(|s| vec![s.id.clone()]).collect::<Vec<_>>();
    Ok(vec![
        row(
            &zlatar,
            &of_zlatar,
            "one person, two days",
            &each(&zlatar),
            &pairs(&zlatar),
        ),
        row(&zlatar, &of_zlatar, "ten people, two days", &ten, &pairs(&zlatar)[..1]),
        row(
            &large.instance,
            &large.timetable,
            "each of the busiest, two days",
            &busiest(&large.instance, &large.timetable),
            &pairs(&large.instance),
        ),
    ])
}

/// The reference school with a timetable that is the same on every machine.
pub(super) fn reference(term: &str, scratch: &Path) -> Result<(Instance, Timetable), String> {
    let file = &Path::new("instances/zlatar").join(format!("{term}.json"));
    let mut solve = Command::new(std::env::current_exe().map_err(|e| e.to_string())?);
    solve.arg("solve").arg(file).arg("--out").arg(scratch);
    solve.args(["--iterations", "300000", "--threads", "1", "--seed", "1"]);
    solve.stdout(Stdio::null()).status().map_err(|e| e.to_string())?;
    let refused = |r: native::Refused| {
        r.findings
            .iter()
            .map(|f| f.message.in_lang(crate::words::Lang::En))
            .collect::<String>()
    };
    let (instance, _) = native::read_instance(file).map_err(refused)?;
    let (timetable, _) = native::read_timetable(&scratch.join("timetable.json")).map_err(refused)?;
    Ok((instance, timetable))
}

/// Those with the most meetings; of equals, the first in the file.
fn busiest(instance: &Instance, timetable: &Timetable) -> Vec<Vec<Id>> {
    let meetings = |id: &Id| timetable.placements.iter().filter(|p| p.staff.contains(id)).count();
    let mut staff: Vec<&Id> = instance.staff.iter().map(|s| &s.id).collect();
    staff.sort_by_key(|id| std::cmp::Reverse(meetings(id)));
    staff.into_iter().take(BUSIEST).map(|id| vec![id.clone()]).collect()
}

/// All pairs of days of the first whole week.
fn pairs(instance: &Instance) -> Vec<[NaiveDate; 2]> {
    let term = &instance.term;
    let whole = |first: &NaiveDate| {
        let days = term
            .days
            .iter()
            .filter_map(|d| first.checked_add_days(Days::new(d.index() as u64)));
        let free = |d: NaiveDate| term.holiday(d).is_some() || term.occasions.iter().any(|o| o.from <= d && d <= o.to);
        term.from < *first && !days.into_iter().any(free)
    };
    let mut mondays = term
        .from
        .iter_days()
        .filter(|d| Weekday::of(*d) == Weekday::Mon)
        .map(monday);
    let Some(first) = mondays.find(whole) else {
        return Vec::new();
    };
    let dates: Vec<NaiveDate> = term
        .days
        .iter()
        .filter_map(|d| first.checked_add_days(Days::new(d.index() as u64)))
        .collect();
    let later = |(at, one): (usize, &NaiveDate)| dates[at + 1..].iter().map(|other| [*one, *other]).collect::<Vec<_>>();
    dates.iter().enumerate().flat_map(later).collect()
}

fn row(instance: &Instance, timetable: &Timetable, absences: &str, who: &[Vec<Id>], pairs: &[[NaiveDate; 2]]) -> Row {
    let (mut seconds, mut cpu) = (Vec::new(), Vec::new());
    let mut row = Row {
        instance: instance.id.clone(),
        absences: absences.to_owned(),
        runs: 0,
        median_seconds: 0.0,
        worst_seconds: 0.0,
        median_cpu_seconds: 0.0,
        worst_cpu_seconds: 0.0,
        proven: 0,
        proven_exact: 0,
        unsupervised: 0,
        runs_with_unsupervised: 0,
        judged_otherwise: 0,
    };
    for people in who {
        for dates in pairs {
            let request = request(people, dates);
            let (begun, cpu_begun) = (Instant::now(), cpu_seconds().unwrap_or(0.0));
            let clock = Clock::new(Some(Duration::from_secs(60)), None);
            let circumstances = Text::Any(String::new());
            let found = cover(instance, timetable, &request, &circumstances, ALTERNATIVES, &clock).unwrap_or_default();
            let otherwise = |a: &&crate::term::cover::Alternative| {
                judge(instance, timetable, &request, &a.order).vector != a.vector
            };
            row.judged_otherwise += usize::from(found.is_empty() || found.iter().any(|a| otherwise(&a)));
            seconds.push(begun.elapsed().as_secs_f64());
            cpu.push(cpu_seconds().unwrap_or(0.0) - cpu_begun);
            if let Some(best) = found.first() {
                row.proven += usize::from(best.levels.iter().all(|l| l.proof != Proof::None));
                row.proven_exact += usize::from(best.levels.iter().all(|l| l.proof == Proof::Exact));
                row.unsupervised += best.vector.unsupervised;
                row.runs_with_unsupervised += usize::from(best.vector.unsupervised > 0);
            }
        }
    }
    row.runs = seconds.len();
    (row.median_seconds, row.worst_seconds) = median_and_worst(seconds);
    (row.median_cpu_seconds, row.worst_cpu_seconds) = median_and_worst(cpu);
    row
}

fn median_and_worst(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(0.0);
    (at(values.len() / 2), values.last().copied().unwrap_or(0.0))
}

fn request(people: &[Id], dates: &[NaiveDate; 2]) -> Request {
    let absence = |who: &Id, date: NaiveDate| Absence {
        who: Away::Staff(who.clone()),
        from: minute_of(date, 0),
        to: minute_of(date, 24 * 60),
    };
    Request {
        absences: people
            .iter()
            .flat_map(|who| dates.map(|date| absence(who, date)))
            .collect(),
        swaps: Vec::new(),
        external: Vec::new(),
        counters: BTreeMap::new(),
        decided: minute_of(dates[0], 7 * 60),
    }
}

/// The rows as a table.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| instance | absences | runs | median s | worst s | median CPU s | worst CPU s | proven | exact | min alone (runs) | judged otherwise |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for r in rows {
        out.push_str(&format!(
            "| {} | {} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} | {} ({}) | {} |\n",
            r.instance,
            r.absences,
            r.runs,
            r.median_seconds,
            r.worst_seconds,
            r.median_cpu_seconds,
            r.worst_cpu_seconds,
            r.proven,
            r.proven_exact,
            r.unsupervised,
            r.runs_with_unsupervised,
            r.judged_otherwise
        ));
    }
    out
}
