//! What hard rules cost the search. A search that never breaks one stays in the corner where it began, for the
//! legal timetables are islands; so their prices fall while timetables are legal, and rise while they are not
//! (strategic oscillation: Glover, Decision Sciences 8, 1977). Where a rule stays broken, it becomes dearer at that
//! point alone (breakout: Morris, AAAI 1993), for prices that rise everywhere freeze the rest of the timetable. So does a wish
//! where few are left that cost something.

use crate::board::{Board, WHOLE};
use crate::problem::Rule;

/// Prices stand in this part of a unit of cost, so that small ones can fall too.
pub(super) const UNIT: i64 = 16;

/// What the hard part of a move costs at first, in what the soft part of another does.
const FIRST: f64 = 10.0;
/// Shares of legal timetables below which prices rise, and above which they fall; and by how much in a round.
const LEGAL: (f64, f64) = (0.5, 0.9);
const RISE: f64 = 1.2;
const FALL: f64 = 0.85;
/// Share of legal timetables wanted when prices are no longer to fall.
const FIRM: f64 = 0.9;
/// A rule broken in a smaller share of timetables is not to blame.
const BLAME: f64 = 0.05;
/// Least price after the first cool rounds, and the greatest: while a legal timetable is sought, and when one is known or prices
/// are firm; in what it was at first.
const LEAST: f64 = 0.01;
const GREATEST: [f64; 2] = [0.3, 5.0];
/// What the price of a point gains whenever it is found broken, the share of its gains that it keeps when it is not, and
/// the most it comes to; in what its rule's price is.
pub(super) const GAIN: i64 = WHOLE / 16;
const KEPT: (i64, i64) = (250, 256);
const MOST: i64 = 10 * WHOLE;
/// Points that cost something up to which wishes gain as much as hard rules. Where there are more, most of them cannot be helped, and
/// what is dear nearly everywhere says nothing.
const FEW: i64 = 12;

/// What the price of a wish gains at a point that costs something, where so many do.
pub(super) fn gain_of_wish(costing: usize) -> i64 {
    let costing = (costing as i64).max(FEW);
    GAIN * FEW * FEW / (costing * costing)
}

/// The next price of a point, in parts of [`WHOLE`] of its rule's.
pub(super) fn of_point(now: i64, broken: bool, gain: i64) -> i64 {
    if broken {
        (now + gain).min(MOST)
    } else {
        WHOLE + (now - WHOLE) * KEPT.0 / KEPT.1
    }
}

/// How often timetables of a round were legal, and which hard rules they broke.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    taken: u32,
    legal: u32,
    /// By rule.
    broken: Vec<u32>,
}

impl Notes {
    /// Notes what the board's timetable breaks.
    pub fn take(&mut self, board: &Board) {
        let rules = &board.problem().rules;
        self.broken.resize(rules.len(), 0);
        self.taken += 1;
        self.legal += u32::from(board.cost().hard == 0);
        for (rule, broken) in self.broken.iter_mut().enumerate() {
            *broken += u32::from(rules[rule].hard && board.is_broken(rule));
        }
    }

    /// Adds what another thread has noted.
    pub fn add(&mut self, other: &Notes) {
        self.taken += other.taken;
        self.legal += other.legal;
        self.broken.resize(other.broken.len().max(self.broken.len()), 0);
        let both = self.broken.iter_mut().zip(&other.broken);
        both.for_each(|(broken, more)| *broken += more);
    }
}

/// The price of every rule.
#[derive(Debug, Clone)]
pub(super) struct Prices {
    first: Vec<f64>,
    /// By rule, in what it was at first; `None`: a soft rule, whose price is its weight.
    now: Vec<Option<f64>>,
}

impl Prices {
    /// `step` is what the soft part of a move costs as a rule, `growths` by rule what its hard part does.
    pub fn new(rules: &[Rule], step: f64, growths: &[Option<f64>]) -> Self {
        let first = |(rule, growth): (&Rule, &Option<f64>)| match growth {
            _ if !rule.hard => rule.weight as f64,
            Some(growth) => FIRST * step * rule.weight as f64 / growth,
            None => FIRST * step,
        };
        Prices {
            first: rules.iter().zip(growths).map(first).collect(),
            now: rules.iter().map(|rule| rule.hard.then_some(1.0)).collect(),
        }
    }

    /// By rule, the price of one unit of deviation.
    pub fn by_rule(&self) -> Vec<i64> {
        let price = |(first, now): (&f64, &Option<f64>)| {
            let price = first * now.unwrap_or(1.0) * UNIT as f64;
            (price.round() as i64).max(1)
        };
        self.first.iter().zip(&self.now).map(price).collect()
    }

    /// Follows what was noted in a round. Prices that are `firm` do not fall; `known`: some timetable was legal.
    pub fn follow(&mut self, notes: &Notes, firm: bool, known: bool) {
        let share = |count: u32| f64::from(count) / f64::from(notes.taken.max(1));
        let legal = share(notes.legal);
        let too_few = legal < if firm { FIRM } else { LEGAL.0 };
        let too_many = legal > LEGAL.1 && !firm;
        for (now, broken) in self.now.iter_mut().zip(&notes.broken) {
            let Some(now) = now else { continue };
            let factor = match () {
                () if too_few && share(*broken) > BLAME => RISE,
                () if too_many => FALL,
                () => 1.0,
            };
            *now = (*now * factor).clamp(LEAST, GREATEST[usize::from(known || firm)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder;
    use crate::problem::*;

    #[test]
    fn prices_fall_while_timetables_are_legal_and_rise_for_what_is_broken() {
        let mut week = Builder::plain(2, 1);
        let ann = week.resource(ResourceKind::Staff);
        let events: Vec<EventId> = (0..2).map(|_| week.event(1, 0, &[ann])).collect();
        week.rule(RuleKind::Clash(Clash {
            resources: vec![ann],
            ..Clash::default()
        }));
        week.rule(RuleKind::Assigned(Assigned { events: events.clone() }));
        let wish = week.rule(RuleKind::Preferred(Preferred {
            events,
            amounts: vec![0, 1],
            ..Preferred::default()
        }));
        week.problem.rules[wish].hard = false;
        let problem = week.problem;
        let noted = |slots: [SlotId; 2]| {
            let mut board = Board::new(&problem, &Assignment::empty(&problem));
            (0..2).for_each(|meet| board.put_slot(meet, Some(slots[meet])));
            board.settle();
            let mut notes = Notes::default();
            notes.take(&board);
            notes.clone().add(&notes);
            notes
        };
        let mut prices = Prices::new(&problem.rules, 100.0, &[Some(5.0), None, None]);
        let first = prices.by_rule();
        assert_eq!(first[wish], UNIT * problem.rules[wish].weight);
        (0..3).for_each(|_| prices.follow(&noted([0, 1]), false, true));
        let lower = prices.by_rule();
        assert!(lower[0] < first[0] && lower[1] < first[1] && lower[wish] == first[wish]);
        prices.follow(&noted([0, 1]), true, true);
        assert_eq!(prices.by_rule(), lower);
        prices.follow(&noted([0, 0]), true, true);
        let higher = prices.by_rule();
        assert!(higher[0] > lower[0] && higher[1] == lower[1]);
    }

    #[test]
    fn a_point_that_stays_broken_becomes_dearer_and_forgets_it_later() {
        let times = |times: usize, from: i64, broken: bool| (0..times).fold(from, |now, _| of_point(now, broken, GAIN));
        assert!(times(1, WHOLE, true) > WHOLE);
        assert_eq!(times(1000, WHOLE, true), MOST);
        assert!(times(10, MOST, false) < MOST);
        assert_eq!(times(1000, MOST, false), WHOLE);
    }

    #[test]
    fn wishes_become_dearer_where_few_cost_something() {
        assert_eq!([0, 12, 24, 60].map(gain_of_wish), [GAIN, GAIN, GAIN / 4, 0]);
    }
}
