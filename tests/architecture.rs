//! Who may import whom, and who may print.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// The part of the house that a file belongs to: its folder or name under `src`.
fn part(file: &Path) -> String {
    let first = file.strip_prefix("src").unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_string()
}

/// The code of a file without its tests and comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Each part and the parts it may import; everybody may import `words` and `finding`.
const MAY: &[(&str, &[&str])] = &[
    ("words", &["instance"]),
    ("finding", &[]),
    ("instance", &[]),
    ("timetable", &["instance"]),
    ("test_calendar", &["instance"]),
    ("order", &["instance", "timetable"]),
    ("absence", &["instance"]),
    ("problem", &["instance"]),
    ("lower", &["instance", "timetable", "problem"]),
    (
        "formats",
        &["instance", "timetable", "test_calendar", "absence", "order", "problem"],
    ),
    ("validate", &["instance", "timetable", "problem"]),
    ("generate", &["instance", "timetable"]),
    (
        "verify",
        &[
            "instance",
            "timetable",
            "test_calendar",
            "absence",
            "order",
            "problem",
            "municipality",
        ],
    ),
    ("rules", &["instance", "problem", "board", "program"]),
    ("board", &["instance", "problem", "rules"]),
    ("program", &["instance", "problem", "board", "rules"]),
    (
        "solve",
        &[
            "instance",
            "timetable",
            "problem",
            "board",
            "rules",
            "program",
            "verify",
        ],
    ),
    (
        "term",
        &[
            "instance",
            "timetable",
            "test_calendar",
            "absence",
            "order",
            "program",
            "solve",
            "verify",
        ],
    ),
    (
        "report",
        &[
            "instance",
            "timetable",
            "test_calendar",
            "absence",
            "order",
            "problem",
            "municipality",
        ],
    ),
    (
        "municipality",
        &[
            "instance",
            "timetable",
            "problem",
            "lower",
            "board",
            "program",
            "solve",
            "verify",
        ],
    ),
];

#[test]
fn parts_import_only_what_lies_below_them() {
    for file in sources(Path::new("src")) {
        let part = part(&file);
        if ["lib", "main", "cli"].contains(&part.as_str()) {
            continue;
        }
        let (_, may) = MAY
            .iter()
            .find(|(p, _)| *p == part)
            .unwrap_or_else(|| panic!("{part} is not in the table"));
        let code = code(&file);
        for used in code.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = MAY.iter().any(|(p, _)| *p == used) || used == "cli";
            let fine =
                !known || used == part || may.contains(&used.as_str()) || ["words", "finding"].contains(&used.as_str());
            assert!(fine, "{} imports {used}", file.display());
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    for file in sources(Path::new("src")) {
        if ["main", "cli"].contains(&part(&file).as_str()) {
            continue;
        }
        let code = code(&file);
        for printing in [
            "print!(",
            "println!(",
            "eprint!(",
            "eprintln!(",
            "dbg!(",
            "stdout()",
            "stderr()",
        ] {
            assert!(!code.contains(printing), "{} has {printing}", file.display());
        }
    }
}
