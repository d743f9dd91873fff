//! A first timetable period by period, as where there is no time to spare: the lessons of a period are a matching of classes
//! and staff, in which those take part who have most left for the periods that remain. So classes have no holes, and who has
//! something in every period gets it: a school in which nobody has more lessons than there are periods is a sum of
//! such matchings (König, Mathematische Annalen 77, 1916).

use super::super::clock::Clock;
use super::super::domain::Domain;
use super::assign::heaviest;
use super::{out_price, place, place_in, waiting};
use crate::board::Board;
use crate::problem::*;
use std::collections::{BTreeMap, HashMap};

/// What a lesson weighs for being placed, and what a class or a teacher who has as much left as there are periods; who has more than that
/// weighs twice as much.
const PLACED: i64 = 1_000;
const FULL: i64 = 10_000;

/// Where slots begin in their day, and the day: the first periods of all days come first.
type Period = (usize, Day);

/// Classes or staff: what each has left, in units, and in how many of the periods to come it can take part.
#[derive(Default)]
struct Side {
    index: HashMap<usize, usize>,
    left: Vec<i64>,
    periods: Vec<i64>,
}

impl Side {
    fn index(&mut self, who: usize) -> usize {
        let new = self.left.len();
        let index = *self.index.entry(who).or_insert(new);
        if index == new {
            self.left.push(0);
            self.periods.push(0);
        }
        index
    }

    /// What it weighs that somebody takes part now.
    fn need(&self, who: usize) -> i64 {
        let (left, periods) = (self.left[who], self.periods[who].max(1));
        if left > periods {
            2 * FULL
        } else {
            FULL * left / periods
        }
    }

    /// Counts a period more, or less, for all who can take part in it.
    fn count(&mut self, who: impl Iterator<Item = usize>, by: i64) {
        let mut who: Vec<usize> = who.collect();
        who.sort_unstable();
        who.dedup();
        who.into_iter().for_each(|who| self.periods[who] += by);
    }
}

struct Matching<'d, 'p> {
    domain: &'d Domain<'p>,
    classes: Side,
    staff: Side,
    /// By event: its class and who teaches it, and its meets.
    lessons: HashMap<EventId, ((usize, usize), Vec<MeetId>)>,
    /// What leaving a meet out costs.
    out: i64,
}

/// Places meets of classes, period by period, where that makes the timetable better, and leaves others out; but not those that
/// may stay out or must run beside others.
pub fn match_periods<'p>(domain: &Domain<'p>, board: &mut Board<'p>, clock: &Clock) {
    let mut matching = Matching {
        domain,
        classes: Side::default(),
        staff: Side::default(),
        lessons: HashMap::new(),
        out: out_price(domain.problem),
    };
    let periods = matching.periods(board);
    for list in periods.values() {
        matching.count(list, 1);
    }
    for list in periods.values() {
        if clock.over() {
            return;
        }
        matching.fill(board, list);
        matching.count(list, -1);
    }
}

impl<'p> Matching<'_, 'p> {
    /// Gathers the lessons; gives by period what can begin in it.
    fn periods(&mut self, board: &Board) -> BTreeMap<Period, Vec<(EventId, SlotId)>> {
        let (domain, problem) = (self.domain, self.domain.problem);
        let mut meets: BTreeMap<EventId, Vec<MeetId>> = BTreeMap::new();
        for meet in waiting(domain, board) {
            meets.entry(problem.meets[meet]).or_default().push(meet);
        }
        let mut periods: BTreeMap<Period, Vec<(EventId, SlotId)>> = BTreeMap::new();
        for (event, meets) in meets {
            let of_kind = |kind: ResourceKind| {
                let mut fixed = problem.events[event].fixed.iter().copied();
                fixed.find(|who| problem.resources[*who].kind == kind)
            };
            let Some(class) = of_kind(ResourceKind::Class) else {
                continue;
            };
            if domain.optional[event] || !domain.linked[event].is_empty() {
                continue;
            }
            // Without a teacher it is in nobody's way but the class's.
            let teacher = of_kind(ResourceKind::Staff).unwrap_or(problem.resources.len() + event);
            let pair = (self.classes.index(class), self.staff.index(teacher));
            let mut lengths: Vec<u16> = meets.iter().map(|m| board.assignment().places[*m].length).collect();
            let units: i64 = lengths.iter().map(|length| i64::from(*length)).sum();
            self.classes.left[pair.0] += units;
            self.staff.left[pair.1] += units;
            lengths.sort_unstable();
            lengths.dedup();
            for &id in lengths.iter().flat_map(|length| domain.slots(event, *length)) {
                let slot = &problem.slots(event)[usize::from(id)];
                let (day, start) = (slot.first().day, slot.first().start);
                let place = slot.ordinal.map(usize::from);
                let place = place.unwrap_or(start - problem.axis.day_cells[day].start);
                periods.entry((place, day)).or_default().push((event, id));
            }
            self.lessons.insert(event, (pair, meets));
        }
        periods
    }

    /// Counts a period more, or less, for all who can take part in it.
    fn count(&mut self, list: &[(EventId, SlotId)], by: i64) {
        let lessons = &self.lessons;
        self.classes.count(list.iter().map(|(event, _)| lessons[event].0.0), by);
        self.staff.count(list.iter().map(|(event, _)| lessons[event].0.1), by);
    }

    /// Places the heaviest matching of what can begin in a period.
    fn fill(&mut self, board: &mut Board<'p>, list: &[(EventId, SlotId)]) {
        let mut weights = vec![vec![0; self.staff.left.len()]; self.classes.left.len()];
        let mut best: HashMap<(usize, usize), (MeetId, SlotId)> = HashMap::new();
        for &(event, slot) in list {
            let (pair, meets) = &self.lessons[&event];
            let length = self.domain.problem.slots(event)[usize::from(slot)].length;
            let open = |meet: &&MeetId| {
                let place = &board.assignment().places[**meet];
                place.slot.is_none() && place.length == length
            };
            let Some(&meet) = meets.iter().find(open) else {
                continue;
            };
            let gain = self.gain(board, meet, slot);
            let weight = self.classes.need(pair.0) + self.staff.need(pair.1) + PLACED * gain / self.out;
            let heaviest = &mut weights[pair.0][pair.1];
            if gain > 0 && weight > *heaviest {
                *heaviest = weight;
                best.insert(*pair, (meet, slot));
            }
        }
        for pair in heaviest(&weights, self.staff.left.len()).into_iter().enumerate() {
            let (class, Some(teacher)) = pair else { continue };
            let Some(&(meet, slot)) = best.get(&(class, teacher)) else {
                continue;
            };
            // A room, say, may be another's by now.
            if self.is_free(board, meet, slot) {
                place(self.domain, board, meet, slot);
                let units = i64::from(board.assignment().places[meet].length);
                self.classes.left[class] -= units;
                self.staff.left[teacher] -= units;
            }
        }
    }

    /// By how much a meet in a slot would make the timetable better; 0 where somebody is not free.
    fn gain(&self, board: &mut Board<'p>, meet: MeetId, slot: SlotId) -> i64 {
        if !self.is_free(board, meet, slot) {
            return 0;
        }
        let before = board.price();
        board.put(meet, place_in(self.domain, board, meet, slot));
        let within = board.settle_within(0);
        let gain = within.map_or(0, |_| before - board.price());
        board.undo();
        gain
    }

    /// Whether all fixed resources of a meet are free in a slot.
    fn is_free(&self, board: &Board, meet: MeetId, slot: SlotId) -> bool {
        let problem = self.domain.problem;
        let event = problem.meets[meet];
        let mut spans = problem.slots(event)[usize::from(slot)].spans.iter();
        spans.all(|span| !problem.events[event].fixed.iter().any(|who| board.is_busy(*who, span)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::Builder;
    use proptest::prelude::*;

    /// As many classes as teachers; each of these pairs meets so often, and everybody in each period.
    fn full(times: &[Vec<usize>]) -> Problem {
        let periods = times.iter().flatten().sum::<usize>() / times.len();
        let mut week = Builder::plain(periods, 1);
        let mut people = |kind| times.iter().map(|_| week.resource(kind)).collect::<Vec<_>>();
        let (classes, staff) = (people(ResourceKind::Class), people(ResourceKind::Staff));
        let mut events = Vec::new();
        for (class, row) in times.iter().enumerate() {
            for (teacher, times) in row.iter().enumerate().filter(|(_, times)| **times > 0) {
                events.push(week.event(*times as u16, 0, &[classes[class], staff[teacher]]));
            }
        }
        week.rule(RuleKind::Assigned(Assigned { events }));
        week.rule(RuleKind::Clash(Clash {
            resources: classes.into_iter().chain(staff).collect(),
            ..Clash::default()
        }));
        week.problem
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// Sums of matchings, of which everything is given but the periods.
        #[test]
        fn a_school_with_no_period_to_spare_is_a_sum_of_matchings(
            matchings in proptest::collection::vec(Just((0..7).collect::<Vec<usize>>()).prop_shuffle(), 1..12),
        ) {
            let mut times = vec![vec![0; 7]; 7];
            for matching in &matchings {
                matching.iter().enumerate().for_each(|(class, teacher)| times[class][*teacher] += 1);
            }
            let problem = full(&times);
            let domain = Domain::new(&problem);
            let mut board = Board::new(&problem, &Assignment::empty(&problem));
            match_periods(&domain, &mut board, &Clock::new(None, None));
            prop_assert_eq!(board.cost(), Default::default());
        }
    }
}
