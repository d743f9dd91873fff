//! The commands of the running term, as people run them: deadlines, the calendar of tests.

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const SCHOOL: &str = "instances/toy/bells.json";

/// How it ended, and all that it said.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_firstbell"))
        .args(arguments)
        .args(["--lang", "bg"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("UTF-8"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn deadlines_are_listed_and_the_abolished_duty_is_switched() {
    let school = "instances/zlatar/term1.json";
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = run(&["deadlines", school, "--out", text(folder.path())]);
    assert!(
        code == Some(0) && said.contains("25.09.2020 г. (петък): Седмичното разписание се представя в РЗИ"),
        "{said}"
    );
    assert!(said.contains("15.10.2020 г. (четвъртък)"), "{said}");
    let calendar = fs::read_to_string(folder.path().join("ics/deadlines.ics")).unwrap();
    assert!(calendar.contains("DTSTART;VALUE=DATE:20201015"), "{calendar}");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 10);
    let (_, said) = run(&["deadlines", school, "--inspectorate", "off"]);
    assert!(!said.contains("РЗИ"), "{said}");
}

#[test]
fn tests_are_not_planned_without_a_plan_or_for_another_school() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let (code, said) = run(&["solve", SCHOOL, "--out", out, "--iterations", "2000"]);
    assert_eq!(code, Some(0), "{said}");
    let timetable = folder.path().join("timetable.json");
    let plan = |school: &str| {
        let answer = run(&["tests", school, text(&timetable), "--out", out]);
        assert!(!folder.path().join("tests.json").exists(), "nothing is written");
        answer
    };
    let (code, said) = plan(SCHOOL);
    assert!(code == Some(2) && said.contains("E-no-examinations"), "{said}");
    let (code, said) = plan("instances/zlatar/term1.json");
    assert!(code == Some(2) && said.contains("E-other-instance"), "{said}");

    let text_of = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHOOL)).unwrap();
    let mut school: Value = serde_json::from_str(&text_of).unwrap();
    let lesson = school["lessons"][0]["id"].clone();
    let path = folder.path().join("school.json");
    // A date outside the term is a mistake; more tests than the term can hold are a "no" with the count.
    school["rule_sets"] = json!(["bg-assessment-2016"]);
    let given = json!([{ "kind": "control-test", "date": "1999-01-01" }]);
    school["examinations"] = json!([{ "lesson": lesson, "control_tests": 1, "given": given }]);
    fs::write(&path, school.to_string()).unwrap();
    let (code, said) = plan(text(&path));
    assert!(code == Some(2) && said.contains("E-outside-term"), "{said}");
    school["examinations"] = json!([{ "lesson": lesson, "control_tests": 200 }]);
    fs::write(&path, school.to_string()).unwrap();
    let (code, said) = plan(text(&path));
    assert!(
        code == Some(1) && said.contains("планирани са 200 класни и контролни работи"),
        "{said}"
    );
}

#[test]
fn a_calendar_changed_by_hand_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let (code, said) = run(&["solve", SCHOOL, "--out", out, "--iterations", "2000"]);
    assert_eq!(code, Some(0), "{said}");
    let timetable = folder.path().join("timetable.json");
    let text_of = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHOOL)).unwrap();
    let mut school: Value = serde_json::from_str(&text_of).unwrap();
    school["rule_sets"] = json!(["bg-assessment-2016"]);
    school["examinations"] = json!([{ "lesson": school["lessons"][0]["id"], "control_tests": 2 }]);
    let path = folder.path().join("school.json");
    fs::write(&path, school.to_string()).unwrap();
    let (code, said) = run(&["tests", text(&path), text(&timetable), "--out", out]);
    assert_eq!(code, Some(0), "{said}");
    for made in ["tests.html", "tests.xlsx", "tests.json"] {
        assert!(folder.path().join(made).exists(), "{made}");
    }
    let calendar = folder.path().join("tests.json");
    let check = || run(&["tests", text(&path), text(&timetable), "--check", text(&calendar)]);
    let (code, said) = check();
    assert!(code == Some(0) && said.contains("спазва всички"), "{said}");
    let mut changed: Value = serde_json::from_slice(&fs::read(&calendar).unwrap()).unwrap();
    changed["tests"][1] = changed["tests"][0].clone();
    fs::write(&calendar, changed.to_string()).unwrap();
    let (code, said) = check();
    assert!(code == Some(1) && said.contains("има 2 писмени изпитвания"), "{said}");
    let (code, said) = run(&["tests", text(&path), text(&timetable), "--check", text(&timetable)]);
    assert!(code == Some(2) && said.contains("E-kind"), "{said}");
}
