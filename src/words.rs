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

    // --- verify: the law's judge

    // --- report
    WeeklyTimetable { bg: "Седмично разписание", en: "Weekly timetable" }
    Classes { bg: "Класове", en: "Classes" }
    Groups { bg: "Групи", en: "Groups" }
    Teachers { bg: "Учители", en: "Teachers" }
    Rooms { bg: "Стаи", en: "Rooms" }
    Consultations { bg: "Консултации", en: "Consultations" }
    EverySheet { bg: "Всички", en: "All" }
    Class { bg: "Клас", en: "Class" }
    FullDayGroup { bg: "Група за целодневно обучение", en: "Full-day group" }
    Teacher { bg: "Учител", en: "Teacher" }
    Room { bg: "Стая", en: "Room" }
    Subject { bg: "Предмет", en: "Subject" }
    Day { bg: "Ден", en: "Day" }
    Period { bg: "Час", en: "Period" }
    Start { bg: "Начало", en: "Start" }
    End { bg: "Край", en: "End" }
    Time { bg: "Време", en: "Time" }
    WeeksColumn { bg: "Седмици", en: "Weeks" }
    ClassTeacherIs { bg: "Класен ръководител: {name}", en: "Class teacher: {name}" }
    HomeRoomIs { bg: "Класна стая: {room}", en: "Home room: {room}" }
    ClassesAre { bg: "Класове: {classes}", en: "Classes: {classes}" }
    GroupTeacherIs { bg: "Учител в групата: {name}", en: "Group teacher: {name}" }
    Afternoon { bg: "Следобед", en: "Afternoon" }
    Lunch { bg: "Обяд", en: "Lunch" }
    LunchDuty { bg: "Обяд с групата", en: "Lunch with the group" }
    Recreation { bg: "Отдих и физическа активност", en: "Recreation and physical activity" }
    SelfStudy { bg: "Самоподготовка", en: "Self-study" }
    Consultation { bg: "Консултация", en: "Consultation" }
    ClassHour { bg: "Час на класа", en: "Class hour" }
    SportHour { bg: "Час за спортни дейности", en: "Sport hour" }
    InWeekA { bg: "седмица А", en: "week A" }
    InWeekB { bg: "седмица Б", en: "week B" }
    GapBefore { bg: "{time} до следващия час", en: "{time} to the next" }
    HoursLong { bg: "{hours} ч", en: "{hours} h" }
    HoursMinutesLong { bg: "{hours} ч {minutes} мин", en: "{hours} h {minutes} min" }
    MinutesLong { bg: "{minutes} мин", en: "{minutes} min" }
    StatusDraft { bg: "Проект", en: "Draft" }
    StatusApproved { bg: "Утвърдено", en: "Approved" }
    StatusPublished { bg: "В сила", en: "In force" }
    NotLegal { bg: "Нарушава задължителни правила", en: "Breaks binding rules" }
    NotLegalWhy {
        bg: "Това разписание нарушава задължителни правила (тежест на нарушенията: {hard}). То е само за работа и не може да се въведе.",
        en: "This timetable breaks binding rules (weight of the violations: {hard}). It is for work only and cannot be put in force.",
    }
    Legal { bg: "Всички задължителни правила са спазени.", en: "All binding rules hold." }
    TermDates { bg: "Учебен срок: {from} – {to}", en: "Term: {from} – {to}" }
    GradeEnds { bg: "Последен учебен ден за {grades} клас: {to}", en: "Last day for grade {grades}: {to}" }
    Holidays { bg: "Неучебни дни: {days}", en: "No lessons on: {days}" }
    WishesMet { bg: "Всички пожелания са изпълнени.", en: "All wishes are met." }
    WishesCost { bg: "Неизпълнените пожелания струват общо {soft} точки.", en: "The wishes not met cost {soft} points in all." }
    NoneBetter { bg: "Доказано е, че по-добро разписание няма.", en: "It is proven that no timetable is better." }
    BoundIs {
        bg: "Доказано е, че никое разписание не може да струва по-малко от {bound} точки.",
        en: "It is proven that no timetable can cost less than {bound} points.",
    }
    MadeBy { bg: "Съставено с Firstbell", en: "Made with Firstbell" }
    TimetableFor { bg: "Разписание за {instance}", en: "Timetable for {instance}" }
    Print { bg: "Печат", en: "Print" }
    PrintHint { bg: "Отпечатва разписанията, които се виждат, всяко на отделен лист А4", en: "Prints the timetables shown, each on its own A4 page" }
    Search { bg: "Търсене: клас, учител, стая", en: "Search: class, teacher, room" }
    NothingFound { bg: "Няма разписание с такова име.", en: "No timetable has such a name." }
    SkipToTimetables { bg: "Към разписанията", en: "Skip to the timetables" }
    Contents { bg: "Съдържание", en: "Contents" }
    ToTop { bg: "Към началото", en: "Back to the top" }
    // the private sheets
    NotForPublication { bg: "Служебно: не се публикува", en: "Confidential: not for publication" }
    PersonalTimetable { bg: "Лично седмично разписание", en: "Personal weekly timetable" }
    PupilWeek { bg: "Седмица на ученика", en: "The pupil's week" }
    Sessions { bg: "Занимания", en: "Sessions" }
    Service { bg: "Подкрепа", en: "Service" }
    Pupils { bg: "Ученици", en: "Pupils" }
    Place { bg: "Място", en: "Place" }
    GivenBy { bg: "Води", en: "Given by" }
    InsteadOf { bg: "Вместо", en: "Instead of" }
    InsideLesson { bg: "в часа „{subject}“ на {class}", en: "inside {subject} of {class}" }
    OutsideLessons { bg: "извън часовете", en: "outside lessons" }
    Missed { bg: "пропуска го", en: "misses it" }
    StillUnmet { bg: "Без определено време: {count} на седмица ({service})", en: "No time found for: {count} a week ({service})" }
    ServiceResource { bg: "ресурсно подпомагане", en: "resource support" }
    ServiceSpeech { bg: "логопедична работа", en: "speech therapy" }
    ServicePsychology { bg: "работа с психолог", en: "psychologist" }
    ServiceAdditional { bg: "допълнително обучение: {subject}", en: "additional lessons: {subject}" }
    // the workbook
    AllHours { bg: "Всички часове", en: "All hours" }
    CostPerRule { bg: "Оценка по правила", en: "Cost per rule" }
    Rule { bg: "Правило", en: "Rule" }
    Basis { bg: "Основание", en: "Basis" }
    Force { bg: "Вид", en: "Kind" }
    Binding { bg: "задължително", en: "binding" }
    Wish { bg: "пожелание", en: "wish" }
    Cost { bg: "Цена", en: "Cost" }
    OtherRules { bg: "Други правила", en: "Other rules" }
    PageOf { bg: "стр. {page} от {pages}", en: "page {page} of {pages}" }

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
