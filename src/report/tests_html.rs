//! `tests.html`: the term's calendar of written tests for the school's public place: week by week, then a sheet for
//! every class and teacher, and the orders it needs. Made like `index.html`, and prints the same way.

use super::TestSummary;
use super::entries::{School, both, capital, say, span, told};
use super::files::safe_names;
use super::html::{Sheet, document, shade_class, sheets_page, t, term_line};
use super::tests_shown::{Shown, shown};
use crate::instance::{Class, EffectiveRule, Instance, TestKind, Text, Weekday, Weight, Wish, effective_rules, monday};
use crate::test_calendar::{Held, TestCalendar};
use crate::timetable::Timetable;
use crate::words::{Arg, Lang, Word, short_date, weekday_short};
use chrono::{Days, NaiveDate};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Most classes side by side.
const ABREAST: usize = 8;

/// The page, in both languages; `lang` is the one it opens with.
pub(super) fn page(
    instance: &Instance,
    timetable: &Timetable,
    calendar: &TestCalendar,
    summary: TestSummary,
    lang: Lang,
) -> String {
    let school = School::new(instance, timetable);
    let tests = shown(&school, calendar);
    let sections = vec![
        ("weeks", Word::TestsByWeek, week_sheets(&school, &tests)),
        ("class", Word::Classes, class_sheets(&school, &tests)),
        ("staff", Word::Teachers, staff_sheets(&school, &tests)),
        ("order", Word::TestOrders, order_sheet(&school, &tests)),
    ];
    let facts = html! { p.facts { (t(&term_line(instance))) } };
    let head = |sheet: &Sheet| {
        html! {
            header {
                div {
                    h2 id={ (sheet.anchor) "-title" } { small { (t(&sheet.kicker)) " " } (t(&sheet.title)) }
                    p.facts { @for fact in &sheet.facts { span.fact { (t(fact)) } " " } }
                }
                div.issue {
                    p { (t(&instance.name)) }
                    p { (t(&term_line(instance))) }
                    p.approval { (t(&say(Word::ApprovedBy))) }
                }
            }
        }
    };
    let goodness = match summary.bound {
        _ if summary.proven => Some(say(Word::NoCalendarBetter)),
        Some(bound) => Some(told(&Word::CalendarBound.with(&[("bound", &bound)]))),
        None => None,
    };
    let footer = html! {
        footer {
            p { @for limit in limits(instance) { (t(&limit)) " " } (t(&say(Word::TestsJudged))) }
            p { (t(&told(&Word::WishesCost.with(&[("soft", &summary.cost)])))) " "
                @if let Some(goodness) = &goodness { (t(goodness)) } }
            p { (t(&say(Word::MadeBy))) " (" (instance.id) ")" }
        }
    };
    let body = sheets_page(&instance.name, Word::TestCalendarTitle, &facts, sections, head, &footer);
    document(&school, lang, &instance.name, body, true)
}

/// A kind of test for narrow cells.
pub(super) fn kind_short(kind: TestKind) -> Word {
    match kind {
        TestKind::EntryTest => Word::EntryTestShort,
        TestKind::ControlTest => Word::ControlTestShort,
        TestKind::ClassTest => Word::ClassTestShort,
    }
}

/// The limits that hold, in words.
fn limits(instance: &Instance) -> Vec<Text> {
    let rules = effective_rules(instance).unwrap_or_default();
    let limit = |rule: &EffectiveRule| match &rule.setting.rule {
        _ if rule.setting.weight != Weight::Hard => None,
        Wish::TestsADay { max } => Some(told(&Word::TestsADayAre.with(&[("max", max)]))),
        Wish::TestsAWeek { max } => Some(told(&Word::TestsAWeekAre.with(&[("max", max)]))),
        Wish::NoClassTestsAtEnd { weeks } => Some(told(&Word::NoClassTestsInLast.with(&[("weeks", weeks)]))),
        _ => None,
    };
    rules.iter().filter_map(limit).collect()
}

/// Weeks down, classes across.
fn week_sheets(school: &School, tests: &[Shown]) -> Vec<Sheet> {
    let term = &school.instance.term;
    let mut weeks: Vec<NaiveDate> = term
        .from
        .iter_days()
        .take_while(|d| *d <= term.to)
        .map(monday)
        .collect();
    weeks.dedup();
    let classes: Vec<&[Class]> = school.instance.classes.chunks(ABREAST).collect();
    let sheet = |(number, classes): (usize, &&[Class])| {
        let rows: Vec<(NaiveDate, BTreeMap<&str, Vec<&Shown>>)> = (weeks.iter())
            .map(|week| {
                let mut cells: BTreeMap<&str, Vec<&Shown>> = BTreeMap::new();
                for shown in tests.iter().filter(|s| monday(s.test.date) == *week) {
                    shown
                        .classes
                        .iter()
                        .for_each(|c| cells.entry(c).or_default().push(shown));
                }
                (*week, cells)
            })
            .collect();
        let body = html! {
            div.across {
                table.weeks {
                    thead { tr {
                        th.corner scope="col" { (t(&say(Word::Week))) }
                        @for class in *classes { th scope="col" { (t(&school.class_name(&class.id))) } }
                    } }
                    tbody { @for (week, cells) in &rows { tr {
                        th scope="row" { (t(&days_of(*week, school))) }
                        @for class in *classes {
                            @let cell = cells.get(class.id.as_str()).map_or(&[][..], Vec::as_slice);
                            td { @for s in cell { (in_cell(s)) } }
                        }
                    } } }
                }
            }
        };
        Sheet {
            anchor: format!("weeks-{}", number + 1),
            kicker: say(Word::TestCalendarTitle),
            title: match classes {
                [first, .., last] => {
                    let (first, last) = (school.class_name(&first.id), school.class_name(&last.id));
                    both(|lang| format!("{} – {}", first.in_lang(lang), last.in_lang(lang)))
                }
                [only] => school.class_name(&only.id),
                [] => say(Word::Classes),
            },
            facts: vec![say(Word::TestKindsShort)],
            body,
        }
    };
    classes.iter().enumerate().map(sheet).collect()
}

/// From the first to the last teaching day that a week can have.
fn days_of(week: NaiveDate, school: &School) -> Text {
    let days = &school.instance.term.days;
    let date = |day: Option<&Weekday>| {
        let ahead = day.map_or(0, |d| d.index() as u64);
        week.checked_add_days(Days::new(ahead)).unwrap_or(week)
    };
    let (first, last) = (date(days.iter().min()), date(days.iter().max()));
    both(|lang| format!("{} – {}", short_date(first, lang), short_date(last, lang)))
}

fn in_cell(shown: &Shown) -> Markup {
    let test = shown.test;
    html! {
        div.e.(shade_class(shown.shade)) {
            b { (t(&shown.short)) } " " (t(&say(kind_short(test.kind))))
            span { (t(&day(test.date))) @if !test.moved.is_empty() { " " em.wk { (t(&say(Word::ByOrder))) } } }
        }
    }
}

fn class_sheets(school: &School, tests: &[Shown]) -> Vec<Sheet> {
    let classes = &school.instance.classes;
    let ids: Vec<&str> = classes.iter().map(|c| c.id.as_str()).collect();
    let sheet = |(id, name): (&&str, String)| {
        let own: Vec<&Shown> = tests.iter().filter(|s| s.classes.contains(id)).collect();
        (!own.is_empty()).then(|| Sheet {
            anchor: format!("class-{name}"),
            kicker: say(Word::TestCalendarTitle),
            title: school.class_name(id),
            facts: Vec::new(),
            body: list(&own, Word::Teacher, |s| school.staff_names(&s.staff)),
        })
    };
    ids.iter().zip(safe_names(&ids)).filter_map(sheet).collect()
}

fn staff_sheets(school: &School, tests: &[Shown]) -> Vec<Sheet> {
    let ids: Vec<&str> = school.instance.staff.iter().map(|s| s.id.as_str()).collect();
    let sheet = |(id, name): (&&str, String)| {
        let own: Vec<&Shown> = tests.iter().filter(|s| s.staff.contains(id)).collect();
        (!own.is_empty()).then(|| Sheet {
            anchor: format!("staff-{name}"),
            kicker: say(Word::TestCalendarTitle),
            title: school.staff_name(id),
            facts: vec![told(&Word::TestsInAll.with(&[("count", &own.len())]))],
            body: list(&own, Word::Class, |s| s.audience.clone()),
        })
    };
    ids.iter().zip(safe_names(&ids)).filter_map(sheet).collect()
}

/// Tests by date, with the names of a column that the sheet does not say.
fn list(tests: &[&Shown], column: Word, name: impl Fn(&Shown) -> Text) -> Markup {
    html! {
        div.across {
            table.list {
                thead { tr {
                    @for word in [Word::Date, Word::Subject, Word::Test, Word::Time, column, Word::ResultsBy] {
                        th scope="col" { (t(&say(word))) }
                    }
                } }
                tbody { @for shown in tests {
                    @let test = shown.test;
                    tr {
                        th.when scope="row" { (t(&day(test.date))) }
                        td.e.(shade_class(shown.shade)) { b { (t(&shown.subject)) } }
                        td { (t(&both(|lang| capital(test.kind.word().say(lang)))))
                            @if !test.moved.is_empty() { " " em.wk { (t(&say(Word::ByOrder))) } } }
                        td.when { (span(test.start, test.end)) }
                        td { (t(&name(shown))) }
                        td.when { (t(&day(shown.results()))) }
                    }
                } }
            }
        }
    }
}

/// Weekday and date, without the year.
fn day(date: NaiveDate) -> Text {
    both(|lang| {
        let day = weekday_short(Weekday::of(date)).say(lang);
        format!("{day} {}", short_date(date, lang))
    })
}

/// The lessons to be moved, as the head's order has to say it (regulations II 13(1)3 and 13(2)).
fn order_sheet(school: &School, tests: &[Shown]) -> Vec<Sheet> {
    let orders: Vec<(Vec<Text>, Text)> = tests.iter().filter_map(|s| order(school, s)).collect();
    let body = html! {
        ol.orders { @for (moves, why) in &orders { li { @for line in moves { p { (t(line)) } } p.facts { (t(why)) } } } }
    };
    let sheet = Sheet {
        anchor: "orders".into(),
        kicker: say(Word::TestCalendarTitle),
        title: say(Word::TestOrders),
        facts: vec![say(Word::TestOrdersBasis)],
        body,
    };
    if orders.is_empty() { Vec::new() } else { vec![sheet] }
}

/// What changes places, and the circumstances.
fn order(school: &School, shown: &Shown) -> Option<(Vec<Text>, Text)> {
    let moved = &shown.test.moved;
    let (first, rest) = moved.split_first()?;
    let to = rest.iter().chain([first]);
    let what = |held: &Held| {
        let entry = school.entries.iter().find(|e| e.activity == held.lesson);
        entry.map_or_else(|| Text::Any(held.lesson.clone()), |e| e.what.clone())
    };
    let line = |(from, to): (&Held, &Held)| {
        told(&Word::OrderMoves.with(&[
            ("class", &shown.audience),
            ("subject", &what(from)),
            ("date", &Arg::Date(from.date)),
            ("start", &from.start),
            ("to_date", &Arg::Date(to.date)),
            ("to_start", &to.start),
        ]))
    };
    let why = told(&Word::OrderWhy.with(&[("subject", &shown.subject), ("date", &Arg::Date(shown.test.date))]));
    Some((moved.iter().zip(to).map(line).collect(), why))
}
