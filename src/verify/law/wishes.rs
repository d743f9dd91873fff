//! The rules that an instance names, where they are hard.

use super::Breach;
use super::case::{Case, Meeting, Party, What, activity_word, both, group_name};
use super::people::{by_pupil, days_of, gives_lesson};
use crate::instance::{
    Activity, Clock, DayEdge, Doubles, EffectiveRule, Id, Lesson, LessonKind, Pupil, Text, Week, Weekday, Wish,
    of_dates,
};
use crate::words::Fill;
use crate::words::{Message, Word, weekday};
use std::collections::{BTreeMap, BTreeSet};

/// What the timetable does against one rule.
pub(super) fn breaches(case: &Case, rule: &EffectiveRule) -> Vec<Breach> {
    let found = Vec::new();
    let mut court = Court { case, rule, found };
    match &rule.setting.rule {
        Wish::NoHoles {} => court.no_holes(),
        Wish::LessonsADay { grades, min, max } => court.lessons_a_day(grades.as_deref(), *min, *max),
        Wish::PeriodsADay { grades, max } => court.periods_a_day(grades.as_deref(), *max),
        Wish::SubjectADay { max } => court.subject_a_day(*max),
        Wish::OneOfDaily { grades, subjects } => court.one_of_daily(grades.as_deref(), subjects),
        Wish::PeriodCost { subjects, costs } => court.period_cost(subjects, costs),
        Wish::SpreadOverDays { up_to } => court.spread_over_days(*up_to),
        Wish::AdjacentOnDay {} => court.adjacent_on_day(),
        Wish::NotOnConsecutiveDays { subjects } => court.not_on_consecutive_days(subjects),
        Wish::Waiting { from, to, beyond, .. } => court.waiting(*from, *to, i32::from(*beyond)),
        Wish::DaysPresent { staff, lessons_a_day } => court.days_present(staff, *lessons_a_day),
        Wish::SessionsOfServiceADay { max } => court.sessions_of_service_a_day(*max),
        Wish::SessionOutOfLesson {} => court.session_out_of_lesson(),
        Wish::SessionOutOfSameSubject {} => court.session_out_of_same_subject(),
        Wish::ActivityHours { activities, min } => court.activity_hours(activities, *min),
        Wish::EdgeOfDay { lesson, places } => court.edge_of_day(*lesson, places),
        Wish::WeeklyTotal { lessons } => court.weekly_total(lessons),
        Wish::LessonLength { minutes } => court.lesson_length(minutes),
        Wish::ExtraHours { lesson, weekly } => court.extra_hours(*lesson, *weekly),
        Wish::StemShare { percent } => court.stem_share(*percent),
        // The dates of the term have a judge of their own.
        of_dates!() => {}
    }
    court.found
}

struct Court<'c, 'a> {
    case: &'c Case<'a>,
    rule: &'c EffectiveRule,
    found: Vec<Breach>,
}

impl<'c, 'a> Court<'c, 'a> {
    fn broken(&mut self, message: Message, by: &[&Meeting], minutes: Option<i32>) {
        self.found.push(Breach {
            rule: self.rule.name.clone(),
            cite: self.rule.setting.cite.clone(),
            message,
            placements: by.iter().map(|m| m.index).collect(),
            minutes,
        });
    }

    /// The pupils who are always together, of these grades.
    fn parties(&self, grades: Option<&[u8]>) -> Vec<&'c Party<'a>> {
        // Groups of a kindergarten have no grade, and no lessons to speak of.
        let of_grade = |p: &&Party| p.class.grade > 0 && grades.is_none_or(|grades| grades.contains(&p.class.grade));
        self.case.parties.iter().filter(of_grade).collect()
    }

    /// Every day of every such party, with its lessons of that day, class and sport hour included.
    fn party_days(&self, grades: Option<&[u8]>) -> Vec<(&'c Party<'a>, Weekday, Week, Vec<&'c Meeting<'a>>)> {
        let case = self.case;
        let days = |party: &'c Party<'a>| {
            case.week_days().map(move |(week, day)| {
                (
                    party,
                    day,
                    week,
                    case.lessons_of(party).filter(|m| m.on(day, week)).collect(),
                )
            })
        };
        self.parties(grades).into_iter().flat_map(days).collect()
    }

    /// A sentence about a class's day.
    fn of_class(&self, word: Word, party: &Party, day: Weekday, args: &[(&'static str, &dyn Fill)]) -> Message {
        (word.with(args))
            .and("class", self.case.class_name(&party.class.id))
            .and("day", weekday(day).text())
    }

    /// Lessons of the curriculum that a party is to have in a week.
    fn demanded(&self, party: &Party, week: Week) -> Vec<&'a Lesson> {
        (self.case.attended(party.class, &party.groups).into_iter())
            .filter(|l| l.kind == LessonKind::Lesson && l.week.meets(week))
            .collect()
    }

    /// Which of its morning's periods a lesson of a class takes, from 0.
    fn position(&self, party: &Party, meeting: &Meeting) -> Option<usize> {
        let morning = self.case.morning(party.class, meeting.day());
        morning
            .iter()
            .position(|p| p.start.minutes() < meeting.to && meeting.from < p.end.minutes())
    }

    fn no_holes(&mut self) {
        for (party, day, _, today) in self.party_days(None) {
            let taken: BTreeSet<usize> = today.iter().filter_map(|m| self.position(party, m)).collect();
            let morning = self.case.morning(party.class, day);
            let until = taken.last().copied().unwrap_or(0);
            for (_, period) in morning
                .iter()
                .take(until)
                .enumerate()
                .filter(|(at, _)| !taken.contains(at))
            {
                let args: [(&str, &dyn Fill); 3] =
                    [("period", &period.number), ("from", &period.start), ("to", &period.end)];
                self.broken(self.of_class(Word::LawHole, party, day, &args), &today, None);
            }
        }
    }

    fn lessons_a_day(&mut self, grades: Option<&[u8]>, min: Option<u8>, max: Option<u8>) {
        let days = self.case.days().len().max(1);
        for (party, day, week, today) in self.party_days(grades) {
            let lessons = curriculum(&today, |_| true);
            let total: usize = self.demanded(party, week).iter().map(|l| usize::from(l.weekly)).sum();
            let least = min.map_or(total / days, usize::from);
            let most = max.map_or(total.div_ceil(days), usize::from);
            if lessons.len() < least || lessons.len() > most {
                let args: [(&str, &dyn Fill); 3] = [("found", &lessons.len()), ("least", &least), ("most", &most)];
                let word = if least == most {
                    Word::LawLessonsADayExactly
                } else {
                    Word::LawLessonsADay
                };
                self.broken(self.of_class(word, party, day, &args), &lessons, None);
            }
        }
    }

    fn periods_a_day(&mut self, grades: Option<&[u8]>, max: u8) {
        for (party, day, _, today) in self.party_days(grades) {
            if today.len() > usize::from(max) {
                let args: [(&str, &dyn Fill); 2] = [("found", &today.len()), ("most", &max)];
                self.broken(self.of_class(Word::LawPeriodsADay, party, day, &args), &today, None);
            }
        }
    }

    fn subject_a_day(&mut self, max: u8) {
        for (party, day, _, today) in self.party_days(None) {
            for subject in subjects_of(&today) {
                let lessons = curriculum(&today, |l| l.subject == *subject);
                if lessons.len() > usize::from(max) {
                    let args: [(&str, &dyn Fill); 2] = [("found", &lessons.len()), ("most", &max)];
                    let message = self.of_class(Word::LawSubjectADay, party, day, &args);
                    self.broken(message.and("subject", self.case.subject(subject)), &lessons, None);
                }
            }
        }
    }

    fn one_of_daily(&mut self, grades: Option<&[u8]>, subjects: &[Id]) {
        for (party, day, _, today) in self.party_days(grades) {
            if curriculum(&today, |l| subjects.contains(&l.subject)).is_empty() {
                let message = self.of_class(Word::LawOneOfDaily, party, day, &[]);
                self.broken(message.and("subjects", self.list(subjects)), &today, None);
            }
        }
    }

    fn period_cost(&mut self, subjects: &[Id], costs: &BTreeMap<u8, u32>) {
        for (party, day, _, today) in self.party_days(None) {
            for lesson in curriculum(&today, |l| subjects.contains(&l.subject)) {
                let morning = self.case.morning(party.class, day);
                let period = self.position(party, lesson).and_then(|at| morning.get(at));
                if period.is_some_and(|p| costs.get(&p.number).is_some_and(|cost| *cost > 0)) {
                    self.broken(self.case.about(Word::LawPeriodCost, lesson, &[]), &[lesson], None);
                }
            }
        }
    }

    fn spread_over_days(&mut self, up_to: u8) {
        for party in self.parties(None) {
            for &week in &self.case.weeks {
                let demanded = self.demanded(party, week);
                for subject in demanded.iter().map(|l| &l.subject).collect::<BTreeSet<&Id>>() {
                    let of_subject = || demanded.iter().filter(|l| l.subject == *subject);
                    let lessons: usize = of_subject().map(|l| usize::from(l.weekly)).sum();
                    let doubles: usize = of_subject().map(|l| wanted_doubles(l)).sum();
                    let wanted = lessons.saturating_sub(doubles).min(self.case.days().len());
                    let meetings: Vec<&Meeting> = (self.case.lessons_of(party))
                        .filter(|m| m.placement.week.meets(week))
                        .filter(|m| m.curriculum().is_some_and(|l| l.subject == *subject))
                        .collect();
                    let days = days_of(meetings.iter().copied()).len();
                    if lessons <= usize::from(up_to) && days < wanted {
                        let message = (Word::LawSpread.with(&[("found", &days), ("wanted", &wanted)]))
                            .and("class", self.case.class_name(&party.class.id))
                            .and("subject", self.case.subject(subject));
                        self.broken(message, &meetings, None);
                    }
                }
            }
        }
    }

    fn adjacent_on_day(&mut self) {
        for (party, day, _, today) in self.party_days(None) {
            for subject in subjects_of(&today) {
                let lessons = curriculum(&today, |l| l.subject == *subject);
                let taken: BTreeSet<usize> = lessons.iter().filter_map(|m| self.position(party, m)).collect();
                let (first, last) = (taken.first().copied().unwrap_or(0), taken.last().copied().unwrap_or(0));
                if !taken.is_empty() && last - first + 1 != taken.len() {
                    let message = self.of_class(Word::LawApart, party, day, &[]);
                    self.broken(message.and("subject", self.case.subject(subject)), &lessons, None);
                }
            }
        }
    }

    fn not_on_consecutive_days(&mut self, subjects: &[Id]) {
        for party in self.parties(None) {
            for (&week, subject) in self
                .case
                .weeks
                .iter()
                .flat_map(|w| subjects.iter().map(move |s| (w, s)))
            {
                let of = |day: Weekday| -> Vec<&'c Meeting<'a>> {
                    (self.case.lessons_of(party))
                        .filter(|m| m.on(day, week))
                        .filter(|m| m.curriculum().is_some_and(|l| l.subject == *subject))
                        .collect()
                };
                for pair in Weekday::ALL.windows(2) {
                    let &[day, next] = pair else { continue };
                    let (lessons, after) = (of(day), of(next));
                    if !lessons.is_empty() && !after.is_empty() {
                        let message = (self.of_class(Word::LawConsecutiveDays, party, day, &[]))
                            .and("next", weekday(next).text())
                            .and("subject", self.case.subject(subject));
                        self.broken(message, &[lessons, after].concat(), None);
                    }
                }
            }
        }
    }

    fn waiting(&mut self, from: Clock, to: Clock, beyond: i32) {
        let (from, to) = (from.minutes(), to.minutes());
        for staff in &self.case.instance.staff {
            for (week, day) in self.case.week_days() {
                let mut today: Vec<&Meeting> = (self.case.meetings_of_staff(&staff.id))
                    .filter(|m| m.on(day, week) && m.from < to && m.to > from)
                    .collect();
                today.sort_by_key(|m| m.from);
                let mut latest: Option<&Meeting> = None;
                for next in today {
                    if let Some(before) = latest {
                        // Both reach into the window, so what lies between them is inside.
                        let wait = next.from - before.to;
                        if wait > beyond {
                            let name = self.case.staff_name(&staff.id);
                            let message = (self.case.about_two(Word::LawWaiting, name, before, next))
                                .and("minutes", Text::Any(wait.to_string()))
                                .and("most", Text::Any(beyond.to_string()));
                            self.broken(message, &[before, next], Some(wait));
                        }
                    }
                    if latest.is_none_or(|before| before.to < next.to) {
                        latest = Some(next);
                    }
                }
            }
        }
    }

    fn days_present(&mut self, staff: &[Id], lessons_a_day: u8) {
        for id in staff {
            for &week in &self.case.weeks {
                let meetings: Vec<&Meeting> = (self.case.meetings_of_staff(id))
                    .filter(|m| m.placement.week.meets(week))
                    .collect();
                let lessons = meetings.iter().filter(|m| gives_lesson(self.case, m, id)).count();
                let most = lessons.div_ceil(usize::from(lessons_a_day.max(1)));
                let days = days_of(meetings.iter().copied()).len();
                if days > most {
                    let args: [(&str, &dyn Fill); 3] = [("found", &days), ("most", &most), ("lessons", &lessons)];
                    let message = Word::LawDaysPresent.with(&args).and("staff", self.case.staff_name(id));
                    self.broken(message, &meetings, None);
                }
            }
        }
    }

    fn sessions_of_service_a_day(&mut self, max: u8) {
        for (pupil, meetings) in by_pupil(self.case) {
            let services: BTreeSet<&Id> = meetings
                .iter()
                .filter_map(|m| self.case.session_of(m))
                .map(|s| &s.service)
                .collect();
            for service in services {
                for (week, day) in self.case.week_days() {
                    let of_service = |m: &&Meeting<'a>| self.case.session_of(m).is_some_and(|s| s.service == *service);
                    let today: Vec<&Meeting> = meetings
                        .iter()
                        .copied()
                        .filter(|m| m.on(day, week) && of_service(m))
                        .collect();
                    if today.len() > usize::from(max) {
                        let args: [(&str, &dyn Fill); 3] = [("who", pupil), ("found", &today.len()), ("most", &max)];
                        let message = (Word::LawServiceADay.with(&args))
                            .and("day", weekday(day).text())
                            .and("service", self.case.instance.service_name(service));
                        self.broken(message, &today, None);
                    }
                }
            }
        }
    }

    /// The sessions of every pupil outside lessons, each with the lessons it keeps the pupil out of.
    fn missed(&self) -> Vec<(&'a Pupil, &'c Meeting<'a>, Vec<&'c Meeting<'a>>)> {
        let mut all = Vec::new();
        for meeting in &self.case.meetings {
            let What::Session(session) = meeting.what else { continue };
            for pupil in session.pupils.iter().filter_map(|id| self.case.pupil(id)) {
                let lessons = self
                    .case
                    .lessons_of_pupil(pupil)
                    .into_iter()
                    .filter(|l| l.touches(meeting))
                    .collect();
                all.push((pupil, meeting, lessons));
            }
        }
        all
    }

    fn session_out_of_lesson(&mut self) {
        for (pupil, session, lessons) in self.missed() {
            for lesson in lessons {
                let message = self
                    .case
                    .about_two(Word::LawOutOfLesson, Text::Any(pupil.id.clone()), session, lesson);
                self.broken(message, &[session, lesson], None);
            }
        }
    }

    fn session_out_of_same_subject(&mut self) {
        for &week in &self.case.weeks {
            let mut missed: BTreeMap<(&Id, &Id), Vec<&Meeting>> = BTreeMap::new();
            for (pupil, session, lessons) in self.missed() {
                let both = |l: &&Meeting| session.placement.week.meets(week) && l.placement.week.meets(week);
                for lesson in lessons.into_iter().filter(both).filter_map(|l| l.lesson()) {
                    missed.entry((&pupil.id, &lesson.subject)).or_default().push(session);
                }
            }
            for ((pupil, subject), sessions) in missed {
                if sessions.len() > 1 {
                    let message = (Word::LawOutOfSubject.with(&[("who", pupil), ("found", &sessions.len())]))
                        .and("subject", self.case.subject(subject));
                    self.broken(message, &sessions, None);
                }
            }
        }
    }

    fn activity_hours(&mut self, activities: &[Activity], min: u8) {
        for group in &self.case.instance.full_day {
            for (week, day) in self.case.week_days() {
                for &activity in activities {
                    let hours = self.case.meetings_of_group(group).into_iter();
                    let today: Vec<&Meeting> = hours
                        .filter(|(m, kind)| m.on(day, week) && *kind == activity)
                        .map(|(m, _)| m)
                        .collect();
                    if today.len() < usize::from(min) {
                        let message = (Word::LawActivityHours.with(&[("found", &today.len()), ("least", &min)]))
                            .and("group", group_name(group))
                            .and("day", weekday(day).text())
                            .and("kind", activity_word(activity).text());
                        self.broken(message, &today, None);
                    }
                }
            }
        }
    }

    fn edge_of_day(&mut self, kind: LessonKind, places: &[DayEdge]) {
        for (_, _, _, today) in self.party_days(None) {
            for hour in today.iter().filter(|m| m.lesson().is_some_and(|l| l.kind == kind)) {
                let right = places.iter().any(|place| match place {
                    DayEdge::First => today.iter().all(|m| m.from >= hour.from),
                    DayEdge::Last => today.iter().all(|m| m.to <= hour.to),
                });
                if !right {
                    self.broken(self.case.about(Word::LawEdge, hour, &[]), &[hour], None);
                }
            }
        }
    }

    fn weekly_total(&mut self, totals: &BTreeMap<u8, u8>) {
        for party in self.parties(None) {
            let Some(wanted) = totals.get(&party.class.grade) else {
                continue;
            };
            for &week in &self.case.weeks {
                let found = self.count(party, week, LessonKind::Lesson);
                if found != usize::from(*wanted) {
                    let message = (Word::LawWeeklyTotal.with(&[("found", &found), ("wanted", wanted)]))
                        .and("class", self.case.class_name(&party.class.id));
                    self.broken(message, &[], None);
                }
            }
        }
    }

    fn lesson_length(&mut self, lengths: &BTreeMap<u8, u16>) {
        for party in self.parties(None) {
            let Some(wanted) = lengths.get(&party.class.grade).map(|l| i32::from(*l)) else {
                continue;
            };
            for lesson in self.case.lessons_of(party) {
                let length = lesson.to - lesson.from;
                if length != wanted {
                    let args: [(&str, &dyn Fill); 2] = [("found", &length), ("wanted", &wanted)];
                    let message = self.case.about(Word::LawLength, lesson, &args);
                    self.broken(message, &[lesson], Some((length - wanted).abs()));
                }
            }
        }
    }

    fn extra_hours(&mut self, kind: LessonKind, weekly: u8) {
        let name = match kind {
            LessonKind::Lesson => Word::LawLesson,
            LessonKind::ClassHour => Word::LawClassHour,
            LessonKind::SportHour => Word::LawSportHour,
        };
        for party in self.parties(None) {
            for &week in &self.case.weeks {
                let found = self.count(party, week, kind);
                if found != usize::from(weekly) {
                    let message = (Word::LawExtraHours.with(&[("found", &found), ("wanted", &weekly)]))
                        .and("class", self.case.class_name(&party.class.id))
                        .and("kind", name.text());
                    self.broken(message, &[], None);
                }
            }
        }
    }

    /// Lessons of a kind that a party has in a week.
    fn count(&self, party: &Party<'a>, week: Week, kind: LessonKind) -> usize {
        (self.case.lessons_of(party))
            .filter(|m| m.placement.week.meets(week) && m.lesson().is_some_and(|l| l.kind == kind))
            .count()
    }

    fn stem_share(&mut self, percent: u8) {
        for group in &self.case.instance.full_day {
            let hours = |stem: bool| -> u32 {
                (group.clubs.iter())
                    .filter(|c| c.stem || !stem)
                    .map(|c| u32::from(c.weekly.min))
                    .sum()
            };
            let (stem, all) = (hours(true), hours(false));
            if stem * 100 < u32::from(percent) * all {
                let args: [(&str, &dyn Fill); 3] = [("found", &stem), ("all", &all), ("percent", &percent)];
                self.broken(
                    Word::LawStemShare.with(&args).and("group", group_name(group)),
                    &[],
                    None,
                );
            }
        }
    }

    /// Subjects by name.
    fn list(&self, subjects: &[Id]) -> Text {
        both(|lang| {
            let names: Vec<String> = subjects
                .iter()
                .map(|id| self.case.subject(id).in_lang(lang).to_owned())
                .collect();
            names.join(", ")
        })
    }
}

/// The lessons of the curriculum among some.
fn curriculum<'m, 'a>(today: &[&'m Meeting<'a>], which: impl Fn(&Lesson) -> bool) -> Vec<&'m Meeting<'a>> {
    today
        .iter()
        .copied()
        .filter(|m| m.curriculum().is_some_and(&which))
        .collect()
}

fn subjects_of<'a>(today: &[&Meeting<'a>]) -> BTreeSet<&'a Id> {
    today
        .iter()
        .filter_map(|m| m.curriculum())
        .map(|l| &l.subject)
        .collect()
}

fn wanted_doubles(lesson: &Lesson) -> usize {
    match lesson.doubles {
        Some(Doubles::Wanted { count, .. }) => usize::from(count),
        _ => 0,
    }
}
