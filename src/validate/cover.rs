//! How absences are covered: every level once, substitutes from outside who are not of the staff.

use super::Findings;
use super::known::Known;
use crate::instance::CoverLevel;
use crate::words::Word;
use std::collections::BTreeSet;

pub(super) fn check(known: &Known, found: &mut Findings) {
    let Some(cover) = &known.instance.cover else { return };
    if CoverLevel::ALL.iter().any(|level| !cover.order.contains(level)) {
        let message = Word::CoverOrder.with(&[]);
        found.add("E-cover-order", "/cover/order", message, Word::CoverOrderAdvice);
    }
    let mut taken: BTreeSet<&str> = known.instance.staff.iter().map(|s| s.id.as_str()).collect();
    for (i, person) in cover.external.iter().enumerate() {
        if !taken.insert(&person.id) {
            let message = Word::CoverExternalTwice.with(&[("id", &person.id)]);
            let path = format!("/cover/external/{i}/id");
            found.add("E-cover-external", path, message, Word::CoverExternalTwiceAdvice);
        }
        for (k, subject) in person.qualified.iter().flatten().enumerate() {
            if known.instance.subjects.iter().all(|s| s.id != *subject) {
                let message = Word::ExternalSubject.with(&[("id", subject)]);
                let path = format!("/cover/external/{i}/qualified/{k}");
                found.add("E-cover-subject", path, message, Word::ExternalSubjectAdvice);
            }
        }
    }
}
