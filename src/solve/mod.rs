//! The engines that make timetables: the program solved whole where it is small, annealing where
//! it is not, large neighbourhoods in the last part of a long run, and the relaxed program's bound that says
//! how far from the best they can be.

pub mod anneal;
pub mod bound;
pub mod clock;
mod construct;
pub mod domain;
pub mod exact;
pub mod impossible;
mod late;
mod moves;
pub(crate) mod neighbourhood;
mod prices;
mod split;

use crate::board::{Board, Cost};
use crate::problem::{Assignment, Event, Problem};
use crate::program::{Builder, Status, Task, backend};
use anneal::{Found, Progress, Run, anneal, coolings};
use bound::{Bound, best_bound};
use clock::Clock;
use domain::Domain;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// How to solve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that search.
    pub threads: usize,
    /// Seed of all random choices.
    pub seed: u64,
    /// A timetable to start from.
    pub start: Option<Assignment>,
    /// The result must depend on iterations alone, never on time.
    pub repeatable: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Solved {
    /// The best assignment.
    pub assignment: Assignment,
    /// Its cost, evaluated from scratch.
    pub cost: Cost,
    /// Proven best, legal, proven impossible, or neither.
    pub status: Status,
    /// No legal timetable costs less than this in soft cost.
    pub bound: Option<i64>,
    /// Time to the first legal timetable.
    pub first_legal: Option<Duration>,
    /// Moves tried and fully priced.
    pub moves: u64,
}

/// Most iterations of the bound where the result may not depend on time.
pub(crate) const REPEATABLE_EFFORT: u64 = 500;
/// Most nodes of a small problem's proof, likewise.
const SMALL_NODES: u64 = 20_000;
/// Longest time for proving a small problem before the search takes over.
const SMALL_TIME: Duration = Duration::from_secs(20);

/// Runs of at least this time, or so many iterations for every round of them, end with large neighbourhoods, which get this
/// share of the time.
const LONG: Duration = Duration::from_secs(30);
const ITERATIONS_A_ROUND: u64 = 1_000_000;
const LAST: f64 = 0.15;

/// The bound is begun once there is a legal timetable, or after so long.
const ALONE: Duration = Duration::from_secs(1);

/// Programs above this size take longer to write than they are worth.
pub(crate) const MOST_COLUMNS: usize = 400_000;

/// How many placements, and ways to fill their roles, a problem has.
pub(crate) fn columns(problem: &Problem) -> usize {
    let of = |event: &Event| {
        let candidates: usize = event.roles.iter().map(|role| role.candidates.len()).sum();
        problem.slot_sets[event.slots].len() * (1 + candidates)
    };
    problem.events.iter().map(of).sum()
}

/// Solves a problem until the clock is over, or the timetable is proven best.
pub fn solve(
    problem: &Problem,
    options: &Options,
    clock: &Clock,
    mut tell: impl FnMut(Progress, &Assignment),
) -> Solved {
    let start = options.start.clone().unwrap_or_else(|| Assignment::empty(problem));
    let domain = Domain::new(problem);
    let columns = columns(problem);
    if columns <= exact::SMALL
        && let Some(solved) = whole(problem, &domain, options, &start, clock)
    {
        return solved;
    }
    let proven = &AtomicI64::new(0);
    let (found, bound) = std::thread::scope(|scope| {
        // The bound is proven beside the search, and ends with it: nobody waits for a bound. It alters what
        // the search finds only by ending it, and where time must not matter not even so.
        let effort = options.repeatable.then_some(REPEATABLE_EFFORT);
        let beside = Clock::new(clock.left(), None);
        let stop = beside.cancel();
        // Until there is a legal timetable, those who search have the machine to themselves.
        let (legal, waiting) = mpsc::sync_channel(1);
        let bounding = scope.spawn(move || {
            let _ = waiting.recv_timeout(ALONE);
            if columns > MOST_COLUMNS || beside.over() {
                // Nothing costs less than nothing.
                return 0;
            }
            let better = |bound: Bound| proven.store(bound.value, Ordering::Relaxed);
            best_bound(problem, effort, &beside, better).value
        });
        let enough = || {
            if options.repeatable {
                0
            } else {
                proven.load(Ordering::Relaxed)
            }
        };
        let good_enough = |cost: Cost| cost.hard == 0 && cost.soft <= enough();
        let long = clock.left().filter(|left| columns <= MOST_COLUMNS && *left >= LONG);
        let annealing = long.map_or(clock.clone(), |left| clock.at_most(left.mul_f64(1.0 - LAST)));
        let mut tell = |progress: Progress, assignment: &Assignment| {
            if progress.cost.hard == 0 {
                let _ = legal.try_send(());
            }
            tell(progress, assignment);
        };
        let mut search = |start: &Assignment, clock: &Clock| {
            coolings(
                &domain,
                start,
                options.threads,
                options.seed,
                clock,
                good_enough,
                &mut tell,
            )
        };
        let mut found = search(&start, &annealing);
        if found.cost.hard > 0 && long.is_some() {
            // There is nothing to improve yet.
            let more = search(&found.assignment, clock);
            found = Found {
                moves: found.moves + more.moves,
                ..if more.cost < found.cost { more } else { found }
            };
        }
        let rounds = options.repeatable.then_some(clock.iterations() / ITERATIONS_A_ROUND);
        if found.cost.hard == 0 && !good_enough(found.cost) && (long.is_some() || rounds > Some(0)) {
            let options = neighbourhood::Options {
                threads: options.threads,
                seed: options.seed,
                rounds,
                others: &found.ends,
            };
            let moves = found.moves;
            let tell = |cost, assignment: &Assignment| {
                let share = clock.share();
                tell(Progress { cost, share, moves }, assignment);
            };
            found.assignment = neighbourhood::improve(problem, &found.assignment, &options, clock, good_enough, tell);
        }
        if !options.repeatable {
            stop.store(true, Ordering::Relaxed);
        }
        let _ = legal.try_send(());
        let bound = bounding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (found, bound)
    });
    let cost = Board::new(problem, &found.assignment).cost();
    let status = match cost.hard {
        0 if cost.soft <= bound => Status::Optimal,
        0 => Status::Feasible,
        _ => Status::Unknown,
    };
    let Found {
        assignment,
        first_legal,
        moves,
        ..
    } = found;
    Solved {
        assignment,
        cost,
        status,
        bound: Some(bound),
        first_legal,
        moves,
    }
}

/// A small problem, proven: best or impossible. `None` if neither could be shown in time.
fn whole(problem: &Problem, domain: &Domain, options: &Options, start: &Assignment, clock: &Clock) -> Option<Solved> {
    // A legal timetable first, so that the program has a start and the user a time.
    let time = (!options.repeatable).then_some(Duration::from_millis(500));
    let warm = Clock::new(time, Some(40_000));
    let run = Run::annealing(1, options.seed);
    let found = anneal(domain, start, run, &warm, |cost| cost.hard == 0, |_, _| {});
    let board = Board::new(problem, &found.assignment);
    let legal = board.cost().hard == 0;
    let program = Builder::new(problem, legal.then_some(&board)).finish();
    let task = Task {
        start: program.start.clone(),
        seed: options.seed,
        effort: options.repeatable.then_some(SMALL_NODES),
        ..Task::default()
    };
    let program = Arc::new(program);
    let limit = if options.repeatable {
        clock.clone()
    } else {
        clock.at_most(SMALL_TIME)
    };
    let answer = exact::solve(backend(), &program, task, &limit);
    let (assignment, status) = match answer.status {
        Status::Optimal => (exact::decode(problem, &program, &answer.values?), Status::Optimal),
        Status::Infeasible => (found.assignment, Status::Infeasible),
        _ => return None,
    };
    let cost = Board::new(problem, &assignment).cost();
    // The program and the rules must agree; if they do not, nothing is proven.
    if status == Status::Optimal && (cost.hard != 0 || Some(cost.soft) != answer.cost) {
        return None;
    }
    if status == Status::Infeasible && legal {
        return None;
    }
    let bound = (status == Status::Optimal).then_some(cost.soft);
    Some(Solved {
        assignment,
        cost,
        status,
        bound,
        first_legal: found.first_legal,
        moves: found.moves,
    })
}
