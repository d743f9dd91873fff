//! Outputs as a whole: what may be seen where, and what hostile names cannot do.

use super::*;
use crate::instance::{Activity, Clock, FullDayGroup, Lesson, RoomNeed, Session, StaffNeed, Text, Week, Weekday};
use crate::timetable::{Placement, Status};
use crate::words::Word;
use std::io::Read;

/// A timetable that looks like one: lessons fill each class's periods, avoiding clashes of
/// staff where that is easy; afternoons, consultations and sessions follow. It need not be legal.
fn plausible(instance: &Instance) -> Timetable {
    let mut placements: Vec<Placement> = Vec::new();
    let free = |placements: &[Placement], who: &str, day: Weekday, start: Clock, end: Clock| {
        let busy = |p: &Placement| p.day == day && p.start < end && start < p.end && p.staff.iter().any(|s| s == who);
        !placements.iter().any(busy)
    };
    let person = |lesson: &Lesson| match lesson.staff.first() {
        Some(StaffNeed::Person(id)) => id.clone(),
        Some(StaffNeed::AnyOf { any_of }) => any_of[0].clone(),
        None => String::new(),
    };
    for class in &instance.classes {
        let bell = instance
            .bells
            .iter()
            .find(|b| Some(&b.id) == class.bell.as_ref())
            .unwrap();
        let mut left: Vec<(&Lesson, u16)> = Vec::new();
        for round in 1..=12 {
            let lessons = instance.lessons.iter().filter(|l| l.class == class.id);
            left.extend(lessons.filter(|l| u16::from(l.weekly) >= round).map(|l| (l, round)));
        }
        for period in &bell.periods {
            for day in &instance.term.days {
                let fits =
                    |(lesson, _): &(&Lesson, u16)| free(&placements, &person(lesson), *day, period.start, period.end);
                let at = left.iter().position(fits).unwrap_or(0);
                if left.is_empty() {
                    continue;
                }
                let (lesson, number) = left.remove(at);
                let room = match &lesson.room {
                    Some(RoomNeed::Room(room)) => Some(room.clone()),
                    _ => class.room.clone(),
                };
                placements.push(Placement {
                    activity: lesson.id.clone(),
                    number,
                    day: *day,
                    start: period.start,
                    end: period.end,
                    week: lesson.week,
                    period: Some(period.number),
                    staff: vec![person(lesson)],
                    room,
                    session: None,
                });
            }
        }
    }
    for group in &instance.full_day {
        afternoons(instance, group, &mut placements);
    }
    for (i, consultation) in instance.consultations.iter().enumerate() {
        let hours = &instance
            .bells
            .iter()
            .find(|b| b.id == consultation.hours)
            .unwrap()
            .periods;
        let (day, hour) = (
            instance.term.days[i % instance.term.days.len()],
            &hours[(2 + i) % hours.len()],
        );
        let (start, end, number) = (hour.start, hour.end, Some(hour.number));
        placements.push(place(
            &consultation.id,
            1,
            day,
            start,
            end,
            number,
            &consultation.staff,
            consultation.room.as_ref(),
        ));
    }
    for (i, session) in instance.sessions.iter().enumerate() {
        sessions(instance, session, i, &mut placements);
    }
    placements.sort();
    Timetable {
        firstbell: 1,
        instance: instance.id.clone(),
        status: Status::Draft,
        approved: None,
        from: None,
        legal: true,
        hard: 0,
        soft: 37,
        placements,
        unmet: Default::default(),
    }
}

#[expect(clippy::too_many_arguments)]
fn place(
    activity: &str,
    number: u16,
    day: Weekday,
    start: Clock,
    end: Clock,
    period: Option<u8>,
    staff: &str,
    room: Option<&String>,
) -> Placement {
    Placement {
        activity: activity.into(),
        number,
        day,
        start,
        end,
        week: Week::Every,
        period,
        staff: vec![staff.into()],
        room: room.cloned(),
        session: None,
    }
}

/// After the last class's lunch: recreation, two hours of self-study, clubs by turns.
fn afternoons(instance: &Instance, group: &FullDayGroup, placements: &mut Vec<Placement>) {
    let hours = &instance.bells.iter().find(|b| b.id == group.hours).unwrap().periods;
    let mut number = [0; 2];
    let mut clubs = group.clubs.iter().cycle();
    let mut held: std::collections::BTreeMap<&str, u16> = Default::default();
    for day in &instance.term.days {
        let of_group = |p: &&Placement| {
            let lesson = instance.lessons.iter().find(|l| l.id == p.activity);
            p.day == *day && lesson.is_some_and(|l| group.classes.contains(&l.class))
        };
        let last = placements.iter().filter(of_group).map(|p| p.end.0).max().unwrap_or(0);
        let open = hours.iter().filter(|h| h.start.0 >= last + group.lunch);
        for (i, hour) in open.enumerate() {
            let activity = [Activity::Recreation, Activity::SelfStudy, Activity::SelfStudy].get(i);
            let (start, end, period) = (hour.start, hour.end, Some(hour.number));
            placements.push(match activity {
                Some(activity) => {
                    let n = &mut number[usize::from(*activity == Activity::SelfStudy)];
                    *n += 1;
                    place(
                        &group.activity_id(*activity),
                        *n,
                        *day,
                        start,
                        end,
                        period,
                        &group.staff,
                        group.room.as_ref(),
                    )
                }
                None => {
                    let club = clubs.next().unwrap();
                    let n = held.entry(&club.id).or_default();
                    *n += 1;
                    place(
                        &club.id,
                        *n,
                        *day,
                        start,
                        end,
                        period,
                        &club.leaders[0],
                        club.room.as_ref(),
                    )
                }
            });
        }
    }
}

/// On different days in the middle of the morning; the co-taught ones inside their lesson.
fn sessions(instance: &Instance, session: &Session, index: usize, placements: &mut Vec<Placement>) {
    let inside = session.co_taught.as_ref().map_or(0, |c| c.count);
    if let Some(co_taught) = &session.co_taught {
        let lessons = placements.iter_mut().filter(|p| p.activity == co_taught.lesson);
        for lesson in lessons.take(usize::from(inside)) {
            lesson.session = Some(session.id.clone());
            lesson.staff.extend(session.staff.persons().first().cloned());
        }
    }
    for n in 0..u16::from(session.weekly - inside) {
        let day = instance.term.days[(index + usize::from(n) * 2) % instance.term.days.len()];
        let start = Clock(9 * 60 + 10 + 45 * (index as u16 % 4));
        let end = Clock(start.0 + session.minutes);
        placements.push(place(
            &session.id,
            n + 1,
            day,
            start,
            end,
            None,
            &session.staff.persons()[0],
            match &session.room {
                Some(RoomNeed::Room(room)) => Some(room),
                _ => None,
            },
        ));
    }
}

fn zlatar() -> Instance {
    serde_json::from_str(include_str!("../../instances/zlatar/term1.json")).unwrap()
}

const SUMMARY: Summary = Summary {
    soft: 37,
    hard: 0,
    bound: Some(25),
    legal: true,
};

fn written(instance: &Instance, timetable: &Timetable, costs: &[CostLine], lang: Lang) -> Vec<(String, String)> {
    let dir = tempfile::tempdir().unwrap();
    let out = write_all(instance, timetable, costs, &SUMMARY, lang, dir.path()).unwrap();
    out.iter()
        .map(|path| {
            let bytes = std::fs::read(path).unwrap();
            let name = path.strip_prefix(dir.path()).unwrap().to_str().unwrap().to_string();
            let text = if name.ends_with(".xlsx") {
                unzipped(bytes)
            } else {
                String::from_utf8(bytes).unwrap()
            };
            (name, text)
        })
        .collect()
}

/// All parts of a workbook, one after the other.
fn unzipped(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for i in 0..archive.len() {
        archive.by_index(i).unwrap().read_to_string(&mut text).unwrap();
    }
    text
}

fn of<'w>(files: &'w [(String, String)], name: &str) -> &'w str {
    &files
        .iter()
        .find(|(n, _)| n == name)
        .unwrap_or_else(|| panic!("no {name}"))
        .1
}

/// Calendars without the line breaks that folding puts into words.
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

/// Whether a text holds a word that is not part of another.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let outside = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric());
        outside(text[..at].chars().next_back()) && outside(text[at + word.len()..].chars().next())
    })
}

/// Every tag of a page is closed by its own, in order.
fn assert_balanced(name: &str, page: &str) {
    const VOID: [&str; 4] = ["meta", "link", "input", "br"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or_else(|| panic!("{name}: a tag does not end"));
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        let word = tag.split_whitespace().next().unwrap_or("");
        if let Some(closed) = word.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}: before {:.60}", rest);
        } else if !word.starts_with('!') && !VOID.contains(&word) {
            open.push(word);
            if word == "style" || word == "script" {
                rest = &rest[rest.find("</").unwrap()..];
            }
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} stay open");
}

#[test]
fn nothing_published_shows_who_is_supported() {
    let instance = zlatar();
    let timetable = plausible(&instance);
    let line = |rule: &str, cite: &str| CostLine {
        rule: rule.into(),
        cite: Text::Any(cite.into()),
        hard: false,
        cost: 3,
    };
    let costs = [
        line("school/waiting", "wish"),
        line("school/p05-not-early", "wish"),
        line("school/own", "psychologist of p09, speech-therapy"),
    ];
    let mut secrets: Vec<String> = instance.pupils.iter().map(|p| p.id.clone()).collect();
    secrets.extend(instance.sessions.iter().flat_map(|s| [s.id.clone(), s.service.clone()]));
    let hidden = [
        "Ресурсен",
        "Логопед",
        "логопед",
        "Психолог",
        "психолог",
        "Resource",
        "Speech",
        "Therapists",
    ];
    secrets.extend(hidden.map(String::from));
    for lang in [Lang::Bg, Lang::En] {
        let files = written(&instance, &timetable, &costs, lang);
        for (name, text) in files
            .iter()
            .filter(|(n, _)| n != "timetable.json" && !n.starts_with("private/"))
        {
            let text = unfolded(text);
            for secret in &secrets {
                assert!(
                    !has_word(&text, secret) && !has_word(name, secret),
                    "{name} shows {secret}"
                );
            }
            for person in ["RES", "LOG", "PSY"] {
                assert!(
                    !has_word(&text, person) && !name.contains(person),
                    "{name} shows {person}"
                );
            }
        }
        let workbook = of(&files, "timetable.xlsx");
        assert!(workbook.contains("school/waiting") && workbook.contains(Word::OtherRules.say(lang)));
        // The private sheets do show it.
        assert!(has_word(of(&files, "private/staff-RES.html"), "p01"));
        assert!(has_word(&unfolded(of(&files, "private/staff-LOG.ics")), "p05"));
        assert!(has_word(
            of(&files, "private/pupil-p02.html"),
            Word::ServicePsychology.say(lang)
        ));
        let instead = Word::InsideLesson
            .with(&[("subject", &"Математика"), ("class", &"IV клас")])
            .in_lang(Lang::Bg);
        assert!(of(&files, "private/pupil-p02.html").contains(&instead));
        // A pupil's sheet says nothing of another pupil, not even of one in the same small group.
        let others = instance.pupils.iter().filter(|p| p.id != "p03");
        for other in others {
            assert!(
                !has_word(of(&files, "private/pupil-p03.html"), &other.id),
                "{}",
                other.id
            );
        }
        // Additional lessons of a pupil are private, the other hours of their teacher are not.
        assert!(of(&files, "ics/staff-T3.ics").contains("BEGIN:VEVENT"));
        assert!(has_word(of(&files, "private/staff-T3.html"), "p11"));
        assert!(
            !files.iter().any(|(n, _)| n == "private/staff-T1.html"),
            "T1 gives no session"
        );
    }
}

#[test]
fn a_specialist_is_public_only_by_what_is() {
    let mut instance = zlatar();
    let consultation = instance.consultations[0].clone();
    instance.consultations.push(crate::instance::Consultation {
        id: "open-door".into(),
        staff: "PSY".into(),
        room: Some("therapists".into()),
        ..consultation
    });
    // A specialist named by the lesson itself stays behind its teacher, session or not.
    let with_two = instance.lessons.iter_mut().find(|l| l.id == "IV-mathematics").unwrap();
    with_two.staff.push(StaffNeed::Person("RES".into()));
    let mut timetable = plausible(&instance);
    for p in timetable
        .placements
        .iter_mut()
        .filter(|p| p.activity == "IV-mathematics")
    {
        p.staff = vec!["RES".into(), "T4".into()];
    }
    let school = School::new(&instance, &timetable);
    assert!(school.is_public("PSY") && !school.is_public("RES") && !school.is_public("LOG"));
    let lessons: Vec<_> = school
        .entries
        .iter()
        .filter(|e| e.activity == "IV-mathematics")
        .collect();
    assert!(lessons.len() == 5 && lessons.iter().all(|e| e.staff == ["T4"]));
    assert_eq!(school.of_staff("PSY").len(), 1);
    assert_eq!(school.of_room("therapists").len(), 1);
}

#[test]
fn unknown_activities_are_never_shown() {
    let instance = zlatar();
    let mut timetable = plausible(&instance);
    timetable.placements.truncate(1);
    timetable.placements[0].activity = "left-over".into();
    assert!(School::new(&instance, &timetable).entries.is_empty());
    written(&instance, &timetable, &[], Lang::Bg);
}

#[test]
fn pages_are_well_formed_and_ask_nothing_of_the_network() {
    let instance = zlatar();
    let timetable = plausible(&instance);
    let files = written(&instance, &timetable, &[], Lang::Bg);
    let pages: Vec<_> = files.iter().filter(|(n, _)| n.ends_with(".html")).collect();
    assert_eq!(pages.len(), 1 + 4 + 11, "the page, 4 who give sessions, 11 pupils");
    for (name, page) in pages {
        assert_balanced(name, page);
        for outside in ["http:", "https:", "//", "@import", "url("] {
            // `//` may stand in no attribute and no style; the script has no comments of that kind but one.
            let page = page.replace("  // A link to a sheet shows it, whatever was chosen before.", "");
            assert!(!page.contains(outside), "{name} has {outside}");
        }
    }
    // Links lead somewhere, and no two places share a name.
    let page = of(&files, "index.html");
    let after = |mark: &'static str| page.split(mark).skip(1).map(|t| t.split('"').next().unwrap());
    let ids: Vec<&str> = after(" id=\"").collect();
    assert_eq!(ids.len(), ids.iter().collect::<std::collections::HashSet<_>>().len());
    for link in after(" href=\"#") {
        assert!(ids.contains(&link), "{link}");
    }
}

#[test]
fn a_class_sheet_has_every_lesson_with_its_minutes() {
    let instance = zlatar();
    let timetable = plausible(&instance);
    let page = html::page(&instance, &timetable, &SUMMARY, Lang::Bg);
    for (class, lessons) in [("I", 24), ("V", 32), ("VII", 33)] {
        let from = page.find(&format!("id=\"class-{class}\"")).unwrap();
        let sheet = &page[from..from + page[from..].find("</section>").unwrap()];
        let body = &sheet[sheet.find("class=\"lessons\"").unwrap()..];
        let body = &body[..body.find("</tbody>").unwrap()];
        assert_eq!(body.matches(" class=\"e s").count(), lessons, "{class}");
    }
    let grade = |id: &str| {
        let from = page.find(&format!("id=\"class-{id}\"")).unwrap();
        &page[from..from + page[from..].find("</section>").unwrap()]
    };
    assert!(grade("I").contains("<b>2</b> <span>9:00–9:35</span>"));
    assert!(grade("V").contains("<b>2</b> <span>8:50–9:30</span>"));
}

#[test]
fn status_and_legality_are_marked() {
    let instance = zlatar();
    let mut timetable = plausible(&instance);
    let draft = html::page(&instance, &timetable, &SUMMARY, Lang::En);
    assert!(draft.contains("class=\"status draft\"") && !draft.contains("class=\"alarm\""));
    assert!(draft.contains("<html lang=\"en\" data-lang=\"en\">"));
    timetable.status = Status::Published;
    let broken = Summary {
        legal: false,
        hard: 12,
        ..SUMMARY
    };
    let page = html::page(&instance, &timetable, &broken, Lang::Bg);
    assert!(page.contains("class=\"status published\"") && !page.contains("class=\"status draft\""));
    let sheets = page.matches("class=\"sheet\"").count();
    assert_eq!(
        page.matches("class=\"alarm\"").count(),
        sheets + 1,
        "on every sheet and on top"
    );
}

#[test]
fn hostile_names_do_no_harm() {
    let mut instance = zlatar();
    let evil = "</script></style><script>alert(1)</script>\" onload='x' a,b;c\\d\r\nEND:VEVENT\u{0}";
    instance.id = evil.into();
    instance.name = Text::Any(evil.into());
    instance.subjects[0].name = Text::Any("=HYPERLINK(\"http://x\",\"y\")".into());
    instance.subjects[0].short = None;
    instance.subjects[0].colour = Some("#fff}</style><script>".into());
    instance.subjects[1].name = Text::Both {
        bg: evil.into(),
        en: "English".into(),
    };
    instance.staff[0].name = Some(Text::Any(evil.into()));
    instance.rooms[0].name = Some(Text::Any(evil.into()));
    instance.classes[0].name = Some(Text::Any(evil.into()));
    let pupil = "../p/<b>01\n";
    instance.pupils[0].id = pupil.into();
    for session in &mut instance.sessions {
        for p in session.pupils.iter_mut().filter(|p| *p == "p01") {
            *p = pupil.into();
        }
    }
    let timetable = plausible(&instance);
    let files = written(&instance, &timetable, &[], Lang::Bg);
    assert!(files.iter().any(|(name, _)| name == "private/pupil-___p__b_01_.html"));
    for (name, text) in &files {
        if name.ends_with(".html") {
            assert_balanced(name, text);
            assert!(!text.contains("<script>alert") && !text.contains("\" onload"), "{name}");
        } else if name.ends_with(".ics") {
            let lines: Vec<&str> = text.split("\r\n").collect();
            assert!(
                lines.iter().all(|l| l.len() <= 75 && !l.contains(['\r', '\n', '\0'])),
                "{name}"
            );
            let count = |line: &str| lines.iter().filter(|l| **l == line).count();
            assert_eq!(count("BEGIN:VEVENT"), count("END:VEVENT"), "{name}");
        } else if name.ends_with(".xlsx") {
            assert!(!text.contains("<f>"), "no formula");
            assert!(
                text.contains("=HYPERLINK(\"http://x\",\"y\")"),
                "the text is kept as text"
            );
        }
    }
    let calendar = unfolded(of(&files, "ics/class-I.ics"));
    assert!(calendar.contains("\" onload='x' a\\,b\\;c\\\\d  END:VEVENT"));
}

#[test]
fn calendars_hold_every_public_hour_once_with_stable_names() {
    let instance = zlatar();
    let timetable = plausible(&instance);
    let school = School::new(&instance, &timetable);
    let now = "2020-09-10T10:00:00Z".parse().unwrap();
    let text = unfolded(&ics::class(&school, "V", Lang::Bg, now));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), school.of_class("V").len());
    let uids: std::collections::HashSet<&str> = text.lines().filter(|l| l.starts_with("UID:")).collect();
    assert_eq!(uids.len(), school.of_class("V").len());
    assert!(uids.contains("UID:zlatar-term1/V-mathematics/1@firstbell"));
    assert!(text.contains("DTSTAMP:20200910T100000Z") && text.contains("X-WR-TIMEZONE:Europe/Sofia"));
    assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.find("END:VTIMEZONE").unwrap() < text.find("BEGIN:VEVENT").unwrap());
}

#[test]
fn calendars_end_with_the_grade_and_groups_with_their_last_class() {
    let mut instance = zlatar();
    instance.term.ends = vec![crate::instance::GradeEnd {
        grades: vec![1],
        to: "2020-12-18".parse().unwrap(),
    }];
    let timetable = plausible(&instance);
    let school = School::new(&instance, &timetable);
    let now = "2020-09-10T10:00:00Z".parse().unwrap();
    let untils = |text: String| -> Vec<String> {
        let until = |l: &str| l.split("UNTIL=").nth(1).map(|u| u[..8].to_string());
        unfolded(&text).lines().filter_map(until).collect()
    };
    let class = untils(ics::class(&school, "I", Lang::Bg, now));
    assert!(
        !class.is_empty()
            && class
                .iter()
                .all(|u| u.as_str() <= "20201218" && u.as_str() > "20201211")
    );
    // G1 is I and II: its teacher goes on to the end of II.
    let teacher = untils(ics::staff(&school, "F1", Lang::Bg, now));
    assert!(!teacher.is_empty() && teacher.iter().all(|u| u.as_str() > "20210122"));
}

#[test]
fn groups_and_pupils_see_their_own_lessons() {
    let mut instance = zlatar();
    instance.classes[4].divisions = vec![crate::instance::Division {
        groups: vec!["V-a".into(), "V-b".into()],
    }];
    instance.groups = vec![crate::instance::MergedGroup {
        id: "both".into(),
        name: None,
        members: vec!["V-a".into(), "VI".into()],
    }];
    let template = instance.lessons.iter().find(|l| l.class == "V").unwrap().clone();
    let mut timetable = plausible(&instance);
    for (id, class) in [("x-a", "V-a"), ("x-b", "V-b"), ("x-both", "both")] {
        instance.lessons.push(Lesson {
            id: id.into(),
            class: class.into(),
            ..template.clone()
        });
        let (start, end) = (Clock(14 * 60), Clock(15 * 60));
        timetable
            .placements
            .push(place(id, 1, Weekday::Fri, start, end, None, "ENG", None));
    }
    let school = School::new(&instance, &timetable);
    let has = |entries: Vec<&entries::Entry>| -> Vec<String> {
        entries
            .iter()
            .filter(|e| e.activity.starts_with("x-"))
            .map(|e| e.activity.to_string())
            .collect()
    };
    assert_eq!(has(school.of_class("V")), ["x-a", "x-b", "x-both"]);
    assert_eq!(has(school.of_class("VI")), ["x-both"]);
    let mut pupil = instance.pupils.iter().find(|p| p.class == "V").unwrap().clone();
    assert_eq!(
        has(school.of_pupil(&pupil)),
        ["x-a", "x-b", "x-both"],
        "which group is not told"
    );
    pupil.groups = vec!["V-b".into()];
    assert_eq!(has(school.of_pupil(&pupil)), ["x-b"]);
    let page = html::page(&instance, &timetable, &SUMMARY, Lang::Bg);
    assert!(page.contains("id=\"group-V-a\"") && page.contains("id=\"group-both\""));
}

/// Writes the reference school's outputs to the folder named by the environment, to look at.
#[test]
#[ignore = "for looking at the outputs: FIRSTBELL_LOOK=dir cargo test look_at_it -- --ignored"]
fn look_at_it() {
    let dir = std::env::var("FIRSTBELL_LOOK").unwrap();
    let instance = zlatar();
    let line = |rule: &str, cost| CostLine {
        rule: rule.into(),
        cite: Text::Any("Желание на училището".into()),
        hard: false,
        cost,
    };
    let costs = [line("school/waiting", 12), line("school/spread", 25)];
    write_all(
        &instance,
        &plausible(&instance),
        &costs,
        &SUMMARY,
        Lang::Bg,
        Path::new(&dir),
    )
    .unwrap();
}
