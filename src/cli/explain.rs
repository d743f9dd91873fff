//! `firstbell explain`: why something is impossible, what a timetable costs and why, and what a
//! lesson would cost elsewhere.

use super::check::{Breach, say_breach};
use super::municipality::{institutions, nowhere};
use super::{Common, End, Input, print_json, read_instance, read_timetable, refuse, say, show_findings, show_unplaced};
use crate::board::{Board, Cost};
use crate::finding::{Finding, FindingReport, Severity};
use crate::formats::native::Refused;
use crate::instance::{Clock, Weekday};
use crate::lower::{Lowered, lower};
use crate::rules::{Violation, violations};
use crate::validate::nearest_of;
use crate::verify;
use crate::words::{Arg, Fill, Lang, Message, Word};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// A timetable whose costs to explain
    timetable: Option<PathBuf>,
    /// What it would cost to have a lesson elsewhere, such as V-bulgarian@mon-08:50
    #[arg(long, requires = "timetable", value_name = "LESSON@DAY-HH:MM")]
    why_not: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    findings: Vec<FindingReport>,
    violations: Vec<Sentence>,
    law: Vec<Breach>,
}

#[derive(Serialize)]
struct Sentence {
    rule: String,
    cite: String,
    hard: bool,
    cost: i64,
    message: String,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    let (instance, source, findings) = match read_instance(&arguments.input, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    show_findings(&findings, &source, common);
    let impossible = findings.iter().any(|f| f.severity == Severity::Impossible);
    let mut lines = Vec::new();
    let mut costs_nothing = false;
    let mut sentences = Vec::new();
    let mut breaches = Vec::new();
    if let Some(path) = &arguments.timetable {
        let timetable = match read_timetable(path, &instance, common) {
            Ok(timetable) => timetable,
            Err(end) => return end,
        };
        let parts = institutions(&instance, &timetable);
        let lowered: Vec<Lowered> = parts.par_iter().map(|part| lower(part, lang)).collect();
        let mut boards = Vec::new();
        let mut missing = Vec::new();
        for lowered in &lowered {
            let (assignment, unplaced) = lowered.assignment(&timetable);
            missing.push(unplaced);
            boards.push(Board::new(&lowered.problem, &assignment));
        }
        show_unplaced(&timetable, &nowhere(&timetable, missing), common);
        match &arguments.why_not {
            None => {
                for (lowered, board) in lowered.iter().zip(&boards) {
                    sentences.extend(violations(board).iter().map(|v| sentence(lowered, v, lang)));
                }
                breaches = verify::law::judge(&instance, &timetable);
                costs_nothing = sentences.is_empty() && breaches.is_empty();
            }
            Some(wish) => match why_not(&lowered, &mut boards, wish) {
                Ok(Elsewhere::There) => lines.push(Word::WhyNotThere.with(&[("wish", wish)])),
                Ok(Elsewhere::Moved { at, change, new }) => {
                    lines.push(Word::WhyNot.with(&[("wish", wish), ("hard", &change.hard), ("soft", &change.soft)]));
                    let word = if new.is_empty() {
                        Word::WhyNotNothing
                    } else {
                        Word::WhyNotNew
                    };
                    lines.push(word.with(&[]));
                    sentences.extend(new.iter().map(|v| sentence(&lowered[at], v, lang)));
                }
                Err(finding) => {
                    let findings = vec![*finding];
                    return refuse(Refused { source, findings }, common);
                }
            },
        }
        sentences.sort_by_key(|s| (!s.hard, -s.cost));
    }
    if common.json {
        let findings = findings.iter().map(|f| f.report(lang)).collect();
        let status = if impossible { "infeasible" } else { "unknown" };
        print_json(&Answer {
            status,
            findings,
            violations: sentences,
            law: breaches.iter().map(|b| Breach::of(b, lang)).collect(),
        });
    } else {
        for line in &lines {
            say(&format!("{}\n", line.in_lang(lang)));
        }
        breaches.iter().for_each(|breach| say_breach(breach, lang));
        for s in &sentences {
            say(&format!(
                "{:>6}{}  {}\n          {} ({})\n",
                s.cost,
                if s.hard { "!" } else { " " },
                s.message,
                s.cite,
                s.rule
            ));
        }
        if costs_nothing {
            say(&format!("{}\n", Word::NothingCosts.say(lang)));
        }
        if !impossible && arguments.timetable.is_none() {
            say(&format!("{}\n", Word::NothingToExplain.say(lang)));
        }
    }
    if impossible { End::No } else { End::Done }
}

fn sentence(lowered: &Lowered, violation: &Violation, lang: Lang) -> Sentence {
    let rule = &lowered.problem.rules[violation.rule];
    Sentence {
        rule: rule.origin.rule.clone(),
        cite: rule.origin.cite.in_lang(lang).to_string(),
        hard: rule.hard,
        cost: violation.cost,
        message: violation.message.in_lang(lang),
    }
}

/// What became of a lesson that should be elsewhere.
enum Elsewhere {
    /// One of its meetings starts then already.
    There,
    /// The institution by index, the change in cost, and the violations that there are only then.
    Moved {
        at: usize,
        change: Cost,
        new: Vec<Violation>,
    },
}

/// Moves the lesson's meeting that costs least to move.
fn why_not(lowered: &[Lowered], boards: &mut [Board], wish: &str) -> Result<Elsewhere, Box<Finding>> {
    let refused = |message: Message, advice: Message| Box::new(Finding::new("E-why-not", "", message, advice));
    let asked = wish.rsplit_once('@').and_then(|(activity, at)| {
        let (day, start) = at.split_once('-')?;
        let day: Weekday = serde_json::from_value(day.into()).ok()?;
        Some((activity, day, Clock::parse(start)?))
    });
    let Some((activity, day, start)) = asked else {
        let message = Word::WhyNotUnknown.with(&[("wish", &wish)]);
        return Err(refused(message, Word::WhyNotUnknownAdvice.with(&[])));
    };
    // The institution that has the lesson.
    let has = |lowered: &Lowered| lowered.origins.iter().any(|o| o.activity == activity);
    let Some(at) = lowered.iter().position(has) else {
        let origins = lowered.iter().flat_map(|lowered| &lowered.origins);
        let mut known: Vec<&str> = origins.map(|o| o.activity.as_str()).collect();
        nearest_of(activity, &mut known);
        let known = Arg::List(known.into_iter().map(|id| Arg::Plain(id.to_owned())).collect());
        let message = Word::WhyNotActivity.with(&[("activity", &activity)]);
        return Err(refused(message, Word::WhyNotActivityAdvice.with(&[("known", &known)])));
    };
    let (lowered, board) = (&lowered[at], &mut boards[at]);
    let all = lowered.origins.iter().enumerate();
    let events: Vec<usize> = all.filter(|(_, o)| o.activity == activity).map(|(e, _)| e).collect();
    // The starts of each event's slots, as weekday and minutes of the day.
    let starts = |event: usize| {
        lowered.problem.slots(event).iter().map(|slot| {
            let span = slot.first();
            (lowered.days[span.day].0, span.from - span.day as i32 * 24 * 60)
        })
    };
    let cost_before = board.cost();
    let before = violations(board);
    let mut best: Option<(Cost, Vec<Violation>)> = None;
    for event in &events {
        let Some(slot) = starts(*event).position(|s| s == (day, start.minutes())) else {
            continue;
        };
        for meet in lowered.problem.events[*event].meets.clone() {
            let now = board.assignment().places[meet].slot.map(usize::from);
            if now.and_then(|now| starts(*event).nth(now)) == Some((day, start.minutes())) {
                return Ok(Elsewhere::There);
            }
            board.put_slot(meet, Some(slot as u16));
            let after = board.settle();
            if best.as_ref().is_none_or(|(cost, _)| after < *cost) {
                best = Some((after, violations(board)));
            }
            board.undo();
        }
    }
    let Some((cost, after)) = best else {
        let message = Word::WhyNotStart.with(&[("activity", &activity), ("day", &day), ("start", &start)]);
        let possible: BTreeSet<(Weekday, i32)> = events.iter().flat_map(|e| starts(*e)).collect();
        let on_day = possible.iter().filter(|(d, _)| *d == day);
        let clocks: Vec<Arg> = on_day
            .map(|(_, at)| Arg::Plain(format!("{:02}:{:02}", at / 60, at % 60)))
            .collect();
        if !clocks.is_empty() {
            return Err(refused(
                message,
                Word::WhyNotStartAdvice.with(&[("starts", &Arg::List(clocks))]),
            ));
        }
        let days: BTreeSet<Weekday> = possible.into_iter().map(|(d, _)| d).collect();
        let days = Arg::List(days.iter().map(Fill::arg).collect());
        return Err(refused(message, Word::WhyNotDayAdvice.with(&[("days", &days)])));
    };
    let change = Cost {
        hard: cost.hard - cost_before.hard,
        soft: cost.soft - cost_before.soft,
    };
    let new = after.into_iter().filter(|v| !before.contains(v)).collect();
    Ok(Elsewhere::Moved { at, change, new })
}
