//! `firstbell solve`: a timetable from a school's file.

use super::municipality::{Changed, InstitutionCost};
use super::{
    Common, End, Input, RuleCost, cannot_write, fault, print_json, read_instance, read_timetable, report_costs,
    rule_costs, say, show_unplaced,
};
use crate::board::Cost;
use crate::finding::Severity;
use crate::formats::xhstt;
use crate::lower::lower;
use crate::problem::{Assignment, Problem};
use crate::program::Status;
use crate::report::{CostLine, Summary, write_all, write_timetable};
use crate::solve::anneal::Progress;
use crate::solve::clock::{Clock, cpu_seconds, peak_memory_kib};
use crate::solve::{Options, Solved, solve};
use crate::verify;
use crate::words::{Lang, Word};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file, or an XHSTT archive
    pub(super) input: Input,
    /// Folder for the timetable and everything made of it
    #[arg(long, default_value = "out")]
    pub(super) out: PathBuf,
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
    /// A timetable to start from
    #[arg(long)]
    pub(super) start: Option<PathBuf>,
    /// Stop once the cost is no higher than this: 27, or with hard violations 2/2323
    #[arg(long, value_name = "COST", value_parser = stop_at)]
    pub(super) stop_at: Option<Cost>,
    /// Which instance of an archive that has several
    #[arg(long, value_name = "ID")]
    pub(super) instance: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

impl Arguments {
    /// Starts now. With iterations alone nothing may depend on time.
    pub(super) fn clock(&self) -> Clock {
        let time = self
            .time_limit
            .or(self.iterations.is_none().then_some(Duration::from_secs(30)));
        let clock = Clock::new(time, self.iterations);
        stop_on_ctrl_c(&clock);
        clock
    }

    /// How to solve, without a timetable to start from.
    pub(super) fn options(&self) -> Options {
        Options {
            threads: self.threads as usize,
            seed: self.seed,
            start: None,
            repeatable: self.time_limit.is_none() && self.iterations.is_some(),
        }
    }
}

/// What came of it, for the last words.
pub(super) struct Outcome<'a> {
    pub status: Status,
    pub bound: Option<i64>,
    pub first_legal: Option<Duration>,
    pub moves: u64,
    /// What the cost judge says.
    pub hard: i64,
    pub soft: i64,
    pub costs: Vec<CostLine>,
    /// It was known before the search.
    pub impossible: bool,
    pub unmet: BTreeMap<String, u16>,
    /// Of a municipality: its institutions, and with a start what has changed.
    pub institutions: Option<Vec<InstitutionCost>>,
    pub changed: Option<Changed>,
    /// The file to look at.
    pub page: &'a Path,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    hard: i64,
    soft: i64,
    bound: Option<i64>,
    gap: Option<f64>,
    seconds: f64,
    cpu_seconds: Option<f64>,
    first_legal_seconds: Option<f64>,
    moves: u64,
    iterations: u64,
    peak_memory_kib: Option<u64>,
    seed: u64,
    threads: u64,
    rules: Vec<RuleCost>,
    unmet: BTreeMap<String, u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    institutions: Option<Vec<InstitutionCost>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Changed>,
    out: String,
}

pub fn run(arguments: Arguments) -> End {
    if xhstt::recognises(&arguments.input) {
        return super::archive::solve(&arguments);
    }
    let common = &arguments.common;
    let lang = common.lang();
    let clock = arguments.clock();
    let (instance, source, findings) = match read_instance(&arguments.input, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    if let Some(end) = super::refuse_to_replace(&arguments.out, common) {
        return end;
    }
    super::show_findings(&findings, &source, common);
    let impossible = findings.iter().any(|f| f.severity == Severity::Impossible);
    let start = match arguments
        .start
        .as_ref()
        .map(|path| read_timetable(path, &instance, common))
    {
        Some(Err(end)) => return end,
        Some(Ok(timetable)) => Some(timetable),
        None => None,
    };
    if instance.institutions.len() > 1 {
        return super::municipality::run(&arguments, &clock, &instance, start.as_ref(), impossible);
    }
    let lowered = lower(&instance, lang);
    let mut options = arguments.options();
    if let Some(timetable) = &start {
        let (assignment, unplaced) = lowered.assignment(timetable);
        show_unplaced(timetable, &unplaced, common);
        options.start = Some(assignment);
    }
    if let Err(error) = can_write(&arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let keep = |assignment: &Assignment| {
        let judged = verify::cost::totals(&lowered.problem, assignment);
        let timetable = lowered.timetable(assignment, judged.hard, judged.soft);
        if judged.hard == 0 && verify::law::judge(&instance, &timetable).is_empty() {
            // What cannot be written now is said when the search is over.
            let _ = write_timetable(&timetable, &arguments.out);
        }
    };
    let solved = search(&lowered.problem, &options, arguments.stop_at, lang, &clock, keep);
    // Every timetable that leaves is judged by those who share nothing with the search.
    let judged = verify::cost::totals(&lowered.problem, &solved.assignment);
    let timetable = lowered.timetable(&solved.assignment, judged.hard, judged.soft);
    let breaches = verify::law::judge(&instance, &timetable);
    if (judged.hard, judged.soft) != (solved.cost.hard, solved.cost.soft) || (judged.hard == 0) != breaches.is_empty() {
        let mut text = format!(
            "the judges disagree: search {}/{}, cost {}/{}, law {} breaches",
            solved.cost.hard,
            solved.cost.soft,
            judged.hard,
            judged.soft,
            breaches.len()
        );
        breaches
            .iter()
            .for_each(|b| text.push_str(&format!("\n{}: {}", b.rule, b.message.in_lang(lang))));
        return fault(&text);
    }
    let costs = rule_costs(&lowered.problem, &judged.by_rule);
    let legal = judged.hard == 0;
    let summary = Summary {
        soft: judged.soft,
        hard: judged.hard,
        bound: solved.bound,
        legal,
    };
    let written = match write_all(&instance, &timetable, &costs, &summary, lang, &arguments.out) {
        Ok(written) => written,
        Err(error) => return cannot_write(&arguments.out, &error, common),
    };
    let page = written
        .iter()
        .find(|p| p.ends_with("index.html"))
        .unwrap_or(&arguments.out);
    let outcome = Outcome {
        status: solved.status,
        bound: solved.bound,
        first_legal: solved.first_legal,
        moves: solved.moves,
        hard: judged.hard,
        soft: judged.soft,
        costs,
        impossible,
        unmet: timetable.unmet.clone(),
        institutions: None,
        changed: None,
        page,
    };
    answer(&arguments, &clock, outcome)
}

/// How long what is found may wait until it is kept.
const KEEP_EVERY: Duration = Duration::from_secs(1);

/// Searches, and shows how it goes. A legal timetable better than those before is given to `keep` while the search goes
/// on, so that a process that is killed leaves it behind.
pub(super) fn search(
    problem: &Problem,
    options: &Options,
    stop_at: Option<Cost>,
    lang: Lang,
    clock: &Clock,
    mut keep: impl FnMut(&Assignment),
) -> Solved {
    let (bar, enough) = (progress_bar(), clock.cancel());
    let mut kept: Option<(Cost, Instant)> = None;
    let solved = solve(problem, options, clock, |progress, best| {
        if stop_at.is_some_and(|cost| progress.cost <= cost) {
            enough.store(true, Ordering::Relaxed);
        }
        let Progress { cost, share, moves } = progress;
        show_progress(&bar, cost, share, moves, lang);
        let due = kept.is_none_or(|(cost, at)| progress.cost < cost && at.elapsed() >= KEEP_EVERY);
        if progress.cost.hard == 0 && due {
            keep(best);
            kept = Some((progress.cost, Instant::now()));
        }
    });
    bar.finish_and_clear();
    solved
}

/// The last words, and how the command ends.
pub(super) fn answer(arguments: &Arguments, clock: &Clock, outcome: Outcome) -> End {
    let (common, lang) = (&arguments.common, arguments.common.lang());
    let Outcome { hard, soft, .. } = outcome;
    let legal = hard == 0;
    let status = match outcome.status {
        _ if legal && outcome.status == Status::Optimal => "optimal",
        _ if legal => "feasible",
        Status::Infeasible => "infeasible",
        _ if outcome.impossible => "infeasible",
        _ => "unknown",
    };
    let gap = outcome.bound.filter(|_| legal).map(|bound| gap(soft, bound));
    let seconds = clock.elapsed().as_secs_f64();
    if common.json {
        print_json(&Answer {
            status,
            hard,
            soft,
            bound: outcome.bound,
            gap,
            seconds,
            cpu_seconds: cpu_seconds(),
            first_legal_seconds: outcome.first_legal.map(|t| t.as_secs_f64()),
            moves: outcome.moves,
            iterations: clock.iterations(),
            peak_memory_kib: peak_memory_kib(),
            seed: arguments.seed,
            threads: arguments.threads,
            rules: report_costs(&outcome.costs, lang),
            unmet: outcome.unmet,
            institutions: outcome.institutions,
            changed: outcome.changed,
            out: arguments.out.display().to_string(),
        });
    } else {
        let word = match status {
            "optimal" => Word::SolvedOptimal,
            "feasible" => Word::SolvedFeasible,
            "infeasible" => Word::SolvedInfeasible,
            _ => Word::SolvedUnknown,
        };
        let percent = gap.map_or(String::from("–"), |g| format!("{:.0} %", 100.0 * g));
        let bound = outcome.bound.map_or(String::from("–"), |b| b.to_string());
        let text = word.with(&[
            ("soft", &soft),
            ("hard", &hard),
            ("bound", &bound),
            ("gap", &percent),
            ("seconds", &decimal(seconds, lang)),
            ("page", &outcome.page.display()),
        ]);
        say(&format!("{}\n", text.in_lang(lang)));
        for line in outcome.costs.iter().filter(|l| l.cost > 0) {
            say(&format!(
                "  {:>6}  {}  ({})\n",
                line.cost,
                line.cite.in_lang(lang),
                line.rule
            ));
        }
    }
    match status {
        "optimal" | "feasible" => End::Done,
        "infeasible" => End::No,
        _ => End::OutOfTime,
    }
}

/// `SOFT` or `HARD/SOFT`.
fn stop_at(text: &str) -> Result<Cost, std::num::ParseIntError> {
    let (hard, soft) = text.split_once('/').unwrap_or(("0", text));
    Ok(Cost {
        hard: hard.parse()?,
        soft: soft.parse()?,
    })
}

/// A number with one digit after the decimal sign of the language.
fn decimal(number: f64, lang: Lang) -> String {
    let text = format!("{number:.1}");
    match lang {
        Lang::Bg => text.replace('.', ","),
        Lang::En => text,
    }
}

/// Makes the folder, and a file in it that goes away again: that it cannot be written should not
/// be found out after the search.
pub(super) fn can_write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder).map(drop)
}

/// (cost - bound) / cost; 0 where nothing costs.
pub(super) fn gap(cost: i64, bound: i64) -> f64 {
    if cost <= 0 {
        0.0
    } else {
        (cost - bound).max(0) as f64 / cost as f64
    }
}

/// The first Ctrl-C ends the search, and the best so far is written; the second ends everything.
pub(super) fn stop_on_ctrl_c(clock: &Clock) {
    let cancel = clock.cancel();
    // Without a handler Ctrl-C just ends the process, which is what it does elsewhere.
    let _ = ctrlc::set_handler(move || {
        if cancel.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Quiet when standard error is not a terminal.
pub(super) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(1000);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar
}

pub(super) fn show_progress(bar: &ProgressBar, cost: Cost, share: f64, moves: u64, lang: Lang) {
    if bar.is_hidden() {
        return;
    }
    bar.set_position((share * 1000.0) as u64);
    let text = Word::Searching.with(&[
        ("hard", &cost.hard),
        ("soft", &cost.soft),
        ("moves", &decimal(moves as f64 / 1e6, lang)),
    ]);
    bar.set_message(text.in_lang(lang));
}
