//! The time axis, and the slots that meets may take on it.

use super::{CellId, Day};
use smallvec::SmallVec;

/// An elementary interval: no meet begins or ends inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// What one clash in this cell counts: its minutes; 1 in XHSTT.
    pub weight: u32,
    /// Its day.
    pub day: Day,
    /// Start in minutes from the start of the axis (day * 1440 + minutes); the index in XHSTT.
    pub from: i32,
    /// End, likewise.
    pub to: i32,
}

/// The week, cut into cells in order of time. The cells of a day tile it without holes, breaks included. With weeks A and B the axis holds both weeks,
/// one after the other, and a weekly meet has a span in each.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    /// The cells.
    pub cells: Vec<Cell>,
    /// Number of days.
    pub days: usize,
    /// Names of the days, for messages.
    pub day_names: Vec<String>,
    /// First and one-past-last cell of each day.
    pub day_cells: Vec<std::ops::Range<CellId>>,
    /// Most days that a slot reaches beyond the day it starts on; 0 in a school.
    pub reach: usize,
}

/// One unbroken stretch of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Day of the start.
    pub day: Day,
    /// First cell.
    pub start: CellId,
    /// One past the last cell.
    pub end: CellId,
    /// One past the last cell for resources that need the gap.
    pub free: CellId,
    /// Start in minutes from the start of the axis.
    pub from: i32,
    /// End in minutes from the start of the axis.
    pub to: i32,
}

impl Span {
    /// One past the last cell in which it keeps a resource busy that needs the gap, or does not.
    #[inline]
    pub fn until(&self, gap: bool) -> CellId {
        if gap { self.free } else { self.end }
    }
}

/// A place on the axis that a meet may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its stretches in order of time: one; with weeks A and B, one in each week for a weekly meet.
    pub spans: SmallVec<[Span; 1]>,
    /// Units of the event's length that it takes (XHSTT: duration; school: 1).
    pub length: u16,
    /// Ordinal of the period in its bell schedule's day, from 0: slots whose ordinals differ
    /// by one are adjacent, and a class's day starts with 0. `None` where there are no periods.
    pub ordinal: Option<u8>,
    /// The big break follows.
    pub big_break_after: bool,
}

impl Slot {
    /// The first stretch.
    #[inline]
    pub fn first(&self) -> &Span {
        &self.spans[0]
    }
}
