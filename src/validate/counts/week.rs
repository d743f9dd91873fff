//! What is needed in a week, and where it could stand.

use crate::instance::{self, *};
use crate::validate::known::Known;
use crate::words::{Arg, Word};
use std::collections::{BTreeMap, BTreeSet};

/// The two weeks that may differ.
pub const WEEKS: [instance::Week; 2] = [instance::Week::A, instance::Week::B];

/// A stretch of a day in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub day: Weekday,
    pub from: i32,
    pub to: i32,
}

/// What a demand is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Lesson(LessonKind),
    Session,
    Club,
}

/// Something that takes place `weekly` times, each time in one of `slots`.
pub struct Demand<'a> {
    pub id: &'a str,
    pub path: String,
    pub kind: Kind,
    pub subject: Option<&'a str>,
    pub weekly: u32,
    pub week: instance::Week,
    /// One of each list is needed.
    pub staff: Vec<Vec<&'a str>>,
    /// One of these is needed; none: no place is.
    pub rooms: Vec<&'a str>,
    /// Classes and groups that attend.
    pub parts: BTreeSet<&'a str>,
    /// Where it could stand, staff present.
    pub slots: Vec<Slot>,
    /// Doubles may not happen.
    pub once_a_day: bool,
}

/// A day of a class.
pub struct ClassDay<'a> {
    pub day: Weekday,
    /// Periods that may hold lessons or extra hours.
    pub periods: Vec<&'a Period>,
    /// Most periods that it can have.
    pub most: usize,
    /// Fewest periods that it must have.
    pub least: usize,
}

impl ClassDay<'_> {
    /// End of a day of so many periods, or of a longer one at the earliest.
    pub fn end(&self, periods: usize) -> i32 {
        let last = periods.checked_sub(1).and_then(|i| self.periods.get(i));
        last.map_or(0, |p| p.end.minutes())
    }
}

/// The week of a class.
pub struct ClassWeek<'a> {
    pub class: &'a Class,
    /// Lessons of the curriculum in the emptier of the weeks A and B.
    pub fewest: usize,
    /// Lessons of the curriculum in the fuller week.
    pub lessons: usize,
    /// Class hours and sport hours.
    pub extras: usize,
    /// All of these together.
    pub periods: usize,
    pub days: Vec<ClassDay<'a>>,
}

impl ClassWeek<'_> {
    /// Most periods of the whole week.
    pub fn most(&self) -> usize {
        self.days.iter().map(|d| d.most).sum()
    }
}

/// The week of an instance.
pub struct Week<'a> {
    pub known: &'a Known<'a>,
    pub rules: &'a [EffectiveRule],
    pub classes: BTreeMap<&'a str, ClassWeek<'a>>,
    pub demands: Vec<Demand<'a>>,
    /// Demands by the classes and groups that attend.
    attended_by: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Week<'a> {
    pub fn new(known: &'a Known<'a>, rules: &'a [EffectiveRule]) -> Self {
        let mut week = Week {
            known,
            rules,
            classes: BTreeMap::new(),
            demands: Vec::new(),
            attended_by: BTreeMap::new(),
        };
        let classes = known.instance.classes.iter();
        week.classes = classes
            .map(|class| (class.id.as_str(), week.class_week(class)))
            .collect();
        week.demands = week.lessons();
        let (sessions, clubs) = (week.sessions(), week.clubs());
        week.demands.extend(sessions);
        week.demands.extend(clubs);
        for (i, demand) in week.demands.iter().enumerate() {
            for part in &demand.parts {
                week.attended_by.entry(part).or_default().push(i);
            }
        }
        week
    }

    /// Lessons that any of some classes and groups attends, each once.
    pub fn attended_by<'s>(&'s self, parts: &[&str]) -> impl Iterator<Item = &'s Demand<'a>> + use<'s, 'a> {
        let mut all = BTreeSet::new();
        for part in parts {
            all.extend(self.attended_by.get(*part).into_iter().flatten().copied());
        }
        all.into_iter().filter_map(|i| self.demands.get(i))
    }

    /// Days of the term's week.
    pub fn days(&self) -> &'a [Weekday] {
        &self.known.instance.term.days
    }

    /// The hard rules of a kind, with what `pick` takes from each.
    pub fn hard<T>(&self, pick: impl Fn(&'a Wish) -> Option<T>) -> impl Iterator<Item = (T, &'a EffectiveRule)> {
        let hard = self.rules.iter().filter(|r| r.setting.weight == Weight::Hard);
        hard.filter_map(move |r| Some((pick(&r.setting.rule)?, r)))
    }

    /// Minutes between two engagements of a person: the shortest of all institutions.
    pub fn gap(&self) -> i32 {
        let gaps = self.known.instance.institutions.iter().map(|i| i32::from(i.gap));
        gaps.min().unwrap_or(0)
    }

    /// Windows of presence on a day, merged where they touch.
    pub fn presence(&self, staff: &str, day: Weekday) -> Vec<(i32, i32)> {
        let Some(windows) = self.known.staff.get(staff).and_then(|s| s.available.as_ref()) else {
            return vec![(0, 24 * 60)];
        };
        let mut spans: Vec<(i32, i32)> = windows
            .iter()
            .filter(|w| w.days.as_ref().is_none_or(|days| days.contains(&day)))
            .map(|w| (w.from.minutes(), w.to.minutes()))
            .collect();
        spans.sort_unstable();
        let mut merged: Vec<(i32, i32)> = Vec::new();
        for (from, to) in spans {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        merged
    }

    /// Whether a person is there for the whole of a slot.
    pub fn present(&self, staff: &str, slot: Slot) -> bool {
        let windows = self.presence(staff, slot.day);
        windows.iter().any(|(from, to)| *from <= slot.from && slot.to <= *to)
    }

    fn class_week(&self, class: &'a Class) -> ClassWeek<'a> {
        let (fewest, lessons) = self.attended(class, |k| k == LessonKind::Lesson);
        let (_, extras) = self.attended(class, |k| k != LessonKind::Lesson);
        let (_, periods) = self.attended(class, |_| true);
        let holds = |grades: &Option<Vec<u8>>| grades.as_ref().is_none_or(|g| g.contains(&class.grade));
        let mut most = usize::MAX;
        for (max, _) in self.hard(|w| match w {
            Wish::PeriodsADay { grades, max } if holds(grades) => Some(usize::from(*max)),
            _ => None,
        }) {
            most = most.min(max);
        }
        let mut least = 0;
        for ((min, max), _) in self.lessons_a_day(class, fewest, lessons) {
            // On one day all extra hours of the week may stand.
            most = most.min(max.saturating_add(extras));
            least = least.max(min);
        }
        let bell = class.bell.as_ref().and_then(|id| self.known.bells.get(id.as_str()));
        let mut days: Vec<ClassDay> = self
            .days()
            .iter()
            .map(|day| {
                let all = bell.map_or(&[][..], |b| b.periods_on(*day)).iter();
                let periods: Vec<_> = all
                    .filter(|p| p.kinds.iter().any(|k| *k != PeriodKind::Afternoon))
                    .collect();
                ClassDay {
                    day: *day,
                    most: most.min(periods.len()),
                    least,
                    periods,
                }
            })
            .collect();
        let total: usize = days.iter().map(|d| d.most).sum();
        for day in &mut days {
            day.least = day.least.max((periods + day.most).saturating_sub(total)).min(day.most);
        }
        ClassWeek {
            class,
            fewest,
            lessons,
            extras,
            periods,
            days,
        }
    }

    /// Fewest and most lessons a day that hard rules demand of a class with so many lessons in its weeks.
    pub fn lessons_a_day(
        &self,
        class: &'a Class,
        fewest: usize,
        most: usize,
    ) -> impl Iterator<Item = ((usize, usize), &'a EffectiveRule)> {
        let days = self.days().len().max(1);
        self.hard(move |w| match w {
            Wish::LessonsADay { grades, min, max } if grades.as_ref().is_none_or(|g| g.contains(&class.grade)) => {
                let min = min.map_or(fewest / days, usize::from);
                Some((min, max.map_or(most.div_ceil(days), usize::from)))
            }
            _ => None,
        })
    }

    /// Lessons of some kinds that some pupil of the class attends, in the emptier and in the fuller of the weeks A and B:
    /// those of the whole class, and those of the group with most of every division. For the rules somebody is in them all.
    fn attended(&self, class: &Class, kinds: impl Fn(LessonKind) -> bool) -> (usize, usize) {
        let count = |part: &str, week: instance::Week| -> usize {
            let lessons = self
                .known
                .attended(part)
                .iter()
                .filter(|l| kinds(l.kind) && l.week.meets(week));
            lessons.map(|l| usize::from(l.weekly)).sum()
        };
        let [a, b] = WEEKS.map(|week| {
            let divisions = class.divisions.iter();
            let of_groups = divisions.filter_map(|d| d.groups.iter().map(|g| count(g, week)).max());
            count(&class.id, week) + of_groups.sum::<usize>()
        });
        (a.min(b), a.max(b))
    }

    /// Periods that a class's lessons of a kind may take.
    pub fn periods(&self, class: &str, kind: LessonKind) -> Vec<Slot> {
        let kind = match kind {
            LessonKind::Lesson => PeriodKind::Lesson,
            LessonKind::ClassHour => PeriodKind::ClassHour,
            LessonKind::SportHour => PeriodKind::SportHour,
        };
        let no_holes = self
            .hard(|w| matches!(w, Wish::NoHoles {}).then_some(()))
            .next()
            .is_some();
        let days = self.classes.get(class).into_iter().flat_map(|c| &c.days);
        days.flat_map(|day| {
            // Without holes a day never reaches beyond its most periods.
            let reach = if no_holes { day.most } else { usize::MAX };
            let periods = day.periods.iter().take(reach).filter(|p| p.kinds.contains(&kind));
            periods.map(|p| Slot {
                day: day.day,
                from: p.start.minutes(),
                to: p.end.minutes(),
            })
        })
        .collect()
    }

    fn lessons(&self) -> Vec<Demand<'a>> {
        let lessons = self.known.instance.lessons.iter().enumerate();
        lessons.map(|(i, lesson)| self.lesson(i, lesson)).collect()
    }

    fn lesson(&self, index: usize, lesson: &'a Lesson) -> Demand<'a> {
        let parts = self.known.parts(&lesson.class);
        let class = parts.iter().find_map(|p| self.known.class_of(p));
        let staff: Vec<Vec<&str>> = lesson
            .staff
            .iter()
            .map(|need| need.persons().iter().map(Id::as_str).collect())
            .collect();
        let mut slots = class.map_or(Vec::new(), |c| self.periods(&c.id, lesson.kind));
        slots.retain(|slot| staff.iter().all(|any| any.iter().any(|s| self.present(s, *slot))));
        let rooms = match &lesson.room {
            Some(RoomNeed::Room(id)) => vec![id.as_str()],
            Some(RoomNeed::Features { features }) => self.rooms_with(features, class, &parts),
            None => class.and_then(|c| c.room.as_deref()).into_iter().collect(),
        };
        Demand {
            id: &lesson.id,
            path: format!("/lessons/{index}"),
            kind: Kind::Lesson(lesson.kind),
            subject: Some(&lesson.subject),
            weekly: lesson.weekly.into(),
            week: lesson.week,
            staff,
            rooms,
            parts,
            slots,
            once_a_day: lesson.doubles == Some(Doubles::Forbidden),
        }
    }

    /// Rooms of the class's institution with all features and places enough.
    fn rooms_with(&self, features: &[String], class: Option<&Class>, parts: &BTreeSet<&str>) -> Vec<&'a str> {
        let at = |institution: Option<&'a Id>| self.known.institution(institution).map(|i| &i.id);
        let home = class
            .and_then(|c| self.known.institution(c.institution.as_ref()))
            .map(|i| &i.id);
        let pupils = self.pupils(parts);
        let fits = |room: &&'a Room| {
            at(room.institution.as_ref()) == home
                && features.iter().all(|f| room.features.contains(f))
                && room.capacity.is_none_or(|c| u32::from(c) >= pupils)
        };
        self.known
            .instance
            .rooms
            .iter()
            .filter(fits)
            .map(|r| r.id.as_str())
            .collect()
    }

    /// Pupils of whole classes, where their number is given.
    pub fn pupils(&self, parts: &BTreeSet<&str>) -> u32 {
        let classes = parts.iter().filter_map(|p| self.known.classes.get(p));
        classes.filter_map(|c| c.size).map(u32::from).sum()
    }

    /// Sessions that must take place.
    fn sessions(&self) -> Vec<Demand<'a>> {
        let known = self.known;
        let sessions = known
            .instance
            .sessions
            .iter()
            .enumerate()
            .filter(|(_, s)| s.unmet_weight.is_none());
        sessions
            .map(|(i, session)| {
                let pupils = session.pupils.iter().filter_map(|p| known.pupils.get(p.as_str()));
                let classes: BTreeSet<&str> = pupils.map(|p| p.class.as_str()).collect();
                let length = i32::from(session.minutes);
                let mut slots: Vec<Slot> = self.starts(session, &classes);
                let inside = session
                    .co_taught
                    .as_ref()
                    .and_then(|c| known.lessons.get(c.lesson.as_str()));
                let class = inside.and_then(|l| known.parts(&l.class).into_iter().find_map(|p| known.class_of(p)));
                if let (Some(lesson), Some(class)) = (inside, class) {
                    let periods = self.periods(&class.id, lesson.kind).into_iter();
                    slots.extend(periods.map(|p| Slot {
                        to: p.from + length.min(p.to - p.from),
                        ..p
                    }));
                }
                let persons = session.staff.persons();
                slots.retain(|slot| persons.iter().any(|p| self.present(p, *slot)));
                Demand {
                    id: &session.id,
                    path: format!("/sessions/{i}"),
                    kind: Kind::Session,
                    subject: None,
                    weekly: session.weekly.into(),
                    week: instance::Week::Every,
                    staff: vec![persons.iter().map(Id::as_str).collect()],
                    // Meetings inside a lesson need no place of their own.
                    rooms: match inside {
                        Some(_) => Vec::new(),
                        None => match &session.room {
                            Some(RoomNeed::Room(room)) => vec![room.as_str()],
                            Some(RoomNeed::Features { features }) => {
                                let class = classes.first().and_then(|c| known.classes.get(c)).copied();
                                self.rooms_with(features, class, &BTreeSet::new())
                            }
                            None => Vec::new(),
                        },
                    },
                    parts: BTreeSet::new(),
                    slots,
                    once_a_day: false,
                }
            })
            .collect()
    }

    /// Where a session outside of lessons could stand by the institution's day.
    fn starts(&self, session: &Session, classes: &BTreeSet<&str>) -> Vec<Slot> {
        let weeks: Vec<&ClassWeek> = classes.iter().filter_map(|c| self.classes.get(c)).collect();
        let at = weeks
            .first()
            .and_then(|w| self.known.institution(w.class.institution.as_ref()));
        let Some(institution) = at else { return Vec::new() };
        let mut slots = Vec::new();
        for (d, day) in self.days().iter().enumerate() {
            let after = match session.time {
                SessionTime::Any => 0,
                SessionTime::AfterLessons => {
                    let ends = weeks.iter().filter_map(|w| w.days.get(d)).map(|day| day.end(day.least));
                    ends.max().unwrap_or(0)
                }
            };
            let mut from = institution.opens.minutes();
            while from + i32::from(session.minutes) <= institution.closes.minutes() {
                if from >= after {
                    slots.push(Slot {
                        day: *day,
                        from,
                        to: from + i32::from(session.minutes),
                    });
                }
                from += i32::from(session.step.max(1));
            }
        }
        slots
    }

    /// The hours of a full-day group on a day, from the first that can follow `end` and lunch.
    pub fn hours(&self, group: &'a FullDayGroup, day: Weekday, end: i32) -> Vec<Slot> {
        let bell = self.known.bells.get(group.hours.as_str());
        let periods = bell.map_or(&[][..], |b| b.periods_on(day)).iter();
        periods
            .filter(|p| p.kinds.contains(&PeriodKind::Afternoon))
            .filter(|p| p.start.minutes() >= end + i32::from(group.lunch))
            .map(|p| Slot {
                day,
                from: p.start.minutes(),
                to: p.end.minutes(),
            })
            .collect()
    }

    /// The hours of a group that can hold interests: after the least recreation and self-study.
    pub fn interest_hours(&self, group: &'a FullDayGroup, d: usize, day: Weekday) -> Vec<Slot> {
        let weeks = group.classes.iter().filter_map(|c| self.classes.get(c.as_str()));
        let ends = weeks.filter_map(|w| w.days.get(d)).map(|day| day.end(day.least));
        let before = usize::from(group.per_day.recreation.min) + usize::from(group.per_day.self_study.min);
        self.hours(group, day, ends.max().unwrap_or(0))
            .into_iter()
            .skip(before)
            .collect()
    }

    fn clubs(&self) -> Vec<Demand<'a>> {
        let mut demands = Vec::new();
        for (g, group) in self.known.instance.full_day.iter().enumerate() {
            let days = self.days().iter().enumerate();
            let hours: Vec<Slot> = days.flat_map(|(d, day)| self.interest_hours(group, d, *day)).collect();
            for (c, club) in group.clubs.iter().enumerate() {
                let staff = vec![club.leaders.iter().map(Id::as_str).collect::<Vec<_>>()];
                let led = |slot: &&Slot| staff.iter().all(|any| any.iter().any(|s| self.present(s, **slot)));
                demands.push(Demand {
                    id: &club.id,
                    path: format!("/full_day/{g}/clubs/{c}"),
                    kind: Kind::Club,
                    subject: None,
                    weekly: club.weekly.min.into(),
                    week: instance::Week::Every,
                    slots: hours.iter().filter(led).copied().collect(),
                    staff,
                    rooms: club.room.as_deref().into_iter().collect(),
                    parts: BTreeSet::new(),
                    once_a_day: false,
                });
            }
        }
        demands
    }
}

/// How often something takes place, in the fuller of the weeks A and B.
pub fn total<'d, 'a: 'd>(demands: impl IntoIterator<Item = &'d Demand<'a>>) -> u32 {
    let mut totals = [0; 2];
    for demand in demands {
        for (total, week) in totals.iter_mut().zip(WEEKS) {
            *total += if demand.week.meets(week) { demand.weekly } else { 0 };
        }
    }
    totals.into_iter().max().unwrap_or(0)
}

/// The most slots of each day that follow one another with a gap between, by the ends they take: the n-th end is
/// the earliest at which n can be over.
pub fn fit<'s>(slots: impl IntoIterator<Item = &'s Slot>, gap: i32) -> BTreeMap<Weekday, Vec<i32>> {
    let mut slots: Vec<&Slot> = slots.into_iter().collect();
    slots.sort_unstable_by_key(|s| (s.day, s.to, -s.from));
    let mut days: BTreeMap<Weekday, Vec<i32>> = BTreeMap::new();
    for slot in slots {
        let ends = days.entry(slot.day).or_default();
        if ends.last().is_none_or(|end| end + gap <= slot.from) {
            ends.push(slot.to);
        }
    }
    days
}

/// Numbers per day for a sentence.
pub fn by_day(days: impl IntoIterator<Item = (Weekday, usize)>) -> Arg {
    let one = |(day, count): (Weekday, usize)| {
        Arg::Message(Box::new(Word::DayCount.with(&[("day", &day), ("count", &count)])))
    };
    Arg::List(days.into_iter().map(one).collect())
}

/// Days for a sentence.
pub fn days(days: impl IntoIterator<Item = Weekday>) -> Arg {
    Arg::List(days.into_iter().map(|d| Arg::Word(crate::words::weekday(d))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slot(from: i32, to: i32) -> Slot {
        let day = Weekday::Mon;
        Slot { day, from, to }
    }

    /// Most slots that follow one another, and for each number of them the earliest end, over all subsets.
    fn by_enumeration(slots: &[Slot], gap: i32) -> Vec<i32> {
        let mut ends: Vec<i32> = Vec::new();
        for chosen in 1..1u32 << slots.len() {
            let mut some: Vec<&Slot> = slots
                .iter()
                .enumerate()
                .filter(|(i, _)| (chosen >> i) & 1 == 1)
                .map(|(_, s)| s)
                .collect();
            some.sort_by_key(|s| s.from);
            if some.windows(2).all(|w| w[0].to + gap <= w[1].from) {
                let end = some.iter().map(|s| s.to).max().unwrap();
                ends.resize(ends.len().max(some.len()), i32::MAX);
                ends[some.len() - 1] = ends[some.len() - 1].min(end);
            }
        }
        ends
    }

    proptest! {
        #[test]
        fn no_choice_of_slots_holds_more_or_ends_earlier(
            spans in prop::collection::vec((0..60i32, 1..20i32), 0..10),
            gap in 0..7i32,
        ) {
            let slots: Vec<Slot> = spans.iter().map(|(from, length)| slot(*from, from + length)).collect();
            let found = fit(&slots, gap).remove(&Weekday::Mon).unwrap_or_default();
            prop_assert_eq!(found, by_enumeration(&slots, gap));
        }
    }

    #[test]
    fn one_teacher_between_two_bells() {
        let clock = |t: &str| Clock::parse(t).unwrap().minutes();
        let of = |spans: &[(&str, &str)]| -> usize {
            let slots: Vec<Slot> = spans.iter().map(|(a, b)| slot(clock(a), clock(b))).collect();
            fit(&slots, 5).values().map(Vec::len).sum()
        };
        assert_eq!(
            of(&[("08:50", "09:30"), ("09:00", "09:40")]),
            1,
            "period 2 of V and period 2 of III"
        );
        assert_eq!(
            of(&[("08:50", "09:30"), ("09:50", "10:30")]),
            2,
            "period 2 of V and period 3 of III"
        );
        assert_eq!(of(&[("08:00", "08:30"), ("08:35", "09:05")]), 2, "the gap and no more");
        assert_eq!(
            of(&[("08:00", "08:30"), ("08:34", "09:04")]),
            1,
            "a minute short of the gap"
        );
    }
}
