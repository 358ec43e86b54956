"""What no plan can beat: bounds that are proven, not guessed.

Both relax the problem to fractions of actions within each unit's whole capacity, or within the budget,
without needs and dates; what could be in no plan at all (too costly, or too late even alone) is left
out. An action alone brings at least what it brings beside others, and every plan is such a choice, so
the relaxed optimum bounds every plan. Within one unit the constraint is on the very thing that is
spent, hence taking the best points per person-day first is optimal for the relaxation.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, gcd

from compliance.plan.problem import Problem, Task
from compliance.plan.worth import State


def _offers(problem: Problem) -> list[tuple[Fraction, int, str, int]]:
    """Every possible action with points: (points alone, quanta, unit, cost), best points per quantum first."""
    state = State(problem.worth)
    ends: dict[str, date] = {}
    offers = [
        (gain, task.effort, task.unit, task.action.cost)
        for id_, task in problem.tasks.items()
        if (gain := state.gains(task.action.raises).get(problem.goal.checklist, Fraction(0))) > 0
        and _possible(problem, id_, ends)
    ]
    return sorted(offers, key=lambda o: (o[1] > 0, -o[0] / o[1] if o[1] else -o[0], o[1], o[2]))


def _possible(problem: Problem, id_: str, ends: dict[str, date]) -> bool:
    """Whether an action could be in any plan: affordable with its needs, and in time if units did nothing else."""
    closure = problem.closure(id_)
    if problem.goal.budget is not None:
        cost = sum(problem.tasks[other].action.cost for other in closure)
        if cost > problem.goal.budget:
            return False
    for other in closure:
        if other not in ends:
            task = problem.tasks[other]
            begin = max((ends[need] + timedelta(days=1) for need in task.needs), default=problem.goal.begin)
            ends[other] = _worked_by(problem, task, begin) + timedelta(days=task.action.wait_days)
    return ends[id_] <= problem.goal.deadline


def _worked_by(problem: Problem, task: Task, begin: date) -> date:
    """The day on which a task's work could end if its unit did nothing else from a day on."""
    daily, left = problem.daily[task.unit], task.effort
    if not left:
        return begin
    for day in problem.days:
        if day >= begin:
            left -= daily
            if left <= 0:
                return day
    return date.max - timedelta(days=3650)


def _room(problem: Problem) -> dict[str, int]:
    return {unit: daily * len(problem.days) for unit, daily in problem.daily.items()}


def most_points(problem: Problem) -> Fraction:
    """Return the points that no plan can gain more than: within capacity, and within the budget."""
    offers = _offers(problem)
    room, points = _room(problem), Fraction(0)
    for gain, effort, unit, _cost in offers:
        taken = min(effort, room[unit])
        room[unit] -= taken
        points += gain if taken == effort else gain * taken / effort
    if problem.goal.budget is None:
        return points
    return min(points, _affordable([(gain, cost) for gain, _effort, _unit, cost in offers], problem.goal.budget))


def _affordable(offers: list[tuple[Fraction, int]], budget: int) -> Fraction:
    """The points that a budget can buy at most, best points per rial first, fractions allowed."""
    points, left = Fraction(0), budget
    for gain, cost in sorted(offers, key=lambda o: (o[1] > 0, -o[0] / o[1] if o[1] else -o[0])):
        taken = min(cost, left)
        left -= taken
        points += gain if taken == cost else gain * taken / cost
    return points


def least_effort(problem: Problem, points: Fraction) -> Fraction | None:
    """Return the person-days that no plan gaining these points can go below; None when none can gain them.

    Every plan's effort is a multiple of the efforts' common divisor, so the bound is rounded up to one.
    """
    room, gained, spent = _room(problem), Fraction(0), Fraction(0)
    for gain, effort, unit, _cost in _offers(problem):
        if gained >= points:
            break
        taken = min(effort, room[unit])
        room[unit] -= taken
        part = gain if taken == effort else gain * taken / effort
        if gained + part >= points and effort:
            spent += Fraction(effort) * (points - gained) / gain
        else:
            spent += taken
        gained += part
    if gained < points:
        return None
    step = gcd(*(task.effort for task in problem.tasks.values())) or 1
    return ceil(spent / step) * step * problem.quantum
