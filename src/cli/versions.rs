//! `firstbell versions`: the versions of a timetable, and which was in force on a day.

use super::{Common, End, Input, print_json, read_instance, read_timetable, refuse_message, say};
use crate::term::versions::{days_in_force, in_force};
use crate::timetable::{Status, Timetable};
use crate::words::{Arg, Message, Word, reason};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// Folder that keeps the versions, in `versions/`
    #[arg(default_value = "out")]
    folder: PathBuf,
    /// Which was in force on this day
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Line {
    file: String,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<NaiveDate>,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    let instance = match read_instance(&arguments.input, common) {
        Ok((instance, ..)) => instance,
        Err(end) => return end,
    };
    let term = &instance.term;
    if let Some(day) = arguments.on.filter(|day| *day < term.from || term.to < *day) {
        let args: [(&str, &dyn crate::words::Fill); 3] = [
            ("date", &Arg::Date(day)),
            ("from", &Arg::Date(term.from)),
            ("to", &Arg::Date(term.to)),
        ];
        return refuse_message(
            "E-outside-term",
            Word::DateOutsideTerm.with(&args),
            Word::VersionAdvice,
            common,
        );
    }
    let folder = arguments.folder.join("versions");
    let paths = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.filter_map(|e| Some(e.ok()?.path())),
        Err(error) => {
            let message = Word::FileUnreadable.with(&[("file", &folder.display()), ("detail", &reason(&error))]);
            return refuse_message("E-file", message, Word::FileAdvice, common);
        }
    };
    let paths: BTreeSet<PathBuf> = paths.filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    let mut timetables = Vec::new();
    for path in &paths {
        match read_timetable(path, &instance, common) {
            Ok(timetable) => timetables.push(timetable),
            Err(end) => return end,
        }
    }
    let all: Vec<&Timetable> = timetables.iter().collect();
    let lines: Vec<Line> = (paths.iter().zip(&all))
        .map(|(path, version)| {
            let days = days_in_force(version, &all, term);
            Line {
                file: path.display().to_string(),
                status: version.status,
                approved: version.approved,
                from: days.map(|(from, _)| from),
                to: days.map(|(_, to)| to),
            }
        })
        .collect();
    let asked = arguments.on.map(|day| (day, in_force(&all, day, term)));
    if common.json {
        #[derive(Serialize)]
        struct Answer<'a> {
            status: &'static str,
            versions: &'a [Line],
            #[serde(skip_serializing_if = "Option::is_none")]
            in_force: Option<&'a str>,
        }
        let in_force = asked.and_then(|(_, at)| lines.get(at?)).map(|line| line.file.as_str());
        print_json(&Answer {
            status: "done",
            versions: &lines,
            in_force,
        });
    } else {
        let sentences: Vec<Message> = match &asked {
            None => lines.iter().map(told).collect(),
            Some((day, Some(at))) => {
                let file = lines.get(*at).map_or("", |line| line.file.as_str());
                vec![Word::InForceOn.with(&[("date", &Arg::Date(*day)), ("file", &file)])]
            }
            Some((day, None)) => vec![Word::NoneInForceOn.with(&[("date", &Arg::Date(*day))])],
        };
        for sentence in sentences {
            say(&format!("{}\n", sentence.in_lang(lang)));
        }
    }
    if asked.is_some_and(|(_, at)| at.is_none()) {
        End::No
    } else {
        End::Done
    }
}

fn told(line: &Line) -> Message {
    match (line.approved, line.from.zip(line.to)) {
        (Some(order), Some((from, to))) => Word::VersionInForce.with(&[
            ("file", &line.file),
            ("order", &Arg::Date(order)),
            ("from", &Arg::Date(from)),
            ("to", &Arg::Date(to)),
        ]),
        (Some(order), None) => Word::VersionWaits.with(&[("file", &line.file), ("order", &Arg::Date(order))]),
        (None, _) => Word::VersionDraft.with(&[("file", &line.file)]),
    }
}
