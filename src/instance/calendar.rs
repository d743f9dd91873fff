//! Minutes, weekdays, dates and terms.

use super::{Id, Source, Text};
use chrono::{Datelike, Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A time of day in minutes after midnight, 0 to 1440; written `"08:50"` in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String", extend("pattern" = "^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$"))]
pub struct Clock(
    /// Minutes after midnight.
    pub u16,
);

impl Clock {
    /// Minutes after midnight.
    pub const fn minutes(self) -> i32 {
        self.0 as i32
    }

    /// Reads `H:MM` or `HH:MM`; `24:00` is the latest.
    pub fn parse(text: &str) -> Option<Clock> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |s: &str| !s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(hours) || minutes.len() != 2 || !digits(minutes) {
            return None;
        }
        let (h, m): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (m < 60 && h * 60 + m <= 24 * 60).then_some(Clock(h * 60 + m))
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Clock::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a time of day (HH:MM, 00:00 to 24:00)")))
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// All seven, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    /// Monday to Friday: the default school week.
    pub fn school_week() -> Vec<Weekday> {
        Weekday::ALL[..5].to_vec()
    }

    /// The weekday of a date.
    pub fn of(date: NaiveDate) -> Weekday {
        Weekday::ALL[date.weekday().num_days_from_monday() as usize]
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// In which weeks an activity takes place; A and B alternate from [`Term::week_a`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Week {
    /// Every week.
    #[default]
    #[serde(rename = "every")]
    Every,
    /// Only in A weeks.
    A,
    /// Only in B weeks.
    B,
}

impl Week {
    /// Whether two activities can meet in some week.
    pub fn meets(self, other: Week) -> bool {
        self == other || self == Week::Every || other == Week::Every
    }
}

/// A weekly window of time on some days, half open: from `from` up to `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The days; left out: every day of the term's week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<Weekday>>,
    /// From this time.
    pub from: Clock,
    /// Up to this time.
    pub to: Clock,
}

/// A holiday or another span of dates without lessons, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
}

/// The last teaching day of the term for some grades, where it is earlier than the term's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeEnd {
    /// Grades, 1 to 12.
    pub grades: Vec<u8>,
    /// Last teaching day.
    pub to: NaiveDate,
}

/// Dates on which classes have no ordinary lessons: an organised visit, a trip, an external assessment. Both ends
/// included. No tests are held then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Occasion {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The classes; left out: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<Id>>,
    /// Name.
    pub name: Text,
}

/// The term's dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// First teaching day.
    pub from: NaiveDate,
    /// Last teaching day.
    pub to: NaiveDate,
    /// Teaching days of the week; left out: Monday to Friday.
    #[serde(default = "Weekday::school_week")]
    pub days: Vec<Weekday>,
    /// Holidays.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// A day in the first A week, for schools with weeks A and B. Not derived from week numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week_a: Option<NaiveDate>,
    /// Grades whose term ends earlier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<GradeEnd>,
    /// Days on which classes have no ordinary lessons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occasions: Vec<Occasion>,
    /// Where the dates come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Term {
    /// The last teaching day of a grade.
    pub fn last_day(&self, grade: u8) -> NaiveDate {
        let ends = self.ends.iter().filter(|e| e.grades.contains(&grade)).map(|e| e.to);
        ends.min().map_or(self.to, |to| to.min(self.to))
    }

    /// The holiday that a date lies in.
    pub fn holiday(&self, date: NaiveDate) -> Option<&Holiday> {
        self.holidays.iter().find(|h| h.from <= date && date <= h.to)
    }

    /// The occasion that keeps a class from its lessons on a date.
    pub fn occasion(&self, class: &str, date: NaiveDate) -> Option<&Occasion> {
        let concerns = |o: &Occasion| o.classes.as_ref().is_none_or(|all| all.iter().any(|id| id == class));
        let mut occasions = self.occasions.iter();
        occasions.find(|o| o.from <= date && date <= o.to && concerns(o))
    }

    /// Whether a date lies in an A or a B week.
    pub fn week_of(&self, date: NaiveDate) -> Week {
        let weeks = (monday(date) - monday(self.week_a.unwrap_or(self.from))).num_days() / 7;
        if weeks.rem_euclid(2) == 0 { Week::A } else { Week::B }
    }
}

/// The Monday of a date's week.
pub fn monday(date: NaiveDate) -> NaiveDate {
    let since = Days::new(date.weekday().num_days_from_monday().into());
    date.checked_sub_days(since).unwrap_or(date)
}
