//! The two judges read one file in different ways: the law's judge from the instance, the cost judge
//! through lowering. With every wish made hard they must name the same rules for the same timetable.

use firstbell::formats::native::read_instance;
use firstbell::instance::{Instance, Weight, effective_rules};
use firstbell::lower::{Lowered, lower};
use firstbell::problem::Assignment;
use firstbell::solve::anneal::anneal;
use firstbell::solve::clock::Clock;
use firstbell::solve::domain::Domain;
use firstbell::verify;
use firstbell::words::Lang;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The instance with every rule that holds written into the file as a hard one.
fn hardened(path: &Path) -> Instance {
    let mut instance = read_instance(path)
        .unwrap_or_else(|r| panic!("{}: {:?}", path.display(), r.findings))
        .0;
    let rules = effective_rules(&instance).unwrap();
    instance.rule_sets.clear();
    instance.law_overrides.clear();
    instance.rules = rules
        .into_iter()
        .map(|rule| {
            let mut setting = rule.setting;
            setting.id = rule.name.replace('/', "-");
            setting.weight = Weight::Hard;
            setting
        })
        .collect();
    instance
}

/// Rules of the file that each judge finds broken.
fn broken(instance: &Instance, lowered: &Lowered, assignment: &Assignment) -> [BTreeSet<String>; 2] {
    let totals = verify::cost::totals(&lowered.problem, assignment);
    let rules = lowered
        .problem
        .rules
        .iter()
        .zip(&totals.by_rule)
        .filter(|(_, cost)| **cost > 0);
    let cost = rules
        .map(|(rule, _)| rule.origin.rule.clone())
        .filter(|name| name.starts_with("own/"))
        .collect();
    let timetable = lowered.timetable(assignment, totals.hard, totals.soft);
    let breaches = verify::law::judge(instance, &timetable);
    let law = breaches
        .into_iter()
        .map(|b| b.rule)
        .filter(|name| name.starts_with("own/"))
        .collect();
    [cost, law]
}

/// Complete timetables good and bad: `walks` short searches, and `steps` random changes of each.
fn agree(path: &Path, walks: u64, steps: u64) -> BTreeSet<String> {
    let instance = hardened(path);
    let lowered = lower(&instance, Lang::En);
    let problem = &lowered.problem;
    let domain = Domain::new(problem);
    let mut seen = BTreeSet::new();
    for seed in 1..=walks {
        let clock = Clock::new(None, Some(seed * 2_000));
        let found = anneal(
            &domain,
            &Assignment::empty(problem),
            1,
            seed,
            &clock,
            |_| false,
            |_, _| {},
        );
        let mut assignment = found.assignment;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        for _ in 0..steps {
            let [cost, law] = broken(&instance, &lowered, &assignment);
            assert_eq!(cost, law, "{}: cost judge, law's judge", path.display());
            seen.extend(cost);
            let meet = rng.random_range(0..problem.meets.len());
            let slots = problem.slots(problem.meets[meet]).len();
            if slots > 0 && assignment.places[meet].slot.is_some() {
                assignment.places[meet].slot = Some(rng.random_range(0..slots) as u16);
            }
        }
    }
    seen
}

#[test]
fn they_name_the_same_rules_of_the_reference_school() {
    let seen = agree(Path::new("instances/zlatar/term1.json"), 4, 40);
    assert!(seen.len() >= 10, "too tame: {seen:?}");
}

#[test]
fn they_name_the_same_rules_of_every_toy() {
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir("instances/toy").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            seen.extend(agree(&path, 3, 60));
        }
    }
    assert!(seen.len() >= 12, "too tame: {seen:?}");
}
