//! The rule sets that come with the program, and the rules that hold for an instance.
//!
//! A rule of a school's set gives way to a rule of the file with the same id. A rule of a law
//! set gives way only to an entry of `law_overrides` that names it in full.

use super::{Id, Instance, RuleSet, RuleSetting};
use crate::words::{Message, Word};
use std::sync::OnceLock;

/// Set name in the full name of a rule that stands in the file itself.
pub const OWN_RULES: &str = "own";

const SETS: [(&str, &str); 5] = [
    ("bg-law-2020", include_str!("rule_sets/bg-law-2020.json")),
    ("bg-law-2022", include_str!("rule_sets/bg-law-2022.json")),
    ("bg-assessment-2016", include_str!("rule_sets/bg-assessment-2016.json")),
    ("bg-practice", include_str!("rule_sets/bg-practice.json")),
    ("school", include_str!("rule_sets/school.json")),
];

fn rule_sets() -> &'static [RuleSet] {
    static PARSED: OnceLock<Vec<RuleSet>> = OnceLock::new();
    // A set that cannot be read would be missing here; a test holds that none is.
    PARSED.get_or_init(|| {
        SETS.iter()
            .filter_map(|(_, json)| serde_json::from_str(json).ok())
            .collect()
    })
}

/// The rule set of a name.
pub fn rule_set(id: &str) -> Option<&'static RuleSet> {
    rule_sets().iter().find(|set| set.id == id)
}

/// The names of all rule sets.
pub fn rule_set_ids() -> impl Iterator<Item = &'static str> {
    SETS.iter().map(|(id, _)| *id)
}

/// A rule that holds for an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRule {
    /// Full name `set/id`; `own/id` for a rule of the file.
    pub name: String,
    /// Where it stands.
    pub stands: Stands,
    /// The rule.
    pub setting: RuleSetting,
}

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In a law set.
    Law,
    /// In another rule set.
    Set,
    /// In the file: index in [`Instance::rules`].
    Own(usize),
    /// In the file instead of a law's rule: index in [`Instance::law_overrides`].
    Override(usize),
}

/// Why the rules of an instance do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleConflict {
    /// No rule set has this name. Index in [`Instance::rule_sets`].
    UnknownSet(usize),
    /// A rule of the file has the id of a law's rule in force. Index in [`Instance::rules`].
    LawRestated {
        /// The file's rule.
        rule: usize,
        /// Full name of the law's rule.
        law: String,
    },
    /// Two rules of the file have one id; this is the later. Index in [`Instance::rules`].
    SameId(usize),
    /// The rule put in place of a law's has the id of a rule of the file or of an earlier
    /// entry. Index in [`Instance::law_overrides`].
    InsteadSameId(usize),
    /// An override names no rule of a law set in force. Index in [`Instance::law_overrides`].
    UnknownLaw(usize),
    /// A law's rule is overridden by an earlier entry already. Index in [`Instance::law_overrides`].
    OverriddenTwice(usize),
}

impl RuleConflict {
    /// The place in the file, as a JSON pointer.
    pub fn path(&self) -> String {
        match self {
            RuleConflict::UnknownSet(at) => format!("/rule_sets/{at}"),
            RuleConflict::LawRestated { rule, .. } => format!("/rules/{rule}/id"),
            RuleConflict::SameId(at) => format!("/rules/{at}/id"),
            RuleConflict::InsteadSameId(at) => format!("/law_overrides/{at}/instead/id"),
            RuleConflict::UnknownLaw(at) | RuleConflict::OverriddenTwice(at) => format!("/law_overrides/{at}/law"),
        }
    }

    /// What is wrong and what to do.
    pub fn message(&self, instance: &Instance) -> Message {
        let id = |at: usize| instance.rules.get(at).map_or("", |r| r.id.as_str());
        let law = |at: usize| instance.law_overrides.get(at).map_or("", |o| o.law.as_str());
        match self {
            RuleConflict::UnknownSet(at) => {
                let name = instance.rule_sets.get(*at).map_or("", Id::as_str);
                let known = rule_set_ids().collect::<Vec<_>>().join(", ");
                Word::UnknownRuleSet.with(&[("set", &name), ("known", &known)])
            }
            RuleConflict::LawRestated { rule, law } => {
                Word::LawRuleRestated.with(&[("rule", &id(*rule)), ("law", law)])
            }
            RuleConflict::SameId(at) => Word::RuleTwice.with(&[("rule", &id(*at))]),
            RuleConflict::InsteadSameId(at) => {
                let instead = instance.law_overrides.get(*at).and_then(|o| o.instead.as_ref());
                Word::RuleTwice.with(&[("rule", &instead.map_or("", |r| r.id.as_str()))])
            }
            RuleConflict::UnknownLaw(at) => Word::UnknownLawRule.with(&[("law", &law(*at))]),
            RuleConflict::OverriddenTwice(at) => Word::LawOverriddenTwice.with(&[("law", &law(*at))]),
        }
    }
}

/// The rules that hold: those of the sets named, in their order, then the file's own, then those
/// that stand instead of a law's. All conflicts, not the first, where they do not go together.
pub fn effective_rules(instance: &Instance) -> Result<Vec<EffectiveRule>, Vec<RuleConflict>> {
    let mut conflicts = Vec::new();
    let mut sets: Vec<&RuleSet> = Vec::new();
    for (at, id) in instance.rule_sets.iter().enumerate() {
        match rule_set(id) {
            Some(set) if sets.iter().all(|s| s.id != set.id) => sets.push(set),
            Some(_) => {}
            None => conflicts.push(RuleConflict::UnknownSet(at)),
        }
    }
    let full = |set: &str, rule: &RuleSetting| format!("{set}/{}", rule.id);
    let laws = || {
        sets.iter()
            .filter(|s| s.law)
            .flat_map(|s| s.rules.iter().map(|r| (full(&s.id, r), r)))
    };

    for (at, rule) in instance.rules.iter().enumerate() {
        if instance.rules.iter().take(at).any(|earlier| earlier.id == rule.id) {
            conflicts.push(RuleConflict::SameId(at));
        }
        conflicts.extend(
            laws()
                .filter(|(_, law)| law.id == rule.id)
                .map(|(law, _)| RuleConflict::LawRestated { rule: at, law }),
        );
    }
    for (at, entry) in instance.law_overrides.iter().enumerate() {
        let earlier = instance.law_overrides.iter().take(at);
        if laws().all(|(name, _)| name != entry.law) {
            conflicts.push(RuleConflict::UnknownLaw(at));
        } else if earlier.clone().any(|e| e.law == entry.law) {
            conflicts.push(RuleConflict::OverriddenTwice(at));
        }
        if let Some(instead) = &entry.instead {
            let mut others = instance.rules.iter().chain(earlier.filter_map(|e| e.instead.as_ref()));
            if others.any(|other| other.id == instead.id) {
                conflicts.push(RuleConflict::InsteadSameId(at));
            }
        }
    }
    if !conflicts.is_empty() {
        return Err(conflicts);
    }

    let of_sets = sets
        .iter()
        .flat_map(|set| set.rules.iter().map(move |rule| (set, rule)))
        .filter_map(|(set, rule)| {
            let name = full(&set.id, rule);
            let replaced = match set.law {
                true => instance.law_overrides.iter().any(|o| o.law == name),
                false => instance.rules.iter().any(|own| own.id == rule.id),
            };
            let stands = if set.law { Stands::Law } else { Stands::Set };
            let setting = rule.clone();
            (!replaced).then_some(EffectiveRule { name, stands, setting })
        });
    let own = instance
        .rules
        .iter()
        .enumerate()
        .map(|(at, rule)| (Stands::Own(at), rule));
    let instead = instance
        .law_overrides
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| Some((Stands::Override(at), entry.instead.as_ref()?)));
    let of_file = own.chain(instead).map(|(stands, rule)| EffectiveRule {
        name: full(OWN_RULES, rule),
        stands,
        setting: rule.clone(),
    });
    Ok(of_sets.chain(of_file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{LawOverride, Source, Text, Weight, Wish};
    use crate::words::Lang;
    use std::collections::BTreeSet;

    fn instance(rule_sets: &[&str], rules: Vec<RuleSetting>, law_overrides: Vec<LawOverride>) -> Instance {
        let json = serde_json::json!({
            "firstbell": 1, "id": "t", "name": "t",
            "term": { "from": "2020-09-15", "to": "2021-01-29" },
            "rule_sets": rule_sets,
            "institutions": [], "bells": [], "subjects": [], "staff": [], "classes": [], "lessons": [],
            "rules": rules, "law_overrides": law_overrides,
        });
        serde_json::from_value(json).unwrap()
    }

    fn rule(id: &str, max: u8) -> RuleSetting {
        RuleSetting {
            id: id.into(),
            rule: Wish::SubjectADay { max },
            weight: Weight::Soft(1),
            cite: Text::Any("wish".into()),
            source: Source::Assumed,
        }
    }

    fn overrides(law: &str, instead: Option<RuleSetting>) -> LawOverride {
        LawOverride {
            law: law.into(),
            why: Text::Any("reason".into()),
            instead,
        }
    }

    fn names(rules: &[EffectiveRule]) -> Vec<&str> {
        rules.iter().map(|r| r.name.as_str()).collect()
    }

    #[test]
    fn every_set_is_read_under_its_own_name() {
        for (id, json) in SETS {
            let set: RuleSet = serde_json::from_str(json).unwrap_or_else(|e| panic!("{id}: {e}"));
            assert_eq!(set.id, id);
            assert_eq!(rule_set(id), Some(&set));
            let ids: BTreeSet<_> = set.rules.iter().map(|r| &r.id).collect();
            assert_eq!(ids.len(), set.rules.len(), "{id}: two rules of one id");
            // Nothing but law in a law set, no law elsewhere, and only law in both languages and hard.
            for rule in &set.rules {
                assert_eq!(rule.source == Source::Law, set.law, "{id}/{}", rule.id);
                assert!(!set.law || rule.weight == Weight::Hard, "{id}/{}", rule.id);
                assert!(matches!(rule.cite, Text::Both { .. }), "{id}/{}", rule.id);
            }
        }
        assert_eq!(rule_set("bg-law-1999"), None);
    }

    #[test]
    fn the_law_of_2022_has_longer_weeks_and_shorter_lessons() {
        let minutes = |set: &str, grade: u8| {
            let rules = &rule_set(set).unwrap().rules;
            rules.iter().find_map(|r| match &r.rule {
                Wish::LessonLength { minutes } => minutes.get(&grade).copied(),
                _ => None,
            })
        };
        let lessons = |set: &str, grade: u8| {
            let rules = &rule_set(set).unwrap().rules;
            rules.iter().find_map(|r| match &r.rule {
                Wish::WeeklyTotal { lessons } => lessons.get(&grade).copied(),
                _ => None,
            })
        };
        let by_grade = |of: &dyn Fn(u8) -> u32| (1..=12).map(of).collect::<Vec<_>>();
        let length = |set: &'static str| by_grade(&|g| minutes(set, g).unwrap().into());
        let total = |set: &'static str| by_grade(&|g| lessons(set, g).unwrap().into());
        assert_eq!(length("bg-law-2020"), [35, 35, 40, 40, 45, 45, 45, 45, 45, 45, 45, 45]);
        assert_eq!(length("bg-law-2022"), [35, 35, 40, 40, 40, 40, 40, 45, 45, 45, 45, 45]);
        assert_eq!(total("bg-law-2020"), [22, 23, 27, 27, 30, 30, 31, 32, 32, 32, 32, 32]);
        assert_eq!(total("bg-law-2022"), [22, 23, 27, 27, 32, 32, 32, 32, 32, 32, 32, 32]);
    }

    #[test]
    fn rules_of_the_sets_come_first_then_the_files() {
        let rules = effective_rules(&instance(&["bg-practice"], vec![rule("mine", 1)], vec![])).unwrap();
        assert_eq!(
            names(&rules),
            [
                "bg-practice/class-hour-last",
                "bg-practice/sport-hour-last",
                "bg-practice/two-recreation",
                "bg-practice/two-self-study",
                "bg-practice/two-interests",
                "own/mine"
            ]
        );
        assert_eq!(rules[0].stands, Stands::Set);
        assert_eq!(rules[5].stands, Stands::Own(0));
        assert_eq!(rules[5].setting, rule("mine", 1));
    }

    #[test]
    fn a_rule_of_the_file_replaces_one_of_a_school_set() {
        let before = effective_rules(&instance(&["school"], vec![], vec![])).unwrap();
        let after = effective_rules(&instance(&["school"], vec![rule("subject-a-day", 3)], vec![])).unwrap();
        assert_eq!(before.len(), after.len());
        assert!(names(&before).contains(&"school/subject-a-day"));
        assert!(!names(&after).contains(&"school/subject-a-day"));
        assert_eq!(after.last().unwrap().name, "own/subject-a-day");
    }

    #[test]
    fn a_law_gives_way_only_to_an_override_that_names_it() {
        let restated = instance(&["bg-law-2020"], vec![rule("one-of-daily", 1)], vec![]);
        let conflict = RuleConflict::LawRestated {
            rule: 0,
            law: "bg-law-2020/one-of-daily".into(),
        };
        assert_eq!(effective_rules(&restated), Err(vec![conflict]));
        // The same id is free where that law is not in force.
        assert!(effective_rules(&instance(&["school"], vec![rule("one-of-daily", 1)], vec![])).is_ok());

        let all = effective_rules(&instance(&["bg-law-2020"], vec![], vec![])).unwrap();
        assert!(all.iter().all(|r| r.stands == Stands::Law));
        let dropped = overrides("bg-law-2020/one-of-daily", None);
        let without = effective_rules(&instance(&["bg-law-2020"], vec![], vec![dropped])).unwrap();
        assert_eq!(without.len(), all.len() - 1);
        assert!(!names(&without).contains(&"bg-law-2020/one-of-daily"));
        let replaced = overrides("bg-law-2020/one-of-daily", Some(rule("one-of-daily", 1)));
        let with = effective_rules(&instance(&["bg-law-2020"], vec![], vec![replaced])).unwrap();
        assert_eq!(with[..without.len()], without);
        assert_eq!(with[without.len()].name, "own/one-of-daily");
        assert_eq!(with[without.len()].stands, Stands::Override(0));
    }

    #[test]
    fn all_conflicts_are_reported_with_their_place() {
        let rules = vec![rule("twice", 1), rule("twice", 2), rule("weekly-total", 1)];
        let entries = vec![
            overrides("bg-law-2020/one-of-daily", Some(rule("instead", 1))),
            overrides("bg-law-2020/one-of-daily", Some(rule("instead", 1))),
            overrides("bg-law-2020/no-such", None),
            overrides("school/no-holes", None),
            overrides("bg-law-2022/day-pattern", Some(rule("twice", 1))),
        ];
        let broken = instance(&["bg-law-2020", "school", "scool"], rules, entries);
        let conflicts = effective_rules(&broken).unwrap_err();
        let places: Vec<_> = conflicts.iter().map(RuleConflict::path).collect();
        assert_eq!(
            places,
            [
                "/rule_sets/2",
                "/rules/1/id",
                "/rules/2/id",
                "/law_overrides/1/law",
                "/law_overrides/1/instead/id",
                "/law_overrides/2/law",
                "/law_overrides/3/law",
                "/law_overrides/4/law",
                "/law_overrides/4/instead/id"
            ]
        );
        for (conflict, named) in conflicts.iter().zip([
            "scool",
            "twice",
            "bg-law-2020/weekly-total",
            "bg-law-2020/one-of-daily",
            "instead",
            "bg-law-2020/no-such",
            "school/no-holes",
            "bg-law-2022/day-pattern",
            "twice",
        ]) {
            for lang in [Lang::Bg, Lang::En] {
                let text = conflict.message(&broken).in_lang(lang);
                assert!(text.contains(named) && !text.contains('{'), "{text}");
            }
        }
    }
}
