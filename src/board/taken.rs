//! Who is taken when, as sets of cells: clashes and idle times are read off, not searched for.

use crate::problem::*;
use std::ops::Range;

/// In which cells every resource is taken.
pub(super) struct Taken {
    /// By resource, whether it needs the gap.
    gap: Vec<bool>,
    /// By cell.
    weights: Vec<i64>,
    /// Gaps included.
    held: Counts,
    /// Gaps left out; kept for resources that need them, for others it is the same as `held`.
    engaged: Counts,
}

impl Taken {
    pub(super) fn new(problem: &Problem) -> Self {
        Taken {
            gap: problem.resources.iter().map(|r| r.gap).collect(),
            weights: problem.axis.cells.iter().map(|c| i64::from(c.weight)).collect(),
            held: Counts::new(problem),
            engaged: Counts::new(problem),
        }
    }

    /// The cells in which a resource is engaged, as words.
    #[inline]
    pub(super) fn engaged(&self, resource: ResourceId) -> &[u64] {
        let counts = if self.gap[resource] { &self.engaged } else { &self.held };
        &counts.once[resource * counts.words..][..counts.words]
    }

    /// The cells in which some engagement keeps a resource busy, as words.
    #[inline]
    pub(super) fn busy(&self, resource: ResourceId) -> &[u64] {
        &self.held.once[resource * self.held.words..][..self.held.words]
    }

    /// How many engagements keep a resource busy in a cell.
    #[inline]
    pub(super) fn held(&self, resource: ResourceId, cell: CellId) -> i64 {
        let counts = &self.held;
        let once = counts.once[resource * counts.words + cell / 64] >> (cell % 64) & 1;
        once as i64 + i64::from(counts.more[resource * counts.cells + cell])
    }

    /// Whether some engagement keeps a resource busy in one of these cells.
    #[inline]
    pub(super) fn is_held(&self, resource: ResourceId, cells: Range<CellId>) -> bool {
        any_in(self.busy(resource), cells)
    }

    /// Adds a stretch to a resource or takes it out, and says by what that changes its weighted clashes.
    pub(super) fn change(&mut self, resource: ResourceId, span: &Span, add: bool) -> i64 {
        let gap = self.gap[resource];
        if gap {
            self.engaged.change(resource, span.start..span.end, add, |_| {});
        }
        let (mut clashes, weights) = (0, &self.weights);
        let held = span.start..span.until(gap);
        self.held.change(resource, held, add, |cell| clashes += weights[cell]);
        if add { clashes } else { -clashes }
    }
}

/// How often each cell is counted for each resource.
struct Counts {
    cells: usize,
    words: usize,
    /// By resource, the cells that are counted, as words.
    once: Vec<u64>,
    /// By resource, those that are counted more than once, as words.
    twice: Vec<u64>,
    /// By resource and cell, how often beyond once.
    more: Vec<u16>,
}

impl Counts {
    fn new(problem: &Problem) -> Self {
        let cells = problem.axis.cells.len();
        let words = cells.div_ceil(64);
        Counts {
            cells,
            words,
            once: vec![0; problem.resources.len() * words],
            twice: vec![0; problem.resources.len() * words],
            more: vec![0; problem.resources.len() * cells],
        }
    }

    /// Counts cells once more or once less; names those that are counted beside.
    fn change(&mut self, resource: ResourceId, cells: Range<CellId>, add: bool, mut beside: impl FnMut(CellId)) {
        let more = &mut self.more[resource * self.cells..][..self.cells];
        for (at, mask) in words_of(cells) {
            let once = &mut self.once[resource * self.words + at];
            let twice = &mut self.twice[resource * self.words + at];
            let both = mask & if add { *once } else { *twice };
            if add {
                *once |= mask;
                *twice |= both;
            } else {
                *once &= !mask | both;
            }
            let mut left = both;
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                let count = &mut more[at * 64 + bit];
                if add {
                    *count += 1;
                } else {
                    *count -= 1;
                    if *count == 0 {
                        *twice &= !(1 << bit);
                    }
                }
                beside(at * 64 + bit);
            }
        }
    }
}
