//! Late acceptance (Burke, Bykov, European Journal of Operational Research 258, 2017): a move is kept where it leaves the
//! timetable no dearer than it was some moves ago. So what a move may cost falls as fast as cheaper timetables are found.

/// Length of the list of prices, in how many meets can be moved.
const LENGTH: f64 = 0.6;
/// How far above the price there is the list begins, in temperatures.
const ABOVE: f64 = 3.0;
/// So often the list is gone through without any of its prices falling before it begins anew.
const STILL: u64 = 100;

/// The prices that moves are held against, one after the other.
#[derive(Debug)]
pub struct Late {
    length: usize,
    prices: Vec<i64>,
    at: usize,
    /// Moves since one of the prices fell.
    still: u64,
}

impl Late {
    /// A list, not begun yet, for so many meets that can be moved.
    pub fn new(movable: usize) -> Self {
        Late {
            length: ((movable as f64 * LENGTH) as usize).max(1),
            prices: Vec::new(),
            at: 0,
            still: 0,
        }
    }

    /// Begins above the price there is, as far as the temperature has it, unless the list is on its way.
    pub fn begin(&mut self, price: i64, temperature: f64) {
        if self.prices.is_empty() || self.still > STILL * self.length as u64 {
            self.prices = vec![price + (ABOVE * temperature) as i64; self.length];
            (self.at, self.still) = (0, 0);
        }
    }

    /// By how much the next move may raise the price.
    pub fn limit(&self, price: i64) -> i64 {
        self.prices.get(self.at).map_or(0, |then| (then - price).max(0))
    }

    /// Notes the price after a move, whether it was kept or not.
    pub fn note(&mut self, price: i64) {
        let Some(then) = self.prices.get_mut(self.at) else {
            return;
        };
        self.still += 1;
        if price < *then {
            *then = price;
            self.still = 0;
        }
        self.at = (self.at + 1) % self.prices.len();
    }

    /// What the search makes of the cost has changed, and with it the price of the timetable as it stands.
    pub fn shift(&mut self, by: i64) {
        self.prices.iter_mut().for_each(|then| *then += by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_may_cost_falls_until_nothing_does_and_then_begins_anew() {
        let mut late = Late::new(5); // three prices
        assert_eq!(late.limit(10), 0);
        late.begin(10, 2.0);
        for (price, limit) in [(10, 6), (14, 2), (16, 0)] {
            assert_eq!(late.limit(price), limit);
            late.note(price);
        }
        // Now they are 10, 14 and 16, for 16 is not below 16.
        assert_eq!(late.limit(9), 1);
        late.shift(5);
        assert_eq!(late.limit(9), 6);
        late.begin(100, 2.0);
        assert_eq!(late.limit(9), 6, "on its way");
        for _ in 0..=STILL * 3 {
            late.note(1000);
        }
        late.begin(100, 2.0);
        assert_eq!(late.limit(100), 6);
    }
}
