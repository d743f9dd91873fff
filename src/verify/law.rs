//! The law's judge: whether a timetable is legal, read from the instance alone.
//!
//! A second reading of what a legal timetable is, on purpose plain and slow: minutes are
//! compared with minutes, nothing is cut into cells, and nothing is taken from the problem, the
//! rules or the search. What the engine thinks of a timetable is of no interest here.

mod afternoon;
mod case;
mod demand;
mod people;
mod placed;
mod sessions;
mod wishes;

#[cfg(test)]
mod tests;

use crate::instance::{Instance, Text, Weight, effective_rules};
use crate::timetable::Timetable;
use crate::words::{Lang, Message};
use case::Case;
use std::collections::BTreeSet;

/// One hard demand that a timetable breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// Name of the demand: `clash/staff`, or the full name of a rule, `bg-law-2020/one-of-daily`.
    pub rule: String,
    /// Where the demand comes from.
    pub cite: Text,
    /// The sentence for people.
    pub message: Message,
    /// The placements concerned, by index in the timetable.
    pub placements: Vec<usize>,
    /// By how many minutes, where minutes measure it.
    pub minutes: Option<i32>,
}

/// Every hard demand of the instance that the timetable breaks; none: it is legal.
pub fn judge(instance: &Instance, timetable: &Timetable) -> Vec<Breach> {
    let case = Case::new(instance, timetable);
    let mut found = placed::breaches(&case);
    found.extend(people::breaches(&case));
    found.extend(sessions::breaches(&case));
    found.extend(afternoon::breaches(&case));
    match effective_rules(instance) {
        Ok(rules) => {
            let hard = rules.iter().filter(|r| r.setting.weight == Weight::Hard);
            found.extend(hard.flat_map(|rule| wishes::breaches(&case, rule)));
        }
        // Nobody can say which rules hold, so nobody can call the timetable legal.
        Err(conflicts) => {
            let messages = conflicts.iter().map(|c| c.message(instance));
            found.extend(messages.map(|message| demand::RULES.broken_at(message, Vec::new())));
        }
    }
    // What is broken every week shows in A and in B weeks, and for every part of a class: once is enough.
    let mut said = BTreeSet::new();
    found.retain(|b| said.insert((b.rule.clone(), b.message.in_lang(Lang::En), b.placements.clone())));
    found
}
