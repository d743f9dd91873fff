//! Every sentence that people read, in Bulgarian and English, in one table.
//!
//! A sentence is whole: it has places for names and numbers (`{class}`) and is never put
//! together from pieces, because pieces do not translate. A test holds both languages to the
//! same places.

use crate::instance::Text;
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
    pub args: Vec<(&'static str, Text)>,
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
                Some((_, value)) => out.push_str(value.in_lang(lang)),
                None => out.push_str(&rest[open..=open + len]),
            }
            rest = &rest[open + len + 1..];
        }
        out.push_str(rest);
        out
    }

    /// The sentence with one more place filled, by words that differ from language to language:
    /// a day, a name.
    pub fn and(mut self, place: &'static str, words: Text) -> Message {
        self.args.push((place, words));
        self
    }
}

impl Word {
    /// The sentence with its places filled.
    pub fn with(self, args: &[(&'static str, &dyn Display)]) -> Message {
        Message {
            word: self,
            args: args.iter().map(|(n, v)| (*n, Text::Any(v.to_string()))).collect(),
        }
    }

    /// A sentence without places, in a language.
    pub fn say(self, lang: Lang) -> &'static str {
        self.template(lang)
    }

    /// A sentence without places, in both languages: what another sentence may have in a place.
    pub fn text(self) -> Text {
        Text::Both {
            bg: self.say(Lang::Bg).to_owned(),
            en: self.say(Lang::En).to_owned(),
        }
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

    // --- instance: rule sets
    UnknownRuleSet {
        bg: "Няма набор от правила „{set}“. Възможните са: {known}.",
        en: "There is no rule set `{set}`. There are: {known}.",
    }
    LawRuleRestated {
        bg: "Правилото „{rule}“ носи името на изискването {law}, а закон не се заменя мълчаливо. Дайте му друго име или посочете {law} в `law_overrides` с причината.",
        en: "The rule `{rule}` has the name of the law's {law}, and law is not replaced in silence. Give it another id, or name {law} in `law_overrides` with the reason.",
    }
    RuleTwice {
        bg: "Две правила във файла се наричат „{rule}“. Дайте на едното друго име.",
        en: "Two rules of the file are called `{rule}`. Give one of them another id.",
    }
    UnknownLawRule {
        bg: "„{law}“ не е правило от закон, който е в сила за този файл. Проверете `rule_sets` и името във вида „набор/правило“.",
        en: "`{law}` is not a rule of a law set in force for this file. Check `rule_sets`, and the name in the form `set/rule`.",
    }
    LawOverriddenTwice {
        bg: "Изискването {law} е отменено повече от веднъж. Оставете едно от вписванията.",
        en: "The law's {law} is overridden more than once. Keep one of the entries.",
    }

    // --- formats: reading files

    // --- validate

    // --- rules: violations

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
