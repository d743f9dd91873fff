//! How a school covers absences.

use super::Staff;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What two repairs of an absence are compared by, after the law and pupils left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoverLevel {
    /// Lessons, sessions, clubs and consultations that are not held, by class.
    LostLessons,
    /// What moves and whose day changes, weighed by how late they hear of it.
    Disturbance,
    /// Covers fall on those who have had fewest.
    Fairness,
    /// What the wishes of the school say of the week that comes out.
    Quality,
}

impl CoverLevel {
    /// All, in the order that holds where a school says nothing.
    pub const ALL: [CoverLevel; 4] = [
        CoverLevel::LostLessons,
        CoverLevel::Disturbance,
        CoverLevel::Fairness,
        CoverLevel::Quality,
    ];
}

/// How a school covers absences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverSettings {
    /// What counts more, each level once; left out: lost lessons, disturbance, fairness, quality.
    #[serde(default = "CoverSettings::default_order")]
    pub order: [CoverLevel; 4],
    /// Substitutes from outside: they are called in and are not of the staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external: Vec<Staff>,
}

impl CoverSettings {
    fn default_order() -> [CoverLevel; 4] {
        CoverLevel::ALL
    }
}

impl Default for CoverSettings {
    fn default() -> Self {
        CoverSettings {
            order: CoverLevel::ALL,
            external: Vec::new(),
        }
    }
}
