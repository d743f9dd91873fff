//! A first timetable: matchings of classes and staff, period by period, and then one of two ways for the meets that these
//! leave over. Which is quicker differs from school to school, so threads race.

mod assign;
mod forward;
mod matching;
mod swapping;

use super::clock::Clock;
use super::domain::Domain;
use crate::board::Board;
use crate::problem::*;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::SmallVec;

/// What finds places for the meets that the matchings leave over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Iterative forward search.
    Forward,
    /// Recursive swapping, and iterative forward search for what that leaves over.
    Swapping,
}

impl Way {
    /// The way of a thread.
    pub fn of(thread: usize) -> Way {
        [Way::Forward, Way::Swapping][thread % 2]
    }
}

/// Few slots for its length and many resources come first, and what may stay out last.
type Order = (bool, usize);

/// Places every unplaced meet that must have a slot, with whoever costs least in its roles; ties broken at random. Afternoons
/// of full-day groups, which follow the mornings, are left to [`fill_afternoons`](super::moves::Mover::fill_afternoons).
pub fn construct<'p>(
    domain: &Domain<'p>,
    board: &mut Board<'p>,
    rng: &mut Xoshiro256PlusPlus,
    clock: &Clock,
    way: Way,
) {
    domain.shape(board, rng);
    if waiting(domain, board).is_empty() {
        return;
    }
    matching::match_periods(domain, board, clock);
    let orders = orders(domain);
    if way == Way::Swapping {
        swapping::swap(domain, board, &orders, rng, clock);
    }
    forward::search(domain, board, orders, rng, clock);
}

/// By event, when its turn comes: few slots for its length and many resources first.
fn orders(domain: &Domain) -> Vec<Order> {
    let slack = |e: EventId| {
        let event = &domain.problem.events[e];
        let slots = domain.slots(e, event.meet_lengths.0).len() * 8;
        let slack = slots / (usize::from(event.length.max(1)) * (event.fixed.len() + 1));
        (domain.optional[e], slack)
    };
    (0..domain.problem.events.len()).map(slack).collect()
}

/// What leaving a meet out costs at most, for a unit of its length.
fn out_price(problem: &Problem) -> i64 {
    let assigned = problem.rules.iter().filter(|r| matches!(r.kind, RuleKind::Assigned(_)));
    assigned.map(|rule| rule.weight).max().unwrap_or(1).max(1)
}

/// Meets that have a length and no slot, but those of afternoons.
fn waiting(domain: &Domain, board: &Board) -> Vec<MeetId> {
    let problem = domain.problem;
    let of_an_afternoon = |meet: &MeetId| domain.groups.iter().any(|group| group.holds(problem.meets[*meet]));
    let places = board.assignment().places.iter().enumerate();
    let waiting = places.filter(|(_, place)| place.slot.is_none() && place.length > 0);
    waiting
        .map(|(meet, _)| meet)
        .filter(|meet| !of_an_afternoon(meet))
        .collect()
}

/// A place for a meet in a slot, with candidates who are free in its roles.
fn place_in(domain: &Domain, board: &Board, meet: MeetId, slot: SlotId) -> Place {
    let event = domain.problem.meets[meet];
    let span = domain.problem.slots(event)[usize::from(slot)].first();
    let mut place = board.assignment().places[meet].clone();
    place.slot = Some(slot);
    for (candidates, who) in domain.candidates[event].iter().zip(&mut place.roles) {
        let free = candidates.iter().find(|r| !board.is_busy(**r, span));
        *who = free.or(candidates.first()).copied();
    }
    place
}

/// Puts a meet there, and leaves it there.
fn place<'p>(domain: &Domain, board: &mut Board<'p>, meet: MeetId, slot: SlotId) {
    board.put(meet, place_in(domain, board, meet, slot));
    board.settle();
    board.commit();
}

/// Adds the meets that hold a fixed resource of a meet while it would be in a slot, with those that run beside them.
fn in_the_way(domain: &Domain, board: &Board, meet: MeetId, slot: SlotId, out: &mut SmallVec<[MeetId; 8]>) {
    let problem = domain.problem;
    let event = problem.meets[meet];
    for span in &problem.slots(event)[usize::from(slot)].spans {
        for &resource in &problem.events[event].fixed {
            for other in board.in_the_way(resource, span) {
                if other.meet() != meet && !out.contains(&other.meet()) {
                    out.push(other.meet());
                    for beside in beside(domain, board, other.meet()) {
                        if !out.contains(&beside) {
                            out.push(beside);
                        }
                    }
                }
            }
        }
    }
}

/// The meets that must start with a meet, and do.
fn beside<'b>(domain: &'b Domain, board: &'b Board, meet: MeetId) -> impl Iterator<Item = MeetId> + 'b {
    let problem = domain.problem;
    let start = |m: MeetId| board.assignment().spans(problem, m).first().map(|span| span.start);
    let linked = domain.linked[problem.meets[meet]].iter();
    let meets = linked.flat_map(|event| problem.events[*event].meets.clone());
    meets.filter(move |m| start(*m).is_some() && start(*m) == start(meet))
}
