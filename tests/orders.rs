//! Special days and their orders, and a changed school near its timetable.

use chrono::NaiveDate;
use firstbell::formats::native::{read_instance, read_order};
use firstbell::instance::{Instance, Staff, StaffNeed, Text, Weekday, Window};
use firstbell::lower::lower;
use firstbell::order::{How, Order, OrderKind, Sitting};
use firstbell::report::{Summary, write_all, write_order};
use firstbell::solve::clock::Clock;
use firstbell::solve::{Options, solve};
use firstbell::term::{Decree, Ordered, Refused, another_weekday, assessment, double, shorten};
use firstbell::timetable::{Placement, Timetable};
use firstbell::verify::law;
use firstbell::words::{Lang, Word};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

fn zlatar() -> &'static (Instance, Timetable) {
    static SOLVED: OnceLock<(Instance, Timetable)> = OnceLock::new();
    SOLVED.get_or_init(|| {
        let (instance, _) = read_instance(Path::new("instances/zlatar/term1.json")).expect("the reference school");
        let timetable = near(&instance, None, 0, 100_000);
        assert!(
            law::judge(&instance, &timetable).is_empty(),
            "the search found no legal timetable"
        );
        (instance, timetable)
    })
}

/// Solves; near a published timetable where there is one.
fn near(instance: &Instance, published: Option<&Timetable>, weight: u32, iterations: u64) -> Timetable {
    let mut lowered = lower(instance, Lang::En);
    let start = published.map(|published| lowered.assignment(published).0);
    if let Some(published) = published {
        lowered.keep(published, weight);
    }
    let options = Options {
        threads: 1,
        seed: 1,
        start,
        repeatable: true,
    };
    let solved = solve(
        &lowered.problem,
        &options,
        &Clock::new(None, Some(iterations)),
        |_, _| {},
    );
    lowered.timetable(&solved.assignment, solved.cost.hard, solved.cost.soft)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn decree() -> Decree {
    Decree {
        circumstances: Some(Text::Any("Обилен снеговалеж.".into())),
        decided: "2020-10-01T07:02:00".parse().unwrap(),
    }
}

const WEEK: [&str; 5] = ["2020-10-05", "2020-10-06", "2020-10-07", "2020-10-08", "2020-10-09"];

fn cut(date: &str, minutes: u16) -> Result<Ordered, Refused> {
    let (instance, timetable) = zlatar();
    shorten(instance, timetable, day(date), minutes, &["EXT".into()], &decree())
}

fn held(order: &Order) -> Vec<(&Placement, &Placement)> {
    order
        .changes
        .iter()
        .filter_map(|c| Some((&c.was.as_ref()?.placement, &c.is.as_ref()?.placement)))
        .collect()
}

#[test]
fn a_day_of_twenty_minutes_keeps_everybody_apart_and_in_order() {
    let (instance, timetable) = zlatar();
    for date in WEEK {
        let ordered = cut(date, 20).unwrap_or_else(|refused| panic!("{date}: {refused:?}"));
        let order = &ordered.order;
        let today = Weekday::of(day(date));
        let meetings = held(order);
        let first_period = |p: &Placement| p.start.minutes() == 8 * 60 && p.period.is_some();
        assert!(timetable.placements.iter().filter(|p| p.day == today).count() >= meetings.len());
        for (was, is) in &meetings {
            assert_eq!(
                is.end.minutes() - is.start.minutes(),
                20.min(was.end.minutes() - was.start.minutes())
            );
            assert!(is.start <= was.start, "{}: not later than it was", is.activity);
            assert!(
                !first_period(was) || is.start == was.start,
                "the day begins when it begins"
            );
            for (before, after) in &meetings {
                let shared = before.staff.iter().any(|s| was.staff.contains(s));
                if shared && before.start < was.start {
                    // The gap of the school: five minutes.
                    assert!(
                        after.end.minutes() + 5 <= is.start.minutes(),
                        "{date}: {} {}",
                        before.activity,
                        is.activity
                    );
                }
            }
        }
        // Bells: every break as long as it was.
        for bell in &order.bells {
            let old = instance.bells.iter().find(|b| b.id == bell.id).unwrap();
            for pair in bell.periods.windows(2) {
                let of = |number: u8| old.periods.iter().find(|p| p.number == number).unwrap();
                let broke = |a: &firstbell::instance::Period, b: &firstbell::instance::Period| {
                    b.start.minutes() - a.end.minutes()
                };
                let (a, b) = (of(pair[0].number), of(pair[1].number));
                let shortest = if a.big_break_after || b.number == a.number + 1 {
                    broke(a, b)
                } else {
                    10
                };
                assert!(broke(&pair[0], &pair[1]) >= shortest.min(25), "{}", bell.id);
            }
        }
        let ends = ordered.ends().unwrap();
        assert!(
            ends.minutes() < 15 * 60 && ends.minutes() > 13 * 60,
            "{date} ends at {ends}"
        );
    }
}

#[test]
fn who_comes_late_is_waited_for_or_called() {
    let (instance, timetable) = zlatar();
    let monday = day("2020-10-05");
    let waiting = shorten(instance, timetable, monday, 20, &[], &decree()).unwrap();
    let called = cut("2020-10-05", 20).unwrap();
    assert!(called.ends() < waiting.ends(), "the leader of dances comes at 14:00");
    assert!(waiting.notes.iter().any(|note| note.word == Word::DayWaits));
    assert!(called.order.called.iter().any(|c| c.staff == "EXT"));
    // The teachers of the full-day groups are there from their classes' last lesson on.
    assert!(waiting.order.called.iter().all(|c| c.staff.starts_with('F')));
}

#[test]
fn dates_and_lengths_that_make_no_sense_are_refused() {
    let word = |refused: Result<Ordered, Refused>| match refused {
        Err(Refused::Input(message, _)) => message.word,
        other => panic!("{other:?}"),
    };
    assert_eq!(word(cut("2021-02-01", 20)), Word::DateOutsideTerm);
    assert_eq!(word(cut("2020-09-22", 20)), Word::DateHoliday);
    assert_eq!(word(cut("2020-10-10", 20)), Word::DateNoSchoolDay);
    assert_eq!(word(cut("2020-09-15", 20)), Word::NothingHeld);
    for minutes in [0, 19, 36, 60] {
        assert_eq!(word(cut("2020-10-05", minutes)), Word::ShortenWrong);
    }
    assert!(
        cut("2020-10-05", 35).is_ok(),
        "the length of the shortest lesson is one that can be"
    );
    let (instance, timetable) = zlatar();
    let stranger = shorten(instance, timetable, day("2020-10-05"), 20, &["XYZ".into()], &decree());
    assert_eq!(word(stranger), Word::NoStaff);
    let other = |date: &str, as_day| another_weekday(instance, timetable, day(date), as_day, &decree());
    assert_eq!(word(other("2020-10-05", Weekday::Mon)), Word::NoOtherWeekday);
    assert_eq!(word(other("2020-10-05", Weekday::Sun)), Word::NoOtherWeekday);
    assert_eq!(
        word(double(instance, timetable, day("2020-10-05"), "nothing", &decree())),
        Word::NoLesson
    );
}

/// The files of an order, and of the timetable it changes.
fn written(order: &Order, lang: Lang) -> BTreeMap<String, String> {
    let (instance, timetable) = zlatar();
    let folder = tempfile::tempdir().unwrap();
    let summary = Summary {
        soft: 0,
        hard: 0,
        bound: None,
        legal: true,
    };
    write_all(instance, timetable, &[], &summary, lang, folder.path()).unwrap();
    let paths = write_order(instance, timetable, order, lang, &folder.path().join("order")).unwrap();
    assert_eq!(read_order(&folder.path().join("order/order.json")).unwrap().0, *order);
    let mut files = BTreeMap::new();
    for path in paths.into_iter().chain(glob(&folder.path().join("ics"))) {
        let name = path.strip_prefix(folder.path()).unwrap().display().to_string();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).replace("\r\n ", "");
        files.insert(name, text);
    }
    files
}

fn glob(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

#[test]
fn an_order_says_what_the_regulations_ask_for_and_names_no_pupil() {
    let (instance, _) = zlatar();
    let ordered = cut("2020-10-06", 20).unwrap();
    let files = written(&ordered.order, Lang::Bg);
    let order = &files["order/order.html"];
    let ends = ordered.ends().unwrap().to_string();
    for said in [
        "ЗАПОВЕД",
        "чл. 9, ал. 1 и 2",
        "Обилен снеговалеж.",
        "06.10.2020",
        "20 минути",
        &ends,
        "чл. 13, ал. 3",
    ] {
        assert!(order.contains(said), "{said}");
    }
    assert!(files["order/board.html"].contains("СЪОБЩЕНИЕ") && !files["order/board.html"].contains("снеговалеж"));
    let english = &written(&ordered.order, Lang::En)["order/order.html"];
    assert!(
        english.contains("ЗАПОВЕД") && english.contains("I order:"),
        "the order, then its translation"
    );
    let sessions = instance.sessions.iter().map(|s| s.id.as_str());
    let secrets: Vec<&str> = sessions.chain(instance.pupils.iter().map(|p| p.id.as_str())).collect();
    let public = |name: &str| !name.contains("private/") && !name.ends_with("order.json");
    let word = |text: &str, secret: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '-')
            .any(|word| word == secret)
    };
    for (name, text) in files.iter().filter(|(name, _)| public(name)) {
        for secret in &secrets {
            assert!(!word(text, secret), "{name} shows {secret}");
        }
    }
    assert!(
        files
            .keys()
            .any(|name| name.starts_with("order/private/order-staff-LOG"))
    );
}

/// By UID the lines of each event.
fn events(calendar: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut events = BTreeMap::new();
    for event in calendar.split("BEGIN:VEVENT").skip(1) {
        let lines: Vec<&str> = event.lines().collect();
        let uid = lines.iter().find_map(|l| l.strip_prefix("UID:")).unwrap();
        events.insert(uid, lines);
    }
    events
}

#[test]
fn calendars_are_updated_on_the_one_date_under_the_names_they_have() {
    let monday = another_weekday_of("2020-10-07", Weekday::Tue);
    for order in [cut("2020-10-06", 20).unwrap().order, monday] {
        let files = written(&order, Lang::En);
        let mut checked = 0;
        for (name, update) in files.iter().filter(|(name, _)| name.starts_with("order/ics/")) {
            let weekly = events(&files[&name.replace("order/ics/order-", "ics/")]);
            for (uid, lines) in events(update) {
                let value = |key: &str| {
                    lines
                        .iter()
                        .find(|l| l.starts_with(key))
                        .and_then(|l| l.split(':').nth(1))
                };
                assert!(value("SEQUENCE").unwrap().parse::<u64>().unwrap() > 0);
                match value("RECURRENCE-ID") {
                    Some(original) => {
                        let master = weekly.get(uid).unwrap_or_else(|| panic!("{name}: {uid} is new"));
                        let start = master.iter().find(|l| l.starts_with("DTSTART")).unwrap();
                        assert_eq!(start.split('T').next_back(), original.split('T').next_back(), "{uid}");
                        let held = order.changes.iter().find(|c| {
                            c.was.as_ref().is_some_and(|w| {
                                uid.contains(&format!("/{}/{}@", w.placement.activity, w.placement.number))
                            })
                        });
                        assert!(held.is_some(), "{uid}");
                        checked += 1;
                    }
                    None => assert!(!weekly.contains_key(uid), "{uid}"),
                }
            }
        }
        assert!(checked > 20, "{checked}");
    }
}

fn another_weekday_of(date: &str, other: Weekday) -> Order {
    let (instance, timetable) = zlatar();
    match another_weekday(instance, timetable, day(date), other, &decree()) {
        Ok(ordered) => ordered.order,
        Err(refused) => panic!("{date}: {refused:?}"),
    }
}

#[test]
fn with_another_weekdays_timetable_the_missing_are_named_and_stood_in_for() {
    let (instance, timetable) = zlatar();
    let (mut supervised, mut made) = (0, 0);
    for (date, own) in WEEK.iter().zip(Weekday::ALL) {
        for other in Weekday::ALL.into_iter().take(5).filter(|other| *other != own) {
            match another_weekday(instance, timetable, day(date), other, &decree()) {
                Ok(Ordered { order, notes }) => {
                    assert_eq!(order.kind, OrderKind::AnotherWeekday);
                    made += 1;
                    let watched = order.changes.iter().filter(|c| c.how == How::Supervision).count();
                    assert_eq!(
                        watched,
                        notes.iter().filter(|n| n.word == Word::MissingSupervised).count()
                    );
                    supervised += watched;
                    let missing = |staff: &str| {
                        let windows = instance
                            .staff
                            .iter()
                            .find(|s| s.id == staff)
                            .unwrap()
                            .available
                            .as_ref();
                        let of_day = |w: &Window| w.days.as_ref().is_none_or(|days| days.contains(&own));
                        windows.is_some_and(|windows| !windows.iter().any(of_day))
                    };
                    let there = order.changes.iter().filter_map(|c| c.is.as_ref());
                    for dated in there {
                        assert!(
                            !dated.placement.staff.iter().any(|s| missing(s)),
                            "{}",
                            dated.placement.activity
                        );
                    }
                }
                Err(Refused::Illegal(broken)) => assert!(!broken.is_empty()),
                Err(refused) => panic!("{refused:?}"),
            }
        }
    }
    assert!(made > 10, "{made} of 20 days can be held");
    assert!(supervised > 0, "somebody is missing on some day");
}

#[test]
fn an_unplanned_double_exchanges_lessons_and_keeps_the_week_legal() {
    let (instance, timetable) = zlatar();
    let lessons = instance
        .lessons
        .iter()
        .filter(|l| l.subject == "bulgarian" && l.class.starts_with('V'));
    let mut made = 0;
    for lesson in lessons {
        for date in WEEK {
            let Ok(Ordered { order, .. }) = double(instance, timetable, day(date), &lesson.id, &decree()) else {
                continue;
            };
            let mut week = timetable.clone();
            for change in &order.changes {
                let (was, is) = (change.was.as_ref().unwrap(), change.is.as_ref().unwrap());
                let at = timetable.placements.iter().position(|p| *p == was.placement).unwrap();
                week.placements[at] = is.placement.clone();
            }
            assert!(law::judge(instance, &week).is_empty(), "{} on {date}", lesson.id);
            made += 1;
        }
    }
    assert!(made > 0);
}

#[test]
fn lessons_make_way_for_an_assessment_and_nobody_is_in_two_places() {
    let (instance, timetable) = zlatar();
    let sitting = |invigilators: [&str; 2], from: u16| Sitting {
        name: Text::Any("НВО по математика".into()),
        classes: vec!["VII".into()],
        from: firstbell::instance::Clock(from),
        to: firstbell::instance::Clock(from + 90),
        rooms: vec!["r7".into(), "r6".into()],
        invigilators: invigilators.map(String::from).into(),
    };
    let (mut made, mut why) = (0, Vec::new());
    // Which days and hours allow it, and with whom, depends on the timetable.
    let pairs = ["T4", "T3", "T2", "T1"].map(|one| ["PE", "ENG", "DIR"].map(|other| [one, other]));
    let hours = [8 * 60, 8 * 60 + 50, 9 * 60 + 50, 10 * 60 + 40];
    let sittings = hours.map(|from| pairs.concat().into_iter().map(move |who| (who, from)));
    let sittings: Vec<_> = sittings.into_iter().flatten().collect();
    for (date, (who, from)) in WEEK.iter().flat_map(|date| sittings.iter().map(|s| (*date, *s))) {
        let sitting = sitting(who, from);
        let ordered = match assessment(
            instance,
            timetable,
            day(date),
            std::slice::from_ref(&sitting),
            &decree(),
        ) {
            Ok(ordered) => ordered,
            Err(Refused::Illegal(broken)) => {
                assert!(!broken.is_empty());
                why.push((date, who, from, format!("{:?}", broken[0])));
                continue;
            }
            Err(refused) => panic!("{refused:?}"),
        };
        made += 1;
        let mut held: Vec<Placement> = timetable
            .placements
            .iter()
            .filter(|p| p.day == Weekday::of(day(date)))
            .cloned()
            .collect();
        for change in &ordered.order.changes {
            held.retain(|p| change.was.as_ref().is_none_or(|was| was.placement != *p));
        }
        held.extend(
            ordered
                .order
                .changes
                .iter()
                .filter_map(|c| c.is.as_ref())
                .map(|is| is.placement.clone()),
        );
        let during = |p: &&Placement| p.start < sitting.to && sitting.from < p.end;
        for p in held.iter().filter(during) {
            assert!(
                !p.activity.starts_with("VII-"),
                "{date}: {} is held during the sitting",
                p.activity
            );
            assert!(
                !p.staff.iter().any(|s| sitting.invigilators.contains(s)),
                "{date}: {}",
                p.activity
            );
            assert!(
                !p.room.as_ref().is_some_and(|r| sitting.rooms.contains(r)),
                "{date}: {}",
                p.activity
            );
        }
        let page = &written(&ordered.order, Lang::Bg)["order/order.html"];
        assert!(page.contains("НВО по математика") && page.contains("чл. 13, ал. 1, т. 1"));
    }
    assert!(made > 0, "{why:#?}");
    let stranger = Sitting {
        classes: vec!["XII".into()],
        ..sitting(["T4", "PE"], 8 * 60)
    };
    let refused = assessment(instance, timetable, day("2020-10-05"), &[stranger], &decree());
    assert!(matches!(refused, Err(Refused::Input(message, _)) if message.word == Word::NoClass));
}

/// The reference school after a change: VI has a new teacher, who comes on Wednesdays and Fridays, for what HG gave.
fn changed() -> Instance {
    let mut instance = zlatar().0.clone();
    let history = instance.staff.iter().find(|s| s.id == "HG").unwrap();
    let window = |day| Window {
        days: Some(vec![day]),
        from: firstbell::instance::Clock(480),
        to: firstbell::instance::Clock(1050),
    };
    let windows = vec![window(Weekday::Wed), window(Weekday::Fri)];
    let new = Staff {
        id: "NEW".into(),
        available: Some(windows),
        ..history.clone()
    };
    instance.staff.push(new);
    for lesson in instance.lessons.iter_mut().filter(|l| l.class == "VI") {
        lesson
            .staff
            .iter_mut()
            .filter(|s| **s == StaffNeed::Person("HG".into()))
            .for_each(|s| *s = StaffNeed::Person("NEW".into()));
    }
    instance
}

#[test]
fn a_changed_class_moves_few_lessons_and_an_unchanged_school_none() {
    let (instance, published) = zlatar();
    let same = near(instance, Some(published), 100, 20_000);
    assert!(
        published.changes_to(&same).is_empty(),
        "nothing is worth a move at this weight"
    );
    let changed = changed();
    let (kept, anew) = (
        near(&changed, Some(published), 10, 100_000),
        near(&changed, None, 0, 100_000),
    );
    for timetable in [&kept, &anew] {
        assert!(law::judge(&changed, timetable).is_empty());
    }
    let moved = |timetable: &Timetable| published.changes_to(timetable).len();
    assert!(
        4 * moved(&kept) < moved(&anew),
        "{} near, {} anew",
        moved(&kept),
        moved(&anew)
    );
}

#[test]
fn a_timetable_of_another_school_gets_no_order() {
    let (_, timetable) = zlatar();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("timetable.json");
    fs::write(&path, serde_json::to_string(timetable).unwrap()).unwrap();
    let out = folder.path().join("out");
    let run = |arguments: &[&str]| {
        let command = Command::new(env!("CARGO_BIN_EXE_firstbell"))
            .args(arguments)
            .args(["--lang", "bg", "--out", out.to_str().unwrap()])
            .output()
            .unwrap();
        (
            command.status.code(),
            String::from_utf8([command.stdout, command.stderr].concat()).unwrap(),
        )
    };
    let path = path.to_str().unwrap();
    let (school, other) = ("instances/zlatar/term1.json", "instances/zlatar/term2.json");
    let day = ["--date", "2020-10-05"];
    for (arguments, said) in [
        (
            [&["day", other, path], &day[..], &["--shorten", "20"]].concat(),
            "E-other-instance",
        ),
        (
            [&["day", school, path], &day[..], &["--shorten", "0"]].concat(),
            "E-day",
        ),
        (
            [&["day", school, path], &day[..], &["--as", "никога"]].concat(),
            "E-usage",
        ),
        ([&["day", school, path], &day[..]].concat(), "E-usage"),
        (vec!["change", school, path, "--to", "nowhere.json"], "E-file"),
    ] {
        let (code, text) = run(&arguments);
        assert!(code == Some(2) && text.contains(said), "{arguments:?}: {text}");
        assert!(!out.exists(), "nothing is written");
    }
    let (code, text) = run(&[&["day", school, path], &day[..], &["--shorten", "20", "--json"]].concat());
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    assert!(code == Some(0) && answer["status"] == "feasible" && answer["order"].is_string());
    let names: BTreeSet<String> = glob(&out.join("orders"))
        .iter()
        .map(|p| p.display().to_string())
        .collect();
    assert!(names.iter().any(|name| name.ends_with("2020-10-05-shortened")));
    // A second order of the date leaves the first as it is.
    let first = out.join("orders/2020-10-05-shortened/order.json");
    let before = fs::read(&first).unwrap();
    let (code, text) = run(&[&["day", school, path], &day[..], &["--shorten", "25", "--json"]].concat());
    assert!(code == Some(0) && text.contains("2020-10-05-shortened-2"), "{text}");
    assert_eq!(fs::read(&first).unwrap(), before);
    assert!(out.join("orders/2020-10-05-shortened-2/order.json").exists());
}
