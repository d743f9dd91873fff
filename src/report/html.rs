//! `index.html`: one page to publish, with a sheet for every class, group, member of staff and
//! room. It asks nothing of the network, can be read without scripts, and prints one sheet a page.
//!
//! Class sheets are tables of periods and weekdays, for a class has one bell schedule. Sheets
//! of staff and rooms are true to time, for there the bells of several classes meet.

use super::Summary;
use super::colour;
use super::entries::{Entry, School, Shade, both, capital, hm, lines, long, say, span, told, week_word};
use super::files::safe_names;
use crate::instance::{Clock, Instance, Period, Text, Week, Weekday};
use crate::timetable::{Status, Timetable};
use crate::words::{Lang, Word, date, weekday};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("page.css");
pub(super) const SCRIPT: &str = include_str!("page.js");
/// Staff sheets name the time between engagements from this many minutes on; less is a break.
const GAP_SHOWN: i32 = 30;

/// The page, in both languages; `lang` is the one it opens with.
pub fn page(instance: &Instance, timetable: &Timetable, summary: &Summary, lang: Lang) -> String {
    let school = School::new(instance, timetable);
    let sections = [
        ("class", Word::Classes, class_sheets(&school)),
        ("group", Word::Groups, group_sheets(&school)),
        ("staff", Word::Teachers, staff_sheets(&school)),
        ("room", Word::Rooms, room_sheets(&school)),
        ("consultation", Word::Consultations, consultation_sheet(&school)),
    ];
    let facts = html! {
        p.facts { (t(&term_line(instance))) " " (status_pill(timetable.status)) }
        @if !summary.legal {
            p.alarm role="alert" { (t(&told(&Word::NotLegalWhy.with(&[("hard", &summary.hard)])))) }
        }
    };
    let head = |sheet: &Sheet| {
        sheet_head(
            &school,
            summary,
            &sheet.anchor,
            &sheet.kicker,
            &sheet.title,
            &sheet.facts,
        )
    };
    let footer = footer(&school, summary);
    let body = sheets_page(
        &instance.name,
        Word::WeeklyTimetable,
        &facts,
        sections.into(),
        head,
        &footer,
    );
    document(&school, lang, &instance.name, body, true)
}

/// The body of a page of sheets by kind, with what finds and shows them.
pub(super) fn sheets_page(
    name: &Text,
    kicker: Word,
    facts: &Markup,
    sections: Vec<(&str, Word, Vec<Sheet>)>,
    head: impl Fn(&Sheet) -> Markup,
    footer: &Markup,
) -> Markup {
    let sections: Vec<_> = sections.into_iter().filter(|(.., sheets)| !sheets.is_empty()).collect();
    html! {
        a.skip href="#sheets" { (t(&say(Word::SkipToTimetables))) }
        header.top id="top" {
            p.kicker { (t(&say(kicker))) }
            h1 { (t(name)) }
            (facts)
        }
        div.tools id="tools" hidden {
            div.kinds role="group" {
                @for (kind, word, _) in &sections {
                    button type="button" data-kind=(kind) aria-pressed="false" { (t(&say(*word))) }
                }
                button type="button" data-kind="all" aria-pressed="false" { (t(&say(Word::EverySheet))) }
            }
            input id="search" type="search" autocomplete="off"
                data-bg=(Word::Search.say(Lang::Bg)) data-en=(Word::Search.say(Lang::En));
            button id="print" type="button"
                data-bg=(Word::PrintHint.say(Lang::Bg)) data-en=(Word::PrintHint.say(Lang::En)) {
                (t(&say(Word::Print)))
            }
            div.langs role="group" {
                button type="button" data-lang="bg" lang="bg" aria-pressed="false" { "Български" }
                button type="button" data-lang="en" lang="en" aria-pressed="false" { "English" }
            }
        }
        nav aria-labelledby="contents" {
            h2.hidden id="contents" { (t(&say(Word::Contents))) }
            @for (kind, word, sheets) in &sections {
                div.links data-kind=(kind) {
                    h3 { (t(&say(*word))) }
                    ul { @for sheet in sheets { li { a href={ "#" (sheet.anchor) } { (t(&sheet.title)) } } } }
                }
            }
        }
        main id="sheets" {
            p.none id="none" hidden { (t(&say(Word::NothingFound))) }
            @for (kind, _, sheets) in &sections {
                @for sheet in sheets {
                    section.sheet data-kind=(kind) id=(sheet.anchor) aria-labelledby={ (sheet.anchor) "-title" } {
                        (head(sheet))
                        (sheet.body)
                        p.back { a href="#top" { (t(&say(Word::ToTop))) } }
                    }
                }
            }
        }
        (footer)
    }
}

/// One sheet of a page.
pub(super) struct Sheet {
    pub anchor: String,
    pub kicker: Text,
    pub title: Text,
    pub facts: Vec<Text>,
    pub body: Markup,
}

/// A whole document with the style, and the script if it has sheets to choose from.
pub(super) fn document(school: &School, lang: Lang, title: &Text, body: Markup, script: bool) -> String {
    let shades: String = school
        .shades()
        .map(|shade| {
            let strong = school.colour(shade);
            let (name, light) = (shade_class(shade), colour::hex(colour::light(strong)));
            format!(".{name}{{--c:#{};--t:#{light}}}", colour::hex(strong))
        })
        .collect();
    shell(lang, title.in_lang(lang), &shades, body, script.then_some(SCRIPT))
}

/// A document around a body, with the style and what more there is of it.
pub(super) fn shell(lang: Lang, title: &str, style: &str, body: Markup, script: Option<&str>) -> String {
    let code = match lang {
        Lang::Bg => "bg",
        Lang::En => "en",
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
    html! {
        (DOCTYPE)
        html lang=(code) data-lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
            }
            body {
                (body)
                @if let Some(script) = script { script { (PreEscaped(script)) } }
            }
        }
    }
    .into_string()
}

/// A text in the languages it has; the style shows the one chosen.
pub(super) fn t(text: &Text) -> Markup {
    match text {
        Text::Both { bg, en } if bg != en => html! { span lang="bg" { (bg) } span lang="en" { (en) } },
        Text::Both { bg: same, .. } | Text::Any(same) => html! { (same) },
    }
}

/// The head of a sheet: what it is for, and what stands on it when it hangs alone on a wall.
pub(super) fn sheet_head(
    school: &School,
    summary: &Summary,
    anchor: &str,
    kicker: &Text,
    title: &Text,
    facts: &[Text],
) -> Markup {
    html! {
        header {
            div {
                h2 id={ (anchor) "-title" } { small { (t(kicker)) " " } (t(title)) }
                @if !facts.is_empty() { p.facts { @for fact in facts { span.fact { (t(fact)) } " " } } }
            }
            div.issue {
                p { (t(&school.instance.name)) }
                p { (t(&term_line(school.instance))) " " (status_pill(school.timetable.status)) }
                @if !summary.legal { p.alarm { (t(&say(Word::NotLegal))) } }
            }
        }
    }
}

fn status_pill(status: Status) -> Markup {
    let (class, word) = match status {
        Status::Draft => ("draft", Word::StatusDraft),
        Status::Approved => ("approved", Word::StatusApproved),
        Status::Published => ("published", Word::StatusPublished),
    };
    html! { strong class={ "status " (class) } { (t(&say(word))) } }
}

pub(super) fn term_line(instance: &Instance) -> Text {
    let term = &instance.term;
    both(|lang| {
        let (from, to) = (date(term.from, lang), date(term.to, lang));
        Word::TermDates.with(&[("from", &from), ("to", &to)]).in_lang(lang)
    })
}

/// How good a timetable is, in sentences.
pub(super) fn goodness(summary: &Summary) -> Vec<Text> {
    if !summary.legal {
        vec![told(&Word::NotLegalWhy.with(&[("hard", &summary.hard)]))]
    } else if summary.soft == 0 {
        vec![say(Word::Legal), say(Word::WishesMet)]
    } else {
        let bound = match summary.bound {
            Some(bound) if bound >= summary.soft => Some(say(Word::NoneBetter)),
            Some(bound) if bound > 0 => Some(told(&Word::BoundIs.with(&[("bound", &bound)]))),
            _ => None,
        };
        let cost = told(&Word::WishesCost.with(&[("soft", &summary.soft)]));
        [Some(say(Word::Legal)), Some(cost), bound]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// What the timetable is for and how good it is, in words.
fn footer(school: &School, summary: &Summary) -> Markup {
    let (instance, term) = (school.instance, &school.instance.term);
    let goodness = goodness(summary);
    let holidays = both(|lang| {
        let days: Vec<String> = term
            .holidays
            .iter()
            .map(|h| {
                let dates = if h.from == h.to {
                    date(h.from, lang)
                } else {
                    format!("{} – {}", date(h.from, lang), date(h.to, lang))
                };
                match &h.name {
                    Some(name) => format!("{dates} ({})", name.in_lang(lang)),
                    None => dates,
                }
            })
            .collect();
        Word::Holidays.with(&[("days", &days.join("; "))]).in_lang(lang)
    });
    html! {
        footer {
            p {
                (t(&both(|lang| {
                    Word::TimetableFor.with(&[("instance", &instance.name.in_lang(lang))]).in_lang(lang)
                })))
                " · " (t(&term_line(instance))) " · " (status_pill(school.timetable.status))
            }
            @for end in &term.ends {
                @let grades = end.grades.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
                p { (t(&both(|lang| {
                    Word::GradeEnds.with(&[("grades", &grades), ("to", &date(end.to, lang))]).in_lang(lang)
                }))) }
            }
            @if !term.holidays.is_empty() { p { (t(&holidays)) } }
            p { @for sentence in &goodness { (t(sentence)) " " } }
            p { (t(&say(Word::MadeBy))) " (" (instance.id) ")" }
        }
    }
}

pub(super) fn shade_class(shade: Shade) -> String {
    match shade {
        Shade::Subject(i) => format!("s{i}"),
        Shade::Recreation => "recreation".into(),
        Shade::SelfStudy => "self-study".into(),
        Shade::Interests => "interests".into(),
        Shade::Consultation => "consultation".into(),
        Shade::Lunch => "lunch".into(),
        Shade::Session => "session".into(),
    }
}

fn week_tag(week: Week) -> Markup {
    html! { @if let Some(word) = week_word(week) { " " em.wk { (t(&say(word))) } } }
}

pub(super) fn day_name(day: Weekday) -> Text {
    both(|lang| capital(weekday(day).say(lang)))
}

// --- classes and groups

fn class_sheets(school: &School) -> Vec<Sheet> {
    let classes = &school.instance.classes;
    let ids: Vec<&str> = classes.iter().map(|c| c.id.as_str()).collect();
    classes
        .iter()
        .zip(safe_names(&ids))
        .map(|(class, anchor)| {
            let full_day = school.instance.full_day.iter().find(|g| g.classes.contains(&class.id));
            let lunches = school.lunches_of(&class.id);
            let table = Table {
                entries: school.of_class(&class.id).into_iter().chain(lunches).collect(),
                bell: school.periods(class.bell.as_deref()),
                hours: full_day.map_or(&[], |g| school.periods(Some(&g.hours))),
                home: class.room.as_deref(),
                itself: &class.id,
                group_teacher: full_day.map(|g| g.staff.as_str()),
            };
            let facts = [
                class
                    .teacher
                    .as_ref()
                    .map(|id| named(Word::ClassTeacherIs, "name", &school.staff_name(id))),
                class
                    .room
                    .as_ref()
                    .map(|id| named(Word::HomeRoomIs, "room", &school.room_name(id))),
                full_day.map(|g| named(Word::GroupTeacherIs, "name", &school.staff_name(&g.staff))),
            ];
            Sheet {
                anchor: format!("class-{anchor}"),
                kicker: say(Word::WeeklyTimetable),
                title: school.class_name(&class.id),
                facts: facts.into_iter().flatten().collect(),
                body: table.draw(school),
            }
        })
        .collect()
}

fn named(word: Word, place: &'static str, name: &Text) -> Text {
    both(|lang| word.with(&[(place, &name.in_lang(lang))]).in_lang(lang))
}

/// Groups of divisions with the whole week of their pupils; merged groups and full-day groups
/// with their own hours.
fn group_sheets(school: &School) -> Vec<Sheet> {
    let instance = school.instance;
    let divisions = instance
        .classes
        .iter()
        .flat_map(|c| c.divisions.iter().flat_map(|d| &d.groups));
    let merged = instance.groups.iter().map(|g| &g.id);
    let full_day = instance.full_day.iter().map(|g| &g.id);
    let ids: Vec<&str> = divisions.chain(merged).chain(full_day).map(String::as_str).collect();
    let sheet = |id: &&str, anchor: String| {
        let id: &str = id;
        let class = school.class_of_group(id);
        let group = instance.full_day.iter().find(|g| g.id == id);
        let within = |e: &&Entry| match class {
            Some(class) => e
                .audience
                .is_some_and(|a| school.reaches(a, &|leaf| leaf == id || leaf == class.id)),
            None => e.audience == Some(id),
        };
        let entries: Vec<&Entry> = school.entries.iter().filter(within).collect();
        let lunches = class.map(|c| school.lunches_of(&c.id)).into_iter().flatten();
        let reached = entries.first().map(|e| e.classes.clone()).unwrap_or_default();
        let model = class.or_else(|| reached.first().and_then(|c| school.class(c)));
        let hours = group.or_else(|| {
            instance
                .full_day
                .iter()
                .find(|g| class.is_some_and(|c| g.classes.contains(&c.id)))
        });
        let facts = [
            (class.is_none() && !reached.is_empty()).then(|| {
                named(
                    Word::ClassesAre,
                    "classes",
                    &school.class_names(reached.iter().copied()),
                )
            }),
            hours.map(|g| named(Word::GroupTeacherIs, "name", &school.staff_name(&g.staff))),
        ];
        let table = Table {
            bell: if group.is_some() {
                &[]
            } else {
                school.periods(model.and_then(|c| c.bell.as_deref()))
            },
            hours: hours.map_or(&[], |g| school.periods(Some(&g.hours))),
            home: class.and_then(|c| c.room.as_deref()),
            itself: id,
            group_teacher: hours.map(|g| g.staff.as_str()),
            entries: entries.iter().copied().chain(lunches).collect(),
        };
        (!entries.is_empty()).then(|| Sheet {
            anchor: format!("group-{anchor}"),
            kicker: say(if group.is_some() {
                Word::FullDayGroup
            } else {
                Word::WeeklyTimetable
            }),
            title: school.class_name(id),
            facts: facts.into_iter().flatten().collect(),
            body: table.draw(school),
        })
    };
    ids.iter()
        .zip(safe_names(&ids))
        .filter_map(|(id, anchor)| sheet(id, anchor))
        .collect()
}

/// A week as periods and weekdays.
struct Table<'s, 'a> {
    entries: Vec<&'s Entry<'a>>,
    /// Periods of the morning.
    bell: &'s [Period],
    /// Hours of the afternoon.
    hours: &'s [Period],
    /// The room that need not be named.
    home: Option<&'s str>,
    /// The class or group that need not be named.
    itself: &'s str,
    /// The teacher who has recreation and self-study, named above the table.
    group_teacher: Option<&'s str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Lessons,
    Lunch,
    Hours,
}

/// A row of a table: a period, or a time that is none.
struct Row<'s, 'a> {
    number: Option<u8>,
    /// From 1, from the top of the table.
    line: usize,
    start: Clock,
    end: Clock,
    cells: BTreeMap<Weekday, Vec<&'s Entry<'a>>>,
}

impl<'s, 'a> Table<'s, 'a> {
    fn part(entry: &Entry) -> Part {
        match entry.shade {
            Shade::Subject(_) => Part::Lessons,
            Shade::Lunch => Part::Lunch,
            _ => Part::Hours,
        }
    }

    /// Rows by part of the day: periods from the first of the bell to the last used, whether
    /// they hold something or not.
    fn rows(&self) -> Vec<(Part, Vec<Row<'s, 'a>>)> {
        // Periods by number, other times by themselves, lunch in one row.
        type Key = (Option<u8>, Option<(Clock, Clock)>);
        let mut parts: BTreeMap<Part, BTreeMap<Key, Row>> = BTreeMap::new();
        for entry in &self.entries {
            let part = Self::part(entry);
            let (number, time) = match (part, entry.period) {
                (Part::Lunch, _) => (None, None),
                (_, Some(number)) => (Some(number), None),
                (_, None) => (None, Some((entry.start, entry.end))),
            };
            let period = self.periods(part).iter().find(|p| Some(p.number) == number);
            let row = parts
                .entry(part)
                .or_default()
                .entry((number, time))
                .or_insert_with(|| Row {
                    number,
                    line: 0,
                    start: period.map_or(entry.start, |p| p.start),
                    end: period.map_or(entry.end, |p| p.end),
                    cells: BTreeMap::new(),
                });
            row.cells.entry(entry.day).or_default().push(entry);
        }
        for (part, rows) in &mut parts {
            let used = rows.values().filter_map(|r| r.number);
            let (Some(first), Some(last)) = (used.clone().min(), used.max()) else {
                continue;
            };
            for period in self.periods(*part) {
                if period.number <= last && (*part == Part::Lessons || period.number > first) {
                    rows.entry((Some(period.number), None)).or_insert_with(|| Row {
                        number: Some(period.number),
                        line: 0,
                        start: period.start,
                        end: period.end,
                        cells: BTreeMap::new(),
                    });
                }
            }
        }
        let mut parts: Vec<_> = parts
            .into_iter()
            .map(|(part, rows)| {
                let mut rows: Vec<Row> = rows.into_values().collect();
                rows.sort_by_key(|r| (r.start, r.end));
                (part, rows)
            })
            .collect();
        // A second shift has its hours first.
        if let [(Part::Lessons, lessons), .., (Part::Hours, hours)] = parts.as_slice() {
            let first = |rows: &[Row]| rows.first().map(|r| r.start);
            if first(hours) < first(lessons) {
                parts.reverse();
            }
        }
        for (line, row) in parts.iter_mut().flat_map(|(_, rows)| rows).enumerate() {
            row.line = line + 1;
        }
        parts
    }

    fn periods(&self, part: Part) -> &'s [Period] {
        match part {
            Part::Lessons => self.bell,
            Part::Hours => self.hours,
            Part::Lunch => &[],
        }
    }

    fn draw(&self, school: &School) -> Markup {
        let days = &school.days;
        let parts = self.rows();
        let rows = parts.iter().flat_map(|(_, rows)| rows);
        let (count, lines) = (rows.clone().count(), rows.map(|r| self.lines(school, r)).sum::<usize>());
        // On a phone the cells become one list, day by day: this is their order in it.
        let order = |day: usize, row: usize| format!("--o:{}", (day + 1) * 1000 + row);
        html! {
            table.grid role="table" style={ "--lines:" (lines) ";--rows:" (count) } {
                thead role="rowgroup" {
                    tr role="row" {
                        th.corner scope="col" role="columnheader" { (t(&say(Word::Period))) }
                        @for (d, day) in days.iter().enumerate() {
                            th scope="col" role="columnheader" style=(order(d, 0)) { (t(&day_name(*day))) }
                        }
                    }
                }
                @for (part, rows) in &parts {
                    tbody role="rowgroup" class=(match part {
                        Part::Lessons => "lessons", Part::Lunch => "meal", Part::Hours => "hours",
                    }) {
                        @for row in rows {
                            tr role="row" {
                                th scope="row" role="rowheader" {
                                    @if *part == Part::Lunch {
                                        b { (t(&say(Word::Lunch))) }
                                    } @else {
                                        @if let (Part::Lessons, Some(n)) = (part, row.number) { b { (n) } " " }
                                        span { (span(row.start, row.end)) }
                                    }
                                }
                                @for (d, day) in days.iter().enumerate() {
                                    (self.cell(school, row, *part, *day, &order(d, row.line)))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, school: &School, row: &Row, part: Part, day: Weekday, order: &str) -> Markup {
        let entries = row.cells.get(&day).map_or(&[][..], Vec::as_slice);
        let inside = |e: &Entry| {
            let other_time = part == Part::Lunch || (e.start, e.end) != (row.start, row.end);
            let number = if part == Part::Lessons { row.number } else { None };
            html! {
                span class=(if other_time { "when always" } else { "when" }) {
                    @if let Some(n) = number { i { (n) } " " }
                    (span(e.start, e.end))
                }
                b { (t(&e.what)) (week_tag(e.week)) }
                @if let Some(group) = self.group(school, e) { span.grp { (t(&group)) } }
                @if let Some(who) = self.who(school, e) { span.who { (t(&who)) } }
                @if let Some(place) = self.place(school, e) { span.where { (t(&place)) } }
            }
        };
        html! {
            @match entries {
                [] => { td.empty role="cell" style=(order) {} }
                [one] => { td role="cell" class={ "e " (shade_class(one.shade)) } style=(order) { (inside(one)) } }
                several => {
                    td.several role="cell" style=(order) {
                        @for e in several { div class={ "e " (shade_class(e.shade)) } { (inside(e)) } }
                    }
                }
            }
        }
    }

    fn who(&self, school: &School, e: &Entry) -> Option<Text> {
        let known = matches!(e.shade, Shade::Recreation | Shade::SelfStudy)
            && e.staff.as_slice() == self.group_teacher.as_slice();
        (!known && !e.staff.is_empty()).then(|| school.staff_names(&e.staff))
    }

    fn place(&self, school: &School, e: &Entry) -> Option<Text> {
        e.room.filter(|r| self.home != Some(*r)).map(|r| school.room_name(r))
    }

    /// About how many lines the row takes on an A4 page: the style fits the letters to it.
    fn lines(&self, school: &School, row: &Row) -> usize {
        let of_entry = |e: &&Entry| {
            let week = week_word(e.week).map(say);
            let rest = [week, self.group(school, e), self.who(school, e), self.place(school, e)];
            wrapped(&e.what, 15) + rest.iter().flatten().map(|text| wrapped(text, 19)).sum::<usize>()
        };
        let cells = row.cells.values().map(|entries| entries.iter().map(of_entry).sum());
        // The number and the time of the row take two; the style gives no row less.
        cells.max().unwrap_or(0).max(2)
    }

    /// The group of the class, or the merged group; a full-day group's hours are for the whole class.
    fn group(&self, school: &School, entry: &Entry) -> Option<Text> {
        let class = school.class_of_group(self.itself).map(|c| c.id.as_str());
        let full_day = |id: &str| school.instance.full_day.iter().any(|g| g.id == id);
        let named = |id: &&str| *id != self.itself && Some(*id) != class && !full_day(id);
        entry.audience.filter(named).map(|id| school.class_name(id))
    }
}

/// The lines of a text in a column of so many letters, in the language that needs more.
fn wrapped(text: &Text, letters: usize) -> usize {
    let lines = |lang| lines(text.in_lang(lang), letters);
    lines(Lang::Bg).max(lines(Lang::En))
}

// --- staff and rooms

fn staff_sheets(school: &School) -> Vec<Sheet> {
    let staff = &school.instance.staff;
    let ids: Vec<&str> = staff.iter().map(|s| s.id.as_str()).collect();
    staff
        .iter()
        .zip(safe_names(&ids))
        .filter(|(person, _)| school.is_public(&person.id))
        .map(|(person, anchor)| Sheet {
            anchor: format!("staff-{anchor}"),
            kicker: say(Word::WeeklyTimetable),
            title: school.staff_name(&person.id),
            facts: Vec::new(),
            body: week(school, with_gaps(staff_cards(school, &person.id))),
        })
        .collect()
}

/// The public engagements of a member of staff and lunch with their group.
pub(super) fn staff_cards(school: &School, person: &str) -> Vec<Card> {
    let duty = school.lunches.iter().filter(|e| e.staff.contains(&person));
    let entries = school.of_staff(person).into_iter().chain(duty);
    entries
        .map(|e| card(school, e, school.audience_name(e), &[], e.room))
        .collect()
}

fn room_sheets(school: &School) -> Vec<Sheet> {
    let rooms = &school.instance.rooms;
    let ids: Vec<&str> = rooms.iter().map(|r| r.id.as_str()).collect();
    rooms
        .iter()
        .zip(safe_names(&ids))
        .filter_map(|(room, anchor)| {
            let entries = school.of_room(&room.id);
            (!entries.is_empty()).then(|| Sheet {
                anchor: format!("room-{anchor}"),
                kicker: say(Word::WeeklyTimetable),
                title: school.room_name(&room.id),
                facts: Vec::new(),
                body: week(
                    school,
                    entries
                        .iter()
                        .map(|e| card(school, e, school.audience_name(e), &e.staff, None))
                        .collect(),
                ),
            })
        })
        .collect()
}

fn consultation_sheet(school: &School) -> Vec<Sheet> {
    let mut entries: Vec<&Entry> = school
        .entries
        .iter()
        .filter(|e| e.shade == Shade::Consultation)
        .collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let place = |e: &Entry| {
        school
            .instance
            .staff
            .iter()
            .position(|s| e.staff.contains(&s.id.as_str()))
    };
    entries.sort_by_key(|e| (place(e), e.day, e.start));
    let places = entries.iter().any(|e| e.room.is_some());
    let heads = [Word::Teacher, Word::Day, Word::Time]
        .into_iter()
        .chain(places.then_some(Word::Place));
    let body = html! {
        table.list {
            thead { tr { @for word in heads { th scope="col" { (t(&say(word))) } } } }
            tbody {
                @for e in entries {
                    tr {
                        th scope="row" { (t(&school.staff_names(&e.staff))) }
                        td { (t(&day_name(e.day))) (week_tag(e.week)) }
                        td { (span(e.start, e.end)) }
                        @if places { td { @if let Some(room) = e.room { (t(&school.room_name(room))) } } }
                    }
                }
            }
        }
    };
    vec![Sheet {
        anchor: "consultations".into(),
        kicker: say(Word::WeeklyTimetable),
        title: say(Word::Consultations),
        facts: Vec::new(),
        body,
    }]
}

/// Something on a sheet that is true to time.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub day: Weekday,
    pub start: Clock,
    pub end: Clock,
    pub class: String,
    /// What stands beside the time and below it, to know how many lines it takes.
    pub beside: Option<Text>,
    pub below: Vec<Text>,
    pub body: Markup,
}

impl Card {
    /// About how many lines it takes in a column of so many letters.
    fn lines(&self, letters: usize) -> usize {
        let time = span(self.start, self.end);
        let first = self.beside.as_ref().map_or(Text::Any(String::new()), |beside| {
            both(|lang| format!("{time} {}", beside.in_lang(lang)))
        });
        wrapped(&first, letters + 2) + self.below.iter().map(|text| wrapped(text, letters)).sum::<usize>()
    }
}

/// An entry as a card, with the audience, staff and room that its reader needs to be told.
pub(super) fn card(school: &School, e: &Entry, audience: Option<Text>, staff: &[&str], room: Option<&str>) -> Card {
    let staff = (!staff.is_empty()).then(|| school.staff_names(staff));
    let room = room.map(|r| school.room_name(r));
    let body = html! {
        @if let Some(audience) = &audience { span.grp { (t(audience)) } " " }
        b { (t(&e.what)) (week_tag(e.week)) }
        @if let Some(staff) = &staff { " " span.who { (t(staff)) } }
        @if let Some(room) = &room { " " span.where { (t(room)) } }
    };
    Card {
        day: e.day,
        start: e.start,
        end: e.end,
        class: shade_class(e.shade),
        beside: audience,
        below: [Some(e.what.clone()), staff, room].into_iter().flatten().collect(),
        body,
    }
}

/// The cards with the longer times between them named.
pub(super) fn with_gaps(mut cards: Vec<Card>) -> Vec<Card> {
    cards.sort_by_key(|c| (c.day, c.start, c.end));
    let mut gaps = Vec::new();
    let mut busy: Option<(Weekday, Clock)> = None;
    for card in &cards {
        let until = busy.filter(|(day, _)| *day == card.day).map(|(_, until)| until);
        if let Some(until) = until {
            let minutes = card.start.minutes() - until.minutes();
            if minutes >= GAP_SHOWN {
                gaps.push(Card {
                    day: card.day,
                    start: until,
                    end: card.start,
                    class: "gap".into(),
                    beside: None,
                    below: Vec::new(),
                    body: html! { span { (t(&named(Word::GapBefore, "time", &long(minutes)))) } },
                });
            }
        }
        busy = Some((card.day, until.map_or(card.end, |u| u.max(card.end))));
    }
    cards.extend(gaps);
    cards
}

/// A week true to time: a column a day, in which a minute has the same height everywhere.
/// Cards at the same time share the width.
pub(super) fn week(school: &School, mut cards: Vec<Card>) -> Markup {
    cards.sort_by_key(|c| (c.day, c.start, c.end));
    let first = cards.iter().map(|c| c.start.minutes()).min().unwrap_or(8 * 60);
    let last = cards.iter().map(|c| c.end.minutes()).max().unwrap_or(14 * 60);
    let (from, to) = (first / 60 * 60, last.max(first + 60));
    html! {
        div.week style={ "--m:" (to - from) } {
            div.clock aria-hidden="true" {
                @for hour in (from / 60)..=(to / 60) {
                    span style={ "--a:" (hour * 60 - from) } { (hm(Clock((hour * 60) as u16))) }
                }
            }
            @for &day in &school.days {
                @let of_day: Vec<&Card> = cards.iter().filter(|c| c.day == day).collect();
                section.day {
                    h3 { (t(&day_name(day))) }
                    ol {
                        @for (card, (lane, lanes)) in of_day.iter().zip(lanes(&of_day)) {
                            @let (top, long) = (card.start.minutes() - from, card.end.minutes() - card.start.minutes());
                            @let lines = card.lines(17 / lanes);
                            li class={ "e " (card.class) }
                                style={ "--a:" (top) ";--b:" (long) ";--l:" (lane) ";--n:" (lanes) ";--k:" (lines) } {
                                time { (span(card.start, card.end)) } " " (card.body)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// For cards in order of start: the lane of each, and how many lanes those beside it need.
fn lanes(cards: &[&Card]) -> Vec<(usize, usize)> {
    let mut placed: Vec<(usize, usize)> = Vec::with_capacity(cards.len());
    let mut ends: Vec<Clock> = Vec::new();
    let mut cluster = 0;
    let mut settle = |placed: &mut Vec<(usize, usize)>, lanes: usize| {
        for p in placed.iter_mut().skip(cluster) {
            p.1 = lanes;
        }
        cluster = placed.len();
    };
    for card in cards {
        if ends.iter().all(|end| *end <= card.start) {
            settle(&mut placed, ends.len());
            ends.clear();
        }
        let lane = ends.iter().position(|end| *end <= card.start).unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = card.end,
            None => ends.push(card.end),
        }
        placed.push((lane, 1));
    }
    settle(&mut placed, ends.len());
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_at_the_same_time_share_the_width() {
        let card = |start: u16, end: u16| Card {
            day: Weekday::Mon,
            start: Clock(start),
            end: Clock(end),
            class: String::new(),
            beside: None,
            below: Vec::new(),
            body: html! {},
        };
        let cards = [
            card(0, 10),
            card(5, 20),
            card(12, 15),
            card(20, 30),
            card(20, 30),
            card(25, 40),
        ];
        let found = lanes(&cards.iter().collect::<Vec<_>>());
        assert_eq!(found, [(0, 2), (1, 2), (0, 2), (0, 3), (1, 3), (2, 3)]);
        assert_eq!(lanes(&[]), []);
    }
}
