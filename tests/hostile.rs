//! Whatever stands in a file, reading and validation answer: no panic, and every finding has its place in the text.

use firstbell::finding::render;
use firstbell::formats::native;
use firstbell::validate::validate;
use firstbell::words::Lang;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

const FILES: [&str; 5] = [
    "toy/full-day.json",
    "toy/co-teaching.json",
    "toy/parallel-groups.json",
    "infeasible/pins.json",
    "infeasible/clubs.json",
];

/// A change of one value, chosen by number.
#[derive(Debug, Clone)]
enum Change {
    Remove(usize),
    Replace(usize, usize),
    /// One value in place of another of the same file.
    Copy(usize, usize),
    Twice(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let n = 0..100_000usize;
    prop_oneof![
        n.clone().prop_map(Change::Remove),
        (n.clone(), 0..REPLACEMENTS.len()).prop_map(|(at, with)| Change::Replace(at, with)),
        (n.clone(), n.clone()).prop_map(|(at, from)| Change::Copy(at, from)),
        n.prop_map(Change::Twice),
    ]
}

const REPLACEMENTS: [&str; 18] = [
    "null",
    "0",
    "1",
    "255",
    "65535",
    "-1",
    "0.5",
    "1e300",
    "true",
    "\"\"",
    "\"x\"",
    "\"00:00\"",
    "\"24:00\"",
    "\"23:59\"",
    "\"mon\"",
    "[]",
    "{}",
    "\"2020-02-30\"",
];

/// Pointers of all values but the root.
fn pointers(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        let inner: Vec<(String, &Value)> = match value {
            Value::Array(list) => list
                .iter()
                .enumerate()
                .map(|(i, v)| (format!("{path}/{i}"), v))
                .collect(),
            Value::Object(map) => map.iter().map(|(k, v)| (format!("{path}/{k}"), v)).collect(),
            _ => Vec::new(),
        };
        all.extend(inner.iter().map(|(p, _)| p.clone()));
        open.extend(inner);
    }
    all.sort();
    all
}

fn apply(value: &mut Value, change: &Change) {
    let all = pointers(value);
    let pick = |n: usize| all.get(n % all.len().max(1)).cloned().unwrap_or_default();
    let (at, new) = match change {
        Change::Remove(at) | Change::Twice(at) => (pick(*at), Value::Null),
        Change::Replace(at, with) => (pick(*at), serde_json::from_str(REPLACEMENTS[*with]).unwrap()),
        Change::Copy(at, from) => (pick(*at), value.pointer(&pick(*from)).cloned().unwrap_or(json!(null))),
    };
    let Some((parent, key)) = at.rsplit_once('/') else {
        return;
    };
    match (value.pointer_mut(parent), change) {
        (Some(Value::Array(list)), Change::Remove(_)) => drop(list.remove(key.parse().unwrap())),
        (Some(Value::Object(map)), Change::Remove(_)) => drop(map.remove(key)),
        (Some(Value::Array(list)), Change::Twice(_)) => {
            let copy = list[key.parse::<usize>().unwrap()].clone();
            list.push(copy);
        }
        (_, Change::Twice(_)) => {}
        _ => {
            if let Some(place) = value.pointer_mut(&at) {
                *place = new;
            }
        }
    }
}

fn text(file: usize) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("instances")
        .join(FILES[file]);
    std::fs::read_to_string(path).unwrap()
}

/// Reads and validates; checks what is promised of every finding. Whether the file was read.
fn survive(bytes: &[u8]) -> bool {
    let (findings, source, read) = match native::read(bytes, "file.json") {
        Err(refused) => {
            assert!(!refused.findings.is_empty());
            (refused.findings, refused.source, false)
        }
        Ok((instance, source)) => {
            let mut findings = validate(&instance);
            native::locate(&mut findings, &source);
            (findings, source, true)
        }
    };
    for finding in &findings {
        let place = finding.place.expect("every finding about a text has a place in it");
        assert!(
            source.text.get(place.offset..place.offset + place.len).is_some(),
            "{finding:?}"
        );
        assert_eq!(
            source.text[..place.offset].matches('\n').count() + 1,
            place.line,
            "{finding:?}"
        );
    }
    for lang in [Lang::Bg, Lang::En] {
        let drawn = render(&findings, &source, lang, false);
        assert!(findings.iter().all(|f| drawn.contains(f.code)), "{drawn}");
    }
    read
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_values(file in 0..FILES.len(), changes in prop::collection::vec(change(), 1..6)) {
        let mut value: Value = serde_json::from_str(&text(file)).unwrap();
        for change in &changes {
            apply(&mut value, change);
        }
        survive(serde_json::to_string_pretty(&value).unwrap().as_bytes());
        survive(value.to_string().as_bytes());
    }

    #[test]
    fn changed_bytes(
        file in 0..FILES.len(),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = text(file).into_bytes();
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        for (at, byte) in flips {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        survive(&bytes);
    }
}

/// The changes do reach beyond reading.
#[test]
fn the_files_themselves_are_read() {
    assert!((0..FILES.len()).all(|file| survive(text(file).as_bytes())));
}
