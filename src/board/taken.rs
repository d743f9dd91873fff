//! Who is taken when, by cell: clashes and idle times are read off, not searched for.

use super::until;
use crate::problem::*;
use std::ops::Range;

/// Counts of engagements by resource and cell.
pub(super) struct Taken {
    cells: usize,
    words: usize,
    /// By resource and cell, engagements that keep the resource busy, gaps included.
    held: Vec<u16>,
    /// By resource that needs the gap and cell, engagements without it.
    within: Vec<u16>,
    /// By resource, where its counts in `within` begin; of use only to those that need the gap.
    first_within: Vec<usize>,
    /// By resource, the cells in which it is engaged, as words.
    engaged: Vec<u64>,
}

impl Taken {
    pub(super) fn new(problem: &Problem) -> Self {
        let cells = problem.axis.cells.len();
        let words = cells.div_ceil(64);
        let mut within = 0;
        let first_within = problem.resources.iter().map(|resource| {
            let first = within;
            within += if resource.gap { cells } else { 0 };
            first
        });
        let first_within = first_within.collect();
        Taken {
            cells,
            words,
            held: vec![0; problem.resources.len() * cells],
            within: vec![0; within],
            first_within,
            engaged: vec![0; problem.resources.len() * words],
        }
    }

    pub(super) fn held(&self, resource: ResourceId, cells: Range<CellId>) -> &[u16] {
        &self.held[resource * self.cells + cells.start..resource * self.cells + cells.end]
    }

    pub(super) fn engaged(&self, resource: ResourceId) -> &[u64] {
        &self.engaged[resource * self.words..][..self.words]
    }

    /// Adds a stretch to a resource or takes it out, and says by what that changes its weighted clashes.
    pub(super) fn change(&mut self, problem: &Problem, resource: ResourceId, span: &Span, add: bool) -> i64 {
        let gap = problem.resources[resource].gap;
        let mut clashes = 0;
        let held = &mut self.held[resource * self.cells..][..self.cells];
        let engaged = &mut self.engaged[resource * self.words..][..self.words];
        for cell in span.start..until(span, gap) {
            let count = step(&mut held[cell], add);
            if count > 0 {
                let weight = i64::from(problem.axis.cells[cell].weight);
                clashes += if add { weight } else { -weight };
            } else if !gap {
                engaged[cell / 64] ^= 1 << (cell % 64);
            }
        }
        if gap {
            let within = &mut self.within[self.first_within[resource]..][..self.cells];
            for cell in span.start..span.end {
                if step(&mut within[cell], add) == 0 {
                    engaged[cell / 64] ^= 1 << (cell % 64);
                }
            }
        }
        clashes
    }
}

/// Counts one more or one less, and gives the count without it.
fn step(count: &mut u16, add: bool) -> u16 {
    if add {
        *count += 1;
        *count - 1
    } else {
        *count -= 1;
        *count
    }
}
