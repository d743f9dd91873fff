//! XML as a tree whose elements know their place in the text.
//!
//! Document type definitions are refused, and with them every entity but the five of XML itself: nothing can
//! expand, and nothing outside of the file is looked at.

use crate::finding::Finding;
use crate::formats::json;
use crate::words::{Fill, Message, Word};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// Deepest nesting; archives have about ten levels.
const DEEPEST: usize = 64;
/// Most elements of a file.
const MOST: usize = 4_000_000;

/// An element.
#[derive(Debug, Clone)]
pub struct Element<'t> {
    /// Its name.
    pub name: &'t str,
    /// Attributes in order; no name twice.
    attributes: Vec<(&'t str, Cow<'t, str>)>,
    /// All text right inside it.
    text: Cow<'t, str>,
    /// Elements right inside it.
    pub children: Vec<Element<'t>>,
    /// Its start tag, in bytes of the text.
    pub tag: Range<usize>,
    /// All of it, likewise.
    pub whole: Range<usize>,
}

impl<'t> Element<'t> {
    /// The first element of a name right inside.
    pub fn child(&self, name: &str) -> Option<&Element<'t>> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The elements of a name right inside.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Element<'t>> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The value of an attribute, without white space around it.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value.trim())
    }

    /// Its text, without white space around it.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// For people: its name, and the name it gives or refers to.
    pub fn path(&self) -> String {
        match self.attribute("Id").or_else(|| self.attribute("Reference")) {
            Some(id) => format!("/{}/{id}", self.name),
            None => format!("/{}", self.name),
        }
    }
}

/// Findings with their places in a text.
pub struct Findings<'t> {
    text: &'t str,
    lines: Vec<usize>,
    found: Vec<Finding>,
    /// Elements that were said to be left out, with what they stood in.
    left_out: BTreeSet<(String, String)>,
}

impl<'t> Findings<'t> {
    /// None yet.
    pub fn new(text: &'t str) -> Self {
        Findings {
            text,
            lines: json::line_starts(text),
            found: Vec::new(),
            left_out: BTreeSet::new(),
        }
    }

    /// A finding about an element.
    pub fn add(&mut self, code: &'static str, at: &Element, message: Message, advice: Word) {
        let path = at.path();
        self.add_at(code, path, at.tag.clone(), message, advice);
    }

    fn add_at(&mut self, code: &'static str, path: String, at: Range<usize>, message: Message, advice: Word) {
        let mut finding = Finding::new(code, path, message, advice.with(&[]));
        let range = jsonc_parser::common::Range::new(at.start, at.end);
        finding.place = Some(json::place(self.text, &self.lines, range));
        self.found.push(finding);
    }

    /// Something needed that is not there.
    fn missing(&mut self, at: &Element, name: &str) {
        let message = Word::XhsttMissing.with(&[("parent", &at.name), ("element", &name)]);
        self.add("E-missing", at, message, Word::XhsttAdvice);
    }

    /// An element right inside that must be there.
    pub fn needed<'a, 'e>(&mut self, of: &'a Element<'e>, name: &str) -> Option<&'a Element<'e>> {
        let found = of.child(name);
        if found.is_none() {
            self.missing(of, name);
        }
        found
    }

    /// An attribute that must be there.
    pub fn needed_attribute<'a>(&mut self, of: &'a Element, name: &str) -> Option<&'a str> {
        let found = of.attribute(name);
        if found.is_none() {
            self.missing(of, name);
        }
        found
    }

    /// The whole number in an element right inside that must be there.
    pub fn number(&mut self, of: &Element, name: &str, least: u64, most: u64) -> Option<u64> {
        let element = self.needed(of, name)?;
        let number = element.text().parse().ok().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            let args: [(&'static str, &dyn Fill); 4] = [
                ("element", &name),
                ("found", &element.text()),
                ("least", &least),
                ("most", &most),
            ];
            self.add("E-number", element, Word::XhsttNumber.with(&args), Word::XhsttAdvice);
        }
        number
    }

    /// Elements of other names right inside are not known, and said to be left out. Of names without `*` there may be
    /// one: what a second would say must not get lost.
    pub fn only(&mut self, of: &Element, known: &[&str]) {
        let mut seen: Vec<&str> = Vec::new();
        for child in &of.children {
            match known.iter().find(|name| name.trim_end_matches('*') == child.name) {
                None => self.unknown(of, child),
                Some(name) if name.ends_with('*') => {}
                Some(name) if seen.contains(name) => {
                    let message = Word::XhsttTwice.with(&[("parent", &of.name), ("element", &child.name)]);
                    self.add("E-twice", child, message, Word::XhsttTwiceAdvice);
                }
                Some(name) => seen.push(name),
            }
        }
    }

    /// Attributes and text that mean nothing in the format are said to be left out; what stands in descriptions is
    /// for people.
    pub fn stray(&mut self, element: &Element) {
        if ["MetaData", "Report"].contains(&element.name) {
            return;
        }
        for (name, _) in &element.attributes {
            let known = ["Id", "Reference", "Color"].contains(name) || name.starts_with("xml");
            if !known && self.left_out.insert((element.name.to_owned(), format!("@{name}"))) {
                let message = Word::XhsttAttribute.with(&[("attribute", name), ("element", &element.name)]);
                self.add("W-left-out", element, message, Word::XhsttLeftOutAdvice);
            }
        }
        let is_value = element.children.is_empty() && element.attributes.is_empty();
        if !is_value && !element.text().is_empty() && self.left_out.insert((element.name.to_owned(), String::new())) {
            let message = Word::XhsttText.with(&[("text", &element.text()), ("parent", &element.name)]);
            self.add("W-left-out", element, message, Word::XhsttTextAdvice);
        }
        element.children.iter().for_each(|child| self.stray(child));
    }

    /// The elements inside an element inside: `<Times><Time/><Time/></Times>`. Others there are said to be left out.
    pub fn list<'a, 'e>(&mut self, of: &'a Element<'e>, list: &str, name: &str) -> Vec<&'a Element<'e>> {
        let Some(list) = of.child(list) else {
            return Vec::new();
        };
        self.only(list, &[&format!("{name}*")]);
        list.all(name).collect()
    }

    /// An element that is left out, said once for elements of its name.
    pub fn unknown(&mut self, parent: &Element, element: &Element) {
        if self.left_out.insert((parent.name.to_owned(), element.name.to_owned())) {
            let message = Word::XhsttLeftOut.with(&[("element", &element.name), ("parent", &parent.name)]);
            self.add("W-left-out", element, message, Word::XhsttLeftOutAdvice);
        }
    }

    /// An id that something else has.
    pub fn twice(&mut self, at: &Element, id: &str) {
        let message = Word::XhsttIdTwice.with(&[("id", &id)]);
        self.add("E-id-twice", at, message, Word::IdEmptyAdvice);
    }

    /// Whether something is wrong so far.
    pub fn refuse(&self) -> bool {
        self.found.iter().any(|f| f.severity == crate::finding::Severity::Error)
    }

    /// All of them, in the order of the text.
    pub fn into_vec(mut self) -> Vec<Finding> {
        json::sort(&mut self.found);
        self.found
    }
}

/// What is wrong with a text that should be XML.
type Fault = (&'static str, Range<usize>, Message, Word);

/// Reads a text; `None` with the first thing that is wrong added to the findings.
pub fn read<'t>(text: &'t str, findings: &mut Findings) -> Option<Element<'t>> {
    match tree(text) {
        Ok(root) => Some(root),
        Err((code, at, message, advice)) => {
            findings.add_at(code, String::new(), at, message, advice);
            None
        }
    }
}

fn tree(text: &str) -> Result<Element<'_>, Fault> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0;
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event();
        let at = from..(reader.buffer_position() as usize).min(text.len());
        let event = event.map_err(|error| {
            let place = (reader.error_position() as usize).min(text.len());
            syntax(place..place, &error)
        })?;
        match event {
            Event::Start(start) => {
                open.push(element(text, &start, at.clone())?);
                if open.len() > DEEPEST {
                    return Err((
                        "E-xml-deep",
                        at,
                        Word::XmlDeep.with(&[("most", &DEEPEST)]),
                        Word::XmlLargeAdvice,
                    ));
                }
            }
            Event::Empty(start) => {
                let element = element(text, &start, at)?;
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                if let Some(mut element) = open.pop() {
                    element.whole.end = at.end;
                    close(element, &mut open, &mut root)?;
                }
            }
            Event::Text(_) => {
                let raw = text.get(at.clone()).unwrap_or_default();
                match open.last_mut() {
                    Some(element) => append(&mut element.text, Cow::Borrowed(raw)),
                    None if raw.trim().is_empty() => {}
                    None => return Err(outside(at)),
                }
            }
            Event::CData(data) => match open.last_mut() {
                Some(element) => {
                    let data = String::from_utf8_lossy(&data.into_inner()).into_owned();
                    append(&mut element.text, Cow::Owned(data));
                }
                None => return Err(outside(at)),
            },
            Event::GeneralRef(_) => {
                let value = resolve(text, at.clone())?;
                match open.last_mut() {
                    Some(element) => append(&mut element.text, value),
                    None => return Err(outside(at)),
                }
            }
            Event::DocType(_) => {
                let first_line = at.start..at.end.min(at.start + "<!DOCTYPE".len());
                return Err((
                    "E-xml-doctype",
                    first_line,
                    Word::XmlDoctype.with(&[]),
                    Word::XmlDoctypeAdvice,
                ));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        count += 1;
        if count > 4 * MOST {
            let at = 0..0;
            return Err((
                "E-xml-large",
                at,
                Word::XmlLarge.with(&[("most", &MOST)]),
                Word::XmlLargeAdvice,
            ));
        }
    }
    if let Some(unclosed) = open.pop() {
        let message = Word::XmlUnclosed.with(&[("element", &unclosed.name)]);
        return Err(("E-xml", unclosed.tag, message, Word::XmlSyntaxAdvice));
    }
    root.ok_or_else(|| ("E-xml", 0..0, Word::FileEmpty.with(&[]), Word::XmlSyntaxAdvice))
}

fn append<'t>(to: &mut Cow<'t, str>, more: Cow<'t, str>) {
    if to.is_empty() {
        *to = more;
    } else if !more.trim().is_empty() || !to.trim().is_empty() {
        to.to_mut().push_str(&more);
    }
}

fn close<'t>(element: Element<'t>, open: &mut [Element<'t>], root: &mut Option<Element<'t>>) -> Result<(), Fault> {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if root.is_none() => *root = Some(element),
        None => return Err(outside(element.tag)),
    }
    Ok(())
}

fn element<'t>(text: &'t str, start: &BytesStart, at: Range<usize>) -> Result<Element<'t>, Fault> {
    // The tag as it stands in the text, without its brackets.
    let tag = text.get(at.clone()).unwrap_or_default();
    let name = tag.get(1..1 + start.name().as_ref().len()).unwrap_or_default();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| syntax(at.clone(), &error))?;
        let key = String::from_utf8_lossy(attribute.key.as_ref());
        let value = String::from_utf8_lossy(&attribute.value);
        // Both stand in the tag: borrowed from there they live as long as the text.
        let key = tag
            .find(&*key)
            .and_then(|i| tag.get(i..i + key.len()))
            .unwrap_or_default();
        let value = match unescape(&value) {
            Ok(value) => Cow::Owned(value.into_owned()),
            Err(_) => return Err(entity(&value, at.clone())),
        };
        attributes.push((key, value));
    }
    Ok(Element {
        name,
        attributes,
        text: Cow::Borrowed(""),
        children: Vec::new(),
        tag: at.clone(),
        whole: at,
    })
}

/// The character that a reference in the text stands for.
fn resolve(text: &str, at: Range<usize>) -> Result<Cow<'_, str>, Fault> {
    let raw = text.get(at.clone()).unwrap_or_default();
    unescape(raw).map_err(|_| entity(raw, at))
}

fn syntax(at: Range<usize>, error: &dyn Fill) -> Fault {
    (
        "E-xml",
        at,
        Word::XmlSyntax.with(&[("detail", error)]),
        Word::XmlSyntaxAdvice,
    )
}

fn entity(found: &str, at: Range<usize>) -> Fault {
    let message = Word::XmlEntity.with(&[("entity", &found)]);
    ("E-xml-entity", at, message, Word::XmlEntityAdvice)
}

fn outside(at: Range<usize>) -> Fault {
    ("E-xml", at, Word::XmlOutside.with(&[]), Word::XmlSyntaxAdvice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, usize, usize)> {
        let mut findings = Findings::new(text);
        assert!(read(text, &mut findings).is_none(), "{text}");
        let found = findings.into_vec();
        let place = |f: &Finding| f.place.map(|p| (f.code, p.line, p.column));
        found.iter().filter_map(place).collect()
    }

    #[test]
    fn elements_attributes_and_text() {
        let text = "<?xml version=\"1.0\"?>\r\n<!-- <no> -->\n<a x='1 &amp; 2'>\n <b Id = \"&#65;\"/> t&lt;e<![CDATA[<x>]]>\n<b> u </b></a>\n";
        let mut findings = Findings::new(text);
        let a = read(text, &mut findings).unwrap();
        assert_eq!((a.name, a.attribute("x"), a.text()), ("a", Some("1 & 2"), "t<e<x>"));
        let b: Vec<_> = a.all("b").map(|b| (b.attribute("Id"), b.text(), b.path())).collect();
        assert_eq!(b, [(Some("A"), "", "/b/A".to_string()), (None, "u", "/b".to_string())]);
        assert_eq!(&text[a.children[1].whole.clone()], "<b> u </b>");
        assert!(findings.into_vec().is_empty());
    }

    #[test]
    fn what_is_not_xml_is_found_at_its_place() {
        assert_eq!(found("<a>\n  <b>\n</a>"), [("E-xml", 3, 1)]);
        assert_eq!(found("<a>\n  <b>"), [("E-xml", 2, 3)]);
        assert_eq!(found("<a/>\n<b/>"), [("E-xml", 2, 1)]);
        assert_eq!(found("<a/>\nx"), [("E-xml", 1, 5)]);
        assert_eq!(found(""), [("E-xml", 1, 1)]);
        assert_eq!(found("<a x='1' x='2'/>"), [("E-xml", 1, 1)]);
    }

    #[test]
    fn nothing_is_defined_and_nothing_is_brought_in() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a>&x;</a>";
        assert_eq!(found(bomb), [("E-xml-doctype", 1, 1)]);
        assert_eq!(
            found("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"),
            [("E-xml-doctype", 1, 1)]
        );
        assert_eq!(found("<a>\n&x;</a>"), [("E-xml-entity", 2, 1)]);
        assert_eq!(found("<a>\n<b c='&x;'/></a>"), [("E-xml-entity", 2, 1)]);
        assert_eq!(found(&"<a>".repeat(100)).len(), 1);
    }
}
