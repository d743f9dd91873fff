//! `firstbell day`: a special day by the head's order.

use super::approve::legal_timetable;
use super::check::{Breach, say_breach};
use super::{Common, End, Input, cannot_write, name_order, print_json, refuse, refuse_message, say};
use crate::formats::native;
use crate::instance::{Clock, Id, Instance, Text, Weekday};
use crate::order::Sitting;
use crate::report::write_order;
use crate::term::{Decree, Ordered, Refused, another_weekday, assessment, double, shorten};
use crate::verify::law;
use crate::words::{Arg, Fill, Lang, Message, Word, weekday};
use chrono::{Local, NaiveDate, SubsecRound};
use clap::ArgGroup;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(group = ArgGroup::new("special").required(true))]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// The timetable in force
    timetable: PathBuf,
    /// The day
    #[arg(long, value_name = "DATE")]
    date: NaiveDate,
    /// Lessons and all other hours last so many minutes
    #[arg(long, value_name = "MINUTES", group = "special")]
    shorten: Option<u16>,
    /// With --shorten: who comes earlier than they are present; teachers of full-day groups do in any case
    #[arg(long, value_name = "WHO", requires = "shorten")]
    call: Vec<Id>,
    /// The day has the timetable of this weekday
    #[arg(long = "as", value_name = "WEEKDAY", group = "special", value_parser = parse_weekday)]
    weekday: Option<Weekday>,
    /// Lessons make way for the external assessment in this file
    #[arg(long, value_name = "FILE", group = "special")]
    assessment: Option<PathBuf>,
    /// This lesson has two lessons in a row, for a class test
    #[arg(long, value_name = "LESSON", group = "special")]
    double: Option<Id>,
    /// The circumstances, for the order
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Folder for the order; it is written to `orders/`, under its name
    #[arg(long, default_value = "out")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    /// The order's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    /// End of the last changed meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends: Option<Clock>,
    changes: usize,
    /// What the head should know.
    notes: Vec<String>,
    /// What stands against the day.
    law: Vec<Breach>,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let (instance, timetable) = match legal_timetable(&arguments.input, &arguments.timetable, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    let decree = Decree {
        circumstances: arguments.reason.clone().map(Text::Any),
        decided: Local::now().naive_local().trunc_subsecs(0),
    };
    let (school, date) = ((&instance, &timetable), arguments.date);
    let sittings = match &arguments.assessment {
        Some(path) => match read_sittings(path, &instance, common) {
            Ok(sittings) => Some(sittings),
            Err(end) => return end,
        },
        None => None,
    };
    let ordered = match (arguments.shorten, arguments.weekday, &arguments.double, sittings) {
        (Some(minutes), ..) => shorten(school.0, school.1, date, minutes, &arguments.call, &decree),
        (_, Some(weekday), ..) => another_weekday(school.0, school.1, date, weekday, &decree),
        (_, _, Some(lesson), _) => double(school.0, school.1, date, lesson, &decree),
        (.., Some(sittings)) => assessment(school.0, school.1, date, &sittings, &decree),
        // The command line asks for one of them.
        (None, None, None, None) => return End::BadInput,
    };
    let mut ordered = match ordered {
        Ok(ordered) => ordered,
        Err(Refused::Input(message, advice)) => return refuse_message("E-day", message, advice, common),
        Err(Refused::Illegal(broken)) => return illegal(&broken, &[], common),
        Err(Refused::Impossible(message)) => return illegal(&[], &[message], common),
    };
    let dir = name_order(&mut ordered.order, &arguments.out, |_| false);
    if let Err(error) = write_order(&instance, &timetable, &ordered.order, common.lang(), &dir) {
        return cannot_write(&dir, &error, common);
    }
    answer(&instance, &ordered, &arguments, &dir);
    End::Done
}

fn read_sittings(path: &Path, instance: &Instance, common: &Common) -> Result<Vec<Sitting>, End> {
    let (assessment, _) = native::read_assessment(path).map_err(|refused| refuse(refused, common))?;
    if assessment.instance != instance.id {
        let message = Word::OtherInstance.with(&[("is", &assessment.instance), ("wanted", &instance.id)]);
        return Err(refuse_message(
            "E-other-instance",
            message,
            Word::OtherInstanceAdvice,
            common,
        ));
    }
    Ok(assessment.sittings)
}

/// A weekday by its English or Bulgarian name, or the three letters that files have.
fn parse_weekday(text: &str) -> Result<Weekday, String> {
    let names = |day: &Weekday| {
        let word = weekday(*day);
        [word.say(Lang::En).to_lowercase(), word.say(Lang::Bg).to_owned()]
    };
    let text = text.to_lowercase();
    let is = |day: &&Weekday| {
        names(day)
            .iter()
            .any(|name| *name == text || (text.len() == 3 && name.starts_with(&text)))
    };
    Weekday::ALL.iter().find(is).copied().ok_or(text.clone())
}

fn illegal(broken: &[law::Breach], notes: &[Message], common: &Common) -> End {
    if common.json {
        print_json(&Answer {
            status: "illegal",
            order: None,
            ends: None,
            changes: 0,
            notes: notes.iter().map(|n| n.in_lang(common.lang())).collect(),
            law: broken.iter().map(|b| Breach::of(b, common.lang())).collect(),
        });
    } else {
        say(&format!("{}\n", Word::DayImpossible.say(common.lang())));
        notes
            .iter()
            .for_each(|note| say(&format!("{}\n", note.in_lang(common.lang()))));
        broken.iter().for_each(|breach| say_breach(breach, common.lang()));
    }
    End::No
}

fn answer(instance: &Instance, ordered: &Ordered, arguments: &Arguments, dir: &Path) {
    let (lang, order) = (arguments.common.lang(), &ordered.order);
    let mut notes = called(instance, ordered);
    notes.extend(ordered.notes.iter().cloned());
    if order.circumstances == Word::CircumstancesToFill.text() {
        notes.push(Word::CircumstancesMissing.with(&[]));
    }
    if arguments.common.json {
        return print_json(&Answer {
            status: "feasible",
            order: Some(dir.display().to_string()),
            ends: ordered.ends(),
            changes: order.changes.len(),
            notes: notes.iter().map(|n| n.in_lang(lang)).collect(),
            law: Vec::new(),
        });
    }
    let mut lines: Vec<Message> = Vec::new();
    for bell in &order.bells {
        let name = bell.name.clone().unwrap_or_else(|| Text::Any(bell.id.clone()));
        let periods = bell
            .periods
            .iter()
            .map(|p| format!("{}–{}", p.start, p.end).arg())
            .collect();
        lines.push(Word::DayBell.with(&[("bell", &name), ("periods", &Arg::List(periods))]));
    }
    lines.extend(notes);
    let (date, page) = (Arg::Date(arguments.date), dir.join("order.html"));
    let page = ("page", &page.display() as &dyn Fill);
    lines.push(match ordered.ends().filter(|_| arguments.shorten.is_some()) {
        Some(ends) => Word::DayOrdered.with(&[("date", &date), ("ends", &ends), page]),
        None => Word::DayChanged.with(&[("date", &date), ("count", &order.changes.len()), page]),
    });
    lines.iter().for_each(|line| say(&format!("{}\n", line.in_lang(lang))));
}

/// Who comes earlier.
fn called(instance: &Instance, ordered: &Ordered) -> Vec<Message> {
    let call = |c: &crate::order::Called| {
        let person = instance
            .staff
            .iter()
            .find(|s| s.id == c.staff)
            .and_then(|s| s.name.clone());
        let name = person.unwrap_or_else(|| Text::Any(c.staff.clone()));
        Word::DayCalled.with(&[("staff", &name), ("from", &c.from)])
    };
    ordered.order.called.iter().map(call).collect()
}
