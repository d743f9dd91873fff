//! The native format: JSON, one file an instance or a timetable; an instance may name part files.

use super::json;
use crate::absence::Counters;
use crate::finding::{Finding, PartSource, Source};
use crate::instance::{FORMAT_VERSION, Instance, Part};
use crate::order::{Assessment, Order};
use crate::test_calendar::TestCalendar;
use crate::timetable::Timetable;
use crate::words::{Arg, Fill, Message, Word, reason};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::cell::OnceCell;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 64 << 20;

/// Bytes that may be read again to find more than the first error.
const WORK: usize = 200 << 20;

/// A file that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The file, as far as it is text.
    pub source: Source,
    /// Why; in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads an instance with its part files.
pub fn read_instance(path: &Path) -> Result<(Instance, Source), Refused> {
    let (mut instance, mut source): (Instance, Source) = read_file(path, Kind::Instance)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut findings = Vec::new();
    for (i, name) in std::mem::take(&mut instance.parts).into_iter().enumerate() {
        let read = match read_bytes(&folder.join(&name)) {
            Ok(bytes) => text(&bytes, &name).and_then(|source| parse(source, Kind::Part)),
            Err(mut finding) => {
                // Said where the file is named.
                finding.path = format!("/parts/{i}");
                locate(std::slice::from_mut(&mut *finding), &source);
                findings.push(*finding);
                continue;
            }
        };
        let before = instance.lengths();
        let part = match read {
            Ok((part, source)) => {
                let part: Part = part;
                instance.add(part);
                source
            }
            Err(refused) => {
                let of_part = refused.findings.into_iter();
                findings.extend(of_part.map(|f| Finding {
                    file: Some(name.clone()),
                    ..f
                }));
                refused.source
            }
        };
        let added = before.into_iter().zip(instance.lengths());
        let added = added.map(|((list, from), (_, to))| (list, from..to)).collect();
        source.parts.push(PartSource { source: part, added });
    }
    match findings.is_empty() {
        true => Ok((instance, source)),
        false => Err(Refused { source, findings }),
    }
}

/// Reads a timetable.
pub fn read_timetable(path: &Path) -> Result<(Timetable, Source), Refused> {
    read_file(path, Kind::Timetable)
}

/// Reads a calendar of tests.
pub fn read_test_calendar(path: &Path) -> Result<(TestCalendar, Source), Refused> {
    read_file(path, Kind::TestCalendar)
}

/// Reads an order.
pub fn read_order(path: &Path) -> Result<(Order, Source), Refused> {
    read_file(path, Kind::Order)
}

/// Reads an external assessment.
pub fn read_assessment(path: &Path) -> Result<(Assessment, Source), Refused> {
    read_file(path, Kind::Assessment)
}

/// Reads counters of covers.
pub fn read_counters(path: &Path) -> Result<(Counters, Source), Refused> {
    read_file(path, Kind::Counters)
}

/// Reads an instance from bytes; `name` is for people.
pub fn read(bytes: &[u8], name: &str) -> Result<(Instance, Source), Refused> {
    parse(text(bytes, name)?, Kind::Instance)
}

/// Reads a timetable from bytes; `name` is for people.
pub fn timetable(bytes: &[u8], name: &str) -> Result<(Timetable, Source), Refused> {
    parse(text(bytes, name)?, Kind::Timetable)
}

/// Reads an object that is no instance and names no version.
pub fn read_object<T: DeserializeOwned>(path: &Path) -> Result<(T, Source), Refused> {
    read_file(path, Kind::Part)
}

/// What a file of the native format holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Instance,
    Part,
    Timetable,
    TestCalendar,
    Order,
    Assessment,
    Counters,
}

/// Gives findings about the data their places in the texts, and puts them in their order.
pub fn locate(findings: &mut [Finding], source: &Source) {
    // Large part files about which nothing is found are not looked at again.
    let of_parts: Vec<OnceCell<json::Places>> = source.parts.iter().map(|_| OnceCell::new()).collect();
    let places = json::Places::new(&source.text);
    for finding in findings.iter_mut() {
        // A sentence that names another place says in which file that is.
        for (_, arg) in finding.message.args.iter_mut().filter(|(name, _)| *name == "first") {
            if let Arg::Plain(path) = arg
                && let Some((part, own)) = in_part(path, source)
            {
                *path = format!("{} {own}", source.parts[part].source.name);
            }
        }
        finding.place = match in_part(&finding.path, source) {
            Some((part, own)) => {
                finding.file = Some(source.parts[part].source.name.clone());
                finding.path = own;
                let places = || json::Places::new(&source.parts[part].source.text);
                of_parts[part].get_or_init(places).of(&finding.path)
            }
            None => places.of(&finding.path),
        };
    }
    let file = |f: &Finding| {
        source
            .parts
            .iter()
            .position(|p| Some(&p.source.name) == f.file.as_ref())
    };
    json::sort(findings);
    findings.sort_by_key(file);
}

/// The part file that a place of an instance is in, and the place there.
fn in_part(path: &str, source: &Source) -> Option<(usize, String)> {
    let (list, rest) = path.strip_prefix('/')?.split_once('/')?;
    let (index, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let index: usize = index.parse().ok()?;
    let holds = |part: &PartSource| {
        let added = part.added.iter().find(|(name, _)| *name == list);
        added
            .filter(|(_, range)| range.contains(&index))
            .map(|(_, range)| range.start)
    };
    let mut parts = source.parts.iter().enumerate();
    parts.find_map(|(i, part)| Some((i, format!("/{list}/{}{rest}", index - holds(part)?))))
}

/// Writes JSON, whole or not at all.
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    write(path, |out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        out.write_all(b"\n")
    })
}

/// Writes an object of lists with one entry a line: large files stay small, and their differences readable.
pub fn write_lines<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let value = serde_json::to_value(value)?;
    write(path, |out| {
        for (i, (key, value)) in value.as_object().into_iter().flatten().enumerate() {
            out.write_all(if i == 0 { b"{\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, key)?;
            match value.as_array() {
                Some(list) if !list.is_empty() => {
                    for (k, entry) in list.iter().enumerate() {
                        out.write_all(if k == 0 { b": [\n  " } else { b",\n  " })?;
                        serde_json::to_writer(&mut *out, entry)?;
                    }
                    out.write_all(b"\n]")?;
                }
                _ => {
                    out.write_all(b": ")?;
                    serde_json::to_writer(&mut *out, value)?;
                }
            }
        }
        out.write_all(b"\n}\n")
    })
}

/// Writes beside a file and then renames into place, so that a file is never half written.
pub fn write(path: &Path, content: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // Readable like any other file; the umask still takes its part.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".firstbell-").tempfile_in(folder)?;
    let mut out = io::BufWriter::new(&mut file);
    content(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

fn read_file<T: DeserializeOwned>(path: &Path, kind: Kind) -> Result<(T, Source), Refused> {
    parse(read_text(path)?, kind)
}

/// The text of a file that is not too large.
pub fn read_text(path: &Path) -> Result<Source, Refused> {
    let name = path.display().to_string();
    match read_bytes(path) {
        Ok(bytes) => text(&bytes, &name),
        Err(finding) => Err(Refused {
            source: Source {
                name,
                ..Source::default()
            },
            findings: vec![*finding],
        }),
    }
}

/// The bytes of a file that is not too large.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, Box<Finding>> {
    let name = path.display();
    let failed = |e: io::Error| {
        let message = match e.kind() {
            io::ErrorKind::NotFound => Word::FileNotFound.with(&[("file", &name)]),
            _ => Word::FileUnreadable.with(&[("file", &name), ("detail", &reason(&e))]),
        };
        Box::new(Finding::new("E-file", "", message, Word::FileAdvice.with(&[])))
    };
    let about = fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        let message = Word::FileIsFolder.with(&[("file", &name)]);
        return Err(Box::new(Finding::new(
            "E-folder",
            "",
            message,
            Word::FileIsFolderAdvice.with(&[]),
        )));
    }
    // A pipe has no size to ask for, so the limit holds while reading too.
    let mut bytes = Vec::new();
    if about.len() <= MAX_BYTES {
        let file = fs::File::open(path).map_err(failed)?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    let size = about.len().max(bytes.len() as u64);
    if size > MAX_BYTES {
        let (size, most) = (size >> 20, MAX_BYTES >> 20);
        let message = Word::FileTooLarge.with(&[("file", &name), ("size", &size), ("most", &most)]);
        return Err(Box::new(Finding::new(
            "E-size",
            "",
            message,
            Word::FileTooLargeAdvice.with(&[]),
        )));
    }
    Ok(bytes)
}

fn parse<T: DeserializeOwned>(source: Source, kind: Kind) -> Result<(T, Source), Refused> {
    let read = match head(&source.text, kind) {
        Some(finding) => Err(vec![finding]),
        None => json::read(&source.text, WORK),
    };
    match read {
        Ok(value) => Ok((value, source)),
        Err(findings) => Err(Refused { source, findings }),
    }
}

/// The text of a file, without a byte order mark.
pub(super) fn text(bytes: &[u8], name: &str) -> Result<Source, Refused> {
    let mut source = Source {
        name: name.to_owned(),
        ..Source::default()
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            source.text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
            Ok(source)
        }
        Err(error) => {
            source.text = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned();
            let finding = not_utf8(&source.text, bytes.get(error.valid_up_to()).copied().unwrap_or(0));
            Err(Refused {
                source,
                findings: vec![finding],
            })
        }
    }
}

/// The first byte that is not UTF-8, after a text that is.
fn not_utf8(text: &str, byte: u8) -> Finding {
    let place = json::end(text);
    let byte = format!("0x{byte:02X}");
    let args: &[(&'static str, &dyn Fill)] = &[
        ("byte", &byte),
        ("offset", &place.offset),
        ("line", &place.line),
        ("column", &place.column),
    ];
    let mut finding = Finding::new(
        "E-utf8",
        "",
        Word::FileNotUtf8.with(args),
        Word::FileNotUtf8Advice.with(&[]),
    );
    finding.place = Some(place);
    finding
}

/// A file of another version, or of the other kind, is not looked at further: all else in it may
/// rightly differ.
fn head(text: &str, kind: Kind) -> Option<Finding> {
    #[derive(serde::Deserialize)]
    struct Head {
        firstbell: u64,
        placements: Option<IgnoredAny>,
        classes: Option<IgnoredAny>,
    }
    let head = serde_json::from_str::<Head>(text).ok()?;
    let (found, known) = (head.firstbell, FORMAT_VERSION);
    let finding = match (kind, head.placements.is_some(), head.classes.is_some()) {
        _ if found != u64::from(known) => {
            let message: Message = Word::VersionUnknown.with(&[("found", &found), ("known", &known)]);
            let advice = Word::VersionUnknownAdvice.with(&[("known", &known)]);
            Finding::new("E-version", "/firstbell", message, advice)
        }
        (Kind::Instance, true, false) => other_kind("/placements", Word::KindTimetable),
        (Kind::Timetable, false, true) => other_kind("/classes", Word::KindInstance),
        (Kind::TestCalendar, true, _) => other_kind("/placements", Word::KindNotTests),
        (Kind::TestCalendar, _, true) => other_kind("/classes", Word::KindNotTests),
        (Kind::Assessment, true, _) => other_kind("/placements", Word::KindNotAssessment),
        (Kind::Assessment, _, true) => other_kind("/classes", Word::KindNotAssessment),
        (Kind::Order, true, _) => other_kind("/placements", Word::KindNotOrder),
        (Kind::Order, _, true) => other_kind("/classes", Word::KindNotOrder),
        (Kind::Counters, true, _) => other_kind("/placements", Word::KindNotCounters),
        (Kind::Counters, _, true) => other_kind("/classes", Word::KindNotCounters),
        _ => return None,
    };
    let mut findings = [finding];
    locate(
        &mut findings,
        &Source {
            text: text.to_owned(),
            ..Source::default()
        },
    );
    let [finding] = findings;
    Some(finding)
}

fn other_kind(path: &str, word: Word) -> Finding {
    Finding::new("E-kind", path, word.with(&[]), Word::KindAdvice.with(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    const SMALL: &str = r#"{"firstbell": 1, "id": "x", "name": "x", "term": {"from": "2020-09-15", "to": "2021-01-29"},
        "institutions": [], "bells": [], "subjects": [], "staff": [], "classes": [], "lessons": []}"#;

    fn code(path: &Path) -> &'static str {
        read_instance(path).expect_err("is refused").findings[0].code
    }

    #[test]
    fn what_is_no_readable_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(code(folder.path()), "E-folder");
        assert_eq!(code(&folder.path().join("missing.json")), "E-file");
        let large = folder.path().join("large.json");
        fs::File::create(&large).unwrap().set_len(100 << 20).unwrap();
        let refused = read_instance(&large).unwrap_err();
        assert_eq!(refused.findings[0].code, "E-size");
        let said = refused.findings[0].message.in_lang(Lang::En);
        assert!(said.contains("100 MiB") && said.contains("64 MiB"), "{said}");
        assert!(read_timetable(&large).is_err());
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        let (instance, source) = read(format!("\u{feff}{SMALL}").as_bytes(), "x").unwrap();
        assert_eq!((instance.id.as_str(), source.text.as_str()), ("x", SMALL));
    }

    #[test]
    fn the_first_wrong_byte_is_named() {
        let refused = read(b"{\n \"id\": \"\xd0\xb0\xe0\"}", "x").unwrap_err();
        let finding = &refused.findings[0];
        assert_eq!(finding.place.map(|p| (p.line, p.column, p.offset)), Some((2, 10, 12)));
        assert!(finding.message.in_lang(Lang::En).contains("0xE0 at offset 12"));
    }

    #[test]
    fn another_version_is_told_before_all_else() {
        let refused = read(br#"{"firstbell": 7, "whatever": 1}"#, "x").unwrap_err();
        let codes: Vec<_> = refused.findings.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["E-version"]);
    }

    #[test]
    fn written_files_are_read_as_they_were_and_replace_whole_files_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        let (instance, _) = read(SMALL.as_bytes(), "x").unwrap();
        fs::write(&path, "something longer that was there before".repeat(1000)).unwrap();
        write_json(&path, &instance).unwrap();
        assert_eq!(read_instance(&path).unwrap().0, instance);
        // A value that cannot be written leaves the file, and nothing beside it.
        let broken = std::collections::BTreeMap::from([(vec![1], 1)]);
        assert!(write_json(&path, &broken).is_err());
        assert_eq!(read_instance(&path).unwrap().0, instance);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_json(&folder.path().join("no/such/folder.json"), &instance).is_err());
    }
}
