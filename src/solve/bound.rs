//! A lower bound that holds whatever the solver's floating point did.
//!
//! Weak duality with whole numbers: for any prices y of the rows, not negative where a row's lower
//! side counts and not positive where its upper one does, no values cost less than
//!
//! ```text
//! sum over rows of y * side + sum over columns of the least of (cost - y·column) * x, lower <= x <= upper
//! ```
//!
//! so the prices need not be right, only the sum. They are rounded to multiples of 2^-30 and the sum is exact.

use super::clock::Clock;
use crate::problem::{Problem, Slot};
use crate::program::{Column, ColumnDef, Method, Outcome, Program, RowDef, Tag, Task, backend, run_within};
use std::collections::HashMap;
use std::sync::Arc;

/// Where a bound comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Every column at its cheaper end, no row looked at.
    Columns,
    /// Prices of the rows from the relaxed program.
    Relaxation,
}

/// A lower bound on the cost of every solution of a program; any number where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The bound.
    pub value: i64,
    /// Where it comes from.
    pub how: How,
}

/// Binary places of the prices.
const PLACES: u32 = 30;

/// Prices beyond this are cut, which keeps the sums within 128 bits.
const MOST: f64 = (1u64 << 40) as f64;

/// The bound that prices of the rows prove, `duals` by row as in [`Outcome::row_duals`]; at least
/// the sum of the columns' cheaper ends. Any numbers will do, missing ones are 0.
pub fn safe_bound(program: &Program, duals: &[f64]) -> i64 {
    let least = program
        .columns
        .iter()
        .map(|c| (c.cost * c.lower).min(c.cost * c.upper))
        .sum();
    proven(program, duals).map_or(least, |bound| bound.max(least))
}

/// Narrows the columns to what they can be in values that cost at most `most`, as prices of the rows prove: each unit away
/// from a column's cheaper end costs its reduced cost more than the bound.
pub fn narrow(program: &mut Program, duals: &[f64], most: i64) {
    let Some(limits) = limits(program, duals, most) else {
        return;
    };
    for (column, (lower, upper)) in program.columns.iter_mut().zip(limits) {
        (column.lower, column.upper) = (lower, upper);
    }
}

/// `None` when a sum does not fit into 128 bits, or nothing costs so little.
fn limits(program: &Program, duals: &[f64], most: i64) -> Option<Vec<(i64, i64)>> {
    let mut sum = Sum::new(program, |column| column.cost)?;
    for (row, dual) in program.rows.iter().zip(duals) {
        let price = price(*dual);
        sum.add(row, side(row, price), price)?;
    }
    let left = (i128::from(most) << PLACES)
        .checked_sub(sum.value)
        .filter(|left| *left >= 0)?;
    let limits = program.columns.iter().zip(&sum.reduced).map(|(column, reduced)| {
        let units = left.checked_div(reduced.abs()).and_then(|n| i64::try_from(n).ok());
        let units = units.unwrap_or(i64::MAX).min(column.upper - column.lower);
        match *reduced > 0 {
            true => (column.lower, column.lower + units),
            false => (column.upper - units, column.upper),
        }
    });
    Some(limits.collect())
}

/// `None` when a sum does not fit into 128 bits.
fn proven(program: &Program, duals: &[f64]) -> Option<i64> {
    let mut sum = Sum::new(program, |column| column.cost)?;
    for (row, dual) in program.rows.iter().zip(duals) {
        let price = price(*dual);
        sum.add(row, side(row, price), price)?;
    }
    // Up to the next cost there is.
    let (base, step) = program.costs();
    if step == 0 {
        return Some(base);
    }
    let step = i128::from(step) << PLACES;
    let above = sum.value.checked_sub(i128::from(base) << PLACES)?;
    let steps = above.div_euclid(step) + i128::from(above.rem_euclid(step) > 0);
    i64::try_from(i128::from(base) + ((steps * step) >> PLACES)).ok()
}

/// The sum of weak duality, in units of 2^-[`PLACES`].
pub(super) struct Sum<'p> {
    program: &'p Program,
    /// By column, cost - prices * column.
    reduced: Vec<i128>,
    /// The sum; no values cost less.
    pub(super) value: i128,
}

impl<'p> Sum<'p> {
    /// No row has a price yet. `None` here and below: it does not fit into 128 bits.
    pub(super) fn new(program: &'p Program, cost: impl Fn(&ColumnDef) -> i64) -> Option<Self> {
        let reduced: Vec<i128> = program.columns.iter().map(|c| i128::from(cost(c)) << PLACES).collect();
        let mut columns = program.columns.iter().zip(&reduced);
        let value = columns.try_fold(0i128, |sum, (column, reduced)| {
            sum.checked_add(least(column, *reduced)?)
        })?;
        Some(Sum {
            program,
            reduced,
            value,
        })
    }

    /// Adds to the price of a row, which speaks of one of its sides; a side without a limit has no price.
    pub(super) fn add(&mut self, row: &RowDef, side: Option<i64>, price: i128) -> Option<()> {
        let Some(side) = side.filter(|_| price != 0) else {
            return Some(());
        };
        self.value = self.value.checked_add(price.checked_mul(i128::from(side))?)?;
        for (at, k) in &row.terms {
            let (column, reduced) = (self.program.columns.get(at.0)?, self.reduced.get_mut(at.0)?);
            self.value = self.value.checked_sub(least(column, *reduced)?)?;
            *reduced = reduced.checked_sub(price.checked_mul(i128::from(*k))?)?;
            self.value = self.value.checked_add(least(column, *reduced)?)?;
        }
        Some(())
    }
}

fn least(column: &ColumnDef, reduced: i128) -> Option<i128> {
    reduced.checked_mul(i128::from(if reduced > 0 { column.lower } else { column.upper }))
}

/// The side of a row that a price speaks of.
pub(super) fn side(row: &RowDef, price: i128) -> Option<i64> {
    if price > 0 { row.lower } else { row.upper }
}

/// A price in units of 2^-[`PLACES`].
pub(super) fn price(dual: f64) -> i128 {
    let dual = if dual.is_nan() { 0.0 } else { dual.clamp(-MOST, MOST) };
    (dual * (1u64 << PLACES) as f64).round() as i128
}

/// The best lower bound on the soft cost of a legal timetable that can be proven before the clock is over; with the
/// deadline it comes back. Every better one is told as soon as it is there. `effort` limits the iterations
/// of every relaxed program.
///
/// Any of the rows of a program prove something about it, so what needs few of them comes first.
pub fn best_bound(problem: &Problem, effort: Option<u64>, clock: &Clock, mut on_better: impl FnMut(Bound)) -> Bound {
    let whole = Program::tight(problem);
    let mut best = Bound {
        value: safe_bound(&whole, &[]),
        how: How::Columns,
    };
    on_better(best);
    for program in steps(problem, whole) {
        if clock.over() {
            break;
        }
        let bound = relaxation_bound(&Arc::new(program), effort, clock);
        if bound.value > best.value {
            best = bound;
            on_better(best);
        }
    }
    best
}

/// Programs that prove something about a whole one, with more and more of its rows; the last is the whole. Each takes many times
/// as long as the one before.
pub(crate) fn steps(problem: &Problem, whole: Program) -> Vec<Program> {
    let parts = [without_raster(problem, &whole), without_heavy(problem, &whole)];
    parts.into_iter().flatten().chain([whole]).collect()
}

/// The rows that do not speak of events on a raster, whose slots overlap each other: few of a school's events
/// have most of its columns. `None` where that leaves out too little or too much to be worth it.
fn without_raster(problem: &Problem, program: &Program) -> Option<Program> {
    let overlap = |pair: &[Slot]| pair[1].first().start < pair[0].first().end;
    let on_raster: Vec<bool> = problem
        .slot_sets
        .iter()
        .map(|set| set.windows(2).any(overlap))
        .collect();
    let mut left_out = vec![false; program.columns.len()];
    let mut leave_out = |column: &Column| left_out[column.0] = true;
    for (event, (place, fill)) in problem.events.iter().zip(program.place.iter().zip(&program.fill)) {
        if on_raster[event.slots] {
            place
                .iter()
                .chain(fill.iter().flatten().flatten())
                .for_each(&mut leave_out);
        }
    }
    let kept = |row: &&RowDef| !row.terms.iter().any(|(column, _)| left_out[column.0]);
    let rows: Vec<RowDef> = program.rows.iter().filter(kept).cloned().collect();
    let few = rows.len() * 4 < program.rows.len() * 3 && rows.len() * 10 > program.rows.len();
    few.then(|| with_rows(program, rows))
}

/// All rows but those of single points of soft rules that make up more than a hundredth of the program, as the waiting
/// of people whose day is on a raster does. `None` where there are none.
fn without_heavy(problem: &Problem, program: &Program) -> Option<Program> {
    let mut sizes: HashMap<Tag, usize> = HashMap::new();
    let all: usize = program.rows.iter().map(|row| row.terms.len()).sum();
    for row in &program.rows {
        *sizes.entry(row.tag).or_default() += row.terms.len();
    }
    let heavy = |tag: &Tag| match *tag {
        Tag::Rule { rule, .. } => !problem.rules[rule].hard && sizes[tag] * 100 > all,
        Tag::Structure => false,
    };
    let rows: Vec<RowDef> = program.rows.iter().filter(|row| !heavy(&row.tag)).cloned().collect();
    (rows.len() < program.rows.len()).then(|| with_rows(program, rows))
}

fn with_rows(program: &Program, rows: Vec<RowDef>) -> Program {
    Program {
        rows,
        ..program.clone()
    }
}

/// The bound that the relaxed program proves. It comes back when the clock is over, if need be
/// with [`How::Columns`]. `effort` limits its iterations.
///
/// The bound needs prices and no corner, so interior points are enough: on the reference school they take
/// half of the time of the simplex method and a quarter of that of a first-order one.
pub fn relaxation_bound(program: &Arc<Program>, effort: Option<u64>, clock: &Clock) -> Bound {
    let task = Task {
        relaxed: true,
        method: Method::Interior,
        effort,
        ..Task::default()
    };
    let Outcome { row_duals, .. } = run_within(backend(), program, task, clock.deadline(), &clock.cancel());
    let columns = safe_bound(program, &[]);
    let value = row_duals.map_or(columns, |duals| safe_bound(program, &duals));
    Bound {
        value,
        how: if value > columns { How::Relaxation } else { How::Columns },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder as School;
    use crate::problem::{Assigned, Clash, Preferred, ResourceKind, RuleKind};
    use crate::program::testing::{any_program, best, impossible, matching, program};
    use proptest::prelude::*;
    use std::time::Duration;

    fn relaxed(program: &Program) -> Bound {
        relaxation_bound(&Arc::new(program.clone()), None, &Clock::new(None, None))
    }

    #[test]
    fn by_hand() {
        // min 3x + 2y, x + y >= 3, 0 <= x, y <= 2: best 2 + 2 = 1*3 + 2*2 = 7 at the price 3
        let p = program(&[(0, 2, 3), (0, 2, 2)], &[(&[1, 1], Some(3), None)]);
        assert_eq!(safe_bound(&p, &[3.0]), 9 - 2);
        assert_eq!(safe_bound(&p, &[2.0]), 6);
        assert_eq!(safe_bound(&p, &[0.1]), 1); // 0.3, and costs are whole
        // the row has no upper side, and nonsense proves nothing
        for dual in [-5.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
            assert_eq!(safe_bound(&p, &[dual]), 0);
        }
        assert_eq!(safe_bound(&p, &[]), 0);
    }

    #[test]
    fn rounds_up_to_a_cost_there_is() {
        // costs are 5 + 4n: the fixed column costs 5
        let p = program(&[(1, 1, 5), (0, 3, 4), (0, 3, 8)], &[(&[0, 2, 2], Some(3), None)]);
        assert_eq!(p.costs(), (5, 4));
        assert_eq!(safe_bound(&p, &[2.0]), 13); // 5 + 6 rounded up
        let all_fixed = program(&[(2, 2, 3)], &[]);
        assert_eq!(safe_bound(&all_fixed, &[]), 6);
    }

    #[test]
    fn negative_costs_round_up_too() {
        let p = program(&[(0, 1, -2), (0, 1, -2)], &[(&[2, 2], None, Some(3))]);
        assert_eq!(safe_bound(&p, &[-1.0]), -2); // -3 rounded up
        assert_eq!(safe_bound(&p, &[]), -4);
    }

    #[cfg(feature = "highs")]
    #[test]
    fn equals_the_relaxed_cost_where_that_is_whole() {
        assert_eq!(
            relaxed(&matching()),
            Bound {
                value: 5,
                how: How::Relaxation
            }
        );
        // -23.5 rounded up
        assert_eq!(
            relaxed(&crate::program::testing::knapsack()),
            Bound {
                value: -23,
                how: How::Relaxation
            }
        );
    }

    #[test]
    fn an_impossible_program_has_some_bound() {
        assert!(relaxed(&impossible()).value >= 0);
    }

    /// Two lessons and a session that may not take the same hour; every hour has its price.
    #[test]
    fn parts_of_a_program_prove_less_and_come_first() {
        let raster: Vec<(i32, i32)> = (480..=600).step_by(5).map(|from| (from, from + 40)).collect();
        let mut school = School::school(1, 0, &[&[(480, 520), (530, 570), (580, 620)], &raster]);
        let class = school.resource(ResourceKind::Class);
        let events = vec![
            school.event(1, 0, &[class]),
            school.event(1, 0, &[class]),
            school.event(1, 1, &[class]),
        ];
        let resources = vec![class];
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        school.rule(RuleKind::Assigned(Assigned { events: events.clone() }));
        let amounts = vec![2; school.problem.axis.cells.len()];
        let rule = school.rule(RuleKind::Preferred(Preferred {
            events,
            amounts,
            ..Preferred::default()
        }));
        school.problem.rules[rule].hard = false;
        let problem = school.problem;
        let mut told = Vec::new();
        let bound = best_bound(&problem, None, &Clock::new(None, None), |bound| told.push(bound.value));
        assert_eq!((bound.value, told), (6, vec![0, 4, 6]));
        let whole = Program::tight(&problem);
        let part = without_raster(&problem, &whole).unwrap();
        assert!(part.rows.len() < whole.rows.len());
        // With nothing on a raster there is no such part.
        let mut lessons = problem.clone();
        lessons.slot_sets[1].truncate(1);
        assert!(without_raster(&lessons, &Program::tight(&lessons)).is_none());
    }

    #[test]
    fn without_time_the_columns_speak() {
        let clock = Clock::new(Some(Duration::ZERO), None);
        clock.cancel().store(true, std::sync::atomic::Ordering::Relaxed);
        let bound = relaxation_bound(&Arc::new(matching()), None, &clock);
        assert_eq!(
            bound,
            Bound {
                value: 0,
                how: How::Columns
            }
        );
    }

    #[test]
    fn sums_that_do_not_fit_prove_nothing() {
        let huge = 1 << 60;
        let p = program(&[(0, huge, 0), (0, 1, 1)], &[(&[huge, 1], Some(huge), None)]);
        assert_eq!(safe_bound(&p, &[1e12]), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn never_above_the_best(
            program in any_program(),
            duals in proptest::collection::vec(-6.0f64..6.0, 6),
        ) {
            if let Some(best) = best(&program) {
                prop_assert!(safe_bound(&program, &duals) <= best);
                prop_assert!(relaxed(&program).value <= best);
            }
        }

        /// The prices of the solver prove what it claims, but for the last places.
        #[cfg(feature = "highs")]
        #[test]
        fn as_good_as_the_claim(program in any_program()) {
            let task = Task { relaxed: true, ..Task::default() };
            let outcome = backend().solve(&program, &task);
            if let (Some(claim), Some(duals)) = (outcome.claimed_bound, outcome.row_duals) {
                prop_assert!(safe_bound(&program, &duals) as f64 >= claim - 1e-5);
            }
        }
    }
}
