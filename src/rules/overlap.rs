//! Two sets of events not at the same time: sessions and the lessons that pupils must not miss.

use super::{Kind, Watch, clock};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Column, Limit, Placed, Rung, Tag};
use crate::words::{Message, Word};
use std::collections::BTreeMap;
use std::ops::Range;

/// Both keep a person busy, gaps included, in some cell.
fn touch(one: &Span, other: &Span) -> bool {
    one.start < other.free && other.start < one.free
}

/// The pairs that touch, day by day.
fn pairs<'b>(
    board: &'b Board,
    point: &'b OverlapPoint,
) -> impl Iterator<Item = (&'b Engagement<'b>, &'b Engagement<'b>)> {
    let of = move |events: &'b [EventId], day| events.iter().flat_map(move |e| board.of_event(*e, day));
    point.days.clone().flat_map(move |day| {
        of(&point.a, day).flat_map(move |a| {
            let touching = of(&point.b, day).filter(|b| touch(a.span, b.span));
            touching.map(move |b| (a, b))
        })
    })
}

/// How many pairs touch; the search asks for this all the time.
fn count(board: &Board, point: &OverlapPoint, days: Range<Day>) -> i64 {
    let mut count = 0;
    for day in days {
        for a in point.a.iter().flat_map(|e| board.of_event(*e, day)) {
            for b in &point.b {
                count += board.of_event(*b, day).iter().filter(|b| touch(a.span, b.span)).count() as i64;
            }
        }
    }
    count
}

fn both(one: &[Column], other: &[Column]) -> Limit {
    let mut limit = Limit::at_most(1);
    limit.add_all(one, 1);
    limit.add_all(other, 1);
    limit
}

/// Where `b` is all that a class has in a morning without holes, and a hard [`Lunch`] follows: a session
/// that touches an ordinal and begins before the lunch after an earlier one would be over goes into that
/// lunch if the day ends there, and into the lesson if it does not. So it is no better than one into the earlier.
struct Mornings {
    /// By day, the ordinals.
    days: Vec<Vec<Rung>>,
    /// Minutes of lunch.
    lunch: i32,
}

impl Mornings {
    fn of(program: &Builder, point: &OverlapPoint) -> Option<Self> {
        let problem = program.problem();
        let single = |e: &EventId| problem.slots(*e).iter().all(|slot| slot.spans.len() == 1);
        if point.a.is_empty() || !point.a.iter().all(single) {
            return None;
        }
        let mut lessons = point.b.clone();
        lessons.sort_unstable();
        let hard = problem.rules.iter().filter(|rule| rule.hard);
        let mut classes = hard.filter_map(|rule| match &rule.kind {
            RuleKind::NoHoles(kind) => {
                let all = |class: &&ResourceId| program.counted(**class, &kind.counts) == lessons;
                Some((*kind.resources.iter().find(all)?, &kind.counts))
            }
            _ => None,
        });
        classes.find_map(|(class, counts)| {
            let days = (0..problem.axis.days).map(|day| program.rungs(class, counts, day));
            Some(Mornings {
                days: days.collect::<Option<_>>()?,
                lunch: program.lunch(&point.a, class, counts)?,
            })
        })
    }

    /// The limits on a set of sessions that touch the ordinal with this span, which `taken` takes;
    /// together they say more than [`both`]. None where nothing more is known.
    fn limits(&self, a: &[Placed], set: &[Column], span: &Span, taken: &[Column]) -> Vec<Limit> {
        let rungs = &self.days[span.day];
        let same = |rung: &Rung| {
            (rung.from, rung.to) == (span.from, span.to)
                && rung.taken.len() == taken.len()
                && rung.taken.iter().all(|column| taken.contains(column))
        };
        let Some(own) = rungs.iter().position(same) else {
            return Vec::new();
        };
        let mut earliest: BTreeMap<usize, Vec<Column>> = BTreeMap::new();
        for session in a.iter().filter(|x| set.contains(&x.column)) {
            let Span { from, to, .. } = session.span;
            let into_lunch = |rung: &Rung| from < rung.to + self.lunch && rung.to < to;
            let before = rungs[..own].iter().rev().take_while(|rung| into_lunch(rung)).count();
            earliest.entry(own - before).or_default().push(session.column);
        }
        let mut sessions = Vec::new();
        let limit = |(rung, columns): (usize, Vec<Column>)| {
            sessions.extend(columns);
            both(&sessions, &rungs[rung].taken)
        };
        earliest.into_iter().map(limit).collect()
    }
}

impl Kind for Overlap {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let OverlapPoint { a, b, days, .. } = &self.points[point];
        for event in a.iter().chain(b) {
            days.clone().for_each(|day| on.event_day(*event, day));
        }
    }

    fn adds_up(&self, _: &Problem, point: usize) -> bool {
        self.points[point].allowed == 0
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        let point = &self.points[point];
        let days = days.start.max(point.days.start)..days.end.min(point.days.end);
        (count(board, point, days) - i64::from(point.allowed)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let (problem, point) = (board.problem(), &self.points[point]);
        let Some((a, b)) = pairs(board, point).next() else {
            return Word::RuleOverlap.with(&[("who", &point.name)]);
        };
        Word::RuleOverlap.with(&[
            ("who", &point.name),
            ("day", &problem.axis.day_names[a.span.day]),
            ("a", &problem.events[a.event()].name),
            ("a_from", &clock(a.span.from)),
            ("a_to", &clock(a.span.to)),
            ("b", &problem.events[b.event()].name),
            ("b_from", &clock(b.span.from)),
            ("b_to", &clock(b.span.to)),
            ("count", &count(board, point, point.days.clone())),
            ("allowed", &point.allowed),
        ])
    }

    /// Every pair that touches is in exactly one part: what `b` may have in one stretch of time, with a
    /// set of placements of `a` that touch it; on either side at most one is taken.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let (a, mut b) = (program.placed(&point.a), program.placed(&point.b));
            b.retain(|x| point.days.contains(&x.span.day));
            let mornings = if program.rule(rule).hard {
                None
            } else {
                Mornings::of(program, point)
            };
            let mut parts = Vec::new();
            for stretch in b.chunk_by(|x, y| (x.span.start, x.span.free) == (y.span.start, y.span.free)) {
                let touching: Vec<_> = a.iter().filter(|x| touch(&x.span, &stretch[0].span)).copied().collect();
                let touching = program.exclusive_sets(&touching);
                for taken in program.exclusive_sets(stretch) {
                    for set in &touching {
                        let more = mornings
                            .iter()
                            .flat_map(|m| m.limits(&a, set, &stretch[0].span, &taken));
                        let mut part: Vec<Limit> = more.collect();
                        if part.is_empty() {
                            part.push(both(set, &taken));
                        }
                        parts.push(part);
                    }
                }
            }
            if point.allowed > 0 {
                let tag = Tag::Rule { rule, point: p };
                let mut all = Limit::at_most(i64::from(point.allowed));
                for part in std::mem::take(&mut parts) {
                    program.deviation(tag, part).iter().for_each(|both| all.add(*both, 1));
                }
                parts.push(vec![all]);
            }
            program.charge_parts(rule, p, parts);
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
            days: 0..2,
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

    /// The class has no holes and lunch after its last lesson, so a session is in a lesson, or well after the last.
    #[test]
    fn the_lunch_after_a_morning_is_seen() {
        let raster: Vec<(i32, i32)> = (480..=660).step_by(15).map(|from| (from, from + 30)).collect();
        let mut school = School::school(1, 5, &[&[(480, 520), (530, 570), (580, 620)], &raster]);
        let class = school.resource(ResourceKind::Class);
        let pupil = school.resource(ResourceKind::Pupil);
        let session = school.event(1, 1, &[pupil]);
        let b = vec![school.event(1, 0, &[class]), school.event(1, 0, &[class])];
        let counts = school.only(&b);
        let resources = vec![class, pupil];
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        school.rule(RuleKind::NoHoles(NoHoles {
            resources: vec![class],
            counts: counts.clone(),
        }));
        school.rule(RuleKind::Lunch(Lunch {
            counts,
            points: vec![(session, class, 30)],
        }));
        let point = OverlapPoint {
            name: "p01".into(),
            a: vec![session],
            b,
            days: 0..1,
            allowed: 0,
        };
        let rule = school.rule(RuleKind::Overlap(Overlap { points: vec![point] }));
        school.problem.rules[rule].hard = false;
        let problem = school.problem.clone();
        let case = Case::new(school);
        // 9:30 to 10:00 is lunch; at 10:00 the session may begin, and the lesson that it would touch is not there.
        case.agrees(&[(0, 0, 525), (1, 0, 480), (2, 0, 530)], 1);
        case.agrees(&[(0, 0, 600), (1, 0, 480), (2, 0, 530)], 0);
        let (kept, broken) = case.all();
        assert!(kept >= 8 && broken >= 4, "{kept} {broken}");
        // A session at 9:30 costs: it touches the third lesson, and the second is there or there is lunch.
        let mut program = Builder::new(&problem, None);
        program.tighten();
        let program = program.finish();
        let touching = |row: &&crate::program::RowDef| row.tag == (Tag::Rule { rule, point: 0 });
        let rows: Vec<_> = program.rows.iter().filter(touching).collect();
        let second = &program.place[b_of(&problem)][1];
        let at = problem
            .slots(session)
            .iter()
            .position(|s| s.first().from == 570)
            .unwrap();
        let session = program.place[session][at];
        let holds = |row: &&crate::program::RowDef, column| row.terms.iter().any(|(c, _)| *c == column);
        assert!(rows.iter().any(|row| holds(row, session) && holds(row, *second)));
    }

    /// The first event with lessons.
    fn b_of(problem: &Problem) -> EventId {
        (0..problem.events.len())
            .find(|e| problem.events[*e].slots == 0)
            .unwrap()
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
            days: 0..1,
            allowed: 0,
        };
        school.rule(RuleKind::Overlap(Overlap { points: vec![point] }));
        let case = Case::new(school);
        case.agrees(&[(0, 0, 480), (1, 0, 480), (2, 0, 480)], 2);
        assert_eq!(case.all(), (2, 6));
    }
}
