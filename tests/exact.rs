//! The toy schools solved whole, by every solver, against the best of all their timetables.

use firstbell::instance::Instance;
use firstbell::lower::lower;
use firstbell::problem::{Problem, testing::each_assignment};
use firstbell::program::{Program, Status, Task, backends};
use firstbell::solve::{bound::best_bound, clock::Clock, exact};
use firstbell::verify::cost;
use firstbell::words::Lang;
use std::sync::Arc;

/// Least soft cost of a legal timetable, by trying all of them.
fn best(problem: &Problem) -> Option<i64> {
    let mut best = None;
    each_assignment(problem, &mut |assignment| {
        let totals = cost::totals(problem, assignment);
        if totals.hard == 0 && best.is_none_or(|best| totals.soft < best) {
            best = Some(totals.soft);
        }
    });
    best
}

fn check(name: &str, problem: &Problem) {
    let best = best(problem);
    assert!(best.is_some(), "{name} has a legal timetable");
    let program = Arc::new(Program::of(problem));
    assert!(program.columns.len() <= exact::SMALL, "{name} is small");
    let clock = Clock::new(None, None);
    let mut told = Vec::new();
    let bound = best_bound(problem, None, &clock, |bound| told.push(bound.value));
    assert!(Some(bound.value) <= best, "{name}");
    assert!(told.is_sorted() && told.last() == Some(&bound.value), "{name}");
    for backend in backends() {
        let answer = exact::solve(*backend, &program, Task::default(), &clock);
        assert_eq!(
            (answer.status, answer.cost),
            (Status::Optimal, best),
            "{name} by {}",
            backend.name()
        );
        let assignment = exact::decode(problem, &program, &answer.values.unwrap());
        assert!(cost::malformed(problem, &assignment).is_empty(), "{name}");
        let totals = cost::totals(problem, &assignment);
        assert_eq!(
            (totals.hard, Some(totals.soft)),
            (0, best),
            "{name} by {}",
            backend.name()
        );
    }
}

#[test]
fn the_optimum_of_every_toy_is_the_best_of_all_its_timetables() {
    let folder = format!("{}/instances/toy", env!("CARGO_MANIFEST_DIR"));
    let mut toys = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let toy: Instance = serde_json::from_str(&text).unwrap();
        let problem = lower(&toy, Lang::En).problem;
        check(&toy.id, &problem);
        toys += 1;
    }
    assert!(toys >= 8);
}
