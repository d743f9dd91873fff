//! An archive with one instance, word for word as it was read, and one solution.

use super::{Archive, ROOT};
use crate::problem::Assignment;
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// The text of an archive that holds an instance of another and a timetable for it.
pub fn write(archive: &Archive, instance: usize, assignment: &Assignment, date: &str) -> Option<String> {
    let instance = archive.instances.get(instance)?;
    let text = archive.source.text.get(instance.text.clone())?;
    let version = env!("CARGO_PKG_VERSION");
    let mut out = String::with_capacity(text.len() + 64 * 1024);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<{ROOT}>\n<Instances>\n{text}\n</Instances>\n<SolutionGroups>\n<SolutionGroup Id=\"Firstbell\">\n\
         <MetaData>\n<Contributor>Firstbell {version}</Contributor>\n<Date>{}</Date>\n\
         <Description>Found by Firstbell</Description>\n</MetaData>\n<Solution Reference=\"{}\">\n<Events>\n",
        escape(date),
        escape(&instance.id)
    );
    let problem = &instance.problem;
    for (event, shape) in problem.events.iter().enumerate() {
        for place in &assignment.places[shape.meets.clone()] {
            if place.length == 0 {
                continue;
            }
            let id = escape(&instance.events[event]);
            let _ = write!(out, "<Event Reference=\"{id}\"><Duration>{}</Duration>", place.length);
            if let Some(slot) = place.slot {
                let start = problem.slots(event)[usize::from(slot)].first().start;
                let _ = write!(out, "<Time Reference=\"{}\"/>", escape(&instance.times[start]));
            }
            if place.roles.iter().any(Option::is_some) {
                out.push_str("<Resources>");
                for (role, who) in shape.roles.iter().zip(&place.roles) {
                    if let Some(who) = who {
                        let (who, role) = (escape(&instance.resources[*who]), escape(&role.name));
                        let _ = write!(out, "<Resource Reference=\"{who}\"><Role>{role}</Role></Resource>");
                    }
                }
                out.push_str("</Resources>");
            }
            out.push_str("</Event>\n");
        }
    }
    let _ = write!(
        out,
        "</Events>\n</Solution>\n</SolutionGroup>\n</SolutionGroups>\n</{ROOT}>\n"
    );
    Some(out)
}
