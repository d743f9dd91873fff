//! Municipalities: the reference one, made-up ones, and small ones for what several institutions add.

use firstbell::finding::{Severity, worst};
use firstbell::formats::native::{read_instance, read_object, write_parts};
use firstbell::generate::{self, Municipality, WantedMunicipality};
use firstbell::instance::*;
use firstbell::municipality::solve::{Options, Solved, solve};
use firstbell::solve::clock::Clock as Limit;
use firstbell::timetable::{Placement, Status, Timetable};
use firstbell::validate::validate;
use firstbell::verify::law::judge;
use firstbell::words::Lang;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances").join(name)
}

fn read(name: &str) -> Instance {
    read_instance(&path(name))
        .unwrap_or_else(|r| panic!("{name}: {:?}", r.findings))
        .0
}

fn kazanlak() -> Municipality {
    let (wanted, _) = read_object::<WantedMunicipality>(&path("kazanlak/institutions.json")).unwrap();
    generate::municipality(wanted.id, wanted.name, &wanted.institutions, 1)
}

#[test]
fn the_reference_municipality_is_the_one_that_its_command_makes() {
    let folder = tempfile::tempdir().unwrap();
    let made = kazanlak();
    write_parts(&folder.path().join("municipality.json"), &made.shared, &made.parts).unwrap();
    let text = |path: PathBuf| std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    let mut names: Vec<String> = vec!["municipality.json".into()];
    for entry in std::fs::read_dir(path("kazanlak/municipality")).unwrap() {
        names.push(format!("municipality/{}", entry.unwrap().file_name().to_str().unwrap()));
    }
    assert!(names.len() > 40);
    for name in names {
        assert!(
            text(folder.path().join(&name)) == text(path("kazanlak").join(&name)),
            "{name} differs"
        );
    }
}

#[test]
fn the_reference_municipality_has_the_figures_chosen() {
    let instance = read("kazanlak/municipality.json");
    let of = |kind: InstitutionKind| instance.institutions.iter().filter(|i| i.kind == kind).count();
    assert_eq!(
        (of(InstitutionKind::School), of(InstitutionKind::Kindergarten)),
        (26, 13)
    );
    let schools = |holds: &dyn Fn(&Class) -> bool| -> usize {
        let classes = instance.classes.iter().filter(|c| holds(c));
        classes
            .map(|c| c.institution.as_ref().unwrap())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let merged: BTreeSet<&Id> = instance.groups.iter().flat_map(|g| &g.members).collect();
    assert_eq!(
        (schools(&|c| c.grade == 1), schools(&|c| merged.contains(&c.id))),
        (19, 8)
    );
    let size = |id: &Id| instance.classes.iter().find(|c| c.id == *id).and_then(|c| c.size);
    let pupils = instance.full_day.iter().flat_map(|g| &g.classes).filter_map(size);
    assert_eq!(
        (instance.full_day.len(), pupils.map(u32::from).sum::<u32>()),
        (115, 2501)
    );
    let twelfth = instance.classes.iter().filter(|c| c.grade == 12).count();
    assert_eq!(twelfth, 25);
    let children = |kind: InstitutionKind| -> usize {
        let sessions = instance.sessions.iter().filter(|s| s.service == "resource");
        let here = sessions.filter(|s| instance.institution_of_session(s).is_some_and(|i| i.kind == kind));
        here.flat_map(|s| &s.pupils).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(
        (
            children(InstitutionKind::Kindergarten),
            children(InstitutionKind::School)
        ),
        (63, 160)
    );
    // By service: schools with a specialist of their own and of the centre, kindergartens the same.
    let centre: BTreeSet<&Id> = (instance.staff.iter())
        .filter(|s| s.institution.as_deref() == Some("regional-centre"))
        .map(|s| &s.id)
        .collect();
    for (service, served, persons) in [
        ("psychology", [9, 5, 12, 1], 2),
        ("speech-therapy", [5, 9, 9, 1], 3),
        ("resource", [9, 12, 8, 1], 5),
    ] {
        let sessions = || instance.sessions.iter().filter(|s| s.service == service);
        let places = |kind: InstitutionKind, of_centre: bool| -> usize {
            let by = sessions().filter(|s| s.staff.persons().iter().all(|id| centre.contains(id) == of_centre));
            let places = by
                .filter_map(|s| instance.institution_of_session(s))
                .filter(|i| i.kind == kind);
            places.map(|i| &i.id).collect::<BTreeSet<_>>().len()
        };
        use InstitutionKind::{Kindergarten, School};
        let found = [
            (School, false),
            (School, true),
            (Kindergarten, false),
            (Kindergarten, true),
        ];
        assert_eq!(
            found.map(|(kind, of_centre)| places(kind, of_centre)),
            served,
            "{service}"
        );
        let own: BTreeSet<&Id> = sessions()
            .flat_map(|s| s.staff.persons())
            .filter(|id| centre.contains(id))
            .collect();
        assert_eq!(own.len(), persons, "{service}");
    }
    let nobody: Vec<&str> = (instance.sessions.iter())
        .filter(|s| s.staff.persons().is_empty())
        .map(|s| s.service.as_str())
        .collect();
    assert_eq!(nobody, ["hearing-and-speech"]);
}

#[test]
fn the_reference_municipality_has_no_mistakes() {
    let found = validate(&read("kazanlak/municipality.json"));
    let said: Vec<String> = found
        .iter()
        .map(|f| format!("{}: {}", f.code, f.message.in_lang(Lang::En)))
        .collect();
    assert_eq!(worst(&found), Some(Severity::Warning), "{said:#?}");
    assert!(found.iter().any(|f| f.code == "W-service-nobody"), "{said:#?}");
}

/// What one school has without its sessions and afternoons, which no hidden timetable holds.
fn lessons_of(made: &Municipality, id: &str) -> Instance {
    let mut instance = made.shared.clone();
    let shared = made
        .parts
        .iter()
        .flat_map(|(_, part)| &part.staff)
        .filter(|s| s.id.contains("-shared-"));
    instance.staff = shared.cloned().collect();
    let (_, part) = made.parts.iter().find(|(own, _)| own == id).unwrap();
    let mut part = part.clone();
    part.staff.retain(|s| !s.id.contains("-shared-"));
    (part.sessions, part.full_day, part.visits) = (Vec::new(), Vec::new(), Vec::new());
    instance.add(part);
    instance.id = id.to_owned();
    instance
}

#[test]
fn every_school_stands_around_a_legal_timetable() {
    for made in [generate::municipality_of(8, 2, 3).unwrap(), kazanlak()] {
        let mut days: Vec<(Id, BTreeSet<Weekday>)> = Vec::new();
        for timetable in &made.timetables {
            let instance = lessons_of(&made, &timetable.instance);
            let said: Vec<String> = (judge(&instance, timetable).iter().take(3))
                .map(|b| format!("{}: {}", b.rule, b.message.in_lang(Lang::En)))
                .collect();
            assert_eq!(said, Vec::<String>::new(), "{}", timetable.instance);
            for person in made
                .parts
                .iter()
                .flat_map(|(_, p)| &p.staff)
                .filter(|s| s.id.contains("-shared-"))
            {
                let own = timetable.placements.iter().filter(|p| p.staff.contains(&person.id));
                days.push((person.id.clone(), own.map(|p| p.day).collect()));
            }
        }
        // Shared teachers are at each of their schools on days of its own.
        assert!(days.iter().any(|(_, days)| !days.is_empty()));
        for (i, (a, first)) in days.iter().enumerate() {
            for (b, second) in &days[i + 1..] {
                assert!(a != b || first.is_disjoint(second), "{a}");
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_municipality_and_another_does_not() {
    let bytes = |seed| serde_json::to_vec(&generate::municipality_of(4, 2, seed).unwrap().instance()).unwrap();
    assert_eq!(bytes(5), bytes(5));
    assert_ne!(bytes(5), bytes(6));
}

#[test]
fn numbers_that_make_no_municipality_are_refused() {
    for (schools, kindergartens) in [(0, 0), (generate::MOST, 1), (usize::MAX, 1)] {
        let findings = generate::municipality_of(schools, kindergartens, 1).unwrap_err();
        assert_eq!(findings[0].code, "E-institutions");
    }
}

#[test]
fn made_up_municipalities_have_no_mistakes() {
    for (schools, kindergartens) in [(1, 0), (0, 1), (5, 3), (13, 6)] {
        let found = validate(&generate::municipality_of(schools, kindergartens, 1).unwrap().instance());
        let said: Vec<String> = found
            .iter()
            .map(|f| format!("{}: {}", f.code, f.message.in_lang(Lang::En)))
            .collect();
        assert!(worst(&found).is_none_or(|w| w == Severity::Warning), "{said:#?}");
    }
}

/// Two villages with merged classes that share teachers, and the centre that serves them.
fn villages() -> Instance {
    let wanted = &generate::wanted(3, 0, 1)[1..];
    generate::municipality("villages".into(), Text::Any("Villages".into()), wanted, 1).instance()
}

/// The first plan that is legal everywhere.
fn legal(instance: &Instance, start: Option<&Timetable>) -> Solved {
    let options = Options {
        threads: 2,
        seed: 1,
        start,
        repeatable: true,
        lang: Lang::En,
    };
    let limit = Limit::new(None, Some(2_000_000));
    let enough = limit.cancel();
    solve(instance, &options, &limit, |progress| {
        enough.store(progress.cost.hard == 0, Ordering::Relaxed);
    })
}

/// A class like one there is, with a room and a teacher for all its lessons.
fn with_a_class_more(mut instance: Instance, like: &str) -> Instance {
    let class = instance.classes.iter().find(|c| c.id == like).unwrap().clone();
    instance.rooms.push(Room {
        id: "new".into(),
        ..instance
            .rooms
            .iter()
            .find(|r| Some(&r.id) == class.room.as_ref())
            .unwrap()
            .clone()
    });
    instance.staff.push(Staff {
        id: "new".into(),
        max_lessons_a_day: None,
        norm_weekly: None,
        ..instance
            .staff
            .iter()
            .find(|s| s.institution == class.institution)
            .unwrap()
            .clone()
    });
    let lessons = instance.lessons.iter().filter(|l| l.class == like);
    let lessons: Vec<Lesson> = lessons
        .map(|lesson| Lesson {
            id: format!("{}-new", lesson.id),
            class: "new".into(),
            staff: vec![StaffNeed::Person("new".into())],
            ..lesson.clone()
        })
        .collect();
    instance.lessons.extend(lessons);
    instance.classes.push(Class {
        id: "new".into(),
        room: Some("new".into()),
        teacher: Some("new".into()),
        ..class
    });
    instance
}

#[test]
fn a_class_more_changes_its_own_school_alone() {
    let instance = villages();
    let old = legal(&instance, None).timetable(&instance);
    assert_eq!(judge(&instance, &old), []);
    let like = instance.classes.iter().find(|c| c.grade == 6).unwrap();
    let more = with_a_class_more(instance.clone(), &like.id);
    let new = legal(&more, Some(&old));
    let timetable = new.timetable(&more);
    assert_eq!(judge(&more, &timetable), []);
    let again: Vec<&Id> = new
        .parts
        .iter()
        .filter(|p| !p.kept)
        .map(|p| &more.institutions[p.institution].id)
        .collect();
    assert_eq!(again, [like.institution.as_ref().unwrap()]);
    let of_others = |timetable: &Timetable| {
        let elsewhere = |p: &&Placement| again.iter().all(|id| !p.activity.starts_with(id.as_str()));
        timetable
            .placements
            .iter()
            .filter(elsewhere)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(of_others(&timetable) == of_others(&old), "others changed");
}

/// The start that tempts is free in both bells; the way is not.
#[test]
fn nobody_is_in_two_institutions_within_the_way() {
    let instance = read("municipality/travel.json");
    let placement = |activity: &str, from: u16, to: u16, staff: &str, room: &str| Placement {
        activity: activity.into(),
        number: 1,
        day: Weekday::Mon,
        start: Clock(from),
        end: Clock(to),
        week: Week::Every,
        period: None,
        staff: vec![staff.into()],
        room: Some(room.into()),
        session: None,
    };
    let timetable = |from: u16, art: u16| Timetable {
        firstbell: FORMAT_VERSION,
        instance: instance.id.clone(),
        status: Status::Draft,
        approved: None,
        from: None,
        legal: true,
        hard: 0,
        soft: 0,
        placements: vec![
            placement("5-music", 480, 520, "Ana", "r5"),
            placement("6-music", from, from + 40, "Ana", "r6"),
            placement("6-art", art, art + 40, "Boris", "r6"),
        ],
        unmet: Default::default(),
    };
    let rules =
        |timetable: &Timetable| -> Vec<String> { judge(&instance, timetable).into_iter().map(|b| b.rule).collect() };
    assert_eq!(rules(&timetable(530, 480)), ["staff/travel"]);
    assert_eq!(rules(&timetable(580, 480)), Vec::<String>::new());
}

#[test]
fn validate_says_how_many_sessions_one_specialist_too_few_leaves() {
    let found = validate(&read("municipality/one-specialist-too-few.json"));
    let said: Vec<(&str, String)> = found.iter().map(|f| (f.code, f.message.in_lang(Lang::En))).collect();
    // 9 sessions of 30 minutes against a post of 150.
    let expected = [
        (
            "W-service-nobody",
            "hearing and speech rehabilitation: nobody gives it; sessions wanted a week: 1.",
        ),
        (
            "W-service-short",
            "speech therapy (log-1): 9 sessions a week (270 minutes) are wanted for 2 institutions; posts, presence and \
             travel allow 5 at most, so at least 4 will stay unmet.",
        ),
    ];
    assert_eq!(said, expected.map(|(code, text)| (code, text.to_owned())));
}

#[test]
fn mistakes_in_parts_are_said_with_their_file_and_line() {
    use firstbell::formats::native::locate;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("municipality.json");
    let made = generate::municipality_of(2, 1, 1).unwrap();
    write_parts(&file, &made.shared, &made.parts).unwrap();
    let part = folder.path().join("municipality/school-2.json");
    let text = std::fs::read_to_string(&part).unwrap();
    let lines = |text: &str, needle: &str| text.lines().position(|l| l.contains(needle)).unwrap() + 1;
    // A reference that leads nowhere, and an id that the first school has: both are of the second one's file.
    let text = text.replacen("\"school-2-english-1\"", "\"nobody\"", 2).replacen(
        "\"school-2-gym-1\"",
        "\"school-1-gym-1\"",
        1,
    );
    std::fs::write(&part, &text).unwrap();
    let (instance, source) = read_instance(&file).unwrap();
    let mut found = validate(&instance);
    locate(&mut found, &source);
    let twice = found.iter().find(|f| f.code == "E-id-twice").unwrap();
    assert_eq!(twice.file.as_deref(), Some("municipality/school-2.json"));
    assert_eq!(twice.place.map(|p| p.line), Some(lines(&text, "\"school-1-gym-1\"")));
    assert!(
        twice
            .message
            .in_lang(Lang::En)
            .contains("municipality/school-1.json /rooms/0/id")
    );
    // A part that is no part.
    std::fs::write(&part, "{\"classes\": [{\"id\": 7}], \"colour\": 1}").unwrap();
    let refused = read_instance(&file).unwrap_err();
    let said: BTreeSet<_> = refused.findings.iter().map(|f| (f.code, f.file.as_deref())).collect();
    let of_part = Some("municipality/school-2.json");
    assert!(
        said.contains(&("E-type", of_part)) && said.contains(&("E-field", of_part)),
        "{said:?}"
    );
    // One that is not there is said where it is named.
    std::fs::remove_file(&part).unwrap();
    let refused = read_instance(&file).unwrap_err();
    let said: Vec<_> = refused
        .findings
        .iter()
        .map(|f| (f.code, f.path.as_str(), f.file.is_none()))
        .collect();
    assert_eq!(said, [("E-file", "/parts/1", true)]);
}
