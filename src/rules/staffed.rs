//! Every role is filled. XHSTT AssignResource.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Kind for Staffed {
    fn points(&self, _: &Problem) -> usize {
        self.roles.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.pieces(self.roles[point].0);
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let (event, role) = self.roles[point];
        let meets = board.problem().events[event].meets.clone();
        let places = meets.map(|m| &board.assignment().places[m]);
        places
            .filter(|p| p.roles[role].is_none())
            .map(|p| i64::from(p.length))
            .sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (event, role) = self.roles[point];
        let event = &board.problem().events[event];
        Word::RuleStaffed.with(&[
            ("what", &event.name),
            ("role", &event.roles[role].name),
            ("amount", &deviation),
            ("length", &event.length),
        ])
    }

    /// Whoever fills the role is known where the meet is placed, so that is where its lack counts.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(event, role)) in self.roles.iter().enumerate() {
            let mut limit = Limit::at_most(0);
            for (s, (slot, column)) in program.placements(event).into_iter().enumerate() {
                limit.add(column, i64::from(slot.length));
                limit.add_all(program.fills(event, s, role), -i64::from(slot.length));
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
    fn empty_roles_count_by_length_placed_or_not() {
        let mut week = Builder::plain(4, 2);
        let staff = week.resource(ResourceKind::Staff);
        let event = week.splitting(3, (1, 2), 0, &[]);
        week.role(event, &[staff]);
        let second = week.role(event, &[staff]);
        week.rule(RuleKind::Staffed(Staffed {
            roles: vec![(event, second)],
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        for (meet, length) in [2, 1, 0].into_iter().enumerate() {
            a.places[meet].length = length;
            a.places[meet].roles[0] = Some(staff);
        }
        assert_eq!(deviations(&problem, &a), [3]);
        a.places[1].roles[second] = Some(staff);
        assert_eq!(deviations(&problem, &a), [2]);
        a.put(&problem, 0, 0, 1);
        assert_eq!(deviations(&problem, &a), [2]);
        a.places[0].roles[second] = Some(staff);
        assert_eq!(deviations(&problem, &a), [0]);
    }
}
