//! Subjects, lessons, support sessions and consultations.

use super::{Clock, Id, Instance, Source, Text, Week, Weekday};
use crate::words::{Lang, Word};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Identifier.
    pub id: Id,
    /// Full name, as it stands in the weekly timetable.
    pub name: Text,
    /// Short name for narrow cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<Text>,
    /// Colour `#rrggbb`; left out: chosen from a palette.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

/// Kind of a lesson.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LessonKind {
    /// A lesson of the curriculum, counted in the weekly total.
    #[default]
    Lesson,
    /// The class hour, on top of the total (regulations II 12(4)).
    ClassHour,
    /// The sport hour, on top of the total (regulations II 12(5)).
    SportHour,
}

/// Two lessons of one subject in a row, without the big break between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Doubles {
    /// May happen.
    Allowed,
    /// At most one lesson a day.
    Forbidden,
    /// This many doubles a week are wanted, at the weight given for each missing one.
    Wanted {
        /// How many.
        count: u8,
        /// Cost of each missing one; `"hard"` or a number.
        weight: super::Weight,
        /// A double may have the big break inside.
        #[serde(default)]
        across_big_break: bool,
    },
}

/// A member of staff a lesson needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StaffNeed {
    /// This person.
    Person(Id),
    /// One of these; which one is chosen by the program, for each lesson.
    AnyOf {
        /// The persons.
        any_of: Vec<Id>,
    },
}

impl StaffNeed {
    /// The persons it may be.
    pub fn persons(&self) -> &[Id] {
        match self {
            StaffNeed::Person(id) => std::slice::from_ref(id),
            StaffNeed::AnyOf { any_of } => any_of,
        }
    }

    /// Whether it may be this person.
    pub fn may_be(&self, person: &str) -> bool {
        self.persons().iter().any(|id| id == person)
    }
}

/// The place a lesson needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RoomNeed {
    /// This room.
    Room(Id),
    /// Any room of the institution with all of these features and enough places.
    Features {
        /// The features.
        features: Vec<String>,
    },
}

/// A start that is given: the lesson must have one of its weekly meetings there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// Day.
    pub day: Weekday,
    /// Start.
    pub start: Clock,
}

/// Lessons of one subject in a week for one class, group or merged group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Identifier.
    pub id: Id,
    /// Subject.
    pub subject: Id,
    /// Kind.
    #[serde(default)]
    pub kind: LessonKind,
    /// The class, group or merged group.
    #[serde(rename = "for")]
    pub class: Id,
    /// Staff, all of whom are needed; more than one is co-teaching.
    pub staff: Vec<StaffNeed>,
    /// Lessons a week.
    pub weekly: u8,
    /// Place; left out: the class's home room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomNeed>,
    /// Doubles; left out: allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubles: Option<Doubles>,
    /// Weeks.
    #[serde(default)]
    pub week: Week,
    /// Lessons with the same word here start together (parallel groups).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel: Option<Id>,
    /// Given starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<Pinned>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// When a session may take place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SessionTime {
    /// Instead of a lesson or after lessons.
    #[default]
    Any,
    /// Only after the pupils' last lesson of the day.
    AfterLessons,
}

/// Some of a session's weekly meetings happen inside a lesson, beside its teacher
/// (regulations VII.4 article 22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoTaught {
    /// The lesson.
    pub lesson: Id,
    /// How many of the weekly meetings.
    pub count: u8,
}

/// Sessions of a specialist, or additional lessons, with a pupil or a small group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Identifier.
    pub id: Id,
    /// The service, such as `resource` or `speech-therapy`; limits a day count per service.
    pub service: Id,
    /// Who gives it: a person, or one of several who then gives all of its meetings. Nobody to choose from is allowed
    /// where it may stay unmet.
    pub staff: StaffNeed,
    /// Who comes.
    pub pupils: Vec<Id>,
    /// Length in minutes.
    pub minutes: u16,
    /// Meetings a week, co-taught ones included.
    pub weekly: u8,
    /// Days from one meeting to the next at least; 1: on different days.
    #[serde(default = "Session::default_days_apart")]
    pub days_apart: u8,
    /// When.
    #[serde(default)]
    pub time: SessionTime,
    /// Subjects it is never taken out of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_from: Vec<Id>,
    /// Place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomNeed>,
    /// Minutes between possible starts, counted from the opening of the institution.
    #[serde(default = "Session::default_step")]
    pub step: u16,
    /// Meetings inside a lesson.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co_taught: Option<CoTaught>,
    /// Each meeting may stay unmet at this cost, and is then listed; left out: it may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmet_weight: Option<u32>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Session {
    fn default_step() -> u16 {
        5
    }

    fn default_days_apart() -> u8 {
        1
    }
}

impl Instance {
    /// The name of a service for people: the common ones are known, others are named as the file does.
    pub fn service_name(&self, service: &str) -> Text {
        let additional = service.strip_prefix("additional-");
        let subject = additional.and_then(|id| self.subjects.iter().find(|s| s.id == id));
        match (service, subject) {
            ("resource", _) => Word::ServiceResource.text(),
            ("speech-therapy", _) => Word::ServiceSpeech.text(),
            ("psychologist" | "psychologist-group" | "psychology", _) => Word::ServicePsychology.text(),
            ("vision", _) => Word::ServiceVision.text(),
            ("hearing-and-speech", _) => Word::ServiceHearing.text(),
            (_, Some(subject)) => {
                let name = |lang: Lang| {
                    let subject = subject.name.in_lang(lang);
                    Word::ServiceAdditional.with(&[("subject", &subject)]).in_lang(lang)
                };
                Text::Both {
                    bg: name(Lang::Bg),
                    en: name(Lang::En),
                }
            }
            _ => Text::Any(service.to_owned()),
        }
    }
}

/// A weekly consultation hour of a teacher (regulations VII.2 article 5): after their last
/// lesson of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// Identifier.
    pub id: Id,
    /// The teacher.
    pub staff: Id,
    /// Bell schedule whose afternoon periods it may take.
    pub hours: Id,
    /// Hours a week.
    #[serde(default = "Consultation::default_weekly")]
    pub weekly: u8,
    /// Place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Id>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Consultation {
    fn default_weekly() -> u8 {
        1
    }
}
