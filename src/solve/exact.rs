//! Programs solved whole: toys, absences, what is left of a school when the rest stands still.

use super::clock::Clock;
use crate::problem::{Assignment, Place, Problem, ResourceId, SlotId};
use crate::program::{Backend, Column, Program, Status, Task, run_within};
use std::sync::Arc;

/// Programs of at most this many columns are worth solving whole; larger ones stall.
pub const SMALL: usize = 2_000;

/// What came of solving a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// [`Status::Optimal`] only if the values cost what the solver's bound says, both rounded to costs there are.
    pub status: Status,
    /// Whole values of all columns that hold every row; the start if the solver found none better.
    pub values: Option<Vec<i64>>,
    /// Their cost.
    pub cost: Option<i64>,
    /// The solver's lower bound, rounded up to a cost there is. It comes from floating point;
    /// for one that does not see [`super::bound`].
    pub claimed_bound: Option<i64>,
}

/// Solves a program until the clock is over. A start that breaks a row is not used.
///
/// Whatever the solver says, values are rounded and held against every row in whole numbers.
pub fn solve(backend: &'static dyn Backend, program: &Arc<Program>, mut task: Task, clock: &Clock) -> Answer {
    task.relaxed = false;
    let fits = |values: &Vec<i64>| values.len() == program.columns.len() && program.broken(values).is_empty();
    task.start = task.start.filter(fits);
    let start = task.start.clone();
    let outcome = run_within(backend, program, task.clone(), clock.deadline(), &clock.cancel());
    let found = outcome.values.and_then(|values| {
        let rounded: Vec<i64> = values.iter().map(|v| v.round() as i64).collect();
        let claimed = outcome.objective.unwrap_or(f64::NEG_INFINITY);
        if fits(&rounded) && program.cost(&rounded) as f64 <= claimed + SLACK {
            return Some(rounded);
        }
        let settled = settle(backend, program, &rounded, &task, clock);
        settled.or(Some(rounded)).filter(fits)
    });
    let values = found.into_iter().chain(start).min_by_key(|values| program.cost(values));
    let cost = values.as_ref().map(|values| program.cost(values));
    let claimed_bound = outcome.claimed_bound.map(|bound| round_up(program, bound));
    let status = match (outcome.status, cost) {
        (Status::Optimal, Some(cost)) if claimed_bound == Some(cost) => Status::Optimal,
        (_, Some(_)) => Status::Feasible,
        (Status::Infeasible, None) => Status::Infeasible,
        (_, None) => Status::Unknown,
    };
    Answer {
        status,
        values,
        cost,
        claimed_bound,
    }
}

/// Values of the columns that need not be whole are not always whole: with the others as they are,
/// the best whole ones.
fn settle(
    backend: &'static dyn Backend,
    program: &Arc<Program>,
    rounded: &[i64],
    task: &Task,
    clock: &Clock,
) -> Option<Vec<i64>> {
    let mut fixed = Program::clone(program);
    for (column, value) in fixed.columns.iter_mut().zip(rounded) {
        if column.integer {
            (column.lower, column.upper) = (*value, *value);
        }
        column.integer = true;
    }
    let task = Task {
        start: None,
        ..task.clone()
    };
    let outcome = run_within(backend, &Arc::new(fixed), task, clock.deadline(), &clock.cancel());
    Some(outcome.values?.iter().map(|v| v.round() as i64).collect())
}

/// What floating point may be off by.
const SLACK: f64 = 1e-4;

/// The least cost there is at or above a bound, but for the last places of the bound.
fn round_up(program: &Program, bound: f64) -> i64 {
    let (base, step) = program.costs();
    if step == 0 {
        return base;
    }
    let slack = SLACK.max(bound.abs() * 1e-9);
    let steps = ((bound - slack - base as f64) / step as f64).ceil();
    base + steps as i64 * step
}

/// The timetable that column values describe: the meets of an event in order of its slots, then
/// those that are not placed.
pub fn decode(problem: &Problem, program: &Program, values: &[i64]) -> Assignment {
    let count = |column: &Column| values.get(column.0).map_or(0, |v| usize::try_from(*v).unwrap_or(0));
    let mut assignment = Assignment::empty(problem);
    for (event, (place, fill)) in problem.events.iter().zip(program.place.iter().zip(&program.fill)) {
        let mut meets = event.meets.clone();
        let mut left = event.length;
        for (s, (slot, (column, roles))) in problem.slot_sets[event.slots]
            .iter()
            .zip(place.iter().zip(fill))
            .enumerate()
        {
            // By role, who fills it in this slot; each as often as the columns say.
            let mut fillers: Vec<_> = event
                .roles
                .iter()
                .zip(roles)
                .map(|(role, columns)| {
                    let often = |(who, column): (&ResourceId, &Column)| std::iter::repeat_n(*who, count(column));
                    role.candidates.iter().zip(columns).flat_map(often)
                })
                .collect();
            for meet in meets.by_ref().take(count(column)) {
                left = left.saturating_sub(slot.length);
                assignment.places[meet] = Place {
                    length: slot.length,
                    slot: Some(s as SlotId),
                    roles: fillers.iter_mut().map(Iterator::next).collect(),
                };
            }
        }
        assignment.leave_out(event, meets, left);
    }
    assignment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Board;
    use crate::problem::testing::Builder;
    use crate::problem::*;
    use crate::program::testing::{any_program, best, impossible, knapsack, matching, program};
    use crate::program::{Outcome, RowDef, Tag, backends};
    use crate::verify::cost;
    use proptest::prelude::*;
    use smallvec::SmallVec;
    use std::time::Duration;

    fn answer(backend: &'static dyn Backend, program: Program, start: Option<Vec<i64>>) -> Answer {
        let task = Task {
            start,
            ..Task::default()
        };
        solve(backend, &Arc::new(program), task, &Clock::new(None, None))
    }

    #[test]
    fn optimal_with_values_and_cost() {
        for backend in backends() {
            for (program, least) in [(knapsack(), -23), (matching(), 5)] {
                let answer = answer(*backend, program.clone(), None);
                assert_eq!(answer.status, Status::Optimal, "{}", backend.name());
                assert_eq!((answer.cost, answer.claimed_bound), (Some(least), Some(least)));
                assert_eq!(program.cost(&answer.values.unwrap()), least);
            }
        }
    }

    #[test]
    fn impossible_is_said() {
        for backend in backends() {
            let answer = answer(*backend, impossible(), Some(vec![0; 6]));
            assert_eq!(
                (answer.status, answer.values),
                (Status::Infeasible, None),
                "{}",
                backend.name()
            );
        }
    }

    /// Says whatever it is told to say.
    struct Says(Status, &'static [f64], f64);
    impl Backend for Says {
        fn name(&self) -> &'static str {
            "says"
        }
        fn solve(&self, _: &Program, _: &Task) -> Outcome {
            Outcome {
                status: self.0,
                values: Some(self.1.to_vec()).filter(|v| !v.is_empty()),
                objective: Some(0.0),
                claimed_bound: Some(self.2),
                row_duals: None,
            }
        }
    }

    #[test]
    fn the_solver_is_not_believed() {
        // too heavy
        let answer_too_heavy = answer(&Says(Status::Optimal, &[1.0; 5], -40.0), knapsack(), None);
        assert_eq!(
            (answer_too_heavy.status, answer_too_heavy.cost),
            (Status::Unknown, None)
        );
        // fits, but the bound says that more is possible
        let good = answer(
            &Says(Status::Optimal, &[1.0, 1.0, 0.0, 0.0, 0.0], -24.0),
            knapsack(),
            None,
        );
        assert_eq!(
            (good.status, good.cost, good.claimed_bound),
            (Status::Feasible, Some(-23), Some(-24))
        );
        // nearly whole, nearly the bound
        let near = answer(
            &Says(Status::Optimal, &[1.0, 0.9999999, 1e-9, 0.0, 0.0], -23.0000001),
            knapsack(),
            None,
        );
        assert_eq!((near.status, near.cost), (Status::Optimal, Some(-23)));
        // a start shows that it is possible after all, and is kept where nothing better comes
        let start = Some(vec![1, 0, 0, 0, 0]);
        let kept = answer(&Says(Status::Infeasible, &[], 0.0), knapsack(), start.clone());
        assert_eq!((kept.status, kept.cost), (Status::Feasible, Some(-10)));
        let kept = answer(&Says(Status::Feasible, &[0.0; 5], -30.0), knapsack(), start);
        assert_eq!((kept.status, kept.cost), (Status::Feasible, Some(-10)));
    }

    #[test]
    fn columns_that_need_not_be_whole_come_out_whole() {
        // d >= x - y and any d up to 3 is as good: half of something is a solution too
        let mut p = program(
            &[(0, 1, -1), (0, 3, 0)],
            &[(&[-1, 1], Some(0), None), (&[1, 2], None, Some(4))],
        );
        p.columns[1].integer = false;
        assert!(!p.broken(&[1, 2]).is_empty());
        struct Half;
        impl Backend for Half {
            fn name(&self) -> &'static str {
                "half"
            }
            fn solve(&self, program: &Program, task: &Task) -> Outcome {
                if program.columns.iter().all(|c| c.integer) {
                    return backends()[0].solve(program, task);
                }
                Outcome {
                    status: Status::Optimal,
                    values: Some(vec![1.0, 1.5]),
                    objective: Some(-1.0),
                    claimed_bound: Some(-1.0),
                    row_duals: None,
                }
            }
        }
        let answer = answer(&Half, p, None);
        assert_eq!((answer.status, answer.values), (Status::Optimal, Some(vec![1, 1])));
    }

    #[test]
    fn ends_with_the_clock() {
        let clock = Clock::new(Some(Duration::ZERO), None);
        let task = Task {
            start: Some(vec![1, 0, 0, 0, 0]),
            ..Task::default()
        };
        let answer = solve(backends()[0], &Arc::new(knapsack()), task, &clock);
        assert!(answer.cost.is_some_and(|cost| cost <= -10));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn proves_what_trying_all_finds(program in any_program()) {
            let least = best(&program);
            for backend in backends() {
                let answer = answer(*backend, program.clone(), None);
                let status = if least.is_some() { Status::Optimal } else { Status::Infeasible };
                prop_assert_eq!((answer.status, answer.cost), (status, least), "{}", backend.name());
            }
        }
    }

    fn everything_placed(program: &mut Program, problem: &Problem) {
        for (event, place) in problem.events.iter().zip(&program.place) {
            let terms = problem.slot_sets[event.slots].iter().zip(place);
            program.rows.push(RowDef {
                tag: Tag::Structure,
                terms: terms.map(|(slot, column)| (*column, i64::from(slot.length))).collect(),
                lower: Some(i64::from(event.length)),
                upper: None,
            });
        }
    }

    /// Two classes share a teacher, three periods on two days; each class wants one lesson a day.
    fn school() -> Problem {
        let mut school = Builder::school(2, 5, &[&[(480, 520), (530, 570), (580, 620)]]);
        let a = school.resource(ResourceKind::Class);
        let b = school.resource(ResourceKind::Class);
        let teacher = school.resource(ResourceKind::Staff);
        let events = [school.event(2, 0, &[a, teacher]), school.event(3, 0, &[b, teacher])];
        school.rule(RuleKind::Clash(Clash {
            resources: vec![a, b, teacher],
            ..Clash::default()
        }));
        let all = vec![true; events.len()];
        school.rule(RuleKind::NoHoles(NoHoles {
            counts: all.clone(),
            resources: vec![a],
        }));
        let spread = school.rule(RuleKind::Spread(Spread {
            groups: school.problem.day_groups(),
            points: events
                .iter()
                .map(|event| SpreadPoint {
                    name: String::new(),
                    events: vec![*event],
                    limits: vec![(0, 1, 1), (1, 1, 1)],
                })
                .collect(),
        }));
        school.problem.rules[spread].hard = false;
        school.problem.rules[spread].weight = 7;
        school.problem
    }

    #[test]
    fn a_school_is_solved_and_both_judges_agree() {
        let problem = school();
        for backend in backends() {
            let mut program = Program::of(&problem);
            everything_placed(&mut program, &problem);
            let answer = answer(*backend, program.clone(), None);
            assert_eq!(
                (answer.status, answer.cost),
                (Status::Optimal, Some(7)),
                "{}",
                backend.name()
            );
            let assignment = decode(&problem, &program, &answer.values.unwrap());
            assert!(assignment.places.iter().all(|place| place.slot.is_some()));
            assert!(cost::malformed(&problem, &assignment).is_empty());
            let totals = cost::totals(&problem, &assignment);
            assert_eq!((totals.hard, totals.soft), (0, 7));
            let board = Board::new(&problem, &assignment).cost();
            assert_eq!((board.hard, board.soft), (0, 7));
        }
    }

    #[test]
    fn a_start_from_a_board_says_the_same() {
        let problem = school();
        let program = Program::of(&problem);
        let mut values = vec![0; program.columns.len()];
        for (event, slots) in [(0, [0, 3, 9]), (1, [1, 4, 5])] {
            slots
                .iter()
                .filter_map(|s| program.place[event].get(*s))
                .for_each(|c| values[c.0] = 1);
        }
        let assignment = decode(&problem, &program, &values);
        let slots: Vec<_> = assignment.places.iter().map(|place| place.slot).collect();
        assert_eq!(slots, [Some(0), Some(3), Some(1), Some(4), Some(5)]);
        // there and back
        let board = Board::new(&problem, &assignment);
        let started = crate::program::Builder::new(&problem, Some(&board)).finish();
        let start = started.start.clone().unwrap();
        assert_eq!(started.broken(&start), []);
        assert_eq!(decode(&problem, &started, &start), assignment);
    }

    #[test]
    fn roles_and_lengths_and_what_is_left() {
        let mut school = Builder::plain(6, 3);
        let people: Vec<_> = (0..3).map(|_| school.resource(ResourceKind::Other)).collect();
        let event = school.splitting(6, (1, 3), 0, &[]);
        school.role(event, &people);
        school.role(event, &people[..1]);
        let problem = school.problem;
        let program = Program::of(&problem);
        let mut values = vec![0; program.columns.len()];
        let at = |start: usize, length: u16| {
            let found = |s: &Slot| s.first().start == start && s.length == length;
            problem.slots(event).iter().position(found).unwrap()
        };
        let (two, one) = (at(0, 2), at(3, 1));
        values[program.place[event][two].0] = 1;
        values[program.place[event][one].0] = 2;
        values[program.fill[event][one][0][2].0] = 1;
        values[program.fill[event][one][0][0].0] = 1;
        values[program.fill[event][one][1][0].0] = 1;
        let assignment = decode(&problem, &program, &values);
        let place = |length, slot: Option<usize>, roles: [Option<ResourceId>; 2]| Place {
            length,
            slot: slot.map(|s| s as SlotId),
            roles: SmallVec::from(roles),
        };
        let none = [None, None];
        assert_eq!(
            assignment.places,
            [
                place(2, Some(two), none),
                place(1, Some(one), [Some(people[0]), Some(people[0])]),
                place(1, Some(one), [Some(people[2]), None]),
                place(1, None, none),
                place(1, None, none),
                place(0, None, none),
            ]
        );
        assert!(cost::malformed(&problem, &assignment).is_empty());
    }
}
