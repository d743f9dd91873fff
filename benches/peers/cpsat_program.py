"""CP-SAT on the 0/1 program that firstbell exports.

    cpsat_program.py PROGRAM.mps VALUES.txt [--seconds 60] [--workers 2] [--seed 1]

PROGRAM.mps is what `firstbell export-program SCHOOL --out PROGRAM.mps` writes; `firstbell export-program SCHOOL --values
VALUES.txt --out TIMETABLE.json` makes a timetable of the answer. What it claims to cost is printed as JSON.
"""

import argparse
import json
from pathlib import Path

from ortools.linear_solver.python import model_builder


def main():
    """Solves, writes the values of the columns and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("values", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    model = model_builder.Model()
    if not model.import_from_mps_file(str(arguments.program)):
        parser.error(f"{arguments.program} is not a program in MPS")
    for column in model.get_variables():
        # Those that are not marked as whole are whole in some best solution anyway.
        column.is_integral = True
    solver = model_builder.Solver("sat")
    solver.set_time_limit_in_seconds(arguments.seconds)
    solver.set_solver_specific_parameters(
        f"num_workers:{arguments.workers} interleave_search:true random_seed:{arguments.seed}"
    )
    status = solver.solve(model)
    answer = {"status": status.name.lower(), "seconds": solver.wall_time, "bound": None}
    if status in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE):
        answer |= {"bound": solver.best_objective_bound, "cost": round(solver.objective_value)}
        values = solver.values(model.get_variables())
        lines = [f"{column.name} {round(value)}\n" for column, value in values.items() if round(value)]
        arguments.values.write_text("".join(lines))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
