//! The demands that follow from an instance's data, by name, each with where it comes from.

use super::Breach;
use super::case::Meeting;
use crate::words::{Message, Word};

/// A demand that holds for every school.
pub(super) struct Demand {
    rule: &'static str,
    cite: Word,
}

impl Demand {
    const fn new(rule: &'static str, cite: Word) -> Demand {
        Demand { rule, cite }
    }

    /// The breach of this demand by some meetings.
    pub fn broken(&self, message: Message, by: &[&Meeting], minutes: Option<i32>) -> Breach {
        Breach {
            rule: self.rule.to_owned(),
            cite: self.cite.text(),
            message,
            placements: by.iter().map(|m| m.index).collect(),
            minutes,
        }
    }

    /// The breach of this demand by placements of which not even the activity is known.
    pub fn broken_at(&self, message: Message, placements: Vec<usize>) -> Breach {
        Breach {
            rule: self.rule.to_owned(),
            cite: self.cite.text(),
            message,
            placements,
            minutes: None,
        }
    }
}

pub(super) const RULES: Demand = Demand::new("rules", Word::CiteData);
pub(super) const INSTANCE: Demand = Demand::new("placed/instance", Word::CiteData);
pub(super) const KNOWN: Demand = Demand::new("placed/known", Word::CiteData);
pub(super) const NUMBER: Demand = Demand::new("placed/number", Word::CiteData);
pub(super) const COUNT: Demand = Demand::new("placed/count", Word::CiteCounts);
pub(super) const UNMET: Demand = Demand::new("placed/unmet", Word::CiteData);
pub(super) const PINNED: Demand = Demand::new("placed/pinned", Word::CiteData);
pub(super) const PARALLEL: Demand = Demand::new("placed/parallel", Word::CiteData);
pub(super) const NO_DOUBLES: Demand = Demand::new("doubles/forbidden", Word::CiteData);
pub(super) const DOUBLES: Demand = Demand::new("doubles/wanted", Word::CiteData);

pub(super) const DAY: Demand = Demand::new("time/day", Word::CiteData);
pub(super) const PERIOD: Demand = Demand::new("time/period", Word::CiteBells);
pub(super) const LENGTH: Demand = Demand::new("time/length", Word::CiteSupport);
pub(super) const STEP: Demand = Demand::new("time/step", Word::CiteData);
pub(super) const OPENING: Demand = Demand::new("time/opening", Word::CiteOpening);
pub(super) const BUS: Demand = Demand::new("time/bus", Word::CiteData);
pub(super) const WEEK: Demand = Demand::new("time/week", Word::CiteData);

pub(super) const STAFF: Demand = Demand::new("staff/named", Word::CiteData);
pub(super) const QUALIFIED: Demand = Demand::new("staff/qualified", Word::CiteData);
pub(super) const ROOM: Demand = Demand::new("room", Word::CiteData);

pub(super) const CLASH_STAFF: Demand = Demand::new("clash/staff", Word::CiteOnePlace);
pub(super) const CLASH_PUPIL: Demand = Demand::new("clash/pupil", Word::CiteOnePlace);
pub(super) const CLASH_CLASS: Demand = Demand::new("clash/class", Word::CiteOnePlace);
pub(super) const CLASH_ROOM: Demand = Demand::new("clash/room", Word::CiteOnePlace);
pub(super) const PRESENCE: Demand = Demand::new("staff/presence", Word::CiteData);
pub(super) const LESSONS_A_DAY: Demand = Demand::new("staff/lessons-a-day", Word::CiteData);
pub(super) const MINUTES: Demand = Demand::new("staff/minutes", Word::CiteData);
pub(super) const TRAVEL: Demand = Demand::new("staff/travel", Word::CiteTravel);
pub(super) const DAYS: Demand = Demand::new("staff/days", Word::CiteData);

pub(super) const NOT_FROM: Demand = Demand::new("session/not-from", Word::CiteSupport);
pub(super) const AFTER_LESSONS: Demand = Demand::new("session/after-lessons", Word::CiteSupport);
pub(super) const SELF_STUDY: Demand = Demand::new("session/self-study", Word::CiteFullDay);
pub(super) const LUNCH: Demand = Demand::new("session/lunch", Word::CiteFullDay);
pub(super) const CO_TAUGHT: Demand = Demand::new("session/co-taught", Word::CiteCoTaught);
pub(super) const SESSION_DAYS: Demand = Demand::new("session/different-days", Word::CiteSupport);
pub(super) const SESSION_PERSON: Demand = Demand::new("session/one-person", Word::CiteSupport);
pub(super) const GROUP_DAY: Demand = Demand::new("session/group-day", Word::CiteData);
pub(super) const SESSIONS_A_DAY: Demand = Demand::new("session/a-day", Word::CiteSupport);

pub(super) const AFTERNOON_COUNTS: Demand = Demand::new("full-day/counts", Word::CiteFullDay);
pub(super) const AFTERNOON_START: Demand = Demand::new("full-day/start", Word::CiteFullDay);
pub(super) const AFTERNOON_HOLES: Demand = Demand::new("full-day/holes", Word::CiteFullDay);
pub(super) const AFTERNOON_ORDER: Demand = Demand::new("full-day/order", Word::CiteInterests);
pub(super) const SUPERVISION: Demand = Demand::new("full-day/supervision", Word::CiteFullDay);
pub(super) const CONSULTATION: Demand = Demand::new("consultation/after-lessons", Word::CiteConsultation);
