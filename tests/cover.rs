//! Repairs of absences: the best of all that there are, and what the judge finds against others.

use chrono::NaiveDate;
use firstbell::absence::{Absence, Away, PrivateSwap, Request, Vector, minute_of};
use firstbell::formats::native::read_instance;
use firstbell::instance::{Clock, CoverLevel, Instance, Text, Weekday};
use firstbell::lower::lower;
use firstbell::order::{Dated, How, Order, OrderKind, OrderedChange};
use firstbell::solve::{Options, clock, solve};
use firstbell::term::Proof;
use firstbell::term::cover::{Alternative, cover};
use firstbell::timetable::{Placement, Timetable};
use firstbell::verify::{cover::judge, law};
use firstbell::words::Lang;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Two classes, four teachers, three days of three lessons and a fourth period that is free.
const WEEK: [(&str, [[&str; 3]; 3]); 2] = [
    (
        "A",
        [["bul", "mat", "art"], ["bul", "mat", "his"], ["mat", "bul", "art"]],
    ),
    (
        "B",
        [["mat", "art", "bul"], ["his", "bul", "mat"], ["art", "mat", "bul"]],
    ),
];
const STARTS: [(&str, &str); 4] = [
    ("08:00", "08:40"),
    ("08:50", "09:30"),
    ("09:40", "10:20"),
    ("10:30", "11:10"),
];
const DAYS: [&str; 3] = ["mon", "tue", "wed"];

fn teacher(class: &str, subject: &str) -> &'static str {
    match (class, subject) {
        ("A", "bul") => "BUL",
        (_, "bul") => "BU2",
        (_, "mat") => "MAT",
        _ => "ART",
    }
}

fn school() -> (Instance, Timetable) {
    let periods: Vec<Value> = (1..)
        .zip(STARTS)
        .map(|(number, (start, end))| json!({ "number": number, "start": start, "end": end }))
        .collect();
    let rule = |id: &str, rule: Value, weight: Value| json!({ "id": id, "rule": rule, "weight": weight, "cite": id, "source": "assumed" });
    let mut lessons = Vec::new();
    let mut placements = Vec::new();
    for (class, week) in WEEK {
        for subject in ["bul", "mat", "art", "his"] {
            let id = format!("{class}-{subject}");
            let weekly = week.iter().flatten().filter(|s| **s == subject).count();
            lessons.push(json!({ "id": id, "subject": subject, "for": class, "staff": [teacher(class, subject)], "weekly": weekly }));
            let held = week
                .iter()
                .enumerate()
                .flat_map(|(d, day)| day.iter().enumerate().map(move |(p, s)| (d, p, s)));
            for (number, (day, period, _)) in (1..).zip(held.filter(|(.., s)| **s == subject)) {
                let (start, end) = STARTS[period];
                placements.push(
                    json!({ "activity": id, "number": number, "day": DAYS[day], "start": start, "end": end,
                    "period": period + 1, "staff": [teacher(class, subject)], "room": class }),
                );
            }
        }
    }
    let instance = json!({
        "firstbell": 1, "id": "s", "name": "S",
        "term": { "from": "2020-09-14", "to": "2020-12-18", "days": DAYS },
        "institutions": [{ "id": "s", "name": "S", "opens": "08:00", "closes": "17:00", "gap": 5 }],
        "bells": [{ "id": "b", "periods": periods }],
        "subjects": (["bul", "mat", "art", "his"].map(|id| json!({ "id": id, "name": id }))),
        "rooms": [{ "id": "A" }, { "id": "B" }],
        "staff": (["BUL", "BU2", "MAT", "ART"].map(|id| json!({ "id": id, "max_lessons_a_day": 4 }))),
        "classes": (["A", "B"].map(|id| json!({ "id": id, "grade": 5, "bell": "b", "room": id }))),
        "lessons": lessons,
        "rules": [
            rule("two", json!({ "kind": "subject-a-day", "max": 2 }), json!("hard")),
            rule("holes", json!({ "kind": "no-holes" }), json!("hard")),
            rule("day", json!({ "kind": "lessons-a-day", "min": 2, "max": 4 }), json!("hard")),
            rule("early", json!({ "kind": "period-cost", "subjects": ["mat"], "costs": { "3": 2, "4": 3 } }), json!(1)),
            rule("spread", json!({ "kind": "spread-over-days", "up_to": 5 }), json!(3)),
        ],
    });
    let timetable =
        json!({ "firstbell": 1, "instance": "s", "legal": true, "hard": 0, "soft": 0, "placements": placements });
    (
        serde_json::from_value(instance).unwrap(),
        serde_json::from_value(timetable).unwrap(),
    )
}

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 10, 5 + day).unwrap()
}

fn request(people: &[&str], first: u32, last: u32) -> Request {
    let absence = |who: &&str| Absence {
        who: Away::Staff((*who).to_owned()),
        from: minute_of(date(first), 0),
        to: minute_of(date(last), 24 * 60),
    };
    Request {
        absences: people.iter().map(absence).collect(),
        swaps: Vec::new(),
        external: Vec::new(),
        counters: BTreeMap::from([("ART".to_owned(), 2), ("BUL".to_owned(), 1)]),
        decided: minute_of(date(first), 7 * 60),
    }
}

fn repairs(instance: &Instance, timetable: &Timetable, request: &Request, most: usize) -> Vec<Alternative> {
    let clock = clock::Clock::new(None, None);
    cover(instance, timetable, request, &Text::Any(String::new()), most, &clock).unwrap()
}

fn order(request: &Request, changes: Vec<OrderedChange>) -> Order {
    Order {
        firstbell: 1,
        instance: "s".into(),
        id: "o".into(),
        kind: OrderKind::Cover,
        circumstances: Text::Any(String::new()),
        decided: request.decided,
        changes,
        bells: Vec::new(),
        called: Vec::new(),
        sittings: Vec::new(),
        weekday: None,
    }
}

/// The dated meetings of the three days.
fn meetings(timetable: &Timetable) -> Vec<Dated> {
    let on = |p: &Placement| Dated {
        date: date(p.day.index() as u32),
        placement: p.clone(),
    };
    timetable.placements.iter().map(on).collect()
}

fn change(was: &Dated, is: Option<Dated>, how: How) -> OrderedChange {
    OrderedChange {
        was: Some(was.clone()),
        is,
        how,
        why: None,
    }
}

/// A meeting at the place of another.
fn at(meeting: &Dated, place: &Dated) -> Dated {
    let p = &place.placement;
    let placement = Placement {
        day: p.day,
        start: p.start,
        end: p.end,
        period: p.period,
        ..meeting.placement.clone()
    };
    Dated {
        date: place.date,
        placement,
    }
}

/// Everything that could be made of a meeting, legal or not.
fn options(instance: &Instance, all: &[Dated], missing: &Dated, request: &Request) -> Vec<Vec<OrderedChange>> {
    let lesson = |d: &Dated| instance.lessons.iter().find(|l| l.id == d.placement.activity).unwrap();
    let teaches = |who: &str, subject: &str| {
        instance
            .lessons
            .iter()
            .any(|l| l.subject == subject && teacher(&l.class, subject) == who)
    };
    let mut options = vec![
        vec![change(missing, None, How::Cancelled)],
        vec![change(missing, None, How::Freed)],
    ];
    for person in &instance.staff {
        let mut is = missing.clone();
        is.placement.staff = vec![person.id.clone()];
        let how = if teaches(&person.id, &lesson(missing).subject) {
            How::Substitute
        } else {
            How::Supervision
        };
        options.push(vec![change(missing, Some(is), how)]);
    }
    let away = |d: &Dated| {
        d.placement.staff.iter().any(|id| {
            request
                .absences
                .iter()
                .any(|a| a.who == Away::Staff(id.clone()) && a.touches(d.date, 0, 24 * 60))
        })
    };
    for other in all
        .iter()
        .filter(|o| minute_of(o.date, o.placement.start.minutes()) >= request.decided)
    {
        if lesson(other).class == lesson(missing).class
            && !away(other)
            && other.placement.activity != missing.placement.activity
        {
            options.push(vec![
                change(missing, Some(at(missing, other)), How::Moved),
                change(other, Some(at(other, missing)), How::Moved),
            ]);
        }
        let together = other.date == missing.date && other.placement.start == missing.placement.start;
        if together && lesson(other).class != lesson(missing).class && !away(other) {
            let mut is = missing.clone();
            (is.placement.staff, is.placement.room) = (other.placement.staff.clone(), other.placement.room.clone());
            options.push(vec![change(missing, Some(is), How::Merged)]);
        }
    }
    for (day, weekday) in (0..3).zip([Weekday::Mon, Weekday::Tue, Weekday::Wed]) {
        let (start, end) = STARTS[3];
        let mut is = missing.clone();
        is.date = date(day);
        is.placement.day = weekday;
        (is.placement.start, is.placement.end) = (Clock::parse(start).unwrap(), Clock::parse(end).unwrap());
        is.placement.period = Some(4);
        // Not within the day: a lesson that moves there leaves its class with as many.
        if is.date != missing.date {
            options.push(vec![change(missing, Some(is), How::Moved)]);
        }
    }
    options
}

/// The least vector of all combinations that the judge finds legal.
fn best_of_all(instance: &Instance, timetable: &Timetable, request: &Request) -> [i64; 6] {
    let all = meetings(timetable);
    let missing = |d: &&Dated| {
        d.placement.staff.iter().any(|id| {
            let away = |a: &Absence| a.who == Away::Staff(id.clone()) && a.touches(d.date, 0, 24 * 60);
            request.absences.iter().any(away)
        })
    };
    let mut combinations: Vec<Vec<OrderedChange>> = vec![Vec::new()];
    for missing in all.iter().filter(missing) {
        let options = options(instance, &all, missing, request);
        let with = |before: &Vec<OrderedChange>| -> Vec<Vec<OrderedChange>> {
            options
                .iter()
                .map(|o| before.iter().chain(o).cloned().collect())
                .collect()
        };
        combinations = combinations.iter().flat_map(with).collect();
    }
    let vector = |changes: Vec<OrderedChange>| judge(instance, timetable, request, &order(request, changes)).vector;
    let legal = combinations.into_iter().map(vector).filter(|v| v.law == 0);
    legal.map(|v| v.in_order(&CoverLevel::ALL)).min().unwrap()
}

#[test]
fn the_small_school_is_legal() {
    let (instance, timetable) = school();
    assert_eq!(law::judge(&instance, &timetable), []);
}

#[test]
fn no_repair_is_better_than_the_one_found() {
    let (instance, timetable) = school();
    let mut absences: Vec<(Vec<&str>, u32, u32)> = Vec::new();
    for day in 0..3 {
        absences.extend(["BUL", "BU2", "MAT", "ART"].map(|who| (vec![who], day, day)));
    }
    for first in 0..2 {
        absences.extend(["BUL", "BU2"].map(|who| (vec![who], first, first + 1)));
    }
    absences.extend([
        (vec!["BUL", "BU2"], 0, 0),
        (vec!["MAT", "BU2"], 1, 1),
        (vec!["BUL", "BU2"], 1, 1),
        (vec!["ART", "BUL"], 0, 0),
    ]);
    assert_eq!(absences.len(), 20);
    let mut moved = 0;
    for (who, first, last) in absences {
        let request = request(&who, first, last);
        let found = repairs(&instance, &timetable, &request, 1);
        let best = &found[0];
        assert!(best.levels.iter().all(|l| l.proof != Proof::None));
        let judged = judge(&instance, &timetable, &request, &best.order);
        assert_eq!(
            (judged.breaches, judged.vector),
            (Vec::new(), best.vector),
            "{who:?} {first}-{last}"
        );
        assert_eq!(
            best.vector.in_order(&CoverLevel::ALL),
            best_of_all(&instance, &timetable, &request),
            "{who:?} {first}-{last}"
        );
        moved += best.order.changes.iter().filter(|c| c.how == How::Moved).count();
    }
    assert!(moved > 0, "the absences ask for swaps too");
}

#[test]
fn alternatives_differ_and_get_no_better() {
    let (instance, timetable) = school();
    let request = request(&["MAT"], 0, 1);
    let found = repairs(&instance, &timetable, &request, 5);
    assert_eq!(found.len(), 5);
    for pair in found.windows(2) {
        let values = |a: &Alternative| a.vector.in_order(&CoverLevel::ALL);
        assert!(values(&pair[0]) <= values(&pair[1]));
    }
    for (at, one) in found.iter().enumerate() {
        assert!(
            found[at + 1..]
                .iter()
                .all(|other| other.order.changes != one.order.changes)
        );
        assert_eq!(judge(&instance, &timetable, &request, &one.order).vector, one.vector);
    }
}

#[test]
fn a_school_may_say_what_counts_more() {
    let (mut instance, timetable) = school();
    let request = request(&["BUL"], 0, 0);
    let least =
        |instance: &Instance, value: fn(&Vector) -> i64| value(&repairs(instance, &timetable, &request, 1)[0].vector);
    let usual = least(&instance, |v| v.disturbance);
    let settings = json!({ "order": ["disturbance", "lost-lessons", "fairness", "quality"] });
    instance.cover = Some(serde_json::from_value(settings).unwrap());
    assert!(least(&instance, |v| v.disturbance) <= usual);
    assert!(least(&instance, |v| v.lost) >= 0);
}

#[test]
fn whoever_has_agreed_on_a_swap_is_busy_for_both_meetings() {
    let (instance, timetable) = school();
    let mut request = request(&["BUL"], 0, 0);
    let start = |at: usize| Clock::parse(STARTS[at].0).unwrap();
    // On Monday MAT gives ART's lesson of A at 9:40, and ART gives MAT's lesson of B at 8:00.
    request.swaps.push(PrivateSwap {
        one: ("MAT".into(), date(0), start(0)),
        other: ("ART".into(), date(0), start(2)),
    });
    let clock = clock::Clock::new(None, None);
    let found = cover(&instance, &timetable, &request, &Text::Any(String::new()), 5, &clock).unwrap();
    assert!(found.len() > 1);
    for alternative in &found {
        assert_eq!(judge(&instance, &timetable, &request, &alternative.order).breaches, []);
        // A class may join theirs, but they cover nothing else.
        let held = alternative.order.changes.iter().filter(|c| c.how != How::Merged);
        let given = held.filter_map(|c| c.is.as_ref()).filter(|is| is.date == date(0));
        let at = |who: &str, slot: usize| {
            let of = |is: &&Dated| is.placement.start == start(slot) && is.placement.staff == [who];
            given
                .clone()
                .filter(of)
                .map(|is| is.placement.activity.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(at("ART", 0), ["B-mat"]);
        assert_eq!(at("MAT", 2), ["A-art"]);
    }
}

#[test]
fn the_judge_finds_who_is_away_busy_or_unknown() {
    let (instance, timetable) = school();
    let request = request(&["BUL"], 0, 0);
    let all = meetings(&timetable);
    let missing = all
        .iter()
        .find(|d| d.date == date(0) && d.placement.activity == "A-bul")
        .unwrap();
    let given_to = |who: &str| {
        let mut is = missing.clone();
        is.placement.staff = vec![who.to_owned()];
        let order = order(&request, vec![change(missing, Some(is), How::Supervision)]);
        judge(&instance, &timetable, &request, &order).vector.law
    };
    assert_eq!(given_to("BU2"), 0);
    assert!(given_to("BUL") > 0, "away");
    assert!(given_to("MAT") > 0, "busy");
    assert!(given_to("XYZ") > 0, "unknown");
    let untouched = judge(&instance, &timetable, &request, &order(&request, Vec::new()));
    assert!(untouched.vector.law > 0, "somebody who is away would give it");
}

#[test]
fn a_class_that_nobody_was_with_is_at_school_when_it_is_freed() {
    let (instance, timetable) = school();
    let request = request(&["BUL", "MAT", "ART"], 0, 0);
    let all = meetings(&timetable);
    let of_class = |d: &&Dated| d.date == date(0) && d.placement.activity.starts_with("A-");
    let mut day: Vec<&Dated> = all.iter().filter(of_class).collect();
    day.sort_by_key(|d| d.placement.start);
    let last = day.pop().unwrap();
    let mut changes: Vec<OrderedChange> = day.iter().map(|d| change(d, None, How::Cancelled)).collect();
    changes.push(change(last, None, How::Freed));
    // Two lessons alone; then it goes home.
    let judged = judge(&instance, &timetable, &request, &order(&request, changes));
    assert_eq!(judged.vector.unsupervised, 2 * 40);
}

/// A school with the timetable that a short search finds.
fn solved(file: &str) -> (Instance, Timetable) {
    let (instance, _) = read_instance(Path::new(file)).unwrap();
    let lowered = lower(&instance, Lang::En);
    let options = Options {
        threads: 1,
        seed: 1,
        start: None,
        repeatable: true,
    };
    let clock = clock::Clock::new(None, Some(60_000));
    let found = solve(&lowered.problem, &options, &clock, |_, _| {});
    let timetable = lowered.timetable(&found.assignment, found.cost.hard, found.cost.soft);
    (instance, timetable)
}

/// Absences of people, rooms and classes, on whole days and from some hour on.
fn any_request(instance: &Instance, most: usize, random: &mut dyn FnMut(usize) -> usize) -> Request {
    let whole_week = |monday: &NaiveDate| {
        let term = &instance.term;
        let free = |d: NaiveDate| term.holiday(d).is_some() || term.occasions.iter().any(|o| o.from <= d && d <= o.to);
        Weekday::of(*monday) == Weekday::Mon && *monday > term.from && !monday.iter_days().take(5).any(free)
    };
    let monday = instance.term.from.iter_days().find(whole_week).unwrap();
    let mut absence = || {
        let who = match random(8) {
            0 => Away::Room(instance.rooms[random(instance.rooms.len())].id.clone()),
            1 => Away::Class(instance.classes[random(instance.classes.len())].id.clone()),
            _ => Away::Staff(instance.staff[random(instance.staff.len())].id.clone()),
        };
        let first = monday + chrono::Days::new(random(instance.term.days.len()) as u64);
        let from = if random(3) == 0 { 480 + 50 * random(8) as i32 } else { 0 };
        Absence {
            who,
            from: minute_of(first, from),
            to: minute_of(first, 24 * 60 * (1 + random(2) as i32)),
        }
    };
    let absences: Vec<Absence> = (0..most).map(|_| absence()).collect();
    let first = absences.iter().map(|a| a.from.date()).min().unwrap();
    Request {
        decided: minute_of(first, 7 * 60),
        counters: instance
            .staff
            .iter()
            .map(|s| (s.id.clone(), random(4) as u32))
            .collect(),
        absences,
        swaps: Vec::new(),
        external: Vec::new(),
    }
}

#[test]
fn the_program_and_its_judge_count_alike() {
    let zlatar = ["instances/zlatar/term1.json", "instances/zlatar/term2.json"].map(solved);
    for (instance, timetable) in zlatar.into_iter().chain([school()]) {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        for at in 0..8 {
            let request = any_request(&instance, 1 + at % 4, &mut |below| random.random_range(0..below));
            for found in repairs(&instance, &timetable, &request, 2) {
                let judged = judge(&instance, &timetable, &request, &found.order);
                assert_eq!(
                    (judged.breaches, judged.vector),
                    (Vec::new(), found.vector),
                    "{:?}",
                    request.absences
                );
                assert!(
                    found.levels.iter().all(|l| l.proof != Proof::None),
                    "{:?}",
                    request.absences
                );
            }
        }
    }
}
