//! Numbers that follow from slots alone: what a meet adds to them is known before it is put anywhere, so that they are
//! kept without looking at anything, and what a move does to them is found without making it.

use super::points::Lists;
use crate::problem::*;
use crate::rules::Count;
use std::ops::Range;

/// One number and its limits.
pub(super) struct Tally {
    count: i32,
    least: i32,
    most: i32,
    /// What is supposed to come on top.
    supposed: i32,
    /// The point whose deviation it is part of.
    pub(super) point: u32,
}

impl Tally {
    fn outside(&self) -> i32 {
        (self.least - self.count).max(self.count - self.most).max(0)
    }

    /// Adds to the number, and says by what that changes its distance from the limits.
    #[inline]
    pub(super) fn add(&mut self, amount: i32) -> i64 {
        let before = self.outside();
        self.count += amount;
        i64::from(self.outside() - before)
    }
}

/// All of them.
pub(super) struct Tallies {
    pub(super) all: Vec<Tally>,
    /// By event, its first slot among those of all events.
    slots: Vec<u32>,
    /// By event and slot, which numbers a meet adds to, and how much.
    adds: Lists<(u32, i32)>,
    /// Slot, number and amount, until they are in order.
    pairs: Vec<(u32, (u32, i32))>,
    /// Numbers of which something is supposed.
    supposed: Vec<u32>,
}

impl Tallies {
    pub(super) fn new(problem: &Problem) -> Self {
        let mut slots = vec![0];
        for event in 0..problem.events.len() {
            slots.push(slots[event] + problem.slots(event).len() as u32);
        }
        Tallies {
            all: Vec::new(),
            slots,
            adds: Lists::default(),
            pairs: Vec::new(),
            supposed: Vec::new(),
        }
    }

    /// Adds the numbers of a point, and gives its deviation while nothing is placed.
    pub(super) fn add(&mut self, counts: Vec<Count>, point: u32) -> i64 {
        let mut deviation = 0;
        for Count { adds, least, most } in counts {
            let at = self.all.len() as u32;
            let of =
                |(event, slot, amount): (EventId, usize, i64)| (self.slots[event] + slot as u32, (at, amount as i32));
            self.pairs.extend(adds.into_iter().map(of));
            let tally = Tally {
                count: 0,
                least: least as i32,
                most: most as i32,
                supposed: 0,
                point,
            };
            deviation += i64::from(tally.outside());
            self.all.push(tally);
        }
        deviation
    }

    /// After the last point.
    pub(super) fn finish(&mut self) {
        let slots = self.slots.last().map_or(0, |last| *last as usize);
        self.adds = Lists::new(slots, std::mem::take(&mut self.pairs));
    }

    /// Supposes that an event has a meet in a slot, or no longer has it.
    #[inline]
    pub(super) fn suppose(&mut self, event: EventId, slot: SlotId, there: bool) {
        for at in self.of(event, slot) {
            let (number, amount) = self.added(at);
            self.all[number as usize].supposed += if there { amount } else { -amount };
            self.supposed.push(number);
        }
    }

    /// Takes back one by one what was supposed: the point, and by what the distance from the limits would have changed.
    pub(super) fn next_supposed(&mut self) -> Option<(u32, i64)> {
        while let Some(number) = self.supposed.pop() {
            let tally = &mut self.all[number as usize];
            let supposed = std::mem::take(&mut tally.supposed);
            if supposed != 0 {
                let by = tally.add(supposed);
                tally.count -= supposed;
                if by != 0 {
                    return Some((tally.point, by));
                }
            }
        }
        None
    }

    /// Where what a meet of an event adds in a slot stands, for [`Tallies::added`].
    #[inline]
    pub(super) fn of(&self, event: EventId, slot: SlotId) -> Range<usize> {
        self.adds.of(self.slots[event] + u32::from(slot))
    }

    /// A number, and how much is added to it.
    #[inline]
    pub(super) fn added(&self, at: usize) -> (u32, i32) {
        self.adds.items[at]
    }
}
