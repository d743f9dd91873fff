//! Every broken file is refused with the errors expected, each at its place, and none besides.

use firstbell::finding::{Finding, Severity, worst};
use firstbell::formats::native;
use firstbell::validate::validate;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Expected {
    code: String,
    path: String,
    line: usize,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances").join(name)
}

fn findings(path: &Path) -> Vec<Finding> {
    match native::read_instance(path) {
        Err(refused) => refused.findings,
        Ok((instance, source)) => {
            let mut findings = validate(&instance);
            native::locate(&mut findings, &source);
            findings
        }
    }
}

#[test]
fn broken_files_give_the_errors_expected() {
    let folder = folder("broken");
    let table = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let table: BTreeMap<String, Vec<Expected>> = serde_json::from_str(&table).unwrap();
    let files: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "expected.json")
        .collect();
    assert_eq!(files, table.keys().cloned().collect(), "files and table");
    assert!(files.len() >= 20);
    for (file, expected) in &table {
        let found = findings(&folder.join(file));
        assert_eq!(worst(&found), Some(Severity::Error), "{file}");
        let found: Vec<Expected> = found
            .iter()
            .map(|f| Expected {
                code: f.code.to_owned(),
                path: f.path.clone(),
                line: f.place.map_or(0, |p| p.line),
            })
            .collect();
        assert_eq!(&found, expected, "{file}");
    }
}

/// The table covers what the program can say: an error without an example was never seen to be right.
#[test]
fn every_error_of_the_data_has_an_example() {
    let table = std::fs::read_to_string(folder("broken").join("expected.json")).unwrap();
    let mut sources = String::new();
    for folder in ["src/validate", "src/formats"] {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                sources.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let codes = |text: &str| -> BTreeSet<String> {
        let starts = text.match_indices("\"E-").map(|(at, _)| at + 1);
        starts
            .filter_map(|at| Some(text[at..].split('"').next()?.to_owned()))
            .collect()
    };
    // These are about the file as a whole and are tested with files that no one would keep; the last stands for
    // messages of serde that no type of ours gives today.
    let elsewhere = ["E-file", "E-folder", "E-size", "E-value"].map(String::from);
    let shown = codes(&table);
    let missing: Vec<_> = codes(&sources)
        .into_iter()
        .filter(|c| !shown.contains(c) && !elsewhere.contains(c))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
