//! Not more days present than needed, nor fewer. XHSTT ClusterBusyTimes.

use super::{Kind, Watch, engaged_in};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Presence {
    /// The groups in which a resource is engaged.
    fn present<'b>(&'b self, board: &'b Board, resource: ResourceId) -> impl Iterator<Item = &'b TimeGroup> {
        let present = move |group: &&TimeGroup| engaged_in(board, resource, &group.cells).any(|word| word != 0);
        self.groups.iter().filter(present)
    }

    /// Whether a span starts in a group.
    fn starts_in(&self, span: &Span) -> bool {
        self.groups.iter().any(|group| group.cells[span.start])
    }

    /// The most groups of a point, with those that its engagements add.
    fn most(&self, board: &Board, point: usize) -> i64 {
        let (resource, _, max) = self.points[point];
        let added = self.earned.as_ref().map_or(0, |earned| {
            let days = 0..board.problem().axis.days;
            let engagements = days.flat_map(|day| board.of_resource(resource, day));
            let count = engagements
                .filter(|e| earned.counts[e.event()] && self.starts_in(e.span))
                .count();
            count.div_ceil(usize::from(earned.each))
        });
        i64::from(max) + added as i64
    }

    /// What engagements that count may add up to: a number that they have in any case, and columns.
    fn load(&self, program: &Builder, resource: ResourceId, counts: &[bool]) -> (i64, Vec<(Column, i64)>) {
        let problem = program.problem();
        let starts = |slot: &Slot| slot.spans.iter().filter(|span| self.starts_in(span)).count() as i64;
        let (mut sure, mut open) = (0, Vec::new());
        for event in program.events_of(resource).into_iter().filter(|e| counts[*e]) {
            let (e, slots) = (&problem.events[event], problem.slots(event));
            let each = slots.first().map_or(0, starts);
            let same = slots.iter().all(|slot| starts(slot) == each) && e.meet_lengths == (1, 1);
            if same && e.fixed.contains(&resource) && program.must_place(event) {
                sure += i64::from(e.length) * each;
                continue;
            }
            for (s, slot) in slots.iter().enumerate() {
                let columns = program.attends(resource, event, s);
                open.extend(columns.into_iter().map(|column| (column, starts(slot))));
            }
        }
        (sure, open)
    }
}

impl Kind for Presence {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, _: &Problem, point: usize, on: &mut Watch) {
        on.resource(self.points[point].0);
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let (resource, min, _) = self.points[point];
        let count = self.present(board, resource).count() as i64;
        (i64::from(min) - count).max(count - self.most(board, point)).max(0)
    }

    fn explain(&self, board: &Board, point: usize, _: i64) -> Message {
        let (resource, min, _) = self.points[point];
        let names: Vec<&str> = self.present(board, resource).map(|g| g.name.as_str()).collect();
        let who = &board.problem().resources[resource].name;
        if names.len() < usize::from(min) {
            return Word::RulePresenceFew.with(&[("who", who), ("count", &names.len()), ("min", &min)]);
        }
        Word::RulePresence.with(&[
            ("who", who),
            ("days", &names.join(", ")),
            ("count", &names.len()),
            ("max", &self.most(board, point)),
        ])
    }

    /// P groups are at most `max` and what L engagements add when `each` * (P - `max`) <= L + `each` - 1, in whole
    /// numbers.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &(resource, min, max)) in self.points.iter().enumerate() {
            let mut limit = Limit::between(i64::from(min), i64::from(max));
            let mut earned = None;
            if let Some(Earned { counts, each }) = &self.earned {
                let (sure, open) = self.load(program, resource, counts);
                let each = i64::from(*each);
                if open.is_empty() {
                    limit.upper = Some(i64::from(max) + (sure + each - 1) / each);
                } else {
                    limit.upper = None;
                    earned = Some((each, Limit::at_most(each * i64::from(max) + sure + each - 1), open));
                }
            }
            for group in &self.groups {
                let present = program.present(resource, &group.members);
                if min > 0 {
                    program.absent(present, resource, &group.members);
                }
                limit.add(present, 1);
                if let Some((each, most, _)) = &mut earned {
                    most.add(present, *each);
                }
            }
            let Some((each, mut most, open)) = earned else {
                program.charge(rule, p, vec![limit]);
                continue;
            };
            open.into_iter().for_each(|(column, starts)| most.add(column, -starts));
            if !program.rule(rule).hard {
                let most_outside = i64::from(min).max(self.groups.len() as i64);
                let outside = program.column(0, most_outside, true, |board| {
                    self.deviation(board, p, 0..board.problem().axis.days)
                });
                limit.add(outside, 1);
                most.add(outside, -each);
                program.charge_sum(rule, p, &[(outside, 1)]);
            }
            program.require(rule, p, limit);
            program.require(rule, p, most);
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
                earned: None,
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
    fn every_few_engagements_that_count_earn_a_day() {
        let mut school = Builder::school(3, 0, &[&[(480, 520), (520, 560)]]);
        let who = school.resource(ResourceKind::Staff);
        let own = school.event(2, 0, &[who]);
        let open = school.event(1, 0, &[]);
        school.role(open, &[who]);
        let talk = school.event(1, 0, &[who]);
        let counts = school.only(&[own, open]);
        let groups = school.problem.day_groups();
        school.rule(RuleKind::Presence(Presence {
            groups,
            points: vec![(who, 0, 0)],
            earned: Some(Earned { counts, each: 2 }),
        }));
        let problem = school.problem;
        let mut a = Assignment::empty(&problem);
        let meets = [own, open, talk].map(|event| problem.events[event].meets.start);
        a.put(&problem, meets[0], 0, 480);
        a.put(&problem, meets[0] + 1, 0, 520);
        assert_eq!(deviations(&problem, &a), [0]);
        a.put(&problem, meets[2], 1, 480);
        assert_eq!(deviations(&problem, &a), [1]);
        a.put(&problem, meets[1], 1, 520);
        assert_eq!(deviations(&problem, &a), [1]);
        a.places[meets[1]].roles[0] = Some(who);
        assert_eq!(deviations(&problem, &a), [0]);
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
            earned: None,
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        for (start, groups) in [(0, 2), (1, 3), (3, 2)] {
            a.put(&problem, 0, 0, start);
            assert_eq!(deviations(&problem, &a), [groups], "{start}");
        }
    }
}
