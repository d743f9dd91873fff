//! Somebody is with the pupils from the first class's last lesson to the afternoon's first hour.

use super::{Kind, Watch, clock, last_of};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Supervision {
    fn group_and_day(&self, problem: &Problem, point: usize) -> (&SupervisionGroup, Day) {
        (&self.groups[point / problem.axis.days], point % problem.axis.days)
    }

    /// The cells to supervise.
    fn cells(&self, board: &Board, group: &SupervisionGroup, day: Day) -> Range<CellId> {
        let ends = || {
            let last = group
                .classes
                .iter()
                .filter_map(|class| last_of(board, *class, day, &self.counts));
            last.map(|e| e.span.end)
        };
        let (Some(first), Some(last)) = (ends().min(), ends().max()) else {
            return 0..0;
        };
        let starts = group.activities.iter().filter_map(|e| board.of_event(*e, day).first());
        first..starts.map(|x| x.span.start).min().unwrap_or(last)
    }

    /// The cells to supervise in which the teacher cannot.
    fn alone<'b>(&'b self, board: &'b Board, point: usize) -> impl Iterator<Item = &'b Cell> {
        let (group, day) = self.group_and_day(board.problem(), point);
        let engaged = board.of_resource(group.staff, day);
        let busy = move |cell: CellId| engaged.iter().any(|x| x.span.start <= cell && cell < x.span.end);
        let cells = self
            .cells(board, group, day)
            .filter(move |cell| group.away[*cell] || busy(*cell));
        cells.map(|cell| &board.problem().axis.cells[cell])
    }
}

impl Kind for Supervision {
    fn points(&self, problem: &Problem) -> usize {
        self.groups.len() * problem.axis.days
    }

    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch) {
        let (group, day) = self.group_and_day(problem, point);
        group.classes.iter().for_each(|class| on.resource_day(*class, day));
        on.resource_day(group.staff, day);
        group.activities.iter().for_each(|e| on.event_day(*e, day));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        self.alone(board, point).map(|cell| i64::from(cell.weight)).sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let problem = board.problem();
        let (group, day) = self.group_and_day(problem, point);
        let cells = &problem.axis.cells;
        let range = self.cells(board, group, day);
        let (from, to) = (cells.get(range.start), cells.get(range.end.saturating_sub(1)));
        Word::RuleSupervision.with(&[
            ("who", &group.name),
            ("day", &problem.axis.day_names[day]),
            ("from", &clock(from.map_or(0, |cell| cell.from))),
            ("to", &clock(to.map_or(0, |cell| cell.to))),
            ("staff", &problem.resources[group.staff].name),
            ("amount", &deviation),
        ])
    }

    /// A cell in which the teacher cannot be there is off if some class is through before it, no activity
    /// has begun, and one begins later or another class is not through. Cells that say the same are taken together.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for p in 0..self.points(program.problem()) {
            let problem = program.problem();
            let (group, day) = self.group_and_day(problem, p);
            let hours = program.early(&group.activities, day);
            let mut classes = Vec::new();
            for class in &group.classes {
                let lessons = program.counted(*class, &self.counts);
                classes.push(program.late(&lessons, day));
            }
            // In an activity of the group an activity has begun.
            let mut engagements = program.engagements(group.staff);
            engagements.retain(|(event, ..)| !group.activities.contains(event));
            let busy = |cell: CellId| -> Vec<Column> {
                let covers = |slot: &Slot| slot.spans.iter().any(|s| s.start <= cell && cell < s.end);
                let covering = engagements.iter().filter(|(_, _, slot, _)| covers(slot));
                covering.flat_map(|(.., columns)| columns).copied().collect()
            };
            let mut parts: Vec<(Vec<Limit>, i64)> = Vec::new();
            for cell in problem.axis.day_cells[day].clone() {
                let Cell { weight, from, .. } = problem.axis.cells[cell];
                let away = group.away[cell];
                let busy = if away { Vec::new() } else { busy(cell) };
                if !away && busy.is_empty() {
                    continue;
                }
                let begun = hours.when(|start| start <= from);
                let later = hours.any().filter(|any| begun != Some(*any));
                let going: Vec<_> = classes.iter().map(|ends| ends.when(|end| end > from)).collect();
                let mut limits = Vec::new();
                for (class, through) in classes.iter().zip(&going) {
                    if class.any() == *through {
                        continue;
                    }
                    let mut base = Limit::at_most(if away { 1 } else { 2 });
                    base.add_all(class.any().as_slice(), 1);
                    base.add_all(through.as_slice(), -1);
                    base.add_all(&busy, 1);
                    base.add_all(begun.as_slice(), -1);
                    for reason in going.iter().filter(|other| *other != through).chain([&later]).flatten() {
                        let mut limit = base.clone();
                        limit.add(*reason, 1);
                        limits.push(limit);
                    }
                }
                match parts.last_mut() {
                    Some((last, sum)) if *last == limits => *sum += i64::from(weight),
                    _ => parts.push((limits, i64::from(weight))),
                }
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

    /// Two classes with one lesson each in two bells, an activity of the group with its teacher, a lesson of
    /// the teacher elsewhere; the teacher is there from 9:00 on.
    fn school(days: usize) -> Case {
        let bells: [&[(i32, i32)]; 4] = [
            &[(480, 520), (530, 570), (580, 620)],
            &[(480, 515), (540, 575)],
            &[(600, 640), (650, 690)],
            &[(540, 560), (580, 610), (630, 650)],
        ];
        let mut school = School::school(days, 5, &bells);
        let classes = vec![
            school.resource(ResourceKind::Class),
            school.resource(ResourceKind::Class),
        ];
        let staff = school.resource(ResourceKind::Staff);
        let activities = vec![school.event(1, 2, &[classes[0], classes[1], staff])];
        let lessons = [school.event(1, 0, &[classes[0]]), school.event(1, 1, &[classes[1]])];
        school.event(1, 3, &[staff]);
        school.rule(RuleKind::Clash(Clash {
            resources: vec![classes[0], classes[1], staff],
            ..Clash::default()
        }));
        let counts = school.only(&lessons);
        let mut away = school.cells(0, 0, 540);
        if days > 1 {
            away.iter_mut()
                .zip(school.cells(1, 0, 1440))
                .for_each(|(away, cell)| *away |= cell);
        }
        let group = SupervisionGroup {
            name: "G1".into(),
            classes,
            staff,
            away: away.into(),
            activities,
        };
        school.rule(RuleKind::Supervision(Supervision {
            counts,
            groups: vec![group],
        }));
        Case::new(school)
    }

    #[test]
    fn from_the_first_class_through_to_the_first_hour() {
        let case = school(1);
        // Lessons until 9:30 and 9:35, the activity at 10:50, the teacher free until then.
        case.agrees(&[(0, 0, 650), (1, 0, 530), (2, 0, 540), (3, 0, 540)], 0);
        // Until 8:35: the teacher is away until 9:00.
        case.agrees(&[(0, 0, 650), (1, 0, 530), (2, 0, 480), (3, 0, 540)], 25 + 20);
        // From 8:40 on: away for 20 minutes, engaged 9:40-10:10 for 30; the gap is free.
        case.agrees(&[(0, 0, 650), (1, 0, 480), (2, 0, 540), (3, 0, 580)], 20 + 30);
        // The activity begins at 10:00, in the middle of the other engagement.
        case.deviates(&[(0, 0, 600), (1, 0, 530), (2, 0, 540), (3, 0, 580)], 20);
        // Engaged after the activity has begun.
        case.deviates(&[(0, 0, 600), (1, 0, 530), (2, 0, 540), (3, 0, 630)], 0);
    }

    #[test]
    fn without_activities_until_the_last_class_is_through() {
        let case = school(1);
        case.agrees(&[(1, 0, 580), (2, 0, 480), (3, 0, 580)], 25 + 30);
        case.agrees(&[(1, 0, 480), (3, 0, 540)], 0);
        case.agrees(&[(0, 0, 650), (3, 0, 540)], 0);
        case.agrees(&[(0, 0, 650), (2, 0, 480), (3, 0, 540)], 25 + 20);
        // The activity before the lessons are over: H is not after F.
        case.deviates(&[(0, 0, 600), (1, 0, 580), (3, 0, 630)], 0);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        let (kept, broken) = school(1).all();
        assert!(kept > 2 && broken > 10, "{kept} {broken}");
        let (kept, broken) = school(2).all();
        assert!(kept > 50 && broken > 50, "{kept} {broken}");
    }
}
