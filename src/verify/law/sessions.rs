//! Support sessions and additional lessons: what they may not take a pupil out of.

use super::Breach;
use super::case::{Case, Meeting, What, last_end};
use super::demand::*;
use super::people::by_pupil;
use crate::instance::{Activity, Clock, Id, Pupil, Session, SessionTime, StaffNeed, Text, Window};
use crate::words::Fill;
use crate::words::{Word, weekday};
use std::collections::BTreeSet;

pub(super) fn breaches(case: &Case) -> Vec<Breach> {
    let mut found = Vec::new();
    for meeting in &case.meetings {
        if let What::Session(session) = meeting.what {
            for pupil in session.pupils.iter().filter_map(|id| case.pupil(id)) {
                out_of_lessons(case, meeting, session, pupil, &mut found);
                out_of_afternoon(case, meeting, pupil, &mut found);
                in_the_groups_day(case, meeting, pupil, &mut found);
            }
        }
        strangers(case, meeting, &mut found);
    }
    for session in &case.instance.sessions {
        co_taught(case, session, &mut found);
        on_different_days(case, session, &mut found);
        by_one_person(case, session, &mut found);
    }
    for (id, meetings) in by_pupil(case) {
        a_day(case, id, &meetings, &mut found);
    }
    found
}

/// Never out of the subjects named; where it is to be after lessons, after the last one.
fn out_of_lessons(case: &Case, meeting: &Meeting, session: &Session, pupil: &Pupil, found: &mut Vec<Breach>) {
    let who = || Text::Any(pupil.id.clone());
    let lessons = case.lessons_of_pupil(pupil);
    for lesson in lessons.iter().filter(|l| l.touches(meeting)) {
        if lesson.lesson().is_some_and(|l| session.not_from.contains(&l.subject)) {
            let message = case.about_two(Word::LawNotFrom, who(), meeting, lesson);
            found.push(NOT_FROM.broken(message, &[meeting, lesson], None));
        }
    }
    if session.time == SessionTime::AfterLessons {
        let too_late = |l: &&&Meeting| l.same_day(meeting) && l.to + l.gap_to(meeting) > meeting.from;
        if let Some(last) = lessons.iter().filter(too_late).max_by_key(|l| l.to) {
            let short = last.to + last.gap_to(meeting) - meeting.from;
            let message = (case.about_two(Word::LawAfterLessons, who(), meeting, last))
                .and("gap", Text::Any(last.gap_to(meeting).to_string()));
            found.push(AFTER_LESSONS.broken(message, &[meeting, last], Some(short)));
        }
    }
}

/// Never during the self-study and the lunch of the pupil's full-day group.
fn out_of_afternoon(case: &Case, meeting: &Meeting, pupil: &Pupil, found: &mut Vec<Breach>) {
    let who = || Text::Any(pupil.id.clone());
    for group in case.full_day_of(&pupil.class) {
        for hour in case.meetings_of(&group.activity_id(Activity::SelfStudy)) {
            if hour.touches(meeting) {
                let message = case.about_two(Word::LawSelfStudy, who(), meeting, hour);
                found.push(SELF_STUDY.broken(message, &[meeting, hour], None));
            }
        }
        for &week in case.weeks.iter().filter(|w| meeting.placement.week.meets(**w)) {
            let today = case
                .lessons_of_pupil(pupil)
                .into_iter()
                .filter(|l| l.on(meeting.day(), week));
            let Some(last) = last_end(today) else { continue };
            let until = last + i32::from(group.lunch);
            let common = until.min(meeting.to) - last.max(meeting.from);
            if common > 0 {
                let args: [(&str, &dyn Fill); 2] = [("from2", &clock(last)), ("to2", &clock(until))];
                let message = case.about(Word::LawLunch, meeting, &args).and("who", who());
                found.push(LUNCH.broken(message, &[meeting], Some(common)));
            }
        }
    }
}

/// A placement carries a session only where that session has meetings inside this lesson.
fn strangers(case: &Case, meeting: &Meeting, found: &mut Vec<Breach>) {
    let Some(id) = &meeting.placement.session else { return };
    let inside = matches!(meeting.what, What::Lesson(_)) && case.session_of(meeting).is_some();
    if !inside {
        found.push(CO_TAUGHT.broken(
            case.about(Word::LawStranger, meeting, &[("session", id)]),
            &[meeting],
            None,
        ));
    }
}

/// All meetings of a session: its own and those inside lessons.
fn meetings_of<'c, 'a>(case: &'c Case<'a>, session: &Session) -> Vec<&'c Meeting<'a>> {
    let inside = session.co_taught.iter().flat_map(|c| case.meetings_of(&c.lesson));
    let mut all: Vec<&Meeting> = case.meetings_of(&session.id).into_iter().chain(inside).collect();
    all.retain(|m| case.session_of(m).is_some_and(|s| s.id == session.id));
    all.sort_by_key(|m| m.index);
    all
}

/// As many meetings inside the lesson as are demanded.
fn co_taught(case: &Case, session: &Session, found: &mut Vec<Breach>) {
    let Some(wanted) = &session.co_taught else { return };
    let inside: Vec<&Meeting> = meetings_of(case, session)
        .into_iter()
        .filter(|m| matches!(m.what, What::Lesson(_)))
        .collect();
    if inside.len() != usize::from(wanted.count) {
        let args: [(&str, &dyn Fill); 3] = [
            ("session", &session.id),
            ("found", &inside.len()),
            ("wanted", &wanted.count),
        ];
        let lesson = case.instance.lessons.iter().find(|l| l.id == wanted.lesson);
        let name = lesson.map_or_else(|| Text::Any(wanted.lesson.clone()), |l| case.name(What::Lesson(l)));
        found.push(CO_TAUGHT.broken(Word::LawCoTaught.with(&args).and("lesson", name), &inside, None));
    }
}

/// Within the day of the pupil's group: not while it sleeps or eats.
fn in_the_groups_day(case: &Case, meeting: &Meeting, pupil: &Pupil, found: &mut Vec<Breach>) {
    let Some(day) = case.home(&pupil.class).and_then(|c| c.day.as_ref()) else {
        return;
    };
    let today = |w: &&Window| w.days.as_ref().is_none_or(|days| days.contains(&meeting.day()));
    let holds = |w: &Window| w.from.minutes() <= meeting.from && meeting.to <= w.to.minutes();
    if !day.iter().filter(today).any(holds) {
        let message = case.about(Word::LawGroupDay, meeting, &[]);
        found.push(GROUP_DAY.broken(message.and("class", case.class_name(&pupil.class)), &[meeting], None));
    }
}

/// One of those who may give a session gives all of its meetings.
fn by_one_person(case: &Case, session: &Session, found: &mut Vec<Breach>) {
    let meetings = meetings_of(case, session);
    let persons: BTreeSet<&Id> = (meetings.iter())
        .flat_map(|m| &m.placement.staff)
        .filter(|id| session.staff.may_be(id))
        .collect();
    if persons.len() > 1 && matches!(session.staff, StaffNeed::AnyOf { .. }) {
        let names: Vec<String> = persons.into_iter().cloned().collect();
        let message = Word::LawSessionPersons.with(&[("session", &session.id), ("staff", &names.join(", "))]);
        found.push(SESSION_PERSON.broken(message, &meetings, None));
    }
}

/// The weekly meetings of a session are on different days, and as far apart as it asks for.
fn on_different_days(case: &Case, session: &Session, found: &mut Vec<Breach>) {
    let meetings = meetings_of(case, session);
    let apart = usize::from(session.days_apart);
    if apart == 0 {
        return;
    }
    for &week in case.weeks.iter().filter(|_| apart > 1) {
        let mut days: Vec<&Meeting> = meetings
            .iter()
            .copied()
            .filter(|m| m.placement.week.meets(week))
            .collect();
        days.sort_by_key(|m| (m.day(), m.from));
        for pair in days.windows(2) {
            let between = pair[1].day().index() - pair[0].day().index();
            if (1..apart).contains(&between) {
                let message = Word::LawSessionApart
                    .with(&[("session", &session.id), ("apart", &session.days_apart)])
                    .and("day", weekday(pair[0].day()).text())
                    .and("next", weekday(pair[1].day()).text());
                found.push(SESSION_DAYS.broken(message, pair, None));
            }
        }
    }
    for (week, day) in case.week_days() {
        let today: Vec<&Meeting> = meetings.iter().copied().filter(|m| m.on(day, week)).collect();
        if today.len() > 1 {
            let message = (Word::LawSessionDays.with(&[("session", &session.id), ("found", &today.len())]))
                .and("day", weekday(day).text());
            found.push(SESSION_DAYS.broken(message, &today, None));
        }
    }
}

/// Most sessions of a pupil on a day.
fn a_day(case: &Case, id: &Id, meetings: &[&Meeting], found: &mut Vec<Breach>) {
    let Some(most) = case.pupil(id).and_then(|p| p.max_sessions_a_day).map(usize::from) else {
        return;
    };
    for (week, day) in case.week_days() {
        let today: Vec<&Meeting> = meetings.iter().copied().filter(|m| m.on(day, week)).collect();
        if today.len() > most {
            let args: [(&str, &dyn Fill); 3] = [("who", id), ("found", &today.len()), ("most", &most)];
            found.push(SESSIONS_A_DAY.broken(
                Word::LawSessionsADay.with(&args).and("day", weekday(day).text()),
                &today,
                None,
            ));
        }
    }
}

/// Minutes of the day as people write them.
pub(super) fn clock(minutes: i32) -> Clock {
    Clock(u16::try_from(minutes).unwrap_or(0))
}
