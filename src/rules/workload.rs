//! A least and a greatest workload. XHSTT LimitWorkload.

use super::{Kind, Watch, range};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

impl Workload {
    /// The roles that a resource may fill, with their amounts.
    fn roles<'a>(&'a self, problem: &'a Problem, resource: ResourceId) -> impl Iterator<Item = (EventId, usize, i64)> {
        let may = move |(event, role, _): &(EventId, usize, i64)| {
            problem.events[*event].roles[*role].candidates.contains(&resource)
        };
        self.roles.iter().copied().filter(may)
    }

    /// The load of a point's resource, in parts.
    fn load(&self, board: &Board, point: &WorkloadPoint) -> i64 {
        let mut load = point.fixed;
        for &(event, role, amount) in &self.roles {
            for place in &board.assignment().places[board.problem().events[event].meets.clone()] {
                if place.length > 0 && place.roles[role] == Some(point.resource) {
                    load += i64::from(place.length) * amount;
                }
            }
        }
        load
    }

    /// Least and greatest load in parts.
    fn limits(&self, point: &WorkloadPoint) -> (i64, i64) {
        (i64::from(point.min) * self.unit, i64::from(point.max) * self.unit)
    }
}

impl Kind for Workload {
    fn points(&self, _: &Problem) -> usize {
        self.points.len()
    }

    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch) {
        self.roles(problem, self.points[point].resource)
            .for_each(|(event, ..)| on.pieces(event));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let point = &self.points[point];
        let (load, (min, max)) = (self.load(board, point), self.limits(point));
        let parts = (min - load).max(load - max).max(0);
        parts / self.unit + i64::from(parts % self.unit > 0)
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let point = &self.points[point];
        let load = self.load(board, point) as f64 / self.unit as f64;
        Word::RuleWorkload.with(&[
            ("who", &board.problem().resources[point.resource].name),
            ("load", &((load * 100.0).round() / 100.0)),
            ("wanted", &range(point.min, point.max)),
            ("amount", &deviation),
        ])
    }

    /// Wholes that cover what lies outside. Of an event that need not be placed nobody knows who fills its roles.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, point) in self.points.iter().enumerate() {
            let roles: Vec<_> = self.roles(program.problem(), point.resource).collect();
            if roles.iter().any(|(event, ..)| !program.must_place(*event)) {
                continue;
            }
            let (min, max) = self.limits(point);
            let mut load = Limit::between(min - point.fixed, max - point.fixed);
            let mut most = 0;
            for (event, role, amount) in roles {
                let candidates = &program.problem().events[event].roles[role].candidates;
                let at = candidates.iter().position(|c| *c == point.resource);
                most += i64::from(program.problem().events[event].length) * amount;
                for (s, slot) in program.problem().slots(event).iter().enumerate() {
                    let column = at.and_then(|at| program.fills(event, s, role).get(at).copied());
                    column
                        .into_iter()
                        .for_each(|c| load.add(c, amount * i64::from(slot.length)));
                }
            }
            let outside = (min - point.fixed).max(most + point.fixed - max);
            if program.rule(rule).hard {
                program.require(rule, p, load);
            } else if outside > 0 {
                let wholes = program.column(0, outside / self.unit + 1, true, |board| {
                    self.deviation(board, p, 0..board.problem().axis.days)
                });
                let (mut least, mut greatest) = (load.clone(), load);
                (least.upper, greatest.lower) = (None, None);
                least.add(wholes, self.unit);
                greatest.add(wholes, -self.unit);
                program.require(rule, p, least);
                program.require(rule, p, greatest);
                program.charge_sum(rule, p, &[(wholes, 1)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::problem::{testing::Builder, *};
    use crate::rules::testing::deviations;

    #[test]
    fn parts_add_up_and_what_is_over_is_rounded_up() {
        let mut week = Builder::plain(4, 3);
        let [ann, bob] = [0, 1].map(|_| week.resource(ResourceKind::Other));
        let event = week.splitting(3, (1, 3), 0, &[]);
        let role = week.role(event, &[ann, bob]);
        let point = |resource, fixed, min, max| WorkloadPoint {
            resource,
            fixed,
            min,
            max,
        };
        // Workload 5 over duration 3: 5 thirds for each unit.
        week.rule(RuleKind::Workload(Workload {
            roles: vec![(event, role, 5)],
            unit: 3,
            points: vec![point(ann, 0, 3, 3), point(bob, 6, 0, 2)],
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        assert_eq!(deviations(&problem, &a), [3, 0]);
        a.places[0].roles[0] = Some(ann); // 5/3
        a.places[1].roles[0] = Some(bob); // 2 + 5/3
        assert_eq!(deviations(&problem, &a), [2, 2]);
        a.places[2].roles[0] = Some(ann); // 10/3
        assert_eq!(deviations(&problem, &a), [1, 2]);
        a.places[1].roles[0] = Some(ann); // 5
        assert_eq!(deviations(&problem, &a), [2, 0]);
    }
}
