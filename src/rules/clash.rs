//! Nobody is in two places at once, to the minute. XHSTT AvoidClashes.

use super::{Kind, Watch};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Clash {
    fn resource(&self, problem: &Problem, point: usize) -> ResourceId {
        let cells = if self.by_cell {
            problem.axis.cells.len().max(1)
        } else {
            1
        };
        self.resources[point / cells]
    }

    /// How often a resource is needed in a meet of its own, beyond once.
    fn again(&self, board: &Board, resource: ResourceId, engagement: &Engagement) -> i64 {
        let event = &board.problem().events[engagement.event()];
        let roles = &board.assignment().places[engagement.meet()].roles;
        if roles.len() < 2 && self.again.is_empty() && (roles.is_empty() || !event.fixed.contains(&resource)) {
            return 0;
        }
        let filled = roles.iter().filter(|r| **r == Some(resource)).count();
        let again = self
            .again
            .iter()
            .filter(|a| **a == (engagement.event(), resource))
            .count();
        (filled + again + usize::from(event.fixed.contains(&resource))) as i64 - 1
    }

    /// What several roles of single meets add to the clashes of a resource, in all cells or in one.
    fn by_roles(&self, board: &Board, resource: ResourceId, in_cell: Option<CellId>) -> i64 {
        if !self.by_role {
            return 0;
        }
        let axis = &board.problem().axis;
        let gap = board.problem().resources[resource].gap;
        let mut sum = 0;
        for engagement in (0..axis.days).flat_map(|d| board.of_resource(resource, d)) {
            let again = self.again(board, resource, engagement);
            if again > 0 {
                let span = engagement.span;
                let cells = span.start..span.until(gap);
                let cells = cells.filter(|c| in_cell.is_none_or(|cell| cell == *c));
                sum += again * cells.map(|c| i64::from(axis.cells[c].weight)).sum::<i64>();
            }
        }
        sum
    }
}

impl Kind for Clash {
    fn points(&self, problem: &Problem) -> usize {
        self.resources.len() * if self.by_cell { problem.axis.cells.len() } else { 1 }
    }

    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.resource(problem, point));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let axis = &board.problem().axis;
        let resource = self.resource(board.problem(), point);
        if self.by_cell {
            let cell = point % axis.cells.len();
            let too_many = (board.held(resource, cell) - 1).max(0);
            return too_many * i64::from(axis.cells[cell].weight) + self.by_roles(board, resource, Some(cell));
        }
        board.clashes(resource) + self.by_roles(board, resource, None)
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let problem = board.problem();
        let resource = self.resource(problem, point);
        let gap = problem.resources[resource].gap;
        let until = |e: &Engagement| e.span.until(gap);
        let cell = self.by_cell.then(|| point % problem.axis.cells.len());
        let in_cell = |e: &&Engagement| cell.is_none_or(|cell| e.span.start <= cell && cell < until(e));
        let days = 0..problem.axis.days;
        let list: Vec<&Engagement> = days
            .flat_map(|d| board.of_resource(resource, d))
            .filter(in_cell)
            .collect();
        let pair = list.iter().enumerate().find_map(|(i, a)| {
            if self.by_role && self.again(board, resource, a) > 0 {
                return Some((a, a));
            }
            list[i + 1..].iter().find(|b| b.span.start < until(a)).map(|b| (a, b))
        });
        let Some((a, b)) = pair else {
            return Word::RuleClash.with(&[("who", &problem.resources[resource].name)]);
        };
        Word::RuleClash.with(&[
            ("who", &problem.resources[resource].name),
            ("day", &problem.axis.day_names[a.span.day]),
            ("a", &problem.events[a.event()].name),
            ("b", &problem.events[b.event()].name),
            ("amount", &deviation),
        ])
    }

    /// One row per maximal set of engagements that share a cell: as tight as a grid. A soft rule
    /// counts what exceeds one in every cell.
    fn rows(&self, program: &mut Builder, rule: usize) {
        let cells = 0..program.problem().axis.cells.len();
        let parts = |program: &Builder, resource| -> Vec<Limit> {
            let over = |cell: CellId| {
                let weight = i64::from(program.problem().axis.cells[cell].weight);
                let mut limit = Limit::at_most(weight);
                limit.add_all(&program.busy(resource, cell), weight);
                if self.by_role {
                    let more = program.busy_again(resource, cell, &self.again);
                    more.into_iter()
                        .for_each(|(column, times)| limit.add(column, weight * times));
                }
                limit
            };
            cells.clone().map(over).collect()
        };
        for (i, &resource) in self.resources.iter().enumerate() {
            if self.by_cell {
                let parts = parts(program, resource).into_iter().enumerate();
                parts.for_each(|(cell, limit)| program.charge(rule, i * cells.len() + cell, vec![limit]));
            } else if program.rule(rule).hard && !self.by_role {
                for clique in program.cliques(resource) {
                    let mut limit = Limit::at_most(1);
                    limit.add_all(&clique, 1);
                    program.require(rule, i, limit);
                }
            } else {
                let limits = parts(program, resource);
                program.charge(rule, i, limits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn cells_as_points_and_several_roles_of_one_meet() {
        let mut week = Builder::plain(3, 2);
        let who = week.resource(ResourceKind::Other);
        let one = week.splitting(2, (2, 2), 0, &[who]);
        let two = week.splitting(2, (2, 2), 0, &[]);
        week.role(two, &[who]);
        week.role(two, &[who]);
        for (by_role, again, by_cell) in [
            (false, vec![], false),
            (true, vec![], false),
            (true, vec![(one, who)], false),
            (true, vec![(one, who)], true),
        ] {
            week.rule(RuleKind::Clash(Clash {
                resources: vec![who],
                by_role,
                again,
                by_cell,
            }));
        }
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        a.put(&problem, 0, 0, 0);
        assert_eq!(deviations(&problem, &a), [0, 0, 2, 1, 1, 0]);
        a.put(&problem, 1, 0, 1);
        a.places[1].roles[0] = Some(who);
        assert_eq!(deviations(&problem, &a), [1, 1, 3, 1, 2, 0]);
        a.places[1].roles[1] = Some(who);
        assert_eq!(deviations(&problem, &a), [1, 3, 5, 1, 3, 1]);
    }
}
