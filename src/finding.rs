//! What is wrong with an input: a code, the place in the file, the cause and what to do.

use crate::words::{Lang, Message};
use serde::Serialize;
use std::fmt;

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
}

/// The findings for people: code, cause, the lines of the file with a mark, and what to do.
pub fn render(findings: &[Finding], source: &Source, lang: Lang, colour: bool) -> String {
    let mut out = String::new();
    for finding in findings {
        let theme = if colour {
            miette::GraphicalTheme::unicode()
        } else {
            miette::GraphicalTheme::unicode_nocolor()
        };
        // The footer and not miette's help, whose heading is English.
        let handler = miette::GraphicalReportHandler::new_themed(theme)
            .with_width(110)
            .with_links(false)
            .with_context_lines(1)
            .with_footer(format!("→ {}", finding.advice.in_lang(lang)));
        let drawn = Drawn {
            finding,
            source: miette::NamedSource::new(&source.name, source.text.clone()),
            message: finding.message.in_lang(lang),
        };
        if handler.render_report(&mut out, &drawn).is_err() {
            // A place outside of the text cannot be drawn; the sentence still stands.
            out.push_str(&format!("{} {}\n", finding.code, drawn.message));
        }
    }
    out
}

/// A finding as miette draws it.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Finding,
    source: miette::NamedSource<String>,
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
        self.place().map(|_| &self.source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let place = self.place()?;
        let span = miette::LabeledSpan::new(Some(self.finding.path.clone()), place.offset, place.len);
        Some(Box::new(std::iter::once(span)))
    }
}

impl Drawn<'_> {
    /// The place, where there is a text that holds it.
    fn place(&self) -> Option<Place> {
        let text = self.source.inner();
        self.finding
            .place
            .filter(|p| p.offset + p.len <= text.len() && !text.is_empty())
    }
}
