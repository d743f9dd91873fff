//! A day of shorter lessons (regulations II 9): the earliest bells that keep every break, every lunch and the order of
//! all that anybody has on the day.
//!
//! Each period of a bell schedule that is in use, and each session, has one new start. Whatever came after something
//! else for a person, a room or a class comes after it still, at the distance that is asked for; so every start is
//! some other start and a number of minutes, or later. The least starts are found by raising them until nothing is
//! missing. The day as it was shows that they exist, and none of them is later than it was.

use super::dates::{Decree, Ordered, Refused, breaches, classes_of, group_of, held, school_day};
use crate::instance::*;
use crate::order::{Called, Dated, How, Order, OrderKind, OrderedChange};
use crate::timetable::{Placement, Timetable};
use crate::words::{Arg, Message, Word};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The shortest lesson that an order may ask for, in minutes (regulations II 9(1)).
pub const SHORTEST: u16 = 20;

/// Something with one start: a period of a bell schedule, or a session.
struct Start {
    /// As it was, in minutes of the day.
    was: (i32, i32),
    /// Its new length in minutes.
    length: i32,
    /// Not before this minute.
    earliest: i32,
    /// Everybody it takes is there from this minute on.
    there: i32,
    /// Sessions start on a raster: from this minute, by this many.
    raster: Option<(i32, i32)>,
    /// The minute found.
    at: i32,
}

/// The second is at least so many minutes after the first.
struct Distance(usize, usize, i32);

struct Day<'a> {
    instance: &'a Instance,
    day: Weekday,
    minutes: i32,
    /// Who comes whenever needed.
    called: BTreeSet<&'a str>,
    held: Vec<Placement>,
    /// Index in `starts` of each placement.
    start_of: Vec<usize>,
    starts: Vec<Start>,
    distances: Vec<Distance>,
}

/// The date with its lessons and other hours cut to so many minutes. `called` and the teachers of full-day groups
/// come when they are needed, others when they are present.
///
/// # Errors
/// When the date or the length makes no sense, or the day breaks the law.
pub fn shorten(
    instance: &Instance,
    timetable: &Timetable,
    date: NaiveDate,
    minutes: u16,
    called: &[Id],
    decree: &Decree,
) -> Result<Ordered, Refused> {
    school_day(instance, date).map_err(|message| Refused::Input(message, Word::DateAdvice))?;
    let day = Weekday::of(date);
    let held = held(instance, timetable, date, day);
    let lessons = held
        .iter()
        .filter(|p| instance.lessons.iter().any(|l| l.id == p.activity));
    let shortest = lessons.map(|p| p.end.0 - p.start.0).min();
    let Some(shortest) = shortest else {
        let message = Word::NothingHeld.with(&[("date", &Arg::Date(date))]);
        return Err(Refused::Input(message, Word::DateAdvice));
    };
    if minutes < SHORTEST || shortest < minutes {
        let args: [(&str, &dyn crate::words::Fill); 3] =
            [("minutes", &minutes), ("least", &SHORTEST), ("most", &shortest)];
        return Err(Refused::Input(Word::ShortenWrong.with(&args), Word::ShortenAdvice));
    }
    let known = |id: &Id| instance.staff.iter().any(|s| s.id == *id);
    if let Some(stranger) = called.iter().find(|id| !known(id)) {
        return Err(Refused::Input(
            Word::NoStaff.with(&[("id", stranger)]),
            Word::StaffAdvice,
        ));
    }
    let group_teachers = instance.full_day.iter().map(|g| g.staff.as_str());
    let mut cut = Day {
        instance,
        day,
        minutes: i32::from(minutes),
        called: called.iter().map(String::as_str).chain(group_teachers).collect(),
        held,
        start_of: Vec::new(),
        starts: Vec::new(),
        distances: Vec::new(),
    };
    cut.starts();
    cut.bells_apart();
    cut.meetings_apart();
    cut.full_day();
    cut.present();
    cut.raise();
    cut.answer(date, decree)
}

impl<'a> Day<'a> {
    fn bell_of(&self, placement: &Placement) -> Option<&'a Bell> {
        let instance = self.instance;
        let lesson = instance.lessons.iter().find(|l| l.id == placement.activity);
        let hours = instance.consultations.iter().find(|c| c.id == placement.activity);
        let id = match lesson {
            Some(lesson) => instance.classes_of(&lesson.class).first()?.bell.as_ref()?,
            None => hours
                .map(|c| &c.hours)
                .or_else(|| Some(&group_of(instance, &placement.activity)?.hours))?,
        };
        instance.bells.iter().find(|b| b.id == *id)
    }

    fn session(&self, id: &Id) -> Option<&'a Session> {
        self.instance.sessions.iter().find(|s| s.id == *id)
    }

    /// One start for each period in use and each session.
    fn starts(&mut self) {
        let opens = self
            .instance
            .institutions
            .iter()
            .map(|i| i.opens.minutes())
            .min()
            .unwrap_or(0);
        let mut known: BTreeMap<(&str, Clock), usize> = BTreeMap::new();
        for placement in &self.held {
            let (from, to) = (placement.start.minutes(), placement.end.minutes());
            let new = Start {
                was: (from, to),
                length: (to - from).min(self.minutes),
                earliest: opens,
                there: 0,
                raster: self
                    .session(&placement.activity)
                    .map(|s| (opens, i32::from(s.step.max(1)))),
                at: 0,
            };
            let next = self.starts.len();
            let at = match self.bell_of(placement) {
                Some(bell) => *known.entry((&bell.id, placement.start)).or_insert(next),
                None => next,
            };
            if at == next {
                self.starts.push(new);
            }
            self.start_of.push(at);
        }
    }

    /// The second comes after the first as it did, at the distance it had, or at `enough` if that is less.
    fn keep(&mut self, first: usize, second: usize, enough: i32) {
        let (a, b) = (&self.starts[first], &self.starts[second]);
        let had = b.was.0 - a.was.1;
        if first != second && had >= 0 {
            self.distances.push(Distance(first, second, a.length + had.min(enough)));
        }
    }

    /// Breaks stay as long as they are, and a morning begins when it begins. Where periods are left out, the longest
    /// break among them stays.
    fn bells_apart(&mut self) {
        for bell in &self.instance.bells {
            let periods = bell.periods_on(self.day);
            let in_use = |period: &Period| {
                let mut all = self.held.iter().zip(&self.start_of);
                let of = all.find(|(p, _)| p.start == period.start && self.bell_of(p).is_some_and(|b| b.id == bell.id));
                of.map(|(_, start)| *start)
            };
            let used: Vec<(usize, usize)> = (periods.iter().enumerate())
                .filter_map(|(at, period)| Some((at, in_use(period)?)))
                .collect();
            if let Some((at, start)) = used.first()
                && periods[*at].kinds.iter().any(|kind| *kind != PeriodKind::Afternoon)
            {
                self.starts[*start].earliest = self.starts[*start].was.0;
            }
            for pair in used.windows(2) {
                let ((first, a), (second, b)) = (pair[0], pair[1]);
                let between = periods[first..=second].windows(2);
                let longest = between.map(|two| two[1].start.minutes() - two[0].end.minutes()).max();
                self.keep(a, b, longest.unwrap_or(0));
            }
        }
    }

    fn institution(&self, placement: &Placement) -> Option<&'a Id> {
        let room = self
            .instance
            .rooms
            .iter()
            .find(|r| Some(&r.id) == placement.room.as_ref());
        let class = classes_of(self.instance, &placement.activity).into_iter().next();
        class.map_or_else(|| room?.institution.as_ref(), |c| c.institution.as_ref())
    }

    /// Whatever persons, rooms and classes have one after the other they have so still.
    fn meetings_apart(&mut self) {
        let gap = self
            .instance
            .institutions
            .iter()
            .map(|i| i32::from(i.gap))
            .max()
            .unwrap_or(0);
        let pupils = |p: &Placement| -> Vec<&Id> {
            let own = [Some(&p.activity), p.session.as_ref()].into_iter().flatten();
            own.filter_map(|id| self.session(id)).flat_map(|s| &s.pupils).collect()
        };
        let classes: Vec<BTreeSet<&str>> = (self.held.iter())
            .map(|p| {
                classes_of(self.instance, &p.activity)
                    .iter()
                    .map(|c| c.id.as_str())
                    .collect()
            })
            .collect();
        let unlimited = |room: &Id| self.instance.rooms.iter().any(|r| r.id == *room && r.unlimited);
        let mut kept: Vec<(usize, usize, i32)> = Vec::new();
        for (i, a) in self.held.iter().enumerate() {
            for (j, b) in self.held.iter().enumerate().filter(|(j, _)| *j != i) {
                let (pupils_a, pupils_b) = (pupils(a), pupils(b));
                let person = a.staff.iter().any(|s| b.staff.contains(s))
                    || pupils_a.iter().any(|p| pupils_b.contains(p))
                    // A session takes its pupils out of nothing that it did not take them out of.
                    || (pupils_a.len() + pupils_b.len() > 0 && !classes[i].is_disjoint(&classes[j]));
                let place = a
                    .room
                    .as_ref()
                    .is_some_and(|room| Some(room) == b.room.as_ref() && !unlimited(room));
                let elsewhere = person && self.institution(a) != self.institution(b);
                let enough = match (person, place || !classes[i].is_disjoint(&classes[j])) {
                    _ if elsewhere => i32::MAX,
                    (true, _) => gap,
                    (false, true) => 0,
                    (false, false) => continue,
                };
                kept.push((self.start_of[i], self.start_of[j], enough));
            }
        }
        for (a, b, enough) in kept {
            self.keep(a, b, enough);
        }
    }

    /// The last lesson of each class of a full-day group.
    fn last_lessons(&self, group: &FullDayGroup) -> Vec<usize> {
        let lesson = |p: &&(&Placement, usize)| self.instance.lessons.iter().any(|l| l.id == p.0.activity);
        let all: Vec<(&Placement, usize)> = self.held.iter().zip(self.start_of.iter().copied()).collect();
        let last = |class: &Id| {
            let of_class = |p: &&(&Placement, usize)| {
                let classes = classes_of(self.instance, &p.0.activity);
                classes.iter().any(|c| c.id == *class)
            };
            let lessons = all.iter().filter(lesson).filter(of_class);
            lessons.max_by_key(|(p, _)| p.end).map(|(_, start)| *start)
        };
        let classes = group.classes.iter().flat_map(|id| self.instance.classes_of(id));
        classes.filter_map(|class| last(&class.id)).collect()
    }

    /// Lunch, and nothing that would take the teacher from it or a pupil out of it.
    fn full_day(&mut self) {
        for group in &self.instance.full_day {
            let lunch = i32::from(group.lunch);
            let of_group = |p: &Placement| group_of(self.instance, &p.activity).is_some_and(|g| g.id == group.id);
            let hours: Vec<usize> = (self.held.iter().zip(&self.start_of))
                .filter(|(p, _)| of_group(p))
                .map(|(_, start)| *start)
                .collect();
            let of_teacher: Vec<usize> = (self.held.iter().zip(&self.start_of))
                .filter(|(p, _)| p.staff.contains(&group.staff) && !of_group(p))
                .map(|(_, start)| *start)
                .collect();
            let takes_out = |p: &Placement| {
                let pupils = self.session(&p.activity).map_or(&[][..], |s| &s.pupils);
                let mut of_session = self.instance.pupils.iter().filter(|p| pupils.contains(&p.id));
                of_session.any(|p| group.classes.contains(&p.class))
            };
            let sessions: Vec<usize> = (self.held.iter().zip(&self.start_of))
                .filter(|(p, _)| takes_out(p))
                .map(|(_, start)| *start)
                .collect();
            for last in self.last_lessons(group) {
                for hour in &hours {
                    self.keep(last, *hour, lunch);
                }
                for session in &sessions {
                    self.keep(last, *session, lunch);
                }
                for before in of_teacher.iter().chain(&sessions) {
                    let (first, second) = (&self.starts[*before], &self.starts[last]);
                    // It ends no later than the last lesson, though it may begin in it.
                    if first.was.1 <= second.was.1 && *before != last {
                        self.distances
                            .push(Distance(*before, last, first.length - second.length));
                    }
                }
            }
        }
    }

    /// Since when somebody is there who is there at a minute; none if they come whenever needed.
    fn there_since(&self, staff: &Id, minute: i32) -> Option<Clock> {
        if self.called.contains(staff.as_str()) {
            return None;
        }
        let person = self.instance.staff.iter().find(|s| s.id == *staff)?;
        let today = |w: &&Window| w.days.as_ref().is_none_or(|days| days.contains(&self.day));
        let windows = person.available.iter().flatten().filter(today);
        windows
            .filter(|w| w.from.minutes() <= minute && minute < w.to.minutes())
            .map(|w| w.from)
            .min()
    }

    /// Nobody begins before they are there.
    fn present(&mut self) {
        for (placement, start) in self.held.iter().zip(&self.start_of) {
            let since = placement
                .staff
                .iter()
                .filter_map(|staff| self.there_since(staff, placement.start.minutes()));
            if let Some(from) = since.max() {
                let start = &mut self.starts[*start];
                start.there = start.there.max(from.minutes());
            }
        }
    }

    /// Raises the starts until nothing is missing. As they were nothing was missing, so it ends there at the latest.
    fn raise(&mut self) {
        for start in &mut self.starts {
            start.at = start.on_raster(start.earliest.max(start.there));
        }
        let mut missing = true;
        while missing {
            missing = false;
            for Distance(first, second, apart) in &self.distances {
                let from = self.starts[*first].at + apart;
                let start = &mut self.starts[*second];
                if start.at < from {
                    start.at = start.on_raster(from);
                    missing = true;
                }
            }
        }
    }

    /// The periods that begin when somebody comes, and could begin earlier but for that.
    fn waits(&self) -> Vec<Message> {
        let after = |at: usize| {
            let before = self.distances.iter().filter(move |d| d.1 == at);
            before.map(|d| self.starts[d.0].at + d.2).max().unwrap_or(0)
        };
        let mut said = BTreeSet::new();
        let mut waits = Vec::new();
        for (placement, at) in self.held.iter().zip(&self.start_of) {
            let start = &self.starts[*at];
            if start.raster.is_some() || start.at > start.there || start.at <= after(*at).max(start.earliest) {
                continue;
            }
            for staff in &placement.staff {
                let since = self.there_since(staff, placement.start.minutes());
                let Some(from) = since.filter(|from| from.minutes() == start.there && said.insert(staff)) else {
                    continue;
                };
                let name = self
                    .instance
                    .staff
                    .iter()
                    .find(|s| s.id == *staff)
                    .and_then(|s| s.name.clone());
                let name = name.unwrap_or_else(|| Text::Any(staff.clone()));
                let could = clock(after(*at).max(start.earliest));
                waits.push(Word::DayWaits.with(&[("staff", &name), ("from", &from), ("could", &could), ("id", staff)]));
            }
        }
        waits
    }

    fn answer(self, date: NaiveDate, decree: &Decree) -> Result<Ordered, Refused> {
        let new = |(placement, start): (&Placement, &usize)| {
            let start = &self.starts[*start];
            let (start, end) = (clock(start.at), clock(start.at + start.length));
            Placement {
                start,
                end,
                ..placement.clone()
            }
        };
        let placements: Vec<Placement> = self.held.iter().zip(&self.start_of).map(new).collect();
        let bells: Vec<Bell> = self
            .instance
            .bells
            .iter()
            .filter_map(|bell| self.new_bell(bell))
            .collect();
        let called = self.called_since(date, &placements);
        let mut of_day = self.instance.clone();
        for bell in &mut of_day.bells {
            if let Some(new) = bells.iter().find(|b| b.id == bell.id) {
                *bell = new.clone();
            }
        }
        for session in &mut of_day.sessions {
            session.minutes = session.minutes.min(self.minutes as u16);
        }
        for call in &called {
            let person = of_day.staff.iter_mut().find(|s| s.id == call.staff);
            if let Some(windows) = person.and_then(|s| s.available.as_mut()) {
                let to = windows.iter().map(|w| w.to).max().unwrap_or(call.from);
                windows.push(Window {
                    days: Some(vec![self.day]),
                    from: call.from,
                    to,
                });
            }
        }
        let broken = breaches(&of_day, date, &placements);
        if !broken.is_empty() {
            return Err(Refused::Illegal(broken));
        }
        let notes = self.waits();
        let change = |(was, is): (Placement, Placement)| OrderedChange {
            was: Some(Dated { date, placement: was }),
            is: Some(Dated { date, placement: is }),
            how: How::Shortened,
            why: None,
        };
        let mut pairs: Vec<(Placement, Placement)> = self.held.into_iter().zip(placements).collect();
        pairs.retain(|(was, is)| was != is);
        pairs.sort_by(|(_, a), (_, b)| (a.start, &a.activity).cmp(&(b.start, &b.activity)));
        let changes = pairs.into_iter().map(change).collect();
        let kind = (OrderKind::Shortened, format!("{date}-shortened"));
        let order = decree.order(self.instance, kind, Word::CircumstancesToFill.text(), changes);
        let order = Order { bells, called, ..order };
        Ok(Ordered { order, notes })
    }

    /// A bell schedule with its periods in use as they are on the day; none where none is.
    fn new_bell(&self, bell: &Bell) -> Option<Bell> {
        let new = |period: &Period| {
            let mut all = self.held.iter().zip(&self.start_of);
            let of = all.find(|(p, _)| p.start == period.start && self.bell_of(p).is_some_and(|b| b.id == bell.id));
            let start = &self.starts[*of?.1];
            let (start, end) = (clock(start.at), clock(start.at + start.length));
            Some(Period {
                start,
                end,
                ..period.clone()
            })
        };
        let periods: Vec<Period> = bell.periods_on(self.day).iter().filter_map(new).collect();
        let (on, source) = (Vec::new(), None);
        (!periods.is_empty()).then(|| Bell {
            periods,
            on,
            source,
            ..bell.clone()
        })
    }

    /// Who is needed before they are present, and since when: for a meeting, or for the pupils after lessons.
    fn called_since(&self, date: NaiveDate, placements: &[Placement]) -> Vec<Called> {
        let mut since: BTreeMap<&Id, i32> = BTreeMap::new();
        let mut needed = |staff: &'a Id, from: i32| {
            let first = since.entry(staff).or_insert(from);
            *first = from.min(*first);
        };
        let person = |id: &Id| self.instance.staff.iter().find(|s| s.id == *id);
        for placement in placements {
            let staff = placement.staff.iter().filter_map(person);
            staff.for_each(|s| needed(&s.id, placement.start.minutes()));
        }
        for group in &self.instance.full_day {
            let ends = self
                .last_lessons(group)
                .into_iter()
                .map(|at| self.starts[at].at + self.starts[at].length);
            if let (Some(from), Some(staff)) = (ends.min(), person(&group.staff)) {
                needed(&staff.id, from);
            }
        }
        let early = |(staff, from): (&Id, i32)| {
            let windows = person(staff)?.available.as_ref()?;
            let today = |w: &&Window| w.days.as_ref().is_none_or(|days| days.contains(&self.day));
            let there = windows.iter().filter(today).map(|w| w.from.minutes()).min()?;
            (from < there).then(|| Called {
                staff: staff.clone(),
                date,
                from: clock(from),
            })
        };
        since.into_iter().filter_map(early).collect()
    }
}

impl Start {
    fn on_raster(&self, minute: i32) -> i32 {
        match self.raster {
            Some((from, step)) => from + (minute - from + step - 1).div_euclid(step) * step,
            None => minute,
        }
    }
}

fn clock(minutes: i32) -> Clock {
    Clock(u16::try_from(minutes).unwrap_or(0))
}
