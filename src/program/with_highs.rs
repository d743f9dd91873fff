//! HiGHS through its own crate, which gives the dual bound and the duals of the rows.

use super::backend::{Backend, Method, Outcome, Status, Task};
use super::{ColumnDef, Program};
use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

/// HiGHS.
pub(super) struct Highs;

impl Backend for Highs {
    fn name(&self) -> &'static str {
        "HiGHS"
    }

    fn solve(&self, program: &Program, task: &Task) -> Outcome {
        Outcome::of_empty(program).unwrap_or_else(|| run(program, task).unwrap_or_else(Outcome::unknown))
    }
}

/// `None` where HiGHS reports an error.
fn run(program: &Program, task: &Task) -> Option<Outcome> {
    let mut problem = RowProblem::default();
    let columns: Vec<_> = program
        .columns
        .iter()
        .map(|c: &ColumnDef| {
            let bounds = c.lower as f64..=c.upper as f64;
            problem.add_column_with_integrality(c.cost as f64, bounds, c.integer && !task.relaxed)
        })
        .collect();
    for row in &program.rows {
        let lower = row.lower.map_or(f64::NEG_INFINITY, |l| l as f64);
        let upper = row.upper.map_or(f64::INFINITY, |u| u as f64);
        problem.add_row(lower..=upper, row.terms.iter().map(|(c, k)| (columns[c.0], *k as f64)));
    }
    let mut model = problem.try_optimise(Sense::Minimise).ok()?;
    model.make_quiet();
    model
        .try_set_option("random_seed", (task.seed % (1 << 31)) as i32)
        .ok()?;
    model
        .try_set_option("threads", i32::try_from(task.threads.max(1)).ok()?)
        .ok()?;
    model
        .try_set_option("parallel", if task.threads > 1 { "on" } else { "off" })
        .ok()?;
    if let Some(time) = task.time {
        model.try_set_option("time_limit", time.as_secs_f64()).ok()?;
    }
    match task.method {
        _ if !task.relaxed => {}
        Method::Simplex => model.try_set_option("solver", "simplex").ok()?,
        Method::Interior => {
            model.try_set_option("solver", "ipx").ok()?;
            model.try_set_option("run_crossover", "off").ok()?;
            // Bounds are summed exactly from whatever prices there are, and rounded up; the last places take up to a fifth of the time.
            for tolerance in [
                "ipm_optimality_tolerance",
                "primal_feasibility_tolerance",
                "dual_feasibility_tolerance",
            ] {
                model.try_set_option(tolerance, 1e-3).ok()?;
            }
        }
        Method::FirstOrder => model.try_set_option("solver", "pdlp").ok()?,
    }
    if let Some(effort) = task.effort {
        let limit = match task.method {
            _ if !task.relaxed => "mip_max_nodes",
            Method::Simplex => "simplex_iteration_limit",
            Method::Interior => "ipm_iteration_limit",
            Method::FirstOrder => "pdlp_iteration_limit",
        };
        model
            .try_set_option(limit, i32::try_from(effort).unwrap_or(i32::MAX))
            .ok()?;
    }
    // Costs lie `step` apart, so a smaller gap is none.
    model.try_set_option("mip_rel_gap", 0.0).ok()?;
    model
        .try_set_option("mip_abs_gap", 0.99 * program.costs().1.max(1) as f64)
        .ok()?;
    if let Some(start) = task.start.as_ref().filter(|_| !task.relaxed) {
        let start: Vec<f64> = start.iter().map(|v| *v as f64).collect();
        model.try_set_solution(Some(&start), None, None, None).ok()?;
    }

    let solved = model.try_solve().ok()?;
    let there = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let status = match solved.status() {
        HighsModelStatus::Optimal if there => Status::Optimal,
        // Every column has bounds, so nothing is unbounded.
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Status::Infeasible,
        _ if there => Status::Feasible,
        _ => Status::Unknown,
    };
    let objective = there.then(|| solved.objective_value());
    let claimed_bound = if task.relaxed {
        objective.filter(|_| status == Status::Optimal)
    } else {
        solved
            .double_info_value(c"mip_dual_bound")
            .ok()
            .filter(|bound| bound.is_finite())
    };
    let priced = task.relaxed
        && solved
            .int_info_value(c"dual_solution_status")
            .is_ok_and(|status| status > 0);
    let solution = solved.get_solution();
    Some(Outcome {
        status,
        values: there.then(|| solution.columns().to_vec()),
        objective,
        claimed_bound,
        row_duals: priced.then(|| solution.dual_rows().to_vec()),
    })
}
