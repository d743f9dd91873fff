//! A timetable ready to be shown: entries with names, and the line between what everybody may
//! see and what is private.
//!
//! [`School::entries`] is an allow-list: only lessons, hours of full-day groups, clubs and
//! consultations get into it, and a lesson brings only the staff that is its own. Sessions
//! stand apart in [`School::meetings`].

use super::colour::{self, Rgb};
use crate::instance::*;
use crate::timetable::{Placement, Timetable};
use crate::words::{Lang, Message, Word};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What an entry is, as far as it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shade {
    /// A lesson; the index of its subject.
    Subject(usize),
    Recreation,
    SelfStudy,
    Interests,
    Consultation,
    Lunch,
    Session,
}

/// One engagement as people read it.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub activity: &'a str,
    pub number: u16,
    pub day: Weekday,
    pub start: Clock,
    pub end: Clock,
    pub week: Week,
    pub period: Option<u8>,
    /// Subject, club or kind of hour.
    pub what: Text,
    /// The same for narrow cells.
    pub short: Text,
    pub shade: Shade,
    /// The class or group it is for, as the instance names it.
    pub audience: Option<&'a str>,
    /// All classes with pupils in it.
    pub classes: Vec<&'a str>,
    pub staff: Vec<&'a str>,
    pub room: Option<&'a str>,
}

impl Entry<'_> {
    /// Whether both take place at some common minute of some week.
    pub fn overlaps(&self, day: Weekday, start: Clock, end: Clock, week: Week) -> bool {
        self.day == day && self.start < end && start < self.end && self.week.meets(week)
    }
}

/// One meeting of a session. Private.
#[derive(Debug, Clone)]
pub(super) struct Meeting<'a> {
    pub session: &'a Session,
    pub number: u16,
    pub day: Weekday,
    pub start: Clock,
    pub end: Clock,
    pub week: Week,
    pub staff: Vec<&'a str>,
    pub room: Option<&'a str>,
    /// The lesson it takes place inside of (co-teaching).
    pub inside: Option<&'a Lesson>,
}

impl Meeting<'_> {
    /// Whether it takes place inside of this lesson.
    pub fn is_inside(&self, e: &Entry) -> bool {
        self.inside.is_some_and(|lesson| lesson.id == e.activity) && (self.day, self.start) == (e.day, e.start)
    }
}

/// An instance and its timetable with the look-ups that outputs need.
pub(super) struct School<'a> {
    pub instance: &'a Instance,
    pub timetable: &'a Timetable,
    /// What may be published, by day and time.
    pub entries: Vec<Entry<'a>>,
    /// Lunch of the classes of full-day groups, and of the groups' teachers with them. It
    /// follows from the rest and is no placement.
    pub lunches: Vec<Entry<'a>>,
    /// Sessions, by day and time. Private.
    pub meetings: Vec<Meeting<'a>>,
    colours: Vec<Rgb>,
    classes: HashMap<&'a str, &'a Class>,
    /// Classes by their place in the instance.
    order: HashMap<&'a str, usize>,
    merged: HashMap<&'a str, &'a MergedGroup>,
    full_day: HashMap<&'a str, &'a FullDayGroup>,
    /// From the group of a division to its class.
    division: HashMap<&'a str, &'a Class>,
    staff: HashMap<&'a str, &'a Staff>,
    rooms: HashMap<&'a str, &'a Room>,
    /// Pupils by their place in the instance.
    pupils: HashMap<&'a str, usize>,
    /// Days of the week that have anything, and the term's days, in order.
    pub days: Vec<Weekday>,
    /// Places of public entries by member of staff.
    by_staff: HashMap<&'a str, Vec<usize>>,
    /// Places of public entries by everything that their audience is made of.
    by_group: HashMap<&'a str, Vec<usize>>,
}

/// Words in both languages; one text where they are the same.
pub(super) fn both(words: impl Fn(Lang) -> String) -> Text {
    let (bg, en) = (words(Lang::Bg), words(Lang::En));
    if bg == en { Text::Any(bg) } else { Text::Both { bg, en } }
}

/// A sentence without places, in both languages.
pub(super) fn say(word: Word) -> Text {
    both(|lang| word.say(lang).to_string())
}

/// A sentence in both languages.
pub(super) fn told(message: &Message) -> Text {
    both(|lang| message.in_lang(lang))
}

/// Several texts as one list.
pub(super) fn list(texts: &[Text]) -> Text {
    both(|lang| texts.iter().map(|t| t.in_lang(lang)).collect::<Vec<_>>().join(", "))
}

/// A time of day without a leading zero, as bells are written: `8:50`.
pub(super) fn hm(clock: Clock) -> String {
    format!("{}:{:02}", clock.minutes() / 60, clock.minutes() % 60)
}

/// From start to end: `8:50–9:30`.
pub(super) fn span(start: Clock, end: Clock) -> String {
    format!("{}–{}", hm(start), hm(end))
}

/// How many lines a text takes in a column of so many letters.
pub(super) fn lines(text: &str, letters: usize) -> usize {
    let letters = letters.max(1);
    let (mut lines, mut room) = (1, letters);
    for word in text.split_whitespace() {
        let long = word.chars().count();
        let gap = usize::from(room < letters);
        if gap + long <= room {
            room -= gap + long;
        } else {
            // A new line, and more where the word itself is longer than one.
            lines += gap + (long - 1) / letters;
            room = letters - 1 - (long - 1) % letters;
        }
    }
    lines
}

/// A length of time: `50 min`, `2 h`, `1 h 10 min`.
pub(super) fn long(minutes: i32) -> Text {
    told(&match (minutes / 60, minutes % 60) {
        (0, minutes) => Word::MinutesLong.with(&[("minutes", &minutes)]),
        (hours, 0) => Word::HoursLong.with(&[("hours", &hours)]),
        (hours, minutes) => Word::HoursMinutesLong.with(&[("hours", &hours), ("minutes", &minutes)]),
    })
}

/// The same with a capital letter, for headings.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The word for weeks A or B; none for every week.
pub(super) fn week_word(week: Week) -> Option<Word> {
    match week {
        Week::Every => None,
        Week::A => Some(Word::InWeekA),
        Week::B => Some(Word::InWeekB),
    }
}

impl<'a> School<'a> {
    pub fn new(instance: &'a Instance, timetable: &'a Timetable) -> Self {
        let mut school = School {
            instance,
            timetable,
            entries: Vec::new(),
            lunches: Vec::new(),
            meetings: Vec::new(),
            colours: colour::of_subjects(&instance.subjects),
            classes: instance.classes.iter().map(|c| (c.id.as_str(), c)).collect(),
            order: (instance.classes.iter().enumerate())
                .map(|(at, c)| (c.id.as_str(), at))
                .collect(),
            merged: instance.groups.iter().map(|g| (g.id.as_str(), g)).collect(),
            full_day: instance.full_day.iter().map(|g| (g.id.as_str(), g)).collect(),
            division: instance
                .classes
                .iter()
                .flat_map(|c| c.divisions.iter().flat_map(|d| &d.groups).map(move |g| (g.as_str(), c)))
                .collect(),
            staff: instance.staff.iter().map(|s| (s.id.as_str(), s)).collect(),
            rooms: instance.rooms.iter().map(|r| (r.id.as_str(), r)).collect(),
            pupils: (instance.pupils.iter().enumerate())
                .map(|(at, p)| (p.id.as_str(), at))
                .collect(),
            days: days(instance, timetable),
            by_staff: HashMap::new(),
            by_group: HashMap::new(),
        };
        school.read_placements();
        school.index();
        school.add_lunches();
        school
    }

    fn read_placements(&mut self) {
        let instance = self.instance;
        let lessons: HashMap<&str, &Lesson> = instance.lessons.iter().map(|l| (l.id.as_str(), l)).collect();
        let sessions: HashMap<&str, &Session> = instance.sessions.iter().map(|s| (s.id.as_str(), s)).collect();
        let mut hours = HashMap::new();
        let mut clubs = HashMap::new();
        let mut waits = HashMap::new();
        for group in &instance.full_day {
            for activity in [Activity::Recreation, Activity::SelfStudy] {
                hours.insert(group.activity_id(activity), (group, activity));
            }
            clubs.extend(group.clubs.iter().map(|c| (c.id.as_str(), (group, c))));
            // Only orders have it: somebody else is with the pupils until the group's first hour.
            waits.insert(format!("{}/after-lessons", group.id), group);
        }
        let consultations: HashSet<&str> = instance.consultations.iter().map(|c| c.id.as_str()).collect();
        let subjects: HashMap<&str, (usize, &Subject)> = instance
            .subjects
            .iter()
            .enumerate()
            .map(|(i, s)| (s.id.as_str(), (i, s)))
            .collect();
        let ordinary: HashSet<&str> = instance
            .lessons
            .iter()
            .filter(|l| l.kind == LessonKind::Lesson)
            .map(|l| l.subject.as_str())
            .collect();

        for p in &self.timetable.placements {
            let id = p.activity.as_str();
            if let Some(lesson) = lessons.get(id) {
                let subject = subjects.get(lesson.subject.as_str());
                let named = |text: Option<&Text>| text.cloned().unwrap_or_else(|| Text::Any(lesson.subject.clone()));
                // A class hour or sport hour given as a subject of the curriculum is named as what it is.
                let extra = match lesson.kind {
                    LessonKind::ClassHour => Some(Word::ClassHour),
                    LessonKind::SportHour => Some(Word::SportHour),
                    LessonKind::Lesson => None,
                }
                .filter(|_| ordinary.contains(lesson.subject.as_str()));
                let what = extra.map_or_else(|| named(subject.map(|(_, s)| &s.name)), say);
                let short = extra.map_or_else(|| named(subject.map(|(_, s)| s.short.as_ref().unwrap_or(&s.name))), say);
                let session = p.session.as_deref().and_then(|s| sessions.get(s));
                let mut entry = entry(p, what, Shade::Subject(subject.map_or(0, |(i, _)| *i)));
                entry.short = short;
                entry.audience = Some(&lesson.class);
                entry.staff = self.own_staff(p, lesson, session.map(|s| &s.staff));
                self.entries.push(entry);
                if let Some(session) = session {
                    self.meetings.push(meeting(p, session, Some(lesson)));
                }
            } else if let Some(session) = sessions.get(id) {
                self.meetings.push(meeting(p, session, None));
            } else if let Some((group, activity)) = hours.get(id) {
                let (word, shade) = match activity {
                    Activity::Recreation => (Word::Recreation, Shade::Recreation),
                    _ => (Word::SelfStudy, Shade::SelfStudy),
                };
                let mut entry = entry(p, say(word), shade);
                entry.audience = Some(&group.id);
                self.entries.push(entry);
            } else if let Some((group, club)) = clubs.get(id) {
                let mut entry = entry(p, club.name.clone(), Shade::Interests);
                entry.audience = Some(&group.id);
                self.entries.push(entry);
            } else if let Some(group) = waits.get(id) {
                let mut entry = entry(p, say(Word::LunchDuty), Shade::Lunch);
                entry.audience = Some(&group.id);
                self.entries.push(entry);
            } else if consultations.contains(id) {
                self.entries
                    .push(entry(p, say(Word::Consultation), Shade::Consultation));
            }
        }
        // A co-taught meeting may stand in the timetable twice: as the lesson and as itself.
        let inside: HashSet<_> = self
            .meetings
            .iter()
            .filter(|m| m.inside.is_some())
            .map(|m| (m.session.id.as_str(), m.day, m.start))
            .collect();
        self.meetings
            .retain(|m| m.inside.is_some() || !inside.contains(&(m.session.id.as_str(), m.day, m.start)));
        let mut entries = std::mem::take(&mut self.entries);
        for entry in &mut entries {
            entry.classes = entry.audience.map(|a| self.classes_of(a)).unwrap_or_default();
        }
        entries.sort_by_key(|e| (e.day, e.start, e.end, e.week, e.activity, e.number));
        self.entries = entries;
        self.meetings
            .sort_by_key(|m| (m.day, m.start, m.end, m.week, &m.session.id, m.number));
    }

    /// A municipality has thousands of sheets; none should look for its entries among all.
    fn index(&mut self) {
        for (at, entry) in self.entries.iter().enumerate() {
            for id in entry.staff.iter().copied().collect::<HashSet<_>>() {
                self.by_staff.entry(id).or_default().push(at);
            }
            for id in entry.audience.map(|id| self.within(id)).unwrap_or_default() {
                self.by_group.entry(id).or_default().push(at);
            }
        }
    }

    /// The staff of a lesson that everybody may see: without whoever is there for a session,
    /// and without specialists beside a teacher.
    fn own_staff(&self, p: &'a Placement, lesson: &Lesson, session_staff: Option<&StaffNeed>) -> Vec<&'a str> {
        let needed = |id: &str| lesson.staff.iter().any(|need| need.may_be(id));
        let specialist = |id: &str| self.staff.get(id).is_some_and(|s| s.role == Role::Specialist);
        let mut own: Vec<&str> = p.staff.iter().map(String::as_str).collect();
        own.retain(|id| session_staff.is_none_or(|s| !s.may_be(id)) || needed(id));
        if own.iter().any(|id| !specialist(id)) {
            own.retain(|id| !specialist(id));
        }
        own
    }

    /// Lunch follows each class's last lesson; from the first free class to the first hour its
    /// group's teacher is with them.
    fn add_lunches(&mut self) {
        let mut first: HashMap<(Weekday, &str), Clock> = HashMap::new();
        let mut last: HashMap<(Weekday, &str), Clock> = HashMap::new();
        for e in &self.entries {
            if let Some(audience) = e.audience {
                let start = first.entry((e.day, audience)).or_insert(e.start);
                *start = e.start.min(*start);
            }
            for class in e.classes.iter().filter(|_| matches!(e.shade, Shade::Subject(_))) {
                let end = last.entry((e.day, class)).or_insert(e.end);
                *end = e.end.max(*end);
            }
        }
        let mut lunches = Vec::new();
        for group in &self.instance.full_day {
            for &day in &self.days {
                let Some(&first_hour) = first.get(&(day, group.id.as_str())) else {
                    continue;
                };
                let mut free_from = first_hour;
                for class in &group.classes {
                    let Some(&from) = last.get(&(day, class.as_str())) else {
                        continue;
                    };
                    free_from = free_from.min(from);
                    let to = Clock(from.0.saturating_add(group.lunch));
                    lunches.push(self.lunch(Word::Lunch, day, from, to, vec![class], vec![]));
                }
                if free_from < first_hour {
                    let (classes, staff) = (
                        group.classes.iter().map(String::as_str).collect(),
                        vec![group.staff.as_str()],
                    );
                    lunches.push(self.lunch(Word::LunchDuty, day, free_from, first_hour, classes, staff));
                }
            }
        }
        self.lunches = lunches;
    }

    fn lunch(
        &self,
        word: Word,
        day: Weekday,
        start: Clock,
        end: Clock,
        classes: Vec<&'a str>,
        staff: Vec<&'a str>,
    ) -> Entry<'a> {
        Entry {
            activity: "",
            number: 0,
            day,
            start,
            end,
            week: Week::Every,
            period: None,
            what: say(word),
            short: say(word),
            shade: Shade::Lunch,
            audience: None,
            classes,
            staff,
            room: None,
        }
    }

    /// Whether `id` names something that reaches a leaf: a class, a group of a division, or
    /// anything made of them.
    pub fn reaches(&self, id: &str, leaf: &dyn Fn(&str) -> bool) -> bool {
        self.within(id).into_iter().any(leaf)
    }

    /// What a class or group is made of: itself, its members, their members, ...
    fn within<'i>(&self, id: &'i str) -> Vec<&'i str>
    where
        'a: 'i,
    {
        let mut all = vec![id];
        let mut next = 0;
        // Groups that hold each other are the validator's to report; here they only end.
        while let Some(id) = all.get(next) {
            let members = self.merged.get(id).map(|group| &group.members);
            let members = members.or_else(|| self.full_day.get(id).map(|group| &group.classes));
            for member in members.into_iter().flatten() {
                if !all.contains(&member.as_str()) {
                    all.push(member);
                }
            }
            next += 1;
        }
        all
    }

    /// The classes with pupils in a class, group, merged group or full-day group, in the order of the instance.
    fn classes_of(&self, id: &str) -> Vec<&'a str> {
        let of = |leaf: &str| self.order.get(self.division.get(leaf).map_or(leaf, |class| &class.id));
        let found: BTreeSet<usize> = self.within(id).into_iter().filter_map(of).copied().collect();
        found
            .into_iter()
            .map(|at| self.instance.classes[at].id.as_str())
            .collect()
    }

    /// Public entries of a class, those of its groups included.
    pub fn of_class(&self, class: &str) -> Vec<&Entry<'a>> {
        self.entries.iter().filter(|e| e.classes.contains(&class)).collect()
    }

    /// Lunch of a class.
    pub fn lunches_of<'s>(&'s self, class: &'s str) -> impl Iterator<Item = &'s Entry<'a>> {
        self.lunches
            .iter()
            .filter(move |e| e.staff.is_empty() && e.classes == [class])
    }

    /// Public entries of a member of staff.
    pub fn of_staff(&self, person: &str) -> Vec<&Entry<'a>> {
        let found = self.by_staff.get(person).into_iter().flatten();
        found.map(|at| &self.entries[*at]).collect()
    }

    /// Public entries in a room.
    pub fn of_room(&self, room: &str) -> Vec<&Entry<'a>> {
        self.entries.iter().filter(|e| e.room == Some(room)).collect()
    }

    /// Public entries that a pupil has, sessions apart. Where it is not told in which group of
    /// a division the pupil is, the lessons of all its groups.
    pub fn of_pupil(&self, pupil: &Pupil) -> Vec<&Entry<'a>> {
        let divisions = self.class(&pupil.class).into_iter().flat_map(|class| &class.divisions);
        let untold = divisions.filter(|d| !d.groups.iter().any(|g| pupil.groups.contains(g)));
        let groups = untold.flat_map(|d| &d.groups).chain(&pupil.groups);
        let ids = groups.chain([&pupil.class]).map(String::as_str);
        let found: BTreeSet<usize> = ids.filter_map(|id| self.by_group.get(id)).flatten().copied().collect();
        found.into_iter().map(|at| &self.entries[at]).collect()
    }

    /// The pupils with these ids, in the order of the instance.
    pub fn pupils_of<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Vec<&'a Pupil> {
        let found: BTreeSet<usize> = ids.into_iter().filter_map(|id| self.pupils.get(id)).copied().collect();
        found.into_iter().map(|at| &self.instance.pupils[at]).collect()
    }

    /// Whether a member of staff has anything that may be published.
    pub fn is_public(&self, person: &str) -> bool {
        self.by_staff.contains_key(person)
    }

    /// Whether a member of staff gives sessions or additional lessons.
    pub fn gives_sessions(&self, person: &str) -> bool {
        self.instance.sessions.iter().any(|s| s.staff.may_be(person))
            || self.meetings.iter().any(|m| m.staff.contains(&person))
    }

    /// The pupils that sessions are for.
    pub fn pupils(&self) -> impl Iterator<Item = &'a str> {
        let instance = self.instance;
        let has_session = |p: &&Pupil| instance.sessions.iter().any(|s| s.pupils.contains(&p.id));
        instance.pupils.iter().filter(has_session).map(|p| p.id.as_str())
    }

    /// The name of a class or of any group.
    pub fn class_name(&self, id: &str) -> Text {
        let name = match (self.classes.get(id), self.merged.get(id), self.full_day.get(id)) {
            (Some(class), ..) => class.name.as_ref(),
            (_, Some(group), _) => group.name.as_ref(),
            (.., Some(group)) => group.name.as_ref(),
            _ => None,
        };
        name.cloned().unwrap_or_else(|| Text::Any(id.to_string()))
    }

    /// The names of several classes, in one line.
    pub fn class_names<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Text {
        list(&ids.into_iter().map(|c| self.class_name(c)).collect::<Vec<_>>())
    }

    /// Whom an entry is for: the classes of a full-day group rather than its name.
    pub fn audience_name(&self, entry: &Entry) -> Option<Text> {
        match entry.audience {
            Some(id) if self.full_day.contains_key(id) => Some(self.class_names(entry.classes.iter().copied())),
            Some(id) => Some(self.class_name(id)),
            None if entry.classes.is_empty() => None,
            None => Some(self.class_names(entry.classes.iter().copied())),
        }
    }

    /// The name of a member of staff.
    pub fn staff_name(&self, id: &str) -> Text {
        let name = self.staff.get(id).and_then(|s| s.name.clone());
        name.unwrap_or_else(|| Text::Any(id.to_string()))
    }

    /// The names of several members of staff, in one line.
    pub fn staff_names(&self, ids: &[&str]) -> Text {
        list(&ids.iter().map(|s| self.staff_name(s)).collect::<Vec<_>>())
    }

    /// The name of a room.
    pub fn room_name(&self, id: &str) -> Text {
        let name = self.rooms.get(id).and_then(|r| r.name.clone());
        name.unwrap_or_else(|| Text::Any(id.to_string()))
    }

    /// A class.
    pub fn class(&self, id: &str) -> Option<&'a Class> {
        self.classes.get(id).copied()
    }

    /// The class that a group of a division belongs to.
    pub fn class_of_group(&self, group: &str) -> Option<&'a Class> {
        self.division.get(group).copied()
    }

    /// The periods of a class on an ordinary day.
    pub fn periods(&self, bell: Option<&str>) -> &'a [Period] {
        let found = self.instance.bells.iter().find(|b| Some(b.id.as_str()) == bell);
        found.map_or(&[], |b| &b.periods)
    }

    /// The name of a subject.
    pub fn subject_name(&self, id: &str) -> Text {
        let subject = self.instance.subjects.iter().find(|s| s.id == id);
        subject.map_or_else(|| Text::Any(id.to_string()), |s| s.name.clone())
    }

    /// The colour of an entry.
    pub fn colour(&self, shade: Shade) -> Rgb {
        match shade {
            Shade::Subject(i) => self.colours.get(i).copied().unwrap_or_default(),
            Shade::Recreation => [0x7c, 0xb3, 0x42],
            Shade::SelfStudy => [0x60, 0x7d, 0x8b],
            Shade::Interests => [0xff, 0xb3, 0x00],
            Shade::Consultation => [0x00, 0x96, 0xa7],
            Shade::Lunch => [0xbd, 0xbd, 0xbd],
            Shade::Session => [0x7e, 0x57, 0xc2],
        }
    }

    /// All shades there are.
    pub fn shades(&self) -> impl Iterator<Item = Shade> {
        (0..self.colours.len()).map(Shade::Subject).chain([
            Shade::Recreation,
            Shade::SelfStudy,
            Shade::Interests,
            Shade::Consultation,
            Shade::Lunch,
            Shade::Session,
        ])
    }

    /// The last teaching day of the class, or of the last of several classes; the term's for none.
    pub fn last_day(&self, classes: &[&str]) -> NaiveDate {
        let grades = classes.iter().filter_map(|c| self.class(c)).map(|c| c.grade);
        grades
            .map(|g| self.instance.term.last_day(g))
            .max()
            .unwrap_or(self.instance.term.to)
    }

    /// Sessions without a time, by session, as far as `of` asks for them.
    pub fn unmet(&self, of: impl Fn(&Session) -> bool) -> Vec<(&'a Session, u16)> {
        let sessions: BTreeMap<&str, &Session> = self.instance.sessions.iter().map(|s| (s.id.as_str(), s)).collect();
        let unmet = self.timetable.unmet.iter();
        unmet
            .filter_map(|(id, count)| sessions.get(id.as_str()).map(|s| (*s, *count)))
            .filter(|(s, count)| *count > 0 && of(s))
            .collect()
    }
}

fn days(instance: &Instance, timetable: &Timetable) -> Vec<Weekday> {
    let placed = timetable.placements.iter().map(|p| p.day);
    let used: HashSet<Weekday> = placed.chain(instance.term.days.iter().copied()).collect();
    Weekday::ALL.into_iter().filter(|d| used.contains(d)).collect()
}

fn entry<'a>(p: &'a Placement, what: Text, shade: Shade) -> Entry<'a> {
    Entry {
        activity: &p.activity,
        number: p.number,
        day: p.day,
        start: p.start,
        end: p.end,
        week: p.week,
        period: p.period,
        short: what.clone(),
        what,
        shade,
        audience: None,
        classes: Vec::new(),
        staff: p.staff.iter().map(String::as_str).collect(),
        room: p.room.as_deref(),
    }
}

fn meeting<'a>(p: &'a Placement, session: &'a Session, inside: Option<&'a Lesson>) -> Meeting<'a> {
    // Whoever gives it, and nobody else of a co-taught lesson.
    let staff = p.staff.iter().map(String::as_str);
    let staff = staff
        .filter(|id| inside.is_none() || session.staff.may_be(id))
        .collect();
    Meeting {
        session,
        number: p.number,
        day: p.day,
        start: p.start,
        end: p.end,
        week: p.week,
        staff,
        room: p.room.as_deref(),
        inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_wrap_between_words_and_inside_long_ones() {
        for (text, expected) in [
            ("", 1),
            ("Хор", 1),
            ("0123456789", 1),
            ("0123456789a", 2),
            ("01234 6789", 1),
            ("01234 56789", 2),
            ("ab 0123456789 cd", 3),
            ("0123456789abcde fghi jk", 3),
        ] {
            assert_eq!(lines(text, 10), expected, "{text}");
        }
    }
}
