//! Every sentence that people read, in Bulgarian and English, in one table.
//!
//! A sentence is whole: it has places for names and numbers (`{class}`) and is never put
//! together from pieces, because pieces do not translate. A test holds both languages to the
//! same places.

use std::fmt::Display;

/// A language of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Lang {
    /// Bulgarian.
    Bg,
    /// English.
    #[default]
    En,
}

/// A sentence with its names and numbers, not yet in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub word: Word,
    /// What stands in its places.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// The sentence in a language.
    pub fn in_lang(&self, lang: Lang) -> String {
        let mut out = String::new();
        let mut rest = self.word.template(lang);
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let Some(len) = rest[open..].find('}') else { break };
            let name = &rest[open + 1..open + len];
            match self.args.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => out.push_str(value),
                None => out.push_str(&rest[open..=open + len]),
            }
            rest = &rest[open + len + 1..];
        }
        out.push_str(rest);
        out
    }
}

impl Word {
    /// The sentence with its places filled.
    pub fn with(self, args: &[(&'static str, &dyn Display)]) -> Message {
        Message {
            word: self,
            args: args.iter().map(|(n, v)| (*n, v.to_string())).collect(),
        }
    }

    /// A sentence without places, in a language.
    pub fn say(self, lang: Lang) -> &'static str {
        self.template(lang)
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { bg: $bg:literal, en: $en:literal $(,)? })*) => {
        /// The sentences. Each variant's English text is its documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Word {
            $(#[doc = $en] $name,)*
        }

        impl Word {
            /// All sentences.
            pub const ALL: &'static [Word] = &[$(Word::$name,)*];

            fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Word::$name, Lang::Bg) => $bg,
                      (Word::$name, Lang::En) => $en,)*
                }
            }
        }
    };
}

// One section per part of the program; add to the section that uses the sentence.
words! {
    // --- days, for every output
    Monday { bg: "понеделник", en: "Monday" }
    Tuesday { bg: "вторник", en: "Tuesday" }
    Wednesday { bg: "сряда", en: "Wednesday" }
    Thursday { bg: "четвъртък", en: "Thursday" }
    Friday { bg: "петък", en: "Friday" }
    Saturday { bg: "събота", en: "Saturday" }
    Sunday { bg: "неделя", en: "Sunday" }

    // --- formats: reading files

    // --- validate

    // --- rules: violations
    RuleClash {
        bg: "{who}: застъпване в {day} между „{a}“ и „{b}“ (общо {amount} мин. за седмицата).",
        en: "{who}: clash on {day} between “{a}” and “{b}” ({amount} min in the week).",
    }
    RuleNoHoles {
        bg: "{who}: празен час в {day} (общо {amount} за седмицата).",
        en: "{who}: an empty period on {day} ({amount} in the week).",
    }
    RuleSpread {
        bg: "{who}: {count} пъти за {when} вместо от {min} до {max} (общо отклонение {amount}).",
        en: "{who}: {count} times in {when} instead of {min} to {max} (off by {amount} in all).",
    }
    RuleAssigned {
        bg: "„{what}“: неразпределени {amount} от {length} седмични часа.",
        en: "“{what}”: {amount} of {length} a week are not placed.",
    }
    RuleStaffed {
        bg: "„{what}“: ролята „{role}“ е незаета в {amount} от {length} седмични часа.",
        en: "“{what}”: nobody fills the role “{role}” in {amount} of {length} a week.",
    }
    RuleAvailable {
        bg: "{who}, {day}: „{what}“ е извън времето на присъствие (общо {amount} мин. за седмицата).",
        en: "{who}, {day}: “{what}” is outside the hours of presence ({amount} min in the week).",
    }
    RulePreferred {
        bg: "„{what}“, {day}: по-малко подходящ час (общо {amount} т. за седмицата).",
        en: "“{what}”, {day}: a less suitable time ({amount} points in the week).",
    }
    RuleDays {
        bg: "{who}: занятия в {count} от дните вместо в {min} до {max}.",
        en: "{who}: on {count} of the days instead of {min} to {max}.",
    }
    RulePresence {
        bg: "{who}: дните на присъствие са {count} ({days}) вместо най-много {max}.",
        en: "{who}: present on {count} days ({days}) instead of at most {max}.",
    }
    RuleLoad {
        bg: "{who}, {day}: броят на часовете е {count} вместо най-много {max} (общо {amount} в повече за седмицата).",
        en: "{who}, {day}: {count} instead of at most {max} ({amount} too many in the week).",
    }
    RuleAdjacent {
        bg: "{who}, {day}: часовете не са един след друг (такива дни за седмицата: {amount}).",
        en: "{who}, {day}: the lessons do not follow each other (such days in the week: {amount}).",
    }
    RuleDoubles {
        bg: "{who}: броят на двойните часове е {count} вместо {wanted}.",
        en: "{who}: {count} double lessons instead of {wanted}.",
    }
    RuleDaysApart {
        bg: "{who}: {a} и {b} са твърде близки дни (такива двойки дни за седмицата: {amount}).",
        en: "{who}: {a} and {b} are too close to each other (such pairs of days in the week: {amount}).",
    }

    // --- verify: the law's judge

    // --- report

    // --- cli
}

/// The name of a weekday.
pub fn weekday(day: crate::instance::Weekday) -> Word {
    use crate::instance::Weekday::*;
    match day {
        Mon => Word::Monday,
        Tue => Word::Tuesday,
        Wed => Word::Wednesday,
        Thu => Word::Thursday,
        Fri => Word::Friday,
        Sat => Word::Saturday,
        Sun => Word::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|t| t.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_places() {
        for word in Word::ALL {
            let (bg, en) = (word.template(Lang::Bg), word.template(Lang::En));
            assert_eq!(places(bg), places(en), "{word:?}");
            assert!(!bg.is_empty() && !en.is_empty(), "{word:?}");
            assert!(
                bg.chars().any(|c| ('а'..='я').contains(&c)) || !bg.chars().any(char::is_alphabetic),
                "{word:?}"
            );
        }
    }
}
