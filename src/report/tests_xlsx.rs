//! `tests.xlsx`: the calendar of tests week by week, and every test as a list to filter.

use super::entries::{School, capital, hm, lines};
use super::tests_html::kind_short;
use super::tests_shown::{Shown, shown};
use super::xlsx::{Book, Formats, cut, height};
use super::{CostLine, TestSummary};
use crate::instance::{Instance, Text, Weekday, monday};
use crate::test_calendar::TestCalendar;
use crate::timetable::Timetable;
use crate::words::{Lang, Word, date, short_date, weekday};
use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;
use std::io;

/// The workbook's bytes.
///
/// # Errors
/// When the format cannot hold the calendar.
pub(super) fn workbook(
    instance: &Instance,
    timetable: &Timetable,
    calendar: &TestCalendar,
    costs: &[CostLine],
    summary: TestSummary,
    lang: Lang,
) -> io::Result<Vec<u8>> {
    let school = School::new(instance, timetable);
    let tests = shown(&school, calendar);
    let book = Book {
        school: &school,
        lang,
        formats: Formats::new(&school),
    };
    let write = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        weeks(&book, book.sheet(&mut workbook, Word::TestsByWeek)?, &tests)?;
        all(&book, book.sheet(&mut workbook, Word::AllTests)?, &tests)?;
        cost_sheet(&book, book.sheet(&mut workbook, Word::CostPerRule)?, costs, summary)?;
        workbook.save_to_buffer()
    };
    write().map_err(io::Error::other)
}

/// Weeks down, classes across.
fn weeks(book: &Book, sheet: &mut Worksheet, tests: &[Shown]) -> Result<(), XlsxError> {
    let classes = &book.school.instance.classes;
    sheet.write_string_with_format(1, 0, book.say(Word::Week), &book.formats.head)?;
    for (col, class) in (1..).zip(classes) {
        let name = book.school.class_name(&class.id);
        sheet.write_string_with_format(1, col, cut(name.in_lang(book.lang)), &book.formats.head)?;
        sheet.set_column_width(col, 20)?;
    }
    let weeks: BTreeSet<NaiveDate> = tests.iter().map(|s| monday(s.test.date)).collect();
    for (row, week) in (2..).zip(weeks) {
        sheet.write_string_with_format(row, 0, short_date(week, book.lang), &book.formats.side)?;
        let mut tallest = 1;
        for (col, class) in (1..).zip(classes) {
            let here = |s: &&Shown| monday(s.test.date) == week && s.classes.contains(&class.id.as_str());
            let own: Vec<&Shown> = tests.iter().filter(here).collect();
            let line = |s: &&Shown| {
                let kind = book.say(kind_short(s.test.kind));
                format!(
                    "{} {} {kind}",
                    short_date(s.test.date, book.lang),
                    s.short.in_lang(book.lang)
                )
            };
            let text = own.iter().map(line).collect::<Vec<_>>().join("\n");
            tallest = tallest.max(text.lines().map(|l| lines(l, 24)).sum());
            let format = match own.as_slice() {
                [only] => book.formats.of(only.shade),
                _ => &book.formats.plain,
            };
            sheet.write_string_with_format(row, col, cut(&text), format)?;
        }
        sheet.set_row_height(row, height(tallest))?;
    }
    sheet
        .set_column_width(0, 11)?
        .set_freeze_panes(2, 1)?
        .set_repeat_rows(0, 1)?
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Every test in a line of its own, to sort and filter.
fn all(book: &Book, sheet: &mut Worksheet, tests: &[Shown]) -> Result<(), XlsxError> {
    let columns = [
        (Word::Date, 14),
        (Word::Day, 12),
        (Word::Start, 8),
        (Word::End, 8),
        (Word::Class, 16),
        (Word::Subject, 34),
        (Word::Test, 20),
        (Word::Teacher, 30),
        (Word::ResultsBy, 14),
        (Word::TestOrders, 22),
    ];
    heads(book, sheet, &columns)?;
    let mut last = 1;
    for (row, s) in (2..).zip(tests) {
        let say = |text: &Text| text.in_lang(book.lang).to_string();
        let by_order = if s.test.moved.is_empty() {
            ""
        } else {
            book.say(Word::ByOrder)
        };
        let cells = [
            date(s.test.date, book.lang),
            capital(book.say(weekday(Weekday::of(s.test.date)))),
            hm(s.test.start),
            hm(s.test.end),
            say(&s.audience),
            say(&s.subject),
            book.say(s.test.kind.word()).to_string(),
            say(&book.school.staff_names(&s.staff)),
            date(s.results(), book.lang),
            by_order.to_string(),
        ];
        for (col, text) in (0..).zip(&cells) {
            sheet.write_string_with_format(row, col, cut(text), book.formats.of(s.shade))?;
        }
        last = row;
    }
    sheet
        .autofilter(1, 0, last, columns.len() as u16 - 1)?
        .set_freeze_panes(2, 0)?
        .set_repeat_rows(0, 1)?
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

fn heads(book: &Book, sheet: &mut Worksheet, columns: &[(Word, i32)]) -> Result<(), XlsxError> {
    for (col, (word, width)) in (0..).zip(columns) {
        sheet.write_string_with_format(1, col, book.say(*word), &book.formats.head)?;
        sheet.set_column_width(col, *width)?;
    }
    Ok(())
}

fn cost_sheet(book: &Book, sheet: &mut Worksheet, costs: &[CostLine], summary: TestSummary) -> Result<(), XlsxError> {
    heads(book, sheet, &[(Word::Rule, 40), (Word::Basis, 90), (Word::Cost, 10)])?;
    let mut row = 2;
    for line in costs {
        for (col, text) in (0..).zip([line.rule.as_str(), line.cite.in_lang(book.lang)]) {
            sheet.write_string_with_format(row, col, cut(text), &book.formats.plain)?;
        }
        sheet.write_number_with_format(row, 2, line.cost as f64, &book.formats.number)?;
        row += 1;
    }
    let best = summary.proven.then(|| book.say(Word::NoCalendarBetter).to_string());
    let cost = Word::WishesCost.with(&[("soft", &summary.cost)]).in_lang(book.lang);
    for (at, sentence) in (row + 1..).zip(best.into_iter().chain([cost])) {
        sheet.write_string(at, 0, sentence)?;
    }
    sheet.set_freeze_panes(2, 0)?.set_print_fit_to_pages(1, 0);
    Ok(())
}
