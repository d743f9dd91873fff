//! The two judges read one file in different ways: the law's judge from the instance, the cost judge
//! through lowering. They must name the same demands for the same timetable, with every wish made hard too.

use firstbell::formats::native::read_instance;
use firstbell::instance::*;
use firstbell::lower::{Lowered, lower};
use firstbell::problem::{Assignment, Place, Problem, RuleKind, SlotId};
use firstbell::solve::anneal::{Run, anneal};
use firstbell::solve::clock::Clock;
use firstbell::solve::domain::Domain;
use firstbell::verify;
use firstbell::words::Lang;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus as Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What follows from the data, by the names of both.
const SAME: [(&[&str], &[&str]); 23] = [
    (&["general/clash-class"], &["clash/class"]),
    (&["general/clash-staff"], &["clash/staff"]),
    (&["general/clash-room"], &["clash/room"]),
    (&["general/clash-pupil"], &["clash/pupil"]),
    (&["general/presence"], &["staff/presence"]),
    (&["general/lessons-a-day-of-staff"], &["staff/lessons-a-day"]),
    (&["general/days-of-staff"], &["staff/days"]),
    (&["general/clubs"], &["placed/count"]),
    (&["general/filled"], &["staff/named", "room"]),
    (&["general/pinned"], &["placed/pinned"]),
    (&["general/parallel"], &["placed/parallel"]),
    (&["general/no-doubles"], &["doubles/forbidden"]),
    (&["general/wanted-doubles"], &["doubles/wanted"]),
    (&["general/sessions-apart"], &["session/different-days"]),
    (&["general/sessions-a-day"], &["session/a-day"]),
    (&["general/never-out-of"], &["session/not-from"]),
    (&["general/not-in-self-study"], &["session/self-study"]),
    (&["general/session-after-lessons"], &["session/after-lessons"]),
    (&["general/lunch"], &["session/lunch"]),
    (&["general/consultation-after-lessons"], &["consultation/after-lessons"]),
    (&["general/afternoon-hours"], &["full-day/counts"]),
    (
        &["general/afternoon"],
        &["full-day/start", "full-day/holes", "full-day/order"],
    ),
    (&["general/supervision"], &["full-day/supervision"]),
];

/// What nobody needs to know while a rule is broken: which of two activities at once is first, and that a session
/// which comes before the last lesson may keep out of one too.
const UNCLEAR: [(&str, &str); 2] = [
    ("general/clash-class", "general/afternoon"),
    ("general/session-after-lessons", "SessionOut"),
];

/// Wishes of every kind that timetables can break, beside the school's own.
const WISHES: &str = r#"[
    { "kind": "no-holes" },
    { "kind": "lessons-a-day" },
    { "kind": "lessons-a-day", "min": 1, "max": 2 },
    { "kind": "periods-a-day", "max": 2 },
    { "kind": "subject-a-day", "max": 1 },
    { "kind": "spread-over-days", "up_to": 2 },
    { "kind": "spread-over-days", "up_to": 5 },
    { "kind": "adjacent-on-day" },
    { "kind": "waiting", "from": "08:00", "to": "12:00", "beyond": 20, "per": 30 },
    { "kind": "sessions-of-service-a-day", "max": 1 },
    { "kind": "session-out-of-lesson" },
    { "kind": "session-out-of-same-subject" },
    { "kind": "activity-hours", "activities": ["recreation"], "min": 2 },
    { "kind": "activity-hours", "activities": ["self-study", "interests"], "min": 1 },
    { "kind": "edge-of-day", "lesson": "class-hour", "places": ["last"] },
    { "kind": "edge-of-day", "lesson": "class-hour", "places": ["first", "last"] },
    { "kind": "edge-of-day", "lesson": "sport-hour", "places": ["first"] }
]"#;

fn read(path: &Path) -> Instance {
    read_instance(path)
        .unwrap_or_else(|r| panic!("{}: {:?}", path.display(), r.findings))
        .0
}

fn toys() -> Vec<PathBuf> {
    let mut toys: Vec<PathBuf> = std::fs::read_dir("instances/toy")
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    toys.retain(|p| p.extension().is_some_and(|e| e == "json"));
    toys.sort();
    toys
}

/// The wishes that hold for a school.
fn own_wishes(school: &Instance) -> Vec<Wish> {
    let rules = effective_rules(school).unwrap();
    rules.into_iter().map(|rule| rule.setting.rule).collect()
}

/// One who may give a lesson as one of several; where there is none, anybody.
fn one_of_several(school: &Instance) -> Id {
    let mut needs = school.lessons.iter().flat_map(|lesson| &lesson.staff);
    let several = needs.find_map(|need| match need {
        StaffNeed::AnyOf { any_of } => any_of.first(),
        StaffNeed::Person(_) => None,
    });
    several.unwrap_or(&school.staff[0].id).clone()
}

/// WISHES, and some that need names of the school.
fn all_wishes(school: &Instance) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = serde_json::from_str(WISHES).unwrap();
    let (grade, subject) = (school.classes[0].grade, &school.lessons[0].subject);
    wishes.extend([
        Wish::OneOfDaily {
            grades: Some(vec![grade]),
            subjects: vec![subject.clone()],
        },
        Wish::PeriodsADay {
            grades: Some(vec![grade]),
            max: 1,
        },
        Wish::PeriodCost {
            subjects: vec![subject.clone()],
            costs: BTreeMap::from([(2, 1)]),
        },
        Wish::NotOnConsecutiveDays {
            subjects: school.subjects.iter().map(|s| s.id.clone()).collect(),
        },
        Wish::DaysPresent {
            staff: school.staff.iter().map(|s| s.id.clone()).collect(),
            lessons_a_day: 2,
        },
    ]);
    wishes
}

/// The school with these wishes, as hard rules of the file, instead of its own, and its wanted doubles hard; with
/// given starts, clubs that may meet once more, and a consultation.
fn hardened(mut school: Instance, wishes: Vec<Wish>) -> Instance {
    let setting = |(at, rule): (usize, Wish)| RuleSetting {
        id: format!("{at} {rule:?}"),
        rule,
        weight: Weight::Hard,
        cite: Text::Any("test".into()),
        source: Source::Assumed,
    };
    school.rules = wishes.into_iter().enumerate().map(setting).collect();
    school.rule_sets.clear();
    school.law_overrides.clear();
    // A given start for some lesson of every week, of weeks A, and of weeks B.
    let (day, start) = (school.term.days[0], school.bells[0].periods[0].start);
    for week in [Week::Every, Week::A, Week::B] {
        if let Some(lesson) = school.lessons.iter_mut().rfind(|lesson| lesson.week == week) {
            lesson.pinned = vec![Pinned { day, start }];
        }
    }
    for club in school.full_day.iter_mut().flat_map(|group| &mut group.clubs) {
        club.weekly.max += 1;
    }
    if school.full_day.is_empty() {
        // A consultation at any time of the day.
        let periods = school.bells.iter_mut().flat_map(|bell| &mut bell.periods);
        periods.for_each(|period| period.kinds.push(PeriodKind::Afternoon));
        school.consultations.push(Consultation {
            id: "consultation".into(),
            staff: one_of_several(&school),
            weekly: 1,
            hours: school.bells[0].id.clone(),
            room: None,
            source: None,
        });
    }
    for lesson in &mut school.lessons {
        if let Some(Doubles::Wanted { weight, .. }) = &mut lesson.doubles {
            *weight = Weight::Hard;
        }
    }
    school
}

/// What each judge finds broken: wishes by their names, the rest by the cost judge's.
fn broken(school: &Instance, lowered: &Lowered, assignment: &Assignment) -> [BTreeSet<String>; 2] {
    let totals = verify::cost::totals(&lowered.problem, assignment);
    let rules = lowered.problem.rules.iter().zip(&totals.by_rule);
    let cost = rules
        .filter(|(rule, cost)| rule.hard && **cost > 0)
        .map(|(rule, _)| {
            let name = rule.origin.rule.as_str();
            let same = SAME.iter().find(|same| same.0.contains(&name));
            same.map_or(name, |same| same.0[0]).to_owned()
        })
        .collect();
    let timetable = lowered.timetable(assignment, totals.hard, totals.soft);
    let breaches = verify::law::judge(school, &timetable);
    let law = breaches
        .into_iter()
        .map(|b| {
            let same = SAME.iter().find(|same| same.1.contains(&b.rule.as_str()));
            same.map_or(b.rule, |same| same.0[0].to_owned())
        })
        .collect();
    let mut found: [BTreeSet<String>; 2] = [cost, law];
    for (broken, unclear) in UNCLEAR {
        if found[0].contains(broken) {
            let clear = |name: &String| !name.contains(unclear);
            found.iter_mut().for_each(|names| names.retain(clear));
        }
    }
    found
}

/// Some place of a meet; nowhere, seldom, if that is allowed, and seldom one with an empty role.
fn some_place(problem: &Problem, meet: usize, rng: &mut Rng) -> Place {
    let event = problem.meets[meet];
    let must = problem.rules.iter().any(|rule| match &rule.kind {
        RuleKind::Assigned(kind) => rule.hard && kind.events.contains(&event),
        _ => false,
    });
    let mut some =
        |of: usize, must: bool| (of > 0 && (must || !rng.random_ratio(1, 10))).then(|| rng.random_range(0..of));
    let slot = some(problem.slots(event).len(), must);
    let roles = problem.events[event].roles.iter();
    // Who would come to a meet that is nowhere is not in a timetable.
    let fill = roles.map(|role| some(role.candidates.len(), slot.is_none()).map(|k| role.candidates[k]));
    Place {
        length: 1,
        slot: slot.map(|slot| slot as SlotId),
        roles: fill.collect(),
    }
}

/// Timetables good and bad: `walks` short searches, and `steps` random changes of each. Gives what was broken, and
/// how many were legal.
fn agree(school: &Instance, walks: u64, steps: u64) -> (BTreeSet<String>, usize) {
    let lowered = lower(school, Lang::En);
    let problem = &lowered.problem;
    let domain = Domain::new(problem);
    let (mut seen, mut legal) = (BTreeSet::new(), 0);
    for seed in 1..=walks {
        let clock = Clock::new(None, Some(seed * 2_000));
        let found = anneal(
            &domain,
            &Assignment::empty(problem),
            Run::annealing(1, seed),
            &clock,
            |_| false,
            |_, _| {},
        );
        let mut good = found.assignment;
        let mut rng = Rng::seed_from_u64(seed);
        for meet in 0..problem.meets.len() {
            if good.places[meet].slot.is_none() {
                good.places[meet] = some_place(problem, meet, &mut rng);
            }
        }
        let mut assignment = good.clone();
        for step in 0..steps {
            let [cost, law] = broken(school, &lowered, &assignment);
            assert_eq!(
                cost, law,
                "{}, walk {seed}, step {step}: cost judge, law's judge",
                school.id
            );
            legal += usize::from(cost.is_empty());
            seen.extend(cost);
            // Back to the good one now and then: in a bad one everything is broken.
            if step % 6 == 5 {
                assignment = good.clone();
            }
            let meet = rng.random_range(0..problem.meets.len());
            assignment.places[meet] = some_place(problem, meet, &mut rng);
        }
    }
    (seen, legal)
}

#[test]
fn they_name_the_same_demands() {
    let (mut seen, mut legal) = (BTreeSet::new(), 0);
    for toy in toys() {
        let (broken, kept) = agree(&read(&toy), 2, 150);
        seen.extend(broken);
        legal += kept;
        let school = read(&toy);
        let wishes = own_wishes(&school);
        seen.extend(agree(&hardened(school, wishes), 2, 150).0);
    }
    assert!(legal >= 100, "{legal} are legal");
    for term in ["term1", "term2"] {
        let school = read(&Path::new("instances/zlatar").join(format!("{term}.json")));
        let wishes = own_wishes(&school);
        seen.extend(agree(&hardened(school, wishes), 2, 40).0);
    }
    for (names, _) in SAME {
        assert!(seen.contains(names[0]), "{} is broken nowhere", names[0]);
    }
}

#[test]
fn they_name_the_same_wishes_of_every_toy() {
    let mut seen = BTreeSet::new();
    for toy in toys() {
        let school = read(&toy);
        let wishes = all_wishes(&school);
        let (broken, _) = agree(&hardened(school, wishes), 3, 250);
        seen.extend(
            broken
                .iter()
                .filter_map(|name| Some(name.split_once(' ')?.1.to_owned())),
        );
    }
    for wish in serde_json::from_str::<Vec<Wish>>(WISHES).unwrap() {
        let name = format!("{wish:?}");
        assert!(seen.contains(&name), "{name} is broken nowhere");
    }
}

/// A toy school, its rules these wishes.
fn toy(name: &str, wishes: Vec<Wish>) -> Instance {
    hardened(read(&Path::new("instances/toy").join(name)), wishes)
}

/// What both judges find broken, the cost judge for the names that matter here; meets by number, day and minute.
fn both_find(school: &Instance, starts: &[(usize, usize, i32)], who: &[(usize, &str)], about: &[&str]) -> Vec<String> {
    let lowered = lower(school, Lang::En);
    let mut assignment = Assignment::empty(&lowered.problem);
    for &(meet, day, from) in starts {
        assignment.put(&lowered.problem, meet, day, from);
    }
    for (meet, id) in who {
        assignment.places[*meet].roles[0] = lowered.ids.iter().position(|known| known == id);
    }
    let [cost, law] = broken(school, &lowered, &assignment).map(|names| {
        let concerns = |name: &String| about.iter().any(|part| name.contains(part));
        names.into_iter().filter(concerns).collect::<Vec<String>>()
    });
    assert_eq!(cost, law, "cost judge, law's judge");
    law
}

#[test]
fn a_lesson_is_of_the_one_of_several_who_gives_it() {
    let staff = vec!["Y".to_owned()];
    let mut school = toy(
        "choices.json",
        vec![Wish::DaysPresent {
            staff,
            lessons_a_day: 2,
        }],
    );
    school.consultations[0].staff = "Y".into();
    // Two lessons of A, one of B, mathematics, and the consultation of Y.
    let find = |own: [&str; 2], consultation: i32| {
        let starts = [(0, 0, 530), (1, 1, 480), (2, 1, 530), (3, 0, 480), (4, 0, consultation)];
        let who = [(0, own[0]), (1, own[1]), (2, "X")];
        both_find(&school, &starts, &who, &["consultation", "DaysPresent"])
    };
    assert_eq!(find(["Y", "X"], 480), ["general/consultation-after-lessons"]);
    assert_eq!(find(["X", "Y"], 480).len(), 1, "on two days for one lesson");
    assert!(find(["X", "Y"], 480)[0].contains("DaysPresent"));
    school.consultations[0].staff = "T".into();
    let find = |own: [&str; 2]| {
        let starts = [(0, 0, 480), (1, 1, 480), (2, 1, 530), (3, 0, 530), (4, 1, 530)];
        let who = [(0, own[0]), (1, own[1]), (2, "X")];
        both_find(&school, &starts, &who, &["consultation", "DaysPresent"]).len()
    };
    assert_eq!((find(["Y", "X"]), find(["X", "X"])), (0, 0));
    assert_eq!(find(["Y", "Y"]), 1, "two lessons are one day's, and are on two");
}

#[test]
fn two_sessions_out_of_a_subjects_only_lesson_are_two() {
    let mut school = toy("unmet.json", vec![Wish::SessionOutOfSameSubject {}]);
    (school.sessions[0].minutes, school.sessions[0].step) = (15, 5);
    let find = |school: &Instance, starts: &[(usize, usize, i32)]| both_find(school, starts, &[], &["OutOfSame"]).len();
    // Two lessons of Bulgarian, one or two of music, two sessions.
    school.lessons[1].weekly = 1;
    let lessons = [(0, 0, 480), (1, 1, 480), (2, 0, 530)];
    let with = |sessions: [(usize, usize, i32); 2]| [&lessons[..], &sessions].concat();
    assert_eq!(find(&school, &with([(3, 0, 530), (4, 0, 550)])), 1);
    assert_eq!(find(&school, &with([(3, 0, 530), (4, 1, 530)])), 0);
    // One session may touch two lessons.
    school.lessons[1].weekly = 2;
    school.sessions[0].weekly = 1;
    let double = [(0, 1, 480), (1, 1, 530), (2, 0, 480), (3, 0, 530)];
    assert_eq!(find(&school, &[&double[..], &[(4, 0, 515)]].concat()), 1);
    assert_eq!(find(&school, &[&double[..], &[(4, 0, 495)]].concat()), 0);
}

#[test]
fn a_week_counts_what_its_own_sessions_miss() {
    let mut school = toy("unmet.json", vec![Wish::SessionOutOfSameSubject {}]);
    school.lessons[1].week = Week::A;
    // Music is twice in weeks A, and a session is in each; in weeks B there is none.
    let starts = [
        (0, 0, 480),
        (1, 1, 480),
        (2, 0, 530),
        (3, 1, 530),
        (4, 0, 530),
        (5, 1, 530),
    ];
    assert_eq!(both_find(&school, &starts, &[], &["OutOfSame"]).len(), 1);
}

#[test]
fn days_with_one_without_school_between_them_are_not_consecutive() {
    let subjects = vec!["music".to_owned()];
    let mut school = toy("unmet.json", vec![Wish::NotOnConsecutiveDays { subjects }]);
    let starts = [(0, 0, 480), (1, 1, 480), (2, 0, 530), (3, 1, 530)];
    let find = |school: &Instance| both_find(school, &starts, &[], &["NotOnConsecutive"]).len();
    assert_eq!(find(&school), 1);
    school.term.days = vec![Weekday::Mon, Weekday::Wed];
    assert_eq!(find(&school), 0);
}
