//! `firstbell validate`: mistakes and impossibilities, before any search.

use super::{Common, End, Input, print_json, read_instance, say, show_findings};
use crate::finding::{FindingReport, Severity};
use crate::instance::{Class, Id, Instance, InstitutionKind, Session};
use crate::words::{Lang, Word};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    .chain(
        (instance.institutions.len() > 1)
            .then(|| municipality(instance, lang))
            .into_iter()
            .flatten(),
    )
    .collect()
}

/// What the institutions of a municipality are, and whom its services reach.
fn municipality(instance: &Instance, lang: Lang) -> Vec<Line> {
    let kind = |id: Option<&Id>| instance.institution(id).map(|i| i.kind);
    let institutions = |of: InstitutionKind| instance.institutions.iter().filter(|i| i.kind == of).count();
    let schools_with = |holds: &dyn Fn(&Class) -> bool| -> usize {
        let classes = instance.classes.iter().filter(|c| holds(c));
        classes
            .filter_map(|c| c.institution.as_ref())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let merged: BTreeSet<&str> = instance
        .groups
        .iter()
        .flat_map(|g| instance.classes_of(&g.id))
        .map(|c| c.id.as_str())
        .collect();
    let in_full_day = instance.full_day.iter().flat_map(|g| &g.classes).filter_map(|id| {
        let class = instance.classes.iter().find(|c| c.id == *id);
        class?.size.map(usize::from)
    });
    let counts = [
        (Word::CountSchools, institutions(InstitutionKind::School)),
        (Word::CountWithGradeOne, schools_with(&|c| c.grade == 1)),
        (Word::CountMerged, schools_with(&|c| merged.contains(c.id.as_str()))),
        (Word::CountKindergartens, institutions(InstitutionKind::Kindergarten)),
        (
            Word::CountKindergartenGroups,
            instance.classes.iter().filter(|c| c.grade == 0).count(),
        ),
        (Word::CountInFullDay, in_full_day.sum()),
    ];
    let mut lines: Vec<Line> = counts
        .into_iter()
        .map(|(word, count)| Line {
            what: word.say(lang).to_string(),
            count,
        })
        .collect();
    let services: BTreeSet<&Id> = instance.sessions.iter().map(|s| &s.service).collect();
    let employers: BTreeMap<&Id, &Id> = instance
        .staff
        .iter()
        .filter_map(|s| Some((&s.id, s.institution.as_ref()?)))
        .collect();
    for service in services {
        let name = instance.service_name(service);
        let sessions: Vec<&Session> = instance.sessions.iter().filter(|s| s.service == *service).collect();
        let children: BTreeSet<&Id> = sessions.iter().flat_map(|s| &s.pupils).collect();
        let persons: BTreeSet<&Id> = sessions.iter().flat_map(|s| s.staff.persons()).collect();
        let mut line = |word: Word, kind: Option<Word>, count: usize| {
            let message = word.with(&[("service", &name)]);
            let message = kind.map(|k| message.clone().and("kind", k.text())).unwrap_or(message);
            lines.push(Line {
                what: message.in_lang(lang),
                count,
            });
        };
        line(Word::CountChildren, None, children.len());
        line(Word::CountSpecialists, None, persons.len());
        for (of, word) in [
            (InstitutionKind::School, Word::CountSchools),
            (InstitutionKind::Kindergarten, Word::CountKindergartens),
        ] {
            for (centre, who) in [(false, Word::CountServedOwn), (true, Word::CountServedCentre)] {
                let from = |s: &&&Session| {
                    let employers = s.staff.persons().iter().filter_map(|id| employers.get(id).copied());
                    employers
                        .map(|id| kind(Some(id)) == Some(InstitutionKind::Centre))
                        .next()
                        == Some(centre)
                };
                let places = sessions
                    .iter()
                    .filter(from)
                    .filter_map(|s| instance.institution_of_session(s));
                let served: BTreeSet<&Id> = places.filter(|i| i.kind == of).map(|i| &i.id).collect();
                line(who, Some(word), served.len());
            }
        }
    }
    lines
}
