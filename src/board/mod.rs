//! The board: an assignment with the counts that make deltas cheap.
//!
//! Every change of a meet updates the counts of its event and of its resources on the days
//! concerned, and marks the rule points that look at them; [`Board::settle`] evaluates those
//! points again, and nothing else. Points that only count slots are not even marked: their tallies are kept as meets
//! come and go. Changes since the last [`Board::commit`] can be undone.
//!
//! The agreement test compares a board after long walks with a fresh one, and both with the
//! judge in `verify/cost.rs`.

mod beforehand;
mod points;
mod taken;
mod tallies;

use crate::problem::*;
use crate::rules::{self, Kind, Watch};
pub use points::WHOLE;
use points::{Points, QUEUES, Refusals};
use smallvec::SmallVec;
use taken::Taken;
use tallies::Tallies;

/// One engagement of a resource on a day. The search goes through lists of them all the time, so they are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engagement<'p> {
    /// Its stretch of time.
    pub span: &'p Span,
    /// The slot that the stretch is of.
    pub slot: &'p Slot,
    /// First cell of the stretch, meet and event in one number, by which lists are in order.
    key: u64,
}

/// Bits of a meet's index, and of an event's, in an engagement.
const INDEX: u32 = 22;

impl<'p> Engagement<'p> {
    fn new(span: &'p Span, slot: &'p Slot, meet: MeetId, event: EventId) -> Self {
        let key = ((span.start as u64) << INDEX | meet as u64) << INDEX | event as u64;
        Engagement { span, slot, key }
    }

    /// The meet.
    #[inline]
    pub fn meet(&self) -> MeetId {
        (self.key >> INDEX) as MeetId % (1 << INDEX)
    }

    /// The event.
    #[inline]
    pub fn event(&self) -> EventId {
        self.key as EventId % (1 << INDEX)
    }
}

/// Lists that are short nearly always: of a resource, and of an event.
type OfResource<'p> = SmallVec<[Engagement<'p>; 8]>;
type OfEvent<'p> = SmallVec<[Engagement<'p>; 1]>;

/// What can change: what an event has on a day, what a resource has on a day, and the length, roles or absence of an event's meets.
/// By number.
type Thing = u32;

/// Numbers the things.
struct Things {
    days: usize,
    events: usize,
    resources: usize,
    count: usize,
}

impl Things {
    fn new(problem: &Problem) -> Self {
        let (days, events) = (problem.axis.days.max(1), problem.events.len());
        let resources = problem.resources.len();
        Things {
            days,
            events,
            resources,
            count: (events + resources) * days + events,
        }
    }

    #[inline]
    fn event(&self, event: EventId, day: Day) -> Thing {
        (event * self.days + day) as Thing
    }

    #[inline]
    fn resource(&self, resource: ResourceId, day: Day) -> Thing {
        ((self.events + resource) * self.days + day) as Thing
    }

    #[inline]
    fn pieces(&self, event: EventId) -> Thing {
        ((self.events + self.resources) * self.days + event) as Thing
    }

    /// What a point watches, with its day.
    fn of(&self, watch: &mut Watch) -> impl Iterator<Item = (Option<Day>, Thing)> {
        let events = watch
            .event_days()
            .map(|(event, day)| (Some(day), self.event(event, day)));
        let mut all: Vec<(Option<Day>, Thing)> = events.collect();
        all.extend(
            watch
                .resource_days()
                .map(|(who, day)| (Some(day), self.resource(who, day))),
        );
        all.extend(watch.events_of_pieces().map(|event| (None, self.pieces(event))));
        all.into_iter()
    }
}

/// Moves after which it is learnt anew which rules refuse most often.
const LEARN: u32 = 4096;

/// An event or a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attended {
    /// An event.
    Event(EventId),
    /// A resource.
    Resource(ResourceId),
}

/// What undoes one step.
enum Step {
    Slot(MeetId, Option<SlotId>),
    Place(MeetId, Place),
    Deviation(u32, i64),
}

/// Hard value and soft cost; compared in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Weighted sum over hard rules.
    pub hard: i64,
    /// Weighted sum over soft rules.
    pub soft: i64,
}

/// An assignment with its counts and costs.
pub struct Board<'p> {
    problem: &'p Problem,
    things: Things,
    /// By rule.
    kinds: Vec<&'p dyn Kind>,
    assignment: Assignment,
    points: Points,
    tallies: Tallies,
    cost: Cost,
    /// What the search makes of the cost: by rule the price of one unit, and the sum over all points.
    prices: Vec<i64>,
    price: i64,
    /// Cost and price when they were last settled; and whether that was after the last commit.
    settled: (Cost, i64),
    unkept: bool,
    /// By rule, what its points cost before the rule's weight.
    off: Vec<i64>,
    /// By thing, whether it has changed since points were marked; and those that have.
    changed: Vec<bool>,
    changes: Vec<Thing>,
    /// Marked points, those first that refuse moves most often.
    dirty: [Vec<u32>; QUEUES],
    /// Points whose deviation has changed since the last commit.
    deviated: Vec<u32>,
    /// By thing, the points that look at it and cost something, as of the last commit.
    costing: Vec<SmallVec<[u32; 2]>>,
    /// How often it was asked what may be won back.
    hopes: u32,
    /// By rule.
    refusals: Vec<Refusals>,
    /// Moves since queues were learnt.
    unlearnt: u32,
    journal: Vec<Step>,
    event_day: Vec<OfEvent<'p>>,
    resource_day: Vec<OfResource<'p>>,
    taken: Taken,
    /// Weighted clashes by resource.
    clashes: Vec<i64>,
    /// What somebody's day would be; kept for its memory.
    list: Vec<Engagement<'p>>,
}

impl<'p> Board<'p> {
    /// A board of an assignment, everything evaluated.
    pub fn new(problem: &'p Problem, assignment: &Assignment) -> Self {
        let things = Things::new(problem);
        let (points, tallies) = Points::new(problem, &things);
        let mut board = Board {
            problem,
            kinds: problem.rules.iter().map(|rule| rules::kind(&rule.kind)).collect(),
            assignment: Assignment::empty(problem),
            points,
            tallies,
            cost: Cost::default(),
            prices: problem.rules.iter().map(|rule| rule.weight).collect(),
            price: 0,
            settled: (Cost::default(), 0),
            unkept: false,
            off: vec![0; problem.rules.len()],
            changed: vec![false; things.count],
            changes: Vec::new(),
            dirty: Default::default(),
            deviated: Vec::new(),
            costing: vec![SmallVec::new(); things.count],
            hopes: 0,
            refusals: vec![Refusals::default(); problem.rules.len()],
            unlearnt: 0,
            journal: Vec::new(),
            event_day: vec![OfEvent::new(); problem.events.len() * things.days],
            resource_day: vec![OfResource::new(); problem.resources.len() * things.days],
            taken: Taken::new(problem),
            clashes: vec![0; problem.resources.len()],
            list: Vec::new(),
            things,
        };
        for point in 0..board.points.all.len() as u32 {
            let deviation = std::mem::take(&mut board.points.all[point as usize].deviation);
            board.deviate(point, deviation);
            if !board.points.all[point as usize].tallied {
                board.evaluate(point);
            }
        }
        board.replace(assignment);
        board
    }

    /// The problem.
    pub fn problem(&self) -> &'p Problem {
        self.problem
    }

    /// The assignment as it stands.
    pub fn assignment(&self) -> &Assignment {
        &self.assignment
    }

    /// The cost after the last [`Board::settle`].
    pub fn cost(&self) -> Cost {
        self.settled.0
    }

    /// The cost in the prices of [`Board::reprice`], after the last [`Board::settle`].
    pub fn price(&self) -> i64 {
        self.settled.1
    }

    /// Whether a rule is broken, or costs something, after the last [`Board::settle`].
    pub fn is_broken(&self, rule: usize) -> bool {
        self.off[rule] > 0
    }

    /// By rule, what it costs after the last [`Board::settle`].
    pub fn costs(&self) -> impl Iterator<Item = i64> + '_ {
        let rules = self.problem.rules.iter().zip(&self.off);
        rules.map(|(rule, off)| rule.weight * off)
    }

    /// Gives every rule the price that one unit of it has for the search; its weight at first. For a board that is
    /// settled and committed.
    pub fn reprice(&mut self, prices: Vec<i64>) {
        self.prices = prices;
        self.sum_prices();
    }

    /// Alters the price of every point, in parts of [`WHOLE`] of its rule's price: from whether the rule is hard, what it
    /// was, and whether the rule is broken there, or costs something. For a board that is settled and committed.
    pub fn reprice_points(&mut self, new: impl Fn(bool, i64, bool) -> i64) {
        for point in &mut self.points.all {
            let hard = self.problem.rules[point.rule as usize].hard;
            point.part = new(hard, point.part, point.deviation > 0);
        }
        self.sum_prices();
    }

    fn sum_prices(&mut self) {
        self.price = 0;
        for point in &mut self.points.all {
            let rule = point.rule as usize;
            point.unit = self.prices[rule] * point.part / WHOLE;
            point.price = point.unit * self.problem.rules[rule].cost.of(point.deviation);
            self.price += point.price;
        }
        self.settled.1 = self.price;
    }

    /// Goes over to another assignment, and commits.
    pub fn replace(&mut self, assignment: &Assignment) {
        for meet in 0..assignment.places.len() {
            if self.assignment.places[meet] != assignment.places[meet] {
                self.put(meet, assignment.places[meet].clone());
            }
        }
        self.settle();
        self.commit();
    }

    /// Changes the place of a meet. Costs are right again after [`Board::settle`].
    pub fn put(&mut self, meet: MeetId, place: Place) {
        let old = self.shift(meet, place);
        self.journal.push(Step::Place(meet, old));
    }

    /// Moves a meet to a slot of its length and keeps who fills its roles.
    pub fn put_slot(&mut self, meet: MeetId, slot: Option<SlotId>) {
        self.count::<true>(meet, false);
        let old = std::mem::replace(&mut self.assignment.places[meet].slot, slot);
        self.count::<true>(meet, true);
        if old.is_some() != slot.is_some() {
            self.change(self.things.pieces(self.problem.meets[meet]));
        }
        self.journal.push(Step::Slot(meet, old));
    }

    /// Evaluates all points that look at what has changed, and gives the new cost.
    pub fn settle(&mut self) -> Cost {
        self.mark();
        for queue in 0..QUEUES {
            while let Some(point) = self.dirty[queue].pop() {
                self.evaluate(point);
            }
        }
        (self.settled, self.unkept) = ((self.cost, self.price), true);
        self.cost
    }

    /// Like [`Board::settle`], but gives up as soon as the price is sure to grow by more than `limit`; then only
    /// [`Board::undo`] may follow. A point not yet evaluated can win back no more than it costs now.
    pub fn settle_within(&mut self, limit: i64) -> Option<Cost> {
        let most = self.settled.1 + limit;
        if self.unlearnt == LEARN {
            self.learn();
        }
        self.unlearnt += 1;
        if !self.unkept && self.price > most + self.hope_of_changes() {
            return None;
        }
        let mut hope = self.mark();
        for queue in 0..QUEUES {
            while let Some(point) = self.dirty[queue].pop() {
                hope -= self.points.all[point as usize].price;
                self.evaluate(point);
                let rule = self.points.all[point as usize].rule as usize;
                self.refusals[rule].evaluated += 1;
                if self.price - hope > most {
                    self.refusals[rule].refused += 1;
                    return None;
                }
            }
        }
        (self.settled, self.unkept) = ((self.cost, self.price), true);
        Some(self.cost)
    }

    /// Marks the points that look at what has changed, and gives what they cost.
    fn mark(&mut self) -> i64 {
        let mut price = 0;
        while let Some(thing) = self.changes.pop() {
            self.changed[thing as usize] = false;
            for at in self.points.watching(thing) {
                let at = self.points.watcher(at);
                let point = &mut self.points.all[at as usize];
                if !std::mem::replace(&mut point.marked, true) {
                    price += point.price;
                    self.dirty[usize::from(point.queue)].push(at);
                }
            }
        }
        price
    }

    /// Which rules refuse most often, counted over the last moves more than over those before.
    fn learn(&mut self) {
        self.unlearnt = 0;
        for point in &mut self.points.all {
            point.queue = self.refusals[point.rule as usize].queue();
        }
        for refusals in &mut self.refusals {
            refusals.evaluated /= 2;
            refusals.refused /= 2;
        }
    }

    fn evaluate(&mut self, at: u32) {
        let point = &mut self.points.all[at as usize];
        point.marked = false;
        let (days, old) = (point.days(), point.deviation);
        let (rule, local) = (point.rule as usize, point.local as usize);
        let new = self.kinds[rule].deviation(self, local, days);
        if new != old {
            self.deviate(at, new - old);
            self.journal.push(Step::Deviation(at, old));
        }
    }

    /// Changes the deviation of a point, and the costs.
    fn deviate(&mut self, at: u32, by: i64) {
        let point = &mut self.points.all[at as usize];
        let rule = &self.problem.rules[point.rule as usize];
        let amount = rule.cost.of(point.deviation + by) - rule.cost.of(point.deviation);
        point.deviation += by;
        point.price += point.unit * amount;
        self.price += point.unit * amount;
        self.off[point.rule as usize] += amount;
        let cost = if rule.hard {
            &mut self.cost.hard
        } else {
            &mut self.cost.soft
        };
        *cost += rule.weight * amount;
        self.deviated.push(at);
    }

    /// Keeps the changes.
    pub fn commit(&mut self) {
        self.journal.clear();
        self.unkept = false;
        while let Some(at) = self.deviated.pop() {
            let point = &mut self.points.all[at as usize];
            let costs = point.deviation > 0;
            if std::mem::replace(&mut point.listed, costs) == costs {
                continue;
            }
            for thing in self.points.things(at) {
                let list = &mut self.costing[*thing as usize];
                if costs {
                    list.push(at);
                } else if let Some(place) = list.iter().position(|other| *other == at) {
                    list.swap_remove(place);
                }
            }
        }
    }

    /// Takes back every change since the last commit.
    pub fn undo(&mut self) {
        while let Some(step) = self.journal.pop() {
            match step {
                // The deviations are put back too, so nothing needs to be marked.
                Step::Slot(meet, slot) => {
                    self.count::<false>(meet, false);
                    self.assignment.places[meet].slot = slot;
                    self.count::<false>(meet, true);
                }
                Step::Place(meet, place) => {
                    self.count::<false>(meet, false);
                    self.assignment.places[meet] = place;
                    self.count::<false>(meet, true);
                }
                Step::Deviation(point, old) => self.deviate(point, old - self.points.all[point as usize].deviation),
            }
        }
        self.deviated.clear();
        (self.settled, self.unkept) = ((self.cost, self.price), false);
        while let Some(thing) = self.changes.pop() {
            self.changed[thing as usize] = false;
        }
        for point in self.dirty.iter_mut().flat_map(|d| d.drain(..)) {
            self.points.all[point as usize].marked = false;
        }
    }

    /// Points with a deviation: rule, point within the rule, deviation.
    pub fn deviating(&self) -> impl Iterator<Item = (usize, usize, i64)> + '_ {
        let same = |a: &points::Point, b: &points::Point| (a.rule, a.local) == (b.rule, b.local);
        let of_point = |parts: &[points::Point]| {
            let deviation = parts.iter().map(|part| part.deviation).sum();
            (parts[0].rule as usize, parts[0].local as usize, deviation)
        };
        self.points
            .all
            .chunk_by(same)
            .map(of_point)
            .filter(|(.., deviation)| *deviation > 0)
    }

    /// Meets that some broken hard rule looks at; where none is broken, those that a rule looks at which costs something.
    /// For a board that is committed.
    pub fn troubled(&self) -> Vec<MeetId> {
        let problem = self.problem;
        let illegal = self.cost.hard > 0;
        let broken = |at: &u32| problem.rules[self.points.all[*at as usize].rule as usize].hard == illegal;
        let mut troubled = vec![false; problem.meets.len()];
        let of_events = self.event_day.iter().map(|list| list.as_slice());
        let of_resources = self.resource_day.iter().map(|list| list.as_slice());
        for (costing, engagements) in self.costing.iter().zip(of_events.chain(of_resources)) {
            if !engagements.is_empty() && costing.iter().any(broken) {
                engagements.iter().for_each(|e| troubled[e.meet()] = true);
            }
        }
        let out = |m: &MeetId| self.assignment.places[*m].slot.is_none() && self.assignment.places[*m].length > 0;
        (0..troubled.len()).filter(|m| troubled[*m] || out(m)).collect()
    }

    /// The stretches of an event's meets that start on a day, in order of time.
    #[inline]
    pub fn of_event(&self, event: EventId, day: Day) -> &[Engagement<'p>] {
        &self.event_day[event * self.problem.axis.days + day]
    }

    /// Engagements of a resource that start on a day, in order of time.
    #[inline]
    pub fn of_resource(&self, resource: ResourceId, day: Day) -> &[Engagement<'p>] {
        &self.resource_day[resource * self.problem.axis.days + day]
    }

    /// Whether a resource attends a meet, wherever it stands: fixed in its event, or in a role.
    #[inline]
    pub fn attends(&self, resource: ResourceId, meet: MeetId) -> bool {
        let fixed = &self.problem.events[self.problem.meets[meet]].fixed;
        fixed.contains(&resource) || self.assignment.places[meet].roles.contains(&Some(resource))
    }

    /// Weighted clashes of a resource.
    #[inline]
    pub fn clashes(&self, resource: ResourceId) -> i64 {
        self.clashes[resource]
    }

    /// Whether some engagement keeps a resource busy in a stretch, gaps included.
    #[inline]
    pub fn is_busy(&self, resource: ResourceId, span: &Span) -> bool {
        let cells = span.start..span.until(self.problem.resources[resource].gap);
        self.taken.is_held(resource, cells)
    }

    /// Engagements that start on a stretch's day and would clash with it, gaps included, for a resource.
    pub fn in_the_way(&self, resource: ResourceId, span: &Span) -> impl Iterator<Item = &Engagement<'p>> {
        let gap = self.problem.resources[resource].gap;
        let all = match self.is_busy(resource, span) {
            true => self.of_resource(resource, span.day),
            false => &[],
        };
        let (start, until) = (span.start, span.until(gap));
        all.iter()
            .filter(move |other| other.span.start < until && start < other.span.until(gap))
    }

    /// The cells in which a resource is engaged: bit `cell % 64` of word `cell / 64`.
    #[inline]
    pub fn engaged(&self, resource: ResourceId) -> &[u64] {
        self.taken.engaged(resource)
    }

    /// The cells in which some engagement keeps a resource busy, gaps included, likewise.
    #[inline]
    pub fn busy(&self, resource: ResourceId) -> &[u64] {
        self.taken.busy(resource)
    }

    /// How many engagements keep a resource busy in a cell, gaps included.
    #[inline]
    pub fn held(&self, resource: ResourceId, cell: CellId) -> i64 {
        self.taken.held(resource, cell)
    }

    fn shift(&mut self, meet: MeetId, place: Place) -> Place {
        self.count::<true>(meet, false);
        let old = std::mem::replace(&mut self.assignment.places[meet], place);
        self.count::<true>(meet, true);
        let new = &self.assignment.places[meet];
        if old.slot.is_some() != new.slot.is_some() || old.length != new.length || old.roles != new.roles {
            self.change(self.things.pieces(self.problem.meets[meet]));
        }
        old
    }

    /// Adds a meet to the counts or takes it out, and marks the points concerned.
    fn count<const MARK: bool>(&mut self, meet: MeetId, add: bool) {
        let problem = self.problem;
        let place = &self.assignment.places[meet];
        let Some(slot) = place.placed() else { return };
        let event = problem.meets[meet];
        self.tally(event, slot, add);
        let place = &self.assignment.places[meet];
        let slot = &problem.slots(event)[usize::from(slot)];
        let fixed = &problem.events[event].fixed;
        let mut filled: SmallVec<[ResourceId; 2]> = SmallVec::new();
        for who in place.roles.iter().flatten() {
            if !fixed.contains(who) && !filled.contains(who) {
                filled.push(*who);
            }
        }
        let days = problem.axis.days;
        for span in &slot.spans {
            let engagement = Engagement::new(span, slot, meet, event);
            let at = event * days + span.day;
            keep(&mut self.event_day[at], engagement, add);
            if MARK {
                self.change(at as Thing);
            }
            for &r in fixed.iter().chain(&filled) {
                let at = r * days + span.day;
                keep(&mut self.resource_day[at], engagement, add);
                self.clashes[r] += self.taken.change(r, span, add);
                if MARK {
                    self.change(self.things.resource(r, span.day));
                }
            }
        }
    }

    /// Counts in tallies that an event has a meet in a slot, or no longer has it.
    #[inline]
    fn tally(&mut self, event: EventId, slot: SlotId, add: bool) {
        for at in self.tallies.of(event, slot) {
            let (tally, amount) = self.tallies.added(at);
            let tally = &mut self.tallies.all[tally as usize];
            let point = tally.point;
            let by = tally.add(if add { amount } else { -amount });
            if by != 0 {
                self.deviate(point, by);
            }
        }
    }

    /// Notes that a thing has changed.
    #[inline]
    fn change(&mut self, thing: Thing) {
        if !std::mem::replace(&mut self.changed[thing as usize], true) {
            self.changes.push(thing);
        }
    }
}

/// Where an engagement belongs in a list in order of time.
#[inline]
fn place_in(list: &[Engagement], engagement: &Engagement) -> usize {
    let before = list.iter().rposition(|e| e.key < engagement.key);
    before.map_or(0, |at| at + 1)
}

/// Adds an engagement to a list in order of time, or takes it out.
#[inline]
fn keep<'p, const N: usize>(list: &mut SmallVec<[Engagement<'p>; N]>, engagement: Engagement<'p>, add: bool) {
    if add {
        list.insert(place_in(list, &engagement), engagement);
    } else if let Some(at) = list.iter().position(|e| e.key == engagement.key) {
        list.remove(at);
    }
}
