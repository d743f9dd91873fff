//! Everything is placed. XHSTT AssignTime.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Kind for Assigned {
    fn points(&self, _: &Problem) -> usize {
        self.events.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.pieces(self.events[point]);
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let event = &board.problem().events[self.events[point]];
        let places = event.meets.clone().map(|m| &board.assignment().places[m]);
        places.filter(|p| p.slot.is_none()).map(|p| i64::from(p.length)).sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let event = &board.problem().events[self.events[point]];
        Word::RuleAssigned.with(&[("what", &event.name), ("amount", &deviation), ("length", &event.length)])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &event) in self.events.iter().enumerate() {
            let mut limit = Limit::at_least(i64::from(program.problem().events[event].length));
            for (slot, column) in program.placements(event) {
                limit.add(column, i64::from(slot.length));
            }
            program.charge(rule, p, vec![limit]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn units_without_a_slot_count_and_meets_that_are_not_there_do_not() {
        let mut week = Builder::plain(4, 3);
        let split = week.splitting(4, (1, 3), 0, &[]);
        let whole = week.event(1, 0, &[]);
        week.rule(RuleKind::Assigned(Assigned {
            events: vec![whole, split],
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &a), [1, 4]);

        let first = problem.events[split].meets.start;
        for (meet, length) in [(first, 1), (first + 1, 3), (first + 2, 0), (first + 3, 0)] {
            a.places[meet].length = length;
        }
        a.put(&problem, first, 0, 0);
        assert_eq!(deviations(&problem, &a), [1, 3]);
        a.put(&problem, first + 1, 0, 1);
        a.put(&problem, problem.events[whole].meets.start, 0, 2);
        assert_eq!(deviations(&problem, &a), [0, 0]);
    }
}
