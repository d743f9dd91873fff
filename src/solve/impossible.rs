//! A proof that the rules of a program cannot all hold, which does not lean on floating point.
//!
//! Every row of a rule may give way, at a price; the least that must give way is a linear program,
//! and its prices say which rows pull against each other. Added up exactly, they prove it: with all
//! costs 0 no values may cost more than 0 (see [`super::bound`]).

use super::bound::{Sum, price, side};
use super::clock::Clock;
use crate::program::{Column, ColumnDef, Limit, Program, Tag, Task, backend, run_within};
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
    let mut columns: Vec<ColumnDef> = program.columns.iter().map(|c| ColumnDef { cost: 0, ..c.clone() }).collect();
    let mut rows = program.rows.clone();
    for row in rows.iter_mut().filter(|row| row.tag != Tag::Structure) {
        let (least, greatest) = program.range(&row.terms);
        let off = [(row.lower.map(|l| l - least), 1), (row.upper.map(|u| greatest - u), -1)];
        for (most, sign) in off.into_iter().filter_map(|(most, sign)| Some((most.filter(|m| *m > 0)?, sign))) {
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
