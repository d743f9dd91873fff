//! `firstbell solve` for several institutions: one plan, a folder for each of them.

use super::solve::{Arguments, Outcome, answer, can_write, gap, progress_bar, show_progress};
use super::{End, cannot_write, fault, rule_costs};
use crate::board::Cost;
use crate::instance::{Id, Instance};
use crate::lower::{Unplaced, lower};
use crate::municipality::solve::{Options, Part, Progress, Solved, solve};
use crate::municipality::{HalfDay, Homes, parts};
use crate::program::Status;
use crate::report::{CostLine, InstitutionReport, Summary, write_municipality, write_timetable};
use crate::solve::clock::Clock;
use crate::timetable::{Change, Timetable};
use crate::verify;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

/// One institution, as `--json` lists it.
#[derive(Serialize)]
pub(super) struct InstitutionCost {
    institution: Id,
    hard: i64,
    soft: i64,
    bound: i64,
    gap: f64,
    /// Its timetable is that of the start.
    kept: bool,
}

/// What is otherwise than in the timetable of the start, as `--json` counts it.
#[derive(Serialize)]
pub(super) struct Changed {
    institutions: usize,
    /// Half-days of one person at one institution that only one of the two timetables has.
    visits: usize,
    lessons: usize,
    sessions: usize,
    others: usize,
}

/// Judges and files take so many times as long as reading and checking the file, measured on two cores; and of what is left no
/// more than this share, since a short search needs most of its time.
const AFTER: f64 = 4.0;
const MOST_AFTER: f64 = 0.25;

pub(super) fn run(
    arguments: &Arguments,
    clock: &Clock,
    instance: &Instance,
    start: Option<&Timetable>,
    impossible: bool,
) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    if let Err(error) = can_write(&arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let (bar, enough) = (progress_bar(), clock.cancel());
    let search = arguments.options();
    let options = Options {
        threads: search.threads,
        seed: search.seed,
        start,
        repeatable: search.repeatable,
        lang,
    };
    let mut written = None;
    let searching = &searching(clock);
    let solved = solve(instance, &options, searching, |progress: Progress| {
        if arguments.stop_at.is_some_and(|cost| progress.cost <= cost) {
            enough.store(true, Ordering::Relaxed);
        }
        show_progress(&bar, progress.cost, searching.share(), progress.moves, lang);
        if progress.cost.hard == 0 && written.replace(progress.cost) != Some(progress.cost) {
            let timetable = (progress.timetable)();
            if verify::law::judge(instance, &timetable).is_empty() {
                // What cannot be written now is said when the search is over.
                let _ = write_timetable(&timetable, &arguments.out);
            }
        }
    });
    bar.finish_and_clear();
    let timetable = solved.timetable(instance);
    // Every timetable that leaves is judged by those who share nothing with the search.
    let mut costs: Vec<CostLine> = Vec::new();
    let mut reports = Vec::new();
    let (all, breaches) = rayon::join(
        || -> Vec<_> { solved.parts.par_iter().map(|part| judged(part, lang)).collect() },
        || verify::law::judge(instance, &timetable),
    );
    for (part, judged) in solved.parts.iter().zip(all) {
        match judged {
            Ok(lines) => {
                reports.push(report(part, &lines));
                add(&mut costs, lines);
            }
            Err(text) => return fault(&text),
        }
    }
    let Cost { hard, soft } = solved.cost();
    if (hard == 0) != breaches.is_empty() {
        let mut text = format!(
            "the judges disagree: cost {hard}/{soft}, law {} breaches",
            breaches.len()
        );
        let lines = breaches
            .iter()
            .map(|b| format!("\n{}: {}", b.rule, b.message.in_lang(lang)));
        lines.for_each(|line| text.push_str(&line));
        return fault(&text);
    }
    let summary = Summary {
        soft,
        hard,
        bound: Some(solved.bound),
        legal: hard == 0,
    };
    let page = match write_municipality(instance, &timetable, &reports, &costs, &summary, lang, &arguments.out) {
        Ok(page) => page,
        Err(error) => return cannot_write(&arguments.out, &error, common),
    };
    let status = match hard {
        0 if soft <= solved.bound => Status::Optimal,
        0 => Status::Feasible,
        _ => Status::Unknown,
    };
    let outcome = Outcome {
        status,
        bound: Some(solved.bound),
        first_legal: solved.first_legal,
        moves: solved.moves,
        hard,
        soft,
        costs,
        impossible,
        unmet: timetable.unmet.clone(),
        institutions: Some(solved.parts.iter().map(|part| cost_of(instance, part)).collect()),
        changed: start.map(|start| changed(instance, start, &timetable, &solved)),
        page: &page,
    };
    answer(arguments, clock, outcome)
}

/// The search's time: what is left, less what the judges and the files of the end will take, as far as reading the file and
/// checking it tells. Iterations are as they were.
fn searching(clock: &Clock) -> Clock {
    let Some(left) = clock.left() else {
        return clock.clone();
    };
    let after = clock.elapsed().mul_f64(AFTER).min(left.mul_f64(MOST_AFTER));
    clock.at_most(left - after)
}

/// Costs by rule, or what the judge holds against the search.
fn judged(part: &Part, lang: crate::words::Lang) -> Result<Vec<CostLine>, String> {
    let lowered = lower(&part.instance, lang);
    let (assignment, unplaced) = lowered.assignment(&part.timetable);
    let judged = verify::cost::totals(&lowered.problem, &assignment);
    let Cost { hard, soft } = part.cost;
    if (judged.hard, judged.soft) != (hard, soft) || !unplaced.is_empty() {
        let id = &part.instance.id;
        return Err(format!(
            "the judges disagree about {id}: search {hard}/{soft}, cost {}/{}",
            judged.hard, judged.soft
        ));
    }
    Ok(rule_costs(&lowered.problem, &judged.by_rule))
}

/// What a timetable is judged by: a municipality costs what its institutions do.
pub(super) fn institutions(instance: &Instance, timetable: &Timetable) -> Vec<Instance> {
    match instance.institutions.len() {
        0 | 1 => vec![instance.clone()],
        _ => parts(instance, timetable),
    }
}

/// What of a timetable has a place in no institution, from what has none in each of them.
pub(super) fn nowhere(timetable: &Timetable, unplaced: Vec<Vec<Unplaced>>) -> Vec<Unplaced> {
    let mut times = vec![0; timetable.placements.len()];
    unplaced.iter().flatten().for_each(|u| times[u.placement] += 1);
    let everywhere = (0..times.len()).filter(|placement| times[*placement] == unplaced.len());
    everywhere.map(|placement| Unplaced { placement }).collect()
}

/// Adds the costs of an institution, rule by rule.
pub(super) fn add(costs: &mut Vec<CostLine>, lines: Vec<CostLine>) {
    for line in lines {
        match costs.iter_mut().find(|l| l.rule == line.rule && l.hard == line.hard) {
            Some(there) => there.cost += line.cost,
            None => costs.push(line),
        }
    }
}

fn report<'p>(part: &'p Part, costs: &[CostLine]) -> InstitutionReport<'p> {
    InstitutionReport {
        institution: part.institution,
        instance: &part.instance,
        timetable: &part.timetable,
        costs: costs.to_vec(),
        summary: Summary {
            soft: part.cost.soft,
            hard: part.cost.hard,
            bound: Some(part.bound),
            legal: part.cost.hard == 0,
        },
    }
}

fn cost_of(instance: &Instance, part: &Part) -> InstitutionCost {
    let institution = instance.institutions.get(part.institution);
    InstitutionCost {
        institution: institution.map(|i| i.id.clone()).unwrap_or_default(),
        hard: part.cost.hard,
        soft: part.cost.soft,
        bound: part.bound,
        gap: gap(part.cost.soft, part.bound),
        kept: part.kept,
    }
}

fn changed(instance: &Instance, before: &Timetable, after: &Timetable, solved: &Solved) -> Changed {
    let changes = before.changes_to(after);
    let activity = |change: &Change| match change {
        Change::Added(p) | Change::Removed(p) | Change::Moved { to: p, .. } => p.activity.clone(),
    };
    let lessons: BTreeSet<&Id> = instance.lessons.iter().map(|l| &l.id).collect();
    let sessions: BTreeSet<&Id> = instance.sessions.iter().map(|s| &s.id).collect();
    let of = |all: &BTreeSet<&Id>| changes.iter().filter(|c| all.contains(&activity(c))).count();
    let homes = Homes::new(instance);
    let visits = |timetable: &Timetable| {
        homes
            .visits(timetable)
            .into_keys()
            .collect::<BTreeSet<(Id, HalfDay, usize)>>()
    };
    Changed {
        institutions: solved.parts.iter().filter(|part| !part.kept).count(),
        visits: visits(before).symmetric_difference(&visits(after)).count(),
        lessons: of(&lessons),
        sessions: of(&sessions),
        others: changes.len() - of(&lessons) - of(&sessions),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_time_limit_leaves_time_for_what_comes_after_the_search_and_iterations_do_not_change() {
        let clock = Clock::new(Some(Duration::from_secs(3600)), None);
        let (end, search) = (clock.deadline().unwrap(), searching(&clock).deadline().unwrap());
        assert!(search < end && end - search <= Duration::from_secs(900));
        let counted = searching(&Clock::new(None, Some(7)));
        assert_eq!((counted.deadline(), counted.budget_left()), (None, Some(7)));
    }
}
