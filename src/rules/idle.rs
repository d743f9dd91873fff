//! Idle times between engagements. XHSTT LimitIdleTimes.

use super::{Kind, Watch, begins, by_days, in_set, range};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use smallvec::SmallVec;
use std::ops::Range;

/// The weight of the idle cells in a group of somebody who is engaged in these cells, given as words.
fn idle(problem: &Problem, engaged: &[u64], group: &TimeGroup) -> i64 {
    let both = || in_set(engaged, &group.cells);
    let last = both().enumerate().rfind(|(_, word)| *word != 0);
    let last = last.map(|(at, word)| at * 64 + 63 - word.leading_zeros() as usize);
    let (Some(first), Some(last)) = (cells_of(both()).next(), last) else {
        return 0;
    };
    let (group, cells) = (group.cells.words(), &problem.axis.cells);
    let between = words_of(first..last);
    let idle = between.flat_map(|(at, mask)| {
        cells_of([group[at] & !engaged[at] & mask]).map(move |bit| i64::from(cells[at * 64 + bit].weight))
    });
    idle.sum()
}

impl Kind for Idle {
    fn points(&self, _: &Problem) -> usize {
        self.resources.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.resources[point]);
    }

    fn adds_up(&self, problem: &Problem, _: usize) -> bool {
        self.min == 0 && self.max == 0 && by_days(problem, &self.groups)
    }

    fn of_list(&self, problem: &Problem, _: usize, list: &[Engagement]) -> Option<i64> {
        let mut engaged: SmallVec<[u64; 8]> = SmallVec::from_elem(0, problem.axis.cells.len().div_ceil(64));
        for e in list {
            words_of(e.span.start..e.span.end).for_each(|(at, mask)| engaged[at] |= mask);
        }
        let day = list.first().map_or(0..0, |e| e.span.day..e.span.day + 1);
        let groups = self.groups.iter().filter(|group| begins(group, &day));
        Some(groups.map(|group| idle(problem, &engaged, group)).sum())
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        let engaged = board.engaged(self.resources[point]);
        let groups = self.groups.iter().filter(|group| begins(group, &days));
        let idle: i64 = groups.map(|group| idle(board.problem(), engaged, group)).sum();
        (i64::from(self.min) - idle).max(idle - i64::from(self.max)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let resource = self.resources[point];
        let of = |group: &TimeGroup| idle(board.problem(), board.engaged(resource), group);
        let worst = self
            .groups
            .iter()
            .max_by_key(|group| of(group))
            .map_or("", |group| &group.name);
        let idle: i64 = self.groups.iter().map(of).sum();
        Word::RuleIdle.with(&[
            ("who", &board.problem().resources[resource].name),
            ("count", &idle),
            ("when", &worst),
            ("wanted", &range(self.min, self.max)),
        ])
    }

    /// Between the first and the last engagement of a group both flags are up: that it has begun, and that it has not
    /// ended.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &resource) in self.resources.iter().enumerate() {
            let engaged = program.engaged(resource);
            let mut limit = Limit::between(i64::from(self.min), i64::from(self.max));
            for group in &self.groups {
                let members = || group.members.iter().copied();
                let weight = |cell: CellId| i64::from(program.problem().axis.cells[cell].weight);
                let weights: Vec<(CellId, i64)> = members().map(|cell| (cell, weight(cell))).collect();
                let all: i64 = weights.iter().map(|w| w.1).sum();
                let Some(any) = reached(program, &engaged, members()).last().copied() else {
                    continue;
                };
                let begun = reached(program, &engaged, members());
                let mut left = reached(program, &engaged, members().rev());
                left.reverse();
                for ((&(cell, weight), begun), left) in weights.iter().zip(begun).zip(left) {
                    limit.add(begun, weight);
                    limit.add(left, weight);
                    limit.add_all(&engaged[cell], -weight);
                }
                limit.add(any, -all);
            }
            program.charge(rule, p, vec![limit]);
        }
    }
}

/// By cell of a sequence, whether the resource is engaged in it or in one before.
fn reached(program: &mut Builder, engaged: &[Vec<Column>], cells: impl Iterator<Item = CellId>) -> Vec<Column> {
    let mut so_far: Vec<Column> = Vec::new();
    let mut flags = Vec::new();
    for cell in cells {
        so_far.extend(&engaged[cell]);
        so_far.sort_unstable();
        so_far.dedup();
        let flag = program.flag(&so_far);
        program.raise(flag, &so_far.iter().map(|c| vec![*c]).collect::<Vec<_>>());
        program.lower(flag, &so_far);
        flags.push(flag);
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;
    use crate::problem::testing::Builder as School;

    #[test]
    fn all_groups_together_are_compared_once() {
        let mut week = School::plain(8, 2);
        let who = week.resource(ResourceKind::Other);
        let [one, two, three] = [1, 1, 2].map(|length| week.splitting(length, (length, length), 0, &[who]));
        week.rule(RuleKind::Assigned(Assigned {
            events: vec![one, two, three],
        }));
        week.rule(RuleKind::Clash(Clash {
            resources: vec![who],
            ..Clash::default()
        }));
        let axis = week.problem.axis.clone();
        let group =
            |cells: &[usize]| TimeGroup::new(String::new(), (0..8).map(|c| cells.contains(&c)).collect(), &axis);
        week.rule(RuleKind::Idle(Idle {
            groups: vec![group(&[0, 1, 2, 3]), group(&[4, 5, 6, 7]), group(&[0, 3, 7])],
            resources: vec![who],
            min: 1,
            max: 2,
        }));
        week.problem.slot_sets.push(
            week.problem.slot_sets[0]
                .iter()
                .filter(|s| s.length == 1)
                .cloned()
                .collect(),
        );
        week.problem.slot_sets.push(
            week.problem.slot_sets[0]
                .iter()
                .filter(|s| s.length == 2)
                .cloned()
                .collect(),
        );
        for (event, slots) in [(one, 1), (two, 1), (three, 2)] {
            week.problem.events[event].slots = slots;
        }
        let case = Case::new(week);
        // 0 and 3-4: idle 1, 2; the third group holds 0 and 3 next to each other. 7: idle 5, 6; total 4.
        case.agrees(&[(0, 0, 0), (1, 0, 7), (2, 0, 3)], 2);
        case.agrees(&[(0, 0, 0), (1, 0, 1), (2, 0, 2)], 1);
        // 0, 5, 6-7: idle 3 in the third group.
        case.agrees(&[(0, 0, 0), (1, 0, 5), (2, 0, 6)], 0);
        case.deviates(&[], 1);
    }
}
