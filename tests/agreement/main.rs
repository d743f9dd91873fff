//! The heart of the tests: every kind of rule has several views (the board's deltas, a fresh
//! evaluation, the judge in `verify/cost.rs`, the rows of the integer program), and they agree on
//! all assignments of toys, incomplete and illegal ones too, and along long random walks.

mod toys;

use firstbell::board::{Board, Cost, Engagement};
use firstbell::problem::*;
use firstbell::program::{Builder, Program, Status, Tag, Task, backend};
use firstbell::rules::violations;
use firstbell::solve::{clock::Clock, exact};
use firstbell::verify::cost::evaluate;
use firstbell::words::Lang;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;
use std::sync::Arc;
use toys::{Drawn, KINDS, Rng, Size, draw, draw_all, name};

/// Tiny toys of each kind, hard and soft.
const TOYS: u64 = 40;
/// Most assignments of a tiny toy.
const MOST: usize = 6_000;
/// Most timetables of a toy whose rows are looked at, and of those that are given to a solver.
const ROWS: usize = 60;
const SOLVED: usize = 2;
/// Walks of each kind, and their steps.
const WALKS: u64 = 4;
const STEPS: usize = 700;

/// What the board says of its assignment: cost, and rule, point, deviation in order.
type Verdict = (Cost, Vec<(usize, usize, i64)>);

fn verdict(board: &Board) -> Verdict {
    (board.cost(), board.deviating().collect())
}

fn judged(problem: &Problem, assignment: &Assignment) -> Verdict {
    let mut cost = Cost::default();
    let mut points = Vec::new();
    for point in evaluate(problem, assignment) {
        let part = if problem.rules[point.rule].hard {
            &mut cost.hard
        } else {
            &mut cost.soft
        };
        *part += point.cost;
        points.push((point.rule, point.point, point.deviation));
    }
    (cost, points)
}

/// Everything that a board tells.
#[derive(Debug, PartialEq)]
struct Snapshot<'p> {
    assignment: Assignment,
    verdict: Verdict,
    lists: Vec<Vec<Engagement<'p>>>,
    price: i64,
    clashes: Vec<i64>,
    engaged: Vec<Vec<u64>>,
    held: Vec<Vec<i64>>,
}

fn snapshot<'p>(board: &Board<'p>) -> Snapshot<'p> {
    let problem = board.problem();
    let days = 0..problem.axis.days;
    let mut lists = Vec::new();
    for event in 0..problem.events.len() {
        lists.extend(days.clone().map(|d| board.of_event(event, d).to_vec()));
    }
    for resource in 0..problem.resources.len() {
        lists.extend(days.clone().map(|d| board.of_resource(resource, d).to_vec()));
    }
    Snapshot {
        assignment: board.assignment().clone(),
        verdict: verdict(board),
        lists,
        price: board.price(),
        clashes: (0..problem.resources.len()).map(|r| board.clashes(r)).collect(),
        engaged: (0..problem.resources.len())
            .map(|r| board.engaged(r).to_vec())
            .collect(),
        held: (0..problem.resources.len())
            .map(|r| (0..problem.axis.cells.len()).map(|cell| board.held(r, cell)).collect())
            .collect(),
    }
}

fn assert_sentences_are_whole(board: &Board) {
    for violation in violations(board) {
        for lang in [Lang::Bg, Lang::En] {
            let text = violation.message.in_lang(lang);
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}

/// Goes a long way from the empty assignment; every step agrees with the judge, whole boards with
/// fresh ones, what is undone leaves no trace, and what is too dear before it is made is so when it is. Gives how many
/// verdicts had a deviation of the rule, and how many moves were too dear.
fn walk(problem: &Problem, rule: usize, seed: u64) -> (usize, usize) {
    let mut rng = Rng::seed_from_u64(seed);
    // The search's prices are not the weights.
    let prices: Vec<i64> = problem.rules.iter().map(|_| rng.random_range(1..5)).collect();
    let price = |verdict: &Verdict| -> i64 {
        let of = |&(rule, _, deviation): &(usize, usize, i64)| prices[rule] * problem.rules[rule].cost.of(deviation);
        verdict.1.iter().map(of).sum()
    };
    let fresh = |assignment: &Assignment| {
        let mut board = Board::new(problem, assignment);
        board.reprice(prices.clone());
        board
    };
    let mut board = fresh(&Assignment::empty(problem));
    let mut kept = snapshot(&board);
    let (mut deviating, mut dear) = (0, 0);
    for _ in 0..STEPS {
        match rng.random_range(0..10) {
            0..7 => {
                let before = board.price();
                for (meet, place) in toys::random_changes(problem, board.assignment(), &mut rng) {
                    board.put(meet, place);
                }
                // Now and then it stays unsettled, to be undone or settled with what follows.
                if rng.random_ratio(1, 5) {
                    continue;
                }
                let judged = judged(problem, board.assignment());
                let limit = rng.random_range(-5..20);
                let grown = price(&judged) - before;
                if rng.random_ratio(1, 2) && board.settle_within(limit).is_none() {
                    assert!(grown > limit, "{}", problem.name);
                    board.undo();
                    assert_eq!(snapshot(&board), kept, "{}", problem.name);
                    continue;
                }
                board.settle();
                assert_eq!(verdict(&board), judged, "{}", problem.name);
                deviating += usize::from(judged.1.iter().any(|p| p.0 == rule));
            }
            7 | 8 => {
                board.undo();
                assert_eq!(snapshot(&board), kept, "{}", problem.name);
            }
            _ => {
                board.settle();
                board.commit();
                kept = snapshot(&board);
                assert_eq!(kept, snapshot(&fresh(board.assignment())), "{}", problem.name);
                assert_sentences_are_whole(&board);
                let plan = random_plan(problem, board.assignment(), &mut rng);
                let limit = rng.random_range(-5..5);
                if board.is_too_dear(&plan, |_| [], limit) {
                    dear += 1;
                    let before = board.price();
                    plan.iter().for_each(|(meet, slot)| board.put_slot(*meet, Some(*slot)));
                    board.settle();
                    assert!(board.price() - before > limit, "{}", problem.name);
                    board.undo();
                }
                assert_eq!(kept, snapshot(&board), "{}", problem.name);
            }
        }
    }
    (deviating, dear)
}

/// A few meets, and a slot for each.
fn random_plan(problem: &Problem, assignment: &Assignment, rng: &mut Rng) -> Vec<(MeetId, SlotId)> {
    let mut plan: Vec<(MeetId, SlotId)> = Vec::new();
    for _ in 0..rng.random_range(1..4) {
        let meet = rng.random_range(0..problem.meets.len());
        let slots = problem.slots(problem.meets[meet]);
        let length = assignment.places[meet].length;
        let fits = |slot: &usize| slots[*slot].length == length;
        let fitting: Vec<usize> = (0..slots.len()).filter(fits).collect();
        if length > 0 && !fitting.is_empty() && plan.iter().all(|(other, _)| *other != meet) {
            plan.push((meet, fitting[rng.random_range(0..fitting.len())] as SlotId));
        }
    }
    plan
}

/// The rows of a timetable's program agree with the board. Only the rule that the toy is about may
/// be broken.
fn rows_agree<'p>(problem: &'p Problem, rule: usize, board: &Board<'p>) -> Program {
    let mut program = Builder::new(problem, Some(board)).finish();
    let start = program.start.take().expect("made for a board");
    let hard = problem.rules[rule].hard;
    let deviating = board.deviating().filter(|d| hard && d.0 == rule);
    let deviating: BTreeSet<Tag> = deviating.map(|(rule, point, _)| Tag::Rule { rule, point }).collect();
    let broken: BTreeSet<Tag> = program.broken(&start).into_iter().collect();
    let context = || format!("{:?} {}", board.assignment(), problem.name);
    if matches!(problem.rules[rule].kind, RuleKind::Clash(_)) {
        // That a meet is placed once where it may not clash stands in the bounds of its columns.
        assert_eq!(broken.is_empty(), deviating.is_empty(), "{}", context());
    } else {
        assert_eq!(broken, deviating, "{}", context());
    }
    if !hard {
        assert_eq!(program.cost(&start), board.cost().soft, "{}", context());
    }
    program.start = Some(start);
    program
}

/// The least cost of a program; `None` if nothing holds all rows.
fn least(program: Program) -> Option<i64> {
    let answer = exact::solve(backend(), &Arc::new(program), Task::default(), &Clock::new(None, None));
    match answer.status {
        Status::Optimal => answer.cost,
        Status::Infeasible => None,
        other => panic!("a toy is solved: {other:?}"),
    }
}

/// The program with a timetable's placements and roles held fast; `None` if their bounds bar it.
fn held(mut program: Program) -> Option<Program> {
    let start = program.start.take().expect("made for a board");
    let fills = program.fill.iter().flatten().flatten().flatten();
    for column in program.place.iter().flatten().chain(fills) {
        let (value, def) = (start[column.0], &mut program.columns[column.0]);
        if !(def.lower..=def.upper).contains(&value) {
            return None;
        }
        (def.lower, def.upper) = (value, value);
    }
    Some(program)
}

/// How often something was met that a test must meet to mean something.
#[derive(Debug, Default)]
struct Met {
    deviating: usize,
    legal: usize,
    costly: usize,
    barred: usize,
    infeasible: usize,
}

/// All assignments of a toy through all views.
fn all_views_agree(drawn: &Drawn, assignments: &[Assignment], met: &mut Met) {
    let (problem, rule) = (&drawn.problem, drawn.rule);
    let mut board = Board::new(problem, &Assignment::empty(problem));
    let mut admitted = Vec::new();
    let mut best: Option<i64> = None;
    for (i, assignment) in assignments.iter().enumerate() {
        board.replace(assignment);
        let verdict = verdict(&board);
        assert_eq!(verdict, judged(problem, assignment), "{assignment:?} {}", problem.name);
        if i % 32 == 0 {
            assert_eq!(
                snapshot(&board),
                snapshot(&Board::new(problem, assignment)),
                "{}",
                problem.name
            );
            assert_sentences_are_whole(&board);
        }
        let deviates = |point: &&(usize, usize, i64)| problem.rules[point.0].hard && point.0 != rule;
        met.deviating += usize::from(verdict.1.iter().any(|p| p.0 == rule));
        if !verdict.1.iter().any(|p| deviates(&p)) {
            admitted.push(assignment);
        }
        if verdict.0.hard == 0 {
            met.legal += 1;
            met.costly += usize::from(verdict.0.soft > 0);
            best = Some(best.map_or(verdict.0.soft, |b| b.min(verdict.0.soft)));
        } else if admitted.last() == Some(&assignment) {
            met.barred += 1;
        }
    }
    let step = admitted.len().div_ceil(ROWS).max(1);
    for (i, assignment) in admitted.iter().step_by(step).enumerate() {
        board.replace(assignment);
        let program = rows_agree(problem, rule, &board);
        if i % (ROWS / SOLVED) == 0 {
            let cost = Some(board.cost().soft).filter(|_| board.cost().hard == 0);
            assert_eq!(held(program).and_then(least), cost, "{assignment:?} {}", problem.name);
        }
    }
    met.infeasible += usize::from(best.is_none());
    assert_eq!(least(Program::of(problem)), best, "{}", problem.name);
}

/// All views of the kind with this index in [`KINDS`] agree.
fn kind_agrees(kind: usize) {
    for hard in [false, true] {
        let mut met = Met::default();
        let mut seeds = 0..;
        for _ in 0..TOYS {
            let (drawn, assignments) = seeds
                .find_map(|seed| {
                    let drawn = draw(kind, Size::Tiny, hard, seed);
                    let all = toys::all_assignments(&drawn.problem, MOST)?;
                    Some((drawn, all))
                })
                .expect("some toys are small");
            all_views_agree(&drawn, &assignments, &mut met);
        }
        assert!(met.deviating > 100 && met.legal > 50, "{met:?}");
        assert!(if hard { met.barred } else { met.costly } > 50, "{met:?}");
    }
    let (mut deviating, mut dear) = (0, 0);
    for seed in 0..WALKS {
        let drawn = draw(kind, Size::Small, seed % 2 == 0, seed);
        assert_eq!(name(&drawn.problem.rules[drawn.rule].kind), KINDS[kind].0);
        let of_walk = walk(&drawn.problem, drawn.rule, seed);
        (deviating, dear) = (deviating + of_walk.0, dear + of_walk.1);
    }
    assert!(deviating > 100 && dear > 3, "{deviating} {dear}");
}

#[test]
fn all_kinds_together() {
    for seed in 0..WALKS {
        walk(&draw_all(Size::Small, seed), 0, seed);
    }
}
