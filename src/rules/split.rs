//! Into how many pieces of which lengths an event splits. XHSTT SplitEvents, DistributeSplitEvents.

use super::{Kind, Watch, range};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Pieces {
    /// The number of these lengths that are pieces of that kind.
    pub(crate) fn count(&self, lengths: impl Iterator<Item = u16>) -> u32 {
        lengths.filter(|l| (self.shortest..=self.longest).contains(l)).count() as u32
    }

    /// By how much a number of pieces lies outside.
    pub(crate) fn outside(&self, count: u32) -> i64 {
        let count = i64::from(count);
        (i64::from(self.fewest) - count)
            .max(count - i64::from(self.most))
            .max(0)
    }
}

fn count(board: &Board, event: EventId, pieces: &Pieces) -> u32 {
    let places = &board.assignment().places[board.problem().events[event].meets.clone()];
    pieces.count(places.iter().map(|p| p.length).filter(|l| *l > 0))
}

impl Kind for Split {
    fn points(&self, _: &Problem) -> usize {
        self.events.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.pieces(self.events[point]);
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let event = self.events[point];
        self.counts
            .iter()
            .map(|pieces| pieces.outside(count(board, event, pieces)))
            .sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let event = self.events[point];
        let what = &board.problem().events[event].name;
        let worst = self
            .counts
            .iter()
            .max_by_key(|pieces| pieces.outside(count(board, event, pieces)));
        let Some(pieces) = worst else {
            return Word::RuleSplit.with(&[("what", what)]);
        };
        Word::RuleSplit.with(&[
            ("what", what),
            ("count", &count(board, event, pieces)),
            ("lengths", &range(pieces.shortest, pieces.longest)),
            ("wanted", &range(pieces.fewest, pieces.most)),
            ("amount", &deviation),
        ])
    }

    /// Of an event that need not be placed nobody knows into what it splits.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &event) in self
            .events
            .iter()
            .enumerate()
            .filter(|(_, e)| program.must_place(**e))
            .collect::<Vec<_>>()
        {
            let limits = self.counts.iter().map(|pieces| {
                let mut limit = Limit::between(i64::from(pieces.fewest), i64::from(pieces.most));
                for (slot, column) in program.placements(event) {
                    limit.add(column, i64::from(pieces.count(std::iter::once(slot.length))));
                }
                limit
            });
            let limits = limits.collect();
            program.charge(rule, p, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn lengths_and_numbers_of_meets_that_are_there() {
        let mut week = Builder::plain(6, 6);
        let event = week.splitting(6, (1, 6), 0, &[]);
        let pieces = |shortest, longest, fewest, most| Pieces {
            shortest,
            longest,
            fewest,
            most,
        };
        let all = u16::MAX;
        // SplitEvents with lengths 2 to 3 and 1 to 2 pieces; DistributeSplitEvents with 2 of length 2.
        for counts in [
            vec![pieces(1, 1, 0, 0), pieces(4, all, 0, 0), pieces(1, all, 1, 2)],
            vec![pieces(2, 2, 2, 2)],
        ] {
            week.rule(RuleKind::Split(Split {
                events: vec![event],
                counts,
            }));
        }
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        let mut with = |lengths: [u16; 6]| {
            a.places
                .iter_mut()
                .zip(lengths)
                .for_each(|(p, length)| p.length = length);
            deviations(&problem, &a)
        };
        assert_eq!(with([3, 0, 3, 0, 0, 0]), [0, 2]);
        assert_eq!(with([6, 0, 0, 0, 0, 0]), [1, 2]);
        assert_eq!(with([2, 2, 1, 1, 0, 0]), [2 + 2, 0]);
        assert_eq!(with([1; 6]), [6 + 4, 2]);
        assert_eq!(with([2, 2, 2, 0, 0, 0]), [1, 1]);
    }
}
