//! `timetable.xlsx`: overviews of classes, staff and rooms, every public hour as a list to
//! filter, and the cost per rule. Like the page it knows nothing of sessions.

use super::entries::{Entry, School, Shade, capital, hm, lines, span, week_word};
use super::{CostLine, Summary, colour};
use crate::instance::{Clock, Id, Instance, Weekday};
use crate::timetable::Timetable;
use crate::words::{Lang, Word, weekday};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Most characters of a cell, well inside what the format allows.
const CELL: usize = 8_000;
/// Height of a row of so many lines of text, in points.
pub(super) fn height(lines: usize) -> f64 {
    13.0 * lines as f64 + 3.0
}

/// The workbook's bytes.
///
/// # Errors
/// When the format cannot hold the timetable: more than 16,384 classes, say.
pub fn workbook(
    instance: &Instance,
    timetable: &Timetable,
    costs: &[CostLine],
    summary: &Summary,
    lang: Lang,
) -> io::Result<Vec<u8>> {
    let school = School::new(instance, timetable);
    let book = Book {
        school: &school,
        lang,
        formats: Formats::new(&school),
    };
    book.write(costs, summary).map_err(io::Error::other)
}

pub(super) struct Book<'s, 'a> {
    pub school: &'s School<'a>,
    pub lang: Lang,
    pub formats: Formats,
}

pub(super) struct Formats {
    title: Format,
    pub head: Format,
    pub side: Format,
    pub plain: Format,
    pub number: Format,
    shades: Vec<(Shade, Format)>,
}

impl Formats {
    pub fn new(school: &School) -> Self {
        let bordered = Format::new()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xC9_CE_D6))
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_font_size(9);
        let head = bordered.clone().set_bold().set_background_color(Color::RGB(0xE4_E8_EE));
        let shade = |shade: Shade| {
            let [r, g, b] = colour::light(school.colour(shade)).map(u32::from);
            let fill = Color::RGB(r << 16 | g << 8 | b);
            (shade, bordered.clone().set_background_color(fill))
        };
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            side: head.clone().set_align(FormatAlign::Center),
            head: head.set_align(FormatAlign::Center),
            number: bordered.clone().set_num_format("#,##0"),
            shades: school.shades().map(shade).collect(),
            plain: bordered,
        }
    }

    pub fn of(&self, shade: Shade) -> &Format {
        let found = self.shades.iter().find(|(s, _)| *s == shade);
        found.map_or(&self.plain, |(_, format)| format)
    }
}

impl Book<'_, '_> {
    fn write(&self, costs: &[CostLine], summary: &Summary) -> Result<Vec<u8>, XlsxError> {
        let instance = self.school.instance;
        let mut workbook = Workbook::new();
        self.classes(self.sheet(&mut workbook, Word::Classes)?)?;
        let staff: Vec<&Id> = instance
            .staff
            .iter()
            .map(|s| &s.id)
            .filter(|id| self.school.is_public(id))
            .collect();
        let lines = staff.iter().map(|id| {
            let name = self.school.staff_name(id).in_lang(self.lang).to_string();
            (name, self.school.of_staff(id))
        });
        self.by_day(
            self.sheet(&mut workbook, Word::Teachers)?,
            Word::Teacher,
            lines.collect(),
        )?;
        let lines = instance.rooms.iter().map(|room| {
            let name = self.school.room_name(&room.id).in_lang(self.lang).to_string();
            (name, self.school.of_room(&room.id))
        });
        let lines = lines.filter(|(_, entries)| !entries.is_empty()).collect();
        self.by_day(self.sheet(&mut workbook, Word::Rooms)?, Word::Room, lines)?;
        self.all_hours(self.sheet(&mut workbook, Word::AllHours)?)?;
        self.costs(self.sheet(&mut workbook, Word::CostPerRule)?, costs, summary)?;
        workbook.save_to_buffer()
    }

    pub fn say(&self, word: Word) -> &'static str {
        word.say(self.lang)
    }

    /// A new sheet with its name, title line and print set-up.
    pub fn sheet<'w>(&self, workbook: &'w mut Workbook, name: Word) -> Result<&'w mut Worksheet, XlsxError> {
        let sheet = workbook.add_worksheet();
        let page = Word::PageOf
            .with(&[("page", &"&P"), ("pages", &"&N")])
            .in_lang(self.lang);
        // In headers and footers `&` starts a code.
        let instance = self.school.instance.name.in_lang(self.lang);
        let footer: String = instance
            .replace('&', "&&")
            .chars()
            .filter(|c| !c.is_control())
            .take(120)
            .collect();
        sheet
            .set_name(self.say(name))?
            .set_paper_size(9) // A4
            .set_landscape()
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3)
            .set_footer(format!("&L{footer}&R{page}"));
        let title = format!("{} – {}", instance, self.say(name));
        sheet.write_string_with_format(0, 0, cut(&title), &self.formats.title)?;
        Ok(sheet)
    }

    /// Days and periods against classes.
    fn classes(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let school = self.school;
        let classes = &school.instance.classes;
        sheet.write_string_with_format(1, 0, self.say(Word::Day), &self.formats.head)?;
        sheet.write_string_with_format(1, 1, self.say(Word::Period), &self.formats.head)?;
        for (col, class) in (2..).zip(classes) {
            let name = school.class_name(&class.id);
            sheet.write_string_with_format(1, col, cut(name.in_lang(self.lang)), &self.formats.head)?;
        }
        let mut line = 2;
        let mut breaks = Vec::new();
        for &day in &school.days {
            // Lessons by period, so that classes with different bells stand side by side; the rest by time.
            type Key = (bool, Option<u8>, Option<(Clock, Clock)>);
            let key = |e: &Entry| -> Key {
                match (e.shade, e.period) {
                    (Shade::Subject(_), Some(n)) => (false, Some(n), None),
                    _ => (true, None, Some((e.start, e.end))),
                }
            };
            let of_day = |e: &&Entry| e.day == day && !e.classes.is_empty();
            let rows: BTreeSet<Key> = school.entries.iter().filter(of_day).map(key).collect();
            let first = line;
            for row in rows {
                let label = match row {
                    (_, Some(number), _) => number.to_string(),
                    (.., Some((start, end))) => span(start, end),
                    _ => String::new(),
                };
                sheet.write_string_with_format(line, 1, &label, &self.formats.side)?;
                let mut tallest = 1;
                for (col, class) in (2..).zip(classes) {
                    let here = |e: &&Entry| of_day(e) && key(e) == row && e.classes.contains(&class.id.as_str());
                    let entries: Vec<&Entry> = school.entries.iter().filter(here).collect();
                    let texts: Vec<String> = entries.iter().map(|e| self.in_class(e, &class.id)).collect();
                    let text = texts.join("\n");
                    tallest = tallest.max(text.lines().map(|l| lines(l, 22)).sum());
                    let format = match entries.as_slice() {
                        [first, rest @ ..] if rest.iter().all(|e| e.shade == first.shade) => {
                            self.formats.of(first.shade)
                        }
                        _ => &self.formats.plain,
                    };
                    sheet.write_string_with_format(line, col, cut(&text), format)?;
                }
                sheet.set_row_height(line, height(tallest))?;
                line += 1;
            }
            if line > first {
                self.day_label(sheet, first, line - 1, day)?;
                breaks.push(line);
            }
        }
        breaks.pop();
        sheet.set_column_width(0, 5)?.set_column_width(1, 11)?;
        for col in (2..).take(classes.len()) {
            sheet.set_column_width(col, 19)?;
        }
        // Up to eight classes on one page's width.
        let pages = classes.len().div_ceil(8).max(1).min(usize::from(u16::MAX)) as u16;
        sheet
            .set_freeze_panes(2, 2)?
            .set_repeat_rows(0, 1)?
            .set_repeat_columns(0, 1)?
            .set_print_fit_to_pages(pages, 0)
            .set_page_breaks(&breaks)?;
        Ok(())
    }

    fn day_label(&self, sheet: &mut Worksheet, first: u32, last: u32, day: Weekday) -> Result<(), XlsxError> {
        let name = capital(self.say(weekday(day)));
        let format = self
            .formats
            .side
            .clone()
            .set_rotation(90)
            .set_align(FormatAlign::VerticalCenter);
        if first == last {
            sheet.write_string_with_format(first, 0, &name, &format)?;
        } else {
            sheet.merge_range(first, 0, last, 0, &name, &format)?;
        }
        Ok(())
    }

    /// Subject, time, who and where, a line each.
    fn in_class(&self, e: &Entry, class: &str) -> String {
        let school = self.school;
        let group = e
            .audience
            .filter(|a| *a != class && matches!(e.shade, Shade::Subject(_)));
        let home = school.class(class).and_then(|c| c.room.as_deref());
        let who = (!e.staff.is_empty()).then(|| school.staff_names(&e.staff));
        let place = e.room.filter(|r| home != Some(*r)).map(|r| school.room_name(r));
        let mut lines = vec![match group {
            Some(group) => format!(
                "{} ({})",
                e.short.in_lang(self.lang),
                school.class_name(group).in_lang(self.lang)
            ),
            None => e.short.in_lang(self.lang).to_string(),
        }];
        lines.push(self.when(e));
        lines.extend(
            [who, place]
                .into_iter()
                .flatten()
                .map(|t| t.in_lang(self.lang).to_string()),
        );
        lines.join("\n")
    }

    /// Minutes, and the weeks where not every.
    fn when(&self, e: &Entry) -> String {
        match week_word(e.week) {
            Some(word) => format!("{} ({})", span(e.start, e.end), self.say(word)),
            None => span(e.start, e.end),
        }
    }

    /// A line for each person or room, a column for each day, the engagements in order of time.
    fn by_day(&self, sheet: &mut Worksheet, what: Word, of: Vec<(String, Vec<&Entry>)>) -> Result<(), XlsxError> {
        let days = &self.school.days;
        sheet.write_string_with_format(1, 0, self.say(what), &self.formats.head)?;
        for (col, day) in (1..).zip(days) {
            sheet.write_string_with_format(1, col, capital(self.say(weekday(*day))), &self.formats.head)?;
            sheet.set_column_width(col, 30)?;
        }
        for (row, (name, entries)) in (2..).zip(&of) {
            sheet.write_string_with_format(row, 0, cut(name), &self.formats.head)?;
            let mut most = lines(name, 20);
            for (col, day) in (1..).zip(days) {
                let of_day: Vec<String> = entries
                    .iter()
                    .filter(|e| e.day == *day)
                    .map(|e| self.in_line(e, what))
                    .collect();
                most = most.max(of_day.iter().map(|l| lines(l, 36)).sum());
                sheet.write_string_with_format(row, col, cut(&of_day.join("\n")), &self.formats.plain)?;
            }
            sheet.set_row_height(row, height(most))?;
        }
        sheet
            .set_column_width(0, 18)?
            .set_freeze_panes(2, 1)?
            .set_repeat_rows(0, 1)?
            .set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn in_line(&self, e: &Entry, what: Word) -> String {
        let school = self.school;
        let mut parts = vec![self.when(e)];
        parts.extend(school.audience_name(e).map(|a| a.in_lang(self.lang).to_string()));
        parts.push(e.short.in_lang(self.lang).to_string());
        match (what, e.room) {
            (Word::Teacher, Some(room)) => parts.push(format!("[{}]", school.room_name(room).in_lang(self.lang))),
            (Word::Room, _) if !e.staff.is_empty() => {
                parts.push(format!("[{}]", school.staff_names(&e.staff).in_lang(self.lang)));
            }
            _ => {}
        }
        parts.join(" ")
    }

    /// Every public hour in a line of its own, to sort and filter.
    fn all_hours(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let columns = [
            (Word::Day, 12),
            (Word::Start, 8),
            (Word::End, 8),
            (Word::Period, 8),
            (Word::Class, 16),
            (Word::Subject, 34),
            (Word::Teacher, 26),
            (Word::Room, 24),
            (Word::WeeksColumn, 12),
        ];
        for (col, (word, width)) in (0..).zip(columns) {
            sheet.write_string_with_format(1, col, self.say(word), &self.formats.head)?;
            sheet.set_column_width(col, width)?;
        }
        let school = self.school;
        let mut last = 1;
        for (row, e) in (2..).zip(&school.entries) {
            let format = self.formats.of(e.shade);
            let lang = self.lang;
            let name =
                |text: Option<crate::instance::Text>| text.map_or(String::new(), |t| t.in_lang(lang).to_string());
            let period = e.period.filter(|_| matches!(e.shade, Shade::Subject(_)));
            let cells = [
                capital(self.say(weekday(e.day))),
                hm(e.start),
                hm(e.end),
                period.map_or(String::new(), |p| p.to_string()),
                name(school.audience_name(e)),
                e.what.in_lang(lang).to_string(),
                name(Some(school.staff_names(&e.staff))),
                name(e.room.map(|r| school.room_name(r))),
                week_word(e.week).map_or(String::new(), |w| self.say(w).to_string()),
            ];
            for (col, text) in (0..).zip(&cells) {
                sheet.write_string_with_format(row, col, cut(text), format)?;
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

    /// What each rule costs. Lines that name a pupil, a session or a service are added up
    /// without their names.
    pub fn costs(&self, sheet: &mut Worksheet, costs: &[CostLine], summary: &Summary) -> Result<(), XlsxError> {
        let columns = [(Word::Rule, 40), (Word::Basis, 70), (Word::Force, 16), (Word::Cost, 10)];
        for (col, (word, width)) in (0..).zip(columns) {
            sheet.write_string_with_format(1, col, self.say(word), &self.formats.head)?;
            sheet.set_column_width(col, width)?;
        }
        let secret = secret_words(self.school.instance);
        let mut others: BTreeMap<bool, i64> = BTreeMap::new();
        let mut rows: Vec<(String, String, bool, i64)> = Vec::new();
        for line in costs {
            let cite = line.cite.in_lang(self.lang);
            if names_any(&line.rule, &secret) || names_any(cite, &secret) {
                *others.entry(!line.hard).or_default() += line.cost;
            } else {
                rows.push((line.rule.clone(), cite.to_string(), line.hard, line.cost));
            }
        }
        rows.extend(
            others
                .into_iter()
                .map(|(soft, cost)| (self.say(Word::OtherRules).into(), String::new(), !soft, cost)),
        );
        rows.sort_by_key(|(rule, _, hard, cost)| (!hard, -cost, rule.clone()));
        let mut row = 2;
        for (rule, cite, hard, cost) in rows {
            let force = self.say(if hard { Word::Binding } else { Word::Wish });
            for (col, text) in (0..).zip([&rule, &cite, force]) {
                sheet.write_string_with_format(row, col, cut(text), &self.formats.plain)?;
            }
            sheet.write_number_with_format(row, 3, cost as f64, &self.formats.number)?;
            row += 1;
        }
        let mut sentences = if summary.legal {
            vec![self.say(Word::Legal).to_string()]
        } else {
            vec![Word::NotLegalWhy.with(&[("hard", &summary.hard)]).in_lang(self.lang)]
        };
        sentences.push(Word::WishesCost.with(&[("soft", &summary.soft)]).in_lang(self.lang));
        if let Some(bound) = summary.bound.filter(|_| summary.legal) {
            sentences.push(Word::BoundIs.with(&[("bound", &bound)]).in_lang(self.lang));
        }
        for (at, sentence) in (row + 1..).zip(sentences) {
            sheet.write_string(at, 0, sentence)?;
        }
        sheet
            .set_freeze_panes(2, 0)?
            .set_repeat_rows(0, 1)?
            .set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

pub(super) fn cut(text: &str) -> String {
    text.chars().take(CELL).collect()
}

/// Ids that would give away who is supported.
fn secret_words(instance: &Instance) -> BTreeSet<&str> {
    let pupils = instance.pupils.iter().map(|p| p.id.as_str());
    let sessions = instance.sessions.iter();
    pupils
        .chain(sessions.flat_map(|s| {
            [s.id.as_str(), s.service.as_str()]
                .into_iter()
                .chain(s.pupils.iter().map(String::as_str))
        }))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a text holds one of the words, not as a part of another word.
fn names_any(text: &str, words: &BTreeSet<&str>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, found)| {
            let (before, after) = (text.get(..at), text.get(at + found.len()..));
            !letter(before.and_then(|b| b.chars().next_back())) && !letter(after.and_then(|a| a.chars().next()))
        })
    })
}
