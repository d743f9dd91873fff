//! What leaves the program: one file per output, made from an instance and a timetable alone.
//!
//! Everything that may be published (`index.html`, `timetable.xlsx`, `ics/`) is made from
//! `School::entries`, which knows nothing of sessions; only `private/` sees them. So no
//! output can show by oversight which pupil is supported. `timetable.json` is the working
//! file: it holds everything, and only its owner may read it.

pub mod archive;
mod changes_html;
mod colour;
mod cover_html;
mod entries;
mod files;
pub mod html;
mod ics;
mod json;
mod municipality;
mod order_docx;
mod order_html;
mod order_ics;
mod order_text;
mod private;
mod tests_html;
mod tests_shown;
mod tests_xlsx;
pub mod xlsx;

pub use municipality::InstitutionReport;

use crate::absence::Vector;
use crate::instance::{CoverLevel, Instance, Text};
use crate::order::Order;
use crate::test_calendar::TestCalendar;
use crate::timetable::Timetable;
use crate::words::{Lang, Word};
use chrono::NaiveDate;
use entries::School;
use files::{Access, File, safe_names};
use order_ics::Owner;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::io;
use std::path::{Path, PathBuf};

/// What one rule costs in a timetable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    /// Full name of the rule, `set/id`.
    pub rule: String,
    /// Where it comes from, in words.
    pub cite: crate::instance::Text,
    /// Hard, or a wish.
    pub hard: bool,
    /// Its cost.
    pub cost: i64,
}

/// How good a timetable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Cost of the soft rules.
    pub soft: i64,
    /// Weighted sum of the violations of hard rules.
    pub hard: i64,
    /// What no timetable can go below, where proven.
    pub bound: Option<i64>,
    /// No hard rule is broken.
    pub legal: bool,
}

/// Writes `timetable.json` into `dir`, where it must be: what a search keeps while it goes on.
///
/// # Errors
/// When it cannot be written.
pub fn write_timetable(timetable: &Timetable, dir: &Path) -> io::Result<()> {
    files::write(dir, vec![timetable_file(timetable)?]).map(drop)
}

fn timetable_file(timetable: &Timetable) -> io::Result<File> {
    let bytes = json::timetable(timetable)?;
    Ok(File::new("timetable.json", Access::Owner, bytes))
}

/// Writes every output into `dir`, making it if need be, and gives the paths written. All
/// outputs are made before the first is written; each is written beside its place and renamed
/// into it, so that a reader sees the old file or the new one. Other files are left alone.
///
/// # Errors
/// When a folder or file cannot be written, or a workbook cannot hold the timetable.
pub fn write_all(
    instance: &Instance,
    timetable: &Timetable,
    costs: &[CostLine],
    summary: &Summary,
    lang: Lang,
    dir: &Path,
) -> io::Result<Vec<PathBuf>> {
    files::write(dir, all(instance, timetable, costs, summary, lang, |_| true)?)
}

/// Writes the overview of a municipality and its people's private sheets into `dir`, and each institution's own files
/// into a folder of its name there. Gives the path of the overview.
///
/// # Errors
/// As [`write_all`].
pub fn write_municipality(
    instance: &Instance,
    timetable: &Timetable,
    parts: &[InstitutionReport],
    costs: &[CostLine],
    summary: &Summary,
    lang: Lang,
    dir: &Path,
) -> io::Result<PathBuf> {
    let id = |part: &InstitutionReport| {
        instance
            .institutions
            .get(part.institution)
            .map_or("", |i| i.id.as_str())
    };
    let ids: Vec<&str> = parts.iter().map(id).collect();
    let parts: Vec<(&InstitutionReport, String)> = parts.iter().zip(safe_names(&ids)).collect();
    let overview = municipality::Overview::new(instance, timetable);
    let school = School::new(instance, timetable);
    let shared: Vec<&str> = overview.shared().collect();
    let mut out = vec![
        timetable_file(timetable)?,
        File::new(
            "index.html",
            Access::Everybody,
            overview.page(&school, &parts, summary, lang),
        ),
        File::new(
            "municipality.xlsx",
            Access::Everybody,
            overview.workbook(&school, &parts, costs, summary, lang)?,
        ),
    ];
    let now = chrono::Utc::now();
    let private = shared.par_iter().zip(safe_names(&shared)).map(|(person, name)| {
        let sheet = private::staff(&school, person, Some(overview.ways(person)), summary, lang);
        let calendar = ics::staff_with_sessions(&school, person, lang, now);
        [
            File::new(format!("private/staff-{name}.html"), Access::Owner, sheet),
            File::new(format!("private/staff-{name}.ics"), Access::Owner, calendar),
        ]
    });
    out.extend(private.collect::<Vec<_>>().into_iter().flatten());
    let written = files::write(dir, out)?;
    parts.par_iter().try_for_each(|(part, folder)| {
        // The sheets of people who are elsewhere too would be half of their week.
        let own = |person: &str| !shared.contains(&person);
        let mut files = all(part.instance, part.timetable, &part.costs, &part.summary, lang, own)?;
        files.push(File::new("visits.html", Access::Everybody, overview.visits(part, lang)));
        files::write(&dir.join(folder), files).map(|_| ())
    })?;
    let page = written.into_iter().find(|p| p.ends_with("index.html"));
    Ok(page.unwrap_or_else(|| dir.to_path_buf()))
}

/// Every output of one institution; private sheets of staff only of those asked for.
fn all(
    instance: &Instance,
    timetable: &Timetable,
    costs: &[CostLine],
    summary: &Summary,
    lang: Lang,
    private: impl Fn(&str) -> bool,
) -> io::Result<Vec<File>> {
    let school = School::new(instance, timetable);
    let now = chrono::Utc::now();
    let mut out = vec![
        timetable_file(timetable)?,
        File::new(
            "index.html",
            Access::Everybody,
            html::page(instance, timetable, summary, lang),
        ),
        File::new(
            "timetable.xlsx",
            Access::Everybody,
            xlsx::workbook(instance, timetable, costs, summary, lang)?,
        ),
    ];
    let classes: Vec<&str> = instance.classes.iter().map(|c| c.id.as_str()).collect();
    for (class, name) in classes.iter().zip(safe_names(&classes)) {
        let calendar = ics::class(&school, class, lang, now);
        out.push(File::new(format!("ics/class-{name}.ics"), Access::Everybody, calendar));
    }
    let staff: Vec<&str> = instance.staff.iter().map(|s| s.id.as_str()).collect();
    for (person, name) in staff.iter().zip(safe_names(&staff)) {
        if school.is_public(person) {
            let calendar = ics::staff(&school, person, lang, now);
            out.push(File::new(format!("ics/staff-{name}.ics"), Access::Everybody, calendar));
        }
        if school.gives_sessions(person) && private(person) {
            let sheet = private::staff(&school, person, None, summary, lang);
            out.push(File::new(format!("private/staff-{name}.html"), Access::Owner, sheet));
            let calendar = ics::staff_with_sessions(&school, person, lang, now);
            out.push(File::new(format!("private/staff-{name}.ics"), Access::Owner, calendar));
        }
    }
    let pupils: Vec<&str> = school.pupils().collect();
    for (pupil, name) in pupils.iter().zip(safe_names(&pupils)) {
        let sheet = private::pupil(&school, pupil, summary, lang);
        out.push(File::new(format!("private/pupil-{name}.html"), Access::Owner, sheet));
    }
    Ok(out)
}

/// Writes a version of a timetable where there is no file yet. It names sessions, so its owner alone may read it.
///
/// # Errors
/// When there is a file of this name, or it cannot be written.
pub fn write_version(version: &Timetable, path: &Path) -> io::Result<()> {
    files::write_new(path, &json::timetable(version)?)
}

/// How good a calendar of tests is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestSummary {
    /// Cost of the wishes.
    pub cost: i64,
    /// What no calendar can go below, where known.
    pub bound: Option<i64>,
    /// It is proven that none is better.
    pub proven: bool,
}

/// Writes a calendar of tests and what is made of it into `dir`, as [`write_all`] does.
///
/// # Errors
/// When a folder or file cannot be written, or a workbook cannot hold the calendar.
pub fn write_tests(
    instance: &Instance,
    timetable: &Timetable,
    calendar: &TestCalendar,
    costs: &[CostLine],
    summary: TestSummary,
    lang: Lang,
    dir: &Path,
) -> io::Result<Vec<PathBuf>> {
    let school = School::new(instance, timetable);
    let tests = tests_shown::shown(&school, calendar);
    let now = chrono::Utc::now();
    let page = tests_html::page(instance, timetable, calendar, summary, lang);
    let workbook = tests_xlsx::workbook(instance, timetable, calendar, costs, summary, lang)?;
    let mut out = vec![
        File::new("tests.json", Access::Everybody, json::tests(calendar)?),
        File::new("tests.html", Access::Everybody, page),
        File::new("tests.xlsx", Access::Everybody, workbook),
    ];
    let classes: Vec<&str> = instance.classes.iter().map(|c| c.id.as_str()).collect();
    for (class, name) in classes.iter().zip(safe_names(&classes)) {
        let own: Vec<_> = tests.iter().filter(|t| t.classes.contains(class)).collect();
        let file = ics::tests(&school, &school.class_name(class), &own, lang, now);
        out.push(File::new(
            format!("ics/tests-class-{name}.ics"),
            Access::Everybody,
            file,
        ));
    }
    let staff: Vec<&str> = instance.staff.iter().map(|s| s.id.as_str()).collect();
    for (person, name) in staff.iter().zip(safe_names(&staff)) {
        let own: Vec<_> = tests.iter().filter(|t| t.staff.contains(person)).collect();
        if !own.is_empty() {
            let file = ics::tests(&school, &school.staff_name(person), &own, lang, now);
            out.push(File::new(
                format!("ics/tests-staff-{name}.ics"),
                Access::Everybody,
                file,
            ));
        }
    }
    files::write(dir, out)
}

/// Writes the difference from a timetable and its instance to another into `dir`: `changes.html`.
///
/// # Errors
/// When the folder or the file cannot be written.
pub fn write_changes(
    instance: &Instance,
    published: (&Instance, &Timetable),
    timetable: &Timetable,
    lang: Lang,
    dir: &Path,
) -> io::Result<Vec<PathBuf>> {
    let (old, new) = (School::new(published.0, published.1), School::new(instance, timetable));
    let page = changes_html::changes(&old, &new, lang);
    files::write(dir, vec![File::new("changes.html", Access::Everybody, page)])
}

/// Writes an order and what is made of it into `dir`, as [`write_all`] does: the order as page and document, the
/// notice for the board, the updates of calendars, and for whoever gives sessions a private sheet. The order is
/// in Bulgarian; in another language it is followed by its translation.
///
/// # Errors
/// When a folder or file cannot be written, or a document cannot be made.
pub fn write_order(
    instance: &Instance,
    timetable: &Timetable,
    order: &Order,
    lang: Lang,
    dir: &Path,
) -> io::Result<Vec<PathBuf>> {
    let school = School::new(instance, timetable);
    let meetings = order_text::Meetings::new(timetable, order);
    let shown = meetings.shown(instance, order);
    let now = chrono::Utc::now();
    let langs = if lang == Lang::Bg {
        vec![Lang::Bg]
    } else {
        vec![Lang::Bg, lang]
    };
    let in_langs = |text: &dyn Fn(Lang) -> Vec<order_text::Block>| -> Vec<_> {
        langs.iter().map(|lang| (*lang, text(*lang))).collect()
    };
    let title = Word::OrderTitle.say(lang);
    let page = order_html::page(&in_langs(&|lang| order_text::order(&school, order, lang)), title, lang);
    let board = order_html::page(&[(lang, order_text::notice(&school, order, lang))], title, lang);
    let document = order_docx::document(&order_text::order(&school, order, Lang::Bg))?;
    let mut out = vec![
        File::new("order.json", Access::Owner, json::order(order)?),
        File::new("order.html", Access::Everybody, page),
        File::new("order.docx", Access::Everybody, document),
        File::new("board.html", Access::Everybody, board),
    ];
    let classes: Vec<&str> = instance.classes.iter().map(|c| c.id.as_str()).collect();
    let staff: Vec<&str> = instance.staff.iter().map(|s| s.id.as_str()).collect();
    let of_classes = classes
        .iter()
        .zip(safe_names(&classes))
        .map(|(id, name)| (Owner::Class(id), format!("class-{name}")));
    let of_staff = staff
        .iter()
        .zip(safe_names(&staff))
        .map(|(id, name)| (Owner::Staff(id), format!("staff-{name}")));
    for (owner, name) in of_classes
        .chain(of_staff)
        .filter(|(owner, _)| order_ics::concerns(&shown, *owner))
    {
        let updates = order_ics::updates(&school, order, &shown, owner, lang, now);
        out.push(File::new(format!("ics/order-{name}.ics"), Access::Everybody, updates));
    }
    for (person, name) in staff.iter().zip(safe_names(&staff)) {
        if order
            .changes
            .iter()
            .any(|c| order_text::session_of(instance, c, person).is_some())
        {
            let sheet = order_html::page(
                &[(lang, order_text::sessions(&school, order, person, lang))],
                title,
                lang,
            );
            out.push(File::new(
                format!("private/order-staff-{name}.html"),
                Access::Owner,
                sheet,
            ));
            let updates = order_ics::sessions(&school, order, person, lang, now);
            out.push(File::new(
                format!("private/order-staff-{name}.ics"),
                Access::Owner,
                updates,
            ));
        }
    }
    files::write(dir, out)
}

/// A repair of an absence as people choose among them.
#[derive(Debug, Clone, Copy)]
pub struct CoverOption<'a> {
    /// What changes.
    pub order: &'a Order,
    /// What it costs.
    pub vector: Vector,
    /// The order of the last four levels.
    pub levels: [CoverLevel; 4],
    /// It is proven that no other but those before it is better.
    pub proven: bool,
}

/// Writes the page of the repairs of an absence, the best first, into `dir`.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write_cover(
    instance: &Instance,
    timetable: &Timetable,
    options: &[CoverOption],
    lang: Lang,
    dir: &Path,
) -> io::Result<Vec<PathBuf>> {
    let page = cover_html::page(instance, timetable, options, lang);
    files::write(dir, vec![File::new("cover.html", Access::Owner, page)])
}

/// What each change of an order is of, for whoever makes it: subject and class; of a session its service, and not whose it is.
pub fn names_of_changes(instance: &Instance, timetable: &Timetable, order: &Order) -> Vec<Text> {
    cover_html::names(instance, timetable, order)
}

/// Writes what is due on which day, by name of the duty, into `dir` as a calendar of whole days.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write_deadlines(
    instance: &Instance,
    deadlines: &[(String, NaiveDate, String)],
    lang: Lang,
    dir: &Path,
) -> io::Result<Vec<PathBuf>> {
    let file = ics::deadlines(instance, deadlines, lang, chrono::Utc::now());
    files::write(dir, vec![File::new("ics/deadlines.ics", Access::Everybody, file)])
}

#[cfg(test)]
mod tests;
