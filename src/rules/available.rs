//! Nobody is engaged while away. XHSTT AvoidUnavailableTimes.

use super::{Kind, Watch, engaged_weight};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::collections::BTreeMap;
use std::ops::Range;

fn touches(span: &Span, away: &[bool]) -> bool {
    away[span.start..span.end].contains(&true)
}

impl Kind for Available {
    fn points(&self, _: &Problem) -> usize {
        self.away.len()
    }

    /// Only days on which some span touches a cell of absence.
    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch) {
        let (resource, away) = &self.away[point];
        let spans = problem.slot_sets.iter().flatten().flat_map(|slot| &slot.spans);
        spans
            .filter(|span| touches(span, away))
            .for_each(|span| on.resource_day(*resource, span.day));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let (resource, away) = &self.away[point];
        engaged_weight(board, *resource, away)
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (resource, away) = &self.away[point];
        let problem = board.problem();
        let mut engagements = (0..problem.axis.days).flat_map(|d| board.of_resource(*resource, d));
        let first = engagements.find(|e| touches(e.span, away));
        let (what, day) = first.map_or(("", ""), |e| {
            (&problem.events[e.event()].name, &problem.axis.day_names[e.span.day])
        });
        Word::RuleAvailable.with(&[
            ("who", &problem.resources[*resource].name),
            ("what", &what),
            ("day", &day),
            ("amount", &deviation),
        ])
    }

    /// What an engagement costs is known beforehand, unless two may share a cell: then the cell is
    /// counted by a flag.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, (resource, away)) in self.away.iter().enumerate() {
            let mut cells: BTreeMap<CellId, Vec<Column>> = BTreeMap::new();
            for (_, _, slot, columns) in program.engagements(*resource) {
                let touched = slot.spans.iter().flat_map(|span| span.start..span.end);
                for cell in touched.filter(|cell| away[*cell]) {
                    cells.entry(cell).or_default().extend(&columns);
                }
            }
            let mut weights: BTreeMap<Vec<Column>, i64> = BTreeMap::new();
            for (cell, columns) in cells {
                *weights.entry(columns).or_default() += i64::from(program.problem().axis.cells[cell].weight);
            }
            let once = program.rule(rule).hard || program.never_clashes(*resource);
            let mut limit = Limit::at_most(0);
            for (columns, weight) in weights {
                if once {
                    limit.add_all(&columns, weight);
                } else {
                    let flag = program.flag(&columns);
                    program.raise(flag, &columns.iter().map(|c| vec![*c]).collect::<Vec<_>>());
                    limit.add(flag, weight);
                }
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
    fn minutes_of_absence_count_once_and_without_the_gap() {
        let mut school = Builder::school(2, 10, &[&[(480, 520), (530, 570)], &[(500, 540)]]);
        let who = school.resource(ResourceKind::Staff);
        let lesson = school.event(2, 0, &[who]);
        let session = school.event(1, 1, &[who]);
        let mut away = school.cells(1, 520, 540);
        away[school.slot(&[0], 480, 520).spans[0].end] = true; // the gap after the first period of day 0
        school.rule(RuleKind::Available(Available {
            away: vec![(who, away.into())],
        }));
        let problem = school.problem;
        let [first, second] = [0, 1].map(|i| problem.events[lesson].meets.start + i);
        let third = problem.events[session].meets.start;
        let mut a = Assignment::empty(&problem);
        a.put(&problem, first, 0, 480);
        assert_eq!(deviations(&problem, &a), [0]);
        a.put(&problem, first, 1, 480);
        assert_eq!(deviations(&problem, &a), [0]);
        a.put(&problem, second, 1, 530);
        assert_eq!(deviations(&problem, &a), [10]);
        a.put(&problem, third, 1, 500);
        assert_eq!(deviations(&problem, &a), [20]);
    }
}
