//! From bytes to a type, with every error of the file in its place.

use crate::finding::{Finding, Place};
use crate::words::{Arg, Fill, Message, Word};
use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// Reads an object of a type. All errors are collected: where a value is wrong, it is taken out and the rest is read
/// again. `work` bounds the bytes read again; files far above it show only their first errors.
pub fn read<T: DeserializeOwned>(text: &str, work: usize) -> Result<T, Vec<Finding>> {
    let value: Value = serde_json::from_str(text).map_err(|e| vec![syntax(text, &e)])?;
    let places = Places::new(text);
    if !value.is_object() {
        // Serde would read a list as the fields of a struct in their order.
        let found = Some(value);
        let detail = String::from("invalid type, expected a map");
        let path = Vec::new();
        return Err(vec![Fault { path, detail, found }.finding(&places)]);
    }
    let mut findings = places.duplicate_keys();
    let passes = (work / text.len().max(1)).clamp(1, 100);
    let read = repair(value, passes);
    match read {
        Ok(value) if findings.is_empty() => return Ok(value),
        Ok(_) => {}
        Err(faults) => findings.extend(faults.into_iter().map(|f| f.finding(&places))),
    }
    sort(&mut findings);
    Err(findings)
}

/// In the order of the file.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.place.map(|p| p.offset), a.code).cmp(&(b.place.map(|p| p.offset), b.code)));
}

/// Text that is no JSON.
fn syntax(text: &str, error: &serde_json::Error) -> Finding {
    let line_start = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    // serde_json counts columns in bytes.
    let mut offset = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let place = place(text, &line_starts(text), Range::new(offset, offset));
    let args: &[(&'static str, &dyn Fill)] = &[("line", &place.line), ("column", &place.column)];
    let (code, message, advice) = if text.trim().is_empty() {
        ("E-empty", Word::FileEmpty.with(&[]), Word::FileEmptyAdvice)
    } else if error.is_eof() {
        ("E-truncated", Word::FileTruncated.with(args), Word::FileTruncatedAdvice)
    } else {
        match why_no_json(&error.to_string()) {
            Word::FileTooDeep => ("E-syntax", Word::FileTooDeep.with(args), Word::FileTooDeepAdvice),
            detail => {
                let places: &[(&'static str, &dyn Fill)] =
                    &[("line", &place.line), ("column", &place.column), ("detail", &detail)];
                ("E-syntax", Word::FileSyntax.with(places), Word::FileSyntaxAdvice)
            }
        }
    };
    let mut finding = Finding::new(code, "", message, advice.with(&[]));
    finding.place = Some(place);
    finding
}

/// What serde_json says, in words of the table.
fn why_no_json(error: &str) -> Word {
    let starts = [
        ("expected value", Word::SyntaxValue),
        ("trailing comma", Word::SyntaxTrailingComma),
        ("key must be a string", Word::SyntaxKey),
        ("expected `:`", Word::SyntaxColon),
        ("expected `,`", Word::SyntaxComma),
        ("trailing characters", Word::SyntaxTrailing),
        ("control character", Word::SyntaxControl),
        ("recursion limit", Word::FileTooDeep),
    ];
    let found = starts.iter().find(|(start, _)| error.starts_with(start));
    found.map_or(Word::SyntaxOther, |(_, word)| *word)
}

/// A value that does not fit its type.
struct Fault {
    /// Keys and indices from the root.
    path: Vec<Step>,
    /// Serde's words.
    detail: String,
    /// What stands there.
    found: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

/// Reads; takes out what is wrong and reads again until nothing is wrong or the passes are used up.
fn repair<T: DeserializeOwned>(mut value: Value, passes: usize) -> Result<T, Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    // Indices taken out of lists, so that later ones can be given as they stand in the file.
    let mut removed_items: BTreeMap<Vec<Step>, BTreeSet<usize>> = BTreeMap::new();
    // Objects a wrong value was taken out of: one that is now missing is no fault of the file.
    let mut removed_keys: BTreeSet<Vec<Step>> = BTreeSet::new();
    while faults.len() < passes {
        let error = match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(read) if faults.is_empty() => return Ok(read),
            Ok(_) => break,
            Err(error) => error,
        };
        let detail = error.inner().to_string();
        let mut here: Vec<Step> = error
            .path()
            .iter()
            .filter_map(|s| match s {
                Segment::Seq { index } => Some(Step::Index(*index)),
                Segment::Map { key } => Some(Step::Key(key.clone())),
                Segment::Enum { .. } | Segment::Unknown => None,
            })
            .collect();
        let unknown = quoted(&detail, "unknown field `").map(|k| Step::Key(k.to_owned()));
        if let Some(key) = unknown.filter(|k| here.last() != Some(k)) {
            here.push(key);
        }
        // The deepest step that is there.
        while get(&value, &here).is_none() && here.pop().is_some() {}
        let path = original(&here, &removed_items);
        let missing = quoted(&detail, "missing field `").map(|k| {
            let mut path = path.clone();
            path.push(Step::Key(k.to_owned()));
            path
        });
        if !missing.is_some_and(|p| removed_keys.contains(&p)) {
            faults.push(Fault {
                found: get(&value, &here).cloned(),
                path: path.clone(),
                detail: detail.clone(),
            });
        }
        // Take out the key; where a key is missing, the object it is missing from.
        match here.pop() {
            None => break,
            Some(Step::Key(key)) => {
                removed_keys.insert(path);
                if let Some(Value::Object(object)) = get_mut(&mut value, &here) {
                    object.remove(&key);
                }
            }
            Some(Step::Index(index)) => {
                let list = original(&here, &removed_items);
                if let Some(Value::Array(array)) = get_mut(&mut value, &here) {
                    array.remove(index);
                }
                if let Some(Step::Index(index)) = path.last() {
                    removed_items.entry(list).or_default().insert(*index);
                }
            }
        }
    }
    Err(faults)
}

/// A path in the value that is left, as a path in the file.
fn original(path: &[Step], removed: &BTreeMap<Vec<Step>, BTreeSet<usize>>) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::with_capacity(path.len());
    for step in path {
        let step = match (step, removed.get(&out)) {
            (Step::Index(index), Some(gone)) => Step::Index(gone.iter().fold(*index, |i, g| i + usize::from(*g <= i))),
            (step, _) => step.clone(),
        };
        out.push(step);
    }
    out
}

fn get<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |v, step| match step {
        Step::Key(key) => v.get(key),
        Step::Index(index) => v.get(index),
    })
}

fn get_mut<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |v, step| match step {
        Step::Key(key) => v.get_mut(key),
        Step::Index(index) => v.get_mut(index),
    })
}

fn pointer(path: &[Step]) -> String {
    path.iter()
        .map(|step| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        })
        .collect()
}

/// What stands in back quotes after a beginning.
fn quoted<'a>(detail: &'a str, beginning: &str) -> Option<&'a str> {
    detail.strip_prefix(beginning)?.split('`').next()
}

impl Fault {
    fn finding(self, places: &Places) -> Finding {
        let path = pointer(&self.path);
        let found = self.found.as_ref().map_or(Arg::Plain(String::new()), shown);
        let detail = self.detail.as_str();
        let expected = detail
            .rsplit_once("expected ")
            .map_or(Arg::Plain(detail.to_owned()), |(_, e)| expected(e));
        let at_key = detail.starts_with("unknown field");
        let (code, message, advice) = if let Some(field) = quoted(detail, "unknown field `") {
            let args: &[(&'static str, &dyn Fill)] = &[("field", &field), ("known", &expected)];
            (
                "E-field",
                Word::FieldUnknown.with(args),
                Word::FieldUnknownAdvice.with(args),
            )
        } else if let Some(field) = quoted(detail, "missing field `") {
            let args: &[(&'static str, &dyn Fill)] = &[("field", &field)];
            (
                "E-missing",
                Word::FieldMissing.with(args),
                Word::FieldMissingAdvice.with(args),
            )
        } else if detail.starts_with("unknown variant") {
            wrong("E-word", Word::ValueUnknown, &found, &expected)
        } else if detail.starts_with("invalid value: integer") || detail.starts_with("invalid value: floating") {
            wrong("E-number", Word::NumberOutOfRange, &found, &expected)
        } else if detail.contains("is not a time of day") {
            wrong("E-clock", Word::ClockWrong, &found, &Arg::Word(Word::AClock))
        } else if ["input ", "premature end of input", "trailing input"]
            .iter()
            .any(|b| detail.starts_with(b))
        {
            wrong("E-date", Word::DateWrong, &found, &Arg::Word(Word::ADate))
        } else if detail.starts_with("a weight is") {
            wrong("E-weight", Word::WeightWrong, &found, &Arg::Word(Word::AWeight))
        } else if let Some(name) = detail.rsplit_once("untagged enum ").map(|(_, n)| n) {
            wrong("E-form", Word::FormWrong, &found, &form(name))
        } else if detail.starts_with("invalid length") {
            wrong("E-type", Word::TypeWrong, &found, &Arg::Word(Word::AnObject))
        } else if detail.starts_with("invalid type") {
            wrong("E-type", Word::TypeWrong, &found, &expected)
        } else {
            wrong("E-value", Word::ValueWrong, &found, &Arg::Plain(detail.to_owned()))
        };
        let mut finding = Finding::new(code, path, message, advice);
        finding.place = places.find(&self.path, at_key);
        finding
    }
}

fn wrong(code: &'static str, word: Word, found: &Arg, expected: &Arg) -> (&'static str, Message, Message) {
    let args: &[(&'static str, &dyn Fill)] = &[("found", found), ("expected", expected)];
    (code, word.with(args), Word::ValueAdvice.with(args))
}

/// A value as people see it in the file.
fn shown(value: &Value) -> Arg {
    match value {
        Value::Array(_) => Arg::Word(Word::AList),
        Value::Object(_) => Arg::Word(Word::AnObject),
        leaf => {
            let text = leaf.to_string();
            match text.char_indices().nth(60) {
                Some((at, _)) => Arg::Plain(format!("{}…", &text[..at])),
                None => Arg::Plain(text),
            }
        }
    }
}

/// What serde expected.
fn expected(text: &str) -> Arg {
    let number = |max: u64| Arg::Message(Box::new(Word::AWholeNumber.with(&[("max", &max)])));
    match text {
        "u8" => number(u8::MAX.into()),
        "u16" => number(u16::MAX.into()),
        "u32" => number(u32::MAX.into()),
        "i64" | "f64" => Arg::Word(Word::ANumber),
        "a boolean" => Arg::Word(Word::ABoolean),
        "a string" => Arg::Word(Word::AString),
        "a formatted date string" => Arg::Word(Word::ADate),
        "a sequence" => Arg::Word(Word::AList),
        "a map" => Arg::Word(Word::AnObject),
        _ if text.starts_with("struct ") || text.starts_with("internally tagged") => Arg::Word(Word::AnObject),
        _ => Arg::Plain(text.trim_start_matches("one of ").to_owned()),
    }
}

/// The forms of a value that may be written in several.
fn form(name: &str) -> Arg {
    Arg::Plain(
        match name {
            "Text" => r#""…" / {"bg": "…", "en": "…"}"#,
            "StaffNeed" => r#""id" / {"any_of": ["id", "id"]}"#,
            "RoomNeed" => r#""id" / {"features": ["…"]}"#,
            other => other,
        }
        .to_owned(),
    )
}

/// Where things stand in a text.
pub struct Places<'t> {
    text: &'t str,
    root: Option<ast::Value<'t>>,
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    /// Of a text that is JSON.
    pub fn new(text: &'t str) -> Self {
        let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
        Places {
            text,
            root: parsed.ok().and_then(|p| p.value),
            lines: line_starts(text),
        }
    }

    /// The place of a JSON pointer: of the deepest part that is there. Of an object with an `id`, the `id`.
    pub fn of(&self, pointer: &str) -> Option<Place> {
        let path: Vec<Step> = pointer
            .split('/')
            .skip(1)
            .map(|s| match s.parse() {
                Ok(index) => Step::Index(index),
                Err(_) => Step::Key(s.replace("~1", "/").replace("~0", "~")),
            })
            .collect();
        self.find(&path, false)
    }

    fn find(&self, path: &[Step], at_key: bool) -> Option<Place> {
        let mut node = self.root.as_ref()?;
        let mut key = None;
        for step in path {
            let next = match (node, step) {
                (ast::Value::Object(object), step) => {
                    let name = match step {
                        Step::Key(name) => name.clone(),
                        Step::Index(index) => index.to_string(),
                    };
                    object.get(&name).map(|prop| {
                        key = Some(prop.name.range());
                        &prop.value
                    })
                }
                (ast::Value::Array(array), Step::Index(index)) => array.elements.get(*index),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        let range = match (node, key) {
            (_, Some(key)) if at_key => key,
            (ast::Value::Object(object), _) => object.get("id").map_or(object.range, |p| p.value.range()),
            (node, _) => node.range(),
        };
        Some(place(self.text, &self.lines, range))
    }

    /// Keys that stand twice in one object: JSON readers silently take the last.
    fn duplicate_keys(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut open: Vec<(String, &ast::Value)> = self.root.iter().map(|v| (String::new(), v)).collect();
        while let Some((path, node)) = open.pop() {
            match node {
                ast::Value::Object(object) => {
                    let mut seen = BTreeSet::new();
                    for prop in &object.properties {
                        let name = prop.name.as_str();
                        let path = format!("{path}{}", pointer(&[Step::Key(name.to_owned())]));
                        if !seen.insert(name) {
                            let args: &[(&'static str, &dyn Fill)] = &[("field", &name)];
                            let (message, advice) = (Word::KeyTwice.with(args), Word::KeyTwiceAdvice.with(args));
                            let mut finding = Finding::new("E-key-twice", path.clone(), message, advice);
                            finding.place = Some(place(self.text, &self.lines, prop.name.range()));
                            findings.push(finding);
                        }
                        // Leaves hold no keys, and there may be millions.
                        if matches!(prop.value, ast::Value::Object(_) | ast::Value::Array(_)) {
                            open.push((path, &prop.value));
                        }
                    }
                }
                ast::Value::Array(array) => {
                    let inner = array.elements.iter().enumerate();
                    let nested = inner.filter(|(_, v)| matches!(v, ast::Value::Object(_) | ast::Value::Array(_)));
                    open.extend(nested.map(|(i, v)| (format!("{path}/{i}"), v)));
                }
                _ => {}
            }
        }
        findings
    }
}

/// The place one past the end of a text.
pub fn end(text: &str) -> Place {
    place(text, &line_starts(text), Range::new(text.len(), text.len()))
}

/// Offsets at which lines start.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect()
}

/// Ranges over several lines are shown by their first character.
pub(super) fn place(text: &str, lines: &[usize], range: Range) -> Place {
    let line = lines.partition_point(|start| *start <= range.start).max(1);
    let start = lines.get(line - 1).copied().unwrap_or(0);
    let column = text.get(start..range.start).map_or(0, |before| before.chars().count()) + 1;
    let one_line = lines.get(line).is_none_or(|next| range.end < *next);
    let len = range.end - range.start;
    Place {
        line,
        column,
        offset: range.start,
        len: if one_line { len } else { len.min(1) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Bell;
    use crate::words::Lang;

    type Bells = BTreeMap<String, Vec<Bell>>;

    fn codes(text: &str) -> Vec<(&'static str, String, usize)> {
        let findings = read::<Bells>(text, 1 << 20).expect_err("has errors");
        findings
            .iter()
            .map(|f| (f.code, f.path.clone(), f.place.map_or(0, |p| p.line)))
            .collect()
    }

    #[test]
    fn every_wrong_value_is_found_at_its_place_in_the_file() {
        let text = r#"{"b": [
  {"id": "a", "periods": [
    {"number": 1, "start": "25:00", "end": "08:40"},
    {"number": 2, "start": "09:00", "end": "09:40"},
    {"number": -3, "start": "10:00", "end": "1o:40", "colour": 1},
    {"start": 8, "end": "08:40"}
  ]},
  {"id": 7, "periods": []},
  {"periods": {}},
  {"id": "b", "id": "c", "periods": []}
]}"#;
        let expected = [
            ("E-clock", "/b/0/periods/0/start", 3),
            ("E-number", "/b/0/periods/2/number", 5),
            ("E-clock", "/b/0/periods/2/end", 5),
            ("E-field", "/b/0/periods/2/colour", 5),
            ("E-type", "/b/0/periods/3/start", 6),
            ("E-missing", "/b/0/periods/3", 6),
            ("E-type", "/b/1/id", 8),
            ("E-type", "/b/2/periods", 9),
            ("E-missing", "/b/2", 9),
            ("E-key-twice", "/b/3/id", 10),
        ];
        let mut found = codes(text);
        let mut wanted: Vec<_> = expected.iter().map(|(c, p, l)| (*c, (*p).to_owned(), *l)).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn messages_name_what_stands_there_and_what_should() {
        let findings = read::<Bells>(r#"{"b": [{"id": 7, "periods": [{"number": 300}]}]}"#, 1 << 20).unwrap_err();
        let whole = |f: &Finding| format!("{} {}", f.message.in_lang(Lang::En), f.advice.in_lang(Lang::En));
        let said: Vec<String> = findings.iter().map(whole).collect();
        assert!(said.iter().any(|s| s.contains('7') && s.contains("text")), "{said:?}");
        assert!(said.iter().any(|s| s.contains("300") && s.contains("255")), "{said:?}");
    }

    #[test]
    fn truncated_and_empty_texts_are_told_apart() {
        assert_eq!(codes(" \n")[0].0, "E-empty");
        assert_eq!(codes("[{\"id\": \"час")[0].0, "E-truncated");
        assert_eq!(codes("[]")[0].0, "E-type", "a list is no object, whatever serde says");
        assert_eq!(codes("[\n{,}]")[0], ("E-syntax", String::new(), 2));
    }

    #[test]
    fn pointers_find_lines_and_columns_in_characters() {
        let text = "{\"а\": [1,\n 22, {\"id\": \"x\"}]}";
        let places = Places::new(text);
        let at = |p: &str| places.of(p).map(|p| (p.line, p.column, p.len));
        assert_eq!(at("/а/0"), Some((1, 8, 1)));
        assert_eq!(at("/а/1"), Some((2, 2, 2)));
        assert_eq!(at("/а/2"), Some((2, 13, 3)), "the id of an object");
        assert_eq!(at("/а/2/missing"), Some((2, 13, 3)), "the deepest part that is there");
    }

    #[test]
    fn work_is_bounded() {
        let text = format!("{{\"b\": [{}1]}}", "1,".repeat(1000));
        assert_eq!(read::<Bells>(&text, text.len() * 3).unwrap_err().len(), 3);
        assert_eq!(read::<Bells>(&text, usize::MAX).unwrap_err().len(), 100);
    }
}
