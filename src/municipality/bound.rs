//! How far from the best a whole plan can be.
//!
//! An institution costs no less than it would if every shared person came whenever they can: that is a bound for each by
//! itself, and all of them together are one for the whole. Where people are scarce that is too kind, since everybody has
//! them all the time. So, after Lagrange, institutions pay for the minutes they take of a person, and what a whole week of that person
//! is worth is taken off once: for any prices
//!
//! ```text
//! cost of the whole >= sum over institutions of (least cost + price of the minutes taken) - price of all minutes there are
//! ```
//!
//! The prices come from the master's needs; whether they are good or not, the bound holds. Costs and prices are whole numbers
//! (in 64ths) and each institution's part is [proven](crate::solve::bound) in whole numbers too.

use super::Homes;
use super::cut::there;
use super::master::{Price, scarce};
use crate::instance::{Id, Instance, Staff, StaffNeed};
use crate::lower::{Lowered, lower};
use crate::program::{Column, Program};
use crate::solve::bound::{relaxation_bound, steps};
use crate::solve::clock::Clock;
use crate::words::Lang;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Parts of one unit of cost that prices are counted in.
pub const PARTS: i64 = 64;

/// Prices of shared people's minutes, and what their weeks are worth.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    by_person: BTreeMap<Id, Price>,
    /// The price of all minutes there are, in 64ths.
    whole: i64,
}

impl Prices {
    /// What the scarcity of people suggests.
    pub fn new(instance: &Instance, homes: &Homes, clock: &Clock) -> Self {
        let mut prices = Prices::default();
        for (person, price, minutes) in scarce(instance, homes, PARTS, clock) {
            prices.whole += price.minute * minutes + price.paid * i64::from(person.minutes_weekly.unwrap_or(0));
            prices.by_person.insert(person.id.clone(), price);
        }
        prices
    }

    /// Whether anybody at an institution has a price.
    pub fn concern(&self, homes: &Homes, institution: usize) -> bool {
        let here = |person: &Id| homes.engaged.get(person).is_some_and(|at| at.contains(&institution));
        self.by_person.keys().any(here)
    }

    /// The bound for the whole that the parts of all institutions prove, each in 64ths.
    pub fn whole(&self, parts: impl Iterator<Item = i64>) -> i64 {
        let sum: i64 = parts.sum::<i64>() - self.whole;
        -(-sum).div_euclid(PARTS)
    }
}

/// Steps of a bound's proof that are taken. The relaxed program has more of its rows with every one: for a school of twenty classes
/// the first takes seconds, the second half a minute; a third has proven nothing more.
pub const STEPS: usize = 2;

/// What bounds of all institutions have in common.
pub struct Proof<'a> {
    /// Which institution everything belongs to.
    pub homes: &'a Homes<'a>,
    /// Most iterations of a relaxed program, where time may not matter.
    pub effort: Option<u64>,
    /// When to stop.
    pub clock: Clock,
    /// Language of names.
    pub lang: Lang,
}

impl Proof<'_> {
    /// No timetable of the whole costs an institution, [cut](super::cut::cuts) out, less than this; with prices, no less with what it takes of scarce people,
    /// in 64ths. 0 where a step tells nothing, or there is no time.
    pub fn least(&self, mut part: Instance, prices: Option<&Prices>, step: usize) -> i64 {
        if self.clock.over() {
            return 0;
        }
        let costs = stand_in(&mut part, self.homes, prices);
        let lowered = lower(&part, self.lang);
        if crate::solve::columns(&lowered.problem) > crate::solve::MOST_COLUMNS {
            return 0;
        }
        let mut program = Program::tight(&lowered.problem);
        if prices.is_some() {
            program.columns.iter_mut().for_each(|column| column.cost *= PARTS);
            charge(&mut program, &lowered, &costs);
        }
        let program = steps(&lowered.problem, program).into_iter().nth(step).map(Arc::new);
        program.map_or(0, |program| relaxation_bound(&program, self.effort, &self.clock).value)
    }
}

/// Somebody of their own for every session that several might give, there whenever one of them is and at the price of the
/// cheapest: less to write than all of them, and never more than they cost. Gives everybody's prices.
fn stand_in(part: &mut Instance, homes: &Homes, prices: Option<&Prices>) -> BTreeMap<Id, Price> {
    let mut costs = prices.map(|p| p.by_person.clone()).unwrap_or_default();
    let mut added = Vec::new();
    for session in &mut part.sessions {
        let StaffNeed::AnyOf { any_of } = &session.staff else {
            continue;
        };
        if any_of.len() < 2 || !any_of.iter().any(|id| homes.is_shared(id)) {
            continue;
        }
        let people: Vec<&Staff> = part.staff.iter().filter(|s| any_of.contains(&s.id)).collect();
        let Some(first) = people.first() else { continue };
        let id = format!("{}~", session.id);
        let windows = people.iter().map(|s| s.available.clone()).collect::<Option<Vec<_>>>();
        let price = |person: &&Staff| costs.get(&person.id).copied().unwrap_or_default();
        let all: Vec<Price> = people.iter().map(price).collect();
        let cheapest = Price {
            minute: all.iter().map(|p| p.minute).min().unwrap_or(0),
            paid: all.iter().map(|p| p.paid).min().unwrap_or(0),
            gap: all.iter().map(|p| p.gap).min().unwrap_or(0),
        };
        costs.insert(id.clone(), cheapest);
        added.push(Staff {
            id: id.clone(),
            available: windows.map(|all| all.concat()),
            minutes_weekly: None,
            max_days: None,
            ..(*first).clone()
        });
        session.staff = StaffNeed::Person(id);
    }
    part.staff.extend(added);
    costs
}

/// Adds to the cost of every column that has somebody in it the price of their minutes.
fn charge(program: &mut Program, lowered: &Lowered, costs: &BTreeMap<Id, Price>) {
    let problem = &lowered.problem;
    let price = |resource: usize| {
        costs
            .get(&lowered.ids[resource])
            .copied()
            .filter(|_| problem.resources[resource].kind == crate::problem::ResourceKind::Staff)
    };
    let mut due: Vec<(Column, i64)> = Vec::new();
    for (event, (places, fills)) in problem.events.iter().zip(program.place.iter().zip(&program.fill)) {
        let slots = &problem.slot_sets[event.slots];
        for (slot, (place, roles)) in slots.iter().zip(places.iter().zip(fills)) {
            let span = slot.first();
            let minutes = i64::from(span.to - span.from);
            let cost = |price: Price| price.minute * (minutes + price.gap) + price.paid * minutes;
            due.extend(event.fixed.iter().filter_map(|r| Some((*place, cost(price(*r)?)))));
            for (role, columns) in event.roles.iter().zip(roles) {
                let of = role.candidates.iter().zip(columns);
                due.extend(of.filter_map(|(r, column)| Some((*column, cost(price(*r)?)))));
            }
        }
    }
    due.into_iter()
        .for_each(|(column, cost)| program.columns[column.0].cost += cost);
}

/// Minutes of a person's week, each of their windows with one gap more, since the last meeting in it needs none.
pub(super) fn minutes_there(instance: &Instance, person: &Staff, homes: &[usize], gap: i64) -> i64 {
    let here = homes.iter().filter_map(|home| instance.institutions.get(*home));
    let open = |i: &crate::instance::Institution| (i.opens.minutes(), i.closes.minutes());
    let (opens, closes) = here
        .map(open)
        .fold((24 * 60, 0), |(a, b), (from, to)| (a.min(from), b.max(to)));
    let of_day = |day| {
        let windows = there(person, day).into_iter();
        let length = |(from, to): (i32, i32)| i64::from((to.min(closes) - from.max(opens)).max(0)) + gap;
        windows.map(length).sum::<i64>()
    };
    instance.term.days.iter().map(|day| of_day(*day)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::municipality::cut::cuts;
    use crate::municipality::toys::two_villages;

    fn bounds(instance: &Instance) -> (Vec<i64>, i64) {
        let clock = Clock::new(None, None);
        let homes = Homes::new(instance);
        let prices = Prices::new(instance, &homes, &clock);
        let proof = Proof {
            homes: &homes,
            effort: None,
            clock,
            lang: Lang::En,
        };
        let cuts = cuts(instance, &homes);
        let of = |home: usize, prices| {
            let step = |step| proof.least(cuts[home].clone(), prices, step);
            (0..STEPS).map(step).max().unwrap_or(0)
        };
        let alone = vec![of(0, None), of(1, None)];
        (
            alone,
            prices.whole([0, 1].map(|home| of(home, Some(&prices))).into_iter()),
        )
    }

    #[test]
    fn people_who_are_not_scarce_have_no_price() {
        let (alone, whole) = bounds(&two_villages(30));
        assert_eq!(alone.iter().sum::<i64>(), whole);
        assert!(whole <= 4, "{whole}");
    }

    /// Each village could have the speech therapist all the time; together they cannot.
    #[test]
    fn what_nobody_has_time_for_is_in_the_bound() {
        let mut instance = two_villages(30);
        let work = |id: &str| crate::instance::Window {
            days: None,
            from: crate::instance::Clock::parse(id).unwrap(),
            to: crate::instance::Clock(12 * 60 + 20),
        };
        // 40 minutes on each of two days, for four sessions of which each village wants two.
        instance.staff.iter_mut().find(|s| s.id == "LOG").unwrap().available = Some(vec![work("11:40")]);
        let (alone, whole) = bounds(&instance);
        // Two of the four stay unmet, at 4 each.
        assert!(
            alone.iter().sum::<i64>() < 8 && (8..=12).contains(&whole),
            "{alone:?} {whole}"
        );
    }
}
