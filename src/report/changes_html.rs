//! `changes.html`: what a new timetable changes, for each class and member of staff, as far as it is public.

use super::entries::{Entry, School, capital, span};
use super::order_html::page;
use super::order_text::Block;
use crate::instance::Text;
use crate::timetable::{Change, Placement};
use crate::words::{Lang, Word, weekday_short};

/// One change with its public entries.
struct Shown<'s, 'a> {
    was: Option<&'s Entry<'a>>,
    is: Option<&'s Entry<'a>>,
}

/// The page, from the old timetable to the new one.
pub(super) fn changes(old: &School, new: &School, lang: Lang) -> String {
    let changes = old.timetable.changes_to(new.timetable);
    let shown: Vec<Shown> = changes.iter().filter_map(|change| shown(old, new, change)).collect();
    let mut blocks = vec![
        Block::Letterhead(new.instance.name.in_lang(lang).to_owned()),
        Block::Title(Word::ChangesTitle.say(lang).to_uppercase()),
        Block::Centred(Word::ChangesInAll.with(&[("count", &shown.len())]).in_lang(lang)),
    ];
    for class in &new.instance.classes {
        let own = |e: &Entry| e.classes.contains(&class.id.as_str());
        section(&mut blocks, new, &new.class_name(&class.id), &shown, own, lang);
    }
    for staff in &new.instance.staff {
        let own = |e: &Entry| e.staff.contains(&staff.id.as_str());
        section(&mut blocks, new, &new.staff_name(&staff.id), &shown, own, lang);
    }
    // Who left is not in the new file.
    let gone = old
        .instance
        .staff
        .iter()
        .filter(|s| new.instance.staff.iter().all(|n| n.id != s.id));
    for staff in gone {
        let own = |e: &Entry| e.staff.contains(&staff.id.as_str());
        section(&mut blocks, new, &old.staff_name(&staff.id), &shown, own, lang);
    }
    page(&[(lang, blocks)], Word::ChangesTitle.say(lang), lang)
}

fn shown<'s, 'a>(old: &'s School<'a>, new: &'s School<'a>, change: &Change) -> Option<Shown<'s, 'a>> {
    let entry = |school: &'s School<'a>, p: &Placement| {
        let there = |e: &&Entry| (e.day, e.start, e.week) == (p.day, p.start, p.week);
        school.entries.iter().filter(there).find(|e| e.activity == p.activity)
    };
    let (was, is) = match change {
        Change::Added(to) => (None, entry(new, to)),
        Change::Removed(from) => (entry(old, from), None),
        Change::Moved { from, to } => (entry(old, from), entry(new, to)),
    };
    (was.is_some() || is.is_some()).then_some(Shown { was, is })
}

fn section(
    blocks: &mut Vec<Block>,
    school: &School,
    name: &Text,
    shown: &[Shown],
    own: impl Fn(&Entry) -> bool,
    lang: Lang,
) {
    let when = |entry: Option<&Entry>| match entry {
        Some(e) => format!("{} {}", weekday_short(e.day).say(lang), span(e.start, e.end)),
        None => "–".to_owned(),
    };
    let row = |s: &Shown| {
        let entry = s.is.or(s.was)?;
        let concerned = s.was.is_some_and(&own) || s.is.is_some_and(&own);
        let audience = school
            .audience_name(entry)
            .map(|a| a.in_lang(lang).to_owned())
            .unwrap_or_default();
        let cells = [audience, entry.what.in_lang(lang).to_owned(), when(s.was), when(s.is)];
        let staff = school.staff_names(&entry.staff).in_lang(lang).to_owned();
        concerned.then(|| cells.into_iter().chain([staff]).collect::<Vec<String>>())
    };
    let rows: Vec<Vec<String>> = shown.iter().filter_map(row).collect();
    if rows.is_empty() {
        return;
    }
    blocks.push(Block::Paragraph(format!("{}: {}", name.in_lang(lang), rows.len())));
    let head = [Word::Class, Word::Subject, Word::WasBefore, Word::IsNow, Word::Teacher];
    let head = head.iter().map(|word| capital(word.say(lang))).collect();
    blocks.push(Block::Table { head, rows });
}
