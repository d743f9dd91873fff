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

    // --- lower: names, and the rules that follow from the data
    NameConsultation { bg: "консултация на {who}", en: "consultation of {who}" }
    NameRecreation { bg: "отдих и физическа активност {group}", en: "recreation {group}" }
    NameSelfStudy { bg: "самоподготовка {group}", en: "self-study {group}" }
    NameInterests { bg: "занимания по интереси {group}", en: "interest activities {group}" }
    WholeWeek { bg: "седмицата", en: "the week" }
    CiteClash {
        bg: "никой и нищо не може да бъде на две места едновременно",
        en: "nobody and nothing can be in two places at once",
    }
    CitePresence { bg: "часовете, в които човекът е на работа", en: "the hours in which the person is at work" }
    CiteStaffData { bg: "границите, зададени за човека", en: "the limits given for the person" }
    CitePlaced { bg: "учебният план: всеки час има място", en: "the curriculum: every lesson has a place" }
    CiteUnmet { bg: "занимание, което може да остане неосъществено", en: "a session that may stay unmet" }
    CiteFilled { bg: "всеки час има учител и място", en: "every lesson has a teacher and a place" }
    CiteParallel { bg: "групите учат едновременно", en: "the groups are taught at the same time" }
    CiteDoubles { bg: "сливането на часове, зададено за предмета", en: "the double lessons given for the subject" }
    CitePinned { bg: "мястото, зададено за часа", en: "the place given for the lesson" }
    CiteSession {
        bg: "планът за подкрепа на ученика (Правилник VII.4, чл. 22)",
        en: "the pupil's support plan (regulations VII.4, article 22)",
    }
    CiteLunch { bg: "обедната почивка на паралелката", en: "the class's lunch" }
    CiteConsultation {
        bg: "консултациите са извън редовните часове (Правилник VII.2, чл. 5)",
        en: "consultations are outside regular lessons (regulations VII.2, article 5)",
    }
    CiteFullDay {
        bg: "целодневната организация (Правилник II, чл. 15 и 17)",
        en: "the full-day organisation (regulations II, articles 15 and 17)",
    }
    CiteClubs {
        bg: "заниманията по интереси (Правилник VII.2, чл. 8 и 11)",
        en: "interest activities (regulations VII.2, articles 8 and 11)",
    }

    // --- rules: violations
    RuleClash {
        bg: "{who}, {day}: застъпват се „{a}“ и „{b}“ (общо {amount} мин. за седмицата).",
        en: "{who}, {day}: “{a}” and “{b}” overlap ({amount} min in the week).",
    }
    RuleNoHoles {
        bg: "{who}, {day}: празен час (общо {amount} за седмицата).",
        en: "{who}, {day}: an empty period ({amount} in the week).",
    }
    RuleSpread {
        bg: "{who}, {when}: брой {count} вместо от {min} до {max} (общо отклонение {amount}).",
        en: "{who}, {when}: {count} instead of {min} to {max} (off by {amount} in all).",
    }
    RuleOverlap {
        bg: "{who}, {day}: „{a}“ ({a_from}–{a_to}) пречи на „{b}“ ({b_from}–{b_to}); за седмицата: {count}, допустими: {allowed}.",
        en: "{who}, {day}: “{a}” ({a_from}–{a_to}) gets in the way of “{b}” ({b_from}–{b_to}); {count} in the week, {allowed} allowed.",
    }
    RuleAfter {
        bg: "„{who}“, {day}: започва в {from}, преди да е свършил часът „{other}“ ({to}), заедно с времето за преминаване (такива двойки за седмицата: {amount}).",
        en: "“{who}”, {day}: begins at {from}, before “{other}” ({to}) and the minutes after it are over (such pairs in the week: {amount}).",
    }
    RuleLunch {
        bg: "„{who}“, {day}: занятието {from}–{to} отнема от обяда на {class} ({lunch_from}–{lunch_to}); за седмицата: {amount}.",
        en: "“{who}”, {day}: {from}–{to} takes from the lunch of {class} ({lunch_from}–{lunch_to}); {amount} in the week.",
    }
    RuleWaiting {
        bg: "{who}, {day}: чака {minutes} мин. между две занятия ({from}–{to}); до {beyond} мин. не се броят (общо {amount} за седмицата).",
        en: "{who}, {day}: waits {minutes} min between two engagements ({from}–{to}); up to {beyond} min do not count ({amount} in the week).",
    }
    RuleEdge {
        bg: "„{what}“, {day}: {from}–{to} не е нито първият, нито последният час на {who} ({begins}–{ends}); за седмицата: {amount}.",
        en: "“{what}”, {day}: {from}–{to} is neither the first nor the last period of {who} ({begins}–{ends}); {amount} in the week.",
    }
    RuleEdgeFirst {
        bg: "„{what}“, {day}: {from}–{to} не е първият час на {who} ({begins}–{ends}); за седмицата: {amount}.",
        en: "“{what}”, {day}: {from}–{to} is not the first period of {who} ({begins}–{ends}); {amount} in the week.",
    }
    RuleEdgeLast {
        bg: "„{what}“, {day}: {from}–{to} не е последният час на {who} ({begins}–{ends}); за седмицата: {amount}.",
        en: "“{what}”, {day}: {from}–{to} is not the last period of {who} ({begins}–{ends}); {amount} in the week.",
    }
    RuleAfternoonEarly {
        bg: "{who}, {day}: заниманията започват в {hour}, а последният учебен час свършва в {end} и след него има {minutes} мин. обяд (общо {amount}).",
        en: "{who}, {day}: activities begin at {hour}, but the last lesson ends at {end} and {minutes} min of lunch follow ({amount} in all).",
    }
    RuleAfternoonHole {
        bg: "{who}, {day}: следобедният час от {hour} е празен, а след него има занимания (общо {amount}).",
        en: "{who}, {day}: the afternoon hour at {hour} is empty although activities follow ({amount} in all).",
    }
    RuleAfternoonOrder {
        bg: "{who}, {day}: заниманията по интереси от {hour} са преди отдих или самоподготовка (общо {amount}).",
        en: "{who}, {day}: interest activities at {hour} come before recreation or self-study ({amount} in all).",
    }
    RuleAfternoonSelfStudy {
        bg: "{who}, {day}: часовете за самоподготовка от {hour} нататък не са един след друг (общо {amount}).",
        en: "{who}, {day}: the hours of self-study from {hour} on are not together ({amount} in all).",
    }
    RuleAfternoonRecreation {
        bg: "{who}, {day}: първият следобеден час ({hour}) не е отдих и физическа активност (общо {amount}).",
        en: "{who}, {day}: the first hour of the afternoon ({hour}) is not recreation ({amount} in all).",
    }
    RuleSupervision {
        bg: "{who}, {day}: от {from} до {to} учениците са {amount} мин. без надзор, защото {staff} отсъства или има друго занятие.",
        en: "{who}, {day}: between {from} and {to} the pupils are without supervision for {amount} min, because {staff} is away or engaged.",
    }
    RuleSameStart {
        bg: "{who}, {day}: в {from} има „{a}“, а няма „{b}“ (общо отклонение {amount}).",
        en: "{who}, {day}: at {from} there is “{a}” but not “{b}” (off by {amount} in all).",
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
