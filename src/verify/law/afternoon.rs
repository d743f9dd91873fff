//! The full-day organisation and consultations: what comes after lessons.

use super::Breach;
use super::case::{Case, Meeting, Party, What, activity_word, group_name, last_end};
use super::demand::*;
use super::people::minutes_away;
use super::placed;
use super::sessions::clock;
use crate::instance::{Activity, FullDayGroup, Id, Period, Week, Weekday};
use crate::words::Fill;
use crate::words::{Message, Word, weekday};
use std::collections::BTreeSet;

pub(super) fn breaches(case: &Case) -> Vec<Breach> {
    let mut found = Vec::new();
    for group in &case.instance.full_day {
        let covered: BTreeSet<&Id> = group.classes.iter().flat_map(|id| case.covered(id)).collect();
        let parties: Vec<&Party> = (case.parties.iter()).filter(|party| party.is_in(&covered)).collect();
        for (week, day) in case.week_days() {
            let afternoon = Afternoon::new(case, group, &parties, week, day);
            afternoon.counts(&mut found);
            afternoon.order(&mut found);
            afternoon.supervision(&mut found);
        }
    }
    consultations(case, &mut found);
    found
}

/// One day of one full-day group.
struct Afternoon<'c, 'a> {
    case: &'c Case<'a>,
    group: &'a FullDayGroup,
    week: Week,
    day: Weekday,
    /// What the group does, in order of time.
    hours: Vec<(&'c Meeting<'a>, Activity)>,
    /// When the pupils who are always together have had their last lesson, for those who have any.
    ends: Vec<i32>,
}

impl<'c, 'a> Afternoon<'c, 'a> {
    fn new(case: &'c Case<'a>, group: &'a FullDayGroup, parties: &[&'c Party<'a>], week: Week, day: Weekday) -> Self {
        let mut hours = case.meetings_of_group(group);
        hours.retain(|(m, _)| m.on(day, week));
        hours.sort_by_key(|(m, _)| (m.from, m.index));
        let ends = (parties.iter())
            .filter_map(|party| last_end(case.lessons_of(party).filter(|m| m.on(day, week))))
            .collect();
        Afternoon {
            case,
            group,
            week,
            day,
            hours,
            ends,
        }
    }

    fn say(&self, word: Word, args: &[(&'static str, &dyn Fill)]) -> Message {
        word.with(args)
            .and("group", group_name(self.group))
            .and("day", weekday(self.day).text())
    }

    /// Hours of each kind are within what is demanded for a day.
    fn counts(&self, found: &mut Vec<Breach>) {
        for kind in [Activity::Recreation, Activity::SelfStudy, Activity::Interests] {
            let range = placed::a_day(self.group, kind);
            let of_kind: Vec<&Meeting> = self.hours.iter().filter(|(_, k)| *k == kind).map(|(m, _)| *m).collect();
            let count = of_kind.len();
            if count < usize::from(range.min) || count > usize::from(range.max) {
                let message = (self.say(
                    Word::LawAfternoonCount,
                    &[("found", &count), ("least", &range.min), ("most", &range.max)],
                ))
                .and("kind", activity_word(kind).text());
                found.push(AFTERNOON_COUNTS.broken(message, &of_kind, None));
            }
        }
    }

    /// From the first hour after lunch on, without holes: recreation, self-study together, interests.
    fn order(&self, found: &mut Vec<Breach>) {
        let ready = self
            .ends
            .iter()
            .max()
            .map_or(0, |end| end + i32::from(self.group.lunch));
        for (meeting, _) in self.hours.iter().filter(|(m, _)| m.from < ready) {
            let message = self.say(
                Word::LawAfternoonEarly,
                &[("from", &meeting.placement.start), ("ready", &clock(ready))],
            );
            found.push(AFTERNOON_START.broken(message, &[meeting], Some(ready - meeting.from)));
        }
        let periods = self.case.afternoon(&self.group.hours, self.day);
        let taken = |p: &Period| self.hours.iter().any(|(m, _)| m.placement.start == p.start);
        let possible: Vec<&&Period> = periods.iter().filter(|p| p.start.minutes() >= ready).collect();
        let Some(last) = possible.iter().rposition(|p| taken(p)) else {
            return self.sequence(found);
        };
        let mut begun = false;
        for period in possible.iter().take(last) {
            begun |= taken(period);
            if !taken(period) {
                let demand = if begun { &AFTERNOON_HOLES } else { &AFTERNOON_START };
                let message = self.say(Word::LawAfternoonHole, &[("from", &period.start), ("to", &period.end)]);
                found.push(demand.broken(message, &self.all(), None));
            }
        }
        self.sequence(found);
    }

    fn sequence(&self, found: &mut Vec<Breach>) {
        let kinds: Vec<Activity> = self.hours.iter().map(|(_, kind)| *kind).collect();
        let mut broken = |word: Word| found.push(AFTERNOON_ORDER.broken(self.say(word, &[]), &self.all(), None));
        // What follows the first hours in a row of a kind.
        let after = |kind: Activity| {
            kinds
                .iter()
                .skip_while(move |k| **k != kind)
                .skip_while(move |k| **k == kind)
        };
        if kinds.first().is_some_and(|first| *first != Activity::Recreation) {
            broken(Word::LawRecreationFirst);
        }
        if after(Activity::SelfStudy).any(|kind| *kind == Activity::SelfStudy) {
            broken(Word::LawSelfStudyTogether);
        }
        if after(Activity::Interests).next().is_some() {
            broken(Word::LawInterestsLast);
        }
    }

    fn all(&self) -> Vec<&'c Meeting<'a>> {
        self.hours.iter().map(|(m, _)| *m).collect()
    }

    /// The group's teacher is present and free from the first class's last lesson to the first hour.
    fn supervision(&self, found: &mut Vec<Breach>) {
        let (Some(&from), Some(&last)) = (self.ends.iter().min(), self.ends.iter().max()) else {
            return;
        };
        let until = self.hours.first().map_or(last, |(first, _)| first.from);
        let staff = &self.group.staff;
        let away = minutes_away(self.case, staff, self.day, from, until);
        if away > 0 {
            let message = self.say(
                Word::LawSupervisionAway,
                &[("from", &clock(from)), ("to", &clock(until)), ("minutes", &away)],
            );
            found.push(SUPERVISION.broken(message.and("staff", self.case.staff_name(staff)), &[], Some(away)));
        }
        let busy = |m: &&Meeting| m.on(self.day, self.week) && m.from < until && from < m.to;
        for meeting in self.case.meetings_of_staff(staff).filter(busy) {
            let common = meeting.to.min(until) - meeting.from.max(from);
            let message = self.say(
                Word::LawSupervisionBusy,
                &[("from", &clock(from)), ("to", &clock(until)), ("minutes", &common)],
            );
            let message = message
                .and("staff", self.case.staff_name(staff))
                .and("activity", self.case.name(meeting.what));
            found.push(SUPERVISION.broken(message, &[meeting], Some(common)));
        }
    }
}

/// A teacher's consultation is after their last lesson of the day.
fn consultations(case: &Case, found: &mut Vec<Breach>) {
    for meeting in &case.meetings {
        let What::Consultation(hour) = meeting.what else {
            continue;
        };
        let later =
            |l: &&Meeting| l.lesson().is_some() && l.same_day(meeting) && l.to + l.gap_to(meeting) > meeting.from;
        if let Some(last) = case.meetings_of_staff(&hour.staff).filter(later).max_by_key(|l| l.to) {
            let message = case.about_two(Word::LawConsultation, case.staff_name(&hour.staff), meeting, last);
            let short = last.to + last.gap_to(meeting) - meeting.from;
            found.push(CONSULTATION.broken(message, &[meeting, last], Some(short)));
        }
    }
}
