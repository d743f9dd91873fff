//! From an instance to the problem that the engine solves, and the way back.
//!
//! `axis` cuts the week into cells, `people` finds the resources, `events` turns activities into
//! events with their slots, `rules` the rules that hold, and `back` reads an assignment as a
//! timetable. Every event keeps the activity and every rule the name and article it came from.
//!
//! The instance must have passed `validate` without errors: what refers to nothing is left out here.

mod axis;
mod back;
mod events;
mod keep;
mod people;
mod rules;

use crate::instance::*;
use crate::problem::*;
use crate::words::Lang;

pub use back::Unplaced;
pub use keep::KEEP;

/// An instance as a problem, with what the way back needs.
pub struct Lowered {
    /// The problem. Names are in the language asked for.
    pub problem: Problem,
    /// By event, what it came from.
    pub origins: Vec<Origin>,
    /// By resource, the id it came from (a staff member, room or pupil; a class).
    pub ids: Vec<Id>,
    /// By day of the axis: weekday and week.
    pub days: Vec<(Weekday, Week)>,
}

/// What an event came from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The activity, as timetables name it.
    pub activity: Id,
    /// Weeks of its meets.
    pub week: Week,
    /// The session that takes place inside this lesson.
    pub session: Option<Id>,
    /// Everybody who gives it in any case.
    pub staff: Vec<Id>,
    /// The place, where it is given. A place of unlimited size is no resource.
    pub room: Option<Id>,
    /// By slot, the number of the period.
    pub periods: Vec<Option<u8>>,
    /// Its meets may stay unmet, at a cost.
    pub optional: bool,
}

/// Lowers an instance.
pub fn lower(instance: &Instance, lang: Lang) -> Lowered {
    let weeks = axis::weeks(instance);
    let mut lowering = Lowering {
        instance,
        lang,
        weeks,
        problem: Problem {
            name: instance.id.clone(),
            ..Problem::default()
        },
        people: people::People::default(),
        origins: Vec::new(),
        activities: Vec::new(),
    };
    lowering.problem.axis = axis::axis(instance, lang, weeks);
    lowering.add_people();
    lowering.add_activities();
    lowering.add_rules();
    let days = axis::days(instance, weeks);
    Lowered {
        problem: lowering.problem,
        origins: lowering.origins,
        ids: lowering.people.ids,
        days,
    }
}

/// What an event is, for the rules.
#[derive(Debug, Clone)]
enum Activity<'i> {
    Lesson {
        lesson: &'i Lesson,
        session: Option<&'i Session>,
    },
    Session(&'i Session),
    Hour {
        group: usize,
        kind: crate::instance::Activity,
    },
    Club {
        group: usize,
        club: &'i Club,
    },
    Consultation(&'i Consultation),
}

struct Lowering<'i> {
    instance: &'i Instance,
    lang: Lang,
    /// 1, or 2 where some activity takes place only in weeks A or B.
    weeks: usize,
    problem: Problem,
    people: people::People,
    origins: Vec<Origin>,
    /// By event.
    activities: Vec<Activity<'i>>,
}

impl<'i> Lowering<'i> {
    fn text(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_string()
    }

    fn class(&self, id: &str) -> Option<&'i Class> {
        self.instance.classes.iter().find(|c| c.id == id)
    }

    fn bell(&self, id: &str) -> Option<&'i Bell> {
        self.instance.bells.iter().find(|b| b.id == id)
    }

    /// Events of which something holds.
    fn events_where(&self, mut holds: impl FnMut(&Activity<'i>) -> bool) -> Vec<EventId> {
        (0..self.activities.len())
            .filter(|e| holds(&self.activities[*e]))
            .collect()
    }

    /// By event whether it is part of a class's morning: lessons, class hour, sport hour.
    fn morning(&self) -> Vec<bool> {
        self.activities
            .iter()
            .map(|a| matches!(a, Activity::Lesson { .. }))
            .collect()
    }
}
