//! What the judge looks at: every placement with the activity it is a meeting of, in minutes,
//! and the pupils who are always together.

use crate::instance::{
    Activity, Bell, Class, Club, Consultation, FullDayGroup, Id, Instance, Institution, Lesson, LessonKind, Period,
    PeriodKind, Pupil, Room, RoomNeed, Session, Staff, StaffNeed, Text, Week, Weekday,
};
use crate::timetable::{Placement, Timetable};
use crate::words::Fill;
use crate::words::{Lang, Message, Word, weekday};
use std::collections::BTreeMap;

/// What an activity is.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Lesson(&'a Lesson),
    Session(&'a Session),
    /// Recreation or self-study.
    Hours(&'a FullDayGroup, Activity),
    Club(&'a FullDayGroup, &'a Club),
    Consultation(&'a Consultation),
}

/// One placement of a known activity.
pub(super) struct Meeting<'a> {
    pub index: usize,
    pub placement: &'a Placement,
    pub what: What<'a>,
    /// Start, in minutes of the day.
    pub from: i32,
    /// End, in minutes of the day.
    pub to: i32,
    pub institution: Option<&'a Institution>,
}

impl<'a> Meeting<'a> {
    pub fn day(&self) -> Weekday {
        self.placement.day
    }

    pub fn lesson(&self) -> Option<&'a Lesson> {
        match self.what {
            What::Lesson(lesson) => Some(lesson),
            _ => None,
        }
    }

    /// The lesson, where it is one of the curriculum.
    pub fn curriculum(&self) -> Option<&'a Lesson> {
        self.lesson().filter(|l| l.kind == LessonKind::Lesson)
    }

    pub fn has_staff(&self, id: &Id) -> bool {
        self.placement.staff.contains(id)
    }

    /// Whether it takes place on this day in this week.
    pub fn on(&self, day: Weekday, week: Week) -> bool {
        self.day() == day && self.placement.week.meets(week)
    }

    /// Whether both can take place on one day.
    pub fn same_day(&self, other: &Meeting) -> bool {
        self.on(other.day(), other.placement.week)
    }

    /// Minutes a person needs between the two: where the institutions differ, the more.
    pub fn gap_to(&self, other: &Meeting) -> i32 {
        let gap = |m: &Meeting| m.institution.map_or(0, |i| i32::from(i.gap));
        gap(self).max(gap(other))
    }

    /// Whether the minutes of both, with `gap` minutes between them, have one in common.
    pub fn meets(&self, other: &Meeting, gap: i32) -> bool {
        self.same_day(other) && self.from < other.to + gap && other.from < self.to + gap
    }

    /// Whether a person cannot be in both.
    pub fn touches(&self, other: &Meeting) -> bool {
        self.meets(other, self.gap_to(other))
    }
}

/// Pupils of a class who are always together: those of one group of every division.
pub(super) struct Party<'a> {
    pub class: &'a Class,
    groups: Vec<&'a Id>,
    /// Indices in [`Case::meetings`] of the lessons they have.
    lessons: Vec<usize>,
}

/// An instance with a timetable to judge.
pub(super) struct Case<'a> {
    pub instance: &'a Instance,
    pub timetable: &'a Timetable,
    /// All activities that there are, by id.
    pub activities: Vec<(Id, What<'a>)>,
    pub meetings: Vec<Meeting<'a>>,
    /// Indices in `meetings` by activity.
    by_activity: BTreeMap<&'a Id, Vec<usize>>,
    pub parties: Vec<Party<'a>>,
    /// The weeks to look at one by one: A and B where anything differs, otherwise one.
    pub weeks: Vec<Week>,
}

impl<'a> Case<'a> {
    pub fn new(instance: &'a Instance, timetable: &'a Timetable) -> Case<'a> {
        let mut case = Case {
            instance,
            timetable,
            activities: activities(instance),
            meetings: Vec::new(),
            by_activity: BTreeMap::new(),
            parties: parties(instance),
            weeks: vec![Week::Every],
        };
        let differs = |week: Week| week != Week::Every;
        if instance.lessons.iter().any(|l| differs(l.week)) || timetable.placements.iter().any(|p| differs(p.week)) {
            case.weeks = vec![Week::A, Week::B];
        }
        let known: BTreeMap<&Id, What> = case.activities.iter().map(|(id, what)| (id, *what)).collect();
        let meetings: Vec<Meeting> = (timetable.placements.iter().enumerate())
            .filter_map(|(index, placement)| {
                let what = known.get(&placement.activity)?;
                Some(Meeting {
                    index,
                    placement,
                    what: *what,
                    from: placement.start.minutes(),
                    to: placement.end.minutes(),
                    institution: case.institution(*what),
                })
            })
            .collect();
        for (at, meeting) in meetings.iter().enumerate() {
            case.by_activity
                .entry(&meeting.placement.activity)
                .or_default()
                .push(at);
        }
        case.meetings = meetings;
        for lesson in &instance.lessons {
            let who = case.covered(&lesson.class);
            let meetings = case.by_activity.get(&lesson.id).map_or(&[][..], Vec::as_slice);
            for party in case.parties.iter_mut().filter(|p| p.is_in(&who)) {
                party.lessons.extend(meetings);
            }
        }
        case
    }

    // --- who

    /// What an id stands for: itself, and for merged groups their members, their members' members, ...
    pub fn covered(&self, id: &'a Id) -> Vec<&'a Id> {
        let mut covered = vec![id];
        let mut next = 0;
        while let Some(&id) = covered.get(next) {
            next += 1;
            for member in self
                .instance
                .groups
                .iter()
                .filter(|g| g.id == *id)
                .flat_map(|g| &g.members)
            {
                if !covered.contains(&member) {
                    covered.push(member);
                }
            }
        }
        covered
    }

    /// The class that a class, group or merged group belongs to; of a merged one the first: its
    /// bells, home room and institution are the merged group's.
    pub fn home(&self, id: &'a Id) -> Option<&'a Class> {
        (self.covered(id).into_iter())
            .find_map(|id| self.instance.classes.iter().find(|c| c.id == *id || has_group(c, id)))
    }

    /// Number of pupils as far as it is known; a group has its even share of the class.
    pub fn size(&self, id: &'a Id) -> usize {
        (self.covered(id).into_iter())
            .map(|id| {
                (self.instance.classes.iter())
                    .find_map(|class| {
                        let size = usize::from(class.size.unwrap_or(0));
                        if class.id == *id {
                            return Some(size);
                        }
                        let division = class.divisions.iter().find(|d| d.groups.contains(id))?;
                        Some(size.div_ceil(division.groups.len()))
                    })
                    .unwrap_or(0)
            })
            .sum()
    }

    pub fn staff(&self, id: &Id) -> Option<&'a Staff> {
        self.instance.staff.iter().find(|s| s.id == *id)
    }

    pub fn pupil(&self, id: &Id) -> Option<&'a Pupil> {
        self.instance.pupils.iter().find(|p| p.id == *id)
    }

    pub fn room(&self, id: &Id) -> Option<&'a Room> {
        self.instance.rooms.iter().find(|r| r.id == *id)
    }

    /// The full-day groups that a class is in.
    pub fn full_day_of(&self, class: &Id) -> Vec<&'a FullDayGroup> {
        let has = |group: &&'a FullDayGroup| group.classes.iter().any(|id| self.covered(id).contains(&class));
        self.instance.full_day.iter().filter(has).collect()
    }

    fn named_institution(&self, id: Option<&Id>) -> Option<&'a Institution> {
        match (id, self.instance.institutions.as_slice()) {
            (Some(id), all) => all.iter().find(|i| i.id == *id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    pub fn institution_of_room(&self, room: &Room) -> Option<&'a Institution> {
        self.named_institution(room.institution.as_ref())
    }

    pub fn institution_of_class(&self, id: &'a Id) -> Option<&'a Institution> {
        self.named_institution(self.home(id)?.institution.as_ref())
    }

    /// Where an activity takes place: with the class; a session and a consultation where their
    /// room is, without a given one with the pupils, and with the teacher's lessons.
    fn institution(&self, what: What<'a>) -> Option<&'a Institution> {
        let of_room = |room: &Option<Id>| self.institution_of_room(self.room(room.as_ref()?)?);
        match what {
            What::Lesson(lesson) => self.institution_of_class(&lesson.class),
            What::Hours(group, _) | What::Club(group, _) => self.institution_of_class(group.classes.first()?),
            What::Session(session) => match &session.room {
                Some(RoomNeed::Room(room)) => of_room(&Some(room.clone())),
                _ => self.institution_of_class(&self.pupil(session.pupils.first()?)?.class),
            },
            What::Consultation(hour) => of_room(&hour.room).or_else(|| {
                let gives = |l: &&'a Lesson| {
                    l.staff
                        .iter()
                        .any(|need| matches!(need, StaffNeed::Person(id) if *id == hour.staff))
                };
                match self.instance.lessons.iter().find(gives) {
                    Some(lesson) => self.institution_of_class(&lesson.class),
                    None => self.named_institution(None),
                }
            }),
        }
    }

    // --- when

    pub fn days(&self) -> &'a [Weekday] {
        &self.instance.term.days
    }

    /// Every week to look at with every day of it.
    pub fn week_days(&self) -> impl Iterator<Item = (Week, Weekday)> {
        self.weeks
            .iter()
            .flat_map(|&week| self.days().iter().map(move |&day| (week, day)))
    }

    pub fn bell(&self, id: &Id) -> Option<&'a Bell> {
        self.instance.bells.iter().find(|b| b.id == *id)
    }

    /// The hours of a bell schedule's afternoon.
    pub fn afternoon(&self, bell: &Id, day: Weekday) -> Vec<&'a Period> {
        (self.bell(bell).into_iter().flat_map(|b| b.periods_on(day)))
            .filter(|p| p.kinds.contains(&PeriodKind::Afternoon))
            .collect()
    }

    /// The periods of a class's morning.
    pub fn morning(&self, class: &Class, day: Weekday) -> Vec<&'a Period> {
        let bell = class.bell.as_ref().and_then(|id| self.bell(id));
        (bell.into_iter().flat_map(|b| b.periods_on(day)))
            .filter(|p| p.kinds.iter().any(|k| *k != PeriodKind::Afternoon))
            .collect()
    }

    // --- what

    pub fn meetings_of(&self, activity: &Id) -> Vec<&Meeting<'a>> {
        let found = self.by_activity.get(activity).into_iter().flatten();
        found.filter_map(|&at| self.meetings.get(at)).collect()
    }

    /// The lessons of the pupils who are always together.
    pub fn lessons_of(&self, party: &Party<'a>) -> impl Iterator<Item = &Meeting<'a>> {
        party.lessons.iter().filter_map(|&i| self.meetings.get(i))
    }

    /// Those of the pupil's class and groups.
    pub fn lessons_of_pupil(&self, pupil: &Pupil) -> Vec<&Meeting<'a>> {
        let attends = |m: &&Meeting<'a>| m.lesson().is_some_and(|l| self.is_for_pupil(l, pupil));
        self.meetings.iter().filter(attends).collect()
    }

    fn is_for_pupil(&self, lesson: &'a Lesson, pupil: &Pupil) -> bool {
        let who = self.covered(&lesson.class);
        who.contains(&&pupil.class) || pupil.groups.iter().any(|g| who.contains(&g))
    }

    /// The session that a meeting is one of: its own, or one inside a lesson.
    pub fn session_of(&self, meeting: &Meeting<'a>) -> Option<&'a Session> {
        match meeting.what {
            What::Session(session) => Some(session),
            What::Lesson(lesson) => {
                let id = meeting.placement.session.as_ref()?;
                (self.instance.sessions.iter())
                    .find(|s| s.id == *id && s.co_taught.as_ref().is_some_and(|c| c.lesson == lesson.id))
            }
            _ => None,
        }
    }

    /// The activity of a full-day group that a meeting is.
    pub fn afternoon_of(&self, meeting: &Meeting<'a>) -> Option<(&'a FullDayGroup, Activity)> {
        match meeting.what {
            What::Hours(group, activity) => Some((group, activity)),
            What::Club(group, _) => Some((group, Activity::Interests)),
            _ => None,
        }
    }

    // --- names

    /// The name of an activity: subject and class, or the activity's own.
    pub fn name(&self, what: What<'a>) -> Text {
        match what {
            What::Lesson(lesson) => {
                let subject = self.subject(&lesson.subject);
                let class = self.class_name(&lesson.class);
                both(|lang| format!("{}, {}", subject.in_lang(lang), class.in_lang(lang)))
            }
            What::Session(session) => Text::Any(session.id.clone()),
            What::Hours(group, activity) => {
                let (kind, group) = (activity_word(activity), group_name(group));
                both(|lang| format!("{}, {}", kind.say(lang), group.in_lang(lang)))
            }
            What::Club(group, club) => {
                let group = group_name(group);
                both(|lang| format!("{}, {}", club.name.in_lang(lang), group.in_lang(lang)))
            }
            What::Consultation(hour) => {
                let staff = self.staff_name(&hour.staff);
                both(|lang| format!("{} {}", Word::LawConsultationHour.say(lang), staff.in_lang(lang)))
            }
        }
    }

    pub fn subject(&self, id: &Id) -> Text {
        let subject = self.instance.subjects.iter().find(|s| s.id == *id);
        subject.map_or_else(|| Text::Any(id.clone()), |s| s.name.clone())
    }

    pub fn class_name(&self, id: &Id) -> Text {
        let class = self
            .instance
            .classes
            .iter()
            .find(|c| c.id == *id)
            .and_then(|c| c.name.clone());
        let merged = || {
            self.instance
                .groups
                .iter()
                .find(|g| g.id == *id)
                .and_then(|g| g.name.clone())
        };
        class.or_else(merged).unwrap_or_else(|| Text::Any(id.clone()))
    }

    pub fn staff_name(&self, id: &Id) -> Text {
        let name = self.staff(id).and_then(|s| s.name.clone());
        name.unwrap_or_else(|| Text::Any(id.clone()))
    }

    pub fn room_name(&self, id: &Id) -> Text {
        let name = self.room(id).and_then(|r| r.name.clone());
        name.unwrap_or_else(|| Text::Any(id.clone()))
    }

    /// A sentence about one meeting: `{activity} ({day}, {from}–{to})`.
    pub fn about(&self, word: Word, meeting: &Meeting<'a>, args: &[(&'static str, &dyn Fill)]) -> Message {
        let placement = meeting.placement;
        (word.with(args))
            .and("activity", self.name(meeting.what))
            .and("day", weekday(placement.day).text())
            .and("from", Text::Any(placement.start.to_string()))
            .and("to", Text::Any(placement.end.to_string()))
    }

    /// A sentence about two meetings of somebody on one day.
    pub fn about_two(&self, word: Word, who: Text, first: &Meeting<'a>, second: &Meeting<'a>) -> Message {
        let (a, b) = (first.placement, second.placement);
        (word.with(&[("from", &a.start), ("to", &a.end), ("from2", &b.start), ("to2", &b.end)]))
            .and("who", who)
            .and("day", weekday(a.day).text())
            .and("first", self.name(first.what))
            .and("second", self.name(second.what))
    }
}

impl<'a> Party<'a> {
    /// Whether these pupils are among those that the ids cover.
    pub fn is_in(&self, covered: &[&Id]) -> bool {
        covered.contains(&&self.class.id) || self.groups.iter().any(|g| covered.contains(g))
    }
}

/// The kind of period that a lesson of a kind needs.
pub(super) fn period_kind(kind: LessonKind) -> PeriodKind {
    match kind {
        LessonKind::Lesson => PeriodKind::Lesson,
        LessonKind::ClassHour => PeriodKind::ClassHour,
        LessonKind::SportHour => PeriodKind::SportHour,
    }
}

/// The end of the last of some meetings.
pub(super) fn last_end<'m, 'a: 'm>(meetings: impl Iterator<Item = &'m Meeting<'a>>) -> Option<i32> {
    meetings.map(|m| m.to).max()
}

pub(super) fn activity_word(activity: Activity) -> Word {
    match activity {
        Activity::Recreation => Word::LawRecreation,
        Activity::SelfStudy => Word::LawSelfStudyHour,
        Activity::Interests => Word::LawInterests,
    }
}

pub(super) fn group_name(group: &FullDayGroup) -> Text {
    group.name.clone().unwrap_or_else(|| Text::Any(group.id.clone()))
}

/// A text made in each language.
pub(super) fn both(make: impl Fn(Lang) -> String) -> Text {
    Text::Both {
        bg: make(Lang::Bg),
        en: make(Lang::En),
    }
}

fn has_group(class: &Class, id: &Id) -> bool {
    class.divisions.iter().any(|d| d.groups.contains(id))
}

fn activities(instance: &Instance) -> Vec<(Id, What<'_>)> {
    let mut all: Vec<(Id, What)> = Vec::new();
    all.extend(instance.lessons.iter().map(|l| (l.id.clone(), What::Lesson(l))));
    all.extend(instance.sessions.iter().map(|s| (s.id.clone(), What::Session(s))));
    for group in &instance.full_day {
        for activity in [Activity::Recreation, Activity::SelfStudy] {
            all.push((group.activity_id(activity), What::Hours(group, activity)));
        }
        all.extend(group.clubs.iter().map(|c| (c.id.clone(), What::Club(group, c))));
    }
    all.extend(
        instance
            .consultations
            .iter()
            .map(|c| (c.id.clone(), What::Consultation(c))),
    );
    all
}

fn parties(instance: &Instance) -> Vec<Party<'_>> {
    let mut all = Vec::new();
    for class in &instance.classes {
        let mut choices: Vec<Vec<&Id>> = vec![Vec::new()];
        for division in class.divisions.iter().filter(|d| !d.groups.is_empty()) {
            choices = (choices.iter())
                .flat_map(|chosen| {
                    (division.groups.iter()).map(move |group| chosen.iter().copied().chain([group]).collect())
                })
                .collect();
        }
        all.extend(choices.into_iter().map(|groups| Party {
            class,
            groups,
            lessons: Vec::new(),
        }));
    }
    all
}
