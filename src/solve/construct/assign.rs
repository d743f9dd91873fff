//! The heaviest matching of two sides, by the Hungarian method with shortest augmenting paths.

/// For each of one side, whom of the other it is matched with, so that the weights sum to most; `weights` by either side,
/// not below 0, and 0 where the two are not to be matched. Takes time with the square of one side times the other.
pub fn heaviest(weights: &[Vec<i64>], others: usize) -> Vec<Option<usize>> {
    let columns = others.max(weights.len());
    // Column 0 is where a search begins; rows count from 1, 0 is nobody.
    let weight = |row: usize, column: usize| weights[row - 1].get(column - 1).copied().unwrap_or(0);
    let mut of_row = vec![0; weights.len() + 1];
    let mut of_column = vec![0; columns + 1];
    let mut matched = vec![0; columns + 1];
    let mut before = vec![0; columns + 1];
    for row in 1..=weights.len() {
        matched[0] = row;
        let mut at = 0;
        let mut least = vec![i64::MAX; columns + 1];
        let mut done = vec![false; columns + 1];
        while matched[at] != 0 {
            done[at] = true;
            let from = matched[at];
            let (mut step, mut next) = (i64::MAX, 0);
            for column in (1..=columns).filter(|column| !done[*column]) {
                let reduced = -weight(from, column) - of_row[from] - of_column[column];
                if reduced < least[column] {
                    (least[column], before[column]) = (reduced, at);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if done[column] {
                    of_row[matched[column]] += step;
                    of_column[column] -= step;
                } else if least[column] < i64::MAX {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            matched[at] = matched[before[at]];
            at = before[at];
        }
    }
    let mut with = vec![None; weights.len()];
    for column in 1..=others {
        if matched[column] > 0 && weight(matched[column], column) > 0 {
            with[matched[column] - 1] = Some(column - 1);
        }
    }
    with
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The most that rows from `row` on can have.
    fn most(weights: &[Vec<i64>], taken: &mut Vec<bool>, row: usize) -> i64 {
        let Some(of_row) = weights.get(row) else { return 0 };
        let mut best = most(weights, taken, row + 1);
        for (column, weight) in of_row.iter().enumerate() {
            if !taken[column] {
                taken[column] = true;
                best = best.max(weight + most(weights, taken, row + 1));
                taken[column] = false;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn nothing_is_heavier(
            weights in (1usize..5).prop_flat_map(|columns| {
                proptest::collection::vec(proptest::collection::vec(0i64..6, columns), 0..5)
            }),
        ) {
            let columns = weights.first().map_or(0, Vec::len);
            let with = heaviest(&weights, columns);
            let mut taken: Vec<usize> = with.iter().flatten().copied().collect();
            let sum: i64 = with.iter().zip(&weights).filter_map(|(with, row)| Some(row[(*with)?])).sum();
            prop_assert_eq!(sum, most(&weights, &mut vec![false; columns], 0));
            taken.sort_unstable();
            let before = taken.len();
            taken.dedup();
            prop_assert_eq!(taken.len(), before);
        }
    }
}
