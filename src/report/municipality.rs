//! What a municipality gets besides its institutions' own files: one overview for all (who is where on which half-day,
//! what of each service is wanted, given and unmet, and why), and each institution's list of visits. Both
//! speak of services, hours and people, never of pupils.

use super::colour::{self, Rgb};
use super::entries::{School, both, lines, long, say, span};
use super::html::{Sheet, day_name, document, goodness, sheet_head, sheets_page, shell, t, term_line};
use super::xlsx::{Book, Formats, cut, height};
use super::{CostLine, Summary};
use crate::instance::{Clock, Id, Instance, Role, Session, Staff, Text, TravelMode};
use crate::municipality::{HalfDay, Homes};
use crate::timetable::Timetable;
use crate::words::{Lang, Word, weekday};
use maud::{Markup, html};
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// One institution alone, for its own files.
pub struct InstitutionReport<'p> {
    /// The institution, by index.
    pub institution: usize,
    /// Cut out of the municipality.
    pub instance: &'p Instance,
    /// Its timetable.
    pub timetable: &'p Timetable,
    /// Cost of each rule.
    pub costs: Vec<CostLine>,
    /// How good it is.
    pub summary: Summary,
}

/// A person at an institution in one half-day.
struct Visit {
    institution: usize,
    from: Clock,
    to: Clock,
    /// Minutes of what they give there.
    minutes: i32,
}

/// What of one service is wanted in one institution.
#[derive(Default, Clone, Copy)]
struct Need {
    wanted: u32,
    unmet: u32,
}

/// Everything the overview shows.
pub(super) struct Overview<'a> {
    instance: &'a Instance,
    homes: Homes<'a>,
    halves: Vec<HalfDay>,
    /// Specialists, and others who are in several institutions, with their half-days.
    people: Vec<(&'a Id, BTreeMap<HalfDay, Vec<Visit>>)>,
    needs: BTreeMap<(&'a Id, usize), Need>,
    /// Why meetings stay unmet.
    why: BTreeMap<(&'a Id, usize), BTreeSet<&'static str>>,
    reasons: BTreeMap<&'static str, Word>,
    colours: Vec<Rgb>,
}

impl<'a> Overview<'a> {
    pub fn new(instance: &'a Instance, timetable: &Timetable) -> Self {
        let homes = Homes::new(instance);
        let mut visits: BTreeMap<Id, BTreeMap<HalfDay, Vec<Visit>>> = BTreeMap::new();
        for ((person, half, institution), placements) in homes.visits(timetable) {
            let placements = placements.iter().map(|p| &timetable.placements[*p]);
            let times: Vec<(Clock, Clock)> = placements.map(|p| (p.start, p.end)).collect();
            let (Some(from), Some(to)) = (times.iter().map(|t| t.0).min(), times.iter().map(|t| t.1).max()) else {
                continue;
            };
            let minutes = times.iter().map(|(from, to)| to.minutes() - from.minutes()).sum();
            let visit = Visit {
                institution,
                from,
                to,
                minutes,
            };
            visits.entry(person).or_default().entry(half).or_default().push(visit);
        }
        let shared: BTreeSet<&Id> = homes.shared().collect();
        let shown = |s: &&Staff| s.role == Role::Specialist || shared.contains(&s.id);
        let shown = instance.staff.iter().filter(shown);
        let people = shown
            .map(|s| (&s.id, visits.remove(&s.id).unwrap_or_default()))
            .collect();
        let mut overview = Overview {
            instance,
            halves: HalfDay::all(instance),
            people,
            needs: BTreeMap::new(),
            why: BTreeMap::new(),
            reasons: BTreeMap::new(),
            colours: colour::of_many(instance.institutions.len()),
            homes,
        };
        for session in &instance.sessions {
            let Some(home) = overview.homes.of_pupils(&session.pupils) else {
                continue;
            };
            let unmet = timetable.unmet.get(&session.id).copied().unwrap_or(0);
            let need = overview.needs.entry((&session.service, home)).or_default();
            need.wanted += u32::from(session.weekly);
            need.unmet += u32::from(unmet);
            if unmet > 0 {
                let (key, word) = overview.reason(session, home);
                overview.reasons.insert(key, word);
                overview.why.entry((&session.service, home)).or_default().insert(key);
            }
        }
        overview
    }

    /// Why a session is not given, or not as often as wanted.
    fn reason(&self, session: &Session, home: usize) -> (&'static str, Word) {
        let comes = |id: &Id| {
            let mut people = self.people.iter();
            let halves = people.find(|(person, _)| *person == id).map(|(_, halves)| halves);
            halves.is_some_and(|halves| halves.values().flatten().any(|v| v.institution == home))
        };
        match session.staff.persons() {
            [] => ("nobody", Word::UnmetNobody),
            persons if !persons.iter().any(comes) => ("elsewhere", Word::UnmetElsewhere),
            _ => ("time", Word::UnmetTime),
        }
    }

    /// People who are in several institutions.
    pub fn shared(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.homes.shared().map(String::as_str)
    }

    fn institution_name(&self, index: usize) -> Text {
        let institution = self.instance.institutions.get(index);
        institution.map_or(Text::Any(String::new()), |i| i.name.clone())
    }

    fn why(&self, service: &Id, home: usize) -> Text {
        let keys = self
            .why
            .iter()
            .find(|((s, h), _)| *s == service && *h == home)
            .map(|(_, keys)| keys);
        let words: Vec<Text> = keys
            .into_iter()
            .flatten()
            .filter_map(|key| Some(say(*self.reasons.get(key)?)))
            .collect();
        super::entries::list(&words)
    }

    /// By service: wanted, given and unmet meetings a week.
    fn services(&self) -> BTreeMap<&'a Id, Need> {
        let mut services: BTreeMap<&Id, Need> = BTreeMap::new();
        for ((service, _), need) in &self.needs {
            let sum = services.entry(service).or_default();
            sum.wanted += need.wanted;
            sum.unmet += need.unmet;
        }
        services
    }

    /// The page, in both languages.
    pub fn page(
        &self,
        school: &School,
        parts: &[(&InstitutionReport, String)],
        summary: &Summary,
        lang: Lang,
    ) -> String {
        let sheet = |anchor: &str, word: Word, body: Markup| Sheet {
            anchor: anchor.into(),
            kicker: say(Word::Municipality),
            title: say(word),
            facts: Vec::new(),
            body,
        };
        let sections = vec![
            (
                "people",
                Word::WhoIsWhere,
                vec![sheet("people", Word::WhoIsWhere, self.whereabouts(school))],
            ),
            (
                "services",
                Word::Services,
                vec![sheet("services", Word::Services, self.service_tables())],
            ),
            (
                "places",
                Word::Institutions,
                vec![sheet("places", Word::Institutions, self.institutions(parts))],
            ),
        ];
        let facts = html! {
            p.facts { (t(&term_line(self.instance))) }
            @for sentence in goodness(summary) { p { (t(&sentence)) } }
        };
        let head = |sheet: &Sheet| {
            sheet_head(
                school,
                summary,
                &sheet.anchor,
                &sheet.kicker,
                &sheet.title,
                &sheet.facts,
            )
        };
        let body = sheets_page(
            &self.instance.name,
            Word::MunicipalityPlan,
            &facts,
            sections,
            head,
            &html! {},
        );
        let colours: String = (0..self.colours.len())
            .map(|i| {
                let (strong, light) = (
                    colour::hex(self.colours[i]),
                    colour::hex(colour::light(self.colours[i])),
                );
                format!(".at{i}{{--c:#{strong};--t:#{light}}}")
            })
            .collect();
        shell(
            lang,
            self.instance.name.in_lang(lang),
            &colours,
            body,
            Some(super::html::SCRIPT),
        )
    }

    fn whereabouts(&self, school: &School) -> Markup {
        html! {
            div.across {
                table.weeks.halves {
                    thead {
                        tr {
                            th.corner rowspan="2" { (t(&say(Word::Specialist))) }
                            @for pair in self.halves.chunks(2) {
                                th colspan="2" scope="colgroup" { (t(&day_name(pair[0].day))) }
                            }
                        }
                        tr {
                            @for half in &self.halves { th scope="col" { (t(&half_name(*half))) } }
                        }
                    }
                    tbody {
                        @for (person, visits) in &self.people {
                            tr {
                                th scope="row" { (t(&school.staff_name(person))) }
                                @for half in &self.halves {
                                    td {
                                        @for visit in visits.get(half).into_iter().flatten() {
                                            div class={ "e at" (visit.institution) } {
                                                b { (t(&self.institution_name(visit.institution))) }
                                                " " span { (span(visit.from, visit.to)) }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn service_tables(&self) -> Markup {
        let unmet = self.needs.iter().filter(|(_, need)| need.unmet > 0);
        html! {
            table.list {
                thead { tr { @for word in [Word::Service, Word::Wanted, Word::Given, Word::Unmet] { th scope="col" { (t(&say(word))) } } } }
                tbody {
                    @for (service, need) in self.services() {
                        tr {
                            th scope="row" { (t(&self.instance.service_name(service))) }
                            td { (need.wanted) } td { (need.wanted - need.unmet) } td { (need.unmet) }
                        }
                    }
                }
            }
            @if unmet.clone().next().is_some() {
                h3.part { (t(&say(Word::UnmetWhere))) }
                table.list {
                    thead { tr { @for word in [Word::Institution, Word::Service, Word::Unmet, Word::UnmetWhy] { th scope="col" { (t(&say(word))) } } } }
                    tbody {
                        @for ((service, home), need) in unmet {
                            tr {
                                th scope="row" { (t(&self.institution_name(*home))) }
                                td { (t(&self.instance.service_name(service))) }
                                td { (need.unmet) }
                                td { (t(&self.why(service, *home))) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn institutions(&self, parts: &[(&InstitutionReport, String)]) -> Markup {
        let heads = [Word::Institution, Word::Cost, Word::Bound, Word::Unmet];
        html! {
            table.list {
                thead { tr { @for word in heads { th scope="col" { (t(&say(word))) } } } }
                tbody {
                    @for (part, folder) in parts {
                        tr {
                            th scope="row" { a href={ (folder) "/index.html" } { (t(&self.institution_name(part.institution))) } }
                            td {
                                @if part.summary.legal { (part.summary.soft) } @else { (t(&say(Word::NotLegal))) }
                            }
                            td { @if let Some(bound) = part.summary.bound { (bound) } }
                            td { (part.timetable.unmet.values().map(|n| u32::from(*n)).sum::<u32>()) }
                        }
                    }
                }
            }
        }
    }

    /// The same as a workbook.
    ///
    /// # Errors
    /// When the format cannot hold it.
    pub fn workbook(
        &self,
        school: &School,
        parts: &[(&InstitutionReport, String)],
        costs: &[CostLine],
        summary: &Summary,
        lang: Lang,
    ) -> io::Result<Vec<u8>> {
        let formats = Formats::new(school);
        let book = Book { school, lang, formats };
        self.sheets(&book, parts, costs, summary).map_err(io::Error::other)
    }

    fn sheets(
        &self,
        book: &Book,
        parts: &[(&InstitutionReport, String)],
        costs: &[CostLine],
        summary: &Summary,
    ) -> Result<Vec<u8>, XlsxError> {
        let (lang, formats) = (book.lang, &book.formats);
        let mut workbook = Workbook::new();
        let sheet = book.sheet(&mut workbook, Word::WhoIsWhere)?;
        sheet.write_string_with_format(1, 0, book.say(Word::Specialist), &formats.head)?;
        sheet.set_column_width(0, 24)?;
        for (col, half) in (1..).zip(&self.halves) {
            let name = format!("{}, {}", weekday(half.day).say(lang), half_name(*half).in_lang(lang));
            sheet.write_string_with_format(1, col, name, &formats.head)?;
            sheet.set_column_width(col, 18)?;
        }
        for (row, (person, visits)) in (2..).zip(&self.people) {
            sheet.write_string_with_format(row, 0, cut(book.school.staff_name(person).in_lang(lang)), &formats.side)?;
            let mut tallest = 1;
            for (col, half) in (1..).zip(&self.halves) {
                let there = visits.get(half).map_or(&[][..], Vec::as_slice);
                let text: Vec<String> = there
                    .iter()
                    .map(|v| {
                        format!(
                            "{}\n{}",
                            self.institution_name(v.institution).in_lang(lang),
                            span(v.from, v.to)
                        )
                    })
                    .collect();
                let format = match there {
                    [one] => filled(&formats.plain, self.colours[one.institution]),
                    _ => formats.plain.clone(),
                };
                let text = text.join("\n");
                tallest = tallest.max(text.lines().map(|l| lines(l, 20)).sum());
                sheet.write_string_with_format(row, col, cut(&text), &format)?;
            }
            sheet.set_row_height(row, height(tallest))?;
        }
        sheet
            .set_freeze_panes(2, 1)?
            .set_repeat_rows(0, 1)?
            .set_print_fit_to_pages(1, 0);

        let sheet = book.sheet(&mut workbook, Word::Services)?;
        let heads = [
            Word::Institution,
            Word::Service,
            Word::Wanted,
            Word::Given,
            Word::Unmet,
            Word::UnmetWhy,
        ];
        for (col, (word, width)) in (0..).zip(heads.into_iter().zip([40, 28, 10, 10, 14, 50])) {
            sheet.write_string_with_format(1, col, book.say(word), &formats.head)?;
            sheet.set_column_width(col, width)?;
        }
        for (row, ((service, home), need)) in (2..).zip(&self.needs) {
            let (service_name, why) = (self.instance.service_name(service), self.why(service, *home));
            let texts = [
                (0, self.institution_name(*home), 44),
                (1, service_name, 30),
                (5, why, 56),
            ];
            let mut tallest = 1;
            for (col, text, letters) in texts {
                tallest = tallest.max(lines(text.in_lang(lang), letters));
                sheet.write_string_with_format(row, col, cut(text.in_lang(lang)), &formats.plain)?;
            }
            sheet.set_row_height(row, height(tallest))?;
            for (col, number) in [(2, need.wanted), (3, need.wanted - need.unmet), (4, need.unmet)] {
                sheet.write_number_with_format(row, col, number, &formats.number)?;
            }
        }
        sheet
            .set_freeze_panes(2, 0)?
            .set_repeat_rows(0, 1)?
            .set_print_fit_to_pages(1, 0);

        let sheet = book.sheet(&mut workbook, Word::Institutions)?;
        for (col, (word, width)) in (0..).zip([
            (Word::Institution, 50),
            (Word::Cost, 12),
            (Word::Bound, 14),
            (Word::Unmet, 14),
        ]) {
            sheet.write_string_with_format(1, col, book.say(word), &formats.head)?;
            sheet.set_column_width(col, width)?;
        }
        for (row, (part, _)) in (2..).zip(parts) {
            let name = self.institution_name(part.institution);
            sheet.write_string_with_format(row, 0, cut(name.in_lang(lang)), &formats.plain)?;
            let unmet: u16 = part.timetable.unmet.values().sum();
            let bound = part.summary.bound.unwrap_or(0);
            for (col, number) in [(1, part.summary.soft), (2, bound), (3, i64::from(unmet))] {
                sheet.write_number_with_format(row, col, number as f64, &formats.number)?;
            }
        }
        sheet
            .set_freeze_panes(2, 0)?
            .set_repeat_rows(0, 1)?
            .set_print_fit_to_pages(1, 0);
        book.costs(book.sheet(&mut workbook, Word::CostPerRule)?, costs, summary)?;
        workbook.save_to_buffer()
    }

    /// The week of somebody in several institutions: where, from when to when, and the way between.
    pub fn ways(&self, person: &str) -> Markup {
        let halves = self
            .people
            .iter()
            .find(|(id, _)| *id == person)
            .map(|(_, halves)| halves);
        let of = halves.into_iter().flatten();
        let mut stays: Vec<(HalfDay, &Visit)> = of
            .flat_map(|(half, visits)| visits.iter().map(move |v| (*half, v)))
            .collect();
        stays.sort_by_key(|(half, v)| (*half, v.from, v.to));
        let way = |index: usize| {
            let (half, here) = stays[index];
            let before = stays[..index].last().map(|(other, v)| (other.day, v.institution));
            let before = before
                .filter(|(day, at)| *day == half.day && *at != here.institution)?
                .1;
            let ids = [before, here.institution].map(|at| self.instance.institutions.get(at).map(|i| &i.id));
            let ways = &mut self.instance.travel.iter();
            let travel = ways.find(|w| [Some(&w.from), Some(&w.to)] == ids)?;
            let mode = say(match travel.mode {
                TravelMode::Walk => Word::TravelWalk,
                TravelMode::Bus => Word::TravelBus,
                TravelMode::Car => Word::TravelCar,
            });
            Some(both(|lang| {
                let (from, mode) = (self.institution_name(before), mode.in_lang(lang).to_owned());
                let places: [(&'static str, &dyn crate::words::Fill); 3] = [
                    ("minutes", &travel.minutes),
                    ("from", &from.in_lang(lang)),
                    ("mode", &mode),
                ];
                Word::WayFrom.with(&places).in_lang(lang)
            }))
        };
        html! {
            h3.part { (t(&say(Word::WhoIsWhere))) }
            table.list {
                thead { tr { @for word in [Word::Day, Word::Time, Word::Institution, Word::Way] { th scope="col" { (t(&say(word))) } } } }
                tbody {
                    @for (index, (half, stay)) in stays.iter().enumerate() {
                        tr {
                            th scope="row" { (t(&day_name(half.day))) }
                            td.when { (span(stay.from, stay.to)) }
                            td { (t(&self.institution_name(stay.institution))) }
                            td { @if let Some(way) = way(index) { (t(&way)) } }
                        }
                    }
                }
            }
        }
    }

    /// Who comes to an institution, when and for how long: what its head may hang out.
    pub fn visits(&self, part: &InstitutionReport, lang: Lang) -> String {
        let school = School::new(part.instance, part.timetable);
        let home = part.institution;
        let heads = [Word::Day, Word::Time, Word::Specialist, Word::VisitFor, Word::Hours];
        let mut rows: Vec<(HalfDay, &Id, &Visit)> = Vec::new();
        for (person, halves) in &self.people {
            let here = halves
                .iter()
                .flat_map(|(half, visits)| visits.iter().map(move |v| (*half, *person, v)));
            rows.extend(here.filter(|(.., v)| v.institution == home));
        }
        rows.sort_by_key(|(half, person, visit)| (*half, visit.from, *person));
        let gives = |person: &Id| {
            let sessions = part.instance.sessions.iter().filter(|s| s.staff.may_be(person));
            let services: BTreeSet<&Id> = sessions.map(|s| &s.service).collect();
            let lessons = part
                .instance
                .lessons
                .iter()
                .filter(|l| l.staff.iter().any(|need| need.may_be(person)));
            let subjects: BTreeSet<&Id> = lessons.map(|l| &l.subject).collect();
            let services = services.into_iter().map(|s| self.instance.service_name(s));
            let subjects = subjects.into_iter().map(|s| school.subject_name(s));
            super::entries::list(&services.chain(subjects).collect::<Vec<Text>>())
        };
        let body = html! {
            main.alone {
                section.sheet aria-labelledby="visits-title" {
                    (sheet_head(&school, &part.summary, "visits", &say(Word::Visits), &part.instance.name, &[]))
                    table.list {
                        thead { tr { @for word in heads { th scope="col" { (t(&say(word))) } } } }
                        tbody {
                            @for (half, person, visit) in rows {
                                tr {
                                    th scope="row" { (t(&day_name(half.day))) }
                                    td.when { (span(visit.from, visit.to)) }
                                    td { (t(&school.staff_name(person))) }
                                    td { (t(&gives(person))) }
                                    td { (t(&long(visit.minutes))) }
                                }
                            }
                        }
                    }
                }
            }
        };
        document(&school, lang, &part.instance.name, body, false)
    }
}

fn half_name(half: HalfDay) -> Text {
    say(if half.afternoon {
        Word::HalfAfternoon
    } else {
        Word::HalfMorning
    })
}

fn filled(plain: &Format, colour: Rgb) -> Format {
    let [r, g, b] = colour::light(colour).map(u32::from);
    plain.clone().set_background_color(Color::RGB(r << 16 | g << 8 | b))
}
