//! Builds the integer program: the columns every rule shares, and what rules need to write rows.

use super::ladder::{Ladder, Side};
use super::{Column, ColumnDef, Limit, Placed, Program, RowDef, Tag};
use crate::board::Board;
use crate::problem::*;
use crate::rules;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Builds a [`Program`].
pub struct Builder<'p, 'b> {
    problem: &'p Problem,
    at: Option<&'b Board<'p>>,
    program: Program,
    values: Vec<i64>,
    pub(super) ladders: HashMap<(Vec<EventId>, Day, Side), Rc<Ladder>>,
    present: HashMap<(ResourceId, Vec<CellId>), Column>,
}

impl<'p, 'b> Builder<'p, 'b> {
    /// Columns of all placements, and the rows that make them mean what they mean; then every
    /// rule's rows. With a board, values for its timetable, which must be complete and legal.
    pub fn new(problem: &'p Problem, at: Option<&'b Board<'p>>) -> Self {
        let mut builder = Builder {
            problem,
            at,
            program: Program::default(),
            values: Vec::new(),
            ladders: HashMap::new(),
            present: HashMap::new(),
        };
        (0..problem.events.len()).for_each(|event| builder.place_event(event));
        (0..problem.rules.len()).for_each(|rule| rules::kind(&problem.rules[rule].kind).rows(&mut builder, rule));
        builder
    }

    /// The finished program.
    pub fn finish(mut self) -> Program {
        if self.at.is_some() {
            self.program.start = Some(self.values);
        }
        self.program
    }

    /// The problem.
    pub fn problem(&self) -> &'p Problem {
        self.problem
    }

    /// A rule of the problem.
    pub fn rule(&self, rule: usize) -> &'p Rule {
        &self.problem.rules[rule]
    }

    /// A helper column; `value` gives what it takes for a timetable.
    pub fn column(&mut self, lower: i64, upper: i64, integer: bool, value: impl FnOnce(&Board) -> i64) -> Column {
        let value = self.at.map_or(0, value);
        self.new_column(
            ColumnDef {
                lower,
                upper,
                integer,
                cost: 0,
            },
            value,
        )
    }

    /// Adds to the cost of a column. For soft rules whose deviation is a sum of columns:
    /// the rule's cost function must be linear.
    pub fn price(&mut self, column: Column, cost: i64) {
        self.program.columns[column.0].cost += cost;
    }

    /// A row that must hold, tagged with a rule.
    pub fn require(&mut self, rule: usize, point: usize, limit: Limit) {
        self.row(Tag::Rule { rule, point }, limit);
    }

    /// Adds a row; terms of one column are put together, and a row without effect is left out.
    pub fn row(&mut self, tag: Tag, limit: Limit) {
        let mut terms = limit.terms;
        terms.sort_unstable_by_key(|(c, _)| *c);
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        terms.retain(|(_, k)| *k != 0);
        let (least, greatest) = self.program.range(&terms);
        let lower = limit.lower.filter(|l| *l > least);
        let upper = limit.upper.filter(|u| *u < greatest);
        if lower.is_some() || upper.is_some() {
            self.program.rows.push(RowDef {
                tag,
                terms,
                lower,
                upper,
            });
        }
    }

    /// A point whose deviation is a sum of columns with whole factors that are not negative.
    pub fn charge_sum(&mut self, rule: usize, point: usize, terms: &[(Column, i64)]) {
        let Rule { hard, weight, cost, .. } = *self.rule(rule);
        if !hard && cost == CostFunction::Linear {
            terms
                .iter()
                .for_each(|(column, factor)| self.price(*column, weight * factor));
        } else {
            let mut limit = Limit::at_most(0);
            terms.iter().for_each(|(column, factor)| limit.add(*column, *factor));
            self.charge(rule, point, vec![limit]);
        }
    }

    /// Like [`Builder::charge_parts`], where what a part deviates by counts as often as it says.
    pub fn charge_weighted(&mut self, rule: usize, point: usize, parts: Vec<(Vec<Limit>, i64)>) {
        let hard = self.rule(rule).hard;
        let part = |(limits, times): (Vec<Limit>, i64)| -> Vec<Limit> {
            limits
                .into_iter()
                .map(|limit| if hard { limit } else { limit.times(times) })
                .collect()
        };
        self.charge_parts(rule, point, parts.into_iter().map(part).collect());
    }

    /// A point whose deviation is the sum over the limits of the amount by which each expression
    /// lies outside. A hard rule gets rows, a soft one columns with its cost.
    pub fn charge(&mut self, rule: usize, point: usize, limits: Vec<Limit>) {
        self.charge_parts(rule, point, limits.into_iter().map(|l| vec![l]).collect());
    }

    /// Like [`Builder::charge`], where each part deviates by the largest amount among its limits.
    pub fn charge_parts(&mut self, rule: usize, point: usize, parts: Vec<Vec<Limit>>) {
        let tag = Tag::Rule { rule, point };
        let Rule { hard, weight, cost, .. } = *self.rule(rule);
        if hard {
            parts.into_iter().flatten().for_each(|limit| self.row(tag, limit));
            return;
        }
        let deviations: Vec<Column> = parts.into_iter().filter_map(|part| self.deviation(tag, part)).collect();
        match cost {
            CostFunction::Linear => deviations.iter().for_each(|d| self.price(*d, weight)),
            CostFunction::Quadratic => {
                // d*d = sum of the first d odd numbers: growing costs need no order between the steps.
                let most = self.sum_of_upper(&deviations);
                let total = self.sum(&deviations);
                let steps: Vec<Column> = (1..=most)
                    .map(|k| {
                        let def = ColumnDef {
                            lower: 0,
                            upper: 1,
                            integer: false,
                            cost: weight * (2 * k - 1),
                        };
                        self.new_column(def, i64::from(k <= total))
                    })
                    .collect();
                let mut limit = Limit::at_least(0);
                limit.add_all(&steps, 1);
                limit.add_all(&deviations, -1);
                self.row(tag, limit);
            }
            CostFunction::Step => {
                let most = self.sum_of_upper(&deviations);
                let total = self.sum(&deviations);
                let any = self.new_column(
                    ColumnDef {
                        lower: 0,
                        upper: 1,
                        integer: true,
                        cost: weight,
                    },
                    i64::from(total > 0),
                );
                let mut limit = Limit::at_least(0);
                limit.add(any, most);
                limit.add_all(&deviations, -1);
                self.row(tag, limit);
            }
        }
    }

    /// A column that is at least the largest amount by which one of the limits is off; `None` if
    /// none can be.
    pub fn deviation(&mut self, tag: Tag, limits: Vec<Limit>) -> Option<Column> {
        let mut most = 0;
        let mut value = 0;
        for limit in &limits {
            let (least, greatest) = self.program.range(&limit.terms);
            let now: i64 = limit.terms.iter().map(|(c, k)| k * self.values[c.0]).sum();
            if let Some(lower) = limit.lower {
                most = most.max(lower - least);
                value = value.max(lower - now);
            }
            if let Some(upper) = limit.upper {
                most = most.max(greatest - upper);
                value = value.max(now - upper);
            }
        }
        if most <= 0 {
            return None;
        }
        let value = if self.at.is_some() { value } else { 0 };
        let column = self.new_column(
            ColumnDef {
                lower: 0,
                upper: most,
                integer: false,
                cost: 0,
            },
            value,
        );
        for limit in limits {
            if let Some(lower) = limit.lower {
                let mut row = Limit {
                    terms: limit.terms.clone(),
                    ..Limit::at_least(lower)
                };
                row.add(column, 1);
                self.row(tag, row);
            }
            if let Some(upper) = limit.upper {
                let mut row = Limit {
                    terms: limit.terms,
                    ..Limit::at_most(upper)
                };
                row.add(column, -1);
                self.row(tag, row);
            }
        }
        Some(column)
    }

    /// The columns that count an event's meets in a slot (by index) whose role is filled, by candidate.
    pub fn fills(&self, event: EventId, slot: usize, role: usize) -> &[Column] {
        &self.program.fill[event][slot][role]
    }

    /// An event's slots and the columns that count its meets in them.
    pub fn placements(&self, event: EventId) -> Vec<(&'p Slot, Column)> {
        self.problem
            .slots(event)
            .iter()
            .zip(self.program.place[event].iter().copied())
            .collect()
    }

    /// The columns whose sum says how many of an event's meets in a slot (by index) a resource attends:
    /// the placement itself for a fixed resource, else the roles it may fill.
    pub fn attends(&self, resource: ResourceId, event: EventId, slot: usize) -> Vec<Column> {
        let e = &self.problem.events[event];
        if e.fixed.contains(&resource) {
            return vec![self.program.place[event][slot]];
        }
        let roles = e.roles.iter().zip(&self.program.fill[event][slot]);
        roles
            .flat_map(|(role, columns)| role.candidates.iter().zip(columns).filter(|(r, _)| **r == resource))
            .map(|(_, column)| *column)
            .collect()
    }

    /// Events that a resource attends or may attend.
    pub fn events_of(&self, resource: ResourceId) -> Vec<EventId> {
        let may =
            |e: &Event| e.fixed.contains(&resource) || e.roles.iter().any(|role| role.candidates.contains(&resource));
        (0..self.problem.events.len())
            .filter(|e| may(&self.problem.events[*e]))
            .collect()
    }

    /// Every engagement that a resource may have: event, slot index, slot, columns.
    pub fn engagements(&self, resource: ResourceId) -> Vec<(EventId, usize, &'p Slot, Vec<Column>)> {
        let mut all = Vec::new();
        for event in self.events_of(resource) {
            for (s, slot) in self.problem.slots(event).iter().enumerate() {
                all.push((event, s, slot, self.attends(resource, event, s)));
            }
        }
        all
    }

    /// Columns of engagements that keep a resource busy in a cell, its gap included.
    pub fn busy(&self, resource: ResourceId, cell: CellId) -> Vec<Column> {
        let gap = self.problem.resources[resource].gap;
        let covers = |slot: &Slot| slot.spans.iter().any(|s| s.start <= cell && cell < s.until(gap));
        let mut columns: Vec<Column> = self
            .engagements(resource)
            .into_iter()
            .filter(|(_, _, slot, _)| covers(slot))
            .flat_map(|e| e.3)
            .collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Columns of meets that keep a resource busy in a cell for more than one reason, and by how many each counts more:
    /// who is fixed may fill roles too, and stand in `again` (see [`Clash`]).
    pub fn busy_again(
        &self,
        resource: ResourceId,
        cell: CellId,
        again: &[(EventId, ResourceId)],
    ) -> Vec<(Column, i64)> {
        let gap = self.problem.resources[resource].gap;
        let covers = |slot: &Slot| {
            let mut spans = slot.spans.iter();
            spans.any(|s| s.start <= cell && cell < s.until(gap))
        };
        let mut columns = Vec::new();
        for event in self.events_of(resource) {
            let e = &self.problem.events[event];
            let more = again.iter().filter(|a| **a == (event, resource)).count() as i64;
            for (s, _) in self
                .problem
                .slots(event)
                .iter()
                .enumerate()
                .filter(|(_, slot)| covers(slot))
            {
                if e.fixed.contains(&resource) {
                    columns.push((self.program.place[event][s], more));
                    let roles = e.roles.iter().zip(&self.program.fill[event][s]);
                    let fills = roles.flat_map(|(role, columns)| role.candidates.iter().zip(columns));
                    columns.extend(fills.filter(|(r, _)| **r == resource).map(|(_, column)| (*column, 1)));
                }
            }
        }
        columns
    }

    /// The maximal sets of a resource's engagements that share a cell; sets of one are left out
    /// unless the column may exceed 1.
    pub fn cliques(&self, resource: ResourceId) -> Vec<Vec<Column>> {
        let gap = self.problem.resources[resource].gap;
        let mut by_cell: Vec<Vec<Column>> = vec![Vec::new(); self.problem.axis.cells.len()];
        for (_, _, slot, columns) in self.engagements(resource) {
            for span in &slot.spans {
                for set in &mut by_cell[span.start..span.until(gap)] {
                    set.extend(&columns);
                }
            }
        }
        let mut cliques = maximal(by_cell);
        cliques.retain(|set| self.sum_of_upper(set) > 1);
        cliques
    }

    /// By ordinal, columns whose sum is 1 when a resource's engagements on a day in events that count take it, else 0.
    pub fn ordinals(&mut self, resource: ResourceId, day: Day, counts: &[bool]) -> Vec<Vec<Column>> {
        let mut by: Vec<Vec<(Span, Column)>> = Vec::new();
        for (event, _, slot, columns) in self.engagements(resource) {
            let Some(ordinal) = slot.ordinal.map(usize::from).filter(|_| counts[event]) else {
                continue;
            };
            for span in slot.spans.iter().filter(|s| s.day == day) {
                by.resize(by.len().max(ordinal + 1), Vec::new());
                by[ordinal].extend(columns.iter().map(|c| (*span, *c)));
            }
        }
        let exclusive = self.never_clashes(resource);
        by.iter().map(|spans| self.taken_if(exclusive, spans)).collect()
    }

    /// By ordinal, the placements of a set of events on a day.
    pub fn starts_by_ordinal(&self, events: &[EventId], day: Day) -> Vec<Vec<Placed<'p>>> {
        let mut by: Vec<Vec<Placed>> = Vec::new();
        for place in self.starts(events, day) {
            if let Some(ordinal) = place.slot.ordinal.map(usize::from) {
                by.resize(by.len().max(ordinal + 1), Vec::new());
                by[ordinal].push(place);
            }
        }
        by
    }

    /// Columns whose sum is 1 when some of these placements of the events is taken, else 0: the
    /// placements themselves where the events exclude each other, else a flag.
    pub fn taken(&mut self, events: &[EventId], placed: &[Placed]) -> Vec<Column> {
        let spans: Vec<(Span, Column)> = placed.iter().map(|p| (p.span, p.column)).collect();
        self.taken_if(self.exclusive(events), &spans)
    }

    /// Covers placements by sets of columns of which at most one is 1: those that share a cell where
    /// the events exclude each other, else each column alone.
    pub fn cover(&self, events: &[EventId], placed: &[Placed]) -> Vec<Vec<Column>> {
        let spans = placed.iter().map(|p| (p.span, p.column));
        self.cover_if(self.exclusive(events), spans)
    }

    /// A column for whether one of these is above 0; [`Builder::raise`] and [`Builder::lower`]
    /// make it so, and a rule takes the one of them that it needs, or both.
    pub fn flag(&mut self, columns: &[Column]) -> Column {
        let integer = columns.iter().any(|c| self.program.columns[c.0].upper > 1);
        let value = i64::from(self.sum(columns) > 0);
        self.new_column(
            ColumnDef {
                lower: 0,
                upper: 1,
                integer,
                cost: 0,
            },
            value,
        )
    }

    /// The flag is 1 if a column of the sets is above 0. In a set of several at most one is, and it is 1.
    pub fn raise(&mut self, flag: Column, sets: &[Vec<Column>]) {
        for set in sets {
            let most = match set[..] {
                [alone] => self.program.columns[alone.0].upper,
                _ => 1,
            };
            let mut limit = Limit::at_most(0);
            limit.add_all(set, 1);
            limit.add(flag, -most);
            self.row(Tag::Structure, limit);
        }
    }

    /// The flag is 0 if all columns are.
    pub fn lower(&mut self, flag: Column, columns: &[Column]) {
        let mut limit = Limit::at_most(0);
        limit.add(flag, 1);
        limit.add_all(columns, -1);
        self.row(Tag::Structure, limit);
    }

    /// The most spans of a set of events that may start on a day: their lengths together, or what a
    /// hard [`Spread`] allows.
    pub fn most_starts(&self, events: &[EventId], day: Day) -> i64 {
        let cells = self.problem.axis.day_cells[day].clone();
        let spreads = self
            .problem
            .rules
            .iter()
            .filter(|r| r.hard)
            .filter_map(|r| match &r.kind {
                RuleKind::Spread(spread) => Some(spread),
                _ => None,
            });
        let limits = spreads.flat_map(|spread| {
            let points = spread.points.iter();
            let points = points.filter(|p| events.iter().all(|e| p.events.contains(e)));
            let limits = points.flat_map(|p| &p.limits);
            let whole_day = |group: usize| cells.clone().all(|c| spread.groups[group].cells[c]);
            limits.filter(move |l| whole_day(l.0)).map(|l| i64::from(l.2))
        });
        let all = events.iter().map(|e| i64::from(self.problem.events[*e].length)).sum();
        limits.fold(all, i64::min)
    }

    /// Whether at most one meet of the events can take place at a time: they share a resource that
    /// may not clash.
    fn exclusive(&self, events: &[EventId]) -> bool {
        events.is_empty() || self.shared(events).into_iter().any(|r| self.never_clashes(r))
    }

    /// Resources that are fixed in all of the events.
    pub fn shared(&self, events: &[EventId]) -> Vec<ResourceId> {
        let Some((first, rest)) = events.split_first() else {
            return Vec::new();
        };
        let fixed = self.problem.events[*first].fixed.iter().copied();
        fixed
            .filter(|r| rest.iter().all(|e| self.problem.events[*e].fixed.contains(r)))
            .collect()
    }

    fn taken_if(&mut self, exclusive: bool, spans: &[(Span, Column)]) -> Vec<Column> {
        let columns: Vec<Column> = spans.iter().map(|s| s.1).collect();
        let from = spans.iter().map(|s| s.0.start).max();
        let until = spans.iter().map(|s| s.0.end).min();
        if self.sum_of_upper(&columns) <= 1 || exclusive && from < until {
            return columns;
        }
        let flag = self.flag(&columns);
        self.raise(flag, &columns.iter().map(|c| vec![*c]).collect::<Vec<_>>());
        self.lower(flag, &columns);
        vec![flag]
    }

    fn cover_if(&self, exclusive: bool, spans: impl Iterator<Item = (Span, Column)>) -> Vec<Vec<Column>> {
        if !exclusive {
            return spans.map(|(_, column)| vec![column]).collect();
        }
        let mut by_cell: BTreeMap<CellId, Vec<Column>> = BTreeMap::new();
        for (span, column) in spans {
            (span.start..span.end).for_each(|cell| by_cell.entry(cell).or_default().push(column));
        }
        maximal(by_cell.into_values())
    }

    /// Events that count and that a resource attends in every meet.
    pub fn counted(&self, resource: ResourceId, counts: &[bool]) -> Vec<EventId> {
        (0..self.problem.events.len())
            .filter(|&e| counts[e] && self.problem.events[e].fixed.contains(&resource))
            .collect()
    }

    /// By cell, whether a hard rule keeps a resource from being engaged.
    pub fn away(&self, resource: ResourceId) -> Vec<bool> {
        let mut all = vec![false; self.problem.axis.cells.len()];
        for rule in self.problem.rules.iter().filter(|r| r.hard) {
            if let RuleKind::Available(Available { away }) = &rule.kind {
                for (_, cells) in away.iter().filter(|(r, _)| *r == resource) {
                    all.iter_mut().zip(cells.iter()).for_each(|(all, away)| *all |= away);
                }
            }
        }
        all
    }

    /// Whether some rule limits the days on which a resource is present.
    pub fn counts_presence(&self, resource: ResourceId) -> bool {
        let of = |rule: &Rule| matches!(&rule.kind, RuleKind::Presence(p) if p.points.iter().any(|x| x.0 == resource));
        self.problem.rules.iter().any(of)
    }

    /// A column that is 1 when a resource is engaged in some of these cells. It may be 1 when it is not
    /// too, so it is for costs, not for gains, without [`Builder::absent`].
    pub fn present(&mut self, resource: ResourceId, cells: &[CellId]) -> Column {
        let key = (resource, cells.to_vec());
        if let Some(column) = self.present.get(&key) {
            return *column;
        }
        let spans = self.spans_in(resource, cells);
        let sets = self.cover_if(self.never_clashes(resource), spans.iter().copied());
        let column = self.flag(&spans.iter().map(|s| s.1).collect::<Vec<_>>());
        self.present.insert(key, column);
        self.raise(column, &sets);
        column
    }

    /// [`Builder::present`] is 0 when the resource is not engaged in the cells.
    pub fn absent(&mut self, present: Column, resource: ResourceId, cells: &[CellId]) {
        let columns: Vec<Column> = self.spans_in(resource, cells).iter().map(|s| s.1).collect();
        self.lower(present, &columns);
    }

    /// Columns whose sum is 1 when a resource is engaged in a cell, else 0, by cell.
    pub fn engaged(&mut self, resource: ResourceId) -> Vec<Vec<Column>> {
        let mut by_cell: Vec<Vec<Column>> = vec![Vec::new(); self.problem.axis.cells.len()];
        for (_, _, slot, columns) in self.engagements(resource) {
            for span in &slot.spans {
                by_cell[span.start..span.end]
                    .iter_mut()
                    .for_each(|c| c.extend(&columns));
            }
        }
        if !self.never_clashes(resource) {
            for columns in &mut by_cell {
                if self.sum_of_upper(columns) <= 1 {
                    continue;
                }
                let flag = self.flag(columns);
                self.raise(flag, &columns.iter().map(|c| vec![*c]).collect::<Vec<_>>());
                self.lower(flag, columns);
                *columns = vec![flag];
            }
        }
        by_cell
    }

    /// Stretches of a resource's engagements that touch some cells, with their columns.
    fn spans_in(&self, resource: ResourceId, cells: &[CellId]) -> Vec<(Span, Column)> {
        let touches = |span: &&Span| {
            cells
                .get(cells.partition_point(|c| *c < span.start))
                .is_some_and(|c| *c < span.end)
        };
        let mut spans = Vec::new();
        for (_, _, slot, columns) in self.engagements(resource) {
            for span in slot.spans.iter().filter(touches) {
                spans.extend(columns.iter().map(|c| (*span, *c)));
            }
        }
        spans
    }

    /// Whether every timetable that keeps the hard rules places all meets of an event.
    pub fn must_place(&self, event: EventId) -> bool {
        let demands = |rule: &Rule| matches!(&rule.kind, RuleKind::Assigned(k) if k.events.contains(&event));
        self.problem.rules.iter().any(|rule| rule.hard && demands(rule))
    }

    fn new_column(&mut self, def: ColumnDef, value: i64) -> Column {
        self.program.columns.push(def);
        self.values.push(value);
        Column(self.values.len() - 1)
    }

    fn sum(&self, columns: &[Column]) -> i64 {
        columns.iter().map(|c| self.values[c.0]).sum()
    }

    fn sum_of_upper(&self, columns: &[Column]) -> i64 {
        columns.iter().map(|c| self.program.columns[c.0].upper).sum()
    }

    /// Columns of an event's placements and roles. Σ length * placed <= event's length; a role is
    /// filled at most once in each meet.
    fn place_event(&mut self, event: EventId) {
        let problem = self.problem;
        let e = &problem.events[event];
        let alone = e.fixed.iter().any(|r| self.never_clashes(*r));
        let mut total = Limit::at_most(i64::from(e.length));
        let (mut place, mut fill) = (Vec::new(), Vec::new());
        for (s, slot) in problem.slots(event).iter().enumerate() {
            let upper = if alone {
                1
            } else {
                i64::from(e.length / slot.length.max(1))
            };
            let here = |board: &Board, role: Option<(usize, ResourceId)>| {
                let at = e.meets.clone().map(|m| &board.assignment().places[m]);
                at.filter(|p| p.placed() == Some(s as SlotId) && role.is_none_or(|(k, r)| p.roles[k] == Some(r)))
                    .count() as i64
            };
            let column = self.column(0, upper, true, |board| here(board, None));
            total.add(column, i64::from(slot.length));
            place.push(column);
            let mut roles = Vec::new();
            for (k, role) in e.roles.iter().enumerate() {
                let columns: Vec<Column> = role
                    .candidates
                    .iter()
                    .map(|&r| self.column(0, upper, true, |board| here(board, Some((k, r)))))
                    .collect();
                let mut once = Limit::at_most(0);
                once.add_all(&columns, 1);
                once.add(column, -1);
                self.row(Tag::Structure, once);
                roles.push(columns);
            }
            fill.push(roles);
        }
        self.program.place.push(place);
        self.program.fill.push(fill);
        self.row(Tag::Structure, total);
    }

    /// Whether a hard rule keeps a resource from being in two places at once.
    pub fn never_clashes(&self, resource: ResourceId) -> bool {
        self.problem
            .rules
            .iter()
            .any(|r| r.hard && matches!(&r.kind, RuleKind::Clash(c) if c.resources.contains(&resource)))
    }
}

/// The sets that are in no other, each sorted. The sets are those of cells in order of time, where
/// a set is contained in a neighbour or in none.
fn maximal(sets: impl IntoIterator<Item = Vec<Column>>) -> Vec<Vec<Column>> {
    let mut kept: Vec<Vec<Column>> = Vec::new();
    for mut set in sets {
        set.sort_unstable();
        set.dedup();
        match kept.last_mut() {
            Some(last) if contains(last, &set) => {}
            Some(last) if contains(&set, last) => *last = set,
            _ => kept.push(set),
        }
    }
    kept
}

fn contains(set: &[Column], part: &[Column]) -> bool {
    part.iter().all(|c| set.binary_search(c).is_ok())
}
