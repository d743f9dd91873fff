//! XHSTT, the research format of school timetabling: an archive of instances and of solutions to them.
//!
//! An instance becomes a [`Problem`] directly: times are cells of weight 1 in the order of the document, events split
//! into meets of any length, open event resources are roles that every resource of the type may fill, and each of the
//! sixteen constraints is one rule (two for SplitEvents under a cost function of single deviations). What refers to
//! nothing or contradicts itself is an error, and what is read but without effect a warning.
//!
//! The cost functions of 2011 that add up single deviations take one for each time (AvoidClashes, LinkEvents,
//! AvoidUnavailableTimes), for each time group (SpreadEvents, LimitBusyTimes), for the durations and for the amount
//! (SplitEvents); all other constraints have one deviation at a point.

mod constraints;
mod instance;
mod solution;
mod write;
mod xml;

use super::native::{self, MAX_BYTES, Refused};
use crate::finding::{Finding, Source};
use crate::problem::{Assignment, CellId, Problem, ResourceId};
use crate::words::Word;
use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use xml::Findings;

pub use write::write;

/// The name of the root element.
const ROOT: &str = "HighSchoolTimetableArchive";

/// An archive.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Its text.
    pub source: Source,
    /// Its instances.
    pub instances: Vec<Instance>,
    /// The solutions of all groups, in order.
    pub solutions: Vec<Solution>,
    /// What is worth a look in the instances.
    pub findings: Vec<Finding>,
}

/// An instance, with what the way back needs.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its id.
    pub id: String,
    /// The problem.
    pub problem: Problem,
    /// Ids of the times, by cell.
    pub times: Vec<String>,
    /// Ids by resource.
    pub resources: Vec<String>,
    /// Ids by event.
    pub events: Vec<String>,
    /// By event, the time it is given.
    time: Vec<Option<CellId>>,
    /// By event, who holds a named role in any case.
    given: Vec<HashMap<String, ResourceId>>,
    by_id: HashMap<String, usize>,
    resource_by_id: HashMap<String, ResourceId>,
    time_by_id: HashMap<String, CellId>,
    /// Its element in the text.
    text: Range<usize>,
}

/// One solution of a solution group.
#[derive(Debug, Clone)]
pub struct Solution {
    /// Id of the solution group.
    pub group: String,
    /// Id of the instance.
    pub reference: String,
    /// Index of the instance and the timetable; `None` if it is no solution of any.
    pub solved: Option<(usize, Assignment)>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Whether a file is meant to be an archive: XML, packed or not. Pipes are not looked into, as that would
/// take away their beginning.
pub fn recognises(path: &Path) -> bool {
    let mut head = Vec::new();
    if !path.is_file() {
        return false;
    }
    let read = std::fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    read.is_ok() && (start.starts_with(b"<") || head.starts_with(GZIP))
}

/// How a packed file begins.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Reads an archive from a file, packed by gzip or not.
pub fn read_archive(path: &Path) -> Result<Archive, Refused> {
    let name = path.display().to_string();
    let refuse = |finding| Refused {
        source: Source {
            name: name.clone(),
            ..Source::default()
        },
        findings: vec![finding],
    };
    let bytes = native::read_bytes(path).map_err(|finding| refuse(*finding))?;
    if !bytes.starts_with(GZIP) {
        return read(&bytes, &name);
    }
    let mut unpacked = Vec::new();
    let packed = flate2::read::MultiGzDecoder::new(&bytes[..]);
    let read_bytes = packed.take(MAX_BYTES + 1).read_to_end(&mut unpacked);
    if let Err(error) = read_bytes {
        let message = Word::FileUnreadable.with(&[("file", &name), ("detail", &error)]);
        return Err(refuse(Finding::new(
            "E-file",
            "",
            message,
            Word::XmlSyntaxAdvice.with(&[]),
        )));
    }
    if unpacked.len() as u64 > MAX_BYTES {
        let (size, most) = (unpacked.len() >> 20, MAX_BYTES >> 20);
        let message = Word::FileTooLarge.with(&[("file", &name), ("size", &size), ("most", &most)]);
        let advice = Word::FileTooLargeAdvice.with(&[]);
        return Err(refuse(Finding::new("E-size", "", message, advice)));
    }
    read(&unpacked, &name)
}

/// Reads an archive from bytes; `name` is for people.
pub fn read(bytes: &[u8], name: &str) -> Result<Archive, Refused> {
    let source = native::text(bytes, name)?;
    let mut findings = Findings::new(&source.text);
    let (instances, solutions) = archive(&source.text, &mut findings);
    if findings.refuse() {
        let findings = findings.into_vec();
        return Err(Refused { source, findings });
    }
    let findings = findings.into_vec();
    Ok(Archive {
        source,
        instances,
        solutions,
        findings,
    })
}

fn archive<'t>(text: &'t str, findings: &mut Findings<'t>) -> (Vec<Instance>, Vec<Solution>) {
    let nothing = (Vec::new(), Vec::new());
    let Some(root) = xml::read(text, findings) else {
        return nothing;
    };
    if root.name != ROOT {
        let message = Word::XhsttRoot.with(&[("found", &root.name), ("wanted", &ROOT)]);
        findings.add("E-xhstt-root", &root, message, Word::XhsttRootAdvice);
        return nothing;
    }
    findings.only(&root, &["MetaData", "Instances", "SolutionGroups"]);
    findings.stray(&root);
    let mut instances: Vec<Instance> = Vec::new();
    let elements = findings.list(&root, "Instances", "Instance");
    for element in &elements {
        if let Some(instance) = instance::read(element, findings) {
            if instances.iter().any(|i| i.id == instance.id) {
                findings.twice(element, &instance.id);
            }
            instances.push(instance);
        }
    }
    if elements.is_empty() {
        let message = Word::XhsttMissing.with(&[("parent", &ROOT), ("element", &"Instance")]);
        findings.add("E-missing", &root, message, Word::XhsttAdvice);
    }
    if findings.refuse() {
        return (instances, Vec::new());
    }
    let mut solutions = Vec::new();
    let mut ids: HashSet<&str> = HashSet::new();
    for group in findings.list(&root, "SolutionGroups", "SolutionGroup") {
        let id = findings.needed_attribute(group, "Id").unwrap_or_default();
        if !ids.insert(id) {
            findings.twice(group, id);
        }
        findings.only(group, &["MetaData", "Solution*"]);
        for element in group.all("Solution") {
            let mut own = Findings::new(text);
            let solved = solution::read(element, &instances, &mut own);
            let own = own.into_vec();
            let wrong = own.iter().any(|f| f.severity == crate::finding::Severity::Error);
            solutions.push(Solution {
                group: id.to_owned(),
                reference: element.attribute("Reference").unwrap_or_default().to_owned(),
                solved: solved.filter(|_| !wrong),
                findings: own,
            });
        }
    }
    (instances, solutions)
}
