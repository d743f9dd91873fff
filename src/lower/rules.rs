//! The rules that hold: what follows from the data, and the wishes of the rule sets and the file,
//! each lowered onto rule kinds with its own name and citation.

use super::{Activity, Lowering, axis};

use crate::instance::{self, *};
use crate::problem::{self, *};
use crate::words::{Lang, Word};
use std::collections::{BTreeMap, BTreeSet};

/// Weight of one minute of clash or absence.
const MINUTE: i64 = 1;
/// Weight of one meeting that is missing, or one other unit of a hard rule: about as bad as a
/// lesson's clash, so that neither is traded for the other.
const UNIT: i64 = 40;

impl<'i> Lowering<'i> {
    /// Adds all rules to the problem.
    pub fn add_rules(&mut self) {
        self.add_clashes_and_presence();
        self.add_demands();
        self.add_sessions();
        self.add_full_days();
        // Conflicts among rules are bad input, which `validate` reports.
        for rule in effective_rules(self.instance).unwrap_or_default() {
            self.add_wish(&rule.name, &rule.setting);
        }
    }

    fn push(&mut self, kind: RuleKind, weight: Weight, unit: i64, rule: &str, cite: Text, source: Source) {
        let (hard, weight) = match weight {
            Weight::Hard => (true, unit),
            Weight::Soft(w) => (false, i64::from(w)),
        };
        let origin = problem::Origin {
            rule: rule.to_string(),
            cite,
            source,
        };
        self.problem.rules.push(Rule {
            kind,
            hard,
            weight,
            cost: CostFunction::Linear,
            origin,
        });
    }

    /// A hard rule that follows from the data.
    fn push_hard(&mut self, kind: RuleKind, unit: i64, rule: &str, cite: Word, source: Source) {
        self.push(kind, Weight::Hard, unit, rule, both(cite), source);
    }

    fn add_clashes_and_presence(&mut self) {
        use ResourceKind::*;
        for (kind, name) in [(Class, "class"), (Staff, "staff"), (Room, "room"), (Pupil, "pupil")] {
            let resources: Vec<ResourceId> = (0..self.problem.resources.len())
                .filter(|r| self.problem.resources[*r].kind == kind)
                .collect();
            if !resources.is_empty() {
                let rule = format!("general/clash-{name}");
                self.push_hard(
                    RuleKind::Clash(Clash {
                        resources,
                        ..Clash::default()
                    }),
                    MINUTE,
                    &rule,
                    Word::CiteClash,
                    Source::Practice,
                );
            }
        }
        let away: Vec<(ResourceId, CellSet)> = self
            .instance
            .staff
            .iter()
            .filter_map(|s| Some((*self.people.staff.get(&s.id)?, self.away(s))))
            .filter(|(_, away)| away.contains(&true))
            .map(|(resource, away)| (resource, away.into()))
            .collect();
        if !away.is_empty() {
            let kind = RuleKind::Available(Available { away });
            self.push_hard(kind, MINUTE, "general/presence", Word::CitePresence, Source::Document);
        }
        let staff = self.instance.staff.iter();
        let loads = staff.filter_map(|s| Some((&s.id, u16::from(s.max_lessons_a_day?))));
        for (counts, points) in self.by_lessons_given(loads) {
            let kind = RuleKind::Load(Load { counts, points });
            self.push_hard(
                kind,
                UNIT,
                "general/lessons-a-day-of-staff",
                Word::CiteStaffData,
                Source::Document,
            );
        }
        let staff = self.instance.staff.iter();
        let minutes = staff.filter_map(|s| Some((*self.people.staff.get(&s.id)?, s.minutes_weekly?)));
        for (resource, most) in minutes.collect::<Vec<_>>() {
            self.push_minutes(resource, most);
        }
        let staff = self.instance.staff.iter();
        let days: Vec<_> = staff
            .filter_map(|s| Some((*self.people.staff.get(&s.id)?, u16::from(s.max_days?))))
            .collect();
        if !days.is_empty() {
            let cite = both(Word::CiteStaffData);
            self.push_presence(
                &days,
                None,
                Weight::Hard,
                "general/days-of-staff",
                cite,
                Source::Document,
            );
        }
    }

    /// Most minutes of a person in each week of the axis.
    fn push_minutes(&mut self, resource: ResourceId, most: u16) {
        let days = self.instance.term.days.len();
        let week = |week: usize| -> TimeGroup {
            let cells = self.problem.axis.cells.iter().map(|c| c.day / days == week);
            let name = Word::WholeWeek.say(self.lang).to_string();
            TimeGroup::new(name, cells.collect(), &self.problem.axis)
        };
        let kind = RuleKind::Busy(Busy {
            groups: (0..self.weeks).map(week).collect(),
            points: vec![(resource, (0..self.weeks).collect())],
            min: 0,
            max: most.into(),
        });
        let rule = "general/minutes-of-staff";
        self.push_hard(kind, MINUTE, rule, Word::CiteStaffData, Source::Document);
    }

    /// Most days present of some persons, in each week of the axis by itself.
    fn push_presence(
        &mut self,
        points: &[(ResourceId, u16)],
        earned: Option<Earned>,
        weight: Weight,
        rule: &str,
        cite: Text,
        source: Source,
    ) {
        let days = self.instance.term.days.len();
        for week in 0..self.weeks {
            let groups = self
                .problem
                .day_groups()
                .split_off(week * days)
                .into_iter()
                .take(days)
                .collect();
            let points = points.iter().map(|(resource, most)| (*resource, 0, *most)).collect();
            let earned = earned.clone();
            let kind = RuleKind::Presence(Presence { groups, points, earned });
            self.push(kind, weight, UNIT, rule, cite.clone(), source);
        }
    }

    /// Everything placed and staffed, pins, parallel groups, doubles.
    fn add_demands(&mut self) {
        use instance::Activity as Kind;
        let full_day = &self.instance.full_day;
        let must = self.events_where(|a| match a {
            Activity::Lesson { .. } | Activity::Consultation(_) => true,
            Activity::Session(s) => s.unmet_weight.is_none(),
            Activity::Hour { group, kind } => {
                let range = match kind {
                    Kind::Recreation => full_day[*group].per_day.recreation,
                    _ => full_day[*group].per_day.self_study,
                };
                range.min == range.max
            }
            Activity::Club { club, .. } => club.weekly.min == club.weekly.max,
        });
        let kind = RuleKind::Assigned(Assigned { events: must });
        self.push_hard(kind, UNIT, "general/placed", Word::CitePlaced, Source::Document);
        for (event, weight) in self
            .events_where(|a| matches!(a, Activity::Session(s) if s.unmet_weight.is_some()))
            .into_iter()
            .filter_map(|e| match &self.activities[e] {
                Activity::Session(s) => s.unmet_weight.map(|w| (e, w)),
                _ => None,
            })
            .collect::<Vec<_>>()
        {
            let kind = RuleKind::Assigned(Assigned { events: vec![event] });
            self.push(
                kind,
                Weight::Soft(weight),
                1,
                "general/unmet",
                both(Word::CiteUnmet),
                Source::Document,
            );
        }
        let events = self.problem.events.iter().enumerate();
        let roles: Vec<(EventId, usize)> = events
            .flat_map(|(e, ev)| (0..ev.roles.len()).map(move |k| (e, k)))
            .collect();
        if !roles.is_empty() {
            let kind = RuleKind::Staffed(Staffed { roles });
            self.push_hard(kind, UNIT, "general/filled", Word::CiteFilled, Source::Document);
        }
        self.add_pins();
        let mut parallel: BTreeMap<&Id, Vec<EventId>> = BTreeMap::new();
        for lesson in &self.instance.lessons {
            if let Some(word) = &lesson.parallel {
                parallel
                    .entry(word)
                    .or_default()
                    .extend(self.events_of_lesson(&lesson.id));
            }
        }
        if !parallel.is_empty() {
            let points = parallel
                .into_iter()
                .map(|(name, events)| (name.clone(), events))
                .collect();
            let kind = RuleKind::SameStart(SameStart { points });
            self.push_hard(kind, UNIT, "general/parallel", Word::CiteParallel, Source::Document);
        }
        let forbidden: Vec<(String, Vec<EventId>)> = self
            .instance
            .lessons
            .iter()
            .filter(|l| matches!(l.doubles, Some(instance::Doubles::Forbidden)))
            .map(|l| self.events_of_lesson(&l.id))
            .map(|events| (self.problem.events[events[0]].name.clone(), events))
            .collect();
        self.push_daily(
            forbidden,
            0,
            1,
            Weight::Hard,
            "general/no-doubles",
            both(Word::CiteDoubles),
            Source::Document,
        );
        for lesson in &self.instance.lessons {
            if let Some(instance::Doubles::Wanted {
                count,
                weight,
                across_big_break,
            }) = lesson.doubles
            {
                let events = self.events_of_lesson(&lesson.id);
                let point = DoublesPoint {
                    name: self.problem.events[events[0]].name.clone(),
                    events,
                    count: u16::from(count) * self.weeks as u16,
                    across_big_break,
                };
                let kind = RuleKind::Doubles(problem::Doubles { points: vec![point] });
                self.push(
                    kind,
                    weight,
                    UNIT,
                    "general/wanted-doubles",
                    both(Word::CiteDoubles),
                    Source::Document,
                );
            }
        }
    }

    fn add_pins(&mut self) {
        let mut groups = Vec::new();
        let mut points = Vec::new();
        for lesson in &self.instance.lessons {
            for pin in &lesson.pinned {
                let events = self.events_of_lesson(&lesson.id);
                let Some(day) = self.instance.term.days.iter().position(|d| *d == pin.day) else {
                    continue;
                };
                let week = usize::from(lesson.week == Week::B && self.weeks == 2);
                let day = week * self.instance.term.days.len() + day;
                let minute = day as i32 * 24 * 60 + pin.start.minutes();
                let cells: CellSet = self.problem.axis.cells.iter().map(|c| c.from == minute).collect();
                let name = format!("{} {}", self.problem.axis.day_names[day], pin.start);
                points.push(SpreadPoint {
                    name: self.problem.events[events[0]].name.clone(),
                    events,
                    limits: vec![(groups.len(), 1, u16::MAX)],
                });
                groups.push(TimeGroup::new(name, cells, &self.problem.axis));
            }
        }
        if !points.is_empty() {
            let kind = RuleKind::Spread(Spread { groups, points });
            self.push_hard(kind, UNIT, "general/pinned", Word::CitePinned, Source::Document);
        }
    }

    fn add_sessions(&mut self) {
        let cite = || both(Word::CiteSession);
        let events_of_session = |s: &Session| -> Vec<EventId> {
            self.events_where(|a| match a {
                Activity::Session(other) => other.id == s.id,
                Activity::Lesson { session, .. } => session.is_some_and(|x| x.id == s.id),
                _ => false,
            })
        };
        let (mut apart, mut pupils_day, mut one_person) = (Vec::new(), Vec::new(), Vec::new());
        let mut further: BTreeMap<u8, Vec<(String, Vec<EventId>)>> = BTreeMap::new();
        let (mut never, mut study, mut after, mut lunch) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for session in &self.instance.sessions {
            let own = events_of_session(session);
            if session.weekly > 1 && session.days_apart > 0 {
                apart.push((session.id.clone(), own.clone()));
            }
            if session.weekly > 1 && session.days_apart > 1 {
                let point = (session.id.clone(), own.clone());
                further.entry(session.days_apart).or_default().push(point);
            }
            let chosen = own
                .iter()
                .filter(|e| matches!(self.activities[**e], Activity::Session(_)));
            let roles: Vec<(EventId, usize)> = chosen.map(|e| (*e, 0)).collect();
            if session.weekly > 1
                && session.staff.persons().len() > 1
                && matches!(session.staff, StaffNeed::AnyOf { .. })
            {
                one_person.push(SameHandsPoint {
                    name: session.id.clone(),
                    roles,
                    fixed: Vec::new(),
                });
            }
            let outside = own
                .iter()
                .filter(|e| matches!(self.activities[**e], Activity::Session(_)));
            for &event in outside {
                for pupil in self.instance.pupils.iter().filter(|p| session.pupils.contains(&p.id)) {
                    let lessons = self.lessons_of_pupil(pupil);
                    let name = pupil.id.clone();
                    let of = |e: &EventId| self.subject_of(*e).is_some_and(|s| session.not_from.contains(s));
                    let forbidden: Vec<EventId> = lessons.iter().copied().filter(of).collect();
                    if session.time == SessionTime::AfterLessons {
                        after.extend(self.parts_of_pupil(pupil).into_iter().map(|part| (event, part)));
                    } else if !forbidden.is_empty() {
                        never.push(OverlapPoint {
                            name: name.clone(),
                            a: vec![event],
                            b: forbidden,
                            days: 0..self.problem.axis.days,
                            allowed: 0,
                        });
                    }
                    for (index, group) in self
                        .instance
                        .full_day
                        .iter()
                        .enumerate()
                        .filter(|(_, g)| g.classes.contains(&pupil.class))
                    {
                        let b = self.events_where(|a| {
                            matches!(a, Activity::Hour { group, kind: instance::Activity::SelfStudy } if *group == index)
                        });
                        study.push(OverlapPoint {
                            name: name.clone(),
                            a: vec![event],
                            b,
                            days: 0..self.problem.axis.days,
                            allowed: 0,
                        });
                        lunch.extend(
                            self.parts_of_pupil(pupil)
                                .into_iter()
                                .map(|r| (event, r, i32::from(group.lunch))),
                        );
                    }
                }
            }
        }
        for pupil in &self.instance.pupils {
            let sessions = self.instance.sessions.iter().filter(|s| s.pupils.contains(&pupil.id));
            let events: Vec<EventId> = sessions.flat_map(events_of_session).collect();
            if let Some(max) = pupil.max_sessions_a_day {
                pupils_day.push((pupil.id.clone(), events, u16::from(max)));
            }
        }
        let morning = self.morning();
        self.push_daily(
            apart,
            0,
            1,
            Weight::Hard,
            "general/sessions-apart",
            cite(),
            Source::Document,
        );
        for (apart, points) in further {
            let kind = RuleKind::DaysApart(DaysApart {
                points,
                apart: apart.into(),
                numbers: self.day_numbers(),
            });
            self.push_hard(
                kind,
                UNIT,
                "general/sessions-days-apart",
                Word::CiteSession,
                Source::Document,
            );
        }
        if !one_person.is_empty() {
            let kind = RuleKind::SameHands(SameHands { points: one_person });
            self.push_hard(
                kind,
                UNIT,
                "general/session-one-person",
                Word::CiteSession,
                Source::Document,
            );
        }
        for (name, events, max) in pupils_day {
            self.push_daily(
                vec![(name, events)],
                0,
                max,
                Weight::Hard,
                "general/sessions-a-day",
                cite(),
                Source::Document,
            );
        }
        for (points, rule) in [(never, "general/never-out-of"), (study, "general/not-in-self-study")] {
            if !points.is_empty() {
                let kind = RuleKind::Overlap(Overlap { points });
                self.push_hard(kind, UNIT, rule, Word::CiteSession, Source::Document);
            }
        }
        if !after.is_empty() {
            after.sort_unstable();
            after.dedup();
            let kind = RuleKind::After(After {
                counts: morning.clone(),
                points: after,
            });
            self.push_hard(
                kind,
                UNIT,
                "general/session-after-lessons",
                Word::CiteSession,
                Source::Document,
            );
        }
        if !lunch.is_empty() {
            lunch.sort_unstable();
            lunch.dedup();
            let kind = RuleKind::Lunch(Lunch {
                counts: morning.clone(),
                points: lunch,
            });
            self.push_hard(kind, UNIT, "general/lunch", Word::CiteLunch, Source::Document);
        }
        let consultations = self.events_where(|a| matches!(a, Activity::Consultation(_)));
        let points: Vec<(EventId, ResourceId)> = consultations
            .into_iter()
            .filter_map(|event| match &self.activities[event] {
                Activity::Consultation(c) => Some((event, *self.people.staff.get(&c.staff)?)),
                _ => None,
            })
            .collect();
        if !points.is_empty() {
            let counts = morning;
            let kind = RuleKind::After(After { counts, points });
            self.push_hard(
                kind,
                UNIT,
                "general/consultation-after-lessons",
                Word::CiteConsultation,
                Source::Document,
            );
        }
    }

    fn add_full_days(&mut self) {
        use instance::Activity as Kind;
        let morning = self.morning();
        let (mut afternoons, mut supervisions) = (Vec::new(), Vec::new());
        for (index, group) in self.instance.full_day.iter().enumerate() {
            let name = group.name.as_ref().map_or(group.id.clone(), |n| self.text(n));
            let recreation = self.hours(index, Kind::Recreation);
            let self_study = self.hours(index, Kind::SelfStudy);
            let interests = self.hours(index, Kind::Interests);
            let counts = &group.per_day;
            for (events, range, kind) in [
                (&recreation, counts.recreation, Word::NameRecreation),
                (&self_study, counts.self_study, Word::NameSelfStudy),
                (&interests, counts.interests, Word::NameInterests),
            ] {
                let label = kind.with(&[("group", &name)]).in_lang(self.lang);
                let (min, max) = (u16::from(range.min), u16::from(range.max));
                let point = vec![(label, events.clone())];
                self.push_daily(
                    point,
                    min,
                    max,
                    Weight::Hard,
                    "general/afternoon-hours",
                    both(Word::CiteFullDay),
                    Source::Document,
                );
            }
            for event in interests.clone() {
                let Activity::Club { club, .. } = &self.activities[event] else {
                    continue;
                };
                let cells = vec![true; self.problem.axis.cells.len()];
                let all = TimeGroup::new(Word::WholeWeek.say(self.lang).into(), cells.into(), &self.problem.axis);
                let weeks = self.weeks as u16;
                let limits = vec![(
                    0,
                    u16::from(club.weekly.min) * weeks,
                    u16::from(club.weekly.max) * weeks,
                )];
                let point = SpreadPoint {
                    name: self.problem.events[event].name.clone(),
                    events: vec![event],
                    limits,
                };
                let kind = RuleKind::Spread(Spread {
                    groups: vec![all],
                    points: vec![point],
                });
                self.push_hard(kind, UNIT, "general/clubs", Word::CiteClubs, Source::Document);
            }
            let classes: Vec<ResourceId> = group.classes.iter().flat_map(|c| self.parts(c)).collect();
            let Some(bell) = self.bell(&group.hours) else { continue };
            let gap = axis::gap(self.instance);
            let hours = (0..self.problem.axis.days)
                .map(|day| {
                    let weekday = self.instance.term.days[day % self.instance.term.days.len()];
                    let periods = bell
                        .periods_on(weekday)
                        .iter()
                        .filter(|p| p.kinds.contains(&PeriodKind::Afternoon));
                    let span =
                        |p: &Period| axis::span(&self.problem.axis, day, p.start.minutes(), p.end.minutes(), gap);
                    periods.map(|p| span(p).start).collect()
                })
                .collect();
            if let (Some(staff), Some(person)) = (
                self.people.staff.get(&group.staff),
                self.instance.staff.iter().find(|s| s.id == group.staff),
            ) {
                supervisions.push(SupervisionGroup {
                    name: name.clone(),
                    classes: classes.clone(),
                    staff: *staff,
                    away: self.away(person).into(),
                    activities: [recreation.as_slice(), &self_study, &interests].concat(),
                });
            }
            let lunch = i32::from(group.lunch);
            afternoons.push(AfternoonGroup {
                name,
                classes,
                hours,
                lunch,
                recreation,
                self_study,
                interests,
            });
        }
        if !afternoons.is_empty() {
            let kind = RuleKind::Afternoon(Afternoon {
                counts: morning.clone(),
                groups: afternoons,
            });
            self.push_hard(kind, UNIT, "general/afternoon", Word::CiteFullDay, Source::Document);
            let kind = RuleKind::Supervision(Supervision {
                counts: morning,
                groups: supervisions,
            });
            self.push_hard(kind, MINUTE, "general/supervision", Word::CiteFullDay, Source::Document);
        }
    }

    fn add_wish(&mut self, name: &str, setting: &RuleSetting) {
        let (weight, source) = (setting.weight, setting.source);
        let cite = setting.cite.clone();
        let morning = self.morning();
        match &setting.rule {
            Wish::NoHoles {} => {
                let resources = self.people.classes.values().flatten().copied().collect();
                let kind = RuleKind::NoHoles(NoHoles {
                    counts: morning,
                    resources,
                });
                self.push(kind, weight, UNIT, name, cite, source);
            }
            Wish::LessonsADay { grades, min, max } => {
                for (part, class) in self.parts_of_grades(grades) {
                    let lessons = |e: &EventId| self.lesson_kind(*e) == Some(LessonKind::Lesson);
                    let events: Vec<EventId> = self.morning_of(part).into_iter().filter(lessons).collect();
                    let days = self.instance.term.days.len() as u16;
                    let points = (0..self.weeks)
                        .map(|week| {
                            let total: u16 = events
                                .iter()
                                .filter(|e| self.in_week(**e, week))
                                .map(|e| self.problem.events[*e].length)
                                .sum();
                            let min = min.map_or(total / days, u16::from);
                            let max = max.map_or(total.div_ceil(days), u16::from);
                            (week, min, max)
                        })
                        .collect();
                    self.push_daily_by_week((class, events), points, weight, name, cite.clone(), source);
                }
            }
            Wish::PeriodsADay { grades, max } => {
                for (part, class) in self.parts_of_grades(grades) {
                    let events = self.morning_of(part);
                    self.push_daily(
                        vec![(class, events)],
                        0,
                        u16::from(*max),
                        weight,
                        name,
                        cite.clone(),
                        source,
                    );
                }
            }
            Wish::SubjectADay { max } => {
                let points = self.class_subjects(|_| true);
                self.push_daily(points, 0, u16::from(*max), weight, name, cite, source);
            }
            Wish::OneOfDaily { grades, subjects } => {
                let points = self
                    .parts_of_grades(grades)
                    .into_iter()
                    .map(|(part, class)| {
                        let of = |e: &EventId| {
                            self.lesson_kind(*e) == Some(LessonKind::Lesson)
                                && self.subject_of(*e).is_some_and(|s| subjects.contains(s))
                        };
                        (class, self.morning_of(part).into_iter().filter(of).collect())
                    })
                    .collect();
                self.push_daily(points, 1, u16::MAX, weight, name, cite, source);
            }
            Wish::PeriodCost { subjects, costs } => self.add_period_costs(subjects, costs, weight, name, &cite, source),
            Wish::SpreadOverDays { up_to } => {
                let points: Vec<DaysPoint> = self
                    .class_subjects(|events| self.total(events) <= u16::from(*up_to) && self.total(events) > 1)
                    .into_iter()
                    .map(|(name, events)| {
                        let days = self.problem.axis.days as u16;
                        let doubles = self.wanted_doubles(&events);
                        let weeks = self.weeks as u16;
                        let min = (self.total(&events).saturating_sub(doubles) * weeks).min(days);
                        DaysPoint {
                            name,
                            events,
                            min,
                            max: days,
                        }
                    })
                    .collect();
                self.push(RuleKind::Days(Days { points }), weight, UNIT, name, cite, source);
            }
            Wish::AdjacentOnDay {} => {
                let points = self.class_subjects(|events| self.total(events) > 1);
                self.push(
                    RuleKind::Adjacent(Adjacent { points }),
                    weight,
                    UNIT,
                    name,
                    cite,
                    source,
                );
            }
            Wish::NotOnConsecutiveDays { subjects } => {
                let points = self.class_subjects(|events| {
                    self.total(events) > 1
                        && events
                            .first()
                            .and_then(|e| self.subject_of(*e))
                            .is_some_and(|s| subjects.contains(s))
                });
                let kind = RuleKind::DaysApart(DaysApart {
                    points,
                    apart: 2,
                    numbers: self.day_numbers(),
                });
                self.push(kind, weight, UNIT, name, cite, source);
            }
            Wish::Waiting { from, to, beyond, per } => {
                let resources = self.people.staff.values().copied().collect();
                let kind = RuleKind::Waiting(Waiting {
                    resources,
                    from: from.minutes(),
                    to: to.minutes(),
                    beyond: i32::from(*beyond),
                    per: i32::from((*per).max(1)),
                });
                self.push(kind, weight, UNIT, name, cite, source);
            }
            Wish::DaysPresent { staff, lessons_a_day } => {
                let each = u16::from((*lessons_a_day).max(1));
                for (counts, persons) in self.by_lessons_given(staff.iter().map(|id| (id, 0))) {
                    let earned = Some(Earned { counts, each });
                    self.push_presence(&persons, earned, weight, name, cite.clone(), source);
                }
            }
            Wish::SessionsOfServiceADay { max } => {
                let mut points = Vec::new();
                for pupil in &self.instance.pupils {
                    let services: BTreeSet<&Id> = self.sessions_of(pupil).map(|s| &s.service).collect();
                    for service in services {
                        let events = self.events_where(|a| match a {
                            Activity::Session(s) => s.service == *service && s.pupils.contains(&pupil.id),
                            Activity::Lesson { session: Some(s), .. } => {
                                s.service == *service && s.pupils.contains(&pupil.id)
                            }
                            _ => false,
                        });
                        let service = self.text(&self.instance.service_name(service));
                        points.push((format!("{}, {service}", pupil.id), events));
                    }
                }
                self.push_daily(points, 0, u16::from(*max), weight, name, cite, source);
            }
            Wish::SessionOutOfLesson {} => {
                let mut points = Vec::new();
                for (event, pupil) in self.sessions_and_pupils() {
                    let b = self.lessons_of_pupil(pupil);
                    points.push(OverlapPoint {
                        name: pupil.id.clone(),
                        a: vec![event],
                        b,
                        days: 0..self.problem.axis.days,
                        allowed: 0,
                    });
                }
                self.push(RuleKind::Overlap(Overlap { points }), weight, UNIT, name, cite, source);
            }
            Wish::SessionOutOfSameSubject {} => {
                let mut points = Vec::new();
                for pupil in &self.instance.pupils {
                    let a: Vec<EventId> = self
                        .sessions_and_pupils()
                        .into_iter()
                        .filter(|(_, p)| p.id == pupil.id)
                        .map(|(e, _)| e)
                        .collect();
                    let mut by_subject: BTreeMap<&Id, Vec<EventId>> = BTreeMap::new();
                    for event in self.lessons_of_pupil(pupil) {
                        if let Some(subject) = self.subject_of(event) {
                            by_subject.entry(subject).or_default().push(event);
                        }
                    }
                    // Two sessions may fall into one lesson, and one session into two.
                    by_subject.retain(|_, b| self.total(&a) * self.total(b) > 1);
                    for (subject, b) in by_subject {
                        let name = format!("{}, {}", pupil.id, self.subject_name(subject));
                        let days = self.instance.term.days.len();
                        points.extend((0..self.weeks).map(|week| OverlapPoint {
                            name: name.clone(),
                            a: a.clone(),
                            b: b.clone(),
                            days: week * days..(week + 1) * days,
                            allowed: 1,
                        }));
                    }
                }
                self.push(RuleKind::Overlap(Overlap { points }), weight, UNIT, name, cite, source);
            }
            Wish::ActivityHours { activities, min } => {
                let mut points = Vec::new();
                for (index, group) in self.instance.full_day.iter().enumerate() {
                    let label = group.name.as_ref().map_or(group.id.clone(), |n| self.text(n));
                    for activity in activities {
                        let word = match activity {
                            instance::Activity::Recreation => Word::NameRecreation,
                            instance::Activity::SelfStudy => Word::NameSelfStudy,
                            instance::Activity::Interests => Word::NameInterests,
                        };
                        points.push((
                            word.with(&[("group", &label)]).in_lang(self.lang),
                            self.hours(index, *activity),
                        ));
                    }
                }
                self.push_daily(points, u16::from(*min), u16::MAX, weight, name, cite, source);
            }
            Wish::EdgeOfDay { lesson, places } => {
                let mut points = Vec::new();
                for event in self.events_where(|a| matches!(a, Activity::Lesson { lesson: l, .. } if l.kind == *lesson))
                {
                    let parts = self.problem.events[event].fixed.iter();
                    points.extend(parts.filter(|r| self.is_class(**r)).map(|r| (event, *r)));
                }
                let (first, last) = (places.contains(&DayEdge::First), places.contains(&DayEdge::Last));
                let kind = RuleKind::Edge(Edge {
                    counts: morning,
                    points,
                    first,
                    last,
                });
                self.push(kind, weight, UNIT, name, cite, source);
            }
            // Facts of the file, checked before solving.
            Wish::WeeklyTotal { .. } | Wish::LessonLength { .. } | Wish::ExtraHours { .. } | Wish::StemShare { .. } => {
            }
            // Rules of dates, not of weeks: `term/` knows them.
            of_dates!() => {}
        }
    }

    /// Costs by period: one rule per bell schedule, because periods of one number start at
    /// different times and one start may have two numbers.
    fn add_period_costs(
        &mut self,
        subjects: &[Id],
        costs: &BTreeMap<u8, u32>,
        weight: Weight,
        name: &str,
        cite: &Text,
        source: Source,
    ) {
        for bell in &self.instance.bells {
            let events = self.events_where(|a| match a {
                Activity::Lesson { lesson, .. } => {
                    lesson.kind == LessonKind::Lesson
                        && subjects.contains(&lesson.subject)
                        && self
                            .class_of(&lesson.class)
                            .is_some_and(|c| c.bell.as_ref() == Some(&bell.id))
                }
                _ => false,
            });
            if events.is_empty() {
                continue;
            }
            let mut amounts = vec![0; self.problem.axis.cells.len()];
            for day in 0..self.problem.axis.days {
                let weekday = self.instance.term.days[day % self.instance.term.days.len()];
                for period in bell.periods_on(weekday) {
                    let start = day as i32 * 24 * 60 + period.start.minutes();
                    let cell = self.problem.axis.cells.iter().position(|c| c.from == start);
                    if let (Some(cell), Some(cost)) = (cell, costs.get(&period.number)) {
                        amounts[cell] = *cost;
                    }
                }
            }
            let kind = RuleKind::Preferred(Preferred {
                events,
                amounts,
                ..Preferred::default()
            });
            self.push(kind, weight, UNIT, name, cite.clone(), source);
        }
    }

    /// Counts per day: fewest and most spans of each point's events.
    #[allow(clippy::too_many_arguments)]
    fn push_daily(
        &mut self,
        points: Vec<(String, Vec<EventId>)>,
        min: u16,
        max: u16,
        weight: Weight,
        rule: &str,
        cite: Text,
        source: Source,
    ) {
        for point in points {
            let limits = (0..self.weeks).map(|week| (week, min, max)).collect();
            self.push_daily_by_week(point, limits, weight, rule, cite.clone(), source);
        }
    }

    fn push_daily_by_week(
        &mut self,
        (name, events): (String, Vec<EventId>),
        weeks: Vec<(usize, u16, u16)>,
        weight: Weight,
        rule: &str,
        cite: Text,
        source: Source,
    ) {
        let days = self.instance.term.days.len();
        // One point a day, so that a change looks at its own day alone.
        let daily = weeks
            .iter()
            .flat_map(|(week, min, max)| (week * days..(week + 1) * days).map(|d| (d, *min, *max)));
        let points = daily.map(|limit| SpreadPoint {
            name: name.clone(),
            events: events.clone(),
            limits: vec![limit],
        });
        // Points of one rule that follow each other share its groups.
        if let Some(last) = self.problem.rules.last_mut()
            && last.origin.rule == rule
            && let RuleKind::Spread(spread) = &mut last.kind
        {
            spread.points.extend(points);
            return;
        }
        let kind = RuleKind::Spread(Spread {
            groups: self.problem.day_groups(),
            points: points.collect(),
        });
        self.push(kind, weight, UNIT, rule, cite, source);
    }

    /// By day of the axis, its number in a calendar in which weeks lie far apart.
    fn day_numbers(&self) -> Vec<usize> {
        let days = (0..self.weeks).flat_map(|week| self.instance.term.days.iter().map(move |day| (week, *day)));
        days.map(|(week, day)| week * 14 + day as usize).collect()
    }

    fn events_of_lesson(&self, id: &str) -> Vec<EventId> {
        self.events_where(|a| matches!(a, Activity::Lesson { lesson, .. } if lesson.id == id))
    }

    fn lesson_kind(&self, event: EventId) -> Option<LessonKind> {
        match &self.activities[event] {
            Activity::Lesson { lesson, .. } => Some(lesson.kind),
            _ => None,
        }
    }

    fn subject_of(&self, event: EventId) -> Option<&'i Id> {
        match &self.activities[event] {
            Activity::Lesson { lesson, .. } => Some(&lesson.subject),
            _ => None,
        }
    }

    fn is_class(&self, resource: ResourceId) -> bool {
        self.problem.resources[resource].kind == ResourceKind::Class
    }

    fn in_week(&self, event: EventId, week: usize) -> bool {
        match self.origins[event].week {
            Week::Every => true,
            Week::A => week == 0,
            Week::B => week == 1,
        }
    }

    fn total(&self, events: &[EventId]) -> u16 {
        events.iter().map(|e| self.problem.events[*e].length).sum()
    }

    /// Persons with a number, by the events that are lessons which they may give: one in which they have but a session
    /// of their own is none.
    fn by_lessons_given<'a>(
        &self,
        persons: impl Iterator<Item = (&'a Id, u16)>,
    ) -> BTreeMap<Vec<bool>, Vec<(ResourceId, u16)>> {
        let mut all: BTreeMap<Vec<bool>, Vec<_>> = BTreeMap::new();
        for (id, number) in persons {
            let named = |need: &StaffNeed| match need {
                StaffNeed::Person(person) => person == id,
                StaffNeed::AnyOf { any_of } => any_of.contains(id),
            };
            let gives = |activity: &Activity| match activity {
                Activity::Lesson { lesson, session } => {
                    session.is_none_or(|s| !s.staff.may_be(id)) || lesson.staff.iter().any(named)
                }
                _ => false,
            };
            if let Some(resource) = self.people.staff.get(id) {
                let counts = self.activities.iter().map(gives).collect();
                all.entry(counts).or_default().push((*resource, number));
            }
        }
        all
    }

    fn wanted_doubles(&self, events: &[EventId]) -> u16 {
        let mut lessons: BTreeMap<&Id, u16> = BTreeMap::new();
        for event in events {
            if let Activity::Lesson { lesson, .. } = &self.activities[*event]
                && let Some(instance::Doubles::Wanted { count, .. }) = lesson.doubles
            {
                lessons.insert(&lesson.id, u16::from(count));
            }
        }
        lessons.values().sum()
    }

    /// Lessons, class hour and sport hour of one part of a class.
    fn morning_of(&self, part: ResourceId) -> Vec<EventId> {
        let lessons = self.events_where(|a| matches!(a, Activity::Lesson { .. }));
        lessons
            .into_iter()
            .filter(|e| self.problem.events[*e].fixed.contains(&part))
            .collect()
    }

    /// Parts of the classes of some grades, with the class's name. Groups of a kindergarten have no grade and no lessons.
    fn parts_of_grades(&self, grades: &Option<Vec<u8>>) -> Vec<(ResourceId, String)> {
        let classes = self
            .instance
            .classes
            .iter()
            .filter(|c| c.grade > 0 && grades.as_ref().is_none_or(|g| g.contains(&c.grade)));
        let parts = classes.flat_map(|c| self.people.classes.get(&c.id).into_iter().flatten());
        parts.map(|r| (*r, self.problem.resources[*r].name.clone())).collect()
    }

    /// For every part of a class and every subject, its lessons of the subject; the same lessons
    /// only once.
    fn class_subjects(&self, holds: impl Fn(&[EventId]) -> bool) -> Vec<(String, Vec<EventId>)> {
        let mut seen = BTreeSet::new();
        let mut points = Vec::new();
        for (part, class) in self.parts_of_grades(&None) {
            let mut by_subject: BTreeMap<&Id, Vec<EventId>> = BTreeMap::new();
            for event in self.morning_of(part) {
                if let (Some(LessonKind::Lesson), Some(subject)) = (self.lesson_kind(event), self.subject_of(event)) {
                    by_subject.entry(subject).or_default().push(event);
                }
            }
            for (subject, events) in by_subject {
                if holds(&events) && seen.insert(events.clone()) {
                    let subject = self.instance.subjects.iter().find(|s| s.id == *subject);
                    let label = subject.map_or(String::new(), |s| self.text(&s.name));
                    points.push((format!("{label} {class}"), events));
                }
            }
        }
        points
    }

    fn hours(&self, group: usize, kind: instance::Activity) -> Vec<EventId> {
        self.events_where(|a| match a {
            Activity::Hour { group: g, kind: k } => *g == group && *k == kind,
            Activity::Club { group: g, .. } => *g == group && kind == instance::Activity::Interests,
            _ => false,
        })
    }

    fn sessions_of(&self, pupil: &'i Pupil) -> impl Iterator<Item = &'i Session> {
        self.instance.sessions.iter().filter(|s| s.pupils.contains(&pupil.id))
    }

    /// Session events outside lessons that may take a pupil out of one, with each pupil.
    fn sessions_and_pupils(&self) -> Vec<(EventId, &'i Pupil)> {
        let mut all = Vec::new();
        for event in 0..self.activities.len() {
            if let Activity::Session(s) = &self.activities[event]
                && s.time == SessionTime::Any
            {
                let pupils = self.instance.pupils.iter().filter(|p| s.pupils.contains(&p.id));
                all.extend(pupils.map(|p| (event, p)));
            }
        }
        all
    }

    /// The parts of the class that a pupil may belong to.
    fn parts_of_pupil(&self, pupil: &Pupil) -> Vec<ResourceId> {
        let all = self.people.classes.get(&pupil.class).cloned().unwrap_or_default();
        let within = |part: &ResourceId| {
            pupil
                .groups
                .iter()
                .all(|g| self.people.groups.get(g).is_none_or(|parts| parts.contains(part)))
        };
        all.into_iter().filter(within).collect()
    }

    /// Lessons, class hour and sport hour that a pupil attends.
    fn lessons_of_pupil(&self, pupil: &Pupil) -> Vec<EventId> {
        let parts = self.parts_of_pupil(pupil);
        let lessons = self.events_where(|a| matches!(a, Activity::Lesson { .. }));
        let attends = |e: &EventId| parts.iter().any(|p| self.problem.events[*e].fixed.contains(p));
        lessons.into_iter().filter(attends).collect()
    }
}

fn both(word: Word) -> Text {
    Text::Both {
        bg: word.say(Lang::Bg).into(),
        en: word.say(Lang::En).into(),
    }
}
