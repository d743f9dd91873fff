//! A proof that the rules of a program cannot all hold, which does not lean on floating point.
//!
//! Every row of a rule may give way, at a price; the least that must give way is a linear program,
//! and its prices say which rows pull against each other. Added up exactly, they prove it: with all
//! costs 0 no values may cost more than 0 (see [`super::bound`]).

use super::bound::{Sum, price, side};
use super::clock::Clock;
use crate::program::{Column, ColumnDef, Program, Tag, Task, backend, run_within};
use std::sync::Arc;

/// Where the rows come from that cannot hold together, each once; few, but not always as few as
/// there could be. `None`: the relaxed program is possible, or the clock was over first. A program
/// that only whole values make impossible is not seen.
pub fn contradiction(program: &Program, clock: &Clock) -> Option<Vec<Tag>> {
    let task = Task {
        relaxed: true,
        ..Task::default()
    };
    let yielding = Arc::new(yielding(program));
    let outcome = run_within(backend(), &yielding, task, clock.deadline(), &clock.cancel());
    let duals = outcome.row_duals?;
    let mut sum = Sum::new(program, |_| 0)?;
    let rows = || program.rows.iter().zip(duals.iter().map(|dual| price(*dual)));
    for (row, price) in rows() {
        sum.add(row, side(row, price), price)?;
    }
    if sum.value <= 0 {
        return None;
    }
    let mut tags = Vec::new();
    for (row, price) in rows().filter(|(row, price)| side(row, *price).is_some() && *price != 0) {
        // A row without which the rest is a proof still is none of it.
        sum.add(row, side(row, price), -price)?;
        if sum.value <= 0 {
            sum.add(row, side(row, price), price)?;
            tags.push(row.tag);
        }
    }
    tags.sort_unstable();
    tags.dedup();
    Some(tags)
}

/// The program in which every row of a rule may be broken at a cost of 1 a unit, and nothing else costs.
fn yielding(program: &Program) -> Program {
    let mut columns: Vec<ColumnDef> = program
        .columns
        .iter()
        .map(|c| ColumnDef { cost: 0, ..c.clone() })
        .collect();
    let mut rows = program.rows.clone();
    for row in rows.iter_mut().filter(|row| row.tag != Tag::Structure) {
        let (least, greatest) = program.range(&row.terms);
        let off = [(row.lower.map(|l| l - least), 1), (row.upper.map(|u| greatest - u), -1)];
        for (most, sign) in off
            .into_iter()
            .filter_map(|(most, sign)| Some((most.filter(|m| *m > 0)?, sign)))
        {
            row.terms.push((Column(columns.len()), sign));
            columns.push(ColumnDef {
                lower: 0,
                upper: most,
                integer: false,
                cost: 1,
            });
        }
    }
    Program {
        columns,
        rows,
        ..Program::default()
    }
}

#[cfg(all(test, feature = "highs"))]
mod tests {
    use super::*;
    use crate::program::testing::{any_program, best, impossible, knapsack, matching, program};
    use crate::program::{Status, backends};
    use proptest::prelude::*;
    use std::time::Duration;

    /// Row k is point k of rule 0.
    fn ruled(mut program: Program) -> Program {
        for (point, row) in program.rows.iter_mut().enumerate() {
            row.tag = Tag::Rule { rule: 0, point };
        }
        program
    }

    fn points(program: Program) -> Option<Vec<usize>> {
        let point = |tag| {
            if let Tag::Rule { point, .. } = tag {
                point
            } else {
                usize::MAX
            }
        };
        let tags = contradiction(&ruled(program), &Clock::new(None, None))?;
        Some(tags.into_iter().map(point).collect())
    }

    #[test]
    fn those_that_cannot_hold_together() {
        assert_eq!(points(impossible()), Some(vec![0, 1, 2, 3, 4]));
        // x + y >= 2 and x <= 0; the two between say nothing of it
        let rows: [(&[i64], _, _); 4] = [
            (&[1, 1], Some(2), None),
            (&[0, 1], None, Some(1)),
            (&[1, -1], Some(-1), Some(1)),
            (&[1, 0], None, Some(0)),
        ];
        assert_eq!(points(program(&[(0, 1, 4), (0, 1, -4)], &rows)), Some(vec![0, 3]));
    }

    #[test]
    fn a_possible_program_has_none() {
        assert_eq!(points(knapsack()), None);
        assert_eq!(points(matching()), None);
    }

    #[test]
    fn structure_does_not_give_way_but_is_named() {
        let mut p = ruled(program(&[(0, 1, 0)], &[(&[1], Some(1), None), (&[1], None, Some(0))]));
        p.rows[1].tag = Tag::Structure;
        let tags = contradiction(&p, &Clock::new(None, None));
        assert_eq!(tags, Some(vec![Tag::Structure, Tag::Rule { rule: 0, point: 0 }]));
    }

    #[test]
    fn without_time_nothing_is_proven() {
        let clock = Clock::new(Some(Duration::ZERO), None);
        clock.cancel().store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(contradiction(&ruled(impossible()), &clock), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        /// Never for a possible program, always where the relaxed one is impossible; and the rows
        /// named are impossible by themselves.
        #[test]
        fn is_right(program in any_program()) {
            let program = ruled(program);
            let relaxed = Task { relaxed: true, ..Task::default() };
            let status = backends()[0].solve(&program, &relaxed).status;
            let found = contradiction(&program, &Clock::new(None, None));
            prop_assert_eq!(found.is_some(), status == Status::Infeasible);
            if let Some(tags) = found {
                let mut core = program.clone();
                core.rows.retain(|row| tags.contains(&row.tag));
                prop_assert_eq!(best(&core), None);
            }
        }
    }
}
