//! Part files: a municipality keeps each of its institutions in a file of its own.

use super::*;

/// Defines [`Part`] with the lists of an [`Instance`] that part files share, and what goes through them one by one.
macro_rules! lists {
    ($($list:ident: $item:ty),* $(,)?) => {
        /// A part file: more of the lists of an [`Instance`].
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct Part {
            $(
                #[doc = concat!("Added to the `", stringify!($list), "` of the instance.")]
                #[serde(skip_serializing_if = "Vec::is_empty")]
                pub $list: Vec<$item>,
            )*
        }

        impl Instance {
            /// Adds the lists of a part file behind its own.
            pub fn add(&mut self, part: Part) {
                $(self.$list.extend(part.$list);)*
            }

            /// How many entries each of the lists has that part files share.
            pub fn lengths(&self) -> Vec<(&'static str, usize)> {
                vec![$((stringify!($list), self.$list.len())),*]
            }
        }
    };
}

lists! {
    institutions: Institution,
    travel: Travel,
    visits: Visit,
    bells: Bell,
    subjects: Subject,
    rooms: Room,
    staff: Staff,
    classes: Class,
    groups: MergedGroup,
    pupils: Pupil,
    lessons: Lesson,
    sessions: Session,
    full_day: FullDayGroup,
    consultations: Consultation,
    examinations: Examinations,
    rules: RuleSetting,
    law_overrides: LawOverride,
}
