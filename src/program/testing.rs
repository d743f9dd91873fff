//! Small programs for tests, and their best values by trying all.

use super::{Column, ColumnDef, Program, RowDef, Tag};
use proptest::prelude::*;

/// A program from columns (lower, upper, cost), all whole, and rows (coefficients by column, lower, upper).
pub fn program(columns: &[(i64, i64, i64)], rows: &[(&[i64], Option<i64>, Option<i64>)]) -> Program {
    Program {
        columns: columns
            .iter()
            .map(|&(lower, upper, cost)| ColumnDef {
                lower,
                upper,
                integer: true,
                cost,
            })
            .collect(),
        rows: rows
            .iter()
            .map(|&(coefficients, lower, upper)| RowDef {
                tag: Tag::Structure,
                terms: (0..)
                    .map(Column)
                    .zip(coefficients.iter().copied())
                    .filter(|(_, k)| *k != 0)
                    .collect(),
                lower,
                upper,
            })
            .collect(),
        ..Program::default()
    }
}

/// Five things of value 10, 13, 7, 8, 2 and weight 3, 4, 2, 3, 1 in a bag for 7: the best value is
/// 23, so the least cost -23; relaxed -23.5.
pub fn knapsack() -> Program {
    program(
        &[(0, 1, -10), (0, 1, -13), (0, 1, -7), (0, 1, -8), (0, 1, -2)],
        &[(&[3, 4, 2, 3, 1], None, Some(7))],
    )
}

/// Three people, three tasks: costs 4 1 3 / 2 0 5 / 3 2 2, at best 5. The relaxed program is whole.
pub fn matching() -> Program {
    let columns: Vec<_> = [4, 1, 3, 2, 0, 5, 3, 2, 2].iter().map(|c| (0, 1, *c)).collect();
    let sum = |on: &dyn Fn(usize) -> bool| -> Vec<i64> { (0..9).map(|i| i64::from(on(i))).collect() };
    let sums: Vec<Vec<i64>> = (0..3)
        .map(|k| sum(&|i| i / 3 == k))
        .chain((0..3).map(|k| sum(&|i| i % 3 == k)))
        .collect();
    let rows: Vec<_> = sums.iter().map(|s| (s.as_slice(), Some(1), Some(1))).collect();
    program(&columns, &rows)
}

/// Three classes, two hours, one room; relaxed it is impossible too.
pub fn impossible() -> Program {
    program(
        &[(0, 1, 1); 6],
        &[
            (&[1, 1, 0, 0, 0, 0], Some(1), None),
            (&[0, 0, 1, 1, 0, 0], Some(1), None),
            (&[0, 0, 0, 0, 1, 1], Some(1), None),
            (&[1, 0, 1, 0, 1, 0], None, Some(1)),
            (&[0, 1, 0, 1, 0, 1], None, Some(1)),
        ],
    )
}

/// The least cost of whole values, by trying all.
pub fn best(program: &Program) -> Option<i64> {
    fn extend(program: &Program, values: &mut Vec<i64>, best: &mut Option<i64>) {
        let Some(column) = program.columns.get(values.len()) else {
            if program.broken(values).is_empty() {
                let cost = program.cost(values);
                *best = Some(best.map_or(cost, |b| b.min(cost)));
            }
            return;
        };
        for value in column.lower..=column.upper {
            values.push(value);
            extend(program, values, best);
            values.pop();
        }
    }
    let mut least = None;
    extend(program, &mut Vec::new(), &mut least);
    least
}

/// Programs of up to eight columns, most of them binary, and up to six rows; many are impossible.
pub fn any_program() -> impl Strategy<Value = Program> {
    let bounds = prop_oneof![6 => Just((0i64, 1i64)), 1 => Just((0, 2)), 1 => Just((-1, 1)), 1 => Just((1, 1))];
    let column = (bounds, -9i64..=9).prop_map(|((lower, upper), cost)| (lower, upper, cost));
    let side = proptest::option::of(-4i64..=6);
    (1usize..=8)
        .prop_flat_map(move |n| {
            let row = (proptest::collection::vec(-3i64..=3, n), side.clone(), side.clone());
            (
                proptest::collection::vec(column.clone(), n),
                proptest::collection::vec(row, 0..=6),
            )
        })
        .prop_map(|(columns, rows)| {
            let rows: Vec<_> = rows
                .iter()
                .map(|(k, a, b)| match (a, b) {
                    (Some(a), Some(b)) => (k.as_slice(), Some(*a.min(b)), Some(*a.max(b))),
                    _ => (k.as_slice(), *a, *b),
                })
                .collect();
            program(&columns, &rows)
        })
}
