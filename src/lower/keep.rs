//! A changed instance near what is published: each meeting that is not where or with whom it was costs.

use super::Lowered;
use crate::instance::Source;
use crate::problem::{CostFunction, Origin, Preferred, ResourceId, Rule, RuleKind, Suited};
use crate::timetable::Timetable;
use crate::words::Word;
use std::collections::BTreeSet;

/// Full name of the rule.
pub const KEEP: &str = "change/keep";

impl Lowered {
    /// Adds a wish to keep what is published: `weight` for each meeting at a start that its activity does not have
    /// there, and for each that has somebody or a room that its activity does not have there. Meetings of one activity are
    /// interchangeable, and no two of them are at once, so these are the meetings that change, one that moves and gets
    /// another room twice. Activities that the timetable does not have are free.
    pub fn keep(&mut self, published: &Timetable, weight: u32) {
        let (had, _) = self.assignment(published);
        let problem = &self.problem;
        let mut wishes = Vec::new();
        for (event, data) in problem.events.iter().enumerate() {
            let meets = || data.meets.clone();
            let starts: BTreeSet<usize> = meets()
                .filter_map(|meet| had.slot(problem, meet))
                .map(|slot| slot.first().start)
                .collect();
            if starts.is_empty() {
                continue;
            }
            let moved = |cell: usize| u32::from(!starts.contains(&cell));
            wishes.push(RuleKind::Preferred(Preferred {
                events: vec![event],
                amounts: (0..problem.axis.cells.len()).map(moved).collect(),
                ..Preferred::default()
            }));
            for (number, role) in data.roles.iter().enumerate() {
                let fillers: BTreeSet<ResourceId> = meets()
                    .filter_map(|meet| *had.places[meet].roles.get(number)?)
                    .collect();
                if !fillers.is_empty() && role.candidates.iter().any(|who| !fillers.contains(who)) {
                    wishes.push(RuleKind::Suited(Suited {
                        roles: vec![(event, number)],
                        suited: (0..problem.resources.len()).map(|who| fillers.contains(&who)).collect(),
                    }));
                }
            }
        }
        self.problem
            .rules
            .extend(wishes.into_iter().map(|kind| wish(kind, weight)));
    }
}

fn wish(kind: RuleKind, weight: u32) -> Rule {
    Rule {
        kind,
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
