//! Roles are filled by those who suit. XHSTT PreferResources.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Suited {
    /// Those who fill the role and do not suit, with the length of the meet.
    fn unsuited<'b>(&'b self, board: &'b Board, point: usize) -> impl Iterator<Item = (ResourceId, i64)> + 'b {
        let (event, role) = self.roles[point];
        let places = &board.assignment().places[board.problem().events[event].meets.clone()];
        let there = places.iter().filter(|p| p.length > 0);
        let filled = there.filter_map(move |p| Some((p.roles[role]?, i64::from(p.length))));
        filled.filter(|(who, _)| !self.suited[*who])
    }
}

impl Kind for Suited {
    fn points(&self, _: &Problem) -> usize {
        self.roles.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.pieces(self.roles[point].0);
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        self.unsuited(board, point).map(|(_, length)| length).sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (event, role) = self.roles[point];
        let problem = board.problem();
        let who = self
            .unsuited(board, point)
            .next()
            .map_or("", |(who, _)| &problem.resources[who].name);
        Word::RuleSuited.with(&[
            ("what", &problem.events[event].name),
            ("role", &problem.events[event].roles[role].name),
            ("who", &who),
            ("amount", &deviation),
            ("length", &problem.events[event].length),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(event, role)) in self.roles.iter().enumerate() {
            let candidates = &program.problem().events[event].roles[role].candidates;
            let mut limit = Limit::at_most(0);
            for (s, slot) in program.problem().slots(event).iter().enumerate() {
                let fills = candidates.iter().zip(program.fills(event, s, role));
                let unsuited: Vec<Column> = fills.filter(|(r, _)| !self.suited[**r]).map(|(_, c)| *c).collect();
                limit.add_all(&unsuited, i64::from(slot.length));
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
    fn who_does_not_suit_counts_by_length_and_nobody_does_not() {
        let mut week = Builder::plain(4, 2);
        let [good, bad] = [0, 1].map(|_| week.resource(ResourceKind::Other));
        let event = week.splitting(3, (1, 2), 0, &[]);
        let role = week.role(event, &[good, bad]);
        week.rule(RuleKind::Suited(Suited {
            roles: vec![(event, role)],
            suited: vec![true, false],
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        for (meet, length) in [2, 1, 0].into_iter().enumerate() {
            a.places[meet].length = length;
        }
        assert_eq!(deviations(&problem, &a), [0]);
        a.places[0].roles[0] = Some(bad);
        a.places[2].roles[0] = Some(bad);
        assert_eq!(deviations(&problem, &a), [2]);
        a.put(&problem, 0, 0, 1);
        a.places[1].roles[0] = Some(good);
        assert_eq!(deviations(&problem, &a), [2]);
        a.places[1].roles[0] = Some(bad);
        assert_eq!(deviations(&problem, &a), [3]);
    }
}
