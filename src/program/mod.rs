//! The integer program of a problem: columns, rows tagged with the rule they come from, and the
//! back ends that solve it.
//!
//! Rules write their rows through [`Builder`]. When the builder is given a board, every column
//! states the value it takes for that timetable: helper columns give theirs when they are made,
//! deviations follow from their rows. That gives complete warm starts for free, and a test that
//! rows are not too strong without calling a solver.

mod backend;
mod builder;
mod exclusive;
mod ladder;
mod mps;
#[cfg(test)]
pub(crate) mod testing;
mod tight;
mod with_good_lp;
#[cfg(feature = "highs")]
mod with_highs;

pub use backend::{Backend, Method, Outcome, Status, Task, backend, backends, run_within};
pub use builder::Builder;
pub use exclusive::Placed;
pub use ladder::Ladder;
pub use tight::Rung;

use crate::problem::Problem;

/// Index of a column of a [`Program`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Column(pub usize);

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// What makes the columns mean what they mean.
    Structure,
    /// A rule and its point.
    Rule {
        /// Index of the rule.
        rule: usize,
        /// Point within the rule.
        point: usize,
    },
}

/// A column: bounds, integrality and cost are whole numbers.
#[derive(Debug, Clone)]
pub struct ColumnDef {
    /// Least value.
    pub lower: i64,
    /// Greatest value; every column has one, which keeps bounds safe.
    pub upper: i64,
    /// Only whole values; otherwise a column that is whole in some best solution anyway.
    pub integer: bool,
    /// Cost of one unit.
    pub cost: i64,
}

/// A row: `lower <= sum of terms <= upper`, `None` for no limit. Coefficients are whole.
#[derive(Debug, Clone)]
pub struct RowDef {
    /// Where it comes from.
    pub tag: Tag,
    /// Columns, each once, and their coefficients.
    pub terms: Vec<(Column, i64)>,
    /// Least value.
    pub lower: Option<i64>,
    /// Greatest value.
    pub upper: Option<i64>,
}

/// A linear expression that should stay within limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Terms; a column may come more than once.
    pub terms: Vec<(Column, i64)>,
    /// Least value.
    pub lower: Option<i64>,
    /// Greatest value.
    pub upper: Option<i64>,
}

impl Limit {
    /// Between two values.
    pub fn between(lower: i64, upper: i64) -> Self {
        Limit {
            terms: Vec::new(),
            lower: Some(lower),
            upper: Some(upper),
        }
    }

    /// At most.
    pub fn at_most(upper: i64) -> Self {
        Limit {
            terms: Vec::new(),
            lower: None,
            upper: Some(upper),
        }
    }

    /// At least.
    pub fn at_least(lower: i64) -> Self {
        Limit {
            terms: Vec::new(),
            lower: Some(lower),
            upper: None,
        }
    }

    /// Adds a column; a coefficient of 0 adds nothing.
    pub fn add(&mut self, column: Column, coefficient: i64) {
        if coefficient != 0 {
            self.terms.push((column, coefficient));
        }
    }

    /// Everything multiplied by a positive number.
    pub fn times(mut self, factor: i64) -> Self {
        self.terms
            .iter_mut()
            .for_each(|(_, coefficient)| *coefficient *= factor);
        Limit {
            lower: self.lower.map(|lower| lower * factor),
            upper: self.upper.map(|upper| upper * factor),
            ..self
        }
    }

    /// Adds columns with one coefficient.
    pub fn add_all(&mut self, columns: &[Column], coefficient: i64) {
        columns.iter().for_each(|c| self.add(*c, coefficient));
    }
}

/// An integer program to minimise.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Columns.
    pub columns: Vec<ColumnDef>,
    /// Rows.
    pub rows: Vec<RowDef>,
    /// By event and slot, the column that counts the event's meets in the slot.
    pub place: Vec<Vec<Column>>,
    /// By event, slot, role and candidate, the column that says that the candidate fills the role.
    pub fill: Vec<Vec<Vec<Vec<Column>>>>,
    /// By column the value it takes for the timetable the builder was given.
    pub start: Option<Vec<i64>>,
}

impl Program {
    /// The program of a whole problem.
    pub fn of(problem: &Problem) -> Program {
        Builder::new(problem, None).finish()
    }

    /// The program of a whole problem with what follows from several of its rules, and without rows that others
    /// say as well: for bounds.
    pub fn tight(problem: &Problem) -> Program {
        let mut builder = Builder::new(problem, None);
        builder.tighten();
        let mut program = builder.finish();
        program.leave_out_dominated();
        program
    }

    /// The cost of a vector of column values.
    pub fn cost(&self, values: &[i64]) -> i64 {
        self.columns.iter().zip(values).map(|(c, v)| c.cost * v).sum()
    }

    /// Least and greatest value of an expression within the bounds of its columns.
    pub(crate) fn range(&self, terms: &[(Column, i64)]) -> (i64, i64) {
        terms.iter().fold((0, 0), |(least, greatest), (c, k)| {
            let column = &self.columns[c.0];
            let (a, b) = (k * column.lower, k * column.upper);
            (least + a.min(b), greatest + a.max(b))
        })
    }

    /// `base` and `step`: every vector of whole column values costs `base + n * step` with a whole
    /// n. A step of 0 says that all cost the same.
    pub fn costs(&self) -> (i64, i64) {
        let base = self.columns.iter().map(|c| c.cost * c.lower).sum();
        let free = self.columns.iter().filter(|c| c.lower < c.upper);
        (base, free.fold(0, |step, c| common_divisor(step, c.cost.abs())))
    }

    /// Rows and bounds that a vector of column values breaks, as tags of rows.
    pub fn broken(&self, values: &[i64]) -> Vec<Tag> {
        let mut tags: Vec<Tag> = self
            .rows
            .iter()
            .filter(|row| {
                let sum: i64 = row.terms.iter().map(|(c, k)| k * values[c.0]).sum();
                row.lower.is_some_and(|l| sum < l) || row.upper.is_some_and(|u| sum > u)
            })
            .map(|row| row.tag)
            .collect();
        if self
            .columns
            .iter()
            .zip(values)
            .any(|(c, v)| *v < c.lower || *v > c.upper)
        {
            tags.push(Tag::Structure);
        }
        tags
    }
}

fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
