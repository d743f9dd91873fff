//! The rules an instance asks for.

use super::Findings;
use super::known::Known;
use super::times;
use crate::instance::*;
use crate::words::{Fill, Word};

/// Checks the rules and gives those that hold; none where they do not go together.
pub(super) fn check(known: &Known, found: &mut Findings) -> Vec<EffectiveRule> {
    let instance = known.instance;
    for (i, rule) in instance.rules.iter().enumerate() {
        parameters(&rule.rule, &format!("/rules/{i}/rule"), found);
    }
    for (i, entry) in instance.law_overrides.iter().enumerate() {
        if let Some(rule) = &entry.instead {
            parameters(&rule.rule, &format!("/law_overrides/{i}/instead/rule"), found);
        }
    }
    match effective_rules(instance) {
        Ok(rules) => rules,
        Err(conflicts) => {
            for conflict in conflicts {
                let code = match conflict {
                    RuleConflict::UnknownSet(_) => "E-ref-rule-set",
                    RuleConflict::LawRestated { .. } => "E-law-restated",
                    RuleConflict::SameId(_) | RuleConflict::InsteadSameId(_) => "E-id-twice",
                    RuleConflict::UnknownLaw(_) => "E-ref-law",
                    RuleConflict::OverriddenTwice(_) => "E-law-overridden-twice",
                };
                found.add(code, conflict.path(), conflict.message(instance), Word::RulesAdvice);
            }
            Vec::new()
        }
    }
}

fn parameters(wish: &Wish, path: &str, found: &mut Findings) {
    let mut wrong = |field: &str, value: &dyn Fill, expected: Word| {
        let message = Word::RuleValue.with(&[("value", value), ("expected", &expected)]);
        found.add(
            "E-rule-value",
            format!("{path}/{field}"),
            message,
            Word::RuleValueAdvice,
        );
    };
    match wish {
        Wish::LessonsADay {
            min: Some(min),
            max: Some(max),
            ..
        } if max < min => wrong("max", max, Word::NotBelowMin),
        Wish::Waiting { from, to, per, .. } => {
            if *per == 0 {
                wrong("per", per, Word::AtLeastOne);
            }
            if to <= from {
                wrong("to", to, Word::LaterThanFrom);
            }
        }
        Wish::DaysPresent { lessons_a_day: 0, .. } => wrong("lessons_a_day", &0, Word::AtLeastOne),
        Wish::TestsToMark { weeks: 0, .. } => wrong("weeks", &0, Word::AtLeastOne),
        Wish::ClassTestLessons { lessons } => {
            for (subject, lessons) in lessons.iter().filter(|(_, n)| !(1..=2).contains(*n)) {
                wrong(&format!("lessons/{subject}"), lessons, Word::OneOrTwo);
            }
        }
        Wish::StemShare { percent } if *percent > 100 => wrong("percent", percent, Word::UpToHundred),
        Wish::EdgeOfDay { places, .. } if places.is_empty() => {
            found.add(
                "E-empty-list",
                format!("{path}/places"),
                Word::ListEmpty.with(&[]),
                Word::ListEmptyAdvice,
            );
        }
        _ => {}
    }
    let grades: Vec<(String, u8)> = match wish {
        Wish::LessonsADay { grades, .. } | Wish::PeriodsADay { grades, .. } | Wish::OneOfDaily { grades, .. } => {
            let grades = grades.iter().flatten().enumerate();
            grades.map(|(i, g)| (format!("{path}/grades/{i}"), *g)).collect()
        }
        Wish::WeeklyTotal { lessons } => lessons.keys().map(|g| (format!("{path}/lessons/{g}"), *g)).collect(),
        Wish::LessonLength { minutes } => minutes.keys().map(|g| (format!("{path}/minutes/{g}"), *g)).collect(),
        _ => Vec::new(),
    };
    for (path, grade) in grades {
        times::grade(grade, path, found);
    }
}
