//! The words of an order, of the notice for the board and of a specialist's sheet: one text, which the page and the
//! document only set in type.
//!
//! Order and notice are made of public entries alone (`School`'s allow-list), so no session gets into them.

use super::entries::{Entry, School, capital, list, span, told};
use crate::instance::{Bell, Id, Instance, Period, PeriodKind, Text, Weekday};
use crate::order::{Dated, Order, OrderKind, OrderedChange};
use crate::timetable::{Placement, Timetable};
use crate::words::{Arg, Fill, Lang, Message, Word, short_date, weekday};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A part of a text.
pub(super) enum Block {
    /// Who writes: on top, in the middle.
    Letterhead(String),
    Title(String),
    /// In the middle.
    Centred(String),
    Paragraph(String),
    /// A numbered point.
    Point(String),
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// A heading that begins a new page.
    Annex(String),
    Signature(String),
}

/// A changed meeting that everybody may see.
pub(super) struct Shown<'a> {
    pub change: &'a OrderedChange,
    pub was: Option<Entry<'a>>,
    pub is: Option<Entry<'a>>,
    /// As it takes place, or else as it was.
    pub entry: Entry<'a>,
}

impl<'a> Shown<'a> {
    pub fn staff(&self) -> BTreeSet<&'a str> {
        let entries = self.was.iter().chain(&self.is);
        entries.flat_map(|e| e.staff.iter().copied()).collect()
    }

    pub fn classes(&self) -> BTreeSet<&'a str> {
        let entries = self.was.iter().chain(&self.is);
        entries.flat_map(|e| e.classes.iter().copied()).collect()
    }
}

/// The meetings of an order before and after it, as timetables: what is shown of them is read from these.
pub(super) struct Meetings {
    was: Timetable,
    is: Timetable,
}

impl Meetings {
    pub fn new(timetable: &Timetable, order: &Order) -> Meetings {
        let of = |side: fn(&OrderedChange) -> Option<&Dated>| {
            let numbered = |(at, change): (usize, &OrderedChange)| {
                // The number leads back to the change.
                let number = u16::try_from(at).unwrap_or(u16::MAX);
                side(change).map(|dated| Placement {
                    number,
                    ..dated.placement.clone()
                })
            };
            let placements = order.changes.iter().enumerate().filter_map(numbered).collect();
            Timetable {
                placements,
                ..timetable.clone()
            }
        };
        Meetings {
            was: of(|change| change.was.as_ref()),
            is: of(|change| change.is.as_ref()),
        }
    }

    /// The public changes, by date and start.
    pub fn shown<'a>(&'a self, instance: &'a Instance, order: &'a Order) -> Vec<Shown<'a>> {
        let (was, is) = (School::new(instance, &self.was), School::new(instance, &self.is));
        let entry =
            |school: &School<'a>, at: usize| school.entries.iter().find(|e| usize::from(e.number) == at).cloned();
        let one = |(at, change): (usize, &'a OrderedChange)| {
            let (was, is) = (entry(&was, at), entry(&is, at));
            let entry = is.clone().or_else(|| was.clone())?;
            Some(Shown { change, was, is, entry })
        };
        order.changes.iter().enumerate().filter_map(one).collect()
    }
}

/// Blocks in one language.
struct Writer<'s, 'a> {
    school: &'s School<'a>,
    order: &'s Order,
    lang: Lang,
    /// Points are numbered: an order commands, a notice tells.
    numbered: bool,
    blocks: Vec<Block>,
}

/// The head's order.
pub(super) fn order(school: &School, order: &Order, lang: Lang) -> Vec<Block> {
    let meetings = Meetings::new(school.timetable, order);
    let shown = meetings.shown(school.instance, order);
    let mut writer = Writer::new(school, order, lang, true);
    writer.letterhead();
    writer.title(Word::OrderTitle);
    let decided = order.decided.date();
    writer.centred(&Word::OrderNumber.with(&[("date", &Arg::Date(decided))]));
    writer.paragraph(&Word::OrderBasis.with(&[
        ("article", &article(order.kind)),
        ("circumstances", &order.circumstances),
    ]));
    writer.centred(&Word::OrderCommands.with(&[]));
    let annex = shown.len() > ROWS || order.kind == OrderKind::AnotherWeekday;
    writer.what_changes(&shown, annex);
    writer.bells();
    writer.sittings();
    if let Some(ends) = shown.iter().filter_map(|s| s.is.as_ref()).map(|e| e.end).max()
        && order.kind == OrderKind::Shortened
    {
        writer.point(&Word::OrderDayEnds.with(&[("ends", &ends)]));
    }
    if !order.called.is_empty() {
        let call = |c: &crate::order::Called| {
            Word::OrderCalled
                .with(&[("from", &c.from)])
                .and("staff", school.staff_name(&c.staff))
                .arg()
        };
        let list = Arg::List(order.called.iter().map(call).collect());
        writer.point(&Word::OrderCalls.with(&[("list", &list)]));
    }
    writer.point(&Word::OrderBoard.with(&[]));
    writer.point(&Word::OrderControl.with(&[]));
    writer
        .blocks
        .push(Block::Signature(Word::OrderSignature.say(lang).to_owned()));
    let staff: BTreeSet<&str> = (shown.iter().flat_map(Shown::staff))
        .chain(order.called.iter().map(|c| c.staff.as_str()))
        .collect();
    if annex {
        writer.blocks.push(Block::Annex(Word::OrderAnnex.say(lang).to_owned()));
        writer.changes(&shown);
    }
    writer.acquainted(&staff);
    writer.blocks
}

/// The notice for the information board (regulations II 13(3)): what changes, and nothing of why.
pub(super) fn notice(school: &School, order: &Order, lang: Lang) -> Vec<Block> {
    let meetings = Meetings::new(school.timetable, order);
    let shown = meetings.shown(school.instance, order);
    let mut writer = Writer::new(school, order, lang, false);
    writer.letterhead();
    writer.title(Word::NoticeTitle);
    writer.centred(&Word::NoticeDates.with(&[("dates", &dates(order))]));
    writer.bells();
    writer.sittings();
    writer.changes(&shown);
    writer.blocks
}

/// What an order changes for somebody who gives sessions: private, with pupils by id.
pub(super) fn sessions(school: &School, order: &Order, person: &str, lang: Lang) -> Vec<Block> {
    let mut writer = Writer::new(school, order, lang, false);
    writer.letterhead();
    writer.title(Word::NoticeTitle);
    writer.centred(&Word::NotForPublication.with(&[]));
    let name = school.staff_name(person);
    writer.blocks.push(Block::Centred(name.in_lang(lang).to_owned()));
    let row = |change: &OrderedChange| {
        let session = session_of(school.instance, change, person)?;
        let service = school.instance.service_name(&session.service);
        let dated = |dated: Option<&Dated>| {
            dated.map_or_else(
                || "–".to_owned(),
                |d| format!("{} {}", short_date(d.date, lang), when(&d.placement)),
            )
        };
        Some(vec![
            service.in_lang(lang).to_owned(),
            session.pupils.join(", "),
            dated(change.was.as_ref()),
            dated(change.is.as_ref()),
        ])
    };
    let rows = order.changes.iter().filter_map(row).collect();
    writer.table(
        &[Word::Service, Word::Pupils, Word::ByTimetable, Word::TakesPlace],
        rows,
    );
    writer.blocks
}

/// The session that a change is of, where this person gives it: its own meeting or one inside a lesson.
pub(super) fn session_of<'a>(
    instance: &'a Instance,
    change: &OrderedChange,
    person: &str,
) -> Option<&'a crate::instance::Session> {
    let placement = &change.was.as_ref().or(change.is.as_ref())?.placement;
    let of = |id: &Id| instance.sessions.iter().find(|s| s.id == *id);
    let session = placement
        .session
        .as_ref()
        .and_then(of)
        .or_else(|| of(&placement.activity))?;
    (session.staff.may_be(person) || placement.staff.iter().any(|s| s == person)).then_some(session)
}

/// Rows of a table that an order itself has room for.
const ROWS: usize = 12;

fn article(kind: OrderKind) -> Word {
    match kind {
        OrderKind::Shortened => Word::ArticleShortened,
        OrderKind::Cover => Word::ArticleCover,
        OrderKind::AnotherWeekday => Word::ArticleWeekday,
        OrderKind::Assessment => Word::ArticleAssessment,
        OrderKind::Double => Word::ArticleDouble,
    }
}

fn dates(order: &Order) -> Arg {
    let day = |date: &NaiveDate| {
        Word::DayOfDate
            .with(&[("date", &Arg::Date(*date)), ("weekday", &weekday(Weekday::of(*date)))])
            .arg()
    };
    Arg::List(order.dates().iter().map(day).collect())
}

/// The classes that go by a bell schedule; of the afternoon, that it is so.
fn whose(school: &School, bell: &Bell) -> Text {
    let own = school
        .instance
        .classes
        .iter()
        .filter(|c| c.bell.as_ref() == Some(&bell.id));
    let classes: Vec<&str> = own.map(|c| c.id.as_str()).collect();
    if classes.is_empty() {
        Word::AfternoonHours.text()
    } else {
        school.class_names(classes)
    }
}

/// From start to end, on one line.
fn when(placement: &Placement) -> String {
    span(placement.start, placement.end).replace('–', "\u{2060}–\u{2060}")
}

impl<'s, 'a> Writer<'s, 'a> {
    fn new(school: &'s School<'a>, order: &'s Order, lang: Lang, numbered: bool) -> Self {
        Writer {
            school,
            order,
            lang,
            numbered,
            blocks: Vec::new(),
        }
    }

    fn letterhead(&mut self) {
        let names: Vec<Text> = self
            .school
            .instance
            .institutions
            .iter()
            .map(|i| i.name.clone())
            .collect();
        let name = list(&names).in_lang(self.lang).to_owned();
        self.blocks.push(Block::Letterhead(name));
    }

    fn title(&mut self, word: Word) {
        self.blocks.push(Block::Title(word.say(self.lang).to_uppercase()));
    }

    fn centred(&mut self, message: &Message) {
        self.blocks.push(Block::Centred(message.in_lang(self.lang)));
    }

    fn paragraph(&mut self, message: &Message) {
        self.blocks.push(Block::Paragraph(message.in_lang(self.lang)));
    }

    fn point(&mut self, message: &Message) {
        let text = message.in_lang(self.lang);
        self.blocks.push(if self.numbered {
            Block::Point(text)
        } else {
            Block::Paragraph(text)
        });
    }

    fn table(&mut self, head: &[Word], rows: Vec<Vec<String>>) {
        let head = head.iter().map(|word| capital(word.say(self.lang))).collect();
        self.blocks.push(Block::Table { head, rows });
    }

    fn say(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    /// The first point: what the order does to the timetable.
    fn what_changes(&mut self, shown: &[Shown], annex: bool) {
        let dates = dates(self.order);
        let lengths = shown.iter().filter_map(|s| s.is.as_ref()).map(|e| e.end.0 - e.start.0);
        let word = match self.order.kind {
            OrderKind::Shortened => {
                let minutes = lengths.max().unwrap_or(0);
                self.point(&Word::OrderShortens.with(&[("dates", &dates), ("minutes", &minutes)]));
                return self.point(&Word::OrderSameOrder.with(&[]));
            }
            OrderKind::AnotherWeekday => {
                if let Some(weekday) = self.order.weekday {
                    self.point(&Word::OrderWeekday.with(&[("dates", &dates), ("weekday", &weekday)]));
                }
                Word::OrderChangesInAnnex
            }
            _ if annex => Word::OrderChangesInAnnex,
            _ => Word::OrderChanges,
        };
        self.point(&word.with(&[("dates", &dates)]));
        if !annex {
            self.changes(shown);
        }
    }

    /// The new bells: mornings side by side, then afternoons.
    fn bells(&mut self) {
        let order = self.order;
        if order.bells.is_empty() {
            return;
        }
        self.point(&Word::OrderBells.with(&[]));
        let afternoon = |bell: &&Bell| bell.periods.iter().all(|p| p.kinds.contains(&PeriodKind::Afternoon));
        let (after, before): (Vec<&Bell>, Vec<&Bell>) = order.bells.iter().partition(afternoon);
        for bells in [before, after].into_iter().filter(|bells| !bells.is_empty()) {
            let name = |bell: &&Bell| self.say(&whose(self.school, bell));
            let head = [Word::Period.say(self.lang).to_owned()]
                .into_iter()
                .chain(bells.iter().map(name))
                .collect();
            let numbers: BTreeSet<u8> = bells.iter().flat_map(|b| &b.periods).map(|p| p.number).collect();
            let cell = |bell: &&Bell, number: u8| {
                let period = bell.periods.iter().find(|p| p.number == number);
                period.map_or_else(|| "–".to_owned(), |p: &Period| span(p.start, p.end))
            };
            let row = |number: &u8| {
                [number.to_string()]
                    .into_iter()
                    .chain(bells.iter().map(|bell| cell(bell, *number)))
                    .collect()
            };
            let rows = numbers.iter().map(row).collect();
            self.blocks.push(Block::Table { head, rows });
        }
    }

    fn sittings(&mut self) {
        let order = self.order;
        if order.sittings.is_empty() {
            return;
        }
        self.point(&Word::OrderSittings.with(&[]));
        let (school, lang) = (self.school, self.lang);
        let row = |sitting: &crate::order::Sitting| {
            let names = |texts: Vec<Text>| list(&texts).in_lang(lang).to_owned();
            vec![
                self.say(&sitting.name),
                names(sitting.classes.iter().map(|c| school.class_name(c)).collect()),
                span(sitting.from, sitting.to),
                names(sitting.rooms.iter().map(|r| school.room_name(r)).collect()),
                names(sitting.invigilators.iter().map(|s| school.staff_name(s)).collect()),
            ]
        };
        let rows = order.sittings.iter().map(row).collect();
        self.table(
            &[
                Word::Assessment,
                Word::Classes,
                Word::Time,
                Word::Place,
                Word::Invigilators,
            ],
            rows,
        );
    }

    /// The changed meetings: whose, what, when by the timetable, when now, with whom, where, and how it changes.
    fn changes(&mut self, shown: &[Shown]) {
        if shown.is_empty() {
            return;
        }
        let one_date = self.order.dates().len() == 1;
        let same_how = shown
            .iter()
            .all(|s| s.change.how == shown[0].change.how && s.change.why.is_none());
        let mut sorted: Vec<&Shown> = shown.iter().collect();
        let class_at = |s: &Shown| {
            let first = s.classes().into_iter().next().unwrap_or_default();
            self.school
                .instance
                .classes
                .iter()
                .position(|c| c.id == first)
                .unwrap_or(usize::MAX)
        };
        sorted.sort_by_cached_key(|s| (s.change.date(), class_at(s), s.entry.start, s.entry.activity));
        let dated = |dated: Option<&Dated>| match dated {
            None => "–".to_owned(),
            Some(d) if one_date => when(&d.placement),
            Some(d) => format!("{} {}", short_date(d.date, self.lang), when(&d.placement)),
        };
        let row = |s: &&Shown| {
            let entry = &s.entry;
            let audience = self
                .school
                .audience_name(entry)
                .map_or_else(|| "–".to_owned(), |a| self.say(&a));
            let room = entry
                .room
                .map_or_else(|| "–".to_owned(), |room| self.say(&self.school.room_name(room)));
            let mut row = vec![
                audience,
                self.say(&entry.what),
                dated(s.change.was.as_ref()),
                dated(s.change.is.as_ref()),
                self.say(&self.teachers(s)),
                room,
            ];
            if !same_how {
                let how = capital(s.change.how.word().say(self.lang));
                let why = s.change.why.as_ref().map(|why| format!(": {}", self.say(why)));
                row.push(how + &why.unwrap_or_default());
            }
            row
        };
        let rows = sorted.iter().map(row).collect();
        let mut head = vec![
            Word::Class,
            Word::Subject,
            Word::ByTimetable,
            Word::TakesPlace,
            Word::Teacher,
            Word::Place,
        ];
        head.extend((!same_how).then_some(Word::ChangeMade));
        self.table(&head, rows);
    }

    /// Who gives it, and instead of whom.
    fn teachers(&self, s: &Shown) -> Text {
        match (&s.was, &s.is) {
            (Some(was), Some(is)) if was.staff != is.staff => {
                let (now, before) = (self.school.staff_names(&is.staff), self.school.staff_names(&was.staff));
                told(&Word::InsteadOfTeacher.with(&[("staff", &now), ("before", &before)]))
            }
            _ => self.school.staff_names(&s.entry.staff),
        }
    }

    /// Whoever the order concerns signs that they know it.
    fn acquainted(&mut self, staff: &BTreeSet<&str>) {
        if staff.is_empty() {
            return;
        }
        self.blocks
            .push(Block::Paragraph(Word::OrderAcquainted.say(self.lang).to_owned()));
        let known = self.school.instance.staff.iter().map(|s| s.id.as_str());
        let mut ids: Vec<&str> = known.filter(|id| staff.contains(id)).collect();
        ids.extend(
            staff
                .iter()
                .filter(|id| self.school.instance.staff.iter().all(|s| s.id != **id)),
        );
        let row = |id: &&str| vec![self.say(&self.school.staff_name(id)), String::new(), String::new()];
        let rows = ids.iter().map(row).collect();
        self.table(&[Word::StaffName, Word::OrderDateKnown, Word::OrderSigned], rows);
    }
}
