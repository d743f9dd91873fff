//! `firstbell solve`: a timetable from a school's file.

use super::{
    Common, End, Input, RuleCost, cannot_write, fault, print_json, read_instance, read_timetable, report_costs,
    rule_costs, say, show_unplaced,
};
use crate::finding::Severity;
use crate::lower::lower;
use crate::program::Status;
use crate::report::{Summary, write_all};
use crate::solve::anneal::Progress;
use crate::solve::clock::{Clock, cpu_seconds, peak_memory_kib};
use crate::solve::{Options, solve};
use crate::verify;
use crate::words::{Lang, Word};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// Folder for the timetable and everything made of it
    #[arg(long, default_value = "out")]
    out: PathBuf,
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
    start: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
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
    out: String,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    // With iterations alone nothing may depend on time.
    let time = arguments
        .time_limit
        .or(arguments.iterations.is_none().then_some(Duration::from_secs(30)));
    let clock = Clock::new(time, arguments.iterations);
    stop_on_ctrl_c(&clock);
    let (instance, source, findings) = match read_instance(&arguments.input, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    super::show_findings(&findings, &source, common);
    let impossible = findings.iter().any(|f| f.severity == Severity::Impossible);
    let lowered = lower(&instance, lang);
    let mut options = Options {
        threads: arguments.threads as usize,
        seed: arguments.seed,
        start: None,
        repeatable: arguments.time_limit.is_none() && arguments.iterations.is_some(),
    };
    if let Some(path) = &arguments.start {
        match read_timetable(path, &instance, common) {
            Ok(timetable) => {
                let (assignment, unplaced) = lowered.assignment(&timetable);
                show_unplaced(&timetable, &unplaced, common);
                options.start = Some(assignment);
            }
            Err(end) => return end,
        }
    }
    // A folder that cannot be written should not be found out after the search.
    if let Err(error) = can_write(&arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let bar = progress_bar();
    let solved = solve(&lowered.problem, &options, &clock, |p, _| show(&bar, p, lang));
    bar.finish_and_clear();
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
    let status = match solved.status {
        _ if legal && solved.status == Status::Optimal => "optimal",
        _ if legal => "feasible",
        Status::Infeasible => "infeasible",
        _ if impossible => "infeasible",
        _ => "unknown",
    };
    let gap = solved.bound.filter(|_| legal).map(|bound| gap(judged.soft, bound));
    let seconds = clock.elapsed().as_secs_f64();
    if common.json {
        print_json(
            &Answer {
                status,
                hard: judged.hard,
                soft: judged.soft,
                bound: solved.bound,
                gap,
                seconds,
                cpu_seconds: cpu_seconds(),
                first_legal_seconds: solved.first_legal.map(|t| t.as_secs_f64()),
                moves: solved.moves,
                iterations: clock.iterations(),
                peak_memory_kib: peak_memory_kib(),
                seed: arguments.seed,
                threads: arguments.threads,
                rules: report_costs(&costs, lang),
                unmet: timetable.unmet.clone(),
                out: arguments.out.display().to_string(),
            },
            common,
        );
    } else {
        let page = written
            .iter()
            .find(|p| p.ends_with("index.html"))
            .unwrap_or(&arguments.out);
        let word = match status {
            "optimal" => Word::SolvedOptimal,
            "feasible" => Word::SolvedFeasible,
            "infeasible" => Word::SolvedInfeasible,
            _ => Word::SolvedUnknown,
        };
        let percent = gap.map_or(String::from("–"), |g| format!("{:.0} %", 100.0 * g));
        let bound = solved.bound.map_or(String::from("–"), |b| b.to_string());
        let text = word.with(&[
            ("soft", &judged.soft),
            ("hard", &judged.hard),
            ("bound", &bound),
            ("gap", &percent),
            ("seconds", &decimal(seconds, lang)),
            ("page", &page.display()),
        ]);
        say(&format!("{}\n", text.in_lang(lang)), common);
        for line in costs.iter().filter(|l| l.cost > 0) {
            say(
                &format!("  {:>6}  {}  ({})\n", line.cost, line.cite.in_lang(lang), line.rule),
                common,
            );
        }
    }
    match status {
        "optimal" | "feasible" => End::Done,
        "infeasible" => End::No,
        _ => End::OutOfTime,
    }
}

/// A number with one digit after the decimal sign of the language.
fn decimal(number: f64, lang: Lang) -> String {
    let text = format!("{number:.1}");
    match lang {
        Lang::Bg => text.replace('.', ","),
        Lang::En => text,
    }
}

/// Makes the folder, and a file in it that goes away again.
fn can_write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder).map(drop)
}

/// (cost - bound) / cost; 0 where nothing costs.
fn gap(cost: i64, bound: i64) -> f64 {
    if cost <= 0 {
        0.0
    } else {
        (cost - bound).max(0) as f64 / cost as f64
    }
}

/// The first Ctrl-C ends the search, and the best so far is written; the second ends everything.
fn stop_on_ctrl_c(clock: &Clock) {
    let cancel = clock.cancel();
    // Without a handler Ctrl-C just ends the process, which is what it does elsewhere.
    let _ = ctrlc::set_handler(move || {
        if cancel.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Quiet when standard error is not a terminal.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(1000);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: Progress, lang: Lang) {
    if bar.is_hidden() {
        return;
    }
    bar.set_position((progress.share * 1000.0) as u64);
    let text = Word::Searching.with(&[
        ("hard", &progress.cost.hard),
        ("soft", &progress.cost.soft),
        ("moves", &decimal(progress.moves as f64 / 1e6, lang)),
    ]);
    bar.set_message(text.in_lang(lang));
}
