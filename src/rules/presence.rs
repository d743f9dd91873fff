//! Not more days present than needed, nor fewer. XHSTT ClusterBusyTimes.

use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};

impl Presence {
    /// The groups in which a resource is engaged.
    fn present<'b>(&'b self, board: &'b Board, resource: ResourceId) -> impl Iterator<Item = &'b TimeGroup> {
        let engaged = board.engaged(resource);
        let present = move |group: &&TimeGroup| engaged.iter().zip(group.cells.words()).any(|(a, b)| a & b != 0);
        self.groups.iter().filter(present)
    }
}

impl Kind for Presence {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.points[point].0);
    }

    fn deviation(&self, board: &Board, point: usize) -> i64 {
        let (resource, min, max) = self.points[point];
        let count = self.present(board, resource).count() as i64;
        (i64::from(min) - count).max(count - i64::from(max)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let (resource, min, max) = self.points[point];
        let names: Vec<&str> = self.present(board, resource).map(|g| g.name.as_str()).collect();
        let who = &board.problem().resources[resource].name;
        if names.len() < usize::from(min) {
            return Word::RulePresenceFew.with(&[("who", who), ("count", &names.len()), ("min", &min)]);
        }
        Word::RulePresence.with(&[
            ("who", who),
            ("days", &names.join(", ")),
            ("count", &names.len()),
            ("max", &max),
        ])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(resource, min, max)) in self.points.iter().enumerate() {
            let mut limit = Limit::between(i64::from(min), i64::from(max));
            for group in &self.groups {
                let present = program.present(resource, &group.members);
                if min > 0 {
                    program.absent(present, resource, &group.members);
                }
                limit.add(present, 1);
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
        let groups = school.problem.day_groups();
        for (min, max) in [(0, 1), (2, 9)] {
            let groups = groups.clone();
            school.rule(RuleKind::Presence(Presence {
                groups,
                points: vec![(who, min, max)],
            }));
        }
        let problem = school.problem;
        let mut a = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &a), [0, 2]);
        let first = problem.events[own].meets.start;
        a.put(&problem, first, 0, 480);
        a.put(&problem, first + 1, 0, 520);
        assert_eq!(deviations(&problem, &a), [0, 1]);
        a.put(&problem, first + 2, 1, 480);
        assert_eq!(deviations(&problem, &a), [1, 0]);
        let meet = problem.events[open].meets.start;
        a.put(&problem, meet, 2, 480);
        assert_eq!(deviations(&problem, &a), [1, 0]);
        a.places[meet].roles[0] = Some(who);
        assert_eq!(deviations(&problem, &a), [2, 0]);
    }

    #[test]
    fn groups_may_overlap_and_a_meet_reaches_into_the_next() {
        let mut week = Builder::plain(6, 3);
        let who = week.resource(ResourceKind::Other);
        week.splitting(3, (3, 3), 0, &[who]);
        let axis = week.problem.axis.clone();
        let group =
            |cells: &[usize]| TimeGroup::new(String::new(), (0..6).map(|c| cells.contains(&c)).collect(), &axis);
        week.rule(RuleKind::Presence(Presence {
            groups: vec![group(&[0, 1]), group(&[2, 3]), group(&[3, 4, 5]), group(&[])],
            points: vec![(who, 0, 0)],
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        for (start, groups) in [(0, 2), (1, 3), (3, 2)] {
            a.put(&problem, 0, 0, start);
            assert_eq!(deviations(&problem, &a), [groups], "{start}");
        }
    }
}
