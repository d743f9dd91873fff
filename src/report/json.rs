//! `timetable.json`: the native timetable, indented, in a stable order.

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
