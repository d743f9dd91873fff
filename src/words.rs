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

    /// The sentence with one more place filled, by words that differ from language to language:
    /// a day, a name.
    pub fn and(mut self, place: &'static str, words: Text) -> Message {
        self.args.push((place, Arg::Text(words)));
        self
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
    CiteData { bg: "по данните на училището", en: "the school's data" }
    CiteBells { bg: "разписанието на звънците", en: "the bell schedule" }
    CiteCounts { bg: "броят на часовете по учебния план и по данните на училището", en: "the numbers of the curriculum and of the school's data" }
    CiteOnePlace { bg: "никой и нищо не е на две места едновременно", en: "nobody and nothing is in two places at once" }
    CiteOpening { bg: "начало и край на учебния ден (правилник, раздел II, чл. 7, ал. 2)", en: "start and end of the school day (regulations, section II, article 7(2))" }
    CiteSupport { bg: "планът за подкрепа на ученика (правилник, раздел VII.4)", en: "the pupil's support plan (regulations, section VII.4)" }
    CiteCoTaught { bg: "съвместно преподаване (правилник, раздел VII.4, чл. 22)", en: "co-teaching (regulations, section VII.4, article 22)" }
    CiteFullDay { bg: "целодневна организация (правилник, раздел II, чл. 15-17)", en: "full-day organisation (regulations, section II, articles 15-17)" }
    CiteInterests { bg: "ред на заниманията следобед (правилник, раздел VII.2, чл. 11)", en: "order of the afternoon (regulations, section VII.2, article 11)" }
    CiteConsultation { bg: "консултации извън редовните часове (правилник, раздел VII.2, чл. 5)", en: "consultations outside regular lessons (regulations, section VII.2, article 5)" }

    LawLesson { bg: "учебен час", en: "lesson" }
    LawClassHour { bg: "час на класа", en: "class hour" }
    LawSportHour { bg: "час за спортни дейности", en: "sport hour" }
    LawRecreation { bg: "отдих и физическа активност", en: "recreation and physical activity" }
    LawSelfStudyHour { bg: "самоподготовка", en: "self-study" }
    LawInterests { bg: "занимания по интереси", en: "interest activities" }
    LawConsultationHour { bg: "консултация", en: "consultation" }
    LawNoRoom { bg: "без място", en: "no place" }
    LawWeekEvery { bg: "всяка седмица", en: "every week" }
    LawWeekA { bg: "седмица А", en: "week A" }
    LawWeekB { bg: "седмица Б", en: "week B" }

    LawInstance {
        bg: "Разписанието е за „{found}“, а не за „{wanted}“.",
        en: "The timetable is for \"{found}\", not for \"{wanted}\".",
    }
    LawUnknown {
        bg: "В данните на училището няма дейност „{activity}“.",
        en: "The school's data has no activity \"{activity}\".",
    }
    LawNumber {
        bg: "{activity}: среща № {number} не може да има, най-много са {most}.",
        en: "{activity}: there can be no meeting No {number}, there are at most {most}.",
    }
    LawTwice {
        bg: "{activity}: среща № {number} стои два пъти.",
        en: "{activity}: meeting No {number} stands there twice.",
    }
    LawCount {
        bg: "{activity}: срещите седмично са {found}, а трябва да са {wanted}.",
        en: "{activity}: {found} a week are placed, {wanted} are demanded.",
    }
    LawCountRange {
        bg: "{activity}: срещите седмично са {found}, а трябва да са от {wanted} до {most}.",
        en: "{activity}: {found} a week are placed, {wanted} to {most} are demanded.",
    }
    LawCountUnmet {
        bg: "{activity}: срещите седмично са {found} и още {unmet} са отбелязани като неосигурени, а трябва да са общо {wanted}.",
        en: "{activity}: {found} a week are placed and {unmet} listed as unmet, {wanted} in all are demanded.",
    }
    LawUnmet {
        bg: "{activity}: отбелязано е като неосигурено, а данните не го позволяват.",
        en: "{activity}: listed as unmet, which the school's data does not allow.",
    }
    LawDay {
        bg: "{activity} ({from}–{to}): {day} не е учебен ден.",
        en: "{activity} ({from}–{to}): {day} is not a teaching day.",
    }
    LawWeek {
        bg: "{activity} ({day}, {from}–{to}): поставено е за {found}, а трябва да е за {wanted}.",
        en: "{activity} ({day}, {from}–{to}): placed for {found}, demanded for {wanted}.",
    }
    LawOpening {
        bg: "{activity} ({day}, {from}–{to}): {minutes} мин са извън учебния ден от {opens} до {closes}.",
        en: "{activity} ({day}, {from}–{to}): {minutes} min are outside the school day from {opens} to {closes}.",
    }
    LawPeriod {
        bg: "{activity} ({day}, {from}–{to}): по звънеца няма точно такъв час за тази дейност.",
        en: "{activity} ({day}, {from}–{to}): the bell schedule has no such period for this activity.",
    }
    LawPeriodNumber {
        bg: "{activity} ({day}, {from}–{to}): това е час № {wanted}, а е записан като № {found}.",
        en: "{activity} ({day}, {from}–{to}): this is period {wanted}, but it is written down as {found}.",
    }
    LawNoPeriod {
        bg: "{activity} ({day}, {from}–{to}): занятието не заема час по звънеца, а е записано в час № {found}.",
        en: "{activity} ({day}, {from}–{to}): a session takes no period, but it is written down in period {found}.",
    }
    LawLength {
        bg: "{activity} ({day}, {from}–{to}): трае {found} мин, а трябва да е {wanted} мин.",
        en: "{activity} ({day}, {from}–{to}): lasts {found} min, and should last {wanted} min.",
    }
    LawStep {
        bg: "{activity} ({day}, {from}–{to}): може да започва само през {step} мин, считано от {opens}.",
        en: "{activity} ({day}, {from}–{to}): may start only every {step} min counted from {opens}.",
    }
    LawStaff {
        bg: "{activity} ({day}, {from}–{to}): записани са {found}, а трябва да са {wanted}.",
        en: "{activity} ({day}, {from}–{to}): {found} are written down, {wanted} are demanded.",
    }
    LawQualified {
        bg: "{activity} ({day}, {from}–{to}): {staff} няма право да преподава този предмет.",
        en: "{activity} ({day}, {from}–{to}): {staff} may not teach this subject.",
    }
    LawRoom {
        bg: "{activity} ({day}, {from}–{to}): мястото е „{found}“, а трябва да е „{wanted}“.",
        en: "{activity} ({day}, {from}–{to}): the place is \"{found}\" and should be \"{wanted}\".",
    }
    LawRoomUnknown {
        bg: "{activity} ({day}, {from}–{to}): в данните няма място „{room}“.",
        en: "{activity} ({day}, {from}–{to}): the school's data has no place \"{room}\".",
    }
    LawRoomFeature {
        bg: "{activity} ({day}, {from}–{to}): в „{room}“ липсва нужното: {feature}.",
        en: "{activity} ({day}, {from}–{to}): \"{room}\" lacks what is needed: {feature}.",
    }
    LawRoomSize {
        bg: "{activity} ({day}, {from}–{to}): в „{room}“ местата са {places}, а учениците са {pupils}.",
        en: "{activity} ({day}, {from}–{to}): \"{room}\" has {places} places for {pupils} pupils.",
    }
    LawRoomElsewhere {
        bg: "{activity} ({day}, {from}–{to}): „{room}“ не е в институцията на класа.",
        en: "{activity} ({day}, {from}–{to}): \"{room}\" is not in the institution of the class.",
    }
    LawPinned {
        bg: "{activity}: зададено е да има среща в {from} ({day}), а няма.",
        en: "{activity}: a meeting at {from} ({day}) is given, and there is none.",
    }
    LawParallel {
        bg: "{activity} ({day}, {from}–{to}): паралелно трябва да започва и {other}, а не започва.",
        en: "{activity} ({day}, {from}–{to}): {other} should start together with it, and does not.",
    }
    LawNoDoubles {
        bg: "{activity} ({day}): часовете за деня са {found}, а може да е само един.",
        en: "{activity} ({day}): {found} on one day, where only one is allowed.",
    }
    LawDoubles {
        bg: "{activity}: слетите часове седмично са {found}, а трябва да са поне {wanted}.",
        en: "{activity}: {found} doubles a week, at least {wanted} are demanded.",
    }
    LawClash {
        bg: "{who} ({day}): {first} ({from}–{to}) и {second} ({from2}–{to2}) се застъпват с {minutes} мин.",
        en: "{who} ({day}): {first} ({from}–{to}) and {second} ({from2}–{to2}) overlap by {minutes} min.",
    }
    LawGap {
        bg: "{who} ({day}): между {first} ({from}–{to}) и {second} ({from2}–{to2}) има {minutes} мин, а трябват {gap} мин.",
        en: "{who} ({day}): between {first} ({from}–{to}) and {second} ({from2}–{to2}) there are {minutes} min, {gap} min are needed.",
    }
    LawAway {
        bg: "{staff} отсъства от училище през {minutes} мин от {activity} ({day}, {from}–{to}).",
        en: "{staff} is not at school for {minutes} min of {activity} ({day}, {from}–{to}).",
    }
    LawLessonsOfStaff {
        bg: "{staff} ({day}): часовете за деня са {found}, а може да са най-много {most}.",
        en: "{staff} ({day}): {found} lessons on the day, at most {most} are allowed.",
    }
    LawDaysOfStaff {
        bg: "{staff}: дните с ангажименти са {found}, а може да са най-много {most}.",
        en: "{staff}: engaged on {found} days, at most {most} are allowed.",
    }
    LawNotFrom {
        bg: "{who} ({day}): {first} ({from}–{to}) откъсва ученика от {second} ({from2}–{to2}), а от този предмет не бива.",
        en: "{who} ({day}): {first} ({from}–{to}) takes the pupil out of {second} ({from2}–{to2}), a subject never to be missed.",
    }
    LawAfterLessons {
        bg: "{who} ({day}): {first} ({from}–{to}) трябва да е след последния час и {gap} мин почивка, а {second} е от {from2} до {to2}.",
        en: "{who} ({day}): {first} ({from}–{to}) should be after the last lesson and {gap} min of rest, but {second} is from {from2} to {to2}.",
    }
    LawSelfStudy {
        bg: "{who} ({day}): {first} ({from}–{to}) е по време на {second} ({from2}–{to2}), а през самоподготовката не бива.",
        en: "{who} ({day}): {first} ({from}–{to}) is at the time of {second} ({from2}–{to2}), and never during self-study.",
    }
    LawLunch {
        bg: "{who} ({day}): {activity} ({from}–{to}) е по време на обяда ({from2}–{to2}).",
        en: "{who} ({day}): {activity} ({from}–{to}) is at the time of lunch ({from2}–{to2}).",
    }
    LawStranger {
        bg: "{activity} ({day}, {from}–{to}): занятието {session} не е предвидено в тези часове.",
        en: "{activity} ({day}, {from}–{to}): session {session} is not meant to be inside these lessons.",
    }
    LawCoTaught {
        bg: "{session}: в часовете по {lesson} срещите са {found}, а трябва да са {wanted}.",
        en: "{session}: {found} meetings are inside {lesson}, {wanted} are demanded.",
    }
    LawSessionDays {
        bg: "{session} ({day}): срещите за деня са {found}, а трябва да са в различни дни.",
        en: "{session} ({day}): {found} meetings on one day, they should be on different days.",
    }
    LawSessionsADay {
        bg: "{who} ({day}): занятията със специалисти за деня са {found}, а може да са най-много {most}.",
        en: "{who} ({day}): {found} sessions on the day, at most {most} are allowed.",
    }
    LawAfternoonCount {
        bg: "{group} ({day}): {kind} – часовете за деня са {found}, а трябва да са от {least} до {most}.",
        en: "{group} ({day}): {found} hours of {kind}, {least} to {most} are demanded.",
    }
    LawAfternoonEarly {
        bg: "{group} ({day}): следобедният час в {from} започва, преди да е минал обядът в {ready}.",
        en: "{group} ({day}): the afternoon hour at {from} starts before lunch is over at {ready}.",
    }
    LawAfternoonHole {
        bg: "{group} ({day}): часът {from}–{to} е празен, а след него има занимания.",
        en: "{group} ({day}): the hour {from}–{to} is empty, with activities after it.",
    }
    LawRecreationFirst {
        bg: "{group} ({day}): следобедът не започва с отдих и физическа активност.",
        en: "{group} ({day}): the afternoon does not start with recreation.",
    }
    LawSelfStudyTogether {
        bg: "{group} ({day}): часовете за самоподготовка не са един след друг.",
        en: "{group} ({day}): the hours of self-study are not together.",
    }
    LawInterestsLast {
        bg: "{group} ({day}): след занимания по интереси има отдих или самоподготовка.",
        en: "{group} ({day}): recreation or self-study follows interest activities.",
    }
    LawSupervisionAway {
        bg: "{group} ({day}): учениците са с {staff} от {from} до {to}, а {minutes} мин от това време учителят отсъства от училище.",
        en: "{group} ({day}): the pupils are with {staff} from {from} to {to}, but the teacher is not at school for {minutes} min of it.",
    }
    LawSupervisionBusy {
        bg: "{group} ({day}): учениците са с {staff} от {from} до {to}, а {minutes} мин от това време учителят е зает с {activity}.",
        en: "{group} ({day}): the pupils are with {staff} from {from} to {to}, but the teacher has {activity} for {minutes} min of it.",
    }
    LawConsultation {
        bg: "{who} ({day}): {first} ({from}–{to}) трябва да е след последния час на учителя, а {second} е от {from2} до {to2}.",
        en: "{who} ({day}): {first} ({from}–{to}) should be after the teacher's last lesson, but {second} is from {from2} to {to2}.",
    }

    LawHole {
        bg: "{class} ({day}): час № {period} ({from}–{to}) е свободен, а след него има часове.",
        en: "{class} ({day}): period {period} ({from}–{to}) is empty, with lessons after it.",
    }
    LawLessonsADay {
        bg: "{class} ({day}): учебните часове за деня са {found}, а трябва да са от {least} до {most}.",
        en: "{class} ({day}): {found} lessons on the day, {least} to {most} are demanded.",
    }
    LawPeriodsADay {
        bg: "{class} ({day}): часовете за деня са {found}, а може да са най-много {most}.",
        en: "{class} ({day}): {found} periods on the day, at most {most} are allowed.",
    }
    LawSubjectADay {
        bg: "{class} ({day}): {subject} – часовете за деня са {found}, а може да са най-много {most}.",
        en: "{class} ({day}): {found} lessons of {subject} on the day, at most {most} are allowed.",
    }
    LawOneOfDaily {
        bg: "{class} ({day}): няма час по никой от предметите: {subjects}.",
        en: "{class} ({day}): there is no lesson of any of these: {subjects}.",
    }
    LawPeriodCost {
        bg: "{activity} ({day}, {from}–{to}): по този предмет не бива да има час по това време.",
        en: "{activity} ({day}, {from}–{to}): this subject may not have a lesson at this time.",
    }
    LawSpread {
        bg: "{class}: {subject} – дните с часове са {found}, а трябва да са поне {wanted}.",
        en: "{class}: {subject} is on {found} days, at least {wanted} are demanded.",
    }
    LawApart {
        bg: "{class} ({day}): часовете по {subject} не са един след друг.",
        en: "{class} ({day}): the lessons of {subject} are not one after the other.",
    }
    LawConsecutiveDays {
        bg: "{class}: има часове ({subjects}) в съседни дни: {day} и {next}.",
        en: "{class}: there are lessons ({subjects}) on consecutive days, {day} and {next}.",
    }
    LawWaiting {
        bg: "{who} ({day}): чака {minutes} мин между {first} ({from}–{to}) и {second} ({from2}–{to2}), а може най-много {most} мин.",
        en: "{who} ({day}): waits {minutes} min between {first} ({from}–{to}) and {second} ({from2}–{to2}), at most {most} min are allowed.",
    }
    LawDaysPresent {
        bg: "{staff}: дните с ангажименти са {found}, а за {lessons} часа седмично може да са най-много {most}.",
        en: "{staff}: engaged on {found} days, at most {most} are allowed for {lessons} lessons a week.",
    }
    LawServiceADay {
        bg: "{who} ({day}): занятията „{service}“ за деня са {found}, а може да са най-много {most}.",
        en: "{who} ({day}): {found} sessions of \"{service}\" on the day, at most {most} are allowed.",
    }
    LawOutOfLesson {
        bg: "{who} ({day}): {first} ({from}–{to}) откъсва ученика от {second} ({from2}–{to2}).",
        en: "{who} ({day}): {first} ({from}–{to}) takes the pupil out of {second} ({from2}–{to2}).",
    }
    LawOutOfSubject {
        bg: "{who}: занятията откъсват ученика от един и същ предмет ({subject}) {found} пъти седмично.",
        en: "{who}: sessions take the pupil out of the same subject ({subject}) {found} times a week.",
    }
    LawActivityHours {
        bg: "{group} ({day}): {kind} – часовете за деня са {found}, а трябва да са поне {least}.",
        en: "{group} ({day}): {found} hours of {kind}, at least {least} are demanded.",
    }
    LawEdge {
        bg: "{activity} ({day}, {from}–{to}): не е на мястото си в началото или в края на деня.",
        en: "{activity} ({day}, {from}–{to}): does not stand at its place at the edge of the day.",
    }
    LawWeeklyTotal {
        bg: "{class}: учебните часове седмично са {found}, а трябва да са {wanted}.",
        en: "{class}: {found} lessons a week, {wanted} are demanded.",
    }
    LawExtraHours {
        bg: "{class}: {kind} – седмично са {found}, а трябва да са {wanted}.",
        en: "{class}: {found} a week of {kind}, {wanted} are demanded.",
    }
    LawStemShare {
        bg: "{group}: от {all} часа занимания по интереси седмично в дигиталните науки, природните науки, математиката и технологиите са {found}, а трябва да са поне {percent} на сто.",
        en: "{group}: {found} of {all} weekly hours of interest activities are in digital, science, mathematics and technology, at least {percent} percent are demanded.",
    }

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
    GapMinutes { bg: "{minutes} мин до следващия час", en: "{minutes} min to the next" }
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
    InsideLesson { bg: "в часа по {subject} на {class}", en: "inside {subject} of {class}" }
    OutsideLessons { bg: "извън часовете", en: "outside lessons" }
    Missed { bg: "пропуска го", en: "misses it" }
    MinutesLong { bg: "{minutes} мин", en: "{minutes} min" }
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
