//! Better and worse starts. XHSTT PreferTimes.

use super::{Count, Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Limit};
use crate::words::{Message, Word};

impl Kind for Preferred {
    fn points(&self, _: &Problem) -> usize {
        self.events.len()
    }

    /// Only days that hold a first span that costs.
    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch) {
        let event = self.events[point];
        let costly = problem.slots(event).iter().filter(|slot| self.amount(slot) > 0);
        costly.for_each(|slot| on.event_day(event, slot.first().day));
    }

    fn counts(&self, problem: &Problem, point: usize) -> Option<Vec<Count>> {
        let amount = |slot: &Slot| self.amount(slot);
        Some(vec![Count::of(problem, &[self.events[point]], amount, 0, 0)])
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let problem = board.problem();
        let event = &problem.events[self.events[point]];
        let slots = event.meets.clone().filter_map(|m| board.assignment().slot(problem, m));
        let worst = slots.max_by_key(|slot| self.amount(slot));
        let day = worst.map_or("", |slot| &problem.axis.day_names[slot.first().day]);
        Word::RulePreferred.with(&[("what", &event.name), ("day", &day), ("amount", &deviation)])
    }

    fn rows(&self, program: &mut Builder, rule: usize) {
        for (p, &event) in self.events.iter().enumerate() {
            let mut limit = Limit::at_most(0);
            for (slot, column) in program.placements(event) {
                limit.add(column, self.amount(slot));
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
    fn the_start_decides_and_the_length_multiplies_where_asked() {
        let mut week = Builder::plain(4, 2);
        let event = week.splitting(4, (1, 2), 0, &[]);
        for by_length in [false, true] {
            week.rule(RuleKind::Preferred(Preferred {
                events: vec![event],
                amounts: vec![0, 3, 1, 0],
                by_length,
                ..Preferred::default()
            }));
        }
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        for (meet, length) in [2, 2, 0, 0].into_iter().enumerate() {
            a.places[meet].length = length;
        }
        a.put(&problem, 0, 0, 0);
        assert_eq!(deviations(&problem, &a), [0, 0]);
        a.put(&problem, 0, 0, 1);
        assert_eq!(deviations(&problem, &a), [3, 6]);
        a.put(&problem, 1, 0, 2);
        assert_eq!(deviations(&problem, &a), [4, 8]);
    }

    #[test]
    fn only_meets_of_a_length() {
        let mut week = Builder::plain(4, 2);
        let event = week.splitting(3, (1, 2), 0, &[]);
        week.rule(RuleKind::Preferred(Preferred {
            events: vec![event],
            amounts: vec![0, 0, 1, 1],
            by_length: true,
            only: Some(2),
        }));
        let problem = week.problem;
        let mut a = Assignment::empty(&problem);
        for (meet, length) in [2, 1, 0].into_iter().enumerate() {
            a.places[meet].length = length;
        }
        a.put(&problem, 1, 0, 3);
        assert_eq!(deviations(&problem, &a), [0]);
        a.put(&problem, 0, 0, 2);
        assert_eq!(deviations(&problem, &a), [2]);
    }

    #[test]
    fn a_meet_of_both_weeks_counts_by_its_first_span() {
        let mut school = Builder::school(2, 0, &[&[(480, 520), (520, 560)]]);
        let both = school.slot(&[0, 1], 520, 560);
        let slots = school.slots(vec![both]);
        let event = school.event(1, slots, &[]);
        school.rule(RuleKind::Preferred(Preferred {
            events: vec![event],
            amounts: vec![0, 2, 0, 5],
            ..Preferred::default()
        }));
        let problem = school.problem;
        let mut a = Assignment::empty(&problem);
        a.put(&problem, 0, 0, 520);
        assert_eq!(deviations(&problem, &a), [2]);
    }
}
