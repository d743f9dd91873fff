//! XHSTT archives: published costs are reproduced, our own ones cost what their makers computed by hand, and no bytes
//! make the reader fall over.

use firstbell::board::{Board, Cost};
use firstbell::finding::render;
use firstbell::formats::xhstt::{self, Archive};
use firstbell::problem::Event;
use firstbell::verify::cost;
use firstbell::words::Lang;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Our own archives.
const OWN: [&str; 4] = ["events", "resources", "roles", "functions"];

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Instance, solution group, hard value, soft value.
type Row = (String, String, i64, i64);

fn expected(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [instance, group, hard, soft] = fields[..] else {
            panic!("{line}")
        };
        (
            instance.into(),
            group.into(),
            hard.parse().unwrap(),
            soft.parse().unwrap(),
        )
    };
    text.lines().map(row).collect()
}

fn costs(archive: &Archive) -> Vec<Row> {
    let cost = |solution: &xhstt::Solution| {
        let (instance, assignment) = solution.solved.as_ref().expect("a solution");
        let problem = &archive.instances[*instance].problem;
        assert!(cost::malformed(problem, assignment).is_empty());
        let judged = cost::totals(problem, assignment);
        let (hard, soft) = (judged.hard, judged.soft);
        assert_eq!(Board::new(problem, assignment).cost(), Cost { hard, soft });
        (
            solution.reference.clone(),
            solution.group.clone(),
            judged.hard,
            judged.soft,
        )
    };
    archive.solutions.iter().map(cost).collect()
}

#[test]
fn published_costs() {
    let folder = here("../shared/xhstt/solved");
    if !folder.exists() {
        println!("skipped: there are no published solutions beside the project");
        return;
    }
    let expected = expected(&folder.join("expected.tsv"));
    let mut found = Vec::new();
    let mut names: Vec<&str> = expected.iter().map(|row| row.0.as_str()).collect();
    names.dedup();
    for name in names {
        let archive = xhstt::read_archive(&folder.join(format!("{name}.xml.gz")));
        found.extend(costs(
            &archive.unwrap_or_else(|refused| panic!("{:?}", refused.findings)),
        ));
    }
    assert_eq!(found, expected);
}

fn own(name: &str) -> PathBuf {
    here(&format!("instances/xhstt/{name}.xml"))
}

fn read(text: &str) -> Archive {
    xhstt::read(text.as_bytes(), "test").unwrap_or_else(|refused| panic!("{:?}", refused.findings))
}

/// Instance, solution group, constraint, hard value, soft value.
type CostOfConstraint = (String, String, String, i64, i64);

/// What the constraints cost in the solutions of our own archives, computed by hand.
fn by_hand() -> Vec<CostOfConstraint> {
    let text = std::fs::read_to_string(here("instances/xhstt/expected.tsv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [instance, group, constraint, hard, soft, why] = fields[..] else {
            panic!("{line}")
        };
        assert!(!why.is_empty(), "{line}");
        let (hard, soft) = (hard.parse().unwrap(), soft.parse().unwrap());
        (instance.into(), group.into(), constraint.into(), hard, soft)
    };
    text.lines().skip(1).map(row).collect()
}

/// Those that cost anything; for a solution in which none does, a line without a constraint.
fn costs_by_constraint(archive: &Archive) -> Vec<CostOfConstraint> {
    let mut all = Vec::new();
    for solution in &archive.solutions {
        let (instance, assignment) = solution.solved.as_ref().expect("a solution");
        let problem = &archive.instances[*instance].problem;
        let line = |constraint: &str, hard, soft| {
            let (instance, group) = (solution.reference.clone(), solution.group.clone());
            (instance, group, constraint.to_owned(), hard, soft)
        };
        let mut lines: Vec<CostOfConstraint> = Vec::new();
        for (rule, cost) in problem.rules.iter().zip(cost::totals(problem, assignment).by_rule) {
            let (hard, soft) = if rule.hard { (cost, 0) } else { (0, cost) };
            match lines.last_mut() {
                Some(last) if last.2 == rule.origin.rule => (last.3, last.4) = (last.3 + hard, last.4 + soft),
                _ => lines.push(line(&rule.origin.rule, hard, soft)),
            }
        }
        lines.retain(|line| line.3 + line.4 > 0);
        if lines.is_empty() {
            lines.push(line("", 0, 0));
        }
        all.extend(lines);
    }
    all
}

#[test]
fn costs_computed_by_hand() {
    let found = OWN.map(|name| {
        let archive = xhstt::read_archive(&own(name)).unwrap();
        assert_eq!(archive.findings, []);
        costs_by_constraint(&archive)
    });
    let (found, expected) = (found.concat(), by_hand());
    for line in &expected {
        assert!(found.contains(line), "{line:?}");
    }
    assert_eq!(found.len(), expected.len());
}

/// Names of 2011 that another evaluator does not know, by those that it does; of two it has nothing like.
const NAMES_OF_2011: [(&str, Option<&str>); 5] = [
    ("Sum", Some("Linear")),
    ("StepSum", Some("Step")),
    ("SquareSum", Some("Quadratic")),
    ("SumSquares", None),
    ("SumSteps", None),
];

/// An archive with the names of today, without the constraints that have none.
fn in_names_of_today(text: &str) -> String {
    let constraints = text.find("<Constraints>").unwrap() + "<Constraints>".len();
    let mut out = text[..constraints].to_owned();
    for part in text[constraints..].split_inclusive("Constraint>") {
        let function = NAMES_OF_2011
            .iter()
            .find(|(name, _)| part.contains(&format!("<CostFunction>{name}<")));
        match function {
            None => out.push_str(part),
            Some((_, None)) => {}
            Some((name, Some(today))) => {
                out.push_str(&part.replace(&format!("<CostFunction>{name}<"), &format!("<CostFunction>{today}<")))
            }
        }
    }
    out
}

#[test]
fn another_evaluator_says_the_same() {
    let evaluator = here("../shared/tools/xhstt_eval.py");
    if !evaluator.exists() || std::process::Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no other evaluator beside the project, or no Python to run it");
        return;
    }
    for name in OWN {
        let text = in_names_of_today(&std::fs::read_to_string(own(name)).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.xml");
        std::fs::write(&path, &text).unwrap();
        let run = std::process::Command::new("python3")
            .arg(&evaluator)
            .arg(&path)
            .output()
            .unwrap();
        let found = costs(&read(&text));
        let lines = found
            .iter()
            .map(|(instance, group, hard, soft)| format!("{instance}\t{group}\t{hard}\t{soft}\n"));
        assert_eq!(String::from_utf8_lossy(&run.stdout), lines.collect::<String>());
        let changed = found.iter().map(|row| row.3).sum::<i64>();
        assert!(changed > 0, "{name} costs nothing");
    }
}

#[test]
fn our_archives_use_every_constraint_and_cost_function() {
    let text: String = OWN
        .iter()
        .map(|name| std::fs::read_to_string(own(name)).unwrap())
        .collect();
    for constraint in [
        "AssignTime",
        "AssignResource",
        "SplitEvents",
        "DistributeSplitEvents",
        "PreferTimes",
        "PreferResources",
        "SpreadEvents",
        "LinkEvents",
        "OrderEvents",
        "AvoidSplitAssignments",
        "AvoidClashes",
        "AvoidUnavailableTimes",
        "LimitIdleTimes",
        "ClusterBusyTimes",
        "LimitBusyTimes",
        "LimitWorkload",
    ] {
        assert!(text.contains(&format!("<{constraint}Constraint ")), "{constraint}");
    }
    for function in [
        "Linear",
        "Quadratic",
        "Step",
        "Sum",
        "StepSum",
        "SquareSum",
        "SumSquares",
        "SumSteps",
    ] {
        assert!(text.contains(&format!("<CostFunction>{function}<")), "{function}");
    }
}

/// What is written holds the instance word for word, and each solution costs what it did.
#[test]
fn written_archives_are_read_again() {
    for name in OWN {
        let archive = xhstt::read_archive(&own(name)).unwrap();
        let before = costs(&archive);
        for (solution, cost) in archive.solutions.iter().zip(before) {
            let (instance, assignment) = solution.solved.as_ref().unwrap();
            let text = xhstt::write(&archive, *instance, assignment, "2020-09-15").unwrap();
            let start = archive.source.text.find("<Instance ").unwrap();
            let end = archive.source.text.find("</Instance>").unwrap();
            assert!(text.contains(&archive.source.text[start..end]));
            assert_eq!(costs(&read(&text)), [(cost.0, "Firstbell".to_string(), cost.2, cost.3)]);
        }
    }
}

#[test]
fn marks_line_ends_and_entities_change_nothing() {
    let text = std::fs::read_to_string(own("events")).unwrap();
    let expected = costs(&read(&text));
    let mixed = text.replace("</Event>\n", "</Event>\r\n");
    let spelt = text
        .replace("\"Mo2\"", "\"Mo&#50;\"")
        .replace(">true<", "> &#116;rue\n<");
    let mark = format!("\u{feff}{text}");
    for variant in [mixed, spelt, mark] {
        assert_ne!(variant, text);
        assert_eq!(costs(&read(&variant)), expected);
    }
}

/// The codes of findings with their lines, of the archive or of its solutions.
fn found(text: &str) -> Vec<(&'static str, usize)> {
    let findings = match xhstt::read(text.as_bytes(), "test") {
        Ok(archive) => {
            let solutions = archive.solutions.iter().flat_map(|s| &s.findings);
            archive.findings.iter().chain(solutions).cloned().collect()
        }
        Err(refused) => refused.findings,
    };
    findings
        .iter()
        .map(|f| (f.code, f.place.expect("a place").line))
        .collect()
}

/// Replaces the first occurrence; gives the code of the only finding, whose place must be in the line of the change.
fn broken(name: &str, from: &str, to: &str) -> &'static str {
    let text = std::fs::read_to_string(own(name)).unwrap();
    let at = text.find(from).unwrap_or_else(|| panic!("no {from}"));
    let line = text[..at].matches('\n').count() + 1;
    let found = found(&text.replacen(from, to, 1));
    assert_eq!(found.len(), 1, "{from}: {found:?}");
    assert!(found[0].1 == line || to.contains('\n'), "{from}: {found:?}, not {line}");
    found[0].0
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let codes = [
        (
            "events",
            "<Event Reference=\"art\"/></Events>",
            "<Event Reference=\"arts\"/></Events>",
            "E-reference",
        ),
        (
            "events",
            "<Day Reference=\"Mo\"/>",
            "<Day Reference=\"Su\"/>",
            "E-reference",
        ),
        ("events", "<Event Id=\"art\">", "<Event Id=\"maths\">", "E-id-twice"),
        ("events", "<Event Id=\"art\">", "<Event>", "E-missing"),
        ("events", "<Weight>100</Weight>", "<Weight>-1</Weight>", "E-number"),
        ("events", "<Weight>100</Weight>", "<Weight>1e2</Weight>", "E-number"),
        (
            "events",
            "<Required>true</Required>",
            "<Required>yes</Required>",
            "E-boolean",
        ),
        (
            "events",
            "<CostFunction>Linear<",
            "<CostFunction>Cubic<",
            "E-cost-function",
        ),
        ("events", "<Name>R&amp;D", "<Name>&bomb;", "E-xml-entity"),
        ("events", "<Instances>", "<!DOCTYPE x>", "E-xml-doctype"),
        ("events", "<HighSchoolTimetableArchive>", "<fet>\n", "E-xml"),
        (
            "roles",
            "<ResourceType Reference=\"Class\"/></ResourceGroup>",
            "</ResourceGroup><X/>",
            "W-left-out",
        ),
        // Solutions
        (
            "events",
            "<Event Reference=\"maths\"><Duration>3<",
            "<Event Reference=\"maths\"><Duration>5<",
            "E-number",
        ),
        (
            "events",
            "<Event Reference=\"sport\"><Duration>2</Duration><Time Reference=\"Tu1\"/>",
            "<Event Reference=\"sport\"><Duration>2</Duration><Time Reference=\"Tu3\"/>",
            "E-past-end",
        ),
        (
            "events",
            "<Event Reference=\"assembly\"><Time Reference=\"Mo1\"/>",
            "<Event Reference=\"assembly\"><Time Reference=\"Mo2\"/>",
            "E-given",
        ),
        (
            "events",
            "<Solution Reference=\"events\">",
            "<Solution Reference=\"others\">",
            "E-reference",
        ),
        (
            "roles",
            "<Resource Reference=\"T2\"><Role>teacher<",
            "<Resource Reference=\"C1\"><Role>teacher<",
            "E-resource-type",
        ),
        (
            "roles",
            "<Resource Reference=\"T2\"><Role>teacher<",
            "<Resource Reference=\"T2\"><Role>janitor<",
            "E-role",
        ),
        (
            "roles",
            "<Event Reference=\"q\"><Time Reference=\"t4\"/><Resources><Resource Reference=\"T3\">",
            "<Event Reference=\"q\"><Time Reference=\"t4\"/><Resources><Resource Reference=\"T1\">",
            "E-given",
        ),
    ];
    for (name, from, to, code) in codes {
        assert_eq!(broken(name, from, to), code, "{from}");
    }
    // What stands in the wrong place, or once more than it may.
    for (from, to, code) in [
        (
            "<Time Reference=\"Mo1\"/>",
            "<Time Reference=\"Mo1\"/><Time Reference=\"Mo2\"/>",
            "E-twice",
        ),
        (
            "<Weight>100</Weight>",
            "<Weight>100</Weight><Weight>1</Weight>",
            "E-twice",
        ),
        (
            "<Day Id=\"Mo\"><Name>Mo</Name>",
            "<Day Id=\"Mo\"><Name>Mo</Name><Name>Tu</Name>",
            "E-twice",
        ),
        ("<Day Id=\"Mo\">", "<Day Id=\"Mo\" Length=\"3\">", "W-left-out"),
        (
            "<Time Reference=\"Mo1\"/>",
            "<Time Reference=\"Mo1\">Tu1</Time>",
            "W-left-out",
        ),
        (
            "<Events><Event Reference=\"maths\"/>",
            "<Events>sport<Event Reference=\"maths\"/>",
            "W-left-out",
        ),
        ("<SolutionGroup Id=\"right\">", "<SolutionGroup>", "E-missing"),
        (
            "<SolutionGroup Id=\"wrong\">",
            "<SolutionGroup Id=\"right\">",
            "E-id-twice",
        ),
    ] {
        assert_eq!(broken("events", from, to), code, "{to}");
    }
    let given = "<Resource Reference=\"T3\"><Role>teacher</Role>";
    let typed = |of: &str| format!("{given}<ResourceType Reference=\"{of}\"/>");
    assert_eq!(broken("roles", given, &typed("Class")), "E-resource-type");
    let text = std::fs::read_to_string(own("roles")).unwrap();
    assert_eq!(found(&text.replacen(given, &typed("Teacher"), 1)), []);
    // The second meet is the one too many.
    let text = std::fs::read_to_string(own("events")).unwrap();
    let meet = "<Event Reference=\"maths\"><Duration>2</Duration><Time Reference=\"Tu1\"/></Event>";
    let longer = text.replace(meet, &meet.replace(">2<", ">3<"));
    assert_eq!(found(&longer).iter().map(|f| f.0).collect::<Vec<_>>(), ["E-split"]);
    // A solution that is none leaves the others alone.
    let solved: Vec<bool> = read(&longer).solutions.iter().map(|s| s.solved.is_some()).collect();
    assert_eq!(solved, [false, true]);
    // All of an instance is looked at, not only what stands before the first mistake.
    let longer = text
        .replace("<Duration>4</Duration>", "<Duration>7</Duration>")
        .replace(
            "<Duration>1</Duration>\n        <Time",
            "<Duration>8</Duration>\n        <Time",
        );
    assert_eq!(
        found(&longer).iter().map(|f| f.0).collect::<Vec<_>>(),
        ["E-duration", "E-duration"]
    );
    let empty = text
        .replace("<EventGroups><EventGroup Reference=\"gr_maths\"/></EventGroups>\n", "")
        .replace("<Course Reference=\"gr_maths\"/>\n", "");
    assert_eq!(found(&empty).iter().map(|f| f.0).collect::<Vec<_>>(), ["W-empty-group"]);
}

#[test]
fn several_instances_each_with_its_solutions() {
    let texts = ["events", "roles"].map(|name| std::fs::read_to_string(own(name)).unwrap());
    let parts: Vec<(&str, &str)> = texts
        .iter()
        .map(|text| {
            let between = |from: &str, to: &str| &text[text.find(from).unwrap()..text.find(to).unwrap()];
            let (instances, groups) = (
                between("<Instance ", "</Instances>"),
                between("<SolutionGroup ", "</SolutionGroups>"),
            );
            (instances, groups)
        })
        .collect();
    let both = format!(
        "<HighSchoolTimetableArchive><Instances>{}{}</Instances><SolutionGroups>{}{}</SolutionGroups></HighSchoolTimetableArchive>",
        parts[0].0, parts[1].0, parts[0].1, parts[1].1
    );
    let each = texts.map(|text| costs(&read(&text)));
    assert_eq!(costs(&read(&both)), each.concat());
}

/// A small entity bomb and an entity from outside, unpacked and packed.
#[test]
fn bombs_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<HighSchoolTimetableArchive>&b;</HighSchoolTimetableArchive>";
    let outside = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><HighSchoolTimetableArchive>&a;</HighSchoolTimetableArchive>";
    for text in [bomb, outside] {
        assert_eq!(found(text), [("E-xml-doctype", 1)]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.xml.gz");
    let mut out = flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    (0..65).for_each(|_| std::io::Write::write_all(&mut out, &zeros).unwrap());
    out.finish().unwrap();
    let refused = xhstt::read_archive(&path).unwrap_err();
    assert_eq!(refused.findings[0].code, "E-size");
}

fn firstbell(arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_firstbell"))
        .args(arguments)
        .output()
        .unwrap();
    let answer = serde_json::from_slice(&run.stdout).unwrap_or(serde_json::Value::Null);
    (run.status.code(), answer)
}

#[test]
fn check_judges_each_solution() {
    let path = own("events");
    let (code, answer) = firstbell(&["check", path.to_str().unwrap(), "--json"]);
    assert_eq!(code, Some(1));
    let rows: Vec<_> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (&s["group"], &s["status"], &s["hard"], &s["soft"]))
        .collect();
    assert_eq!(
        format!("{rows:?}"),
        "[(String(\"right\"), String(\"feasible\"), Number(0), Number(0)), (String(\"wrong\"), String(\"illegal\"), Number(142), Number(38))]"
    );
    let wrong = &answer[1];
    let cost = |list: &str, rule: &str| -> i64 {
        let entries = wrong[list].as_array().unwrap().iter().filter(|r| r["rule"] == rule);
        entries.map(|r| r["cost"].as_i64().unwrap()).sum()
    };
    for (rule, expected) in [
        ("Assign", 100),
        ("Split", 40),
        ("Link", 2),
        ("Doubles", 3),
        ("DoubleStarts", 10),
        ("Spread", 18),
        ("Order", 7),
    ] {
        assert_eq!(
            (cost("rules", rule), cost("violations", rule)),
            (expected, expected),
            "{rule}"
        );
    }
    let path = own("functions");
    assert_eq!(firstbell(&["check", path.to_str().unwrap(), "--json"]).0, Some(0));
    let path = here("instances/toy/bells.json");
    assert_eq!(firstbell(&["check", path.to_str().unwrap(), "--json"]).0, Some(2));
}

/// Legal, of the cost that is claimed, and the same again.
#[test]
fn solve_writes_an_archive() {
    for (name, best) in [("events", 0), ("roles", 10), ("resources", 12), ("functions", 153)] {
        let folder = tempfile::tempdir().unwrap();
        let (path, out) = (own(name), folder.path().to_str().unwrap());
        let arguments = [
            "solve",
            path.to_str().unwrap(),
            "--out",
            out,
            "--iterations",
            "40000",
            "--json",
        ];
        let (code, answer) = firstbell(&arguments);
        assert_eq!(
            (code, answer["hard"].as_i64(), answer["status"].as_str()),
            (Some(0), Some(0), Some("optimal")),
            "{name}"
        );
        assert_eq!(answer["soft"].as_i64(), Some(best), "{name}");
        let written = folder.path().join(format!("{name}.xml"));
        let archive = xhstt::read_archive(&written).unwrap();
        assert_eq!(costs(&archive), [(name.to_string(), "Firstbell".to_string(), 0, best)]);
        let page = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
        let problem = &archive.instances[0].problem;
        for resource in &problem.resources {
            assert!(page.contains(&format!("<h2>{}</h2>", resource.name)), "{name}");
        }
        let attended = |event: &&Event| !event.fixed.is_empty() || !event.roles.is_empty();
        for event in problem.events.iter().filter(attended) {
            assert!(
                page.contains(&format!("<b>{}</b>", event.name)),
                "{name}: {}",
                event.name
            );
        }
        let first = std::fs::read(&written).unwrap();
        firstbell(&arguments);
        assert!(std::fs::read(&written).unwrap() == first);
        let (code, _) = firstbell(&[&arguments[..], &["--start", written.to_str().unwrap()]].concat());
        assert_eq!(code, Some(0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes are changed, taken away or repeated: an archive or findings with places inside the text.
    #[test]
    fn no_bytes_make_the_reader_fall_over(
        name in 0..OWN.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4u8, any::<u8>(), any::<prop::sample::Index>()), 1..6),
    ) {
        let mut bytes = std::fs::read(own(OWN[name])).unwrap();
        for (at, what, byte, other) in changes {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes[at] = b"<>/=\"&;0129- "[usize::from(byte) % 13],
                2 => { bytes.drain(at..(at + usize::from(byte)).min(bytes.len())); }
                _ => {
                    let from = other.index(bytes.len());
                    let part = bytes[from..(from + usize::from(byte)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, part);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        match xhstt::read(&bytes, "test") {
            Ok(archive) => {
                for solution in &archive.solutions {
                    prop_assert_eq!(solution.solved.is_none(), solution.findings.iter().any(|f| f.code.starts_with('E')));
                }
                let solved: Vec<_> = archive.solutions.iter().filter_map(|s| s.solved.as_ref()).collect();
                for (instance, assignment) in solved {
                    let problem = &archive.instances[*instance].problem;
                    prop_assert!(cost::malformed(problem, assignment).is_empty());
                    let judged = cost::totals(problem, assignment);
                    let (hard, soft) = (judged.hard, judged.soft);
                    prop_assert_eq!(Board::new(problem, assignment).cost(), Cost { hard, soft });
                }
            }
            Err(refused) => {
                prop_assert!(!refused.findings.is_empty());
                for lang in [Lang::Bg, Lang::En] {
                    let drawn = render(&refused.findings, &refused.source, lang, false);
                    prop_assert!(refused.findings.iter().all(|f| drawn.contains(f.code)), "{}", drawn);
                }
                for finding in &refused.findings {
                    let place = finding.place.expect("a place");
                    prop_assert!(place.offset + place.len <= refused.source.text.len().max(1), "{:?}", finding);
                }
            }
        }
    }
}
