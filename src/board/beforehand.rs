//! What a move would cost at least, found without making it.

use super::{Attended, Board, Engagement, Thing, place_in};
use crate::problem::*;
use smallvec::SmallVec;

impl<'p> Board<'p> {
    /// Whether moving meets, and whatever else that entails, is sure to make the price grow by more than `limit`, found
    /// without moving any: by what it does to tallies and to the days of single resources, by what is in the way of a meet that
    /// pushes nobody away, and by what all other points could win back that look at what changes. `entailed`: events and
    /// resources that will change on a day, too. Who fills roles stays. For a board that is committed.
    pub fn is_too_dear<I: IntoIterator<Item = (Attended, Day)>>(
        &mut self,
        plan: &[(MeetId, SlotId)],
        entailed: impl FnOnce(&Self) -> I,
        limit: i64,
    ) -> bool {
        let mut least = self.price_of_tallies(plan);
        if let [(meet, slot)] = plan {
            least += self.price_in_the_way(*meet, *slot);
        }
        self.hopes = self.hopes.wrapping_add(1);
        let (hope, mut days) = self.hope_of_plan(plan);
        least -= hope;
        let mut known: SmallVec<[(Thing, i64); 8]> = SmallVec::new();
        while least <= limit {
            let Some((who, day)) = days.pop() else {
                return false;
            };
            let more = self.price_of_day(plan, who, day);
            least += more;
            known.push((self.things.resource(who, day), more));
        }
        for (attended, day) in entailed(self) {
            let thing = match attended {
                Attended::Event(event) => self.things.event(event, day),
                Attended::Resource(who) => self.things.resource(who, day),
            };
            least -= self.hope(thing, true);
            // What it becomes is not known then.
            least -= known.iter().find(|(of, _)| *of == thing).map_or(0, |(_, more)| *more);
        }
        least > limit
    }

    /// What the points could win back that look at what a plan changes, but for tallies; and the days that it changes of resources whose
    /// day some point looks at alone.
    fn hope_of_plan(&mut self, plan: &[(MeetId, SlotId)]) -> (i64, SmallVec<[(ResourceId, Day); 16]>) {
        let (problem, mut hope) = (self.problem, 0);
        let mut days: SmallVec<[(ResourceId, Day); 16]> = SmallVec::new();
        for &(meet, to) in plan {
            let event = problem.meets[meet];
            let old = self.assignment.places[meet].slot;
            if old.is_none() {
                hope += self.hope(self.things.pieces(event), false);
            }
            let fixed = &problem.events[event].fixed;
            let filled = self.assignment.places[meet].roles.iter().flatten();
            let attending: SmallVec<[ResourceId; 8]> = fixed.iter().chain(filled).copied().collect();
            let slots = problem.slots(event);
            for span in old
                .into_iter()
                .chain([to])
                .flat_map(|slot| &slots[usize::from(slot)].spans)
            {
                hope += self.hope(self.things.event(event, span.day), false);
                for &who in &attending {
                    let thing = self.things.resource(who, span.day);
                    hope += self.hope(thing, false);
                    if !self.points.alone(thing).is_empty() && !days.contains(&(who, span.day)) {
                        days.push((who, span.day));
                    }
                }
            }
        }
        (hope, days)
    }

    /// What the points that look at a resource's day alone will cost.
    fn price_of_day(&mut self, plan: &[(MeetId, SlotId)], who: ResourceId, day: Day) -> i64 {
        let problem = self.problem;
        let mut list = std::mem::take(&mut self.list);
        list.clear();
        let stays = |e: &&Engagement| !plan.iter().any(|(meet, _)| *meet == e.meet());
        list.extend(self.of_resource(who, day).iter().filter(stays));
        for &(meet, to) in plan {
            let event = problem.meets[meet];
            let slot = &problem.slots(event)[usize::from(to)];
            for span in slot.spans.iter().filter(|span| span.day == day) {
                if self.attends(who, meet) {
                    let engagement = Engagement::new(span, slot, meet, event);
                    list.insert(place_in(&list, &engagement), engagement);
                }
            }
        }
        let price = |at: &u32| {
            let point = &self.points.all[*at as usize];
            let kind = self.kinds[point.rule as usize];
            kind.of_list(problem, point.local as usize, &list)
                .map_or(point.price, |deviation| point.unit * deviation)
        };
        let sum = self
            .points
            .alone(self.things.resource(who, day))
            .iter()
            .map(price)
            .sum();
        self.list = list;
        sum
    }

    /// By how much at least the price of what is counted in tallies grows when meets stand elsewhere.
    fn price_of_tallies(&mut self, plan: &[(MeetId, SlotId)]) -> i64 {
        for &(meet, slot) in plan {
            let event = self.problem.meets[meet];
            if let Some(old) = self.assignment.places[meet].placed() {
                self.tallies.suppose(event, old, false);
            }
            self.tallies.suppose(event, slot, true);
        }
        let mut price = 0;
        while let Some((point, by)) = self.tallies.next_supposed() {
            let point = &self.points.all[point as usize];
            price += match self.problem.rules[point.rule as usize].cost {
                CostFunction::Linear => point.unit * by,
                // Others of its tallies may make up for it.
                _ if by > 0 => 0,
                _ => -point.price,
            };
        }
        price
    }

    /// What the clashes of a meet's people in another slot cost at least.
    fn price_in_the_way(&self, meet: MeetId, slot: SlotId) -> i64 {
        let problem = self.problem;
        let event = problem.meets[meet];
        let weight = |cells: std::ops::Range<CellId>| -> i64 {
            let cells = &problem.axis.cells[cells];
            cells.iter().map(|cell| i64::from(cell.weight)).sum()
        };
        let mut price = 0;
        for span in &problem.slots(event)[usize::from(slot)].spans {
            for &who in &problem.events[event].fixed {
                let gap = problem.resources[who].gap;
                let others = self.in_the_way(who, span).filter(|other| other.meet() != meet);
                let both = others.map(|other| {
                    let until = other.span.until(gap).min(span.until(gap));
                    weight(other.span.start.max(span.start)..until)
                });
                if let Some(most) = both.max() {
                    let points = self.points.clashing(who).iter();
                    let unit: i64 = points.map(|at| self.points.all[*at as usize].unit).sum();
                    price += unit * most;
                }
            }
        }
        price
    }

    /// What the points that look at a thing cost, each counted once since `hopes` was raised; with those in tallies or
    /// without.
    #[inline]
    fn hope(&mut self, thing: Thing, tallied: bool) -> i64 {
        let mut hope = 0;
        for at in &self.costing[thing as usize] {
            let point = &mut self.points.all[*at as usize];
            if (tallied || !point.tallied) && std::mem::replace(&mut point.hoped, self.hopes) != self.hopes {
                hope += point.price;
            }
        }
        hope
    }

    /// What the points that look at what has changed could win back.
    pub(super) fn hope_of_changes(&mut self) -> i64 {
        self.hopes = self.hopes.wrapping_add(1);
        let changes = std::mem::take(&mut self.changes);
        let hope = changes.iter().map(|thing| self.hope(*thing, false)).sum();
        self.changes = changes;
        hope
    }
}
