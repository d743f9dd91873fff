//! Order of a full-day group's afternoon: after lunch, without holes, recreation first, self-study
//! together, interests last.

use super::{Kind, Watch, clock, last_of};
use crate::board::Board;
use crate::problem::*;
use crate::program::{Builder, Column, Limit};
use crate::words::{Message, Word};
use std::ops::Range;

/// What an afternoon holds: sets of hours as bits by position.
struct Hours {
    /// Position of the first possible hour; the number of hours if none is.
    first: u32,
    recreation: u64,
    self_study: u64,
    interests: u64,
}

/// The first `n` positions.
fn before(n: u32) -> u64 {
    u64::MAX.checked_shr(64u32.saturating_sub(n)).unwrap_or(0)
}

impl Hours {
    fn taken(&self) -> u64 {
        self.recreation | self.self_study | self.interests
    }

    fn early(&self) -> u64 {
        self.taken() & before(self.first)
    }

    fn holes(&self) -> u64 {
        before(64 - self.taken().leading_zeros()) & !before(self.first) & !self.taken()
    }

    /// Hours of interests that others follow, and how many pairs that makes.
    fn interests_before(&self) -> (u64, u32) {
        let others = self.recreation | self.self_study;
        let hours = (0..64).filter(|i| self.interests >> i & 1 == 1);
        hours
            .map(|i| (1 << i, (others & !before(i + 1)).count_ones()))
            .filter(|(_, after)| *after > 0)
            .fold((0, 0), |(hours, pairs), (hour, after)| (hours | hour, pairs + after))
    }

    fn self_study_torn(&self) -> bool {
        let from_first = self.self_study >> self.self_study.trailing_zeros().min(63);
        from_first & from_first.wrapping_add(1) != 0
    }

    fn starts_otherwise(&self) -> bool {
        let taken = self.taken();
        taken != 0 && self.recreation & (taken & taken.wrapping_neg()) == 0
    }

    fn deviation(&self) -> i64 {
        i64::from(self.early().count_ones())
            + i64::from(self.holes().count_ones())
            + i64::from(self.interests_before().1)
            + i64::from(self.self_study_torn())
            + i64::from(self.starts_otherwise())
    }
}

impl Afternoon {
    fn group_and_day(&self, problem: &Problem, point: usize) -> (&AfternoonGroup, Day) {
        (&self.groups[point / problem.axis.days], point % problem.axis.days)
    }

    /// The latest end of the group's lessons on a day.
    fn last_end(&self, board: &Board, group: &AfternoonGroup, day: Day) -> Option<i32> {
        let ends = group
            .classes
            .iter()
            .filter_map(|class| last_of(board, *class, day, &self.counts));
        ends.map(|e| e.span.to).max()
    }

    fn hours(&self, board: &Board, group: &AfternoonGroup, day: Day) -> Hours {
        let cells = &board.problem().axis.cells;
        let hours = &group.hours[day];
        let from = self.last_end(board, group, day).unwrap_or(day as i32 * 1440) + group.lunch;
        let taken = |events: &[EventId]| {
            let starts = events
                .iter()
                .flat_map(|e| board.of_event(*e, day))
                .map(|x| x.span.start);
            let positions = starts.filter_map(|start| hours.iter().take(64).position(|hour| *hour == start));
            positions.fold(0u64, |set, position| set | 1 << position)
        };
        Hours {
            first: hours.partition_point(|hour| cells[*hour].from < from) as u32,
            recreation: taken(&group.recreation),
            self_study: taken(&group.self_study),
            interests: taken(&group.interests),
        }
    }
}

impl Kind for Afternoon {
    fn points(&self, problem: &Problem) -> usize {
        self.groups.len() * problem.axis.days
    }

    fn watch(&self, problem: &Problem, point: usize, on: &mut Watch) {
        let (group, day) = self.group_and_day(problem, point);
        group.classes.iter().for_each(|class| on.resource_day(*class, day));
        let activities = group.kinds().into_iter().flatten();
        activities.for_each(|e| on.event_day(*e, day));
    }

    fn deviation(&self, board: &Board, point: usize, _: Range<Day>) -> i64 {
        let (group, day) = self.group_and_day(board.problem(), point);
        self.hours(board, group, day).deviation()
    }

    fn explain(&self, board: &Board, point: usize, deviation: i64) -> Message {
        let axis = &board.problem().axis;
        let (group, day) = self.group_and_day(board.problem(), point);
        let hours = self.hours(board, group, day);
        let (word, which) = if hours.early() > 0 {
            (Word::RuleAfternoonEarly, hours.early())
        } else if hours.holes() > 0 {
            (Word::RuleAfternoonHole, hours.holes())
        } else if hours.interests_before().1 > 0 {
            (Word::RuleAfternoonOrder, hours.interests_before().0)
        } else if hours.self_study_torn() {
            (Word::RuleAfternoonSelfStudy, hours.self_study)
        } else {
            (Word::RuleAfternoonRecreation, hours.taken())
        };
        let hour = group.hours[day]
            .get(which.trailing_zeros() as usize)
            .map_or(0, |hour| axis.cells[*hour].from);
        let end = self.last_end(board, group, day).unwrap_or(day as i32 * 1440);
        word.with(&[
            ("who", &group.name),
            ("day", &axis.day_names[day]),
            ("hour", &clock(hour)),
            ("end", &clock(end)),
            ("minutes", &group.lunch),
            ("amount", &deviation),
        ])
    }

    /// The activities of a group share its classes, so an hour holds one at most.
    fn rows(&self, program: &mut Builder, rule: usize) {
        for p in 0..self.points(program.problem()) {
            let (group, day) = self.group_and_day(program.problem(), p);
            let hours = &group.hours[day];
            let at = |program: &Builder, events: &[EventId]| -> Vec<Vec<Column>> {
                let placed = program.placed(events);
                let at = |hour: &CellId| {
                    placed
                        .iter()
                        .filter(|x| x.span.start == *hour)
                        .map(|x| x.column)
                        .collect()
                };
                hours.iter().map(at).collect()
            };
            let recreation = at(program, &group.recreation);
            let self_study = at(program, &group.self_study);
            let interests = at(program, &group.interests);
            let taken = |limit: &mut Limit, hour: usize, coefficient: i64| {
                limit.add_all(&recreation[hour], coefficient);
                limit.add_all(&self_study[hour], coefficient);
                limit.add_all(&interests[hour], coefficient);
            };
            let (mut parts, mut torn, mut otherwise) = (Vec::new(), Vec::new(), Vec::new());
            for i in 0..hours.len() {
                // Too early, class by class: some lesson is not over a lunch before the hour.
                let from = program.problem().axis.cells[hours[i]].from;
                let mut lunch: Vec<Column> = Vec::new();
                for class in &group.classes {
                    let lessons = program.counted(*class, &self.counts);
                    lunch.extend(program.late(&lessons, day).when(|end| end + group.lunch > from));
                }
                lunch.sort_unstable();
                lunch.dedup();
                let early = lunch.iter().map(|late| {
                    let mut limit = Limit::at_most(1);
                    taken(&mut limit, i, 1);
                    limit.add(*late, 1);
                    limit
                });
                parts.push(early.collect());
                // Empty although possible, and a later one taken.
                let hole = (i + 1..hours.len()).map(|later| {
                    let mut limit = Limit::at_most(0);
                    taken(&mut limit, later, 1);
                    taken(&mut limit, i, -1);
                    limit.add_all(&lunch, -1);
                    limit
                });
                parts.push(hole.collect());
                for later in i + 1..hours.len() {
                    let mut limit = Limit::at_most(1);
                    limit.add_all(&interests[i], 1);
                    limit.add_all(&recreation[later], 1);
                    limit.add_all(&self_study[later], 1);
                    parts.push(vec![limit]);
                }
                for later in i + 2..hours.len() {
                    let mut limit = Limit::at_most(1);
                    limit.add_all(&self_study[i], 1);
                    limit.add_all(&self_study[i + 1], -1);
                    limit.add_all(&self_study[later], 1);
                    torn.push(limit);
                }
                // Something else without recreation before it.
                let mut limit = Limit::at_most(0);
                limit.add_all(&self_study[i], 1);
                limit.add_all(&interests[i], 1);
                recreation[..i].iter().for_each(|r| limit.add_all(r, -1));
                otherwise.push(limit);
            }
            parts.extend([torn, otherwise]);
            program.charge_parts(rule, p, parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;
    use crate::problem::testing::Builder as School;

    const HOURS: [i32; 4] = [600, 650, 700, 750];

    /// Two classes with periods until 8:40, 9:30 and 10:20, four afternoon hours from 10:00 to 12:30, lunch of 30
    /// minutes; meets of recreation, self-study and interests, then a lesson of each class.
    fn school(activities: [u16; 3], days: usize) -> Case {
        let hours: Vec<(i32, i32)> = HOURS.iter().map(|from| (*from, from + 40)).collect();
        let mut school = School::school(days, 5, &[&[(480, 520), (530, 570), (580, 620)], &hours]);
        let classes = vec![
            school.resource(ResourceKind::Class),
            school.resource(ResourceKind::Class),
        ];
        let [recreation, self_study, interests] = activities.map(|n| vec![school.event(n, 1, &classes)]);
        let lessons: Vec<EventId> = classes.iter().map(|class| school.event(1, 0, &[*class])).collect();
        school.rule(RuleKind::Clash(Clash {
            resources: classes.clone(),
            ..Clash::default()
        }));
        let counts = school.only(&lessons);
        let day = |day: usize| {
            HOURS
                .iter()
                .map(|from| school.slot(&[day], *from, from + 40).first().start)
                .collect()
        };
        let hours = (0..days).map(day).collect();
        let group = AfternoonGroup {
            name: "G1".into(),
            classes,
            hours,
            lunch: 30,
            recreation,
            self_study,
            interests,
        };
        school.rule(RuleKind::Afternoon(Afternoon {
            counts,
            groups: vec![group],
        }));
        Case::new(school)
    }

    /// Recreation, two hours of self-study, interests at these hours of day 0, and the lessons at these minutes.
    fn day(hours: [usize; 4], lessons: [i32; 2]) -> [(MeetId, Day, i32); 6] {
        let at = |meet: usize| (meet, 0, HOURS[hours[meet]]);
        [at(0), at(1), at(2), at(3), (4, 0, lessons[0]), (5, 0, lessons[1])]
    }

    #[test]
    fn begins_when_lunch_of_the_last_class_is_over() {
        let case = school([1, 2, 1], 2);
        // Until 9:30: lunch is over at 10:00, in time for the hour at 10:00.
        case.agrees(&day([0, 1, 2, 3], [480, 530]), 0);
        // Until 10:20: only from 10:50 on; the hour at 10:00 is early and clashes too.
        case.deviates(&day([0, 1, 2, 3], [480, 580]), 1);
        case.agrees(
            &[
                (0, 0, 650),
                (1, 0, 700),
                (2, 0, 750),
                (3, 1, 600),
                (4, 0, 480),
                (5, 0, 580),
            ],
            1,
        );
        case.agrees(&[(0, 0, 650), (1, 0, 700), (2, 0, 750), (4, 0, 580), (5, 0, 480)], 0);
        // Without lessons every hour is possible, and must be taken from the first on.
        case.agrees(&[(0, 0, 600), (1, 0, 650), (4, 1, 480), (5, 1, 480)], 0);
        case.agrees(&[(0, 0, 650), (1, 0, 700), (4, 1, 480), (5, 1, 480)], 1);
        case.agrees(&[(0, 0, 700), (1, 0, 750), (4, 0, 480), (5, 1, 580)], 2);
    }

    #[test]
    fn order_of_the_activities() {
        let case = school([1, 2, 1], 1);
        let lessons = [480, 480];
        // Self-study first, then recreation: only the first hour is wrong.
        case.agrees(&day([2, 0, 1, 3], lessons), 1);
        // Recreation, self-study, interests, self-study: torn, and interests before self-study.
        case.agrees(&day([0, 1, 3, 2], lessons), 2);
        // Recreation, interests, self-study twice: two pairs.
        case.agrees(&day([0, 2, 3, 1], lessons), 2);
        // Interests first: three pairs, and the first hour.
        case.agrees(&day([1, 2, 3, 0], lessons), 4);
        // Self-study, recreation, self-study, interests: torn, and the first hour.
        case.agrees(&day([1, 0, 2, 3], lessons), 2);
        // Illegal: all in one hour, which counts once and starts with recreation.
        case.deviates(&day([0, 0, 0, 0], lessons), 0);
        // Illegal: interests with recreation, before self-study: one pair an hour.
        case.deviates(&day([0, 1, 1, 0], lessons), 1);
        // A hole in the middle, which tears the self-study: recreation and self-study at the ends.
        case.deviates(&[(0, 0, 600), (1, 0, 650), (2, 0, 750)], 2);
    }

    #[test]
    fn rows_agree_on_every_timetable() {
        let (kept, broken) = school([1, 2, 1], 1).all();
        assert!(kept > 5 && broken > 50, "{kept} {broken}");
        let (kept, broken) = school([1, 0, 1], 2).all();
        assert!(kept > 50 && broken > 100, "{kept} {broken}");
        let (kept, broken) = school([0, 3, 0], 1).all();
        assert!(kept == 0 && broken > 50, "{kept} {broken}");
    }
}
