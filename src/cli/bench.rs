//! `firstbell bench`: the tables of `benches/README.md`. Every figure carries machine, commit, seed,
//! threads and CPU seconds; results are written by date under `benches/results/`.

use super::{Common, End, cannot_write, fault, print_json, read_instance, say};
use crate::formats::native::write_json;
use crate::lower::lower;
use crate::solve::clock::{Clock, cpu_seconds, peak_memory_kib};
use crate::solve::{Options, Solved, solve};
use crate::verify;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// Which table
    suite: Suite,
    /// Time of each run
    #[arg(long, default_value = "10s", value_parser = humantime::parse_duration)]
    time_limit: Duration,
    /// Runs of each instance: seeds 1 up to this
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Threads that search
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=256))]
    threads: u64,
    /// Folder for the result file
    #[arg(long, default_value = "benches/results")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Suite {
    /// The reference school, both terms
    Zlatar,
}

/// One result file.
#[derive(Serialize)]
struct Results {
    suite: Suite,
    date: String,
    commit: String,
    machine: String,
    cores: usize,
    threads: u64,
    time_limit_seconds: f64,
    runs: Vec<Run>,
}

#[derive(Serialize)]
struct Run {
    instance: String,
    seed: u64,
    hard: i64,
    soft: i64,
    bound: Option<i64>,
    first_legal_seconds: Option<f64>,
    seconds: f64,
    cpu_seconds: Option<f64>,
    moves: u64,
    peak_memory_kib: Option<u64>,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let paths = match arguments.suite {
        Suite::Zlatar => ["instances/zlatar/term1.json", "instances/zlatar/term2.json"],
    };
    let mut runs = Vec::new();
    for path in paths {
        let (instance, ..) = match read_instance(Path::new(path), common) {
            Ok(read) => read,
            Err(end) => return end,
        };
        let lowered = lower(&instance, common.lang());
        for seed in 1..=arguments.seeds {
            let (clock, cpu) = (Clock::new(Some(arguments.time_limit), None), cpu_seconds());
            let options = Options {
                threads: arguments.threads as usize,
                seed,
                start: None,
                repeatable: false,
            };
            let solved = solve(&lowered.problem, &options, &clock, |_, _| {});
            let seconds = clock.elapsed().as_secs_f64();
            let judged = verify::cost::totals(&lowered.problem, &solved.assignment);
            let timetable = lowered.timetable(&solved.assignment, judged.hard, judged.soft);
            let legal = verify::law::judge(&instance, &timetable).is_empty();
            if (judged.hard, judged.soft) != (solved.cost.hard, solved.cost.soft) || legal != (judged.hard == 0) {
                return fault(&format!("the judges disagree on {path}, seed {seed}"));
            }
            let Solved {
                cost,
                bound,
                first_legal,
                moves,
                ..
            } = solved;
            runs.push(Run {
                instance: path.to_string(),
                seed,
                hard: cost.hard,
                soft: cost.soft,
                bound,
                first_legal_seconds: first_legal.map(|t| t.as_secs_f64()),
                seconds,
                cpu_seconds: cpu_seconds().zip(cpu).map(|(now, then)| now - then),
                moves,
                peak_memory_kib: peak_memory_kib(),
            });
        }
    }
    let results = Results {
        suite: arguments.suite,
        date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
        commit: commit(),
        machine: machine(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        threads: arguments.threads,
        time_limit_seconds: arguments.time_limit.as_secs_f64(),
        runs,
    };
    let name = format!("{}-zlatar-{}s.json", results.date, arguments.time_limit.as_secs());
    let path = arguments.out.join(name);
    if let Err(error) = std::fs::create_dir_all(&arguments.out).and_then(|()| write_json(&path, &results)) {
        return cannot_write(&path, &error, common);
    }
    if common.json {
        print_json(&results);
    } else {
        say(&table(&results));
    }
    End::Done
}

/// A Markdown table: a line an instance, over all seeds.
fn table(results: &Results) -> String {
    let mut text = format!(
        "{}, commit {}, {} ({} cores), {} threads, {} s a run\n\n",
        results.date, results.commit, results.machine, results.cores, results.threads, results.time_limit_seconds
    );
    text.push_str("| instance | runs | legal | best | median | worst | bound | gap of the median | first legal, median and worst s | CPU s | moves, M |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|---|---|\n");
    for group in results.runs.chunk_by(|a, b| a.instance == b.instance) {
        let sorted = |value: fn(&Run) -> f64| {
            let mut all: Vec<f64> = group.iter().map(value).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let soft = sorted(|r| r.soft as f64);
        let first = sorted(|r| r.first_legal_seconds.unwrap_or(f64::INFINITY));
        let middle = group.len() / 2;
        let bound = group.iter().filter_map(|r| r.bound).max().unwrap_or(0);
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {:.0} % | {:.2}, {:.2} | {:.1} | {:.1} |\n",
            group[0].instance,
            group.len(),
            group.iter().filter(|r| r.hard == 0).count(),
            soft[0],
            soft[middle],
            soft[group.len() - 1],
            bound,
            100.0 * (soft[middle] - bound as f64) / soft[middle].max(1.0),
            first[middle],
            first[group.len() - 1],
            sorted(|r| r.cpu_seconds.unwrap_or(f64::NAN))[middle],
            sorted(|r| r.moves as f64 / 1e6)[middle],
        ));
    }
    text
}

/// The commit that is checked out, with a mark where the tree has changed since.
fn commit() -> String {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty", "--abbrev=10"])
        .output();
    output
        .ok()
        .filter(|o| o.status.success())
        .map_or("unknown".into(), |o| String::from_utf8_lossy(&o.stdout).trim().into())
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find(|l| l.starts_with("model name"))
        .and_then(|l| l.split_once(':'));
    model.map_or("unknown".into(), |(_, name)| name.trim().into())
}
