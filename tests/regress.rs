//! One test for each fault that was found in the program as people run it.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCHOOL: &str = "instances/toy/bells.json";

fn firstbell(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_firstbell"))
        .args(arguments)
        .args(["--lang", "bg"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts")
}

/// How it ended, and all that it said.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = firstbell(arguments);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("UTF-8"))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The best timetable of a toy school, and the folder that holds it.
fn solved(school: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = run(&["solve", school, "--out", path(folder.path()), "--iterations", "2000"]);
    assert_eq!(code, Some(0), "{said}");
    let timetable = folder.path().join("timetable.json");
    (folder, timetable)
}

#[test]
fn a_missing_file_is_told_without_the_words_of_the_system() {
    let (code, said) = run(&["validate", "no-such-file.json"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("Няма файл „no-such-file.json“.") && !said.contains("os error"),
        "{said}"
    );
}

#[test]
fn what_is_no_json_is_told_without_the_words_of_the_parser() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("school.json");
    let cases = [
        ("<html>", "чака се стойност"),
        ("{\"id\": 1,}", "след последния елемент има запетая"),
        ("{id: 1}", "името на полето трябва да е в кавички"),
        ("{\"id\" 1}", "чака двоеточие"),
        ("[1 2]", "чака се запетая или затваряща скоба"),
        ("{} {}", "след края има още нещо"),
        ("[\"a\nb\"]", "нов ред"),
        ("[tru]", "неочакван знак"),
        (&"[".repeat(1000), "вложени твърде дълбоко"),
    ];
    for (text, cause) in cases {
        fs::write(&file, text).unwrap();
        let (code, said) = run(&["validate", path(&file)]);
        assert_eq!(code, Some(2), "{text}");
        assert!(said.contains(cause), "{text}: {said}");
    }
}

#[test]
fn files_in_the_wrong_order_are_told_in_one_sentence() {
    let (_folder, timetable) = solved(SCHOOL);
    let (code, said) = run(&["check", path(&timetable), SCHOOL]);
    assert_eq!((code, said.matches("E-").count()), (Some(2), 1), "{said}");
    assert!(said.contains("Това е разписание"), "{said}");
    let (code, said) = run(&["check", SCHOOL, SCHOOL]);
    assert_eq!((code, said.matches("E-").count()), (Some(2), 1), "{said}");
    assert!(said.contains("Това е файл на училище"), "{said}");
}

#[test]
fn a_folder_that_cannot_be_written_is_found_out_before_the_search() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    fs::write(&file, "mine").unwrap();
    // Searching that long would take days.
    let (code, said) = run(&[
        "solve",
        SCHOOL,
        "--out",
        path(&file),
        "--time-limit",
        "100h",
        "--seed",
        "1",
    ]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("стои файл, а трябва да е папка") && said.contains("--out"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn nothing_is_written_when_an_input_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let wrong = folder.path().join("empty.json");
    fs::write(&wrong, "").unwrap();
    for arguments in [
        ["solve", path(&wrong), "--out", path(&out), "--iterations", "10"].as_slice(),
        &["solve", SCHOOL, "--out", path(&out), "--start", path(&wrong)],
    ] {
        assert_eq!(run(arguments).0, Some(2));
        assert!(!out.exists());
    }
}

#[test]
fn why_not_says_which_part_of_the_wish_is_unknown() {
    let (_folder, timetable) = solved(SCHOOL);
    let ask = |wish: &str| run(&["explain", SCHOOL, path(&timetable), "--why-not", wish]);
    let school: Value = serde_json::from_str(&fs::read_to_string(&timetable).unwrap()).unwrap();
    let there = &school["placements"][0];
    let [activity, day, start] = ["activity", "day", "start"].map(|field| there[field].as_str().unwrap());
    let cases = [
        ("nothing".to_owned(), "не е във вида"),
        (format!("{activity}@пон-{start}"), "не е във вида"),
        (format!("{activity}@{day}-25:00"), "не е във вида"),
        (format!("no-such@{day}-{start}"), "Няма час или занимание „no-such“"),
        (format!("{activity}@{day}-03:33"), "Възможните начала в този ден са"),
        (format!("{activity}@sun-{start}"), "възможните дни са"),
    ];
    for (wish, cause) in cases {
        let (code, said) = ask(&wish);
        assert_eq!(code, Some(2), "{wish}");
        assert!(said.contains(cause), "{wish}: {said}");
    }
    let (code, said) = ask(&format!("{activity}@{day}-{start}"));
    assert_eq!(code, Some(0));
    assert!(said.contains("вече е там"), "{said}");
}

#[test]
fn a_timetable_that_costs_nothing_is_explained_too() {
    let (folder, timetable) = solved("instances/toy/group-of-two-classes.json");
    let mut school: Value =
        serde_json::from_str(&fs::read_to_string("instances/toy/group-of-two-classes.json").unwrap()).unwrap();
    school["rules"] = json!([]);
    let without = folder.path().join("school.json");
    fs::write(&without, school.to_string()).unwrap();
    let (code, said) = run(&["explain", path(&without), path(&timetable)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("изпълнява всички пожелания"), "{said}");
}

#[test]
fn placements_left_out_of_a_start_are_named() {
    let (folder, timetable) = solved(SCHOOL);
    let mut start: Value = serde_json::from_str(&fs::read_to_string(&timetable).unwrap()).unwrap();
    start["placements"][0]["activity"] = json!("none-such");
    fs::write(&timetable, start.to_string()).unwrap();
    let out = folder.path().join("again");
    let started = [
        "solve",
        SCHOOL,
        "--out",
        path(&out),
        "--start",
        path(&timetable),
        "--iterations",
        "2000",
    ];
    let (code, said) = run(&started);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("none-such, среща"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_a_full_disk_lost_is_no_success() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_firstbell"))
        .args(["validate", SCHOOL, "--json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(full)
        .status();
    assert_eq!(status.unwrap().code(), Some(2));
}

#[test]
fn a_club_with_a_choice_of_leaders_may_meet_less_than_its_most() {
    let folder = tempfile::tempdir().unwrap();
    let mut school: Value = serde_json::from_str(&fs::read_to_string("instances/toy/full-day.json").unwrap()).unwrap();
    school["full_day"][0]["clubs"][1]["leaders"] = json!(["U", "T"]);
    let file = folder.path().join("school.json");
    fs::write(&file, school.to_string()).unwrap();
    let (out, timetable) = solved(path(&file));
    let mut placed: Value = serde_json::from_str(&fs::read_to_string(&timetable).unwrap()).unwrap();
    let placements = placed["placements"].as_array_mut().unwrap();
    let all = placements.len();
    let sport = placements.iter().position(|p| p["activity"] == "G-sport").unwrap();
    let free = placements.remove(sport);
    assert_eq!(placements.len() + 1, all);
    // The other club comes in its place, so that the afternoon has no hole.
    let other = placements.iter_mut().find(|p| p["activity"] == "G-digital").unwrap();
    if other["start"].as_str() > free["start"].as_str() {
        for what in ["start", "end", "period"] {
            other[what] = free[what].clone();
        }
    }
    fs::write(&timetable, placed.to_string()).unwrap();
    let (code, said) = run(&["check", path(&file), path(&timetable)]);
    assert_eq!(code, Some(0), "{said}");
    drop(out);
}

#[test]
fn a_wrong_command_line_is_told_in_the_language_asked_for() {
    let cases: [(&[&str], [&str; 2]); 7] = [
        (
            &["solve", SCHOOL, "--time-limit", "30"],
            [
                "„30“ не може да е стойност на --time-limit",
                "\"30\" cannot be the value of --time-limit",
            ],
        ),
        (
            &["solve", SCHOOL, "--threads", "0"],
            ["стойност на --threads", "value of --threads"],
        ),
        (
            &["solve", SCHOOL, "--fast"],
            ["Няма опция --fast", "There is no option --fast"],
        ),
        (
            &["solv", SCHOOL],
            ["Няма команда „solv“", "There is no command \"solv\""],
        ),
        (&["solve"], ["Липсва <INPUT>", "<INPUT> is missing"]),
        (
            &["solve", SCHOOL, "--seed"],
            ["Липсва --seed", "--seed <SEED> is missing"],
        ),
        (
            &["solve", SCHOOL, "--json", "--json"],
            ["не могат да стоят заедно", "cannot stand together"],
        ),
    ];
    for (arguments, said) in cases {
        for (lang, said) in ["bg", "en"].into_iter().zip(said) {
            let output = Command::new(env!("CARGO_BIN_EXE_firstbell"))
                .args(arguments)
                .args(["--lang", lang])
                .output()
                .unwrap();
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
            assert!(text.contains("E-usage") && text.contains(said), "{arguments:?}: {text}");
            assert!(!text.contains("error:"), "{text}");
        }
    }
    let (_, said) = run(&["solve", SCHOOL, "--time-limit", "30"]);
    assert!(said.contains("30s") && said.contains("2m"), "{said}");
    let (code, said) = run(&["solve", SCHOOL, "--time-limit", "30", "--json"]);
    assert_eq!((code, said.matches("\"E-usage\"").count()), (Some(2), 1), "{said}");
}

/// A timetable that the law's judge refuses for a reason that costs nothing: a number that no meeting has.
#[test]
fn explain_says_what_the_law_says() {
    let (_folder, timetable) = solved(SCHOOL);
    let mut changed: Value = serde_json::from_str(&fs::read_to_string(&timetable).unwrap()).unwrap();
    changed["placements"][0]["number"] = json!(9);
    fs::write(&timetable, changed.to_string()).unwrap();
    let (_, judged) = run(&["check", SCHOOL, path(&timetable), "--json"]);
    let judged: Value = serde_json::from_str(&judged).unwrap();
    let breaches = judged["law"].as_array().unwrap();
    assert!(!breaches.is_empty());
    let (_, said) = run(&["explain", SCHOOL, path(&timetable)]);
    let (_, answer) = run(&["explain", SCHOOL, path(&timetable), "--json"]);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(&answer["law"], &judged["law"]);
    for breach in breaches {
        assert!(said.contains(breach["message"].as_str().unwrap()), "{said}");
    }
}

/// A municipality was explained as one school, in which nobody needs time for the way between a town and a village.
#[test]
fn a_municipality_is_explained_by_what_its_institutions_cost() {
    let villages = "instances/municipality/travel.json";
    let folder = tempfile::tempdir().unwrap();
    run(&["solve", villages, "--out", path(folder.path()), "--iterations", "2000"]);
    let timetable = folder.path().join("timetable.json");
    let said = |command: &str| -> Value {
        let output = firstbell(&[command, villages, path(&timetable), "--json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let (judged, explained) = (said("check"), said("explain"));
    let costs = |answer: &Value| -> i64 {
        let violations = answer["violations"].as_array().unwrap().iter();
        violations.map(|v| v["cost"].as_i64().unwrap()).sum()
    };
    assert_eq!(judged["hard"].as_i64(), Some(costs(&explained)), "{explained}");
    assert!(
        costs(&judged) > 0 && costs(&judged) == costs(&explained),
        "{judged} {explained}"
    );
}

/// Thirty lessons, ten each for the whole class, the languages and the boys and girls, were taken for twenty.
#[test]
fn lessons_of_two_divisions_are_added_up() {
    let text = fs::read_to_string("instances/toy/parallel-groups.json").unwrap();
    let mut school: Value = serde_json::from_str(&text).unwrap();
    school["term"]["days"] = json!(["mon", "tue", "wed", "thu", "fri"]);
    school["institutions"][0]["closes"] = json!("14:00");
    let period = |n: u8| json!({ "number": n, "start": format!("{:02}:00", 7 + n), "end": format!("{:02}:40", 7 + n) });
    school["bells"][0]["periods"] = (1..=6).map(period).collect();
    school["staff"] = json!([{ "id": "X" }, { "id": "Y" }]);
    for lesson in school["lessons"].as_array_mut().unwrap() {
        let one = ["C-math", "english", "pe-boys"].contains(&lesson["id"].as_str().unwrap());
        lesson["staff"] = json!([if one { "X" } else { "Y" }]);
        lesson["weekly"] = json!(10);
    }
    let even = json!({ "id": "even", "rule": { "kind": "lessons-a-day" }, "weight": "hard", "cite": "x", "source": "assumed" });
    let rules = school["rules"].as_array_mut().unwrap();
    rules.retain(|r| r["id"] == "no-holes");
    rules.push(even);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("school.json");
    fs::write(&file, school.to_string()).unwrap();
    let (code, said) = run(&["validate", path(&file)]);
    assert_eq!(code, Some(0), "{said}");
}
