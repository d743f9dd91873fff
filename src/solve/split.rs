//! Events that split into meets of different lengths: into what at first, and moves that split, merge and reshape.

use super::domain::Domain;
use super::moves::Mover;
use crate::board::{Board, Cost};
use crate::problem::*;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::SmallVec;

/// Lengths of an event's meets, the longest first.
type Shape = SmallVec<[u16; 8]>;

/// Most shapes of an event that are compared, and steps to find them.
const MOST_SHAPES: usize = 500;
const MOST_STEPS: usize = 20_000;

impl<'p> Domain<'p> {
    /// Whether an event has meets of different lengths to split into.
    pub fn splits(&self, event: EventId) -> bool {
        let (shortest, longest) = self.problem.events[event].meet_lengths;
        shortest < longest
    }

    /// What the rules about pieces say of a shape.
    fn price(&self, event: EventId, shape: &[u16]) -> Cost {
        let mut cost = Cost::default();
        for (rule, split) in &self.pieces[event] {
            let off = |pieces: &Pieces| pieces.outside(pieces.count(shape.iter().copied()));
            let amount = rule.weight * rule.cost.of(split.counts.iter().map(off).sum());
            *if rule.hard { &mut cost.hard } else { &mut cost.soft } += amount;
        }
        cost
    }

    /// Gives every event that splits and has no slot yet the lengths that the rules about pieces like best, ties broken at
    /// random but the same for events that must run together.
    pub fn shape(&self, board: &mut Board<'p>, rng: &mut Xoshiro256PlusPlus) {
        let mut like: Vec<Option<EventId>> = vec![None; self.problem.events.len()];
        for rule in self.problem.rules.iter().filter(|r| r.hard) {
            if let RuleKind::SameStart(same) = &rule.kind {
                for (_, events) in &same.points {
                    events
                        .iter()
                        .skip(1)
                        .for_each(|e| like[*e] = like[*e].or(events.first().copied()));
                }
            }
        }
        let mut chosen: Vec<Option<Shape>> = vec![None; self.problem.events.len()];
        for event in 0..self.problem.events.len() {
            let e = &self.problem.events[event];
            let placed = |m: MeetId| board.assignment().places[m].slot.is_some();
            if !self.splits(event) || e.meets.clone().any(placed) {
                continue;
            }
            let best = self.best_shapes(event);
            let fits = |shape: &Shape| best.contains(shape);
            let same = like[event].and_then(|other| chosen[other].clone()).filter(fits);
            let Some(shape) = same.or_else(|| pick(&best, rng)) else {
                continue;
            };
            for (i, meet) in e.meets.clone().enumerate() {
                let mut place = board.assignment().places[meet].clone();
                place.length = shape.get(i).copied().unwrap_or(0);
                board.put(meet, place);
            }
            chosen[event] = Some(shape);
        }
        board.settle();
        board.commit();
    }

    /// The shapes that cost least. What no rule about pieces minds is looked at first, then what no hard one
    /// does, then everything, until there is some.
    fn best_shapes(&self, event: EventId) -> Vec<Shape> {
        let rules = &self.pieces[event];
        // A given time holds one meet; more would clash with each other.
        let length = self.problem.events[event].length;
        let whole = Shape::from_slice(&[length]);
        if self.problem.slots(event).len() <= usize::from(length) && self.price(event, &whole).hard == 0 {
            return vec![whole];
        }
        let all: Vec<&Split> = rules.iter().map(|(_, split)| *split).collect();
        let hard: Vec<&Split> = rules
            .iter()
            .filter(|(rule, _)| rule.hard)
            .map(|(_, split)| *split)
            .collect();
        let mut shapes = Vec::new();
        for rules in [all, hard, Vec::new()] {
            let mut steps = MOST_STEPS;
            self.extend(event, &rules, &mut Shape::new(), length, &mut shapes, &mut steps);
            if !shapes.is_empty() {
                break;
            }
        }
        let least = shapes.iter().map(|shape| self.price(event, shape)).min();
        shapes.retain(|shape| Some(self.price(event, shape)) == least);
        shapes
    }

    /// All ways to go on from the pieces so far that keep these rules, shorter pieces last.
    fn extend(
        &self,
        event: EventId,
        rules: &[&Split],
        so_far: &mut Shape,
        left: u16,
        shapes: &mut Vec<Shape>,
        steps: &mut usize,
    ) {
        let off = |pieces: &Pieces| pieces.outside(pieces.count(so_far.iter().copied()));
        let counts = || rules.iter().flat_map(|split| &split.counts);
        if left == 0 {
            if counts().all(|pieces| off(pieces) == 0) {
                shapes.push(so_far.clone());
            }
            return;
        }
        let too_many = |pieces: &Pieces| pieces.count(so_far.iter().copied()) > u32::from(pieces.most);
        if counts().any(too_many) {
            return;
        }
        let (shortest, longest) = self.problem.events[event].meet_lengths;
        let next = so_far.last().copied().unwrap_or(longest).min(left);
        for length in (shortest..=next).rev() {
            if shapes.len() >= MOST_SHAPES || *steps == 0 {
                return;
            }
            *steps -= 1;
            so_far.push(length);
            self.extend(event, rules, so_far, left - length, shapes, steps);
            so_far.pop();
        }
    }
}

fn pick(shapes: &[Shape], rng: &mut Xoshiro256PlusPlus) -> Option<Shape> {
    let index = rng.random_range(0..shapes.len().max(1));
    shapes.get(index).cloned()
}

impl<'p> Mover<'_, 'p> {
    /// Splits a meet of an event in two, merges two meets, or makes one longer and another shorter. False: that would
    /// break a hard rule about pieces more than now, and nothing has changed.
    pub(super) fn reshape(&mut self, board: &mut Board<'p>, event: EventId) -> bool {
        let problem = self.domain.problem;
        let e = &problem.events[event];
        let (shortest, longest) = e.meet_lengths;
        let places = &board.assignment().places;
        let there: SmallVec<[MeetId; 8]> = e.meets.clone().filter(|m| places[*m].length > 0).collect();
        let free = e.meets.clone().find(|m| places[*m].length == 0);
        let Some(&one) = there.get(self.rng.random_range(0..there.len().max(1))) else {
            return false;
        };
        let length = places[one].length;
        // Lengths of the meet and of the other one after the move.
        let (other, lengths) = if self.rng.random_range(0..2) == 0 {
            let Some(free) = free.filter(|_| length >= 2 * shortest) else {
                return false;
            };
            let first = self.rng.random_range(shortest..=length - shortest);
            (free, (first, length - first))
        } else {
            let other = there[self.rng.random_range(0..there.len())];
            if other == one {
                return false;
            }
            let sum = length + places[other].length;
            let merges = sum <= longest && self.rng.random_range(0..3) > 0;
            let first = if merges {
                sum
            } else {
                self.rng
                    .random_range(shortest.max(sum.saturating_sub(longest))..=longest.min(sum - shortest))
            };
            if first == length {
                return false;
            }
            (other, (first, sum - first))
        };
        let now: Shape = there.iter().map(|m| places[*m].length).collect();
        let rest = there
            .iter()
            .filter(|m| **m != one && **m != other)
            .map(|m| places[*m].length);
        let new: Shape = rest.chain([lengths.0, lengths.1]).filter(|l| *l > 0).collect();
        if self.domain.price(event, &new).hard > self.domain.price(event, &now).hard {
            return false;
        }
        let start = |board: &Board, m: MeetId| board.assignment().slot(problem, m).map(|slot| slot.first().start);
        let shape = |m: MeetId| (board.assignment().places[m].length, start(board, m));
        // What runs at the same time is cut the same way.
        let (like, like_other) = (shape(one), shape(other));
        let mut pairs: SmallVec<[(MeetId, MeetId); 4]> = SmallVec::from_slice(&[(one, other)]);
        for linked in &self.domain.linked[event] {
            let mut meets = problem.events[*linked].meets.clone();
            let first = meets.clone().find(|m| shape(*m) == like);
            let second = meets.find(|m| Some(*m) != first && shape(*m) == like_other);
            pairs.extend(first.zip(second));
        }
        // A piece that was cut off follows the rest half of the time.
        let follows = like
            .1
            .map(|at| at + usize::from(lengths.0))
            .filter(|_| self.rng.random_range(0..2) == 0);
        let mut other_at = if free == Some(other) { follows } else { like_other.1 };
        let mut at = like.1;
        for (one, other) in pairs {
            self.resize(board, one, lengths.0, at);
            self.resize(board, other, lengths.1, other_at);
            (at, other_at) = (start(board, one), start(board, other));
        }
        true
    }

    /// Gives a meet a length and the slot that starts in a cell, or any if there is none.
    fn resize(&mut self, board: &mut Board<'p>, meet: MeetId, length: u16, start: Option<CellId>) {
        let event = self.domain.problem.meets[meet];
        let there = start.and_then(|cell| self.domain.slot_at(event, length, cell));
        let slots = self.domain.slots(event, length);
        let any = slots.get(self.rng.random_range(0..slots.len().max(1))).copied();
        let slot = there.or(any).filter(|_| length > 0);
        let place = Place {
            length,
            slot: None,
            roles: board.assignment().places[meet].roles.clone(),
        };
        board.put(meet, place);
        if length > 0 {
            self.put(board, meet, slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder;
    use crate::verify::cost::malformed;
    use rand::SeedableRng;

    fn split(events: Vec<EventId>, counts: [(u16, u16, u16, u16); 2]) -> RuleKind {
        let pieces = |(shortest, longest, fewest, most)| Pieces {
            shortest,
            longest,
            fewest,
            most,
        };
        let counts = counts.map(pieces).to_vec();
        RuleKind::Split(Split { events, counts })
    }

    #[test]
    fn first_shapes_keep_the_rules_about_pieces() {
        let mut week = Builder::plain(50, 45);
        let [lesson, long, free] = [5, 45, 3].map(|length| week.splitting(length, (1, length), 0, &[]));
        // Two or three pieces, none above 2.
        week.rule(split(vec![lesson], [(3, 99, 0, 0), (1, 99, 2, 3)]));
        let wish = week.rule(split(vec![long], [(2, 99, 0, 0), (1, 99, 0, 99)]));
        week.problem.rules[wish].hard = false;
        let problem = week.problem;
        let domain = Domain::new(&problem);
        assert_eq!(domain.best_shapes(lesson), [Shape::from_slice(&[2, 2, 1])]);
        assert_eq!(domain.best_shapes(long), [Shape::from_elem(1, 45)]);
        assert_eq!(domain.best_shapes(free).len(), 3);
    }

    #[test]
    fn moves_keep_what_an_event_is() {
        let mut week = Builder::plain(12, 6);
        let events = [6, 4, 1].map(|length| week.splitting(length, (1, length), 0, &[]));
        let who = [0, 1].map(|_| week.resource(ResourceKind::Other));
        week.role(events[0], &who);
        week.rule(split(events[..1].to_vec(), [(4, 99, 0, 0), (1, 99, 2, 4)]));
        let problem = week.problem;
        let domain = Domain::new(&problem);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut board = Board::new(&problem, &Assignment::empty(&problem));
        domain.shape(&mut board, &mut rng);
        assert_eq!(board.cost(), Cost::default());
        let mut mover = Mover::new(&domain, rng);
        let mut shapes = std::collections::BTreeSet::new();
        for _ in 0..3000 {
            mover.propose(&mut board, i64::MAX / 4);
            board.settle();
            board.commit();
            assert!(malformed(&problem, board.assignment()).is_empty());
            assert_eq!(board.cost().hard, 0);
            let places = &board.assignment().places[problem.events[events[0]].meets.clone()];
            let mut shape: Vec<u16> = places.iter().map(|p| p.length).filter(|l| *l > 0).collect();
            shape.sort_unstable();
            shapes.insert(shape);
        }
        // 3+3, 3+2+1, 3+1+1+1, 2+2+2, 2+2+1+1
        assert_eq!(shapes.len(), 5);
    }
}
