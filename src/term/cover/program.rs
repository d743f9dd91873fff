//! The choices as columns of a program that is solved level by level: the least of a level is found and proven, stays as
//! a row, and the next level follows. What only dearer repairs could take is left out on the way, and so is what the law's
//! judge refuses as soon as a level would take it.

use super::Level;
use super::choices::{Choice, Item, Party};
use super::days::{Days, What};
use super::law::Law;
use crate::absence::lateness;
use crate::instance::*;
use crate::order::How;
use crate::program::{Column, Program, RowDef, Tag};
use crate::solve::clock::Clock;
use crate::term::least::{Proof, least};
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
        repairs.free();
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

    /// Whom choices count on to be free, no other engages.
    fn free(&mut self) {
        let mut free = BTreeSet::new();
        let mut engaged: BTreeMap<(Party, NaiveDate), Vec<Stretch>> = BTreeMap::new();
        self.each(|_, choice, column| {
            free.extend(choice.free.iter().cloned().map(|f| (f, column)));
            for e in &choice.engaged {
                let of_party = engaged.entry((e.party.clone(), e.date)).or_default();
                of_party.push((e.from, e.to, column));
            }
        });
        let mut apart = BTreeSet::new();
        for (f, column) in free {
            let others = engaged.get(&(f.party, f.date)).into_iter().flatten();
            let meanwhile = others.filter(|(from, to, other)| *from < f.to && f.from < *to && *other != column);
            apart.extend(meanwhile.map(|(.., other)| (column.min(*other), column.max(*other))));
        }
        for (one, other) in apart {
            self.row(vec![(one, 1), (other, 1)], None, Some(1));
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
                let changed = changes.into_iter().filter(|(_, k)| *k != 0);
                let mut at_most: Vec<(Column, i64)> = changed.map(|(c, k)| (c, -k)).collect();
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

    /// The best repair that the law admits, and every level's proof. `before`: a better repair, left out since.
    pub fn best(&mut self, before: Option<&Repair>, clock: &Clock) -> Option<Repair> {
        let sums = self.levels.clone();
        // What is left goes below none of these, one after the other as long as those before are equal.
        let mut known = before.map_or(Vec::new(), |repair| repair.levels.clone());
        let mut legal = Some(self.start.clone()).filter(|values| self.program.broken(values).is_empty());
        'anew: loop {
            let mut program = Arc::new(self.program.clone());
            let mut values = legal.clone().filter(|values| self.program.broken(values).is_empty());
            let mut levels: Vec<Level> = Vec::new();
            // What is dear on this level or was on those before decides most.
            let mut weights = vec![0; program.columns.len()];
            while let Some(sum) = sums.get(levels.len()) {
                let costs = Arc::make_mut(&mut program);
                for (at, column) in costs.columns.iter_mut().enumerate() {
                    column.cost = sum.terms.get(&Column(at)).copied().unwrap_or(0);
                    weights[at] += column.cost.abs();
                }
                let (whole, own) = (program.clone(), self.program.rows.len());
                let equal = known
                    .iter()
                    .zip(&levels)
                    .all(|(known, level)| known.value == level.value);
                let least_known = known
                    .get(levels.len())
                    .filter(|known| equal && known.proof != Proof::None);
                let mut bound = least_known.map(|known| known.value - sum.constant);
                let found = loop {
                    let Ok(found) = least(&mut program, values.take(), bound, &weights, clock) else {
                        if levels.is_empty() || clock.over() {
                            return legal.map(|values| self.unproven(&values));
                        }
                        // What the law refused on this level stood at the least of those before.
                        if !equal || known.len() < levels.len() {
                            known = levels;
                        }
                        continue 'anew;
                    };
                    let Some(refused) = self.refused(&found.values) else {
                        break found;
                    };
                    self.program.rows.push(refused);
                    program = whole.clone();
                    Arc::make_mut(&mut program)
                        .rows
                        .extend(self.program.rows.iter().skip(own).cloned());
                    bound = bound.max(Some(found.bound));
                    if clock.over() {
                        return legal.map(|values| self.unproven(&values));
                    }
                };
                let least = found.cost;
                row(
                    Arc::make_mut(&mut program),
                    Tag::Structure,
                    sum.terms(),
                    None,
                    Some(least),
                );
                let value = least + sum.constant;
                // By the bound of an earlier repair it is as proven as that was.
                let before = least_known.filter(|known| known.value == value);
                levels.push(Level {
                    value,
                    proof: before.map_or(found.proof, |known| known.proof),
                });
                legal = Some(found.values.clone());
                values = Some(found.values);
            }
            let chosen = self.chosen(&values?);
            return Some(Repair { chosen, levels });
        }
    }

    /// The choices that values of the columns take.
    fn chosen(&self, values: &[i64]) -> Vec<usize> {
        let of_item = |columns: &Vec<Column>| {
            let taken = |c: &Column| values.get(c.0).is_some_and(|v| *v > 0);
            let at = columns.iter().position(taken);
            at.unwrap_or(columns.len().saturating_sub(1))
        };
        self.columns.iter().map(of_item).collect()
    }

    fn unproven(&self, values: &[i64]) -> Repair {
        let level = |sum: &Sum| Level {
            value: sum.of(values),
            proof: Proof::None,
        };
        Repair {
            chosen: self.chosen(values),
            levels: self.levels.iter().map(level).collect(),
        }
    }

    /// What the law has against these values: as few of the moves as are against it by themselves, which no repair has
    /// together.
    fn refused(&self, values: &[i64]) -> Option<RowDef> {
        let mut against = self.moves(&self.chosen(values));
        if !self.law.forbids(&choices_of(&against)) {
            return None;
        }
        let mut at = 0;
        while at < against.len() {
            let mut fewer = against.clone();
            fewer.remove(at);
            match self.law.forbids(&choices_of(&fewer)) {
                true => against = fewer,
                false => at += 1,
            }
        }
        Some(RowDef {
            tag: Tag::Structure,
            terms: against.iter().map(|(_, column)| (*column, 1)).collect(),
            lower: None,
            upper: Some(against.len() as i64 - 1),
        })
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
    pub days: Vec<(i64, BTreeMap<Column, i64>)>,
}
