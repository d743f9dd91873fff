//! Time, iterations and Ctrl-C, shared by all engines; and what the process has used.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// When to stop. Clones share the iterations and the cancellation.
#[derive(Debug, Clone)]
pub struct Clock {
    started: Instant,
    deadline: Option<Instant>,
    cancelled: Arc<AtomicBool>,
    budget: Option<u64>,
    used: Arc<AtomicU64>,
}

impl Clock {
    /// Starts now; `time` is wall-clock time, one iteration is one tried move.
    pub fn new(time: Option<Duration>, iterations: Option<u64>) -> Self {
        let started = Instant::now();
        Clock {
            started,
            // A limit beyond what can be told is none.
            deadline: time.and_then(|time| started.checked_add(time)),
            cancelled: Arc::default(),
            budget: iterations,
            used: Arc::default(),
        }
    }

    /// The same clock that is over after `time` from now at the latest.
    pub fn at_most(&self, time: Duration) -> Self {
        let end = Instant::now().checked_add(time);
        Clock {
            deadline: self.deadline.into_iter().chain(end).min(),
            ..self.clone()
        }
    }

    /// A clock within this one: it starts now, has iterations of its own, and is over with this one at the latest.
    pub fn part(&self, time: Option<Duration>, iterations: Option<u64>) -> Self {
        let part = Clock::new(time, iterations);
        Clock {
            deadline: part.deadline.into_iter().chain(self.deadline).min(),
            cancelled: self.cancelled.clone(),
            ..part
        }
    }

    /// The same time and iterations to come, but as the end of a longer run of which `share`, less than 1, is over: what cools with
    /// the clock begins cooler.
    pub fn late(&self, share: f64) -> Self {
        let over = share / (1.0 - share);
        let time = self.left().map(|left| left.mul_f64(over));
        let gone = self.budget_left().map_or(0, |left| (left as f64 * over) as u64);
        let now = Instant::now();
        Clock {
            started: time.and_then(|time| now.checked_sub(time)).unwrap_or(now),
            budget: self.budget_left().map(|left| left + gone),
            used: Arc::new(AtomicU64::new(gone)),
            ..self.clone()
        }
    }

    /// Cancelled, or past the deadline. Iterations are not asked: they end rounds, not work within one.
    pub fn over(&self) -> bool {
        self.cancelled() || self.left().is_some_and(|left| left.is_zero())
    }

    /// Time to the deadline.
    pub fn left(&self) -> Option<Duration> {
        self.deadline.map(|at| at.saturating_duration_since(Instant::now()))
    }

    /// Share of the time or of the iterations that is gone, whichever is more; 0 without limits.
    pub fn share(&self) -> f64 {
        let time = self.deadline.map(|end| {
            let whole = end.saturating_duration_since(self.started).as_secs_f64();
            self.started.elapsed().as_secs_f64() / whole.max(1e-9)
        });
        let moves = self
            .budget
            .map(|budget| self.iterations() as f64 / budget.max(1) as f64);
        time.unwrap_or(0.0).max(moves.unwrap_or(0.0)).min(1.0)
    }

    /// The deadline.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Time since the start.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Somebody has cancelled.
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Setting this flag cancels: for Ctrl-C.
    pub fn cancel(&self) -> Arc<AtomicBool> {
        self.cancelled.clone()
    }

    /// Takes up to `wanted` iterations out of the budget, and gives how many there were. Taken by one
    /// thread on behalf of all, so that what each of them gets is the same in every run.
    pub fn take(&self, wanted: u64) -> u64 {
        let used = self.used.load(Ordering::Relaxed);
        let granted = self
            .budget
            .map_or(wanted, |budget| wanted.min(budget.saturating_sub(used)));
        self.used.fetch_add(granted, Ordering::Relaxed);
        granted
    }

    /// Iterations that are left; `None` without a budget.
    pub fn budget_left(&self) -> Option<u64> {
        self.budget.map(|budget| budget.saturating_sub(self.iterations()))
    }

    /// Iterations taken so far.
    pub fn iterations(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

/// Seconds of processor time that the process has used, all threads together; `None` where the
/// system does not say.
pub fn cpu_seconds() -> Option<f64> {
    cpu_seconds_in(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// The most memory the process has held, in KiB; `None` where the system does not say.
pub fn peak_memory_kib() -> Option<u64> {
    peak_memory_kib_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// The name stands in brackets and may hold anything; user and system time are the 12th and 13th
/// number after it, in hundredths of a second as Linux shows them to programs.
fn cpu_seconds_in(stat: &str) -> Option<f64> {
    let (_, after) = stat.rsplit_once(')')?;
    let mut ticks = after.split_whitespace().skip(11);
    let user: u64 = ticks.next()?.parse().ok()?;
    let system: u64 = ticks.next()?.parse().ok()?;
    Some((user + system) as f64 / 100.0)
}

fn peak_memory_kib_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_at_the_deadline_or_when_cancelled() {
        assert!(Clock::new(Some(Duration::ZERO), None).over());
        let long = Clock::new(Some(Duration::from_secs(3600)), None);
        assert!(!long.over());
        assert!(long.at_most(Duration::ZERO).over());
        assert_eq!(long.at_most(Duration::from_secs(7200)).deadline(), long.deadline());
        let part = long.at_most(Duration::from_secs(60));
        assert!(part.left().is_some_and(|left| left <= Duration::from_secs(60)));
        long.cancel().store(true, Ordering::Relaxed);
        assert!(long.over() && part.over());
    }

    #[test]
    fn without_a_limit_it_goes_on() {
        let clock = Clock::new(None, None);
        assert_eq!((clock.over(), clock.left()), (false, None));
        assert_eq!(Clock::new(Some(Duration::MAX), None).left(), None);
        assert_eq!(clock.take(7), 7);
    }

    #[test]
    fn iterations_are_shared_and_end() {
        let clock = Clock::new(None, Some(10));
        let other = clock.at_most(Duration::from_secs(60));
        assert_eq!(
            [clock.take(4), other.take(4), clock.take(4), other.take(4)],
            [4, 4, 2, 0]
        );
        assert_eq!(clock.iterations(), 10);
    }

    #[test]
    fn a_part_has_iterations_of_its_own() {
        let whole = Clock::new(Some(Duration::from_secs(60)), Some(10));
        let part = whole.part(Some(Duration::from_secs(3600)), Some(5));
        assert_eq!((part.take(9), whole.iterations()), (5, 0));
        assert_eq!(part.deadline(), whole.deadline());
        whole.cancel().store(true, Ordering::Relaxed);
        assert!(part.over());
    }

    #[test]
    fn a_late_clock_has_what_was_left() {
        let whole = Clock::new(Some(Duration::from_secs(3600)), Some(10));
        whole.take(4);
        let late = whole.late(0.75);
        assert_eq!((late.deadline(), late.budget_left()), (whole.deadline(), Some(6)));
        assert!((0.75..0.76).contains(&late.share()), "{}", late.share());
        assert_eq!((late.take(9), whole.iterations()), (6, 4));
        let endless = Clock::new(None, None).late(0.5);
        assert_eq!((endless.share(), endless.over(), endless.take(7)), (0.0, false, 7));
    }

    #[test]
    fn what_linux_says() {
        let stat = "42 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 250 75 0 0 20";
        assert_eq!(cpu_seconds_in(stat), Some(3.25));
        assert_eq!(cpu_seconds_in("42 (x) S 1"), None);
        assert_eq!(peak_memory_kib_in("VmPeak:\t 9 kB\nVmHWM:\t  5120 kB\n"), Some(5120));
        assert_eq!(peak_memory_kib_in("VmPeak:\t 9 kB\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_used_something() {
        assert!(cpu_seconds().is_some_and(|s| s >= 0.0));
        assert!(peak_memory_kib().is_some_and(|k| k > 100));
    }
}
