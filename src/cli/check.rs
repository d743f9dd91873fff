//! `firstbell check`: both judges on a timetable.

use super::{
    Common, End, Input, RuleCost, fault, print_json, read_instance, read_timetable, report_costs, rule_costs, say,
    unplaced_lines,
};
use crate::board::Board;
use crate::lower::lower;
use crate::rules::violations;
use crate::verify;
use crate::words::Word;
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// The timetable
    timetable: PathBuf,
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
struct Sentence {
    rule: String,
    hard: bool,
    cost: i64,
    message: String,
}

/// What the law's judge says.
#[derive(Serialize)]
struct Breach {
    rule: String,
    cite: String,
    message: String,
    placements: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<i32>,
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
    let lowered = lower(&instance, lang);
    let (assignment, unplaced) = lowered.assignment(&timetable);
    let judged = verify::cost::totals(&lowered.problem, &assignment);
    let breaches = verify::law::judge(&instance, &timetable);
    // The judge's amounts; the sentences are the rules', which must agree.
    let points = verify::cost::evaluate(&lowered.problem, &assignment);
    let found = violations(&Board::new(&lowered.problem, &assignment));
    let same = points.len() == found.len()
        && points
            .iter()
            .zip(&found)
            .all(|(p, v)| (p.rule, p.point, p.deviation) == (v.rule, v.point, v.deviation));
    if !same {
        return fault(&"the rules and the cost judge disagree about this timetable");
    }
    let legal = judged.hard == 0 && breaches.is_empty() && unplaced.is_empty();
    let sentences: Vec<Sentence> = found
        .iter()
        .map(|v| {
            let rule = &lowered.problem.rules[v.rule];
            Sentence {
                rule: rule.origin.rule.clone(),
                hard: rule.hard,
                cost: v.cost,
                message: v.message.in_lang(lang),
            }
        })
        .collect();
    let costs = rule_costs(&lowered.problem, &judged.by_rule);
    if common.json {
        let law = breaches
            .iter()
            .map(|b| Breach {
                rule: b.rule.clone(),
                cite: b.cite.in_lang(lang).to_string(),
                message: b.message.in_lang(lang),
                placements: b.placements.clone(),
                minutes: b.minutes,
            })
            .collect();
        print_json(
            &Answer {
                status: if legal { "feasible" } else { "illegal" },
                hard: judged.hard,
                soft: judged.soft,
                rules: report_costs(&costs, lang),
                violations: sentences,
                law,
                unplaced: unplaced.iter().map(|u| u.placement).collect(),
            },
            common,
        );
    } else {
        for breach in &breaches {
            let line = Word::LawSpoke.with(&[("sentence", &breach.message), ("cite", &breach.cite)]);
            say(&format!("{}\n", line.in_lang(lang)), common);
        }
        for line in unplaced_lines(&timetable, &unplaced, lang) {
            say(&format!("{line}\n"), common);
        }
        for s in &sentences {
            say(
                &format!(
                    "{:>6}{}  {}  ({})\n",
                    s.cost,
                    if s.hard { "!" } else { " " },
                    s.message,
                    s.rule
                ),
                common,
            );
        }
        let word = if legal { Word::CheckLegal } else { Word::CheckIllegal };
        let text = word.with(&[
            ("hard", &judged.hard),
            ("soft", &judged.soft),
            ("breaches", &breaches.len()),
        ]);
        say(&format!("{}\n", text.in_lang(lang)), common);
        for line in costs.iter().filter(|l| l.cost > 0) {
            say(
                &format!("  {:>6}  {}  ({})\n", line.cost, line.cite.in_lang(lang), line.rule),
                common,
            );
        }
    }
    if legal { End::Done } else { End::No }
}
