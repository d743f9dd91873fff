//! From a plan to timetables, and from what they lack back to a better plan.
//!
//! First everything becomes legal; then every institution is searched, the plan is changed where that pays, and they are searched
//! again from there. Work goes in rounds of trials. A trial is one institution by itself, or a change of the plan with all the institutions
//! whose people's hours it changes; trials of one round have no institution in common, so they run at the same time and each is
//! kept if its institutions cost less together than before. Institutions get time (or iterations) by their size.
//! Only timetables stay between rounds; a lowered problem lives as long as it is searched.

use super::bound::{PARTS, Prices, Proof, STEPS};
use super::cut::{cuts, under};
use super::master::{Learnt, plan, plan_of};
use super::{HalfDay, Homes, Plan};
use crate::board::{Board, Cost};
use crate::instance::{Id, Instance, Session};
use crate::lower::{Lowered, lower};
use crate::problem::{Assignment, ResourceKind};
use crate::solve::REPEATABLE_EFFORT;
use crate::solve::anneal::{Run, anneal, coolings};
use crate::solve::clock::Clock;
use crate::solve::domain::Domain;
use crate::solve::{MOST_COLUMNS, columns, neighbourhood};
use crate::timetable::{Placement, Timetable};
use crate::words::Lang;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelBridge, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::Duration;

/// How to solve.
pub struct Options<'a> {
    /// Threads that search.
    pub threads: usize,
    /// Seed of all random choices.
    pub seed: u64,
    /// A timetable to start from: institutions where it is still legal keep theirs.
    pub start: Option<&'a Timetable>,
    /// The result must depend on iterations alone, never on time.
    pub repeatable: bool,
    /// Language of names.
    pub lang: Lang,
}

/// One institution's part of the whole.
#[derive(Debug, Clone)]
pub struct Part {
    /// The institution, by index.
    pub institution: usize,
    /// The institution alone, its people narrowed to when the plan has them there.
    pub instance: Instance,
    /// Its timetable.
    pub timetable: Timetable,
    /// What it costs.
    pub cost: Cost,
    /// What it costs besides to be otherwise than the start.
    away: i64,
    /// No timetable of the whole costs it less.
    pub bound: i64,
    /// Its timetable is that of the start.
    pub kept: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Solved {
    /// Where shared people are.
    pub plan: Plan,
    /// Every institution where something takes place.
    pub parts: Vec<Part>,
    /// No timetable of all institutions together costs less.
    pub bound: i64,
    /// Time until all institutions had a legal timetable.
    pub first_legal: Option<Duration>,
    /// Moves tried and fully priced.
    pub moves: u64,
}

impl Part {
    /// Nothing can be better.
    fn best(&self) -> bool {
        self.cost.hard == 0 && self.cost.soft <= self.bound
    }

    /// What it costs, the meetings that are otherwise than in the start included.
    fn held(&self) -> Cost {
        Cost {
            soft: self.cost.soft + self.away,
            ..self.cost
        }
    }
}

impl Solved {
    /// The cost of all institutions together.
    pub fn cost(&self) -> Cost {
        sum(self.parts.iter().map(|part| part.cost))
    }

    /// The timetable of all institutions together.
    pub fn timetable(&self, instance: &Instance) -> Timetable {
        together(instance, &self.parts)
    }
}

fn sum(costs: impl Iterator<Item = Cost>) -> Cost {
    costs.fold(Cost::default(), |all, cost| Cost {
        hard: all.hard + cost.hard,
        soft: all.soft + cost.soft,
    })
}

fn together(instance: &Instance, parts: &[Part]) -> Timetable {
    let cost = sum(parts.iter().map(|part| part.cost));
    let mut placements: Vec<_> = parts
        .iter()
        .flat_map(|part| part.timetable.placements.iter().cloned())
        .collect();
    placements.sort();
    let unmet = parts.iter().flat_map(|part| part.timetable.unmet.clone()).collect();
    Timetable {
        firstbell: crate::instance::FORMAT_VERSION,
        instance: instance.id.clone(),
        status: crate::timetable::Status::Draft,
        approved: None,
        from: None,
        legal: cost.hard == 0,
        hard: cost.hard,
        soft: cost.soft,
        placements,
        unmet,
    }
}

/// How far it has come, told after each round.
pub struct Progress<'a> {
    /// Cost so far.
    pub cost: Cost,
    /// Institutions that have a legal timetable, and all.
    pub legal: (usize, usize),
    /// Moves tried.
    pub moves: u64,
    /// The timetable so far.
    pub timetable: &'a dyn Fn() -> Timetable,
}

/// Shares of what is left that the rounds take, in their order: until all is legal; the first step of the bounds; the first
/// search; each change of the plan; the other steps; and the further searches. Large neighbourhoods have the rest.
const LEGAL: f64 = 0.5;
const PROOF: f64 = 0.6;
const FIRST: f64 = 0.25;
const CHANGE: f64 = 0.02;
const FURTHER_PROOF: f64 = 0.7;
const FURTHER: f64 = 0.95;
/// A later step of a bound takes so many times as long as the first.
const LATER_STEP: u32 = 5;
/// Most rounds that repair, how many change the plan, and how many search further.
const REPAIRS: usize = 6;
const CHANGES: usize = 10;
const SEARCHES: usize = 4;
/// How much of a cooling is over where a search begins that follows a start; and where a change of the plan is tried on what is
/// there, or it is searched further. Several short searches from there find more than a long one that is warmer.
const WARM: f64 = 0.1;
const COOL: f64 = 0.55;
/// Iterations that one large neighbourhood counts for.
const NEIGHBOURHOOD: u64 = 100_000;
/// What a meeting costs that is otherwise than in the start, in an institution that is searched.
const HOLD: u32 = 1;
/// Meetings that a unit of cost above the bound counts for when time is given out.
const WORTH: u64 = 5;
/// Minutes more that a person is asked for where an institution is illegal through them.
const MORE: i64 = 60;

/// How institutions are searched.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// Annealed until legal.
    Legal,
    /// Annealed, the first cooling from where a share of it is over.
    Anneal(f64),
    /// Improved by large neighbourhoods.
    Neighbourhoods,
}

/// A change of the plan that is tried, and the institutions that it is tried on.
struct Trial {
    plan: Option<Plan>,
    /// What changes, where the plan changes no more than that.
    moved: Vec<Move>,
    parts: Vec<usize>,
}

impl Trial {
    /// One institution by itself.
    fn alone(part: usize) -> Self {
        Trial {
            plan: None,
            moved: Vec::new(),
            parts: vec![part],
        }
    }
}

/// A change of a plan.
#[derive(Debug, Clone, PartialEq)]
enum Move {
    /// A person is elsewhere in a half-day.
    Half(Id, HalfDay, Option<usize>),
    /// Somebody else gives a session.
    Giver(Id, Id),
    /// A person has other minutes for an institution.
    Minutes(Id, usize, u16),
}

/// What a search of one institution found.
struct Searched {
    part: Part,
    moves: u64,
    iterations: u64,
    /// Shared people in what is still illegal or unmet, with the minutes they lack.
    lacking: Vec<(Id, i64)>,
}

struct State<'i, 'o, F> {
    instance: &'i Instance,
    homes: &'o Homes<'i>,
    options: &'o Options<'o>,
    clock: &'o Clock,
    pool: Option<rayon::ThreadPool>,
    plan: Plan,
    parts: Vec<Part>,
    /// By part, the institution as it is without any plan.
    alone: Vec<Instance>,
    /// By part, what its people lacked.
    lacking: Vec<Vec<(Id, i64)>>,
    /// Prices of scarce people, once they are looked for.
    prices: Option<Prices>,
    /// By part, what is proven at those prices, in 64ths.
    priced: Vec<i64>,
    /// By part, how long the first step of its proof took, alone and at those prices.
    took: Vec<[Duration; 2]>,
    /// No timetable of the whole costs less.
    bound: i64,
    first_legal: Option<Duration>,
    moves: u64,
    round: u64,
    tell: Mutex<F>,
}

/// Solves an instance of several institutions until the clock is over.
pub fn solve(instance: &Instance, options: &Options, clock: &Clock, tell: impl FnMut(Progress) + Send) -> Solved {
    let homes = &Homes::new(instance);
    let first = match options.start {
        Some(start) => plan_of(instance, homes, start),
        None => plan(instance, homes, None, &Learnt::default(), options.repeatable, clock),
    };
    let mut state = State {
        instance,
        homes,
        options,
        clock,
        pool: rayon::ThreadPoolBuilder::new()
            .num_threads(options.threads.max(1))
            .build()
            .ok(),
        plan: Plan::default(),
        parts: Vec::new(),
        alone: Vec::new(),
        lacking: Vec::new(),
        prices: None,
        priced: Vec::new(),
        took: Vec::new(),
        bound: 0,
        first_legal: None,
        moves: 0,
        round: 0,
        tell: Mutex::new(tell),
    };
    state.begin(first);
    state.run();
    Solved {
        plan: state.plan,
        parts: state.parts,
        bound: state.bound,
        first_legal: state.first_legal,
        moves: state.moves,
    }
}

impl<F: FnMut(Progress) + Send> State<'_, '_, F> {
    /// Cuts every institution out; with a timetable to start from, those where it is legal keep it.
    fn begin(&mut self, plan: Plan) {
        let mut start: HashMap<&Id, Vec<(usize, &Placement)>> = HashMap::new();
        for (at, placement) in self.options.start.iter().flat_map(|s| &s.placements).enumerate() {
            start.entry(&placement.activity).or_default().push((at, placement));
        }
        let (whole, homes, options) = (self.instance, self.homes, self.options);
        let begin = |(institution, alone): (usize, Instance)| {
            (meetings(&alone) > 0).then(|| {
                let planned = under(&plan, whole, homes, institution, alone.clone());
                (begun(institution, planned, &start, options), alone)
            })
        };
        let all = || -> Vec<(Part, Instance)> {
            let alone = cuts(whole, homes);
            alone.into_par_iter().enumerate().filter_map(begin).collect()
        };
        let begun = match &self.pool {
            Some(pool) => pool.install(all),
            None => all(),
        };
        (self.parts, self.alone) = begun.into_iter().unzip();
        self.lacking = vec![Vec::new(); self.parts.len()];
        self.priced = vec![0; self.parts.len()];
        self.took = vec![[Duration::ZERO; 2]; self.parts.len()];
        self.plan = plan;
    }

    fn run(&mut self) {
        let every = |state: &Self| (0..state.parts.len()).collect::<Vec<usize>>();
        let illegal = |state: &Self| -> Vec<usize> {
            every(state)
                .into_iter()
                .filter(|p| state.parts[*p].cost.hard > 0)
                .collect()
        };
        let first = every(self).into_iter().filter(|p| !self.parts[*p].kept).collect();
        self.each(first, LEGAL, Way::Legal);
        for _ in 0..REPAIRS {
            if illegal(self).is_empty() || self.over() {
                break;
            }
            let repaired = self.repair(LEGAL, Way::Legal);
            if !repaired {
                self.each(illegal(self), LEGAL, Way::Legal);
            }
        }
        self.prove(0..1, PROOF);
        // What a start says is not heated away.
        let hot = if self.options.start.is_some() { WARM } else { 0.0 };
        self.each(self.open(), FIRST, Way::Anneal(hot));
        for _ in 0..CHANGES {
            if self.over() {
                break;
            }
            // After a start, nobody else is asked to move without need.
            if self.options.start.is_some() {
                self.repair(CHANGE, Way::Anneal(COOL));
            } else {
                self.exchange();
            }
        }
        self.prove(1..STEPS, FURTHER_PROOF);
        for left in (1..=SEARCHES).rev() {
            self.each(self.open(), FURTHER / left as f64, Way::Anneal(COOL));
        }
        self.each(self.open(), 1.0, Way::Neighbourhoods);
    }

    /// What may still become better: not what a start has given, nor what is proven best.
    fn open(&self) -> Vec<usize> {
        let open = |part: &usize| !self.parts[*part].kept && !self.parts[*part].best();
        (0..self.parts.len()).filter(open).collect()
    }

    /// Whether at least half of an institution's sessions are given by people who are nowhere else, or it has none.
    fn has_own_specialists(&self, institution: &Instance) -> bool {
        let own = |session: &&Session| session.staff.persons().iter().any(|id| !self.homes.is_shared(id));
        2 * institution.sessions.iter().filter(own).count() >= institution.sessions.len()
    }

    fn over(&self) -> bool {
        let cost = sum(self.parts.iter().map(|part| part.cost));
        let best = !self.options.repeatable && cost.hard == 0 && cost.soft <= self.bound;
        best || self.clock.over() || self.clock.share() >= 1.0
    }

    /// Takes some steps of the bounds' proof: of each institution by itself, and of those with scarce people at their prices. What
    /// costs no more than is proven is left alone. Of the others the smallest come first, of which there are many in any time. Later
    /// steps are for those with specialists of their own: a shared one is there all week in this proof, so that their sessions cost
    /// next to nothing in it. What is cut short proves nothing, so they are for what there is time for, and rather for those whose
    /// bound is far for the time they need.
    fn prove(&mut self, steps: std::ops::Range<usize>, share: f64) {
        if self.clock.over() {
            return;
        }
        let proof = Proof {
            homes: self.homes,
            effort: self.options.repeatable.then_some(REPEATABLE_EFFORT),
            clock: self.clock.part(self.clock.left().map(|left| left.mul_f64(share)), None),
            lang: self.options.lang,
        };
        let own: Vec<bool> = self.alone.iter().map(|part| self.has_own_specialists(part)).collect();
        if self.prices.is_none() {
            self.prices = Some(Prices::new(self.instance, self.homes, &proof.clock));
        }
        let Some(prices) = &self.prices else { return };
        for step in steps {
            let concerned = |part: &usize| prices.concern(self.homes, self.parts[*part].institution);
            let mut tasks: Vec<(usize, bool)> = (0..self.parts.len())
                .filter(concerned)
                .map(|part| (part, true))
                .collect();
            tasks.extend(
                (0..self.parts.len())
                    .filter(|p| !self.parts[*p].best())
                    .map(|part| (part, false)),
            );
            let alone = &self.alone;
            tasks.retain(|(part, at_prices)| step == 0 || *at_prices || own[*part]);
            tasks.sort_by_key(|(part, at_prices)| (meetings(&alone[*part]), *part, *at_prices));
            if let (1.., Some(left), false) = (step, proof.clock.left(), self.options.repeatable) {
                self.keep_worthwhile(&mut tasks, left);
            }
            let work = |(part, at_prices): (usize, bool)| {
                let begun = proof.clock.elapsed();
                let least = proof.least(alone[part].clone(), at_prices.then_some(prices), step);
                (part, at_prices, least, proof.clock.elapsed() - begun)
            };
            let run = || tasks.into_iter().par_bridge().map(work).collect::<Vec<_>>();
            let found = match &self.pool {
                Some(pool) => pool.install(run),
                None => run(),
            };
            for (part, at_prices, least, took) in found {
                if step == 0 {
                    self.took[part][usize::from(at_prices)] = took;
                }
                let known = if at_prices {
                    &mut self.priced[part]
                } else {
                    &mut self.parts[part].bound
                };
                *known = least.max(*known);
            }
        }
        let alone = || self.parts.iter().map(|part| part.bound);
        let parts = self
            .priced
            .iter()
            .zip(alone())
            .map(|(priced, alone)| (alone * PARTS).max(*priced));
        self.bound = prices.whole(parts).max(alone().sum());
    }

    /// Of later steps of proofs, those that there is time for, rather those whose bound is far for the time they need; the longest
    /// first, so that nobody waits for one that began last.
    fn keep_worthwhile(&self, tasks: &mut Vec<(usize, bool)>, left: Duration) {
        let needs = |&(part, at_prices): &(usize, bool)| LATER_STEP * self.took[part][usize::from(at_prices)];
        let worth = |task: &(usize, bool)| {
            let part = &self.parts[task.0];
            (part.cost.soft - part.bound) as f64 / needs(task).as_secs_f64().max(1e-3)
        };
        tasks.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        let mut room = left * self.options.threads.max(1) as u32;
        tasks.retain(|task| {
            let fits = needs(task) <= left.min(room);
            room = room.saturating_sub(if fits { needs(task) } else { Duration::ZERO });
            fits
        });
        tasks.sort_by_key(|task| std::cmp::Reverse(needs(task)));
    }

    /// Every institution by itself.
    fn each(&mut self, parts: Vec<usize>, share: f64, way: Way) {
        self.try_all(parts.into_iter().map(Trial::alone).collect(), share, way);
    }

    /// Asks the master for more of those who lacked time, near the plan there is; whatever else is illegal goes on by itself.
    /// `false` when nobody lacks anything or the master knows nothing else.
    fn repair(&mut self, share: f64, way: Way) -> bool {
        let mut learnt = Learnt::default();
        // While something is illegal, what is only unmet can wait.
        let concerned = self.parts.iter().zip(&self.lacking);
        for (part, lacking) in concerned.filter(|(part, _)| way != Way::Legal || part.cost.hard > 0) {
            for (person, minutes) in lacking {
                *learnt.minutes.entry((person.clone(), part.institution)).or_default() += minutes;
            }
            if part.cost.hard > 0 {
                let at = |(person, _): &(Id, i64)| {
                    let halves = self
                        .plan
                        .at
                        .iter()
                        .filter(move |((id, _), at)| id == person && **at == part.institution);
                    halves.map(|(key, _)| key.clone()).collect::<Vec<_>>()
                };
                learnt.not_again.extend(
                    lacking
                        .iter()
                        .map(at)
                        .filter(|h| !h.is_empty())
                        .map(|h| (part.institution, h)),
                );
            }
        }
        if learnt.minutes.is_empty() {
            return false;
        }
        let ask = || {
            let before = Some(&self.plan);
            plan(
                self.instance,
                self.homes,
                before,
                &learnt,
                self.options.repeatable,
                self.clock,
            )
        };
        let new = self.pool.as_ref().map_or_else(ask, |pool| pool.install(ask));
        let touched: Vec<usize> = (0..self.parts.len())
            .filter(|p| self.under(*p, &new) != self.parts[*p].instance)
            .collect();
        // Asked once; what still lacks then is asked for again.
        self.lacking.iter_mut().for_each(Vec::clear);
        if touched.is_empty() {
            return false;
        }
        let others = (0..self.parts.len()).filter(|p| !touched.contains(p) && self.parts[*p].cost.hard > 0);
        let mut trials: Vec<Trial> = others.map(Trial::alone).collect();
        trials.push(Trial {
            plan: Some(new),
            moved: Vec::new(),
            parts: touched,
        });
        self.try_all(trials, share, way);
        true
    }

    /// People go where they lack time, in a half-day that they spend elsewhere or have to spare, or somebody else who is there gives
    /// what they cannot; others exchange two half-days.
    fn exchange(&mut self) {
        let mut rng = self.random();
        let lacks = |part: &usize, person: &Id| self.lacking[*part].iter().any(|(id, _)| id == person);
        let wanted = |person: &Id| (0..self.parts.len()).filter(|p| lacks(p, person)).collect::<Vec<_>>();
        let mut people: Vec<(&Id, Vec<usize>)> = self.homes.shared().map(|id| (id, wanted(id))).collect();
        people.shuffle(&mut rng);
        people.sort_by_key(|(_, wanted)| wanted.is_empty());
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        // Who takes over something in this round: twice might be more than they have minutes for.
        let mut helping: BTreeSet<Id> = BTreeSet::new();
        let mut trials = Vec::new();
        let halves = HalfDay::all(self.instance);
        for (person, wanted) in people {
            let moved = if wanted.is_empty() {
                let [a, b] = [0, 1].map(|_| halves[rng.random_range(0..halves.len())]);
                let (at_a, at_b) = (self.plan.place(person, a), self.plan.place(person, b));
                vec![Move::Half(person.clone(), a, at_b), Move::Half(person.clone(), b, at_a)]
            } else {
                let part = wanted[rng.random_range(0..wanted.len())];
                match rng.random_range(0..3) {
                    0 => self.others_give(part, person, &mut rng),
                    way => self.come(self.parts[part].institution, person, way == 1, &mut rng),
                }
            };
            let mut new = self.plan.clone();
            moved.iter().for_each(|m| set(&mut new, m));
            if new == self.plan {
                continue;
            }
            let homes = self.homes.engaged.get(person).into_iter().flatten();
            let parts = homes.filter_map(|home| self.parts.iter().position(|p| p.institution == *home));
            let parts: Vec<usize> = parts
                .filter(|p| self.under(*p, &new) != self.parts[*p].instance)
                .collect();
            if parts.is_empty() || parts.iter().any(|p| taken.contains(p)) {
                continue;
            }
            let helps = moved.iter().find_map(|m| match m {
                Move::Giver(_, other) => Some(other.clone()),
                _ => None,
            });
            if helps.is_some_and(|other| !helping.insert(other)) {
                continue;
            }
            taken.extend(&parts);
            trials.push(Trial {
                plan: Some(new),
                moved,
                parts,
            });
        }
        self.try_all(trials, CHANGE, Way::Anneal(COOL));
    }

    /// A person comes to an institution in a half-day more, if possible on a day on which they do not come yet, and rather in a half-day
    /// in which they do little elsewhere. In exchange they may be there instead in one of those in which they do little here.
    fn come(&self, to: usize, person: &Id, exchange: bool, rng: &mut Xoshiro256PlusPlus) -> Vec<Move> {
        let mut halves = HalfDay::all(self.instance);
        halves.shuffle(rng);
        let days = self.plan.days(person, to);
        let little = |half: &HalfDay| self.meetings_in(person, *half);
        // One of the first, the first in half of all cases.
        let mut pick = |all: Vec<HalfDay>| {
            let at = rng.random::<u32>().trailing_zeros() as usize;
            (!all.is_empty()).then(|| all[at % all.len()])
        };
        let (mut here, mut elsewhere): (Vec<HalfDay>, Vec<HalfDay>) = halves
            .into_iter()
            .partition(|h| self.plan.place(person, *h) == Some(to));
        elsewhere.sort_by_cached_key(|half| (days.contains(&half.day), little(half)));
        here.sort_by_cached_key(little);
        let Some(half) = pick(elsewhere) else {
            return Vec::new();
        };
        let mut moved = vec![Move::Half(person.clone(), half, Some(to))];
        if exchange && let Some(back) = pick(here) {
            moved.push(Move::Half(person.clone(), back, self.plan.place(person, half)));
        }
        moved
    }

    /// Somebody else who comes to an institution gives a session of which a person cannot give all.
    fn others_give(&self, part: usize, person: &Id, rng: &mut Xoshiro256PlusPlus) -> Vec<Move> {
        let Part {
            institution, timetable, ..
        } = &self.parts[part];
        let theirs = |id: &Id| self.plan.givers.get(id).and_then(Option::as_ref) == Some(person);
        let unmet = |session: &&Session| timetable.unmet.contains_key(&session.id) && theirs(&session.id);
        let sessions: Vec<&Session> = self.alone[part].sessions.iter().filter(unmet).collect();
        if sessions.is_empty() {
            return Vec::new();
        }
        let session = sessions[rng.random_range(0..sessions.len())];
        let minutes = session.minutes * u16::from(session.weekly);
        let staff = |id: &Id| self.instance.staff.iter().find(|s| s.id == *id);
        let granted = |id: &Id| self.plan.minutes.get(&(id.clone(), *institution)).copied();
        // Who has a limit of minutes must have some to spare.
        let can = |id: &&Id| {
            let limit = staff(id).and_then(|s| s.minutes_weekly);
            let limit = limit.filter(|_| self.homes.is_shared(id));
            *id != person && limit.is_none_or(|limit| self.plan.spare_minutes(id, limit) >= minutes)
        };
        let comes = |id: &Id| match self.homes.is_shared(id) {
            true => self.plan.days(id, *institution).len(),
            false => usize::MAX,
        };
        let mut others: Vec<&Id> = session
            .staff
            .persons()
            .iter()
            .filter(can)
            .filter(|id| comes(id) > 0)
            .collect();
        others.shuffle(rng);
        let Some(other) = others.into_iter().max_by_key(|id| comes(id)) else {
            return Vec::new();
        };
        let mut moved = vec![Move::Giver(session.id.clone(), other.clone())];
        for (id, less, more) in [(person, minutes, 0), (other, 0, minutes)] {
            if let Some(before) = granted(id) {
                moved.push(Move::Minutes(
                    id.clone(),
                    *institution,
                    before.saturating_sub(less) + more,
                ));
            }
        }
        moved
    }

    /// How many meetings a person has in a half-day where the plan has them.
    fn meetings_in(&self, person: &Id, half: HalfDay) -> usize {
        let Some(at) = self.plan.place(person, half) else {
            return 0;
        };
        let here = self.parts.iter().filter(|part| part.institution == at);
        let placements = here.flat_map(|part| &part.timetable.placements);
        let in_half = placements.filter(|p| p.day == half.day && (p.start >= self.instance.half_day) == half.afternoon);
        in_half.filter(|p| p.staff.contains(person)).count()
    }

    fn random(&self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.options.seed.wrapping_mul(1_000_003).wrapping_add(self.round))
    }

    /// An institution as a plan has it.
    fn under(&self, part: usize, plan: &Plan) -> Instance {
        let institution = self.parts[part].institution;
        under(plan, self.instance, self.homes, institution, self.alone[part].clone())
    }

    /// Runs trials of which no two have an institution in common, and keeps those that pay.
    fn try_all(&mut self, mut trials: Vec<Trial>, share: f64, way: Way) {
        trials.retain(|trial| !trial.parts.is_empty());
        if trials.is_empty() || self.over() {
            return;
        }
        self.round += 1;
        // To become legal takes time by size; to become better more where the bound is far.
        let size_of = |part: &Part| {
            let gap = u64::try_from(part.cost.soft - part.bound).unwrap_or(0);
            meetings(&part.instance) + if way == Way::Legal { 0 } else { WORTH * gap }
        };
        let size = |trial: &Trial| trial.parts.iter().map(|p| size_of(&self.parts[*p])).sum::<u64>();
        // The largest first, so that nobody waits for one that began last.
        trials.sort_by_key(|trial| (std::cmp::Reverse(size(trial)), trial.parts[0]));
        let whole: u64 = trials.iter().map(size).sum();
        let budget = self.clock.budget_left().map(|left| (left as f64 * share) as u64);
        let round = self.clock.part(self.clock.left().map(|left| left.mul_f64(share)), None);
        let threads = self.options.threads.max(1);
        let inside = (threads / trials.len()).max(1);
        let waiting = Mutex::new(whole);
        let this = &*self;
        let work = |trial: Trial| -> Option<(Trial, Vec<Searched>)> {
            // Nothing more is begun when it is too late.
            if round.over() {
                return None;
            }
            let searched = trial.parts.iter().map(|p| {
                let size = size_of(&this.parts[*p]);
                // Time that others have left over is for those who still wait.
                let left = waiting.lock().map_or(whole, |mut left| {
                    let now = *left;
                    *left = now.saturating_sub(size);
                    now
                });
                let part_of = |of: u64| size as f64 / of.max(1) as f64;
                let lanes = (threads / inside) as f64;
                let time = round.left().map(|time| time.mul_f64((part_of(left) * lanes).min(1.0)));
                let iterations = budget.map(|all| (all as f64 * part_of(whole)) as u64);
                let clock = round.part(time, iterations);
                this.search(*p, trial.plan.as_ref(), inside, way, &clock)
            });
            let searched = searched.collect();
            Some((trial, searched))
        };
        let run = || -> Vec<(Trial, Vec<Searched>)> { trials.into_iter().par_bridge().filter_map(work).collect() };
        let mut done = match &this.pool {
            Some(pool) => pool.install(run),
            None => run(),
        };
        // In the order of institutions, whoever came first.
        done.sort_by_key(|(trial, _)| trial.parts[0]);
        for (trial, searched) in done {
            self.moves += searched.iter().map(|s| s.moves).sum::<u64>();
            self.clock.take(searched.iter().map(|s| s.iterations).sum());
            let before = sum(trial.parts.iter().map(|p| self.parts[*p].held()));
            let after = sum(searched.iter().map(|s| s.part.held()));
            // A new plan must pay; and no search counts that lost something on its way.
            if after > before || trial.plan.is_some() && after == before {
                continue;
            }
            match trial.plan {
                Some(new) if trial.moved.is_empty() => self.plan = new,
                _ => trial.moved.iter().for_each(|m| set(&mut self.plan, m)),
            }
            for (part, found) in trial.parts.into_iter().zip(searched) {
                self.parts[part] = found.part;
                self.lacking[part] = found.lacking;
            }
        }
        let legal = self.parts.iter().filter(|p| p.cost.hard == 0).count();
        if legal == self.parts.len() && self.first_legal.is_none() {
            self.first_legal = Some(self.clock.elapsed());
        }
        let (instance, parts) = (self.instance, &self.parts);
        let progress = Progress {
            cost: sum(parts.iter().map(|part| part.cost)),
            legal: (legal, parts.len()),
            moves: self.moves,
            timetable: &|| together(instance, parts),
        };
        if let Ok(tell) = self.tell.get_mut() {
            tell(progress);
        }
    }

    /// Searches one institution from its timetable, under a plan of its own if one is tried.
    fn search(&self, index: usize, plan: Option<&Plan>, threads: usize, way: Way, clock: &Clock) -> Searched {
        let part = &self.parts[index];
        let instance = plan.map_or_else(|| part.instance.clone(), |plan| self.under(index, plan));
        let mut lowered = lower(&instance, self.options.lang);
        let (start, _) = lowered.assignment(&part.timetable);
        let own = lowered.problem.rules.len();
        if let Some(published) = self.options.start {
            lowered.keep(published, HOLD);
        }
        let seed = self
            .options
            .seed
            .wrapping_mul(7_919)
            .wrapping_add(self.round << 20 | index as u64);
        let good_enough = |cost: Cost| cost.hard == 0 && (way == Way::Legal || cost.soft <= part.bound);
        let annealed = |share: f64| {
            let domain = Domain::new(&lowered.problem);
            let late = clock.late(share);
            let gone = late.iterations();
            let found = match way {
                Way::Legal => {
                    let run = Run::annealing(threads, seed);
                    anneal(&domain, &start, run, &late, good_enough, |_, _| {})
                }
                _ => coolings(&domain, &start, threads, seed, &late, good_enough, |_, _| {}),
            };
            (found.assignment, found.moves, late.iterations() - gone)
        };
        let improved = || {
            let budget = clock.budget_left().unwrap_or(0);
            let options = neighbourhood::Options {
                threads,
                seed,
                rounds: self.options.repeatable.then_some(budget / NEIGHBOURHOOD),
                others: &[],
            };
            // The program starts from a legal timetable, and some are too large to be written.
            let possible = part.cost.hard == 0 && columns(&lowered.problem) <= MOST_COLUMNS;
            let problem = &lowered.problem;
            match possible {
                true => neighbourhood::improve(problem, &start, &options, clock, good_enough, |_, _| {}),
                false => start.clone(),
            }
        };
        let (assignment, moves, iterations) = match way {
            Way::Legal => annealed(0.0),
            Way::Anneal(share) => annealed(share),
            Way::Neighbourhoods => (improved(), 0, clock.budget_left().unwrap_or(0)),
        };
        let held = Board::new(&lowered.problem, &assignment).cost();
        lowered.problem.rules.truncate(own);
        let cost = Board::new(&lowered.problem, &assignment).cost();
        let timetable = lowered.timetable(&assignment, cost.hard, cost.soft);
        let lacking = self.lacking(&instance, &lowered, &assignment, &timetable);
        Searched {
            part: Part {
                institution: part.institution,
                instance,
                timetable,
                cost,
                away: held.soft - cost.soft,
                bound: part.bound,
                kept: false,
            },
            moves,
            iterations,
            lacking,
        }
    }

    /// Shared people in what is illegal, and those whose sessions stay unmet.
    fn lacking(
        &self,
        instance: &Instance,
        lowered: &Lowered,
        found: &Assignment,
        timetable: &Timetable,
    ) -> Vec<(Id, i64)> {
        let shared = |id: &&Id| self.homes.is_shared(id);
        let board = Board::new(&lowered.problem, found);
        let mut lacking: BTreeMap<Id, i64> = BTreeMap::new();
        if board.cost().hard > 0 {
            for meet in board.troubled() {
                let event = &lowered.problem.events[lowered.problem.meets[meet]];
                let staff = event
                    .fixed
                    .iter()
                    .filter(|r| lowered.problem.resources[**r].kind == ResourceKind::Staff);
                for person in staff.map(|r| &lowered.ids[*r]).filter(shared) {
                    lacking.insert(person.clone(), MORE);
                }
            }
        }
        for (activity, count) in &timetable.unmet {
            if let Some(session) = instance.sessions.iter().find(|s| s.id == *activity) {
                for person in session.staff.persons().iter().filter(shared) {
                    *lacking.entry(person.clone()).or_default() += i64::from(session.minutes) * i64::from(*count);
                }
            }
        }
        lacking.into_iter().collect()
    }
}

/// An institution with what a timetable has for it: its placements, and their places, by activity. Where all of it still fits and
/// is legal, it is left alone.
fn begun(
    institution: usize,
    instance: Instance,
    start: &HashMap<&Id, Vec<(usize, &Placement)>>,
    options: &Options,
) -> Part {
    let lowered = lower(&instance, options.lang);
    let known: BTreeSet<&Id> = lowered.origins.iter().map(|origin| &origin.activity).collect();
    let placements: BTreeMap<usize, &Placement> =
        known.iter().filter_map(|id| start.get(id)).flatten().copied().collect();
    let own = Timetable {
        placements: placements.into_values().cloned().collect(),
        ..together(&instance, &[])
    };
    let (assignment, unplaced) = lowered.assignment(&own);
    let cost = Board::new(&lowered.problem, &assignment).cost();
    Part {
        institution,
        timetable: lowered.timetable(&assignment, cost.hard, cost.soft),
        cost,
        away: 0,
        bound: 0,
        kept: options.start.is_some() && cost.hard == 0 && unplaced.is_empty(),
        instance,
    }
}

/// Weekly meetings of an institution: its size.
fn meetings(part: &Instance) -> u64 {
    let lessons = part.lessons.iter().map(|l| u64::from(l.weekly));
    let sessions = part.sessions.iter().map(|s| u64::from(s.weekly));
    let hours = part.full_day.iter().map(|_| 20);
    lessons.chain(sessions).chain(hours).sum::<u64>() + part.consultations.len() as u64
}

fn set(plan: &mut Plan, change: &Move) {
    match change.clone() {
        Move::Half(person, half, Some(at)) => {
            plan.at.insert((person, half), at);
        }
        Move::Half(person, half, None) => {
            plan.at.remove(&(person, half));
        }
        Move::Giver(session, person) => {
            plan.givers.insert(session, Some(person));
        }
        Move::Minutes(person, at, minutes) => {
            plan.minutes.insert((person, at), minutes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Weekday;
    use crate::municipality::toys::two_villages;
    use crate::timetable::Change;
    use crate::verify;

    fn solved(instance: &Instance, iterations: u64, start: Option<&Timetable>) -> Solved {
        let options = Options {
            threads: 2,
            seed: 1,
            start,
            repeatable: true,
            lang: Lang::En,
        };
        solve(instance, &options, &Clock::new(None, Some(iterations)), |_| {})
    }

    #[test]
    fn the_best_of_two_villages_is_found_and_is_legal() {
        for (way, best) in [(30, 4), (300, 16)] {
            let instance = two_villages(way);
            let found = solved(&instance, 60_000, None);
            assert_eq!(verify::law::judge(&instance, &found.timetable(&instance)), []);
            assert_eq!(
                found.cost(),
                Cost { hard: 0, soft: best },
                "way {way}: {:?}",
                found.plan
            );
            assert!(found.bound <= best && found.parts.iter().map(|p| p.bound).sum::<i64>() <= found.bound);
        }
    }

    #[test]
    fn what_a_timetable_shows_costs_what_the_search_said() {
        let instance = two_villages(300);
        let found = solved(&instance, 60_000, None);
        let timetable = found.timetable(&instance);
        let cost = |part: Instance| {
            let lowered = lower(&part, Lang::En);
            Board::new(&lowered.problem, &lowered.assignment(&timetable).0).cost()
        };
        let parts = crate::municipality::parts(&instance, &timetable);
        assert_eq!(sum(parts.into_iter().map(cost)), found.cost());
    }

    /// By the sheet and the clock: who leaves a village in the middle of the day is not in the other before the way is over.
    #[test]
    fn sheets_leave_time_for_the_way() {
        let instance = two_villages(30);
        let timetable = solved(&instance, 60_000, None).timetable(&instance);
        let mut ways = 0;
        for (person, day) in ["MUS", "LOG"]
            .into_iter()
            .flat_map(|p| [(p, Weekday::Mon), (p, Weekday::Tue)])
        {
            let theirs = timetable
                .placements
                .iter()
                .filter(|p| p.day == day && p.staff.contains(&person.to_owned()));
            let north = |p: &Placement| p.activity.starts_with("N-") || p.activity.ends_with("p1");
            let mut stays: Vec<(u16, u16, bool)> = theirs.map(|p| (p.start.0, p.end.0, north(p))).collect();
            stays.sort();
            for pair in stays.windows(2).filter(|pair| pair[0].2 != pair[1].2) {
                assert!(pair[0].1 + 30 <= pair[1].0, "{person} on {day:?}: {stays:?}");
                ways += 1;
            }
        }
        assert!(ways > 0, "nobody goes anywhere");
    }

    #[test]
    fn the_same_iterations_give_the_same_timetable() {
        let instance = two_villages(30);
        let [one, other] = [0, 1].map(|_| solved(&instance, 30_000, None).timetable(&instance));
        assert_eq!(one, other);
    }

    #[test]
    fn a_legal_timetable_is_kept_and_only_what_changed_is_planned_anew() {
        let mut instance = two_villages(30);
        let old = solved(&instance, 200_000, None).timetable(&instance);
        let same = solved(&instance, 10_000, Some(&old));
        assert_eq!(same.timetable(&instance).changes_to(&old), []);
        instance.lessons[1].weekly -= 1;
        let new = solved(&instance, 200_000, Some(&old));
        assert_eq!(verify::law::judge(&instance, &new.timetable(&instance)), []);
        assert_eq!(new.parts.iter().map(|p| p.kept).collect::<Vec<_>>(), [false, true]);
        // Of the 16 lessons and sessions few move.
        let changes = new.timetable(&instance).changes_to(&old);
        let moved = changes.iter().filter(|change| matches!(change, Change::Moved { .. }));
        assert!(moved.count() <= 2, "{changes:?}");
    }
}
