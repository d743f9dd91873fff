//! XHSTT archives: published costs are reproduced, our own ones cost what their makers computed by hand, and no bytes
//! make the reader fall over.

use firstbell::formats::xhstt::{self, Archive};
use firstbell::verify::cost;
use std::path::{Path, PathBuf};

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
