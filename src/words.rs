//! Every sentence that people read, in Bulgarian and English, in one table.
//!
//! A sentence is whole: it has places for names and numbers (`{class}`) and is never put
//! together from pieces, because pieces do not translate. A test holds both languages to the
//! same places.

use crate::instance::{Text, Weekday};
use chrono::NaiveDate;
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
    /// A date, as each language writes it.
    Date(NaiveDate),
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
            Arg::Date(date) => self::date(*date, lang),
            Arg::Text(text) => text.in_lang(lang).to_owned(),
            Arg::Word(word) => word.say(lang).to_owned(),
            Arg::Message(message) => message.in_lang(lang),
            Arg::List(list) if list.is_empty() => "–".to_owned(),
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
    MondayShort { bg: "пн", en: "Mon" }
    TuesdayShort { bg: "вт", en: "Tue" }
    WednesdayShort { bg: "ср", en: "Wed" }
    ThursdayShort { bg: "чт", en: "Thu" }
    FridayShort { bg: "пт", en: "Fri" }
    SaturdayShort { bg: "сб", en: "Sat" }
    SundayShort { bg: "нд", en: "Sun" }

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
    FileNotFound { bg: "Няма файл „{file}“.", en: "There is no file \"{file}\"." }
    FileUnreadable { bg: "Файлът „{file}“ не може да се прочете: {detail}.", en: "The file \"{file}\" cannot be read: {detail}." }
    FileAdvice { bg: "Проверете дали името и пътят са верни и дали имате право да четете файла.", en: "Check the name and the path, and whether you may read the file." }
    FileIsFolder { bg: "„{file}“ е папка, а тук се чака файл.", en: "\"{file}\" is a folder; a file is wanted here." }
    FileIsFolderAdvice { bg: "Посочете файл от папката.", en: "Name a file in the folder." }
    FileTooLarge { bg: "Файлът „{file}“ е над {most} MiB (поне {size} MiB) и не се чете.", en: "The file \"{file}\" is over {most} MiB (at least {size} MiB) and is not read." }
    FileTooLargeAdvice { bg: "Данните на цяла община заемат няколко MiB; вероятно това е друг файл.", en: "A whole municipality takes a few MiB; this is probably another file." }
    FileNotUtf8 { bg: "Файлът не е в UTF-8: байт {byte} на място {offset} (ред {line}, знак {column}).", en: "The file is not UTF-8: byte {byte} at offset {offset} (line {line}, column {column})." }
    FileNotUtf8Advice { bg: "Ако файлът е текст, запишете го наново с кодиране UTF-8 (вероятно сега е Windows-1251 или UTF-16); таблица на Excel или друг документ не може да се чете тук.", en: "If the file is text, save it again in UTF-8 (it is probably Windows-1251 or UTF-16 now); an Excel table or another document cannot be read here." }
    FileEmpty { bg: "Файлът е празен.", en: "The file is empty." }
    FileEmptyAdvice { bg: "В instances/README.md има пример с обяснения, от който да започнете.", en: "instances/README.md has an annotated example to start from." }
    FileTruncated { bg: "Файлът свършва по средата, на ред {line}, знак {column}.", en: "The file ends in the middle, at line {line}, column {column}." }
    FileTruncatedAdvice { bg: "Последната част липсва или някоя скоба или кавичка не е затворена; вземете файла наново.", en: "The last part is missing, or a bracket or quote is not closed; get the file again." }
    FileSyntax { bg: "На ред {line}, знак {column} файлът не е JSON: {detail}.", en: "At line {line}, column {column} the file is not JSON: {detail}." }
    FileSyntaxAdvice { bg: "Най-често липсва запетая или кавичка, или има запетая след последния елемент.", en: "Most often a comma or a quote is missing, or there is a comma after the last element." }
    FileTooDeep { bg: "На ред {line}, знак {column} скобите са вложени твърде дълбоко.", en: "At line {line}, column {column} the brackets are nested too deeply." }
    FileTooDeepAdvice { bg: "Такъв файл не описва училище; вероятно е друг файл.", en: "Such a file does not describe a school; it is probably another file." }
    SyntaxValue { bg: "чака се стойност", en: "a value is wanted" }
    SyntaxTrailingComma { bg: "след последния елемент има запетая", en: "there is a comma after the last element" }
    SyntaxKey { bg: "името на полето трябва да е в кавички", en: "the name of a field must be in quotes" }
    SyntaxColon { bg: "след името на полето се чака двоеточие", en: "a colon is wanted after the name of a field" }
    SyntaxComma { bg: "чака се запетая или затваряща скоба", en: "a comma or a closing bracket is wanted" }
    SyntaxTrailing { bg: "след края има още нещо", en: "something follows the end" }
    SyntaxControl { bg: "в текста има нов ред или друг непозволен знак", en: "the text holds a line break or another character that is not allowed" }
    SyntaxOther { bg: "неочакван знак", en: "an unexpected character" }
    KindTimetable { bg: "Това е разписание, а тук се чака файлът на училището.", en: "This is a timetable; the school's file is wanted here." }
    KindInstance { bg: "Това е файл на училище, а тук се чака разписание.", en: "This is a school's file; a timetable is wanted here." }
    KindNotAssessment { bg: "Това не е външно оценяване.", en: "This is no external assessment." }
    KindNotOrder { bg: "Това не е заповед.", en: "This is no order." }
    KindNotTests { bg: "Това не е график на изпитвания.", en: "This is no calendar of tests." }
    KindNotCounters { bg: "Това не е брояч на заместванията.", en: "This is no count of covers." }
    KindAdvice { bg: "Проверете реда на файловете: първо файлът на училището, после разписанието.", en: "Check the order of the files: first the school's file, then the timetable." }
    XmlSyntax { bg: "Тук файлът не е правилен XML ({detail}).", en: "Here the file is not well-formed XML ({detail})." }
    XmlUnclosed { bg: "Елементът {element} не е затворен до края на файла.", en: "The element {element} is not closed before the file ends." }
    XmlOutside { bg: "Извън главния елемент не може да има друго.", en: "Nothing may stand outside of the root element." }
    XmlSyntaxAdvice { bg: "Вероятно файлът е повреден или недовършен; вземете го наново.", en: "The file is probably damaged or incomplete; get it again." }
    XmlDoctype { bg: "Файлът има определение на типа (DOCTYPE), а такива не се четат, за да не се внесе нищо чуждо.", en: "The file has a document type definition (DOCTYPE); those are not read, so that nothing foreign comes in." }
    XmlDoctypeAdvice { bg: "Махнете <!DOCTYPE …>; за архивите не е нужно.", en: "Remove <!DOCTYPE …>; archives do not need it." }
    XmlEntity { bg: "Означението {entity} не е познато.", en: "The entity in {entity} is not known." }
    XmlEntityAdvice { bg: "Напишете самия знак; познати са &amp;, &lt;, &gt;, &quot;, &apos; и числата на знаци.", en: "Write the character itself; &amp;, &lt;, &gt;, &quot;, &apos; and character numbers are known." }
    XmlDeep { bg: "Елементите са вложени на повече от {most} нива.", en: "Elements are nested more than {most} deep." }
    XmlLarge { bg: "Файлът има повече от {most} елемента.", en: "The file has more than {most} elements." }
    XmlLargeAdvice { bg: "Такъв файл не е архив с разписания; проверете откъде идва.", en: "Such a file is no timetable archive; check where it comes from." }
    XhsttRoot { bg: "Главният елемент е {found}, а тук се чака {wanted}.", en: "The root element is {found}; {wanted} is wanted here." }
    XhsttRootAdvice { bg: "От файловете XML се четат само архиви XHSTT.", en: "Of XML files only XHSTT archives are read." }
    XhsttAdvice { bg: "Поправете архива по описанието на формата XHSTT.", en: "Correct the archive as the format XHSTT wants it." }
    XhsttMissing { bg: "В {parent} липсва {element}.", en: "{parent} has no {element}." }
    XhsttNumber { bg: "{element} е „{found}“, а се чака цяло число от {least} до {most}.", en: "{element} is \"{found}\"; a whole number from {least} to {most} is wanted." }
    XhsttBoolean { bg: "{element} е „{found}“, а се чака true или false.", en: "{element} is \"{found}\"; true or false is wanted." }
    XhsttCostFunction { bg: "Няма функция на цената „{found}“; възможните са {known}.", en: "There is no cost function \"{found}\"; there are {known}." }
    XhsttConstraint { bg: "Няма ограничение {name}.", en: "There is no constraint {name}." }
    XhsttConstraintAdvice { bg: "Поправете името; познати са шестнадесетте ограничения на XHSTT.", en: "Correct its name; the sixteen constraints of XHSTT are known." }
    XhsttUnknown { bg: "Няма {kind} „{id}“.", en: "There is no {kind} \"{id}\"." }
    XhsttReferenceAdvice { bg: "Поправете препратката или добавете липсващото.", en: "Correct the reference, or add what is missing." }
    XhsttIdTwice { bg: "„{id}“ вече е определено по-горе.", en: "\"{id}\" is already defined above." }
    XhsttGroupTwiceAdvice { bg: "Двете се смятат за една група.", en: "The two are taken as one group." }
    XhsttInstance { bg: "задача", en: "instance" }
    XhsttTime { bg: "време", en: "time" }
    XhsttTimeGroup { bg: "група от времена", en: "time group" }
    XhsttResource { bg: "ресурс", en: "resource" }
    XhsttResourceType { bg: "вид ресурси", en: "resource type" }
    XhsttResourceGroup { bg: "група от ресурси", en: "resource group" }
    XhsttEvent { bg: "събитие", en: "event" }
    XhsttEventGroup { bg: "група от събития", en: "event group" }
    XhsttTwice { bg: "В {parent} има повече от едно {element}.", en: "{parent} has more than one {element}." }
    XhsttTwiceAdvice { bg: "Оставете само едното.", en: "Keep only one." }
    XhsttAttribute { bg: "Атрибутът {attribute} на {element} не е познат и не се взема предвид.", en: "The attribute {attribute} of {element} is not known and has no effect." }
    XhsttText { bg: "Текстът „{text}“ в {parent} не се взема предвид.", en: "The text \"{text}\" in {parent} has no effect." }
    XhsttTextAdvice { bg: "Махнете го или го преместете в елемента, за който се отнася.", en: "Remove it, or move it into the element that it belongs to." }
    XhsttOtherType { bg: "„{event}“ иска ресурса „{resource}“ като {found}, а той е от друг вид.", en: "\"{event}\" needs the resource \"{resource}\" as a {found}, but it is of another type." }
    XhsttLeftOut { bg: "Елементът {element} в {parent} не е познат и не се взема предвид.", en: "The element {element} in {parent} is not known and has no effect." }
    XhsttLeftOutAdvice { bg: "Проверете името му.", en: "Check its name." }
    XhsttEmptyGroup { bg: "В {kind} „{id}“ няма нищо.", en: "The {kind} \"{id}\" is empty." }
    XhsttEmptyGroupAdvice { bg: "Ограничение над празна група не важи за нищо; проверете дали така трябва.", en: "A constraint on an empty group holds nowhere; check that this is meant." }
    XhsttLong { bg: "„{event}“ трае {length} времена, а цикълът има {times}.", en: "\"{event}\" lasts {length} times, and the cycle has {times}." }
    XhsttLongAdvice { bg: "Поправете Duration или добавете времена.", en: "Correct its Duration, or add times." }
    XhsttLarge { bg: "„{id}“ е твърде голяма: {meets} срещи, {times} времена, {resources} ресурса.", en: "\"{id}\" is too large: {meets} meets, {times} times, {resources} resources." }
    XhsttLargeAdvice { bg: "Проверете продължителностите; най-големите известни училища са стотици пъти по-малки.", en: "Check the durations; the largest schools known are a hundred times smaller." }
    XhsttSlots { bg: "„{event}“ иска над {most} ресурса.", en: "\"{event}\" needs more than {most} resources." }
    XhsttPoints { bg: "До това ограничение архивът стига {most} сравнения.", en: "Up to this constraint the archive comes to {most} comparisons." }
    XhsttRoleTwice { bg: "„{event}“ има ролята „{role}“ два пъти.", en: "\"{event}\" has the role \"{role}\" twice." }
    XhsttResourceTwice { bg: "„{event}“ иска ресурса „{resource}“ повече от веднъж, а това винаги е застъпване.", en: "\"{event}\" needs the resource \"{resource}\" more than once, which is always a clash." }
    XhsttResourceTwiceAdvice { bg: "Проверете дали ресурсът не е и в група от ресурси на събитието.", en: "Check whether the resource is in a resource group of the event too." }
    XhsttWorkloads { bg: "Натоварванията в {id} са в твърде много различни дроби.", en: "The workloads of {id} come in too many different fractions." }
    XhsttSplit { bg: "Частите на „{event}“ са общо по-дълги от самото събитие ({length}).", en: "The parts of \"{event}\" together are longer than the event itself ({length})." }
    XhsttSplitAdvice { bg: "Поправете продължителностите на частите или махнете някоя.", en: "Correct the durations of the parts, or take one out." }
    XhsttOtherTime { bg: "„{event}“ е дадено за време „{given}“, а тук е в „{found}“.", en: "\"{event}\" is given the time \"{given}\" and stands at \"{found}\" here." }
    XhsttOtherResource { bg: "Ролята „{role}“ на „{event}“ е дадена на друг, а тук е на „{found}“.", en: "The role \"{role}\" of \"{event}\" is given to another, and to \"{found}\" here." }
    XhsttGivenAdvice { bg: "Каквото е дадено в задачата, не се променя от решението.", en: "What the instance gives, a solution does not change." }
    XhsttPastEnd { bg: "„{event}“ с продължителност {length} не може да започне в „{start}“: цикълът свършва преди края му.", en: "\"{event}\" of duration {length} cannot start at \"{start}\": the cycle ends before it does." }
    XhsttPastEndAdvice { bg: "Поправете началото или продължителността.", en: "Correct its start or its duration." }
    XhsttWrongType { bg: "Ролята „{role}“ на „{event}“ е за друг вид ресурси, не за „{resource}“.", en: "The role \"{role}\" of \"{event}\" is for another type of resource than \"{resource}\"." }
    XhsttNoRole { bg: "„{event}“ няма роля „{role}“.", en: "\"{event}\" has no role \"{role}\"." }
    VersionUnknown { bg: "Файлът е във версия {found} на формата, а тази програма познава версия {known}.", en: "The file is in version {found} of the format; this program knows version {known}." }
    VersionUnknownAdvice { bg: "Вземете програма, която познава файла, или го приведете към версия {known}.", en: "Use a program that knows the file, or bring it to version {known}." }
    KeyTwice { bg: "„{field}“ е написано два пъти в един и същ обект.", en: "\"{field}\" stands twice in one object." }
    KeyTwiceAdvice { bg: "Оставете едното „{field}“.", en: "Keep one \"{field}\"." }
    FieldUnknown { bg: "Тук няма поле „{field}“.", en: "There is no field \"{field}\" here." }
    FieldUnknownAdvice { bg: "Поправете или махнете „{field}“; възможните полета са {known}.", en: "Correct or remove \"{field}\"; the fields are {known}." }
    FieldMissing { bg: "Липсва полето „{field}“.", en: "The field \"{field}\" is missing." }
    FieldMissingAdvice { bg: "Добавете „{field}“.", en: "Add \"{field}\"." }
    ValueUnknown { bg: "{found} не е от думите, които могат да стоят тук.", en: "{found} is none of the words that can stand here." }
    NumberOutOfRange { bg: "Тук не може да стои числото {found}.", en: "The number {found} cannot stand here." }
    ClockWrong { bg: "{found} не е час от деня.", en: "{found} is not a time of day." }
    DateWrong { bg: "{found} не е дата.", en: "{found} is not a date." }
    WeightWrong { bg: "{found} не е тежест.", en: "{found} is not a weight." }
    FormWrong { bg: "Тук не може да стои {found}.", en: "This cannot be {found}." }
    TypeWrong { bg: "Тук не може да стои {found}.", en: "This cannot be {found}." }
    ValueWrong { bg: "Тук не може да стои {found}.", en: "This cannot be {found}." }
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

    // --- validate: data that contradict each other
    IdEmpty { bg: "Идентификаторът е празен.", en: "The id is empty." }
    IdEmptyAdvice { bg: "Дайте кратко име, което не се повтаря.", en: "Give a short name that no other has." }
    IdTwice { bg: "„{id}“ вече означава друго (виж {first}).", en: "\"{id}\" already means something else (see {first})." }
    IdTwiceAdvice { bg: "Дайте на едното друг идентификатор; часове, занимания, клубове и консултации нямат общи имена, паралелки и групи – също.", en: "Give one of them another id; lessons, sessions, clubs and consultations share no ids, nor do classes and groups." }
    IdSlash { bg: "В „{id}“ има наклонена черта, а с нея се отбелязват часовете на целодневните групи.", en: "\"{id}\" contains a slash, which marks the hours of full-day groups." }
    IdSlashAdvice { bg: "Сложете тире вместо наклонената черта.", en: "Write a hyphen instead of the slash." }
    NoInstitution { bg: "Няма институция „{id}“.", en: "There is no institution \"{id}\"." }
    NoBell { bg: "Няма разписание на звънеца „{id}“.", en: "There is no bell schedule \"{id}\"." }
    NoSubject { bg: "Няма предмет „{id}“.", en: "There is no subject \"{id}\"." }
    NoRoom { bg: "Няма стая „{id}“.", en: "There is no room \"{id}\"." }
    NoStaff { bg: "Няма учител или специалист „{id}“.", en: "There is no member of staff \"{id}\"." }
    NoClass { bg: "Няма паралелка „{id}“.", en: "There is no class \"{id}\"." }
    NoGroup { bg: "Няма паралелка или група „{id}“.", en: "There is no class or group \"{id}\"." }
    NoPupil { bg: "Няма ученик „{id}“.", en: "There is no pupil \"{id}\"." }
    NoLesson { bg: "Няма час „{id}“ в списъка lessons.", en: "There is no lesson \"{id}\"." }
    ReferenceAdvice { bg: "Поправете „{id}“ или го добавете; най-близките имена са {known}.", en: "Correct \"{id}\" or add it; the nearest ids are {known}." }
    ListEmpty { bg: "Списъкът е празен.", en: "The list is empty." }
    ListEmptyAdvice { bg: "Посочете поне едно.", en: "Name at least one." }
    DatesReversed { bg: "{to} е преди {from}.", en: "{to} is before {from}." }
    DatesReversedAdvice { bg: "Разменете или поправете датите.", en: "Swap or correct the dates." }
    TermUnlikely { bg: "Срок от {from} до {to}: такъв учебен срок няма.", en: "A term from {from} to {to}: there is no such term." }
    TermUnlikelyAdvice { bg: "Проверете годините; един файл описва един учебен срок.", en: "Check the years; one file describes one term." }
    DayTwice { bg: "Денят „{day}“ е посочен два пъти.", en: "{day} is named twice." }
    DayTwiceAdvice { bg: "Оставете деня веднъж.", en: "Keep it once." }
    DayNotInTerm { bg: "През срока в деня „{day}“ не се учи.", en: "The term has no lessons on {day}." }
    DayNotInTermAdvice { bg: "Ако се учи, добавете деня в term.days.", en: "If it has, add the day to term.days." }
    WeekWithoutStart { bg: "Часът „{lesson}“ е само през седмиците A или B, а не е казано коя седмица е A.", en: "The lesson \"{lesson}\" is in A or B weeks only, and nothing says which week is A." }
    WeekWithoutStartAdvice { bg: "Посочете в term.week_a ден от първата седмица A.", en: "Give a day of the first A week in term.week_a." }
    GradeOutOfRange { bg: "Няма {grade} клас.", en: "There is no grade {grade}." }
    GradeOutOfRangeAdvice { bg: "Класовете са от 1 до 12.", en: "Grades are 1 to 12." }
    EndBeforeStart { bg: "Краят {to} не е след началото {from}.", en: "The end {to} is not after the start {from}." }
    EndBeforeStartAdvice { bg: "Разменете или поправете часовете.", en: "Swap or correct the times." }
    PeriodNumbers { bg: "Номерът {number} идва след номер {before}.", en: "Period {number} comes after period {before}." }
    PeriodNumbersAdvice { bg: "Номерирайте часовете така, че номерата да растат с времето.", en: "Number the periods so that the numbers grow with time." }
    PeriodsOverlap { bg: "Час {number} започва в {start}, преди час {before} да е свършил в {end}.", en: "Period {number} starts at {start}, before period {before} has ended at {end}." }
    PeriodOrder { bg: "Час {number} започва в {start}, преди час {before}, който е до {end}, а стои след него.", en: "Period {number} starts at {start}, earlier than period {before}, which ends at {end} and stands before it." }
    PeriodsAdvice { bg: "Подредете часовете по време, без да се застъпват.", en: "Put the periods in order of time, without overlap." }
    PeriodOutsideDay { bg: "Час {number} ({start}–{end}) е извън деня на училището, който е от {opens} до {closes}.", en: "Period {number} ({start}-{end}) lies outside the school's day, {opens} to {closes}." }
    PeriodOutsideDayAdvice { bg: "Преместете часа или поправете opens и closes на училището.", en: "Move the period, or correct the institution's opens and closes." }
    PeriodOutsideBus { bg: "Час {number} ({start}–{end}) не е между пристигането ({arrives}) и тръгването ({leaves}) на автобуса на {school}.", en: "Period {number} ({start}-{end}) is not between the arrival ({arrives}) and the departure ({leaves}) of the bus of {school}." }
    PeriodOutsideBusAdvice { bg: "Преместете часа, дайте на училището друго разписание на звънеца или поправете часовете на автобуса.", en: "Move the period, give the school another bell schedule, or correct the times of the bus." }
    TravelTwice { bg: "Пътят от „{from}“ до „{to}“ е даден два пъти.", en: "The way from \"{from}\" to \"{to}\" is given twice." }
    TravelTwiceAdvice { bg: "Оставете единия запис.", en: "Keep one of the two." }
    TravelMissing { bg: "{staff} работи и в „{from}“, и в „{to}“, а в travel няма минути от първата до втората.", en: "{staff} works in \"{from}\" and in \"{to}\", and travel has no minutes from the first to the second." }
    TravelMissingAdvice { bg: "Добавете в travel запис с from, to и minutes; за обратния път – още един.", en: "Add an entry to travel with from, to and minutes; the way back is another one." }
    TravelAsymmetric { bg: "От „{from}“ до „{to}“ са {minutes} минути, а обратно – {back}.", en: "From \"{from}\" to \"{to}\" it is {minutes} minutes, and {back} back." }
    TravelAsymmetricAdvice { bg: "Така да остане, ако пътят наистина е различен в двете посоки.", en: "Leave it so if the way really differs in the two directions." }
    TravelTriangle { bg: "От „{from}“ до „{to}“ са {minutes} минути, а през „{third}“ – {shorter}.", en: "From \"{from}\" to \"{to}\" it is {minutes} minutes, and {shorter} through \"{third}\"." }
    TravelTriangleAdvice { bg: "Проверете трите времена: прекият път рядко е по-дълъг.", en: "Check the three times: the direct way is seldom longer." }
    NoPresence { bg: "{staff} никога не е на работа: available няма нито един ден от учебната седмица.", en: "{staff} is never there: available has no day of the school week." }
    NoPresenceAdvice { bg: "Добавете време на присъствие или махнете available, ако човекът е там по всяко време.", en: "Add a window of presence, or leave available out for somebody who is always there." }
    SessionInTwoPlaces { bg: "Заниманието „{session}“ събира „{a}“ и „{b}“: децата и стаята му трябва да са в една институция.", en: "The session \"{session}\" brings together \"{a}\" and \"{b}\": its pupils and its room should be in one institution." }
    SessionInTwoPlacesAdvice { bg: "Разделете го на две занимания или поправете стаята.", en: "Make two sessions of it, or correct the room." }
    NobodyToGive { bg: "Заниманието „{session}“ няма кой да води, а трябва да се проведе.", en: "Nobody may give the session \"{session}\", and it must take place." }
    NobodyToGiveAdvice { bg: "Посочете специалист или цена в unmet_weight, ако може да остане непроведено.", en: "Name a specialist, or a cost in unmet_weight if it may stay unmet." }
    ServiceNobody { bg: "{service}: няма кой да я води; искани занимания седмично: {count}.", en: "{service}: nobody gives it; sessions wanted a week: {count}." }
    ServiceNobodyAdvice { bg: "Ще останат непроведени и ще бъдат изброени; нужен е специалист.", en: "They will stay unmet and be listed; a specialist is needed." }
    ServiceShort { bg: "{service} ({staff}): за {institutions} институции се искат {count} занимания седмично ({minutes} минути), а щатът, присъствието и пътят позволяват най-много {possible}; поне {missing} ще останат непроведени.", en: "{service} ({staff}): {count} sessions a week ({minutes} minutes) are wanted for {institutions} institutions; posts, presence and travel allow {possible} at most, so at least {missing} will stay unmet." }
    ServiceShortAdvice { bg: "Нужен е още специалист, повече присъствие или по-малко занимания.", en: "Another specialist, more presence or fewer sessions are needed." }
    PostOutOfRange { bg: "{post} не е част от щат.", en: "{post} is no fraction of a post." }
    PostOutOfRangeAdvice { bg: "Щатът е число от 0 до 1, например 0.5.", en: "A post is a number from 0 to 1, such as 0.5." }
    NormExceeded { bg: "{staff} има {lessons} часа седмично при норматив {norm}.", en: "{staff} has {lessons} lessons a week; the norm is {norm}." }
    NormExceededAdvice { bg: "Проверете дали часовете над норматива са лекторски.", en: "See whether the lessons above the norm are paid for." }
    InstitutionNotNamed { bg: "Институциите са няколко, а за „{id}“ не е казано в коя е.", en: "There are several institutions, and \"{id}\" names none." }
    InstitutionNotNamedAdvice { bg: "Добавете institution.", en: "Add its institution." }
    ClassWithoutBell { bg: "{class} няма разписание на звънеца.", en: "{class} has no bell schedule." }
    ClassWithoutBellAdvice { bg: "Посочете в bell по кой звънец учи паралелката.", en: "Name the class's schedule in bell." }
    GroupCycle { bg: "Групата „{group}“ съдържа сама себе си.", en: "The group \"{group}\" contains itself." }
    GroupCycleAdvice { bg: "Махнете от members групата, която води обратно.", en: "Remove from members the group that leads back." }
    GroupBells { bg: "В групата „{group}“ има паралелки с различен звънец: {bells}.", en: "The group \"{group}\" has classes of different bell schedules: {bells}." }
    GroupBellsAdvice { bg: "Слетите паралелки учат по един звънец; изравнете го или разделете групата.", en: "Merged classes go by one bell schedule; give them one, or part the group." }
    GroupTwice { bg: "В групата „{group}“ е и {class}, и нейната част „{part}“.", en: "The group \"{group}\" has both {class} and its part \"{part}\"." }
    GroupTwiceAdvice { bg: "Оставете само едното.", en: "Keep only one." }
    PupilGroupOfOtherClass { bg: "Ученикът {pupil} е в {class}, а „{group}“ не е група на тази паралелка.", en: "Pupil {pupil} is in {class}, and \"{group}\" is no group of that class." }
    PupilGroupOfOtherClassAdvice { bg: "Поправете групата или паралелката на ученика.", en: "Correct the pupil's group or class." }
    PupilInTwoGroups { bg: "Ученикът {pupil} е едновременно в „{a}“ и „{b}“, а те са части от едно деление.", en: "Pupil {pupil} is in both \"{a}\" and \"{b}\", which are parts of one division." }
    PupilInTwoGroupsAdvice { bg: "Оставете едната група.", en: "Keep one of the groups." }
    PupilInNoGroup { bg: "За ученика {pupil} не е казано в коя група е: {groups}.", en: "It is not said which group pupil {pupil} is in: {groups}." }
    PupilInNoGroupAdvice { bg: "Впишете групата му в „groups“: от нея зависи кои часове не бива да му отнемат заниманията.", en: "Name the group in \"groups\": it decides which lessons sessions may not take the pupil out of." }
    NoneWeekly { bg: "„{activity}“ се провежда нула пъти седмично.", en: "\"{activity}\" takes place zero times a week." }
    NoneWeeklyAdvice { bg: "Махнете записа, ако този срок няма такива часове.", en: "Remove it if this term does not have it." }
    StaffTwice { bg: "За часа „{lesson}“ името {staff} стои два пъти.", en: "The lesson \"{lesson}\" names {staff} twice." }
    StaffTwiceAdvice { bg: "Оставете името веднъж.", en: "Keep the person once." }
    NobodyQualified { bg: "Никой от посочените за часа „{lesson}“ ({staff}) не може да преподава „{subject}“.", en: "Nobody named for the lesson \"{lesson}\" ({staff}) may teach \"{subject}\"." }
    NobodyQualifiedAdvice { bg: "Посочете друг учител или добавете предмета в qualified на посочения ({staff}).", en: "Name another teacher, or add the subject to the qualified list of the one named ({staff})." }
    NotQualified { bg: "{staff} е сред възможните учители за „{lesson}“, но не може да преподава „{subject}“.", en: "{staff} is among the teachers to choose from for \"{lesson}\" but may not teach \"{subject}\"." }
    NotQualifiedAdvice { bg: "Махнете {staff} от any_of или допълнете qualified.", en: "Remove {staff} from any_of, or add to qualified." }
    NoRoomWithFeatures { bg: "За часа „{lesson}“ трябва стая с всичко това: {features}, а такава няма.", en: "The lesson \"{lesson}\" needs a room with all of this: {features}; there is none." }
    NoRoomWithFeaturesAdvice { bg: "Проверете думите в features на стаите и на часа.", en: "Compare the words in the features of the rooms and of the lesson." }
    DoublesTooMany { bg: "Исканите двойни часове за „{lesson}“ са {count}, а часовете седмично са само {weekly}.", en: "The lesson \"{lesson}\" wants {count} doubles of only {weekly} lessons a week." }
    DoublesTooManyAdvice { bg: "Всеки двоен час е два от седмичните часове.", en: "Each double takes two of the weekly lessons." }
    PinsTooMany { bg: "Дадените начала за „{lesson}“ са {count}, а часовете седмично са само {weekly}.", en: "The lesson \"{lesson}\" has {count} given starts and only {weekly} lessons a week." }
    PinsTooManyAdvice { bg: "Махнете излишните от pinned.", en: "Remove the surplus from pinned." }
    ParallelUnequal { bg: "„{a}“ (седмично: {times}) и „{b}“ (седмично: {weekly}) трябва да започват заедно, а не са равен брой или не са в едни и същи седмици.", en: "\"{a}\" ({times} a week) and \"{b}\" ({weekly} a week) must start together but are not equally many or not in the same weeks." }
    ParallelUnequalAdvice { bg: "Изравнете броя или махнете parallel.", en: "Make the numbers equal, or remove parallel." }
    ZeroMinutes { bg: "При заниманието „{session}“ тук не може да стои 0.", en: "The session \"{session}\" cannot have 0 here." }
    ZeroMinutesAdvice { bg: "Напишете минутите.", en: "Write the minutes." }
    PupilTwice { bg: "В заниманието „{session}“ ученикът {pupil} стои два пъти.", en: "The session \"{session}\" names pupil {pupil} twice." }
    PupilTwiceAdvice { bg: "Оставете го веднъж.", en: "Keep the pupil once." }
    CoTaughtTooMany { bg: "Срещите на заниманието „{session}“ седмично са {weekly}, а в учебен час се искат {count} от тях.", en: "The session \"{session}\" takes place {weekly} times a week, and {count} of them are wanted inside a lesson." }
    CoTaughtTooManyAdvice { bg: "В count се пише колко от седмичните срещи са в учебен час.", en: "count is a part of the weekly meetings." }
    CoTaughtElsewhere { bg: "Заниманието „{session}“ трябва да е в часа „{lesson}“, но ученикът {pupil} не посещава този час.", en: "The session \"{session}\" is to be inside the lesson \"{lesson}\", which pupil {pupil} does not attend." }
    CoTaughtElsewhereAdvice { bg: "Посочете час на паралелката на ученика.", en: "Name a lesson of the pupil's class." }
    ClassInTwoFullDayGroups { bg: "{class} е в две целодневни групи, „{a}“ и „{b}“.", en: "{class} is in two full-day groups, \"{a}\" and \"{b}\"." }
    ClassInTwoFullDayGroupsAdvice { bg: "Оставете едната.", en: "Keep one." }
    RangeReversed { bg: "Най-малкото ({min}) е над най-голямото ({max}).", en: "The fewest ({min}) are more than the most ({max})." }
    RangeReversedAdvice { bg: "Разменете или поправете min и max.", en: "Swap or correct min and max." }
    NoAfternoonHours { bg: "Разписанието „{bell}“ няма следобедни часове (kinds: afternoon).", en: "The bell schedule \"{bell}\" has no afternoon hours (kinds: afternoon)." }
    NoAfternoonHoursAdvice { bg: "Посочете разписание със следобедни часове.", en: "Name a bell schedule with afternoon hours." }
    ColourWrong { bg: "{colour} не е цвят.", en: "{colour} is not a colour." }
    ColourWrongAdvice { bg: "Напишете цвета като #rrggbb, например #e57373.", en: "Write the colour as #rrggbb, such as #e57373." }
    RuleValue { bg: "{value} не може да стои тук.", en: "{value} cannot stand here." }
    RuleValueAdvice { bg: "Тук се чака: {expected}.", en: "Write: {expected}." }
    AtLeastOne { bg: "число от 1 нагоре", en: "a number from 1" }
    LaterThanFrom { bg: "час след началото", en: "a time after the start" }
    NotBelowMin { bg: "число, не по-малко от min", en: "a number not below min" }
    OneOrTwo { bg: "1 или 2", en: "1 or 2" }
    UpToHundred { bg: "число от 0 до 100", en: "a number from 0 to 100" }
    RulesAdvice { bg: "Правилата на файла и наборите от правила трябва да са съгласувани.", en: "The file's rules and the rule sets must go together." }
    ExaminationsTwice { bg: "Изпитванията по „{lesson}“ са вписани два пъти.", en: "The examinations of \"{lesson}\" are listed twice." }
    ExaminationsTwiceAdvice { bg: "Съберете ги в едно вписване.", en: "Put them into one entry." }
    NoClassTests { bg: "По предмета „{subject}“ не се провеждат класни работи.", en: "There are no class tests in {subject}." }
    NoClassTestsAdvice { bg: "Планирайте контролна работа или заменете правилото `class-test-lessons` със свое.", en: "Plan a control test, or replace the rule `class-test-lessons` by one of your own." }
    TestsGivenTooMany { bg: "Дадени са дати за {given} изпитвания от вида „{kind}“, а планираните са {planned}.", en: "Dates are given for {given} tests ({kind}), but {planned} are planned." }
    TestsGivenTooManyAdvice { bg: "Увеличете планирания брой или махнете дата.", en: "Plan more, or remove a date." }
    OccasionOutsideTerm { bg: "„{name}“ е извън срока ({from} – {to}).", en: "\"{name}\" is outside the term ({from} – {to})." }
    OutsideTermAdvice { bg: "Поправете датите на събитието или на срока.", en: "Correct its dates, or those of the term." }
    TestDateAdvice { bg: "Изберете друга дата или махнете я, за да я определи програмата.", en: "Choose another date, or remove it and let the program choose." }

    // --- validate: proofs by counting
    DayCount { bg: "{day} {count}", en: "{day} {count}" }
    ClassWeek { bg: "{class} има {periods} часа седмично (учебни: {lessons}, час на класа и спортни дейности: {extras}), а по звънеца има място само за {room} ({by_day}).", en: "{class} has {periods} periods a week ({lessons} lessons and {extras} class and sport hours), but its bell schedule has room for only {room} ({by_day})." }
    ClassWeekLimit { bg: "{class} има {periods} часа седмично (учебни: {lessons}, час на класа и спортни дейности: {extras}), а при най-много {max} на ден има място само за {room} ({by_day}): {cite}.", en: "{class} has {periods} periods a week ({lessons} lessons and {extras} class and sport hours), but with at most {max} a day there is room for only {room} ({by_day}): {cite}." }
    ClassWeekAdvice { bg: "Намалете часовете, добавете часове към звънеца или разрешете по-дълъг ден.", en: "Take lessons away, add periods to the bell schedule, or allow a longer day." }
    LessonsADayMost { bg: "{class} има {lessons} учебни часа седмично, а при най-много {max} на ден (и поне {min}) не се побират в {days} дни: {cite}.", en: "{class} has {lessons} lessons a week, and at most {max} a day (at least {min}) do not hold them in {days} days: {cite}." }
    LessonsADayFewest { bg: "{class} има само {lessons} учебни часа седмично, а се искат поне {min} (най-много {max}) във всеки от {days} дни: {cite}.", en: "{class} has only {lessons} lessons a week, and at least {min} (at most {max}) are demanded on each of {days} days: {cite}." }
    LessonsADayAdvice { bg: "Променете броя на часовете или границите на правилото.", en: "Change the number of lessons or the limits of the rule." }
    LessonPeriods { bg: "Часовете „{lesson}“ седмично са {weekly}, а подходящите места за тях, когато {staff} е на училище, са {room} ({by_day}).", en: "The lesson \"{lesson}\" takes place {weekly} times a week, but the class has {room} fitting periods in the presence of {staff} ({by_day})." }
    LessonOnceADay { bg: "Часовете „{lesson}“ седмично са {weekly}, най-много по един на ден, а подходящите дни, в които {staff} е на училище, са {room} ({by_day}).", en: "The lesson \"{lesson}\" takes place {weekly} times a week and at most once a day, but there are {room} fitting days in the presence of {staff} ({by_day})." }
    LessonPeriodsAdvice { bg: "Разширете присъствието на учителя, посочете друг или намалете часовете.", en: "Widen the teacher's presence, name another, or take lessons away." }
    SubjectADay { bg: "{class}: часовете по „{subject}“ седмично са {weekly}, а при най-много {max} на ден в дните с учител (общо {days}: {which}) се побират само {room}: {cite}.", en: "{class} has {weekly} lessons of {subject} a week, but at most {max} a day on {days} days with a teacher ({which}) hold only {room}: {cite}." }
    SubjectADayAdvice { bg: "Намалете часовете по „{subject}“, разширете присъствието на учителя или разрешете повече на ден.", en: "Take lessons of {subject} away, widen the teacher's presence, or allow more a day." }
    OneOfDailyTooFew { bg: "{class} трябва всеки ден да има час по някой от предметите {subjects}, а за {days} дни тези часове са {count}: {cite}.", en: "{class} must have a lesson of {subjects} every day, but for {days} days these lessons are {count}: {cite}." }
    OneOfDailyNobody { bg: "{class} трябва всеки ден да има час по някой от предметите {subjects} (за {days} дни часовете са {count}), а в деня „{day}“ никой от учителите им не е на училище: {cite}.", en: "{class} must have a lesson of {subjects} every day ({count} lessons for {days} days), but on {day} none of their teachers is present: {cite}." }
    OneOfDailyAdvice { bg: "Добавете часове или разширете присъствието на някого от учителите.", en: "Add lessons, or widen the presence of one of the teachers." }
    FullDayDay { bg: "{class} има {periods} часа седмично, затова поне {days} от дните {which} са с по {length} часа и свършват в {end}; след {lunch} минути обяд от {from} до {closes} остават {minutes} минути, в които се побират {hours} занимания по {hour} минути с почивките между тях, а всеки ден се искат {demanded} ({recreation} отдих и физическа активност, {self_study} самоподготовка, {interests} по интереси); никой ден с {shortest} или повече часа не ги побира (правилник, раздел II, чл. 7, ал. 2, чл. 15 и чл. 17, ал. 1).", en: "{class} has {periods} periods a week, so at least {days} of the days {which} have {length} periods and end at {end}; after {lunch} minutes of lunch there are {minutes} minutes from {from} to {closes}, which hold {hours} activity hours of {hour} minutes with their breaks, but {demanded} are demanded every day ({recreation} recreation, {self_study} self-study, {interests} interests); no day of {shortest} or more periods can hold them (regulations II 7(2), II 15, II 17(1))." }
    FullDayWeek { bg: "{class} има {periods} часа седмично, а в дни, които побират и {demanded} следобедни занимания ({recreation} отдих и физическа активност, {self_study} самоподготовка, {interests} по интереси) след {lunch} минути обяд, има място само за {room} ({by_day}) (правилник, раздел II, чл. 7, ал. 2, чл. 15 и чл. 17, ал. 1).", en: "{class} has {periods} periods a week, but days that also hold {demanded} afternoon hours ({recreation} recreation, {self_study} self-study, {interests} interests) after {lunch} minutes of lunch have room for only {room} ({by_day}) (regulations II 7(2), II 15, II 17(1))." }
    FullDayAdvice { bg: "Искайте по-малко занимания на ден (например от 1 до 2 отдих и от 1 до 2 по интереси) или ги направете по-къси.", en: "Demand fewer hours a day (such as 1 to 2 of recreation and 1 to 2 of interests), or make them shorter." }
    ClubsTooFew { bg: "Заниманията по интереси на група {group} трябва да са поне {a_day} на ден, тоест {wanted} седмично, а клубовете ѝ дават най-много {most} (най-малко {fewest}, място има за {room}).", en: "Group {group} must have at least {a_day} hours of interests a day, {wanted} a week, but its clubs give at most {most} (at least {fewest}, with room for {room})." }
    ClubsTooMany { bg: "Клубовете на група {group} са поне {fewest} часа седмично (най-много {most}), а след отдиха и самоподготовката има място само за {room} (по {a_day} на ден са {wanted}).", en: "The clubs of group {group} take at least {fewest} hours a week (at most {most}), but after recreation and self-study there is room for only {room} ({a_day} a day make {wanted})." }
    ClubsAdvice { bg: "Променете weekly на клубовете или interests в per_day.", en: "Change weekly of the clubs, or interests in per_day." }
    GroupTeacherAway { bg: "{staff} води група {group}, но времето на присъствие в деня „{day}“ обхваща само {there} от следобедните часове, а отдихът и самоподготовката са поне {needed}.", en: "{staff} has group {group}, but the presence on {day} covers only {there} of the afternoon hours; recreation and self-study take at least {needed}." }
    GroupTeacherAwayAdvice { bg: "Разширете присъствието на учителя или сменете учителя на групата.", en: "Widen the teacher's presence, or give the group another teacher." }
    StaffLessons { bg: "{staff}: часовете седмично са {lessons}, а във времето на присъствие се побират {room} ({by_day}) с {gap} минути между часовете.", en: "{staff}: {lessons} lessons a week, but the presence holds {room} ({by_day}) with {gap} minutes between lessons." }
    StaffEngagements { bg: "{staff}: часовете и заниманията седмично са {count} ({minutes} минути с паузите), а във времето на присъствие от {presence} минути се побират {room} ({by_day}) с {gap} минути между тях.", en: "{staff}: {count} lessons and sessions a week ({minutes} minutes with their gaps), but the presence of {presence} minutes holds {room} ({by_day}) with {gap} minutes between them." }
    StaffMinutes { bg: "{staff}: часовете и заниманията седмично са {count} и заемат {minutes} минути с {gap} минути между тях, а времето на присъствие е само {presence} минути (най-много {room} едно след друго: {by_day}).", en: "{staff}: {count} lessons and sessions a week take {minutes} minutes with {gap} minutes between them, but the presence is only {presence} minutes (at most {room} one after another: {by_day})." }
    StaffAdvice { bg: "Разширете присъствието, намалете часовете или дайте част от тях на друг.", en: "Widen the presence, take lessons away, or give some to somebody else." }
    SessionNowhere { bg: "Заниманието „{session}“ не се побира в никое време, когато {staff} е на училище.", en: "The session \"{session}\" fits into no window of presence of {staff}." }
    SessionNowhereAdvice { bg: "Разширете присъствието на специалиста или скъсете заниманието.", en: "Widen the specialist's presence, or shorten the session." }
    SessionsOfService { bg: "Заниманията на ученика {pupil} от услугата „{service}“ седмично са {weekly}, а при най-много {max} на ден дните със специалист ({which}) не ги побират: {cite}.", en: "Pupil {pupil} has {weekly} sessions of {service} a week, and at most {max} a day on the days with a specialist ({which}) do not hold them: {cite}." }
    SessionsOfPupil { bg: "Заниманията на ученика {pupil} седмично са {weekly}, а при най-много {max} на ден дните със специалисти ({which}) не ги побират.", en: "Pupil {pupil} has {weekly} sessions a week, and at most {max} a day on the days with specialists ({which}) do not hold them." }
    SessionsAdvice { bg: "Добавете ден на специалиста, намалете заниманията или кажете с unmet_weight кои могат да отпаднат.", en: "Add a day of the specialist, take sessions away, or say by unmet_weight which may stay unmet." }
    RoomFull { bg: "{rooms}: часовете и заниманията седмично са {count}, а място има само за {room} ({by_day}).", en: "{rooms}: {count} lessons and other activities a week, but room for only {room} ({by_day})." }
    RoomFullAdvice { bg: "Преместете част от тях в друга стая или позволете няколко стаи с features.", en: "Move some to another room, or allow several rooms by features." }
    NoRoomLargeEnough { bg: "За часа „{lesson}“ с {pupils} ученици няма достатъчно голяма стая с всичко това: {features}.", en: "There is no room large enough for the {pupils} pupils of the lesson \"{lesson}\" with all of this: {features}." }
    NoRoomLargeEnoughAdvice { bg: "Проверете capacity на стаите или разделете паралелката.", en: "Check the capacity of the rooms, or part the class." }
    RoomSmall { bg: "За часа „{lesson}“ с {pupils} ученици е посочена „{room}“, която е за {places}.", en: "The lesson \"{lesson}\" with {pupils} pupils names {room}, which holds {places}." }
    RoomSmallAdvice { bg: "Посочете по-голяма стая или поправете capacity.", en: "Name a larger room, or correct its capacity." }
    PinNoPeriod { bg: "Часът „{lesson}“ трябва да започне в {start} ({day}), а тогава за {class} не започва такъв час.", en: "The lesson \"{lesson}\" must start on {day} at {start}, when no such period of {class} starts." }
    PinStaffAway { bg: "Часът „{lesson}“ на {class} трябва да започне в {start} ({day}), когато {staff} не е на училище.", en: "The lesson \"{lesson}\" of {class} must start on {day} at {start}, when {staff} is not present." }
    PinClash { bg: "„{a}“ ({a_from}–{a_to}) и „{b}“ ({b_from}–{b_to}) са дадени за един ден ({day}) и се застъпват, а и двата искат {shared}.", en: "\"{a}\" ({a_from}-{a_to}) and \"{b}\" ({b_from}-{b_to}) are both given for {day} and clash, as both need {shared}." }
    PinAdvice { bg: "Поправете или махнете даденото начало от pinned.", en: "Correct the given start, or remove it from pinned." }
    ConsultationNowhere { bg: "{staff} трябва да има консултации (седмично: {weekly}) след последния си час за деня, а когато часовете седмично са {lessons}, подходящите следобедни часове до края на деня са {room} (правилник, раздел VII.2, чл. 5; раздел II, чл. 7, ал. 2).", en: "{staff} must give consultations ({weekly} a week) after the last lesson of a day, but with {lessons} lessons a week the afternoon hours left before the day ends are {room} (regulations VII.2 5, II 7(2))." }
    ConsultationNowhereAdvice { bg: "Разширете присъствието на учителя след обяд.", en: "Widen the teacher's presence in the afternoon." }
    WeeklyTotal { bg: "{class} има {total} учебни часа седмично, а трябва да има {wanted}: {cite}.", en: "{class} has {total} lessons a week and must have {wanted}: {cite}." }
    WeeklyTotalAdvice { bg: "Поправете weekly на часовете или заменете правилото поименно в law_overrides с причината.", en: "Correct weekly of the lessons, or override the rule by name in law_overrides with the reason." }
    ExtraHours { bg: "{class}: {what} седмично – {total}, а трябва да са {wanted}: {cite}.", en: "{class}: {what} a week – {total}, and there must be {wanted}: {cite}." }
    LessonsMany { bg: "учебни часа", en: "lessons" }
    ClassHours { bg: "часове на класа", en: "class hours" }
    SportHours { bg: "часове за спортни дейности", en: "sport hours" }
    LessonLength { bg: "{class} учи по звънеца „{bell}“, в който час {number} е {minutes} минути, а трябва да е {wanted}: {cite}.", en: "{class} goes by the bell schedule \"{bell}\", whose period {number} lasts {minutes} minutes and must last {wanted}: {cite}." }
    LessonLengthAdvice { bg: "Поправете звънеца или заменете правилото поименно в law_overrides с причината.", en: "Correct the bell schedule, or override the rule by name in law_overrides with the reason." }
    StemShare { bg: "От {all} часа клубове на група {group} само {stem} са в тематичните направления дигитална креативност, природни науки, математика и технологии, а трябва да са поне {percent} %: {cite}.", en: "Of the {all} weekly club hours of group {group} only {stem} are digital, science, mathematics or technology, but at least {percent} % are demanded: {cite}." }
    StemShareAdvice { bg: "Добавете такъв клуб или увеличете часовете му.", en: "Add such a club, or give it more hours." }

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
    CiteDoubles { bg: "двойните часове, зададени за предмета", en: "the double lessons given for the subject" }
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
        bg: "{who}, {day}: застъпват се „{a}“ и „{b}“ (общо {amount} мин за седмицата).",
        en: "{who}, {day}: “{a}” and “{b}” overlap ({amount} min in the week).",
    }
    RuleNoHoles {
        bg: "{who}, {day}: празен час (общо {amount} за седмицата).",
        en: "{who}, {day}: an empty period ({amount} in the week).",
    }
    RuleSpread {
        bg: "{who}, {when}: брой {count} вместо от {min} до {max} (отклонение {amount}).",
        en: "{who}, {when}: {count} instead of {min} to {max} (off by {amount}).",
    }
    RuleSpreadExactly {
        bg: "{who}, {when}: брой {count} вместо {min} (отклонение {amount}).",
        en: "{who}, {when}: {count} instead of {min} (off by {amount}).",
    }
    RuleSpreadAtLeast {
        bg: "{who}, {when}: брой {count} вместо поне {min} (отклонение {amount}).",
        en: "{who}, {when}: {count} instead of at least {min} (off by {amount}).",
    }
    RuleSpreadAtMost {
        bg: "{who}, {when}: брой {count} вместо най-много {max} (отклонение {amount}).",
        en: "{who}, {when}: {count} instead of at most {max} (off by {amount}).",
    }
    RuleAssigned {
        bg: "„{what}“: неразпределени часове – {amount} от {length} седмично.",
        en: "“{what}”: {amount} of {length} a week are not placed.",
    }
    RuleStaffed {
        bg: "„{what}“: ролята „{role}“ е незаета; такива часове – {amount} от {length} седмично.",
        en: "“{what}”: nobody fills the role “{role}” in {amount} of {length} a week.",
    }
    RuleAvailable {
        bg: "{who}, {day}: „{what}“ е извън времето на присъствие (общо {amount} мин за седмицата).",
        en: "{who}, {day}: “{what}” is outside the hours of presence ({amount} min in the week).",
    }
    RulePreferred {
        bg: "„{what}“, {day}: по-малко подходящ час (общо {amount} т. за седмицата).",
        en: "“{what}”, {day}: a less suitable time ({amount} points in the week).",
    }
    RuleDays {
        bg: "{who}: броят на дните е {count} вместо от {min} до {max}.",
        en: "{who}: on {count} days instead of {min} to {max}.",
    }
    RuleDaysAtLeast {
        bg: "{who}: броят на дните е {count} вместо поне {min}.",
        en: "{who}: on {count} days instead of at least {min}.",
    }
    RuleDaysAtMost {
        bg: "{who}: броят на дните е {count} вместо най-много {max}.",
        en: "{who}: on {count} days instead of at most {max}.",
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
        bg: "„{who}“, {day}: заниманието {from}–{to} отнема от обяда на {class} ({lunch_from}–{lunch_to}); за седмицата: {amount}.",
        en: "“{who}”, {day}: {from}–{to} takes from the lunch of {class} ({lunch_from}–{lunch_to}); {amount} in the week.",
    }
    RuleWaiting {
        bg: "{who}, {day}: чака {minutes} мин между два ангажимента ({from}–{to}); до {beyond} мин не се броят (общо {amount} за седмицата).",
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
        bg: "{who}, {day}: заниманията започват в {hour}, а последният учебен час свършва в {end} и след него има {minutes} мин обяд (общо {amount}).",
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
        bg: "{who}, {day}: от {from} до {to} учениците са {amount} мин без надзор, защото {staff} отсъства или има друг ангажимент.",
        en: "{who}, {day}: between {from} and {to} the pupils are without supervision for {amount} min, because {staff} is away or engaged.",
    }
    RuleSameStart {
        bg: "{who}, {day}: в {from} има „{a}“, а няма „{b}“ (общо отклонение {amount}).",
        en: "{who}, {day}: at {from} there is “{a}” but not “{b}” (off by {amount} in all).",
    }

    RulePresenceFew {
        bg: "{who}: дните на присъствие са {count} вместо поне {min}.",
        en: "{who}: present on {count} days instead of at least {min}.",
    }
    RuleSplit {
        bg: "„{what}“: частите с дължина {lengths} са {count}, а трябва да са {wanted} (общо отклонение {amount}).",
        en: "“{what}”: {count} pieces of length {lengths} instead of {wanted} (off by {amount} in all).",
    }
    RuleSuited {
        bg: "„{what}“: за ролята „{role}“ е определен неподходящ изпълнител ({who}) в {amount} от {length} седмични часа.",
        en: "“{what}”: the role “{role}” is filled by {who}, who does not suit, in {amount} of {length} a week.",
    }
    RuleSameHands {
        bg: "„{what}“ се дели между {count} изпълнители вместо да е само на един: {who}.",
        en: "“{what}” is shared by {count} instead of one: {who}.",
    }
    RuleOrder {
        bg: "От края на „{first}“ до началото на „{second}“: {distance} вместо от {min} до {max} (отклонение {amount}).",
        en: "From the end of “{first}” to the start of “{second}”: {distance} instead of {min} to {max} (off by {amount}).",
    }
    RuleIdle {
        bg: "{who}: празното време между заниманията е {count} вместо {wanted} (най-много: {when}).",
        en: "{who}: {count} of idle time between engagements instead of {wanted} (most of it: {when}).",
    }
    RuleBusy {
        bg: "{who}, {when}: заето време {count} вместо {wanted} (общо отклонение {amount}).",
        en: "{who}, {when}: {count} of busy time instead of {wanted} (off by {amount} in all).",
    }
    RuleWorkload {
        bg: "{who}: натоварването е {load} вместо {wanted} (отклонение {amount}).",
        en: "{who}: a load of {load} instead of {wanted} (off by {amount}).",
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

    CiteTravel { bg: "Никой не е в две институции, без да стигне времето за пътя", en: "Nobody is in two institutions without the time for the way" }
    LawTravel { bg: "{who}, {day}: „{first}“ ({from}–{to}, {there}) и „{second}“ ({from2}–{to2}, {here}) са през {minutes} минути, а пътят иска {gap}.", en: "{who}, {day}: {first} ({from}–{to}, {there}) and {second} ({from2}–{to2}, {here}) have {minutes} minutes in between; the way takes {gap}." }
    LawMinutesOfStaff { bg: "{staff}: {found} минути седмично, а щатът е за най-много {most}.", en: "{staff}: {found} minutes a week, and the post is for {most} at most." }
    LawBus { bg: "„{activity}“ ({day}, {from}–{to}) не е между пристигането ({arrives}) и тръгването ({leaves}) на автобуса.", en: "{activity} ({day}, {from}–{to}) is not between the arrival ({arrives}) and the departure ({leaves}) of the bus." }
    LawGroupDay { bg: "„{activity}“ ({day}, {from}–{to}) е във време, в което {class} няма занимания.", en: "{activity} ({day}, {from}–{to}) is at a time at which {class} has no sessions." }
    LawSessionPersons { bg: "Заниманието „{session}“ се води от няколко души: {staff}, а трябва да е един.", en: "The session \"{session}\" is given by several: {staff}; it should be one person." }
    LawSessionApart { bg: "Заниманието „{session}“ е в {day} и {next}, а между срещите трябва да има най-малко {apart} дни.", en: "The session \"{session}\" is on {day} and {next}; its meetings should be {apart} days apart at least." }
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
        bg: "{activity} ({day}, {from}–{to}): записано е „{found}“, а трябва да е „{wanted}“.",
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
        bg: "{activity} ({day}, {from}–{to}): заниманието не заема час по звънеца, а е записано в час № {found}.",
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
        bg: "{activity} ({day}, {from}–{to}): записано е {found}, а трябва да е {wanted}.",
        en: "{activity} ({day}, {from}–{to}): written down is {found}, demanded is {wanted}.",
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
        bg: "{activity} ({day}, {from}–{to}): „{room}“ не е в институцията на паралелката.",
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
        bg: "{activity}: двойните часове седмично са {found}, а трябва да са поне {wanted}.",
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
        bg: "{activity} ({day}, {from}–{to}): {minutes} мин от това време {staff} не е на училище.",
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
        bg: "{activity} ({day}, {from}–{to}): заниманието {session} не е предвидено в тези часове.",
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
        bg: "{who} ({day}): заниманията със специалисти за деня са {found}, а може да са най-много {most}.",
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
        bg: "{group} ({day}): от {from} до {to} учениците са с {staff}, а {minutes} мин от това време учителят не е на училище.",
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
    LawLessonsADayExactly {
        bg: "{class} ({day}): учебните часове за деня са {found}, а трябва да са {least}.",
        en: "{class} ({day}): {found} lessons on the day, {least} are demanded.",
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
        bg: "{class}: има часове ({subject}) в съседни дни: {day} и {next}.",
        en: "{class}: there are lessons ({subject}) on consecutive days, {day} and {next}.",
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
        bg: "{who} ({day}): заниманията „{service}“ за деня са {found}, а може да са най-много {most}.",
        en: "{who} ({day}): {found} sessions of \"{service}\" on the day, at most {most} are allowed.",
    }
    LawOutOfLesson {
        bg: "{who} ({day}): {first} ({from}–{to}) откъсва ученика от {second} ({from2}–{to2}).",
        en: "{who} ({day}): {first} ({from}–{to}) takes the pupil out of {second} ({from2}–{to2}).",
    }
    LawOutOfSubject {
        bg: "{who}: заниманията откъсват ученика от един и същ предмет ({subject}); пропуснати часове седмично: {found}.",
        en: "{who}: sessions take the pupil out of the same subject ({subject}); missed lessons a week: {found}.",
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
        bg: "{group}: от {all} часа занимания по интереси седмично в тематичните направления дигитална креативност, природни науки, математика и технологии са {found}, а трябва да са поне {percent} %.",
        en: "{group}: {found} of {all} weekly hours of interest activities are in digital, science, mathematics and technology, at least {percent} % are demanded.",
    }

    // --- term: tests
    // --- validate: absences
    CoverOrder { bg: "Редът на `order` трябва да съдържа всяко от четирите нива по веднъж.", en: "`order` must have each of the four levels once." }
    CoverOrderAdvice { bg: "Напишете `lost-lessons`, `disturbance`, `fairness` и `quality` в желания ред или махнете полето.", en: "Write `lost-lessons`, `disturbance`, `fairness` and `quality` in the order wanted, or leave the field out." }
    CoverExternalTwice { bg: "Вече има служител или външен заместник „{id}“.", en: "There is a member of staff or substitute `{id}` already." }
    CoverExternalTwiceAdvice { bg: "Дайте на външния заместник друг идентификатор.", en: "Give the substitute from outside another id." }

    // --- cli: absences
    ExternalSubject { bg: "Няма предмет „{id}“, който външният заместник да преподава.", en: "There is no subject `{id}` for the substitute from outside to teach." }
    ExternalSubjectAdvice { bg: "Посочете предметите така, както ги нарича файлът на училището.", en: "Name the subjects as the school's file does." }
    AbsenceDate { bg: "„{text}“ не е дата.", en: "\"{text}\" is no date." }
    AbsenceDateAdvice { bg: "Пишете 2020-10-05 или 2020-10-05T10:00.", en: "Write 2020-10-05 or 2020-10-05T10:00." }
    AbsenceReversed { bg: "Отсъствието свършва ({to}), преди да е започнало ({from}).", en: "The absence ends ({to}) before it begins ({from})." }
    AbsenceReversedAdvice { bg: "Разменете --from и --to или поправете часа.", en: "Exchange --from and --to, or correct the time." }
    AbsenceTermAdvice { bg: "Посочете дни от срока на този файл.", en: "Give days of this file's term." }
    AbsentUnknown { bg: "Няма учител, паралелка или място „{id}“. Служителите са: {known}.", en: "There is no member of staff, class or room `{id}`. The staff are: {known}." }
    AbsentUnknownAdvice { bg: "Посочете отсъстващия така, както го нарича файлът на училището.", en: "Name who is absent as the school's file does." }
    SwapUnread { bg: "Размяната „{text}“ не може да се разчете.", en: "The swap \"{text}\" cannot be read." }
    SwapUnreadAdvice { bg: "Пишете КОЙ@2020-10-05T08:50=КОЙ@2020-10-06T09:50: началата на часовете, които двамата си разменят.", en: "Write WHO@2020-10-05T08:50=WHO@2020-10-06T09:50: the starts of the meetings that the two exchange." }
    CountersOther { bg: "Броячът на заместванията е за {is}, а файлът е за {wanted}.", en: "The count of covers is for {is}, but the file is for {wanted}." }
    CountersOtherAdvice { bg: "Дайте брояча на същото училище или ново име на файл, за да започне нов.", en: "Give the count of the same school, or a new file name to begin a new one." }

    // --- report: absences
    CoverTitle { bg: "Заместване при отсъствие", en: "Cover for an absence" }
    CoverOption { bg: "Възможност {number}", en: "Possibility {number}" }
    CoverWhen { bg: "Кога", en: "When" }
    CoverWhat { bg: "Какво отпада", en: "What is missing somebody" }
    CoverBecomes { bg: "Какво става с него", en: "What becomes of it" }
    CoverLaw { bg: "Нарушения на закона и безопасността", en: "Breaches of law and safety" }
    CoverAlone { bg: "Минути на паралелки без надзор", en: "Minutes of classes alone" }
    CoverLost { bg: "Загубени часове", en: "Lessons lost" }
    CoverDisturbance { bg: "Размествания и засегнати хора", en: "Moves and people affected" }
    CoverFairness { bg: "Справедливост (кой кое по ред заместване поема)", en: "Fairness (whose how-manieth cover)" }
    CoverQuality { bg: "Влошаване спрямо желанията на училището", en: "Worse by the school's wishes" }
    CoverProven { bg: "Доказано е, че по-добра освен предходните няма.", en: "It is proven that none but those before it is better." }
    CoverUnproven { bg: "Времето не стигна да се докаже, че няма по-добра.", en: "The time did not suffice to prove that none is better." }
    CoverDay { bg: "Целият ден на {name}: {day}, {date}", en: "The whole day of {name}: {day}, {date}" }
    CoverJudged { bg: "Всяка възможност е проверена независимо от програмата, която я е намерила.", en: "Each was checked independently of the program that found it." }
    CoverPrivate { bg: "Занятията на отделни ученици не са показани тук.", en: "Sessions of single pupils are not shown here." }
    CoverTo { bg: "премества се за {date}, {start} ч.", en: "moved to {date}, {start}" }
    CoverRoom { bg: "провежда се на друго място: {room}", en: "held elsewhere: {room}" }
    CoverNoRoom { bg: "няма свободно място", en: "no room is free" }
    CoverBy { bg: "{how}: {who}", en: "{how}: {who}" }
    CoverLine { bg: "  {date}, {start}–{end} ч.  {what} – {becomes} ({why})", en: "  {date}, {start}–{end}  {what} – {becomes} ({why})" }
    CoverSummary {
        bg: "Възможност {number}: {alone} мин без надзор, {lost} загубени часа, {disturbance} за размествания и засегнати, {fairness} за справедливост, {quality} по желанията.",
        en: "Possibility {number}: {alone} min alone, {lost} lessons lost, {disturbance} for moves and people affected, {fairness} for fairness, {quality} by the wishes.",
    }
    CoverNothing { bg: "Отсъствието не засяга нищо, което предстои.", en: "The absence touches nothing that is still ahead." }
    CoverWritten { bg: "Заповедта за възможност {number} и сравнението са в {path}.", en: "The order of possibility {number} and the comparison are in {path}." }

    // --- verify: absences
    JudgeUnknownMeeting { bg: "Разписанието няма {activity} на {date}, {from}–{to}.", en: "The timetable has no {activity} on {date}, {from}-{to}." }
    JudgeTwice { bg: "{activity} на {date}, {from}–{to} е в заповедта повече от веднъж.", en: "{activity} on {date}, {from}-{to} is in the order more than once." }
    JudgePast { bg: "{activity} на {date}, {from}–{to} е преди заповедта.", en: "{activity} on {date}, {from}-{to} is before the order." }
    JudgeTwoPlaces { bg: "{who} е на две места: {activity} на {date}, {from}–{to}.", en: "{who} is in two places: {activity} on {date}, {from}-{to}." }
    JudgeUnknownPerson { bg: "{who} не е нито служител, нито външен заместник: {activity} на {date}, {from}–{to}.", en: "{who} is neither of the staff nor a substitute from outside: {activity} on {date}, {from}-{to}." }
    JudgeNotThere { bg: "{who} не може да бъде там: {activity} на {date}, {from}–{to}.", en: "{who} cannot be there: {activity} on {date}, {from}-{to}." }
    JudgeAway { bg: "{who} отсъства: {activity} на {date}, {from}–{to}.", en: "{who} is away: {activity} on {date}, {from}-{to}." }
    JudgeNotFree { bg: "{who} не е свободен по разписание: {activity} на {date}, {from}–{to}.", en: "{who} is not free by the timetable: {activity} on {date}, {from}-{to}." }
    JudgeLimit { bg: "{who} има повече часове или дни от допустимото: {activity} на {date}, {from}–{to}.", en: "{who} has more lessons or days than allowed: {activity} on {date}, {from}-{to}." }

    // --- term: absences
    SwapNothing { bg: "{person} няма ангажимент на {date} в {start}.", en: "{person} has no engagement on {date} at {start}." }
    AbsentOn { bg: "Отсъствие на {from}: {who}", en: "Absent on {from}: {who}" }
    AbsentOnReason { bg: "Отсъствие на {from}: {who} ({reason})", en: "Absent on {from}: {who} ({reason})" }
    AbsentFromTo { bg: "Отсъствие от {from} до {to}: {who}", en: "Absent from {from} to {to}: {who}" }
    AbsentFromToReason { bg: "Отсъствие от {from} до {to}: {who} ({reason})", en: "Absent from {from} to {to}: {who} ({reason})" }
    CoverSubjectAndClass { bg: "преподава предмета и познава класа", en: "teaches the subject and knows the class" }
    CoverSubject { bg: "преподава предмета", en: "teaches the subject" }
    CoverQualified { bg: "има правоспособност по предмета", en: "is qualified in the subject" }
    CoverClass { bg: "преподава на класа, но не и този предмет", en: "teaches the class, though not this subject" }
    CoverSupervision { bg: "свободен е; само надзор", en: "is free; supervision only" }
    CoverLeader { bg: "води същото занимание", en: "leads the same activity" }
    CoverClub { bg: "свободен е; занимание без ръководителя си", en: "is free; the activity goes without its leader" }
    CoverGroup { bg: "познава учениците", en: "knows the pupils" }
    CoverGroupStranger { bg: "свободен е", en: "is free" }
    CoverOwnStaff { bg: "останалите продължават часа", en: "those who are left go on" }
    CoverMergedTaught { bg: "слива се с паралелка, която има същия предмет", en: "joins a class that has the same subject" }
    CoverMerged { bg: "слива се с друга паралелка под общ надзор", en: "joins another class and is watched over with it" }
    CoverSwap { bg: "двата часа на класа сменят местата си", en: "two lessons of the class change places" }
    CoverMoved { bg: "премества се в друг час от седмицата", en: "moves to another time of the week" }
    CoverFreedFirst { bg: "класът идва по-късно", en: "the class comes later" }
    CoverFreedLast { bg: "класът си тръгва по-рано", en: "the class leaves earlier" }
    CoverNobody { bg: "никой не е свободен", en: "nobody is free" }
    CoverSessionPostponed { bg: "отлага се за друга седмица", en: "put off to another week" }
    CoverConsultationCancelled { bg: "не се провежда", en: "is not held" }
    CoverAgreed { bg: "размяна по взаимно съгласие", en: "a swap that both agreed on" }
    CoverClassAway { bg: "класът отсъства", en: "the class is away" }

    EntryTest { bg: "входно равнище", en: "entry test" }
    ControlTest { bg: "контролна работа", en: "control test" }
    ClassTest { bg: "класна работа", en: "class test" }
    TestsOverLimits {
        bg: "{class}: планирани са {planned} класни и контролни работи, а ограниченията за ден и седмица допускат най-много {most} за {weeks} учебни седмици.",
        en: "{class}: {planned} class tests and control tests are planned, but the limits a day and a week let {weeks} school weeks hold {most} at most.",
    }
    TestNowhere {
        bg: "{class}, {subject}: няма ден, в който може да се проведе {kind}.",
        en: "{class}, {subject}: there is no day on which a test can be held ({kind}).",
    }
    TestGivenNowhere {
        bg: "{class}, {subject}: на {date}, както е зададено, не може да се проведе {kind}: тогава разписанието няма такъв час или правилата не я допускат.",
        en: "{class}, {subject}: the test given for {date} ({kind}) cannot be held: the timetable has no such lesson then, or the rules forbid it.",
    }
    TestsLeftOut {
        bg: "{class}: от {planned} планирани писмени изпитвания в рамките на ограниченията се побират най-много {most}; без дата остават: {subjects}.",
        en: "{class}: of {planned} written tests planned the limits let {most} be held at most; left without a date: {subjects}.",
    }
    TestsGivenDates {
        bg: "Изпитванията се побират в срока, но не и с всички зададени дати: с тях ограниченията за ден и седмица са надхвърлени.",
        en: "The tests fit into the term, but not with all the dates given: with them the limits a day and a week are exceeded.",
    }

    ExaminationsTooFew {
        bg: "{class}, {subject}: планирани са {written} класни и контролни работи и {oral} други изпитвания, а трябва да са общо поне {wanted}.",
        en: "{class}, {subject}: {written} class tests and control tests and {oral} other examinations are planned; there must be {wanted} in all at least.",
    }
    CiteTestPlan { bg: "изпитванията, планирани във файла", en: "the examinations that the file plans" }
    CiteTestDate { bg: "датите на срока", en: "the dates of the term" }
    CiteTestLesson { bg: "седмичното разписание; раздел III, чл. 10 и 11", en: "the weekly timetable; section III, articles 10 and 11" }
    CiteTestSwap { bg: "раздел II, чл. 13, ал. 1, т. 3", en: "section II, article 13(1)3" }
    TestsOtherInstance {
        bg: "Графикът е за „{is}“, а не за „{wanted}“.",
        en: "The calendar is for \"{is}\", not for \"{wanted}\".",
    }
    TestGivenElsewhere {
        bg: "{lesson}: {kind} на {date} е определена предварително, а в графика я няма.",
        en: "{lesson}: a test ({kind}) on {date} is given, but the calendar has none then.",
    }
    TestCount {
        bg: "{lesson}, {kind}: в графика са {held}, а планираните са {planned}.",
        en: "{lesson}, {kind}: {held} in the calendar, {planned} planned.",
    }
    TestOutsideTerm { bg: "{class}, {subject}, {kind}: {date} е извън срока на класа.", en: "{class}, {subject}, {kind}: {date} is outside the term of the class." }
    TestOnDayOff { bg: "{class}, {subject}, {kind}: {date} не е учебен ден от седмицата.", en: "{class}, {subject}, {kind}: {date} is no school day of the week." }
    TestOnHoliday { bg: "{class}, {subject}, {kind}: {date} е неучебен ден.", en: "{class}, {subject}, {kind}: {date} is a holiday." }
    TestOnOccasion { bg: "{class}, {subject}, {kind}: на {date} класът няма обичайни часове ({name}).", en: "{class}, {subject}, {kind}: on {date} the class has no ordinary lessons ({name})." }
    TestNotInLessons {
        bg: "{class}, {subject}, {kind}: на {date} от {start} до {end} няма {lessons} поредни часа по предмета (без голямото междучасие между тях).",
        en: "{class}, {subject}, {kind}: on {date} from {start} to {end} there are not {lessons} lessons of the subject in a row (without the big break between them).",
    }
    TestSwapUnknown {
        bg: "{class}, {subject}, {kind} на {date}: часовете за размяна не са часове на класа от същата седмица.",
        en: "{class}, {subject}, {kind} on {date}: the lessons to be moved are not lessons of the class in that week.",
    }
    TestSwapIllegal {
        bg: "С размяната на часове в седмицата от {date} се нарушава {rule}.",
        en: "With the swaps in the week of {date}, {rule} is broken.",
    }
    TestsOnDay { bg: "{class}: на {date} има {count} писмени изпитвания, а може най-много {max}.", en: "{class}: {count} written tests on {date}; {max} at most." }
    TestsInWeek { bg: "{class}: в седмицата от {date} има {count} класни и контролни работи, а може най-много {max}.", en: "{class}: {count} class tests and control tests in the week of {date}; {max} at most." }
    TestAtEnd { bg: "{class}, {subject}: на {date} вече не се провежда {kind}, защото срокът свършва.", en: "{class}, {subject}: no {kind} may be held on {date}, so near the end of the term." }
    TestEarly { bg: "{class}, {subject}: {kind} на {date} е рано; мястото ѝ е в края на срока.", en: "{class}, {subject}: the {kind} on {date} is early; it belongs to the end of the term." }
    ClassTestWrong {
        bg: "{class}, {subject}: {kind} на {date} е по предмет, по който не се провежда такава, или не е за толкова часа.",
        en: "{class}, {subject}: the {kind} on {date} is in a subject that has none, or does not take so many lessons.",
    }
    EntryTestLate { bg: "{class}, {subject}: {kind} на {date} е след първите седмици на срока.", en: "{class}, {subject}: the {kind} on {date} is after the first weeks of the term." }
    TestNotInPart {
        bg: "{class}, {subject}: {kind} на {date} е на {weeks} седм. от своята част на срока.",
        en: "{class}, {subject}: the {kind} on {date} is {weeks} weeks from its part of the term.",
    }
    TestNeedsOrder { bg: "{class}, {subject}: за {kind} на {date} е нужна размяна на часове по заповед.", en: "{class}, {subject}: the {kind} on {date} needs lessons swapped by order." }
    TestsOnDesk {
        bg: "{name}: от {weeks} седмици, считано от {date}, има за проверка {count} писмени работи, а желаният брой е до {max}.",
        en: "{name}: {count} written tests to mark from {weeks} weeks from {date} on; {max} at most are wished.",
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
    FullDayGroup { bg: "Група за целодневна организация", en: "Full-day group" }
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
    WithoutTime { bg: "Без определено време: {events}.", en: "Without a time: {events}." }
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
    ServiceVision { bg: "работа със зрително затруднени", en: "support of impaired vision" }
    ServiceHearing { bg: "слухово-речева рехабилитация", en: "hearing and speech rehabilitation" }
    ServiceAdditional { bg: "допълнително обучение: {subject}", en: "additional lessons: {subject}" }
    // a municipality
    Municipality { bg: "Община", en: "Municipality" }
    MunicipalityPlan { bg: "Общ седмичен план", en: "Weekly plan for all institutions" }
    WhoIsWhere { bg: "Кой къде е", en: "Who is where" }
    Specialist { bg: "Специалист", en: "Specialist" }
    HalfMorning { bg: "преди обяд", en: "morning" }
    HalfAfternoon { bg: "след обяд", en: "afternoon" }
    Services { bg: "Видове подкрепа", en: "Services" }
    VisitFor { bg: "За какво", en: "For what" }
    Wanted { bg: "Нужни", en: "Wanted" }
    Given { bg: "Осигурени", en: "Given" }
    Unmet { bg: "Неосигурени", en: "Unmet" }
    UnmetWhere { bg: "Какво остава неосигурено", en: "What stays unmet" }
    UnmetWhy { bg: "Защо", en: "Why" }
    UnmetNobody { bg: "няма специалист за тази подкрепа", en: "nobody gives this service" }
    UnmetElsewhere { bg: "специалистите нямат свободен полуден за тази институция", en: "the specialists have no half-day to spare for this institution" }
    UnmetTime { bg: "няма време, в което специалистът и децата са свободни", en: "there is no time at which specialist and children are free" }
    Institutions { bg: "Институции", en: "Institutions" }
    Institution { bg: "Институция", en: "Institution" }
    Bound { bg: "Долна граница", en: "Bound" }
    Visits { bg: "Посещения на специалистите", en: "Visits of specialists" }
    Hours { bg: "Часове", en: "Hours" }
    Way { bg: "Път", en: "Way" }
    WayFrom { bg: "{minutes} мин {mode} от {from}", en: "{minutes} min {mode} from {from}" }
    TravelWalk { bg: "пеша", en: "on foot" }
    TravelBus { bg: "с автобус", en: "by bus" }
    TravelCar { bg: "с кола", en: "by car" }
    // the calendar of tests
    TestCalendarTitle { bg: "График на писмените изпитвания", en: "Calendar of written tests" }
    TestsByWeek { bg: "По седмици", en: "By week" }
    TestOrders { bg: "Размествания по заповед", en: "Changes by order" }
    TestOrdersBasis {
        bg: "За заповед на директора на основание раздел II, чл. 13, ал. 1, т. 3 от правилника; съобщават се на информационното табло.",
        en: "For the head's order under section II, article 13(1)3 of the regulations; to be posted on the information board.",
    }
    OrderMoves {
        bg: "{class}: часът по „{subject}“ на {date} от {start} се провежда на {to_date} от {to_start}.",
        en: "{class}: the lesson of {subject} on {date} at {start} is held on {to_date} at {to_start}.",
    }
    OrderWhy {
        bg: "Класната работа по „{subject}“ на {date} се провежда в два слети часа, каквито седмичното разписание няма.",
        en: "The class test in {subject} on {date} takes two lessons in a row, which the weekly timetable does not have.",
    }
    ByOrder { bg: "по заповед", en: "by order" }
    ApprovedBy { bg: "Утвърждавам: ................ (директор)", en: "Approved: ................ (head)" }
    EntryTestShort { bg: "вх. р.", en: "entry" }
    ControlTestShort { bg: "к. р.", en: "control" }
    ClassTestShort { bg: "кл. р.", en: "class test" }
    TestKindsShort {
        bg: "вх. р. – входно равнище; к. р. – контролна работа; кл. р. – класна работа",
        en: "entry: entry test; control: control test",
    }
    TestsADayAre { bg: "Класни и контролни работи на ден за паралелка: най-много {max}.", en: "Class tests and control tests a day for a class: {max} at most." }
    TestsAWeekAre { bg: "Седмично: най-много {max}.", en: "A week: {max} at most." }
    NoClassTestsInLast { bg: "Без класни работи в края на срока (последни седмици: {weeks}).", en: "No class tests at the end of the term (last weeks: {weeks})." }
    TestsJudged { bg: "Графикът е проверен независимо от програмата, която го е съставила.", en: "The calendar was checked independently of the program that made it." }
    NoCalendarBetter { bg: "Доказано е, че по-добър график няма.", en: "It is proven that no calendar is better." }
    CalendarBound { bg: "Според решаващата програма никой график не струва по-малко от {bound} точки.", en: "By the solver's word no calendar costs less than {bound} points." }
    TestsInAll { bg: "Общо за проверка: {count}", en: "To mark in all: {count}" }
    Week { bg: "Седмица", en: "Week" }
    Date { bg: "Дата", en: "Date" }
    Test { bg: "Изпитване", en: "Test" }
    ResultsBy { bg: "Резултати до", en: "Results by" }
    AllTests { bg: "Всички изпитвания", en: "All tests" }
    // orders
    OrderTitle { bg: "Заповед", en: "Order" }
    OrderNumber { bg: "№ ................ / {date}", en: "No ................ / {date}" }
    OrderBasis {
        bg: "На основание {article} от Правилника за дейността на училището и поради следните обстоятелства: {circumstances}",
        en: "Under {article} of the school's regulations and because of the following circumstances: {circumstances}",
    }
    ArticleShortened { bg: "раздел II, чл. 9, ал. 1 и 2", en: "section II, article 9(1) and (2)" }
    ArticleCover { bg: "раздел II, чл. 13, ал. 1, т. 2", en: "section II, article 13(1)2" }
    ArticleWeekday { bg: "раздел II, чл. 13", en: "section II, article 13" }
    ArticleAssessment { bg: "раздел II, чл. 13, ал. 1, т. 1", en: "section II, article 13(1)1" }
    ArticleDouble { bg: "раздел II, чл. 13, ал. 1, т. 3", en: "section II, article 13(1)3" }
    OrderCommands { bg: "Нареждам:", en: "I order:" }
    OrderShortens {
        bg: "На {dates} учебните часове и часовете за самоподготовка, организиран отдих и физическа активност и занимания по интереси да се проведат с продължителност {minutes} минути.",
        en: "On {dates} lessons and the hours of self-study, recreation and physical activity and interest activities last {minutes} minutes.",
    }
    OrderSameOrder {
        bg: "Часовете да се проведат в реда от утвърденото седмично разписание, в същите стаи и със същите учители (приложение).",
        en: "They are held in the order of the approved weekly timetable, in the same rooms and with the same teachers (annex).",
    }
    OrderWeekday {
        bg: "На {dates} да се учи по седмичното разписание за {weekday}.",
        en: "On {dates} lessons follow the weekly timetable of {weekday}.",
    }
    OrderBells { bg: "Часовете да започват и да свършват, както следва:", en: "They begin and end as follows:" }
    AfternoonHours { bg: "Следобедни часове", en: "Afternoon hours" }
    OrderDayEnds { bg: "Учебният ден да завърши в {ends} ч.", en: "The school day ends at {ends}." }
    OrderCalled { bg: "{staff} – в {from} часа", en: "{staff} at {from}" }
    OrderCalls { bg: "Да се явят на работа по-рано: {list}.", en: "To come to work earlier: {list}." }
    OrderChanges { bg: "На {dates} да се проведат по различен от седмичното разписание начин следните часове:", en: "On {dates} the following lessons are held otherwise than in the weekly timetable:" }
    OrderChangesInAnnex {
        bg: "На {dates} часовете от приложението да се проведат по различен от седмичното разписание начин.",
        en: "On {dates} the lessons of the annex are held otherwise than in the weekly timetable.",
    }
    OrderSittings { bg: "Външното оценяване да се проведе, както следва:", en: "The external assessment is held as follows:" }
    OrderBoard {
        bg: "Промените да се поставят на информационните табла в училището (раздел II, чл. 13, ал. 3).",
        en: "The changes are posted on the school's information boards (section II, article 13(3)).",
    }
    OrderControl {
        bg: "Заповедта да се сведе до знанието на учителите, учениците и родителите. Контрола по изпълнението ѝ ще осъществявам лично.",
        en: "The order is made known to teachers, pupils and parents. I see to it myself that it is carried out.",
    }
    OrderSignature { bg: "Директор: ................................ (подпис и печат)", en: "Head: ................................ (signature and seal)" }
    OrderAnnex { bg: "Приложение: часове с променено време", en: "Annex: changed lessons" }
    OrderAcquainted { bg: "Запознати със заповедта:", en: "Acquainted with the order:" }
    StaffName { bg: "име", en: "name" }
    OrderDateKnown { bg: "дата", en: "date" }
    OrderSigned { bg: "подпис", en: "signature" }
    NoticeTitle { bg: "Съобщение", en: "Notice" }
    NoticeDates { bg: "Промени в седмичното разписание на {dates}", en: "Changes of the weekly timetable on {dates}" }
    DayOfDate { bg: "{date} ({weekday})", en: "{weekday}, {date}" }
    ByTimetable { bg: "по разписание", en: "by the timetable" }
    TakesPlace { bg: "провежда се", en: "held" }
    ChangeMade { bg: "промяна", en: "change" }
    InsteadOfTeacher { bg: "{staff} (вместо {before})", en: "{staff} (instead of {before})" }
    Assessment { bg: "оценяване", en: "assessment" }
    Invigilators { bg: "квестори", en: "invigilators" }
    HowSubstitute { bg: "замества се", en: "substituted" }
    HowSupervision { bg: "само под надзор", en: "supervision only" }
    HowMerged { bg: "слята паралелка", en: "merged with another class" }
    HowMoved { bg: "преместен", en: "moved" }
    HowShortened { bg: "намален", en: "shortened" }
    HowAdded { bg: "допълнителен", en: "additional" }
    HowFreed { bg: "свободен", en: "free" }
    HowCancelled { bg: "не се провежда", en: "not held" }
    ChangesTitle { bg: "Промени в разписанието", en: "Changes of the timetable" }
    ChangesInAll { bg: "Променени часове общо: {count}", en: "Changed hours in all: {count}" }
    WasBefore { bg: "досега", en: "before" }
    IsNow { bg: "сега", en: "now" }
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

    // --- generate
    GeneratedSchool { bg: "Измислено училище, брой паралелки: {classes}", en: "A made-up school, number of classes: {classes}" }
    GeneratedMunicipality { bg: "Измислена община: училища {schools}, детски градини {kindergartens}", en: "A made-up municipality: {schools} schools, {kindergartens} kindergartens" }
    GeneratedOne { bg: "Училище {number}", en: "School {number}" }
    GeneratedKindergarten { bg: "Детска градина {number}", en: "Kindergarten {number}" }
    GeneratedCentre { bg: "Регионален център {number}", en: "Regional centre {number}" }
    KindergartenGroup { bg: "Група {number}", en: "Group {number}" }
    ClubMathematics { bg: "Занимателна математика", en: "Mathematics club" }
    ClubSport { bg: "Спорт", en: "Sport" }
    ClubChoir { bg: "Хор", en: "Choir" }
    SupportOffice { bg: "Кабинет за подкрепа", en: "Support office" }
    SupportCorner { bg: "Кът за подкрепа", en: "Support corner" }
    GenerateInstitutions { bg: "Поискани са {count} училища и детски градини, а една община се прави с 1 до {most}.", en: "{count} schools and kindergartens are asked for; a municipality is made with 1 to {most}." }
    GenerateInstitutionsAdvice { bg: "Посочете с --schools и --kindergartens общо от 1 до {most}.", en: "Name by --schools and --kindergartens 1 to {most} together." }
    GeneratedMunicipalityFile {
        bg: "В „{file}“ и файловете по институции до него е записана община. Институции: {institutions}, паралелки и групи: {classes}, часове седмично: {lessons}, занимания: {sessions}, учители и специалисти: {staff}. Всяко училище има разписание, което спазва всички задължителни правила; във файловете го няма.",
        en: "A municipality is in \"{file}\" and the files of its institutions beside it: {institutions} institutions, {classes} classes and groups, {lessons} lessons a week, {sessions} sessions, {staff} teachers and specialists. Every school has a legal timetable, which is not in the files.",
    }
    GenerateClasses { bg: "Поискани са {classes} паралелки, а едно училище се прави с 1 до {most}.", en: "{classes} classes are asked for; a school is made with 1 to {most}." }
    GenerateClassesAdvice { bg: "Посочете с --classes число от 1 до {most}.", en: "Name by --classes a number from 1 to {most}." }
    GenerateSlack { bg: "Поискани са {slack} свободни часа седмично, а може най-много {most}: с повече денят на паралелката би имал над седем часа.", en: "{slack} free periods a week are asked for, and {most} is the most: with more, a class's day would have over seven periods." }
    GenerateSlackAdvice { bg: "Посочете с --slack число от 0 до {most}; при 0 всяка паралелка запълва цялата си седмица.", en: "Name by --slack a number from 0 to {most}; with 0 every class fills its whole week." }

    // --- cli
    Generated {
        bg: "В „{file}“ е записано училище. Паралелки: {classes}, часове седмично: {lessons}, учители: {staff}, стаи: {rooms}. Има разписание, което спазва всички задължителни правила; във файла го няма.",
        en: "A school is in \"{file}\": {classes} classes, {lessons} lessons a week, {staff} teachers, {rooms} rooms. It has a legal timetable, which is not in the file.",
    }
    Searching {
        bg: "нарушения {hard}, цена {soft}, {moves} млн. опита",
        en: "violations {hard}, cost {soft}, {moves} M moves",
    }
    SolvedOptimal {
        bg: "Намерено е най-доброто разписание, което спазва всички задължителни правила: цена {soft}, доказано за {seconds} сек. Страница: {page}",
        en: "The best legal timetable is found: cost {soft}, proven in {seconds} s. Page: {page}",
    }
    SolvedFeasible {
        bg: "Намерено е разписание, което спазва всички задължителни правила: цена {soft} за {seconds} сек; доказано е, че под {bound} не може (разлика {gap}). Страница: {page}",
        en: "A legal timetable is found: cost {soft} in {seconds} s; none costs less than {bound} (gap {gap}). Page: {page}",
    }
    SolvedInfeasible {
        bg: "Няма разписание, което спазва всички задължителни правила. Най-доброто намерено е записано и отбелязано, че ги нарушава: тежест на нарушенията {hard}, цена {soft}, след {seconds} сек. Страница: {page}",
        en: "No legal timetable exists. The best illegal one is written and marked as such: violations {hard}, cost {soft}, after {seconds} s. Page: {page}",
    }
    SolvedUnknown {
        bg: "Търсенето спря, преди да намери разписание, което спазва всички задължителни правила. Най-доброто намерено е записано и отбелязано, че ги нарушава: тежест на нарушенията {hard}, цена {soft}, след {seconds} сек. Дайте повече време с --time-limit. Страница: {page}",
        en: "The search stopped before it found a legal timetable. The best one is written and marked as illegal: violations {hard}, cost {soft}, after {seconds} s. Give it more time by --time-limit. Page: {page}",
    }
    Exported {
        bg: "В „{file}“ е записано. Променливи в програмата: {columns}, ограничения: {rows}.",
        en: "\"{file}\" is written. The program has {columns} columns and {rows} rows.",
    }
    ValuesWrong { bg: "Ред {line} на „{file}“ не е име на променлива от програмата и стойността ѝ.", en: "Line {line} of \"{file}\" is not a column of the program and its value." }
    ValuesWrongAdvice { bg: "На всеки ред трябва да има име от записаната програма и число, например: c17 1. Програмата и отговорът трябва да са за едно и също училище.", en: "Each line takes a name of the written program and a number, such as: c17 1. The program and the answer must be of the same school." }
    NoArchives { bg: "В папката няма архиви XHSTT (.xml или .xml.gz) със задачи.", en: "The folder holds no XHSTT archives (.xml or .xml.gz) with instances." }
    NoArchivesAdvice { bg: "Посочете с --folder папка с архиви.", en: "Name by --folder a folder with archives." }
    CannotWrite { bg: "В „{path}“ не може да се пише: {error}. Посочете с --out папка, в която имате право да пишете.", en: "Cannot write to “{path}”: {error}. Name by --out a folder that you may write to." }
    FileUnwritable { bg: "Файлът „{file}“ не може да се запише: {detail}.", en: "The file \"{file}\" cannot be written: {detail}." }
    FileUnwritableAdvice { bg: "Посочете с --out файл в папка, която съществува и в която имате право да пишете.", en: "Name by --out a file in a folder that exists and that you may write to." }
    CannotPrint {
        bg: "Резултатът не може да се отпечата: {error}.",
        en: "The result cannot be printed: {error}.",
    }
    ReasonNotFound { bg: "такъв път няма", en: "there is no such path" }
    ReasonDenied { bg: "нямате право", en: "you have no permission" }
    ReasonNoFolder { bg: "на този път стои файл, а трябва да е папка", en: "a file stands where a folder should be" }
    ReasonFolder { bg: "на мястото на файл стои папка", en: "a folder stands in the place of a file" }
    ReasonFull { bg: "на диска няма място", en: "the disk is full" }
    ReasonReadOnly { bg: "дискът е само за четене", en: "the disk can only be read" }
    OtherInstance {
        bg: "Разписанието е за „{is}“, а не за „{wanted}“.",
        en: "The timetable is for “{is}”, not for “{wanted}”.",
    }
    OtherInstanceAdvice {
        bg: "Посочете файла на училището, за което е направено.",
        en: "Name the file of the school that it was made for.",
    }
    Valid { bg: "Не са открити грешки, нито причина разписанието да е невъзможно.", en: "No mistakes and no impossibilities were found." }
    NothingToExplain {
        bg: "Преброяването не открива причина разписанието да е невъзможно. Посочете и готово разписание, за да видите колко струва и защо.",
        en: "Counting finds no impossibility. Name a timetable to see what it costs and why.",
    }
    NothingCosts {
        bg: "Разписанието спазва всички задължителни правила и изпълнява всички пожелания.",
        en: "The timetable keeps all binding rules and meets all wishes.",
    }
    WhyNot {
        bg: "{wish}: тежестта на нарушенията се променя с {hard}, цената – с {soft}.",
        en: "{wish}: violations change by {hard}, the cost by {soft}.",
    }
    WhyNotNew { bg: "Ново спрямо сегашното разписание:", en: "New against the timetable as it is:" }
    WhyNotNothing { bg: "Няма нови нарушения и неизпълнени пожелания.", en: "No new violations and no new unmet wishes." }
    WhyNotThere { bg: "{wish}: часът вече е там.", en: "{wish}: the lesson is there already." }
    WhyNotActivity { bg: "Няма час или занимание „{activity}“.", en: "There is no lesson or session “{activity}”." }
    WhyNotActivityAdvice { bg: "Напишете идентификатор от файла на училището; най-близките са {known}.", en: "Write an id of the school's file; the nearest are {known}." }
    WhyNotStart { bg: "„{activity}“ не може да започне в {start} ({day}).", en: "“{activity}” cannot start on {day} at {start}." }
    WhyNotStartAdvice { bg: "Възможните начала в този ден са: {starts}.", en: "The possible starts on that day are: {starts}." }
    WhyNotDayAdvice { bg: "В този ден няма възможно начало; възможните дни са: {days}.", en: "There is no possible start on that day; the possible days are: {days}." }
    WhyNotUnknown {
        bg: "„{wish}“ не е във вида час@ден-ЧЧ:ММ.",
        en: "“{wish}” is not of the form lesson@day-HH:MM.",
    }
    WhyNotUnknownAdvice {
        bg: "Напишете идентификатора на часа, деня (mon, tue, wed, thu, fri, sat, sun) и началото, например V-bulgarian@mon-08:50.",
        en: "Write the lesson's id, the day (mon, tue, wed, thu, fri, sat, sun) and the start, for example V-bulgarian@mon-08:50.",
    }
    LawSpoke { bg: "Нарушение: {sentence} [{cite}]", en: "Violation: {sentence} [{cite}]" }
    PlacementUnknown {
        bg: "{activity}, среща № {number}, {start}: няма такъв час или занимание, не може да е тогава или вече е дадено; не се взема предвид.",
        en: "{activity}, meeting {number}, {start}: there is no such activity, it cannot be then, or it is given already; it is left out.",
    }
    TimetableMissing { bg: "Не е посочено разписание.", en: "No timetable is named." }
    TimetableMissingAdvice { bg: "Напишете: firstbell check УЧИЛИЩЕ РАЗПИСАНИЕ; само архивите XHSTT носят решенията в себе си.", en: "Write: firstbell check SCHOOL TIMETABLE; only XHSTT archives hold their solutions themselves." }
    UsageValue { bg: "„{value}“ не може да е стойност на {argument}.", en: "\"{value}\" cannot be the value of {argument}." }
    UsageTimeAdvice { bg: "Напишете число и мярка: 30s за секунди, 2m за минути, 1h за часове.", en: "Write a number and its unit: 30s for seconds, 2m for minutes, 1h for hours." }
    UsageKnownAdvice { bg: "Може да е {known}.", en: "It may be {known}." }
    UsageUnknown { bg: "Няма опция {argument}.", en: "There is no option {argument}." }
    UsageCommand { bg: "Няма команда „{command}“.", en: "There is no command \"{command}\"." }
    UsageMissing { bg: "Липсва {argument}.", en: "{argument} is missing." }
    UsageWrong { bg: "Командата не е пълна или опциите ѝ не могат да стоят заедно.", en: "The command is not complete, or its options cannot stand together." }
    UsageAdvice { bg: "Вижте firstbell --help, а за една команда firstbell solve --help.", en: "See firstbell --help, and for one command firstbell solve --help." }
    ArchiveAlone { bg: "Решенията на архив XHSTT са в самия него, а е посочен и втори файл.", en: "An XHSTT archive holds its own solutions, but a second file is named." }
    ArchiveAloneAdvice { bg: "Проверете втория файл сам по себе си.", en: "Check the second file by itself." }
    ArchiveUnsolved { bg: "В архива няма решения.", en: "The archive holds no solutions." }
    ArchiveUnsolvedAdvice { bg: "Направете решение с firstbell solve.", en: "Make one by firstbell solve." }
    ArchiveSeveral { bg: "В архива има няколко задачи: {known}.", en: "The archive holds several instances: {known}." }
    ArchiveNoInstance { bg: "В архива няма задача „{id}“; има {known}.", en: "The archive holds no instance \"{id}\"; it holds {known}." }
    ArchiveSeveralAdvice { bg: "Изберете една с --instance.", en: "Choose one by --instance." }
    ArchiveStart { bg: "В архива, от който трябва да се започне, няма решение на „{id}“ със същите времена, ресурси и събития.", en: "The archive to start from holds no solution of \"{id}\" with the same times, resources and events." }
    ArchiveStartAdvice { bg: "Посочете архив, записан от firstbell solve за същата задача.", en: "Name an archive that firstbell solve has written for this instance." }
    CheckedSolution { bg: "{instance}, {group}: нарушения {hard}, цена {soft}", en: "{instance}, {group}: violations {hard}, cost {soft}" }
    CheckedNothing { bg: "{instance}, {group}: това не е решение на задачата", en: "{instance}, {group}: this is no solution of the instance" }
    CheckLegal {
        bg: "Всички задължителни правила са спазени според двете независими проверки. Цена: {soft}.",
        en: "Legal to both judges. Cost: {soft}.",
    }
    CheckIllegal {
        bg: "Разписанието нарушава задължителни правила (редовете с „!“ и „Нарушение“). Тежест на нарушенията: {hard}, цена: {soft}; според втората проверка нарушенията са {breaches}.",
        en: "The timetable breaks binding rules (the lines with “!” and “Violation”). Violations: {hard}, cost: {soft}; breaches to the judge of the law: {breaches}.",
    }
    NoExaminations { bg: "Във файла няма планирани изпитвания.", en: "The file plans no examinations." }
    NoExaminationsAdvice { bg: "Впишете ги в `examinations`: за всеки час колко входни равнища, контролни и класни работи и колко други изпитвания; instances/README.md показва как.", en: "List them in `examinations`: for each lesson how many entry tests, control tests and class tests, and how many other examinations; instances/README.md shows how." }
    TestsPlanned {
        bg: "Графикът е готов за {seconds} s: {tests} писмени изпитвания, {orders} с размяна на часове по заповед, цена {cost}; според решаващата програма под {bound} не може. Страница: {page}",
        en: "The calendar is ready in {seconds} s: {tests} written tests, {orders} with lessons moved by order, cost {cost}; by the solver's word none costs less than {bound}. Page: {page}",
    }
    TestsPlannedBest {
        bg: "Графикът е готов за {seconds} s и е доказано, че по-добър няма: {tests} писмени изпитвания, {orders} с размяна на часове по заповед, цена {cost}. Страница: {page}",
        en: "The calendar is ready in {seconds} s and it is proven that none is better: {tests} written tests, {orders} with lessons moved by order, cost {cost}. Page: {page}",
    }
    TestsLegal { bg: "Графикът спазва всички задължителни правила. Цена: {cost}.", en: "The calendar keeps all binding rules. Cost: {cost}." }
    TestsIllegal { bg: "Графикът нарушава задължителни правила: {count}. Цена: {cost}.", en: "The calendar breaks binding rules: {count}. Cost: {cost}." }
    TestsOutOfTime { bg: "Времето изтече, преди да се намери график.", en: "The time ran out before a calendar was found." }
    NotADraft { bg: "Разписанието вече е утвърдено; утвърждава се само проект.", en: "The timetable is approved already; only a draft can be approved." }
    NotApproved { bg: "Разписанието не е утвърдено, а в сила влиза само утвърдено.", en: "The timetable is not approved, and only an approved one can be put in force." }
    BeforeItsOrder { bg: "{from} е преди заповедта от {order}, с която разписанието е утвърдено.", en: "{from} is before the order of {order} that approved the timetable." }
    DateOutsideTerm { bg: "{date} е извън срока ({from} – {to}).", en: "{date} is outside the term ({from} – {to})." }
    VersionAdvice {
        bg: "Проверете датата и файла: проект → firstbell approve → утвърдено → firstbell publish → в сила.",
        en: "Check the date and the file: draft → firstbell approve → approved → firstbell publish → in force.",
    }
    VersionExists { bg: "Файлът „{path}“ вече съществува и остава, както е.", en: "The file \"{path}\" is there already and stays as it is." }
    VersionExistsAdvice { bg: "Версиите не се променят; изберете друга дата или друга папка.", en: "Versions are never changed; choose another date or another folder." }
    VersionApproved { bg: "Утвърденото разписание е записано: {path}", en: "The approved timetable is kept: {path}" }
    VersionPublished { bg: "Разписанието в сила е записано: {path}. Страница: {page}", en: "The timetable in force is kept: {path}. Page: {page}" }
    CiteKeep { bg: "седмичното разписание да се променя възможно най-малко", en: "the weekly timetable changes as little as possible" }

    Changed {
        bg: "Новото разписание е законно: преместени {moved}, нови {added}, отпаднали {removed}; цена {soft}. Какво се променя за кого: {page}",
        en: "The new timetable is legal: {moved} moved, {added} new, {removed} gone; cost {soft}. What changes for whom: {page}",
    }
    ChangedIllegal {
        bg: "Времето изтече без законно разписание. Най-доброто до момента: преместени {moved}, нови {added}, отпаднали {removed}. Страница: {page}",
        en: "The time ran out without a legal timetable. The best so far: {moved} moved, {added} new, {removed} gone. Page: {page}",
    }

    // --- term: special days
    DateHoliday { bg: "{date} е неучебен ден: {name}.", en: "{date} is a holiday: {name}." }
    DateInHolidays { bg: "{date} е неучебен ден.", en: "{date} is a holiday." }
    DateNoSchoolDay { bg: "{date} е {weekday}, а тогава не се учи.", en: "{date} is a {weekday}, and there is no school then." }
    DateAdvice { bg: "Посочете учебен ден от срока.", en: "Give a school day of the term." }
    NothingHeld { bg: "На {date} по разписанието няма часове.", en: "The timetable has no lessons on {date}." }
    ShortenWrong {
        bg: "Часът не може да се намали на {minutes} минути: най-малко са {least} (правилник, раздел II, чл. 9), а сега са {most}.",
        en: "Lessons cannot be cut to {minutes} minutes: the least is {least} (regulations, section II, article 9), and they have {most} now.",
    }
    ShortenAdvice { bg: "Посочете минути между двете числа.", en: "Give minutes between the two numbers." }
    CallAdvice { bg: "Поправете името; имената са в списъка staff на файла.", en: "Correct the id; the ids stand in the file's list staff." }
    CircumstancesToFill {
        bg: "................................................................",
        en: "................................................................",
    }
    CircumstancesMissing {
        bg: "В заповедта трябва да се опишат обстоятелствата (правилник, раздел II, чл. 13, ал. 2): допишете ги или ги дайте с --reason.",
        en: "The order must describe the circumstances (regulations, section II, article 13(2)): write them in, or give them with --reason.",
    }
    DayOrdered { bg: "На {date} денят свършва в {ends}. Заповед: {page}", en: "On {date} the day ends at {ends}. Order: {page}" }
    DayChanged { bg: "Заповедта за {date} е готова; променени часове: {count}. Страница: {page}", en: "The order for {date} is ready; changed hours: {count}. Page: {page}" }
    DayBell { bg: "{bell}: {periods}", en: "{bell}: {periods}" }
    DayCalled { bg: "{staff} идва в {from}, по-рано от друг път.", en: "{staff} comes at {from}, earlier than usual." }
    DayImpossible { bg: "Така денят няма да е законен:", en: "The day would not be legal:" }
    CheckId { bg: "Поправете името; имената са във файла на училището.", en: "Correct the id; the ids stand in the school's file." }
    NoOtherWeekday { bg: "{date} не може да има разписанието за {weekday}: това е същият ден или ден без учебни часове.", en: "{date} cannot have the timetable of {weekday}: it is the same day, or one without lessons." }
    MissingCancelled {
        bg: "{start}: {staff} не е на работа в този ден; занимание или консултация отпада.",
        en: "{start}: {staff} is not present on this day; a session or consultation is not held.",
    }
    MissingSupervised { bg: "{start}: {staff} не е на работа в този ден; при учениците е {free}.", en: "{start}: {staff} is not present on this day; {free} stays with the pupils." }
    MissingNobodyFree { bg: "{start}: {staff} не е на работа в този ден и никой не е свободен.", en: "{start}: {staff} is not present on this day, and nobody is free." }
    InvigilatorSupervised { bg: "{start}: {staff} е квестор; при учениците е {free}.", en: "{start}: {staff} invigilates; {free} stays with the pupils." }
    InvigilatorNobodyFree { bg: "{start}: {staff} е квестор и никой не е свободен.", en: "{start}: {staff} invigilates, and nobody is free." }
    AssessmentWhy { bg: "На {date} се провежда външно оценяване: {names}.", en: "On {date} an external assessment is held: {names}." }
    DoubleNotHeld { bg: "На {date} няма час „{lesson}“.", en: "There is no lesson \"{lesson}\" on {date}." }
    DoubleThere { bg: "На {date} „{lesson}“ и без заповед е два часа един след друг.", en: "On {date} \"{lesson}\" has two lessons in a row without an order." }
    DoubleImpossible { bg: "За „{lesson}“ на {date} няма законна размяна, с която да стане два часа един след друг.", en: "No legal exchange gives \"{lesson}\" two lessons in a row on {date}." }
    DayWaits {
        bg: "{staff} е на работа от {from}, а без това денят би продължил още в {could}. Ако може да дойде по-рано, добавете --call {id}.",
        en: "{staff} is present from {from}; but for that the day would go on at {could}. Who can come earlier is named with --call {id}.",
    }

    VersionInForce { bg: "{file}: в сила от {from} до {to}, утвърдено на {order}", en: "{file}: in force from {from} to {to}, approved on {order}" }
    VersionWaits { bg: "{file}: утвърдено на {order}", en: "{file}: approved on {order}" }
    VersionDraft { bg: "{file}: проект", en: "{file}: draft" }
    InForceOn { bg: "На {date} в сила е {file}.", en: "On {date}, {file} is in force." }
    NoneInForceOn { bg: "На {date} няма разписание в сила.", en: "No timetable is in force on {date}." }
    ReplacesVersion { bg: "„{path}“ е утвърдено разписание или разписание в сила и не се заменя с проект.", en: "\"{path}\" is an approved timetable or one in force, and is not replaced by a draft." }
    ReplacesVersionAdvice { bg: "Изберете друга папка с --out.", en: "Choose another folder by --out." }
    DeadlineOn { bg: "{date} ({day}): {what}", en: "{date} ({day}): {what}" }
    DeadlineOnDayOff {
        bg: "{date} ({day}; последният работен ден дотогава е {working}): {what}",
        en: "{date} ({day}; the last working day until then is {working}): {what}",
    }
    DeadlineAfterChange { bg: "{days} дни след всяка промяна: {what}", en: "{days} days after each change: {what}" }
    DeadlineWhat { bg: "{what} [{cite}]", en: "{what} [{cite}]" }
    DeadlineOfGrades { bg: "{what} ({grades} клас) [{cite}]", en: "{what} (grade {grades}) [{cite}]" }
    Deadlines { bg: "Срокове", en: "Deadlines" }
    CountInstitutions { bg: "институции", en: "institutions" }
    CountClasses { bg: "паралелки", en: "classes" }
    CountGroups { bg: "групи за целодневна организация", en: "full-day groups" }
    CountStaff { bg: "учители и специалисти", en: "teachers and specialists" }
    CountSchools { bg: "училища", en: "schools" }
    CountWithGradeOne { bg: "училища с I клас", en: "schools with grade I" }
    CountKindergartens { bg: "детски градини", en: "kindergartens" }
    CountMerged { bg: "училища със слети паралелки", en: "schools with merged classes" }
    CountKindergartenGroups { bg: "групи в детски градини", en: "kindergarten groups" }
    CountInFullDay { bg: "ученици в групи за целодневна организация", en: "pupils in full-day groups" }
    CountChildren { bg: "деца: {service}", en: "children: {service}" }
    CountSpecialists { bg: "специалисти: {service}", en: "specialists: {service}" }
    CountServedOwn { bg: "{kind} със свой специалист: {service}", en: "{kind} with a specialist of their own: {service}" }
    CountServedCentre { bg: "{kind} със специалист от център: {service}", en: "{kind} with a specialist of a centre: {service}" }
    CountRooms { bg: "стаи и места", en: "rooms and places" }
    CountPupils { bg: "ученици със собствен план", en: "pupils with a plan of their own" }
    CountLessons { bg: "часове седмично", en: "lessons a week" }
    CountSessions { bg: "занимания за подкрепа седмично", en: "support sessions a week" }
    CountConsultations { bg: "консултации седмично", en: "consultations a week" }
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

/// The name of a weekday for narrow cells.
pub fn weekday_short(day: Weekday) -> Word {
    use Weekday::*;
    match day {
        Mon => Word::MondayShort,
        Tue => Word::TuesdayShort,
        Wed => Word::WednesdayShort,
        Thu => Word::ThursdayShort,
        Fri => Word::FridayShort,
        Sat => Word::SaturdayShort,
        Sun => Word::SundayShort,
    }
}

/// A date as people write it.
pub fn date(date: NaiveDate, lang: Lang) -> String {
    let format = match lang {
        Lang::Bg => "%d.%m.%Y г.",
        Lang::En => "%-d %b %Y",
    };
    date.format(format).to_string()
}

/// The same without the year.
pub fn short_date(date: NaiveDate, lang: Lang) -> String {
    let format = match lang {
        Lang::Bg => "%d.%m.",
        Lang::En => "%-d %b",
    };
    date.format(format).to_string()
}

/// Why the system refused to read or write; in its own words where the table has none.
pub fn reason(error: &std::io::Error) -> Arg {
    use std::io::ErrorKind::*;
    let word = match error.kind() {
        NotFound => Word::ReasonNotFound,
        PermissionDenied => Word::ReasonDenied,
        AlreadyExists | NotADirectory => Word::ReasonNoFolder,
        IsADirectory => Word::ReasonFolder,
        StorageFull => Word::ReasonFull,
        ReadOnlyFilesystem => Word::ReasonReadOnly,
        _ => return Arg::Plain(error.to_string()),
    };
    Arg::Word(word)
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
            // Of the Bulgarian: letters outside of the places are Bulgarian ones.
            let plain: String = bg
                .split('{')
                .map(|t| t.split_once('}').map_or(t, |(_, rest)| rest))
                .collect();
            let cyrillic = plain.chars().any(|c| ('а'..='я').contains(&c));
            assert!(cyrillic || !plain.chars().any(char::is_alphabetic), "{word:?}");
        }
    }
}
