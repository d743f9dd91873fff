//! What is examined in a term, and in writing on which days it cannot be.

use super::{Id, Source};
use crate::words::Word;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kind of a written test of a whole class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestKind {
    /// Entry level (входно равнище): diagnostic, in the first weeks of the year; counts neither among the
    /// examinations of the term nor among the tests of a week (regulations III 5(2), 6(2)).
    EntryTest,
    /// Control test (контролна работа): at the end of a part of the subject, one lesson (III 10).
    ControlTest,
    /// Class test (класна работа): at the end of the term, in Bulgarian and mathematics (III 11).
    ClassTest,
}

impl TestKind {
    /// All kinds.
    pub const ALL: [TestKind; 3] = [TestKind::EntryTest, TestKind::ControlTest, TestKind::ClassTest];

    /// Its name.
    pub fn word(self) -> Word {
        match self {
            TestKind::EntryTest => Word::EntryTest,
            TestKind::ControlTest => Word::ControlTest,
            TestKind::ClassTest => Word::ClassTest,
        }
    }

    /// Whether the limits of a day and a week count it.
    pub fn is_limited(self) -> bool {
        self != TestKind::EntryTest
    }
}

/// A test whose date is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenTest {
    /// Kind.
    pub kind: TestKind,
    /// Date.
    pub date: NaiveDate,
}

/// The examinations of the term in one lesson's subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examinations {
    /// The lesson, with its class and teachers.
    pub lesson: Id,
    /// Entry tests.
    #[serde(default)]
    pub entry_tests: u8,
    /// Control tests.
    #[serde(default)]
    pub control_tests: u8,
    /// Class tests.
    #[serde(default)]
    pub class_tests: u8,
    /// Other examinations reserved: oral, practical, short written ones. They need no date.
    #[serde(default)]
    pub oral: u8,
    /// Lessons in two weeks by the curriculum, such as 7 for 3.5 a week; left out: twice the term's lessons a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_two_weeks: Option<u8>,
    /// Tests whose dates are given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<GivenTest>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Examinations {
    /// How many tests of a kind.
    pub fn tests(&self, kind: TestKind) -> u8 {
        match kind {
            TestKind::EntryTest => self.entry_tests,
            TestKind::ControlTest => self.control_tests,
            TestKind::ClassTest => self.class_tests,
        }
    }
}
