//! What is wrong with an input: a code, the place in the file, the cause and what to do.

use crate::words::{Lang, Message};
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The input itself is wrong; nothing can be done with it.
    Error,
    /// The input is clear, and no legal timetable exists for it.
    Impossible,
    /// Worth a look; solving goes on.
    Warning,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes from the start of the text.
    pub offset: usize,
    /// Length in bytes.
    pub len: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Short name that stays the same in every language: `E-` error, `I-` impossible, `W-` warning.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The part file that it is about; left out: the file itself.
    pub file: Option<String>,
    /// Where in the data, as a JSON pointer such as `/lessons/3/staff/0`; empty: the whole file.
    pub path: String,
    /// Where in the file; `None` while only the data are known.
    pub place: Option<Place>,
    /// The cause.
    pub message: Message,
    /// What to do.
    pub advice: Message,
}

impl Finding {
    /// A finding without a place; how bad it is follows from the first letter of the code.
    pub fn new(code: &'static str, path: impl Into<String>, message: Message, advice: Message) -> Self {
        let severity = match code.as_bytes().first() {
            Some(b'I') => Severity::Impossible,
            Some(b'W') => Severity::Warning,
            _ => Severity::Error,
        };
        Finding {
            code,
            severity,
            file: None,
            path: path.into(),
            place: None,
            message,
            advice,
        }
    }

    /// For `--json`.
    pub fn report(&self, lang: Lang) -> FindingReport {
        FindingReport {
            code: self.code,
            severity: self.severity,
            file: self.file.clone(),
            path: self.path.clone(),
            line: self.place.map(|p| p.line),
            column: self.place.map(|p| p.column),
            message: self.message.in_lang(lang),
            advice: self.advice.in_lang(lang),
        }
    }
}

/// A finding in one language, as programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingReport {
    /// See [`Finding::code`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The part file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// JSON pointer.
    pub path: String,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// The cause.
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// The worst of several findings.
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|f| f.severity).min()
}

/// A file's name and text, to show findings in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Name for people.
    pub name: String,
    /// The text; empty where there is none to show.
    pub text: String,
    /// Part files of an instance, in their order.
    pub parts: Vec<PartSource>,
}

/// A part file of an instance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartSource {
    /// Its name and text.
    pub source: Source,
    /// By list, the indices in the instance of the entries that it has added.
    pub added: Vec<(&'static str, Range<usize>)>,
}

impl Source {
    /// The file of a finding.
    fn of(&self, finding: &Finding) -> &Source {
        let named = |part: &&PartSource| finding.file.as_ref() == Some(&part.source.name);
        self.parts.iter().find(named).map_or(self, |part| &part.source)
    }
}

/// The findings for people: code, cause, the lines of the file with a mark, and what to do.
pub fn render(findings: &[Finding], source: &Source, lang: Lang, colour: bool) -> String {
    let mut out = String::new();
    for finding in findings {
        let source = source.of(finding);
        let theme = if colour {
            miette::GraphicalTheme::unicode()
        } else {
            miette::GraphicalTheme::unicode_nocolor()
        };
        let drawn = Drawn {
            finding,
            excerpt: finding.place.and_then(|place| Excerpt::around(source, place)),
            message: finding.message.in_lang(lang),
        };
        let advice = format!("→ {}", finding.advice.in_lang(lang));
        let footer = match (&drawn.excerpt, finding.place) {
            (None, Some(place)) => {
                let (name, path) = (&source.name, &finding.path);
                format!("{name}:{}:{} {path}\n{advice}", place.line, place.column)
            }
            _ => advice,
        };
        // The footer and not miette's help, whose heading is English.
        let handler = miette::GraphicalReportHandler::new_themed(theme)
            .with_width(110)
            .with_links(false)
            .with_context_lines(1)
            .with_footer(footer);
        if handler.render_report(&mut out, &drawn).is_err() {
            // A place outside of the text cannot be drawn; the sentence still stands.
            out.push_str(&format!("{} {}\n", finding.code, drawn.message));
        }
    }
    out
}

/// The longest excerpt that is drawn, in bytes. A file without line breaks is one line of any length, and miette stops at
/// columns above 65,535.
const LONGEST_EXCERPT: usize = 6000;

/// The line of a place with its neighbours, so that nothing else of a long file is looked at.
#[derive(Debug)]
struct Excerpt<'a> {
    source: &'a Source,
    place: Place,
    /// The lines.
    text: &'a str,
    /// Where they start in the file, in bytes.
    start: usize,
    /// Lines of the file before them.
    lines_before: usize,
}

impl<'a> Excerpt<'a> {
    /// `None` where the text does not hold the place, or its lines are too long to be drawn.
    fn around(source: &'a Source, place: Place) -> Option<Self> {
        let text = source.text.as_str();
        let end = place.offset + place.len;
        let (before, after) = (text.get(..place.offset)?, text.get(end..)?);
        let start = before.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
        let end = after.match_indices('\n').nth(1).map_or(text.len(), |(at, _)| end + at);
        let lines = before.get(start..)?.matches('\n').count();
        let excerpt = text.get(start..end)?;
        (!text.is_empty() && excerpt.len() <= LONGEST_EXCERPT).then_some(Excerpt {
            source,
            place,
            text: excerpt,
            start,
            lines_before: place.line.saturating_sub(1 + lines),
        })
    }
}

impl miette::SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let offset = span
            .offset()
            .checked_sub(self.start)
            .ok_or(miette::MietteError::OutOfBounds)?;
        let found = self
            .text
            .read_span(&(offset, span.len()).into(), lines_before, lines_after)?;
        let span = (found.span().offset() + self.start, found.span().len()).into();
        let line = found.line() + self.lines_before;
        let (column, count) = (found.column(), found.line_count());
        let name = self.source.name.clone();
        Ok(Box::new(miette::MietteSpanContents::new_named(
            name,
            found.data(),
            span,
            line,
            column,
            count,
        )))
    }
}

/// A finding as miette draws it.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Finding,
    excerpt: Option<Excerpt<'a>>,
    message: String,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error | Severity::Impossible => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.excerpt.as_ref().map(|e| e as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let place = self.excerpt.as_ref()?.place;
        let span = miette::LabeledSpan::new(Some(self.finding.path.clone()), place.offset, place.len);
        Some(Box::new(std::iter::once(span)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Word;

    fn finding(place: Option<Place>) -> Finding {
        let message = Word::NoStaff.with(&[("id", &"Ана"), ("known", &"Аня")]);
        let advice = Word::ReferenceAdvice.with(&[("id", &"Ана"), ("known", &"Аня")]);
        let mut finding = Finding::new("E-ref-staff", "/lessons/0/staff/0", message, advice);
        finding.place = place;
        finding
    }

    fn source() -> Source {
        Source {
            name: "училище.json".into(),
            text: "{\n  \"staff\": [\"Ана\"]\n}\n".into(),
            ..Source::default()
        }
    }

    #[test]
    fn people_see_code_cause_line_mark_and_advice() {
        let place = Place {
            line: 2,
            column: 13,
            offset: 14,
            len: 8,
        };
        assert_eq!(source().text.get(14..22), Some("\"Ана\""));
        let drawn = render(&[finding(Some(place))], &source(), Lang::Bg, false);
        for part in [
            "E-ref-staff",
            "Няма учител",
            "училище.json:2",
            "\"staff\": [\"Ана\"]",
            "/lessons/0/staff/0",
            "→ Поправете",
        ] {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
        assert!(!drawn.contains("help") && !drawn.contains('\u{1b}'), "{drawn}");
        assert!(render(&[finding(Some(place))], &source(), Lang::Bg, true).contains('\u{1b}'));
    }

    #[test]
    fn without_a_place_or_beyond_the_text_the_sentence_stands_alone() {
        let beyond = Place {
            line: 9,
            column: 1,
            offset: 900,
            len: 4,
        };
        for place in [None, Some(beyond)] {
            let drawn = render(&[finding(place)], &source(), Lang::En, false);
            assert!(
                drawn.contains("There is no member of staff") && !drawn.contains("\"staff\""),
                "{drawn}"
            );
        }
    }

    #[test]
    fn a_file_of_one_long_line_is_named_and_not_drawn() {
        let place = Place {
            line: 1,
            column: 70_001,
            offset: 70_000,
            len: 8,
        };
        let source = Source {
            name: "long.json".into(),
            text: "x".repeat(80_000),
            ..Source::default()
        };
        let drawn = render(&[finding(Some(place))], &source, Lang::En, false);
        assert!(drawn.contains("long.json:1:70001 /lessons/0/staff/0"), "{drawn}");
        assert!(drawn.len() < 1000, "{}", drawn.len());
    }

    #[test]
    fn lines_are_numbered_as_in_the_file() {
        let source = Source {
            name: "x.json".into(),
            text: (1..=1000).map(|n| format!("line {n}\n")).collect(),
            ..Source::default()
        };
        for (line, neighbours, others) in [(1, vec![2], [3, 4]), (700, vec![699, 701], [698, 702])] {
            let offset = source.text.find(&format!("line {line}\n")).unwrap();
            let place = Place {
                line,
                column: 6,
                offset: offset + 5,
                len: 1,
            };
            let drawn = render(&[finding(Some(place))], &source, Lang::En, false);
            assert!(drawn.contains(&format!("x.json:{line}:6")), "{drawn}");
            for n in neighbours.into_iter().chain([line]) {
                assert!(drawn.contains(&format!(" {n} │ line {n}\n")), "{n} in {drawn}");
            }
            assert!(
                others.iter().all(|n| !drawn.contains(&format!("line {n}\n"))),
                "{drawn}"
            );
        }
    }

    #[test]
    fn the_first_letter_of_the_code_says_how_bad() {
        let of = |code| Finding::new(code, "", Word::FileEmpty.with(&[]), Word::FileEmpty.with(&[]));
        let all = [of("W-norm"), of("I-room"), of("E-clock")];
        assert_eq!(worst(&all[..1]), Some(Severity::Warning));
        assert_eq!(worst(&all[..2]), Some(Severity::Impossible));
        assert_eq!(worst(&all), Some(Severity::Error));
        assert_eq!(worst(&[]), None);
    }
}
