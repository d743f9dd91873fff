//! A program as free MPS text, for solvers of other houses, and their answers.
//!
//! The format: <https://www.ibm.com/docs/en/icos/22.1.2?topic=standard-mps-file-format-names-in-mps-format>. Column `c7` is
//! the eighth column of the program, row `r7` its eighth row; the objective is `cost` and is minimised.

use super::Program;
use std::io::{self, Write};

impl Program {
    /// Writes the program. Columns that need not be whole are not marked as whole.
    pub fn write_mps(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        // Names in MPS have no spaces.
        writeln!(out, "NAME {}\nROWS\n N cost", name.replace(char::is_whitespace, "_"))?;
        for (r, row) in self.rows.iter().enumerate() {
            let kind = match (row.lower, row.upper) {
                (Some(lower), Some(upper)) if lower == upper => 'E',
                (Some(_), _) => 'G',
                (None, Some(_)) => 'L',
                (None, None) => 'N',
            };
            writeln!(out, " {kind} r{r}")?;
        }
        let mut by_column: Vec<Vec<(usize, i64)>> = vec![Vec::new(); self.columns.len()];
        for (r, row) in self.rows.iter().enumerate() {
            row.terms
                .iter()
                .for_each(|(column, factor)| by_column[column.0].push((r, *factor)));
        }
        writeln!(out, "COLUMNS")?;
        let mut whole = false;
        for (c, (column, terms)) in self.columns.iter().zip(&by_column).enumerate() {
            if column.integer != whole {
                whole = column.integer;
                let mark = if whole { "INTORG" } else { "INTEND" };
                writeln!(out, " MARKER 'MARKER' '{mark}'")?;
            }
            writeln!(out, " c{c} cost {}", column.cost)?;
            terms
                .iter()
                .try_for_each(|(r, factor)| writeln!(out, " c{c} r{r} {factor}"))?;
        }
        if whole {
            writeln!(out, " MARKER 'MARKER' 'INTEND'")?;
        }
        writeln!(out, "RHS")?;
        for (r, row) in self.rows.iter().enumerate() {
            if let Some(side) = row.lower.or(row.upper) {
                writeln!(out, " RHS r{r} {side}")?;
            }
        }
        writeln!(out, "RANGES")?;
        for (r, row) in self.rows.iter().enumerate() {
            if let (Some(lower), Some(upper)) = (row.lower, row.upper)
                && lower < upper
            {
                writeln!(out, " RANGE r{r} {}", upper - lower)?;
            }
        }
        writeln!(out, "BOUNDS")?;
        for (c, column) in self.columns.iter().enumerate() {
            writeln!(out, " LO BOUND c{c} {}\n UP BOUND c{c} {}", column.lower, column.upper)?;
        }
        writeln!(out, "ENDATA")
    }

    /// A solver's answer: a line a column, its name and its value; columns left out are 0. `Err` is the number of the
    /// first line that says anything else, from 1.
    pub fn read_values(&self, text: &str) -> Result<Vec<i64>, usize> {
        let mut values = vec![0; self.columns.len()];
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let column = words
                .next()
                .and_then(|name| name.strip_prefix('c')?.parse::<usize>().ok());
            let value = words
                .next()
                .and_then(|value| value.parse::<f64>().ok())
                .filter(|v| v.is_finite());
            match (column.and_then(|c| values.get_mut(c)), value, words.next()) {
                (Some(place), Some(value), None) => *place = value.round() as i64,
                _ => return Err(number + 1),
            }
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{knapsack, program};

    #[test]
    fn text_of_a_small_program() {
        // Between 1 and 3, at least 2, at most 4, exactly 2.
        let rows: &[(&[i64], Option<i64>, Option<i64>)] = &[
            (&[1, 1], Some(1), Some(3)),
            (&[0, 2], Some(2), None),
            (&[1, 0], None, Some(4)),
            (&[1, -1], Some(2), Some(2)),
        ];
        let mut program = program(&[(0, 5, 3), (-1, 2, 0)], rows);
        program.columns[1].integer = false;
        let mut out = Vec::new();
        program.write_mps("a school", &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        let wanted = "NAME a_school ROWS N cost G r0 G r1 L r2 E r3 COLUMNS MARKER 'MARKER' 'INTORG' c0 cost 3 c0 r0 1 c0 r2 1 \
            c0 r3 1 MARKER 'MARKER' 'INTEND' c1 cost 0 c1 r0 1 c1 r1 2 c1 r3 -1 RHS RHS r0 1 RHS r1 2 RHS r2 4 RHS r3 2 \
            RANGES RANGE r0 2 BOUNDS LO BOUND c0 0 UP BOUND c0 5 LO BOUND c1 -1 UP BOUND c1 2 ENDATA";
        assert_eq!(words.join(" "), wanted.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn values_are_read_by_name() {
        let program = knapsack();
        assert_eq!(program.read_values("c1 1\n\n c3 0.9999999 \n"), Ok(vec![0, 1, 0, 1, 0]));
        for (text, line) in [("c9 1", 1), ("c1 1\nx 2", 2), ("c1", 1), ("c1 nan", 1), ("c1 1 2", 1)] {
            assert_eq!(program.read_values(text), Err(line), "{text}");
        }
    }
}
