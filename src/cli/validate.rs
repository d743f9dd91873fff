//! `firstbell validate`: mistakes and impossibilities, before any search.

use super::{Common, End, Input, print_json, read_instance, say, show_findings};
use crate::finding::{FindingReport, Severity};
use crate::instance::Instance;
use crate::words::{Lang, Word};
use serde::Serialize;

#[derive(clap::Args)]
pub struct Arguments {
    /// The school's file
    input: Input,
    /// Say what the instance holds
    #[arg(long)]
    summary: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    findings: Vec<FindingReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Vec<Line>>,
}

/// One line of the summary.
#[derive(Serialize)]
struct Line {
    what: String,
    count: usize,
}

pub fn run(arguments: Arguments) -> End {
    let common = &arguments.common;
    let lang = common.lang();
    let (instance, source, findings) = match read_instance(&arguments.input, common) {
        Ok(read) => read,
        Err(end) => return end,
    };
    show_findings(&findings, &source, common);
    let impossible = findings.iter().any(|f| f.severity == Severity::Impossible);
    let summary = arguments.summary.then(|| summary(&instance, lang));
    if common.json {
        let findings = findings.iter().map(|f| f.report(lang)).collect();
        print_json(&Answer {
            status: if impossible { "infeasible" } else { "valid" },
            findings,
            summary,
        });
    } else {
        for line in summary.iter().flatten() {
            say(&format!("{}: {}\n", line.what, line.count));
        }
        if !impossible {
            say(&format!("{}\n", Word::Valid.say(lang)));
        }
    }
    if impossible { End::No } else { End::Done }
}

fn summary(instance: &Instance, lang: Lang) -> Vec<Line> {
    let weekly: usize = instance.lessons.iter().map(|l| usize::from(l.weekly)).sum();
    let sessions: usize = instance.sessions.iter().map(|s| usize::from(s.weekly)).sum();
    let consultations: usize = instance.consultations.iter().map(|c| usize::from(c.weekly)).sum();
    [
        (Word::CountInstitutions, instance.institutions.len()),
        (Word::CountClasses, instance.classes.len()),
        (Word::CountGroups, instance.full_day.len()),
        (Word::CountStaff, instance.staff.len()),
        (Word::CountRooms, instance.rooms.len()),
        (Word::CountPupils, instance.pupils.len()),
        (Word::CountLessons, weekly),
        (Word::CountSessions, sessions),
        (Word::CountConsultations, consultations),
    ]
    .into_iter()
    .map(|(word, count)| Line {
        what: word.say(lang).to_string(),
        count,
    })
    .collect()
}
