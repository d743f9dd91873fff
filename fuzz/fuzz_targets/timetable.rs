//! A timetable: read, placed and judged by the law, for a school that it may or may not be of.
#![no_main]

use firstbell::formats::native;
use firstbell::instance::Instance;
use firstbell::lower::{Lowered, lower};
use firstbell::verify::{cost, law};
use firstbell::words::Lang;
use firstbell_fuzz::keeps_its_promises;
use std::sync::LazyLock;

static SCHOOL: LazyLock<(Instance, Lowered)> = LazyLock::new(|| {
    let text = include_bytes!("../../instances/toy/co-teaching.json");
    let (instance, _) = native::read(text, "co-teaching.json").expect("a school");
    let lowered = lower(&instance, Lang::Bg);
    (instance, lowered)
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| match native::timetable(bytes, "file.json") {
    Err(refused) => keeps_its_promises(&refused.findings, &refused.source),
    Ok((timetable, _)) => {
        let (instance, lowered) = &*SCHOOL;
        let (assignment, _) = lowered.assignment(&timetable);
        assert!(cost::malformed(&lowered.problem, &assignment).is_empty());
        law::judge(instance, &timetable);
    }
});
