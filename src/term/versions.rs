//! The versions of a timetable: draft, approved by the head's order, published from a day on.
//!
//! A version is never changed; the next one takes over on its first day.

use crate::instance::Term;
use crate::timetable::{Status, Timetable};
use crate::words::{Arg, Message, Word};
use chrono::{Days, NaiveDate};

/// The timetable as the head approves it by an order of this date.
///
/// # Errors
/// The sentence that says why not: it is no draft, or the date lies after the term.
pub fn approve(draft: &Timetable, on: NaiveDate, term: &Term) -> Result<Timetable, Message> {
    if draft.status != Status::Draft {
        return Err(Word::NotADraft.with(&[]));
    }
    if on > term.to {
        return Err(outside(on, term));
    }
    Ok(Timetable {
        status: Status::Approved,
        approved: Some(on),
        ..draft.clone()
    })
}

/// The approved timetable as it is in force from a day on.
///
/// # Errors
/// The sentence that says why not: it is not approved, or only later, or the day lies outside the term.
pub fn publish(approved: &Timetable, from: NaiveDate, term: &Term) -> Result<Timetable, Message> {
    let (Status::Approved, Some(order)) = (approved.status, approved.approved) else {
        return Err(Word::NotApproved.with(&[]));
    };
    if from < term.from || term.to < from {
        return Err(outside(from, term));
    }
    if from < order {
        return Err(Word::BeforeItsOrder.with(&[("from", &Arg::Date(from)), ("order", &Arg::Date(order))]));
    }
    Ok(Timetable {
        status: Status::Published,
        from: Some(from),
        ..approved.clone()
    })
}

fn outside(date: NaiveDate, term: &Term) -> Message {
    let (from, to) = (Arg::Date(term.from), Arg::Date(term.to));
    Word::DateOutsideTerm.with(&[("date", &Arg::Date(date)), ("from", &from), ("to", &to)])
}

/// First and last day in force of a published version among others, while its term lasts; none if it is not
/// published.
pub fn days_in_force(version: &Timetable, versions: &[&Timetable], term: &Term) -> Option<(NaiveDate, NaiveDate)> {
    let from = first_day(version)?;
    let next = versions
        .iter()
        .filter_map(|v| first_day(v))
        .filter(|day| *day > from)
        .min();
    let last = next.and_then(|day| day.checked_sub_days(Days::new(1)));
    Some((from, last.unwrap_or(term.to)))
}

/// The version in force on a day, by its place; none before the first and after the term.
pub fn in_force(versions: &[&Timetable], day: NaiveDate, term: &Term) -> Option<usize> {
    let holds = |version: &&Timetable| {
        let days = days_in_force(version, versions, term);
        days.is_some_and(|(from, to)| from <= day && day <= to)
    };
    versions.iter().position(holds)
}

fn first_day(version: &Timetable) -> Option<NaiveDate> {
    version.from.filter(|_| version.status == Status::Published)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term() -> Term {
        serde_json::from_str(r#"{ "from": "2020-09-15", "to": "2021-01-29" }"#).unwrap()
    }

    fn draft() -> Timetable {
        let json = r#"{ "firstbell": 1, "instance": "s", "legal": true, "hard": 0, "soft": 3, "placements": [] }"#;
        serde_json::from_str(json).unwrap()
    }

    fn published(order: &str, from: &str) -> Timetable {
        let approved = approve(&draft(), day(order), &term()).unwrap();
        publish(&approved, day(from), &term()).unwrap()
    }

    #[test]
    fn a_version_goes_from_draft_to_approved_to_published() {
        let version = published("2020-09-11", "2020-09-15");
        assert_eq!((version.status, version.soft), (Status::Published, 3));
        assert_eq!(
            (version.approved, version.from),
            (Some(day("2020-09-11")), Some(day("2020-09-15")))
        );
        let word = |refused: Result<Timetable, Message>| refused.map_err(|m| m.word);
        let approved = approve(&draft(), day("2020-10-01"), &term()).unwrap();
        assert_eq!(
            word(publish(&draft(), day("2020-10-01"), &term())),
            Err(Word::NotApproved)
        );
        assert_eq!(
            word(publish(&version, day("2020-10-01"), &term())),
            Err(Word::NotApproved)
        );
        assert_eq!(
            word(approve(&approved, day("2020-10-02"), &term())),
            Err(Word::NotADraft)
        );
        assert_eq!(
            word(approve(&draft(), day("2021-01-30"), &term())),
            Err(Word::DateOutsideTerm)
        );
        assert_eq!(
            word(publish(&approved, day("2020-09-30"), &term())),
            Err(Word::BeforeItsOrder)
        );
        assert_eq!(
            word(publish(&approved, day("2020-09-14"), &term())),
            Err(Word::DateOutsideTerm)
        );
        assert_eq!(
            word(publish(&approved, day("2021-01-30"), &term())),
            Err(Word::DateOutsideTerm)
        );
    }

    #[test]
    fn the_next_version_takes_over_on_its_first_day() {
        let (first, second) = (
            published("2020-09-11", "2020-09-16"),
            published("2020-11-05", "2020-11-09"),
        );
        let approved = approve(&draft(), day("2020-10-01"), &term()).unwrap();
        let all = [&second, &approved, &first];
        let on = |date: &str| in_force(&all, day(date), &term());
        assert_eq!(on("2020-09-15"), None);
        assert_eq!([on("2020-09-16"), on("2020-11-08")], [Some(2), Some(2)]);
        assert_eq!([on("2020-11-09"), on("2021-01-29")], [Some(0), Some(0)]);
        assert_eq!(on("2021-01-30"), None);
        assert_eq!(
            days_in_force(&first, &all, &term()),
            Some((day("2020-09-16"), day("2020-11-08")))
        );
        assert_eq!(days_in_force(&approved, &all, &term()), None);
    }
}
