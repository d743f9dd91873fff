//! Any solver that good_lp knows; HiGHS where it is compiled in, else microlp.

use super::Program;
use super::backend::{Backend, Outcome, Status, Task};
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolutionStatus, Solver, SolverModel, Variable,
    WithInitialSolution, WithTimeLimit, constraint, variable,
};

#[cfg(not(any(feature = "highs", feature = "microlp")))]
compile_error!("a solver is needed: feature highs or microlp");

/// The modelling layer.
pub(super) struct GoodLp;

impl Backend for GoodLp {
    #[cfg(feature = "highs")]
    fn name(&self) -> &'static str {
        "good_lp with HiGHS"
    }

    #[cfg(not(feature = "highs"))]
    fn name(&self) -> &'static str {
        "good_lp with microlp"
    }

    fn solve(&self, program: &Program, task: &Task) -> Outcome {
        Outcome::of_empty(program).unwrap_or_else(|| {
            #[cfg(feature = "highs")]
            let outcome = run(program, task, good_lp::solvers::highs::highs, |mut model| {
                model = model.set_option("random_seed", (task.seed % (1 << 31)) as i32);
                model = model.set_threads(task.threads.max(1));
                model = model.set_option("mip_rel_gap", 0.0);
                if let Some(effort) = task.effort {
                    let limit = if task.relaxed {
                        "simplex_iteration_limit"
                    } else {
                        "mip_max_nodes"
                    };
                    model = model.set_option(limit, i32::try_from(effort).unwrap_or(i32::MAX));
                }
                model
            });
            #[cfg(not(feature = "highs"))]
            let outcome = run(program, task, good_lp::solvers::microlp::microlp, |model| model);
            outcome
        })
    }
}

fn run<S, M>(program: &Program, task: &Task, solver: S, options: impl FnOnce(M) -> M) -> Outcome
where
    S: Solver<Model = M>,
    M: SolverModel<Error = ResolutionError> + WithInitialSolution + WithTimeLimit,
{
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> = program
        .columns
        .iter()
        .map(|column| {
            let definition = variable().clamp(column.lower as f64, column.upper as f64);
            variables.add(if column.integer && !task.relaxed {
                definition.integer()
            } else {
                definition
            })
        })
        .collect();
    let sum = |terms: &mut dyn Iterator<Item = (usize, i64)>| {
        let mut sum = Expression::default();
        terms.for_each(|(c, k)| sum.add_mul(k as f64, columns[c]));
        sum
    };
    let cost = sum(&mut program.columns.iter().enumerate().map(|(c, column)| (c, column.cost)));
    let mut model = options(variables.minimise(cost).using(solver));
    for row in &program.rows {
        let terms = || sum(&mut row.terms.iter().map(|(c, k)| (c.0, *k)));
        match (row.lower, row.upper) {
            (Some(lower), Some(upper)) if lower == upper => {
                model.add_constraint(constraint!(terms() == lower as f64));
            }
            (lower, upper) => {
                if let Some(lower) = lower {
                    model.add_constraint(constraint!(terms() >= lower as f64));
                }
                if let Some(upper) = upper {
                    model.add_constraint(constraint!(terms() <= upper as f64));
                }
            }
        }
    }
    if let Some(time) = task.time {
        model = model.with_time_limit(time.as_secs_f64());
    }
    // good_lp takes 0 for what a start leaves out, so it is given all columns or none.
    if let Some(start) = task.start.as_ref().filter(|_| !task.relaxed) {
        model = model.with_initial_solution(columns.iter().copied().zip(start.iter().map(|v| *v as f64)));
    }
    match model.solve() {
        Ok(solution) => {
            let values: Vec<f64> = columns.iter().map(|c| solution.value(*c)).collect();
            let objective = program
                .columns
                .iter()
                .zip(&values)
                .map(|(c, v)| c.cost as f64 * v)
                .sum();
            // No gap was allowed, so a gap limit is one of floating point.
            let status = match solution.status() {
                SolutionStatus::Optimal | SolutionStatus::GapLimit => Status::Optimal,
                SolutionStatus::TimeLimit => Status::Feasible,
            };
            Outcome {
                status,
                values: Some(values),
                objective: Some(objective),
                claimed_bound: (status == Status::Optimal).then_some(objective),
                row_duals: None,
            }
        }
        Err(ResolutionError::Infeasible) => Outcome::infeasible(),
        Err(_) => Outcome::unknown(),
    }
}
