//! `firstbell tests`: the term's calendar of class tests, control tests and entry tests.

use super::{
    Common, End, Input, RuleCost, cannot_write, fault, print_json, read_instance, read_timetable, refuse, refuse_word,
    report_costs, say,
};
use crate::formats::native;
use crate::instance::Instance;
use crate::report::{CostLine, TestSummary, write_order, write_tests};
use crate::solve::clock::{Clock, cpu_seconds};
use crate::term::{Planned, Proof, orders_of, plan};
use crate::timetable::Timetable;
use crate::verify::test_calendar::{self, Breach, Verdict, judge, too_few_examinations};
use crate::words::{Lang, Message, Word};
use chrono::SubsecRound;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file, with the examinations planned
    input: Input,
    /// The timetable of the term
    timetable: PathBuf,
    /// Folder for the calendar and everything made of it
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// Judge this calendar instead of planning one
    #[arg(long, value_name = "CALENDAR", conflicts_with_all = ["out", "time_limit"])]
    check: Option<PathBuf>,
    /// Time to plan
    #[arg(long, default_value = "30s", value_parser = humantime::parse_duration)]
    time_limit: Duration,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    /// Hard demands broken: none in a calendar that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    hard: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    soft: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<i64>,
    /// Who says that none is better: `exact` in whole numbers, `solver` by its word.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<&'static str>,
    seconds: f64,
    cpu_seconds: Option<f64>,
    tests: usize,
    orders: usize,
    rules: Vec<RuleCost>,
    /// Why there is no calendar, or what the one judged breaks.
    reasons: Vec<String>,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    let read = read_instance(&arguments.input, common)
        .and_then(|(instance, ..)| Ok((read_timetable(&arguments.timetable, &instance, common)?, instance)));
    let (timetable, instance) = match read {
        Ok(read) => read,
        Err(end) => return end,
    };
    if instance.examinations.is_empty() {
        return refuse_word(
            "E-no-examinations",
            Word::NoExaminations,
            Word::NoExaminationsAdvice,
            common,
        );
    }
    if let Some(path) = &arguments.check {
        return check(&instance, &timetable, path, common);
    }
    let clock = Clock::new(Some(arguments.time_limit), None);
    let too_few = too_few_examinations(&instance);
    if !too_few.is_empty() {
        let reasons: Vec<Message> = too_few.iter().map(spoken).collect();
        return no(&reasons, &clock, common);
    }
    let (calendar, cost, bound, proof) = match plan(&instance, &timetable, &clock) {
        Planned::Calendar {
            calendar,
            cost,
            bound,
            proof,
        } => (calendar, cost, Some(bound), proof),
        Planned::TooMany(reasons) => return no(&reasons, &clock, common),
        Planned::OutOfTime => {
            answer(&unplanned("unknown", &clock), &[Word::TestsOutOfTime.with(&[])], common);
            return End::OutOfTime;
        }
    };
    let seconds = clock.elapsed().as_secs_f64();
    let verdict = judge(&instance, &timetable, &calendar);
    if let Some(breach) = verdict.breaches.first() {
        return fault(&spoken(breach).in_lang(Lang::En));
    }
    if verdict.cost() != cost {
        return fault(&format!(
            "the judge finds a cost of {}, the program {cost}",
            verdict.cost()
        ));
    }
    let summary = TestSummary {
        cost,
        bound,
        proven: proof == Proof::Exact,
    };
    let costs = cost_lines(verdict);
    if let Err(error) = write_tests(&instance, &timetable, &calendar, &costs, summary, lang, &arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let decided = chrono::Local::now().naive_local().trunc_subsecs(0);
    let orders = orders_of(&instance, &timetable, &calendar, decided);
    for order in &orders {
        let dir = arguments.out.join("orders").join(&order.id);
        if let Err(error) = write_order(&instance, &timetable, order, lang, &dir) {
            return cannot_write(&dir, &error, common);
        }
    }
    let orders = orders.len();
    let given = Answer {
        status: if proof == Proof::None { "feasible" } else { "optimal" },
        proof: match proof {
            Proof::Exact => Some("exact"),
            Proof::Solver => Some("solver"),
            Proof::None => None,
        },
        hard: Some(0),
        soft: Some(cost),
        bound,
        seconds,
        cpu_seconds: cpu_seconds(),
        tests: calendar.tests.len(),
        orders,
        rules: report_costs(&costs, lang),
        reasons: Vec::new(),
    };
    let word = match proof {
        Proof::Exact => Word::TestsPlannedBest,
        _ => Word::TestsPlanned,
    };
    let message = word.with(&[
        ("tests", &given.tests),
        ("cost", &cost),
        ("orders", &orders),
        ("bound", &bound.unwrap_or(0)),
        ("seconds", &format!("{seconds:.1}")),
        ("page", &arguments.out.join("tests.html").display()),
    ]);
    answer(&given, &[message], common);
    End::Done
}

fn cost_lines(verdict: Verdict) -> Vec<CostLine> {
    let line = |line: test_calendar::RuleCost| CostLine {
        rule: line.rule,
        cite: line.cite,
        hard: false,
        cost: line.cost,
    };
    verdict.costs.into_iter().map(line).collect()
}

/// The judge alone, on a calendar that somebody may have changed by hand.
fn check(instance: &Instance, timetable: &Timetable, path: &Path, common: &Common) -> End {
    let calendar = match native::read_test_calendar(path) {
        Ok((calendar, _)) => calendar,
        Err(refused) => return refuse(refused, common),
    };
    let clock = Clock::new(None, None);
    let verdict = judge(instance, timetable, &calendar);
    let (count, cost) = (verdict.breaches.len(), verdict.cost());
    let mut sentences: Vec<Message> = verdict.breaches.iter().map(spoken).collect();
    let legal = sentences.is_empty();
    let reasons = sentences.iter().map(|m| m.in_lang(common.lang())).collect();
    let word = if legal { Word::TestsLegal } else { Word::TestsIllegal };
    sentences.push(word.with(&[("count", &count), ("cost", &cost)]));
    let given = Answer {
        hard: Some(count as i64),
        soft: Some(cost),
        tests: calendar.tests.len(),
        orders: calendar.tests.iter().filter(|t| !t.moved.is_empty()).count(),
        rules: report_costs(&cost_lines(verdict), common.lang()),
        reasons,
        ..unplanned(if legal { "feasible" } else { "illegal" }, &clock)
    };
    answer(&given, &sentences, common);
    if legal { End::Done } else { End::No }
}

fn spoken(breach: &Breach) -> Message {
    Word::LawSpoke.with(&[("sentence", &breach.message), ("cite", &breach.cite)])
}

fn no(reasons: &[Message], clock: &Clock, common: &Common) -> End {
    let said = reasons.iter().map(|r| r.in_lang(common.lang())).collect();
    let given = Answer {
        reasons: said,
        ..unplanned("infeasible", clock)
    };
    answer(&given, reasons, common);
    End::No
}

fn unplanned(status: &'static str, clock: &Clock) -> Answer {
    Answer {
        status,
        hard: None,
        soft: None,
        bound: None,
        proof: None,
        seconds: clock.elapsed().as_secs_f64(),
        cpu_seconds: cpu_seconds(),
        tests: 0,
        orders: 0,
        rules: Vec::new(),
        reasons: Vec::new(),
    }
}

/// The answer for programs, or its sentences and the costs for people.
fn answer(given: &Answer, sentences: &[Message], common: &Common) {
    if common.json {
        return print_json(given);
    }
    for sentence in sentences {
        say(&format!("{}\n", sentence.in_lang(common.lang())));
    }
    for line in given.rules.iter().filter(|line| line.cost > 0) {
        say(&format!("{:>8}  {}  ({})\n", line.cost, line.cite, line.rule));
    }
}
