//! A first timetable: the hardest meets first, each where it costs least.

use super::clock::Clock;
use super::domain::Domain;
use crate::board::Board;
use crate::problem::*;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::SmallVec;

/// Places every unplaced meet that must have a slot: those of events with few slots for their
/// length and many resources first, each in the slot (and with the roles) of least cost,
/// ties broken at random.
pub fn construct<'p>(domain: &Domain<'p>, board: &mut Board<'p>, rng: &mut Xoshiro256PlusPlus, clock: &Clock) {
    let problem = domain.problem;
    let mut order: Vec<EventId> = (0..problem.events.len()).collect();
    let slack = |e: &EventId| {
        let event = &problem.events[*e];
        (
            domain.optional[*e],
            domain.slots(*e, event.meet_lengths.0).len() * 8
                / (usize::from(event.length.max(1)) * (event.fixed.len() + 1)),
        )
    };
    order.sort_by_key(slack);
    domain.shape(board, rng);
    for event in order {
        for meet in problem.events[event].meets.clone() {
            if clock.over() {
                return;
            }
            let place = &board.assignment().places[meet];
            if place.slot.is_none() && place.length > 0 {
                place_best(domain, board, rng, event, meet);
            }
        }
    }
}

/// Meets and their places.
type Places = SmallVec<[(MeetId, Place); 8]>;

fn place_best<'p>(
    domain: &Domain<'p>,
    board: &mut Board<'p>,
    rng: &mut Xoshiro256PlusPlus,
    event: EventId,
    meet: MeetId,
) {
    let unplaced = board.price();
    let length = board.assignment().places[meet].length;
    let along = along(domain, board, event, length);
    let mut best: Option<(i64, Places)> = None;
    let mut ties = 0;
    for &slot in domain.slots(event, length) {
        let span = *domain.problem.slots(event)[usize::from(slot)].first();
        let with = along
            .iter()
            .filter_map(|m| Some((*m, domain.slot_at(domain.problem.meets[*m], length, span.start)?)));
        let all: SmallVec<[(MeetId, SlotId); 8]> = std::iter::once((meet, slot)).chain(with).collect();
        let mut places = Places::new();
        for (meet, slot) in all {
            let mut place = board.assignment().places[meet].clone();
            place.slot = Some(slot);
            for (candidates, who) in domain.candidates[domain.problem.meets[meet]]
                .iter()
                .zip(&mut place.roles)
            {
                let free = candidates.iter().find(|r| !board.is_busy(**r, &span));
                *who = free.or(candidates.first()).copied();
            }
            board.put(meet, place.clone());
            places.push((meet, place));
        }
        let most = best.as_ref().map_or(i64::MAX / 4, |(least, _)| least - unplaced);
        let within = board.settle_within(most).map(|_| board.price());
        board.undo();
        let Some(price) = within else { continue };
        let better = best.as_ref().is_none_or(|(least, _)| price < *least);
        ties = if better { 1 } else { ties + 1 };
        if better || rng.random_range(0..ties) == 0 {
            best = Some((price, places));
        }
    }
    // A meet that may stay out does, unless placing it is no worse.
    if let Some((price, places)) = best
        && (!domain.optional[event] || price <= unplaced)
    {
        places.into_iter().for_each(|(meet, place)| board.put(meet, place));
        board.settle();
        board.commit();
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
