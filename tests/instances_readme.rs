//! What `instances/README.md` tells people is so.

use firstbell::instance::*;
use std::path::Path;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/README.md")).unwrap()
}

/// The block of code after a fence, without its comments.
fn block(text: &str, fence: &str) -> String {
    let start = text.find(fence).unwrap_or_else(|| panic!("no {fence}")) + fence.len();
    let end = start + text[start..].find("```").unwrap();
    let bare = |line: &str| line.find("//").map_or(line, |at| &line[..at]).to_string() + "\n";
    text[start..end].lines().map(bare).collect()
}

fn example() -> Instance {
    let json = block(&readme(), "```jsonc\n");
    let reader = &mut serde_json::Deserializer::from_str(&json);
    serde_path_to_error::deserialize(reader).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn the_example_can_be_read_and_its_rules_go_together() {
    let example = example();
    let rules = effective_rules(&example).unwrap();
    let has = |name: &str| rules.iter().any(|r| r.name == name);
    assert!(has("own/demanding-early") && has("bg-law-2020/one-of-daily") && has("own/subject-a-day"));
    assert!(!has("school/subject-a-day"));
    let lessons = example.lessons.iter().filter(|l| l.kind == LessonKind::Lesson);
    assert_eq!(lessons.map(|l| l.weekly).sum::<u8>(), 22);
}

#[test]
fn the_override_shown_is_one_that_holds() {
    let text = readme();
    let after = &text[text.find("## Rule sets").unwrap()..];
    let mut example = example();
    example
        .law_overrides
        .push(serde_json::from_str(&block(after, "```json\n")).unwrap());
    let rules = effective_rules(&example).unwrap();
    assert!(rules.iter().any(|r| r.name == "own/lesson-length-v-vii"));
}

#[test]
fn every_rule_kind_rule_set_and_field_is_explained() {
    let text = readme();
    let schema = schemars::schema_for!(Instance).to_value();
    let kinds = schema["$defs"]["Wish"]["oneOf"].as_array().unwrap();
    assert!(kinds.len() >= 20);
    for kind in kinds {
        let name = kind["properties"]["kind"]["const"].as_str().unwrap();
        let row = text.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        for field in kind["properties"]
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| *field != "kind")
        {
            assert!(
                row.contains(&format!("`{field}`")),
                "the row of {name} does not speak of {field}"
            );
        }
    }
    for set in rule_set_ids() {
        assert!(text.contains(&format!("| `{set}` |")), "{set} has no row");
    }
    for (name, thing) in schema["$defs"].as_object().unwrap() {
        for field in thing["properties"].as_object().into_iter().flat_map(|p| p.keys()) {
            let named = text.contains(&format!("`{field}`")) || text.contains(&format!("\"{field}\""));
            assert!(named, "{field} of {name} is not explained");
        }
    }
}

#[test]
fn every_instance_is_in_the_table() {
    let text = readme();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances");
    for folder in ["zlatar", "toy", "municipality", "xhstt"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
            let row = format!("| [`{name}`]({name}) |");
            assert!(name.ends_with(".tsv") || text.contains(&row), "{name} has no row");
        }
    }
}
