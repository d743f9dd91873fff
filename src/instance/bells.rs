//! Bell schedules: start and end of every period, per class and weekday.

use super::{Clock, Id, Source, Text, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a period may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodKind {
    /// A lesson of the curriculum.
    Lesson,
    /// The class hour (час на класа).
    ClassHour,
    /// The sport hour (час за спортни дейности).
    SportHour,
    /// An hour of the full-day organisation, a consultation or an additional lesson.
    Afternoon,
}

impl PeriodKind {
    fn morning() -> Vec<PeriodKind> {
        vec![PeriodKind::Lesson, PeriodKind::ClassHour, PeriodKind::SportHour]
    }
}

/// One period of a bell schedule, half open: from `start` up to `end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The number people know it by; unique in its schedule, growing with time.
    pub number: u8,
    /// Start.
    pub start: Clock,
    /// End.
    pub end: Clock,
    /// What it may hold; left out: lessons, class hour and sport hour.
    #[serde(default = "PeriodKind::morning")]
    pub kinds: Vec<PeriodKind>,
    /// The big break follows this period.
    #[serde(default)]
    pub big_break_after: bool,
}

/// Other periods on some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BellDay {
    /// The weekdays.
    pub days: Vec<Weekday>,
    /// Their periods, in order.
    pub periods: Vec<Period>,
}

/// A bell schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bell {
    /// Identifier.
    pub id: Id,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Periods of an ordinary day, in order.
    pub periods: Vec<Period>,
    /// Weekdays with other periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<BellDay>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Bell {
    /// The periods of a weekday.
    pub fn periods_on(&self, day: Weekday) -> &[Period] {
        self.on
            .iter()
            .find(|d| d.days.contains(&day))
            .map_or(&self.periods, |d| &d.periods)
    }
}
