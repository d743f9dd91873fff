//! Two lessons in a row, where a subject wants them.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit, Placed, Tag};
use crate::words::{Message, Word};
use std::ops::Range;

impl DoublesPoint {
    /// The first ordinals of the doubles of a day.
    fn doubles(&self, board: &Board, day: Day) -> u64 {
        let (mut taken, mut breaks) = (0u64, 0u64);
        for engagement in self.events.iter().flat_map(|e| board.of_event(*e, day)) {
            if let Some(ordinal) = engagement.slot.ordinal {
                taken |= 1 << ordinal;
                breaks |= u64::from(engagement.slot.big_break_after) << ordinal;
            }
        }
        let mut pairs = taken & taken >> 1;
        if !self.across_big_break {
            pairs &= !breaks;
        }
        let mut doubles = 0;
        while pairs != 0 {
            let first = pairs & pairs.wrapping_neg();
            doubles |= first;
            pairs &= !(first | first << 1);
        }
        doubles
    }

    fn count(&self, board: &Board) -> i64 {
        let days = 0..board.problem().axis.days;
        days.map(|d| i64::from(self.doubles(board, d).count_ones())).sum()
    }
}

impl Kind for Doubles {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        self.points[point].events.iter().for_each(|e| on.event(*e));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let point = &self.points[point];
        (i64::from(point.count) - point.count(board)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let point = &self.points[point];
        Word::RuleDoubles.with(&[
            ("who", &point.name),
            ("count", &point.count(board)),
            ("wanted", &point.count),
        ])
    }

    /// A column per pair of neighbours that may be a double; every ordinal is used once. As many
    /// doubles as there can be are as many as are counted greedily.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let mut doubles = Limit::at_least(i64::from(point.count));
            for day in 0..program.problem().axis.days {
                let by_ordinal = program.starts_by_ordinal(&point.events, day);
                let taken: Vec<Vec<Column>> = by_ordinal
                    .iter()
                    .map(|placed| program.taken(&point.events, placed))
                    .collect();
                // What uses each ordinal may not be more than what takes it.
                let mut uses: Vec<Limit> = taken
                    .iter()
                    .map(|columns| {
                        let mut limit = Limit::at_most(0);
                        limit.add_all(columns, -1);
                        limit
                    })
                    .collect();
                for o in 1..by_ordinal.len() {
                    let first = &by_ordinal[o - 1];
                    let broken = |placed: &&Placed| placed.slot.big_break_after;
                    let breaks: Vec<_> = first.iter().filter(broken).copied().collect();
                    let barred = !point.across_big_break && breaks.len() == first.len();
                    if barred || first.is_empty() || by_ordinal[o].is_empty() {
                        continue;
                    }
                    let double = program.column(0, 1, false, |board| (point.doubles(board, day) >> (o - 1) & 1) as i64);
                    doubles.add(double, 1);
                    uses[o - 1].add(double, 1);
                    uses[o].add(double, 1);
                    if !point.across_big_break && !breaks.is_empty() {
                        let mut apart = Limit::at_most(1);
                        apart.add(double, 1);
                        apart.add_all(&program.taken(&point.events, &breaks), 1);
                        program.row(Tag::Structure, apart);
                    }
                }
                uses.into_iter().for_each(|limit| program.row(Tag::Structure, limit));
            }
            program.charge(rule, p, vec![doubles]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    fn problem(count: u16) -> Problem {
        let bell = [(480, 520), (520, 560), (560, 600), (600, 640), (640, 680)];
        let mut school = Builder::school(2, 0, &[&bell, &bell]);
        school.big_break(0, 1);
        let a = school.event(5, 0, &[]);
        let b = school.event(1, 1, &[]);
        for across_big_break in [false, true] {
            let (name, events) = (String::new(), vec![a, b]);
            school.rule(RuleKind::Doubles(Doubles {
                points: vec![DoublesPoint {
                    name,
                    events,
                    count,
                    across_big_break,
                }],
            }));
        }
        school.problem
    }

    #[test]
    fn each_lesson_is_in_one_double_and_the_big_break_parts_them() {
        let problem = problem(3);
        let mut x = Assignment::empty(&problem);
        let mut put = |meet, day, from| {
            x.put(&problem, meet, day, from);
            deviations(&problem, &x)
        };
        assert_eq!(put(0, 0, 520), [3, 3]);
        assert_eq!(put(1, 0, 560), [3, 2]); // 1 2, the big break between them
        assert_eq!(put(2, 0, 600), [2, 2]); // 1 2 3: one double either way
        assert_eq!(put(3, 0, 480), [1, 1]); // 0 1, 2 3
        assert_eq!(put(4, 1, 480), [1, 1]);
        assert_eq!(put(5, 1, 520), [0, 0]); // of both events together
        assert_eq!(put(2, 0, 560), [1, 1]); // two at once are one
    }

    #[test]
    fn the_big_break_is_there_if_any_of_two_at_once_has_it() {
        let problem = problem(1);
        let mut x = Assignment::empty(&problem);
        x.put(&problem, 5, 0, 520); // by the bell without the big break
        x.put(&problem, 0, 0, 560);
        assert_eq!(deviations(&problem, &x), [0, 0]);
        x.put(&problem, 1, 0, 520);
        assert_eq!(deviations(&problem, &x), [1, 0]);
    }
}
