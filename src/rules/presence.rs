//! Not more days present than needed. XHSTT ClusterBusyTimes over days.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};

fn days<'b>(board: &'b Board, resource: ResourceId) -> impl Iterator<Item = Day> + 'b {
    let days = 0..board.problem().axis.days;
    days.filter(move |d| !board.of_resource(resource, *d).is_empty())
}

impl Kind for Presence {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.points[point].0);
    }

    fn deviation(&self, board: &Board, point: usize) -> i64 {
        let (resource, max) = self.points[point];
        (days(board, resource).count() as i64 - i64::from(max)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let (resource, max) = self.points[point];
        let axis = &board.problem().axis;
        let names: Vec<&str> = days(board, resource).map(|d| axis.day_names[d].as_str()).collect();
        Word::RulePresence.with(&[
            ("who", &board.problem().resources[resource].name),
            ("days", &names.join(", ")),
            ("count", &names.len()),
            ("max", &max),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(resource, max)) in self.points.iter().enumerate() {
            let mut limit = Limit::at_most(i64::from(max));
            for day in 0..program.problem().axis.days {
                limit.add(program.present(resource, day), 1);
            }
            program.charge(rule, p, vec![limit]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn days_with_any_engagement_fixed_or_in_a_role() {
        let mut school = Builder::school(3, 0, &[&[(480, 520), (520, 560)]]);
        let who = school.resource(ResourceKind::Staff);
        let own = school.event(3, 0, &[who]);
        let open = school.event(1, 0, &[]);
        school.role(open, &[who]);
        school.rule(RuleKind::Presence(Presence { points: vec![(who, 1)] }));
        let problem = school.problem;
        let mut a = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &a), [0]);
        let first = problem.events[own].meets.start;
        a.put(&problem, first, 0, 480);
        a.put(&problem, first + 1, 0, 520);
        assert_eq!(deviations(&problem, &a), [0]);
        a.put(&problem, first + 2, 1, 480);
        assert_eq!(deviations(&problem, &a), [1]);
        let meet = problem.events[open].meets.start;
        a.put(&problem, meet, 2, 480);
        assert_eq!(deviations(&problem, &a), [1]);
        a.places[meet].roles[0] = Some(who);
        assert_eq!(deviations(&problem, &a), [2]);
    }
}
