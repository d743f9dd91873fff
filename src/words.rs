//! Every sentence that people read, in Bulgarian and English, in one table.
//!
//! A sentence is whole: it has places for names and numbers (`{class}`) and is never put
//! together from pieces, because pieces do not translate. A test holds both languages to the
//! same places.

use crate::instance::{Text, Weekday};
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
    pub args: Vec<(&'static str, Arg)>,
}

/// What stands in a place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// The same in every language: numbers, times, identifiers.
    Plain(String),
    /// Words that people gave in each language.
    Text(Text),
    /// A word or sentence of the table.
    Word(Word),
    /// A sentence with its own places.
    Message(Box<Message>),
    /// Several, joined by commas.
    List(Vec<Arg>),
}

impl Arg {
    /// The words in a language.
    pub fn in_lang(&self, lang: Lang) -> String {
        match self {
            Arg::Plain(s) => s.clone(),
            Arg::Text(text) => text.in_lang(lang).to_owned(),
            Arg::Word(word) => word.say(lang).to_owned(),
            Arg::Message(message) => message.in_lang(lang),
            Arg::List(list) => list.iter().map(|a| a.in_lang(lang)).collect::<Vec<_>>().join(", "),
        }
    }
}

/// What can fill a place of a sentence.
pub trait Fill {
    /// As an argument.
    fn arg(&self) -> Arg;
}

impl<T: Display> Fill for T {
    fn arg(&self) -> Arg {
        Arg::Plain(self.to_string())
    }
}

impl Fill for Arg {
    fn arg(&self) -> Arg {
        self.clone()
    }
}

impl Fill for Text {
    fn arg(&self) -> Arg {
        Arg::Text(self.clone())
    }
}

impl Fill for Word {
    fn arg(&self) -> Arg {
        Arg::Word(*self)
    }
}

impl Fill for Weekday {
    fn arg(&self) -> Arg {
        Arg::Word(weekday(*self))
    }
}

impl Fill for Message {
    fn arg(&self) -> Arg {
        Arg::Message(Box::new(self.clone()))
    }
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
                Some((_, value)) => out.push_str(&value.in_lang(lang)),
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
    pub fn with(self, args: &[(&'static str, &dyn Fill)]) -> Message {
        Message {
            word: self,
            args: args.iter().map(|(n, v)| (*n, v.arg())).collect(),
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
    FileNotFound { bg: "Няма файл „{file}“: {detail}.", en: "There is no file \"{file}\": {detail}." }
    FileUnreadable { bg: "Файлът „{file}“ не може да се прочете: {detail}.", en: "The file \"{file}\" cannot be read: {detail}." }
    FileAdvice { bg: "Проверете името на файла и дали имате право да го четете.", en: "Check the file's name and whether you may read it." }
    FileIsFolder { bg: "„{file}“ е папка, а тук се чака файл.", en: "\"{file}\" is a folder; a file is wanted here." }
    FileIsFolderAdvice { bg: "Посочете файл от папката.", en: "Name a file in the folder." }
    FileTooLarge { bg: "Файлът „{file}“ е над {most} MiB (поне {size} MiB) и не се чете.", en: "The file \"{file}\" is over {most} MiB (at least {size} MiB) and is not read." }
    FileTooLargeAdvice { bg: "Данните на цяла община заемат няколко MiB; вероятно това е друг файл.", en: "A whole municipality takes a few MiB; this is probably another file." }
    FileNotUtf8 { bg: "Файлът не е в UTF-8: байт {byte} на място {offset} (ред {line}, знак {column}).", en: "The file is not UTF-8: byte {byte} at offset {offset} (line {line}, column {column})." }
    FileNotUtf8Advice { bg: "Запишете файла наново с кодиране UTF-8 (вероятно сега е Windows-1251).", en: "Save the file again in UTF-8 (it is probably Windows-1251 now)." }
    FileEmpty { bg: "Файлът е празен.", en: "The file is empty." }
    FileEmptyAdvice { bg: "В instances/README.md има пример с обяснения, от който да започнете.", en: "instances/README.md has an annotated example to start from." }
    FileTruncated { bg: "Файлът свършва по средата, на ред {line}, знак {column}.", en: "The file ends in the middle, at line {line}, column {column}." }
    FileTruncatedAdvice { bg: "Последната част липсва или някоя скоба или кавичка не е затворена; вземете файла наново.", en: "The last part is missing, or a bracket or quote is not closed; get the file again." }
    FileSyntax { bg: "На ред {line}, знак {column} файлът не е JSON ({detail}).", en: "At line {line}, column {column} the file is not JSON ({detail})." }
    FileSyntaxAdvice { bg: "Най-често липсва запетая или кавичка, или има запетая след последния елемент.", en: "Most often a comma or a quote is missing, or there is a comma after the last element." }
    VersionUnknown { bg: "Файлът е във версия {found} на формата, а тази програма познава версия {known}.", en: "The file is in version {found} of the format; this program knows version {known}." }
    VersionUnknownAdvice { bg: "Вземете програма, която познава файла, или го приведете към версия {known}.", en: "Use a program that knows the file, or bring it to version {known}." }
    KeyTwice { bg: "„{field}“ е написано два пъти в един и същ обект.", en: "\"{field}\" stands twice in one object." }
    KeyTwiceAdvice { bg: "Оставете едното „{field}“.", en: "Keep one \"{field}\"." }
    FieldUnknown { bg: "Тук няма поле „{field}“.", en: "There is no field \"{field}\" here." }
    FieldUnknownAdvice { bg: "Поправете или махнете „{field}“; възможните полета са {known}.", en: "Correct or remove \"{field}\"; the fields are {known}." }
    FieldMissing { bg: "Липсва полето „{field}“.", en: "The field \"{field}\" is missing." }
    FieldMissingAdvice { bg: "Добавете „{field}“.", en: "Add \"{field}\"." }
    ValueUnknown { bg: "{found} не е от думите, които могат да стоят тук.", en: "{found} is none of the words that can stand here." }
    NumberOutOfRange { bg: "Числото {found} не може да стои тук; чака се {expected}.", en: "The number {found} cannot stand here; {expected} is wanted." }
    ClockWrong { bg: "{found} не е час от деня.", en: "{found} is not a time of day." }
    WeightWrong { bg: "{found} не е тежест.", en: "{found} is not a weight." }
    FormWrong { bg: "{found} не може да стои тук.", en: "{found} cannot stand here." }
    TypeWrong { bg: "Тук стои {found}, а се чака {expected}.", en: "Here stands {found}, but {expected} is wanted." }
    ValueWrong { bg: "{found} не може да стои тук.", en: "{found} cannot stand here." }
    ValueAdvice { bg: "Тук се чака: {expected}.", en: "Write: {expected}." }
    AClock { bg: "час и минути, например \"08:50\", от 00:00 до 24:00", en: "hours and minutes such as \"08:50\", from 00:00 to 24:00" }
    AWeight { bg: "\"hard\" или цяло число от 0 нагоре", en: "\"hard\" or a whole number from 0" }
    AWholeNumber { bg: "цяло число от 0 до {max}", en: "a whole number from 0 to {max}" }
    ANumber { bg: "число", en: "a number" }
    ABoolean { bg: "true или false", en: "true or false" }
    AString { bg: "текст в кавички", en: "text in quotes" }
    ADate { bg: "дата, например \"2020-09-15\"", en: "a date such as \"2020-09-15\"" }
    AList { bg: "списък в квадратни скоби", en: "a list in square brackets" }
    AnObject { bg: "обект в къдрави скоби", en: "an object in braces" }

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
pub fn weekday(day: Weekday) -> Word {
    use Weekday::*;
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
