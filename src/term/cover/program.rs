//! The choices as columns of a program that is solved level by level: the least of a level is found and proven, stays as
//! a row, and the next level follows. What only dearer repairs could take is left out on the way.

use super::Level;
use super::choices::{Choice, Item, Party};
use super::days::{Days, What};
use super::law::Law;
use crate::absence::lateness;
use crate::instance::*;
use crate::order::How;
use crate::program::{Column, Program, Status, Tag, Task, backend};
use crate::solve::bound::relaxation_bound;
use crate::solve::clock::Clock;
use crate::solve::exact;
use crate::term::Proof;
use crate::term::planning::{column, row};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Minutes from and to, and the column of the choice that is engaged then.
type Stretch = (i32, i32, Column);

/// A sum of columns and a number.
#[derive(Debug, Clone, Default)]
struct Sum {
    terms: BTreeMap<Column, i64>,
    constant: i64,
}

impl Sum {
    fn add(&mut self, column: Column, coefficient: i64) {
        if coefficient != 0 {
            *self.terms.entry(column).or_default() += coefficient;
        }
    }

    fn terms(&self) -> Vec<(Column, i64)> {
        self.terms.iter().map(|(c, k)| (*c, *k)).collect()
    }

    fn of(&self, values: &[i64]) -> i64 {
        let value = |column: &Column| values.get(column.0).copied().unwrap_or(0);
        self.terms.iter().map(|(c, k)| k * value(c)).sum::<i64>() + self.constant
    }
}

/// What comes out: for every item the number of its choice, and the levels after the law.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    pub chosen: Vec<usize>,
    pub levels: Vec<Level>,
}

/// The program of all repairs.
pub(super) struct Repairs<'d, 'a> {
    days: &'d Days<'a>,
    items: &'d [Item],
    law: &'d Law<'d, 'a>,
    program: Program,
    /// By item and choice.
    columns: Vec<Vec<Column>>,
    /// Minutes alone, then the four in the school's order.
    levels: Vec<Sum>,
    /// Everybody alone and nothing moved: what is always possible.
    start: Vec<i64>,
}

impl<'d, 'a> Repairs<'d, 'a> {
    pub fn new(days: &'d Days<'a>, items: &'d [Item], law: &'d Law<'d, 'a>, order: &[CoverLevel; 4]) -> Self {
        let mut repairs = Repairs {
            days,
            items,
            law,
            program: Program::default(),
            columns: Vec::new(),
            levels: Vec::new(),
            start: Vec::new(),
        };
        for item in items {
            let columns: Vec<Column> = item.choices.iter().map(|_| repairs.column(1, 0)).collect();
            if let Some(last) = columns.last() {
                repairs.start[last.0] = 1;
            }
            repairs.row(columns.iter().map(|c| (*c, 1)).collect(), Some(1), Some(1));
            repairs.columns.push(columns);
        }
        repairs.once();
        repairs.freed_in_a_row();
        let present = repairs.engaged();
        repairs.watched();
        repairs.counted();
        repairs.within_limits(&present);
        let of_choices = |value: fn(&Choice) -> i64| {
            let mut sum = Sum::default();
            repairs.each(|_, choice, column| sum.add(column, value(choice)));
            sum
        };
        let alone = of_choices(|c| c.unsupervised);
        let lost = of_choices(|c| c.lost);
        let mut disturbance = of_choices(|c| c.disturbance);
        for ((person, date), column) in &present {
            let called_in = repairs.days.of_person(person, *date).next().is_none();
            disturbance.add(
                *column,
                lateness(days.request.decided, *date) * (1 + i64::from(called_in)),
            );
        }
        let waits = repairs.waits();
        for ((person, at), column) in &waits {
            let m = &days.meetings[*at];
            let strange = i64::from(!days.knows(person, &m.classes));
            disturbance.add(*column, strange * lateness(days.request.decided, m.date));
        }
        let fairness = repairs.fairness(&waits);
        let quality = repairs.quality();
        let by_level = |level: &CoverLevel| match level {
            CoverLevel::LostLessons => lost.clone(),
            CoverLevel::Disturbance => disturbance.clone(),
            CoverLevel::Fairness => fairness.clone(),
            CoverLevel::Quality => quality.clone(),
        };
        repairs.levels = [alone].into_iter().chain(order.iter().map(by_level)).collect();
        repairs
    }

    fn column(&mut self, upper: i64, start: i64) -> Column {
        self.start.push(start);
        column(&mut self.program, upper, true, 0)
    }

    fn row(&mut self, terms: Vec<(Column, i64)>, lower: Option<i64>, upper: Option<i64>) {
        row(&mut self.program, Tag::Structure, terms, lower, upper);
    }

    fn each(&self, mut look: impl FnMut(&Item, &Choice, Column)) {
        for (item, columns) in self.items.iter().zip(&self.columns) {
            for (choice, column) in item.choices.iter().zip(columns) {
                look(item, choice, *column);
            }
        }
    }

    /// No meeting is moved twice, nor moved away from a class that joins it; one class joins at most.
    fn once(&mut self) {
        let mut uses: BTreeMap<usize, Vec<(Column, i64)>> = BTreeMap::new();
        self.each(|item, choice, column| {
            let partners = choice
                .changes
                .iter()
                .map(|(at, _)| *at)
                .filter(|at| *at != item.meeting);
            for at in partners.chain(choice.host) {
                uses.entry(at).or_default().push((column, 1));
            }
        });
        for terms in uses.into_values().filter(|terms| terms.len() > 1) {
            self.row(terms, None, Some(1));
        }
    }

    /// A lesson leaves the edge of a day only if those beyond it do.
    fn freed_in_a_row(&mut self) {
        let mut needs = Vec::new();
        self.each(|_, choice, column| {
            if let (Some(at_end), Some(next)) = (choice.freed_at_end, choice.needs_freed) {
                let beyond = self.items[next].choices.iter().zip(&self.columns[next]);
                let same = beyond.filter(|(c, _)| c.freed_at_end == Some(at_end));
                let mut terms: Vec<(Column, i64)> = same.map(|(_, other)| (*other, -1)).collect();
                terms.push((column, 1));
                needs.push(terms);
            }
        });
        needs.into_iter().for_each(|terms| self.row(terms, None, Some(0)));
    }

    /// Nobody and nothing is engaged twice at a time; a column for every person whose date changes.
    fn engaged(&mut self) -> BTreeMap<(Id, NaiveDate), Column> {
        let mut touched: BTreeMap<(Id, NaiveDate), Vec<Column>> = BTreeMap::new();
        let mut busy: BTreeMap<(Party, NaiveDate), Vec<Stretch>> = BTreeMap::new();
        self.each(|_, choice, column| {
            for key in &choice.touched {
                touched.entry(key.clone()).or_default().push(column);
            }
            for e in &choice.engaged {
                busy.entry((e.party.clone(), e.date))
                    .or_default()
                    .push((e.from, e.to, column));
            }
        });
        let mut present = BTreeMap::new();
        for key in touched.keys() {
            present.insert(key.clone(), self.column(1, 0));
        }
        let mut linked: BTreeSet<(Column, Column)> = BTreeSet::new();
        for ((party, date), stretches) in busy {
            let unlimited = match &party {
                Party::Room(id) => self.days.instance.rooms.iter().any(|r| r.id == *id && r.unlimited),
                _ => false,
            };
            let person = match &party {
                Party::Staff(id) => present.get(&(id.clone(), date)).copied(),
                _ => None,
            };
            let mut cliques: Vec<BTreeSet<Column>> = Vec::new();
            for (start, ..) in &stretches {
                let at = stretches.iter().filter(|(from, to, _)| from <= start && start < to);
                cliques.push(at.map(|(_, _, column)| *column).collect());
            }
            cliques.sort();
            cliques.dedup();
            for clique in cliques.iter().filter(|_| !unlimited) {
                let larger = |other: &BTreeSet<Column>| other.len() > clique.len() && other.is_superset(clique);
                if cliques.iter().any(larger) || (clique.len() < 2 && person.is_none()) {
                    continue;
                }
                let mut terms: Vec<(Column, i64)> = clique.iter().map(|c| (*c, 1)).collect();
                let upper = match person {
                    Some(person) => {
                        linked.extend(clique.iter().map(|c| (*c, person)));
                        terms.push((person, -1));
                        0
                    }
                    None => 1,
                };
                self.row(terms, None, Some(upper));
            }
        }
        for (key, columns) in touched {
            let Some(person) = present.get(&key).copied() else {
                continue;
            };
            for column in columns.into_iter().filter(|c| !linked.contains(&(*c, person))) {
                self.row(vec![(column, 1), (person, -1)], None, Some(0));
            }
        }
        present
    }

    /// Who watches over a group's free pupils covers nothing else meanwhile.
    fn watched(&mut self) {
        let mut watches = Vec::new();
        let mut engaged = Vec::new();
        self.each(|_, choice, column| {
            watches.extend(choice.watches.clone().map(|w| (w, column)));
            engaged.extend(choice.engaged.iter().cloned().map(|e| (e, column)));
        });
        for (w, watching) in &watches {
            for (e, other) in &engaged {
                if e.party == w.party && e.date == w.date && e.from < w.to && w.from < e.to && watching != other {
                    self.row(vec![(*watching, 1), (*other, 1)], None, Some(1));
                }
            }
        }
    }

    /// What hard rules count by class and day stays within their limits, or where it is.
    fn counted(&mut self) {
        for (mut terms, lower, upper) in self.law.counts(self.items, &self.columns) {
            terms.retain(|(_, k)| *k != 0);
            let most: i64 = terms.iter().map(|(_, k)| (*k).max(0)).sum();
            let least: i64 = terms.iter().map(|(_, k)| (*k).min(0)).sum();
            let (lower, upper) = (lower.filter(|l| least < *l), upper.filter(|u| *u < most));
            if lower.is_some() || upper.is_some() {
                self.row(terms, lower, upper);
            }
        }
    }

    /// Nobody gives more lessons on a day or comes on more days than agreed.
    fn within_limits(&mut self, present: &BTreeMap<(Id, NaiveDate), Column>) {
        let days = self.days;
        let mut lessons: BTreeMap<(Id, NaiveDate), Vec<(Column, i64)>> = BTreeMap::new();
        self.each(|_, choice, column| {
            for (at, is) in &choice.changes {
                let m = &days.meetings[*at];
                if m.lesson().is_none() || choice.how == How::Merged {
                    continue;
                }
                for person in &m.placement.staff {
                    lessons.entry((person.clone(), m.date)).or_default().push((column, -1));
                }
                for (person, is) in is.iter().flat_map(|is| is.placement.staff.iter().map(move |p| (p, is))) {
                    lessons.entry((person.clone(), is.date)).or_default().push((column, 1));
                }
            }
        });
        for ((id, date), terms) in lessons {
            let Some(most) = days.person(&id).and_then(|p| p.max_lessons_a_day) else {
                continue;
            };
            let now = days
                .of_person(&id, date)
                .filter(|at| days.meetings[*at].lesson().is_some())
                .count() as i64;
            let mut sum = Sum::default();
            terms.into_iter().for_each(|(column, k)| sum.add(column, k));
            let left = (i64::from(most) - now).max(0);
            if sum.terms.values().filter(|k| **k > 0).sum::<i64>() > left {
                self.row(sum.terms(), None, Some(left));
            }
        }
        let mut called: BTreeMap<(Id, NaiveDate), Vec<(Column, i64)>> = BTreeMap::new();
        for ((id, date), column) in present {
            if days.of_person(id, *date).next().is_none() {
                called
                    .entry((id.clone(), monday(*date)))
                    .or_default()
                    .push((*column, 1));
            }
        }
        for ((id, _), terms) in called {
            if let Some(most) = days.person(&id).and_then(|p| p.max_days) {
                let left = i64::from(most) - days.days_present(&id) as i64;
                self.row(terms, None, Some(left.max(0)));
            }
        }
    }

    /// A column for every person and time after lessons, whatever part of it they watch over.
    fn waits(&mut self) -> BTreeMap<(Id, usize), Column> {
        let days = self.days;
        let mut parts: BTreeMap<(Id, usize), Vec<Column>> = BTreeMap::new();
        self.each(|item, choice, column| {
            let waiting = matches!(days.meetings[item.meeting].what, What::AfterLessons(_));
            if let Some(person) = choice.covers.as_ref().filter(|_| waiting) {
                parts.entry((person.clone(), item.meeting)).or_default().push(column);
            }
        });
        let mut waits = BTreeMap::new();
        for (key, columns) in parts {
            let any = self.column(1, 0);
            for column in columns {
                self.row(vec![(column, 1), (any, -1)], None, Some(0));
            }
            waits.insert(key, any);
        }
        waits
    }

    /// The n-th cover of a person counts n.
    fn fairness(&mut self, waits: &BTreeMap<(Id, usize), Column>) -> Sum {
        let mut covers: BTreeMap<Id, Vec<(Column, i64)>> = BTreeMap::new();
        let mut of_items: BTreeMap<Id, BTreeSet<usize>> = BTreeMap::new();
        let days = self.days;
        self.each(|item, choice, column| {
            let waiting = matches!(days.meetings[item.meeting].what, What::AfterLessons(_));
            if let Some(person) = choice.covers.as_ref().filter(|_| !waiting) {
                covers.entry(person.clone()).or_default().push((column, 1));
                of_items.entry(person.clone()).or_default().insert(item.meeting);
            }
        });
        for ((person, at), any) in waits {
            covers.entry(person.clone()).or_default().push((*any, 1));
            of_items.entry(person.clone()).or_default().insert(*at);
        }
        let mut sum = Sum::default();
        for (person, mut terms) in covers {
            let before = i64::from(self.days.request.counters.get(&person).copied().unwrap_or(0));
            for n in 1..=of_items.get(&person).map_or(0, BTreeSet::len) as i64 {
                let one_more = self.column(1, 0);
                sum.add(one_more, before + n);
                terms.push((one_more, -1));
            }
            self.row(terms, Some(0), Some(0));
        }
        sum
    }

    /// What the wishes about periods and days say of lessons that move.
    fn quality(&mut self) -> Sum {
        let mut sum = Sum::default();
        self.each(|_, choice, column| {
            if choice.how == How::Moved {
                sum.add(column, self.law.place_cost(self.days, choice));
            }
        });
        for spread in self.law.spreads(self.items, &self.columns) {
            let mut terms = Vec::new();
            for (count, changes) in spread.days {
                let used = self.column(1, count.min(1));
                terms.push((used, 1));
                let mut at_most: Vec<(Column, i64)> = changes.into_iter().map(|(c, k)| (c, -k)).collect();
                at_most.push((used, 1));
                self.row(at_most, None, Some(count));
            }
            let missing = self.column(spread.wanted.max(0), spread.missing);
            terms.push((missing, 1));
            self.row(terms, Some(spread.wanted), None);
            sum.add(missing, spread.weight);
            sum.constant -= spread.weight * spread.missing;
        }
        sum
    }

    // --- solving

    /// The best repair that the law admits, and every level's proof. `known`: what no repair left in the program goes below,
    /// level by level as long as those before are equal.
    pub fn best(&mut self, known: Option<&Repair>, clock: &Clock) -> Option<Repair> {
        loop {
            let (values, levels) = self.solve(known, clock)?;
            let chosen: Vec<usize> = self
                .columns
                .iter()
                .map(|columns| {
                    let taken = |c: &Column| values.get(c.0).is_some_and(|v| *v > 0);
                    columns
                        .iter()
                        .position(taken)
                        .unwrap_or(columns.len().saturating_sub(1))
                })
                .collect();
            let mut against = self.moves(&chosen);
            if !self.law.forbids(&choices_of(&against)) {
                return Some(Repair { chosen, levels });
            }
            // As few of the moves as are against the law by themselves: no repair has these together.
            let mut at = 0;
            while at < against.len() {
                let mut fewer = against.clone();
                fewer.remove(at);
                match self.law.forbids(&choices_of(&fewer)) {
                    true => against = fewer,
                    false => at += 1,
                }
            }
            let terms: Vec<(Column, i64)> = against.iter().map(|(_, column)| (*column, 1)).collect();
            let most = terms.len() as i64 - 1;
            self.row(terms, None, Some(most));
        }
    }

    /// The choices taken that change what the law looks at, with their columns.
    fn moves(&self, chosen: &[usize]) -> Vec<(&'d Choice, Column)> {
        let taken = self.items.iter().zip(&self.columns).zip(chosen);
        let of_item = |((item, columns), at): ((&'d Item, &Vec<Column>), &usize)| {
            let choice = item.choices.get(*at)?;
            let moves = matches!(choice.how, How::Moved | How::Freed);
            moves.then_some((choice, *columns.get(*at)?))
        };
        taken.filter_map(of_item).collect()
    }

    /// Leaves out a repair, and those that differ from it only in rooms and in who waits with pupils for some minutes.
    pub fn leave_out(&mut self, repair: &Repair) {
        let mut terms = Vec::new();
        let waits = |item: &Item| matches!(self.days.meetings[item.meeting].what, What::AfterLessons(_));
        let only_waits = self.items.iter().all(waits);
        let mut told = 0;
        for ((item, columns), taken) in self.items.iter().zip(&self.columns).zip(&repair.chosen) {
            if waits(item) && !only_waits {
                continue;
            }
            told += 1;
            let said = |choice: &Choice| -> Vec<_> {
                let changes = choice.changes.iter();
                let is = |d: &crate::order::Dated| (d.date, d.placement.start, d.placement.staff.clone());
                changes
                    .map(|(at, dated)| (*at, choice.how, dated.as_ref().map(is)))
                    .collect()
            };
            let Some(own) = item.choices.get(*taken).map(said) else {
                continue;
            };
            let same = item
                .choices
                .iter()
                .zip(columns)
                .filter(|(choice, _)| said(choice) == own);
            terms.extend(same.map(|(_, column)| (*column, 1)));
        }
        self.row(terms, None, Some(told - 1));
    }

    fn solve(&self, known: Option<&Repair>, clock: &Clock) -> Option<(Vec<i64>, Vec<Level>)> {
        let mut program = self.program.clone();
        let fits = |values: &Vec<i64>, program: &Program| program.broken(values).is_empty();
        let mut values = Some(self.start.clone()).filter(|v| fits(v, &program));
        let mut known: Vec<i64> = known.map_or(Vec::new(), |k| {
            let proven = k.levels.iter().take_while(|l| l.proof != Proof::None);
            proven.map(|l| l.value).collect()
        });
        known.reverse();
        let mut levels = Vec::new();
        for sum in &self.levels {
            // Each item takes at least its cheapest choice, and nothing else is below 0.
            let coefficient = |c: &Column| sum.terms.get(c).copied().unwrap_or(0);
            let open = |c: &&Column| program.columns[c.0].upper > 0;
            let cheapest = |columns: &Vec<Column>| columns.iter().filter(open).map(coefficient).min().unwrap_or(0);
            let least: Vec<i64> = self.columns.iter().map(cheapest).collect();
            let counted: i64 = least.iter().sum::<i64>() + sum.constant;
            let before = known.pop();
            let bound = before.map_or(counted, |k| k.max(counted));
            let mut proof = Proof::Exact;
            if values.as_ref().is_none_or(|v| sum.of(v) > bound) {
                for (at, column) in program.columns.iter_mut().enumerate() {
                    column.cost = coefficient(&Column(at));
                }
                let shared = Arc::new(program);
                let mut answer = exact::solve(backend(), &shared, Task::default(), clock);
                // HiGHS was seen to call such a program infeasible that has values at hand; not so with its columns free.
                if answer.status == Status::Infeasible && values.is_some() {
                    let mut free = Program::clone(&shared);
                    for (column, whole) in free.columns.iter_mut().zip(&self.program.columns) {
                        column.upper = whole.upper;
                    }
                    answer = exact::solve(backend(), &Arc::new(free), Task::default(), clock);
                }
                let found = answer.values.or(values)?;
                let cost = sum.of(&found);
                let within = |v: i64| v + sum.constant >= cost;
                proof = match answer.status {
                    _ if cost <= bound => Proof::Exact,
                    Status::Optimal if within(relaxation_bound(&shared, None, clock).value) => Proof::Exact,
                    Status::Optimal => Proof::Solver,
                    _ => Proof::None,
                };
                values = Some(found);
                program = Arc::unwrap_or_clone(shared);
            }
            let value = sum.of(values.as_ref()?);
            // Whoever takes a choice that is dearer than all that is left to spend is above the least.
            for (columns, least) in self.columns.iter().zip(&least) {
                for column in columns {
                    if coefficient(column) - least > value - counted {
                        program.columns[column.0].upper = 0;
                    }
                }
            }
            row(
                &mut program,
                Tag::Structure,
                sum.terms(),
                None,
                Some(value - sum.constant),
            );
            if before.is_some_and(|k| value > k) {
                known.clear();
            }
            levels.push(Level { value, proof });
        }
        Some((values?, levels))
    }
}

fn choices_of<'d>(moves: &[(&'d Choice, Column)]) -> Vec<&'d Choice> {
    moves.iter().map(|(choice, _)| *choice).collect()
}

/// Days on which a class has a subject, as a wish counts them.
pub(super) struct Spread {
    pub weight: i64,
    /// Days wanted, and missing as the timetable is.
    pub wanted: i64,
    pub missing: i64,
    /// By day: lessons as the timetable is, and how choices change them.
    pub days: Vec<(i64, Vec<(Column, i64)>)>,
}
