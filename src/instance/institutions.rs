//! Institutions, and the day they open for.

use super::{Clock, Id, Source, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A school, kindergarten or support centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// Identifier.
    pub id: Id,
    /// Name.
    pub name: Text,
    /// The day starts.
    pub opens: Clock,
    /// The day has ended.
    pub closes: Clock,
    /// Minutes a person needs between two engagements; 0 where left out.
    #[serde(default)]
    pub gap: u16,
    /// Where the day's times come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}
