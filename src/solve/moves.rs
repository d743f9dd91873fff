//! Moves: changes of a few meets that hang together. Each leaves the board changed but not settled.

use super::domain::Domain;
use crate::board::{Board, Engagement};
use crate::problem::*;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::SmallVec;

/// Longest chain of meets that push each other away, and the longest of one chain in so many. Where nearly every slot of everybody is taken, short
/// ones do not end.
const LONGEST_CHAIN: [usize; 2] = [12, 40];
const LONG_CHAINS: u32 = 5;

/// How many of those who may fill a role are asked whether they are free.
const ASKED: usize = 8;

/// One move in so many frees a day of somebody whose days count; where that pays less than other moves, for the meets that it takes, less
/// often, but no less than this share. How much of what has paid is remembered from one look to the next; and for how many meets
/// that are planned one counts that is put.
const FREE_DAYS: f64 = 32.0;
const LEAST_SHARE: f64 = 0.25;
const REMEMBERED: f64 = 0.99;
const PUT: f64 = 3.0;

/// What moves of a kind have paid, and for how many meets.
#[derive(Debug, Clone, Copy, Default)]
struct Worth {
    paid: f64,
    meets: f64,
}

/// A few meets.
type Meets = SmallVec<[MeetId; 8]>;

/// Meets that push each other away.
struct Chain {
    /// Where they go.
    plan: SmallVec<[(MeetId, SlotId); 16]>,
    /// The most there may be.
    longest: usize,
    /// Who fills a role is replaced where he is not free; else he pushes others too.
    replaces: bool,
    /// Who is pushed away goes where everybody is free, if there is such a slot; else to where the pushing meet came from.
    elsewhere: bool,
}

impl Chain {
    /// A meet that pushes nobody.
    fn alone(meet: MeetId, slot: SlotId) -> Self {
        Chain {
            plan: SmallVec::from_slice(&[(meet, slot)]),
            longest: 1,
            replaces: false,
            elsewhere: false,
        }
    }
}

/// What came of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// None was found, and nothing has changed.
    Nothing,
    /// It would be sure to cost too much, and nothing has changed.
    TooDear,
    /// The board has changed and is not settled.
    Move,
}

impl Made {
    fn of(found: bool) -> Self {
        if found { Made::Move } else { Made::Nothing }
    }
}

/// Proposes moves on a board.
pub struct Mover<'d, 'p> {
    pub(super) domain: &'d Domain<'p>,
    pub(super) rng: Xoshiro256PlusPlus,
    /// Meets that every other move begins with, if there are any.
    pub(super) focus: Vec<MeetId>,
    /// Of all moves but those that free a day, and of these; and which the last was, with its meets.
    worth: [Worth; 2],
    last: (bool, f64),
    /// Group days whose classes' mornings a move has touched.
    touched: Vec<(usize, Day)>,
    /// The cells in which those are busy who attend a meet, as words: who does not need the gap, and who does.
    busy: Vec<[u64; 2]>,
    /// By meet, the last chain that it was part of; and the chains so far.
    planned: Vec<u32>,
    chains: u32,
}

impl<'d, 'p> Mover<'d, 'p> {
    /// A mover with its own random numbers.
    pub fn new(domain: &'d Domain<'p>, rng: Xoshiro256PlusPlus) -> Self {
        Mover {
            domain,
            rng,
            focus: Vec::new(),
            worth: [Worth::default(); 2],
            last: (false, 0.0),
            touched: Vec::new(),
            busy: vec![[0; 2]; domain.problem.axis.cells.len().div_ceil(64)],
            planned: vec![0; domain.problem.meets.len()],
            chains: 0,
        }
    }

    /// A number from 0 up to 1.
    pub fn chance(&mut self) -> f64 {
        self.rng.random()
    }

    /// Learns by how much the last move has made the timetable cheaper; 0 if it was not kept.
    pub fn learn(&mut self, paid: i64) {
        let worth = &mut self.worth[usize::from(self.last.0)];
        worth.paid += paid as f64;
        worth.meets += self.last.1;
    }

    /// Forgets some of what has paid.
    pub fn forget(&mut self) {
        for worth in &mut self.worth {
            worth.paid *= REMEMBERED;
            worth.meets *= REMEMBERED;
        }
    }

    /// Whether the next move is to free a day.
    fn frees(&mut self) -> bool {
        let [other, freeing] = self.worth.map(|worth| worth.paid / worth.meets.max(1.0));
        let share = if other > 0.0 { freeing / other } else { 1.0 };
        !self.domain.counted.is_empty() && self.chance() * FREE_DAYS < share.clamp(LEAST_SHARE, 1.0)
    }

    /// Makes one random move, unless it is soon seen that it would cost more than `limit` beyond the price there is.
    pub fn propose(&mut self, board: &mut Board<'p>, limit: i64) -> Made {
        if self.domain.movable.is_empty() {
            return Made::Nothing;
        }
        self.touched.clear();
        self.last = (false, 0.0);
        let groups = self.domain.groups.len();
        let done = if groups > 0 && self.rng.random_range(0..16) == 0 {
            let group = self.rng.random_range(0..groups);
            let day = self.rng.random_range(0..self.domain.problem.axis.days);
            Made::of(self.resize_afternoon(board, group, day))
        } else if self.frees() {
            self.last.0 = true;
            Made::of(self.free_day(board))
        } else {
            let from = match self.rng.random_range(0..2) {
                0 if !self.focus.is_empty() => &self.focus,
                _ => &self.domain.movable,
            };
            let meet = from[self.rng.random_range(0..from.len())];
            self.move_meet(board, meet, limit)
        };
        self.fit_afternoons(board);
        done
    }

    /// Brings the afternoons in order whose mornings a move has touched.
    fn fit_afternoons(&mut self, board: &mut Board<'p>) {
        while let Some((group, day)) = self.touched.pop() {
            self.fit_afternoon(board, group, day);
        }
    }

    fn move_meet(&mut self, board: &mut Board<'p>, meet: MeetId, limit: i64) -> Made {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        let roles = problem.events[event].roles.len();
        if roles > 0 && self.rng.random_range(0..3) == 0 {
            return Made::of(self.change_role(board, meet, event));
        }
        if self.domain.splits(event) && self.rng.random_range(0..8) == 0 {
            return Made::of(self.reshape(board, event));
        }
        let (length, now) = (
            board.assignment().places[meet].length,
            board.assignment().places[meet].slot,
        );
        let slots = self.domain.slots(event, length);
        if self.domain.optional[event] && now.is_some() && self.rng.random_range(0..8) == 0 {
            self.put(board, meet, None);
            return Made::Move;
        }
        if slots.is_empty() {
            return Made::Nothing;
        }
        let mut slot = slots[self.rng.random_range(0..slots.len())];
        if self.domain.splitting && self.straddles(board, meet, slot) {
            // What lies across the edge of a slot seldom fits in where the meet came from.
            slot = slots[self.rng.random_range(0..slots.len())];
        }
        if now == Some(slot) || self.is_same(board, event, length, slot) {
            return Made::Nothing;
        }
        let alone = self.domain.linked[event].is_empty() && self.rng.random_range(0..8) == 0;
        let chain = match alone {
            true => Some(Chain::alone(meet, slot)),
            false => self.plan(board, meet, slot),
        };
        let Some(chain) = chain else {
            return Made::Nothing;
        };
        if self.is_too_dear(board, &chain, limit) {
            return Made::TooDear;
        }
        self.follow(board, &chain);
        Made::Move
    }

    /// Whether another meet of the same people begins before a slot or ends after it, and is in its way.
    fn straddles(&self, board: &Board, meet: MeetId, slot: SlotId) -> bool {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        problem.slots(event)[usize::from(slot)].spans.iter().any(|span| {
            let out = |other: &Engagement| {
                (other.span.start < span.start || other.span.end > span.end) && other.meet() != meet
            };
            let mut fixed = problem.events[event].fixed.iter();
            fixed.any(|who| board.in_the_way(*who, span).any(out))
        })
    }

    /// Whether a meet of an event stands in a slot that any other of that length might stand in as well.
    fn is_same(&self, board: &Board, event: EventId, length: u16, slot: SlotId) -> bool {
        let problem = self.domain.problem;
        let places = &board.assignment().places;
        let there = |e: &Engagement| {
            let place = &places[e.meet()];
            place.slot == Some(slot) && place.length == length && place.roles.is_empty()
        };
        let day = problem.slots(event)[usize::from(slot)].first().day;
        board.of_event(event, day).iter().any(there)
    }

    /// Takes all that somebody has on a day to other days on which he is there anyway.
    fn free_day(&mut self, board: &mut Board<'p>) -> bool {
        let problem = self.domain.problem;
        let who = self.domain.counted[self.rng.random_range(0..self.domain.counted.len())];
        let days: SmallVec<[Day; 16]> = (0..problem.axis.days)
            .filter(|day| !board.of_resource(who, *day).is_empty())
            .collect();
        if days.len() < 2 {
            return false;
        }
        let mut any = || days[self.rng.random_range(0..days.len())];
        // The emptier of two.
        let (one, other) = (any(), any());
        let load = |day: Day| board.of_resource(who, day).len();
        let day = if load(one) <= load(other) { one } else { other };
        let meets: Meets = board.of_resource(who, day).iter().map(|e| e.meet()).collect();
        for meet in meets {
            let Some(now) = board.assignment().places[meet].slot else {
                continue;
            };
            let event = problem.meets[meet];
            if problem.slots(event)[usize::from(now)].first().day != day {
                continue;
            }
            let slots = self.domain.slots(event, board.assignment().places[meet].length);
            if slots.is_empty() {
                return false;
            }
            let elsewhere = |slot: &SlotId| {
                let there = problem.slots(event)[usize::from(*slot)].first().day;
                there != day && days.contains(&there)
            };
            let goes = (0..ASKED).any(|_| {
                let slot = slots[self.rng.random_range(0..slots.len())];
                elsewhere(&slot) && self.chain(board, meet, slot)
            });
            if !goes {
                return false;
            }
        }
        true
    }

    fn change_role(&mut self, board: &mut Board<'p>, meet: MeetId, event: EventId) -> bool {
        let roles = &self.domain.problem.events[event].roles;
        let role = self.rng.random_range(0..roles.len());
        let candidates = &self.domain.candidates[event][role];
        let place = &board.assignment().places[meet];
        if candidates.is_empty() || place.length == 0 {
            return false;
        }
        let nobody = !self.domain.filled[event][role] && self.rng.random_range(0..8) == 0;
        let spans = board.assignment().spans(self.domain.problem, meet);
        // Somebody who is free, more often than not.
        let free = match self.rng.random_range(0..4) {
            0 => None,
            _ => self.free_one(board, event, role, spans),
        };
        let anybody = candidates[self.rng.random_range(0..candidates.len())];
        let who = (!nobody).then_some(free.unwrap_or(anybody));
        if place.roles[role] == who {
            return false;
        }
        let old = place.roles[role];
        // One person for all that should be in the same hands, as often as not.
        let same: SmallVec<[(EventId, usize); 8]> = match &self.domain.hands[event][role][..] {
            together if !together.is_empty() && self.rng.random_range(0..2) == 0 => together.iter().copied().collect(),
            _ => SmallVec::new(),
        };
        self.assign(board, meet, role, who);
        for (event, role) in same {
            if who.is_none_or(|who| self.domain.candidates[event][role].contains(&who)) {
                for other in self.domain.problem.events[event].meets.clone() {
                    if other != meet && board.assignment().places[other].roles[role] == old {
                        self.assign(board, other, role, who);
                    }
                }
            }
        }
        true
    }

    /// Gives a role of a meet to somebody; who has something else at that time hands it to the one before, if he may.
    fn assign(&mut self, board: &mut Board<'p>, meet: MeetId, role: usize, who: Option<ResourceId>) {
        let problem = self.domain.problem;
        let mut place = board.assignment().places[meet].clone();
        let old = std::mem::replace(&mut place.roles[role], who);
        if place.length == 0 || old == who {
            return;
        }
        let swaps = self.rng.random_range(0..4) > 0;
        if let (Some(who), Some(old), Some(slot), true) = (who, old, place.placed(), swaps) {
            for span in &problem.slots(problem.meets[meet])[usize::from(slot)].spans {
                let busy = board.of_resource(who, span.day).iter();
                let clashes = busy.filter(|other| other.span.start < span.end && span.start < other.span.end);
                let others: SmallVec<[MeetId; 4]> = clashes.map(|other| other.meet()).filter(|m| *m != meet).collect();
                for other in others {
                    let mut place = board.assignment().places[other].clone();
                    let candidates = &self.domain.candidates[problem.meets[other]];
                    let held = |role: &usize| place.roles[*role] == Some(who) && candidates[*role].contains(&old);
                    if let Some(role) = (0..place.roles.len()).find(held) {
                        place.roles[role] = Some(old);
                        board.put(other, place);
                    }
                }
            }
        }
        board.put(meet, place);
    }

    /// Puts a meet into a slot, with what must run at the same time, and pushes away what it clashes with. False: the chain does
    /// not end, and nothing has changed.
    pub(super) fn chain(&mut self, board: &mut Board<'p>, meet: MeetId, slot: SlotId) -> bool {
        let chain = self.plan(board, meet, slot);
        chain.iter().for_each(|chain| self.follow(board, chain));
        chain.is_some()
    }

    /// The chain that putting a meet into a slot begins; none where it does not end.
    fn plan(&mut self, board: &Board<'p>, meet: MeetId, slot: SlotId) -> Option<Chain> {
        let mut chain = Chain {
            longest: LONGEST_CHAIN[usize::from(self.rng.random_range(0..LONG_CHAINS) == 0)],
            replaces: self.rng.random_range(0..2) == 0,
            elsewhere: self.rng.random_range(0..2) == 0,
            ..Chain::alone(meet, slot)
        };
        let ends = self.push(board, &mut chain);
        self.last.1 += chain.plan.len() as f64;
        ends.then_some(chain)
    }

    /// Every meet that is in the way of another of the chain is pushed away, and so on: an ejection chain, or a Kempe chain where
    /// bells agree and meets only go back. False: it does not end, and nothing has changed.
    fn push(&mut self, board: &Board<'p>, chain: &mut Chain) -> bool {
        self.chains = self.chains.wrapping_add(1);
        for (meet, _) in &chain.plan {
            self.planned[*meet] = self.chains;
        }
        let mut next = 0;
        while let Some(&(meet, slot)) = chain.plan.get(next) {
            let away = self.push_away(board, chain, meet, slot);
            if !away || !self.push_along(board, chain, meet, slot) {
                return false;
            }
            next += 1;
        }
        true
    }

    /// Whether a chain is sure to cost more than `limit`; never sure where somebody else may come to fill a role.
    fn is_too_dear(&self, board: &mut Board<'p>, chain: &Chain, limit: i64) -> bool {
        let (plan, problem) = (&chain.plan[..], self.domain.problem);
        let open = |(meet, slot): &(MeetId, SlotId)| {
            let spans = &problem.slots(problem.meets[*meet])[usize::from(*slot)].spans;
            let busy = |who: ResourceId| {
                let comes = plan
                    .iter()
                    .any(|(other, _)| other != meet && board.attends(who, *other));
                comes || spans.iter().any(|span| board.is_busy(who, span))
            };
            let mut roles = board.assignment().places[*meet].roles.iter();
            roles.any(|who| who.is_none_or(|who| chain.replaces && busy(who)))
        };
        if plan.iter().any(open) {
            return false;
        }
        // Afternoons follow mornings.
        let entailed = |board: &Board<'p>| {
            let mut afternoons: SmallVec<[(usize, Day); 8]> = SmallVec::new();
            for &(meet, to) in plan {
                let slots = board.assignment().places[meet].slot.into_iter().chain([to]);
                for afternoon in slots.flat_map(|slot| self.afternoons(meet, slot)) {
                    if !afternoons.contains(&afternoon) {
                        afternoons.push(afternoon);
                    }
                }
            }
            afternoons.retain(|(group, day)| !self.stays(board, plan, *group, *day));
            afternoons.into_iter().flat_map(|(group, day)| {
                let things = self.domain.things[group].iter();
                things.map(move |thing| (*thing, day))
            })
        };
        board.is_too_dear(plan, entailed, limit)
    }

    /// Whether a group's afternoon is where it would be put if meets stood as planned.
    fn stays(&self, board: &Board, plan: &[(MeetId, SlotId)], group: usize, day: Day) -> bool {
        let (problem, group) = (self.domain.problem, self.domain.groups[group]);
        let of_group = |event: EventId| group.kinds().into_iter().flatten().any(|e| *e == event);
        let of_morning = |event: EventId| {
            let fixed = &problem.events[event].fixed;
            self.domain.counts[event] && fixed.iter().any(|r| group.classes.contains(r))
        };
        let mut last = self.last_end(board, group, day, |meet| !plan.iter().any(|(m, _)| *m == meet));
        for &(meet, slot) in plan {
            let event = problem.meets[meet];
            if of_group(event) {
                return false;
            }
            if of_morning(event) {
                let spans = problem.slots(event)[usize::from(slot)].spans.iter();
                last = spans.filter(|s| s.day == day).map(|s| s.to).fold(last, i32::max);
            }
        }
        let hours = group.hours[day]
            .get(self.first_after(group, day, last)..)
            .unwrap_or(&[]);
        let meets = self.afternoon(board, group, day);
        meets.len() <= hours.len() && meets.iter().zip(hours).all(|((start, _), hour)| start == hour)
    }

    /// The days of full-day groups whose mornings a meet is part of in a slot.
    fn afternoons(&self, meet: MeetId, slot: SlotId) -> impl Iterator<Item = (usize, Day)> + use<'_, 'd, 'p> {
        let event = self.domain.problem.meets[meet];
        let counts = self.domain.counts.get(event) == Some(&true);
        let spans = &self.domain.problem.slots(event)[usize::from(slot)].spans;
        spans.iter().filter(move |_| counts).flat_map(move |span| {
            let fixed = self.domain.problem.events[event].fixed.iter();
            let groups = fixed.flat_map(|resource| &self.domain.groups_of[*resource]);
            groups.map(|group| (*group, span.day))
        })
    }

    /// Moves everybody to where a chain has them.
    fn follow(&mut self, board: &mut Board<'p>, chain: &Chain) {
        self.last.1 += PUT * chain.plan.len() as f64;
        for (meet, slot) in &chain.plan {
            self.put(board, *meet, Some(*slot));
        }
        if chain.replaces {
            chain.plan.iter().for_each(|(meet, _)| self.replace_busy(board, *meet));
        }
    }

    /// Gives the roles of a meet to others who are free, where those who fill them are not.
    fn replace_busy(&mut self, board: &mut Board<'p>, meet: MeetId) {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        for role in 0..problem.events[event].roles.len() {
            let place = &board.assignment().places[meet];
            let (Some(who), Some(slot)) = (place.roles[role], place.placed()) else {
                continue;
            };
            let spans = &problem.slots(event)[usize::from(slot)].spans;
            let twice = |span: &Span| (span.start..span.end).any(|cell| board.held(who, cell) > 1);
            if !spans.iter().any(twice) {
                continue;
            }
            if let Some(free) = self.free_one(board, event, role, spans) {
                let mut place = place.clone();
                place.roles[role] = Some(free);
                board.put(meet, place);
            }
        }
    }

    /// Somebody who may fill a role and is free in all these stretches, if one is soon found.
    fn free_one(&mut self, board: &Board, event: EventId, role: usize, spans: &[Span]) -> Option<ResourceId> {
        let candidates = &self.domain.candidates[event][role];
        (0..ASKED.min(candidates.len()))
            .map(|_| candidates[self.rng.random_range(0..candidates.len())])
            .find(|who| !spans.iter().any(|span| board.is_busy(*who, span)))
    }

    /// What must run at the same time as a meet goes along. False: it cannot.
    fn push_along(&mut self, board: &Board, chain: &mut Chain, meet: MeetId, slot: SlotId) -> bool {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        if self.domain.linked[event].is_empty() {
            return true;
        }
        let places = &board.assignment().places;
        let Place { slot: from, length, .. } = places[meet];
        let start = |event: EventId, slot: SlotId| problem.slots(event)[usize::from(slot)].first().start;
        for &linked in &self.domain.linked[event] {
            let at = |event: EventId, m: MeetId| places[m].slot.map(|s| start(event, s));
            let fits = |m: &MeetId| places[*m].length == length && self.planned[*m] != self.chains;
            let here = from.map(|s| start(event, s));
            // One that runs on its own is brought back.
            let own: SmallVec<[_; 8]> = problem.events[event].meets.clone().map(|m| at(event, m)).collect();
            let mut others = problem.events[linked].meets.clone().filter(fits);
            let same = others.clone().find(|m| at(linked, *m) == here);
            let Some(along) = same.or_else(|| others.find(|m| !own.contains(&at(linked, *m)))) else {
                continue;
            };
            let Some(there) = self.domain.slot_at(linked, length, start(event, slot)) else {
                return false;
            };
            if !self.join(chain, along, there) {
                return false;
            }
        }
        true
    }

    /// Adds a meet to a chain. False: the chain is too long, or another of its meets would be there with the same people.
    fn join(&mut self, chain: &mut Chain, meet: MeetId, slot: SlotId) -> bool {
        if chain.plan.len() >= chain.longest || self.clashes(chain, self.domain.problem.meets[meet], slot) {
            return false;
        }
        self.add(chain, meet, slot);
        true
    }

    fn add(&mut self, chain: &mut Chain, meet: MeetId, slot: SlotId) {
        self.planned[meet] = self.chains;
        chain.plan.push((meet, slot));
    }

    /// Whether a meet of a chain would be with the same people at the time of a slot.
    fn clashes(&self, chain: &Chain, event: EventId, slot: SlotId) -> bool {
        let domain = self.domain;
        let held = domain.held(event, slot);
        chain.plan.iter().any(|&(other, there)| {
            let theirs = domain.problem.meets[other];
            let meets = |&(word, cells): &(u32, [u64; 2])| {
                let mut there = domain.held(theirs, there).iter();
                there.any(|(at, theirs)| *at == word && theirs[0] & cells[0] != 0)
            };
            held.iter().any(meets) && domain.share(event, theirs)
        })
    }

    /// What a meet clashes with in a slot goes elsewhere, or to where the meet came from. False: it cannot.
    fn push_away(&mut self, board: &Board, chain: &mut Chain, meet: MeetId, slot: SlotId) -> bool {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        let place = &board.assignment().places[meet];
        let Some(from) = place.slot else {
            return true;
        };
        let from = &problem.slots(event)[usize::from(from)];
        let roles_push = !chain.replaces;
        for span in &problem.slots(event)[usize::from(slot)].spans {
            let filled = place.roles.iter().flatten().filter(|_| roles_push);
            for &resource in problem.events[event].fixed.iter().chain(filled) {
                for other in board.in_the_way(resource, span) {
                    if self.planned[other.meet()] == self.chains {
                        continue;
                    }
                    if chain.plan.len() >= chain.longest {
                        return false;
                    }
                    if !self.give_way(board, chain, span, from, other) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Finds a place for a meet that is pushed out of a stretch by another that comes from a slot, in a chain that is not too long yet.
    /// False: there is none.
    fn give_way(&mut self, board: &Board, chain: &mut Chain, span: &Span, from: &Slot, other: &Engagement) -> bool {
        let (meet, event) = (other.meet(), other.event());
        let free = chain.elsewhere.then(|| self.free_slot(board, chain, meet)).flatten();
        if let Some(free) = free {
            self.add(chain, meet, free);
            return true;
        }
        let length = board.assignment().places[meet].length;
        let left = from.first();
        // As far from the start of the stretch that was left as it was from the other's, else flush with its start or its end.
        let domain = self.domain;
        let at = |cell: Option<CellId>| domain.slot_at(event, length, cell.filter(|_| domain.splitting)?);
        let shifted = at((left.start + other.span.start).checked_sub(span.start));
        let end = at((left.end + other.span.start).checked_sub(other.span.end));
        let back = [shifted, domain.slot_like(event, length, from), end];
        back.into_iter().flatten().any(|slot| self.join(chain, meet, slot))
    }

    /// A slot in which all who attend a meet are free, also of what is planned, if there is one.
    fn free_slot(&mut self, board: &Board, chain: &Chain, meet: MeetId) -> Option<SlotId> {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        let place = &board.assignment().places[meet];
        let slots = self.domain.slots(event, place.length);
        if slots.is_empty() {
            return None;
        }
        self.busy.fill([0; 2]);
        for &who in problem.events[event].fixed.iter().chain(place.roles.iter().flatten()) {
            let gap = usize::from(problem.resources[who].gap);
            for (all, words) in self.busy.iter_mut().zip(board.busy(who)) {
                all[gap] |= words;
            }
        }
        let busy = |(word, cells): &(u32, [u64; 2])| {
            let busy = self.busy[*word as usize];
            busy[0] & cells[0] | busy[1] & cells[1] != 0
        };
        let free = |slot: &SlotId| !self.domain.held(event, *slot).iter().any(busy);
        let (before, from) = slots.split_at(self.rng.random_range(0..slots.len()));
        let mut slots = from.iter().chain(before).copied();
        slots.find(|slot| free(slot) && !self.clashes(chain, event, *slot))
    }

    /// Puts a meet into a slot, gives its empty roles to somebody, and notes the mornings touched.
    pub(super) fn put(&mut self, board: &mut Board<'p>, meet: MeetId, slot: Option<SlotId>) {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        let old = board.assignment().places[meet].slot;
        let empty = |(role, who): (usize, &Option<ResourceId>)| {
            who.is_none() && self.domain.filled[event][role] && !self.domain.candidates[event][role].is_empty()
        };
        let roles = &board.assignment().places[meet].roles;
        if roles.iter().enumerate().any(empty) {
            let mut place = board.assignment().places[meet].clone();
            place.slot = slot;
            for (role, who) in place.roles.iter_mut().enumerate() {
                if empty((role, who)) {
                    let candidates = &self.domain.candidates[event][role];
                    *who = Some(candidates[self.rng.random_range(0..candidates.len())]);
                }
            }
            board.put(meet, place);
        } else {
            board.put_slot(meet, slot);
        }
        let mut touched = std::mem::take(&mut self.touched);
        for slot in [old, slot].into_iter().flatten() {
            for afternoon in self.afternoons(meet, slot) {
                if !touched.contains(&afternoon) {
                    touched.push(afternoon);
                }
            }
        }
        self.touched = touched;
    }

    /// The first hour of a group's afternoon that its last class allows.
    fn first_hour(&self, board: &Board, group: &AfternoonGroup, day: Day) -> usize {
        self.first_after(group, day, self.last_end(board, group, day, |_| true))
    }

    /// When the last lesson of a group's classes ends on a day, of those that stay.
    fn last_end(&self, board: &Board, group: &AfternoonGroup, day: Day, stays: impl Fn(MeetId) -> bool) -> i32 {
        let classes = group.classes.iter();
        let counted = classes
            .flat_map(|c| board.of_resource(*c, day))
            .filter(|e| self.domain.counts[e.event()] && stays(e.meet()));
        counted.map(|e| e.span.to).max().unwrap_or(i32::MIN / 2)
    }

    /// The first hour of a group's afternoon after lessons that end at a minute.
    fn first_after(&self, group: &AfternoonGroup, day: Day, last: i32) -> usize {
        let cells = &self.domain.problem.axis.cells;
        group.hours[day].partition_point(|hour| cells[*hour].from < last + group.lunch)
    }

    /// The meets of a group's afternoon, in order of time.
    fn afternoon(&self, board: &Board, group: &AfternoonGroup, day: Day) -> SmallVec<[(CellId, MeetId); 8]> {
        let events = group.kinds().into_iter().flatten();
        let mut meets: SmallVec<[(CellId, MeetId); 8]> = events
            .flat_map(|e| board.of_event(*e, day))
            .map(|x| (x.span.start, x.meet()))
            .collect();
        meets.sort_unstable();
        meets
    }

    /// Adds to every afternoon, one hour after the other, what makes the timetable cheapest; and commits.
    pub fn fill_afternoons(&mut self, board: &mut Board<'p>) {
        let problem = self.domain.problem;
        let days = 0..problem.axis.days;
        let groups = self.domain.groups.iter();
        for (group, day) in groups.flat_map(|group| days.clone().map(move |day| (*group, day))) {
            let kind = |m: &MeetId| {
                let event = problem.meets[*m];
                group.kinds().iter().position(|events| events.contains(&event))
            };
            let mut meets: Meets = self.afternoon(board, group, day).into_iter().map(|(_, m)| m).collect();
            meets.sort_by_key(kind);
            let first = self.first_hour(board, group, day);
            loop {
                let with = |meet: MeetId| {
                    let mut more = meets.clone();
                    more.insert(meets.partition_point(|m| kind(m) <= kind(&meet)), meet);
                    more
                };
                let others = group
                    .kinds()
                    .into_iter()
                    .flatten()
                    .filter_map(|event| unplaced(board, *event));
                let all: Vec<Meets> = others.map(with).collect();
                let price = |more: &Meets| {
                    self.lay_afternoon(board, group, day, first, more);
                    let price = board.price();
                    board.undo();
                    price
                };
                let prices: Vec<i64> = all.iter().map(price).collect();
                let least = all.into_iter().zip(prices).min_by_key(|(_, price)| *price);
                let Some((more, _)) = least.filter(|(_, price)| *price < board.price()) else {
                    break;
                };
                self.lay_afternoon(board, group, day, first, &more);
                board.commit();
                meets = more;
            }
        }
    }

    /// Places meets one after the other from an hour on, with people who are free.
    fn lay_afternoon(
        &mut self,
        board: &mut Board<'p>,
        group: &AfternoonGroup,
        day: Day,
        first: usize,
        meets: &[MeetId],
    ) {
        self.lay(board, group, day, first, meets);
        meets.iter().for_each(|meet| self.replace_busy(board, *meet));
        board.settle();
    }

    /// Moves a group's afternoon to start at its first possible hour, without holes; hours that
    /// no longer fit are taken out, one of the activity that has most first.
    fn fit_afternoon(&mut self, board: &mut Board<'p>, group: usize, day: Day) {
        let group = self.domain.groups[group];
        let first = self.first_hour(board, group, day);
        let mut meets: Meets = self.afternoon(board, group, day).into_iter().map(|(_, m)| m).collect();
        let room = group.hours[day].len().saturating_sub(first);
        while meets.len() > room {
            let surplus = |events: &[EventId]| {
                let of = |m: &MeetId| events.contains(&self.domain.problem.meets[*m]);
                (meets.iter().filter(|m| of(m)).count(), meets.iter().rposition(of))
            };
            let (recreation, interests) = (surplus(&group.recreation), surplus(&group.interests));
            let Some(at) = recreation.max(interests).1 else { break };
            board.put_slot(meets[at], None);
            meets.remove(at);
        }
        self.lay(board, group, day, first, &meets);
    }

    /// Places meets one after the other from an hour on.
    fn lay(&mut self, board: &mut Board<'p>, group: &AfternoonGroup, day: Day, first: usize, meets: &[MeetId]) {
        for (meet, hour) in meets.iter().zip(group.hours[day].iter().skip(first)) {
            let slot = self.domain.slot_at(self.domain.problem.meets[*meet], 1, *hour);
            if slot.is_some() && board.assignment().places[*meet].slot != slot {
                self.put(board, *meet, slot);
            }
        }
    }

    /// Adds an hour to a group's afternoon, takes one out, or puts another club in.
    fn resize_afternoon(&mut self, board: &mut Board<'p>, group: usize, day: Day) -> bool {
        let group = self.domain.groups[group];
        let first = self.first_hour(board, group, day);
        let mut meets: Meets = self.afternoon(board, group, day).into_iter().map(|(_, m)| m).collect();
        let takes_out = !meets.is_empty() && self.rng.random_range(0..2) == 0;
        if takes_out {
            let out = meets.remove(self.rng.random_range(0..meets.len()));
            self.put(board, out, None);
        }
        if !takes_out || self.rng.random_range(0..2) == 0 {
            let events: SmallVec<[EventId; 8]> = group.kinds().into_iter().flatten().copied().collect();
            let event = events[self.rng.random_range(0..events.len())];
            let Some(meet) = unplaced(board, event) else {
                return takes_out;
            };
            let at = if group.interests.contains(&event) {
                meets.len()
            } else {
                self.rng.random_range(0..=meets.len())
            };
            meets.insert(at, meet);
        }
        self.lay(board, group, day, first, &meets);
        true
    }
}

/// A meet of an event that has no slot.
fn unplaced(board: &Board, event: EventId) -> Option<MeetId> {
    let mut meets = board.problem().events[event].meets.clone();
    meets.find(|m| board.assignment().places[*m].slot.is_none())
}

#[cfg(test)]
mod tests {
    use super::super::clock::Clock;
    use super::super::construct::{Way, construct};
    use super::*;
    use crate::problem::testing::Builder;
    use rand::SeedableRng;

    /// Two courses that run at the same time, and a third with the teacher of one of them.
    fn linked() -> Problem {
        let mut week = Builder::plain(6, 1);
        let [ann, bob] = [0, 1].map(|_| week.resource(ResourceKind::Staff));
        let [one, other, third] = [ann, bob, ann].map(|who| week.event(2, 0, &[who]));
        week.rule(RuleKind::Assigned(Assigned {
            events: vec![one, other, third],
        }));
        week.rule(RuleKind::Clash(Clash {
            resources: vec![ann, bob],
            ..Clash::default()
        }));
        week.rule(RuleKind::SameStart(SameStart {
            points: vec![(String::new(), vec![one, other])],
        }));
        week.problem
    }

    fn placed(problem: &Problem, slots: [SlotId; 6]) -> Board<'_> {
        let mut board = Board::new(problem, &Assignment::empty(problem));
        slots
            .into_iter()
            .enumerate()
            .for_each(|(meet, slot)| board.put_slot(meet, Some(slot)));
        board.settle();
        board.commit();
        board
    }

    fn chain(meet: MeetId, slot: SlotId, elsewhere: bool) -> Chain {
        Chain {
            longest: LONGEST_CHAIN[0],
            elsewhere,
            ..Chain::alone(meet, slot)
        }
    }

    fn push<'p>(mover: &mut Mover<'_, 'p>, board: &mut Board<'p>, mut chain: Chain) -> bool {
        let ends = mover.push(board, &mut chain);
        if ends {
            mover.follow(board, &chain);
        }
        ends
    }

    fn start(board: &Board, meet: MeetId) -> CellId {
        board.assignment().spans(board.problem(), meet)[0].start
    }

    #[test]
    fn what_must_run_together_moves_together_and_pushes_others_away() {
        let problem = linked();
        let domain = Domain::new(&problem);
        let mut mover = Mover::new(&domain, Xoshiro256PlusPlus::seed_from_u64(1));
        let mut board = placed(&problem, [0, 1, 0, 1, 2, 3]);
        assert!(push(&mut mover, &mut board, chain(0, 2, false)));
        assert_eq!(board.settle(), Default::default());
        assert_eq!([0, 2, 4].map(|meet| start(&board, meet)), [2, 2, 0]);
        board.undo();
        assert!(push(&mut mover, &mut board, chain(0, 2, true)));
        assert_eq!(board.settle(), Default::default());
        assert_eq!([0, 2].map(|meet| start(&board, meet)), [2, 2]);
        assert!(start(&board, 4) > 3);
        let mut moved = 0;
        for _ in 0..300 {
            board.commit();
            moved += u32::from(mover.propose(&mut board, i64::MAX / 4) == Made::Move);
            board.settle();
            let by_rule = board.deviating().filter(|(rule, ..)| *rule == 2);
            assert_eq!(by_rule.count(), 0);
        }
        assert!(moved > 100, "{moved}");
    }

    fn bundled() -> Problem {
        let path = std::path::Path::new("instances/zlatar/term1.json");
        let (instance, _) = crate::formats::native::read_instance(path).unwrap();
        crate::lower::lower(&instance, crate::words::Lang::En).problem
    }

    /// A first timetable without afternoons, and what moves it on.
    fn mornings<'d, 'p>(domain: &'d Domain<'p>) -> (Board<'p>, Mover<'d, 'p>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut board = Board::new(domain.problem, &Assignment::empty(domain.problem));
        construct(domain, &mut board, &mut rng, &Clock::new(None, None), Way::Forward);
        (board, Mover::new(domain, rng))
    }

    /// The bundled school after the first timetable: every afternoon is in order, and none could have an hour more for less.
    #[test]
    fn afternoons_are_filled_in_order() {
        let problem = bundled();
        let domain = Domain::new(&problem);
        let (mut board, mut mover) = mornings(&domain);
        let torn = |board: &Board| {
            let kind = |rule: usize| &problem.rules[rule].kind;
            board
                .deviating()
                .filter(|(rule, ..)| matches!(kind(*rule), RuleKind::Afternoon(_)))
                .count()
        };
        let placed = |board: &Board| {
            let groups = domain.groups.iter();
            let meets = groups
                .flat_map(|group| group.kinds().into_iter().flatten())
                .flat_map(|e| problem.events[*e].meets.clone());
            meets.filter(|m| board.assignment().places[*m].slot.is_some()).count()
        };
        assert_eq!(placed(&board), 0);
        mover.fill_afternoons(&mut board);
        assert!(
            torn(&board) <= 1 && placed(&board) > 60,
            "{} {}",
            torn(&board),
            placed(&board)
        );
        let before = board.price();
        mover.fill_afternoons(&mut board);
        assert!(board.price() <= before);
    }

    /// Mornings are exchanged, and afternoons follow: what is too dear beforehand is so when it is made.
    #[test]
    fn what_is_too_dear_beforehand_is_so_with_its_afternoons() {
        let problem = bundled();
        let domain = Domain::new(&problem);
        let (mut board, mut mover) = mornings(&domain);
        mover.fill_afternoons(&mut board);
        let (mut dear, mut followed) = (0, 0);
        for _ in 0..20_000 {
            let meet = domain.movable[mover.rng.random_range(0..domain.movable.len())];
            let slots = domain.slots(problem.meets[meet], board.assignment().places[meet].length);
            if slots.is_empty() {
                continue;
            }
            let slot = slots[mover.rng.random_range(0..slots.len())];
            let Some(chain) = mover.plan(&board, meet, slot) else {
                continue;
            };
            let limit = mover.rng.random_range(0..20);
            let refused = mover.is_too_dear(&mut board, &chain, limit);
            let before = board.price();
            mover.follow(&mut board, &chain);
            followed += usize::from(!mover.touched.is_empty());
            mover.fit_afternoons(&mut board);
            board.settle();
            let grown = board.price() - before;
            dear += usize::from(refused);
            assert!(!refused || grown > limit, "{grown} {limit} {:?}", chain.plan);
            if grown < limit { board.commit() } else { board.undo() }
        }
        assert!(dear > 3000 && followed > 3000, "{dear} {followed}");
    }

    #[test]
    fn what_runs_on_its_own_is_brought_back() {
        let problem = linked();
        let domain = Domain::new(&problem);
        let mut mover = Mover::new(&domain, Xoshiro256PlusPlus::seed_from_u64(1));
        let mut board = placed(&problem, [0, 1, 5, 1, 2, 3]);
        assert!(push(&mut mover, &mut board, chain(0, 4, false)));
        assert_eq!(board.settle(), Default::default());
        assert_eq!([0, 2].map(|meet| start(&board, meet)), [4, 4]);
    }

    /// A single hour goes to the beginning of a double one at the end of the day, which makes room on the side that was left.
    #[test]
    fn what_is_longer_than_what_pushes_it_goes_where_it_fits() {
        let mut week = Builder::plain(4, 2);
        let ann = week.resource(ResourceKind::Staff);
        let [single, double] = [1, 2].map(|length| week.splitting(length, (1, length), 0, &[ann]));
        let problem = week.problem;
        let domain = Domain::new(&problem);
        let mut mover = Mover::new(&domain, Xoshiro256PlusPlus::seed_from_u64(1));
        let mut board = Board::new(&problem, &Assignment::empty(&problem));
        let at = |event: EventId, length: u16, cell: CellId| domain.slot_at(event, length, cell).unwrap();
        for (event, length, cell) in [(single, 1, 3), (double, 2, 1)] {
            let mut place = board.assignment().places[problem.events[event].meets.start].clone();
            (place.length, place.slot) = (length, Some(at(event, length, cell)));
            board.put(problem.events[event].meets.start, place);
        }
        board.settle();
        board.commit();
        let [one, two] = [single, double].map(|event| problem.events[event].meets.start);
        assert!(mover.straddles(&board, one, at(single, 1, 1)) && !mover.straddles(&board, two, at(double, 2, 2)));
        assert!(push(&mut mover, &mut board, chain(one, at(single, 1, 1), false)));
        assert_eq!([one, two].map(|meet| start(&board, meet)), [1, 2]);
    }

    #[test]
    fn those_who_cannot_be_together_are_not_pushed_to_the_same_time() {
        let mut week = Builder::plain(4, 1);
        let [ann, bob, cid] = [0, 1, 2].map(|_| week.resource(ResourceKind::Staff));
        for who in [[ann, bob], [ann, cid], [bob, cid]] {
            week.event(1, 0, &who);
        }
        let problem = week.problem;
        let domain = Domain::new(&problem);
        let mut mover = Mover::new(&domain, Xoshiro256PlusPlus::seed_from_u64(1));
        let mut board = Board::new(&problem, &Assignment::empty(&problem));
        [0, 2, 2]
            .into_iter()
            .enumerate()
            .for_each(|(meet, slot)| board.put_slot(meet, Some(slot)));
        let mut before = board.assignment().clone();
        assert!(!push(&mut mover, &mut board, chain(0, 2, false)));
        assert_eq!(*board.assignment(), before);
        board.put_slot(2, Some(3));
        before = board.assignment().clone();
        assert!(push(&mut mover, &mut board, chain(0, 2, false)));
        assert_ne!(*board.assignment(), before);
    }

    #[test]
    fn who_is_busy_gives_way_to_somebody_free() {
        let mut week = Builder::plain(4, 1);
        let [ann, bob] = [0, 1].map(|_| week.resource(ResourceKind::Staff));
        let [lesson, other] = [0, 1].map(|_| week.event(1, 0, &[]));
        for event in [lesson, other] {
            week.role(event, &[ann, bob]);
        }
        let problem = week.problem;
        let domain = Domain::new(&problem);
        let mut mover = Mover::new(&domain, Xoshiro256PlusPlus::seed_from_u64(1));
        let mut board = Board::new(&problem, &Assignment::empty(&problem));
        for meet in [0, 1] {
            let mut place = board.assignment().places[meet].clone();
            (place.slot, place.roles[0]) = (Some(0), Some(ann));
            board.put(meet, place);
        }
        mover.replace_busy(&mut board, 1);
        assert_eq!(board.assignment().places[1].roles[0], Some(bob));
        mover.replace_busy(&mut board, 0);
        assert_eq!(board.assignment().places[0].roles[0], Some(ann));
    }
}
