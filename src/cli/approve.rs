//! `firstbell approve`: a legal draft becomes a version that the head has approved by order.

use super::{Common, End, Input, cannot_write, print_json, read_instance, read_timetable, refuse_message, say};
use crate::instance::Instance;
use crate::report::write_version;
use crate::term::versions;
use crate::timetable::{Status, Timetable};
use crate::verify::law;
use crate::words::{Message, Word};
use chrono::NaiveDate;
use serde::Serialize;
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
            kept(&path, &Word::VersionApproved.with(&[("path", &path.display())]), common);
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
    if breaches.is_empty() {
        return Ok((instance, timetable));
    }
    let lines = breaches.iter().map(|breach| {
        let line = Word::LawSpoke.with(&[("sentence", &breach.message), ("cite", &breach.cite)]);
        line.in_lang(common.lang())
    });
    if common.json {
        #[derive(Serialize)]
        struct Answer {
            status: &'static str,
            reasons: Vec<String>,
        }
        let reasons = lines.collect();
        print_json(&Answer {
            status: "illegal",
            reasons,
        });
    } else {
        lines.for_each(|line| say(&format!("{line}\n")));
    }
    Err(End::No)
}

/// Says where a version is kept.
pub(super) fn kept(path: &Path, sentence: &Message, common: &Common) {
    if common.json {
        #[derive(Serialize)]
        struct Answer {
            status: &'static str,
            version: String,
        }
        let version = path.display().to_string();
        print_json(&Answer {
            status: "done",
            version,
        });
    } else {
        say(&format!("{}\n", sentence.in_lang(common.lang())));
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
