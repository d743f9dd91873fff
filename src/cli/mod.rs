//! The command line: one file per command. Only this part prints.
//!
//! Exit codes: 0 done and legal; 1 answered "no" (impossible, or check found hard violations);
//! 2 bad input or usage; 3 a fault of ours; 4 the time ran out without a legal timetable.

mod approve;
mod archive;
mod bench;
mod bench_cover;
mod bench_tests;
mod change;
mod check;
mod cover;
mod day;
mod deadlines;
mod explain;
mod export_program;
mod generate;
mod municipality;
mod publish;
mod solve;
mod tests;
mod validate;
mod versions;

use crate::finding::{Finding, Severity, Source, render, worst};
use crate::formats::native::{self, Refused};
use crate::instance::{Id, Instance};
use crate::lower::Unplaced;
use crate::order::Order;
use crate::timetable::{Status, Timetable};
use crate::words::{Fill, Lang, Message, Word, reason};
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done = 0,
    No = 1,
    BadInput = 2,
    Fault = 3,
    OutOfTime = 4,
}

#[derive(Parser)]
#[command(name = "firstbell", version, about = "School timetables, legal to the minute")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a weekly timetable from a school's file
    Solve(solve::Arguments),
    /// Judge a timetable: every violation in words, the cost of each rule
    Check(check::Arguments),
    /// Look for mistakes and impossibilities in a school's file, without searching
    Validate(validate::Arguments),
    /// Run a benchmark and write its table
    Bench(bench::Arguments),
    /// Repair the days on which somebody is away: the best ways, with the order to sign
    Cover(cover::Arguments),
    /// Plan the term's class tests, control tests and entry tests
    Tests(tests::Arguments),
    /// Keep a legal draft as the version that the head approved by order
    Approve(approve::Arguments),
    /// Put an approved version in force from a day on
    Publish(publish::Arguments),
    /// List the versions of a timetable, or say which was in force on a day
    Versions(versions::Arguments),
    /// Solve a changed school's file near the timetable in force
    Change(change::Arguments),
    /// Order a special day: shorter lessons, another weekday's timetable, an external assessment, an unplanned double
    Day(day::Arguments),
    /// List what is due in the term, by date
    Deadlines(deadlines::Arguments),
    /// Say why something is impossible, what a timetable costs and why, or why not otherwise
    Explain(explain::Arguments),
    /// Write the integer program of a school for another solver, or the timetable of its answer
    ExportProgram(export_program::Arguments),
    /// Make up a school that has a legal timetable
    Generate(generate::Arguments),
}

/// What all commands take.
#[derive(Args)]
struct Common {
    /// Language of messages and outputs [default: bg in a Bulgarian locale, else en]
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// Print one JSON object on standard output
    #[arg(long)]
    json: bool,
}

impl Common {
    fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(locale)
    }
}

/// The language that the user's locale asks for.
fn locale() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|l| !l.is_empty()));
    match locale {
        Some(l) if l.starts_with("bg") => Lang::Bg,
        _ => Lang::En,
    }
}

/// Runs the command line of this process and says how it ended. The process should end with it:
/// a solver that did not come back in time may still be running on a thread of its own.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(usage(&error) as u8),
    };
    let end = match cli.command {
        Command::Solve(arguments) => solve::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Validate(arguments) => validate::run(arguments),
        Command::Bench(arguments) => bench::run(arguments),
        Command::Cover(arguments) => cover::run(arguments),
        Command::Tests(arguments) => tests::run(arguments),
        Command::Approve(arguments) => approve::run(arguments),
        Command::Publish(arguments) => publish::run(arguments),
        Command::Versions(arguments) => versions::run(arguments),
        Command::Change(arguments) => change::run(arguments),
        Command::Day(arguments) => day::run(arguments),
        Command::Deadlines(arguments) => deadlines::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::ExportProgram(arguments) => export_program::run(arguments),
        Command::Generate(arguments) => generate::run(arguments),
    };
    ExitCode::from(end as u8)
}

/// Shows the help that was asked for, or says what is wrong with the command line. It could not be read, so its
/// language and form are looked for by hand.
fn usage(error: &clap::Error) -> End {
    use ErrorKind::{
        DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion, InvalidSubcommand, InvalidValue,
        MissingRequiredArgument, UnknownArgument, ValueValidation,
    };
    if matches!(
        error.kind(),
        DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        let _ = error.print();
        return if error.use_stderr() { End::BadInput } else { End::Done };
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |(at, word): (usize, &String)| match word.strip_prefix("--lang")? {
        "" => words.get(at + 1).cloned(),
        value => value.strip_prefix('=').map(str::to_owned),
    };
    let lang = words.iter().enumerate().find_map(after);
    let common = Common {
        lang: lang.and_then(|lang| Lang::from_str(&lang, false).ok()),
        json: words.iter().any(|word| word == "--json"),
    };
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let name = argument.split(' ').next().unwrap_or_default();
    let known = context(ContextKind::ValidValue);
    let (message, advice) = match error.kind() {
        InvalidValue | ValueValidation if !value.is_empty() => {
            let message = Word::UsageValue.with(&[("argument", &name), ("value", &value)]);
            let advice = match name {
                "--time-limit" => Word::UsageTimeAdvice.with(&[]),
                _ if !known.is_empty() => Word::UsageKnownAdvice.with(&[("known", &known)]),
                _ => Word::UsageAdvice.with(&[]),
            };
            (message, advice)
        }
        UnknownArgument => {
            let message = Word::UsageUnknown.with(&[("argument", &name)]);
            (message, Word::UsageAdvice.with(&[]))
        }
        InvalidSubcommand => {
            let command = context(ContextKind::InvalidSubcommand);
            let message = Word::UsageCommand.with(&[("command", &command)]);
            (message, Word::UsageAdvice.with(&[]))
        }
        MissingRequiredArgument | InvalidValue => {
            let message = Word::UsageMissing.with(&[("argument", &argument)]);
            (message, Word::UsageAdvice.with(&[]))
        }
        _ => (Word::UsageWrong.with(&[]), Word::UsageAdvice.with(&[])),
    };
    let findings = vec![Finding::new("E-usage", "", message, advice)];
    let source = Source::default();
    refuse(Refused { source, findings }, &common)
}

/// Reads an instance and validates it. Findings of all kinds come back with it; a file with
/// errors is reported and refused.
fn read_instance(path: &Path, common: &Common) -> Result<(Instance, Source, Vec<Finding>), End> {
    let (instance, source) = native::read_instance(path).map_err(|refused| refuse(refused, common))?;
    let mut findings = crate::validate::validate(&instance);
    native::locate(&mut findings, &source);
    if worst(&findings) == Some(Severity::Error) {
        return Err(refuse(Refused { source, findings }, common));
    }
    Ok((instance, source, findings))
}

fn read_timetable(path: &Path, instance: &Instance, common: &Common) -> Result<Timetable, End> {
    let (timetable, source) = native::read_timetable(path).map_err(|refused| refuse(refused, common))?;
    if timetable.instance != instance.id {
        let message = Word::OtherInstance.with(&[("is", &timetable.instance), ("wanted", &instance.id)]);
        let advice = Word::OtherInstanceAdvice.with(&[]);
        let mut findings = vec![Finding::new("E-other-instance", "/instance", message, advice)];
        native::locate(&mut findings, &source);
        return Err(refuse(Refused { source, findings }, common));
    }
    Ok(timetable)
}

fn refuse(refused: Refused, common: &Common) -> End {
    show_findings(&refused.findings, &refused.source, common);
    if common.json {
        #[derive(Serialize)]
        struct Answer {
            status: &'static str,
            findings: Vec<crate::finding::FindingReport>,
        }
        let findings = refused.findings.iter().map(|f| f.report(common.lang())).collect();
        let status = "error";
        print_json(&Answer { status, findings });
    }
    End::BadInput
}

/// Refuses to write over a timetable in `out` that is more than a draft.
fn refuse_to_replace(out: &Path, common: &Common) -> Option<End> {
    let path = out.join("timetable.json");
    let (there, _) = native::read_timetable(&path).ok()?;
    (there.status != Status::Draft).then(|| {
        let message = Word::ReplacesVersion.with(&[("path", &path.display())]);
        refuse_message("E-version-exists", message, Word::ReplacesVersionAdvice, common)
    })
}

/// Refuses for a reason that has no place in a file.
fn refuse_word(code: &'static str, message: Word, advice: Word, common: &Common) -> End {
    refuse_message(code, message.with(&[]), advice, common)
}

/// The same with names and numbers in the sentence.
fn refuse_message(code: &'static str, message: Message, advice: Word, common: &Common) -> End {
    let findings = vec![Finding::new(code, "", message, advice.with(&[]))];
    let source = Source::default();
    refuse(Refused { source, findings }, common)
}

/// The folder of an order. One that was made is never written over: a second of its name, there or `counted`, gets a number.
fn name_order(order: &mut Order, out: &Path, counted: impl Fn(&Id) -> bool) -> PathBuf {
    let first = order.id.clone();
    let folder = |id: &Id| out.join("orders").join(id);
    let mut number = 1;
    while folder(&order.id).exists() || counted(&order.id) {
        number += 1;
        order.id = format!("{first}-{number}");
    }
    folder(&order.id)
}

/// A file that cannot be written is the user's to mend.
fn refuse_to_write(path: &Path, error: &std::io::Error, common: &Common) -> End {
    let message = Word::FileUnwritable.with(&[("file", &path.display()), ("detail", &reason(error))]);
    let findings = vec![Finding::new(
        "E-write",
        "",
        message,
        Word::FileUnwritableAdvice.with(&[]),
    )];
    let source = Source::default();
    refuse(Refused { source, findings }, common)
}

/// Findings for people, on standard error.
fn show_findings(findings: &[Finding], source: &Source, common: &Common) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = render(findings, source, common.lang(), colour);
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// One object on standard output. A reader that has gone away is no fault.
fn print_json<T: Serialize>(value: &T) {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    say(&text);
}

/// Prints text on standard output. A reader that has gone away is no fault; a full disk must not
/// pass for an answer.
fn say(text: &str) {
    use std::io::ErrorKind::BrokenPipe;
    if let Err(error) = std::io::stdout().write_all(text.as_bytes())
        && error.kind() != BrokenPipe
    {
        let word = Word::CannotPrint.with(&[("error", &reason(&error))]);
        let _ = writeln!(std::io::stderr(), "{}", word.in_lang(locale()));
        std::process::exit(End::BadInput as i32);
    }
}

/// Placements of a timetable that were left out, on standard error: for commands that go on.
fn show_unplaced(timetable: &Timetable, unplaced: &[Unplaced], common: &Common) {
    for line in unplaced_lines(timetable, unplaced, common.lang()) {
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

fn unplaced_lines(timetable: &Timetable, unplaced: &[Unplaced], lang: Lang) -> Vec<String> {
    let placements = unplaced.iter().filter_map(|u| timetable.placements.get(u.placement));
    placements
        .map(|p| {
            let places: &[(&'static str, &dyn Fill)] =
                &[("activity", &p.activity), ("number", &p.number), ("start", &p.start)];
            Word::PlacementUnknown.with(places).in_lang(lang)
        })
        .collect()
}

fn fault(error: &dyn std::fmt::Display) -> End {
    let _ = writeln!(std::io::stderr(), "{error}");
    End::Fault
}

/// A folder that cannot be written to is the user's to mend.
fn cannot_write(path: &Path, error: &std::io::Error, common: &Common) -> End {
    let word = Word::CannotWrite.with(&[("path", &path.display()), ("error", &reason(error))]);
    let _ = writeln!(std::io::stderr(), "{}", word.in_lang(common.lang()));
    End::BadInput
}

/// Cost of one rule, as `--json` lists it.
#[derive(Debug, Serialize)]
struct RuleCost {
    rule: String,
    cite: String,
    hard: bool,
    cost: i64,
}

/// Costs by name of the rule, those of one name together, in order of the rules.
fn rule_costs(problem: &crate::problem::Problem, by_rule: &[i64]) -> Vec<crate::report::CostLine> {
    let mut lines: Vec<crate::report::CostLine> = Vec::new();
    for (rule, cost) in problem.rules.iter().zip(by_rule) {
        match lines
            .iter_mut()
            .find(|l| l.rule == rule.origin.rule && l.hard == rule.hard)
        {
            Some(line) => line.cost += cost,
            None => lines.push(crate::report::CostLine {
                rule: rule.origin.rule.clone(),
                cite: rule.origin.cite.clone(),
                hard: rule.hard,
                cost: *cost,
            }),
        }
    }
    lines
}

fn report_costs(lines: &[crate::report::CostLine], lang: Lang) -> Vec<RuleCost> {
    let report = |l: &crate::report::CostLine| RuleCost {
        rule: l.rule.clone(),
        cite: l.cite.in_lang(lang).to_string(),
        hard: l.hard,
        cost: l.cost,
    };
    lines.iter().map(report).collect()
}

/// An input file.
type Input = PathBuf;
