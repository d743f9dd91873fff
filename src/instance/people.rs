//! Staff, classes, groups and pupils.

use super::{Id, Source, Text, Window};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a member of staff is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A teacher of subjects.
    #[default]
    Teacher,
    /// A teacher of full-day groups.
    GroupTeacher,
    /// A support specialist: resource teacher, speech therapist, psychologist.
    Specialist,
    /// A leader of interest activities from outside.
    Leader,
}

/// A teacher or specialist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Identifier.
    pub id: Id,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Role.
    #[serde(default)]
    pub role: Role,
    /// Employer: an institution or a centre. Left out: wherever their activities are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Id>,
    /// Windows of presence; left out: whenever the institution is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<Vec<Window>>,
    /// Fraction of a full post, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<f64>,
    /// Most lessons a week the post pays for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm_weekly: Option<u16>,
    /// Most minutes a week of lessons, sessions and hours that they give, in all institutions together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_weekly: Option<u16>,
    /// Subjects they may teach; left out: whatever they are named for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualified: Option<Vec<Id>>,
    /// Most lessons on one day (class hour and sport hour included; no other activity).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_lessons_a_day: Option<u8>,
    /// Most days present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_days: Option<u8>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A way to part a class into groups that have lessons apart from each other.
/// Groups of one division share no pupil; groups of different divisions may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Division {
    /// Identifiers of its groups, used wherever a class may be named.
    pub groups: Vec<Id>,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Identifier.
    pub id: Id,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Grade, 1 to 12; 0 for a group of a kindergarten.
    pub grade: u8,
    /// Its institution; may be left out where there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Id>,
    /// Its bell schedule; a class without lessons needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bell: Option<Id>,
    /// Windows in which its children may have sessions (in a kindergarten: not while they eat or sleep); left out: all
    /// the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Vec<Window>>,
    /// Its home room: where lessons are that ask for no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Id>,
    /// The class teacher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teacher: Option<Id>,
    /// Number of pupils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u16>,
    /// Ways it is parted into groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<Division>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A group merged from several classes or groups, taught as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergedGroup {
    /// Identifier, used wherever a class may be named.
    pub id: Id,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Classes and groups that it consists of.
    pub members: Vec<Id>,
}

/// A pupil with sessions of their own. The id is a pseudonym; no name is ever stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pupil {
    /// Pseudonymous identifier.
    pub id: Id,
    /// Class.
    pub class: Id,
    /// Groups of the class that the pupil is in: one of each division.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Id>,
    /// Most sessions a day from all services together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_sessions_a_day: Option<u8>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}
