//! A least and a most number of days: a subject spread over the week, a club on one day.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit, Tag};
use crate::words::{Message, Word};
use std::ops::Range;

fn count(board: &Board, point: &DaysPoint) -> i64 {
    let used = |day: &Day| point.events.iter().any(|e| !board.of_event(*e, *day).is_empty());
    (0..board.problem().axis.days).filter(used).count() as i64
}

impl Kind for Days {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        self.points[point].events.iter().for_each(|e| on.event(*e));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let point = &self.points[point];
        let days = count(board, point);
        (i64::from(point.min) - days).max(days - i64::from(point.max)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let point = &self.points[point];
        let word = match (point.min, point.max) {
            (0, _) => Word::RuleDaysAtMost,
            (_, max) if usize::from(max) >= board.problem().axis.days => Word::RuleDaysAtLeast,
            _ => Word::RuleDays,
        };
        word.with(&[
            ("who", &point.name),
            ("count", &count(board, point)),
            ("min", &point.min),
            ("max", &point.max),
        ])
    }

    /// A flag per day; only the side that a limit pulls at needs rows. A day with the events is one on which
    /// whoever attends them all is there: so few days of theirs and many of the events are seen to be at odds.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let days = program.problem().axis.days;
            let shared = program.shared(&point.events);
            let shared: Vec<ResourceId> = shared.into_iter().filter(|r| program.counts_presence(*r)).collect();
            let mut limit = Limit::between(i64::from(point.min), i64::from(point.max));
            for day in 0..days {
                let today: Vec<CellId> = program.problem().axis.day_cells[day].clone().collect();
                let starts = program.starts(&point.events, day);
                let columns: Vec<Column> = starts.iter().map(|s| s.column).collect();
                if columns.is_empty() {
                    continue;
                }
                let flag = program.flag(&columns);
                if point.min > 0 {
                    program.lower(flag, &columns);
                    for &resource in &shared {
                        let mut there = Limit::at_most(0);
                        there.add(flag, 1);
                        there.add(program.present(resource, &today), -1);
                        program.row(Tag::Structure, there);
                    }
                }
                if usize::from(point.max) < days {
                    program.raise(flag, &program.cover(&point.events, &starts));
                }
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
    fn days_of_all_events_together_are_held_to_both_limits() {
        let mut school = Builder::school(4, 0, &[&[(480, 520), (520, 560)]]);
        let both = school.slot(&[2, 3], 480, 520);
        let pair = school.slots(vec![both]);
        let a = school.event(3, 0, &[]);
        let b = school.event(1, pair, &[]);
        for (min, max) in [(3, 4), (0, 2), (2, 2)] {
            let name = String::new();
            let events = vec![a, b];
            school.rule(RuleKind::Days(Days {
                points: vec![DaysPoint { name, events, min, max }],
            }));
        }
        let problem = school.problem;
        let mut x = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &x), [3, 0, 2]);
        x.put(&problem, 0, 0, 480);
        x.put(&problem, 1, 0, 520);
        assert_eq!(deviations(&problem, &x), [2, 0, 1]);
        x.put(&problem, 3, 2, 480); // days 2 and 3
        assert_eq!(deviations(&problem, &x), [0, 1, 1]);
        x.put(&problem, 2, 1, 480);
        assert_eq!(deviations(&problem, &x), [0, 2, 2]);
    }
}
