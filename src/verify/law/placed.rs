//! Every placement by itself: known, counted, at a time of its bell, with its staff, in its room.

use super::Breach;
use super::case::{Case, Meeting, What, period_kind};
use super::demand::*;
use crate::instance::{
    Activity, Doubles, FullDayGroup, Id, Lesson, Period, PeriodKind, Range, Room, RoomNeed, Session, StaffNeed, Text,
    Week, Weight,
};
use crate::words::{Arg, Fill, Word, weekday};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn breaches(case: &Case) -> Vec<Breach> {
    let mut found = Vec::new();
    named(case, &mut found);
    counted(case, &mut found);
    unmet(case, &mut found);
    for meeting in &case.meetings {
        timed(case, meeting, &mut found);
        staffed(case, meeting, &mut found);
        housed(case, meeting, &mut found);
    }
    for lesson in &case.instance.lessons {
        pinned(case, lesson, &mut found);
        doubled(case, lesson, &mut found);
    }
    parallel(case, &mut found);
    found
}

/// The timetable is for this instance, of activities that exist.
fn named(case: &Case, found: &mut Vec<Breach>) {
    let (for_id, id) = (&case.timetable.instance, &case.instance.id);
    if for_id != id {
        let message = Word::LawInstance.with(&[("found", for_id), ("wanted", id)]);
        found.push(INSTANCE.broken_at(message, Vec::new()));
    }
    let known: BTreeSet<usize> = case.meetings.iter().map(|m| m.index).collect();
    for (index, placement) in case.timetable.placements.iter().enumerate() {
        if !known.contains(&index) {
            let message = Word::LawUnknown.with(&[("activity", &placement.activity)]);
            found.push(KNOWN.broken_at(message, vec![index]));
        }
    }
}

/// Fewest and most weekly placements of its own that an activity has. Hours of the afternoon are
/// counted day by day elsewhere; here only how many there can be at all.
fn demanded(case: &Case, what: What) -> (usize, usize) {
    let exactly = |count: u8| (usize::from(count), usize::from(count));
    match what {
        What::Lesson(lesson) => exactly(lesson.weekly),
        What::Session(session) => exactly(session.weekly.saturating_sub(inside_lessons(session))),
        What::Hours(group, activity) => (0, usize::from(a_day(group, activity).max) * case.days().len()),
        What::Club(_, club) => (usize::from(club.weekly.min), usize::from(club.weekly.max)),
        What::Consultation(hour) => exactly(hour.weekly),
    }
}

fn inside_lessons(session: &Session) -> u8 {
    session.co_taught.as_ref().map_or(0, |c| c.count)
}

/// Hours of a kind a day.
pub(super) fn a_day(group: &FullDayGroup, activity: Activity) -> Range {
    match activity {
        Activity::Recreation => group.per_day.recreation,
        Activity::SelfStudy => group.per_day.self_study,
        Activity::Interests => group.per_day.interests,
    }
}

fn counted(case: &Case, found: &mut Vec<Breach>) {
    for (id, what) in &case.activities {
        let meetings = case.meetings_of(id);
        let (least, most) = demanded(case, *what);
        let unmet = case.timetable.unmet.get(id).map_or(0, |n| usize::from(*n));
        let placed = meetings.len();
        if placed + unmet < least || placed + unmet > most {
            let message = if unmet > 0 {
                Word::LawCountUnmet.with(&[("found", &placed), ("unmet", &unmet), ("wanted", &least)])
            } else if least == most {
                Word::LawCount.with(&[("found", &placed), ("wanted", &least)])
            } else {
                Word::LawCountRange.with(&[("found", &placed), ("wanted", &least), ("most", &most)])
            };
            found.push(COUNT.broken(message.and("activity", case.name(*what)), &meetings, None));
        }
        // A session's meetings inside lessons may have numbers too.
        let highest = match what {
            What::Session(session) => usize::from(session.weekly),
            _ => most,
        };
        let mut seen: BTreeMap<u16, &Meeting> = BTreeMap::new();
        for &meeting in &meetings {
            let number = meeting.placement.number;
            if number == 0 || usize::from(number) > highest {
                let message = Word::LawNumber.with(&[("number", &number), ("most", &highest)]);
                found.push(NUMBER.broken(message.and("activity", case.name(*what)), &[meeting], None));
            }
            if let Some(first) = seen.insert(number, meeting) {
                let message = Word::LawTwice.with(&[("number", &number)]);
                found.push(NUMBER.broken(message.and("activity", case.name(*what)), &[first, meeting], None));
            }
        }
    }
}

/// Only what the instance lets stay unmet is left out.
fn unmet(case: &Case, found: &mut Vec<Breach>) {
    for id in case.timetable.unmet.keys() {
        let what = case
            .activities
            .iter()
            .find(|(known, _)| known == id)
            .map(|(_, what)| *what);
        match what {
            Some(What::Session(session)) if session.unmet_weight.is_some() => {}
            Some(what) => {
                let message = Word::LawUnmet.with(&[]).and("activity", case.name(what));
                found.push(UNMET.broken(message, &case.meetings_of(id), None));
            }
            None => found.push(KNOWN.broken_at(Word::LawUnknown.with(&[("activity", id)]), Vec::new())),
        }
    }
}

/// Day, week, opening hours; period or length and step.
fn timed(case: &Case, meeting: &Meeting, found: &mut Vec<Breach>) {
    let placement = meeting.placement;
    if !case.days().contains(&placement.day) {
        found.push(DAY.broken(case.about(Word::LawDay, meeting, &[]), &[meeting], None));
    }
    let week = meeting.lesson().map_or(Week::Every, |l| l.week);
    if placement.week != week {
        let message = (case.about(Word::LawWeek, meeting, &[]))
            .and("found", week_word(placement.week).text())
            .and("wanted", week_word(week).text());
        found.push(WEEK.broken(message, &[meeting], None));
    }
    if let Some(institution) = meeting.institution {
        let (opens, closes) = (institution.opens, institution.closes);
        let outside = (opens.minutes() - meeting.from).max(0) + (meeting.to - closes.minutes()).max(0);
        if outside > 0 {
            let args: [(&str, &dyn Fill); 3] = [("opens", &opens), ("closes", &closes), ("minutes", &outside)];
            found.push(OPENING.broken(case.about(Word::LawOpening, meeting, &args), &[meeting], Some(outside)));
        }
    }
    match meeting.what {
        What::Session(session) => session_timed(case, meeting, session, found),
        What::Lesson(lesson) => {
            let bell = case.home(&lesson.class).and_then(|c| c.bell.as_ref());
            in_period(case, meeting, bell, period_kind(lesson.kind), found);
        }
        What::Hours(group, _) | What::Club(group, _) => {
            in_period(case, meeting, Some(&group.hours), PeriodKind::Afternoon, found);
        }
        What::Consultation(hour) => in_period(case, meeting, Some(&hour.hours), PeriodKind::Afternoon, found),
    }
}

/// It takes a period of the bell, of the right kind, exactly.
fn in_period(case: &Case, meeting: &Meeting, bell: Option<&Id>, kind: PeriodKind, found: &mut Vec<Breach>) {
    let placement = meeting.placement;
    let exactly = |p: &&Period| p.start == placement.start && p.end == placement.end && p.kinds.contains(&kind);
    let mut periods = bell
        .and_then(|id| case.bell(id))
        .into_iter()
        .flat_map(|b| b.periods_on(placement.day));
    let Some(period) = periods.find(exactly) else {
        found.push(PERIOD.broken(case.about(Word::LawPeriod, meeting, &[]), &[meeting], None));
        return;
    };
    if let Some(number) = placement.period.filter(|n| *n != period.number) {
        let args: [(&str, &dyn Fill); 2] = [("found", &number), ("wanted", &period.number)];
        found.push(PERIOD.broken(case.about(Word::LawPeriodNumber, meeting, &args), &[meeting], None));
    }
}

fn session_timed(case: &Case, meeting: &Meeting, session: &Session, found: &mut Vec<Breach>) {
    let length = meeting.to - meeting.from;
    let wanted = i32::from(session.minutes);
    if length != wanted {
        let message = case.about(Word::LawLength, meeting, &[("found", &length), ("wanted", &wanted)]);
        found.push(LENGTH.broken(message, &[meeting], Some((length - wanted).abs())));
    }
    if let Some(institution) = meeting.institution {
        let late = (meeting.from - institution.opens.minutes()).rem_euclid(i32::from(session.step.max(1)));
        if late != 0 {
            let args: [(&str, &dyn Fill); 2] = [("step", &session.step), ("opens", &institution.opens)];
            found.push(STEP.broken(case.about(Word::LawStep, meeting, &args), &[meeting], Some(late)));
        }
    }
    if let Some(number) = meeting.placement.period {
        let message = case.about(Word::LawNoPeriod, meeting, &[("found", &number)]);
        found.push(PERIOD.broken(message, &[meeting], None));
    }
}

/// Exactly the staff demanded are there, and they may teach the subject.
fn staffed(case: &Case, meeting: &Meeting, found: &mut Vec<Breach>) {
    let mut needs = staff_needs(meeting.what);
    if let (Some(lesson), Some(session)) = (meeting.lesson(), case.session_of(meeting)) {
        // The specialist comes into the lesson; one who gives the lesson anyway is there already.
        if !lesson.staff.contains(&session.staff) {
            needs.push(session.staff.clone());
        }
    }
    let there: Vec<&Id> = meeting.placement.staff.iter().collect();
    if !fills(&needs, &there) {
        let wanted: Vec<String> = (needs.iter())
            .map(|need| match need {
                StaffNeed::Person(id) => id.clone(),
                StaffNeed::AnyOf { any_of } => any_of.join("/"),
            })
            .collect();
        let list = |ids: &[String]| Arg::List(ids.iter().map(Fill::arg).collect());
        let args: [(&str, &dyn Fill); 2] = [("found", &list(&meeting.placement.staff)), ("wanted", &list(&wanted))];
        found.push(STAFF.broken(case.about(Word::LawStaff, meeting, &args), &[meeting], None));
    }
    let Some(lesson) = meeting.curriculum() else { return };
    for id in there {
        let needed = lesson.staff.iter().any(|need| need.may_be(id));
        let qualified = case.staff(id).and_then(|s| s.qualified.as_ref());
        if needed && qualified.is_some_and(|subjects| !subjects.contains(&lesson.subject)) {
            let message = case
                .about(Word::LawQualified, meeting, &[])
                .and("staff", case.staff_name(id));
            found.push(QUALIFIED.broken(message, &[meeting], None));
        }
    }
}

fn staff_needs(what: What) -> Vec<StaffNeed> {
    match what {
        What::Lesson(lesson) => lesson.staff.clone(),
        What::Session(session) => vec![session.staff.clone()],
        What::Hours(group, _) => vec![StaffNeed::Person(group.staff.clone())],
        What::Club(_, club) => vec![StaffNeed::AnyOf {
            any_of: club.leaders.clone(),
        }],
        What::Consultation(hour) => vec![StaffNeed::Person(hour.staff.clone())],
    }
}

/// Whether every need can be given one of the staff, each person once, with nobody left over.
fn fills(needs: &[StaffNeed], staff: &[&Id]) -> bool {
    let Some((need, rest)) = needs.split_first() else {
        return staff.is_empty();
    };
    (staff.iter().enumerate()).any(|(at, id)| {
        let others: Vec<&Id> = staff
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, id)| *id)
            .collect();
        need.may_be(id) && !others.contains(id) && fills(rest, &others)
    })
}

/// It is in the room demanded.
fn housed(case: &Case, meeting: &Meeting, found: &mut Vec<Breach>) {
    let room = meeting.placement.room.as_ref();
    let known = room.and_then(|id| case.room(id));
    let named = |id: Option<&Id>| id.map_or_else(|| Word::LawNoRoom.text(), |id| case.room_name(id));
    if let Some(id) = room.filter(|_| known.is_none()) {
        found.push(ROOM.broken(
            case.about(Word::LawRoomUnknown, meeting, &[("room", id)]),
            &[meeting],
            None,
        ));
        return;
    }
    let wanted = match meeting.what {
        What::Lesson(lesson) => match &lesson.room {
            Some(RoomNeed::Features { features }) => {
                return fits(case, meeting, case.size(&lesson.class), features, known, found);
            }
            Some(RoomNeed::Room(id)) => Some(id),
            None => case.home(&lesson.class).and_then(|c| c.room.as_ref()),
        },
        What::Session(session) => match &session.room {
            Some(RoomNeed::Features { features }) => {
                return fits(case, meeting, session.pupils.len(), features, known, found);
            }
            Some(RoomNeed::Room(id)) => Some(id),
            None => None,
        },
        // Nothing says where pupils rest: wherever it is, nobody else may be there.
        What::Hours(_, Activity::Recreation) => return,
        What::Hours(group, _) => {
            let first = group.classes.first().and_then(|id| case.home(id));
            group.room.as_ref().or_else(|| first?.room.as_ref())
        }
        What::Club(_, club) => club.room.as_ref(),
        What::Consultation(hour) => hour.room.as_ref(),
    };
    if room != wanted {
        let message = (case.about(Word::LawRoom, meeting, &[]))
            .and("found", named(room))
            .and("wanted", named(wanted));
        found.push(ROOM.broken(message, &[meeting], None));
    }
}

/// The room has all that is asked for, and is in the institution of the pupils.
fn fits(
    case: &Case,
    meeting: &Meeting,
    pupils: usize,
    features: &[String],
    room: Option<&Room>,
    found: &mut Vec<Breach>,
) {
    let Some(room) = room else {
        let wanted = Text::Any(features.join(", "));
        let message = (case.about(Word::LawRoom, meeting, &[]))
            .and("found", Word::LawNoRoom.text())
            .and("wanted", wanted);
        found.push(ROOM.broken(message, &[meeting], None));
        return;
    };
    let name = || case.room_name(&room.id);
    for feature in features.iter().filter(|f| !room.features.contains(f)) {
        let message = case
            .about(Word::LawRoomFeature, meeting, &[("feature", feature)])
            .and("room", name());
        found.push(ROOM.broken(message, &[meeting], None));
    }
    if let Some(places) = room.capacity.filter(|c| usize::from(*c) < pupils) {
        let args: [(&str, &dyn Fill); 2] = [("places", &places), ("pupils", &pupils)];
        let message = case.about(Word::LawRoomSize, meeting, &args).and("room", name());
        found.push(ROOM.broken(message, &[meeting], None));
    }
    let (here, there) = (meeting.institution, case.institution_of_room(room));
    if here.map(|i| &i.id) != there.map(|i| &i.id) {
        let message = case.about(Word::LawRoomElsewhere, meeting, &[]).and("room", name());
        found.push(ROOM.broken(message, &[meeting], None));
    }
}

/// Every given start is taken.
fn pinned(case: &Case, lesson: &Lesson, found: &mut Vec<Breach>) {
    let meetings = case.meetings_of(&lesson.id);
    for pin in &lesson.pinned {
        if !meetings
            .iter()
            .any(|m| m.day() == pin.day && m.placement.start == pin.start)
        {
            let message = (Word::LawPinned.with(&[("from", &pin.start)]))
                .and("activity", case.name(What::Lesson(lesson)))
                .and("day", weekday(pin.day).text());
            found.push(PINNED.broken(message, &meetings, None));
        }
    }
}

/// Lessons of one parallel word start together, meeting for meeting.
fn parallel(case: &Case, found: &mut Vec<Breach>) {
    let words: BTreeSet<&Id> = case
        .instance
        .lessons
        .iter()
        .filter_map(|l| l.parallel.as_ref())
        .collect();
    for word in words {
        let lessons: Vec<&Lesson> = case
            .instance
            .lessons
            .iter()
            .filter(|l| l.parallel.as_ref() == Some(word))
            .collect();
        for one in &lessons {
            for meeting in case.meetings_of(&one.id) {
                let key = |m: &Meeting| (m.day(), m.from, m.placement.week);
                let alone = lessons
                    .iter()
                    .find(|other| case.meetings_of(&other.id).iter().all(|m| key(m) != key(meeting)));
                if let Some(other) = alone {
                    let message =
                        (case.about(Word::LawParallel, meeting, &[])).and("other", case.name(What::Lesson(other)));
                    found.push(PARALLEL.broken(message, &[meeting], None));
                }
            }
        }
    }
}

/// Doubles that are forbidden, and those demanded.
fn doubled(case: &Case, lesson: &Lesson, found: &mut Vec<Breach>) {
    let meetings = case.meetings_of(&lesson.id);
    for &week in &case.weeks {
        let on = |day| {
            meetings
                .iter()
                .copied()
                .filter(|m| m.on(day, week))
                .collect::<Vec<&Meeting>>()
        };
        match &lesson.doubles {
            Some(Doubles::Forbidden) => {
                for &day in case.days() {
                    let today = on(day);
                    if today.len() > 1 {
                        let message = (Word::LawNoDoubles.with(&[("found", &today.len())]))
                            .and("activity", case.name(What::Lesson(lesson)))
                            .and("day", weekday(day).text());
                        found.push(NO_DOUBLES.broken(message, &today, None));
                    }
                }
            }
            Some(Doubles::Wanted {
                count,
                weight: Weight::Hard,
                across_big_break,
            }) => {
                if !lesson.week.meets(week) {
                    continue;
                }
                let doubles: usize = case
                    .days()
                    .iter()
                    .map(|&day| doubles_of(case, lesson, &on(day), *across_big_break))
                    .sum();
                if doubles < usize::from(*count) {
                    let message = (Word::LawDoubles.with(&[("found", &doubles), ("wanted", count)]))
                        .and("activity", case.name(What::Lesson(lesson)));
                    found.push(DOUBLES.broken(message, &meetings, None));
                }
            }
            Some(Doubles::Wanted { .. } | Doubles::Allowed) | None => {}
        }
    }
}

/// Pairs of neighbouring periods among a lesson's meetings of one day, no period in two pairs.
fn doubles_of(case: &Case, lesson: &Lesson, today: &[&Meeting], across_big_break: bool) -> usize {
    let (Some(first), Some(class)) = (today.first(), case.home(&lesson.class)) else {
        return 0;
    };
    let periods = case.morning(class, first.day());
    let taken = |p: &Period| today.iter().any(|m| m.placement.start == p.start);
    let (mut doubles, mut at) = (0, 0);
    while let (Some(one), Some(two)) = (periods.get(at), periods.get(at + 1)) {
        if taken(one) && taken(two) && (across_big_break || !one.big_break_after) {
            doubles += 1;
            at += 1;
        }
        at += 1;
    }
    doubles
}

fn week_word(week: Week) -> Word {
    match week {
        Week::Every => Word::LawWeekEvery,
        Week::A => Word::LawWeekA,
        Week::B => Word::LawWeekB,
    }
}
