//! Rooms and other places.

use super::{Id, Source, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A room or another place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Identifier.
    pub id: Id,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Its institution; may be left out where there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Id>,
    /// What it offers: any words, matched with what lessons ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// Most pupils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u16>,
    /// Holds any number of lessons at once (a yard).
    #[serde(default)]
    pub unlimited: bool,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}
