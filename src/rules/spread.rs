//! Counts per time group: lessons a day, sessions on different days, clubs a week, one of some
//! subjects every day. XHSTT SpreadEvents.

use super::{Count, Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};

impl Spread {
    fn count(&self, board: &Board, point: &SpreadPoint, group: usize) -> i64 {
        let TimeGroup {
            cells,
            days,
            whole_days,
            ..
        } = &self.groups[group];
        let mut count = 0;
        for event in &point.events {
            for &day in days {
                let spans = board.of_event(*event, day);
                count += match whole_days {
                    true => spans.len(),
                    false => spans.iter().filter(|x| cells[x.span.start]).count(),
                };
            }
        }
        count as i64
    }
}

fn outside(count: i64, min: u16, max: u16) -> i64 {
    (i64::from(min) - count).max(count - i64::from(max)).max(0)
}

impl Kind for Spread {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let point = &self.points[point];
        for (group, _, _) in &point.limits {
            for day in &self.groups[*group].days {
                point.events.iter().for_each(|e| on.event_day(*e, *day));
            }
        }
    }

    fn counts(&self, problem: &Problem, point: usize) -> Option<Vec<Count>> {
        let SpreadPoint { events, limits, .. } = &self.points[point];
        let of = |&(group, least, most): &(usize, u16, u16)| {
            let cells = &self.groups[group].cells;
            let starts = |slot: &Slot| slot.spans.iter().filter(|span| cells[span.start]).count() as i64;
            Count::of(problem, events, |slot| starts(slot), least.into(), most.into())
        };
        Some(limits.iter().map(of).collect())
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let point = &self.points[point];
        let worst = point
            .limits
            .iter()
            .max_by_key(|&&(g, min, max)| outside(self.count(board, point, g), min, max));
        let Some(&(group, min, max)) = worst else {
            return Word::RuleSpread.with(&[]);
        };
        let word = match (min, max) {
            (_, u16::MAX) => Word::RuleSpreadAtLeast,
            (0, _) => Word::RuleSpreadAtMost,
            _ if min == max => Word::RuleSpreadExactly,
            _ => Word::RuleSpread,
        };
        word.with(&[
            ("who", &point.name),
            ("count", &self.count(board, point, group)),
            ("when", &self.groups[group].name),
            ("min", &min),
            ("max", &max),
            ("amount", &deviation),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let limits = point
                .limits
                .iter()
                .map(|&(group, min, max)| {
                    let cells = &self.groups[group].cells;
                    let mut limit = Limit::between(i64::from(min), i64::from(max));
                    for &event in &point.events {
                        for (slot, column) in program.placements(event) {
                            let starts = slot.spans.iter().filter(|s| cells[s.start]).count();
                            limit.add(column, starts as i64);
                        }
                    }
                    limit
                })
                .collect();
            program.charge(rule, p, limits);
        }
    }
}
