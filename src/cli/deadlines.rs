//! `firstbell deadlines`: what is due in the term, by date.

use super::{Common, End, Input, cannot_write, print_json, read_instance, say};
use crate::instance::Weekday;
use crate::report::write_deadlines;
use crate::term::{Deadline, When, deadlines};
use crate::words::{Arg, Fill, Message, Word};
use chrono::NaiveDate;
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// Folder for the deadlines as a calendar, `ics/deadlines.ics`
    #[arg(long)]
    out: Option<PathBuf>,
    /// The duty to the regional health inspectorate, abolished on 24 February 2026 [default: as the law was when the term began]
    #[arg(long)]
    inspectorate: Option<Switch>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    /// List it
    On,
    /// Leave it out
    Off,
}

#[derive(Serialize)]
struct Line {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    working_day: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days_after_change: Option<u16>,
    what: String,
    cite: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    grades: Vec<u8>,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    let instance = match read_instance(&arguments.input, common) {
        Ok((instance, ..)) => instance,
        Err(end) => return end,
    };
    let all = deadlines(&instance, arguments.inspectorate.map(|switch| switch == Switch::On));
    if let Some(out) = &arguments.out {
        // A duty without a date has no place in a calendar.
        let dated: Vec<(String, NaiveDate, String)> = (all.iter())
            .filter_map(|d| match d.when {
                When::On(date) => Some((d.id.clone(), date, sentence(d).in_lang(lang))),
                When::AfterChange(_) => None,
            })
            .collect();
        if let Err(error) = write_deadlines(&instance, &dated, lang, out) {
            return cannot_write(out, &error, common);
        }
    }
    if common.json {
        let line = |d: &Deadline| {
            let (date, days_after_change) = match d.when {
                When::On(date) => (Some(date), None),
                When::AfterChange(days) => (None, Some(days)),
            };
            Line {
                id: d.id.clone(),
                date,
                working_day: d.working_day,
                days_after_change,
                what: d.what.in_lang(lang).to_owned(),
                cite: d.cite.in_lang(lang).to_owned(),
                grades: d.grades.clone(),
            }
        };
        #[derive(Serialize)]
        struct Answer {
            status: &'static str,
            deadlines: Vec<Line>,
        }
        let deadlines = all.iter().map(line).collect();
        print_json(&Answer {
            status: "done",
            deadlines,
        });
    } else {
        for deadline in &all {
            say(&format!("{}\n", told(deadline).in_lang(lang)));
        }
    }
    End::Done
}

/// A line for people: the day, then what is due.
fn told(deadline: &Deadline) -> Message {
    let what = sentence(deadline);
    match (deadline.when, deadline.working_day) {
        (When::AfterChange(days), _) => Word::DeadlineAfterChange.with(&[("days", &days), ("what", &what)]),
        (When::On(date), None) => {
            Word::DeadlineOn.with(&[("date", &Arg::Date(date)), ("day", &weekday(date)), ("what", &what)])
        }
        (When::On(date), Some(working)) => Word::DeadlineOnDayOff.with(&[
            ("date", &Arg::Date(date)),
            ("day", &weekday(date)),
            ("what", &what),
            ("working", &Arg::Date(working)),
        ]),
    }
}

/// What is due, for whom and by which article.
fn sentence(deadline: &Deadline) -> Message {
    let grades = deadline.grades.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    match deadline.grades.is_empty() {
        true => Word::DeadlineWhat.with(&[("what", &deadline.what), ("cite", &deadline.cite)]),
        false => {
            Word::DeadlineOfGrades.with(&[("what", &deadline.what), ("cite", &deadline.cite), ("grades", &grades)])
        }
    }
}

fn weekday(date: NaiveDate) -> Arg {
    Weekday::of(date).arg()
}
