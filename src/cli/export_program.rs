//! `firstbell export-program`: the integer program of a school for other solvers, and the way back from their answer.

use super::{Common, End, print_json, read_instance, refuse, refuse_to_write, say};
use crate::finding::{Finding, Source};
use crate::formats::native::{self, Refused, write, write_json};
use crate::lower::lower;
use crate::program::Program;
use crate::solve::exact::decode;
use crate::verify;
use crate::words::Word;
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: PathBuf,
    /// File for the program in MPS, or with --values for the timetable
    #[arg(long)]
    out: PathBuf,
    /// A solver's answer, a line a column: its name and its value. Writes the timetable that it says
    #[arg(long)]
    values: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    columns: usize,
    rows: usize,
    out: String,
}

pub fn run(arguments: Arguments) -> End {
    let (common, out) = (&arguments.common, &arguments.out);
    let (instance, ..) = match read_instance(&arguments.input, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    let lowered = lower(&instance, common.lang());
    let program = Program::of(&lowered.problem);
    let written = match &arguments.values {
        None => write(out, |file| program.write_mps(&instance.id, file)),
        Some(path) => {
            let source = match native::read_text(path) {
                Ok(source) => source,
                Err(refused) => return refuse(refused, common),
            };
            let values = match program.read_values(&source.text) {
                Ok(values) => values,
                Err(line) => {
                    let message = Word::ValuesWrong.with(&[("file", &path.display()), ("line", &line)]);
                    let findings = vec![Finding::new("E-values", "", message, Word::ValuesWrongAdvice.with(&[]))];
                    let source = Source::default();
                    return refuse(Refused { source, findings }, common);
                }
            };
            let timetable = lowered.timetable(&decode(&lowered.problem, &program, &values), 0, 0);
            let (assignment, _) = lowered.assignment(&timetable);
            let judged = verify::cost::totals(&lowered.problem, &assignment);
            write_json(out, &lowered.timetable(&assignment, judged.hard, judged.soft))
        }
    };
    if let Err(error) = written {
        return refuse_to_write(out, &error, common);
    }
    let answer = Answer {
        status: "done",
        columns: program.columns.len(),
        rows: program.rows.len(),
        out: out.display().to_string(),
    };
    if common.json {
        print_json(&answer);
    } else {
        let text = Word::Exported.with(&[
            ("file", &answer.out),
            ("columns", &answer.columns),
            ("rows", &answer.rows),
        ]);
        say(&format!("{}\n", text.in_lang(common.lang())));
    }
    End::Done
}
