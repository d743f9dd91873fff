//! The full-day organisation (целодневна организация): groups and their afternoon.

use super::{Id, Source, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kind of an hour of the afternoon (regulations II 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// Recreation and physical activity (отдих и физическа активност).
    Recreation,
    /// Self-study (самоподготовка).
    SelfStudy,
    /// Interest activities (занимания по интереси).
    Interests,
}

/// Fewest and most of something, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Fewest.
    pub min: u8,
    /// Most.
    pub max: u8,
}

/// An interest activity of a group: its leader and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Club {
    /// Identifier, unique among all activities.
    pub id: Id,
    /// Name.
    pub name: Text,
    /// Counts to the digital, science, mathematics and technology share (regulations VII.2 8(3)).
    #[serde(default)]
    pub stem: bool,
    /// Hours a week, fewest and most.
    pub weekly: Range,
    /// One of these leads each hour.
    pub leaders: Vec<Id>,
    /// Place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Id>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Hours of each kind on a day. The order is recreation, self-study (together), interests;
/// all recreation but the first hour may also follow self-study. Interests never stand
/// between two hours of self-study (regulations VII.2 article 11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfternoonCounts {
    /// Recreation and physical activity.
    pub recreation: Range,
    /// Self-study.
    pub self_study: Range,
    /// Interests.
    pub interests: Range,
}

/// A full-day group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FullDayGroup {
    /// Identifier.
    pub id: Id,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Its classes.
    pub classes: Vec<Id>,
    /// The group's teacher: with the classes from their last lesson on, through lunch,
    /// recreation and self-study.
    pub staff: Id,
    /// Bell schedule whose afternoon periods are its hours.
    pub hours: Id,
    /// Minutes of lunch, straight after a class's last lesson and before its first hour.
    pub lunch: u16,
    /// Hours of each kind a day.
    pub per_day: AfternoonCounts,
    /// Interest activities.
    pub clubs: Vec<Club>,
    /// Place of self-study; left out: the first class's home room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Id>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl FullDayGroup {
    /// The activity id of the group's hours of recreation or self-study, as timetables name it.
    pub fn activity_id(&self, activity: Activity) -> Id {
        match activity {
            Activity::Recreation => format!("{}/recreation", self.id),
            Activity::SelfStudy => format!("{}/self-study", self.id),
            Activity::Interests => format!("{}/interests", self.id),
        }
    }
}
