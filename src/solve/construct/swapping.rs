//! A first timetable by recursive swapping, as FET makes it (<https://lalescu.ro/liviu/fet/doc/>): the hardest meets first; where
//! there is no place for one, it takes the place of others, which look for another one in the same way, and so on; where that comes
//! to nothing, it takes the place of the fewest, which come again, but not soon in the same way.

use super::super::clock::Clock;
use super::super::domain::Domain;
use super::{Order, in_the_way, place, place_in, waiting};
use crate::board::Board;
use crate::problem::*;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::SmallVec;
use std::collections::{BTreeSet, VecDeque};

/// How deep meets take the places of others, and how many look for a place in an insertion at most, in how many meets there are.
const DEPTH: usize = 14;
const CALLS: usize = 2;
/// All that look for a place, in how many meets there are: then the others are placed without anybody giving way.
const ALL_CALLS: usize = 4;
/// For how many insertions a meet is not forced into the same slot again.
const TABU: usize = 100;

/// Where a meet might go: who would have to go elsewhere, a number for ties, and the slot.
type Try = (SmallVec<[MeetId; 8]>, u32, SlotId);

struct Swapping<'d, 'p, 'r> {
    domain: &'d Domain<'p>,
    rng: &'r mut Xoshiro256PlusPlus,
    /// By meet, whether it is being inserted.
    going: Vec<bool>,
    /// Meets that have changed, and where they were.
    trail: Vec<(MeetId, Place)>,
    /// What may still look for a place in this insertion, and at all.
    calls: usize,
    all_calls: usize,
}

/// Places meets that have no slot yet.
pub fn swap<'p>(
    domain: &Domain<'p>,
    board: &mut Board<'p>,
    orders: &[Order],
    rng: &mut Xoshiro256PlusPlus,
    clock: &Clock,
) {
    let problem = domain.problem;
    let wanted =
        |meet: &MeetId| !domain.optional[problem.meets[*meet]] && domain.linked[problem.meets[*meet]].is_empty();
    let mut queue: BTreeSet<_> = waiting(domain, board)
        .into_iter()
        .filter(wanted)
        .map(|meet| (orders[problem.meets[meet]], meet))
        .collect();
    let meets = queue.len();
    let mut swapping = Swapping {
        domain,
        rng,
        going: vec![false; problem.meets.len()],
        trail: Vec::new(),
        calls: 0,
        all_calls: meets * ALL_CALLS,
    };
    let mut tabu: VecDeque<(MeetId, SlotId)> = VecDeque::new();
    while let Some((_, meet)) = queue.pop_first() {
        if clock.over() || swapping.all_calls == 0 {
            return;
        }
        swapping.calls = meets * CALLS;
        swapping.trail.clear();
        if swapping.insert(board, meet, 0) {
            continue;
        }
        // Nothing helped: the fewest go.
        let tries = swapping.tries(board, meet);
        let Some((out, _, slot)) = tries.into_iter().find(|(_, _, slot)| !tabu.contains(&(meet, *slot))) else {
            continue;
        };
        for other in out {
            board.put_slot(other, None);
            queue.insert((orders[problem.meets[other]], other));
        }
        place(domain, board, meet, slot);
        tabu.push_back((meet, slot));
        if tabu.len() > TABU {
            tabu.pop_front();
        }
    }
}

impl<'p> Swapping<'_, 'p, '_> {
    /// Finds a place for a meet, if need be by moving others. False: there is none, and nothing has changed.
    fn insert(&mut self, board: &mut Board<'p>, meet: MeetId, depth: usize) -> bool {
        if self.calls == 0 || self.all_calls == 0 {
            return false;
        }
        self.calls -= 1;
        self.all_calls -= 1;
        let tries = self.tries(board, meet);
        let before = board.price();
        // Nobody has to go: where it is cheapest.
        let free = tries.iter().take_while(|(out, ..)| out.is_empty());
        let mut best: Option<(i64, SlotId)> = None;
        for (_, _, slot) in free {
            board.put(meet, place_in(self.domain, board, meet, *slot));
            let least = best.map_or(before, |(price, _)| price);
            if board.settle_within(least - before - 1).is_some() {
                best = Some((board.price(), *slot));
            }
            board.undo();
        }
        if let Some((_, slot)) = best {
            self.put(board, meet, slot);
            return true;
        }
        if depth == DEPTH {
            return false;
        }
        self.going[meet] = true;
        let mark = self.trail.len();
        let mut done = false;
        for (out, _, slot) in tries.into_iter().filter(|(out, ..)| !out.is_empty()) {
            for other in &out {
                self.trail.push((*other, board.assignment().places[*other].clone()));
                board.put_slot(*other, None);
            }
            self.put(board, meet, slot);
            done = out.iter().all(|other| self.insert(board, *other, depth + 1)) && board.price() < before;
            if done {
                break;
            }
            for (meet, place) in self.trail.drain(mark..).rev() {
                board.put(meet, place);
            }
            board.settle();
            board.commit();
            if self.calls == 0 || self.all_calls == 0 {
                break;
            }
        }
        self.going[meet] = false;
        done
    }

    fn put(&mut self, board: &mut Board<'p>, meet: MeetId, slot: SlotId) {
        self.trail.push((meet, board.assignment().places[meet].clone()));
        place(self.domain, board, meet, slot);
    }

    /// Slots for a meet, those first for which fewest have to go, and none for which one would that is being inserted or
    /// runs beside others.
    fn tries(&mut self, board: &Board<'p>, meet: MeetId) -> Vec<Try> {
        let problem = self.domain.problem;
        let length = board.assignment().places[meet].length;
        let slots = self.domain.slots(problem.meets[meet], length);
        let mut tries: Vec<Try> = Vec::with_capacity(slots.len());
        for &slot in slots {
            let mut out = SmallVec::new();
            in_the_way(self.domain, board, meet, slot, &mut out);
            let stays = |other: &MeetId| self.going[*other] || !self.domain.linked[problem.meets[*other]].is_empty();
            if !out.iter().any(stays) {
                tries.push((out, self.rng.random(), slot));
            }
        }
        tries.sort_by_key(|(out, tie, _)| (out.len(), *tie));
        tries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder;
    use rand::SeedableRng;

    /// Each person's lessons stand in the first hours in order; Ann's third can be in the first hour alone. `last` hours
    /// are for the others.
    fn swapped(last: usize) -> (Vec<Option<SlotId>>, bool) {
        let mut week = Builder::plain(last, 1);
        let [ann, bob] = [0, 1].map(|_| week.resource(ResourceKind::Staff));
        let first = week.problem.slot_sets[0][..1].to_vec();
        let first = week.slots(first);
        let events = vec![
            week.event(1, 0, &[ann]),
            week.event(1, 0, &[ann, bob]),
            week.event(1, 0, &[bob]),
            week.event(1, first, &[ann]),
        ];
        week.rule(RuleKind::Assigned(Assigned { events }));
        week.rule(RuleKind::Clash(Clash {
            resources: vec![ann, bob],
            ..Clash::default()
        }));
        let problem = week.problem;
        let domain = Domain::new(&problem);
        let mut board = Board::new(&problem, &Assignment::empty(&problem));
        // Ann, then both, then Bob in the first hour beside Ann.
        for (meet, slot) in [(0, 0), (1, 1), (2, 0)] {
            board.put_slot(meet, Some(slot));
        }
        board.settle();
        board.commit();
        let mut swapping = Swapping {
            domain: &domain,
            rng: &mut Xoshiro256PlusPlus::seed_from_u64(1),
            going: vec![false; 4],
            trail: Vec::new(),
            calls: 100,
            all_calls: 100,
        };
        let done = swapping.insert(&mut board, 3, 0);
        assert_eq!((swapping.going, swapping.trail.is_empty()), (vec![false; 4], !done));
        assert_eq!(board.cost().hard, i64::from(!done));
        (board.assignment().places.iter().map(|place| place.slot).collect(), done)
    }

    #[test]
    fn who_has_no_place_takes_that_of_another_who_finds_one() {
        let (slots, done) = swapped(3);
        assert!(done && slots[3] == Some(0), "{slots:?}");
    }

    #[test]
    fn where_nobody_finds_one_everybody_stays() {
        assert_eq!(swapped(2), (vec![Some(0), Some(1), Some(0), None], false));
    }
}
