//! The commands of the running term, as people run them: versions, deadlines, the calendar of tests.

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
fn a_version_is_kept_and_nothing_is_written_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let (code, said) = run(&["solve", SCHOOL, "--out", out, "--iterations", "2000"]);
    assert_eq!(code, Some(0), "{said}");
    let draft = folder.path().join("timetable.json");
    let term = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHOOL)).unwrap();
    let term: Value = serde_json::from_str(&term).unwrap();
    let from = term["term"]["from"].as_str().unwrap().to_owned();
    let versions = |more: &[&str]| run(&[&["versions", SCHOOL, out], more].concat());
    assert_eq!(versions(&[]).0, Some(2), "there are none yet");

    // Only what is approved can be put in force.
    let refused = run(&["publish", SCHOOL, text(&draft), "--from", &from, "--out", out]);
    assert!(refused.0 == Some(2) && refused.1.contains("E-status"), "{}", refused.1);
    let approve = || run(&["approve", SCHOOL, text(&draft), "--on", &from, "--out", out]);
    assert_eq!(approve().0, Some(0));
    let approved = folder.path().join(format!("versions/{from}-approved.json"));
    let before = fs::read(&approved).unwrap();
    let again = approve();
    assert!(
        again.0 == Some(2) && again.1.contains("E-version-exists"),
        "{}",
        again.1
    );
    assert_eq!(fs::read(&approved).unwrap(), before);
    assert_eq!(versions(&["--on", &from]).0, Some(1), "approved is not in force");

    let (code, said) = run(&["publish", SCHOOL, text(&approved), "--from", &from, "--out", out]);
    assert_eq!(code, Some(0), "{said}");
    let page = fs::read_to_string(folder.path().join("index.html")).unwrap();
    assert!(page.contains("В сила"));
    let (code, said) = versions(&["--on", &from]);
    assert!(code == Some(0) && said.contains("-published.json."), "{said}");
    assert_eq!(versions(&["--on", "1999-09-15"]).0, Some(2), "outside the term");

    // A draft does not replace the timetable in force.
    let published = fs::read(&draft).unwrap();
    let (code, said) = run(&["solve", SCHOOL, "--out", out, "--iterations", "100"]);
    assert!(code == Some(2) && said.contains("E-version-exists"), "{said}");
    assert_eq!(fs::read(&draft).unwrap(), published);
}

#[test]
fn an_illegal_timetable_is_not_approved() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let (code, said) = run(&["solve", SCHOOL, "--out", out, "--iterations", "2000"]);
    assert_eq!(code, Some(0), "{said}");
    let path = folder.path().join("timetable.json");
    let mut timetable: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    timetable["placements"].as_array_mut().unwrap().pop();
    fs::write(&path, timetable.to_string()).unwrap();
    let (code, said) = run(&["approve", SCHOOL, text(&path), "--on", "2020-09-01", "--out", out]);
    assert!(code == Some(1) && said.contains("Нарушение"), "{said}");
    assert!(!folder.path().join("versions").exists());
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

#[test]
fn absences_that_cannot_be_are_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = run(&["solve", SCHOOL, "--out", text(folder.path()), "--iterations", "2000"]);
    assert_eq!(code, Some(0), "{said}");
    let timetable = folder.path().join("timetable.json");
    let (out, counters) = (folder.path().join("out"), folder.path().join("counters.json"));
    let other = r#"{ "firstbell": 1, "institutions": ["другаде"], "covers": { "MAT": 3 } }"#;
    fs::write(&counters, other).unwrap();
    let text_of = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHOOL)).unwrap();
    let school: Value = serde_json::from_str(&text_of).unwrap();
    let person = school["staff"][0]["id"].as_str().unwrap();
    let (from, to) = ("2020-10-05", "2020-10-06");
    let counted = ["--counters", text(&counters)];
    for (who, from, to, rest, code, why) in [
        ("НИКОЙ", from, to, &[][..], "E-cover-absent", "„НИКОЙ“"),
        (person, to, from, &[], "E-cover-reversed", "преди да е започнало"),
        (person, "2019-10-05", from, &[], "E-cover-term", "извън срока"),
        (person, from, "2030-01-01", &[], "E-cover-term", "извън срока"),
        (person, "утре", to, &[], "E-cover-date", "„утре“ не е дата"),
        (person, from, to, &counted, "E-cover-counters", "другаде"),
    ] {
        let arguments = [
            "cover",
            SCHOOL,
            text(&timetable),
            "--absent",
            who,
            "--from",
            from,
            "--to",
            to,
        ];
        let (answer, said) = run(&[&arguments[..], rest, &["--out", text(&out)]].concat());
        assert!(answer == Some(2) && said.contains(code) && said.contains(why), "{said}");
        assert!(
            !out.exists() && fs::read_to_string(&counters).unwrap() == other,
            "{code}"
        );
    }
    let absent = ["--absent", "BEL", "--from", from, "--to", to, "--out", text(&out)];
    let zlatar = "instances/zlatar/term1.json";
    let (code, said) = run(&[&["cover", zlatar, text(&timetable)], &absent[..]].concat());
    assert!(code == Some(2) && said.contains("E-other-instance"), "{said}");
    assert!(!out.exists());
}

#[test]
fn no_test_is_planned_on_a_holiday() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let zlatar = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/zlatar/term1.json");
    let mut school: Value = serde_json::from_str(&fs::read_to_string(zlatar).unwrap()).unwrap();
    let planned = school["examinations"].as_array_mut().unwrap();
    let tested = planned
        .iter_mut()
        .find(|e| e["control_tests"].as_u64() > Some(0))
        .unwrap();
    tested["given"] = json!([{ "kind": "control-test", "date": "2020-09-22" }]);
    let path = folder.path().join("school.json");
    fs::write(&path, school.to_string()).unwrap();
    let (code, said) = run(&["tests", text(&path), text(&path), "--out", text(&out)]);
    assert!(
        code == Some(2) && said.contains("E-test-on-holiday") && said.contains("22.09.2020"),
        "{said}"
    );
    assert!(!out.exists());
}
