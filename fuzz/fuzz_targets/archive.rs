//! An XHSTT archive: read, and its solutions judged by both readings of the rules.
#![no_main]

use firstbell::board::{Board, Cost};
use firstbell::formats::xhstt;
use firstbell::verify::cost;
use firstbell_fuzz::keeps_its_promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| match xhstt::read(bytes, "file.xml") {
    Err(refused) => keeps_its_promises(&refused.findings, &refused.source),
    Ok(archive) => {
        keeps_its_promises(&archive.findings, &archive.source);
        for solution in &archive.solutions {
            keeps_its_promises(&solution.findings, &archive.source);
            let Some((instance, assignment)) = &solution.solved else {
                continue;
            };
            let problem = &archive.instances[*instance].problem;
            assert!(cost::malformed(problem, assignment).is_empty());
            let judged = cost::totals(problem, assignment);
            let (hard, soft) = (judged.hard, judged.soft);
            assert_eq!(Board::new(problem, assignment).cost(), Cost { hard, soft });
        }
    }
});
