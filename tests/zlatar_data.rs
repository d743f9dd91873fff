//! The reference school is what its description says: every lesson, every load, every window.

use firstbell::instance::*;
use std::collections::{BTreeMap, BTreeSet};

const GRADES: [&str; 7] = ["I", "II", "III", "IV", "V", "VI", "VII"];

/// Lessons a week by class, `term 1/term 2` where they differ, and who gives them in I-IV and V-VII
/// (`T`: the class's own teacher).
const TABLE: &str = "
    bulgarian               T    BEL    9    9    8/9  8    6/7  6    7/6
    english                 ENG  ENG    -    2    3    3    4/3  3/4  3
    mathematics             T    MAT    5    5/4  5/4  5/6  5    5    5/6
    computer-modelling      DIR  DIR    -    -    1    1    -    -    -
    information-technology  DIR  DIR    -    -    -    -    1    1    1
    homeland                T    -      1    1    -    -    -    -    -
    man-and-society         T    -      -    -    1    1    -    -    -
    history                 -    HG     -    -    -    -    2    2    2
    geography               -    HG     -    -    -    -    1/2  2    2
    man-and-nature          T    NAT    -    -    1/2  2    3/2  2/3  -
    biology                 -    NAT    -    -    -    -    -    -    2
    physics                 -    MAT    -    -    -    -    -    -    2/1
    chemistry               -    NAT    -    -    -    -    -    -    1/2
    music                   MUS  MUS    2    2    2/1  2/1  2    2    2/1
    art                     T    ART    2    1/2  2    1/2  2    2    1/2
    technology              T    ART    1    1    1    1    1/2  2/1  1
    pe                      PE   PE     2    2    3    3/2  3/2  3/2  2
";

const TOTALS: [u32; 7] = [22, 23, 27, 27, 30, 30, 31];
const CLASS_TEACHERS: [&str; 7] = ["T1", "T2", "T3", "T4", "BEL", "MAT", "HG"];

/// Lessons a week with class hour and sport hour, term 1 and term 2; added up by hand.
const LOADS: [(&str, [u32; 2]); 13] = [
    ("T1", [20, 20]),
    ("T2", [19, 19]),
    ("T3", [20, 21]),
    ("T4", [20, 22]),
    ("BEL", [20, 20]),
    ("MAT", [18, 18]),
    ("ENG", [18, 18]),
    ("PE", [21, 18]),
    ("DIR", [5, 5]),
    ("HG", [12, 13]),
    ("NAT", [8, 9]),
    ("MUS", [14, 11]),
    ("ART", [9, 10]),
];

fn term(number: usize) -> Instance {
    let path = format!("{}/instances/zlatar/term{number}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect(&path);
    let reader = &mut serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(reader).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn terms() -> impl Iterator<Item = (usize, Instance)> {
    [1, 2].into_iter().map(|number| (number, term(number)))
}

fn person(need: &StaffNeed) -> &str {
    match need {
        StaffNeed::Person(id) => id,
        StaffNeed::AnyOf { any_of } => panic!("one of {any_of:?}"),
    }
}

#[test]
fn every_cell_of_the_table() {
    for (number, instance) in terms() {
        let mut expected = BTreeMap::new();
        for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
            let words: Vec<_> = line.split_whitespace().collect();
            let [subject, primary, upper, cells @ ..] = words.as_slice() else {
                panic!("{line}")
            };
            assert_eq!(cells.len(), GRADES.len(), "{line}");
            for (grade, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell != "-") {
                let mut terms = cell.split('/').map(|n| n.parse::<u8>().unwrap());
                let first = terms.next().unwrap();
                let weekly = if number == 1 {
                    first
                } else {
                    terms.next().unwrap_or(first)
                };
                let who = match (grade < 4, *primary) {
                    (true, "T") => CLASS_TEACHERS[grade],
                    (true, who) => who,
                    (false, _) => upper,
                };
                expected.insert((GRADES[grade], *subject), (weekly, who.to_string()));
            }
        }
        let mut found = BTreeMap::new();
        for lesson in instance.lessons.iter().filter(|l| l.kind == LessonKind::Lesson) {
            assert_eq!(lesson.staff.len(), 1, "{}", lesson.id);
            let value = (lesson.weekly, person(&lesson.staff[0]).to_string());
            let twice = found.insert((lesson.class.as_str(), lesson.subject.as_str()), value);
            assert_eq!(twice, None, "{}", lesson.id);
        }
        assert_eq!(found, expected, "term {number}");
    }
}

#[test]
fn totals_of_classes_plus_two() {
    for (number, instance) in terms() {
        for (grade, class) in GRADES.iter().enumerate() {
            let count = |kind| {
                let lessons = instance.lessons.iter().filter(|l| l.class == *class && l.kind == kind);
                lessons.map(|l| u32::from(l.weekly)).sum::<u32>()
            };
            assert_eq!(count(LessonKind::Lesson), TOTALS[grade], "term {number}, {class}");
            assert_eq!(count(LessonKind::ClassHour), 1, "term {number}, {class}");
            assert_eq!(count(LessonKind::SportHour), 1, "term {number}, {class}");
        }
    }
}

#[test]
fn loads_of_staff() {
    for (number, instance) in terms() {
        let mut loads: BTreeMap<&str, u32> = BTreeMap::new();
        for lesson in &instance.lessons {
            *loads.entry(person(&lesson.staff[0])).or_default() += u32::from(lesson.weekly);
        }
        let expected: BTreeMap<_, _> = LOADS.iter().map(|(who, by_term)| (*who, by_term[number - 1])).collect();
        assert_eq!(loads, expected, "term {number}");
        for (who, load) in loads {
            let staff = instance.staff.iter().find(|s| s.id == who).unwrap();
            assert_eq!(staff.max_lessons_a_day, Some(6), "{who}");
            let days = staff.available.as_ref().map_or(5, |windows| {
                windows
                    .iter()
                    .flat_map(|w| w.days.iter().flatten())
                    .collect::<BTreeSet<_>>()
                    .len() as u32
            });
            assert!(
                load <= 6 * days,
                "term {number}: {who} cannot give {load} lessons in {days} days"
            );
        }
    }
}

#[test]
fn class_and_sport_hours() {
    for (number, instance) in terms() {
        for (grade, class) in GRADES.iter().enumerate() {
            let extra = |kind| {
                let mut lessons = instance.lessons.iter().filter(|l| l.class == *class && l.kind == kind);
                lessons
                    .next()
                    .unwrap_or_else(|| panic!("term {number}: {class} has no {kind:?}"))
            };
            let (hour, sport) = (extra(LessonKind::ClassHour), extra(LessonKind::SportHour));
            assert_eq!(person(&hour.staff[0]), CLASS_TEACHERS[grade]);
            let trainer = if grade < 4 { CLASS_TEACHERS[grade] } else { "PE" };
            assert_eq!(person(&sport.staff[0]), trainer);
            assert_eq!(sport.room, Some(RoomNeed::Room("yard".into())));
            let known = &instance.classes[grade];
            assert_eq!((known.id.as_str(), known.grade as usize), (*class, grade + 1));
            assert_eq!(known.teacher.as_deref(), Some(CLASS_TEACHERS[grade]));
        }
    }
}

#[test]
fn places_of_lessons() {
    for (_, instance) in terms() {
        for lesson in &instance.lessons {
            let place = match lesson.subject.as_str() {
                "pe" => Some("gym"),
                "sport-hour" => Some("yard"),
                "computer-modelling" | "information-technology" => Some("computer"),
                _ => None,
            };
            assert_eq!(lesson.room, place.map(|id| RoomNeed::Room(id.into())), "{}", lesson.id);
            let art = lesson.subject == "art" && ["V", "VI"].contains(&lesson.class.as_str());
            let doubles = art.then_some(Doubles::Wanted {
                count: 1,
                weight: Weight::Soft(2),
                across_big_break: false,
            });
            assert_eq!(lesson.doubles, doubles, "{}", lesson.id);
        }
        let unlimited: Vec<_> = instance
            .rooms
            .iter()
            .filter(|r| r.unlimited)
            .map(|r| r.id.as_str())
            .collect();
        assert_eq!(unlimited, ["yard"]);
        let homes: BTreeSet<_> = instance.classes.iter().filter_map(|c| c.room.as_ref()).collect();
        assert_eq!(homes.len(), GRADES.len(), "one home room a class");
    }
}

#[test]
fn bells_to_the_minute() {
    let primary = |length: i32| {
        ["08:00", "09:00", "09:50", "10:40", "11:30", "12:20"]
            .map(|start| (start.to_string(), length))
            .to_vec()
    };
    let upper = ["08:00", "08:50", "09:50", "10:40", "11:30", "12:20", "13:10"];
    let afternoon = ["12:40", "13:30", "14:20", "15:10", "16:00", "16:50"];
    let forty = |starts: &[&str]| starts.iter().map(|s| (s.to_string(), 40)).collect::<Vec<_>>();
    let expected = [
        ("I-II", primary(35), Some(0)),
        ("III-IV", primary(40), Some(0)),
        ("V-VII", forty(&upper), Some(1)),
        ("afternoon", forty(&afternoon), None),
    ];
    for (_, instance) in terms() {
        assert_eq!(instance.bells.len(), expected.len());
        for (bell, (id, periods, big_break)) in instance.bells.iter().zip(&expected) {
            let found: Vec<_> = bell
                .periods
                .iter()
                .map(|p| (p.start.to_string(), p.end.minutes() - p.start.minutes()))
                .collect();
            assert_eq!((bell.id.as_str(), &found), (*id, periods));
            let breaks: Vec<_> = bell.periods.iter().map(|p| p.big_break_after).collect();
            assert_eq!(breaks.iter().position(|b| *b), *big_break, "{id}");
            assert!(bell.on.is_empty());
        }
        let bells: Vec<_> = instance
            .classes
            .iter()
            .map(|c| c.bell.as_deref().unwrap_or_default())
            .collect();
        assert_eq!(bells, ["I-II", "I-II", "III-IV", "III-IV", "V-VII", "V-VII", "V-VII"]);
        let school = &instance.institutions[0];
        assert_eq!(
            (school.opens.to_string(), school.closes.to_string(), school.gap),
            ("08:00".into(), "17:30".into(), 5)
        );
    }
}

#[test]
fn windows_of_staff() {
    let expected: BTreeMap<&str, &str> = BTreeMap::from([
        ("DIR", "mon 09:45-17:30; tue wed thu fri 08:00-17:30"),
        ("HG", "mon tue thu 08:00-17:30"),
        ("NAT", "mon wed fri 08:00-17:30"),
        ("MUS", "tue wed thu 08:00-17:30"),
        ("ART", "tue fri 08:00-17:30"),
        ("F1", "11:15-17:30"),
        ("F2", "12:00-17:30"),
        ("F3", "12:50-17:30"),
        ("F4", "12:50-17:30"),
        ("EXT", "mon thu 14:00-17:30"),
        ("RES", "mon wed thu 08:00-14:30"),
        ("LOG", "tue 08:00-13:00; fri 08:00-12:00"),
        ("PSY", "thu 08:00-15:30"),
    ]);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for (_, instance) in terms() {
        let mut found = BTreeMap::new();
        for staff in &instance.staff {
            let Some(windows) = &staff.available else { continue };
            let written = windows.iter().map(|w| {
                let on = w.days.iter().flatten().map(|d| format!("{} ", days[d.index()]));
                format!("{}{}-{}", on.collect::<String>(), w.from, w.to)
            });
            found.insert(staff.id.as_str(), written.collect::<Vec<_>>().join("; "));
        }
        assert_eq!(found, expected.iter().map(|(k, v)| (*k, v.to_string())).collect());
        assert_eq!(instance.staff.len(), 13 + 4 + 4);
    }
}

#[test]
fn sessions_and_consultations() {
    let expected = BTreeSet::from(
        [
            "RES p01 40x3",
            "RES p02 40x3 in IV-mathematics",
            "RES p03 40x3 in V-mathematics",
            "RES p04 40x3",
            "LOG p01 30x2",
            "LOG p05 30x2",
            "LOG p06 30x2",
            "LOG p07 30x2",
            "LOG p08 30x2",
            "PSY p02 40x1",
            "PSY p04 40x1",
            "PSY p09 40x1",
            "PSY p10 40x1",
            "PSY p03+p09+p10 40x1",
            "T3 p11 40x3",
        ]
        .map(String::from),
    );
    let classes = ["II", "IV", "V", "VII", "I", "I", "II", "III", "VI", "VII", "III"];
    for (_, instance) in terms() {
        let mut found = BTreeSet::new();
        for s in &instance.sessions {
            let inside = s
                .co_taught
                .as_ref()
                .map_or(String::new(), |c| format!(" in {}", c.lesson));
            assert!(s.co_taught.as_ref().is_none_or(|c| c.count == 1));
            found.insert(format!(
                "{} {} {}x{}{inside}",
                s.staff.persons().join("/"),
                s.pupils.join("+"),
                s.minutes,
                s.weekly
            ));
            match s.staff.persons() {
                [one] if one == "T3" => assert_eq!(
                    (s.time, s.service.as_str()),
                    (SessionTime::AfterLessons, "additional-bulgarian")
                ),
                _ => assert_eq!(
                    (s.time, &s.not_from),
                    (SessionTime::Any, &vec!["bulgarian".into(), "mathematics".into()])
                ),
            }
            assert_eq!(s.unmet_weight, None, "{}", s.id);
        }
        assert_eq!(found, expected);
        let pupils: Vec<_> = instance
            .pupils
            .iter()
            .map(|p| (p.id.clone(), p.class.as_str(), p.max_sessions_a_day))
            .collect();
        let numbered = classes
            .iter()
            .enumerate()
            .map(|(i, class)| (format!("p{:02}", i + 1), *class, Some(2)));
        assert_eq!(pupils, numbered.collect::<Vec<_>>());
        let teachers: BTreeSet<_> = instance
            .consultations
            .iter()
            .map(|c| (c.staff.as_str(), c.weekly))
            .collect();
        assert_eq!(teachers, LOADS.iter().map(|(who, _)| (*who, 1)).collect());
    }
}

#[test]
fn full_day_groups() {
    for (_, instance) in terms() {
        let groups: Vec<_> = instance
            .full_day
            .iter()
            .map(|g| format!("{} {} {}", g.id, g.classes.join("+"), g.staff))
            .collect();
        assert_eq!(groups, ["G1 I+II F1", "G2 III+IV F2", "G3 V+VI F3", "G4 VII F4"]);
        for group in &instance.full_day {
            assert_eq!((group.lunch, group.hours.as_str()), (30, "afternoon"));
            let between = |min, max| Range { min, max };
            let per_day = AfternoonCounts {
                recreation: between(1, 2),
                self_study: between(2, 2),
                interests: between(1, 2),
            };
            assert_eq!(group.per_day, per_day);
            let clubs: Vec<_> = group
                .clubs
                .iter()
                .map(|c| c.id.strip_prefix(&format!("{}-", group.id)).unwrap())
                .collect();
            assert_eq!(clubs, ["digital", "mathematics", "sport", "dances", "choir"]);
            let leaders: Vec<_> = group.clubs.iter().map(|c| c.leaders.join("+")).collect();
            let mathematics = match group.id.as_str() {
                "G1" => "MAT+T1+T2",
                "G2" => "MAT+T3+T4",
                _ => "MAT",
            };
            assert_eq!(leaders, ["DIR", mathematics, "PE", "EXT", "MUS"]);
            let stem = group.clubs.iter().filter(|c| c.stem).count();
            assert!(group.clubs.iter().all(|c| c.weekly.min == 1) && stem * 100 >= group.clubs.len() * 40);
        }
    }
}

#[test]
fn weights_of_the_school() {
    use LessonKind::{ClassHour, SportHour};
    let clock = |text| Clock::parse(text).unwrap();
    let demanding = || vec!["bulgarian".to_string(), "mathematics".to_string()];
    let expected = [
        (
            3,
            Wish::Waiting {
                from: clock("8:00"),
                to: clock("14:00"),
                beyond: 25,
                per: 50,
            },
        ),
        (
            1,
            Wish::PeriodCost {
                subjects: demanding(),
                costs: BTreeMap::from([(1, 1), (5, 1), (6, 2), (7, 3)]),
            },
        ),
        (2, Wish::SpreadOverDays { up_to: 5 }),
        (2, Wish::AdjacentOnDay {}),
        (
            2,
            Wish::NotOnConsecutiveDays {
                subjects: vec!["pe".into()],
            },
        ),
        (
            4,
            Wish::DaysPresent {
                staff: ["HG", "NAT", "MUS", "ART"].map(String::from).to_vec(),
                lessons_a_day: 5,
            },
        ),
        (1, Wish::SessionOutOfLesson {}),
        (3, Wish::SessionOutOfSameSubject {}),
        (
            1,
            Wish::ActivityHours {
                activities: vec![Activity::Recreation],
                min: 2,
            },
        ),
        (
            1,
            Wish::ActivityHours {
                activities: vec![Activity::Interests],
                min: 2,
            },
        ),
        (
            2,
            Wish::EdgeOfDay {
                lesson: ClassHour,
                places: vec![DayEdge::First, DayEdge::Last],
            },
        ),
        (
            2,
            Wish::EdgeOfDay {
                lesson: SportHour,
                places: vec![DayEdge::Last],
            },
        ),
    ];
    let hard = [
        "bg-law-2020/one-of-daily",
        "bg-law-2020/weekly-total",
        "school/no-holes",
        "school/lessons-a-day",
        "school/periods-a-day-i-iv",
        "school/periods-a-day-v-vii",
        "school/subject-a-day",
        "school/sessions-of-service-a-day",
        "own/lesson-length-v-vii",
    ];
    for (number, instance) in terms() {
        let found: Vec<_> = instance.rules.iter().map(|r| (r.weight, &r.rule)).collect();
        let weighted: Vec<_> = expected
            .iter()
            .map(|(weight, wish)| (Weight::Soft(*weight), wish))
            .collect();
        assert_eq!(found, weighted, "term {number}");
        let rules = effective_rules(&instance).unwrap_or_else(|c| panic!("term {number}: {c:?}"));
        for name in hard {
            assert!(
                rules.iter().any(|r| r.name == name && r.setting.weight == Weight::Hard),
                "{name}"
            );
        }
        assert!(!rules.iter().any(|r| r.name == "bg-law-2020/lesson-length-v-vii"));
    }
}

#[test]
fn teaching_days_are_the_weeks_of_the_regulations() {
    use chrono::{Datelike, NaiveDate};
    let teaching_days = |term: &Term, last: NaiveDate| {
        let days = term.from.iter_days().take_while(|day| *day <= last);
        let school_days = days.filter(|day| day.weekday().number_from_monday() <= 5);
        school_days
            .filter(|day| term.holidays.iter().all(|h| *day < h.from || *day > h.to))
            .count()
    };
    let (first, second) = (term(1).term, term(2).term);
    assert_eq!(
        (first.from, first.days.len()),
        (NaiveDate::from_ymd_opt(2020, 9, 15).unwrap(), 5)
    );
    assert_eq!(teaching_days(&first, first.to), 18 * 5);
    let ends: Vec<_> = second
        .ends
        .iter()
        .map(|e| (e.grades.clone(), teaching_days(&second, e.to)))
        .collect();
    assert_eq!(ends, [(vec![1, 2, 3, 4], 14 * 5), (vec![5, 6], 16 * 5)]);
    assert_eq!(teaching_days(&second, second.to), 18 * 5);
}

#[test]
fn every_reference_is_known_and_every_datum_has_a_source() {
    for (number, instance) in terms() {
        let text = serde_json::to_value(&instance).unwrap();
        for list in [
            "institutions",
            "bells",
            "rooms",
            "staff",
            "classes",
            "pupils",
            "lessons",
            "sessions",
            "full_day",
            "consultations",
            "rules",
        ] {
            for entry in text[list].as_array().unwrap() {
                assert!(entry["source"].is_string(), "term {number}: {list}: {entry}");
            }
        }
        let ids = |list: &str| {
            let entries = text[list].as_array().unwrap();
            let ids: BTreeSet<_> = entries.iter().map(|e| e["id"].as_str().unwrap().to_string()).collect();
            assert_eq!(ids.len(), entries.len(), "term {number}: two {list} of one id");
            ids
        };
        let (staff, rooms, bells) = (ids("staff"), ids("rooms"), ids("bells"));
        let (classes, subjects, pupils, lessons) = (ids("classes"), ids("subjects"), ids("pupils"), ids("lessons"));
        for list in ["sessions", "full_day", "consultations", "rules"] {
            ids(list);
        }
        for l in &instance.lessons {
            assert!(
                classes.contains(&l.class) && subjects.contains(&l.subject) && staff.contains(person(&l.staff[0])),
                "{}",
                l.id
            );
        }
        for s in &instance.sessions {
            let room = matches!(&s.room, Some(RoomNeed::Room(r)) if rooms.contains(r));
            assert!(
                room && s.staff.persons().iter().all(|id| staff.contains(id))
                    && s.pupils.iter().all(|p| pupils.contains(p)),
                "{}",
                s.id
            );
            assert!(
                s.co_taught.as_ref().is_none_or(|c| lessons.contains(&c.lesson)),
                "{}",
                s.id
            );
            assert!(s.not_from.iter().all(|subject| subjects.contains(subject)), "{}", s.id);
        }
        for g in &instance.full_day {
            assert!(
                bells.contains(&g.hours) && staff.contains(&g.staff) && g.classes.iter().all(|c| classes.contains(c)),
                "{}",
                g.id
            );
            for club in &g.clubs {
                assert!(
                    club.room.as_ref().is_some_and(|r| rooms.contains(r))
                        && club.leaders.iter().all(|l| staff.contains(l)),
                    "{}",
                    club.id
                );
            }
        }
    }
}
