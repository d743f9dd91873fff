//! Sets of cells, looked at one by one or 64 at a time.

use super::CellId;
use std::ops::{Deref, Range};

/// A set of cells: as a slice, membership by cell; as words, bit `cell % 64` of word `cell / 64`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellSet {
    members: Vec<bool>,
    words: Vec<u64>,
}

impl CellSet {
    /// The words.
    pub fn words(&self) -> &[u64] {
        &self.words
    }
}

impl From<Vec<bool>> for CellSet {
    fn from(members: Vec<bool>) -> Self {
        let word = |cells: &[bool]| cells.iter().rev().fold(0, |word, held| word << 1 | u64::from(*held));
        CellSet {
            words: members.chunks(64).map(word).collect(),
            members,
        }
    }
}

impl FromIterator<bool> for CellSet {
    fn from_iter<I: IntoIterator<Item = bool>>(cells: I) -> Self {
        cells.into_iter().collect::<Vec<bool>>().into()
    }
}

impl Deref for CellSet {
    type Target = [bool];

    fn deref(&self) -> &[bool] {
        &self.members
    }
}

/// The cells of a set given by words, in order.
#[inline]
pub fn cells_of(words: impl IntoIterator<Item = u64>) -> impl Iterator<Item = CellId> {
    words.into_iter().enumerate().flat_map(|(at, mut word)| {
        std::iter::from_fn(move || {
            let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
            word &= word - 1;
            Some(at * 64 + bit)
        })
    })
}

/// The words that hold cells of a range, each by its index and with its part of the range.
#[inline]
pub fn words_of(cells: Range<CellId>) -> impl Iterator<Item = (usize, u64)> {
    (cells.start / 64..cells.end.div_ceil(64)).map(move |word| {
        let from = cells.start.saturating_sub(word * 64).min(64);
        let to = (cells.end - word * 64).min(64);
        (word, (u64::MAX >> (64 - to)) & (u64::MAX << from))
    })
}

/// Whether a set given by words holds a cell of a range.
#[inline]
pub fn any_in(words: &[u64], cells: Range<CellId>) -> bool {
    words_of(cells).any(|(word, mask)| words[word] & mask != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_members_say_the_same() {
        let set: CellSet = (0..130).map(|cell| cell % 64 == 1 || cell == 129).collect();
        assert_eq!(set.words(), [2, 2, 2]);
        assert_eq!(cells_of(set.words().iter().copied()).collect::<Vec<_>>(), [1, 65, 129]);
        assert!(set[129] && !set[128]);
        assert_eq!(
            words_of(63..130).collect::<Vec<_>>(),
            [(0, 1 << 63), (1, u64::MAX), (2, 3)]
        );
        assert_eq!(words_of(66..69).collect::<Vec<_>>(), [(1, 0b11100)]);
        assert_eq!(words_of(0..64).collect::<Vec<_>>(), [(0, u64::MAX)]);
        assert!(any_in(set.words(), 64..66) && !any_in(set.words(), 66..129) && !any_in(set.words(), 1..1));
        assert_eq!(CellSet::from(vec![]).words(), [] as [u64; 0]);
    }
}
