//! `firstbell bench tests`: the term's calendar of tests for the reference school and for a large one with the same tests.
//! What is timed is what `tests` does between reading and writing, judge included.

use super::bench::{SCHOOL_SEED, SLACK};
use super::bench_cover::{CLASSES, reference};
use crate::generate;
use crate::instance::{Examinations, Instance, Lesson};
use crate::solve::clock::{Clock, cpu_seconds};
use crate::term::{Planned, Proof, plan};
use crate::timetable::Timetable;
use crate::verify::test_calendar::judge;
use crate::words::Lang;
use serde::Serialize;
use std::path::Path;
use std::time::{Duration, Instant};

/// The calendar of one school.
#[derive(Serialize)]
pub struct Row {
    instance: String,
    classes: usize,
    tests: usize,
    seconds: f64,
    /// Of the processor.
    cpu_seconds: f64,
    cost: i64,
    bound: i64,
    /// Who says that no calendar is better.
    proof: &'static str,
    /// What the judge has against it, and whether it finds another cost.
    breaches: usize,
    judged_otherwise: bool,
}

/// All rows.
///
/// # Errors
/// What went wrong, for people.
pub fn rows(scratch: &Path) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    let mut of_reference = None;
    for term in ["term1", "term2"] {
        let (instance, timetable) = reference(term, scratch)?;
        rows.push(row(&instance, &timetable)?);
        of_reference.get_or_insert(instance);
    }
    let made = generate::school(CLASSES, SCHOOL_SEED, SLACK).map_err(|_| "no school is made".to_owned())?;
    let mut large = made.instance;
    if let Some(reference) = of_reference {
        large.examinations = large
            .lessons
            .iter()
            .filter_map(|lesson| alike(&reference, (&large, &made.timetable), lesson))
            .collect();
        large.rule_sets = reference.rule_sets;
    }
    rows.push(row(&large, &made.timetable)?);
    Ok(rows)
}

/// The examinations that the reference school has in a lesson's subject and grade; in a second language, those of English.
/// A class test in two lessons only where the timetable has them in a row: not every class can exchange others for that.
fn alike(reference: &Instance, (large, timetable): (&Instance, &Timetable), lesson: &Lesson) -> Option<Examinations> {
    let grade = large.classes_of(&lesson.class).first()?.grade;
    let subject = match lesson.subject.as_str() {
        "german" => "english",
        other => other,
    };
    let same = reference.examinations.iter().find(|e| {
        let of = reference.lessons.iter().find(|l| l.id == e.lesson);
        of.is_some_and(|l| {
            l.subject == subject && reference.classes_of(&l.class).iter().any(|class| class.grade == grade)
        })
    })?;
    let own = || timetable.placements.iter().filter(|p| p.activity == lesson.id);
    let in_a_row = own().any(|p| own().any(|q| p.day == q.day && p.period.map(|n| n + 1) == q.period));
    let possible = lesson.subject == "mathematics" || in_a_row;
    Some(Examinations {
        lesson: lesson.id.clone(),
        class_tests: if possible { same.class_tests } else { 0 },
        // An oral one instead, so that there are enough.
        oral: if possible {
            same.oral
        } else {
            same.oral + same.class_tests
        },
        given: Vec::new(),
        ..same.clone()
    })
}

fn row(instance: &Instance, timetable: &Timetable) -> Result<Row, String> {
    let (begun, cpu_begun) = (Instant::now(), cpu_seconds().unwrap_or(0.0));
    let clock = Clock::new(Some(Duration::from_secs(120)), None);
    let (calendar, cost, bound, proof) = match plan(instance, timetable, &clock) {
        Planned::Calendar {
            calendar,
            cost,
            bound,
            proof,
        } => (calendar, cost, bound, proof),
        Planned::TooMany(why) => {
            let why: Vec<String> = why.iter().map(|message| message.in_lang(Lang::En)).collect();
            return Err(format!("{}: {}", instance.id, why.join(" ")));
        }
        Planned::OutOfTime => return Err(format!("{}: no calendar in time", instance.id)),
    };
    let verdict = judge(instance, timetable, &calendar);
    Ok(Row {
        instance: instance.id.clone(),
        classes: instance.classes.len(),
        tests: calendar.tests.len(),
        seconds: begun.elapsed().as_secs_f64(),
        cpu_seconds: cpu_seconds().unwrap_or(0.0) - cpu_begun,
        cost,
        bound,
        proof: match proof {
            Proof::Exact => "exact",
            Proof::Solver => "solver",
            Proof::None => "none",
        },
        breaches: verdict.breaches.len(),
        judged_otherwise: verdict.cost() != cost,
    })
}

/// The rows as a table.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| instance | classes | tests | s | CPU s | cost | bound | proof | breaches | judged otherwise |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for r in rows {
        out.push_str(&format!(
            "| {} | {} | {} | {:.2} | {:.2} | {} | {} | {} | {} | {} |\n",
            r.instance,
            r.classes,
            r.tests,
            r.seconds,
            r.cpu_seconds,
            r.cost,
            r.bound,
            r.proof,
            r.breaches,
            r.judged_otherwise
        ));
    }
    out
}
