//! Bounded by work, not by time: each bench does a fixed amount and is timed.
//! `cargo bench --bench micro`; the protocol stands in `benches/README.md`.

use divan::Bencher;
use divan::counter::ItemsCount;
use firstbell::formats::native::read_instance;
use firstbell::lower::{Lowered, lower};
use firstbell::problem::Assignment;
use firstbell::program::Program;
use firstbell::solve::anneal::{Run, anneal};
use firstbell::solve::clock::Clock;
use firstbell::solve::domain::Domain;
use firstbell::words::Lang;
use std::path::Path;

const TERMS: [&str; 2] = ["term1", "term2"];
/// Moves of one sample.
const MOVES: u64 = 100_000;

fn main() {
    divan::main();
}

fn school(term: &str) -> Lowered {
    let path = format!("instances/zlatar/{term}.json");
    match read_instance(Path::new(&path)) {
        Ok((instance, _)) => lower(&instance, Lang::En),
        Err(refused) => panic!("{path}: {:?}", refused.findings),
    }
}

/// Moves tried and fully priced, one thread.
#[divan::bench(args = TERMS, sample_count = 10, sample_size = 1)]
fn moves(bencher: Bencher, term: &str) {
    let lowered = school(term);
    let domain = Domain::new(&lowered.problem);
    let start = Assignment::empty(&lowered.problem);
    bencher.counter(ItemsCount::new(MOVES)).bench_local(|| {
        let clock = Clock::new(None, Some(MOVES));
        anneal(&domain, &start, Run::annealing(1, 1), &clock, |_| false, |_, _| {}).cost
    });
}

/// From an instance to a problem.
#[divan::bench(args = TERMS, sample_count = 10, sample_size = 1)]
fn lowering(bencher: Bencher, term: &str) {
    let path = format!("instances/zlatar/{term}.json");
    let Ok((instance, _)) = read_instance(Path::new(&path)) else {
        panic!("{path}")
    };
    bencher.bench_local(|| lower(&instance, Lang::En).problem.meets.len());
}

/// The whole integer program.
#[divan::bench(args = TERMS, sample_count = 5, sample_size = 1)]
fn program(bencher: Bencher, term: &str) {
    let lowered = school(term);
    bencher.bench_local(|| Program::of(&lowered.problem).rows.len());
}
