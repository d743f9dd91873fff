//! What is promised of every answer to a file.

use firstbell::finding::{Finding, Source, render};
use firstbell::words::Lang;

/// Every finding has its place in the text, and can be drawn in both languages.
pub fn keeps_its_promises(findings: &[Finding], source: &Source) {
    for finding in findings {
        let place = finding.place.expect("a place");
        let end = place.offset + place.len;
        assert!(
            source.text.get(place.offset..end.min(source.text.len())).is_some(),
            "{finding:?}"
        );
    }
    for lang in [Lang::Bg, Lang::En] {
        let drawn = render(findings, source, lang, false);
        assert!(findings.iter().all(|finding| drawn.contains(finding.code)), "{drawn}");
    }
}
