//! XHSTT archives on the command line: every solution judged, an instance solved.

use super::check::{Sentence, judge, say_violation};
use super::solve::{Arguments, Outcome, answer, can_write, search};
use super::{
    Common, End, RuleCost, cannot_write, fault, print_json, refuse, refuse_word, report_costs, rule_costs, say,
    show_findings,
};
use crate::finding::{Finding, FindingReport, Source};
use crate::formats::native::{Refused, write};
use crate::formats::xhstt::{self, Archive, Instance, Solution};
use crate::problem::Assignment;
use crate::report::{Summary, archive::page};
use crate::verify;
use crate::words::{Lang, Message, Word};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What one solution costs.
#[derive(Serialize)]
struct Judged {
    instance: String,
    group: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hard: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    soft: Option<i64>,
    rules: Vec<RuleCost>,
    violations: Vec<Sentence>,
    findings: Vec<FindingReport>,
}

/// Judges every solution of an archive.
pub fn check(path: &Path, second: Option<&Path>, common: &Common) -> End {
    if second.is_some() {
        return refuse_word("E-usage", Word::ArchiveAlone, Word::ArchiveAloneAdvice, common);
    }
    let archive = match xhstt::read_archive(path) {
        Ok(archive) => archive,
        Err(refused) => return refuse(refused, common),
    };
    show_findings(&archive.findings, &archive.source, common);
    if archive.solutions.is_empty() {
        return refuse_word("E-unsolved", Word::ArchiveUnsolved, Word::ArchiveUnsolvedAdvice, common);
    }
    let mut all = Vec::new();
    let mut end = End::Done;
    for solution in &archive.solutions {
        show_findings(&solution.findings, &archive.source, common);
        let Some(judged) = judged(&archive, solution, common.lang()) else {
            return fault(&"the rules and the cost judge disagree about a solution");
        };
        end = match judged.hard {
            None => End::BadInput,
            Some(hard) if hard > 0 && end == End::Done => End::No,
            Some(_) => end,
        };
        if !common.json {
            show(&judged, archive.solutions.len() == 1, common.lang());
        }
        all.push(judged);
    }
    if common.json {
        print_json(&all);
    }
    end
}

/// `None` if the judges disagree.
fn judged(archive: &Archive, solution: &Solution, lang: Lang) -> Option<Judged> {
    let warnings = archive.findings.iter().chain(&solution.findings);
    let mut judged = Judged {
        instance: solution.reference.clone(),
        group: solution.group.clone(),
        status: "error",
        hard: None,
        soft: None,
        rules: Vec::new(),
        violations: Vec::new(),
        findings: warnings.map(|f| f.report(lang)).collect(),
    };
    if let Some((instance, assignment)) = &solution.solved {
        let problem = &archive.instances.get(*instance)?.problem;
        let (totals, violations) = judge(problem, assignment, lang)?;
        judged.status = if totals.hard == 0 { "feasible" } else { "illegal" };
        (judged.hard, judged.soft) = (Some(totals.hard), Some(totals.soft));
        judged.rules = report_costs(&rule_costs(problem, &totals.by_rule), lang);
        judged.violations = violations;
    }
    Some(judged)
}

/// For people: what one solution costs by constraint, and every violation if it is the only solution.
fn show(judged: &Judged, whole: bool, lang: Lang) {
    let names: [(&'static str, &dyn crate::words::Fill); 2] =
        [("instance", &judged.instance), ("group", &judged.group)];
    let (Some(hard), Some(soft)) = (judged.hard, judged.soft) else {
        return say(&format!("{}\n", Word::CheckedNothing.with(&names).in_lang(lang)));
    };
    if whole {
        judged.violations.iter().for_each(say_violation);
    }
    let args = [&names[..], &[("hard", &hard), ("soft", &soft)]].concat();
    say(&format!("{}\n", Word::CheckedSolution.with(&args).in_lang(lang)));
    for line in judged.rules.iter().filter(|l| l.cost > 0) {
        let mark = if line.hard { "!" } else { " " };
        say(&format!("  {:>6}{mark}  {}  ({})\n", line.cost, line.cite, line.rule));
    }
}

/// Solves an instance of an archive and writes an archive with the solution.
pub fn solve(arguments: &Arguments) -> End {
    let common = &arguments.common;
    let clock = arguments.clock();
    let archive = match xhstt::read_archive(&arguments.input) {
        Ok(archive) => archive,
        Err(refused) => return refuse(refused, common),
    };
    show_findings(&archive.findings, &archive.source, common);
    let chosen = match choose(&archive, arguments.instance.as_deref()) {
        Ok(chosen) => chosen,
        Err(message) => return refuse_message(message, Word::ArchiveSeveralAdvice, common),
    };
    let Some(instance) = archive.instances.get(chosen) else {
        return fault(&"an instance is missing");
    };
    let mut options = arguments.options();
    if let Some(path) = &arguments.start {
        options.start = match start(path, instance) {
            Ok(Some(start)) => Some(start),
            Ok(None) => {
                let message = Word::ArchiveStart.with(&[("id", &instance.id)]);
                return refuse_message(message, Word::ArchiveStartAdvice, common);
            }
            Err(refused) => return refuse(refused, common),
        };
    }
    if let Err(error) = can_write(&arguments.out) {
        return cannot_write(&arguments.out, &error, common);
    }
    let archived = arguments.out.join(name(&arguments.input));
    let date = chrono::Utc::now().date_naive().to_string();
    let text = |assignment: &Assignment| xhstt::write(&archive, chosen, assignment, &date);
    let keep = |assignment: &Assignment| {
        if let Some(text) = text(assignment).filter(|_| is_legal(instance, assignment)) {
            // What cannot be written now is said when the search is over.
            let _ = write(&archived, |out| out.write_all(text.as_bytes()));
        }
    };
    let solved = search(
        &instance.problem,
        &options,
        arguments.stop_at,
        arguments.common.lang(),
        &clock,
        keep,
    );
    let judged = verify::cost::totals(&instance.problem, &solved.assignment);
    let malformed = verify::cost::malformed(&instance.problem, &solved.assignment);
    if (judged.hard, judged.soft) != (solved.cost.hard, solved.cost.soft) || !malformed.is_empty() {
        return fault(&"the search and the cost judge disagree about the timetable");
    }
    let Some(text) = text(&solved.assignment) else {
        return fault(&"the archive's text does not hold the instance");
    };
    let summary = Summary {
        soft: judged.soft,
        hard: judged.hard,
        bound: solved.bound,
        legal: judged.hard == 0,
    };
    let html = page(
        &instance.problem,
        &instance.times,
        &solved.assignment,
        &summary,
        common.lang(),
    );
    let page = arguments.out.join("index.html");
    for (path, content) in [(&archived, text), (&page, html)] {
        let written =
            fs::create_dir_all(&arguments.out).and_then(|()| write(path, |out| out.write_all(content.as_bytes())));
        if let Err(error) = written {
            return cannot_write(path, &error, common);
        }
    }
    let outcome = Outcome {
        status: solved.status,
        bound: solved.bound,
        first_legal: solved.first_legal,
        moves: solved.moves,
        hard: judged.hard,
        soft: judged.soft,
        costs: rule_costs(&instance.problem, &judged.by_rule),
        impossible: false,
        unmet: BTreeMap::new(),
        institutions: None,
        changed: None,
        page: &page,
    };
    answer(arguments, &clock, outcome)
}

/// Whether the judge finds nothing that may not be.
fn is_legal(instance: &Instance, assignment: &Assignment) -> bool {
    let judged = verify::cost::totals(&instance.problem, assignment);
    judged.hard == 0 && verify::cost::malformed(&instance.problem, assignment).is_empty()
}

/// The instance with an id, or the only one.
fn choose(archive: &Archive, id: Option<&str>) -> Result<usize, Message> {
    let ids: Vec<&str> = archive.instances.iter().map(|i| i.id.as_str()).collect();
    let known = ids.join(", ");
    match (id, &ids[..]) {
        (None, [_]) => Ok(0),
        (None, _) => Err(Word::ArchiveSeveral.with(&[("known", &known)])),
        (Some(id), _) => {
            let found = ids.iter().position(|i| *i == id);
            found.ok_or_else(|| Word::ArchiveNoInstance.with(&[("id", &id), ("known", &known)]))
        }
    }
}

/// The first solution in another archive of the same instance.
fn start(path: &Path, instance: &Instance) -> Result<Option<Assignment>, Refused> {
    let archive = xhstt::read_archive(path)?;
    let mut solved = archive.solutions.into_iter().filter_map(|s| s.solved);
    let same = |other: &Instance| {
        (&other.id, &other.times, &other.resources, &other.events)
            == (&instance.id, &instance.times, &instance.resources, &instance.events)
            && (other.problem.meets == instance.problem.meets)
    };
    let fit = solved.find(|(index, assignment)| {
        archive.instances.get(*index).is_some_and(same)
            && verify::cost::malformed(&instance.problem, assignment).is_empty()
    });
    Ok(fit.map(|(_, assignment)| assignment))
}

/// The input's name, unpacked.
fn name(input: &Path) -> PathBuf {
    let name = input.file_name().map(PathBuf::from).unwrap_or_default();
    let unpacked = if name.extension().is_some_and(|e| e == "gz") {
        name.with_extension("")
    } else {
        name
    };
    if unpacked.extension().is_some_and(|e| e == "xml") {
        unpacked
    } else {
        unpacked.with_extension("xml")
    }
}

fn refuse_message(message: Message, advice: Word, common: &Common) -> End {
    let findings = vec![Finding::new("E-archive", "", message, advice.with(&[]))];
    let source = Source::default();
    refuse(Refused { source, findings }, common)
}
