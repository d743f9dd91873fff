//! A class's periods start with the first and have no holes.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl NoHoles {
    /// Highest ordinal taken + 1 - number of different ordinals taken.
    fn holes(&self, board: &Board, resource: ResourceId, day: Day) -> i64 {
        let taken = board
            .of_resource(resource, day)
            .iter()
            .filter(|e| self.counts[e.event()])
            .filter_map(|e| e.slot.ordinal)
            .fold(0u64, |set, o| set | 1 << o);
        i64::from(64 - taken.leading_zeros()) - i64::from(taken.count_ones())
    }
}

impl Kind for NoHoles {
    fn points(&self, _: &Problem) -> usize {
        self.resources.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.resources[point]);
    }

    fn adds_up(&self, _: &Problem, _: usize) -> bool {
        true
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        days.map(|d| self.holes(board, self.resources[point], d)).sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, resource) = (board.problem(), self.resources[point]);
        let day = (0..problem.axis.days)
            .find(|d| self.holes(board, resource, *d) > 0)
            .unwrap_or(0);
        Word::RuleNoHoles.with(&[
            ("who", &problem.resources[resource].name),
            ("day", &problem.axis.day_names[day]),
            ("amount", &deviation),
        ])
    }

    /// Hard: a period is taken only if the one before it is. Soft: every period but the last has a
    /// part that is 1 where it is empty and a later one is taken.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &resource) in self.resources.iter().enumerate() {
            let mut holes: Vec<Vec<Limit>> = Vec::new();
            for day in 0..program.problem().axis.days {
                let taken = program.ordinals(resource, day, &self.counts);
                let gap = |o: usize, later: usize| {
                    let mut limit = Limit::at_most(0);
                    limit.add_all(&taken[later], 1);
                    limit.add_all(&taken[o], -1);
                    limit
                };
                if program.rule(rule).hard {
                    (1..taken.len()).for_each(|o| program.require(rule, p, gap(o - 1, o)));
                } else {
                    holes.extend((1..taken.len()).map(|o| (o..taken.len()).map(|later| gap(o - 1, later)).collect()));
                }
            }
            program.charge_parts(rule, p, holes);
        }
    }
}
