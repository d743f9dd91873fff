//! What the program makes for measuring: schools, programs for other solvers, tables.

use firstbell::generate::{School, school};
use firstbell::lower::lower;
use firstbell::program::{Program, Task, backend};
use firstbell::validate::validate;
use firstbell::verify;
use firstbell::words::Lang;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

/// How it ended, what it printed and what it said beside.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_firstbell"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn every_school_has_the_legal_timetable_it_was_built_around() {
    for (classes, seed, slack) in [
        (1, 1, 0),
        (2, 7, 1),
        (6, 1, 2),
        (6, 2, 3),
        (7, 5, 0),
        (13, 3, 1),
        (24, 1, 0),
        (96, 1, 1),
    ] {
        let School { instance, timetable } = school(classes, seed, slack).unwrap();
        let text = format!("{classes} classes, seed {seed}, slack {slack}");
        assert_eq!(validate(&instance), [], "{text}");
        let lowered = lower(&instance, Lang::En);
        let (assignment, unplaced) = lowered.assignment(&timetable);
        assert_eq!(unplaced, [], "{text}");
        assert_eq!(verify::cost::totals(&lowered.problem, &assignment).hard, 0, "{text}");
        assert_eq!(verify::law::judge(&instance, &timetable), [], "{text}");
    }
}

#[test]
fn a_school_is_made_twice_alike_and_validates() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["a.json", "b.json"].map(|name| folder.path().join(name));
    for file in &files {
        let arguments = [
            "generate",
            "school",
            "--classes",
            "6",
            "--seed",
            "9",
            "--slack",
            "0",
            "--out",
            path(file),
        ];
        assert_eq!(run(&arguments).0, Some(0));
    }
    assert_eq!(fs::read(&files[0]).unwrap(), fs::read(&files[1]).unwrap());
    assert_eq!(run(&["validate", path(&files[0])]).0, Some(0));
}

#[test]
fn what_makes_no_school_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("school.json");
    let arguments = [
        "generate",
        "school",
        "--classes",
        "0",
        "--slack",
        "4",
        "--out",
        path(&file),
    ];
    for (lang, said) in [("bg", "с 1 до 1000"), ("en", "with 1 to 1000")] {
        let (code, _, beside) = run(&[&arguments[..], &["--lang", lang]].concat());
        assert_eq!(code, Some(2));
        assert!(
            ["E-classes", "E-slack", said].iter().all(|s| beside.contains(s)),
            "{beside}"
        );
    }
    assert!(!file.exists());
    let nowhere = folder.path().join("no/such/folder.json");
    let (code, printed, _) = run(&[
        "generate",
        "school",
        "--classes",
        "6",
        "--out",
        path(&nowhere),
        "--json",
    ]);
    assert_eq!(code, Some(2));
    assert_eq!(json(&printed)["findings"][0]["code"], "E-write");
}

#[test]
fn another_solvers_answer_becomes_the_timetable_it_means() {
    let school = "instances/toy/co-teaching.json";
    let folder = tempfile::tempdir().unwrap();
    let [mps, values, timetable] = ["program.mps", "values.txt", "timetable.json"].map(|name| folder.path().join(name));
    assert_eq!(run(&["export-program", school, "--out", path(&mps)]).0, Some(0));
    let instance = serde_json::from_str(&fs::read_to_string(school).unwrap()).unwrap();
    let program = Program::of(&lower(&instance, Lang::En).problem);
    let text = fs::read_to_string(&mps).unwrap();
    assert!(text.contains(&format!(" c{} ", program.columns.len() - 1)) && text.ends_with("ENDATA\n"));
    let answer = backend().solve(&program, &Task::default()).values.unwrap();
    let mut lines = String::new();
    answer
        .iter()
        .enumerate()
        .for_each(|(c, value)| writeln!(lines, "c{c} {value}").unwrap());
    fs::write(&values, lines).unwrap();
    let back = [
        "export-program",
        school,
        "--values",
        path(&values),
        "--out",
        path(&timetable),
    ];
    assert_eq!(run(&back).0, Some(0));
    let (code, printed, _) = run(&["check", school, path(&timetable), "--json"]);
    assert_eq!((code, json(&printed)["soft"].as_i64()), (Some(0), Some(1)));

    fs::write(&values, "c0 1\nd7 1\n").unwrap();
    let (code, _, beside) = run(&[&back[..], &["--lang", "en"]].concat());
    assert_eq!(code, Some(2));
    assert!(beside.contains("E-values") && beside.contains("Line 2"), "{beside}");
}

#[test]
fn a_search_stops_at_the_cost_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let school = "instances/zlatar/term1.json";
    let limits = [
        "--iterations",
        "4000000",
        "--time-limit",
        "60s",
        "--stop-at",
        "99999999/0",
    ];
    let (_, printed, _) = run(&[&["solve", school, "--json", "--out", path(folder.path())][..], &limits].concat());
    let moves = json(&printed)["moves"].as_u64().unwrap();
    assert!(moves < 4_000_000, "{moves}");
}

#[test]
fn a_bench_of_archives_runs_each_instance_and_writes_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let out = ["--out", path(folder.path()), "--time-limit", "200ms", "--json"];
    let (code, printed, beside) = run(&[&["bench", "xhstt", "--seeds", "1"][..], &out].concat());
    assert_eq!(code, Some(0), "{beside}");
    let results = json(&printed);
    let archives = fs::read_dir("instances/xhstt").unwrap();
    let archives = archives.filter(|a| a.as_ref().unwrap().path().extension().is_some_and(|e| e == "xml"));
    assert_eq!(results["runs"].as_array().map(Vec::len), Some(archives.count()));
    assert!(results["runs"][0]["peak_memory_kib"].as_u64().is_some() || cfg!(not(target_os = "linux")));
    let written = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
    assert_eq!(json(&fs::read_to_string(written.path()).unwrap()), results);

    for (archives, code) in [("no-such-folder", "E-file"), ("instances/toy", "E-no-archives")] {
        let (end, printed, _) = run(&[&["bench", "xhstt", "--folder", archives][..], &out].concat());
        assert_eq!(end, Some(2));
        assert_eq!(json(&printed)["findings"][0]["code"], code);
    }
}
