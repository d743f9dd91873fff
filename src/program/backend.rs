//! What solves a program: one trait, the solvers behind it, and a way to hold them to a deadline.

use super::Program;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How a relaxed program is to be solved. HiGHS knows all three; others use the simplex method.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Values and prices at a corner, of which many are 0.
    #[default]
    Simplex,
    /// Interior points, not taken to a corner: on large programs the fastest way to all prices. Cut short it has none.
    Interior,
    /// First-order: its prices get better as long as it runs, and come out when it is cut short; its values are not exact.
    FirstOrder,
}

/// How a program is to be solved.
#[derive(Debug, Clone)]
pub struct Task {
    /// Leave out that columns are whole: a linear program.
    pub relaxed: bool,
    /// How, if relaxed.
    pub method: Method,
    /// Values of all columns to start from.
    pub start: Option<Vec<i64>>,
    /// Wall-clock time.
    pub time: Option<Duration>,
    /// Nodes of the search tree, or iterations of the method if relaxed. Unlike time it ends at the
    /// same point on every machine. microlp knows no such limit.
    pub effort: Option<u64>,
    /// Threads of the solver.
    pub threads: u32,
    /// Seed of the solver's own random choices.
    pub seed: u64,
}

impl Default for Task {
    fn default() -> Self {
        Task {
            relaxed: false,
            method: Method::Simplex,
            start: None,
            time: None,
            effort: None,
            threads: 1,
            seed: 0,
        }
    }
}

/// What a solver says of its result. It works in floating point, so this is its word, not a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The values are the best there are.
    Optimal,
    /// There are values.
    Feasible,
    /// There are no values.
    Infeasible,
    /// Nothing.
    Unknown,
}

/// What came of a task.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The solver's word.
    pub status: Status,
    /// By column.
    pub values: Option<Vec<f64>>,
    /// Cost of the values.
    pub objective: Option<f64>,
    /// The lower bound that the solver claims.
    pub claimed_bound: Option<f64>,
    /// By row, the price of its sides: not negative where the lower one counts, not positive where
    /// the upper one does. For relaxed tasks, from solvers that give them, even if cut short.
    pub row_duals: Option<Vec<f64>>,
}

impl Outcome {
    /// Nothing is known.
    pub fn unknown() -> Self {
        Outcome {
            status: Status::Unknown,
            values: None,
            objective: None,
            claimed_bound: None,
            row_duals: None,
        }
    }

    /// There are no values.
    pub fn infeasible() -> Self {
        Outcome {
            status: Status::Infeasible,
            ..Outcome::unknown()
        }
    }

    /// What needs no solver: a program without columns.
    pub(super) fn of_empty(program: &Program) -> Option<Self> {
        if !program.columns.is_empty() {
            return None;
        }
        Some(if program.broken(&[]).is_empty() {
            Outcome {
                status: Status::Optimal,
                values: Some(Vec::new()),
                objective: Some(0.0),
                claimed_bound: Some(0.0),
                row_duals: Some(vec![0.0; program.rows.len()]),
            }
        } else {
            Outcome::infeasible()
        })
    }
}

/// A solver.
pub trait Backend: Sync {
    /// Its name for reports.
    fn name(&self) -> &'static str;

    /// Solves a program. May overrun its time; [`run_within`] does not.
    fn solve(&self, program: &Program, task: &Task) -> Outcome;
}

/// The solvers compiled in, the best first.
pub fn backends() -> &'static [&'static dyn Backend] {
    &[
        #[cfg(feature = "highs")]
        &super::with_highs::Highs,
        &super::with_good_lp::GoodLp,
    ]
}

/// The best solver compiled in.
pub fn backend() -> &'static dyn Backend {
    backends()[0]
}

/// How often somebody who waits for a solver looks whether it was cancelled.
const LOOK: Duration = Duration::from_millis(20);

/// Solves on a thread of its own and comes back at the deadline or when cancelled, whatever the
/// solver does: HiGHS was seen not to return for 80 s from a root relaxation. A solver that does
/// not come back is abandoned with its thread, which goes on until it ends by itself or the process does.
///
/// The solver is told to stop a little before the deadline, so that what it has by then counts.
pub fn run_within(
    backend: &'static dyn Backend,
    program: &Arc<Program>,
    mut task: Task,
    deadline: Option<Instant>,
    cancelled: &AtomicBool,
) -> Outcome {
    if let Some(deadline) = deadline {
        let left = deadline.saturating_duration_since(Instant::now());
        let own = left - (left / 10).min(Duration::from_millis(200));
        task.time = Some(task.time.map_or(own, |time| time.min(own)));
    }
    let (send, receive) = mpsc::channel();
    let program = program.clone();
    let work = move || {
        // Nobody listens any more after the deadline.
        let _ = send.send(backend.solve(&program, &task));
    };
    // As much stack as a main thread has.
    let started = thread::Builder::new()
        .name(backend.name().into())
        .stack_size(8 << 20)
        .spawn(work);
    if started.is_err() {
        return Outcome::unknown();
    }
    while !cancelled.load(Ordering::Relaxed) {
        let left = deadline.map_or(LOOK, |at| at.saturating_duration_since(Instant::now()));
        match receive.recv_timeout(left.min(LOOK)) {
            Ok(outcome) => return outcome,
            Err(RecvTimeoutError::Timeout) if !left.is_zero() => {}
            // Too late, or the solver panicked.
            Err(_) => break,
        }
    }
    Outcome::unknown()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{any_program, best, impossible, knapsack, matching, program};
    use super::*;
    use proptest::prelude::*;

    fn whole(outcome: &Outcome) -> Vec<i64> {
        outcome.values.iter().flatten().map(|v| v.round() as i64).collect()
    }

    #[test]
    fn every_back_end_finds_the_best() {
        for (program, least) in [(knapsack(), -23), (matching(), 5)] {
            for backend in backends() {
                let outcome = backend.solve(&program, &Task::default());
                assert_eq!(outcome.status, Status::Optimal, "{}", backend.name());
                let values = whole(&outcome);
                assert_eq!(program.broken(&values), []);
                assert_eq!(program.cost(&values), least, "{}", backend.name());
                assert!((outcome.claimed_bound.unwrap() - least as f64).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn every_back_end_sees_the_impossible() {
        let no_terms = program(&[(0, 1, 0)], &[(&[0], Some(1), None)]);
        let no_columns = program(&[], &[(&[], Some(1), None)]);
        for backend in backends() {
            for relaxed in [false, true] {
                for program in [&impossible(), &no_terms, &no_columns] {
                    let task = Task {
                        relaxed,
                        ..Task::default()
                    };
                    let outcome = backend.solve(program, &task);
                    assert_eq!(outcome.status, Status::Infeasible, "{}", backend.name());
                    assert_eq!(outcome.values, None);
                }
            }
        }
    }

    #[test]
    fn a_relaxed_program_may_split() {
        for backend in backends() {
            let task = Task {
                relaxed: true,
                ..Task::default()
            };
            let outcome = backend.solve(&knapsack(), &task);
            assert_eq!(outcome.status, Status::Optimal, "{}", backend.name());
            assert!((outcome.objective.unwrap() + 23.5).abs() < 1e-6, "{outcome:?}");
        }
    }

    #[test]
    fn a_program_without_columns_is_solved() {
        for backend in backends() {
            assert_eq!(
                backend.solve(&Program::default(), &Task::default()).status,
                Status::Optimal
            );
        }
    }

    #[test]
    fn a_start_is_taken() {
        for backend in backends() {
            let task = Task {
                start: Some(vec![1, 1, 0, 0, 0]),
                ..Task::default()
            };
            let outcome = backend.solve(&knapsack(), &task);
            assert_eq!(knapsack().cost(&whole(&outcome)), -23, "{}", backend.name());
        }
    }

    /// Does not look at the time.
    struct Deaf;
    impl Backend for Deaf {
        fn name(&self) -> &'static str {
            "deaf"
        }
        fn solve(&self, _: &Program, _: &Task) -> Outcome {
            thread::sleep(Duration::from_secs(3600));
            Outcome::infeasible()
        }
    }

    /// Gives up.
    struct Fallen;
    impl Backend for Fallen {
        fn name(&self) -> &'static str {
            "fallen"
        }
        fn solve(&self, _: &Program, _: &Task) -> Outcome {
            std::panic::resume_unwind(Box::new("fallen"))
        }
    }

    #[test]
    fn a_solver_that_does_not_come_back_is_abandoned() {
        let program = Arc::new(knapsack());
        let go_on = AtomicBool::new(false);
        let soon = Some(Instant::now() + Duration::from_millis(30));
        assert_eq!(
            run_within(&Deaf, &program, Task::default(), soon, &go_on).status,
            Status::Unknown
        );
        let cancelled = AtomicBool::new(true);
        assert_eq!(
            run_within(&Deaf, &program, Task::default(), None, &cancelled).status,
            Status::Unknown
        );
        assert_eq!(
            run_within(&Fallen, &program, Task::default(), None, &go_on).status,
            Status::Unknown
        );
        assert_eq!(
            run_within(backend(), &program, Task::default(), None, &go_on).status,
            Status::Optimal
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn back_ends_agree_with_trying_all(program in any_program()) {
            let least = best(&program);
            for backend in backends() {
                let outcome = backend.solve(&program, &Task::default());
                match least {
                    None => prop_assert_eq!(outcome.status, Status::Infeasible, "{}", backend.name()),
                    Some(least) => {
                        prop_assert_eq!(outcome.status, Status::Optimal, "{}", backend.name());
                        let values = whole(&outcome);
                        prop_assert_eq!(program.broken(&values), vec![]);
                        prop_assert_eq!(program.cost(&values), least, "{}", backend.name());
                    }
                }
            }
        }
    }
}
