//! Rules as people state them: each hard or with a weight, each with its origin.
//!
//! What every timetable needs (no clash, presence, everything placed, lunch, order of the
//! afternoon, sessions never out of a named subject, consultations after lessons, given
//! starts) follows from the data and is not listed here; `lower/` adds it with its citation.

use super::{Activity, Clock, Id, LessonKind, Source, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// Hard, or the cost of one unit of deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(with = "WeightText")]
pub enum Weight {
    /// Never broken in a legal timetable.
    Hard,
    /// Cost of each unit.
    Soft(u32),
}

/// How a weight is written: `"hard"` or a whole number.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum WeightText {
    Word(HardWord),
    Number(u32),
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum HardWord {
    Hard,
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Weight::Hard => WeightText::Word(HardWord::Hard),
            Weight::Soft(n) => WeightText::Number(*n),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match WeightText::deserialize(deserializer) {
            Ok(WeightText::Word(_)) => Ok(Weight::Hard),
            Ok(WeightText::Number(n)) => Ok(Weight::Soft(n)),
            Err(_) => Err(serde::de::Error::custom(
                "a weight is \"hard\" or a whole number from 0",
            )),
        }
    }
}

/// Places in a class's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayEdge {
    /// The class's first period of the day.
    First,
    /// The class's last period of the day.
    Last,
}

/// What is demanded or wished. One unit of deviation is named with each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wish {
    /// A class's periods start with the first and have no holes. Unit: one empty period
    /// before the class's last.
    NoHoles {},
    /// Lessons on a day (class hour and sport hour excluded). Unit: one lesson too many or too few.
    LessonsADay {
        /// Grades it holds for; left out: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grades: Option<Vec<u8>>,
        /// Fewest; left out: the week's average rounded down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u8>,
        /// Most; left out: the week's average rounded up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u8>,
    },
    /// Periods on a day, class hour and sport hour included. Unit: one period too many.
    PeriodsADay {
        /// Grades it holds for; left out: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grades: Option<Vec<u8>>,
        /// Most.
        max: u8,
    },
    /// Lessons of one subject on a day for one class. Unit: one lesson too many.
    SubjectADay {
        /// Most.
        max: u8,
    },
    /// At least one lesson of these subjects for every class on every day. Unit: one day without.
    OneOfDaily {
        /// Grades it holds for; left out: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grades: Option<Vec<u8>>,
        /// The subjects.
        subjects: Vec<Id>,
    },
    /// Lessons of some subjects cost by the period they start in. Unit: the cost given.
    PeriodCost {
        /// The subjects.
        subjects: Vec<Id>,
        /// Period number to cost; periods left out are free.
        #[serde(deserialize_with = "numbered::deserialize")]
        costs: BTreeMap<u8, u32>,
    },
    /// A subject with n lessons a week stands on n days (wanted doubles taken off).
    /// Unit: one day missing.
    SpreadOverDays {
        /// Holds for subjects with up to this many lessons a week.
        up_to: u8,
    },
    /// Two lessons of a subject on one day are in consecutive periods. Unit: one day where not.
    AdjacentOnDay {},
    /// Lessons of each of these subjects are not on consecutive days. Unit: one pair of such days.
    NotOnConsecutiveDays {
        /// The subjects.
        subjects: Vec<Id>,
    },
    /// Waiting time of staff between two engagements. Unit: one started `per` minutes of one
    /// gap beyond `beyond` minutes, as far as the gap lies between `from` and `to`.
    Waiting {
        /// Start of the window.
        from: Clock,
        /// End of the window.
        to: Clock,
        /// Minutes that cost nothing.
        beyond: u16,
        /// Minutes of one unit.
        per: u16,
    },
    /// Days present beyond the weekly lessons (class hour included) divided by
    /// `lessons_a_day`, rounded up. Unit: one day.
    DaysPresent {
        /// The persons.
        staff: Vec<Id>,
        /// Lessons that one day should hold.
        lessons_a_day: u8,
    },
    /// Sessions of one pupil from one service on a day. Unit: one session too many.
    SessionsOfServiceADay {
        /// Most.
        max: u8,
    },
    /// A session that keeps a pupil out of a lesson. Unit: one session and one lesson it touches.
    SessionOutOfLesson {},
    /// A pupil misses a subject for sessions more than once a week. Unit: one session and one lesson of the subject
    /// that it touches, after the first.
    SessionOutOfSameSubject {},
    /// An activity of a full-day group takes place at least this often a day. Unit: one hour missing.
    ActivityHours {
        /// The activities.
        activities: Vec<Activity>,
        /// Fewest hours a day.
        min: u8,
    },
    /// The class hour or sport hour stands at the edge of the class's day. Unit: one hour that does not.
    EdgeOfDay {
        /// Which.
        lesson: LessonKind,
        /// The places allowed.
        places: Vec<DayEdge>,
    },
    /// Lessons a week per grade, class hour and sport hour excluded; checked before solving.
    WeeklyTotal {
        /// Grade to lessons.
        #[serde(deserialize_with = "numbered::deserialize")]
        lessons: BTreeMap<u8, u8>,
    },
    /// Length of lessons per grade in minutes; checked before solving.
    LessonLength {
        /// Grade to minutes.
        #[serde(deserialize_with = "numbered::deserialize")]
        minutes: BTreeMap<u8, u16>,
    },
    /// Class hour and sport hour: this many a week for every class; checked before solving.
    ExtraHours {
        /// Which.
        lesson: LessonKind,
        /// How many.
        weekly: u8,
    },
    /// The fewest weekly hours of a group's clubs hold at least this share in digital, science,
    /// mathematics and technology; checked before solving.
    StemShare {
        /// Percent.
        percent: u8,
    },
    /// Class tests and control tests of a class on a day. Unit: one test too many.
    TestsADay {
        /// Most.
        max: u8,
    },
    /// Written tests of a class on a day, entry tests included. Unit: one test too many.
    WrittenTestsADay {
        /// Most.
        max: u8,
    },
    /// Class tests and control tests of a class in a week. Unit: one test too many.
    TestsAWeek {
        /// Most.
        max: u8,
    },
    /// No class tests in the last weeks of a class's term. Unit: one test.
    NoClassTestsAtEnd {
        /// How many weeks.
        weeks: u8,
    },
    /// The subjects that have class tests, and the lessons in a row that one takes. Unit: one test of another
    /// subject or length.
    ClassTestLessons {
        /// Subject to lessons.
        lessons: BTreeMap<Id, u8>,
    },
    /// Entry tests are held in the first weeks from the term's first day. Unit: one test.
    EntryTestsWithin {
        /// How many weeks.
        weeks: u8,
    },
    /// Examinations of a class in a subject in the term, entry tests excluded; checked before planning.
    ExaminationsATerm {
        /// Lessons in two weeks to the fewest examinations from so many lessons on.
        #[serde(deserialize_with = "numbered::deserialize")]
        least: BTreeMap<u8, u8>,
    },
    /// The tests of a lesson are spread: of n, the i-th control test stands in the middle half of the i-th n-th
    /// part of the term's weeks. Unit: one week outside.
    TestsSpread {},
    /// Class tests stand in the last weeks of a class's term. Unit: one week earlier.
    ClassTestsLate {
        /// How many weeks.
        weeks: u8,
    },
    /// Written tests that one teacher has to mark from some weeks in a row. Unit: one test too many in one such row.
    TestsToMark {
        /// Weeks in a row.
        weeks: u8,
        /// Most tests.
        max: u8,
    },
    /// A class test takes lessons that the timetable has in a row. Unit: one that needs an order.
    NoUnplannedDoubles {},
}

/// A rule of a file or of a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSetting {
    /// Name, unique in its set; messages show it as `set/id`.
    pub id: Id,
    /// What is demanded.
    pub rule: Wish,
    /// Hard or a weight.
    pub weight: Weight,
    /// Article, school decision or wish that it comes from.
    pub cite: Text,
    /// Whether that is law, a document, practice or an assumption.
    pub source: Source,
}

/// A rule of a law set that the file replaces or drops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LawOverride {
    /// Full name of the law's rule, such as `bg-law-2020/one-of-daily`.
    pub law: Id,
    /// Why it does not hold here.
    pub why: Text,
    /// What holds instead; left out: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<RuleSetting>,
}

/// A named set of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Name, such as `bg-law-2020`.
    pub id: Id,
    /// Name for people.
    pub name: Text,
    /// A law set can be overridden only by naming its rules in `law_overrides`.
    pub law: bool,
    /// The rules.
    pub rules: Vec<RuleSetting>,
}

/// Maps with whole numbers as keys. Within a tagged enum serde hands keys on as text, which
/// its own maps of numbers refuse.
mod numbered {
    use serde::{Deserialize, Deserializer, de::Error};
    use std::collections::BTreeMap;

    pub fn deserialize<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<u8, V>, D::Error> {
        BTreeMap::<String, V>::deserialize(deserializer)?
            .into_iter()
            .map(|(key, value)| match key.parse() {
                Ok(number) => Ok((number, value)),
                Err(_) => Err(Error::custom(format!("`{key}` is not a whole number from 0 to 255"))),
            })
            .collect()
    }
}

impl Wish {
    /// Whether it speaks of dates of the term, as the calendar of tests does, and not of a week.
    pub fn is_of_dates(&self) -> bool {
        matches!(self, of_dates!())
    }
}

/// The pattern of the wishes that speak of dates of the term. Whoever reads a week lists its wishes one by one, so that the
/// compiler names a new one, and leaves these to the calendar of tests together.
macro_rules! of_dates {
    () => {
        $crate::instance::Wish::TestsADay { .. }
            | $crate::instance::Wish::WrittenTestsADay { .. }
            | $crate::instance::Wish::TestsAWeek { .. }
            | $crate::instance::Wish::NoClassTestsAtEnd { .. }
            | $crate::instance::Wish::ClassTestLessons { .. }
            | $crate::instance::Wish::EntryTestsWithin { .. }
            | $crate::instance::Wish::ExaminationsATerm { .. }
            | $crate::instance::Wish::TestsSpread {}
            | $crate::instance::Wish::ClassTestsLate { .. }
            | $crate::instance::Wish::TestsToMark { .. }
            | $crate::instance::Wish::NoUnplannedDoubles {}
    };
}
pub(crate) use of_dates;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Wish, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn numbers_are_keys_of_maps() {
        let cost = read(r#"{ "kind": "period-cost", "subjects": ["m"], "costs": { "1": 1, "7": 3 } }"#).unwrap();
        let costs = BTreeMap::from([(1, 1), (7, 3)]);
        let subjects = vec!["m".to_string()];
        assert_eq!(cost, Wish::PeriodCost { subjects, costs });
        let text = serde_json::to_string(&cost).unwrap();
        assert_eq!(read(&text), Ok(cost));
        let error = read(r#"{ "kind": "weekly-total", "lessons": { "first": 22 } }"#).unwrap_err();
        assert!(error.contains("`first` is not a whole number"), "{error}");
    }

    #[test]
    fn a_weight_is_hard_or_a_number() {
        let read = |json: &str| serde_json::from_str::<Weight>(json).ok();
        assert_eq!(read("\"hard\""), Some(Weight::Hard));
        assert_eq!(read("3"), Some(Weight::Soft(3)));
        assert_eq!(read("-3"), None);
        assert_eq!(read("\"soft\""), None);
    }
}
