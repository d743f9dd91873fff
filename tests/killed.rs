//! A process that is killed (kill -9) leaves whole what it wrote last.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_firstbell"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn kill(mut child: Child) {
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().expect("it ends");
}

fn is_legal(arguments: &[&str]) -> bool {
    let ended = start(&[&["check"], arguments].concat()).wait().expect("it ends");
    ended.code() == Some(0)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Every file in a folder and the folders in it, but for those on their way to their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(files(&path));
        } else if !name.starts_with('.') {
            all.push(path);
        }
    }
    all
}

/// Whether a file has its end.
fn is_whole(path: &Path) -> bool {
    let ends = |with: &str| std::fs::read_to_string(path).is_ok_and(|text| text.trim_end().ends_with(with));
    match path.extension().and_then(|e| e.to_str()) {
        Some("json") => ends("}"),
        Some("html") => ends("</html>"),
        Some("ics") => ends("END:VCALENDAR"),
        Some("xml") => ends("</HighSchoolTimetableArchive>"),
        Some("xlsx") => File::open(path).is_ok_and(|file| zip::ZipArchive::new(file).is_ok()),
        _ => false,
    }
}

/// Moments spread over a whole run, the writing at its end among them.
#[test]
fn at_any_moment_all_files_are_whole() {
    for (input, written) in [
        ("instances/toy/full-day.json", "timetable.json"),
        ("instances/xhstt/events.xml", "events.xml"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let solve = ["solve", input, "--out", text(folder.path()), "--iterations", "2000"];
        let begun = Instant::now();
        assert!(start(&solve).wait().unwrap().success(), "{input}");
        let whole = begun.elapsed();
        let timetable = folder.path().join(written);
        let judged = match written {
            "timetable.json" => vec![input, text(&timetable)],
            _ => vec![text(&timetable)],
        };
        for moment in 0..25 {
            let child = start(&solve);
            std::thread::sleep(whole * moment / 20);
            kill(child);
            assert!(is_legal(&judged), "{input}, moment {moment}");
            let torn: Vec<PathBuf> = files(folder.path())
                .into_iter()
                .filter(|path| !is_whole(path))
                .collect();
            assert!(torn.is_empty(), "{input}, moment {moment}: {torn:?}");
        }
    }
}

/// A search that would go on for an hour has written its best by the time it is killed.
#[test]
fn a_killed_search_leaves_its_best_behind() {
    const SCHOOL: &str = "instances/zlatar/term1.json";
    let folder = tempfile::tempdir().unwrap();
    let timetable = folder.path().join("timetable.json");
    let solve = ["solve", SCHOOL, "--out", text(folder.path()), "--time-limit", "1h"];
    let mut child = start(&solve);
    while !timetable.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended without a timetable");
        std::thread::sleep(Duration::from_millis(10));
    }
    kill(child);
    assert!(is_legal(&[SCHOOL, text(&timetable)]));
    // From there on, killed at one moment and another.
    let goes_on = [&solve[..], &["--start", text(&timetable)]].concat();
    for moment in 0..6 {
        let child = start(&goes_on);
        std::thread::sleep(Duration::from_millis(250 * moment));
        kill(child);
        assert!(is_legal(&[SCHOOL, text(&timetable)]), "moment {moment}");
    }
}
