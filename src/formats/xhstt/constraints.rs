//! The sixteen constraints as rules.

use super::instance::Parts;
use super::xml::{Element, Findings};
use crate::instance::{Source, Text};
use crate::problem::*;
use crate::words::Word;
use std::collections::HashSet;

/// Greatest weight that is read; the format's own limit is 1000.
const MOST_WEIGHT: u64 = 1_000_000;
/// Most points of all constraints, each as large as what it looks at.
const MOST_POINTS: usize = 20_000_000;
/// Most parts of one in which workloads can be counted.
const MOST_PARTS: i64 = 1_000_000_000;

/// From deviations to costs.
#[derive(Clone, Copy)]
struct Function {
    of: CostFunction,
    /// Of each deviation by itself, then added; otherwise of their sum.
    each: bool,
}

/// The cost functions by name, with those of 2011.
const FUNCTIONS: [(&str, Function); 8] = {
    const fn function(of: CostFunction, each: bool) -> Function {
        Function { of, each }
    }
    [
        ("Linear", function(CostFunction::Linear, false)),
        ("Quadratic", function(CostFunction::Quadratic, false)),
        ("Step", function(CostFunction::Step, false)),
        ("Sum", function(CostFunction::Linear, false)),
        ("SquareSum", function(CostFunction::Quadratic, false)),
        ("StepSum", function(CostFunction::Step, false)),
        ("SumSquares", function(CostFunction::Quadratic, true)),
        ("SumSteps", function(CostFunction::Step, true)),
    ]
};

pub(super) fn read(constraints: &Element, parts: &mut Parts, findings: &mut Findings) {
    let mut ids: HashSet<&str> = HashSet::new();
    let mut room = MOST_POINTS;
    for element in &constraints.children {
        if let Some(id) = element.attribute("Id").filter(|id| !ids.insert(id)) {
            findings.twice(element, id);
        }
        let mut reader = Reader {
            parts,
            findings,
            element,
            room,
        };
        let (hard, weight, function) = reader.header();
        let kinds = reader.kinds(function.each);
        room = reader.room;
        if room == 0 {
            let message = Word::XhsttPoints.with(&[("most", &MOST_POINTS)]);
            findings.add("E-large", element, message, Word::XhsttLargeAdvice);
            return;
        }
        let Some(kinds) = kinds else { continue };
        let name = element.child("Name").map(|n| n.text()).unwrap_or_default();
        for (kind, linear) in kinds {
            parts.problem.rules.push(Rule {
                kind,
                // Hard is what may not be; what costs nothing may.
                hard: hard && weight > 0,
                weight,
                cost: if linear { CostFunction::Linear } else { function.of },
                origin: Origin {
                    rule: element.attribute("Id").unwrap_or(element.name).to_owned(),
                    cite: Text::Any(format!("{}: {name}", element.name)),
                    source: Source::Document,
                },
            });
        }
    }
}

struct Reader<'a, 'e, 't, 'f> {
    parts: &'a Parts,
    findings: &'a mut Findings<'f>,
    element: &'e Element<'t>,
    /// What further points may take.
    room: usize,
}

/// A kind of rule, and whether its cost is the deviation itself whatever the cost function.
type Kinds = Vec<(RuleKind, bool)>;

impl Reader<'_, '_, '_, '_> {
    /// Required, Weight and CostFunction.
    fn header(&mut self) -> (bool, i64, Function) {
        let hard = match self.findings.needed(self.element, "Required").map(|e| (e, e.text())) {
            Some((_, "true")) => true,
            Some((_, "false")) | None => false,
            Some((at, found)) => {
                let message = Word::XhsttBoolean.with(&[("element", &"Required"), ("found", &found)]);
                self.findings.add("E-boolean", at, message, Word::XhsttAdvice);
                false
            }
        };
        let weight = self
            .findings
            .number(self.element, "Weight", 0, MOST_WEIGHT)
            .unwrap_or(0);
        (hard, weight as i64, self.function())
    }

    fn function(&mut self) -> Function {
        let element = self.findings.needed(self.element, "CostFunction");
        let found = element.and_then(|e| FUNCTIONS.iter().find(|(name, _)| *name == e.text()));
        if let (Some(at), None) = (element, found) {
            let known: Vec<&str> = FUNCTIONS.iter().map(|f| f.0).collect();
            let args: [(&'static str, &dyn crate::words::Fill); 2] =
                [("found", &at.text()), ("known", &known.join(", "))];
            let message = Word::XhsttCostFunction.with(&args);
            self.findings.add("E-cost-function", at, message, Word::XhsttAdvice);
        }
        found.map_or(FUNCTIONS[0].1, |f| f.1)
    }

    /// Takes room for something; `false`: there is none left.
    fn take(&mut self, size: usize) -> bool {
        self.room = self.room.saturating_sub(size);
        self.room > 0
    }

    fn kinds(&mut self, each: bool) -> Option<Kinds> {
        const COMMON: [&str; 5] = ["Name", "Required", "Weight", "CostFunction", "AppliesTo"];
        let own: &[&str] = match self.element.name {
            "AssignTimeConstraint" | "LinkEventsConstraint" | "OrderEventsConstraint" | "AvoidClashesConstraint" => &[],
            "AssignResourceConstraint" | "AvoidSplitAssignmentsConstraint" => &["Role"],
            "SplitEventsConstraint" => &["MinimumDuration", "MaximumDuration", "MinimumAmount", "MaximumAmount"],
            "DistributeSplitEventsConstraint" => &["Duration", "Minimum", "Maximum"],
            "PreferTimesConstraint" => &["TimeGroups", "Times", "Duration"],
            "PreferResourcesConstraint" => &["ResourceGroups", "Resources", "Role"],
            "AvoidUnavailableTimesConstraint" => &["TimeGroups", "Times"],
            "SpreadEventsConstraint" => &["TimeGroups"],
            "LimitIdleTimesConstraint" | "ClusterBusyTimesConstraint" | "LimitBusyTimesConstraint" => {
                &["TimeGroups", "Minimum", "Maximum"]
            }
            "LimitWorkloadConstraint" => &["Minimum", "Maximum"],
            name => {
                let message = Word::XhsttConstraint.with(&[("name", &name)]);
                self.findings
                    .add("E-constraint", self.element, message, Word::XhsttConstraintAdvice);
                return None;
            }
        };
        self.findings.only(self.element, &[&COMMON, own].concat());
        let applies_to = self.findings.needed(self.element, "AppliesTo")?;
        let kinds = match self.element.name {
            "AssignTimeConstraint" => {
                let mut events = self.events(applies_to);
                events.retain(|e| self.parts.time[*e].is_none());
                vec![RuleKind::Assigned(Assigned { events })]
            }
            "AssignResourceConstraint" => {
                let roles = self.open_roles(applies_to);
                vec![RuleKind::Staffed(Staffed { roles })]
            }
            "SplitEventsConstraint" => self.split_events(applies_to, each),
            "DistributeSplitEventsConstraint" => {
                let length = self.number("Duration");
                let (fewest, most) = self.limits();
                let counts = vec![Pieces {
                    shortest: length,
                    longest: length,
                    fewest,
                    most,
                }];
                let events = self.events(applies_to);
                vec![RuleKind::Split(Split { events, counts })]
            }
            "PreferTimesConstraint" => {
                let mut events = self.events(applies_to);
                events.retain(|e| self.parts.time[*e].is_none());
                let amounts = self.cells().iter().map(|wanted| u32::from(!wanted)).collect();
                let only = self.element.child("Duration").map(|_| self.number("Duration"));
                vec![RuleKind::Preferred(Preferred {
                    events,
                    amounts,
                    by_length: true,
                    only,
                })]
            }
            "PreferResourcesConstraint" => {
                let roles = self.open_roles(applies_to);
                let mut suited = vec![false; self.parts.problem.resources.len()];
                self.resources(self.element).into_iter().for_each(|r| suited[r] = true);
                vec![RuleKind::Suited(Suited { roles, suited })]
            }
            "AvoidSplitAssignmentsConstraint" => {
                let points = self.same_hands(applies_to);
                vec![RuleKind::SameHands(SameHands { points })]
            }
            "SpreadEventsConstraint" => vec![self.spread(applies_to, each)],
            "LinkEventsConstraint" => {
                let groups = self.event_groups(applies_to);
                let points = groups.into_iter().map(|g| {
                    let name = self.parts.event_groups.ids[g].clone();
                    (name, self.parts.event_members[g].clone())
                });
                let points = points.collect();
                vec![RuleKind::SameStart(SameStart { points })]
            }
            "OrderEventsConstraint" => vec![self.order(applies_to)],
            "AvoidClashesConstraint" => vec![RuleKind::Clash(Clash {
                resources: self.resources(applies_to),
                by_role: self.parts.several_roles(),
                again: self.parts.again.clone(),
                by_cell: each,
            })],
            "AvoidUnavailableTimesConstraint" => {
                let cells: CellSet = self.cells().into();
                let away = self
                    .resources(applies_to)
                    .into_iter()
                    .map(|r| (r, cells.clone()))
                    .collect();
                vec![RuleKind::Available(Available { away })]
            }
            "LimitIdleTimesConstraint" => {
                let (min, max) = self.wide_limits();
                vec![RuleKind::Idle(Idle {
                    groups: self.time_groups(),
                    resources: self.resources(applies_to),
                    min,
                    max,
                })]
            }
            "ClusterBusyTimesConstraint" => {
                let (min, max) = self.limits();
                vec![RuleKind::Presence(Presence {
                    groups: self.time_groups(),
                    points: self.resources(applies_to).into_iter().map(|r| (r, min, max)).collect(),
                    earned: None,
                })]
            }
            "LimitBusyTimesConstraint" => {
                let (min, max) = self.wide_limits();
                let groups = self.time_groups();
                let resources = self.resources(applies_to);
                let fits = self.take(resources.len() * groups.len());
                let resources = resources.into_iter().filter(|_| fits);
                let points = if each {
                    let each = |r| (0..groups.len()).map(move |g| (r, vec![g]));
                    resources.flat_map(each).collect()
                } else {
                    resources.map(|r| (r, (0..groups.len()).collect())).collect()
                };
                vec![RuleKind::Busy(Busy {
                    groups,
                    points,
                    min,
                    max,
                })]
            }
            _ => vec![self.workload(applies_to)],
        };
        // These deviate by 1 at each time, whose square and step are 1 too.
        let ones = ["LinkEventsConstraint", "AvoidUnavailableTimesConstraint"].contains(&self.element.name);
        Some(kinds.into_iter().map(|kind| (kind, each && ones)).collect())
    }

    fn split_events(&mut self, applies_to: &Element, each: bool) -> Vec<RuleKind> {
        let shortest = self.number("MinimumDuration");
        let longest = self.most("MaximumDuration");
        let (fewest, most) = (self.number("MinimumAmount"), self.most("MaximumAmount"));
        let none = |shortest, longest| Pieces {
            shortest,
            longest,
            fewest: 0,
            most: 0,
        };
        let mut durations = Vec::new();
        if shortest > longest {
            // Some are too short and too long at once, and still count once.
            durations.push(none(1, u16::MAX));
        } else {
            durations.extend((shortest > 1).then(|| none(1, shortest - 1)));
            durations.extend((longest < u16::MAX).then(|| none(longest + 1, u16::MAX)));
        }
        let amount = vec![Pieces {
            shortest: 1,
            longest: u16::MAX,
            fewest,
            most,
        }];
        let events = self.events(applies_to);
        let split = |counts| {
            let events = events.clone();
            RuleKind::Split(Split { events, counts })
        };
        if each {
            vec![split(durations), split(amount)]
        } else {
            vec![split([durations, amount].concat())]
        }
    }

    fn same_hands(&mut self, applies_to: &Element) -> Vec<SameHandsPoint> {
        let Some(role) = self.findings.needed(self.element, "Role").map(|r| r.text()) else {
            return Vec::new();
        };
        let mut points = Vec::new();
        for group in self.event_groups(applies_to) {
            let mut point = SameHandsPoint {
                name: self.parts.event_groups.ids[group].clone(),
                roles: Vec::new(),
                fixed: Vec::new(),
            };
            for &event in &self.parts.event_members[group] {
                for slot in self.parts.slots[event]
                    .iter()
                    .filter(|s| s.role.as_deref() == Some(role))
                {
                    match slot.holder {
                        Err(index) => point.roles.push((event, index)),
                        Ok(who) if !point.fixed.contains(&who) => point.fixed.push(who),
                        Ok(_) => {}
                    }
                }
            }
            points.push(point);
        }
        points
    }

    fn spread(&mut self, applies_to: &Element, each: bool) -> RuleKind {
        let mut groups = Vec::new();
        let mut limits = Vec::new();
        let Some(list) = self.findings.needed(self.element, "TimeGroups") else {
            return RuleKind::Spread(Spread {
                groups,
                points: Vec::new(),
            });
        };
        for element in list.all("TimeGroup") {
            self.findings.only(element, &["Minimum", "Maximum"]);
            let min = self
                .findings
                .number(element, "Minimum", 0, u16::MAX.into())
                .unwrap_or(0) as u16;
            let max = self
                .findings
                .number(element, "Maximum", 0, u64::MAX)
                .unwrap_or(0)
                .min(u16::MAX.into()) as u16;
            if let Some(group) = self.parts.time_groups.find(element, self.findings)
                && self.take(self.parts.times.ids.len())
            {
                limits.push((groups.len(), min, max));
                groups.push(self.parts.time_group(group));
            }
        }
        let mut points = Vec::new();
        for group in self.event_groups(applies_to) {
            let size = self.parts.event_members[group].len() + limits.len();
            if !self.take(if each { size * limits.len() } else { size }) {
                break;
            }
            let mut add = |limits: Vec<(usize, u16, u16)>| {
                points.push(SpreadPoint {
                    name: self.parts.event_groups.ids[group].clone(),
                    events: self.parts.event_members[group].clone(),
                    limits,
                });
            };
            if each {
                limits.iter().for_each(|limit| add(vec![*limit]));
            } else {
                add(limits.clone());
            }
        }
        RuleKind::Spread(Spread { groups, points })
    }

    fn order(&mut self, applies_to: &Element) -> RuleKind {
        let mut points = Vec::new();
        for pair in self.findings.list(applies_to, "EventPairs", "EventPair") {
            self.findings
                .only(pair, &["FirstEvent", "SecondEvent", "MinSeparation", "MaxSeparation"]);
            let mut event = |name| {
                let element = self.findings.needed(pair, name)?;
                self.parts.events.find(element, self.findings)
            };
            let both = (event("FirstEvent"), event("SecondEvent"));
            let mut separation = |name, otherwise| match pair.child(name) {
                Some(_) => self
                    .findings
                    .number(pair, name, 0, i32::MAX as u64)
                    .map_or(otherwise, |n| n as i32),
                None => otherwise,
            };
            let (min, max) = (separation("MinSeparation", 0), separation("MaxSeparation", i32::MAX));
            if let (Some(first), Some(second)) = both {
                points.push(OrderPoint {
                    first,
                    second,
                    min,
                    max,
                });
            }
        }
        RuleKind::Order(Order { points })
    }

    fn workload(&mut self, applies_to: &Element) -> RuleKind {
        let (min, max) = self.wide_limits();
        let resources = self.resources(applies_to);
        let parts = self.parts;
        // Open slots that one of the resources may fill: event, role, workload.
        let mut open = Vec::new();
        for (event, slots) in parts.slots.iter().enumerate() {
            for slot in slots {
                if let Err(role) = slot.holder {
                    let candidates = &parts.problem.events[event].roles[role].candidates;
                    let kind = candidates.first().map(|c| parts.types[*c]);
                    if resources.iter().any(|r| kind == Some(parts.types[*r])) {
                        open.push((event, role, i64::from(slot.workload)));
                    }
                }
            }
        }
        let length = |event: EventId| i64::from(parts.problem.events[event].length);
        let mut unit = 1;
        for &(event, _, workload) in &open {
            let denominator = length(event) / gcd(workload, length(event));
            unit *= denominator / gcd(unit, denominator);
            if unit > MOST_PARTS {
                let message = Word::XhsttWorkloads.with(&[("id", &self.element.path())]);
                self.findings
                    .add("E-workload", self.element, message, Word::XhsttAdvice);
                unit = 1;
                break;
            }
        }
        let fixed = |resource: ResourceId| -> i64 {
            let slots = parts.slots.iter().flatten().filter(|s| s.holder == Ok(resource));
            slots.map(|s| i64::from(s.workload) * unit).sum()
        };
        let point = |resource| WorkloadPoint {
            resource,
            fixed: fixed(resource),
            min,
            max,
        };
        let roles = open
            .iter()
            .map(|&(event, role, workload)| (event, role, workload * unit / length(event)));
        RuleKind::Workload(Workload {
            roles: roles.collect(),
            unit,
            points: resources.into_iter().map(point).collect(),
        })
    }

    /// A number of 16 bits.
    fn number(&mut self, name: &str) -> u16 {
        self.findings
            .number(self.element, name, 0, u16::MAX.into())
            .unwrap_or(0) as u16
    }

    /// A greatest number: nothing counts further than 16 bits.
    fn most(&mut self, name: &str) -> u16 {
        let most = self.findings.number(self.element, name, 0, u64::MAX).unwrap_or(0);
        most.min(u16::MAX.into()) as u16
    }

    fn limits(&mut self) -> (u16, u16) {
        (self.number("Minimum"), self.most("Maximum"))
    }

    fn wide_limits(&mut self) -> (u32, u32) {
        let min = self
            .findings
            .number(self.element, "Minimum", 0, MOST_WEIGHT)
            .unwrap_or(0);
        let max = self.findings.number(self.element, "Maximum", 0, u64::MAX).unwrap_or(0);
        (min as u32, max.min(u32::MAX.into()) as u32)
    }

    /// EventGroups and Events, in this order; none is left out for coming twice.
    fn events(&mut self, applies_to: &Element) -> Vec<EventId> {
        self.findings.only(applies_to, &["EventGroups", "Events"]);
        let mut events = Vec::new();
        for group in self.groups_of_events(applies_to) {
            events.extend_from_slice(&self.parts.event_members[group]);
        }
        for element in self.findings.list(applies_to, "Events", "Event") {
            events.extend(self.parts.events.find(element, self.findings));
        }
        events
    }

    /// EventGroups, for constraints that speak of groups alone.
    fn event_groups(&mut self, applies_to: &Element) -> Vec<usize> {
        self.findings.only(applies_to, &["EventGroups"]);
        self.groups_of_events(applies_to)
    }

    fn groups_of_events(&mut self, applies_to: &Element) -> Vec<usize> {
        let mut groups = Vec::new();
        for element in self.findings.list(applies_to, "EventGroups", "EventGroup") {
            if let Some(group) = self.parts.event_groups.find(element, self.findings)
                && self.take(1 + self.parts.event_members[group].len())
            {
                groups.push(group);
            }
        }
        groups
    }

    /// The open slots with the constraint's Role (with any, if it names none) of the events.
    fn open_roles(&mut self, applies_to: &Element) -> Vec<(EventId, usize)> {
        let role = self.element.child("Role").map(|r| r.text());
        let mut roles = Vec::new();
        for event in self.events(applies_to) {
            for slot in &self.parts.slots[event] {
                if let Err(index) = slot.holder
                    && (role.is_none() || slot.role.as_deref() == role)
                {
                    roles.push((event, index));
                }
            }
        }
        roles
    }

    /// ResourceGroups and Resources, in this order.
    fn resources(&mut self, list: &Element) -> Vec<ResourceId> {
        if list.name == "AppliesTo" {
            self.findings.only(list, &["ResourceGroups", "Resources"]);
        }
        let mut resources = Vec::new();
        for element in self.findings.list(list, "ResourceGroups", "ResourceGroup") {
            if let Some(group) = self.parts.resource_groups.find(element, self.findings)
                && self.take(1 + self.parts.resource_members[group].len())
            {
                resources.extend_from_slice(&self.parts.resource_members[group]);
            }
        }
        for element in self.findings.list(list, "Resources", "Resource") {
            resources.extend(self.parts.resources.find(element, self.findings));
        }
        resources
    }

    /// By cell, whether it is among the constraint's TimeGroups and Times.
    fn cells(&mut self) -> Vec<bool> {
        let mut cells = vec![false; self.parts.times.ids.len()];
        for element in self.findings.list(self.element, "TimeGroups", "TimeGroup") {
            if let Some(group) = self.parts.time_groups.find(element, self.findings) {
                cells
                    .iter_mut()
                    .zip(&self.parts.members[group])
                    .for_each(|(cell, member)| *cell |= member);
            }
        }
        for element in self.findings.list(self.element, "Times", "Time") {
            if let Some(time) = self.parts.times.find(element, self.findings) {
                cells[time] = true;
            }
        }
        cells
    }

    fn time_groups(&mut self) -> Vec<TimeGroup> {
        let mut groups = Vec::new();
        for element in self.findings.list(self.element, "TimeGroups", "TimeGroup") {
            if let Some(group) = self.parts.time_groups.find(element, self.findings)
                && self.take(self.parts.times.ids.len())
            {
                groups.push(self.parts.time_group(group));
            }
        }
        groups
    }
}

impl Parts {
    fn time_group(&self, group: usize) -> TimeGroup {
        TimeGroup::new(
            self.time_group_names[group].clone(),
            self.members[group].clone().into(),
            &self.problem.axis,
        )
    }

    /// Whether somebody may hold several slots of one event.
    fn several_roles(&self) -> bool {
        let kinds = |event: &Event| {
            let open = event.roles.iter().filter_map(|role| role.candidates.first());
            let mut kinds: Vec<usize> = open.map(|c| self.types[*c]).collect();
            let open = kinds.len();
            let twice = (1..open).any(|i| kinds[..i].contains(&kinds[i]));
            kinds.truncate(open);
            twice || event.fixed.iter().any(|r| kinds.contains(&self.types[*r]))
        };
        !self.again.is_empty() || self.problem.events.iter().any(kinds)
    }
}

/// Greatest common divisor; of 0 and b it is b.
fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}
