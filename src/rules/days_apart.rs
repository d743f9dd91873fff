//! Days between: no two on consecutive days, or farther apart.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};

impl DaysApart {
    /// The days of each week of the axis.
    fn weeks(&self, days: usize) -> impl Iterator<Item = std::ops::Range<Day>> {
        let length = self.days_a_week.max(1);
        (0..days)
            .step_by(length)
            .map(move |first| first..days.min(first + length))
    }

    /// Pairs of days that are too close, in order.
    fn pairs(&self, board: &Board, point: usize) -> Vec<(Day, Day)> {
        let events = &self.points[point].1;
        let used = |day: &Day| events.iter().any(|e| !board.of_event(*e, *day).is_empty());
        let mut pairs = Vec::new();
        for week in self.weeks(board.problem().axis.days) {
            let used: Vec<Day> = week.filter(used).collect();
            for (i, &day) in used.iter().enumerate() {
                let close = used[i + 1..].iter().filter(|later| **later - day < self.apart);
                pairs.extend(close.map(|later| (day, *later)));
            }
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

    fn deviation(&self, board: &Board, point: usize) -> i64 {
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

    /// A flag per day. Hard: at most one day in any `apart` in a row, which says all their pairs
    /// at once. Soft: every close pair by itself.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, (_, events)) in self.points.iter().enumerate() {
            let mut limits = Vec::new();
            for week in self.weeks(program.problem().axis.days) {
                let flags: Vec<Column> = week
                    .map(|day| {
                        let starts = program.starts(events, day);
                        let flag = program.flag(&starts.iter().map(|s| s.column).collect::<Vec<_>>());
                        program.raise(flag, &program.cover(events, &starts));
                        flag
                    })
                    .collect();
                let mut among = |flags: &[Column]| {
                    let mut limit = Limit::at_most(1);
                    limit.add_all(flags, 1);
                    limits.push(limit);
                };
                if program.rule(rule).hard {
                    flags.windows(self.apart.clamp(1, flags.len())).for_each(&mut among);
                    continue;
                }
                for (i, &flag) in flags.iter().enumerate() {
                    let close = flags[i + 1..].iter().take(self.apart.saturating_sub(1));
                    close.for_each(|later| among(&[flag, *later]));
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
                days_a_week: 4,
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
    }
}
