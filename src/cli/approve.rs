//! `firstbell approve`: a legal draft becomes a version that the head has approved by order.

use super::{Common, End, Input, cannot_write, read_instance, read_timetable, refuse_message, say};
use crate::instance::Instance;
use crate::report::write_version;
use crate::term::versions;
use crate::timetable::{Status, Timetable};
use crate::verify::law;
use crate::words::Word;
use chrono::NaiveDate;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// The timetable, a draft
    timetable: PathBuf,
    /// Date of the head's order
    #[arg(long, value_name = "DATE")]
    on: NaiveDate,
    /// Folder that keeps the versions, in `versions/`
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
    let approved = match versions::approve(&timetable, arguments.on, &instance.term) {
        Ok(approved) => approved,
        Err(message) => return refuse_message("E-status", message, Word::VersionAdvice, common),
    };
    match keep_version(&approved, arguments.on, &arguments.out, common) {
        Ok(path) => {
            let word = Word::VersionApproved.with(&[("path", &path.display())]);
            say(&format!("{}\n", word.in_lang(common.lang())));
            End::Done
        }
        Err(end) => end,
    }
}

/// Reads a timetable that the law's judge has nothing against; an illegal one is answered with its breaches.
pub(super) fn legal_timetable(input: &Path, path: &Path, common: &Common) -> Result<(Instance, Timetable), End> {
    let (instance, ..) = read_instance(input, common)?;
    let timetable = read_timetable(path, &instance, common)?;
    let breaches = law::judge(&instance, &timetable);
    for breach in &breaches {
        let line = Word::LawSpoke.with(&[("sentence", &breach.message), ("cite", &breach.cite)]);
        say(&format!("{}\n", line.in_lang(common.lang())));
    }
    if breaches.is_empty() {
        Ok((instance, timetable))
    } else {
        Err(End::No)
    }
}

/// Keeps a version in the folder `versions`, under its date and status. One that is there already stays as it is.
pub(super) fn keep_version(version: &Timetable, date: NaiveDate, out: &Path, common: &Common) -> Result<PathBuf, End> {
    let status = match version.status {
        Status::Draft => "draft",
        Status::Approved => "approved",
        Status::Published => "published",
    };
    let path = out.join("versions").join(format!("{date}-{status}.json"));
    match write_version(version, &path) {
        Ok(()) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let message = Word::VersionExists.with(&[("path", &path.display())]);
            Err(refuse_message(
                "E-version-exists",
                message,
                Word::VersionExistsAdvice,
                common,
            ))
        }
        Err(error) => Err(cannot_write(&path, &error, common)),
    }
}
