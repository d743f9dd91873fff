//! Days between: no two on consecutive days, or farther apart.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl DaysApart {
    fn close(&self, one: Day, other: Day) -> bool {
        self.numbers[one].abs_diff(self.numbers[other]) < self.apart
    }

    /// Pairs of days that are too close, in order.
    fn pairs(&self, board: &Board, point: usize) -> Vec<(Day, Day)> {
        let events = &self.points[point].1;
        let used = |day: &Day| events.iter().any(|e| !board.of_event(*e, *day).is_empty());
        let used: Vec<Day> = (0..board.problem().axis.days).filter(used).collect();
        let mut pairs = Vec::new();
        for (i, &day) in used.iter().enumerate() {
            let close = used[i + 1..].iter().filter(|later| self.close(day, **later));
            pairs.extend(close.map(|later| (day, *later)));
        }
        pairs
    }
}

impl Kind for DaysApart {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        self.points[point].1.iter().for_each(|e| on.event(*e));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        self.pairs(board, point).len() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let names = &board.problem().axis.day_names;
        let pairs = self.pairs(board, point);
        let (a, b) = pairs.first().map_or(("", ""), |(a, b)| (&names[*a], &names[*b]));
        Word::RuleDaysApart.with(&[
            ("who", &self.points[point].0),
            ("a", &a),
            ("b", &b),
            ("amount", &deviation),
        ])
    }

    /// A flag per day. Hard: at most one day of those that are close to a day and not before it, which says all their
    /// pairs at once. Soft: every close pair by itself.
    fn rows(&self, program: &mut Builder, rule: usize) {
        let days = program.problem().axis.days;
        for (p, (_, events)) in self.points.iter().enumerate() {
            let flags: Vec<Column> = (0..days)
                .map(|day| {
                    let starts = program.starts(events, day);
                    let flag = program.flag(&starts.iter().map(|s| s.column).collect::<Vec<_>>());
                    program.raise(flag, &program.cover(events, &starts));
                    flag
                })
                .collect();
            let mut limits = Vec::new();
            let mut among = |days: &[Day]| {
                let mut limit = Limit::at_most(1);
                days.iter().for_each(|day| limit.add(flags[*day], 1));
                limits.push(limit);
            };
            for day in 0..days {
                let from = |other: &Day| self.close(day, *other) && self.numbers[*other] >= self.numbers[day];
                let close: Vec<Day> = (0..days).filter(from).collect();
                if program.rule(rule).hard {
                    among(&close);
                } else {
                    close
                        .iter()
                        .filter(|later| **later != day)
                        .for_each(|later| among(&[day, *later]));
                }
            }
            program.charge(rule, p, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn close_pairs_of_days_within_a_week() {
        let mut school = Builder::school(8, 0, &[&[(480, 520), (520, 560)]]);
        let a = school.event(3, 0, &[]);
        let b = school.event(1, 0, &[]);
        for apart in [1, 2, 3] {
            school.rule(RuleKind::DaysApart(DaysApart {
                points: vec![(String::new(), vec![a, b])],
                apart,
                numbers: vec![0, 1, 2, 3, 14, 15, 16, 18],
            }));
        }
        let problem = school.problem;
        let mut x = Assignment::empty(&problem);
        let mut put = |meet, day, from| {
            x.put(&problem, meet, day, from);
            deviations(&problem, &x)
        };
        assert_eq!(put(0, 1, 480), [0, 0, 0]);
        assert_eq!(put(1, 1, 520), [0, 0, 0]);
        assert_eq!(put(2, 3, 480), [0, 0, 1]);
        assert_eq!(put(3, 2, 480), [0, 2, 3]);
        assert_eq!(put(3, 4, 480), [0, 0, 1]); // the next week
        assert_eq!(put(3, 0, 480), [0, 1, 2]); // 0 1 3
        put(0, 5, 480);
        put(1, 6, 480);
        put(2, 7, 480);
        assert_eq!(put(3, 0, 480), [0, 1, 2]); // 15 16 18: a day without school lies between
    }
}
