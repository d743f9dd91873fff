//! For every demand a timetable that holds it and one that breaks it and nothing else.

use super::*;
use crate::instance::{
    Activity, Class, Clock, Doubles, FullDayGroup, Lesson, LessonKind, Period, Pinned, RoomNeed, Session, SessionTime,
    Staff, StaffNeed, Week, Weekday, Window,
};
use crate::timetable::{Placement, Status};
use crate::words::Word;
use serde_json::{Value, json};

/// A school under test: what it demands, and its timetable.
#[derive(Clone)]
struct School {
    instance: Instance,
    timetable: Timetable,
}

fn clock(text: &str) -> Clock {
    Clock::parse(text).unwrap()
}

fn day(text: &str) -> Weekday {
    serde_json::from_value(json!(text)).unwrap()
}

fn periods(starts: &[&str], minutes: u16, big_break_after: u8) -> Value {
    let period = |(at, start): (usize, &&str)| {
        let number = at as u8 + 1;
        let end = Clock(clock(start).0 + minutes).to_string();
        json!({ "number": number, "start": start, "end": end, "big_break_after": number == big_break_after })
    };
    starts.iter().enumerate().map(period).collect()
}

/// Classes II, III and V with the bells of the reference school, on Monday, Tuesday and
/// Wednesday; teachers A and B, specialist S, leader L, group teacher F. No lessons yet.
fn school() -> School {
    let afternoon: Vec<Value> = [
        ("12:40", "13:20"),
        ("13:30", "14:10"),
        ("14:20", "15:00"),
        ("15:10", "15:50"),
    ]
    .iter()
    .enumerate()
    .map(|(at, (start, end))| json!({ "number": at, "start": start, "end": end, "kinds": ["afternoon"] }))
    .collect();
    let starts = ["8:00", "9:00", "9:50", "10:40", "11:30", "12:20"];
    let starts_v = ["8:00", "8:50", "9:50", "10:40", "11:30", "12:20", "13:10"];
    let instance = json!({
        "firstbell": 1, "id": "school", "name": "School",
        "term": { "from": "2020-09-15", "to": "2021-01-29", "days": ["mon", "tue", "wed"] },
        "institutions": [{ "id": "here", "name": "Here", "opens": "8:00", "closes": "17:30", "gap": 5 }],
        "bells": [
            { "id": "i-ii", "periods": periods(&starts, 35, 1) },
            { "id": "iii-iv", "periods": periods(&starts, 40, 1) },
            { "id": "v-vii", "periods": periods(&starts_v, 40, 2) },
            { "id": "afternoon", "periods": afternoon },
        ],
        "subjects": [
            { "id": "mathematics", "name": { "bg": "математика", "en": "mathematics" } },
            { "id": "art", "name": { "bg": "изобразително изкуство", "en": "art" } },
        ],
        "rooms": [
            { "id": "r2" }, { "id": "r3" }, { "id": "r5" }, { "id": "small" },
            { "id": "lab", "features": ["pc"], "capacity": 20 },
            { "id": "yard", "unlimited": true },
        ],
        "staff": [{ "id": "A" }, { "id": "B" }, { "id": "S" }, { "id": "L" }, { "id": "F" }],
        "classes": [
            { "id": "II", "grade": 2, "bell": "i-ii", "room": "r2", "size": 18 },
            { "id": "III", "grade": 3, "bell": "iii-iv", "room": "r3", "size": 20 },
            { "id": "V", "grade": 5, "bell": "v-vii", "room": "r5", "size": 26 },
        ],
        "pupils": [{ "id": "p2", "class": "II" }, { "id": "p5", "class": "V" }],
        "lessons": [],
    });
    let timetable = Timetable {
        firstbell: 1,
        instance: "school".into(),
        status: Status::Draft,
        approved: None,
        from: None,
        legal: true,
        hard: 0,
        soft: 0,
        placements: Vec::new(),
        unmet: Default::default(),
    };
    School {
        instance: serde_json::from_value(instance).unwrap(),
        timetable,
    }
}

impl School {
    /// A lesson `subject class` of one teacher, in the home room.
    fn lesson(&mut self, id: &str, class: &str, subject: &str, staff: &str, weekly: u8) -> &mut Lesson {
        let lesson = json!({ "id": id, "for": class, "subject": subject, "staff": [staff], "weekly": weekly });
        self.instance.lessons.push(serde_json::from_value(lesson).unwrap());
        self.instance.lessons.last_mut().unwrap()
    }

    /// A session of half an hour.
    fn session(&mut self, id: &str, staff: &str, pupils: &[&str], weekly: u8) -> &mut Session {
        let session = json!({
            "id": id, "service": "support", "staff": staff, "pupils": pupils, "minutes": 30, "weekly": weekly,
        });
        self.instance.sessions.push(serde_json::from_value(session).unwrap());
        self.instance.sessions.last_mut().unwrap()
    }

    fn consultation(&mut self, staff: &str) {
        let hour = json!({ "id": format!("hour-{staff}"), "staff": staff, "hours": "afternoon" });
        self.instance.consultations.push(serde_json::from_value(hour).unwrap());
    }

    /// Group G of II and V with teacher F and club C of leader L in the lab; lunch of 30 minutes.
    fn full_day(&mut self) -> &mut FullDayGroup {
        let group = json!({
            "id": "G", "classes": ["II", "V"], "staff": "F", "hours": "afternoon", "lunch": 30, "room": "r2",
            "per_day": {
                "recreation": { "min": 0, "max": 2 },
                "self_study": { "min": 0, "max": 2 },
                "interests": { "min": 0, "max": 2 },
            },
            "clubs": [{ "id": "C", "name": "Club", "stem": true, "weekly": { "min": 0, "max": 2 }, "leaders": ["L"], "room": "lab" }],
        });
        self.instance.full_day.push(serde_json::from_value(group).unwrap());
        self.instance.full_day.last_mut().unwrap()
    }

    fn staff(&mut self, id: &str) -> &mut Staff {
        self.instance.staff.iter_mut().find(|s| s.id == id).unwrap()
    }

    fn class(&mut self, id: &str) -> &mut Class {
        self.instance.classes.iter_mut().find(|c| c.id == id).unwrap()
    }

    /// Changes a lesson that is there.
    fn of(&mut self, id: &str) -> &mut Lesson {
        self.instance.lessons.iter_mut().find(|l| l.id == id).unwrap()
    }

    /// The only rule that holds, hard.
    fn rule(&mut self, rule: Value) {
        let setting = json!({ "id": "it", "rule": rule, "weight": "hard", "cite": "wish", "source": "assumed" });
        self.instance.rules = vec![serde_json::from_value(setting).unwrap()];
    }

    /// Places `activity number day from-to staff[+staff] room`, one a line; `-` is no room.
    fn put(&mut self, lines: &str) -> &mut School {
        for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let [activity, number, on, time, staff, room] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            let (start, end) = time.split_once('-').unwrap();
            self.timetable.placements.push(Placement {
                activity: activity.into(),
                number: number.parse().unwrap(),
                day: day(on),
                start: clock(start),
                end: clock(end),
                week: Week::Every,
                period: None,
                staff: staff.split('+').map(str::to_owned).collect(),
                room: (room != "-").then(|| room.to_owned()),
                session: None,
            });
        }
        self
    }

    /// Another timetable for the same school.
    fn instead(&self, lines: &str) -> School {
        let mut other = self.clone();
        other.timetable.placements.clear();
        other.put(lines);
        other
    }

    /// The same timetable with its placement `at` changed.
    fn with(&self, at: usize, change: impl FnOnce(&mut Placement)) -> School {
        let mut other = self.clone();
        change(&mut other.timetable.placements[at]);
        other
    }

    /// The same timetable with its placement `at` moved: `from-to` or `day from-to`.
    fn at(&self, at: usize, time: &str) -> School {
        self.with(at, |p| {
            let (on, minutes) = time.rsplit_once(' ').unzip();
            let (from, to) = minutes.unwrap_or(time).split_once('-').unwrap();
            (p.start, p.end) = (clock(from), clock(to));
            p.day = on.map_or(p.day, day);
        })
    }

    /// The same timetable for a school with other demands.
    fn when(&self, change: impl FnOnce(&mut School)) -> School {
        let mut other = self.clone();
        change(&mut other);
        other
    }

    fn judged(&self) -> Vec<Breach> {
        judge(&self.instance, &self.timetable)
    }

    fn sentences(&self) -> Vec<String> {
        self.judged()
            .iter()
            .map(|b| format!("{}: {}", b.rule, b.message.in_lang(Lang::En)))
            .collect()
    }

    #[track_caller]
    fn is_legal(&self) {
        assert_eq!(self.sentences(), Vec::<String>::new());
    }

    /// Breaks this demand and no other; gives the first breach.
    #[track_caller]
    fn breaks(&self, rule: &str) -> Breach {
        let found = self.judged();
        assert!(!found.is_empty(), "legal, but should break {rule}");
        assert!(found.iter().all(|b| b.rule == rule), "{rule}: {:#?}", self.sentences());
        for breach in &found {
            for lang in [Lang::Bg, Lang::En] {
                let sentence = breach.message.in_lang(lang);
                assert!(!sentence.contains('{'), "a place stays empty: {sentence}");
                assert!(!breach.cite.in_lang(lang).is_empty());
            }
            assert!(breach.placements.iter().all(|at| *at < self.timetable.placements.len()));
        }
        found[0].clone()
    }
}

/// One lesson of V, placed.
fn one_lesson() -> School {
    let mut school = school();
    school.lesson("m5", "V", "mathematics", "A", 1);
    school.put("m5 1 mon 8:50-9:30 A r5");
    school
}

/// One session of p2 with S, placed, and a lesson of II.
fn one_session() -> School {
    let mut school = school();
    school.lesson("m2", "II", "mathematics", "A", 1);
    school.session("s2", "S", &["p2"], 1);
    school.put("m2 1 mon 8:00-8:35 A r2\n s2 1 mon 9:00-9:30 S -");
    school
}

/// II has lessons until 10:25 and V until 11:20, so the afternoon of both begins at 12:40.
fn one_afternoon() -> School {
    let mut school = school();
    school.lesson("m2", "II", "mathematics", "A", 1);
    school.lesson("m5", "V", "mathematics", "B", 1);
    school.full_day();
    school.put(
        "m2 1 mon 9:50-10:25 A r2
         m5 1 mon 10:40-11:20 B r5
         G/recreation 1 mon 12:40-13:20 F -
         G/self-study 1 mon 13:30-14:10 F r2
         G/self-study 2 mon 14:20-15:00 F r2
         C 1 mon 15:10-15:50 L lab",
    );
    school
}

// --- minutes

#[test]
fn cases_by_hand_to_the_minute() {
    // Two engagements of teacher A on Monday, the minutes missing between them; 0: none is.
    let cases = [
        ("V 8:50-9:30", "III 9:00-9:40", 35),
        ("V 8:50-9:30", "III 9:50-10:30", 0),
        ("II 8:00-8:35", "V 8:50-9:30", 0),
        ("II 9:00-9:35", "V 8:50-9:30", 35),
        ("II 9:50-10:25", "III 9:50-10:30", 40),
        ("II 12:20-12:55", "V 13:10-13:50", 0),
        ("III 12:20-13:00", "V 12:20-13:00", 45),
        ("II 8:00-8:35", "session 8:40-9:10", 0),
        ("II 8:00-8:35", "session 8:39-9:09", 1),
        ("III 8:00-8:40", "session 8:40-9:10", 5),
        ("session 8:15-8:45", "V 8:50-9:30", 0),
        ("session 8:16-8:46", "V 8:50-9:30", 1),
        ("session 9:00-9:30", "V 8:50-9:30", 35),
        ("V 9:50-10:30", "session 10:35-11:05", 0),
        ("session 10:30-11:00", "II 9:50-10:25", 0),
        ("session 10:31-11:01", "V 9:50-10:30", 4),
    ];
    for (one, two, missing) in cases {
        let mut school = school();
        for (number, text) in [one, two].iter().enumerate() {
            let (who, time) = text.split_once(' ').unwrap();
            let id = format!("e{number}");
            if who == "session" {
                school.session(&id, "A", &["p5"], 1).step = 1;
                school.put(&format!("{id} 1 mon {time} A -"));
            } else {
                school.lesson(&id, who, "mathematics", "A", 1).room = Some(RoomNeed::Room("yard".into()));
                school.put(&format!("{id} 1 mon {time} A yard"));
            }
        }
        if missing == 0 {
            school.is_legal();
        } else {
            let breach = school.breaks("clash/staff");
            assert_eq!(
                (breach.minutes, breach.placements.len()),
                (Some(missing), 2),
                "{one} and {two}"
            );
        }
    }
}

#[test]
fn a_clash_is_said_with_its_minutes() {
    let mut school = one_lesson();
    school.lesson("m3", "III", "mathematics", "A", 1);
    school.put("m3 1 mon 9:00-9:40 A r3");
    let breach = school.breaks("clash/staff");
    assert_eq!(
        breach.message.in_lang(Lang::Bg),
        "A (понеделник): математика, V (08:50–09:30) и математика, III (09:00–09:40) се застъпват с 30 мин."
    );
    school.of("m3").staff = vec![StaffNeed::Person("B".into())];
    school.with(1, |p| p.staff = vec!["B".into()]).is_legal();
}

#[test]
fn minutes_between_institutions_are_the_more_of_both() {
    let mut school = one_lesson();
    school.instance.institutions.push(
        serde_json::from_value(
            json!({ "id": "there", "name": "There", "opens": "8:00", "closes": "17:30", "gap": 30 }),
        )
        .unwrap(),
    );
    for (class, institution) in [("II", "there"), ("III", "there"), ("V", "here")] {
        school.class(class).institution = Some(institution.into());
    }
    school.lesson("m3", "III", "mathematics", "A", 1);
    school.put("m3 1 mon 9:50-10:30 A r3");
    assert_eq!(school.breaks("clash/staff").minutes, Some(10));
    school.at(1, "10:40-11:20").is_legal();
}

// --- placed

#[test]
fn it_is_for_this_instance_and_of_known_activities() {
    let school = one_lesson();
    school.is_legal();
    let mut other = school.clone();
    other.timetable.instance = "elsewhere".into();
    other.breaks("placed/instance");
    let mut strange = school.clone();
    strange.put("nobody-knows 1 tue 8:50-9:30 A r5");
    assert_eq!(strange.breaks("placed/known").placements, [1]);
    let mut strange = school.clone();
    strange.timetable.unmet.insert("nobody-knows".into(), 1);
    strange.breaks("placed/known");
}

#[test]
fn every_meeting_is_there_once() {
    let school = one_lesson();
    school.instead("").breaks("placed/count");
    let mut twice = school.clone();
    twice.put("m5 1 tue 8:50-9:30 A r5");
    let rules: Vec<String> = twice.judged().into_iter().map(|b| b.rule).collect();
    assert_eq!(rules, ["placed/count", "placed/number"]);
    twice.of("m5").weekly = 2;
    assert_eq!(twice.breaks("placed/number").placements, [0, 1]);
    twice.with(1, |p| p.number = 2).is_legal();
    twice.with(1, |p| p.number = 3).breaks("placed/number");
    twice.with(1, |p| p.number = 0).breaks("placed/number");
}

#[test]
fn clubs_and_consultations_are_counted() {
    let mut school = school();
    school.full_day().clubs[0].weekly.min = 1;
    school.instance.full_day[0].per_day.interests.max = 1;
    school.breaks("placed/count");
    school
        .put("G/recreation 1 mon 12:40-13:20 F -\n C 1 mon 13:30-14:10 L lab")
        .is_legal();
    school
        .put("G/recreation 2 tue 12:40-13:20 F -\n C 2 tue 13:30-14:10 L lab")
        .is_legal();
    school.put("G/recreation 3 wed 12:40-13:20 F -\n C 3 wed 13:30-14:10 L lab");
    let rules: Vec<String> = school.judged().into_iter().map(|b| b.rule).collect();
    assert_eq!(rules, ["placed/count", "placed/number"]);

    let mut school = self::school();
    school.consultation("A");
    school.breaks("placed/count");
    school.put("hour-A 1 mon 12:40-13:20 A -").is_legal();
}

#[test]
fn only_what_may_stay_unmet_is_left_out() {
    let mut school = one_session();
    school.timetable.placements.pop();
    school.breaks("placed/count");
    school.timetable.unmet.insert("s2".into(), 1);
    school.breaks("placed/unmet");
    school.instance.sessions[0].unmet_weight = Some(100);
    school.is_legal();
    school.timetable.unmet.insert("s2".into(), 2);
    school.breaks("placed/count");
    school.timetable.unmet.clear();
    school.breaks("placed/count");
    let mut lesson = one_lesson();
    lesson.timetable.placements.pop();
    lesson.timetable.unmet.insert("m5".into(), 1);
    lesson.breaks("placed/unmet");
}

// --- time

#[test]
fn lessons_take_a_period_of_their_bell() {
    let school = one_lesson();
    // The second period of III and IV is none of V's.
    school.at(0, "9:00-9:40").breaks("time/period");
    school.with(0, |p| p.end = clock("9:35")).breaks("time/period");
    school.with(0, |p| p.period = Some(2)).is_legal();
    school.with(0, |p| p.period = Some(3)).breaks("time/period");
    let monday_only = |s: &mut School, kinds: Value| {
        let mut period: Period = s.instance.bells[2].periods[1].clone();
        period.kinds = serde_json::from_value(kinds).unwrap();
        s.instance.bells[2].on = vec![crate::instance::BellDay {
            days: vec![Weekday::Mon],
            periods: vec![period],
        }];
    };
    school.when(|s| monday_only(s, json!(["lesson"]))).is_legal();
    school
        .when(|s| monday_only(s, json!(["class-hour", "sport-hour", "afternoon"])))
        .breaks("time/period");
    school
        .when(|s| {
            s.instance.bells[2].on = vec![crate::instance::BellDay {
                days: vec![Weekday::Mon],
                periods: vec![],
            }]
        })
        .breaks("time/period");
    for (kind, name) in [
        (LessonKind::ClassHour, "class-hour"),
        (LessonKind::SportHour, "sport-hour"),
    ] {
        let extra = school.when(|s| s.of("m5").kind = kind);
        extra.when(|s| monday_only(s, json!([name]))).is_legal();
        extra.when(|s| monday_only(s, json!(["lesson"]))).breaks("time/period");
    }
    school.when(|s| s.class("V").bell = None).breaks("time/period");
}

#[test]
fn afternoon_hours_and_consultations_take_afternoon_periods() {
    let school = one_afternoon();
    school.is_legal();
    school.with(5, |p| p.end = clock("15:45")).breaks("time/period");
    let mut hour = self::school();
    hour.consultation("A");
    hour.put("hour-A 1 mon 13:30-14:10 A -").is_legal();
    hour.with(0, |p| p.start = clock("13:35")).breaks("time/period");
    let as_lesson = hour.when(|s| s.instance.consultations[0].hours = "v-vii".into());
    as_lesson.at(0, "13:10-13:50").breaks("time/period");
}

#[test]
fn sessions_have_their_length_and_step() {
    let school = one_session();
    school.is_legal();
    assert_eq!(
        school.with(1, |p| p.end = clock("9:35")).breaks("time/length").minutes,
        Some(5)
    );
    school.with(1, |p| p.end = clock("9:25")).breaks("time/length");
    school.at(1, "9:02-9:32").breaks("time/step");
    school
        .when(|s| s.instance.institutions[0].opens = clock("7:58"))
        .breaks("time/step");
    school.with(1, |p| p.period = Some(2)).breaks("time/period");
}

#[test]
fn the_day_is_a_teaching_day_and_open() {
    let school = one_lesson();
    school.with(0, |p| p.day = Weekday::Thu).breaks("time/day");
    assert_eq!(
        school
            .when(|s| s.instance.institutions[0].opens = clock("9:00"))
            .breaks("time/opening")
            .minutes,
        Some(10)
    );
    school
        .when(|s| s.instance.institutions[0].closes = clock("9:30"))
        .is_legal();
    school
        .when(|s| s.instance.institutions[0].closes = clock("9:29"))
        .breaks("time/opening");
    let session = one_session();
    session
        .when(|s| s.instance.institutions[0].closes = clock("9:25"))
        .breaks("time/opening");
}

#[test]
fn weeks_are_those_demanded() {
    let school = one_lesson();
    school.with(0, |p| p.week = Week::A).breaks("time/week");
    let odd = school.when(|s| s.of("m5").week = Week::B);
    odd.breaks("time/week");
    odd.with(0, |p| p.week = Week::B).is_legal();
    one_session().with(1, |p| p.week = Week::A).breaks("time/week");
}

// --- staff and rooms

#[test]
fn staff_are_those_demanded() {
    let school = one_lesson();
    school.with(0, |p| p.staff = vec!["B".into()]).breaks("staff/named");
    school.with(0, |p| p.staff = vec![]).breaks("staff/named");
    school.with(0, |p| p.staff.push("B".into())).breaks("staff/named");
    school.with(0, |p| p.staff.push("A".into())).breaks("staff/named");
    let any = |of: &[&str]| StaffNeed::AnyOf {
        any_of: of.iter().map(|id| id.to_string()).collect(),
    };
    let chosen = school.when(|s| s.of("m5").staff = vec![any(&["A", "B"]), any(&["A", "S"])]);
    chosen.breaks("staff/named");
    for (staff, right) in [
        ("A+S", true),
        ("B+A", true),
        ("B+S", true),
        ("A+A", false),
        ("L+A", false),
        ("A+B+S", false),
    ] {
        let placed = chosen.with(0, |p| p.staff = staff.split('+').map(str::to_owned).collect());
        match right {
            true => placed.is_legal(),
            false => drop(placed.breaks("staff/named")),
        }
    }
    one_session()
        .with(1, |p| p.staff = vec!["L".into()])
        .breaks("staff/named");
    one_afternoon()
        .with(2, |p| p.staff = vec!["L".into()])
        .breaks("staff/named");
    one_afternoon()
        .with(5, |p| p.staff = vec!["F".into()])
        .breaks("staff/named");
}

#[test]
fn staff_are_qualified() {
    let school = one_lesson();
    school
        .when(|s| s.staff("A").qualified = Some(vec!["mathematics".into()]))
        .is_legal();
    let art_only = school.when(|s| s.staff("A").qualified = Some(vec!["art".into()]));
    art_only.breaks("staff/qualified");
    art_only.when(|s| s.of("m5").kind = LessonKind::ClassHour).is_legal();
}

#[test]
fn rooms_are_those_demanded() {
    let school = one_lesson();
    school.with(0, |p| p.room = None).breaks("room");
    school.with(0, |p| p.room = Some("r3".into())).breaks("room");
    school.with(0, |p| p.room = Some("nowhere".into())).breaks("room");
    let named = school.when(|s| s.of("m5").room = Some(RoomNeed::Room("lab".into())));
    named.breaks("room");
    named.with(0, |p| p.room = Some("lab".into())).is_legal();

    let features = vec!["pc".to_string()];
    let lab = school
        .when(|s| s.of("m5").room = Some(RoomNeed::Features { features }))
        .with(0, |p| p.room = Some("lab".into()));
    lab.breaks("room"); // 26 pupils, 20 places
    let fewer = lab.when(|s| s.class("V").size = Some(20));
    fewer.is_legal();
    fewer.with(0, |p| p.room = Some("small".into())).breaks("room");
    fewer.with(0, |p| p.room = None).breaks("room");
    let halves = lab.when(|s| {
        s.class("V").divisions = serde_json::from_value(json!([{ "groups": ["Va", "Vb"] }])).unwrap();
        s.of("m5").class = "Va".into();
    });
    halves.is_legal();
    let elsewhere = fewer.when(|s| {
        s.instance.institutions.push(
            serde_json::from_value(json!({ "id": "there", "name": "There", "opens": "8:00", "closes": "17:30" }))
                .unwrap(),
        );
        for class in &mut s.instance.classes {
            class.institution = Some("here".into());
        }
        for room in &mut s.instance.rooms {
            room.institution = Some("here".into());
        }
    });
    elsewhere.is_legal();
    elsewhere
        .when(|s| s.instance.rooms[4].institution = Some("there".into()))
        .breaks("room");
}

#[test]
fn afternoons_and_sessions_have_their_rooms() {
    let school = one_afternoon();
    school.with(2, |p| p.room = Some("yard".into())).is_legal();
    school.with(3, |p| p.room = Some("small".into())).breaks("room");
    school.with(5, |p| p.room = None).breaks("room");
    // Without a room of its own a group studies where its first class is at home.
    school.when(|s| s.instance.full_day[0].room = None).is_legal();
    let session = one_session();
    session.with(1, |p| p.room = Some("small".into())).breaks("room");
    session
        .when(|s| s.instance.sessions[0].room = Some(RoomNeed::Room("small".into())))
        .breaks("room");
    let mut hour = self::school();
    hour.consultation("A");
    hour.put("hour-A 1 mon 13:30-14:10 A small").breaks("room");
}

// --- clashes

#[test]
fn nobody_is_in_two_weeks_at_once() {
    let mut school = one_lesson();
    school.lesson("m3", "III", "mathematics", "A", 1).week = Week::B;
    school.put("m3 1 mon 9:00-9:40 A r3");
    school.timetable.placements[1].week = Week::B;
    school.breaks("clash/staff");
    school.of("m5").week = Week::A;
    school.with(0, |p| p.week = Week::A).is_legal();
}

#[test]
fn rooms_hold_one_at_a_time_without_a_gap() {
    let mut school = school();
    for (id, staff, pupil) in [("s2", "S", "p2"), ("s5", "L", "p5")] {
        school.session(id, staff, &[pupil], 1).room = Some(RoomNeed::Room("small".into()));
    }
    school
        .put("s2 1 mon 9:00-9:30 S small\n s5 1 mon 9:30-10:00 L small")
        .is_legal();
    let breach = school.at(1, "9:25-9:55").breaks("clash/room");
    assert_eq!((breach.minutes, breach.placements), (Some(5), vec![0, 1]));
    let mut outside = school.when(|s| {
        s.instance
            .sessions
            .iter_mut()
            .for_each(|s| s.room = Some(RoomNeed::Room("yard".into())))
    });
    outside.timetable.placements.clear();
    outside
        .put("s2 1 mon 9:00-9:30 S yard\n s5 1 mon 9:00-9:30 L yard")
        .is_legal();
}

#[test]
fn pupils_are_in_one_session_at_a_time() {
    let mut school = school();
    school.session("s2", "S", &["p2"], 1);
    school.session("s25", "L", &["p2", "p5"], 1);
    school
        .put("s2 1 mon 9:00-9:30 S -\n s25 1 mon 9:35-10:05 L -")
        .is_legal();
    assert_eq!(school.at(1, "9:30-10:00").breaks("clash/pupil").minutes, Some(5));
    school
        .when(|s| s.instance.sessions[1].pupils = vec!["p5".into()])
        .at(1, "9:00-9:30")
        .is_legal();
}

#[test]
fn a_class_has_one_lesson_at_a_time() {
    let mut school = one_lesson();
    school.lesson("a5", "V", "art", "B", 1).room = Some(RoomNeed::Room("small".into()));
    school.put("a5 1 mon 8:50-9:30 B small");
    school.breaks("clash/class");
    let divided = school.when(|s| {
        s.class("V").divisions =
            serde_json::from_value(json!([{ "groups": ["Va", "Vb"] }, { "groups": ["V1", "V2"] }])).unwrap();
    });
    let of = |one: &str, two: &str| {
        divided.when(|s| {
            s.of("m5").class = one.into();
            s.of("a5").class = two.into();
        })
    };
    of("Va", "Vb").is_legal();
    of("Va", "Va").breaks("clash/class");
    of("Va", "V").breaks("clash/class");
    of("Va", "V1").breaks("clash/class"); // pupils may be in both
    // Merged groups are all their members, however deep.
    let merged = |members: &[&str]| {
        let members: Vec<String> = members.iter().map(|m| m.to_string()).collect();
        of("M", "Vb").when(|s| {
            s.class("III").bell = Some("v-vii".into());
            s.class("III").room = Some("r5".into());
            s.instance.groups = serde_json::from_value(json!([
                { "id": "M", "members": ["N"] }, { "id": "N", "members": members },
            ]))
            .unwrap();
        })
    };
    merged(&["III", "Va"]).is_legal();
    merged(&["III", "Vb"]).breaks("clash/class");
    merged(&["III", "V"]).breaks("clash/class");
    merged(&["III", "M"]).is_legal(); // a circle ends
}

#[test]
fn lessons_and_the_afternoon_of_a_class_are_apart() {
    let school = one_afternoon();
    let late = school.at(5, "14:20-15:00");
    late.breaks("clash/class");
}

#[test]
fn staff_are_present() {
    let school = one_lesson();
    let windows = |list: &[(Option<&str>, &str, &str)]| {
        let windows = (list.iter())
            .map(|(on, from, to)| Window {
                days: on.map(|on| vec![day(on)]),
                from: clock(from),
                to: clock(to),
            })
            .collect();
        school.when(|s| s.staff("A").available = Some(windows))
    };
    windows(&[(None, "8:50", "9:30")]).is_legal();
    windows(&[(Some("mon"), "8:00", "9:00"), (Some("mon"), "9:00", "12:00")]).is_legal();
    assert_eq!(
        windows(&[(None, "8:55", "9:29")]).breaks("staff/presence").minutes,
        Some(6)
    );
    assert_eq!(
        windows(&[(Some("tue"), "8:00", "12:00")])
            .breaks("staff/presence")
            .minutes,
        Some(40)
    );
    windows(&[]).breaks("staff/presence");
}

#[test]
fn staff_have_limits() {
    let mut school = one_lesson();
    school.lesson("c5", "V", "mathematics", "A", 1).kind = LessonKind::ClassHour;
    school.consultation("A");
    school.put("c5 1 mon 9:50-10:30 A r5\n hour-A 1 mon 12:40-13:20 A -");
    school.staff("A").max_lessons_a_day = Some(2);
    school.is_legal();
    let breach = school
        .when(|s| s.staff("A").max_lessons_a_day = Some(1))
        .breaks("staff/lessons-a-day");
    assert_eq!(breach.placements, [0, 1]);
    school.when(|s| s.staff("A").max_days = Some(1)).is_legal();
    let tuesday = school.with(2, |p| p.day = Weekday::Tue);
    tuesday.when(|s| s.staff("A").max_days = Some(2)).is_legal();
    tuesday.when(|s| s.staff("A").max_days = Some(1)).breaks("staff/days");
    // Every week counts for itself.
    let weekly = school.when(|s| {
        s.staff("A").max_lessons_a_day = Some(1);
        s.of("m5").week = Week::A;
        s.of("c5").week = Week::B;
    });
    weekly
        .with(0, |p| p.week = Week::A)
        .with(1, |p| p.week = Week::B)
        .is_legal();
}

// --- given starts, parallel lessons, doubles

#[test]
fn given_starts_are_taken() {
    let school = one_lesson();
    let pin = |on: Weekday, start: &str| {
        let pinned = vec![Pinned {
            day: on,
            start: clock(start),
        }];
        school.when(|s| s.of("m5").pinned = pinned)
    };
    pin(Weekday::Mon, "8:50").is_legal();
    pin(Weekday::Tue, "8:50").breaks("placed/pinned");
    pin(Weekday::Mon, "8:00").breaks("placed/pinned");
}

#[test]
fn parallel_lessons_start_together() {
    let mut school = school();
    school.lesson("m5", "V", "mathematics", "A", 2).parallel = Some("x".into());
    school.lesson("m3", "III", "mathematics", "B", 2).parallel = Some("x".into());
    school.put(
        "m5 1 mon 9:50-10:30 A r5
         m5 2 tue 9:50-10:30 A r5
         m3 1 tue 9:50-10:30 B r3
         m3 2 mon 9:50-10:30 B r3",
    );
    school.is_legal();
    school.with(2, |p| p.day = Weekday::Wed).breaks("placed/parallel");
    school.at(2, "10:40-11:20").breaks("placed/parallel");
    school
        .when(|s| s.of("m3").parallel = Some("y".into()))
        .with(2, |p| p.day = Weekday::Wed)
        .is_legal();
}

#[test]
fn doubles_are_forbidden_or_demanded() {
    let mut school = school();
    school.lesson("m5", "V", "mathematics", "A", 3);
    school.put("m5 1 mon 9:50-10:30 A r5\n m5 2 mon 10:40-11:20 A r5\n m5 3 tue 8:50-9:30 A r5");
    let doubles = |doubles: Doubles| school.when(|s| s.of("m5").doubles = Some(doubles));
    doubles(Doubles::Allowed).is_legal();
    assert_eq!(
        doubles(Doubles::Forbidden).breaks("doubles/forbidden").placements,
        [0, 1]
    );
    doubles(Doubles::Forbidden).with(1, |p| p.day = Weekday::Wed).is_legal();
    let wanted = |count, weight, across_big_break| {
        doubles(Doubles::Wanted {
            count,
            weight,
            across_big_break,
        })
    };
    wanted(1, Weight::Hard, false).is_legal();
    wanted(2, Weight::Hard, false).breaks("doubles/wanted");
    wanted(2, Weight::Soft(9), false).is_legal();
    // Three in a row are one double; the big break of V is after the second period.
    let move_third = |s: School| s.at(2, "mon 11:30-12:10");
    move_third(wanted(2, Weight::Hard, false)).breaks("doubles/wanted");
    let over_break = |s: School| s.at(1, "8:50-9:30");
    over_break(wanted(1, Weight::Hard, false)).breaks("doubles/wanted");
    over_break(wanted(1, Weight::Hard, true)).is_legal();
}

// --- sessions

#[test]
fn sessions_keep_out_of_subjects() {
    let mut school = one_session();
    let during = |s: &School, from: &str, to: &str| s.at(1, &format!("{from}-{to}"));
    during(&school, "8:20", "8:50").is_legal();
    school.instance.sessions[0].not_from = vec!["mathematics".into()];
    during(&school, "8:20", "8:50").breaks("session/not-from");
    during(&school, "8:35", "9:05").breaks("session/not-from"); // the pupil needs five minutes
    during(&school, "8:40", "9:10").is_legal();
    during(&school, "8:20", "8:50")
        .with(1, |p| p.day = Weekday::Tue)
        .is_legal();
    school.instance.sessions[0].not_from = vec!["art".into()];
    during(&school, "8:20", "8:50").is_legal();
}

#[test]
fn a_pupil_has_the_lessons_of_class_groups_and_merged_groups() {
    let mut school = one_session();
    school.instance.sessions[0].not_from = vec!["mathematics".into()];
    school.class("II").divisions = serde_json::from_value(json!([{ "groups": ["IIa", "IIb"] }])).unwrap();
    school.instance.groups = serde_json::from_value(json!([{ "id": "M", "members": ["IIa", "III"] }])).unwrap();
    school.instance.pupils[0].groups = vec!["IIa".into()];
    let school = school.at(1, "8:00-8:30");
    for (class, touched) in [("II", true), ("IIa", true), ("IIb", false), ("M", true)] {
        let lesson = school.when(|s| s.of("m2").class = class.into());
        match touched {
            true => drop(lesson.breaks("session/not-from")),
            false => lesson.is_legal(),
        }
    }
}

#[test]
fn sessions_after_lessons_are_after_them() {
    let mut school = one_session();
    school.instance.sessions[0].time = SessionTime::AfterLessons;
    school.is_legal();
    let at = |from: &str, to: &str| school.at(1, &format!("{from}-{to}"));
    at("8:40", "9:10").is_legal();
    assert_eq!(at("8:35", "9:05").breaks("session/after-lessons").minutes, Some(5));
    let mut later = at("8:40", "9:10");
    later.lesson("a2", "II", "art", "B", 1);
    later.put("a2 1 mon 9:50-10:25 B r2").breaks("session/after-lessons");
    later.with(2, |p| p.day = Weekday::Tue).is_legal();
}

#[test]
fn sessions_keep_out_of_self_study_and_lunch() {
    let mut school = one_afternoon();
    school.session("s2", "S", &["p2"], 1);
    school.put("s2 1 mon 12:45-13:15 S -");
    school.is_legal(); // out of recreation
    let at = |from: &str, to: &str| school.at(6, &format!("{from}-{to}"));
    at("13:40", "14:10").breaks("session/self-study");
    at("15:00", "15:30").breaks("session/self-study");
    at("15:05", "15:35").is_legal();
    // Lunch of II is from 10:25 to 10:55, whatever V does.
    assert_eq!(at("10:50", "11:20").breaks("session/lunch").minutes, Some(5));
    at("10:55", "11:25").is_legal();
    at("9:55", "10:25").is_legal();
    at("10:00", "10:30").breaks("session/lunch");
    let of_iii = at("10:30", "11:00").when(|s| s.instance.pupils[0].class = "III".into());
    of_iii.is_legal(); // not in the group
}

#[test]
fn meetings_inside_lessons_are_as_many_as_demanded() {
    let mut school = one_session();
    school.lesson("a2", "II", "art", "B", 2);
    school.put("a2 1 tue 9:50-10:25 B+S r2\n a2 2 wed 9:50-10:25 B r2");
    let session = &mut school.instance.sessions[0];
    session.weekly = 2;
    session.not_from = vec!["art".into()]; // it is not taken out of it
    session.co_taught = Some(crate::instance::CoTaught {
        lesson: "a2".into(),
        count: 1,
    });
    school.timetable.placements[2].session = Some("s2".into());
    school.is_legal();
    // Nobody is named twice: the specialist may be the lesson's own teacher.
    school
        .when(|s| s.instance.sessions[0].staff = StaffNeed::Person("B".into()))
        .with(1, |p| p.staff = vec!["B".into()])
        .with(2, |p| p.staff = vec!["B".into()])
        .is_legal();
    school.with(2, |p| p.staff = vec!["B".into()]).breaks("staff/named");
    school
        .with(2, |p| (p.session, p.staff) = (None, vec!["B".into()]))
        .breaks("session/co-taught");
    school
        .with(3, |p| {
            (p.session, p.staff) = (Some("s2".into()), vec!["B".into(), "S".into()])
        })
        .breaks("session/co-taught");
    school
        .with(0, |p| p.session = Some("s2".into()))
        .breaks("session/co-taught");
    school
        .with(1, |p| p.session = Some("s2".into()))
        .breaks("session/co-taught");
    // It counts as one of the pupil's and the specialist's engagements.
    school
        .with(1, |p| p.day = Weekday::Tue)
        .breaks("session/different-days");
    school.at(1, "tue 10:30-11:00").breaks("session/different-days");
}

#[test]
fn a_meeting_inside_a_lesson_engages_pupil_and_specialist() {
    let mut school = one_session();
    school.lesson("a2", "II", "art", "B", 1);
    school.session("t2", "S", &["p2"], 1).co_taught = Some(crate::instance::CoTaught {
        lesson: "a2".into(),
        count: 1,
    });
    school.put("a2 1 mon 9:50-10:25 B+S r2");
    school.timetable.placements[2].session = Some("t2".into());
    school.is_legal();
    let clashing = school.at(1, "10:25-10:55");
    let rules: Vec<String> = clashing.judged().into_iter().map(|b| b.rule).collect();
    assert_eq!(rules, ["clash/staff", "clash/pupil"]);
    // The specialist gives a session, not a lesson.
    school.when(|s| s.staff("S").max_lessons_a_day = Some(0)).is_legal();
    school
        .when(|s| s.staff("B").max_lessons_a_day = Some(0))
        .breaks("staff/lessons-a-day");
    school
        .when(|s| s.instance.pupils[0].max_sessions_a_day = Some(2))
        .is_legal();
    school
        .when(|s| s.instance.pupils[0].max_sessions_a_day = Some(1))
        .breaks("session/a-day");
}

#[test]
fn sessions_are_on_different_days_and_few_a_day() {
    let mut school = one_session();
    school.instance.sessions[0].weekly = 2;
    school.put("s2 2 tue 9:00-9:30 S -").is_legal();
    school.at(2, "mon 10:00-10:30").breaks("session/different-days");
    let mut both = one_session();
    both.session("t2", "L", &["p5", "p2"], 1);
    both.put("t2 1 mon 10:00-10:30 L -").is_legal();
    both.instance.pupils[0].max_sessions_a_day = Some(1);
    assert_eq!(both.breaks("session/a-day").placements, [1, 2]);
    both.with(2, |p| p.day = Weekday::Tue).is_legal();
}

// --- the full day and consultations

#[test]
fn the_afternoon_has_its_counts() {
    let school = one_afternoon();
    let range = |of: Activity, min: u8, max: u8| {
        school.when(|s| {
            s.instance.term.days = vec![Weekday::Mon];
            let per_day = &mut s.instance.full_day[0].per_day;
            let range = match of {
                Activity::Recreation => &mut per_day.recreation,
                Activity::SelfStudy => &mut per_day.self_study,
                Activity::Interests => &mut per_day.interests,
            };
            *range = crate::instance::Range { min, max };
        })
    };
    range(Activity::Recreation, 1, 1).is_legal();
    range(Activity::Recreation, 2, 2).breaks("full-day/counts");
    range(Activity::SelfStudy, 2, 2).is_legal();
    range(Activity::SelfStudy, 3, 3).breaks("full-day/counts");
    range(Activity::Interests, 1, 1).is_legal();
    range(Activity::Interests, 0, 0).breaks("full-day/counts");
}

#[test]
fn the_afternoon_starts_with_the_first_hour_after_lunch() {
    let school = one_afternoon();
    // V ends at 12:10: lunch until 12:40 is just in time.
    let v_ends = |from: &str, to: &str| school.at(1, &format!("{from}-{to}"));
    v_ends("11:30", "12:10").is_legal();
    let breach = school
        .when(|s| s.instance.full_day[0].lunch = 31)
        .at(1, "11:30-12:10")
        .breaks("full-day/start");
    assert_eq!((breach.minutes, breach.placements), (Some(1), vec![2]));
    let later = school.instead(
        "m2 1 mon 9:50-10:25 A r2
         m5 1 mon 10:40-11:20 B r5
         G/recreation 1 mon 13:30-14:10 F -
         G/self-study 1 mon 14:20-15:00 F r2",
    );
    later.breaks("full-day/start");
    later.at(1, "11:30-12:10").breaks("full-day/start");
    later.at(1, "12:20-13:00").is_legal();
}

#[test]
fn the_afternoon_has_no_holes() {
    let school = one_afternoon();
    let mut holed = school.clone();
    holed.timetable.placements.remove(4);
    holed.breaks("full-day/holes");
    holed.at(4, "14:20-15:00").is_legal();
}

#[test]
fn the_afternoon_has_its_order() {
    let mut base = one_afternoon();
    base.timetable.placements.truncate(2);
    let order = |kinds: &str| {
        let hours = ["12:40-13:20", "13:30-14:10", "14:20-15:00", "15:10-15:50"];
        let mut school = base.clone();
        for (number, (kind, hour)) in kinds.chars().zip(hours).enumerate() {
            let number = number + 1;
            school.put(&match kind {
                'r' => format!("G/recreation {number} mon {hour} F -"),
                's' => format!("G/self-study {number} mon {hour} F r2"),
                _ => format!("C {} mon {hour} L lab", kinds[..number].matches('i').count()),
            });
        }
        school
    };
    for legal in ["r", "rs", "rss", "rrss", "rssr", "rssi", "rsri", "rrii", "ri", "rssr"] {
        order(legal).is_legal();
    }
    for (illegal, said) in [
        ("s", Word::LawRecreationFirst),
        ("srs", Word::LawRecreationFirst),
        ("i", Word::LawRecreationFirst),
        ("rsrs", Word::LawSelfStudyTogether),
        ("rsis", Word::LawSelfStudyTogether),
        ("ris", Word::LawInterestsLast),
        ("rsir", Word::LawInterestsLast),
        ("rir", Word::LawInterestsLast),
    ] {
        let breach = order(illegal).breaks("full-day/order");
        assert_eq!(breach.message.word, said, "{illegal}");
    }
}

#[test]
fn the_groups_teacher_is_with_those_who_are_free() {
    let mut school = one_afternoon();
    let from = |from: &str| {
        let window = Window {
            days: None,
            from: clock(from),
            to: clock("17:30"),
        };
        school.when(|s| s.staff("F").available = Some(vec![window]))
    };
    // II is done at 10:25, V at 11:20, the first hour is at 12:40.
    from("10:25").is_legal();
    assert_eq!(from("10:30").breaks("full-day/supervision").minutes, Some(5));
    school.session("s3", "F", &[], 1);
    school.put("s3 1 mon 9:55-10:25 F -").is_legal();
    let at = |from: &str, to: &str| school.at(6, &format!("{from}-{to}"));
    assert_eq!(at("10:00", "10:30").breaks("full-day/supervision").minutes, Some(5));
    assert_eq!(at("12:00", "12:30").breaks("full-day/supervision").placements, [6]);
    at("10:00", "10:30").with(6, |p| p.day = Weekday::Tue).is_legal();
    // Without an afternoon the pupils are there until the last class is done.
    let mut none = at("11:20", "11:50");
    none.timetable.placements.drain(2..6);
    none.is_legal();
    none.at(2, "11:00-11:30").breaks("full-day/supervision");
}

#[test]
fn consultations_are_after_the_teachers_last_lesson() {
    let mut school = one_lesson();
    school.consultation("A");
    school.put("hour-A 1 mon 13:30-14:10 A -").is_legal();
    school.lesson("n5", "V", "art", "A", 1);
    school.put("n5 1 tue 13:10-13:50 A r5").is_legal();
    let before = school.at(1, "tue 12:20-13:00");
    // An hour of the afternoon, but the teacher's last lesson is still to come.
    let noon: Period =
        serde_json::from_value(json!({ "number": 9, "start": "12:20", "end": "13:00", "kinds": ["afternoon"] }))
            .unwrap();
    let before = before.when(|s| s.instance.bells[3].periods.insert(0, noon));
    assert_eq!(before.breaks("consultation/after-lessons").placements, [1, 2]);
    before.with(2, |p| p.day = Weekday::Wed).is_legal();
}

// --- rules

/// Three lessons of mathematics and two of art for V, every day of three one or two lessons.
fn week_of_v() -> School {
    let mut school = school();
    school.lesson("m5", "V", "mathematics", "A", 3);
    school.lesson("a5", "V", "art", "B", 2);
    school.put(
        "m5 1 mon 8:00-8:40 A r5
         a5 1 mon 8:50-9:30 B r5
         m5 2 tue 8:00-8:40 A r5
         m5 3 wed 8:00-8:40 A r5
         a5 2 wed 8:50-9:30 B r5",
    );
    school
}

#[track_caller]
fn hard(school: &School, rule: Value) -> School {
    school.when(|s| s.rule(rule))
}

#[test]
fn soft_rules_are_passed_over_and_broken_sets_are_not() {
    let school = hard(&week_of_v(), json!({ "kind": "periods-a-day", "max": 1 }));
    let breach = school.breaks("own/it");
    assert_eq!(breach.cite, Text::Any("wish".into()));
    school.when(|s| s.instance.rules[0].weight = Weight::Soft(5)).is_legal();
    school
        .when(|s| s.instance.rules[0].weight = Weight::Soft(5))
        .when(|s| s.instance.rule_sets = vec!["none".into()])
        .breaks("rules");
}

#[test]
fn named_sets_hold() {
    let mut school = one_lesson();
    school.instance.rule_sets = vec!["bg-law-2020".into()];
    let found = school.judged();
    assert!(found.iter().any(|b| b.rule == "bg-law-2020/one-of-daily"));
    assert!(found.iter().any(|b| b.rule == "bg-law-2020/weekly-total"));
}

#[test]
fn no_holes() {
    let school = hard(&week_of_v(), json!({ "kind": "no-holes" }));
    school.is_legal();
    school.at(0, "9:50-10:30").breaks("own/it");
    school.at(1, "9:50-10:30").breaks("own/it");
    // Half a class has no lesson in between, and then one.
    let halves = school.when(|s| {
        s.class("V").divisions = serde_json::from_value(json!([{ "groups": ["Va", "Vb"] }])).unwrap();
        s.of("a5").class = "Va".into();
    });
    halves.is_legal();
    halves.at(0, "9:50-10:30").breaks("own/it");
}

#[test]
fn lessons_a_day() {
    let average = hard(&week_of_v(), json!({ "kind": "lessons-a-day" }));
    average.is_legal();
    average.at(2, "mon 9:50-10:30").breaks("own/it");
    // Five lessons on three days are one or two; class hours are not among them.
    let extra = average.when(|s| {
        s.lesson("c5", "V", "mathematics", "A", 1).kind = LessonKind::ClassHour;
        s.put("c5 1 mon 9:50-10:30 A r5");
    });
    extra.is_legal();
    hard(&week_of_v(), json!({ "kind": "lessons-a-day", "min": 2 })).breaks("own/it");
    hard(
        &week_of_v(),
        json!({ "kind": "lessons-a-day", "min": 2, "grades": [2, 3] }),
    )
    .breaks("own/it");
    hard(
        &week_of_v(),
        json!({ "kind": "lessons-a-day", "max": 1, "grades": [2, 3] }),
    )
    .is_legal();
    hard(&week_of_v(), json!({ "kind": "lessons-a-day", "max": 1 })).breaks("own/it");
}

#[test]
fn periods_a_day() {
    let mut school = week_of_v();
    school.lesson("c5", "V", "mathematics", "A", 1).kind = LessonKind::ClassHour;
    school.put("c5 1 mon 9:50-10:30 A r5");
    hard(&school, json!({ "kind": "periods-a-day", "max": 3 })).is_legal();
    hard(&school, json!({ "kind": "periods-a-day", "max": 2 })).breaks("own/it");
    hard(&school, json!({ "kind": "periods-a-day", "max": 2, "grades": [4] })).is_legal();
}

#[test]
fn subject_a_day() {
    let school = hard(&week_of_v(), json!({ "kind": "subject-a-day", "max": 1 }));
    school.is_legal();
    let two = school.at(2, "mon 9:50-10:30");
    assert_eq!(two.breaks("own/it").placements, [0, 2]);
    // Two lessons of one subject by two teachers are two.
    let shared = school.when(|s| s.of("a5").subject = "mathematics".into());
    shared.breaks("own/it");
    // Two halves of a class with one each are one for every pupil.
    let halves = shared.when(|s| {
        s.class("V").divisions = serde_json::from_value(json!([{ "groups": ["Va", "Vb"] }])).unwrap();
        s.of("a5").class = "Va".into();
        s.of("m5").class = "Vb".into();
    });
    halves.is_legal();
}

#[test]
fn one_of_daily() {
    let of = |subjects: Value, grades: Value| {
        let rule = json!({ "kind": "one-of-daily", "grades": grades, "subjects": subjects });
        hard(&week_of_v(), rule)
    };
    of(json!(["mathematics"]), json!([5])).is_legal();
    of(json!(["mathematics", "art"]), json!([5])).is_legal();
    assert_eq!(of(json!(["art"]), json!([5])).judged().len(), 1); // Tuesday
    of(json!(["art"]), json!([5])).breaks("own/it");
    of(json!(["art"]), json!([4])).is_legal();
    // A class hour of the subject is none of its lessons.
    of(json!(["mathematics"]), json!([5]))
        .when(|s| s.of("m5").kind = LessonKind::ClassHour)
        .breaks("own/it");
}

#[test]
fn period_cost() {
    let school = week_of_v();
    let cost = |subject: &str, period: &str, cost: u32| {
        hard(
            &school,
            json!({ "kind": "period-cost", "subjects": [subject], "costs": { period: cost } }),
        )
    };
    cost("mathematics", "2", 1).is_legal();
    cost("mathematics", "1", 0).is_legal();
    assert_eq!(cost("mathematics", "1", 1).judged().len(), 3);
    cost("mathematics", "1", 1).breaks("own/it");
    // A lesson in no period of the day has none that costs.
    let late = cost("art", "3", 1).at(1, "19:00-19:40");
    assert!(!late.judged().is_empty());
    assert!(late.judged().iter().all(|b| b.rule != "own/it"));
}

#[test]
fn spread_over_days() {
    let school = hard(&week_of_v(), json!({ "kind": "spread-over-days", "up_to": 3 }));
    school.is_legal();
    let twice = school.at(2, "mon 9:50-10:30");
    twice.breaks("own/it");
    hard(&twice, json!({ "kind": "spread-over-days", "up_to": 2 })).is_legal();
    let wanted = Doubles::Wanted {
        count: 1,
        weight: Weight::Soft(1),
        across_big_break: false,
    };
    twice.when(|s| s.of("m5").doubles = Some(wanted)).is_legal();
}

#[test]
fn adjacent_on_day() {
    let mut school = school();
    school.lesson("m5", "V", "mathematics", "A", 2);
    school.put("m5 1 mon 8:00-8:40 A r5\n m5 2 mon 8:50-9:30 A r5");
    school.rule(json!({ "kind": "adjacent-on-day" }));
    school.is_legal();
    school.at(1, "9:50-10:30").breaks("own/it");
    school.at(1, "tue 9:50-10:30").is_legal();
}

#[test]
fn not_on_consecutive_days() {
    let school = week_of_v();
    hard(
        &school,
        json!({ "kind": "not-on-consecutive-days", "subjects": ["art"] }),
    )
    .is_legal();
    let maths = hard(
        &school,
        json!({ "kind": "not-on-consecutive-days", "subjects": ["mathematics"] }),
    );
    assert_eq!(maths.judged().len(), 2);
    maths.breaks("own/it");
}

#[test]
fn waiting() {
    let mut school = one_lesson();
    school.lesson("n5", "V", "art", "A", 1);
    school.put("n5 1 mon 10:40-11:20 A r5"); // 70 minutes after 9:30
    let waiting = |from: &str, to: &str, beyond: u16| {
        hard(
            &school,
            json!({ "kind": "waiting", "from": from, "to": to, "beyond": beyond, "per": 50 }),
        )
    };
    waiting("8:00", "14:00", 70).is_legal();
    assert_eq!(waiting("8:00", "14:00", 69).breaks("own/it").minutes, Some(70));
    waiting("8:00", "10:40", 69).is_legal();
    waiting("9:30", "14:00", 69).is_legal();
    let filled = school.when(|s| {
        s.session("s5", "A", &[], 1);
        s.put("s5 1 mon 9:55-10:25 A -");
    });
    hard(
        &filled,
        json!({ "kind": "waiting", "from": "8:00", "to": "14:00", "beyond": 25, "per": 50 }),
    )
    .is_legal();
    hard(
        &filled,
        json!({ "kind": "waiting", "from": "8:00", "to": "14:00", "beyond": 24, "per": 50 }),
    )
    .breaks("own/it");
}

#[test]
fn waiting_begins_with_the_latest_end() {
    let mut school = school();
    for id in ["long", "short", "next"] {
        school.session(id, "A", &[], 1);
    }
    school.instance.sessions[0].minutes = 90;
    school.put("long 1 mon 8:00-9:30 A -\n short 1 mon 8:10-8:40 A -\n next 1 mon 9:50-10:20 A -");
    let waits = |beyond: u16| {
        let rule = json!({ "kind": "waiting", "from": "8:00", "to": "14:00", "beyond": beyond, "per": 50 });
        let judged = hard(&school, rule).judged();
        judged.into_iter().find(|b| b.rule == "own/it").and_then(|b| b.minutes)
    };
    assert_eq!((waits(19), waits(20)), (Some(20), None));
}

#[test]
fn days_present() {
    let present = |lessons: u8| {
        hard(
            &week_of_v(),
            json!({ "kind": "days-present", "staff": ["A"], "lessons_a_day": lessons }),
        )
    };
    present(1).is_legal();
    present(2).breaks("own/it");
    hard(
        &week_of_v(),
        json!({ "kind": "days-present", "staff": ["L"], "lessons_a_day": 1 }),
    )
    .is_legal();
    // Other engagements bring days, not lessons.
    let mut school = one_lesson();
    school.consultation("A");
    school.put("hour-A 1 tue 12:40-13:20 A -");
    hard(
        &school,
        json!({ "kind": "days-present", "staff": ["A"], "lessons_a_day": 1 }),
    )
    .breaks("own/it");
}

#[test]
fn sessions_of_service_a_day() {
    let mut school = one_session();
    school.session("t2", "L", &["p2"], 1);
    school.put("t2 1 mon 10:00-10:30 L -");
    school.rule(json!({ "kind": "sessions-of-service-a-day", "max": 1 }));
    school.breaks("own/it");
    school
        .when(|s| s.instance.sessions[1].service = "other".into())
        .is_legal();
    school.with(2, |p| p.day = Weekday::Tue).is_legal();
    school
        .when(|s| s.instance.sessions[1].pupils = vec!["p5".into()])
        .is_legal();
}

#[test]
fn sessions_out_of_lessons() {
    let mut school = one_session();
    school.instance.sessions[0].weekly = 2;
    school.of("m2").weekly = 2;
    school.put("s2 2 tue 9:00-9:30 S -\n m2 2 tue 9:50-10:25 A r2");
    let once = json!({ "kind": "session-out-of-lesson" });
    let again = json!({ "kind": "session-out-of-same-subject" });
    hard(&school, once.clone()).is_legal();
    hard(&school, again.clone()).is_legal();
    let first = school.at(1, "8:00-8:30");
    assert_eq!(hard(&first, once).breaks("own/it").placements, [1, 0]);
    hard(&first, again.clone()).is_legal();
    let both = first.at(2, "10:00-10:30");
    assert_eq!(hard(&both, again).breaks("own/it").placements, [1, 2]);
}

#[test]
fn a_subject_missed_once_in_a_and_once_in_b_weeks_is_missed_once() {
    let mut school = one_session();
    school.instance.sessions[0].weekly = 2;
    school.of("m2").week = Week::A;
    school.lesson("n2", "II", "mathematics", "A", 1).week = Week::B;
    school.put("s2 2 tue 10:00-10:30 S -\n n2 1 tue 9:50-10:25 A r2");
    let school = school
        .with(0, |p| p.week = Week::A)
        .at(1, "8:00-8:30")
        .with(3, |p| p.week = Week::B);
    let again = |s: &School| hard(s, json!({ "kind": "session-out-of-same-subject" }));
    again(&school).is_legal();
    let every = school.when(|s| s.of("n2").week = Week::Every);
    again(&every.with(3, |p| p.week = Week::Every)).breaks("own/it");
}

#[test]
fn activity_hours() {
    let school = one_afternoon().when(|s| s.instance.term.days = vec![Weekday::Mon]);
    let hours = |activities: Value, min: u8| {
        hard(
            &school,
            json!({ "kind": "activity-hours", "activities": activities, "min": min }),
        )
    };
    hours(json!(["recreation", "self-study", "interests"]), 1).is_legal();
    hours(json!(["self-study"]), 2).is_legal();
    hours(json!(["recreation"]), 2).breaks("own/it");
    assert_eq!(hours(json!(["recreation", "interests"]), 2).judged().len(), 2);
}

#[test]
fn edge_of_day() {
    let mut school = week_of_v();
    school.of("a5").kind = LessonKind::SportHour;
    let edge = |places: Value| {
        hard(
            &school,
            json!({ "kind": "edge-of-day", "lesson": "sport-hour", "places": places }),
        )
    };
    edge(json!(["last"])).is_legal();
    edge(json!(["first", "last"])).is_legal();
    edge(json!(["first"])).breaks("own/it");
    hard(
        &school,
        json!({ "kind": "edge-of-day", "lesson": "class-hour", "places": ["first"] }),
    )
    .is_legal();
    let middle = |s: School| s.at(2, "mon 9:50-10:30");
    middle(edge(json!(["first", "last"]))).breaks("own/it");
    // Without a break after it, the hour is not the last either.
    let followed = edge(json!(["last"])).at(2, "mon 9:30-10:10").judged();
    assert!(followed.iter().any(|b| b.rule == "own/it"));
}

#[test]
fn weekly_totals_lengths_and_extra_hours() {
    let mut school = week_of_v();
    hard(&school, json!({ "kind": "weekly-total", "lessons": { "5": 5 } })).is_legal();
    hard(&school, json!({ "kind": "weekly-total", "lessons": { "5": 6 } })).breaks("own/it");
    assert_eq!(
        hard(
            &school,
            json!({ "kind": "lesson-length", "minutes": { "5": 40, "2": 35 } })
        )
        .judged(),
        []
    );
    let breach = hard(&school, json!({ "kind": "lesson-length", "minutes": { "5": 45 } })).breaks("own/it");
    assert_eq!(breach.minutes, Some(5));
    school.instance.classes.retain(|c| c.id == "V");
    school.instance.pupils.clear();
    let extra = |weekly: u8| json!({ "kind": "extra-hours", "lesson": "class-hour", "weekly": weekly });
    hard(&school, extra(0)).is_legal();
    hard(&school, extra(1)).breaks("own/it");
    school.of("a5").kind = LessonKind::ClassHour;
    hard(&school, extra(2)).is_legal();
    hard(&school, json!({ "kind": "weekly-total", "lessons": { "5": 3 } })).is_legal();
}

#[test]
fn stem_share() {
    let mut school = one_afternoon();
    let mut plain = school.instance.full_day[0].clubs[0].clone();
    (plain.id, plain.stem) = ("D".into(), false);
    plain.weekly.min = 0;
    school.instance.full_day[0].clubs[0].weekly.min = 1;
    school.instance.full_day[0].clubs.push(plain);
    let share = |school: &School, percent: u8| hard(school, json!({ "kind": "stem-share", "percent": percent }));
    share(&school, 100).is_legal();
    // One of three hours.
    school.instance.full_day[0].clubs[1].weekly.min = 2;
    let only_share = |school: School| school.judged().into_iter().filter(|b| b.rule == "own/it").count();
    assert_eq!(only_share(share(&school, 33)), 0);
    assert_eq!(only_share(share(&school, 34)), 1);
}

#[test]
fn the_reference_school_is_read_whole() {
    let text = include_str!("../../../instances/zlatar/term1.json");
    let instance: Instance = serde_json::from_str(text).unwrap();
    let mut timetable = school().timetable;
    timetable.instance = instance.id.clone();
    let found = judge(&instance, &timetable);
    // Nothing is placed: every lesson, session, club and consultation is missed by name.
    let missed = found.iter().filter(|b| b.rule == "placed/count").count();
    let clubs: usize = instance.full_day.iter().map(|g| g.clubs.len()).sum();
    assert_eq!(
        missed,
        instance.lessons.len() + instance.sessions.len() + clubs + instance.consultations.len()
    );
    assert!(found.iter().any(|b| b.rule == "full-day/counts"));
    assert!(found.iter().all(|b| b.placements.is_empty()));
}
