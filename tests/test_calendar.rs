//! The calendar of tests: the best there is, judged by a judge that finds every planted fault.

use chrono::NaiveDate;
use firstbell::instance::{Instance, TestKind};
use firstbell::order::OrderKind;
use firstbell::solve::clock::Clock;
use firstbell::term::{Planned, Proof, orders_of, plan};
use firstbell::test_calendar::TestCalendar;
use firstbell::timetable::Timetable;
use firstbell::verify::test_calendar::{judge, too_few_examinations};
use firstbell::words::Lang;
use serde_json::{Value, json};

/// Four weeks of a class with five lessons a day; each word of a day's line is a subject.
const WEEK: [(&str, [&str; 5]); 5] = [
    ("mon", ["bulgarian", "bulgarian", "mathematics", "music", "history"]),
    ("tue", ["mathematics", "bulgarian", "english", "english", "music"]),
    ("wed", ["bulgarian", "mathematics", "history", "english", "music"]),
    ("thu", ["mathematics", "bulgarian", "english", "music", "english"]),
    ("fri", ["bulgarian", "english", "mathematics", "english", "music"]),
];
const STARTS: [&str; 5] = ["08:00", "08:50", "09:50", "10:40", "11:30"];
const ENDS: [&str; 5] = ["08:40", "09:30", "10:30", "11:20", "12:10"];

fn period(n: usize) -> Value {
    json!({ "number": n + 1, "start": STARTS[n], "end": ENDS[n], "big_break_after": n == 1 })
}

/// These schools have neither class hour nor sport hour.
fn extra_hours(lesson: &str) -> Value {
    let rule = json!({ "kind": "extra-hours", "lesson": lesson, "weekly": 0 });
    json!({ "id": lesson, "rule": rule, "weight": "hard", "cite": "a small school", "source": "assumed" })
}

/// Subjects without an entry have oral examinations enough.
fn school(week: &[(&str, [&str; 5])], mut examinations: Value) -> (Instance, Timetable) {
    let subjects = ["bulgarian", "mathematics", "english", "history", "music"];
    let count = |s: &str| week.iter().flat_map(|(_, day)| day).filter(|x| **x == s).count();
    let lessons: Vec<Value> = (subjects.iter())
        .map(|s| json!({ "id": s, "subject": s, "for": "V", "staff": [format!("T-{s}")], "weekly": count(s) }))
        .collect();
    let planned = examinations.as_array_mut().unwrap();
    let others = subjects
        .iter()
        .filter(|s| planned.iter().all(|e| e["lesson"] != json!(s)));
    let others: Vec<Value> = others.map(|s| json!({ "lesson": s, "oral": 4 })).collect();
    planned.extend(others);
    let instance = json!({
        "firstbell": 1, "id": "small", "name": "A small school",
        "term": {
            "from": "2020-09-15", "to": "2020-10-16",
            "holidays": [{ "from": "2020-09-22", "to": "2020-09-22" }],
            "occasions": [{ "from": "2020-10-01", "to": "2020-10-01", "classes": ["V"], "name": "A trip" }]
        },
        "rule_sets": ["bg-assessment-2016", "school"],
        "rules": [extra_hours("class-hour"), extra_hours("sport-hour")],
        "institutions": [{ "id": "s", "name": "S", "opens": "08:00", "closes": "17:30" }],
        "bells": [{ "id": "b", "periods": (0..5).map(period).collect::<Vec<_>>() }],
        "subjects": subjects.map(|s| json!({ "id": s, "name": s })),
        "rooms": [{ "id": "r" }],
        "staff": subjects.map(|s| json!({ "id": format!("T-{s}") })),
        "classes": [{ "id": "V", "name": "Grade V", "grade": 5, "bell": "b", "room": "r" }],
        "lessons": lessons,
        "examinations": examinations
    });
    let mut placements = Vec::new();
    for (day, of_day) in week {
        for (n, subject) in of_day.iter().enumerate() {
            let number = 1 + placements
                .iter()
                .filter(|p: &&Value| p["activity"] == json!(subject))
                .count();
            placements.push(json!({
                "activity": subject, "number": number, "day": day, "start": STARTS[n], "end": ENDS[n],
                "period": n + 1, "staff": [format!("T-{subject}")], "room": "r"
            }));
        }
    }
    let timetable = json!({
        "firstbell": 1, "instance": "small", "legal": true, "hard": 0, "soft": 0, "placements": placements
    });
    let instance: Instance = serde_json::from_value(instance).unwrap();
    assert_eq!(firstbell::validate::validate(&instance), []);
    (instance, serde_json::from_value(timetable).unwrap())
}

fn planned(instance: &Instance, timetable: &Timetable) -> (TestCalendar, i64) {
    match plan(instance, timetable, &Clock::new(None, None)) {
        Planned::Calendar {
            calendar,
            cost,
            bound,
            proof,
        } => {
            assert!(proof != Proof::None && bound == cost, "{bound:?} {cost}");
            let verdict = judge(instance, timetable, &calendar);
            assert_eq!(verdict.breaches, []);
            assert_eq!(verdict.cost(), cost);
            (calendar, cost)
        }
        other => panic!("{other:?}"),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn no_calendar_of_all_is_better() {
    // Seven tests in five weeks: wishes have to give way.
    let examinations = json!([
        { "lesson": "bulgarian", "class_tests": 1, "entry_tests": 1, "oral": 3 },
        { "lesson": "history", "control_tests": 6 }
    ]);
    let (instance, timetable) = school(&WEEK, examinations);
    let (calendar, cost) = planned(&instance, &timetable);
    assert!(cost > 0);
    // Every way to hold the same tests: a date of the right weekday each, and the lesson of that day.
    let all: Vec<NaiveDate> = day("2020-09-15")
        .iter_days()
        .take_while(|d| *d <= day("2020-10-16"))
        .collect();
    let mut tried = 0;
    let mut best = i64::MAX;
    let history: Vec<usize> = (0..calendar.tests.len())
        .filter(|i| calendar.tests[*i].lesson == "history")
        .collect();
    let others: Vec<usize> = (0..calendar.tests.len())
        .filter(|i| calendar.tests[*i].lesson != "history")
        .collect();
    let mut weekly = |calendar: &TestCalendar| {
        let verdict = judge(&instance, &timetable, calendar);
        tried += 1;
        if verdict.breaches.is_empty() {
            best = best.min(verdict.cost());
        }
    };
    // Histories on Mondays (period 5) and Wednesdays (period 3), in order; the rest anywhere.
    let slots: Vec<(NaiveDate, usize)> = (all.iter())
        .filter_map(|d| match firstbell::instance::Weekday::of(*d).index() {
            0 => Some((*d, 4)),
            2 => Some((*d, 2)),
            _ => None,
        })
        .collect();
    let mut choice: Vec<Vec<(NaiveDate, usize)>> = vec![Vec::new()];
    for _ in 0..6 {
        choice = choice
            .into_iter()
            .flat_map(|chosen| {
                let last = chosen.last().copied();
                let later = slots.iter().filter(move |s| last.is_none_or(|l| **s > l));
                later.map(|s| [chosen.clone(), vec![*s]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    let clock = |n: usize| firstbell::instance::Clock::parse(STARTS[n]).unwrap();
    let end = |n: usize| firstbell::instance::Clock::parse(ENDS[n]).unwrap();
    for chosen in choice {
        for class_test in all
            .iter()
            .filter(|d| firstbell::instance::Weekday::of(**d).index() == 0)
        {
            for entry_test in all.iter().filter(|d| **d < day("2020-10-06")) {
                let mut other = calendar.clone();
                for (index, (date, n)) in history.iter().zip(&chosen) {
                    let test = &mut other.tests[*index];
                    (test.date, test.start, test.end) = (*date, clock(*n), end(*n));
                }
                for index in &others {
                    let test = &mut other.tests[*index];
                    let first = WEEK[firstbell::instance::Weekday::of(*entry_test).index().min(4)].1;
                    let n = first.iter().position(|s| *s == "bulgarian").unwrap();
                    (test.date, test.start, test.end) = match test.kind {
                        TestKind::ClassTest => (*class_test, clock(0), end(1)),
                        _ => (*entry_test, clock(n), end(n)),
                    };
                }
                weekly(&other);
            }
        }
    }
    assert!(tried > 1000, "{tried}");
    assert_eq!(best, cost);
}

#[test]
fn the_judge_finds_every_planted_fault() {
    let examinations = json!([
        { "lesson": "bulgarian", "class_tests": 1, "control_tests": 1, "entry_tests": 1, "oral": 2,
          "given": [{ "kind": "control-test", "date": "2020-09-29" }] },
        { "lesson": "mathematics", "class_tests": 1, "control_tests": 1, "oral": 2 },
        { "lesson": "english", "control_tests": 2, "oral": 2 }
    ]);
    let (instance, timetable) = school(&WEEK, examinations);
    let (calendar, _) = planned(&instance, &timetable);
    let find = |lesson: &str, kind| {
        calendar
            .tests
            .iter()
            .position(|t| t.lesson == lesson && t.kind == kind)
            .unwrap()
    };
    let class_test = find("bulgarian", TestKind::ClassTest);
    let control = find("bulgarian", TestKind::ControlTest);
    assert_eq!(calendar.tests[control].date, day("2020-09-29"), "the date given");
    assert_eq!(calendar.tests[class_test].lessons, 2);
    let maths = find("mathematics", TestKind::ControlTest);
    let entry = find("bulgarian", TestKind::EntryTest);
    let english = find("english", TestKind::ControlTest);
    let rules = |change: &dyn Fn(&mut TestCalendar)| -> Vec<String> {
        let mut changed = calendar.clone();
        change(&mut changed);
        let breaches = judge(&instance, &timetable, &changed).breaches;
        breaches.into_iter().map(|b| b.rule).collect()
    };
    let on = |index: usize, date: &str| {
        let date = day(date);
        move |c: &mut TestCalendar| c.tests[index].date = date
    };
    let has = |found: Vec<String>, rule: &str| assert!(found.iter().any(|r| r == rule), "{rule}: {found:?}");
    has(rules(&on(maths, "2020-09-14")), "tests/date"); // before the term
    has(rules(&on(maths, "2020-10-19")), "tests/date"); // after it
    has(rules(&on(maths, "2020-09-22")), "tests/date"); // a holiday
    has(rules(&on(maths, "2020-09-26")), "tests/date"); // a Saturday
    has(rules(&on(maths, "2020-10-01")), "tests/date"); // the trip
    has(rules(&on(control, "2020-10-06")), "tests/planned"); // not on the date given
    has(rules(&|c| drop(c.tests.remove(maths))), "tests/planned");
    has(
        rules(&|c| c.tests[maths].start = c.tests[class_test].end),
        "tests/lesson",
    );
    has(
        rules(&on(class_test, "2020-10-12")),
        "bg-assessment-2016/no-class-tests-at-end",
    );
    has(rules(&|c| c.tests[maths].kind = TestKind::ClassTest), "tests/planned");
    has(rules(&|c| c.tests[class_test].lessons = 1), "school/class-test-lessons");
    has(rules(&on(entry, "2020-10-06")), "school/entry-tests-within");
    let same_day = calendar.tests[english].date;
    has(
        rules(&|c| c.tests[maths].date = same_day),
        "bg-assessment-2016/tests-a-day",
    );
    let three = |c: &mut TestCalendar| {
        for (index, date) in [(maths, "2020-10-06"), (english, "2020-10-07"), (control, "2020-10-09")] {
            c.tests[index].date = day(date);
        }
        c.tests[class_test].date = day("2020-10-05");
    };
    has(rules(&three), "bg-assessment-2016/tests-a-week");
    has(rules(&|c| c.instance = "other".into()), "tests/planned");
}

#[test]
fn too_many_tests_are_told_with_the_count() {
    // Five weeks with two a week each hold ten.
    let examinations = json!([
        { "lesson": "bulgarian", "control_tests": 6 },
        { "lesson": "mathematics", "control_tests": 5, "oral": 0 }
    ]);
    let (instance, timetable) = school(&WEEK, examinations);
    let Planned::TooMany(reasons) = plan(&instance, &timetable, &Clock::new(None, None)) else {
        panic!("eleven tests cannot be held")
    };
    assert_eq!(
        reasons[0].in_lang(Lang::Bg),
        "Grade V: планирани са 11 класни и контролни работи, а ограниченията за ден и седмица допускат най-много 10 за \
         5 учебни седмици."
    );
    // Counting finds nothing here: all six want one of the five Mondays with a double, four of them allowed.
    let examinations = json!([{ "lesson": "bulgarian", "class_tests": 6 }]);
    let (instance, timetable) = school(&WEEK, examinations);
    let Planned::TooMany(reasons) = plan(&instance, &timetable, &Clock::new(None, None)) else {
        panic!("six class tests cannot be held")
    };
    assert_eq!(reasons.len(), 1);
    let said = reasons[0].in_lang(Lang::En);
    assert!(
        said.starts_with("Grade V: of 6 written tests planned the limits let 3 be held"),
        "{said}"
    );
}

#[test]
fn a_given_date_without_such_a_lesson_is_told() {
    let given = json!([{ "kind": "control-test", "date": "2020-09-29" }]); // a Tuesday
    let examinations = json!([{ "lesson": "history", "control_tests": 1, "oral": 1, "given": given }]);
    let (instance, timetable) = school(&WEEK, examinations);
    let Planned::TooMany(reasons) = plan(&instance, &timetable, &Clock::new(None, None)) else {
        panic!("history is on Mondays and Wednesdays")
    };
    let said: Vec<String> = reasons.iter().map(|r| r.in_lang(Lang::Bg)).collect();
    assert!(
        said.len() == 1 && said[0].starts_with("Grade V, history: на 29.09.2020 г., както е зададено"),
        "{said:?}"
    );
}

#[test]
fn a_double_that_the_timetable_lacks_is_made_by_a_legal_swap() {
    let mut week = WEEK;
    week[0].1 = ["bulgarian", "mathematics", "bulgarian", "music", "history"];
    let (instance, timetable) = school(&week, json!([{ "lesson": "bulgarian", "class_tests": 1, "oral": 3 }]));
    let (calendar, cost) = planned(&instance, &timetable);
    let test = &calendar.tests[0];
    let [comes, makes_way] = test.moved.as_slice() else {
        panic!("no double stands in the timetable: {:?}", test.moved)
    };
    assert_eq!((comes.lesson.as_str(), test.lessons), ("bulgarian", 2));
    assert_ne!(makes_way.lesson, "bulgarian");
    assert!(cost >= 5, "an order costs");
    // The order says the same: each of the two takes the other's place.
    let decided = "2020-09-28T12:00:00".parse().unwrap();
    let [order] = orders_of(&instance, &timetable, &calendar, decided).try_into().unwrap();
    assert_eq!((order.kind, order.changes.len()), (OrderKind::Double, 2));
    for change in &order.changes {
        let (was, is) = (change.was.as_ref().unwrap(), change.is.as_ref().unwrap());
        let other = if was.placement.activity == comes.lesson {
            makes_way
        } else {
            comes
        };
        assert_eq!((is.date, is.placement.start), (other.date, other.start));
    }
    let mut broken = calendar.clone();
    broken.tests[0].moved[1].lesson = "history".into();
    assert!(
        judge(&instance, &timetable, &broken)
            .breaches
            .iter()
            .any(|b| b.rule == "tests/swap")
    );
}

#[test]
fn examinations_too_few_for_the_law_are_told() {
    let (instance, _) = school(
        &WEEK,
        json!([
            { "lesson": "bulgarian", "control_tests": 2, "class_tests": 1 },
            { "lesson": "mathematics", "control_tests": 4 },
            { "lesson": "english", "oral": 4 },
            { "lesson": "history", "oral": 2 },
            { "lesson": "music", "oral": 4, "entry_tests": 1 }
        ]),
    );
    let said: Vec<String> = too_few_examinations(&instance)
        .iter()
        .map(|b| b.message.in_lang(Lang::En))
        .collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("Grade V, bulgarian: 3 class tests and control tests and 0 other"),
        "{said:?}"
    );
}

/// A generated school of 48 classes, four of each grade: every class has six lessons a day, and a teacher up to 16 a
/// week. Day by day the lessons of classes and teachers are coloured with the periods, so nobody is in two places.
fn large() -> (Instance, Timetable) {
    const SUBJECTS: [(&str, usize, u8); 9] = [
        ("bulgarian", 6, 2),
        ("mathematics", 5, 2),
        ("english", 4, 2),
        ("history", 2, 1),
        ("geography", 2, 1),
        ("nature", 3, 2),
        ("music", 2, 0),
        ("art", 2, 0),
        ("pe", 4, 0),
    ];
    const DAYS: [&str; 5] = ["mon", "tue", "wed", "thu", "fri"];
    let classes: Vec<String> = (1..=12)
        .flat_map(|g| ["a", "b", "c", "d"].map(|l| format!("{g}{l}")))
        .collect();
    let teacher =
        |class: usize, subject: usize| format!("{}-{}", SUBJECTS[subject].0, class / (16 / SUBJECTS[subject].1));
    let mut staff: Vec<String> = (0..classes.len())
        .flat_map(|c| (0..SUBJECTS.len()).map(move |s| (c, s)))
        .map(|(c, s)| teacher(c, s))
        .collect();
    staff.sort();
    staff.dedup();
    let start = |n: usize| format!("{:02}:{:02}", 8 + n * 5 / 6, n * 50 % 60);
    let end = |n: usize| format!("{:02}:{:02}", 8 + (n * 50 + 40) / 60, (n * 50 + 40) % 60);
    let mut placements = Vec::new();
    for (d, day) in DAYS.iter().enumerate() {
        let mut lessons: Vec<(usize, usize)> = Vec::new();
        for class in 0..classes.len() {
            // The week's lessons dealt to the days one after another, beginning elsewhere for every class.
            let dealt = (0..SUBJECTS.len())
                .flat_map(|s| std::iter::repeat_n(s, SUBJECTS[s].1))
                .enumerate();
            lessons.extend(dealt.filter(|(i, _)| (i + class) % 5 == d).map(|(_, s)| (class, s)));
        }
        let staff_of = |lesson: usize| {
            staff
                .binary_search(&teacher(lessons[lesson].0, lessons[lesson].1))
                .unwrap()
        };
        // Who has which lesson in which period: classes first, then staff. König: six periods are enough.
        let mut busy = vec![[None; 6]; classes.len() + staff.len()];
        let mut period: Vec<usize> = Vec::new();
        for lesson in 0..lessons.len() {
            let (class, person) = (lessons[lesson].0, classes.len() + staff_of(lesson));
            let free = |who: usize, busy: &Vec<[Option<usize>; 6]>| (0..6).find(|n| busy[who][*n].is_none()).unwrap();
            let (a, b) = (free(class, &busy), free(person, &busy));
            // Exchange a and b along the chain of lessons that begins with the teacher's in period a.
            let (mut who, mut chain, mut now) = (person, Vec::new(), a);
            while let Some(next) = busy[who][now] {
                chain.push(next);
                let ends: [usize; 2] = [lessons[next].0, classes.len() + staff_of(next)];
                who = if ends[0] == who { ends[1] } else { ends[0] };
                now = a + b - now;
            }
            for moved in &chain {
                for end in [lessons[*moved].0, classes.len() + staff_of(*moved)] {
                    busy[end][period[*moved]] = None;
                }
            }
            for moved in &chain {
                period[*moved] = a + b - period[*moved];
                for end in [lessons[*moved].0, classes.len() + staff_of(*moved)] {
                    busy[end][period[*moved]] = Some(*moved);
                }
            }
            period.push(a);
            busy[class][a] = Some(lesson);
            busy[person][a] = Some(lesson);
        }
        for (lesson, (class, subject)) in lessons.iter().enumerate() {
            let activity = format!("{}-{}", classes[*class], SUBJECTS[*subject].0);
            let number = 1 + placements.iter().filter(|p: &&Value| p["activity"] == activity).count();
            placements.push(json!({
                "activity": activity, "number": number, "day": day, "start": start(period[lesson]),
                "end": end(period[lesson]), "period": period[lesson] + 1, "staff": [teacher(*class, *subject)],
                "room": classes[*class]
            }));
        }
    }
    let both = || (0..classes.len()).flat_map(|c| (0..SUBJECTS.len()).map(move |s| (c, s)));
    let id = |c: usize, s: usize| format!("{}-{}", classes[c], SUBJECTS[s].0);
    let lesson = |(c, s): (usize, usize)| {
        json!({ "id": id(c, s), "subject": SUBJECTS[s].0, "for": classes[c], "weekly": SUBJECTS[s].1,
                "staff": [teacher(c, s)] })
    };
    let examinations = |(c, s): (usize, usize)| {
        let (class_tests, least) = (u8::from(s < 2), [4, 4, 4, 2, 2, 3, 2, 2, 4][s]);
        json!({ "lesson": id(c, s), "control_tests": SUBJECTS[s].2, "class_tests": class_tests, "oral": least,
                "entry_tests": u8::from(c >= 4 && s < 6) })
    };
    let bell = |n: usize| json!({ "number": n + 1, "start": start(n), "end": end(n), "big_break_after": n == 2 });
    let instance = json!({
        "firstbell": 1, "id": "large", "name": "A school of 48 classes",
        "term": {
            "from": "2020-09-15", "to": "2021-01-29",
            "holidays": [
                { "from": "2020-09-22", "to": "2020-09-22" }, { "from": "2020-10-30", "to": "2020-11-01" },
                { "from": "2020-12-24", "to": "2021-01-03" }
            ]
        },
        "rule_sets": ["bg-assessment-2016", "school"],
        "rules": [extra_hours("class-hour"), extra_hours("sport-hour")],
        "institutions": [{ "id": "s", "name": "S", "opens": "08:00", "closes": "17:30" }],
        "bells": [{ "id": "b", "periods": (0..6).map(bell).collect::<Vec<_>>() }],
        "subjects": SUBJECTS.map(|(s, ..)| json!({ "id": s, "name": s })),
        "rooms": classes.iter().map(|c| json!({ "id": c })).collect::<Vec<_>>(),
        "staff": staff.iter().map(|s| json!({ "id": s })).collect::<Vec<_>>(),
        "classes": (classes.iter().enumerate())
            .map(|(n, c)| json!({ "id": c, "grade": n / 4 + 1, "bell": "b", "room": c }))
            .collect::<Vec<_>>(),
        "lessons": both().map(lesson).collect::<Vec<_>>(),
        "examinations": both().map(examinations).collect::<Vec<_>>()
    });
    let timetable = json!({
        "firstbell": 1, "instance": "large", "legal": true, "hard": 0, "soft": 0, "placements": placements
    });
    (
        serde_json::from_value(instance).unwrap(),
        serde_json::from_value(timetable).unwrap(),
    )
}

/// The figure of the README: `cargo test --release --test test_calendar -- --ignored --nocapture`.
#[test]
#[ignore = "takes a while; says how long"]
fn forty_eight_classes() {
    let (instance, timetable) = large();
    let errors = firstbell::validate::validate(&instance);
    assert_ne!(
        firstbell::finding::worst(&errors),
        Some(firstbell::finding::Severity::Error),
        "{errors:?}"
    );
    let clash = firstbell::verify::law::judge(&instance, &timetable);
    let clash: Vec<_> = clash.iter().filter(|b| b.rule.starts_with("clash")).collect();
    assert!(clash.is_empty(), "{clash:?}");
    let before = std::time::Instant::now();
    let cpu = firstbell::solve::clock::cpu_seconds();
    let (calendar, cost) = planned(&instance, &timetable);
    let cpu = cpu.zip(firstbell::solve::clock::cpu_seconds()).map(|(a, b)| b - a);
    println!(
        "48 classes: {} tests, {} by order, cost {cost}, {:.1} s, CPU {cpu:?} s (judge included)",
        calendar.tests.len(),
        calendar.tests.iter().filter(|t| !t.moved.is_empty()).count(),
        before.elapsed().as_secs_f64()
    );
}
