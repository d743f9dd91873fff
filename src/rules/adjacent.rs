//! Lessons of one subject on one day stand together.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit, Tag};
use crate::words::{Message, Word};
use std::ops::Range;

/// Whether the ordinals taken on a day come in more than one run.
fn torn(board: &Board, events: &[EventId], day: Day) -> bool {
    let engagements = events.iter().flat_map(|e| board.of_event(*e, day));
    let ordinals = engagements.filter_map(|e| e.slot.ordinal);
    let taken = ordinals.fold(0u64, |set, o| set | 1 << o);
    (taken & !(taken << 1)).count_ones() > 1
}

impl Kind for Adjacent {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        self.points[point].1.iter().for_each(|e| on.event(*e));
    }

    fn adds_up(&self, _: &Problem, _: usize) -> bool {
        true
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        let events = &self.points[point].1;
        days.filter(|d| torn(board, events, *d)).count() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (name, events) = &self.points[point];
        let axis = &board.problem().axis;
        let day = (0..axis.days).find(|d| torn(board, events, *d)).unwrap_or(0);
        Word::RuleAdjacent.with(&[("who", name), ("day", &axis.day_names[day]), ("amount", &deviation)])
    }

    /// An ordinal begins a run if it is taken and the one before it is not; a day may have one run,
    /// and costs once however many it has.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, (_, events)) in self.points.iter().enumerate() {
            let mut limits = Vec::new();
            let mut torn = Limit::at_most(0);
            for day in 0..program.problem().axis.days {
                let by_ordinal = program.starts_by_ordinal(events, day);
                let most_runs = program
                    .most_starts(events, day)
                    .min(by_ordinal.len().div_ceil(2) as i64);
                if most_runs < 2 {
                    continue;
                }
                let mut runs = Limit::at_most(1);
                let mut before: Vec<Column> = Vec::new();
                for placed in by_ordinal {
                    let taken = program.taken(events, &placed);
                    let mut begins = Limit::at_most(0);
                    begins.add_all(&taken, 1);
                    begins.add_all(&before, -1);
                    if before.is_empty() {
                        runs.add_all(&taken, 1);
                    } else if let Some(begins) = program.deviation(Tag::Structure, vec![begins]) {
                        runs.add(begins, 1);
                    }
                    before = taken;
                }
                if program.rule(rule).hard {
                    limits.push(runs);
                } else if let Some(more) = program.deviation(Tag::Structure, vec![runs]) {
                    let flag = program.flag(&[more]);
                    let mut any = Limit::at_most(0);
                    any.add(more, 1);
                    any.add(flag, 1 - most_runs);
                    program.row(Tag::Structure, any);
                    torn.add(flag, 1);
                }
            }
            limits.push(torn);
            program.charge(rule, p, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn days_with_a_hole_between_the_lessons() {
        let bell = [(480, 520), (520, 560), (560, 600), (600, 640), (640, 680)];
        let mut school = Builder::school(2, 0, &[&bell]);
        let a = school.event(4, 0, &[]);
        let b = school.event(1, 0, &[]);
        school.rule(RuleKind::Adjacent(Adjacent {
            points: vec![(String::new(), vec![a, b])],
        }));
        let problem = school.problem;
        let mut x = Assignment::empty(&problem);
        let mut put = |meet, day, from| {
            x.put(&problem, meet, day, from);
            deviations(&problem, &x)[0]
        };
        assert_eq!(put(0, 0, 520), 0);
        assert_eq!(put(4, 0, 600), 1); // 1 and 3
        assert_eq!(put(1, 0, 560), 0); // 1, 2 and 3
        assert_eq!(put(1, 0, 520), 1); // 1 twice, and 3
        assert_eq!(put(2, 1, 480), 1);
        assert_eq!(put(3, 1, 640), 2);
        assert_eq!(put(3, 1, 520), 1);
        assert_eq!(put(4, 1, 560), 0);
    }
}
