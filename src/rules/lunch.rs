//! No session in the minutes of lunch that follow a class's last lesson.

use super::{Kind, Watch, clock, last_of};
use crate::board::{Board, Engagement};
use crate::problem::*;
use crate::program::{Builder, Limit, Placed};
use crate::words::{Message, Word};
use std::collections::BTreeMap;
use std::ops::Range;

impl Lunch {
    /// The session's spans in the lunch of their day, each with the start of that lunch.
    fn broken<'b>(
        &'b self,
        board: &'b Board,
        point: usize,
        days: Range<Day>,
    ) -> impl Iterator<Item = (&'b Engagement<'b>, i32)> {
        let (event, class, minutes) = self.points[point];
        days.flat_map(move |day| {
            let spans = board.of_event(event, day);
            let last = (!spans.is_empty())
                .then(|| last_of(board, class, day, &self.counts))
                .flatten();
            last.into_iter().flat_map(move |last| {
                let lunch = last.span.to;
                let inside = move |span: &Span| span.from.max(lunch) < span.to.min(lunch + minutes);
                spans.iter().filter(move |x| inside(x.span)).map(move |x| (x, lunch))
            })
        })
    }
}

impl Kind for Lunch {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        let (event, class, _) = self.points[point];
        on.event(event);
        on.resource(class);
    }

    fn adds_up(&self, _: &Problem, _: usize) -> bool {
        true
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        self.broken(board, point, days).count() as i64
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (problem, (event, class, minutes)) = (board.problem(), self.points[point]);
        let who = &problem.events[event].name;
        let Some((session, lunch)) = self.broken(board, point, 0..problem.axis.days).next() else {
            return Word::RuleLunch.with(&[("who", who)]);
        };
        Word::RuleLunch.with(&[
            ("who", who),
            ("day", &problem.axis.day_names[session.span.day]),
            ("from", &clock(session.span.from)),
            ("to", &clock(session.span.to)),
            ("class", &problem.resources[class].name),
            ("lunch_from", &clock(lunch)),
            ("lunch_to", &clock(lunch + minutes)),
            ("amount", &deviation),
        ])
    }

    /// A session from..to is in a lunch that starts later than from - minutes and before to: some lesson
    /// ends after the one and none at or after the other. Sessions that share both are taken together.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(event, class, minutes)) in self.points.iter().enumerate() {
            let lessons = program.counted(class, &self.counts);
            let mut limits = Vec::new();
            for day in 0..program.problem().axis.days {
                let late = program.late(&lessons, day);
                let mut sessions: BTreeMap<_, Vec<Placed>> = BTreeMap::new();
                for place in program.starts(&[event], day) {
                    let begun = late.when(|end| end > place.span.from - minutes);
                    let over = late.when(|end| end >= place.span.to);
                    if minutes > 0 && begun != over {
                        sessions.entry((begun, over)).or_default().push(place);
                    }
                }
                for ((begun, over), places) in sessions {
                    for set in program.exclusive_sets(&places) {
                        let mut limit = Limit::at_most(1);
                        limit.add_all(&set, 1);
                        limit.add_all(begun.as_slice(), 1);
                        limit.add_all(over.as_slice(), -1);
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
    use super::*;
    use crate::problem::testing::Builder as School;

    /// A class with periods of 40 minutes, one session of 20 minutes from 8:00 every 10 minutes, lunch of `minutes`.
    fn school(sessions: u16, minutes: i32) -> Case {
        let raster: Vec<(i32, i32)> = (480..=640).step_by(10).map(|from| (from, from + 20)).collect();
        let mut school = School::school(2, 5, &[&[(480, 520), (530, 570), (580, 620)], &raster]);
        let (class, pupil) = (
            school.resource(ResourceKind::Class),
            school.resource(ResourceKind::Pupil),
        );
        let session = school.event(sessions, 1, &[pupil]);
        let lessons = [school.event(1, 0, &[class]), school.event(1, 0, &[class])];
        // Not part of the morning, so it moves no lunch.
        school.event(1, 0, &[class]);
        let resources = vec![class, pupil];
        school.rule(RuleKind::Clash(Clash {
            resources,
            ..Clash::default()
        }));
        let counts = school.only(&lessons);
        let points = vec![(session, class, minutes)];
        school.rule(RuleKind::Lunch(Lunch { counts, points }));
        Case::new(school)
    }

    #[test]
    fn lunch_is_half_open() {
        let case = school(1, 30);
        // Lessons until 9:30, so lunch is 9:30-10:00.
        let lessons = [(1, 0, 530), (2, 0, 480), (3, 0, 580)];
        let with = |day, from| [&[(0, day, from)][..], &lessons].concat();
        case.agrees(&with(0, 550), 0);
        case.agrees(&with(0, 560), 1);
        case.agrees(&with(0, 590), 1);
        case.agrees(&with(0, 600), 0);
        case.agrees(&with(1, 560), 0);
        case.deviates(&[(0, 0, 560)], 0);
        case.deviates(&[(0, 0, 560), (2, 0, 480)], 0);
        case.deviates(&[(0, 0, 540), (2, 0, 480)], 1);
        case.deviates(&[(0, 0, 600), (1, 0, 530), (2, 0, 580)], 0);
    }

    #[test]
    fn a_lunch_of_no_minutes_is_none() {
        let lessons = [(0, 0, 560), (1, 0, 530), (2, 0, 480), (3, 1, 480)];
        school(1, 0).agrees(&lessons, 0);
    }

    #[test]
    fn two_sessions_in_one_lunch_count_both() {
        let lessons = [(2, 0, 530), (3, 0, 480), (4, 1, 480)];
        school(2, 60).agrees(&[&[(0, 0, 570), (1, 0, 600)][..], &lessons].concat(), 2);
        school(2, 60).agrees(&[&[(0, 0, 570), (1, 0, 630)][..], &lessons].concat(), 1);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        let (kept, broken) = school(1, 30).all();
        assert!(kept > 500 && broken > 100, "{kept} {broken}");
        let (kept, broken) = school(1, 70).all();
        assert!(kept > 500 && broken > 100, "{kept} {broken}");
    }
}
