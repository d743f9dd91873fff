//! The least cost of a small program, proven in whole numbers: prices of the relaxed program prove a bound, and where that
//! falls short, a tree of branches each of which is proven to hold nothing better.

use crate::program::{ColumnDef, Outcome, Program, Status, Task, backend, run_within};
use crate::solve::bound::{narrow, safe_bound};
use crate::solve::clock::Clock;
use crate::solve::exact;
use std::sync::Arc;

/// Who says that nothing costs less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The bound, in whole numbers.
    Exact,
    /// The solver's word.
    Solver,
    /// Nobody: the time ran out.
    None,
}

/// Values of all columns, and what is known of their cost.
pub(super) struct Least {
    pub values: Vec<i64>,
    pub cost: i64,
    /// No values cost less; in whole numbers.
    pub bound: i64,
    pub proof: Proof,
}

/// Branches looked into before the solver is taken at its word.
const BRANCHES: usize = 60;

/// The best values there are. `start` holds to all rows; nothing costs less than `known`. The program's columns are narrowed
/// to what values of this cost can be. What `weights` say matters by column is branched on first.
///
/// # Errors
/// Whether there are none, by the solver's word, or none were found.
pub(super) fn least(
    program: &mut Arc<Program>,
    start: Option<Vec<i64>>,
    known: Option<i64>,
    weights: &[i64],
    clock: &Clock,
) -> Result<Least, Status> {
    let mut best = start;
    let cost = |best: &Option<Vec<i64>>, program: &Program| best.as_ref().map(|values| program.cost(values));
    let mut bound = safe_bound(program, &[]).max(known.unwrap_or(i64::MIN));
    let mut duals = Vec::new();
    let mut said = Status::Unknown;
    let is_open = |best: &Option<Vec<i64>>, program: &Program, bound| cost(best, program).is_none_or(|c| c > bound);
    if is_open(&best, program, bound) {
        let root = relaxed(program, clock);
        duals = root.row_duals.unwrap_or_default();
        bound = bound.max(safe_bound(program, &duals));
        take_better(&mut best, whole(root.values.as_deref(), program), program);
    }
    if is_open(&best, program, bound) {
        if let Some(cost) = cost(&best, program) {
            narrow(Arc::make_mut(program), &duals, cost);
        }
        let task = Task {
            start: best.clone(),
            ..Task::default()
        };
        let answer = exact::solve(backend(), program, task, clock);
        said = answer.status;
        take_better(&mut best, answer.values, program);
    }
    if is_open(&best, program, bound) && best.is_some() && nothing_better(program, &mut best, weights, clock) {
        bound = cost(&best, program).unwrap_or(bound);
    }
    let values = best.ok_or(said)?;
    let cost = program.cost(&values);
    narrow(Arc::make_mut(program), &duals, cost);
    let proof = match said {
        _ if cost <= bound => Proof::Exact,
        Status::Optimal => Proof::Solver,
        _ => Proof::None,
    };
    Ok(Least {
        values,
        cost,
        bound,
        proof,
    })
}

fn take_better(best: &mut Option<Vec<i64>>, found: Option<Vec<i64>>, program: &Program) {
    let both = best.take().into_iter().chain(found);
    *best = both.min_by_key(|values| program.cost(values));
}

fn relaxed(program: &Arc<Program>, clock: &Clock) -> Outcome {
    let task = Task {
        relaxed: true,
        ..Task::default()
    };
    run_within(backend(), program, task, clock.deadline(), &clock.cancel())
}

/// The values of a relaxed program, if they hold to it rounded.
fn whole(values: Option<&[f64]>, program: &Program) -> Option<Vec<i64>> {
    let rounded: Vec<i64> = values?.iter().map(|v| v.round() as i64).collect();
    (rounded.len() == program.columns.len() && program.broken(&rounded).is_empty()).then_some(rounded)
}

/// Looks for values that cost less than the best; whether it is proven in the end that there are none.
fn nothing_better(program: &Arc<Program>, best: &mut Option<Vec<i64>>, weights: &[i64], clock: &Clock) -> bool {
    let mut open = vec![program.clone()];
    for _ in 0..BRANCHES {
        let Some(mut here) = open.pop() else { return true };
        let mut outcome = relaxed(&here, clock);
        if outcome.status == Status::Infeasible {
            outcome = relaxed(&Arc::new(elastic(&here)), clock);
            outcome.values = None;
        }
        let Some(duals) = outcome.row_duals.filter(|_| !clock.over()) else {
            return false;
        };
        take_better(best, whole(outcome.values.as_deref(), &here), program);
        let Some(cost) = best.as_ref().map(|values| program.cost(values)) else {
            return false;
        };
        if safe_bound(&here, &duals) >= cost {
            continue;
        }
        let Some(values) = outcome.values else { return false };
        narrow(Arc::make_mut(&mut here), &duals, cost - 1);
        // Where it matters and the values are not decided.
        let undecided = |at: &usize| (values[*at] - values[*at].round()).abs();
        let score = |at: usize| undecided(&at) * (1 + weights.get(at).copied().unwrap_or(0)) as f64;
        let open_columns = (0..values.len()).filter(|at| undecided(at) > 1e-6);
        let Some(at) = open_columns.max_by(|a, b| score(*a).total_cmp(&score(*b))) else {
            return false;
        };
        let below = values[at].floor() as i64;
        let side = |narrowed: fn(&mut ColumnDef, i64)| {
            let mut side = here.clone();
            narrowed(&mut Arc::make_mut(&mut side).columns[at], below);
            side
        };
        open.push(side(|column, below| column.upper = column.upper.min(below)));
        open.push(side(|column, below| column.lower = column.lower.max(below + 1)));
        open.retain(|branch| branch.columns.iter().all(|c| c.lower <= c.upper));
    }
    open.is_empty()
}

/// Every row may be broken at a price, so that there are prices that prove why it must be.
fn elastic(program: &Program) -> Program {
    let mut elastic = program.clone();
    for at in 0..program.rows.len() {
        for (coefficient, side) in [(1, program.rows[at].lower), (-1, program.rows[at].upper)] {
            if side.is_some() {
                let slack = super::planning::column(&mut elastic, 1 << 16, false, 1 << 16);
                elastic.rows[at].terms.push((slack, coefficient));
            }
        }
    }
    elastic
}

#[cfg(all(test, feature = "highs"))]
mod tests {
    use super::super::planning::{column, row};
    use super::*;
    use crate::program::Tag;
    use crate::program::testing::{any_program, best};
    use proptest::prelude::*;

    /// Of three, no two go together: the relaxed program takes half of each.
    #[test]
    fn what_prices_leave_open_is_proven_by_branches() {
        let mut program = Program::default();
        let all = [0; 3].map(|_| column(&mut program, 1, true, -2));
        for pair in [[0, 1], [0, 2], [1, 2]] {
            row(
                &mut program,
                Tag::Structure,
                pair.map(|i| (all[i], 1)).into(),
                None,
                Some(1),
            );
        }
        let clock = Clock::new(None, None);
        let found = least(&mut Arc::new(program.clone()), None, None, &[], &clock);
        let found = found.map(|found| (found.cost, found.proof));
        assert_eq!(found, Ok((-2, Proof::Exact)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_proven_is_what_trying_all_finds(program in any_program()) {
            let clock = Clock::new(None, None);
            let found = least(&mut Arc::new(program.clone()), None, None, &[], &clock);
            prop_assert_eq!(found.as_ref().ok().map(|f| f.cost), best(&program));
            if let Ok(found) = found {
                prop_assert!(program.broken(&found.values).is_empty());
                prop_assert!(found.bound <= found.cost && found.proof != Proof::None);
                prop_assert_eq!(found.proof == Proof::Exact, found.bound == found.cost);
                // Without the solver's answer, the branches find it.
                let mut any = Some(found.values.clone());
                nothing_better(&Arc::new(program.clone()), &mut any, &[], &clock);
                prop_assert_eq!(any, Some(found.values));
            }
        }

        #[test]
        fn narrowed_columns_keep_all_values_of_least_cost(program in any_program()) {
            let clock = Clock::new(None, None);
            let mut narrowed = Arc::new(program.clone());
            if let Ok(found) = least(&mut narrowed, None, None, &[], &clock) {
                // Each column at its greatest among the best values: still possible.
                let mut of_least = program.clone();
                let terms = program.columns.iter().enumerate().map(|(at, c)| (crate::program::Column(at), c.cost));
                row(&mut of_least, Tag::Structure, terms.collect(), None, Some(found.cost));
                for at in 0..program.columns.len() {
                    for sign in [1, -1] {
                        let mut one = of_least.clone();
                        one.columns.iter_mut().for_each(|c| c.cost = 0);
                        one.columns[at].cost = sign;
                        let extreme = best(&one).unwrap() * sign;
                        let column = &narrowed.columns[at];
                        prop_assert!(column.lower <= extreme && extreme <= column.upper);
                    }
                }
            }
        }
    }
}
