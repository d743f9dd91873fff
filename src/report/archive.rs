//! `index.html` of an archive's instance: a sheet for every resource, with days side by side where there are days.

use super::Summary;
use super::entries::{say, told};
use super::html::{goodness, shell, t};
use crate::problem::{Assignment, CellId, EventId, Problem, ResourceId};
use crate::words::{Lang, Word};
use maud::{Markup, html};

/// The page; `times` are the names of the cells.
pub fn page(problem: &Problem, times: &[String], assignment: &Assignment, summary: &Summary, lang: Lang) -> String {
    let meets = meets(problem, assignment);
    let unplaced: Vec<&str> = (problem.events.iter())
        .filter(|event| {
            assignment.places[event.meets.clone()]
                .iter()
                .any(|p| p.length > 0 && p.slot.is_none())
        })
        .map(|event| event.name.as_str())
        .collect();
    let body = html! {
        header.top id="top" {
            p.kicker { (t(&say(Word::WeeklyTimetable))) }
            h1 { (problem.name) }
            @if !summary.legal {
                p.alarm role="alert" { (t(&told(&Word::NotLegalWhy.with(&[("hard", &summary.hard)])))) }
            }
            @if !unplaced.is_empty() { p { (t(&told(&Word::WithoutTime.with(&[("events", &unplaced.join(", "))])))) } }
        }
        nav aria-labelledby="contents" {
            h2.hidden id="contents" { (t(&say(Word::Contents))) }
            div.links { ul {
                @for (r, resource) in problem.resources.iter().enumerate() {
                    li { a href={ "#r" (r) } { (resource.name) } }
                }
            } }
        }
        main id="sheets" {
            @for (r, resource) in problem.resources.iter().enumerate() {
                section.sheet id={ "r" (r) } {
                    header { h2 { (resource.name) } }
                    (table(problem, times, &meets, r))
                    p.back { a href="#top" { (t(&say(Word::ToTop))) } }
                }
            }
        }
        footer { p { @for sentence in goodness(summary) { (t(&sentence)) " " } } p { (t(&say(Word::MadeBy))) } }
    };
    shell(lang, &problem.name, "", body, None)
}

/// A placed meet.
struct Meet {
    event: EventId,
    cells: std::ops::Range<CellId>,
    resources: Vec<ResourceId>,
}

fn meets(problem: &Problem, assignment: &Assignment) -> Vec<Meet> {
    let mut all = Vec::new();
    for (meet, &event) in problem.meets.iter().enumerate() {
        let mut resources: Vec<ResourceId> = assignment.resources(problem, meet).collect();
        resources.sort_unstable();
        resources.dedup();
        all.extend(assignment.spans(problem, meet).iter().map(|span| Meet {
            event,
            cells: span.start..span.end,
            resources: resources.clone(),
        }));
    }
    all
}

fn table(problem: &Problem, times: &[String], meets: &[Meet], resource: ResourceId) -> Markup {
    let axis = &problem.axis;
    let own: Vec<&Meet> = meets.iter().filter(|meet| meet.resources.contains(&resource)).collect();
    let rows = axis.day_cells.iter().map(|cells| cells.len()).max().unwrap_or(0);
    let entry = |meet: &Meet| {
        let others = meet.resources.iter().filter(|r| **r != resource);
        let others: Vec<&str> = others.map(|r| problem.resources[*r].name.as_str()).collect();
        html! { div.e { b { (problem.events[meet.event].name) } span { (others.join(", ")) } } }
    };
    html! {
        table.grid {
            @if axis.days > 1 {
                thead { tr { @for day in &axis.day_names { th scope="col" { (day) } } } }
            }
            tbody {
                @for row in 0..rows {
                    tr {
                        @for cells in &axis.day_cells {
                            @let cell = Some(cells.start + row).filter(|cell| cells.contains(cell));
                            @let here: Vec<&&Meet> = own.iter().filter(|m| cell.is_some_and(|c| m.cells.contains(&c))).collect();
                            td.empty[here.is_empty()] {
                                @if let Some(cell) = cell { small { (times[cell]) } }
                                @for meet in here { (entry(meet)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
