//! Neither too few nor too many busy times in a day on which one is busy at all. XHSTT LimitBusyTimes.

use super::{Kind, Watch, begins, by_days, engaged_weight, range};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Busy {
    /// The weight of cells of a group in which a resource is engaged.
    fn count(&self, board: &Board, resource: ResourceId, group: usize) -> i64 {
        engaged_weight(board, resource, &self.groups[group].cells)
    }

    fn outside(&self, count: i64) -> i64 {
        match count {
            0 => 0,
            _ => (i64::from(self.min) - count).max(count - i64::from(self.max)).max(0),
        }
    }
}

impl Kind for Busy {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.points[point].0);
    }

    fn adds_up(&self, problem: &Problem, _: usize) -> bool {
        by_days(problem, &self.groups)
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        let (resource, groups) = &self.points[point];
        let of = |group: &usize| self.outside(self.count(board, *resource, *group));
        let groups = groups.iter().filter(|group| begins(&self.groups[**group], &days));
        groups.map(of).sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (resource, groups) = &self.points[point];
        let who = &board.problem().resources[*resource].name;
        let count = |group: &usize| self.count(board, *resource, *group);
        let Some(worst) = groups.iter().max_by_key(|group| self.outside(count(group))) else {
            return Word::RuleBusy.with(&[("who", who)]);
        };
        Word::RuleBusy.with(&[
            ("who", who),
            ("when", &self.groups[*worst].name),
            ("count", &count(worst)),
            ("wanted", &range(self.min, self.max)),
            ("amount", &deviation),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, (resource, groups)) in self.points.iter().enumerate() {
            let engaged = program.engaged(*resource);
            let mut parts = Vec::new();
            for group in groups {
                let mut most = Limit::at_most(i64::from(self.max));
                for &cell in &self.groups[*group].members {
                    most.add_all(&engaged[cell], i64::from(program.problem().axis.cells[cell].weight));
                }
                let mut part = vec![most.clone()];
                if self.min > 0 {
                    let present = program.present(*resource, &self.groups[*group].members);
                    program.absent(present, *resource, &self.groups[*group].members);
                    let mut fewest = Limit {
                        terms: most.terms,
                        ..Limit::at_least(0)
                    };
                    fewest.add(present, -i64::from(self.min));
                    part.push(fewest);
                }
                parts.push(part);
            }
            program.charge_parts(rule, p, parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn a_group_without_any_counts_nothing_and_clashes_count_once() {
        let mut week = Builder::plain(6, 3);
        let who = week.resource(ResourceKind::Other);
        let [long, short] = [3, 1].map(|length| week.splitting(length, (length, length), 0, &[who]));
        let axis = week.problem.axis.clone();
        let group =
            |cells: &[usize]| TimeGroup::new(String::new(), (0..6).map(|c| cells.contains(&c)).collect(), &axis);
        for (min, max) in [(2, 9), (0, 1), (2, 2)] {
            week.rule(RuleKind::Busy(Busy {
                groups: vec![group(&[0, 1, 2]), group(&[3, 4, 5])],
                points: vec![(who, vec![0, 1])],
                min,
                max,
            }));
        }
        let problem = week.problem;
        let [long, short] = [long, short].map(|e| problem.events[e].meets.start);
        let mut a = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &a), [0, 0, 0]);
        a.put(&problem, short, 0, 0);
        assert_eq!(deviations(&problem, &a), [1, 0, 1]);
        a.put(&problem, long, 0, 1);
        assert_eq!(deviations(&problem, &a), [1, 2, 2]);
        a.put(&problem, long, 0, 0);
        assert_eq!(deviations(&problem, &a), [0, 2, 1]);
    }
}
