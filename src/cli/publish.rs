//! `firstbell publish`: an approved version is in force from a day on, and its pages say so.

use super::approve::{keep_version, kept, legal_timetable};
use super::{Common, End, Input, cannot_write, refuse_message, rule_costs};
use crate::lower::lower;
use crate::report::{Summary, write_all};
use crate::term::versions;
use crate::verify;
use crate::words::Word;
use chrono::NaiveDate;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// The timetable, a version that is approved
    timetable: PathBuf,
    /// First day in force
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// Folder for the pages; it keeps the versions in `versions/`
    #[arg(long, default_value = "out")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let (instance, timetable) = match legal_timetable(&arguments.input, &arguments.timetable, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    let published = match versions::publish(&timetable, arguments.from, &instance.term) {
        Ok(published) => published,
        Err(message) => return refuse_message("E-status", message, Word::VersionAdvice, common),
    };
    let path = match keep_version(&published, arguments.from, &arguments.out, common) {
        Ok(path) => path,
        Err(end) => return end,
    };
    let lang = common.lang();
    let lowered = lower(&instance, lang);
    let (assignment, _) = lowered.assignment(&published);
    let judged = verify::cost::totals(&lowered.problem, &assignment);
    let costs = rule_costs(&lowered.problem, &judged.by_rule);
    let summary = Summary {
        soft: judged.soft,
        hard: judged.hard,
        bound: None,
        legal: judged.hard == 0,
    };
    if let Err(error) = write_all(&instance, &published, &costs, &summary, lang, &arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let page = arguments.out.join("index.html");
    let word = Word::VersionPublished.with(&[("path", &path.display()), ("page", &page.display())]);
    kept(&path, &word, common);
    End::Done
}
