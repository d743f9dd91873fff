//! First or last of the day: the class hour, the sport hour.

use super::{Kind, Watch, clock, last_of};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Edge {
    /// The event's spans inside the resource's day.
    fn inside<'b>(
        &'b self,
        board: &'b Board,
        point: usize,
        days: Range<Day>,
    ) -> impl Iterator<Item = &'b Engagement<'b>> {
        let (event, resource) = self.points[point];
        let right = move |x: &Engagement| {
            let span = &x.span;
            let others = || {
                board
                    .of_resource(resource, span.day)
                    .iter()
                    .filter(|o| self.counts[o.event()])
            };
            self.first && !others().any(|o| o.span.from < span.from)
                || self.last && !others().any(|o| o.span.to > span.to)
        };
        days.flat_map(move |day| board.of_event(event, day))
            .filter(move |x| !right(x))
    }
}

impl Kind for Edge {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let (event, resource) = self.points[point];
        on.event(event);
        on.resource(resource);
    }

    fn adds_up(&self, _: &Problem, _: usize) -> bool {
        true
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        self.inside(board, point, days).count() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, (event, resource)) = (board.problem(), self.points[point]);
        let what = &problem.events[event].name;
        let word = match (self.first, self.last) {
            (true, false) => Word::RuleEdgeFirst,
            (false, true) => Word::RuleEdgeLast,
            _ => Word::RuleEdge,
        };
        let Some(x) = self.inside(board, point, 0..problem.axis.days).next() else {
            return word.with(&[("what", what)]);
        };
        let day = x.span.day;
        let list = board.of_resource(resource, day).iter();
        let begins = list.filter(|o| self.counts[o.event()]).map(|o| o.span.from).min();
        let ends = last_of(board, resource, day, &self.counts).map(|o| o.span.to);
        word.with(&[
            ("what", what),
            ("day", &problem.axis.day_names[day]),
            ("from", &clock(x.span.from)),
            ("to", &clock(x.span.to)),
            ("who", &problem.resources[resource].name),
            ("begins", &clock(begins.unwrap_or(x.span.from))),
            ("ends", &clock(ends.unwrap_or(x.span.to))),
            ("amount", &deviation),
        ])
    }

    /// A placement is right if the day's first start is its own, or the day's last end: something starts
    /// then or earlier, and nothing earlier. For a cost, hard rules may say that a day on which the event takes place ends later.
    fn rows(&self, program: &mut Builder, rule: usize) {
        let costs = !program.rule(rule).hard;
        for (p, &(event, resource)) in self.points.iter().enumerate() {
            let others = program.counted(resource, &self.counts);
            let mut limits = Vec::new();
            for day in 0..program.problem().axis.days {
                let early = self.first.then(|| program.early(&others, day));
                let late = self.last.then(|| program.late(&others, day));
                let ends = (costs && self.last).then(|| program.earliest_end(resource, &self.counts, day, event));
                let ends = ends.flatten();
                for place in program.starts(&[event], day) {
                    let Span { from, to, .. } = place.span;
                    let first = early.iter().map(|l| (l.when(|s| s <= from), l.when(|s| s < from)));
                    let late = late.iter().filter(|_| ends.is_none_or(|ends| ends <= to));
                    let last = late.map(|l| (l.when(|e| e >= to), l.when(|e| e > to)));
                    let mut limit = Limit::at_most(0);
                    limit.add(place.column, 1);
                    for (here, beyond) in first.chain(last) {
                        limit.add_all(beyond.as_slice(), 1);
                        match here {
                            Some(here) if others.contains(&event) => limit.add(here, -1),
                            // It may be taken without being one of those that count.
                            _ => limit.upper = limit.upper.map(|upper| upper + 1),
                        }
                    }
                    limits.push(limit);
                }
            }
            program.charge(rule, p, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;
    use crate::problem::testing::Builder as School;
    use crate::program::{Column, RowDef};

    /// A class with one special hour, lessons, and an event that is not part of its day.
    fn school(hours: u16, first: bool, last: bool, itself: bool) -> Case {
        let mut school = School::school(2, 5, &[&[(480, 520), (530, 570), (580, 620), (630, 670)]]);
        let class = school.resource(ResourceKind::Class);
        let hour = school.event(hours, 0, &[class]);
        let lessons = school.event(2, 0, &[class]);
        school.event(1, 0, &[class]);
        school.rule(RuleKind::Clash(Clash {
            resources: vec![class],
            ..Clash::default()
        }));
        let counts = school.only(if itself { &[0, 1] } else { &[1] });
        assert_eq!((hour, lessons), (0, 1));
        school.rule(RuleKind::Edge(Edge {
            counts,
            points: vec![(hour, class)],
            first,
            last,
        }));
        Case::new(school)
    }

    #[test]
    fn either_edge_will_do() {
        for itself in [true, false] {
            let case = |first, last| school(1, first, last, itself);
            // The last event is later still, but not part of the day.
            let day = |from: i32, others: [i32; 2]| [(0, 0, from), (1, 0, others[0]), (2, 0, others[1]), (3, 0, 630)];
            let (start, middle, end) = (day(480, [530, 580]), day(530, [480, 580]), day(580, [480, 530]));
            for (first, last, expected) in [
                (true, true, [0, 1, 0]),
                (true, false, [0, 1, 1]),
                (false, true, [1, 1, 0]),
                (false, false, [1, 1, 1]),
            ] {
                for (timetable, expected) in [start, middle, end].iter().zip(expected) {
                    case(first, last).agrees(timetable, expected);
                }
            }
            case(true, false).agrees(&[(0, 1, 580), (1, 0, 480), (2, 0, 580), (3, 1, 480)], 0);
            case(true, true).deviates(&[(0, 0, 530), (1, 0, 530), (2, 0, 480)], 0);
        }
    }

    #[test]
    fn each_span_counts() {
        school(2, false, true, true).agrees(&[(0, 0, 480), (1, 0, 530), (2, 0, 580), (3, 1, 480), (4, 1, 530)], 2);
        school(2, false, true, true).agrees(&[(0, 0, 480), (1, 0, 580), (2, 0, 530), (3, 1, 480), (4, 1, 530)], 1);
    }

    /// A class with at least two lessons on the first of two days and no holes: with the hour, that day has three, so the hour
    /// cannot be its last where it is first or second.
    #[test]
    fn a_day_with_the_hour_has_one_more() {
        let mut school = School::school(2, 5, &[&[(480, 520), (530, 570), (580, 620), (630, 670)]]);
        let class = school.resource(ResourceKind::Class);
        let (hour, lessons) = (school.event(1, 0, &[class]), school.event(3, 0, &[class]));
        school.rule(RuleKind::Clash(Clash {
            resources: vec![class],
            ..Clash::default()
        }));
        let counts = school.only(&[hour, lessons]);
        school.rule(RuleKind::NoHoles(NoHoles {
            resources: vec![class],
            counts: counts.clone(),
        }));
        let groups = school.problem.day_groups();
        let point = SpreadPoint {
            name: "a day".into(),
            events: vec![lessons],
            limits: vec![(0, 2, 4), (1, 0, 4)],
        };
        school.rule(RuleKind::Spread(Spread {
            groups,
            points: vec![point],
        }));
        let rule = school.rule(RuleKind::Edge(Edge {
            counts,
            points: vec![(hour, class)],
            first: false,
            last: true,
        }));
        let mut problem = school.problem.clone();
        // By slot of the hour, how many rows say that it costs by itself.
        let alone = |problem: &Problem| -> Vec<usize> {
            let program = Builder::new(problem, None).finish();
            let costs = |c: &Column| program.columns[c.0].cost > 0;
            let says = |row: &&RowDef, place: &Column| {
                row.terms.len() == 2 && row.terms.iter().all(|(c, _)| c == place || costs(c))
            };
            let rows = |place| program.rows.iter().filter(|row| says(row, place)).count();
            program.place[hour].iter().map(rows).collect()
        };
        let case = Case::new(school);
        case.agrees(&[(0, 0, 530), (1, 0, 480), (2, 0, 580), (3, 1, 480)], 1);
        case.agrees(&[(0, 0, 580), (1, 0, 480), (2, 0, 530), (3, 1, 480)], 0);
        case.agrees(&[(0, 1, 530), (1, 0, 480), (2, 0, 530), (3, 1, 480)], 0);
        let (kept, broken) = case.all();
        assert!(kept > 10 && broken > 10, "{kept} {broken}");
        // Two of the first day's four places cost, whatever else there is.
        assert_eq!(alone(&problem), [0; 8], "a hard rule's rows are its own");
        problem.rules[rule].hard = false;
        assert_eq!(alone(&problem), [1, 1, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        for itself in [true, false] {
            let (kept, broken) = school(1, true, true, itself).all();
            assert!(kept > 50 && broken > 50, "{kept} {broken}");
            let (kept, broken) = school(1, false, true, itself).all();
            assert!(kept > 50 && broken > 50, "{kept} {broken}");
        }
    }
}
