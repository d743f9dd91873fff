//! Lessons make way for an external assessment (regulations II 13(1)1).
//!
//! A lesson of a class that writes goes to a free period of the same day, if its teacher is free then; else it is not
//! held. For who invigilates somebody stands in, and a class whose room is needed goes to a room that is free.

use super::dates::{Decree, Ordered, Refused, breaches_of, classes_of, held, school_day};
use super::stand_in::{allow, name, somebody_free};
use crate::instance::*;
use crate::order::{Dated, How, Order, OrderKind, OrderedChange, Sitting};
use crate::timetable::{Placement, Timetable};
use crate::words::{Arg, Fill, Lang, Message, Word};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The date with an external assessment.
///
/// # Errors
/// When the date or a sitting makes no sense, or the day breaks the law.
pub fn assessment(
    instance: &Instance,
    timetable: &Timetable,
    date: NaiveDate,
    sittings: &[Sitting],
    decree: &Decree,
) -> Result<Ordered, Refused> {
    school_day(instance, date).map_err(|message| Refused::Input(message, Word::DateAdvice))?;
    known(instance, sittings).map_err(|message| Refused::Input(message, Word::CheckId))?;
    let day = Weekday::of(date);
    let was = held(instance, timetable, date, day);
    let mut court = with_sittings(instance, day, sittings);
    let mut engaged: BTreeMap<Id, Vec<(Clock, Clock)>> = BTreeMap::new();
    for sitting in sittings {
        for person in &sitting.invigilators {
            engaged
                .entry(person.clone())
                .or_default()
                .push((sitting.from, sitting.to));
        }
    }
    let mut is: Vec<Option<Placement>> = was.iter().cloned().map(Some).collect();
    let mut how: Vec<Option<How>> = vec![None; was.len()];
    let mut notes: Vec<Message> = Vec::new();
    let meets = |p: &Placement, s: &Sitting| p.start < s.to && s.from < p.end;
    // First everything of the classes that write makes way, so that rooms and people become free.
    let writes = |p: &Placement| {
        let classes = classes_of(instance, &p.activity);
        sittings
            .iter()
            .any(|s| meets(p, s) && classes.iter().any(|c| s.classes.contains(&c.id)))
    };
    let away: Vec<usize> = (0..was.len()).filter(|at| writes(&was[*at])).collect();
    away.iter().for_each(|at| is[*at] = None);
    for at in 0..was.len() {
        let Some(mut placement) = is[at].clone() else { continue };
        let gap = instance.institutions.iter().map(|i| i.gap).max().unwrap_or(0);
        let invigilates = |id: &Id| {
            let times = engaged.get(id).into_iter().flatten();
            times
                .clone()
                .any(|(from, to)| placement.start.0 < to.0 + gap && from.0 < placement.end.0 + gap)
        };
        for person in placement.staff.clone().into_iter().filter(|id| invigilates(id)) {
            let all: Vec<Placement> = is.iter().flatten().cloned().collect();
            let here = all.iter().position(|p| *p == was[at]).unwrap_or(0);
            let free = somebody_free(instance, day, &all, here, &BTreeSet::new(), &engaged);
            let named = |word: Word| {
                word.with(&[("start", &was[at].start)])
                    .and("staff", name(instance, &person))
            };
            let Some(free) = free else {
                notes.push(named(Word::InvigilatorNobodyFree));
                continue;
            };
            notes.push(named(Word::InvigilatorSupervised).and("free", name(instance, &free)));
            allow(&mut court, &placement.activity, &person, &free);
            placement
                .staff
                .iter_mut()
                .filter(|id| **id == person)
                .for_each(|id| *id = free.clone());
            how[at] = Some(How::Supervision);
            is[at] = Some(placement.clone());
        }
        let needed = |room: &Id| sittings.iter().any(|s| meets(&placement, s) && s.rooms.contains(room));
        if placement.room.as_ref().is_some_and(needed) {
            let all: Vec<&Placement> = is.iter().flatten().collect();
            let free = |room: &&Room| {
                let taken = |p: &&&Placement| p.start < placement.end && placement.start < p.end;
                !needed(&room.id) && !all.iter().filter(taken).any(|p| p.room.as_ref() == Some(&room.id))
            };
            let home = |room: &&Room| instance.classes.iter().any(|c| c.room.as_ref() == Some(&room.id));
            if let Some(room) = instance.rooms.iter().filter(home).find(free) {
                for lesson in court.lessons.iter_mut().filter(|l| l.id == placement.activity) {
                    lesson.room = Some(RoomNeed::Features { features: Vec::new() });
                }
                placement.room = Some(room.id.clone());
                how[at] = how[at].or(Some(How::Moved));
                is[at] = Some(placement);
            }
        }
    }
    for at in away {
        let moved = later(&court, date, &was[at], &is, &engaged, sittings);
        how[at] = Some(if moved.is_some() { How::Moved } else { How::Cancelled });
        is[at] = moved;
    }
    let mut all: Vec<Placement> = is.iter().flatten().cloned().collect();
    all.extend(pseudo(&court, sittings, day));
    let broken = breaches_of(&court, date, &all, asked);
    if !broken.is_empty() {
        return Err(Refused::Illegal(broken));
    }
    let change = |((was, is), how): ((Placement, Option<Placement>), Option<How>)| OrderedChange {
        was: Some(Dated { date, placement: was }),
        is: is.map(|placement| Dated { date, placement }),
        how: how.unwrap_or(How::Moved),
        why: None,
    };
    let pairs = was
        .into_iter()
        .zip(is)
        .zip(how)
        .filter(|((was, is), _)| is.as_ref() != Some(was));
    let changes = pairs.map(change).collect();
    let names: Vec<Arg> = sittings.iter().map(|s| s.name.arg()).collect();
    let why = Word::AssessmentWhy.with(&[("names", &Arg::List(names)), ("date", &Arg::Date(date))]);
    let why = Text::Both {
        bg: why.in_lang(Lang::Bg),
        en: why.in_lang(Lang::En),
    };
    let order = decree.order(
        instance,
        (OrderKind::Assessment, format!("{date}-assessment")),
        why,
        changes,
    );
    let order = Order {
        sittings: sittings.to_vec(),
        ..order
    };
    Ok(Ordered { order, notes })
}

/// What is asked of the day: that nobody and nothing is in two places, and that pupils have no holes. How many lessons
/// of what a class has is what the order changes.
fn asked(rule: &Wish) -> bool {
    matches!(rule, Wish::NoHoles {} | Wish::SessionsOfServiceADay { .. })
}

fn known(instance: &Instance, sittings: &[Sitting]) -> Result<(), Message> {
    for sitting in sittings {
        if sitting.to <= sitting.from {
            return Err(Word::EndBeforeStart.with(&[("from", &sitting.from), ("to", &sitting.to)]));
        }
        let class = |id: &&Id| !instance.classes.iter().any(|c| c.id == **id);
        if let Some(id) = sitting.classes.iter().find(class) {
            return Err(Word::NoClass.with(&[("id", id)]));
        }
        let room = |id: &&Id| !instance.rooms.iter().any(|r| r.id == **id);
        if let Some(id) = sitting.rooms.iter().find(room) {
            return Err(Word::NoRoom.with(&[("id", id)]));
        }
        let staff = |id: &&Id| !instance.staff.iter().any(|s| s.id == **id);
        if let Some(id) = sitting.invigilators.iter().find(staff) {
            return Err(Word::NoStaff.with(&[("id", id)]));
        }
    }
    Ok(())
}

/// The instance with the sittings in it, for the judge: a class has the sitting as one long period of its bell, and each
/// room and its people a class of nobody.
fn with_sittings(instance: &Instance, day: Weekday, sittings: &[Sitting]) -> Instance {
    let mut court = instance.clone();
    for sitting in sittings {
        for class in court.classes.iter_mut().filter(|c| sitting.classes.contains(&c.id)) {
            let Some(bell) = court.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref()).cloned() else {
                continue;
            };
            let (out, mut periods): (Vec<Period>, Vec<Period>) = bell
                .periods_on(day)
                .iter()
                .cloned()
                .partition(|p| p.start < sitting.to && sitting.from < p.end);
            let number = out.first().map_or(u8::MAX, |p| p.number);
            let kinds = vec![PeriodKind::ClassHour];
            periods.push(Period {
                number,
                start: sitting.from,
                end: sitting.to,
                kinds,
                big_break_after: false,
            });
            periods.sort_by_key(|p| p.start);
            let id = format!("{}-{}", bell.id, class.id);
            class.bell = Some(id.clone());
            court.bells.push(Bell {
                id,
                periods,
                on: Vec::new(),
                ..bell
            });
        }
    }
    let nowhere = Room {
        id: "sitting".into(),
        unlimited: true,
        name: None,
        institution: None,
        features: Vec::new(),
        capacity: None,
        source: None,
    };
    court.rooms.push(nowhere);
    for (at, sitting) in sittings.iter().enumerate() {
        for class in &sitting.classes {
            court.lessons.push(pseudo_lesson(
                format!("sitting-{at}-{class}"),
                class.clone(),
                Vec::new(),
                "sitting".into(),
            ));
        }
        for (n, room) in sitting.rooms.iter().enumerate() {
            let id = format!("sitting-{at}-room-{room}");
            let period = Period {
                number: 1,
                start: sitting.from,
                end: sitting.to,
                kinds: vec![PeriodKind::ClassHour],
                big_break_after: false,
            };
            court.bells.push(Bell {
                id: id.clone(),
                name: None,
                periods: vec![period],
                on: Vec::new(),
                source: None,
            });
            let institution = court
                .rooms
                .iter()
                .find(|r| r.id == *room)
                .and_then(|r| r.institution.clone());
            court.classes.push(Class {
                id: id.clone(),
                name: Some(sitting.name.clone()),
                grade: 1,
                institution,
                bell: Some(id.clone()),
                room: None,
                teacher: None,
                size: None,
                divisions: Vec::new(),
                day: None,
                source: None,
            });
            let staff = if n == 0 {
                sitting.invigilators.clone()
            } else {
                Vec::new()
            };
            court.lessons.push(pseudo_lesson(id.clone(), id, staff, room.clone()));
        }
    }
    court
}

fn pseudo_lesson(id: Id, class: Id, staff: Vec<Id>, room: Id) -> Lesson {
    Lesson {
        id,
        subject: "sitting".into(),
        kind: LessonKind::ClassHour,
        class,
        staff: staff.into_iter().map(StaffNeed::Person).collect(),
        weekly: 1,
        room: Some(RoomNeed::Room(room)),
        doubles: None,
        week: Week::Every,
        parallel: None,
        pinned: Vec::new(),
        source: None,
    }
}

/// The sittings as placements.
fn pseudo(court: &Instance, sittings: &[Sitting], day: Weekday) -> Vec<Placement> {
    let of = |(at, sitting): (usize, &Sitting)| {
        let prefix = format!("sitting-{at}-");
        let lessons = court.lessons.iter().filter(move |l| l.id.starts_with(&prefix));
        let (start, end) = (sitting.from, sitting.to);
        lessons
            .map(move |lesson| Placement {
                activity: lesson.id.clone(),
                number: 1,
                day,
                start,
                end,
                week: Week::Every,
                period: None,
                staff: lesson
                    .staff
                    .iter()
                    .filter_map(|need| match need {
                        StaffNeed::Person(id) => Some(id.clone()),
                        _ => None,
                    })
                    .collect(),
                room: match &lesson.room {
                    Some(RoomNeed::Room(room)) => Some(room.clone()),
                    _ => None,
                },
                session: None,
            })
            .collect::<Vec<Placement>>()
    };
    sittings.iter().enumerate().flat_map(of).collect()
}

/// A lesson of a class that writes in the first free period of its day that is legal; none for anything else.
fn later(
    court: &Instance,
    date: NaiveDate,
    was: &Placement,
    is: &[Option<Placement>],
    engaged: &BTreeMap<Id, Vec<(Clock, Clock)>>,
    sittings: &[Sitting],
) -> Option<Placement> {
    let lesson = court.lessons.iter().find(|l| l.id == was.activity)?;
    let class = court.classes_of(&lesson.class).into_iter().next()?;
    let bell = court.bells.iter().find(|b| Some(&b.id) == class.bell.as_ref())?;
    let kind = match lesson.kind {
        LessonKind::Lesson => PeriodKind::Lesson,
        LessonKind::ClassHour => PeriodKind::ClassHour,
        LessonKind::SportHour => PeriodKind::SportHour,
    };
    let busy = |p: &Period| {
        let invigilating = was.staff.iter().filter_map(|id| engaged.get(id)).flatten();
        invigilating.clone().any(|(from, to)| p.start < *to && *from < p.end)
    };
    let all: Vec<Placement> = is
        .iter()
        .flatten()
        .cloned()
        .chain(pseudo(court, sittings, was.day))
        .collect();
    let before = breaches_of(court, date, &all, asked).len();
    let length = was.end.0 - was.start.0;
    let fits = |p: &&Period| p.kinds.contains(&kind) && p.end.0 - p.start.0 == length && !busy(p);
    // A session inside the lesson stays away: its specialist has a day of their own.
    let own = |id: &&Id| {
        let session = court.sessions.iter().find(|s| Some(&s.id) == was.session.as_ref());
        session.is_none_or(|s| !s.staff.may_be(id) || lesson.staff.contains(&StaffNeed::Person((*id).clone())))
    };
    let staff: Vec<Id> = was.staff.iter().filter(own).cloned().collect();
    let tried = bell.periods_on(was.day).iter().filter(fits).map(|p| Placement {
        start: p.start,
        end: p.end,
        period: Some(p.number),
        session: None,
        staff: staff.clone(),
        ..was.clone()
    });
    let legal = |placement: &Placement| {
        let with = all
            .iter()
            .cloned()
            .chain([placement.clone()])
            .collect::<Vec<Placement>>();
        breaches_of(court, date, &with, asked).len() <= before
    };
    tried.into_iter().find(legal)
}
