//! A school's file: read, validated, and lowered if nothing is wrong with it.
#![no_main]

use firstbell::finding::{Severity, worst};
use firstbell::formats::native;
use firstbell::lower::lower;
use firstbell::validate::validate;
use firstbell::words::Lang;
use firstbell_fuzz::keeps_its_promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (findings, source) = match native::read(bytes, "file.json") {
        Err(refused) => (refused.findings, refused.source),
        Ok((instance, source)) => {
            let mut findings = validate(&instance);
            native::locate(&mut findings, &source);
            if worst(&findings) != Some(Severity::Error) {
                lower(&instance, Lang::Bg);
            }
            (findings, source)
        }
    };
    keeps_its_promises(&findings, &source);
});
