//! Holds a rule to what a test expects of it: its deviation, its sentence, its watch, and its rows.

use super::{kind, violations};
use crate::board::Board;
use crate::problem::testing::Builder as School;
use crate::problem::*;
use crate::program::{self, Program, Status, Task};
use crate::words::Lang;

/// The deviation of every point of every rule, as the board keeps it.
pub fn deviations(problem: &Problem, assignment: &Assignment) -> Vec<i64> {
    let points = |rule: &Rule| vec![0; kind(&rule.kind).points(problem)];
    let mut all: Vec<Vec<i64>> = problem.rules.iter().map(points).collect();
    let board = Board::new(problem, assignment);
    board
        .deviating()
        .for_each(|(rule, point, deviation)| all[rule][point] = deviation);
    all.concat()
}

/// A problem and the rule that is looked at; the others are what its rows may assume.
pub struct Case {
    problem: Problem,
    rule: usize,
}

/// A meet, its day, and the minute of the day at which it starts.
pub type Start = (MeetId, Day, i32);

impl Case {
    /// The rule is the last one.
    pub fn new(school: School) -> Self {
        let rule = school.problem.rules.len() - 1;
        let problem = school.problem;
        Case { problem, rule }
    }

    fn assignment(&self, starts: &[Start]) -> Assignment {
        let mut assignment = Assignment::empty(&self.problem);
        for &(meet, day, from) in starts {
            assignment.put(&self.problem, meet, day, from);
        }
        assignment
    }

    /// The deviation is that, whatever the other rules say.
    pub fn deviates(&self, starts: &[Start], deviation: i64) {
        let (_, found) = self.board(&self.assignment(starts), true);
        assert_eq!(found, deviation);
    }

    /// The other rules hold, the deviation is that, and the rows say so too.
    pub fn agrees(&self, starts: &[Start], deviation: i64) {
        let assignment = self.assignment(starts);
        let (others, found) = self.board(&assignment, true);
        assert_eq!(found, deviation);
        assert_eq!(others, 0, "the other rules hold");
        self.rows(&assignment, found, true);
    }

    /// Goes through all timetables in which every meet is placed and the other rules hold: the rows agree with the
    /// deviation. Gives how many keep the rule and how many break it.
    pub fn all(&self) -> (usize, usize) {
        let slots = |meet: MeetId| self.problem.slots(self.problem.meets[meet]).len();
        let mut assignment = Assignment::empty(&self.problem);
        let (mut kept, mut broken) = (0, 0);
        let count: usize = (0..self.problem.meets.len()).map(slots).product();
        // Some 100 of them are looked at thoroughly.
        let stride = count / 100 + 1;
        for timetable in 0..count {
            let mut code = timetable;
            for meet in 0..self.problem.meets.len() {
                assignment.places[meet].slot = Some((code % slots(meet)) as SlotId);
                code /= slots(meet);
            }
            let thorough = timetable % stride == 0;
            let (others, deviation) = self.board(&assignment, thorough);
            if others == 0 {
                self.rows(&assignment, deviation, thorough);
                *if deviation == 0 { &mut kept } else { &mut broken } += 1;
            }
        }
        (kept, broken)
    }

    /// Deviations of the other rules and of the rule, evaluated from scratch; looked at thoroughly, sentences have
    /// their places filled, and taking away and putting back meet by meet gives the same deviations.
    fn board(&self, assignment: &Assignment, thorough: bool) -> (i64, i64) {
        let mut board = Board::new(&self.problem, assignment);
        let sums = |board: &Board| {
            let of = |own: bool| {
                board
                    .deviating()
                    .filter(|d| (d.0 == self.rule) == own)
                    .map(|d| d.2)
                    .sum::<i64>()
            };
            (of(false), of(true))
        };
        let found = sums(&board);
        if !thorough {
            return found;
        }
        for violation in violations(&board) {
            for lang in [Lang::Bg, Lang::En] {
                let text = violation.message.in_lang(lang);
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
        for meet in 0..assignment.places.len() {
            board.put_slot(meet, None);
            board.settle();
            let mut without = assignment.clone();
            without.places[meet].slot = None;
            assert_eq!(sums(&board), sums(&Board::new(&self.problem, &without)), "watch");
            board.put_slot(meet, assignment.places[meet].slot);
            board.settle();
            assert_eq!(sums(&board), found, "watch");
        }
        found
    }

    /// Rows of the rule as a hard one hold exactly when it does not deviate, and as a soft one price it; a solver
    /// finds no values of helper columns that say otherwise.
    fn rows(&self, assignment: &Assignment, deviation: i64, solve: bool) {
        for (hard, weight) in [(true, 1), (false, 3)] {
            let mut problem = self.problem.clone();
            (problem.rules[self.rule].hard, problem.rules[self.rule].weight) = (hard, weight);
            let board = Board::new(&problem, assignment);
            let program = program::Builder::new(&problem, Some(&board)).finish();
            let start = program.start.clone().expect("a board was given");
            let broken = program.broken(&start);
            let kept = !hard || deviation == 0;
            assert_eq!(
                broken.is_empty(),
                kept,
                "rows hold, deviation {deviation}, hard: {hard}"
            );
            if kept {
                assert_eq!(program.cost(&start), weight * deviation, "columns price the deviation");
            }
            if solve {
                let expected = kept.then_some(weight * deviation);
                assert_eq!(cheapest(program, &start), expected, "the best helper columns");
            }
        }
        assert!(kind(&self.problem.rules[self.rule].kind).points(&self.problem) > 0);
    }
}

/// The least cost when nothing but helper columns may differ from these values.
fn cheapest(mut program: Program, values: &[i64]) -> Option<i64> {
    let fills = program.fill.iter().flatten().flatten().flatten();
    for column in program.place.iter().flatten().chain(fills) {
        let def = &mut program.columns[column.0];
        (def.lower, def.upper) = (values[column.0], values[column.0]);
    }
    let outcome = program::backend().solve(&program, &Task::default());
    assert!(
        matches!(outcome.status, Status::Optimal | Status::Infeasible),
        "{:?}",
        outcome.status
    );
    outcome.objective.map(|cost| cost.round() as i64)
}
