//! `firstbell cover`: the best repair of the days on which somebody is away, and the next best ones.

use super::{
    Common, End, Input, cannot_write, fault, name_order, print_json, read_instance, read_timetable, refuse,
    refuse_message, say,
};
use crate::absence::{Absence, Away, Counters, PrivateSwap, Request, Vector};
use crate::finding::Finding;
use crate::formats::native::{self, Refused};
use crate::instance::{Clock as Time, CoverLevel, Id, Instance, Role, Staff, Text};
use crate::order::{How, OrderedChange};
use crate::report::{CoverOption, names_of_changes, write_cover, write_order};
use crate::solve::clock::{Clock, cpu_seconds};
use crate::term::Proof;
use crate::term::cover::{self, Alternative};
use crate::verify::cover::judge;
use crate::words::{Arg, Fill, Lang, Message, Word};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// The published timetable; it is never changed
    timetable: PathBuf,
    /// Who is away: a person, room or class by id; may be repeated; `WHO=FROM..TO` for one with times of its own
    #[arg(long, required = true, value_name = "WHO")]
    absent: Vec<String>,
    /// First date away, or the first minute: 2020-10-05 or 2020-10-05T10:00
    #[arg(long, value_name = "DATE[THH:MM]")]
    from: String,
    /// Last date away, or the first minute back
    #[arg(long, value_name = "DATE[THH:MM]")]
    to: String,
    /// Why, for the order
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// When the order is made [default: at 07:00 of the first day]; nothing before it changes, and late news weigh more
    #[arg(long, value_name = "DATETHH:MM")]
    decided: Option<String>,
    /// Covers so far by person; the best repair is added to it
    #[arg(long, value_name = "FILE")]
    counters: Option<PathBuf>,
    /// A substitute from outside, with the subjects they may teach: `NAME:mathematics,physics`
    #[arg(long, value_name = "NAME[:SUBJECTS]")]
    external: Vec<String>,
    /// Two teachers have agreed to give each other's meeting: `WHO@DATETHH:MM=WHO@DATETHH:MM`
    #[arg(long, value_name = "SWAP")]
    swap: Vec<String>,
    /// Which of the repairs the order is made of
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    choose: u8,
    /// How many repairs to show
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=5))]
    alternatives: u8,
    /// Folder for the order and what is made of it
    #[arg(long)]
    out: Option<PathBuf>,
    /// Time to search
    #[arg(long, default_value = "30s", value_parser = humantime::parse_duration)]
    time_limit: Duration,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    seconds: f64,
    cpu_seconds: Option<f64>,
    /// The order's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    alternatives: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    vector: Vector,
    /// By level, in the school's order: `exact` in whole numbers, `solver` by its word.
    proof: Vec<&'static str>,
    changes: Vec<Named>,
}

/// A change with its names for people; those who give it, as it takes place.
#[derive(Serialize)]
struct Named {
    what: String,
    who: Vec<String>,
    #[serde(flatten)]
    change: OrderedChange,
}

pub fn run(arguments: Arguments) -> End {
    match prepare(&arguments).and_then(|prepared| answer(&arguments, &prepared)) {
        Ok(end) | Err(end) => end,
    }
}

struct Prepared {
    instance: Instance,
    timetable: crate::timetable::Timetable,
    request: Request,
    counters: Option<Counters>,
}

/// Reads and checks everything before anything is done.
fn prepare(arguments: &Arguments) -> Result<Prepared, End> {
    let common = &arguments.common;
    let (instance, ..) = read_instance(&arguments.input, common)?;
    let timetable = read_timetable(&arguments.timetable, &instance, common)?;
    let counters = match &arguments.counters {
        Some(path) if path.exists() => Some(read_counters(path, &instance, common)?),
        Some(_) => Some(Counters::new(&instance)),
        None => None,
    };
    let asked = asked(arguments, &instance, counters.as_ref());
    let request = asked.map_err(|(code, message, advice)| refuse_message(code, message, advice, common))?;
    Ok(Prepared {
        instance,
        timetable,
        request,
        counters,
    })
}

/// Why the command line cannot be done: code, cause, what to do.
type Wrong = (&'static str, Message, Word);

fn asked(arguments: &Arguments, instance: &Instance, counters: Option<&Counters>) -> Result<Request, Wrong> {
    let mut external = instance.cover.as_ref().map_or_else(Vec::new, |c| c.external.clone());
    external.extend(arguments.external.iter().map(|text| outsider(text)));
    let subjects = external.iter().flat_map(|p| p.qualified.iter().flatten());
    for subject in subjects {
        if instance.subjects.iter().all(|s| s.id != *subject) {
            return Err((
                "E-cover-subject",
                Word::ExternalSubject.with(&[("id", subject)]),
                Word::ExternalSubjectAdvice,
            ));
        }
    }
    let mut absences = Vec::new();
    for text in &arguments.absent {
        let (who, times) = text.split_once('=').unwrap_or((text, ""));
        let (from, to) = match times.split_once("..") {
            Some((from, to)) => (from, to),
            None if times.is_empty() => (arguments.from.as_str(), arguments.to.as_str()),
            None => return Err(date_wrong(times)),
        };
        let (said, (from, to)) = ((from, to), (moment(from, false)?, moment(to, true)?));
        if from >= to {
            let args: &[(&'static str, &dyn Fill)] = &[("from", &said.0), ("to", &said.1)];
            return Err((
                "E-cover-reversed",
                Word::AbsenceReversed.with(args),
                Word::AbsenceReversedAdvice,
            ));
        }
        let term = &instance.term;
        for date in [from.date(), (to - chrono::TimeDelta::minutes(1)).date()] {
            if date < term.from || term.to < date {
                let (first, last) = (Arg::Date(term.from), Arg::Date(term.to));
                let args: &[(&'static str, &dyn Fill)] = &[("date", &Arg::Date(date)), ("from", &first), ("to", &last)];
                return Err((
                    "E-cover-term",
                    Word::DateOutsideTerm.with(args),
                    Word::AbsenceTermAdvice,
                ));
            }
        }
        absences.push(Absence {
            who: away(who, instance, &external)?,
            from,
            to,
        });
    }
    let first = absences.iter().map(|a| a.from).min().unwrap_or_default();
    let seven = first.date().and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(7);
    let decided = match &arguments.decided {
        Some(text) => moment(text, false)?,
        None => seven.min(first),
    };
    let swaps = arguments
        .swap
        .iter()
        .map(|text| swap(text, instance))
        .collect::<Result<_, _>>()?;
    Ok(Request {
        absences,
        swaps,
        external,
        counters: counters.map(|c| c.covers.clone()).unwrap_or_default(),
        decided,
    })
}

fn date_wrong(text: &str) -> Wrong {
    (
        "E-cover-date",
        Word::AbsenceDate.with(&[("text", &text)]),
        Word::AbsenceDateAdvice,
    )
}

/// A date with or without a time; the end of a date is its midnight.
fn moment(text: &str, end: bool) -> Result<NaiveDateTime, Wrong> {
    let (date, time) = text
        .split_once('T')
        .map_or((text, None), |(date, time)| (date, Some(time)));
    let date: NaiveDate = date.parse().map_err(|_| date_wrong(text))?;
    let midnight = date.and_time(NaiveTime::MIN);
    match time.map(Time::parse) {
        None if end => date
            .checked_add_days(Days::new(1))
            .map(|d| d.and_time(NaiveTime::MIN))
            .ok_or_else(|| date_wrong(text)),
        None => Ok(midnight),
        Some(Some(time)) => Ok(midnight + chrono::TimeDelta::minutes(time.minutes().into())),
        Some(None) => Err(date_wrong(text)),
    }
}

fn away(id: &str, instance: &Instance, external: &[Staff]) -> Result<Away, Wrong> {
    let id: Id = id.to_owned();
    if instance.staff.iter().chain(external).any(|s| s.id == id) {
        return Ok(Away::Staff(id));
    }
    if instance.classes.iter().any(|c| c.id == id) {
        return Ok(Away::Class(id));
    }
    if instance.rooms.iter().any(|r| r.id == id) {
        return Ok(Away::Room(id));
    }
    let known = instance.staff.iter().map(|s| s.id.arg()).collect();
    let message = Word::AbsentUnknown.with(&[("id", &id), ("known", &Arg::List(known))]);
    Err(("E-cover-absent", message, Word::AbsentUnknownAdvice))
}

/// `NAME:mathematics,physics`
fn outsider(text: &str) -> Staff {
    let (name, subjects) = text.split_once(':').unwrap_or((text, ""));
    Staff {
        id: name.to_owned(),
        name: None,
        role: Role::Teacher,
        available: None,
        post: None,
        norm_weekly: None,
        qualified: Some(
            subjects
                .split(',')
                .filter(|s| !s.is_empty())
                .map(str::to_owned)
                .collect(),
        ),
        max_lessons_a_day: None,
        max_days: None,
        institution: None,
        minutes_weekly: None,
        source: None,
    }
}

/// `WHO@DATETHH:MM=WHO@DATETHH:MM`
fn swap(text: &str, instance: &Instance) -> Result<PrivateSwap, Wrong> {
    let wrong = || {
        (
            "E-cover-swap",
            Word::SwapUnread.with(&[("text", &text)]),
            Word::SwapUnreadAdvice,
        )
    };
    let side = |side: &str| {
        let (who, at) = side.split_once('@')?;
        let (date, start) = at.split_once('T')?;
        let known = instance.staff.iter().any(|s| s.id == who);
        known.then_some((who.to_owned(), date.parse().ok()?, Time::parse(start)?))
    };
    let (one, other) = text.split_once('=').ok_or_else(wrong)?;
    Ok(PrivateSwap {
        one: side(one).ok_or_else(wrong)?,
        other: side(other).ok_or_else(wrong)?,
    })
}

fn read_counters(path: &Path, instance: &Instance, common: &Common) -> Result<Counters, End> {
    let (counters, source) = native::read_counters(path).map_err(|refused| refuse(refused, common))?;
    if counters.institutions != Counters::new(instance).institutions {
        let list = |ids: &[Id]| Arg::List(ids.iter().map(Fill::arg).collect());
        let args: &[(&'static str, &dyn Fill)] = &[
            ("is", &list(&counters.institutions)),
            ("wanted", &list(&Counters::new(instance).institutions)),
        ];
        let message = Word::CountersOther.with(args);
        let advice = Word::CountersOtherAdvice.with(&[]);
        let mut findings = vec![Finding::new("E-cover-counters", "/institutions", message, advice)];
        native::locate(&mut findings, &source);
        return Err(refuse(Refused { source, findings }, common));
    }
    Ok(counters)
}

fn answer(arguments: &Arguments, prepared: &Prepared) -> Result<End, End> {
    let common = &arguments.common;
    let lang = common.lang();
    let Prepared {
        instance,
        timetable,
        request,
        ..
    } = prepared;
    let clock = Clock::new(Some(arguments.time_limit), None);
    let reason = arguments.reason.as_deref();
    let circumstances = cover::circumstances(instance, request, reason);
    let most = usize::from(arguments.alternatives);
    let found = cover::cover(instance, timetable, request, &circumstances, most, &clock);
    let seconds = clock.elapsed().as_secs_f64();
    let mut found = found.map_err(|message| refuse_message("E-cover-swap", message, Word::SwapUnreadAdvice, common))?;
    for alternative in &mut found {
        let verdict = judge(instance, timetable, request, &alternative.order);
        if let Some(breach) = verdict.breaches.first() {
            return Err(fault(&breach.in_lang(Lang::En)));
        }
        // What the judge counts otherwise is told as the judge counts it, and nothing is claimed to be proven.
        if verdict.vector != alternative.vector {
            alternative.vector = verdict.vector;
            alternative.levels.iter_mut().for_each(|l| l.proof = Proof::None);
        }
    }
    let number = usize::from(arguments.choose);
    let path = match (&arguments.out, found.get(number.saturating_sub(1)).or(found.first())) {
        (Some(out), Some(chosen)) => Some(write(arguments, prepared, &found, chosen, out)?),
        _ => None,
    };
    let given = Answer {
        status: match found.first() {
            Some(best) if is_proven(best) => "optimal",
            Some(_) => "feasible",
            None => "unknown",
        },
        seconds,
        cpu_seconds: cpu_seconds(),
        order: path.as_ref().map(|path| path.display().to_string()),
        alternatives: found.iter().map(|a| shown(a, prepared, lang)).collect(),
    };
    if common.json {
        print_json(&given);
    } else {
        let lines = found.iter().enumerate().flat_map(|(at, a)| told(at + 1, a, prepared));
        lines.for_each(|line| say(&format!("{}\n", line.in_lang(lang))));
        if let Some(path) = &path {
            let written = Word::CoverWritten.with(&[("number", &number.min(found.len())), ("path", &path.display())]);
            say(&format!("{}\n", written.in_lang(lang)));
        }
    }
    Ok(if found.is_empty() { End::OutOfTime } else { End::Done })
}

fn is_proven(alternative: &Alternative) -> bool {
    alternative.levels.iter().all(|l| l.proof != Proof::None)
}

/// Writes the order chosen, the comparison and the counters; gives the order's folder.
fn write(
    arguments: &Arguments,
    prepared: &Prepared,
    found: &[Alternative],
    chosen: &Alternative,
    out: &Path,
) -> Result<PathBuf, End> {
    let common = &arguments.common;
    let Prepared {
        instance,
        timetable,
        counters,
        ..
    } = prepared;
    let mut order = chosen.order.clone();
    let counted = |id: &Id| counters.as_ref().is_some_and(|c| c.orders.contains(id));
    let dir = name_order(&mut order, out, counted);
    let levels = instance.cover.as_ref().map_or(CoverLevel::ALL, |c| c.order);
    let options: Vec<CoverOption> = found
        .iter()
        .map(|a| CoverOption {
            order: &a.order,
            vector: a.vector,
            levels,
            proven: is_proven(a),
        })
        .collect();
    write_order(instance, timetable, &order, common.lang(), &dir)
        .and_then(|_| write_cover(instance, timetable, &options, common.lang(), &dir))
        .map_err(|error| cannot_write(&dir, &error, common))?;
    if let (Some(path), Some(counters)) = (&arguments.counters, counters) {
        let mut counters = counters.clone();
        for (person, count) in cover::covers(instance, &order) {
            *counters.covers.entry(person).or_default() += count;
        }
        counters.orders.push(order.id.clone());
        native::write_json(path, &counters).map_err(|error| cannot_write(path, &error, common))?;
    }
    Ok(dir)
}

fn shown(alternative: &Alternative, prepared: &Prepared, lang: Lang) -> Shown {
    let Prepared {
        instance, timetable, ..
    } = prepared;
    let names = names_of_changes(instance, timetable, &alternative.order);
    let named = |(what, change): (Text, &OrderedChange)| Named {
        what: what.in_lang(lang).to_owned(),
        who: (change.is.iter().flat_map(|is| &is.placement.staff))
            .map(|id| staff_name(instance, id).in_lang(lang))
            .collect(),
        change: change.clone(),
    };
    let proof = |p: Proof| match p {
        Proof::Exact => "exact",
        Proof::Solver => "solver",
        Proof::None => "none",
    };
    Shown {
        vector: alternative.vector,
        proof: alternative.levels.iter().map(|l| proof(l.proof)).collect(),
        changes: names.into_iter().zip(&alternative.order.changes).map(named).collect(),
    }
}

/// A repair in sentences: its value, and a line for every change.
fn told(number: usize, alternative: &Alternative, prepared: &Prepared) -> Vec<Message> {
    let Prepared {
        instance, timetable, ..
    } = prepared;
    let v = alternative.vector;
    let args: &[(&'static str, &dyn Fill)] = &[
        ("number", &number),
        ("alone", &v.unsupervised),
        ("lost", &v.lost),
        ("disturbance", &v.disturbance),
        ("fairness", &v.fairness),
        ("quality", &v.quality),
    ];
    let proven = if is_proven(alternative) {
        Word::CoverProven
    } else {
        Word::CoverUnproven
    };
    let mut lines = vec![Word::CoverSummary.with(args), proven.with(&[])];
    if alternative.order.changes.is_empty() {
        lines.push(Word::CoverNothing.with(&[]));
    }
    let names = names_of_changes(instance, timetable, &alternative.order);
    for (what, change) in names.iter().zip(&alternative.order.changes) {
        let (Some(was), is) = (&change.was, &change.is) else {
            continue;
        };
        let who = is
            .iter()
            .flat_map(|is| &is.placement.staff)
            .map(|id| staff_name(instance, id));
        let becomes = match is {
            Some(is) if (is.date, is.placement.start) != (was.date, was.placement.start) => {
                let args: &[(&'static str, &dyn Fill)] =
                    &[("date", &Arg::Date(is.date)), ("start", &is.placement.start)];
                Word::CoverTo.with(args)
            }
            Some(is) if change.how == How::Moved => match &is.placement.room {
                Some(room) => Word::CoverRoom.with(&[("room", &room_name(instance, room))]),
                None => Word::CoverNoRoom.with(&[]),
            },
            Some(_) => Word::CoverBy.with(&[("how", &change.how.word()), ("who", &Arg::List(who.collect()))]),
            None => change.how.word().with(&[]),
        };
        lines.push(Word::CoverLine.with(&[
            ("date", &Arg::Date(was.date)),
            ("start", &was.placement.start),
            ("end", &was.placement.end),
            ("what", what),
            ("becomes", &becomes.arg()),
            ("why", &change.why.as_ref().map_or_else(|| "".arg(), Fill::arg)),
        ]));
    }
    lines
}

fn room_name(instance: &Instance, id: &Id) -> Arg {
    let room = instance.rooms.iter().find(|r| r.id == *id);
    room.and_then(|r| r.name.as_ref()).map_or_else(|| id.arg(), Fill::arg)
}

fn staff_name(instance: &Instance, id: &Id) -> Arg {
    let person = instance.staff.iter().find(|s| s.id == *id);
    person.and_then(|s| s.name.as_ref()).map_or_else(|| id.arg(), Fill::arg)
}
