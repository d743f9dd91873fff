//! A changed instance near what is published: each meeting that is not where it was costs.

use super::Lowered;
use crate::instance::Source;
use crate::problem::{CostFunction, EventId, Origin, Preferred, Rule, RuleKind};
use crate::timetable::Timetable;
use crate::words::Word;
use std::collections::BTreeSet;

/// Full name of the rule.
pub const KEEP: &str = "change/keep";

impl Lowered {
    /// Adds a wish to keep what is published: `weight` for each meeting at a start that its activity does not have
    /// there. Meetings of one activity are interchangeable, and no two of them are at once, so these are the
    /// meetings that move. Activities that the timetable does not have are free.
    pub fn keep(&mut self, published: &Timetable, weight: u32) {
        let (had, _) = self.assignment(published);
        let problem = &self.problem;
        let mut rules = Vec::new();
        for event in 0..problem.events.len() {
            let starts: BTreeSet<usize> = (problem.events[event].meets.clone())
                .filter_map(|meet| had.slot(problem, meet))
                .map(|slot| slot.first().start)
                .collect();
            if !starts.is_empty() {
                rules.push(wish(event, &starts, problem.axis.cells.len(), weight));
            }
        }
        self.problem.rules.extend(rules);
    }
}

fn wish(event: EventId, starts: &BTreeSet<usize>, cells: usize, weight: u32) -> Rule {
    let amount = |cell: usize| u32::from(!starts.contains(&cell));
    Rule {
        kind: RuleKind::Preferred(Preferred {
            events: vec![event],
            amounts: (0..cells).map(amount).collect(),
            ..Preferred::default()
        }),
        hard: false,
        weight: i64::from(weight),
        cost: CostFunction::Linear,
        origin: Origin {
            rule: KEEP.to_owned(),
            cite: Word::CiteKeep.text(),
            source: Source::Assumed,
        },
    }
}
