//! One resource for all meets: a subject is not torn between teachers. XHSTT AvoidSplitAssignments.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::ops::Range;

/// Everybody who holds one of the roles, each once, in the order in which they come.
fn hands(board: &Board, point: &SameHandsPoint) -> SmallVec<[ResourceId; 8]> {
    let problem = board.problem();
    let mut hands = SmallVec::from_slice(&point.fixed);
    for &(event, role) in &point.roles {
        for place in &board.assignment().places[problem.events[event].meets.clone()] {
            if let Some(who) = place.roles[role].filter(|who| place.length > 0 && !hands.contains(who)) {
                hands.push(who);
            }
        }
    }
    hands
}

impl Kind for SameHands {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        self.points[point].roles.iter().for_each(|(event, _)| on.pieces(*event));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        hands(board, &self.points[point]).len().saturating_sub(1) as i64
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let point = &self.points[point];
        let hands = hands(board, point);
        let names: Vec<&str> = hands
            .iter()
            .map(|r| board.problem().resources[*r].name.as_str())
            .collect();
        Word::RuleSameHands.with(&[
            ("what", &point.name),
            ("count", &names.len()),
            ("who", &names.join(", ")),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let mut fills: BTreeMap<ResourceId, Vec<Column>> = BTreeMap::new();
            for &(event, role) in &point.roles {
                let candidates = &program.problem().events[event].roles[role].candidates;
                for slot in 0..program.problem().slots(event).len() {
                    for (who, column) in candidates.iter().zip(program.fills(event, slot, role)) {
                        fills.entry(*who).or_default().push(*column);
                    }
                }
            }
            let mut limit = Limit::at_most(1 - point.fixed.len() as i64);
            for (_, columns) in fills.into_iter().filter(|(who, _)| !point.fixed.contains(who)) {
                let flag = program.flag(&columns);
                program.raise(flag, &columns.iter().map(|c| vec![*c]).collect::<Vec<_>>());
                limit.add(flag, 1);
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
    fn different_resources_beyond_the_first() {
        let mut week = Builder::plain(4, 2);
        let [ann, bob, cem] = [0, 1, 2].map(|_| week.resource(ResourceKind::Other));
        let (one, two) = (week.splitting(2, (1, 2), 0, &[]), week.event(1, 0, &[cem]));
        let roles = vec![
            (one, week.role(one, &[ann, bob])),
            (two, week.role(two, &[ann, bob, cem])),
        ];
        for fixed in [vec![], vec![cem]] {
            let roles = roles.clone();
            let name = String::new();
            let points = vec![SameHandsPoint { name, roles, fixed }];
            week.rule(RuleKind::SameHands(SameHands { points }));
        }
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &a), [0, 0]);
        a.places[0].roles[0] = Some(ann);
        assert_eq!(deviations(&problem, &a), [0, 1]);
        a.places[1].roles[0] = Some(bob);
        a.places[2].roles[0] = Some(ann);
        assert_eq!(deviations(&problem, &a), [1, 2]);
        a.places[2].roles[0] = Some(cem);
        assert_eq!(deviations(&problem, &a), [2, 2]);
        // The second meet is not there.
        (a.places[0].length, a.places[1].length) = (2, 0);
        assert_eq!(deviations(&problem, &a), [1, 1]);
    }
}
