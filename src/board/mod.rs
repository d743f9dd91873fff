//! The board: an assignment with the counts that make deltas cheap.
//!
//! Every change of a meet updates the counts of its event and of its resources on the days
//! concerned, and marks the rule points that look at them; [`Board::settle`] evaluates those
//! points again, and nothing else. Changes since the last [`Board::commit`] can be undone.
//!
//! The agreement test compares a board after long walks with a fresh one, and both with the
//! judge in `verify/cost.rs`.

mod taken;

use crate::problem::*;
use crate::rules::{self, Watch};
use smallvec::SmallVec;
use taken::Taken;

/// One engagement of a resource on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engagement<'p> {
    /// Its stretch of time.
    pub span: &'p Span,
    /// The slot that the stretch is of.
    pub slot: &'p Slot,
    /// The meet.
    pub meet: MeetId,
    /// The event.
    pub event: EventId,
}

/// The price of a point as a part of its rule's price, where it is the same.
pub const WHOLE: i64 = 256;

/// A list that is short nearly always.
type Engagements<'p> = SmallVec<[Engagement<'p>; 8]>;

/// Where each rule's points are in the list of all points, and who marks them.
struct Points {
    /// By global point: 0 for those that a bad move usually breaks, which are looked at first.
    order: Vec<u8>,
    /// Rule and point within the rule, by global point.
    of: Vec<(u32, u32)>,
    /// Points to mark, by event and day.
    by_event_day: Vec<Vec<u32>>,
    /// Points to mark, by resource and day.
    by_resource_day: Vec<Vec<u32>>,
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
    assignment: Assignment,
    points: Points,
    deviations: Vec<i64>,
    cost: Cost,
    /// What the search makes of the cost: by rule the price of one unit, and the sum over all points.
    prices: Vec<i64>,
    price: i64,
    /// By point, what its price is of its rule's, in parts of [`WHOLE`].
    parts: Vec<i64>,
    /// By rule, what its points cost before the rule's weight.
    off: Vec<i64>,
    marked: Vec<bool>,
    /// Marked points: those that a bad move usually breaks, and the others.
    dirty: [Vec<u32>; 2],
    journal: Vec<Step>,
    event_day: Vec<Engagements<'p>>,
    resource_day: Vec<Engagements<'p>>,
    taken: Taken,
    /// Weighted clashes by resource.
    clashes: Vec<i64>,
}

impl<'p> Board<'p> {
    /// A board of an assignment, everything evaluated.
    pub fn new(problem: &'p Problem, assignment: &Assignment) -> Self {
        let days = problem.axis.days.max(1);
        let mut points = Points {
            order: Vec::new(),
            of: Vec::new(),
            by_event_day: vec![Vec::new(); problem.events.len() * days],
            by_resource_day: vec![Vec::new(); problem.resources.len() * days],
        };
        for (r, rule) in problem.rules.iter().enumerate() {
            let kind = rules::kind(&rule.kind);
            for point in 0..kind.points(problem) {
                let global = points.of.len() as u32;
                points.of.push((r as u32, point as u32));
                points.order.push(u8::from(!breaks_first(rule)));
                let mut watch = Watch::new(days);
                kind.watch(problem, point, &mut watch);
                for (event, day) in watch.event_days() {
                    points.by_event_day[event * days + day].push(global);
                }
                for (resource, day) in watch.resource_days() {
                    points.by_resource_day[resource * days + day].push(global);
                }
            }
        }
        let count = points.of.len();
        let mut board = Board {
            problem,
            assignment: Assignment::empty(problem),
            points,
            deviations: vec![0; count],
            cost: Cost::default(),
            prices: problem.rules.iter().map(|rule| rule.weight).collect(),
            price: 0,
            parts: vec![WHOLE; count],
            off: vec![0; problem.rules.len()],
            marked: vec![true; count],
            dirty: [Vec::new(), (0..count as u32).collect()],
            journal: Vec::new(),
            event_day: vec![Engagements::new(); problem.events.len() * days],
            resource_day: vec![Engagements::new(); problem.resources.len() * days],
            taken: Taken::new(problem),
            clashes: vec![0; problem.resources.len()],
        };
        board.settle();
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
        self.cost
    }

    /// The cost in the prices of [`Board::reprice`], after the last [`Board::settle`].
    pub fn price(&self) -> i64 {
        self.price
    }

    /// Whether a rule is broken, or costs something, after the last [`Board::settle`].
    pub fn is_broken(&self, rule: usize) -> bool {
        self.off[rule] > 0
    }

    /// Gives every rule the price that one unit of it has for the search; its weight at first. For a board that is
    /// settled and committed.
    pub fn reprice(&mut self, prices: Vec<i64>) {
        self.prices = prices;
        self.sum_prices();
    }

    /// Alters the price of every point of a hard rule, in parts of [`WHOLE`] of its rule's price: from what it was, and
    /// whether the rule is broken there. For a board that is settled and committed.
    pub fn reprice_points(&mut self, new: impl Fn(i64, bool) -> i64) {
        let points = self.parts.iter_mut().zip(&self.deviations).zip(&self.points.of);
        for ((part, deviation), (rule, _)) in points {
            if self.problem.rules[*rule as usize].hard {
                *part = new(*part, *deviation > 0);
            }
        }
        self.sum_prices();
    }

    fn sum_prices(&mut self) {
        self.price = (0..self.deviations.len() as u32)
            .map(|point| self.price_of(point))
            .sum();
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
        self.journal.push(Step::Slot(meet, old));
    }

    /// Evaluates all points that changes have marked, and gives the new cost.
    pub fn settle(&mut self) -> Cost {
        for order in 0..self.dirty.len() {
            while let Some(point) = self.dirty[order].pop() {
                self.evaluate(point);
            }
        }
        self.cost
    }

    /// Like [`Board::settle`], but gives up as soon as the price is sure to grow by more than `limit`; then only
    /// [`Board::undo`] may follow. A point not yet evaluated can win back no more than it costs now.
    pub fn settle_within(&mut self, limit: i64) -> Option<Cost> {
        let most = self.price + limit;
        let mut hope: i64 = self.dirty.iter().flatten().map(|p| self.price_of(*p)).sum();
        for order in 0..self.dirty.len() {
            while let Some(point) = self.dirty[order].pop() {
                hope -= self.price_of(point);
                self.evaluate(point);
                if self.price - hope > most {
                    return None;
                }
            }
        }
        Some(self.cost)
    }

    /// What a point cost when it was last evaluated, in the search's prices.
    fn price_of(&self, point: u32) -> i64 {
        match self.deviations[point as usize] {
            0 => 0,
            deviation => {
                let rule = self.points.of[point as usize].0 as usize;
                self.unit(rule, point) * self.problem.rules[rule].cost.of(deviation)
            }
        }
    }

    fn evaluate(&mut self, point: u32) {
        self.marked[point as usize] = false;
        let (r, local) = self.points.of[point as usize];
        let rule = &self.problem.rules[r as usize];
        let new = rules::kind(&rule.kind).deviation(self, local as usize);
        let old = self.deviations[point as usize];
        if new != old {
            self.deviations[point as usize] = new;
            self.charge(r as usize, point, rule.cost.of(new) - rule.cost.of(old));
            self.journal.push(Step::Deviation(point, old));
        }
    }

    /// What the changes since the last commit add to the cost of rules: by point that has changed.
    pub fn growth(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        self.journal.iter().filter_map(|step| match step {
            Step::Deviation(point, old) => {
                let r = self.points.of[*point as usize].0 as usize;
                let rule = &self.problem.rules[r];
                let growth = rule.cost.of(self.deviations[*point as usize]) - rule.cost.of(*old);
                Some((r, rule.weight * growth))
            }
            _ => None,
        })
    }

    /// Keeps the changes.
    pub fn commit(&mut self) {
        self.journal.clear();
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
                Step::Deviation(point, old) => {
                    let r = self.points.of[point as usize].0 as usize;
                    let rule = &self.problem.rules[r];
                    let now = std::mem::replace(&mut self.deviations[point as usize], old);
                    self.charge(r, point, rule.cost.of(old) - rule.cost.of(now));
                }
            }
        }
        for point in self.dirty.iter_mut().flat_map(|d| d.drain(..)) {
            self.marked[point as usize] = false;
        }
    }

    /// Points with a deviation: rule, point within the rule, deviation.
    pub fn deviating(&self) -> impl Iterator<Item = (usize, usize, i64)> + '_ {
        let of = &self.points.of;
        self.deviations
            .iter()
            .enumerate()
            .filter(|(_, d)| **d > 0)
            .map(|(p, d)| (of[p].0 as usize, of[p].1 as usize, *d))
    }

    /// Meets that some broken hard rule looks at; where none is broken, those that a rule looks at which costs something.
    pub fn troubled(&self) -> Vec<MeetId> {
        let problem = self.problem;
        let illegal = self.cost.hard > 0;
        let broken = |point: &u32| {
            let rule = self.points.of[*point as usize].0 as usize;
            self.deviations[*point as usize] > 0 && problem.rules[rule].hard == illegal
        };
        let mut troubled = vec![false; problem.meets.len()];
        let of_events = self.points.by_event_day.iter().zip(&self.event_day);
        let of_resources = self.points.by_resource_day.iter().zip(&self.resource_day);
        for (points, engagements) in of_events.chain(of_resources) {
            if !engagements.is_empty() && points.iter().any(broken) {
                engagements.iter().for_each(|e| troubled[e.meet] = true);
            }
        }
        let out = |m: &MeetId| self.assignment.places[*m].slot.is_none() && self.assignment.places[*m].length > 0;
        (0..troubled.len()).filter(|m| troubled[*m] || out(m)).collect()
    }

    /// The stretches of an event's meets that start on a day, in order of time.
    pub fn of_event(&self, event: EventId, day: Day) -> &[Engagement<'p>] {
        &self.event_day[event * self.problem.axis.days + day]
    }

    /// Engagements of a resource that start on a day, in order of time.
    pub fn of_resource(&self, resource: ResourceId, day: Day) -> &[Engagement<'p>] {
        &self.resource_day[resource * self.problem.axis.days + day]
    }

    /// Weighted clashes of a resource.
    pub fn clashes(&self, resource: ResourceId) -> i64 {
        self.clashes[resource]
    }

    /// Whether some engagement keeps a resource busy in a stretch, gaps included.
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
    pub fn engaged(&self, resource: ResourceId) -> &[u64] {
        self.taken.engaged(resource)
    }

    /// The cells in which some engagement keeps a resource busy, gaps included, likewise.
    pub fn busy(&self, resource: ResourceId) -> &[u64] {
        self.taken.busy(resource)
    }

    /// How many engagements keep a resource busy in a cell, gaps included.
    pub fn held(&self, resource: ResourceId, cell: CellId) -> i64 {
        self.taken.held(resource, cell)
    }

    /// The price of one unit at a point.
    fn unit(&self, rule: usize, point: u32) -> i64 {
        self.prices[rule] * self.parts[point as usize] / WHOLE
    }

    fn charge(&mut self, r: usize, point: u32, amount: i64) {
        let rule = &self.problem.rules[r];
        self.price += self.unit(r, point) * amount;
        self.off[r] += amount;
        let cost = if rule.hard {
            &mut self.cost.hard
        } else {
            &mut self.cost.soft
        };
        *cost += rule.weight * amount;
    }

    fn shift(&mut self, meet: MeetId, place: Place) -> Place {
        self.count::<true>(meet, false);
        let old = std::mem::replace(&mut self.assignment.places[meet], place);
        self.count::<true>(meet, true);
        if old.placed().is_none() && self.assignment.places[meet].placed().is_none() {
            // A change of length or role of an unplaced meet belongs to no day: any will do.
            let event = self.problem.meets[meet];
            self.points
                .mark_event(event * self.problem.axis.days, &mut self.marked, &mut self.dirty);
        }
        old
    }

    /// Adds a meet to the counts or takes it out, and marks the points concerned.
    fn count<const MARK: bool>(&mut self, meet: MeetId, add: bool) {
        let problem = self.problem;
        let place = &self.assignment.places[meet];
        let Some(slot) = place.placed() else { return };
        let event = problem.meets[meet];
        let slot = &problem.slots(event)[slot as usize];
        let fixed = &problem.events[event].fixed;
        let filled = place.roles.iter().flatten().enumerate();
        let filled = filled.filter(|(i, r)| !fixed.contains(r) && !place.roles[..*i].contains(&Some(**r)));
        let resources = fixed.iter().chain(filled.map(|(_, r)| r));
        let days = problem.axis.days;
        for span in &slot.spans {
            let engagement = Engagement {
                span,
                slot,
                meet,
                event,
            };
            let at = event * days + span.day;
            change(&mut self.event_day[at], engagement, add);
            if MARK {
                self.points.mark_event(at, &mut self.marked, &mut self.dirty);
            }
            for &r in resources.clone() {
                let at = r * days + span.day;
                change(&mut self.resource_day[at], engagement, add);
                self.clashes[r] += self.taken.change(r, span, add);
                if MARK {
                    self.points.mark_resource(at, &mut self.marked, &mut self.dirty);
                }
            }
        }
    }
}

impl Points {
    fn mark_event(&self, at: usize, marked: &mut [bool], dirty: &mut [Vec<u32>; 2]) {
        self.mark(&self.by_event_day[at], marked, dirty);
    }

    fn mark_resource(&self, at: usize, marked: &mut [bool], dirty: &mut [Vec<u32>; 2]) {
        self.mark(&self.by_resource_day[at], marked, dirty);
    }

    fn mark(&self, points: &[u32], marked: &mut [bool], dirty: &mut [Vec<u32>; 2]) {
        for &p in points {
            if !std::mem::replace(&mut marked[p as usize], true) {
                dirty[usize::from(self.order[p as usize])].push(p);
            }
        }
    }
}

/// Whether a bad move usually breaks a rule, and it is cheap to see.
fn breaks_first(rule: &Rule) -> bool {
    rule.hard
        && matches!(
            rule.kind,
            RuleKind::Clash(_) | RuleKind::Available(_) | RuleKind::Overlap(_) | RuleKind::NoHoles(_)
        )
}

fn change<'p>(list: &mut Engagements<'p>, engagement: Engagement<'p>, add: bool) {
    if add {
        let key = (engagement.span.start, engagement.meet);
        let at = list
            .iter()
            .position(|e| (e.span.start, e.meet) > key)
            .unwrap_or(list.len());
        list.insert(at, engagement);
    } else if let Some(at) = list
        .iter()
        .position(|e| e.meet == engagement.meet && e.span.start == engagement.span.start)
    {
        list.remove(at);
    }
}
