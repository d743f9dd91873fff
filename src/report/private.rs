//! `private/`: one sheet for everybody who gives sessions, and one for every pupil with a plan
//! of their own. Pupils appear by id only.

use super::Summary;
use super::entries::{Meeting, School, both, list, long, say, span, week_word};
use super::html::{Card, card, day_name, document, sheet_head, staff_cards, t, week, with_gaps};
use crate::instance::{Session, Text};
use crate::words::{Lang, Word};
use maud::{Markup, html};

/// The week of somebody who gives sessions: everything they have, the `ways` between institutions, and a list of the sessions.
pub(super) fn staff(school: &School, person: &str, ways: Option<Markup>, summary: &Summary, lang: Lang) -> String {
    let meetings: Vec<&Meeting> = school.meetings.iter().filter(|m| m.staff.contains(&person)).collect();
    let mut cards = staff_cards(school, person);
    cards.extend(meetings.iter().map(|m| meeting_card(school, m, Reader::Staff)));
    let title = school.staff_name(person);
    let body = html! {
        (week(school, with_gaps(cards)))
        @if let Some(ways) = ways { (ways) }
        (session_list(school, &meetings, Reader::Staff))
        (unmet_list(school, Reader::Staff, |s| s.staff.may_be(person)))
    };
    sheet(school, summary, lang, Word::PersonalTimetable, title, Vec::new(), body)
}

/// The week of a pupil: the class's lessons, the sessions, and the lessons missed for them.
pub(super) fn pupil(school: &School, id: &str, summary: &Summary, lang: Lang) -> String {
    let pupil = school.instance.pupils.iter().find(|p| p.id == id);
    let meetings: Vec<&Meeting> = school
        .meetings
        .iter()
        .filter(|m| m.session.pupils.iter().any(|p| p == id))
        .collect();
    let entries = pupil.map(|p| school.of_pupil(p)).unwrap_or_default();
    let home = pupil
        .and_then(|p| school.class(&p.class))
        .and_then(|c| c.room.as_deref());
    let mut cards: Vec<Card> = Vec::new();
    for e in entries {
        let group = e
            .audience
            .filter(|a| e.classes.len() == 1 && pupil.is_none_or(|p| p.class != *a));
        let group = group.map(|g| school.class_name(g));
        let missed = meetings
            .iter()
            .any(|m| m.inside.is_none() && e.overlaps(m.day, m.start, m.end, m.week));
        if missed {
            let mut card = card(school, e, group, &[], None);
            card.class.push_str(" missed");
            card.body = html! { (card.body) " " em.wk { (t(&say(Word::Missed))) } };
            cards.push(card);
            continue;
        }
        let mut card = card(school, e, group, &e.staff, e.room.filter(|r| home != Some(*r)));
        for m in meetings.iter().filter(|m| m.is_inside(e)) {
            let (who, service) = (
                school.staff_names(&m.staff),
                school.instance.service_name(&m.session.service),
            );
            card.class = "session".into();
            card.body = html! { (card.body) " " span.grp { (t(&who)) } " " span.who { (t(&service)) } };
            card.below.extend([who, service]);
        }
        cards.push(card);
    }
    let apart = meetings.iter().filter(|m| m.inside.is_none());
    cards.extend(apart.map(|m| meeting_card(school, m, Reader::Pupil(id))));
    let class = pupil.map(|p| school.class_name(&p.class));
    let body = html! {
        (week(school, cards))
        (session_list(school, &meetings, Reader::Pupil(id)))
        (unmet_list(school, Reader::Pupil(id), |s| s.pupils.iter().any(|p| p == id)))
    };
    let facts = class.into_iter().collect();
    sheet(
        school,
        summary,
        lang,
        Word::PupilWeek,
        Text::Any(id.to_string()),
        facts,
        body,
    )
}

fn sheet(
    school: &School,
    summary: &Summary,
    lang: Lang,
    kicker: Word,
    title: Text,
    mut facts: Vec<Text>,
    body: Markup,
) -> String {
    facts.push(say(Word::NotForPublication));
    let body = html! {
        main.alone {
            section.sheet aria-labelledby="sheet-title" {
                (sheet_head(school, summary, "sheet", &say(kicker), &title, &facts))
                (body)
            }
        }
    };
    document(school, lang, &title, body, false)
}

fn meeting_card(school: &School, m: &Meeting, reader: Reader<'_>) -> Card {
    let people = people(school, m, reader);
    let service = school.instance.service_name(&m.session.service);
    let place = place(school, m);
    Card {
        day: m.day,
        start: m.start,
        end: m.end,
        class: "session".into(),
        beside: Some(people.clone()),
        below: [Some(service.clone()), place.clone()].into_iter().flatten().collect(),
        body: html! {
            span.grp { (t(&people)) } " "
            b { (t(&service)) @if let Some(word) = week_word(m.week) { " " em.wk { (t(&say(word))) } } }
            @if let Some(place) = &place { " " span.where { (t(place)) } }
        },
    }
}

/// The room, and in a municipality the institution.
fn place(school: &School, m: &Meeting) -> Option<Text> {
    let room = m.room.map(|r| school.room_name(r));
    let several = school.instance.institutions.len() > 1;
    let institution = school.instance.institution_of_session(m.session).filter(|_| several);
    let places: Vec<Text> = institution.map(|i| i.name.clone()).into_iter().chain(room).collect();
    (!places.is_empty()).then(|| list(&places))
}

/// Whose sheet a list of sessions is on: it says nothing that its reader knows, and to a pupil
/// nothing of other pupils.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader<'p> {
    Staff,
    Pupil(&'p str),
}

/// The sessions in order of time, with what is missed for each.
fn session_list(school: &School, meetings: &[&Meeting], reader: Reader<'_>) -> Markup {
    let who = match reader {
        Reader::Staff => Word::Pupils,
        Reader::Pupil(_) => Word::GivenBy,
    };
    let heads = [Word::Day, Word::Time, who, Word::Service, Word::Place, Word::InsteadOf];
    html! {
        @if !meetings.is_empty() {
            h3.part { (t(&say(Word::Sessions))) }
            table.list {
                thead { tr { @for word in heads { th scope="col" { (t(&say(word))) } } } }
                tbody {
                    @for m in meetings {
                        tr {
                            th scope="row" {
                                (t(&day_name(m.day)))
                                @if let Some(word) = week_word(m.week) { " " em.wk { (t(&say(word))) } }
                            }
                            td.when {
                                (span(m.start, m.end)) " (" (t(&long(m.end.minutes() - m.start.minutes()))) ")"
                            }
                            td { (t(&people(school, m, reader))) }
                            td { (t(&school.instance.service_name(&m.session.service))) }
                            td { @if let Some(place) = place(school, m) { (t(&place)) } }
                            td { (t(&instead_of(school, m, reader))) }
                        }
                    }
                }
            }
        }
    }
}

/// To staff the pupils, to a pupil the staff.
fn people(school: &School, m: &Meeting, reader: Reader<'_>) -> Text {
    match reader {
        Reader::Staff => Text::Any(m.session.pupils.join(", ")),
        Reader::Pupil(_) => school.staff_names(&m.staff),
    }
}

/// Which lessons the pupils miss, or in which the session takes place.
fn instead_of(school: &School, m: &Meeting, reader: Reader<'_>) -> Text {
    if let Some(lesson) = m.inside {
        let (subject, class) = (school.subject_name(&lesson.subject), school.class_name(&lesson.class));
        return both(|lang| {
            let (subject, class) = (subject.in_lang(lang), class.in_lang(lang));
            Word::InsideLesson
                .with(&[("subject", &subject), ("class", &class)])
                .in_lang(lang)
        });
    }
    let mut missed: Vec<Text> = Vec::new();
    let pupils = match reader {
        Reader::Staff => school.pupils_of(m.session.pupils.iter().map(String::as_str)),
        Reader::Pupil(id) => school.pupils_of([id]),
    };
    for pupil in pupils {
        let entries = school.of_pupil(pupil).into_iter();
        for e in entries.filter(|e| e.overlaps(m.day, m.start, m.end, m.week)) {
            let audience = school.class_name(&pupil.class);
            let line = both(|lang| format!("{} ({})", e.what.in_lang(lang), audience.in_lang(lang)));
            if !missed.contains(&line) {
                missed.push(line);
            }
        }
    }
    if missed.is_empty() {
        say(Word::OutsideLessons)
    } else {
        list(&missed)
    }
}

fn unmet_list(school: &School, reader: Reader<'_>, of: impl Fn(&Session) -> bool) -> Markup {
    let unmet = school.unmet(of);
    html! {
        @for (session, count) in unmet {
            p.alarm {
                @let service = school.instance.service_name(&session.service);
                (t(&both(|lang| {
                    Word::StillUnmet.with(&[("count", &count), ("service", &service.in_lang(lang))]).in_lang(lang)
                })))
                @if reader == Reader::Staff { ": " (session.pupils.join(", ")) }
            }
        }
    }
}
