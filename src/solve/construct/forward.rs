//! A first timetable, by iterative forward search (Müller, Barták, Rudová, CP 2004): the hardest meets first, each where
//! it costs least; who is in the way there is taken out and comes again, and the more often that happened, the dearer
//! it is to take out.

use super::super::clock::Clock;
use super::super::domain::Domain;
use super::{Order, in_the_way, out_price, place_in, waiting};
use crate::board::Board;
use crate::problem::*;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::SmallVec;
use std::collections::BTreeSet;

/// How many of the meets may take others out, in how many there are at first.
const EJECTING: usize = 2;

/// A way to place a meet, with those that go along, and who is taken out for it.
struct Insertion {
    price: i64,
    places: SmallVec<[(MeetId, Place); 8]>,
    out: SmallVec<[MeetId; 8]>,
}

/// The search for a first timetable.
struct Construction<'d, 'p> {
    domain: &'d Domain<'p>,
    /// By event.
    orders: Vec<Order>,
    /// What it costs at most to leave a meet out, for a unit of its length.
    out: i64,
    /// By meet, how often it was taken out.
    ejected: Vec<i64>,
    /// Meets without a slot.
    waiting: BTreeSet<(Order, MeetId)>,
}

/// Places every meet that has no slot yet.
pub fn search<'p>(
    domain: &Domain<'p>,
    board: &mut Board<'p>,
    orders: Vec<Order>,
    rng: &mut Xoshiro256PlusPlus,
    clock: &Clock,
) {
    let problem = domain.problem;
    let mut construction = Construction {
        domain,
        orders,
        out: out_price(problem),
        ejected: vec![0; problem.meets.len()],
        waiting: BTreeSet::new(),
    };
    let waiting = waiting(domain, board);
    waiting.iter().for_each(|meet| construction.wait(*meet));
    let mut ejecting = waiting.len() * EJECTING;
    while let Some((_, meet)) = construction.waiting.pop_first() {
        if clock.over() {
            return;
        }
        let place = &board.assignment().places[meet];
        if place.slot.is_none() {
            construction.place(board, rng, meet, ejecting > 0);
            ejecting = ejecting.saturating_sub(1);
        }
    }
}

impl<'p> Construction<'_, 'p> {
    fn wait(&mut self, meet: MeetId) {
        let order = self.orders[self.domain.problem.meets[meet]];
        self.waiting.insert((order, meet));
    }

    fn place(&mut self, board: &mut Board<'p>, rng: &mut Xoshiro256PlusPlus, meet: MeetId, ejecting: bool) {
        let (domain, problem) = (self.domain, self.domain.problem);
        let event = problem.meets[meet];
        let unplaced = board.price();
        let length = board.assignment().places[meet].length;
        let along = along(domain, board, event, length);
        let mut best: Option<Insertion> = None;
        let mut ties = 0;
        for &slot in domain.slots(event, length) {
            let span = *problem.slots(event)[usize::from(slot)].first();
            let with = along
                .iter()
                .filter_map(|m| Some((*m, domain.slot_at(problem.meets[*m], length, span.start)?)));
            let all: SmallVec<[(MeetId, SlotId); 8]> = std::iter::once((meet, slot)).chain(with).collect();
            let mut out = SmallVec::new();
            if ejecting && !domain.optional[event] {
                all.iter()
                    .for_each(|(m, s)| in_the_way(domain, board, *m, *s, &mut out));
            }
            let dear: i64 = out.iter().map(|m| self.ejected[*m] * self.out).sum();
            out.iter().for_each(|m| board.put_slot(*m, None));
            let mut places = SmallVec::new();
            for (meet, slot) in all {
                let place = place_in(domain, board, meet, slot);
                board.put(meet, place.clone());
                places.push((meet, place));
            }
            let least = best.as_ref().map_or(i64::MAX / 4, |best| best.price);
            let within = board
                .settle_within(least - unplaced - dear)
                .map(|_| board.price() + dear);
            board.undo();
            let Some(price) = within else { continue };
            let better = price < least;
            ties = if better { 1 } else { ties + 1 };
            if better || rng.random_range(0..ties) == 0 {
                best = Some(Insertion { price, places, out });
            }
        }
        // A meet that may stay out does, unless placing it is no worse.
        if let Some(best) = best
            && (!domain.optional[event] || best.price <= unplaced)
        {
            for meet in best.out {
                board.put_slot(meet, None);
                self.ejected[meet] += 1;
                self.wait(meet);
            }
            best.places.into_iter().for_each(|(meet, place)| board.put(meet, place));
            board.settle();
            board.commit();
        }
    }
}

/// A meet of each event that must run at the same time, of the same length, that has no slot yet.
fn along(domain: &Domain, board: &Board, event: EventId, length: u16) -> SmallVec<[MeetId; 8]> {
    let open = |m: &MeetId| {
        let place = &board.assignment().places[*m];
        place.slot.is_none() && place.length == length
    };
    let linked = domain.linked[event].iter();
    linked
        .filter_map(|e| domain.problem.events[*e].meets.clone().find(open))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::orders;
    use super::*;
    use crate::problem::testing::Builder;
    use rand::SeedableRng;

    /// A third lesson, of Ann, wishes for the first hour, where one of hers stands with one of Bob's that must run beside it.
    #[test]
    fn who_is_in_the_way_is_taken_out_with_those_beside_and_comes_again() {
        let mut week = Builder::plain(2, 1);
        let [ann, bob] = [0, 1].map(|_| week.resource(ResourceKind::Staff));
        let events: Vec<EventId> = [ann, bob, ann].map(|who| week.event(1, 0, &[who])).into();
        let wish = week.rule(RuleKind::Preferred(Preferred {
            events: vec![events[2]],
            amounts: vec![0, 5],
            ..Preferred::default()
        }));
        week.problem.rules[wish].hard = false;
        week.rule(RuleKind::SameStart(SameStart {
            points: vec![(String::new(), events[..2].to_vec())],
        }));
        week.rule(RuleKind::Assigned(Assigned { events }));
        week.rule(RuleKind::Clash(Clash {
            resources: vec![ann, bob],
            ..Clash::default()
        }));
        let problem = week.problem;
        let domain = Domain::new(&problem);
        for seed in 0..10 {
            let mut board = Board::new(&problem, &Assignment::empty(&problem));
            (0..2).for_each(|meet| board.put_slot(meet, Some(0)));
            board.settle();
            board.commit();
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            search(&domain, &mut board, orders(&domain), &mut rng, &Clock::new(None, None));
            assert_eq!(board.cost(), Default::default(), "{:?}", board.assignment());
        }
    }
}
