//! Institutions: the day they open for, the way between them and the visits they want.

use super::{Class, Clock, FullDayGroup, Id, Instance, Pupil, Range, Room, Session, Source, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an institution is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InstitutionKind {
    /// A school: classes with lessons.
    #[default]
    School,
    /// A kindergarten: groups with a day of their own, without lessons.
    Kindergarten,
    /// A support centre: it employs specialists who work elsewhere too.
    Centre,
}

/// The school bus of a hub school (средищно училище): pupils are there between its times only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bus {
    /// It brings the pupils.
    pub arrives: Clock,
    /// It takes them home.
    pub leaves: Clock,
}

/// A school, kindergarten or support centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// Identifier.
    pub id: Id,
    /// Name.
    pub name: Text,
    /// What it is; left out: a school.
    #[serde(default)]
    pub kind: InstitutionKind,
    /// The day starts.
    pub opens: Clock,
    /// The day has ended.
    pub closes: Clock,
    /// Minutes a person needs between two engagements; 0 where left out.
    #[serde(default)]
    pub gap: u16,
    /// The bus that bounds the day of its pupils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus: Option<Bus>,
    /// Where the day's times come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Institution {
    /// From when until when its pupils are there, in minutes of the day.
    pub fn pupils_day(&self) -> (i32, i32) {
        let (opens, closes) = (self.opens.minutes(), self.closes.minutes());
        self.bus.map_or((opens, closes), |bus| {
            (opens.max(bus.arrives.minutes()), closes.min(bus.leaves.minutes()))
        })
    }
}

/// How people get from one institution to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TravelMode {
    /// On foot.
    #[default]
    Walk,
    /// By public bus.
    Bus,
    /// By car.
    Car,
}

/// The way from one institution to another, from door to door. The way back is an entry of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// From this institution.
    pub from: Id,
    /// To this institution.
    pub to: Id,
    /// Minutes that it takes.
    pub minutes: u16,
    /// How; shown on the sheets of those who travel.
    #[serde(default)]
    pub mode: TravelMode,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Visits of a service that an institution wants in a week. A visit is one half-day ([`Instance::half_day`]) on which
/// one person gives sessions of the service there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// The institution.
    pub institution: Id,
    /// The service, as sessions name it.
    pub service: Id,
    /// Visits a week, fewest and most.
    pub weekly: Range,
    /// Cost of each visit too few or too many.
    pub weight: u32,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl Instance {
    /// The institution of an id; with none, the only one there is.
    pub fn institution(&self, id: Option<&Id>) -> Option<&Institution> {
        match (id, self.institutions.as_slice()) {
            (Some(id), all) => all.iter().find(|i| i.id == *id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The institution of a class, group or merged group: of a merged one that of the first class with pupils in it.
    pub fn institution_of(&self, class: &str) -> Option<&Institution> {
        self.institution_of_class(self.classes_of(class).first()?)
    }

    /// The institution of a class.
    pub fn institution_of_class(&self, class: &Class) -> Option<&Institution> {
        self.institution(class.institution.as_ref())
    }

    /// The institution of a room.
    pub fn institution_of_room(&self, room: &Room) -> Option<&Institution> {
        self.institution(room.institution.as_ref())
    }

    /// Where a session takes place: at the institution of its first pupil.
    pub fn institution_of_session(&self, session: &Session) -> Option<&Institution> {
        let pupil = session.pupils.first()?;
        self.institution_of_pupil(self.pupils.iter().find(|p| p.id == *pupil)?)
    }

    /// The institution of a pupil.
    pub fn institution_of_pupil(&self, pupil: &Pupil) -> Option<&Institution> {
        self.institution_of_class(self.classes.iter().find(|c| c.id == pupil.class)?)
    }

    /// The institution of a full-day group: that of its first class.
    pub fn institution_of_full_day(&self, group: &FullDayGroup) -> Option<&Institution> {
        self.institution_of(group.classes.first()?)
    }
}
