//! What people told us: plain data in the words of a school, no I/O, no solver.
//!
//! One instance is one term of one or several institutions. Everything refers to
//! everything else by [`Id`]; times are [`Clock`] minutes; there is no common grid.
//! `instances/README.md` has an annotated example, `instances/schema.json` the schema
//! generated from these types.

mod bells;
mod calendar;
mod cover;
mod examinations;
mod full_day;
mod institutions;
mod lessons;
mod parts;
mod people;
mod rooms;
mod rule_sets;
mod wishes;

pub use bells::*;
pub use calendar::*;
pub use cover::*;
pub use examinations::*;
pub use full_day::*;
pub use institutions::*;
pub use lessons::*;
pub use parts::*;
pub use people::*;
pub use rooms::*;
pub use rule_sets::*;
pub use wishes::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The identifier of a thing, in any language; unique among things of its kind, and for all
/// activities (lessons, sessions, clubs, consultations) unique together.
pub type Id = String;

/// The version of the native format that this crate reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// Words for people: one text for every language, or one text per language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// The same words in every language.
    Any(String),
    /// Words in Bulgarian and in English.
    Both {
        /// Bulgarian.
        bg: String,
        /// English.
        en: String,
    },
}

impl Text {
    /// The words in the language asked for.
    pub fn in_lang(&self, lang: crate::words::Lang) -> &str {
        match (self, lang) {
            (Text::Any(s), _) => s,
            (Text::Both { bg, .. }, crate::words::Lang::Bg) => bg,
            (Text::Both { en, .. }, crate::words::Lang::En) => en,
        }
    }
}

/// Where a datum comes from. Shown beside it; never used in solving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The school's own documents or public page.
    Document,
    /// A national act.
    Law,
    /// Common practice elsewhere; no act says so.
    Practice,
    /// Assumed by whoever wrote the file.
    Assumed,
}

/// One term of one or several institutions: all that was told to us.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Version of the format: 1.
    pub firstbell: u32,
    /// Name of this instance in file names and in the timetables made for it.
    pub id: Id,
    /// Name for people.
    pub name: Text,
    /// Dates of the term.
    pub term: Term,
    /// Named rule sets that hold, such as `bg-law-2020` and `school`.
    #[serde(default)]
    pub rule_sets: Vec<Id>,
    /// Files with more of the lists below, relative to this file. Reading adds them and leaves none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// Schools, kindergartens and centres.
    pub institutions: Vec<Institution>,
    /// Travel between institutions, for each ordered pair that shares a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub travel: Vec<Travel>,
    /// Parts the day in two half-days, for visits; left out: 13:00.
    #[serde(default = "Instance::default_half_day")]
    pub half_day: Clock,
    /// Visits that institutions want.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<Visit>,
    /// Bell schedules.
    pub bells: Vec<Bell>,
    /// Subjects.
    pub subjects: Vec<Subject>,
    /// Rooms and other places.
    #[serde(default)]
    pub rooms: Vec<Room>,
    /// Teachers and specialists.
    pub staff: Vec<Staff>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Groups merged from several classes or groups (слети паралелки).
    #[serde(default)]
    pub groups: Vec<MergedGroup>,
    /// Pupils with a plan of their own, by pseudonymous id.
    #[serde(default)]
    pub pupils: Vec<Pupil>,
    /// Weekly lessons.
    pub lessons: Vec<Lesson>,
    /// Support sessions and additional lessons of single pupils or small groups.
    #[serde(default)]
    pub sessions: Vec<Session>,
    /// The full-day organisation: groups with their afternoon.
    #[serde(default)]
    pub full_day: Vec<FullDayGroup>,
    /// Weekly consultation hours of teachers.
    #[serde(default)]
    pub consultations: Vec<Consultation>,
    /// What is examined in the term, by lesson.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examinations: Vec<Examinations>,
    /// How absences are covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverSettings>,
    /// The file's own rules; one with the `id` of a rule in a school rule set replaces it.
    #[serde(default)]
    pub rules: Vec<RuleSetting>,
    /// Rules of a law set that this file replaces or drops, each by name and with a reason.
    #[serde(default)]
    pub law_overrides: Vec<LawOverride>,
}

impl Instance {
    fn default_half_day() -> Clock {
        Clock(13 * 60)
    }

    /// The classes with pupils in a class, group or merged group, in the order of the file.
    pub fn classes_of(&self, id: &str) -> Vec<&Class> {
        let mut reached = std::collections::BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if reached.insert(id)
                && let Some(merged) = self.groups.iter().find(|g| g.id == id)
            {
                open.extend(merged.members.iter().map(Id::as_str));
            }
        }
        let there = |class: &Class| {
            let of_divisions = class.divisions.iter().flat_map(|d| &d.groups);
            let mut ids = of_divisions.chain([&class.id]);
            ids.any(|id| reached.contains(id.as_str()))
        };
        self.classes.iter().filter(|class| there(class)).collect()
    }
}
