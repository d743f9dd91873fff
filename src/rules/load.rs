//! Engagements a day: lessons of a teacher, sessions of a pupil.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Load {
    fn count(&self, board: &Board, resource: ResourceId, day: Day) -> i64 {
        let engagements = board.of_resource(resource, day).iter();
        engagements.filter(|e| self.counts[e.event()]).count() as i64
    }
}

impl Kind for Load {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.points[point].0);
    }

    fn adds_up(&self, _: &Problem, _: usize) -> bool {
        true
    }

    fn deviation(&self, board: &Board, point: usize, days: Range<Day>) -> i64 {
        let (resource, max) = self.points[point];
        days.map(|d| (self.count(board, resource, d) - i64::from(max)).max(0))
            .sum()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let (resource, max) = self.points[point];
        let problem = board.problem();
        let days = 0..problem.axis.days;
        let worst = days.max_by_key(|d| self.count(board, resource, *d)).unwrap_or(0);
        Word::RuleLoad.with(&[
            ("who", &problem.resources[resource].name),
            ("day", &problem.axis.day_names[worst]),
            ("count", &self.count(board, resource, worst)),
            ("max", &max),
            ("amount", &deviation),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(resource, max)) in self.points.iter().enumerate() {
            let mut days = vec![Limit::at_most(i64::from(max)); program.problem().axis.days];
            for (event, _, slot, columns) in program.engagements(resource) {
                if self.counts[event] {
                    slot.spans.iter().for_each(|span| days[span.day].add_all(&columns, 1));
                }
            }
            program.charge(rule, p, days);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn only_events_that_count_and_only_beyond_the_most_of_each_day() {
        let mut school = Builder::school(2, 0, &[&[(480, 520), (520, 560), (560, 600), (600, 640)]]);
        let who = school.resource(ResourceKind::Staff);
        let lesson = school.event(5, 0, &[who]);
        let other = school.event(1, 0, &[who]);
        let counts = school.only(&[lesson]);
        school.rule(RuleKind::Load(Load {
            counts,
            points: vec![(who, 2)],
        }));
        let problem = school.problem;
        let mut a = Assignment::empty(&problem);
        a.put(&problem, problem.events[other].meets.start, 0, 600);
        a.put(&problem, 0, 0, 480);
        a.put(&problem, 1, 0, 520);
        assert_eq!(deviations(&problem, &a), [0]);
        a.put(&problem, 2, 0, 560);
        assert_eq!(deviations(&problem, &a), [1]);
        a.put(&problem, 3, 1, 560);
        a.put(&problem, 4, 0, 560); // a clash counts as two
        assert_eq!(deviations(&problem, &a), [2]);
    }
}
