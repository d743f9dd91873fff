//! `timetable.json`: the native timetable, indented, in a stable order.

use crate::order::Order;
use crate::test_calendar::TestCalendar;
use crate::timetable::Timetable;
use std::io;

/// The file's bytes. Placements are sorted, so equal timetables give equal files.
pub(super) fn timetable(timetable: &Timetable) -> io::Result<Vec<u8>> {
    let mut sorted = timetable.clone();
    sorted.placements.sort();
    let mut bytes = serde_json::to_vec_pretty(&sorted)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// `tests.json`: the calendar, by date.
pub(super) fn tests(calendar: &TestCalendar) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(calendar)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// `order.json`: an order. It names sessions, so its owner alone may read it.
pub(super) fn order(order: &Order) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(order)?;
    bytes.push(b'\n');
    Ok(bytes)
}
