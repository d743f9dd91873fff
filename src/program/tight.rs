//! Rows that follow from several rules together: no legal timetable breaks them, and the relaxed program
//! comes nearer to the whole one.
//!
//! They bear no rule's tag, because none of the rules alone makes them. So they are for bounds; what
//! explains why nothing is possible does without them.

use super::{Builder, Column, Limit, Program, RowDef, Tag};
use crate::problem::*;
use std::cmp::Reverse;

/// One ordinal of a resource's day: what may take it excludes each other and shares one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Minute of the axis at which it starts.
    pub from: i32,
    /// Minute at which it ends.
    pub to: i32,
    /// Placements that take it; their sum is 1 when it is taken.
    pub taken: Vec<Column>,
}

impl Builder<'_, '_> {
    /// Adds the rows that follow from several hard rules.
    pub fn tighten(&mut self) {
        for rule in self.problem().rules.iter().filter(|rule| rule.hard) {
            if let RuleKind::NoHoles(kind) = &rule.kind {
                kind.resources.iter().for_each(|r| self.full_days(*r, &kind.counts));
            }
        }
    }

    /// Without holes, a day of at least n lessons takes its first n ordinals.
    fn full_days(&mut self, resource: ResourceId, counts: &[bool]) {
        let events = self.counted(resource, counts);
        for day in 0..self.problem().axis.days {
            let Some(rungs) = self.rungs(resource, counts, day) else {
                continue;
            };
            for rung in rungs.iter().take(self.fewest_starts(&events, day, None)) {
                let mut limit = Limit::at_least(1);
                limit.add_all(&rung.taken, 1);
                self.row(Tag::Structure, limit);
            }
        }
    }

    /// The ordinals of a resource's day from the first on, one after the other in time, where a hard rule leaves
    /// no holes between them: an ordinal is taken exactly when the day ends with it or later. `None` where
    /// placements are of another shape.
    pub fn rungs(&self, resource: ResourceId, counts: &[bool], day: Day) -> Option<Vec<Rung>> {
        let problem = self.problem();
        let holds = |rule: &Rule| {
            rule.hard
                && matches!(&rule.kind, RuleKind::NoHoles(k) if k.counts == counts && k.resources.contains(&resource))
        };
        if !self.never_clashes(resource) || !problem.rules.iter().any(holds) {
            return None;
        }
        let events = self.events_of(resource);
        let mut rungs: Vec<Rung> = Vec::new();
        for event in events.into_iter().filter(|e| counts[*e]) {
            if !problem.events[event].fixed.contains(&resource) {
                return None;
            }
            for (slot, column) in self.placements(event) {
                let [span] = slot.spans[..] else { return None };
                let ordinal = usize::from(slot.ordinal?);
                if span.day != day {
                    continue;
                }
                let empty = Rung {
                    from: span.from,
                    to: span.to,
                    taken: Vec::new(),
                };
                rungs.resize(rungs.len().max(ordinal + 1), empty.clone());
                let rung = &mut rungs[ordinal];
                if rung.taken.is_empty() {
                    *rung = empty;
                }
                if (rung.from, rung.to) != (span.from, span.to) {
                    return None;
                }
                rung.taken.push(column);
            }
        }
        let in_order = rungs.windows(2).all(|pair| pair[0].to <= pair[1].from);
        (in_order && rungs.iter().all(|rung| !rung.taken.is_empty() && rung.from < rung.to)).then_some(rungs)
    }

    /// The earliest minute at which a resource's day can end on which an event takes place, as far as hard rules leave no holes
    /// in it and say how many lessons it has at least: without the event, it has one more.
    pub fn earliest_end(&self, resource: ResourceId, counts: &[bool], day: Day, with: EventId) -> Option<i32> {
        let fewest = self.fewest_starts(&self.counted(resource, counts), day, Some(with));
        let last = fewest.checked_sub(1)?;
        self.rungs(resource, counts, day)?.get(last).map(|rung| rung.to)
    }

    /// The fewest spans of a set of events that may start on a day, as a hard [`Spread`] says; on a day on which one of
    /// them takes place, if it is named.
    fn fewest_starts(&self, events: &[EventId], day: Day, with: Option<EventId>) -> usize {
        let problem = self.problem();
        let cells = &problem.axis.day_cells[day];
        let mut fewest = 0;
        for rule in problem.rules.iter().filter(|r| r.hard) {
            let RuleKind::Spread(spread) = &rule.kind else { continue };
            let of_day = |group: usize| {
                let inside = |(cell, held): (CellId, &bool)| !held || cells.contains(&cell);
                spread.groups[group].cells.iter().enumerate().all(inside)
            };
            for point in spread
                .points
                .iter()
                .filter(|p| p.events.iter().all(|e| events.contains(e)))
            {
                let beside = with.is_some_and(|event| events.contains(&event) && !point.events.contains(&event));
                let least = |limit: &(usize, u16, u16)| usize::from(limit.1) + usize::from(beside);
                let limits = point.limits.iter().filter(|limit| least(limit) > fewest);
                let most = limits.filter(|limit| of_day(limit.0)).map(least).max();
                fewest = fewest.max(most.unwrap_or(0));
            }
        }
        fewest
    }

    /// Minutes of lunch that a hard [`Lunch`] keeps free of every one of these sessions after a class's day.
    pub fn lunch(&self, sessions: &[EventId], class: ResourceId, counts: &[bool]) -> Option<i32> {
        let of = |session: &EventId| {
            let hard = self.problem().rules.iter().filter(|r| r.hard);
            let lunches = hard.filter_map(|rule| match &rule.kind {
                RuleKind::Lunch(lunch) if lunch.counts == counts => Some(lunch),
                _ => None,
            });
            let points = lunches.flat_map(|lunch| &lunch.points);
            points.filter(|p| p.0 == *session && p.1 == class).map(|p| p.2).max()
        };
        let minutes: Option<Vec<i32>> = sessions.iter().map(of).collect();
        minutes?.into_iter().min().filter(|minutes| *minutes > 0)
    }
}

impl Program {
    /// Leaves out rows that say of some columns that at most one is 1 where another says it of them and more.
    /// A class, its room and its pupils say much the same of their lessons.
    pub(super) fn leave_out_dominated(&mut self) {
        let packs = |row: &RowDef| {
            let ones = |(column, k): &(Column, i64)| *k == 1 && self.columns[column.0].lower >= 0;
            row.lower.is_none() && row.upper == Some(1) && row.terms.iter().all(ones)
        };
        let mut packing: Vec<usize> = (0..self.rows.len()).filter(|row| packs(&self.rows[*row])).collect();
        packing.sort_by_key(|row| Reverse(self.rows[*row].terms.len()));
        let mut kept = vec![true; self.rows.len()];
        let mut with: Vec<Vec<usize>> = vec![Vec::new(); self.columns.len()];
        for row in packing {
            let terms = &self.rows[row].terms;
            let within = |other: &usize| {
                let others = &self.rows[*other].terms;
                terms.iter().all(|term| others.binary_search(term).is_ok())
            };
            let rarest = terms
                .iter()
                .map(|(column, _)| &with[column.0])
                .min_by_key(|rows| rows.len());
            if rarest.is_some_and(|rows| rows.iter().any(within)) {
                kept[row] = false;
            } else {
                terms.iter().for_each(|(column, _)| with[column.0].push(row));
            }
        }
        let mut kept = kept.into_iter();
        self.rows.retain(|_| kept.next() == Some(true));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::program;
    use super::*;
    use crate::board::Board;
    use crate::problem::testing::{Builder as School, each_assignment};

    /// Two days of three periods, a class with two subjects, a room that is free only now and then.
    fn school(fewest: u16, holes: bool) -> Problem {
        let mut school = School::school(2, 5, &[&[(480, 520), (530, 570), (580, 620)]]);
        let class = school.resource(ResourceKind::Class);
        let staff = school.resource(ResourceKind::Staff);
        let events = vec![school.event(2, 0, &[class, staff]), school.event(2, 0, &[class])];
        let counts = school.only(&events);
        school.rule(RuleKind::Assigned(Assigned { events: events.clone() }));
        school.rule(RuleKind::Clash(Clash {
            resources: vec![class, staff],
            ..Clash::default()
        }));
        let rule = school.rule(RuleKind::NoHoles(NoHoles {
            resources: vec![class],
            counts,
        }));
        school.problem.rules[rule].hard = !holes;
        let groups = school.problem.day_groups();
        let point = SpreadPoint {
            name: "a day".into(),
            events,
            limits: vec![(0, fewest, 3), (1, fewest, 3)],
        };
        school.rule(RuleKind::Spread(Spread {
            groups,
            points: vec![point],
        }));
        school.problem
    }

    fn implied(problem: &Problem) -> usize {
        let mut program = Builder::new(problem, None);
        program.tighten();
        program.finish().rows.len() - Program::of(problem).rows.len()
    }

    #[test]
    fn the_first_periods_of_full_days_are_taken() {
        assert_eq!(implied(&school(0, false)), 0);
        assert_eq!(implied(&school(1, false)), 2);
        assert_eq!(implied(&school(2, false)), 4);
        // A soft rule gives no promise.
        assert_eq!(implied(&school(2, true)), 0);
        let mut elsewhere = school(2, false);
        let RuleKind::Spread(spread) = &mut elsewhere.rules[3].kind else {
            panic!("a spread")
        };
        spread.groups[0].cells = vec![true; elsewhere.axis.cells.len()].into();
        assert_eq!(implied(&elsewhere), 2, "a week's least is not that of a day");
        elsewhere.rules[1].hard = false;
        assert_eq!(implied(&elsewhere), 0, "two at a time take one ordinal");
    }

    #[test]
    fn rows_within_others_are_left_out() {
        let rows: &[(&[i64], Option<i64>, Option<i64>)] = &[
            (&[1, 1, 0, 0], None, Some(1)), // within the third
            (&[1, 2, 0, 0], None, Some(1)),
            (&[1, 1, 1, 0], None, Some(1)),
            (&[0, 1, 1, 0], Some(1), Some(1)),
            (&[0, 1, 1, 0], None, Some(2)),
            (&[1, 1, 1, 0], None, Some(1)), // the third again
            (&[0, 0, 1, 1], None, Some(1)),
        ];
        let mut some = program(&[(0, 1, 0), (0, 1, 0), (0, 1, 0), (-1, 1, 0)], rows);
        some.leave_out_dominated();
        let left: Vec<_> = some
            .rows
            .iter()
            .map(|row| (row.terms.len(), row.lower, row.upper))
            .collect();
        let (one, two) = (Some(1), Some(2));
        assert_eq!(
            left,
            [
                (2, None, one),
                (3, None, one),
                (2, one, one),
                (2, None, two),
                (2, None, one)
            ]
        );
    }

    #[test]
    fn no_legal_timetable_is_lost() {
        for fewest in 0..=2 {
            let problem = school(fewest, false);
            let mut legal = 0;
            each_assignment(&problem, &mut |assignment| {
                let board = Board::new(&problem, assignment);
                if board.cost().hard == 0 {
                    legal += 1;
                    let mut program = Builder::new(&problem, Some(&board));
                    program.tighten();
                    let program = program.finish();
                    assert_eq!(program.broken(program.start.as_ref().unwrap()), []);
                }
            });
            assert!(legal >= 6, "{legal}");
        }
    }
}
