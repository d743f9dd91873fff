//! Annealing: the same moves, hot at first and cooling, on one board per thread. Threads work in
//! rounds of counted iterations, and each cooling begins with what the one before found, so that with a
//! budget of iterations the result does not depend on their timing.

use super::clock::Clock;
use super::construct::{Way, construct};
use super::domain::Domain;
use super::late::Late;
use super::moves::{Made, Mover};
use super::prices::{GAIN, Notes, Prices, UNIT, gain_of_wish, of_point};
use crate::board::{Board, Cost};
use crate::problem::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::time::Duration;

/// Moves of one thread in one round.
const ROUND: u64 = 20_000;
/// Moves of one thread in a whole cooling, for each meet that can be moved, if there is time. Several short ones find
/// more than a longer one; only where one found nothing, the next are slower.
const LENGTH: f64 = 10_000.0;
const SLOWER: f64 = 1.2;
/// How much of a cooling is over where those begin that follow.
const REHEATED: f64 = 0.45;
/// Temperatures of the rounds that look for a first legal timetable before the first cooling begins, on even and on odd
/// threads, in what a move costs; and how many of these may go by without coming nearer to one.
const COOL: [f64; 2] = [1.0, 0.5];
const COOL_ROUNDS: u32 = 6;
/// Temperature at which the cooling begins, in the geometric mean of what a move costs and what the cheapest does.
const HOTTEST: f64 = 1.0;
/// Temperature at its end, in what the cheapest move costs: while no legal timetable is known, and when one is.
const COLDEST: [f64; 2] = [0.25, 0.1];
/// Moves after which it is looked again what is in trouble, and prices of points follow.
const FOCUS: u64 = 2_000;
/// Moves that tell what a move costs.
const SAMPLE: usize = 500;
/// Moves after which it is noted which rules are broken; share of a cooling after which prices do not fall any more.
const NOTE: u64 = 200;
const FIRM: f64 = 0.85;
/// How many of the legal timetables that coolings end on are kept.
const ENDS: usize = 8;

/// What the search found and what it took.
#[derive(Debug, Clone)]
pub struct Found {
    /// The best assignment.
    pub assignment: Assignment,
    /// Its cost.
    pub cost: Cost,
    /// Time of the first legal one, from the start of the clock.
    pub first_legal: Option<Duration>,
    /// Moves tried and fully priced.
    pub moves: u64,
    /// The last few legal timetables that threads ended a cooling on, good but seldom the best; the last first.
    pub ends: Vec<Assignment>,
}

/// What is told after each round.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Best cost so far.
    pub cost: Cost,
    /// Share of the run that is over, 0 to 1.
    pub share: f64,
    /// Moves tried.
    pub moves: u64,
}

/// What moves cost as a rule, by which temperatures and the prices of hard rules are chosen: archives and schools
/// count in units of their own.
#[derive(Debug, Clone)]
struct Scale {
    /// What a move costs: the middle of all that cost something.
    step: f64,
    /// What the cheapest move costs that costs something.
    grain: f64,
    /// By rule, the same as `step` for its part alone; none where no move broke it.
    growths: Vec<Option<f64>>,
}

/// How to cool.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Threads.
    pub threads: usize,
    /// Seed of all choices.
    pub seed: u64,
    /// With late acceptance, once there is a legal timetable, and not at a temperature.
    pub late: bool,
}

impl Run {
    /// At a temperature.
    pub fn annealing(threads: usize, seed: u64) -> Run {
        Run {
            threads,
            seed,
            late: false,
        }
    }
}

struct Worker<'d, 'p> {
    board: Board<'p>,
    mover: Mover<'d, 'p>,
    best: (Cost, Assignment),
    first_legal: Option<Duration>,
    moves: u64,
    notes: Notes,
    /// What it remembers with late acceptance.
    late: Option<Late>,
}

/// Cools again and again until the clock is over, `good_enough` says yes, or nothing can move: from where the one before
/// ended and half as hot, as long as that finds more; else with late acceptance from far above, to begin anew somewhere
/// else. Of the first cooling as much is over as of the clock.
pub fn coolings(
    domain: &Domain,
    start: &Assignment,
    threads: usize,
    seed: u64,
    clock: &Clock,
    good_enough: impl Fn(Cost) -> bool,
    mut tell: impl FnMut(Progress, &Assignment),
) -> Found {
    let mut cool = |start: &Assignment, best: Option<&Found>, nth: u64, gone: f64, hot: bool, moves: Option<f64>| {
        let (before, taken, left) = (clock.elapsed(), clock.iterations(), clock.budget_left());
        let moves = moves.map(|moves| (moves * (1.0 - gone)) as u64);
        let part = clock.part(None, moves.into_iter().chain(left).min()).late(gone);
        let (already, early) = (part.iterations(), part.elapsed());
        let share = || {
            let now = taken + part.iterations() - already;
            let of = |left: u64| now as f64 / (taken + left).max(1) as f64;
            clock.share().max(left.map_or(0.0, of))
        };
        let tell = |progress: Progress, assignment: &Assignment| {
            let share = share();
            match best.filter(|best| best.cost <= progress.cost) {
                Some(Found { cost, assignment, .. }) => {
                    let cost = *cost;
                    tell(
                        Progress {
                            share,
                            cost,
                            ..progress
                        },
                        assignment,
                    );
                }
                None => tell(Progress { share, ..progress }, assignment),
            }
        };
        let run = Run {
            threads,
            seed: seed.wrapping_add(nth << 32),
            late: hot,
        };
        let found = anneal(domain, start, run, &part, &good_enough, tell);
        clock.take(part.iterations() - already);
        Found {
            first_legal: found.first_legal.map(|after| before + after.saturating_sub(early)),
            ..found
        }
    };
    let mut moves = LENGTH * (domain.movable.len() * threads.max(1)) as f64;
    let mut best = cool(start, None, 0, clock.share().min(0.99), false, Some(moves));
    // What the next cooling begins with, and whether it is to leave that behind.
    let (mut line, mut hot) = (best.clone(), false);
    for nth in 1.. {
        let taken = clock.iterations();
        if clock.over() || good_enough(best.cost) {
            break;
        }
        let mut found = match line.cost.hard {
            0 => cool(
                &line.assignment,
                Some(&best),
                nth,
                if hot { 0.0 } else { REHEATED },
                hot,
                Some(moves),
            ),
            // What is not legal yet has all the time there is.
            _ => cool(&line.assignment, Some(&best), nth, 0.0, false, None),
        };
        let ends = found.ends.drain(..).filter(|end| *end != best.assignment);
        best.ends.splice(0..0, ends);
        best.ends.truncate(ENDS);
        best.moves += found.moves;
        best.first_legal = best.first_legal.or(found.first_legal);
        let in_vain = found.cost >= line.cost && !hot;
        if found.cost <= line.cost || hot && found.cost.hard == 0 {
            line = found;
        }
        hot = in_vain;
        if in_vain {
            moves *= SLOWER;
        }
        if line.cost <= best.cost {
            (best.cost, best.assignment) = (line.cost, line.assignment.clone());
        }
        if clock.iterations() == taken {
            // Nothing can move, or no moves are left.
            break;
        }
    }
    best
}

/// Anneals until the clock is over, `good_enough` says yes, or nothing can move.
pub fn anneal<'p>(
    domain: &Domain<'p>,
    start: &Assignment,
    run: Run,
    clock: &Clock,
    good_enough: impl Fn(Cost) -> bool,
    mut tell: impl FnMut(Progress, &Assignment),
) -> Found {
    let (problem, Run { threads, seed, late }) = (domain.problem, run);
    let worker = |thread: usize| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(thread as u64));
        let mut board = Board::new(problem, start);
        construct(domain, &mut board, &mut rng, clock, Way::of(thread));
        let mut mover = Mover::new(domain, rng);
        mover.fill_afternoons(&mut board);
        let best = (board.cost(), board.assignment().clone());
        let first_legal = (best.0.hard == 0).then(|| clock.elapsed());
        Worker {
            board,
            mover,
            best,
            first_legal,
            moves: 0,
            notes: Notes::default(),
            late: late.then(|| Late::new(domain.movable.len())),
        }
    };
    let mut workers: Vec<Worker> = in_parallel((0..threads.max(1)).collect(), worker);
    let Scale { step, grain, growths } = workers[0].scale();
    let mut prices = Prices::new(&problem.rules, step, &growths);
    workers.iter_mut().for_each(|w| w.board.reprice(prices.by_rule()));
    let mut stuck = 0;
    loop {
        let share = clock.share();
        let best = workers.iter().map(|w| w.best.0).min().unwrap_or_default();
        let moves = workers.iter().map(|w| w.moves).sum();
        if let Some(leader) = workers.iter().find(|w| w.best.0 == best) {
            tell(
                Progress {
                    cost: best,
                    share,
                    moves,
                },
                &leader.best.1,
            );
        }
        let quotas: Vec<u64> = workers.iter().map(|_| clock.take(ROUND)).collect();
        if domain.movable.is_empty() || good_enough(best) || clock.over() || share >= 1.0 || quotas.contains(&0) {
            break;
        }
        let (hottest, coldest) = (
            HOTTEST * (step * grain).sqrt(),
            COLDEST[usize::from(best.hard == 0)] * grain,
        );
        let temperature = hottest * (coldest / hottest).powf(share);
        let cools = best.hard > 0 && stuck < COOL_ROUNDS;
        let jobs = workers.into_iter().zip(quotas).enumerate().collect();
        workers = in_parallel(jobs, |(thread, (mut worker, quota)): (usize, (Worker, u64))| {
            let cool = step * COOL[thread % 2];
            let temperature = if cools { cool } else { temperature };
            worker.run(quota, temperature * UNIT as f64, clock);
            worker
        });
        let mut notes = Notes::default();
        workers
            .iter_mut()
            .for_each(|w| notes.add(&std::mem::take(&mut w.notes)));
        let least = workers.iter().map(|w| w.best.0.hard).min();
        if !cools {
            prices.follow(&notes, share > FIRM, least == Some(0));
            for worker in &mut workers {
                worker.reprice(|board| board.reprice(prices.by_rule()));
            }
        }
        let nearer = least < Some(best.hard);
        stuck = match (cools, nearer) {
            (false, _) => COOL_ROUNDS,
            (true, true) => 0,
            (true, false) => stuck + 1,
        };
    }
    for worker in &mut workers {
        // Where it ended is as good, and somewhere else.
        if worker.board.cost() == worker.best.0 {
            worker.best.1.clone_from(worker.board.assignment());
        }
    }
    let first_legal = workers.iter().filter_map(|w| w.first_legal).min();
    let moves = workers.iter().map(|w| w.moves).sum();
    let legal = workers.iter().filter(|w| w.board.cost().hard == 0);
    let ends: Vec<Assignment> = legal.map(|w| w.board.assignment().clone()).collect();
    let best = workers.into_iter().map(|w| w.best).min_by_key(|(cost, _)| *cost);
    let (cost, assignment) = best.unwrap_or_else(|| (Cost::default(), start.clone()));
    Found {
        assignment,
        cost,
        first_legal,
        moves,
        ends,
    }
}

impl<'p> Worker<'_, 'p> {
    /// Tries some moves, and keeps none.
    fn scale(&mut self) -> Scale {
        let rules = &self.board.problem().rules;
        let mut hard: Vec<Vec<i64>> = vec![Vec::new(); rules.len()];
        let before: Vec<i64> = self.board.costs().collect();
        let mut soft = Vec::new();
        for _ in 0..SAMPLE {
            if self.mover.propose(&mut self.board, i64::MAX / 4) == Made::Move {
                let now = self.board.cost().soft;
                soft.push(self.board.settle().soft - now);
                let growths = self.board.costs().zip(&before).map(|(cost, before)| cost - before);
                hard.iter_mut().zip(growths).for_each(|(all, growth)| all.push(growth));
            }
            self.board.undo();
        }
        let step = middle(&mut soft).unwrap_or(1.0);
        let grain = soft.first().map_or(1.0, |growth| *growth as f64);
        let growths = hard.iter_mut().map(middle).collect();
        Scale { step, grain, growths }
    }

    /// Changes prices.
    fn reprice(&mut self, change: impl FnOnce(&mut Board<'p>)) {
        let before = self.board.price();
        change(&mut self.board);
        if let Some(late) = &mut self.late {
            late.shift(self.board.price() - before);
        }
    }

    fn run(&mut self, moves: u64, temperature: f64, clock: &Clock) {
        for i in 0..moves {
            if i % 512 == 0 && clock.over() {
                return;
            }
            if i % FOCUS == 0 {
                let wishes = match self.best.0.hard {
                    0 => gain_of_wish(self.board.deviating().count()),
                    _ => 0,
                };
                let gain = |hard| if hard { GAIN } else { wishes };
                self.reprice(|board| board.reprice_points(|hard, now, broken| of_point(now, broken, gain(hard))));
                if let Some(late) = self.late.as_mut().filter(|_| self.best.0.hard == 0) {
                    late.begin(self.board.price(), temperature);
                }
                self.mover.forget();
                let movable = |m: &MeetId| self.mover.domain.movable.binary_search(m).is_ok();
                self.mover.focus = self.board.troubled().into_iter().filter(movable).collect();
            }
            if i % NOTE == 0 {
                self.notes.take(&self.board);
            }
            // The growth in cost that chance or the past allows, known before the move is priced.
            let before = self.board.price();
            let limit = match &self.late {
                Some(late) if self.best.0.hard == 0 => late.limit(before),
                _ => (-temperature * (1.0 - self.mover.chance()).ln()) as i64,
            };
            let made = self.mover.propose(&mut self.board, limit);
            self.moves += u64::from(made != Made::Nothing);
            let after = match made {
                Made::Move => self.board.settle_within(limit),
                _ => None,
            };
            let Some(after) = after else {
                self.mover.learn(0);
                self.board.undo();
                if let Some(late) = self.late.as_mut().filter(|_| made != Made::Nothing) {
                    late.note(before);
                }
                continue;
            };
            self.mover.learn((before - self.board.price()).max(0));
            self.board.commit();
            if let Some(late) = &mut self.late {
                late.note(self.board.price());
            }
            if after < self.best.0 {
                if after.hard == 0 && self.first_legal.is_none() {
                    self.first_legal = Some(clock.elapsed());
                }
                self.best.0 = after;
                self.best.1.clone_from(self.board.assignment());
            }
        }
    }
}

/// The middle of the numbers above 0.
fn middle(growths: &mut Vec<i64>) -> Option<f64> {
    growths.retain(|growth| *growth > 0);
    growths.sort_unstable();
    growths.get(growths.len() / 2).map(|growth| *growth as f64)
}

/// One thread for each job; results in the order of the jobs.
fn in_parallel<J: Send, R: Send>(jobs: Vec<J>, work: impl Fn(J) -> R + Sync) -> Vec<R> {
    let work = &work;
    std::thread::scope(|scope| {
        let running: Vec<_> = jobs.into_iter().map(|job| scope.spawn(move || work(job))).collect();
        // A panic of a worker is ours and goes on here.
        running
            .into_iter()
            .map(|r| r.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder;

    /// Twelve lessons of three people, each dearer the later, and not all can be early.
    fn crowded() -> Problem {
        let mut week = Builder::plain(10, 1);
        let people = [0; 3].map(|_| week.resource(ResourceKind::Staff));
        let pair = |i: usize| [people[i % 3], people[(i + 1) % 3]];
        let events: Vec<EventId> = (0..12).map(|i| week.event(1, 0, &pair(i)[..1 + i % 2])).collect();
        week.rule(RuleKind::Assigned(Assigned { events: events.clone() }));
        week.rule(RuleKind::Clash(Clash {
            resources: people.into(),
            ..Clash::default()
        }));
        let wish = week.rule(RuleKind::Preferred(Preferred {
            events,
            amounts: (0..10).collect(),
            ..Preferred::default()
        }));
        week.problem.rules[wish].hard = false;
        week.problem
    }

    #[test]
    fn coolings_go_on_from_the_best_until_the_budget_is_used() {
        let problem = crowded();
        let domain = Domain::new(&problem);
        let start = Assignment::empty(&problem);
        let whole = (LENGTH as u64) * domain.movable.len() as u64;
        let run = |budget: u64| {
            let (clock, mut told) = (Clock::new(None, Some(budget)), Vec::new());
            let tell = |progress: Progress, _: &Assignment| told.push((progress.share, progress.cost));
            let found = coolings(&domain, &start, 1, 1, &clock, |_| false, tell);
            assert_eq!(clock.iterations(), budget);
            assert!(told.is_sorted_by(|a, b| a.0 <= b.0 && a.1 >= b.1), "{told:?}");
            assert!(budget == 0 || told.last().is_some_and(|last| last.0 == 1.0), "{told:?}");
            assert_eq!(Board::new(&problem, &found.assignment).cost(), found.cost);
            found
        };
        let (one, more) = (run(whole), run(3 * whole));
        assert!(more.cost <= one.cost && more.moves > one.moves && one.cost.hard == 0);
        assert_eq!(run(3 * whole).assignment, more.assignment);
        // Without moves there is no second cooling either.
        assert_eq!(run(0).moves, 0);
        // Enough is enough.
        let clock = Clock::new(None, Some(3 * whole));
        let found = coolings(&domain, &start, 1, 1, &clock, |cost| cost.hard == 0, |_, _| {});
        assert!(found.cost.hard == 0 && clock.iterations() < whole);
    }

    /// Archives weigh one hard rule by the thousand, another by one, and a soft one by a hundred.
    #[test]
    fn a_hard_rule_of_small_weight_is_dear_too() {
        let mut week = Builder::plain(8, 1);
        let [ann, bob] = [0, 1].map(|_| week.resource(ResourceKind::Staff));
        let events: Vec<EventId> = [ann, ann, ann, bob, bob].map(|who| week.event(2, 0, &[who])).into();
        let clash = week.rule(RuleKind::Clash(Clash {
            resources: vec![ann, bob],
            ..Clash::default()
        }));
        let away = vec![(bob, (0..8).map(|cell| cell < 4).collect())];
        let available = week.rule(RuleKind::Available(Available { away }));
        let wish = week.rule(RuleKind::Preferred(Preferred {
            events,
            amounts: (0..8).collect(),
            ..Preferred::default()
        }));
        week.problem.rules[available].weight = 1000;
        week.problem.rules[wish].hard = false;
        week.problem.rules[wish].weight = 100;
        let problem = week.problem;
        let domain = Domain::new(&problem);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut board = Board::new(&problem, &Assignment::empty(&problem));
        construct(&domain, &mut board, &mut rng, &Clock::new(None, None), Way::Forward);
        let mut worker = Worker {
            best: (board.cost(), board.assignment().clone()),
            board,
            mover: Mover::new(&domain, rng),
            first_legal: None,
            moves: 0,
            notes: Notes::default(),
            late: None,
        };
        let Scale { step, grain, growths } = worker.scale();
        assert!(step >= 100.0, "{step}");
        let prices = Prices::new(&problem.rules, step, &growths).by_rule();
        assert!(prices[clash] as f64 >= step * UNIT as f64, "{prices:?} {step}");
        assert_eq!(prices[wish], 100 * UNIT);
        assert!(0.0 < grain && grain <= step, "{grain} {step}");
    }
}
