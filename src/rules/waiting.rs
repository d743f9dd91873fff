//! Waiting time of a person between two engagements of a day.

use super::{Kind, Watch, clock};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Column, Limit, Tag};
use crate::words::{Message, Word};
use std::collections::BTreeMap;
use std::ops::Range;

impl Waiting {
    /// The window of a day in minutes of the axis.
    fn window(&self, day: Day) -> (i32, i32) {
        (day as i32 * 1440 + self.from, day as i32 * 1440 + self.to)
    }

    /// The part of a span that lies in the window of its day.
    fn cut(&self, span: &Span) -> Option<(i32, i32)> {
        let (from, to) = self.window(span.day);
        let (from, to) = (span.from.max(from), span.to.min(to));
        (from < to).then_some((from, to))
    }

    /// From the end of what came before to each next start, in order of time.
    fn steps<'b>(&'b self, list: &'b [Engagement]) -> impl Iterator<Item = (i32, i32)> {
        let mut end = None;
        list.iter()
            .filter_map(|e| self.cut(e.span))
            .filter_map(move |(from, to)| {
                let before = end;
                end = Some(before.map_or(to, |end: i32| end.max(to)));
                before.map(|end| (end, from))
            })
    }

    /// What a gap adds to the deviation.
    fn units(&self, gap: i32) -> i64 {
        let beyond = (gap - self.beyond).max(0);
        i64::from(beyond / self.per + i32::from(beyond % self.per > 0))
    }
}

impl Kind for Waiting {
    fn points(&self, _: &Problem) -> usize {
        self.resources.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.resources[point]);
    }

    fn adds_up(&self, _: &Problem, _: usize) -> bool {
        true
    }

    fn of_list(&self, _: &Problem, _: usize, list: &[Engagement]) -> Option<i64> {
        Some(self.steps(list).map(|(end, start)| self.units(start - end)).sum())
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        let list = |day| board.of_resource(self.resources[point], day);
        days.filter_map(|day| self.of_list(board.problem(), point, list(day)))
            .sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, resource) = (board.problem(), self.resources[point]);
        let steps = (0..problem.axis.days).flat_map(|day| {
            let steps = self.steps(board.of_resource(resource, day));
            steps.map(move |(end, start)| (day, end, start))
        });
        let who = &problem.resources[resource].name;
        let Some((day, end, start)) = steps.max_by_key(|(_, end, start)| start - end) else {
            return Word::RuleWaiting.with(&[("who", who)]);
        };
        Word::RuleWaiting.with(&[
            ("who", who),
            ("day", &problem.axis.day_names[day]),
            ("from", &clock(end)),
            ("to", &clock(start)),
            ("minutes", &(start - end)),
            ("beyond", &self.beyond),
            ("amount", &deviation),
        ])
    }

    /// A day is a path through the person's engagements: steps lead from ends to later starts, at most
    /// one from each end taken and one to each start taken, and there is one step less than engagements.
    /// As steps go forward only, that is the order of time. A step within the free minutes leads straight
    /// to its start. Any other waits, and pays when the free minutes are over and every `per` minutes from
    /// then on; those whose payments fall together wait together.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &resource) in self.resources.iter().enumerate() {
            let tag = Tag::Rule { rule, point: p };
            let engagements = program.engagements(resource);
            let away = program.away(resource);
            let mut payments = Vec::new();
            for day in 0..program.problem().axis.days {
                let mut starts: BTreeMap<i32, Vec<Column>> = BTreeMap::new();
                let mut ends: BTreeMap<i32, Vec<Column>> = BTreeMap::new();
                for (_, _, slot, columns) in &engagements {
                    let spans = slot.spans.iter().filter(|s| s.day == day);
                    let spans = spans.filter(|s| !away[s.start..s.end].contains(&true));
                    for (from, to) in spans.filter_map(|span| self.cut(span)) {
                        starts.entry(from).or_default().extend(columns);
                        ends.entry(to).or_default().extend(columns);
                    }
                }
                let step = |program: &mut Builder, like: &dyn Fn(i32, i32) -> bool| {
                    program.column(0, 1, false, |board| {
                        let mut steps = self.steps(board.of_resource(resource, day));
                        i64::from(steps.any(|(end, start)| like(end, start)))
                    })
                };
                let last = starts.keys().next_back().copied().unwrap_or(0);
                let mut into: BTreeMap<i32, Vec<Column>> = BTreeMap::new();
                let mut waiting: BTreeMap<i32, Vec<Column>> = BTreeMap::new();
                for (&end, taken) in &ends {
                    let mut from = Limit::at_most(0);
                    from.add_all(taken, -1);
                    let free = end + self.beyond;
                    for (&start, _) in starts.range(end..=free) {
                        let straight = step(program, &|e, s| (e, s) == (end, start));
                        from.add(straight, 1);
                        into.entry(start).or_default().push(straight);
                    }
                    if last > free {
                        let waits = step(program, &|e, s| e == end && s > free);
                        from.add(waits, 1);
                        payments.push((waits, 1));
                        waiting.entry(free).or_default().push(waits);
                    }
                    program.row(tag, from);
                }
                while let Some((paid, come)) = waiting.pop_first() {
                    let until = paid + self.per;
                    let here = |end: i32| paid >= end + self.beyond && (paid - end - self.beyond) % self.per == 0;
                    let mut go = Limit::at_most(0);
                    go.add_all(&come, -1);
                    for (&start, _) in starts.range(paid + 1..=until) {
                        let over = step(program, &|e, s| here(e) && s == start);
                        go.add(over, 1);
                        into.entry(start).or_default().push(over);
                    }
                    if last > until {
                        let on = step(program, &|e, s| here(e) && s > until);
                        go.add(on, 1);
                        payments.push((on, 1));
                        waiting.entry(until).or_default().push(on);
                    }
                    program.row(tag, go);
                }
                let mut all = Limit::at_least(-1);
                if program.counts_presence(resource) {
                    let cells: Vec<CellId> = program.problem().axis.day_cells[day].clone().collect();
                    all = Limit::at_least(0);
                    all.add(program.present(resource, &cells), 1);
                }
                for (start, taken) in &starts {
                    let steps = into.remove(start).unwrap_or_default();
                    let mut to = Limit::at_most(0);
                    to.add_all(&steps, 1);
                    to.add_all(taken, -1);
                    all.terms.extend(&to.terms);
                    program.row(tag, to);
                }
                program.row(tag, all);
            }
            program.charge_sum(rule, p, &payments);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;
    use crate::problem::testing::Builder as School;

    /// A person with three engagements in two bells and a last bell that reaches out of the window 8:00-12:00;
    /// 25 minutes are free, then 3 per started 50.
    fn school(away: bool, presence: bool) -> Case {
        let bells: [&[(i32, i32)]; 3] = [
            &[(480, 520), (530, 570), (590, 630), (640, 680)],
            &[(460, 490), (545, 580), (595, 630)],
            &[(660, 700), (700, 740), (720, 760)],
        ];
        let mut school = School::school(2, 5, &bells);
        let person = school.resource(ResourceKind::Other);
        for bell in 0..3 {
            school.event(1, bell, &[person]);
        }
        let resources = vec![person];
        school.rule(RuleKind::Clash(Clash {
            resources: resources.clone(),
            ..Clash::default()
        }));
        if away {
            let away = vec![(person, school.cells(1, 0, 1440).into())];
            school.rule(RuleKind::Available(Available { away }));
        }
        if presence {
            let groups = school.problem.day_groups();
            school.rule(RuleKind::Presence(Presence {
                groups,
                points: vec![(person, 0, 2)],
                earned: None,
            }));
        }
        school.rule(RuleKind::Waiting(Waiting {
            resources,
            from: 480,
            to: 720,
            beyond: 25,
            per: 50,
        }));
        Case::new(school)
    }

    #[test]
    fn gaps_cost_from_the_minute_after() {
        let case = school(false, false);
        // Until 8:40, then 9:05: exactly 25 minutes. Then until 9:40, and from 11:00: 80 = 25 + 50 + 5.
        case.agrees(&[(0, 0, 480), (1, 0, 545), (2, 0, 660)], 2);
        // 8:40-11:00: 140 = 25 + 2 * 50 + 15.
        case.agrees(&[(0, 0, 480), (1, 1, 545), (2, 0, 660)], 3);
        // 9:30-9:55: 25 again; 10:30-11:40: 70 = 25 + 45.
        case.agrees(&[(0, 0, 530), (1, 0, 595), (2, 0, 700)], 1);
        // 10:30 to 10:40: nothing, and 11:20 to 11:40 nothing.
        case.agrees(&[(0, 0, 640), (1, 0, 595), (2, 0, 700)], 0);
        // 75 = 25 + 50 is one unit, 9:45 to 11:00.
        case.agrees(&[(0, 0, 590), (1, 0, 460), (2, 1, 660)], 2);
    }

    #[test]
    fn what_shares_no_minute_with_the_window_is_left_out() {
        let case = school(false, false);
        // From 12:00 on: the gap before it is not looked at.
        case.agrees(&[(0, 0, 480), (1, 1, 545), (2, 0, 720)], 0);
        // 11:40-12:20 is cut at 12:00 and counts with its start: 10:30-11:40.
        case.agrees(&[(0, 0, 590), (1, 1, 545), (2, 0, 700)], 1);
        // 7:40-8:10 is cut at 8:00.
        case.agrees(&[(0, 0, 530), (1, 0, 460), (2, 1, 720)], 1);
    }

    #[test]
    fn overlaps_merge() {
        let case = school(false, false);
        // 9:50-10:30 lies in 9:55-10:30; to 11:40 it is 70 from the later end.
        case.deviates(&[(0, 0, 590), (1, 0, 595), (2, 0, 700)], 1);
        case.deviates(&[], 0);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        for (away, presence) in [(false, false), (true, false), (false, true)] {
            let (kept, broken) = school(away, presence).all();
            assert!(kept > 4 && broken > 10, "{kept} {broken}");
        }
    }
}
