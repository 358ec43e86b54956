"""From a problem to the best choice: which question is asked, and what its answer proves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from compliance.model.results import Objective, Spend
from compliance.plan import schedule, whole
from compliance.plan.problem import Problem
from compliance.plan.schedule import Placement
from compliance.plan.solvers import Answer, Question, Solver
from compliance.plan.whole import Whole

_OBJECTIVES = {
    Spend.EFFORT: Objective.LEAST_EFFORT,
    Spend.COST: Objective.LEAST_COST,
    Spend.TIME: Objective.EARLIEST,
}


class Outcome(NamedTuple):
    """What was made best, when its actions are done, the proven bound, and whether the goal is reached.

    The bound is in the unit of the objective; for most points it is what can be gained at most.
    `placed` is None when not even what has to be in the plan fits.
    """

    objective: Objective
    placed: Mapping[str, Placement] | None
    bound: Fraction
    reached: bool


def solve(problem: Problem, solver: Solver) -> Outcome:
    """Return the best choice that a solver finds for a problem's goal."""
    if problem.wanted is not None:
        outcome = _earliest(problem, solver) if problem.goal.spend is Spend.TIME else _least(problem, solver)
        if outcome is not None:
            return outcome
    model = whole.of(problem)
    answer = solver.solve(Question(model))
    placed = None if answer.choice is None else schedule.placements(model, answer.choice.slots)
    everything = problem.wanted is None and placed is not None and set(problem.roots) <= set(placed)
    points = Fraction(answer.bound or 0, model.layers[0].scale)
    return Outcome(Objective.MOST_POINTS, placed, points, everything)


def _least(problem: Problem, solver: Solver) -> Outcome | None:
    model = whole.of(problem)
    spend = problem.goal.spend
    answer = solver.solve(Question(model, model.wanted, spend))
    if answer.choice is None or answer.bound is None:
        return None
    unit = problem.quantum if spend is Spend.EFFORT else Fraction(1)
    placed = schedule.placements(model, answer.choice.slots)
    return Outcome(_OBJECTIVES[spend], placed, answer.bound * unit, True)


def _earliest(problem: Problem, solver: Solver) -> Outcome | None:
    """Find the first day by which the wanted points can be gained, by halving the days between; then the best by it.

    `beaten` is the last day that is proven too early; what lies between it and the day that was found
    is where the solver neither found a choice nor proved that there is none.
    """
    goal = problem.goal
    model, answer = _by(problem, solver, goal.deadline)
    if answer.choice is None:
        return None
    low, beaten, high = -1, -1, _end(answer)
    while low + 1 < high:
        middle = (low + high) // 2
        earlier = _by(problem, solver, goal.begin + timedelta(days=middle))
        if earlier[1].choice is not None:
            model, answer = earlier
            high = min(middle, _end(answer))
        else:
            low = middle
            if earlier[1].bound is None:
                beaten = middle
    best = _by(problem, solver, goal.begin + timedelta(days=max(high, 0)), Spend.TIME)
    if best[1].choice is not None and _end(best[1]) <= high:
        model, answer = best
        high = _end(answer)
    assert answer.choice is not None
    days = high + 1
    bound = days if low == beaten else beaten + 2
    return Outcome(Objective.EARLIEST, schedule.placements(model, answer.choice.slots), Fraction(bound), True)


def _by(problem: Problem, solver: Solver, deadline: date, spend: Spend | None = None) -> tuple[Whole, Answer]:
    model = whole.of(until(problem, deadline))
    return model, solver.solve(Question(model, model.wanted, spend))


def _end(answer: Answer) -> int:
    assert answer.choice is not None
    return max((slot.end for slot in answer.choice.slots.values()), default=-1)


def until(problem: Problem, deadline: date) -> Problem:
    """Return the same problem with an earlier deadline."""
    days = tuple(day for day in problem.days if day <= deadline)
    return problem._replace(goal=problem.goal._replace(deadline=deadline), days=days)
