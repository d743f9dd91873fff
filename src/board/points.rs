//! The points of all rules, as the board keeps them: a point whose deviation adds up over days is kept day by day, so
//! that a change looks at its own day alone.

use super::tallies::Tallies;
use crate::problem::*;
use crate::rules::{self, Watch};
use std::ops::Range;

/// The price of a point as a part of its rule's price, where it is the same.
pub const WHOLE: i64 = 256;

/// Queues of marked points.
pub(super) const QUEUES: usize = 8;

/// A point of a rule, or what one day adds to it.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) rule: u32,
    /// The point within the rule.
    pub(super) local: u32,
    /// The days that are looked at.
    from: u16,
    until: u16,
    /// Its queue once it is marked; and whether it is.
    pub(super) queue: u8,
    pub(super) marked: bool,
    /// Counted in tallies, and never marked.
    pub(super) tallied: bool,
    /// In the lists of what costs something.
    pub(super) listed: bool,
    /// When hope was last put in it.
    pub(super) hoped: u32,
    pub(super) deviation: i64,
    /// The price of one unit, and what the deviation costs at it.
    pub(super) unit: i64,
    pub(super) price: i64,
    /// The price of one unit in parts of [`WHOLE`] of its rule's.
    pub(super) part: i64,
}

impl Point {
    pub(super) fn days(&self) -> Range<Day> {
        usize::from(self.from)..usize::from(self.until)
    }
}

/// All points, and what they look at.
pub(super) struct Points {
    /// What belongs to one point of a rule stands together.
    pub(super) all: Vec<Point>,
    /// By thing, the points that are to be looked at again when it changes.
    watching: Lists<u32>,
    /// By point, the things it looks at.
    things: Lists<u32>,
    /// By resource, the points that cost its weighted clashes and nothing else.
    clashing: Lists<u32>,
    /// By thing, the points that look at nothing else, and say what its list would make of them.
    alone: Lists<u32>,
}

impl Points {
    /// Things are numbered as in [`super::Things`].
    pub(super) fn new(problem: &Problem, things: &super::Things) -> (Self, Tallies) {
        let days = problem.axis.days.max(1);
        let mut tallies = Tallies::new(problem);
        let mut all: Vec<Point> = Vec::new();
        let (mut pairs, mut watched, mut clashing, mut alone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (r, rule) in problem.rules.iter().enumerate() {
            let kind = rules::kind(&rule.kind);
            for point in 0..kind.points(problem) {
                let mut watch = Watch::new(days);
                kind.watch(problem, point, &mut watch);
                let counts = kind.counts(problem, point);
                let tallied = counts.is_some();
                let daily = !tallied && rule.cost == CostFunction::Linear && kind.adds_up(problem, point);
                let mut looked_at: Vec<(Option<Day>, u32)> = things.of(&mut watch).collect();
                // What is not kept by days has one entry.
                looked_at.iter_mut().filter(|_| !daily).for_each(|(day, _)| *day = None);
                looked_at.sort_unstable();
                let mut parts: Vec<Option<Day>> = looked_at.iter().map(|(day, _)| *day).collect();
                parts.dedup();
                if parts.is_empty() {
                    parts.push(None);
                }
                for day in parts {
                    let at = all.len() as u32;
                    let of_day = looked_at.iter().filter(|(d, _)| *d == day).map(|(_, thing)| *thing);
                    pairs.extend(of_day.clone().map(|thing| (at, thing)));
                    if !tallied {
                        watched.extend(of_day.clone().map(|thing| (thing, at)));
                    }
                    if daily && of_day.clone().count() == 1 && kind.of_list(problem, point, &[]).is_some() {
                        alone.extend(of_day.clone().map(|thing| (thing, at)));
                    }
                    let range = day.map_or(0..days, |day| day..day + 1);
                    all.push(Point {
                        rule: r as u32,
                        local: point as u32,
                        from: range.start as u16,
                        until: range.end as u16,
                        queue: 0,
                        marked: false,
                        tallied,
                        listed: false,
                        hoped: 0,
                        deviation: 0,
                        unit: rule.weight,
                        price: 0,
                        part: WHOLE,
                    });
                    if let RuleKind::Clash(clash) = &rule.kind
                        && !clash.by_cell
                        && rule.cost == CostFunction::Linear
                    {
                        clashing.push((clash.resources[point] as u32, at));
                    }
                }
                if let Some(counts) = counts {
                    let (point, deviation) = (all.len() as u32 - 1, tallies.add(counts, all.len() as u32 - 1));
                    all[point as usize].deviation = deviation;
                }
            }
        }
        tallies.finish();
        let points = Points {
            watching: Lists::new(things.count, watched),
            things: Lists::new(all.len(), pairs),
            clashing: Lists::new(problem.resources.len(), clashing),
            alone: Lists::new(things.count, alone),
            all,
        };
        (points, tallies)
    }

    /// The points that are to be looked at again when a thing changes.
    #[inline]
    pub(super) fn watching(&self, thing: u32) -> Range<usize> {
        self.watching.of(thing)
    }

    #[inline]
    pub(super) fn watcher(&self, at: usize) -> u32 {
        self.watching.items[at]
    }

    /// The things that a point looks at.
    pub(super) fn things(&self, point: u32) -> &[u32] {
        &self.things.items[self.things.of(point)]
    }

    /// The points that look at a thing and at nothing else, and say what its list would make of them.
    #[inline]
    pub(super) fn alone(&self, thing: u32) -> &[u32] {
        &self.alone.items[self.alone.of(thing)]
    }

    /// The points that cost a resource's weighted clashes.
    pub(super) fn clashing(&self, resource: ResourceId) -> &[u32] {
        &self.clashing.items[self.clashing.of(resource as u32)]
    }
}

/// Short lists, one after the other.
#[derive(Default)]
pub(super) struct Lists<T> {
    pub(super) items: Vec<T>,
    /// Where each begins; and where the last ends.
    from: Vec<u32>,
}

impl<T: Ord> Lists<T> {
    /// From pairs of list and item.
    pub(super) fn new(lists: usize, mut pairs: Vec<(u32, T)>) -> Self {
        pairs.sort_unstable();
        let mut from = vec![0; lists + 1];
        pairs.iter().for_each(|(list, _)| from[*list as usize + 1] += 1);
        (0..lists).for_each(|list| from[list + 1] += from[list]);
        Lists {
            items: pairs.into_iter().map(|(_, item)| item).collect(),
            from,
        }
    }

    #[inline]
    pub(super) fn of(&self, list: u32) -> Range<usize> {
        self.from[list as usize] as usize..self.from[list as usize + 1] as usize
    }
}

/// How often points of a rule were evaluated, and how often that was what refused a move.
#[derive(Clone, Copy, Default)]
pub(super) struct Refusals {
    pub(super) evaluated: u32,
    pub(super) refused: u32,
}

impl Refusals {
    /// The queue of a rule's points: 0 for those that refuse most often, each next for half as often.
    pub(super) fn queue(self) -> u8 {
        let each = self.evaluated / (self.refused + 1);
        (each + 1).ilog2().min(QUEUES as u32 - 1) as u8
    }
}
