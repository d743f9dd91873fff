//! `firstbell explain`: why something is impossible, what a timetable costs and why, and what a
//! lesson would cost elsewhere.

use super::{Common, End, Input, print_json, read_instance, read_timetable, say, show_findings};
use crate::board::{Board, Cost};
use crate::finding::{Finding, FindingReport, Severity};
use crate::instance::{Clock, Weekday};
use crate::lower::{Lowered, lower};
use crate::rules::{Violation, violations};
use crate::words::{Lang, Word};
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// A timetable whose costs to explain
    timetable: Option<PathBuf>,
    /// What it would cost to have a lesson elsewhere, such as bul-V@mon-08:50
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
    let mut sentences = Vec::new();
    if let Some(path) = &arguments.timetable {
        let timetable = match read_timetable(path, &instance, common) {
            Ok(timetable) => timetable,
            Err(end) => return end,
        };
        let lowered = lower(&instance, lang);
        let mut board = Board::new(&lowered.problem, &lowered.assignment(&timetable).0);
        let before = violations(&board);
        let shown = match &arguments.why_not {
            None => before,
            Some(wish) => match why_not(&lowered, &mut board, wish) {
                Some((cost, more)) => {
                    let text = Word::WhyNot.with(&[("wish", wish), ("hard", &cost.hard), ("soft", &cost.soft)]);
                    if !common.json {
                        say(&format!("{}\n", text.in_lang(lang)));
                    }
                    more.into_iter().filter(|v| !before.contains(v)).collect()
                }
                None => {
                    let finding = Finding::new(
                        "E-why-not",
                        "",
                        Word::WhyNotUnknown.with(&[("wish", wish)]),
                        Word::WhyNotUnknownAdvice.with(&[]),
                    );
                    show_findings(&[finding], &source, common);
                    return End::BadInput;
                }
            },
        };
        sentences = shown.iter().map(|v| sentence(&lowered, v, lang)).collect();
        sentences.sort_by_key(|s| (!s.hard, -s.cost));
    }
    if common.json {
        let findings = findings.iter().map(|f| f.report(lang)).collect();
        let status = if impossible { "infeasible" } else { "unknown" };
        print_json(&Answer {
            status,
            findings,
            violations: sentences,
        });
    } else {
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

/// Moves the lesson's meeting that costs least to move; the change in cost, and all violations then.
fn why_not(lowered: &Lowered, board: &mut Board, wish: &str) -> Option<(Cost, Vec<Violation>)> {
    let (activity, at) = wish.rsplit_once('@')?;
    let (day, start) = at.split_once('-')?;
    let day: Weekday = serde_json::from_value(day.into()).ok()?;
    let start = Clock::parse(start)?;
    let before = board.cost();
    let mut best: Option<(Cost, Vec<Violation>)> = None;
    for (event, _) in lowered
        .origins
        .iter()
        .enumerate()
        .filter(|(_, o)| o.activity == activity)
    {
        let slots = lowered.problem.slots(event).iter();
        let slot = slots.clone().position(|slot| {
            let span = slot.first();
            lowered.days[span.day].0 == day && span.from - span.day as i32 * 24 * 60 == start.minutes()
        });
        let Some(slot) = slot else { continue };
        for meet in lowered.problem.events[event].meets.clone() {
            board.put_slot(meet, Some(slot as u16));
            let after = board.settle();
            if best.as_ref().is_none_or(|(cost, _)| after < *cost) {
                best = Some((after, violations(board)));
            }
            board.undo();
        }
    }
    best.map(|(cost, more)| {
        (
            Cost {
                hard: cost.hard - before.hard,
                soft: cost.soft - before.soft,
            },
            more,
        )
    })
}
