//! `firstbell bench`: the tables of `benches/README.md`. A suite is a list of instances; every run is `firstbell solve` in
//! a process of its own, so that peak memory and CPU seconds are the run's, and what is measured is what people get, both
//! judges included. Results are written by date under `benches/results/`.

use super::{Common, End, bench_cover, bench_tests, cannot_write, fault, print_json, refuse, refuse_word, say};
use crate::finding::{Finding, Source};
use crate::formats::native::{Refused, write_json, write_parts};
use crate::formats::xhstt;
use crate::generate;
use crate::words::{Word, reason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// Sizes of the generated schools, and between which two of them growth is measured.
const CLASSES: [usize; 5] = [6, 12, 24, 48, 96];
const GROWTH: (usize, usize) = (24, 96);
/// Sizes of the generated municipalities, two schools for every kindergarten, and the seed that they are made with.
const INSTITUTIONS: [usize; 5] = [5, 13, 26, 100, 300];
const MUNICIPALITY_SEED: u64 = 1;
/// Free periods a week of their classes, and the seed that they are made with.
pub(super) const SLACK: usize = 1;
pub(super) const SCHOOL_SEED: u64 = 1;

#[derive(clap::Args)]
pub struct Arguments {
    /// Which table
    suite: Suite,
    /// Time of each run [default: 10s for zlatar, 60s for scaling and municipality, 10m for xhstt]
    #[arg(long, value_parser = humantime::parse_duration)]
    time_limit: Option<Duration>,
    /// Runs of each instance: seeds 1 up to this [default: 10 for zlatar, 3 for scaling, 1 for xhstt and municipality]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: Option<u64>,
    /// Threads that search
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=256))]
    threads: u64,
    /// Folder of the archives of xhstt, and of best-known.csv where there is one
    #[arg(long, default_value = "instances/xhstt")]
    folder: PathBuf,
    /// Folder for the result file
    #[arg(long, default_value = "benches/results")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Suite {
    /// The archives of a folder; a run stops at the best known cost
    Xhstt,
    /// The reference school, both terms
    Zlatar,
    /// Generated schools of 6 to 96 classes
    Scaling,
    /// Absences on the reference school and a large one
    Cover,
    /// Calendars of tests for the reference school and a large one
    Tests,
    /// Generated municipalities of 5 to 300 institutions
    Municipality,
}

impl Suite {
    /// Time and seeds where nothing is said.
    fn defaults(self) -> (Duration, u64) {
        match self {
            Suite::Xhstt => (Duration::from_secs(600), 1),
            Suite::Zlatar => (Duration::from_secs(10), 10),
            Suite::Scaling => (Duration::from_secs(60), 3),
            // Its runs end by themselves.
            Suite::Cover | Suite::Tests => (Duration::ZERO, 1),
            Suite::Municipality => (Duration::from_secs(60), 1),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Suite::Xhstt => "xhstt",
            Suite::Zlatar => "zlatar",
            Suite::Scaling => "scaling",
            Suite::Cover => "cover",
            Suite::Tests => "tests",
            Suite::Municipality => "municipality",
        }
    }
}

/// Hard value and soft cost; less is better in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Cost {
    hard: i64,
    soft: i64,
}

/// An instance of a suite.
struct Job {
    name: String,
    file: PathBuf,
    /// Which instance of an archive.
    instance: Option<String>,
    classes: Option<usize>,
    institutions: Option<usize>,
    best_known: Option<Cost>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    growth: Option<Growth>,
    runs: Vec<Run>,
}

/// Exponents e of n^e between two sizes, by medians.
#[derive(Serialize)]
struct Growth {
    from_classes: usize,
    to_classes: usize,
    first_legal: Option<f64>,
    peak_memory: Option<f64>,
}

#[derive(Serialize)]
struct Run {
    instance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    classes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    institutions: Option<usize>,
    best_known: Option<Cost>,
    #[serde(flatten)]
    solved: Solved,
}

/// What `solve --json` says.
#[derive(Serialize, Deserialize)]
struct Solved {
    seed: u64,
    status: String,
    hard: i64,
    soft: i64,
    bound: Option<i64>,
    gap: Option<f64>,
    first_legal_seconds: Option<f64>,
    seconds: f64,
    cpu_seconds: Option<f64>,
    moves: u64,
    peak_memory_kib: Option<u64>,
    unmet: BTreeMap<String, u64>,
}

impl Run {
    fn cost(&self) -> Cost {
        let Solved { hard, soft, .. } = self.solved;
        Cost { hard, soft }
    }
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    // Looked at first: a bench is long.
    if let Err(error) = super::solve::can_write(&arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let scratch = match tempfile::tempdir() {
        Ok(scratch) => scratch,
        Err(error) => return cannot_write(&std::env::temp_dir(), &error, common),
    };
    match arguments.suite {
        Suite::Cover => return term(&arguments, bench_cover::rows(scratch.path()), bench_cover::table),
        Suite::Tests => return term(&arguments, bench_tests::rows(scratch.path()), bench_tests::table),
        _ => {}
    }
    let jobs = match jobs(&arguments, scratch.path()) {
        Ok(jobs) => jobs,
        Err(end) => return end,
    };
    let (time_limit, seeds) = arguments.suite.defaults();
    let time_limit = arguments.time_limit.unwrap_or(time_limit);
    let mut runs = Vec::new();
    for job in &jobs {
        for seed in 1..=arguments.seeds.unwrap_or(seeds) {
            let output = match solve(job, seed, time_limit, arguments.threads, scratch.path()) {
                Ok(output) => output,
                Err(error) => return fault(&error),
            };
            match serde_json::from_slice(&output.stdout) {
                Ok(solved) => runs.push(Run {
                    instance: job.name.clone(),
                    classes: job.classes,
                    institutions: job.institutions,
                    best_known: job.best_known,
                    solved,
                }),
                // What was wrong, the run has said.
                Err(_) => {
                    let _ = io::stderr().write_all(&output.stderr);
                    let bad_input = output.status.code() == Some(End::BadInput as i32);
                    return if bad_input { End::BadInput } else { End::Fault };
                }
            }
        }
    }
    let results = Results {
        suite: arguments.suite,
        date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
        commit: commit(),
        machine: machine(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        threads: arguments.threads,
        time_limit_seconds: time_limit.as_secs_f64(),
        growth: (arguments.suite == Suite::Scaling).then(|| growth(&runs)),
        runs,
    };
    let name = format!(
        "{}-{}-{}s.json",
        results.date,
        results.suite.name(),
        time_limit.as_secs()
    );
    let path = arguments.out.join(name);
    if let Err(error) = write_json(&path, &results) {
        return cannot_write(&path, &error, common);
    }
    if common.json {
        print_json(&results);
    } else {
        say(&table(&results));
    }
    End::Done
}

/// The suites of what happens inside a term, whose runs are no searches.
fn term<Row: Serialize>(arguments: &Arguments, rows: Result<Vec<Row>, String>, table: fn(&[Row]) -> String) -> End {
    #[derive(Serialize)]
    struct Results<Row> {
        suite: Suite,
        date: String,
        commit: String,
        machine: String,
        cores: usize,
        rows: Vec<Row>,
    }
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return fault(&error),
    };
    let results = Results {
        suite: arguments.suite,
        date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
        commit: commit(),
        machine: machine(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        rows,
    };
    let path = (arguments.out).join(format!("{}-{}.json", results.date, arguments.suite.name()));
    if let Err(error) = write_json(&path, &results) {
        return cannot_write(&path, &error, &arguments.common);
    }
    if arguments.common.json {
        print_json(&results);
    } else {
        say(&table(&results.rows));
    }
    End::Done
}

fn jobs(arguments: &Arguments, scratch: &Path) -> Result<Vec<Job>, End> {
    let job = |name: &str, file: PathBuf| Job {
        name: name.to_string(),
        file,
        instance: None,
        classes: None,
        institutions: None,
        best_known: None,
    };
    match arguments.suite {
        Suite::Zlatar => {
            let terms = ["instances/zlatar/term1.json", "instances/zlatar/term2.json"];
            Ok(terms.map(|term| job(term, term.into())).into())
        }
        Suite::Scaling => {
            let school = |classes: usize| {
                let made = generate::school(classes, SCHOOL_SEED, SLACK).map_err(|_| fault(&"no school is made"))?;
                let file = scratch.join(format!("{}.json", made.instance.id));
                write_json(&file, &made.instance).map_err(|error| cannot_write(&file, &error, &arguments.common))?;
                let classes = Some(classes);
                Ok(Job {
                    classes,
                    ..job(&made.instance.id, file)
                })
            };
            CLASSES.into_iter().map(school).collect()
        }
        Suite::Municipality => {
            let municipality = |count: usize| {
                let kindergartens = count / 3;
                let made = generate::municipality_of(count - kindergartens, kindergartens, MUNICIPALITY_SEED)
                    .map_err(|_| fault(&"no municipality is made"))?;
                let file = scratch.join(format!("municipality-{count}.json"));
                let wrong = |(path, error): (PathBuf, io::Error)| cannot_write(&path, &error, &arguments.common);
                write_parts(&file, &made.shared, &made.parts).map_err(wrong)?;
                let institutions = Some(count);
                Ok(Job {
                    institutions,
                    ..job(&format!("municipality-{count}"), file)
                })
            };
            INSTITUTIONS.into_iter().map(municipality).collect()
        }
        Suite::Xhstt => archives(&arguments.folder, &arguments.common),
        Suite::Cover | Suite::Tests => Ok(Vec::new()),
    }
}

/// Every instance of every archive in a folder, by name.
fn archives(folder: &Path, common: &Common) -> Result<Vec<Job>, End> {
    let unreadable = |error: io::Error| {
        let message = Word::FileUnreadable.with(&[("file", &folder.display()), ("detail", &reason(&error))]);
        let findings = vec![Finding::new("E-file", "", message, Word::FileAdvice.with(&[]))];
        let source = Source::default();
        refuse(Refused { source, findings }, common)
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
        .map_err(unreadable)?;
    let archive = |file: &PathBuf| {
        let name = file.to_string_lossy();
        name.ends_with(".xml") || name.ends_with(".xml.gz")
    };
    files.retain(archive);
    files.sort();
    let known = best_known(&folder.join("best-known.csv"));
    let mut jobs = Vec::new();
    for file in files {
        let archive = xhstt::read_archive(&file).map_err(|refused| refuse(refused, common))?;
        jobs.extend(archive.instances.iter().map(|instance| Job {
            name: instance.id.clone(),
            file: file.clone(),
            instance: Some(instance.id.clone()),
            classes: None,
            institutions: None,
            best_known: known.get(&instance.id).copied(),
        }));
    }
    if jobs.is_empty() {
        return Err(refuse_word(
            "E-no-archives",
            Word::NoArchives,
            Word::NoArchivesAdvice,
            common,
        ));
    }
    Ok(jobs)
}

/// Best known costs by instance, from lines `instance,hard,soft`; none where there is no such file.
fn best_known(path: &Path) -> BTreeMap<String, Cost> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = |line: &str| {
        let mut fields = line.split(',').map(str::trim);
        let instance = fields.next()?.to_string();
        let (hard, soft) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some((instance, Cost { hard, soft }))
    };
    text.lines().filter_map(line).collect()
}

/// One run, to its end.
fn solve(job: &Job, seed: u64, time_limit: Duration, threads: u64, scratch: &Path) -> io::Result<Output> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("solve").arg(&job.file).arg("--json");
    command.arg("--out").arg(scratch.join("out"));
    command.arg("--time-limit").arg(format!("{}ms", time_limit.as_millis()));
    command.arg("--threads").arg(threads.to_string());
    command.arg("--seed").arg(seed.to_string());
    if let Some(instance) = &job.instance {
        command.arg("--instance").arg(instance);
    }
    if let Some(Cost { hard, soft }) = job.best_known {
        command.arg("--stop-at").arg(format!("{hard}/{soft}"));
    }
    command.output()
}

/// The middle one of values in order; of an even number, the higher.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn growth(runs: &[Run]) -> Growth {
    let (from, to) = GROWTH;
    let exponent = |value: fn(&Solved) -> Option<f64>| {
        // A size of which one run has no value has none.
        let at = |classes: usize| {
            let of_size = runs.iter().filter(|r| r.classes == Some(classes));
            median(of_size.map(|r| value(&r.solved)).collect::<Option<_>>()?)
        };
        let exponent = (at(to)? / at(from)?).ln() / (to as f64 / from as f64).ln();
        exponent.is_finite().then_some(exponent)
    };
    Growth {
        from_classes: from,
        to_classes: to,
        first_legal: exponent(|r| r.first_legal_seconds),
        peak_memory: exponent(|r| r.peak_memory_kib.map(|kib| kib as f64)),
    }
}

/// A Markdown table: a line an instance, over all seeds.
fn table(results: &Results) -> String {
    let mut text = format!(
        "{}, commit {}, {} ({} cores), {} threads, {} s a run\n\n",
        results.date, results.commit, results.machine, results.cores, results.threads, results.time_limit_seconds
    );
    let heads = "instance | runs | legal | best | median | worst | bound | gap of the median | best known \
        | first legal, median and worst s | wall s | CPU s | moves, M | peak MiB";
    text.push_str(&format!("| {heads} |\n|{}\n", "---|".repeat(heads.split('|').count())));
    let shown = |value: Option<f64>, digits: usize| value.map_or("–".into(), |v| format!("{v:.digits$}"));
    for group in results.runs.chunk_by(|a, b| a.instance == b.instance) {
        let mut costs: Vec<Cost> = group.iter().map(Run::cost).collect();
        costs.sort();
        let middle = costs[costs.len() / 2];
        let of =
            |value: fn(&Solved) -> Option<f64>| -> Vec<f64> { group.iter().filter_map(|r| value(&r.solved)).collect() };
        let legal = of(|s| s.first_legal_seconds);
        let bound = group.iter().filter_map(|r| r.solved.bound).max();
        let gap = bound.filter(|_| middle.hard == 0);
        let gap = gap.map(|b| 100.0 * (middle.soft - b).max(0) as f64 / middle.soft.max(1) as f64);
        let cells = [
            group[0].instance.clone(),
            group.len().to_string(),
            costs.iter().filter(|c| c.hard == 0).count().to_string(),
            in_words(costs[0]),
            in_words(middle),
            in_words(costs[costs.len() - 1]),
            bound.map_or("–".into(), |b| b.to_string()),
            gap.map_or("–".into(), |g| format!("{g:.0} %")),
            group[0].best_known.map_or("–".into(), in_words),
            format!(
                "{}, {}",
                shown(median(legal.clone()), 2),
                shown(
                    legal
                        .iter()
                        .copied()
                        .reduce(f64::max)
                        .filter(|_| legal.len() == group.len()),
                    2
                )
            ),
            shown(median(of(|s| Some(s.seconds))), 1),
            shown(median(of(|s| s.cpu_seconds)), 1),
            shown(median(of(|s| Some(s.moves as f64 / 1e6))), 1),
            shown(median(of(|s| s.peak_memory_kib.map(|kib| kib as f64 / 1024.0))), 0),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    if let Some(growth) = &results.growth {
        text.push_str(&format!(
            "\nExponents e of n^e from {} to {} classes: first legal timetable {}, peak memory {}.\n",
            growth.from_classes,
            growth.to_classes,
            shown(growth.first_legal, 2),
            shown(growth.peak_memory, 2)
        ));
    }
    for run in results.runs.iter().filter(|run| run.solved.seed == 1) {
        if let Some(count) = run.institutions {
            let each = run.solved.first_legal_seconds.map(|seconds| seconds / count as f64);
            let unmet: u64 = run.solved.unmet.values().sum();
            text.push_str(&format!(
                "\n{count} institutions: {} s to the first legal timetable for each, {unmet} meetings unmet.\n",
                shown(each, 3)
            ));
        }
    }
    text
}

/// The soft cost, with the hard value before it where there is one.
fn in_words(cost: Cost) -> String {
    match cost {
        Cost { hard: 0, soft } => soft.to_string(),
        Cost { hard, soft } => format!("{hard}/{soft}"),
    }
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
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find(|l| l.starts_with("model name"))
        .and_then(|l| l.split_once(':'));
    model.map_or("unknown".into(), |(_, name)| name.trim().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(classes: usize, (hard, soft): (i64, i64), first: Option<f64>) -> Run {
        Run {
            instance: format!("school-{classes}"),
            classes: Some(classes),
            institutions: None,
            best_known: None,
            solved: Solved {
                seed: 1,
                status: "feasible".into(),
                hard,
                soft,
                bound: Some(40),
                gap: None,
                first_legal_seconds: first,
                seconds: 10.0,
                cpu_seconds: Some(20.0),
                moves: 1_000_000,
                peak_memory_kib: Some(classes as u64 * 1024),
                unmet: BTreeMap::new(),
            },
        }
    }

    #[test]
    fn growth_is_the_exponent_between_the_medians() {
        let legal = |classes: usize, seconds: f64| run(classes, (0, 50), Some(seconds));
        let mut runs = vec![legal(24, 0.5), legal(24, 1.0), legal(24, 9.0), legal(96, 8.0)];
        let (first, memory) = (growth(&runs).first_legal, growth(&runs).peak_memory);
        assert!((first.unwrap() - 1.5).abs() < 1e-9 && (memory.unwrap() - 1.0).abs() < 1e-9);
        runs.push(run(96, (3, 50), None));
        assert_eq!(growth(&runs).first_legal, None);
    }

    #[test]
    fn a_table_has_a_line_for_each_instance() {
        let results = Results {
            suite: Suite::Scaling,
            date: String::new(),
            commit: String::new(),
            machine: String::new(),
            cores: 2,
            threads: 2,
            time_limit_seconds: 10.0,
            growth: None,
            runs: vec![
                run(6, (0, 50), Some(0.5)),
                run(6, (3, 20), None),
                run(12, (0, 80), Some(1.0)),
            ],
        };
        let table = table(&results);
        let lines: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(lines.len(), 4, "{table}");
        let bars = |line: &str| line.matches('|').count();
        assert!(lines.iter().all(|l| bars(l) == bars(lines[0])), "{table}");
        assert!(
            lines[2].starts_with("| school-6 | 2 | 1 | 50 | 3/20 | 3/20 | 40 | – | – | 0.50, – |"),
            "{table}"
        );
        assert!(lines[3].contains("| 80 | 80 | 80 | 40 | 50 % |"), "{table}");
    }

    #[test]
    fn best_known_costs_are_read_by_instance() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, "instance,best_hard,best_soft,bound\nA,0,27,27\nB,2,2323,\n").unwrap();
        let known = best_known(file.path());
        assert_eq!(known.len(), 2);
        assert_eq!(known["B"], Cost { hard: 2, soft: 2323 });
        assert!(best_known(Path::new("no/such.csv")).is_empty());
    }
}
