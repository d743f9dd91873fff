//! Made-up municipalities: schools each around a hidden legal timetable, kindergartens, and centres whose specialists
//! serve many of them.
//!
//! `municipality.json` is what all institutions share: bells, subjects, wishes, one teacher and one room of each kind. The
//! lessons of a grade come from [`CURRICULUM`]. What is drawn is marked as assumed.

use super::hidden::{DAYS, Hidden, Unit};
use crate::finding::Finding;
use crate::instance::*;
use crate::timetable::Timetable;
use crate::words::{Lang, Message, Word};
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const PATTERN: &str = include_str!("municipality.json");

/// Lessons a week by grade, and who teaches them: grades I to IV, V to VII, VIII to XII. Term 1 of the reference school in
/// I to VII; 32 lessons in VIII to XII with the annual hours of the ordinance where they are known, the rest assumed.
const CURRICULUM: [Row; 19] = [
    (
        "bulgarian",
        [9, 9, 8, 8, 6, 6, 7, 4, 3, 3, 3, 4],
        ["primary", "bulgarian", "bulgarian"],
    ),
    (
        "english",
        [0, 2, 3, 3, 4, 3, 3, 8, 4, 3, 4, 4],
        ["english", "english", "english"],
    ),
    ("german", [0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2], ["", "", "german"]),
    (
        "mathematics",
        [5, 5, 5, 5, 5, 5, 5, 4, 3, 3, 4, 4],
        ["primary", "mathematics", "mathematics"],
    ),
    (
        "information-technology",
        [0, 0, 1, 1, 1, 1, 1, 2, 1, 1, 3, 3],
        ["it", "it", "it"],
    ),
    ("homeland", [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ["primary", "", ""]),
    (
        "man-and-society",
        [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        ["primary", "", ""],
    ),
    (
        "history",
        [0, 0, 0, 0, 2, 2, 2, 2, 4, 3, 3, 2],
        ["", "humanities", "humanities"],
    ),
    (
        "geography",
        [0, 0, 0, 0, 1, 2, 2, 1, 2, 3, 2, 2],
        ["", "humanities", "humanities"],
    ),
    (
        "man-and-nature",
        [0, 0, 1, 2, 3, 2, 0, 0, 0, 0, 0, 0],
        ["primary", "nature", ""],
    ),
    (
        "biology",
        [0, 0, 0, 0, 0, 0, 2, 1, 3, 3, 3, 2],
        ["", "nature", "nature"],
    ),
    (
        "physics",
        [0, 0, 0, 0, 0, 0, 2, 1, 3, 2, 2, 2],
        ["", "mathematics", "physics"],
    ),
    (
        "chemistry",
        [0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 2, 2],
        ["", "nature", "nature"],
    ),
    (
        "philosophy",
        [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 1, 2],
        ["", "", "humanities"],
    ),
    (
        "civic-education",
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
        ["", "", "humanities"],
    ),
    (
        "music",
        [2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 0, 0],
        ["music", "music", "music"],
    ),
    ("art", [2, 1, 2, 1, 2, 2, 1, 1, 1, 1, 0, 0], ["primary", "art", "art"]),
    (
        "technology",
        [1, 1, 1, 1, 1, 2, 1, 0, 0, 0, 0, 0],
        ["primary", "art", ""],
    ),
    ("pe", [2, 2, 3, 3, 3, 3, 2, 3, 2, 2, 2, 2], ["primary", "pe", "pe"]),
];

/// Days on which a teacher shared by two village schools is at the first of them; at the second on all others.
const SHARED: [(&str, [bool; DAYS]); 4] = [
    ("music", [true, false, true, false, true]),
    ("art", [false, true, false, true, true]),
    ("humanities", [false, true, false, true, true]),
    ("nature", [true, false, true, false, false]),
];

/// The most schools and kindergartens of a municipality.
pub const MOST: usize = 1000;

/// Institutions that one centre serves.
const SERVED: usize = 39;

/// What is drawn.
const ASSUMED: Option<Source> = Some(Source::Assumed);

/// A service of specialists.
struct Service {
    name: &'static str,
    /// In ids of its specialists.
    short: &'static str,
    /// Minutes of a session.
    minutes: u16,
    /// Most sessions of a child a week.
    weekly: u8,
    /// Cost of an unmet session.
    unmet: u32,
    /// Persons of a centre.
    persons: usize,
    /// Percent of the children with resource support who need it too.
    share: usize,
}

#[rustfmt::skip]
const SERVICES: [Service; 4] = [
    Service { name: "psychology", short: "psy", minutes: 40, weekly: 1, unmet: 8, persons: 2, share: 30 },
    Service { name: "speech-therapy", short: "log", minutes: 30, weekly: 2, unmet: 10, persons: 3, share: 50 },
    Service { name: "resource", short: "res", minutes: 40, weekly: 3, unmet: 12, persons: 5, share: 100 },
    Service { name: "vision", short: "vis", minutes: 40, weekly: 2, unmet: 10, persons: 1, share: 0 },
];

/// Minutes a week that a full post of a specialist pays for.
const POST: u16 = 1500;

/// Who gives a service at an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// A specialist of its own.
    Own,
    /// A specialist of its own on half a post.
    Half,
    /// The specialists of its centre.
    Centre,
}

/// An institution that is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Identifier.
    pub id: Id,
    /// Name.
    pub name: Text,
    /// School, kindergarten or centre.
    pub kind: InstitutionKind,
    /// Minutes from the town; 0: in it.
    #[serde(default)]
    pub minutes: u16,
    /// Classes of each of the grades I to IV.
    #[serde(default)]
    pub primary: u8,
    /// Classes of each of the grades V to VII.
    #[serde(default)]
    pub lower: u8,
    /// Classes of each of the grades VIII to XII.
    #[serde(default)]
    pub upper: u8,
    /// Classes I+II, III+IV and V+VII are merged.
    #[serde(default)]
    pub merged: bool,
    /// The school with which it shares teachers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares_with: Option<Id>,
    /// Grades whose classes come in the afternoon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_shift: Vec<u8>,
    /// The bus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus: Option<Bus>,
    /// Groups of a kindergarten.
    #[serde(default)]
    pub groups: u8,
    /// Pupils in full-day groups, or children of a kindergarten.
    #[serde(default)]
    pub pupils: u16,
    /// Who gives which service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, Provider>,
    /// Children with resource support.
    #[serde(default)]
    pub supported: u16,
    /// Services that a child needs and nobody gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nobody: Vec<String>,
}

/// The institutions of a municipality that is wanted: what `generate municipality --institutions` reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedMunicipality {
    /// Identifier.
    pub id: Id,
    /// Name.
    pub name: Text,
    /// The institutions; centres serve those before them in the list, 39 each.
    pub institutions: Vec<Wanted>,
}

/// A made-up municipality.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// What its institutions share, without them.
    pub shared: Instance,
    /// By institution (and for the travel and the centre's staff), its id and its part.
    pub parts: Vec<(Id, Part)>,
    /// The legal timetables of the lessons of each school, which they were built around.
    pub timetables: Vec<Timetable>,
}

impl Municipality {
    /// All in one.
    pub fn instance(&self) -> Instance {
        let mut instance = self.shared.clone();
        self.parts.iter().for_each(|(_, part)| instance.add(part.clone()));
        instance
    }
}

impl Wanted {
    /// One without anything in it.
    fn new(id: String, name: Text, kind: InstitutionKind) -> Self {
        Wanted {
            id,
            name,
            kind,
            minutes: 0,
            primary: 0,
            lower: 0,
            upper: 0,
            merged: false,
            shares_with: None,
            second_shift: Vec::new(),
            bus: None,
            groups: 0,
            pupils: 0,
            services: BTreeMap::new(),
            supported: 0,
            nobody: Vec::new(),
        }
    }
}

/// Schools and kindergartens of all kinds in even proportions, with a centre for every 39 of them.
pub fn wanted(schools: usize, kindergartens: usize, seed: u64) -> Vec<Wanted> {
    use Provider::*;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let given = |by: [Option<Provider>; 3]| -> BTreeMap<String, Provider> {
        let all = SERVICES.iter().zip(by);
        all.filter_map(|(service, by)| Some((service.name.to_owned(), by?)))
            .collect()
    };
    let mut all = Vec::new();
    for i in 0..schools {
        let near = rng.random_range(0..2) == 0;
        let minutes = if near {
            rng.random_range(20..=25)
        } else {
            rng.random_range(30..=40)
        };
        let name = both(&Word::GeneratedOne.with(&[("number", &(i + 1))]));
        let school = Wanted::new(format!("school-{}", i + 1), name, InstitutionKind::School);
        all.push(match i % 13 {
            0 | 4 | 9 => Wanted {
                primary: 3,
                lower: 3,
                pupils: 12 * 22,
                services: given([Some(Own), Some(Own), Some(Own)]),
                supported: 9,
                ..school
            },
            // Every other merged school shares teachers with the one before it.
            k @ (1 | 2 | 7 | 8) => Wanted {
                minutes,
                primary: 1,
                lower: 1,
                merged: true,
                shares_with: matches!(k, 2 | 8).then(|| format!("school-{i}")),
                pupils: 16,
                services: given([None, Some(Centre), Some(Centre)]),
                supported: 4,
                ..school
            },
            k @ (3 | 6 | 10) => Wanted {
                upper: 3,
                second_shift: if k == 6 { vec![8, 9] } else { Vec::new() },
                services: given([Some(if k == 3 { Own } else { Centre }), None, Some(Centre)]),
                supported: 4,
                ..school
            },
            11 => Wanted {
                primary: 4,
                lower: 4,
                upper: 3,
                pupils: 16 * 22,
                services: given([Some(Own), Some(Own), Some(Own)]),
                supported: 12,
                nobody: vec!["hearing-and-speech".into()],
                ..school
            },
            _ => Wanted {
                minutes,
                primary: 1,
                lower: 1,
                bus: Some(Bus {
                    arrives: Clock(7 * 60 + 40),
                    leaves: Clock(17 * 60 + 10),
                }),
                pupils: 40,
                services: given([Some(Centre), Some(Centre), Some(Centre)]),
                supported: 5,
                ..school
            },
        });
    }
    for i in 0..kindergartens {
        let (speech, resource) = match i % 4 {
            0 => (Half, Own),
            1 => (Own, Own),
            2 => (Half, Centre),
            _ => (Centre, Own),
        };
        let name = both(&Word::GeneratedKindergarten.with(&[("number", &(i + 1))]));
        let id = format!("kindergarten-{}", i + 1);
        all.push(Wanted {
            groups: rng.random_range(4..=6),
            pupils: 110,
            services: given([Some(Own), Some(speech), Some(resource)]),
            supported: 5,
            ..Wanted::new(id, name, InstitutionKind::Kindergarten)
        });
    }
    for i in 0..all.len().div_ceil(SERVED) {
        let name = both(&Word::GeneratedCentre.with(&[("number", &(i + 1))]));
        all.push(Wanted::new(format!("centre-{}", i + 1), name, InstitutionKind::Centre));
    }
    all
}

/// A municipality of so many schools and kindergartens, 1 to [`MOST`] together.
pub fn municipality_of(schools: usize, kindergartens: usize, seed: u64) -> Result<Municipality, Vec<Finding>> {
    let count = schools.saturating_add(kindergartens);
    if !(1..=MOST).contains(&count) {
        let message = Word::GenerateInstitutions.with(&[("count", &count), ("most", &MOST)]);
        let advice = Word::GenerateInstitutionsAdvice.with(&[("most", &MOST)]);
        return Err(vec![Finding::new("E-institutions", "", message, advice)]);
    }
    let name = Word::GeneratedMunicipality.with(&[("schools", &schools), ("kindergartens", &kindergartens)]);
    let id = format!("municipality-{schools}-{kindergartens}-{seed}");
    Ok(municipality(
        id,
        both(&name),
        &wanted(schools, kindergartens, seed),
        seed,
    ))
}

/// A municipality of the institutions that are wanted. The same numbers give the same municipality.
pub fn municipality(id: Id, name: Text, wanted: &[Wanted], seed: u64) -> Municipality {
    let base: Instance = serde_json::from_str(PATTERN).expect("the pattern comes with the program");
    let (ordinary, merged) = (pattern(&base, false), pattern(&base, true));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut shared = Instance {
        id,
        name,
        ..base.clone()
    };
    (shared.rooms, shared.staff) = (Vec::new(), Vec::new());
    let mut made = Municipality {
        shared,
        parts: Vec::new(),
        timetables: Vec::new(),
    };
    let served = wanted.iter().filter(|w| w.kind != InstitutionKind::Centre);
    let centres: Vec<&Wanted> = wanted.iter().filter(|w| w.kind == InstitutionKind::Centre).collect();
    // Who may be at several institutions: by person, where.
    let mut places: BTreeMap<Id, BTreeSet<usize>> = BTreeMap::new();
    for (i, one) in served.clone().enumerate() {
        let mut part = Part {
            institutions: vec![institution(one)],
            ..Part::default()
        };
        match one.kind {
            InstitutionKind::School => {
                let pattern = if one.merged { &merged } else { &ordinary };
                let school = School::new(pattern, one, rng.random());
                let timetable = school.fill(&mut part, &mut places, i);
                full_day(one, &mut part);
                made.timetables.push(timetable);
            }
            _ => kindergarten(one, &mut part),
        }
        let centre = centres.get(i / SERVED).or(centres.first());
        support(one, centre.map(|c| &c.id), i, &mut part, &mut places, &mut rng);
        made.parts.push((one.id.clone(), part));
    }
    for centre in &centres {
        made.parts.push((centre.id.clone(), centre_part(centre, &places)));
    }
    let served: Vec<&Wanted> = served.collect();
    let travel = travel(&served, &places);
    made.parts.push((
        "travel".into(),
        Part {
            travel,
            ..Part::default()
        },
    ));
    made.shared.parts = Vec::new();
    made
}

fn institution(one: &Wanted) -> Institution {
    let late = if one.second_shift.is_empty() {
        17 * 60 + 30
    } else {
        19 * 60 + 40
    };
    let (opens, closes) = match one.kind {
        InstitutionKind::Kindergarten => (Clock(7 * 60), Clock(18 * 60)),
        _ => (Clock(8 * 60), Clock(late)),
    };
    Institution {
        id: one.id.clone(),
        name: one.name.clone(),
        kind: one.kind,
        opens,
        closes,
        gap: 5,
        bus: one.bus,
        source: ASSUMED,
    }
}

/// One class of every grade, and with `merged` the groups that villages merge from two grades.
fn pattern(base: &Instance, merged: bool) -> Instance {
    let mut pattern = base.clone();
    for grade in 1..=if merged { 7 } else { 12u8 } {
        let bell = match grade {
            1 | 2 => "1-2",
            3 | 4 => "3-4",
            _ => "5-12",
        };
        pattern.classes.push(Class {
            id: grade.to_string(),
            name: None,
            grade,
            institution: None,
            bell: Some(bell.into()),
            day: None,
            room: Some(grade.to_string()),
            teacher: Some(class_teacher(grade).into()),
            size: None,
            divisions: Vec::new(),
            source: ASSUMED,
        });
    }
    let pairs: &[(u8, u8)] = if merged { &[(1, 2), (3, 4), (5, 7)] } else { &[] };
    for &(a, b) in pairs {
        pattern.groups.push(MergedGroup {
            id: format!("{a}+{b}"),
            name: None,
            members: vec![a.to_string(), b.to_string()],
        });
        pattern.lessons.extend(merged_lessons(a, b));
    }
    let alone = (1..=pattern.classes.len() as u8).filter(|g| pairs.iter().all(|(a, b)| g != a && g != b));
    for grade in alone {
        let rows = CURRICULUM.iter().filter(|row| hours(row, grade) > 0);
        let lessons = rows.map(|row| lesson(&grade.to_string(), grade, row.0, hours(row, grade), teacher(row, grade)));
        pattern.lessons.extend(lessons.chain(extras(&grade.to_string(), grade)));
    }
    pattern
}

type Row = (&'static str, [u8; 12], [&'static str; 3]);

fn hours(row: &Row, grade: u8) -> u8 {
    row.1[usize::from(grade) - 1]
}

fn teacher(row: &Row, grade: u8) -> &'static str {
    row.2[usize::from(grade > 4) + usize::from(grade > 7)]
}

fn class_teacher(grade: u8) -> &'static str {
    match grade {
        1..=4 => "primary",
        5 | 12 => "bulgarian",
        6 | 10 => "mathematics",
        7 | 11 => "humanities",
        8 => "english",
        _ => "nature",
    }
}

/// Lessons of a class or group of a grade.
fn lesson(class: &str, grade: u8, subject: &str, weekly: u8, teacher: &str) -> Lesson {
    let room = match subject {
        "information-technology" => Some("computers"),
        "pe" if grade > 4 => Some("gym"),
        "pe" | "sport-hour" => Some("yard"),
        _ => None,
    };
    Lesson {
        id: format!("{class}-{subject}"),
        subject: subject.into(),
        kind: LessonKind::Lesson,
        class: class.into(),
        staff: vec![StaffNeed::Person(teacher.into())],
        weekly,
        room: room.map(|feature| RoomNeed::Features {
            features: vec![feature.into()],
        }),
        doubles: None,
        week: Week::Every,
        parallel: None,
        pinned: Vec::new(),
        source: ASSUMED,
    }
}

/// Class hour and sport hour.
fn extras(class: &str, grade: u8) -> [Lesson; 2] {
    let sport = if grade > 4 { "pe" } else { "primary" };
    [
        Lesson {
            kind: LessonKind::ClassHour,
            ..lesson(class, grade, "class-hour", 1, class_teacher(grade))
        },
        Lesson {
            kind: LessonKind::SportHour,
            ..lesson(class, grade, "sport-hour", 1, sport)
        },
    ]
}

/// Lessons of two grades taught as one: what both have is merged; of the rest, one grade has something while the other has
/// something else with another teacher, and what is then left stands alone.
fn merged_lessons(a: u8, b: u8) -> Vec<Lesson> {
    let group = format!("{a}+{b}");
    let mut lessons = Vec::new();
    let mut apart: [Vec<Lesson>; 2] = [Vec::new(), Vec::new()];
    for row in &CURRICULUM {
        let together = hours(row, a).min(hours(row, b));
        if together > 0 {
            lessons.push(lesson(&group, a, row.0, together, teacher(row, a)));
        }
        for (grade, apart) in [a, b].into_iter().zip(&mut apart) {
            // So that two are there: the class teacher teaches the other grade.
            let teacher = if row.0 == "art" { "art" } else { teacher(row, grade) };
            let one = lesson(&grade.to_string(), grade, row.0, 1, teacher);
            apart.extend((together..hours(row, grade)).map(|_| one.clone()));
        }
    }
    let [fewer, more] = &mut apart;
    let order: Vec<usize> = (0..more.len()).collect();
    let differs = |one: usize, other: usize| fewer.get(one).is_none_or(|l| l.staff != more[other].staff);
    let beside = super::hidden::matching(more.len(), &order, differs).expect("the grades of the table go together");
    for (other, one) in beside.into_iter().enumerate() {
        if let Some(lesson) = fewer.get_mut(one) {
            let word = format!("{group}/{other}");
            (lesson.parallel, more[other].parallel) = (Some(word.clone()), Some(word));
        }
    }
    lessons.extend(apart.into_iter().flatten());
    lessons.extend(extras(&group, a));
    lessons
}

/// A school on its way into a part.
struct School<'p> {
    wanted: &'p Wanted,
    pattern: &'p Instance,
    hidden: Hidden<'p>,
    /// Teachers that another school lists.
    lent: BTreeSet<Id>,
}

impl<'p> School<'p> {
    fn new(pattern: &'p Instance, wanted: &'p Wanted, seed: u64) -> Self {
        let mut school = School {
            wanted,
            pattern,
            hidden: Hidden::of_school(pattern, seed, &wanted.id),
            lent: BTreeSet::new(),
        };
        if wanted.merged {
            for (subject, first) in SHARED {
                let host = wanted.shares_with.as_ref();
                let days = if host.is_some() { first.map(|d| !d) } else { first };
                let id = format!("{}-shared-{subject}", host.unwrap_or(&wanted.id));
                let index = pattern.staff.iter().position(|s| s.id == subject);
                school.hidden.share(index.unwrap_or_default(), id.clone(), days);
                if host.is_some() {
                    school.lent.insert(id);
                }
            }
        }
        for (grades, copies) in [(1..=4, wanted.primary), (5..=7, wanted.lower), (8..=12, wanted.upper)] {
            for grade in grades {
                (0..copies).for_each(|copy| school.add(grade, copy));
            }
        }
        school
    }

    /// A class, or two merged ones with the first of them.
    fn add(&mut self, grade: u8, copy: u8) {
        let own = |id: &str| format!("{}-{id}", self.wanted.id);
        let class = &self.pattern.classes[usize::from(grade) - 1];
        let periods = self.pattern.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref());
        let grid = [periods.map_or(0, |b| b.periods.len()); DAYS];
        let first = if self.wanted.second_shift.contains(&grade) {
            grid[0] - 1
        } else {
            0
        };
        let group = self.pattern.groups.iter().find(|g| g.members.contains(&class.id));
        let unit = match group {
            Some(group) if group.members[0] != class.id => return,
            Some(group) => {
                let members = group.members.iter().map(|m| (m.clone(), own(m)));
                let names = members.chain([(group.id.clone(), own(&group.id))]).collect();
                let index = |m: &Id| self.pattern.classes.iter().position(|c| c.id == *m);
                Unit::new(group.members.iter().filter_map(index).collect(), names, grid, first)
            }
            None => {
                let letter = char::from(b'a' + copy);
                let name = own(&format!("{}{letter}", class.id));
                Unit::new(
                    vec![usize::from(grade) - 1],
                    vec![(class.id.clone(), name)],
                    grid,
                    first,
                )
            }
        };
        self.hidden.add(unit);
    }

    /// Rooms, teachers, classes and lessons of the school, and its hidden timetable.
    fn fill(self, part: &mut Part, places: &mut BTreeMap<Id, BTreeSet<usize>>, at: usize) -> Timetable {
        let (hidden, wanted) = (&self.hidden, self.wanted);
        let here = || Some(wanted.id.clone());
        part.rooms = super::rooms(self.pattern, hidden);
        for person in &hidden.persons {
            let shared = person.id.contains("-shared-");
            if shared {
                places.entry(person.id.clone()).or_default().insert(at);
            }
            if self.lent.contains(&person.id) || person.load == 0 && !shared {
                continue;
            }
            let whole = &self.pattern.staff[person.pattern];
            let part_time = !shared && person.days.contains(&false);
            let days = (0..DAYS).filter(|d| person.days[*d]).map(|d| self.pattern.term.days[d]);
            part.staff.push(Staff {
                id: person.id.clone(),
                institution: (!shared).then(|| wanted.id.clone()),
                post: part_time.then_some(0.5),
                available: part_time.then(|| vec![window(Some(days.collect()), (8, 0), (19, 40))]),
                ..whole.clone()
            });
        }
        let mut full_day = wanted.pupils;
        let mut primary = u16::from(wanted.primary) * 4;
        for unit in &hidden.units {
            for &class in &unit.classes {
                let as_pattern = &self.pattern.classes[class];
                let id = unit.own(&as_pattern.id);
                let size = if as_pattern.grade <= 4 {
                    let size = full_day.div_ceil(primary.max(1));
                    (full_day, primary) = (full_day - size, primary - 1);
                    size
                } else if wanted.merged {
                    5
                } else {
                    u16::from(if wanted.minutes > 0 {
                        12u8
                    } else if as_pattern.grade > 7 {
                        22
                    } else {
                        24
                    })
                };
                let short = id.strip_prefix(&format!("{}-", wanted.id)).unwrap_or(&id);
                part.rooms.push(room(&id, Vec::new()));
                part.classes.push(Class {
                    name: Some(class_name(short)),
                    institution: here(),
                    bell: match unit.first {
                        0 => as_pattern.bell.clone(),
                        _ => Some("second-shift".into()),
                    },
                    room: Some(id.clone()),
                    teacher: as_pattern.teacher.as_ref().map(|t| hidden.teacher(unit, t)),
                    size: Some(size),
                    id,
                    ..as_pattern.clone()
                });
            }
            for group in self
                .pattern
                .groups
                .iter()
                .filter(|g| unit.names.iter().any(|(id, _)| *id == g.id))
            {
                part.groups.push(MergedGroup {
                    id: unit.own(&group.id),
                    name: Some(class_name(&group.id)),
                    members: group.members.iter().map(|m| unit.own(m)).collect(),
                });
            }
            let mut lessons: Vec<Lesson> = Vec::new();
            for lesson in unit.lessons(self.pattern) {
                let id = unit.own(&lesson.id);
                match lessons.iter_mut().find(|l| l.id == id) {
                    Some(same) => same.weekly += lesson.weekly,
                    None => lessons.push(Lesson {
                        id,
                        class: unit.own(&lesson.class),
                        staff: lesson
                            .staff
                            .iter()
                            .flat_map(|need| need.persons())
                            .map(|id| StaffNeed::Person(hidden.teacher(unit, id)))
                            .collect(),
                        parallel: None,
                        ..lesson.clone()
                    }),
                }
            }
            part.lessons.extend(lessons);
        }
        part.rooms.iter_mut().for_each(|r| r.institution = here());
        let mut school = self.pattern.clone();
        (school.id, school.classes) = (wanted.id.clone(), part.classes.clone());
        hidden.timetable(&school)
    }
}

/// The full day of grades I to IV: a group for each class in the town, one for all of them in a village.
fn full_day(one: &Wanted, part: &mut Part) {
    let primary: Vec<&Class> = part.classes.iter().filter(|c| c.grade <= 4).collect();
    let groups: Vec<Vec<&Class>> = match one.minutes {
        _ if primary.is_empty() => Vec::new(),
        0 => primary.iter().map(|c| vec![*c]).collect(),
        _ => vec![primary],
    };
    let hours = |min, max| Range { min, max };
    let mut staff = Vec::new();
    let leaders = groups.len().div_ceil(8);
    let choir: Vec<Id> = (1..=leaders).map(|n| format!("{}-choir-{n}", one.id)).collect();
    for (i, classes) in groups.iter().enumerate() {
        let id = format!("{}-group-{}", one.id, i + 1);
        let person = format!("{}-group-teacher-{}", one.id, i + 1);
        let club = |short: &str, word: Word, stem: bool, weekly: Range, leaders: Vec<Id>, room: Option<Id>| Club {
            id: format!("{id}-{short}"),
            name: word.text(),
            stem,
            weekly,
            leaders,
            room,
            source: None,
        };
        let class_teachers = classes.iter().filter_map(|c| c.teacher.clone());
        let maths: BTreeSet<Id> = class_teachers.chain([person.clone()]).collect();
        let room = classes[0].room.clone();
        let clubs = vec![
            club(
                "maths",
                Word::ClubMathematics,
                true,
                hours(2, 4),
                maths.into_iter().collect(),
                room.clone(),
            ),
            club(
                "sport",
                Word::ClubSport,
                false,
                hours(2, 4),
                vec![person.clone()],
                Some(format!("{}-yard", one.id)),
            ),
            club("choir", Word::ClubChoir, false, hours(1, 1), choir.clone(), room),
        ];
        staff.push(Staff {
            available: Some(vec![window(None, (11, 30), (17, 30))]),
            ..person_of(&person, Role::GroupTeacher, &one.id)
        });
        part.full_day.push(FullDayGroup {
            id,
            name: None,
            classes: classes.iter().map(|c| c.id.clone()).collect(),
            staff: person,
            hours: "afternoon".into(),
            lunch: 30,
            per_day: AfternoonCounts {
                recreation: hours(1, 1),
                self_study: hours(2, 2),
                interests: hours(1, 2),
            },
            clubs,
            room: None,
            source: ASSUMED,
        });
    }
    part.staff.extend(staff);
    for id in &choir {
        part.staff.push(Staff {
            available: Some(vec![window(None, (13, 0), (17, 30))]),
            ..person_of(id, Role::Leader, &one.id)
        });
    }
}

/// The groups of a kindergarten: sessions before lunch and after the sleep.
fn kindergarten(one: &Wanted, part: &mut Part) {
    for i in 0..one.groups {
        let number = i + 1;
        part.classes.push(Class {
            id: format!("{}-{number}", one.id),
            name: Some(both(&Word::KindergartenGroup.with(&[("number", &number)]))),
            grade: 0,
            institution: Some(one.id.clone()),
            bell: None,
            day: Some(vec![window(None, (8, 30), (11, 45)), window(None, (15, 0), (17, 0))]),
            room: None,
            teacher: None,
            size: Some((one.pupils + u16::from(i)) / u16::from(one.groups)),
            divisions: Vec::new(),
            source: ASSUMED,
        });
    }
}

/// Children with support, their sessions, the institution's own specialists and the visits it wants of the centre's.
fn support(
    one: &Wanted,
    centre: Option<&Id>,
    at: usize,
    part: &mut Part,
    places: &mut BTreeMap<Id, BTreeSet<usize>>,
    rng: &mut Xoshiro256PlusPlus,
) {
    let classes: Vec<Id> = part.classes.iter().map(|c| c.id.clone()).collect();
    if classes.is_empty() || one.services.is_empty() {
        return;
    }
    let kindergarten = one.kind == InstitutionKind::Kindergarten;
    for (room_name, word) in [("office", Word::SupportOffice), ("corner", Word::SupportCorner)] {
        part.rooms.push(Room {
            institution: Some(one.id.clone()),
            name: Some(word.text()),
            ..room(&format!("{}-{room_name}", one.id), vec!["support".into()])
        });
    }
    let mut pupils = 0..;
    let mut child = |part: &mut Part, rng: &mut Xoshiro256PlusPlus| -> Id {
        let number = pupils.next().unwrap_or_default() + 1;
        let id = format!("{}-p{number:02}", one.id);
        part.pupils.push(Pupil {
            id: id.clone(),
            class: classes.choose(rng).cloned().unwrap_or_default(),
            groups: Vec::new(),
            max_sessions_a_day: Some(2),
            source: ASSUMED,
        });
        id
    };
    let supported: Vec<Id> = match one.services.contains_key("resource") {
        true => (0..one.supported).map(|_| child(part, rng)).collect(),
        false => Vec::new(),
    };
    for service in &SERVICES {
        let Some(provider) = one.services.get(service.name) else {
            continue;
        };
        let staff = match (provider, centre) {
            (Provider::Centre, Some(centre)) => {
                let any_of: Vec<Id> = (1..=service.persons)
                    .map(|n| format!("{centre}-{}-{n}", service.short))
                    .collect();
                for id in &any_of {
                    places.entry(id.clone()).or_default().insert(at);
                }
                StaffNeed::AnyOf { any_of }
            }
            _ => {
                let half = *provider == Provider::Half;
                let id = format!("{}-{}", one.id, service.short);
                let until = if half {
                    (12, 30)
                } else if kindergarten {
                    (16, 0)
                } else {
                    (14, 30)
                };
                part.staff.push(Staff {
                    available: Some(vec![window(None, (8, 0), until)]),
                    post: Some(if half { 0.5 } else { 1.0 }),
                    minutes_weekly: Some(if half { POST / 2 } else { POST }),
                    ..person_of(&id, Role::Specialist, &one.id)
                });
                StaffNeed::Person(id)
            }
        };
        // Part of the children with resource support, and a few who need this service alone.
        let mut children: Vec<Id> = match service.name {
            "resource" => supported.clone(),
            _ => {
                let some = supported.len() * service.share / 100;
                let mut all = supported.clone();
                all.shuffle(rng);
                all.truncate(some);
                all.extend((0..2).map(|_| child(part, rng)));
                all
            }
        };
        children.sort();
        let mut minutes = 0;
        let mut session = |id: String, pupils: Vec<Id>, weekly: u8| {
            minutes += service.minutes * u16::from(weekly);
            part.sessions.push(Session {
                id,
                service: service.name.into(),
                staff: staff.clone(),
                pupils,
                minutes: service.minutes,
                weekly,
                days_apart: 1,
                time: SessionTime::Any,
                not_from: match kindergarten {
                    true => Vec::new(),
                    false => vec!["bulgarian".into(), "mathematics".into()],
                },
                room: Some(RoomNeed::Features {
                    features: vec!["support".into()],
                }),
                step: 5,
                co_taught: None,
                unmet_weight: Some(service.unmet),
                source: ASSUMED,
            });
        };
        for id in &children {
            session(
                format!("{id}-{}", service.short),
                vec![id.clone()],
                rng.random_range(1..=service.weekly),
            );
        }
        if service.name == "psychology" && children.len() >= 3 {
            session(format!("{}-psy-group", one.id), children[..3].to_vec(), 1);
        }
        if *provider == Provider::Centre {
            let visits = u8::try_from(minutes.div_ceil(180)).unwrap_or(10).clamp(1, 9);
            part.visits.push(Visit {
                institution: one.id.clone(),
                service: service.name.into(),
                weekly: Range {
                    min: visits,
                    max: visits + 1,
                },
                weight: 4,
                source: ASSUMED,
            });
        }
    }
    for service in &one.nobody {
        let id = child(part, rng);
        part.sessions.push(Session {
            id: format!("{id}-{service}"),
            service: service.clone(),
            staff: StaffNeed::AnyOf { any_of: Vec::new() },
            pupils: vec![id],
            minutes: 40,
            weekly: 2,
            days_apart: 1,
            time: SessionTime::Any,
            not_from: vec!["bulgarian".into(), "mathematics".into()],
            room: None,
            step: 5,
            co_taught: None,
            unmet_weight: Some(20),
            source: Some(Source::Document),
        });
    }
}

/// A centre with those of its specialists who have somebody to go to.
fn centre_part(centre: &Wanted, places: &BTreeMap<Id, BTreeSet<usize>>) -> Part {
    let persons = SERVICES
        .iter()
        .flat_map(|s| (1..=s.persons).map(move |n| format!("{}-{}-{n}", centre.id, s.short)));
    let staff = persons.filter(|id| places.contains_key(id)).map(|id| Staff {
        available: Some(vec![window(None, (8, 0), (16, 30))]),
        post: Some(1.0),
        minutes_weekly: Some(POST),
        ..person_of(&id, Role::Specialist, &centre.id)
    });
    Part {
        institutions: vec![institution(centre)],
        staff: staff.collect(),
        ..Part::default()
    }
}

/// The ways of all who may be at several institutions: 10 minutes in the town, as many as the village is away from it,
/// and from village to village half an hour at most through it.
fn travel(served: &[&Wanted], places: &BTreeMap<Id, BTreeSet<usize>>) -> Vec<Travel> {
    let pairs: BTreeSet<(usize, usize)> = places
        .values()
        .flat_map(|at| at.iter().flat_map(|a| at.iter().map(|b| (*a, *b))))
        .filter(|(a, b)| a != b)
        .collect();
    let way = |(a, b): (usize, usize)| {
        let (from, to) = (served[a], served[b]);
        let minutes = match (from.minutes, to.minutes) {
            (0, 0) => 10,
            (0, m) | (m, 0) => m,
            (m, n) if from.shares_with.as_ref() == Some(&to.id) || to.shares_with.as_ref() == Some(&from.id) => {
                m.abs_diff(n).max(20)
            }
            (m, n) => m + n - 10,
        };
        Travel {
            from: from.id.clone(),
            to: to.id.clone(),
            minutes,
            mode: if from.minutes + to.minutes == 0 {
                TravelMode::Walk
            } else {
                TravelMode::Car
            },
            source: ASSUMED,
        }
    };
    pairs.into_iter().map(way).collect()
}

fn person_of(id: &Id, role: Role, institution: &Id) -> Staff {
    Staff {
        id: id.clone(),
        name: None,
        role,
        institution: Some(institution.clone()),
        available: None,
        post: None,
        norm_weekly: None,
        minutes_weekly: None,
        qualified: None,
        max_lessons_a_day: None,
        max_days: None,
        source: ASSUMED,
    }
}

fn room(id: &Id, features: Vec<String>) -> Room {
    Room {
        id: id.clone(),
        name: None,
        institution: None,
        features,
        capacity: None,
        unlimited: false,
        source: ASSUMED,
    }
}

fn window(days: Option<Vec<Weekday>>, from: (u16, u16), to: (u16, u16)) -> Window {
    let clock = |(hours, minutes): (u16, u16)| Clock(hours * 60 + minutes);
    Window {
        days,
        from: clock(from),
        to: clock(to),
    }
}

/// The Roman numbers of a class's grades, with its letter: `5a` or `5+7`.
fn class_name(short: &str) -> Text {
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let name = |letters: [&str; 6]| -> String {
        let grades = short.split('+').map(|one| {
            let digits = one.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let grade = digits.parse().ok().and_then(|n: usize| ROMAN.get(n - 1));
            let letter = one
                .bytes()
                .last()
                .and_then(|l| letters.get(usize::from(l.checked_sub(b'a')?)));
            format!("{}{}", grade.unwrap_or(&digits), letter.unwrap_or(&""))
        });
        grades.collect::<Vec<_>>().join("+")
    };
    Text::Both {
        bg: name(["а", "б", "в", "г", "д", "е"]),
        en: name(["a", "b", "c", "d", "e", "f"]),
    }
}

fn both(message: &Message) -> Text {
    Text::Both {
        bg: message.in_lang(Lang::Bg),
        en: message.in_lang(Lang::En),
    }
}
