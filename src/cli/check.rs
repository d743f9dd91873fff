//! `firstbell check`: both judges on a timetable.

use super::municipality::{add, institutions, nowhere};
use super::{
    Common, End, Input, RuleCost, fault, print_json, read_instance, read_timetable, refuse_word, report_costs,
    rule_costs, say, unplaced_lines,
};
use crate::board::{Board, Cost};
use crate::formats::xhstt;
use crate::instance::Instance;
use crate::lower::{Unplaced, lower};
use crate::problem::{Assignment, Problem};
use crate::report::CostLine;
use crate::rules::{Violation, violations};
use crate::timetable::Timetable;
use crate::verify::{self, cost::Totals};
use crate::words::{Lang, Word};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file, or an XHSTT archive
    input: Input,
    /// The timetable; an archive holds its own
    timetable: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    hard: i64,
    soft: i64,
    rules: Vec<RuleCost>,
    violations: Vec<Sentence>,
    law: Vec<Breach>,
    unplaced: Vec<usize>,
}

/// A violation that the cost judge found.
#[derive(Serialize)]
pub(super) struct Sentence {
    pub rule: String,
    pub hard: bool,
    pub cost: i64,
    pub message: String,
}

/// What both readings of the rules say of a timetable; `None` if they disagree. The amounts are the
/// judge's, and the sentences the rules'.
pub(super) fn judge(problem: &Problem, assignment: &Assignment, lang: Lang) -> Option<(Totals, Vec<Sentence>)> {
    let judged = verify::cost::totals(problem, assignment);
    let points = verify::cost::evaluate(problem, assignment);
    let found = violations(&Board::new(problem, assignment));
    let same = points.len() == found.len()
        && points
            .iter()
            .zip(&found)
            .all(|(p, v)| (p.rule, p.point, p.deviation) == (v.rule, v.point, v.deviation));
    let sentence = |v: &Violation| Sentence {
        rule: problem.rules[v.rule].origin.rule.clone(),
        hard: problem.rules[v.rule].hard,
        cost: v.cost,
        message: v.message.in_lang(lang),
    };
    same.then(|| (judged, found.iter().map(sentence).collect()))
}

/// A violation, for people.
pub(super) fn say_violation(s: &Sentence) {
    let mark = if s.hard { "!" } else { " " };
    say(&format!("{:>6}{mark}  {}  ({})\n", s.cost, s.message, s.rule));
}

/// What the law's judge says.
#[derive(Serialize)]
pub(super) struct Breach {
    rule: String,
    cite: String,
    message: String,
    placements: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<i32>,
}

impl Breach {
    pub(super) fn of(breach: &verify::law::Breach, lang: Lang) -> Self {
        Breach {
            rule: breach.rule.clone(),
            cite: breach.cite.in_lang(lang).to_string(),
            message: breach.message.in_lang(lang),
            placements: breach.placements.clone(),
            minutes: breach.minutes,
        }
    }
}

/// A breach, for people.
pub(super) fn say_breach(breach: &verify::law::Breach, lang: Lang) {
    let line = Word::LawSpoke.with(&[("sentence", &breach.message), ("cite", &breach.cite)]);
    say(&format!("{}\n", line.in_lang(lang)));
}

/// What the cost judge finds in one institution.
struct Found {
    cost: Cost,
    costs: Vec<CostLine>,
    sentences: Vec<Sentence>,
    /// What has no place there.
    unplaced: Vec<Unplaced>,
}

/// `None` if both readings of the rules disagree.
fn found(part: &Instance, timetable: &Timetable, lang: Lang) -> Option<Found> {
    let lowered = lower(part, lang);
    let (assignment, unplaced) = lowered.assignment(timetable);
    let (judged, sentences) = judge(&lowered.problem, &assignment, lang)?;
    Some(Found {
        cost: Cost {
            hard: judged.hard,
            soft: judged.soft,
        },
        costs: rule_costs(&lowered.problem, &judged.by_rule),
        sentences,
        unplaced,
    })
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    if xhstt::recognises(&arguments.input) {
        return super::archive::check(&arguments.input, arguments.timetable.as_deref(), common);
    }
    let Some(timetable) = &arguments.timetable else {
        return refuse_word("E-usage", Word::TimetableMissing, Word::TimetableMissingAdvice, common);
    };
    let read = read_instance(&arguments.input, common)
        .and_then(|(instance, ..)| Ok((read_timetable(timetable, &instance, common)?, instance)));
    let (timetable, instance) = match read {
        Ok(read) => read,
        Err(end) => return end,
    };
    let breaches = verify::law::judge(&instance, &timetable);
    let parts = institutions(&instance, &timetable);
    let found: Option<Vec<Found>> = parts.par_iter().map(|part| found(part, &timetable, lang)).collect();
    let Some(found) = found else {
        return fault(&"the rules and the cost judge disagree about this timetable");
    };
    let mut judged = Cost::default();
    let (mut costs, mut sentences) = (Vec::new(), Vec::new());
    let mut unplaced = Vec::new();
    for part in found {
        judged.hard += part.cost.hard;
        judged.soft += part.cost.soft;
        add(&mut costs, part.costs);
        sentences.extend(part.sentences);
        unplaced.push(part.unplaced);
    }
    let unplaced = nowhere(&timetable, unplaced);
    let legal = judged.hard == 0 && breaches.is_empty() && unplaced.is_empty();
    if common.json {
        print_json(&Answer {
            status: if legal { "feasible" } else { "illegal" },
            hard: judged.hard,
            soft: judged.soft,
            rules: report_costs(&costs, lang),
            violations: sentences,
            law: breaches.iter().map(|b| Breach::of(b, lang)).collect(),
            unplaced: unplaced.iter().map(|u| u.placement).collect(),
        });
    } else {
        breaches.iter().for_each(|breach| say_breach(breach, lang));
        for line in unplaced_lines(&timetable, &unplaced, lang) {
            say(&format!("{line}\n"));
        }
        sentences.iter().for_each(say_violation);
        let word = if legal { Word::CheckLegal } else { Word::CheckIllegal };
        let text = word.with(&[
            ("hard", &judged.hard),
            ("soft", &judged.soft),
            ("breaches", &breaches.len()),
        ]);
        say(&format!("{}\n", text.in_lang(lang)));
        for line in costs.iter().filter(|l| l.cost > 0) {
            say(&format!(
                "  {:>6}  {}  ({})\n",
                line.cost,
                line.cite.in_lang(lang),
                line.rule
            ));
        }
    }
    if legal { End::Done } else { End::No }
}
