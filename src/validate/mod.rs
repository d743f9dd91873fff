//! What is wrong with an instance, before solving: data that contradict each other, and
//! proofs by counting that no legal timetable exists.
//!
//! Everything is collected. The proofs are looked for only in data without errors, and take no
//! search: each is a sentence that people can check with a pencil.

mod activities;
mod counts;
mod cover;
mod examinations;
mod identifiers;
mod known;
mod municipality;
mod people;
mod rules;
mod times;

pub use crate::finding::{Finding, FindingReport, Place, Severity, Source, render};

pub(crate) use identifiers::nearest_of;

use crate::instance::Instance;
use crate::words::{Message, Word};
use known::Known;

/// All findings about an instance. They know their place in the data;
/// [`crate::formats::native::locate`] adds the place in the file.
pub fn validate(instance: &Instance) -> Vec<Finding> {
    let known = Known::new(instance);
    let mut found = Findings::default();
    identifiers::check(&known, &mut found);
    times::check(&known, &mut found);
    people::check(&known, &mut found);
    activities::check(&known, &mut found);
    municipality::check(&known, &mut found);
    let rules = rules::check(&known, &mut found);
    examinations::check(&known, &rules, &mut found);
    cover::check(&known, &mut found);
    if !found.0.iter().any(|f| f.severity == Severity::Error) {
        counts::check(&known, &rules, &mut found);
    }
    found.0
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, code: &'static str, path: impl Into<String>, message: Message, advice: Word) {
        let advice = Message {
            word: advice,
            args: message.args.clone(),
        };
        self.0.push(Finding::new(code, path, message, advice));
    }
}
