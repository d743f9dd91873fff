//! The reference school solved, and everything that leaves the search judged twice.

use firstbell::formats::native::read_instance;
use firstbell::instance::Instance;
use firstbell::lower::{Lowered, lower};
use firstbell::program::Status;
use firstbell::solve::clock::Clock;
use firstbell::solve::{Options, Solved, solve};
use firstbell::timetable::Timetable;
use firstbell::verify;
use firstbell::words::Lang;
use std::fs;
use std::path::Path;

fn read(path: &Path) -> Instance {
    read_instance(path)
        .unwrap_or_else(|r| panic!("{}: {:?}", path.display(), r.findings))
        .0
}

fn run(lowered: &Lowered, iterations: u64, threads: usize, seed: u64) -> Solved {
    let options = Options {
        threads,
        seed,
        start: None,
        repeatable: true,
    };
    solve(
        &lowered.problem,
        &options,
        &Clock::new(None, Some(iterations)),
        |_, _| {},
    )
}

/// Both judges on what came out; the timetable.
fn judged(instance: &Instance, lowered: &Lowered, solved: &Solved) -> Timetable {
    let totals = verify::cost::totals(&lowered.problem, &solved.assignment);
    assert_eq!((totals.hard, totals.soft), (solved.cost.hard, solved.cost.soft));
    assert!(verify::cost::malformed(&lowered.problem, &solved.assignment).is_empty());
    let timetable = lowered.timetable(&solved.assignment, totals.hard, totals.soft);
    let breaches = verify::law::judge(instance, &timetable);
    let said: Vec<String> = breaches
        .iter()
        .map(|b| format!("{}: {}", b.rule, b.message.in_lang(Lang::En)))
        .collect();
    assert_eq!(totals.hard == 0, breaches.is_empty(), "hard {}: {said:?}", totals.hard);
    assert!(solved.bound.is_none_or(|bound| totals.hard > 0 || bound <= totals.soft));
    timetable
}

#[test]
fn zlatar_is_legal_to_both_judges() {
    for term in ["term1", "term2"] {
        let instance = read(&Path::new("instances/zlatar").join(format!("{term}.json")));
        let lowered = lower(&instance, Lang::En);
        for seed in 1..=3 {
            let solved = run(&lowered, 150_000, 2, seed);
            let timetable = judged(&instance, &lowered, &solved);
            assert_eq!(
                (solved.status, solved.cost.hard),
                (Status::Feasible, 0),
                "{term}, seed {seed}"
            );
            // regulations II 7(3), and two hours on top: class hour and sport hour
            let weekly = |class: &str| {
                let of = |activity: &str| instance.lessons.iter().any(|l| l.id == activity && l.class == class);
                timetable.placements.iter().filter(|p| of(&p.activity)).count()
            };
            let counts = ["I", "II", "III", "IV", "V", "VI", "VII"].map(weekly);
            assert_eq!(
                counts,
                [22, 23, 27, 27, 30, 30, 31].map(|n| n + 2),
                "{term}, seed {seed}"
            );
        }
    }
}

#[test]
fn the_same_iterations_give_the_same_timetable() {
    let instance = read(Path::new("instances/zlatar/term1.json"));
    let lowered = lower(&instance, Lang::En);
    for threads in [1, 3] {
        let once = run(&lowered, 60_000, threads, 7);
        let again = run(&lowered, 60_000, threads, 7);
        assert_eq!(once.assignment, again.assignment, "{threads} threads");
        assert_eq!(
            (once.cost, once.bound, once.moves),
            (again.cost, again.bound, again.moves)
        );
    }
    let other = run(&lowered, 60_000, 1, 8);
    assert_ne!(run(&lowered, 60_000, 1, 7).assignment, other.assignment);
}

#[test]
fn a_timetable_read_back_is_the_same() {
    let instance = read(Path::new("instances/zlatar/term2.json"));
    let lowered = lower(&instance, Lang::En);
    let solved = run(&lowered, 60_000, 2, 1);
    let timetable = judged(&instance, &lowered, &solved);
    let (back, unplaced) = lowered.assignment(&timetable);
    assert_eq!(unplaced, []);
    let cost = verify::cost::totals(&lowered.problem, &back);
    assert_eq!((cost.hard, cost.soft), (solved.cost.hard, solved.cost.soft));
    assert_eq!(lowered.timetable(&back, cost.hard, cost.soft), timetable);
    assert_eq!(timetable.changes_to(&timetable), []);
    // and a search that starts from it is never worse
    let options = Options {
        threads: 2,
        seed: 3,
        start: Some(back),
        repeatable: true,
    };
    let further = solve(&lowered.problem, &options, &Clock::new(None, Some(40_000)), |_, _| {});
    assert!(further.cost <= solved.cost);
}

#[test]
fn toys_are_solved_to_the_proven_best() {
    let mut toys: Vec<_> = fs::read_dir("instances/toy")
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    toys.retain(|p| p.extension().is_some_and(|e| e == "json"));
    assert!(toys.len() >= 8);
    for toy in toys {
        let instance = read(&toy);
        let lowered = lower(&instance, Lang::En);
        let solved = run(&lowered, 200_000, 1, 1);
        judged(&instance, &lowered, &solved);
        assert_eq!(
            (solved.status, solved.cost.hard),
            (Status::Optimal, 0),
            "{}",
            toy.display()
        );
        assert_eq!(solved.bound, Some(solved.cost.soft), "{}", toy.display());
    }
}
