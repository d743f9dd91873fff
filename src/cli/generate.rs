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
    let What::School(School {
        classes,
        seed,
        slack,
        out,
        common,
    }) = arguments.what;
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
