//! When a day's engagements begin and end, as columns.

use super::{Builder, Column, Limit, Tag};
use crate::problem::*;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Of a set of events that never overlap, on one day: the distinct ends from the earliest on, or the
/// distinct starts from the latest back, and for each a column.
#[derive(Debug, Default)]
pub struct Ladder {
    /// Minutes of the axis, in the ladder's order.
    minutes: Vec<i32>,
    /// By minute: 1 exactly when some engagement ends then or later (starts then or earlier).
    reached: Vec<Column>,
}

impl Ladder {
    /// 1 exactly when there is any engagement; `None` where there can be none.
    pub fn any(&self) -> Option<Column> {
        self.reached.first().copied()
    }

    /// 1 exactly when there is an engagement for whose end (start) the condition holds; `None` where there can
    /// be none. If the condition holds for a minute it must hold for all after it in the ladder's order.
    pub fn when(&self, condition: impl Fn(i32) -> bool) -> Option<Column> {
        let first = self.minutes.partition_point(|minute| !condition(*minute));
        self.reached.get(first).copied()
    }
}

/// Which ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Ends,
    Starts,
}

impl Side {
    /// Grows along the ladder.
    fn rung(self, span: &Span) -> i32 {
        match self {
            Side::Ends => span.to,
            Side::Starts => -span.from,
        }
    }
}

impl Builder<'_, '_> {
    /// How late a set of events ends on a day. The events must share a resource that may not clash.
    pub fn late(&mut self, events: &[EventId], day: Day) -> Rc<Ladder> {
        self.ladder(events, day, Side::Ends)
    }

    /// How early a set of events starts on a day. The events must share a resource that may not clash.
    pub fn early(&mut self, events: &[EventId], day: Day) -> Rc<Ladder> {
        self.ladder(events, day, Side::Starts)
    }

    fn ladder(&mut self, events: &[EventId], day: Day, side: Side) -> Rc<Ladder> {
        let mut events = events.to_vec();
        events.sort_unstable();
        events.dedup();
        let key = (events, day, side);
        if let Some(ladder) = self.ladders.get(&key) {
            return ladder.clone();
        }
        let mut rungs: BTreeMap<i32, Vec<Column>> = BTreeMap::new();
        for place in self.starts(&key.0, day) {
            rungs.entry(side.rung(&place.span)).or_default().push(place.column);
        }
        let mut ladder = Ladder::default();
        for rung in rungs.keys() {
            let of_day = |board: &crate::board::Board, e: &EventId| {
                let list = board.of_event(*e, day);
                list.iter().any(|x| side.rung(x.span) >= *rung)
            };
            let reached = self.column(0, 1, true, |board| i64::from(key.0.iter().any(|e| of_day(board, e))));
            ladder.reached.push(reached);
            ladder.minutes.push(match side {
                Side::Ends => *rung,
                Side::Starts => -rung,
            });
        }
        for (k, columns) in rungs.values().enumerate() {
            // Reached if taken here or further on, and only then.
            let further = ladder.reached.get(k + 1).copied();
            let mut only = Limit::at_most(0);
            only.add(ladder.reached[k], 1);
            only.add_all(columns, -1);
            let mut here = Limit::at_most(0);
            here.add_all(columns, 1);
            here.add(ladder.reached[k], -1);
            if let Some(further) = further {
                only.add(further, -1);
                let mut order = Limit::at_most(0);
                order.add(further, 1);
                order.add(ladder.reached[k], -1);
                self.row(Tag::Structure, order);
            }
            self.row(Tag::Structure, only);
            self.row(Tag::Structure, here);
        }
        let ladder = Rc::new(ladder);
        self.ladders.insert(key, ladder.clone());
        ladder
    }
}
