//! The toy schools: together they show every kind of rule and of activity, and each is small
//! enough to enumerate all its timetables.

use firstbell::instance::*;
use serde_json::Value;
use std::collections::BTreeSet;

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
    for toy in toys() {
        let rules = effective_rules(&toy).unwrap_or_else(|c| panic!("{}: {c:?}", toy.id));
        let kinds: BTreeSet<_> = rules
            .iter()
            .map(|r| {
                serde_json::to_value(&r.setting.rule).unwrap()["kind"]
                    .as_str()
                    .unwrap()
                    .to_string()
            })
            .collect();
        assert!(kinds.len() >= 2, "{} shows {kinds:?} alone", toy.id);
        shown.extend(kinds);
    }
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

/// Ways to place `meets` interchangeable meets, each in one of `places` ways or not at all.
fn ways(places: u64, meets: u64) -> u64 {
    (1..=meets).fold(1, |ways, k| ways * (places + k) / k)
}

fn timetables(toy: &Instance) -> u64 {
    let days = toy.term.days.len() as u64;
    let periods = |bell: &str, kinds: &[PeriodKind]| {
        let bell = toy.bells.iter().find(|b| b.id == bell).unwrap();
        days * bell
            .periods
            .iter()
            .filter(|p| p.kinds.iter().any(|k| kinds.contains(k)))
            .count() as u64
    };
    let class_of = |group: &str| {
        let merged = toy
            .groups
            .iter()
            .find(|g| g.id == group)
            .map_or(group, |g| &g.members[0]);
        let has = |c: &&Class| c.id == merged || c.divisions.iter().any(|d| d.groups.iter().any(|g| g == merged));
        toy.classes.iter().find(has).unwrap()
    };
    let morning = [PeriodKind::Lesson, PeriodKind::ClassHour, PeriodKind::SportHour];
    let mut product: u64 = 1;
    for lesson in &toy.lessons {
        let class = class_of(&lesson.class);
        let staff: u64 = lesson
            .staff
            .iter()
            .map(|s| {
                if let StaffNeed::AnyOf { any_of } = s {
                    any_of.len() as u64
                } else {
                    1
                }
            })
            .product();
        let rooms = match &lesson.room {
            Some(RoomNeed::Features { features }) => {
                let fits = |r: &&Room| features.iter().all(|f| r.features.contains(f)) && r.capacity >= class.size;
                toy.rooms.iter().filter(fits).count() as u64
            }
            _ => 1,
        };
        let slots = periods(class.bell.as_deref().unwrap(), &morning);
        product *= ways(slots * staff * rooms, lesson.weekly.into());
    }
    for session in &toy.sessions {
        let school = &toy.institutions[0];
        let span = school.closes.minutes() - school.opens.minutes() - i32::from(session.minutes);
        let slots = days * (span / i32::from(session.step) + 1) as u64;
        let co_taught = session.co_taught.as_ref().map_or(0, |c| u64::from(c.count));
        product *= ways(slots, u64::from(session.weekly) - co_taught);
        if let Some(inside) = &session.co_taught {
            let lesson = toy.lessons.iter().find(|l| l.id == inside.lesson).unwrap();
            product *= ways(
                periods(class_of(&lesson.class).bell.as_deref().unwrap(), &morning),
                co_taught,
            );
        }
    }
    for group in &toy.full_day {
        let slots = periods(&group.hours, &[PeriodKind::Afternoon]);
        for range in [group.per_day.recreation, group.per_day.self_study] {
            product *= ways(slots, days * u64::from(range.max));
        }
        for club in &group.clubs {
            product *= ways(slots * club.leaders.len() as u64, club.weekly.max.into());
        }
    }
    for consultation in &toy.consultations {
        product *= ways(
            periods(&consultation.hours, &[PeriodKind::Afternoon]),
            consultation.weekly.into(),
        );
    }
    product
}

#[test]
fn all_timetables_of_a_toy_can_be_enumerated() {
    assert_eq!([ways(4, 1), ways(4, 2), ways(2, 3)], [5, 15, 10]);
    for toy in toys() {
        let count = timetables(&toy);
        assert!(count <= MOST_TIMETABLES, "{} has {count} timetables", toy.id);
    }
}
