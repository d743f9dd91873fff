//! `firstbell change`: a changed school's file solved near the timetable in force, which stays as it is.

use super::approve::legal_timetable;
use super::solve::{can_write, search, stop_on_ctrl_c};
use super::{Common, End, Input, cannot_write, fault, print_json, read_instance, refuse_message, rule_costs, say};
use crate::instance::{Id, Instance};
use crate::lower::lower;
use crate::report::{Summary, write_all, write_changes};
use crate::solve::Options;
use crate::solve::clock::{Clock, cpu_seconds};
use crate::term::classes_of;
use crate::timetable::{Change, Placement};
use crate::verify::{self, law};
use crate::words::Word;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// The timetable in force
    timetable: PathBuf,
    /// The changed school's file
    #[arg(long, value_name = "INPUT")]
    to: PathBuf,
    /// Cost of each lesson or other meeting that moves
    #[arg(long, default_value_t = 10)]
    weight: u32,
    /// Stop after this long, such as 10s or 2m [default: 30s without --iterations]
    #[arg(long, value_parser = humantime::parse_duration)]
    time_limit: Option<Duration>,
    /// Stop after this many tried moves; the same number gives the same timetable again
    #[arg(long)]
    iterations: Option<u64>,
    /// Threads that search
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=256))]
    threads: u64,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the new draft and everything made of it
    #[arg(long, default_value = "out")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    hard: i64,
    soft: i64,
    seconds: f64,
    cpu_seconds: Option<f64>,
    /// Meetings at another time, with other staff or in another room.
    moved: usize,
    /// Meetings that only the new timetable has.
    added: usize,
    /// Meetings that only the old timetable has.
    removed: usize,
    /// Changed meetings by class and by member of staff.
    classes: BTreeMap<Id, usize>,
    staff: BTreeMap<Id, usize>,
    out: String,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    let (old, published) = match legal_timetable(&arguments.input, &arguments.timetable, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    let new = match read_instance(&arguments.to, common) {
        Ok((new, ..)) => new,
        Err(end) => return end,
    };
    let draft = arguments.out.join("timetable.json");
    let same_file = |a: &std::path::Path| a.canonicalize().ok();
    if same_file(&draft).is_some_and(|path| Some(path) == same_file(&arguments.timetable)) {
        let message = Word::ReplacesVersion.with(&[("path", &draft.display())]);
        return refuse_message("E-version-exists", message, Word::ReplacesVersionAdvice, common);
    }
    if let Some(end) = super::refuse_to_replace(&arguments.out, common) {
        return end;
    }
    if let Err(error) = can_write(&arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let plain = lower(&new, lang);
    let mut near = lower(&new, lang);
    near.keep(&published, arguments.weight);
    let time = arguments
        .time_limit
        .or(arguments.iterations.is_none().then_some(Duration::from_secs(30)));
    let clock = Clock::new(time, arguments.iterations);
    stop_on_ctrl_c(&clock);
    let options = Options {
        threads: arguments.threads as usize,
        seed: arguments.seed,
        start: Some(near.assignment(&published).0),
        repeatable: arguments.time_limit.is_none() && arguments.iterations.is_some(),
    };
    let solved = search(&near.problem, &options, None, lang, &clock, |_| {});
    // What it costs to keep what is published is no cost of the timetable.
    let judged = verify::cost::totals(&plain.problem, &solved.assignment);
    let timetable = plain.timetable(&solved.assignment, judged.hard, judged.soft);
    let breaches = law::judge(&new, &timetable);
    if (judged.hard == 0) != breaches.is_empty() || judged.hard != solved.cost.hard {
        return fault(&format!(
            "the judges disagree: cost {}, law {} breaches",
            judged.hard,
            breaches.len()
        ));
    }
    let costs = rule_costs(&plain.problem, &judged.by_rule);
    let legal = judged.hard == 0;
    let summary = Summary {
        soft: judged.soft,
        hard: judged.hard,
        bound: None,
        legal,
    };
    let changes = published.changes_to(&timetable);
    let written = write_all(&new, &timetable, &costs, &summary, lang, &arguments.out)
        .and_then(|_| write_changes(&new, (&old, &published), &timetable, lang, &arguments.out));
    if let Err(error) = written {
        return cannot_write(&arguments.out, &error, common);
    }
    let count = |is: fn(&Change) -> bool| changes.iter().filter(|c| is(c)).count();
    let answer = Answer {
        status: if legal { "feasible" } else { "unknown" },
        hard: judged.hard,
        soft: judged.soft,
        seconds: clock.elapsed().as_secs_f64(),
        cpu_seconds: cpu_seconds(),
        moved: count(|c| matches!(c, Change::Moved { .. })),
        added: count(|c| matches!(c, Change::Added(_))),
        removed: count(|c| matches!(c, Change::Removed(_))),
        classes: concerned(&changes, |p| class_ids(&[&new, &old], p)),
        staff: concerned(&changes, |p| p.staff.clone()),
        out: arguments.out.display().to_string(),
    };
    if common.json {
        print_json(&answer);
    } else {
        let page = arguments.out.join("changes.html");
        let word = if legal { Word::Changed } else { Word::ChangedIllegal };
        let line = word.with(&[
            ("moved", &answer.moved),
            ("added", &answer.added),
            ("removed", &answer.removed),
            ("soft", &answer.soft),
            ("page", &page.display()),
        ]);
        say(&format!("{}\n", line.in_lang(lang)));
        for (id, count) in answer.classes.iter().chain(&answer.staff) {
            say(&format!("{count:>6}  {id}\n"));
        }
    }
    if legal { End::Done } else { End::OutOfTime }
}

/// The classes of a meeting, by the first file that knows it.
fn class_ids(instances: &[&Instance], placement: &Placement) -> Vec<Id> {
    let classes = instances
        .iter()
        .map(|instance| classes_of(instance, &placement.activity));
    let known = classes
        .into_iter()
        .find(|classes| !classes.is_empty())
        .unwrap_or_default();
    known.iter().map(|class| class.id.clone()).collect()
}

/// How many changes concern each of some ids.
fn concerned(changes: &[Change], who: impl Fn(&Placement) -> Vec<Id>) -> BTreeMap<Id, usize> {
    let mut counts = BTreeMap::new();
    for change in changes {
        let (first, second) = match change {
            Change::Added(p) | Change::Removed(p) => (p, None),
            Change::Moved { from, to } => (from, Some(to)),
        };
        let mut ids: Vec<Id> = [Some(first), second].into_iter().flatten().flat_map(&who).collect();
        ids.sort();
        ids.dedup();
        ids.into_iter().for_each(|id| *counts.entry(id).or_default() += 1);
    }
    counts
}
