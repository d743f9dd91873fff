//! Large neighbourhoods: most of a timetable stands still, and the integer program says what is best for the rest (Shaw,
//! CP 1998; Sørensen, Stidsen, PATAT 2012). The rest is all that a few resources do, some days, some times, or what a
//! rule that costs looks at.

use super::clock::Clock;
use super::exact;
use crate::board::{Board, Cost};
use crate::problem::*;
use crate::program::{Builder, Column, ColumnDef, Program, RowDef, Status, Task, backend};
use crate::rules::{self, Watch};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// Share of all time that one neighbourhood may take, but no less and no more than this; and most nodes of its tree where time
/// may not matter. What takes seconds to solve pays off far more often than what is soon solved.
const SHARE: f64 = 0.3;
const TIME: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(12)];
const NODES: u64 = 50;
/// A larger neighbourhood is not tried.
const MOST_COLUMNS: usize = 30_000;
/// By how much a kind of neighbourhood grows when one was solved, or in less than a tenth of its time, and shrinks when one was not.
const GROW: f64 = 1.1;
const GROW_FAST: f64 = 1.4;
const SHRINK: f64 = 0.85;
/// How much of what a kind has paid off before is forgotten with every try, and the least chance it keeps.
const FORGET: f64 = 0.1;
const CHANCE: f64 = 0.1;

/// What a neighbourhood leaves free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// All events of some resources that have events together.
    Resources,
    /// Everything on some days.
    Days,
    /// Everything that starts in some cells.
    Times,
    /// The events that a few points look at which cost something.
    Points,
    /// Where this timetable and a few other good ones differ: each event in the slots that one of them gives it.
    Difference,
}

/// A kind of neighbourhood, how many of its things one leaves free, and how often one paid off lately.
#[derive(Debug, Clone, Copy)]
struct Choice {
    kind: Kind,
    size: f64,
    pays: f64,
}

/// A legal timetable as the program has it.
struct Whole<'p> {
    problem: &'p Problem,
    program: Program,
    values: Vec<i64>,
    /// By column, the rows it stands in.
    rows_of: Vec<Vec<usize>>,
    /// By column, whether it places a meet or fills a role; the others follow from these.
    places: Vec<bool>,
    /// By resource, the events it is or may be in.
    events_of: Vec<Vec<EventId>>,
    /// Resources with something to choose.
    busy: Vec<ResourceId>,
}

/// What is left of a program when most columns stand still.
struct Part {
    program: Arc<Program>,
    start: Vec<i64>,
    /// By column of the part, the column of the whole.
    columns: Vec<usize>,
}

impl<'p> Whole<'p> {
    fn new(board: &Board<'p>) -> Self {
        let problem = board.problem();
        let mut builder = Builder::new(problem, Some(board));
        builder.tighten();
        let mut program = builder.finish();
        let values = program.start.take().unwrap_or_default();
        let mut rows_of = vec![Vec::new(); program.columns.len()];
        for (r, row) in program.rows.iter().enumerate() {
            row.terms.iter().for_each(|(column, _)| rows_of[column.0].push(r));
        }
        let mut places = vec![false; program.columns.len()];
        let fills = program.fill.iter().flatten().flatten().flatten();
        program
            .place
            .iter()
            .flatten()
            .chain(fills)
            .for_each(|c| places[c.0] = true);
        let mut events_of = vec![Vec::new(); problem.resources.len()];
        for (e, event) in problem.events.iter().enumerate() {
            let candidates = event.roles.iter().flat_map(|role| &role.candidates);
            event.fixed.iter().chain(candidates).for_each(|r| events_of[*r].push(e));
        }
        let busy = (0..events_of.len()).filter(|r| events_of[*r].len() > 1).collect();
        Whole {
            problem,
            program,
            values,
            rows_of,
            places,
            events_of,
            busy,
        }
    }

    /// Events and slots that a neighbourhood leaves free.
    fn free(
        &self,
        choice: Choice,
        board: &Board,
        others: &[Assignment],
        rng: &mut Xoshiro256PlusPlus,
    ) -> Vec<(EventId, SlotId)> {
        let problem = self.problem;
        let size = (choice.size as usize).max(1);
        let events = 0..problem.events.len();
        let slots = |event: EventId| (0..problem.slots(event).len() as SlotId).map(move |slot| (event, slot));
        let where_ = |holds: &dyn Fn(&Slot) -> bool| {
            let all = events.clone().flat_map(slots);
            all.filter(|(e, s)| holds(&problem.slots(*e)[usize::from(*s)]))
                .collect()
        };
        match choice.kind {
            Kind::Resources => self.near(size, rng).into_iter().flat_map(slots).collect(),
            Kind::Days => {
                let days = some(problem.axis.days, size, rng);
                where_(&|slot| slot.spans.iter().all(|span| days.contains(&span.day)))
            }
            Kind::Times => {
                let cells = some(problem.axis.cells.len(), size, rng);
                where_(&|slot| cells.contains(&slot.first().start))
            }
            Kind::Points => self.looked_at(size, board, rng).into_iter().flat_map(slots).collect(),
            Kind::Difference => {
                let others = some(others.len(), size, rng).into_iter().map(|other| &others[other]);
                self.difference(&others.collect::<Vec<_>>(), board)
            }
        }
    }

    /// The events of some resources, each of which has an event together with another of them, as a rule.
    fn near(&self, size: usize, rng: &mut Xoshiro256PlusPlus) -> BTreeSet<EventId> {
        let any = |rng: &mut Xoshiro256PlusPlus| self.busy[rng.random_range(0..self.busy.len())];
        let mut chosen = vec![any(rng)];
        while chosen.len() < size.min(self.busy.len()) {
            let events = &self.events_of[chosen[rng.random_range(0..chosen.len())]];
            let beside = &self.problem.events[events[rng.random_range(0..events.len())]].fixed;
            let next = match beside.len() {
                0 => any(rng),
                _ if rng.random_range(0..3) == 0 => any(rng),
                count => beside[rng.random_range(0..count)],
            };
            if !chosen.contains(&next) {
                chosen.push(next);
            }
        }
        chosen
            .into_iter()
            .flat_map(|r| self.events_of[r].iter().copied())
            .collect()
    }

    /// The events that some points look at which cost something.
    fn looked_at(&self, size: usize, board: &Board, rng: &mut Xoshiro256PlusPlus) -> BTreeSet<EventId> {
        let mut points: Vec<(usize, usize)> = board.deviating().map(|(rule, point, _)| (rule, point)).collect();
        points.shuffle(rng);
        points.truncate(size);
        let mut events = BTreeSet::new();
        for (rule, point) in points {
            let mut watch = Watch::new(self.problem.axis.days);
            rules::kind(&self.problem.rules[rule].kind).watch(self.problem, point, &mut watch);
            events.extend(watch.event_days().map(|(event, _)| event));
            events.extend(watch.events_of_pieces());
            let resources: BTreeSet<ResourceId> = watch.resource_days().map(|(who, _)| who).collect();
            events.extend(resources.into_iter().flat_map(|r| self.events_of[r].iter().copied()));
        }
        events
    }

    /// What some other good timetables do elsewhere: there, and where it is done now.
    fn difference(&self, others: &[&Assignment], board: &Board) -> Vec<(EventId, SlotId)> {
        let places = |assignment: &Assignment, event: &Event| -> BTreeSet<(Option<SlotId>, Vec<Option<ResourceId>>)> {
            let places = assignment.places[event.meets.clone()].iter();
            places.map(|place| (place.slot, place.roles.to_vec())).collect()
        };
        let mut free = Vec::new();
        for (e, event) in self.problem.events.iter().enumerate() {
            let mut all = places(board.assignment(), event);
            let now = all.len();
            others.iter().for_each(|other| all.append(&mut places(other, event)));
            if all.len() > now {
                let slots: BTreeSet<SlotId> = all.into_iter().filter_map(|(slot, _)| slot).collect();
                free.extend(slots.into_iter().map(|slot| (e, slot)));
            }
        }
        free
    }

    /// The program of what is free, with the helper columns that follow from it.
    fn part(&self, free: &[(EventId, SlotId)]) -> Option<Part> {
        let mut index = vec![None; self.program.columns.len()];
        let mut columns = Vec::new();
        let mut add = |columns: &mut Vec<usize>, column: usize| {
            if index[column].is_none() {
                index[column] = Some(columns.len());
                columns.push(column);
            }
        };
        for (event, slot) in free {
            let slot = usize::from(*slot);
            add(&mut columns, self.program.place[*event][slot].0);
            let fills = self.program.fill[*event][slot].iter().flatten();
            fills.for_each(|column| add(&mut columns, column.0));
        }
        let mut next = 0;
        let mut rows = BTreeSet::new();
        while let Some(column) = columns.get(next).copied() {
            if columns.len() > MOST_COLUMNS {
                return None;
            }
            for &row in &self.rows_of[column] {
                if rows.insert(row) {
                    let terms = self.program.rows[row].terms.iter();
                    let helpers = terms.map(|(c, _)| c.0).filter(|c| !self.places[*c]);
                    helpers.for_each(|c| add(&mut columns, c));
                }
            }
            next += 1;
        }
        let row = |row: &usize| {
            let row = &self.program.rows[*row];
            let (mut terms, mut still) = (Vec::new(), 0);
            for (column, factor) in &row.terms {
                match index[column.0] {
                    Some(at) => terms.push((Column(at), *factor)),
                    None => still += factor * self.values[column.0],
                }
            }
            RowDef {
                tag: row.tag,
                terms,
                lower: row.lower.map(|lower| lower - still),
                upper: row.upper.map(|upper| upper - still),
            }
        };
        let program = Program {
            columns: columns
                .iter()
                .map(|c| ColumnDef::clone(&self.program.columns[*c]))
                .collect(),
            rows: rows.iter().map(row).collect(),
            ..Program::default()
        };
        Some(Part {
            program: Arc::new(program),
            start: columns.iter().map(|c| self.values[*c]).collect(),
            columns,
        })
    }

    /// Takes over what a part has found, if it is better in what the whole has become.
    fn take(&mut self, part: &Part, found: &[i64]) -> bool {
        let mut values = self.values.clone();
        let pairs = part.columns.iter().zip(found);
        pairs.for_each(|(column, value)| values[*column] = *value);
        let better =
            self.program.cost(&values) < self.program.cost(&self.values) && self.program.broken(&values).is_empty();
        if better {
            self.values = values;
        }
        better
    }
}

/// Some of the numbers below `all`.
fn some(all: usize, count: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..all).collect();
    numbers.shuffle(rng);
    numbers.truncate(count);
    numbers
}

/// How to improve.
pub(crate) struct Options<'a> {
    /// Neighbourhoods solved at the same time.
    pub threads: usize,
    /// Seed of all choices.
    pub seed: u64,
    /// Where the result may not depend on time: how many times `threads` neighbourhoods are solved.
    pub rounds: Option<u64>,
    /// Other good timetables: the best may be partly like them.
    pub others: &'a [Assignment],
}

/// Improves a legal timetable until the clock is over, the rounds are, or `good_enough` says yes.
pub(crate) fn improve(
    problem: &Problem,
    start: &Assignment,
    options: &Options,
    clock: &Clock,
    good_enough: impl Fn(Cost) -> bool,
    mut tell: impl FnMut(Cost, &Assignment),
) -> Assignment {
    let mut board = Board::new(problem, start);
    let mut whole = Whole::new(&board);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(options.seed);
    let choice = |(kind, size)| Choice { kind, size, pays: 1.0 };
    let kinds = [
        (Kind::Resources, 4.0),
        (Kind::Days, 1.0),
        (Kind::Times, 2.0),
        (Kind::Points, 3.0),
        (Kind::Difference, 2.0),
    ];
    // Without others nothing differs from them.
    let possible = |(kind, _): &(Kind, f64)| *kind != Kind::Difference || !options.others.is_empty();
    let mut choices: Vec<Choice> = kinds.into_iter().filter(possible).map(choice).collect();
    let limit = clock.left().filter(|_| options.rounds.is_none());
    let limit = limit.map(|left| left.mul_f64(SHARE).clamp(TIME[0], TIME[1]));
    let most = options.rounds.map(|rounds| rounds * options.threads.max(1) as u64);
    let (mut drawn, mut running) = (0, 0);
    let mut enough = whole.busy.is_empty();
    std::thread::scope(|scope| {
        let (done, answers) = mpsc::channel();
        loop {
            while !enough && running < options.threads.max(1) && !clock.over() && most.is_none_or(|most| drawn < most) {
                (drawn, running) = (drawn + 1, running + 1);
                let at = draw(&choices, &mut rng);
                let part = whole.part(&whole.free(choices[at], &board, options.others, &mut rng));
                let (number, done) = (drawn, done.clone());
                scope.spawn(move || {
                    let began = Instant::now();
                    let work = || part.as_ref().and_then(|part| solve(part, limit, options, clock));
                    let answer = catch_unwind(AssertUnwindSafe(work));
                    let fast = limit.is_some_and(|limit| began.elapsed() < limit / 10);
                    // Somebody waits for it as long as it runs.
                    let _ = done.send((number, at, part, answer, fast));
                });
            }
            if running == 0 {
                break;
            }
            // Nobody waits for another, unless the result may not depend on who is first.
            let wanted = if options.rounds.is_some() { running } else { 1 };
            let mut solved: Vec<_> = answers.iter().take(wanted).collect();
            solved.sort_unstable_by_key(|(number, ..)| *number);
            running -= solved.len();
            let mut better = false;
            for (_, at, part, answer, fast) in solved {
                // A panic of a worker is ours and goes on here.
                let answer = answer.unwrap_or_else(|panic| resume_unwind(panic));
                let paid = match (&part, &answer) {
                    (Some(part), Some((_, found))) => whole.take(part, found),
                    _ => false,
                };
                let choice = &mut choices[at];
                choice.pays = choice.pays * (1.0 - FORGET) + FORGET * f64::from(u8::from(paid));
                let done = answer.is_some_and(|(status, _)| status == Status::Optimal);
                let factor = match (done, fast) {
                    (true, true) => GROW_FAST,
                    (true, false) => GROW,
                    (false, _) => SHRINK,
                };
                choice.size = (choice.size * factor).max(1.0);
                better |= paid;
            }
            if better {
                // What the rules say counts, as everywhere.
                let next = Board::new(problem, &exact::decode(problem, &whole.program, &whole.values));
                if next.cost() < board.cost() {
                    board = next;
                    tell(board.cost(), board.assignment());
                }
                enough = good_enough(board.cost());
            }
        }
    });
    board.assignment().clone()
}

/// A kind, the oftener the better it pays.
fn draw(choices: &[Choice], rng: &mut Xoshiro256PlusPlus) -> usize {
    let chance = |choice: &Choice| choice.pays + CHANCE;
    let mut at = rng.random::<f64>() * choices.iter().map(chance).sum::<f64>();
    let hit = choices.iter().position(|choice| {
        at -= chance(choice);
        at < 0.0
    });
    hit.unwrap_or(0)
}

fn solve(part: &Part, time: Option<Duration>, options: &Options, clock: &Clock) -> Option<(Status, Vec<i64>)> {
    let task = Task {
        start: Some(part.start.clone()),
        time,
        effort: options.rounds.map(|_| NODES),
        seed: options.seed,
        ..Task::default()
    };
    let answer = exact::solve(backend(), &part.program, task, clock);
    Some((answer.status, answer.values?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder as Week;
    use crate::verify::cost;

    /// Four lessons of one teacher, each cheapest in a time that another has now.
    fn crossed() -> (Problem, Assignment) {
        let mut week = Week::plain(4, 1);
        let ann = week.resource(ResourceKind::Staff);
        let events: Vec<EventId> = (0..4).map(|_| week.event(1, 0, &[ann])).collect();
        week.rule(RuleKind::Assigned(Assigned { events: events.clone() }));
        week.rule(RuleKind::Clash(Clash {
            resources: vec![ann],
            ..Clash::default()
        }));
        for (event, best) in events.iter().zip([1, 2, 3, 0]) {
            let wish = week.rule(RuleKind::Preferred(Preferred {
                events: vec![*event],
                amounts: (0..4).map(|cell| u32::from(cell != best)).collect(),
                ..Preferred::default()
            }));
            week.problem.rules[wish].hard = false;
        }
        let mut start = Assignment::empty(&week.problem);
        (0..4).for_each(|meet| start.places[meet].slot = Some(meet as SlotId));
        (week.problem, start)
    }

    #[test]
    fn what_no_single_move_improves_is_improved() {
        let (problem, start) = crossed();
        let options = Options {
            threads: 2,
            seed: 1,
            rounds: Some(20),
            others: &[],
        };
        let clock = Clock::new(None, None);
        let mut told = Vec::new();
        let found = improve(
            &problem,
            &start,
            &options,
            &clock,
            |cost| cost.soft == 0,
            |cost, _| told.push(cost),
        );
        assert_eq!(Board::new(&problem, &found).cost(), Cost::default());
        assert_eq!(cost::totals(&problem, &found).soft, 0);
        assert!(told.is_sorted_by(|a, b| a > b), "{told:?}");
        let again = improve(&problem, &start, &options, &clock, |cost| cost.soft == 0, |_, _| {});
        assert_eq!(found, again);
    }

    #[test]
    fn a_better_timetable_is_made_of_two_others() {
        let (problem, start) = crossed();
        let other = |slots: [SlotId; 4]| {
            let mut other = start.clone();
            let places = other.places.iter_mut().zip(slots);
            places.for_each(|(place, slot)| place.slot = Some(slot));
            other
        };
        // The first and the second lesson stand best in one, the third and the fourth in the other.
        let others = [other([1, 2, 0, 3]), other([2, 1, 3, 0])];
        let board = Board::new(&problem, &start);
        let least = |others: &[&Assignment]| {
            let mut whole = Whole::new(&board);
            let part = whole.part(&whole.difference(others, &board)).unwrap();
            let answer = exact::solve(backend(), &part.program, Task::default(), &Clock::new(None, None));
            whole.take(&part, &answer.values.unwrap_or_default());
            whole.program.cost(&whole.values)
        };
        let [one, two] = others.each_ref();
        assert_eq!([least(&[one]), least(&[two]), least(&[one, two])], [2, 2, 0]);
        assert_eq!(Whole::new(&board).difference(&[&start], &board), []);
    }

    #[test]
    fn parts_leave_the_rest_alone() {
        let (problem, start) = crossed();
        let board = Board::new(&problem, &start);
        let whole = Whole::new(&board);
        let free = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let part = whole.part(&free).unwrap();
        let answer = exact::solve(backend(), &part.program, Task::default(), &Clock::new(None, None));
        let mut whole = whole;
        // Exchanging the first two gives the first its best time.
        assert!(whole.take(&part, &answer.values.unwrap()));
        assert!(!whole.take(&part, &part.start));
        let found = exact::decode(&problem, &whole.program, &whole.values);
        assert_eq!(found.places[2..], start.places[2..]);
        assert_eq!(Board::new(&problem, &found).cost().soft, 3);
    }
}
