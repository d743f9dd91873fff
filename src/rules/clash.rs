//! Nobody is in two places at once, to the minute. XHSTT AvoidClashes.

use super::{Kind, Watch};
use crate::board::{Board, Engagement};
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
        board.clashes(self.resources[point])
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, resource) = (board.problem(), self.resources[point]);
        let gap = problem.resources[resource].gap;
        let busy_until = |e: &Engagement| if gap { e.span.free } else { e.span.end };
        let all: Vec<&Engagement> = (0..problem.axis.days).flat_map(|d| board.of_resource(resource, d)).collect();
        let clash = all.iter().enumerate().find_map(|(i, a)| {
            let b = all[i + 1..].iter().find(|b| b.span.start < busy_until(a))?;
            Some((&problem.events[a.event].name, &problem.events[b.event].name, b.span.day))
        });
        let (a, b, day) = clash.map_or(("", "", ""), |(a, b, day)| (a, b, &problem.axis.day_names[day]));
        Word::RuleClash.with(&[
            ("who", &problem.resources[resource].name),
            ("day", &day),
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
