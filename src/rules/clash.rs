//! Nobody is in two places at once, to the minute. XHSTT AvoidClashes.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};

impl Kind for Clash {
    fn points(&self, _: &Problem) -> usize {
        self.resources.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.resources[point]);
    }

    fn deviation(&self, board: &Board, point: usize) -> i64 {
        (0..board.problem().axis.days).map(|d| board.clashes(self.resources[point], d)).sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, resource) = (board.problem(), self.resources[point]);
        let day = (0..problem.axis.days).find(|d| board.clashes(resource, *d) > 0).unwrap_or(0);
        let busy_until = |e: &crate::board::Engagement| {
            if problem.resources[resource].gap { e.span.free } else { e.span.end }
        };
        let list = board.of_resource(resource, day);
        let pair = list.iter().enumerate().find_map(|(i, a)| {
            list[i + 1..].iter().find(|b| b.span.start < busy_until(a)).map(|b| (a.event, b.event))
        });
        let (a, b) = pair.map_or(("", ""), |(a, b)| (&problem.events[a].name, &problem.events[b].name));
        Word::RuleClash.with(&[
            ("who", &problem.resources[resource].name),
            ("day", &problem.axis.day_names[day]),
            ("a", &a),
            ("b", &b),
            ("amount", &deviation),
        ])
    }

    /// One row per maximal set of engagements that share a cell: as tight as a grid. A soft rule
    /// counts what exceeds one in every cell.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &resource) in self.resources.iter().enumerate() {
            if program.rule(rule).hard {
                for clique in program.cliques(resource) {
                    let mut limit = Limit::at_most(1);
                    limit.add_all(&clique, 1);
                    program.require(rule, p, limit);
                }
            } else {
                let cells = 0..program.problem().axis.cells.len();
                let limits = cells
                    .map(|cell| {
                        let weight = i64::from(program.problem().axis.cells[cell].weight);
                        let mut limit = Limit::at_most(weight);
                        limit.add_all(&program.busy(resource, cell), weight);
                        limit
                    })
                    .collect();
                program.charge(rule, p, limits);
            }
        }
    }
}
