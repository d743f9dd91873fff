//! The toy schools: together they show every kind of rule and of activity, and each is small
//! enough to enumerate all its timetables.

use firstbell::formats::native::read_instance;
use firstbell::instance::*;
use firstbell::lower::lower;
use firstbell::problem::{Assignment, Place, Problem, SlotId};
use firstbell::verify::cost::totals;
use firstbell::words::Lang;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Most timetables of one toy, incomplete ones included.
const MOST_TIMETABLES: u64 = 100_000;

fn toys() -> Vec<Instance> {
    let folder = format!("{}/instances/toy", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let reader = &mut serde_json::Deserializer::from_str(&text);
        let toy: Instance =
            serde_path_to_error::deserialize(reader).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(path.file_stem().unwrap().to_str(), toy.id.strip_prefix("toy-"));
        toy
    };
    paths.iter().map(read).collect()
}

/// The values of `kind` that the published schema allows for rules.
fn kinds_of_rules() -> BTreeSet<String> {
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                let kind = map
                    .get("properties")
                    .and_then(|p| p.get("kind"))
                    .and_then(|k| k.get("const"));
                into.extend(kind.and_then(Value::as_str).map(String::from));
                map.values().for_each(|v| collect(v, into));
            }
            Value::Array(list) => list.iter().for_each(|v| collect(v, into)),
            _ => {}
        }
    }
    let mut kinds = BTreeSet::new();
    collect(schemars::schema_for!(Wish).as_value(), &mut kinds);
    kinds
}

#[test]
fn every_kind_of_rule_is_shown() {
    let mut shown = BTreeSet::new();
    let kind = |rule: &Wish| {
        serde_json::to_value(rule).unwrap()["kind"]
            .as_str()
            .unwrap()
            .to_string()
    };
    for toy in toys() {
        let rules = effective_rules(&toy).unwrap_or_else(|c| panic!("{}: {c:?}", toy.id));
        let kinds: BTreeSet<_> = rules.iter().map(|r| kind(&r.setting.rule)).collect();
        assert!(kinds.len() >= 2, "{} shows {kinds:?} alone", toy.id);
        shown.extend(kinds);
    }
    // A toy is a week; the school shows the rules of a term.
    let (school, _) = read_instance(Path::new("instances/zlatar/term1.json")).unwrap();
    let rules = effective_rules(&school).unwrap();
    let of_dates = rules.iter().filter(|r| r.setting.rule.is_of_dates());
    shown.extend(of_dates.map(|r| kind(&r.setting.rule)));
    let all = kinds_of_rules();
    assert!(all.len() >= 20, "{all:?}");
    assert_eq!(shown, all);
}

#[test]
fn every_kind_of_activity_is_shown() {
    let toys = toys();
    assert!(toys.len() >= 8);
    let lesson = |what: &dyn Fn(&Lesson) -> bool| toys.iter().any(|t| t.lessons.iter().any(what));
    let session = |what: &dyn Fn(&Session) -> bool| toys.iter().any(|t| t.sessions.iter().any(what));
    let double = |hard: bool, across: bool| {
        lesson(&|l| match l.doubles {
            Some(Doubles::Wanted {
                weight,
                across_big_break,
                ..
            }) => (weight == Weight::Hard) == hard && across_big_break == across,
            _ => false,
        })
    };
    let shown = [
        (
            "session out of a lesson",
            session(&|s| s.time == SessionTime::Any && !s.not_from.is_empty()),
        ),
        (
            "session after lessons",
            session(&|s| s.time == SessionTime::AfterLessons),
        ),
        ("co-taught session", session(&|s| s.co_taught.is_some())),
        ("session of several pupils", session(&|s| s.pupils.len() > 1)),
        ("session that may stay unmet", session(&|s| s.unmet_weight.is_some())),
        (
            "full-day group with clubs",
            toys.iter().any(|t| t.full_day.iter().any(|g| g.clubs.len() > 1)),
        ),
        (
            "full-day group of two classes",
            toys.iter().any(|t| t.full_day.iter().any(|g| g.classes.len() > 1)),
        ),
        (
            "club with several leaders",
            toys.iter()
                .any(|t| t.full_day.iter().flat_map(|g| &g.clubs).any(|c| c.leaders.len() > 1)),
        ),
        ("consultation", toys.iter().any(|t| !t.consultations.is_empty())),
        ("parallel groups of a division", lesson(&|l| l.parallel.is_some())),
        (
            "two divisions",
            toys.iter().any(|t| t.classes.iter().any(|c| c.divisions.len() > 1)),
        ),
        (
            "pupil in a group",
            toys.iter().any(|t| t.pupils.iter().any(|p| !p.groups.is_empty())),
        ),
        (
            "merged group",
            toys.iter()
                .any(|t| t.lessons.iter().any(|l| t.groups.iter().any(|g| g.id == l.class))),
        ),
        (
            "weeks A and B",
            lesson(&|l| l.week == Week::A) && lesson(&|l| l.week == Week::B),
        ),
        (
            "a day in the first A week",
            toys.iter().any(|t| t.term.week_a.is_some()),
        ),
        (
            "one of several teachers",
            lesson(&|l| l.staff.iter().any(|s| matches!(s, StaffNeed::AnyOf { .. }))),
        ),
        (
            "room by features",
            lesson(&|l| matches!(l.room, Some(RoomNeed::Features { .. }))),
        ),
        ("room by name", lesson(&|l| matches!(l.room, Some(RoomNeed::Room(_))))),
        ("pin", lesson(&|l| !l.pinned.is_empty())),
        ("hard double without the big break", double(true, false)),
        ("soft double that may have the big break inside", double(false, true)),
        ("doubles forbidden", lesson(&|l| l.doubles == Some(Doubles::Forbidden))),
        (
            "most days of a teacher",
            toys.iter().any(|t| t.staff.iter().any(|s| s.max_days.is_some())),
        ),
        (
            "most lessons a day of a teacher",
            toys.iter()
                .any(|t| t.staff.iter().any(|s| s.max_lessons_a_day.is_some())),
        ),
        (
            "law replaced",
            toys.iter().any(|t| t.law_overrides.iter().any(|o| o.instead.is_some())),
        ),
        (
            "law dropped",
            toys.iter().any(|t| t.law_overrides.iter().any(|o| o.instead.is_none())),
        ),
    ];
    for (what, is_shown) in shown {
        assert!(is_shown, "no toy has a {what}");
    }
}

/// By toy: how many timetables are legal, and the least cost among them. Found once by a program
/// that shares nothing with this crate: it reads the files and counts in minutes.
const ENUMERATED: [(&str, u64, i64); 13] = [
    ("toy-bells", 2, 4),
    ("toy-choices", 4, 3),
    ("toy-co-teaching", 4, 1),
    ("toy-doubles", 6, 3),
    ("toy-extras", 72, 1),
    ("toy-full-day", 16, 1),
    ("toy-group-of-two-classes", 4, 2),
    ("toy-merged-classes", 8, 2),
    ("toy-parallel-groups", 4, 2),
    ("toy-pupil-in-groups", 2, 1),
    ("toy-unmet", 46, 6),
    ("toy-weeks", 8, 2),
    ("toy-wishes", 12, 6),
];

/// Every way to place one meet of an event: nowhere, or in a slot with every role filled.
fn places(problem: &Problem, event: usize) -> Vec<Place> {
    let roles = &problem.events[event].roles;
    let nobody = roles.iter().map(|_| None).collect();
    let mut places = vec![Place {
        length: 1,
        slot: None,
        roles: nobody,
    }];
    for slot in 0..problem.slots(event).len() {
        let mut fills = vec![Vec::new()];
        for role in roles {
            let with = |fill: &Vec<_>| {
                let fill = fill.clone();
                role.candidates
                    .iter()
                    .map(move |who| [&fill[..], &[Some(*who)]].concat())
            };
            fills = fills.iter().flat_map(with).collect();
        }
        places.extend(fills.into_iter().map(|fill| Place {
            length: 1,
            slot: Some(slot as SlotId),
            roles: fill.into(),
        }));
    }
    places
}

/// Visits every assignment once; meets of one event are interchangeable.
fn enumerate(problem: &Problem, visit: &mut dyn FnMut(&Assignment)) {
    struct Walk<'p> {
        problem: &'p Problem,
        places: Vec<Vec<Place>>,
        assignment: Assignment,
    }
    fn walk(w: &mut Walk, meet: usize, least: usize, visit: &mut dyn FnMut(&Assignment)) {
        let Some(&event) = w.problem.meets.get(meet) else {
            return visit(&w.assignment);
        };
        for place in least..w.places[event].len() {
            w.assignment.places[meet] = w.places[event][place].clone();
            let same_event = w.problem.meets.get(meet + 1) == Some(&event);
            walk(w, meet + 1, if same_event { place } else { 0 }, visit);
        }
    }
    let places = (0..problem.events.len()).map(|event| places(problem, event)).collect();
    let assignment = Assignment::empty(problem);
    walk(
        &mut Walk {
            problem,
            places,
            assignment,
        },
        0,
        0,
        visit,
    );
}

#[test]
fn legal_timetables_and_their_least_cost_are_known() {
    let toys = toys();
    assert_eq!(toys.len(), ENUMERATED.len());
    for (toy, (id, legal, least)) in toys.iter().zip(ENUMERATED) {
        assert_eq!(toy.id, id);
        let problem = lower(toy, Lang::En).problem;
        let (mut count, mut found, mut best) = (0, 0, i64::MAX);
        enumerate(&problem, &mut |assignment| {
            count += 1;
            let totals = totals(&problem, assignment);
            if totals.hard == 0 {
                found += 1;
                best = best.min(totals.soft);
            }
        });
        assert!(count <= MOST_TIMETABLES, "{id} has {count} timetables");
        assert_eq!((found, best), (legal, least), "{id}: legal timetables, least cost");
    }
}

#[test]
fn keeping_what_is_published_weighs_staff_and_rooms_too() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/instances/toy/choices.json");
    let (toy, _) = read_instance(Path::new(file)).unwrap();
    let placed = |room: &str, who: &str, start: &str| {
        serde_json::json!({
            "firstbell": 1, "instance": toy.id, "legal": true, "hard": 0, "soft": 0, "placements": [{
                "activity": "B-it", "number": 1, "day": "mon", "start": start,
                "end": if start == "08:00" { "08:40" } else { "09:30" }, "staff": [who], "room": room
            }]
        })
    };
    let read = |value: Value| serde_json::from_value(value).unwrap();
    let cost = |room, who, start| {
        let mut near = lower(&toy, Lang::En);
        let soft = |near: &firstbell::lower::Lowered, placed: Value| {
            totals(&near.problem, &near.assignment(&read(placed)).0).soft
        };
        let before = soft(&near, placed(room, who, start));
        near.keep(&read(placed("lab", "X", "08:00")), 7);
        soft(&near, placed(room, who, start)) - before
    };
    assert_eq!(cost("lab", "X", "08:00"), 0);
    assert_eq!(cost("small-lab", "X", "08:00"), 7);
    assert_eq!(cost("lab", "Y", "08:00"), 7);
    assert_eq!(cost("lab", "X", "08:50"), 7);
    assert_eq!(cost("small-lab", "Y", "08:50"), 3 * 7);
}
