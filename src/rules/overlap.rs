//! Two sets of events not at the same time: sessions and the lessons that pupils must not miss.

use super::{Kind, Watch, clock};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Limit, Tag};
use crate::words::{Message, Word};

/// Both keep a person busy, gaps included, in some cell.
fn touch(one: &Span, other: &Span) -> bool {
    one.start < other.free && other.start < one.free
}

/// The pairs that touch, day by day.
fn pairs<'b>(board: &'b Board, point: &'b OverlapPoint) -> impl Iterator<Item = (&'b Engagement, &'b Engagement)> {
    let of = move |events: &'b [EventId], day| events.iter().flat_map(move |e| board.of_event(*e, day));
    (0..board.problem().axis.days).flat_map(move |day| {
        of(&point.a, day).flat_map(move |a| {
            let touching = of(&point.b, day).filter(|b| touch(&a.span, &b.span));
            touching.map(move |b| (a, b))
        })
    })
}

/// How many pairs touch; the search asks for this all the time.
fn count(board: &Board, point: &OverlapPoint) -> i64 {
    let mut count = 0;
    for day in 0..board.problem().axis.days {
        for a in point.a.iter().flat_map(|e| board.of_event(*e, day)) {
            for b in &point.b {
                count += board.of_event(*b, day).iter().filter(|b| touch(&a.span, &b.span)).count() as i64;
            }
        }
    }
    count
}

impl Kind for Overlap {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let OverlapPoint { a, b, .. } = &self.points[point];
        a.iter().chain(b).for_each(|e| on.event(*e));
    }

    fn deviation(&self, board: &Board, point: usize) -> i64 {
        let point = &self.points[point];
        (count(board, point) - i64::from(point.allowed)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let (problem, point) = (board.problem(), &self.points[point]);
        let Some((a, b)) = pairs(board, point).next() else {
            return Word::RuleOverlap.with(&[("who", &point.name)]);
        };
        Word::RuleOverlap.with(&[
            ("who", &point.name),
            ("day", &problem.axis.day_names[a.span.day]),
            ("a", &problem.events[a.event].name),
            ("a_from", &clock(a.span.from)),
            ("a_to", &clock(a.span.to)),
            ("b", &problem.events[b.event].name),
            ("b_from", &clock(b.span.from)),
            ("b_to", &clock(b.span.to)),
            ("count", &count(board, point)),
            ("allowed", &point.allowed),
        ])
    }

    /// Every pair that touches is in exactly one limit: what `b` may have in one stretch of time, with a
    /// set of placements of `a` that touch it; on either side at most one is taken.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let (a, b) = (program.placed(&point.a), program.placed(&point.b));
            let mut limits = Vec::new();
            for stretch in b.chunk_by(|x, y| (x.span.start, x.span.free) == (y.span.start, y.span.free)) {
                let touching: Vec<_> = a.iter().filter(|x| touch(&x.span, &stretch[0].span)).copied().collect();
                let touching = program.exclusive_sets(&touching);
                for taken in program.exclusive_sets(stretch) {
                    for set in &touching {
                        let mut limit = Limit::at_most(1);
                        limit.add_all(set, 1);
                        limit.add_all(&taken, 1);
                        limits.push(limit);
                    }
                }
            }
            if point.allowed > 0 {
                let tag = Tag::Rule { rule, point: p };
                let mut all = Limit::at_most(i64::from(point.allowed));
                for limit in std::mem::take(&mut limits) {
                    program
                        .deviation(tag, vec![limit])
                        .iter()
                        .for_each(|both| all.add(*both, 1));
                }
                limits.push(all);
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

    /// Two bells; session slots of 30 minutes from 8:00 every 10 minutes until 9:40; staff need 5 minutes.
    fn school(sessions: u16, lessons: [u16; 2], allowed: u16) -> Case {
        let raster: Vec<(i32, i32)> = (480..=580).step_by(10).map(|from| (from, from + 30)).collect();
        let mut school = School::school(2, 5, &[&[(480, 520), (530, 570), (590, 630)], &raster]);
        let (class, pupil) = (
            school.resource(ResourceKind::Class),
            school.resource(ResourceKind::Pupil),
        );
        let staff = school.resource(ResourceKind::Staff);
        let session = school.event(sessions, 1, &[pupil, staff]);
        let b: Vec<EventId> = lessons.iter().map(|n| school.event(*n, 0, &[class])).collect();
        let resources = vec![class, pupil, staff];
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        let point = OverlapPoint {
            name: "p01".into(),
            a: vec![session],
            b,
            allowed,
        };
        school.rule(RuleKind::Overlap(Overlap { points: vec![point] }));
        Case::new(school)
    }

    #[test]
    fn touches_to_the_minute_with_the_gap() {
        let case = school(1, [2, 1], 0);
        // Maths 8:00-8:40 and 8:50-9:30; both gaps count: free from 8:45, and busy again from 8:50.
        let lessons = [(1, 0, 480), (2, 0, 530)];
        let with = |from| [&[(0, 0, from)][..], &lessons].concat();
        case.agrees(&with(480), 1);
        case.agrees(&with(510), 2);
        case.agrees(&with(520), 2);
        case.agrees(&with(560), 1);
        case.agrees(&with(570), 1);
        case.agrees(&with(580), 0);
        case.agrees(&[(0, 1, 480), (1, 0, 480), (2, 0, 530)], 0);
        case.deviates(&[(0, 0, 510), (1, 0, 480), (2, 0, 480), (3, 0, 530)], 3);
        case.deviates(&[(1, 0, 480)], 0);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        let (kept, broken) = school(1, [1, 1], 0).all();
        assert!(kept > 100 && broken > 100, "{kept} {broken}");
    }

    #[test]
    fn some_may_be_allowed() {
        let case = school(2, [2, 0], 1);
        let lessons = [(2, 0, 480), (3, 1, 530)];
        case.agrees(&[&[(0, 0, 490), (1, 1, 480)][..], &lessons].concat(), 0);
        case.agrees(&[&[(0, 0, 490), (1, 1, 520)][..], &lessons].concat(), 1);
        case.agrees(&[(0, 0, 480), (1, 0, 550), (2, 0, 480), (3, 0, 530)], 1);
    }

    #[test]
    fn lessons_of_two_classes_count_both() {
        let mut school = School::school(1, 0, &[&[(480, 520), (530, 570)]]);
        let pupil = school.resource(ResourceKind::Pupil);
        let classes = [
            school.resource(ResourceKind::Class),
            school.resource(ResourceKind::Class),
        ];
        let session = school.event(1, 0, &[pupil]);
        let b = classes.map(|class| school.event(1, 0, &[class])).to_vec();
        let resources = vec![pupil, classes[0], classes[1]];
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        let point = OverlapPoint {
            name: "group".into(),
            a: vec![session],
            b,
            allowed: 0,
        };
        school.rule(RuleKind::Overlap(Overlap { points: vec![point] }));
        let case = Case::new(school);
        case.agrees(&[(0, 0, 480), (1, 0, 480), (2, 0, 480)], 2);
        assert_eq!(case.all(), (2, 6));
    }
}
