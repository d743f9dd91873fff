//! After the last of others: consultations after the teacher's lessons, additional lessons after the class's.

use super::{Kind, Watch, clock};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::collections::BTreeMap;
use std::ops::Range;

impl After {
    /// The pairs of a span of the event and an engagement of the resource that is not over when it starts.
    fn pairs<'b>(
        &'b self,
        board: &'b Board,
        point: usize,
        days: Range<Day>,
    ) -> impl Iterator<Item = (&'b Engagement<'b>, &'b Engagement<'b>)> {
        let (event, resource) = self.points[point];
        days.flat_map(move |day| {
            board.of_event(event, day).iter().flat_map(move |one| {
                let others = board.of_resource(resource, day).iter();
                others
                    .filter(|other| self.counts[other.event()] && other.span.free > one.span.start)
                    .map(move |other| (one, other))
            })
        })
    }
}

impl Kind for After {
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
        self.pairs(board, point, days).count() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, (event, _)) = (board.problem(), self.points[point]);
        let who = &problem.events[event].name;
        let Some((one, other)) = self
            .pairs(board, point, 0..problem.axis.days)
            .max_by_key(|(_, other)| other.span.to)
        else {
            return Word::RuleAfter.with(&[("who", who)]);
        };
        Word::RuleAfter.with(&[
            ("who", who),
            ("day", &problem.axis.day_names[one.span.day]),
            ("from", &clock(one.span.from)),
            ("other", &problem.events[other.event()].name),
            ("to", &clock(other.span.to)),
            ("amount", &deviation),
        ])
    }

    /// Every pair out of order is in exactly one limit: the engagements that end together, with a set of
    /// placements of the event that start before; on either side at most one is taken.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(event, resource)) in self.points.iter().enumerate() {
            let own = program.placed(&[event]);
            let mut ends: BTreeMap<(Day, CellId, CellId), Vec<Column>> = BTreeMap::new();
            for (other, _, slot, columns) in program.engagements(resource) {
                for span in slot.spans.iter().filter(|_| self.counts[other]) {
                    ends.entry((span.day, span.free, span.end))
                        .or_default()
                        .extend(&columns);
                }
            }
            let mut limits = Vec::new();
            for ((day, free, _), over) in ends {
                let before = |span: &Span| span.day == day && span.start < free;
                let before: Vec<_> = own.iter().filter(|x| before(&x.span)).copied().collect();
                for set in program.exclusive_sets(&before) {
                    let mut limit = Limit::at_most(1);
                    limit.add_all(&set, 1);
                    limit.add_all(&over, 1);
                    limits.push(limit);
                }
            }
            program.charge(rule, p, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, deviations};
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
        let others = [
            school.event(1, 0, &[teacher, classes[0]]),
            school.event(1, 1, &[teacher, classes[1]]),
        ];
        let resources = (0..school.problem.resources.len()).collect();
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        let counts = school.only(&others);
        let points = vec![(event, teacher)];
        school.rule(RuleKind::After(After { counts, points }));
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
    fn a_lesson_counts_for_the_one_of_several_who_gives_it() {
        let mut school = School::school(1, 5, &[&[(480, 520), (530, 570), (580, 620)]]);
        let [ann, bob] = [0, 1].map(|_| school.resource(ResourceKind::Staff));
        let talk = school.event(1, 0, &[ann]);
        let lesson = school.event(1, 0, &[]);
        school.role(lesson, &[ann, bob]);
        let counts = school.only(&[lesson]);
        let points = vec![(talk, ann)];
        school.rule(RuleKind::After(After { counts, points }));
        let problem = school.problem;
        let mut a = Assignment::empty(&problem);
        a.put(&problem, 0, 0, 480);
        a.put(&problem, 1, 0, 530);
        for (who, expected) in [(None, 0), (Some(bob), 0), (Some(ann), 1)] {
            a.places[1].roles[0] = who;
            assert_eq!(deviations(&problem, &a), [expected]);
        }
        a.put(&problem, 0, 0, 580);
        assert_eq!(deviations(&problem, &a), [0]);
    }

    #[test]
    fn two_on_a_day_count_both() {
        let case = school(2, &[ResourceKind::Pupil]);
        case.agrees(&[(0, 0, 525), (1, 0, 570), (2, 0, 530), (3, 0, 480)], 2);
        case.agrees(&[(0, 0, 525), (1, 0, 630), (2, 0, 530), (3, 0, 480)], 1);
        case.agrees(&[(0, 0, 575), (1, 0, 635), (2, 0, 530), (3, 0, 480)], 0);
    }
}
