//! Small problems drawn at random, each around one kind of rule.

use firstbell::problem::testing::Builder;
use firstbell::problem::*;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Random numbers.
pub type Rng = Xoshiro256PlusPlus;

/// How large a toy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// All its assignments can be looked at.
    Tiny,
    /// A few days, some ten events.
    Small,
}

/// Gives every kind its name and its generator; a kind without them does not compile.
macro_rules! kinds {
    ($($kind:ident $make:ident),* $(,)?) => {
        /// Name and generator of every kind.
        pub const KINDS: &[(&str, fn(&mut Toy) -> RuleKind)] =
            &[$((stringify!($kind), |toy| RuleKind::$kind($make(toy)))),*];

        /// The name of a kind.
        pub fn name(kind: &RuleKind) -> &'static str {
            match kind {
                $(RuleKind::$kind(_) => stringify!($kind),)*
            }
        }

        /// One test per kind, so that they run beside each other and a failure names its kind.
        mod agrees {
            $(#[test]
            fn $make() {
                let kind = super::KINDS.iter().position(|k| k.0 == stringify!($kind));
                crate::kind_agrees(kind.expect("a kind"));
            })*
        }
    };
}

kinds! {
    Assigned assigned,
    Staffed staffed,
    Clash clash,
    Available available,
    Preferred preferred,
    Spread spread,
    Days days,
    Presence presence,
    Load load,
    Waiting waiting,
    NoHoles no_holes,
    Adjacent adjacent,
    Doubles doubles,
    DaysApart days_apart,
    Edge edge,
    Overlap overlap,
    After after,
    Lunch lunch,
    Afternoon afternoon,
    Supervision supervision,
    SameStart same_start,
    Split split,
    Suited suited,
    SameHands same_hands,
    Order order,
    Idle idle,
    Busy busy,
    Workload workload,
}

/// Kinds that speak of minutes of a day or of ordinals, so not of plain times.
const OF_SCHOOLS: &[&str] = &[
    "Waiting",
    "NoHoles",
    "Adjacent",
    "Doubles",
    "Edge",
    "Overlap",
    "After",
    "Lunch",
    "Afternoon",
    "Supervision",
];
/// Kinds whose rows assume a school: nobody is in two places at once, every event holds somebody, and
/// classes are not chosen.
const ASSUME_A_SCHOOL: &[&str] = &[
    "Waiting",
    "NoHoles",
    "Edge",
    "Overlap",
    "After",
    "Lunch",
    "Afternoon",
    "Supervision",
];

/// A toy while it is drawn.
pub struct Toy {
    world: Builder,
    rng: Rng,
    size: Size,
    /// Every event holds somebody, and classes are not chosen.
    orderly: bool,
}

/// A problem around one rule.
pub struct Drawn {
    /// The problem.
    pub problem: Problem,
    /// The rule that it is about.
    pub rule: usize,
}

/// Draws a problem around the kind with this index in [`KINDS`]: the same for the same seed.
pub fn draw(kind: usize, size: Size, hard: bool, seed: u64) -> Drawn {
    let mut rng = Rng::seed_from_u64(seed ^ (kind as u64) << 32);
    let (name, make) = KINDS[kind];
    loop {
        let school = OF_SCHOOLS.contains(&name) || rng.random_ratio(2, 3);
        let world = if school {
            school_world(&mut rng, size)
        } else {
            plain_world(&mut rng, size)
        };
        let orderly = size == Size::Tiny && ASSUME_A_SCHOOL.contains(&name);
        let mut toy = Toy {
            world,
            rng,
            size,
            orderly,
        };
        toy.add_events(["Staffed", "Suited", "SameHands", "Workload"].contains(&name));
        let rule = make(&mut toy);
        if firstbell::rules::kind(&rule).points(&toy.world.problem) == 0 {
            rng = toy.rng;
            continue;
        }
        let no_clash = name != "Clash" && (orderly || toy.chance(3, 4));
        let id = toy.add_rule(rule, hard);
        toy.add_frame(name, no_clash);
        toy.world.problem.name = format!("{name}, hard: {hard}, seed {seed}");
        return Drawn {
            problem: toy.world.problem,
            rule: id,
        };
    }
}

/// A problem with a soft rule of every kind.
pub fn draw_all(size: Size, seed: u64) -> Problem {
    let mut rng = Rng::seed_from_u64(seed);
    let world = school_world(&mut rng, size);
    let mut toy = Toy {
        world,
        rng,
        size,
        orderly: false,
    };
    toy.add_events(true);
    for (_, make) in KINDS {
        let rule = make(&mut toy);
        toy.add_rule(rule, false);
    }
    toy.add_frame("", true);
    toy.world.problem
}

/// Days with periods by one or two bells, slots that hold in both weeks, slots without an ordinal.
fn school_world(rng: &mut Rng, size: Size) -> Builder {
    let (days, periods) = match size {
        Size::Tiny => *[(1, 5), (1, 4), (2, 3), (2, 2), (3, 2)].choose(rng).expect("some"),
        Size::Small => (rng.random_range(2..=5), rng.random_range(3..=6)),
    };
    let mut bell = || -> Vec<(i32, i32)> {
        // Periods of one number may overlap or not.
        let first = 480 + [0, 10, 60][rng.random_range(0..3)];
        let length = 5 * rng.random_range(5..8);
        let step = length + 5 * rng.random_range(0..3);
        (0..periods)
            .map(|i| (first + i * step, first + i * step + length))
            .collect()
    };
    let (a, b) = (bell(), bell());
    let mut world = Builder::school(days, 5, &[&a, &b]);
    for set in 0..2 {
        if rng.random_ratio(1, 2) {
            world.big_break(set, rng.random_range(0..periods as u8));
        }
    }
    // By either bell, and at no period of any.
    let mut mixed: Vec<Slot> = world.problem.slot_sets.concat();
    for slot in &mut mixed {
        if rng.random_ratio(1, 5) {
            slot.ordinal = None;
        }
    }
    mixed.shuffle(rng);
    mixed.truncate(if size == Size::Tiny { 6 } else { 20 });
    world.slots(mixed);
    if days % 2 == 0 {
        let weekly = (0..days / 2).flat_map(|day| a.iter().enumerate().map(move |(i, period)| (day, i, *period)));
        let weekly = weekly.map(|(day, ordinal, (from, to))| Slot {
            ordinal: Some(ordinal as u8),
            ..world.slot(&[day, day + days / 2], from, to)
        });
        let weekly = weekly.collect();
        world.slots(weekly);
    }
    for kind in [
        ResourceKind::Class,
        ResourceKind::Staff,
        ResourceKind::Class,
        ResourceKind::Staff,
    ] {
        world.resource(kind);
    }
    world
}

/// Times without minutes and ordinals, cut into days that meets may reach across.
fn plain_world(rng: &mut Rng, size: Size) -> Builder {
    let (days, times) = match size {
        Size::Tiny => (rng.random_range(1..=3), rng.random_range(1..=2)),
        Size::Small => (rng.random_range(1..=4), rng.random_range(2..=4)),
    };
    let mut world = Builder::plain(days * times, rng.random_range(1..=3));
    let problem = &mut world.problem;
    for (i, cell) in problem.axis.cells.iter_mut().enumerate() {
        cell.weight = rng.random_range(1..=2);
        cell.day = i / times;
        cell.from = (cell.day * 1440 + i % times) as i32;
        cell.to = cell.from + 1;
    }
    let longest = problem.slot_sets[0].iter().map(|s| usize::from(s.length)).max();
    problem.axis.reach = longest.unwrap_or(1).div_ceil(times);
    problem.axis.days = days;
    problem.axis.day_names = (0..days).map(|day| format!("day {day}")).collect();
    problem.axis.day_cells = (0..days).map(|day| day * times..(day + 1) * times).collect();
    for span in problem.slot_sets.iter_mut().flatten().flat_map(|slot| &mut slot.spans) {
        span.day = problem.axis.cells[span.start].day;
        span.from = problem.axis.cells[span.start].from;
        span.to = problem.axis.cells[span.end - 1].to;
    }
    for _ in 0..3 {
        world.resource(ResourceKind::Other);
    }
    world
}

impl Toy {
    fn chance(&mut self, of: u32, among: u32) -> bool {
        self.rng.random_ratio(of, among)
    }

    fn number(&mut self, range: std::ops::RangeInclusive<usize>) -> usize {
        self.rng.random_range(range)
    }

    /// Some of 0..count, at least one if there are any.
    fn some(&mut self, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..count).collect();
        all.shuffle(&mut self.rng);
        all.truncate(self.rng.random_range(1..=count.max(1)));
        all.sort_unstable();
        all
    }

    fn some_events(&mut self) -> Vec<EventId> {
        self.some(self.world.problem.events.len())
    }

    fn some_resources(&mut self) -> Vec<ResourceId> {
        self.some(self.world.problem.resources.len())
    }

    /// A class.
    fn class(&mut self) -> ResourceId {
        *self.classes().choose(&mut self.rng).expect("some")
    }

    fn classes(&self) -> Vec<ResourceId> {
        let resources = self.world.problem.resources.iter().enumerate();
        let classes = resources.filter(|(_, r)| r.kind == ResourceKind::Class);
        classes.map(|(id, _)| id).collect()
    }

    /// One class or more.
    fn some_classes(&mut self) -> Vec<ResourceId> {
        let classes = self.classes();
        self.some(classes.len()).into_iter().map(|i| classes[i]).collect()
    }

    /// What a group does together, in an orderly toy its classes do.
    fn together(&mut self, events: &[EventId], classes: &[ResourceId]) {
        for event in events.iter().filter(|_| self.orderly) {
            let fixed = &mut self.world.problem.events[*event].fixed;
            fixed.extend(classes);
            fixed.sort_unstable();
            fixed.dedup();
        }
    }

    /// Two or more sets of events that share none.
    fn parts(&mut self, parts: usize) -> Vec<Vec<EventId>> {
        let mut sets = vec![Vec::new(); parts];
        for event in 0..self.world.problem.events.len() {
            let set = self.number(0..=parts - 1);
            sets[set].push(event);
        }
        sets
    }

    /// One or two points.
    fn points<T>(&mut self, mut point: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.number(1..=2)).map(|_| point(self)).collect()
    }

    /// By event: whether it counts; most do.
    fn counts(&mut self) -> Vec<bool> {
        (0..self.world.problem.events.len())
            .map(|_| self.chance(3, 4))
            .collect()
    }

    fn some_cells(&mut self, of: u32, among: u32) -> Vec<bool> {
        (0..self.world.problem.axis.cells.len())
            .map(|_| self.chance(of, among))
            .collect()
    }

    fn add_events(&mut self, with_role: bool) {
        let sets = self.world.problem.slot_sets.len();
        let resources = self.world.problem.resources.len();
        let plain = self.world.problem.resources[0].kind == ResourceKind::Other;
        let longest = self.world.problem.slot_sets[0]
            .iter()
            .map(|s| s.length)
            .max()
            .unwrap_or(1);
        // Meets together in a tiny toy: four have some thousand assignments.
        let mut meets = if self.size == Size::Tiny { 4 } else { 20 };
        let usual = self.number(0..=sets - 1);
        let usual_resource = self.number(0..=resources - 1);
        while meets > 0 {
            let longest_event = if self.chance(1, 2) { 3.min(meets) } else { 1 };
            let length = self.number(1..=longest_event) as u16;
            meets -= usize::from(length);
            let set = if self.chance(2, 3) {
                usual
            } else {
                self.number(0..=sets - 1)
            };
            let mut fixed: Vec<ResourceId> = (0..resources).filter(|_| self.chance(1, 4)).collect();
            let usually = self.chance(2, 3) || self.orderly && fixed.is_empty();
            if usually && !fixed.contains(&usual_resource) {
                fixed.push(usual_resource);
            }
            let event = if plain && length > 1 {
                self.world.splitting(length, (1, longest), set, &fixed)
            } else {
                self.world.event(length, set, &fixed)
            };
            let mut free: Vec<ResourceId> = (0..resources).filter(|r| !fixed.contains(r)).collect();
            let class = |r: &ResourceId| self.world.problem.resources[*r].kind == ResourceKind::Class;
            free.retain(|r| !(self.orderly && class(r)));
            if !free.is_empty() && (self.chance(1, 4) || with_role && event == 0) {
                let among = self.some(free.len());
                let candidates: Vec<ResourceId> = among.iter().take(2).map(|i| free[*i]).collect();
                self.world.role(event, &candidates);
            }
        }
    }

    fn add_rule(&mut self, kind: RuleKind, hard: bool) -> usize {
        let id = self.world.rule(kind);
        let cost = *[CostFunction::Linear, CostFunction::Quadratic, CostFunction::Step]
            .choose(&mut self.rng)
            .expect("some");
        let weight = self.rng.random_range(1..=5);
        let rule = &mut self.world.problem.rules[id];
        (rule.hard, rule.weight, rule.cost) = (hard, weight, cost);
        id
    }

    /// The hard rules that make a timetable complete, but for the kind that the toy is about; and one
    /// that rows may make use of.
    fn add_frame(&mut self, kind: &str, no_clash: bool) {
        let problem = &self.world.problem;
        let events: Vec<EventId> = (0..problem.events.len()).collect();
        let roles = events
            .iter()
            .flat_map(|e| (0..problem.events[*e].roles.len()).map(|r| (*e, r)));
        let roles: Vec<(EventId, usize)> = roles.collect();
        let resources = (0..problem.resources.len()).collect();
        if kind != "Assigned" {
            self.world.rule(RuleKind::Assigned(Assigned { events }));
        }
        if kind != "Staffed" {
            self.world.rule(RuleKind::Staffed(Staffed { roles }));
        }
        if no_clash {
            self.world.rule(RuleKind::Clash(Clash {
                resources,
                ..Clash::default()
            }));
        }
        if kind != "Spread" && self.chance(1, 2) {
            let groups = self.world.problem.day_groups();
            let most = self.number(1..=3) as u16;
            let point = SpreadPoint {
                name: "day".into(),
                events: self.some_events(),
                limits: (0..groups.len()).map(|group| (group, 0, most)).collect(),
            };
            let points = vec![point];
            self.world.rule(RuleKind::Spread(Spread { groups, points }));
        }
    }

    /// Starts of slots on a day, each once, in order.
    fn starts(&self, day: Day) -> Vec<CellId> {
        let spans = self
            .world
            .problem
            .slot_sets
            .iter()
            .flatten()
            .flat_map(|slot| &slot.spans);
        let mut starts: Vec<CellId> = spans.filter(|s| s.day == day).map(|s| s.start).collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    }
}

fn assigned(toy: &mut Toy) -> Assigned {
    Assigned {
        events: toy.some_events(),
    }
}

fn staffed(toy: &mut Toy) -> Staffed {
    let events = toy.world.problem.events.iter().enumerate();
    let roles = events.flat_map(|(e, event)| (0..event.roles.len()).map(move |r| (e, r)));
    Staffed { roles: roles.collect() }
}

fn clash(toy: &mut Toy) -> Clash {
    let by_role = toy.chance(1, 2);
    let resources = toy.some_resources();
    let mut again = Vec::new();
    for event in toy.some_events() {
        let fixed = toy.world.problem.events[event].fixed.choose(&mut toy.rng).copied();
        again.extend(fixed.filter(|_| by_role && toy.chance(1, 4)).map(|who| (event, who)));
    }
    Clash {
        resources,
        by_role,
        again,
        by_cell: toy.chance(1, 4),
    }
}

fn available(toy: &mut Toy) -> Available {
    let resources = toy.some_resources();
    Available {
        away: resources
            .into_iter()
            .map(|r| (r, toy.some_cells(1, 4).into()))
            .collect(),
    }
}

fn preferred(toy: &mut Toy) -> Preferred {
    let cells = toy.world.problem.axis.cells.len();
    Preferred {
        events: toy.some_events(),
        amounts: (0..cells).map(|_| toy.number(0..=4).saturating_sub(2) as u32).collect(),
        by_length: toy.chance(1, 2),
        only: toy.chance(1, 3).then(|| toy.number(1..=2) as u16),
    }
}

/// The days, and some times.
fn time_groups(toy: &mut Toy) -> Vec<TimeGroup> {
    let mut groups = toy.world.problem.day_groups();
    let cells = toy.some_cells(1, 2);
    groups.push(TimeGroup::new(
        "some times".into(),
        cells.into(),
        &toy.world.problem.axis,
    ));
    groups
}

fn spread(toy: &mut Toy) -> Spread {
    let groups = time_groups(toy);
    let count = groups.len();
    Spread {
        points: toy.points(|toy| {
            let groups = toy.some(count);
            SpreadPoint {
                name: "spread".into(),
                events: toy.some_events(),
                limits: groups
                    .into_iter()
                    .map(|group| {
                        let min = toy.number(0..=1) as u16;
                        (group, min, min + toy.number(0..=2) as u16)
                    })
                    .collect(),
            }
        }),
        groups,
    }
}

fn days(toy: &mut Toy) -> Days {
    Days {
        points: toy.points(|toy| {
            let min = toy.number(0..=3) as u16;
            DaysPoint {
                name: "days".into(),
                events: toy.some_events(),
                min,
                max: min + toy.number(0..=2) as u16,
            }
        }),
    }
}

fn presence(toy: &mut Toy) -> Presence {
    let resources = toy.some_resources();
    let mut point = |resource| {
        let min = if toy.chance(1, 2) { 0 } else { toy.number(0..=2) };
        (resource, min as u16, (min + toy.number(0..=2)) as u16)
    };
    let points = resources.into_iter().map(&mut point).collect();
    let groups = if toy.chance(1, 2) {
        toy.world.problem.day_groups()
    } else {
        time_groups(toy)
    };
    let earned = toy.chance(1, 2).then(|| Earned {
        counts: toy.counts(),
        each: toy.number(1..=3) as u16,
    });
    Presence { groups, points, earned }
}

fn load(toy: &mut Toy) -> Load {
    let resources = toy.some_resources();
    Load {
        counts: toy.counts(),
        points: resources.into_iter().map(|r| (r, toy.number(0..=2) as u16)).collect(),
    }
}

fn waiting(toy: &mut Toy) -> Waiting {
    let from = 480 + 5 * toy.number(0..=10) as i32;
    Waiting {
        resources: toy.some_resources(),
        from,
        to: from + 10 * toy.number(5..=30) as i32,
        beyond: 5 * toy.number(0..=4) as i32,
        per: 5 * toy.number(1..=6) as i32,
    }
}

fn no_holes(toy: &mut Toy) -> NoHoles {
    NoHoles {
        counts: toy.counts(),
        resources: toy.some_resources(),
    }
}

fn adjacent(toy: &mut Toy) -> Adjacent {
    Adjacent {
        points: toy.points(|toy| ("adjacent".into(), toy.some_events())),
    }
}

fn doubles(toy: &mut Toy) -> Doubles {
    Doubles {
        points: toy.points(|toy| DoublesPoint {
            name: "doubles".into(),
            events: toy.some_events(),
            count: toy.number(1..=2) as u16,
            across_big_break: toy.chance(1, 3),
        }),
    }
}

fn days_apart(toy: &mut Toy) -> DaysApart {
    let days = toy.world.problem.axis.days;
    DaysApart {
        points: toy.points(|toy| ("apart".into(), toy.some_events())),
        apart: toy.number(2..=3),
        numbers: (0..days)
            .map(|day| 2 * day - toy.number(0..=usize::from(day > 0)))
            .collect(),
    }
}

fn edge(toy: &mut Toy) -> Edge {
    let counts = toy.counts();
    let mut points = Vec::new();
    for event in toy.some_events() {
        let mut fixed = toy.world.problem.events[event].fixed.clone();
        let classes = toy.classes();
        fixed.retain(|r| !toy.orderly || classes.contains(r));
        points.extend(fixed.choose(&mut toy.rng).map(|r| (event, *r)));
    }
    Edge {
        counts,
        points,
        first: toy.chance(1, 2),
        last: toy.chance(1, 2),
    }
}

fn overlap(toy: &mut Toy) -> Overlap {
    Overlap {
        points: toy.points(|toy| {
            let mut parts = toy.parts(3);
            let days = toy.world.problem.axis.days;
            let (from, to) = if toy.chance(1, 2) {
                (0, days)
            } else {
                (toy.number(0..=1), toy.number(1..=days))
            };
            OverlapPoint {
                name: "overlap".into(),
                a: parts.remove(0),
                b: parts.remove(0),
                days: from..to,
                allowed: toy.number(0..=1) as u16,
            }
        }),
    }
}

fn after(toy: &mut Toy) -> After {
    After {
        counts: toy.counts(),
        points: toy.points(|toy| {
            let event = toy.number(0..=toy.world.problem.events.len() - 1);
            (event, toy.number(0..=toy.world.problem.resources.len() - 1))
        }),
    }
}

fn lunch(toy: &mut Toy) -> Lunch {
    Lunch {
        counts: toy.counts(),
        points: toy.points(|toy| {
            let event = toy.number(0..=toy.world.problem.events.len() - 1);
            (event, toy.class(), 10 * toy.number(0..=6) as i32)
        }),
    }
}

fn afternoon(toy: &mut Toy) -> Afternoon {
    let groups = toy.points(|toy| {
        let mut parts = toy.parts(4);
        let classes = toy.some_classes();
        toy.together(&parts[..3].concat(), &classes);
        let days = 0..toy.world.problem.axis.days;
        AfternoonGroup {
            name: "group".into(),
            classes,
            hours: days
                .map(|day| {
                    let mut starts = toy.starts(day);
                    starts.retain(|_| toy.chance(3, 4));
                    starts
                })
                .collect(),
            lunch: 10 * toy.number(0..=4) as i32,
            recreation: parts.remove(0),
            self_study: parts.remove(0),
            interests: parts.remove(0),
        }
    });
    Afternoon {
        counts: toy.counts(),
        groups,
    }
}

fn supervision(toy: &mut Toy) -> Supervision {
    let groups = toy.points(|toy| {
        let (classes, activities) = (toy.some_classes(), toy.parts(3).remove(0));
        toy.together(&activities, &classes);
        SupervisionGroup {
            name: "group".into(),
            classes,
            staff: toy.number(0..=toy.world.problem.resources.len() - 1),
            away: toy.some_cells(1, 2).into(),
            activities,
        }
    });
    Supervision {
        counts: toy.counts(),
        groups,
    }
}

fn same_start(toy: &mut Toy) -> SameStart {
    SameStart {
        points: toy.points(|toy| ("same".into(), toy.some_events())),
    }
}

fn split(toy: &mut Toy) -> Split {
    Split {
        events: toy.some_events(),
        counts: toy.points(|toy| {
            let (shortest, fewest) = (toy.number(1..=2) as u16, toy.number(0..=2) as u16);
            Pieces {
                shortest,
                longest: shortest + toy.number(0..=2) as u16,
                fewest,
                most: fewest + toy.number(0..=1) as u16,
            }
        }),
    }
}

/// Events and indices of all roles.
fn all_roles(toy: &Toy) -> Vec<(EventId, usize)> {
    let events = toy.world.problem.events.iter().enumerate();
    events
        .flat_map(|(e, event)| (0..event.roles.len()).map(move |r| (e, r)))
        .collect()
}

fn suited(toy: &mut Toy) -> Suited {
    Suited {
        roles: all_roles(toy),
        suited: (0..toy.world.problem.resources.len())
            .map(|_| toy.chance(1, 2))
            .collect(),
    }
}

fn same_hands(toy: &mut Toy) -> SameHands {
    let roles = all_roles(toy);
    if roles.is_empty() {
        return SameHands { points: Vec::new() };
    }
    SameHands {
        points: toy.points(|toy| SameHandsPoint {
            name: "hands".into(),
            roles: toy.some(roles.len()).into_iter().map(|i| roles[i]).collect(),
            fixed: if toy.chance(1, 2) {
                toy.some_resources()
            } else {
                Vec::new()
            },
        }),
    }
}

fn order(toy: &mut Toy) -> Order {
    let events = toy.world.problem.events.len() - 1;
    let minutes = if toy.world.problem.resources[0].kind == ResourceKind::Other {
        1
    } else {
        60
    };
    Order {
        points: toy.points(|toy| {
            let min = (toy.number(0..=4) as i32 - 2) * minutes;
            OrderPoint {
                first: toy.number(0..=events),
                second: toy.number(0..=events),
                min,
                max: min + toy.number(0..=3) as i32 * minutes,
            }
        }),
    }
}

fn idle(toy: &mut Toy) -> Idle {
    let min = toy.number(0..=4).saturating_sub(2) as u32;
    Idle {
        groups: time_groups(toy),
        resources: toy.some_resources(),
        min,
        max: min + toy.number(0..=2) as u32 * 30,
    }
}

fn busy(toy: &mut Toy) -> Busy {
    let groups = time_groups(toy);
    let count = groups.len();
    let minutes = if toy.world.problem.resources[0].kind == ResourceKind::Other {
        1
    } else {
        40
    };
    let min = toy.number(0..=2) as u32 * minutes;
    Busy {
        groups,
        points: toy.points(|toy| (toy.number(0..=2), toy.some(count))),
        min,
        max: min + toy.number(0..=1) as u32 * minutes,
    }
}

fn workload(toy: &mut Toy) -> Workload {
    let unit = toy.number(1..=3) as i64;
    let roles = all_roles(toy);
    let resources = toy.world.problem.resources.len() - 1;
    let points = |toy: &mut Toy| {
        let min = toy.number(0..=2) as u32;
        WorkloadPoint {
            resource: toy.number(0..=resources),
            fixed: toy.number(0..=2) as i64,
            min,
            max: min + toy.number(0..=2) as u32,
        }
    };
    let amounts = roles
        .into_iter()
        .map(|(event, role)| (event, role, toy.number(0..=4) as i64));
    Workload {
        roles: amounts.collect(),
        unit,
        points: toy.points(points),
    }
}

/// Every assignment of a problem: each meet there or not, placed or not, each role filled or not;
/// `None` if there are more than `most`.
pub fn all_assignments(problem: &Problem, most: usize) -> Option<Vec<Assignment>> {
    let mut all = Vec::new();
    let mut assignment = Assignment::empty(problem);
    let complete = choose(problem, &mut assignment, 0, most, &mut all);
    complete.then_some(all)
}

fn choose(problem: &Problem, now: &mut Assignment, meet: MeetId, most: usize, all: &mut Vec<Assignment>) -> bool {
    let Some(&event) = problem.meets.get(meet) else {
        all.push(now.clone());
        return all.len() <= most;
    };
    let e = &problem.events[event];
    let before: u16 = (e.meets.start..meet).map(|m| now.places[m].length).sum();
    let left = e.length - before;
    let last = meet + 1 == e.meets.end;
    let lengths = std::iter::once(0).chain(e.meet_lengths.0..=e.meet_lengths.1);
    for length in lengths.filter(|l| *l <= left && (!last || *l == left)) {
        for place in places(problem, event, length) {
            now.places[meet] = place;
            if !choose(problem, now, meet + 1, most, all) {
                return false;
            }
        }
    }
    true
}

/// Every place that a meet of a length may have.
fn places(problem: &Problem, event: EventId, length: u16) -> Vec<Place> {
    let e = &problem.events[event];
    let mut places = vec![Place {
        length,
        slot: None,
        roles: (0..e.roles.len()).map(|_| None).collect(),
    }];
    if length == 0 {
        return places;
    }
    for (s, _) in problem
        .slots(event)
        .iter()
        .enumerate()
        .filter(|(_, slot)| slot.length == length)
    {
        let slot = Some(s as SlotId);
        places.push(Place {
            slot,
            ..places[0].clone()
        });
    }
    for (k, role) in e.roles.iter().enumerate() {
        let filled = places.iter().flat_map(|place| {
            role.candidates.iter().map(move |r| {
                let mut place = place.clone();
                place.roles[k] = Some(*r);
                place
            })
        });
        let filled: Vec<Place> = filled.collect();
        places.extend(filled);
    }
    places
}

/// One to three changes of places at random; lengths of an event's meets keep their sum.
pub fn random_changes(problem: &Problem, now: &Assignment, rng: &mut Rng) -> Vec<(MeetId, Place)> {
    let mut places = now.places.clone();
    let mut changed = Vec::new();
    for _ in 0..rng.random_range(1..=3) {
        let meet = rng.random_range(0..problem.meets.len());
        let event = problem.meets[meet];
        let e = &problem.events[event];
        let other = rng.random_range(e.meets.clone());
        let units = rng.random_range(1..=e.meet_lengths.1);
        let may = |length: u16| length == 0 || (e.meet_lengths.0..=e.meet_lengths.1).contains(&length);
        let (a, b) = (places[meet].length, places[other].length);
        if other != meet && a >= units && may(a - units) && may(b + units) && rng.random_ratio(1, 2) {
            for (meet, length) in [(meet, a - units), (other, b + units)] {
                places[meet].length = length;
                places[meet].slot = None;
                changed.push((meet, places[meet].clone()));
            }
        }
        let place = &mut places[meet];
        if rng.random_ratio(3, 4) {
            // A meet that is not there counts nowhere, whatever its slot says.
            let slots = problem.slots(event).iter().enumerate();
            let fit = slots.filter(|(_, slot)| slot.length == place.length || place.length == 0);
            let fit: Vec<SlotId> = fit.map(|(s, _)| s as SlotId).collect();
            place.slot = fit.choose(rng).copied().filter(|_| rng.random_ratio(4, 5));
        }
        for (filled, role) in place.roles.iter_mut().zip(&e.roles) {
            if rng.random_ratio(1, 2) {
                *filled = role.candidates.choose(rng).copied().filter(|_| rng.random_ratio(2, 3));
            }
        }
        changed.push((meet, place.clone()));
    }
    changed
}
