//! One event after another, with a least and a greatest distance. XHSTT OrderEvents.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::collections::BTreeSet;
use std::ops::Range;

/// First start and last end of an event; `None` while one of its meets is not placed.
fn extent(board: &Board, event: EventId) -> Option<(i32, i32)> {
    let problem = board.problem();
    let mut extent: Option<(i32, i32)> = None;
    for meet in problem.events[event].meets.clone() {
        let place = &board.assignment().places[meet];
        if place.length == 0 {
            continue;
        }
        let slot = &problem.slots(event)[usize::from(place.slot?)];
        for span in &slot.spans {
            let (from, to) = extent.unwrap_or((span.from, span.to));
            extent = Some((from.min(span.from), to.max(span.to)));
        }
    }
    extent
}

/// From the end of the first event to the start of the second.
fn distance(board: &Board, point: &OrderPoint) -> Option<i64> {
    let (first, second) = (extent(board, point.first)?, extent(board, point.second)?);
    Some(i64::from(second.0) - i64::from(first.1))
}

impl Kind for Order {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let OrderPoint { first, second, .. } = self.points[point];
        for event in [first, second] {
            on.event(event);
            on.pieces(event);
        }
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let point = &self.points[point];
        let distance = distance(board, point);
        distance.map_or(0, |d| (i64::from(point.min) - d).max(d - i64::from(point.max)).max(0))
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let point = &self.points[point];
        let events = &board.problem().events;
        let max = if point.max == i32::MAX {
            "∞".to_string()
        } else {
            point.max.to_string()
        };
        Word::RuleOrder.with(&[
            ("first", &events[point.first].name),
            ("second", &events[point.second].name),
            ("distance", &distance(board, point).unwrap_or(0)),
            ("min", &point.min),
            ("max", &max),
            ("amount", &deviation),
        ])
    }

    /// A flag for each time up to which the second has started, and one for each from which on the first has not ended.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            if !program.must_place(point.first) || !program.must_place(point.second) {
                continue;
            }
            let mut constant = 0;
            let mut terms = Vec::new();
            for (event, starts) in [(point.second, true), (point.first, false)] {
                let placements = program.placements(event);
                // Starts count backwards, so that the largest decides for both.
                let key = |span: &Span| {
                    if starts {
                        -i64::from(span.from)
                    } else {
                        i64::from(span.to)
                    }
                };
                let largest = |slot: &Slot| slot.spans.iter().map(key).max().unwrap_or(0);
                let keys: BTreeSet<i64> = placements.iter().map(|(slot, _)| largest(slot)).collect();
                let keys: Vec<i64> = keys.into_iter().collect();
                constant -= keys.first().copied().unwrap_or(0);
                for step in keys.windows(2) {
                    let reached = placements.iter().filter(|(slot, _)| largest(slot) >= step[1]);
                    let columns: Vec<_> = reached.map(|(_, column)| *column).collect();
                    let flag = program.flag(&columns);
                    program.raise(flag, &columns.iter().map(|c| vec![*c]).collect::<Vec<_>>());
                    program.lower(flag, &columns);
                    terms.push((flag, step[0] - step[1]));
                }
            }
            let mut limit = Limit::between(i64::from(point.min) - constant, i64::from(point.max) - constant);
            terms.into_iter().for_each(|(flag, amount)| limit.add(flag, amount));
            program.charge(rule, p, vec![limit]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;
    use crate::problem::testing::Builder as School;

    #[test]
    fn from_the_last_end_to_the_first_start() {
        let mut week = School::plain(6, 2);
        let one = week.splitting(2, (2, 2), 0, &[]);
        let two = week.event(2, 0, &[]);
        week.problem.slot_sets.push(
            week.problem.slot_sets[0]
                .iter()
                .filter(|s| s.length == 1)
                .cloned()
                .collect(),
        );
        week.problem.events[two].slots = 1;
        week.rule(RuleKind::Assigned(Assigned { events: vec![one, two] }));
        let (first, second) = (one, two);
        let points = [(0, 2), (-4, -1)].map(|(min, max)| OrderPoint {
            first,
            second,
            min,
            max,
        });
        week.rule(RuleKind::Order(Order {
            points: points.to_vec(),
        }));
        let case = Case::new(week);
        // Until 2; starts at 3 and 5: distance 1.
        case.agrees(&[(0, 0, 0), (1, 0, 5), (2, 0, 3)], 2);
        // Distance 4 - 1 beyond 2, and 5 beyond -1.
        case.agrees(&[(0, 0, 0), (1, 0, 5), (2, 0, 5)], 1 + 4);
        // Distance -6.
        case.agrees(&[(0, 0, 4), (1, 0, 0), (2, 0, 5)], 6 + 2);
        case.deviates(&[(0, 0, 4), (1, 0, 0)], 0);
        case.deviates(&[(1, 0, 0), (2, 0, 0)], 0);
    }
}
