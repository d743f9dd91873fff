//! After the last of others: consultations after the teacher's lessons, additional lessons after the class's.

use super::{Kind, Watch, clock};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};

/// The pairs of a span of the event and one of the others that is not over when it starts.
fn pairs<'b>(
    board: &'b Board,
    event: EventId,
    others: &'b [EventId],
) -> impl Iterator<Item = (&'b Engagement<'b>, &'b Engagement<'b>)> {
    (0..board.problem().axis.days).flat_map(move |day| {
        board.of_event(event, day).iter().flat_map(move |one| {
            let all = others.iter().flat_map(move |e| board.of_event(*e, day));
            all.filter(|other| other.span.free > one.span.start)
                .map(move |other| (one, other))
        })
    })
}

impl Kind for After {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let (event, others) = &self.points[point];
        on.event(*event);
        others.iter().for_each(|e| on.event(*e));
    }

    fn deviation(&self, board: &Board, point: usize) -> i64 {
        let (event, others) = &self.points[point];
        pairs(board, *event, others).count() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, (event, others)) = (board.problem(), &self.points[point]);
        let who = &problem.events[*event].name;
        let Some((one, other)) = pairs(board, *event, others).max_by_key(|(_, other)| other.span.to) else {
            return Word::RuleAfter.with(&[("who", who)]);
        };
        Word::RuleAfter.with(&[
            ("who", who),
            ("day", &problem.axis.day_names[one.span.day]),
            ("from", &clock(one.span.from)),
            ("other", &problem.events[other.event].name),
            ("to", &clock(other.span.to)),
            ("amount", &deviation),
        ])
    }

    /// Every pair out of order is in exactly one limit: what the others may have that is over at one time,
    /// with a set of placements of the event that start before; on either side at most one is taken.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, (event, others)) in self.points.iter().enumerate() {
            let (own, mut others) = (program.placed(&[*event]), program.placed(others));
            others.sort_by_key(|x| (x.span.day, x.span.free));
            let mut limits = Vec::new();
            for over in others.chunk_by(|x, y| (x.span.day, x.span.free) == (y.span.day, y.span.free)) {
                let Span { day, free, .. } = over[0].span;
                let before = |span: &Span| span.day == day && span.start < free;
                let before: Vec<_> = own.iter().filter(|x| before(&x.span)).copied().collect();
                let before = program.exclusive_sets(&before);
                for taken in program.exclusive_sets(over) {
                    for set in &before {
                        let mut limit = Limit::at_most(1);
                        limit.add_all(set, 1);
                        limit.add_all(&taken, 1);
                        limits.push(limit);
                    }
                }
            }
            program.charge(rule, p, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use crate::problem::testing::Builder as School;
    use crate::problem::*;

    /// A teacher with two lessons in two bells, who needs 5 minutes, and an event that comes after them.
    fn school(meets: u16, own: &[ResourceKind]) -> Case {
        let bells: [&[(i32, i32)]; 3] = [
            &[(480, 520), (530, 570), (590, 630)],
            &[(480, 515), (540, 575)],
            &[
                (480, 520),
                (520, 560),
                (525, 565),
                (570, 610),
                (575, 615),
                (630, 670),
                (635, 675),
            ],
        ];
        let mut school = School::school(2, 5, &bells);
        let teacher = school.resource(ResourceKind::Staff);
        let classes = [
            school.resource(ResourceKind::Class),
            school.resource(ResourceKind::Class),
        ];
        let fixed: Vec<ResourceId> = own.iter().map(|kind| school.resource(*kind)).collect();
        let event = school.event(meets, 2, &fixed);
        let others = vec![
            school.event(1, 0, &[teacher, classes[0]]),
            school.event(1, 1, &[teacher, classes[1]]),
        ];
        let resources = (0..school.problem.resources.len()).collect();
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        let points = vec![(event, others)];
        school.rule(RuleKind::After(After { points }));
        Case::new(school)
    }

    #[test]
    fn begins_when_the_gap_is_over() {
        let case = school(1, &[ResourceKind::Pupil]);
        // The teacher's last lesson ends at 9:30 and the gap at 9:35.
        let others = [(1, 0, 530), (2, 0, 480)];
        let with = |day, from| [&[(0, day, from)][..], &others].concat();
        case.agrees(&with(0, 575), 0);
        case.agrees(&with(0, 570), 1);
        case.agrees(&with(0, 520), 1);
        case.agrees(&with(0, 480), 2);
        case.agrees(&with(1, 480), 0);
        // A lesson long after counts as well.
        case.agrees(&[(0, 0, 480), (1, 0, 590), (2, 1, 480)], 1);
        case.deviates(&[(0, 0, 480)], 0);
        case.deviates(&[(0, 0, 525), (1, 0, 530), (2, 0, 540)], 2);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        let (kept, broken) = school(1, &[ResourceKind::Pupil]).all();
        assert!(kept > 100 && broken > 50, "{kept} {broken}");
    }

    #[test]
    fn two_on_a_day_count_both() {
        let case = school(2, &[ResourceKind::Pupil]);
        case.agrees(&[(0, 0, 525), (1, 0, 570), (2, 0, 530), (3, 0, 480)], 2);
        case.agrees(&[(0, 0, 525), (1, 0, 630), (2, 0, 530), (3, 0, 480)], 1);
        case.agrees(&[(0, 0, 575), (1, 0, 635), (2, 0, 530), (3, 0, 480)], 0);
    }
}
