//! Parallel groups are taught at the same time. XHSTT LinkEvents.

use super::{Kind, Watch, clock};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use smallvec::SmallVec;
use std::ops::Range;

/// The cells in which an event is running, as words.
fn running(board: &Board, event: EventId) -> SmallVec<[u64; 4]> {
    let problem = board.problem();
    let mut words = SmallVec::from_elem(0, problem.axis.cells.len().div_ceil(64));
    for meet in problem.events[event].meets.clone() {
        for span in board.assignment().spans(problem, meet) {
            words_of(span.start..span.end).for_each(|(at, mask)| words[at] |= mask);
        }
    }
    words
}

/// The cells in which some of the events are running but not all.
fn apart(board: &Board, events: &[EventId]) -> impl Iterator<Item = CellId> {
    let words = board.problem().axis.cells.len().div_ceil(64);
    let mut some: SmallVec<[u64; 4]> = SmallVec::from_elem(0, words);
    let mut all: SmallVec<[u64; 4]> = SmallVec::from_elem(u64::MAX, words);
    for event in events {
        for (at, word) in running(board, *event).into_iter().enumerate() {
            some[at] |= word;
            all[at] &= word;
        }
    }
    cells_of(some.into_iter().zip(all).map(|(some, all)| some & !all))
}

impl Kind for SameStart {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        self.points[point].1.iter().for_each(|e| on.event(*e));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        apart(board, &self.points[point].1).count() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, (name, events)) = (board.problem(), &self.points[point]);
        let found = apart(board, events).next().and_then(|cell| {
            let runs = |e: &&EventId| running(board, **e)[cell / 64] >> (cell % 64) & 1 == 1;
            Some((cell, events.iter().find(runs)?, events.iter().find(|e| !runs(e))?))
        });
        let Some((cell, event, other)) = found else {
            return Word::RuleSameStart.with(&[("who", name)]);
        };
        let Cell { day, from, .. } = problem.axis.cells[cell];
        Word::RuleSameStart.with(&[
            ("who", name),
            ("day", &problem.axis.day_names[day]),
            ("from", &clock(from)),
            ("a", &problem.events[*event].name),
            ("b", &problem.events[*other].name),
            ("amount", &deviation),
        ])
    }

    /// In every cell each event runs as the one before it does. Cells that say the same are taken together.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, (_, events)) in self.points.iter().enumerate() {
            let axis = &program.problem().axis;
            let mut running = vec![vec![Vec::new(); events.len()]; axis.cells.len()];
            for (i, event) in events.iter().enumerate() {
                for place in program.placed(&[*event]) {
                    (place.span.start..place.span.end).for_each(|cell| running[cell][i].push(place));
                }
            }
            let mut parts = Vec::new();
            for same in running.chunk_by(|x, y| x == y) {
                let runs = events.iter().zip(&same[0]);
                let runs: Vec<Vec<Column>> = runs.map(|(event, places)| program.taken(&[*event], places)).collect();
                let differ = runs.windows(2).map(|pair| {
                    let mut limit = Limit::between(0, 0);
                    limit.add_all(&pair[0], 1);
                    limit.add_all(&pair[1], -1);
                    limit
                });
                parts.push((differ.collect(), same.len() as i64));
            }
            program.charge_weighted(rule, p, parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;
    use crate::problem::testing::Builder as School;

    #[test]
    fn cells_in_which_not_all_run() {
        // 8:00-8:40 is cut at 8:35 by the other bell.
        let mut school = School::school(1, 0, &[&[(480, 520), (530, 570)], &[(480, 515), (530, 570)]]);
        let groups = [0, 1, 2].map(|_| school.resource(ResourceKind::Class));
        let events = vec![
            school.event(1, 0, &[groups[0]]),
            school.event(1, 0, &[groups[1]]),
            school.event(1, 1, &[groups[2]]),
        ];
        school.rule(RuleKind::Clash(Clash {
            resources: groups.to_vec(),
            ..Clash::default()
        }));
        school.rule(RuleKind::SameStart(SameStart {
            points: vec![("English".into(), events)],
        }));
        let case = Case::new(school);
        case.agrees(&[(0, 0, 530), (1, 0, 530), (2, 0, 530)], 0);
        case.agrees(&[(0, 0, 480), (1, 0, 480), (2, 0, 480)], 1);
        // 8:00, 8:35 and 8:50.
        case.agrees(&[(0, 0, 480), (1, 0, 530), (2, 0, 480)], 3);
        case.agrees(&[(0, 0, 480), (1, 0, 480)], 2);
        case.deviates(&[(0, 0, 530)], 1);
        assert_eq!(case.all(), (1, 7));
    }

    #[test]
    fn meets_may_come_in_any_order() {
        let mut school = School::school(2, 5, &[&[(480, 520), (530, 570)]]);
        let groups = [0, 1].map(|_| school.resource(ResourceKind::Class));
        let events = groups.map(|group| school.event(2, 0, &[group])).to_vec();
        school.rule(RuleKind::Clash(Clash {
            resources: groups.to_vec(),
            ..Clash::default()
        }));
        school.rule(RuleKind::SameStart(SameStart {
            points: vec![("English".into(), events)],
        }));
        let case = Case::new(school);
        case.agrees(&[(0, 0, 480), (1, 1, 530), (2, 1, 530), (3, 0, 480)], 0);
        case.agrees(&[(0, 0, 480), (1, 1, 530), (2, 1, 480), (3, 0, 480)], 2);
        let (kept, broken) = case.all();
        assert!(kept > 20 && broken > 50, "{kept} {broken}");
    }

    #[test]
    fn lengths_and_overlaps_as_in_xhstt() {
        // Nothing keeps an event from overlapping itself; a cell counts once.
        let mut school = School::plain(4, 2);
        let events = vec![school.splitting(2, (1, 2), 0, &[]), school.splitting(2, (1, 2), 0, &[])];
        let mut problem = school.problem.clone();
        school.rule(RuleKind::SameStart(SameStart {
            points: vec![("link".into(), events.clone())],
        }));
        let case = Case::new(school);
        case.agrees(&[(0, 0, 0), (1, 0, 1), (2, 0, 1), (3, 0, 0)], 0);
        case.agrees(&[(0, 0, 0), (1, 0, 0), (2, 0, 0), (3, 0, 0)], 0);
        case.agrees(&[(0, 0, 0), (1, 0, 0), (2, 0, 0), (3, 0, 1)], 1);
        case.agrees(&[(0, 0, 0), (1, 0, 0), (2, 0, 2), (3, 0, 2)], 2);
        // A double against two singles.
        problem.events[0].meets = 0..1;
        problem.events[0].meet_lengths = (2, 2);
        problem.events[1].meets = 1..3;
        problem.meets = vec![0, 1, 1];
        let mut school = School::plain(4, 2);
        school.problem = problem;
        school.rule(RuleKind::SameStart(SameStart {
            points: vec![("link".into(), events)],
        }));
        let case = Case::new(school);
        case.agrees(&[(0, 0, 1), (1, 0, 1), (2, 0, 2)], 0);
        case.agrees(&[(0, 0, 1), (1, 0, 1), (2, 0, 3)], 2);
        case.agrees(&[(0, 0, 1), (1, 0, 2), (2, 0, 2)], 1);
    }
}
