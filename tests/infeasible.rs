//! Every infeasible school gets its sentences, and possible schools get none.

use firstbell::finding::{Finding, Severity, worst};
use firstbell::formats::native;
use firstbell::validate::validate;
use firstbell::words::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Expected {
    code: String,
    bg: String,
    en: String,
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|p| p.extension().is_some_and(|e| e == "json") && p.file_name().is_some_and(|n| n != "expected.json"))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn findings(path: &Path) -> Vec<Finding> {
    let (instance, source) = native::read_instance(path).unwrap_or_else(|r| panic!("{path:?}: {:?}", r.findings));
    let mut findings = validate(&instance);
    native::locate(&mut findings, &source);
    findings
}

fn table() -> BTreeMap<String, Vec<Expected>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/infeasible/expected.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn infeasible_schools_get_the_sentences_expected() {
    let (files, table) = (files("infeasible"), table());
    let names: BTreeSet<String> = files.iter().map(|p| name(p)).collect();
    assert_eq!(names, table.keys().cloned().collect(), "files and table");
    assert!(files.len() >= 8);
    for file in &files {
        let found = findings(file);
        assert_eq!(worst(&found), Some(Severity::Impossible), "{file:?}");
        let found: Vec<Expected> = found
            .iter()
            .map(|f| Expected {
                code: f.code.to_owned(),
                bg: f.message.in_lang(Lang::Bg),
                en: f.message.in_lang(Lang::En),
            })
            .collect();
        assert_eq!(&found, &table[&name(file)], "{file:?}");
    }
}

/// One sentence per class whose week cannot hold two of everything every day: grades III to VII.
#[test]
fn two_of_everything_every_day_fits_only_grades_one_and_two() {
    let path = files("infeasible")
        .into_iter()
        .find(|p| name(p) == "zlatar-2-2-2.json")
        .unwrap();
    let said: Vec<String> = findings(&path).iter().map(|f| f.message.in_lang(Lang::En)).collect();
    let days = ["III has 29", "IV has 29", "V has 32", "VI has 32", "VII has 33"];
    assert_eq!(said.len(), days.len());
    for (sentence, class) in said.iter().zip(days) {
        assert!(
            sentence.starts_with(&format!("Grade {class} periods a week")),
            "{sentence}"
        );
    }
    assert!(said[4].contains("at least 3 of the days"), "{}", said[4]);
    for part in [
        "end at 13:50",
        "190 minutes from 14:20 to 17:30",
        "hold 4 activity hours of 40",
        "6 are demanded",
    ] {
        assert!(said[4].contains(part), "{}", said[4]);
    }
}

/// The table covers the proofs: one without an example was never seen to be right.
#[test]
fn every_proof_has_an_example() {
    let table = table();
    let shown: BTreeSet<&str> = table.values().flatten().map(|e| e.code.as_str()).collect();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/validate/counts");
    for entry in std::fs::read_dir(sources).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for (at, _) in text.match_indices("\"I-") {
            let code = text[at + 1..].split('"').next().unwrap();
            assert!(shown.contains(code), "{code}");
        }
    }
}

#[test]
fn possible_schools_get_no_sentence() {
    let possible: Vec<PathBuf> = ["zlatar", "toy"].into_iter().flat_map(files).collect();
    assert!(possible.len() > 2);
    for file in possible {
        let said: Vec<String> = findings(&file).iter().map(|f| f.message.in_lang(Lang::En)).collect();
        assert!(said.is_empty(), "{file:?}: {said:?}");
    }
}
