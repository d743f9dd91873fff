//! Proofs by counting that no legal timetable exists.
//!
//! Every bound here holds for each timetable: what is counted as needed is never more than
//! what is needed, what is counted as room is never less than there is.

mod classes;
mod full_day;
mod law;
mod pins;
mod rooms;
mod services;
mod sessions;
mod staff;
mod week;

use super::Findings;
use super::known::Known;
use crate::instance::EffectiveRule;

pub(super) fn check(known: &Known, rules: &[EffectiveRule], found: &mut Findings) {
    let week = week::Week::new(known, rules);
    law::check(&week, found);
    classes::check(&week, found);
    full_day::check(&week, found);
    staff::check(&week, found);
    sessions::check(&week, found);
    services::check(&week, found);
    rooms::check(&week, found);
    pins::check(&week, found);
}
