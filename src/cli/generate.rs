//! `firstbell generate`: made-up schools.

use super::{Common, End, print_json, refuse, refuse_to_write, say};
use crate::finding::Source;
use crate::formats::native::{Refused, write_json};
use crate::generate;
use crate::words::Word;
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// A school of classes with 30 lessons a week each
    School(School),
    /// A municipality of schools and kindergartens that share specialists
    Municipality(Municipality),
}

#[derive(clap::Args)]
struct Municipality {
    /// Schools
    #[arg(long, required_unless_present = "institutions", default_value_t = 0)]
    schools: usize,
    /// Kindergartens
    #[arg(long, default_value_t = 0)]
    kindergartens: usize,
    /// File with the institutions that are wanted, in place of numbers of them
    #[arg(long, conflicts_with_all = ["schools", "kindergartens"])]
    institutions: Option<PathBuf>,
    /// Seed of all random choices; the same numbers give the same files
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// File for the municipality; a folder of the same name beside it takes the files of its institutions
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct School {
    /// Classes
    #[arg(long)]
    classes: usize,
    /// Seed of all random choices; the same numbers give the same file
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Free periods a week of every class; with 0 each fills its whole week
    #[arg(long, default_value_t = 1)]
    slack: usize,
    /// File for the school
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    classes: usize,
    lessons: usize,
    staff: usize,
    rooms: usize,
    out: String,
}

pub fn run(arguments: Arguments) -> End {
    match arguments.what {
        What::School(wanted) => school(wanted),
        What::Municipality(wanted) => municipality(wanted),
    }
}

#[derive(Serialize)]
struct MunicipalityAnswer {
    status: &'static str,
    institutions: usize,
    classes: usize,
    lessons: usize,
    sessions: usize,
    staff: usize,
    out: String,
}

fn municipality(wanted: Municipality) -> End {
    let Municipality { seed, out, common, .. } = wanted;
    let made = match &wanted.institutions {
        Some(path) => generate::read_wanted(path).map(|w| generate::municipality(w.id, w.name, &w.institutions, seed)),
        None => generate::municipality_of(wanted.schools, wanted.kindergartens, seed),
    };
    let made = match made {
        Ok(made) => made,
        Err(refused) => return refuse(refused, &common),
    };
    if let Err((path, error)) = made.write(&out) {
        return refuse_to_write(&path, &error, &common);
    }
    let instance = made.instance();
    let answer = MunicipalityAnswer {
        status: "done",
        institutions: instance.institutions.len(),
        classes: instance.classes.len(),
        lessons: instance.lessons.iter().map(|l| usize::from(l.weekly)).sum(),
        sessions: instance.sessions.iter().map(|s| usize::from(s.weekly)).sum(),
        staff: instance.staff.len(),
        out: out.display().to_string(),
    };
    if common.json {
        print_json(&answer);
    } else {
        let text = Word::GeneratedMunicipalityFile.with(&[
            ("file", &answer.out),
            ("institutions", &answer.institutions),
            ("classes", &answer.classes),
            ("lessons", &answer.lessons),
            ("sessions", &answer.sessions),
            ("staff", &answer.staff),
        ]);
        say(&format!("{}\n", text.in_lang(common.lang())));
    }
    End::Done
}

fn school(wanted: School) -> End {
    let School {
        classes,
        seed,
        slack,
        out,
        common,
    } = wanted;
    let school = match generate::school(classes, seed, slack) {
        Ok(made) => made.instance,
        Err(findings) => {
            let source = Source::default();
            return refuse(Refused { source, findings }, &common);
        }
    };
    if let Err(error) = write_json(&out, &school) {
        return refuse_to_write(&out, &error, &common);
    }
    let answer = Answer {
        status: "done",
        classes,
        lessons: generate::lessons(classes),
        staff: school.staff.len(),
        rooms: school.rooms.len(),
        out: out.display().to_string(),
    };
    if common.json {
        print_json(&answer);
    } else {
        let text = Word::Generated.with(&[
            ("file", &answer.out),
            ("classes", &answer.classes),
            ("lessons", &answer.lessons),
            ("staff", &answer.staff),
            ("rooms", &answer.rooms),
        ]);
        say(&format!("{}\n", text.in_lang(common.lang())));
    }
    End::Done
}
